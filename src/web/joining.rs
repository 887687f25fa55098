//! Coming into an organisation: the page of an invitation, asking to join, proving an address, a community's code.
//!
//! Looking at a link uses nothing up, since mail scanners follow links; the button does.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::answer::{Page, PageError, Staff, Visitor, frame_of, html, see_other};
use super::desk::role_in_words;
use super::form::{Asked, Fields, Place, Sent};
use super::moment::Moment;
use super::views::{self, Button, Fact, FieldError, Frame, Input, Link, Question};
use crate::app::{Error, JoinPage, OpenInvitation};
use crate::http::{ClientAddress, Hall, check_csrf, check_source, session_cookie};
use crate::ids::PersonId;

pub(super) fn routes() -> Router<Hall> {
    Router::new()
        .route("/invitations/{secret}", get(look_at_invitation).post(answer_invitation))
        .route("/organisations/{slug}/join", get(join).post(ask))
        .route("/join", get(code).post(use_code))
        .route("/join/{secret}", get(look_at_request).post(prove))
}

impl Place for Staff {
    fn staff(&self) -> &Staff {
        self
    }
}

/// Insists that a form is ours: of this session, or of no session and from our own pages.
fn guard(hall: &Hall, visitor: &Visitor, headers: &HeaderMap, fields: &Fields) -> Result<(), PageError> {
    check_source(hall, headers)?;
    if let Some(session) = &visitor.session {
        check_csrf(session, fields.text("csrf"))?;
    }
    Ok(())
}

fn person(visitor: &Visitor) -> Option<&PersonId> {
    visitor.session.as_ref().map(|session| &session.person.person_id)
}

fn errors(found: Vec<crate::issue::FieldError>) -> Vec<FieldError> {
    found.into_iter().map(|error| FieldError::new(error.field, error.message)).collect()
}

/// The page of a link that works no more.
fn gone(frame: Frame, sentence: &str) -> Response {
    let mut page = views::Problem::new(frame, 410, crate::http::request_number());
    page.sentence = sentence.to_owned();
    html(StatusCode::GONE, &page)
}

