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

/// The orders that wait, in their order.
struct Queue {
    orders: mpsc::Receiver<Order>,
    /// The first of them, if it was looked at already.
    first: Option<Order>,
}

impl Queue {
    /// Takes what waits, when there is something; nothing when there will never be anything.
    async fn take(&mut self) -> Vec<Order> {
        let mut taken = Vec::with_capacity(GROUP_LIMIT);
        taken.extend(self.first.take());
        if taken.is_empty() {
            self.orders.recv_many(&mut taken, GROUP_LIMIT).await;
        }
        while taken.len() < GROUP_LIMIT
            && let Ok(order) = self.orders.try_recv()
        {
            taken.push(order);
        }
        taken
    }

    /// Takes what is next when it is computed again when it is missing: such changes are short, and wait for no disk.
    fn take_late(&mut self) -> Option<Box<dyn Job>> {
        let next = self.first.take().or_else(|| self.orders.try_recv().ok())?;
        match next {
            Order::Write(job) if job.durability() == Durability::Repeatable => Some(job),
            other => {
                self.first = Some(other);
                None
            }
        }
    }
}

async fn write_all(
    target: Target,
    orders: mpsc::Receiver<Order>,
    (untrusted, committed): (watch::Sender<bool>, Arc<Notify>),
) {
    let mut queue = Queue { orders, first: None };
    loop {
        let orders = queue.take().await;
        if orders.is_empty() {
            return;
        }
        let mut jobs = Vec::with_capacity(orders.len());
        let mut closing = None;
        for order in orders {
            match order {
                Order::Write(job) => jobs.push(job),
                Order::Close(done) => closing = Some(done),
            }
        }
        if *untrusted.borrow() {
            jobs.into_iter().for_each(|job| job.answer(Some(StoreError::Untrusted)));
        } else if matches!(commit(&target, jobs, &mut queue).await, Some(StoreError::Untrusted)) {
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

/// Commits all together, with what comes late; when one refuses, each by itself. Answers with what kept the database from
/// taking any more.
async fn commit(target: &Target, mut jobs: Vec<Box<dyn Job>>, queue: &mut Queue) -> Option<StoreError> {
    if jobs.is_empty() {
        return None;
    }
    match try_commit(target, &mut jobs, Some(queue)).await {
        Ok(true) => {
            jobs.into_iter().for_each(|job| job.answer(None));
            return None;
        }
        // One alone has said why.
        Ok(false) if matches!(&jobs[..], [only] if target.engine == Engine::Sqlite || !only.is_contended()) => {
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
    // Each of them would wait as long again for a database that does not answer.
    let mut is_gone = None;
    for job in jobs {
        let mut alone = vec![job];
        let failure = match &is_gone {
            Some(error) => Some(StoreError::clone(error)),
            None => commit_alone(target, &mut alone).await,
        };
        let ends_it = |error: &StoreError| matches!(error, StoreError::Unavailable(_) | StoreError::Untrusted);
        is_gone = is_gone.or_else(|| failure.clone().filter(ends_it));
        alone.into_iter().for_each(|job| job.answer(failure.clone()));
    }
    is_gone
}

async fn commit_alone(target: &Target, job: &mut Vec<Box<dyn Job>>) -> Option<StoreError> {
    let mut attempt = 0;
    loop {
        attempt += 1;
        let outcome = try_commit(target, job, None).await;
        // Two processes that give out the next number of the same list, or wait for each other: once more.
        let is_contended = match &outcome {
            Ok(is_done) => !is_done && job.iter().any(|job| job.is_contended()),
            Err(error) => error.is_contended(),
        };
        if !is_contended || target.engine == Engine::Sqlite || attempt == TRIES {
            return outcome.err();
        }
        tokio::time::sleep(Duration::from_millis(u64::from(attempt) * 5)).await;
    }
}

/// One transaction with all jobs, and with those that come into the queue meanwhile and may come late: `Ok(false)` when one
/// of them refused and all was rolled back.
async fn try_commit(
    target: &Target,
    jobs: &mut Vec<Box<dyn Job>>,
    queue: Option<&mut Queue>,
) -> Result<bool, StoreError> {
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
    if let Some(queue) = queue {
        while is_good
            && jobs.len() < GROUP_LIMIT
            && let Some(mut job) = queue.take_late()
        {
            is_good = job.run(&mut session).await;
            jobs.push(job);
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

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    use sqlx::Executor as _;
    use tokio::sync::Barrier;

    use super::super::{Settings, Store, StoreError};

    async fn open(folder: &tempfile::TempDir) -> Store {
        let url = format!("sqlite:{}", folder.path().join("a.db").display());
        Store::open(&Settings::new(url)).await.expect("a store")
    }

    /// Has a change that answers with `late` asked for while another one is at hand; how often the other one was done, and how
    /// often this one in the same transaction; and what this one was answered.
    async fn write_with(late: Result<(), StoreError>) -> (usize, usize, Result<(), StoreError>) {
        let folder = tempfile::tempdir().expect("a folder");
        let store = open(&folder).await;
        let meeting = Arc::new(Barrier::new(2));
        let done = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
        let (writer, met, counts) = (store.clone(), meeting.clone(), done.clone());
        let at_hand = tokio::spawn(async move {
            writer
                .write(move |session| {
                    let (met, counts) = (met.clone(), counts.clone());
                    Box::pin(async move {
                        session.connection().execute("create table at_hand (n integer)").await?;
                        if counts[0].fetch_add(1, Ordering::SeqCst) == 0 {
                            // Begun; and the other one is asked for.
                            met.wait().await;
                            met.wait().await;
                        }
                        Ok::<_, StoreError>(())
                    })
                })
                .await
        });
        meeting.wait().await;
        let (writer, reader, counts) = (store.clone(), store.clone(), done.clone());
        let asked = tokio::spawn(async move {
            writer
                .write_repeatable(move |_| {
                    let (counts, late, reader) = (counts.clone(), late.clone(), reader.clone());
                    Box::pin(async move {
                        let there = "select count(*) from sqlite_master where name = 'at_hand'";
                        let mut session = reader.read().await?;
                        let (is_committed,): (i64,) = sqlx::query_as(there).fetch_one(session.connection()).await?;
                        if is_committed == 0 {
                            counts[1].fetch_add(1, Ordering::SeqCst);
                        }
                        late
                    })
                })
                .await
        });
        while store.writer.queue.capacity() == store.writer.queue.max_capacity() {
            tokio::task::yield_now().await;
        }
        // A place in the queue is taken a moment before the change is in it.
        tokio::time::sleep(Duration::from_millis(20)).await;
        meeting.wait().await;
        at_hand.await.expect("no panic").expect("written");
        let counted = done.each_ref().map(|count| count.load(Ordering::SeqCst));
        let answer = asked.await.expect("no panic");
        store.close().await;
        (counted[0], counted[1], answer)
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_comes_late_and_is_short_is_committed_with_what_is_at_hand() {
        let (first, second, answer) = write_with(Ok(())).await;
        assert_eq!((first, second), (1, 1), "one transaction for both");
        answer.expect("written");
    }

    #[tokio::test(flavor = "multi_thread")]
    async fn what_comes_late_and_is_refused_keeps_nobody_from_being_written() {
        let (first, _, answer) = write_with(Err(StoreError::Duplicate)).await;
        assert_eq!(first, 2, "done again without the one that was refused");
        assert!(matches!(answer, Err(StoreError::Duplicate)));
    }
}
