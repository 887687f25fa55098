//! What is done afterwards and again: signatures that a crash left out, mail, forgetting what is old. Several
//! instances may work at once; each message is done by one of them.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::Value;

use super::joining::JoinMail;
use super::letters::{Letter, asked_in};
use super::signing::ToSign;
use super::{App, Error};
use crate::ids::{AwardId, MessageId};
use crate::language::Language;
use crate::mail::{self, Delivery, MailError};
use crate::store::{Message, Recipient, Work};

/// How long the worker waits when nothing wakes it.
const PAUSE: Duration = Duration::from_secs(2);
/// How long a claimed message belongs to whoever claimed it.
const CLAIM_SECONDS: i64 = 60;
/// Messages that are claimed together when there is no mail server. What goes to one is claimed and noted mail by mail, so
/// that a crash sends at most one of them again.
const MESSAGES: usize = 64;
/// How long the first message waits for others to be done with it.
const GATHERING: Duration = Duration::from_millis(50);
/// How long news about a badge waits for others: nobody sits and waits for it, and it comes in hundreds.
const NOTICE_GATHERING: Duration = Duration::from_secs(1);
/// What tells people about their badges.
const NOTICES: [&str; 2] = ["award.notice", "status.notice"];
/// Tries before a message is given up.
const TRIES: i64 = 8;
/// An award without a signature is nobody's any more after so long.
const ABANDONED_SECONDS: i64 = 30;
/// Unsigned awards that are looked at together.
const PAGE: i64 = 200;
/// How often old rows are swept out.
const SWEEP_SECONDS: i64 = 3_600;
/// How long answers to repeated requests are remembered.
const ANSWER_SECONDS: i64 = 30 * 86_400;
/// How long messages that are done are kept.
const MESSAGE_SECONDS: i64 = 30 * 86_400;

/// How often the journal is told how far the status lists got.
const NOTE_SECONDS: i64 = 10;
/// How often is looked for badges that wait for an answer.
const REMINDER_SECONDS: i64 = 600;

/// When what is not done every time was done last, in seconds and in tens of seconds since 1970.
#[derive(Default)]
struct Rounds {
    swept: i64,
    reminded: i64,
    noted: i64,
}

/// What became of a message; else why it was not delivered, and whether trying again makes sense.
type Delivered = Result<(), (String, bool)>;

/// To whom mails about awards go, and the link that each of them carries.
#[derive(Default)]
struct Earners {
    recipients: HashMap<AwardId, Recipient>,
    links: HashMap<AwardId, String>,
}

