//! Signing any credential with an organisation's key, and verifying what others show: the VC-API's use cases.
//!
//! Only a key with the scope `issue` may. What is signed is no award of ours: it is not kept, but the status entry that
//! it is given is, and can be set (see [`super::entries`]).

use std::sync::Arc;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{OrganisationId, StatusListId};
use crate::issue::{Checked, Draft, FieldError, SigningMethod};
use crate::keys::Algorithm;
use crate::proof::data_integrity::Cryptosuite;
use crate::status::{Entry, Indexes, MINIMUM_ENTRIES, Purpose};
use crate::store::{ApiKey, EntryPlace, Organisation, Reserved, Session, StatusEntry};
use crate::verify::{Binding, Expectation, PresentationReport, Verifier};

/// How a credential is secured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Securing {
    /// With an embedded proof.
    Embedded(Cryptosuite),
    /// As a token.
    Enveloped,
}

/// A credential to be signed.
#[derive(Clone, Debug, PartialEq)]
pub struct CredentialRequest {
    /// The credential without a proof.
    pub credential: Value,
    /// How it is secured.
    pub securing: Securing,
    /// What its status entry is about, when it is to get one.
    pub status: Option<Purpose>,
}

impl App {
    /// Signs a credential in the name of the key's organisation. A missing issuer is filled in.
    ///
    /// # Errors
    /// [`Error::Invalid`] with what keeps it from being signed, a foreign issuer included; [`Error::Limit`] above the
    /// key's daily cap; those of [`App::require`].
    pub async fn issue_credential(&self, actor: &Actor, request: CredentialRequest) -> Result<Value, Error> {
        let key = match actor {
            Actor::Key(key) => key.clone(),
            Actor::Anonymous => return Err(Error::Unknown),
            _ => return Err(Error::Forbidden("only an API key with the scope `issue` signs any credential")),
        };
        self.require(actor, &key.organisation_id, Permission::Issue).await?;
        let organisation = self.load_organisation(&key.organisation_id).await?;
        let did = self.addresses().did(&organisation.slug);
        let mut credential = with_issuer(request.credential, &did)?;
        if request.status.is_some() && credential.get("credentialStatus").is_some() {
            return Err(Error::invalid("credentialStatus", "It has a status already; ask for none, or leave it out."));
        }
        // Nothing is counted and no entry is given out for what cannot be signed.
        let mut checked = check(credential.clone()).await?;
        let entry = self.note_credential(&organisation, &key, &credential, request.status).await?;
        if let Some(entry) = entry {
            credential["credentialStatus"] = entry;
            checked = check(credential).await?;
        }
        let keys = self.keys_of(&organisation)?;
        let signer = keys.active(Algorithm::Ed25519).ok_or(Error::NotFound("active Ed25519 key"))?;
        let address = format!("{did}#{}", signer.public().name());
        let method = SigningMethod { signer, address: &address };
        match request.securing {
            Securing::Embedded(suite) => checked.sign_embedded(method, suite, self.now()).map_err(Error::internal),
            Securing::Enveloped => {
                let token = checked.sign_enveloped(method).map_err(Error::internal)?;
                Ok(json!({
                    "@context": [crate::canon::pinned::CREDENTIALS_V2],
                    "id": format!("data:application/vc+jwt,{token}"),
                    "type": "EnvelopedVerifiableCredential",
                }))
            }
        }
    }

