//! Who has to hear of what: reviewers through their mailbox, which sends one mail a day at most; claimants, moderators
//! and owners through the outbox. No mail says whose work it is.

use serde_json::{Value, json};

use super::pool::Pool;
use crate::app::worker::Words;
use crate::app::{App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, MessageId, OrganisationId, PersonId};
use crate::review::notices::Notice;
use crate::review::{AssignmentState, Event, State};
use crate::store::{KeptClaim, Member, Message, NewMessage, Role};

/// A claimant is told how the claim stands.
pub(super) const CLAIM: &str = "claim.notice";
/// A reviewer gets what has collected in the mailbox.
pub(super) const DAILY: &str = "review.mail";
/// A moderator is asked.
pub(super) const MODERATION: &str = "review.moderation";
/// Somebody was named as a coach.
pub(super) const COACH: &str = "review.coach";
/// An owner should know that something takes too long.
pub(super) const ALARM: &str = "review.alarm";

/// What goes into the mailboxes of reviewers.
pub(super) fn for_reviewers(claim: &ClaimId, events: &[Event]) -> Vec<(PersonId, Notice)> {
    let notice = |event: &Event| match event {
        Event::Offered { drawn } => Some((drawn.pick.clone(), Notice::Offer { claim: claim.clone() })),
        Event::Reminded { reviewer, kind } => {
            Some((reviewer.clone(), Notice::Reminder { claim: claim.clone(), kind: *kind }))
        }
        Event::Ended { reviewer, how: AssignmentState::Cancelled } => {
            Some((reviewer.clone(), Notice::Cancelled { claim: claim.clone() }))
        }
        _ => None,
    };
    events.iter().filter_map(notice).collect()
}

/// What goes into the outbox. The identifier names what is told, so that it is told once: moderators and owners hear
/// once a day at most.
pub(super) fn for_others(
    kept: &KeptClaim,
    events: &[Event],
    pool: &Pool,
    members: &[Member],
    now: Timestamp,
) -> Vec<NewMessage> {
    let claim = kept.claim.id();
    let day = now.unix_seconds().div_euclid(86_400);
    let message = |name: String, kind: &'static str, about: &str, body: Value| NewMessage {
        message_id: MessageId::from_text(name),
        organisation_id: Some(kept.organisation_id.clone()),
        kind,
        about: about.into(),
        body: body.to_string(),
    };
    let owners: Vec<&PersonId> =
        members.iter().filter(|member| member.role == Role::Owner).map(|member| &member.person.person_id).collect();
    let marked = pool.reviewers.iter().filter(|kept| kept.is_moderator).map(|kept| &kept.reviewer.id);
    let may_rule = members.iter().filter(|member| Permission::Moderate.is_of(member.role));
    let moderators: std::collections::BTreeSet<&PersonId> =
        marked.chain(may_rule.map(|member| &member.person.person_id)).collect();
    let mut out = Vec::new();
    for event in events {
        match event {
            Event::Moved { to: to @ (State::Returned | State::NotYet | State::NotDecided), .. } => {
                let name = format!("claim/{claim}/{}", kept.revision);
                out.push(message(name, CLAIM, claim.as_str(), json!({"state": to})));
            }
            Event::ModeratorAsked { .. } => {
                let one = |person: &&PersonId| {
                    message(format!("moderation/{person}/{day}"), MODERATION, person.as_str(), json!({}))
                };
                out.extend(moderators.iter().map(one));
            }
            Event::Widened | Event::OwnerAlarmed | Event::ScreeningLate => {
                let one =
                    |person: &&PersonId| message(format!("alarm/{person}/{day}"), ALARM, person.as_str(), json!({}));
                out.extend(owners.iter().map(one));
            }
            _ => {}
        }
    }
    out
}

/// What a reviewer's mail has to tell, in numbers.
pub(super) fn daily_body(notices: &[Notice]) -> String {
    let count = |is: fn(&Notice) -> bool| notices.iter().filter(|notice| is(notice)).count();
    let invited = notices.iter().filter_map(|notice| match notice {
        Notice::Invitation { organisation } => Some(organisation),
        _ => None,
    });
    json!({
        "invitations": invited.collect::<Vec<_>>(),
        "offers": count(|notice| matches!(notice, Notice::Offer { .. })),
        "reminders": count(|notice| matches!(notice, Notice::Reminder { .. })),
        "cancelled": count(|notice| matches!(notice, Notice::Cancelled { .. })),
    })
    .to_string()
}

