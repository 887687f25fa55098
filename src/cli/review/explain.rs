//! `accolade review explain`: a decision, step by step.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::super::Failure;
use super::{Answer, list, members, number, only, text};
use crate::review::decision::{Bar, FULL_WEIGHT, Judgement, Outcome, Rule, Standing, Verdict, decide};
use crate::review::rubric::{CriterionId, Level};

/// Members of a policy that are read elsewhere.
const OTHER_POLICY: [&str; 12] = [
    "version",
    "high_stakes",
    "anonymity",
    "distance",
    "screening",
    "calibration",
    "evidence_kinds",
    "self_rating",
    "carry_passed",
    "attempts",
    "buckets",
    "timers",
];

pub(super) fn explain(file: &Map<String, Value>) -> Result<Answer, Failure> {
    only(file, &["rubric", "policy", "reviews"], "the file")?;
    let scales = list(file, "rubric", "the file")?.iter().enumerate().map(|(at, value)| Scale::read(value, at + 1));
    let scales: Vec<Scale> = scales.collect::<Result<_, _>>()?;
    let rule = read_rule(file.get("policy"))?;
    let bars: Vec<Bar> = scales.iter().map(|scale| scale.bar.clone()).collect();
    // What is wrong with the rubric or the policy is told before a review stumbles over it.
    decide(&bars, rule, &[]).map_err(Failure::usage)?;
    let reviews = list(file, "reviews", "the file")?.iter().enumerate();
    let judgements: Vec<Judgement> =
        reviews.map(|(at, value)| read_review(value, &scales, at + 1)).collect::<Result<_, _>>()?;
    let verdict = decide(&bars, rule, &judgements).map_err(Failure::usage)?;
    let criteria: Map<String, Value> = verdict
        .criteria
        .iter()
        .zip(&scales)
        .map(|(record, scale)| {
            let achieved = record.achieved.map(|level| scale.written(level));
            (record.id.to_string(), json!({"state": record.state, "achieved": achieved}))
        })
        .collect();
    let result = json!({"outcome": verdict.outcome, "criteria": criteria, "whole_share": verdict.whole_share});
    Ok((result, words(&verdict, rule, judgements.len())))
}

/// A criterion, and how its levels are written in the file.
struct Scale {
    bar: Bar,
    labels: Vec<Value>,
    /// Whether levels are written as their labels, not as numbers from 0.
    by_label: bool,
}

impl Scale {
    fn read(value: &Value, count: usize) -> Result<Self, Failure> {
        let place = format!("criterion {count}");
        let written = members(value, &place)?;
        only(written, &["id", "name", "levels", "required", "mandatory", "comments"], &place)?;
        let id = text(written, "id", &place)?;
        let place = format!("criterion `{id}`");
        let labels: Vec<Value> = match written.get("levels") {
            Some(Value::Number(many)) if many.as_u64().is_some_and(|many| (1..=255).contains(&many)) => {
                (0..many.as_u64().unwrap_or(0)).map(Value::from).collect()
            }
            Some(Value::Array(labels)) if (1..=255).contains(&labels.len()) => {
                labels.iter().map(|label| label.get("name").unwrap_or(label).clone()).collect()
            }
            _ => {
                return Err(Failure::usage(format!(
                    "{place} needs `levels`: how many, or their names from low to high"
                )));
            }
        };
        let required = written.get("required").unwrap_or(&Value::Null);
        let by_label = labels.iter().all(Value::is_number) || required.is_string();
        let mandatory = match written.get("mandatory") {
            None => true,
            Some(Value::Bool(mandatory)) => *mandatory,
            Some(other) => return Err(Failure::usage(format!("{place}: `mandatory` is {other}; it is true or false"))),
        };
        let bar = Bar { id: CriterionId::new(id), levels: labels.len() as u32, required: 0, mandatory };
        let mut scale = Self { bar, labels, by_label };
        scale.bar.required = scale
            .level(required)
            .ok_or_else(|| Failure::usage(format!("{place}: `required` is {required}, which is none of its levels")))?;
        Ok(scale)
    }

