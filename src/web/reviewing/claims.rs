//! A claimant's pages.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::{Here, Sent, choices, levels_of, looks, place, words};
use crate::app::{ClaimDraft, Error, EvidenceForm, NewReviewer, OwnClaim};
use crate::http::Hall;
use crate::ids::{AchievementId, ClaimId, EvidenceId};
use crate::language::Words;
use crate::review::evidence::Medium;
use crate::review::policy::Anonymity;
use crate::review::{self, Ground};
use crate::web::answer::{Page, PageError, html, see_other};
use crate::web::form::{Asked, Fields};
use crate::web::href::Href;
use crate::web::moment::Moment;
use crate::web::views::reviewing::{Begin, Claim, EvidenceFields, Listing, Piece, Rating};
use crate::web::views::{Cell, Choice, Column, Empty, Fact, Field, FieldError, Link, Row, Table};

/// What is sent, and the name of its text.
const RATINGS: [(&str, &str); 3] = [("3", "claim-rating-3"), ("2", "claim-rating-2"), ("1", "claim-rating-1")];

const GROUNDS: [(Ground, &str); 3] = [
    (Ground::FactualError, "claim-ground-factual"),
    (Ground::Procedure, "claim-ground-procedure"),
    (Ground::Conflict, "claim-ground-conflict"),
];

/// `GET /claims`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let claims = hall.app().list_own_claims(&here.actor()).await?;
    let words = here.words();
    let row = |line: &crate::app::ClaimLine| Row {
        cells: vec![
            Cell::link(format!("/claims/{}", line.claim_id), &line.achievement),
            Cell::text(words::standing(words, line.state)),
            Cell::Moment(Moment::day(line.begun_at)),
        ],
        ..Row::default()
    };
    let catalogue = Some(Link::new("/catalogue", words.say("claim-list-look")));
    let page = Listing {
        frame: here.frame(),
        title: words.say("claim-list-title").into(),
        intro: words.say("claim-list-intro").into(),
        table: Table {
            caption: words.say("claim-list-caption").into(),
            columns: ["claim-column-badge", "claim-column-stands", "claim-column-begun"]
                .map(|name| Column::new(words.say(name)))
                .to_vec(),
            rows: claims.iter().map(row).collect(),
            empty: Empty::new(words.say("claim-list-empty"), catalogue),
        },
        more: None,
        button: None,
    };
    Ok(Page(page).into_response())
}

/// `GET /claims/new?achievement=…`
pub(super) async fn look(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    let id = AchievementId::from_text(asked.text("achievement"));
    let setup = hall.app().find_review_setup(&id).await?.filter(|setup| setup.is_open);
    let setup = setup.ok_or(Error::NotFound("badge that can be claimed"))?;
    let view = hall.app().load_achievement(&id, Some(setup.version)).await?;
    let policy = setup.terms.policy();
    let words = here.words();
    let peers = words.fill("claim-step-peers").count("count", policy.k);
    let names = words.say(match policy.anonymity {
        Anonymity::Double => "claim-names-double",
        Anonymity::Single => "claim-names-single",
        Anonymity::Open => "claim-names-open",
    });
    let page = Begin {
        frame: here.frame(),
        achievement: view.definition.name.clone(),
        achievement_href: format!("/achievements/{id}").into(),
        steps: vec![
            words.say("claim-step-evidence").into(),
            format!("{peers} {names}"),
            words.fill("claim-step-days").count("days", policy.timers.end_days).into(),
            words.fill("claim-step-again").count("count", policy.attempts).into(),
        ],
        id: id.to_string(),
    };
    Ok(Page(page).into_response())
}

/// `POST /claims/new`
pub(super) async fn begin(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let achievement = AchievementId::from_text(sent.fields.text("achievement"));
    let claim = hall.app().start_claim(&sent.here.actor(), &achievement).await?;
    Ok(see_other(&format!("/claims/{claim}")))
}

/// `GET /claims/{claim}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(claim): Path<String>,
) -> Result<Response, PageError> {
    let own = hall.app().load_own_claim(&here.actor(), &ClaimId::from_text(claim)).await?;
    Ok(Page(page(&here, &own)).into_response())
}

