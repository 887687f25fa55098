//! Awarding to everybody in a table, for programs: hand the table in, see what becomes of each row, mend rows, award.

use std::collections::BTreeMap;

use axum::Json;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::read::{Asked, Office, Page, Strict, name};
use super::table::{Row, delete, get, patch, post};
use crate::app::{
    AwardImportRequest, DayOrder, Duplicates, Error, ImportChange, ImportColumn, ImportCounts, ImportLine, ImportView,
    Permission, RowChange,
};
use crate::batch::Spreadsheet;
use crate::clock::Timestamp;
use crate::http::{ClientAddress, Hall, Problem, take_body};
use crate::ids::{AchievementId, ImportId};

const TAG: &str = "Award lists";

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/api/v1/organisations/{slug}/award-lists", create)
            .says(TAG, "Hand in a table of people to award to")
            .explains(
                "CSV in UTF-8, UTF-16 or Windows-1252, with commas, semicolons or tabs and any number of rows. What the \
                 columns hold is guessed from the first line and can be changed. Nothing is awarded before `start`.",
            )
            .needs(Permission::Award)
            .asks::<NewList>()
            .reads_any(&["text/csv"])
            .gives::<AwardListView>(201, "The list, with how many rows there are of each kind")
            .measured(),
        get("/api/v1/organisations/{slug}/award-lists", list)
            .says(TAG, "List the last tables that were handed in")
            .needs(Permission::Award)
            .gives::<AwardListItems>(200, "Up to 20 lists, the newest first"),
        get("/api/v1/organisations/{slug}/award-lists/{import}", show)
            .says(TAG, "Show how far a list is")
            .needs(Permission::Award)
            .gives::<AwardListView>(200, "The list"),
        patch("/api/v1/organisations/{slug}/award-lists/{import}", change)
            .says(TAG, "Say what the columns hold, and what happens to people who have the badge")
            .needs(Permission::Award)
            .reads::<ListChange>()
            .gives::<AwardListView>(200, "The list as it is now")
            .refuses(409, "Badges are being awarded"),
        delete("/api/v1/organisations/{slug}/award-lists/{import}", remove)
            .says(TAG, "Forget a list; the awards stay")
            .needs(Permission::Award)
            .gives_nothing(204, "It is forgotten")
            .refuses(409, "Badges are being awarded"),
        get("/api/v1/organisations/{slug}/award-lists/{import}/rows", show_rows)
            .says(TAG, "What becomes, or became, of each row")
            .needs(Permission::Award)
            .asks::<RowQuery>()
            .gives::<ListRowPage>(200, "A page of rows, by number"),
        patch("/api/v1/organisations/{slug}/award-lists/{import}/rows/{number}", mend)
            .says(TAG, "Change the cells of a row, or leave it out")
            .needs(Permission::Award)
            .reads::<ListRowChange>()
            .gives::<ListRowView>(200, "The row, with what becomes of it now")
            .refuses(409, "The row was awarded, or badges are being awarded"),
        post("/api/v1/organisations/{slug}/award-lists/{import}/start", start)
            .says(TAG, "Award every row that is ready, now or at a later time")
            .explains("The service awards in its own time; ask for the list to see how far it is. It outlives a restart.")
            .needs(Permission::Award)
            .asks::<StartQuery>()
            .gives::<AwardListView>(202, "The list")
            .refuses(409, "Badges are being awarded"),
        post("/api/v1/organisations/{slug}/award-lists/{import}/stop", stop)
            .says(TAG, "Stop awarding, or call off what was planned; what was awarded stays")
            .needs(Permission::Award)
            .gives::<AwardListView>(200, "The list"),
    ]
}

/// What happens to somebody who has the badge already.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DuplicatesName {
    /// They get it once more.
    Allow,
    /// Nothing.
    Deny,
    /// The old one is withdrawn and they get a new one.
    Replace,
}

impl From<DuplicatesName> for Duplicates {
    fn from(name: DuplicatesName) -> Self {
        match name {
            DuplicatesName::Allow => Self::Allow,
            DuplicatesName::Deny => Self::Deny,
            DuplicatesName::Replace => Self::Replace,
        }
    }
}

