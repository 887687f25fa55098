//! Who asks: a program with a key, somebody with a session, or nobody that we know; and from which address.

use std::convert::Infallible;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::{ConnectInfo, FromRequestParts, OptionalFromRequestParts};
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};

use super::{Hall, Problem};
use crate::app::{Actor, Session};

/// Who asks at the API: the owner of the bearer token, or nobody.
#[derive(Clone, Debug)]
pub struct Caller(pub Actor);

impl FromRequestParts<Hall> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Problem> {
        let Some(value) = parts.headers.get(AUTHORIZATION) else { return Ok(Self(Actor::Anonymous)) };
        let token = value.to_str().ok().and_then(|text| {
            let (scheme, token) = text.split_once(' ')?;
            scheme.eq_ignore_ascii_case("bearer").then_some(token.trim())
        });
        let refuse = || Problem::new(StatusCode::UNAUTHORIZED, "Send `Authorization: Bearer` and an API key.");
        Ok(Self(hall.app().actor_of_token(token.ok_or_else(refuse)?).await?))
    }
}

/// Somebody who is signed in on the pages.
#[derive(Clone, Debug)]
pub struct SignedIn(pub Session);

impl FromRequestParts<Hall> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Problem> {
        let found = <Self as OptionalFromRequestParts<Hall>>::from_request_parts(parts, hall).await?;
        found.ok_or_else(|| Problem::new(StatusCode::UNAUTHORIZED, "Sign in first."))
    }
}

impl OptionalFromRequestParts<Hall> for SignedIn {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Option<Self>, Problem> {
        let Some(secret) = find_cookie(&parts.headers, cookie_name(hall)) else { return Ok(None) };
        Ok(hall.app().find_session(&secret).await?.map(Self))
    }
}

/// `__Host-` binds the cookie to this host and to TLS; a service on a loopback address has no TLS.
fn cookie_name(hall: &Hall) -> &'static str {
    if hall.is_secure() { "__Host-accolade" } else { "accolade" }
}

/// The cookie of this name.
pub fn find_cookie(headers: &HeaderMap, name: &str) -> Option<String> {
    let all = headers.get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = all.flat_map(|text| text.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(found, _)| *found == name).map(|(_, value)| value.to_owned())
}

/// The secret of the session that a request brings along.
pub fn session_secret(headers: &HeaderMap, hall: &Hall) -> Option<String> {
    find_cookie(headers, cookie_name(hall))
}

/// The `Set-Cookie` of a new session.
pub fn session_cookie(hall: &Hall, secret: &str) -> String {
    let secure = if hall.is_secure() { "; Secure" } else { "" };
    format!("{}={secret}; Path=/; HttpOnly; SameSite=Lax{secure}", cookie_name(hall))
}

/// The `Set-Cookie` that ends a session.
pub fn ended_session_cookie(hall: &Hall) -> String {
    let secure = if hall.is_secure() { "; Secure" } else { "" };
    format!("{}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0{secure}", cookie_name(hall))
}

/// The network address that asks, for limits; never logged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ClientAddress(pub IpAddr);

impl FromRequestParts<Hall> for ClientAddress {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Infallible> {
        let direct = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
        // The proxy appends what it saw, so the last entry is the one that it vouches for.
        let forwarded = hall.settings().behind_proxy.then(|| {
            let text = parts.headers.get("x-forwarded-for")?.to_str().ok()?;
            text.rsplit(',').next()?.trim().parse().ok()
        });
        let address = forwarded.flatten().or(direct);
        Ok(Self(address.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED))))
    }
}
