//! Describing an achievement: the form, what it saves, and how it comes back with what is wrong.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::views::desk::{
    AchievementForm, AlignmentRow, ArchiveForm, CriterionRow, LevelText, Picker, PickerLine,
};
use super::super::views::{self, Choice, Field, FieldError};
use super::achievements::word;
use super::here::{Here, Sent};
use super::words;
use super::written::{Written, WrittenAlignment, WrittenCriterion, is_regular};
use crate::app::{Error, Permission};
use crate::credential::vocabulary::ACHIEVEMENT_TYPE;
use crate::http::Hall;
use crate::ids::{AchievementId, FrameworkItemId};
use crate::issue::Definition;
use crate::picture::artwork::{Colour, Icon, Shape};
use crate::store::{Achievement, AchievementState, ItemFilter};

/// The types that stand first in the list.
const KINDS_FIRST: [&str; 4] = ["MicroCredential", "Badge", "Certificate", "Course"];
const GRADES: [&str; 4] = ["K-2", "3-5", "6-8", "9-12"];
const LANGUAGES: [(&str, &str); 12] = [
    ("en", "English"),
    ("es", "Spanish"),
    ("ar", "Arabic"),
    ("zh", "Chinese"),
    ("fr", "French"),
    ("de", "German"),
    ("ht", "Haitian Creole"),
    ("ko", "Korean"),
    ("pt", "Portuguese"),
    ("ru", "Russian"),
    ("tl", "Tagalog"),
    ("vi", "Vietnamese"),
];
/// Fields for levels: at least so many, at most as many as a rubric may have.
const LEVELS_SHOWN: usize = 4;
const LEVELS_LIMIT: usize = 10;
/// Statements that a search for standards shows, and letters of each.
const FOUND: i64 = 20;
const STATEMENT_CHARS: usize = 400;

/// The draft that is changed; `None` for a new achievement.
type Draft = Option<(Achievement, Definition)>;

/// `GET /desk/{slug}/achievements/new`
pub(super) async fn blank(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    Ok(Page(view(&here, &Written::blank(), &None)).into_response())
}

/// `GET /desk/{slug}/achievements/{id}/edit`
pub(super) async fn edit(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    let draft = hall.app().load_draft(&here.actor(), here.id(), &AchievementId::from_text(id)).await?;
    Ok(Page(view(&here, &Written::of_definition(&draft.1), &Some(draft))).into_response())
}

/// `POST /desk/{slug}/achievements/new`
pub(super) async fn create(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    sent.here.insist(&hall, Permission::Define).await?;
    take(&hall, sent, None).await
}

