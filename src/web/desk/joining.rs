//! How people join this organisation, and what a community says of itself.

use std::borrow::Cow;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::views::{Button, Choice, Fact, Input, Question};
use super::here::{Here, Sent};
use super::words;
use crate::app::{Error, JoinRulesRequest, Permission};
use crate::http::Hall;
use crate::store::JoinRules;

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
    let words = here.words();
    let choice = |value: &str, label: Cow<'static, str>, chosen: bool| Choice { chosen, ..Choice::new(value, label) };
    let base = hall.app().addresses().base();
    let mut facts = Vec::new();
    if rules.takes_requests {
        facts.push(Fact::exact(
            words.say("joining-asking"),
            format!("{base}/organisations/{}/join", here.organisation.slug),
        ));
    }
    if let Some(code) = &rules.code {
        facts.push(Fact::exact(words.say("joining-code"), code));
        facts.push(Fact::exact(words.say("joining-code-link"), format!("{base}/join?code={code}")));
    }
    Question {
        frame: here.frame(),
        desk: Some(here.desk("Members")),
        title: words.say("members-joining").into(),
        intro: vec![words.say("joining-intro").into()],
        facts,
        action: here.path("/joining").into(),
        inputs: vec![
            Input::radio(
                "kind",
                &words.say("joining-kind"),
                "",
                vec![
                    choice("organisation", words.say("joining-organisation"), !asked.is_community),
                    choice("community", words.say("joining-community"), asked.is_community),
                ],
            ),
            Input::area("domain", &words.say("joining-domain"), &words.say("joining-domain-hint"), &asked.domain),
            Input::area(
                "practice",
                &words.say("joining-practice"),
                &words.say("joining-practice-hint"),
                &asked.practice,
            ),
            Input::boxes(
                "joining",
                &words.say("joining-joining"),
                "",
                vec![
                    choice("requests", words.say("joining-requests"), asked.takes_requests),
                    choice("code", words.say("joining-takes-code"), asked.takes_code),
                    choice("new-code", words.say("joining-new-code"), asked.new_code),
                    choice("listed", words.say("joining-listed"), asked.is_listed),
                ],
            ),
        ],
        buttons: vec![Button::primary("save", &words.say("desk-save"))],
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
            let page = view(&hall, &here, &rules, &asked).wrong(words::errors(here.words(), found));
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
