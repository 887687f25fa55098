//! Review policies: how many peers decide, under which rules and timers.
//!
//! A policy's hash covers its whole content; a claim keeps the hashes of the rubric and the policy that it was
//! submitted under ([`Terms`]), so that a change never reaches claims in flight. Knows nothing about people.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::content_hash::ContentHash;
use super::decision::{Rule, USUAL_THETA};
use super::evidence::EvidenceKind;
use super::fraction::Fraction;
use super::rubric::{Rubric, RubricError};

/// Who sees whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Anonymity {
    /// Neither side knows the other.
    Double,
    /// The reviewers know the claimant, not the other way.
    Single,
    /// Everybody knows everybody.
    Open,
}

/// Who looks at a submission before reviewers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Screening {
    /// The checks at submission are enough.
    Automatic,
    /// Somebody looks.
    Screener,
}

/// How reviewers are tried on work whose levels are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Calibration {
    /// They are not.
    Off,
    /// Who fails is supervised, who was not tried gets no work.
    Gate,
    /// As the gate, and reviews weigh by it.
    Weights,
}

/// How near a reviewer may be to the claimant.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    /// Not of the same school.
    #[default]
    School,
    /// Not of the same district either.
    District,
}

/// When things happen. All count from the submission's entry into review, the offer or the first look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timers {
    /// How long a claimant can take a submission back, in minutes.
    pub take_back_minutes: u32,
    /// How long a reviewer can change a review, in minutes.
    pub amend_minutes: u32,
    /// After how many hours a screening is late.
    pub screening_hours: u32,
    /// When an offer that was not looked at is brought to mind, in hours.
    pub offer_reminder_hours: u32,
    /// When an offer that was not looked at lapses, in hours.
    pub offer_hours: u32,
    /// When a review that was begun is brought to mind, in hours.
    pub lease_reminder_hours: u32,
    /// How long a reviewer has, in hours.
    pub lease_hours: u32,
    /// What one extension adds, in hours.
    pub extension_hours: u32,
    /// When one more slot opens and neighbouring skills count, in days.
    pub widen_days: u32,
    /// When the moderator is asked, in days.
    pub moderator_days: u32,
    /// When the owner of the achievement is alarmed, in days.
    pub alarm_days: u32,
    /// When the claim ends undecided, in days, whatever happens.
    pub end_days: u32,
    /// How long an appeal waits for somebody before a fresh panel opens by itself, in hours.
    pub appeal_hours: u32,
    /// How long a decision can be appealed, in days.
    pub appeal_days: u32,
    /// How long a claim that was not accepted can be submitted again, in days.
    pub resubmit_days: u32,
}

impl Default for Timers {
    fn default() -> Self {
        Self {
            take_back_minutes: 30,
            amend_minutes: 10,
            screening_hours: 24,
            offer_reminder_hours: 24,
            offer_hours: 48,
            lease_reminder_hours: 96,
            lease_hours: 120,
            extension_hours: 48,
            widen_days: 5,
            moderator_days: 14,
            alarm_days: 20,
            end_days: 35,
            appeal_hours: 72,
            appeal_days: 30,
            resubmit_days: 90,
        }
    }
}

/// How claims are reviewed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Policy {
    /// Counted from 1, for people; the hash is what counts.
    pub version: u32,
    /// How many independent reviewers decide.
    pub k: u32,
    /// How many at most, before the moderator is asked.
    pub k_max: u32,
    /// The share of weight that passes or fails a criterion; more than a half.
    pub theta: Fraction,
    /// More depends on it: three reviewers and five at most.
    pub high_stakes: bool,
    /// Who sees whom.
    pub anonymity: Anonymity,
    /// How near a reviewer may be to the claimant.
    pub distance: Distance,
    /// Who looks first.
    pub screening: Screening,
    /// How reviewers are tried.
    pub calibration: Calibration,
    /// Kinds of evidence of which each must be there.
    pub evidence_kinds: BTreeSet<EvidenceKind>,
    /// Whether claimants rate themselves first.
    pub self_rating: bool,
    /// Whether criteria that passed are kept when the rest is tried again.
    pub carry_passed: bool,
    /// How many decided attempts there are, without those that ended undecided.
    pub attempts: u32,
    /// How many of the lowest load buckets take part in a draw.
    pub buckets: u32,
    /// When things happen.
    pub timers: Timers,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            version: 1,
            k: 2,
            k_max: 3,
            theta: USUAL_THETA,
            high_stakes: false,
            anonymity: Anonymity::Double,
            distance: Distance::School,
            screening: Screening::Automatic,
            calibration: Calibration::Gate,
            evidence_kinds: BTreeSet::new(),
            self_rating: true,
            carry_passed: true,
            attempts: 3,
            buckets: 1,
            timers: Timers::default(),
        }
    }
}

