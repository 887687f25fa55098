//! Requests to join: whoever is signed in asks at once; anybody else proves the address first. An owner answers.

use super::{admit, is_words, owner_of_address};
use crate::app::organisations::{event, is_email};
use crate::app::sign_in::hash;
use crate::app::{Actor, App, Error, Permission};
use crate::ids::{JoinRequestId, MessageId, OrganisationId, PersonId};
use crate::language::Language;
use crate::review::reviewer::School;
use crate::store::{Ending, JoinRequest, NewMessage, Organisation, Role, Session};

/// How long the link that proves an address works.
const LINK_SECONDS: i64 = 15 * 60;
/// Mails about requests that one address gets in an hour.
const MAILS_PER_HOUR: i64 = 5;

/// The link that proves the address.
pub(super) const LINK: &str = "join.link";
/// Owners hear that somebody asks.
pub(super) const NOTICE: &str = "join.notice";
/// Whoever asked hears the answer.
pub(super) const ANSWER: &str = "join.answer";

/// What somebody finds who wants to join.
#[derive(Clone, Debug)]
pub struct JoinPage {
    /// Which organisation.
    pub organisation: Organisation,
    /// Whether it takes requests.
    pub takes_requests: bool,
    /// The role that the visitor has already.
    pub role: Option<Role>,
    /// The visitor's request that waits for an answer.
    pub request: Option<JoinRequest>,
}

/// A request as whoever holds its link sees it.
#[derive(Clone, Debug)]
pub struct OpenRequest {
    /// The request.
    pub request: JoinRequest,
    /// Which organisation.
    pub organisation: Organisation,
}

/// What became of a request whose address was proven.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinOutcome {
    /// The short name of the organisation.
    pub slug: String,
    /// The secret of the session of somebody who was not known before.
    pub session: Option<String>,
}

