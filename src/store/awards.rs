//! Awards: the decision, the bytes to be signed, the signed credential, and what became of it.

use super::decisions::{Answer, Decision, DecisionRow};
use super::reminders::{Reminded, RemindedRow};
use super::revocations::Revocation;
use super::{Bundle, Session, StoreError, optional_time, time};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, AwardId, ImportId, OrganisationId, PersonId, StatusListId};

/// An award before its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAward {
    /// Which one.
    pub award_id: AwardId,
    /// What is awarded.
    pub achievement_id: AchievementId,
    /// In which published version.
    pub version: i64,
    /// To whom.
    pub person_id: PersonId,
    /// Printed under pictures.
    pub short_code: String,
    /// The status list.
    pub list_id: StatusListId,
    /// Its number among the entries that were given out, which no other award of the list has.
    pub entry_number: i64,
    /// The entry in it that follows from the number.
    pub status_index: i64,
    /// The exact bytes that are signed.
    pub unsigned: String,
    /// With which key.
    pub key_name: String,
    /// At which time.
    pub signed_at: Timestamp,
    /// When it was decided.
    pub awarded_at: Timestamp,
    /// When it ends.
    pub valid_until: Option<Timestamp>,
    /// Who decided.
    pub created_by: String,
}

/// An award as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Award {
    /// Which one.
    pub award_id: AwardId,
    /// Who awards.
    pub organisation_id: OrganisationId,
    /// What is awarded.
    pub achievement_id: AchievementId,
    /// In which published version.
    pub version: i64,
    /// To whom.
    pub person_id: PersonId,
    /// Printed under pictures.
    pub short_code: String,
    /// The status list.
    pub list_id: StatusListId,
    /// The entry in it.
    pub status_index: i64,
    /// The exact bytes that are signed.
    pub unsigned: String,
    /// With which key.
    pub key_name: String,
    /// At which time.
    pub signed_at: Timestamp,
    /// The signed credential; `None` between the decision and the signature.
    pub credential: Option<String>,
    /// When it was decided.
    pub awarded_at: Timestamp,
    /// When it ends.
    pub valid_until: Option<Timestamp>,
    /// When it was put into the database.
    pub created_at: Timestamp,
    /// Who decided.
    pub created_by: String,
    /// Since when it is on hold.
    pub suspended_at: Option<Timestamp>,
    /// Why it is on hold.
    pub suspended_reason: Option<String>,
    /// That it was withdrawn.
    pub revocation: Option<Revocation>,
    /// What its earner decided about it.
    pub decision: Decision,
    /// When its earner was erased, and with them every word of the credential.
    pub erased_at: Option<Timestamp>,
}

impl Award {
    /// The award that [`Session::insert_awards`] and [`Session::put_proofs`] have just written.
    pub fn of_new(organisation: &OrganisationId, new: NewAward, credential: String, now: Timestamp) -> Self {
        Self {
            award_id: new.award_id,
            organisation_id: organisation.clone(),
            achievement_id: new.achievement_id,
            version: new.version,
            person_id: new.person_id,
            short_code: new.short_code,
            list_id: new.list_id,
            status_index: new.status_index,
            unsigned: new.unsigned,
            key_name: new.key_name,
            signed_at: new.signed_at,
            credential: Some(credential),
            awarded_at: new.awarded_at,
            valid_until: new.valid_until,
            created_at: now,
            created_by: new.created_by,
            suspended_at: None,
            suspended_reason: None,
            revocation: None,
            decision: Decision::default(),
            erased_at: None,
        }
    }
}

/// An award as it stands in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AwardSummary {
    /// Which one.
    pub award_id: AwardId,
    /// What was awarded.
    pub achievement_id: AchievementId,
    /// What it is called.
    pub achievement_name: String,
    /// To whom.
    pub person_id: PersonId,
    /// What they are called.
    pub person_name: String,
    /// One of their addresses.
    pub person_email: String,
    /// Printed under pictures.
    pub short_code: String,
    /// Whether it is signed.
    pub is_signed: bool,
    /// When it was decided.
    pub awarded_at: Timestamp,
    /// When it ends.
    pub valid_until: Option<Timestamp>,
    /// When it was put into the database.
    pub created_at: Timestamp,
    /// Since when it is on hold.
    pub suspended_at: Option<Timestamp>,
    /// Since when it is withdrawn.
    pub revoked_at: Option<Timestamp>,
    /// What its earner answered.
    pub answer: Answer,
    /// How often they were reminded, when they were or asked for none.
    pub reminded: Option<Reminded>,
}

