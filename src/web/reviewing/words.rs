//! The words of review: where claims stand, why moderators are asked, what was done.

use crate::app::WorkEvidence;
use crate::review::evidence::{EvidenceKind, Medium, Naming, Pupils, Visibility};
use crate::review::policy::{Anonymity, Policy};
use crate::review::rubric::{Criterion, CriterionId, Level, Rubric};
use crate::review::{Cause, FlagKind, State};
use crate::web::form::Fields;
use crate::web::href::Href;
use crate::web::views::reviewing::Piece;
use crate::web::views::{Choice, FieldError};

/// What was done, by the code that a redirect carries.
pub(super) fn notice(code: &str) -> Option<&'static str> {
    Some(match code {
        "saved" => "It was saved. Nobody else can see it yet.",
        "attached" => "The evidence was attached.",
        "removed" => "The evidence was taken out.",
        "submitted" => "It was handed in. You can take it back within 30 minutes.",
        "taken-back" => "You have it back.",
        "appealed" => "Your objection was recorded. Others will judge your work afresh.",
        "withdrawn" => "The claim was given up.",
        "begun" => "It is yours now. Thank you for judging a colleague's work.",
        "welcome" => "Welcome. What waits for you is below.",
        "nothing" => "There is nothing that you could judge at the moment.",
        "reviewed" => "Your review is in. You can change it for 10 minutes.",
        "given-back" => "You gave it back; it goes to somebody else.",
        "extended" => "You have two more days.",
        "flagged" => "Thank you. It was noted, and is acted on.",
        "volunteered" => "Thank you. What is offered to you stands on your bench.",
        "rated" => "Thank you. Peers whose words helped are told so, without your name.",
        "ready" => "It was noted.",
        "apart" => "It was noted. You will not be asked to judge their work.",
        "review-withdrawn" => "Your review was withdrawn and does not count.",
        "review-voided" => "The review was voided, and the place is open for somebody else.",
        "voided" => "The claim was voided.",
        "commented" => "Your colleague can read it now.",
        "signed-off" => "The work can be handed in once more.",
        "ruled" => "Your ruling was recorded.",
        _ => return None,
    })
}

/// Where a claim stands, for its claimant.
pub(super) fn standing(state: State) -> &'static str {
    match state {
        State::Draft => "You are writing it. Nobody else can see it.",
        State::Screening => "It was handed in, and goes to peers soon.",
        State::InReview => "Peers are judging it.",
        State::Moderation => "A moderator looks at it.",
        State::Accepted => "You have earned it. The badge is being made.",
        State::NotYet => "Not yet: something is still missing. You can hand it in again.",
        State::Returned => "It came back without a judgement, and no attempt was used.",
        State::Appeal => "Your objection waits for a fresh look.",
        State::NotDecided => {
            "Nobody could decide in time. No attempt was used; hand it in again, and it keeps its place."
        }
        State::Issued => "You have earned the badge.",
        State::Withdrawn => "You gave it up.",
        State::Closed => "It was not handed in again in time, and is closed.",
        State::Void => "It was voided for misconduct.",
    }
}

/// Where a claim stands, for coordinators.
pub(in crate::web) fn place(state: State) -> &'static str {
    match state {
        State::Draft => "Being written",
        State::Screening => "To be looked over",
        State::InReview => "With peers",
        State::Moderation => "Waiting for a ruling",
        State::Accepted => "Accepted, badge on its way",
        State::NotYet => "Not yet",
        State::Returned => "Given back",
        State::Appeal => "Under appeal",
        State::NotDecided => "Not decided in time",
        State::Issued => "Badge issued",
        State::Withdrawn => "Withdrawn",
        State::Closed => "Closed",
        State::Void => "Void",
    }
}

/// Why a moderator is asked.
pub(in crate::web) fn cause(state: State, cause: Option<Cause>) -> &'static str {
    match (state, cause) {
        (State::Appeal, _) => "The author objects to the decision.",
        (State::Screening, _) => "It was handed in and waits to be looked over.",
        (_, Some(Cause::Split)) => "The peers disagree on a criterion.",
        (_, Some(Cause::Dilemma)) => "Every criterion passes, and yet most peers missed something.",
        (_, Some(Cause::TooLong)) => "It took too long.",
        (_, Some(Cause::Misconduct)) => "A peer suspects misconduct.",
        (_, Some(Cause::CoSign)) => "So few could be asked that somebody else should look.",
        (_, None) => "It waits for peers.",
    }
}

