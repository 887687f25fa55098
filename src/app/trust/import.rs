//! Taking a list over: read, its signature checked, compared with what is there, and only then written.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::super::organisations::event;
use super::super::{Actor, App, Error, Permission};
use super::{entry_of, row_of};
use crate::canon::json;
use crate::ids::{OrganisationId, TrustedIssuerId};
use crate::store::TrustedIssuer;
use crate::verify::trust::{self, ENTRIES_LIMIT, Entry, OpenError, Reading, Standing};
use crate::verify::{DocumentError, Verifier};

/// Changes that are told one by one; the numbers are always whole.
const TOLD_LIMIT: usize = 200;
/// Bytes of a file.
const FILE_LIMIT_BYTES: usize = 20_000_000;

/// What happens to entries that are not in the file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum ImportMode {
    /// They stay.
    #[default]
    Merge,
    /// They go: all of them for a signed list or entries to be trusted, the hints alone for a file of hints.
    Replace,
}

/// A file to be taken over.
#[derive(Clone, Debug)]
pub struct ImportRequest {
    /// The file: a signed list, a plain one, a registry, CSV.
    pub file: Vec<u8>,
    /// What happens to entries that are not in it.
    pub mode: ImportMode,
    /// How entries stand that nobody signed for. A registry is hints whatever stands here.
    pub unsigned: Standing,
    /// Whether it is done, or only said what would be done.
    pub apply: bool,
}

/// One change.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustChange {
    /// `add`, `change` or `remove`.
    pub what: &'static str,
    /// The issuer.
    pub issuer: String,
    /// What it is called.
    pub name: String,
    /// `trusted` or `known`, as it will be, or as it was when it goes.
    pub standing: &'static str,
}

/// What an import does, or would do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct TrustImport {
    /// Who signed the list; missing when nobody did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signer: Option<String>,
    /// When it was signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signed_at: Option<String>,
    /// What it is called.
    pub name: String,
    /// Issuers that are new.
    pub added: usize,
    /// Issuers whose entries change.
    pub changed: usize,
    /// Issuers that go.
    pub removed: usize,
    /// Issuers that stay as they are.
    pub unchanged: usize,
    /// Entries of the file that cannot be used, and why.
    pub refused: Vec<String>,
    /// The first 200 changes.
    pub changes: Vec<TrustChange>,
    /// Whether it was done.
    pub applied: bool,
}

/// What is to be written.
#[derive(Clone, Default)]
struct Plan {
    insert: Vec<TrustedIssuer>,
    update: Vec<TrustedIssuer>,
    remove: Vec<TrustedIssuer>,
    unchanged: usize,
}

/// A file that was read, with who signed it and when.
struct Read {
    reading: Reading,
    signer: Option<(String, String)>,
}

impl App {
    /// Takes a list over, or says what would come of it.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a file that is no list, or whose signature does not fit; [`Error::Unavailable`] when the
    /// signature cannot be checked now; those of [`App::require`].
    pub async fn import_trust_list(
        &self,
        actor: &Actor,
        id: &OrganisationId,
        request: ImportRequest,
    ) -> Result<TrustImport, Error> {
        self.require(actor, id, Permission::Manage).await?;
        let ImportRequest { file, mode, unsigned, apply } = request;
        let read = self.read_trust_list(file, unsigned).await?;
        let plan = self.plan(actor, id, &read, mode).await?;
        let entries = self.store().read().await?.count_trusted_issuers(id).await?;
        let after = (entries.0 + entries.1) as usize + plan.insert.len() - plan.remove.len();
        if after > ENTRIES_LIMIT {
            return Err(Error::invalid("file", format!("The list would hold {after} issuers; {ENTRIES_LIMIT} fit.")));
        }
        let outcome = told(&read, &plan, apply);
        if apply {
            self.apply(actor, id, plan, &outcome).await?;
        }
        Ok(outcome)
    }

    async fn read_trust_list(&self, file: Vec<u8>, unsigned: Standing) -> Result<Read, Error> {
        let (documents, now) = (self.documents(), self.now());
        let work = move || read(&file, unsigned, Verifier { documents: &documents, now });
        tokio::task::spawn_blocking(work).await.map_err(Error::internal)?
    }

