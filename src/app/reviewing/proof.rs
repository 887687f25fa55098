//! The proof of review that goes into a badge: what each of those who decided says, under a name for this badge alone,
//! signed by the community whose peers they are: the organisation itself, or one that judges for it. Nobody is named unless the policy, the reviewer and the earner agree.

use std::collections::HashMap;

use super::communities::is_judge_of;
use crate::app::Error;
use crate::app::awarding::Saying;
use crate::clock::Timestamp;
use crate::credential::{JudgeFinding, JudgeRole, Sight, Statement};
use crate::ids::{OrganisationId, PersonId};
use crate::review::policy::{Anonymity, Terms};
use crate::review::view::{self, Pseudonyms};
use crate::review::{Attempt, Claim, Decider, Review};
use crate::store::Session;

/// What those who decided about an accepted claim say.
pub(super) async fn sayings(
    session: &mut Session,
    (claim, terms): (&Claim, &Terms),
    names: &Pseudonyms,
    community: Option<&OrganisationId>,
) -> Result<Vec<Saying>, Error> {
    let Some(attempt) = claim.attempt() else { return Ok(Vec::new()) };
    let mut known = HashMap::new();
    for review in view::nameable(attempt, terms) {
        let person = session.find_person(&review.reviewer).await?;
        if let Some(person) = person.filter(|person| !person.name.trim().is_empty()) {
            known.insert(person.person_id, person.name);
        }
    }
    let mut said = Vec::new();
    for (person, statement) in statements(claim, terms, names, &known) {
        let is_of_community = match community {
            Some(community) => is_judge_of(session, community, &person).await?,
            None => false,
        };
        said.push(saying(&statement, is_of_community));
    }
    Ok(said)
}

fn saying(statement: &Statement, is_of_community: bool) -> Saying {
    Saying {
        is_of_community,
        fragment: format!("review-{}", statement.pseudonym),
        name: format!("Review by {}", statement.who()),
        comment: statement.text(),
    }
}

/// The statements, in the order of the names that are made for this badge, which says nothing.
fn statements(
    claim: &Claim,
    terms: &Terms,
    names: &Pseudonyms,
    known: &HashMap<PersonId, String>,
) -> Vec<(PersonId, Statement)> {
    let Some((attempt, decision)) = claim.attempt().and_then(|attempt| Some((attempt, attempt.decisions().last()?)))
    else {
        return Vec::new();
    };
    let base = |person: &PersonId, at: Timestamp| Statement {
        role: JudgeRole::Peer,
        pseudonym: names.of(claim.id(), person),
        name: known.get(person).cloned(),
        finding: JudgeFinding::Met,
        sight: if terms.policy().anonymity == Anonymity::Double { Sight::Blind } else { Sight::Open },
        day: view::day(at),
        rubric: terms.rubric().name.clone(),
        rubric_version: terms.rubric().version,
        rubric_hash: decision.terms.rubric.to_string(),
        policy_hash: decision.terms.policy.to_string(),
        work_hash: names.sealed(claim.id(), "work", attempt.submission().hash).to_string(),
    };
    let mut all: Vec<(PersonId, Statement)> = match &decision.decider {
        Decider::Moderator { moderator, .. } => {
            vec![(moderator.clone(), Statement { role: JudgeRole::Moderator, ..base(moderator, decision.at) })]
        }
        Decider::Peers { .. } => {
            let found = |review: &Review| match has_met(attempt, terms, review) {
                true => JudgeFinding::Met,
                false => JudgeFinding::NotMet,
            };
            let review = |review: &Review| {
                let said = base(&review.reviewer, review.amended_at.unwrap_or(review.submitted_at));
                (review.reviewer.clone(), Statement { finding: found(review), ..said })
            };
            attempt.deciding_reviews().map(review).collect()
        }
    };
    all.sort_by(|(_, one), (_, other)| one.pseudonym.cmp(&other.pseudonym));
    all
}

/// Whether a reviewer found everything that is needed.
pub(super) fn has_met(attempt: &Attempt, terms: &Terms, review: &Review) -> bool {
    let reached = |bar: &crate::review::decision::Bar| {
        !bar.mandatory || review.sheet.levels.get(&bar.id).is_some_and(|level| *level >= bar.required)
    };
    attempt.bars(terms).iter().all(reached)
}
