//! The answer to many badges: one verdict document on each line, as they come, and a last line that sums up.

use std::convert::Infallible;

use axum::body::{Body, Bytes};
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use serde_json::json;

use crate::app::{BatchRun, Error};
use crate::batch::{Applicants, Handed};
use crate::http::{Hall, Problem};
use crate::store::Organisation;
use crate::verify::{Expectation, Report, Tally, Verdict, applicant_json, applicant_of};

/// The media type of the answer.
pub(super) const LINES: &str = "application/x-ndjson";

/// Bytes that are sent at once.
const PIECE_BYTES: usize = 32 * 1024;

/// What is wanted of each report.
struct Line {
    text: String,
    verdict: Verdict,
    state: &'static str,
}

/// Verifies everything and answers line by line.
pub(super) async fn verify(
    hall: &Hall,
    (files, applicants): (Vec<Handed>, Vec<u8>),
    expected: Expectation,
    trust: Option<Organisation>,
) -> Result<Response, Problem> {
    let applicants = match applicants.as_slice() {
        [] => None,
        table => Some(Applicants::read(table).map_err(|error| Error::invalid("applicants", format!("{error}.")))?),
    };
    let batch = hall.app().open_batch(files).await?;
    let shape = move |name: &str, report: Report| {
        let mut document = report.to_json(name);
        if let Some(applicants) = &applicants {
            document["applicant"] = applicant_json(applicant_of(&report, applicants));
        }
        Line { text: format!("{document}\n"), verdict: report.verdict(), state: report.state() }
    };
    let run = hall.app().verify_batch(batch, expected, trust.into_iter().collect(), shape).await?;
    let body = futures_util::stream::unfold(Some((run, Tally::default())), piece);
    let headers = [(CONTENT_TYPE, LINES), (CACHE_CONTROL, "private, no-store")];
    Ok((headers, Body::from_stream(body)).into_response())
}

type State = Option<(BatchRun<Line>, Tally)>;

/// The next lines; after the last of them, the summary.
async fn piece(state: State) -> Option<(Result<Bytes, Infallible>, State)> {
    let (mut run, mut tally) = state?;
    let mut text = String::new();
    // What is ready is sent together; nobody waits for a full piece.
    let mut next = run.next().await;
    while let Some(line) = next {
        tally.add(line.verdict, line.state);
        text.push_str(&line.text);
        if text.len() >= PIECE_BYTES {
            return Some((Ok(text.into()), Some((run, tally))));
        }
        next = match run.next_ready() {
            Some(line) => Some(line),
            None if run.is_over() => None,
            None => return Some((Ok(text.into()), Some((run, tally)))),
        };
    }
    let mut summary = tally.to_json();
    summary["seconds"] = json!(run.elapsed().as_millis() as f64 / 1_000.0);
    if tally.count() < run.total() {
        summary["error"] =
            format!("{} badges were not looked at: it took too long.", run.total() - tally.count()).into();
    }
    text.push_str(&format!("{}\n", json!({"summary": summary})));
    Some((Ok(text.into()), None))
}
