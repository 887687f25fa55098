//! An achievement as it is written in the form, and the definition that it stands for.
//!
//! The form has one row of levels for all criteria. What a definition holds beyond the form (short names, points, kinds
//! of standards) is taken over from the draft before.

use std::borrow::Cow;

use super::super::form::Fields;
use super::super::views::FieldError;
use super::achievements::design;
use crate::issue::{AlignmentDefinition, Artwork, CriterionDefinition, Definition, LevelDefinition};
use crate::language::Words;
use crate::picture::artwork::{Colour, Design, Icon, Shape};

/// Rows of one kind in one form.
const ROWS_LIMIT: usize = 50;
/// What stands between several grade bands.
const GRADES_BETWEEN: &str = ", ";

/// What stands in the form.
pub(super) struct Written {
    pub(super) name: String,
    pub(super) description: String,
    pub(super) criteria: String,
    pub(super) kind: String,
    pub(super) language: String,
    pub(super) tags: String,
    pub(super) subject: String,
    pub(super) grades: Vec<String>,
    pub(super) credits: String,
    pub(super) valid_days: String,
    pub(super) review: String,
    pub(super) can_be_held: bool,
    pub(super) alignments: Vec<WrittenAlignment>,
    pub(super) design: Design,
    /// The picture that was uploaded, instead of the design.
    pub(super) picture: Option<String>,
    pub(super) alt: String,
    pub(super) levels: Vec<String>,
    pub(super) rubric: Vec<WrittenCriterion>,
}

/// A standard in the form.
#[derive(Clone, Default)]
pub(super) struct WrittenAlignment {
    pub(super) framework: String,
    pub(super) name: String,
    pub(super) code: String,
    pub(super) address: String,
    /// What was chosen from a framework: the name as it was then, the kind of standard, and what it says.
    pub(super) picked: String,
    pub(super) kind: String,
    pub(super) text: String,
}

impl WrittenAlignment {
    /// A standard as a definition has it.
    pub(super) fn of_definition(one: &AlignmentDefinition) -> Self {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        Self {
            framework: or_empty(&one.target_framework),
            name: one.target_name.clone(),
            code: or_empty(&one.target_code),
            address: one.target_url.clone(),
            picked: one.target_name.clone(),
            kind: or_empty(&one.target_type),
            text: or_empty(&one.target_description),
        }
    }

    fn of_fields(fields: &Fields, row: &str) -> Self {
        let text = |member: &str| fields.text(&format!("{row}-{member}")).to_owned();
        Self {
            framework: text("framework"),
            name: text("name"),
            code: text("code"),
            address: text("address"),
            picked: text("picked"),
            kind: text("type"),
            text: text("text"),
        }
    }

    /// The standard that it stands for. With another name it is another one: its kind and text are not known.
    fn read(&self) -> AlignmentDefinition {
        let is_as_picked = self.picked.trim() == self.name.trim();
        AlignmentDefinition {
            target_name: self.name.trim().to_owned(),
            target_url: self.address.trim().to_owned(),
            target_code: filled(&self.code),
            target_framework: filled(&self.framework),
            target_description: filled(&self.text).filter(|_| is_as_picked),
            target_type: filled(&self.kind).filter(|_| is_as_picked),
        }
    }

    fn is_empty(&self) -> bool {
        [&self.framework, &self.name, &self.code, &self.address].iter().all(|text| text.trim().is_empty())
    }
}

/// A criterion in the form.
#[derive(Clone, Default)]
pub(super) struct WrittenCriterion {
    pub(super) name: String,
    /// The number of the level that must be reached, from 0; empty for none.
    pub(super) required: String,
    pub(super) texts: Vec<String>,
    /// The standards that it answers to, chosen from frameworks.
    pub(super) standards: Vec<WrittenAlignment>,
}

/// A definition, from which row of the form each of its parts came, and what could not be read.
pub(super) struct Read {
    pub(super) definition: Definition,
    pub(super) errors: Vec<FieldError>,
    alignment_rows: Vec<usize>,
    criterion_rows: Vec<usize>,
    level_rows: Vec<usize>,
}

