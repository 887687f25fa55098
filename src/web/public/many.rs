//! Checking many badges at once: an upload in, a page out that grows while they are checked, or a file to keep.
//!
//! The page is written piece by piece: its head at once, a line on how far it is twice a second, the table at the end.
//! Whoever goes away ends the work. Nothing is kept.

use std::collections::BTreeMap;
use std::time::Duration;

use askama::Template as _;
use axum::body::{Body, Bytes};
use axum::extract::{Multipart, State};
use axum::http::StatusCode;
use axum::http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use axum::response::{IntoResponse, Response};
use futures_util::stream;
use tokio::sync::mpsc;

use super::verify::{LIMIT, facts, host_of, line, state_of, upload_limit};
use crate::app::{BatchRun, Error};
use crate::batch::{Applicants, Sheet};
use crate::credential::IdentityMatch;
use crate::http::{ClientAddress, Hall, take_form};
use crate::verify::{Report, SHEET_HEADS, Tally, Verdict, applicant_json, applicant_of};
use crate::web::answer::{PageError, Visitor, html};
use crate::web::moment::Moment;
use crate::web::verdict::{CheckLine, Mark, State as Standing};
use crate::web::views::many::{JSON_LIMIT_BYTES, shows};
use crate::web::views::{FieldError, ManyApplicants, ManyOutcome, ManyPerson, ManyResult, ManyRow, Shown, VerifyForm};

/// How often the page says how far it is.
const STEP: Duration = Duration::from_millis(500);
/// Pieces of the page that wait for the reader.
const PIECES: usize = 16;
/// Bytes of rows that are sent at once.
const PIECE_BYTES: usize = 64 * 1024;

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
}