fn signed_in(hall: &Hall, mut response: Response, session: Option<&str>) -> Response {
    if let Some(cookie) = session.and_then(|secret| HeaderValue::from_str(&session_cookie(hall, secret)).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    response
}

const INVITATION_GONE: &str =
    "This invitation was answered, taken back or is too old. Ask whoever invited you to send it again.";

/// `GET /invitations/{secret}`
async fn look_at_invitation(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    match hall.app().look_at_invitation(&secret).await? {
        None => Ok(gone(visitor.frame(), INVITATION_GONE)),
        Some(open) => Ok(Page(invitation_page(&visitor, &secret, &open, "", "")).into_response()),
    }
}

fn invitation_page(visitor: &Visitor, secret: &str, open: &OpenInvitation, name: &str, school: &str) -> Question {
    let mut inputs = Vec::new();
    if visitor.session.as_ref().is_none_or(|session| session.person.name.is_empty()) {
        let input = Input::text("name", "Your name", "As others here shall see it; may be left out", name);
        inputs.push(Input { fill: "name".into(), ..input });
    }
    if open.needs_school {
        inputs.push(Input::text("school", "Your school", "Colleagues do not judge each other", school));
    }
    let until = Moment::day(open.invitation.expires_at).text;
    Question {
        frame: visitor.frame(),
        title: format!("{} invites you", open.organisation.name),
        intro: vec!["Say yes, and you have this role from now on. You can leave at any time.".into()],
        facts: vec![
            Fact::new("Address", &open.invitation.email),
            Fact::new("Role", role_in_words(visitor.words, open.invitation.role)),
        ],
        action: format!("/invitations/{secret}").into(),
        inputs,
        buttons: vec![Button::primary("accept", "Accept"), Button::plain("decline", "No, thank you")],
        note: format!("The invitation works until {until}."),
        links: vec![Link::new(
            format!("/organisations/{}", open.organisation.slug),
            format!("About {}", open.organisation.name),
        )],
        ..Question::default()
    }
}

/// `POST /invitations/{secret}`
async fn answer_invitation(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    guard(&hall, &visitor, &headers, &fields)?;
    let app = hall.app();
    let Some(open) = app.look_at_invitation(&secret).await? else {
        return Ok(gone(visitor.frame(), INVITATION_GONE));
    };
    if fields.text("do") == "decline" {
        app.decline_invitation(&secret).await?;
        return Ok(told(visitor.frame(), "You said no", "Nobody has a role that you did not want.", ("/", "Home")));
    }
    let (name, school) = (fields.text("name"), fields.text("school"));
    match app.accept_invitation(&secret, person(&visitor), name, school).await {
        Ok(done) if done.session.is_some() || visitor.session.is_some() => {
            let on = see_other(&format!("/desk/{}", done.slug));
            Ok(signed_in(&hall, on, done.session.as_deref()))
        }
        Ok(done) => {
            let text = format!("Sign in with {} to begin.", open.invitation.email);
            let next = format!("/sign-in?next=/desk/{}", done.slug);
            Ok(told(visitor.frame(), "You have joined", &text, (&next, "Sign in")))
        }
        Err(Error::Gone(_)) => Ok(gone(visitor.frame(), INVITATION_GONE)),
        Err(Error::Invalid(found)) => {
            let page = invitation_page(&visitor, &secret, &open, name, school).wrong(errors(found));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// A page that says what was done.
fn told(frame: Frame, title: &str, text: &str, link: (&str, &str)) -> Response {
    Page(Question {
        frame,
        title: title.to_owned(),
        intro: vec![text.to_owned()],
        links: vec![Link::new(link.0, link.1)],
        ..Question::default()
    })
    .into_response()
}

/// `GET /organisations/{slug}/join`
async fn join(State(hall): State<Hall>, visitor: Visitor, Path(slug): Path<String>) -> Result<Response, PageError> {
    let found = hall.app().load_join_page(&slug, person(&visitor)).await?;
    Ok(Page(join_page(&visitor, &found, &Fields::default())).into_response())
}

fn join_page(visitor: &Visitor, found: &JoinPage, fields: &Fields) -> Question {
    let (name, slug) = (&found.organisation.name, &found.organisation.slug);
    let public = Link::new(format!("/organisations/{slug}"), format!("About {name}"));
    let page = Question {
        frame: visitor.frame(),
        title: format!("Join {name}"),
        action: format!("/organisations/{slug}/join").into(),
        links: vec![public],
        ..Question::default()
    };
    if let Some(role) = found.role {
        let intro = vec![format!("You are a member already. {}.", role_in_words(visitor.words, role))];
        return Question { intro, links: vec![Link::new(format!("/desk/{slug}"), "To the desk")], ..page };
    }
    if let Some(request) = &found.request {
        return Question {
            intro: vec!["An owner reads what you wrote and answers by mail.".into()],
            facts: vec![
                Fact::new("You asked on", Moment::day(request.created_at).text),
                Fact::new("You wrote", &request.words),
            ],
            buttons: vec![Button::grave("withdraw", "Take the request back")],
            ..page
        };
    }
    if !found.takes_requests {
        return Question { intro: vec![format!("{name} takes members by invitation only. Ask an owner.")], ..page };
    }
    let mut inputs = Vec::new();
    if visitor.session.is_none() {
        let hint = "We send a link there, to see that it is yours";
        inputs.push(Input::email("email", "E-mail address", hint, fields.text("email")));
        inputs.push(Input { fill: "name".into(), ..Input::text("name", "Your name", "", fields.text("name")) });
    }
    inputs.push(Input::area("words", "What would you like to do here?", "An owner reads it", fields.text("words")));
    Question {
        intro: vec!["You ask, and an owner says yes or no.".into()],
        inputs,
        buttons: vec![Button::primary("ask", "Ask to join")],
        ..page
    }
}

/// `POST /organisations/{slug}/join`: the same answer for every address, known or not.
async fn ask(
    State(hall): State<Hall>,
    ClientAddress(address): ClientAddress,
    visitor: Visitor,
    Path(slug): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    guard(&hall, &visitor, &headers, &fields)?;
    let app = hall.app();
    let words = fields.text("words");
    let outcome = match &visitor.session {
        Some(session) if fields.text("do") == "withdraw" => app.withdraw_join_request(&session.actor(), &slug).await,
        Some(session) => app.ask_to_join(&session.actor(), &slug, words).await,
        None => {
            hall.limits().links.take(address)?;
            app.ask_to_join_by_mail(&slug, fields.text("email"), fields.text("name"), words).await
        }
    };
    match outcome {
        Ok(()) if visitor.session.is_some() => Ok(see_other(&format!("/organisations/{slug}/join"))),
        Ok(()) => {
            let email = fields.text("email").trim();
            let mut text = format!("We have sent a link to {email}. Open it within 15 minutes and press the button.");
            if !app.mailer().has_server() {
                text.push_str(" This server has no mail set up: whoever runs it finds the link.");
            }
            Ok(told(visitor.frame(), "Look in your mail", &text, ("/", "Home")))
        }
        Err(Error::Invalid(found)) => {
            let page = app.load_join_page(&slug, person(&visitor)).await?;
            let page = join_page(&visitor, &page, &fields).wrong(errors(found));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

const REQUEST_GONE: &str = "This link was used already or is too old. Ask to join once more.";

/// `GET /join/{secret}`: one button. Uses nothing up.
async fn look_at_request(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    let Some(open) = hall.app().look_at_join_request(&secret).await? else {
        return Ok(gone(visitor.frame(), REQUEST_GONE));
    };
    let page = Question {
        frame: visitor.frame(),
        title: format!("Ask to join {}", open.organisation.name),
        intro: vec!["Press the button to send your request to its owners.".into()],
        facts: vec![Fact::new("Address", &open.request.email)],
        action: format!("/join/{secret}").into(),
        buttons: vec![Button::primary("ask", "Send the request")],
        note: "It was not you? Close the page; nothing happens without the button.".into(),
        ..Question::default()
    };
    Ok(Page(page).into_response())
}

/// `POST /join/{secret}`
async fn prove(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
    headers: HeaderMap,
    fields: Fields,
) -> Result<Response, PageError> {
    guard(&hall, &visitor, &headers, &fields)?;
    match hall.app().prove_join_request(&secret, person(&visitor)).await {
        Ok(done) if done.session.is_some() || visitor.session.is_some() => {
            let on = see_other(&format!("/organisations/{}/join", done.slug));
            Ok(signed_in(&hall, on, done.session.as_deref()))
        }
        Ok(_) => Ok(told(visitor.frame(), "Your request is with the owners", "They answer by mail.", ("/", "Home"))),
        Err(Error::Gone(_)) => Ok(gone(visitor.frame(), REQUEST_GONE)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /join?code=…`
async fn code(staff: Staff, Asked(asked): Asked) -> Response {
    Page(code_page(frame_of(&staff.0), asked.text("code"), "")).into_response()
}

fn code_page(frame: Frame, code: &str, school: &str) -> Question {
    Question {
        frame,
        title: "Join a community".to_owned(),
        intro: vec!["With its code you judge evidence for its achievements, together with the others.".into()],
        action: "/join".into(),
        inputs: vec![
            Input::text("code", "Code", "Eight letters and digits, from a member", code),
            Input::text("school", "Your school", "Colleagues do not judge each other", school),
        ],
        buttons: vec![Button::primary("join", "Join")],
        ..Question::default()
    }
}

/// `POST /join`
async fn use_code(
    State(hall): State<Hall>,
    ClientAddress(address): ClientAddress,
    sent: Sent<Staff>,
) -> Result<Response, PageError> {
    // Codes are short, so guessing is slow.
    hall.limits().recipients.take(address)?;
    let (code, school) = (sent.fields.text("code"), sent.fields.text("school"));
    match hall.app().join_with_code(&sent.here.actor(), code, school).await {
        Ok(slug) => Ok(see_other(&format!("/desk/{slug}"))),
        Err(Error::Invalid(found)) => {
            let page = code_page(frame_of(&sent.here.0), code, school).wrong(errors(found));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
