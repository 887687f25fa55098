//! The frameworks of an organisation: what is there, and bringing one in: chosen, looked at, done.

use std::borrow::Cow;

use axum::extract::{DefaultBodyLimit, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::moment::Moment;
use super::super::views::desk::{FrameworkImport, FrameworkPreview};
use super::super::views::{Cell, Column, Empty, Field, FieldError, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, Permission};
use crate::http::Hall;
use crate::language::Words;
use crate::store::Framework;

/// Bytes of a file: written in base64 into the page that asks, it must fit into one request.
const FILE_LIMIT_BYTES: usize = 12_000_000;
const BODY_LIMIT_BYTES: usize = 20_000_000;

/// What a request with a file may hold.
pub(super) fn limit() -> DefaultBodyLimit {
    DefaultBodyLimit::max(BODY_LIMIT_BYTES)
}

/// `GET /desk/{slug}/frameworks`
pub(super) async fn blank(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    Ok(Page(form(&hall, &here, "").await?).into_response())
}

async fn form(hall: &Hall, here: &Here, name: &str) -> Result<FrameworkImport, Error> {
    let all = hall.app().list_frameworks().await?;
    let own = all.iter().filter(|one| one.organisation_id == *here.id());
    let words = here.words();
    let row = |one: &Framework| Row {
        cells: vec![
            Cell::link(format!("/frameworks/{}", one.framework_id), &one.name),
            Cell::text(&one.publisher),
            Cell::text(words.number(one.items)),
            Cell::Moment(Moment::day(one.imported_at)),
        ],
        ..Row::default()
    };
    Ok(FrameworkImport {
        frame: here.frame(),
        desk: here.desk("Frameworks"),
        action: here.path("/frameworks").into(),
        name: Field::new(name),
        table: Table {
            caption: words.say("frames-caption").into(),
            columns: [
                words.say("desk-name"),
                words.say("frames-publisher"),
                words.say("frames-statements"),
                words.say("frames-as-of"),
            ]
            .map(Column::new)
            .to_vec(),
            rows: own.map(row).collect(),
            empty: Empty::new(words.say("frames-none"), None),
        },
        ..FrameworkImport::default()
    })
}

/// `POST /desk/{slug}/frameworks`: first what would change, then, asked again, the change.
pub(super) async fn import(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Define).await?;
    let (apply, name) = (fields.text("do") == "apply", fields.text("name").trim().to_owned());
    let outcome = match file(here.words(), &fields) {
        Ok(file) => {
            let content = STANDARD.encode(&file);
            let told = hall.app().import_framework(&here.actor(), here.id(), (file, &name), apply).await;
            told.map(|told| (told, content))
        }
        Err(error) => Err(error),
    };
    let found = match outcome {
        Ok(_) if apply => return Ok(here.see("/frameworks", "framework-imported")),
        Ok((told, content)) => {
            let preview = FrameworkPreview {
                content,
                name: name.clone(),
                heading: told.name.clone(),
                added: told.added,
                changed: told.changed,
                unchanged: told.unchanged,
                retired: told.retired,
                changes_something: told.added + told.changed + told.retired > 0,
            };
            let page = FrameworkImport { preview: Some(preview), ..form(&hall, &here, &name).await? };
            return Ok(Page(page).into_response());
        }
        Err(Error::Invalid(found)) => found,
        Err(error) => return Err(error.into()),
    };
    let mut page = form(&hall, &here, &name).await?;
    for error in words::errors(here.words(), found) {
        if error.field == "name" {
            page.name.error = Some(error.message.clone());
            page.errors.push(FieldError::new("name", error.message));
        } else {
            page.file_error = Some(error.message.clone());
            page.errors.push(FieldError::new("upload", error.message));
        }
    }
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The chosen file, or the one that was chosen before.
fn file(words: Words, fields: &Fields) -> Result<Vec<u8>, Error> {
    let refuse = |message: Cow<'static, str>| Error::invalid("upload", message);
    let file = match (&fields.upload, fields.text("content")) {
        (Some(file), _) => file.clone(),
        (None, "") => return Err(refuse(words.say("frames-missing"))),
        (None, content) => {
            let read = STANDARD.decode(content.trim());
            read.map_err(|_| refuse(words.say("desk-file-damaged")))?
        }
    };
    match file.len() <= FILE_LIMIT_BYTES {
        true => Ok(file),
        false => Err(refuse(words.say("frames-too-large"))),
    }
}
