//! Random walks through the engine: a small school district in which anything may happen in any order.
//!
//! The engine is the product's own; a fault ([`Fault`]) breaks what surrounds it.

use std::collections::BTreeMap;

use accolade::ids::PersonId;
use accolade::review::calibration::Gate;
use accolade::review::conflict::{Conflict, Edge, Relations};
use accolade::review::draw::{Load, Seed};
use accolade::review::eligibility::{self, Eligible, Occasion};
use accolade::review::history::Entry;
use accolade::review::notices::{Mailbox, Notice};
use accolade::review::policy::{Policy, Terms};
use accolade::review::reviewer::Reviewer;
use accolade::review::rubric::{Level, Rubric};
use accolade::review::view::Pseudonyms;
use accolade::review::{
    AssignmentState, Claim, Command, ContentHash, Event, FlagKind, Ground, RuleError, Ruling, ScreeningVerdict, Sheet,
    State, staffing,
};
use proptest::prelude::*;

use super::faults::{Fault, set};
use super::support::{DAY, MINUTE, criterion, id, new_claim, person, reviewer, school, submission, time};

/// One step: what, who, which claim, how, and how many minutes before it.
pub(super) type Step = (u8, u8, u8, u8, u8);

pub(super) fn steps() -> impl Strategy<Value = Vec<Step>> {
    proptest::collection::vec(any::<Step>(), 150)
}

const CLAIMS: usize = 3;
pub(super) const PEOPLE: usize = 10;
const WAITS: [i64; 12] = [0, 0, 1, 5, 11, 31, 60, 240, 600, 1_500, 3_000, 9_000];

pub(super) struct Walk {
    pub(super) now: i64,
    /// Versions of the terms, the current one last.
    pub(super) versions: Vec<Terms>,
    pub(super) claims: Vec<Claim>,
    pub(super) people: Vec<Reviewer>,
    pub(super) relations: Relations,
    first_relations: Relations,
    /// What the relations were made of, for a second opinion.
    pub(super) edges: Vec<Edge>,
    pub(super) reviewed: Vec<(PersonId, PersonId, i64)>,
    pub(super) seed: Seed,
    pub(super) loads: BTreeMap<PersonId, i64>,
    mailboxes: BTreeMap<PersonId, Mailbox>,
    pub(super) mails: Vec<(PersonId, i64)>,
    pub(super) log: Vec<Vec<Entry>>,
    /// Bytes of credentials, each time they were made.
    pub(super) credentials: Vec<Vec<Vec<u8>>>,
    /// Accepts, moves into `returned` and `not_decided`, and so on, by claim.
    pub(super) reached: Vec<Vec<State>>,
    /// What the last step did.
    pub(super) last: Vec<(usize, Event)>,
    pub(super) pinned: Vec<Vec<accolade::review::policy::Pinned>>,
    pub(super) names: Pseudonyms,
    pub(super) fault: Option<Fault>,
}

fn walk_rubric() -> Rubric {
    Rubric {
        name: "Walk".into(),
        version: 1,
        criteria: vec![criterion("a", true), criterion("b", true), criterion("c", false)],
    }
}

impl Walk {
    pub(super) fn new(fault: Option<Fault>) -> Self {
        let mut people: Vec<Reviewer> = (0..PEOPLE).map(|at| reviewer(&format!("r{at}"))).collect();
        people[8].gate = Gate::Supervised;
        people[9].gate = Gate::Undecided;
        // The authors review too, and as authors they are of other schools than as reviewers: the rule about schools
        // must not stand in for the rule about the own work.
        let mut relations = Relations::default();
        (0..CLAIMS)
            .for_each(|at| relations.insert_affiliation(person(&format!("r{at}")), school(&format!("author{at}"))));
        people[7].affiliations = vec![school("author0")];
        Self {
            now: 0,
            versions: vec![Terms::new(walk_rubric(), Policy::default()).expect("terms")],
            claims: (0..CLAIMS)
                .map(|at| Claim::new(new_claim(&format!("c{at}"), &format!("r{at}")), time(0)))
                .collect(),
            people,
            first_relations: relations.clone(),
            relations,
            edges: Vec::new(),
            reviewed: Vec::new(),
            seed: Seed::new(b"walk"),
            loads: BTreeMap::new(),
            mailboxes: BTreeMap::new(),
            mails: Vec::new(),
            log: vec![Vec::new(); CLAIMS],
            credentials: vec![Vec::new(); CLAIMS],
            reached: vec![Vec::new(); CLAIMS],
            last: Vec::new(),
            pinned: vec![Vec::new(); CLAIMS],
            names: Pseudonyms::new(b"names"),
            fault,
        }
    }

