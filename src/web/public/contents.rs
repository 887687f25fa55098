//! What a credential says, read for a page: anybody's, so that every part may be missing, hostile or of another shape.
//!
//! Only credentials that somebody signed come here ([`crate::verify::Report::verified`]).

use serde_json::Value;

use super::badges;
use crate::clock::Timestamp;
use crate::credential::items_of;
use crate::language::Words;
use crate::web::href::Href;
use crate::web::markdown::{self, Markup};
use crate::web::moment::Moment;
use crate::web::views::{Alignment, Criterion, Event, ResultLine, Rubric, RubricCell, VerifiedBadge};

/// Results, standards and pieces of evidence that are shown; a credential may hold thousands.
const SHOWN: usize = 50;
/// Letters of a name or a line.
const LINE_LIMIT_CHARS: usize = 500;
/// Levels of a rubric that still fit on a page.
const LEVELS_LIMIT: usize = 8;

/// What the credential says about itself.
pub(super) fn badge(credential: &Value, words: Words) -> VerifiedBadge {
    let subject = items_of(credential.get("credentialSubject")).first().unwrap_or(&Value::Null);
    let achievement = &subject["achievement"];
    let criteria = &achievement["criteria"];
    let mut evidence = badges::evidence(credential, words);
    evidence.truncate(SHOWN);
    VerifiedBadge {
        is_signed: true,
        lang: language(achievement),
        name: line(achievement, "name"),
        description: line_of(&achievement["description"], 4 * LINE_LIMIT_CHARS),
        earner: earner(subject),
        issuer: line(&credential["issuer"], "name"),
        criteria: prose(&criteria["narrative"]),
        criteria_href: criteria.get("id").or(Some(criteria)).and_then(Value::as_str).and_then(Href::outside),
        narrative: prose(&subject["narrative"]),
        results: results(subject, words),
        rubric: rubric(subject, words),
        evidence,
        alignments: items_of(achievement.get("alignment")).iter().take(SHOWN).map(alignment).collect(),
        dates: dates(credential, words),
        judged: None,
        judges: Vec::new(),
        page_href: credential["id"].as_str().filter(|id| id.starts_with("http")).and_then(Href::outside),
        ..VerifiedBadge::default()
    }
}

/// The day of issue and the last day, in words.
pub(super) fn days(credential: &Value, words: Words) -> (Option<String>, Option<String>) {
    (issued(credential).map(|at| words.day(at)), until(credential).map(|at| words.day(at)))
}

fn line(value: &Value, name: &str) -> String {
    line_of(&value[name], LINE_LIMIT_CHARS)
}

fn line_of(value: &Value, limit: usize) -> String {
    value.as_str().unwrap_or("").chars().take(limit).collect()
}

fn prose(value: &Value) -> Markup {
    value.as_str().map(markdown::render).unwrap_or_default()
}

/// The language, when it looks like one: what stands in `lang` decides how a page is read aloud.
fn language(achievement: &Value) -> String {
    let tag = line(achievement, "inLanguage");
    let is_part = |part: &str| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric());
    let is_first = |part: &str| (2..=3).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphabetic());
    let is_tag = tag.split('-').all(is_part) && tag.split('-').next().is_some_and(is_first);
    if is_tag { tag } else { String::new() }
}

/// The name that the badge gives in clear words. A hashed identity says nothing to a reader.
fn earner(subject: &Value) -> Option<String> {
    let is_name = |identifier: &&Value| identifier["identityType"] == "name" && identifier["hashed"] == false;
    let named = items_of(subject.get("identifier")).iter().find(is_name).map(|found| line(found, "identityHash"));
    named.or_else(|| Some(line(subject, "name"))).filter(|name| !name.is_empty())
}

/// The first of the members that is an instant.
fn instant(credential: &Value, names: &[&str]) -> Option<Timestamp> {
    names.iter().find_map(|name| credential[*name].as_str()?.parse().ok())
}

fn issued(credential: &Value) -> Option<Timestamp> {
    instant(credential, &["awardedDate", "validFrom", "issuanceDate"])
}

fn until(credential: &Value) -> Option<Timestamp> {
    instant(credential, &["validUntil", "expirationDate"])
}

fn dates(credential: &Value, words: Words) -> Vec<Event> {
    let event = |what: &str, at: Option<Timestamp>| {
        at.map(|at| Event { what: words.say(what).into(), moment: Some(Moment::day(at)) })
    };
    let all = [event("result-issued", issued(credential)), event("result-until", until(credential))];
    all.into_iter().flatten().collect()
}

fn results(subject: &Value, words: Words) -> Vec<ResultLine> {
    let descriptions = items_of(subject["achievement"].get("resultDescription"));
    let mut lines: Vec<ResultLine> = items_of(subject.get("result"))
        .iter()
        .take(SHOWN)
        .filter_map(|result| result_line(result, descriptions, words))
        .collect();
    if let Some(credits) = subject["creditsEarned"].as_f64() {
        lines.push(ResultLine { what: words.say("result-credits").into(), value: credits.to_string() });
    }
    lines
}

