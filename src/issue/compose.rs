//! Composes the credential of an award from what the issuer, the achievement and the award say.
//!
//! This is the issuing profile in code: VC Data Model 2.0 with Open Badges 3.0.3, every `type` an array, one status
//! entry unless awards can be put on hold, whole seconds of UTC, an `id` for every node that may have one. The learner
//! is named by an opaque identifier alone unless the issuer asks for more.

use serde_json::{Map, Value, json};

use super::definition::{CriterionDefinition, Definition};
use crate::canon::pinned::{CREDENTIALS_V2, OPEN_BADGES};
use crate::clock::Timestamp;
use crate::credential::{
    Achievement, Alignment, Criteria, IdentityObject, Image, Profile, ResultDescription, RubricCriterionLevel, Uri,
};
use crate::status::Entry;

/// Who issues, as their profile shows it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Issuer {
    /// Their DID.
    pub did: String,
    /// What they are called.
    pub name: String,
    /// Who they are; may be empty.
    pub description: String,
    /// Their own site.
    pub url: Option<String>,
    /// Where they can be written to.
    pub email: Option<String>,
    /// The address of their picture.
    pub image: Option<String>,
}

/// A published version of an achievement with its addresses.
#[derive(Clone, Copy, Debug)]
pub struct Published<'d> {
    /// The achievement's address, which is its id.
    pub address: &'d str,
    /// The version, counted from 1.
    pub version: i64,
    /// The address of its picture.
    pub image: &'d str,
    /// What its author decided.
    pub definition: &'d Definition,
}

/// What an award adds.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts {
    /// The credential's id.
    pub id: String,
    /// What the learner is called in it: an opaque address.
    pub subject_id: String,
    /// The learner's e-mail address, hashed with a salt of its own; only when the issuer asks for it.
    pub hashed_email: Option<IdentityObject>,
    /// When it was decided.
    pub awarded_at: Option<Timestamp>,
    /// Until when it holds.
    pub valid_until: Option<Timestamp>,
    /// Credits that were earned.
    pub credits_earned: Option<f64>,
    /// Why, in Markdown.
    pub narrative: Option<String>,
    /// What shows it.
    pub evidence: Vec<EvidenceFact>,
    /// Levels reached, as pairs of a criterion's and a level's short name.
    pub results: Vec<(String, String)>,
    /// Statements of others about it, each signed by itself.
    pub endorsements: Vec<Value>,
}

/// Something that shows that the achievement was earned.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EvidenceFact {
    /// Its address.
    pub url: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it shows, in Markdown.
    pub narrative: Option<String>,
    /// What kind of evidence it is.
    pub genre: Option<String>,
}

/// The issuer's profile as Open Badges has it.
pub fn profile(issuer: &Issuer) -> Value {
    let profile = Profile {
        id: Uri(issuer.did.clone()),
        name: Some(issuer.name.clone()),
        url: issuer.url.clone().map(Uri),
        description: Some(issuer.description.clone()).filter(|text| !text.is_empty()),
        image: issuer.image.clone().map(|id| Image { id: Uri(id), ..Image::default() }),
        email: issuer.email.clone(),
        ..Profile::default()
    };
    profile.to_json()
}

/// The achievement as Open Badges has it.
pub fn achievement(published: Published<'_>) -> Value {
    let definition = published.definition;
    let mut tags = definition.tags.clone();
    tags.extend(definition.grade_band.iter().map(|band| format!("grades {band}")));
    let achievement = Achievement {
        id: Uri(published.address.into()),
        achievement_type: Some(definition.achievement_type.clone()),
        name: definition.name.clone(),
        description: definition.description.clone(),
        criteria: Criteria {
            id: Some(Uri(format!("{}#criteria", published.address))),
            narrative: Some(definition.criteria.clone()),
            ..Criteria::default()
        },
        image: Some(Image {
            id: Uri(published.image.into()),
            caption: Some(definition.picture_in_words()),
            ..Image::default()
        }),
        in_language: definition.language.clone(),
        field_of_study: definition.subject.clone(),
        credits_available: definition.credits_available.and_then(serde_json::Number::from_f64).map(whole_if_whole),
        tag: tags,
        alignment: definition.alignments.iter().map(alignment).collect(),
        result_description: result_descriptions(published),
        version: Some(published.version.to_string()),
        ..Achievement::default()
    };
    achievement.to_json()
}

