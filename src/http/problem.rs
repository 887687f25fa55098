//! Why a request was not answered as hoped (RFC 9457), and the only table from errors to status codes.

use std::any::Any;

use axum::Json;
use axum::extract::Request;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::Serialize;

use crate::app::Error;
use crate::ids::Random;
use crate::issue::FieldError;
use crate::language::sentence;

/// Which header tells a request's number.
pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

tokio::task_local! {
    /// The number of the request at hand.
    static NUMBER: String;
}

/// The number of the request at hand; empty outside of one.
pub fn request_number() -> String {
    NUMBER.try_with(Clone::clone).unwrap_or_default()
}

/// Why a request was not answered as hoped.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The status code.
    pub status: u16,
    /// What kind of problem it is, in a few words.
    pub title: &'static str,
    /// What was wrong and what to do.
    pub detail: String,
    /// The members that must be mended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The request's number, for asking the operator.
    #[serde(rename = "requestId")]
    pub request_id: String,
}

impl Problem {
    /// A problem with a status of its own.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self {
            status: status.as_u16(),
            title: title_of(status),
            detail: detail.into(),
            errors: Vec::new(),
            request_id: request_number(),
        }
    }

    /// Something in the request could not be understood.
    pub fn bad_request(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, detail)
    }

    /// The status code.
    pub fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

fn title_of(status: StatusCode) -> &'static str {
    match status.as_u16() {
        400 => "The request could not be understood",
        401 => "Sign in first",
        403 => "Not allowed",
        404 => "Not found",
        405 => "Not offered here",
        409 => "It contradicts what is there",
        410 => "No longer there",
        413 => "Too large",
        415 => "This kind of content is not read here",
        422 => "Something must be mended",
        429 => "Too many requests",
        503 => "Not now",
        _ => "Something went wrong on our side",
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        let status = match &error {
            Error::NotFound(_) => StatusCode::NOT_FOUND,
            Error::Unknown => StatusCode::UNAUTHORIZED,
            Error::Forbidden(_) => StatusCode::FORBIDDEN,
            Error::Conflict(_) => StatusCode::CONFLICT,
            Error::Gone(_) => StatusCode::GONE,
            Error::Invalid(_) => StatusCode::UNPROCESSABLE_ENTITY,
            Error::Limit(_) => StatusCode::TOO_MANY_REQUESTS,
            Error::Unavailable(_) | Error::Contended => StatusCode::SERVICE_UNAVAILABLE,
            Error::Internal(_) => StatusCode::INTERNAL_SERVER_ERROR,
        };
        let mut problem = Self::new(status, sentence(&error.to_string()));
        if let Error::Internal(source) = &error {
            tracing::error!(request.id = %problem.request_id, error = %source, "Request `{}` failed: {source}", problem.request_id);
        }
        if let Error::Invalid(fields) = error {
            problem.errors = fields;
        }
        problem
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = self.status_code();
        let mut body = serde_json::to_value(&self).unwrap_or_default();
        body["type"] = "about:blank".into();
        let mut response = (status, Json(body)).into_response();
        let headers = response.headers_mut();
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"accolade\""));
        }
        if matches!(status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(RETRY_AFTER, HeaderValue::from_static("5"));
        }
        response
    }
}

/// The answer to a request whose handler stopped in the middle: our own trouble, told as such.
pub(super) fn after_panic(_cause: Box<dyn Any + Send>) -> Response {
    tracing::error!("A handler stopped in the middle of request `{}`", request_number());
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side.").into_response()
}

/// Gives every request a number, which its answer and the log carry.
pub(super) async fn number(request: Request, next: Next) -> Response {
    let number = Random::system().text(12);
    let mut response = NUMBER.scope(number.clone(), next.run(request)).await;
    if let Ok(value) = HeaderValue::from_str(&number) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    response
}
