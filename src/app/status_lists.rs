//! Status lists as they are published: made from the database when something changed, kept in memory otherwise.
//!
//! What a list says follows from its version in the database and the hour alone, so that every instance publishes the
//! same bytes, and a later one never says less than an earlier one.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use sha2::{Digest, Sha256};

use super::{App, Error};
use crate::clock::{Stopwatch, Timestamp};
use crate::ids::StatusListId;
use crate::issue::{Draft, SignError, SigningMethod};
use crate::keys::Algorithm;
use crate::proof::data_integrity::Cryptosuite;
use crate::status::{Bitstring, ListDescription, Purpose, list_credential};
use crate::store::{Engine, Organisation, StatusList};

/// How long a published list is believed to be the newest without asking the database.
const FRESH: Duration = Duration::from_millis(1_500);
/// A list is signed again at least so often, so that it does not run out.
const PERIOD_SECONDS: i64 = 3_600;
/// How long verifiers may rely on a list.
const VALID_SECONDS: i64 = 24 * 3_600;

/// The forms of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ListForm {
    /// JSON with an embedded proof.
    Embedded,
    /// A token, `application/vc+jwt`.
    Token,
}

/// A list as it is served.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishedStatus {
    /// The bytes.
    pub body: Arc<str>,
    /// Changes with the bytes: for `ETag`.
    pub etag: String,
}

type Key = (StatusListId, &'static str, ListForm);

/// The lists in memory.
#[derive(Default)]
pub(super) struct Lists {
    known: Mutex<HashMap<Key, (Stopwatch, i64, Timestamp, PublishedStatus)>>,
    /// How often something was forgotten: what was read from the database before that may be too old to be kept.
    forgotten: AtomicU64,
}

impl Lists {
    /// Lets a list be made anew at the next request.
    pub(super) fn forget(&self, list: &StatusListId) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).retain(|(known, ..), _| known != list);
    }

    /// Lets all lists be made anew: a key has changed.
    pub(super) fn forget_all(&self) {
        self.forgotten.fetch_add(1, Ordering::SeqCst);
        self.known.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// Keeps a list, unless a newer one is kept already or it was to be forgotten since `forgotten` was read: lists that
    /// are made at the same time may be ready in any order, and nobody is shown less than was shown before. Answers with
    /// the newest.
    fn keep(&self, key: Key, made: (i64, Timestamp, PublishedStatus), forgotten: u64) -> PublishedStatus {
        let (version, period, published) = made;
        let mut lists = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known_version, known_period, known)) = lists.get(&key)
            && (*known_version, *known_period) > (version, period)
        {
            return known.clone();
        }
        if self.forgotten.load(Ordering::SeqCst) == forgotten {
            lists.insert(key, (Stopwatch::start(), version, period, published.clone()));
        }
        published
    }
}

impl App {
    /// A status list of any organisation in one of its forms.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Internal`] when it cannot be signed.
    pub async fn status_list(
        &self,
        list: &StatusListId,
        purpose: Purpose,
        form: ListForm,
    ) -> Result<PublishedStatus, Error> {
        if !matches!(purpose, Purpose::Revocation | Purpose::Suspension) {
            return Err(Error::NotFound("status list"));
        }
        let key: Key = (list.clone(), purpose.as_str(), form);
        let forgotten = self.0.lists.forgotten.load(Ordering::SeqCst);
        let known = self.0.lists.known.lock().unwrap_or_else(PoisonError::into_inner).get(&key).cloned();
        let period = self.period();
        if let Some((since, _, of_period, published)) = &known
            && since.elapsed() < FRESH
            && *of_period == period
            // Nobody else writes to a SQLite file. Of several instances on one PostgreSQL none may show less than another
            // did a moment ago, so the version is asked for every time.
            && self.engine() == Engine::Sqlite
        {
            return Ok(published.clone());
        }
        let found = self.store().read().await?.find_status_list(list).await?.ok_or(Error::NotFound("status list"))?;
        let published = match known {
            Some((_, version, of_period, published)) if version == found.version && of_period == period => published,
            _ => self.publish(&found, purpose, form, period).await?,
        };
        Ok(self.0.lists.keep(key, (found.version, period, published), forgotten))
    }

    /// The start of the present hour.
    fn period(&self) -> Timestamp {
        let seconds = self.now().unix_seconds();
        Timestamp::from_unix_seconds(seconds - seconds.rem_euclid(PERIOD_SECONDS)).unwrap_or(self.now())
    }

    async fn publish(
        &self,
        list: &StatusList,
        purpose: Purpose,
        form: ListForm,
        period: Timestamp,
    ) -> Result<PublishedStatus, Error> {
        let organisation = self.load_organisation(&list.organisation_id).await?;
        let mut session = self.store().read().await?;
        let set = match purpose {
            Purpose::Suspension => session.list_suspended_entries(&list.list_id).await?,
            _ => session.list_revoked_entries(&list.list_id).await?,
        };
        drop(session);
        let mut bits = Bitstring::new(list.entries as usize).map_err(Error::internal)?;
        for index in set {
            bits.set(index as u64).map_err(Error::internal)?;
        }
        let from = period.max(list.changed_at).whole_seconds();
        let description = ListDescription {
            address: self.addresses().status_list(&list.list_id, purpose),
            issuer: self.addresses().did(&organisation.slug),
            purpose,
            valid_from: from,
            valid_until: Some(from.plus_seconds(VALID_SECONDS)),
        };
        let body = self.sign_list(&organisation, &description, &bits, form)?;
        let etag = hex::encode(&Sha256::digest(body.as_bytes())[..12]);
        Ok(PublishedStatus { body: body.into(), etag })
    }

    fn sign_list(
        &self,
        organisation: &Organisation,
        description: &ListDescription,
        bits: &Bitstring,
        form: ListForm,
    ) -> Result<String, Error> {
        let keys = self.keys_of(organisation)?;
        let signer = keys.active(Algorithm::Ed25519).ok_or(Error::NotFound("active Ed25519 key"))?;
        let address = format!("{}#{}", description.issuer, signer.public().name());
        let method = SigningMethod { signer, address: &address };
        let mut credential = list_credential(description, bits);
        credential["issuer"] = serde_json::json!({"id": description.issuer});
        let checked = Draft::new(credential).check().map_err(|_| Error::NotFound("status list that can be signed"))?;
        let signed: Result<String, SignError> = match form {
            ListForm::Embedded => checked
                .sign_embedded(method, Cryptosuite::EddsaRdfc2022, description.valid_from)
                .map(|signed| signed.to_string()),
            ListForm::Token => checked.sign_token(method),
        };
        signed.map_err(Error::internal)
    }
}
