//! Awards: made one by one or as a list, looked up.

use axum::Json;
use axum::extract::{Path, State};
use axum::http::header::{CONTENT_TYPE, LOCATION};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::borrow::Cow;

use utoipa::openapi::schema::{AnyOfBuilder, ObjectBuilder, SchemaType};
use utoipa::openapi::{Ref, RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};

use super::read::{
    Asked, IdempotencyKey, LIST_LIMIT_BYTES, Office, Page, Raw, must_be_json, name, parse, read_json, search_text,
};
use super::table::{Row, get, post};
use crate::app::{AwardRequest, AwardRow, AwardState, Error, Permission, PublicAward, RowError};
use crate::clock::Timestamp;
use crate::http::{Hall, Problem};
use crate::ids::{AchievementId, AwardId};
use crate::issue::FieldError;
use crate::store::{AwardFilter, AwardSummary};

const TAG: &str = "Awards";
/// Awards in one request.
pub(super) const ROWS_LIMIT: usize = 10_000;
const IDEMPOTENCY: &str = "A text of yours that names this request. Sent again with the same body it gets the same \
    answer and makes nothing new; with another body it is refused (409).";

pub(super) fn rows() -> Vec<Row> {
    vec![
        post("/api/v1/organisations/{slug}/awards", make)
            .says(TAG, "Award an achievement")
            .needs(Permission::Award)
            .header("Idempotency-Key", IDEMPOTENCY)
            .reads::<AwardRequest>()
            .gives::<AwardMade>(201, "The award with its signed credential")
            .refuses(409, "The Idempotency-Key was used for another request"),
        post("/api/v1/organisations/{slug}/awards/batch", make_many)
            .says(TAG, "Award up to 10,000 at once")
            .explains("Good rows are made, all together or not at all; bad ones are named in the answer.")
            .needs(Permission::Award)
            .header("Idempotency-Key", IDEMPOTENCY)
            .reads::<AwardList>()
            .within(LIST_LIMIT_BYTES)
            .gives::<AwardListAnswer>(200, "All were made")
            .gives::<AwardListAnswer>(207, "Some were not made; their rows say why")
            .refuses(409, "The Idempotency-Key was used for another request"),
        get("/api/v1/organisations/{slug}/awards", list)
            .says(TAG, "List an organisation's awards")
            .needs(Permission::See)
            .asks::<AwardQuery>()
            .gives::<AwardPage>(200, "A page of the list, the newest first"),
        get("/api/v1/organisations/{slug}/awards/{award}", show)
            .says(TAG, "Show an award with its credential")
            .needs(Permission::See)
            .gives::<AwardView>(200, "The award"),
    ]
}

/// An award that was made.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AwardMade {
    /// Which one.
    award_id: String,
    /// The address of its page, which is also the credential's id.
    url: String,
    /// The signed credential.
    #[schema(value_type = Object)]
    credential: Value,
}

async fn make(
    State(hall): State<Hall>,
    office: Office,
    key: IdempotencyKey,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<Response, Problem> {
    must_be_json(&headers)?;
    let request: AwardRequest = parse(read_json(&body)?).map_err(|error| Error::Invalid(vec![error]))?;
    let idempotency = key.with("award", &body)?;
    let id = &office.organisation.organisation_id;
    let answer = hall.app().award(&office.actor, id, &[request], idempotency).await?;
    let row = answer.rows.into_iter().next().unwrap_or_else(|| refused(0, Vec::new()));
    let (Some(award_id), Some(url)) = (row.award_id, row.url) else {
        let field = |error: RowError| FieldError::new(error.field, error.message);
        return Err(Error::Invalid(row.errors.into_iter().map(field).collect()).into());
    };
    let made = hall.app().load_public_award(&AwardId::from_text(award_id.as_str())).await?;
    // The credential goes out as it was signed, byte for byte.
    let text = |text: &str| Value::from(text).to_string();
    let body = format!("{{\"awardId\":{},\"url\":{},\"credential\":{}}}", text(&award_id), text(&url), made.credential);
    Ok((StatusCode::CREATED, [(CONTENT_TYPE, "application/json"), (LOCATION, &url)], body).into_response())
}

/// Awards to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AwardList {
    /// The awards, up to 10,000.
    #[schema(value_type = Vec<RowRequest>, min_items = 1, max_items = 10_000)]
    awards: Vec<Value>,
}

/// An award request, or something that is answered in its row as none.
struct RowRequest;

impl PartialSchema for RowRequest {
    fn schema() -> RefOr<Schema> {
        let row = AnyOfBuilder::new()
            .item(Ref::from_schema_name("AwardRequest"))
            .item(ObjectBuilder::new().schema_type(SchemaType::AnyValue));
        row.description(Some("An award; what is none is refused in its row.")).into()
    }
}

