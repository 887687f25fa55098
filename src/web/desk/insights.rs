//! How the review does, and the rules tried in a town that is made up.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::reviewing::words as review_words;
use super::super::views::reviewing::{Drawing, Insights, RubricInsight, Simulator};
use super::super::views::{Cell, Choice, Column, Empty, Fact, Field, Link, Row, Table};
use super::here::Here;
use crate::app::{AchievementInsight, Error, Trial};
use crate::http::Hall;
use crate::language::Words;
use crate::review::insight::{Agreement, CriterionInsight, RubricInsight as RubricFigures, quantile};
use crate::review::simulate::Figures;

/// Bars of a chart; later days share the last one.
const BARS: u32 = 15;

/// The heads of the table of agreement, by the names of their texts.
const COLUMNS: [&str; 6] = [
    "insight-column-criterion",
    "insight-column-works",
    "insight-column-alpha",
    "insight-column-ac1",
    "insight-column-equal",
    "insight-column-says",
];

/// `GET /desk/{slug}/reviews/insights`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let found = hall.app().load_insights(&here.actor(), here.id()).await?;
    let words = here.words();
    let mut facts = Vec::new();
    if let Some(gini) = found.load_gini {
        let is = words.fill("insight-spread-is").with("gini", words.decimal(gini, 2));
        facts.push(Fact::new(words.say("insight-spread"), is));
    }
    let said: i64 = found.ratings.iter().sum();
    if said > 0 {
        let is = words.fill("insight-helpful-is").count("helpful", found.ratings[2]).count("said", said);
        facts.push(Fact::new(words.say("insight-helpful"), is));
    }
    let page = Insights {
        frame: here.frame(),
        desk: here.desk("Reviews"),
        facts,
        rubrics: found.rubrics.iter().enumerate().map(|(at, one)| rubric(words, at + 1, one)).collect(),
        links: links(&here, ("/reviews/simulator", "simulator-title")),
    };
    Ok(Page(page).into_response())
}

/// Back to the queue, and to another page: its path and the name of its text.
fn links(here: &Here, other: (&str, &str)) -> Vec<Link> {
    [("/reviews", "reviews-to-queue"), other]
        .map(|(path, name)| Link::new(here.path(path), here.words().say(name)))
        .to_vec()
}

fn rubric(words: Words, number: usize, one: &AchievementInsight) -> RubricInsight {
    let insight = &one.insight;
    let low: Vec<String> = insight
        .criteria
        .iter()
        .filter(|criterion| criterion.says == Agreement::Low)
        .map(|criterion| words.fill("insight-criterion").with("name", &criterion.name).into())
        .collect();
    RubricInsight {
        title: words.fill("insight-rubric").with("name", &one.achievement).with("version", one.version).into(),
        id: format!("rubric-{number}"),
        caution: (!low.is_empty()).then(|| words.fill("insight-caution").with("names", low.join(", ")).into()),
        facts: rubric_facts(words, insight),
        criteria: Table {
            caption: words.say("insight-agreement").into(),
            columns: COLUMNS.map(|name| Column::new(words.say(name))).to_vec(),
            rows: insight.criteria.iter().map(|one| criterion(words, one)).collect(),
            empty: Empty::new(words.say("insight-agreement-empty"), None),
        },
        days: Drawing {
            title: words.say("insight-days").into(),
            counts: counts(&insight.days),
            is_capped: insight.days.last().is_some_and(|longest| *longest >= BARS),
        },
    }
}

/// Decisions, appeals, time.
fn rubric_facts(words: Words, insight: &RubricFigures) -> Vec<Fact> {
    let decisions = words.fill("insight-decisions-are").count("count", insight.decisions);
    let appeals = words.fill("insight-appeals-are").count("count", insight.appeals);
    let mut facts = vec![
        Fact::new(words.say("insight-decisions"), decisions.count("accepted", insight.accepted)),
        Fact::new(words.say("insight-moderated"), words.number(insight.moderated)),
        Fact::new(words.say("insight-appeals"), appeals.count("changed", insight.upheld)),
        Fact::new(words.say("insight-undecided"), words.number(insight.undecided)),
    ];
    if let (Some(half), Some(most)) = (quantile(&insight.days, 50), quantile(&insight.days, 90)) {
        // Less than a day is day 0.
        let within = |days: u32| words.fill("insight-time-within").count("days", days + 1);
        let is = words.fill("insight-time-is").with("half", within(half)).with("most", within(most));
        facts.push(Fact::new(words.say("insight-time"), is));
    }
    facts
}

fn criterion(words: Words, criterion: &CriterionInsight) -> Row {
    let not_known = || words.say("insight-not-known").into_owned();
    let figure = |value: Option<f64>| value.map_or_else(not_known, |value| words.decimal(value, 2));
    let share = criterion.raw.map_or_else(not_known, |raw| share(words, raw, 0));
    let says = words.say(match criterion.says {
        Agreement::Good => "insight-says-good",
        Agreement::Tentative => "insight-says-tentative",
        Agreement::Low => "insight-says-low",
        Agreement::Unknown => "insight-says-unknown",
    });
    let cells = [
        criterion.name.clone(),
        words.number(criterion.works),
        figure(criterion.alpha),
        figure(criterion.ac1),
        share,
        says.into(),
    ];
    Row { cells: cells.map(Cell::text).to_vec(), ..Row::default() }
}

/// "33 %".
fn share(words: Words, share: f64, places: usize) -> String {
    format!("{} %", words.decimal(share * 100.0, places))
}

