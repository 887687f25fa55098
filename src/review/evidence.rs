//! Evidence as it is frozen at submission: digests, kinds, who may see it. The bytes themselves are kept elsewhere.
//!
//! Knows nothing about files, pictures or addresses beyond their digests.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::content_hash::ContentHash;
use super::policy::Policy;
use super::rubric::{CriterionId, Level, Rubric};
use crate::clock::Timestamp;
use crate::ids::EvidenceId;

/// What a piece of evidence is evidence of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EvidenceKind {
    /// Something that was made: a lesson plan, a recording.
    Artefact,
    /// What the educator thinks about it.
    Reflection,
    /// What somebody else saw.
    Observation,
    /// What it did for students.
    StudentImpact,
}

/// In what form it was handed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    /// Text written here.
    Text,
    /// A file.
    File,
    /// An address, kept with what the looks at it saw.
    Link,
    /// A picture, a recording.
    Media,
    /// A badge, kept as it was signed and verified by every look.
    Credential,
}

/// Who may see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Visibility {
    /// The claimant and the moderator.
    Private,
    /// The reviewers too.
    Reviewers,
    /// Everybody who sees the badge.
    Public,
}

/// Whether pupils can be recognised in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pupils {
    /// Nobody can be recognised.
    NotIdentifiable,
    /// Somebody can, and the claimant attests that consent was given.
    ConsentAttested,
    /// Nothing was said.
    NotStated,
}

/// Whether reviewers may be named in the badge.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Naming {
    /// Nobody is.
    #[default]
    Never,
    /// Where the policy hides nobody, the earner wants it and the reviewer agrees: both say so.
    WhereAgreed,
}

impl Naming {
    /// Whether nobody is named: then nothing is written, as before there was a choice.
    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
    pub(super) fn is_never(&self) -> bool {
        *self == Self::Never
    }
}

/// One piece of evidence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceItem {
    /// Its identifier; names of files are never part of it.
    pub id: EvidenceId,
    /// What it is evidence of.
    pub kind: EvidenceKind,
    /// In what form it was handed in.
    pub medium: Medium,
    /// SHA-256 of its bytes, for a link of its address.
    pub sha256: ContentHash,
    /// Its size.
    pub size_bytes: u64,
    /// Who may see it.
    pub visibility: Visibility,
    /// Whether pupils can be recognised in it.
    pub pupils: Pupils,
}

impl EvidenceItem {
    /// Whether these bytes are what was handed in.
    pub fn is(&self, bytes: &[u8]) -> bool {
        self.size_bytes == bytes.len() as u64 && ContentHash::of_bytes(bytes) == self.sha256
    }
}

impl Medium {
    /// Whether it is looked at again later: what it points to may change.
    pub fn is_looked_at(self) -> bool {
        matches!(self, Self::Link | Self::Credential)
    }
}

/// What somebody who looked at a link or verified a badge saw.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// SHA-256 of what was there; `None` when nothing could be read.
    pub sha256: Option<ContentHash>,
    /// Its size.
    pub size_bytes: u64,
    /// Why nothing could be read; empty when something was.
    pub why: String,
    /// What verifying found, of a badge.
    pub badge: Option<SeenBadge>,
}

/// What verifying a badge that is evidence found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeenBadge {
    /// The state, as reports name it.
    pub state: String,
    /// The achievement's name.
    pub achievement: Option<String>,
    /// The issuer's address.
    pub issuer: Option<String>,
}

/// What is known about a link from the looks at it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LinkStanding<'l> {
    /// Nobody has looked yet.
    NotSeen,
    /// Nothing could ever be read there.
    Unreadable(&'l Look),
    /// The last look saw what the first one did, which is what the claimant attached.
    Same(&'l Look, &'l Look),
    /// The last look saw something else than the first one.
    Changed(&'l Look, &'l Look),
    /// Something was read first, and nothing could be read last.
    Gone(&'l Look, &'l Look),
}

