//! Revoking, cancelling, suspending, reinstating: one award or thousands, in one transaction.

use std::collections::BTreeSet;
use std::sync::Arc;

use serde_json::json;

use super::milestones;
use super::organisations::event;
use super::signing::revoked_line;
use super::webhooks::tell;
use super::{Actor, App, Error, Permission, PublicAward};
use crate::ids::{AwardId, MessageId, OrganisationId, StatusListId};
use crate::store::{Award, AwardFilter, AwardSummary, NewMessage, Person, Revocation, RevokedAward, Session};

/// Awards in one request.
const AWARDS_LIMIT: usize = 10_000;

/// The reason of badges that were cancelled, as the public may read it.
const CANCELLED: &str = "Cancelled before it was accepted";

/// Whether an award was cancelled before its earner accepted it.
pub(super) fn is_cancelled(award: &Award) -> bool {
    award.revocation.as_ref().is_some_and(|revocation| revocation.reason == CANCELLED)
}

/// Awards that are withdrawn in one transaction, and in one call, when all of a list are meant.
const PIECE: i64 = 1_000;
const CALL_LIMIT: i64 = 20_000;

/// The same filter for those that can be withdrawn; `None` when that is nobody.
fn standing(filter: AwardFilter) -> Option<AwardFilter> {
    let state = match filter.state.as_str() {
        "" => "standing".to_owned(),
        "revoked" => return None,
        _ => filter.state,
    };
    Some(AwardFilter { state, before: None, ..filter })
}

/// What becomes of awards.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusMove {
    /// Withdrawn for good.
    Revoke,
    /// Withdrawn for good before its earner accepted it, with a reason that is always the same.
    Cancel,
    /// Put on hold.
    Suspend,
    /// Taken off hold.
    Reinstate,
}

impl StatusMove {
    /// The word for it in addresses and in the audit.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoke => "revoke",
            Self::Cancel => "cancel",
            Self::Suspend => "suspend",
            Self::Reinstate => "reinstate",
        }
    }

    /// The move with this name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Revoke, Self::Cancel, Self::Suspend, Self::Reinstate].into_iter().find(|found| found.as_str() == name)
    }
}

/// What became of one award.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusChange {
    /// Which one.
    pub award_id: AwardId,
    /// Whether something changed; `false` when it was so already.
    pub changed: bool,
}

/// What a transaction did: award by award, those that were withdrawn by it, and the lists that say something new.
pub(super) type Changed = (Vec<StatusChange>, Vec<RevokedAward>, BTreeSet<StatusListId>);

pub(super) struct Change {
    organisation: OrganisationId,
    awards: Vec<AwardId>,
    step: StatusMove,
    reason: String,
    actor: String,
    messages: Vec<MessageId>,
    now: crate::clock::Timestamp,
}

impl App {
    /// Revokes, cancels, suspends or reinstates awards: all of them or, when one is not there, none. Cancelling needs no
    /// reason.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] for reinstating what is withdrawn, suspending what cannot be, or
    /// cancelling what was accepted; [`Error::Invalid`] without a reason; those of [`App::require`].
    pub async fn change_status(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        awards: &[AwardId],
        step: StatusMove,
        reason: &str,
    ) -> Result<Vec<StatusChange>, Error> {
        self.require(actor, organisation, Permission::Revoke).await?;
        if awards.len() > AWARDS_LIMIT {
            return Err(Error::Limit(format!("at most {AWARDS_LIMIT} awards can be changed in one request")));
        }
        let reason = match (reason.trim(), step) {
            ("", StatusMove::Reinstate) => String::new(),
            (_, StatusMove::Cancel) => CANCELLED.to_owned(),
            (given, _) => checked_reason(given)?,
        };
        let change = Arc::new(self.change_of(organisation, awards, (step, &reason), actor.label()));
        let changed = self
            .store()
            .write(move |session| {
                let change = change.clone();
                Box::pin(async move { change.write(session).await })
            })
            .await?;
        self.settle_change(&changed)?;
        Ok(changed.0)
    }

    /// What is to become of awards, ready to be written.
    pub(super) fn change_of(
        &self,
        organisation: &OrganisationId,
        awards: &[AwardId],
        (step, reason): (StatusMove, &str),
        actor: String,
    ) -> Change {
        Change {
            organisation: organisation.clone(),
            awards: awards.to_vec(),
            step,
            reason: reason.into(),
            actor,
            messages: awards.iter().map(|_| self.new_message_id()).collect(),
            now: self.now(),
        }
    }

