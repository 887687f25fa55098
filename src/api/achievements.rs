//! Achievements: drafted and published by their organisation, found by everybody.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::organisations::Paging;
use super::read::{Asked, Office, Page, Strict, find_organisation, name, search_text};
use super::table::{Row, get, post, put};
use crate::app::Permission;
use crate::http::{Hall, Problem};
use crate::ids::AchievementId;
use crate::issue::Definition;
use crate::store::{self, Achievement, AchievementState, CatalogueFilter, Organisation};

const TAG: &str = "Achievements";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/catalogue", search)
            .says(TAG, "Search the published achievements of all organisations")
            .asks::<CatalogueQuery>()
            .gives::<CataloguePage>(200, "A page of what was found, by name"),
        get("/api/v1/organisations/{slug}/achievements", list)
            .says(TAG, "List an organisation's achievements, drafts too")
            .needs(Permission::See)
            .asks::<Paging>()
            .gives::<AchievementPage>(200, "A page of the list, by name"),
        post("/api/v1/organisations/{slug}/achievements", create)
            .says(TAG, "Make a draft of an achievement")
            .needs(Permission::Define)
            .reads::<Definition>()
            .gives::<AchievementSummary>(201, "The draft"),
        get("/api/v1/organisations/{slug}/achievements/{achievement}", show)
            .says(TAG, "Show an achievement with its draft")
            .needs(Permission::See)
            .gives::<AchievementDraft>(200, "The achievement"),
        put("/api/v1/organisations/{slug}/achievements/{achievement}", change)
            .says(TAG, "Put a new draft in the place of the old")
            .explains("What is published stays as it is until the draft is published.")
            .needs(Permission::Define)
            .reads::<Definition>()
            .gives::<AchievementSummary>(200, "The achievement"),
        post("/api/v1/organisations/{slug}/achievements/{achievement}/publish", publish)
            .says(TAG, "Publish the draft as the next version")
            .explains("Awards from now on are of this version; older ones stay what they are.")
            .needs(Permission::Define)
            .gives::<AchievementSummary>(200, "The achievement"),
        post("/api/v1/organisations/{slug}/achievements/{achievement}/archive", archive)
            .says(TAG, "Take an achievement out of the catalogue")
            .explains("It is not awarded any more; what was awarded stays.")
            .needs(Permission::Define)
            .gives::<AchievementSummary>(200, "The achievement"),
        post("/api/v1/organisations/{slug}/achievements/{achievement}/unarchive", unarchive)
            .says(TAG, "Put an achievement back into the catalogue")
            .needs(Permission::Define)
            .gives::<AchievementSummary>(200, "The achievement"),
    ]
}

/// An achievement of an organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AchievementSummary {
    /// Which one.
    achievement_id: String,
    /// Its address, which is its id in credentials.
    url: String,
    /// What it is called.
    name: String,
    /// `draft`, `published` or `archived`.
    state: &'static str,
    /// The newest published version; 0 before the first.
    version: i64,
    /// When it was made.
    created_at: String,
    /// When it was last changed.
    changed_at: String,
}

impl AchievementSummary {
    fn new(hall: &Hall, achievement: &Achievement) -> Self {
        Self {
            achievement_id: achievement.achievement_id.to_string(),
            url: hall.app().addresses().achievement(&achievement.achievement_id),
            name: achievement.name.clone(),
            state: achievement.state.as_str(),
            version: achievement.version,
            created_at: achievement.created_at.whole_seconds().to_string(),
            changed_at: achievement.changed_at.whole_seconds().to_string(),
        }
    }
}

/// A page of achievements.
#[derive(Serialize, ToSchema)]
pub(super) struct AchievementPage {
    /// The achievements.
    items: Vec<AchievementSummary>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

/// Where the list goes on behind an achievement.
fn behind(last: &Achievement) -> Vec<String> {
    vec![last.name.clone(), last.achievement_id.to_string()]
}

async fn list(
    State(hall): State<Hall>,
    office: Office,
    Asked(asked): Asked<Paging>,
) -> Result<Json<AchievementPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 2)?;
    let (id, after) = (&office.organisation.organisation_id, (page.part(0), page.part(1)));
    let found = hall.app().list_own_achievements(&office.actor, id, after, page.limit).await?;
    let items = found.iter().map(|achievement| AchievementSummary::new(&hall, achievement)).collect();
    Ok(Json(AchievementPage { items, next: page.next(&found, behind) }))
}

async fn create(
    State(hall): State<Hall>,
    office: Office,
    Strict(definition): Strict<Definition>,
) -> Result<(StatusCode, Json<AchievementSummary>), Problem> {
    let id = &office.organisation.organisation_id;
    let made = hall.app().create_achievement(&office.actor, id, &definition).await?;
    Ok((StatusCode::CREATED, Json(AchievementSummary::new(&hall, &made))))
}

/// An achievement with its draft.
#[derive(Serialize, ToSchema)]
pub(super) struct AchievementDraft {
    /// The achievement.
    #[serde(flatten)]
    achievement: AchievementSummary,
    /// The definition being worked on.
    draft: Definition,
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
) -> Result<Json<AchievementDraft>, Problem> {
    let achievement = AchievementId::from_text(name(&achievement, "achievement")?);
    let id = &office.organisation.organisation_id;
    let (found, draft) = hall.app().load_draft(&office.actor, id, &achievement).await?;
    Ok(Json(AchievementDraft { achievement: AchievementSummary::new(&hall, &found), draft }))
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    Strict(definition): Strict<Definition>,
) -> Result<Json<AchievementSummary>, Problem> {
    let achievement = AchievementId::from_text(name(&achievement, "achievement")?);
    let id = &office.organisation.organisation_id;
    let changed = hall.app().change_achievement(&office.actor, id, &achievement, &definition).await?;
    Ok(Json(AchievementSummary::new(&hall, &changed)))
}

