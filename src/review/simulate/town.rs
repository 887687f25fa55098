//! A town in which the engine runs: an agenda of what happens next, and for each happening the engine's own functions.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, VecDeque};

use super::cast::{self, affiliation, person_id, seconds, time};
use super::chance::Chance;
use super::figures::{Count, Figures};
use super::people::{DAY, HOUR, People, assumed};
use super::{Moderation, World};
use crate::ids::PersonId;
use crate::review::conflict::{Circle, Relations};
use crate::review::draw::{Drawn, Load, Seed};
use crate::review::eligibility::{self, Eligible, Occasion};
use crate::review::notices::{Mailbox, Notice};
use crate::review::policy::{Distance, Policy, Terms, TermsError};
use crate::review::reviewer::Reviewer;
use crate::review::staffing;
use crate::review::{AssignmentState, Claim, Command, Event, State, Via};

const LAST_DAY: i64 = 180;
/// How often the worker looks for slots that nobody could be asked for.
const LOOKS_AGAIN: i64 = 6 * HOUR;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum What {
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
    pub(super) people: People,
    pub(super) chance: Chance,
    pub(super) seed: Seed,
    pub(super) terms: Terms,
    moderation: Moderation,
    pub(super) now: i64,
    agenda: BinaryHeap<Reverse<(i64, What)>>,
    pub(super) claims: Vec<Option<Claim>>,
    rings_at: Vec<i64>,
    /// Claims under review by skill, from the one that waits longest.
    pub(super) under_review: Vec<BTreeSet<usize>>,
    pub(super) reviewers: Vec<Reviewer>,
    pub(super) by_skill: Vec<Vec<usize>>,
    open: Vec<u32>,
    /// Claims that each person is offered.
    pub(super) offered: Vec<BTreeSet<usize>>,
    pub(super) done: Vec<VecDeque<i64>>,
    total: Vec<u32>,
    pub(super) mailboxes: Vec<Mailbox>,
    relations: Relations,
    pub(super) moderator: Reviewer,
    unstaffed: BTreeSet<usize>,
    index: HashMap<PersonId, usize>,
    is_moderated: BTreeSet<usize>,
    ended: usize,
    count: Count,
}

impl Town {
    pub(super) fn new(world: &World, policy: &Policy, people: People, seed: u64) -> Result<Self, TermsError> {
        let reviewers: Vec<Reviewer> =
            people.all.iter().enumerate().map(|(at, person)| cast::reviewer(at, person)).collect();
        let mut relations = Relations::default();
        let schools: BTreeMap<usize, u32> = people.work.iter().map(|work| (work.claimant, work.school)).collect();
        for (claimant, school) in schools {
            relations.insert_affiliation(person_id(claimant), affiliation(school));
        }
        let mut by_skill = vec![Vec::new(); world.skills.max(1) as usize];
        for (at, person) in people.all.iter().enumerate() {
            person.skills.iter().for_each(|number| by_skill[*number as usize].push(at));
        }
        let count = people.all.len();
        Ok(Self {
            chance: Chance::new(seed, 2),
            seed: Seed::new(&seed.to_be_bytes()),
            terms: cast::terms(policy.clone())?,
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
            moderator: cast::moderator(),
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

    pub(super) fn at(&mut self, after: f64, what: What) {
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
        let about = cast::claim(number, &self.people.work[number], self.by_skill.len() as u32);
        let by = about.claimant.clone();
        self.claims[number] = Some(Claim::new(about, time(self.now)));
        self.apply(number, Command::Submit { by, submission: cast::submission(number), signed_off_by: None });
    }

    /// Applies a command and follows its events; says whether it was taken.
    pub(super) fn apply(&mut self, number: usize, command: Command) -> bool {
        let Some(claim) = &self.claims[number] else { return false };
        let Ok((claim, events)) = claim.apply(command, &self.terms, time(self.now)) else { return false };
        self.claims[number] = Some(claim);
        events.iter().for_each(|event| self.follow(number, event));
        self.set_timer(number);
        true
    }

    fn follow(&mut self, number: usize, event: &Event) {
        let claim = || cast::claim_id(number);
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
        let Some(due) = due.map(|due| (seconds(due)).max(self.now)) else { return };
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
                self.post(person, Notice::Reminder { claim: cast::claim_id(number), kind });
            }
        }
        self.apply(number, Command::Tick);
        self.staff(number);
    }

    fn post(&mut self, person: usize, notice: Notice) {
        self.mailboxes[person].post(notice);
        if let Some(due) = self.mailboxes[person].due_at(time(self.now)) {
            self.agenda.push(Reverse((seconds(due), What::MailLeaves(person))));
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

    pub(super) fn load(&mut self, person: usize) -> Load {
        let now = self.now;
        let done = &mut self.done[person];
        while done.front().is_some_and(|at| at + 28 * DAY <= now) {
            done.pop_front();
        }
        let recent = u32::try_from(done.len()).unwrap_or(u32::MAX);
        Load { open: self.open[person], recent, capacity: self.reviewers[person].capacity }
    }

    pub(super) fn circle<'c>(&'c self, claim: &'c Claim) -> Circle<'c> {
        self.relations.circle(claim, Distance::School, time(self.now))
    }

    /// Offers every slot that nobody is offered, as far as somebody can be asked.
    pub(super) fn staff(&mut self, number: usize) {
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

    pub(super) fn check(&mut self, person: usize, number: usize, occasion: Occasion) -> Option<Eligible> {
        let load = self.load(person);
        let claim = self.claims[number].as_ref()?;
        let who = (&self.reviewers[person], load);
        eligibility::check(&self.circle(claim), &self.terms, who, occasion).ok()
    }
}