/// What a peer pointed out.
pub(super) fn flag(kind: &FlagKind) -> &'static str {
    match kind {
        FlagKind::PupilIdentifiable { .. } => "A pupil could be recognised in a piece, which is hidden since.",
        FlagKind::Unreadable => "A peer could not open or read it.",
        FlagKind::Misconduct => "A peer suspects misconduct.",
    }
}

/// The level that is asked for.
pub(super) fn needed(criterion: &Criterion) -> String {
    match criterion.levels.get(usize::from(criterion.required)) {
        Some(level) if criterion.mandatory => format!("Needed: {}.", level.name),
        _ => "Does not decide.".to_owned(),
    }
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

/// A kind of evidence as people choose it.
pub(in crate::web) fn kinds() -> [(EvidenceKind, &'static str); 4] {
    [
        (EvidenceKind::Artefact, "Something that was made: a plan, a recording"),
        (EvidenceKind::Reflection, "A reflection: what you think about it"),
        (EvidenceKind::Observation, "An observation: what somebody else saw"),
        (EvidenceKind::StudentImpact, "Student impact: what it did for students"),
    ]
}

pub(super) fn visibilities() -> [(Visibility, &'static str); 3] {
    [
        (Visibility::Reviewers, "Reviewers may see it"),
        (Visibility::Public, "Anybody who sees the badge may see it"),
        (Visibility::Private, "Only a moderator may see it"),
    ]
}

pub(super) fn pupils() -> [(Pupils, &'static str); 2] {
    [
        (Pupils::NotIdentifiable, "No pupil can be recognised"),
        (Pupils::ConsentAttested, "Pupils can be recognised, and I have their families' consent"),
    ]
}

/// The word that a form sends for a value of the rules.
pub(in crate::web) fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

/// The value of the rules that a form's word stands for.
pub(in crate::web) fn value<T: serde::de::DeserializeOwned>(word: &str) -> Option<T> {
    serde_json::from_value(serde_json::Value::from(word)).ok()
}

/// Values of the rules to choose from.
pub(in crate::web) fn choose<T: serde::Serialize>(all: &[(T, &str)], chosen: &str) -> Vec<Choice> {
    let choice = |(value, label): &(T, &str)| {
        let word = word(value);
        Choice { chosen: word == chosen, ..Choice::new(word.clone(), *label) }
    };
    all.iter().map(choice).collect()
}

/// Whether a form agrees to names in the badge.
pub(super) fn naming(fields: &Fields) -> Naming {
    if fields.text("naming") == "yes" { Naming::WhereAgreed } else { Naming::Never }
}

/// The box for names in the badge; there is none where the policy hides people from each other.
pub(super) fn naming_choice(policy: &Policy, naming: Naming, label: &str) -> Vec<Choice> {
    let choice = Choice { chosen: naming == Naming::WhereAgreed, ..Choice::new("yes", label) };
    if policy.anonymity == Anonymity::Open { vec![choice] } else { Vec::new() }
}

/// A piece of evidence as others see it; `number` counts from 1, and `place` is the page that it stands on.
pub(super) fn piece(number: usize, evidence: &WorkEvidence, place: &str) -> Piece {
    let link = match evidence.medium {
        Medium::Link => Href::outside(&evidence.words),
        Medium::File | Medium::Media => Some(format!("{place}/evidence/{}", evidence.evidence_id).into()),
        Medium::Text | Medium::Credential => None,
    };
    Piece {
        title: title(number, evidence.kind),
        text: if evidence.medium == Medium::Link && link.is_some() { String::new() } else { evidence.words.clone() },
        href: link,
        ..Piece::default()
    }
}

/// "Evidence 1: reflection".
pub(super) fn title(number: usize, kind: EvidenceKind) -> String {
    format!("Evidence {number}: {}", word(&kind).replace('_', " "))
}

/// What has to be mended, as a page shows it.
pub(in crate::web) fn errors(found: Vec<crate::issue::FieldError>) -> Vec<FieldError> {
    found.into_iter().map(|error| FieldError::new(error.field, error.message)).collect()
}