fn page(here: &Here, own: &OwnClaim) -> Claim {
    let (id, words) = (&own.claim_id, here.words());
    let path = |rest: &str| Href::from(format!("/claims/{id}/{rest}"));
    let standing = &own.standing;
    let rubric = own.terms.rubric();
    let result = |record: &review::decision::CriterionRecord| {
        let text = words::level(rubric, &record.id, record.achieved.unwrap_or(0));
        let (name, level) = text.split_once(": ").unwrap_or((&text, ""));
        let said = match rubric.find(&record.id).and_then(words::needed_level) {
            Some(needed) => words.fill("claim-result-needed").with("needed", needed),
            None => words.fill("claim-result-free"),
        };
        Fact::new(name, said.with("level", level))
    };
    let is_open = own.can_write;
    Claim {
        frame: here.frame(),
        errors: Vec::new(),
        achievement: own.view.definition.name.clone(),
        achievement_href: format!("/achievements/{}", own.view.achievement.achievement_id).into(),
        standing: words::standing(words, standing.state).into(),
        facts: facts(words, own),
        badge_href: own.award.as_ref().map(|award| format!("/badges/{award}").into()),
        results: standing.criteria.iter().map(result).collect(),
        feedback: feedback(words, own),
        form: is_open.then(|| Box::new(fields(words, own))),
        evidence: pieces(words, own),
        take_back: own.take_back_until.map(|_| path("take-back")),
        appeal: own.appeal_until.map(|_| path("appeal")),
        grounds: words::choose(words, &GROUNDS, "factual_error"),
        objection: Field::default(),
        volunteer: own.award.as_ref().map(|_| path("volunteer")),
        own_school: Field::new(&own.draft.school),
        withdraw: own.can_withdraw.then(|| path("withdraw")),
        seals: own.seals.iter().map(|one| seal(words, one)).collect(),
    }
}

/// What is needed to show that a digest in the badge is of this evidence.
fn seal(words: Words, seal: &crate::app::EvidenceSeal) -> Vec<Fact> {
    vec![
        Fact::new(words.say("claim-seal-evidence"), words::kind(words, seal.kind)),
        Fact::exact(words.say("claim-seal-in-badge"), &seal.sealed),
        Fact::exact(words.say("claim-seal-salt"), &seal.salt),
        Fact::exact(words.say("claim-seal-hash"), &seal.sha256),
    ]
}

fn facts(words: Words, own: &OwnClaim) -> Vec<Fact> {
    let standing = &own.standing;
    let mut facts = Vec::new();
    if let Some(day) = &standing.ends_by {
        let reviews = words.fill("claim-fact-reviews-in").count("in", standing.reviews_in);
        facts.push(Fact::new(words.say("claim-fact-reviews"), reviews.count("needed", standing.reviews_needed)));
        let ends = words.fill("claim-fact-ends-by").with("day", words.moment(day));
        facts.push(Fact::new(words.say("claim-fact-ends"), ends));
    }
    if let Some(until) = own.take_back_until {
        facts.push(Fact::new(words.say("claim-fact-take-back"), words.minute(until)));
    }
    if let Some(until) = own.appeal_until {
        facts.push(Fact::new(words.say("claim-fact-object"), words.day(until)));
    }
    if standing.attempt.is_some() {
        let used = words.fill("claim-fact-attempts-used").count("used", standing.attempts_used);
        facts.push(Fact::new(words.say("claim-fact-attempts"), used.count("most", own.terms.policy().attempts)));
    }
    facts
}

fn feedback(words: Words, own: &OwnClaim) -> Vec<Piece> {
    let rubric = own.terms.rubric();
    let peer = |one: &review::view::Feedback| {
        let lines = one.levels.iter().map(|(id, level)| {
            let comment = one.comments.get(id).map(|text| format!(". {text}")).unwrap_or_default();
            format!("{}{comment}", words::level(rubric, id, *level))
        });
        let text = lines.collect::<Vec<_>>().join("\n");
        let chosen = own.ratings.get(&one.key).map(ToString::to_string).unwrap_or_default();
        let rating = Rating {
            action: format!("/claims/{}/rate", own.claim_id).into(),
            key: one.key.clone(),
            id: format!("rating-{}", one.key),
            choices: RATINGS
                .map(|(value, name)| Choice { chosen: value == chosen, ..Choice::new(value, words.say(name)) })
                .to_vec(),
        };
        // Levels alone are no feedback to rate.
        let has_words = one.comments.values().any(|text| !text.trim().is_empty());
        let title = words.say("claim-said-by-peer").into();
        Piece { title, text, rating: has_words.then_some(rating), ..Piece::default() }
    };
    let moderator = own.reason.iter();
    let moderator = moderator.map(|text| Piece {
        title: words.say("claim-said-of-all").into(),
        text: text.clone(),
        ..Piece::default()
    });
    let coach = own.coach_comments.iter().map(|text| Piece {
        title: words.say("claim-said-by-coach").into(),
        text: text.clone(),
        ..Piece::default()
    });
    moderator.chain(own.standing.feedback.iter().map(peer)).chain(coach).collect()
}