impl App {
    /// What somebody finds who wants to join.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_join_page(&self, slug: &str, person: Option<&PersonId>) -> Result<JoinPage, Error> {
        let organisation = self.load_organisation_by_slug(slug).await?;
        let id = &organisation.organisation_id;
        let mut session = self.store().read().await?;
        let takes_requests = session.load_join_rules(id).await?.takes_requests;
        let (role, request) = match person {
            None => (None, None),
            Some(person) => (session.find_role(id, person).await?, session.find_own_join_request(id, person).await?),
        };
        Ok(JoinPage { organisation, takes_requests, role, request })
    }

    /// Asks to join, for somebody who is signed in.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where nobody may ask; [`Error::Conflict`] for members and who has asked; [`Error::Invalid`].
    pub async fn ask_to_join(&self, actor: &Actor, slug: &str, words: &str) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let found = self.load_join_page(slug, Some(person)).await?;
        check_words(words)?;
        if !found.takes_requests {
            return Err(Error::Forbidden("this organisation takes nobody who asks; an owner has to invite you"));
        }
        if found.role.is_some() || found.request.is_some() {
            return Err(Error::Conflict("you are a member already, or have asked and not got an answer yet".into()));
        }
        let mut session = self.store().read().await?;
        let email = session.list_emails(person).await?.into_iter().next().unwrap_or_default();
        let name = session.find_person(person).await?.map(|person| person.name).unwrap_or_default();
        drop(session);
        let new = JoinRequest {
            person_id: Some(person.clone()),
            ..self.new_request(&found.organisation.organisation_id, &email, &name, words)
        };
        let now = self.now();
        self.store()
            .write(move |session| {
                let new = new.clone();
                Box::pin(async move {
                    session.insert_join_request(&new).await?;
                    announce(session, &new, now).await
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    /// Asks to join, for somebody who is not signed in: a link is mailed that proves the address, in `language` when its
    /// owner chose none. The answer is the same for every address, and the same is written.
    ///
    /// # Errors
    /// [`Error::Forbidden`] where nobody may ask; [`Error::Invalid`].
    pub async fn ask_to_join_by_mail(
        &self,
        slug: &str,
        (email, name): (&str, &str),
        words: &str,
        language: Language,
    ) -> Result<(), Error> {
        let found = self.load_join_page(slug, None).await?;
        if !found.takes_requests {
            return Err(Error::Forbidden("this organisation takes nobody who asks; an owner has to invite you"));
        }
        if !is_email(email) {
            return Err(Error::invalid("email", "Write your e-mail address, such as ada@school.example."));
        }
        check_words(words)?;
        let new = self.new_request(&found.organisation.organisation_id, email.trim(), name, words);
        let message = NewMessage {
            message_id: self.new_message_id(),
            organisation_id: Some(new.organisation_id.clone()),
            kind: LINK,
            about: new.request_id.to_string(),
            body: serde_json::json!({"language": language.tag()}).to_string(),
        };
        let now = self.now();
        self.store()
            .write(move |session| {
                let (new, message) = (new.clone(), message.clone());
                Box::pin(async move {
                    session.insert_join_request(&new).await?;
                    session.insert_messages(&[message], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }

    fn new_request(&self, organisation: &OrganisationId, email: &str, name: &str, words: &str) -> JoinRequest {
        let now = self.now();
        JoinRequest {
            request_id: self.draw(JoinRequestId::random),
            organisation_id: organisation.clone(),
            person_id: None,
            email: email.to_owned(),
            name: name.trim().chars().filter(|c| !c.is_control()).take(200).collect(),
            words: words.trim().to_owned(),
            created_at: now,
            expires_at: now.plus_seconds(LINK_SECONDS),
        }
    }

    /// Makes the link that proves an address; `None` when there is nothing to prove, or the address got enough mail.
    pub(super) async fn make_join_link(&self, id: &JoinRequestId) -> Result<Option<(JoinRequest, String)>, Error> {
        let now = self.now();
        let mut session = self.store().read().await?;
        let found = session.find_join_request(id).await?.filter(|found| found.person_id.is_none());
        let Some(found) = found else { return Ok(None) };
        if session.count_join_requests(&found.email, now.plus_seconds(-3_600)).await? >= MAILS_PER_HOUR {
            return Ok(None);
        }
        drop(session);
        let secret = self.draw(|random| random.text(32));
        let (id, secret_hash) = (id.clone(), hash(&secret));
        self.store()
            .write(move |session| {
                let (id, secret_hash) = (id.clone(), secret_hash.clone());
                Box::pin(async move {
                    session.give_join_request_link(&id, &secret_hash, now.plus_seconds(LINK_SECONDS)).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(Some((found, self.addresses().join_link(&secret))))
    }

    /// The request whose address a link proves; `None` when it was used or is too old. Looking changes nothing.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn look_at_join_request(&self, secret: &str) -> Result<Option<OpenRequest>, Error> {
        let found = self.store().read().await?.find_join_request_by_secret(&hash(secret), self.now()).await?;
        let Some(request) = found else { return Ok(None) };
        let organisation = self.load_organisation(&request.organisation_id).await?;
        Ok(Some(OpenRequest { request, organisation }))
    }

    /// Proves the address of a request, which then waits for an owner.
    ///
    /// # Errors
    /// [`Error::Gone`]; [`Error::Conflict`] when somebody else is signed in.
    pub async fn prove_join_request(&self, secret: &str, signed_in: Option<&PersonId>) -> Result<JoinOutcome, Error> {
        let gone = || Error::Gone("this link was used already or is too old; ask again".into());
        let open = self.look_at_join_request(secret).await?.ok_or_else(gone)?;
        let now = self.now();
        let (secret_hash, signed_in) = (hash(secret), signed_in.cloned());
        let (new, fresh) = (self.new_person(&open.request.name, now), self.new_session(now));
        let session_secret = fresh.secret.clone();
        let is_new = self
            .store()
            .write(move |session| {
                let (secret_hash, signed_in) = (secret_hash.clone(), signed_in.clone());
                let (new, fresh) = (new.clone(), fresh.clone());
                Box::pin(async move {
                    let found = session.find_join_request_by_secret(&secret_hash, now).await?.ok_or_else(gone)?;
                    let (person, is_new) =
                        owner_of_address(session, &found.email, signed_in.as_ref(), &new, now).await?;
                    settle(session, &found, &person, now).await?;
                    if is_new {
                        fresh.keep_by_mail(session, &person, now).await?;
                    }
                    Ok::<_, Error>(is_new)
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(JoinOutcome { slug: open.organisation.slug, session: is_new.then_some(session_secret) })
    }

    /// Takes one's own request back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn withdraw_join_request(&self, actor: &Actor, slug: &str) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let found = self.load_join_page(slug, Some(person)).await?.request.ok_or(Error::NotFound("request"))?;
        let (now, label) = (self.now(), actor.label());
        self.store()
            .write(move |session| {
                let (found, label) = (found.clone(), label.clone());
                Box::pin(async move {
                    let (organisation, id) = (&found.organisation_id, &found.request_id);
                    session.end_join_request(organisation, id, Ending::Withdrawn, &label, now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Requests that wait for an answer, the oldest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_join_requests(&self, actor: &Actor, id: &OrganisationId) -> Result<Vec<JoinRequest>, Error> {
        self.require(actor, id, Permission::Manage).await?;
        Ok(self.store().read().await?.list_join_requests(id).await?)
    }

    /// Answers a request: yes, with a role, or no.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not open; those of [`App::require`].
    pub async fn answer_join_request(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        id: &JoinRequestId,
        role: Option<Role>,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let found = self.store().read().await?.find_join_request(id).await?;
        let found = found.filter(|found| found.organisation_id == *organisation && found.person_id.is_some());
        let found = found.ok_or(Error::NotFound("request"))?;
        let (now, label) = (self.now(), actor.label());
        let message = NewMessage {
            message_id: self.new_message_id(),
            organisation_id: Some(organisation.clone()),
            kind: ANSWER,
            about: found.email.clone(),
            body: serde_json::json!({"organisation": organisation.as_str(), "role": role.map(Role::as_str)})
                .to_string(),
        };
        self.store()
            .write(move |session| {
                let (found, label, message) = (found.clone(), label.clone(), message.clone());
                Box::pin(async move {
                    let (organisation, id) = (&found.organisation_id, &found.request_id);
                    let ending = if role.is_some() { Ending::Accepted } else { Ending::Declined };
                    if !session.end_join_request(organisation, id, ending, &label, now).await? {
                        return Err(Error::NotFound("request"));
                    }
                    if let (Some(role), Some(person)) = (role, &found.person_id) {
                        admit(session, organisation, person, role, None::<&School>, now).await?;
                    }
                    let action = if role.is_some() { "join.accept" } else { "join.decline" };
                    let mut event = event(label, action, id.as_str());
                    event.detail = serde_json::json!({"role": role.map(Role::as_str)}).to_string();
                    session.insert_audit_events(organisation, &[event], now).await?;
                    session.insert_messages(&[message], now).await?;
                    Ok(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(())
    }
}

/// Notes whose request it is, or ends it when they are in already or have asked before.
async fn settle(
    session: &mut Session,
    found: &JoinRequest,
    person: &PersonId,
    now: crate::clock::Timestamp,
) -> Result<(), Error> {
    let (organisation, id) = (&found.organisation_id, &found.request_id);
    let is_in = session.find_role(organisation, person).await?.is_some();
    if is_in || session.find_own_join_request(organisation, person).await?.is_some() {
        session.end_join_request(organisation, id, Ending::Withdrawn, &format!("person:{person}"), now).await?;
        return Ok(());
    }
    session.prove_join_request(id, person).await?;
    announce(session, &JoinRequest { person_id: Some(person.clone()), ..found.clone() }, now).await
}

/// Writes into the audit that somebody asks, and tells the owners: each once a day at most.
async fn announce(session: &mut Session, new: &JoinRequest, now: crate::clock::Timestamp) -> Result<(), Error> {
    let organisation = &new.organisation_id;
    let day = now.unix_seconds().div_euclid(86_400);
    let who = new.person_id.as_ref().map_or_else(String::new, |person| format!("person:{person}"));
    session.insert_audit_events(organisation, &[event(who, "join.ask", new.request_id.as_str())], now).await?;
    let members = session.list_members(organisation).await?;
    let notice = |member: &crate::store::Member| NewMessage {
        message_id: MessageId::from_text(format!("join/{organisation}/{}/{day}", member.person.person_id)),
        organisation_id: Some(organisation.clone()),
        kind: NOTICE,
        about: member.email.clone(),
        body: serde_json::json!({"organisation": organisation.as_str()}).to_string(),
    };
    for owner in members.iter().filter(|member| member.role == Role::Owner) {
        session.insert_message_once(&notice(owner), now).await?;
    }
    Ok(())
}

fn check_words(words: &str) -> Result<(), Error> {
    match is_words(words) {
        true => Ok(()),
        false => Err(Error::invalid("words", "Write at most 2,000 characters.")),
    }
}
