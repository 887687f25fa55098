//! What time does, and what follows from it: timers, reminders, draws that found nobody before, the mails of the day,
//! and claims whose credential is out. Several instances share the work; each piece is done once.

use super::notices;
use super::perform::Move;
use crate::app::{App, Error};
use crate::ids::{ClaimId, PersonId};
use crate::store::NewMessage;

/// How long a leased claim belongs to whoever leased it.
const LEASE_SECONDS: i64 = 60;
/// Claims and mailboxes that are taken together.
const PAGE: i64 = 32;
/// Who acts when time does, for the audit.
const TIME: &str = "time";

impl App {
    /// Does what is due in reviews; how many claims were moved.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn do_reviews(&self) -> Result<usize, Error> {
        let mut moved = 0;
        loop {
            let leased = self.lease_claims().await?;
            for claim in &leased {
                moved += usize::from(self.try_move(claim, Move::Tick).await?);
            }
            if leased.len() < PAGE as usize {
                break;
            }
        }
        let signed = self.store().read().await?.list_signed_claims(PAGE).await?;
        for (claim, credential) in &signed {
            moved += usize::from(self.try_move(claim, Move::Issue(*credential)).await?);
        }
        for person in self.store().read().await?.list_due_mailboxes(self.now(), PAGE).await? {
            self.empty_mailbox(&person).await?;
        }
        self.forget_old_uploads().await?;
        Ok(moved)
    }

    async fn lease_claims(&self) -> Result<Vec<ClaimId>, Error> {
        let now = self.now();
        let until = now.plus_seconds(LEASE_SECONDS);
        self.store()
            .write(move |session| {
                Box::pin(async move { Ok::<_, Error>(session.lease_claims(now, until, PAGE).await?) })
            })
            .await
    }

    /// Makes a move; one claim in trouble keeps nobody from the others.
    async fn try_move(&self, claim: &ClaimId, made: Move) -> Result<bool, Error> {
        match self.make_move(TIME.into(), claim, made).await {
            Ok(()) => Ok(true),
            Err(error @ Error::Unavailable(_)) => Err(error),
            Err(error) => {
                tracing::error!(claim.id = %claim, error = %error, "Claim `{claim}` could not be moved: {error}");
                Ok(false)
            }
        }
    }

    /// Turns what waits for a reviewer into one mail.
    async fn empty_mailbox(&self, person: &PersonId) -> Result<(), Error> {
        let (now, id, person) = (self.now(), self.new_message_id(), person.clone());
        self.store()
            .write(move |session| {
                let (id, person) = (id.clone(), person.clone());
                Box::pin(async move {
                    let (mut mailbox, revision) = session.load_mailbox(&person).await?;
                    // Another instance may have been faster.
                    let Some(taken) = mailbox.take(now) else { return Ok::<_, Error>(()) };
                    session.put_mailbox(&person, &mailbox, revision, now).await?;
                    let message = NewMessage {
                        message_id: id,
                        organisation_id: None,
                        kind: notices::DAILY,
                        about: person.to_string(),
                        body: notices::daily_body(&taken),
                    };
                    session.insert_messages(&[message], now).await?;
                    Ok(())
                })
            })
            .await
    }
}