/// `POST /verify/many`: files or an archive in `files`, and a table in `applicants`.
pub(super) async fn check(
    State(hall): State<Hall>,
    client: Result<ClientAddress, std::convert::Infallible>,
    visitor: Visitor,
    form: Multipart,
) -> Result<Response, PageError> {
    let ClientAddress(client) = client.unwrap_or_else(|never| match never {});
    hall.limits().batches.take(client)?;
    let uploaded = take_form(&hall, client, form, "files").await?;
    let format = uploaded.field("format").to_vec();
    let applicants = match uploaded.field("applicants") {
        [] => None,
        table => match Applicants::read(table) {
            Ok(applicants) => Some(applicants),
            Err(error) => return Ok(refusal(&hall, &visitor, "applicants", &sentence(&error.to_string()))),
        },
    };
    let batch = match hall.app().open_batch(uploaded.files).await {
        Ok(batch) => batch,
        Err(Error::Invalid(fields)) => {
            let message = fields.first().map(|field| field.message.clone()).unwrap_or_default();
            return Ok(refusal(&hall, &visitor, "files", &message));
        }
        Err(other) => return Err(other.into()),
    };
    let people = applicants.clone();
    let wants_page = !matches!(format.as_slice(), b"csv" | b"json");
    let minute = Moment::minute(hall.app().now());
    let shape = {
        let minute = minute.clone();
        move |name: &str, report: Report| done(name, &report, applicants.as_ref(), wants_page.then_some(&minute))
    };
    let run = hall.app().verify_batch(batch, shape).await?;
    let (tell, pieces) = mpsc::channel(PIECES);
    let writer = Writer { tell, people, tally: Tally::default() };
    let (kind, name) = match format.as_slice() {
        b"csv" => ("text/csv; charset=utf-8", Some("verdicts.csv")),
        b"json" => ("application/x-ndjson", Some("verdicts.ndjson")),
        _ => ("text/html; charset=utf-8", None),
    };
    match format.as_slice() {
        b"csv" => tokio::spawn(writer.table(run)),
        b"json" => tokio::spawn(writer.lines(run)),
        _ => {
            let page = ManyResult { frame: visitor.frame(), checked: minute, ..ManyResult::default() };
            let text = page.render().map_err(|error| PageError::from(Error::internal(error)))?;
            tokio::spawn(writer.page(run, text))
        }
    };
    let body = Body::from_stream(stream::unfold(pieces, |mut pieces| async {
        pieces.recv().await.map(|piece| (Ok::<_, std::convert::Infallible>(piece), pieces))
    }));
    let mut response = ([(CONTENT_TYPE, kind), (CACHE_CONTROL, "private, no-store")], body).into_response();
    if let Some(name) = name
        && let Ok(value) = format!("attachment; filename=\"{name}\"").parse()
    {
        response.headers_mut().insert(CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

fn refusal(hall: &Hall, visitor: &Visitor, field: &str, message: &str) -> Response {
    let mut form = VerifyForm {
        frame: visitor.frame(),
        errors: vec![FieldError::new(field, message)],
        limit: LIMIT.into(),
        many_limit: upload_limit(hall),
        ..VerifyForm::default()
    };
    match field {
        "applicants" => form.applicants_error = Some(message.to_owned()),
        _ => form.files_error = Some(message.to_owned()),
    }
    html(StatusCode::UNPROCESSABLE_ENTITY, &form)
}

fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}.", letters.as_str().trim_end_matches('.'))
}

/// Everything that is wanted of a report; the row only for a page.
fn done(name: &str, report: &Report, applicants: Option<&Applicants>, minute: Option<&Moment>) -> Done {
    let found = applicants.and_then(|applicants| applicants.holder_of(report.verified()?));
    let holder = applicants.and_then(|applicants| applicant_of(report, applicants));
    let is_nobody = applicants.is_some() && holder.is_none();
    let mut document = report.to_json(name);
    if applicants.is_some() {
        document["applicant"] = applicant_json(holder);
    }
    let row = minute.map(|minute| row(name, report, minute)).map(|row| {
        let row = match holder {
            Some((person, how)) => {
                ManyRow { applicant: person.label().to_owned(), applicant_note: how_known(how).into(), ..row }
            }
            None => ManyRow { is_nobody, ..row },
        };
        row.render().unwrap_or_default()
    });
    Done {
        row: row.unwrap_or_default(),
        json: format!("{document}\n"),
        cells: report.sheet_row(name, holder.map(|(person, _)| person)),
        verdict: report.verdict(),
        state: report.state(),
        holder: found.map(|holder| holder.at),
        is_nobody,
    }
}

fn how_known(how: IdentityMatch) -> &'static str {
    match how {
        IdentityMatch::Exact => "",
        IdentityMatch::IgnoringCase => "if capital letters do not matter",
        IdentityMatch::Weak => "by a weak hash (MD5), which proves little",
    }
}

fn row(name: &str, report: &Report, minute: &Moment) -> ManyRow {
    let state = state_of(report);
    let own = |text: &Option<String>| text.clone().unwrap_or_default();
    let decided = report.main_line().map(|line| line.sentence.clone()).unwrap_or_default();
    let sentence = match state {
        Standing::Invalid | Standing::Unknown | Standing::NoBadge => decided,
        _ => facts(report, minute).sentence(state),
    };
    let shown_by = match report.verdict() {
        Verdict::Valid => Shown::Valid,
        Verdict::Invalid => Shown::Invalid,
        Verdict::Indeterminate => Shown::Open,
    };
    ManyRow {
        file: name.to_owned(),
        state,
        shown_by,
        sentence,
        issuer: report.issuer.as_deref().map(host_of).unwrap_or_default(),
        calls_itself: own(&report.issuer_name),
        achievement: own(&report.achievement),
        learner: own(&report.subject),
        checks: checks(report),
        ..ManyRow::default()
    }
}

