//! A badge as files, for its earner and for those whom a link lets have them; and files of evidence that are shown.

use axum::Extension;
use axum::extract::{Path, State};
use axum::http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, HeaderValue, VARY,
};
use axum::response::{IntoResponse, Response};

use super::shares::{ended, program, public_share, view_json, without_trace};
use crate::app::{App, Error, Holder, OpenedShare, PictureForm, PublicAward, ShareField, ShownFile};
use crate::http::Hall;
use crate::ids::{AwardId, EvidenceId, ShareToken};
use crate::language::Words;
use crate::store::ShareLink;
use crate::web::answer::{PageError, Staff, Visitor};

/// A drawing that is opened by itself runs nothing and loads nothing.
const SANDBOX: &str = "default-src 'none'; style-src 'unsafe-inline'; sandbox";

/// `GET /yours/{token}/{file}`
pub(super) async fn by_link(
    State(hall): State<Hall>,
    Path((token, file)): Path<(String, String)>,
    Extension(words): Extension<Words>,
) -> Result<Response, PageError> {
    let holder = hall.app().holder_by_link(&token).await?;
    own_file(hall.app(), &holder, &file, words).await
}

/// `GET /me/badges/{award}/{file}`
pub(super) async fn signed_in(
    State(hall): State<Hall>,
    staff: Staff,
    Path((award, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let holder = hall.app().holder(&staff.actor(), &AwardId::from_text(award)).await?;
    own_file(hall.app(), &holder, &file, staff.1).await
}

/// A file for the earner. The print says whose it is, and leads to what others may open.
async fn own_file(app: &App, holder: &Holder, file: &str, words: Words) -> Result<Response, PageError> {
    let held = app.load_held_badge(holder).await?;
    if file != "badge.pdf" {
        return Ok(private(make(app, &held.shown, file).await?));
    }
    let name = Some(held.person.name.as_str()).filter(|name| !name.is_empty());
    let is_open = |link: &&ShareLink| link.withdrawn_at.is_none() && link.expires_at.is_none();
    let address = match held.shares.iter().find(is_open) {
        Some(link) if !held.shown.award.decision.is_shown() => app.addresses().share(&link.token),
        _ => app.addresses().short(&held.shown.award.short_code),
    };
    Ok(private(pdf(app.printed_badge(&held.shown, name, &address, words).await?)))
}

/// `GET /badges/{award}/badge.pdf`
pub(super) async fn print(
    State(hall): State<Hall>,
    Path(award): Path<String>,
    Extension(words): Extension<Words>,
) -> Result<Response, PageError> {
    let app = hall.app();
    let shown = app.load_shown_award(&AwardId::from_text(award)).await?;
    let name = app.find_shown_name(&shown).await?;
    let address = app.addresses().short(&shown.award.short_code);
    Ok(pdf(app.printed_badge(&shown, name.as_deref(), &address, words).await?))
}

/// A print, whose own words are in its reader's language.
fn pdf(bytes: Vec<u8>) -> Response {
    let headers = [
        (CONTENT_TYPE, "application/pdf"),
        (CONTENT_DISPOSITION, "attachment; filename=\"badge.pdf\""),
        (VARY, "Accept-Language, Cookie"),
    ];
    (headers, bytes).into_response()
}

/// `GET /s/{token}/{file}`: the card and the JSON view of every link, the files of those that hand them out.
pub(super) async fn by_share(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path((token, file)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let token = ShareToken::from_text(token);
    let shared = match hall.app().open_share(&token).await? {
        OpenedShare::Badge(shared) => shared,
        OpenedShare::Ended(end) => return Ok(ended(visitor, end)),
        OpenedShare::Collection(_) => return Err(Error::NotFound("file").into()),
    };
    let response = match file.as_str() {
        "card.png" => {
            let card = hall.app().plain_card(&shared.shown).await?;
            ([(CONTENT_TYPE, card.media_type)], card.bytes.clone()).into_response()
        }
        "view.json" => view_json(&public_share(&hall, &shared, program(), None).await?),
        "badge.pdf" if shared.shows(ShareField::Files) => {
            let address = hall.app().addresses().share(&token);
            pdf(hall.app().printed_badge(&shared.shown, shared.name.as_deref(), &address, visitor.words).await?)
        }
        _ if shared.shows(ShareField::Files) => make(hall.app(), &shared.shown, &file).await?,
        _ => return Err(Error::NotFound("file").into()),
    };
    Ok(without_trace(response))
}

/// A file of a badge by its name.
async fn make(app: &App, shown: &PublicAward, file: &str) -> Result<Response, PageError> {
    let (kind, bytes) = match file {
        "badge.json" => ("application/vc+ld+json", shown.credential.clone().into_bytes()),
        "badge.jwt" => ("application/vc+jwt", app.any_token_of(shown)?.into_bytes()),
        "offline.json" => ("application/json", app.offline_bundle(&shown.award.award_id).await?.into_bytes()),
        "badge.png" | "badge.svg" => {
            let form = if file == "badge.png" { PictureForm::Png } else { PictureForm::Svg };
            let picture = app.baked_picture(shown, form).await?;
            (picture.media_type, picture.bytes)
        }
        _ => return Err(Error::NotFound("file").into()),
    };
    let disposition = format!("attachment; filename=\"{file}\"");
    let headers =
        [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition.as_str()), (CONTENT_SECURITY_POLICY, SANDBOX)];
    Ok((headers, bytes).into_response())
}

/// `GET /badges/{award}/evidence/{evidence}`
pub(super) async fn evidence(
    State(hall): State<Hall>,
    Path((award, evidence)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let shown = hall.app().load_shown_award(&AwardId::from_text(award)).await?;
    let file = hall.app().load_shown_file(&shown, &EvidenceId::from_text(evidence)).await?;
    Ok(file_of_evidence(file))
}

/// `GET /s/{token}/evidence/{evidence}`
pub(super) async fn evidence_by_share(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path((token, evidence)): Path<(String, String)>,
) -> Result<Response, PageError> {
    let shared = match hall.app().open_share(&ShareToken::from_text(token)).await? {
        OpenedShare::Badge(shared) => shared,
        OpenedShare::Ended(end) => return Ok(ended(visitor, end)),
        OpenedShare::Collection(_) => return Err(Error::NotFound("file").into()),
    };
    let id = EvidenceId::from_text(evidence);
    if !shared.evidence.iter().any(|one| one.file.as_ref().is_some_and(|(_, file)| *file == id)) {
        return Err(Error::NotFound("file that is shown").into());
    }
    let file = hall.app().load_shown_file(&shared.shown, &id).await?;
    Ok(without_trace(file_of_evidence(file)))
}

/// Browsers get it to keep, not to run, except for pictures.
pub(super) fn file_of_evidence(file: ShownFile) -> Response {
    let (kind, disposition) = match file.media_type.as_str() {
        "image/png" => ("image/png", "inline"),
        "application/pdf" => ("application/pdf", "attachment; filename=\"evidence.pdf\""),
        _ => ("text/plain; charset=utf-8", "attachment; filename=\"evidence.txt\""),
    };
    let headers = [(CONTENT_TYPE, kind), (CONTENT_DISPOSITION, disposition), (CACHE_CONTROL, "private, no-store")];
    (headers, file.bytes).into_response()
}

fn private(mut response: Response) -> Response {
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex"));
    response
}
