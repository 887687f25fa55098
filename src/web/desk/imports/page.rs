//! The page of one list: what becomes of each row, rows to be mended, what the columns hold, how far it is.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::super::super::answer::{Page, PageError, html};
use super::super::super::form::{Asked, Fields};
use super::super::super::moment::Moment;
use super::super::super::views::desk::{
    Import, ImportButton, ImportColumnField, ImportPlan, ImportProgress, ImportShow, MendCell, MendRow,
};
use super::super::super::views::{Cell, Choice, Column, Empty, Field, FieldError, Link, Pager, Row, Table};
use super::super::here::{Here, Sent};
use super::super::words;
use super::{Named, duplicate_choices};
use crate::app::{DayOrder, Duplicates, Error, ImportChange, ImportColumn, ImportCounts, ImportLine, ImportView};
use crate::clock::Timestamp;
use crate::http::Hall;
use crate::language::{Filled, Words};

/// Rows on one page, and rows to be mended on one.
const PAGE: i64 = 50;
const MENDED: i64 = 10;

/// The kinds of rows, with the names of their texts.
const KINDS: [(&str, &str); 8] = [
    ("", "import-kind-all"),
    ("ready", "import-kind-ready"),
    ("replaces", "import-kind-replaces"),
    ("has", "import-kind-has"),
    ("twice", "import-kind-twice"),
    ("wrong", "import-kind-wrong"),
    ("left", "import-kind-left"),
    ("awarded", "import-kind-awarded"),
];

/// `GET /desk/{slug}/awards/import/{import}`
pub(in crate::web::desk) async fn show(
    State(hall): State<Hall>,
    here: Here,
    Path(named): Path<Named>,
    Asked(asked): Asked,
) -> Result<Response, PageError> {
    Ok(Page(page(&hall, &here, &named, &asked).await?).into_response())
}

/// `POST /desk/{slug}/awards/import/{import}/columns`
pub(in crate::web::desk) async fn change(
    State(hall): State<Hall>,
    Path(named): Path<Named>,
    sent: Sent,
) -> Result<Response, PageError> {
    let (here, fields) = (sent.here, sent.fields);
    let columns = (0..).map_while(|at| fields.find(&format!("column-{at}"))).map(str::to_owned).collect();
    let change = ImportChange {
        columns: Some(columns),
        duplicates: Duplicates::find(fields.text("duplicates")),
        day_order: DayOrder::find(fields.text("day_order")),
    };
    match hall.app().change_import(&here.actor(), here.id(), &named.id(), change).await {
        Ok(()) => Ok(here.see(&format!("/awards/import/{}", named.import), "rows-mended")),
        Err(Error::Invalid(found)) => {
            let mut page = page(&hall, &here, &named, &Fields::default()).await?;
            page.is_columns_open = true;
            page.errors = words::errors(here.words(), found);
            for column in &mut page.columns {
                let error = page.errors.iter().find(|error| error.field == column.id);
                column.error = error.map(|error| error.message.clone());
                let sent = fields.text(&column.id);
                column.choices.iter_mut().for_each(|choice| choice.chosen = choice.value == sent);
            }
            Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
        }
        Err(error) => Err(error.into()),
    }
}

/// The page with what is wrong with the day on which awarding is to begin.
pub(super) async fn with_start_error(
    hall: &Hall,
    here: &Here,
    named: &Named,
    (day, error): (String, String),
) -> Result<Response, PageError> {
    let mut page = page(hall, here, named, &Fields::default()).await?;
    page.errors = vec![FieldError::new("start_on", &error)];
    page.start_on = Field::wrong(day, error);
    Ok(html(StatusCode::UNPROCESSABLE_ENTITY, &page))
}

