//! A name that is wrong or missing in a badge: its earner asks, the issuer answers. A signed badge cannot be changed, so a
//! new one with the name in it takes the place of the first, which is withdrawn with the reason "replaced".

use std::sync::Arc;

use serde_json::json;

use super::answers::own_award;
use crate::app::access::Holder;
use crate::app::awarding::{Given, ReadyAward};
use crate::app::organisations::event;
use crate::app::signing::revoked_line;
use crate::app::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{AwardId, NameRequestId, OrganisationId};
use crate::store::{NameRequest, Person, Revocation, RevokedAward, Session};

const NAME_LIMIT_CHARS: usize = 200;
const NOTE_LIMIT_CHARS: usize = 500;
/// Why a badge that another one took the place of does not stand any more.
const REPLACED: &str = "replaced";

/// A request with who asked and about what, for whoever answers it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NameRequestLine {
    /// The request.
    pub request: NameRequest,
    /// Who asked; with the name of today.
    pub person: Person,
    /// What the badge was awarded for.
    pub achievement: String,
}

/// Everything that the transaction of an answer needs.
struct Correction {
    organisation: OrganisationId,
    request: NameRequestId,
    ready: ReadyAward,
    note: String,
    actor: String,
    now: Timestamp,
}

impl App {
    /// Asks the issuer to correct the earner's name.
    ///
    /// # Errors
    /// [`Error::Invalid`]; [`Error::Conflict`] while another request is open or the badge is withdrawn.
    pub async fn request_name(&self, holder: &Holder, name: &str, note: &str) -> Result<(), Error> {
        let name = name.split_whitespace().collect::<Vec<_>>().join(" ");
        if name.is_empty() || name.chars().count() > NAME_LIMIT_CHARS || name.chars().any(char::is_control) {
            return Err(Error::invalid("wanted_name", "Write the name as it should be, in at most 200 characters."));
        }
        if note.chars().count() > NOTE_LIMIT_CHARS || note.chars().any(|c| c.is_control() && c != '\n') {
            return Err(Error::invalid("name_note", "Write at most 500 characters."));
        }
        let (now, award, person) = (self.now(), holder.award().clone(), holder.person().clone());
        let (request_id, note) = (self.draw(NameRequestId::random), note.trim().to_owned());
        self.store()
            .write(move |session| {
                let (award, person, request_id) = (award.clone(), person.clone(), request_id.clone());
                let (name, note) = (name.clone(), note.clone());
                Box::pin(async move {
                    let found = own_award(session, &award, &person).await?;
                    if found.revocation.is_some() {
                        return Err(Error::Conflict("this badge was withdrawn; its name cannot be corrected".into()));
                    }
                    if session.list_name_requests_of(&award).await?.iter().any(|known| known.answer.is_none()) {
                        return Err(Error::Conflict("you have asked already; the issuer has not answered yet".into()));
                    }
                    let new = NameRequest {
                        request_id,
                        organisation_id: found.organisation_id.clone(),
                        award_id: award.clone(),
                        person_id: person.clone(),
                        wanted_name: name,
                        note,
                        asked_at: now,
                        answer: None,
                        answer_note: String::new(),
                        replacement: None,
                    };
                    session.insert_name_request(&new).await?;
                    let event = event(Actor::Person(person).label(), "name.ask", award.as_str());
                    session.insert_audit_events(&found.organisation_id, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The requests about a badge, the newest first, for its earner.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn list_own_name_requests(&self, holder: &Holder) -> Result<Vec<NameRequest>, Error> {
        Ok(self.store().read().await?.list_name_requests_of(holder.award()).await?)
    }

    /// The requests that wait for an organisation's answer, the oldest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_name_requests(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
    ) -> Result<Vec<NameRequestLine>, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let mut session = self.store().read().await?;
        let requests = session.list_name_requests(organisation).await?;
        let mut lines = Vec::with_capacity(requests.len());
        for request in requests {
            let Some(person) = session.find_person(&request.person_id).await? else { continue };
            let Some(award) = session.find_award(organisation, &request.award_id).await? else { continue };
            let view = self.load_achievement(&award.achievement_id, Some(award.version)).await?;
            lines.push(NameRequestLine { request, person, achievement: view.definition.name.clone() });
        }
        Ok(lines)
    }

    /// Corrects the name: issues a badge with it in the place of the first. The new badge.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it was answered already or the badge is withdrawn; those of [`App::require`].
    pub async fn accept_name_request(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: &NameRequestId,
        note: &str,
    ) -> Result<AwardId, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let mut session = self.store().read().await?;
        let asked = session.find_name_request(organisation, request).await?.ok_or(Error::NotFound("request"))?;
        let old = session.find_award(organisation, &asked.award_id).await?.ok_or(Error::NotFound("award"))?;
        drop(session);
        let issuer = self.load_organisation(organisation).await?;
        let view = self.load_achievement(&old.achievement_id, Some(old.version)).await?;
        let (now, label) = (self.now(), actor.label());
        let correction = Arc::new(Correction {
            organisation: organisation.clone(),
            request: request.clone(),
            ready: self.ready_award(&issuer, &view, &label, now)?,
            note: checked_note(note)?,
            actor: label,
            now,
        });
        let (given, revoked) = self
            .store()
            .write(move |session| {
                let correction = correction.clone();
                Box::pin(async move { correction.write(session).await })
            })
            .await?;
        let new = given.award_id().clone();
        self.0.awards.forget(&revoked.award_id);
        self.0.lists.forget(&revoked.list_id);
        self.journal(&[revoked_line(&revoked)])?;
        self.sign_given(given).await?;
        self.0.worker.notify_one();
        Ok(new)
    }

    /// Leaves the name as it is, with a word why.
    ///
    /// # Errors
    /// [`Error::Conflict`] when it was answered already; those of [`App::require`].
    pub async fn refuse_name_request(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: &NameRequestId,
        note: &str,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let (note, now, label) = (checked_note(note)?, self.now(), actor.label());
        let (organisation, request) = (organisation.clone(), request.clone());
        self.store()
            .write(move |session| {
                let (organisation, request) = (organisation.clone(), request.clone());
                let (note, label) = (note.clone(), label.clone());
                Box::pin(async move {
                    let asked = session.find_name_request(&organisation, &request).await?;
                    let asked = asked.ok_or(Error::NotFound("request"))?;
                    if !session.answer_name_request(&request, None, (&label, &note), now).await? {
                        return Err(answered_already());
                    }
                    let event = event(label, "name.refuse", asked.award_id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }
}

impl Correction {
    async fn write(&self, session: &mut Session) -> Result<(Given, RevokedAward), Error> {
        let asked = session.find_name_request(&self.organisation, &self.request).await?;
        let asked = asked.ok_or(Error::NotFound("request"))?;
        let old = session.find_award(&self.organisation, &asked.award_id).await?.ok_or(Error::NotFound("award"))?;
        if old.revocation.is_some() || old.erased_at.is_some() {
            return Err(Error::Conflict("this badge does not stand any more; award it again instead".into()));
        }
        let given = self.ready.replace(session, &old, &asked.wanted_name).await?;
        let new = given.award_id().clone();
        if !session.answer_name_request(&self.request, Some(&new), (&self.actor, &self.note), self.now).await? {
            return Err(answered_already());
        }
        session.rename_person(&old.person_id, &asked.wanted_name).await?;
        // What its earner decided about the first badge holds for the second, and links lead to the second from now on.
        session.put_decision(&new, &old.decision, self.now).await?;
        session.move_shares(&old.award_id, &new).await?;
        let revocation = Revocation { reason: REPLACED.into(), revoked_at: self.now, revoked_by: self.actor.clone() };
        session.insert_revocation(&self.organisation, &old.award_id, &revocation).await?;
        session.touch_status_list(&old.list_id, self.now).await?;
        let mut withdrawn = event(self.actor.clone(), "award.revoke", old.award_id.as_str());
        withdrawn.detail =
            json!({"awards": [old.award_id.as_str()], "reason": REPLACED, "by": new.as_str()}).to_string();
        session.insert_audit_events(&self.organisation, &[withdrawn], self.now).await?;
        let revoked =
            RevokedAward { award_id: old.award_id, list_id: old.list_id, status_index: old.status_index, revocation };
        Ok((given, revoked))
    }
}

fn answered_already() -> Error {
    Error::Conflict("this request was answered already".into())
}

fn checked_note(note: &str) -> Result<String, Error> {
    let note = note.trim();
    if note.chars().count() > NOTE_LIMIT_CHARS || note.chars().any(char::is_control) {
        return Err(Error::invalid("note", "Write at most 500 characters on one line."));
    }
    Ok(note.to_owned())
}
