//! What many reports come to: counts, and a row of a table for each.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::report::{Outcome, Report, Verdict};
use crate::batch::{Applicant, Applicants};
use crate::credential::{IdentityMatch, names};

/// How many there were of each kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Valid ones.
    pub valid: usize,
    /// Those with a check that failed.
    pub invalid: usize,
    /// Those of which it could not be told.
    pub indeterminate: usize,
    states: BTreeMap<&'static str, usize>,
}

impl Tally {
    /// Counts a report.
    pub fn add(&mut self, verdict: Verdict, state: &'static str) {
        match verdict {
            Verdict::Valid => self.valid += 1,
            Verdict::Invalid => self.invalid += 1,
            Verdict::Indeterminate => self.indeterminate += 1,
        }
        *self.states.entry(state).or_default() += 1;
    }

    /// All of them.
    pub fn count(&self) -> usize {
        self.valid + self.invalid + self.indeterminate
    }

    /// The counts for programs: `files`, each verdict, and `states`.
    pub fn to_json(&self) -> Value {
        json!({
            "files": self.count(), "valid": self.valid, "invalid": self.invalid, "indeterminate": self.indeterminate,
            "states": self.states,
        })
    }

    /// The counts for people.
    pub fn sentence(&self) -> String {
        let Self { valid, invalid, indeterminate, .. } = self;
        format!("{} checked: {valid} valid, {invalid} not valid, {indeterminate} could not be told", self.count())
    }
}

/// The heads of the table.
pub const SHEET_HEADS: [&str; 13] = [
    "File",
    "Verdict",
    "State",
    "Reason",
    "Issuer",
    "Issuer calls itself",
    "Trust",
    "Achievement",
    "Learner",
    "Applicant",
    "Applicant's e-mail",
    "Applicant's id",
    "Codes",
];

impl Report {
    /// The row of a file in the table.
    pub fn sheet_row(&self, name: &str, applicant: Option<&Applicant>) -> [String; SHEET_HEADS.len()] {
        let shown = |text: &str| names::look(text).shown;
        let own = |text: &Option<String>| shown(text.as_deref().unwrap_or(""));
        let word = |value: Value| value.as_str().unwrap_or("").to_owned();
        let reason = self.main_line().filter(|line| line.outcome != Outcome::Pass);
        let codes: Vec<String> = self
            .checks
            .iter()
            .filter(|line| line.outcome != Outcome::Pass)
            .map(|line| word(serde_json::to_value(line.code).unwrap_or_default()))
            .collect();
        let trust = self.trust.as_ref().map(|trust| word(serde_json::to_value(trust.level).unwrap_or_default()));
        let person = applicant.cloned().unwrap_or_default();
        [
            shown(name),
            word(serde_json::to_value(self.verdict()).unwrap_or_default()),
            self.state().to_owned(),
            reason.map(|line| shown(&line.sentence)).unwrap_or_default(),
            own(&self.issuer),
            own(&self.issuer_name),
            trust.unwrap_or_default(),
            own(&self.achievement),
            own(&self.subject),
            person.name,
            person.email,
            person.id,
            codes.join(" "),
        ]
    }
}

/// Which of the applicants a verified badge was given to, and how that is shown; of a badge that nobody vouches for,
/// none.
pub fn applicant_of<'a>(report: &Report, applicants: &'a Applicants) -> Option<(&'a Applicant, IdentityMatch)> {
    let holder = applicants.holder_of(report.verified()?)?;
    Some((applicants.people().get(holder.at)?, holder.how))
}

/// The applicant as a member of the verdict document.
pub fn applicant_json(found: Option<(&Applicant, IdentityMatch)>) -> Value {
    let Some((person, how)) = found else { return Value::Null };
    let how = match how {
        IdentityMatch::Exact => "exact",
        IdentityMatch::IgnoringCase => "ignoring-case",
        IdentityMatch::Weak => "weak",
    };
    json!({"name": person.name, "email": person.email, "id": person.id, "match": how})
}
