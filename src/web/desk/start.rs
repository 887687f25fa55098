//! From a new organisation to its first badge: six pages, kept one by one, left and taken up again.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::answer::{Page, PageError, html, see_other};
use super::super::form::Fields;
use super::super::verdict::Mark;
use super::super::views::desk::{PublishPoint, Start, StartAchievement, StartPart, StartStep};
use super::super::views::{Choice, Fact, Field, FieldError, Link};
use super::achievements::points;
use super::drawn;
use super::here::{Here, Sent};
use super::words;
use super::written::Written;
use crate::app::{Error, Onboarding, OrganisationRequest, Permission, ReviewChoice, ReviewRequest, Step};
use crate::http::Hall;
use crate::issue::{CriterionDefinition, Definition, LevelDefinition};
use crate::language::Words;
use crate::picture::artwork::{Colour, Icon, Shape};
use crate::review::policy::{Anonymity, Calibration, Screening};

/// A step that a path names.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    at: String,
}

impl Named {
    fn step(&self) -> Result<Step, PageError> {
        Step::find(&self.at).ok_or_else(|| Error::NotFound("step").into())
    }
}

/// `GET /desk/{slug}/start`: on to the first step that is still to be done.
pub(super) async fn begin(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let onboarding = hall.app().load_onboarding(&here.actor(), here.id()).await?;
    let rest = onboarding.next().map_or(String::new(), |step| format!("/start/{}", step.as_str()));
    Ok(see_other(&here.path(&rest)))
}

/// `GET /desk/{slug}/start/{step}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(named): Path<Named>,
) -> Result<Response, PageError> {
    let onboarding = hall.app().load_onboarding(&here.actor(), here.id()).await?;
    Ok(Page(page(&hall, &here, named.step()?, &onboarding, None).await?).into_response())
}

/// `POST /desk/{slug}/start/{step}`: keeps what was written and goes on, goes on without it, or shows the page again.
pub(super) async fn take(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let mut onboarding = hall.app().load_onboarding(&here.actor(), here.id()).await?;
    let step = named.step()?;
    match fields.text("do") {
        "preview" => return Ok(Page(page(&hall, &here, step, &onboarding, Some(&fields)).await?).into_response()),
        "skip" if can_skip(step) => {}
        _ => match save(&hall, &here, step, &fields, &mut onboarding).await {
            Ok(()) => {}
            Err(Error::Invalid(found)) => {
                let mut page = page(&hall, &here, step, &onboarding, Some(&fields)).await?;
                put_errors(here.words(), &mut page, found);
                return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
            }
            Err(error) => return Err(error.into()),
        },
    }
    onboarding.pass(step);
    let next = onboarding.next().filter(|_| step != Step::Publish);
    let chosen = onboarding.achievement.as_ref().map(|id| format!("&achievement={id}")).unwrap_or_default();
    hall.app().keep_onboarding(&here.actor(), here.id(), onboarding).await?;
    Ok(match next {
        Some(next) => see_other(&here.path(&format!("/start/{}", next.as_str()))),
        // On to awarding it: the list of achievements begins with the new one chosen.
        None => see_other(&here.path(&format!("/awards/import?done=started{chosen}"))),
    })
}

fn can_skip(step: Step) -> bool {
    matches!(step, Step::Domain | Step::LinkedIn | Step::Review)
}

async fn save(hall: &Hall, here: &Here, step: Step, fields: &Fields, onboarding: &mut Onboarding) -> Result<(), Error> {
    let (app, actor, id) = (hall.app(), here.actor(), here.id());
    match step {
        Step::Name => {
            let request = OrganisationRequest {
                name: fields.text("name").to_owned(),
                description: fields.text("description").trim().to_owned(),
                url: fields.filled("url"),
                email: fields.filled("email"),
                ..request_of(here)
            };
            app.change_organisation(&actor, id, request).await.map(drop)
        }
        Step::Domain => Ok(()),
        Step::LinkedIn => {
            let request = OrganisationRequest { linkedin_id: fields.filled("linkedin"), ..request_of(here) };
            app.change_organisation(&actor, id, request).await.map(drop)
        }
        Step::Achievement => save_achievement(hall, here, fields, onboarding).await,
        Step::Review => {
            onboarding.review = ReviewChoice::find(fields.text("review")).unwrap_or_default();
            Ok(())
        }
        Step::Publish => publish(hall, here, onboarding).await,
    }
}

