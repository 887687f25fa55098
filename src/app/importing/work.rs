//! The worker's part of a list: a hundred rows and more in one transaction, which writes the awards and says so in the
//! rows. A row that was awarded is never taken again, whoever is killed when, so nobody gets a badge twice.

use std::collections::HashSet;
use std::sync::Arc;

use super::rows::{Fault, Reading};
use super::{ImportLine, reading_of};
use crate::app::awarding::{AwardRequest, GivenList, ReadyList};
use crate::app::status_changes::{Changed, StatusMove};
use crate::app::{App, Error};
use crate::ids::AwardId;
use crate::store::{ApiKey, AwardImport, Engine, ImportRow, Session};

/// Rows of one transaction.
const ROWS: i64 = 500;
/// How long a list belongs to whoever is at it.
const LEASE_SECONDS: i64 = 60;
/// How long a list that broke off while it was read is kept.
const BROKEN_SECONDS: i64 = 86_400;
/// How long a list is kept that nobody touches.
const KEPT_SECONDS: i64 = 90 * 86_400;
/// What holders of a replaced badge read.
const REPLACED: &str = "Replaced by a newer badge";

/// One piece of a list on its way into the database.
struct Piece {
    import: AwardImport,
    /// The first and the last row.
    numbers: (i64, i64),
    ready: ReadyList,
    /// Rows that cannot be awarded after all.
    refused: Vec<ImportRow>,
}

/// Rows that say nothing that can be awarded, with what is wrong.
type Faulty = Vec<(i64, Vec<Fault>)>;

/// What one piece came to.
type Written = (GivenList, Option<Changed>);

impl App {
    /// Awards what is ready in all lists; how many pieces there were.
    ///
    /// # Errors
    /// [`Error::Unavailable`] when the database does not answer.
    pub async fn do_imports(&self) -> Result<usize, Error> {
        let mut pieces = 0;
        while self.do_import_piece().await? {
            pieces += 1;
        }
        Ok(pieces)
    }

    /// Awards the next rows of one list; whether there was a list.
    ///
    /// # Errors
    /// As [`App::do_imports`].
    pub async fn do_import_piece(&self) -> Result<bool, Error> {
        let Some(import) = self.lease_import().await? else { return Ok(false) };
        let id = import.import_id.clone();
        match self.award_piece(import.clone()).await {
            Ok(()) => {}
            // The disk or the database: what is leased is taken up again when the lease ends, or at the next start.
            Err(error @ Error::Unavailable(_)) => {
                self.end_lease(&import).await?;
                return Err(error);
            }
            // Another instance was faster with the same rows.
            Err(Error::Contended) => self.end_lease(&import).await?,
            Err(Error::Limit(why)) => self.end_import(import, why).await?,
            Err(error) => {
                tracing::error!(import.id = %id, error = %error, "The list `{id}` cannot be awarded: {error}");
                self.end_import(import, "something went wrong on our side; try again".into()).await?;
            }
        }
        Ok(true)
    }

    /// On a database that only one process has, nobody else can be at a list when that process begins.
    pub(in crate::app) async fn take_up_imports(&self) -> Result<(), Error> {
        if self.engine() == Engine::Postgres {
            return Ok(());
        }
        self.write_import(|session| Box::pin(async move { Ok(session.end_import_leases().await?) })).await
    }

    /// Forgets lists that nobody needs any more.
    pub(in crate::app) async fn sweep_imports(&self) -> Result<(), Error> {
        let now = self.now();
        let (broken, old) = (now.plus_seconds(-BROKEN_SECONDS), now.plus_seconds(-KEPT_SECONDS));
        let found = self.store().read().await?.list_old_imports(broken, old).await?;
        for import in &found {
            self.forget_import(import).await?;
        }
        Ok(())
    }

    async fn lease_import(&self) -> Result<Option<AwardImport>, Error> {
        // Most of the time there is none, and that is found out without a transaction that writes.
        if !self.store().read().await?.has_running_imports(self.now()).await? {
            return Ok(None);
        }
        let now = self.now();
        let until = now.plus_seconds(LEASE_SECONDS);
        self.store()
            .write(move |session| {
                Box::pin(async move {
                    session.begin_planned_imports(now).await?;
                    Ok::<_, Error>(session.lease_import(now, until).await?)
                })
            })
            .await
    }

    async fn end_lease(&self, import: &AwardImport) -> Result<(), Error> {
        let id = import.import_id.clone();
        self.write_import(move |session| {
            let id = id.clone();
            Box::pin(async move { Ok(session.put_import_lease(&id, None).await?) })
        })
        .await
    }

    /// Awarding is over: all is done, or something is in the way.
    async fn end_import(&self, import: AwardImport, trouble: String) -> Result<(), Error> {
        let now = self.now();
        let ended = AwardImport { state: "open".into(), ended_at: Some(now), trouble, ..import };
        self.write_import(move |session| {
            let ended = ended.clone();
            Box::pin(async move { Ok(session.put_import(&ended, "running", now).await.map(drop)?) })
        })
        .await
    }

