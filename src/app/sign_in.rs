//! Signing in by a one-time link, and sessions.

use serde_json::json;
use sha2::{Digest, Sha256};

use super::organisations::{ensure_person, is_email};
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, PersonId};
use crate::language::Language;
use crate::mail::KeptMail;
use crate::store::{Needs, NewMessage, Organisation, Person, Role};

/// How long a link is good.
const LINK_SECONDS: i64 = 15 * 60;
/// Links that one person may ask for in an hour.
const LINKS_PER_HOUR: i64 = 5;
/// A session ends so long after the last request, and so long after its start.
const IDLE_SECONDS: i64 = 30 * 60;
const SESSION_SECONDS: i64 = 12 * 3_600;
/// How long somebody has who still owes a passkey.
const PENDING_SECONDS: i64 = 10 * 60;
/// A session's last request is noted at most so often.
const TOUCH_SECONDS: i64 = 60;

/// What happened with a request for a link: nothing that a stranger may learn, so the answer is always the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LinkAnswer;

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// Who.
    pub person: Person,
    /// What every form must bring along.
    pub csrf: String,
}

impl Session {
    /// The person as the one who asks.
    pub fn actor(&self) -> Actor {
        Actor::Person(self.person.person_id.clone())
    }
}

/// A session that is about to be kept.
#[derive(Clone)]
pub(super) struct NewSession {
    /// What the browser holds.
    pub(super) secret: String,
    pub(super) csrf: String,
    pub(super) expires: Timestamp,
    rule: PasskeyRule,
}

impl NewSession {
    /// Signs a person in who has shown all that is asked for.
    pub(super) async fn keep(
        &self,
        session: &mut crate::store::Session,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<(), Error> {
        let (hash, with) = (hash(&self.secret), (self.csrf.as_str(), Needs::Nothing));
        Ok(session.insert_session(&hash, person, with, now, self.expires).await?)
    }

    /// Signs a person in who has shown that an address is theirs; what else is asked for.
    pub(super) async fn keep_by_mail(
        &self,
        session: &mut crate::store::Session,
        person: &PersonId,
        now: Timestamp,
    ) -> Result<Needs, Error> {
        let needs = what_is_needed(session, person, self.rule).await?;
        let expires = if needs == Needs::Nothing { self.expires } else { now.plus_seconds(PENDING_SECONDS) };
        session.insert_session(&hash(&self.secret), person, (&self.csrf, needs), now, expires).await?;
        Ok(needs)
    }
}

/// What is asked of somebody beyond an address: of owners and awarders the passkey that they have, or a first one where
/// the operator insists.
async fn what_is_needed(
    session: &mut crate::store::Session,
    person: &PersonId,
    rule: PasskeyRule,
) -> Result<Needs, Error> {
    let roles = session.list_roles(person).await?;
    let is_powerful = |role: &Role| Permission::Manage.is_of(*role) || Permission::Award.is_of(*role);
    if !roles.iter().any(|(_, role)| is_powerful(role)) {
        return Ok(Needs::Nothing);
    }
    Ok(match (session.list_passkeys(person).await?.is_empty(), rule) {
        (false, _) => Needs::Passkey,
        (true, PasskeyRule::Required) => Needs::FirstPasskey,
        (true, PasskeyRule::Offered) => Needs::Nothing,
    })
}

/// When owners and awarders must have a passkey.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum PasskeyRule {
    /// Once they have registered one, a link alone lets them in no more.
    #[default]
    Offered,
    /// They register one when they sign in for the first time.
    Required,
}

/// Somebody who has followed a link and still owes a passkey.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PendingSession {
    /// Who they are to be.
    pub session: Session,
    /// What they owe.
    pub needs: Needs,
}

/// What following a link led to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entered {
    /// What the browser holds from now on.
    pub secret: String,
    /// What is still asked for before it counts.
    pub needs: Needs,
}

