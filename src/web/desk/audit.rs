//! What was done at this desk, from the chain of events.

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::answer::{Page, PageError};
use super::super::form::{Asked, Fields};
use super::super::moment::Moment;
use super::super::views::desk::Audit;
use super::super::views::{Cell, Choice, Column, Empty, Field, Pager, Row, Table};
use super::csv;
use super::here::Here;
use super::words;
use crate::batch::Sheet;
use crate::clock::Timestamp;
use crate::http::Hall;
use crate::store::{AuditEvent, AuditFilter, Member};

/// Events on one page, and those that are read at once for a file.
const PAGE: i64 = 100;
const BATCH: i64 = 1_000;

/// `GET /desk/{slug}/audit`: the newest first.
pub(super) async fn list(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    if !narrowed(&asked).is_empty() {
        return search(&hall, &here, &asked).await;
    }
    let (app, actor) = (hall.app(), here.actor());
    let count = app.count_audit_events(&actor, here.id()).await?;
    // Events are counted from 1, so that a page is known by the number before which it ends.
    let end = asked.text("before").parse().unwrap_or(count + 1).clamp(1, count + 1);
    let start = (end - PAGE).max(1);
    // One event more, on which the oldest of the page must follow.
    let from = (start - 1).max(1);
    let events = app.list_audit_events(&actor, here.id(), from, end - from).await?;
    let people = People::load(&hall, &here).await?;
    let rows = events.iter().rev().filter(|event| event.number >= start).map(|event| people.row(event));
    let page = Audit {
        chain: chain(&here, &events, count),
        pager: (count > PAGE).then(|| pager(&here, start, end, count)),
        csv_href: here.path("/audit.csv").into(),
        ..view(&here, &people, &asked, rows.collect())
    };
    Ok(Page(page).into_response())
}

/// Whose names the log may tell.
struct People {
    members: Vec<Member>,
    keys: Vec<(String, String)>,
}

impl People {
    async fn load(hall: &Hall, here: &Here) -> Result<Self, PageError> {
        let members = hall.app().list_members(&here.actor(), here.id()).await?;
        let keys = hall.app().list_api_keys(&here.actor(), here.id()).await?;
        Ok(Self { members, keys: keys.into_iter().map(|key| (key.key_id.to_string(), key.name)).collect() })
    }

    fn row(&self, event: &AuditEvent) -> Row {
        Row {
            cells: vec![
                Cell::Moment(Moment::minute(event.happened_at)),
                Cell::text(words::who(&event.actor, &self.members, &self.keys)),
                Cell::text(what(event)),
                Cell::Exact(event.hash.chars().take(16).collect()),
            ],
            ..Row::default()
        }
    }

    /// Everybody who may have done something, to choose from.
    fn choices(&self, chosen: &str) -> Vec<Choice> {
        let members = self.members.iter().map(|one| (format!("person:{}", one.person.person_id), words::name(one)));
        let keys = self.keys.iter().map(|(id, name)| (format!("key:{id}"), format!("Key “{name}”")));
        let others = [("operator", "Whoever runs this place"), ("milestone", "Nobody: it followed from other badges")];
        let others = others.map(|(value, label)| (value.to_owned(), label.to_owned()));
        let all = std::iter::once((String::new(), "Everybody".to_owned())).chain(members).chain(keys).chain(others);
        all.map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) }).collect()
    }
}

/// What can be asked for: the first word of what was done, and the words for it.
const GROUPS: [(&str, &str); 11] = [
    ("", "Everything"),
    ("award", "Awards"),
    ("import", "Lists"),
    ("achievement", "Achievements"),
    ("milestone", "Milestones"),
    ("review", "Reviews"),
    ("member", "Members"),
    ("api_key", "API keys"),
    ("webhook", "Webhooks"),
    ("trust", "Trusted issuers"),
    ("key", "Signing keys"),
];

fn view(here: &Here, people: &People, asked: &Fields, rows: Vec<Row>) -> Audit {
    let what = asked.text("what");
    Audit {
        frame: here.frame(),
        desk: here.desk("Audit log"),
        list_href: here.path("/audit").into(),
        who: people.choices(asked.text("who")),
        what: GROUPS.map(|(value, label)| Choice { chosen: value == what, ..Choice::new(value, label) }).to_vec(),
        from: Field::new(asked.text("from")),
        until: Field::new(asked.text("until")),
        table: Table {
            caption: "Entries, newest first".to_owned(),
            columns: ["When", "Who", "What", "Fingerprint"].map(Column::new).to_vec(),
            rows,
            empty: Empty::new("No entry is like this.", None),
        },
        ..Audit::default()
    }
}

