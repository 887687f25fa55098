//! The program as people run it: files in, files out, exit codes.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use serde_json::{Value, json};

use crate::support::badge::{draft, sign_as_ours, signed, token, with, without};
use crate::support::{self, samples, text};

/// A folder of its own, and the program running in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) -> &Self {
        std::fs::write(self.path(name), content).expect("written");
        self
    }

    fn run(&self, arguments: &str) -> Output {
        self.command(arguments).output().expect("the program runs")
    }

    fn command(&self, arguments: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        command.current_dir(self.0.path()).args(arguments.split_whitespace());
        command.env_remove("ACCOLADE_KEY_FILE").env("ACCOLADE_KEY_PASSPHRASE", "a passphrase for tests");
        command
    }

    /// Runs and insists on the exit code; returns standard output.
    fn expect(&self, exit: i32, arguments: &str) -> String {
        let output = self.run(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{arguments}\n{out}\n{err}");
        out.into_owned()
    }

    fn error(&self, exit: i32, arguments: &str) -> String {
        let output = self.run(arguments);
        assert_eq!(output.status.code(), Some(exit), "{arguments}");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    fn files(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.0.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }
}

/// A draft whose issuer gets the did:key of whatever key signs.
fn open_draft() -> String {
    without(&without(&draft(), "/issuer/id"), "/id").to_string()
}

fn picture() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src/cli/demo/badge.png"))
}

#[test]
fn a_badge_lives_from_the_key_to_the_revocation() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft());
    let key = desk.expect(0, "keys new");
    let name = key.split_whitespace().next().expect("a name").to_owned();
    desk.expect(0, &format!("status new status --address https://a.example/status/1 --issuer did:key:{name}"));

    let bake = format!("--bake {}", picture().display());
    desk.expect(0, &format!("issue draft.json --register status --suspendable {bake} --out badge.png"));
    desk.expect(0, "status publish status");
    desk.expect(0, "verify badge.png --documents status/documents.json");
    assert_eq!(desk.run("verify badge.png --offline").status.code(), Some(2));

    desk.expect(0, "status suspend status badge.png --reason checking");
    desk.expect(0, "status publish status");
    assert!(desk.expect(1, "verify badge.png --documents status/documents.json").contains("(suspended)"));

    desk.expect(0, "status reinstate status badge.png");
    desk.expect(0, "status publish status");
    desk.expect(0, "verify badge.png --documents status/documents.json");

    desk.expect(0, "status revoke status badge.png --reason mistake");
    desk.expect(0, "status publish status");
    let line = desk.expect(1, "verify badge.png --json --documents status/documents.json");
    let verdict: Value = serde_json::from_str(&line).expect("a JSON line");
    assert_eq!((&verdict["verdict"], &verdict["state"]), (&json!("invalid"), &json!("revoked")));
    assert!(desk.error(1, "status reinstate status badge.png").contains("final"));

    let unbaked = desk.expect(0, "unbake badge.png");
    assert_eq!(serde_json::from_str::<Value>(&unbaked).expect("JSON")["type"][1], "OpenBadgeCredential");
}

#[test]
fn badges_of_a_rotated_key_stay_good() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft()).expect(0, "keys new");
    desk.expect(0, "issue draft.json --out old.json");
    desk.expect(0, "keys rotate");
    desk.expect(0, "issue draft.json --out new.json");

    desk.expect(0, "verify old.json new.json");
    let list = desk.expect(0, "keys list");
    assert!(list.contains("retired") && list.contains("active"), "{list}");
    let document: Value = serde_json::from_str(&desk.expect(0, "keys document --did did:web:a.example")).expect("JSON");
    assert_eq!(document["assertionMethod"].as_array().map(Vec::len), Some(2));
}

#[test]
fn tokens_of_every_kind_of_key_verify() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft());
    for kind in ["ed25519", "p256", "rsa"] {
        desk.expect(0, &format!("keys new --algorithm {kind}"));
        desk.expect(0, &format!("issue draft.json --format jwt --algorithm {kind} --out {kind}.jwt"));
        desk.expect(0, &format!("verify {kind}.jwt"));
    }
    assert!(desk.error(3, "issue draft.json --algorithm rsa").contains("--format jwt"));
}

#[test]
fn many_drafts_are_issued_in_one_call_and_the_bad_ones_named() {
    let desk = Desk::new();
    desk.expect(0, "keys new");
    for number in 0..30 {
        desk.put(&format!("draft{number}.json"), open_draft());
    }
    desk.put("draft7.json", without(&draft(), "/credentialSubject/achievement/name").to_string());
    let names: Vec<String> = (0..30).map(|number| format!("draft{number}.json")).collect();

    let error = desk.error(1, &format!("issue {} --out signed", names.join(" ")));

    assert!(
        error.contains("draft7.json") && error.contains("`name` is missing") && error.contains("29 issued, 1 refused"),
        "{error}"
    );
    assert_eq!(std::fs::read_dir(desk.path("signed")).expect("a folder").count(), 29);
    assert!(desk.error(3, "issue draft1.json draft2.json").contains("--out DIR"));
}

