//! A town in which the engine runs: an agenda of what happens next, and for each happening the engine's own functions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, VecDeque};

use super::chance::Chance;
use super::figures::{Count, Figures};
use super::people::{DAY, HOUR, People, assumed};
use super::{Moderation, World};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, ClaimId, EvidenceId, PersonId};
use crate::review::calibration::Gate;
use crate::review::conflict::{Circle, Relations};
use crate::review::content_hash::ContentHash;
use crate::review::draw::{Drawn, Load, Seed};
use crate::review::eligibility::{self, Eligible, Occasion};
use crate::review::evidence::{EvidenceItem, EvidenceKind, Medium, Pupils, Submission, Visibility};
use crate::review::notices::{Mailbox, Notice};
use crate::review::policy::{Distance, Policy, Terms, TermsError};
use crate::review::reviewer::{Affiliation, Reviewer, School, Skill};
use crate::review::rubric::{CommentRule, Criterion, CriterionId, LevelDescription, Rubric};
use crate::review::staffing;
use crate::review::{AssignmentState, Claim, Command, Event, NewClaim, Ruling, Sheet, State, Topic, Via};

const LAST_DAY: i64 = 180;
/// Monday, 5 January 2026.
const BEGINNING: i64 = 1_767_571_200;
/// How often the worker looks for slots that nobody could be asked for.
const LOOKS_AGAIN: i64 = 6 * HOUR;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Arrives(usize),
    Visits(usize),
    ComesBack(usize),
    MailLeaves(usize),
    HandsIn(usize, usize),
    TimerRings(usize),
    Moderates(usize),
    LooksAgain,
}

pub(super) struct Town {
    people: People,
    chance: Chance,
    seed: Seed,
    terms: Terms,
    moderation: Moderation,
    now: i64,
    agenda: BinaryHeap<Reverse<(i64, What)>>,
    claims: Vec<Option<Claim>>,
    rings_at: Vec<i64>,
    /// Claims under review by skill, from the one that waits longest.
    under_review: Vec<BTreeSet<usize>>,
    reviewers: Vec<Reviewer>,
    by_skill: Vec<Vec<usize>>,
    open: Vec<u32>,
    /// Claims that each person is offered.
    offered: Vec<BTreeSet<usize>>,
    done: Vec<VecDeque<i64>>,
    total: Vec<u32>,
    mailboxes: Vec<Mailbox>,
    relations: Relations,
    moderator: Reviewer,
    unstaffed: BTreeSet<usize>,
    index: HashMap<PersonId, usize>,
    is_moderated: BTreeSet<usize>,
    ended: usize,
    count: Count,
}

fn time(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(BEGINNING + seconds).expect("within a year of 2026")
}

fn person_id(number: usize) -> PersonId {
    PersonId::from_text(format!("p{number}"))
}

fn skill(number: u32) -> Skill {
    Skill(format!("s{number}"))
}

fn quality() -> CriterionId {
    CriterionId::new("quality")
}

fn terms() -> Result<Terms, TermsError> {
    let level = |name: &str| LevelDescription { name: name.into(), description: String::new() };
    let criterion = Criterion {
        id: quality(),
        name: "Quality".into(),
        levels: ["Beginning", "Nearly", "Meets", "Exceeds"].map(level).to_vec(),
        required: 2,
        mandatory: true,
        comments: CommentRule::Optional,
    };
    Terms::new(Rubric { name: "Simulated".into(), version: 1, criteria: vec![criterion] }, Policy::default())
}

fn affiliation(school: u32) -> Affiliation {
    Affiliation { school: School(format!("o{school}")), district: None, from: time(0), to: None }
}

