//! Verifying many badges for somebody: one such batch at a time, so that others who check a single badge do not notice.
//!
//! Nothing is kept: whoever asked takes the answers as they come, and ends it all by going away.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::runtime::Handle;
use tokio::sync::{Semaphore, mpsc};

use super::{App, Error};
use crate::batch::{Batch, ENTRIES_LIMIT, Handed};
use crate::clock::{Stopwatch, Timestamp};
use crate::store::Organisation;
use crate::verify::{Expectation, Report, Verifier};

/// Batches that wait for their turn; more are refused.
const WAITING_LIMIT: usize = 4;
/// Answers that wait for whoever asked.
const ANSWERS_LIMIT: usize = 512;
/// How long an answer waits for whoever asked, before they are taken to be gone.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long one batch may take.
const TIME_LIMIT: Duration = Duration::from_secs(600);

/// Lets one batch run and a few wait.
pub(super) struct Turns {
    running: Arc<Semaphore>,
    waiting: Arc<Semaphore>,
}

impl Turns {
    pub(super) fn new() -> Self {
        let waiting = Arc::new(Semaphore::new(1 + WAITING_LIMIT));
        Self { running: Arc::new(Semaphore::new(1)), waiting }
    }
}

/// A batch under way. Dropping it ends the work.
#[derive(Debug)]
pub struct BatchRun<T> {
    answers: mpsc::Receiver<T>,
    total: Arc<AtomicUsize>,
    since: Stopwatch,
    /// The instant that dates are compared with.
    pub at: Timestamp,
}

impl<T> BatchRun<T> {
    /// The next answer, in the order of the badges; `None` after the last.
    pub async fn next(&mut self) -> Option<T> {
        self.answers.recv().await
    }

    /// The next answer, if it is there already.
    pub fn next_ready(&mut self) -> Option<T> {
        self.answers.try_recv().ok()
    }

    /// Whether the last answer was taken.
    pub fn is_over(&self) -> bool {
        self.answers.is_closed() && self.answers.is_empty()
    }

    /// How many badges there are, as far as is known.
    pub fn total(&self) -> usize {
        self.total.load(Ordering::Relaxed)
    }

    /// How long it has been at work.
    pub fn elapsed(&self) -> Duration {
        self.since.elapsed()
    }
}

impl App {
    /// Opens what was handed in and counts the badges.
    ///
    /// # Errors
    /// [`Error::Invalid`] when there is nothing, too much, or nothing that can be opened.
    pub async fn open_batch(&self, handed: Vec<Handed>) -> Result<Batch, Error> {
        let open = move || Batch::open(handed, ENTRIES_LIMIT);
        let opened = tokio::task::spawn_blocking(open).await.map_err(Error::internal)?;
        let batch = opened.map_err(|error| Error::invalid("files", format!("{error}.")))?;
        match batch.refusal() {
            Some(why) => Err(Error::invalid("files", format!("{why}."))),
            None => Ok(batch),
        }
    }

    /// Verifies a batch when its turn comes. The lists of trusted issuers of `lists` are asked, until
    /// one has something to say. `shape` makes of each report what is wanted of it.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when too many batches wait already.
    pub async fn verify_batch<T: Send + 'static>(
        &self,
        batch: Batch,
        expected: Expectation,
        lists: Vec<Organisation>,
        shape: impl Fn(&str, Report) -> T + Send + Sync + 'static,
    ) -> Result<BatchRun<T>, Error> {
        let busy = || Error::Unavailable("other large checks are under way; try again in a minute".into());
        let place = self.0.batches.waiting.clone().try_acquire_owned().map_err(|_| busy())?;
        let turn = self.0.batches.running.clone().acquire_owned().await.map_err(|_| busy())?;
        let (documents, now, total) = (self.documents(), self.now(), batch.counter());
        let (tell, answers) = mpsc::channel(ANSWERS_LIMIT);
        let (handle, since) = (Handle::current(), Stopwatch::start());
        let (app, asking) = (self.clone(), handle.clone());
        let shape = move |name: &str, mut report: Report| {
            if !lists.is_empty() {
                asking.block_on(app.ask_lists(&mut report, &lists));
            }
            shape(name, report)
        };
        tokio::task::spawn_blocking(move || {
            let _held = (place, turn);
            Verifier { documents: &documents, now }.verify_many(batch, &expected, shape, |answer| {
                if since.elapsed() > TIME_LIMIT {
                    return ControlFlow::Break(());
                }
                let told = match tell.try_send(answer) {
                    Ok(()) => true,
                    Err(mpsc::error::TrySendError::Closed(_)) => false,
                    Err(mpsc::error::TrySendError::Full(answer)) => {
                        handle.block_on(tell.send_timeout(answer, PATIENCE)).is_ok()
                    }
                };
                if told { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
            });
        });
        Ok(BatchRun { answers, total, since, at: now })
    }

    /// What the lists say about an issuer is no part of the verdict, so that a list that cannot be read is only noted.
    async fn ask_lists(&self, report: &mut Report, lists: &[Organisation]) {
        for organisation in lists {
            if let Err(error) = self.ask_trust(report, organisation).await {
                tracing::warn!(error = %error, "A list of trusted issuers could not be asked: {error}");
            }
            if report.trust.is_some() {
                break;
            }
        }
    }
}
