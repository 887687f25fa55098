//! Whom an organisation trusts: its own list of issuers, kept, signed for others, taken over from others, and asked
//! about a verified badge.

mod import;

pub use import::{ImportMode, ImportRequest, TrustChange, TrustImport};

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::did;
use crate::ids::{OrganisationId, TrustedIssuerId};
use crate::issue::FieldError;
use crate::keys::Algorithm;
use crate::store::{Organisation, StoreError, TrustFilter, TrustedIssuer};
use crate::verify::trust::{Asking, ENTRIES_LIMIT, Entry, List, Standing, established_issuer, judge};
use crate::verify::{Report, sign_document};

/// An issuer as it is put on a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TrustRequest {
    /// The issuer's identifier: a DID or an https address.
    pub issuer: String,
    /// What you call it.
    #[serde(default)]
    #[schema(max_length = 300)]
    pub name: String,
    /// `trusted`, or `known` for a mere hint; `trusted` when left out.
    #[serde(default)]
    pub standing: Option<String>,
    /// The types of achievement that it is trusted for; all when left out.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub achievement_types: Vec<String>,
    /// The tags of achievements that it is trusted for; all when left out.
    #[serde(default)]
    #[schema(max_items = 50)]
    pub tags: Vec<String>,
    /// Until when. RFC 3339.
    #[serde(default)]
    pub until: Option<String>,
    /// Why it is there.
    #[serde(default)]
    #[schema(max_length = 2_000)]
    pub note: String,
}

impl TrustRequest {
    fn read(&self) -> Result<Entry, Error> {
        let mut found = Vec::new();
        let issuer = self.issuer.trim();
        let until = self.until.as_deref().map(str::parse::<Timestamp>).transpose().unwrap_or_else(|error| {
            found.push(FieldError::new("until", format!("{error}.")));
            None
        });
        let standing = match self.standing.as_deref() {
            None => Standing::Trusted,
            Some(text) => Standing::find(text).unwrap_or_else(|| {
                found.push(FieldError::new("standing", "Choose trusted or known."));
                Standing::Known
            }),
        };
        let trimmed = |list: &[String]| list.iter().map(|text| text.trim().to_owned()).collect();
        let entry = Entry {
            issuer: did::comparable(issuer).unwrap_or_else(|| issuer.to_owned()),
            name: self.name.trim().to_owned(),
            standing,
            achievement_types: trimmed(&self.achievement_types),
            tags: trimmed(&self.tags),
            until,
            note: self.note.trim().to_owned(),
        };
        found.extend(entry.check().into_iter().map(|(field, message)| FieldError::new(field, message)));
        if found.is_empty() { Ok(entry) } else { Err(Error::Invalid(found)) }
    }
}

/// A row as the rules see it.
fn entry_of(row: &TrustedIssuer) -> Entry {
    Entry {
        issuer: row.issuer.clone(),
        name: row.name.clone(),
        standing: Standing::find(&row.standing).unwrap_or(Standing::Known),
        achievement_types: row.achievement_types.clone(),
        tags: row.tags.clone(),
        until: row.valid_until,
        note: row.note.clone(),
    }
}

/// An entry as a row, with where it came from and who put it there.
fn row_of(entry_id: TrustedIssuerId, entry: Entry, source: &str, (now, by): (Timestamp, &str)) -> TrustedIssuer {
    TrustedIssuer {
        entry_id,
        issuer: entry.issuer,
        name: entry.name,
        standing: entry.standing.as_str().to_owned(),
        achievement_types: entry.achievement_types,
        tags: entry.tags,
        valid_until: entry.until,
        note: entry.note,
        source: source.to_owned(),
        added_at: now,
        added_by: by.to_owned(),
    }
}

fn stands_already(error: StoreError) -> Error {
    match error {
        StoreError::Duplicate => Error::invalid("issuer", "This issuer is on the list already; change its entry."),
        other => other.into(),
    }
}

