//! Reminding earners of badges that they have not answered: twice by themselves, and when somebody at the desk asks for it.
//!
//! A reminder is noted and its mail put into the outbox in one transaction, so that two workers, or one that was
//! killed, remind nobody twice. One mail names everything of an organisation that waits, and nobody gets more than one
//! such mail a day, whoever asks.

use serde_json::{Value, json};

use super::access::Holder;
use super::letters::Letter;
use super::organisations::event;
use super::{Actor, App, Error, Permission, PublicAward};
use crate::clock::Timestamp;
use crate::ids::{AwardId, MessageId, OrganisationId, PersonId};
use crate::language::Words;
use crate::store::{Answer, AwardFilter, Message, NewMessage, Reminded, ReminderTimes, Reminders, Session, Unanswered};

/// A mail with reminders.
pub(super) const KIND: &str = "award.reminder";
const DAY_SECONDS: i64 = 86_400;
/// How long after the award the first and the second reminder are due, and when it is too late for both.
const FIRST_SECONDS: i64 = 7 * DAY_SECONDS;
const SECOND_SECONDS: i64 = 21 * DAY_SECONDS;
const LAST_SECONDS: i64 = 35 * DAY_SECONDS;
/// How long somebody is left in peace after a reminder that nobody asked for, and after one by hand.
const PEACE_SECONDS: i64 = 7 * DAY_SECONDS;
/// Reminders of one badge, those by hand included.
const MOST: i64 = 5;
/// Awards that are looked at together, and badges in one mail.
const PAGE: i64 = 200;
/// Awards that are reminded of in one call.
const CALL_LIMIT: i64 = 20_000;

/// What came of reminding by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RemindOutcome {
    /// Badges whose earners get a mail.
    pub reminded: i64,
    /// Badges whose earners are left in peace: they answered, want no reminder, had a mail today or five reminders.
    pub left_alone: i64,
}

/// What an earner says about reminders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReminderMove {
    /// No more.
    Stop,
    /// Again.
    Resume,
}

