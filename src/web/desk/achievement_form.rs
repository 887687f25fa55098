//! Describing an achievement: the form, what it saves, and how it comes back with what is wrong.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::Fields;
use super::super::public::kind_in_words;
use super::super::views::desk::{
    AchievementForm, AlignmentRow, ArchiveForm, CriterionRow, LevelText, Picker, PickerLine,
};
use super::super::views::{self, Choice, Field, FieldError};
use super::drawn::{self, one_of};
use super::here::{Here, Sent};
use super::written::{Written, WrittenAlignment, WrittenCriterion, is_regular};
use crate::app::{Error, Permission};
use crate::credential::vocabulary::ACHIEVEMENT_TYPE;
use crate::http::Hall;
use crate::ids::{AchievementId, FrameworkItemId};
use crate::issue::Definition;
use crate::language::{Words, sentence};
use crate::picture::artwork::{Colour, Icon, Shape};
use crate::store::{Achievement, AchievementState, ItemFilter};

/// The types that stand first in the list.
const KINDS_FIRST: [&str; 4] = ["MicroCredential", "Badge", "Certificate", "Course"];
const GRADES: [&str; 4] = ["K-2", "3-5", "6-8", "9-12"];
const LANGUAGES: [&str; 12] = ["en", "es", "ar", "zh", "fr", "de", "ht", "ko", "pt", "ru", "tl", "vi"];
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
    Ok(Page(view(&here, &Written::blank(here.words()), &None)).into_response())
}

