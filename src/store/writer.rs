//! The one task that writes. What has queued up while the last commit went to the disk is committed together, so that
//! hundreds of small changes share the price of one (docs/decisions/0014).

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use sqlx::{AnyPool, Executor as _};
use tokio::sync::{Notify, mpsc, oneshot, watch};

use super::on_disk::Disk;
use super::write_back::Space;
use super::{Engine, Session, StoreError};

/// A change: what to do in a transaction, possibly more than once.
pub trait Work<T, E>: for<'s> Fn(&'s mut Session) -> WorkFuture<'s, T, E> + Send + Sync + 'static {}

impl<T, E, F> Work<T, E> for F where F: for<'s> Fn(&'s mut Session) -> WorkFuture<'s, T, E> + Send + Sync + 'static {}

/// What a change may fail with.
pub trait WriteError: From<StoreError> + Send + 'static {
    /// Whether another process wrote the same rows at the same time, so that trying again makes sense.
    fn is_contended(&self) -> bool;
}

impl WriteError for StoreError {
    fn is_contended(&self) -> bool {
        matches!(self, Self::Contended)
    }
}

/// The future that a [`Work`] answers with.
pub type WorkFuture<'s, T, E> = Pin<Box<dyn Future<Output = Result<T, E>> + Send + 's>>;

/// Changes that share one commit at most.
const GROUP_LIMIT: usize = 128;
/// How long a change waits for a place in the queue.
const QUEUE_PATIENCE: Duration = Duration::from_secs(5);
/// How often a group is tried when another process writes the same rows (PostgreSQL).
const TRIES: u32 = 8;

/// Hands changes to the writing task.
#[derive(Clone)]
pub(super) struct Writer {
    queue: mpsc::Sender<Order>,
    is_untrusted: watch::Receiver<bool>,
}

enum Order {
    Write(Box<dyn Job>),
    Close(oneshot::Sender<()>),
}

/// What a change may lose when the power fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Durability {
    /// Nothing: its answer waits for the disk.
    Disk,
    /// Nothing, but whoever asked waits for the disk by themselves, where that can be had.
    Ahead,
    /// Itself, since it is computed again from what is on the disk.
    Repeatable,
}

impl Durability {
    /// Whether the commit waits for the disk.
    fn waits(self, engine: Engine) -> bool {
        match self {
            Self::Disk => true,
            Self::Ahead => engine == Engine::Postgres,
            Self::Repeatable => false,
        }
    }
}

/// A change with the one who waits for its answer.
trait Job: Send {
    /// What it may lose.
    fn durability(&self) -> Durability;
    /// Does the work and keeps its outcome; whether it succeeded.
    fn run<'s>(&'s mut self, session: &'s mut Session) -> Pin<Box<dyn Future<Output = bool> + Send + 's>>;
    /// Whether the outcome kept is one that another try may change.
    fn is_contended(&self) -> bool;
    /// Answers with the outcome kept, or with the reason why the commit failed.
    fn answer(self: Box<Self>, failure: Option<StoreError>);
}

struct Change<T, E, F> {
    durability: Durability,
    work: F,
    outcome: Option<Result<T, E>>,
    reply: oneshot::Sender<Result<T, E>>,
}

impl<T, E, F> Job for Change<T, E, F>
where
    T: Send + 'static,
    E: WriteError,
    F: Work<T, E>,
{
    fn durability(&self) -> Durability {
        self.durability
    }

    fn run<'s>(&'s mut self, session: &'s mut Session) -> Pin<Box<dyn Future<Output = bool> + Send + 's>> {
        Box::pin(async move {
            let outcome = (self.work)(session).await;
            let is_done = outcome.is_ok();
            self.outcome = Some(outcome);
            is_done
        })
    }

    fn is_contended(&self) -> bool {
        matches!(&self.outcome, Some(Err(error)) if error.is_contended())
    }

    fn answer(self: Box<Self>, failure: Option<StoreError>) {
        let outcome = match (failure, self.outcome) {
            (None, Some(outcome)) => outcome,
            (Some(error), _) => Err(E::from(error)),
            (None, None) => Err(E::from(StoreError::Busy)),
        };
        // Whoever asked may have gone away; the change stands all the same.
        let _ = self.reply.send(outcome);
    }
}

/// What is written to.
pub(super) struct Target {
    /// The one connection that writes.
    pub(super) pool: AnyPool,
    /// To which kind of database.
    pub(super) engine: Engine,
    /// Where space must be left for the log (SQLite).
    pub(super) space: Option<Space>,
    /// Where what did not wait for the disk is counted (SQLite).
    pub(super) disk: Option<Disk>,
}

impl Writer {
    /// Starts the task. `told` are those who hear that the disk is not to be trusted, and of every commit.
    pub(super) fn start(target: Target, queue: usize, told: (watch::Sender<bool>, Arc<Notify>)) -> Self {
        let (sender, receiver) = mpsc::channel(queue);
        let is_untrusted = told.0.subscribe();
        tokio::spawn(write_all(target, receiver, told));
        Self { queue: sender, is_untrusted }
    }

    pub(super) async fn until_untrusted(&self) {
        if self.is_untrusted.clone().wait_for(|is_untrusted| *is_untrusted).await.is_err() {
            // The writing task ended as it should, so that will never be.
            std::future::pending::<()>().await;
        }
    }

