//! Frameworks of standards and skills, and their statements.

use sqlx::AssertSqlSafe;

use super::achievements::like;
use super::values::{pieces, places};
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{FrameworkId, FrameworkItemId, OrganisationId};

const TABLE: &str = "frameworks";
const ITEMS: &str = "framework_items";

/// A list of standards or skills.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Framework {
    /// Which one.
    pub framework_id: FrameworkId,
    /// Whose desk brought it in.
    pub organisation_id: OrganisationId,
    /// What names it for ever.
    pub source_id: String,
    /// `case`, `csv` or `esco`.
    pub kind: String,
    /// What it is called.
    pub name: String,
    /// Who publishes it; may be empty.
    pub publisher: String,
    /// The tag of its language; may be empty.
    pub language: String,
    /// Where it is published; may be empty.
    pub url: String,
    /// How many items are in use.
    pub items: i64,
    /// When it was brought in last.
    pub imported_at: Timestamp,
}

/// A statement of a framework.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FrameworkItem {
    /// Which one.
    pub item_id: FrameworkItemId,
    /// Of which framework.
    pub framework_id: FrameworkId,
    /// What names it within its framework.
    pub source_id: String,
    /// The item above.
    pub parent_id: Option<FrameworkItemId>,
    /// Its place in the order of the tree.
    pub position: i64,
    /// How deep it lies; 0 at the top.
    pub depth: i64,
    /// Its code; may be empty.
    pub code: String,
    /// What it says.
    pub statement: String,
    /// More about it; may be empty.
    pub description: String,
    /// What its framework calls such items; may be empty.
    pub item_type: String,
    /// Where it is published; may be empty.
    pub url: String,
    /// What it is found by, in lower case.
    pub searchable: String,
    /// Since when its framework does not have it any more.
    pub retired_at: Option<Timestamp>,
}

/// Which items are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ItemFilter {
    /// Of one framework; of all when there is none.
    pub framework: Option<FrameworkId>,
    /// A part of code, statement or other names; empty for all.
    pub text: String,
    /// The framework and the place of the last item before.
    pub after: Option<(FrameworkId, i64)>,
    /// At most so many.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct FrameworkRow {
    framework_id: String,
    organisation_id: String,
    source_id: String,
    kind: String,
    name: String,
    publisher: String,
    language: String,
    url: String,
    items: i64,
    imported_at: i64,
}

impl TryFrom<FrameworkRow> for Framework {
    type Error = StoreError;

    fn try_from(row: FrameworkRow) -> Result<Self, StoreError> {
        Ok(Self {
            imported_at: time(row.imported_at, TABLE, &row.framework_id)?,
            framework_id: FrameworkId::from_text(row.framework_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            source_id: row.source_id,
            kind: row.kind,
            name: row.name,
            publisher: row.publisher,
            language: row.language,
            url: row.url,
            items: row.items,
        })
    }
}

#[derive(sqlx::FromRow)]
struct ItemRow {
    item_id: String,
    framework_id: String,
    source_id: String,
    parent_id: Option<String>,
    position: i64,
    depth: i64,
    code: String,
    statement: String,
    description: String,
    item_type: String,
    url: String,
    searchable: String,
    retired_at: Option<i64>,
}

impl TryFrom<ItemRow> for FrameworkItem {
    type Error = StoreError;

