//! The server itself, and the headers that every answer carries.

use std::net::SocketAddr;
use std::sync::LazyLock;

use axum::Router;
use axum::extract::Request;
use axum::http::header::{CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS};
use axum::http::header::{STRICT_TRANSPORT_SECURITY, X_FRAME_OPTIONS};
use axum::middleware::Next;
use axum::response::Response;
use tokio::net::TcpListener;

/// Everything from ourselves, nothing else, and nobody puts our pages into theirs.
const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; \
    connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// The policy of a page whose forms may also lead on to `target`, such as `https://www.linkedin.com`.
pub fn policy_with_form_target(target: &str) -> String {
    POLICY.replace("form-action 'self'", &format!("form-action 'self' {target}"))
}

/// The policy of a page that other sites may put into theirs.
pub fn policy_for_frames() -> &'static str {
    static FRAMED: LazyLock<String> =
        LazyLock::new(|| POLICY.replace("frame-ancestors 'none'", EVERYBODY).replace("script-src 'self'; ", ""));
    &FRAMED
}

/// Says that every site may show a page in a frame.
const EVERYBODY: &str = "frame-ancestors *";

pub(super) async fn with_security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    // With `no-referrer`, browsers send `Origin: null` with our own forms (Fetch, `#append-a-request-origin-header`).
    let always = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (X_FRAME_OPTIONS, "DENY"),
        (REFERRER_POLICY, "same-origin"),
        (STRICT_TRANSPORT_SECURITY, "max-age=31536000"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
    ];
    // The older header knows no page that everybody may frame.
    let is_framed =
        headers.get(CONTENT_SECURITY_POLICY).is_some_and(|own| own.to_str().is_ok_and(|own| own.contains(EVERYBODY)));
    for (name, value) in always.into_iter().filter(|(name, _)| !is_framed || *name != X_FRAME_OPTIONS) {
        // A handler that serves a stranger's picture sets a stricter policy itself.
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// Answers requests until `stop` is done, then finishes those at hand.
///
/// # Errors
/// The listener's.
pub async fn serve(
    listener: TcpListener,
    routes: Router,
    stop: impl Future<Output = ()> + Send + 'static,
) -> std::io::Result<()> {
    let service = routes.into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(stop).await
}
