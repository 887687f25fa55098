//! The people of a simulated town: what they know, when they are there, whether they answer.

use super::World;
use super::chance::Chance;

pub(super) const HOUR: i64 = 3_600;
pub(super) const DAY: i64 = 24 * HOUR;

/// How a person behaves. Times are seconds since the beginning.
pub(super) struct Person {
    pub(super) school: u32,
    pub(super) skills: Vec<u32>,
    /// Reviews in a week.
    pub(super) capacity: u32,
    /// Seconds between two visits, on average.
    pub(super) visits_every: f64,
    /// How likely a mail brings a visit.
    pub(super) answers: f64,
    /// After this the person is not seen any more.
    pub(super) gone_at: i64,
    /// A week without visits.
    pub(super) away: (i64, i64),
}

impl Person {
    pub(super) fn is_there(&self, at: i64) -> bool {
        at < self.gone_at && !(self.away.0 <= at && at < self.away.1)
    }

    /// Whether the person was there all the time but for the week off.
    pub(super) fn stayed(&self) -> bool {
        self.gone_at == i64::MAX
    }
}

/// What comes in.
pub(super) struct Work {
    /// Whose it is: a reviewer, or somebody beyond the last of them.
    pub(super) claimant: usize,
    pub(super) school: u32,
    pub(super) skill: u32,
    pub(super) at: i64,
    pub(super) deserves: bool,
}

pub(super) struct People {
    pub(super) all: Vec<Person>,
    pub(super) work: Vec<Work>,
}

/// Shares and times that are assumed.
pub(super) mod assumed {
    /// One claimant in five reviews too.
    pub(in super::super) const PEOPLE_PER_REVIEWER: usize = 5;
    pub(in super::super) const NEVER_ACTS: f64 = 0.05;
    pub(in super::super) const DROPS_OUT: f64 = 0.25;
    pub(in super::super) const VISIT_DAYS: f64 = 4.0;
    pub(in super::super) const VISIT_SPREAD: f64 = 0.5;
    pub(in super::super) const ANSWERS: (f64, f64) = (0.34, 1.0);
    /// From a mail to the visit that it brings.
    pub(in super::super) const ANSWER_DAYS: f64 = 0.5;
    pub(in super::super) const DESERVES: f64 = 0.71;
    /// How often a reviewer is wrong: two disagree on a third of the claims.
    pub(in super::super) const ERRS: f64 = 0.21;
    /// Reviews that are done on the day they are begun.
    pub(in super::super) const AT_ONCE: f64 = 0.85;
    pub(in super::super) const NEVER_DONE: f64 = 0.04;
    pub(in super::super) const SECOND_REVIEW: f64 = 0.55;
    pub(in super::super) const MODERATOR_DAYS: f64 = 2.0;
}

impl People {
    pub(super) fn new(world: &World, seed: u64) -> Self {
        let mut chance = Chance::new(seed, 1);
        // Some skills are rare.
        let weights: Vec<f64> = (0..world.skills.max(1)).map(|skill| 1.0 / f64::from(skill + 2).sqrt()).collect();
        let days = i64::from(world.arrival_days.max(1));
        let all: Vec<Person> = (0..world.reviewers).map(|_| person(world, &weights, days, &mut chance)).collect();
        let mut at: Vec<i64> = (0..world.claims).map(|_| chance.between(0.0, (days * DAY) as f64) as i64).collect();
        at.sort_unstable();
        let everybody = all.len() * assumed::PEOPLE_PER_REVIEWER;
        let school = |chance: &mut Chance| u32::try_from(chance.below(world.schools.max(1) as usize)).unwrap_or(0);
        let schools: Vec<u32> = (all.len()..everybody).map(|_| school(&mut chance)).collect();
        let school_of = |claimant: usize| match all.get(claimant) {
            Some(person) => person.school,
            None => schools[claimant - all.len()],
        };
        let claimants: Vec<usize> = at.iter().map(|_| chance.below(everybody)).collect();
        let work = at.into_iter().zip(claimants).map(|(at, claimant)| Work {
            claimant,
            school: school_of(claimant),
            skill: u32::try_from(chance.weighted(&weights)).unwrap_or(0),
            at,
            deserves: chance.happens(assumed::DESERVES),
        });
        let work = work.collect();
        Self { work, all }
    }
}

fn person(world: &World, weights: &[f64], days: i64, chance: &mut Chance) -> Person {
    let wanted = 3.min(weights.len());
    let mut skills = Vec::with_capacity(wanted);
    while skills.len() < wanted {
        let skill = u32::try_from(chance.weighted(weights)).unwrap_or(0);
        if !skills.contains(&skill) {
            skills.push(skill);
        }
    }
    let fate = chance.unit();
    let drops_out_at = chance.between(0.0, (days * DAY) as f64) as i64;
    let week_off = chance.between(0.0, ((days - 7).max(1) * DAY) as f64) as i64;
    Person {
        school: u32::try_from(chance.below(world.schools.max(1) as usize)).unwrap_or(0),
        skills,
        capacity: [1, 2, 3, 5][chance.below(4)],
        visits_every: assumed::VISIT_DAYS * DAY as f64 * chance.factor(assumed::VISIT_SPREAD),
        answers: chance.between(assumed::ANSWERS.0, assumed::ANSWERS.1),
        gone_at: if fate < assumed::NEVER_ACTS {
            0
        } else if fate < assumed::NEVER_ACTS + assumed::DROPS_OUT {
            drops_out_at
        } else {
            i64::MAX
        },
        away: (week_off, week_off + 7 * DAY),
    }
}
