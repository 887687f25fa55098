//! What stands beside a verdict: what a list of trusted issuers says, the report to keep, the offline bundle that a badge
//! came in, names as they may be shown.

use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::verify;
use crate::app::{App, Error, OpenedBundle, Permission, Verification};
use crate::batch::Sheet;
use crate::clock::Timestamp;
use crate::credential::names;
use crate::language::{Language, Words};
use crate::store::Organisation;
use crate::verify::bundle::{Maker, Proven};
use crate::verify::trust::{Level, established_issuer};
use crate::verify::{Code, Line, Report};
use crate::web::answer::{Page, Visitor};
use crate::web::href::Href;
use crate::web::moment::Moment;
use crate::web::verdict::{Facts, Mark, State as Verdicts, Tone, Verdict};
use crate::web::views::{BundleLine, BundleResult, Cell, Column, Download, Empty, Row, Table, TrustLine, VerifyResult};

/// The page for an offline bundle: the badge in it, or a table of all.
///
/// # Errors
/// [`Error`] when a list of trusted issuers cannot be read.
pub(super) async fn bundle_page(
    app: &App,
    visitor: Visitor,
    opened: OpenedBundle,
    source: &str,
) -> Result<Response, Error> {
    Ok(match opened.badges.len() {
        1 => Page(single(app, visitor, opened, source).await?).into_response(),
        _ => Page(several(app, visitor, opened, source).await?).into_response(),
    })
}

/// The one badge: what it was at the bundle's time, not what we know of it now.
async fn single(app: &App, visitor: Visitor, opened: OpenedBundle, source: &str) -> Result<VerifyResult, Error> {
    let words = visitor.words;
    let mut bundle = bundle_line(&opened, words);
    let at = opened.as_of;
    let mut proven = opened.badges.into_iter().next().ok_or(Error::NotFound("badge in this bundle"))?;
    bundle.today = proven.today.as_ref().map(|line| today(line, words));
    let may_add = ask_list(app, &visitor, &mut proven.report).await?;
    let trust = trust_line(&proven.report, may_add, words);
    let state = state_today(&proven);
    let verification = Verification { report: proven.report, at };
    let page = verify::page(app, visitor, (&verification, None), source);
    // Nobody was asked now, so nothing is said about what the issuer says now.
    let facts = Facts { is_past: true, ..verify::facts(&verification.report, at, words) };
    let sentence = facts.sentence(state, words);
    let verdict = Verdict { state, sentence, ..page.verdict.clone() };
    Ok(VerifyResult { verdict, bundle: Some(bundle), trust, asked: Vec::new(), ..page })
}

/// The state at the bundle's time, unless its dates say something worse today.
fn state_today(proven: &Proven) -> Verdicts {
    let state = state_of(&proven.report);
    match (state.tone(), proven.today.as_ref().map(|line| line.code)) {
        (Tone::Good | Tone::Note, Some(Code::NotYetValid)) => Verdicts::NotYetValid,
        (Tone::Good | Tone::Note, Some(_)) => Verdicts::Expired,
        _ => state,
    }
}

/// Several badges, a row each.
async fn several(app: &App, visitor: Visitor, mut opened: OpenedBundle, source: &str) -> Result<BundleResult, Error> {
    for proven in &mut opened.badges {
        ask_list(app, &visitor, &mut proven.report).await?;
    }
    let (count, words) = (opened.badges.len(), visitor.words);
    let is_valid = |proven: &&Proven| proven.today.is_none() && proven.report.state() == "valid";
    let valid = opened.badges.iter().filter(is_valid).count();
    let reports: Vec<Value> = opened.badges.iter().map(|proven| proven.report.to_json(&proven.file)).collect();
    let rows: Vec<(&Report, &str)> =
        opened.badges.iter().map(|proven| (&proven.report, proven.file.as_str())).collect();
    Ok(BundleResult {
        frame: visitor.frame(),
        source: shown(source),
        summary: words.fill("bundle-summary").count("count", count).count("valid", valid).into(),
        table: Table {
            caption: words.say("bundle-caption").into(),
            columns: COLUMNS.map(|name| Column::new(words.say(name))).to_vec(),
            rows: opened.badges.iter().map(|proven| bundle_row(proven, words)).collect(),
            empty: Empty::default(),
        },
        downloads: downloads(&Value::Array(reports), &rows, opened.as_of, words),
        bundle: bundle_line(&opened, words),
    })
}

