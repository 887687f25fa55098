//! The whole content as lines of JSON, and back: for backups, for moving from one kind of database to the other.
//!
//! A line is `{"table": …, "row": […]}` with the values in the order of [`TABLES`]. Read in one transaction, so that it
//! is of one moment while the service runs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::{Engine, Session, StoreError};

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Text,
    Number,
    Small,
    Bytes,
}

use Kind::{Bytes, Number, Small, Text};

/// Every table with its columns, in an order in which rows can be put in: what is referred to comes first.
const TABLES: &[(&str, &[(&str, Kind)])] = &[
    (
        "organisations",
        &[
            ("organisation_id", Text),
            ("slug", Text),
            ("name", Text),
            ("description", Text),
            ("url", Text),
            ("email", Text),
            ("linkedin_id", Text),
            ("image_id", Text),
            ("created_at", Number),
            ("changed_at", Number),
        ],
    ),
    (
        "images",
        &[
            ("organisation_id", Text),
            ("image_id", Text),
            ("media_type", Text),
            ("bytes", Bytes),
            ("created_at", Number),
        ],
    ),
    (
        "people",
        &[("person_id", Text), ("name", Text), ("subject_id", Text), ("created_at", Number), ("language", Text)],
    ),
    ("person_emails", &[("email_key", Text), ("person_id", Text), ("email", Text), ("created_at", Number)]),
    ("memberships", &[("organisation_id", Text), ("person_id", Text), ("role", Text), ("created_at", Number)]),
    (
        "achievements",
        &[
            ("achievement_id", Text),
            ("organisation_id", Text),
            ("state", Text),
            ("version", Number),
            ("draft", Text),
            ("name", Text),
            ("achievement_type", Text),
            ("subject", Text),
            ("grade_band", Text),
            ("framework", Text),
            ("language", Text),
            ("searchable", Text),
            ("created_at", Number),
            ("changed_at", Number),
        ],
    ),
    (
        "frameworks",
        &[
            ("framework_id", Text),
            ("organisation_id", Text),
            ("source_id", Text),
            ("kind", Text),
            ("name", Text),
            ("publisher", Text),
            ("language", Text),
            ("url", Text),
            ("items", Number),
            ("imported_at", Number),
        ],
    ),
    (
        "framework_items",
        &[
            ("item_id", Text),
            ("framework_id", Text),
            ("source_id", Text),
            ("parent_id", Text),
            ("position", Number),
            ("depth", Number),
            ("code", Text),
            ("statement", Text),
            ("description", Text),
            ("item_type", Text),
            ("url", Text),
            ("searchable", Text),
            ("retired_at", Number),
        ],
    ),
    (
        "achievement_versions",
        &[
            ("achievement_id", Text),
            ("version", Number),
            ("definition", Text),
            ("sha256", Text),
            ("published_at", Number),
        ],
    ),
    (
        "status_lists",
        &[
            ("list_id", Text),
            ("organisation_id", Text),
            ("secret", Bytes),
            ("entries", Number),
            ("issued", Number),
            ("version", Number),
            ("changed_at", Number),
            ("is_open", Small),
        ],
    ),
    (
        "awards",
        &[
            ("award_id", Text),
            ("organisation_id", Text),
            ("achievement_id", Text),
            ("version", Number),
            ("person_id", Text),
            ("short_code", Text),
            ("list_id", Text),
            ("status_index", Number),
            ("unsigned", Text),
            ("key_name", Text),
            ("signed_at", Number),
            ("credential", Text),
            ("awarded_at", Number),
            ("valid_until", Number),
            ("created_at", Number),
            ("created_by", Text),
            ("suspended_at", Number),
            ("suspended_reason", Text),
        ],
    ),
    (
        "revocations",
        &[
            ("award_id", Text),
            ("organisation_id", Text),
            ("list_id", Text),
            ("status_index", Number),
            ("reason", Text),
            ("revoked_at", Number),
            ("revoked_by", Text),
        ],
    ),
    (
        "status_entries",
        &[
            ("entry_id", Text),
            ("organisation_id", Text),
            ("list_id", Text),
            ("status_index", Number),
            ("purpose", Text),
            ("credential_id", Text),
            ("created_at", Number),
            ("revoked_at", Number),
            ("suspended_at", Number),
            ("reason", Text),
            ("changed_by", Text),
        ],
    ),
    (
        "idempotency_keys",
        &[
            ("organisation_id", Text),
            ("idempotency_key", Text),
            ("request_hash", Text),
            ("answer", Text),
            ("created_at", Number),
        ],
    ),
    (
        "api_keys",
        &[
            ("key_id", Text),
            ("organisation_id", Text),
            ("name", Text),
            ("secret_hash", Text),
            ("scopes", Text),
            ("daily_cap", Number),
            ("expires_at", Number),
            ("created_at", Number),
            ("created_by", Text),
            ("revoked_at", Number),
        ],
    ),
    ("api_key_days", &[("key_id", Text), ("day", Number), ("used", Number)]),
    (
        "outbox",
        &[
            ("message_id", Text),
            ("organisation_id", Text),
            ("kind", Text),
            ("about", Text),
            ("body", Text),
            ("created_at", Number),
            ("due_at", Number),
            ("attempts", Number),
            ("done_at", Number),
            ("failure", Text),
        ],
    ),
    (
        "audit_events",
        &[
            ("organisation_id", Text),
            ("number", Number),
            ("happened_at", Number),
            ("actor", Text),
            ("action", Text),
            ("about", Text),
            ("detail", Text),
            ("previous_hash", Text),
            ("hash", Text),
        ],
    ),
    (
        "lost_awards",
        &[
            ("award_id", Text),
            ("list_id", Text),
            ("status_index", Number),
            ("reason", Text),
            ("revoked_at", Number),
            ("revoked_by", Text),
        ],
    ),
    (
        "trusted_issuers",
        &[
            ("entry_id", Text),
            ("organisation_id", Text),
            ("issuer", Text),
            ("name", Text),
            ("standing", Text),
            ("achievement_types", Text),
            ("tags", Text),
            ("valid_until", Number),
            ("note", Text),
            ("source", Text),
            ("searchable", Text),
            ("added_at", Number),
            ("added_by", Text),
            ("changed_at", Number),
        ],
    ),
    ("review_terms", &[("content_hash", Text), ("kind", Text), ("content", Text), ("created_at", Number)]),
    (
        "review_settings",
        &[
            ("achievement_id", Text),
            ("organisation_id", Text),
            ("version", Number),
            ("rubric_hash", Text),
            ("policy_hash", Text),
            ("is_open", Small),
            ("changed_at", Number),
        ],
    ),
    (
        "claims",
        &[
            ("claim_id", Text),
            ("organisation_id", Text),
            ("achievement_id", Text),
            ("claimant_id", Text),
            ("state", Text),
            ("version", Number),
            ("rubric_hash", Text),
            ("policy_hash", Text),
            ("content", Text),
            ("draft", Text),
            ("returned", Text),
            ("due_at", Number),
            ("waiting_since", Number),
            ("revision", Number),
            ("created_at", Number),
            ("changed_at", Number),
        ],
    ),
    ("claim_awards", &[("claim_id", Text), ("award_id", Text)]),
    (
        "claim_evidence",
        &[
            ("evidence_id", Text),
            ("claim_id", Text),
            ("kind", Text),
            ("medium", Text),
            ("media_type", Text),
            ("sha256", Text),
            ("size_bytes", Number),
            ("visibility", Text),
            ("pupils", Text),
            ("words", Text),
            ("stored_as", Text),
            ("created_at", Number),
            ("frozen_at", Number),
            ("removed_at", Number),
        ],
    ),
    (
        "review_assignments",
        &[
            ("claim_id", Text),
            ("attempt", Number),
            ("reviewer_id", Text),
            ("organisation_id", Text),
            ("panel", Number),
            ("slot", Number),
            ("state", Text),
            ("due_at", Number),
        ],
    ),
    (
        "reviews",
        &[
            ("claim_id", Text),
            ("attempt", Number),
            ("reviewer_id", Text),
            ("organisation_id", Text),
            ("claimant_id", Text),
            ("content", Text),
            ("submitted_at", Number),
            ("withdrawn_at", Number),
        ],
    ),
    (
        "reviewers",
        &[
            ("organisation_id", Text),
            ("person_id", Text),
            ("is_moderator", Small),
            ("content", Text),
            ("revision", Number),
        ],
    ),
    (
        "affiliations",
        &[("person_id", Text), ("school", Text), ("district", Text), ("from_at", Number), ("to_at", Number)],
    ),
    (
        "review_conflicts",
        &[("organisation_id", Text), ("one_id", Text), ("other_id", Text), ("kind", Text), ("until_at", Number)],
    ),
    ("review_mailboxes", &[("person_id", Text), ("content", Text), ("due_at", Number), ("revision", Number)]),
    (
        "draw_epochs",
        &[("number", Number), ("commitment", Text), ("seed", Bytes), ("began_at", Number), ("ended_at", Number)],
    ),
    ("review_secrets", &[("name", Text), ("secret", Bytes)]),
    (
        "join_rules",
        &[
            ("organisation_id", Text),
            ("kind", Text),
            ("domain", Text),
            ("practice", Text),
            ("takes_requests", Small),
            ("code", Text),
            ("is_listed", Small),
            ("changed_at", Number),
        ],
    ),
    (
        "invitations",
        &[
            ("invitation_id", Text),
            ("organisation_id", Text),
            ("email_key", Text),
            ("email", Text),
            ("role", Text),
            ("secret_hash", Text),
            ("created_at", Number),
            ("created_by", Text),
            ("sent_at", Number),
            ("expires_at", Number),
            ("ending", Text),
            ("ended_at", Number),
            ("person_id", Text),
        ],
    ),
    (
        "join_requests",
        &[
            ("request_id", Text),
            ("organisation_id", Text),
            ("person_id", Text),
            ("email_key", Text),
            ("email", Text),
            ("name", Text),
            ("words", Text),
            ("secret_hash", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("outcome", Text),
            ("decided_at", Number),
            ("decided_by", Text),
        ],
    ),
    (
        "passkeys",
        &[
            ("credential_id", Text),
            ("person_id", Text),
            ("name", Text),
            ("public_key", Text),
            ("counter", Number),
            ("created_at", Number),
            ("used_at", Number),
        ],
    ),
    ("identities", &[("issuer", Text), ("subject", Text), ("person_id", Text), ("created_at", Number)]),
    (
        "claim_coaches",
        &[
            ("claim_id", Text),
            ("coach_id", Text),
            ("named_at", Number),
            ("comment", Text),
            ("commented_at", Number),
            ("signed_off_at", Number),
        ],
    ),
    (
        "feedback_ratings",
        &[
            ("claim_id", Text),
            ("attempt", Number),
            ("reviewer_id", Text),
            ("organisation_id", Text),
            ("rating", Number),
            ("outcome", Text),
            ("rated_at", Number),
        ],
    ),
    (
        "gold_items",
        &[
            ("item_id", Text),
            ("organisation_id", Text),
            ("achievement_id", Text),
            ("rubric_hash", Text),
            ("words", Text),
            ("levels", Text),
            ("created_at", Number),
            ("retired_at", Number),
        ],
    ),
    (
        "gold_judgements",
        &[("item_id", Text), ("reviewer_id", Text), ("organisation_id", Text), ("levels", Text), ("judged_at", Number)],
    ),
    (
        "evidence_uploads",
        &[
            ("upload_id", Text),
            ("claim_id", Text),
            ("size_bytes", Number),
            ("received_bytes", Number),
            ("pieces", Number),
            ("created_at", Number),
            ("changed_at", Number),
        ],
    ),
    (
        "award_answers",
        &[
            ("award_id", Text),
            ("answer", Text),
            ("answered_at", Number),
            ("visibility", Text),
            ("shows_name", Small),
            ("hidden_evidence", Text),
            ("shown_evidence", Text),
            ("changed_at", Number),
        ],
    ),
    ("award_links", &[("link_hash", Text), ("award_id", Text), ("created_at", Number), ("ended_at", Number)]),
    (
        "collections",
        &[
            ("collection_id", Text),
            ("person_id", Text),
            ("title", Text),
            ("introduction", Text),
            ("created_at", Number),
            ("changed_at", Number),
        ],
    ),
    ("collection_awards", &[("collection_id", Text), ("award_id", Text), ("position", Number)]),
    (
        "share_links",
        &[
            ("token", Text),
            ("person_id", Text),
            ("award_id", Text),
            ("collection_id", Text),
            ("purpose", Text),
            ("label", Text),
            ("fields", Text),
            ("created_at", Number),
            ("expires_at", Number),
            ("withdrawn_at", Number),
        ],
    ),
    ("primary_emails", &[("person_id", Text), ("email_key", Text)]),
    (
        "name_requests",
        &[
            ("request_id", Text),
            ("organisation_id", Text),
            ("award_id", Text),
            ("person_id", Text),
            ("wanted_name", Text),
            ("note", Text),
            ("state", Text),
            ("asked_at", Number),
            ("answered_at", Number),
            ("answered_by", Text),
            ("answer_note", Text),
            ("replacement_id", Text),
        ],
    ),
    (
        "erased_awards",
        &[
            ("award_id", Text),
            ("credential_sha256", Text),
            ("list_id", Text),
            ("status_index", Number),
            ("awarded_at", Number),
            ("valid_until", Number),
            ("erased_at", Number),
        ],
    ),
    (
        "award_imports",
        &[
            ("import_id", Text),
            ("organisation_id", Text),
            ("achievement_id", Text),
            ("name", Text),
            ("state", Text),
            ("duplicates", Text),
            ("day_order", Text),
            ("heads", Text),
            ("columns", Text),
            ("created_at", Number),
            ("created_by", Text),
            ("changed_at", Number),
            ("started_at", Number),
            ("started_by", Text),
            ("started_from", Number),
            ("start_at", Number),
            ("ended_at", Number),
            ("trouble", Text),
        ],
    ),
    (
        "award_import_rows",
        &[
            ("import_id", Text),
            ("number", Number),
            ("cells", Text),
            ("checked", Text),
            ("outcome", Text),
            ("faults", Text),
            ("email_key", Text),
            ("award_id", Text),
        ],
    ),
    (
        "webhooks",
        &[
            ("webhook_id", Text),
            ("organisation_id", Text),
            ("address", Text),
            ("events", Text),
            ("secret", Text),
            ("state", Text),
            ("created_at", Number),
            ("created_by", Text),
            ("changed_at", Number),
            ("failing_since", Number),
        ],
    ),
    (
        "webhook_deliveries",
        &[
            ("delivery_id", Text),
            ("webhook_id", Text),
            ("event", Text),
            ("about", Text),
            ("happened_at", Number),
            ("body", Text),
            ("due_at", Number),
            ("attempts", Number),
            ("tried_at", Number),
            ("status", Number),
            ("answer", Text),
            ("is_delivered", Small),
        ],
    ),
    (
        "milestones",
        &[
            ("achievement_id", Text),
            ("organisation_id", Text),
            ("required", Number),
            ("is_ordered", Small),
            ("is_on", Small),
            ("changed_at", Number),
        ],
    ),
    ("milestone_parts", &[("achievement_id", Text), ("position", Number), ("part_id", Text)]),
    ("milestone_awards", &[("achievement_id", Text), ("person_id", Text), ("award_id", Text), ("made_at", Number)]),
    ("award_reminders", &[("award_id", Text), ("sent", Number), ("sent_at", Number), ("stopped_at", Number)]),
    (
        "reviewing_communities",
        &[
            ("achievement_id", Text),
            ("organisation_id", Text),
            ("community_id", Text),
            ("asked_at", Number),
            ("agreed_at", Number),
        ],
    ),
    ("reminder_settings", &[("organisation_id", Text), ("is_on", Small), ("changed_at", Number)]),
    ("desk_settings", &[("organisation_id", Text), ("content", Text), ("changed_at", Number)]),
    ("monthly_counts", &[("organisation_id", Text), ("month", Number), ("what", Text), ("count", Number)]),
];

/// One row of one table.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TransferLine {
    /// The table.
    pub table: String,
    /// Its values in the order of the columns; bytes as base64.
    pub row: Vec<Value>,
}

