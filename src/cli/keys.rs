//! `accolade keys`.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};

use super::{Failure, Outcome, files};
use crate::did;
use crate::keys::{Algorithm, KeyRecord, KeyState};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a signing key; the first of its kind signs at once, later ones wait for `rotate`
    New(KindArguments),
    /// List the keys and what became of them
    List(FolderArguments),
    /// Let a new key sign; the old one stays published, so its badges keep verifying
    Rotate(KindArguments),
    /// Withdraw a key that others may have: every badge signed with it stops verifying
    Revoke(RevokeArguments),
    /// Print the DID document to publish, with every key that ever signed
    #[command(
        after_help = "Example:\n  accolade keys document --did did:web:badges.example.org > .well-known/did.json"
    )]
    Document(DocumentArguments),
}

#[derive(Args)]
pub(super) struct FolderArguments {
    /// The folder of the keys
    #[arg(long, default_value = "issuer-keys")]
    keys: PathBuf,
}

#[derive(Args)]
pub(super) struct KindArguments {
    #[command(flatten)]
    folder: FolderArguments,
    /// Which kind of key
    #[arg(long, value_enum, default_value = "ed25519")]
    algorithm: Kind,
}

/// Kinds of key by the names that people know.
#[derive(Clone, Copy, ValueEnum)]
pub(super) enum Kind {
    /// For embedded proofs, and tokens with EdDSA
    Ed25519,
    /// For tokens with ES256
    P256,
    /// For tokens with RS256, which every Open Badges verifier reads
    Rsa,
}

impl From<Kind> for Algorithm {
    fn from(kind: Kind) -> Self {
        match kind {
            Kind::Ed25519 => Self::Ed25519,
            Kind::P256 => Self::P256,
            Kind::Rsa => Self::Rsa,
        }
    }
}

#[derive(Args)]
pub(super) struct RevokeArguments {
    #[command(flatten)]
    folder: FolderArguments,
    /// The key's name, as `keys list` shows it
    name: String,
    /// Why it is withdrawn
    #[arg(long)]
    reason: String,
}

#[derive(Args)]
pub(super) struct DocumentArguments {
    #[command(flatten)]
    folder: FolderArguments,
    /// The issuer's did:web
    #[arg(long)]
    did: String,
}

pub(super) fn run(command: Command) -> Outcome {
    let now = files::instant(None)?;
    match command {
        Command::New(arguments) => {
            let folder = files::key_folder(&arguments.folder.keys)?;
            let key = folder.create(arguments.algorithm.into(), now).map_err(Failure::refused)?;
            println!("{}", line(&key));
        }
        Command::List(arguments) => {
            let keys = files::key_folder(&arguments.keys)?.list().map_err(Failure::refused)?;
            if keys.is_empty() {
                println!("There is no key in {} yet. Make one with `accolade keys new`.", arguments.keys.display());
            }
            keys.iter().for_each(|key| println!("{}", line(key)));
        }
        Command::Rotate(arguments) => {
            let folder = files::key_folder(&arguments.folder.keys)?;
            let key = folder.rotate(arguments.algorithm.into(), now).map_err(Failure::refused)?;
            println!("{}", line(&key));
        }
        Command::Revoke(arguments) => {
            let folder = files::key_folder(&arguments.folder.keys)?;
            let key = folder.revoke(&arguments.name, now, &arguments.reason).map_err(Failure::refused)?;
            println!("{}", line(&key));
            println!("Publish the DID document again, so that verifiers learn of it.");
        }
        Command::Document(arguments) => {
            did::document_url(&arguments.did).map_err(Failure::usage)?;
            let keys = files::key_folder(&arguments.folder.keys)?.list().map_err(Failure::refused)?;
            println!("{}", files::pretty(&did::web_document(&arguments.did, &keys)).trim_end());
        }
    }
    Ok(0)
}

fn line(key: &KeyRecord) -> String {
    let what = match key.state {
        KeyState::Planned => "planned".to_owned(),
        KeyState::Active => "active".to_owned(),
        KeyState::Retired => format!("retired {}", key.retired.map_or(String::new(), |time| time.to_string())),
        KeyState::Revoked => {
            let reason = files::printable(key.reason.as_deref().unwrap_or(""));
            format!("revoked {} ({reason})", key.revoked.map_or(String::new(), |time| time.to_string()))
        }
    };
    format!("{}  {}  made {}  {what}", key.name, key.algorithm.jose_name(), key.created)
}