/// Whether all criteria have the same levels, as the form has them.
pub(super) fn is_regular(rubric: &[CriterionDefinition]) -> bool {
    let names = |criterion: &CriterionDefinition| criterion.levels.iter().map(|l| l.name.clone()).collect::<Vec<_>>();
    rubric.windows(2).all(|pair| names(&pair[0]) == names(&pair[1]))
}

impl Written {
    /// A form in which nothing was written yet.
    pub(super) fn blank(words: Words) -> Self {
        let levels = [words.say("desk-form-level-1"), words.say("desk-form-level-2"), words.say("desk-form-level-3")];
        Self {
            kind: "MicroCredential".to_owned(),
            language: words.language().tag().to_owned(),
            can_be_held: true,
            alignments: vec![WrittenAlignment::default()],
            rubric: vec![WrittenCriterion { required: "2".to_owned(), ..WrittenCriterion::default() }],
            levels: levels.map(Cow::into_owned).to_vec(),
            ..Self::of_fields(&Fields::default())
        }
    }

    /// What was sent.
    pub(super) fn of_fields(fields: &Fields) -> Self {
        let text = |name: &str| fields.text(name).to_owned();
        let row = |start: &str, end: &str| {
            let names = (0..ROWS_LIMIT).map(|at| (at, format!("{start}-{at}{end}")));
            let sent = names.take_while(|(_, name)| fields.find(name).is_some());
            sent.map(|(at, _)| at).collect::<Vec<_>>()
        };
        let levels = row("level", "");
        let alignment = |at| WrittenAlignment::of_fields(fields, &format!("alignment-{at}"));
        let criterion = |at| WrittenCriterion {
            name: text(&format!("criterion-{at}-name")),
            required: text(&format!("criterion-{at}-required")),
            texts: levels.iter().map(|level| text(&format!("criterion-{at}-level-{level}"))).collect(),
            standards: row(&format!("criterion-{at}-standard"), "-name")
                .into_iter()
                .map(|number| WrittenAlignment::of_fields(fields, &format!("criterion-{at}-standard-{number}")))
                .collect(),
        };
        Self {
            name: text("name"),
            description: text("description"),
            criteria: text("criteria"),
            kind: text("type"),
            language: text("language"),
            tags: text("tags"),
            subject: text("subject"),
            grades: fields.all("grade").into_iter().map(str::to_owned).collect(),
            credits: text("credits"),
            valid_days: text("valid_days"),
            review: text("review"),
            can_be_held: !text("holds").is_empty(),
            alignments: row("alignment", "-name").into_iter().map(alignment).collect(),
            design: design(fields, "artwork_text"),
            picture: fields.filled("picture").filter(|_| fields.text("drawn").is_empty()),
            alt: text("alt"),
            levels: levels.iter().map(|at| text(&format!("level-{at}"))).collect(),
            rubric: row("criterion", "-name").into_iter().map(criterion).collect(),
        }
    }

    /// A definition as the form shows it.
    pub(super) fn of_definition(words: Words, definition: &Definition) -> Self {
        let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
        let (design, picture) = match &definition.artwork {
            Artwork::Design(design) => (design.clone(), None),
            Artwork::Image(image) => (plain(), Some(image.clone())),
        };
        let rubric = if is_regular(&definition.rubric) { definition.rubric.as_slice() } else { &[] };
        let levels = rubric.first().map(|first| first.levels.iter().map(|level| level.name.clone()).collect());
        let grades = definition.grade_band.iter().flat_map(|bands| bands.split(GRADES_BETWEEN)).map(str::to_owned);
        Self {
            name: definition.name.clone(),
            description: definition.description.clone(),
            criteria: definition.criteria.clone(),
            kind: definition.achievement_type.clone(),
            language: or_empty(&definition.language),
            tags: definition.tags.join(", "),
            subject: or_empty(&definition.subject),
            grades: grades.collect(),
            credits: definition.credits_available.map(|credits| credits.to_string()).unwrap_or_default(),
            valid_days: definition.valid_for_days.map(|days| days.to_string()).unwrap_or_default(),
            review: or_empty(&definition.review),
            can_be_held: definition.suspendable,
            alignments: definition.alignments.iter().map(WrittenAlignment::of_definition).collect(),
            design,
            picture,
            alt: definition.alternative_text.clone(),
            levels: levels.unwrap_or_else(|| Self::blank(words).levels),
            rubric: rubric.iter().map(written_criterion).collect(),
        }
    }

