//! Pictures: of achievements, of badges with the credential in them, for sharing, and those that were uploaded.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::HeaderMap;
use axum::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue};
use axum::response::Response;

use super::documents::{Download, find_badge, for_all_or_one, public, tag_of};
use super::read::{Asked, name};
use super::table::{Row, get};
use crate::app::{Error, PictureForm};
use crate::http::{Caller, Hall, Problem};
use crate::ids::{AchievementId, AwardId};

const TAG: &str = "Pictures";
const PNG: &str = "image/png";
const SVG: &str = "image/svg+xml";
/// What never changes under its address may be kept for a year.
const FOREVER: &str = "public, max-age=31536000, immutable";
/// A drawing that is opened by itself runs nothing and loads nothing.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

pub(super) fn rows() -> Vec<Row> {
    let picture = |row: Row, summary: &'static str, media_types: &'static [&'static str]| {
        row.says(TAG, summary)
            .asks::<Download>()
            .gives_any(200, "The picture", media_types)
            .gives_nothing(304, "The asker has it")
    };
    vec![
        picture(get("/badges/{award}/badge.png", badge_png), "A badge as a PNG with its credential in it", &[PNG]),
        picture(get("/badges/{award}/badge.svg", badge_svg), "A badge as an SVG with its credential in it", &[SVG]),
        picture(get("/badges/{award}/card.png", card), "A card for sharing a badge, 1200 by 627 pixels", &[PNG]),
        picture(
            get("/achievements/{achievement}/versions/{version}/image.png", achievement_png),
            "The picture of a published version as a PNG",
            &[PNG],
        ),
        picture(
            get("/achievements/{achievement}/versions/{version}/image.svg", achievement_svg),
            "The picture of a published version as an SVG",
            &[SVG],
        ),
        picture(get("/organisations/{slug}/images/{image}", image), "A picture that was uploaded", &[PNG, SVG]),
    ]
}

/// The picture with the headers for its kind.
fn answer(headers: &HeaderMap, media_type: &'static str, bytes: Vec<u8>, keep: Option<&'static str>) -> Response {
    let etag = tag_of(&bytes);
    let mut response = public(headers, media_type, &etag, bytes);
    if let Some(keep) = keep {
        response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static(keep));
    }
    if media_type == SVG {
        response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(SANDBOX));
    }
    response
}

type Asking = (HeaderMap, Download);

async fn badge_png(
    State(hall): State<Hall>,
    caller: Caller,
    Path(award): Path<String>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    badge(&hall, (caller, award), (headers, download), PictureForm::Png).await
}

async fn badge_svg(
    State(hall): State<Hall>,
    caller: Caller,
    Path(award): Path<String>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    badge(&hall, (caller, award), (headers, download), PictureForm::Svg).await
}

async fn badge(
    hall: &Hall,
    (caller, award): (Caller, String),
    asking: Asking,
    form: PictureForm,
) -> Result<Response, Problem> {
    let shown = find_badge(hall, &caller, &award).await?;
    let picture = hall.app().baked_picture(&shown, form).await?;
    let file_name = if form == PictureForm::Png { "badge.png" } else { "badge.svg" };
    let response = answer(&asking.0, picture.media_type, picture.bytes, None);
    Ok(asking.1.apply(for_all_or_one(response, &shown), file_name))
}

async fn card(
    State(hall): State<Hall>,
    Path(award): Path<String>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let shown = hall.app().load_shown_award(&AwardId::from_text(name(&award, "badge")?)).await?;
    let picture = hall.app().share_card(&shown).await?;
    Ok(download.apply(answer(&headers, picture.media_type, picture.bytes.clone(), None), "card.png"))
}

async fn achievement_png(
    State(hall): State<Hall>,
    Path(path): Path<(String, String)>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    achievement(&hall, path, (headers, download), PictureForm::Png).await
}

async fn achievement_svg(
    State(hall): State<Hall>,
    Path(path): Path<(String, String)>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    achievement(&hall, path, (headers, download), PictureForm::Svg).await
}

async fn achievement(
    hall: &Hall,
    (achievement, version): (String, String),
    (headers, download): Asking,
    form: PictureForm,
) -> Result<Response, Problem> {
    let achievement = AchievementId::from_text(name(&achievement, "achievement")?);
    let version: i64 = version.parse().ok().filter(|version| *version > 0).ok_or(Error::NotFound("picture"))?;
    let view = hall.app().load_achievement(&achievement, Some(version)).await?;
    let picture = hall.app().achievement_picture(&view, form).await?;
    let picture = Arc::unwrap_or_clone(picture);
    let file_name = if form == PictureForm::Png { "achievement.png" } else { "achievement.svg" };
    Ok(download.apply(answer(&headers, picture.media_type, picture.bytes, Some(FOREVER)), file_name))
}

async fn image(
    State(hall): State<Hall>,
    Path((slug, image)): Path<(String, String)>,
    Asked(download): Asked<Download>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let found = hall.app().load_image(name(&slug, "organisation")?, name(&image, "picture")?).await?;
    let (media_type, file_name) = if found.media_type == SVG { (SVG, "picture.svg") } else { (PNG, "picture.png") };
    Ok(download.apply(answer(&headers, media_type, found.bytes, Some(FOREVER)), file_name))
}
