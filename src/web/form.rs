//! What a form sent, or a query asked: texts by name, and a file when one was chosen.

use std::convert::Infallible;

use axum::Form;
use axum::extract::multipart::{Multipart, MultipartError};
use axum::extract::{FromRequest, FromRequestParts, Query, Request};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::answer::{PageError, Staff};
use crate::http::{Hall, Problem, check_csrf};

/// Texts in one form. The largest form of ours has a few hundred.
const TEXTS_LIMIT: usize = 5_000;

/// The fields of a form.
#[derive(Debug, Default)]
pub(super) struct Fields {
    texts: Vec<(String, String)>,
    /// The file of the field `upload`, when one was chosen.
    pub(super) upload: Option<Vec<u8>>,
}

impl Fields {
    /// The text of a field; empty when it was not sent.
    pub(super) fn text(&self, name: &str) -> &str {
        self.find(name).unwrap_or("")
    }

    /// The text of a field, when it was sent.
    pub(super) fn find(&self, name: &str) -> Option<&str> {
        self.texts.iter().find(|(own, _)| own == name).map(|(_, text)| text.as_str())
    }

    /// The text of a field without space around; `None` when nothing is left.
    pub(super) fn filled(&self, name: &str) -> Option<String> {
        Some(self.text(name).trim()).filter(|text| !text.is_empty()).map(str::to_owned)
    }

    /// The texts of all fields of this name.
    pub(super) fn all(&self, name: &str) -> Vec<&str> {
        self.texts.iter().filter(|(own, _)| own == name).map(|(_, text)| text.as_str()).collect()
    }

    /// All texts with their names.
    pub(super) fn pairs(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts.iter().map(|(name, text)| (name.as_str(), text.as_str()))
    }

    fn of(texts: Vec<(String, String)>) -> Result<Self, PageError> {
        if texts.len() > TEXTS_LIMIT {
            return Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "The form has too many fields.").into());
        }
        // Browsers send line breaks as two characters.
        let texts = texts.into_iter().map(|(name, text)| (name, text.replace("\r\n", "\n"))).collect();
        Ok(Self { texts, upload: None })
    }

    async fn of_parts(mut parts: Multipart) -> Result<Self, PageError> {
        let refuse = |error: MultipartError| PageError::from(Problem::new(error.status(), "The form arrived damaged."));
        let (mut texts, mut upload) = (Vec::new(), None);
        while let Some(part) = parts.next_field().await.map_err(refuse)? {
            let name = part.name().unwrap_or("").to_owned();
            if name == "upload" {
                let bytes = part.bytes().await.map_err(refuse)?;
                // Without a chosen file, browsers send an empty one.
                upload = Some(bytes.to_vec()).filter(|bytes| !bytes.is_empty());
            } else {
                texts.push((name, part.text().await.map_err(refuse)?));
            }
            if texts.len() > TEXTS_LIMIT {
                break;
            }
        }
        Ok(Self { upload, ..Self::of(texts)? })
    }
}

/// Where a form is sent to, by somebody who is signed in.
pub(super) trait Place: FromRequestParts<Hall, Rejection = Response> + Send {
    /// Who sends it.
    fn staff(&self) -> &Staff;
}

/// A form that was sent to a place, with the session's own token in it.
pub(super) struct Sent<P> {
    /// Who sent it, where.
    pub(super) here: P,
    /// What it holds.
    pub(super) fields: Fields,
}

impl<P: Place> FromRequest<Hall> for Sent<P> {
    type Rejection = Response;

    async fn from_request(request: Request, hall: &Hall) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        let here = P::from_request_parts(&mut parts, hall).await?;
        let fields = Fields::from_request(Request::from_parts(parts, body), hall).await;
        let fields = fields.map_err(IntoResponse::into_response)?;
        check_csrf(&here.staff().0, fields.text("csrf")).map_err(|problem| PageError::from(problem).into_response())?;
        Ok(Self { here, fields })
    }
}

impl FromRequest<Hall> for Fields {
    type Rejection = PageError;

    async fn from_request(request: Request, hall: &Hall) -> Result<Self, PageError> {
        let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
        if kind.starts_with("multipart/form-data") {
            let parts = Multipart::from_request(request, hall).await;
            return Self::of_parts(parts.map_err(|error| Problem::new(error.status(), error.body_text()))?).await;
        }
        let form = Form::<Vec<(String, String)>>::from_request(request, hall).await;
        let Form(texts) = form.map_err(|error| Problem::new(error.status(), error.body_text()))?;
        Self::of(texts)
    }
}

/// What the query of an address asks for.
pub(super) struct Asked(pub(super) Fields);

impl FromRequestParts<Hall> for Asked {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _hall: &Hall) -> Result<Self, Infallible> {
        // A query that cannot be read asks for nothing.
        let texts = Query::<Vec<(String, String)>>::try_from_uri(&parts.uri).map(|Query(texts)| texts);
        Ok(Self(Fields { texts: texts.unwrap_or_default(), upload: None }))
    }
}
