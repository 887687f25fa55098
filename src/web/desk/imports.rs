//! Awarding to everybody in a table: handed in, looked at and mended, awarded while one watches.

mod page;
mod result;

pub(super) use page::{change, show};
pub(super) use result::download;

use axum::extract::{DefaultBodyLimit, FromRequest as _, Multipart, Path, Request, State};
use axum::http::StatusCode;
use axum::http::header::CONTENT_TYPE;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

use super::super::answer::{Page, PageError, html, see_other};
use super::super::form::{Asked, Fields, Place as _};
use super::super::moment::Moment;
use super::super::views::desk::ImportForm;
use super::super::views::{Cell, Choice, Column, Empty, Field, Row, Table};
use super::awarding::achievement_choices;
use super::here::{Here, Sent};
use super::words;
use crate::app::{AwardImportRequest, Duplicates, Error, Permission, RowChange};
use crate::batch::{Handed, Spreadsheet};
use crate::clock::Timestamp;
use crate::http::{ClientAddress, Hall, check_csrf, take_form};
use crate::ids::{AchievementId, ImportId};
use crate::language::Words;

/// A list that a path names.
#[derive(Debug, Deserialize)]
pub(super) struct Named {
    import: String,
}

impl Named {
    fn id(&self) -> ImportId {
        ImportId::from_text(&self.import)
    }
}

/// A table may be larger than other forms; [`take_form`] has the limit.
pub(super) fn whole() -> DefaultBodyLimit {
    DefaultBodyLimit::disable()
}

/// What a form with a table brought along.
#[derive(Default)]
struct HandedIn {
    achievement: String,
    duplicates: Duplicates,
    pasted: String,
    file: Option<Handed>,
}

/// `GET /desk/{slug}/awards/import`
pub(super) async fn blank(State(hall): State<Hall>, here: Here, Asked(asked): Asked) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Award).await?;
    let handed = HandedIn { achievement: asked.text("achievement").to_owned(), ..HandedIn::default() };
    Ok(Page(form(&hall, &here, &handed).await?).into_response())
}