    async fn award_piece(&self, import: AwardImport) -> Result<(), Error> {
        let rows = self.store().read().await?.list_import_rows(&import.import_id, "todo", 0, ROWS).await?;
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else {
            return self.end_import(import, String::new()).await;
        };
        let numbers = (first.number, last.number);
        let organisation = self.load_organisation(&import.organisation_id).await?;
        let view = match self.awardable(&organisation, import.achievement_id.as_str()).await? {
            Ok(view) => view,
            Err(error) => return self.end_import(import, error.message).await,
        };
        let now = self.now();
        let reading = reading_of(&import, &view, now);
        let (requests, mut refused) = requests_of(&reading, rows);
        let api_key = self.key_behind(&import).await?;
        let (ready, later) = self.ready_list(&view, requests, (&import.started_by, api_key), now).await?;
        for (number, errors) in later {
            refused.push((number, reading.faults(errors)));
        }
        let refused = self.wrong_rows(&import, refused).await?;
        let piece = Arc::new(Piece { import, numbers, ready, refused });
        let app = self.clone();
        let written: Option<Written> = self
            .store()
            .write(move |session| {
                let (app, piece) = (app.clone(), piece.clone());
                Box::pin(async move { piece.write(&app, session).await })
            })
            .await?;
        let Some((given, changed)) = written else { return Ok(()) };
        if let Some(changed) = &changed {
            self.settle_change(changed)?;
        }
        self.sign_rows(given).await?;
        self.0.notices.notify_one();
        Ok(())
    }

    /// The rows with what is wrong with them, to be written.
    async fn wrong_rows(&self, import: &AwardImport, refused: Faulty) -> Result<Vec<ImportRow>, Error> {
        let mut rows = Vec::with_capacity(refused.len());
        let mut session = self.store().read().await?;
        for (number, faults) in refused {
            let Some(row) = session.find_import_row(&import.import_id, number).await? else { continue };
            let faults = serde_json::to_string(&faults).unwrap_or_default();
            rows.push(ImportRow { checked: "wrong".into(), faults, ..row });
        }
        Ok(rows)
    }

    /// The API key that began, since its cap counts.
    async fn key_behind(&self, import: &AwardImport) -> Result<Option<Arc<ApiKey>>, Error> {
        let Some(id) = import.started_by.strip_prefix("key:") else { return Ok(None) };
        let keys = self.store().read().await?.list_api_keys(&import.organisation_id).await?;
        let found = keys.into_iter().find(|key| key.key_id.as_str() == id);
        let now = self.now();
        let counts = |key: &ApiKey| key.revoked_at.is_none() && key.expires_at.is_none_or(|at| at > now);
        match found.filter(counts) {
            Some(key) => Ok(Some(Arc::new(key))),
            None => Err(Error::Limit("the API key that began this counts no more".into())),
        }
    }
}

/// What the rows ask for, and those that say nothing that can be awarded.
fn requests_of(reading: &Reading, rows: Vec<ImportRow>) -> (Vec<(i64, AwardRequest)>, Faulty) {
    let (mut requests, mut refused) = (Vec::with_capacity(rows.len()), Vec::new());
    for row in rows {
        let line = ImportLine::from(row);
        match reading.request(&line.cells) {
            Ok(request) => requests.push((line.row.number, request)),
            Err(faults) => refused.push((line.row.number, faults)),
        }
    }
    (requests, refused)
}

impl Piece {
    /// Writes the awards and that they were made; `None` when somebody stopped it meanwhile.
    async fn write(&self, app: &App, session: &mut Session) -> Result<Option<Written>, Error> {
        let (import, now) = (&self.import, app.now());
        if !session.hold_running_import(&import.import_id, now).await? {
            return Ok(None);
        }
        session.put_import_rows(&import.import_id, &self.refused).await?;
        // Somebody may have got the badge since the rows were looked at.
        session.predict_import_rows(import, self.numbers, now).await?;
        let open = session.list_import_rows(&import.import_id, "todo", self.numbers.0 - 1, ROWS).await?;
        let keep: HashSet<i64> = open.iter().map(|row| row.number).filter(|number| *number <= self.numbers.1).collect();
        let changed = self.replace(app, session, &keep).await?;
        let (given, awarded) = self.ready.write(session, &keep).await?;
        if session.put_import_awards(&import.import_id, &awarded).await? != awarded.len() as u64 {
            return Err(Error::Contended);
        }
        session.put_import_lease(&import.import_id, None).await?;
        Ok(Some((given, changed)))
    }

    /// Withdraws what the new badges replace.
    async fn replace(&self, app: &App, session: &mut Session, keep: &HashSet<i64>) -> Result<Option<Changed>, Error> {
        let found = session.list_replaced_awards(&self.import, self.numbers, app.now()).await?;
        let awards: Vec<AwardId> =
            found.into_iter().filter(|(number, _)| keep.contains(number)).map(|(_, award)| award).collect();
        if awards.is_empty() {
            return Ok(None);
        }
        let (organisation, actor) = (&self.import.organisation_id, self.import.started_by.clone());
        let change = app.change_of(organisation, &awards, (StatusMove::Revoke, REPLACED), actor);
        Ok(Some(change.write(session).await?))
    }
}
