//! `accolade frameworks`: bringing in lists of standards and skills.

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::service::{self, ConfigArgument};
use super::{Outcome, files};
use crate::app::{Actor, App, FrameworkImport};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Show the frameworks that are here
    List(ListArguments),
    /// Bring a framework in: a CASE package, a table of ESCO, or CSV
    Import(ImportArguments),
}

#[derive(Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    config: ConfigArgument,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade frameworks import standards.json --organisation northside --apply\n  \
    accolade frameworks import skills.csv --name \"Skills for this century\" --organisation northside --apply\n\n\
    Without --apply it says what would change, and changes nothing. CSV: a header line with statement and, as needed, \
    code, parent (the code of the one above), description, type, url, id. The same framework again changes what says \
    something else and retires what is left out.")]
pub(super) struct ImportArguments {
    /// The file; `-` for standard input
    file: PathBuf,
    #[command(flatten)]
    config: ConfigArgument,
    /// Whose desk brings it in, by short name
    #[arg(long)]
    organisation: String,
    /// What it is called; CSV needs it
    #[arg(long, default_value = "")]
    name: String,
    /// Do it
    #[arg(long)]
    apply: bool,
}

pub(super) fn run(command: Command) -> Outcome {
    let config = match &command {
        Command::List(arguments) => &arguments.config,
        Command::Import(arguments) => &arguments.config,
    };
    let config = config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let outcome = match &command {
            Command::List(_) => list(&app).await,
            Command::Import(arguments) => import(&app, arguments).await,
        };
        app.close().await;
        outcome
    })
}

async fn list(app: &App) -> Outcome {
    for framework in app.list_frameworks().await.map_err(service::explained)? {
        let line =
            format!("{}  {:>6}  {}  {}", framework.framework_id, framework.items, framework.kind, framework.name);
        println!("{}", files::printable(&line));
    }
    Ok(0)
}

async fn import(app: &App, arguments: &ImportArguments) -> Outcome {
    let organisation = app.load_organisation_by_slug(&arguments.organisation).await.map_err(service::explained)?;
    let source = (files::read(&arguments.file)?, arguments.name.as_str());
    let told = app.import_framework(&Actor::Operator, &organisation.organisation_id, source, arguments.apply).await;
    let FrameworkImport { name, added, changed, unchanged, retired, applied, .. } = told.map_err(service::explained)?;
    println!("{}", files::printable(&name));
    println!("{added} added, {changed} changed, {retired} retired, {unchanged} as before");
    if !applied {
        println!("Nothing was written: this was a dry run. Add --apply to do it");
    }
    Ok(0)
}
