//! Invitations: an owner asks somebody at an address to take a role; the link in the mail proves the address.

use super::{admit, needed_school, owner_of_address};
use crate::app::organisations::{event, is_email};
use crate::app::sign_in::hash;
use crate::app::{Actor, App, Error, Permission};
use crate::ids::{InvitationId, MessageId, OrganisationId, PersonId};
use crate::store::{Ending, Invitation, NewMessage, Organisation, Role, StoreError};

/// How long an invitation's link works.
const INVITATION_SECONDS: i64 = 7 * 86_400;
/// Invitations that an organisation may make in a day.
const INVITATIONS_PER_DAY: i64 = 500;
/// Seconds between two mails of one invitation.
const RESEND_SECONDS: i64 = 60;

/// What a mail asks of an invitation.
pub(super) const MAIL: &str = "invitation.mail";

/// An invitation as whoever holds its link sees it.
#[derive(Clone, Debug)]
pub struct OpenInvitation {
    /// The invitation.
    pub invitation: Invitation,
    /// Who invites.
    pub organisation: Organisation,
    /// Whether a school must be told.
    pub needs_school: bool,
}

/// What became of an accepted invitation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accepted {
    /// The short name of the organisation.
    pub slug: String,
    /// The secret of the session of somebody who was not known before. Others sign in as usual: an old mail shall not
    /// open an account that has been in use.
    pub session: Option<String>,
}