#[test]
fn verify_says_whose_badge_it_is_and_how_strictly_it_looked() {
    let desk = Desk::new();
    let schema = serde_json::json!([{"id": "https://a.example/s", "type": "JsonSchema"}]);
    desk.put("good.json", signed(draft()).to_string());
    desk.put("noted.json", sign_as_ours(&with(&draft(), "/credentialSchema", schema)).to_string());
    let at = "--at 2026-06-01T12:00:00Z --offline";
    desk.expect(0, &format!("verify {at} good.json --recipient a@example.com --strict"));
    let other = desk.expect(1, &format!("verify {at} good.json --recipient b@example.com"));
    assert!(other.contains("(wrong-recipient)") && !other.contains("b@example.com"), "{other}");
    desk.expect(2, &format!("verify {at} good.json --recipient 4711"));
    desk.expect(0, &format!("verify {at} noted.json"));
    desk.expect(1, &format!("verify {at} noted.json --strict"));
    assert!(desk.expect(0, &format!("verify {at} good.json --refresh")).contains("no newer version"));
}

#[test]
fn verify_prints_what_is_inside_further_in() {
    let Some(samples) = samples() else { return };
    let desk = Desk::new();
    let record = samples.join("samples/clr20/simple.json");
    let out = desk.expect(0, &format!("verify --offline {}", record.display()));
    assert!(out.contains("\n  in the record 1: VALID (valid-unbound)\n"), "{out}");
    assert!(out.contains("\n      achievement  Teamwork\n"), "{out}");
}

#[test]
fn the_exit_code_of_verify_says_the_worst() {
    let desk = Desk::new();
    let badge = signed(draft());
    desk.put("good.json", badge.to_string()).put("good.jwt", token(draft()));
    desk.put("bad.json", badge.to_string().replace("Inquiry", "Anything"));
    desk.put("open.json", badge.to_string().replace("eddsa-rdfc-2022", "new-2030"));
    let at = "--at 2026-06-01T12:00:00Z";
    for (files, exit) in [
        ("good.json", 0),
        ("good.json good.jwt", 0),
        ("good.json bad.json", 1),
        ("bad.json open.json", 1),
        ("open.json bad.json good.json", 1),
        ("good.json open.json", 2),
        ("open.json good.json", 2),
        ("missing.json", 3),
        ("missing.json good.json", 3),
    ] {
        desk.expect(exit, &format!("verify {at} {files}"));
    }
    assert_eq!(desk.expect(0, &format!("verify {at} --json good.json good.jwt")).lines().count(), 2);
    assert!(desk.expect(1, "verify good.json --at 2040-01-01T00:00:00Z").contains("(expired)"));
    desk.expect(3, "verify good.json --at yesterday");
    desk.expect(3, "verify");
    desk.expect(3, "verifi good.json");
}

#[test]
fn bad_input_is_named_and_nothing_half_written_stays() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft()).put("broken.json", "{").put("list.json", "[]").put("note.txt", "hello");
    desk.put("bad.json", without(&draft(), "/validFrom").to_string().replace("3.5", "\"3.5\""));
    desk.put("documents.json", "{\"https://a.example/\": 5}").put("key.json", "{\"kty\":\"OKP\"}");
    desk.expect(0, "keys new");
    let before = desk.files();
    for (arguments, exit, word) in [
        ("issue missing.json", 3, "missing.json"),
        ("issue broken.json --out out.json", 3, "broken.json"),
        ("issue list.json --out out.json", 3, "object"),
        ("issue bad.json --out out.json", 1, "creditsEarned"),
        ("issue draft.json ./draft.json --out signed", 3, "two of the drafts would become signed/draft.json"),
        ("issue draft.json --register nowhere --out out.json", 3, "status new"),
        ("issue draft.json --bake note.txt --out out.png", 1, "neither a PNG nor an SVG"),
        ("issue draft.json --bake missing.png --out out.png", 3, "missing.png"),
        ("issue draft.json --key key.json --out out.json", 3, "key.json"),
        ("issue draft.json --algorithm p256 --format jwt --out out.jwt", 1, "no active ES256 key"),
        ("issue draft.json --out note.txt/out.json", 1, "note.txt"),
        ("bake note.txt draft.json --out out.png", 1, "neither a PNG nor an SVG"),
        ("bake missing.png draft.json", 3, "missing.png"),
        ("unbake note.txt", 1, "neither a PNG nor an SVG"),
        ("verify note.txt --documents documents.json", 3, "https://a.example/"),
        ("verify note.txt --documents broken.json", 3, "broken.json"),
        ("keys revoke nobody --reason x", 1, "nobody"),
        ("keys revoke ../../etc/passwd --reason x", 1, "no key"),
        ("keys new --algorithm des", 3, "des"),
        ("keys document --did did:key:z6Mk", 3, "did:key"),
        ("status revoke nowhere urn:uuid:1", 3, "status new"),
        ("status new s --address http://a.example --issuer x", 3, "https"),
    ] {
        let error = desk.error(exit, arguments);
        assert!(error.contains(word), "{arguments}: {error}");
        assert_eq!(desk.files(), before, "{arguments} left something behind");
    }
}

