//! Verifying what somebody hands in. Our own documents are answered from here, those of others are fetched.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt as _;
use serde_json::Value;
use tokio::runtime::Handle;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::{Actor, App, Error, ListForm, PublicAward};
use crate::clock::Timestamp;
use crate::fetch::{Documents, Purpose as FetchPurpose};
use crate::ids::{AwardId, StatusListId};
use crate::status::Purpose;
use crate::store::Engine;
use crate::verify::{Expectation, Report, Verifier};

/// Verifications that wait for a processor; more are refused.
const WAITING_LIMIT: usize = 64;
/// Files up to this size are verified where they are read, when nothing has to be waited for: 3 ms at worst.
const AT_HAND_BYTES: usize = 16 * 1024;
/// Verifications that may wait for the network at once.
const PARALLEL: usize = 32;

/// Organisations whose keys stand in the host's own key set.
const HOST_LIMIT: i64 = 100;

/// Lets only so many verifications run and wait.
pub(super) struct Gate {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self {
            running: Arc::new(Semaphore::new(PARALLEL)),
            waiting: Arc::new(Semaphore::new(PARALLEL + WAITING_LIMIT)),
        }
    }
}

/// What was found out, and when.
#[derive(Clone, Debug)]
pub struct Verification {
    /// The report.
    pub report: Report,
    /// When it was made.
    pub at: Timestamp,
}

impl App {
    /// Verifies a file: PNG, SVG, JSON or a token. Nothing of it is kept.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many are waiting already.
    pub async fn verify(&self, file: Vec<u8>) -> Result<Verification, Error> {
        self.verify_for(file, Expectation::default()).await
    }

    /// What a verification expects when the asker says nothing.
    pub fn expectation(&self) -> Expectation {
        Expectation { is_strict: self.0.verifying.is_strict, ..Expectation::default() }
    }

    /// Verifies a file for somebody who expects something of it. Nothing of it is kept.
    ///
    /// # Errors
    /// As [`Self::verify`].
    pub async fn verify_for(&self, file: Vec<u8>, expected: Expectation) -> Result<Verification, Error> {
        let _place = self.enter_verifications().await?;
        let now = self.now();
        let report = match self.verify_at_hand(&file, &expected, now) {
            Some(report) => report,
            None => {
                let (documents, known) = (self.documents(), self.0.known.clone());
                let work = move || Verifier { documents: &documents, now }.verify_knowing(&known, &file, &expected);
                tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
            }
        };
        self.count_verification(&report);
        Ok(Verification { report, at: now })
    }

    /// The report on a small file when every document that it needs is in memory: then no thread needs to wait, and changing
    /// to one would take as long as verifying. With several instances our own lists are asked for in the database every time.
    fn verify_at_hand(&self, file: &[u8], expected: &Expectation, now: Timestamp) -> Option<Report> {
        if file.len() > AT_HAND_BYTES || self.engine() != Engine::Sqlite {
            return None;
        }
        let (app, missed) = (self.clone(), Arc::new(AtomicBool::new(false)));
        let documents = Documents::at_hand(self.0.fetcher.clone(), missed.clone());
        let late = missed.clone();
        let local = move |address: &str| {
            let own = app.own_document(app.addresses().path_of(address)?).now_or_never();
            // Ours, but somebody would have to wait for it.
            late.fetch_or(own.is_none(), Ordering::Relaxed);
            own.flatten()
        };
        let documents = documents.with_local(Arc::new(local));
        let report = Verifier { documents: &documents, now }.verify_knowing(&self.0.known, file, expected);
        (!missed.load(Ordering::Relaxed)).then_some(report)
    }

    /// Verifies a badge of our own for ourselves, which nobody counts.
    pub(super) async fn verify_quietly(&self, file: Vec<u8>) -> Result<Report, Error> {
        let _place = self.enter_verifications().await?;
        let (documents, now) = (self.documents(), self.now());
        let work = move || Verifier { documents: &documents, now }.verify_for(&file, &Expectation::default());
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }

