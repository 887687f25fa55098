//! The pages that check anybody's badge.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{
    Alignment, Artwork, Cell, Column, Download, Empty, Event, Evidence, Fact, Field, FieldError, Frame, ResultLine,
    Row, Rubric, Table, achievement, moment,
};
use crate::language::Words;
use crate::web::href::Href;
use crate::web::markdown::{self, Markup};
use crate::web::moment::Moment;
use crate::web::verdict::{CheckLine, Facts, Finding, Mark, State, Verdict};

/// `GET /verify`: three small forms, which go to `POST /verify`. `GET /verify?address=…` is for links; what is known of a
/// person must not stand in an address.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "verify/form.html")]
pub struct VerifyForm {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// What is wrong with the file; the file itself cannot be kept. Field `file`.
    pub file_error: Option<String>,
    /// The pasted text. Field `text`.
    pub text: Field,
    /// The address. Field `address`.
    pub address: Field,
    /// Whose it should be, as it was typed; only of a form that is shown again. Field `recipient`.
    pub recipient: String,
    /// The largest file: "5 MB".
    pub limit: String,
    /// What is wrong with many files. Field `files`.
    pub files_error: Option<String>,
    /// What is wrong with the table of applicants. Field `applicants`.
    pub applicants_error: Option<String>,
    /// The largest upload of many badges: "200 MB".
    pub many_limit: String,
    /// An address that somebody else's page asks to check; a button checks it.
    pub is_offered: bool,
}

/// The answer of `/verify`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "verify/result.html")]
pub struct VerifyResult {
    /// What surrounds the page.
    pub frame: Frame,
    /// What was checked: the file's name, the address, "The text you pasted".
    pub source: String,
    /// The word, who says so, the sentence.
    pub verdict: Verdict,
    /// When it was checked.
    pub checked: Moment,
    /// What a list of trusted issuers says, when one was asked.
    pub trust: Option<TrustLine>,
    /// The offline bundle that it came in.
    pub bundle: Option<BundleLine>,
    /// The report as files to keep.
    pub downloads: Vec<Download>,
    /// What the badge says; nothing when there is none.
    pub badge: Option<VerifiedBadge>,
    /// Where a code in a picture without a badge leads.
    pub pointer: Option<Pointer>,
    /// Every check.
    pub checks: Vec<CheckLine>,
    /// The credentials of a learner record, each judged by itself.
    pub inner: Vec<CheckedPart>,
    /// What others say about it, each judged by itself.
    pub endorsements: Vec<CheckedPart>,
    /// The addresses that were asked.
    pub asked: Vec<String>,
    /// For experts: identifiers, form, algorithms.
    pub experts: Vec<Fact>,
    /// The report for programs, where it has an address.
    pub json_href: Option<Href>,
    /// The report for programs as text, where it has none.
    pub json: Option<String>,
}

/// Where a code in a picture leads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pointer {
    /// The address, as it stands there: anybody may have printed it.
    pub address: String,
    /// Whether the address is of a kind that can be asked.
    pub may_be_asked: bool,
    /// The badge of ours that is there.
    pub own: Option<OwnBadge>,
}

/// A badge of ours that a picture leads to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnBadge {
    /// The achievement's name.
    pub name: String,
    /// Who issued it.
    pub issuer: String,
    /// How it stands.
    pub state: State,
    /// Its page.
    pub href: Href,
}

/// What a list says about the issuer. No part of the verdict.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TrustLine {
    /// Whose list was asked.
    pub list: String,
    /// How it came out: good for trusted, a note for all others; never bad.
    pub mark: Mark,
    /// "Trusted", "Known, not trusted", "Not on the list".
    pub word: String,
    /// What the list says.
    pub sentence: String,
    /// Where to put the issuer on the list, for those who may.
    pub add_href: Option<Href>,
}

/// The offline bundle that a badge came in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleLine {
    /// Of when it speaks.
    pub as_of: Moment,
    /// How long ago that was: "3 days".
    pub age: String,
    /// Who made it.
    pub maker: String,
    /// What its dates say today, when that is not good.
    pub today: Option<String>,
}

