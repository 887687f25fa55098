//! `accolade serve`: the service on a port, until it is told to stop.

use std::net::SocketAddr;

use axum::Router;
use clap::Args;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::watch;

use super::service::{self, ConfigArgument};
use super::{Failure, Outcome};
use crate::app::App;
use crate::config::Config;
use crate::http::{self, Hall};
use crate::store::Engine;
use crate::web::views::{Operation, OperationGroup};

#[derive(Args)]
#[command(
    after_help = "Examples:\n  accolade serve\n  accolade serve --config /etc/accolade.toml --listen 127.0.0.1:9000\n\n\
    Stop it with Ctrl-C or SIGTERM: requests at hand are answered first."
)]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Where to listen, instead of what the configuration says
    #[arg(long)]
    listen: Option<SocketAddr>,
}

/// Why the service ends by itself.
const UNTRUSTED: &str = "The disk did not confirm what the database gave it, so nothing more was written: what was \
    answered before is there, what was refused is not. Look at the disk, then start the service again; it goes on from \
    what is really there.";

/// `SIGXFSZ` on Linux.
const FILE_LIMIT_SIGNAL: i32 = 25;

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut config = arguments.config.load()?;
    config.listen = arguments.listen.unwrap_or(config.listen);
    service::start_log(&config.log)?;
    service::runtime()?.block_on(async {
        // Without a handler, a file that may not grow any more would end the process; with one, writing fails, which is
        // answered as "not now".
        let _file_limit = signal(SignalKind::from_raw(FILE_LIMIT_SIGNAL)).map_err(Failure::refused)?;
        let app = service::open(&config).await?;
        refuse_older_copy(&app).await?;
        let listener = listen(config.listen).await?;
        if app.list_organisations("", 1).await.map_err(service::explained)?.is_empty() {
            eprintln!(
                "There is no organisation yet. Make one, with a link for its owner to sign in:\n  \
                 accolade init --name \"Northside District\" --slug northside --owner you@example.org"
            );
        }
        until_stopped(&config, app, listener).await
    })?;
    Ok(0)
}

pub(super) async fn listen(address: SocketAddr) -> Result<TcpListener, Failure> {
    TcpListener::bind(address).await.map_err(|error| Failure::refused(format!("{address}: {error}")))
}

/// A database that was replaced by an older copy must be mended before anybody relies on it.
pub(super) async fn refuse_older_copy(app: &App) -> Result<(), Failure> {
    let gap = app.compare_journal().await.map_err(service::explained)?;
    if gap.is_none() {
        return Ok(());
    }
    Err(Failure::refused(format!(
        "The database is older than the journal of withdrawals: {} withdrawn badges would stand again, {} are not in it, \
         entries of {} status lists would be given out twice, and {} people who were erased are in it. If a backup was restored on purpose, run `accolade \
         restore --confirm`, which withdraws the badges again, skips the entries and erases the people again.",
        gap.unrevoked.len(),
        gap.missing.len(),
        gap.behind.len(),
        gap.unerased.len()
    )))
}

/// Serves requests and works through what is waiting, until a signal says stop.
pub(super) async fn until_stopped(config: &Config, app: App, listener: TcpListener) -> Result<(), Failure> {
    // One SQLite file is one process's: whatever is unsigned was left by an earlier one.
    let abandoned = if app.engine() == Engine::Sqlite { 0 } else { 30 };
    let recovered = app.recover(abandoned).await.map_err(service::explained)?;
    if recovered > 0 {
        tracing::info!(awards = recovered, "Signed {recovered} awards that an earlier stop had left");
    }
    let (stop, stopping) = watch::channel(false);
    let hall = Hall::new(app.clone(), config.http.clone());
    let routes = hall.open(routes());
    let address = listener.local_addr().map_err(Failure::refused)?;
    tracing::info!(address = %address, base_url = app.addresses().base(), "Listening on {address}");
    let worker = tokio::spawn({
        let (app, stopping) = (app.clone(), stopping.clone());
        async move { app.work(told(stopping)).await }
    });
    let server = tokio::spawn(http::serve(listener, routes, told(stopping)));
    let is_trusted = tokio::select! {
        outcome = signalled() => { outcome?; true }
        () = app.until_untrusted() => false,
    };
    tracing::info!("Stopping: requests at hand are answered first");
    // Nobody listens any more when both have ended already.
    let _ = stop.send(true);
    server.await.map_err(Failure::refused)?.map_err(Failure::refused)?;
    worker.await.map_err(Failure::refused)?;
    app.close().await;
    if is_trusted { Ok(()) } else { Err(Failure::refused(UNTRUSTED)) }
}

fn routes() -> Router<Hall> {
    crate::api::routes().merge(crate::web::routes()).merge(crate::web::api_page(operations()))
}

/// The operations of the one room for the page of the other.
fn operations() -> Vec<OperationGroup> {
    let mut groups: Vec<OperationGroup> = Vec::new();
    for operation in crate::api::operations() {
        let shown = Operation {
            method: operation.method.into(),
            path: operation.path.into(),
            summary: operation.summary.into(),
            scope: operation.scope.map(str::to_owned),
            is_for_people: operation.is_for_people,
            parameters: Vec::new(),
        };
        match groups.iter_mut().find(|group| group.name == operation.tag) {
            Some(group) => group.operations.push(shown),
            None => groups.push(OperationGroup { name: operation.tag.into(), operations: vec![shown] }),
        }
    }
    groups
}

async fn told(mut stopping: watch::Receiver<bool>) {
    // An error means that the sender is gone, which is a stop too.
    let _ = stopping.wait_for(|stop| *stop).await;
}

async fn signalled() -> Result<(), Failure> {
    let mut terminate = signal(SignalKind::terminate()).map_err(Failure::refused)?;
    tokio::select! {
        _ = terminate.recv() => {}
        outcome = tokio::signal::ctrl_c() => outcome.map_err(Failure::refused)?,
    }
    Ok(())
}