/// `POST /desk/{slug}/achievements/{id}/edit`
pub(super) async fn change(
    State(hall): State<Hall>,
    Path((_, id)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    sent.here.insist(&hall, Permission::Define).await?;
    let id = AchievementId::from_text(id);
    let draft = hall.app().load_draft(&sent.here.actor(), sent.here.id(), &id).await?;
    take(&hall, sent, Some(draft)).await
}

/// Does what the pressed button says: saves, or shows the form again with one more row or another picture.
async fn take(hall: &Hall, sent: Sent, draft: Draft) -> Result<Response, PageError> {
    let (here, mut fields) = (sent.here, sent.fields);
    let mut errors = Vec::new();
    let mut written = Written::of_fields(&fields);
    // A chosen file is kept whatever was pressed: a browser does not send it a second time.
    if let Some(file) = fields.upload.take() {
        match hall.app().upload_image(&here.actor(), here.id(), file).await {
            Ok(picture) => written.picture = Some(picture),
            Err(Error::Invalid(found)) => {
                errors.extend(found.into_iter().map(|error| FieldError::new("upload", sentence(&error.message))));
            }
            Err(error) => return Err(error.into()),
        }
    }
    match fields.text("do") {
        "add-alignment" => written.alignments.push(WrittenAlignment::default()),
        "add-criterion" => written.rubric.push(WrittenCriterion::default()),
        "preview" => {}
        "find-standard" => {
            let picker = picker(hall, &written, &fields).await?;
            return Ok(
                Page(AchievementForm { picker, ..with_errors(view(&here, &written, &draft), errors) }).into_response()
            );
        }
        pressed => match pressed.split_once(':') {
            Some(("use-standard", item)) => {
                let found = hall.app().alignment_with(&FrameworkItemId::from_text(item)).await?;
                let criterion = fields.text("standard_for").parse().ok();
                written.add_standard(criterion, WrittenAlignment::of_definition(&found));
            }
            Some(("drop-standard", place)) => drop_standard(&mut written, place),
            _ => return save(hall, &here, &written, draft, errors).await,
        },
    }
    Ok(Page(with_errors(view(&here, &written, &draft), errors)).into_response())
}

/// Takes a standard from a criterion: `{criterion}:{standard}`, counted from 0.
fn drop_standard(written: &mut Written, place: &str) {
    let place = place.split_once(':').and_then(|(row, at)| Some((row.parse().ok()?, at.parse().ok()?)));
    let Some((row, at)) = place else { return };
    let rows: Option<&mut WrittenCriterion> = written.rubric.get_mut::<usize>(row);
    if let Some(criterion) = rows.filter(|criterion| at < criterion.standards.len()) {
        criterion.standards.remove(at);
    }
}

/// What was found in frameworks for the words in the form.
async fn picker(hall: &Hall, written: &Written, fields: &Fields) -> Result<Picker, Error> {
    let query: String = fields.text("standard_q").trim().chars().take(200).collect();
    let mut picker = blank_picker(written);
    for choice in &mut picker.targets {
        choice.chosen = choice.value == fields.text("standard_for");
    }
    picker.query = Field::new(query.as_str());
    if query.is_empty() {
        picker.query.error = Some("Write a code or a word to look for.".to_owned());
        return Ok(picker);
    }
    let filter = ItemFilter { text: query, limit: FOUND + 1, ..ItemFilter::default() };
    let found = hall.app().search_framework_items(&filter).await?;
    let frameworks = hall.app().list_frameworks().await?;
    picker.is_asked = true;
    picker.is_cut = found.len() as i64 > FOUND;
    let line = |item: &crate::store::FrameworkItem| PickerLine {
        item: item.item_id.to_string(),
        code: item.code.clone(),
        statement: item.statement.chars().take(STATEMENT_CHARS).collect(),
        framework: (frameworks.iter())
            .find(|one| one.framework_id == item.framework_id)
            .map(|one| one.name.clone())
            .unwrap_or_default(),
    };
    picker.results = found.iter().take(FOUND as usize).map(line).collect();
    Ok(picker)
}

/// The search for standards before anything was looked for.
fn blank_picker(written: &Written) -> Picker {
    let named = written.rubric.iter().enumerate().filter(|(_, row)| !row.name.trim().is_empty());
    let criteria = named.map(|(at, row)| Choice::new(at.to_string(), format!("Criterion: {}", row.name.trim())));
    let targets = std::iter::once(Choice::new("", "The whole achievement").chosen()).chain(criteria).collect();
    Picker { targets, ..Picker::default() }
}

async fn save(
    hall: &Hall,
    here: &Here,
    written: &Written,
    draft: Draft,
    mut errors: Vec<FieldError>,
) -> Result<Response, PageError> {
    let read = written.read(draft.as_ref().map(|(_, definition)| definition));
    errors.extend(read.errors.iter().cloned());
    let found = if errors.is_empty() {
        let (app, actor, definition) = (hall.app(), here.actor(), &read.definition);
        let saved = match &draft {
            None => app.create_achievement(&actor, here.id(), definition).await,
            Some((known, _)) => app.change_achievement(&actor, here.id(), &known.achievement_id, definition).await,
        };
        match saved {
            Ok(saved) => return Ok(here.see(&format!("/achievements/{}/publish", saved.achievement_id), "saved")),
            Err(Error::Invalid(found)) => found,
            Err(error) => return Err(error.into()),
        }
    } else {
        read.definition.check()
    };
    errors.extend(found.iter().map(|error| read.place(error)));
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &with_errors(view(here, written, &draft), errors)))
}

