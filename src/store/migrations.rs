//! Brings the tables to this version of the program; refuses those of a newer one.

use std::sync::Arc;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyPool, SqlSafeStr as _};

use super::{Engine, StoreError};

const SERVICE: &str = include_str!("../../migrations/0001_service.sql");
const LOST_AWARDS: &str = include_str!("../../migrations/0003_lost_awards.sql");
const SUSPENDED: &str = include_str!("../../migrations/0004_suspended.sql");
const TRUSTED_ISSUERS: &str = include_str!("../../migrations/0005_trusted_issuers.sql");
const REVIEWING: &str = include_str!("../../migrations/0006_reviewing.sql");
const PEOPLE: &str = include_str!("../../migrations/0007_people.sql");
const DESK: &str = include_str!("../../migrations/0008_desk.sql");
const EARNERS: &str = include_str!("../../migrations/0009_earners.sql");
const REVIEW_PEOPLE: &str = include_str!("../../migrations/0010_review_people.sql");
const LANGUAGES_AND_FRAMEWORKS: &str = include_str!("../../migrations/0011_languages_and_frameworks.sql");
const STATUS_ENTRIES: &str = include_str!("../../migrations/0012_status_entries.sql");
const REMINDERS: &str = include_str!("../../migrations/0014_reminders.sql");
const REVIEWING_COMMUNITIES: &str = include_str!("../../migrations/0015_reviewing_communities.sql");
const EVIDENCE_LOOKS: &str = include_str!("../../migrations/0016_evidence_looks.sql");
const PROOFS: &str = include_str!("../../migrations/0017_proofs.sql");
const GUARDS_SQLITE: &str = include_str!("../../migrations/0002_guards.sqlite.sql");
const GUARDS_POSTGRES: &str = include_str!("../../migrations/0002_guards.postgres.sql");
const ENTRY_GUARDS_SQLITE: &str = include_str!("../../migrations/0013_entry_guards.sqlite.sql");
const ENTRY_GUARDS_POSTGRES: &str = include_str!("../../migrations/0013_entry_guards.postgres.sql");

/// Tables are made by one text for both kinds of database; triggers have one each, since their languages differ.
fn migrations(engine: Engine) -> Vec<Migration> {
    let (guards, entry_guards) = match engine {
        Engine::Sqlite => (GUARDS_SQLITE, ENTRY_GUARDS_SQLITE),
        Engine::Postgres => (GUARDS_POSTGRES, ENTRY_GUARDS_POSTGRES),
    };
    let one = |version: i64, name: &'static str, text: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, text.into_sql_str(), false)
    };
    vec![
        one(1, "service", SERVICE),
        one(2, "guards", guards),
        one(3, "lost awards", LOST_AWARDS),
        one(4, "suspended", SUSPENDED),
        one(5, "trusted issuers", TRUSTED_ISSUERS),
        one(6, "reviewing", REVIEWING),
        one(7, "people", PEOPLE),
        one(8, "desk", DESK),
        one(9, "earners", EARNERS),
        one(10, "review people", REVIEW_PEOPLE),
        one(11, "languages and frameworks", LANGUAGES_AND_FRAMEWORKS),
        one(12, "status entries", STATUS_ENTRIES),
        one(13, "entry guards", entry_guards),
        one(14, "reminders", REMINDERS),
        one(15, "reviewing communities", REVIEWING_COMMUNITIES),
        one(16, "evidence looks", EVIDENCE_LOOKS),
        one(17, "proofs", PROOFS),
    ]
}

pub(super) async fn run(pool: &AnyPool, engine: Engine) -> Result<(), StoreError> {
    let failed = |error: MigrateError| StoreError::Migration(Arc::new(error));
    Migrator::with_migrations(migrations(engine)).run(pool).await.map_err(failed)
}
