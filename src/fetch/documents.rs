//! What a verification asks for documents: a map, the network, or nobody.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::Handle;

use super::address::{Host, Loopback, Target};
use super::fetcher::Fetcher;
use super::recording::{Recording, bytes_of};
use super::{FetchError, Purpose, shown};

/// How long [`Documents::fetch`] waits: longer than any fetch lasts.
const PATIENCE: Duration = Duration::from_secs(30);

/// Why a documents file is not usable.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DocumentsError {
    /// Not a JSON object of answers.
    #[error("a documents file is a JSON object: address -> answer")]
    NotAnObject,
    /// One answer is not of the form.
    #[error("the answer for {address} is not usable: {why}")]
    Answer {
        /// The address.
        address: String,
        /// What is wrong with it.
        why: &'static str,
    },
}

/// Answers that this process itself gives for its own addresses; `None` for all others.
pub type LocalAnswers = Arc<dyn Fn(&str) -> Option<Vec<u8>> + Send + Sync>;

/// Documents by address, from one source. Clones share it.
///
/// The default has nothing: every address is unreachable.
#[derive(Clone, Default)]
pub struct Documents {
    source: Source,
    local: Option<LocalAnswers>,
    recording: Option<Recording>,
}

#[derive(Clone, Default)]
enum Source {
    #[default]
    Nothing,
    Bundle(Arc<Bundle>),
    Network(Fetcher, Handle),
    /// What was fetched a moment ago, and whether anything else was asked for.
    AtHand(Fetcher, Arc<AtomicBool>),
}

struct Bundle {
    answers: HashMap<String, Answer>,
    /// Addresses of hosts; when given, they must be public.
    hosts: Option<HashMap<String, Vec<String>>>,
    loopback: Loopback,
}

struct Answer {
    status: u64,
    location: Option<String>,
    body: Arc<[u8]>,
}

impl std::fmt::Debug for Documents {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let source = match &self.source {
            Source::Nothing => "nothing".to_owned(),
            Source::Bundle(bundle) => format!("{} answers", bundle.answers.len()),
            Source::Network(..) => "the network".to_owned(),
            Source::AtHand(..) => "what is at hand".to_owned(),
        };
        f.debug_struct("Documents").field("source", &source).field("local", &self.local.is_some()).finish()
    }
}

impl Documents {
    /// Reads a documents file: a map from address to `{status, contentType, body or bodyBase64, location}`, or an
    /// object with that map as `documents` and `dns` from host to addresses. Nothing is fetched from the network; an
    /// address that is not in the map is unreachable.
    ///
    /// # Errors
    /// [`DocumentsError`] names the answer that is not usable.
    pub fn read(file: &Value) -> Result<Self, DocumentsError> {
        Self::read_with(file, Loopback::Refused)
    }

    /// Reads the documents of an offline bundle: the same, but those of a service on this machine are read as well,
    /// since whoever tries one out there makes bundles there.
    ///
    /// # Errors
    /// [`DocumentsError`] names the answer that is not usable.
    pub fn read_offline(file: &Value) -> Result<Self, DocumentsError> {
        Self::read_with(file, Loopback::Allowed)
    }

    fn read_with(file: &Value, loopback: Loopback) -> Result<Self, DocumentsError> {
        let map = file.get("documents").unwrap_or(file).as_object().ok_or(DocumentsError::NotAnObject)?;
        let mut answers = HashMap::new();
        for (address, answer) in map {
            let answer = read_answer(answer).map_err(|why| DocumentsError::Answer { address: shown(address), why })?;
            answers.insert(address.clone(), answer);
        }
        let hosts = file.get("documents").and(file.get("dns")).and_then(Value::as_object).map(|dns| {
            let texts = |value: &Value| {
                let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
                all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            };
            dns.iter().map(|(host, addresses)| (host.to_lowercase(), texts(addresses))).collect()
        });
        Ok(Self { source: Source::Bundle(Arc::new(Bundle { answers, hosts, loopback })), ..Self::default() })
    }