/// What the organisation says of itself now.
fn request_of(here: &Here) -> OrganisationRequest {
    let known = &here.organisation;
    OrganisationRequest {
        slug: known.slug.clone(),
        name: known.name.clone(),
        description: known.description.clone(),
        url: known.url.clone(),
        email: known.email.clone(),
        linkedin_id: known.linkedin_id.clone(),
        image_id: known.image_id.clone(),
    }
}

async fn save_achievement(hall: &Hall, here: &Here, fields: &Fields, onboarding: &mut Onboarding) -> Result<(), Error> {
    let (app, actor, id) = (hall.app(), here.actor(), here.id());
    let before = match &onboarding.achievement {
        Some(known) => Some(app.load_draft(&actor, id, known).await?.1),
        None => None,
    };
    let words = here.words();
    let written = written(words, fields, before.as_ref());
    let definition = written.read(words, before.as_ref()).definition;
    let saved = match &onboarding.achievement {
        Some(known) => app.change_achievement(&actor, id, known, &definition).await?,
        None => app.create_achievement(&actor, id, &definition).await?,
    };
    onboarding.achievement = Some(saved.achievement_id);
    Ok(())
}

/// What the short form says, with all else as it was, or as it is on the long form.
fn written(words: Words, fields: &Fields, before: Option<&Definition>) -> Written {
    let sent = Written::of_fields(fields);
    let blank = Written { rubric: Vec::new(), levels: Vec::new(), ..Written::blank(words) };
    let known = before.map_or(blank, |before| Written::of_definition(words, before));
    Written {
        name: sent.name,
        description: sent.description,
        criteria: sent.criteria,
        design: sent.design,
        alignments: known.alignments.clone(),
        ..known
    }
}

/// Publishes it and, when somebody is to look at evidence, opens it to claims.
async fn publish(hall: &Hall, here: &Here, onboarding: &Onboarding) -> Result<(), Error> {
    let (app, actor, id) = (hall.app(), here.actor(), here.id());
    let missing = || Error::invalid("publish", here.words().say("start-missing"));
    let achievement = onboarding.achievement.as_ref().ok_or_else(missing)?;
    let (known, definition) = app.load_draft(&actor, id, achievement).await?;
    let is_reviewed = onboarding.review != ReviewChoice::None;
    if is_reviewed && definition.rubric.is_empty() {
        let judged = Definition { rubric: vec![plain_criterion(here.words())], ..definition };
        app.change_achievement(&actor, id, achievement, &judged).await?;
    }
    match app.publish_achievement(&actor, id, achievement).await {
        Ok(_) => {}
        // It was published elsewhere meanwhile, which is what was wanted.
        Err(Error::Conflict(_)) if known.version > 0 => {}
        Err(error) => return Err(error),
    }
    if is_reviewed {
        let request = ReviewRequest {
            is_open: true,
            is_single: onboarding.review == ReviewChoice::One,
            high_stakes: onboarding.review == ReviewChoice::Three,
            anonymity: Anonymity::Double,
            screening: Screening::Automatic,
            evidence_kinds: Default::default(),
            self_rating: false,
            calibration: Calibration::Off,
        };
        app.set_up_review(&actor, id, achievement, request).await?;
    }
    Ok(())
}

/// What reviewers judge when nobody wrote a rubric.
fn plain_criterion(words: Words) -> CriterionDefinition {
    let level = |id: &str, name: Cow<'static, str>, text: Cow<'static, str>| LevelDefinition {
        id: id.into(),
        name: name.into(),
        description: Some(text.into()),
        points: None,
    };
    CriterionDefinition {
        id: "evidence".into(),
        name: words.say("start-criterion").into(),
        levels: vec![
            level("not-yet", words.say("start-level-not-yet"), words.say("start-level-not-yet-text")),
            level("met", words.say("start-level-met"), words.say("start-level-met-text")),
        ],
        alignments: Vec::new(),
        required_level: Some("met".into()),
    }
}

