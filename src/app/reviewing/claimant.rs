//! What a claimant does: begin, write, hand in, take back, object, give up, and see how it stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::perform::Move;
use super::reviewers::comparable;
use super::terms::topic_of;
use super::words;
use crate::app::organisations::event;
use crate::app::{AchievementView, Actor, App, Error};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, AwardId, ClaimId, EvidenceId, PersonId};
use crate::issue::compose::Facts;
use crate::review::evidence::{EvidenceKind, Naming};
use crate::review::policy::Terms;
use crate::review::reviewer::School;
use crate::review::rubric::{CriterionId, Level};
use crate::review::view::{self, ClaimantView, Pseudonyms};
use crate::review::{AttemptStanding, Claim, ContentHash, Decider, Ground, NewClaim, State};
use crate::store::{KeptClaim, KeptEvidence};

const STATEMENT_LIMIT_CHARS: usize = 20_000;

/// What a claimant is writing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// What the claimant says about the work.
    #[serde(default)]
    pub statement: String,
    /// How the claimant rates the work.
    #[serde(default)]
    pub self_levels: BTreeMap<CriterionId, Level>,
    /// The claimant's school, so that no colleague judges; nobody sees it.
    #[serde(default)]
    pub school: String,
    /// Whether reviewers who agree may be named in the badge.
    #[serde(default)]
    pub naming: Naming,
    /// The addresses of those who made the same work, as they were typed.
    #[serde(default)]
    pub co_authors: String,
    /// The address of a coach or mentor, who may comment and does not judge.
    #[serde(default)]
    pub coach: String,
    /// The addresses of those who should not judge it.
    #[serde(default)]
    pub not_by: String,
}

impl Draft {
    pub(super) fn read(json: &str) -> Result<Self, Error> {
        serde_json::from_str(json).map_err(Error::internal)
    }
}

/// A claim in the list of its claimant.
#[derive(Clone, Debug)]
pub struct ClaimLine {
    /// Which.
    pub claim_id: ClaimId,
    /// The name of the achievement.
    pub achievement: String,
    /// Where it stands.
    pub state: State,
    /// When it was begun.
    pub begun_at: Timestamp,
}

/// A claim as its claimant sees it.
#[derive(Clone, Debug)]
pub struct OwnClaim {
    /// Which.
    pub claim_id: ClaimId,
    /// What is claimed, in the version that is judged.
    pub view: Arc<AchievementView>,
    /// The rubric and the policy.
    pub terms: Terms,
    /// How it stands.
    pub standing: ClaimantView,
    /// What is in the draft.
    pub draft: Draft,
    /// The evidence that is attached.
    pub evidence: Vec<KeptEvidence>,
    /// Whether it can be written and handed in.
    pub can_write: bool,
    /// Until when it can be taken back.
    pub take_back_until: Option<Timestamp>,
    /// Until when the decision can be appealed.
    pub appeal_until: Option<Timestamp>,
    /// Whether it can be given up.
    pub can_withdraw: bool,
    /// Why the moderator decided so, or why it came back.
    pub reason: Option<String>,
    /// The award that it led to, once it is signed.
    pub award: Option<AwardId>,
    /// With what the claimant can show which evidence the badge speaks of.
    pub seals: Vec<Seal>,
    /// What coaches wrote.
    pub coach_comments: Vec<String>,
    /// How helpful the claimant found what was written: 1 not, 2 partly, 3 helpful; by the name for this claim alone.
    pub ratings: BTreeMap<String, i64>,
    /// Whether one attempt more is possible only when a coach agrees.
    pub needs_coach: bool,
}

/// A digest in a badge, with the salt that tells what it is the digest of: SHA-256 of the salt, a colon and the
/// SHA-256 of the evidence, in hexadecimal digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seal {
    /// What it is evidence of.
    pub kind: EvidenceKind,
    /// The SHA-256 of the evidence.
    pub sha256: String,
    /// The salt.
    pub salt: String,
    /// What stands in the badge.
    pub sealed: String,
}

fn is_writable(state: State) -> bool {
    matches!(state, State::Draft | State::Returned | State::NotYet | State::NotDecided)
}