    pub(super) async fn write<T, E>(&self, durability: Durability, work: impl Work<T, E>) -> Result<T, E>
    where
        T: Send + 'static,
        E: WriteError,
    {
        let (reply, answer) = oneshot::channel();
        let order = Order::Write(Box::new(Change { durability, work, outcome: None, reply }));
        match tokio::time::timeout(QUEUE_PATIENCE, self.queue.send(order)).await {
            Ok(Ok(())) => answer.await.unwrap_or_else(|_| Err(E::from(StoreError::Busy))),
            _ => Err(E::from(StoreError::Busy)),
        }
    }

    pub(super) async fn close(&self) {
        let (done, closed) = oneshot::channel();
        if self.queue.send(Order::Close(done)).await.is_ok() {
            // An error means that the task has ended already, which is what was wanted.
            let _ = closed.await;
        }
    }
}

async fn write_all(
    target: Target,
    mut queue: mpsc::Receiver<Order>,
    (untrusted, committed): (watch::Sender<bool>, Arc<Notify>),
) {
    let mut orders = Vec::with_capacity(GROUP_LIMIT);
    while queue.recv_many(&mut orders, GROUP_LIMIT).await > 0 {
        let mut jobs = Vec::with_capacity(orders.len());
        let mut closing = None;
        for order in orders.drain(..) {
            match order {
                Order::Write(job) => jobs.push(job),
                Order::Close(done) => closing = Some(done),
            }
        }
        if *untrusted.borrow() {
            jobs.into_iter().for_each(|job| job.answer(Some(StoreError::Untrusted)));
        } else if matches!(commit(&target, jobs).await, Some(StoreError::Untrusted)) {
            // Nobody may be waiting for it.
            let _ = untrusted.send(true);
        }
        committed.notify_one();
        if let Some(done) = closing {
            target.pool.close().await;
            // Nobody waits any more: fine.
            let _ = done.send(());
            return;
        }
    }
}

/// Commits all together; when one refuses, each by itself. Answers with what kept the database from taking any more.
async fn commit(target: &Target, mut jobs: Vec<Box<dyn Job>>) -> Option<StoreError> {
    if jobs.len() > 1 {
        match try_commit(target, &mut jobs).await {
            Ok(true) => {
                jobs.into_iter().for_each(|job| job.answer(None));
                return None;
            }
            Ok(false) | Err(StoreError::Contended) => {}
            // Whether a commit that was not answered took place is not known, so doing it again would be a guess.
            Err(error) => {
                jobs.into_iter().for_each(|job| job.answer(Some(error.clone())));
                return Some(error);
            }
        }
    }
    // Each of them would wait as long again for a database that does not answer.
    let mut is_gone = None;
    for job in jobs {
        let mut alone = [job];
        let failure = match &is_gone {
            Some(error) => Some(StoreError::clone(error)),
            None => commit_alone(target, &mut alone).await,
        };
        let ends_it = |error: &StoreError| matches!(error, StoreError::Unavailable(_) | StoreError::Untrusted);
        is_gone = is_gone.or_else(|| failure.clone().filter(ends_it));
        let [job] = alone;
        job.answer(failure);
    }
    is_gone
}

async fn commit_alone(target: &Target, job: &mut [Box<dyn Job>; 1]) -> Option<StoreError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let outcome = try_commit(target, job).await;
        // Two processes that give out the next number of the same list, or wait for each other: once more.
        let is_contended = match &outcome {
            Ok(is_done) => !is_done && job[0].is_contended(),
            Err(error) => error.is_contended(),
        };
        if !is_contended || target.engine == Engine::Sqlite || attempt == TRIES {
            return outcome.err();
        }
        tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5)).await;
    }
}

/// One transaction with all jobs: `Ok(false)` when one of them refused and all was rolled back.
async fn try_commit(target: &Target, jobs: &mut [Box<dyn Job>]) -> Result<bool, StoreError> {
    let engine = target.engine;
    let mut session = Session { connection: target.pool.acquire().await?, engine };
    if let Some(space) = &target.space {
        space.keep(session.connection()).await?;
    }
    // One change that must reach the disk takes the others along.
    let waits = jobs.iter().any(|job| job.durability().waits(engine));
    let begin = match (engine, waits) {
        (Engine::Sqlite, true) => "pragma synchronous = full; begin immediate",
        (Engine::Sqlite, false) => "pragma synchronous = normal; begin immediate",
        (Engine::Postgres, true) => "begin",
        (Engine::Postgres, false) => "begin; set local synchronous_commit = off",
    };
    if let Err(error) = session.connection.execute(begin).await {
        session.connection.close_on_drop();
        return Err(error.into());
    }
    let mut is_good = true;
    for job in jobs.iter_mut() {
        if !job.run(&mut session).await {
            is_good = false;
            break;
        }
    }
    let end = if is_good { "commit" } else { "rollback" };
    match session.connection.execute(end).await {
        Ok(_) => {
            if let Some(disk) = target.disk.as_ref().filter(|_| is_good && !waits) {
                disk.count_commit();
            }
            Ok(is_good)
        }
        Err(error) => {
            // Whatever state the connection is in, it must not be used again.
            session.connection.close_on_drop();
            // SQLite rolls back by itself when the disk is full, and then has nothing left to roll back. What the change
            // itself was refused with says more.
            if is_good || engine == Engine::Postgres { Err(error.into()) } else { Ok(false) }
        }
    }
}