/// What is wrong with a policy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// Nobody would decide, or too many.
    #[error("k is {0}; between 1 and 9 reviewers decide")]
    Reviewers(u32),
    /// The most is less than the least.
    #[error("k_max is {k_max}; it is at least k ({k}) and at most 15")]
    MostReviewers {
        /// The least.
        k: u32,
        /// The most.
        k_max: u32,
    },
    /// A share that would let a criterion pass and fail at once, or never do either.
    #[error("theta is {0}; it is more than 1/2 and at most 1")]
    Theta(Fraction),
    /// High stakes with the ordinary numbers.
    #[error("high stakes ask for k of at least 3 and k_max of at least 5; here they are {k} and {k_max}")]
    HighStakes {
        /// The least.
        k: u32,
        /// The most.
        k_max: u32,
    },
    /// Timers that are out of order.
    #[error("the timers are out of order: {0}")]
    Timers(&'static str),
    /// No attempts at all.
    #[error("there are {0} attempts; between 1 and 20 make sense")]
    Attempts(u32),
    /// No bucket takes part in the draw.
    #[error("{0} buckets take part in a draw; it is 1 or 2")]
    Buckets(u32),
}

impl Policy {
    /// The policy for achievements on which much depends: three reviewers, five at most.
    pub fn high_stakes() -> Self {
        Self { k: 3, k_max: 5, high_stakes: true, ..Self::default() }
    }

    /// Checks the whole policy.
    ///
    /// # Errors
    /// Every [`PolicyError`] there is.
    pub fn check(&self) -> Result<(), Vec<PolicyError>> {
        let mut found = Vec::new();
        let mut refuse = |when: bool, error: PolicyError| {
            if when {
                found.push(error);
            }
        };
        let (k, k_max) = (self.k, self.k_max);
        let theta = self.theta;
        refuse(!(1..=9).contains(&k), PolicyError::Reviewers(k));
        refuse(k_max < k || k_max > 15, PolicyError::MostReviewers { k, k_max });
        refuse(2 * theta.over() <= theta.under() || theta.over() > theta.under(), PolicyError::Theta(theta));
        refuse(self.high_stakes && (k < 3 || k_max < 5), PolicyError::HighStakes { k, k_max });
        refuse(!(1..=20).contains(&self.attempts), PolicyError::Attempts(self.attempts));
        refuse(!(1..=2).contains(&self.buckets), PolicyError::Buckets(self.buckets));
        if let Some(why) = self.timers.disorder() {
            refuse(true, PolicyError::Timers(why));
        }
        if found.is_empty() { Ok(()) } else { Err(found) }
    }

    /// The hash of everything the policy says.
    pub fn content_hash(&self) -> ContentHash {
        ContentHash::of(self)
    }

    /// The numbers that decide.
    pub fn rule(&self) -> Rule {
        Rule { k: self.k, k_max: self.k_max, theta: self.theta }
    }
}

impl Timers {
    fn disorder(&self) -> Option<&'static str> {
        const LONGEST_DAYS: u32 = 3_650;
        let days = [self.end_days, self.appeal_days, self.resubmit_days];
        let hours = [self.screening_hours, self.offer_hours, self.lease_hours, self.extension_hours, self.appeal_hours];
        if self.offer_reminder_hours >= self.offer_hours {
            return Some("an offer is brought to mind before it lapses");
        }
        if self.lease_reminder_hours >= self.lease_hours {
            return Some("a review is brought to mind before its time is over");
        }
        if !(self.widen_days < self.moderator_days && self.moderator_days < self.end_days) {
            return Some("widening comes first, then the moderator, then the end");
        }
        if self.alarm_days >= self.end_days {
            return Some("the alarm comes before the end");
        }
        let is_endless = days.iter().any(|days| *days > LONGEST_DAYS)
            || hours.iter().any(|hours| *hours > 24 * LONGEST_DAYS || *hours == 0)
            || self.take_back_minutes.max(self.amend_minutes) > 24 * 60;
        is_endless.then_some("nothing takes no time or more than ten years, and second thoughts end after a day")
    }
}

/// A rubric and a policy that passed their checks, with their hashes: what a claim is judged under.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Terms {
    rubric: Rubric,
    policy: Policy,
    pinned: Pinned,
}

/// The hashes of the terms that a claim was submitted under.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pinned {
    /// Of the rubric.
    pub rubric: ContentHash,
    /// Of the policy.
    pub policy: ContentHash,
}

/// What is wrong with terms.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TermsError {
    /// The rubric is.
    #[error("the rubric cannot be used: {}", sentences(.0))]
    Rubric(Vec<RubricError>),
    /// The policy is.
    #[error("the policy cannot be used: {}", sentences(.0))]
    Policy(Vec<PolicyError>),
}

fn sentences(errors: &[impl ToString]) -> String {
    errors.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
}

impl Terms {
    /// Terms of these two.
    ///
    /// # Errors
    /// [`TermsError`] with everything that is wrong with the first of them that is.
    pub fn new(rubric: Rubric, policy: Policy) -> Result<Self, TermsError> {
        rubric.check().map_err(TermsError::Rubric)?;
        policy.check().map_err(TermsError::Policy)?;
        let pinned = Pinned { rubric: rubric.content_hash(), policy: policy.content_hash() };
        Ok(Self { rubric, policy, pinned })
    }

    /// The rubric.
    pub fn rubric(&self) -> &Rubric {
        &self.rubric
    }

    /// The policy.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Their hashes.
    pub fn pinned(&self) -> Pinned {
        self.pinned
    }
}
