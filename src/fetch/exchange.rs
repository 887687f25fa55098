//! One question and one answer over a connection that is then closed.
//!
//! HTTP/1.1 with nothing that could tell one verification from another: no cookies, no referrer, no credentials. Only a
//! form that is handed in, which no verification does, may carry some.

use std::sync::Arc;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{
    ACCEPT, ACCEPT_ENCODING, AGE, AUTHORIZATION, CACHE_CONTROL, CONNECTION, CONTENT_ENCODING, CONTENT_LENGTH,
    CONTENT_TYPE, HOST, HeaderMap, HeaderName, HeaderValue, LOCATION, USER_AGENT,
};
use hyper::{Method, Request, Response};
use hyper_util::rt::TokioIo;
use tokio::task::JoinHandle;

use super::address::Target;
use super::cache::fresh_for;
use super::connect::Line;
use super::{FetchError, Purpose, shown};

/// Longer heads of answers are refused.
const HEAD_LIMIT_BYTES: usize = 32 * 1024;

/// What a server says.
pub(super) enum Reply {
    /// The document, and how long it may be kept.
    Here(Arc<[u8]>, Duration),
    /// It lies at another address, which may be relative to the one that was asked.
    Elsewhere(String),
}

/// What is handed in with a request.
pub(super) struct Form<'a> {
    /// The value of `Authorization`, when there is one.
    pub(super) authorization: Option<&'a str>,
    /// `application/x-www-form-urlencoded`
    pub(super) body: &'a str,
}

/// Asks for the target over the connection, or hands a form in there.
pub(super) async fn ask(
    line: Box<dyn Line>,
    (target, address): (&Target, &str),
    purpose: Purpose,
    user_agent: &HeaderValue,
    form: Option<&Form<'_>>,
) -> Result<Reply, FetchError> {
    let broken = |_| FetchError::NotUnderstood(shown(address));
    let (mut sender, _driver) = connect::<Full<Bytes>>(line, address).await?;
    let method = if form.is_some() { Method::POST } else { Method::GET };
    let mut request = Request::builder()
        .method(method)
        .uri(&target.path)
        .header(HOST, target.authority())
        .header(USER_AGENT, user_agent)
        .header(ACCEPT, purpose.accepted())
        .header(ACCEPT_ENCODING, "identity")
        .header(CONNECTION, "close");
    if let Some(form) = form {
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(authorization) = form.authorization {
            request = request.header(AUTHORIZATION, authorization);
        }
    }
    let body = form.map_or_else(Bytes::new, |form| Bytes::copy_from_slice(form.body.as_bytes()));
    let request =
        request.body(Full::new(body)).map_err(|_| FetchError::refused(address, "it cannot be written in a request"))?;
    let response = sender.send_request(request).await.map_err(broken)?;
    read(response, address, purpose).await
}

/// A connection that takes one request, and what moves its bytes.
pub(super) async fn connect<B>(
    line: Box<dyn Line>,
    address: &str,
) -> Result<(http1::SendRequest<B>, Driver), FetchError>
where
    B: hyper::body::Body<Data = Bytes> + Send + 'static,
    B::Error: std::error::Error + Send + Sync,
{
    let broken = |_| FetchError::NotUnderstood(shown(address));
    let mut client = http1::Builder::new();
    client.max_buf_size(HEAD_LIMIT_BYTES);
    let (sender, connection) = client.handshake(TokioIo::new(line)).await.map_err(broken)?;
    // A broken connection shows in the answer; there is nobody else to tell.
    Ok((sender, Driver(tokio::spawn(async move { drop(connection.await) }))))
}

async fn read(response: Response<Incoming>, address: &str, purpose: Purpose) -> Result<Reply, FetchError> {
    let status = response.status().as_u16();
    match (status, text(response.headers(), LOCATION)) {
        (200, _) => {}
        (301 | 302 | 303 | 307 | 308, Some(location)) => return Ok(Reply::Elsewhere(location.to_owned())),
        _ => return Err(FetchError::Status { address: shown(address), status: status.into() }),
    }
    let encoding = text(response.headers(), CONTENT_ENCODING);
    if !encoding.is_none_or(|encoding| encoding.trim().eq_ignore_ascii_case("identity")) {
        return Err(FetchError::NotUnderstood(shown(address)));
    }
    let limit = purpose.body_limit_bytes();
    let announced = text(response.headers(), CONTENT_LENGTH).and_then(|length| length.parse::<usize>().ok());
    if announced.is_some_and(|length| length > limit) {
        return Err(FetchError::TooLarge(shown(address)));
    }
    let keep = fresh_for(text(response.headers(), CACHE_CONTROL), text(response.headers(), AGE));
    let mut incoming = response.into_body();
    let mut body = Vec::with_capacity(announced.unwrap_or(0));
    while let Some(frame) = incoming.frame().await {
        let frame = frame.map_err(|_| FetchError::NotUnderstood(shown(address)))?;
        let Ok(data) = frame.into_data() else { continue };
        if body.len() + data.len() > limit {
            return Err(FetchError::TooLarge(shown(address)));
        }
        body.extend_from_slice(&data);
    }
    Ok(Reply::Here(body.into(), keep))
}

/// A header's text; unreadable ones, and the second of two, do not count.
fn text(headers: &HeaderMap, name: HeaderName) -> Option<&str> {
    headers.get(name)?.to_str().ok()
}

/// The task that moves a connection's bytes; it ends with the question.
pub(super) struct Driver(JoinHandle<()>);

impl Drop for Driver {
    fn drop(&mut self) {
        self.0.abort();
    }
}
