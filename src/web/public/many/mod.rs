//! Checking many badges at once: an upload in, a page out that grows while they are checked, or a file to keep.
//!
//! The page is written piece by piece: its head at once, a line on how far it is twice a second, the table at the end.
//! Whoever goes away ends the work. Nothing is kept.

mod found;
mod row;
mod writer;

use std::convert::Infallible;

use askama::Template as _;
use axum::body::Body;
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::mpsc;

use self::row::done;
use self::writer::Writer;
use super::reports::lists_of;
use super::verify::empty_form;
use crate::app::{BatchRun, Error};
use crate::batch::{Applicants, Batch};
use crate::http::{ClientAddress, Hall, Uploaded, take_form};
use crate::language::sentence;
use crate::verify::{Report, SHEET_HEADS, Tally, Verdict};
use crate::web::answer::{PageError, Visitor, html};
use crate::web::moment::Moment;
use crate::web::views::{FieldError, ManyResult, VerifyForm};

/// Pieces of the answer that wait for the reader.
const PIECES: usize = 16;
/// Bytes of rows that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;

/// What the answer is to be.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Format {
    Page,
    Table,
    Lines,
}

/// What is made of one report, on whichever thread.
struct Done {
    row: String,
    json: String,
    cells: [String; SHEET_HEADS.len()],
    verdict: Verdict,
    state: &'static str,
    /// The applicant's place in their table.
    holder: Option<usize>,
    is_nobody: bool,
    /// Whether it was compared with the applicants at all.
    is_compared: bool,
}

/// `POST /verify/many`: files or an archive in `files`, and a table in `applicants`.
pub(super) async fn check(
    State(hall): State<Hall>,
    client: Result<ClientAddress, Infallible>,
    visitor: Visitor,
    form: Multipart,
) -> Result<Response, PageError> {
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().batches.take(client)?;
    let uploaded = take_form(&hall, client, form, "files").await?;
    let format = match uploaded.field("format") {
        b"csv" => Format::Table,
        b"json" => Format::Lines,
        _ => Format::Page,
    };
    let (batch, applicants) = match open(&hall, uploaded).await {
        Ok(opened) => opened,
        Err(Error::Invalid(fields)) => {
            let error = fields.into_iter().next().map(|field| FieldError::new(field.field, field.message));
            return Ok(refusal(&hall, &visitor, error.unwrap_or_default()));
        }
        Err(other) => return Err(other.into()),
    };
    let (people, at, words) = (applicants.clone(), hall.app().now(), visitor.words);
    let shape = move |name: &str, report: Report| {
        done(name, &report, applicants.as_ref(), (format == Format::Page).then_some((at, words)))
    };
    let lists = lists_of(hall.app(), &visitor).await?;
    let run = hall.app().verify_batch(batch, hall.app().expectation(), lists, shape).await?;
    let page = ManyResult { frame: visitor.frame(), checked: Moment::minute(at), ..ManyResult::default() };
    answer(format, run, people, &page)
}

/// The badges and the people.
async fn open(hall: &Hall, uploaded: Uploaded) -> Result<(Batch, Option<Applicants>), Error> {
    let refuse = |error: crate::batch::ApplicantsError| Error::invalid("applicants", sentence(&error.to_string()));
    let applicants = match uploaded.field("applicants") {
        [] => None,
        table => Some(Applicants::read(table).map_err(refuse)?),
    };
    Ok((hall.app().open_batch(uploaded.files).await?, applicants))
}

/// The answer, which is written while it is sent.
fn answer(
    format: Format,
    run: BatchRun<Done>,
    people: Option<Applicants>,
    page: &ManyResult,
) -> Result<Response, PageError> {
    let (tell, pieces) = mpsc::channel(PIECES);
    let writer = Writer { tell, people, tally: Tally::default(), words: page.frame.words };
    let (kind, disposition) = match format {
        Format::Page => ("text/html; charset=utf-8", None),
        Format::Table => ("text/csv; charset=utf-8", Some("attachment; filename=\"verdicts.csv\"")),
        Format::Lines => ("application/x-ndjson", Some("attachment; filename=\"verdicts.ndjson\"")),
    };
    match format {
        Format::Page => {
            let text = page.render().map_err(Error::internal)?;
            tokio::spawn(writer.page(run, text));
        }
        Format::Table => drop(tokio::spawn(writer.table(run))),
        Format::Lines => drop(tokio::spawn(writer.lines(run))),
    }
    let body = Body::from_stream(stream::unfold(pieces, |mut pieces| async {
        pieces.recv().await.map(|piece| (Ok::<_, Infallible>(piece), pieces))
    }));
    let mut response = ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "private, no-store")], body).into_response();
    if let Some(disposition) = disposition {
        response.headers_mut().insert(CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    }
    Ok(response)
}

fn refusal(hall: &Hall, visitor: &Visitor, error: FieldError) -> Response {
    let mut form = empty_form(hall, visitor);
    match error.field.as_str() {
        "applicants" => form.applicants_error = Some(error.message.clone()),
        _ => form.files_error = Some(error.message.clone()),
    }
    html(StatusCode::UNPROCESSABLE_ENTITY, &VerifyForm { errors: vec![error], ..form })
}
