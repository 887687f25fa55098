//! What is remembered of all badges until the page can be finished: rows, tables, counts, and who has what.

use std::collections::BTreeMap;

use super::writer::grouped;
use super::{Done, PIECE_BYTES};
use crate::batch::{Applicants, Sheet};
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

    pub(super) fn outcome(self, tally: &Tally, people: Option<&Applicants>, missing: usize) -> ManyOutcome {
        let count = tally.count();
        let is = |number: usize| if number == 1 { "is" } else { "are" };
        let headline = format!("{} of {} badges {} valid", grouped(tally.valid), grouped(count), is(tally.valid));
        let mut notes = Vec::new();
        if tally.valid < count {
            let invalid = format!("{} {} not valid", grouped(tally.invalid), is(tally.invalid));
            notes.push(format!("{invalid}, {} could not be checked.", grouped(tally.indeterminate)));
        }
        if missing > 0 {
            notes.push(format!("{} were not looked at, since it took too long. Hand them in again.", grouped(missing)));
        }
        if self.is_json_too_long {
            let text = "The list for programs is too long for this page; choose “Download as JSON lines” in the form.";
            notes.push(text.into());
        }
        let mut choices = vec![
            ("all", "All", count),
            ("valid", "Valid", tally.valid),
            ("invalid", "Not valid", tally.invalid),
            ("open", "Could not be checked", tally.indeterminate),
        ];
        if people.is_some() {
            choices.push(("nobody", "Nobody on your list", self.strangers));
        }
        let applicants = people.map(|people| applicants(people, &self.badges, (self.strangers, count - self.compared)));
        let json = (!self.is_json_too_long).then(|| Href::json_file(&self.json));
        let csv = Href::csv_file(&self.sheet.into_text());
        ManyOutcome { headline, notes, shows: shows(&choices), rows: Vec::new(), applicants, csv, json }
    }
}

/// Who has what; how many badges belong to nobody, and how many were not compared.
fn applicants(
    people: &Applicants,
    badges: &BTreeMap<usize, (usize, usize)>,
    (strangers, uncompared): (usize, usize),
) -> ManyApplicants {
    let people: Vec<ManyPerson> = people
        .people()
        .iter()
        .enumerate()
        .map(|(at, person)| ManyPerson {
            name: person.name.clone(),
            contact: if person.email.is_empty() { person.id.clone() } else { person.email.clone() },
            badges: match badges.get(&at) {
                None => "None".into(),
                Some((valid, 0)) => format!("{valid} valid"),
                Some((valid, other)) => format!("{valid} valid, {other} not valid or not known"),
            },
        })
        .collect();
    let mut sentence = format!(
        "{} of {} applicants have a badge here that is proven to be theirs. Badges of nobody on your list: {}.",
        grouped(badges.len()),
        grouped(people.len()),
        grouped(strangers)
    );
    if uncompared > 0 {
        let text = format!(" Not compared, since nobody vouches for what they say: {}.", grouped(uncompared));
        sentence.push_str(&text);
    }
    ManyApplicants { sentence, people }
}