/// `POST /desk/{slug}/awards/import`: keeps the table and goes on to what would become of it.
pub(super) async fn upload(
    State(hall): State<Hall>,
    here: Here,
    client: ClientAddress,
    request: Request,
) -> Result<Response, PageError> {
    here.insist(&hall, Permission::Award).await?;
    let handed = take(&hall, &here, client, request).await?;
    let outcome = match open(here.words(), &handed).await {
        Ok((name, table)) => {
            let request = AwardImportRequest {
                achievement: AchievementId::from_text(&handed.achievement),
                name,
                duplicates: handed.duplicates,
            };
            hall.app().create_import(&here.actor(), here.id(), request, table).await
        }
        Err(error) => Err(error),
    };
    match outcome {
        Ok(import) => Ok(see_other(&here.path(&format!("/awards/import/{import}")))),
        Err(Error::Invalid(found)) => {
            let mut page = form(&hall, &here, &handed).await?;
            page.errors = words::errors(here.words(), found);
            let upload = page.errors.iter().find(|error| error.field == "upload");
            page.upload_error = upload.map(|error| error.message.clone());
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

async fn take(
    hall: &Hall,
    here: &Here,
    ClientAddress(client): ClientAddress,
    request: Request,
) -> Result<HandedIn, PageError> {
    let kind = request.headers().get(CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or("");
    let duplicates = |name: &str| Duplicates::find(name).unwrap_or_default();
    if !kind.starts_with("multipart/form-data") {
        let fields = Fields::from_request(request, hall).await?;
        check_csrf(&here.staff().0, fields.text("csrf"))?;
        return Ok(HandedIn {
            achievement: fields.text("achievement").to_owned(),
            duplicates: duplicates(fields.text("duplicates")),
            pasted: fields.text("pasted").to_owned(),
            file: None,
        });
    }
    let parts = Multipart::from_request(request, hall).await;
    let parts = parts.map_err(|error| crate::http::Problem::new(error.status(), error.body_text()))?;
    let mut uploaded = take_form(hall, client, parts, "upload").await?;
    let text = |name: &str| String::from_utf8_lossy(uploaded.field(name)).into_owned();
    check_csrf(&here.staff().0, &text("csrf"))?;
    let (achievement, pasted) = (text("achievement"), text("pasted"));
    let duplicates = duplicates(&text("duplicates"));
    Ok(HandedIn { achievement, duplicates, pasted, file: uploaded.files.pop() })
}

/// The table and what it is called.
async fn open(words: Words, handed: &HandedIn) -> Result<(String, Spreadsheet), Error> {
    let pasted;
    let file = match &handed.file {
        Some(file) => file,
        None if handed.pasted.trim().is_empty() => {
            return Err(Error::invalid("upload", words.say("import-file-missing")));
        }
        None => {
            pasted = Handed::bytes(&words.say("import-pasted"), handed.pasted.clone().into_bytes());
            &pasted
        }
    };
    let table = Spreadsheet::open(file).map_err(|error| Error::invalid("upload", error.to_string()))?;
    Ok((file.name.clone(), table))
}

async fn form(hall: &Hall, here: &Here, handed: &HandedIn) -> Result<ImportForm, PageError> {
    let lists = hall.app().list_imports(&here.actor(), here.id()).await?;
    let words = here.words();
    let row = |(import, counts): &(crate::store::AwardImport, crate::app::ImportCounts)| Row {
        cells: vec![
            Cell::link(here.path(&format!("/awards/import/{}", import.import_id)), &import.name),
            Cell::Moment(Moment::minute(import.created_at)),
            Cell::text(words.fill("import-earlier-awarded").count("done", counts.awarded).count("all", counts.total())),
        ],
        ..Row::default()
    };
    Ok(ImportForm {
        frame: here.frame(),
        desk: here.desk("Awards"),
        errors: Vec::new(),
        action: here.path("/awards/import").into(),
        achievements: achievement_choices(hall, here, &handed.achievement).await?,
        achievements_href: here.path("/achievements").into(),
        upload_error: None,
        pasted: Field::new(&handed.pasted),
        duplicates: duplicate_choices(words, handed.duplicates),
        limit: format!("{} MB", hall.settings().upload_bytes / 1_000_000),
        earlier: Table {
            caption: words.say("import-earlier").into(),
            columns: [words.say("import-earlier-list"), words.say("import-earlier-uploaded"), words.say("import-rows")]
                .map(Column::new)
                .to_vec(),
            rows: lists.iter().map(row).collect(),
            empty: Empty::default(),
        },
    })
}

fn duplicate_choices(words: Words, chosen: Duplicates) -> Vec<Choice> {
    let choice = |one: Duplicates| {
        let label = match one {
            Duplicates::Deny => words.say("import-deny"),
            Duplicates::Replace => words.say("import-replace"),
            Duplicates::Allow => words.say("import-allow"),
        };
        Choice { chosen: one == chosen, ..Choice::new(one.as_str(), label) }
    };
    Duplicates::ALL.map(choice).to_vec()
}

/// `POST /desk/{slug}/awards/import/{import}/rows`: changed cells, and rows that are left out.
pub(super) async fn mend(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let mut changes: Vec<RowChange> = Vec::new();
    for number in fields.all("row").into_iter().filter_map(|text| text.parse::<i64>().ok()) {
        let start = format!("cell-{number}-");
        let cell = |(name, text): (&str, &str)| Some((name.strip_prefix(&start)?.parse().ok()?, text.to_owned()));
        changes.push(RowChange {
            number,
            cells: fields.pairs().filter_map(cell).collect(),
            is_left: fields.find(&format!("leave-{number}")).is_some(),
        });
    }
    hall.app().mend_import_rows(&here.actor(), here.id(), &named.id(), &changes).await?;
    Ok(here.see(&format!("/awards/import/{}", named.import), "rows-mended"))
}

/// `POST /desk/{slug}/awards/import/{import}/award`: at once, or on the day of `start_on`.
pub(super) async fn start(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let day = fields.filled("start_on");
    let at = day.as_ref().map(|day| format!("{day}T00:00:00Z").parse::<Timestamp>());
    let outcome = match at.transpose() {
        Ok(at) => hall.app().start_import(&here.actor(), here.id(), &named.id(), at).await,
        Err(_) => Err(Error::invalid("start_at", here.words().say("desk-day-wrong"))),
    };
    match outcome {
        Ok(()) => Ok(see_other(&here.path(&format!("/awards/import/{}", named.import)))),
        Err(Error::Invalid(found)) if day.is_some() => {
            let error = found.into_iter().next().map(|error| here.words().retold(&error.message)).unwrap_or_default();
            page::with_start_error(&hall, &here, &named, (day.unwrap_or_default(), error)).await
        }
        Err(error) => Err(error.into()),
    }
}

/// `POST /desk/{slug}/awards/import/{import}/stop`
pub(super) async fn stop(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    hall.app().stop_import(&sent.here.actor(), sent.here.id(), &named.id()).await?;
    Ok(sent.here.see(&format!("/awards/import/{}", named.import), "import-stopped"))
}

/// `POST /desk/{slug}/awards/import/{import}/delete`
pub(super) async fn delete(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    hall.app().delete_import(&sent.here.actor(), sent.here.id(), &named.id()).await?;
    Ok(sent.here.see("/awards/import", "import-deleted"))
}
