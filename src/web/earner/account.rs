//! Addresses, and everything that is kept about somebody: to take along, to delete.

use std::io::Read as _;

use axum::body::{Body, Bytes};
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue, SET_COOKIE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;

use super::words;
use crate::app::{AddressOffer, Error};
use crate::http::{ClientAddress, Hall, check_csrf, ended_session_cookie};
use crate::web::answer::{Page, PageError, Staff, Visitor, frame_of, html, see_other};
use crate::web::form::{Asked, Fields};
use crate::web::views::earner::{ConfirmAddress, Erased, MyAddresses, MyData};
use crate::web::views::{Fact, Field, FieldError, Frame};

/// Bytes of an archive that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The frame of a page with what was done just before.
pub(super) fn frame(staff: &Staff, asked: &Fields) -> Frame {
    Frame { notice: words::notice(asked.text("done")).map(str::to_owned), ..frame_of(&staff.0) }
}

/// `GET /me/addresses`
pub(super) async fn addresses(
    State(hall): State<Hall>,
    staff: Staff,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    let frame = frame(&staff, &asked);
    Ok(Page(MyAddresses { frame, ..own_addresses(&hall, &staff).await? }).into_response())
}

async fn own_addresses(hall: &Hall, staff: &Staff) -> Result<MyAddresses, PageError> {
    let (_, addresses) = hall.app().load_own_addresses(&staff.actor()).await?;
    Ok(MyAddresses { frame: frame_of(&staff.0), addresses, ..MyAddresses::default() })
}

/// `POST /me/addresses`: sends a link to a new one.
pub(super) async fn add_address(
    State(hall): State<Hall>,
    staff: Staff,
    ClientAddress(client): ClientAddress,
    fields: Fields,
) -> Result<Response, PageError> {
    check_csrf(&staff.0, fields.text("csrf"))?;
    hall.limits().links.take(client)?;
    match hall.app().request_address(&staff.actor(), fields.text("email")).await {
        Ok(()) => Ok(see_other("/me/addresses?done=address-asked")),
        Err(Error::Invalid(found)) => {
            let message = found.into_iter().next().map(|error| error.message).unwrap_or_default();
            let page = MyAddresses {
                errors: vec![FieldError::new("email", message.as_str())],
                email: Field::wrong(fields.text("email"), message.as_str()),
                ..own_addresses(&hall, &staff).await?
            };
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// `GET /me/addresses/{token}`: one button. Looking does nothing.
pub(super) async fn look_at_address(
    State(hall): State<Hall>,
    staff: Staff,
    Path(token): Path<String>,
) -> Result<Response, PageError> {
    let count = |count: i64, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
    let (email, sentence, button) = match hall.app().look_at_address(&staff.actor(), &token).await? {
        AddressOffer::Add(email) => (email, "It becomes one of your addresses.".to_owned(), "Add this address"),
        AddressOffer::Own(email) => (email, "This is one of your addresses already.".to_owned(), "Go on"),
        AddressOffer::Merge { email, badges, claims } => {
            let sentence = format!(
                "This address belongs to another account here, with {} and {}. You have proven that both are yours: \
                 the two become one, and everything of the other comes to this one. That cannot be undone.",
                count(badges, "badge"),
                count(claims, "claim")
            );
            (email, sentence, "Make the two accounts one")
        }
    };
    let page = ConfirmAddress { frame: frame_of(&staff.0), token, email, sentence, button: button.into() };
    Ok(Page(page).into_response())
}

/// `POST /me/addresses/{what}`: `first`, `remove`, or the end of a link.
pub(super) async fn change_address(
    State(hall): State<Hall>,
    staff: Staff,
    Path(what): Path<String>,
    fields: Fields,
) -> Result<Response, PageError> {
    check_csrf(&staff.0, fields.text("csrf"))?;
    let (actor, email) = (staff.actor(), fields.text("email"));
    let done = match what.as_str() {
        "first" => {
            hall.app().choose_address(&actor, email).await?;
            "address-first"
        }
        "remove" => {
            hall.app().remove_address(&actor, email).await?;
            "address-removed"
        }
        token => {
            hall.app().confirm_address(&actor, token).await?;
            "address-added"
        }
    };
    Ok(see_other(&format!("/me/addresses?done={done}")))
}

/// `GET /me/data`
pub(super) async fn data(State(hall): State<Hall>, staff: Staff) -> Result<Response, PageError> {
    Ok(Page(own_data(&hall, &staff).await?).into_response())
}

async fn own_data(hall: &Hall, staff: &Staff) -> Result<MyData, PageError> {
    let (app, actor) = (hall.app(), staff.actor());
    let (person, emails) = app.load_own_addresses(&actor).await?;
    let mut facts = Vec::new();
    if !person.name.is_empty() {
        facts.push(Fact::new("Name", &person.name));
    }
    facts.push(Fact::new("Addresses", emails.join(", ")));
    facts.push(Fact::new("Badges", app.list_own_badges(&actor).await?.len().to_string()));
    facts.push(Fact::new("Claims", app.list_own_claims(&actor).await?.len().to_string()));
    facts.push(Fact::new("Collections", app.list_own_collections(&actor).await?.len().to_string()));
    let email = emails.into_iter().next().unwrap_or_default();
    Ok(MyData { frame: frame_of(&staff.0), errors: Vec::new(), facts, confirm: Field::default(), email })
}

/// `GET /me/export.zip`
pub(super) async fn export(
    State(hall): State<Hall>,
    staff: Staff,
    ClientAddress(client): ClientAddress,
) -> Result<Response, PageError> {
    hall.limits().batches.take(client)?;
    let file = hall.app().export_myself(&staff.actor()).await?;
    let pieces = stream::unfold(file, |mut file| async move {
        let mut piece = vec![0; PIECE_BYTES];
        match file.read(&mut piece) {
            Ok(0) => None,
            Ok(length) => {
                piece.truncate(length);
                Some((Ok(Bytes::from(piece)), file))
            }
            Err(error) => Some((Err(error), file)),
        }
    });
    let headers = [
        (CONTENT_TYPE, "application/zip"),
        (CONTENT_DISPOSITION, "attachment; filename=\"accolade-export.zip\""),
        (CACHE_CONTROL, "private, no-store"),
    ];
    Ok((headers, Body::from_stream(pieces)).into_response())
}

/// `POST /me/data/erase`
pub(super) async fn erase(State(hall): State<Hall>, staff: Staff, fields: Fields) -> Result<Response, PageError> {
    check_csrf(&staff.0, fields.text("csrf"))?;
    let mut page = own_data(&hall, &staff).await?;
    let typed = fields.text("confirm").trim();
    if !typed.eq_ignore_ascii_case(page.email.trim()) {
        let why = "Type the address as it stands above the field.";
        page.errors = vec![FieldError::new("confirm", why)];
        page.confirm = Field::wrong(typed, why);
        return Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page));
    }
    hall.app().erase_myself(&staff.actor()).await?;
    let mut response = see_other("/erased");
    if let Ok(cookie) = HeaderValue::from_str(&ended_session_cookie(&hall)) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// `GET /erased`
pub(super) async fn erased(visitor: Visitor) -> Response {
    Page(Erased { frame: visitor.frame() }).into_response()
}
