//! How a badge was judged, as far as those who judged say so in signed statements of their own.
//!
//! The statements are endorsements of the badge ([`crate::credential::Statement`]). Only those count that speak about this
//! very badge and whose signature holds; one that does not hold is named. What the issuer writes about the review in its own
//! words is not asked.

use std::collections::BTreeMap;

use serde::Serialize;
use serde_json::Value;

use super::report::{IssuerBinding, Outcome, Part, Report};
use crate::credential::{JudgeFinding, JudgeRole, Statement};
use crate::language::capital;

/// Letters of the name of a community that are shown.
const NAME_LETTERS: usize = 200;

/// One statement.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judge {
    /// "Peer 3fa2c1d0".
    pub who: String,
    /// Whether everything that is needed was found; nothing of a statement that does not hold.
    pub met: Option<bool>,
    /// Whether the statement holds.
    pub holds: bool,
    /// Who signed it: the community of those who judged.
    pub signer: Option<String>,
    /// What it says, or what is wrong with it.
    pub sentence: String,
}

/// A community whose members judged for the issuer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Community {
    /// What it calls itself.
    pub name: String,
    /// The identifier that it signs under.
    pub id: String,
}

/// How a badge was judged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Judged {
    /// The whole in a sentence.
    pub sentence: String,
    /// How many independent peers say that they judged; 0 when a moderator did.
    pub peers: usize,
    /// How many of them found everything that is needed.
    pub met: usize,
    /// The rubric.
    pub rubric: Option<String>,
    /// The SHA-256 of the rubric.
    pub rubric_sha256: Option<String>,
    /// The SHA-256 of the policy.
    pub policy_sha256: Option<String>,
    /// The community that signed all statements that hold, when that is not the issuer.
    pub community: Option<Community>,
    /// Every statement, those that do not hold too.
    pub judges: Vec<Judge>,
}

/// The comment of an endorsement that claims to be a statement of somebody who judged.
fn comment(inner: &Report) -> Option<&str> {
    inner.credential.as_ref()?.get("credentialSubject")?.get("endorsementComment")?.as_str()
}

/// Whose statement an endorsement claims to be: "the review by peer 3fa2c1d0".
pub(super) fn claimed_author(inner: &Report) -> Option<String> {
    Some(format!("review by {}", Statement::claimed_by(comment(inner)?)?))
}

/// What the endorsements of a badge say about how it was judged; `None` when none of them speaks of it.
pub(super) fn judged(document: &Value, parts: &[Part]) -> Option<Judged> {
    let badge = document.get("id");
    let of_badge = |part: &&Part| part.at.starts_with("/endorsement/");
    let mut judges = Vec::new();
    let mut held: BTreeMap<String, Statement> = BTreeMap::new();
    let mut signers = Vec::new();
    for part in parts.iter().filter(of_badge) {
        let Some(who) = comment(&part.report).and_then(Statement::claimed_by) else { continue };
        let statement = holding(&part.report, badge);
        let sentence = match &statement {
            Ok(statement) => statement.sentence(),
            Err(why) => why.clone(),
        };
        judges.push(Judge {
            who: statement.as_ref().map_or_else(|_| capital(&who), Statement::who),
            met: statement.as_ref().ok().map(|one| one.finding == JudgeFinding::Met),
            holds: statement.is_ok(),
            signer: part.report.issuer.clone(),
            sentence,
        });
        if let Ok(statement) = statement {
            signers.extend(part.report.credential.as_ref().and_then(community));
            // Whoever speaks twice counts once.
            held.entry(statement.pseudonym.clone()).or_insert(statement);
        }
    }
    let issuer = named(document).map(|(id, _)| id);
    let first = signers.first().filter(|first| Some(&first.id) != issuer.as_ref());
    let community = first.filter(|first| signers.iter().all(|other| other.id == first.id)).cloned();
    (!judges.is_empty()).then(|| summary(judges, &held, community))
}

/// The identifier of who issued a credential, and the issuer as it stands there.
fn named(credential: &Value) -> Option<(String, &Value)> {
    let issuer = credential.get("issuer")?;
    let id = issuer.as_str().or_else(|| issuer.get("id")?.as_str())?;
    Some((id.to_owned(), issuer))
}

/// Who signed a statement, with the name that they give themselves.
fn community(statement: &Value) -> Option<Community> {
    let (id, issuer) = named(statement)?;
    let name = issuer.get("name").and_then(Value::as_str).unwrap_or(&id).chars().take(NAME_LETTERS).collect();
    Some(Community { name, id })
}

/// The statement that an endorsement is, when it holds: whole, signed by a known signer, about this badge.
fn holding(inner: &Report, badge: Option<&Value>) -> Result<Statement, String> {
    if let Some(line) = inner.checks.iter().find(|line| matches!(line.outcome, Outcome::Fail | Outcome::Unknown)) {
        return Err(format!("This statement does not hold: {}", line.sentence));
    }
    if inner.binding == IssuerBinding::None {
        return Err("This statement does not count: nothing shows who signed it.".into());
    }
    let about = inner.credential.as_ref().and_then(|credential| credential.get("credentialSubject")?.get("id"));
    if about.is_none() || about != badge {
        return Err("This statement is about another badge.".into());
    }
    let statement = comment(inner).and_then(Statement::parse);
    statement.ok_or_else(|| "The sentence of this statement and its values say different things.".into())
}

fn summary(judges: Vec<Judge>, held: &BTreeMap<String, Statement>, community: Option<Community>) -> Judged {
    let peers: Vec<&Statement> = held.values().filter(|one| one.role == JudgeRole::Peer).collect();
    let met = peers.iter().filter(|one| one.finding == JudgeFinding::Met).count();
    let first = held.values().next();
    // Statements on several rubrics are no judgement on one.
    let is_one = first.is_some_and(|first| held.values().all(|one| one.rubric_hash == first.rubric_hash));
    let on = first.filter(|_| is_one).map(|one| format!(" on rubric “{}”, version {}", one.rubric, one.rubric_version));
    let on = on.unwrap_or_default();
    let bad = judges.iter().filter(|judge| !judge.holds).count();
    let sentence = match (peers.len(), held.len()) {
        (0, 0) => "It claims to have been judged, and no statement about that holds.".to_owned(),
        (0, _) => format!("Judged by a moderator{on}."),
        (all, _) => format!("Judged by {met} of {all} independent peers{on}."),
    };
    let of = match &community {
        Some(community) if peers.is_empty() => format!(" It was signed by {} ({}).", community.name, community.id),
        Some(community) => format!(" The peers are of {} ({}), which signed for them.", community.name, community.id),
        None => String::new(),
    };
    let but = match bad {
        0 => String::new(),
        1 if held.is_empty() => String::new(),
        1 => " One more statement does not hold and was not counted.".into(),
        more if held.is_empty() => format!(" There are {more}."),
        more => format!(" {more} more statements do not hold and were not counted."),
    };
    Judged {
        sentence: sentence + &of + &but,
        community,
        peers: peers.len(),
        met,
        rubric: first.filter(|_| is_one).map(|one| one.rubric.clone()),
        rubric_sha256: first.filter(|_| is_one).map(|one| one.rubric_hash.clone()),
        policy_sha256: first.filter(|_| is_one).map(|one| one.policy_hash.clone()),
        judges,
    }
}
