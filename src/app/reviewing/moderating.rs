//! What moderators and coordinators see and do: cases to rule on, the queue, screening, voiding.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::bench::WorkEvidence;
use super::perform::Move;
use crate::app::{AchievementView, Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, OrganisationId};
use crate::review::policy::{Screening, Terms};
use crate::review::reviewer::Counting;
use crate::review::rubric::{CriterionId, Level};
use crate::review::{Cause, FlagKind, Ruling, ScreeningVerdict, State};
use crate::store::KeptClaim;

const QUEUE: i64 = 500;

/// A claim in the queue, without its claimant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueueLine {
    /// Which.
    pub claim_id: ClaimId,
    /// The name of the achievement.
    pub achievement: String,
    /// Where it stands.
    pub state: State,
    /// Since when it waits.
    pub waiting_since: Timestamp,
    /// How many reviews are in.
    pub reviews_in: usize,
    /// Places that nobody works on.
    pub open_slots: usize,
    /// Why a moderator was asked.
    pub cause: Option<Cause>,
}

/// The queue of an organisation.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Queue {
    /// How many claims are in each state.
    pub counts: BTreeMap<String, i64>,
    /// What waits, the longest first.
    pub lines: Vec<QueueLine>,
}

/// What one reviewer found, for the moderator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CaseReview {
    /// The reviewer's name in this claim.
    pub reviewer: String,
    /// Whether it counts.
    pub counts: bool,
    /// The levels.
    pub levels: BTreeMap<CriterionId, Level>,
    /// The sentences.
    pub comments: BTreeMap<CriterionId, String>,
}

/// A claim before a moderator.
#[derive(Clone, Debug)]
pub struct Case {
    /// Which.
    pub claim_id: ClaimId,
    /// The achievement in the version that is judged.
    pub view: Arc<AchievementView>,
    /// The rubric and the policy.
    pub terms: Terms,
    /// Where it stands.
    pub state: State,
    /// Why a moderator was asked.
    pub cause: Option<Cause>,
    /// What the claimant says about the work.
    pub statement: String,
    /// Why the claimant objects.
    pub appeal: Option<String>,
    /// The evidence, private pieces too.
    pub evidence: Vec<WorkEvidence>,
    /// Criteria to judge.
    pub criteria: Vec<CriterionId>,
    /// What the reviewers found.
    pub reviews: Vec<CaseReview>,
    /// What reviewers pointed out.
    pub flags: Vec<FlagKind>,
    /// Whether whoever asks can void the whole claim.
    pub can_void: bool,
}

/// What a moderator rules.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RulingRequest {
    /// The moderator's own levels.
    Decide(BTreeMap<CriterionId, Level>),
    /// One more peer, or a fresh panel for an appeal.
    AskPeers,
}

