//! How people join organisations: the rules of each, and invitations. Only hashes of links are kept.

use super::people::{Role, email_key};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{InvitationId, OrganisationId, PersonId};

/// How an organisation is joined, and what a community says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JoinRules {
    /// Whether it is a community.
    pub is_community: bool,
    /// What a community is about; may be empty.
    pub domain: String,
    /// How its members work; may be empty.
    pub practice: String,
    /// Whether people may ask to join.
    pub takes_requests: bool,
    /// Whoever knows it joins a community as a reviewer.
    pub code: Option<String>,
    /// Whether it stands in the public list of organisations.
    pub is_listed: bool,
}

impl Default for JoinRules {
    /// Those of an organisation that said nothing: it invites only.
    fn default() -> Self {
        Self {
            is_community: false,
            domain: String::new(),
            practice: String::new(),
            takes_requests: false,
            code: None,
            is_listed: true,
        }
    }
}

/// Somebody was asked to join.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invitation {
    /// Which one.
    pub invitation_id: InvitationId,
    /// To which organisation.
    pub organisation_id: OrganisationId,
    /// At which address.
    pub email: String,
    /// With which role.
    pub role: Role,
    /// When it was made.
    pub created_at: Timestamp,
    /// Who made it, as the audit says it.
    pub created_by: String,
    /// When it was mailed last.
    pub sent_at: Option<Timestamp>,
    /// Until when the last mail's link works.
    pub expires_at: Timestamp,
}

/// How an invitation or a request ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// They joined.
    Accepted,
    /// The other side did not want to.
    Declined,
    /// Whoever began it took it back.
    Withdrawn,
}

impl Ending {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Accepted => "accepted",
            Self::Declined => "declined",
            Self::Withdrawn => "withdrawn",
        }
    }
}

#[derive(sqlx::FromRow)]
struct InvitationRow {
    invitation_id: String,
    organisation_id: String,
    email: String,
    role: String,
    created_at: i64,
    created_by: String,
    sent_at: Option<i64>,
    expires_at: i64,
}

impl TryFrom<InvitationRow> for Invitation {
    type Error = StoreError;

    fn try_from(row: InvitationRow) -> Result<Self, StoreError> {
        let (table, id) = ("invitations", &row.invitation_id);
        Ok(Self {
            role: Role::find(&row.role).ok_or_else(|| StoreError::Inconsistent { table, id: id.clone() })?,
            created_at: time(row.created_at, table, id)?,
            sent_at: optional_time(row.sent_at, table, id)?,
            expires_at: time(row.expires_at, table, id)?,
            organisation_id: OrganisationId::from_text(row.organisation_id),
            email: row.email,
            created_by: row.created_by,
            invitation_id: InvitationId::from_text(row.invitation_id),
        })
    }
}