fn pieces(words: Words, own: &OwnClaim) -> Vec<Piece> {
    let piece = |(at, kept): (usize, &crate::store::KeptEvidence)| {
        let link = match kept.item.medium {
            Medium::Link => Href::outside(&kept.words),
            _ => kept.stored_as.as_ref().map(|_| format!("/claims/{}/evidence/{}", own.claim_id, kept.item.id).into()),
        };
        let audience = words::VISIBILITIES.into_iter().find(|(value, _)| *value == kept.item.visibility);
        let remove = format!("/claims/{}/evidence/{}/remove", own.claim_id, kept.item.id);
        let seen = looks::told(words, kept.item.medium, &kept.looks);
        Piece {
            title: words::title(words, at + 1, kept.item.kind),
            text: if kept.item.medium == Medium::Link && link.is_some() { String::new() } else { kept.words.clone() },
            href: link,
            note: [audience.map(|(_, name)| words.say(name).into()).unwrap_or_default(), seen].join(" "),
            remove: own.can_write.then(|| remove.into()),
            rating: None,
        }
    };
    own.evidence.iter().enumerate().map(piece).collect()
}

fn fields(words: Words, own: &OwnClaim) -> EvidenceFields {
    let rubric = own.terms.rubric();
    let all: Vec<_> = rubric.criteria.iter().map(|criterion| criterion.id.clone()).collect();
    let wanted = if own.terms.policy().self_rating { &all[..] } else { &[] };
    EvidenceFields {
        add: format!("/claims/{}/evidence", own.claim_id).into(),
        uploads: format!("/api/v1/claims/{}/uploads", own.claim_id).into(),
        kinds: words::choose(words, &words::KINDS, "artefact"),
        text: Field::default(),
        link: Field::default(),
        file_error: None,
        visibilities: words::choose(words, &words::VISIBILITIES, "reviewers"),
        pupils: words::choose(words, &words::PUPILS, ""),
        save: format!("/claims/{}", own.claim_id).into(),
        statement: Field::new(&own.draft.statement),
        school: Field::new(&own.draft.school),
        co_authors: Field::new(&own.draft.co_authors),
        coach: Field::new(&own.draft.coach),
        not_by: Field::new(&own.draft.not_by),
        needs_coach: own.needs_coach,
        criteria: choices(words, rubric, wanted, &own.draft.self_levels, None),
        naming: words::naming_choice(own.terms.policy(), own.draft.naming, words.say("claim-naming-box")),
    }
}

/// `POST /claims/{claim}`: keeps what is written; with `do=submit` hands it in.
pub(super) async fn save(
    State(hall): State<Hall>,
    Path(claim): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    let own = hall.app().load_own_claim(&actor, &claim).await?;
    let draft = ClaimDraft {
        statement: sent.fields.text("statement").to_owned(),
        self_levels: levels_of(&sent.fields, own.terms.rubric()),
        school: sent.fields.text("school").trim().to_owned(),
        naming: words::naming(&sent.fields),
        co_authors: sent.fields.text("co_authors").trim().to_owned(),
        coach: sent.fields.text("coach").trim().to_owned(),
        not_by: sent.fields.text("not_by").trim().to_owned(),
    };
    let mut outcome = hall.app().save_draft(&actor, &claim, draft).await;
    let is_submitted = sent.fields.text("do") == "submit";
    if outcome.is_ok() && is_submitted {
        outcome = hall.app().submit_claim(&actor, &claim).await;
    }
    let done = if is_submitted { "submitted" } else { "saved" };
    finish(&hall, &sent, &claim, outcome, done).await
}

/// `POST /claims/{claim}/evidence`
pub(super) async fn attach(
    State(hall): State<Hall>,
    Path(claim): Path<String>,
    sent: Sent,
) -> Result<Response, PageError> {
    let claim = ClaimId::from_text(claim);
    let outcome = match evidence(sent.here.words(), &sent.fields) {
        Err(error) => Err(error),
        Ok(form) => match sent.fields.upload.clone() {
            None => hall.app().add_evidence(&sent.here.actor(), &claim, form).await.map(drop),
            Some(file) => hall.app().add_evidence_file(&sent.here.actor(), &claim, form, file).await.map(drop),
        },
    };
    finish(&hall, &sent, &claim, outcome, "attached").await
}

