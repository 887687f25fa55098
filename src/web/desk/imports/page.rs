//! The page of one list: what becomes of each row, rows to be mended, what the columns hold, how far it is.

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

/// Rows on one page, and rows to be mended on one.
const PAGE: i64 = 50;
const MENDED: i64 = 10;

/// The kinds of rows, with their words.
const KINDS: [(&str, &str); 8] = [
    ("", "All rows"),
    ("ready", "Will be awarded"),
    ("replaces", "Will replace an older badge"),
    ("has", "Have it already"),
    ("twice", "Stand in an earlier row"),
    ("wrong", "To be mended"),
    ("left", "Left out"),
    ("awarded", "Awarded"),
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
            page.errors = found.into_iter().map(|error| FieldError::new(error.field, error.message)).collect();
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
    let (app, actor, id) = (hall.app(), here.actor(), named.id());
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
        label: format!("Award {}", words::count(view.counts.open(), "badge", "badges")),
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
        summary: summary(&view, has_email),
        planned: planned.map(|at| ImportPlan { at: Moment::day(at), stop_action: path("/stop").into() }),
        start_on: Field::default(),
        trouble: Some(view.import.trouble.clone()).filter(|trouble| !trouble.is_empty()),
        progress: view.is_running().then(|| progress(&view, app.now(), path("/stop"))),
        award,
        shows: shows(&view.counts, kind, &path("")),
        mend: mend.map(|line| mend_row(&view, &line)).collect(),
        mend_action: path("/rows").into(),
        table: table(here, &view, &lines[..lines.len().min(PAGE as usize)], kind),
        pager: pager(&lines, kind, after, &path("")),
        columns: if is_open { columns(&view, &sample) } else { Vec::new() },
        is_columns_open: !has_email,
        columns_action: path("/columns").into(),
        duplicates: duplicate_choices(view.duplicates()),
        day_orders: day_orders(&view),
        result_href: path("/result.csv").into(),
        delete_action: is_open.then(|| path("/delete").into()),
        badges_href: (view.counts.awarded > 0).then(|| here.path(&format!("/awards?list={id}")).into()),
        list_href: here.path("/awards/import").into(),
    })
}

fn summary(view: &ImportView, has_email: bool) -> String {
    let counts = &view.counts;
    if !has_email {
        return "No column is known to hold e-mail addresses. Say below which one does.".to_owned();
    }
    let mut parts = Vec::new();
    if counts.awarded > 0 {
        parts.push(words::count(counts.awarded, "badge was awarded.", "badges were awarded."));
    }
    if counts.open() > 0 || counts.awarded == 0 {
        let (open, total) = (words::number(counts.open()), words::count(counts.total(), "row", "rows"));
        let rest = if counts.awarded > 0 { "can be awarded" } else { "can be awarded now" };
        parts.push(format!("{open} of {total} {rest}."));
    }
    if counts.wrong > 0 {
        parts.push(words::count(counts.wrong, "row has to be mended.", "rows have to be mended."));
    }
    parts.join(" ")
}

fn progress(view: &ImportView, now: Timestamp, stop: String) -> ImportProgress {
    let done = view.counts.awarded - view.import.started_from;
    let left = view.counts.open();
    let seconds = view.import.started_at.map_or(0, |at| now.unix_seconds() - at.unix_seconds()).max(1);
    let rate = done / seconds;
    let rest = match rate {
        0 => String::new(),
        rate => format!(", {} a second, about {} left", words::number(rate), duration(left / rate + 1)),
    };
    ImportProgress {
        done,
        total: done + left,
        sentence: format!("{} of {} awarded{rest}", words::number(done), words::number(done + left)),
        stop_action: stop.into(),
    }
}

fn duration(seconds: i64) -> String {
    match seconds {
        0..90 => words::count(seconds, "second", "seconds"),
        _ => words::count((seconds + 30) / 60, "minute", "minutes"),
    }
}

fn shows(counts: &ImportCounts, kind: &str, path: &str) -> Vec<ImportShow> {
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
        number: words::number(number(own)),
        label: (*label).to_owned(),
        current: *own == kind,
    };
    shown.map(show).collect()
}