    /// Counts the signature, writes it into the audit and gives out a status entry, in one transaction.
    async fn note_credential(
        &self,
        organisation: &Organisation,
        key: &Arc<ApiKey>,
        credential: &Value,
        status: Option<Purpose>,
    ) -> Result<Option<Value>, Error> {
        let now = self.now();
        let hash = hex::encode(Sha256::digest(credential.to_string().as_bytes()));
        let new_list = self.draw(|random| (StatusListId::random(random), random.bytes::<32>()));
        let (id, key) = (organisation.organisation_id.clone(), key.clone());
        let credential_id = credential.get("id").and_then(Value::as_str).map(String::from);
        let given = self
            .store()
            .write(move |session| {
                let (id, key, hash, new_list) = (id.clone(), key.clone(), hash.clone(), new_list.clone());
                let credential_id = credential_id.clone();
                Box::pin(async move {
                    let used = session.count_api_key_use(&key.key_id, now, 1).await?;
                    if used > key.daily_cap {
                        let text = format!("this API key may sign {} credentials a day", key.daily_cap);
                        return Err(Error::Limit(text));
                    }
                    let event = event(format!("key:{}", key.key_id), "credential.issue", &hash);
                    session.insert_audit_events(&id, &[event], now).await?;
                    let Some(purpose) = status else { return Ok(None) };
                    let reserved = reserve_one(session, &id, &new_list, now).await?;
                    let indexes = Indexes::new(reserved.secret, reserved.entries as usize);
                    let index = indexes.index(reserved.first as u64).ok_or(Error::Contended)?;
                    let place = EntryPlace { list_id: reserved.list_id.clone(), status_index: index as i64 };
                    let entry = StatusEntry { place, purpose: purpose.as_str().into(), credential_id, is_set: false };
                    session.insert_status_entry(&id, &entry, now).await?;
                    Ok(Some((reserved.first, entry.place, purpose)))
                })
            })
            .await?;
        let Some((number, place, purpose)) = given else { return Ok(None) };
        self.journal_entries(&place.list_id, number, number + 1).await?;
        let list = self.addresses().status_list(&place.list_id, purpose);
        Ok(Some(Entry::new(purpose, place.status_index as u64, list).to_json()))
    }

    /// Verifies a presentation. Nothing of it is kept.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many are waiting already.
    pub async fn verify_presentation(
        &self,
        shown: Value,
        binding: Binding,
        expected: Expectation,
    ) -> Result<PresentationReport, Error> {
        let _place = self.enter_verifications().await?;
        let (documents, now) = (self.documents(), self.now());
        let work = move || Verifier { documents: &documents, now }.verify_presentation(shown, &binding, &expected);
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)
    }
}

/// The next number of the organisation's open list; of a new list when that one is full.
async fn reserve_one(
    session: &mut Session,
    organisation: &OrganisationId,
    (list, secret): &(StatusListId, [u8; 32]),
    now: Timestamp,
) -> Result<Reserved, Error> {
    if let Some(reserved) = session.reserve_entries(organisation, 1).await? {
        return Ok(reserved);
    }
    session.insert_status_list(organisation, list, secret, MINIMUM_ENTRIES as i64, now).await?;
    session.reserve_entries(organisation, 1).await?.ok_or(Error::Contended)
}

/// The credential with the organisation as its issuer.
fn with_issuer(mut credential: Value, did: &str) -> Result<Value, Error> {
    let Some(members) = credential.as_object_mut() else {
        return Err(Error::invalid("credential", "A credential is a JSON object."));
    };
    match members.get("issuer") {
        None => drop(members.insert("issuer".into(), did.into())),
        Some(Value::String(issuer)) if issuer == did => {}
        Some(Value::Object(issuer)) if issuer.get("id").is_some_and(|id| id == did) => {}
        Some(_) => {
            let text = format!("This key signs for {did} only; name that as the issuer, or leave the issuer out.");
            return Err(Error::invalid("issuer", text));
        }
    }
    Ok(credential)
}

async fn check(credential: Value) -> Result<Checked, Error> {
    let work = move || Draft::new(credential).check_general();
    let checked = tokio::task::spawn_blocking(work).await.map_err(Error::internal)?;
    checked.map_err(|found| {
        let field = |finding: crate::credential::Finding| FieldError::new(finding.at, finding.sentence);
        Error::Invalid(found.into_iter().map(field).collect())
    })
}
