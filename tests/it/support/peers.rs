//! A district in which peers review: a claimant, reviewers of other schools, and a clock that a story sets.

use std::collections::{BTreeMap, BTreeSet};

use accolade::app::{
    Actor, App, BenchWork, ClaimDraft, EvidenceForm, NewReviewer, OwnClaim, ReviewRequest, SheetRequest,
};
use accolade::clock::{Clock, Timestamp};
use accolade::ids::{AchievementId, ClaimId, PersonId};
use accolade::review::AssignmentState;
use accolade::review::evidence::{EvidenceKind, Naming, Pupils, Visibility};
use accolade::review::policy::{Anonymity, Calibration, Screening};
use accolade::review::rubric::CriterionId;
use accolade::store::Organisation;

use super::town::{Engine, Ground, Town, now, open};

pub(crate) const MINUTE: i64 = 60;
pub(crate) const HOUR: i64 = 3_600;
pub(crate) const DAY: i64 = 86_400;

/// What the claimant is called: no reviewer may ever read it.
pub(crate) const CLAIMANT_NAME: &str = "Zelda Quillfeather";
/// Where the claimant gets mail: no reviewer may ever read it.
pub(crate) const CLAIMANT_EMAIL: &str = "zelda@quarry.example";
/// Where the claimant works: no reviewer may ever read it.
pub(crate) const CLAIMANT_SCHOOL: &str = "Quarry Lane Primary";

/// The district.
pub(crate) struct Peers {
    pub(crate) app: App,
    pub(crate) ground: Ground,
    pub(crate) school: Organisation,
    pub(crate) achievement: AchievementId,
    pub(crate) claimant: PersonId,
    pub(crate) reviewers: Vec<PersonId>,
    pub(crate) now: Timestamp,
}

pub(crate) fn request() -> ReviewRequest {
    ReviewRequest {
        is_open: true,
        is_single: false,
        high_stakes: false,
        anonymity: Anonymity::Double,
        screening: Screening::Automatic,
        evidence_kinds: BTreeSet::from([EvidenceKind::Artefact]),
        self_rating: true,
        calibration: Calibration::Off,
    }
}

pub(crate) fn text_evidence(text: &str, visibility: Visibility) -> EvidenceForm {
    EvidenceForm {
        kind: EvidenceKind::Artefact,
        visibility,
        pupils: Pupils::NotIdentifiable,
        text: text.into(),
        link: String::new(),
    }
}

pub(crate) fn planning() -> CriterionId {
    CriterionId::new("planning")
}

impl Peers {
    /// A district with so many reviewers, each of a school of their own.
    pub(crate) async fn new(engine: Engine, reviewers: usize) -> Self {
        let Town { app, school, achievement, ground } = Town::new(engine).await;
        let id = &school.organisation_id;
        app.set_up_review(&Actor::Operator, id, &achievement, request()).await.expect("set up");
        let claimant = app.ensure_person(CLAIMANT_EMAIL, CLAIMANT_NAME).await.expect("a claimant").person_id;
        let mut named = Vec::new();
        for number in 0..reviewers {
            let new = NewReviewer {
                email: format!("peer{number}@hill.example"),
                name: format!("Peer {number}"),
                school: format!("Hill School {number}"),
                ..NewReviewer::default()
            };
            let made = app.name_reviewer(&Actor::Operator, id, std::slice::from_ref(&achievement), new).await;
            named.push(made.expect("a reviewer"));
        }
        Self { app, ground, school, achievement, claimant, reviewers: named, now: now() }
    }

    /// The same service, so many seconds later, after the worker has done what is due.
    pub(crate) async fn later(self, seconds: i64) -> Self {
        let this = self.restarted_at(seconds).await;
        this.app.do_reviews().await.expect("time passes");
        this
    }

    /// The same service, so many seconds later; the worker has not looked yet.
    pub(crate) async fn restarted_at(self, seconds: i64) -> Self {
        self.app.close().await;
        let now = self.now.plus_seconds(seconds);
        let Self { app, ground, school, achievement, claimant, reviewers, .. } = self;
        drop(app);
        let app = open(&ground, Clock::Fixed(now)).await;
        Self { app, ground, school, achievement, claimant, reviewers, now }
    }

    pub(crate) fn claimant(&self) -> Actor {
        Actor::Person(self.claimant.clone())
    }

    pub(crate) fn reviewer(&self, number: usize) -> Actor {
        Actor::Person(self.reviewers[number].clone())
    }

    /// The claimant hands in a text.
    pub(crate) async fn submits(&self, text: &str) -> ClaimId {
        let claim = self.app.start_claim(&self.claimant(), &self.achievement).await.expect("begun");
        self.submits_again(&claim, text).await;
        claim
    }

    pub(crate) async fn submits_again(&self, claim: &ClaimId, text: &str) {
        let draft = ClaimDraft {
            statement: "I led this inquiry with a whole class.".into(),
            self_levels: BTreeMap::from([(planning(), 1)]),
            school: CLAIMANT_SCHOOL.into(),
            naming: Naming::WhereAgreed,
            ..ClaimDraft::default()
        };
        self.app.save_draft(&self.claimant(), claim, draft).await.expect("saved");
        let evidence = text_evidence(text, Visibility::Public);
        self.app.add_evidence(&self.claimant(), claim, evidence).await.expect("attached");
        self.app.submit_claim(&self.claimant(), claim).await.expect("handed in");
    }

    pub(crate) async fn own(&self, claim: &ClaimId) -> OwnClaim {
        self.app.load_own_claim(&self.claimant(), claim).await.expect("the claim")
    }

    /// Whoever of the reviewers the claim is offered to.
    pub(crate) async fn offered_to(&self, claim: &ClaimId) -> Vec<usize> {
        let mut found = Vec::new();
        for number in 0..self.reviewers.len() {
            let bench = self.app.load_bench(&self.reviewer(number)).await.expect("a bench");
            let is_offered =
                |line: &accolade::app::BenchLine| line.claim_id == *claim && line.state == AssignmentState::Offered;
            if bench.iter().any(is_offered) {
                found.push(number);
            }
        }
        found
    }

    pub(crate) async fn opens(&self, number: usize, claim: &ClaimId) -> BenchWork {
        self.app.open_work(&self.reviewer(number), claim).await.expect("opened");
        self.app.load_work(&self.reviewer(number), claim).await.expect("the work")
    }

    /// A reviewer opens the work and judges it.
    pub(crate) async fn judges(&self, number: usize, claim: &ClaimId, level: u8) {
        let work = self.opens(number, claim).await;
        let sheet = sheet(&work, level);
        self.app.submit_review(&self.reviewer(number), claim, sheet).await.expect("a review");
    }
}

pub(crate) fn sheet(work: &BenchWork, level: u8) -> SheetRequest {
    SheetRequest {
        submission: work.seen.submission.to_string(),
        levels: work.seen.criteria.iter().map(|id| (id.clone(), level)).collect(),
        comments: work
            .seen
            .criteria
            .iter()
            .map(|id| (id.clone(), "The plan names no question that pupils asked.".to_owned()))
            .collect(),
        naming: Naming::WhereAgreed,
    }
}
