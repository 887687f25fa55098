//! `accolade backup`, `accolade restore` and `accolade audit`.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Write as _};
use std::path::{Path, PathBuf};

use clap::Args;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;

use super::service::{self, ConfigArgument};
use super::{Failure, Outcome, files};
use crate::app::restore::{BackupError, back_up, check_backup};
use crate::clock::Clock;
use crate::store::Store;

#[derive(Args)]
#[command(after_help = "Example:\n  accolade backup /backups/accolade-2026-05-03.gz\n\n\
    The service may be running: the copy is of one moment. Keys are not in it; copy the key folder apart from it, or \
    name a folder with --keys-to, where the sealed files are put. Links for signing in and sessions are left out.")]
pub(super) struct BackupArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// The file to write
    file: PathBuf,
    /// A folder for copies of the sealed key files
    #[arg(long, value_name = "FOLDER")]
    keys_to: Option<PathBuf>,
}

pub(super) fn backup(arguments: &BackupArguments) -> Outcome {
    let config = arguments.config.load()?;
    let path = &arguments.file;
    let io = |error: std::io::Error| Failure::refused(format!("{}: {error}", path.display()));
    let beside = path.with_extension("tmp");
    let count = service::runtime()?.block_on(async {
        let mut session = Store::open_for_reading(&config.app.store).await.map_err(Failure::refused)?;
        let mut out = GzEncoder::new(BufWriter::new(File::create(&beside).map_err(io)?), Compression::new(6));
        let count = back_up(&mut session, &mut out, Clock::System.now()).await.map_err(Failure::refused)?;
        let mut file = out.finish().map_err(io)?;
        file.flush().map_err(io)?;
        file.get_ref().sync_all().map_err(io)?;
        Ok::<_, Failure>(count)
    });
    let count = count.inspect_err(|_| {
        // Half a backup is none; the first error is the one to tell.
        let _ = std::fs::remove_file(&beside);
    })?;
    std::fs::rename(&beside, path).map_err(io)?;
    println!("{count} rows in {}", path.display());
    if let Some(folder) = &arguments.keys_to {
        let copied = copy_keys(&config.app.keys, folder)?;
        println!("{copied} sealed key files in {}", folder.display());
    }
    Ok(0)
}

fn copy_keys(from: &Path, to: &Path) -> Result<usize, Failure> {
    let io = |error: std::io::Error| Failure::refused(format!("{}: {error}", from.display()));
    let mut count = 0;
    for entry in std::fs::read_dir(from).map_err(io)? {
        let path = entry.map_err(io)?.path();
        let target = to.join(path.file_name().unwrap_or_default());
        if path.is_dir() {
            count += copy_keys(&path, &target)?;
        } else if path.extension().is_some_and(|extension| extension == "key") {
            std::fs::create_dir_all(to).map_err(io)?;
            // The copy keeps the mode: for its owner only.
            std::fs::copy(&path, &target).map_err(io)?;
            count += 1;
        }
    }
    Ok(count)
}

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade restore /backups/accolade-2026-05-03.gz --confirm\n  \
    accolade restore --confirm     (the database was replaced by other means)\n\n\
    Stop the service first. The database must be new and empty; this is also the way from SQLite to PostgreSQL. \
    Afterwards the journal beside the database is done again: what was withdrawn since the backup is withdrawn again, \
    and entries of status lists that were given out are not given out twice.")]
pub(super) struct RestoreArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// The backup; without it only the journal is done again
    file: Option<PathBuf>,
    /// Yes, what was awarded since the backup is lost to this database
    #[arg(long)]
    confirm: bool,
}

pub(super) fn restore(arguments: &RestoreArguments) -> Outcome {
    if !arguments.confirm {
        return Err(Failure::usage(
            "Whatever was awarded after the backup will be missing from the database. Say --confirm if you mean it.",
        ));
    }
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        if let Some(path) = &arguments.file {
            // Nothing is put anywhere before the whole file is known to be good.
            check_backup(read_backup(path)?).map_err(|error| of_file(path, &error))?;
        }
        let app = service::open(&config).await?;
        if let Some(path) = &arguments.file {
            let rows = app.load_backup(read_backup(path)?).await.map_err(|error| of_file(path, &error))?;
            println!("{rows} rows restored");
        }
        let count = app.replay_journal().await.map_err(service::explained)?;
        println!("{count} badges withdrawn again by the journal");
        app.close().await;
        Ok::<_, Failure>(())
    })?;
    Ok(0)
}

fn read_backup(path: &Path) -> Result<impl BufRead + use<>, Failure> {
    let file = File::open(path).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))?;
    Ok(BufReader::new(GzDecoder::new(BufReader::new(file))))
}

fn of_file(path: &Path, error: &BackupError) -> Failure {
    Failure::refused(format!("{}: {error}", path.display()))
}

#[derive(Args)]
#[command(
    after_help = "Exit code 0 when everything holds, 1 when something does not. Stop the service first when the \
    database is SQLite, or run it on a copy."
)]
pub(super) struct AuditArguments {
    #[command(flatten)]
    config: ConfigArgument,
}

pub(super) fn audit(arguments: &AuditArguments) -> Outcome {
    let config = arguments.config.load()?;
    let report = service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let bar = indicatif::ProgressBar::new_spinner();
        let report = app.audit(|count| bar.set_message(format!("{count} credentials"))).await;
        bar.finish_and_clear();
        app.close().await;
        report.map_err(service::explained)
    })?;
    for finding in &report.findings {
        println!("{}", files::printable(finding));
    }
    println!(
        "{} credentials and {} events looked at, {} findings",
        report.credentials,
        report.events,
        report.findings.len()
    );
    Ok(u8::from(!report.findings.is_empty()))
}