    /// Makes known what was committed: nobody here remembers how it was before, and the journal has it.
    pub(super) fn settle_change(&self, (changes, revoked, lists): &Changed) -> Result<(), Error> {
        lists.iter().for_each(|list| self.0.lists.forget(list));
        changes.iter().for_each(|change| self.0.awards.forget(&change.award_id));
        self.0.notices.notify_one();
        self.journal(&revoked.iter().map(revoked_line).collect::<Vec<_>>())
    }
}

impl App {
    /// An organisation's awards that the filter asks for, the newest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_awards(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        filter: &AwardFilter,
    ) -> Result<Vec<AwardSummary>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.list_awards(organisation, filter).await?)
    }

    /// How many badges that a filter asks for can be withdrawn.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn count_awards_to_revoke(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        filter: AwardFilter,
    ) -> Result<i64, Error> {
        self.require(actor, organisation, Permission::Revoke).await?;
        let Some(filter) = standing(filter) else { return Ok(0) };
        Ok(self.store().read().await?.count_awards_like(organisation, &filter).await?)
    }

    /// Withdraws all badges that a filter asks for, thousands at a time; how many that were, and how many are left when
    /// they are too many for one call. Their holders are told.
    ///
    /// # Errors
    /// As [`App::change_status`].
    pub async fn revoke_all(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        filter: AwardFilter,
        reason: &str,
    ) -> Result<(i64, i64), Error> {
        self.require(actor, organisation, Permission::Revoke).await?;
        let Some(filter) = standing(filter) else { return Ok((0, 0)) };
        let filter = AwardFilter { limit: PIECE, ..filter };
        let mut done = 0;
        while done < CALL_LIMIT {
            let found = self.store().read().await?.list_awards(organisation, &filter).await?;
            let awards: Vec<AwardId> = found.into_iter().map(|award| award.award_id).collect();
            // With nobody to tell, the reason is looked at all the same.
            let changes = self.change_status(actor, organisation, &awards, StatusMove::Revoke, reason).await?;
            done += changes.iter().filter(|change| change.changed).count() as i64;
            if (awards.len() as i64) < PIECE {
                return Ok((done, 0));
            }
        }
        let left = self.store().read().await?.count_awards_like(organisation, &filter).await?;
        Ok((done, left))
    }

    /// One of an organisation's awards, with whom it was given to and one of their addresses.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Unavailable`] while it is being signed; those of [`App::require`].
    pub async fn load_award_and_recipient(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        award: &AwardId,
    ) -> Result<(Arc<PublicAward>, Person, String), Error> {
        self.require(actor, organisation, Permission::See).await?;
        let mut session = self.store().read().await?;
        let found = session.find_award(organisation, award).await?.ok_or(Error::NotFound("award"))?;
        let person = session.find_person(&found.person_id).await?.ok_or(Error::NotFound("person"))?;
        let email = session.list_emails(&found.person_id).await?.into_iter().next().unwrap_or_default();
        drop(session);
        Ok((self.show(found).await?, person, email))
    }

    /// How many awards an organisation gave, and how many of them are withdrawn.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn count_awards(&self, actor: &Actor, organisation: &OrganisationId) -> Result<(i64, i64), Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.count_awards(organisation).await?)
    }
}

/// The reason of a change, when it is one to be kept.
pub(super) fn checked_reason(given: &str) -> Result<String, Error> {
    let reason = given.trim();
    let is_fit = (1..=500).contains(&reason.chars().count()) && !reason.chars().any(char::is_control);
    match is_fit {
        true => Ok(reason.into()),
        false => Err(Error::invalid("reason", "Say why in 1 to 500 characters; everybody can read it.")),
    }
}

impl Change {
    fn revocation(&self) -> Revocation {
        Revocation { reason: self.reason.clone(), revoked_at: self.now, revoked_by: self.actor.clone() }
    }

