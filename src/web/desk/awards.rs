//! The list of awards: found, kept as a file, withdrawn together.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::{Asked, Fields};
use super::super::moment::Moment;
use super::super::verdict::State as Standing;
use super::super::views::desk::{Awards, StatusForm};
use super::super::views::{Cell, Choice, Empty, Field, Link, Pager, Row, Table};
use super::csv;
use super::here::{Here, Sent};
use super::{unclaimed, words};
use crate::app::{Error, Permission, StatusMove};
use crate::batch::Sheet;
use crate::clock::Timestamp;
use crate::http::Hall;
use crate::ids::{AchievementId, AwardId, ImportId};
use crate::language::Words;
use crate::store::{Answer, AwardFilter, AwardSummary};

/// Awards on one page.
const PAGE: i64 = 50;
/// Awards that are read at once for a file, and in one file.
const BATCH: i64 = 1_000;
const FILE_LIMIT: usize = 200_000;
/// Achievements to choose from.
const ACHIEVEMENTS_LIMIT: i64 = 500;

/// The states that a list can be narrowed to: in addresses, in the store, and the names of their texts.
const STATES: [(&str, &str, &str); 4] = [
    ("", "", "desk-all"),
    ("valid", "valid", "awards-state-valid"),
    ("held", "suspended", "awards-state-held"),
    ("withdrawn", "revoked", "awards-state-withdrawn"),
];

/// `GET /desk/{slug}/awards`
pub(super) async fn list(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    Ok(Page(view(&hall, &here, &asked).await?).into_response())
}

async fn view(hall: &Hall, here: &Here, asked: &Fields) -> Result<Awards, PageError> {
    let (app, actor, words) = (hall.app(), here.actor(), here.words());
    let mut found = app.list_awards(&actor, here.id(), &filter(asked, PAGE + 1)).await?;
    let achievements = app.list_own_achievements(&actor, here.id(), ("", ""), ACHIEVEMENTS_LIMIT).await?;
    let has_more = found.len() as i64 > PAGE;
    found.truncate(PAGE as usize);
    let narrowed = narrowed(asked);
    let choices = achievements.iter().map(|one| (one.achievement_id.as_str(), one.name.as_str().into()));
    let award_href = here.path_if(Permission::Award, "/awards/new");
    let empty = if narrowed.is_empty() {
        let action = award_href.clone().map(|href| Link { href, text: words.say("desk-award-a-badge").into() });
        Empty::new(words.say("desk-awards-none"), action)
    } else {
        let all = Link::new(here.path("/awards"), words.say("awards-show-all"));
        Empty::new(words.say("awards-none-like"), Some(all))
    };
    let summary = match narrowed.is_empty() {
        true => words.fill("desk-awards-count").count("count", app.count_awards(&actor, here.id()).await?.0).into(),
        false => words.say("awards-found").into(),
    };
    let revoke = here.path_if(Permission::Revoke, "/awards/revoke");
    let frame = here.frame();
    let unanswered = [(unclaimed::STATE, words.say("unclaimed-title"))];
    let states = STATES.iter().map(|(value, _, label)| (*value, words.say(label))).chain(unanswered);
    Ok(Awards {
        unclaimed: unclaimed_link(hall, here, words).await?,
        frame,
        desk: here.desk("Awards"),
        errors: Vec::new(),
        award_href,
        import_href: here.path_if(Permission::Award, "/awards/import"),
        list_href: here.path("/awards").into(),
        names: names(hall, here).await?,
        query: Field::new(asked.text("q")),
        states: chosen(states, asked.text("state")),
        achievements: chosen([("", words.say("desk-all"))].into_iter().chain(choices), asked.text("achievement")),
        summary,
        table: Table {
            caption: words.say("awards-caption").into(),
            columns: words::award_columns(words),
            rows: rows(here, &found, app.now()),
            empty,
        },
        pager: pager(here, asked, &found, has_more),
        csv_href: here.path(&format!("/awards.csv?{narrowed}")).into(),
        revoke_all_href: here.path_if(Permission::Revoke, &format!("/awards/revoke-all?{narrowed}")),
        revoke: revoke.map(|action| StatusForm { action, reason: Field::default() }),
    })
}