/// The answer of `/verify` to an offline bundle with several badges.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "verify/bundle.html")]
pub struct BundleResult {
    /// What surrounds the page.
    pub frame: Frame,
    /// The file's name.
    pub source: String,
    /// The bundle.
    pub bundle: BundleLine,
    /// "12 badges: 10 valid, 2 not".
    pub summary: String,
    /// The badges.
    pub table: Table,
    /// The reports as files to keep.
    pub downloads: Vec<Download>,
}

/// A credential inside another, judged by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckedPart {
    /// What it calls itself.
    pub name: String,
    /// The issuer's host or identifier.
    pub issuer: String,
    /// Its own verdict.
    pub state: State,
    /// What happened and what to do next.
    pub sentence: String,
    /// Every check of it.
    pub checks: Vec<CheckLine>,
    /// What stands inside it in turn, all levels in one list.
    pub parts: Vec<CheckedPart>,
}

/// What a checked badge says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VerifiedBadge {
    /// Whether somebody signed what follows; else it is only what the file claims.
    pub is_signed: bool,
    /// The language it is written in; empty when it is not said.
    pub lang: String,
    /// The achievement's name.
    pub name: String,
    /// What it says about who has it.
    pub description: String,
    /// The picture, only when it came with the file.
    pub artwork: Option<Artwork>,
    /// Who earned it, as the badge says.
    pub earner: Option<String>,
    /// Who issued it, as the badge says.
    pub issuer: String,
    /// The issuer's host or identifier.
    pub issuer_address: String,
    /// What ties the signature to that address.
    pub binding: String,
    /// What had to be done.
    pub criteria: Markup,
    /// The issuer's page about the criteria.
    pub criteria_href: Option<Href>,
    /// Why this person has it, in the issuer's words.
    pub narrative: Markup,
    /// Results and credits.
    pub results: Vec<ResultLine>,
    /// How it was judged, with the levels reached.
    pub rubric: Option<Rubric>,
    /// What shows that it was earned.
    pub evidence: Vec<Evidence>,
    /// The standards it answers to.
    pub alignments: Vec<Alignment>,
    /// Its dates.
    pub dates: Vec<Event>,
    /// How it was judged, when peers or a moderator did.
    pub judged: Option<String>,
    /// What each of them says in a signed statement.
    pub judges: Vec<CheckLine>,
    /// The badge's own page.
    pub page_href: Option<Href>,
}

impl VerifyForm {
    /// The empty forms, and forms with something wrong in each.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let empty = Self {
            frame: Frame::sample(),
            limit: "5 MB".to_owned(),
            many_limit: "200 MB".to_owned(),
            ..Self::default()
        };
        let file = "The file is larger than 5 MB. Choose the badge as it was downloaded.";
        let text = "This is neither JSON nor a token. Copy the whole text, from the first brace to the last.";
        let address = "The address must begin with https://";
        let files = "There are 10,001 badges, and 10,000 are checked at once; divide them into several parts.";
        let applicants = "The table of applicants has no column for an e-mail address.";
        let wrong = Self {
            errors: vec![
                FieldError::new("file", file),
                FieldError::new("files", files),
                FieldError::new("applicants", applicants),
                FieldError::new("text", text),
                FieldError::new("address", address),
            ],
            file_error: Some(file.to_owned()),
            files_error: Some(files.to_owned()),
            applicants_error: Some(applicants.to_owned()),
            text: Field::wrong("hello", text),
            address: Field::wrong("ftp://northside.example/badge", address),
            recipient: "ada@school.example".to_owned(),
            ..empty.clone()
        };
        let address = Field::new("https://northside.example/badges/K7QF2-9MXD4");
        let offered = Self { address, is_offered: true, ..empty.clone() };
        vec![("verify", empty), ("verify-wrong", wrong), ("verify-offered", offered)]
    }
}