    /// Documents from the network. The fetching happens on `runtime`, while the thread that asks waits: it must not be
    /// one of the runtime's workers. Names are looked up on the runtime's blocking threads, so verifications that run
    /// there must leave some free.
    pub fn live(fetcher: Fetcher, runtime: Handle) -> Self {
        Self { source: Source::Network(fetcher, runtime), ..Self::default() }
    }

    /// Documents that are in the fetcher's cache, for whoever must not wait. `missed` becomes true when something else is
    /// asked for; what came of it then says nothing.
    pub fn at_hand(fetcher: Fetcher, missed: Arc<AtomicBool>) -> Self {
        Self { source: Source::AtHand(fetcher, missed), ..Self::default() }
    }

    /// The same, but `local` is asked first: for addresses that this process serves itself.
    pub fn with_local(self, local: LocalAnswers) -> Self {
        Self { local: Some(local), ..self }
    }

    /// The same, with every document that is had noted down in the recording.
    pub fn recorded(self) -> (Self, Recording) {
        let recording = Recording::default();
        (Self { recording: Some(recording.clone()), ..self }, recording)
    }

    /// The document at `address`.
    ///
    /// # Errors
    /// [`FetchError`].
    pub fn fetch(&self, address: &str, purpose: Purpose) -> Result<Arc<[u8]>, FetchError> {
        self.fetch_within(address, purpose, PATIENCE)
    }

    /// The document at `address`, if it is there in the time.
    ///
    /// # Errors
    /// [`FetchError`]; [`FetchError::TooSlow`] when the time is over.
    pub fn fetch_within(&self, address: &str, purpose: Purpose, limit: Duration) -> Result<Arc<[u8]>, FetchError> {
        let body = self.have(address, purpose, limit)?;
        if let Some(recording) = &self.recording {
            recording.note(address, &body);
        }
        Ok(body)
    }

    fn have(&self, address: &str, purpose: Purpose, limit: Duration) -> Result<Arc<[u8]>, FetchError> {
        if let Some(body) = self.local.as_ref().and_then(|local| local(address)) {
            return within(body.into(), address, purpose);
        }
        match &self.source {
            Source::Nothing => {
                let target = Target::parse(address, Loopback::Refused);
                target.map_err(|why| FetchError::refused(address, why))?;
                Err(FetchError::Unreachable(shown(address)))
            }
            Source::Bundle(bundle) => bundle.fetch(address, purpose),
            Source::Network(fetcher, runtime) => match fetcher.find_fetched(address, purpose)? {
                Some(body) => Ok(body),
                None => wait_for(fetcher, runtime, address, purpose, limit),
            },
            Source::AtHand(fetcher, missed) => fetcher.find_fetched(address, purpose)?.ok_or_else(|| {
                missed.store(true, Ordering::Relaxed);
                FetchError::Unreachable(shown(address))
            }),
        }
    }

    /// The address to ask for what is said to be at an `https` address: the same, except that this machine is asked
    /// without encryption, where it may be asked at all and a port is named.
    pub fn locate(&self, address: String) -> String {
        match address.strip_prefix("https://").map(|rest| format!("http://{rest}")) {
            Some(plain) if self.is_own_machine(&plain) && names_a_port(&plain) => plain,
            _ => address,
        }
    }

    /// Whether this is an unencrypted address of this machine and may be asked for.
    pub fn is_own_machine(&self, address: &str) -> bool {
        let loopback = match &self.source {
            Source::Network(fetcher, _) | Source::AtHand(fetcher, _) => fetcher.loopback(),
            Source::Nothing | Source::Bundle(_) => Loopback::Refused,
        };
        address.starts_with("http://") && Target::parse(address, loopback).is_ok()
    }
}

fn names_a_port(address: &str) -> bool {
    let authority = address.split('/').nth(2).unwrap_or("");
    authority.rsplit_once(':').is_some_and(|(_, port)| port.bytes().all(|byte| byte.is_ascii_digit()))
}

