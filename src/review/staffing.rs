//! Finding reviewers for claims: the draw for an open slot, and the work for somebody who shows up.
//!
//! Puts eligibility and draw together and changes nothing: what comes out goes into [`super::Command::Offer`] and
//! [`super::Command::HandOut`]. Knows nothing about where reviewers and claims are kept.

use super::claim::State;
use super::conflict::Circle;
use super::draw::{Candidate, DrawName, Drawn, Load, OLDEST_SLOTS, Seed};
use super::eligibility::{Eligible, Occasion, assess, confirm};
use super::policy::Terms;
use super::reviewer::{Counting, Reviewer};

/// Draws somebody for the oldest open slot that nobody is offered. `None` when there is no such slot or nobody can be
/// asked.
///
/// Whoever would close a ring of three takes part only when nobody else can. Reviewers under supervision take no part:
/// their work would not count.
pub fn draw_for<'r>(
    circle: &Circle<'_>,
    terms: &Terms,
    pool: impl IntoIterator<Item = (&'r Reviewer, Load)>,
    seed: &Seed,
) -> Option<(Eligible, Drawn)> {
    let claim = circle.claim();
    let attempt = claim.attempt().filter(|_| claim.state() == State::InReview)?;
    let slot = attempt.panel().slots_without_offer().next()?.number;
    let assessed = |who: (&'r Reviewer, Load)| {
        let counting = assess(circle, terms, who, Occasion::NewWork).ok()?;
        (counting != Counting::Supervised).then_some((who, counting))
    };
    let mut able: Vec<((&Reviewer, Load), Counting)> = pool.into_iter().filter_map(assessed).collect();
    let ring = circle.ring();
    let closes_a_ring = |able: &((&Reviewer, Load), Counting)| ring.contains(&able.0.0.id);
    if !able.iter().all(closes_a_ring) {
        able.retain(|able| !closes_a_ring(able));
    }
    let candidates: Vec<Candidate<'_>> =
        able.iter().map(|((reviewer, load), _)| Candidate { reviewer: &reviewer.id, load: *load }).collect();
    let draw = attempt.panel().draws() + 1;
    let name = DrawName { claim: claim.id().clone(), attempt: attempt.number(), slot, draw };
    let drawn = seed.draw(&name, &candidates, terms.policy().buckets)?;
    let ((reviewer, _), counting) = able.into_iter().find(|((reviewer, _), _)| reviewer.id == drawn.pick)?;
    Some((confirm(circle, reviewer, Occasion::NewWork, counting), drawn))
}

/// Work for somebody who shows up: a slot of one of the claims, drawn among the five oldest that the person may have.
///
/// `circles` are those of claims under review at this moment, from the claim that has waited longest.
pub fn hand_out<'c>(
    who: (&Reviewer, Load),
    circles: impl IntoIterator<Item = (Circle<'c>, &'c Terms)>,
    seed: &Seed,
) -> Option<(Eligible, u32)> {
    let mut able = Vec::with_capacity(OLDEST_SLOTS);
    for (circle, terms) in circles {
        if who.0.has_declined_enough(circle.worked_out_at()) {
            return None;
        }
        let Some(attempt) = circle.claim().attempt() else { continue };
        let Some(slot) = attempt.panel().open_slots().next() else { continue };
        let Ok(counting) = assess(&circle, terms, who, Occasion::NewWork) else { continue };
        let (claim, slot, draw) = (circle.claim().id().clone(), slot.number, attempt.panel().draws());
        able.push((DrawName { claim, attempt: attempt.number(), slot, draw }, circle, counting));
        if able.len() == OLDEST_SLOTS {
            break;
        }
    }
    let names: Vec<DrawName> = able.iter().map(|(name, ..)| name.clone()).collect();
    let (name, circle, counting) = able.swap_remove(seed.hand_out(&who.0.id, &names)?);
    Some((confirm(&circle, who.0, Occasion::NewWork, counting), name.slot))
}
