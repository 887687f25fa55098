//! Rows for several tables in one trip to the database.
//!
//! SQLite works on a thread of its own, and the way there and back costs more than a statement that adds a few rows. So
//! there the statements travel together, as one text; PostgreSQL takes them one after the other.

use futures_util::TryStreamExt as _;
use sqlx::any::{AnyArguments, AnyRow};
use sqlx::error::BoxDynError;
use sqlx::{Any, Arguments as _, AssertSqlSafe, Either, Encode, Executor as _, Type};

use super::values::{ROWS, pieces, places, unnumbered_places};
use super::{Engine, Session, StoreError};

/// Statements that are to be sent, in the order in which they were added. Nothing is written before [`Session::send`].
pub struct Bundle {
    engine: Engine,
    trips: Vec<Trip>,
    count: usize,
}

/// What is sent at once.
struct Trip {
    text: String,
    values: Values,
    /// Whether more statements may travel with these.
    is_open: bool,
}

/// The values of the statements of a trip.
pub(super) struct Values(Result<AnyArguments, BoxDynError>);

impl Values {
    /// Adds the next value.
    pub(super) fn bind<'t, T: Encode<'t, Any> + Type<Any>>(&mut self, value: T) -> &mut Self {
        if let Ok(arguments) = &mut self.0
            && let Err(error) = arguments.add(value)
        {
            self.0 = Err(error);
        }
        self
    }
}

impl Bundle {
    /// Adds a statement about these rows: `before`, the places of their values row by row, and `after`. Many rows become
    /// several statements of the usual sizes, so that few different texts are prepared.
    pub(super) fn add<T>(
        &mut self,
        (before, after): (&str, &str),
        (rows, width): (&[T], usize),
        bind: impl Fn(&mut Values, &T),
    ) {
        for piece in pieces(rows) {
            // In the engine's own form at once, since these are the longest part of the text.
            let places = match self.engine {
                Engine::Sqlite => unnumbered_places(piece.len(), width),
                Engine::Postgres => places(piece.len(), width),
            };
            let text = format!("{before} {places}{after}");
            let values = self.statement(&text, piece.len());
            if let Ok(arguments) = &mut values.0 {
                arguments.reserve(piece.len() * width, 0);
            }
            piece.iter().for_each(|row| bind(values, row));
        }
    }

    /// Adds a statement about so many rows, in which every parameter stands once and in its order; its values are to be
    /// bound. The largest pieces of long lists travel alone: their text is the same each time.
    pub(super) fn statement(&mut self, text: &str, rows: usize) -> &mut Values {
        let is_open = self.engine == Engine::Sqlite && rows < ROWS;
        if !(is_open && self.trips.last().is_some_and(|last| last.is_open)) {
            self.trips.push(Trip { text: String::new(), values: Values(Ok(AnyArguments::default())), is_open });
        }
        let last = self.trips.len() - 1;
        let trip = &mut self.trips[last];
        match self.engine {
            Engine::Postgres => trip.text.push_str(text),
            Engine::Sqlite => push_unnumbered(&mut trip.text, text),
        }
        self.count += 1;
        &mut trip.values
    }

    /// How many statements were added.
    pub(super) fn count(&self) -> usize {
        self.count
    }
}

impl Session {
    /// Nothing yet.
    pub fn bundle(&self) -> Bundle {
        Bundle { engine: self.engine, trips: Vec::new(), count: 0 }
    }

    /// Sends what was added, in that order.
    ///
    /// # Errors
    /// Those of the statements, such as [`StoreError::Duplicate`]; what follows on the one that failed is not sent.
    pub async fn send(&mut self, bundle: Bundle) -> Result<(), StoreError> {
        self.ask(bundle).await.map(drop)
    }

    /// Sends what was added, in that order; the rows that each statement answers with.
    pub(super) async fn ask(&mut self, bundle: Bundle) -> Result<Vec<Vec<AnyRow>>, StoreError> {
        let mut answers = Vec::new();
        for Trip { text, values, .. } in bundle.trips {
            let values = values.0.map_err(sqlx::Error::Encode)?;
            let mut stream = self.connection().fetch_many(sqlx::query_with(AssertSqlSafe(text), values));
            let mut rows = Vec::new();
            while let Some(step) = stream.try_next().await? {
                match step {
                    Either::Left(_) => answers.push(std::mem::take(&mut rows)),
                    Either::Right(row) => rows.push(row),
                }
            }
        }
        Ok(answers)
    }
}

/// Adds a statement whose values follow on those of the ones before it: `?` instead of `$1`.
fn push_unnumbered(all: &mut String, text: &str) {
    if !all.is_empty() {
        all.push_str("; ");
    }
    let mut parts = text.split('$');
    all.push_str(parts.next().unwrap_or_default());
    for part in parts {
        all.push('?');
        all.push_str(part.trim_start_matches(|digit: char| digit.is_ascii_digit()));
    }
}

#[cfg(test)]
mod tests {
    use super::push_unnumbered;

    #[test]
    fn statements_follow_on_each_other() {
        let mut all = String::new();
        push_unnumbered(&mut all, "insert into a values ($1, $2), ($3, $4)");
        push_unnumbered(&mut all, "select 1 from b where c = $1");
        assert_eq!(all, "insert into a values (?, ?), (?, ?); select 1 from b where c = ?");
    }
}
