//! What the stories of review need: rubrics, reviewers, a claim and its people.

use std::collections::{BTreeMap, BTreeSet};

use accolade::clock::Timestamp;
use accolade::ids::{AchievementId, ClaimId, EvidenceId, PersonId};
use accolade::review::calibration::Gate;
use accolade::review::conflict::Relations;
use accolade::review::draw::Load;
use accolade::review::eligibility::{self, Eligible, Impartial, Obstacle, Occasion};
use accolade::review::evidence::{EvidenceItem, EvidenceKind, Medium, Pupils, Submission, Visibility};
use accolade::review::policy::{Policy, Terms};
use accolade::review::reviewer::{Affiliation, Reviewer, School, Skill};
use accolade::review::rubric::{CommentRule, Criterion, CriterionId, Level, LevelDescription, Rubric};
use accolade::review::{Claim, Command, ContentHash, Event, NewClaim, RuleError, Sheet, State, Topic, staffing};

pub(super) const MINUTE: i64 = 60;
pub(super) const HOUR: i64 = 60 * MINUTE;
pub(super) const DAY: i64 = 24 * HOUR;

/// Seconds after Monday, 2 March 2026, 08:00.
pub(super) fn time(seconds: i64) -> Timestamp {
    "2026-03-02T08:00:00Z".parse::<Timestamp>().expect("a time").plus_seconds(seconds)
}

pub(super) fn person(name: &str) -> PersonId {
    PersonId::from_text(format!("person-{name}-x7f3"))
}

pub(super) fn id(name: &str) -> CriterionId {
    CriterionId::new(name)
}

pub(super) fn criterion(name: &str, mandatory: bool) -> Criterion {
    let level = |name: &str| LevelDescription { name: name.into(), description: String::new() };
    Criterion {
        id: id(name),
        name: format!("How well: {name}"),
        levels: ["Beginning", "Nearly", "Meets", "Exceeds"].map(level).to_vec(),
        required: 2,
        mandatory,
        comments: CommentRule::BelowRequired,
    }
}

/// Three mandatory criteria `a`, `b`, `c` with levels 0 to 3, of which 2 is required.
pub(super) fn rubric() -> Rubric {
    Rubric {
        name: "Lesson plan".into(),
        version: 1,
        criteria: ["a", "b", "c"].map(|name| criterion(name, true)).to_vec(),
    }
}

pub(super) fn levels(given: [Level; 3]) -> BTreeMap<CriterionId, Level> {
    ["a", "b", "c"].into_iter().map(id).zip(given).collect()
}

pub(super) fn evidence(name: &str, bytes: &[u8]) -> EvidenceItem {
    EvidenceItem {
        id: EvidenceId::from_text(name),
        kind: EvidenceKind::Artefact,
        medium: Medium::File,
        sha256: ContentHash::of_bytes(bytes),
        size_bytes: bytes.len() as u64,
        visibility: Visibility::Reviewers,
        pupils: Pupils::NotIdentifiable,
    }
}

pub(super) fn submission() -> Submission {
    Submission {
        statement: "My plan for the water cycle".into(),
        evidence: vec![evidence("plan", b"the plan")],
        self_levels: levels([2, 2, 2]),
        naming: Default::default(),
    }
}

/// Knows `water`, reads English, takes three reviews a week, is of a school of the same name.
pub(super) fn reviewer(name: &str) -> Reviewer {
    Reviewer {
        id: person(name),
        skills: BTreeSet::from([Skill("water".into())]),
        languages: BTreeSet::from(["en".to_owned()]),
        capacity: 3,
        away: Vec::new(),
        affiliations: vec![school(name)],
        gate: Gate::Admitted,
        weight: 1_000,
        silent_lapses: 0,
        declined_at: Vec::new(),
    }
}

pub(super) fn school(name: &str) -> Affiliation {
    Affiliation { school: School(format!("school-of-{name}")), district: None, from: time(-1_000 * DAY), to: None }
}

pub(super) fn new_claim(name: &str, claimant: &str) -> NewClaim {
    NewClaim {
        id: ClaimId::from_text(name),
        achievement: AchievementId::from_text("water-cycle"),
        claimant: person(claimant),
        co_authors: BTreeSet::new(),
        topic: Topic {
            skills: BTreeSet::from([Skill("water".into())]),
            neighbours: BTreeSet::from([Skill("weather".into())]),
            language: Some("en".into()),
        },
    }
}

