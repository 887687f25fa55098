//! Coming into an organisation: the page of an invitation, asking to join, proving an address, a community's code.
//!
//! Looking at a link uses nothing up, since mail scanners follow links; the button does.

use axum::Router;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header::SET_COOKIE};
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use super::answer::{Page, PageError, Staff, Visitor, html, see_other};
use super::form::{Asked, Fields, Place, Sent};
use super::languages::brought_along;
use super::views::{self, Button, Fact, FieldError, Frame, Input, Link, Question};
use crate::app::{Error, JoinPage, OpenInvitation};
use crate::http::{ClientAddress, Hall, check_csrf, check_source, session_cookie};
use crate::ids::PersonId;
use crate::language::Words;
use crate::store::Role;

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

/// What is wrong, by the field that it is about. What has no words of its own is told as it was found.
fn errors(found: Vec<crate::issue::FieldError>, words: Words) -> Vec<FieldError> {
    let told = |error: crate::issue::FieldError| {
        let name = match error.field.as_str() {
            "email" => "join-wrong-email",
            "words" => "join-wrong-words",
            "school" => "join-wrong-school",
            "code" => "join-wrong-code",
            _ => return FieldError::new(error.field, error.message),
        };
        FieldError::new(error.field, words.say(name))
    };
    found.into_iter().map(told).collect()
}

/// A role with what it allows.
fn role_in_words(role: Role, words: Words) -> String {
    let name = match role {
        Role::Owner => "join-role-owner",
        Role::Editor => "join-role-editor",
        Role::Awarder => "join-role-awarder",
        Role::Reviewer => "join-role-reviewer",
        Role::Moderator => "join-role-moderator",
        Role::Viewer => "join-role-viewer",
    };
    words.say(name).into_owned()
}

/// The question for a school, whose colleagues do not judge each other.
fn school_input(school: &str, words: Words) -> Input {
    Input::text("school", &words.say("join-school"), &words.say("join-school-hint"), school)
}

/// The page of a link that works no more.
fn gone(frame: Frame, sentence: &str) -> Response {
    let mut page = views::Problem::new(frame, 410, crate::http::request_number());
    page.sentence = page.frame.say(sentence).into_owned();
    html(StatusCode::GONE, &page)
}

/// On to a page, for somebody who is signed in from now on if there is a session.
async fn signed_in(hall: &Hall, headers: &HeaderMap, path: &str, session: Option<&str>) -> Result<Response, PageError> {
    let mut response = see_other(path);
    let Some(secret) = session else { return Ok(response) };
    let mut cookies = vec![session_cookie(hall, secret)];
    if let Some(session) = hall.app().find_session(secret).await? {
        cookies.extend(brought_along(hall, &session.person.person_id, headers).await?);
    }
    for cookie in cookies.iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        response.headers_mut().append(SET_COOKIE, cookie);
    }
    Ok(response)
}