/// Which awards of an organisation are asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwardFilter {
    /// Only this achievement.
    pub achievement: Option<AchievementId>,
    /// A text in the recipient's name, address, or the short code.
    pub text: String,
    /// `valid`, `revoked`, `suspended`, `standing` (not revoked), `unanswered` (that, and no answer yet), or empty for all.
    pub state: String,
    /// Only those of this list.
    pub import: Option<ImportId>,
    /// Older than this award, by time and identifier: the last of the page before.
    pub before: Option<(i64, String)>,
    /// At most so many.
    pub limit: i64,
}

/// The text of a query for whole awards; `$rest` follows the join.
macro_rules! award_query {
    ($rest:literal) => {
        concat!(
            "select a.award_id, a.organisation_id, a.achievement_id, a.version, a.person_id, a.short_code, a.list_id,
                    a.status_index, a.unsigned, a.key_name, a.signed_at, a.credential, a.proof, a.awarded_at,
                    a.valid_until, a.created_at, a.created_by, a.suspended_at, a.suspended_reason, r.reason, r.revoked_at,
                    r.revoked_by, d.answer, d.answered_at, d.visibility, d.shows_name, d.hidden_evidence, d.shown_evidence, x.erased_at
               from awards a
               left join revocations r on r.award_id = a.award_id
               left join award_answers d on d.award_id = a.award_id
               left join erased_awards x on x.award_id = a.award_id ",
            $rest
        )
    };
}

/// The text of a query over the awards that a filter asks for; `$rest` follows the conditions, from `$7` on.
macro_rules! filtered_awards {
    ($select:literal, $rest:literal) => {
        concat!(
            "select ",
            $select,
            " from awards a
               join achievements c on c.achievement_id = a.achievement_id
               join people p on p.person_id = a.person_id
               left join revocations r on r.award_id = a.award_id
               left join award_answers d on d.award_id = a.award_id
               left join award_reminders m on m.award_id = a.award_id
              where a.organisation_id = $1
                and ($2 = '' or a.achievement_id = $2)
                and ($3 = '' or a.short_code = $3 or lower(p.name) like $4 escape '!'
                     or exists (select 1 from person_emails e
                                 where e.person_id = a.person_id and e.email_key like $4 escape '!'))
                and ($5 = '' or ($5 = 'revoked' and r.revoked_at is not null)
                     or ($5 = 'standing' and r.revoked_at is null)
                     or ($5 = 'unanswered' and r.revoked_at is null and (d.answer is null or d.answer = 'offered'))
                     or ($5 = 'suspended' and a.suspended_at is not null and r.revoked_at is null)
                     or ($5 = 'valid' and a.suspended_at is null and r.revoked_at is null))
                and ($6 = '' or a.award_id in (select i.award_id
                                                 from award_import_rows i
                                                where i.import_id = $6 and i.award_id is not null)) ",
            $rest
        )
    };
}

/// The signed credential: the unsigned one, with its proofs as the last member.
pub fn with_proof(unsigned: &str, proof: &str) -> String {
    let open = unsigned.strip_suffix('}').unwrap_or(unsigned);
    format!("{open},\"proof\":{proof}}}")
}

/// The signed credential of a row, if it is signed.
pub(super) fn signed(credential: Option<String>, unsigned: &str, proof: Option<String>) -> Option<String> {
    credential.or_else(|| Some(with_proof(unsigned, &proof?)))
}

#[derive(sqlx::FromRow)]
struct AwardRow {
    award_id: String,
    organisation_id: String,
    achievement_id: String,
    version: i64,
    person_id: String,
    short_code: String,
    list_id: String,
    status_index: i64,
    unsigned: String,
    key_name: String,
    signed_at: i64,
    credential: Option<String>,
    proof: Option<String>,
    awarded_at: i64,
    valid_until: Option<i64>,
    created_at: i64,
    created_by: String,
    suspended_at: Option<i64>,
    suspended_reason: Option<String>,
    reason: Option<String>,
    revoked_at: Option<i64>,
    revoked_by: Option<String>,
    #[sqlx(flatten)]
    decision: DecisionRow,
    erased_at: Option<i64>,
}

impl TryFrom<AwardRow> for Award {
    type Error = StoreError;

