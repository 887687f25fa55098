//! The whole content as lines of JSON, and back: for backups, for moving from one kind of database to the other.
//!
//! A line is `{"table": …, "row": […]}` with the values in the order of [`TABLES`]. Read in one transaction, so that it
//! is of one moment while the service runs.

mod tables;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sqlx::{AssertSqlSafe, Executor as _, Row as _};

use super::{Engine, Session, StoreError};
use tables::Kind::{Bytes, Number, Small, Text};
use tables::{Column, TABLES};

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
        self.place().err()
    }

    /// The table, and the columns that the values belong to.
    fn place(&self) -> Result<(&'static str, &'static [Column]), String> {
        let shown: String = self.table.chars().take(40).collect();
        let found = TABLES.iter().find(|(table, _)| *table == self.table);
        let (table, of) = found.ok_or_else(|| format!("there is no table `{shown}`"))?;
        let (most, given) = (of.len(), self.row.len());
        if (most - late_columns(table)..=most).contains(&given) {
            Ok((table, &of[..given]))
        } else {
            Err(format!("a row of `{shown}` has {most} values, not {given}"))
        }
    }
}

/// How many columns at the end of a table the backups of earlier versions lack. All of them may be empty.
fn late_columns(table: &str) -> usize {
    match table {
        "awards" => 2,
        "claim_evidence" => 1,
        _ => 0,
    }
}

/// What a row of an earlier version gets where it has nothing: links and badges that are evidence are looked at again.
const LOOK_AGAIN: &str = "update claim_evidence
        set look_at = created_at
      where evidence_id = $1 and medium in ('link', 'credential') and removed_at is null";

/// The column names with commas between.
fn columns(of: &[Column]) -> String {
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
        let (table, of) = line.place().map_err(|_| inconsistent("transfer"))?;
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
        if table == "claim_evidence" && !of.iter().any(|(name, _)| *name == "look_at") {
            let evidence = line.row.first().and_then(Value::as_str);
            sqlx::query(LOOK_AGAIN).bind(evidence).execute(self.connection()).await?;
        }
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

fn read_row(row: &sqlx::any::AnyRow, of: &[Column]) -> Result<Vec<Value>, sqlx::Error> {
    let read = |(index, (_, kind)): (usize, &Column)| {
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

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::TABLES;
    use crate::store::{Settings, Store};

    /// What is of the moment only: what a process has taken in hand, sessions, and what was mailed or asked to sign in.
    const LEFT_OUT: &[&str] = &[
        "award_imports.leased_until",
        "claims.leased_until",
        "email_proofs",
        "passkey_challenges",
        "provider_sign_ins",
        "sessions",
        "sign_in_links",
    ];

    #[tokio::test(flavor = "multi_thread")]
    async fn every_table_and_column_is_carried_over_or_left_out_on_purpose() {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite:{}", folder.path().join("tables.db").display());
        let store = Store::open(&Settings::new(url)).await.expect("a store");
        let mut session = store.read().await.expect("a session");
        let there: Vec<(String, String)> = sqlx::query_as(
            "select m.name, c.name
               from sqlite_master m, pragma_table_info(m.name) c
              where m.type = 'table' and m.name not like 'sqlite_%' and m.name not like '_sqlx_%'",
        )
        .fetch_all(session.connection())
        .await
        .expect("the columns");
        drop(session);
        store.close().await;

        let carried = |table: &str, column: &str| {
            let of = TABLES.iter().find(|(name, _)| *name == table).map(|(_, of)| *of);
            match of {
                Some(of) if of.iter().any(|(name, _)| *name == column) => None,
                Some(_) => Some(format!("{table}.{column}")),
                None => Some(table.to_owned()),
            }
        };
        let left_out: BTreeSet<String> = there.iter().filter_map(|(table, column)| carried(table, column)).collect();
        assert_eq!(left_out, LEFT_OUT.iter().map(|name| (*name).to_owned()).collect());
    }
}
