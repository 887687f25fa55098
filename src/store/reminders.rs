//! Who is reminded of a badge that they have not answered, how often they were, and who asked for no more of it.

use sqlx::AssertSqlSafe;

use super::values::pieces;
use super::{Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId, PersonId};

const TABLE: &str = "award_reminders";

/// How often somebody was reminded of an award.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reminded {
    /// So often.
    pub sent: i64,
    /// When last; means nothing when they never were.
    pub sent_at: Timestamp,
    /// When they asked for no more of it.
    pub stopped_at: Option<Timestamp>,
}

/// The columns of it; all missing when nothing was noted.
#[derive(sqlx::FromRow)]
pub(super) struct RemindedRow {
    sent: Option<i64>,
    sent_at: Option<i64>,
    stopped_at: Option<i64>,
}

impl RemindedRow {
    pub(super) fn read(self, award: &str) -> Result<Option<Reminded>, StoreError> {
        let (Some(sent), Some(sent_at)) = (self.sent, self.sent_at) else { return Ok(None) };
        let sent_at = time(sent_at, TABLE, award)?;
        Ok(Some(Reminded { sent, sent_at, stopped_at: optional_time(self.stopped_at, TABLE, award)? }))
    }
}

/// Whether an organisation's earners are reminded by themselves.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reminders {
    /// They are.
    #[default]
    On,
    /// Only when somebody there sends a reminder by hand.
    Off,
}

/// An award that somebody may be reminded of now.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unanswered {
    /// Whose it is.
    pub person_id: PersonId,
    /// Who awarded it.
    pub organisation_id: OrganisationId,
    /// Which one.
    pub award_id: AwardId,
}

/// The instants that say which awards are due for a reminder that nobody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReminderTimes {
    /// Awarded after this: what is older is left in peace.
    pub after: Timestamp,
    /// Awarded until this: due for the first.
    pub first: Timestamp,
    /// Awarded until this: due for the second.
    pub second: Timestamp,
    /// Reminded until this, or never.
    pub last: Timestamp,
    /// Nobody who had a mail with reminders after this gets another one.
    pub mail: Timestamp,
    /// The present.
    pub now: Timestamp,
}

/// The text of a query for awards that somebody may be reminded of; `$rest` follows the conditions. In all of them `$1` is
/// now, and nobody who had a mail with reminders after `$2` gets another one.
macro_rules! unanswered_query {
    ($rest:literal) => {
        concat!(
            "select a.person_id, a.organisation_id, a.award_id
               from organisations o
               join awards a on a.organisation_id = o.organisation_id
               left join reminder_settings s on s.organisation_id = o.organisation_id
               left join revocations r on r.award_id = a.award_id
               left join award_answers d on d.award_id = a.award_id
               left join award_reminders m on m.award_id = a.award_id
               left join erased_awards x on x.award_id = a.award_id
              where (a.proof is not null or a.credential is not null) and a.suspended_at is null and r.award_id is null and x.award_id is null
                and (a.valid_until is null or a.valid_until > $1)
                and (d.answer is null or d.answer = 'offered')
                and m.stopped_at is null
                and a.person_id not in (select c.person_id
                                          from award_reminders b
                                          join awards c on c.award_id = b.award_id
                                         where b.sent > 0 and b.sent_at > $2) ",
            $rest
        )
    };
}

type UnansweredRow = (String, String, String);

fn unanswered(rows: Vec<UnansweredRow>) -> Vec<Unanswered> {
    let read = |(person, organisation, award): UnansweredRow| Unanswered {
        person_id: PersonId::from_text(person),
        organisation_id: OrganisationId::from_text(organisation),
        award_id: AwardId::from_text(award),
    };
    rows.into_iter().map(read).collect()
}

