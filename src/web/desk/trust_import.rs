//! Taking over a list of issuers: chosen, looked at, done.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::moment::Moment;
use super::super::views::desk::{TrustImport, TrustPreview};
use super::super::views::{Cell, Choice, Column, Empty, FieldError, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{self, Error, ImportMode, ImportRequest, Permission, TrustChange};
use crate::http::Hall;
use crate::verify::trust::Standing;

/// Bytes of a file: written in base64 into the page that asks, it must fit into one request.
const FILE_LIMIT_BYTES: usize = 3_000_000;

/// `GET /desk/{slug}/trust/import`
pub(super) async fn blank(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Manage).await?;
    Ok(Page(form(&here, "merge", "known")).into_response())
}

fn form(here: &Here, mode: &str, standing: &str) -> TrustImport {
    let choices = |all: [(&str, &str); 2], chosen: &str| {
        let choice = |(value, label): (&str, &str)| Choice { chosen: value == chosen, ..Choice::new(value, label) };
        all.into_iter().map(choice).collect()
    };
    TrustImport {
        frame: here.frame(),
        desk: here.desk("Trusted issuers"),
        action: here.path("/trust/import").into(),
        cancel_href: here.path("/trust").into(),
        modes: choices([("merge", "Stay"), ("replace", "Are taken off")], mode),
        standings: choices([("known", "Hints: known, not trusted"), ("trusted", "Trusted")], standing),
        ..TrustImport::default()
    }
}

/// `POST /desk/{slug}/trust/import`: first what would change, then, asked again, the change.
pub(super) async fn import(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let apply = fields.text("do") == "apply";
    let outcome = match file(&fields) {
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
            let page = TrustImport { preview: Some(preview(&told, &file, &fields)), ..form(&here, "", "") };
            return Ok(Page(page).into_response());
        }
        Err(Error::Invalid(found)) => found.into_iter().map(|error| error.message).collect::<Vec<_>>().join(" "),
        Err(Error::Unavailable(message)) => message,
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
fn file(fields: &Fields) -> Result<Vec<u8>, Error> {
    let damaged = || Error::invalid("upload", "The file arrived damaged. Choose it again.");
    let file = match (&fields.upload, fields.text("content")) {
        (Some(file), _) => file.clone(),
        (None, "") => return Err(Error::invalid("upload", "Choose the file with the list.")),
        (None, content) => STANDARD.decode(content.trim()).map_err(|_| damaged())?,
    };
    match file.len() <= FILE_LIMIT_BYTES {
        true => Ok(file),
        false => Err(Error::invalid(
            "upload",
            "The file is larger than 3 MB. Ask whoever runs this place to take it over with `accolade trust import`.",
        )),
    }
}

fn preview(told: &app::TrustImport, file: &[u8], fields: &Fields) -> TrustPreview {
    let how_many = |count: usize| if count == 0 { "none".to_owned() } else { words::number(count as i64) };
    let signed_on = told.signed_at.as_deref().and_then(|at| at.parse().ok()).map(|at| Moment::day(at).text);
    let signer = match (&told.signer, signed_on) {
        (Some(signer), Some(day)) => format!("Signed by {signer} on {day}, and not changed since."),
        _ => "Nobody signed this file: anybody could have written it.".to_owned(),
    };
    let summary = format!(
        "To be added: {}; changed: {}; taken off: {}; as before: {}.",
        how_many(told.added),
        how_many(told.changed),
        how_many(told.removed),
        how_many(told.unchanged)
    );
    let row = |change: &TrustChange| Row {
        cells: vec![
            Cell::text(match change.what {
                "add" => "Add",
                "change" => "Change",
                _ => "Take off",
            }),
            Cell::text(&change.name),
            Cell::Exact(change.issuer.clone()),
            Cell::text(if change.standing == "trusted" { "Trusted" } else { "Known" }),
        ],
        ..Row::default()
    };
    let total = told.added + told.changed + told.removed;
    let caption = match total > told.changes.len() {
        true => format!("The first {} of {} changes", told.changes.len(), words::number(total as i64)),
        false => "What would change".to_owned(),
    };
    TrustPreview {
        content: STANDARD.encode(file),
        mode: fields.text("mode").to_owned(),
        standing: fields.text("standing").to_owned(),
        is_signed: told.signer.is_some(),
        signer,
        summary,
        changes_something: total > 0,
        table: Table {
            caption,
            columns: ["What", "Issuer", "Address", "Standing"].map(Column::new).to_vec(),
            rows: told.changes.iter().map(row).collect(),
            empty: Empty::new("Nothing would change.", None),
        },
        refused: told.refused.clone(),
    }
}