impl Session {
    /// How an organisation is joined.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn load_join_rules(&mut self, organisation: &OrganisationId) -> Result<JoinRules, StoreError> {
        let row: Option<(String, String, String, i16, Option<String>, i16)> = sqlx::query_as(
            "select kind, domain, practice, takes_requests, code, is_listed
               from join_rules
              where organisation_id = $1",
        )
        .bind(organisation.as_str())
        .fetch_optional(self.connection())
        .await?;
        let read = |(kind, domain, practice, takes_requests, code, is_listed): (String, _, _, i16, _, i16)| JoinRules {
            is_community: kind == "community",
            domain,
            practice,
            takes_requests: takes_requests != 0,
            code,
            is_listed: is_listed != 0,
        };
        Ok(row.map(read).unwrap_or_default())
    }

    /// Says how an organisation is joined from now on.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the code is another organisation's.
    pub async fn put_join_rules(
        &mut self,
        organisation: &OrganisationId,
        rules: &JoinRules,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into join_rules
                    (organisation_id, kind, domain, practice, takes_requests, code, is_listed, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (organisation_id) do update
                set kind = excluded.kind, domain = excluded.domain, practice = excluded.practice,
                    takes_requests = excluded.takes_requests, code = excluded.code, is_listed = excluded.is_listed,
                    changed_at = excluded.changed_at",
        )
        .bind(organisation.as_str())
        .bind(if rules.is_community { "community" } else { "organisation" })
        .bind(&rules.domain)
        .bind(&rules.practice)
        .bind(i16::from(rules.takes_requests))
        .bind(&rules.code)
        .bind(i16::from(rules.is_listed))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The community that is joined with this code.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_community_by_code(&mut self, code: &str) -> Result<Option<OrganisationId>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("select organisation_id from join_rules where code = $1 and kind = 'community'")
                .bind(code)
                .fetch_optional(self.connection())
                .await?;
        Ok(row.map(|(id,)| OrganisationId::from_text(id)))
    }

    /// Keeps an invitation; its link is made when it is mailed.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the address was invited and has not answered.
    pub async fn insert_invitation(&mut self, new: &Invitation) -> Result<(), StoreError> {
        sqlx::query(
            "insert into invitations
                    (invitation_id, organisation_id, email_key, email, role, created_at, created_by, expires_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)",
        )
        .bind(new.invitation_id.as_str())
        .bind(new.organisation_id.as_str())
        .bind(email_key(&new.email))
        .bind(&new.email)
        .bind(new.role.as_str())
        .bind(new.created_at.unix_micros())
        .bind(&new.created_by)
        .bind(new.expires_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The invitation of this identifier, while it is open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_invitation(&mut self, id: &InvitationId) -> Result<Option<Invitation>, StoreError> {
        let row: Option<InvitationRow> = sqlx::query_as(
            "select invitation_id, organisation_id, email, role, created_at, created_by, sent_at, expires_at
               from invitations
              where invitation_id = $1 and ending is null",
        )
        .bind(id.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(Invitation::try_from).transpose()
    }

    /// The invitation that a link is for, while it is open and the link works.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_invitation_by_secret(
        &mut self,
        secret_hash: &str,
        now: Timestamp,
    ) -> Result<Option<Invitation>, StoreError> {
        let row: Option<InvitationRow> = sqlx::query_as(
            "select invitation_id, organisation_id, email, role, created_at, created_by, sent_at, expires_at
               from invitations
              where secret_hash = $1 and ending is null and expires_at > $2",
        )
        .bind(secret_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        row.map(Invitation::try_from).transpose()
    }

    /// An organisation's invitations that nobody has answered, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_invitations(&mut self, organisation: &OrganisationId) -> Result<Vec<Invitation>, StoreError> {
        let rows: Vec<InvitationRow> = sqlx::query_as(
            "select invitation_id, organisation_id, email, role, created_at, created_by, sent_at, expires_at
               from invitations
              where organisation_id = $1 and ending is null
              order by created_at desc, invitation_id",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Invitation::try_from).collect()
    }

    /// How many invitations an organisation has made since a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_invitations(
        &mut self,
        organisation: &OrganisationId,
        since: Timestamp,
    ) -> Result<i64, StoreError> {
        let (count,): (i64,) =
            sqlx::query_as("select count(*) from invitations where organisation_id = $1 and created_at >= $2")
                .bind(organisation.as_str())
                .bind(since.unix_micros())
                .fetch_one(self.connection())
                .await?;
        Ok(count)
    }

    /// Gives an open invitation a new link; the one before works no more.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn renew_invitation(
        &mut self,
        id: &InvitationId,
        secret_hash: &str,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "update invitations
                set secret_hash = $2, sent_at = $3, expires_at = $4
              where invitation_id = $1 and ending is null",
        )
        .bind(id.as_str())
        .bind(secret_hash)
        .bind(now.unix_micros())
        .bind(expires.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Ends an open invitation; whether it was open.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_invitation(
        &mut self,
        organisation: &OrganisationId,
        id: &InvitationId,
        ending: Ending,
        person: Option<&PersonId>,
        now: Timestamp,
    ) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update invitations
                set ending = $3, person_id = $4, ended_at = $5, secret_hash = null
              where organisation_id = $1 and invitation_id = $2 and ending is null",
        )
        .bind(organisation.as_str())
        .bind(id.as_str())
        .bind(ending.as_str())
        .bind(person.map(PersonId::as_str))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }
}