fn result_line(result: &Value, descriptions: &[Value], words: Words) -> Option<ResultLine> {
    let described = |one: &&Value| one.get("id").is_some() && one.get("id") == result.get("resultDescription");
    let description = descriptions.iter().find(described).unwrap_or(&Value::Null);
    let is_reached = |level: &&Value| level.get("id").is_some() && level.get("id") == result.get("achievedLevel");
    let level = items_of(description.get("rubricCriterionLevel")).iter().find(is_reached);
    let texts = [level.map(|level| line(level, "name")), Some(line(result, "value")), Some(line(result, "status"))];
    let value = texts.into_iter().flatten().find(|text| !text.is_empty())?;
    let name = line(description, "name");
    Some(ResultLine { what: if name.is_empty() { words.say("result-result").into() } else { name }, value })
}

/// The criteria that are judged by levels, with the levels that were reached.
fn rubric(subject: &Value, words: Words) -> Option<Rubric> {
    let reached: Vec<&Value> =
        items_of(subject.get("result")).iter().filter_map(|result| result.get("achievedLevel")).take(SHOWN).collect();
    let criteria: Vec<Criterion> = items_of(subject["achievement"].get("resultDescription"))
        .iter()
        .take(SHOWN)
        .filter_map(|description| criterion(description, &reached))
        .collect();
    let widest = criteria.iter().max_by_key(|criterion| criterion.cells.len())?;
    Some(Rubric {
        caption: words.say("result-rubric-caption").into(),
        levels: widest.cells.iter().map(|cell| cell.level.clone()).collect(),
        criteria,
    })
}

fn criterion(description: &Value, reached: &[&Value]) -> Option<Criterion> {
    let levels = items_of(description.get("rubricCriterionLevel"));
    if levels.is_empty() || levels.len() > LEVELS_LIMIT {
        return None;
    }
    let cell = |level: &Value| {
        let id = level.get("id");
        RubricCell {
            level: line(level, "name"),
            text: line(level, "description"),
            required: id.is_some() && id == description.get("requiredLevel"),
            achieved: id.is_some_and(|id| reached.contains(&id)),
        }
    };
    Some(Criterion { name: line(description, "name"), cells: levels.iter().map(cell).collect() })
}

fn alignment(alignment: &Value) -> Alignment {
    Alignment {
        name: line(alignment, "targetName"),
        code: line(alignment, "targetCode"),
        framework: line(alignment, "targetFramework"),
        description: line(alignment, "targetDescription"),
        href: alignment["targetUrl"].as_str().and_then(Href::outside),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_badge_of_any_shape_is_read_without_trusting_it() {
        let document = json!({
            "id": "javascript:alert(1)",
            "issuer": "did:key:z6Mk",
            "validFrom": "2026-05-03T10:00:00Z",
            "validUntil": "some day",
            "evidence": {"id": "data:text/html,x", "narrative": "<script>alert(1)</script>"},
            "credentialSubject": [{
                "identifier": {"identityType": "name", "hashed": false, "identityHash": "Ada Marlowe"},
                "achievement": {
                    "name": "Inquiry", "inLanguage": "en\" onload=", "description": 7,
                    "criteria": {"id": "https://a.example/criteria", "narrative": "Do *this*"},
                    "resultDescription": {"id": "urn:d", "name": "Planning", "requiredLevel": "urn:l2",
                        "rubricCriterionLevel": [{"id": "urn:l1", "name": "Low"}, {"id": "urn:l2", "name": "High"}]},
                },
                "result": [{"resultDescription": "urn:d", "achievedLevel": "urn:l2"}, {"value": "92"}, {}],
                "creditsEarned": 1.5,
            }],
        });
        let badge = badge(&document, Words::default());

        assert_eq!((badge.name.as_str(), badge.lang.as_str(), badge.description.as_str()), ("Inquiry", "", ""));
        assert_eq!(badge.earner.as_deref(), Some("Ada Marlowe"));
        assert_eq!(badge.page_href, None);
        assert_eq!(badge.criteria_href, Href::outside("https://a.example/criteria"));
        assert_eq!(badge.dates.iter().map(|date| date.what.as_str()).collect::<Vec<_>>(), ["Issued"]);
        assert!(badge.evidence.iter().all(|piece| piece.href.is_none()));
        let lines: Vec<(&str, &str)> =
            badge.results.iter().map(|line| (line.what.as_str(), line.value.as_str())).collect();
        assert_eq!(lines, [("Planning", "High"), ("Result", "92"), ("Credits earned", "1.5")]);
        let cells = &badge.rubric.expect("a rubric").criteria[0].cells;
        assert!(!cells[0].achieved && cells[1].achieved && cells[1].required);
    }

    #[test]
    fn a_badge_that_says_nothing_shows_nothing() {
        for empty in [json!({}), json!([]), json!({"credentialSubject": "urn:x", "evidence": 3})] {
            let badge = badge(&empty, Words::default());
            assert!(badge.name.is_empty() && badge.rubric.is_none() && badge.dates.is_empty(), "{empty}");
        }
    }
}
