//! Organisations: made, changed, shown; their keys.

use serde::{Deserialize, Serialize};

use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, PersonId, StatusListId};
use crate::issue::FieldError;
use crate::issue::compose::Issuer;
use crate::keys::{Algorithm, KeyRecord};
use crate::status::MINIMUM_ENTRIES;
use crate::store::{Achievement, NewAuditEvent, NewOrganisation, Organisation, Person, Role, Session, StoreError};

use super::keyring::OrganisationKeys;
use std::sync::Arc;

/// What an organisation says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OrganisationRequest {
    /// The part of its addresses and of its DID, 2 to 40 small letters, digits and hyphens; cannot be changed later.
    #[serde(default)]
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What it is.
    #[serde(default)]
    pub description: String,
    /// Its own site.
    #[serde(default)]
    pub url: Option<String>,
    /// Where it can be written to.
    #[serde(default)]
    pub email: Option<String>,
    /// The number of its LinkedIn page.
    #[serde(default)]
    pub linkedin_id: Option<String>,
    /// Its picture, uploaded before.
    #[serde(default)]
    pub image_id: Option<String>,
}

impl OrganisationRequest {
    fn check(&self) -> Vec<FieldError> {
        let mut found = Vec::new();
        let mut refuse = |field: &str, message: &str| found.push(FieldError::new(field, message));
        if self.name.trim().is_empty() || self.name.chars().count() > 200 || has_control(&self.name) {
            refuse("name", "Write 1 to 200 characters on one line.");
        }
        if self.description.chars().count() > 4_000 || has_control(&self.description.replace('\n', "")) {
            refuse("description", "Write at most 4,000 characters.");
        }
        if self.url.as_deref().is_some_and(|url| !url.starts_with("https://") && !url.starts_with("http://")) {
            refuse("url", "Write the whole address, starting with https://.");
        }
        if self.email.as_deref().is_some_and(|email| !is_email(email)) {
            refuse("email", "Write an e-mail address such as badges@school.example.");
        }
        let is_number = |text: &str| !text.is_empty() && text.len() <= 20 && text.bytes().all(|b| b.is_ascii_digit());
        if self.linkedin_id.as_deref().is_some_and(|id| !is_number(id)) {
            refuse("linkedinId", "Write the number that the address of your LinkedIn page's admin view shows.");
        }
        found
    }
}

fn has_control(text: &str) -> bool {
    text.chars().any(char::is_control)
}

/// One `@` with something before it and a name with a dot (or `localhost`) behind it, no spaces, no control characters.
pub(super) fn is_email(text: &str) -> bool {
    let text = text.trim();
    let Some((local, domain)) = text.rsplit_once('@') else { return false };
    let is_fit = |c: char| !c.is_whitespace() && !c.is_control() && !"<>,;:\"\\()[]".contains(c);
    text.len() <= 254
        && !local.is_empty()
        && local.len() <= 64
        && !local.contains('@')
        && text.chars().all(is_fit)
        && !domain.starts_with('.')
        && !domain.ends_with('.')
        && !domain.contains("..")
        && (domain.contains('.') || domain == "localhost")
}

fn is_slug(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
}

