//! Where a request to a desk happens: who asks, in which organisation, with which role; and what surrounds its pages.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};

use super::super::answer::{PageError, Staff, see_other};
use super::super::form::{Asked, Place};
use super::super::views::Frame;
use super::super::views::desk::{Desk, Tab};
use super::words;
use crate::app::{Actor, Error, Permission};
use crate::http::Hall;
use crate::ids::OrganisationId;
use crate::language::Words;
use crate::store::{Organisation, Role};

/// Who asks, in which organisation, with which role.
pub(super) struct Here {
    staff: Staff,
    /// The organisation whose desk it is.
    pub(super) organisation: Organisation,
    /// The role of whoever asks.
    pub(super) role: Role,
    /// What was done just before, by its code.
    done: Option<&'static str>,
}

impl FromRequestParts<Hall> for Here {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, hall: &Hall) -> Result<Self, Response> {
        let staff = Staff::from_request_parts(parts, hall).await?;
        let path = RawPathParams::from_request_parts(parts, hall).await.map_err(IntoResponse::into_response)?;
        let slug = path.iter().find(|(name, _)| *name == "slug").map_or("", |(_, slug)| slug);
        let Ok(Asked(asked)) = Asked::from_request_parts(parts, hall).await;
        let refuse = |error: Error| PageError::from(error).into_response();
        let roles = hall.app().list_roles(&staff.0.person.person_id).await.map_err(refuse)?;
        // Whoever has no role in it does not learn whether there is such an organisation.
        let found = roles.into_iter().find(|(organisation, _)| organisation.slug == slug);
        let (organisation, role) = found.ok_or_else(|| refuse(Error::NotFound("organisation")))?;
        Ok(Self { staff, organisation, role, done: words::notice(asked.text("done")) })
    }
}

impl Here {
    /// Whoever asks.
    pub(super) fn actor(&self) -> Actor {
        self.staff.actor()
    }

    /// The texts in the language of whoever asks.
    pub(super) fn words(&self) -> Words {
        self.staff.1
    }

    /// The organisation's identifier.
    pub(super) fn id(&self) -> &OrganisationId {
        &self.organisation.organisation_id
    }

    /// The person who asks.
    pub(super) fn me(&self) -> &crate::ids::PersonId {
        &self.staff.0.person.person_id
    }

    /// Whether it is the person who asks.
    pub(super) fn is_me(&self, person: &crate::ids::PersonId) -> bool {
        self.staff.0.person.person_id == *person
    }

    /// Whether something is to be offered.
    pub(super) fn may(&self, permission: Permission) -> bool {
        permission.is_of(self.role)
    }

    /// Insists on a permission, for pages that ask the service for nothing else.
    ///
    /// # Errors
    /// 403 without it.
    pub(super) async fn insist(&self, hall: &Hall, permission: Permission) -> Result<(), PageError> {
        Ok(hall.app().require(&self.actor(), self.id(), permission).await?)
    }

    /// A path of this desk: `/awards`.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/desk/{}{rest}", self.organisation.slug)
    }

    /// The same, when this person may do what stands there.
    pub(super) fn path_if(&self, permission: Permission, rest: &str) -> Option<super::super::href::Href> {
        self.may(permission).then(|| self.path(rest).into())
    }

    /// On to a page of this desk, which then says what was done.
    pub(super) fn see(&self, rest: &str, done: &str) -> Response {
        see_other(&self.path(&format!("{rest}?done={done}")))
    }

    /// What surrounds the page.
    pub(super) fn frame(&self) -> Frame {
        Frame { notice: self.done.map(str::to_owned), ..self.staff.frame() }
    }

    /// What surrounds the desk, with the tab of this name open.
    pub(super) fn desk(&self, current: &str) -> Desk {
        const TABS: [(&str, &str, Option<Permission>); 12] = [
            ("", "Overview", None),
            ("/achievements", "Achievements", Some(Permission::See)),
            ("/frameworks", "Frameworks", Some(Permission::Define)),
            ("/awards", "Awards", Some(Permission::See)),
            ("/figures", "Figures", Some(Permission::See)),
            ("/reviews", "Reviews", Some(Permission::Moderate)),
            ("/trust", "Trusted issuers", Some(Permission::See)),
            ("/members", "Members", Some(Permission::See)),
            ("/roles", "Your role", None),
            ("/keys", "API keys", Some(Permission::Manage)),
            ("/webhooks", "Webhooks", Some(Permission::Manage)),
            ("/audit", "Audit log", Some(Permission::Manage)),
        ];
        // Whoever sees the members finds the roles there.
        let is_shown = |(path, _, needs): &&(&str, &str, Option<Permission>)| match needs {
            Some(needs) => self.may(*needs),
            None => *path != "/roles" || !self.may(Permission::See),
        };
        let tab = |(path, text, _): &(&str, &str, Option<Permission>)| Tab {
            href: self.path(path).into(),
            text: (*text).to_owned(),
            current: *text == current,
        };
        Desk {
            organisation: self.organisation.name.clone(),
            public_href: format!("/organisations/{}", self.organisation.slug).into(),
            tabs: TABS.iter().filter(is_shown).map(tab).collect(),
        }
    }
}

impl Place for Here {
    fn staff(&self) -> &Staff {
        &self.staff
    }
}

/// A form that was sent here.
pub(super) type Sent = super::super::form::Sent<Here>;
