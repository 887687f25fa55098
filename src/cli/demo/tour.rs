//! The life of a badge from the key to the revocation, with real files to look at.

use std::path::Path;

use serde_json::Value;

use super::super::issue::{Format, Press, add_status, fill_in};
use super::super::register::{Register, event};
use super::super::{Failure, files, status, verify};
use crate::bake;
use crate::clock::Timestamp;
use crate::fetch::Documents;
use crate::keys::{Algorithm, KeyFolder, Seal, Signer};
use crate::proof::data_integrity::Cryptosuite;
use crate::verify::{Report, Verdict, Verifier};

const DRAFT: &str = include_str!("draft.json");
const PICTURE_SVG: &[u8] = include_bytes!("badge.svg");
const PICTURE_PNG: &[u8] = include_bytes!("badge.png");

/// Counts and tells what is done.
struct Steps<'d> {
    dir: &'d Path,
    count: usize,
}

impl Steps<'_> {
    fn tell(&mut self, what: &str) {
        self.count += 1;
        println!("\n{}. {what}", self.count);
    }

    fn write(&self, name: &str, bytes: &[u8]) -> Result<(), Failure> {
        let path = self.dir.join(name);
        files::write(&path, bytes)?;
        println!("   wrote {} ({} bytes)", path.display(), bytes.len());
        Ok(())
    }

    /// Verifies a file and insists on the verdict: a demonstration that shows something else has failed.
    fn verify(&self, name: &str, documents: &Documents, now: Timestamp, expected: Verdict) -> Result<Report, Failure> {
        let path = self.dir.join(name);
        let report = Verifier { documents, now }.verify(&files::read(&path)?);
        verify::print(&report, &path.display().to_string(), now);
        if report.verdict() == expected {
            return Ok(report);
        }
        Err(Failure::refused(format!("{name} should be {expected:?} and is {:?}", report.verdict())))
    }
}

pub(super) fn run(dir: &Path) -> Result<(), Failure> {
    let now = files::instant(None)?;
    clear(dir)?;
    let mut steps = Steps { dir, count: 0 };

    steps.tell("An issuer gets a signing key");
    let folder = KeyFolder::open(dir.join("issuer-keys"), Seal::development()).map_err(Failure::refused)?;
    let key = folder.create(Algorithm::Ed25519, now).map_err(Failure::refused)?;
    let signer = folder.signer(Algorithm::Ed25519).map_err(Failure::refused)?;
    println!("   {}\n   {}", key.name, Seal::WARNING);

    steps
        .tell("A badge for a teacher is drafted, with criteria, alignment and evidence, and an entry in a status list");
    let press = Press { signer: &signer, format: Format::Di, cryptosuite: Cryptosuite::EddsaRdfc2022, now };
    let (draft, mut register) = draft(dir, &press)?;
    steps.write("draft.json", files::pretty(&draft).as_bytes())?;

    steps.tell("It is checked and signed, as JSON with an embedded proof and as a token");
    let signed = press.sign(draft.clone())?;
    let token = Press { format: Format::Jwt, ..press }.sign(draft.clone())?;
    steps.write("badge.json", signed.as_bytes())?;
    steps.write("badge.jwt", token.as_bytes())?;

    steps.tell("It is baked into a PNG and an SVG picture");
    steps.write("badge.png", &bake::bake(PICTURE_PNG, &signed).map_err(Failure::refused)?)?;
    steps.write("badge.svg", &bake::bake(PICTURE_SVG, &token).map_err(Failure::refused)?)?;

    steps.tell("Everybody can verify it, with the issuer's status list at hand");
    let documents = published(&register, &signer, now)?;
    for name in ["badge.json", "badge.jwt", "badge.png", "badge.svg"] {
        steps.verify(name, &documents, now, Verdict::Valid)?;
    }

    steps.tell("Somebody changes one word of it: the signature does not fit any more");
    steps.write("forged.json", signed.replace("Portfolio", "Doctorate").as_bytes())?;
    steps.verify("forged.json", &documents, now, Verdict::Invalid)?;

    steps.tell("The issuer revokes it and publishes the list");
    let id = draft["id"].as_str().unwrap_or("");
    register.standing(id)?.revoked = Some(event(now, "Awarded by mistake"));
    register.save()?;
    let documents = published(&register, &signer, now)?;

    steps.tell("The same files, verified again, are revoked");
    for name in ["badge.json", "badge.png", "badge.svg"] {
        let report = steps.verify(name, &documents, now, Verdict::Invalid)?;
        if report.state() != "revoked" {
            return Err(Failure::refused(format!("{name} should be revoked and is {}", report.state())));
        }
    }
    println!("\nAll of it is in {}. Try:", dir.display());
    println!("   accolade verify --documents {}/register/documents.json {}/badge.png", dir.display(), dir.display());
    Ok(())
}

/// The draft with its status entry.
fn draft(dir: &Path, press: &Press<'_>) -> Result<(Value, Register), Failure> {
    let mut draft: Value = serde_json::from_str(DRAFT).map_err(Failure::refused)?;
    fill_in(&mut draft, press)?;
    let folder = dir.join("register");
    let issuer = draft["issuer"]["id"].as_str().unwrap_or("");
    Register::create(&folder, "https://community.example.org/status/1", issuer)?;
    let mut register = Register::open(&folder)?;
    add_status(&mut draft, &mut register, false)?;
    register.save()?;
    Ok((draft, register))
}

/// Publishes the lists and returns what a verifier would find on the issuer's site.
fn published(register: &Register, signer: &Signer, now: Timestamp) -> Result<Documents, Failure> {
    for path in status::publish(register, signer, now, 7)? {
        println!("   wrote {}", path.display());
    }
    Documents::read(&files::read_json(&register.file("documents.json"))?).map_err(Failure::refused)
}

/// Takes away what an earlier demonstration left, and nothing else.
fn clear(dir: &Path) -> Result<(), Failure> {
    for name in ["issuer-keys", "register"] {
        let path = dir.join(name);
        if path.is_dir() {
            std::fs::remove_dir_all(&path).map_err(|error| Failure::refused(format!("{}: {error}", path.display())))?;
        }
    }
    Ok(())
}
