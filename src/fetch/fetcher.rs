//! The live fetcher: rules, cache, limits, then the network.

use std::collections::HashMap;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use hyper::header::HeaderValue;
use tokio::time::timeout;

use super::address::{Loopback, Target};
use super::cache::{Answer, Cache, Question};
use super::connect::{Dialler, Line, Tls, Wiring};
use super::exchange::{self, Form, Reply};
use super::hosts::Hosts;
use super::{FetchError, Purpose, shown};
use crate::clock::Stopwatch;

/// How long a failure is believed.
const FAILURE_KEPT: Duration = Duration::from_secs(30);

/// What an operator may choose about fetching.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Whom a server's operator may turn to: an address or e-mail address, sent in `User-Agent`. Default: nobody.
    pub contact: Option<String>,
    /// For tests only: this machine may be asked too, at any port and without encryption. Default: off.
    pub allow_loopback: bool,
    /// For tests only: where hosts lead, instead of what their names say; port 0 stands for the address's own.
    /// Private addresses are refused all the same, and this machine unless `allow_loopback` is on. Default: empty.
    pub resolve: HashMap<String, SocketAddr>,
    /// For tests only: whom to turn to instead of the network. Default: nobody.
    pub wiring: Option<Arc<dyn Wiring>>,
    /// A PEM file with further certificate authorities. Default: the system's alone.
    pub extra_ca: Option<PathBuf>,
    /// Time for looking up a host, connecting and TLS together. Default: 3 seconds.
    pub connect_limit: Duration,
    /// Time for one document, redirects included. Default: 5 seconds.
    pub total_limit: Duration,
    /// Requests to one host in a minute. Default: 60.
    pub host_requests_per_minute: usize,
    /// Requests to one host at once. Default: 4.
    pub host_requests_at_once: usize,
    /// Answers that are kept. Default: 4,096.
    pub cache_entries: usize,
    /// Bytes of all answers that are kept. Default: 64 MiB.
    pub cache_bytes: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            contact: None,
            allow_loopback: false,
            resolve: HashMap::new(),
            wiring: None,
            extra_ca: None,
            connect_limit: Duration::from_secs(3),
            total_limit: Duration::from_secs(5),
            host_requests_per_minute: 60,
            host_requests_at_once: 4,
            cache_entries: 4_096,
            cache_bytes: 64 * 1024 * 1024,
        }
    }
}

/// Why a fetcher cannot be made.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// The contact does not fit into a header.
    #[error("the contact `{0}` has to be one line of ASCII letters and signs")]
    Contact(String),
    /// The file of certificate authorities cannot be read.
    #[error("the certificate authorities in {path} cannot be read: {source}")]
    Authorities {
        /// The file.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// TLS cannot be set up with these authorities.
    #[error("TLS cannot be set up: {0}")]
    Tls(#[from] tokio_native_tls::native_tls::Error),
}

/// Fetches documents. One serves a whole process: clones share the cache and the limits.
#[derive(Clone)]
pub struct Fetcher(Arc<Inner>);

struct Inner {
    dialler: Dialler,
    user_agent: HeaderValue,
    connect_limit: Duration,
    total_limit: Duration,
    cache: Cache,
    hosts: Hosts,
    since: Stopwatch,
}

impl std::fmt::Debug for Fetcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetcher").field("loopback", &self.0.dialler.loopback).finish_non_exhaustive()
    }
}

impl Fetcher {
    /// A fetcher with an empty cache.
    ///
    /// # Errors
    /// [`SetupError`] when the contact or the file of authorities is not usable.
    pub fn new(settings: Settings) -> Result<Self, SetupError> {
        let extra = match settings.extra_ca {
            None => None,
            Some(path) => Some(std::fs::read(&path).map_err(|source| SetupError::Authorities { path, source })?),
        };
        let resolve = settings.resolve.into_iter();
        let dialler = Dialler {
            loopback: if settings.allow_loopback { Loopback::Allowed } else { Loopback::Refused },
            resolve: resolve.map(|(host, to)| (host.trim_end_matches('.').to_ascii_lowercase(), to)).collect(),
            wiring: settings.wiring,
            tls: Tls::new(extra.as_deref())?,
        };
        Ok(Self(Arc::new(Inner {
            dialler,
            user_agent: user_agent(settings.contact)?,
            connect_limit: settings.connect_limit,
            total_limit: settings.total_limit,
            cache: Cache::new(settings.cache_entries, settings.cache_bytes),
            hosts: Hosts::new(settings.host_requests_per_minute, settings.host_requests_at_once),
            since: Stopwatch::start(),
        })))
    }

