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
use crate::web::answer::{Page, PageError, Staff, Visitor, html, see_other};
use crate::web::form::{Asked, Fields};
use crate::web::views::earner::{ConfirmAddress, Erased, MyAddresses, MyData};
use crate::web::views::{Fact, Field, FieldError, Frame};

/// Bytes of an archive that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// The frame of a page with what was done just before.
pub(super) fn frame(staff: &Staff, asked: &Fields) -> Frame {
    Frame { notice: words::notice(asked.text("done"), staff.1), ..staff.frame() }
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
    Ok(MyAddresses { frame: staff.frame(), addresses, ..MyAddresses::default() })
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
    match hall.app().request_address(&staff.actor(), fields.text("email"), staff.1.language()).await {
        Ok(()) => Ok(see_other("/me/addresses?done=address-asked")),
        Err(Error::Invalid(found)) => {
            let errors = words::errors(found, staff.1);
            let error = errors.first().map(|error| error.message.clone());
            let page = MyAddresses {
                errors,
                email: Field { value: fields.text("email").to_owned(), error },
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
    let words = staff.1;
    let (email, sentence, button) = match hall.app().look_at_address(&staff.actor(), &token).await? {
        AddressOffer::Add(email) => (email, words.say("addresses-new").into(), "addresses-new-button"),
        AddressOffer::Own(email) => (email, words.say("addresses-own").into(), "addresses-own-button"),
        AddressOffer::Merge { email, badges, claims } => {
            let sentence = words.fill("addresses-merge").count("badges", badges).count("claims", claims);
            (email, sentence.into(), "addresses-merge-button")
        }
    };
    let page = ConfirmAddress { frame: staff.frame(), token, email, sentence, button: words.say(button).into() };
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
    let (app, actor, words) = (hall.app(), staff.actor(), staff.1);
    let (person, emails) = app.load_own_addresses(&actor).await?;
    let mut facts = Vec::new();
    if !person.name.is_empty() {
        facts.push(Fact::new(words.say("data-name"), &person.name));
    }
    facts.push(Fact::new(words.say("data-addresses"), emails.join(", ")));
    for (term, number) in [
        ("data-badges", app.list_own_badges(&actor).await?.len()),
        ("data-claims", app.list_own_claims(&actor).await?.len()),
        ("data-collections", app.list_own_collections(&actor).await?.len()),
    ] {
        facts.push(Fact::new(words.say(term), words.number(number)));
    }
    let email = emails.into_iter().next().unwrap_or_default();
    Ok(MyData { frame: staff.frame(), errors: Vec::new(), facts, confirm: Field::default(), email })
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
        let why = staff.1.say("earner-wrong-confirm");
        page.errors = vec![FieldError::new("confirm", why.clone())];
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