    fn try_from(row: AwardRow) -> Result<Self, StoreError> {
        let id = row.award_id.clone();
        let revocation = match (row.reason, row.revoked_at, row.revoked_by) {
            (Some(reason), Some(at), Some(revoked_by)) => {
                Some(Revocation { reason, revoked_at: time(at, "revocations", &id)?, revoked_by })
            }
            _ => None,
        };
        let credential = signed(row.credential, &row.unsigned, row.proof);
        Ok(Self {
            award_id: AwardId::from_text(row.award_id),
            organisation_id: OrganisationId::from_text(row.organisation_id),
            achievement_id: AchievementId::from_text(row.achievement_id),
            version: row.version,
            person_id: PersonId::from_text(row.person_id),
            short_code: row.short_code,
            list_id: StatusListId::from_text(row.list_id),
            status_index: row.status_index,
            unsigned: row.unsigned,
            key_name: row.key_name,
            signed_at: time(row.signed_at, "awards", &id)?,
            credential,
            awarded_at: time(row.awarded_at, "awards", &id)?,
            valid_until: optional_time(row.valid_until, "awards", &id)?,
            created_at: time(row.created_at, "awards", &id)?,
            created_by: row.created_by,
            suspended_at: optional_time(row.suspended_at, "awards", &id)?,
            suspended_reason: row.suspended_reason,
            revocation,
            decision: row.decision.read(&id)?,
            erased_at: optional_time(row.erased_at, "erased_awards", &id)?,
        })
    }
}

#[derive(sqlx::FromRow)]
struct SummaryRow {
    award_id: String,
    achievement_id: String,
    achievement_name: String,
    person_id: String,
    person_name: String,
    person_email: String,
    short_code: String,
    is_signed: i64,
    awarded_at: i64,
    valid_until: Option<i64>,
    created_at: i64,
    suspended_at: Option<i64>,
    revoked_at: Option<i64>,
    answer: Option<String>,
    #[sqlx(flatten)]
    reminded: RemindedRow,
}

impl TryFrom<SummaryRow> for AwardSummary {
    type Error = StoreError;

    fn try_from(row: SummaryRow) -> Result<Self, StoreError> {
        let id = row.award_id.clone();
        Ok(Self {
            award_id: AwardId::from_text(row.award_id),
            achievement_id: AchievementId::from_text(row.achievement_id),
            achievement_name: row.achievement_name,
            person_id: PersonId::from_text(row.person_id),
            person_name: row.person_name,
            person_email: row.person_email,
            short_code: row.short_code,
            is_signed: row.is_signed != 0,
            awarded_at: time(row.awarded_at, "awards", &id)?,
            valid_until: optional_time(row.valid_until, "awards", &id)?,
            created_at: time(row.created_at, "awards", &id)?,
            suspended_at: optional_time(row.suspended_at, "awards", &id)?,
            revoked_at: optional_time(row.revoked_at, "awards", &id)?,
            answer: Answer::read(row.answer.as_deref(), &id)?,
            reminded: row.reminded.read(&id)?,
        })
    }
}

impl Bundle {
    /// Adds awards that are still to be signed.
    pub fn insert_awards(&mut self, organisation: &OrganisationId, awards: &[NewAward], now: Timestamp) {
        let text = "insert into awards
                        (award_id, organisation_id, achievement_id, version, person_id, short_code, list_id,
                         status_index, unsigned, key_name, signed_at, awarded_at, valid_until, created_at, created_by,
                         entry_number)
                 values";
        self.add((text, ""), (awards, 16), |values, new| {
            values
                .bind(new.award_id.as_str())
                .bind(organisation.as_str())
                .bind(new.achievement_id.as_str())
                .bind(new.version)
                .bind(new.person_id.as_str())
                .bind(&new.short_code)
                .bind(new.list_id.as_str())
                .bind(new.status_index)
                .bind(&new.unsigned)
                .bind(&new.key_name)
                .bind(new.signed_at.unix_micros())
                .bind(new.awarded_at.unix_micros())
                .bind(new.valid_until.map(Timestamp::unix_micros))
                .bind(now.unix_micros())
                .bind(&new.created_by)
                .bind(new.entry_number);
        });
    }
}

impl Session {
    /// Adds awards that are still to be signed.
    ///
    /// # Errors
    /// [`StoreError::Duplicate`] when an entry or a short code is taken.
    pub async fn insert_awards(
        &mut self,
        organisation: &OrganisationId,
        awards: &[NewAward],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut bundle = self.bundle();
        bundle.insert_awards(organisation, awards, now);
        self.send(bundle).await
    }