/// What is not in order, each in its own sentence, and what is, in one.
fn checks(report: &Report) -> Vec<String> {
    let lines: Vec<CheckLine> = report.checks.iter().map(line).collect();
    let (good, other): (Vec<_>, Vec<_>) = lines.into_iter().partition(|line| line.mark == Mark::Pass);
    let other = other.into_iter().map(|line| format!("{} – {}: {}", line.what, line.mark.word(), line.sentence));
    let mut names: Vec<String> = good.into_iter().map(|line| line.what.to_lowercase()).collect();
    names.dedup();
    let good = (!names.is_empty()).then(|| format!("In order: {}.", names.join(", ")));
    other.chain(good).collect()
}

/// Writes the answer piece by piece for a reader who may go away at any time.
struct Writer {
    tell: mpsc::Sender<Bytes>,
    people: Option<Applicants>,
    tally: Tally,
}

impl Writer {
    /// Whether the reader is still there.
    async fn send(&self, piece: impl Into<Bytes>) -> bool {
        self.tell.send(piece.into()).await.is_ok()
    }

    async fn table(mut self, mut run: BatchRun<Done>) {
        let mut sheet = Sheet::new(&SHEET_HEADS);
        while let Some(done) = run.next().await {
            self.tally.add(done.verdict, done.state);
            sheet.push(&done.cells);
            if sheet.length() >= PIECE_BYTES && !self.send(sheet.take()).await {
                return;
            }
        }
        self.send(sheet.take()).await;
    }

    async fn lines(mut self, mut run: BatchRun<Done>) {
        let mut text = String::new();
        while let Some(done) = run.next().await {
            self.tally.add(done.verdict, done.state);
            text.push_str(&done.json);
            if text.len() >= PIECE_BYTES && !self.send(std::mem::take(&mut text)).await {
                return;
            }
        }
        text.push_str(&format!("{}\n", serde_json::json!({"summary": self.tally.to_json()})));
        self.send(text).await;
    }

    async fn page(mut self, mut run: BatchRun<Done>, text: String) {
        let (head, rest) = text.split_once("<!-- steps -->").unwrap_or((&text, ""));
        let (middle, tail) = rest.split_once("<!-- outcome -->").unwrap_or((rest, ""));
        if !self.send(head.to_owned()).await {
            return;
        }
        let mut found = Found::new();
        let mut clock = tokio::time::interval(STEP);
        loop {
            tokio::select! {
                biased;
                _ = clock.tick() => {
                    if !self.send(step(self.tally.count(), &run)).await {
                        return;
                    }
                }
                done = run.next() => match done {
                    Some(done) => {
                        self.tally.add(done.verdict, done.state);
                        found.add(done);
                    }
                    None => break,
                },
            }
        }
        let seconds = run.elapsed().as_secs_f64();
        let last = format!("<p>All {} checked in {seconds:.1} seconds.</p>\n{middle}", grouped(self.tally.count()));
        if !self.send(last).await {
            return;
        }
        let rows = std::mem::take(&mut found.rows);
        let missing = run.total().saturating_sub(self.tally.count());
        let outcome = found.outcome(&self.tally, self.people.as_ref(), missing).render().unwrap_or_default();
        let (before, after) = outcome.split_once("<!-- rows -->").unwrap_or((&outcome, ""));
        if !self.send(before.to_owned()).await {
            return;
        }
        for piece in rows {
            if !self.send(piece).await {
                return;
            }
        }
        self.send(format!("{after}{tail}")).await;
    }
}

/// How far it is, at what rate, and how long it will take.
fn step(count: usize, run: &BatchRun<Done>) -> String {
    let (total, seconds) = (run.total(), run.elapsed().as_secs_f64());
    let stop = "<a href=\"/verify\">Stop</a>";
    if count == 0 {
        return format!("<p>{} badges to check. {stop}</p>\n", grouped(total));
    }
    let rate = count as f64 / seconds.max(0.001);
    let left = (total.saturating_sub(count)) as f64 / rate;
    let left = match left.ceil() as u64 {
        0 | 1 => "about a second left".to_owned(),
        seconds @ 2..=90 => format!("about {seconds} seconds left"),
        seconds => format!("about {} minutes left", seconds.div_ceil(60)),
    };
    let rate = grouped(rate.round() as usize);
    format!("<p>{} of {} checked, {rate} a second, {left}. {stop}</p>\n", grouped(count), grouped(total))
}