impl Session {
    /// The awards that are due for a reminder by themselves, person by person.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_due_reminders(
        &mut self,
        times: &ReminderTimes,
        limit: i64,
    ) -> Result<Vec<Unanswered>, StoreError> {
        let rows: Vec<UnansweredRow> = sqlx::query_as(unanswered_query!(
            "and a.created_at > $3 and a.created_at <= $4
             and (s.is_on is null or s.is_on = 1)
             and (m.sent is null or m.sent < case when a.created_at <= $5 then 2 else 1 end)
             and (m.sent_at is null or m.sent_at <= $6)
           order by a.person_id, a.organisation_id, a.award_id
           limit $7"
        ))
        .bind(times.now.unix_micros())
        .bind(times.mail.unix_micros())
        .bind(times.after.unix_micros())
        .bind(times.first.unix_micros())
        .bind(times.second.unix_micros())
        .bind(times.last.unix_micros())
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        Ok(unanswered(rows))
    }

    /// The awards of an organisation that somebody there may remind of now, person by person.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_unanswered(
        &mut self,
        organisation: &OrganisationId,
        (now, mail): (Timestamp, Timestamp),
        most: i64,
        limit: i64,
    ) -> Result<Vec<Unanswered>, StoreError> {
        let rows: Vec<UnansweredRow> = sqlx::query_as(unanswered_query!(
            "and o.organisation_id = $3 and (m.sent is null or m.sent < $4)
           order by a.person_id, a.award_id
           limit $5"
        ))
        .bind(now.unix_micros())
        .bind(mail.unix_micros())
        .bind(organisation.as_str())
        .bind(most)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        Ok(unanswered(rows))
    }

    /// Those of the given awards of an organisation that somebody there may remind of now, person by person.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn filter_unanswered(
        &mut self,
        organisation: &OrganisationId,
        awards: &[AwardId],
        (now, mail): (Timestamp, Timestamp),
        most: i64,
    ) -> Result<Vec<Unanswered>, StoreError> {
        let mut found = Vec::new();
        for piece in pieces(awards) {
            let chosen: Vec<String> = (0..piece.len()).map(|place| format!("${}", place + 5)).collect();
            let text = format!(
                "{} and a.award_id in ({})",
                unanswered_query!("and o.organisation_id = $3 and (m.sent is null or m.sent < $4)"),
                chosen.join(", ")
            );
            let mut query = sqlx::query_as(AssertSqlSafe(text))
                .bind(now.unix_micros())
                .bind(mail.unix_micros())
                .bind(organisation.as_str())
                .bind(most);
            for award in piece {
                query = query.bind(award.as_str());
            }
            found.extend(unanswered(query.fetch_all(self.connection()).await?));
        }
        found.sort_by(|one, other| (&one.person_id, &one.award_id).cmp(&(&other.person_id, &other.award_id)));
        Ok(found)
    }

    /// Notes that somebody is reminded of an award now, and says for which time; `None` when they were reminded after
    /// `last` or asked for no more of it. Of two processes that do the same at once, one gets `None`.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn claim_reminder(
        &mut self,
        award: &AwardId,
        last: Timestamp,
        now: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let row: Option<(i64,)> = sqlx::query_as(
            "insert into award_reminders (award_id, sent, sent_at)
             values ($1, 1, $2)
             on conflict (award_id) do update
                set sent = award_reminders.sent + 1, sent_at = excluded.sent_at
              where award_reminders.sent_at <= $3 and award_reminders.stopped_at is null
             returning sent",
        )
        .bind(award.as_str())
        .bind(now.unix_micros())
        .bind(last.unix_micros())
        .fetch_optional(self.connection())
        .await?;
        Ok(row.map(|(sent,)| sent))
    }

    /// How often somebody was reminded of an award; `None` when they neither were nor asked for none.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_reminded(&mut self, award: &AwardId) -> Result<Option<Reminded>, StoreError> {
        let row: Option<RemindedRow> =
            sqlx::query_as("select sent, sent_at, stopped_at from award_reminders where award_id = $1")
                .bind(award.as_str())
                .fetch_optional(self.connection())
                .await?;
        row.map_or(Ok(None), |row| row.read(award.as_str()))
    }

    /// Notes that somebody wants no more reminders of the badges that wait for their answer now.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn stop_reminders(&mut self, person: &PersonId, now: Timestamp) -> Result<(), StoreError> {
        sqlx::query(
            "insert into award_reminders (award_id, sent, sent_at, stopped_at)
             select a.award_id, 0, 0, $2
               from awards a
               left join award_answers d on d.award_id = a.award_id
              where a.person_id = $1 and (d.answer is null or d.answer = 'offered')
             on conflict (award_id) do update set stopped_at = excluded.stopped_at",
        )
        .bind(person.as_str())
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Notes that somebody wants to be reminded again.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn resume_reminders(&mut self, person: &PersonId) -> Result<(), StoreError> {
        sqlx::query(
            "update award_reminders
                set stopped_at = null
              where stopped_at is not null
                and award_id in (select award_id from awards where person_id = $1)",
        )
        .bind(person.as_str())
        .execute(self.connection())
        .await?;
        Ok(())
    }

    /// Whether an organisation's earners are reminded by themselves; they are until somebody says otherwise.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_reminders(&mut self, organisation: &OrganisationId) -> Result<Reminders, StoreError> {
        let row: Option<(i16,)> = sqlx::query_as("select is_on from reminder_settings where organisation_id = $1")
            .bind(organisation.as_str())
            .fetch_optional(self.connection())
            .await?;
        Ok(if row.is_none_or(|(is_on,)| is_on != 0) { Reminders::On } else { Reminders::Off })
    }

    /// Keeps whether they are.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_reminders(
        &mut self,
        organisation: &OrganisationId,
        reminders: Reminders,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        sqlx::query(
            "insert into reminder_settings (organisation_id, is_on, changed_at)
             values ($1, $2, $3)
             on conflict (organisation_id) do update set is_on = excluded.is_on, changed_at = excluded.changed_at",
        )
        .bind(organisation.as_str())
        .bind(i16::from(reminders == Reminders::On))
        .bind(now.unix_micros())
        .execute(self.connection())
        .await?;
        Ok(())
    }
}
