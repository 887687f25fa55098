//! Many badges at once: archives, lists, tables, folders; exact counts; what spoils one spoils no other.

use std::io::{BufRead as _, Read as _, Write as _};
use std::ops::ControlFlow;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use accolade::batch::{Batch, Content, ENTRIES_LIMIT, Handed};
use accolade::fetch::Documents;
use accolade::verify::{Report, Tally, Verifier};
use serde_json::{Value, json};

use crate::support::archive::{Packed, deflated, stored, zip};
use crate::support::badge::{draft, now, signed, token, with};
use crate::support::mixed::Pile;

/// Everything in `handed`, verified: the name and the report of each.
fn verified(handed: Vec<Handed>, documents: &Value) -> Vec<(String, Report)> {
    let documents = Documents::read(documents).expect("documents");
    let batch = Batch::open(handed, ENTRIES_LIMIT).expect("a batch");
    let mut found = Vec::new();
    let shape = |name: &str, report: Report| (name.to_owned(), report);
    Verifier { documents: &documents, now: now() }.verify_many(
        batch,
        &accolade::verify::Expectation::default(),
        shape,
        |one| {
            found.push(one);
            ControlFlow::Continue(())
        },
    );
    found
}

fn archive(files: &[Packed]) -> Vec<Handed> {
    vec![Handed::bytes("in.zip", zip(files))]
}

/// The names and the states, and the code that decided.
fn states(found: &[(String, Report)]) -> Vec<(&str, &str, String)> {
    let code = |report: &Report| {
        let line = report.main_line().expect("a line");
        serde_json::to_value(line.code).expect("JSON").as_str().expect("a code").to_owned()
    };
    found.iter().map(|(name, report)| (name.as_str(), report.state(), code(report))).collect()
}

#[test]
fn of_six_hundred_mixed_files_each_has_its_own_verdict() {
    let pile = Pile::new(600, "https://schools.example");
    let files: Vec<Packed> = pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();

    let found = verified(archive(&files), &pile.bundle());

    assert_eq!(found.len(), 600);
    let mut tally = Tally::default();
    for ((name, report), sample) in found.iter().zip(&pile.samples) {
        assert_eq!(name, &format!("in.zip/{}", sample.name));
        assert_eq!(report.state(), sample.state, "{name}: {:#?}", report.main_line());
        tally.add(report.verdict(), report.state());
    }
    assert_eq!((tally.valid, tally.invalid, tally.indeterminate), (570, 30, 0));
    assert_eq!(
        tally.to_json()["states"],
        json!({
            "valid": 570, "altered": 6, "expired": 3, "not-yet-valid": 3, "revoked": 3, "suspended": 3, "invalid": 12,
        })
    );
}

#[test]
fn a_batch_says_of_each_badge_what_it_would_say_of_that_badge_alone() {
    let pile = Pile::new(60, "https://schools.example");
    let mut bundle = pile.bundle();
    // One issuer's list of withdrawn badges is gone.
    bundle.as_object_mut().expect("a map").shift_remove("https://schools.example/lists/1/revocation").expect("a list");
    let handed = pile.samples.iter().map(|sample| Handed::bytes(&sample.name, sample.bytes.clone())).collect();

    let together = verified(handed, &bundle);

    let documents = Documents::read(&bundle).expect("documents");
    for ((name, report), sample) in together.iter().zip(&pile.samples) {
        let alone = Verifier { documents: &documents, now: now() }.verify(&sample.bytes);
        assert_eq!(report.to_json(name), alone.to_json(name));
    }
    assert!(together.iter().any(|(_, report)| report.state() == "status-unknown"));
}

