//! From the stored bytes to the stored credential: check, sign, verify with the code that everybody uses, keep. The
//! same bytes, key and time give the same credential, so this can be done again after a crash.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock, PoisonError};
use std::thread::available_parallelism;

use serde_json::Value;

use super::keyring::OrganisationKeys;
use super::{App, Error};
use crate::clock::Timestamp;
use crate::fetch::Documents;
use crate::ids::{AwardId, OrganisationId, StatusListId};
use crate::issue::{Draft, SigningMethod};
use crate::keys::{Algorithm, Signer};
use crate::proof::data_integrity::Cryptosuite;
use crate::store::{Award, JournalLine, NewAward, OnDisk, Organisation, RevokedAward, with_proof};
use crate::verify::{Check, Known, Outcome, Verifier};

/// Awards that are signed where they are asked for: sending them around would take as long as signing them.
const HANDFUL: usize = 32;
/// Awards whose signatures share one task at most: a list of hundreds keeps all processors busy.
const CHUNK: usize = 64;

/// How many can work at the same time. Asked for once, since the answer is read from files.
static PROCESSORS: LazyLock<usize> = LazyLock::new(|| available_parallelism().map_or(1, usize::from));

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

/// What came of it.
struct Signed {
    award_id: AwardId,
    proof: String,
    credential: String,
}

impl From<&NewAward> for ToSign {
    fn from(new: &NewAward) -> Self {
        Self {
            award_id: new.award_id.clone(),
            unsigned: new.unsigned.clone(),
            key_name: new.key_name.clone(),
            signed_at: new.signed_at,
        }
    }
}

impl From<Award> for ToSign {
    fn from(award: Award) -> Self {
        Self {
            award_id: award.award_id,
            unsigned: award.unsigned,
            key_name: award.key_name,
            signed_at: award.signed_at,
        }
    }
}

impl App {
    /// Notes how far a list got, for the case that the database is replaced by an older copy. Not at every award: the
    /// line promises a stretch ahead, and a restore skips what is left of it. The journal never knows more than the disk has
    /// of the database.
    pub(super) async fn journal_entries(&self, list: &StatusListId, before: i64, reached: i64) -> Result<(), Error> {
        self.0.reached.lock().unwrap_or_else(PoisonError::into_inner).insert(list.to_string(), reached);
        if before != 0 && before / STRETCH == reached / STRETCH {
            return Ok(());
        }
        self.store().on_disk().wait().await?;
        self.journal(&[issued_line(list.to_string(), reached)])
    }

    /// Notes how far the lists got that this instance gave entries of since the last time.
    pub(super) async fn journal_reached(&self) -> Result<(), Error> {
        let lists = std::mem::take(&mut *self.0.reached.lock().unwrap_or_else(PoisonError::into_inner));
        self.store().on_disk().wait().await?;
        let lines: Vec<_> = lists.into_iter().map(|(list, reached)| issued_line(list, reached)).collect();
        self.journal(&lines)
    }

    /// Writes lines into the journal. Those that cannot be written wait there, and nobody is told that all is well.
    pub(super) fn journal(&self, lines: &[JournalLine]) -> Result<(), Error> {
        self.0.journal.append(lines).map_err(|error| {
            tracing::error!(error = %error, "The journal of withdrawals cannot be written: {error}");
            Error::Unavailable("the journal of withdrawals cannot be written; try again in a moment".into())
        })
    }

    /// Signs awards that are written down, keeps the proofs when the disk has what was written, and returns the signed
    /// credentials in the same order.
    pub(super) async fn sign_all(
        &self,
        organisation: &Organisation,
        all: Vec<ToSign>,
        on_disk: OnDisk,
    ) -> Result<Vec<String>, Error> {
        let keys = self.keys_of(organisation)?;
        let did = self.addresses().did(&organisation.slug);
        let documents = self.documents_of_signers(&did, &keys, &all).await?;
        let known = Arc::new(Known::default());
        let mut signed = Vec::with_capacity(all.len());
        if all.len() <= HANDFUL {
            for one in &all {
                signed.push(sign_one(&keys, &did, (&documents, &known), one)?);
                // Whoever writes or answers meanwhile gets their turn.
                tokio::task::yield_now().await;
            }
        } else {
            let mut tasks = Vec::new();
            for chunk in all.chunks(all.len().div_ceil(*PROCESSORS).min(CHUNK)) {
                let (keys, did, documents, known) = (keys.clone(), did.clone(), documents.clone(), known.clone());
                let chunk = chunk.to_vec();
                tasks.push(tokio::task::spawn_blocking(move || sign_chunk(&keys, &did, (&documents, &known), &chunk)));
            }
            for task in tasks {
                signed.extend(task.await.map_err(Error::internal)??);
            }
        }
        let proofs = signed.iter_mut().map(|one| (one.award_id.clone(), std::mem::take(&mut one.proof)));
        let proofs = proofs.collect();
        on_disk.wait().await?;
        self.keep(organisation.organisation_id.clone(), proofs).await?;
        Ok(signed.into_iter().map(|one| one.credential).collect())
    }

