//! The way into a desk, and what stands on top of it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, Staff, see_other};
use super::super::views::desk::{Count, Desks, Overview};
use super::super::views::{Cell, Column, Empty, Link, Row, Table};
use super::awards::rows;
use super::here::Here;
use super::words;
use crate::app::Permission;
use crate::http::Hall;
use crate::language::Filled;
use crate::store::{AchievementState, AwardFilter};

/// Awards on the overview.
const RECENT: i64 = 10;
/// Achievements that are counted one by one.
const ACHIEVEMENTS_LIMIT: i64 = 1_000;

/// `GET /desk`: to the only organisation, or a choice of them.
pub(super) async fn choose(State(hall): State<Hall>, staff: Staff) -> Result<Response, PageError> {
    let roles = hall.app().list_roles(&staff.0.person.person_id).await?;
    if let [(organisation, _)] = roles.as_slice() {
        return Ok(see_other(&format!("/desk/{}", organisation.slug)));
    }
    let words = staff.1;
    let row = |(organisation, role): &(crate::store::Organisation, crate::store::Role)| Row {
        cells: vec![
            Cell::link(format!("/desk/{}", organisation.slug), &organisation.name),
            Cell::text(words::role_word(words, *role)),
        ],
        ..Row::default()
    };
    let page = Desks {
        frame: staff.frame(),
        table: Table {
            caption: words.say("desk-list-caption").into(),
            columns: [words.say("desk-list-organisation"), words.say("desk-tab-own-role")].map(Column::new).to_vec(),
            rows: roles.iter().map(row).collect(),
            empty: Empty::new(words.say("desk-list-empty"), None),
        },
    };
    Ok(Page(page).into_response())
}

/// `GET /desk/{slug}`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    if !here.may(Permission::See) {
        return Ok(Page(for_judges(&here)).into_response());
    }
    let (app, actor, words) = (hall.app(), here.actor(), here.words());
    let achievements = app.list_own_achievements(&actor, here.id(), ("", ""), ACHIEVEMENTS_LIMIT).await?;
    let (awards, withdrawn) = app.count_awards(&actor, here.id()).await?;
    let members = app.list_members(&actor, here.id()).await?.len() as i64;
    let filter = AwardFilter { limit: RECENT, ..AwardFilter::default() };
    let recent = app.list_awards(&actor, here.id(), &filter).await?;
    let count = |path: &str, number: i64, label: Filled| Count {
        href: here.path(path).into(),
        number: words.number(number),
        label: label.count("count", number).into(),
    };
    let published = achievements.iter().filter(|one| one.state == AchievementState::Published).count();
    let counts = vec![
        count("/achievements", achievements.len() as i64, words.fill("desk-count-achievements")),
        count("/awards", awards, words.fill("desk-count-awards")),
        count("/awards?state=withdrawn", withdrawn, words.fill("desk-count-withdrawn")),
        count("/members", members, words.fill("desk-count-members")),
    ];
    let is_new = here.may(Permission::Manage) && published == 0;
    let onboarding = if is_new { Some(app.load_onboarding(&actor, here.id()).await?) } else { None };
    let done = onboarding.as_ref().map_or(0, |onboarding| onboarding.passed.len());
    let setting_up = match done {
        0 => words.say("desk-step-set-up"),
        done => words.fill("desk-step-go-on").count("done", done).to_string().into(),
    };
    let first = [
        (onboarding.is_some(), "/start", setting_up),
        (achievements.is_empty(), "/achievements/new", words.say("desk-step-describe")),
        (!achievements.is_empty() && published == 0, "/achievements", words.say("desk-step-publish")),
        (published > 0 && awards == 0, "/awards/new", words.say("desk-step-award")),
        (members < 2, "/members", words.say("desk-step-invite")),
    ];
    let is_owner = here.may(Permission::Manage);
    let steps = first.into_iter().filter(|(is_open, ..)| *is_open && is_owner);
    let award_href = here.path_if(Permission::Award, "/awards/new").filter(|_| published > 0);
    let page = Overview {
        frame: here.frame(),
        desk: here.desk("Overview"),
        counts,
        first_steps: steps.map(|(_, path, text)| Link::new(here.path(path), text)).collect(),
        recent: Table {
            caption: words.say("desk-recent-caption").into(),
            columns: words::award_columns(words),
            rows: rows(&here, &recent, hall.app().now()),
            empty: Empty::new(
                words.say("desk-awards-none"),
                award_href.clone().map(|href| Link { href, text: words.say("desk-award-a-badge").into() }),
            ),
        },
        award_href,
    };
    Ok(Page(page).into_response())
}

/// What stands there for who judges: the way to their work, and nobody's name.
fn for_judges(here: &Here) -> Overview {
    let words = here.words();
    let (sentence, path, text) = match here.may(Permission::Moderate) {
        true => (words.say("desk-for-moderators"), "/moderation", words.say("desk-for-moderators-link")),
        false => (words.say("desk-for-reviewers"), "/bench", words.say("desk-for-reviewers-link")),
    };
    Overview {
        frame: here.frame(),
        desk: here.desk("Overview"),
        recent: Table { empty: Empty::new(sentence, Some(Link::new(path, text))), ..Table::default() },
        ..Overview::default()
    }
}
