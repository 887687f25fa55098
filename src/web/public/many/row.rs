//! What is made of one report, on whichever thread: the row of the page, the row of the table, the line for programs.

use askama::Template as _;

use super::super::reports::{shown, state_of};
use super::super::verify::{facts, host_of, line};
use super::Done;
use crate::batch::{Applicants, Holder};
use crate::clock::Timestamp;
use crate::credential::IdentityMatch;
use crate::language::Words;
use crate::verify::{Report, Verdict, applicant_json};
use crate::web::verdict::{CheckLine, Mark, State as Standing};
use crate::web::views::{ManyRow, Shown};

/// Everything that is wanted of a report; the row only for a page, which has a time and a language.
pub(super) fn done(
    name: &str,
    report: &Report,
    applicants: Option<&Applicants>,
    page: Option<(Timestamp, Words)>,
) -> Done {
    let found = applicants.and_then(|applicants| applicants.holder_of(report.verified()?));
    let person = |holder: Holder| Some((applicants?.people().get(holder.at)?, holder.how));
    let holder = found.and_then(person);
    let is_compared = applicants.is_some() && report.verified().is_some();
    let is_nobody = is_compared && holder.is_none();
    let mut document = report.to_json(name);
    if applicants.is_some() {
        document["applicant"] = applicant_json(holder);
    }
    let row = page.map(|(at, words)| row(name, report, at, words)).map(|row| {
        let row = match holder {
            Some((person, how)) => {
                ManyRow { applicant: person.label().to_owned(), applicant_note: how_known(how, row.words), ..row }
            }
            None if applicants.is_some() && !is_compared => {
                ManyRow { applicant_note: row.words.say("many-not-compared").into(), ..row }
            }
            None => ManyRow { is_nobody, ..row },
        };
        row.render().unwrap_or_default()
    });
    Done {
        row: row.unwrap_or_default(),
        json: format!("{document}\n"),
        cells: report.sheet_row(name, holder.map(|(person, _)| person)),
        verdict: report.verdict(),
        state: report.state(),
        holder: found.map(|holder| holder.at),
        is_nobody,
        is_compared,
    }
}

fn how_known(how: IdentityMatch, words: Words) -> String {
    match how {
        IdentityMatch::Exact => String::new(),
        IdentityMatch::IgnoringCase => words.say("many-ignoring-case").into_owned(),
        IdentityMatch::Weak => words.say("many-weak").into_owned(),
    }
}

fn row(name: &str, report: &Report, at: Timestamp, words: Words) -> ManyRow {
    let state = state_of(report);
    let own = |text: &Option<String>| shown(text.as_deref().unwrap_or(""));
    let decided = report.main_line().map(|found| line(found, words).sentence).filter(|said| !said.is_empty());
    let sentence = match (state, decided) {
        (Standing::Invalid | Standing::Unknown | Standing::NoBadge, Some(decided)) => decided,
        _ => facts(report, at, words).sentence(state, words),
    };
    let shown_by = match report.verdict() {
        Verdict::Valid => Shown::Valid,
        Verdict::Invalid => Shown::Invalid,
        Verdict::Indeterminate => Shown::Open,
    };
    ManyRow {
        words,
        file: shown(name),
        state,
        shown_by,
        sentence,
        issuer: report.issuer.as_deref().map(host_of).unwrap_or_default(),
        calls_itself: own(&report.issuer_name),
        achievement: own(&report.achievement),
        learner: own(&report.subject),
        checks: checks(report, words),
        ..ManyRow::default()
    }
}

/// What is not in order, each in its own sentence, and what is, in one.
fn checks(report: &Report, words: Words) -> Vec<String> {
    let lines: Vec<CheckLine> = report.checks.iter().map(|check| line(check, words)).collect();
    let (good, other): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.mark == Mark::Pass);
    let other = other.into_iter().map(|line| format!("{} – {}: {}", line.what, line.mark.word(words), line.sentence));
    let mut names: Vec<String> = good.into_iter().map(|line| line.what.to_lowercase()).collect();
    names.dedup();
    let good = (!names.is_empty()).then(|| words.fill("many-in-order").with("names", names.join(", ")).to_string());
    other.chain(good).collect()
}