async fn publish(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
) -> Result<Json<AchievementSummary>, Problem> {
    let achievement = AchievementId::from_text(name(&achievement, "achievement")?);
    let id = &office.organisation.organisation_id;
    let published = hall.app().publish_achievement(&office.actor, id, &achievement).await?;
    Ok(Json(AchievementSummary::new(&hall, &published.achievement)))
}

async fn archive(
    hall: State<Hall>,
    office: Office,
    path: Path<(String, String)>,
) -> Result<Json<AchievementSummary>, Problem> {
    move_to(hall, office, path, AchievementState::Archived).await
}

async fn unarchive(
    hall: State<Hall>,
    office: Office,
    path: Path<(String, String)>,
) -> Result<Json<AchievementSummary>, Problem> {
    move_to(hall, office, path, AchievementState::Published).await
}

async fn move_to(
    State(hall): State<Hall>,
    office: Office,
    Path((_, achievement)): Path<(String, String)>,
    state: AchievementState,
) -> Result<Json<AchievementSummary>, Problem> {
    let achievement = AchievementId::from_text(name(&achievement, "achievement")?);
    let id = &office.organisation.organisation_id;
    let moved = hall.app().archive_achievement(&office.actor, id, &achievement, state).await?;
    Ok(Json(AchievementSummary::new(&hall, &moved)))
}

/// What is looked for in the catalogue.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct CatalogueQuery {
    /// Words in the name, the description or the tags.
    #[serde(default)]
    #[schema(max_length = 200)]
    text: String,
    /// The subject or field of study.
    #[serde(default)]
    subject: String,
    /// The grades that it is about.
    #[serde(default)]
    grade_band: String,
    /// The framework that it is aligned with.
    #[serde(default)]
    framework: String,
    /// The Open Badges achievement type.
    #[serde(default)]
    achievement_type: String,
    /// The short name of an organisation.
    organisation: Option<String>,
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next`.
    cursor: Option<String>,
}

/// A published achievement.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct CatalogueItem {
    /// Which one.
    achievement_id: String,
    /// Its address: a page for people, JSON for programs.
    url: String,
    /// What it is called.
    name: String,
    /// The address of its picture.
    image: String,
    /// The newest published version.
    version: i64,
    /// The short name of the organisation that awards it.
    organisation: String,
    /// What the organisation is called.
    organisation_name: String,
}

impl CatalogueItem {
    fn new(hall: &Hall, achievement: &Achievement, organisation: &Organisation) -> Self {
        let (addresses, id) = (hall.app().addresses(), &achievement.achievement_id);
        Self {
            achievement_id: id.to_string(),
            url: addresses.achievement(id),
            name: achievement.name.clone(),
            image: addresses.achievement_image(id, achievement.version),
            version: achievement.version,
            organisation: organisation.slug.clone(),
            organisation_name: organisation.name.clone(),
        }
    }
}

/// A value that the catalogue can be narrowed to.
#[derive(Serialize, ToSchema)]
pub(super) struct Facet {
    /// The value.
    value: String,
    /// How many achievements have it.
    count: i64,
}

fn facets(found: Vec<store::Facet>) -> Vec<Facet> {
    found.into_iter().map(|facet| Facet { value: facet.value, count: facet.count }).collect()
}

/// What the catalogue can be narrowed to.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct Facets {
    /// Subjects and fields of study.
    subjects: Vec<Facet>,
    /// Grades.
    grade_bands: Vec<Facet>,
    /// Frameworks.
    frameworks: Vec<Facet>,
    /// Achievement types.
    achievement_types: Vec<Facet>,
}

/// A page of the catalogue.
#[derive(Serialize, ToSchema)]
pub(super) struct CataloguePage {
    /// What was found.
    items: Vec<CatalogueItem>,
    /// How many there are on all pages together.
    total: i64,
    /// What the catalogue can be narrowed to.
    facets: Facets,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn search(State(hall): State<Hall>, Asked(asked): Asked<CatalogueQuery>) -> Result<Json<CataloguePage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 2)?;
    let organisation = match asked.organisation.as_deref() {
        None => None,
        Some(slug) => Some(find_organisation(&hall, slug).await?.organisation_id),
    };
    let filter = CatalogueFilter {
        text: search_text(asked.text)?,
        subject: asked.subject,
        grade_band: asked.grade_band,
        framework: asked.framework,
        achievement_type: asked.achievement_type,
        organisation,
        after: (!page.after.is_empty()).then(|| (page.part(0).to_owned(), page.part(1).to_owned())),
        limit: page.limit,
    };
    let (found, total, all) = hall.app().search_catalogue(&filter).await?;
    let organisations = hall.app().organisations_of(&found).await?;
    let pairs = found.iter().zip(&organisations);
    let facets = Facets {
        subjects: facets(all.subjects),
        grade_bands: facets(all.grade_bands),
        frameworks: facets(all.frameworks),
        achievement_types: facets(all.types),
    };
    let items = pairs.map(|(achievement, organisation)| CatalogueItem::new(&hall, achievement, organisation)).collect();
    Ok(Json(CataloguePage { items, total, facets, next: page.next(&found, behind) }))
}