#[test]
fn an_archive_with_everything_that_goes_wrong_still_gives_the_good_badge() {
    let good = signed(draft()).to_string().into_bytes();
    let locked = Packed { flags: 0x0801, ..deflated("locked.json", &good) };
    let strange = Packed { method: 12, ..deflated("bzip2.json", &good) };
    let wrong_sum = Packed { checksum: 1, ..deflated("sum.json", &good) };
    let wrong_length = Packed { length: 10, ..deflated("short.json", &good) };
    let too_long = Packed { length: 4_000, ..stored("long.json", &good[..2_000]) };
    let not_deflate = Packed { method: 8, ..stored("noise.json", &good) };
    let huge = Packed { length: 9 * 1024 * 1024, ..stored("huge.json", b"{}") };
    let nested = deflated("inner.zip", &zip(&[stored("a.json", &good)]));
    let disguised = deflated("inner.json", &zip(&[stored("a.json", &good)]));
    let bomb = deflated("bomb.json", &vec![b' '; 8 * 1024 * 1024]);
    let described = Packed { flags: 0x0808, ..deflated("described.json", &good) };
    let files = [
        stored("folder/", b""),
        stored("__MACOSX/folder/._good.json", b"x"),
        locked,
        strange,
        wrong_sum,
        wrong_length,
        too_long,
        not_deflate,
        huge,
        nested,
        disguised,
        bomb,
        described,
        stored("../../etc/passwd", &good),
        stored("good.json", &good),
        stored("good.json", b"{}"),
        stored("empty.json", b""),
    ];

    let found = verified(archive(&files), &json!({}));

    let wanted = [
        ("in.zip/locked.json", "unknown", "unsupported"),
        ("in.zip/bzip2.json", "unknown", "unsupported"),
        ("in.zip/sum.json", "invalid", "parse"),
        ("in.zip/short.json", "invalid", "parse"),
        ("in.zip/long.json", "invalid", "parse"),
        ("in.zip/noise.json", "invalid", "parse"),
        ("in.zip/huge.json", "invalid", "too_large"),
        ("in.zip/inner.zip", "unknown", "unsupported"),
        ("in.zip/inner.json", "unknown", "unsupported"),
        ("in.zip/bomb.json", "invalid", "too_large"),
        ("in.zip/described.json", "valid", "ok"),
        ("in.zip/../../etc/passwd", "valid", "ok"),
        ("in.zip/good.json", "valid", "ok"),
        ("in.zip/good.json", "invalid", "schema"),
        ("in.zip/empty.json", "invalid", "no_credential"),
    ];
    let wanted = wanted.map(|(name, state, code)| (name, state, code.to_owned()));
    let found = states(&found);
    assert_eq!(found.len(), wanted.len(), "{found:?}");
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found.0, wanted.0);
        assert!(
            found.1 == wanted.1 && (found.2 == wanted.2 || wanted.1 == "valid" || wanted.2 == "schema"),
            "{found:?}"
        );
    }
}

#[test]
fn files_that_share_their_bytes_are_refused() {
    let good = signed(draft()).to_string().into_bytes();
    let twice = Packed { at_the_one_before: true, ..stored("b.json", &good) };

    let found = verified(archive(&[stored("a.json", &good), twice, stored("c.json", &good)]), &json!({}));

    let found = states(&found);
    assert_eq!(found[2].1, "valid");
    // Of the two that claim the same bytes, one at most is believed.
    assert!(found[..2].iter().any(|(_, state, code)| *state == "invalid" && code == "parse"), "{found:?}");
}

#[test]
fn archives_that_cannot_be_opened_say_so_in_a_row() {
    let good = signed(draft()).to_string().into_bytes();
    let whole = zip(&[deflated("a.json", &good)]);
    let many: Vec<Packed> = (0..3).map(|n| stored(&n.to_string(), b"")).collect();
    let mut lying = zip(&many);
    let end = lying.len();
    lying[end - 14..end - 10].copy_from_slice(&[0xff, 0x7f, 0xff, 0x7f]);
    for (name, bytes) in [
        ("cut.zip", whole[..whole.len() - 10].to_vec()),
        ("half.zip", whole[..whole.len() / 2].to_vec()),
        ("lying.zip", lying),
        ("empty.zip", zip(&[])),
        ("short.zip", b"PK".to_vec()),
    ] {
        let handed = vec![Handed::bytes(name, bytes), Handed::bytes("good.json", good.clone())];
        let found = verified(handed, &json!({}));
        let found = states(&found);
        assert_eq!(found[0], (name, "invalid", "parse".to_owned()));
        assert_eq!(found[1].1, "valid", "{name}");
    }
}

