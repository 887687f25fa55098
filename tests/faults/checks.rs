//! What must hold after any fault, read from the database itself and from the service's own audit.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;
use sqlx::{AnyConnection, Connection as _};

use crate::ground::{Engine, Ground};
use crate::ledger::Ledger;

/// What the checks counted.
#[derive(Clone, Debug, Default)]
pub(crate) struct Figures {
    pub(crate) awards: usize,
    pub(crate) revoked: usize,
    pub(crate) missing: usize,
    pub(crate) twice: usize,
    pub(crate) entries_twice: usize,
    pub(crate) unrevoked: usize,
    pub(crate) recovered: usize,
    pub(crate) messages: usize,
    pub(crate) findings: Vec<String>,
}

#[derive(sqlx::FromRow)]
struct AwardRow {
    award_id: String,
    list_id: String,
    status_index: i64,
    credential: Option<String>,
    created_at: i64,
}

/// Looks at everything while no process has the database open.
pub(crate) fn check(ground: &Ground, engine: Engine, ledger: &Ledger) -> Figures {
    ground.runtime.block_on(async {
        let mut figures = check_tables(ground, engine, ledger).await;
        let app = ground.app().await;
        let gap = app.compare_journal().await.expect("the journal can be read");
        if !gap.is_none() {
            figures.findings.push(format!("the journal knows more than the database: {gap:?}"));
        }
        let report = app.audit(|_| {}).await.expect("audited");
        if report.credentials != figures.awards {
            figures.findings.push(format!("the audit saw {} of {} awards", report.credentials, figures.awards));
        }
        figures.findings.extend(report.findings);
        app.close().await;
        figures.findings.extend(ledger.objections());
        figures
    })
}

async fn check_tables(ground: &Ground, engine: Engine, ledger: &Ledger) -> Figures {
    let mut connection = AnyConnection::connect(&ground.url).await.expect("the database answers");
    let rows: Vec<AwardRow> = sqlx::query_as(
        "select award_id, list_id, status_index,
                substr(unsigned, 1, length(unsigned) - 1) || ',\"proof\":' || proof || '}' as credential, created_at
           from awards",
    )
    .fetch_all(&mut connection)
    .await
    .expect("awards");
    let keys: Vec<(String, String)> = sqlx::query_as("select idempotency_key, answer from idempotency_keys")
        .fetch_all(&mut connection)
        .await
        .expect("keys");
    let revoked: Vec<(String,)> =
        sqlx::query_as("select award_id from revocations").fetch_all(&mut connection).await.expect("revocations");
    let mut figures = Figures { awards: rows.len(), revoked: revoked.len(), ..Figures::default() };
    let awards: BTreeMap<&str, &AwardRow> = rows.iter().map(|row| (row.award_id.as_str(), row)).collect();
    check_awards(&mut figures, &awards, ledger);
    check_entries(&mut figures, &rows);
    check_keys(&mut figures, &awards, &keys, ledger);
    let revoked: BTreeSet<&str> = revoked.iter().map(|(award,)| award.as_str()).collect();
    figures.unrevoked =
        ledger.revocations().iter().filter(|(award, done)| **done && !revoked.contains(award.as_str())).count();
    let messages: Vec<(String, String, Option<i64>, Option<String>)> =
        sqlx::query_as("select kind, about, done_at, failure from outbox")
            .fetch_all(&mut connection)
            .await
            .expect("messages");
    check_messages(&mut figures, &awards, &messages);
    if engine == Engine::Postgres {
        check_indexes(&mut figures, &mut connection).await;
    }
    connection.close().await.expect("closed");
    figures
}

/// V1: every acknowledged award is there with the bytes that were shown.
fn check_awards(figures: &mut Figures, awards: &BTreeMap<&str, &AwardRow>, ledger: &Ledger) {
    for (key, attempt) in ledger.attempts() {
        let Some(answer) = attempt.answer else {
            figures.findings.push(format!("the key {key} was never answered"));
            continue;
        };
        let value: Value = serde_json::from_str(&answer).unwrap_or_default();
        let rows = value["rows"].as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        let shown = answer.split_once("\"credential\":").and_then(|(_, rest)| rest.strip_suffix('}'));
        for row in rows {
            let kept = row["awardId"].as_str().and_then(|id| awards.get(id)).and_then(|row| row.credential.as_deref());
            if kept.is_none() || shown.is_some_and(|shown| kept != Some(shown)) {
                figures.missing += 1;
            }
        }
    }
}

