//! Rubrics: criteria with ordered levels, and the level that each asks for.
//!
//! A rubric's hash covers its whole content, so that a version is known by what it says. Levels count from 0, the
//! lowest. Knows nothing about who judges.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use super::content_hash::ContentHash;

/// The name of a criterion inside its rubric: letters, digits, `-`, `_` and `.`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CriterionId(String);

impl CriterionId {
    /// The identifier with this text; [`Rubric::check`] looks at its form.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// Its text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CriterionId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A step of a criterion: 0 is the lowest.
pub type Level = u8;

/// When a reviewer must write a sentence beside the level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CommentRule {
    /// On every level below the required one.
    BelowRequired,
    /// On every level.
    Always,
    /// Never.
    Optional,
}

/// What one level means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelDescription {
    /// Its name, such as "Meets".
    pub name: String,
    /// What a reviewer sees in work of this level.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub description: String,
}

/// One thing that is judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Criterion {
    /// Its name inside the rubric.
    pub id: CriterionId,
    /// What is judged, in a few words.
    pub name: String,
    /// From low to high.
    pub levels: Vec<LevelDescription>,
    /// The level that has to be reached.
    pub required: Level,
    /// Whether the badge depends on it. An optional criterion is judged and reported and decides nothing.
    pub mandatory: bool,
    /// When a sentence is asked for.
    pub comments: CommentRule,
}

/// The criteria of an achievement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rubric {
    /// What the criteria are about.
    pub name: String,
    /// Counted from 1, for people; the hash is what counts.
    pub version: u32,
    /// What is judged.
    pub criteria: Vec<Criterion>,
}

/// The shortest comment that is one, in letters.
pub const SHORTEST_COMMENT: usize = 30;
const MOST_CRITERIA: usize = 30;
const MOST_LEVELS: usize = 20;

/// What is wrong with a rubric.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RubricError {
    /// No criteria, or too many.
    #[error("a rubric has between 1 and 30 criteria; this one has {0}")]
    Criteria(usize),
    /// Nothing is mandatory, so that anything would be accepted.
    #[error("no criterion is mandatory; at least one must be, or anything would be accepted")]
    NothingMandatory,
    /// The identifier has signs that do not belong into one.
    #[error("`{0}` is no name for a criterion; use up to 60 letters, digits, `-`, `_` or `.`")]
    Id(CriterionId),
    /// Two criteria have one name.
    #[error("two criteria are called `{0}`")]
    Twice(CriterionId),
    /// Too few levels, or too many.
    #[error("criterion `{id}` has {levels} levels; it needs between 2 and 20")]
    Levels {
        /// The criterion.
        id: CriterionId,
        /// How many there are.
        levels: usize,
    },
    /// A level without a name, or two with one name.
    #[error("criterion `{0}` has a level without a name, or two levels of one name")]
    LevelNames(CriterionId),
    /// The required level is not one of the levels, or is the lowest, which everybody reaches.
    #[error("criterion `{id}` requires level {required}; choose one from 1 (the second lowest) to {highest}")]
    Required {
        /// The criterion.
        id: CriterionId,
        /// What it asks for.
        required: Level,
        /// Its highest level.
        highest: usize,
    },
    /// Nobody would know what is meant.
    #[error("criterion `{0}` has no name that people can read")]
    Nameless(CriterionId),
}

impl Rubric {
    /// Checks the whole rubric.
    ///
    /// # Errors
    /// Every [`RubricError`] there is, in the order of the criteria.
    pub fn check(&self) -> Result<(), Vec<RubricError>> {
        let mut found = Vec::new();
        if !(1..=MOST_CRITERIA).contains(&self.criteria.len()) {
            found.push(RubricError::Criteria(self.criteria.len()));
        } else if !self.criteria.iter().any(|criterion| criterion.mandatory) {
            found.push(RubricError::NothingMandatory);
        }
        let mut seen = BTreeSet::new();
        for criterion in &self.criteria {
            if !seen.insert(&criterion.id) {
                found.push(RubricError::Twice(criterion.id.clone()));
            }
            criterion.check(&mut found);
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// The hash of everything the rubric says.
    pub fn content_hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// The criterion of this name.
    pub fn find(&self, id: &CriterionId) -> Option<&Criterion> {
        self.criteria.iter().find(|criterion| criterion.id == *id)
    }
}

impl Criterion {
    fn check(&self, found: &mut Vec<RubricError>) {
        let id = || self.id.clone();
        let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if !(1..=60).contains(&self.id.as_str().len()) || !self.id.as_str().chars().all(is_name) {
            found.push(RubricError::Id(id()));
        }
        if self.name.trim().is_empty() {
            found.push(RubricError::Nameless(id()));
        }
        if !(2..=MOST_LEVELS).contains(&self.levels.len()) {
            found.push(RubricError::Levels { id: id(), levels: self.levels.len() });
            return;
        }
        let names: BTreeSet<&str> = self.levels.iter().map(|level| level.name.trim()).collect();
        if names.len() < self.levels.len() || names.contains("") {
            found.push(RubricError::LevelNames(id()));
        }
        let highest = self.levels.len() - 1;
        if !(1..=highest).contains(&usize::from(self.required)) {
            found.push(RubricError::Required { id: id(), required: self.required, highest });
        }
    }

    /// Whether `level` asks for a sentence beside it.
    pub fn needs_comment(&self, level: Level) -> bool {
        match self.comments {
            CommentRule::BelowRequired => level < self.required,
            CommentRule::Always => true,
            CommentRule::Optional => false,
        }
    }
}