/// `3.0` is written as `3`, as people write it.
fn whole_if_whole(number: serde_json::Number) -> serde_json::Number {
    match number.as_f64() {
        Some(value) if value.fract() == 0.0 && value.abs() < 1e15 => (value as i64).into(),
        _ => number,
    }
}

fn alignment(definition: &super::definition::AlignmentDefinition) -> Alignment {
    Alignment {
        target_name: definition.target_name.clone(),
        target_url: Uri(definition.target_url.clone()),
        target_code: definition.target_code.clone(),
        target_framework: definition.target_framework.clone(),
        target_description: definition.target_description.clone(),
        target_type: definition.target_type.clone(),
        ..Alignment::default()
    }
}

fn criterion_address(achievement: &str, criterion: &str) -> String {
    format!("{achievement}#criterion-{criterion}")
}

fn level_address(achievement: &str, criterion: &str, level: &str) -> String {
    format!("{achievement}#criterion-{criterion}-level-{level}")
}

/// One for each criterion, and one that says that the whole is done: a result of ours names each of them.
fn result_descriptions(published: Published<'_>) -> Vec<ResultDescription> {
    let rubric = &published.definition.rubric;
    let mut all: Vec<_> = rubric.iter().map(|c| result_description(published.address, c)).collect();
    if !all.is_empty() {
        all.push(ResultDescription {
            id: Uri(format!("{}#status", published.address)),
            name: "Whether it is completed".into(),
            result_type: "Status".into(),
            ..ResultDescription::default()
        });
    }
    all
}

fn result_description(achievement: &str, criterion: &CriterionDefinition) -> ResultDescription {
    let level = |level: &super::definition::LevelDefinition| RubricCriterionLevel {
        id: Uri(level_address(achievement, &criterion.id, &level.id)),
        name: level.name.clone(),
        description: level.description.clone(),
        points: level.points.clone(),
        level: Some(level.id.clone()),
        ..RubricCriterionLevel::default()
    };
    ResultDescription {
        id: Uri(criterion_address(achievement, &criterion.id)),
        name: criterion.name.clone(),
        result_type: "RubricCriterionLevel".into(),
        required_level: criterion
            .required_level
            .as_ref()
            .map(|required| Uri(level_address(achievement, &criterion.id, required))),
        rubric_criterion_level: criterion.levels.iter().map(level).collect(),
        alignment: criterion.alignments.iter().map(alignment).collect(),
        ..ResultDescription::default()
    }
}

/// The unsigned credential of an award.
pub fn credential(
    issuer: &Issuer,
    published: Published<'_>,
    facts: &Facts,
    status: &[Entry],
    valid_from: Timestamp,
) -> Value {
    let mut out = around(achievement(published), issuer, published, facts, valid_from);
    if !status.is_empty() {
        out["credentialStatus"] = entries(status);
    }
    out
}