/// V3: no entry is two awards', and each award has the entry that its credential names.
fn check_entries(figures: &mut Figures, rows: &[AwardRow]) {
    let mut entries = BTreeSet::new();
    for row in rows {
        if !entries.insert((&row.list_id, row.status_index)) {
            figures.entries_twice += 1;
        }
        let credential: Value = serde_json::from_str(row.credential.as_deref().unwrap_or("")).unwrap_or_default();
        let entry = &credential["credentialStatus"];
        let entry = if entry.is_array() { &entry[0] } else { entry };
        let list = entry["statusListCredential"].as_str().unwrap_or("");
        let index = row.status_index.to_string();
        if entry["statusListIndex"] != index.as_str() || !list.contains(&row.list_id) {
            figures.findings.push(format!("V3: the award {} names another entry than it has", row.award_id));
        }
    }
}

/// V2 and V9: as many awards as keys promise, and none that no key promises.
fn check_keys(figures: &mut Figures, awards: &BTreeMap<&str, &AwardRow>, keys: &[(String, String)], ledger: &Ledger) {
    let attempts = ledger.attempts();
    let mut promised = BTreeSet::new();
    for (key, answer) in keys {
        let value: Value = serde_json::from_str(answer).unwrap_or_default();
        let made: Vec<String> = value["rows"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|row| row["awardId"].as_str().map(String::from))
            .collect();
        let replayed_at = attempts.get(key).and_then(|attempt| attempt.replayed_at);
        let is_older = |id: &String| awards.get(id.as_str()).is_some_and(|row| Some(row.created_at) < replayed_at);
        if replayed_at.is_some() && made.iter().any(is_older) {
            figures.recovered += 1;
        }
        promised.extend(made);
    }
    figures.twice = awards.keys().filter(|id| !promised.contains(**id)).count();
    if let Some(half) = promised.iter().find(|id| !awards.contains_key(id.as_str())) {
        figures.findings.push(format!("V9: the award {half} is promised and not there"));
    }
    if keys.len() != attempts.len() {
        figures.findings.push(format!("V2: {} keys are remembered of {}", keys.len(), attempts.len()));
    }
}

/// V6: everything in the outbox is done, once for each award.
fn check_messages(
    figures: &mut Figures,
    awards: &BTreeMap<&str, &AwardRow>,
    messages: &[(String, String, Option<i64>, Option<String>)],
) {
    figures.messages = messages.len();
    let open = messages.iter().filter(|(_, _, done, failure)| done.is_none() || failure.is_some()).count();
    if open > 0 {
        figures.findings.push(format!("V6: {open} messages are not done, or failed"));
    }
    let notices: Vec<&str> =
        messages.iter().filter(|(kind, ..)| kind == "award.notice").map(|(_, about, ..)| about.as_str()).collect();
    let distinct: BTreeSet<&str> = notices.iter().copied().collect();
    if notices.len() != awards.len() || distinct.len() != awards.len() {
        figures.findings.push(format!("V6: {} notices for {} awards", notices.len(), awards.len()));
    }
}

/// V7 on PostgreSQL; SQLite's own check is part of the audit.
async fn check_indexes(figures: &mut Figures, connection: &mut AnyConnection) {
    let text = "create extension if not exists amcheck";
    if sqlx::query(text).execute(&mut *connection).await.is_err() {
        eprintln!("skipped: the server has no amcheck, so its indexes were not checked");
        return;
    }
    let text = "select cast(count(bt_index_check(c.oid, true)) as bigint)
                  from pg_index i
                  join pg_class c on c.oid = i.indexrelid
                  join pg_am m on m.oid = c.relam
                  join pg_namespace n on n.oid = c.relnamespace
                 where m.amname = 'btree' and n.nspname = 'public'";
    if let Err(error) = sqlx::query(text).execute(&mut *connection).await {
        figures.findings.push(format!("V7: {error}"));
    }
}