/// One claim of Ada's, with everybody around it.
pub(super) struct Case {
    pub(super) claim: Claim,
    pub(super) terms: Terms,
    pub(super) relations: Relations,
    pub(super) now: i64,
}

impl Case {
    /// A draft under the ordinary policy.
    pub(super) fn draft() -> Self {
        Self::draft_under(Policy::default())
    }

    pub(super) fn draft_under(policy: Policy) -> Self {
        let terms = Terms::new(rubric(), policy).expect("good terms");
        let mut relations = Relations::default();
        relations.insert_affiliation(person("ada"), school("ada"));
        Self { claim: Claim::new(new_claim("c1", "ada"), time(0)), terms, relations, now: 0 }
    }

    /// Submitted, and past the half hour in which it can be taken back.
    pub(super) fn in_review() -> Self {
        Self::in_review_under(Policy::default())
    }

    pub(super) fn in_review_under(policy: Policy) -> Self {
        let mut case = Self::draft_under(policy);
        case.submit().expect("submitted");
        case.wait(30 * MINUTE);
        case
    }

    pub(super) fn apply(&mut self, command: Command) -> Result<Vec<Event>, RuleError> {
        let (claim, events) = self.claim.apply(command, &self.terms, time(self.now))?;
        self.claim = claim;
        Ok(events)
    }

    pub(super) fn submit(&mut self) -> Result<Vec<Event>, RuleError> {
        self.apply(Command::Submit { by: person("ada"), submission: submission(), signed_off_by: None })
    }

    pub(super) fn wait(&mut self, seconds: i64) -> Vec<Event> {
        self.now += seconds;
        self.apply(Command::Tick).expect("time can always pass")
    }

    pub(super) fn check(&self, who: &Reviewer, occasion: Occasion) -> Result<Eligible, Obstacle> {
        let circle = self.relations.circle(&self.claim, self.terms.policy().distance, time(self.now));
        eligibility::check(&circle, &self.terms, (who, idle(who)), occasion)
    }

    pub(super) fn impartial(&self, who: &Reviewer) -> Result<Impartial, Obstacle> {
        let circle = self.relations.circle(&self.claim, self.terms.policy().distance, time(self.now));
        eligibility::check_moderator(who, &circle)
    }

    /// Offers the next slot to one of these.
    pub(super) fn offer(&mut self, pool: &[&Reviewer]) -> Option<PersonId> {
        let circle = self.relations.circle(&self.claim, self.terms.policy().distance, time(self.now));
        let people = pool.iter().map(|who| (*who, idle(who)));
        let (eligible, drawn) =
            staffing::draw_for(&circle, &self.terms, people, &accolade::review::draw::Seed::new(b"seed"))?;
        let pick = drawn.pick.clone();
        self.apply(Command::Offer { eligible, drawn }).expect("an offer");
        Some(pick)
    }

    pub(super) fn hand_out(&mut self, who: &Reviewer, slot: u32) -> Result<Vec<Event>, RuleError> {
        let eligible = self.check(who, Occasion::NewWork).expect("eligible");
        self.apply(Command::HandOut { eligible, slot })
    }

    pub(super) fn sheet(&self, given: [Level; 3]) -> Sheet {
        let submission = self.claim.attempt().expect("an attempt").submission().hash;
        let sentence = "here is what I looked for and did not find";
        let comments = ["a", "b", "c"].into_iter().map(|name| (id(name), sentence.to_owned())).collect();
        Sheet { submission, levels: levels(given), comments, naming: Default::default() }
    }

    pub(super) fn hand_in(&mut self, who: &Reviewer, given: [Level; 3]) -> Result<Vec<Event>, RuleError> {
        let eligible = self.check(who, Occasion::Submit).expect("no conflict");
        self.apply(Command::Review { eligible, sheet: self.sheet(given) })
    }

    /// Takes the first open slot, reviews, and lets the time for changes pass.
    pub(super) fn review(&mut self, name: &str, given: [Level; 3]) {
        let who = reviewer(name);
        let panel = self.claim.attempt().expect("an attempt").panel();
        let slot = panel.open_slots().next().expect("an open slot").number;
        self.hand_out(&who, slot).expect("handed out");
        self.hand_in(&who, given).expect("reviewed");
        self.wait(10 * MINUTE);
    }

    pub(super) fn state(&self) -> State {
        self.claim.state()
    }
}

pub(super) fn idle(who: &Reviewer) -> Load {
    Load { open: 0, recent: 0, capacity: who.capacity }
}
