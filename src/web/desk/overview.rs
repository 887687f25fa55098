//! The way into a desk, and what stands on top of it.

use axum::extract::State;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, Staff, frame_of, see_other};
use super::super::views::desk::{Count, Desks, Overview};
use super::super::views::{Cell, Column, Empty, Link, Row, Table};
use super::awards::rows;
use super::here::Here;
use super::words;
use crate::app::Permission;
use crate::http::Hall;
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
    let row = |(organisation, role): &(crate::store::Organisation, crate::store::Role)| Row {
        cells: vec![
            Cell::link(format!("/desk/{}", organisation.slug), &organisation.name),
            Cell::text(words::role_word(*role)),
        ],
        ..Row::default()
    };
    let page = Desks {
        frame: frame_of(&staff.0),
        table: Table {
            caption: "Organisations in which you have a role".to_owned(),
            columns: ["Organisation", "Your role"].map(Column::new).to_vec(),
            rows: roles.iter().map(row).collect(),
            empty: Empty::new("You have no role in an organisation yet. Ask an owner of yours to invite you.", None),
        },
    };
    Ok(Page(page).into_response())
}

/// `GET /desk/{slug}`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    if !here.may(Permission::See) {
        return Ok(Page(for_judges(&here)).into_response());
    }
    let (app, actor) = (hall.app(), here.actor());
    let achievements = app.list_own_achievements(&actor, here.id(), ("", ""), ACHIEVEMENTS_LIMIT).await?;
    let (awards, withdrawn) = app.count_awards(&actor, here.id()).await?;
    let members = app.list_members(&actor, here.id()).await?.len() as i64;
    let filter = AwardFilter { limit: RECENT, ..AwardFilter::default() };
    let recent = app.list_awards(&actor, here.id(), &filter).await?;
    let count = |path: &str, number: i64, one: &str, several: &str| Count {
        href: here.path(path).into(),
        number: words::number(number),
        label: if number == 1 { one } else { several }.to_owned(),
    };
    let published = achievements.iter().filter(|one| one.state == AchievementState::Published).count();
    let counts = vec![
        count("/achievements", achievements.len() as i64, "achievement", "achievements"),
        count("/awards", awards, "award", "awards"),
        count("/awards?state=withdrawn", withdrawn, "withdrawn", "withdrawn"),
        count("/members", members, "member", "members"),
    ];
    let is_new = here.may(Permission::Manage) && published == 0;
    let onboarding = if is_new { Some(app.load_onboarding(&actor, here.id()).await?) } else { None };
    let done = onboarding.as_ref().map_or(0, |onboarding| onboarding.passed.len());
    let setting_up = match done {
        0 => "Set up your organisation, in six steps to the first badge".to_owned(),
        done => format!("Go on setting up your organisation: {done} of 6 steps are done"),
    };
    let first = [
        (onboarding.is_some(), "/start", setting_up.as_str()),
        (achievements.is_empty(), "/achievements/new", "Describe your first achievement"),
        (!achievements.is_empty() && published == 0, "/achievements", "Publish an achievement"),
        (published > 0 && awards == 0, "/awards/new", "Award your first badge"),
        (members < 2, "/members", "Invite the people who award badges with you"),
    ];
    let is_owner = here.may(Permission::Manage);
    let steps = first.iter().filter(|(is_open, ..)| *is_open && is_owner);
    let award_href = here.path_if(Permission::Award, "/awards/new").filter(|_| published > 0);
    let page = Overview {
        frame: here.frame(),
        desk: here.desk("Overview"),
        counts,
        first_steps: steps.map(|(_, path, text)| Link::new(here.path(path), *text)).collect(),
        recent: Table {
            caption: "The last awards".to_owned(),
            columns: ["Earner", "Achievement", "Issued", "Answer", "State"].map(Column::new).to_vec(),
            rows: rows(&here, &recent, hall.app().now()),
            empty: Empty::new(
                "Nothing was awarded yet.",
                award_href.clone().map(|href| Link { href, text: "Award a badge".to_owned() }),
            ),
        },
        award_href,
    };
    Ok(Page(page).into_response())
}

/// What stands there for who judges: the way to their work, and nobody's name.
fn for_judges(here: &Here) -> Overview {
    let (sentence, path, text) = match here.may(Permission::Moderate) {
        true => ("You rule where peers cannot settle it. What needs you stands here.", "/moderation", "What needs you"),
        false => ("You judge evidence that peers hand in. Work for you stands on your bench.", "/bench", "Your bench"),
    };
    Overview {
        frame: here.frame(),
        desk: here.desk("Overview"),
        recent: Table { empty: Empty::new(sentence, Some(Link::new(path, text))), ..Table::default() },
        ..Overview::default()
    }
}
