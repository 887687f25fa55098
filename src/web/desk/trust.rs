//! Whom the organisation trusts: found, put on the list, changed, taken off.

use std::borrow::Cow;

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION};
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::moment::Moment;
use super::super::views::desk::{TrustForm, TrustRemoval, TrustedIssuers};
use super::super::views::{Cell, Choice, Column, Empty, Field, FieldError, Link, Pager, Row, Table};
use super::awarding::{day, instant};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, Permission, TrustRequest};
use crate::clock::Timestamp;
use crate::http::Hall;
use crate::ids::TrustedIssuerId;
use crate::language::Words;
use crate::store::{TrustFilter, TrustedIssuer};

/// Entries on one page.
const PAGE: i64 = 50;

/// `GET /desk/{slug}/trust`
pub(super) async fn list(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    Ok(Page(view(&hall, &here, &asked).await?).into_response())
}

async fn view(hall: &Hall, here: &Here, asked: &Fields) -> Result<TrustedIssuers, PageError> {
    let (app, actor, words) = (hall.app(), here.actor(), here.words());
    let (trusted, known) = app.count_trusted_issuers(&actor, here.id()).await?;
    let mut found = app.list_trusted_issuers(&actor, here.id(), &filter(asked)).await?;
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let add_href = here.path_if(Permission::Manage, "/trust/new");
    let standing = asked.text("standing");
    let choice =
        |value: &str, label: Cow<'static, str>| Choice { chosen: value == standing, ..Choice::new(value, label) };
    Ok(TrustedIssuers {
        frame: here.frame(),
        desk: here.desk("Trusted issuers"),
        errors: Vec::new(),
        import_href: here.path_if(Permission::Manage, "/trust/import"),
        export_href: (trusted + known > 0).then(|| here.path("/trust.json").into()),
        list_href: here.path("/trust").into(),
        query: Field::new(asked.text("q")),
        standings: vec![
            choice("", words.say("desk-all")),
            choice("trusted", words.say("trust-trusted")),
            choice("known", words.say("trust-known")),
        ],
        summary: words.fill("trust-summary").count("trusted", trusted).count("known", known).into(),
        table: Table {
            empty: match narrowed(asked).is_empty() {
                true => Empty::new(
                    words.say("trust-none"),
                    add_href.clone().map(|href| Link { href, text: words.say("trust-add-issuer").into() }),
                ),
                false => {
                    let all = Link::new(here.path("/trust"), words.say("trust-show-all"));
                    Empty::new(words.say("trust-none-like"), Some(all))
                }
            },
            ..table(here, &found, app.now())
        },
        add_href,
        pager: pager(here, asked, &found, has_more),
        remove_action: here.path_if(Permission::Manage, "/trust/remove"),
    })
}

fn filter(asked: &Fields) -> TrustFilter {
    let standing = asked.text("standing");
    TrustFilter {
        text: asked.text("q").trim().chars().take(200).collect(),
        standing: if matches!(standing, "trusted" | "known") { standing.to_owned() } else { String::new() },
        after: asked.text("after").to_owned(),
        limit: PAGE + 1,
    }
}

fn narrowed(asked: &Fields) -> String {
    let part = |name: &str| Some(format!("{name}={}", words::in_query(&asked.filled(name)?)));
    ["q", "standing"].into_iter().filter_map(part).collect::<Vec<_>>().join("&")
}

fn pager(here: &Here, asked: &Fields, found: &[TrustedIssuer], has_more: bool) -> Option<Pager> {
    let first: i64 = asked.text("from").parse().unwrap_or(1).max(1);
    let last = found.last().filter(|_| has_more);
    if last.is_none() && first == 1 {
        return None;
    }
    let narrowed = narrowed(asked);
    let end = first.saturating_add(found.len() as i64);
    let next = last.map(|last| {
        let after = words::in_query(&last.issuer);
        here.path(&format!("/trust?{narrowed}&after={after}&from={end}")).into()
    });
    Some(Pager {
        sentence: here.words().fill("desk-range").count("first", first).count("last", end - 1).into(),
        // The list is walked in one direction; the way back is to its beginning.
        previous: (first > 1).then(|| here.path(&format!("/trust?{narrowed}")).into()),
        next,
    })
}