/// Which of day and month comes first where a date leaves it open.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum DayOrderName {
    /// `3/5/2026` is the third of May.
    Day,
    /// `5/3/2026` is the third of May.
    Month,
}

/// What the table is for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct NewList {
    /// The achievement that is awarded; it must be said.
    achievement: Option<String>,
    /// What happens to somebody who has the badge already; `deny` when left out.
    duplicates: Option<DuplicatesName>,
    /// What the list is called.
    name: Option<String>,
}

/// How many rows there are of each kind.
#[derive(Serialize, ToSchema)]
pub(super) struct RowCounts {
    /// To be awarded.
    ready: i64,
    /// To be awarded, and an older badge withdrawn.
    replaces: i64,
    /// They have it already; nothing happens.
    has: i64,
    /// The person stands in an earlier row; nothing happens.
    twice: i64,
    /// To be mended.
    wrong: i64,
    /// Left out.
    left: i64,
    /// Awarded.
    awarded: i64,
}

impl From<ImportCounts> for RowCounts {
    fn from(counts: ImportCounts) -> Self {
        Self {
            ready: counts.ready,
            replaces: counts.replaces,
            has: counts.has,
            twice: counts.twice,
            wrong: counts.wrong,
            left: counts.left,
            awarded: counts.awarded,
        }
    }
}

/// A column of the table.
#[derive(Serialize, ToSchema)]
pub(super) struct ListColumn {
    /// What the first line calls it.
    head: String,
    /// What it holds: `email`, `name`, `given-name`, `family-name`, `awarded`, `ends`, `narrative`, `evidence-address`,
    /// `evidence-narrative`, `credits`, `level:` with a criterion, or nothing.
    holds: String,
}

/// A list as it stands.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AwardListView {
    /// Which one.
    list_id: String,
    /// What it is called.
    name: String,
    /// What is awarded.
    achievement_id: String,
    /// `open`, `planned` for a later time, or `running` while badges are being awarded.
    state: String,
    /// When awarding begins by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_at: Option<String>,
    /// What happens to somebody who has the badge already.
    duplicates: String,
    /// `day` or `month`: which comes first where a date leaves it open.
    day_order: String,
    /// The columns.
    columns: Vec<ListColumn>,
    /// How many rows there are of each kind.
    rows: RowCounts,
    /// What was in the way when awarding ended last.
    #[serde(skip_serializing_if = "Option::is_none")]
    trouble: Option<String>,
    /// When it was handed in.
    created_at: String,
}

impl From<ImportView> for AwardListView {
    fn from(view: ImportView) -> Self {
        let keys = view.columns.iter().map(ImportColumn::key);
        Self {
            list_id: view.import.import_id.to_string(),
            name: view.import.name,
            achievement_id: view.import.achievement_id.to_string(),
            state: view.import.state,
            start_at: view.import.start_at.map(|at| at.to_string()),
            duplicates: view.import.duplicates,
            day_order: view.import.day_order,
            columns: view.heads.into_iter().zip(keys).map(|(head, holds)| ListColumn { head, holds }).collect(),
            rows: view.counts.into(),
            trouble: Some(view.import.trouble).filter(|trouble| !trouble.is_empty()),
            created_at: view.import.created_at.whole_seconds().to_string(),
        }
    }
}

/// A list among others.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AwardListItem {
    /// Which one.
    list_id: String,
    /// What it is called.
    name: String,
    /// What is awarded.
    achievement_id: String,
    /// `open`, `planned` or `running`.
    state: String,
    /// How many rows there are of each kind.
    rows: RowCounts,
    /// When it was handed in.
    created_at: String,
}

/// The last lists.
#[derive(Serialize, ToSchema)]
pub(super) struct AwardListItems {
    /// The lists.
    items: Vec<AwardListItem>,
}