    /// The terms that a claim is pinned to; those of today for one that is not.
    pub(super) fn terms_of(&self, at: usize) -> &Terms {
        let pinned = self.claims[at].attempt().map(|attempt| attempt.pinned());
        let version = self.versions.iter().find(|terms| Some(terms.pinned()) == pinned);
        version.unwrap_or_else(|| self.versions.last().expect("a version"))
    }

    pub(super) fn apply(&mut self, at: usize, command: Command) -> Result<Vec<Event>, RuleError> {
        let is_submission = matches!(command, Command::Submit { .. });
        let terms = if is_submission { self.versions.last().expect("a version") } else { self.terms_of(at) };
        let (claim, events) = self.claims[at].apply(command, terms, time(self.now))?;
        // Every claim goes through its stored form, as it would between two requests.
        let stored = serde_json::to_string(&claim).expect("JSON");
        self.claims[at] = serde_json::from_str(&stored).expect("a claim");
        assert_eq!(self.claims[at], claim, "a claim comes back from the store as it was");
        if is_submission {
            self.pinned[at].push(self.versions.last().expect("a version").pinned());
        }
        for event in &events {
            self.follow(at, event);
        }
        self.go_wrong(at, &events);
        Ok(events)
    }

    fn follow(&mut self, at: usize, event: &Event) {
        let claim_id = self.claims[at].id().clone();
        let entry = Entry::after(self.log[at].last(), &claim_id, time(self.now), event.clone());
        self.log[at].push(entry);
        self.last.push((at, event.clone()));
        let mut load = |who: &PersonId, by: i64| *self.loads.entry(who.clone()).or_insert(0) += by;
        match event {
            Event::Moved { to, .. } => self.reached[at].push(*to),
            Event::Offered { drawn } => {
                load(&drawn.pick, 1);
                self.mailboxes.entry(drawn.pick.clone()).or_default().post(Notice::Offer { claim: claim_id });
            }
            Event::Taken { reviewer, via: accolade::review::Via::Arrival, .. } => load(reviewer, 1),
            Event::Ended { how: AssignmentState::Lapsed, .. } if self.fault == Some(Fault::LoadForgetsLapses) => {}
            Event::Ended { reviewer, .. } => load(reviewer, -1),
            Event::Reviewed { reviewer, .. } => {
                load(reviewer, -1);
                let author = self.claims[at].claimant().clone();
                self.relations.insert_review(reviewer.clone(), author.clone(), time(self.now));
                self.reviewed.push((reviewer.clone(), author, self.now));
            }
            Event::Reminded { reviewer, kind } => {
                let notice = Notice::Reminder { claim: claim_id, kind: *kind };
                self.mailboxes.entry(reviewer.clone()).or_default().post(notice);
            }
            _ => {}
        }
    }

    fn load(&self, who: &Reviewer) -> Load {
        let open = self.loads.get(&who.id).copied().unwrap_or(0);
        Load { open: u32::try_from(open.max(0)).unwrap_or(0), recent: 0, capacity: who.capacity }
    }

    /// The claim as the check of people sees it.
    fn seen_claim(&self, at: usize) -> Claim {
        let mut json = serde_json::to_value(&self.claims[at]).expect("JSON");
        if self.fault == Some(Fault::AuthorsUnknown) {
            set(&mut json, "/claimant", "nobody".into());
        }
        serde_json::from_value(json).expect("a claim")
    }

