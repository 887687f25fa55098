//! The answer to many badges: a page that grows while they are checked, then a table of all.

use std::borrow::Cow;

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Choice, Frame, moment};
use crate::language::Words;
use crate::web::href::Href;
use crate::web::moment::Moment;
use crate::web::rich::Rich;
use crate::web::verdict::State;

/// The longest list for programs that a page carries; longer ones are asked for by themselves.
pub const JSON_LIMIT_BYTES: usize = 5_000_000;

/// `POST /verify/many`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "verify/many.html")]
pub struct ManyResult {
    /// What surrounds the page.
    pub frame: Frame,
    /// The instant that dates are compared with.
    pub checked: Moment,
    /// How far it is, the latest last; only that one is seen.
    pub steps: Vec<String>,
    /// What came out, when all is done.
    pub outcome: Option<ManyOutcome>,
}

/// What came out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "verify/many_outcome.html")]
pub struct ManyOutcome {
    /// The page's own words.
    #[serde(default)]
    pub words: Words,
    /// The counts: "570 of 600 badges are valid".
    pub headline: String,
    /// What else there is to say.
    pub notes: Vec<String>,
    /// Which rows can be shown alone: `all`, `valid`, `invalid`, `open`, `nobody`.
    pub shows: Vec<Choice>,
    /// The badges.
    pub rows: Vec<ManyRow>,
    /// The applicants, when a table of them was handed in.
    pub applicants: Option<ManyApplicants>,
    /// The table as a file inside the page.
    pub csv: Href,
    /// The verdicts for programs, one on each line; nothing when they are too long for a page.
    pub json: Option<Href>,
}

/// One badge of many.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Template)]
#[template(path = "verify/many_row.html")]
pub struct ManyRow {
    /// The page's own words.
    #[serde(default)]
    pub words: Words,
    /// Where it stood: `june.zip/ada.png`.
    pub file: String,
    /// The state, which gives word and colour.
    pub state: State,
    /// Which choice shows it: `valid`, `invalid`, `open`.
    pub shown_by: Shown,
    /// Why.
    pub sentence: String,
    /// The issuer's host or identifier; empty when it is not known.
    pub issuer: String,
    /// What the issuer calls itself; may be empty.
    pub calls_itself: String,
    /// The achievement's name.
    pub achievement: String,
    /// The learner's address, as the badge has it.
    pub learner: String,
    /// The applicant who was found to be the learner; empty when none was.
    pub applicant: String,
    /// How well that is shown, or why nobody was looked for; empty when there is nothing to say.
    pub applicant_note: String,
    /// Whether there is a list of applicants and the learner is not on it.
    pub is_nobody: bool,
    /// Every check in a sentence.
    pub checks: Vec<String>,
}

/// Which choice above the table shows a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Shown {
    /// Valid.
    Valid,
    /// Not valid.
    Invalid,
    /// Could not be told.
    #[default]
    Open,
}

/// Who applied, and what each has.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyApplicants {
    /// "12 of 40 applicants have a badge here …"
    pub sentence: String,
    /// Everybody, in the order of the table.
    pub people: Vec<ManyPerson>,
}

/// One applicant.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ManyPerson {
    /// The name.
    pub name: String,
    /// The e-mail address, else the identifier.
    pub contact: String,
    /// "2 valid, 1 not valid", or "None".
    pub badges: String,
}

impl ManyRow {
    /// The classes of the row, by which the choices find it.
    pub fn class(&self) -> String {
        let shown = match self.shown_by {
            Shown::Valid => "r-valid",
            Shown::Invalid => "r-invalid",
            Shown::Open => "r-open",
        };
        let nobody = if self.is_nobody { " r-nobody" } else { "" };
        format!("{shown}{nobody}")
    }

    /// The word of its state.
    pub fn word(&self) -> Cow<'static, str> {
        self.state.word(self.words)
    }

    /// What the issuer calls itself, in quotation marks.
    pub fn calling(&self) -> Rich {
        Rich::new(self.words, "many-calls-itself").with("name", &self.calls_itself)
    }

    /// The sign beside the word.
    pub fn sign(&self) -> &'static str {
        match self.state.tone().class() {
            "good" => "✓",
            "bad" => "✗",
            "open" => "?",
            _ => "!",
        }
    }
}