    /// The document at `address`, from the cache or the network. Whoever asks for the same meanwhile gets the same
    /// answer; failures are believed for half a minute.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn fetch(&self, address: &str, purpose: Purpose) -> Result<Arc<[u8]>, FetchError> {
        let inner = &self.0;
        let question = inner.question(address, purpose)?;
        if let Some(answer) = inner.cache.find(&question, inner.since.elapsed()) {
            return answer;
        }
        let flight = inner.cache.join(&question);
        flight.get_or_init(|| inner.fly(&question)).await.clone()
    }

    /// The document at `address` if it is in the cache, without waiting.
    ///
    /// # Errors
    /// [`FetchError`] when that is what is known about the address, or when it may not be asked for.
    pub fn find_fetched(&self, address: &str, purpose: Purpose) -> Result<Option<Arc<[u8]>>, FetchError> {
        let question = self.0.question(address, purpose)?;
        self.0.cache.find(&question, self.0.since.elapsed()).transpose()
    }

    /// Hands a form in at `address`, under the rules for [`Purpose::Key`]: no redirects, and nothing is kept.
    /// `authorization` is the value of that header; `body` is `application/x-www-form-urlencoded`.
    ///
    /// # Errors
    /// [`FetchError`].
    pub async fn post_form(
        &self,
        address: &str,
        authorization: Option<&str>,
        body: &str,
    ) -> Result<Arc<[u8]>, FetchError> {
        let (inner, form) = (&self.0, Form { authorization, body });
        let target = inner.target(address)?;
        let asked = timeout(inner.total_limit, inner.ask(&target, address, Purpose::Key, Some(&form))).await;
        match asked.unwrap_or_else(|_| Err(FetchError::TooSlow(shown(address))))? {
            Reply::Here(body, _) => Ok(body),
            Reply::Elsewhere(_) => Err(FetchError::Redirects(shown(address))),
        }
    }

    pub(super) fn loopback(&self) -> Loopback {
        self.0.dialler.loopback
    }

    /// A connection to a target, with no regard to how often its host was asked.
    pub(super) async fn dial(&self, target: &Target, address: &str) -> Result<Box<dyn Line>, FetchError> {
        self.0.dialler.dial(target, address, self.0.connect_limit).await
    }

    /// How long an answer is waited for.
    pub(super) fn patience(&self) -> Duration {
        self.0.total_limit
    }

    pub(super) fn user_agent(&self) -> &HeaderValue {
        &self.0.user_agent
    }
}

impl Inner {
    fn question(&self, address: &str, purpose: Purpose) -> Result<Question, FetchError> {
        self.target(address)?;
        let address = address.split('#').next().unwrap_or("").to_owned();
        Ok(Question { address, purpose })
    }

    fn target(&self, address: &str) -> Result<Target, FetchError> {
        Target::parse(address, self.dialler.loopback).map_err(|why| FetchError::refused(address, why))
    }

    /// Fetches and keeps the answer.
    async fn fly(&self, question: &Question) -> Answer {
        // Another fetch may have ended between the look into the cache and the joining.
        if let Some(answer) = self.cache.find(question, self.since.elapsed()) {
            return answer;
        }
        let fetched = timeout(self.total_limit, self.follow(question)).await;
        let fetched = fetched.unwrap_or_else(|_| Err(FetchError::TooSlow(shown(&question.address))));
        let now = self.since.elapsed();
        let answer = match fetched {
            Ok((body, fresh_for)) => {
                self.cache.keep(question, Ok(Arc::clone(&body)), now + fresh_for);
                Ok(body)
            }
            // That was our own doing and says nothing about the address.
            Err(error @ FetchError::Busy(_)) => Err(error),
            Err(error) => {
                self.cache.keep(question, Err(error.clone()), now + FAILURE_KEPT);
                Err(error)
            }
        };
        self.cache.land(question);
        answer
    }

    /// Asks, and asks again where it is sent to: every step under all the rules.
    async fn follow(&self, question: &Question) -> Result<(Arc<[u8]>, Duration), FetchError> {
        let mut address = question.address.clone();
        let mut target = self.target(&address)?;
        for _ in 0..=question.purpose.redirects_limit() {
            match self.ask(&target, &address, question.purpose, None).await? {
                Reply::Here(body, fresh_for) => return Ok((body, fresh_for)),
                Reply::Elsewhere(location) => {
                    let next =
                        absolute(&address, &location).ok_or_else(|| FetchError::NotUnderstood(shown(&address)))?;
                    let next_target = self.target(&next)?;
                    if next_target.scheme != target.scheme {
                        return Err(FetchError::refused(&next, "a redirect changed the kind of connection"));
                    }
                    if !question.purpose.may_leave_host() && next_target.authority() != target.authority() {
                        return Err(FetchError::Redirects(shown(&question.address)));
                    }
                    (address, target) = (next, next_target);
                }
            }
        }
        Err(FetchError::Redirects(shown(&question.address)))
    }

    async fn ask(
        &self,
        target: &Target,
        address: &str,
        purpose: Purpose,
        form: Option<&Form<'_>>,
    ) -> Result<Reply, FetchError> {
        let permit = self.hosts.admit(&target.authority(), self.since.elapsed()).await;
        let _permit = permit.ok_or_else(|| FetchError::Busy(shown(address)))?;
        let line = self.dialler.dial(target, address, self.connect_limit).await?;
        exchange::ask(line, (target, address), purpose, &self.user_agent, form).await
    }
}

/// Where a redirect leads, without its fragment.
fn absolute(base: &str, location: &str) -> Option<String> {
    let location = oxiri::IriRef::parse(location).ok()?;
    let iri = oxiri::Iri::parse(base).ok()?.resolve(&location).ok()?.into_inner();
    Some(iri.split('#').next().unwrap_or("").to_owned())
}

fn user_agent(contact: Option<String>) -> Result<HeaderValue, SetupError> {
    let program = concat!("accolade/", env!("CARGO_PKG_VERSION"));
    match contact {
        None => Ok(HeaderValue::from_static(program)),
        Some(contact) => HeaderValue::from_str(&format!("{program} (+{contact})"))
            .ok()
            .filter(|_| contact.bytes().all(|byte| byte.is_ascii_graphic()))
            .ok_or(SetupError::Contact(contact)),
    }
}
