//! How people come into organisations: by invitation, by asking, by a community's code. An address is proven by the link
//! that was mailed to it; nobody joins with an address that is not theirs.

mod invitations;
mod mails;
mod requests;

pub use invitations::{Accepted, OpenInvitation};
pub(super) use mails::{JoinMail, is_mail};
pub use requests::{JoinOutcome, JoinPage, OpenRequest};

use crate::clock::Timestamp;
use crate::ids::{OrganisationId, PersonId};
use crate::review::reviewer::School;
use crate::store::{JoinRules, Person, Role, Session};

use super::organisations::{ensure_person, event};
use super::reviewing::{comparable, seat_member};
use super::{Actor, App, Error, Permission};

/// Letters of a community's code.
const CODE_LETTERS: usize = 8;
/// Letters of what a community says of itself.
const WORDS_LIMIT: usize = 2_000;

/// What an owner says about joining, and about the community.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JoinRulesRequest {
    /// Whether it is a community.
    pub is_community: bool,
    /// What a community is about.
    pub domain: String,
    /// How its members work.
    pub practice: String,
    /// Whether people may ask to join.
    pub takes_requests: bool,
    /// Whether a community can be joined with a code.
    pub takes_code: bool,
    /// Whether the code so far is replaced by another one.
    pub new_code: bool,
    /// Whether it stands in the public list.
    pub is_listed: bool,
}

impl App {
    /// How an organisation is joined; public but for the code, which whoever asks must not show.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn join_rules(&self, organisation: &OrganisationId) -> Result<JoinRules, Error> {
        Ok(self.store().read().await?.load_join_rules(organisation).await?)
    }

    /// Changes how an organisation is joined.
    ///
    /// # Errors
    /// [`Error::Invalid`]; those of [`App::require`].
    pub async fn change_join_rules(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: JoinRulesRequest,
    ) -> Result<JoinRules, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let words = |field: &str, text: &str| match is_words(text) {
            true => Ok(text.trim().to_owned()),
            false => Err(Error::invalid(field, "Write at most 2,000 characters.")),
        };
        let (domain, practice) = (words("domain", &request.domain)?, words("practice", &request.practice)?);
        if request.is_community && domain.is_empty() {
            return Err(Error::invalid("domain", "Write what the community is about."));
        }
        let before = self.join_rules(organisation).await?;
        let code = (request.is_community && request.takes_code)
            .then(|| before.code.filter(|_| !request.new_code).unwrap_or_else(|| self.draw(|r| r.text(CODE_LETTERS))));
        let rules = JoinRules {
            is_community: request.is_community,
            domain,
            practice,
            takes_requests: request.takes_requests,
            code,
            is_listed: request.is_listed,
        };
        let now = self.now();
        let (organisation, label, kept) = (organisation.clone(), actor.label(), rules.clone());
        self.store()
            .write(move |session| {
                let (organisation, label, rules) = (organisation.clone(), label.clone(), kept.clone());
                Box::pin(async move {
                    session.put_join_rules(&organisation, &rules, now).await?;
                    let event = event(label, "joining.change", organisation.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(rules)
    }

    /// Joins a community with its code, as a reviewer of its achievements. Its short name.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an unknown code or without a school; [`Error::Conflict`] for who is a member already.
    pub async fn join_with_code(&self, actor: &Actor, code: &str, school: &str) -> Result<String, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let code: String = code.chars().filter(char::is_ascii_alphanumeric).collect::<String>().to_lowercase();
        let found = self.store().read().await?.find_community_by_code(&code).await?;
        let organisation = found.ok_or_else(|| Error::invalid("code", "No community has this code. Ask a member."))?;
        let (now, person, label) = (self.now(), person.clone(), actor.label());
        let (id, school) = (organisation.clone(), needed_school(Role::Reviewer, school)?);
        self.store()
            .write(move |session| {
                let (id, person, label, school) = (id.clone(), person.clone(), label.clone(), school.clone());
                Box::pin(async move {
                    if session.find_role(&id, &person).await?.is_some() {
                        return Err(Error::Conflict("you are a member of this community already".into()));
                    }
                    let event = event(label, "member.code", person.as_str());
                    session.insert_audit_events(&id, &[event], now).await?;
                    admit(session, &id, &person, Role::Reviewer, school.as_ref(), now).await
                })
            })
            .await?;
        Ok(self.load_organisation(&organisation).await?.slug)
    }
}

/// Whether a text for people is short enough and holds nothing but letters and line breaks.
fn is_words(text: &str) -> bool {
    text.chars().count() <= WORDS_LIMIT && !text.chars().any(|c| c.is_control() && c != '\n')
}

/// The school of somebody who gets a role: reviewers must say it, since colleagues do not judge each other.
fn needed_school(role: Role, school: &str) -> Result<Option<School>, Error> {
    if !Permission::Judge.is_of(role) || role == Role::Owner {
        return Ok(None);
    }
    let is_fit = school.chars().count() <= 200 && !school.chars().any(char::is_control);
    match comparable(school) {
        name if !name.is_empty() && is_fit => Ok(Some(School(name))),
        _ => Err(Error::invalid("school", "Write the name of your school: colleagues do not judge each other.")),
    }
}

/// Gives somebody a role who has none yet, and reviewers their bench. Whoever has one keeps it.
pub(super) async fn admit(
    session: &mut Session,
    organisation: &OrganisationId,
    person: &PersonId,
    role: Role,
    school: Option<&School>,
    now: Timestamp,
) -> Result<(), Error> {
    if session.find_role(organisation, person).await?.is_none() {
        session.put_member(organisation, person, role, now).await?;
    }
    if let Some(school) = school {
        session.put_affiliation(person, school, None, now).await?;
    }
    if role == Role::Reviewer {
        seat_member(session, organisation, person).await?;
    }
    Ok(())
}

/// Whom a proven address belongs to: the person who has it, or who is signed in, or a new person. Whether they are new.
async fn owner_of_address(
    session: &mut Session,
    email: &str,
    signed_in: Option<&PersonId>,
    new: &Person,
    now: Timestamp,
) -> Result<(PersonId, bool), Error> {
    match (session.find_person_by_email(email).await?, signed_in) {
        (Some(owner), Some(own)) if owner.person_id != *own => Err(Error::Conflict(
            "this link is for an address that is not yours; sign out, then open the link again".into(),
        )),
        (Some(owner), _) => Ok((owner.person_id, false)),
        (None, Some(own)) => {
            session.insert_email(own, email, now).await?;
            Ok((own.clone(), false))
        }
        (None, None) => Ok((ensure_person(session, email, new).await?.person_id, true)),
    }
}