impl App {
    /// The mail that a message about reviews asks for, and to whom it goes; `None` when there is nobody to tell.
    pub(in crate::app) async fn review_mail(&self, message: &Message) -> Result<Option<(String, Words)>, Error> {
        let base = self.addresses().base();
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        if message.kind == CLAIM {
            return self.claim_mail(&ClaimId::from_text(message.about.clone()), &body).await;
        }
        let person = PersonId::from_text(message.about.clone());
        let Some(to) = self.address_of(&person).await? else { return Ok(None) };
        let words = match message.kind.as_str() {
            DAILY => {
                let invited: Vec<OrganisationId> =
                    serde_json::from_value(body["invitations"].clone()).unwrap_or_default();
                let bench = self.bench_address(&person).await?;
                daily_words(&body, &self.organisation_names(&invited).await?, &bench)
            }
            COACH => Words {
                subject: "A colleague named you as coach".into(),
                text: format!(
                    "A colleague hands in evidence for a badge and named you as coach. You can look at the work and \
                     write what you think; you do not judge it:\n{base}/coaching\n"
                ),
            },
            MODERATION => Words {
                subject: "A review needs your ruling".into(),
                text: format!(
                    "Peers could not settle a piece of work, or it took too long. Please look at it and rule:\n\
                     {base}/moderation\n"
                ),
            },
            _ => Words {
                subject: "Work is waiting longer than it should".into(),
                text: format!(
                    "For one of your badges, evidence waits longer than promised. Perhaps more reviewers are needed:\n\
                     {base}/desk\n"
                ),
            },
        };
        Ok(Some((to, words)))
    }

    async fn claim_mail(&self, claim: &ClaimId, body: &Value) -> Result<Option<(String, Words)>, Error> {
        let kept = self.store().read().await?.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        let Some(to) = self.address_of(kept.claim.claimant()).await? else { return Ok(None) };
        let view = self.load_achievement(kept.claim.achievement(), kept.version).await?;
        let (name, page) = (&view.definition.name, format!("{}/claims/{claim}", self.addresses().base()));
        let (subject, sentence) = match body["state"].as_str() {
            Some("returned") => (
                format!("Your evidence for {name} came back to you"),
                "It came back without a judgement, and no attempt was used. Look what is missing",
            ),
            Some("not_decided") => (
                format!("Nobody could decide about {name} in time"),
                "That is our fault, not yours: no attempt was used. You can hand it in again, and it keeps its place",
            ),
            _ => (
                format!("Not yet: {name}"),
                "Your peers have looked at your evidence, and something is still missing. Read what they wrote; you \
                 can hand in again",
            ),
        };
        Ok(Some((to, Words { subject, text: format!("{sentence}:\n{page}\n") })))
    }

    async fn address_of(&self, person: &PersonId) -> Result<Option<String>, Error> {
        Ok(self.store().read().await?.list_emails(person).await?.into_iter().next())
    }
}

fn daily_words(body: &Value, invited: &[String], bench: &str) -> Words {
    let count = |name: &str| body[name].as_u64().unwrap_or(0);
    let (offers, reminders, cancelled) = (count("offers"), count("reminders"), count("cancelled"));
    let mut lines = Vec::new();
    for name in invited {
        lines.push(format!(
            "{name} asks you to judge the work of colleagues of other schools for its badges: about three pieces a week, \
             and you can say how many, or that you would rather not. You need no account."
        ));
    }
    if offers > 0 {
        lines.push(format!("New for you to look at: {offers}."));
    }
    if reminders > 0 {
        lines.push(format!("Still waiting for you: {reminders}."));
    }
    if cancelled > 0 {
        lines.push(format!("No longer needed, with thanks: {cancelled}."));
    }
    Words {
        subject: match invited {
            [name, ..] => format!("{name} asks for your judgement"),
            [] => "Work of colleagues to review".into(),
        },
        text: format!("{}\n\nYour bench:\n{bench}\n", lines.join("\n")),
    }
}