/// What is said of an invitation that works no more.
const INVITATION_GONE: &str = "join-invite-gone";

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
    let words = visitor.words;
    let mut inputs = Vec::new();
    if visitor.session.as_ref().is_none_or(|session| session.person.name.is_empty()) {
        let input = Input::text("name", &words.say("join-name"), &words.say("join-name-hint"), name);
        inputs.push(Input { fill: "name".into(), ..input });
    }
    if open.needs_school {
        inputs.push(school_input(school, words));
    }
    let organisation = &open.organisation;
    Question {
        frame: visitor.frame(),
        title: words.fill("join-invites").with("name", &organisation.name).into(),
        intro: vec![words.say("join-invite-intro").into()],
        facts: vec![
            Fact::new(words.say("join-address"), &open.invitation.email),
            Fact::new(words.say("join-role"), role_in_words(open.invitation.role, words)),
        ],
        action: format!("/invitations/{secret}").into(),
        inputs,
        buttons: vec![
            Button::primary("accept", &words.say("join-accept")),
            Button::plain("decline", &words.say("join-decline")),
        ],
        note: words.fill("join-invite-until").with("day", words.day(open.invitation.expires_at)).into(),
        links: vec![Link::new(
            format!("/organisations/{}", organisation.slug),
            words.fill("join-about").with("name", &organisation.name),
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
        let text = visitor.words.say("join-declined-text");
        return Ok(told(visitor.frame(), "join-declined", &text, ("/", "join-home")));
    }
    let (name, school) = (fields.text("name"), fields.text("school"));
    match app.accept_invitation(&secret, person(&visitor), name, school).await {
        Ok(done) if done.session.is_some() || visitor.session.is_some() => {
            signed_in(&hall, &headers, &format!("/desk/{}", done.slug), done.session.as_deref()).await
        }
        Ok(done) => {
            let text = visitor.words.fill("join-joined-text").with("email", &open.invitation.email).to_string();
            let next = format!("/sign-in?next=/desk/{}", done.slug);
            Ok(told(visitor.frame(), "join-joined", &text, (&next, "nav-sign-in")))
        }
        Err(Error::Gone(_)) => Ok(gone(visitor.frame(), INVITATION_GONE)),
        Err(Error::Invalid(found)) => {
            let page = invitation_page(&visitor, &secret, &open, name, school);
            let page = page.wrong(errors(found, visitor.words));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// A page that says what was done. Its title and the words of its link are named.
fn told(frame: Frame, title: &str, text: &str, link: (&str, &str)) -> Response {
    Page(Question {
        title: frame.say(title).into(),
        intro: vec![text.to_owned()],
        links: vec![Link::new(link.0, frame.say(link.1))],
        frame,
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
    let (name, slug, words) = (&found.organisation.name, &found.organisation.slug, visitor.words);
    let public = Link::new(format!("/organisations/{slug}"), words.fill("join-about").with("name", name));
    let page = Question {
        frame: visitor.frame(),
        title: words.fill("join-title").with("name", name).into(),
        action: format!("/organisations/{slug}/join").into(),
        links: vec![public],
        ..Question::default()
    };
    if let Some(role) = found.role {
        let intro = vec![words.fill("join-member").with("role", role_in_words(role, words)).into()];
        let links = vec![Link::new(format!("/desk/{slug}"), words.say("join-to-desk"))];
        return Question { intro, links, ..page };
    }
    if let Some(request) = &found.request {
        return Question {
            intro: vec![words.say("join-asked").into()],
            facts: vec![
                Fact::new(words.say("join-asked-on"), words.day(request.created_at)),
                Fact::new(words.say("join-wrote"), &request.words),
            ],
            buttons: vec![Button::grave("withdraw", &words.say("join-take-back"))],
            ..page
        };
    }
    if !found.takes_requests {
        return Question { intro: vec![words.fill("join-closed").with("name", name).into()], ..page };
    }
    Question {
        intro: vec![words.say("join-how").into()],
        inputs: join_inputs(visitor, fields),
        buttons: vec![Button::primary("ask", &words.say("join-ask"))],
        ..page
    }
}

/// What somebody is asked who asks to join.
fn join_inputs(visitor: &Visitor, fields: &Fields) -> Vec<Input> {
    let words = visitor.words;
    let mut inputs = Vec::new();
    if visitor.session.is_none() {
        let (label, hint) = (words.say("sign-in-email"), words.say("join-email-hint"));
        inputs.push(Input::email("email", &label, &hint, fields.text("email")));
        let input = Input::text("name", &words.say("join-name"), "", fields.text("name"));
        inputs.push(Input { fill: "name".into(), ..input });
    }
    let (label, hint) = (words.say("join-words"), words.say("join-words-hint"));
    inputs.push(Input::area("words", &label, &hint, fields.text("words")));
    inputs
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
            let who = (fields.text("email"), fields.text("name"));
            app.ask_to_join_by_mail(&slug, who, words, visitor.words.language()).await
        }
    };
    match outcome {
        Ok(()) if visitor.session.is_some() => Ok(see_other(&format!("/organisations/{slug}/join"))),
        Ok(()) => {
            let email = fields.text("email").trim();
            let mut text = visitor.words.fill("join-sent").with("email", email).to_string();
            if !app.mailer().has_server() {
                text.push(' ');
                text.push_str(&visitor.words.say("join-sent-console"));
            }
            Ok(told(visitor.frame(), "sent-title", &text, ("/", "join-home")))
        }
        Err(Error::Invalid(found)) => {
            let page = app.load_join_page(&slug, person(&visitor)).await?;
            let page = join_page(&visitor, &page, &fields).wrong(errors(found, visitor.words));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// What is said of a link that proves no address any more.
const REQUEST_GONE: &str = "join-request-gone";

/// `GET /join/{secret}`: one button. Uses nothing up.
async fn look_at_request(
    State(hall): State<Hall>,
    visitor: Visitor,
    Path(secret): Path<String>,
) -> Result<Response, PageError> {
    let Some(open) = hall.app().look_at_join_request(&secret).await? else {
        return Ok(gone(visitor.frame(), REQUEST_GONE));
    };
    let words = visitor.words;
    let page = Question {
        frame: visitor.frame(),
        title: words.fill("join-prove").with("name", &open.organisation.name).into(),
        intro: vec![words.say("join-prove-how").into()],
        facts: vec![Fact::new(words.say("join-address"), &open.request.email)],
        action: format!("/join/{secret}").into(),
        buttons: vec![Button::primary("ask", &words.say("join-prove-button"))],
        note: words.say("join-prove-note").into(),
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
            let path = format!("/organisations/{}/join", done.slug);
            signed_in(&hall, &headers, &path, done.session.as_deref()).await
        }
        Ok(_) => {
            let text = visitor.words.say("join-proven-text");
            Ok(told(visitor.frame(), "join-proven", &text, ("/", "join-home")))
        }
        Err(Error::Gone(_)) => Ok(gone(visitor.frame(), REQUEST_GONE)),
        Err(error) => Err(error.into()),
    }
}

/// `GET /join?code=…`
async fn code(staff: Staff, Asked(asked): Asked) -> Response {
    Page(code_page(staff.frame(), asked.text("code"), "")).into_response()
}

fn code_page(frame: Frame, code: &str, school: &str) -> Question {
    let words = frame.words;
    Question {
        title: words.say("join-community").into(),
        intro: vec![words.say("join-community-intro").into()],
        action: "/join".into(),
        inputs: vec![
            Input::text("code", &words.say("join-code"), &words.say("join-code-hint"), code),
            school_input(school, words),
        ],
        buttons: vec![Button::primary("join", &words.say("join-code-button"))],
        frame,
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
            let page = code_page(sent.here.frame(), code, school).wrong(errors(found, sent.here.1));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
