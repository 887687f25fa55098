//! `accolade issue`.

use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use clap::{Args, ValueEnum};
use indicatif::{ProgressBar, ProgressStyle};
use serde_json::{Value, json};

use super::keys::Kind;
use super::register::Register;
use super::{Failure, Outcome, bulk, files};
use crate::bake;
use crate::clock::Timestamp;
use crate::credential::Finding;
use crate::ids::Random;
use crate::issue::{Draft, SigningMethod};
use crate::keys::{Algorithm, Signer};
use crate::proof::data_integrity::Cryptosuite;

#[derive(Args)]
#[command(after_help = "Examples:\n  accolade issue badge.json --out signed.json\n  \
    accolade issue badge.json --format jwt --algorithm rsa --bake badge.png --out ada.png\n  \
    accolade issue drafts/*.json --register status/ --bake badge.png --out signed/\n\n\
    Left out in a draft and filled in: `id`, `validFrom`, and the issuer's `id` when it is a did:key.")]
pub(super) struct Arguments {
    /// Unsigned credentials (JSON); `-` for standard input
    #[arg(required = true)]
    drafts: Vec<PathBuf>,
    /// A file with a secret key (JWK or Multikey), instead of the key folder
    #[arg(long)]
    key: Option<PathBuf>,
    /// The folder of the keys
    #[arg(long, default_value = "issuer-keys")]
    keys: PathBuf,
    /// Which kind of key of the folder signs
    #[arg(long, value_enum, default_value = "ed25519")]
    algorithm: Kind,
    /// JSON with an embedded proof, or a token
    #[arg(long, value_enum, default_value = "di")]
    format: Format,
    /// How the embedded proof is made
    #[arg(long, value_enum, default_value = "eddsa-rdfc-2022")]
    cryptosuite: Suite,
    /// The folder of a status register, so that the badge can be revoked later
    #[arg(long)]
    register: Option<PathBuf>,
    /// Give the badge an entry for suspension as well
    #[arg(long, requires = "register")]
    suspendable: bool,
    /// A PNG or SVG picture to bake the badge into
    #[arg(long)]
    bake: Option<PathBuf>,
    /// The file for the result, or the folder when there are several drafts
    #[arg(long, short)]
    out: Option<PathBuf>,
}

/// The forms of a signed credential.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// JSON with an embedded (Data Integrity) proof
    Di,
    /// A token (VC-JWT)
    Jwt,
}

#[derive(Clone, Copy, ValueEnum)]
enum Suite {
    #[value(name = "eddsa-rdfc-2022")]
    EddsaRdfc2022,
    #[value(name = "eddsa-jcs-2022")]
    EddsaJcs2022,
}

impl From<Suite> for Cryptosuite {
    fn from(suite: Suite) -> Self {
        match suite {
            Suite::EddsaRdfc2022 => Self::EddsaRdfc2022,
            Suite::EddsaJcs2022 => Self::EddsaJcs2022,
        }
    }
}

/// What all drafts of one call are issued with.
pub(super) struct Press<'p> {
    pub(super) signer: &'p Signer,
    pub(super) format: Format,
    pub(super) cryptosuite: Cryptosuite,
    pub(super) now: Timestamp,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let signer = match &arguments.key {
        Some(path) => files::read_signer(path)?,
        None => files::key_folder(&arguments.keys)?.signer(arguments.algorithm.into()).map_err(Failure::refused)?,
    };
    if arguments.format == Format::Di && signer.public().algorithm() != Algorithm::Ed25519 {
        return Err(Failure::usage("embedded proofs are made with Ed25519 keys; use --format jwt for this key"));
    }
    let is_many = arguments.drafts.len() > 1;
    if is_many && arguments.out.is_none() {
        return Err(Failure::usage("several drafts need a folder for the results: --out DIR"));
    }
    let picture = arguments.bake.as_deref().map(files::read).transpose()?;
    let press = Press {
        signer: &signer,
        format: arguments.format,
        cryptosuite: arguments.cryptosuite.into(),
        now: files::instant(None)?,
    };
    // Everything is read, filled in and given its status entry before anything is signed. Meanwhile drafts are kept as
    // text: ten thousand trees of values would take several times the memory.
    let mut register = arguments.register.as_deref().map(Register::open).transpose()?;
    let mut drafts = Vec::with_capacity(arguments.drafts.len());
    let mut results = HashSet::new();
    for path in &arguments.drafts {
        let out = match (&arguments.out, is_many) {
            (Some(folder), true) => Some(folder.join(result_name(path, picture.as_deref(), press.format))),
            (out, _) => out.clone(),
        };
        if let Some(out) = out.as_ref().filter(|out| !results.insert(PathBuf::clone(out))) {
            return Err(Failure::usage(format!("two of the drafts would become {}", out.display())));
        }
        let mut draft = files::read_json(path)?;
        fill_in(&mut draft, &press)?;
        if let Some(register) = &mut register {
            add_status(&mut draft, register, arguments.suspendable)?;
        }
        drafts.push((path, draft.to_string(), out));
    }
    if let Some(register) = &register {
        register.save()?;
    }
    let progress = progress_bar(drafts.len());
    let refused = AtomicUsize::new(0);
    bulk::for_each(drafts.len(), |number| {
        let (path, draft, out) = &drafts[number];
        match issue_one(draft, &press, picture.as_deref()) {
            Ok(bytes) => files::put(out.as_deref(), &bytes)?,
            Err(failure) => {
                refused.fetch_add(1, Ordering::Relaxed);
                progress.suspend(|| eprintln!("{}: {}", path.display(), files::printable(&failure.message)));
            }
        }
        progress.inc(1);
        Ok(())
    })?;
    let refused = refused.into_inner();
    progress.finish_and_clear();
    if is_many {
        eprintln!("{} issued, {refused} refused", arguments.drafts.len() - refused);
    }
    Ok(u8::from(refused > 0))
}

/// A bar for work that takes a while; nothing for a single draft or when nobody watches.
pub(super) fn progress_bar(count: usize) -> ProgressBar {
    if count < 20 {
        return ProgressBar::hidden();
    }
    let bar = ProgressBar::new(count as u64);
    if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos}/{len} {per_sec} {eta}") {
        bar.set_style(style);
    }
    bar
}

fn result_name(draft: &Path, picture: Option<&[u8]>, format: Format) -> PathBuf {
    let extension = match (picture.and_then(bake::image_kind), format) {
        (Some(bake::ImageKind::Png), _) => "png",
        (Some(bake::ImageKind::Svg), _) => "svg",
        (None, Format::Di) => "json",
        (None, Format::Jwt) => "jwt",
    };
    Path::new(draft.file_stem().unwrap_or_default()).with_extension(extension)
}

fn issue_one(draft: &str, press: &Press<'_>, picture: Option<&[u8]>) -> Result<Vec<u8>, Failure> {
    let text = press.sign(serde_json::from_str(draft).map_err(Failure::refused)?)?;
    match picture {
        Some(picture) => bake::bake(picture, &text).map_err(Failure::refused),
        None => Ok(text.into_bytes()),
    }
}

impl Press<'_> {
    /// Checks and signs a complete draft.
    pub(super) fn sign(&self, draft: Value) -> Result<String, Failure> {
        let issuer = draft["issuer"]["id"].as_str().unwrap_or("").to_owned();
        // The one key of a did:jwk has the name `0` (did:jwk method specification).
        let fragment = if issuer.starts_with("did:jwk:") { "0" } else { self.signer.public().name() };
        let address = format!("{issuer}#{fragment}");
        let checked = Draft::new(draft).check().map_err(|findings| Failure::refused(explained(&findings)))?;
        let method = SigningMethod { signer: self.signer, address: &address };
        match self.format {
            Format::Di => {
                let signed = checked.sign_embedded(method, self.cryptosuite, self.now).map_err(Failure::refused)?;
                serde_json::to_string(&signed).map_err(Failure::refused)
            }
            Format::Jwt => checked.sign_token(method).map_err(Failure::refused),
        }
    }
}

/// Fills in what every badge needs and nobody wants to write by hand.
pub(super) fn fill_in(draft: &mut Value, press: &Press<'_>) -> Result<(), Failure> {
    if !draft.is_object() {
        return Err(Failure::usage("a draft is one JSON object"));
    }
    let mut random = Random::system();
    if draft.get("id").is_none() {
        draft["id"] = random.urn_uuid().into();
    }
    if draft.get("validFrom").is_none() {
        draft["validFrom"] = press.now.whole_seconds().to_string().into();
    }
    if let Some(issuer) = draft.get_mut("issuer").filter(|issuer| issuer.is_object()) {
        let is_open = issuer.get("id").is_none_or(|id| id.as_str().is_some_and(|id| id.starts_with("did:key:")));
        if let (true, Some(multikey)) = (is_open, press.signer.public().to_multikey()) {
            issuer["id"] = format!("did:key:{multikey}").into();
        } else if is_open {
            let jwk = press.signer.public().to_jwk().to_string();
            use base64::Engine as _;
            let text = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(jwk);
            issuer["id"] = format!("did:jwk:{text}").into();
        }
    }
    let subject = draft.get_mut("credentialSubject").filter(|subject| subject.is_object());
    if let Some(subject) = subject.filter(|subject| press.format == Format::Jwt && subject.get("id").is_none()) {
        // A token's `sub` needs it; a random one says nothing about the learner.
        subject["id"] = random.urn_uuid().into();
    }
    Ok(())
}

pub(super) fn add_status(draft: &mut Value, register: &mut Register, is_suspendable: bool) -> Result<(), Failure> {
    if draft["issuer"]["id"] != register.issuer() {
        return Err(Failure::usage(format!("the register belongs to the issuer {}", register.issuer())));
    }
    let id = draft["id"].as_str().unwrap_or("").to_owned();
    let [revocation, suspension] = register.reserve(&id)?;
    draft["credentialStatus"] = match is_suspendable {
        true => json!([revocation.to_json(), suspension.to_json()]),
        false => revocation.to_json(),
    };
    Ok(())
}

/// All findings, a line each.
pub(super) fn explained(findings: &[Finding]) -> String {
    let line = |finding: &Finding| {
        let place = if finding.at.is_empty() { "the draft" } else { &finding.at };
        format!("  {place}: {} [{}]", finding.sentence, finding.rule)
    };
    let lines: Vec<String> = findings.iter().map(line).collect();
    format!("not issued, because\n{}", lines.join("\n"))
}