#[test]
fn lists_and_tables_are_taken_apart_also_inside_archives() {
    let (json, jwt) = (signed(draft()).to_string(), token(draft()));
    let pretty = format!("{:#}", signed(draft()));
    let quoted = json.replace('"', "\"\"");
    let lines = format!("{json}\n\n{json}\n{{\"half\":\n");
    let files = [
        ("lines.ndjson", lines.clone()),
        ("tokens.txt", format!("{jwt}\n{jwt}\n")),
        ("array.json", format!("[{pretty},\n\"{jwt}\"]")),
        ("table.csv", format!("\u{feff}Name;Credential;Url\nAda;\"{quoted}\";\nBo;;https://a.example/badge\nCy;;\n")),
        ("single.json", pretty),
    ];
    let mut handed: Vec<Handed> = files.iter().map(|(name, text)| Handed::bytes(name, text.as_bytes())).collect();
    let inner = [deflated("x/lines.ndjson", lines.as_bytes()), deflated("x/table.csv", b"no,such\n1,2\n")];
    handed.push(Handed::bytes("in.zip", zip(&inner)));
    let documents = json!({"https://a.example/badge": {"body": jwt}});

    let found = verified(handed, &documents);

    let found: Vec<(&str, &str)> = states(&found).into_iter().map(|(name, state, _)| (name, state)).collect();
    assert_eq!(
        found,
        [
            ("lines.ndjson:1", "valid"),
            ("lines.ndjson:3", "valid"),
            ("lines.ndjson:4", "invalid"),
            ("tokens.txt:1", "valid"),
            ("tokens.txt:2", "valid"),
            ("array.json:1", "valid"),
            ("array.json:2", "valid"),
            ("table.csv:2", "valid"),
            ("table.csv:3", "valid"),
            ("table.csv:4", "invalid"),
            ("single.json", "valid"),
            ("in.zip/x/lines.ndjson:1", "valid"),
            ("in.zip/x/lines.ndjson:3", "valid"),
            ("in.zip/x/lines.ndjson:4", "invalid"),
            ("in.zip/x/table.csv", "invalid"),
        ]
    );
}

#[test]
fn more_than_ten_thousand_are_refused_before_the_first_is_looked_at() {
    let lines = |count: usize| Handed::bytes("l.ndjson", "{\"a\":1}\n".repeat(count).into_bytes());
    let refused = |handed: Vec<Handed>| Batch::open(handed, ENTRIES_LIMIT).map(|batch| batch.total());

    assert_eq!(refused(vec![lines(10_000)]), Ok(10_000));
    for handed in [vec![lines(10_001)], vec![lines(10_000), lines(2)]] {
        let error = refused(handed).expect_err("too many").to_string();
        assert!(error.contains("10000 are checked at once") && error.contains("divide"), "{error}");
    }
    let files: Vec<Packed> = (0..10_001).map(|number| stored(&number.to_string(), b"")).collect();
    assert!(refused(archive(&files)).is_err());
    assert!(refused(Vec::new()).expect_err("nothing").to_string().contains("no file was chosen"));
}

#[test]
fn a_list_inside_an_archive_cannot_smuggle_in_more_than_ten_thousand() {
    let files = [
        deflated("a.ndjson", "{\"a\":1}\n".repeat(9_990).as_bytes()),
        deflated("b.ndjson", &[b"{}\n".as_slice(); 30].concat()),
    ];
    let mut batch = Batch::open(archive(&files), ENTRIES_LIMIT).expect("a batch");

    let last = batch.by_ref().last().expect("entries");

    assert!(matches!(last.content, Content::Refused(_)), "{last:?}");
    assert!(batch.next().is_none());
}