const COLUMNS: [&str; 6] =
    ["column-file", "column-verdict", "column-achievement", "column-issuer", "column-trust", "column-today"];

fn bundle_row(proven: &Proven, words: Words) -> Row {
    let report = &proven.report;
    let trust = report.trust.as_ref().map(|trust| words.say(level_word(trust.level)));
    Row {
        cells: vec![
            Cell::text(shown(&proven.file)),
            Cell::State(state_today(proven)),
            Cell::text(shown(report.achievement.as_deref().unwrap_or(""))),
            Cell::Exact(shown(report.issuer.as_deref().unwrap_or(""))),
            Cell::text(trust.unwrap_or_default()),
            Cell::text(proven.today.as_ref().map(|line| today(line, words)).unwrap_or_default()),
        ],
        ..Row::default()
    }
}

/// What the dates of a badge say today.
fn today(line: &Line, words: Words) -> String {
    match (words.language(), line.code) {
        (Language::English, _) => line.sentence.clone(),
        (_, Code::NotYetValid) => words.say("bundle-early").into_owned(),
        _ => words.say("bundle-ended").into_owned(),
    }
}

fn bundle_line(opened: &OpenedBundle, words: Words) -> BundleLine {
    let maker = match &opened.maker {
        Maker::Nobody => words.say("bundle-nobody").into_owned(),
        Maker::Claimed(who) => words.fill("bundle-claimed").with("who", who).into(),
        Maker::Established(who) | Maker::Named(who) => words.fill("bundle-signed").with("who", who).into(),
    };
    let is_english = words.language() == Language::English;
    BundleLine {
        as_of: Moment::minute(opened.as_of),
        // How long ago is counted in English only; the time itself says it in every language.
        age: if is_english { opened.as_of.ago(opened.at) } else { String::new() },
        maker: shown(&maker),
        today: None,
    }
}

/// Asks the list of an organisation of the visitor's, or that of this place; where this visitor may add to a list.
pub(super) async fn ask_list(app: &App, visitor: &Visitor, report: &mut Report) -> Result<Option<String>, Error> {
    let roles = match &visitor.session {
        Some(session) => app.list_roles(&session.person.person_id).await?,
        None => Vec::new(),
    };
    let mut may_add = None;
    for (organisation, role) in &roles {
        app.ask_trust(report, organisation).await?;
        if may_add.is_none() && Permission::Manage.is_of(*role) {
            may_add = Some(organisation.slug.clone());
        }
        if report.trust.is_some() {
            break;
        }
    }
    if report.trust.is_none()
        && let Some(organisation) = app.default_trust().await?
    {
        app.ask_trust(report, &organisation).await?;
    }
    Ok(may_add)
}

/// Whose lists of trusted issuers a visitor goes by: those of their own organisations, then that of this place.
pub(super) async fn lists_of(app: &App, visitor: &Visitor) -> Result<Vec<Organisation>, Error> {
    let mut lists = Vec::new();
    if let Some(session) = &visitor.session {
        let roles = app.list_roles(&session.person.person_id).await?;
        lists.extend(roles.into_iter().map(|(organisation, _)| organisation));
    }
    lists.extend(app.default_trust().await?);
    Ok(lists)
}

/// The state that the page shows: a list can put a reservation on a valid badge, never more.
pub(super) fn state_of(report: &Report) -> Verdicts {
    if report.has_code(Code::NoCredential) || report.has_code(Code::Parse) && report.issuer.is_none() {
        return Verdicts::NoBadge;
    }
    match (Verdicts::of_report(report.state()), report.trust.as_ref().map(|trust| trust.level)) {
        (Verdicts::Valid, Some(Level::Unknown)) => Verdicts::ValidUnlisted,
        (Verdicts::Valid, Some(Level::Known)) => Verdicts::ValidKnown,
        (state, _) => state,
    }
}

