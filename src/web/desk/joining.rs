//! How people join this organisation, and what a community says of itself.

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::views::{Button, Choice, Fact, Input, Question};
use super::here::{Here, Sent};
use crate::app::{Error, JoinRulesRequest, Permission};
use crate::http::Hall;
use crate::store::JoinRules;
use crate::web::views::FieldError;

/// `GET /desk/{slug}/joining`
pub(super) async fn show(State(hall): State<Hall>, here: Here) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Manage).await?;
    let rules = hall.app().join_rules(here.id()).await?;
    let asked = JoinRulesRequest {
        is_community: rules.is_community,
        domain: rules.domain.clone(),
        practice: rules.practice.clone(),
        takes_requests: rules.takes_requests,
        takes_code: rules.code.is_some(),
        new_code: false,
        is_listed: rules.is_listed,
    };
    Ok(Page(view(&hall, &here, &rules, &asked)).into_response())
}

fn view(hall: &Hall, here: &Here, rules: &JoinRules, asked: &JoinRulesRequest) -> Question {
    let choice = |value: &str, label: &str, chosen: bool| Choice { chosen, ..Choice::new(value, label) };
    let base = hall.app().addresses().base();
    let mut facts = Vec::new();
    if rules.takes_requests {
        facts.push(Fact::exact("Asking to join", format!("{base}/organisations/{}/join", here.organisation.slug)));
    }
    if let Some(code) = &rules.code {
        facts.push(Fact::exact("Code", code));
        facts.push(Fact::exact("Link with the code", format!("{base}/join?code={code}")));
    }
    Question {
        frame: here.frame(),
        desk: Some(here.desk("Members")),
        title: "How people join".to_owned(),
        intro: vec![
            "Owners can always invite. A community also has members who judge the evidence for its achievements."
                .into(),
        ],
        facts,
        action: here.path("/joining").into(),
        inputs: vec![
            Input::radio(
                "kind",
                "What it is",
                "",
                vec![
                    choice("organisation", "An organisation", !asked.is_community),
                    choice("community", "A community of people who practise the same", asked.is_community),
                ],
            ),
            Input::area("domain", "What the community is about", "For a community only", &asked.domain),
            Input::area("practice", "How its members work", "Shown on its page; for a community only", &asked.practice),
            Input::boxes(
                "joining",
                "Joining",
                "",
                vec![
                    choice("requests", "People may ask to join; an owner answers", asked.takes_requests),
                    choice("code", "Who knows the code joins as a reviewer (communities only)", asked.takes_code),
                    choice("new-code", "Make a new code; the one so far works no more", asked.new_code),
                    choice("listed", "It stands in the public list of organisations", asked.is_listed),
                ],
            ),
        ],
        buttons: vec![Button::primary("save", "Save")],
        ..Question::default()
    }
}

/// `POST /desk/{slug}/joining`
pub(super) async fn change(State(hall): State<Hall>, sent: Sent) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let ticked = fields.all("joining");
    let asked = JoinRulesRequest {
        is_community: fields.text("kind") == "community",
        domain: fields.text("domain").trim().to_owned(),
        practice: fields.text("practice").trim().to_owned(),
        takes_requests: ticked.contains(&"requests"),
        takes_code: ticked.contains(&"code"),
        new_code: ticked.contains(&"new-code"),
        is_listed: ticked.contains(&"listed"),
    };
    match hall.app().change_join_rules(&here.actor(), here.id(), asked.clone()).await {
        Ok(_) => Ok(here.see("/joining", "joining")),
        Err(Error::Invalid(found)) => {
            let rules = hall.app().join_rules(here.id()).await?;
            let found = found.into_iter().map(|error| FieldError::new(error.field, error.message)).collect();
            let page = view(&hall, &here, &rules, &asked).wrong(found);
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