    fn level(&self, written: &Value) -> Option<Level> {
        let by_label = self.labels.iter().position(|label| label == written);
        let by_number =
            || written.as_u64().and_then(|at| usize::try_from(at).ok()).filter(|at| *at < self.labels.len());
        let at = if self.by_label || written.is_string() { by_label } else { by_number() };
        at.and_then(|at| Level::try_from(at).ok())
    }

    fn written(&self, level: Level) -> Value {
        if self.by_label { self.labels[usize::from(level)].clone() } else { level.into() }
    }
}

fn read_rule(policy: Option<&Value>) -> Result<Rule, Failure> {
    let none = Map::new();
    let policy = policy.map_or(Ok(&none), |policy| members(policy, "the policy"))?;
    let known: Vec<&str> = ["k", "k_max", "theta"].into_iter().chain(OTHER_POLICY).collect();
    only(policy, &known, "the policy")?;
    let k = number(policy, "k", Some(2), "the policy")?;
    let theta = policy.get("theta").cloned().unwrap_or_else(|| "3/5".into());
    Ok(Rule {
        k,
        k_max: number(policy, "k_max", Some(k.saturating_add(1)), "the policy")?,
        theta: serde_json::from_value(theta).map_err(|error| Failure::usage(format!("the policy's theta: {error}")))?,
    })
}

fn read_review(value: &Value, scales: &[Scale], count: usize) -> Result<Judgement, Failure> {
    let place = format!("review {count}");
    let written = members(value, &place)?;
    only(written, &["id", "reviewer", "weight", "levels", "comments"], &place)?;
    let given = written.get("levels").and_then(Value::as_object);
    let given = given.ok_or_else(|| Failure::usage(format!("{place} needs `levels`, a level for each criterion")))?;
    let level = |(id, value): (&String, &Value)| {
        let scale = scales.iter().find(|scale| scale.bar.id.as_str() == id);
        let scale =
            scale.ok_or_else(|| Failure::usage(format!("{place} judges `{id}`, which is no criterion here")))?;
        let level = scale.level(value);
        let level = level.ok_or_else(|| {
            let labels = scale.labels.len();
            Failure::usage(format!("{place} gives {value} for `{id}`, which is none of its {labels} levels"))
        })?;
        Ok((scale.bar.id.clone(), level))
    };
    let levels: BTreeMap<CriterionId, Level> = given.iter().map(level).collect::<Result<_, Failure>>()?;
    Ok(Judgement { weight: number(written, "weight", Some(FULL_WEIGHT), &place)?, levels })
}

fn words(verdict: &Verdict, rule: Rule, reviews: usize) -> Vec<String> {
    let Rule { k, k_max, theta } = rule;
    let mut lines: Vec<String> = verdict
        .criteria
        .iter()
        .map(|record| {
            let state = match record.state {
                Standing::Pass => "passes",
                Standing::Fail => "fails",
                Standing::Unclear => "is unclear",
            };
            format!("{} {state}", record.id)
        })
        .collect();
    if let Some(share) = verdict.whole_share {
        lines.push(format!("{share} of the weight found every mandatory criterion reached; more than 1/2 is needed"));
    }
    lines.push(match verdict.outcome {
        Outcome::Accept => "accepted".into(),
        Outcome::NotYet => {
            format!("not yet: a mandatory criterion is not reached, say at least {k} with {theta} of the weight")
        }
        Outcome::Wait => format!("waiting: {reviews} of {k} reviews are in"),
        Outcome::ThirdReviewer => format!("one more reviewer is asked: {reviews} of at most {k_max} reviews are in"),
        Outcome::Moderator => format!("a moderator decides: {reviews} reviews do not settle it"),
    });
    lines
}