impl App {
    /// Finishes what a crash left: awards that were decided and not signed. Returns how many. One that cannot be signed
    /// is logged and keeps nobody from the others.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn recover(&self, abandoned_for_seconds: i64) -> Result<usize, Error> {
        let (mut count, mut after) = (0, String::new());
        loop {
            let before = self.now().plus_seconds(1 - abandoned_for_seconds);
            let awards = self.store().read().await?.list_unsigned_awards(before, &after, PAGE).await?;
            let Some(last) = awards.last() else { return Ok(count) };
            after = last.award_id.to_string();
            for award in awards {
                let organisation = self.load_organisation(&award.organisation_id).await?;
                let id = award.award_id.clone();
                match self.sign_all(&organisation, vec![ToSign::from(award)], self.store().on_disk()).await {
                    Ok(_) => count += 1,
                    Err(Error::Internal(source)) => {
                        tracing::error!(award.id = %id, error = %source, "Award `{id}` cannot be signed: {source}");
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Works until `stop` is done: one after the other, whatever is due. Lists of thousands are awarded beside the rest, so
    /// that nobody waits for a mail meanwhile.
    pub async fn work(&self, stop: impl Future<Output = ()>) {
        let (tell, told) = tokio::sync::watch::channel(false);
        let until = |mut told: tokio::sync::watch::Receiver<bool>| async move {
            // Nobody who could tell is left: that is an end, too.
            let _ = told.wait_for(|is_over| *is_over).await;
        };
        let stopped = async {
            stop.await;
            // Both may be gone already.
            let _ = tell.send(true);
        };
        tokio::join!(
            stopped,
            self.work_on_messages(until(told.clone())),
            self.work_on_lists(until(told.clone())),
            self.work_on_hooks(until(told.clone())),
            self.work_on_looks(until(told)),
        );
    }

    async fn work_on_lists(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        if let Err(error) = self.take_up_imports().await {
            tracing::warn!(error = %error, "Lists may be taken up a minute late: {error}");
        }
        loop {
            let outcome = self.do_import_piece().await;
            if let Err(error) = &outcome {
                tracing::warn!(error = %error, "A list could not go on and is tried again: {error}");
            }
            let pause = if matches!(outcome, Ok(true)) { Duration::ZERO } else { PAUSE };
            tokio::select! {
                biased;
                () = &mut stop => return,
                () = self.0.lists_worker.notified() => {}
                () = tokio::time::sleep(pause) => {}
            }
        }
    }

    async fn work_on_messages(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut swept = Rounds::default();
        loop {
            if let Err(error) = self.work_once(&mut swept).await {
                tracing::warn!(error = %error, "The worker could not go on and tries again: {error}");
            }
            let notices = async {
                self.0.notices.notified().await;
                tokio::time::sleep(NOTICE_GATHERING).await;
            };
            tokio::select! {
                () = &mut stop => return,
                () = self.0.worker.notified() => tokio::time::sleep(GATHERING).await,
                () = notices => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    async fn work_once(&self, swept: &mut Rounds) -> Result<(), Error> {
        self.recover(ABANDONED_SECONDS).await?;
        self.do_reviews().await?;
        if self.now().unix_seconds() - swept.reminded > REMINDER_SECONDS {
            swept.reminded = self.now().unix_seconds();
            self.do_reminders().await?;
        }
        // Fewer than were asked for means that nothing else is due: what comes meanwhile gathers for the next round.
        while self.do_messages().await? >= self.messages_at_once() {}
        let now = self.now().unix_seconds();
        if now.div_euclid(NOTE_SECONDS) != swept.noted {
            self.journal_reached().await?;
            self.note_verifications().await?;
            swept.noted = now.div_euclid(NOTE_SECONDS);
        }
        if now - swept.swept > SWEEP_SECONDS {
            swept.swept = now;
            self.sweep().await?;
        }
        Ok(())
    }

    async fn sweep(&self) -> Result<(), Error> {
        self.sweep_imports().await?;
        self.sweep_deliveries().await?;
        let now = self.now();
        self.store()
            .write(move |session| {
                Box::pin(async move {
                    session.delete_old_answers(now.plus_seconds(-ANSWER_SECONDS)).await?;
                    session.delete_old_messages(now.plus_seconds(-MESSAGE_SECONDS)).await?;
                    session.delete_old_sessions(now.plus_seconds(-86_400)).await?;
                    session.delete_old_challenges(now).await?;
                    session.delete_unproven_join_requests(now.plus_seconds(-86_400)).await?;
                    session.delete_old_email_proofs(now.plus_seconds(-86_400)).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Does the messages that are due longest; how many there were.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn do_messages(&self) -> Result<usize, Error> {
        let now = self.now();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let (limit, has_server) = (self.messages_at_once() as i64, self.0.mailer.has_server());
        let claimed: Vec<Message> = self
            .write_about_mail(move |session| {
                Box::pin(async move {
                    if !has_server {
                        // The operator sees the newest mails; the rest need not be written.
                        session.pass_over_messages(NOTICES, mail::KEPT_LIMIT as i64, now).await?;
                    }
                    Ok::<_, Error>(session.claim_messages(now, until, limit).await?)
                })
            })
            .await?;
        let awards: Vec<AwardId> =
            claimed.iter().filter(|message| is_notice(message)).map(|m| AwardId::from_text(m.about.clone())).collect();
        let mut earners = Earners::default();
        if !awards.is_empty() {
            earners.recipients = self.store().read().await?.find_recipients(&awards).await?;
            let known: Vec<AwardId> = earners.recipients.keys().cloned().collect();
            earners.links = self.make_award_links(&known).await?;
        }
        let mut outcomes = Vec::with_capacity(claimed.len());
        for message in &claimed {
            // With little of the claim left another instance may take them over, so they are left to whoever comes next.
            if self.now().plus_seconds(CLAIM_SECONDS / 2) > until {
                break;
            }
            outcomes.push((message.message_id.clone(), message.attempts, self.deliver(message, &earners).await));
        }
        if !outcomes.is_empty() {
            self.note_outcomes(outcomes).await?;
        }
        Ok(claimed.len())
    }

    fn messages_at_once(&self) -> usize {
        if self.0.mailer.has_server() { 1 } else { MESSAGES }
    }

    async fn note_outcomes(&self, outcomes: Vec<(MessageId, i64, Delivered)>) -> Result<(), Error> {
        let now = self.now();
        let outcomes = Arc::new(outcomes);
        self.write_about_mail(move |session| {
            let outcomes = outcomes.clone();
            Box::pin(async move {
                let mut done = Vec::with_capacity(outcomes.len());
                for (id, attempts, outcome) in outcomes.iter() {
                    match outcome {
                        Ok(()) => done.push(id.clone()),
                        Err((why, true)) if *attempts < TRIES => {
                            // 2, 8, 32 seconds, … 2 hours: the first wait is for a badge that is being signed.
                            let due = now.plus_seconds(2 << (2 * (*attempts - 1)).clamp(0, 14));
                            session.postpone_message(id, why, due).await?;
                        }
                        Err((why, _)) => session.give_up_message(id, why, now).await?,
                    }
                }
                session.finish_messages(&done, now).await?;
                Ok::<_, Error>(())
            })
        })
        .await
    }

    /// Writes what becomes of messages and their links. Without a mail server what a power cut takes away is done again
    /// and reaches nobody twice, so the disk is not waited for.
    pub(super) async fn write_about_mail<T: Send + 'static>(&self, work: impl Work<T, Error>) -> Result<T, Error> {
        match self.0.mailer.has_server() {
            true => self.store().write(work).await,
            false => self.store().write_repeatable(work).await,
        }
    }

    /// Does what a message asks for; else why not, and whether trying again makes sense.
    async fn deliver(&self, message: &Message, earners: &Earners) -> Delivered {
        let later = |error: Error| (error.to_string(), true);
        let mut link = None;
        let mail = match message.kind.as_str() {
            "sign_in.link" => {
                link = self.make_link(&message.about).await.map_err(later)?;
                match &link {
                    None => None,
                    Some(link) => Some(self.link_mail(message, link).await.map_err(later)?),
                }
            }
            super::passkeys::NOTICE => self.passkey_mail(message).await.map_err(later)?,
            kind if super::joining::is_mail(kind) => match self.join_mail(message).await.map_err(later)? {
                None => None,
                Some(JoinMail { to, letter, link: found }) => {
                    link = found;
                    Some((to, letter))
                }
            },
            super::reminders::KIND => self.reminder_mail(message).await.map_err(later)?,
            "email.confirm" => self.address_mail(message).await.map_err(later)?,
            kind if kind.starts_with("milestone.") => {
                self.do_milestone(message).await.map_err(later)?;
                None
            }
            _ if is_notice(message) => self.notice(message, earners).await.map_err(later)?,
            kind if kind.starts_with("review.") || kind == "claim.notice" => {
                self.review_mail(message).await.map_err(later)?
            }
            other => return Err((format!("nobody knows what `{other}` is"), false)),
        };
        let Some((to, letter)) = mail else { return Ok(()) };
        let sent = self.0.mailer.send(letter.addressed(to, &message.message_id), self.now()).await;
        let sent = sent.map_err(|error: MailError| (error.to_string(), error.is_temporary()))?;
        if let (Delivery::Kept, Some(link)) = (sent, link) {
            // Without mail, the operator's console is the only place where the link can be found.
            tracing::warn!("No mail server is set up. This link would have been mailed: {link}");
        }
        Ok(())
    }

    /// The mail with a link to sign in.
    async fn link_mail(&self, message: &Message, link: &str) -> Result<(String, Letter), Error> {
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let words = self.words_for_address(&message.about, asked_in(&body)).await?;
        let text = words.fill("mail-sign-in").with("link", link);
        Ok((message.about.clone(), Letter::new(words, words.say("mail-sign-in-subject"), text)))
    }

    async fn notice(&self, message: &Message, earners: &Earners) -> Result<Option<(String, Letter)>, Error> {
        let id = AwardId::from_text(message.about.clone());
        let (Some(to), Some(page)) = (earners.recipients.get(&id), earners.links.get(&id)) else {
            return Ok(None);
        };
        let shown = match self.load_public_award(&id).await {
            // There is nobody any more to be told.
            Err(Error::Gone(_)) => return Ok(None),
            shown => shown?,
        };
        let (name, issuer) = (&shown.view.definition.name, &shown.view.organisation.name);
        let words = to.language.as_deref().and_then(|tag| tag.parse().ok()).unwrap_or(Language::English).words();
        let said = |text: &'static str| words.fill(text).with("issuer", issuer).with("name", name);
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let step = body.get("step").and_then(Value::as_str);
        if shown.is_cancelled() {
            // Nobody is offered what was called back; that it was, is told in its own words.
            let letter = self.called_back_letter(&shown, page, words);
            return Ok(step.is_some().then(|| (to.email.clone(), letter)));
        }
        let (subject, sentence, reason) = match step {
            None => {
                let letter = Letter::new(words, said("mail-award-subject"), said("mail-award").with("link", page));
                return Ok(Some((to.email.clone(), letter)));
            }
            Some("revoke") => {
                let reason = shown.award.revocation.as_ref().map(|revocation| revocation.reason.clone());
                (said("mail-withdrawn-subject"), said("mail-withdrawn"), reason)
            }
            Some("suspend") => {
                (said("mail-on-hold-subject"), said("mail-on-hold"), shown.award.suspended_reason.clone())
            }
            Some(_) => (said("mail-stands-subject"), said("mail-stands"), None),
        };
        let reason = reason.map(|reason| words.fill("mail-reason").with("reason", reason).to_string());
        let parts: Vec<String> = [Some(sentence.into()), reason, Some(page.clone())].into_iter().flatten().collect();
        Ok(Some((to.email.clone(), Letter::new(words, subject, parts.join("\n\n")))))
    }
}

/// Whether a message tells somebody about their badge.
fn is_notice(message: &Message) -> bool {
    NOTICES.contains(&message.kind.as_str())
}