/// How many decisions took so many days.
fn counts(days: &[u32]) -> Vec<u32> {
    let Some(longest) = days.iter().max() else { return Vec::new() };
    let count = |day: u32| {
        let is_last = day == BARS - 1;
        let count = days.iter().filter(|own| **own == day || (is_last && **own > day)).count();
        u32::try_from(count).unwrap_or(u32::MAX)
    };
    (0..BARS.min(longest + 1)).map(count).collect()
}

/// `GET /desk/{slug}/reviews/simulator`
pub(super) async fn simulator(
    State(hall): State<Hall>,
    here: Here,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    here.insist(&hall, crate::app::Permission::Moderate).await?;
    let is_run = asked.text("run") == "yes";
    let page = form(&here, &asked, is_run);
    if !is_run {
        return Ok(Page(page).into_response());
    }
    match hall.app().try_policy(trial(&asked)).await {
        Ok(runs) => Ok(Page(Simulator { results: Some(results(here.words(), &runs)), ..page }).into_response()),
        Err(Error::Invalid(found)) => {
            let mut page = page;
            let found = review_words::errors(here.words(), found);
            for error in &found {
                let field = match error.field.as_str() {
                    "reviewers" => &mut page.reviewers,
                    "schools" => &mut page.schools,
                    "skills" => &mut page.skills,
                    "claims" => &mut page.claims,
                    "days" => &mut page.days,
                    "k_max" => &mut page.k_max,
                    _ => &mut page.k,
                };
                field.error = Some(error.message.clone());
            }
            page.errors = found;
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

fn trial(asked: &Fields) -> Trial {
    // What is no number is out of bounds, and said to be.
    let number = |name: &str| asked.text(name).trim().parse().unwrap_or(0);
    Trial {
        reviewers: number("reviewers"),
        schools: number("schools"),
        skills: number("skills"),
        claims: number("claims"),
        days: number("days"),
        k: number("k"),
        k_max: number("k_max"),
        is_moderated: asked.text("moderated") == "yes",
    }
}

fn form(here: &Here, asked: &Fields, is_run: bool) -> Simulator {
    let usual = Trial::USUAL;
    let field = |name: &str, usual: u32| match asked.find(name) {
        Some(text) if is_run => Field::new(text),
        _ => Field::new(usual.to_string()),
    };
    let is_moderated = if is_run { asked.text("moderated") == "yes" } else { usual.is_moderated };
    Simulator {
        frame: here.frame(),
        desk: here.desk("Reviews"),
        errors: Vec::new(),
        action: here.path("/reviews/simulator").into(),
        reviewers: field("reviewers", usual.reviewers),
        schools: field("schools", usual.schools),
        skills: field("skills", usual.skills),
        claims: field("claims", usual.claims),
        days: field("days", usual.days),
        k: field("k", usual.k),
        k_max: field("k_max", usual.k_max),
        moderated: vec![Choice {
            chosen: is_moderated,
            ..Choice::new("yes", here.words().say("simulator-ruling-box"))
        }],
        results: None,
        links: links(here, ("/reviews/insights", "insight-title")),
    }
}

/// The name of a figure's text, how to read it off a run, and how it is written.
type Reading = (&'static str, fn(&Figures) -> Option<f64>, fn(Words, f64) -> String);

fn in_days(words: Words, value: f64) -> String {
    words.fill("simulator-in-days").with("number", words.decimal(value, 1)).into()
}

fn as_share(words: Words, value: f64) -> String {
    share(words, value, 1)
}

fn plain(words: Words, value: f64) -> String {
    words.decimal(value, 2)
}

const READINGS: [Reading; 9] = [
    ("simulator-half", |run| run.p50_days, in_days),
    ("simulator-most", |run| run.p90_days, in_days),
    ("simulator-nearly-all", |run| run.p99_days, in_days),
    ("simulator-week", |run| Some(run.within_7_days), as_share),
    ("simulator-never", |run| Some(run.undecided), as_share),
    ("simulator-moderator", |run| Some(run.moderator), as_share),
    ("simulator-uneven", |run| run.gini, plain),
    ("simulator-mails", |run| Some(run.mails_per_claim), plain),
    ("simulator-reviews", |run| Some(run.reviews_per_claim), plain),
];

fn results(words: Words, runs: &[Figures]) -> Table {
    let row = |(name, read, written): &Reading| {
        let values: Option<Vec<f64>> = runs.iter().map(read).collect();
        let (mean, range) = match values.filter(|values| !values.is_empty()) {
            // Where too few were decided in one of them, there is no mean.
            None => (words.say("simulator-not-all").into_owned(), String::new()),
            Some(values) => {
                let mean = values.iter().sum::<f64>() / values.len() as f64;
                let least = values.iter().copied().fold(f64::INFINITY, f64::min);
                let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                let range = words.fill("simulator-bounds").with("least", written(words, least));
                (written(words, mean), range.with("most", written(words, most)).into())
            }
        };
        Row { cells: vec![Cell::text(words.say(name)), Cell::text(mean), Cell::text(range)], ..Row::default() }
    };
    Table {
        caption: words.say("simulator-caption").into(),
        columns: ["simulator-column-figure", "simulator-column-mean", "simulator-column-range"]
            .map(|name| Column::new(words.say(name)))
            .to_vec(),
        rows: READINGS.iter().map(row).collect(),
        empty: Empty::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn late_decisions_share_the_last_bar() {
        let counts = counts(&[0, 1, 1, 20, 40]);
        assert_eq!((counts.len(), counts[1], counts[14]), (15, 2, 2));
        assert_eq!(super::counts(&[]), Vec::<u32>::new());
    }
}
