//! What the commands around the service share: its configuration, its log, its runtime, the service opened.

use std::path::{Path, PathBuf};

use clap::Args;
use tokio::runtime::Runtime;
use tracing::level_filters::LevelFilter;

use super::{Failure, files};
use crate::app::{App, Error};
use crate::clock::Clock;
use crate::config::{Config, Log, LogFormat};
use crate::ids::Random;

/// Which configuration is meant.
#[derive(Args)]
pub(super) struct ConfigArgument {
    /// The configuration file; accolade.toml when it is there
    #[arg(long, short, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

impl ConfigArgument {
    pub(super) fn load(&self) -> Result<Config, Failure> {
        Config::load(self.config.as_deref(), &|name| std::env::var(name).ok()).map_err(Failure::usage)
    }
}

/// Threads for requests and for work that blocks.
pub(super) fn runtime() -> Result<Runtime, Failure> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::refused)
}

/// Opens the service, making folders and tables that are missing.
pub(super) async fn open(config: &Config) -> Result<App, Failure> {
    make_parent(&config.app.journal)?;
    App::open(&config.app, files::seal()?, Clock::System, Random::system()).await.map_err(explained)
}

fn make_parent(path: &Path) -> Result<(), Failure> {
    let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) else { return Ok(()) };
    std::fs::create_dir_all(folder).map_err(|error| Failure::refused(format!("{}: {error}", folder.display())))
}

/// The error with what caused it, for the operator.
pub(super) fn explained(error: Error) -> Failure {
    match error {
        Error::Internal(source) => Failure::refused(source),
        Error::Invalid(fields) => {
            let lines: Vec<String> = fields.iter().map(|field| format!("{}: {}", field.field, field.message)).collect();
            Failure::refused(lines.join("\n"))
        }
        other => Failure::refused(other),
    }
}

/// Sends the log to standard error.
pub(super) fn start_log(log: &Log) -> Result<(), Failure> {
    let level: LevelFilter = log
        .level
        .parse()
        .map_err(|_| Failure::usage(format!("log.level: `{}` is none of error, warn, info, debug", log.level)))?;
    let builder = tracing_subscriber::fmt().with_max_level(level).with_writer(std::io::stderr).with_target(false);
    // A second start in one process keeps the first log.
    let _ = match log.format {
        LogFormat::Text => builder.try_init(),
        LogFormat::Json => builder.json().flatten_event(true).try_init(),
    };
    Ok(())
}