    /// Waits for a place among the verifications; it is held as long as the answer is.
    pub(super) async fn enter_verifications(&self) -> Result<(OwnedSemaphorePermit, OwnedSemaphorePermit), Error> {
        let busy = || Error::Unavailable("too many badges are being verified; try again in a moment".into());
        let place = self.0.verifications.waiting.clone().try_acquire_owned().map_err(|_| busy())?;
        let running = self.0.verifications.running.clone().acquire_owned().await.map_err(|_| busy())?;
        Ok((place, running))
    }

    /// Fetches a badge from an address and verifies it; or finds one of ours by its short code.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it cannot be had, with the reason.
    pub async fn verify_address(&self, address: &str, expected: Expectation) -> Result<Verification, Error> {
        if !address.contains("://") {
            return self.verify_code(address, expected).await;
        }
        let (documents, address) = (self.documents(), address.trim().to_owned());
        let fetch = move || documents.fetch(&address, FetchPurpose::Document);
        let fetched = tokio::task::spawn_blocking(fetch).await.map_err(Error::internal)?;
        let file = fetched.map_err(|error| Error::invalid("url", format!("{error}.")))?;
        self.verify_for(file.to_vec(), expected).await
    }

    async fn verify_code(&self, code: &str, expected: Expectation) -> Result<Verification, Error> {
        let found = self.load_award_by_code(code).await.map_err(|error| match error {
            Error::NotFound(_) => {
                let text = "Write the whole address, starting with https://, or the short code of a badge issued here.";
                Error::invalid("url", text)
            }
            other => other,
        })?;
        if !found.award.decision.shows_credential() {
            let text = format!(
                "Its earner shows only a part of this badge, so that it is checked on its own page: {}",
                self.addresses().award(&found.award.award_id)
            );
            return Err(Error::invalid("url", text));
        }
        self.verify_for(found.credential.clone().into_bytes(), expected).await
    }

    /// The award of ours that a verified credential is; `None` for badges of others. Our own records know why and when
    /// an award was withdrawn, which lists do not say.
    pub async fn find_award_of(&self, report: &Report) -> Option<Arc<PublicAward>> {
        let credential = report.verified()?;
        let path = self.addresses().path_of(credential["id"].as_str()?)?;
        let award = self.load_public_award(&AwardId::from_text(path.strip_prefix("/badges/")?)).await.ok()?;
        let is_ours = report.issuer.as_deref() == Some(&self.addresses().did(&award.view.organisation.slug));
        is_ours.then_some(award)
    }

    /// Documents of ours and of others.
    pub fn documents(&self) -> Documents {
        let (app, handle) = (self.clone(), Handle::current());
        let local = move |address: &str| app.local_answer(&handle, address);
        Documents::live(self.0.fetcher.clone(), Handle::current()).with_local(Arc::new(local))
    }

    /// What we publish at an address, for threads that may wait.
    pub(super) fn local_answer(&self, runtime: &Handle, address: &str) -> Option<Vec<u8>> {
        let path = self.addresses().path_of(address)?.to_owned();
        runtime.block_on(self.own_document(&path))
    }

    /// What we publish at a path, for verifiers: DID documents, keys, status lists, badges.
    pub(super) async fn own_document(&self, path: &str) -> Option<Vec<u8>> {
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match parts.as_slice() {
            ["organisations", slug, "did.json"] => self.did_document(slug).await.ok().map(String::into_bytes),
            ["organisations", slug, "keys", name] => {
                self.key_document(slug, name).await.ok().map(|document| document.to_string().into_bytes())
            }
            ["status", list, purpose] => {
                let list = StatusListId::from_text(*list);
                let published = self.status_list(&list, Purpose::find(purpose)?, ListForm::Embedded).await.ok()?;
                Some(published.body.as_bytes().to_vec())
            }
            ["b", code] => {
                let found = self.load_award_by_code(code).await.ok()?;
                found.award.decision.shows_credential().then(|| found.credential.clone().into_bytes())
            }
            ["badges", award] => {
                let found = self.load_credential_for(&Actor::Anonymous, &AwardId::from_text(*award)).await.ok()?;
                Some(found.credential.clone().into_bytes())
            }
            _ => None,
        }
    }

