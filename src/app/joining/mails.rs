//! What the mails about joining say.

use serde_json::Value;

use super::{invitations, requests};
use crate::app::worker::Words;
use crate::app::{App, Error};
use crate::ids::{InvitationId, JoinRequestId, OrganisationId};
use crate::store::{Message, Role};

/// A mail about joining.
pub(in crate::app) struct JoinMail {
    /// To whom.
    pub(in crate::app) to: String,
    /// What it says.
    pub(in crate::app) words: Words,
    /// The link in it that lets somebody in.
    pub(in crate::app) link: Option<String>,
}

/// Whether a message is about joining.
pub(in crate::app) fn is_mail(kind: &str) -> bool {
    [invitations::MAIL, requests::LINK, requests::NOTICE, requests::ANSWER].contains(&kind)
}

/// What a role is called in a sentence.
fn called(role: Role) -> &'static str {
    match role {
        Role::Owner => "an owner",
        Role::Editor => "an editor",
        Role::Awarder => "an awarder",
        Role::Reviewer => "a reviewer",
        Role::Moderator => "a moderator",
        Role::Viewer => "a viewer",
    }
}

impl App {
    /// The mail that a message asks for; `None` when there is nothing to tell any more.
    pub(in crate::app) async fn join_mail(&self, message: &Message) -> Result<Option<JoinMail>, Error> {
        match message.kind.as_str() {
            invitations::MAIL => self.invitation_mail(&InvitationId::from_text(message.about.clone())).await,
            requests::LINK => self.proof_mail(&JoinRequestId::from_text(message.about.clone())).await,
            requests::NOTICE => self.notice_mail(message).await.map(Some),
            _ => self.answer_mail(message).await.map(Some),
        }
    }

    async fn invitation_mail(&self, id: &InvitationId) -> Result<Option<JoinMail>, Error> {
        let Some((invitation, link)) = self.make_invitation_link(id).await? else { return Ok(None) };
        let organisation = self.load_organisation(&invitation.organisation_id).await?;
        let (name, role) = (&organisation.name, called(invitation.role));
        let words = Words {
            subject: format!("{name} invites you"),
            text: format!(
                "{name} invites you to be {role}.\n\nLook at the invitation and say yes or no here. The link works once, \
                 within seven days:\n{link}\n\nIf you do not know them, do nothing.\n"
            ),
        };
        Ok(Some(JoinMail { to: invitation.email, words, link: Some(link) }))
    }

    async fn proof_mail(&self, id: &JoinRequestId) -> Result<Option<JoinMail>, Error> {
        let Some((request, link)) = self.make_join_link(id).await? else { return Ok(None) };
        let organisation = self.load_organisation(&request.organisation_id).await?;
        let name = &organisation.name;
        let words = Words {
            subject: format!("Confirm that you want to join {name}"),
            text: format!(
                "Somebody, hopefully you, wants to join {name} with this address. Open this link and press the button. It \
                 works once, within 15 minutes:\n{link}\n\nIf it was not you, do nothing.\n"
            ),
        };
        Ok(Some(JoinMail { to: request.email, words, link: Some(link) }))
    }

    async fn notice_mail(&self, message: &Message) -> Result<JoinMail, Error> {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let id = OrganisationId::from_text(body["organisation"].as_str().unwrap_or_default());
        let organisation = self.load_organisation(&id).await?;
        let page = format!("{}/desk/{}/members", self.addresses().base(), organisation.slug);
        let words = Words {
            subject: format!("Somebody wants to join {}", organisation.name),
            text: format!("Somebody asks to join {}. Answer here:\n{page}\n", organisation.name),
        };
        Ok(JoinMail { to: message.about.clone(), words, link: None })
    }

    async fn answer_mail(&self, message: &Message) -> Result<JoinMail, Error> {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let id = OrganisationId::from_text(body["organisation"].as_str().unwrap_or_default());
        let organisation = self.load_organisation(&id).await?;
        let (name, base) = (&organisation.name, self.addresses().base());
        let words = match body["role"].as_str().and_then(Role::find) {
            Some(role) => Words {
                subject: format!("Welcome to {name}"),
                text: format!("{name} took you in: you are {} there now. Begin here:\n{base}/desk\n", called(role)),
            },
            None => Words {
                subject: format!("{name} did not take you in"),
                text: format!("You asked to join {name}. An owner there said no. You can write to them and ask why.\n"),
            },
        };
        Ok(JoinMail { to: message.about.clone(), words, link: None })
    }
}
