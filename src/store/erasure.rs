//! Erasing a person: every word about them goes, what the status lists need stays.
//!
//! A table that holds something of people stands in [`HANDLED`]; a test compares the list with the tables there are.

use sqlx::AssertSqlSafe;

use super::{Award, Engine, Session, Store, StoreError};
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// Who stands in the awards of those who were erased.
const NOBODY: &str = "erased";
/// How often the log of SQLite is asked to be written back, while readers are in the way.
const TRIES: u32 = 20;

/// The tables that hold something of people, by a column of theirs, and that [`Session::erase_person`] or
/// [`Session::move_belongings`] deals with.
pub const HANDLED: [&str; 31] = [
    "affiliations",
    "award_answers",
    "award_import_rows",
    "award_links",
    "awards",
    "claim_coaches",
    "claim_evidence",
    "claims",
    "collections",
    "email_proofs",
    "feedback_ratings",
    "gold_judgements",
    "identities",
    "invitations",
    "join_requests",
    "memberships",
    "milestone_awards",
    "name_requests",
    "passkey_challenges",
    "passkeys",
    "people",
    "person_emails",
    "primary_emails",
    "review_assignments",
    "review_conflicts",
    "review_mailboxes",
    "reviewers",
    "reviews",
    "sessions",
    "share_links",
    "sign_in_links",
];

/// What was erased and is still to be done outside of the database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Erased {
    /// The awards whose words are gone.
    pub awards: Vec<Award>,
    /// Names of files of evidence that nothing refers to any more.
    pub files: Vec<String>,
}

