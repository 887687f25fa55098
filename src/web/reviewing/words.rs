//! The words of review, by the names of their texts: where claims stand, why moderators are asked, what was done.

use std::borrow::Cow;

use crate::app::WorkEvidence;
use crate::language::Words;
use crate::review::evidence::{EvidenceKind, Medium, Naming, Pupils, Visibility};
use crate::review::policy::{Anonymity, Policy};
use crate::review::rubric::{Criterion, CriterionId, Level, Rubric};
use crate::review::{Cause, FlagKind, State};
use crate::web::form::Fields;
use crate::web::href::Href;
use crate::web::views::reviewing::Piece;
use crate::web::views::{Choice, FieldError};

/// What was done, by the code that a redirect carries; codes that we do not know say nothing.
pub(super) fn notice(words: Words, code: &str) -> Option<String> {
    let name = format!("review-done-{code}");
    words.has(&name).then(|| words.say(&name).into_owned())
}

/// Where a claim stands, for its claimant.
pub(super) fn standing(words: Words, state: State) -> Cow<'static, str> {
    words.say(match state {
        State::Draft => "claim-stands-draft",
        State::Screening => "claim-stands-screening",
        State::InReview => "claim-stands-in-review",
        State::Moderation => "claim-stands-moderation",
        State::Accepted => "claim-stands-accepted",
        State::NotYet => "claim-stands-not-yet",
        State::Returned => "claim-stands-returned",
        State::Appeal => "claim-stands-appeal",
        State::NotDecided => "claim-stands-not-decided",
        State::Issued => "claim-stands-issued",
        State::Withdrawn => "claim-stands-withdrawn",
        State::Closed => "claim-stands-closed",
        State::Void => "claim-stands-void",
    })
}

/// Where a claim stands, for coordinators.
pub(in crate::web) fn place(words: Words, state: State) -> Cow<'static, str> {
    words.say(match state {
        State::Draft => "review-place-draft",
        State::Screening => "review-place-screening",
        State::InReview => "review-place-in-review",
        State::Moderation => "review-place-moderation",
        State::Accepted => "review-place-accepted",
        State::NotYet => "review-place-not-yet",
        State::Returned => "review-place-returned",
        State::Appeal => "review-place-appeal",
        State::NotDecided => "review-place-not-decided",
        State::Issued => "review-place-issued",
        State::Withdrawn => "review-place-withdrawn",
        State::Closed => "review-place-closed",
        State::Void => "review-place-void",
    })
}

/// Why a moderator is asked.
pub(super) fn cause(words: Words, state: State, cause: Option<Cause>) -> Cow<'static, str> {
    words.say(match (state, cause) {
        (State::Appeal, _) => "ruling-why-appeal",
        (State::Screening, _) => "ruling-why-screening",
        (_, Some(Cause::Split)) => "ruling-why-split",
        (_, Some(Cause::Dilemma)) => "ruling-why-dilemma",
        (_, Some(Cause::TooLong)) => "ruling-why-too-long",
        (_, Some(Cause::Misconduct)) => "ruling-why-misconduct",
        (_, Some(Cause::CoSign)) => "ruling-why-co-sign",
        (_, None) => "ruling-why-peers",
    })
}

/// What a peer pointed out.
pub(super) fn flag(words: Words, kind: &FlagKind) -> Cow<'static, str> {
    words.say(match kind {
        FlagKind::PupilIdentifiable { .. } => "ruling-flag-pupil",
        FlagKind::Unreadable => "ruling-flag-unreadable",
        FlagKind::Misconduct => "ruling-why-misconduct",
    })
}

/// The level that is asked for.
pub(super) fn needed(words: Words, criterion: &Criterion) -> String {
    match needed_level(criterion) {
        Some(level) => words.fill("review-level-needed").with("level", level).into(),
        None => words.say("review-level-does-not-decide").into(),
    }
}

/// The name of the level that is asked for, when the criterion decides.
pub(super) fn needed_level(criterion: &Criterion) -> Option<&str> {
    let level = criterion.levels.get(usize::from(criterion.required)).filter(|_| criterion.mandatory);
    level.map(|level| level.name.as_str())
}

/// "Planning: Secure".
pub(in crate::web) fn level(rubric: &Rubric, id: &CriterionId, level: Level) -> String {
    let criterion = rubric.find(id);
    let name = criterion.and_then(|criterion| criterion.levels.get(usize::from(level)));
    format!("{}: {}", criterion.map_or(id.as_str(), |criterion| &criterion.name), name.map_or("?", |level| &level.name))
}

