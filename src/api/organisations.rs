//! Organisations: what they say of themselves, their members, their pictures.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Deserializer, Serialize};
use utoipa::ToSchema;

use super::read::{Asked, Office, Page, Raw, Strict, find_organisation, media_type, name};
use super::table::{Row, delete, get, patch, post, put};
use crate::app::{OrganisationRequest, Permission};
use crate::http::{Hall, Problem};
use crate::ids::PersonId;
use crate::store::{Member, Organisation, Role};

pub(super) const TAG: &str = "Organisations";

pub(super) fn rows() -> Vec<Row> {
    vec![
        get("/api/v1/organisations", list)
            .says(TAG, "List the organisations that issue here")
            .asks::<Paging>()
            .gives::<OrganisationPage>(200, "A page of the list, by short name"),
        get("/api/v1/organisations/{slug}", show)
            .says(TAG, "Show an organisation")
            .gives::<OrganisationView>(200, "The organisation"),
        patch("/api/v1/organisations/{slug}", change)
            .says(TAG, "Change what an organisation says of itself")
            .explains("Members that are left out stay as they are; `null` takes one away (RFC 7396).")
            .needs(Permission::Manage)
            .reads::<OrganisationPatch>()
            .gives::<OrganisationView>(200, "The organisation as it is now"),
        get("/api/v1/organisations/{slug}/members", list_members)
            .says(TAG, "List an organisation's members")
            .needs(Permission::See)
            .gives::<MemberList>(200, "The members, the longest there first"),
        put("/api/v1/organisations/{slug}/members", put_member)
            .says(TAG, "Give somebody a role, by e-mail address")
            .needs(Permission::Manage)
            .reads::<MemberRequest>()
            .gives_nothing(204, "They have it"),
        delete("/api/v1/organisations/{slug}/members/{person}", remove_member)
            .says(TAG, "Take somebody's role away")
            .needs(Permission::Manage)
            .gives_nothing(204, "They have none any more"),
        post("/api/v1/organisations/{slug}/images", upload)
            .says(TAG, "Upload a picture")
            .explains("The body is the file itself. It is checked, cleaned and written anew.")
            .needs(Permission::Define)
            .reads_any(&["image/png", "image/jpeg", "image/webp", "image/svg+xml", "application/octet-stream"])
            .gives::<ImageView>(201, "Where it is now"),
    ]
}

/// The questions of a list.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Paging {
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    pub(super) limit: Option<i64>,
    /// Where the page before ended: its `next`.
    pub(super) cursor: Option<String>,
}

/// An organisation.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct OrganisationView {
    /// Its short name, part of its addresses.
    slug: String,
    /// What it is called.
    name: String,
    /// What it is.
    description: String,
    /// Its own site.
    url: Option<String>,
    /// Where it can be written to.
    email: Option<String>,
    /// The number of its LinkedIn page.
    linkedin_id: Option<String>,
    /// Its picture.
    image_id: Option<String>,
    /// The address of its picture.
    image: Option<String>,
    /// Its DID, which its credentials name as issuer.
    did: String,
    /// Its page here.
    page: String,
    /// When it was made.
    created_at: String,
}

impl OrganisationView {
    pub(super) fn new(hall: &Hall, organisation: Organisation) -> Self {
        let addresses = hall.app().addresses();
        let image = organisation.image_id.as_ref().map(|id| addresses.organisation_image(&organisation.slug, id));
        Self {
            image,
            did: addresses.did(&organisation.slug),
            page: addresses.organisation(&organisation.slug),
            created_at: organisation.created_at.whole_seconds().to_string(),
            slug: organisation.slug,
            name: organisation.name,
            description: organisation.description,
            url: organisation.url,
            email: organisation.email,
            linkedin_id: organisation.linkedin_id,
            image_id: organisation.image_id,
        }
    }
}

/// A page of organisations.
#[derive(Serialize, ToSchema)]
pub(super) struct OrganisationPage {
    /// The organisations.
    items: Vec<OrganisationView>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn list(State(hall): State<Hall>, Asked(asked): Asked<Paging>) -> Result<Json<OrganisationPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 1)?;
    let found = hall.app().list_listed_organisations(page.part(0), page.limit).await?;
    let next = page.next(&found, |last| vec![last.slug.clone()]);
    let items = found.into_iter().map(|organisation| OrganisationView::new(&hall, organisation)).collect();
    Ok(Json(OrganisationPage { items, next }))
}

async fn show(State(hall): State<Hall>, Path(slug): Path<String>) -> Result<Json<OrganisationView>, Problem> {
    let organisation = find_organisation(&hall, &slug).await?;
    Ok(Json(OrganisationView::new(&hall, organisation)))
}

