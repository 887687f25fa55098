//! What is done afterwards and again: signatures that a crash left out, mail, forgetting what is old. Several
//! instances may work at once; each message is done by one of them.

use std::time::Duration;

use serde_json::Value;

use super::signing::ToSign;
use super::{App, Error};
use crate::ids::AwardId;
use crate::mail::{Delivery, Mail, MailError};
use crate::store::Message;

/// How long the worker waits when nothing wakes it.
const PAUSE: Duration = Duration::from_secs(2);
/// How long a claimed message belongs to whoever claimed it.
const CLAIM_SECONDS: i64 = 60;
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

/// When what is not done every time was done last, in seconds and in tens of seconds since 1970.
#[derive(Default)]
struct Rounds {
    swept: i64,
    noted: i64,
}

/// What is to be said in a mail.
struct Words {
    subject: String,
    text: String,
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
                match self.sign_all(&organisation, vec![ToSign::from(award)]).await {
                    Ok(_) => count += 1,
                    Err(Error::Internal(source)) => {
                        tracing::error!(award.id = %id, error = %source, "Award `{id}` cannot be signed: {source}");
                    }
                    Err(error) => return Err(error),
                }
            }
        }
    }

    /// Works until `stop` is done: one after the other, whatever is due.
    pub async fn work(&self, stop: impl Future<Output = ()>) {
        let mut stop = std::pin::pin!(stop);
        let mut swept = Rounds::default();
        loop {
            if let Err(error) = self.work_once(&mut swept).await {
                tracing::warn!(error = %error, "The worker could not go on and tries again: {error}");
            }
            tokio::select! {
                () = &mut stop => return,
                () = self.0.worker.notified() => {}
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }

    async fn work_once(&self, swept: &mut Rounds) -> Result<(), Error> {
        self.recover(ABANDONED_SECONDS).await?;
        while self.do_message().await? {}
        let now = self.now().unix_seconds();
        if now.div_euclid(NOTE_SECONDS) != swept.noted {
            self.journal_reached()?;
            swept.noted = now.div_euclid(NOTE_SECONDS);
        }
        if now - swept.swept > SWEEP_SECONDS {
            swept.swept = now;
            self.sweep().await?;
        }
        Ok(())
    }

    async fn sweep(&self) -> Result<(), Error> {
        let now = self.now();
        self.store()
            .write(move |session| {
                Box::pin(async move {
                    session.delete_old_answers(now.plus_seconds(-ANSWER_SECONDS)).await?;
                    session.delete_old_messages(now.plus_seconds(-MESSAGE_SECONDS)).await?;
                    session.delete_old_sessions(now.plus_seconds(-86_400)).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// Does the message that is due longest. Whether there was one.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn do_message(&self) -> Result<bool, Error> {
        let now = self.now();
        let until = now.plus_seconds(CLAIM_SECONDS);
        let claimed: Option<Message> = self
            .store()
            .write(move |session| Box::pin(async move { Ok::<_, Error>(session.claim_message(now, until).await?) }))
            .await?;
        let Some(message) = claimed else { return Ok(false) };
        let outcome = self.deliver(&message).await;
        let (id, attempts) = (message.message_id.clone(), message.attempts);
        self.store()
            .write(move |session| {
                let (id, outcome) = (id.clone(), outcome.clone());
                Box::pin(async move {
                    match outcome {
                        Ok(()) => session.finish_message(&id, None, now).await?,
                        Err((why, true)) if attempts < TRIES => {
                            // 1, 2, 4, … minutes.
                            let due = now.plus_seconds(60 << attempts.clamp(0, 10));
                            session.postpone_message(&id, &why, due).await?;
                        }
                        Err((why, _)) => session.finish_message(&id, Some(&why), now).await?,
                    }
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(true)
    }

    /// Does what a message asks for; else why not, and whether trying again makes sense.
    async fn deliver(&self, message: &Message) -> Result<(), (String, bool)> {
        let later = |error: Error| (error.to_string(), true);
        let mut link = None;
        let mail = match message.kind.as_str() {
            "sign_in.link" => {
                link = self.make_link(&message.about).await.map_err(later)?;
                link.as_deref().map(|link| (message.about.clone(), link_words(link)))
            }
            "award.notice" | "status.notice" => self.notice(message).await.map_err(later)?,
            other => return Err((format!("nobody knows what `{other}` is"), false)),
        };
        let Some((to, words)) = mail else { return Ok(()) };
        let mail =
            Mail { to, subject: words.subject, html: None, text: words.text, id: Some(message.message_id.to_string()) };
        let sent = self.0.mailer.send(mail, self.now()).await;
        let sent = sent.map_err(|error: MailError| (error.to_string(), error.is_temporary()))?;
        if let (Delivery::Kept, Some(link)) = (sent, link) {
            // Without mail, the operator's console is the only place where the link can be found.
            tracing::warn!("No mail server is set up. Somebody asked for this link to sign in: {link}");
        }
        Ok(())
    }

    async fn notice(&self, message: &Message) -> Result<Option<(String, Words)>, Error> {
        let id = AwardId::from_text(message.about.clone());
        let shown = self.load_public_award(&id).await?;
        let mut session = self.store().read().await?;
        let emails = session.list_emails(&shown.award.person_id).await?;
        drop(session);
        let Some(email) = emails.into_iter().next() else { return Ok(None) };
        let (name, issuer) = (&shown.view.definition.name, &shown.view.organisation.name);
        let page = self.addresses().award(&id);
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        let words = match body.get("step").and_then(Value::as_str) {
            None => Words {
                subject: format!("{issuer} has awarded you a badge: {name}"),
                text: format!(
                    "{issuer} has awarded you the badge \"{name}\".\n\nLook at it, download it and share it here, \
                     no account needed:\n{page}\n"
                ),
            },
            Some(step) => {
                let (what, reason) = match step {
                    "revoke" => ("withdrawn", shown.award.revocation.as_ref().map(|r| r.reason.clone())),
                    "suspend" => ("put on hold", shown.award.suspended_reason.clone()),
                    _ => ("taken off hold; it stands again", None),
                };
                let reason = reason.map(|reason| format!("\n\nReason given: {reason}")).unwrap_or_default();
                Words {
                    subject: format!("Your badge {name} was {}", what.split(';').next().unwrap_or(what)),
                    text: format!("{issuer} has {what}: your badge \"{name}\".{reason}\n\n{page}\n"),
                }
            }
        };
        Ok(Some((email, words)))
    }
}

fn link_words(link: &str) -> Words {
    Words {
        subject: "Your link to sign in".into(),
        text: format!(
            "Open this link and press the button to sign in. It works once, within 15 minutes:\n{link}\n\n\
             If you did not ask for it, do nothing.\n"
        ),
    }
}