impl TransferLine {
    /// What is wrong with the line, if something is: its table or the number of its values.
    pub fn objection(&self) -> Option<String> {
        let shown: String = self.table.chars().take(40).collect();
        match TABLES.iter().find(|(table, _)| *table == self.table) {
            None => Some(format!("there is no table `{shown}`")),
            Some((_, of)) if of.len() != self.row.len() => {
                Some(format!("a row of `{shown}` has {} values, not {}", of.len(), self.row.len()))
            }
            Some(_) => None,
        }
    }
}

/// The column names with commas between.
fn columns(of: &[(&str, Kind)]) -> String {
    of.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ")
}

impl Session {
    /// Reads everything, as of one moment, and hands over line by line. Links for signing in and sessions are left out.
    ///
    /// # Errors
    /// [`StoreError`], and those of `take`.
    pub async fn export_all<E: From<StoreError>>(
        &mut self,
        mut take: impl FnMut(TransferLine) -> Result<(), E>,
    ) -> Result<(), E> {
        let begin = match self.engine {
            Engine::Sqlite => "begin",
            Engine::Postgres => "begin isolation level repeatable read",
        };
        self.connection().execute(begin).await.map_err(StoreError::from)?;
        let outcome = self.export_tables(&mut take).await;
        self.connection().execute("rollback").await.map_err(StoreError::from)?;
        outcome
    }

