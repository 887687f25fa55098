//! The hall that every request passes: who asks, how much is allowed, what every answer carries.
//!
//! The doors ([`crate::api`], [`crate::web`]) bring their routes; [`Hall::open`] puts limits, timeouts, security
//! headers, request numbers and measurements around them. Knows nothing about what a badge is.

mod caller;
mod csrf;
mod limits;
mod measure;
mod negotiate;
mod problem;
mod server;
mod spool;

pub use caller::{Caller, ClientAddress, SignedIn, ended_session_cookie, find_cookie, session_cookie, session_secret};
pub use csrf::{check_csrf, check_source};
pub use limits::{Budget, Limits};
pub use measure::Measures;
pub use negotiate::{Wanted, not_modified, wanted};
pub use problem::{Problem, request_number};
pub use server::{policy_for_frames, policy_with_form_target, serve};
pub use spool::{Uploaded, Uploads, take_body, take_form};

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, MatchedPath, Request};
use axum::http::{Method, StatusCode};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::CatchPanicLayer;

use crate::app::{App, Recent};

/// Bytes of one request's body. An upload of many badges has a limit of its own.
pub const BODY_LIMIT_BYTES: usize = 5_000_000;
/// How long one request may take.
const REQUEST_LIMIT: Duration = Duration::from_secs(60);
/// Where large uploads go to, which take their time.
const UPLOAD_ROUTES: [&str; 4] =
    ["/api/v1/verify", "/verify/many", "/desk/{slug}/awards/import", "/api/v1/organisations/{slug}/award-lists"];
/// How long one of those may take until its answer begins.
const UPLOAD_LIMIT: Duration = Duration::from_secs(15 * 60);

/// How the hall is set up.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whether `X-Forwarded-For` is believed: only behind a proxy that sets it.
    pub behind_proxy: bool,
    /// Verifications that one address may ask for in a minute without an API key.
    pub verifications_per_minute: u32,
    /// Questions whether a badge is about a person that one address may ask in a minute without an API key.
    pub recipients_per_minute: u32,
    /// Links for signing in that one address may ask for in an hour.
    pub links_per_hour: u32,
    /// Uploads of many badges that one address may send in an hour without an API key.
    pub batches_per_hour: u32,
    /// Bytes of an upload of many badges.
    pub upload_bytes: u64,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            behind_proxy: false,
            verifications_per_minute: 60,
            recipients_per_minute: 10,
            links_per_hour: 20,
            batches_per_hour: 30,
            upload_bytes: 200_000_000,
        }
    }
}

/// What every handler gets: the service, the limits, the measurements. Cheap to clone.
#[derive(Clone)]
pub struct Hall(Arc<Inner>);

struct Inner {
    app: App,
    settings: Settings,
    limits: Limits,
    measures: Measures,
    pages: Recent<String, Bytes>,
    uploads: Uploads,
}

impl Hall {
    /// A hall for a service.
    pub fn new(app: App, settings: Settings) -> Self {
        let limits = Limits::new(&settings);
        let (measures, pages, uploads) = (Measures::new(), Recent::new(), Uploads::default());
        Self(Arc::new(Inner { app, settings, limits, measures, pages, uploads }))
    }

    /// The service.
    pub fn app(&self) -> &App {
        &self.0.app
    }

    /// How much is allowed.
    pub fn limits(&self) -> &Limits {
        &self.0.limits
    }

    /// What was measured.
    pub fn measures(&self) -> &Measures {
        &self.0.measures
    }

    /// Pages for everybody that were made a moment ago. Whoever keeps one here puts everything that it depends on into
    /// its key.
    pub fn pages(&self) -> &Recent<String, Bytes> {
        &self.0.pages
    }

    /// Who is uploading right now.
    fn uploads(&self) -> &Uploads {
        &self.0.uploads
    }

    /// How the hall is set up.
    pub fn settings(&self) -> &Settings {
        &self.0.settings
    }

    /// Whether people reach the service over TLS: then cookies insist on it.
    pub fn is_secure(&self) -> bool {
        self.app().addresses().base().starts_with("https://")
    }

    /// Puts everything around the doors' routes that every request passes.
    pub fn open(&self, routes: Router<Self>) -> Router {
        routes
            .layer(from_fn_with_state(self.clone(), csrf::check_origin))
            .layer(DefaultBodyLimit::max(BODY_LIMIT_BYTES))
            .layer(from_fn(within_time))
            .layer(CatchPanicLayer::custom(problem::after_panic))
            .layer(from_fn(problem::number))
            .layer(from_fn(server::with_security_headers))
            .layer(from_fn_with_state(self.clone(), measure::measure))
            .with_state(self.clone())
    }
}

/// Ends what takes too long until its answer begins.
async fn within_time(request: Request, next: Next) -> Response {
    let route = request.extensions().get::<MatchedPath>().map_or("", MatchedPath::as_str);
    let is_upload = *request.method() == Method::POST && UPLOAD_ROUTES.contains(&route);
    let limit = if is_upload { UPLOAD_LIMIT } else { REQUEST_LIMIT };
    let answered = tokio::time::timeout(limit, next.run(request)).await;
    answered.unwrap_or_else(|_| StatusCode::SERVICE_UNAVAILABLE.into_response())
}
