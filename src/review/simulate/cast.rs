//! What the engine is given in a simulated town: terms, reviewers, claims, evidence, moments.

use std::collections::{BTreeMap, BTreeSet};

use super::people::{Person, Work};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, ClaimId, EvidenceId, PersonId};
use crate::review::calibration::Gate;
use crate::review::content_hash::ContentHash;
use crate::review::evidence::{EvidenceItem, EvidenceKind, Medium, Naming, Pupils, Submission, Visibility};
use crate::review::policy::{Policy, Terms, TermsError};
use crate::review::reviewer::{Affiliation, Reviewer, School, Skill};
use crate::review::rubric::{CommentRule, Criterion, CriterionId, Level, LevelDescription, Rubric};
use crate::review::{NewClaim, Topic};

/// Monday, 5 January 2026.
const BEGINNING: i64 = 1_767_571_200;

pub(super) fn time(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(BEGINNING + seconds).expect("within a year of 2026")
}

pub(super) fn person_id(number: usize) -> PersonId {
    PersonId::from_text(format!("p{number}"))
}

pub(super) fn skill(number: u32) -> Skill {
    Skill(format!("s{number}"))
}

pub(super) fn quality() -> CriterionId {
    CriterionId::new("quality")
}

pub(super) fn terms(policy: Policy) -> Result<Terms, TermsError> {
    let level = |name: &str| LevelDescription { name: name.into(), description: String::new() };
    let criterion = Criterion {
        id: quality(),
        name: "Quality".into(),
        levels: ["Beginning", "Nearly", "Meets", "Exceeds"].map(level).to_vec(),
        required: 2,
        mandatory: true,
        comments: CommentRule::Optional,
    };
    Terms::new(Rubric { name: "Simulated".into(), version: 1, criteria: vec![criterion] }, policy)
}

pub(super) fn affiliation(school: u32) -> Affiliation {
    Affiliation { school: School(format!("o{school}")), district: None, from: time(0), to: None }
}

/// Seconds since the beginning.
pub(super) fn seconds(at: Timestamp) -> i64 {
    at.unix_seconds() - BEGINNING
}

/// The levels of somebody who finds the work good enough, or not.
pub(super) fn levels(passes: bool) -> BTreeMap<CriterionId, Level> {
    BTreeMap::from([(quality(), if passes { 2 } else { 1 })])
}

pub(super) fn reviewer(number: usize, person: &Person) -> Reviewer {
    Reviewer {
        id: person_id(number),
        skills: person.skills.iter().map(|number| skill(*number)).collect(),
        languages: BTreeSet::new(),
        capacity: person.capacity,
        away: vec![(time(person.away.0), time(person.away.1))],
        affiliations: vec![affiliation(person.school)],
        gate: Gate::Admitted,
        weight: 1_000,
        silent_lapses: 0,
        declined_at: Vec::new(),
    }
}

/// Somebody who only moderates and has to do with nobody.
pub(super) fn moderator() -> Reviewer {
    Reviewer {
        id: PersonId::from_text("moderator"),
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

pub(super) fn claim_id(number: usize) -> ClaimId {
    ClaimId::from_text(format!("c{number}"))
}

/// A claim for a skill; the skills before and after it are its neighbours, in a circle of `skills`.
pub(super) fn claim(number: usize, work: &Work, skills: u32) -> NewClaim {
    let neighbours = [(work.skill + 1) % skills, (work.skill + skills - 1) % skills];
    NewClaim {
        id: claim_id(number),
        achievement: AchievementId::from_text(format!("a{}", work.skill)),
        claimant: person_id(work.claimant),
        co_authors: BTreeSet::new(),
        topic: Topic {
            skills: BTreeSet::from([skill(work.skill)]),
            neighbours: neighbours.map(skill).into(),
            language: None,
        },
    }
}

pub(super) fn submission(number: usize) -> Submission {
    Submission {
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
        self_levels: levels(true),
        naming: Naming::Never,
    }
}