    async fn export_tables<E: From<StoreError>>(
        &mut self,
        take: &mut impl FnMut(TransferLine) -> Result<(), E>,
    ) -> Result<(), E> {
        use futures_util::TryStreamExt as _;
        for (table, of) in TABLES {
            // The texts are made of the names above alone.
            let text = format!("select {} from {table}", columns(of));
            let mut rows = sqlx::query(AssertSqlSafe(text)).fetch(self.connection());
            while let Some(row) = rows.try_next().await.map_err(StoreError::from)? {
                let row = read_row(&row, of).map_err(StoreError::from)?;
                take(TransferLine { table: (*table).into(), row })?;
            }
        }
        Ok(())
    }

    /// Puts one row in.
    ///
    /// # Errors
    /// [`StoreError::Inconsistent`] for a table or values that we do not know; [`StoreError`].
    pub async fn import_line(&mut self, line: &TransferLine) -> Result<(), StoreError> {
        let inconsistent =
            |table: &'static str| StoreError::Inconsistent { table, id: line.table.chars().take(40).collect() };
        let (table, of) = TABLES.iter().find(|(table, _)| *table == line.table).ok_or(inconsistent("transfer"))?;
        if of.len() != line.row.len() {
            return Err(inconsistent(table));
        }
        let places: Vec<String> = (1..=of.len()).map(|number| format!("${number}")).collect();
        let text = format!("insert into {table} ({}) values ({})", columns(of), places.join(", "));
        let mut query = sqlx::query(AssertSqlSafe(text));
        for ((_, kind), value) in of.iter().zip(&line.row) {
            query = match kind {
                Text => query.bind(value.as_str().map(str::to_owned)),
                Number => query.bind(value.as_i64()),
                Small => query.bind(value.as_i64().map(|number| number as i16)),
                Bytes => {
                    let bytes = value.as_str().map(|text| STANDARD.decode(text)).transpose();
                    query.bind(bytes.map_err(|_| inconsistent(table))?)
                }
            };
        }
        query.execute(self.connection()).await?;
        Ok(())
    }

    /// Whether nothing was ever put in.
    ///
    /// # Errors
    /// [`StoreError`].
    pub async fn is_empty(&mut self) -> Result<bool, StoreError> {
        let (count,): (i64,) =
            sqlx::query_as("select count(*) from organisations").fetch_one(self.connection()).await?;
        Ok(count == 0)
    }
}

fn read_row(row: &sqlx::any::AnyRow, of: &[(&str, Kind)]) -> Result<Vec<Value>, sqlx::Error> {
    let read = |(index, (_, kind)): (usize, &(&str, Kind))| {
        Ok(match kind {
            Text => row.try_get::<Option<String>, _>(index)?.map_or(Value::Null, Value::from),
            Number => row.try_get::<Option<i64>, _>(index)?.map_or(Value::Null, Value::from),
            Small => row.try_get::<Option<i16>, _>(index)?.map_or(Value::Null, Value::from),
            Bytes => {
                let bytes = row.try_get::<Option<Vec<u8>>, _>(index)?;
                bytes.map_or(Value::Null, |bytes| STANDARD.encode(bytes).into())
            }
        })
    };
    of.iter().enumerate().map(read).collect()
}