/// `GET /desk/{slug}/achievements/{id}/edit`
pub(super) async fn edit(
    State(hall): State<Hall>,
    here: Here,
    Path((_, id)): Path<(String, String)>,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Define).await?;
    let draft = hall.app().load_draft(&here.actor(), here.id(), &AchievementId::from_text(id)).await?;
    Ok(Page(view(&here, &Written::of_definition(here.words(), &draft.1), &Some(draft))).into_response())
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
                let told = found.iter().map(|error| here.words().retold(&sentence(&error.message)));
                errors.extend(told.map(|message| FieldError::new("upload", message)));
            }
            Err(error) => return Err(error.into()),
        }
    }
    match fields.text("do") {
        "add-alignment" => written.alignments.push(WrittenAlignment::default()),
        "add-criterion" => written.rubric.push(WrittenCriterion::default()),
        "preview" => {}
        "find-standard" => {
            let picker = picker(hall, &here, &written, &fields).await?;
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
async fn picker(hall: &Hall, here: &Here, written: &Written, fields: &Fields) -> Result<Picker, Error> {
    let query: String = fields.text("standard_q").trim().chars().take(200).collect();
    let mut picker = blank_picker(here.words(), written);
    for choice in &mut picker.targets {
        choice.chosen = choice.value == fields.text("standard_for");
    }
    picker.query = Field::new(query.as_str());
    if query.is_empty() {
        picker.query.error = Some(here.words().say("desk-form-pick-empty").into());
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
fn blank_picker(words: Words, written: &Written) -> Picker {
    let named = written.rubric.iter().enumerate().filter(|(_, row)| !row.name.trim().is_empty());
    let name = |row: &WrittenCriterion| words.fill("desk-form-pick-criterion").with("name", row.name.trim());
    let criteria = named.map(|(at, row)| Choice::new(at.to_string(), name(row)));
    let whole = Choice::new("", words.say("desk-form-pick-whole")).chosen();
    let targets = std::iter::once(whole).chain(criteria).collect();
    Picker { targets, ..Picker::default() }
}

async fn save(
    hall: &Hall,
    here: &Here,
    written: &Written,
    draft: Draft,
    mut errors: Vec<FieldError>,
) -> Result<Response, PageError> {
    let words = here.words();
    let read = written.read(words, draft.as_ref().map(|(_, definition)| definition));
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
    errors.extend(found.iter().map(|error| read.place(words, error)));
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &with_errors(view(here, written, &draft), errors)))
}

fn view(here: &Here, written: &Written, draft: &Draft) -> AchievementForm {
    let levels = shown_levels(&written.levels);
    let has_own_rubric = draft.as_ref().is_some_and(|(_, definition)| !is_regular(&definition.rubric));
    let words = here.words();
    let tongue = |tag: &str| words.say(&format!("tongue-{tag}"));
    let path =
        |rest: &str| draft.as_ref().map(|(a, _)| here.path(&format!("/achievements/{}/{rest}", a.achievement_id)));
    AchievementForm {
        frame: here.frame(),
        desk: here.desk("Achievements"),
        heading: match draft {
            None => words.say("desk-new-achievement").into(),
            Some((known, _)) => words.fill("desk-form-edit").with("name", &known.name).into(),
        },
        note: draft.as_ref().and_then(|(known, _)| note_on(words, known)),
        action: path("edit").unwrap_or_else(|| here.path("/achievements/new")).into(),
        errors: Vec::new(),
        name: Field::new(&written.name),
        description: Field::new(&written.description),
        criteria: Field::new(&written.criteria),
        kinds: kinds(words, &written.kind),
        languages: one_of(LANGUAGES.map(|tag| Choice::new(tag, tongue(tag))).to_vec(), &written.language),
        tags: Field::new(&written.tags),
        subject: Field::new(&written.subject),
        grades: grades(words, &written.grades),
        credits: Field::new(&written.credits),
        valid_days: Field::new(&written.valid_days),
        review: Field::new(&written.review),
        holds: vec![Choice { chosen: written.can_be_held, ..Choice::new("yes", words.say("desk-form-holds-yes")) }],
        alignments: written.alignments.iter().map(alignment_row).collect(),
        picker: blank_picker(words, written),
        artwork: Some(artwork(here, written)),
        shapes: drawn::choices(words, "shape", Shape::ALL, written.design.shape),
        colours: drawn::choices(words, "colour", Colour::ALL, written.design.colour),
        icons: drawn::choices(words, "icon", Icon::ALL, written.design.icon),
        artwork_text: Field::new(&written.design.text),
        picture: written.picture.clone(),
        preview_href: here.path("/artwork.svg").into(),
        upload_error: None,
        alt: Field::new(&written.alt),
        criterion_rows: written.rubric.iter().map(|row| criterion_row(words, row, &levels)).collect(),
        levels: levels.iter().map(Field::new).collect(),
        rubric_note: has_own_rubric.then(|| words.say("desk-form-rubric-own").into()),
        publish_href: path("publish").map(Into::into),
        versions_href: path("versions").map(Into::into),
        milestone_href: path("milestone").map(Into::into),
        archive: draft.as_ref().and_then(|(known, _)| archive(here, known)),
    }
}

fn note_on(words: Words, known: &Achievement) -> Option<String> {
    let (version, next) = (known.version, known.version + 1);
    (version > 0).then(|| words.fill("desk-form-note").count("version", version).count("next", next).into())
}

fn archive(here: &Here, known: &Achievement) -> Option<ArchiveForm> {
    let words = here.words();
    let form = |what: &str, [heading, sentence, button]: [Cow<'static, str>; 3]| {
        Some(ArchiveForm {
            action: here.path(&format!("/achievements/{}/{what}", known.achievement_id)).into(),
            heading: heading.into(),
            sentence: sentence.into(),
            button: button.into(),
        })
    };
    match known.state {
        AchievementState::Draft => None,
        AchievementState::Published => form(
            "archive",
            [words.say("desk-archive-title"), words.say("desk-archive-what"), words.say("desk-archive-button")],
        ),
        AchievementState::Archived => form(
            "unarchive",
            [words.say("desk-unarchive-title"), words.say("desk-unarchive-what"), words.say("desk-unarchive-button")],
        ),
    }
}

fn kinds(words: Words, chosen: &str) -> Vec<Choice> {
    let others = ACHIEVEMENT_TYPE.terms.iter().filter(|term| !KINDS_FIRST.contains(*term));
    let all = KINDS_FIRST.iter().chain(others).map(|term| Choice::new(*term, kind_in_words(term, words)));
    one_of(all.collect(), chosen)
}

fn grades(words: Words, chosen: &[String]) -> Vec<Choice> {
    let choice = |band: &str| {
        let (first, last) = band.split_once('-').unwrap_or((band, band));
        Choice::new(band, words.fill("desk-form-grade-band").with("first", first).with("last", last))
    };
    let all = GRADES.map(choice).to_vec();
    chosen.iter().fold(all, |choices, band| one_of(choices, band))
}

fn artwork(here: &Here, written: &Written) -> views::Artwork {
    if let Some(picture) = &written.picture {
        let src = format!("/organisations/{}/images/{picture}", here.organisation.slug);
        return views::Artwork::new(src, &written.alt);
    }
    drawn::picture(here, &written.design)
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

fn criterion_row(words: Words, written: &WrittenCriterion, levels: &[String]) -> CriterionRow {
    let named = levels.iter().enumerate().filter(|(_, name)| !name.trim().is_empty());
    let choices = named.map(|(at, name)| Choice::new(at.to_string(), name));
    let required = std::iter::once(Choice::new("", words.say("desk-none"))).chain(choices).map(|choice| {
        let chosen = choice.value == written.required;
        Choice { chosen, ..choice }
    });
    let text = |(at, name): (usize, &String)| LevelText {
        level: match name.trim() {
            "" => words.fill("desk-form-level").count("number", at + 1).into(),
            _ => name.clone(),
        },
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