/// Fetches on the runtime while this thread waits. A fetch that comes too late still fills the cache.
fn wait_for(
    fetcher: &Fetcher,
    runtime: &Handle,
    address: &str,
    purpose: Purpose,
    limit: Duration,
) -> Result<Arc<[u8]>, FetchError> {
    let (tell, told) = mpsc::sync_channel(1);
    let (fetcher, asked) = (fetcher.clone(), address.to_owned());
    runtime.spawn(async move {
        // Nobody waits any more when this fails.
        let _ = tell.send(fetcher.fetch(&asked, purpose).await);
    });
    told.recv_timeout(limit).unwrap_or_else(|error| match error {
        mpsc::RecvTimeoutError::Timeout => Err(FetchError::TooSlow(shown(address))),
        mpsc::RecvTimeoutError::Disconnected => Err(FetchError::Unreachable(shown(address))),
    })
}

fn within(body: Arc<[u8]>, address: &str, purpose: Purpose) -> Result<Arc<[u8]>, FetchError> {
    if body.len() > purpose.body_limit_bytes() { Err(FetchError::TooLarge(shown(address))) } else { Ok(body) }
}

impl Bundle {
    /// The answer in the map, following redirects as the network fetcher does.
    fn fetch(&self, asked: &str, purpose: Purpose) -> Result<Arc<[u8]>, FetchError> {
        let mut address = asked.to_owned();
        for _ in 0..=purpose.redirects_limit() {
            self.check(&address)?;
            let answer = self.find(&address).ok_or_else(|| FetchError::Unreachable(shown(&address)))?;
            match (answer.status, &answer.location) {
                (200, _) => return within(Arc::clone(&answer.body), &address, purpose),
                (300..=399, Some(next)) if may_follow(&address, next, purpose) => address.clone_from(next),
                (300..=399, Some(_)) => break,
                (status, _) => return Err(FetchError::Status { address: shown(&address), status }),
            }
        }
        self.check(&address)?;
        Err(FetchError::Redirects(shown(asked)))
    }

    /// The answer for an address; on this machine, where it may be asked, the scheme does not matter.
    fn find(&self, address: &str) -> Option<&Answer> {
        let plain = || {
            let plain = format!("http://{}", address.strip_prefix("https://")?);
            Target::parse(&plain, self.loopback).ok().and_then(|_| self.answers.get(&plain))
        };
        self.answers.get(address).or_else(plain)
    }

    fn check(&self, address: &str) -> Result<(), FetchError> {
        let refused = |why| FetchError::refused(address, why);
        let target = Target::parse(address, self.loopback).map_err(refused)?;
        let (Host::Name(name), Some(hosts)) = (&target.host, &self.hosts) else { return Ok(()) };
        // Nothing is said about where other hosts lead; what they answer is in the map or is not.
        let Some(leads_to) = hosts.get(name) else { return Ok(()) };
        if leads_to.is_empty() {
            return Err(FetchError::Unreachable(shown(address)));
        }
        let is_safe = |text: &String| text.parse::<IpAddr>().is_ok_and(|destination| target.may_lead_to(destination));
        if leads_to.iter().all(is_safe) { Ok(()) } else { Err(refused("its host is inside a private network")) }
    }
}

/// Whether a redirect stays where it has to.
fn may_follow(address: &str, next: &str, purpose: Purpose) -> bool {
    let host = |address: &str| Target::parse(address, Loopback::Refused).map(|target| target.authority());
    purpose.may_leave_host() || host(next).is_err() || host(next) == host(address)
}

fn read_answer(answer: &Value) -> Result<Answer, &'static str> {
    let members = answer.as_object().ok_or("it must be an object")?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let body = bytes_of(answer)?;
    let status = match members.get("status") {
        None => 200,
        Some(status) => status.as_u64().ok_or("its `status` must be a number")?,
    };
    Ok(Answer { status, location: text("location").map(str::to_owned), body: body.into() })
}
