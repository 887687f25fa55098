//! The answer of a verification as a page: the word, who says so, what a list of trusted issuers says, each check, and
//! the report to keep.

use serde_json::Value;

use super::{badges, contents};
use crate::app::{App, Error, OpenedBundle, Permission, PublicAward, Verification};
use crate::clock::Timestamp;
use crate::credential::names;
use crate::verify::bundle::{Maker, Proven};
use crate::verify::trust::{Level, established_issuer};
use crate::verify::{Check, Code, Line, Report};
use crate::web::answer::Visitor;
use crate::web::desk::csv::Csv;
use crate::web::href::Href;
use crate::web::moment::Moment;
use crate::web::verdict::{CheckLine, Facts, Mark, State as Verdicts, Verdict};
use crate::web::views::{
    BundleLine, BundleResult, Cell, Column, Download, Empty, Fact, Row, Table, TrustLine, VerifiedBadge, VerifyResult,
};

/// The page for what was found out.
///
/// # Errors
/// [`Error`] when a list of trusted issuers cannot be read.
pub(super) async fn result(
    app: &App,
    visitor: Visitor,
    mut verification: Verification,
    source: &str,
) -> Result<VerifyResult, Error> {
    let may_add = ask_list(app, &visitor, &mut verification.report).await?;
    let own = app.find_award_of(&verification.report).await;
    Ok(page(app, visitor, (&verification, own.as_deref()), (source, may_add)))
}

/// The page for the one badge of an offline bundle: what it was at the bundle's time, not what we know of it now.
///
/// # Errors
/// As [`result`].
pub(super) async fn single(
    app: &App,
    visitor: Visitor,
    opened: OpenedBundle,
    source: &str,
) -> Result<VerifyResult, Error> {
    let mut line = bundle_line(&opened);
    let at = opened.as_of;
    let Some(Proven { report, today, .. }) = opened.badges.into_iter().next() else {
        return Err(Error::NotFound("badge in this bundle"));
    };
    line.today = today.map(|line| line.sentence);
    let mut verification = Verification { report, at };
    let may_add = ask_list(app, &visitor, &mut verification.report).await?;
    let shown = page(app, visitor, (&verification, None), (source, may_add));
    Ok(VerifyResult { bundle: Some(line), asked: Vec::new(), ..shown })
}

/// The page for an offline bundle with several badges.
///
/// # Errors
/// As [`result`].
pub(super) async fn bundle_result(
    app: &App,
    visitor: Visitor,
    mut opened: OpenedBundle,
    source: &str,
) -> Result<BundleResult, Error> {
    for proven in &mut opened.badges {
        ask_list(app, &visitor, &mut proven.report).await?;
    }
    let count = opened.badges.len();
    let valid = opened.badges.iter().filter(|proven| proven.report.state() == "valid").count();
    let reports: Vec<Value> = opened.badges.iter().map(|proven| proven.report.to_json(&proven.file)).collect();
    let rows: Vec<(&Report, &str)> =
        opened.badges.iter().map(|proven| (&proven.report, proven.file.as_str())).collect();
    Ok(BundleResult {
        frame: visitor.frame(),
        source: source.to_owned(),
        summary: format!("{count} badges, {valid} of them valid"),
        table: Table {
            caption: "The badges in it".to_owned(),
            columns: ["File", "Verdict", "Achievement", "Issuer", "Trust", "Today"].map(Column::new).to_vec(),
            rows: opened.badges.iter().map(bundle_row).collect(),
            empty: Empty::default(),
        },
        downloads: downloads(&Value::Array(reports), &rows, opened.as_of),
        bundle: bundle_line(&opened),
    })
}

fn bundle_row(proven: &Proven) -> Row {
    let report = &proven.report;
    let trust = report.trust.as_ref().map_or("", |trust| level_word(trust.level));
    Row {
        cells: vec![
            Cell::text(names::look(&proven.file).shown),
            Cell::State(state_of(report)),
            Cell::text(shown_name(report.achievement.as_deref().unwrap_or(""))),
            Cell::Exact(names::look(report.issuer.as_deref().unwrap_or("")).shown),
            Cell::text(trust),
            Cell::text(proven.today.as_ref().map_or("", |line| line.sentence.as_str())),
        ],
        ..Row::default()
    }
}