/// The way to the requests for other names, when there are some.
async fn names(hall: &Hall, here: &Here) -> Result<Option<Link>, PageError> {
    if !here.may(Permission::Award) {
        return Ok(None);
    }
    let waiting = hall.app().list_name_requests(&here.actor(), here.id()).await?.len() as i64;
    let text = here.words().fill("awards-names").count("count", waiting);
    Ok((waiting > 0).then(|| Link::new(here.path("/names"), text)))
}

/// The way to the badges that wait for an answer, when there are some.
async fn unclaimed_link(hall: &Hall, here: &Here, said: Words) -> Result<Option<Link>, PageError> {
    let waiting = hall.app().count_unanswered(&here.actor(), here.id()).await?;
    let link =
        || Link::new(here.path("/unclaimed"), said.fill("unclaimed-waiting").count("count", waiting).to_string());
    Ok((waiting > 0).then(link))
}

fn chosen<'a>(choices: impl Iterator<Item = (&'a str, Cow<'a, str>)>, value: &str) -> Vec<Choice> {
    choices.map(|(own, label)| Choice { chosen: own == value, ..Choice::new(own, label) }).collect()
}

/// What the list can be narrowed by.
pub(super) const NARROWING: [&str; 4] = ["q", "state", "achievement", "list"];

pub(super) fn filter(asked: &Fields, limit: i64) -> AwardFilter {
    let state = match asked.text("state") {
        unclaimed::STATE => unclaimed::STATE,
        word => STATES.iter().find(|(value, ..)| *value == word).map_or("", |(_, state, _)| state),
    };
    let before = asked.text("before").split_once('.').and_then(|(time, id)| Some((time.parse().ok()?, id.to_owned())));
    AwardFilter {
        achievement: asked.filled("achievement").map(AchievementId::from_text),
        text: asked.text("q").trim().chars().take(200).collect(),
        state: state.to_owned(),
        import: asked.filled("list").map(ImportId::from_text),
        before,
        limit,
    }
}

/// A state that the list can be narrowed to, in words.
pub(super) fn state_in_words(words: Words, state: &str) -> String {
    let found = STATES.iter().find(|(value, ..)| *value == state);
    found.map_or_else(|| state.to_owned(), |(_, _, label)| words.say(label).into())
}

/// What the list is narrowed to, as a query.
pub(super) fn narrowed(asked: &Fields) -> String {
    let part = |name: &str| Some(format!("{name}={}", words::in_query(&asked.filled(name)?)));
    NARROWING.into_iter().filter_map(part).collect::<Vec<_>>().join("&")
}

fn pager(here: &Here, asked: &Fields, found: &[AwardSummary], has_more: bool) -> Option<Pager> {
    let first: i64 = asked.text("from").parse().unwrap_or(1).max(1);
    let last = found.last().filter(|_| has_more);
    if last.is_none() && first == 1 {
        return None;
    }
    let narrowed = narrowed(asked);
    let end = first.saturating_add(found.len() as i64);
    let next = last.map(|last| {
        let at = format!("{}.{}", last.created_at.unix_micros(), last.award_id);
        here.path(&format!("/awards?{narrowed}&before={at}&from={end}")).into()
    });
    Some(Pager {
        sentence: here.words().fill("desk-range").count("first", first).count("last", end - 1).into(),
        // The list is walked from newest to oldest; the way back is to its beginning.
        previous: (first > 1).then(|| here.path(&format!("/awards?{narrowed}")).into()),
        next,
    })
}

