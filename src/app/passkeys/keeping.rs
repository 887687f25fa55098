//! How passkeys are kept: named, removed, and taken back when a device is lost; and the mail that tells of it.

use serde_json::Value;

use super::{checked_name, note_for_organisations};
use crate::app::letters::Letter;
use crate::app::organisations::event;
use crate::app::{Actor, App, Error, Permission};
use crate::ids::{OrganisationId, PersonId};
use crate::language::Language;
use crate::store::{Message, Person};

/// Who takes somebody's passkeys back.
#[derive(Clone, Copy, Debug)]
pub enum PasskeyReset<'a> {
    /// Another owner of an organisation in which they have a role.
    Owner(&'a Actor, &'a OrganisationId),
    /// Whoever runs the service.
    Operator,
}

impl App {
    /// Those among an organisation's members who have passkeys; nobody, for who may not take them back.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_passkey_holders(&self, actor: &Actor, id: &OrganisationId) -> Result<Vec<PersonId>, Error> {
        match self.require(actor, id, Permission::Manage).await {
            Ok(()) => Ok(self.store().read().await?.list_passkey_holders(id).await?),
            Err(Error::Forbidden(_)) => Ok(Vec::new()),
            Err(error) => Err(error),
        }
    }

    /// Calls one's passkey something else.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`].
    pub async fn rename_passkey(&self, person: &PersonId, id: &str, name: &str) -> Result<(), Error> {
        let (person, id, name) = (person.clone(), id.to_owned(), checked_name(name)?);
        self.store()
            .write(move |session| {
                let (person, id, name) = (person.clone(), id.clone(), name.clone());
                Box::pin(async move {
                    match session.rename_passkey(&person, &id, &name).await? {
                        true => Ok(()),
                        false => Err(Error::NotFound("passkey")),
                    }
                })
            })
            .await
    }

    /// Removes one's passkey.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn remove_passkey(&self, person: &PersonId, id: &str) -> Result<(), Error> {
        let (now, notice) = (self.now(), self.notice_of(person, "removed"));
        let (person, id) = (person.clone(), id.to_owned());
        self.store()
            .write(move |session| {
                let (person, id, notice) = (person.clone(), id.clone(), notice.clone());
                Box::pin(async move {
                    if !session.delete_passkey(&person, &id).await? {
                        return Err(Error::NotFound("passkey"));
                    }
                    session.insert_messages(&[notice], now).await?;
                    note_for_organisations(session, &person, "passkey.remove", now).await
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// Takes all passkeys of somebody back whose device is lost, and ends their sessions: they sign in by a link again. An
    /// owner can do it when the person has no power anywhere else, so that nobody is weakened elsewhere.
    ///
    /// # Errors
    /// [`Error::NotFound`] without passkeys; [`Error::Forbidden`] for one's own and for who has power elsewhere.
    pub async fn reset_passkeys(&self, person: &PersonId, by: PasskeyReset<'_>) -> Result<(), Error> {
        let label = match by {
            PasskeyReset::Operator => Actor::Operator.label(),
            PasskeyReset::Owner(actor, organisation) => {
                self.require(actor, organisation, Permission::Manage).await?;
                if matches!(actor, Actor::Person(own) if own == person) {
                    return Err(Error::Forbidden("remove your own passkeys under your name at the top"));
                }
                let roles = self.store().read().await?.list_roles(person).await?;
                if !roles.iter().any(|(of, _)| of == organisation) {
                    return Err(Error::NotFound("member"));
                }
                let has_power = |(of, role): &(OrganisationId, _)| of != organisation && Permission::Award.is_of(*role);
                if roles.iter().any(has_power) {
                    return Err(Error::Forbidden(
                        "this person also awards elsewhere; whoever runs this place has to take the passkeys back",
                    ));
                }
                actor.label()
            }
        };
        let (now, notice) = (self.now(), self.notice_of(person, "reset"));
        let person = person.clone();
        self.store()
            .write(move |session| {
                let (person, label, notice) = (person.clone(), label.clone(), notice.clone());
                Box::pin(async move {
                    if session.reset_passkeys(&person).await? == 0 {
                        return Err(Error::NotFound("passkey of this person"));
                    }
                    session.insert_messages(&[notice], now).await?;
                    for (organisation, _) in session.list_roles(&person).await? {
                        let event = event(label.clone(), "passkey.reset", person.as_str());
                        session.insert_audit_events(&organisation, &[event], now).await?;
                    }
                    Ok(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// The person who has an address.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_person_by_email(&self, email: &str) -> Result<Person, Error> {
        self.store().read().await?.find_person_by_email(email).await?.ok_or(Error::NotFound("person with this address"))
    }

    /// The mail that tells somebody about their passkeys.
    pub(in crate::app) async fn passkey_mail(&self, message: &Message) -> Result<Option<(String, Letter)>, Error> {
        let person = PersonId::from_text(message.about.clone());
        let emails = self.store().read().await?.list_emails(&person).await?;
        let Some(to) = emails.into_iter().next() else { return Ok(None) };
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let what = match body["what"].as_str() {
            Some("added") => "mail-passkey-added",
            Some("removed") => "mail-passkey-removed",
            _ => "mail-passkeys-reset",
        };
        let words = self.words_for(&person, Language::English).await?;
        let page = format!("{}/account/passkeys", self.addresses().base());
        let text = words.fill("mail-passkeys").with("what", words.say(what)).with("link", page);
        Ok(Some((to, Letter::new(words, words.say("mail-passkeys-subject"), text))))
    }
}
