//! An earner's answer to a badge, and what pages show of it. Nothing here changes a byte of the signed credential.

use std::sync::Arc;

use super::evidence::ShownPiece;
use crate::app::access::Holder;
use crate::app::organisations::event;
use crate::app::status_changes::is_cancelled;
use crate::app::webhooks::tell;
use crate::app::{Actor, App, Error, PublicAward};
use crate::ids::{AwardId, PersonId};
use crate::store::{Answer, Award, Decision, Person, Session, ShareLink};

/// Badges on one person's page.
const BADGES_LIMIT: i64 = 1_000;

/// What an earner does about an offered badge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswerMove {
    /// Takes it; its own address opens for whoever has it.
    Accept,
    /// Does not want it; nobody sees it here.
    Decline,
    /// Takes the answer back.
    Undo,
}

impl AnswerMove {
    /// The move with this name in an address.
    pub fn find(name: &str) -> Option<Self> {
        [("accept", Self::Accept), ("decline", Self::Decline), ("undo", Self::Undo)]
            .into_iter()
            .find(|(own, _)| *own == name)
            .map(|(_, step)| step)
    }

    fn action(self) -> &'static str {
        match self {
            Self::Accept => "award.accept",
            Self::Decline => "award.decline",
            Self::Undo => "award.take_back_answer",
        }
    }
}

/// What an earner chooses for pages that show a badge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choices {
    /// Whether whoever has the badge's own address may open it.
    pub is_public: bool,
    /// Whether pages say whose it is.
    pub shows_name: bool,
    /// The pieces of evidence that pages show, by [`ShownPiece::key`]; all others are left out.
    pub evidence: Vec<String>,
}

/// A badge as its earner sees it.
#[derive(Clone, Debug)]
pub struct HeldBadge {
    /// The badge.
    pub shown: Arc<PublicAward>,
    /// Its earner.
    pub person: Person,
    /// Every piece of evidence, shown or not.
    pub evidence: Vec<ShownPiece>,
    /// The links that lead to it, the newest first.
    pub shares: Vec<ShareLink>,
}

impl App {
    /// A badge for its earner.
    ///
    /// # Errors
    /// [`Error::Unavailable`] while it is being signed.
    pub async fn load_held_badge(&self, holder: &Holder) -> Result<HeldBadge, Error> {
        let shown = self.load_public_award(holder.award()).await?;
        let mut session = self.store().read().await?;
        let person = session.find_person(holder.person()).await?.ok_or(Error::NotFound("person"))?;
        let shares = session.list_shares_of_award(holder.person(), holder.award()).await?;
        drop(session);
        let evidence = self.list_pieces(&shown).await?;
        Ok(HeldBadge { shown, person, evidence, shares })
    }

    /// Everything that somebody was awarded, the newest first; what is still being signed is left out.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn list_own_badges(&self, actor: &Actor) -> Result<Vec<Arc<PublicAward>>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let awards = self.store().read().await?.list_awards_of(person, BADGES_LIMIT).await?;
        let mut badges = Vec::with_capacity(awards.len());
        for award in awards.into_iter().filter(|award| award.credential.is_some()) {
            badges.push(self.show(award).await?);
        }
        Ok(badges)
    }

    /// Answers to a badge, or takes the answer back. The same answer twice changes nothing.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is no longer theirs; [`Error::Conflict`] when its issuer has cancelled it.
    pub async fn answer_award(&self, holder: &Holder, step: AnswerMove) -> Result<(), Error> {
        let now = self.now();
        self.decide(holder, step.action(), move |decision| {
            let answer = match step {
                AnswerMove::Accept => Answer::Accepted,
                AnswerMove::Decline => Answer::Declined,
                AnswerMove::Undo => Answer::Offered,
            };
            if decision.answer != answer {
                decision.answer = answer;
                decision.answered_at = (answer != Answer::Offered).then_some(now);
                decision.is_public = answer == Answer::Accepted;
            }
        })
        .await
    }

    /// Keeps what pages show of a badge.
    ///
    /// # Errors
    /// [`Error::Invalid`] for evidence that may not be shown; [`Error::NotFound`].
    pub async fn choose_for_badge(&self, holder: &Holder, choices: &Choices) -> Result<(), Error> {
        let shown = self.load_public_award(holder.award()).await?;
        let pieces = self.list_pieces(&shown).await?;
        let (mut hidden, mut added) = (Vec::new(), Vec::new());
        for piece in &pieces {
            let is_chosen = choices.evidence.contains(&piece.key);
            match piece.place {
                Some(place) if !is_chosen => hidden.push(place),
                None if is_chosen && piece.must_stay_private => {
                    let text = "Pupils can be recognised in this piece, so it stays with those who judged it.";
                    return Err(Error::invalid(&format!("evidence-{}", piece.key), text));
                }
                None if is_chosen => added.push(piece.key.clone()),
                _ => {}
            }
        }
        let (is_public, shows_name) = (choices.is_public, choices.shows_name);
        self.decide(holder, "award.choose", move |decision| {
            decision.is_public = is_public && decision.answer != Answer::Declined;
            decision.shows_name = shows_name;
            decision.hidden_evidence.clone_from(&hidden);
            decision.shown_evidence.clone_from(&added);
        })
        .await
    }

    /// Changes what an earner decided, in one transaction with its line in the audit.
    async fn decide(
        &self,
        holder: &Holder,
        action: &'static str,
        change: impl Fn(&mut Decision) + Send + Sync + 'static,
    ) -> Result<(), Error> {
        let (now, change) = (self.now(), Arc::new(change));
        let (award, person) = (holder.award().clone(), holder.person().clone());
        self.store()
            .write(move |session| {
                let (award, person, change) = (award.clone(), person.clone(), change.clone());
                Box::pin(async move {
                    let found = own_award(session, &award, &person).await?;
                    let mut decision = found.decision.clone();
                    change(&mut decision);
                    if decision == found.decision {
                        return Ok(());
                    }
                    session.put_decision(&award, &decision, now).await?;
                    // Read again after writing: whoever cancels it holds on to the answer until that is committed.
                    let stands = own_award(session, &award, &person).await?;
                    if is_cancelled(&stands) {
                        let text = "whoever awarded this badge has called it back before it was accepted, so that there \
                                    is nothing to answer any more";
                        return Err(Error::Conflict(text.into()));
                    }
                    if let Some(told) = told(found.decision.answer, decision.answer) {
                        tell(session, &found.organisation_id, told, std::iter::once(&award), now).await?;
                    }
                    let event = event(Actor::Person(person).label(), action, award.as_str());
                    session.insert_audit_events(&found.organisation_id, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.awards.forget(holder.award());
        self.0.hooks_worker.notify_one();
        Ok(())
    }
}

/// The webhook event of an answer; `None` when it is the same as before, or was taken back.
fn told(before: Answer, after: Answer) -> Option<&'static str> {
    match after {
        _ if before == after => None,
        Answer::Accepted => Some("award.claimed"),
        Answer::Declined => Some("award.declined"),
        Answer::Offered => None,
    }
}

/// The award, if it is this person's.
pub(super) async fn own_award(session: &mut Session, award: &AwardId, person: &PersonId) -> Result<Award, Error> {
    let found = session.find_award_of_any(award).await?;
    found.filter(|found| found.person_id == *person).ok_or(Error::NotFound("badge of yours"))
}