    fn seen_relations(&self) -> &Relations {
        if self.fault == Some(Fault::StaleRelations) { &self.first_relations } else { &self.relations }
    }

    fn check(&self, at: usize, who: usize, occasion: Occasion) -> Option<Eligible> {
        let (claim, terms) = (self.seen_claim(at), self.terms_of(at));
        let circle = self.seen_relations().circle(&claim, terms.policy().distance, time(self.now));
        let who = &self.people[who];
        eligibility::check(&circle, terms, (who, self.load(who)), occasion).ok()
    }

    /// Somebody whose assignment is in this state, beginning the search at `from`.
    fn find_held(&self, at: usize, state: AssignmentState, from: u8) -> Option<usize> {
        let panel = self.claims[at].attempt()?.panel();
        (0..PEOPLE)
            .map(|step| (usize::from(from) + step) % PEOPLE)
            .find(|who| panel.find_assignment(&self.people[*who].id).is_some_and(|held| held.state() == state))
    }

    pub(super) fn take(&mut self, step: Step) {
        let (what, who, which, how, wait) = step;
        self.last.clear();
        self.now += WAITS[usize::from(wait) % WAITS.len()] * MINUTE;
        let at = usize::from(which) % CLAIMS;
        let someone = usize::from(who) % PEOPLE;
        match what % 32 {
            0 | 1 => self.submit(at),
            2 => self.take_back_or_submit(at),
            3..=5 => self.pass_time(),
            6 => self.work(at, how),
            // Always an appeal, where there is something to appeal against.
            7 => self.object(at, how | 7),
            8 | 9 => self.offer(at),
            10..=12 => self.look(at, who),
            13 | 25 => self.moderate(at, someone, how),
            14..=16 => self.hand_out(at, someone),
            17..=20 => self.review(at, who, how),
            21 | 22 => self.review_and_amend(at, who, how),
            23 => self.give_back(at, who, how),
            24 => self.second_thoughts(at, who, how),
            26 => self.object(at, how),
            27 => self.flag(at, who, how),
            28 => self.relate(someone, how),
            29 => self.remind_and_mail(),
            30 => self.work(at, how),
            _ => self.change_the_world(how),
        }
    }

    fn submit(&mut self, at: usize) {
        let by = self.claims[at].claimant().clone();
        let _ = self.apply(at, Command::Submit { by, submission: submission(), signed_off_by: None });
    }

    fn take_back_or_submit(&mut self, at: usize) {
        let by = self.claims[at].claimant().clone();
        if self.apply(at, Command::TakeBack { by }).is_err() {
            self.submit(at);
        }
    }

    pub(super) fn pass_time(&mut self) {
        for at in 0..CLAIMS {
            let waits = self.claims[at].state() == State::Moderation;
            if !(waits && self.fault == Some(Fault::WorkerSkipsModeration)) {
                self.apply(at, Command::Tick).expect("time can always pass");
            }
        }
    }

    fn offer(&mut self, at: usize) {
        let (claim, terms) = (self.seen_claim(at), self.terms_of(at).clone());
        let circle = self.seen_relations().circle(&claim, terms.policy().distance, time(self.now));
        let pool: Vec<(&Reviewer, Load)> = self.people.iter().map(|who| (who, self.load(who))).collect();
        let Some((mut eligible, mut drawn)) = staffing::draw_for(&circle, &terms, pool, &self.seed) else { return };
        if self.fault == Some(Fault::AnotherIsPicked) {
            let other = drawn.window.iter().map(|(who, _)| who.clone()).find(|who| *who != drawn.pick);
            let other = other.and_then(|other| self.people.iter().position(|who| who.id == other));
            let Some((other, checked)) = other.and_then(|at_| Some((at_, self.check(at, at_, Occasion::NewWork)?)))
            else {
                return;
            };
            drawn.pick = self.people[other].id.clone();
            eligible = checked;
        }
        self.apply(at, Command::Offer { eligible, drawn }).expect("a fresh draw is taken");
    }