impl Town {
    pub(super) fn new(world: &World, people: People, seed: u64) -> Result<Self, TermsError> {
        let reviewers: Vec<Reviewer> = people
            .all
            .iter()
            .enumerate()
            .map(|(at, person)| Reviewer {
                id: person_id(at),
                skills: person.skills.iter().map(|number| skill(*number)).collect(),
                languages: BTreeSet::new(),
                capacity: person.capacity,
                away: vec![(time(person.away.0), time(person.away.1))],
                affiliations: vec![affiliation(person.school)],
                gate: Gate::Admitted,
                weight: 1_000,
                silent_lapses: 0,
                declined_at: Vec::new(),
            })
            .collect();
        let mut relations = Relations::default();
        let schools: BTreeMap<usize, u32> = people.work.iter().map(|work| (work.claimant, work.school)).collect();
        for (claimant, school) in schools {
            relations.insert_affiliation(person_id(claimant), affiliation(school));
        }
        let mut by_skill = vec![Vec::new(); world.skills.max(1) as usize];
        for (at, person) in people.all.iter().enumerate() {
            person.skills.iter().for_each(|number| by_skill[*number as usize].push(at));
        }
        let moderator = Reviewer { id: PersonId::from_text("moderator"), affiliations: Vec::new(), ..stranger() };
        let count = people.all.len();
        Ok(Self {
            chance: Chance::new(seed, 2),
            seed: Seed::new(&seed.to_be_bytes()),
            terms: terms()?,
            moderation: world.moderation,
            now: 0,
            agenda: BinaryHeap::new(),
            claims: people.work.iter().map(|_| None).collect(),
            rings_at: vec![i64::MAX; people.work.len()],
            under_review: vec![BTreeSet::new(); by_skill.len()],
            index: reviewers.iter().enumerate().map(|(at, reviewer)| (reviewer.id.clone(), at)).collect(),
            reviewers,
            by_skill,
            open: vec![0; count],
            offered: vec![BTreeSet::new(); count],
            done: vec![VecDeque::new(); count],
            total: vec![0; count],
            mailboxes: vec![Mailbox::default(); count],
            relations,
            moderator,
            unstaffed: BTreeSet::new(),
            is_moderated: BTreeSet::new(),
            ended: 0,
            count: Count::default(),
            people,
        })
    }

    pub(super) fn live(mut self) -> Figures {
        let arrivals = self.people.work.iter().enumerate();
        self.agenda.extend(arrivals.map(|(claim, work)| Reverse((work.at, What::Arrives(claim)))));
        for person in 0..self.people.all.len() {
            self.next_visit(person);
        }
        self.agenda.push(Reverse((LOOKS_AGAIN, What::LooksAgain)));
        while let Some(Reverse((now, what))) = self.agenda.pop() {
            if now > LAST_DAY * DAY || self.ended == self.claims.len() {
                break;
            }
            self.now = now;
            self.happen(what);
        }
        let stayed = self.people.all.iter().zip(&self.total).filter(|(person, _)| person.stayed());
        self.count.loads = stayed.map(|(person, total)| f64::from(*total) / f64::from(person.capacity)).collect();
        self.count.moderated = u32::try_from(self.is_moderated.len()).unwrap_or(u32::MAX);
        Figures::new(u32::try_from(self.claims.len()).unwrap_or(u32::MAX), self.count)
    }

    fn at(&mut self, after: f64, what: What) {
        self.agenda.push(Reverse((self.now + after as i64, what)));
    }

    fn next_visit(&mut self, person: usize) {
        let wait = self.chance.waiting(self.people.all[person].visits_every);
        self.at(wait, What::Visits(person));
    }

    fn happen(&mut self, what: What) {
        match what {
            What::Arrives(claim) => self.arrive(claim),
            What::Visits(person) if self.now < self.people.all[person].gone_at => {
                self.visit(person);
                self.next_visit(person);
            }
            What::Visits(_) => {}
            What::ComesBack(person) => self.visit(person),
            What::MailLeaves(person) => self.send_mail(person),
            What::HandsIn(person, claim) => self.hand_in(person, claim),
            What::TimerRings(claim) => {
                self.rings_at[claim] = i64::MAX;
                self.ring(claim);
            }
            What::Moderates(claim) => self.moderate(claim),
            What::LooksAgain => {
                let unstaffed: Vec<usize> = std::mem::take(&mut self.unstaffed).into_iter().collect();
                unstaffed.into_iter().for_each(|claim| self.staff(claim));
                self.at(LOOKS_AGAIN as f64, What::LooksAgain);
            }
        }
    }