#[test]
fn a_hostile_badge_cannot_spoil_the_list_of_the_others() {
    let pile = Pile::new(2, "https://schools.example");
    let mut bundle = pile.bundle();
    // The first badge asks for so much that nothing is left for the honest issuer's list.
    let honest: Value = serde_json::from_slice(&pile.samples[1].bytes).expect("JSON");
    let entry = honest["credentialStatus"][0].clone();
    let mut entries: Vec<Value> =
        (0..7).map(|n| with(&entry, "/statusListCredential", json!(format!("https://evil.example/{n}")))).collect();
    entries.push(entry);
    let hostile = with(&honest, "/credentialStatus", json!(entries));
    bundle["https://evil.example/0"] = json!({"body": "{}"});
    let handed = vec![
        Handed::bytes("hostile", hostile.to_string().into_bytes()),
        Handed::bytes("honest", honest.to_string().into_bytes()),
    ];

    let found = verified(handed, &bundle);

    assert_ne!(found[0].1.state(), "valid");
    assert_eq!(found[1].1.state(), "valid", "{:#?}", found[1].1);
}

/// A folder of its own, and the program running in it.
struct Desk(tempfile::TempDir);

impl Desk {
    fn of(pile: &Pile) -> Self {
        let desk = Self(tempfile::tempdir().expect("a folder"));
        desk.put("documents.json", pile.bundle().to_string().as_bytes());
        desk
    }

    fn put(&self, name: &str, content: &[u8]) {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::write(path, content).expect("written");
    }

    fn verify(&self, arguments: &str) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
        let fixed = ["verify", "--documents", "documents.json", "--at", "2026-06-01T12:00:00Z"];
        command.current_dir(self.0.path()).args(fixed).args(arguments.split_whitespace());
        command.output().expect("the program runs")
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[test]
fn the_program_takes_archives_and_folders_and_sums_up() {
    let pile = Pile::new(60, "https://schools.example");
    let desk = Desk::of(&pile);
    let files: Vec<Packed> = pile.samples[..30].iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    desk.put("june.zip", &zip(&files));
    for sample in &pile.samples[30..] {
        desk.put(&format!("letters/{}", sample.name), &sample.bytes);
    }

    let output = desk.verify("--json june.zip letters");

    assert_eq!(output.status.code(), Some(1), "{}", text(&output.stderr));
    let lines: Vec<Value> =
        text(&output.stdout).lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), 60);
    assert_eq!(lines[0]["file"], json!(format!("june.zip/{}", pile.samples[0].name)));
    let valid = lines.iter().filter(|line| line["verdict"] == "valid").count();
    assert_eq!(valid, pile.count("valid"));
    assert!(text(&output.stderr).contains("60 checked: 57 valid, 3 not valid, 0 could not be told"));
}

#[test]
fn the_program_writes_a_table_and_says_whose_badge_each_is() {
    let pile = Pile::new(10, "https://schools.example");
    let desk = Desk::of(&pile);
    let files: Vec<Packed> = pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    desk.put("=1+1.zip", &zip(&files));
    desk.put("applicants.csv", "Name;E-mail\nGrace;TEACHER3@schools.example\nBo;bo@schools.example\n".as_bytes());

    let output = desk.verify("--csv --applicants applicants.csv =1+1.zip");

    let table = text(&output.stdout);
    let lines: Vec<&str> = table.trim_start_matches('\u{feff}').lines().collect();
    assert_eq!(lines.len(), 11, "{table}");
    assert!(lines[0].starts_with("File,Verdict,State,Reason,Issuer"), "{table}");
    assert!(lines[1..].iter().all(|line| line.starts_with("'=1+1.zip/")), "a formula: {table}");
    let of_grace: Vec<&&str> = lines.iter().filter(|line| line.contains(",Grace,")).collect();
    assert!(of_grace.len() == 1 && of_grace[0].contains("/3.png"), "{table}");

    let output = desk.verify("--json --applicants applicants.csv =1+1.zip");
    let line: Value = serde_json::from_str(text(&output.stdout).lines().nth(3).expect("a line")).expect("JSON");
    assert_eq!(line["applicant"]["name"], "Grace");
    assert_eq!(line["applicant"]["match"], "ignoring-case");

    desk.put("wrong.csv", b"who,what\n1,2\n");
    let output = desk.verify("--applicants wrong.csv =1+1.zip");
    assert_eq!(output.status.code(), Some(3));
    assert!(text(&output.stderr).contains("who, what"), "{}", text(&output.stderr));
}