impl App {
    /// Begins a claim, or finds the one that the person has begun.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the achievement is not claimed by evidence; [`Error::Unknown`] for strangers.
    pub async fn start_claim(&self, actor: &Actor, achievement: &AchievementId) -> Result<ClaimId, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let (settings, view) = self.claimable(achievement).await?;
        let begun = self.store().read().await?.list_claims_of(person).await?;
        let is_open = |kept: &&KeptClaim| kept.claim.achievement() == achievement && !kept.claim.state().is_final();
        if let Some(kept) = begun.iter().find(is_open) {
            return Ok(kept.claim.id().clone());
        }
        let now = self.now();
        let claim = Claim::new(
            NewClaim {
                id: self.draw(ClaimId::random),
                achievement: achievement.clone(),
                claimant: person.clone(),
                co_authors: Default::default(),
                topic: topic_of(&view),
            },
            now,
        );
        let (id, label) = (claim.id().clone(), actor.label());
        self.store()
            .write(move |session| {
                let (claim, organisation, label) = (claim.clone(), settings.organisation_id.clone(), label.clone());
                Box::pin(async move {
                    session.insert_claim(&organisation, &claim, "{}", now).await?;
                    let event = event(label, "claim.begin", claim.id().as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(id)
    }

    /// Keeps what the claimant has written so far.
    ///
    /// # Errors
    /// [`Error::Conflict`] while the claim is with reviewers; [`Error::Invalid`]; [`Error::NotFound`] for others' claims.
    pub async fn save_draft(&self, actor: &Actor, claim: &ClaimId, draft: Draft) -> Result<(), Error> {
        let (person, _) = self.own_claim(actor, claim).await?;
        let is_text = |text: &str| !text.chars().any(|c| c.is_control() && c != '\n');
        if draft.statement.chars().count() > STATEMENT_LIMIT_CHARS || !is_text(&draft.statement) {
            return Err(Error::invalid("statement", "Write at most 20,000 characters."));
        }
        if draft.school.chars().count() > 200 || draft.school.chars().any(char::is_control) {
            return Err(Error::invalid("school", "Write at most 200 characters on one line."));
        }
        super::circle::check(&draft)?;
        let (now, claim) = (self.now(), claim.clone());
        let json = serde_json::to_string(&draft).map_err(Error::internal)?;
        self.store()
            .write(move |session| {
                let (claim, json, person, draft) = (claim.clone(), json.clone(), person.clone(), draft.clone());
                Box::pin(async move {
                    let mut kept = session.find_claim(&claim).await?.ok_or(Error::NotFound("claim"))?;
                    if !is_writable(kept.claim.state()) {
                        return Err(Error::Conflict("the evidence is with reviewers and cannot be changed now".into()));
                    }
                    kept.draft = json;
                    session.update_claim(&kept, now).await?;
                    let school = comparable(&draft.school);
                    if !school.is_empty() {
                        session.put_affiliation(&person, &School(school), None, now).await?;
                    }
                    Ok(())
                })
            })
            .await
    }

    /// Hands in what is in the draft: evidence, statement and self-rating are frozen.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what is missing; [`Error::Conflict`] when it is handed in already or no attempts are left.
    pub async fn submit_claim(&self, actor: &Actor, claim: &ClaimId) -> Result<(), Error> {
        let (person, kept) = self.own_claim(actor, claim).await?;
        let (_, view) = self.claimable(kept.claim.achievement()).await?;
        // What is public goes into the credential; what cannot be signed is refused now and not when it is earned.
        let organisation = self.load_organisation(&kept.organisation_id).await?;
        let attached = self.store().read().await?.list_evidence(claim).await?;
        let evidence = words::facts_of(attached.iter().filter(|kept| kept.removed_at.is_none()));
        let ready = self.ready_award(&organisation, &view, "review", self.now())?;
        ready.check(&Facts { evidence, ..Facts::default() })?;
        let circle = self.circle_of(&person, &Draft::read(&kept.draft)?).await?;
        self.make_move(actor.label(), claim, Move::Submit(person, circle)).await
    }

    /// Takes a submission back within the first minutes.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it is too late.
    pub async fn take_back_claim(&self, actor: &Actor, claim: &ClaimId) -> Result<(), Error> {
        let (person, _) = self.own_claim(actor, claim).await?;
        self.make_move(actor.label(), claim, Move::TakeBack(person)).await
    }

    /// Gives a claim up, for good.
    ///
    /// # Errors
    /// [`Error::Conflict`] once it is accepted or ended.
    pub async fn withdraw_claim(&self, actor: &Actor, claim: &ClaimId) -> Result<(), Error> {
        let (person, _) = self.own_claim(actor, claim).await?;
        self.make_move(actor.label(), claim, Move::Withdraw(person)).await
    }

    /// Objects to a decision: people who have not seen the claim judge it afresh.
    ///
    /// # Errors
    /// [`Error::Conflict`] when there is nothing to appeal or it is too late; [`Error::Invalid`] without a statement.
    pub async fn appeal_claim(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        ground: Ground,
        statement: &str,
    ) -> Result<(), Error> {
        let (person, _) = self.own_claim(actor, claim).await?;
        self.make_move(actor.label(), claim, Move::Appeal(person, ground, statement.trim().into())).await
    }

    /// The claims of whoever asks, the newest first.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn list_own_claims(&self, actor: &Actor) -> Result<Vec<ClaimLine>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let mut session = self.store().read().await?;
        let claims = session.list_claims_of(person).await?;
        let achievements: Vec<_> = claims.iter().map(|kept| kept.claim.achievement().clone()).collect();
        let names = session.find_achievement_names(&achievements).await?;
        let line = |kept: KeptClaim| ClaimLine {
            claim_id: kept.claim.id().clone(),
            achievement: names.get(kept.claim.achievement()).cloned().unwrap_or_default(),
            state: kept.claim.state(),
            begun_at: kept.created_at,
        };
        Ok(claims.into_iter().map(line).collect())
    }

    /// A claim as its claimant sees it.
    ///
    /// # Errors
    /// [`Error::NotFound`] for others' claims.
    pub async fn load_own_claim(&self, actor: &Actor, claim: &ClaimId) -> Result<OwnClaim, Error> {
        let (_, kept) = self.own_claim(actor, claim).await?;
        let names = self.pseudonyms().await?;
        let (terms, version) = self.terms_of(&kept).await?;
        let view = self.load_achievement(kept.claim.achievement(), Some(version)).await?;
        let mut session = self.store().read().await?;
        let evidence = session.list_evidence(claim).await?;
        let award = session.find_award_of_claim(claim).await?;
        let coaches = session.list_coaches(claim).await?;
        drop(session);
        let ratings = self.ratings_of(claim, kept.claim.attempt()).await?;
        let (state, since, timers) = (kept.claim.state(), kept.claim.since(), terms.policy().timers);
        let after = |seconds: i64| since.plus_seconds(seconds);
        let has_appealed = kept.claim.attempt().is_some_and(|attempt| attempt.appeal().is_some());
        Ok(OwnClaim {
            claim_id: claim.clone(),
            standing: view::for_claimant(&kept.claim, &terms, &names),
            draft: Draft::read(&kept.draft)?,
            evidence: evidence.into_iter().filter(|kept| kept.removed_at.is_none()).collect(),
            can_write: is_writable(state),
            take_back_until: (state == State::Screening).then(|| after(i64::from(timers.take_back_minutes) * 60)),
            appeal_until: (state == State::NotYet && !has_appealed)
                .then(|| after(i64::from(timers.appeal_days) * 86_400)),
            can_withdraw: !state.is_final() && state != State::Accepted,
            reason: moderator_reason(&kept.claim).or_else(|| {
                Some(kept.returned.clone()).filter(|reason| state == State::Returned && !reason.is_empty())
            }),
            needs_coach: state == State::NotYet
                && kept.claim.attempts_used() == terms.policy().attempts
                && coaches.iter().all(|coach| coach.signed_off_at.is_none()),
            coach_comments: coaches.into_iter().map(|coach| coach.comment).filter(|text| !text.is_empty()).collect(),
            ratings,
            seals: if state == State::Issued { seals(&kept.claim, &names) } else { Vec::new() },
            award: award.filter(|_| state == State::Issued),
            view,
            terms,
        })
    }

    /// The claim, when it is of whoever asks.
    pub(super) async fn own_claim(&self, actor: &Actor, claim: &ClaimId) -> Result<(PersonId, KeptClaim), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let kept = self.store().read().await?.find_claim(claim).await?;
        let kept = kept.filter(|kept| kept.claim.claimant() == person).ok_or(Error::NotFound("claim"))?;
        Ok((person.clone(), kept))
    }

    /// The terms that a claim is judged under, or will be, with the version of the achievement.
    pub(super) async fn terms_of(&self, kept: &KeptClaim) -> Result<(Terms, i64), Error> {
        let mut session = self.store().read().await?;
        let current = session.find_review_settings(kept.claim.achievement()).await?;
        let current = current.ok_or(Error::NotFound("badge that can be claimed"))?;
        let (version, rubric, policy) = match (&kept.pinned, kept.version) {
            (Some((rubric, policy)), Some(version)) if kept.claim.state() != State::Draft => (version, rubric, policy),
            _ => (current.version, &current.rubric, &current.policy),
        };
        Ok((session.load_terms(rubric, policy).await?, version))
    }
}

fn seals(claim: &Claim, names: &Pseudonyms) -> Vec<Seal> {
    let items = claim.attempt().map(|attempt| &attempt.submission().content.evidence[..]).unwrap_or_default();
    let seal = |(id, kind, sealed): (EvidenceId, EvidenceKind, ContentHash)| {
        let item = items.iter().find(|item| item.id == id)?;
        let salt = names.salt(claim.id(), id.as_str());
        Some(Seal { kind, sha256: item.sha256.to_string(), salt, sealed: sealed.to_string() })
    };
    words::sealed_evidence(claim, names).into_iter().filter_map(seal).collect()
}

fn moderator_reason(claim: &Claim) -> Option<String> {
    let attempt = claim.attempt().filter(|attempt| attempt.standing() == AttemptStanding::Used)?;
    match &attempt.decisions().last()?.decider {
        Decider::Moderator { reason, .. } => Some(reason.clone()),
        Decider::Peers { .. } => None,
    }
}
