//! Withdrawing, putting on hold and taking off hold what was signed through the VC-API, by its status entry.

use std::sync::Arc;

use serde_json::json;

use super::organisations::event;
use super::signing::revoked_line;
use super::status_changes::checked_reason;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId, StatusListId};
use crate::status::{Entry, Purpose};
use crate::store::{EntryPlace, Revocation, RevokedAward, Session, StatusEntry};

/// The credential whose status is to change.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EntryRequest {
    /// By the entry that it carries.
    Entry(Entry),
    /// By its own identifier.
    Credential(String),
}

struct Change {
    organisation: OrganisationId,
    wanted: Wanted,
    is_set: bool,
    reason: String,
    actor: String,
    now: Timestamp,
}

enum Wanted {
    Place(EntryPlace, Purpose),
    Credential(String),
}

impl App {
    /// Sets or clears the status entry of a credential that [`App::issue_credential`] signed; whether something
    /// changed. A set entry of the purpose `revocation` stays set.
    ///
    /// # Errors
    /// [`Error::NotFound`] for an entry that was given to no such credential of the key's organisation,
    /// [`Error::Conflict`] for un-revoking and for an identifier that several credentials have, [`Error::Invalid`] for
    /// a reason that is too long; those of [`App::require`].
    pub async fn set_entry(
        &self,
        actor: &Actor,
        request: EntryRequest,
        is_set: bool,
        reason: &str,
    ) -> Result<bool, Error> {
        let organisation = match actor {
            Actor::Key(key) => key.organisation_id.clone(),
            Actor::Anonymous => return Err(Error::Unknown),
            _ => return Err(Error::Forbidden("only an API key with the scope `issue` changes what such keys signed")),
        };
        self.require(actor, &organisation, Permission::Issue).await?;
        let reason = match reason.trim() {
            "" => "withdrawn by its issuer".into(),
            some => checked_reason(some)?,
        };
        let wanted = match request {
            EntryRequest::Credential(id) => Wanted::Credential(id),
            EntryRequest::Entry(entry) => Wanted::Place(self.place_of(&entry)?, entry.purpose),
        };
        let change = Change { organisation, wanted, is_set, reason, actor: actor.label(), now: self.now() };
        let change = Arc::new(change);
        let changed = self
            .store()
            .write(move |session| {
                let change = change.clone();
                Box::pin(async move { change.write(session).await })
            })
            .await?;
        let Some((place, revocation)) = changed else { return Ok(false) };
        self.0.lists.forget(&place.list_id);
        if let Some(revocation) = revocation {
            let revoked = RevokedAward {
                // In the journal, the name of an entry stands where an award's identifier does.
                award_id: AwardId::from_text(place.name()),
                list_id: place.list_id,
                status_index: place.status_index,
                revocation,
            };
            self.journal(&[revoked_line(&revoked)])?;
        }
        Ok(true)
    }

    /// Where an entry of one of our lists stands.
    fn place_of(&self, entry: &Entry) -> Result<EntryPlace, Error> {
        let unknown = Error::NotFound("status entry");
        let ours = entry.list.strip_suffix(entry.purpose.as_str()).and_then(|address| address.strip_suffix('/'));
        let list_id = StatusListId::from_text(ours.and_then(|address| address.rsplit('/').next()).unwrap_or_default());
        match self.addresses().status_list(&list_id, entry.purpose) == entry.list {
            true => Ok(EntryPlace { list_id, status_index: i64::try_from(entry.index).map_err(|_| unknown)? }),
            false => Err(unknown),
        }
    }
}

impl Change {
    async fn find(&self, session: &mut Session) -> Result<StatusEntry, Error> {
        match &self.wanted {
            Wanted::Place(place, purpose) => {
                let found = session.find_status_entry(&self.organisation, place).await?;
                found.filter(|entry| entry.purpose == purpose.as_str()).ok_or(Error::NotFound("status entry"))
            }
            Wanted::Credential(id) => {
                let mut found = session.list_status_entries(&self.organisation, id).await?;
                match found.len() {
                    0 => Err(Error::NotFound("credential with a status entry")),
                    1 => Ok(found.remove(0)),
                    _ => Err(Error::Conflict("several credentials have this identifier; name the status entry".into())),
                }
            }
        }
    }

    /// The entry that changed, with its withdrawal when it is one; `None` when it was so already.
    async fn write(&self, session: &mut Session) -> Result<Option<(EntryPlace, Option<Revocation>)>, Error> {
        let found = self.find(session).await?;
        let is_final = found.purpose == Purpose::Revocation.as_str();
        if found.is_set == self.is_set {
            return Ok(None);
        }
        if is_final && !self.is_set {
            return Err(Error::Conflict("a withdrawal is final; sign the credential again instead".into()));
        }
        let revocation =
            Revocation { reason: self.reason.clone(), revoked_at: self.now, revoked_by: self.actor.clone() };
        let action = match (is_final, self.is_set) {
            (true, _) => {
                session.revoke_status_entry(&self.organisation, &found.place, &revocation).await?;
                "credential.revoke"
            }
            (false, is_set) => {
                let since = is_set.then_some(self.now);
                let why = (self.reason.as_str(), self.actor.as_str());
                session.set_entry_suspension(&self.organisation, &found.place, since, why).await?;
                if is_set { "credential.suspend" } else { "credential.reinstate" }
            }
        };
        session.touch_status_list(&found.place.list_id, self.now).await?;
        let mut event = event(self.actor.clone(), action, &found.place.name());
        event.detail = json!({"credential": found.credential_id, "reason": self.reason}).to_string();
        session.insert_audit_events(&self.organisation, &[event], self.now).await?;
        Ok(Some((found.place, is_final.then_some(revocation))))
    }
}
