//! Numbers over time for the people of a desk: awarded, withdrawn, verified, month by month.

use std::collections::HashMap;
use std::sync::PoisonError;

use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;
use crate::verify::Report;

/// What is counted when somebody verifies a badge of an organisation here.
const VERIFIED: &str = "verified";

/// One month in numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MonthFigures {
    /// When it began.
    pub from: Timestamp,
    /// Badges that were awarded in it.
    pub awarded: i64,
    /// Badges that were withdrawn in it.
    pub revoked: i64,
    /// Verifications of badges in it, here.
    pub verified: i64,
}

impl App {
    /// The last months in numbers, the oldest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_figures(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        months: i64,
    ) -> Result<Vec<MonthFigures>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        let last = month_of(self.now());
        let first = last - months.clamp(1, 120) + 1;
        let mut session = self.store().read().await?;
        let verified: HashMap<i64, i64> =
            session.list_monthly_counts(organisation, VERIFIED, first).await?.into_iter().collect();
        let mut figures = Vec::new();
        for month in first..=last {
            let (Some(from), Some(until)) = (beginning(month), beginning(month + 1)) else { continue };
            let (awarded, revoked) = session.count_between(organisation, from, until).await?;
            let verified = verified.get(&month).copied().unwrap_or(0);
            figures.push(MonthFigures { from, awarded, revoked, verified });
        }
        Ok(figures)
    }

    /// Counts a verification of a badge of one of our organisations. Kept in memory until the worker writes it down.
    pub(super) fn count_verification(&self, report: &Report) {
        let Some(issuer) = report.issuer.as_deref().filter(|_| report.verified().is_some()) else { return };
        let slug = issuer.rsplit(':').next().unwrap_or_default();
        if issuer == self.addresses().did(slug) {
            let mut verified = self.0.verified.lock().unwrap_or_else(PoisonError::into_inner);
            *verified.entry(slug.to_owned()).or_default() += 1;
        }
    }

    /// Writes down how often badges were verified since the last time.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer; then that much is not counted.
    pub async fn note_verifications(&self) -> Result<(), Error> {
        let counted = std::mem::take(&mut *self.0.verified.lock().unwrap_or_else(PoisonError::into_inner));
        let month = month_of(self.now());
        for (slug, count) in counted {
            let Ok(organisation) = self.load_organisation_by_slug(&slug).await else { continue };
            let id = organisation.organisation_id;
            self.store()
                .write_repeatable(move |session| {
                    let id = id.clone();
                    Box::pin(async move { Ok::<_, Error>(session.add_to_month(&id, month, VERIFIED, count).await?) })
                })
                .await?;
        }
        Ok(())
    }
}

/// The month of a time, counted from January of year 0.
fn month_of(at: Timestamp) -> i64 {
    let text = at.to_string();
    let mut parts = text.split('-').map(|part| part.parse::<i64>().unwrap_or(0));
    let (year, month) = (parts.next().unwrap_or(0), parts.next().unwrap_or(1));
    year * 12 + month - 1
}

/// When a month began.
fn beginning(month: i64) -> Option<Timestamp> {
    format!("{:04}-{:02}-01T00:00:00Z", month.div_euclid(12), month.rem_euclid(12) + 1).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_on_their_first_day() {
        for (at, first) in [
            ("2026-05-31T23:59:59Z", "2026-05-01T00:00:00Z"),
            ("2026-12-01T00:00:00Z", "2026-12-01T00:00:00Z"),
            ("2027-01-01T00:00:00Z", "2027-01-01T00:00:00Z"),
        ] {
            let month = month_of(at.parse().expect("a time"));
            assert_eq!(beginning(month).map(|at| at.to_string()).as_deref(), Some(first));
        }
        let at: Timestamp = "2026-12-05T00:00:00Z".parse().expect("a time");
        assert_eq!(beginning(month_of(at) + 1).map(|at| at.to_string()).as_deref(), Some("2027-01-01T00:00:00Z"));
    }
}
