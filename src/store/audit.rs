//! What happened: append-only, each event with the hash of the one before, so that a changed or missing row shows.

use sha2::{Digest, Sha256};

use super::{Bundle, Session, StoreError, time};
use crate::clock::Timestamp;
use crate::ids::OrganisationId;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewAuditEvent {
    /// Who did it: `person:…`, `key:…` or `system`.
    pub actor: String,
    /// What was done, such as `award.issue`.
    pub action: &'static str,
    /// What it was done to.
    pub about: String,
    /// What else matters, as JSON; no names, no addresses.
    pub detail: String,
}

/// An event as it stands in the chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditEvent {
    /// Counted from 1 in each organisation.
    pub number: i64,
    /// When.
    pub happened_at: Timestamp,
    /// Who did it.
    pub actor: String,
    /// What was done.
    pub action: String,
    /// What it was done to.
    pub about: String,
    /// What else matters, as JSON.
    pub detail: String,
    /// The hash of the event before; empty for the first.
    pub previous_hash: String,
    /// SHA-256 over all of the above and the organisation, in hexadecimal.
    pub hash: String,
}

impl AuditEvent {
    /// Whether the event is what its hash says and follows on `previous`.
    pub fn follows(&self, organisation: &OrganisationId, previous: Option<&Self>) -> bool {
        let (number, hash) = previous.map_or((0, ""), |previous| (previous.number, &previous.hash));
        self.number == number + 1 && self.previous_hash == hash && self.hash == self.computed_hash(organisation)
    }

    /// Each part with its length before it, so that no two events have the same bytes.
    fn computed_hash(&self, organisation: &OrganisationId) -> String {
        let mut hasher = Sha256::new();
        let (number, micros) = (self.number.to_string(), self.happened_at.unix_micros().to_string());
        let parts = [
            organisation.as_str(),
            &number,
            &micros,
            &self.actor,
            &self.action,
            &self.about,
            &self.detail,
            &self.previous_hash,
        ];
        for part in parts {
            hasher.update((part.len() as u64).to_be_bytes());
            hasher.update(part.as_bytes());
        }
        hex::encode(hasher.finalize())
    }
}

/// Which events are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditFilter {
    /// Only by this one: `person:…`, `key:…`; empty for all.
    pub actor: String,
    /// Only what begins with this word: `award`, `member`; empty for all.
    pub group: String,
    /// Not before.
    pub from: Option<Timestamp>,
    /// Before.
    pub until: Option<Timestamp>,
    /// Only events with a smaller number.
    pub before: i64,
    /// At most so many.
    pub limit: i64,
}

#[derive(sqlx::FromRow)]
struct AuditRow {
    number: i64,
    happened_at: i64,
    actor: String,
    action: String,
    about: String,
    detail: String,
    previous_hash: String,
    hash: String,
}

impl TryFrom<AuditRow> for AuditEvent {
    type Error = StoreError;

    fn try_from(row: AuditRow) -> Result<Self, StoreError> {
        Ok(Self {
            number: row.number,
            happened_at: time(row.happened_at, "audit_events", &row.number.to_string())?,
            actor: row.actor,
            action: row.action,
            about: row.about,
            detail: row.detail,
            previous_hash: row.previous_hash,
            hash: row.hash,
        })
    }
}

/// Where an organisation's chain ends: the number and the hash of its last event.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ChainEnd {
    pub(super) number: i64,
    pub(super) hash: String,
}

