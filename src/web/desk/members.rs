//! The people with a role: invited, given another role, removed.

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::moment::Moment;
use super::super::views::desk::{Invitation, Member, Members};
use super::super::views::{Choice, Field, FieldError};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, Permission};
use crate::http::Hall;
use crate::ids::PersonId;
use crate::store::{self, Role};

/// `GET /desk/{slug}/members`
pub(super) async fn list(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    let members = hall.app().list_members(&here.actor(), here.id()).await?;
    Ok(Page(view(&here, &members, Role::Viewer)).into_response())
}

fn view(here: &Here, members: &[store::Member], invited: Role) -> Members {
    Members {
        frame: here.frame(),
        desk: here.desk("Members"),
        errors: Vec::new(),
        members: members.iter().map(|member| line(here, member)).collect(),
        invitation: here.path_if(Permission::Manage, "/members").map(|action| Invitation {
            action,
            email: Field::default(),
            roles: roles(invited),
        }),
    }
}

fn line(here: &Here, member: &store::Member) -> Member {
    let person = &member.person;
    let is_me = here.is_me(&person.person_id);
    let may_change = here.may(Permission::Manage) && !is_me;
    Member {
        name: words::name(member),
        // Without a name, the address stands in its place.
        email: if person.name.is_empty() { String::new() } else { member.email.clone() },
        role: words::role(member.role).to_owned(),
        note: if is_me {
            "This is you".to_owned()
        } else {
            format!("Known since {}", Moment::day(person.created_at).text)
        },
        roles: if may_change { roles(member.role) } else { Vec::new() },
        action: here.path(&format!("/members/{}", person.person_id)).into(),
    }
}

fn roles(chosen: Role) -> Vec<Choice> {
    let choice = |role: Role| Choice { chosen: role == chosen, ..Choice::new(role.as_str(), words::role(role)) };
    Role::ALL.into_iter().map(choice).collect()
}

fn role_of(text: &str) -> Option<Role> {
    Role::ALL.into_iter().find(|role| role.as_str() == text)
}

/// `POST /desk/{slug}/members`: gives somebody a role by their address.
pub(super) async fn invite(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    here.insist(&hall, Permission::Manage).await?;
    let members = hall.app().list_members(&here.actor(), here.id()).await?;
    let (email, role) = (fields.text("email").trim(), role_of(fields.text("role")).unwrap_or(Role::Viewer));
    let is_known = members.iter().any(|member| member.email.to_lowercase() == email.to_lowercase());
    let outcome = match is_known {
        true => Err(Error::invalid("email", "This person is a member already. You can change the role above.")),
        false => hall.app().put_member(&here.actor(), here.id(), email, "", role).await,
    };
    match outcome {
        Ok(()) => Ok(here.see("/members", "invited")),
        Err(Error::Invalid(found)) => {
            let mut page = view(&here, &members, role);
            page.errors = found.into_iter().map(|error| FieldError::new("email", error.message)).collect();
            let error = page.errors.first().map(|error| error.message.clone());
            if let Some(invitation) = &mut page.invitation {
                invitation.email = Field { value: email.to_owned(), error };
            }
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/{slug}/members/{person}`: another role, or none.
pub(super) async fn change(
    State(hall): State<Hall>,
    Path((_, person)): Path<(String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let person = PersonId::from_text(person);
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