impl App {
    /// Asks somebody to take a role, by mail.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unusable address, a member's, or one that was asked already; [`Error::Limit`]; those of
    /// [`App::require`].
    pub async fn invite(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        email: &str,
        role: Role,
    ) -> Result<InvitationId, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        if !is_email(email) {
            return Err(Error::invalid("email", "Write an e-mail address such as ada@school.example."));
        }
        let now = self.now();
        let new = Invitation {
            invitation_id: self.draw(InvitationId::random),
            organisation_id: organisation.clone(),
            email: email.trim().to_owned(),
            role,
            created_at: now,
            created_by: actor.label(),
            sent_at: None,
            expires_at: now.plus_seconds(INVITATION_SECONDS),
        };
        let (id, message) = (new.invitation_id.clone(), self.new_message_id());
        self.store()
            .write(move |session| {
                let (new, message) = (new.clone(), message.clone());
                Box::pin(async move {
                    let organisation = &new.organisation_id;
                    if let Some(known) = session.find_person_by_email(&new.email).await?
                        && session.find_role(organisation, &known.person_id).await?.is_some()
                    {
                        let text = "This person is a member already. You can change the role above.";
                        return Err(Error::invalid("email", text));
                    }
                    if session.count_invitations(organisation, now.plus_seconds(-86_400)).await? >= INVITATIONS_PER_DAY
                    {
                        return Err(Error::Limit("an organisation invites at most 500 people a day".into()));
                    }
                    session.insert_invitation(&new).await.map_err(|error| match error {
                        StoreError::Duplicate => Error::invalid(
                            "email",
                            "This address was invited already. You can send the invitation again below.",
                        ),
                        other => other.into(),
                    })?;
                    session.insert_messages(&[mail(message, &new)], now).await?;
                    let mut event = event(new.created_by.clone(), "invitation.make", new.invitation_id.as_str());
                    event.detail = serde_json::json!({"role": new.role.as_str()}).to_string();
                    session.insert_audit_events(organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(id)
    }

    /// An organisation's invitations that nobody has answered, the newest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_invitations(&self, actor: &Actor, id: &OrganisationId) -> Result<Vec<Invitation>, Error> {
        self.require(actor, id, Permission::Manage).await?;
        Ok(self.store().read().await?.list_invitations(id).await?)
    }

    /// Mails an invitation again, with a new link; the one before works no more.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Limit`] a minute after the last mail; those of [`App::require`].
    pub async fn resend_invitation(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        id: &InvitationId,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let found = self.store().read().await?.find_invitation(id).await?;
        let found = found.filter(|found| found.organisation_id == *organisation);
        let found = found.ok_or(Error::NotFound("invitation"))?;
        let now = self.now();
        if found.sent_at.is_some_and(|sent| sent.plus_seconds(RESEND_SECONDS) > now) {
            return Err(Error::Limit("this invitation was mailed a moment ago; wait a minute".into()));
        }
        let (message, label) = (self.new_message_id(), actor.label());
        self.store()
            .write(move |session| {
                let (found, message, label) = (found.clone(), message.clone(), label.clone());
                Box::pin(async move {
                    session.insert_messages(&[mail(message, &found)], now).await?;
                    let event = event(label, "invitation.resend", found.invitation_id.as_str());
                    session.insert_audit_events(&found.organisation_id, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// Takes an invitation back: its link works no more.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not open; those of [`App::require`].
    pub async fn withdraw_invitation(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        id: &InvitationId,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        self.end_invitation(organisation, id, Ending::Withdrawn, actor.label()).await
    }

    async fn end_invitation(
        &self,
        organisation: &OrganisationId,
        id: &InvitationId,
        ending: Ending,
        label: String,
    ) -> Result<(), Error> {
        let (now, organisation, id) = (self.now(), organisation.clone(), id.clone());
        let action = if ending == Ending::Withdrawn { "invitation.withdraw" } else { "invitation.decline" };
        self.store()
            .write(move |session| {
                let (organisation, id, label) = (organisation.clone(), id.clone(), label.clone());
                Box::pin(async move {
                    if !session.end_invitation(&organisation, &id, ending, None, now).await? {
                        return Err(Error::NotFound("invitation"));
                    }
                    let event = event(label, action, id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// The invitation that a link is for; `None` when it was answered, taken back or is too old. Looking changes nothing.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn look_at_invitation(&self, secret: &str) -> Result<Option<OpenInvitation>, Error> {
        let found = self.store().read().await?.find_invitation_by_secret(&hash(secret), self.now()).await?;
        let Some(invitation) = found else { return Ok(None) };
        let organisation = self.load_organisation(&invitation.organisation_id).await?;
        let needs_school = needed_school(invitation.role, "").is_err();
        Ok(Some(OpenInvitation { invitation, organisation, needs_school }))
    }

    /// Takes the role that is offered. The link proves the address: it becomes the address of whoever is signed in, or of
    /// a new person, when it is nobody's yet.
    ///
    /// # Errors
    /// [`Error::Gone`]; [`Error::Conflict`] when somebody else is signed in; [`Error::Invalid`] without a needed school.
    pub async fn accept_invitation(
        &self,
        secret: &str,
        signed_in: Option<&PersonId>,
        name: &str,
        school: &str,
    ) -> Result<Accepted, Error> {
        let open = self.look_at_invitation(secret).await?.ok_or_else(gone)?;
        let school = needed_school(open.invitation.role, school)?;
        let now = self.now();
        let (secret_hash, signed_in) = (hash(secret), signed_in.cloned());
        let (new, fresh) = (self.new_person(name, now), self.new_session(now));
        let id = fresh.secret.clone();
        let is_new = self
            .store()
            .write(move |session| {
                let (secret_hash, signed_in, new) = (secret_hash.clone(), signed_in.clone(), new.clone());
                let (school, fresh) = (school.clone(), fresh.clone());
                Box::pin(async move {
                    let found = session.find_invitation_by_secret(&secret_hash, now).await?.ok_or_else(gone)?;
                    let (person, is_new) =
                        owner_of_address(session, &found.email, signed_in.as_ref(), &new, now).await?;
                    let (organisation, id) = (&found.organisation_id, &found.invitation_id);
                    admit(session, organisation, &person, found.role, school.as_ref(), now).await?;
                    session.end_invitation(organisation, id, Ending::Accepted, Some(&person), now).await?;
                    let mut event = event(format!("person:{person}"), "invitation.accept", id.as_str());
                    event.detail = serde_json::json!({"role": found.role.as_str()}).to_string();
                    session.insert_audit_events(organisation, &[event], now).await?;
                    if is_new {
                        fresh.keep_by_mail(session, &person, now).await?;
                    }
                    Ok::<_, Error>(is_new)
                })
            })
            .await?;
        Ok(Accepted { slug: open.organisation.slug, session: is_new.then_some(id) })
    }

    /// Says no to an invitation.
    ///
    /// # Errors
    /// [`Error::Gone`].
    pub async fn decline_invitation(&self, secret: &str) -> Result<(), Error> {
        let open = self.look_at_invitation(secret).await?.ok_or_else(gone)?;
        let (organisation, id) = (open.invitation.organisation_id, open.invitation.invitation_id);
        self.end_invitation(&organisation, &id, Ending::Declined, "invited".into()).await
    }

    /// Makes the link of an invitation that is mailed now; `None` when it is not open any more.
    pub(super) async fn make_invitation_link(&self, id: &InvitationId) -> Result<Option<(Invitation, String)>, Error> {
        let Some(found) = self.store().read().await?.find_invitation(id).await? else { return Ok(None) };
        let secret = self.draw(|random| random.text(32));
        let (id, secret_hash, now) = (id.clone(), hash(&secret), self.now());
        let expires = now.plus_seconds(INVITATION_SECONDS);
        self.store()
            .write(move |session| {
                let (id, secret_hash) = (id.clone(), secret_hash.clone());
                Box::pin(async move {
                    session.renew_invitation(&id, &secret_hash, now, expires).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(Some((found, self.addresses().invitation(&secret))))
    }
}

fn gone() -> Error {
    Error::Gone("this invitation was answered, taken back or is too old; ask for a new one".into())
}

fn mail(message: MessageId, invitation: &Invitation) -> NewMessage {
    NewMessage {
        message_id: message,
        organisation_id: Some(invitation.organisation_id.clone()),
        kind: MAIL,
        about: invitation.invitation_id.to_string(),
        body: "{}".into(),
    }
}