/// What is to be changed; what is left out stays.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListChange {
    /// What each column holds, in their order.
    columns: Option<Vec<String>>,
    /// What happens to somebody who has the badge already.
    duplicates: Option<DuplicatesName>,
    /// Which of day and month comes first.
    day_order: Option<DayOrderName>,
}

/// When to begin.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct StartQuery {
    /// Not before this time, RFC 3339; at once when left out.
    at: Option<String>,
}

/// The questions of the rows.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct RowQuery {
    /// Only those of this kind.
    outcome: Option<OutcomeName>,
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next`.
    cursor: Option<String>,
}

/// What becomes of a row.
#[derive(Clone, Copy, Deserialize, Serialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum OutcomeName {
    /// It is awarded.
    Ready,
    /// It is awarded, and an older badge withdrawn.
    Replaces,
    /// They have it already; nothing happens.
    Has,
    /// The person stands in an earlier row; nothing happens.
    Twice,
    /// It must be mended.
    Wrong,
    /// It was left out.
    Left,
    /// It was awarded.
    Awarded,
}

impl OutcomeName {
    fn as_str(self) -> &'static str {
        match self {
            Self::Ready => "ready",
            Self::Replaces => "replaces",
            Self::Has => "has",
            Self::Twice => "twice",
            Self::Wrong => "wrong",
            Self::Left => "left",
            Self::Awarded => "awarded",
        }
    }
}

/// Something wrong with a cell.
#[derive(Serialize, ToSchema)]
pub(super) struct CellError {
    /// The column, from 0.
    column: usize,
    /// What to do.
    message: String,
}

/// A row of a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ListRowView {
    /// Counted from 1 below the first line.
    number: i64,
    /// Its cells.
    cells: Vec<String>,
    /// What becomes of it.
    outcome: String,
    /// What must be mended.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<CellError>,
    /// The award, when it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    award_id: Option<String>,
    /// The address of its page.
    #[serde(skip_serializing_if = "Option::is_none")]
    url: Option<String>,
}

impl ListRowView {
    fn new(hall: &Hall, line: ImportLine) -> Self {
        let award = line.row.award_id;
        Self {
            number: line.row.number,
            cells: line.cells,
            outcome: line.row.outcome,
            errors: line.faults.into_iter().map(|(column, message)| CellError { column, message }).collect(),
            url: award.as_ref().map(|award| hall.app().addresses().award(award)),
            award_id: award.map(|award| award.to_string()),
        }
    }
}

/// A page of rows.
#[derive(Serialize, ToSchema)]
pub(super) struct ListRowPage {
    /// The rows.
    items: Vec<ListRowView>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// What is to be changed in a row.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct ListRowChange {
    /// New cells, all of them in their order; they stay when left out.
    cells: Option<Vec<String>>,
    /// Whether the row is left out.
    #[serde(default)]
    is_left: bool,
}

fn import(text: &str) -> Result<ImportId, Problem> {
    name(text, "list").map(ImportId::from_text)
}

async fn view(hall: &Hall, office: &Office, import: &ImportId) -> Result<Json<AwardListView>, Problem> {
    let organisation = &office.organisation.organisation_id;
    Ok(Json(hall.app().load_import(&office.actor, organisation, import).await?.into()))
}

async fn create(
    State(hall): State<Hall>,
    office: Office,
    ClientAddress(client): ClientAddress,
    asked: Result<Asked<NewList>, Problem>,
    body: Body,
) -> Result<(StatusCode, Json<AwardListView>), Problem> {
    let organisation = &office.organisation.organisation_id;
    hall.app().require(&office.actor, organisation, Permission::Award).await?;
    let Asked(asked) = asked?;
    let file = take_body(&hall, client, "body.csv", body).await?;
    let table = Spreadsheet::open(&file).map_err(|error| Error::invalid("", error.to_string()))?;
    let request = AwardImportRequest {
        achievement: AchievementId::from_text(asked.achievement.unwrap_or_default()),
        name: asked.name.unwrap_or_else(|| "List of a program".to_owned()),
        duplicates: asked.duplicates.map(Duplicates::from).unwrap_or_default(),
    };
    let made = hall.app().create_import(&office.actor, organisation, request, table).await?;
    Ok((StatusCode::CREATED, view(&hall, &office, &made).await?))
}

async fn list(State(hall): State<Hall>, office: Office) -> Result<Json<AwardListItems>, Problem> {
    let found = hall.app().list_imports(&office.actor, &office.organisation.organisation_id).await?;
    let item = |(import, counts): (crate::store::AwardImport, ImportCounts)| AwardListItem {
        list_id: import.import_id.to_string(),
        name: import.name,
        achievement_id: import.achievement_id.to_string(),
        state: import.state,
        rows: counts.into(),
        created_at: import.created_at.whole_seconds().to_string(),
    };
    Ok(Json(AwardListItems { items: found.into_iter().map(item).collect() }))
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<AwardListView>, Problem> {
    view(&hall, &office, &import(&id)?).await
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
    Strict(asked): Strict<ListChange>,
) -> Result<Json<AwardListView>, Problem> {
    let id = import(&id)?;
    let change = ImportChange {
        columns: asked.columns,
        duplicates: asked.duplicates.map(Duplicates::from),
        day_order: asked.day_order.map(|order| match order {
            DayOrderName::Day => DayOrder::Day,
            DayOrderName::Month => DayOrder::Month,
        }),
    };
    hall.app().change_import(&office.actor, &office.organisation.organisation_id, &id, change).await?;
    view(&hall, &office, &id).await
}

async fn remove(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    hall.app().delete_import(&office.actor, &office.organisation.organisation_id, &import(&id)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn show_rows(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
    Asked(asked): Asked<RowQuery>,
) -> Result<Json<ListRowPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 1)?;
    let after: i64 = match page.part(0) {
        "" => 0,
        number => number.parse().map_err(|_| Error::invalid("cursor", "This is no cursor of this list."))?,
    };
    let question = (asked.outcome.map_or("", OutcomeName::as_str), after, page.limit);
    let organisation = &office.organisation.organisation_id;
    let found = hall.app().list_import_rows(&office.actor, organisation, &import(&id)?, question).await?;
    let next = page.next(&found, |last| vec![last.row.number.to_string()]);
    Ok(Json(ListRowPage { items: found.into_iter().map(|line| ListRowView::new(&hall, line)).collect(), next }))
}

async fn mend(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id, number)): Path<(String, String, String)>,
    Strict(asked): Strict<ListRowChange>,
) -> Result<Json<ListRowView>, Problem> {
    let (id, number) = (import(&id)?, number.parse::<i64>().map_err(|_| Error::NotFound("row"))?);
    let cells: BTreeMap<usize, String> = asked.cells.unwrap_or_default().into_iter().enumerate().collect();
    let change = RowChange { number, cells, is_left: asked.is_left };
    let organisation = &office.organisation.organisation_id;
    hall.app().mend_import_rows(&office.actor, organisation, &id, &[change]).await?;
    let question = ("", number - 1, 1);
    let found = hall.app().list_import_rows(&office.actor, organisation, &id, question).await?.pop();
    let line = found.filter(|line| line.row.number == number).ok_or(Error::NotFound("row"))?;
    Ok(Json(ListRowView::new(&hall, line)))
}

async fn start(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
    Asked(asked): Asked<StartQuery>,
) -> Result<(StatusCode, Json<AwardListView>), Problem> {
    let id = import(&id)?;
    let at = asked.at.as_deref().map(str::parse::<Timestamp>).transpose();
    let at = at.map_err(|error| Error::invalid("at", format!("{error}.")))?;
    hall.app().start_import(&office.actor, &office.organisation.organisation_id, &id, at).await?;
    Ok((StatusCode::ACCEPTED, view(&hall, &office, &id).await?))
}

async fn stop(
    State(hall): State<Hall>,
    office: Office,
    Path((_, id)): Path<(String, String)>,
) -> Result<Json<AwardListView>, Problem> {
    let id = import(&id)?;
    hall.app().stop_import(&office.actor, &office.organisation.organisation_id, &id).await?;
    view(&hall, &office, &id).await
}