impl App {
    /// Reminds whoever is due; of how many badges. Several instances may do it at once.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn do_reminders(&self) -> Result<usize, Error> {
        let now = self.now();
        let before = |seconds: i64| now.plus_seconds(-seconds);
        let times = ReminderTimes {
            after: before(LAST_SECONDS),
            first: before(FIRST_SECONDS),
            second: before(SECOND_SECONDS),
            last: before(PEACE_SECONDS),
            mail: before(DAY_SECONDS),
            now,
        };
        let mut reminded = 0;
        loop {
            let due = self.store().read().await?.list_due_reminders(&times, PAGE).await?;
            let is_last = (due.len() as i64) < PAGE;
            let due = whole_people(due, is_last);
            let mut done = 0;
            for mail in mails(due) {
                done += self.remind(mail, times.last).await?;
            }
            reminded += done;
            // Nothing done means that another instance does it.
            if is_last || done == 0 {
                return Ok(reminded);
            }
        }
    }

    /// Notes that somebody is reminded and what of, with the mail. Of how many badges; others may have been faster.
    async fn remind(&self, mail: Vec<Unanswered>, last: Timestamp) -> Result<usize, Error> {
        let now = self.now();
        self.store()
            .write(move |session| {
                let mail = mail.clone();
                Box::pin(async move { note(session, &mail, last, now).await })
            })
            .await
    }

    /// Reminds the earners of the named awards, or of all that wait for an answer, because somebody asks for it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when an award is none of the organisation's; those of [`App::require`].
    pub async fn remind_by_hand(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        awards: Option<&[AwardId]>,
    ) -> Result<RemindOutcome, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        let (now, day) = (self.now(), self.now().plus_seconds(-DAY_SECONDS));
        let mut reminded = 0;
        let all = match awards {
            Some(awards) => {
                let mut session = self.store().read().await?;
                for award in awards {
                    session.find_award(organisation, award).await?.ok_or(Error::NotFound("award"))?;
                }
                let found = session.filter_unanswered(organisation, awards, (now, day), MOST).await?;
                drop(session);
                for mail in mails(found) {
                    reminded += self.remind(mail, day).await? as i64;
                }
                awards.len() as i64
            }
            None => {
                let all = self.store().read().await?.count_awards_like(organisation, &unanswered()).await?;
                while reminded < CALL_LIMIT {
                    let found =
                        self.store().read().await?.list_unanswered(organisation, (now, day), MOST, PAGE).await?;
                    let is_last = (found.len() as i64) < PAGE;
                    let mut done = 0;
                    for mail in mails(whole_people(found, is_last)) {
                        done += self.remind(mail, day).await? as i64;
                    }
                    reminded += done;
                    if is_last || done == 0 {
                        break;
                    }
                }
                all
            }
        };
        self.note_reminding(actor, organisation, reminded).await?;
        self.0.worker.notify_one();
        Ok(RemindOutcome { reminded, left_alone: (all - reminded).max(0) })
    }

    async fn note_reminding(&self, actor: &Actor, organisation: &OrganisationId, reminded: i64) -> Result<(), Error> {
        if reminded == 0 {
            return Ok(());
        }
        let (organisation, now) = (organisation.clone(), self.now());
        let mut event = event(actor.label(), "award.remind", organisation.as_str());
        event.detail = json!({"count": reminded}).to_string();
        self.store()
            .write(move |session| {
                let (organisation, event) = (organisation.clone(), event.clone());
                Box::pin(async move { Ok(session.insert_audit_events(&organisation, &[event], now).await?) })
            })
            .await
    }

    /// How many badges of an organisation wait for an answer.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn count_unanswered(&self, actor: &Actor, organisation: &OrganisationId) -> Result<i64, Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.count_awards_like(organisation, &unanswered()).await?)
    }

    /// Whether an organisation's earners are reminded by themselves.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn load_reminders(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Reminders, Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.find_reminders(organisation).await?)
    }

    /// Says whether they are.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn set_reminders(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        reminders: Reminders,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let (organisation, now) = (organisation.clone(), self.now());
        let mut event = event(actor.label(), "reminders.change", organisation.as_str());
        event.detail = json!({"on": reminders == Reminders::On}).to_string();
        self.store()
            .write(move |session| {
                let (organisation, event) = (organisation.clone(), event.clone());
                Box::pin(async move {
                    session.put_reminders(&organisation, reminders, now).await?;
                    Ok(session.insert_audit_events(&organisation, &[event], now).await?)
                })
            })
            .await
    }

    /// How often the earner of an award was reminded of it, for the organisation that awarded it.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn find_reminded(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        award: &AwardId,
    ) -> Result<Option<Reminded>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        let mut session = self.store().read().await?;
        session.find_award(organisation, award).await?.ok_or(Error::NotFound("award"))?;
        Ok(session.find_reminded(award).await?)
    }

    /// How often an earner was reminded of a badge of theirs.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn find_own_reminded(&self, holder: &Holder) -> Result<Option<Reminded>, Error> {
        Ok(self.store().read().await?.find_reminded(holder.award()).await?)
    }

    /// Stops the reminders of everything that waits for an earner's answer, or lets them come again.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn choose_reminders(&self, holder: &Holder, step: ReminderMove) -> Result<(), Error> {
        let (person, now) = (holder.person().clone(), self.now());
        self.store()
            .write(move |session| {
                let person = person.clone();
                Box::pin(async move {
                    match step {
                        ReminderMove::Stop => session.stop_reminders(&person, now).await?,
                        ReminderMove::Resume => session.resume_reminders(&person).await?,
                    }
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// The mail of a reminder, and to whom it goes; `None` when everything in it was answered or called back meanwhile.
    pub(super) async fn reminder_mail(&self, message: &Message) -> Result<Option<(String, Letter)>, Error> {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let named: Vec<AwardId> = serde_json::from_value(body["awards"].clone()).unwrap_or_default();
        let person = PersonId::from_text(message.about.clone());
        let mut session = self.store().read().await?;
        let Some(to) = session.list_emails(&person).await?.into_iter().next() else { return Ok(None) };
        let mut waiting = Vec::new();
        for id in named {
            let found = session.find_award_of_any(&id).await?;
            let waits = found.filter(|award| {
                award.person_id == person
                    && award.decision.answer == Answer::Offered
                    && award.revocation.is_none()
                    && award.erased_at.is_none()
            });
            let wants = session.find_reminded(&id).await?.is_none_or(|reminded| reminded.stopped_at.is_none());
            waiting.extend(waits.filter(|_| wants));
        }
        drop(session);
        if waiting.is_empty() {
            return Ok(None);
        }
        let ids: Vec<AwardId> = waiting.iter().map(|award| award.award_id.clone()).collect();
        let links = self.make_award_links(&ids).await?;
        let (mut lines, mut first) = (String::new(), None);
        for award in waiting {
            let shown = self.show(award).await?;
            let name = shown.view.definition.name.clone();
            lines.push_str(&format!("{name}\n{}\n\n", links[&shown.award.award_id]));
            first.get_or_insert((name, shown.view.organisation.name.clone()));
        }
        let (name, issuer) = first.unwrap_or_default();
        let said = self.find_language(&person).await?.unwrap_or_default().words();
        let subject = said.fill("reminder-subject").count("count", ids.len()).with("name", &name).to_string();
        let intro = said.fill("reminder-intro").count("count", ids.len()).with("issuer", &issuer).to_string();
        let text = format!("{intro}\n\n{lines}{}", said.say("reminder-end"));
        Ok(Some((to, Letter::new(said, subject, text))))
    }
}

impl App {
    /// What is told to whoever was offered a badge that its issuer called back before they accepted it.
    pub(super) fn called_back_letter(&self, shown: &PublicAward, page: &str, said: Words) -> Letter {
        let (name, issuer) = (&shown.view.definition.name, &shown.view.organisation.name);
        let subject = said.fill("called-back-subject").with("name", name).to_string();
        let text = said.fill("called-back-text").with("issuer", issuer).with("name", name).to_string();
        Letter::new(said, subject, format!("{text} {}\n\n{page}", said.say("called-back-kind")))
    }
}

/// What asks for the awards that wait for an answer.
fn unanswered() -> AwardFilter {
    AwardFilter { state: "unanswered".into(), ..AwardFilter::default() }
}

/// The mails that go to people: one for everything that one organisation gave one person.
fn mails(due: Vec<Unanswered>) -> Vec<Vec<Unanswered>> {
    let mut out: Vec<Vec<Unanswered>> = Vec::new();
    for one in due {
        let last = out.last().and_then(|mail| mail.first());
        let is_same_person = last.is_some_and(|last| last.person_id == one.person_id);
        let is_same = is_same_person && last.is_some_and(|last| last.organisation_id == one.organisation_id);
        match out.last_mut() {
            Some(mail) if is_same => mail.push(one),
            // Whoever has badges of two organisations hears of the others another day.
            _ if is_same_person => {}
            _ => out.push(vec![one]),
        }
    }
    out
}

/// The same without the last person when more of theirs may follow, unless there is nobody else.
fn whole_people(mut due: Vec<Unanswered>, is_last: bool) -> Vec<Unanswered> {
    if let (false, Some(last)) = (is_last, due.last().map(|one| one.person_id.clone()))
        && due[0].person_id != last
    {
        due.retain(|one| one.person_id != last);
    }
    due
}

/// Notes the reminders of one mail, and the mail; how many badges it names.
async fn note(session: &mut Session, mail: &[Unanswered], last: Timestamp, now: Timestamp) -> Result<usize, Error> {
    let mut claimed: Vec<(&Unanswered, i64)> = Vec::new();
    for one in mail {
        claimed.extend(session.claim_reminder(&one.award_id, last, now).await?.map(|sent| (one, sent)));
    }
    let Some((first, sent)) = claimed.first() else { return Ok(0) };
    let message = NewMessage {
        message_id: MessageId::from_text(format!("reminder/{}/{sent}", first.award_id)),
        organisation_id: Some(first.organisation_id.clone()),
        kind: KIND,
        about: first.person_id.to_string(),
        body: json!({"awards": claimed.iter().map(|(one, _)| &one.award_id).collect::<Vec<_>>()}).to_string(),
    };
    session.insert_message_once(&message, now).await?;
    Ok(claimed.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(person: &str, organisation: &str, award: &str) -> Unanswered {
        Unanswered {
            person_id: PersonId::from_text(person),
            organisation_id: OrganisationId::from_text(organisation),
            award_id: AwardId::from_text(award),
        }
    }

    #[test]
    fn one_mail_names_all_badges_of_one_organisation_and_nobody_gets_two() {
        let due = vec![one("ada", "n", "1"), one("ada", "n", "2"), one("ada", "s", "3"), one("ben", "n", "4")];
        let mails: Vec<Vec<String>> =
            mails(due).iter().map(|mail| mail.iter().map(|one| one.award_id.to_string()).collect()).collect();
        assert_eq!(mails, [vec!["1", "2"], vec!["4"]]);
    }

    #[test]
    fn a_person_at_the_edge_of_a_page_waits_for_the_next_one() {
        let due = vec![one("ada", "n", "1"), one("ben", "n", "2"), one("ben", "n", "3")];
        assert_eq!(whole_people(due.clone(), true).len(), 3);
        assert_eq!(whole_people(due.clone(), false), [one("ada", "n", "1")]);
        assert_eq!(whole_people(due[1..].to_vec(), false).len(), 2, "somebody has to begin");
    }
}
