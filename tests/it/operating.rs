//! The service as those who run it use it: from the console, with a folder of their own.

use std::path::PathBuf;
use std::process::{Command, Output};

use serde_json::{Value, json};

use crate::support::town::definition;

/// A folder with a configuration, and the program running in it.
struct Office(tempfile::TempDir);

impl Office {
    fn new() -> Self {
        let office = Self(tempfile::tempdir().expect("a folder"));
        office.put("accolade.toml", "base_url = \"http://127.0.0.1:8080\"\n");
        office
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn put(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).expect("written");
    }

    fn run(&self, arguments: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        command.current_dir(self.0.path()).args(arguments).env_remove("DATABASE_URL");
        command.env_remove("ACCOLADE_KEY_FILE").env("ACCOLADE_KEY_PASSPHRASE", "a passphrase for tests");
        command.output().expect("the program runs")
    }

    /// Runs and insists on the exit code; what was printed.
    fn expect(&self, exit: i32, arguments: &[&str]) -> String {
        let output = self.run(arguments);
        let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
        assert_eq!(output.status.code(), Some(exit), "{arguments:?}\n{out}\n{err}");
        format!("{out}{err}")
    }

    fn init(&self) {
        let text =
            self.expect(0, &["init", "--name", "Northside", "--slug", "northside", "--owner", "o@school.example"]);
        assert!(text.contains("http://127.0.0.1:8080/sign-in/"), "{text}");
        let bundle = json!({
            "organisation": {"slug": "northside", "name": "Northside"},
            "achievements": [{"published": true, "definition": definition()}],
        });
        self.put("achievements.json", bundle.to_string());
        assert!(self.expect(0, &["import", "achievements.json"]).contains("1 achievements made, 0 there already"));
    }

    fn achievement(&self) -> String {
        let text = self.run(&["export", "--organisation", "northside"]).stdout;
        let bundle: Value = serde_json::from_slice(&text).expect("JSON");
        bundle["achievements"][0]["achievementId"].as_str().expect("an id").to_owned()
    }
}

#[test]
fn an_organisation_is_set_up_twice_without_harm() {
    let office = Office::new();
    office.init();
    office.expect(0, &["init", "--name", "Northside", "--slug", "northside", "--owner", "o@school.example"]);
    assert!(office.expect(0, &["import", "achievements.json"]).contains("0 achievements made, 1 there already"));
    for (slug, owner, word) in [("N", "o@school.example", "slug"), ("south", "nobody", "email")] {
        let text = office.expect(1, &["init", "--name", "X", "--slug", slug, "--owner", owner]);
        assert!(text.contains(word), "{text}");
    }
}

#[test]
fn a_list_of_teachers_is_awarded_once_and_only_when_every_row_is_good() {
    let office = Office::new();
    office.init();
    let achievement = office.achievement();
    let arguments = |file: &str| -> Vec<String> {
        ["import", file, "--organisation", "northside", "--achievement", &achievement].map(str::to_owned).to_vec()
    };
    let run = |exit: i32, file: &str, more: &[&str]| {
        let mut all = arguments(file);
        all.extend(more.iter().map(|word| (*word).to_owned()));
        office.expect(exit, &all.iter().map(String::as_str).collect::<Vec<_>>())
    };
    office.put("bad.csv", "\u{feff}email,name\nada@school.example,Ada\nnobody,Bob\n");
    let text = run(1, "bad.csv", &[]);
    assert!(text.contains("row 2 (nobody): recipient.email") && text.contains("nothing was awarded"), "{text}");
    for (file, content, word) in [
        ("columns.csv", "email,shoe size\na@school.example,42\n", "shoe size"),
        ("short.csv", "email,name\na@school.example\n", "line: 2"),
        ("latin.csv", "email,name\na@school.example,Andr\u{e9}\n", ""),
    ] {
        let bytes =
            if word.is_empty() { content.chars().map(|c| c as u8).collect() } else { content.as_bytes().to_vec() };
        office.put(file, bytes);
        assert!(run(3, file, &[]).contains(if word.is_empty() { "UTF-8" } else { word }));
    }

    office.put(
        "good.csv",
        "email,name,awardedAt\nada@school.example,=Ada,2026-03-01T09:00:00Z\nbob@school.example,Bob,\n",
    );
    assert!(run(0, "good.csv", &["--dry-run"]).contains("2 rows are good"));
    assert!(run(0, "good.csv", &[]).contains("2 awards made"));
    assert!(run(0, "good.csv", &[]).contains("2 awards made"));

    let csv = office.run(&["export", "--organisation", "northside", "--format", "csv"]).stdout;
    let csv = String::from_utf8(csv).expect("text");
    assert_eq!(csv.lines().count(), 3, "the same file twice awards nothing twice: {csv}");
    assert!(csv.contains("'=Ada"), "no formula leaves: {csv}");
    assert!(office.expect(0, &["audit"]).contains("2 credentials"), "everything verifies");
}

