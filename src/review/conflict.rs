//! Conflicts of interest: who may not judge whose work.
//!
//! They are worked out anew at the offer, at the first look and when the review comes in, since people move and review
//! each other meanwhile. Knows nothing about skills or load.

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};

use super::claim::Claim;
use super::policy::Distance;
use super::reviewer::{Affiliation, DAY, Reviewer};
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// Why somebody may not judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, thiserror::Error)]
#[serde(rename_all = "snake_case")]
pub enum Conflict {
    /// The own work.
    #[error("it is the reviewer's own work")]
    Own,
    /// Work made together.
    #[error("the reviewer made it too")]
    CoAuthor,
    /// The same school, now or within 24 months.
    #[error("the reviewer is, or was within two years, of the claimant's school")]
    SameSchool,
    /// The same district, where the policy minds.
    #[error("the reviewer is, or was within two years, of the claimant's district")]
    SameDistrict,
    /// Line manager or mentor.
    #[error("one manages or mentors the other")]
    Manager,
    /// One of them said so.
    #[error("one of them declared a conflict")]
    Declared,
    /// The claimant judged this person within 180 days.
    #[error("the claimant reviewed this person's work within half a year")]
    ReviewingBack,
}

/// Two people who may not judge each other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Edge {
    /// Why: [`Conflict::CoAuthor`], [`Conflict::Manager`] or [`Conflict::Declared`].
    pub kind: Conflict,
    /// One of them.
    pub one: PersonId,
    /// The other.
    pub other: PersonId,
    /// Until when; none while it lasts.
    pub until: Option<Timestamp>,
}

const AFFILIATION_LASTS: i64 = 730 * DAY;
const REVIEWING_BACK_LASTS: i64 = 180 * DAY;
const RING_LASTS: i64 = 90 * DAY;

/// What is known about who has to do with whom.
#[derive(Clone, Debug, Default)]
pub struct Relations {
    edges: HashMap<PersonId, Vec<Edge>>,
    affiliations: HashMap<PersonId, Vec<Affiliation>>,
    /// By reviewer: whose work was judged, and when last.
    reviewed: HashMap<PersonId, HashMap<PersonId, Timestamp>>,
}

impl Relations {
    /// Adds a conflict between two people.
    pub fn insert_edge(&mut self, edge: Edge) {
        self.edges.entry(edge.one.clone()).or_default().push(edge.clone());
        self.edges.entry(edge.other.clone()).or_default().push(edge);
    }

    /// Adds a school of a person.
    pub fn insert_affiliation(&mut self, person: PersonId, affiliation: Affiliation) {
        self.affiliations.entry(person).or_default().push(affiliation);
    }

    /// Adds that `reviewer` judged work of `claimant`.
    pub fn insert_review(&mut self, reviewer: PersonId, claimant: PersonId, at: Timestamp) {
        let last = self.reviewed.entry(reviewer).or_default().entry(claimant).or_insert(at);
        *last = at.max(*last);
    }

    /// The people around a claim, at this time.
    pub fn circle<'r>(&'r self, claim: &'r Claim, distance: Distance, now: Timestamp) -> Circle<'r> {
        Circle { relations: self, claim, distance, now }
    }

    /// Whether `reviewer` judged work of `claimant` so many seconds ago or less.
    fn has_reviewed(&self, reviewer: &PersonId, claimant: &PersonId, within: i64, now: Timestamp) -> bool {
        let last = self.reviewed.get(reviewer).and_then(|judged| judged.get(claimant));
        last.is_some_and(|at| at.plus_seconds(within) > now)
    }
}

fn still_counts(affiliation: &Affiliation, now: Timestamp) -> bool {
    affiliation.from <= now && affiliation.to.is_none_or(|to| to.plus_seconds(AFFILIATION_LASTS) > now)
}

/// The people around a claim, at one time.
#[derive(Clone, Copy, Debug)]
pub struct Circle<'r> {
    relations: &'r Relations,
    claim: &'r Claim,
    distance: Distance,
    now: Timestamp,
}

impl Circle<'_> {
    /// Why this person may not judge the claim, if there is a reason.
    pub fn conflict(&self, reviewer: &Reviewer) -> Option<Conflict> {
        if *self.claim.claimant() == reviewer.id {
            return Some(Conflict::Own);
        }
        if self.claim.co_authors().contains(&reviewer.id) {
            return Some(Conflict::CoAuthor);
        }
        let is_current = |edge: &&Edge| edge.until.is_none_or(|until| until > self.now);
        let mut edges = self.relations.edges.get(&reviewer.id).into_iter().flatten().filter(is_current);
        let is_author = |person: &PersonId| self.claim.authors().any(|author| author == person);
        if let Some(edge) = edges.find(|edge| is_author(&edge.one) || is_author(&edge.other)) {
            return Some(edge.kind);
        }
        if self.shares(reviewer, |own, theirs| own.school == theirs.school) {
            return Some(Conflict::SameSchool);
        }
        if self.distance == Distance::District && self.shares_district(reviewer) {
            return Some(Conflict::SameDistrict);
        }
        let judged = |author| self.relations.has_reviewed(author, &reviewer.id, REVIEWING_BACK_LASTS, self.now);
        self.claim.authors().any(judged).then_some(Conflict::ReviewingBack)
    }

    /// Everybody who would close a ring of three in which each judged the next: avoided where others can be asked.
    pub fn ring(&self) -> HashSet<&PersonId> {
        let recently = |at: &Timestamp| at.plus_seconds(RING_LASTS) > self.now;
        let judged = |person| self.relations.reviewed.get(person).into_iter().flatten().filter(|(_, at)| recently(at));
        let between = self.claim.authors().flat_map(judged);
        between.flat_map(|(third, _)| judged(third)).map(|(person, _)| person).collect()
    }

    /// Whether the person is known to belong to another organisation: another district, or another school where no
    /// district is known.
    pub fn is_from_elsewhere(&self, reviewer: &Reviewer) -> bool {
        let has_school = reviewer.affiliations.iter().any(|affiliation| still_counts(affiliation, self.now));
        has_school
            && !self.shares_district(reviewer)
            && !self.shares(reviewer, |own, theirs| own.school == theirs.school)
    }

    /// The claim around which these people are.
    pub fn claim(&self) -> &Claim {
        self.claim
    }

    /// When it was worked out.
    pub fn worked_out_at(&self) -> Timestamp {
        self.now
    }

    fn shares_district(&self, reviewer: &Reviewer) -> bool {
        self.shares(reviewer, |own, theirs| own.district.is_some() && own.district == theirs.district)
    }

    fn shares(&self, reviewer: &Reviewer, same: impl Fn(&Affiliation, &Affiliation) -> bool) -> bool {
        let counts = |affiliation: &&Affiliation| still_counts(affiliation, self.now);
        let theirs =
            self.claim.authors().flat_map(|author| self.relations.affiliations.get(author).into_iter().flatten());
        let mut theirs = theirs.filter(counts);
        theirs.any(|theirs| reviewer.affiliations.iter().filter(counts).any(|own| same(own, theirs)))
    }
}
