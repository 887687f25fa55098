//! From the stored bytes to the stored credential: check, sign, verify with the code that everybody uses, keep. The
//! same bytes, key and time give the same credential, so this can be done again after a crash.

use std::sync::Arc;

use serde_json::Value;

use super::keyring::OrganisationKeys;
use super::{App, Error};
use crate::clock::Timestamp;
use crate::fetch::Documents;
use crate::ids::{AwardId, OrganisationId, StatusListId};
use crate::issue::{Draft, SigningMethod};
use crate::keys::{Algorithm, Signer};
use crate::proof::data_integrity::Cryptosuite;
use crate::store::{JournalLine, NewAward, Organisation};
use crate::verify::{Check, Outcome, Verifier};

/// Awards whose signatures share one task on a processor.
const CHUNK: usize = 64;

/// Entries of a status list that one line of the journal stands for.
const STRETCH: i64 = 512;

/// What could not be signed, although it was written down to be.
#[derive(Debug, thiserror::Error)]
#[error("the award {award} cannot be signed: {why}")]
struct Unsignable {
    award: String,
    why: String,
}

/// The bytes of an award, and the key and time that sign them.
#[derive(Clone, Debug)]
pub(super) struct ToSign {
    pub(super) award_id: AwardId,
    pub(super) unsigned: String,
    pub(super) key_name: String,
    pub(super) signed_at: Timestamp,
}

impl From<NewAward> for ToSign {
    fn from(new: NewAward) -> Self {
        Self { award_id: new.award_id, unsigned: new.unsigned, key_name: new.key_name, signed_at: new.signed_at }
    }
}

impl App {
    /// Notes how far a list got, for the case that the database is replaced by an older copy. Not at every award: the
    /// line promises a stretch ahead, and a restore skips what is left of it.
    pub(super) fn journal_entries(&self, list: &StatusListId, before: i64, reached: i64) -> Result<(), Error> {
        if before != 0 && before / STRETCH == reached / STRETCH {
            return Ok(());
        }
        let line = JournalLine::Issued { list: list.to_string(), count: (reached / STRETCH + 2) * STRETCH };
        self.0.journal.append(&[line]).map_err(Error::internal)
    }

    /// Signs awards that are written down and keeps the credentials, which it returns.
    pub(super) async fn sign_all(
        &self,
        organisation: &Organisation,
        all: Vec<ToSign>,
    ) -> Result<Arc<Vec<(AwardId, String)>>, Error> {
        let keys = self.keys_of(organisation)?;
        let did = self.addresses().did(&organisation.slug);
        let signed = if all.len() <= 4 {
            sign_chunk(&keys, &did, &all)?
        } else {
            let mut tasks = Vec::new();
            for chunk in all.chunks(CHUNK) {
                let (keys, did, chunk) = (keys.clone(), did.clone(), chunk.to_vec());
                tasks.push(tokio::task::spawn_blocking(move || sign_chunk(&keys, &did, &chunk)));
            }
            let mut signed = Vec::with_capacity(all.len());
            for task in tasks {
                signed.extend(task.await.map_err(Error::internal)??);
            }
            signed
        };
        let signed = Arc::new(signed);
        self.keep(organisation.organisation_id.clone(), signed.clone()).await?;
        Ok(signed)
    }

    async fn keep(&self, organisation: OrganisationId, signed: Arc<Vec<(AwardId, String)>>) -> Result<(), Error> {
        self.store()
            .write(move |session| {
                let (organisation, signed) = (organisation.clone(), signed.clone());
                Box::pin(async move {
                    for (award, credential) in signed.iter() {
                        session.put_credential(&organisation, award, credential).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
    }
}

fn sign_chunk(keys: &OrganisationKeys, did: &str, all: &[ToSign]) -> Result<Vec<(AwardId, String)>, Error> {
    let location = crate::did::document_url(did).map_err(Error::internal)?;
    let did_document = keys.did_document.clone();
    let own = move |asked: &str| (asked == location).then(|| did_document.clone().into_bytes());
    let documents = Documents::default().with_local(Arc::new(own));
    all.iter().map(|one| Ok((one.award_id.clone(), sign_one(keys, did, &documents, one)?))).collect()
}

fn sign_one(keys: &OrganisationKeys, did: &str, documents: &Documents, one: &ToSign) -> Result<String, Error> {
    let refuse = |why: String| Error::internal(Unsignable { award: one.award_id.to_string(), why });
    let unsigned: Value = serde_json::from_str(&one.unsigned).map_err(Error::internal)?;
    // A key that was withdrawn between the decision and the signature signs nothing any more.
    let signer: &Arc<Signer> = keys
        .named(&one.key_name)
        .or_else(|| keys.active(Algorithm::Ed25519))
        .ok_or_else(|| refuse("the organisation has no key that signs".into()))?;
    let checked = Draft::new(unsigned)
        .check()
        .map_err(|found| refuse(found.first().map(|finding| finding.sentence.clone()).unwrap_or_default()))?;
    let address = format!("{did}#{}", signer.public().name());
    let method = SigningMethod { signer, address: &address };
    let signed = checked.sign_embedded(method, Cryptosuite::EddsaRdfc2022, one.signed_at).map_err(Error::internal)?;
    let text = signed.to_string();
    let report = Verifier { documents, now: one.signed_at }.verify(text.as_bytes());
    // The list is published later and the award may be of the past; everything else must be as it must be.
    let is_bad = |line: &&crate::verify::Line| {
        !matches!(line.check, Check::Status | Check::Dates) && !matches!(line.outcome, Outcome::Pass | Outcome::Warn)
    };
    match report.checks.iter().find(is_bad) {
        Some(line) => Err(refuse(line.sentence.clone())),
        None => Ok(text),
    }
}

/// The line that notes a withdrawal.
pub(super) fn revoked_line(award: &AwardId, revocation: &crate::store::Revocation) -> JournalLine {
    JournalLine::Revoked {
        award: award.to_string(),
        reason: revocation.reason.clone(),
        at: revocation.revoked_at.unix_micros(),
        by: revocation.revoked_by.clone(),
    }
}
