//! The bench of a reviewer: what is offered, what is at work, and what they find. Nothing here says whose work it is
//! unless the policy does.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::perform::Move;
use super::pool::Pool;
use crate::app::{AchievementView, Actor, App, Error};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, EvidenceId, PersonId};
use crate::review::draw::Seed;
use crate::review::evidence::{EvidenceKind, Look, Medium, Naming};
use crate::review::policy::Terms;
use crate::review::rubric::{CriterionId, Level};
use crate::review::view::{self, ReviewerView};
use crate::review::{AssignmentState, Sheet, State, staffing};
use crate::store::{KeptClaim, KeptEvidence};

/// How long work that is done stays on the bench.
const SHOWN_FOR_DAYS: i64 = 14;
/// Claims among which work is looked for.
const QUEUE: i64 = 200;

/// Work on the bench of a reviewer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BenchLine {
    /// Which claim.
    pub claim_id: ClaimId,
    /// The name of the achievement.
    pub achievement: String,
    /// How the assignment stands.
    pub state: AssignmentState,
    /// When it lapses.
    pub due_at: Timestamp,
}

/// A piece of evidence as a reviewer sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkEvidence {
    /// Which.
    pub evidence_id: EvidenceId,
    /// What it is evidence of.
    pub kind: EvidenceKind,
    /// In what form.
    pub medium: Medium,
    /// The text, the address, or what is said about a file.
    pub words: String,
    /// What the looks at a link or a badge saw, the first one first.
    pub looks: Vec<Look>,
}

impl From<&KeptEvidence> for WorkEvidence {
    fn from(kept: &KeptEvidence) -> Self {
        Self {
            evidence_id: kept.item.id.clone(),
            kind: kept.item.kind,
            medium: kept.item.medium,
            words: kept.words.clone(),
            looks: kept.looks.clone(),
        }
    }
}

/// Work that a reviewer has opened.
#[derive(Clone, Debug)]
pub struct BenchWork {
    /// Which claim.
    pub claim_id: ClaimId,
    /// The achievement in the version that is judged.
    pub view: Arc<AchievementView>,
    /// The rubric and the policy.
    pub terms: Terms,
    /// What the rules let a reviewer see.
    pub seen: ReviewerView,
    /// The evidence, in an order that says nothing.
    pub evidence: Vec<WorkEvidence>,
    /// How the assignment stands.
    pub state: AssignmentState,
    /// Until when a review that is in can be changed.
    pub change_until: Option<Timestamp>,
    /// The sentences of the own review.
    pub own_comments: BTreeMap<CriterionId, String>,
    /// Whether the reviewer agreed to be named in the badge.
    pub own_naming: Naming,
    /// Whether the own review can still be withdrawn.
    pub can_withdraw: bool,
}

/// What a reviewer found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SheetRequest {
    /// The hash of the submission that was on the screen.
    pub submission: String,
    /// A level for each criterion.
    pub levels: BTreeMap<CriterionId, Level>,
    /// A sentence beside a level.
    pub comments: BTreeMap<CriterionId, String>,
    /// Whether the reviewer agrees to be named in the badge.
    pub naming: Naming,
}

