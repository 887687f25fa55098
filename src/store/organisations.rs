//! Organisations that issue.

use super::{Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;

/// An organisation that issues.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Organisation {
    /// Which one.
    pub organisation_id: OrganisationId,
    /// The part of its addresses and of its DID; never changes.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What it is; may be empty.
    pub description: String,
    /// Its own site.
    pub url: Option<String>,
    /// Where it can be written to.
    pub email: Option<String>,
    /// The number of its LinkedIn page.
    pub linkedin_id: Option<String>,
    /// Its picture.
    pub image_id: Option<String>,
    /// When it was made.
    pub created_at: Timestamp,
}

/// What an organisation says of itself, new or changed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewOrganisation {
    /// Which one.
    pub organisation_id: OrganisationId,
    /// The part of its addresses; only looked at when it is new.
    pub slug: String,
    /// What it is called.
    pub name: String,
    /// What it is; may be empty.
    pub description: String,
    /// Its own site.
    pub url: Option<String>,
    /// Where it can be written to.
    pub email: Option<String>,
    /// The number of its LinkedIn page.
    pub linkedin_id: Option<String>,
    /// Its picture.
    pub image_id: Option<String>,
}

#[derive(sqlx::FromRow)]
struct OrganisationRow {
    organisation_id: String,
    slug: String,
    name: String,
    description: String,
    url: Option<String>,
    email: Option<String>,
    linkedin_id: Option<String>,
    image_id: Option<String>,
    created_at: i64,
}

impl TryFrom<OrganisationRow> for Organisation {
    type Error = StoreError;

    fn try_from(row: OrganisationRow) -> Result<Self, StoreError> {
        Ok(Self {
            created_at: time(row.created_at, "organisations", &row.organisation_id)?,
            organisation_id: OrganisationId::from_text(row.organisation_id),
            slug: row.slug,
            name: row.name,
            description: row.description,
            url: row.url,
            email: row.email,
            linkedin_id: row.linkedin_id,
            image_id: row.image_id,
        })
    }
}

impl Session {
    /// Adds an organisation.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the slug is taken.
    pub async fn insert_organisation(&mut self, new: &NewOrganisation, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "insert into organisations
                    (organisation_id, slug, name, description, url, email, linkedin_id, image_id, created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        )
        .bind(new.organisation_id.as_str())
        .bind(&new.slug)
        .bind(&new.name)
        .bind(&new.description)
        .bind(&new.url)
        .bind(&new.email)
        .bind(&new.linkedin_id)
        .bind(&new.image_id)
        .bind(now.unix_micros())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Changes what an organisation says of itself; the slug stays. Whether it was there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn update_organisation(&mut self, new: &NewOrganisation, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update organisations
                set name = $2, description = $3, url = $4, email = $5, linkedin_id = $6, image_id = $7, changed_at = $8
              where organisation_id = $1",
        )
        .bind(new.organisation_id.as_str())
        .bind(&new.name)
        .bind(&new.description)
        .bind(&new.url)
        .bind(&new.email)
        .bind(&new.linkedin_id)
        .bind(&new.image_id)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The organisation with this identifier.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_organisation(&mut self, id: &OrganisationId) -> Result<Option<Organisation>, StoreError> {
        let row: Option<OrganisationRow> = sqlx::query_as(
            "select organisation_id, slug, name, description, url, email, linkedin_id, image_id, created_at
               from organisations
              where organisation_id = $1",
        )
        .bind(id.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(Organisation::try_from).transpose()
    }

    /// The organisation with this slug.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_organisation_by_slug(&mut self, slug: &str) -> Result<Option<Organisation>, StoreError> {
        let row: Option<OrganisationRow> = sqlx::query_as(
            "select organisation_id, slug, name, description, url, email, linkedin_id, image_id, created_at
               from organisations
              where slug = $1",
        )
        .bind(slug)
        .fetch_optional(self.connection())
        .await?;
        row.map(Organisation::try_from).transpose()
    }

    /// Organisations that want to be found, by short name, after the one called `after`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_listed_organisations(
        &mut self,
        after: &str,
        limit: i64,
    ) -> Result<Vec<Organisation>, StoreError> {
        let rows: Vec<OrganisationRow> = sqlx::query_as(
            "select organisation_id, slug, name, description, url, email, linkedin_id, image_id, created_at
               from organisations
              where slug > $1
                and not exists (select 1
                                  from join_rules r
                                 where r.organisation_id = organisations.organisation_id and r.is_listed = 0)
              order by slug
              limit $2",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Organisation::try_from).collect()
    }

    /// All organisations by short name, after the one called `after`, at most `limit`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_organisations(&mut self, after: &str, limit: i64) -> Result<Vec<Organisation>, StoreError> {
        let rows: Vec<OrganisationRow> = sqlx::query_as(
            "select organisation_id, slug, name, description, url, email, linkedin_id, image_id, created_at
               from organisations
              where slug > $1
              order by slug
              limit $2",
        )
        .bind(after)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Organisation::try_from).collect()
    }
}