impl ToSchema for RowRequest {
    fn name() -> Cow<'static, str> {
        "RowRequest".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push(("AwardRequest".into(), AwardRequest::schema()));
        AwardRequest::schemas(schemas);
    }
}

/// What became of a list.
#[derive(Serialize, ToSchema)]
pub(super) struct AwardListAnswer {
    /// How many were made.
    awarded: usize,
    /// How many were not.
    refused: usize,
    /// Row by row.
    rows: Vec<AwardRow>,
}

fn refused(row: usize, errors: Vec<RowError>) -> AwardRow {
    AwardRow { row, award_id: None, url: None, errors }
}

async fn make_many(
    State(hall): State<Hall>,
    office: Office,
    key: IdempotencyKey,
    headers: HeaderMap,
    Raw(body): Raw,
) -> Result<(StatusCode, Json<AwardListAnswer>), Problem> {
    must_be_json(&headers)?;
    let list: AwardList = parse(read_json(&body)?).map_err(|error| Error::Invalid(vec![error]))?;
    if list.awards.is_empty() || list.awards.len() > ROWS_LIMIT {
        return Err(Error::invalid("awards", "Send 1 to 10,000 awards.").into());
    }
    let idempotency = key.with("awards", &body)?;
    // Rows that cannot be read are answered like rows that cannot be awarded; the others go on.
    let (mut requests, mut places) = (Vec::new(), Vec::new());
    let mut rows: Vec<AwardRow> = Vec::with_capacity(list.awards.len());
    for (row, value) in list.awards.into_iter().enumerate() {
        rows.push(refused(row, Vec::new()));
        match parse(value) {
            Ok(request) => {
                requests.push(request);
                places.push(row);
            }
            Err(error) => rows[row].errors.push(RowError { field: error.field, message: error.message }),
        }
    }
    let id = &office.organisation.organisation_id;
    let answer = hall.app().award(&office.actor, id, &requests, idempotency).await?;
    let awarded = answer.awarded();
    for (place, row) in places.into_iter().zip(answer.rows) {
        rows[place] = AwardRow { row: place, ..row };
    }
    let refused = rows.len() - awarded;
    let status = if refused == 0 { StatusCode::OK } else { StatusCode::MULTI_STATUS };
    Ok((status, Json(AwardListAnswer { awarded, refused, rows })))
}

/// Which awards are asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct AwardQuery {
    /// Only this achievement.
    achievement: Option<String>,
    /// A text in the recipient's name or address, or the short code.
    #[serde(default)]
    #[schema(max_length = 200)]
    text: String,
    /// In this state; all when left out.
    state: Option<StateName>,
    /// At most so many, 1 to 200; 50 when left out.
    #[schema(minimum = 1, maximum = 200)]
    limit: Option<i64>,
    /// Where the page before ended: its `next`.
    cursor: Option<String>,
}

/// The states that awards can be asked for by.
#[derive(Clone, Copy, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub(super) enum StateName {
    /// Neither withdrawn nor on hold.
    Valid,
    /// Withdrawn.
    Revoked,
    /// On hold.
    Suspended,
    /// Not withdrawn, and neither accepted nor declined by its earner.
    Unanswered,
}

/// An award in a list.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AwardItem {
    /// Which one.
    award_id: String,
    /// The address of its page, which is also the credential's id.
    url: String,
    /// What was awarded.
    achievement_id: String,
    /// What that is called.
    achievement_name: String,
    /// To whom.
    recipient_id: String,
    /// What they are called; may be empty.
    recipient_name: String,
    /// One of their addresses.
    recipient_email: String,
    /// The code under the picture.
    short_code: String,
    /// `valid`, `expired`, `suspended` or `revoked`.
    state: &'static str,
    /// What its earner answered: `offered` until they do, then `accepted` or `declined`.
    answer: &'static str,
    /// When they were reminded last of what they have not answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    reminded_at: Option<String>,
    /// When it was decided.
    awarded_at: String,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
}

impl AwardItem {
    fn new(hall: &Hall, summary: &AwardSummary) -> Self {
        let is_over = summary.valid_until.is_some_and(|until| until < hall.app().now());
        Self {
            award_id: summary.award_id.to_string(),
            url: hall.app().addresses().award(&summary.award_id),
            achievement_id: summary.achievement_id.to_string(),
            achievement_name: summary.achievement_name.clone(),
            recipient_id: summary.person_id.to_string(),
            recipient_name: summary.person_name.clone(),
            recipient_email: summary.person_email.clone(),
            short_code: summary.short_code.clone(),
            state: match (summary.revoked_at, summary.suspended_at) {
                (Some(_), _) => "revoked",
                (None, Some(_)) => "suspended",
                (None, None) if is_over => "expired",
                (None, None) => "valid",
            },
            answer: summary.answer.as_str(),
            reminded_at: summary.reminded.filter(|of| of.sent > 0).map(|of| of.sent_at.whole_seconds().to_string()),
            awarded_at: summary.awarded_at.to_string(),
            valid_until: summary.valid_until.map(|time| time.to_string()),
        }
    }
}