/// What the log is narrowed to, as a query; empty when it is not.
fn narrowed(asked: &Fields) -> String {
    let part = |name: &str| Some(format!("{name}={}", words::in_query(&asked.filled(name)?)));
    ["who", "what", "from", "until"].into_iter().filter_map(part).collect::<Vec<_>>().join("&")
}

fn filter(asked: &Fields, before: i64, limit: i64) -> AuditFilter {
    let day = |name: &str| format!("{}T00:00:00Z", asked.text(name).trim()).parse::<Timestamp>().ok();
    AuditFilter {
        actor: asked.text("who").to_owned(),
        group: asked.text("what").to_owned(),
        from: day("from"),
        until: day("until").map(|day| day.plus_seconds(86_400)),
        before,
        limit,
    }
}

/// The entries that the filter asks for. They do not follow on each other, so nothing is said about the chain.
async fn search(hall: &Hall, here: &Here, asked: &Fields) -> Result<Response, PageError> {
    let before = asked.text("before").parse().unwrap_or(i64::MAX);
    let mut found = hall.app().search_audit_events(&here.actor(), here.id(), &filter(asked, before, PAGE + 1)).await?;
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let people = People::load(hall, here).await?;
    let query = narrowed(asked);
    let last = found.last().filter(|_| has_more);
    let pager = (has_more || before != i64::MAX).then(|| Pager {
        sentence: "Entries that are like this, the newest first".to_owned(),
        previous: (before != i64::MAX).then(|| here.path(&format!("/audit?{query}")).into()),
        next: last.map(|last| here.path(&format!("/audit?{query}&before={}", last.number)).into()),
    });
    let page = Audit {
        chain: "Some of the entries.".to_owned(),
        pager,
        csv_href: here.path(&format!("/audit.csv?{query}")).into(),
        ..view(here, &people, asked, found.iter().map(|event| people.row(event)).collect())
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
    let number = |name: &str| detail.get(name).and_then(Value::as_i64).unwrap_or_default();
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
        "import.create" => format!("Uploaded a list of {}", words::count(number("rows"), "person", "people")),
        "import.start" => format!("Began to award a list to {}", words::count(number("rows"), "person", "people")),
        "import.plan" => format!("Planned to award a list on {}", text("at").get(..10).unwrap_or_default()),
        "import.stop" => "Stopped awarding a list".to_owned(),
        "import.delete" => "Forgot a list".to_owned(),
        "milestone.put" => "Changed from which badges an achievement follows".to_owned(),
        "review.set_up" => "Changed how evidence for an achievement is reviewed".to_owned(),
        "webhook.create" => "Added a webhook".to_owned(),
        "webhook.change" => "Changed a webhook".to_owned(),
        "webhook.delete" => "Removed a webhook".to_owned(),
        "webhook.fail" => "A webhook was switched off, since nothing arrived".to_owned(),
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

/// `GET /desk/{slug}/audit.csv`: everything, the oldest first, so that the chain can be followed; or what the filter asks
/// for, the newest first.
pub(super) async fn download(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    let heads = ["Number", "Time", "Who", "What", "About", "Detail", "Hash before", "Hash"];
    let (mut table, mut from, mut before) = (Sheet::new(&heads), 1, i64::MAX);
    let is_narrowed = !narrowed(&asked).is_empty();
    loop {
        let (app, actor) = (hall.app(), here.actor());
        let events = match is_narrowed {
            true => app.search_audit_events(&actor, here.id(), &filter(&asked, before, BATCH)).await?,
            false => app.list_audit_events(&actor, here.id(), from, BATCH).await?,
        };
        for event in &events {
            let (number, time) = (event.number.to_string(), event.happened_at.to_string());
            let (previous, hash) = (&event.previous_hash, &event.hash);
            table.push(&[&number, &time, &event.actor, &event.action, &event.about, &event.detail, previous, hash]);
        }
        let Some(last) = events.last() else { break };
        (from, before) = (last.number + 1, last.number);
    }
    Ok(csv::download(table, &format!("audit-{}", here.organisation.slug)))
}
