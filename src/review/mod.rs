//! Evidence review: peers judge, the badge follows, fairly and always to an end.
//!
//! Pure functions over values: a claim, a command and a time give the claim as it is then and the events of it
//! ([`Claim::apply`]). Who may judge is worked out by [`conflict`] and [`eligibility`], who is asked by [`draw`] and
//! [`staffing`], what follows from the reviews by [`decision`], how far to trust reviewers by [`calibration`], how far
//! they agree by [`agreement`] and [`insight`]; [`simulate`] runs all of it under a clock of its own. docs/review.md tells it in a
//! coordinator's words.
//!
//! Knows persons by identifiers only, never by name or address; nothing here reads a clock, draws at random, or asks a
//! database.

pub mod agreement;
pub mod calibration;
mod claim;
pub mod conflict;
mod content_hash;
pub mod decision;
pub mod draw;
pub mod eligibility;
pub mod evidence;
mod fraction;
pub mod history;
pub mod insight;
pub mod notices;
pub mod policy;
pub mod reviewer;
pub mod rubric;
pub mod simulate;
pub mod staffing;
pub mod view;

pub use claim::{
    Appeal, Assignment, AssignmentState, Attempt, AttemptStanding, AwardOrder, Cause, Claim, Command, Decider,
    Decision, DueReminder, Event, Flag, FlagKind, Ground, NewClaim, Panel, Review, RuleError, Ruling, ScreeningVerdict,
    Sheet, Slot, State, Timer, Topic, Via,
};
pub use content_hash::{ContentHash, NotAHash};
pub use fraction::{Fraction, NotAFraction};