    /// The definition that the form stands for, with `before` as the draft that it changes.
    pub(super) fn read(&self, words: Words, before: Option<&Definition>) -> Read {
        let mut errors = Vec::new();
        let wrong = words.say("desk-form-number-wrong");
        let definition = Definition {
            name: self.name.trim().to_owned(),
            description: self.description.trim().to_owned(),
            criteria: self.criteria.trim().to_owned(),
            achievement_type: self.kind.clone(),
            language: filled(&self.language),
            subject: filled(&self.subject),
            grade_band: filled(&self.grades.join(GRADES_BETWEEN)),
            tags: self.tags.split(',').filter_map(filled).collect(),
            alignments: Vec::new(),
            credits_available: number(&self.credits, ("credits", &wrong), &mut errors),
            artwork: match &self.picture {
                Some(picture) => Artwork::Image(picture.clone()),
                None => Artwork::Design(self.design.clone()),
            },
            alternative_text: self.alt.trim().to_owned(),
            rubric: Vec::new(),
            review: filled(&self.review),
            valid_for_days: number(&self.valid_days, ("valid_days", &wrong), &mut errors),
            suspendable: self.can_be_held,
        };
        let mut read = Read {
            definition,
            errors,
            alignment_rows: with_name(self.alignments.iter().map(|row| &row.name)),
            criterion_rows: with_name(self.rubric.iter().map(|row| &row.name)),
            level_rows: with_name(self.levels.iter()),
        };
        let rows = read.alignment_rows.iter();
        read.definition.alignments = rows.map(|row| self.alignments[*row].read()).collect();
        let rubric = before.map_or(&[][..], |before| before.rubric.as_slice());
        read.definition.rubric = if is_regular(rubric) { self.rubric(&read, rubric) } else { rubric.to_vec() };
        read
    }

    /// Puts a standard to the whole, or to a criterion by its row: in a row that is still empty, else in a new one.
    pub(super) fn add_standard(&mut self, criterion: Option<usize>, standard: WrittenAlignment) {
        let rows = match criterion.and_then(|row| self.rubric.get_mut(row)) {
            Some(criterion) => &mut criterion.standards,
            None => &mut self.alignments,
        };
        if rows.iter().any(|row| row.address == standard.address && !row.address.is_empty()) {
            return;
        }
        match rows.iter_mut().find(|row| row.is_empty()) {
            Some(row) => *row = standard,
            None => rows.push(standard),
        }
    }

    fn rubric(&self, read: &Read, before: &[CriterionDefinition]) -> Vec<CriterionDefinition> {
        let mut taken: Vec<String> = before.iter().map(|criterion| criterion.id.clone()).collect();
        let mut criteria = Vec::new();
        for row in &read.criterion_rows {
            let written = &self.rubric[*row];
            let known = before.get(*row).or(before.first());
            let levels: Vec<LevelDefinition> = self.levels(written, read, known);
            let required =
                written.required.parse().ok().and_then(|at: usize| read.level_rows.iter().position(|l| *l == at));
            criteria.push(CriterionDefinition {
                id: before.get(*row).map_or_else(|| fresh("criterion", *row, &mut taken), |known| known.id.clone()),
                name: written.name.trim().to_owned(),
                required_level: required.map(|at| levels[at].id.clone()),
                levels,
                alignments: written.standards.iter().map(WrittenAlignment::read).collect(),
            });
        }
        criteria
    }

