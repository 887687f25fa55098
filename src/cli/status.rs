//! `accolade status`.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::issue::{Format, Press};
use super::register::{Register, event};
use super::{Failure, Outcome, files};
use crate::clock::Timestamp;
use crate::keys::{Algorithm, Signer};
use crate::proof::data_integrity::Cryptosuite;
use crate::status::{ListDescription, Purpose, list_credential};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Make a register of badges whose status can change
    #[command(after_help = "Example:\n  accolade status new status/ --address https://badges.example.org/status/1 \
        --issuer did:web:badges.example.org")]
    New(NewArguments),
    /// Withdraw badges for good
    Revoke(ChangeArguments),
    /// Put badges on hold; `reinstate` takes it back
    Suspend(ChangeArguments),
    /// Take a suspension back
    Reinstate(ChangeArguments),
    /// Sign the lists anew and write the files to publish
    Publish(PublishArguments),
}

#[derive(Args)]
pub(super) struct NewArguments {
    /// The folder of the register
    register: PathBuf,
    /// The address under which the lists will be published
    #[arg(long)]
    address: String,
    /// The issuer of the badges
    #[arg(long)]
    issuer: String,
}

#[derive(Args)]
pub(super) struct ChangeArguments {
    /// The folder of the register
    register: PathBuf,
    /// Ids of credentials, or files that hold them
    #[arg(required = true)]
    credentials: Vec<String>,
    /// Why, in words that the public may see
    #[arg(long, default_value = "")]
    reason: String,
}

#[derive(Args)]
pub(super) struct PublishArguments {
    /// The folder of the register
    register: PathBuf,
    /// A file with a secret key, instead of the key folder
    #[arg(long)]
    key: Option<PathBuf>,
    /// The folder of the keys
    #[arg(long, default_value = "issuer-keys")]
    keys: PathBuf,
    /// For how many days verifiers may rely on the lists
    #[arg(long, default_value_t = 7)]
    valid_for_days: i64,
}

pub(super) fn run(command: Command) -> Outcome {
    let now = files::instant(None)?;
    match command {
        Command::New(arguments) => {
            Register::create(&arguments.register, &arguments.address, &arguments.issuer)?;
            println!("made {}", arguments.register.join("register.json").display());
        }
        Command::Revoke(arguments) => change(&arguments, Change::Revoke, now)?,
        Command::Suspend(arguments) => change(&arguments, Change::Suspend, now)?,
        Command::Reinstate(arguments) => change(&arguments, Change::Reinstate, now)?,
        Command::Publish(arguments) => {
            let signer = match &arguments.key {
                Some(path) => files::read_signer(path)?,
                None => files::key_folder(&arguments.keys)?.signer(Algorithm::Ed25519).map_err(Failure::refused)?,
            };
            let register = Register::open(&arguments.register)?;
            for path in publish(&register, &signer, now, arguments.valid_for_days)? {
                println!("wrote {}", path.display());
            }
        }
    }
    Ok(0)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Change {
    Revoke,
    Suspend,
    Reinstate,
}

/// All of the credentials or none.
fn change(arguments: &ChangeArguments, change: Change, now: Timestamp) -> Result<(), Failure> {
    let mut register = Register::open(&arguments.register)?;
    for named in &arguments.credentials {
        let id = credential_id(named)?;
        let standing = register.standing(&id)?;
        let event = event(now, &arguments.reason);
        match change {
            _ if standing.revoked.is_some() => {
                return Err(Failure::refused(format!("`{id}` is revoked already, and that is final")));
            }
            Change::Revoke => standing.revoked = Some(event),
            Change::Suspend => standing.suspended = Some(event),
            Change::Reinstate if standing.suspended.is_none() => {
                return Err(Failure::refused(format!("`{id}` is not suspended")));
            }
            Change::Reinstate => standing.suspended = None,
        }
    }
    register.save()?;
    let count = arguments.credentials.len();
    println!("{count} changed. Publish the lists, so that verifiers learn of it: `accolade status publish`");
    Ok(())
}

/// A file's credential id, or the text itself when it names no file.
fn credential_id(named: &str) -> Result<String, Failure> {
    let path = PathBuf::from(named);
    if !path.is_file() {
        return Ok(named.to_owned());
    }
    let file = files::read(&path)?;
    let id = crate::verify::credential_id(&file);
    id.ok_or_else(|| Failure::usage(format!("{named}: no credential with an id was found in it")))
}

/// Signs both lists in both forms and writes them, with a documents file for verifying without a network.
pub(super) fn publish(
    register: &Register,
    signer: &Signer,
    now: Timestamp,
    valid_for_days: i64,
) -> Result<Vec<PathBuf>, Failure> {
    let mut written = Vec::new();
    let mut documents = Map::new();
    for purpose in [Purpose::Revocation, Purpose::Suspension] {
        let list = ListDescription {
            address: register.list_address(purpose),
            issuer: register.issuer().into(),
            purpose,
            valid_from: now,
            valid_until: Some(now.plus_seconds(valid_for_days.clamp(1, 3650) * 86_400)),
        };
        let unsigned = with_issuer_object(list_credential(&list, &register.bits(purpose)?));
        for (format, extension) in [(Format::Di, "json"), (Format::Jwt, "jwt")] {
            let press = Press { signer, format, cryptosuite: Cryptosuite::EddsaRdfc2022, now };
            let text = press.sign(unsigned.clone())?;
            let path = register.file(&format!("{}.{extension}", purpose.as_str()));
            files::write(&path, text.as_bytes())?;
            written.push(path);
            if format == Format::Di {
                let answer = json!({"contentType": "application/vc+ld+json", "body": text});
                documents.insert(list.address.clone(), answer);
            }
        }
    }
    let path = register.file("documents.json");
    files::write(&path, files::pretty(&Value::Object(documents)).as_bytes())?;
    written.push(path);
    Ok(written)
}

/// Signing looks for the issuer's id in an object.
fn with_issuer_object(mut list: Value) -> Value {
    let id = list["issuer"].take();
    list["issuer"] = json!({"id": id});
    list
}