fn bundle_line(opened: &OpenedBundle) -> BundleLine {
    let maker = match &opened.maker {
        Maker::Nobody => "Nobody signed this offline proof, so whoever made it could have written the keys in it \
            themselves."
            .to_owned(),
        Maker::Claimed(who) => format!(
            "Signed in the name of {who}, and not changed since. Whether that is their key could not be looked up now."
        ),
        Maker::Established(who) | Maker::Named(who) => format!("Signed by {who}, and not changed since."),
    };
    BundleLine {
        as_of: Moment::minute(opened.as_of),
        age: opened.as_of.ago(opened.at),
        maker: names::look(&maker).shown,
        today: None,
    }
}

/// Asks the list of an organisation of the visitor's, or that of this place; where this visitor may add to a list.
async fn ask_list(app: &App, visitor: &Visitor, report: &mut Report) -> Result<Option<String>, Error> {
    let roles = match &visitor.0 {
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

/// The state that the page shows: a list can put a reservation on a valid badge, never more.
fn state_of(report: &Report) -> Verdicts {
    if report.has_code(Code::NoCredential) || report.has_code(Code::Parse) && report.issuer.is_none() {
        return Verdicts::NoBadge;
    }
    match (Verdicts::of_report(report.state()), report.trust.as_ref().map(|trust| trust.level)) {
        (Verdicts::Valid, Some(Level::Unknown)) => Verdicts::ValidUnlisted,
        (Verdicts::Valid, Some(Level::Known)) => Verdicts::ValidKnown,
        (state, _) => state,
    }
}

fn level_word(level: Level) -> &'static str {
    match level {
        Level::Trusted => "Trusted",
        Level::Known => "Known, not trusted",
        Level::Unknown => "Not on the list",
    }
}

fn trust_line(report: &Report, may_add: Option<String>) -> Option<TrustLine> {
    let trust = report.trust.as_ref()?;
    let issuer = established_issuer(report).filter(|_| trust.level == Level::Unknown);
    let add_href = may_add
        .zip(issuer)
        .map(|(slug, issuer)| format!("/desk/{slug}/trust/new?issuer={}", crate::web::desk::in_query(&issuer)).into());
    Some(TrustLine {
        list: trust.list.clone(),
        mark: if trust.level == Level::Trusted { Mark::Pass } else { Mark::Warn },
        word: level_word(trust.level).to_owned(),
        sentence: trust.note.clone(),
        add_href,
    })
}

fn page(
    app: &App,
    visitor: Visitor,
    (verification, own): (&Verification, Option<&PublicAward>),
    (source, may_add): (&str, Option<String>),
) -> VerifyResult {
    let report = &verification.report;
    let state = state_of(report);
    let minute = Moment::minute(verification.at);
    let facts = match own {
        Some(award) => badges::verdict_facts(app, award),
        None => facts(report, &minute),
    };
    let called = report.issuer_name.as_deref().map(names::look);
    let verdict = Verdict {
        caution: called.as_ref().and_then(names::Look::warning).map(|warning| format!("This name {warning}.")),
        calls_itself: called.map(|look| look.shown),
        checked: Some(minute.clone()),
        ..Verdict::new(state, &facts)
    };
    let document = report.to_json(source);
    let mut experts = Vec::new();
    for (term, name) in [("Issuer", "issuer"), ("Learner", "subject"), ("Form", "format"), ("State", "state")] {
        experts.extend(document[name].as_str().map(|text| Fact::exact(term, names::look(text).shown)));
    }
    VerifyResult {
        frame: visitor.frame(),
        source: names::look(source).shown,
        verdict,
        checked: minute,
        trust: trust_line(report, may_add),
        bundle: None,
        downloads: downloads(&document, &[(report, source)], verification.at),
        badge: (state != Verdicts::NoBadge).then(|| badge(report, own)),
        checks: report.checks.iter().map(line).collect(),
        asked: report.fetched.iter().filter(|address| app.addresses().path_of(address).is_none()).cloned().collect(),
        experts,
        json_href: None,
        json: serde_json::to_string_pretty(&document).ok(),
    }
}

/// The report as files inside the page: nothing of it is kept here.
fn downloads(document: &Value, rows: &[(&Report, &str)], at: Timestamp) -> Vec<Download> {
    let text = serde_json::to_string_pretty(document).unwrap_or_default();
    let file = |href: Href, label: &str, hint: &str| Download { href, label: label.into(), hint: hint.into() };
    vec![
        file(Href::json_file(&text), "Report (JSON)", "For programs and for your files"),
        file(Href::csv_file(&table(rows, at)), "Report (CSV)", "For spreadsheets"),
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
    let mut csv = Csv::new(&heads);
    let word = |value: Value| value.as_str().unwrap_or("").to_owned();
    let shown = |text: Option<&str>| names::look(text.unwrap_or("")).shown;
    for (report, file) in rows {
        for check in &report.checks {
            csv.push(&[
                shown(Some(file)),
                at.to_string(),
                state_of(report).word().to_owned(),
                shown(report.issuer.as_deref()),
                shown(report.issuer_name.as_deref()),
                shown(report.achievement.as_deref()),
                shown(report.subject.as_deref()),
                report.trust.as_ref().map_or("", |trust| level_word(trust.level)).to_owned(),
                report.trust.as_ref().map(|trust| trust.list.clone()).unwrap_or_default(),
                word(serde_json::to_value(check.check).unwrap_or_default()),
                word(serde_json::to_value(check.outcome).unwrap_or_default()),
                word(serde_json::to_value(check.code).unwrap_or_default()),
                names::look(&check.sentence).shown,
            ]);
        }
    }
    csv.into_text()
}

/// A name as it may stand on a page.
fn shown_name(name: &str) -> String {
    names::look(name).shown
}

/// What the badge itself tells.
fn facts(report: &Report, minute: &Moment) -> Facts {
    let (issued, expires) = report.verified().map(contents::days).unwrap_or_default();
    Facts {
        issuer: report.issuer.as_deref().map(host_of).unwrap_or_default(),
        issued,
        expires,
        asked_at: minute.text.rsplit_once(", ").map(|(_, time)| time.trim_end_matches(" UTC").to_owned()),
        ..Facts::default()
    }
}

/// What the badge says; of one that nobody signed only what it calls itself.
fn badge(report: &Report, own: Option<&PublicAward>) -> VerifiedBadge {
    let claimed = report.achievement.as_deref().map_or_else(|| "A credential without a name".into(), shown_name);
    let Some(credential) = report.verified() else {
        return VerifiedBadge { name: claimed, ..VerifiedBadge::default() };
    };
    let mut badge = contents::badge(credential);
    if badge.name.is_empty() {
        badge.name = claimed;
    }
    badge.name = shown_name(&badge.name);
    badge.issuer = shown_name(&badge.issuer);
    badge.earner = badge.earner.as_deref().map(shown_name);
    badge.issuer_address = report.issuer.as_deref().map(host_of).unwrap_or_default();
    badge.binding = report
        .checks
        .iter()
        .find(|check| check.check == Check::Issuer)
        .map(|check| line(check).meaning)
        .unwrap_or_default();
    if let Some(award) = own {
        // What lies with us is linked without a way around, and its picture may be shown here.
        badge.artwork = Some(super::artwork(&award.view));
        badge.page_href = Some(format!("/badges/{}", award.award.award_id).into());
    }
    badge
}

fn line(check: &Line) -> CheckLine {
    let word = |value: serde_json::Value| value.as_str().unwrap_or("").to_owned();
    let name = word(serde_json::to_value(check.check).unwrap_or_default());
    let outcome = word(serde_json::to_value(check.outcome).unwrap_or_default());
    CheckLine::of_report(&name, &outcome, &check.sentence)
}

/// The host of a `did:web` or an address; anything else as it is.
fn host_of(issuer: &str) -> String {
    if let Some(rest) = issuer.strip_prefix("did:web:") {
        return rest.split(':').next().unwrap_or(rest).replace("%3A", ":");
    }
    match issuer.split_once("://") {
        Some((_, rest)) => rest.split('/').next().unwrap_or(rest).to_owned(),
        None => issuer.chars().take(80).collect(),
    }
}
