//! The words of the audit, and of what a credential says about the review.

use super::public::Judged;
use crate::ids::EvidenceId;
use crate::issue::compose::EvidenceFact;
use crate::review::decision::Outcome;
use crate::review::evidence::{EvidenceItem, EvidenceKind, Medium, Visibility};
use crate::review::policy::Terms;
use crate::review::view::Pseudonyms;
use crate::review::{Claim, ContentHash, Decider, Event};
use crate::store::KeptEvidence;

/// The name of the entry that tells how a badge was judged.
pub(super) const PROCESS_NAME: &str = "How this was judged";
/// Its genre.
pub(in crate::app) const PROCESS_GENRE: &str = "Peer review";

/// The name of an event in the audit.
pub(super) fn action(event: &Event) -> &'static str {
    match event {
        Event::Moved { .. } => "claim.move",
        Event::Submitted { .. } => "claim.submit",
        Event::SignedOff { .. } => "claim.sign_off",
        Event::CoAuthorsNamed { .. } => "claim.co_authors",
        Event::Returned { .. } => "claim.return",
        Event::ScreeningLate => "claim.screening_late",
        Event::SlotOpened { .. } => "claim.slot",
        Event::Offered { .. } => "claim.offer",
        Event::Taken { .. } => "claim.take",
        Event::Ended { .. } => "claim.assignment_end",
        Event::Extended { .. } => "claim.extend",
        Event::Reviewed { .. } => "claim.review",
        Event::Amended { .. } => "claim.amend",
        Event::ReviewWithdrawn { .. } => "claim.review_withdraw",
        Event::Reminded { .. } => "claim.remind",
        Event::Widened => "claim.widen",
        Event::ModeratorAsked { .. } => "claim.ask_moderator",
        Event::OwnerAlarmed => "claim.alarm",
        Event::Flagged { .. } => "claim.flag",
        Event::EvidenceHidden { .. } => "claim.hide_evidence",
        Event::Decided { .. } => "claim.decide",
        Event::PeersAsked { .. } => "claim.ask_peers",
        Event::Appealed { .. } => "claim.appeal",
        Event::AppealDecided { .. } => "claim.appeal_decide",
        Event::Voided { .. } => "claim.void",
        Event::Issued { .. } => "claim.issue",
    }
}

/// What the credential says about the review: numbers, fingerprints and names made for this claim alone.
pub(super) fn process(claim: &Claim, terms: &Terms, names: &Pseudonyms) -> String {
    let Some(judged) = Judged::of(claim, terms) else { return String::new() };
    let mut text = judged.sentence();
    let seen = sealed_evidence(claim, names);
    if !seen.is_empty() {
        let seen: Vec<String> =
            seen.iter().map(|(_, kind, seal)| format!("{} {seal}", kind.as_str().replace('_', " "))).collect();
        text.push_str(&format!(" Evidence seen, each with a salted SHA-256: {}.", seen.join(", ")));
    }
    text.push_str(&format!(
        " Decided on {} by rule {}. Rubric SHA-256 {}; policy SHA-256 {}.",
        judged.decided_on, judged.rule, judged.rubric_hash, judged.policy_hash
    ));
    let decision = claim.attempt().and_then(|attempt| attempt.decisions().last());
    if let Some(Decider::Peers { reviewers }) = decision.map(|decision| &decision.decider) {
        let mut known: Vec<String> = reviewers.iter().map(|person| names.of(claim.id(), person)).collect();
        known.sort();
        text.push_str(&format!(" The peers are known in this review as {}.", known.join(" and ")));
    }
    text
}

/// What reviewers saw, each piece with a digest that says nothing without the salt that its owner has.
pub(super) fn sealed_evidence(claim: &Claim, names: &Pseudonyms) -> Vec<(EvidenceId, EvidenceKind, ContentHash)> {
    let items = claim.attempt().map(|attempt| &attempt.submission().content.evidence[..]).unwrap_or_default();
    let seen = items.iter().filter(|item| item.visibility >= Visibility::Reviewers);
    let sealed =
        |item: &EvidenceItem| (item.id.clone(), item.kind, names.sealed(claim.id(), item.id.as_str(), item.sha256));
    let mut all: Vec<_> = seen.map(sealed).collect();
    all.sort_by_key(|(_, kind, seal)| (*kind, *seal));
    all
}

/// The evidence that the earner made public, as the credential has it.
pub(super) fn public_evidence(claim: &Claim, kept: &[KeptEvidence]) -> Vec<EvidenceFact> {
    let Some(attempt) = claim.attempt() else { return Vec::new() };
    let is_public = |id: &EvidenceId| {
        let mut items = attempt.submission().content.evidence.iter();
        items.any(|item| item.id == *id && item.visibility == Visibility::Public) && !attempt.hidden().contains(id)
    };
    facts_of(kept.iter().filter(|kept| is_public(&kept.item.id)))
}

/// Public pieces of evidence as the credential would have them; others are left out.
pub(super) fn facts_of<'k>(kept: impl Iterator<Item = &'k KeptEvidence>) -> Vec<EvidenceFact> {
    let fact = |kept: &KeptEvidence| {
        let genre = Some(kind_word(kept.item.kind).to_owned());
        match kept.item.medium {
            Medium::Link => EvidenceFact { url: Some(kept.words.clone()), genre, ..EvidenceFact::default() },
            Medium::Text => EvidenceFact { narrative: Some(kept.words.clone()), genre, ..EvidenceFact::default() },
            Medium::File | Medium::Media | Medium::Credential => EvidenceFact {
                name: Some(format!("A file with the SHA-256 {}", kept.item.sha256)),
                narrative: Some(kept.words.clone()).filter(|words| !words.trim().is_empty()),
                genre,
                ..EvidenceFact::default()
            },
        }
    };
    kept.filter(|kept| kept.item.visibility == Visibility::Public).map(fact).collect()
}

/// What was decided, as it is kept beside ratings.
pub(super) fn outcome(outcome: Outcome) -> &'static str {
    if outcome == Outcome::Accept { "accept" } else { "not_yet" }
}

/// A kind of evidence in a word or two.
pub(in crate::app) fn kind_word(kind: EvidenceKind) -> &'static str {
    match kind {
        EvidenceKind::Artefact => "Artefact",
        EvidenceKind::Reflection => "Reflection",
        EvidenceKind::Observation => "Observation",
        EvidenceKind::StudentImpact => "Student impact",
    }
}