/// The columns that a row's form shows: those that mean something, and those with something wrong in them.
fn mend_row(view: &ImportView, line: &ImportLine) -> MendRow {
    let mut faults: BTreeMap<usize, Vec<&str>> = BTreeMap::new();
    for (at, message) in &line.faults {
        faults.entry(*at).or_default().push(message);
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
    let places: Vec<usize> =
        SHOWN.iter().filter_map(|shown| view.columns.iter().position(|column| column == shown)).collect();
    let heads = places.iter().map(|at| Column::new(&view.heads[*at]));
    let heads = std::iter::once(Column::new("Row")).chain(heads).chain([Column::new("What happens")]);
    let row = |line: &ImportLine| {
        let number = line.row.number;
        let mut cells = vec![Cell::text(words::number(number))];
        cells.extend(places.iter().map(|at| {
            let text = line.cells.get(*at).map_or("", String::as_str);
            // A day in words shows whether it was understood as it was meant.
            view.day_in(*at, text).map_or_else(|| Cell::text(text), |day| Cell::Moment(Moment::day(day)))
        }));
        cells.push(match &line.row.award_id {
            Some(award) => Cell::link(here.path(&format!("/awards/{award}")), "Awarded"),
            None => Cell::text(what_happens(line)),
        });
        if view.import.state == "open" && line.row.award_id.is_none() {
            let path = here.path(&format!("/awards/import/{}?row={number}#mend", view.import.import_id));
            cells.push(Cell::link(path, format!("Change row {}", words::number(number))));
        } else {
            cells.push(Cell::text(""));
        }
        Row { cells, ..Row::default() }
    };
    Table {
        caption: KINDS.iter().find(|(own, _)| *own == kind).map_or("", |(_, label)| label).to_owned(),
        columns: heads.chain([Column::new("Change")]).collect(),
        rows: lines.iter().map(row).collect(),
        empty: Empty::new("No row is like this.", None),
    }
}

pub(super) fn what_happens(line: &ImportLine) -> String {
    match line.row.outcome.as_str() {
        "ready" => "Will be awarded".to_owned(),
        "replaces" => "Will be awarded; the older badge is withdrawn".to_owned(),
        "has" => "Has the badge already: nothing happens".to_owned(),
        "twice" => "Stands in an earlier row: nothing happens".to_owned(),
        "left" => "Left out".to_owned(),
        "awarded" => "Awarded".to_owned(),
        _ => {
            let faults: Vec<&str> = line.faults.iter().map(|(_, message)| message.as_str()).collect();
            format!("To be mended: {}", faults.join(" "))
        }
    }
}

fn pager(lines: &[ImportLine], kind: &str, after: i64, path: &str) -> Option<Pager> {
    let has_more = lines.len() as i64 > PAGE;
    if !has_more && after == 0 {
        return None;
    }
    let shown = &lines[..lines.len().min(PAGE as usize)];
    let (first, last) = (shown.first()?.row.number, shown.last()?.row.number);
    Some(Pager {
        sentence: format!("Rows {} to {}", words::number(first), words::number(last)),
        // The list is walked forwards; the way back is to its beginning.
        previous: (after > 0).then(|| format!("{path}?show={kind}").into()),
        next: has_more.then(|| format!("{path}?show={kind}&after={last}").into()),
    })
}

fn columns(view: &ImportView, sample: &[ImportLine]) -> Vec<ImportColumnField> {
    let all = ImportColumn::all(&view.achievement.definition.rubric);
    let choice = |column: &ImportColumn, chosen: &ImportColumn| Choice {
        chosen: column == chosen,
        ..Choice::new(column.key(), words_of(column, view))
    };
    let field = |(at, head): (usize, &String)| {
        let cells = sample.iter().filter_map(|line| line.cells.get(at)).filter(|cell| !cell.is_empty());
        let text = cells.map(String::as_str).collect::<Vec<_>>().join(" · ");
        let chosen = view.columns.get(at).unwrap_or(&ImportColumn::Nothing);
        ImportColumnField {
            id: format!("column-{at}"),
            head: if head.is_empty() { format!("Column {}", at + 1) } else { head.clone() },
            sample: text.chars().take(120).collect(),
            choices: all.iter().map(|column| choice(column, chosen)).collect(),
            error: None,
        }
    };
    view.heads.iter().enumerate().map(field).collect()
}

fn words_of(column: &ImportColumn, view: &ImportView) -> String {
    match column {
        ImportColumn::Nothing => "Nothing to us",
        ImportColumn::Email => "E-mail address",
        ImportColumn::Name => "Name",
        ImportColumn::GivenName => "First name",
        ImportColumn::FamilyName => "Last name",
        ImportColumn::Awarded => "First day",
        ImportColumn::Ends => "Last day",
        ImportColumn::Narrative => "Why it was awarded",
        ImportColumn::EvidenceAddress => "Evidence: address",
        ImportColumn::EvidenceNarrative => "Evidence: what it shows",
        ImportColumn::Credits => "Credits earned",
        ImportColumn::Level(id) => {
            let found = view.achievement.definition.rubric.iter().find(|criterion| criterion.id == *id);
            return format!("Level reached: {}", found.map_or(id.as_str(), |criterion| criterion.name.as_str()));
        }
    }
    .to_owned()
}

fn day_orders(view: &ImportView) -> Vec<Choice> {
    let has_days = [ImportColumn::Awarded, ImportColumn::Ends].iter().any(|day| view.columns.contains(day));
    if !has_days {
        return Vec::new();
    }
    let choice = |order: DayOrder, label: &str| Choice {
        chosen: order == view.day_order(),
        ..Choice::new(order.as_str(), label)
    };
    vec![
        choice(DayOrder::Day, "Day first: 3/5/2026 is the third of May"),
        choice(DayOrder::Month, "Month first: 5/3/2026 is the third of May"),
    ]
}