impl VerifyResult {
    /// One answer for each state.
    pub fn sample() -> Vec<(&'static str, Self)> {
        [
            ("result-valid", "valid"),
            ("result-unbound", "valid-unbound"),
            ("result-partial", "valid-partial"),
            ("result-unlisted", "valid-unlisted"),
            ("result-known", "valid-known"),
            ("result-expired", "expired"),
            ("result-early", "not-yet-valid"),
            ("result-withdrawn", "revoked"),
            ("result-on-hold", "suspended"),
            ("result-altered", "altered"),
            ("result-invalid", "invalid"),
            ("result-in-part", "invalid-in-part"),
            ("result-of-another", "wrong-recipient"),
            ("result-status-unknown", "status-unknown"),
            ("result-unknown", "unknown"),
        ]
        .into_iter()
        .map(|(name, state)| (name, sample_of(state)))
        .chain([
            ("result-no-badge", no_badge_sample(None)),
            ("result-leads-here", no_badge_sample(Some(pointer_sample("https://northside.example/b/k7qf29mxd4")))),
            (
                "result-leads-away",
                no_badge_sample(Some(Pointer { own: None, ..pointer_sample("https://elsewhere.example/b/1") })),
            ),
            ("result-bundle", bundle_sample()),
            ("result-deceiving-name", deceiving_sample()),
        ])
        .collect()
    }
}

fn sample_of(state: &str) -> VerifyResult {
    let unbound = state == "valid-unbound";
    let facts = Facts {
        issuer: if unbound { "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK" } else { "northside.example" }
            .to_owned(),
        issued: Some("3 May 2026".to_owned()),
        expires: Some("3 May 2029".to_owned()),
        withdrawn: Some("9 June 2026".to_owned()),
        withdrawn_by: Some("Northside School District".to_owned()),
        reason: Some("It was issued to the wrong person".to_owned()),
        asked_at: Some("14:05".to_owned()),
        ..Facts::default()
    };
    let outcome = |at: &str, bad: &'static str| if state == at { bad } else { "pass" };
    let binding = if unbound { "warn" } else { outcome("unknown", "unknown") };
    let dates = if state == "not-yet-valid" { "fail" } else { outcome("expired", "fail") };
    let mut checks = vec![
        sample_line("format", "pass", "A credential in a PNG picture."),
        sample_line("schema", outcome("invalid", "fail"), "It has the members that Open Badges 3.0 asks for."),
        sample_line("signature", outcome("altered", "fail"), "The signature eddsa-rdfc-2022 was checked."),
        sample_line("issuer", binding, "The key was looked up at the issuer."),
        sample_line("dates", dates, "It holds from 3 May 2026 to 3 May 2029."),
        sample_line(
            "status",
            match state {
                "revoked" | "suspended" => "fail",
                "status-unknown" => "unknown",
                _ => "pass",
            },
            "The issuer's status list was read.",
        ),
    ];
    match state {
        "wrong-recipient" => checks.push(sample_line("recipient", "fail", "It is about somebody else.")),
        "invalid-in-part" => checks.push(sample_line("inner", "fail", "1 of the 2 credentials does not stand.")),
        _ => {}
    }
    VerifyResult {
        frame: Frame::sample(),
        source: "inquiry-facilitator.png".to_owned(),
        verdict: Verdict {
            calls_itself: Some("Northside School District".to_owned()),
            ..Verdict::new(State::of_report(state), &facts, Words::default())
        },
        checked: moment("2026-06-09T14:05:00Z", "9 June 2026, 14:05 UTC"),
        pointer: None,
        trust: trust_sample(state),
        bundle: None,
        downloads: downloads_sample(),
        badge: Some(if matches!(state, "altered" | "invalid") {
            claimed_sample()
        } else {
            signed_sample(&facts.issuer)
        }),
        checks,
        inner: if state == "invalid-in-part" { record_sample() } else { Vec::new() },
        endorsements: vec![part_sample("A good programme", "valid-unbound", Vec::new())],
        asked: vec![
            "https://northside.example/.well-known/did.json".to_owned(),
            "https://northside.example/status/1".to_owned(),
        ],
        experts: vec![
            Fact::exact("Issuer", "did:web:northside.example"),
            Fact::exact("Form", "png-json"),
            Fact::exact("State", state),
        ],
        json_href: Some("/verify?address=https%3A%2F%2Fnorthside.example%2Fbadges%2FK7QF-2MXD&format=json".into()),
        json: None,
    }
}