#[test]
fn a_reader_who_has_had_enough_ends_the_work_quietly() {
    let desk = Desk::new();
    desk.put("good.json", signed(draft()).to_string());
    let mut command = desk.command("verify --json good.json good.json");
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program runs");

    drop(child.stdout.take());

    let output = child.wait_with_output().expect("an end");
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_refused_change_of_status_changes_nothing() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft());
    let key = desk.expect(0, "keys new");
    let name = key.split_whitespace().next().expect("a name");
    desk.expect(0, &format!("status new status --address https://a.example/s --issuer did:key:{name}"));
    desk.expect(0, "issue draft.json --register status --out badge.json");
    let before = text(desk.path("status/register.json"));

    assert!(desk.error(1, "status revoke status badge.json urn:uuid:unknown").contains("not in this register"));
    assert!(desk.error(1, "status reinstate status badge.json").contains("not suspended"));
    assert!(desk.error(3, "status new status --address https://a.example/s --issuer x").contains("already"));

    assert_eq!(text(desk.path("status/register.json")), before);
}

#[test]
fn a_wrong_passphrase_and_open_files_are_refused() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft()).expect(0, "keys new");
    let with = |passphrase: &str| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        command.current_dir(desk.0.path()).args(["issue", "draft.json"]).env("ACCOLADE_KEY_PASSPHRASE", passphrase);
        String::from_utf8_lossy(&command.env_remove("ACCOLADE_KEY_FILE").output().expect("runs").stderr).into_owned()
    };
    assert!(with("another passphrase").contains("passphrase is wrong"));
    assert!(with("short").contains("12 bytes"));

    let bare = Command::new(env!("CARGO_BIN_EXE_accolade"))
        .current_dir(desk.0.path())
        .args(["keys", "list"])
        .env_remove("ACCOLADE_KEY_PASSPHRASE")
        .env_remove("ACCOLADE_KEY_FILE")
        .output()
        .expect("runs");
    assert!(String::from_utf8_lossy(&bare.stderr).contains("WARNING"));
}

#[test]
fn a_hostile_name_does_not_reach_the_terminal() {
    let desk = Desk::new();
    let mut hostile = draft();
    hostile["issuer"]["name"] = json!("\u{1b}[2J\u{202e}evil\r\nVALID");
    desk.put("hostile.json", hostile.to_string());

    let out = desk.expect(1, "verify hostile.json");

    assert!(!out.contains('\u{1b}') && !out.contains('\u{202e}') && !out.contains('\r'), "{out:?}");
}

#[test]
fn a_key_in_a_file_signs_without_a_folder() {
    let Some(samples) = samples() else { return };
    let desk = Desk::new();
    let pair = support::json(samples.join("vectors/keyPair.json"));
    desk.put("key.json", pair.to_string()).put("draft.json", open_draft());
    desk.put("key.txt", pair["privateKeyMultibase"].as_str().expect("a key"));

    for key in ["key.json", "key.txt"] {
        desk.expect(0, &format!("issue draft.json --key {key} --out badge.json"));
        let badge = support::json(desk.path("badge.json"));
        assert_eq!(badge["issuer"]["id"], format!("did:key:{}", pair["publicKeyMultibase"].as_str().expect("a key")));
        desk.expect(0, "verify badge.json");
    }
    assert!(!desk.path("issuer-keys").exists());
}

#[test]
fn the_demonstration_runs_twice_and_ends_well() {
    let desk = Desk::new();
    for _ in 0..2 {
        let out = desk.expect(0, "demo --dir show --no-serve --port 0");
        assert!(out.contains("(valid)") && out.contains("(altered)") && out.contains("(revoked)"), "{out}");
    }
    desk.expect(1, "verify show/badge.png --documents show/register/documents.json");
}

#[test]
fn every_operation_can_be_measured() {
    let desk = Desk::new();
    desk.put("draft.json", open_draft());
    for op in [
        "di-issue",
        "di-verify",
        "jwt-EdDSA-sign",
        "jwt-EdDSA-verify",
        "jwt-ES256-sign",
        "jwt-ES256-verify",
        "jwt-RS256-sign",
        "jwt-RS256-verify",
        "bake-png",
        "unbake-png",
        "bake-svg",
        "status-encode-131072",
        "status-encode-1M",
        "refuse-poison",
    ] {
        let line = desk.expect(0, &format!("bench --template draft.json --op {op} --seconds 0.02"));
        let line: Value = serde_json::from_str(&line).expect("a JSON line");
        assert_eq!(line["op"], op);
        assert!(line["p50_us"].as_f64().is_some_and(|time| time > 0.0), "{line}");
    }
}
