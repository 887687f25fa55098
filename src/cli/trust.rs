//! `accolade trust`: an organisation's list of trusted issuers, and such lists from files.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use super::service::{self, ConfigArgument};
use super::{Failure, Outcome, files};
use crate::app::{Actor, App, ImportMode, ImportRequest, TrustImport, TrustRequest};
use crate::did;
use crate::ids::OrganisationId;
use crate::store::{TrustFilter, TrustedIssuer};
use crate::verify::trust::{self, List, OpenError, Standing};
use crate::verify::{DocumentError, Verifier};

/// Entries that are read from the database at once.
const PAGE: i64 = 500;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Show the list
    List(ListArguments),
    /// Put an issuer on the list
    Add(AddArguments),
    /// Take an issuer off the list
    Remove(RemoveArguments),
    /// Take over a list: a signed one, a registry of known issuers, JSON or CSV
    Import(ImportArguments),
    /// Write the list, signed by the organisation
    Export(ExportArguments),
}

/// Whose list it is.
#[derive(Args)]
struct Whose {
    #[command(flatten)]
    config: ConfigArgument,
    /// Whose list, by short name
    #[arg(long)]
    organisation: String,
}

#[derive(Args)]
pub(super) struct ListArguments {
    #[command(flatten)]
    whose: Whose,
    /// Only entries with this text in their identifier, name or note
    #[arg(long, default_value = "")]
    text: String,
    /// One JSON line per entry
    #[arg(long)]
    json: bool,
}

#[derive(Args)]
#[command(after_help = "Example:\n  accolade trust add did:web:college.example --organisation northside \\\n    \
    --name \"Two Rivers College\" --tag mathematics --until 2028-06-30T23:59:59Z")]
pub(super) struct AddArguments {
    /// The issuer's identifier: a DID or an https address
    issuer: String,
    #[command(flatten)]
    whose: Whose,
    /// What you call it
    #[arg(long, default_value = "")]
    name: String,
    /// Trusted for achievements of this type only; repeat for several
    #[arg(long = "type", value_name = "TYPE")]
    achievement_types: Vec<String>,
    /// Trusted for achievements with this tag only; repeat for several
    #[arg(long = "tag", value_name = "TAG")]
    tags: Vec<String>,
    /// Until when, such as 2028-06-30T23:59:59Z
    #[arg(long)]
    until: Option<String>,
    /// Why it is there
    #[arg(long, default_value = "")]
    note: String,
    /// Known, not trusted
    #[arg(long)]
    known: bool,
}

#[derive(Args)]
pub(super) struct RemoveArguments {
    /// The issuer's identifier
    issuer: String,
    #[command(flatten)]
    whose: Whose,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade trust import college-list.json --organisation northside\n  \
    accolade trust import issuers.csv --organisation northside --standing trusted --apply\n\n\
    Without --apply it says who signed the list and what would change, and changes nothing. CSV: a header line with \
    issuer and, as needed, name, achievementTypes, tags (several with semicolons between), until, note.")]
pub(super) struct ImportArguments {
    /// The file; `-` for standard input
    file: PathBuf,
    #[command(flatten)]
    whose: Whose,
    /// Take entries away that are not in the file
    #[arg(long)]
    replace: bool,
    /// How entries stand that nobody signed for; a registry is always hints
    #[arg(long, value_enum, default_value = "known")]
    standing: StandingName,
    /// Do it
    #[arg(long)]
    apply: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum StandingName {
    /// To be relied on
    Trusted,
    /// Hints
    Known,
}

#[derive(Args)]
pub(super) struct ExportArguments {
    #[command(flatten)]
    whose: Whose,
    /// The file; standard output when left out
    #[arg(long, short)]
    out: Option<PathBuf>,
}

pub(super) fn run(command: Command) -> Outcome {
    match command {
        Command::List(arguments) => with(&arguments.whose, async |app, id| list(app, id, &arguments).await),
        Command::Add(arguments) => with(&arguments.whose, async |app, id| add(app, id, &arguments).await),
        Command::Remove(arguments) => with(&arguments.whose, async |app, id| remove(app, id, &arguments).await),
        Command::Import(arguments) => with(&arguments.whose, async |app, id| import(app, id, &arguments).await),
        Command::Export(arguments) => with(&arguments.whose, async |app, id| {
            let list = app.export_trust_list(&Actor::Operator, id).await.map_err(service::explained)?;
            files::put(arguments.out.as_deref(), files::pretty(&list).as_bytes())?;
            Ok(0)
        }),
    }
}

/// Opens the service, does something with an organisation's list, closes the service.
fn with(whose: &Whose, work: impl AsyncFnOnce(&App, &OrganisationId) -> Outcome) -> Outcome {
    let config = whose.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let outcome = match app.load_organisation_by_slug(&whose.organisation).await {
            Ok(organisation) => work(&app, &organisation.organisation_id).await,
            Err(error) => Err(service::explained(error)),
        };
        app.close().await;
        outcome
    })
}

