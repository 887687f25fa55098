//! The outbox: what a commit promised to do afterwards. Several processes may empty it; each message is claimed for a
//! while, and who dies with a claim loses it.

use sqlx::AssertSqlSafe;

use super::values::{pieces, places};
use super::{Bundle, Engine, Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::{MessageId, OrganisationId};

/// A message to be put into the outbox.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewMessage {
    /// Which one.
    pub message_id: MessageId,
    /// For whom it is done, if for an organisation.
    pub organisation_id: Option<OrganisationId>,
    /// What is to be done.
    pub kind: &'static str,
    /// The award, person or address that it is about.
    pub about: String,
    /// What else is needed, as JSON.
    pub body: String,
}

/// A message that was claimed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Which one.
    pub message_id: MessageId,
    /// What is to be done.
    pub kind: String,
    /// The award, person or address that it is about.
    pub about: String,
    /// What else is needed, as JSON.
    pub body: String,
    /// How often it was tried, this time included.
    pub attempts: i64,
}

/// The text that claims messages; `$lock` follows the choice of the rows. They are chosen once and for all: PostgreSQL may
/// run a plain subquery again for each row, and then passes over what it has locked itself and takes more than the limit.
/// Whether a message that is named is done is asked so that no index answers it: SQLite would go through everything that is
/// open instead of the few that are named.
macro_rules! claim_query {
    ($lock:literal) => {
        concat!(
            "with due as materialized (select message_id
                                         from outbox
                                        where done_at is null and due_at <= $1
                                        order by due_at, message_id
                                        limit $3 ",
            $lock,
            ")
             update outbox
                set due_at = $2, attempts = attempts + 1
              where message_id in (select message_id from due) and coalesce(done_at, 0) = 0 and due_at <= $1
             returning message_id, kind, about, body, attempts"
        )
    };
}

/// What SQLite claims messages with.
pub(super) const SQLITE_CLAIM: &str = claim_query!("");

/// What notes that messages are done which are due and of two kinds, but for the newest. Which ones are named is asked
/// first, so that the index answers it.
pub(super) const PASSED_OVER: &str = "update outbox
        set done_at = $3, failure = null
      where message_id in (select message_id
                             from outbox
                            where done_at is null and due_at <= $3 and kind in ($1, $2)
                            order by due_at desc, message_id desc
                            limit 1000000 offset $4)
        and coalesce(done_at, 0) = 0 and due_at <= $3";

/// The text that notes that so many messages are done.
pub(super) fn finished_text(messages: usize) -> String {
    format!(
        "update outbox
            set done_at = ${}, failure = null
          where message_id in (select column1 from (values {}) as v) and coalesce(done_at, 0) = 0",
        messages + 1,
        places(messages, 1)
    )
}

impl Bundle {
    /// Puts messages into the outbox.
    pub fn insert_messages(&mut self, messages: &[NewMessage], now: Timestamp) {
        let text =
            "insert into outbox (message_id, organisation_id, kind, about, body, created_at, due_at, attempts) values";
        self.add((text, ""), (messages, 8), |values, new| {
            values
                .bind(new.message_id.as_str())
                .bind(new.organisation_id.as_ref().map(OrganisationId::as_str))
                .bind(new.kind)
                .bind(&new.about)
                .bind(&new.body)
                .bind(now.unix_micros())
                .bind(now.unix_micros())
                .bind(0_i64);
        });
    }
}

impl Session {
    /// Puts messages into the outbox.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_messages(&mut self, messages: &[NewMessage], now: Timestamp) -> Result<(), StoreError> {
        let mut bundle = self.bundle();
        bundle.insert_messages(messages, now);
        self.send(bundle).await
    }

    /// Puts a message into the outbox unless there is one with its identifier already.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_message_once(&mut self, new: &NewMessage, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "insert into outbox (message_id, organisation_id, kind, about, body, created_at, due_at, attempts)
             values ($1, $2, $3, $4, $5, $6, $6, 0)
             on conflict (message_id) do nothing",
        )
        .bind(new.message_id.as_str())
        .bind(new.organisation_id.as_ref().map(OrganisationId::as_str))
        .bind(new.kind)
        .bind(&new.about)
        .bind(&new.body)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Claims the `limit` messages that are due longest until `until`, in no order; none when nothing is due. The outer
    /// test of `due_at` makes a race between two processes end with one winner.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_messages(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<Message>, StoreError> {
        let text = match self.engine {
            Engine::Sqlite => SQLITE_CLAIM,
            // What another process is claiming is passed over, not waited for.
            Engine::Postgres => claim_query!("for update skip locked"),
        };
        let rows: Vec<(String, String, String, String, i64)> = sqlx::query_as(text)
            .bind(now.unix_micros())
            .bind(until.unix_micros())
            .bind(limit)
            .fetch_all(self.connection())
            .await?;
        let read = |(message_id, kind, about, body, attempts): (String, _, _, _, _)| Message {
            message_id: MessageId::from_text(message_id),
            kind,
            about,
            body,
            attempts,
        };
        Ok(rows.into_iter().map(read).collect())
    }

    /// Notes that messages are done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn finish_messages(&mut self, messages: &[MessageId], now: Timestamp) -> Result<(), StoreError> {
        for piece in pieces(messages) {
            let mut query = sqlx::query(AssertSqlSafe(finished_text(piece.len())));
            for message in piece {
                query = query.bind(message.as_str());
            }
            query.bind(now.unix_micros()).execute(self.connection()).await?;
        }
        Ok(())
    }

    /// Notes that messages of two kinds are done without having been: all that are due but the `kept` newest ones.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn pass_over_messages(&mut self, kinds: [&str; 2], kept: i64, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(PASSED_OVER)
            .bind(kinds[0])
            .bind(kinds[1])
            .bind(now.unix_micros())
            .bind(kept)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Notes that a message is given up, and why.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_up_message(
        &mut self,
        message: &MessageId,
        failure: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("update outbox set done_at = $2, failure = $3 where message_id = $1 and done_at is null")
            .bind(message.as_str())
            .bind(now.unix_micros())
            .bind(failure)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Gives up what is still to be done of one kind about something, and says how much that was.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn give_up_messages(
        &mut self,
        kind: &str,
        about: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<u64, StoreError> {
        let done = sqlx::query(
            "update outbox set done_at = $4, failure = $3 where done_at is null and kind = $1 and about = $2",
        )
        .bind(kind)
        .bind(about)
        .bind(why)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected())
    }

    /// Puts a message off after a failure.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn postpone_message(
        &mut self,
        message: &MessageId,
        failure: &str,
        due: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("update outbox set due_at = $2, failure = $3 where message_id = $1 and done_at is null")
            .bind(message.as_str())
            .bind(due.unix_micros())
            .bind(failure)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// How many messages are still to be done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_messages(&mut self) -> Result<i64, StoreError> {
        let (count,): (i64,) =
            sqlx::query_as("select count(*) from outbox where done_at is null").fetch_one(self.connection()).await?;
        Ok(count)
    }

    /// Forgets messages that were done before `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_old_messages(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("delete from outbox where done_at < $1")
            .bind(before.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }
}