    fn arrive(&mut self, number: usize) {
        let work = &self.people.work[number];
        let topics = self.by_skill.len() as u32;
        let neighbours = [(work.skill + 1) % topics, (work.skill + topics - 1) % topics];
        let about = NewClaim {
            id: ClaimId::from_text(format!("c{number}")),
            achievement: AchievementId::from_text(format!("a{}", work.skill)),
            claimant: person_id(work.claimant),
            co_authors: BTreeSet::new(),
            topic: Topic {
                skills: BTreeSet::from([skill(work.skill)]),
                neighbours: neighbours.map(skill).into(),
                language: None,
            },
        };
        let submission = Submission {
            statement: String::new(),
            evidence: vec![EvidenceItem {
                id: EvidenceId::from_text(format!("e{number}")),
                kind: EvidenceKind::Artefact,
                medium: Medium::Text,
                sha256: ContentHash::of_bytes(b""),
                size_bytes: 0,
                visibility: Visibility::Reviewers,
                pupils: Pupils::NotIdentifiable,
            }],
            self_levels: BTreeMap::from([(quality(), 2)]),
        };
        let by = about.claimant.clone();
        self.claims[number] = Some(Claim::new(about, time(self.now)));
        self.apply(number, Command::Submit { by, submission, signed_off_by: None });
    }

    /// Applies a command and follows its events; says whether it was taken.
    fn apply(&mut self, number: usize, command: Command) -> bool {
        let Some(claim) = &self.claims[number] else { return false };
        let Ok((claim, events)) = claim.apply(command, &self.terms, time(self.now)) else { return false };
        self.claims[number] = Some(claim);
        events.iter().for_each(|event| self.follow(number, event));
        self.set_timer(number);
        true
    }

    fn follow(&mut self, number: usize, event: &Event) {
        let claim = || ClaimId::from_text(format!("c{number}"));
        match event {
            Event::Moved { from, to } => self.follow_move(number, *from, *to),
            Event::SlotOpened { .. } => {
                self.unstaffed.insert(number);
            }
            Event::Offered { drawn } => {
                let person = self.index[&drawn.pick];
                self.open[person] += 1;
                self.offered[person].insert(number);
                self.post(person, Notice::Offer { claim: claim() });
            }
            Event::Taken { reviewer, via, .. } => {
                let person = self.index[reviewer];
                self.offered[person].remove(&number);
                self.open[person] += u32::from(*via == Via::Arrival);
            }
            Event::Ended { reviewer, how } => {
                let person = self.index[reviewer];
                self.open[person] -= 1;
                self.offered[person].remove(&number);
                match how {
                    AssignmentState::Lapsed => self.reviewers[person].note_lapse(),
                    AssignmentState::Cancelled => self.post(person, Notice::Cancelled { claim: claim() }),
                    _ => {}
                }
                self.unstaffed.insert(number);
            }
            Event::Reviewed { reviewer, .. } => {
                let person = self.index[reviewer];
                self.open[person] -= 1;
                self.done[person].push_back(self.now);
                self.total[person] += 1;
                self.count.reviews += 1;
                let claimant = person_id(self.people.work[number].claimant);
                self.relations.insert_review(reviewer.clone(), claimant, time(self.now));
            }
            Event::Decided { .. } => self.count.waits.push(self.now - self.people.work[number].at),
            _ => {}
        }
    }

    fn follow_move(&mut self, number: usize, from: State, to: State) {
        let skill = self.people.work[number].skill as usize;
        match to {
            State::InReview => {
                self.under_review[skill].insert(number);
            }
            State::Moderation => {
                self.is_moderated.insert(number);
                if self.moderation == Moderation::Staffed {
                    let wait = self.chance.waiting(assumed::MODERATOR_DAYS * DAY as f64);
                    self.at(wait, What::Moderates(number));
                }
            }
            State::Accepted | State::NotYet | State::NotDecided => self.ended += 1,
            _ => {}
        }
        if from == State::InReview {
            self.under_review[skill].remove(&number);
            self.unstaffed.remove(&number);
        }
    }

    /// Sets the alarm clock for the claim's next timer or reminder.
    fn set_timer(&mut self, number: usize) {
        let Some(claim) = &self.claims[number] else { return };
        if matches!(claim.state(), State::Accepted | State::NotYet | State::NotDecided) {
            return;
        }
        let timer = claim.next_timer(&self.terms).map(|(due, _)| due);
        let due = timer.into_iter().chain(claim.next_reminder(&self.terms)).min();
        let Some(due) = due.map(|due| (due.unix_seconds() - BEGINNING).max(self.now)) else { return };
        if due < self.rings_at[number] {
            self.rings_at[number] = due;
            self.agenda.push(Reverse((due, What::TimerRings(number))));
        }
    }

