//! Checking anybody's badge: a file, a text or an address in, one word and its reasons out.

use axum::extract::{Multipart, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::result::{bundle_result, result, single};
use crate::app::{App, Error, Verification};
use crate::http::{BODY_LIMIT_BYTES, ClientAddress, Hall, Problem};
use crate::verify::bundle;
use crate::web::answer::{Page, PageError, Visitor, html};
use crate::web::views::{Field, FieldError, VerifyForm};

const LIMIT: &str = "5 MB";

/// What is asked for in the address.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    address: Option<String>,
    url: Option<String>,
}

/// `GET /verify`, and with `?address=` (or `?url=`) the answer.
pub(super) async fn form(
    State(hall): State<Hall>,
    Query(asked): Query<Asked>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
) -> Result<Response, PageError> {
    let address = asked.address.or(asked.url).map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
    let Some(address) = address else {
        let form = VerifyForm { frame: visitor.frame(), limit: LIMIT.into(), ..VerifyForm::default() };
        return Ok(Page(form).into_response());
    };
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().verifications.take(client)?;
    match by_address(hall.app(), &address).await {
        Ok(verification) => Ok(Page(result(hall.app(), visitor, verification, &address).await?).into_response()),
        Err(Error::Invalid(fields)) => {
            let message = fields.first().map(|field| field.message.clone()).unwrap_or_default();
            let form = VerifyForm {
                frame: visitor.frame(),
                errors: vec![FieldError::new("address", message.as_str())],
                address: Field::wrong(address.as_str(), message.as_str()),
                limit: LIMIT.into(),
                ..VerifyForm::default()
            };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &form))
        }
        Err(other) => Err(other.into()),
    }
}

/// A short code of ours, or an address of anybody's.
async fn by_address(app: &App, address: &str) -> Result<Verification, Error> {
    if address.contains("://") {
        return app.verify_address(address).await;
    }
    let found = app.load_award_by_code(address).await.map_err(|error| match error {
        Error::NotFound(_) => {
            let text = "Write the whole address, starting with https://, or the short code of a badge issued here.";
            Error::invalid("address", text)
        }
        other => other,
    })?;
    app.verify(found.credential.clone().into_bytes()).await
}

/// `POST /verify`: a file or a text.
pub(super) async fn file(
    State(hall): State<Hall>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
    mut fields: Multipart,
) -> Result<Response, PageError> {
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().verifications.take(client)?;
    let unreadable = |error: axum::extract::multipart::MultipartError| {
        PageError::from(Problem::new(error.status(), "The file could not be read; it may be larger than 5 MB."))
    };
    let (mut name, mut content) = (String::new(), Vec::new());
    while let Some(field) = fields.next_field().await.map_err(unreadable)? {
        let (kind, file_name) = (field.name().unwrap_or("").to_owned(), field.file_name().unwrap_or("").to_owned());
        let bytes = field.bytes().await.map_err(unreadable)?;
        if matches!(kind.as_str(), "file" | "text") && !bytes.is_empty() {
            name = if kind == "file" { file_name } else { "The text you pasted".into() };
            content = bytes.to_vec();
        }
    }
    if content.is_empty() {
        let message = "Choose the badge as it was downloaded, or paste its text.";
        return Ok(refused(&visitor, message));
    }
    let Some(document) = bundle::read(&content, BODY_LIMIT_BYTES) else {
        let verification = hall.app().verify(content).await?;
        return Ok(Page(result(hall.app(), visitor, verification, &name).await?).into_response());
    };
    match hall.app().verify_bundle(document).await {
        Ok(opened) if opened.badges.len() == 1 => {
            Ok(Page(single(hall.app(), visitor, opened, &name).await?).into_response())
        }
        Ok(opened) => Ok(Page(bundle_result(hall.app(), visitor, opened, &name).await?).into_response()),
        Err(Error::Invalid(fields)) => Ok(refused(&visitor, fields.first().map_or("", |field| field.message.as_str()))),
        Err(error) => Err(error.into()),
    }
}

/// The form again, with what is wrong with the file.
fn refused(visitor: &Visitor, message: &str) -> Response {
    let form = VerifyForm {
        frame: visitor.frame(),
        errors: vec![FieldError::new("file", message)],
        file_error: Some(message.into()),
        limit: LIMIT.into(),
        ..VerifyForm::default()
    };
    html(StatusCode::UNPROCESSABLE_ENTITY, &form)
}
