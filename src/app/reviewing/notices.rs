//! Who has to hear of what: reviewers through their mailbox, which sends one mail a day at most; claimants, moderators
//! and owners through the outbox. No mail says whose work it is.

use serde_json::{Value, json};

use super::pool::Pool;
use crate::app::letters::Letter;
use crate::app::{App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, MessageId, OrganisationId, PersonId};
use crate::language::{Language, Words};
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
    pub(in crate::app) async fn review_mail(&self, message: &Message) -> Result<Option<(String, Letter)>, Error> {
        let base = self.addresses().base();
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        if message.kind == CLAIM {
            return self.claim_mail(&ClaimId::from_text(message.about.clone()), &body).await;
        }
        let person = PersonId::from_text(message.about.clone());
        let Some(to) = self.address_of(&person).await? else { return Ok(None) };
        let words = self.words_for(&person, Language::English).await?;
        let (subject, text) = match message.kind.as_str() {
            DAILY => {
                let invited: Vec<OrganisationId> =
                    serde_json::from_value(body["invitations"].clone()).unwrap_or_default();
                let bench = self.bench_address(&person).await?;
                let letter = daily_letter(&body, &self.organisation_names(&invited).await?, &bench, words);
                return Ok(Some((to, letter)));
            }
            COACH => ("mail-coach-subject", words.fill("mail-coach").with("link", format!("{base}/coaching"))),
            MODERATION => {
                ("mail-moderation-subject", words.fill("mail-moderation").with("link", format!("{base}/moderation")))
            }
            _ => ("mail-late-subject", words.fill("mail-late").with("link", format!("{base}/desk"))),
        };
        Ok(Some((to, Letter::new(words, words.say(subject), text))))
    }

    async fn claim_mail(&self, claim: &ClaimId, body: &Value) -> Result<Option<(String, Letter)>, Error> {
        let kept = self.store().read().await?.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        let claimant = kept.claim.claimant();
        let Some(to) = self.address_of(claimant).await? else { return Ok(None) };
        let words = self.words_for(claimant, Language::English).await?;
        let view = self.load_achievement(kept.claim.achievement(), kept.version).await?;
        let page = format!("{}/claims/{claim}", self.addresses().base());
        let (subject, text) = match body["state"].as_str() {
            Some("returned") => (words.fill("mail-returned-subject"), words.fill("mail-returned")),
            Some("not_decided") => (words.fill("mail-undecided-subject"), words.fill("mail-undecided")),
            _ => (words.fill("mail-not-yet-subject"), words.fill("mail-not-yet")),
        };
        let letter = Letter::new(words, subject.with("name", &view.definition.name), text.with("link", page));
        Ok(Some((to, letter)))
    }

    async fn address_of(&self, person: &PersonId) -> Result<Option<String>, Error> {
        Ok(self.store().read().await?.list_emails(person).await?.into_iter().next())
    }
}

/// What has collected for a reviewer, in one mail.
fn daily_letter(body: &Value, invited: &[String], bench: &str, words: Words) -> Letter {
    let mut lines: Vec<String> =
        invited.iter().map(|name| words.fill("mail-reviewer").with("name", name).into()).collect();
    for (kind, name) in [("offers", "mail-offers"), ("reminders", "mail-reminders"), ("cancelled", "mail-cancelled")] {
        let count = body[kind].as_u64().unwrap_or(0);
        if count > 0 {
            lines.push(words.fill(name).count("count", count).into());
        }
    }
    let subject = match invited {
        [name, ..] => words.fill("mail-reviewer-subject").with("name", name).to_string(),
        [] => words.say("mail-reviews-subject").into_owned(),
    };
    let bench = words.fill("mail-bench").with("link", bench);
    Letter::new(words, subject, format!("{}\n\n{bench}", lines.join("\n")))
}