/// The name of a level.
pub(super) fn level_name<'r>(rubric: &'r Rubric, id: &CriterionId, level: Level) -> &'r str {
    let found = rubric.find(id).and_then(|criterion| criterion.levels.get(usize::from(level)));
    found.map_or("?", |level| &level.name)
}

/// Kinds of evidence with the names of the texts by which people choose them.
pub(in crate::web) const KINDS: [(EvidenceKind, &str); 4] = [
    (EvidenceKind::Artefact, "review-choose-artefact"),
    (EvidenceKind::Reflection, "review-choose-reflection"),
    (EvidenceKind::Observation, "review-choose-observation"),
    (EvidenceKind::StudentImpact, "review-choose-impact"),
];
/// Who may see a piece of evidence.
pub(super) const VISIBILITIES: [(Visibility, &str); 3] = [
    (Visibility::Reviewers, "review-seen-by-reviewers"),
    (Visibility::Public, "review-seen-by-all"),
    (Visibility::Private, "review-seen-by-moderator"),
];
/// What is said about pupils.
pub(super) const PUPILS: [(Pupils, &str); 2] =
    [(Pupils::NotIdentifiable, "review-pupils-hidden"), (Pupils::ConsentAttested, "review-pupils-consent")];

/// A kind of evidence in a word.
pub(super) fn kind(words: Words, kind: EvidenceKind) -> Cow<'static, str> {
    words.say(match kind {
        EvidenceKind::Artefact => "review-piece-kind-artefact",
        EvidenceKind::Reflection => "review-piece-kind-reflection",
        EvidenceKind::Observation => "review-piece-kind-observation",
        EvidenceKind::StudentImpact => "review-piece-kind-impact",
    })
}

/// The word that a form sends for a value of the rules.
pub(in crate::web) fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value of the rules that a form's word stands for.
pub(in crate::web) fn value<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

/// Values of the rules to choose from, each with the name of its text.
pub(in crate::web) fn choose<T: serde::Serialize>(words: Words, all: &[(T, &str)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, name): &(T, &str)| {
        let word = word(value);
        Choice { chosen: word == chosen, ..Choice::new(word.clone(), words.say(name)) }
    };
    all.iter().map(choice).collect()
}

/// Whether a form agrees to names in the badge.
pub(super) fn naming(fields: &Fields) -> Naming {
    if fields.text("naming") == "yes" { Naming::WhereAgreed } else { Naming::Never }
}

/// The box for names in the badge; there is none where the policy hides people from each other.
pub(super) fn naming_choice(policy: &Policy, naming: Naming, label: Cow<'static, str>) -> Vec<Choice> {
    let choice = Choice { chosen: naming == Naming::WhereAgreed, ..Choice::new("yes", label) };
    if policy.anonymity == Anonymity::Open { vec![choice] } else { Vec::new() }
}

/// A piece of evidence as others see it; `number` counts from 1, and `place` is the page that it stands on.
pub(super) fn piece(words: Words, number: usize, evidence: &WorkEvidence, place: &str) -> Piece {
    let link = match evidence.medium {
        Medium::Link => Href::outside(&evidence.words),
        Medium::File | Medium::Media => Some(format!("{place}/evidence/{}", evidence.evidence_id).into()),
        Medium::Text | Medium::Credential => None,
    };
    Piece {
        title: title(words, number, evidence.kind),
        text: if evidence.medium == Medium::Link && link.is_some() { String::new() } else { evidence.words.clone() },
        href: link,
        note: super::looks::told(words, evidence.medium, &evidence.looks),
        ..Piece::default()
    }
}

/// "Evidence 1: reflection".
pub(super) fn title(words: Words, number: usize, kind: EvidenceKind) -> String {
    let filled = words.fill("review-piece-title").with("number", number);
    filled.with("kind", self::kind(words, kind)).into()
}

/// What has to be mended, as a page shows it.
pub(in crate::web) fn errors(words: Words, found: Vec<crate::issue::FieldError>) -> Vec<FieldError> {
    found.into_iter().map(|error| FieldError::new(error.field, words.retold(&error.message))).collect()
}

/// What stands in the way, as a page shows it above its form.
pub(super) fn conflict(words: Words, text: &str) -> Vec<FieldError> {
    vec![FieldError::new("", words.retold(text))]
}
