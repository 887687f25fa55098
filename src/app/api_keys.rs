//! Keys for programs: made once, shown once, known by their hash.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{ApiKeyId, OrganisationId};
use crate::issue::FieldError;
use crate::store::{ApiKey, NewApiKey};

/// What keys start with, so that one is known as such wherever it turns up.
const PREFIX: &str = "accolade_";
/// Awards on one day, unless a key says otherwise.
const DAILY_CAP: i64 = 10_000;

/// A key to be made.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ApiKeyRequest {
    /// What it is for, in words.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// What it may do: `see`, `define`, `award`, `revoke`, `manage`, `issue`.
    #[schema(min_items = 1)]
    pub scopes: Vec<String>,
    /// Awards that it may make on one day; 10,000 when left out.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 1_000_000)]
    pub daily_cap: Option<i64>,
    /// When it ends by itself. RFC 3339.
    #[serde(default)]
    pub expires_at: Option<String>,
}

/// A key that was made, with its secret: it cannot be shown again.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeApiKey {
    /// The key.
    pub key: ApiKey,
    /// What goes behind `Authorization: Bearer`.
    pub secret: String,
}

impl App {
    /// Makes a key.
    ///
    /// # Errors
    /// [`Error::Invalid`]; those of [`App::require`].
    pub async fn create_api_key(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: ApiKeyRequest,
    ) -> Result<MadeApiKey, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let now = self.now();
        let expires_at = check(&request, now)?;
        let (key_id, secret) = self.draw(|random| (ApiKeyId::random(random), random.text(40)));
        let secret = format!("{PREFIX}{secret}");
        let new = NewApiKey {
            key_id,
            name: request.name.trim().into(),
            secret_hash: hash(&secret),
            scopes: request.scopes.join(" "),
            daily_cap: request.daily_cap.unwrap_or(DAILY_CAP),
            expires_at,
            created_by: actor.label(),
        };
        let key = ApiKey {
            key_id: new.key_id.clone(),
            organisation_id: organisation.clone(),
            name: new.name.clone(),
            scopes: new.scopes.clone(),
            daily_cap: new.daily_cap,
            expires_at,
            created_at: now,
            created_by: new.created_by.clone(),
            revoked_at: None,
        };
        let organisation = organisation.clone();
        self.store()
            .write(move |session| {
                let (organisation, new) = (organisation.clone(), new.clone());
                Box::pin(async move {
                    session.insert_api_key(&organisation, &new, now).await?;
                    let event = event(new.created_by.clone(), "api_key.create", new.key_id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(MadeApiKey { key, secret })
    }

    /// The organisation's keys, withdrawn ones too.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_api_keys(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Vec<ApiKey>, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        Ok(self.store().read().await?.list_api_keys(organisation).await?)
    }

    /// Withdraws a key at once.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it is not there or withdrawn already; those of [`App::require`].
    pub async fn revoke_api_key(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        key: &ApiKeyId,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let now = self.now();
        let (organisation, key, label) = (organisation.clone(), key.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (organisation, key, label) = (organisation.clone(), key.clone(), label.clone());
                Box::pin(async move {
                    if !session.revoke_api_key(&organisation, &key, now).await? {
                        return Err(Error::NotFound("API key that still counts"));
                    }
                    let event = event(label, "api_key.revoke", key.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Who a bearer token stands for.
    ///
    /// # Errors
    /// [`Error::Unknown`] when nobody does: never made, ended or withdrawn.
    pub async fn actor_of_token(&self, token: &str) -> Result<Actor, Error> {
        if !token.starts_with(PREFIX) || token.len() > 100 {
            return Err(Error::Unknown);
        }
        let hash = hash(token);
        let known = self.0.api_keys.find(&hash);
        let key = match known {
            Some(key) => key,
            None => {
                let found = self.store().read().await?.find_api_key_by_hash(&hash).await?.ok_or(Error::Unknown)?;
                let found = Arc::new(found);
                self.0.api_keys.put(hash, found.clone());
                found
            }
        };
        let has_ended = key.revoked_at.is_some() || key.expires_at.is_some_and(|at| at <= self.now());
        if has_ended { Err(Error::Unknown) } else { Ok(Actor::Key(key)) }
    }
}

fn hash(secret: &str) -> String {
    hex::encode(Sha256::digest(secret.as_bytes()))
}

fn check(request: &ApiKeyRequest, now: Timestamp) -> Result<Option<Timestamp>, Error> {
    let mut found = Vec::new();
    if request.name.trim().is_empty() || request.name.chars().count() > 100 {
        found.push(FieldError::new("name", "Say in 1 to 100 characters what the key is for."));
    }
    if request.scopes.is_empty() || request.scopes.iter().any(|scope| Permission::find(scope).is_none()) {
        found.push(FieldError::new("scopes", "Choose from see, define, award, revoke, manage and issue."));
    }
    if request.daily_cap.is_some_and(|cap| !(1..=1_000_000).contains(&cap)) {
        found.push(FieldError::new("dailyCap", "Write a number from 1 to 1,000,000."));
    }
    let expires = request.expires_at.as_deref().map(str::parse::<Timestamp>).transpose();
    let expires = expires.unwrap_or_else(|error| {
        found.push(FieldError::new("expiresAt", format!("{error}.")));
        None
    });
    if expires.is_some_and(|at| at <= now) {
        found.push(FieldError::new("expiresAt", "This time has passed already."));
    }
    if found.is_empty() { Ok(expires) } else { Err(Error::Invalid(found)) }
}
