//! Documents by address, for verification.
//!
//! This version answers from a map that the caller gives (`--documents`), which doubles as an offline bundle; without
//! one, every address is unreachable. Nothing is ever fetched from the network. The rules about which addresses may
//! be asked for hold all the same. Knows nothing about what it fetches.

mod address;

use std::collections::HashMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;

/// Length of one answer in bytes.
const BODY_LIMIT_BYTES: usize = 1024 * 1024;
const REDIRECTS_LIMIT: usize = 2;

/// Why a document cannot be had.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nobody answers at the address.
    #[error("{0} cannot be reached")]
    Unreachable(String),
    /// The answer is no success.
    #[error("{address} answers with status {status}")]
    Status {
        /// The address.
        address: String,
        /// The HTTP status.
        status: u64,
    },
    /// An address that a verifier must not ask for: not `https`, or inside a private network.
    #[error("{address} may not be asked for: {why}")]
    Unsafe {
        /// The address.
        address: String,
        /// Why not.
        why: &'static str,
    },
    /// More than is allowed.
    #[error("the answer of {0} is longer than is allowed")]
    TooLarge(String),
}

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

#[derive(Clone, Debug)]
struct Answer {
    status: u64,
    location: Option<String>,
    body: Vec<u8>,
}

/// Answers by address; an address that is not there is unreachable.
#[derive(Clone, Debug, Default)]
pub struct Documents {
    answers: HashMap<String, Answer>,
    /// Addresses of hosts; when given, they must be public.
    hosts: Option<HashMap<String, Vec<String>>>,
}

impl Documents {
    /// Reads a documents file: a map from address to `{status, contentType, body or bodyBase64, location}`, or an
    /// object with that map as `documents` and `dns` from host to addresses.
    ///
    /// # Errors
    /// [`DocumentsError`] names the answer that is not usable.
    pub fn read(file: &Value) -> Result<Self, DocumentsError> {
        let map = file.get("documents").unwrap_or(file).as_object().ok_or(DocumentsError::NotAnObject)?;
        let mut answers = HashMap::new();
        for (address, answer) in map {
            let answer = read_answer(answer)
                .map_err(|why| DocumentsError::Answer { address: address.chars().take(200).collect(), why })?;
            answers.insert(address.clone(), answer);
        }
        let hosts = file.get("documents").and(file.get("dns")).and_then(Value::as_object).map(|dns| {
            let texts = |value: &Value| {
                let all = value.as_array().map(Vec::as_slice).unwrap_or_default();
                all.iter().filter_map(Value::as_str).map(str::to_owned).collect()
            };
            dns.iter().map(|(host, addresses)| (host.to_lowercase(), texts(addresses))).collect()
        });
        Ok(Self { answers, hosts })
    }

    /// The document at `address`, following at most two redirects, each under the same rules.
    ///
    /// # Errors
    /// [`FetchError`].
    pub fn fetch(&self, address: &str) -> Result<Vec<u8>, FetchError> {
        let mut address = address.to_owned();
        for _ in 0..=REDIRECTS_LIMIT {
            address::check(&address, self.hosts.as_ref())
                .map_err(|why| FetchError::Unsafe { address: address.chars().take(200).collect(), why })?;
            let answer = self.answers.get(&address).ok_or_else(|| FetchError::Unreachable(address.clone()))?;
            match (answer.status, &answer.location) {
                (200..=299, _) if answer.body.len() > BODY_LIMIT_BYTES => return Err(FetchError::TooLarge(address)),
                (200..=299, _) => return Ok(answer.body.clone()),
                (300..=399, Some(next)) => address = next.clone(),
                (status, _) => return Err(FetchError::Status { address, status }),
            }
        }
        Err(FetchError::Unreachable(address))
    }
}

fn read_answer(answer: &Value) -> Result<Answer, &'static str> {
    let members = answer.as_object().ok_or("it must be an object")?;
    let text = |name: &str| members.get(name).and_then(Value::as_str);
    let body = match (text("body"), text("bodyBase64")) {
        (_, Some(encoded)) => STANDARD.decode(encoded).map_err(|_| "its `bodyBase64` is not base64")?,
        (Some(body), None) => body.as_bytes().to_vec(),
        (None, None) => Vec::new(),
    };
    let status = match members.get("status") {
        None => 200,
        Some(status) => status.as_u64().ok_or("its `status` must be a number")?,
    };
    Ok(Answer { status, location: text("location").map(str::to_owned), body })
}