    /// Puts proofs to their awards, whose credentials are signed with them ([`with_proof`]); those that are there already
    /// stay.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn put_proofs(
        &mut self,
        organisation: &OrganisationId,
        proofs: &[(AwardId, String)],
    ) -> Result<(), StoreError> {
        let text = "update awards set proof = v.column2 from (values";
        let rest = ") as v
             where awards.award_id = v.column1 and awards.organisation_id = v.column3
               and awards.proof is null and awards.credential is null";
        let mut bundle = self.bundle();
        bundle.add((text, rest), (proofs, 3), |values, (award, proof)| {
            values.bind(award.as_str()).bind(proof).bind(organisation.as_str());
        });
        self.send(bundle).await
    }

    /// An award of an organisation.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_award(
        &mut self,
        organisation: &OrganisationId,
        award: &AwardId,
    ) -> Result<Option<Award>, StoreError> {
        let found = self.find_award_of_any(award).await?;
        Ok(found.filter(|found| found.organisation_id == *organisation))
    }

    /// An award, whoever gave it: for its public page, whose address nobody can guess.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_award_of_any(&mut self, award: &AwardId) -> Result<Option<Award>, StoreError> {
        let row: Option<AwardRow> = sqlx::query_as(award_query!("where a.award_id = $1"))
            .bind(award.as_str())
            .fetch_optional(self.connection())
            .await?;
        row.map(Award::try_from).transpose()
    }

    /// The award with this short code.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn find_award_by_code(&mut self, short_code: &str) -> Result<Option<Award>, StoreError> {
        let row: Option<AwardRow> = sqlx::query_as(award_query!("where a.short_code = $1"))
            .bind(short_code)
            .fetch_optional(self.connection())
            .await?;
        row.map(Award::try_from).transpose()
    }

    /// Awards without a signature, by identifier, after the given one: what a crash left to be done.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_unsigned_awards(
        &mut self,
        older_than: Timestamp,
        after: &str,
        limit: i64,
    ) -> Result<Vec<Award>, StoreError> {
        let rows: Vec<AwardRow> = sqlx::query_as(award_query!(
            "where a.proof is null and a.credential is null and a.unsigned <> ''
                and x.erased_at is null and a.created_at < $1 and a.award_id > $2
              order by a.award_id limit $3"
        ))
        .bind(older_than.unix_micros())
        .bind(after)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(Award::try_from).collect()
    }

    /// All awards of every organisation, by identifier, after the given one: for audits and exports.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_all_awards(&mut self, after: &str, limit: i64) -> Result<Vec<Award>, StoreError> {
        let rows: Vec<AwardRow> = sqlx::query_as(award_query!("where a.award_id > $1 order by a.award_id limit $2"))
            .bind(after)
            .bind(limit)
            .fetch_all(self.connection())
            .await?;
        rows.into_iter().map(Award::try_from).collect()
    }

    /// Awards of an organisation that the filter asks for, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_awards(
        &mut self,
        organisation: &OrganisationId,
        filter: &AwardFilter,
    ) -> Result<Vec<AwardSummary>, StoreError> {
        let (before_time, before_id) = filter.before.clone().unwrap_or((i64::MAX, String::new()));
        let rows: Vec<SummaryRow> = sqlx::query_as(filtered_awards!(
            "a.award_id, a.achievement_id, c.name as achievement_name, a.person_id, p.name as person_name,
             coalesce((select min(e.email) from person_emails e where e.person_id = a.person_id), '') as person_email,
             a.short_code, case when a.proof is null and a.credential is null then cast(0 as bigint)
                                else cast(1 as bigint) end as is_signed, a.awarded_at, a.valid_until, a.created_at, a.suspended_at, r.revoked_at, d.answer,
             m.sent, m.sent_at, m.stopped_at",
            "and (a.created_at < $7 or (a.created_at = $7 and a.award_id < $8))
           order by a.created_at desc, a.award_id desc
           limit $9"
        ))
        .bind(organisation.as_str())
        .bind(filter.achievement.as_ref().map_or("", AchievementId::as_str))
        .bind(filter.text.trim())
        .bind(super::achievements::like(filter.text.trim()))
        .bind(&filter.state)
        .bind(filter.import.as_ref().map_or("", ImportId::as_str))
        .bind(before_time)
        .bind(before_id)
        .bind(filter.limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(AwardSummary::try_from).collect()
    }

    /// How many awards of an organisation the filter asks for, on all its pages.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_awards_like(
        &mut self,
        organisation: &OrganisationId,
        filter: &AwardFilter,
    ) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as(filtered_awards!("count(*)", ""))
            .bind(organisation.as_str())
            .bind(filter.achievement.as_ref().map_or("", AchievementId::as_str))
            .bind(filter.text.trim())
            .bind(super::achievements::like(filter.text.trim()))
            .bind(&filter.state)
            .bind(filter.import.as_ref().map_or("", ImportId::as_str))
            .fetch_one(self.connection())
            .await?;
        Ok(count)
    }

    /// How many awards an organisation gave, and how many of them are withdrawn.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_awards(&mut self, organisation: &OrganisationId) -> Result<(i64, i64), StoreError> {
        let (all,): (i64,) = sqlx::query_as("select count(*) from awards where organisation_id = $1")
            .bind(organisation.as_str())
            .fetch_one(self.connection())
            .await?;
        let (revoked,): (i64,) = sqlx::query_as("select count(*) from revocations where organisation_id = $1")
            .bind(organisation.as_str())
            .fetch_one(self.connection())
            .await?;
        Ok((all, revoked))
    }
}