    async fn plan(&self, actor: &Actor, id: &OrganisationId, read: &Read, mode: ImportMode) -> Result<Plan, Error> {
        let (now, label) = (self.now(), actor.label());
        let source = read.signer.as_ref().map_or("import", |(signer, _)| signer);
        let mut there: HashMap<String, TrustedIssuer> =
            self.all_trusted_issuers(id).await?.into_iter().map(|row| (row.issuer.clone(), row)).collect();
        let incoming = &read.reading.list.entries;
        let is_hints = read.signer.is_none() && incoming.iter().all(|entry| entry.standing == Standing::Known);
        let mut plan = Plan::default();
        for entry in incoming {
            let Some(row) = there.remove(&entry.issuer) else {
                let new = self.draw(TrustedIssuerId::random);
                plan.insert.push(row_of(new, entry.clone(), source, (now, &label)));
                continue;
            };
            if !supersedes(entry, &row, is_hints) {
                plan.unchanged += 1;
                continue;
            }
            let by = (row.added_at, row.added_by.as_str());
            plan.update.push(row_of(row.entry_id.clone(), entry.clone(), source, by));
        }
        for row in there.into_values() {
            match mode == ImportMode::Replace && (!is_hints || row.standing == Standing::Known.as_str()) {
                true => plan.remove.push(row),
                false => plan.unchanged += 1,
            }
        }
        plan.remove.sort_by(|one, other| one.issuer.cmp(&other.issuer));
        Ok(plan)
    }

    async fn apply(&self, actor: &Actor, id: &OrganisationId, plan: Plan, told: &TrustImport) -> Result<(), Error> {
        let now = self.now();
        let mut event = event(actor.label(), "trust.import", told.signer.as_deref().unwrap_or("unsigned"));
        let counts = json!({"added": told.added, "changed": told.changed, "removed": told.removed});
        event.detail = counts.to_string();
        let touched: Vec<String> =
            plan.insert.iter().chain(&plan.update).chain(&plan.remove).map(|row| row.issuer.clone()).collect();
        let (organisation, plan) = (id.clone(), std::sync::Arc::new(plan));
        self.store()
            .write(move |session| {
                let (organisation, plan, event) = (organisation.clone(), plan.clone(), event.clone());
                Box::pin(async move {
                    for row in &plan.remove {
                        session.delete_trusted_issuer(&organisation, &row.entry_id).await?;
                    }
                    for row in &plan.update {
                        session.update_trusted_issuer(&organisation, row, now).await?;
                    }
                    session.insert_trusted_issuers(&organisation, &plan.insert).await?;
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        touched.iter().for_each(|issuer| self.forget_trust(id, issuer));
        Ok(())
    }
}

/// Whether an entry takes the place of the one that is there. A hint never takes trust away.
fn supersedes(entry: &Entry, row: &TrustedIssuer, is_hints: bool) -> bool {
    let is_trusted = row.standing == Standing::Trusted.as_str();
    *entry != entry_of(row) && !(is_hints && is_trusted)
}

fn read(file: &[u8], unsigned: Standing, verifier: Verifier<'_>) -> Result<Read, Error> {
    let refuse = |why: String| Error::invalid("file", why);
    let sentence = |error: &dyn std::fmt::Display| format!("The list was not taken: {error}.");
    let is_json = file.trim_ascii_start().starts_with(b"{") || file.trim_ascii_start().starts_with(b"[");
    if !is_json {
        let reading = trust::read_csv(file, unsigned).map_err(|error| refuse(sentence(&error)))?;
        return Ok(Read { reading, signer: None });
    }
    let limits = json::Limits { bytes: FILE_LIMIT_BYTES, members: 1_000_000, ..json::Limits::default() };
    let document: Value = json::read(file, &limits).map_err(|error| refuse(sentence(&error)))?;
    let (reading, signed) = trust::open(&document, unsigned, verifier).map_err(|error| match error {
        OpenError::Signature(DocumentError::Undecided(_)) => Error::Unavailable(sentence(&error)),
        error => refuse(sentence(&error)),
    })?;
    Ok(Read { reading, signer: signed.map(|signed| (signed.signer, signed.signed_at.to_string())) })
}

fn told(read: &Read, plan: &Plan, applied: bool) -> TrustImport {
    let change = |what: &'static str| {
        move |row: &TrustedIssuer| TrustChange {
            what,
            issuer: row.issuer.clone(),
            name: row.name.clone(),
            standing: Standing::find(&row.standing).unwrap_or(Standing::Known).as_str(),
        }
    };
    let (signer, signed_at) = read.signer.clone().unzip();
    TrustImport {
        signer,
        signed_at,
        name: read.reading.list.name.clone(),
        added: plan.insert.len(),
        changed: plan.update.len(),
        removed: plan.remove.len(),
        unchanged: plan.unchanged,
        refused: read.reading.refused.iter().take(TOLD_LIMIT).cloned().collect(),
        changes: plan
            .remove
            .iter()
            .map(change("remove"))
            .chain(plan.update.iter().map(change("change")))
            .chain(plan.insert.iter().map(change("add")))
            .take(TOLD_LIMIT)
            .collect(),
        applied,
    }
}