impl App {
    /// What is on the bench of whoever asks; being here, they have seen it.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn load_bench(&self, actor: &Actor) -> Result<Vec<BenchLine>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        self.note_seen(person).await?;
        let now = self.now();
        let mut session = self.store().read().await?;
        let claims = session.list_claims_on_bench(person, now.plus_seconds(-SHOWN_FOR_DAYS * 86_400)).await?;
        let achievements: Vec<_> = claims.iter().map(|kept| kept.claim.achievement().clone()).collect();
        let names = session.find_achievement_names(&achievements).await?;
        let line = |kept: &KeptClaim| {
            let panels = kept.claim.attempt()?.panels();
            let held = panels.iter().rev().find_map(|panel| panel.find_assignment(person))?;
            let is_shown = held.state().is_live() || held.state() == AssignmentState::Done;
            is_shown.then(|| BenchLine {
                claim_id: kept.claim.id().clone(),
                achievement: names.get(kept.claim.achievement()).cloned().unwrap_or_default(),
                state: held.state(),
                due_at: held.due_at(),
            })
        };
        Ok(claims.iter().filter_map(line).collect())
    }

    /// Whether whoever asks reviews for anybody.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn is_reviewer(&self, actor: &Actor) -> Result<bool, Error> {
        let Actor::Person(person) = actor else { return Ok(false) };
        Ok(!self.store().read().await?.list_benches(person).await?.is_empty())
    }

    /// Somebody showed up: whatever lapsed is forgotten, and what they see here need not be mailed.
    async fn note_seen(&self, person: &PersonId) -> Result<(), Error> {
        let (mailbox, _) = self.store().read().await?.load_mailbox(person).await?;
        let has_mail = mailbox.due_at(self.now()).is_some();
        let benches = self.store().read().await?.list_benches(person).await?;
        let mut is_late = false;
        for organisation in &benches {
            let all = self.store().read().await?.list_reviewers(organisation).await?;
            is_late |= all.iter().any(|kept| kept.reviewer.id == *person && kept.reviewer.silent_lapses > 0);
        }
        if !has_mail && !is_late {
            return Ok(());
        }
        let (now, person) = (self.now(), person.clone());
        self.store()
            .write(move |session| {
                let (person, benches) = (person.clone(), benches.clone());
                Box::pin(async move {
                    let (mut mailbox, revision) = session.load_mailbox(&person).await?;
                    mailbox.note_seen();
                    session.put_mailbox(&person, &mailbox, revision, now).await?;
                    for organisation in &benches {
                        let all = session.list_reviewers(organisation).await?;
                        for mut kept in all.into_iter().filter(|kept| kept.reviewer.id == person) {
                            kept.reviewer.note_seen();
                            session.put_reviewer(&kept).await?;
                        }
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Begins with work that is offered.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not offered to whoever asks; [`Error::Conflict`] when somebody was faster or a
    /// conflict of interest has come up.
    pub async fn open_work(&self, actor: &Actor, claim: &ClaimId) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        self.make_move(actor.label(), claim, Move::Look(person.clone())).await
    }

    /// Hands out one of the oldest open slots to somebody who asks for work; `None` when there is nothing for them.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers; [`Error::Conflict`] when somebody was faster.
    pub async fn take_work(&self, actor: &Actor) -> Result<Option<ClaimId>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let benches = self.store().read().await?.list_benches(person).await?;
        for organisation in benches {
            let mut session = self.store().read().await?;
            let claims = session.list_claims_in(&organisation, &[State::InReview], QUEUE).await?;
            let authors: Vec<PersonId> = claims.iter().flat_map(|kept| kept.claim.authors().cloned()).collect();
            let pool = Pool::load(&mut session, &organisation, &authors, self.now()).await?;
            let Some(epoch) = session.list_draw_epochs(1).await?.into_iter().next() else { continue };
            drop(session);
            let mut with_terms = Vec::with_capacity(claims.len());
            for kept in &claims {
                with_terms.push((kept, self.terms_of(kept).await?.0));
            }
            let circles = with_terms.iter().map(|(kept, terms)| (pool.circle(&kept.claim, terms), terms));
            let Some((kept, load)) = pool.find(person) else { continue };
            let handed = staffing::hand_out((&kept.reviewer, load), circles, &Seed::new(&epoch.seed));
            if let Some((eligible, slot)) = handed {
                let claim = eligible.claim().clone();
                self.make_move(actor.label(), &claim, Move::HandOut(person.clone(), slot)).await?;
                return Ok(Some(claim));
            }
        }
        Ok(None)
    }

    /// Work that whoever asks has opened.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not, or no longer, theirs.
    pub async fn load_work(&self, actor: &Actor, claim: &ClaimId) -> Result<BenchWork, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        const NOT_THEIRS: Error = Error::NotFound("work of yours");
        let kept = self.store().read().await?.find_claim(claim).await?.ok_or(NOT_THEIRS)?;
        let (terms, version) = self.terms_of(&kept).await?;
        let names = self.pseudonyms().await?;
        let seen = view::for_reviewer(&kept.claim, &terms, person, &names, self.now()).ok_or(NOT_THEIRS)?;
        let attempt = kept.claim.attempt().ok_or(NOT_THEIRS)?;
        let panels = attempt.panels().iter().rev();
        let held = panels.clone().find_map(|panel| panel.find_assignment(person)).ok_or(NOT_THEIRS)?;
        let mut reviews = panels.flat_map(|panel| panel.reviews());
        let own = reviews.find(|review| review.reviewer == *person && review.withdrawn_at.is_none());
        let attached = self.store().read().await?.list_evidence(claim).await?;
        let evidence = seen
            .evidence
            .iter()
            .filter_map(|shown| attached.iter().find(|kept| kept.item.id == shown.id).map(WorkEvidence::from));
        let can_change = own.filter(|_| kept.claim.state() == State::InReview);
        Ok(BenchWork {
            claim_id: claim.clone(),
            view: self.load_achievement(kept.claim.achievement(), Some(version)).await?,
            evidence: evidence.collect(),
            state: held.state(),
            change_until: can_change.map(|review| review.stands_at(&terms)).filter(|until| *until > self.now()),
            own_comments: own.map(|review| review.sheet.comments.clone()).unwrap_or_default(),
            can_withdraw: own.is_some() && matches!(kept.claim.state(), State::InReview | State::Moderation),
            own_naming: own.map(|review| review.sheet.naming).unwrap_or_default(),
            seen,
            terms,
        })
    }

    /// Hands in a review, or changes it within the first minutes.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a missing level or sentence; [`Error::Conflict`] when the work changed or it is too late.
    pub async fn submit_review(&self, actor: &Actor, claim: &ClaimId, request: SheetRequest) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let submission = request.submission.parse();
        let submission = submission.map_err(|_| Error::Conflict("load the work again, then hand in".into()))?;
        let is_said = |(id, text): (CriterionId, String)| {
            let text: String = text.trim().chars().filter(|c| !c.is_control() || *c == '\n').take(5_000).collect();
            (!text.is_empty()).then_some((id, text))
        };
        let comments = request.comments.into_iter().filter_map(is_said).collect();
        let sheet = Sheet { submission, levels: request.levels, comments, naming: request.naming };
        self.make_move(actor.label(), claim, Move::Review(person.clone(), sheet)).await
    }

    /// Gives work back: [`AssignmentState::Recused`] for a conflict, else it is declined. The reason stays with the
    /// coordinators.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not theirs; [`Error::Invalid`] without a reason.
    pub async fn give_back_work(
        &self,
        actor: &Actor,
        claim: &ClaimId,
        how: AssignmentState,
        reason: &str,
    ) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let reason: String = reason.trim().chars().filter(|c| !c.is_control()).take(1_000).collect();
        if reason.is_empty() {
            return Err(Error::invalid("reason", "Say in a few words why. Only the coordinators see it."));
        }
        self.make_move(actor.label(), claim, Move::GiveBack(person.clone(), how, reason)).await
    }

    /// Withdraws a review before the decision: a conflict came to mind, or it was wrong. It never counts then.
    ///
    /// # Errors
    /// [`Error::Conflict`] once it is decided; [`Error::Invalid`] without a reason.
    pub async fn withdraw_review(&self, actor: &Actor, claim: &ClaimId, reason: &str) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let reason: String = reason.trim().chars().filter(|c| !c.is_control()).take(1_000).collect();
        if reason.is_empty() {
            return Err(Error::invalid("reason", "Say in a few words why. Only the coordinators see it."));
        }
        self.make_move(actor.label(), claim, Move::WithdrawReview(person.clone(), reason)).await
    }

    /// Asks for two more days, once.
    ///
    /// # Errors
    /// [`Error::Conflict`] the second time.
    pub async fn extend_work(&self, actor: &Actor, claim: &ClaimId) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        self.make_move(actor.label(), claim, Move::Extend(person.clone())).await
    }
}
