//! The engine at work in a town that is made up: how long claims wait, who carries the load, how many mails it takes.
//!
//! The same functions as in the service ([`super::Claim::apply`], [`super::staffing`], [`super::notices`]) run under a
//! clock of their own. Only the people are simulated: when they sign in, whether they answer a mail, how often two
//! disagree. Those figures are assumptions (docs/decisions/0031), so the results compare rules and promise no days.

mod cast;
mod chance;
mod figures;
mod people;
mod queue;
mod town;
mod visits;

pub use figures::Figures;

use super::policy::{Policy, TermsError};

/// What is simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct World {
    /// How many claims come in, over [`World::arrival_days`].
    pub claims: u32,
    /// How many people review.
    pub reviewers: u32,
    /// How many skills there are; every claim asks for one.
    pub skills: u32,
    /// How many schools there are.
    pub schools: u32,
    /// For how many days claims come in.
    pub arrival_days: u32,
    /// Whether somebody moderates.
    pub moderation: Moderation,
}

/// Whether somebody moderates.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moderation {
    /// Within two days on average.
    Staffed,
    /// Nobody does.
    Absent,
}

/// How work finds people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Allocation {
    /// The engine: draws, offers, hand-outs, reminders, timers.
    Engine,
    /// For comparison: whoever signs in takes the oldest claim that may be taken; no mails, no timers, no moderator.
    Queue,
}

impl World {
    /// A state: 2,000 reviewers with 40 skills in 250 schools, 10,000 claims in 60 days.
    pub const BIG: Self = Self {
        claims: 10_000,
        reviewers: 2_000,
        skills: 40,
        schools: 250,
        arrival_days: 60,
        moderation: Moderation::Staffed,
    };
    /// A district: 40 reviewers with 8 skills in 12 schools, 200 claims.
    pub const POOL_OF_40: Self = Self { claims: 200, reviewers: 40, skills: 8, schools: 12, ..Self::BIG };
    /// A circle of colleagues: 12 reviewers with 3 skills in 4 schools, 60 claims.
    pub const POOL_OF_12: Self = Self { claims: 60, reviewers: 12, skills: 3, schools: 4, ..Self::BIG };
}

/// Lives through it once. The same world and seed give the same figures.
///
/// # Errors
/// [`TermsError`] never, as long as the built-in rubric and policy are right.
pub fn simulate(world: &World, allocation: Allocation, seed: u64) -> Result<Figures, TermsError> {
    simulate_under(world, &Policy::default(), allocation, seed)
}

/// The same under a policy of the caller's.
///
/// # Errors
/// [`TermsError`] for a policy that cannot be.
pub fn simulate_under(
    world: &World,
    policy: &Policy,
    allocation: Allocation,
    seed: u64,
) -> Result<Figures, TermsError> {
    let people = people::People::new(world, seed);
    match allocation {
        Allocation::Engine => Ok(town::Town::new(world, policy, people, seed)?.live()),
        Allocation::Queue => Ok(queue::live(world, &people, seed)),
    }
}