#[test]
fn what_is_not_there_is_told_and_the_rest_is_verified() {
    let pile = Pile::new(3, "https://schools.example");
    let desk = Desk::of(&pile);
    desk.put("a.json", &pile.samples[0].bytes);

    let output = desk.verify("--json nowhere.zip a.json https://schools.example/none");

    assert_eq!(output.status.code(), Some(3));
    assert_eq!(text(&output.stdout).lines().count(), 1);
    let errors = text(&output.stderr);
    assert!(errors.contains("nowhere.zip") && errors.contains("schools.example/none"), "{errors}");
}

#[test]
fn files_before_standard_input_are_answered_before_it_ends() {
    let pile = Pile::new(2, "https://schools.example");
    let desk = Desk::of(&pile);
    desk.put("a.json", &pile.samples[0].bytes);
    let mut command = Command::new(env!("CARGO_BIN_EXE_accolade"));
    let arguments =
        ["verify", "--json", "--documents", "documents.json", "--at", "2026-06-01T12:00:00Z", "a.json", "-"];
    command.current_dir(desk.0.path()).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut program = command.spawn().expect("the program runs");
    let mut out = std::io::BufReader::new(program.stdout.take().expect("its answers"));
    let mut line = String::new();

    out.read_line(&mut line).expect("an answer");

    assert!(line.contains("\"a.json\"") && line.contains("\"valid\""), "{line}");
    program.stdin.take().expect("its input").write_all(&pile.samples[1].bytes).expect("written");
    let mut rest = String::new();
    out.read_to_string(&mut rest).expect("the other answer");
    assert!(rest.contains("\"file\":\"-\"") && rest.contains("\"valid\""), "{rest}");
    assert!(program.wait().expect("it ends").success());
}

/// Writes what benches/bulk/run.sh measures into the folder that `ACCOLADE_PILE` names: `pile.zip`, `people.csv`, and
/// what the issuers publish: as `documents.json`, and as the folder `site` for a web server at `ACCOLADE_PILE_BASE`.
#[test]
#[ignore = "writes hundreds of megabytes; for measuring"]
fn ten_thousand_mixed_files_are_written_for_measuring() {
    let Some(folder) = std::env::var_os("ACCOLADE_PILE") else { return };
    let folder = Path::new(&folder);
    let base = std::env::var("ACCOLADE_PILE_BASE").unwrap_or_else(|_| "https://schools.example".into());
    let pile = Pile::new(10_000, &base);
    let put = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        std::fs::File::create(path).and_then(|mut file| file.write_all(content)).expect("written");
    };
    let files: Vec<Packed> = pile.samples.iter().map(|sample| deflated(&sample.name, &sample.bytes)).collect();
    put("pile.zip", &zip(&files));
    put("documents.json", pile.bundle().to_string().as_bytes());
    // As many as may be handed in: the head and every second person.
    let people: String = pile.applicants().split_inclusive('\n').step_by(2).take(5_000).collect();
    put("people.csv", format!("Name;E-mail\n{}", people.trim_start_matches("Name;E-mail\n")).as_bytes());
    for (address, document) in pile.documents() {
        let path = address.strip_prefix(&base).expect("an address of ours");
        put(&format!("site{path}"), document.to_string().as_bytes());
    }
    eprintln!("{} valid, {} not", pile.count("valid"), pile.samples.len() - pile.count("valid"));
}
