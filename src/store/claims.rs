//! Claims. A claim is kept as the rules know it; the columns beside it are for
//! queries. Saving compares the revision, so that of two who change a claim at once one begins anew.

use sqlx::AssertSqlSafe;

use super::awards::signed;
use super::values::{pieces, places};
use super::{Engine, Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, AwardId, ClaimId, OrganisationId, PersonId};
use crate::review::{Claim, ContentHash, State};

const TABLE: &str = "claims";

/// A claim as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptClaim {
    /// Whose achievement it is.
    pub organisation_id: OrganisationId,
    /// The published version of the achievement that the running submission is for.
    pub version: Option<i64>,
    /// The hashes of the rubric and the policy of that submission.
    pub pinned: Option<(String, String)>,
    /// The claim itself.
    pub claim: Claim,
    /// What the claimant is writing, as JSON.
    pub draft: String,
    /// Why it was given back without a judgement; empty when it was not.
    pub returned: String,
    /// When time does something next.
    pub due_at: Option<Timestamp>,
    /// How often it was changed.
    pub revision: i64,
    /// When it was begun.
    pub created_at: Timestamp,
}

/// The text that leases claims; `$lock` follows the choice of the rows.
macro_rules! lease_query {
    ($lock:literal) => {
        concat!(
            "update claims
                set leased_until = $2
              where claim_id in (select claim_id
                                   from claims
                                  where due_at <= $1 and (leased_until is null or leased_until <= $1)
                                  order by due_at, claim_id
                                  limit $3 ",
            $lock,
            ")
                and due_at <= $1 and (leased_until is null or leased_until <= $1)
             returning claim_id"
        )
    };
}

#[derive(sqlx::FromRow)]
struct ClaimRow {
    claim_id: String,
    organisation_id: String,
    version: Option<i64>,
    rubric_hash: Option<String>,
    policy_hash: Option<String>,
    content: String,
    draft: String,
    returned: String,
    due_at: Option<i64>,
    revision: i64,
    created_at: i64,
}

impl TryFrom<ClaimRow> for KeptClaim {
    type Error = StoreError;

    fn try_from(row: ClaimRow) -> Result<Self, StoreError> {
        let id = row.claim_id;
        Ok(Self {
            claim: read(&row.content, TABLE, &id)?,
            organisation_id: OrganisationId::from_text(row.organisation_id),
            version: row.version,
            pinned: row.rubric_hash.zip(row.policy_hash),
            draft: row.draft,
            returned: row.returned,
            due_at: optional_time(row.due_at, TABLE, &id)?,
            revision: row.revision,
            created_at: time(row.created_at, TABLE, &id)?,
        })
    }
}

/// A stored value of the rules.
pub(super) fn read<T: serde::de::DeserializeOwned>(json: &str, table: &'static str, id: &str) -> Result<T, StoreError> {
    serde_json::from_str(json).map_err(|_| StoreError::Inconsistent { table, id: id.into() })
}

/// A value of the rules as it is stored.
pub(super) fn written(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

/// A word of the rules: the name that it has in JSON.
pub(super) fn word(value: &impl serde::Serialize) -> String {
    serde_json::to_value(value).ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Session {
    /// Adds a claim, with revision 1.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_claim(
        &mut self,
        organisation: &OrganisationId,
        claim: &Claim,
        draft: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into claims (claim_id, organisation_id, achievement_id, claimant_id, state, content, draft, revision,
                                 created_at, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, 1, $8, $8)",
        )
        .bind(claim.id().as_str())
        .bind(organisation.as_str())
        .bind(claim.achievement().as_str())
        .bind(claim.claimant().as_str())
        .bind(word(&claim.state()))
        .bind(written(claim))
        .bind(draft)
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// The claim.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_claim(&mut self, claim: &ClaimId) -> Result<Option<KeptClaim>, StoreError> {
        let row: Option<ClaimRow> = sqlx::query_as(
            "select claim_id, organisation_id, version, rubric_hash, policy_hash, content, draft, returned, due_at, revision,
                    created_at
               from claims
              where claim_id = $1",
        )
        .bind(claim.as_str())
        .fetch_optional(self.connection())
        .await?;
        row.map(KeptClaim::try_from).transpose()
    }

    /// Saves what became of a claim, and lets it go when it was leased.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when somebody else changed it meanwhile.
    pub async fn update_claim(&mut self, kept: &KeptClaim, now: Timestamp) -> Result<(), StoreError> {
        let claim = &kept.claim;
        let (rubric, policy) = kept.pinned.clone().unzip();
        let is_waiting = matches!(claim.state(), State::InReview | State::Moderation | State::Appeal);
        let done = sqlx::query(
            "update claims
                set state = $3, version = $4, rubric_hash = $5, policy_hash = $6, content = $7, draft = $8, due_at = $9,
                    leased_until = null, waiting_since = $10, revision = revision + 1, changed_at = $11,
                    returned = $12
              where claim_id = $1 and revision = $2",
        )
        .bind(claim.id().as_str())
        .bind(kept.revision)
        .bind(word(&claim.state()))
        .bind(kept.version)
        .bind(rubric)
        .bind(policy)
        .bind(written(claim))
        .bind(&kept.draft)
        .bind(kept.due_at.map(Timestamp::unix_micros))
        .bind(claim.waiting_since().filter(|_| is_waiting).map(Timestamp::unix_micros))
        .bind(now.unix_micros())
        .bind(&kept.returned)
        .execute(self.connection())
        .await?;
        if done.rows_affected() == 0 {
            return Err(StoreError::Contended);
        }
        self.put_assignments(kept).await?;
        self.put_reviews(kept).await
    }

    async fn put_assignments(&mut self, kept: &KeptClaim) -> Result<(), StoreError> {
        let Some(attempt) = kept.claim.attempt() else { return Ok(()) };
        for panel in attempt.panels() {
            for held in panel.assignments() {
                sqlx::query(
                    "insert into review_assignments
                            (claim_id, attempt, reviewer_id, organisation_id, panel, slot, state, due_at)
                     values ($1, $2, $3, $4, $5, $6, $7, $8)
                     on conflict (claim_id, attempt, reviewer_id) do update
                        set panel = excluded.panel, slot = excluded.slot, state = excluded.state,
                            due_at = excluded.due_at",
                )
                .bind(kept.claim.id().as_str())
                .bind(i64::from(attempt.number()))
                .bind(held.reviewer().as_str())
                .bind(kept.organisation_id.as_str())
                .bind(i64::from(panel.number()))
                .bind(i64::from(held.slot()))
                .bind(word(&held.state()))
                .bind(held.due_at().unix_micros())
                .execute(self.connection())
                .await?;
            }
        }
        Ok(())
    }

    async fn put_reviews(&mut self, kept: &KeptClaim) -> Result<(), StoreError> {
        let Some(attempt) = kept.claim.attempt() else { return Ok(()) };
        for review in attempt.panels().iter().flat_map(|panel| panel.reviews()) {
            sqlx::query(
                "insert into reviews (claim_id, attempt, reviewer_id, organisation_id, claimant_id, content,
                                      submitted_at, withdrawn_at)
                 values ($1, $2, $3, $4, $5, $6, $7, $8)
                 on conflict (claim_id, attempt, reviewer_id) do update
                    set content = excluded.content, withdrawn_at = excluded.withdrawn_at",
            )
            .bind(kept.claim.id().as_str())
            .bind(i64::from(attempt.number()))
            .bind(review.reviewer.as_str())
            .bind(kept.organisation_id.as_str())
            .bind(kept.claim.claimant().as_str())
            .bind(written(review))
            .bind(review.submitted_at.unix_micros())
            .bind(review.withdrawn_at.map(Timestamp::unix_micros))
            .execute(self.connection())
            .await?;
        }
        Ok(())
    }

    /// Leases claims for which something is due until `until`, those that are due longest first. Two instances never
    /// get the same one.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn lease_claims(
        &mut self,
        now: Timestamp,
        until: Timestamp,
        limit: i64,
    ) -> Result<Vec<ClaimId>, StoreError> {
        let text = match self.engine {
            Engine::Sqlite => lease_query!(""),
            Engine::Postgres => lease_query!("for update skip locked"),
        };
        let rows: Vec<(String,)> = sqlx::query_as(text)
            .bind(now.unix_micros())
            .bind(until.unix_micros())
            .bind(limit)
            .fetch_all(self.connection())
            .await?;
        Ok(rows.into_iter().map(|(claim,)| ClaimId::from_text(claim)).collect())
    }

    /// The claims of a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_claims_of(&mut self, claimant: &PersonId) -> Result<Vec<KeptClaim>, StoreError> {
        let rows: Vec<ClaimRow> = sqlx::query_as(
            "select claim_id, organisation_id, version, rubric_hash, policy_hash, content, draft, returned, due_at, revision,
                    created_at
               from claims
              where claimant_id = $1
              order by created_at desc, claim_id
              limit 200",
        )
        .bind(claimant.as_str())
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(KeptClaim::try_from).collect()
    }

    /// The claims of an organisation in one of these states, those that wait longest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_claims_in(
        &mut self,
        organisation: &OrganisationId,
        states: &[State],
        limit: i64,
    ) -> Result<Vec<KeptClaim>, StoreError> {
        let text = format!(
            "select claim_id, organisation_id, version, rubric_hash, policy_hash, content, draft, returned, due_at, revision,
                    created_at
               from claims
              where organisation_id = ${} and state in {}
              order by coalesce(waiting_since, changed_at), claim_id
              limit {limit}",
            states.len() + 1,
            places(1, states.len())
        );
        let mut query = sqlx::query_as::<_, ClaimRow>(AssertSqlSafe(text));
        for state in states {
            query = query.bind(word(state));
        }
        let rows = query.bind(organisation.as_str()).fetch_all(self.connection()).await?;
        rows.into_iter().map(KeptClaim::try_from).collect()
    }

    /// The claims of an organisation that were handed in, those that changed last first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_newest_claims(
        &mut self,
        organisation: &OrganisationId,
        limit: i64,
    ) -> Result<Vec<KeptClaim>, StoreError> {
        let rows: Vec<ClaimRow> = sqlx::query_as(
            "select claim_id, organisation_id, version, rubric_hash, policy_hash, content, draft, returned, due_at, revision,
                    created_at
               from claims
              where organisation_id = $1 and version is not null
              order by changed_at desc, claim_id
              limit $2",
        )
        .bind(organisation.as_str())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(KeptClaim::try_from).collect()
    }

    /// How many claims of an organisation are in each state.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_claims(&mut self, organisation: &OrganisationId) -> Result<Vec<(String, i64)>, StoreError> {
        Ok(sqlx::query_as(
            "select state, count(*) from claims where organisation_id = $1 group by state order by state",
        )
        .bind(organisation.as_str())
        .fetch_all(self.connection())
        .await?)
    }

    /// The claims that somebody was asked about and has not finished, or finished since `since`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_claims_on_bench(
        &mut self,
        reviewer: &PersonId,
        since: Timestamp,
    ) -> Result<Vec<KeptClaim>, StoreError> {
        let rows: Vec<ClaimRow> = sqlx::query_as(
            "select c.claim_id, c.organisation_id, c.version, c.rubric_hash, c.policy_hash, c.content, c.draft, c.returned, c.due_at,
                    c.revision, c.created_at
               from review_assignments a
               join claims c on c.claim_id = a.claim_id
              where a.reviewer_id = $1
                and (a.state in ('offered', 'accepted') or (a.state = 'done' and a.due_at >= $2))
              order by a.due_at, c.claim_id
              limit 200",
        )
        .bind(reviewer.as_str())
        .bind(since.unix_micros())
        .fetch_all(self.connection())
        .await?;
        let mut seen = std::collections::HashSet::new();
        let once = rows.into_iter().filter(|row| seen.insert(row.claim_id.clone()));
        once.map(KeptClaim::try_from).collect()
    }

    /// Ties an award to its claim.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when the claim has one.
    pub async fn insert_claim_award(&mut self, claim: &ClaimId, award: &AwardId) -> Result<(), StoreError> {
        sqlx::query("insert into claim_awards (claim_id, award_id) values ($1, $2)")
            .bind(claim.as_str())
            .bind(award.as_str())
            .execute(self.connection())
            .await?;
        Ok(())
    }

    /// The award that a claim led to.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_award_of_claim(&mut self, claim: &ClaimId) -> Result<Option<AwardId>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("select award_id from claim_awards where claim_id = $1")
            .bind(claim.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(award,)| AwardId::from_text(award)))
    }

    /// The claim that led to an award.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_claim_of_award(&mut self, award: &AwardId) -> Result<Option<ClaimId>, StoreError> {
        let row: Option<(String,)> = sqlx::query_as("select claim_id from claim_awards where award_id = $1")
            .bind(award.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(row.map(|(claim,)| ClaimId::from_text(claim)))
    }

    /// Accepted claims whose credential is signed and stored, and of which nobody has said so yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_signed_claims(&mut self, limit: i64) -> Result<Vec<(ClaimId, ContentHash)>, StoreError> {
        let rows: Vec<(String, Option<String>, String, Option<String>)> = sqlx::query_as(
            "select c.claim_id, a.credential, a.unsigned, a.proof
               from claims c
               join claim_awards l on l.claim_id = c.claim_id
               join awards a on a.award_id = l.award_id
              where c.state = 'accepted' and (a.proof is not null or a.credential is not null)
              order by c.claim_id
              limit $1",
        )
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        let hashed = |(claim, credential, unsigned, proof): (String, Option<String>, String, Option<String>)| {
            let credential = signed(credential, &unsigned, proof)?;
            Some((ClaimId::from_text(claim), ContentHash::of_bytes(credential.as_bytes())))
        };
        Ok(rows.into_iter().filter_map(hashed).collect())
    }

    /// The names of achievements in their newest version.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_achievement_names(
        &mut self,
        achievements: &[AchievementId],
    ) -> Result<std::collections::HashMap<AchievementId, String>, StoreError> {
        let mut found = std::collections::HashMap::new();
        for piece in pieces(achievements) {
            let text = format!(
                "select achievement_id, name from achievements where achievement_id in {}",
                places(1, piece.len())
            );
            let mut query = sqlx::query_as::<_, (String, String)>(AssertSqlSafe(text));
            for achievement in piece {
                query = query.bind(achievement.as_str());
            }
            let rows = query.fetch_all(self.connection()).await?;
            found.extend(rows.into_iter().map(|(id, name)| (AchievementId::from_text(id), name)));
        }
        Ok(found)
    }
}