fn record_sample() -> Vec<CheckedPart> {
    let endorsed = vec![part_sample("A good programme", "valid-unbound", Vec::new())];
    vec![part_sample("Teamwork", "valid", endorsed), part_sample("First aid", "expired", Vec::new())]
}

fn part_sample(name: &str, state: &str, parts: Vec<CheckedPart>) -> CheckedPart {
    let facts = Facts { issuer: "college.example".to_owned(), ..Facts::default() };
    let state = State::of_report(state);
    CheckedPart {
        name: name.to_owned(),
        issuer: facts.issuer.clone(),
        state,
        sentence: facts.sentence(state, Words::default()),
        checks: vec![sample_line("signature", "pass", "The signature fits.")],
        parts,
    }
}

/// The line about trust in a state.
fn trust_sample(state: &str) -> Option<TrustLine> {
    let line = |mark: Mark, word: &str, sentence: &str| TrustLine {
        list: "Southside School District".to_owned(),
        mark,
        word: word.to_owned(),
        sentence: sentence.to_owned(),
        add_href: (mark == Mark::Warn).then(|| "/desk/southside/trust/new?issuer=did%3Aweb%3Anorthside.example".into()),
    };
    match state {
        "valid" | "expired" => {
            Some(line(Mark::Pass, "Trusted", "On the list as “Northside”, trusted until 2028-06-30."))
        }
        "valid-unlisted" => Some(line(
            Mark::Warn,
            "Not on the list",
            "This issuer is not on the list. That says nothing against the badge: check the web address.",
        )),
        "valid-known" => {
            Some(line(Mark::Warn, "Known, not trusted", "“Northside” was trusted until 2026-01-31; that time is over."))
        }
        _ => None,
    }
}

fn bundle_sample() -> VerifyResult {
    VerifyResult {
        bundle: Some(BundleLine {
            as_of: moment("2026-06-01T12:00:00Z", "1 June 2026, 12:00 UTC"),
            age: "8 days ago".to_owned(),
            maker: "Signed by did:web:northside.example, and not changed since.".to_owned(),
            today: Some("It ended on 2026-06-05T00:00:00Z.".to_owned()),
        }),
        source: "offline-proof.json".to_owned(),
        asked: Vec::new(),
        ..sample_of("expired")
    }
}

fn deceiving_sample() -> VerifyResult {
    let mut sample = sample_of("valid-unlisted");
    let name = "N[U+043E]rthside School District";
    sample.verdict.calls_itself = Some(name.to_owned());
    sample.verdict.caution = Some("This name mixes letters of different alphabets in one word.".to_owned());
    sample.checks.push(sample_line("names", "warn", &format!("The name “{name}” mixes letters.")));
    sample
}

impl BundleResult {
    /// A bundle of two.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |file: &str, state: State, name: &str| Row {
            cells: vec![
                Cell::text(file),
                Cell::State(state),
                Cell::text(name),
                Cell::Exact("did:web:northside.example".to_owned()),
                Cell::text("Trusted"),
                Cell::text(""),
            ],
            ..Row::default()
        };
        let page = Self {
            frame: Frame::sample(),
            source: "applicants.json".to_owned(),
            bundle: bundle_sample().bundle.unwrap_or_default(),
            summary: "2 badges, 1 of them valid".to_owned(),
            table: Table {
                caption: "The badges in it".to_owned(),
                columns: ["File", "Verdict", "Achievement", "Issuer", "Trust", "Today"].map(Column::new).to_vec(),
                rows: vec![
                    row("ada.png", State::Valid, "Inquiry-based learning: facilitator"),
                    row("ben.png", State::Withdrawn, "Inquiry-based learning: facilitator"),
                ],
                empty: Empty::default(),
            },
            downloads: downloads_sample(),
        };
        vec![("verify-bundle", page)]
    }
}

fn downloads_sample() -> Vec<Download> {
    vec![
        Download {
            href: Href::json_file("{}"),
            label: "Report (JSON)".to_owned(),
            hint: "For programs and for your files".to_owned(),
        },
        Download {
            href: Href::csv_file("a,b\r\n"),
            label: "Report (CSV)".to_owned(),
            hint: "For spreadsheets".to_owned(),
        },
    ]
}

