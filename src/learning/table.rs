//! Tables: of ESCO (`conceptUri`, `preferredLabel`, …), and plain ones (`code`, `statement`, `parent`, …).
//!
//! Written by spreadsheets of all countries: commas, semicolons or tabs; other columns may be there.

use std::collections::HashMap;

use csv::{ReaderBuilder, StringRecord};

use super::{Complaints, Framework, FrameworkError, ITEMS_LIMIT, Item, Kind, STATEMENT_LIMIT_CHARS, address, clean};

/// A column, and the names that it goes by, compared without case, spaces, hyphens and underscores.
const COLUMNS: [(Column, &[&str]); 10] = [
    (Column::Id, &["id", "identifier", "concepturi"]),
    (Column::Parent, &["parent", "parentcode", "parentid", "broader", "broaderuri", "broaderconcepturi"]),
    (Column::Code, &["code", "humancodingscheme", "notation"]),
    (Column::Statement, &["statement", "fullstatement", "preferredlabel", "name", "title", "skill"]),
    (Column::Description, &["description", "definition", "notes", "scopenote"]),
    (Column::Kind, &["type", "cfitemtype", "skilltype", "concepttype"]),
    (Column::Address, &["url", "uri", "address", "link", "concepturi"]),
    (Column::OtherNames, &["altlabels", "alternativelabels", "keywords", "othernames"]),
    (Column::HiddenNames, &["hiddenlabels"]),
    (Column::Status, &["status"]),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Column {
    Id,
    Parent,
    Code,
    Statement,
    Description,
    Kind,
    Address,
    OtherNames,
    HiddenNames,
    Status,
}

pub(super) fn read(text: &str, name: &str) -> Result<Framework, FrameworkError> {
    let head = text.lines().next().unwrap_or_default();
    let count = |sign: char| head.matches(sign).count();
    let separator = [',', ';', '\t'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(',');
    let separator = u8::try_from(separator).unwrap_or(b',');
    let mut reader = ReaderBuilder::new().delimiter(separator).flexible(true).from_reader(text.as_bytes());
    let heads: Vec<String> = reader.headers().map_err(|_| FrameworkError::Form)?.iter().map(plain).collect();
    let columns = columns(&heads);
    if !columns.contains_key(&Column::Statement) {
        return Err(FrameworkError::Form);
    }
    let is_esco = ["concepturi", "preferredlabel"].iter().all(|name| heads.iter().any(|head| head == name));
    if name.is_empty() && !is_esco {
        return Err(FrameworkError::NameMissing);
    }
    let items = rows(text, reader.into_records(), &columns)?;
    let (kind, source_id) = match is_esco {
        true => (Kind::Esco, "esco".to_owned()),
        false => (Kind::Csv, format!("table:{}", name.to_lowercase())),
    };
    Ok(Framework {
        kind,
        source_id: if is_esco && !name.is_empty() { format!("esco:{}", name.to_lowercase()) } else { source_id },
        name: if name.is_empty() { "ESCO".to_owned() } else { name.to_owned() },
        publisher: if is_esco { "European Commission".to_owned() } else { String::new() },
        language: String::new(),
        url: if is_esco { "https://esco.ec.europa.eu/".to_owned() } else { String::new() },
        items,
    })
}

fn plain(head: &str) -> String {
    head.chars().filter(|letter| letter.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn columns(heads: &[String]) -> HashMap<Column, usize> {
    let find = |names: &[&str]| names.iter().find_map(|name| heads.iter().position(|head| head == name));
    COLUMNS.iter().filter_map(|(column, names)| Some((*column, find(names)?))).collect()
}

/// A row with where it stands in the file.
struct Row {
    place: String,
    item: Item,
}

fn rows<R: Iterator<Item = csv::Result<StringRecord>>>(
    text: &str,
    records: R,
    columns: &HashMap<Column, usize>,
) -> Result<Vec<Item>, FrameworkError> {
    let mut complaints = Complaints::default();
    let mut rows: Vec<Row> = Vec::new();
    for record in records {
        let record = match record {
            Ok(record) => record,
            Err(error) => {
                let line = error.position().map_or(0, csv::Position::line);
                complaints.add(format!("line {line}"), "the line cannot be read; a quotation mark may be missing");
                break;
            }
        };
        // Spreadsheets leave rows of nothing but separators at the end.
        if record.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        if rows.len() >= ITEMS_LIMIT {
            return Err(FrameworkError::TooLong);
        }
        let place = format!("line {}", record.position().map_or(0, |position| line_of(text, position)));
        match item(&record, columns) {
            Ok(item) => rows.push(Row { place, item }),
            Err(message) => complaints.add(place, message),
        }
    }
    resolve(&mut rows, &mut complaints);
    complaints.or(rows.into_iter().map(|row| row.item).collect())
}

/// The line on which a record begins: empty lines before it are counted as its own.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let rest = usize::try_from(position.byte()).ok().and_then(|at| text.as_bytes().get(at..)).unwrap_or_default();
    let empty = rest.iter().take_while(|byte| matches!(byte, b'\n' | b'\r')).filter(|byte| **byte == b'\n').count();
    position.line() + empty as u64
}

fn item(record: &StringRecord, columns: &HashMap<Column, usize>) -> Result<Item, &'static str> {
    let cell = |column| columns.get(&column).and_then(|at| record.get(*at)).map(clean).unwrap_or_default();
    let statement = cell(Column::Statement);
    if statement.is_empty() {
        return Err("it has no statement");
    }
    if statement.chars().count() > STATEMENT_LIMIT_CHARS {
        return Err("its statement is longer than 5,000 characters");
    }
    let (id, code, url) = (cell(Column::Id), cell(Column::Code), address(&cell(Column::Address)));
    let source_id = [&id, &code, &url, &statement].into_iter().find(|text| !text.is_empty()).cloned();
    let others = format!("{} {}", cell(Column::OtherNames), cell(Column::HiddenNames));
    Ok(Item {
        source_id: source_id.unwrap_or_default(),
        parent: Some(cell(Column::Parent)).filter(|parent| !parent.is_empty()),
        depth: 0,
        code,
        statement,
        description: cell(Column::Description),
        item_type: cell(Column::Kind),
        url,
        other_names: others.replace('\n', " ").trim().to_owned(),
        is_retired: matches!(cell(Column::Status).to_lowercase().as_str(), "obsolete" | "retired" | "deprecated"),
    })
}

/// Names the item above by what names it for ever: a row may give its code, its id or its address.
fn resolve(rows: &mut [Row], complaints: &mut Complaints) {
    let mut names: HashMap<String, String> = HashMap::new();
    let mut seen: HashMap<String, String> = HashMap::new();
    for row in rows.iter() {
        let item = &row.item;
        if let Some(before) = seen.insert(item.source_id.clone(), row.place.clone()) {
            complaints.add(&row.place, format!("“{}” stands already in {before}", item.source_id));
        }
        for name in [&item.url, &item.code, &item.source_id] {
            names.insert(name.to_lowercase(), item.source_id.clone());
        }
    }
    for row in rows.iter_mut() {
        let Some(parent) = &row.item.parent else { continue };
        match names.get(&parent.to_lowercase()) {
            Some(known) => row.item.parent = Some(known.clone()),
            None => complaints.add(&row.place, format!("there is no item “{parent}” to lie below")),
        }
    }
}