    /// The key documents that the signed awards are checked against: the issuer's, and those of the communities of this
    /// service whose statements are in them.
    async fn documents_of_signers(
        &self,
        did: &str,
        keys: &OrganisationKeys,
        all: &[ToSign],
    ) -> Result<Documents, Error> {
        let own = crate::did::document_url(did).map_err(Error::internal)?;
        let mut known = HashMap::from([(own, keys.did_document.clone().into_bytes())]);
        for one in all.iter().filter(|one| one.unsigned.contains("\"endorsement\"")) {
            let unsigned: Value = serde_json::from_str(&one.unsigned).map_err(Error::internal)?;
            for statement in crate::credential::items_of(unsigned.get("endorsement")) {
                let speaker = statement["issuer"]["id"].as_str().unwrap_or_default();
                let Ok(address) = crate::did::document_url(speaker) else { continue };
                if known.contains_key(&address) {
                    continue;
                }
                let Some(path) = self.addresses().path_of(&address) else { continue };
                if let Some(document) = self.own_document(path).await {
                    known.insert(address, document);
                }
            }
        }
        Ok(Documents::default().with_local(Arc::new(move |asked: &str| known.get(asked).cloned())))
    }

    async fn keep(&self, organisation: OrganisationId, proofs: Arc<[(AwardId, String)]>) -> Result<(), Error> {
        // After a power cut the same bytes are signed again with the same key and time, so the disk need not be waited for.
        self.store()
            .write_repeatable(move |session| {
                let (organisation, proofs) = (organisation.clone(), proofs.clone());
                Box::pin(async move {
                    session.put_proofs(&organisation, &proofs).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }
}

fn sign_chunk(
    keys: &OrganisationKeys,
    did: &str,
    documents: (&Documents, &Known),
    all: &[ToSign],
) -> Result<Vec<Signed>, Error> {
    all.iter().map(|one| sign_one(keys, did, documents, one)).collect()
}

fn sign_one(
    keys: &OrganisationKeys,
    did: &str,
    (documents, known): (&Documents, &Known),
    one: &ToSign,
) -> Result<Signed, Error> {
    let refuse = |why: String| Error::internal(Unsignable { award: one.award_id.to_string(), why });
    let unsigned: Value = serde_json::from_str(&one.unsigned).map_err(Error::internal)?;
    // A key that was withdrawn between the decision and the signature signs nothing any more.
    let signer: &Arc<Signer> = keys
        .named(&one.key_name)
        .or_else(|| keys.active(Algorithm::Ed25519))
        .ok_or_else(|| refuse("the organisation has no key that signs".into()))?;
    // No trial: what comes of it is verified below, before it is kept.
    let checked = Draft::new(unsigned)
        .check_untried()
        .map_err(|found| refuse(found.first().map(|finding| finding.sentence.clone()).unwrap_or_default()))?;
    let address = format!("{did}#{}", signer.public().name());
    let method = SigningMethod { signer, address: &address };
    let proof = checked.prove(method, Cryptosuite::EddsaRdfc2022, one.signed_at).map_err(Error::internal)?.to_string();
    let credential = with_proof(&one.unsigned, &proof);
    let verifier = Verifier { documents, now: one.signed_at };
    let report = verifier.verify_signed(known, credential.as_bytes(), &checked.into_hashed());
    // The list is published later and the award may be of the past; everything else must be as it must be.
    let is_bad = |line: &&crate::verify::Line| {
        !matches!(line.check, Check::Status | Check::Dates) && !matches!(line.outcome, Outcome::Pass | Outcome::Warn)
    };
    match report.checks.iter().find(is_bad) {
        Some(line) => Err(refuse(line.sentence.clone())),
        None => Ok(Signed { award_id: one.award_id.clone(), proof, credential }),
    }
}

/// The line that notes how far a list got.
pub(super) fn issued_line(list: String, reached: i64) -> JournalLine {
    JournalLine::Issued { list, count: (reached / STRETCH + 2) * STRETCH, reached }
}

/// The line that notes a withdrawal.
pub(super) fn revoked_line(revoked: &RevokedAward) -> JournalLine {
    let revocation = &revoked.revocation;
    JournalLine::Revoked {
        award: revoked.award_id.to_string(),
        list: revoked.list_id.to_string(),
        index: revoked.status_index,
        reason: revocation.reason.clone(),
        at: revocation.revoked_at.unix_micros(),
        by: revocation.revoked_by.clone(),
    }
}