    pub(super) async fn write(&self, session: &mut Session) -> Result<Changed, Error> {
        let (mut revoked, mut reinstated) = (Vec::new(), Vec::new());
        let mut changes = Vec::with_capacity(self.awards.len());
        let mut lists = BTreeSet::new();
        for (award, message) in self.awards.iter().zip(&self.messages) {
            let found = session.find_award(&self.organisation, award).await?.ok_or(Error::NotFound("award"))?;
            let changed = match self.step {
                StatusMove::Revoke => session.insert_revocation(&self.organisation, award, &self.revocation()).await?,
                StatusMove::Cancel => self.cancel(session, &found).await?,
                StatusMove::Suspend => {
                    if found.revocation.is_some() {
                        return Err(Error::Conflict("a withdrawn badge cannot be put on hold".into()));
                    }
                    if !found.unsigned.contains("\"statusPurpose\":\"suspension\"") {
                        let text =
                            "this badge cannot be put on hold: its achievement did not allow it when it was awarded";
                        return Err(Error::Conflict(text.into()));
                    }
                    session.set_suspension(&self.organisation, award, Some((self.now, &self.reason))).await?
                }
                StatusMove::Reinstate => {
                    if found.revocation.is_some() {
                        return Err(Error::Conflict("a withdrawal is final; award the badge again instead".into()));
                    }
                    session.set_suspension(&self.organisation, award, None).await?
                }
            };
            if changed {
                if matches!(self.step, StatusMove::Revoke | StatusMove::Cancel) {
                    revoked.push(RevokedAward {
                        award_id: award.clone(),
                        list_id: found.list_id.clone(),
                        status_index: found.status_index,
                        revocation: self.revocation(),
                    });
                }
                if self.step == StatusMove::Reinstate {
                    reinstated.push((found.award_id, found.achievement_id, found.person_id));
                }
                lists.insert(found.list_id);
                self.tell_holder(session, award, message).await?;
            }
            changes.push(StatusChange { award_id: award.clone(), changed });
        }
        for list in &lists {
            session.touch_status_list(list, self.now).await?;
        }
        self.audit(session, &changes).await?;
        let event = match self.step {
            StatusMove::Revoke | StatusMove::Cancel => "award.revoked",
            StatusMove::Suspend => "award.suspended",
            StatusMove::Reinstate => "award.reinstated",
        };
        let changed = changes.iter().filter(|change| change.changed).map(|change| &change.award_id);
        tell(session, &self.organisation, event, changed, self.now).await?;
        let stand: Vec<_> =
            reinstated.iter().map(|(award, achievement, person)| (award, achievement, person)).collect();
        milestones::ask(session, &self.organisation, ("reinstate", &stand), self.now).await?;
        Ok((changes, revoked, lists))
    }

    /// Withdraws an award that is not accepted; whether it stood.
    async fn cancel(&self, session: &mut Session, found: &Award) -> Result<bool, Error> {
        if found.revocation.is_some() {
            return Ok(false);
        }
        if !session.hold_unaccepted(&found.award_id, self.now).await? {
            let code = found.short_code.to_uppercase();
            let text = format!(
                "the badge {code} was accepted by its earner, so that it cannot be cancelled any more; withdraw (revoke) \
                 it instead, with a reason"
            );
            return Err(Error::Conflict(text));
        }
        Ok(session.insert_revocation(&self.organisation, &found.award_id, &self.revocation()).await?)
    }

    /// Promises the mail about the change. Of a badge whose first mail has not gone out yet, nobody needs to hear.
    async fn tell_holder(&self, session: &mut Session, award: &AwardId, message: &MessageId) -> Result<(), Error> {
        if self.step == StatusMove::Cancel {
            let unheard = session.give_up_messages("award.notice", award.as_str(), CANCELLED, self.now).await?;
            if unheard > 0 {
                return Ok(());
            }
        }
        let message = NewMessage {
            message_id: message.clone(),
            organisation_id: Some(self.organisation.clone()),
            kind: "status.notice",
            about: award.to_string(),
            body: json!({"step": self.step.as_str()}).to_string(),
        };
        Ok(session.insert_messages(&[message], self.now).await?)
    }

    async fn audit(&self, session: &mut Session, changes: &[StatusChange]) -> Result<(), Error> {
        let changed: Vec<&str> = changes.iter().filter(|c| c.changed).map(|c| c.award_id.as_str()).collect();
        let Some(first) = changed.first() else { return Ok(()) };
        let action = match self.step {
            StatusMove::Revoke => "award.revoke",
            StatusMove::Cancel => "award.cancel",
            StatusMove::Suspend => "award.suspend",
            StatusMove::Reinstate => "award.reinstate",
        };
        let mut event = event(self.actor.clone(), action, first);
        event.detail = json!({"awards": changed, "reason": self.reason}).to_string();
        session.insert_audit_events(&self.organisation, &[event], self.now).await?;
        Ok(())
    }
}