    fn ring(&mut self, number: usize) {
        let Some(claim) = &self.claims[number] else { return };
        for reminder in claim.reminders_due(&self.terms, time(self.now)) {
            let (reviewer, kind) = (reminder.reviewer, reminder.kind);
            let person = self.index[&reviewer];
            if self.apply(number, Command::Remind { reviewer, kind }) {
                self.post(person, Notice::Reminder { claim: ClaimId::from_text(format!("c{number}")), kind });
            }
        }
        self.apply(number, Command::Tick);
        self.staff(number);
    }

    fn post(&mut self, person: usize, notice: Notice) {
        self.mailboxes[person].post(notice);
        if let Some(due) = self.mailboxes[person].due_at(time(self.now)) {
            self.agenda.push(Reverse((due.unix_seconds() - BEGINNING, What::MailLeaves(person))));
        }
    }

    fn send_mail(&mut self, person: usize) {
        if self.mailboxes[person].take(time(self.now)).is_none() {
            return;
        }
        self.count.mails += 1;
        if self.chance.happens(self.people.all[person].answers) {
            let wait = self.chance.waiting(assumed::ANSWER_DAYS * DAY as f64);
            self.at(wait, What::ComesBack(person));
        }
    }

    fn load(&mut self, person: usize) -> Load {
        let now = self.now;
        let done = &mut self.done[person];
        while done.front().is_some_and(|at| at + 28 * DAY <= now) {
            done.pop_front();
        }
        let recent = u32::try_from(done.len()).unwrap_or(u32::MAX);
        Load { open: self.open[person], recent, capacity: self.reviewers[person].capacity }
    }

    fn circle<'c>(&'c self, claim: &'c Claim) -> Circle<'c> {
        self.relations.circle(claim, Distance::School, time(self.now))
    }

    /// Offers every slot that nobody is offered, as far as somebody can be asked.
    fn staff(&mut self, number: usize) {
        self.unstaffed.remove(&number);
        while let Some((eligible, drawn)) = self.draw_for(number) {
            if !self.apply(number, Command::Offer { eligible, drawn }) {
                break;
            }
        }
        let is_short = |claim: &Claim| {
            claim.state() == State::InReview
                && claim.attempt().is_some_and(|attempt| attempt.panel().slots_without_offer().next().is_some())
        };
        if self.claims[number].as_ref().is_some_and(is_short) {
            self.unstaffed.insert(number);
        }
    }

    fn draw_for(&mut self, number: usize) -> Option<(Eligible, Drawn)> {
        let claim = self.claims[number].as_ref().filter(|claim| claim.state() == State::InReview)?;
        let panel = claim.attempt()?.panel();
        panel.slots_without_offer().next()?;
        let topics = self.by_skill.len();
        let skill = self.people.work[number].skill as usize;
        let mut pool = self.by_skill[skill].clone();
        if panel.widened_at().is_some() {
            pool.extend(&self.by_skill[(skill + 1) % topics]);
            pool.extend(&self.by_skill[(skill + topics - 1) % topics]);
            pool.sort_unstable();
            pool.dedup();
        }
        let loads: Vec<Load> = pool.iter().map(|person| self.load(*person)).collect();
        let claim = self.claims[number].as_ref()?;
        let people = pool.iter().map(|person| &self.reviewers[*person]).zip(loads);
        staffing::draw_for(&self.circle(claim), &self.terms, people, &self.seed)
    }

    fn check(&mut self, person: usize, number: usize, occasion: Occasion) -> Option<Eligible> {
        let load = self.load(person);
        let claim = self.claims[number].as_ref()?;
        let who = (&self.reviewers[person], load);
        eligibility::check(&self.circle(claim), &self.terms, who, occasion).ok()
    }

