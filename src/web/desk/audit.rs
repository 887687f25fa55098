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
use crate::language::{Filled, Words};
use crate::store::{AuditEvent, AuditFilter, Member, Role};

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
    let words = here.words();
    let rows = events.iter().rev().filter(|event| event.number >= start).map(|event| people.row(words, event));
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

    fn row(&self, words: Words, event: &AuditEvent) -> Row {
        Row {
            cells: vec![
                Cell::Moment(Moment::minute(event.happened_at)),
                Cell::text(words::who(words, &event.actor, &self.members, &self.keys)),
                Cell::text(what(words, event)),
                Cell::Exact(event.hash.chars().take(16).collect()),
            ],
            ..Row::default()
        }
    }

    /// Everybody who may have done something, to choose from.
    fn choices(&self, words: Words, chosen: &str) -> Vec<Choice> {
        let members =
            self.members.iter().map(|one| (format!("person:{}", one.person.person_id), words::name(words, one)));
        let key = |name: &str| words.fill("who-key").with("name", name).into();
        let keys = self.keys.iter().map(|(id, name)| (format!("key:{id}"), key(name)));
        let others = [("operator", words.say("who-operator")), ("milestone", words.say("who-milestone"))];
        let others = others.map(|(value, label)| (value.to_owned(), label.into_owned()));
        let everybody = (String::new(), words.say("audit-everybody").into_owned());
        let all = std::iter::once(everybody).chain(members).chain(keys).chain(others);
        all.map(|(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) }).collect()
    }
}

/// What can be asked for: the first word of what was done, and the name of the text for it.
const GROUPS: [(&str, &str); 11] = [
    ("", "audit-everything"),
    ("award", "desk-tab-awards"),
    ("import", "audit-lists"),
    ("achievement", "desk-tab-achievements"),
    ("milestone", "audit-milestones"),
    ("review", "desk-tab-reviews"),
    ("member", "desk-tab-members"),
    ("api_key", "desk-tab-keys"),
    ("webhook", "desk-tab-webhooks"),
    ("trust", "desk-tab-trust"),
    ("key", "audit-signing-keys"),
];

fn view(here: &Here, people: &People, asked: &Fields, rows: Vec<Row>) -> Audit {
    let (what, words) = (asked.text("what"), here.words());
    let group = |(value, label): (&str, &str)| Choice { chosen: value == what, ..Choice::new(value, words.say(label)) };
    Audit {
        frame: here.frame(),
        desk: here.desk("Audit log"),
        list_href: here.path("/audit").into(),
        who: people.choices(words, asked.text("who")),
        what: GROUPS.map(group).to_vec(),
        from: Field::new(asked.text("from")),
        until: Field::new(asked.text("until")),
        table: Table {
            caption: words.say("audit-caption").into(),
            columns: [
                words.say("audit-when"),
                words.say("audit-who"),
                words.say("audit-what"),
                words.say("desk-fingerprint"),
            ]
            .map(Column::new)
            .to_vec(),
            rows,
            empty: Empty::new(words.say("audit-none-like"), None),
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
    let (query, words) = (narrowed(asked), here.words());
    let last = found.last().filter(|_| has_more);
    let pager = (has_more || before != i64::MAX).then(|| Pager {
        sentence: words.say("audit-like-this").into(),
        previous: (before != i64::MAX).then(|| here.path(&format!("/audit?{query}")).into()),
        next: last.map(|last| here.path(&format!("/audit?{query}&before={}", last.number)).into()),
    });
    let page = Audit {
        chain: words.say("audit-some").into(),
        pager,
        csv_href: here.path(&format!("/audit.csv?{query}")).into(),
        ..view(here, &people, asked, found.iter().map(|event| people.row(words, event)).collect())
    };
    Ok(Page(page).into_response())
}

fn pager(here: &Here, start: i64, end: i64, count: i64) -> Pager {
    let at = |before: i64| here.path(&format!("/audit?before={before}")).into();
    let range = here.words().fill("desk-range-of").count("first", count - end + 2).count("last", count - start + 1);
    Pager {
        sentence: range.count("all", count).into(),
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
        None => here.words().fill("audit-whole").count("count", count).into(),
        Some(event) => here.words().fill("audit-broken").count("number", event.number).into(),
    }
}

/// What was done, in words; an act that has none is named as the books have it.
fn what(words: Words, event: &AuditEvent) -> String {
    let detail: Value = serde_json::from_str(&event.detail).unwrap_or_default();
    let text = |name: &str| detail.get(name).and_then(Value::as_str).unwrap_or_default();
    let number = |name: &str| detail.get(name).and_then(Value::as_i64).unwrap_or_default();
    let about = |told: Filled| told.with("about", &event.about);
    let people = |told: Filled| told.with("people", words.fill("desk-people").count("count", number("rows")));
    let named = detail.get("awards").and_then(Value::as_array).map(|awards| awards.len() as i64);
    let badges = named.or_else(|| detail.get("count").and_then(Value::as_i64)).unwrap_or(1);
    let badges = |told: Filled| told.with("badges", words.fill("desk-badges").count("count", badges));
    let role = |told: Filled| told.with("role", role_in_words(words, text("role")));
    let told = match event.action.as_str() {
        "key.create" => about(words.fill("did-key-create")),
        "key.rotate" => about(words.fill("did-key-rotate")),
        "key.revoke" => about(words.fill("did-key-revoke")),
        "member.put" => role(words.fill("did-member-put")),
        "achievement.publish" => words.fill("did-achievement-publish").count("version", number("version")),
        "achievement.archive" if text("state") != "archived" => words.fill("did-achievement-unarchive"),
        "award.make" => badges(words.fill("did-award-make")),
        "award.revoke" => badges(words.fill("did-award-revoke")),
        "award.suspend" => badges(words.fill("did-award-suspend")),
        "award.reinstate" => badges(words.fill("did-award-reinstate")),
        "award.cancel" => badges(words.fill("did-award-cancel")),
        "award.remind" => badges(words.fill("did-award-remind")),
        "import.create" => people(words.fill("did-import-create")),
        "import.start" => people(words.fill("did-import-start")),
        "import.plan" => words.fill("did-import-plan").with("day", words.moment(text("at").get(..10).unwrap_or(""))),
        "invitation.make" => role(words.fill("did-invitation-make")),
        "invitation.accept" => role(words.fill("did-invitation-accept")),
        "join.accept" => role(words.fill("did-join-accept")),
        "trust.add" => about(words.fill("did-trust-add")),
        "trust.change" => about(words.fill("did-trust-change")),
        "trust.remove" => about(words.fill("did-trust-remove")),
        "trust.import" => {
            let told = about(words.fill("did-trust-import")).count("added", number("added"));
            told.count("changed", number("changed")).count("removed", number("removed"))
        }
        other => {
            let name = format!("did-{}", other.replace('.', "-"));
            return if words.has(&name) { words.say(&name).into() } else { other.to_owned() };
        }
    };
    match text("reason") {
        "" => told.into(),
        reason => words.fill("did-because").with("what", told).with("reason", reason).into(),
    }
}

/// A role by the word that the books have for it.
fn role_in_words(words: Words, role: &str) -> String {
    let known = Role::ALL.into_iter().find(|known| known.as_str() == role);
    known.map_or_else(|| role.to_owned(), |known| words::role_word(words, known).into())
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