    fn levels(
        &self,
        written: &WrittenCriterion,
        read: &Read,
        known: Option<&CriterionDefinition>,
    ) -> Vec<LevelDefinition> {
        let known = known.map_or(&[][..], |known| known.levels.as_slice());
        let mut taken: Vec<String> = known.iter().map(|level| level.id.clone()).collect();
        let level = |row: &usize| LevelDefinition {
            id: known.get(*row).map_or_else(|| fresh("level", *row, &mut taken), |known| known.id.clone()),
            name: self.levels[*row].trim().to_owned(),
            description: written.texts.get(*row).and_then(|text| filled(text)),
            points: known.get(*row).and_then(|known| known.points.clone()),
        };
        read.level_rows.iter().map(level).collect()
    }
}

fn written_criterion(criterion: &CriterionDefinition) -> WrittenCriterion {
    let required = criterion.required_level.as_deref();
    let required = required.and_then(|required| criterion.levels.iter().position(|level| level.id == required));
    WrittenCriterion {
        name: criterion.name.clone(),
        required: required.map(|at| at.to_string()).unwrap_or_default(),
        texts: criterion.levels.iter().map(|level| level.description.clone().unwrap_or_default()).collect(),
        standards: criterion.alignments.iter().map(WrittenAlignment::of_definition).collect(),
    }
}

fn plain() -> Design {
    Design { shape: Shape::ALL[0], colour: Colour::ALL[0], icon: Icon::ALL[0], text: String::new() }
}

/// A text without space around; `None` when nothing is left.
fn filled(text: &str) -> Option<String> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned)
}

/// The number in a field; notes what is none.
fn number<T: std::str::FromStr>(text: &str, (field, wrong): (&str, &str), errors: &mut Vec<FieldError>) -> Option<T> {
    let text = filled(text)?;
    let read = text.parse().ok();
    if read.is_none() {
        errors.push(FieldError::new(field, wrong));
    }
    read
}

/// The rows that have a name; the others are left out.
fn with_name<'a>(names: impl Iterator<Item = &'a String>) -> Vec<usize> {
    names.enumerate().filter(|(_, name)| !name.trim().is_empty()).map(|(at, _)| at).collect()
}

/// A short name that is not taken yet.
fn fresh(kind: &str, row: usize, taken: &mut Vec<String>) -> String {
    let mut names = (row + 1..).map(|number| format!("{kind}-{number}"));
    let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.push(name.clone());
    name
}

impl Read {
    /// What is wrong with the definition, at the field of the form where it can be put right.
    pub(super) fn place(&self, words: Words, error: &crate::issue::FieldError) -> FieldError {
        let path: Vec<&str> = error.field.split('.').collect();
        let row = |rows: &[usize], at: &str| at.parse().ok().and_then(|at: usize| rows.get(at).copied()).unwrap_or(0);
        let field = match path.as_slice() {
            ["achievementType"] => "type".to_owned(),
            ["gradeBand"] => "grade-1".to_owned(),
            ["creditsAvailable"] => "credits".to_owned(),
            ["validForDays"] => "valid_days".to_owned(),
            ["alternativeText"] => "alt".to_owned(),
            ["artwork" | "image", ..] => "upload".to_owned(),
            ["alignments", at, member] => {
                let member = if *member == "targetName" { "name" } else { "address" };
                format!("alignment-{}-{member}", row(&self.alignment_rows, at))
            }
            ["rubric", at, "name" | "id" | "alignments", ..] => {
                format!("criterion-{}-name", row(&self.criterion_rows, at))
            }
            ["rubric", _, "levels", level, ..] => format!("level-{}", row(&self.level_rows, level)),
            ["rubric", ..] => "level-0".to_owned(),
            ["alignments"] => "alignment-0-name".to_owned(),
            _ => error.field.clone(),
        };
        let is_missing = error.message == "This must not be empty.";
        let message = match field.as_str() {
            "name" if is_missing => words.say("desk-form-name-missing"),
            "description" if is_missing => words.say("desk-form-description-missing"),
            "criteria" if is_missing => words.say("desk-form-criteria-missing"),
            _ => words.retold(&error.message).into(),
        };
        FieldError::new(field, message)
    }
}