    fn look(&mut self, at: usize, from: u8) {
        let Some(who) = self.find_held(at, AssignmentState::Offered, from) else { return };
        if let Some(eligible) = self.check(at, who, Occasion::Look) {
            self.apply(at, Command::Look { eligible }).expect("an offer can be looked at");
        }
    }

    fn hand_out(&mut self, at: usize, who: usize) {
        let slot = self.claims[at].attempt().and_then(|attempt| Some(attempt.panel().open_slots().next()?.number));
        if let (Some(slot), Some(eligible)) = (slot, self.check(at, who, Occasion::NewWork)) {
            self.apply(at, Command::HandOut { eligible, slot }).expect("an open slot can be taken");
        }
    }

    fn review(&mut self, at: usize, from: u8, how: u8) {
        let Some(who) = self.find_held(at, AssignmentState::Accepted, from) else { return };
        let Some(eligible) = self.check(at, who, Occasion::Submit) else { return };
        let sheet = self.sheet(at, how);
        let taken = self.apply(at, Command::Review { eligible, sheet });
        assert!(taken.is_ok() || self.fault.is_some(), "{taken:?}");
    }

    fn review_and_amend(&mut self, at: usize, from: u8, how: u8) {
        let who = self.find_held(at, AssignmentState::Accepted, from);
        self.review(at, from, how);
        if let Some(who) = who.filter(|_| self.claims[at].state() == State::InReview) {
            let (reviewer, sheet) = (self.people[who].id.clone(), self.sheet(at, how.rotate_left(3)));
            let _ = self.apply(at, Command::Amend { reviewer, sheet });
        }
    }

    /// Mostly good levels; every fourth one is below the bar.
    fn sheet(&self, at: usize, how: u8) -> Sheet {
        let attempt = self.claims[at].attempt().expect("an attempt");
        let level = |bits: u8| -> Level { [2, 3, 2, 1][usize::from((how >> bits) & 3)] };
        let all = [("a", level(0)), ("b", level(2)), ("c", level(4))];
        let open = all.into_iter().map(|(name, level)| (id(name), level));
        let comments = ["a", "b", "c"].map(|name| (id(name), "what I looked for was not to be found".to_owned()));
        Sheet {
            submission: attempt.submission().hash,
            levels: open.filter(|(criterion, _)| !attempt.carried().contains_key(criterion)).collect(),
            comments: comments.into(),
            naming: Default::default(),
        }
    }

    fn give_back(&mut self, at: usize, from: u8, how: u8) {
        let state = if how.is_multiple_of(2) { AssignmentState::Offered } else { AssignmentState::Accepted };
        let Some(who) = self.find_held(at, state, from) else { return };
        let reviewer = self.people[who].id.clone();
        let command = match how % 3 {
            0 => Command::Decline { reviewer },
            1 => Command::Recuse { reviewer },
            _ => Command::Extend { reviewer },
        };
        let _ = self.apply(at, command);
    }

    fn second_thoughts(&mut self, at: usize, from: u8, how: u8) {
        let Some(who) = self.find_held(at, AssignmentState::Done, from) else { return };
        let reviewer = self.people[who].id.clone();
        let command = if how.is_multiple_of(2) {
            Command::WithdrawReview { reviewer }
        } else {
            Command::Amend { reviewer, sheet: self.sheet(at, how) }
        };
        let _ = self.apply(at, command);
    }

    /// The first claim in one of these states, beginning the search at `from`.
    fn find_claim(&self, states: &[State], from: usize) -> Option<usize> {
        let mut all = (0..CLAIMS).map(|step| (from + step) % CLAIMS);
        all.find(|at| states.contains(&self.claims[*at].state()))
    }

    fn moderate(&mut self, from: usize, who: usize, how: u8) {
        let Some(at) = self.find_claim(&[State::Moderation, State::Appeal], from) else { return };
        let circle = self.relations.circle(&self.claims[at], self.terms_of(at).policy().distance, time(self.now));
        let mut people = (0..PEOPLE).map(|step| &self.people[(who + step) % PEOPLE]);
        let Some(impartial) = people.find_map(|who| eligibility::check_moderator(who, &circle).ok()) else { return };
        let ruling = if how.is_multiple_of(3) {
            Ruling::AskPeers
        } else {
            Ruling::Decide { levels: self.sheet(at, how).levels }
        };
        let _ = self.apply(at, Command::Moderate { impartial, ruling, reason: "I looked at it".into() });
    }

