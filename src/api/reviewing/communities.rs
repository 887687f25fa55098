//! Communities that judge for other organisations: asked, agreed to, ended.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::api::read::{Office, Strict, name};
use crate::api::table::{Row, delete, get, put};
use crate::app::{CommunityAnswer, JudgedBy, Permission};
use crate::http::{Hall, Problem};
use crate::ids::AchievementId;

const TAG: &str = "Review of evidence";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/reviewing-communities", list)
            .says(TAG, "List which communities judge for an organisation, and what it judges for others")
            .needs(Permission::Manage)
            .gives::<JudgedByList>(200, "Both, those that are only asked too"),
        put("/api/v1/organisations/{slug}/achievements/{achievement}/community", ask)
            .says(TAG, "Ask a community to judge an achievement")
            .explains(
                "Once it agrees, its reviewers are asked to judge, and what they say about a badge is signed with the \
                 community's own key.",
            )
            .needs(Permission::Manage)
            .reads::<CommunityRequest>()
            .gives_nothing(204, "It is asked, in the place of another one"),
        delete("/api/v1/organisations/{slug}/achievements/{achievement}/community", end)
            .says(TAG, "End that a community judges an achievement, or take the request back")
            .needs(Permission::Manage)
            .gives_nothing(204, "It judges no more; badges that it judged stay as they are"),
        put("/api/v1/organisations/{slug}/reviewing-communities/{achievement}", answer)
            .says(TAG, "Answer, as a community, whether your members judge an achievement of others")
            .needs(Permission::Manage)
            .reads::<CommunityReply>()
            .gives_nothing(204, "It is noted"),
    ]
}

/// That a community judges an achievement of another organisation, or is asked to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct JudgedByView {
    /// What is judged.
    achievement_id: String,
    /// What it is called.
    achievement: String,
    /// The short name of who awards it.
    organisation: String,
    /// The short name of who judges it.
    community: String,
    /// When the community was asked.
    asked_at: String,
    /// When it agreed; missing while it has not.
    #[serde(skip_serializing_if = "Option::is_none")]
    agreed_at: Option<String>,
}

impl From<JudgedBy> for JudgedByView {
    fn from(found: JudgedBy) -> Self {
        Self {
            achievement_id: found.kept.achievement_id.to_string(),
            achievement: found.achievement,
            organisation: found.organisation.slug,
            community: found.community.slug,
            asked_at: found.kept.asked_at.whole_seconds().to_string(),
            agreed_at: found.kept.agreed_at.map(|at| at.whole_seconds().to_string()),
        }
    }
}

/// Which communities judge, and for whom.
#[derive(Serialize, ToSchema)]
struct JudgedByList {
    /// The oldest first.
    items: Vec<JudgedByView>,
}

async fn list(State(hall): State<Hall>, office: Office) -> Result<Json<JudgedByList>, Problem> {
    let all = hall.app().list_judged_by(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(JudgedByList { items: all.into_iter().map(JudgedByView::from).collect() }))
}

/// Who is asked.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommunityRequest {
    /// The short name of the community.
    community: String,
}

async fn ask(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    Strict(request): Strict<CommunityRequest>,
) -> Result<StatusCode, Problem> {
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    let organisation = &office.organisation.organisation_id;
    hall.app().ask_community(&office.actor, organisation, &id, &request.community).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    hall.app().end_community(&office.actor, &office.organisation.organisation_id, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What a community says.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CommunityReply {
    /// Whether its members judge; `false` also ends what was agreed.
    agrees: bool,
}

async fn answer(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    Strict(reply): Strict<CommunityReply>,
) -> Result<StatusCode, Problem> {
    let id = AchievementId::from_text(name(&achievement, "achievement")?);
    let answer = if reply.agrees { CommunityAnswer::Agree } else { CommunityAnswer::Decline };
    hall.app().answer_as_community(&office.actor, &office.organisation.organisation_id, &id, answer).await?;
    Ok(StatusCode::NO_CONTENT)
}
