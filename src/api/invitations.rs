//! Invitations: somebody at an address is asked by mail to take a role, and says yes or no on the page of its link.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::organisations::{RoleName, TAG};
use super::read::{Office, Strict, name};
use super::table::{Row, delete, get, post};
use crate::app::Permission;
use crate::http::{Hall, Problem};
use crate::ids::InvitationId;
use crate::store::Invitation;

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations/{slug}/invitations", list)
            .says(TAG, "List the invitations that nobody has answered")
            .needs(Permission::Manage)
            .gives::<InvitationList>(200, "The invitations, the newest first"),
        post("/api/v1/organisations/{slug}/invitations", invite)
            .says(TAG, "Invite somebody to take a role, by mail")
            .explains(
                "The link in the mail works for seven days and proves the address. `PUT …/members` gives a role at once.",
            )
            .needs(Permission::Manage)
            .reads::<InvitationRequest>()
            .gives::<InvitationMade>(201, "The invitation is on its way"),
        post("/api/v1/organisations/{slug}/invitations/{invitation}/resend", resend)
            .says(TAG, "Mail an invitation again; the link before works no more")
            .needs(Permission::Manage)
            .gives_nothing(204, "It is on its way again"),
        delete("/api/v1/organisations/{slug}/invitations/{invitation}", withdraw)
            .says(TAG, "Take an invitation back; its link works no more")
            .needs(Permission::Manage)
            .gives_nothing(204, "It was taken back"),
    ]
}

/// An invitation that nobody has answered.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvitationView {
    /// Which one.
    invitation_id: String,
    /// At which address.
    email: String,
    /// With which role: `owner`, `editor`, `awarder`, `reviewer`, `moderator` or `viewer`.
    role: &'static str,
    /// When it was made.
    created_at: String,
    /// When it was mailed last; missing while it waits for that.
    #[serde(skip_serializing_if = "Option::is_none")]
    sent_at: Option<String>,
    /// Until when the link of the last mail works.
    expires_at: String,
}

impl From<Invitation> for InvitationView {
    fn from(invitation: Invitation) -> Self {
        Self {
            invitation_id: invitation.invitation_id.to_string(),
            email: invitation.email,
            role: invitation.role.as_str(),
            created_at: invitation.created_at.whole_seconds().to_string(),
            sent_at: invitation.sent_at.map(|at| at.whole_seconds().to_string()),
            expires_at: invitation.expires_at.whole_seconds().to_string(),
        }
    }
}

/// An organisation's invitations.
#[derive(Serialize, ToSchema)]
struct InvitationList {
    /// The invitations.
    items: Vec<InvitationView>,
}

async fn list(State(hall): State<Hall>, office: Office) -> Result<Json<InvitationList>, Problem> {
    let all = hall.app().list_invitations(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(InvitationList { items: all.into_iter().map(InvitationView::from).collect() }))
}

/// Who is invited to which role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct InvitationRequest {
    /// Their e-mail address.
    email: String,
    /// What they may do once they say yes.
    role: RoleName,
}

/// An invitation that was made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
struct InvitationMade {
    /// Which one.
    invitation_id: String,
}

async fn invite(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<InvitationRequest>,
) -> Result<(StatusCode, Json<InvitationMade>), Problem> {
    let id = &office.organisation.organisation_id;
    let made = hall.app().invite(&office.actor, id, &request.email, request.role.into()).await?;
    Ok((StatusCode::CREATED, Json(InvitationMade { invitation_id: made.to_string() })))
}

async fn resend(
    State(hall): State<Hall>,
    office: Office,
    Path((_, invitation)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let invitation = InvitationId::from_text(name(&invitation, "invitation")?);
    hall.app().resend_invitation(&office.actor, &office.organisation.organisation_id, &invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn withdraw(
    State(hall): State<Hall>,
    office: Office,
    Path((_, invitation)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let invitation = InvitationId::from_text(name(&invitation, "invitation")?);
    hall.app().withdraw_invitation(&office.actor, &office.organisation.organisation_id, &invitation).await?;
    Ok(StatusCode::NO_CONTENT)
}