/// The text for what a list says in a word.
fn level_word(level: Level) -> &'static str {
    match level {
        Level::Trusted => "trust-level-trusted",
        Level::Known => "trust-level-known",
        Level::Unknown => "trust-level-unknown",
    }
}

/// What a list says, in other languages than English, in which it has words of its own for each issuer.
fn level_sentence(level: Level) -> &'static str {
    match level {
        Level::Trusted => "trust-says-trusted",
        Level::Known => "trust-says-known",
        Level::Unknown => "trust-says-unknown",
    }
}

pub(super) fn trust_line(report: &Report, may_add: Option<String>, words: Words) -> Option<TrustLine> {
    let trust = report.trust.as_ref()?;
    let issuer = established_issuer(report).filter(|_| trust.level == Level::Unknown);
    let add_href = may_add
        .zip(issuer)
        .map(|(slug, issuer)| format!("/desk/{slug}/trust/new?issuer={}", crate::web::desk::in_query(&issuer)).into());
    Some(TrustLine {
        list: trust.list.clone(),
        mark: if trust.level == Level::Trusted { Mark::Pass } else { Mark::Warn },
        word: words.say(level_word(trust.level)).into(),
        sentence: match words.language() {
            Language::English => trust.note.clone(),
            _ => words.say(level_sentence(trust.level)).into_owned(),
        },
        add_href,
    })
}

/// The report as files inside the page: nothing of it is kept here.
pub(super) fn downloads(document: &Value, rows: &[(&Report, &str)], at: Timestamp, words: Words) -> Vec<Download> {
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    let file = |href: Href, label: &str| Download { href, label: words.say(label).into(), hint: String::new() };
    vec![
        file(Href::json_file(&text), "result-report-json"),
        file(Href::csv_file(&table(rows, at)), "result-report-csv"),
    ]
}

/// A row for each check of each badge.
fn table(rows: &[(&Report, &str)], at: Timestamp) -> String {
    let heads = [
        "File",
        "Checked",
        "Verdict",
        "Issuer",
        "Calls itself",
        "Achievement",
        "Learner",
        "Trust",
        "List",
        "Check",
        "Outcome",
        "Code",
        "Finding",
    ];
    let mut csv = Sheet::new(&heads);
    for (report, file) in rows {
        push_checks(&mut csv, report, file, at);
    }
    csv.into_text()
}

/// A row for each check of a badge and of what is inside it, which has its place behind the file's name.
fn push_checks(csv: &mut Sheet, report: &Report, file: &str, at: Timestamp) {
    let word = |value: Value| value.as_str().unwrap_or("").to_owned();
    let text = |text: &Option<String>| shown(text.as_deref().unwrap_or(""));
    // Tables are read by programs too: their words do not change with the reader.
    let english = Words::default();
    for check in &report.checks {
        csv.push(&[
            shown(file),
            at.to_string(),
            state_of(report).word(english).into_owned(),
            text(&report.issuer),
            text(&report.issuer_name),
            text(&report.achievement),
            text(&report.subject),
            report.trust.as_ref().map(|trust| english.say(level_word(trust.level)).into_owned()).unwrap_or_default(),
            report.trust.as_ref().map(|trust| trust.list.clone()).unwrap_or_default(),
            word(serde_json::to_value(check.check).unwrap_or_default()),
            word(serde_json::to_value(check.outcome).unwrap_or_default()),
            word(serde_json::to_value(check.code).unwrap_or_default()),
            shown(&check.sentence),
        ]);
    }
    for part in report.inner.iter().chain(&report.endorsements) {
        push_checks(csv, &part.report, &format!("{file}#{}", part.at), at);
    }
}

/// Text of a stranger as it may stand on a page and in a table.
pub(super) fn shown(text: &str) -> String {
    names::look(text).shown
}

/// A name as it may stand on a page, and what is wrong with it.
pub(super) fn named(name: Option<&str>, words: Words) -> (Option<String>, Option<String>) {
    let look = name.map(names::look);
    let caution = look.as_ref().and_then(names::Look::warning).map(|warning| match words.language() {
        Language::English => format!("This name {warning}."),
        _ => words.say("result-name-caution").into_owned(),
    });
    (look.map(|look| look.shown), caution)
}
