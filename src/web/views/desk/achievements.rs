//! Describing and publishing achievements.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Artwork, Cell, Choice, Column, Empty, Field, FieldError, Frame, Link, Row, Table};
use super::Desk;
use crate::web::href::Href;
use crate::web::verdict::Mark;

/// `GET /desk/{slug}/achievements`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/achievements.html")]
pub struct Achievements {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// Where a new one begins; `None` when this person may not.
    pub new_href: Option<Href>,
    /// The achievements.
    pub table: Table,
}

/// `GET` and `POST /desk/{slug}/achievements/new` and `…/{id}/edit`.
///
/// Fields are named as they stand here (`name`, `criteria`, …); rows count from 0: `alignment-0-name`,
/// `level-0`, `criterion-0-name`, `criterion-0-required`, `criterion-0-level-0`. The pressed button arrives as `do`:
/// `save`, `add-alignment`, `add-criterion`. Rows without a name are left out.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/achievement_form.html")]
pub struct AchievementForm {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// "New achievement".
    pub heading: String,
    /// What to know before changing it: "Version 3 is published. Saving makes a draft of version 4."
    pub note: Option<String>,
    /// Where the form goes.
    pub action: Href,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// `name`
    pub name: Field,
    /// `description`
    pub description: Field,
    /// `criteria`, in Markdown
    pub criteria: Field,
    /// `type`
    pub kinds: Vec<Choice>,
    /// `language`
    pub languages: Vec<Choice>,
    /// `tags`, separated by commas
    pub tags: Field,
    /// `subject`
    pub subject: Field,
    /// `grade`, several
    pub grades: Vec<Choice>,
    /// `credits`
    pub credits: Field,
    /// `valid_days`: after how many days a badge expires
    pub valid_days: Field,
    /// `review`: how evidence is reviewed
    pub review: Field,
    /// `holds`: whether badges can be put on hold
    pub holds: Vec<Choice>,
    /// The standards.
    pub alignments: Vec<AlignmentRow>,
    /// Looking for standards in frameworks.
    pub picker: Picker,
    /// The picture as it is now.
    pub artwork: Option<Artwork>,
    /// `shape`
    pub shapes: Vec<Choice>,
    /// `colour`
    pub colours: Vec<Choice>,
    /// `icon`
    pub icons: Vec<Choice>,
    /// `artwork_text`
    pub artwork_text: Field,
    /// The picture that was uploaded before, as the form sends it in `picture`; with it, `drawn` takes it away.
    pub picture: Option<String>,
    /// Draws a picture as it is chosen, for the preview without saving.
    pub preview_href: Href,
    /// What is wrong with the uploaded picture. Field `upload`.
    pub upload_error: Option<String>,
    /// `alt`
    pub alt: Field,
    /// The names of the levels, lowest first: `level-0`, …
    pub levels: Vec<Field>,
    /// The rubric.
    pub criterion_rows: Vec<CriterionRow>,
    /// Instead of the rubric, when this form cannot show it: why.
    pub rubric_note: Option<String>,
    /// Where it can be published, when it was saved before.
    pub publish_href: Option<Href>,
    /// Its versions, and the draft as its page; `None` for a new one.
    pub versions_href: Option<Href>,
    /// From which others it follows; `None` for a new one.
    pub milestone_href: Option<Href>,
    /// Putting it into the archive or taking it out.
    pub archive: Option<ArchiveForm>,
}

/// Putting an achievement into the archive, or taking it out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArchiveForm {
    /// Where the form goes.
    pub action: Href,
    /// What it is about: the headline.
    pub heading: String,
    /// What happens.
    pub sentence: String,
    /// The words on the button.
    pub button: String,
}

/// A standard in the form: `alignment-{n}-framework`, `-name`, `-code`, `-address`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AlignmentRow {
    /// The framework.
    pub framework: Field,
    /// The standard's name.
    pub name: Field,
    /// Its code.
    pub code: Field,
    /// Where it is published.
    pub address: Field,
    /// The name that it had when it was chosen from a framework.
    #[serde(default)]
    pub picked: String,
    /// What kind of standard it is.
    #[serde(default)]
    pub kind: String,
    /// What it says.
    #[serde(default)]
    pub text: String,
}

/// Looking for standards in frameworks: `standard_q`, `standard_for`; buttons `find-standard`, `use-standard:{item}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Picker {
    /// The words that are looked for.
    pub query: Field,
    /// What a chosen standard is put to: the whole, or a criterion by its row.
    pub targets: Vec<Choice>,
    /// Whether anything was looked for.
    pub is_asked: bool,
    /// What was found.
    pub results: Vec<PickerLine>,
    /// Whether there is more.
    pub is_cut: bool,
}