impl Session {
    /// Erases a person. `hash` makes the fingerprint of a signed credential.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn erase_person(
        &mut self,
        person: &PersonId,
        hash: impl Fn(&str) -> String,
        now: Timestamp,
    ) -> Result<Erased, StoreError> {
        let awards = self.list_awards_of(person, i64::MAX).await?;
        let files: Vec<(String,)> = sqlx::query_as(
            "select e.stored_as
               from claim_evidence e
               join claims c on c.claim_id = e.claim_id
              where c.claimant_id = $1 and e.stored_as is not null",
        )
        .bind(person.as_str())
        .fetch_all(self.connection())
        .await?;
        self.erase_messages(person).await?;
        self.erase_joining(person).await?;
        self.erase_claims(person).await?;
        self.erase_badges(person, &awards, hash, now).await?;
        self.forget_ways_in(person).await?;
        for table in ["reviewers", "person_emails"] {
            let text = format!("delete from {table} where person_id = $1");
            sqlx::query(AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        // What they found about others' work stays with that work, under an identifier that means nobody any more.
        sqlx::query("update people set name = '', subject_id = 'erased:' || person_id where person_id = $1")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(Erased { awards, files: files.into_iter().map(|(name,)| name).collect() })
    }

    /// Whether anything is kept that tells who somebody is.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_person_known(&mut self, person: &PersonId) -> Result<bool, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "select (select count(*) from person_emails where person_id = $1)
                    + (select count(*) from awards where person_id = $1)
                    + (select count(*) from claims where claimant_id = $1)
                    + (select count(*) from people where person_id = $1 and name <> '')",
        )
        .bind(person.as_str())
        .fetch_one(self.connection())
        .await?;
        Ok(count > 0)
    }

    /// Mails and other work about the person, done or not.
    async fn erase_messages(&mut self, person: &PersonId) -> Result<(), StoreError> {
        for about in [
            "select email from person_emails where person_id = $1",
            "select email_key from person_emails where person_id = $1",
            "select award_id from awards where person_id = $1",
            "select claim_id from claims where claimant_id = $1",
            "select person_id from people where person_id = $1",
        ] {
            let text = format!("delete from outbox where about in ({about})");
            sqlx::query(AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        let text = "delete from outbox where body like $1 or lower(about) in (select email_key from person_emails
                     where person_id = $2)";
        sqlx::query(text).bind(format!("%{person}%")).bind(person.as_str()).execute(self.connection()).await?;
        Ok(())
    }

    /// Invitations, requests and rows of lists, which know people by their addresses too; and what coaches wrote.
    async fn erase_joining(&mut self, person: &PersonId) -> Result<(), StoreError> {
        let by_address = "email_key in (select email_key from person_emails where person_id = $1)";
        for (table, which) in [
            ("invitations", format!("person_id = $1 or {by_address}")),
            ("join_requests", format!("person_id = $1 or {by_address}")),
            ("award_import_rows", by_address.to_owned()),
            ("claim_coaches", "coach_id = $1".to_owned()),
        ] {
            let text = format!("delete from {table} where {which}");
            sqlx::query(AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        Ok(())
    }

    async fn erase_claims(&mut self, person: &PersonId) -> Result<(), StoreError> {
        const OF_CLAIMS: [&str; 7] = [
            "claim_awards",
            "claim_coaches",
            "claim_evidence",
            "evidence_uploads",
            "feedback_ratings",
            "review_assignments",
            "reviews",
        ];
        sqlx::query(
            "delete from evidence_looks
              where evidence_id in (select e.evidence_id
                                      from claim_evidence e
                                      join claims c on c.claim_id = e.claim_id
                                     where c.claimant_id = $1)",
        )
        .bind(person.as_str())
        .execute(self.connection())
        .await?;
        for table in OF_CLAIMS {
            let text =
                format!("delete from {table} where claim_id in (select claim_id from claims where claimant_id = $1)");
            sqlx::query(AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        sqlx::query("delete from claims where claimant_id = $1")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    async fn erase_badges(
        &mut self,
        person: &PersonId,
        awards: &[Award],
        hash: impl Fn(&str) -> String,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let deliveries =
            "delete from webhook_deliveries where about in (select award_id from awards where person_id = $1)";
        sqlx::query(deliveries).bind(person.as_str()).execute(self.connection()).await?;
        for table in ["milestone_awards", "name_requests", "share_links"] {
            let text = format!("delete from {table} where person_id = $1");
            sqlx::query(AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        for table in ["collection_awards", "award_answers", "award_links", "award_reminders"] {
            let text =
                format!("delete from {table} where award_id in (select award_id from awards where person_id = $1)");
            sqlx::query(AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        sqlx::query("delete from collections where person_id = $1")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        sqlx::query(
            "insert into people (person_id, name, subject_id, created_at) values ($1, '', $1, $2)
             on conflict (person_id) do nothing",
        )
        .bind(NOBODY)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        for award in awards {
            sqlx::query(
                "insert into erased_awards
                        (award_id, credential_sha256, list_id, status_index, awarded_at, valid_until, erased_at)
                 values ($1, $2, $3, $4, $5, $6, $7)
                 on conflict (award_id) do nothing",
            )
            .bind(award.award_id.as_str())
            .bind(award.credential.as_deref().map(&hash).unwrap_or_default())
            .bind(award.list_id.as_str())
            .bind(award.status_index)
            .bind(award.awarded_at.unix_micros())
            .bind(award.valid_until.map(Timestamp::unix_micros))
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        }
        sqlx::query(
            "update awards
                set person_id = $2, unsigned = '', credential = null, proof = null, short_code = 'erased:' || award_id,
                    suspended_reason = case when suspended_reason is null then null else '' end
              where person_id = $1",
        )
        .bind(person.as_str())
        .bind(NOBODY)
        .execute(self.connection())
        .await?;
        Ok(())
    }
}

impl Store {
    /// Writes SQLite's log back into the file and empties it, so that nothing that was deleted is left in it. On PostgreSQL
    /// the server's own vacuum does that.
    ///
    /// # Errors
    /// [`StoreError::Busy`] when readers were in the way all the time.
    pub async fn empty_log(&self) -> Result<(), StoreError> {
        if self.engine == Engine::Postgres {
            return Ok(());
        }
        for _ in 0..TRIES {
            let mut session = self.read().await?;
            let (busy, _, _): (i64, i64, i64) =
                sqlx::query_as("pragma wal_checkpoint(truncate)").fetch_one(session.connection()).await?;
            if busy == 0 {
                return Ok(());
            }
            drop(session);
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
        Err(StoreError::Busy)
    }
}
