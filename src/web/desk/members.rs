//! The people with a role: invited, given another role, removed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html, see_other};
use super::super::views::desk::{Invitation, Member, Members, PendingInvitation, PendingRequest, Roles};
use super::super::views::{Cell, Choice, Column, Field, FieldError, Row, Table};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, PasskeyReset, Permission};
use crate::clock::Timestamp;
use crate::http::Hall;
use crate::ids::{InvitationId, JoinRequestId, PersonId};
use crate::language::{Filled, Words};
use crate::store::{self, Role};

/// `GET /desk/{slug}/members`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    Ok(Page(view(&hall, &here, Role::Viewer).await?).into_response())
}

async fn view(hall: &Hall, here: &Here, invited: Role) -> Result<Members, PageError> {
    let (app, actor) = (hall.app(), here.actor());
    let members = app.list_members(&actor, here.id()).await?;
    let (requests, pending) = match here.may(Permission::Manage) {
        true => (app.list_join_requests(&actor, here.id()).await?, app.list_invitations(&actor, here.id()).await?),
        false => (Vec::new(), Vec::new()),
    };
    let with_passkeys = app.list_passkey_holders(&actor, here.id()).await?;
    let now = app.now();
    Ok(Members {
        frame: here.frame(),
        desk: here.desk("Members"),
        errors: Vec::new(),
        members: members.iter().map(|member| line(here, member, &with_passkeys)).collect(),
        requests: requests.iter().map(|request| asks(here, request)).collect(),
        pending: pending.iter().map(|one| waits(here, one, now)).collect(),
        invitation: here.path_if(Permission::Manage, "/members").map(|action| Invitation {
            action,
            email: Field::default(),
            roles: roles(here.words(), invited),
        }),
        roles_href: here.path("/roles").into(),
        joining_href: here.path_if(Permission::Manage, "/joining"),
    })
}

fn asks(here: &Here, request: &store::JoinRequest) -> PendingRequest {
    let words = here.words();
    PendingRequest {
        name: words::named(words, &request.name, &request.email),
        // Without a name, the address stands in its place.
        email: if request.name.is_empty() { String::new() } else { request.email.clone() },
        words: request.words.clone(),
        note: words.fill("members-asked").with("day", words.day(request.created_at)).into(),
        roles: roles(words, Role::Viewer),
        action: here.path(&format!("/members/requests/{}", request.request_id)).into(),
    }
}

fn waits(here: &Here, one: &store::Invitation, now: Timestamp) -> PendingInvitation {
    let words = here.words();
    let sent = |text: Filled, at| text.with("day", words.day(at)).with("until", words.day(one.expires_at)).into();
    let note = match one.sent_at {
        None => words.say("members-on-its-way").into(),
        Some(at) if one.expires_at <= now => sent(words.fill("members-sent-worked"), at),
        Some(at) => sent(words.fill("members-sent-works"), at),
    };
    PendingInvitation {
        email: one.email.clone(),
        role: words::role_word(words, one.role).into(),
        note,
        action: here.path(&format!("/members/invitations/{}", one.invitation_id)).into(),
    }
}

fn line(here: &Here, member: &store::Member, with_passkeys: &[PersonId]) -> Member {
    let (person, words) = (&member.person, here.words());
    let is_me = here.is_me(&person.person_id);
    let may_change = here.may(Permission::Manage) && !is_me;
    Member {
        name: words::name(words, member),
        // Without a name, the address stands in its place.
        email: if person.name.is_empty() { String::new() } else { member.email.clone() },
        role: words::role(words, member.role).into(),
        note: match is_me {
            true => words.say("members-you").into(),
            false => words.fill("members-since").with("day", words.day(person.created_at)).into(),
        },
        roles: if may_change { roles(words, member.role) } else { Vec::new() },
        has_passkey: may_change && with_passkeys.contains(&person.person_id),
        action: here.path(&format!("/members/{}", person.person_id)).into(),
    }
}

fn roles(words: Words, chosen: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice { chosen: role == chosen, ..Choice::new(role.as_str(), words::role(words, role)) };
    Role::ALL.into_iter().map(choice).collect()
}

fn role_of(text: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.as_str() == text)
}