    /// The DID document of an organisation.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn did_document(&self, slug: &str) -> Result<String, Error> {
        let organisation = self.load_organisation_by_slug(slug).await?;
        Ok(self.keys_of(&organisation)?.did_document.clone())
    }

    /// One key of an organisation as an object of its own: a Multikey, or a JWK for RSA.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn key_document(&self, slug: &str, name: &str) -> Result<Value, Error> {
        let organisation = self.load_organisation_by_slug(slug).await?;
        let keys = self.keys_of(&organisation)?;
        let record = keys.records.iter().find(|record| record.name == name).ok_or(Error::NotFound("key"))?;
        let (address, did) = (self.addresses().key(slug, name), self.addresses().did(slug));
        let document = crate::did::key_document(&address, &did, &record.public);
        let mut document = document.unwrap_or_else(|| record.public.to_jwk());
        if let Some(revoked) = record.revoked {
            document["revoked"] = revoked.to_string().into();
        }
        Ok(document)
    }

    /// One key of an organisation as a JWK whose `kid` is its address in the DID document.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn jwk(&self, slug: &str, name: &str) -> Result<Value, Error> {
        let organisation = self.load_organisation_by_slug(slug).await?;
        let keys = self.keys_of(&organisation)?;
        let record = keys.records.iter().find(|record| record.name == name).ok_or(Error::NotFound("key"))?;
        Ok(self.as_jwk(slug, record))
    }

    /// All keys of an organisation that count, as a JWK set.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn jwk_set(&self, slug: &str) -> Result<Value, Error> {
        let organisation = self.load_organisation_by_slug(slug).await?;
        let keys = self.keys_of(&organisation)?;
        let standing = keys.records.iter().filter(|record| record.revoked.is_none());
        let keys: Vec<Value> = standing.map(|record| self.as_jwk(slug, record)).collect();
        Ok(serde_json::json!({"iss": self.addresses().did(slug), "keys": keys}))
    }

    /// The keys of up to 100 organisations in one JWK set, for readers who look at the host and not at the issuer.
    /// Each `kid` says whose key it is.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn jwk_set_of_host(&self) -> Result<Value, Error> {
        let mut all = Vec::new();
        for organisation in self.list_organisations("", HOST_LIMIT).await? {
            let keys = self.keys_of(&organisation)?;
            let standing = keys.records.iter().filter(|record| record.revoked.is_none());
            all.extend(standing.map(|record| self.as_jwk(&organisation.slug, record)));
        }
        Ok(serde_json::json!({"keys": all}))
    }

    /// The DID document of the host itself, when one organisation alone lives there: its keys under the host's DID, and
    /// the organisation's own DID as the other name. Credentials name the organisation's DID.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is not exactly one organisation, or the service lies below a path.
    pub async fn host_did_document(&self) -> Result<Value, Error> {
        let did = self.addresses().host_did().ok_or(Error::NotFound("DID of this host"))?;
        let organisations = self.list_organisations("", 2).await?;
        let [organisation] = organisations.as_slice() else { return Err(Error::NotFound("DID of this host")) };
        let keys = self.keys_of(organisation)?;
        let mut document = crate::did::web_document(&did, &keys.records);
        document["alsoKnownAs"] = serde_json::json!([self.addresses().did(&organisation.slug)]);
        Ok(document)
    }

    fn as_jwk(&self, slug: &str, record: &crate::keys::KeyRecord) -> Value {
        let mut jwk = record.public.to_jwk();
        jwk["kid"] = format!("{}#{}", self.addresses().did(slug), record.name).into();
        jwk["alg"] = record.algorithm.jose_name().into();
        jwk["use"] = "sig".into();
        jwk
    }
}