/// What is kept of a link or a session.
pub(super) fn hash(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

impl App {
    /// Sends a link to somebody who is known, in `language` when they chose none. Whoever is not known gets the same answer
    /// and no mail.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unusable address; nothing about whether it is known.
    pub async fn request_link(&self, email: &str, language: Language) -> Result<LinkAnswer, Error> {
        if !is_email(email) {
            return Err(Error::invalid("email", "Write your e-mail address, such as ada@school.example."));
        }
        let now = self.now();
        let (message, email) = (self.new_message_id(), email.trim().to_owned());
        // Known or not, the same is written; the worker finds out, so that the answer takes the same time.
        self.store()
            .write(move |session| {
                let new = NewMessage {
                    message_id: message.clone(),
                    organisation_id: None,
                    kind: "sign_in.link",
                    about: email.clone(),
                    body: json!({"language": language.tag()}).to_string(),
                };
                Box::pin(async move {
                    session.insert_messages(&[new], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(LinkAnswer)
    }

    /// Makes a link for a person who is known; `None` when nobody has the address, or they asked too often.
    pub(super) async fn make_link(&self, email: &str) -> Result<Option<String>, Error> {
        let now = self.now();
        let mut session = self.store().read().await?;
        let Some(person) = session.find_person_by_email(email).await? else { return Ok(None) };
        if session.count_links(&person.person_id, now.plus_seconds(-3_600)).await? >= LINKS_PER_HOUR {
            return Ok(None);
        }
        drop(session);
        Ok(Some(self.keep_link(person.person_id, now, LINK_SECONDS).await?))
    }

    async fn keep_link(&self, person: PersonId, now: Timestamp, seconds: i64) -> Result<String, Error> {
        let token = self.draw(|random| random.text(32));
        let (link_hash, expires) = (hash(&token), now.plus_seconds(seconds));
        self.store()
            .write(move |session| {
                let (link_hash, person) = (link_hash.clone(), person.clone());
                Box::pin(async move {
                    session.insert_link(&link_hash, &person, now, expires).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(self.addresses().sign_in(&token))
    }

    /// A link for the owner of an organisation, made at the operator's console; the person is made when needed and
    /// becomes owner. Good for a day.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unusable address; [`Error::NotFound`].
    pub async fn owner_link(&self, organisation: &OrganisationId, email: &str) -> Result<String, Error> {
        if !is_email(email) {
            return Err(Error::invalid("email", "Write an e-mail address such as ada@school.example."));
        }
        self.put_member(&Actor::Operator, organisation, email, "", Role::Owner).await?;
        let person = self.store().read().await?.find_person_by_email(email).await?;
        let person = person.ok_or(Error::NotFound("person"))?;
        self.keep_link(person.person_id, self.now(), 86_400).await
    }

    /// Mails that were kept because no mail server is configured, the newest last: for those who run the service.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub async fn list_kept_mail(&self, actor: &Actor) -> Result<Vec<KeptMail>, Error> {
        self.require_operator(actor).await?;
        Ok(self.0.mailer.kept())
    }

    /// Whether a link could still be used. Looking does not use it up: mail scanners look.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn is_link_good(&self, token: &str) -> Result<bool, Error> {
        Ok(self.store().read().await?.is_link_good(&hash(token), self.now()).await?)
    }

    /// Uses a link up; the secret of the new session.
    ///
    /// # Errors
    /// [`Error::Gone`] when the link was used or is too old.
    pub async fn use_link(&self, token: &str) -> Result<Entered, Error> {
        let now = self.now();
        let (link_hash, fresh) = (hash(token), self.new_session(now));
        let secret = fresh.secret.clone();
        let needs = self
            .store()
            .write(move |session| {
                let (link_hash, fresh) = (link_hash.clone(), fresh.clone());
                Box::pin(async move {
                    let person = session.use_link(&link_hash, now).await?;
                    let gone = || Error::Gone("this link was used already or is too old; ask for a new one".into());
                    fresh.keep_by_mail(session, &person.ok_or_else(gone)?, now).await
                })
            })
            .await?;
        Ok(Entered { secret, needs })
    }

    /// Who has followed a link and still owes a passkey.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn find_pending_session(&self, secret: &str) -> Result<Option<PendingSession>, Error> {
        let mut session = self.store().read().await?;
        let found = session.find_pending_session(&hash(secret), self.now()).await?;
        let Some((found, needs)) = found else { return Ok(None) };
        let Some(person) = session.find_person(&found.person_id).await? else { return Ok(None) };
        Ok(Some(PendingSession { session: Session { person, csrf: found.csrf }, needs }))
    }

    /// A session of somebody who is about to be signed in.
    pub(super) fn new_session(&self, now: Timestamp) -> NewSession {
        let (secret, csrf) = self.draw(|random| (random.text(40), random.text(32)));
        NewSession { secret, csrf, expires: now.plus_seconds(SESSION_SECONDS), rule: self.0.passkeys }
    }

    /// Who is signed in with a session's secret; `None` when it has ended.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn find_session(&self, secret: &str) -> Result<Option<Session>, Error> {
        let (now, session_hash) = (self.now(), hash(secret));
        let mut session = self.store().read().await?;
        let found = session.find_session(&session_hash, now, now.plus_seconds(-IDLE_SECONDS)).await?;
        let Some(found) = found else { return Ok(None) };
        let Some(person) = session.find_person(&found.person_id).await? else { return Ok(None) };
        drop(session);
        if now.unix_micros() - found.seen_at > TOUCH_SECONDS * 1_000_000 {
            self.store()
                .write(move |session| {
                    let session_hash = session_hash.clone();
                    Box::pin(async move {
                        session.touch_session(&session_hash, now).await?;
                        Ok::<_, Error>(())
                    })
                })
                .await?;
        }
        Ok(Some(Session { person, csrf: found.csrf }))
    }

    /// Signs out.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn sign_out(&self, secret: &str) -> Result<(), Error> {
        let session_hash = hash(secret);
        self.store()
            .write(move |session| {
                let session_hash = session_hash.clone();
                Box::pin(async move {
                    session.delete_session(&session_hash).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// The organisations in which a person has a role.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_roles(&self, person: &PersonId) -> Result<Vec<(Organisation, Role)>, Error> {
        let roles = self.store().read().await?.list_roles(person).await?;
        let mut out = Vec::with_capacity(roles.len());
        for (organisation, role) in roles {
            out.push((self.load_organisation(&organisation).await?, role));
        }
        Ok(out)
    }

    /// The person who has an address, made when needed.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unusable address.
    pub async fn ensure_person(&self, email: &str, name: &str) -> Result<Person, Error> {
        if !is_email(email) {
            return Err(Error::invalid("email", "Write an e-mail address such as ada@school.example."));
        }
        let (email, new) = (email.to_owned(), self.new_person(name, self.now()));
        self.store()
            .write(move |session| {
                let (email, new) = (email.clone(), new.clone());
                Box::pin(async move { ensure_person(session, &email, &new).await })
            })
            .await
    }
}
