//! What earners decided about their awards, and the links in mails by which they do so without an account.

use sqlx::AssertSqlSafe;

use super::values::{pieces, places};
use super::{Award, Session, StoreError, optional_time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, PersonId};

const TABLE: &str = "award_answers";

/// What an earner answered to an award.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answer {
    /// Nothing yet.
    #[default]
    Offered,
    /// They take it.
    Accepted,
    /// They do not want it.
    Declined,
}

impl Answer {
    /// The word for it in the database and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Offered => "offered",
            Self::Accepted => "accepted",
            Self::Declined => "declined",
        }
    }

    pub(super) fn read(word: Option<&str>, id: &str) -> Result<Self, StoreError> {
        let all = [Self::Offered, Self::Accepted, Self::Declined];
        match word {
            None => Ok(Self::Offered),
            Some(word) => all
                .into_iter()
                .find(|answer| answer.as_str() == word)
                .ok_or_else(|| StoreError::Inconsistent { table: TABLE, id: id.into() }),
        }
    }
}

/// Everything that an earner decided about an award.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decision {
    /// What they answered.
    pub answer: Answer,
    /// When; `None` while it is offered.
    pub answered_at: Option<Timestamp>,
    /// Whether whoever has the badge's own address may open it.
    pub is_public: bool,
    /// Whether pages say whose it is.
    pub shows_name: bool,
    /// Places in the credential's evidence, from 0, that pages leave out.
    pub hidden_evidence: Vec<usize>,
    /// Pieces of the claim that pages show although the credential does not have them.
    pub shown_evidence: Vec<String>,
}

impl Decision {
    /// Whether everybody who has the badge's own address may see it there.
    pub fn is_shown(&self) -> bool {
        self.is_public && self.answer != Answer::Declined
    }

    /// Whether the signed credential itself may be handed out there: it holds all evidence, whatever pages leave out.
    pub fn shows_credential(&self) -> bool {
        self.is_shown() && self.hidden_evidence.is_empty()
    }
}

/// The columns of a decision; all missing when nothing was decided.
#[derive(sqlx::FromRow)]
pub(super) struct DecisionRow {
    answer: Option<String>,
    answered_at: Option<i64>,
    visibility: Option<String>,
    shows_name: Option<i16>,
    hidden_evidence: Option<String>,
    shown_evidence: Option<String>,
}

impl DecisionRow {
    pub(super) fn read(self, id: &str) -> Result<Decision, StoreError> {
        let words = |text: Option<String>| {
            text.unwrap_or_default().split_whitespace().map(str::to_owned).collect::<Vec<String>>()
        };
        let inconsistent = || StoreError::Inconsistent { table: TABLE, id: id.into() };
        let hidden = words(self.hidden_evidence).iter().map(|place| place.parse()).collect::<Result<_, _>>();
        Ok(Decision {
            answer: Answer::read(self.answer.as_deref(), id)?,
            answered_at: optional_time(self.answered_at, TABLE, id)?,
            is_public: self.visibility.as_deref() == Some("public"),
            shows_name: self.shows_name.unwrap_or(0) != 0,
            hidden_evidence: hidden.map_err(|_| inconsistent())?,
            shown_evidence: words(self.shown_evidence),
        })
    }
}

impl Session {
    /// Keeps what an earner decided, instead of what they had decided before.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_decision(
        &mut self,
        award: &AwardId,
        decision: &Decision,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let hidden: Vec<String> = decision.hidden_evidence.iter().map(usize::to_string).collect();
        sqlx::query(
            "insert into award_answers (award_id, answer, answered_at, visibility, shows_name, hidden_evidence,
                                        shown_evidence, changed_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (award_id) do update
                set answer = excluded.answer, answered_at = excluded.answered_at, visibility = excluded.visibility,
                    shows_name = excluded.shows_name, hidden_evidence = excluded.hidden_evidence,
                    shown_evidence = excluded.shown_evidence, changed_at = excluded.changed_at",
        )
        .bind(award.as_str())
        .bind(decision.answer.as_str())
        .bind(decision.answered_at.map(Timestamp::unix_micros))
        .bind(if decision.is_public { "public" } else { "private" })
        .bind(i16::from(decision.shows_name))
        .bind(hidden.join(" "))
        .bind(decision.shown_evidence.join(" "))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Holds on to an award that its earner has not accepted: an answer that comes meanwhile waits for the end of this
    /// transaction. Whether they have not.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn hold_unaccepted(&mut self, award: &AwardId, now: Timestamp) -> Result<bool, StoreError> {
        let done = sqlx::query(
            "insert into award_answers (award_id, answer, answered_at, visibility, shows_name, hidden_evidence,
                                        shown_evidence, changed_at)
             values ($1, 'offered', null, 'private', 0, '', '', $2)
             on conflict (award_id) do update set changed_at = excluded.changed_at
              where award_answers.answer <> 'accepted'",
        )
        .bind(award.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(done.rows_affected() > 0)
    }

    /// The awards of a person, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_awards_of(&mut self, person: &PersonId, limit: i64) -> Result<Vec<Award>, StoreError> {
        let rows: Vec<(String,)> = sqlx::query_as(
            "select award_id from awards where person_id = $1 order by awarded_at desc, award_id limit $2",
        )
        .bind(person.as_str())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        let mut awards = Vec::with_capacity(rows.len());
        for (award,) in rows {
            awards.extend(self.find_award_of_any(&AwardId::from_text(award)).await?);
        }
        Ok(awards)
    }

    /// Keeps links that open awards for their earners, by the links' hashes.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn insert_award_links(&mut self, new: &[(String, AwardId)], now: Timestamp) -> Result<(), StoreError> {
        for piece in pieces(new) {
            let text =
                format!("insert into award_links (link_hash, award_id, created_at) values {}", places(piece.len(), 3));
            let mut query = sqlx::query(AssertSqlSafe(text));
            for (link_hash, award) in piece {
                query = query.bind(link_hash).bind(award.as_str()).bind(now.unix_micros());
            }
            query.execute(self.connection()).await?;
        }
        Ok(())
    }

    /// The award that a link opens for its earner, unless the link was ended.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_award_by_link(&mut self, link_hash: &str) -> Result<Option<AwardId>, StoreError> {
        let row: Option<(String,)> =
            sqlx::query_as("select award_id from award_links where link_hash = $1 and ended_at is null")
                .bind(link_hash)
                .fetch_optional(self.connection())
                .await?;
        Ok(row.map(|(award,)| AwardId::from_text(award)))
    }

    /// Ends all links that open an award for its earner.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn end_award_links(&mut self, award: &AwardId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query("update award_links set ended_at = $2 where award_id = $1 and ended_at is null")
            .bind(award.as_str())
            .bind(now.unix_micros())
            .execute(self.connection())
            .await?;
        Ok(())
    }
}
