//! The conversation with a mail server (RFC 5321, RFC 3207, RFC 8314).
//!
//! Encrypted or not at all: a server that does not offer STARTTLS gets neither the password nor the mail. The one
//! exception is a server on this machine, when its address says so.

use std::error::Error as _;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use lettre::Message;
use lettre::transport::smtp;
use lettre::transport::smtp::authentication::{Credentials, DEFAULT_MECHANISMS};
use lettre::transport::smtp::client::{AsyncSmtpConnection, Certificate, TlsParameters};
use lettre::transport::smtp::extension::ClientId;
use tokio::time::timeout;
use tokio_native_tls::native_tls;

use super::{MailError, Settings, SetupError};

pub(super) struct Server {
    host: String,
    port: u16,
    protection: Protection,
    credentials: Option<Credentials>,
    hello: ClientId,
    time_limit: Duration,
}

/// How the connection is encrypted.
enum Protection {
    FromTheStart(TlsParameters),
    StartTls(TlsParameters),
    None,
}

/// A server's address in its parts.
#[derive(Debug, PartialEq, Eq)]
struct Parts {
    scheme: Scheme,
    user: Option<(String, String)>,
    host: String,
    port: u16,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Scheme {
    Smtps,
    StartTls,
    Plain,
}

impl Server {
    pub(super) fn new(address: &str, own_domain: &str, settings: &Settings) -> Result<Self, SetupError> {
        let parts = Parts::parse(address).map_err(SetupError::Server)?;
        let protection = match parts.scheme {
            Scheme::Smtps => Protection::FromTheStart(tls(&parts.host, settings.extra_ca.as_deref())?),
            Scheme::StartTls => Protection::StartTls(tls(&parts.host, settings.extra_ca.as_deref())?),
            Scheme::Plain => Protection::None,
        };
        Ok(Self {
            host: parts.host,
            port: parts.port,
            protection,
            credentials: parts.user.map(|(name, password)| Credentials::new(name, password)),
            hello: ClientId::Domain(own_domain.to_owned()),
            time_limit: settings.time_limit,
        })
    }

    /// Hands a mail over.
    ///
    /// # Errors
    /// [`MailError`].
    pub(super) async fn hand_over(&self, message: &Message) -> Result<(), MailError> {
        let handed = timeout(self.time_limit, async {
            let mut connection = self.connect().await?;
            let sent = connection.send(message.envelope(), &message.formatted()).await;
            sent.map_err(|error| {
                let is_international = message.envelope().to().iter().any(|to| !to.to_string().is_ascii());
                if error.is_client() && is_international { MailError::Script } else { error_of(&error) }
            })?;
            Ok(connection)
        });
        let mut connection = handed.await.unwrap_or(Err(MailError::TooSlow))?;
        // The server has the mail; how the farewell goes does not matter, and must not take long.
        let _ = timeout(Duration::from_secs(1), connection.quit()).await;
        Ok(())
    }

