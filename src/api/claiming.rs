//! Awards that their earners have not answered: reminded of, cancelled; and whether reminders go out by themselves.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::awards::ROWS_LIMIT;
use super::read::{LIST_LIMIT_BYTES, Office, Strict, name};
use super::status_changes::{StatusListAnswer, StatusView};
use super::table::{Row, get, post, put};
use crate::app::{Error, Permission, StatusMove};
use crate::http::{Hall, Problem};
use crate::ids::AwardId;
use crate::store::Reminders;

const TAG: &str = "Awards";
const CANCELLING: &str = "As long as its earner has not accepted it. The credential is revoked, for good, with the reason \
    \"Cancelled before it was accepted\"; mails and reminders that were planned do not go out.";
const ACCEPTED: &str = "Its earner has accepted it: revoke it instead";

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/api/v1/organisations/{slug}/awards/{award}/cancel", cancel)
            .says(TAG, "Cancel an award before it is accepted")
            .explains(CANCELLING)
            .needs(Permission::Revoke)
            .gives::<StatusView>(200, "Whether something changed")
            .refuses(409, ACCEPTED),
        post("/api/v1/organisations/{slug}/awards/cancel", cancel_many)
            .says(TAG, "Cancel many awards before they are accepted")
            .explains("All of them or, when one is not there or was accepted, none.")
            .needs(Permission::Revoke)
            .reads::<CancelRequest>()
            .within(LIST_LIMIT_BYTES)
            .gives::<StatusListAnswer>(200, "What changed")
            .refuses(409, ACCEPTED),
        post("/api/v1/organisations/{slug}/awards/remind", remind)
            .says(TAG, "Remind earners who have not answered")
            .explains(
                "By mail, each at most once a day and of each badge at most five times; who wants no reminders gets none.",
            )
            .needs(Permission::Award)
            .reads::<RemindRequest>()
            .within(LIST_LIMIT_BYTES)
            .gives::<RemindAnswer>(200, "How many are reminded"),
        get("/api/v1/organisations/{slug}/reminders", show)
            .says(TAG, "Show whether earners are reminded by themselves")
            .needs(Permission::See)
            .gives::<ReminderRules>(200, "Whether they are"),
        put("/api/v1/organisations/{slug}/reminders", change)
            .says(TAG, "Say whether earners are reminded by themselves")
            .explains("After 7 and after 21 days without an answer, as long as the badge stands.")
            .needs(Permission::Manage)
            .reads::<ReminderRules>()
            .gives::<ReminderRules>(200, "Whether they are from now on"),
    ]
}

/// Whose awards are cancelled.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct CancelRequest {
    /// The awards' identifiers, up to 10,000.
    #[schema(min_items = 1, max_items = 10_000)]
    awards: Vec<String>,
}

/// Who is reminded.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RemindRequest {
    /// The awards' identifiers, up to 10,000; everybody who has not answered when left out.
    #[schema(min_items = 1, max_items = 10_000)]
    awards: Option<Vec<String>>,
}

/// What came of it.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct RemindAnswer {
    /// Badges whose earners get a mail.
    reminded: i64,
    /// Badges whose earners are left in peace: they answered, want no reminder, had a mail today or five reminders.
    left_alone: i64,
}

/// Whether earners are reminded by themselves.
#[derive(Deserialize, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ReminderRules {
    /// Whether they are; they are until somebody says otherwise.
    automatic: bool,
}

fn ids(awards: Vec<String>) -> Result<Vec<AwardId>, Error> {
    match awards.len() {
        1..=ROWS_LIMIT => Ok(awards.into_iter().map(AwardId::from_text).collect()),
        _ => Err(Error::invalid("awards", "Send 1 to 10,000 identifiers.")),
    }
}

async fn cancel(
    State(hall): State<Hall>,
    office: Office,
    Path((_, award)): Path<(String, String)>,
) -> Result<Json<StatusView>, Problem> {
    let awards = [AwardId::from_text(name(&award, "award")?)];
    let id = &office.organisation.organisation_id;
    let changes = hall.app().change_status(&office.actor, id, &awards, StatusMove::Cancel, "").await?;
    Ok(Json(StatusView::new(award, changes.first().is_some_and(|change| change.changed))))
}

async fn cancel_many(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<CancelRequest>,
) -> Result<Json<StatusListAnswer>, Problem> {
    let awards = ids(request.awards)?;
    let id = &office.organisation.organisation_id;
    let changes = hall.app().change_status(&office.actor, id, &awards, StatusMove::Cancel, "").await?;
    Ok(Json(StatusListAnswer::new(changes)))
}

async fn remind(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<RemindRequest>,
) -> Result<Json<RemindAnswer>, Problem> {
    let awards = request.awards.map(ids).transpose()?;
    let id = &office.organisation.organisation_id;
    let outcome = hall.app().remind_by_hand(&office.actor, id, awards.as_deref()).await?;
    Ok(Json(RemindAnswer { reminded: outcome.reminded, left_alone: outcome.left_alone }))
}

async fn show(State(hall): State<Hall>, office: Office) -> Result<Json<ReminderRules>, Problem> {
    let reminders = hall.app().load_reminders(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(ReminderRules { automatic: reminders == Reminders::On }))
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Strict(rules): Strict<ReminderRules>,
) -> Result<Json<ReminderRules>, Problem> {
    let reminders = if rules.automatic { Reminders::On } else { Reminders::Off };
    hall.app().set_reminders(&office.actor, &office.organisation.organisation_id, reminders).await?;
    Ok(Json(rules))
}