    fn object(&mut self, from: usize, how: u8) {
        let appeals = how % 16 > 6;
        let at = if appeals { self.find_claim(&[State::NotYet], from).unwrap_or(from) } else { from };
        let by = self.claims[at].claimant().clone();
        let command = match how % 16 {
            0 => Command::Withdraw { by },
            1 => Command::Void { by: person("owner"), reason: "copied".into() },
            2..=4 => Command::TakeBack { by },
            5 | 6 => Command::Screen(ScreeningVerdict::Return { reason: "the link is private".into() }),
            _ => Command::Appeal { by, ground: Ground::Procedure, statement: "one of them knew me".into() },
        };
        let _ = self.apply(at, command);
    }

    fn flag(&mut self, at: usize, from: u8, how: u8) {
        let Some(who) = self.find_held(at, AssignmentState::Accepted, from) else { return };
        let kind = match how % 4 {
            0 => FlagKind::Misconduct,
            1 => FlagKind::PupilIdentifiable { evidence: submission().evidence[0].id.clone() },
            _ => FlagKind::Unreadable,
        };
        let _ = self.apply(at, Command::Flag { by: self.people[who].id.clone(), kind });
    }

    fn relate(&mut self, who: usize, how: u8) {
        let author = person(&format!("r{}", usize::from(how) % CLAIMS));
        let other = self.people[who].id.clone();
        if other == author {
            return;
        }
        if how.is_multiple_of(2) {
            let edge = Edge { kind: Conflict::Declared, one: author, other, until: Some(time(self.now + 3 * DAY)) };
            self.relations.insert_edge(edge.clone());
            self.edges.push(edge);
        } else {
            self.relations.insert_review(author.clone(), other.clone(), time(self.now));
            self.reviewed.push((author, other, self.now));
        }
    }

    fn remind_and_mail(&mut self) {
        for at in 0..CLAIMS {
            for due in self.claims[at].reminders_due(self.terms_of(at), time(self.now)) {
                let command = Command::Remind { reviewer: due.reviewer, kind: due.kind };
                self.apply(at, command).expect("a due reminder can be posted");
            }
        }
        for (who, mailbox) in &mut self.mailboxes {
            if mailbox.take(time(self.now)).is_some() {
                self.mails.push((who.clone(), self.now));
            }
        }
    }

    /// The worker that issues; it may be stopped before it signs, before it stores, and before it says so.
    fn work(&mut self, at: usize, how: u8) {
        let Some(order) = self.claims[at].award_order() else { return };
        let stopped_after = how % 4;
        if stopped_after == 0 {
            return;
        }
        let mut credential = serde_json::to_value(&order).expect("JSON");
        if self.fault == Some(Fault::TimeInCredential) {
            credential["made_at"] = time(self.now).to_string().into();
        }
        let bytes = credential.to_string().into_bytes();
        if stopped_after > 1 {
            self.credentials[at].push(bytes.clone());
        }
        if stopped_after > 2 {
            let taken = self.apply(at, Command::Issue { credential: ContentHash::of_bytes(&bytes) });
            assert!(taken.is_ok() || self.fault.is_some(), "{taken:?}");
        }
    }

    fn change_the_world(&mut self, how: u8) {
        match how % 4 {
            0 => self.now -= 90 * MINUTE,
            1 if self.versions.len() < 3 => {
                let version = u32::try_from(self.versions.len() + 1).expect("few");
                let policy = Policy { version, ..Policy::high_stakes() };
                self.versions.push(Terms::new(walk_rubric(), policy).expect("terms"));
            }
            2 => self.now += 12 * DAY,
            _ => {
                for who in &mut self.people {
                    who.note_seen();
                }
            }
        }
    }
}