fn put_errors(words: Words, page: &mut Start, found: Vec<crate::issue::FieldError>) {
    let own = |field: &str| match field {
        "linkedinId" => "linkedin".to_owned(),
        other => other.to_owned(),
    };
    let told = |error: FieldError| FieldError::new(own(&error.field), error.message);
    page.errors = words::errors(words, found).into_iter().map(told).collect();
    let fields: Vec<(&str, &mut Field)> = match &mut page.part {
        StartPart::Name { name, description, url, email } => {
            vec![("name", name), ("description", description), ("url", url), ("email", email)]
        }
        StartPart::LinkedIn { linkedin, .. } => vec![("linkedin", linkedin)],
        StartPart::Achievement(form) => {
            vec![("name", &mut form.name), ("description", &mut form.description), ("criteria", &mut form.criteria)]
        }
        _ => Vec::new(),
    };
    for (name, field) in fields {
        field.error = page.errors.iter().find(|error| error.field == name).map(|error| error.message.clone());
    }
    // What is wrong elsewhere is told above the form, and leads to it.
    let known = ["name", "description", "url", "email", "linkedin", "criteria"];
    for error in page.errors.iter_mut().filter(|error| !known.contains(&error.field.as_str())) {
        error.field = "main".into();
    }
}

/// The page of a step; with what was written on it just now.
async fn page(
    hall: &Hall,
    here: &Here,
    step: Step,
    onboarding: &Onboarding,
    sent: Option<&Fields>,
) -> Result<Start, PageError> {
    here.insist(hall, Permission::Manage).await?;
    let words = here.words();
    let number = Step::ALL.iter().position(|one| *one == step).unwrap_or(0);
    let path = |step: Step| here.path(&format!("/start/{}", step.as_str()));
    let line = |one: &Step| {
        let done = onboarding.passed.contains(one);
        let is_open = done || *one == step || onboarding.next() == Some(*one);
        StartStep {
            href: is_open.then(|| path(*one).into()),
            text: words.say(names_of(*one)[0]).into(),
            done,
            current: *one == step,
        }
    };
    let [_, heading, intro, button] = names_of(step).map(|name| words.say(name));
    Ok(Start {
        frame: here.frame(),
        desk: here.desk("Overview"),
        errors: Vec::new(),
        steps: Step::ALL.iter().map(line).collect(),
        place: words.fill("start-place").count("step", number + 1).count("all", Step::ALL.len()).into(),
        heading: heading.into(),
        intro: intro.into(),
        action: path(step).into(),
        back_href: number.checked_sub(1).map(|before| path(Step::ALL[before]).into()),
        can_skip: can_skip(step),
        button: button.into(),
        part: part(hall, here, step, onboarding, sent).await?,
    })
}

/// The names of its texts: what it is called, what is asked, why, and the words on the button.
fn names_of(step: Step) -> [&'static str; 4] {
    match step {
        Step::Name => ["start-step-name", "start-name-heading", "start-name-intro", "start-go-on"],
        Step::Domain => ["start-step-domain", "start-domain-heading", "start-domain-intro", "start-go-on"],
        Step::LinkedIn => ["start-step-linkedin", "start-linkedin-heading", "start-linkedin-intro", "start-go-on"],
        Step::Achievement => {
            ["start-step-achievement", "start-achievement-heading", "start-achievement-intro", "start-go-on"]
        }
        Step::Review => ["start-step-review", "start-review-heading", "start-review-intro", "start-go-on"],
        Step::Publish => ["start-step-publish", "start-publish-heading", "start-publish-intro", "start-publish"],
    }
}

async fn part(
    hall: &Hall,
    here: &Here,
    step: Step,
    onboarding: &Onboarding,
    sent: Option<&Fields>,
) -> Result<StartPart, PageError> {
    let known = &here.organisation;
    let field =
        |name: &str, kept: Option<&str>| Field::new(sent.map_or(kept.unwrap_or_default(), |fields| fields.text(name)));
    Ok(match step {
        Step::Name => StartPart::Name {
            name: field("name", Some(&known.name)),
            description: field("description", Some(&known.description)),
            url: field("url", known.url.as_deref()),
            email: field("email", known.email.as_deref()),
        },
        Step::Domain => domain(hall, here).await?,
        Step::LinkedIn => linkedin(here, field("linkedin", known.linkedin_id.as_deref())),
        Step::Achievement => StartPart::Achievement(Box::new(achievement(hall, here, onboarding, sent).await?)),
        Step::Review => StartPart::Review { choices: review_choices(here.words(), onboarding.review) },
        Step::Publish => ready(hall, here, onboarding).await?,
    })
}

