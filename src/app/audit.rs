//! Going over everything that is kept: every credential, every status, every chain of events.

use super::{Actor, App, Error, Permission};
use crate::ids::OrganisationId;
use crate::store::AuditEvent;
use crate::verify::{Check, Outcome};

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

    /// How many events an organisation has.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn count_audit_events(&self, actor: &Actor, organisation: &OrganisationId) -> Result<i64, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        Ok(self.store().read().await?.count_audit_events(organisation).await?)
    }

    /// Verifies every credential with the code that everybody uses, and that the status it shows is the one in the
    /// database; walks every chain of events; lets the database check its own files.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer; what is wrong with its content is in the report.
    pub async fn audit(&self, mut progress: impl FnMut(usize)) -> Result<AuditReport, Error> {
        let mut report = AuditReport::default();
        for line in self.store().read().await?.check_integrity().await? {
            report.findings.push(format!("database: {line}"));
        }
        self.audit_awards(&mut report, &mut progress).await?;
        let mut after = String::new();
        loop {
            let organisations = self.list_organisations(&after, 100).await?;
            let Some(last) = organisations.last() else { break };
            after = last.slug.clone();
            for organisation in &organisations {
                let mut session = self.store().read().await?;
                report.events += session.count_audit_events(&organisation.organisation_id).await?;
                if let Some(broken) = session.check_audit(&organisation.organisation_id).await? {
                    let text = format!(
                        "audit of {}: event {} was changed, or one before it is missing",
                        organisation.slug, broken.number
                    );
                    report.findings.push(text);
                }
            }
        }
        Ok(report)
    }

    async fn audit_awards(&self, report: &mut AuditReport, progress: &mut impl FnMut(usize)) -> Result<(), Error> {
        let mut after = String::new();
        loop {
            let awards = self.store().read().await?.list_all_awards(&after, 200).await?;
            let Some(last) = awards.last() else { return Ok(()) };
            after = last.award_id.to_string();
            for award in awards {
                report.credentials += 1;
                let id = award.award_id.clone();
                let Some(credential) = award.credential else {
                    report.findings.push(format!("award {id}: it is not signed yet"));
                    continue;
                };
                let without_proof = serde_json::from_str::<serde_json::Value>(&credential).map(|mut value| {
                    value.as_object_mut().map(|members| members.shift_remove("proof"));
                    value.to_string()
                });
                if without_proof.ok().as_ref() != Some(&award.unsigned) {
                    report.findings.push(format!("award {id}: the credential is not what was decided"));
                }
                let verification = self.verify(credential.into_bytes()).await?;
                let is_revoked = award.revocation.is_some();
                let shows_revoked = verification.report.has_code(crate::verify::Code::Revoked);
                if is_revoked != shows_revoked {
                    report.findings.push(format!("award {id}: the status list and the database differ"));
                }
                let is_bad = |line: &&crate::verify::Line| {
                    !matches!(line.check, Check::Status | Check::Dates)
                        && !matches!(line.outcome, Outcome::Pass | Outcome::Warn)
                };
                if let Some(line) = verification.report.checks.iter().find(is_bad) {
                    report.findings.push(format!("award {id}: {}", line.sentence));
                }
            }
            progress(report.credentials);
        }
    }
}