/// The text of a [`credential`] without entries, around the text of its [`achievement`], which is the longest part and the
/// same in all of them.
pub fn credential_text(
    issuer: &Issuer,
    (published, achievement): (Published<'_>, &str),
    facts: &Facts,
    valid_from: Timestamp,
) -> String {
    let hollow = around(Value::Null, issuer, published, facts, valid_from).to_string();
    // Quotation marks in what people wrote are escaped, and endorsements come later: the first one is the subject's.
    let (before, after) = hollow.split_once(HOLLOW).unwrap_or((&hollow, ""));
    [before, "\"achievement\":", achievement, after].concat()
}

/// Where the achievement would be.
const HOLLOW: &str = "\"achievement\":null";

/// A credential around an achievement, without entries.
fn around(
    achievement: Value,
    issuer: &Issuer,
    published: Published<'_>,
    facts: &Facts,
    valid_from: Timestamp,
) -> Value {
    let mut out = json!({
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": facts.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": published.definition.name,
        "issuer": profile(issuer),
        "validFrom": seconds(valid_from),
    });
    if let Some(until) = facts.valid_until {
        out["validUntil"] = seconds(until).into();
    }
    if let Some(awarded) = facts.awarded_at {
        out["awardedDate"] = seconds(awarded).into();
    }
    out["credentialSubject"] = subject(achievement, published, facts);
    if !facts.evidence.is_empty() {
        out["evidence"] = facts.evidence.iter().map(evidence).collect();
    }
    if !facts.endorsements.is_empty() {
        out["endorsement"] = facts.endorsements.clone().into();
    }
    out
}

/// The text of a [`credential`] that was composed without entries, with these ones: the same as if it had been composed
/// with them. What takes long is done before there is an entry.
pub fn with_entries(credential: &str, status: &[Entry]) -> String {
    let Some(open) = credential.strip_suffix('}').filter(|_| !status.is_empty()) else { return credential.into() };
    format!("{open},\"credentialStatus\":{}}}", entries(status))
}

fn entries(status: &[Entry]) -> Value {
    match status {
        [one] => one.to_json(),
        several => several.iter().map(Entry::to_json).collect(),
    }
}

fn subject(achievement: Value, published: Published<'_>, facts: &Facts) -> Value {
    let mut subject = json!({"id": facts.subject_id, "type": ["AchievementSubject"]});
    if let Some(credits) = facts.credits_earned.and_then(serde_json::Number::from_f64).map(whole_if_whole) {
        subject["creditsEarned"] = Value::Number(credits);
    }
    if let Some(email) = &facts.hashed_email {
        subject["identifier"] = Value::Array(vec![email.to_json()]);
    }
    if let Some(narrative) = &facts.narrative {
        subject["narrative"] = narrative.as_str().into();
    }
    subject["achievement"] = achievement;
    if !facts.results.is_empty() {
        let result = |(criterion, level): &(String, String)| {
            json!({
                "type": ["Result"],
                "resultDescription": criterion_address(published.address, criterion),
                "achievedLevel": level_address(published.address, criterion, level),
                "value": level_name(published, criterion, level),
            })
        };
        let completed = json!({
            "type": ["Result"],
            "resultDescription": format!("{}#status", published.address),
            "status": "Completed",
        });
        subject["result"] = facts.results.iter().map(result).chain([completed]).collect();
    }
    subject
}

/// The name of a level, for readers that do not look at the achievement.
fn level_name<'d>(published: Published<'d>, criterion: &str, level: &'d str) -> &'d str {
    let criterion = published.definition.rubric.iter().find(|one| one.id == criterion);
    let found = criterion.and_then(|criterion| criterion.levels.iter().find(|one| one.id == level));
    found.map_or(level, |level| &level.name)
}

/// An unsigned statement of the issuer about a credential: `comment` is what is said.
pub fn endorsement(issuer: &Issuer, credential: &str, said: &Said<'_>, valid_from: Timestamp) -> Value {
    json!({
        "@context": [CREDENTIALS_V2, OPEN_BADGES],
        "id": format!("{credential}#{}", said.fragment),
        "type": ["VerifiableCredential", "EndorsementCredential"],
        "name": said.name,
        "issuer": profile(issuer),
        "validFrom": seconds(valid_from),
        "credentialSubject": {"id": credential, "type": ["EndorsementSubject"], "endorsementComment": said.comment},
    })
}

/// What an endorsement says.
#[derive(Clone, Copy, Debug)]
pub struct Said<'s> {
    /// What its address ends in.
    pub fragment: &'s str,
    /// What it is called.
    pub name: &'s str,
    /// What is said.
    pub comment: &'s str,
}

fn evidence(fact: &EvidenceFact) -> Value {
    let mut out = Map::new();
    let mut put = |name: &str, value: &Option<String>| {
        if let Some(value) = value {
            out.insert(name.into(), value.as_str().into());
        }
    };
    put("id", &fact.url);
    put("name", &fact.name);
    put("narrative", &fact.narrative);
    put("genre", &fact.genre);
    out.insert("type".into(), json!(["Evidence"]));
    Value::Object(out)
}

fn seconds(time: Timestamp) -> String {
    time.whole_seconds().to_string()
}
