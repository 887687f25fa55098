//! The shapes that claims, benches and moderators have in common.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::app::WorkEvidence;
use crate::review::evidence::{Look, Medium};
use crate::review::policy::Terms;
use crate::review::rubric::{Criterion, CriterionId, Level};

/// A word of the rules: the name that it has in JSON.
pub(super) fn word(value: &impl Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// Levels by the criterion's identifier.
pub(super) fn levels(levels: &BTreeMap<CriterionId, Level>) -> BTreeMap<String, Level> {
    levels.iter().map(|(id, level)| (id.to_string(), *level)).collect()
}

/// Levels as the rules know them.
pub(super) fn levels_of(levels: BTreeMap<String, Level>) -> BTreeMap<CriterionId, Level> {
    levels.into_iter().map(|(id, level)| (CriterionId::new(id), level)).collect()
}

/// Sentences by the criterion's identifier.
pub(super) fn comments(comments: &BTreeMap<CriterionId, String>) -> BTreeMap<String, String> {
    comments.iter().map(|(id, text)| (id.to_string(), text.clone())).collect()
}

/// A criterion of a rubric.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CriterionView {
    /// Its identifier, which levels and comments name.
    id: String,
    /// What is judged.
    name: String,
    /// The levels by number, from 0, the lowest.
    levels: Vec<LevelView>,
    /// The number of the level that is needed.
    required: Level,
    /// Whether the badge depends on it.
    mandatory: bool,
}

/// A level of a criterion.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct LevelView {
    /// What it is called.
    name: String,
    /// What reaches it; may be empty.
    description: String,
}

impl CriterionView {
    pub(super) fn of(criterion: &Criterion) -> Self {
        let level = |level: &crate::review::rubric::LevelDescription| LevelView {
            name: level.name.clone(),
            description: level.description.clone(),
        };
        Self {
            id: criterion.id.to_string(),
            name: criterion.name.clone(),
            levels: criterion.levels.iter().map(level).collect(),
            required: criterion.required,
            mandatory: criterion.mandatory,
        }
    }
}

/// What something is judged under.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct TermsView {
    /// The SHA-256 of the rubric: `GET /api/v1/review-terms/{hash}` gives it whole.
    rubric_sha256: String,
    /// The SHA-256 of the policy.
    policy_sha256: String,
    /// The criteria.
    criteria: Vec<CriterionView>,
    /// How many independent reviewers decide.
    reviewers: u32,
    /// How many at most.
    reviewers_most: u32,
    /// How many attempts there are.
    attempts: u32,
}

impl TermsView {
    pub(super) fn of(terms: &Terms) -> Self {
        let pinned = terms.pinned();
        Self {
            rubric_sha256: pinned.rubric.to_string(),
            policy_sha256: pinned.policy.to_string(),
            criteria: terms.rubric().criteria.iter().map(CriterionView::of).collect(),
            reviewers: terms.policy().k,
            reviewers_most: terms.policy().k_max,
            attempts: terms.policy().attempts,
        }
    }
}

/// A piece of evidence as reviewers see it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct SeenEvidenceView {
    /// Which.
    evidence_id: String,
    /// `artefact`, `reflection`, `observation` or `student_impact`.
    kind: String,
    /// `text`, `link`, `file`, `media` or `credential`.
    medium: String,
    /// The text, the address, or what is said about a file.
    words: String,
    /// Whether there are bytes to fetch.
    has_file: bool,
    /// What the looks at a link or a badge saw, the first one first.
    looks: Vec<LookView>,
}

/// What stood at the address of a link, or what verifying a badge found.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct LookView {
    /// When.
    looked_at: String,
    /// SHA-256 of what was there; `null` when nothing could be read.
    sha256: Option<String>,
    /// Its size in bytes.
    size_bytes: u64,
    /// Why nothing could be read; empty when something was.
    why: String,
    /// The state of a badge, as verifying names it.
    #[serde(skip_serializing_if = "Option::is_none")]
    state: Option<String>,
    /// The name of the badge's achievement.
    #[serde(skip_serializing_if = "Option::is_none")]
    achievement: Option<String>,
    /// The address of the badge's issuer.
    #[serde(skip_serializing_if = "Option::is_none")]
    issuer: Option<String>,
}

impl LookView {
    fn of(look: &Look) -> Self {
        let badge = look.badge.as_ref();
        Self {
            looked_at: look.at.to_string(),
            sha256: look.sha256.map(|hash| hash.to_string()),
            size_bytes: look.size_bytes,
            why: look.why.clone(),
            state: badge.map(|badge| badge.state.clone()),
            achievement: badge.and_then(|badge| badge.achievement.clone()),
            issuer: badge.and_then(|badge| badge.issuer.clone()),
        }
    }
}

impl SeenEvidenceView {
    pub(super) fn all(evidence: &[WorkEvidence]) -> Vec<Self> {
        let view = |one: &WorkEvidence| Self {
            evidence_id: one.evidence_id.to_string(),
            kind: word(&one.kind),
            medium: word(&one.medium),
            words: one.words.clone(),
            has_file: matches!(one.medium, Medium::File | Medium::Media),
            looks: one.looks.iter().map(LookView::of).collect(),
        };
        evidence.iter().map(view).collect()
    }
}

/// Why, in writing.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReasonRequest {
    /// In a few words.
    pub(super) reason: String,
}