async fn page(hall: &Hall, here: &Here, named: &Named, asked: &Fields) -> Result<Import, PageError> {
    let (app, actor, id, words) = (hall.app(), here.actor(), named.id(), here.words());
    let view = app.load_import(&actor, here.id(), &id).await?;
    let kind = KINDS.iter().find(|(kind, _)| *kind == asked.text("show")).map_or("", |(kind, _)| kind);
    let after: i64 = asked.text("after").parse().unwrap_or(0);
    let lines = app.list_import_rows(&actor, here.id(), &id, (kind, after, PAGE + 1)).await?;
    let sample = app.list_import_rows(&actor, here.id(), &id, ("", 0, 3)).await?;
    let path = |rest: &str| here.path(&format!("/awards/import/{id}{rest}"));
    let planned = view.planned_for();
    let is_open = !view.is_running() && planned.is_none();
    let mend = match asked.text("row").parse::<i64>() {
        Ok(number) => app.list_import_rows(&actor, here.id(), &id, ("", number - 1, 1)).await?,
        Err(_) if matches!(kind, "" | "wrong") => {
            app.list_import_rows(&actor, here.id(), &id, ("wrong", after, MENDED)).await?
        }
        Err(_) => Vec::new(),
    };
    let has_email = view.columns.contains(&ImportColumn::Email);
    let mend = mend.into_iter().filter(|line| is_open && has_email && line.row.award_id.is_none());
    let award = (is_open && view.counts.open() > 0).then(|| ImportButton {
        action: path("/award").into(),
        label: words.fill("import-award").count("count", view.counts.open()).into(),
    });
    Ok(Import {
        frame: here.frame(),
        desk: here.desk("Awards"),
        errors: Vec::new(),
        title: view.import.name.clone(),
        achievement: Link::new(
            format!("/achievements/{}", view.import.achievement_id),
            &view.achievement.definition.name,
        ),
        summary: summary(words, &view, has_email),
        planned: planned.map(|at| ImportPlan { at: Moment::day(at), stop_action: path("/stop").into() }),
        start_on: Field::default(),
        trouble: Some(words.retold(&view.import.trouble)).filter(|trouble| !trouble.is_empty()),
        progress: view.is_running().then(|| progress(words, &view, app.now(), path("/stop"))),
        award,
        shows: shows(words, &view.counts, kind, &path("")),
        mend: mend.map(|line| mend_row(words, &view, &line)).collect(),
        mend_action: path("/rows").into(),
        table: table(here, &view, &lines[..lines.len().min(PAGE as usize)], kind),
        pager: pager(words, &lines, kind, after, &path("")),
        columns: if is_open { columns(words, &view, &sample) } else { Vec::new() },
        is_columns_open: !has_email,
        columns_action: path("/columns").into(),
        duplicates: duplicate_choices(words, view.duplicates()),
        day_orders: day_orders(words, &view),
        result_href: path("/result.csv").into(),
        delete_action: is_open.then(|| path("/delete").into()),
        badges_href: (view.counts.awarded > 0).then(|| here.path(&format!("/awards?list={id}")).into()),
        list_href: here.path("/awards/import").into(),
    })
}

fn summary(words: Words, view: &ImportView, has_email: bool) -> String {
    let counts = &view.counts;
    if !has_email {
        return words.say("import-no-email").into();
    }
    let mut parts: Vec<String> = Vec::new();
    if counts.awarded > 0 {
        parts.push(words.fill("import-sum-awarded").count("count", counts.awarded).into());
    }
    if counts.open() > 0 || counts.awarded == 0 {
        let rest = match counts.awarded {
            0 => words.fill("import-sum-open"),
            _ => words.fill("import-sum-rest"),
        };
        parts.push(rest.count("open", counts.open()).count("count", counts.total()).into());
    }
    if counts.wrong > 0 {
        parts.push(words.fill("import-sum-wrong").count("count", counts.wrong).into());
    }
    parts.join(" ")
}

fn progress(words: Words, view: &ImportView, now: Timestamp, stop: String) -> ImportProgress {
    let done = view.counts.awarded - view.import.started_from;
    let left = view.counts.open();
    let seconds = view.import.started_at.map_or(0, |at| now.unix_seconds() - at.unix_seconds()).max(1);
    let rate = done / seconds;
    let sentence = match rate {
        0 => words.fill("import-done"),
        rate => {
            let rest = duration(words, left / rate + 1);
            words.fill("import-done-rate").count("rate", rate).with("left", rest)
        }
    };
    ImportProgress {
        done,
        total: done + left,
        sentence: sentence.count("done", done).count("all", done + left).into(),
        stop_action: stop.into(),
    }
}

