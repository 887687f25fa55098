//! Frameworks of standards and skills: listed, searched, brought in.

use axum::Json;
use axum::extract::{Path, State};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::read::{Asked, LIST_LIMIT_BYTES, Office, Page, Raw, name, search_text};
use super::table::{Row, get, post};
use crate::app::{FrameworkImport, Permission};
use crate::http::{Hall, Problem};
use crate::ids::FrameworkId;
use crate::store::{Framework, FrameworkItem, ItemFilter};

const TAG: &str = "Frameworks";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/frameworks", list)
            .says(TAG, "List the frameworks of standards and skills")
            .gives::<FrameworkList>(200, "All frameworks, by name"),
        get("/api/v1/frameworks/{framework}/items", items)
            .says(TAG, "List or search the statements of a framework")
            .explains("In the order of the tree; each says how deep it lies and which is the one above it.")
            .asks::<Wanted>()
            .gives::<ItemPage>(200, "A page of statements"),
        post("/api/v1/organisations/{slug}/frameworks", import)
            .says(TAG, "Bring a framework in, or see what would come of it")
            .explains(
                "A CASE package (JSON with CFDocument, CFItems and CFAssociations), a table of ESCO, or a CSV table with \
                 the column `statement`. The same framework again changes what says something else and retires what is \
                 left out. Without `apply=true` nothing is written and the answer says what would be.",
            )
            .needs(Permission::Define)
            .asks::<ImportQuestion>()
            .reads_any(&["application/json", "text/csv", "application/octet-stream"])
            .gives::<FrameworkImport>(200, "What was done, or would be")
            .within(LIST_LIMIT_BYTES),
    ]
}

/// The frameworks that are here.
#[derive(Serialize, ToSchema)]
pub(super) struct FrameworkList {
    /// By name.
    items: Vec<FrameworkView>,
}

/// A list of standards or skills.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct FrameworkView {
    /// Which one.
    id: String,
    /// What it is called.
    name: String,
    /// What it was read from: `case`, `csv` or `esco`.
    kind: String,
    /// Who publishes it; may be empty.
    publisher: String,
    /// The tag of its language; may be empty.
    language: String,
    /// Where it is published; may be empty.
    url: String,
    /// How many statements are in use.
    items: i64,
    /// When it was brought in last.
    imported_at: String,
}

impl From<Framework> for FrameworkView {
    fn from(framework: Framework) -> Self {
        Self {
            id: framework.framework_id.to_string(),
            name: framework.name,
            kind: framework.kind,
            publisher: framework.publisher,
            language: framework.language,
            url: framework.url,
            items: framework.items,
            imported_at: framework.imported_at.to_string(),
        }
    }
}

/// The questions of the statements.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Wanted {
    /// Part of the code, the statement or another name.
    text: Option<String>,
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next`.
    cursor: Option<String>,
}

/// A page of statements.
#[derive(Serialize, ToSchema)]
pub(super) struct ItemPage {
    /// In the order of the tree.
    items: Vec<ItemView>,
    /// The cursor of the next page.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// A statement of a framework.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ItemView {
    /// Which one.
    id: String,
    /// The one above it.
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<String>,
    /// How deep it lies; 0 at the top.
    depth: i64,
    /// Its code; may be empty.
    code: String,
    /// What it says.
    statement: String,
    /// More about it; may be empty.
    description: String,
    /// What its framework calls such statements; may be empty.
    item_type: String,
    /// Its address, for `targetUrl`.
    url: String,
}

fn view(hall: &Hall, item: FrameworkItem) -> ItemView {
    ItemView {
        url: hall.app().address_of_item(&item),
        id: item.item_id.to_string(),
        parent: item.parent_id.map(|parent| parent.to_string()),
        depth: item.depth,
        code: item.code,
        statement: item.statement,
        description: item.description,
        item_type: item.item_type,
    }
}

async fn list(State(hall): State<Hall>) -> Result<Json<FrameworkList>, Problem> {
    let frameworks = hall.app().list_frameworks().await?;
    Ok(Json(FrameworkList { items: frameworks.into_iter().map(FrameworkView::from).collect() }))
}

async fn items(
    State(hall): State<Hall>,
    Path(id): Path<String>,
    Asked(asked): Asked<Wanted>,
) -> Result<Json<ItemPage>, Problem> {
    let id = FrameworkId::from_text(name(&id, "framework")?);
    hall.app().load_framework(&id).await?;
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 1)?;
    let after = page.part(0).parse().ok().map(|position| (id.clone(), position));
    let filter = ItemFilter {
        framework: Some(id),
        text: search_text(asked.text.unwrap_or_default())?,
        after,
        limit: page.limit,
    };
    let found = hall.app().search_framework_items(&filter).await?;
    let next = page.next(&found, |last| vec![last.position.to_string()]);
    Ok(Json(ItemPage { items: found.into_iter().map(|item| view(&hall, item)).collect(), next }))
}

/// How a framework is brought in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct ImportQuestion {
    /// What it is called; a CSV table needs it.
    name: Option<String>,
    /// Whether it is done; else the answer only says what would be.
    apply: Option<bool>,
}

async fn import(
    State(hall): State<Hall>,
    office: Office,
    Asked(asked): Asked<ImportQuestion>,
    Raw(file): Raw,
) -> Result<Json<FrameworkImport>, Problem> {
    let organisation = &office.organisation.organisation_id;
    let source = (file.to_vec(), asked.name.as_deref().unwrap_or(""));
    let told = hall.app().import_framework(&office.actor, organisation, source, asked.apply.unwrap_or(false)).await?;
    Ok(Json(told))
}