/// A page of awards.
#[derive(Serialize, ToSchema)]
pub(super) struct AwardPage {
    /// The awards.
    items: Vec<AwardItem>,
    /// The cursor of the next page; missing at the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    next: Option<String>,
}

async fn list(
    State(hall): State<Hall>,
    office: Office,
    Asked(asked): Asked<AwardQuery>,
) -> Result<Json<AwardPage>, Problem> {
    let page = Page::read(asked.limit, asked.cursor.as_deref(), 2)?;
    let before = match page.part(0) {
        "" => None,
        micros => Some((
            micros.parse().map_err(|_| Error::invalid("cursor", "This is no cursor of this list."))?,
            page.part(1).to_owned(),
        )),
    };
    let filter = AwardFilter {
        achievement: asked.achievement.map(AchievementId::from_text),
        text: search_text(asked.text)?,
        state: match asked.state {
            None => "",
            Some(StateName::Valid) => "valid",
            Some(StateName::Revoked) => "revoked",
            Some(StateName::Suspended) => "suspended",
            Some(StateName::Unanswered) => "unanswered",
        }
        .into(),
        import: None,
        before,
        limit: page.limit,
    };
    let found = hall.app().list_awards(&office.actor, &office.organisation.organisation_id, &filter).await?;
    let next = page.next(&found, |last| vec![last.created_at.unix_micros().to_string(), last.award_id.to_string()]);
    Ok(Json(AwardPage { items: found.iter().map(|summary| AwardItem::new(&hall, summary)).collect(), next }))
}

/// An award.
#[derive(Serialize, ToSchema)]
#[serde(rename_all = "camelCase")]
pub(super) struct AwardView {
    /// Which one.
    award_id: String,
    /// The address of its page, which is also the credential's id.
    url: String,
    /// What was awarded.
    achievement_id: String,
    /// In which version.
    version: i64,
    /// To whom.
    recipient_id: String,
    /// The code under the picture.
    short_code: String,
    /// `valid`, `expired`, `suspended` or `revoked`.
    state: &'static str,
    /// Since when it is suspended or revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    state_since: Option<String>,
    /// Why it is suspended or revoked.
    #[serde(skip_serializing_if = "Option::is_none")]
    state_reason: Option<String>,
    /// What its earner answered: `offered` until they do, then `accepted` or `declined`.
    answer: &'static str,
    /// When they did.
    #[serde(skip_serializing_if = "Option::is_none")]
    answered_at: Option<String>,
    /// When it was decided.
    awarded_at: String,
    /// When it ends.
    #[serde(skip_serializing_if = "Option::is_none")]
    valid_until: Option<String>,
    /// The signed credential.
    #[schema(value_type = Object)]
    credential: Value,
}

impl AwardView {
    fn new(hall: &Hall, shown: &PublicAward) -> Result<Self, Problem> {
        let (state, since, reason): (_, Option<Timestamp>, _) = match &shown.state {
            AwardState::Valid => ("valid", None, None),
            AwardState::Expired(_) => ("expired", None, None),
            AwardState::Suspended(since, reason) => ("suspended", Some(*since), Some(reason.clone())),
            AwardState::Revoked(revocation) => {
                ("revoked", Some(revocation.revoked_at), Some(revocation.reason.clone()))
            }
        };
        Ok(Self {
            url: hall.app().addresses().award(&shown.award.award_id),
            award_id: shown.award.award_id.to_string(),
            achievement_id: shown.award.achievement_id.to_string(),
            version: shown.award.version,
            recipient_id: shown.award.person_id.to_string(),
            short_code: shown.award.short_code.clone(),
            state,
            state_since: since.map(|time| time.whole_seconds().to_string()),
            state_reason: reason,
            answer: shown.award.decision.answer.as_str(),
            answered_at: shown.award.decision.answered_at.map(|time| time.whole_seconds().to_string()),
            awarded_at: shown.award.awarded_at.to_string(),
            valid_until: shown.award.valid_until.map(|time| time.to_string()),
            credential: serde_json::from_str(&shown.credential).map_err(Error::internal)?,
        })
    }
}

async fn show(
    State(hall): State<Hall>,
    office: Office,
    Path((_, award)): Path<(String, String)>,
) -> Result<Json<AwardView>, Problem> {
    let award = AwardId::from_text(name(&award, "award")?);
    let shown = hall.app().load_own_award(&office.actor, &office.organisation.organisation_id, &award).await?;
    AwardView::new(&hall, &shown).map(Json)
}