fn evidence(words: Words, fields: &Fields) -> Result<EvidenceForm, Error> {
    let wrong = |field: &str, name: &str| Error::invalid(field, words.say(name));
    Ok(EvidenceForm {
        kind: words::value(fields.text("kind")).ok_or_else(|| wrong("kind", "claim-kind-wrong"))?,
        visibility: words::value(fields.text("visibility"))
            .ok_or_else(|| wrong("visibility-1", "claim-visibility-wrong"))?,
        pupils: words::value(fields.text("pupils")).ok_or_else(|| wrong("pupils-1", "claim-pupils-wrong"))?,
        text: fields.text("text").to_owned(),
        link: fields.text("link").to_owned(),
    })
}

/// `POST /claims/{claim}/evidence/{evidence}/remove`
pub(super) async fn remove(
    State(hall): State<Hall>,
    Path((claim, evidence)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (claim, evidence) = (ClaimId::from_text(claim), EvidenceId::from_text(evidence));
    let outcome = hall.app().remove_evidence(&sent.here.actor(), &claim, &evidence).await;
    finish(&hall, &sent, &claim, outcome, "removed").await
}

/// `POST /claims/{claim}/{step}`: `take-back`, `appeal`, `withdraw`, `rate` or `volunteer`.
pub(super) async fn step(
    State(hall): State<Hall>,
    Path((claim, step)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (actor, claim) = (sent.here.actor(), ClaimId::from_text(claim));
    let (outcome, done) = match step.as_str() {
        "take-back" => (hall.app().take_back_claim(&actor, &claim).await, "taken-back"),
        "withdraw" => (hall.app().withdraw_claim(&actor, &claim).await, "withdrawn"),
        "appeal" => {
            let ground = words::value(sent.fields.text("ground")).unwrap_or(Ground::FactualError);
            let said = sent.fields.text("objection");
            (hall.app().appeal_claim(&actor, &claim, ground, said).await, "appealed")
        }
        "rate" => {
            let (key, rating) = (sent.fields.text("review"), sent.fields.text("rating").parse().unwrap_or(0));
            (hall.app().rate_feedback(&actor, &claim, key, rating).await, "rated")
        }
        "volunteer" => {
            let school = sent.fields.text("own_school").trim().to_owned();
            let achievement = hall.app().load_own_claim(&actor, &claim).await?.view.achievement.achievement_id.clone();
            let new = NewReviewer { school, ..NewReviewer::default() };
            (hall.app().become_reviewer(&actor, &achievement, new).await, "volunteered")
        }
        _ => return Err(Error::NotFound("page").into()),
    };
    finish(&hall, &sent, &claim, outcome, done).await
}

/// On to the claim's page, or back to it with what is wrong and what was typed.
async fn finish(
    hall: &Hall,
    sent: &Sent,
    claim: &ClaimId,
    outcome: Result<(), Error>,
    done: &str,
) -> Result<Response, PageError> {
    let found = match outcome {
        Ok(()) => return Ok(see_other(&format!("/claims/{claim}?done={done}"))),
        Err(Error::Invalid(found)) => words::errors(sent.here.words(), found),
        Err(Error::Conflict(text)) => words::conflict(sent.here.words(), &text),
        Err(error) => return Err(error.into()),
    };
    let own = hall.app().load_own_claim(&sent.here.actor(), claim).await?;
    let mut page = page(&sent.here, &own);
    page.errors = put(&mut page, &sent.fields, found);
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

/// Puts what was typed back, and each error to its field.
fn put(page: &mut Claim, fields: &Fields, found: Vec<FieldError>) -> Vec<FieldError> {
    match &mut page.form {
        None => {
            let about_school = |error: &FieldError| error.field == "school";
            page.own_school.error = found.iter().find(|error| about_school(error)).map(|error| error.message.clone());
            let target = |error: FieldError| {
                let field = if about_school(&error) && page.volunteer.is_some() { "own_school" } else { "main" };
                FieldError::new(field, error.message)
            };
            found.into_iter().map(target).collect()
        }
        Some(form) => {
            let found = place(found, &mut form.criteria, "text");
            let typed = |name: &str| fields.find(name).map(str::to_owned);
            let field = |field: &mut Field, name: &str| {
                if let Some(value) = typed(name) {
                    field.value = value;
                }
                field.error = found.iter().find(|error| error.field == name).map(|error| error.message.clone());
            };
            field(&mut form.text, "text");
            form.file_error = found.iter().find(|error| error.field == "upload").map(|error| error.message.clone());
            field(&mut form.link, "link");
            field(&mut form.statement, "statement");
            field(&mut form.school, "school");
            field(&mut form.co_authors, "co_authors");
            field(&mut form.coach, "coach");
            field(&mut form.not_by, "not_by");
            let known = |error: FieldError| match error.field.as_str() {
                "evidence" | "reason" => FieldError::new("text", error.message),
                _ => error,
            };
            found.into_iter().map(known).collect()
        }
    }
}