    async fn connect(&self) -> Result<AsyncSmtpConnection, MailError> {
        let from_the_start = match &self.protection {
            Protection::FromTheStart(tls) => Some(tls.clone()),
            Protection::StartTls(_) | Protection::None => None,
        };
        let place = (self.host.as_str(), self.port);
        let connected =
            AsyncSmtpConnection::connect_tokio1(place, Some(self.time_limit), &self.hello, from_the_start, None);
        let mut connection = connected.await.map_err(|error| error_of(&error))?;
        if let Protection::StartTls(tls) = &self.protection {
            connection.starttls(tls.clone(), &self.hello).await.map_err(|error| match error_of(&error) {
                MailError::Unreachable => MailError::NotProven,
                other => other,
            })?;
        }
        if let Some(credentials) = &self.credentials {
            // What is wrong here is ours to put right; the mail is not at fault.
            connection.auth(DEFAULT_MECHANISMS, credentials).await.map_err(|error| match error_of(&error) {
                MailError::Refused { .. } => MailError::Login,
                _ if error.is_client() => MailError::Login,
                other => other,
            })?;
        }
        Ok(connection)
    }
}

fn error_of(error: &smtp::Error) -> MailError {
    let code = error.status().map_or(0, u16::from);
    if error.is_permanent() {
        // Before the mail is spoken of, a refusal is about the connection; servers ask for a login this way.
        if code == 530 { MailError::Login } else { MailError::Refused { code } }
    } else if error.is_transient() {
        MailError::Deferred { code }
    } else if error.is_tls() || is_handshake(error) {
        MailError::NotProven
    } else if error.is_timeout() {
        MailError::TooSlow
    } else {
        MailError::Unreachable
    }
}

/// A failed handshake is reported as a failed connection; what lies beneath tells them apart.
fn is_handshake(error: &smtp::Error) -> bool {
    let mut beneath = error.source();
    while let Some(cause) = beneath {
        if cause.is::<native_tls::Error>() {
            return true;
        }
        beneath = cause.source();
    }
    false
}

/// TLS 1.2 or newer for `host`, trusting the system's authorities and those in the file.
fn tls(host: &str, extra: Option<&Path>) -> Result<TlsParameters, SetupError> {
    let mut builder = TlsParameters::builder(host.to_owned());
    if let Some(path) = extra {
        let failed = |source| SetupError::Authorities { path: path.to_owned(), source };
        let pem = std::fs::read(path).map_err(failed)?;
        for authority in native_tls::Certificate::stack_from_pem(&pem).map_err(|_| SetupError::Tls)? {
            let der = authority.to_der().map_err(|_| SetupError::Tls)?;
            builder = builder.add_root_certificate(Certificate::from_der(der).map_err(|_| SetupError::Tls)?);
        }
    }
    builder.build_native().map_err(|_| SetupError::Tls)
}

impl Parts {
    fn parse(address: &str) -> Result<Self, &'static str> {
        let (scheme, rest) = match (address.strip_prefix("smtps://"), address.strip_prefix("smtp://")) {
            (Some(rest), _) => (Scheme::Smtps, rest),
            (None, Some(rest)) => (Scheme::StartTls, rest),
            (None, None) => return Err("it has to begin with smtps:// or smtp://"),
        };
        let (rest, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (user, place) = match rest.trim_end_matches('/').rsplit_once('@') {
            Some((user, place)) => (Some(user_of(user)?), place),
            None => (None, rest.trim_end_matches('/')),
        };
        let (host, port) = place_of(place)?;
        let scheme = match (query, scheme) {
            ("", scheme) => scheme,
            ("tls=none", Scheme::StartTls) if is_this_machine(host) => Scheme::Plain,
            ("tls=none", _) => return Err("only a server on this machine is talked to without encryption"),
            _ => return Err("nothing but `tls=none` may follow the question mark"),
        };
        let default_port = match scheme {
            Scheme::Smtps => 465,
            Scheme::StartTls => 587,
            Scheme::Plain => 25,
        };
        Ok(Self { scheme, user, host: host.to_owned(), port: port.unwrap_or(default_port) })
    }
}

fn place_of(place: &str) -> Result<(&str, Option<u16>), &'static str> {
    let bracketed = place.strip_prefix('[').and_then(|rest| rest.split_once(']'));
    let (host, rest) = match bracketed {
        Some((host, rest)) => (host, rest),
        None => place.split_at(place.find(':').unwrap_or(place.len())),
    };
    let is_host = |c: char| c.is_ascii_alphanumeric() || "-._".contains(c) || (bracketed.is_some() && c == ':');
    if host.is_empty() || !host.chars().all(is_host) {
        return Err("it has no usable host");
    }
    match rest.strip_prefix(':').map(str::parse) {
        None if rest.is_empty() => Ok((host, None)),
        Some(Ok(port)) if port > 0 => Ok((host, Some(port))),
        _ => Err("it has no usable port"),
    }
}

fn user_of(user: &str) -> Result<(String, String), &'static str> {
    let (name, password) = user.split_once(':').ok_or("it has a user name without a password")?;
    Ok((unescaped(name)?, unescaped(password)?))
}

/// Text with `%40` and the like read as the signs they stand for.
fn unescaped(text: &str) -> Result<String, &'static str> {
    const WRONG: &str = "its user name or password holds an escape that cannot be read";
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        if *first != b'%' {
            bytes.push(*first);
            continue;
        }
        let digits = after.first_chunk::<2>().filter(|digits| digits.iter().all(u8::is_ascii_hexdigit)).ok_or(WRONG)?;
        let digits = std::str::from_utf8(digits).map_err(|_| WRONG)?;
        bytes.push(u8::from_str_radix(digits, 16).map_err(|_| WRONG)?);
        rest = &after[2..];
    }
    String::from_utf8(bytes).map_err(|_| WRONG)
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_servers_address_says_how_it_is_talked_to() {
        let user = |name: &str, password: &str| Some((name.to_owned(), password.to_owned()));
        for (address, scheme, credentials, host, port) in [
            ("smtps://a.example", Scheme::Smtps, None, "a.example", 465),
            ("smtps://u:p@a.example:2465/", Scheme::Smtps, user("u", "p"), "a.example", 2465),
            ("smtp://a.example", Scheme::StartTls, None, "a.example", 587),
            (
                "smtp://u%40b.example:p%3a%25@x@a.example",
                Scheme::StartTls,
                user("u@b.example", "p:%@x"),
                "a.example",
                587,
            ),
            ("smtp://127.0.0.1:2525?tls=none", Scheme::Plain, None, "127.0.0.1", 2525),
            ("smtp://[::1]?tls=none", Scheme::Plain, None, "::1", 25),
            ("smtp://localhost/?tls=none", Scheme::Plain, None, "localhost", 25),
        ] {
            let parts = Parts { scheme, user: credentials, host: host.into(), port };
            assert_eq!(Parts::parse(address), Ok(parts), "{address}");
        }
    }

    #[test]
    fn other_addresses_are_refused() {
        for address in [
            "",
            "a.example",
            "http://a.example",
            "smtp://",
            "smtp://u@a.example",
            "smtp://u:%zz@a.example",
            "smtp://u:%4@a.example",
            "smtp://u:%ff@a.example",
            "smtp://a.example:0",
            "smtp://a.example:x",
            "smtp://a.example:99999",
            "smtp://a.example/x",
            "smtp://a b.example",
            "smtp://a.example?tls=none",
            "smtp://10.0.0.1?tls=none",
            "smtps://127.0.0.1?tls=none",
            "smtp://127.0.0.1?tls=opportunistic",
        ] {
            assert!(Parts::parse(address).is_err(), "{address}");
        }
    }
}
