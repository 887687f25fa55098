//! Requests to the router of a town, without a network.

use accolade::app::{Actor, ApiKeyRequest};
use accolade::http::{Hall, Settings};
use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Request, StatusCode};
use http_body_util::BodyExt as _;
use serde_json::Value;
use tower::ServiceExt as _;

use super::town::Town;

/// What was answered.
pub(crate) struct Answer {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or("")
    }

    /// Insists on a status; shows the body when it is another.
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status.as_u16(), status, "{}", self.text());
        self
    }

    /// The members that a refusal names.
    pub(crate) fn fields(&self) -> Vec<String> {
        let json = self.json();
        let errors = json["errors"].as_array().cloned().unwrap_or_default();
        errors.iter().map(|error| error["field"].as_str().unwrap_or("").to_owned()).collect()
    }
}

/// The service behind its door.
pub(crate) struct Door {
    pub(crate) town: Town,
    router: Router,
}

impl Door {
    pub(crate) fn new(town: Town) -> Self {
        let settings = Settings { verifications_per_minute: 100_000, ..Settings::default() };
        Self::with(town, settings)
    }

    pub(crate) fn with(town: Town, settings: Settings) -> Self {
        let hall = Hall::new(town.app.clone(), settings);
        let router = hall.open(accolade::api::routes());
        Self { town, router }
    }

    /// A key of the school with these scopes.
    pub(crate) async fn key(&self, scopes: &[&str]) -> String {
        let request = ApiKeyRequest {
            name: "tests".into(),
            scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
            ..ApiKeyRequest::default()
        };
        let school = &self.town.school.organisation_id;
        self.town.app.create_api_key(&Actor::Operator, school, request).await.expect("a key").secret
    }

    /// A path of the school.
    pub(crate) fn path(&self, rest: &str) -> String {
        format!("/api/v1/organisations/{}{rest}", self.town.school.slug)
    }

    pub(crate) async fn send(&self, request: Request<Body>) -> Answer {
        let response = self.router.clone().oneshot(request).await.expect("an answer");
        let (parts, body) = response.into_parts();
        let body = body.collect().await.expect("a body").to_bytes().to_vec();
        Answer { status: parts.status, headers: parts.headers, body }
    }

    /// Asks with a key (or none), JSON (or nothing) and further headers.
    pub(crate) async fn ask(
        &self,
        line: &str,
        key: Option<&str>,
        body: Option<&Value>,
        headers: &[(&str, &str)],
    ) -> Answer {
        let (method, path) = line.split_once(' ').expect("a method and a path");
        let mut request = Request::builder().method(method).uri(path);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        if body.is_some() {
            request = request.header("content-type", "application/json");
        }
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let body = body.map_or_else(Body::empty, |json| Body::from(json.to_string()));
        self.send(request.body(body).expect("a request")).await
    }

    pub(crate) async fn get(&self, path: &str) -> Answer {
        self.ask(&format!("GET {path}"), None, None, &[]).await
    }

    /// Sends bytes of some media type.
    pub(crate) async fn post_bytes(&self, path: &str, key: Option<&str>, media_type: &str, body: &[u8]) -> Answer {
        let mut request = Request::builder().method("POST").uri(path).header("content-type", media_type);
        if let Some(key) = key {
            request = request.header("authorization", format!("Bearer {key}"));
        }
        self.send(request.body(Body::from(body.to_vec())).expect("a request")).await
    }
}