fn table(here: &Here, rows: &[TrustedIssuer], now: Timestamp) -> Table {
    let words = here.words();
    Table {
        caption: words.say("trust-caption").into(),
        columns: [
            words.say("trust-issuer"),
            words.say("desk-address"),
            words.say("trust-standing"),
            words.say("trust-for"),
            words.say("trust-until"),
        ]
        .map(Column::new)
        .to_vec(),
        rows: rows.iter().map(|entry| row(here, entry, now)).collect(),
        empty: Empty::default(),
    }
}

fn row(here: &Here, entry: &TrustedIssuer, now: Timestamp) -> Row {
    let name = if entry.name.is_empty() { &entry.issuer } else { &entry.name };
    let is_trusted = entry.standing == "trusted";
    let is_over = entry.valid_until.is_some_and(|until| until < now);
    let words = here.words();
    let standing = match (is_trusted, is_over) {
        (true, true) => words.say("trust-over"),
        (true, false) => words.say("trust-trusted"),
        (false, _) => words.say("trust-known"),
    };
    let narrowing: Vec<String> =
        [(words.fill("trust-types"), &entry.achievement_types), (words.fill("trust-tags"), &entry.tags)]
            .into_iter()
            .filter(|(_, list)| !list.is_empty())
            .map(|(what, list)| what.with("list", list.join(", ")).into())
            .collect();
    let scope = match (is_trusted, narrowing.is_empty()) {
        (false, _) => words.say("trust-nothing").into(),
        (true, true) => words.say("trust-everything").into(),
        (true, false) => narrowing.join("; "),
    };
    Row {
        id: entry.entry_id.to_string(),
        label: name.clone(),
        ticked: false,
        cells: vec![
            match here.may(Permission::Manage) {
                true => Cell::link(here.path(&format!("/trust/{}/edit", entry.entry_id)), name),
                false => Cell::text(name),
            },
            Cell::Exact(entry.issuer.clone()),
            Cell::text(standing),
            Cell::text(scope),
            entry
                .valid_until
                .map_or_else(|| Cell::text(words.say("trust-no-end")), |until| Cell::Moment(Moment::day(until))),
        ],
    }
}

/// `GET /desk/{slug}/trust.json`: the list as a document that the organisation signs.
pub(super) async fn export(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let list = hall.app().export_trust_list(&here.actor(), here.id()).await?;
    let file = format!("attachment; filename=\"trust-list-{}.json\"", here.organisation.slug);
    Ok(([(CONTENT_DISPOSITION, file), (CACHE_CONTROL, "private, no-store".to_owned())], Json(list)).into_response())
}

/// `GET /desk/{slug}/trust/new`; with `?issuer=` the address is filled in.
pub(super) async fn blank(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Manage).await?;
    let form = TrustForm { issuer: Field::new(asked.text("issuer")), ..form(&here, "/trust/new", "trusted") };
    Ok(Page(TrustForm { is_new: true, ..form }).into_response())
}

fn form(here: &Here, action: &str, standing: &str) -> TrustForm {
    let words = here.words();
    let choice =
        |value: &str, label: Cow<'static, str>| Choice { chosen: value == standing, ..Choice::new(value, label) };
    TrustForm {
        frame: here.frame(),
        desk: here.desk("Trusted issuers"),
        action: here.path(action).into(),
        cancel_href: here.path("/trust").into(),
        standings: vec![choice("trusted", words.say("trust-rely")), choice("known", words.say("trust-hint"))],
        ..TrustForm::default()
    }
}

/// `POST /desk/{slug}/trust/new`
pub(super) async fn add(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let outcome = match read(here.words(), &fields) {
        Ok(request) => hall.app().add_trusted_issuer(&here.actor(), here.id(), &request).await.map(|_| ()),
        Err(errors) => Err(Error::Invalid(errors)),
    };
    answered(&here, &fields, outcome, "trust-added", TrustForm { is_new: true, ..form(&here, "/trust/new", "") })
}

/// `GET /desk/{slug}/trust/{entry}/edit`
pub(super) async fn edit(
    State(hall): State<Hall>,
    Path((_, entry)): Path<(String, String)>,
    here: Here,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Manage).await?;
    let found = hall.app().load_trusted_issuer(&here.actor(), here.id(), &TrustedIssuerId::from_text(&entry)).await?;
    let members = hall.app().list_members(&here.actor(), here.id()).await?;
    let words = here.words();
    let by = words::who(words, &found.added_by, &members, &[]);
    let history = match found.source.as_str() {
        "" => words.fill("trust-put"),
        "import" => words.fill("trust-put-list"),
        signer => words.fill("trust-put-signed").with("signer", signer),
    };
    Ok(Page(TrustForm {
        issuer: Field::new(&found.issuer),
        name: Field::new(&found.name),
        types: Field::new(found.achievement_types.join(", ")),
        tags: Field::new(found.tags.join(", ")),
        until: Field::new(found.valid_until.map(day).unwrap_or_default()),
        note: Field::new(&found.note),
        history: history.with("who", by).with("day", words.day(found.added_at)).into(),
        ..form(&here, &format!("/trust/{entry}/edit"), &found.standing)
    })
    .into_response())
}

