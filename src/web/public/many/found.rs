//! What is remembered of all badges until the page can be finished: rows, tables, counts, and who has what.

use std::collections::BTreeMap;

use super::{Done, PIECE_BYTES};
use crate::batch::{Applicants, Sheet};
use crate::language::Words;
use crate::verify::{SHEET_HEADS, Tally, Verdict};
use crate::web::href::Href;
use crate::web::views::many::{JSON_LIMIT_BYTES, shows};
use crate::web::views::{ManyApplicants, ManyOutcome, ManyPerson};

/// What is remembered of all badges until the page can be finished.
pub(super) struct Found {
    pub(super) rows: Vec<String>,
    sheet: Sheet,
    /// Empty from the moment when it is too long.
    json: String,
    is_json_too_long: bool,
    strangers: usize,
    compared: usize,
    /// By the place of the applicant: valid ones and others.
    badges: BTreeMap<usize, (usize, usize)>,
}

impl Found {
    pub(super) fn new() -> Self {
        Self {
            rows: vec![String::new()],
            sheet: Sheet::new(&SHEET_HEADS),
            json: String::new(),
            is_json_too_long: false,
            strangers: 0,
            compared: 0,
            badges: BTreeMap::new(),
        }
    }

    pub(super) fn add(&mut self, done: Done) {
        match self.rows.last_mut() {
            Some(piece) if piece.len() < PIECE_BYTES => piece.push_str(&done.row),
            _ => self.rows.push(done.row),
        }
        self.sheet.push(&done.cells);
        if self.json.len() + done.json.len() > JSON_LIMIT_BYTES {
            (self.is_json_too_long, self.json) = (true, String::new());
        } else if !self.is_json_too_long {
            self.json.push_str(&done.json);
        }
        self.strangers += usize::from(done.is_nobody);
        self.compared += usize::from(done.is_compared);
        if let Some(at) = done.holder {
            let (valid, other) = self.badges.entry(at).or_default();
            *(if done.verdict == Verdict::Valid { valid } else { other }) += 1;
        }
    }

    pub(super) fn outcome(
        self,
        tally: &Tally,
        people: Option<&Applicants>,
        missing: usize,
        words: Words,
    ) -> ManyOutcome {
        let count = tally.count();
        let headline = words.fill("many-headline").count("valid", tally.valid).count("count", count).into();
        let mut notes = Vec::new();
        if tally.valid < count {
            let note = words.fill("many-others").count("invalid", tally.invalid).count("open", tally.indeterminate);
            notes.push(note.into());
        }
        if missing > 0 {
            notes.push(words.fill("many-missing").count("count", missing).into());
        }
        if self.is_json_too_long {
            notes.push(words.say("many-too-long").into());
        }
        let mut choices = vec![
            ("all", "many-show-all", count),
            ("valid", "state-valid", tally.valid),
            ("invalid", "state-invalid", tally.invalid),
            ("open", "state-unknown", tally.indeterminate),
        ];
        if people.is_some() {
            choices.push(("nobody", "many-nobody", self.strangers));
        }
        let applicants =
            people.map(|people| applicants(people, &self.badges, (self.strangers, count - self.compared), words));
        let json = (!self.is_json_too_long).then(|| Href::json_file(&self.json));
        let csv = Href::csv_file(&self.sheet.into_text());
        ManyOutcome { words, headline, notes, shows: shows(&choices, words), rows: Vec::new(), applicants, csv, json }
    }
}

/// Who has what; how many badges belong to nobody, and how many were not compared.
fn applicants(
    people: &Applicants,
    badges: &BTreeMap<usize, (usize, usize)>,
    (strangers, uncompared): (usize, usize),
    words: Words,
) -> ManyApplicants {
    let people: Vec<ManyPerson> = people
        .people()
        .iter()
        .enumerate()
        .map(|(at, person)| ManyPerson {
            name: person.name.clone(),
            contact: if person.email.is_empty() { person.id.clone() } else { person.email.clone() },
            badges: match badges.get(&at) {
                None => words.say("many-none").into(),
                Some((valid, 0)) => words.fill("many-has-valid").count("valid", valid).into(),
                Some((valid, other)) => words.fill("many-has-both").count("valid", valid).count("other", other).into(),
            },
        })
        .collect();
    let proven = words.fill("many-proven").count("proven", badges.len()).count("people", people.len());
    let mut sentence = proven.count("strangers", strangers).to_string();
    if uncompared > 0 {
        sentence.push(' ');
        sentence.push_str(&words.fill("many-uncompared").count("count", uncompared).to_string());
    }
    ManyApplicants { sentence, people }
}
