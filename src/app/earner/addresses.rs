//! A person's addresses, and two people who turn out to be one. An address counts as soon as somebody who is signed in
//! opens the link that was sent to it: then both ends are proven.

use serde_json::{Value, json};

use super::links::hash_of;
use crate::app::letters::{Letter, asked_in};
use crate::app::organisations::{event, is_email};
use crate::app::{Actor, App, Error, Permission};
use crate::ids::{OrganisationId, PersonId};
use crate::language::Language;
use crate::store::{EmailProof, Message, NewMessage, Person, Role, Session, StoreError, email_key};

/// How long a link to an address is good.
const LINK_SECONDS: i64 = 86_400;
/// Links that one person may ask for in an hour.
const LINKS_PER_HOUR: i64 = 5;
const ADDRESSES_LIMIT: usize = 20;

/// What opening a link to an address would do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AddressOffer {
    /// The address is nobody's and would be added.
    Add(String),
    /// It is theirs already.
    Own(String),
    /// It belongs to another account, which would become one with theirs.
    Merge {
        /// The address.
        email: String,
        /// The badges that would come along.
        badges: i64,
        /// The claims that would come along.
        claims: i64,
    },
}

impl App {
    /// Who somebody is, with their addresses; mail goes to the first.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn load_own_addresses(&self, actor: &Actor) -> Result<(Person, Vec<String>), Error> {
        let person = own(actor)?;
        let mut session = self.store().read().await?;
        let found = session.find_person(person).await?.ok_or(Error::NotFound("person"))?;
        let emails = session.list_emails(person).await?;
        Ok((found, emails))
    }

    /// Sends a link to an address that somebody wants to add, in `language` when they chose none. Whose it is now makes no
    /// difference to the answer.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unusable address; [`Error::Limit`] above 5 links an hour or 20 addresses.
    pub async fn request_address(&self, actor: &Actor, email: &str, language: Language) -> Result<(), Error> {
        let person = own(actor)?;
        if !is_email(email) {
            return Err(Error::invalid("email", "Write an e-mail address such as ada@school.example."));
        }
        let now = self.now();
        let mut session = self.store().read().await?;
        if session.list_emails(person).await?.len() >= ADDRESSES_LIMIT {
            return Err(Error::Limit("an account has at most 20 addresses; remove one first".into()));
        }
        if session.count_email_proofs(person, now.plus_seconds(-3_600)).await? >= LINKS_PER_HOUR {
            return Err(Error::Limit("you asked for many links already; wait an hour".into()));
        }
        drop(session);
        let new = NewMessage {
            message_id: self.new_message_id(),
            organisation_id: None,
            kind: "email.confirm",
            about: email.trim().to_owned(),
            body: json!({"person": person, "language": language.tag()}).to_string(),
        };
        self.store()
            .write(move |session| {
                let new = new.clone();
                Box::pin(async move {
                    session.insert_messages(&[new], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// The mail with a link to an address; `None` when too many were asked for meanwhile.
    pub(in crate::app) async fn address_mail(&self, message: &Message) -> Result<Option<(String, Letter)>, Error> {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let person = PersonId::from_text(body["person"].as_str().unwrap_or_default());
        let (now, token) = (self.now(), self.draw(|random| random.text(26)));
        let mut session = self.store().read().await?;
        if session.find_person(&person).await?.is_none()
            || session.count_email_proofs(&person, now.plus_seconds(-3_600)).await? >= LINKS_PER_HOUR
        {
            return Ok(None);
        }
        drop(session);
        let words = self.words_for(&person, asked_in(&body)).await?;
        let (hash, proof) = (hash_of(&token), EmailProof { person_id: person, email: message.about.clone() });
        self.store()
            .write(move |session| {
                let (hash, proof) = (hash.clone(), proof.clone());
                Box::pin(async move {
                    session.insert_email_proof(&hash, &proof, now, now.plus_seconds(LINK_SECONDS)).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        let text = words.fill("mail-address").with("link", self.addresses().confirm_address(&token));
        Ok(Some((message.about.clone(), Letter::new(words, words.say("mail-address-subject"), text))))
    }

    /// What a link to an address would do for whoever is signed in. Looking does nothing.
    ///
    /// # Errors
    /// [`Error::Gone`] when the link is no good, or somebody else asked for it.
    pub async fn look_at_address(&self, actor: &Actor, token: &str) -> Result<AddressOffer, Error> {
        let person = own(actor)?;
        let mut session = self.store().read().await?;
        let proof = session.find_email_proof(&hash_of(token), self.now()).await?;
        let proof = proof.filter(|proof| proof.person_id == *person).ok_or_else(no_good)?;
        let email = proof.email;
        match session.find_person_by_email(&email).await? {
            None => Ok(AddressOffer::Add(email)),
            Some(found) if found.person_id == *person => Ok(AddressOffer::Own(email)),
            Some(other) => {
                let (badges, claims, _) = session.count_belongings(&other.person_id).await?;
                Ok(AddressOffer::Merge { email, badges, claims })
            }
        }
    }

    /// Adds the address of a link to whoever is signed in; an account that it belongs to becomes one with theirs.
    ///
    /// # Errors
    /// [`Error::Gone`] as [`Self::look_at_address`]; [`Error::Conflict`] when the accounts cannot become one, with why.
    pub async fn confirm_address(&self, actor: &Actor, token: &str) -> Result<(), Error> {
        let person = own(actor)?.clone();
        let (now, hash, label) = (self.now(), hash_of(token), actor.label());
        let moved = self
            .store()
            .write(move |session| {
                let (person, hash, label) = (person.clone(), hash.clone(), label.clone());
                Box::pin(async move {
                    let proof = session.find_email_proof(&hash, now).await?;
                    let proof = proof.filter(|proof| proof.person_id == person).ok_or_else(no_good)?;
                    if !session.use_email_proof(&hash, now).await? {
                        return Err(no_good());
                    }
                    match session.find_person_by_email(&proof.email).await? {
                        Some(found) if found.person_id == person => Ok(Vec::new()),
                        Some(other) => merge(session, &other, &person, (label, now)).await,
                        None => match session.insert_email(&person, &proof.email, now).await {
                            Err(StoreError::Duplicate) => Err(Error::Contended),
                            other => Ok(other.map(|()| Vec::new())?),
                        },
                    }
                })
            })
            .await?;
        moved.iter().for_each(|award| self.0.awards.forget(award));
        Ok(())
    }

    /// Says to which of their addresses mail goes.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not theirs.
    pub async fn choose_address(&self, actor: &Actor, email: &str) -> Result<(), Error> {
        let (person, email) = (own(actor)?.clone(), email.to_owned());
        self.store()
            .write(move |session| {
                let (person, email) = (person.clone(), email.clone());
                Box::pin(async move {
                    let known = session.list_emails(&person).await?;
                    if !known.iter().any(|known| email_key(known) == email_key(&email)) {
                        return Err(Error::NotFound("address of yours"));
                    }
                    session.put_primary_email(&person, &email).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Takes an address away; the last one stays, for without one nobody gets in.
    ///
    /// # Errors
    /// [`Error::Conflict`] for the last one; [`Error::NotFound`] when it is not theirs.
    pub async fn remove_address(&self, actor: &Actor, email: &str) -> Result<(), Error> {
        let (person, email) = (own(actor)?.clone(), email.to_owned());
        self.store()
            .write(move |session| {
                let (person, email) = (person.clone(), email.clone());
                Box::pin(async move {
                    if session.list_emails(&person).await?.len() < 2 {
                        return Err(Error::Conflict(
                            "this is your only address; add another one before you remove it".into(),
                        ));
                    }
                    match session.delete_email(&person, &email).await? {
                        true => Ok(()),
                        false => Err(Error::NotFound("address of yours")),
                    }
                })
            })
            .await
    }
}

pub(super) fn own(actor: &Actor) -> Result<&PersonId, Error> {
    match actor {
        Actor::Person(person) => Ok(person),
        _ => Err(Error::Unknown),
    }
}

fn no_good() -> Error {
    Error::Gone("this link was used already, is too old, or was asked for by another account; ask for a new one".into())
}

/// Makes two people one: what was `from`'s is `to`'s. Returns the badges that moved.
async fn merge(
    session: &mut Session,
    from: &Person,
    to: &PersonId,
    (label, now): (String, crate::clock::Timestamp),
) -> Result<Vec<crate::ids::AwardId>, Error> {
    let from = &from.person_id;
    let (_, _, reviews) = session.count_belongings(from).await?;
    if reviews {
        let text =
            "the other account reviews for an organisation: sign in with it, and add the address of this one there";
        return Err(Error::Conflict(text.into()));
    }
    if session.appears_in_claims_of(from, to).await? {
        let text = "one of the two accounts judged work of the other, so that they cannot become one; ask whoever runs \
                    this place";
        return Err(Error::Conflict(text.into()));
    }
    let roles: Vec<(OrganisationId, Role)> = session.list_roles(from).await?;
    for (organisation, role) in roles {
        let held = session.find_role(&organisation, to).await?;
        if held.is_none_or(|held| reach(held) < reach(role)) {
            session.put_member(&organisation, to, role, now).await?;
        }
    }
    let moved: Vec<_> = session.list_awards_of(from, i64::MAX).await?;
    session.move_belongings(from, to).await?;
    let mut organisations: Vec<_> = moved.iter().map(|award| award.organisation_id.clone()).collect();
    organisations.sort();
    organisations.dedup();
    for organisation in organisations {
        let event = event(label.clone(), "person.merge", from.as_str());
        session.insert_audit_events(&organisation, &[event], now).await?;
    }
    Ok(moved.into_iter().map(|award| award.award_id).collect())
}

/// How much a role may do: of two, the wider one is kept.
fn reach(role: Role) -> usize {
    Permission::OF_ROLES.iter().filter(|permission| permission.is_of(role)).count()
}