impl App {
    /// Everything that waits for a moderator and that whoever asks may rule on.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn list_moderation(&self, actor: &Actor) -> Result<Vec<QueueLine>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let roles = self.list_roles(person).await?;
        let mut places: BTreeSet<OrganisationId> = roles.into_iter().map(|(of, _)| of.organisation_id).collect();
        places.extend(self.store().read().await?.list_benches(person).await?);
        let mut lines = Vec::new();
        for organisation in places {
            if self.require_moderator(actor, &organisation).await.is_ok() {
                lines.extend(self.queue_in(&organisation, &[State::Moderation, State::Appeal]).await?);
                lines.extend(self.to_be_screened(&organisation).await?);
            }
        }
        Ok(lines)
    }

    /// The queue of an organisation: what waits, where, how long.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn load_queue(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Queue, Error> {
        self.require_coordinator(actor, organisation).await?;
        let counts = self.store().read().await?.count_claims(organisation).await?.into_iter().collect();
        let states = [State::Screening, State::InReview, State::Moderation, State::Appeal];
        Ok(Queue { counts, lines: self.queue_in(organisation, &states).await? })
    }

    /// Submissions that somebody has to look over, as their policy says.
    async fn to_be_screened(&self, organisation: &OrganisationId) -> Result<Vec<QueueLine>, Error> {
        let claims = self.store().read().await?.list_claims_in(organisation, &[State::Screening], QUEUE).await?;
        let mut wanted = BTreeSet::new();
        for kept in &claims {
            if self.terms_of(kept).await?.0.policy().screening == Screening::Screener {
                wanted.insert(kept.claim.id().clone());
            }
        }
        let lines = self.queue_in(organisation, &[State::Screening]).await?;
        Ok(lines.into_iter().filter(|line| wanted.contains(&line.claim_id)).collect())
    }

    async fn queue_in(&self, organisation: &OrganisationId, states: &[State]) -> Result<Vec<QueueLine>, Error> {
        let mut session = self.store().read().await?;
        let claims = session.list_claims_in(organisation, states, QUEUE).await?;
        let achievements: Vec<_> = claims.iter().map(|kept| kept.claim.achievement().clone()).collect();
        let names = session.find_achievement_names(&achievements).await?;
        let line = |kept: &KeptClaim| {
            let panel = kept.claim.attempt().map(|attempt| attempt.panel());
            QueueLine {
                claim_id: kept.claim.id().clone(),
                achievement: names.get(kept.claim.achievement()).cloned().unwrap_or_default(),
                state: kept.claim.state(),
                waiting_since: kept.claim.waiting_since().unwrap_or(kept.created_at),
                reviews_in: panel.map_or(0, |panel| panel.counted().count()),
                open_slots: panel.map_or(0, |panel| panel.open_slots().count()),
                cause: panel.and_then(|panel| panel.cause()),
            }
        };
        Ok(claims.iter().map(line).collect())
    }

    /// A claim that waits for a ruling, with everything that a moderator has to weigh.
    ///
    /// # Errors
    /// [`Error::NotFound`] for who may not moderate it.
    pub async fn load_case(&self, actor: &Actor, claim: &ClaimId) -> Result<Case, Error> {
        let kept = self.moderated(actor, claim).await?;
        let can_void = self.require(actor, &kept.organisation_id, Permission::Manage).await.is_ok();
        let (terms, version) = self.terms_of(&kept).await?;
        let names = self.pseudonyms().await?;
        let attached = self.store().read().await?.list_evidence(claim).await?;
        let attempt = kept.claim.attempt().ok_or(Error::NotFound("claim"))?;
        let content = &attempt.submission().content;
        let evidence = attached.iter().filter(|kept| content.evidence.iter().any(|item| item.id == kept.item.id));
        let reviews = attempt.panels().iter().flat_map(|panel| panel.reviews());
        Ok(Case {
            claim_id: claim.clone(),
            view: self.load_achievement(kept.claim.achievement(), Some(version)).await?,
            state: kept.claim.state(),
            cause: attempt.panel().cause(),
            statement: content.statement.clone(),
            appeal: attempt.appeal().map(|appeal| appeal.statement.clone()),
            evidence: evidence.map(WorkEvidence::from).collect(),
            criteria: attempt.bars(&terms).into_iter().map(|bar| bar.id).collect(),
            can_void: can_void && !kept.claim.state().is_final() && kept.claim.state() != State::Accepted,
            flags: attempt.flags().iter().map(|flag| flag.kind.clone()).collect(),
            reviews: reviews
                .filter(|review| review.withdrawn_at.is_none())
                .map(|review| CaseReview {
                    reviewer: names.of(claim, &review.reviewer),
                    counts: review.counting != Counting::Supervised,
                    levels: review.sheet.levels.clone(),
                    comments: review.sheet.comments.clone(),
                })
                .collect(),
            terms,
        })
    }

    /// Rules on a claim, with a reason in writing.
    ///
    /// # Errors
    /// [`Error::Conflict`] for who reviewed it or has a conflict of interest; [`Error::Invalid`] without a reason.
    pub async fn moderate_claim(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        request: RulingRequest,
        reason: &str,
    ) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        self.moderated(actor, claim).await?;
        let ruling = match request {
            RulingRequest::Decide(levels) => Ruling::Decide { levels },
            RulingRequest::AskPeers => Ruling::AskPeers,
        };
        self.make_move(actor.label(), claim, Move::Moderate(person.clone(), ruling, said(reason))).await
    }

    /// Voids the review of one who should not have judged, or judged something else; `reviewer` is the name that they have
    /// in the claim. The place opens for somebody else.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an unknown reviewer; [`Error::Conflict`] once it is decided, or for who has to do with it;
    /// [`Error::Invalid`] without a reason.
    pub async fn void_review(&self, actor: &Actor, claim: &ClaimId, reviewer: &str, reason: &str) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let kept = self.moderated(actor, claim).await?;
        let reason = said(reason);
        if reason.is_empty() {
            return Err(Error::invalid("void_reason", "Give a reason in writing."));
        }
        let names = self.pseudonyms().await?;
        let panel = kept.claim.attempt().map(|attempt| attempt.panel());
        let mut reviews = panel.into_iter().flat_map(|panel| panel.reviews());
        let found = reviews.find(|review| names.of(claim, &review.reviewer) == reviewer);
        let reviewer = found.ok_or(Error::NotFound("review"))?.reviewer.clone();
        self.make_move(actor.label(), claim, Move::VoidReview(person.clone(), reviewer, reason)).await
    }

    /// Looks over a submission before reviewers see it: passes it on, or gives it back with what is missing.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is not being screened.
    pub async fn screen_claim(&self, actor: &Actor, claim: &ClaimId, missing: Option<&str>) -> Result<(), Error> {
        self.moderated(actor, claim).await?;
        let verdict = match missing {
            None => ScreeningVerdict::Pass,
            Some(reason) => ScreeningVerdict::Return { reason: said(reason) },
        };
        self.make_move(actor.label(), claim, Move::Screen(verdict)).await
    }

    /// Voids a claim for misconduct, with a reason in writing.
    ///
    /// # Errors
    /// [`Error::Conflict`] once it is accepted or ended; those of [`App::require`].
    pub async fn void_claim(&self, actor: &Actor, claim: &ClaimId, reason: &str) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let kept = self.store().read().await?.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        self.require(actor, &kept.organisation_id, Permission::Manage).await?;
        self.make_move(actor.label(), claim, Move::Void(person.clone(), said(reason))).await
    }

    /// The claim, when whoever asks may moderate it.
    async fn moderated(&self, actor: &Actor, claim: &ClaimId) -> Result<KeptClaim, Error> {
        let kept = self.store().read().await?.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        self.require_moderator(actor, &kept.organisation_id).await.map_err(|_| Error::NotFound("claim"))?;
        let Actor::Person(person) = actor else { return Ok(kept) };
        // Nobody sees more of their own claim, or of one that they review, by moderating elsewhere.
        let is_author = kept.claim.authors().any(|author| author == person);
        let panels = kept.claim.attempt().into_iter().flat_map(|attempt| attempt.panels());
        let is_reviewer = panels.flat_map(|panel| panel.assignments()).any(|held| held.reviewer() == person);
        if is_author || is_reviewer { Err(Error::NotFound("claim")) } else { Ok(kept) }
    }
}

fn said(reason: &str) -> String {
    reason.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(5_000).collect()
}