impl App {
    /// Makes an organisation with its first key and its first status list; whoever made it becomes its owner.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::Conflict`] when the slug is taken, [`Error::Forbidden`] for everybody but the
    /// operator: organisations are not made by strangers.
    pub async fn create_organisation(
        &self,
        actor: &Actor,
        request: OrganisationRequest,
        owner: Option<&PersonId>,
    ) -> Result<Organisation, Error> {
        if !matches!(actor, Actor::Operator) {
            return Err(Error::Forbidden("only the operator of this service makes organisations"));
        }
        let mut found = request.check();
        if !is_slug(&request.slug) {
            found.push(FieldError::new("slug", "Use 2 to 40 small letters, digits and hyphens."));
        }
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        if self.store().read().await?.find_organisation_by_slug(&request.slug).await?.is_some() {
            return Err(Error::Conflict(format!("the short name {} is taken", request.slug)));
        }
        let now = self.now();
        let new = NewOrganisation {
            organisation_id: self.draw(OrganisationId::random),
            slug: request.slug,
            name: request.name.trim().into(),
            description: request.description,
            url: request.url,
            email: request.email,
            linkedin_id: request.linkedin_id,
            image_id: request.image_id,
        };
        // The key is there before anybody can find the organisation.
        self.0.keys.create(&new.slug, &self.addresses().did(&new.slug), now)?;
        let list = self.draw(|random| (StatusListId::random(random), random.bytes::<32>()));
        let (actor, owner, id) = (actor.label(), owner.cloned(), new.organisation_id.clone());
        self.store()
            .write(move |session| {
                let (new, list, actor, owner) = (new.clone(), list.clone(), actor.clone(), owner.clone());
                Box::pin(async move {
                    session.insert_organisation(&new, now).await.map_err(|error| match error {
                        crate::store::StoreError::Duplicate => {
                            Error::Conflict(format!("the short name {} is taken", new.slug))
                        }
                        other => other.into(),
                    })?;
                    let entries = MINIMUM_ENTRIES as i64;
                    session.insert_status_list(&new.organisation_id, &list.0, &list.1, entries, now).await?;
                    if let Some(owner) = &owner {
                        session.put_member(&new.organisation_id, owner, Role::Owner, now).await?;
                    }
                    let event = event(actor, "organisation.create", new.organisation_id.as_str());
                    session.insert_audit_events(&new.organisation_id, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.load_organisation(&id).await
    }

    /// Changes what an organisation says of itself.
    ///
    /// # Errors
    /// [`Error::Invalid`]; those of [`App::require`].
    pub async fn change_organisation(
        &self,
        actor: &Actor,
        id: &OrganisationId,
        request: OrganisationRequest,
    ) -> Result<Organisation, Error> {
        self.require(actor, id, Permission::Manage).await?;
        let found = request.check();
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        let now = self.now();
        let new = NewOrganisation {
            organisation_id: id.clone(),
            slug: String::new(),
            name: request.name.trim().into(),
            description: request.description,
            url: request.url,
            email: request.email,
            linkedin_id: request.linkedin_id,
            image_id: request.image_id,
        };
        let actor = actor.label();
        self.store()
            .write(move |session| {
                let (new, actor) = (new.clone(), actor.clone());
                Box::pin(async move {
                    session.update_organisation(&new, now).await?;
                    let event = event(actor, "organisation.change", new.organisation_id.as_str());
                    session.insert_audit_events(&new.organisation_id, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.organisations.forget(&format!("id:{id}"));
        let organisation = self.load_organisation(id).await?;
        self.0.organisations.forget(&format!("slug:{}", organisation.slug));
        Ok(organisation)
    }

    /// The organisation with this identifier.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_organisation(&self, id: &OrganisationId) -> Result<Organisation, Error> {
        let key = format!("id:{id}");
        if let Some(known) = self.0.organisations.find(&key) {
            return Ok(known);
        }
        let found = self.store().read().await?.find_organisation(id).await?.ok_or(Error::NotFound("organisation"))?;
        self.0.organisations.put(key, found.clone());
        Ok(found)
    }

    /// The organisation with this short name.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn load_organisation_by_slug(&self, slug: &str) -> Result<Organisation, Error> {
        let key = format!("slug:{slug}");
        if let Some(known) = self.0.organisations.find(&key) {
            return Ok(known);
        }
        let found = self.store().read().await?.find_organisation_by_slug(slug).await?;
        let found = found.ok_or(Error::NotFound("organisation"))?;
        self.0.organisations.put(key, found.clone());
        Ok(found)
    }

    /// Organisations that want to be found, by short name, after the given one.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_listed_organisations(&self, after: &str, limit: i64) -> Result<Vec<Organisation>, Error> {
        Ok(self.store().read().await?.list_listed_organisations(after, limit).await?)
    }

    /// All organisations by short name, after the given one.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_organisations(&self, after: &str, limit: i64) -> Result<Vec<Organisation>, Error> {
        Ok(self.store().read().await?.list_organisations(after, limit).await?)
    }

    /// The organisation as the issuer in credentials.
    pub fn issuer(&self, organisation: &Organisation) -> Issuer {
        let addresses = self.addresses();
        Issuer {
            did: addresses.did(&organisation.slug),
            name: organisation.name.clone(),
            description: organisation.description.clone(),
            url: Some(organisation.url.clone().unwrap_or_else(|| addresses.organisation(&organisation.slug))),
            email: organisation.email.clone(),
            image: organisation.image_id.as_ref().map(|id| addresses.organisation_image(&organisation.slug, id)),
        }
    }

    /// The organisation as Open Badges has it, by itself.
    pub fn organisation_profile(&self, organisation: &Organisation) -> serde_json::Value {
        let mut profile = crate::issue::compose::profile(&self.issuer(organisation));
        profile["@context"] =
            serde_json::json!([crate::canon::pinned::CREDENTIALS_V2, crate::canon::pinned::OPEN_BADGES,]);
        profile
    }

    /// The organisations of these achievements, in the same order.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn organisations_of(&self, achievements: &[Achievement]) -> Result<Vec<Organisation>, Error> {
        let mut organisations = Vec::with_capacity(achievements.len());
        for achievement in achievements {
            organisations.push(self.load_organisation(&achievement.organisation_id).await?);
        }
        Ok(organisations)
    }

    /// The organisation's keys.
    ///
    /// # Errors
    /// [`Error::Internal`] when the key folder cannot be read.
    pub fn keys_of(&self, organisation: &Organisation) -> Result<Arc<OrganisationKeys>, Error> {
        self.0.keys.find(&organisation.slug, &self.addresses().did(&organisation.slug))
    }

    /// All keys that the organisation ever had, the oldest first, without their secrets.
    ///
    /// # Errors
    /// Those of [`App::require`]; [`Error::Internal`].
    pub async fn list_keys(&self, actor: &Actor, id: &OrganisationId) -> Result<Vec<KeyRecord>, Error> {
        self.require(actor, id, Permission::See).await?;
        let organisation = self.load_organisation(id).await?;
        Ok(self.keys_of(&organisation)?.records.clone())
    }

    /// Makes a key of a kind; it signs at once when it is the first of its kind.
    ///
    /// # Errors
    /// Those of [`App::require`]; [`Error::Internal`].
    pub async fn create_key(
        &self,
        actor: &Actor,
        id: &OrganisationId,
        algorithm: Algorithm,
    ) -> Result<KeyRecord, Error> {
        self.require(actor, id, Permission::Manage).await?;
        let organisation = self.load_organisation(id).await?;
        let did = self.addresses().did(&organisation.slug);
        let record = self.0.keys.add(&organisation.slug, &did, algorithm, self.now())?;
        self.note(actor, id, "key.create", &record.name).await?;
        Ok(record)
    }

    /// Lets a new key sign; the old one stays published, so that what it signed stays good.
    ///
    /// # Errors
    /// Those of [`App::require`]; [`Error::Internal`].
    pub async fn rotate_key(
        &self,
        actor: &Actor,
        id: &OrganisationId,
        algorithm: Algorithm,
    ) -> Result<KeyRecord, Error> {
        self.require(actor, id, Permission::Manage).await?;
        let organisation = self.load_organisation(id).await?;
        let did = self.addresses().did(&organisation.slug);
        let record = self.0.keys.rotate(&organisation.slug, &did, algorithm, self.now())?;
        self.0.lists.forget_all();
        self.note(actor, id, "key.rotate", &record.name).await?;
        Ok(record)
    }

    /// Withdraws a key: what it signed is good no more.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`]; those of [`App::require`].
    pub async fn revoke_key(
        &self,
        actor: &Actor,
        id: &OrganisationId,
        name: &str,
        reason: &str,
    ) -> Result<KeyRecord, Error> {
        self.require(actor, id, Permission::Manage).await?;
        let organisation = self.load_organisation(id).await?;
        let did = self.addresses().did(&organisation.slug);
        let record = self.0.keys.revoke(&organisation.slug, &did, name, reason, self.now())?;
        self.0.lists.forget_all();
        self.note(actor, id, "key.revoke", name).await?;
        Ok(record)
    }

    /// A person who is not kept yet.
    pub(super) fn new_person(&self, name: &str, now: Timestamp) -> Person {
        self.draw(|random| Person {
            person_id: PersonId::dated(random, now.unix_micros()),
            name: name.trim().chars().filter(|c| !c.is_control()).take(200).collect(),
            subject_id: random.urn_uuid(),
            created_at: now,
        })
    }

    /// Writes one event into the audit.
    pub(super) async fn note(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        action: &'static str,
        about: &str,
    ) -> Result<(), Error> {
        let now = self.now();
        let (organisation, event) = (organisation.clone(), event(actor.label(), action, about));
        self.store()
            .write(move |session| {
                let (organisation, event) = (organisation.clone(), event.clone());
                Box::pin(async move {
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }
}

/// The person who has the address, or `new`, who has it from now on.
pub(super) async fn ensure_person(session: &mut Session, email: &str, new: &Person) -> Result<Person, Error> {
    if let Some(known) = session.find_person_by_email(email).await? {
        if known.name.is_empty() && !new.name.is_empty() {
            session.name_person(&known.person_id, &new.name).await?;
        }
        return Ok(known);
    }
    match session.insert_person(new, email).await {
        // Another instance made somebody with this address a moment ago: the next try finds them.
        Err(StoreError::Duplicate) => Err(Error::Contended),
        other => Ok(other.map(|()| new.clone())?),
    }
}

pub(super) fn event(actor: String, action: &'static str, about: &str) -> NewAuditEvent {
    NewAuditEvent { actor, action, about: about.into(), detail: "{}".into() }
}
