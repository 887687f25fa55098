//! Going over everything that is kept: every credential, every status, every chain of events.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Actor, App, Error, Permission};
use crate::ids::OrganisationId;
use crate::store::{AuditEvent, AuditFilter, Award, Organisation};
use crate::verify::{Check, Code, Line, Outcome};

/// What going over everything found.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AuditReport {
    /// Credentials that were looked at.
    pub credentials: usize,
    /// Events that were looked at.
    pub events: i64,
    /// What is wrong, a line each.
    pub findings: Vec<String>,
}

impl App {
    /// An organisation's events from a number on.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_audit_events(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        from: i64,
        limit: i64,
    ) -> Result<Vec<AuditEvent>, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        Ok(self.store().read().await?.list_audit_events(organisation, from, limit).await?)
    }

    /// An organisation's events that the filter asks for, the newest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn search_audit_events(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditEvent>, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        Ok(self.store().read().await?.search_audit_events(organisation, filter).await?)
    }

    /// How many events an organisation has.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn count_audit_events(&self, actor: &Actor, organisation: &OrganisationId) -> Result<i64, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        Ok(self.store().read().await?.count_audit_events(organisation).await?)
    }

    /// Verifies every credential with the code that everybody uses, and that the status it shows is the one in the
    /// database; walks every chain of events and compares what it tells with what is there; asks the journal; lets the
    /// database check its own files.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer; what is wrong with its content is in the report.
    pub async fn audit(&self, mut progress: impl FnMut(usize)) -> Result<AuditReport, Error> {
        let mut report = AuditReport::default();
        for line in self.store().read().await?.check_integrity().await? {
            report.findings.push(format!("database: {line}"));
        }
        let mut told = Told::default();
        let mut after = String::new();
        loop {
            let organisations = self.list_organisations(&after, 100).await?;
            let Some(last) = organisations.last() else { break };
            after = last.slug.clone();
            for organisation in &organisations {
                self.audit_events(organisation, &mut told, &mut report).await?;
            }
        }
        self.audit_awards(&mut told, &mut report, &mut progress).await?;
        for award in told.made {
            report.findings.push(format!("award {award}: it was made and is not there any more"));
        }
        let gap = self.find_journal_gap().await?;
        for award in gap.unrevoked {
            report.findings.push(format!("award {award}: the journal says that it was withdrawn, and it stands"));
        }
        for award in gap.missing {
            report.findings.push(format!("award {award}: the journal says that it was withdrawn, and it is not there"));
        }
        for person in gap.unerased {
            report
                .findings
                .push(format!("person {person}: the journal says that they were erased, and they are there"));
        }
        for list in gap.behind {
            report
                .findings
                .push(format!("status list {list}: the journal says that more of its entries are given out"));
        }
        Ok(report)
    }

    /// Walks one chain to its end, so that every changed event is named, and keeps what it tells.
    async fn audit_events(
        &self,
        organisation: &Organisation,
        told: &mut Told,
        report: &mut AuditReport,
    ) -> Result<(), Error> {
        let id = &organisation.organisation_id;
        let mut session = self.store().read().await?;
        let mut previous: Option<AuditEvent> = None;
        loop {
            let from = previous.as_ref().map_or(i64::MIN, |event| event.number + 1);
            let events = session.list_audit_events(id, from, 1_000).await?;
            if events.is_empty() {
                return Ok(());
            }
            for event in events {
                report.events += 1;
                if !event.follows(id, previous.as_ref()) {
                    report.findings.push(format!(
                        "audit of {}: event {} was changed, or one before it is missing",
                        organisation.slug, event.number
                    ));
                }
                told.hear(&event);
                previous = Some(event);
            }
        }
    }

    async fn audit_awards(
        &self,
        told: &mut Told,
        report: &mut AuditReport,
        progress: &mut impl FnMut(usize),
    ) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let awards = self.store().read().await?.list_all_awards(&after, 200).await?;
            let Some(last) = awards.last() else { return Ok(()) };
            after = last.award_id.to_string();
            for award in awards {
                report.credentials += 1;
                let id = award.award_id.clone();
                let mut wrong = told.compare(&award);
                match award.credential.clone() {
                    // Of an erased award only its entry is left.
                    _ if award.erased_at.is_some() => {}
                    None => wrong.push("it is not signed yet".into()),
                    Some(credential) => self.audit_credential(&award, credential, &mut wrong).await?,
                }
                report.findings.extend(wrong.into_iter().map(|what| format!("award {id}: {what}")));
            }
            progress(report.credentials);
        }
    }

    async fn audit_credential(&self, award: &Award, credential: String, wrong: &mut Vec<String>) -> Result<(), Error> {
        let mut value: Value = serde_json::from_str(&credential).unwrap_or_default();
        if !has_entry(&value, award) {
            wrong.push("the credential names another status entry".into());
        }
        value.as_object_mut().map(|members| members.shift_remove("proof"));
        let without_proof = value.to_string();
        if without_proof != award.unsigned {
            wrong.push("the credential is not what was decided".into());
        }
        let report = self.verify_quietly(credential.into_bytes()).await?;
        if award.revocation.is_some() != report.has_code(Code::Revoked) {
            wrong.push("the status list and the database differ".into());
        }
        let is_bad = |line: &&Line| {
            !matches!(line.check, Check::Status | Check::Dates)
                && !matches!(line.outcome, Outcome::Pass | Outcome::Warn)
        };
        wrong.extend(report.checks.iter().find(is_bad).map(|line| line.sentence.clone()));
        Ok(())
    }
}

/// Whether the credential has the status entry that the database gave to the award.
fn has_entry(credential: &Value, award: &Award) -> bool {
    let entry = &credential["credentialStatus"];
    let entries = entry.as_array().map_or(std::slice::from_ref(entry), Vec::as_slice);
    entries.iter().all(|entry| {
        let list = entry["statusListCredential"].as_str().unwrap_or("");
        let index = entry["statusListIndex"].as_str().unwrap_or("");
        list.split('/').any(|part| part == award.list_id.as_str()) && index == award.status_index.to_string()
    })
}

/// What the events tell about awards: those of which nothing was found yet, and how they stand.
#[derive(Default)]
struct Told {
    made: BTreeSet<String>,
    revoked: BTreeSet<String>,
    suspended: BTreeSet<String>,
}

impl Told {
    fn hear(&mut self, event: &AuditEvent) {
        let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
        let awards = detail["awards"].as_array().into_iter().flatten().filter_map(Value::as_str).map(String::from);
        match event.action.as_str() {
            "award.make" => self.made.extend(awards),
            "award.revoke" => self.revoked.extend(awards),
            "award.suspend" => self.suspended.extend(awards),
            "award.reinstate" => awards.for_each(|award| {
                self.suspended.remove(&award);
            }),
            _ => {}
        }
    }

    /// What is wrong with an award that is there.
    fn compare(&mut self, award: &Award) -> Vec<String> {
        let id = award.award_id.as_str();
        let mut wrong = Vec::new();
        if !self.made.remove(id) {
            wrong.push("no event says that it was made".into());
        }
        match (award.revocation.is_some(), self.revoked.contains(id)) {
            (true, false) => wrong.push("it is withdrawn, and no event says so".into()),
            (false, true) => wrong.push("an event says that it was withdrawn, and it stands".into()),
            _ => {}
        }
        match (award.suspended_at.is_some(), self.suspended.contains(id)) {
            (true, false) => wrong.push("it is on hold, and no event says so".into()),
            (false, true) => wrong.push("an event says that it is on hold, and it is not".into()),
            _ => {}
        }
        wrong
    }
}