    fn try_from(row: ItemRow) -> Result<Self, StoreError> {
        Ok(Self {
            retired_at: optional_time(row.retired_at, ITEMS, &row.item_id)?,
            item_id: FrameworkItemId::from_text(row.item_id),
            framework_id: FrameworkId::from_text(row.framework_id),
            source_id: row.source_id,
            parent_id: row.parent_id.map(FrameworkItemId::from_text),
            position: row.position,
            depth: row.depth,
            code: row.code,
            statement: row.statement,
            description: row.description,
            item_type: row.item_type,
            url: row.url,
            searchable: row.searchable,
        })
    }
}

/// The text of a query for whole frameworks; `$rest` follows the table.
macro_rules! framework_query {
    ($rest:literal) => {
        concat!(
            "select framework_id, organisation_id, source_id, kind, name, publisher, language, url, items, imported_at
               from frameworks ",
            $rest
        )
    };
}

/// The text of a query for whole items.
macro_rules! item_query {
    ($rest:literal) => {
        concat!(
            "select item_id, framework_id, source_id, parent_id, position, depth, code, statement, description,
                    item_type, url, searchable, retired_at
               from framework_items ",
            $rest
        )
    };
}

impl Session {
    /// Puts a framework in, or changes what it says about itself when it is there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_framework(&mut self, framework: &Framework) -> Result<(), StoreError> {
        sqlx::query(
            "insert into frameworks
                    (framework_id, organisation_id, source_id, kind, name, publisher, language, url, items, imported_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
                 on conflict (framework_id) do update
                set kind = excluded.kind, name = excluded.name, publisher = excluded.publisher,
                    language = excluded.language, url = excluded.url, items = excluded.items,
                    imported_at = excluded.imported_at",
        )
        .bind(framework.framework_id.as_str())
        .bind(framework.organisation_id.as_str())
        .bind(&framework.source_id)
        .bind(&framework.kind)
        .bind(&framework.name)
        .bind(&framework.publisher)
        .bind(&framework.language)
        .bind(&framework.url)
        .bind(framework.items)
        .bind(framework.imported_at.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Puts items in, or changes those that are there.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_framework_items(&mut self, items: &[FrameworkItem]) -> Result<(), StoreError> {
        for piece in pieces(items) {
            let text = format!(
                "insert into framework_items
                        (item_id, framework_id, source_id, parent_id, position, depth, code, statement, description,
                         item_type, url, searchable, retired_at)
                 values {}
                     on conflict (item_id) do update
                    set parent_id = excluded.parent_id, position = excluded.position, depth = excluded.depth,
                        code = excluded.code, statement = excluded.statement, description = excluded.description,
                        item_type = excluded.item_type, url = excluded.url, searchable = excluded.searchable,
                        retired_at = excluded.retired_at",
                places(piece.len(), 13)
            );
            let mut query = sqlx::query(AssertSqlSafe(text));
            for item in piece {
                query = query
                    .bind(item.item_id.as_str())
                    .bind(item.framework_id.as_str())
                    .bind(&item.source_id)
                    .bind(item.parent_id.as_ref().map(FrameworkItemId::as_str))
                    .bind(item.position)
                    .bind(item.depth)
                    .bind(&item.code)
                    .bind(&item.statement)
                    .bind(&item.description)
                    .bind(&item.item_type)
                    .bind(&item.url)
                    .bind(&item.searchable)
                    .bind(item.retired_at.map(Timestamp::unix_micros));
            }
            query.execute(self.connection()).await?;
        }
        Ok(())
    }

    /// A framework.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_framework(&mut self, framework: &FrameworkId) -> Result<Option<Framework>, StoreError> {
        let row: Option<FrameworkRow> = sqlx::query_as(framework_query!("where framework_id = $1"))
            .bind(framework.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(Framework::try_from).transpose()
    }

    /// A framework that an organisation brought in, by what names it for ever.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_framework_of(
        &mut self,
        organisation: &OrganisationId,
        source: &str,
    ) -> Result<Option<Framework>, StoreError> {
        let row: Option<FrameworkRow> =
            sqlx::query_as(framework_query!("where organisation_id = $1 and source_id = $2"))
                .bind(organisation.as_str())
                .bind(source)
                .fetch_optional(self.connection())
                .await?;
        row.map(Framework::try_from).transpose()
    }

    /// Frameworks by name: all, or those of one organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_frameworks(
        &mut self,
        organisation: Option<&OrganisationId>,
        limit: i64,
    ) -> Result<Vec<Framework>, StoreError> {
        let rows: Vec<FrameworkRow> = sqlx::query_as(framework_query!(
            "where ($1 = '' or organisation_id = $1) order by name, framework_id limit $2"
        ))
        .bind(organisation.map_or("", OrganisationId::as_str))
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Framework::try_from).collect()
    }

    /// Every item of a framework, retired ones too, in the order of the tree.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_framework_items(&mut self, framework: &FrameworkId) -> Result<Vec<FrameworkItem>, StoreError> {
        let rows: Vec<ItemRow> = sqlx::query_as(item_query!("where framework_id = $1 order by position, item_id"))
            .bind(framework.as_str())
            .fetch_all(self.connection())
            .await?;
        rows.into_iter().map(FrameworkItem::try_from).collect()
    }

    /// The items in use that lie directly below one, or at the top.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_items_below(
        &mut self,
        framework: &FrameworkId,
        parent: Option<&FrameworkItemId>,
        limit: i64,
    ) -> Result<Vec<FrameworkItem>, StoreError> {
        let rows: Vec<ItemRow> = sqlx::query_as(item_query!(
            "where framework_id = $1 and coalesce(parent_id, '') = $2 and retired_at is null
              order by position limit $3"
        ))
        .bind(framework.as_str())
        .bind(parent.map_or("", FrameworkItemId::as_str))
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(FrameworkItem::try_from).collect()
    }

    /// An item.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_framework_item(&mut self, item: &FrameworkItemId) -> Result<Option<FrameworkItem>, StoreError> {
        let row: Option<ItemRow> = sqlx::query_as(item_query!("where item_id = $1"))
            .bind(item.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(FrameworkItem::try_from).transpose()
    }

    /// Items in use that a text is found in, framework by framework in the order of the tree.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_framework_items(&mut self, filter: &ItemFilter) -> Result<Vec<FrameworkItem>, StoreError> {
        let (after, place) = filter.after.as_ref().map_or(("", -1), |(framework, place)| (framework.as_str(), *place));
        let rows: Vec<ItemRow> = sqlx::query_as(item_query!(
            "where retired_at is null
                and ($1 = '' or framework_id = $1)
                and ($2 = '' or searchable like $3 escape '!')
                and (framework_id, position) > ($4, $5)
              order by framework_id, position
              limit $6"
        ))
        .bind(filter.framework.as_ref().map_or("", FrameworkId::as_str))
        .bind(filter.text.trim())
        .bind(like(filter.text.trim()))
        .bind(after)
        .bind(place)
        .bind(filter.limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(FrameworkItem::try_from).collect()
    }
}