impl ManyResult {
    /// Under way, and done, with and without applicants.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let begun = Self {
            frame: Frame::sample(),
            checked: moment("2026-06-09T14:05:00Z", "9 June 2026, 14:05 UTC"),
            steps: vec!["1,200 of 10,000 checked, 850 a second, about 10 seconds left.".into()],
            outcome: None,
        };
        let outcome = ManyOutcome {
            words: Words::default(),
            headline: "1 of 3 badges is valid".into(),
            notes: vec!["1 is not valid, 1 could not be checked.".into()],
            shows: shows(
                &[
                    ("all", "many-show-all", 3),
                    ("valid", "state-valid", 1),
                    ("invalid", "state-invalid", 1),
                    ("open", "state-unknown", 1),
                ],
                Words::default(),
            ),
            rows: sample_rows(),
            applicants: None,
            csv: Href::csv_file("File,Verdict\r\njune.zip/ada.png,valid\r\n"),
            json: Some(Href::json_file("{\"file\":\"june.zip/ada.png\"}\n")),
        };
        let done = Self { steps: vec!["All 3 checked.".into()], outcome: Some(outcome.clone()), ..begun.clone() };
        let person = |name: &str, contact: &str, badges: &str| ManyPerson {
            name: name.into(),
            contact: contact.into(),
            badges: badges.into(),
        };
        let matched = ManyOutcome {
            shows: shows(
                &[
                    ("all", "many-show-all", 3),
                    ("valid", "state-valid", 1),
                    ("invalid", "state-invalid", 1),
                    ("open", "state-unknown", 1),
                    ("nobody", "many-nobody", 1),
                ],
                Words::default(),
            ),
            applicants: Some(ManyApplicants {
                sentence:
                    "1 of 2 applicants have a badge here that is proven to be theirs. Badges of nobody on your list: 1."
                        .into(),
                people: vec![
                    person("Ada Marlowe", "ada@school.example", "1 valid"),
                    person("Bo Lind", "bo@school.example", "None"),
                ],
            }),
            json: None,
            ..outcome
        };
        let with_applicants = Self { outcome: Some(matched), ..done.clone() };
        vec![("many-begun", begun), ("many", done), ("many-applicants", with_applicants)]
    }
}

/// The choices above the table, each with the name of its words; the first of them is chosen.
pub fn shows(choices: &[(&str, &str, usize)], words: Words) -> Vec<Choice> {
    let choice = |(at, (value, label, count)): (usize, &(&str, &str, usize))| {
        let choice = Choice::new(*value, words.say(label)).with_count(*count as u64);
        if at == 0 { choice.chosen() } else { choice }
    };
    choices.iter().enumerate().map(choice).collect()
}

fn sample_rows() -> Vec<ManyRow> {
    let row = |file: &str, state: State, shown_by: Shown, sentence: &str| ManyRow {
        file: file.into(),
        state,
        shown_by,
        sentence: sentence.into(),
        issuer: "northside.example".into(),
        calls_itself: "Northside School District".into(),
        achievement: "Inquiry-based learning: facilitator".into(),
        learner: "urn:uuid:0b3f6d0e-1111-4222-8333-444455556666".into(),
        checks: vec![
            "In order: the file, the words in it, the form, the dates.".into(),
            "The signature: in order.".into(),
        ],
        ..ManyRow::default()
    };
    vec![
        ManyRow {
            applicant: "Ada Marlowe".into(),
            applicant_note: "by a weak hash (MD5)".into(),
            ..row(
                "june.zip/ada.png",
                State::Valid,
                Shown::Valid,
                "Issued by northside.example on 3 May 2026 and not changed since.",
            )
        },
        ManyRow {
            is_nobody: true,
            ..row("june.zip/bo.json", State::Withdrawn, Shown::Invalid, "Withdrawn by northside.example.")
        },
        ManyRow {
            issuer: String::new(),
            calls_itself: String::new(),
            achievement: String::new(),
            learner: String::new(),
            ..row(
                "june.zip/cy.zip",
                State::Unknown,
                Shown::Open,
                "This is an archive inside an archive, which is not opened.",
            )
        },
    ]
}
