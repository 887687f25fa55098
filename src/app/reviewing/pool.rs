//! Who can be asked: the reviewers of an organisation with their work, and who has to do with whom, as of a transaction.

use std::collections::{BTreeSet, HashMap};

use crate::app::Error;
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, PersonId};
use crate::review::calibration::Gate;
use crate::review::conflict::{Circle, Relations};
use crate::review::draw::Load;
use crate::review::policy::Terms;
use crate::review::reviewer::Reviewer;
use crate::review::{AssignmentState, Claim, Event, Via};
use crate::store::{KeptReviewer, ReviewWork, Session};

const DAY: i64 = 86_400;
/// How long reviews matter for load.
const RECENT_DAYS: i64 = 28;
/// How long it matters who judged whom.
const JUDGED_DAYS: i64 = 180;

/// The reviewers of an organisation.
pub(super) struct Pool {
    pub(super) reviewers: Vec<KeptReviewer>,
    work: HashMap<PersonId, ReviewWork>,
    relations: Relations,
    changed: BTreeSet<PersonId>,
    now: Timestamp,
}

impl Pool {
    /// Reads the pool, with what is known about `authors`.
    pub(super) async fn load(
        session: &mut Session,
        organisation: &OrganisationId,
        authors: &[PersonId],
        now: Timestamp,
    ) -> Result<Self, Error> {
        Ok(Self {
            reviewers: session.list_reviewers(organisation).await?,
            work: session.load_work(organisation, now.plus_seconds(-RECENT_DAYS * DAY)).await?,
            relations: session.load_relations(organisation, authors, now.plus_seconds(-JUDGED_DAYS * DAY)).await?,
            changed: BTreeSet::new(),
            now,
        })
    }

    /// The people around a claim.
    pub(super) fn circle<'p>(&'p self, claim: &'p Claim, terms: &Terms) -> Circle<'p> {
        self.relations.circle(claim, terms.policy().distance, self.now)
    }

    /// A reviewer with what they have to do.
    pub(super) fn find(&self, person: &PersonId) -> Option<(&KeptReviewer, Load)> {
        let kept = self.reviewers.iter().find(|kept| kept.reviewer.id == *person)?;
        Some((kept, self.load_of(&kept.reviewer)))
    }

    /// Everybody with what they have to do.
    pub(super) fn all(&self) -> impl Iterator<Item = (&Reviewer, Load)> {
        self.reviewers.iter().map(|kept| (&kept.reviewer, self.load_of(&kept.reviewer)))
    }

    fn load_of(&self, reviewer: &Reviewer) -> Load {
        let work = self.work.get(&reviewer.id).copied().unwrap_or_default();
        Load { open: work.open, recent: work.recent, capacity: reviewer.capacity }
    }

    /// Follows what happened to a claim.
    pub(super) fn follow(&mut self, claimant: &PersonId, event: &Event) {
        match event {
            Event::Offered { drawn } => self.work(&drawn.pick, 1, 0),
            Event::Taken { reviewer, via: Via::Arrival, .. } => self.work(reviewer, 1, 0),
            Event::Ended { reviewer, how } => {
                self.work(reviewer, -1, 0);
                let now = self.now;
                self.change(reviewer, |person| match how {
                    AssignmentState::Lapsed => person.note_lapse(),
                    AssignmentState::Declined => person.note_decline(now),
                    _ => {}
                });
            }
            Event::Reviewed { reviewer, .. } => {
                self.work(reviewer, -1, 1);
                self.change(reviewer, Reviewer::note_seen);
                self.relations.insert_review(reviewer.clone(), claimant.clone(), self.now);
            }
            _ => {}
        }
    }

    fn work(&mut self, person: &PersonId, open: i32, recent: u32) {
        let work = self.work.entry(person.clone()).or_default();
        work.open = work.open.saturating_add_signed(open);
        work.recent = work.recent.saturating_add(recent);
    }

    fn change(&mut self, person: &PersonId, change: impl FnOnce(&mut Reviewer)) {
        let Some(kept) = self.reviewers.iter_mut().find(|kept| kept.reviewer.id == *person) else { return };
        let before = kept.reviewer.clone();
        change(&mut kept.reviewer);
        if kept.reviewer != before {
            self.changed.insert(person.clone());
        }
    }

    /// Writes what changed about reviewers.
    pub(super) async fn save(&self, session: &mut Session) -> Result<(), Error> {
        for kept in self.reviewers.iter().filter(|kept| self.changed.contains(&kept.reviewer.id)) {
            session.put_reviewer(kept).await?;
        }
        Ok(())
    }
}

/// Somebody of whom nothing is known but the identifier: an owner who moderates.
pub(super) fn stranger(person: &PersonId) -> Reviewer {
    Reviewer {
        id: person.clone(),
        skills: BTreeSet::new(),
        languages: BTreeSet::new(),
        capacity: 0,
        away: Vec::new(),
        affiliations: Vec::new(),
        gate: Gate::Undecided,
        weight: 0,
        silent_lapses: 0,
        declined_at: Vec::new(),
    }
}