/// Awards as rows of a table.
pub(super) fn rows(here: &Here, awards: &[AwardSummary], now: Timestamp) -> Vec<Row> {
    let words = here.words();
    let row = |award: &AwardSummary| {
        let earner = words::named(words, &award.person_name, &award.person_email);
        Row {
            id: award.award_id.to_string(),
            label: format!("{earner}, {}", award.achievement_name),
            ticked: false,
            cells: vec![
                Cell::link(here.path(&format!("/awards/{}", award.award_id)), earner),
                Cell::text(&award.achievement_name),
                Cell::Moment(Moment::day(award.awarded_at)),
                Cell::text(answer(award, words)),
                Cell::State(standing(award, now)),
            ],
        }
    };
    awards.iter().map(row).collect()
}

/// What the earner answered; when nothing yet, with the last reminder.
fn answer(award: &AwardSummary, said: Words) -> String {
    let answer = words::answer(said, award.answer);
    match award.reminded.filter(|_| award.answer == Answer::Offered) {
        None => answer.into(),
        reminded => format!(
            "{answer} · {}: {}",
            said.say("unclaimed-column-reminder"),
            unclaimed::last_reminder(reminded, said)
        ),
    }
}

fn standing(award: &AwardSummary, now: Timestamp) -> Standing {
    match award {
        _ if award.revoked_at.is_some() => Standing::Withdrawn,
        _ if award.suspended_at.is_some() => Standing::OnHold,
        _ if award.valid_until.is_some_and(|until| until < now) => Standing::Expired,
        _ if award.awarded_at > now => Standing::NotYetValid,
        _ => Standing::Valid,
    }
}

/// `GET /desk/{slug}/awards.csv`: the same list as a file.
pub(super) async fn download(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    let mut table = Sheet::new(&[
        "Code",
        "Name",
        "E-mail",
        "Achievement",
        "Issued",
        "Valid until",
        "Answer",
        "State",
        "Page",
        "Last reminder",
    ]);
    let (mut filter, mut count) = (filter(&asked, BATCH), 0);
    filter.before = None;
    while count < FILE_LIMIT {
        let found = hall.app().list_awards(&here.actor(), here.id(), &filter).await?;
        for award in &found {
            table.push(&[
                award.short_code.to_uppercase(),
                award.person_name.clone(),
                award.person_email.clone(),
                award.achievement_name.clone(),
                award.awarded_at.to_string(),
                award.valid_until.map(|until| until.to_string()).unwrap_or_default(),
                award.answer.as_str().to_owned(),
                standing(award, hall.app().now()).word(Words::default()).into_owned(),
                hall.app().addresses().award(&award.award_id),
                award.reminded.filter(|of| of.sent > 0).map(|of| of.sent_at.to_string()).unwrap_or_default(),
            ]);
        }
        count += found.len();
        let Some(last) = found.last().filter(|_| found.len() as i64 == BATCH) else { break };
        filter.before = Some((last.created_at.unix_micros(), last.award_id.to_string()));
    }
    Ok(csv::download(table, &format!("awards-{}", here.organisation.slug)))
}

/// `POST /desk/{slug}/awards/revoke`: withdraws the ticked ones.
pub(super) async fn revoke(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let awards: Vec<AwardId> = fields.all("award").into_iter().map(AwardId::from_text).collect();
    let reason = fields.text("reason");
    let outcome = match awards.is_empty() {
        true => Err(Error::invalid("award-1", here.words().say("awards-choose"))),
        false => hall.app().change_status(&here.actor(), here.id(), &awards, StatusMove::Revoke, reason).await,
    };
    match outcome {
        Ok(_) => Ok(here.see("/awards", if awards.len() == 1 { "revoke" } else { "revoked" })),
        Err(Error::Invalid(found)) => {
            here.insist(&hall, Permission::Revoke).await?;
            let mut page = view(&hall, &here, &Fields::default()).await?;
            page.errors = words::errors(here.words(), found);
            let error = page.errors.iter().find(|error| error.field == "reason").map(|error| error.message.clone());
            for row in &mut page.table.rows {
                row.ticked = awards.iter().any(|award| award.as_str() == row.id);
            }
            page.revoke =
                page.revoke.map(|form| StatusForm { reason: Field { value: reason.to_owned(), error }, ..form });
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