impl App {
    /// A part of the organisation's list.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_trusted_issuers(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        filter: &TrustFilter,
    ) -> Result<Vec<TrustedIssuer>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.list_trusted_issuers(organisation, filter).await?)
    }

    /// How many issuers are trusted, and how many merely known.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn count_trusted_issuers(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
    ) -> Result<(i64, i64), Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.count_trusted_issuers(organisation).await?)
    }

    /// One entry of the list.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn load_trusted_issuer(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        entry: &TrustedIssuerId,
    ) -> Result<TrustedIssuer, Error> {
        self.require(actor, organisation, Permission::See).await?;
        self.load_entry(organisation, entry).await
    }

    async fn load_entry(&self, organisation: &OrganisationId, entry: &TrustedIssuerId) -> Result<TrustedIssuer, Error> {
        let found = self.store().read().await?.find_trusted_issuer(organisation, entry).await?;
        found.ok_or(Error::NotFound("entry of the list"))
    }

    /// Puts an issuer on the list.
    ///
    /// # Errors
    /// [`Error::Invalid`], also when the issuer is there already; those of [`App::require`].
    pub async fn add_trusted_issuer(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        request: &TrustRequest,
    ) -> Result<TrustedIssuer, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let (entry, now, label) = (request.read()?, self.now(), actor.label());
        let (trusted, known) = self.store().read().await?.count_trusted_issuers(organisation).await?;
        if trusted + known >= ENTRIES_LIMIT as i64 {
            return Err(Error::Limit(format!("a list holds at most {ENTRIES_LIMIT} issuers")));
        }
        let row = row_of(self.draw(TrustedIssuerId::random), entry, "", (now, &label));
        let (id, new) = (organisation.clone(), row.clone());
        self.store()
            .write(move |session| {
                let (id, new, label) = (id.clone(), new.clone(), label.clone());
                Box::pin(async move {
                    session.insert_trusted_issuers(&id, std::slice::from_ref(&new)).await.map_err(stands_already)?;
                    let event = event(label, "trust.add", &new.issuer);
                    session.insert_audit_events(&id, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.forget_trust(organisation, &row.issuer);
        Ok(row)
    }

    /// Changes an entry.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Invalid`]; those of [`App::require`].
    pub async fn change_trusted_issuer(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        entry: &TrustedIssuerId,
        request: &TrustRequest,
    ) -> Result<TrustedIssuer, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let before = self.load_entry(organisation, entry).await?;
        let (now, label) = (self.now(), actor.label());
        let changed = row_of(entry.clone(), request.read()?, "", (before.added_at, &before.added_by));
        let (id, new) = (organisation.clone(), changed.clone());
        self.store()
            .write(move |session| {
                let (id, new, label) = (id.clone(), new.clone(), label.clone());
                Box::pin(async move {
                    if !session.update_trusted_issuer(&id, &new, now).await.map_err(stands_already)? {
                        return Err(Error::NotFound("entry of the list"));
                    }
                    let event = event(label, "trust.change", &new.issuer);
                    session.insert_audit_events(&id, &[event], now).await?;
                    Ok(())
                })
            })
            .await?;
        self.forget_trust(organisation, &before.issuer);
        self.forget_trust(organisation, &changed.issuer);
        Ok(changed)
    }

    /// Takes entries off the list, all or none.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn remove_trusted_issuers(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        entries: &[TrustedIssuerId],
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let mut rows = Vec::with_capacity(entries.len());
        for entry in entries {
            rows.push(self.load_entry(organisation, entry).await?);
        }
        let (id, now, label, gone) = (organisation.clone(), self.now(), actor.label(), rows.clone());
        self.store()
            .write(move |session| {
                let (id, label, gone) = (id.clone(), label.clone(), gone.clone());
                Box::pin(async move {
                    let mut events = Vec::with_capacity(gone.len());
                    for row in &gone {
                        if !session.delete_trusted_issuer(&id, &row.entry_id).await? {
                            return Err(Error::NotFound("entry of the list"));
                        }
                        events.push(event(label.clone(), "trust.remove", &row.issuer));
                    }
                    session.insert_audit_events(&id, &events, now).await?;
                    Ok(())
                })
            })
            .await?;
        rows.iter().for_each(|row| self.forget_trust(organisation, &row.issuer));
        Ok(())
    }

    /// The whole list as a document, signed with the organisation's key.
    ///
    /// # Errors
    /// [`Error::Conflict`] without a key that signs; those of [`App::require`].
    pub async fn export_trust_list(&self, actor: &Actor, id: &OrganisationId) -> Result<Value, Error> {
        self.require(actor, id, Permission::See).await?;
        let organisation = self.load_organisation(id).await?;
        let keeper = self.addresses().did(&organisation.slug);
        let rows = self.all_trusted_issuers(id).await?;
        let list = List {
            name: organisation.name.clone(),
            keeper: Some(keeper.clone()),
            entries: rows.iter().map(entry_of).collect(),
        };
        let keys = self.keys_of(&organisation)?;
        let no_key = || Error::Conflict("the organisation has no Ed25519 key that signs".into());
        let signer = keys.active(Algorithm::Ed25519).ok_or_else(no_key)?;
        let address = format!("{keeper}#{}", signer.public().name());
        sign_document(&list.to_json(), signer, &address, self.now()).map_err(Error::internal)
    }

    async fn all_trusted_issuers(&self, id: &OrganisationId) -> Result<Vec<TrustedIssuer>, Error> {
        let filter = TrustFilter { limit: 2 * ENTRIES_LIMIT as i64, ..TrustFilter::default() };
        Ok(self.store().read().await?.list_trusted_issuers(id, &filter).await?)
    }

    /// Notes in a report what the organisation's list says about the issuer. A list that has nobody on it says nothing.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn ask_trust(&self, report: &mut Report, organisation: &Organisation) -> Result<(), Error> {
        let id = &organisation.organisation_id;
        let entry = match established_issuer(report) {
            Some(issuer) => self.find_trust(id, issuer).await?,
            None => None,
        };
        if entry.is_none() && self.find_trust(id, String::new()).await?.is_none() {
            return Ok(());
        }
        let keeper = self.addresses().did(&organisation.slug);
        let asking = Asking { list: &organisation.name, keeper: Some(&keeper), now: self.now() };
        report.trust = Some(judge(report, asking, entry.as_deref()));
        Ok(())
    }

    /// The entry of an issuer; without one named, any entry, which shows that there are some.
    async fn find_trust(&self, id: &OrganisationId, issuer: String) -> Result<Option<Arc<Entry>>, Error> {
        let key = format!("{id} {issuer}");
        if let Some(known) = self.0.trust.find(&key) {
            return Ok(known);
        }
        let mut session = self.store().read().await?;
        let found = match issuer.as_str() {
            "" => session.list_trusted_issuers(id, &TrustFilter { limit: 1, ..TrustFilter::default() }).await?.pop(),
            issuer => session.find_entry_of_issuer(id, issuer).await?,
        };
        let found = found.map(|row| Arc::new(entry_of(&row)));
        self.0.trust.put(key, found.clone());
        Ok(found)
    }

    fn forget_trust(&self, id: &OrganisationId, issuer: &str) {
        self.0.trust.forget(&format!("{id} {issuer}"));
        self.0.trust.forget(&format!("{id} "));
    }

    /// The organisation whose list speaks for everybody who has none of their own, when one is configured.
    ///
    /// # Errors
    /// [`Error`]; an organisation that is configured and not there is none.
    pub async fn default_trust(&self) -> Result<Option<Organisation>, Error> {
        let Some(slug) = self.0.trust_organisation.as_deref() else { return Ok(None) };
        match self.load_organisation_by_slug(slug).await {
            Ok(organisation) => Ok(Some(organisation)),
            Err(Error::NotFound(_)) => {
                tracing::warn!("verify.trust_organisation names `{slug}`, and there is no such organisation");
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
