//! What was done at this desk, from the chain of events.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::answer::{Page, PageError};
use super::super::form::Asked;
use super::super::moment::Moment;
use super::super::views::desk::Audit;
use super::super::views::{Cell, Column, Empty, Pager, Row, Table};
use super::csv;
use super::here::Here;
use super::words;
use crate::batch::Sheet;
use crate::http::Hall;
use crate::store::AuditEvent;

/// Events on one page, and those that are read at once for a file.
const PAGE: i64 = 100;
const BATCH: i64 = 1_000;

/// `GET /desk/{slug}/audit`: the newest first.
pub(super) async fn list(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    let (app, actor) = (hall.app(), here.actor());
    let count = app.count_audit_events(&actor, here.id()).await?;
    // Events are counted from 1, so that a page is known by the number before which it ends.
    let end = asked.text("before").parse().unwrap_or(count + 1).clamp(1, count + 1);
    let start = (end - PAGE).max(1);
    // One event more, on which the oldest of the page must follow.
    let from = (start - 1).max(1);
    let events = app.list_audit_events(&actor, here.id(), from, end - from).await?;
    let members = app.list_members(&actor, here.id()).await?;
    let keys = app.list_api_keys(&actor, here.id()).await?;
    let keys: Vec<(String, String)> = keys.into_iter().map(|key| (key.key_id.to_string(), key.name)).collect();
    let row = |event: &AuditEvent| Row {
        cells: vec![
            Cell::Moment(Moment::minute(event.happened_at)),
            Cell::text(words::who(&event.actor, &members, &keys)),
            Cell::text(what(event)),
            Cell::Exact(event.hash.chars().take(16).collect()),
        ],
        ..Row::default()
    };
    let page = Audit {
        frame: here.frame(),
        desk: here.desk("Audit log"),
        chain: chain(&here, &events, count),
        table: Table {
            caption: "Entries, newest first".to_owned(),
            columns: ["When", "Who", "What", "Fingerprint"].map(Column::new).to_vec(),
            rows: events.iter().rev().filter(|event| event.number >= start).map(row).collect(),
            empty: Empty::new("Nothing was done here yet.", None),
        },
        pager: (count > PAGE).then(|| pager(&here, start, end, count)),
        csv_href: here.path("/audit.csv").into(),
    };
    Ok(Page(page).into_response())
}

fn pager(here: &Here, start: i64, end: i64, count: i64) -> Pager {
    let at = |before: i64| here.path(&format!("/audit?before={before}")).into();
    let [first, last, all] = [count - end + 2, count - start + 1, count].map(words::number);
    Pager {
        sentence: format!("{first} to {last} of {all}"),
        previous: (end <= count).then(|| at((end + PAGE).min(count + 1))),
        next: (start > 1).then(|| at(start)),
    }
}

/// Whether the shown events follow on each other.
fn chain(here: &Here, events: &[AuditEvent], count: i64) -> String {
    let starts_chain = events.first().is_some_and(|first| first.number == 1 && !first.follows(here.id(), None));
    let broken = match starts_chain {
        true => events.first(),
        false => events.windows(2).find(|pair| !pair[1].follows(here.id(), Some(&pair[0]))).map(|pair| &pair[1]),
    };
    match broken {
        None => format!("{} in all; those shown here follow on each other.", words::count(count, "entry", "entries")),
        Some(event) => format!(
            "Entry {} was changed, or one before it is missing. Tell whoever runs this place.",
            words::number(event.number)
        ),
    }
}

/// What was done, in words.
fn what(event: &AuditEvent) -> String {
    let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
    let text = |name: &str| detail.get(name).and_then(Value::as_str).unwrap_or_default();
    let badges = detail.get("awards").and_then(Value::as_array).map_or(1, |awards| awards.len() as i64);
    let badges = words::count(badges, "badge", "badges");
    let reason = Some(text("reason")).filter(|reason| !reason.is_empty());
    let reason = reason.map(|reason| format!(": {reason}")).unwrap_or_default();
    match event.action.as_str() {
        "organisation.create" => "Made the organisation".to_owned(),
        "organisation.change" => "Changed what the organisation says of itself".to_owned(),
        "key.create" => format!("Made the signing key {}", event.about),
        "key.rotate" => format!("Let the new key {} sign", event.about),
        "key.revoke" => format!("Withdrew the signing key {}", event.about),
        "member.put" => format!("Gave somebody the role {}", text("role")),
        "member.remove" => "Took a role away from somebody".to_owned(),
        "achievement.create" => "Described an achievement".to_owned(),
        "achievement.change" => "Changed the draft of an achievement".to_owned(),
        "achievement.publish" => format!("Published version {} of an achievement", detail["version"]),
        "achievement.archive" if text("state") == "archived" => "Archived an achievement".to_owned(),
        "achievement.archive" => "Took an achievement out of the archive".to_owned(),
        "award.make" => format!("Awarded {badges}"),
        "award.revoke" => format!("Withdrew {badges}{reason}"),
        "award.suspend" => format!("Put {badges} on hold{reason}"),
        "award.reinstate" => format!("Ended the hold of {badges}{reason}"),
        "api_key.create" => "Made an API key".to_owned(),
        "api_key.revoke" => "Withdrew an API key".to_owned(),
        "trust.add" => format!("Put {} on the list of trusted issuers", event.about),
        "trust.change" => format!("Changed what the list of trusted issuers says of {}", event.about),
        "trust.remove" => format!("Took {} off the list of trusted issuers", event.about),
        "trust.import" => format!(
            "Took over a list of issuers ({}): {} added, {} changed, {} removed",
            event.about, detail["added"], detail["changed"], detail["removed"]
        ),
        other => words::people_event(other, text("role")).unwrap_or_else(|| other.to_owned()),
    }
}

/// `GET /desk/{slug}/audit.csv`: everything, the oldest first, so that the chain can be followed.
pub(super) async fn download(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let heads = ["Number", "Time", "Who", "What", "About", "Detail", "Hash before", "Hash"];
    let (mut table, mut from) = (Sheet::new(&heads), 1);
    loop {
        let events = hall.app().list_audit_events(&here.actor(), here.id(), from, BATCH).await?;
        for event in &events {
            let (number, time) = (event.number.to_string(), event.happened_at.to_string());
            let (previous, hash) = (&event.previous_hash, &event.hash);
            table.push(&[&number, &time, &event.actor, &event.action, &event.about, &event.detail, previous, hash]);
        }
        let Some(last) = events.last() else { break };
        from = last.number + 1;
    }
    Ok(csv::download(table, &format!("audit-{}", here.organisation.slug)))
}