/// What is to be changed of an organisation.
#[derive(Deserialize, ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(super) struct OrganisationPatch {
    /// What it is called.
    #[serde(default, deserialize_with = "present_text")]
    #[schema(value_type = String, required = false)]
    name: Option<String>,
    /// What it is.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    description: Option<Option<String>>,
    /// Its own site.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    url: Option<Option<String>>,
    /// Where it can be written to.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    /// The number of its LinkedIn page.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    linkedin_id: Option<Option<String>>,
    /// Its picture, uploaded before.
    #[serde(default, deserialize_with = "present")]
    #[schema(value_type = Option<String>)]
    image_id: Option<Option<String>>,
}

/// Tells `null` from nothing.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<String>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

/// A text that can be left out and not taken away.
fn present_text<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

impl OrganisationPatch {
    fn on(self, organisation: Organisation) -> OrganisationRequest {
        OrganisationRequest {
            slug: organisation.slug,
            name: self.name.unwrap_or(organisation.name),
            description: self.description.map_or(organisation.description, Option::unwrap_or_default),
            url: self.url.unwrap_or(organisation.url),
            email: self.email.unwrap_or(organisation.email),
            linkedin_id: self.linkedin_id.unwrap_or(organisation.linkedin_id),
            image_id: self.image_id.unwrap_or(organisation.image_id),
        }
    }
}

async fn change(
    State(hall): State<Hall>,
    office: Office,
    Strict(patch): Strict<OrganisationPatch>,
) -> Result<Json<OrganisationView>, Problem> {
    let id = office.organisation.organisation_id.clone();
    let changed = hall.app().change_organisation(&office.actor, &id, patch.on(office.organisation)).await?;
    Ok(Json(OrganisationView::new(&hall, changed)))
}

/// Somebody with a role.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct MemberView {
    /// Which person.
    person_id: String,
    /// What they are called; may be empty.
    name: String,
    /// One of their addresses.
    email: String,
    /// `owner`, `editor`, `awarder`, `reviewer`, `moderator` or `viewer`.
    role: &'static str,
}

impl From<Member> for MemberView {
    fn from(member: Member) -> Self {
        Self {
            person_id: member.person.person_id.to_string(),
            name: member.person.name,
            email: member.email,
            role: member.role.as_str(),
        }
    }
}

/// An organisation's members.
#[derive(Serialize, ToSchema)]
pub(super) struct MemberList {
    /// The members.
    items: Vec<MemberView>,
}

async fn list_members(State(hall): State<Hall>, office: Office) -> Result<Json<MemberList>, Problem> {
    let members = hall.app().list_members(&office.actor, &office.organisation.organisation_id).await?;
    Ok(Json(MemberList { items: members.into_iter().map(MemberView::from).collect() }))
}

/// Who gets which role.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct MemberRequest {
    /// Their e-mail address.
    email: String,
    /// What they are called.
    #[serde(default)]
    name: String,
    /// What they may do.
    role: RoleName,
}

/// The roles.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum RoleName {
    /// Does everything.
    Owner,
    /// Defines achievements.
    Editor,
    /// Awards and revokes.
    Awarder,
    /// Judges evidence.
    Reviewer,
    /// Rules on claims that peers cannot settle.
    Moderator,
    /// Sees everything of the organisation, changes nothing.
    Viewer,
}

impl From<RoleName> for Role {
    fn from(name: RoleName) -> Self {
        match name {
            RoleName::Owner => Self::Owner,
            RoleName::Editor => Self::Editor,
            RoleName::Awarder => Self::Awarder,
            RoleName::Reviewer => Self::Reviewer,
            RoleName::Moderator => Self::Moderator,
            RoleName::Viewer => Self::Viewer,
        }
    }
}

async fn put_member(
    State(hall): State<Hall>,
    office: Office,
    Strict(request): Strict<MemberRequest>,
) -> Result<StatusCode, Problem> {
    let id = &office.organisation.organisation_id;
    hall.app().put_member(&office.actor, id, &request.email, &request.name, request.role.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn remove_member(
    State(hall): State<Hall>,
    office: Office,
    Path((_, person)): Path<(String, String)>,
) -> Result<StatusCode, Problem> {
    let person = PersonId::from_text(name(&person, "member")?);
    hall.app().remove_member(&office.actor, &office.organisation.organisation_id, &person).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A picture that was taken.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct ImageView {
    /// Its identifier, for `artwork` and `imageId`.
    image_id: String,
    /// Its address.
    url: String,
}

async fn upload(
    State(hall): State<Hall>,
    office: Office,
    headers: HeaderMap,
    Raw(file): Raw,
) -> Result<(StatusCode, Json<ImageView>), Problem> {
    let kind = media_type(&headers);
    if !kind.starts_with("image/") && kind != "application/octet-stream" {
        let text = "Send the picture itself, as `Content-Type: image/png` or what it is.";
        return Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, text));
    }
    let (id, slug) = (&office.organisation.organisation_id, &office.organisation.slug);
    let image_id = hall.app().upload_image(&office.actor, id, file.to_vec()).await?;
    let url = hall.app().addresses().organisation_image(slug, &image_id);
    Ok((StatusCode::CREATED, Json(ImageView { image_id, url })))
}