/// 12,345.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// What is remembered of all badges until the page can be finished.
struct Found {
    rows: Vec<String>,
    sheet: Sheet,
    /// Empty from the moment when it is too long.
    json: String,
    is_json_too_long: bool,
    strangers: usize,
    /// By the place of the applicant: valid ones and others.
    badges: BTreeMap<usize, (usize, usize)>,
}

impl Found {
    fn new() -> Self {
        Self {
            rows: vec![String::new()],
            sheet: Sheet::new(&SHEET_HEADS),
            json: String::new(),
            is_json_too_long: false,
            strangers: 0,
            badges: BTreeMap::new(),
        }
    }

    fn add(&mut self, done: Done) {
        match self.rows.last_mut() {
            Some(piece) if piece.len() < PIECE_BYTES => piece.push_str(&done.row),
            _ => self.rows.push(done.row),
        }
        self.sheet.push(&done.cells);
        if self.json.len() + done.json.len() > JSON_LIMIT_BYTES {
            (self.is_json_too_long, self.json) = (true, String::new());
        } else if !self.is_json_too_long {
            self.json.push_str(&done.json);
        }
        self.strangers += usize::from(done.is_nobody);
        if let Some(at) = done.holder {
            let (valid, other) = self.badges.entry(at).or_default();
            *(if done.verdict == Verdict::Valid { valid } else { other }) += 1;
        }
    }

    fn outcome(self, tally: &Tally, people: Option<&Applicants>, missing: usize) -> ManyOutcome {
        let count = tally.count();
        let is = |number: usize| if number == 1 { "is" } else { "are" };
        let headline = format!("{} of {} badges {} valid", grouped(tally.valid), grouped(count), is(tally.valid));
        let mut notes = Vec::new();
        if tally.valid < count {
            let (invalid, open) = (tally.invalid, tally.indeterminate);
            notes.push(format!(
                "{} {} not valid, and of {} it could not be told.",
                grouped(invalid),
                is(invalid),
                grouped(open)
            ));
        }
        if missing > 0 {
            notes.push(format!("{} were not looked at, since it took too long. Hand them in again.", grouped(missing)));
        }
        if self.is_json_too_long {
            let text = "The list for programs is too long for this page; choose “Download as JSON lines” in the form.";
            notes.push(text.into());
        }
        let mut choices = vec![
            ("all", "All", count),
            ("valid", "Valid", tally.valid),
            ("invalid", "Not valid", tally.invalid),
            ("open", "Could not be checked", tally.indeterminate),
        ];
        if people.is_some() {
            choices.push(("nobody", "Nobody on your list", self.strangers));
        }
        let applicants = people.map(|people| applicants(people, &self.badges, self.strangers));
        let (csv, json) = (self.sheet.into_text(), self.json);
        ManyOutcome { headline, notes, shows: shows(&choices), rows: Vec::new(), applicants, csv, json }
    }
}

fn applicants(people: &Applicants, badges: &BTreeMap<usize, (usize, usize)>, strangers: usize) -> ManyApplicants {
    let people: Vec<ManyPerson> = people
        .people()
        .iter()
        .enumerate()
        .map(|(at, person)| ManyPerson {
            name: person.name.clone(),
            contact: if person.email.is_empty() { person.id.clone() } else { person.email.clone() },
            badges: match badges.get(&at) {
                None => "None".into(),
                Some((valid, 0)) => format!("{valid} valid"),
                Some((valid, other)) => format!("{valid} valid, {other} not valid or not known"),
            },
        })
        .collect();
    let sentence = format!(
        "{} of {} applicants have a badge here that is proven to be theirs. {} badges belong to nobody on your list, or \
         do not prove whose they are.",
        grouped(badges.len()),
        grouped(people.len()),
        grouped(strangers)
    );
    ManyApplicants { sentence, people }
}