/// `POST /desk/{slug}/trust/{entry}/edit`
pub(super) async fn change(
    State(hall): State<Hall>,
    Path((_, entry)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let id = TrustedIssuerId::from_text(&entry);
    let outcome = match read(here.words(), &fields) {
        Ok(request) => hall.app().change_trusted_issuer(&here.actor(), here.id(), &id, &request).await.map(|_| ()),
        Err(errors) => Err(Error::Invalid(errors)),
    };
    answered(&here, &fields, outcome, "trust-changed", form(&here, &format!("/trust/{entry}/edit"), ""))
}

fn read(words: Words, fields: &Fields) -> Result<TrustRequest, Vec<crate::issue::FieldError>> {
    let several = |name: &str| -> Vec<String> {
        fields.text(name).split(',').map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned).collect()
    };
    let mut errors = Vec::new();
    let until = fields.filled("until").and_then(|day| instant(words, ("until", &day), "T23:59:59Z", &mut errors));
    let request = TrustRequest {
        issuer: fields.text("issuer").trim().to_owned(),
        name: fields.text("name").trim().to_owned(),
        standing: fields.filled("standing"),
        achievement_types: several("types"),
        tags: several("tags"),
        until,
        note: fields.text("note").trim().to_owned(),
    };
    match errors.is_empty() {
        true => Ok(request),
        false => Err(errors.into_iter().map(|e| crate::issue::FieldError::new(e.field, e.message)).collect()),
    }
}

/// On to the list, or the form again with what is wrong.
fn answered(
    here: &Here,
    fields: &Fields,
    outcome: Result<(), Error>,
    done: &str,
    form: TrustForm,
) -> Result<Response, PageError> {
    let found = match outcome {
        Ok(()) => return Ok(here.see("/trust", done)),
        Err(Error::Invalid(found)) => found,
        Err(error) => return Err(error.into()),
    };
    let field_of = |member: &str| match member {
        "achievementTypes" => "types".to_owned(),
        "standing" => "standing-1".to_owned(),
        other => other.to_owned(),
    };
    let told = words::errors(here.words(), found).into_iter();
    let errors: Vec<FieldError> = told.map(|error| FieldError::new(field_of(&error.field), error.message)).collect();
    let field = |name: &str| Field {
        value: fields.text(name).to_owned(),
        error: errors.iter().find(|error| error.field == name).map(|error| error.message.clone()),
    };
    let standing = fields.text("standing");
    let chosen = |choice: Choice| Choice { chosen: choice.value == standing, ..choice };
    let page = TrustForm {
        issuer: field("issuer"),
        name: field("name"),
        standings: form.standings.into_iter().map(chosen).collect(),
        types: field("types"),
        tags: field("tags"),
        until: field("until"),
        note: field("note"),
        errors,
        ..form
    };
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// `POST /desk/{slug}/trust/remove`: asks first, then takes the ticked ones off.
pub(super) async fn remove(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let entries: Vec<TrustedIssuerId> = fields.all("entry").into_iter().map(TrustedIssuerId::from_text).collect();
    if entries.is_empty() {
        let mut page = view(&hall, &here, &Fields::default()).await?;
        page.errors = vec![FieldError::new("entry-1", here.words().say("trust-choose"))];
        if page.table.rows.is_empty() {
            page.errors.clear();
        }
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    if fields.text("sure") == "yes" {
        hall.app().remove_trusted_issuers(&here.actor(), here.id(), &entries).await?;
        return Ok(here.see("/trust", "trust-removed"));
    }
    let mut rows = Vec::with_capacity(entries.len());
    for entry in &entries {
        rows.push(hall.app().load_trusted_issuer(&here.actor(), here.id(), entry).await?);
    }
    Ok(Page(TrustRemoval {
        frame: here.frame(),
        desk: here.desk("Trusted issuers"),
        action: here.path("/trust/remove").into(),
        cancel_href: here.path("/trust").into(),
        table: table(&here, &rows, hall.app().now()),
    })
    .into_response())
}