impl<'l> LinkStanding<'l> {
    /// What the looks say, the first one first.
    pub fn of(looks: &'l [Look]) -> Self {
        let Some(last) = looks.last() else { return Self::NotSeen };
        let Some(first) = looks.iter().find(|look| look.sha256.is_some()) else { return Self::Unreadable(last) };
        match last.sha256 {
            None => Self::Gone(first, last),
            same if same == first.sha256 => Self::Same(first, last),
            Some(_) => Self::Changed(first, last),
        }
    }
}

/// What a claimant hands in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submission {
    /// What the claimant says about it.
    pub statement: String,
    /// The evidence, each piece once.
    pub evidence: Vec<EvidenceItem>,
    /// How the claimant rates the work on the same rubric.
    pub self_levels: BTreeMap<CriterionId, Level>,
    /// Whether the claimant wants reviewers to be named.
    #[serde(default, skip_serializing_if = "Naming::is_never")]
    pub naming: Naming,
}

/// What a submission lacks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubmissionError {
    /// Nothing to judge.
    #[error("there is no evidence yet; add at least one piece")]
    NoEvidence,
    /// Too much for reviewers.
    #[error("there are {0} pieces of evidence; reviewers get 50 at most")]
    TooMuch(usize),
    /// A piece is there twice.
    #[error("a piece of evidence is attached twice")]
    Twice,
    /// A kind that the policy asks for is missing, or reviewers may not see it.
    #[error("reviewers need to see evidence of the kind `{}`, and there is none", .0.as_str())]
    Kind(EvidenceKind),
    /// Nothing was said about pupils.
    #[error("say for every piece whether pupils can be recognised in it")]
    Pupils,
    /// The self-rating is missing or gives a level that does not exist.
    #[error("rate yourself on `{0}` first, with one of its levels")]
    SelfLevel(CriterionId),
}

impl EvidenceKind {
    /// Its name in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Artefact => "artefact",
            Self::Reflection => "reflection",
            Self::Observation => "observation",
            Self::StudentImpact => "student_impact",
        }
    }
}

const MOST_PIECES: usize = 50;

impl Submission {
    /// Checks that reviewers get what the policy promises them.
    ///
    /// # Errors
    /// Every [`SubmissionError`] there is.
    pub fn check(&self, rubric: &Rubric, policy: &Policy) -> Result<(), Vec<SubmissionError>> {
        let mut found = Vec::new();
        let shown = || self.evidence.iter().filter(|item| item.visibility >= Visibility::Reviewers);
        if shown().next().is_none() {
            found.push(SubmissionError::NoEvidence);
        }
        if self.evidence.len() > MOST_PIECES {
            found.push(SubmissionError::TooMuch(self.evidence.len()));
        }
        if self.evidence.iter().map(|item| &item.id).collect::<BTreeSet<_>>().len() < self.evidence.len() {
            found.push(SubmissionError::Twice);
        }
        let missing = policy.evidence_kinds.iter().filter(|kind| !shown().any(|item| item.kind == **kind));
        found.extend(missing.map(|kind| SubmissionError::Kind(*kind)));
        if self.evidence.iter().any(|item| item.pupils == Pupils::NotStated) {
            found.push(SubmissionError::Pupils);
        }
        for criterion in &rubric.criteria {
            let is_level = |level: &Level| usize::from(*level) < criterion.levels.len();
            let level = self.self_levels.get(&criterion.id);
            if level.map_or(policy.self_rating, |level| !is_level(level)) {
                found.push(SubmissionError::SelfLevel(criterion.id.clone()));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }
}

/// A submission that can no longer be altered.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frozen {
    /// What was handed in.
    pub content: Submission,
    /// When.
    pub at: Timestamp,
    /// The hash of the content: every review names it.
    pub hash: ContentHash,
}

impl Frozen {
    /// Freezes a submission.
    pub(super) fn new(content: Submission, at: Timestamp) -> Self {
        let hash = ContentHash::of(&content);
        Self { content, at, hash }
    }

    /// Whether the content is still what was frozen.
    pub fn is_intact(&self) -> bool {
        ContentHash::of(&self.content) == self.hash
    }
}
