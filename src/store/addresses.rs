//! A person's addresses: proven by a link, one of them the first, and two people who turn out to be one.

use super::{Session, StoreError, email_key};
use crate::clock::Timestamp;
use crate::ids::PersonId;

/// A link that proves that somebody reads the mail of an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailProof {
    /// Who wants to add it.
    pub person_id: PersonId,
    /// The address, as it was typed.
    pub email: String,
}

/// Where a person stands as the one who owns a row, and what is to be changed there when two people are one.
const OWNED: [(&str, &str); 11] = [
    ("person_emails", "person_id"),
    ("awards", "person_id"),
    ("collections", "person_id"),
    ("share_links", "person_id"),
    ("name_requests", "person_id"),
    ("claims", "claimant_id"),
    ("reviews", "claimant_id"),
    ("invitations", "person_id"),
    ("join_requests", "person_id"),
    ("passkeys", "person_id"),
    ("identities", "person_id"),
];

impl Session {
    /// Keeps a link that proves an address, by its hash.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_email_proof(
        &mut self,
        link_hash: &str,
        proof: &EmailProof,
        now: Timestamp,
        expires: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into email_proofs (link_hash, person_id, email, created_at, expires_at)
             values ($1, $2, $3, $4, $5)",
        )
        .bind(link_hash)
        .bind(proof.person_id.as_str())
        .bind(&proof.email)
        .bind(now.unix_micros())
        .bind(expires.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// How many such links a person asked for since a time.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_email_proofs(&mut self, person: &PersonId, since: Timestamp) -> Result<i64, StoreError> {
        let (count,): (i64,) =
            sqlx::query_as("select count(*) from email_proofs where person_id = $1 and created_at >= $2")
                .bind(person.as_str())
                .bind(since.unix_micros())
                .fetch_one(self.connection())
                .await?;
        Ok(count)
    }

    /// What a link would prove, if it is still good.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_email_proof(
        &mut self,
        link_hash: &str,
        now: Timestamp,
    ) -> Result<Option<EmailProof>, StoreError> {
        let row: Option<(String, String)> = sqlx::query_as(
            "select person_id, email from email_proofs where link_hash = $1 and used_at is null and expires_at > $2",
        )
        .bind(link_hash)
        .bind(now.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(person, email)| EmailProof { person_id: PersonId::from_text(person), email }))
    }

    /// Uses a link up. Whether it was good.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn use_email_proof(&mut self, link_hash: &str, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "update email_proofs set used_at = $2 where link_hash = $1 and used_at is null and expires_at > $2",
        )
        .bind(link_hash)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Forgets links to addresses that ended before `before`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_old_email_proofs(&mut self, before: Timestamp) -> Result<u64, StoreError> {
        let done = sqlx::query("delete from email_proofs where expires_at < $1")
            .bind(before.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected())
    }

    /// Takes an address away from a person. Whether it was theirs.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn delete_email(&mut self, person: &PersonId, email: &str) -> Result<bool, StoreError> {
        sqlx::query("delete from primary_emails where person_id = $1 and email_key = $2")
            .bind(person.as_str())
            .bind(email_key(email))
            .execute(self.connection())
            .await?;
        let done = sqlx::query("delete from person_emails where person_id = $1 and email_key = $2")
            .bind(person.as_str())
            .bind(email_key(email))
            .execute(self.connection())
            .await?;
        Ok(done.rows_affected() > 0)
    }

    /// Says which of a person's addresses mail goes to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_primary_email(&mut self, person: &PersonId, email: &str) -> Result<(), StoreError> {
        sqlx::query(
            "insert into primary_emails (person_id, email_key) values ($1, $2)
             on conflict (person_id) do update set email_key = excluded.email_key",
        )
        .bind(person.as_str())
        .bind(email_key(email))
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// How many awards and claims a person has, and whether they review or reviewed.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_belongings(&mut self, person: &PersonId) -> Result<(i64, i64, bool), StoreError> {
        let (awards, claims, reviews): (i64, i64, i64) = sqlx::query_as(
            "select (select count(*) from awards where person_id = $1),
                    (select count(*) from claims where claimant_id = $1),
                    (select count(*) from reviewers where person_id = $1)
                    + (select count(*) from review_assignments where reviewer_id = $1)",
        )
        .bind(person.as_str())
        .fetch_one(self.connection())
        .await?;
        Ok((awards, claims, reviews > 0))
    }

    /// Whether one of two people appears in a claim of the other.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn appears_in_claims_of(&mut self, one: &PersonId, other: &PersonId) -> Result<bool, StoreError> {
        let (count,): (i64,) = sqlx::query_as(
            "select count(*)
               from claims
              where (claimant_id = $1 and content like $4) or (claimant_id = $2 and content like $3)",
        )
        .bind(one.as_str())
        .bind(other.as_str())
        .bind(format!("%{one}%"))
        .bind(format!("%{other}%"))
        .fetch_one(self.connection())
        .await?;
        Ok(count > 0)
    }

    /// Gives everything of one person to another, who is the same. Roles and what hangs on sessions is not moved here.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn move_belongings(&mut self, from: &PersonId, to: &PersonId) -> Result<(), StoreError> {
        // The claim knows its claimant by identifier; identifiers are random, so that no other word is touched.
        sqlx::query("update claims set content = replace(content, $1, $2) where claimant_id = $1")
            .bind(from.as_str())
            .bind(to.as_str())
            .execute(self.connection())
            .await?;
        // Of what both have, one is enough: the second request to join, the second time that a path was gone to its end.
        for text in [
            "delete from join_requests where person_id = $1 and $2 <> '' and outcome is null",
            "delete from milestone_awards
              where person_id = $1
                and achievement_id in (select achievement_id from milestone_awards where person_id = $2)",
            "update milestone_awards set person_id = $2 where person_id = $1",
            "delete from claim_coaches
              where coach_id = $1 and claim_id in (select claim_id from claim_coaches where coach_id = $2)",
            "update claim_coaches set coach_id = $2 where coach_id = $1",
        ] {
            sqlx::query(text).bind(from.as_str()).bind(to.as_str()).execute(self.connection()).await?;
        }
        for (table, column) in OWNED {
            let text = format!("update {table} set {column} = $2 where {column} = $1");
            sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(from.as_str())
                .bind(to.as_str())
                .execute(self.connection())
                .await?;
        }
        sqlx::query(
            "insert into affiliations (person_id, school, district, from_at, to_at)
             select $2, a.school, a.district, a.from_at, a.to_at from affiliations a where a.person_id = $1
             on conflict (person_id, school, from_at) do nothing",
        )
        .bind(from.as_str())
        .bind(to.as_str())
        .execute(self.connection())
        .await?;
        for (here, there) in [("one_id", "other_id"), ("other_id", "one_id")] {
            let text = format!(
                "insert into review_conflicts (organisation_id, {here}, {there}, kind, until_at)
                 select c.organisation_id, $2, c.{there}, c.kind, c.until_at
                   from review_conflicts c
                  where c.{here} = $1 and c.{there} <> $2
                 on conflict (organisation_id, one_id, other_id, kind) do nothing"
            );
            sqlx::query(sqlx::AssertSqlSafe(text))
                .bind(from.as_str())
                .bind(to.as_str())
                .execute(self.connection())
                .await?;
        }
        self.forget_ways_in(from).await?;
        sqlx::query("update people set name = '' where person_id = $1")
            .bind(from.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// Deletes what lets a person in and what is kept about them beside their badges, claims and reviews: roles, sessions,
    /// links, schools.
    ///
    /// # Errors
    /// [`StoreError`].
    pub(super) async fn forget_ways_in(&mut self, person: &PersonId) -> Result<(), StoreError> {
        const TABLES: [&str; 10] = [
            "sessions",
            "passkeys",
            "passkey_challenges",
            "identities",
            "sign_in_links",
            "email_proofs",
            "primary_emails",
            "memberships",
            "affiliations",
            "review_mailboxes",
        ];
        for table in TABLES {
            let text = format!("delete from {table} where person_id = $1");
            sqlx::query(sqlx::AssertSqlSafe(text)).bind(person.as_str()).execute(self.connection()).await?;
        }
        sqlx::query("delete from review_conflicts where one_id = $1 or other_id = $1")
            .bind(person.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