/// What a file claims that nobody can be held to.
fn claimed_sample() -> VerifiedBadge {
    VerifiedBadge { name: "Inquiry-based learning: facilitator".to_owned(), ..VerifiedBadge::default() }
}

fn judge_sample(name: &str) -> CheckLine {
    CheckLine {
        mark: Mark::Pass,
        what: format!("Peer {name}"),
        sentence: format!("Peer {name} judged the evidence for this badge and found everything that is needed."),
        meaning: "Signed by northside.example for this person.".to_owned(),
        detail: None,
    }
}

fn signed_sample(issuer: &str) -> VerifiedBadge {
    let binding = sample_line("issuer", if issuer.starts_with("did:key") { "warn" } else { "pass" }, "");
    VerifiedBadge {
        is_signed: true,
        lang: "en".to_owned(),
        name: "Inquiry-based learning: facilitator".to_owned(),
        description: "The teacher plans, leads and reflects on an inquiry cycle with a whole class.".to_owned(),
        artwork: None,
        earner: Some("Ada Marlowe".to_owned()),
        issuer: "Northside School District".to_owned(),
        issuer_address: issuer.to_owned(),
        binding: binding.meaning,
        criteria: markdown::render("Submit a unit plan, three samples of pupils' work and a written reflection."),
        criteria_href: Href::outside("https://northside.example/achievements/inquiry"),
        narrative: markdown::render("Led a three-week inquiry into the water of the local river with grade 7."),
        results: vec![ResultLine { what: "Credits earned".to_owned(), value: "1.5".to_owned() }],
        rubric: Some(achievement::sample_rubric(&[3, 2, 2])),
        evidence: vec![Evidence {
            kind: "Portfolio".to_owned(),
            name: "Unit plan: water quality in our river".to_owned(),
            href: Href::outside("https://northside.example/evidence/9f3c"),
            narrative: markdown::render("Five lessons for grade 5, with the questions that the pupils asked."),
            audience: "Everybody who has the badge".to_owned(),
            fingerprint: None,
        }],
        alignments: vec![Alignment {
            name: "Standard 5: Learning design".to_owned(),
            code: "EDU-5".to_owned(),
            framework: "Educator standards".to_owned(),
            href: Href::outside("https://standards.example.net/educators/5"),
            ..Alignment::default()
        }],
        dates: vec![
            Event { what: "Issued".to_owned(), moment: Some(moment("2026-05-03", "3 May 2026")) },
            Event { what: "Valid until".to_owned(), moment: Some(moment("2029-05-03", "3 May 2029")) },
        ],
        judged: Some(
            "Judged by 2 of 2 independent peers on rubric “Inquiry-based learning: facilitator”, version 3.".to_owned(),
        ),
        judges: ["3fa2c1d0", "b7710e92"].map(judge_sample).to_vec(),
        page_href: Href::outside("https://northside.example/badges/K7QF-2MXD"),
    }
}

fn pointer_sample(address: &str) -> Pointer {
    Pointer {
        address: address.to_owned(),
        may_be_asked: true,
        own: Some(OwnBadge {
            name: "Inquiry-based learning: facilitator".to_owned(),
            issuer: "Northside School District".to_owned(),
            state: State::Valid,
            href: "/badges/01jqk3".into(),
        }),
    }
}

fn sample_line(check: &str, outcome: &str, sentence: &str) -> CheckLine {
    CheckLine::of_report(Finding { check, outcome, code: "ok", sentence }, Words::default())
}

fn no_badge_sample(pointer: Option<Pointer>) -> VerifyResult {
    VerifyResult {
        frame: Frame::sample(),
        source: "Screenshot 2026-06-09.png".to_owned(),
        verdict: Verdict::new(
            State::NoBadge,
            &Facts { looks_like: Some("a screenshot".to_owned()), ..Facts::default() },
            Words::default(),
        ),
        pointer,
        checked: moment("2026-06-09T14:05:00Z", "9 June 2026, 14:05 UTC"),
        checks: vec![sample_line("format", "fail", "The image carries no badge.")],
        json: Some("{\n  \"verdict\": \"invalid\",\n  \"state\": \"no-badge\"\n}".to_owned()),
        ..VerifyResult::default()
    }
}
