//! Communities that judge for this organisation, and what it judges for others: asked, answered, ended.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::Asked;
use super::super::views::desk::{Communities, CommunityLine};
use super::super::views::{Choice, Field, FieldError, Frame};
use super::here::{Here, Sent};
use crate::app::{CommunityAnswer, Error, JudgedBy, Permission};
use crate::http::Hall;
use crate::ids::AchievementId;
use crate::store::AchievementState;

/// Achievements to choose from.
const ACHIEVEMENTS_LIMIT: i64 = 500;

/// `GET /desk/{slug}/communities`
pub(super) async fn show(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    let mut page = view(&hall, &here).await?;
    if asked.text("done") == "kept" {
        page.frame.notice = Some(page.frame.say("communities-done").into_owned());
    }
    Ok(Page(page).into_response())
}

async fn view(hall: &Hall, here: &Here) -> Result<Communities, PageError> {
    let (app, actor, frame) = (hall.app(), here.actor(), here.frame());
    let all = app.list_judged_by(&actor, here.id()).await?;
    let own = app.list_own_achievements(&actor, here.id(), ("", ""), ACHIEVEMENTS_LIMIT).await?;
    let (by_others, for_others): (Vec<_>, Vec<_>) =
        all.into_iter().partition(|found| found.kept.organisation_id == *here.id());
    Ok(Communities {
        desk: here.desk("Reviews"),
        errors: Vec::new(),
        by_others: by_others.iter().map(|found| by_other(here, &frame, found)).collect(),
        for_others: for_others.iter().map(|found| for_other(here, &frame, found)).collect(),
        action: here.path("/communities").into(),
        achievements: own
            .iter()
            .filter(|one| one.state == AchievementState::Published)
            .map(|one| Choice::new(one.achievement_id.as_str(), one.name.as_str()))
            .collect(),
        community: Field::default(),
        frame,
    })
}

fn by_other(here: &Here, frame: &Frame, found: &JudgedBy) -> CommunityLine {
    let day = |at| frame.words.day(at);
    let state = match found.kept.agreed_at {
        Some(at) => frame.fill("communities-judge-since").with("day", day(at)).to_string(),
        None => frame.fill("communities-asked-since").with("day", day(found.kept.asked_at)).to_string(),
    };
    line(here, found, &found.community, state, vec![("end", frame.say("communities-end"))])
}

fn for_other(here: &Here, frame: &Frame, found: &JudgedBy) -> CommunityLine {
    let day = |at| frame.words.day(at);
    let end = ("decline", frame.say("communities-end"));
    let (state, buttons) = match found.kept.agreed_at {
        Some(at) => (frame.fill("communities-we-judge-since").with("day", day(at)).to_string(), vec![end]),
        None => (
            frame.fill("communities-asks-since").with("day", day(found.kept.asked_at)).to_string(),
            vec![("agree", frame.say("communities-yes")), ("decline", frame.say("communities-no"))],
        ),
    };
    line(here, found, &found.organisation, state, buttons)
}

fn line(
    here: &Here,
    found: &JudgedBy,
    other: &crate::store::Organisation,
    state: String,
    buttons: Vec<(&str, std::borrow::Cow<'static, str>)>,
) -> CommunityLine {
    CommunityLine {
        achievement: found.achievement.clone(),
        other: other.name.clone(),
        href: format!("/organisations/{}", other.slug).into(),
        state,
        action: here.path(&format!("/communities/{}", found.kept.achievement_id)).into(),
        buttons: buttons.into_iter().map(|(value, text)| (value.to_owned(), text.into_owned())).collect(),
    }
}

/// `POST /desk/{slug}/communities`: asks one.
pub(super) async fn ask(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let (id, community) = (AchievementId::from_text(fields.text("achievement")), fields.text("community"));
    match hall.app().ask_community(&here.actor(), here.id(), &id, community).await {
        Ok(()) => Ok(here.see("/communities", "kept")),
        Err(Error::Invalid(_)) => {
            let mut page = view(&hall, &here).await?;
            let why = page.frame.say("communities-none").into_owned();
            page.errors = vec![FieldError::new("community", &why)];
            page.community = Field::wrong(community, why);
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/{slug}/communities/{achievement}`: agrees, declines or ends.
pub(super) async fn answer(
    State(hall): State<Hall>,
    Path((_, achievement)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, id) = (sent.here, AchievementId::from_text(achievement));
    let (app, actor) = (hall.app(), here.actor());
    match sent.fields.text("do") {
        "agree" => app.answer_as_community(&actor, here.id(), &id, CommunityAnswer::Agree).await?,
        "decline" => app.answer_as_community(&actor, here.id(), &id, CommunityAnswer::Decline).await?,
        "end" => app.end_community(&actor, here.id(), &id).await?,
        _ => return Err(Error::NotFound("page").into()),
    }
    Ok(here.see("/communities", "kept"))
}
