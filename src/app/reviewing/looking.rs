//! Looking again at what may change: the addresses of links, and badges that are evidence. When they are attached, when
//! they are handed in, and once a day while they are judged.

use std::time::Duration;

use futures_util::future::join_all;

use crate::app::{App, Error};
use crate::fetch::Purpose;
use crate::review::ContentHash;
use crate::review::evidence::{Look, SeenBadge};
use crate::store::DueLook;

/// Pieces that are looked at side by side.
const AT_ONCE: i64 = 8;
/// How long a piece that is being looked at is nobody else's.
const LEASE_SECONDS: i64 = 120;
/// How often a piece is looked at again while it is judged.
const AGAIN_SECONDS: i64 = 86_400;
/// How long the worker waits when nothing is due.
const PAUSE: Duration = Duration::from_secs(5);

impl App {
    /// Looks at every link and badge whose turn it is. Returns how many. Several instances may do it at once.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn look_at_evidence(&self) -> Result<usize, Error> {
        let mut seen = 0;
        loop {
            let (now, until) = (self.now(), self.now().plus_seconds(LEASE_SECONDS));
            let due = self
                .store()
                .write(move |session| {
                    Box::pin(async move { Ok::<_, Error>(session.take_due_looks(now, until, AT_ONCE).await?) })
                })
                .await?;
            for outcome in join_all(due.iter().map(|piece| self.look_at(piece))).await {
                outcome?;
            }
            seen += due.len();
            if due.len() < AT_ONCE as usize {
                return Ok(seen);
            }
        }
    }

    async fn look_at(&self, piece: &DueLook) -> Result<(), Error> {
        let look = match &piece.stored_as {
            None => self.look_at_link(&piece.words).await,
            Some(name) => self.look_at_badge(name).await,
        };
        let (id, next) = (piece.evidence_id.clone(), piece.is_judged.then(|| look.at.plus_seconds(AGAIN_SECONDS)));
        self.store()
            .write(move |session| {
                let (id, look) = (id.clone(), look.clone());
                Box::pin(async move { Ok::<_, Error>(session.keep_look(&id, &look, next).await?) })
            })
            .await
    }

    async fn look_at_link(&self, address: &str) -> Look {
        let found = self.0.fetcher.fetch(address, Purpose::Document).await;
        match found {
            Ok(bytes) => self.look(&bytes, None),
            Err(error) => self.blind_look(error.to_string()),
        }
    }

    async fn look_at_badge(&self, name: &str) -> Look {
        let bytes = match self.0.evidence.read(name).await {
            Ok(bytes) => bytes,
            Err(error) => return self.blind_look(error.to_string()),
        };
        match self.verify_quietly(bytes.clone()).await {
            Err(error) => self.blind_look(error.to_string()),
            Ok(report) => {
                let state = report.state().to_owned();
                // Of what nobody signed, nobody knows whose words these are.
                let is_signed = report.verified().is_some();
                let badge = SeenBadge {
                    state,
                    achievement: report.achievement.filter(|_| is_signed),
                    issuer: report.issuer.filter(|_| is_signed),
                };
                self.look(&bytes, Some(badge))
            }
        }
    }

    fn look(&self, bytes: &[u8], badge: Option<SeenBadge>) -> Look {
        Look {
            at: self.now(),
            sha256: Some(ContentHash::of_bytes(bytes)),
            size_bytes: bytes.len() as u64,
            why: String::new(),
            badge,
        }
    }

    fn blind_look(&self, why: String) -> Look {
        Look { at: self.now(), sha256: None, size_bytes: 0, why, badge: None }
    }

    /// Looks at links and badges until `stop` is done.
    pub(in crate::app) async fn work_on_looks(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        loop {
            tokio::select! {
                biased;
                () = &mut stop => return,
                outcome = self.look_at_evidence() => if let Err(error) = outcome {
                    tracing::warn!(error = %error, "Evidence could not be looked at and is tried again: {error}");
                },
            }
            tokio::select! {
                () = &mut stop => return,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}
