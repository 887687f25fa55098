//! Taking over a list of issuers: chosen, looked at, done.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::views::desk::{TrustImport, TrustPreview};
use super::super::views::{Cell, Choice, Column, Empty, FieldError, Row, Table};
use super::here::{Here, Sent};
use crate::app::{self, Error, ImportMode, ImportRequest, Permission, TrustChange};
use crate::http::Hall;
use crate::language::Words;
use crate::verify::trust::Standing;

/// Bytes of a file: written in base64 into the page that asks, it must fit into one request.
const FILE_LIMIT_BYTES: usize = 3_000_000;

/// `GET /desk/{slug}/trust/import`
pub(super) async fn blank(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Manage).await?;
    Ok(Page(form(&here, "merge", "known")).into_response())
}

fn form(here: &Here, mode: &str, standing: &str) -> TrustImport {
    let words = here.words();
    let choices = |all: [(&str, Cow<'static, str>); 2], chosen: &str| {
        let choice = |(value, label)| Choice { chosen: value == chosen, ..Choice::new(value, label) };
        all.into_iter().map(choice).collect()
    };
    TrustImport {
        frame: here.frame(),
        desk: here.desk("Trusted issuers"),
        action: here.path("/trust/import").into(),
        cancel_href: here.path("/trust").into(),
        modes: choices([("merge", words.say("trust-import-stay")), ("replace", words.say("trust-import-off"))], mode),
        standings: choices(
            [("known", words.say("trust-import-hints")), ("trusted", words.say("trust-import-trusted"))],
            standing,
        ),
        ..TrustImport::default()
    }
}

/// `POST /desk/{slug}/trust/import`: first what would change, then, asked again, the change.
pub(super) async fn import(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let apply = fields.text("do") == "apply";
    let outcome = match file(here.words(), &fields) {
        Ok(file) => {
            let request = ImportRequest {
                file: file.clone(),
                mode: if fields.text("mode") == "replace" { ImportMode::Replace } else { ImportMode::Merge },
                unsigned: Standing::find(fields.text("standing")).unwrap_or(Standing::Known),
                apply,
            };
            hall.app().import_trust_list(&here.actor(), here.id(), request).await.map(|told| (told, file))
        }
        Err(error) => Err(error),
    };
    let message = match outcome {
        Ok(_) if apply => return Ok(here.see("/trust", "trust-imported")),
        Ok((told, file)) => {
            let page =
                TrustImport { preview: Some(preview(here.words(), &told, &file, &fields)), ..form(&here, "", "") };
            return Ok(Page(page).into_response());
        }
        Err(Error::Invalid(found)) => {
            let told = found.iter().map(|error| here.words().retold(&error.message));
            told.collect::<Vec<_>>().join(" ")
        }
        Err(Error::Unavailable(message)) => here.words().retold(&message),
        Err(error) => return Err(error.into()),
    };
    let page = TrustImport {
        errors: vec![FieldError::new("upload", message.as_str())],
        file_error: Some(message),
        ..form(&here, fields.text("mode"), fields.text("standing"))
    };
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// The chosen file, or the one that was chosen before.
fn file(words: Words, fields: &Fields) -> Result<Vec<u8>, Error> {
    let damaged = || Error::invalid("upload", words.say("desk-file-damaged"));
    let file = match (&fields.upload, fields.text("content")) {
        (Some(file), _) => file.clone(),
        (None, "") => return Err(Error::invalid("upload", words.say("trust-import-missing"))),
        (None, content) => STANDARD.decode(content.trim()).map_err(|_| damaged())?,
    };
    match file.len() <= FILE_LIMIT_BYTES {
        true => Ok(file),
        false => Err(Error::invalid("upload", words.say("trust-import-too-large"))),
    }
}

fn preview(words: Words, told: &app::TrustImport, file: &[u8], fields: &Fields) -> TrustPreview {
    let how_many = |count: usize| match count {
        0 => words.say("trust-import-none").into_owned(),
        _ => words.number(count),
    };
    let signed_on = told.signed_at.as_deref().and_then(|at| at.parse().ok()).map(|at| words.day(at));
    let signer = match (&told.signer, signed_on) {
        (Some(signer), Some(day)) => words.fill("trust-import-signed").with("signer", signer).with("day", day).into(),
        _ => words.say("trust-import-nobody").into(),
    };
    let summary = words.fill("trust-import-summary").with("added", how_many(told.added));
    let summary = summary.with("changed", how_many(told.changed)).with("removed", how_many(told.removed));
    let row = |change: &TrustChange| Row {
        cells: vec![
            Cell::text(match change.what {
                "add" => words.say("trust-import-add"),
                "change" => words.say("trust-import-change"),
                _ => words.say("trust-import-take-off"),
            }),
            Cell::text(&change.name),
            Cell::Exact(change.issuer.clone()),
            Cell::text(match change.standing {
                "trusted" => words.say("trust-trusted"),
                _ => words.say("trust-known"),
            }),
        ],
        ..Row::default()
    };
    let total = told.added + told.changed + told.removed;
    let caption = match total > told.changes.len() {
        true => words.fill("trust-import-first").count("shown", told.changes.len()).count("count", total).into(),
        false => words.say("trust-import-would").into(),
    };
    TrustPreview {
        content: STANDARD.encode(file),
        mode: fields.text("mode").to_owned(),
        standing: fields.text("standing").to_owned(),
        is_signed: told.signer.is_some(),
        signer,
        summary: summary.with("unchanged", how_many(told.unchanged)).into(),
        changes_something: total > 0,
        table: Table {
            caption,
            columns: [
                words.say("trust-import-head"),
                words.say("trust-issuer"),
                words.say("desk-address"),
                words.say("trust-standing"),
            ]
            .map(Column::new)
            .to_vec(),
            rows: told.changes.iter().map(row).collect(),
            empty: Empty::new(words.say("trust-import-nothing"), None),
        },
        refused: told.refused.iter().map(|why| words.retold(why)).collect(),
    }
}