/// A standard to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PickerLine {
    /// Which item.
    pub item: String,
    /// Its code; may be empty.
    pub code: String,
    /// What it says.
    pub statement: String,
    /// The framework that it is part of.
    pub framework: String,
}

/// A criterion in the form: `criterion-{n}-name`, `-required`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CriterionRow {
    /// What is looked at.
    pub name: Field,
    /// The level that must be reached.
    pub required: Vec<Choice>,
    /// What each level asks for.
    pub texts: Vec<LevelText>,
    /// The standards that it answers to: `criterion-{n}-standard-{k}-name`, …
    #[serde(default)]
    pub standards: Vec<AlignmentRow>,
}

/// What one level of one criterion asks for: `criterion-{n}-level-{m}`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LevelText {
    /// The level's name.
    pub level: String,
    /// What it asks for.
    pub text: Field,
}

/// `GET /desk/{slug}/achievements/{id}/publish`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "desk/publish.html")]
pub struct Publish {
    /// What surrounds the page.
    pub frame: Frame,
    /// What surrounds the desk.
    pub desk: Desk,
    /// The achievement's name.
    pub name: String,
    /// "Version 4. Badges of earlier versions stay as they were."
    pub version: String,
    /// What was looked at before publishing.
    pub points: Vec<PublishPoint>,
    /// Where the button goes; `None` while something is missing.
    pub action: Option<Href>,
    /// The form, to correct it.
    pub edit_href: Href,
}

/// One thing that was looked at before publishing.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PublishPoint {
    /// How it came out.
    pub mark: Mark,
    /// What was found.
    pub text: String,
}

impl Achievements {
    /// Some, and none.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let row = |id: &str, name: &str, kind: &str, state: &str, awards: &str| Row {
            cells: vec![
                Cell::link(format!("/desk/northside/achievements/{id}"), name),
                Cell::text(kind),
                Cell::text(state),
                Cell::text(awards),
            ],
            ..Row::default()
        };
        let some = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Achievements"),
            new_href: Some("/desk/northside/achievements/new".into()),
            table: Table {
                caption: "Achievements by name".to_owned(),
                columns: ["Name", "Type", "State", "Awarded"].map(Column::new).to_vec(),
                rows: vec![
                    row(
                        "inquiry",
                        "Inquiry-based learning: facilitator",
                        "Micro-credential",
                        "Published, version 3",
                        "212",
                    ),
                    row("reading", "Reading together", "Badge", "Published, version 1", "58"),
                    row("puente", "Puente entre familias y escuela", "Certificate", "Draft", "0"),
                ],
                empty: Empty::new(
                    "An achievement says what can be earned and how. Describe the first one.",
                    Some(Link::new("/desk/northside/achievements/new", "New achievement")),
                ),
            },
        };
        let none = Self { table: Table { rows: Vec::new(), ..some.table.clone() }, ..some.clone() };
        vec![("desk-achievements", some), ("desk-achievements-none", none)]
    }
}

impl AchievementForm {
    /// A new one, and a filled one with something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let new = new_form();
        let no_name = "Give the achievement a name";
        let no_address = "The address must begin with https://";
        let no_picture = "The picture is neither PNG nor SVG. Save it in one of these forms.";
        let wrong = Self {
            heading: "Edit “Inquiry-based learning: facilitator”".to_owned(),
            note: Some("Version 3 is published and stays as it is. Saving makes a draft of version 4.".to_owned()),
            errors: vec![
                FieldError::new("name", no_name),
                FieldError::new("alignment-0-address", no_address),
                FieldError::new("upload", no_picture),
            ],
            name: Field::wrong("", no_name),
            description: Field::new("Plans, leads and reflects on an inquiry cycle with a whole class."),
            criteria: Field::new("Hand in **three** things:\n\n1. a unit plan"),
            alignments: vec![
                AlignmentRow {
                    framework: Field::new("Educator standards"),
                    name: Field::new("Standard 5: Learning design"),
                    code: Field::new("EDU-5"),
                    address: Field::wrong("standards.example.net", no_address),
                    ..AlignmentRow::default()
                },
                AlignmentRow::default(),
            ],
            artwork: Some(Artwork::new("/artwork/inquiry.svg", "The badge as it is now")),
            picture: Some("5d1f0b1c9a3e7742".to_owned()),
            publish_href: Some("/desk/northside/achievements/inquiry/publish".into()),
            archive: Some(ArchiveForm {
                action: "/desk/northside/achievements/inquiry/archive".into(),
                heading: "Archive it".to_owned(),
                sentence: "It leaves the catalogue and is not awarded any more.".to_owned(),
                button: "Put into the archive".to_owned(),
            }),
            upload_error: Some(no_picture.to_owned()),
            ..new.clone()
        };
        let note = "Its criteria have levels of their own, which this form cannot show. The rubric stays as it is.";
        let foreign =
            Self { levels: Vec::new(), criterion_rows: Vec::new(), rubric_note: Some(note.to_owned()), ..new.clone() };
        vec![("desk-achievement-new", new), ("desk-achievement-wrong", wrong), ("desk-achievement-rubric", foreign)]
    }
}

