//! Brings the tables to this version of the program; refuses those of a newer one.

use std::sync::Arc;

use sqlx::migrate::{MigrateError, Migration, MigrationType, Migrator};
use sqlx::{AnyConnection, AnyPool, SqlSafeStr as _};

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

const ENTRY_NUMBERS_SQLITE: &str = include_str!("../../migrations/0018_entry_numbers.sqlite.sql");
const ENTRY_NUMBERS_POSTGRES: &str = include_str!("../../migrations/0018_entry_numbers.postgres.sql");

/// Tables are made by one text for both kinds of database; triggers have one each, since their languages differ, and so have
/// keys that are taken away.
fn migrations(engine: Engine) -> Vec<Migration> {
    let (guards, entry_guards, entry_numbers) = match engine {
        Engine::Sqlite => (GUARDS_SQLITE, ENTRY_GUARDS_SQLITE, ENTRY_NUMBERS_SQLITE),
        Engine::Postgres => (GUARDS_POSTGRES, ENTRY_GUARDS_POSTGRES, ENTRY_NUMBERS_POSTGRES),
    };
    // SQLite's text begins and ends its transaction by itself.
    let has_own_transaction = engine == Engine::Sqlite;
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
        Migration::new(
            18,
            "entry numbers".into(),
            MigrationType::Simple,
            entry_numbers.into_sql_str(),
            has_own_transaction,
        ),
    ]
}

pub(super) async fn run(pool: &AnyPool, engine: Engine) -> Result<(), StoreError> {
    let failed = |error: MigrateError| StoreError::Migration(Arc::new(error));
    Migrator::with_migrations(migrations(engine)).run(pool).await.map_err(failed)
}

/// Refuses tables of another version of this program, which stay as they are.
pub(super) async fn check(connection: &mut AnyConnection, engine: Engine) -> Result<(), StoreError> {
    let noted = "select coalesce(max(version), 0) from _sqlx_migrations where success = true";
    let found = match sqlx::query_as(noted).fetch_one(connection).await {
        Ok((found,)) => found,
        // There are no tables of ours.
        Err(sqlx::Error::Database(error))
            if error.message().contains("no such table") || error.code().as_deref() == Some("42P01") =>
        {
            0
        }
        Err(error) => return Err(error.into()),
    };
    let wanted = migrations(engine).last().map_or(0, |last| last.version);
    if found == wanted { Ok(()) } else { Err(StoreError::Version { found, wanted }) }
}

#[cfg(test)]
mod tests {
    use sqlx::any::AnyPoolOptions;
    use sqlx::migrate::Migrator;
    use sqlx::{AnyPool, Executor as _};

    use super::super::SQLITE_SETTINGS;
    use super::{Engine, migrations, run};

    async fn open(path: &std::path::Path) -> AnyPool {
        sqlx::any::install_default_drivers();
        let options = AnyPoolOptions::new().max_connections(1);
        let options = options.after_connect(|connection, _| {
            Box::pin(async move { connection.execute(SQLITE_SETTINGS).await.map(drop) })
        });
        options.connect(&format!("sqlite://{}?mode=rwc", path.display())).await.expect("a database")
    }

    async fn texts(pool: &AnyPool, query: &'static str) -> Vec<String> {
        let rows: Vec<(String,)> = sqlx::query_as(query).fetch_all(pool).await.expect(query);
        rows.into_iter().map(|(text,)| text).collect()
    }

    const ROWS: &str = "
        insert into organisations values ('o', 's', 'School', '', null, null, null, null, 1, 1);
        insert into people values ('p', 'Ada', 'urn:uuid:1', 1, 'es'), ('q', '', 'urn:uuid:2', 2, null);
        insert into person_emails values ('ada@x.example', 'p', 'Ada@x.example', 1);
        insert into achievements
            values ('a', 'o', 'published', 1, '{}', 'Inquiry', '', '', '', '', 'en', 'inquiry', 1, 1);
        insert into achievement_versions values ('a', 1, '{}', 'hash', 1);
        insert into status_lists values ('l', 'o', x'00', 131072, 2, 1, 1, 1);
        insert into awards (award_id, organisation_id, achievement_id, version, person_id, short_code, list_id, status_index,
                            unsigned, key_name, signed_at, awarded_at, created_at, created_by, proof)
            values ('x', 'o', 'a', 1, 'p', 'xx', 'l', 7, '{\"id\":1}', 'k', 1, 1, 1, 'somebody', '[]'),
                   ('y', 'o', 'a', 1, 'q', 'yy', 'l', 9, '{\"id\":2}', 'k', 1, 1, 1, 'somebody', null);
        insert into revocations values ('x', 'o', 'l', 7, 'Mistake', 2, 'somebody')";

    #[tokio::test]
    async fn a_database_of_the_version_before_is_brought_on_with_every_row_and_reference() {
        let folder = tempfile::tempdir().expect("a folder");
        let pool = open(&folder.path().join("a.db")).await;
        let before: Vec<_> = migrations(Engine::Sqlite).into_iter().filter(|one| one.version < 18).collect();
        Migrator::with_migrations(before).run(&pool).await.expect("version 17");
        pool.execute(ROWS).await.expect("rows");
        let awards = "select award_id || person_id || short_code || status_index || unsigned || coalesce(proof, '-')
                        from awards order by award_id";
        let people = "select person_id || name || subject_id || created_at || coalesce(language, '-')
                        from people order by person_id";
        let old = (texts(&pool, awards).await, texts(&pool, people).await);
        assert_eq!((old.0.len(), old.1.len()), (2, 2));

        run(&pool, Engine::Sqlite).await.expect("this version");
        // As after a crash between the change and the note that it was made.
        pool.execute("delete from _sqlx_migrations where version = 18").await.expect("forgotten");
        run(&pool, Engine::Sqlite).await.expect("once more");

        assert_eq!((texts(&pool, awards).await, texts(&pool, people).await), old);
        assert_eq!(texts(&pool, "pragma integrity_check").await, ["ok"]);
        let broken = pool.fetch_all("pragma foreign_key_check").await.expect("an answer");
        assert!(broken.is_empty(), "references lead nowhere");
        let refused = [
            ("delete from people where person_id = 'p'", "FOREIGN KEY"),
            ("delete from awards where award_id = 'x'", "FOREIGN KEY"),
            ("update awards set person_id = 'nobody'", "FOREIGN KEY"),
            ("update awards set short_code = 'xx'", "UNIQUE"),
            ("update awards set entry_number = 3", "UNIQUE"),
            ("delete from revocations", "final"),
        ];
        for (statement, why) in refused {
            let error = pool.execute(statement).await.expect_err(statement).to_string();
            assert!(error.contains(why), "{statement}: {error}");
        }
        let indexes = texts(&pool, "select name from sqlite_schema where type = 'index' and tbl_name = 'awards'").await;
        for name in ["by_organisation", "by_achievement", "by_person", "suspended", "unsigned", "entry"] {
            assert!(indexes.contains(&format!("awards_{name}")), "{indexes:?}");
        }
    }
}
