//! One award, and what can be done with it.

use std::borrow::Cow;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::answer::{Page, PageError, html};
use super::super::form::Asked;
use super::super::moment::Moment;
use super::super::verdict::State as Standing;
use super::super::views::desk::{Award, StatusForm, Waiting};
use super::super::views::{Event, Fact, Field, FieldError};
use super::here::{Here, Sent};
use super::{unclaimed, words};
use crate::app::{AwardState, Error, Permission, PublicAward, StatusMove};
use crate::http::Hall;
use crate::ids::AwardId;
use crate::language::Words;
use crate::store::Answer;

/// `GET /desk/{slug}/awards/{award}`
pub(super) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path((_, award)): Path<(String, String)>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    let mut page = view(&hall, &here, &AwardId::from_text(award)).await?;
    page.frame.notice = unclaimed::notice(&page.frame, &asked).or(page.frame.notice);
    Ok(Page(page).into_response())
}

async fn view(hall: &Hall, here: &Here, id: &AwardId) -> Result<Award, PageError> {
    let (shown, person, email) = hall.app().load_award_and_recipient(&here.actor(), here.id(), id).await?;
    let members = hall.app().list_members(&here.actor(), here.id()).await?;
    let (award, words) = (&shown.award, here.words());
    let (is_held, is_final) = (award.suspended_at.is_some(), award.revocation.is_some());
    let form = |step: StatusMove, is_open: bool| {
        let action = here.path_if(Permission::Revoke, &format!("/awards/{id}/{}", step.as_str()));
        action.filter(|_| is_open).map(|action| StatusForm { action, reason: Field::default() })
    };
    let code = Fact::exact(words.say("award-short-code"), words::code(&award.short_code));
    let mut facts = vec![Fact::new(words.say("desk-email"), &email), code];
    if let Some(until) = award.valid_until {
        facts.push(Fact::new(words.say("award-until"), words.day(until)));
    }
    facts.push(Fact::new(words.say("desk-column-answer"), words::answer(words, award.decision.answer)));
    facts.push(Fact::new(words.say("award-by"), words::who(words, &award.created_by, &members, &[])));
    let can_be_held = shown.view.definition.suspendable;
    let (frame, reminded) = (here.frame(), hall.app().find_reminded(&here.actor(), here.id(), id).await?);
    let (waits, is_open) = (award.decision.answer == Answer::Offered, award.decision.answer != Answer::Accepted);
    let remind = here.path_if(Permission::Award, &format!("/awards/{id}/remind")).filter(|_| waits && !is_final);
    let cancel = here.path_if(Permission::Revoke, &format!("/awards/{id}/cancel")).filter(|_| is_open && !is_final);
    let mut history = history(words, &shown);
    if let Some(reminded) = reminded.filter(|reminded| reminded.sent > 0) {
        let what = frame.say("unclaimed-reminded").into_owned();
        history.push(Event { what, moment: Some(Moment::minute(reminded.sent_at)) });
    }
    Ok(Award {
        waiting: (remind.is_some() || cancel.is_some()).then(|| Waiting {
            reminder: unclaimed::last_reminder(reminded, frame.words),
            remind,
            cancel,
        }),
        frame,
        desk: here.desk("Awards"),
        errors: Vec::new(),
        earner: words::named(words, &person.name, &email),
        achievement: shown.view.definition.name.clone(),
        state: standing(&shown),
        page_href: format!("/badges/{id}").into(),
        facts,
        history,
        revoke: form(StatusMove::Revoke, !is_final),
        suspend: form(StatusMove::Suspend, !is_final && !is_held && can_be_held),
        reinstate: form(StatusMove::Reinstate, !is_final && is_held),
    })
}

fn standing(shown: &PublicAward) -> Standing {
    match shown.state {
        AwardState::Valid => Standing::Valid,
        AwardState::Expired(_) => Standing::Expired,
        AwardState::Suspended(..) => Standing::OnHold,
        AwardState::Revoked(_) => Standing::Withdrawn,
    }
}

fn history(words: Words, shown: &PublicAward) -> Vec<Event> {
    let event = |what: String, at| Event { what, moment: Some(Moment::minute(at)) };
    let mut events = vec![event(words.say("award-issued").into(), shown.award.awarded_at)];
    let answer = match shown.award.decision.answer {
        Answer::Declined => words.say("award-answered-declined"),
        Answer::Accepted | Answer::Offered => words.say("award-answered-accepted"),
    };
    events.extend(shown.award.decision.answered_at.map(|at| event(answer.into(), at)));
    if let Some(at) = shown.award.suspended_at {
        let reason = shown.award.suspended_reason.clone().map_or_else(|| words.say("award-no-reason"), Cow::Owned);
        events.push(event(words.fill("award-held").with("reason", reason).into(), at));
    }
    if let Some(revocation) = &shown.award.revocation {
        let what = words.fill("award-withdrawn").with("reason", &revocation.reason);
        events.push(event(what.into(), revocation.revoked_at));
    }
    if let AwardState::Expired(at) = shown.state {
        events.push(event(words.say("award-expired").into(), at));
    }
    events
}

/// `POST /desk/{slug}/awards/{award}/{step}`: `revoke`, `suspend` or `reinstate` with a reason, `cancel` without.
pub(super) async fn change(
    State(hall): State<Hall>,
    Path((_, award, step)): Path<(String, String, String)>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, award) = (sent.here, AwardId::from_text(award));
    let step = StatusMove::find(&step).ok_or(Error::NotFound("page"))?;
    let field = format!("{}-reason", step.as_str());
    let reason = sent.fields.text(&field);
    let list = std::slice::from_ref(&award);
    match hall.app().change_status(&here.actor(), here.id(), list, step, reason).await {
        Ok(_) => Ok(here.see(&format!("/awards/{award}"), step.as_str())),
        Err(Error::Invalid(found)) => {
            let mut page = view(&hall, &here, &award).await?;
            let told = found.into_iter().map(|error| here.words().retold(&error.message));
            page.errors = told.map(|message| FieldError::new(&field, message)).collect();
            let error = page.errors.first().map(|error| error.message.clone());
            let form = match step {
                StatusMove::Revoke => page.revoke.as_mut(),
                StatusMove::Suspend => page.suspend.as_mut(),
                StatusMove::Reinstate => page.reinstate.as_mut(),
                // It takes no reason, so nothing in its form can be wrong.
                StatusMove::Cancel => None,
            };
            if let Some(form) = form {
                form.reason = Field { value: reason.to_owned(), error };
            }
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}