#[test]
fn a_backup_is_restored_elsewhere_and_a_restored_older_copy_is_noticed() {
    let office = Office::new();
    office.init();
    office.expect(0, &["backup", "empty.gz", "--keys-to", "keys-copy"]);
    assert_eq!(std::fs::read_dir(office.path("keys-copy/northside")).expect("a folder").count(), 1);
    let achievement = office.achievement();
    office.put("one.csv", "email\nada@school.example\n");
    office.expect(0, &["import", "one.csv", "--organisation", "northside", "--achievement", &achievement]);
    office.expect(0, &["backup", "full.gz"]);

    office.put(
        "other.toml",
        "base_url = \"http://127.0.0.1:8080\"\ndatabase = \"sqlite:other.db\"\njournal = \"other.ndjson\"\n",
    );
    assert!(office.expect(3, &["restore", "full.gz"]).contains("--confirm"));
    office.expect(0, &["restore", "full.gz", "--confirm", "--config", "other.toml"]);
    assert!(office.expect(0, &["audit", "--config", "other.toml"]).contains("1 credentials"));
    assert!(office.expect(1, &["restore", "full.gz", "--confirm", "--config", "other.toml"]).contains("not empty"));

    let bytes = std::fs::read(office.path("full.gz")).expect("the backup");
    office.put("cut.gz", &bytes[..bytes.len() / 2]);
    office.put(
        "third.toml",
        "base_url = \"http://127.0.0.1:8080\"\ndatabase = \"sqlite:third.db\"\njournal = \"third.ndjson\"\n",
    );
    office.expect(1, &["restore", "cut.gz", "--confirm", "--config", "third.toml"]);
    office.expect(3, &["restore", "missing.gz", "--confirm"]);
}

#[test]
fn the_doctor_names_what_is_wrong_with_its_fix() {
    let office = Office::new();
    let text = office.expect(1, &["doctor"]);
    for word in ["WRONG the base URL", "WRONG no mail server", "WRONG the database", "accolade init"] {
        assert!(text.contains(word), "{word}: {text}");
    }
    office.init();
    let text = office.expect(1, &["doctor", "--backups", "."]);
    for word in
        ["ok    the database is sound", "has a key that signs", "verifiers cannot reach", "backup is 0 hours old"]
    {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn the_configuration_is_printed_and_what_is_wrong_with_it_is_named() {
    let office = Office::new();
    let text = String::from_utf8(office.run(&["config"]).stdout).expect("text");
    office.put("printed.toml", &text);
    office.expect(0, &["migrate", "--config", "printed.toml"]);
    office.put("wrong.toml", "base_url = \"http://school.example\"\n");
    assert!(office.expect(1, &["migrate", "--config", "wrong.toml"]).contains("https://"));
    office.put("typo.toml", "data_base = \"x\"\n");
    assert!(office.expect(3, &["migrate", "--config", "typo.toml"]).contains("data_base"));
    office.expect(3, &["migrate", "--config", "missing.toml"]);
}