async fn domain(hall: &Hall, here: &Here) -> Result<StartPart, PageError> {
    let check = hall.app().check_domain(&here.actor(), here.id()).await?;
    let words = here.words();
    let point = |mark, text: String| PublishPoint { mark, text };
    let address = match check.is_public {
        true => point(Mark::Pass, words.say("start-domain-public").into()),
        false => point(Mark::Warn, words.say("start-domain-local").into()),
    };
    let keys = match &check.trouble {
        None => point(Mark::Pass, words.say("start-domain-read").into()),
        Some(why) => point(Mark::Warn, words.fill("start-domain-unread").with("why", words.retold(why)).into()),
    };
    Ok(StartPart::Domain {
        points: vec![address, keys],
        facts: vec![
            Fact::exact(words.say("start-domain-identifier"), check.did),
            Fact::exact(words.say("start-domain-keys"), check.address),
        ],
        again_href: here.path("/start/domain").into(),
    })
}

fn linkedin(here: &Here, field: Field) -> StartPart {
    let (number, words) = (field.value.trim(), here.words());
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let page = is_number.then(|| {
        let address = format!("https://www.linkedin.com/company/{number}");
        Link::new(address, words.say("start-linkedin-page"))
    });
    let organisation = match is_number {
        true => words.fill("start-linkedin-with").with("number", number),
        false => words.fill("start-linkedin-without").with("name", &here.organisation.name),
    };
    let preview = vec![
        Fact::new(words.say("linkedin-name"), words.say("start-linkedin-name")),
        Fact::new(words.say("linkedin-organisation"), organisation),
        Fact::new(words.say("linkedin-url"), words.say("start-linkedin-url")),
    ];
    StartPart::LinkedIn { linkedin: field, preview, page }
}

async fn achievement(
    hall: &Hall,
    here: &Here,
    onboarding: &Onboarding,
    sent: Option<&Fields>,
) -> Result<StartAchievement, PageError> {
    let before = match &onboarding.achievement {
        Some(known) => Some(hall.app().load_draft(&here.actor(), here.id(), known).await?.1),
        None => None,
    };
    let words = here.words();
    let written = match (sent, &before) {
        (Some(fields), before) => written(words, fields, before.as_ref()),
        (None, Some(definition)) => Written::of_definition(words, definition),
        (None, None) => Written::blank(words),
    };
    let design = &written.design;
    Ok(StartAchievement {
        name: Field::new(&written.name),
        description: Field::new(&written.description),
        criteria: Field::new(&written.criteria),
        artwork: drawn::picture(here, design),
        preview_href: here.path("/artwork.svg").into(),
        shapes: drawn::choices(words, "shape", Shape::ALL, design.shape),
        colours: drawn::choices(words, "colour", Colour::ALL, design.colour),
        icons: drawn::choices(words, "icon", Icon::ALL, design.icon),
        artwork_text: Field::new(&design.text),
    })
}

fn review_choices(words: Words, chosen: ReviewChoice) -> Vec<Choice> {
    let label = |choice: ReviewChoice| match choice {
        ReviewChoice::None => words.say("start-review-none"),
        ReviewChoice::One => words.say("start-review-one"),
        ReviewChoice::Two => words.say("start-review-two"),
        ReviewChoice::Three => words.say("start-review-three"),
    };
    let choice = |one: ReviewChoice| Choice { chosen: one == chosen, ..Choice::new(one.as_str(), label(one)) };
    ReviewChoice::ALL.map(choice).to_vec()
}

async fn ready(hall: &Hall, here: &Here, onboarding: &Onboarding) -> Result<StartPart, PageError> {
    let words = here.words();
    let point = |mark, text: Cow<'static, str>| PublishPoint { mark, text: text.into() };
    let Some(id) = &onboarding.achievement else {
        let points = vec![point(Mark::Fail, words.say("start-missing"))];
        return Ok(StartPart::Publish {
            artwork: drawn::picture(here, &Written::blank(words).design),
            name: String::new(),
            points,
        });
    };
    let (known, definition) = hall.app().load_draft(&here.actor(), here.id(), id).await?;
    let mut points = points(words, &definition);
    let review = match onboarding.review {
        ReviewChoice::None => words.say("start-ready-none"),
        _ if definition.rubric.is_empty() => words.say("start-ready-whole"),
        _ => words.say("start-ready-rubric"),
    };
    points.push(point(Mark::Pass, review));
    Ok(StartPart::Publish {
        artwork: drawn::picture(here, &Written::of_definition(words, &definition).design),
        name: known.name,
        points,
    })
}