/// With a capital at its beginning.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn view(here: &Here, written: &Written, draft: &Draft) -> AchievementForm {
    let levels = shown_levels(&written.levels);
    let has_own_rubric = draft.as_ref().is_some_and(|(_, definition)| !is_regular(&definition.rubric));
    let note = "Its criteria have levels of their own, which this form cannot show. The rubric stays as it is.";
    let path =
        |rest: &str| draft.as_ref().map(|(a, _)| here.path(&format!("/achievements/{}/{rest}", a.achievement_id)));
    AchievementForm {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        heading: draft.as_ref().map_or("New achievement".to_owned(), |(known, _)| format!("Edit “{}”", known.name)),
        note: draft.as_ref().and_then(|(known, _)| note_on(known)),
        action: path("edit").unwrap_or_else(|| here.path("/achievements/new")).into(),
        errors: Vec::new(),
        name: Field::new(&written.name),
        description: Field::new(&written.description),
        criteria: Field::new(&written.criteria),
        kinds: kinds(&written.kind),
        languages: one_of(LANGUAGES.map(|(code, name)| Choice::new(code, name)).to_vec(), &written.language),
        tags: Field::new(&written.tags),
        subject: Field::new(&written.subject),
        grades: grades(&written.grades),
        credits: Field::new(&written.credits),
        valid_days: Field::new(&written.valid_days),
        review: Field::new(&written.review),
        holds: vec![Choice { chosen: written.can_be_held, ..Choice::new("yes", "Badges can be put on hold") }],
        alignments: written.alignments.iter().map(alignment_row).collect(),
        picker: blank_picker(written),
        artwork: Some(artwork(here, written)),
        shapes: one_of(Shape::ALL.map(|s| Choice::new(word(s), s.label())).to_vec(), &word(written.design.shape)),
        colours: one_of(Colour::ALL.map(|c| Choice::new(word(c), c.label())).to_vec(), &word(written.design.colour)),
        icons: one_of(Icon::ALL.map(|i| Choice::new(word(i), i.label())).to_vec(), &word(written.design.icon)),
        artwork_text: Field::new(&written.design.text),
        picture: written.picture.clone(),
        preview_href: here.path("/artwork.svg").into(),
        upload_error: None,
        alt: Field::new(&written.alt),
        criterion_rows: written.rubric.iter().map(|row| criterion_row(row, &levels)).collect(),
        levels: levels.iter().map(Field::new).collect(),
        rubric_note: has_own_rubric.then(|| note.to_owned()),
        publish_href: path("publish").map(Into::into),
        versions_href: path("versions").map(Into::into),
        milestone_href: path("milestone").map(Into::into),
        archive: draft.as_ref().and_then(|(known, _)| archive(here, known)),
    }
}

fn note_on(known: &Achievement) -> Option<String> {
    let (version, next) = (known.version, known.version + 1);
    (version > 0).then(|| {
        format!("Version {version} is published and stays as it is. What you save is a draft of version {next}.")
    })
}

fn archive(here: &Here, known: &Achievement) -> Option<ArchiveForm> {
    let form = |what: &str, heading: &str, sentence: &str, button: &str| {
        Some(ArchiveForm {
            action: here.path(&format!("/achievements/{}/{what}", known.achievement_id)).into(),
            heading: heading.to_owned(),
            sentence: sentence.to_owned(),
            button: button.to_owned(),
        })
    };
    match known.state {
        AchievementState::Draft => None,
        AchievementState::Published => form(
            "archive",
            "Archive it",
            "It leaves the catalogue and is not awarded any more. Badges that were awarded stay as they are.",
            "Put into the archive",
        ),
        AchievementState::Archived => form(
            "unarchive",
            "Take it out of the archive",
            "It comes back into the catalogue and can be awarded again.",
            "Take out of the archive",
        ),
    }
}

/// The choices with one of them chosen; one that is not among them is added.
pub(super) fn one_of(mut choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    match choices.iter_mut().find(|choice| choice.value == value) {
        Some(choice) => choice.chosen = true,
        None if value.is_empty() => {}
        None => choices.push(Choice::new(value, value).chosen()),
    }
    choices
}

