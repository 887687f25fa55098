//! What SQLite makes of statements that name some rows out of many: each is found by its key. There are no figures about
//! the tables that it could go by, so a better-looking index leads it through thousands of rows.

use sqlx::AssertSqlSafe;

use super::{Settings, Store, import_rows, outbox, webhooks};

/// How the table that is changed is searched.
async fn search_of(table: &str, text: &str) -> String {
    let folder = tempfile::tempdir().expect("a folder");
    let url = format!("sqlite:{}", folder.path().join("plans.db").display());
    let store = Store::open(&Settings::new(url)).await.expect("a store");
    let mut session = store.read().await.expect("a session");
    let rows: Vec<(i64, i64, i64, String)> = sqlx::query_as(AssertSqlSafe(format!("explain query plan {text}")))
        .fetch_all(session.connection())
        .await
        .expect("a plan");
    drop(session);
    store.close().await;
    let search = rows.into_iter().map(|(.., line)| line).find(|line| line.contains(&format!(" {table} ")));
    search.expect("the table is searched")
}

#[tokio::test(flavor = "multi_thread")]
async fn rows_that_are_named_are_found_by_their_keys() {
    for (table, text, way) in [
        ("outbox", outbox::SQLITE_CLAIM.to_owned(), "(message_id=?)"),
        ("outbox", outbox::PASSED_OVER.to_owned(), "(message_id=?)"),
        ("outbox", outbox::finished_text(32), "(message_id=?)"),
        ("award_import_rows", import_rows::awarded_text(32), "(import_id=? AND outcome=? AND number=?)"),
        ("webhook_deliveries", webhooks::claim_text(""), "(delivery_id=?)"),
    ] {
        let search = search_of(table, &text).await;
        assert!(search.starts_with("SEARCH") && search.ends_with(way), "{search} for {text}");
    }
}
