//! One-time links for signing in, and sessions. Only hashes of what people hold are kept.

use super::{Session, StoreError};
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// What a session still needs before it counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Needs {
    /// Nothing: somebody is signed in.
    Nothing,
    /// One of the person's passkeys.
    Passkey,
    /// A first passkey.
    FirstPasskey,
}

impl Needs {
    fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "",
            Self::Passkey => "passkey",
            Self::FirstPasskey => "enrol",
        }
    }
}

/// Somebody who is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedIn {
    /// Who.
    pub person_id: PersonId,
    /// What every form must bring along.
    pub csrf: String,
    /// When they were last seen, in microseconds.
    pub seen_at: i64,
}

impl Session {
    /// Keeps a link.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_link(
        &mut self,
        link_hash: &str,
        person: &PersonId,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query("insert into sign_in_links (link_hash, person_id, created_at, expires_at) values ($1, $2, $3, $4)")
            .bind(link_hash)
            .bind(person.as_str())
            .bind(now.unix_micros())
            .bind(expires.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// How many links a person asked for since a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_links(&mut self, person: &PersonId, since: Timestamp) -> Result<i64, StoreError> {
        let (count,): (i64,) =
            sqlx::query_as("select count(*) from sign_in_links where person_id = $1 and created_at >= $2")
                .bind(person.as_str())
                .bind(since.unix_micros())
                .fetch_one(self.connection())
                .await?;
        Ok(count)
    }

    /// Uses a link up; whose it was, if it was good.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_link(&mut self, link_hash: &str, now: Timestamp) -> Result<Option<PersonId>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "update sign_in_links
                set used_at = $2
              where link_hash = $1 and used_at is null and expires_at > $2
             returning person_id",
        )
        .bind(link_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(person,)| PersonId::from_text(person)))
    }

    /// Whether a link could still be used.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_link_good(&mut self, link_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        let row: Option<(String,)> = sqlx::query_as(
            "select person_id from sign_in_links where link_hash = $1 and used_at is null and expires_at > $2",
        )
        .bind(link_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.is_some())
    }

    /// Signs somebody in, or begins to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_session(
        &mut self,
        session_hash: &str,
        person: &PersonId,
        (csrf, needs): (&str, Needs),
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into sessions (session_hash, person_id, csrf, created_at, seen_at, expires_at, needs)
             values ($1, $2, $3, $4, $5, $6, $7)",
        )
        .bind(session_hash)
        .bind(person.as_str())
        .bind(csrf)
        .bind(now.unix_micros())
        .bind(now.unix_micros())
        .bind(expires.unix_micros())
        .bind(needs.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Who has begun to sign in with this session, and what it still needs.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_pending_session(
        &mut self,
        session_hash: &str,
        now: Timestamp,
    ) -> Result<Option<(SignedIn, Needs)>, StoreError> {
        let row: Option<(String, String, i64, String)> = sqlx::query_as(
            "select person_id, csrf, seen_at, needs
               from sessions
              where session_hash = $1 and expires_at > $2 and needs <> ''",
        )
        .bind(session_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        let read = |(person, csrf, seen_at, needs): (String, _, _, String)| {
            let needs = if needs == "enrol" { Needs::FirstPasskey } else { Needs::Passkey };
            (SignedIn { person_id: PersonId::from_text(person), csrf, seen_at }, needs)
        };
        Ok(row.map(read))
    }

    /// Who is signed in with this session: not ended, and seen since `idle_since`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_session(
        &mut self,
        session_hash: &str,
        now: Timestamp,
        idle_since: Timestamp,
    ) -> Result<Option<SignedIn>, StoreError> {
        let row: Option<(String, String, i64)> = sqlx::query_as(
            "select person_id, csrf, seen_at
               from sessions
              where session_hash = $1 and expires_at > $2 and seen_at > $3 and needs = ''",
        )
        .bind(session_hash)
        .bind(now.unix_micros())
        .bind(idle_since.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(person, csrf, seen_at)| SignedIn { person_id: PersonId::from_text(person), csrf, seen_at }))
    }

    /// Notes that somebody was seen.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn touch_session(&mut self, session_hash: &str, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update sessions set seen_at = $2 where session_hash = $1")
            .bind(session_hash)
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Signs out.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_session(&mut self, session_hash: &str) -> Result<(), StoreError> {
        sqlx::query("delete from sessions where session_hash = $1")
            .bind(session_hash)
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Forgets links and sessions that ended before `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_old_sessions(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let mut count = 0;
        for query in ["delete from sessions where expires_at < $1", "delete from sign_in_links where expires_at < $1"] {
            count += sqlx::query(query).bind(before.unix_micros()).execute(self.connection()).await?.rows_affected();
        }
        Ok(count)
    }
}