fn new_form() -> AchievementForm {
    let levels = ["Beginning", "Developing", "Proficient"];
    let required = || {
        let mut choices: Vec<Choice> =
            levels.iter().enumerate().map(|(n, level)| Choice::new(n.to_string(), *level)).collect();
        choices[2].chosen = true;
        choices
    };
    let criterion = |name: &str| CriterionRow {
        name: Field::new(name),
        required: required(),
        texts: levels.map(|level| LevelText { level: level.to_owned(), text: Field::default() }).to_vec(),
        standards: vec![AlignmentRow {
            framework: Field::new("Teaching practice"),
            name: Field::new("Leads an inquiry with a whole class"),
            code: Field::new("3.b"),
            address: Field::new("https://northside.example/practice#3.b"),
            ..AlignmentRow::default()
        }],
    };
    let picker = Picker {
        query: Field::new("inquiry"),
        targets: vec![Choice::new("", "The whole achievement").chosen(), Choice::new("0", "Criterion: Planning")],
        is_asked: true,
        results: vec![PickerLine {
            item: "f1i2".to_owned(),
            code: "3.c".to_owned(),
            statement: "Helps pupils to ask questions that can be answered".to_owned(),
            framework: "Teaching practice".to_owned(),
        }],
        is_cut: true,
    };
    AchievementForm {
        picker,
        frame: Frame::signed_in_sample(),
        desk: Desk::sample("Achievements"),
        heading: "New achievement".to_owned(),
        action: "/desk/northside/achievements/new".into(),
        kinds: vec![
            Choice::new("MicroCredential", "Micro-credential").chosen(),
            Choice::new("Badge", "Badge"),
            Choice::new("Certificate", "Certificate"),
        ],
        languages: vec![Choice::new("en", "English").chosen(), Choice::new("es", "Spanish")],
        grades: vec![
            Choice::new("k-2", "K to 2"),
            Choice::new("3-8", "3 to 8").chosen(),
            Choice::new("9-12", "9 to 12"),
        ],
        holds: vec![Choice::new("yes", "Badges can be put on hold").chosen()],
        preview_href: "/desk/northside/artwork.svg".into(),
        alignments: vec![AlignmentRow::default()],
        shapes: vec![
            Choice::new("round", "Round").chosen(),
            Choice::new("shield", "Shield"),
            Choice::new("hexagon", "Hexagon"),
        ],
        colours: vec![Choice::new("teal", "Teal").chosen(), Choice::new("plum", "Plum")],
        icons: vec![Choice::new("lens", "Magnifying glass").chosen(), Choice::new("book", "Book")],
        levels: levels.map(Field::new).to_vec(),
        criterion_rows: vec![criterion("Questions"), criterion("")],
        ..AchievementForm::default()
    }
}

impl Publish {
    /// Ready, and not ready.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let point = |mark, text: &str| PublishPoint { mark, text: text.to_owned() };
        let ready = Self {
            frame: Frame::signed_in_sample(),
            desk: Desk::sample("Achievements"),
            name: "Inquiry-based learning: facilitator".to_owned(),
            version: "This becomes version 4. Badges of earlier versions stay as they were.".to_owned(),
            points: vec![
                point(Mark::Pass, "It has a name, a description and criteria."),
                point(Mark::Pass, "Each criterion of the rubric has a required level."),
                point(Mark::Warn, "It answers to no standard. You can publish it all the same."),
            ],
            action: Some("/desk/northside/achievements/inquiry/publish".into()),
            edit_href: "/desk/northside/achievements/inquiry/edit".into(),
        };
        let not_ready = Self {
            points: vec![
                point(Mark::Pass, "It has a name and a description."),
                point(Mark::Fail, "It has no criteria. Say what somebody has to do."),
            ],
            action: None,
            ..ready.clone()
        };
        vec![("desk-publish", ready), ("desk-publish-not-ready", not_ready)]
    }
}
