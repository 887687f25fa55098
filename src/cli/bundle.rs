//! `accolade bundle`: badges with everything that their verification needs, in one file, verified without a network.

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::verify::{self, Sources};
use super::{Failure, Outcome, files};
use crate::did;
use crate::fetch::{Documents, Purpose};
use crate::keys::{Algorithm, PublicKey, Signer};
use crate::verify::bundle::{self, Anchors, Badge, Maker};
use crate::verify::{Outcome as CheckOutcome, Verdict, Verifier};

/// How long a bundle may be in bytes.
pub(super) const LIMIT_BYTES: usize = 32 * 1024 * 1024;

#[derive(Subcommand)]
pub(super) enum Command {
    /// Pack badges with the keys and status lists that their verification needs
    Make(MakeArguments),
    /// Verify a bundle without any network, as of its time
    Verify(VerifyArguments),
}

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade bundle make ada.png --out ada-bundle.json --key key.json\n  \
    accolade bundle make applicants/* --out applicants.json --key key.json --issuer did:web:northside.example\n\n\
    The bundle is also a file for `accolade verify --documents`. Exit code: that of the gravest verdict.")]
pub(super) struct MakeArguments {
    /// Pictures, JSON files, tokens, or https addresses of such
    #[arg(required = true)]
    files: Vec<PathBuf>,
    /// The file for the bundle, which is JSON
    #[arg(long, short)]
    out: PathBuf,
    /// A file with the secret key that signs it (JWK or Multikey, Ed25519); without it, nobody vouches for the bundle
    #[arg(long)]
    key: Option<PathBuf>,
    /// In whose name it is signed; the key itself (did:key) when left out
    #[arg(long, requires = "key", value_name = "DID")]
    issuer: Option<String>,
    #[command(flatten)]
    sources: Sources,
}

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade bundle verify ada-bundle.json\n  \
    accolade bundle verify applicants.json --signer z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK\n\n\
    Exit code: 0 all valid, by their dates also today, 1 one is not or the bundle was changed, 2 one could not be decided, 3 not understood.")]
pub(super) struct VerifyArguments {
    /// The bundle
    bundle: PathBuf,
    /// A public key that you rely on (Multikey, did:key, or a file with a JWK): it must have signed the bundle
    #[arg(long, value_name = "KEY")]
    signer: Vec<String>,
    /// One JSON line per badge
    #[arg(long)]
    json: bool,
    /// Take this time for now, such as 2026-03-14T09:26:53Z
    #[arg(long)]
    at: Option<String>,
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Make(arguments) => make(arguments),
        Command::Verify(arguments) => verify_bundle(arguments),
    }
}

fn make(arguments: &MakeArguments) -> Outcome {
    if arguments.out.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("zip")) {
        return Err(Failure::usage("a bundle is one JSON file: name it .json"));
    }
    let signer = arguments.key.as_deref().map(files::read_signer).transpose()?;
    if signer.as_ref().is_some_and(|signer| signer.public().algorithm() != Algorithm::Ed25519) {
        return Err(Failure::usage("bundles are signed with Ed25519 keys"));
    }
    let now = arguments.sources.now()?;
    let (documents, runtime) = arguments.sources.open()?;
    let (documents, recording) = documents.recorded();
    let (mut badges, mut exit) = (Vec::new(), 0);
    for path in &arguments.files {
        let content = verify::file_or_address(path, &documents)?;
        let report = Verifier { documents: &documents, now }.verify(&content);
        eprintln!("{}: {}", files::printable(&path.display().to_string()), report.state());
        exit = verify::graver(exit, verify::exit_of(report.verdict()));
        let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        badges.push(Badge { file, content });
    }
    if badges.len() > bundle::BADGES_LIMIT {
        return Err(Failure::usage(format!("a bundle holds at most {} badges", bundle::BADGES_LIMIT)));
    }
    let named = signer.as_ref().map(|signer| name_of(signer, arguments.issuer.as_deref(), &documents)).transpose()?;
    let mut made = bundle::compose(&badges, recording.to_json(), now);
    if let (Some(signer), Some((issuer, address))) = (&signer, named) {
        made = bundle::sign(&made, &issuer, (signer, &address), now).map_err(Failure::refused)?;
        // Whoever gets it will check it like this, so it must not fail here.
        bundle::open(&made, Anchors::default(), now).map_err(Failure::refused)?;
        eprintln!("{}: signed by {issuer}, true as of {now}", arguments.out.display());
    } else {
        eprintln!("{}: true as of {now}. Nobody signed it: sign it with --key", arguments.out.display());
    }
    files::write(&arguments.out, made.to_string().as_bytes())?;
    if let Some(runtime) = runtime {
        runtime.shutdown_background();
    }
    Ok(exit)
}

/// In whose name a key signs, and its address there. A `did:web` must list the key; its document goes into the bundle.
fn name_of(signer: &Signer, issuer: Option<&str>, documents: &Documents) -> Result<(String, String), Failure> {
    let key = signer.public().name();
    let Some(issuer) = issuer else { return Ok((format!("did:key:{key}"), format!("did:key:{key}#{key}"))) };
    if issuer.starts_with("did:web:") {
        let location = documents.locate(did::document_url(issuer).map_err(Failure::usage)?);
        documents.fetch(&location, Purpose::Key).map_err(|error| {
            Failure::undecided(format!("the DID document of {issuer} has to go into the bundle: {error}"))
        })?;
    }
    Ok((issuer.to_owned(), format!("{issuer}#{key}")))
}

fn verify_bundle(arguments: &VerifyArguments) -> Outcome {
    let now = files::instant(arguments.at.as_deref())?;
    let keys = arguments.signer.iter().map(|text| public_key(text)).collect::<Result<Vec<_>, _>>()?;
    let document = read(&arguments.bundle)?;
    let anchors = Anchors { keys: &keys, documents: None };
    let bundle = bundle::open(&document, anchors, now).map_err(|error| match error {
        bundle::BundleError::NotABundle | bundle::BundleError::Version(_) => Failure::usage(error),
        other => Failure::refused(other),
    })?;
    let age = bundle.as_of.ago(now);
    if !arguments.json {
        println!("{}: true as of {}, {age}", files::printable(&arguments.bundle.display().to_string()), bundle.as_of);
        println!("{}\n", files::printable(&maker_sentence(&bundle.maker)));
    }
    let mut exit = 0;
    for proven in bundle.verify(now) {
        if arguments.json {
            let mut line = proven.report.to_json(&proven.file);
            line["bundle"] = bundle::describe(&bundle.maker, bundle.as_of, now);
            line["today"] = proven.today.as_ref().map(|line| json!(line)).unwrap_or_default();
            println!("{line}");
        } else {
            verify::print(&proven.report, &proven.file, bundle.as_of);
            if let Some(today) = &proven.today {
                let mark = if today.outcome == CheckOutcome::Fail { "FAIL" } else { "?   " };
                println!("  {mark} Today: {}", today.sentence);
            }
        }
        exit = verify::graver(exit, verify::exit_of(proven.report.verdict()));
        if proven.today.is_some() && proven.report.verdict() == Verdict::Valid {
            exit = verify::graver(exit, 1);
        }
    }
    Ok(exit)
}

/// Whether a file is a bundle, and no badge.
pub(super) fn is_in(file: &[u8]) -> bool {
    bundle::read(file, LIMIT_BYTES).is_some()
}

/// The JSON of a bundle.
pub(super) fn read(path: &Path) -> Result<Value, Failure> {
    let bytes = files::read(path)?;
    let limits = crate::canon::json::Limits {
        bytes: LIMIT_BYTES,
        string_bytes: LIMIT_BYTES,
        members: 2_000_000,
        ..crate::canon::json::Limits::default()
    };
    crate::canon::json::read(&bytes, &limits).map_err(|error| Failure::usage(format!("{}: {error}", path.display())))
}

/// Who made a bundle, for people.
pub(super) fn maker_sentence(maker: &Maker) -> String {
    match maker {
        Maker::Nobody => "Nobody signed this bundle: whoever made it could have written the keys in it themselves. \
            Rely on what it says about issuers only when you made it yourself."
            .into(),
        Maker::Claimed(who) => format!(
            "Signed in the name of {who}, and not changed since. That the key is theirs stands in the bundle only: \
             name a key that you rely on with --signer."
        ),
        Maker::Established(who) | Maker::Named(who) => {
            format!("Signed by {who} with a key that you rely on, and not changed since.")
        }
    }
}

/// A public key as people hand it around.
fn public_key(text: &str) -> Result<PublicKey, Failure> {
    let usage = |why: String| Failure::usage(format!("--signer {text}: {why}"));
    if text.starts_with("did:key:") {
        return Ok(did::method_of_did_key(text).map_err(|error| usage(error.to_string()))?.key);
    }
    if text.starts_with('z') && !Path::new(text).exists() {
        return PublicKey::from_multikey(text).map_err(|error| usage(error.to_string()));
    }
    let value = files::read_json(Path::new(text))?;
    match value.get("publicKeyMultibase").and_then(Value::as_str) {
        Some(multikey) => PublicKey::from_multikey(multikey).map_err(|error| usage(error.to_string())),
        None => PublicKey::from_jwk(&value).map_err(|error| usage(error.to_string())),
    }
}
