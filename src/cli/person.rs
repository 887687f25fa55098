//! `accolade person`: everything of one person as an archive, and erasing somebody who asked for it.

use std::fs::File;
use std::io::{Read, Write};
use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::service::{self, ConfigArgument};
use super::{Failure, Outcome};
use crate::app::Actor;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Write everything of a person into a ZIP archive: badges that verify offline, claims, evidence
    Export(ExportArguments),
    /// Delete every word about a person; their badges stay valid as files
    Erase(EraseArguments),
}

#[derive(Args)]
#[command(after_help = "Example:\n  accolade person export ada@school.example --out ada.zip\n\n\
    A running service on SQLite has the file to itself: stop it first, or let the person do it on the page /me/data.")]
pub(super) struct ExportArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Who: an e-mail address, or the identifier that the API shows
    person: String,
    /// The archive to be written; nothing is overwritten
    #[arg(long, short)]
    out: PathBuf,
}

#[derive(Args)]
#[command(after_help = "Example:\n  accolade person erase ada@school.example --confirm\n\n\
    Deletes name, addresses, evidence, claims, collections, links and every word of the credentials. The status lists go \
    on answering, nothing is withdrawn, and the journal makes sure that a restored backup does not bring them back. \
    Without --confirm it only says who it would be.")]
pub(super) struct EraseArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Who: an e-mail address, or the identifier that the API shows
    person: String,
    /// Do it; it cannot be undone
    #[arg(long)]
    confirm: bool,
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Export(arguments) => export(arguments),
        Command::Erase(arguments) => erase(arguments),
    }
}

fn export(arguments: &ExportArguments) -> Outcome {
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let person = app.find_person_named(&Actor::Operator, &arguments.person).await.map_err(service::explained)?;
        let mut archive = app.export_person(&Actor::Operator, &person).await.map_err(service::explained)?;
        let shown = arguments.out.display();
        let new = File::options().write(true).create_new(true).open(&arguments.out);
        let mut out = new.map_err(|error| Failure::refused(format!("{shown}: {error}")))?;
        let mut piece = vec![0; 64 * 1024];
        let mut bytes = 0;
        loop {
            let length = archive.read(&mut piece).map_err(Failure::refused)?;
            if length == 0 {
                break;
            }
            bytes += length;
            out.write_all(&piece[..length]).map_err(|error| Failure::refused(format!("{shown}: {error}")))?;
        }
        println!("Wrote {shown} ({bytes} bytes).");
        app.close().await;
        Ok::<_, Failure>(())
    })?;
    Ok(0)
}

fn erase(arguments: &EraseArguments) -> Outcome {
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let person = app.find_person_named(&Actor::Operator, &arguments.person).await.map_err(service::explained)?;
        if !arguments.confirm {
            app.close().await;
            let text = format!("This would erase the person {person}. Run it with --confirm; it cannot be undone.");
            return Err(Failure::usage(text));
        }
        let report = app.erase_person(&Actor::Operator, &person).await.map_err(service::explained)?;
        println!("Erased the person {person}: {} badges, {} files of evidence.", report.badges, report.files);
        app.close().await;
        Ok::<_, Failure>(())
    })?;
    Ok(0)
}