async fn list(app: &App, id: &OrganisationId, arguments: &ListArguments) -> Outcome {
    let mut filter = TrustFilter { text: arguments.text.clone(), limit: PAGE, ..TrustFilter::default() };
    loop {
        let rows = app.list_trusted_issuers(&Actor::Operator, id, &filter).await.map_err(service::explained)?;
        for row in &rows {
            match arguments.json {
                true => println!("{}", as_json(row)),
                false => println!("{}", files::printable(&in_words(row))),
            }
        }
        let Some(last) = rows.last().filter(|_| rows.len() as i64 == PAGE) else { return Ok(0) };
        filter.after.clone_from(&last.issuer);
    }
}

fn as_json(row: &TrustedIssuer) -> serde_json::Value {
    json!({
        "issuer": row.issuer, "name": row.name, "standing": row.standing, "achievementTypes": row.achievement_types,
        "tags": row.tags, "until": row.valid_until.map(|until| until.to_string()), "note": row.note,
        "source": row.source, "addedAt": row.added_at.to_string(), "addedBy": row.added_by,
    })
}

fn in_words(row: &TrustedIssuer) -> String {
    let mut parts = vec![format!("{:<8} {}", row.standing, row.issuer)];
    let mut add = |what: &str, text: &str| {
        if !text.is_empty() {
            parts.push(format!("{what}{text}"));
        }
    };
    add("", &row.name);
    add("types: ", &row.achievement_types.join(", "));
    add("tags: ", &row.tags.join(", "));
    add("until ", &row.valid_until.map(|until| until.to_string()).unwrap_or_default());
    parts.join("  ")
}

async fn add(app: &App, id: &OrganisationId, arguments: &AddArguments) -> Outcome {
    let request = TrustRequest {
        issuer: arguments.issuer.clone(),
        name: arguments.name.clone(),
        standing: arguments.known.then(|| Standing::Known.as_str().to_owned()),
        achievement_types: arguments.achievement_types.clone(),
        tags: arguments.tags.clone(),
        until: arguments.until.clone(),
        note: arguments.note.clone(),
    };
    let row = app.add_trusted_issuer(&Actor::Operator, id, &request).await.map_err(service::explained)?;
    println!("{}", files::printable(&in_words(&row)));
    Ok(0)
}

async fn remove(app: &App, id: &OrganisationId, arguments: &RemoveArguments) -> Outcome {
    let refused = || Failure::refused(format!("{} is not on the list", arguments.issuer));
    let issuer = did::comparable(arguments.issuer.trim()).ok_or_else(refused)?;
    let filter = TrustFilter { text: issuer.clone(), limit: PAGE, ..TrustFilter::default() };
    let rows = app.list_trusted_issuers(&Actor::Operator, id, &filter).await.map_err(service::explained)?;
    let row = rows.into_iter().find(|row| row.issuer == issuer).ok_or_else(refused)?;
    app.remove_trusted_issuers(&Actor::Operator, id, &[row.entry_id]).await.map_err(service::explained)?;
    println!("{issuer} is not on the list any more");
    Ok(0)
}

async fn import(app: &App, id: &OrganisationId, arguments: &ImportArguments) -> Outcome {
    let request = ImportRequest {
        file: files::read(&arguments.file)?,
        mode: if arguments.replace { ImportMode::Replace } else { ImportMode::Merge },
        unsigned: match arguments.standing {
            StandingName::Trusted => Standing::Trusted,
            StandingName::Known => Standing::Known,
        },
        apply: arguments.apply,
    };
    let told = app.import_trust_list(&Actor::Operator, id, request).await.map_err(service::explained)?;
    print_import(&told);
    Ok(u8::from(!told.refused.is_empty()))
}

fn print_import(told: &TrustImport) {
    match (&told.signer, &told.signed_at) {
        (Some(signer), Some(at)) => println!("Signed by {} at {at}", files::printable(signer)),
        _ => println!("Nobody signed this list"),
    }
    for change in &told.changes {
        let line = format!("  {:<6} {:<8} {}  {}", change.what, change.standing, change.issuer, change.name);
        println!("{}", files::printable(line.trim_end()));
    }
    for refused in &told.refused {
        println!("  refused: {}", files::printable(refused));
    }
    let TrustImport { added, changed, removed, unchanged, .. } = told;
    println!("{added} added, {changed} changed, {removed} removed, {unchanged} as before");
    if !told.applied {
        println!("Nothing was written: this was a dry run. Add --apply to do it");
    }
}

/// The list in a file: a signed one, whose signature must be its keeper's, or one that nobody signed.
pub(super) fn read_list(path: &Path, verifier: Verifier<'_>) -> Result<List, Failure> {
    let usage = |why: String| Failure::usage(format!("{}: {why}", path.display()));
    let document = files::read_json(path)?;
    let opened = trust::open(&document, Standing::Trusted, verifier).map_err(|error| match error {
        OpenError::Signature(DocumentError::Undecided(_)) => Failure::undecided(format!("{}: {error}", path.display())),
        error => usage(error.to_string()),
    });
    let (mut reading, signed) = opened?;
    if !reading.refused.is_empty() {
        return Err(usage(reading.refused.join("\n")));
    }
    if reading.list.name.is_empty() {
        reading.list.name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    }
    if let Some(signed) = signed {
        // A list may be old: whoever reads the verdict sees how old.
        let (name, age) = (&reading.list.name, signed.signed_at.ago(verifier.now));
        reading.list.name = format!("{name}, signed by {} {age}", signed.signer);
    }
    Ok(reading.list)
}
