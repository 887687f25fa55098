//! Telling a server something: one POST under the rules that hold for fetching. Nothing is followed, nothing is kept.

use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper::header::{CONNECTION, CONTENT_TYPE, HOST, USER_AGENT};
use tokio::time::timeout;

use super::address::Target;
use super::exchange;
use super::fetcher::Fetcher;
use super::{FetchError, shown};

/// Bytes of an answer that are read.
const ANSWER_BYTES: usize = 1_000;

/// What a server answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The HTTP status, whatever it is.
    pub status: u16,
    /// The beginning of the answer, as text.
    pub beginning: String,
}

impl Fetcher {
    /// Whether an address may be told anything.
    ///
    /// # Errors
    /// [`FetchError::Unsafe`].
    pub fn check_destination(&self, address: &str) -> Result<(), FetchError> {
        self.destination(address).map(drop)
    }

    fn destination(&self, address: &str) -> Result<Target, FetchError> {
        Target::parse(address, self.loopback()).map_err(|why| FetchError::refused(address, why))
    }

    /// Sends JSON to an address, and says what was answered.
    ///
    /// # Errors
    /// [`FetchError`] when nobody answered, or nobody may be asked there.
    pub async fn tell(&self, address: &str, headers: &[(&str, String)], json: Vec<u8>) -> Result<Told, FetchError> {
        let told = timeout(self.patience(), self.post(address, headers, json)).await;
        told.unwrap_or_else(|_| Err(FetchError::TooSlow(shown(address))))
    }

    async fn post(&self, address: &str, headers: &[(&str, String)], json: Vec<u8>) -> Result<Told, FetchError> {
        let target = self.destination(address)?;
        let line = self.dial(&target, address).await?;
        let mut request = Request::post(&target.path)
            .header(HOST, target.authority())
            .header(USER_AGENT, self.user_agent())
            .header(CONTENT_TYPE, "application/json")
            .header(CONNECTION, "close");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        let request = request
            .body(Full::new(Bytes::from(json)))
            .map_err(|_| FetchError::refused(address, "it cannot be written in a request"))?;
        let broken = |_| FetchError::NotUnderstood(shown(address));
        let (mut sender, _driver) = exchange::connect(line, address).await?;
        let response = sender.send_request(request).await.map_err(broken)?;
        let status = response.status().as_u16();
        let mut incoming = response.into_body();
        let mut beginning = Vec::new();
        while beginning.len() < ANSWER_BYTES {
            // What was answered is known by its status; the rest is only shown.
            let Some(Ok(frame)) = incoming.frame().await else { break };
            let Ok(data) = frame.into_data() else { continue };
            beginning.extend_from_slice(&data[..data.len().min(ANSWER_BYTES - beginning.len())]);
        }
        Ok(Told { status, beginning: String::from_utf8_lossy(&beginning).into_owned() })
    }
}