fn duration(words: Words, seconds: i64) -> Filled {
    match seconds {
        0..90 => words.fill("import-seconds").count("count", seconds),
        _ => words.fill("import-minutes").count("count", (seconds + 30) / 60),
    }
}

fn shows(words: Words, counts: &ImportCounts, kind: &str, path: &str) -> Vec<ImportShow> {
    let number = |kind: &str| match kind {
        "ready" => counts.ready,
        "replaces" => counts.replaces,
        "has" => counts.has,
        "twice" => counts.twice,
        "wrong" => counts.wrong,
        "left" => counts.left,
        "awarded" => counts.awarded,
        _ => counts.total(),
    };
    let shown = KINDS.iter().filter(|(own, _)| own.is_empty() || number(own) > 0 || *own == kind);
    let show = |(own, label): &(&str, &str)| ImportShow {
        href: if own.is_empty() { path.to_owned() } else { format!("{path}?show={own}") }.into(),
        number: words.number(number(own)),
        label: words.say(label).into(),
        current: *own == kind,
    };
    shown.map(show).collect()
}

/// The columns that a row's form shows: those that mean something, and those with something wrong in them.
fn mend_row(words: Words, view: &ImportView, line: &ImportLine) -> MendRow {
    let mut faults: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    for (at, message) in &line.faults {
        faults.entry(*at).or_default().push(words.retold(message));
    }
    let is_shown = |at: &usize| view.columns.get(*at) != Some(&ImportColumn::Nothing) || faults.contains_key(at);
    let cell = |at: usize| {
        let value = line.cells.get(at).cloned().unwrap_or_default();
        let error = faults.get(&at).map(|messages| messages.join(" "));
        MendCell {
            id: format!("cell-{}-{at}", line.row.number),
            label: view.heads[at].clone(),
            field: Field { value, error },
        }
    };
    MendRow {
        number: line.row.number,
        cells: (0..view.heads.len()).filter(is_shown).map(cell).collect(),
        is_left: line.row.checked == "left",
    }
}

/// The columns of the table: row, address, name and days, as far as there are such.
fn table(here: &Here, view: &ImportView, lines: &[ImportLine], kind: &str) -> Table {
    const SHOWN: [ImportColumn; 6] = [
        ImportColumn::Email,
        ImportColumn::Name,
        ImportColumn::GivenName,
        ImportColumn::FamilyName,
        ImportColumn::Awarded,
        ImportColumn::Ends,
    ];
    let words = here.words();
    let places: Vec<usize> =
        SHOWN.iter().filter_map(|shown| view.columns.iter().position(|column| column == shown)).collect();
    let heads = places.iter().map(|at| Column::new(&view.heads[*at]));
    let heads = std::iter::once(Column::new(words.say("import-head-row")))
        .chain(heads)
        .chain([Column::new(words.say("import-head-what"))]);
    let row = |line: &ImportLine| {
        let number = line.row.number;
        let mut cells = vec![Cell::text(words.number(number))];
        cells.extend(places.iter().map(|at| {
            let text = line.cells.get(*at).map_or("", String::as_str);
            // A day in words shows whether it was understood as it was meant.
            view.day_in(*at, text).map_or_else(|| Cell::text(text), |day| Cell::Moment(Moment::day(day)))
        }));
        cells.push(match &line.row.award_id {
            Some(award) => Cell::link(here.path(&format!("/awards/{award}")), words.say("import-will-awarded")),
            None => Cell::text(what_happens(words, line)),
        });
        if view.import.state == "open" && line.row.award_id.is_none() {
            let path = here.path(&format!("/awards/import/{}?row={number}#mend", view.import.import_id));
            cells.push(Cell::link(path, words.fill("import-change-row").count("number", number)));
        } else {
            cells.push(Cell::text(""));
        }
        Row { cells, ..Row::default() }
    };
    Table {
        caption: KINDS
            .iter()
            .find(|(own, _)| *own == kind)
            .map_or_else(String::new, |(_, label)| words.say(label).into()),
        columns: heads.chain([Column::new(words.say("import-head-change"))]).collect(),
        rows: lines.iter().map(row).collect(),
        empty: Empty::new(words.say("import-none-like"), None),
    }
}

