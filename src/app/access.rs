//! Who may do what. The one place that knows.

use super::{App, Error};
use crate::ids::{AwardId, OrganisationId, PersonId};
use crate::store::{ApiKey, Role, email_key};
use std::sync::Arc;

/// Who asks.
#[derive(Clone, Debug)]
pub enum Actor {
    /// Nobody that we know.
    Anonymous,
    /// Somebody who is signed in.
    Person(PersonId),
    /// A program with a key.
    Key(Arc<ApiKey>),
    /// Whoever runs the service, at its console.
    Operator,
}

/// The earner of a badge: whoever has the link of its mail, or is signed in as the person it was given to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Holder {
    award: AwardId,
    person: PersonId,
}

impl Holder {
    /// The badge.
    pub fn award(&self) -> &AwardId {
        &self.award
    }

    /// Whose it is.
    pub fn person(&self) -> &PersonId {
        &self.person
    }
}

impl App {
    /// The earner of a badge, by the link of its mail.
    ///
    /// # Errors
    /// [`Error::Gone`] when the link opens nothing, whatever the reason.
    pub async fn holder_by_link(&self, token: &str) -> Result<Holder, Error> {
        let gone = || Error::Gone("this link opens no badge any more; sign in to see your badges".into());
        let mut session = self.store().read().await?;
        let award = session.find_award_by_link(&super::earner::hash_of(token)).await?.ok_or_else(gone)?;
        let found = session.find_award_of_any(&award).await?.filter(|found| found.erased_at.is_none());
        Ok(Holder { award, person: found.ok_or_else(gone)?.person_id })
    }

    /// Whoever is signed in, as the earner of one of their badges.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers, [`Error::NotFound`] when it is not theirs.
    pub async fn holder(&self, actor: &Actor, award: &AwardId) -> Result<Holder, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let found = self.store().read().await?.find_award_of_any(award).await?;
        match found {
            Some(found) if found.person_id == *person => Ok(Holder { award: award.clone(), person: person.clone() }),
            _ => Err(Error::NotFound("badge of yours")),
        }
    }
}

/// What can be allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permission {
    /// See what the organisation has: drafts, awards, recipients. Reviewers and moderators do not: whoever judges must
    /// not learn whose work it may be.
    See,
    /// Make, change and publish achievements.
    Define,
    /// Award achievements.
    Award,
    /// Revoke, suspend and reinstate awards.
    Revoke,
    /// Change the organisation, its members, its keys.
    Manage,
    /// Judge evidence that peers hand in.
    Judge,
    /// Rule on claims that peers cannot settle, and see what waits.
    Moderate,
    /// Sign any credential with the organisation's key (VC-API). No role has it; only a key can.
    Issue,
}

impl Permission {
    /// Those that people have by their role.
    pub const OF_ROLES: [Self; 7] =
        [Self::See, Self::Define, Self::Award, Self::Revoke, Self::Judge, Self::Moderate, Self::Manage];

    /// Those that an API key can have. Judging and ruling is done by people.
    pub const OF_KEYS: [Self; 6] = [Self::See, Self::Define, Self::Award, Self::Revoke, Self::Manage, Self::Issue];

    /// Its name, and the scope of an API key that allows it.
    pub fn scope(self) -> &'static str {
        match self {
            Self::See => "see",
            Self::Define => "define",
            Self::Award => "award",
            Self::Revoke => "revoke",
            Self::Manage => "manage",
            Self::Judge => "judge",
            Self::Moderate => "moderate",
            Self::Issue => "issue",
        }
    }

    /// The permission of a scope of an API key.
    pub fn find(scope: &str) -> Option<Self> {
        Self::OF_KEYS.into_iter().find(|permission| permission.scope() == scope)
    }

    /// Whether members with this role have it.
    pub fn is_of(self, role: Role) -> bool {
        match (self, role) {
            (Self::Issue, _) => false,
            (_, Role::Owner) => true,
            (Self::See, _) => matches!(role, Role::Editor | Role::Awarder | Role::Viewer),
            (Self::Define, _) => role == Role::Editor,
            (Self::Award | Self::Revoke, _) => role == Role::Awarder,
            (Self::Judge, _) => role == Role::Reviewer,
            (Self::Moderate, _) => role == Role::Moderator,
            (Self::Manage, _) => false,
        }
    }
}

impl Actor {
    /// Who it is, for the audit: an identifier, never a name.
    pub fn label(&self) -> String {
        match self {
            Self::Anonymous => "anonymous".into(),
            Self::Person(person) => format!("person:{person}"),
            Self::Key(key) => format!("key:{}", key.key_id),
            Self::Operator => "operator".into(),
        }
    }
}

impl App {
    /// Insists that the actor may do something in an organisation.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers, [`Error::NotFound`] when the organisation is none of the actor's,
    /// [`Error::Forbidden`] when the role or the key does not allow it.
    pub async fn require(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        permission: Permission,
    ) -> Result<(), Error> {
        match actor {
            Actor::Operator => Ok(()),
            Actor::Anonymous => Err(Error::Unknown),
            Actor::Key(key) if key.organisation_id != *organisation => Err(Error::NotFound("organisation")),
            Actor::Key(key) => match key.scopes.split(' ').any(|scope| scope == permission.scope()) {
                true => Ok(()),
                false => Err(Error::Forbidden("the API key's scopes do not allow this")),
            },
            Actor::Person(person) => match self.store().read().await?.find_role(organisation, person).await? {
                None => Err(Error::NotFound("organisation")),
                Some(role) if permission.is_of(role) => Ok(()),
                Some(_) => Err(Error::Forbidden("your role in this organisation does not allow this")),
            },
        }
    }

    /// Insists that the actor runs the service: at its console, or signed in with an address that the configuration names.
    ///
    /// # Errors
    /// [`Error::NotFound`] for everybody else.
    pub(super) async fn require_operator(&self, actor: &Actor) -> Result<(), Error> {
        match actor {
            Actor::Operator => Ok(()),
            Actor::Person(person) => {
                let emails = self.store().read().await?.list_emails(person).await?;
                match emails.iter().any(|email| self.0.operators.contains(&email_key(email))) {
                    true => Ok(()),
                    false => Err(Error::NotFound("page")),
                }
            }
            Actor::Anonymous | Actor::Key(_) => Err(Error::NotFound("page")),
        }
    }

    /// Insists that the actor may see who reviews for an organisation and what waits: moderators, and whoever manages it.
    ///
    /// # Errors
    /// Those of [`Self::require`].
    pub(super) async fn require_coordinator(&self, actor: &Actor, organisation: &OrganisationId) -> Result<(), Error> {
        match self.require(actor, organisation, Permission::Moderate).await {
            Err(Error::Forbidden(_)) => self.require(actor, organisation, Permission::Manage).await,
            other => other,
        }
    }

    /// Insists that the actor may rule on claims of an organisation: its owners and moderators, and reviewers whom they
    /// marked for it.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers, [`Error::Forbidden`] for everybody else.
    pub(super) async fn require_moderator(&self, actor: &Actor, organisation: &OrganisationId) -> Result<(), Error> {
        if self.require(actor, organisation, Permission::Moderate).await.is_ok() {
            return Ok(());
        }
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let reviewers = self.store().read().await?.list_reviewers(organisation).await?;
        match reviewers.iter().any(|kept| kept.is_moderator && kept.reviewer.id == *person) {
            true => Ok(()),
            false => Err(Error::Forbidden("only owners and moderators may do this")),
        }
    }
}
