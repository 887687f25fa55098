//! What the mails about joining say.

use serde_json::Value;

use super::{invitations, requests};
use crate::app::letters::{Letter, asked_in};
use crate::app::{App, Error};
use crate::ids::{InvitationId, JoinRequestId, OrganisationId, PersonId};
use crate::language::{Language, Words};
use crate::store::{Message, Organisation, Role};

/// A mail about joining.
pub(in crate::app) struct JoinMail {
    /// To whom.
    pub(in crate::app) to: String,
    /// What it says.
    pub(in crate::app) letter: Letter,
    /// The link in it that lets somebody in.
    pub(in crate::app) link: Option<String>,
}

/// Whether a message is about joining.
pub(in crate::app) fn is_mail(kind: &str) -> bool {
    [invitations::MAIL, requests::LINK, requests::NOTICE, requests::ANSWER].contains(&kind)
}

/// What a role is called in a sentence.
fn called(role: Role, words: Words) -> String {
    let name = match role {
        Role::Owner => "mail-role-owner",
        Role::Editor => "mail-role-editor",
        Role::Awarder => "mail-role-awarder",
        Role::Reviewer => "mail-role-reviewer",
        Role::Moderator => "mail-role-moderator",
        Role::Viewer => "mail-role-viewer",
    };
    words.say(name).into_owned()
}

impl App {
    /// The mail that a message asks for; `None` when there is nothing to tell any more.
    pub(in crate::app) async fn join_mail(&self, message: &Message) -> Result<Option<JoinMail>, Error> {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        match message.kind.as_str() {
            invitations::MAIL => self.invitation_mail(&InvitationId::from_text(message.about.clone())).await,
            requests::LINK => self.proof_mail(&JoinRequestId::from_text(message.about.clone()), asked_in(&body)).await,
            requests::NOTICE => self.notice_mail(message, &body).await.map(Some),
            _ => self.answer_mail(message, &body).await.map(Some),
        }
    }

    /// Whoever is not known, or chose no language, is invited in the language of who invites.
    async fn invitation_mail(&self, id: &InvitationId) -> Result<Option<JoinMail>, Error> {
        let Some((invitation, link)) = self.make_invitation_link(id).await? else { return Ok(None) };
        let organisation = self.load_organisation(&invitation.organisation_id).await?;
        let inviter = match invitation.created_by.strip_prefix("person:") {
            Some(person) => self.find_language(&PersonId::from_text(person)).await?,
            None => None,
        };
        let words = self.words_for_address(&invitation.email, inviter.unwrap_or_default()).await?;
        let subject = words.fill("mail-invitation-subject").with("name", &organisation.name);
        let text = words.fill("mail-invitation").with("name", &organisation.name);
        let text = text.with("role", called(invitation.role, words)).with("link", &link);
        Ok(Some(JoinMail { to: invitation.email, letter: Letter::new(words, subject, text), link: Some(link) }))
    }

    async fn proof_mail(&self, id: &JoinRequestId, asked_in: Language) -> Result<Option<JoinMail>, Error> {
        let Some((request, link)) = self.make_join_link(id).await? else { return Ok(None) };
        let organisation = self.load_organisation(&request.organisation_id).await?;
        let words = self.words_for_address(&request.email, asked_in).await?;
        let subject = words.fill("mail-join-subject").with("name", &organisation.name);
        let text = words.fill("mail-join").with("name", &organisation.name).with("link", &link);
        Ok(Some(JoinMail { to: request.email, letter: Letter::new(words, subject, text), link: Some(link) }))
    }

    async fn notice_mail(&self, message: &Message, body: &Value) -> Result<JoinMail, Error> {
        let organisation = self.organisation_in(body).await?;
        let page = format!("{}/desk/{}/members", self.addresses().base(), organisation.slug);
        let words = self.words_for_address(&message.about, Language::English).await?;
        let subject = words.fill("mail-asked-subject").with("name", &organisation.name);
        let text = words.fill("mail-asked").with("name", &organisation.name).with("link", page);
        Ok(JoinMail { to: message.about.clone(), letter: Letter::new(words, subject, text), link: None })
    }

    async fn answer_mail(&self, message: &Message, body: &Value) -> Result<JoinMail, Error> {
        let organisation = self.organisation_in(body).await?;
        let (name, desk) = (&organisation.name, format!("{}/desk", self.addresses().base()));
        let words = self.words_for_address(&message.about, Language::English).await?;
        let (subject, text) = match body["role"].as_str().and_then(Role::find) {
            Some(role) => (
                words.fill("mail-taken-in-subject"),
                words.fill("mail-taken-in").with("role", called(role, words)).with("link", desk),
            ),
            None => (words.fill("mail-not-taken-in-subject"), words.fill("mail-not-taken-in")),
        };
        let letter = Letter::new(words, subject.with("name", name), text.with("name", name));
        Ok(JoinMail { to: message.about.clone(), letter, link: None })
    }

    /// The organisation that a message is about.
    async fn organisation_in(&self, body: &Value) -> Result<Organisation, Error> {
        let id = OrganisationId::from_text(body["organisation"].as_str().unwrap_or_default());
        self.load_organisation(&id).await
    }
}