impl Bundle {
    /// Adds events at the end of an organisation's chain. It is a [`StoreError::Duplicate`] when another process added one
    /// at the same time.
    pub fn insert_audit_events(
        &mut self,
        organisation: &OrganisationId,
        end: ChainEnd,
        events: &[NewAuditEvent],
        now: Timestamp,
    ) {
        let ChainEnd { mut number, hash: mut previous_hash } = end;
        let mut chained = Vec::with_capacity(events.len());
        for new in events {
            number += 1;
            let mut event = AuditEvent {
                number,
                happened_at: now,
                actor: new.actor.clone(),
                action: new.action.into(),
                about: new.about.clone(),
                detail: new.detail.clone(),
                previous_hash,
                hash: String::new(),
            };
            event.hash = event.computed_hash(organisation);
            previous_hash = event.hash.clone();
            chained.push(event);
        }
        let text = "insert into audit_events
                        (organisation_id, number, happened_at, actor, action, about, detail, previous_hash, hash)
                 values";
        self.add((text, ""), (&chained, 9), |values, event| {
            values
                .bind(organisation.as_str())
                .bind(event.number)
                .bind(event.happened_at.unix_micros())
                .bind(&event.actor)
                .bind(&event.action)
                .bind(&event.about)
                .bind(&event.detail)
                .bind(&event.previous_hash)
                .bind(&event.hash);
        });
    }
}

impl Session {
    /// Adds events at the end of an organisation's chain.
    ///
    /// # Errors
    /// [`StoreError::Contended`] when another process added one at the same time.
    pub async fn insert_audit_events(
        &mut self,
        organisation: &OrganisationId,
        events: &[NewAuditEvent],
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let last: Option<(i64, String)> = sqlx::query_as(
            "select number, hash
               from audit_events
              where organisation_id = $1
              order by number desc
              limit 1",
        )
        .bind(organisation.as_str())
        .fetch_optional(self.connection())
        .await?;
        let end = last.map(|(number, hash)| ChainEnd { number, hash }).unwrap_or_default();
        let mut bundle = self.bundle();
        bundle.insert_audit_events(organisation, end, events, now);
        match self.send(bundle).await {
            Err(StoreError::Duplicate) => Err(StoreError::Contended),
            other => other,
        }
    }

    /// An organisation's events from a number on, in the order they happened.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn list_audit_events(
        &mut self,
        organisation: &OrganisationId,
        from: i64,
        limit: i64,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let rows: Vec<AuditRow> = sqlx::query_as(
            "select number, happened_at, actor, action, about, detail, previous_hash, hash
               from audit_events
              where organisation_id = $1 and number >= $2
              order by number
              limit $3",
        )
        .bind(organisation.as_str())
        .bind(from)
        .bind(limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(AuditEvent::try_from).collect()
    }

    /// An organisation's events that the filter asks for, the newest first.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn search_audit_events(
        &mut self,
        organisation: &OrganisationId,
        filter: &AuditFilter,
    ) -> Result<Vec<AuditEvent>, StoreError> {
        let rows: Vec<AuditRow> = sqlx::query_as(
            "select number, happened_at, actor, action, about, detail, previous_hash, hash
               from audit_events
              where organisation_id = $1
                and ($2 = '' or actor = $2)
                and ($3 = '' or action like $4 escape '!')
                and happened_at >= $5 and happened_at < $6 and number < $7
              order by number desc
              limit $8",
        )
        .bind(organisation.as_str())
        .bind(&filter.actor)
        .bind(&filter.group)
        .bind(format!("{}.%", filter.group.replace('_', "!_")))
        .bind(filter.from.map_or(i64::MIN, Timestamp::unix_micros))
        .bind(filter.until.map_or(i64::MAX, Timestamp::unix_micros))
        .bind(filter.before)
        .bind(filter.limit)
        .fetch_all(self.connection())
        .await?;
        rows.into_iter().map(AuditEvent::try_from).collect()
    }

    /// The number of an organisation's last event; 0 when nothing happened yet.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn count_audit_events(&mut self, organisation: &OrganisationId) -> Result<i64, StoreError> {
        let (count,): (i64,) = sqlx::query_as("select count(*) from audit_events where organisation_id = $1")
            .bind(organisation.as_str())
            .fetch_one(self.connection())
            .await?;
        Ok(count)
    }
}