/// `POST /desk/{slug}/members`: asks somebody at an address to take a role.
pub(super) async fn invite(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let (email, role) = (fields.text("email").trim(), role_of(fields.text("role")).unwrap_or(Role::Viewer));
    match hall.app().invite(&here.actor(), here.id(), email, role).await {
        Ok(_) => Ok(here.see("/members", "invited")),
        Err(Error::Invalid(found)) => {
            let mut page = view(&hall, &here, role).await?;
            let told = words::errors(here.words(), found).into_iter();
            page.errors = told.map(|error| FieldError::new("email", error.message)).collect();
            let error = page.errors.first().map(|error| error.message.clone());
            if let Some(invitation) = &mut page.invitation {
                invitation.email = Field { value: email.to_owned(), error };
            }
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/{slug}/members/invitations/{invitation}`: sends it again, or takes it back.
pub(super) async fn change_invitation(
    State(hall): State<Hall>,
    Path((_, invitation)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, id) = (sent.here, InvitationId::from_text(invitation));
    if sent.fields.text("do") == "withdraw" {
        hall.app().withdraw_invitation(&here.actor(), here.id(), &id).await?;
        return Ok(here.see("/members", "invitation-withdrawn"));
    }
    hall.app().resend_invitation(&here.actor(), here.id(), &id).await?;
    Ok(here.see("/members", "invited-again"))
}

/// `POST /desk/{slug}/members/requests/{request}`: takes somebody in who asked, or says no.
pub(super) async fn answer(
    State(hall): State<Hall>,
    Path((_, request)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, id) = (sent.here, JoinRequestId::from_text(request));
    let (role, done) = match sent.fields.text("do") {
        "accept" => (Some(role_of(sent.fields.text("role")).unwrap_or(Role::Viewer)), "taken-in"),
        _ => (None, "declined"),
    };
    hall.app().answer_join_request(&here.actor(), here.id(), &id, role).await?;
    Ok(here.see("/members", done))
}

/// `GET /desk/{slug}/roles`
pub(super) async fn show_roles(here: Here) -> Response {
    Page(roles_page(&here)).into_response()
}

fn roles_page(here: &Here) -> Roles {
    let words = here.words();
    let roles = Role::ALL.into_iter().map(|role| words::role_word(words, role));
    let columns = std::iter::once(words.say("roles-may")).chain(roles);
    let row = |permission: Permission| {
        let yes = |role| match permission.is_of(role) {
            true => Cell::text(words.say("roles-yes")),
            false => Cell::text(words.say("roles-no")),
        };
        let cells =
            std::iter::once(Cell::text(words::permission(words, permission))).chain(Role::ALL.into_iter().map(yes));
        Row { cells: cells.collect(), ..Row::default() }
    };
    Roles {
        frame: here.frame(),
        desk: here.desk(if here.may(Permission::See) { "Members" } else { "Your role" }),
        own: words::role(words, here.role).into(),
        table: Table {
            caption: words.say("roles-caption").into(),
            columns: columns.map(Column::new).collect(),
            rows: Permission::OF_ROLES.into_iter().map(row).collect(),
            ..Table::default()
        },
        action: here.path("/leave").into(),
        sure: vec![Choice::new("yes", words.say("roles-leave-yes"))],
        ..Roles::default()
    }
}

/// `POST /desk/{slug}/leave`
pub(super) async fn leave(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let here = sent.here;
    if sent.fields.text("sure") != "yes" {
        let errors = vec![FieldError::new("sure-1", here.words().say("roles-leave-unsure"))];
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &Roles { errors, ..roles_page(&here) }));
    }
    hall.app().remove_member(&here.actor(), here.id(), here.me()).await?;
    Ok(see_other("/desk"))
}

/// `POST /desk/{slug}/members/{person}`: another role, or none.
pub(super) async fn change(
    State(hall): State<Hall>,
    Path((_, person)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let person = PersonId::from_text(person);
    if fields.text("do") == "reset" {
        hall.app().reset_passkeys(&person, PasskeyReset::Owner(&here.actor(), here.id())).await?;
        return Ok(here.see("/members", "passkeys-reset"));
    }
    if fields.text("do") == "remove" {
        hall.app().remove_member(&here.actor(), here.id(), &person).await?;
        return Ok(here.see("/members", "removed"));
    }
    here.insist(&hall, Permission::Manage).await?;
    let role = role_of(fields.text("role")).ok_or_else(|| Error::invalid("", "Choose one of the roles."))?;
    let members = hall.app().list_members(&here.actor(), here.id()).await?;
    let known = members.iter().find(|member| member.person.person_id == person);
    let email = &known.ok_or(Error::NotFound("member"))?.email;
    hall.app().put_member(&here.actor(), here.id(), email, "", role).await?;
    Ok(here.see("/members", "role"))
}