    /// Somebody is here, and reviews what is offered or handed out, as far as time goes.
    fn visit(&mut self, person: usize) {
        if !self.people.all[person].is_there(self.now) {
            return;
        }
        self.reviewers[person].note_seen();
        self.mailboxes[person].note_seen();
        let week = self.done[person].iter().rev().take_while(|at| **at + 7 * DAY > self.now).count();
        let left = (self.people.all[person].capacity as usize).saturating_sub(week);
        let effort = 1 + usize::from(self.chance.happens(assumed::SECOND_REVIEW));
        for _ in 0..effort.min(left) {
            let taken = self.take_offer(person).or_else(|| self.take_handed_out(person));
            let Some(claim) = taken else { break };
            self.begin(person, claim);
        }
    }

    fn take_offer(&mut self, person: usize) -> Option<usize> {
        let id = self.reviewers[person].id.clone();
        let offers = self.offered[person].clone();
        offers.into_iter().find(|number| match self.check(person, *number, Occasion::Look) {
            Some(eligible) => self.apply(*number, Command::Look { eligible }),
            None => {
                self.apply(*number, Command::Recuse { reviewer: id.clone() });
                false
            }
        })
    }

    /// The person's skills and their neighbours.
    fn near_skills(&self, person: usize) -> BTreeSet<usize> {
        let topics = self.by_skill.len();
        let own = self.people.all[person].skills.iter().map(|skill| *skill as usize);
        own.flat_map(|skill| [skill, (skill + 1) % topics, (skill + topics - 1) % topics]).collect()
    }

    fn take_handed_out(&mut self, person: usize) -> Option<usize> {
        let load = self.load(person);
        let near = self.near_skills(person);
        let mut waiting: Vec<usize> = near.iter().flat_map(|skill| &self.under_review[*skill]).copied().collect();
        waiting.sort_unstable();
        let circles =
            waiting.iter().filter_map(|number| Some((self.circle(self.claims[*number].as_ref()?), &self.terms)));
        let who = (&self.reviewers[person], load);
        let (eligible, slot) = staffing::hand_out(who, circles, &self.seed)?;
        let is_it = |number: &usize| self.claims[*number].as_ref().is_some_and(|c| c.id() == eligible.claim());
        let number = waiting.into_iter().find(is_it)?;
        self.apply(number, Command::HandOut { eligible, slot }).then_some(number)
    }

    fn begin(&mut self, person: usize, claim: usize) {
        let fate = self.chance.unit();
        let after = if fate < assumed::AT_ONCE {
            self.chance.between(0.5, 3.0) * HOUR as f64
        } else if fate < 1.0 - assumed::NEVER_DONE {
            self.chance.between(0.5, 4.0) * DAY as f64
        } else {
            return;
        };
        self.at(after, What::HandsIn(person, claim));
    }

    fn hand_in(&mut self, person: usize, number: usize) {
        let passes = self.people.work[number].deserves != self.chance.happens(assumed::ERRS);
        let Some(eligible) = self.check(person, number, Occasion::Submit) else {
            self.apply(number, Command::Recuse { reviewer: self.reviewers[person].id.clone() });
            return;
        };
        let attempt = self.claims[number].as_ref().and_then(Claim::attempt);
        let Some(submission) = attempt.map(|attempt| attempt.submission().hash) else { return };
        let levels = BTreeMap::from([(quality(), if passes { 2 } else { 1 })]);
        let sheet = Sheet { submission, levels, comments: BTreeMap::new() };
        self.apply(number, Command::Review { eligible, sheet });
        self.staff(number);
    }

    fn moderate(&mut self, number: usize) {
        let deserves = self.people.work[number].deserves;
        let Some(claim) = &self.claims[number] else { return };
        let Ok(impartial) = eligibility::check_moderator(&self.moderator, &self.circle(claim)) else { return };
        let ruling = Ruling::Decide { levels: BTreeMap::from([(quality(), if deserves { 2 } else { 1 })]) };
        self.apply(number, Command::Moderate { impartial, ruling, reason: "looked at it again".into() });
    }
}

fn stranger() -> Reviewer {
    Reviewer {
        id: PersonId::from_text(""),
        skills: BTreeSet::new(),
        languages: BTreeSet::new(),
        capacity: 0,
        away: Vec::new(),
        affiliations: Vec::new(),
        gate: Gate::Undecided,
        weight: 1_000,
        silent_lapses: 0,
        declined_at: Vec::new(),
    }
}