pub(super) fn what_happens(words: Words, line: &ImportLine) -> String {
    let told = match line.row.outcome.as_str() {
        "ready" => words.say("import-will-ready"),
        "replaces" => words.say("import-will-replace"),
        "has" => words.say("import-will-has"),
        "twice" => words.say("import-will-twice"),
        "left" => words.say("import-will-left"),
        "awarded" => words.say("import-will-awarded"),
        _ => {
            let faults: Vec<String> = line.faults.iter().map(|(_, message)| words.retold(message)).collect();
            return words.fill("import-will-wrong").with("why", faults.join(" ")).into();
        }
    };
    told.into()
}

fn pager(words: Words, lines: &[ImportLine], kind: &str, after: i64, path: &str) -> Option<Pager> {
    let has_more = lines.len() as i64 > PAGE;
    if !has_more && after == 0 {
        return None;
    }
    let shown = &lines[..lines.len().min(PAGE as usize)];
    let (first, last) = (shown.first()?.row.number, shown.last()?.row.number);
    Some(Pager {
        sentence: words.fill("import-range").count("first", first).count("last", last).into(),
        // The list is walked forwards; the way back is to its beginning.
        previous: (after > 0).then(|| format!("{path}?show={kind}").into()),
        next: has_more.then(|| format!("{path}?show={kind}&after={last}").into()),
    })
}

fn columns(words: Words, view: &ImportView, sample: &[ImportLine]) -> Vec<ImportColumnField> {
    let all = ImportColumn::all(&view.achievement.definition.rubric);
    let choice = |column: &ImportColumn, chosen: &ImportColumn| Choice {
        chosen: column == chosen,
        ..Choice::new(column.key(), words_of(words, column, view))
    };
    let field = |(at, head): (usize, &String)| {
        let cells = sample.iter().filter_map(|line| line.cells.get(at)).filter(|cell| !cell.is_empty());
        let text = cells.map(String::as_str).collect::<Vec<_>>().join(" · ");
        let chosen = view.columns.get(at).unwrap_or(&ImportColumn::Nothing);
        ImportColumnField {
            id: format!("column-{at}"),
            head: match head.as_str() {
                "" => words.fill("import-column").count("number", at + 1).into(),
                _ => head.clone(),
            },
            sample: text.chars().take(120).collect(),
            choices: all.iter().map(|column| choice(column, chosen)).collect(),
            error: None,
        }
    };
    view.heads.iter().enumerate().map(field).collect()
}

fn words_of(words: Words, column: &ImportColumn, view: &ImportView) -> String {
    let told = match column {
        ImportColumn::Nothing => words.say("import-holds-nothing"),
        ImportColumn::Email => words.say("desk-email-address"),
        ImportColumn::Name => words.say("desk-name"),
        ImportColumn::GivenName => words.say("import-holds-given-name"),
        ImportColumn::FamilyName => words.say("import-holds-family-name"),
        ImportColumn::Awarded => words.say("desk-first-day"),
        ImportColumn::Ends => words.say("desk-last-day"),
        ImportColumn::Narrative => words.say("import-holds-narrative"),
        ImportColumn::EvidenceAddress => words.say("award-evidence-address"),
        ImportColumn::EvidenceNarrative => words.say("award-evidence-narrative"),
        ImportColumn::Credits => words.say("import-holds-credits"),
        ImportColumn::Level(id) => {
            let found = view.achievement.definition.rubric.iter().find(|criterion| criterion.id == *id);
            let name = found.map_or(id.as_str(), |criterion| criterion.name.as_str());
            return words.fill("import-holds-level").with("name", name).into();
        }
    };
    told.into()
}

fn day_orders(words: Words, view: &ImportView) -> Vec<Choice> {
    let has_days = [ImportColumn::Awarded, ImportColumn::Ends].iter().any(|day| view.columns.contains(day));
    if !has_days {
        return Vec::new();
    }
    let choice = |order: DayOrder, label: Cow<'static, str>| Choice {
        chosen: order == view.day_order(),
        ..Choice::new(order.as_str(), label)
    };
    vec![choice(DayOrder::Day, words.say("import-day-first")), choice(DayOrder::Month, words.say("import-month-first"))]
}