fn kinds(chosen: &str) -> Vec<Choice> {
    let others = ACHIEVEMENT_TYPE.terms.iter().filter(|term| !KINDS_FIRST.contains(*term));
    let all = KINDS_FIRST.iter().chain(others).map(|term| Choice::new(*term, words::kind(term)));
    one_of(all.collect(), chosen)
}

fn grades(chosen: &[String]) -> Vec<Choice> {
    let all = GRADES.map(|band| Choice::new(band, band.replace('-', " to "))).to_vec();
    chosen.iter().fold(all, |choices, band| one_of(choices, band))
}

fn artwork(here: &Here, written: &Written) -> views::Artwork {
    if let Some(picture) = &written.picture {
        let src = format!("/organisations/{}/images/{picture}", here.organisation.slug);
        return views::Artwork::new(src, &written.alt);
    }
    let design = &written.design;
    let query = format!(
        "shape={}&colour={}&icon={}&text={}",
        word(design.shape),
        word(design.colour),
        word(design.icon),
        words::in_query(&design.text)
    );
    views::Artwork::new(here.path(&format!("/artwork.svg?{query}")), design.alternative_text())
}

fn alignment_row(written: &WrittenAlignment) -> AlignmentRow {
    AlignmentRow {
        framework: Field::new(&written.framework),
        name: Field::new(&written.name),
        code: Field::new(&written.code),
        address: Field::new(&written.address),
        picked: written.picked.clone(),
        kind: written.kind.clone(),
        text: written.text.clone(),
    }
}

/// The levels with room for another.
fn shown_levels(written: &[String]) -> Vec<String> {
    let mut levels = written.to_vec();
    let is_full = levels.last().is_some_and(|last| !last.trim().is_empty());
    let shown = (levels.len() + usize::from(is_full)).clamp(LEVELS_SHOWN, LEVELS_LIMIT);
    levels.resize(shown.max(levels.len()), String::new());
    levels
}

fn criterion_row(written: &WrittenCriterion, levels: &[String]) -> CriterionRow {
    let named = levels.iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
    let choices = named.map(|(at, name)| Choice::new(at.to_string(), name));
    let required = std::iter::once(Choice::new("", "None")).chain(choices).map(|choice| {
        let chosen = choice.value == written.required;
        Choice { chosen, ..choice }
    });
    let text = |(at, name): (usize, &String)| LevelText {
        level: if name.trim().is_empty() { format!("Level {}", at + 1) } else { name.clone() },
        text: Field::new(written.texts.get(at).map_or("", String::as_str)),
    };
    CriterionRow {
        name: Field::new(&written.name),
        required: required.collect(),
        texts: levels.iter().enumerate().map(text).collect(),
        standards: written.standards.iter().map(alignment_row).collect(),
    }
}

/// The form with what is wrong beside the fields and above them.
fn with_errors(mut page: AchievementForm, errors: Vec<FieldError>) -> AchievementForm {
    for error in &errors {
        if error.field == "upload" {
            page.upload_error = Some(error.message.clone());
        } else if let Some(field) = field_at(&mut page, &error.field) {
            field.error = Some(error.message.clone());
        }
    }
    page.errors = errors;
    page
}

/// The field of the form with this id.
fn field_at<'p>(page: &'p mut AchievementForm, id: &str) -> Option<&'p mut Field> {
    let parts: Vec<&str> = id.split('-').collect();
    match parts.as_slice() {
        ["name"] => Some(&mut page.name),
        ["description"] => Some(&mut page.description),
        ["criteria"] => Some(&mut page.criteria),
        ["tags"] => Some(&mut page.tags),
        ["subject"] => Some(&mut page.subject),
        ["credits"] => Some(&mut page.credits),
        ["valid_days"] => Some(&mut page.valid_days),
        ["review"] => Some(&mut page.review),
        ["alt"] => Some(&mut page.alt),
        ["level", at] => page.levels.get_mut(at.parse::<usize>().ok()?),
        ["criterion", at, "name"] => page.criterion_rows.get_mut(at.parse::<usize>().ok()?).map(|row| &mut row.name),
        ["alignment", at, member] => {
            let row = page.alignments.get_mut(at.parse::<usize>().ok()?)?;
            Some(if *member == "name" { &mut row.name } else { &mut row.address })
        }
        _ => None,
    }
}
