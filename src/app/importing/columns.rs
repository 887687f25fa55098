//! What a column of somebody's table means: guessed from the first line and the cells, named by a short key.

use crate::issue::CriterionDefinition;

/// What a column means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImportColumn {
    /// Nothing to us.
    Nothing,
    /// The e-mail address.
    Email,
    /// The whole name.
    Name,
    /// The first name.
    GivenName,
    /// The last name.
    FamilyName,
    /// When it was awarded.
    Awarded,
    /// Until when it holds.
    Ends,
    /// Why, in Markdown.
    Narrative,
    /// The address of evidence.
    EvidenceAddress,
    /// What the evidence shows.
    EvidenceNarrative,
    /// Credits that were earned.
    Credits,
    /// The level that was reached in a criterion, by the criterion's short name.
    Level(String),
}

/// The columns that every achievement has, with their keys.
const FIXED: [(&str, ImportColumn); 11] = [
    ("", ImportColumn::Nothing),
    ("email", ImportColumn::Email),
    ("name", ImportColumn::Name),
    ("given-name", ImportColumn::GivenName),
    ("family-name", ImportColumn::FamilyName),
    ("awarded", ImportColumn::Awarded),
    ("ends", ImportColumn::Ends),
    ("narrative", ImportColumn::Narrative),
    ("evidence-address", ImportColumn::EvidenceAddress),
    ("evidence-narrative", ImportColumn::EvidenceNarrative),
    ("credits", ImportColumn::Credits),
];

/// What the first line calls them, in English, Spanish, German and French.
const NAMES: &[(ImportColumn, &[&str])] = &[
    (
        ImportColumn::Email,
        &[
            "e mail",
            "email",
            "mail",
            "email address",
            "e mail address",
            "recipient email",
            "recipient",
            "student email",
            "correo",
            "correo electrónico",
            "e mail adresse",
            "mailadresse",
            "courriel",
            "adresse e mail",
        ],
    ),
    (
        ImportColumn::GivenName,
        &["first name", "given name", "firstname", "nombre de pila", "vorname", "prénom", "forename"],
    ),
    (
        ImportColumn::FamilyName,
        &["last name", "family name", "lastname", "surname", "apellido", "apellidos", "nachname", "nom de famille"],
    ),
    (
        ImportColumn::Name,
        &[
            "name",
            "full name",
            "recipient name",
            "student name",
            "teacher",
            "student",
            "nombre",
            "nombre completo",
            "nom",
        ],
    ),
    (
        ImportColumn::Awarded,
        &[
            "awarded",
            "date",
            "issued",
            "award date",
            "awarded date",
            "date awarded",
            "issue date",
            "issued on",
            "issued at",
            "awarded at",
            "awarded on",
            "completed",
            "completion date",
            "first day",
            "fecha",
            "datum",
        ],
    ),
    (
        ImportColumn::Ends,
        &[
            "expires",
            "expiry",
            "expiration",
            "expiry date",
            "expiration date",
            "expires at",
            "expires on",
            "valid until",
            "last day",
            "end",
            "caduca",
            "vence",
            "gültig bis",
        ],
    ),
    (ImportColumn::Narrative, &["narrative", "why", "reason", "note", "notes", "comment", "comments", "description"]),
    (
        ImportColumn::EvidenceAddress,
        &["evidence", "evidence url", "evidence link", "evidence address", "url", "link", "portfolio", "evidencia"],
    ),
    (ImportColumn::EvidenceNarrative, &["evidence narrative", "evidence description", "what it shows"]),
    (ImportColumn::Credits, &["credits", "credits earned", "ects", "hours", "créditos"]),
];

impl ImportColumn {
    /// The short name by which forms and programs call it.
    pub fn key(&self) -> String {
        match self {
            Self::Level(criterion) => format!("level:{criterion}"),
            other => FIXED.iter().find(|(_, fixed)| fixed == other).map_or("", |(key, _)| key).to_owned(),
        }
    }

    /// The column with this key, if the achievement has it.
    pub fn find(key: &str, rubric: &[CriterionDefinition]) -> Option<Self> {
        if let Some((_, fixed)) = FIXED.iter().find(|(own, _)| *own == key) {
            return Some(fixed.clone());
        }
        let criterion = key.strip_prefix("level:")?;
        let is_known = rubric.iter().any(|known| known.id == criterion);
        is_known.then(|| Self::Level(criterion.to_owned()))
    }

    /// All that a column of a list for this achievement can mean.
    pub fn all(rubric: &[CriterionDefinition]) -> Vec<Self> {
        let levels = rubric.iter().map(|criterion| Self::Level(criterion.id.clone()));
        FIXED.iter().map(|(_, fixed)| fixed.clone()).chain(levels).collect()
    }
}

/// What the columns mean, as far as the first line says so; an address is also known by its cells.
pub(super) fn guess(heads: &[String], sample: &[Vec<String>], rubric: &[CriterionDefinition]) -> Vec<ImportColumn> {
    let mut columns: Vec<ImportColumn> = Vec::with_capacity(heads.len());
    for head in heads {
        let guessed = by_name(&plain(head), rubric).filter(|column| !columns.contains(column));
        columns.push(guessed.unwrap_or(ImportColumn::Nothing));
    }
    if !columns.contains(&ImportColumn::Email)
        && let Some(at) =
            (0..heads.len()).find(|at| columns[*at] == ImportColumn::Nothing && has_addresses(sample, *at))
    {
        columns[at] = ImportColumn::Email;
    }
    columns
}

/// Whether a first line says nothing about columns but is somebody's row.
pub(super) fn is_row(heads: &[String]) -> bool {
    heads.iter().any(|cell| cell.contains('@') && cell.contains('.') && !cell.contains(' '))
}

fn by_name(head: &str, rubric: &[CriterionDefinition]) -> Option<ImportColumn> {
    if head.is_empty() {
        return None;
    }
    let known = NAMES.iter().find(|(_, names)| names.contains(&head)).map(|(column, _)| column.clone());
    let criterion = || rubric.iter().find(|one| plain(&one.name) == head || plain(&one.id) == head);
    known.or_else(|| criterion().map(|criterion| ImportColumn::Level(criterion.id.clone())))
}

fn has_addresses(sample: &[Vec<String>], at: usize) -> bool {
    let cells = || sample.iter().filter_map(|row| row.get(at)).filter(|cell| !cell.is_empty());
    let addresses = cells().filter(|cell| cell.contains('@')).count();
    addresses > 0 && addresses * 2 >= cells().count()
}

/// Small letters, one space between words.
fn plain(text: &str) -> String {
    let lower = text.to_lowercase();
    lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rubric() -> Vec<CriterionDefinition> {
        let (id, name) = ("planning".to_owned(), "Planning".to_owned());
        vec![CriterionDefinition { id, name, levels: Vec::new(), required_level: None, alignments: Vec::new() }]
    }

    fn guessed(heads: &[&str], sample: &[&[&str]]) -> Vec<String> {
        let heads: Vec<String> = heads.iter().map(|head| (*head).to_owned()).collect();
        let sample: Vec<Vec<String>> =
            sample.iter().map(|row| row.iter().map(|cell| (*cell).to_owned()).collect()).collect();
        guess(&heads, &sample, &rubric()).iter().map(ImportColumn::key).collect()
    }

    #[test]
    fn heads_are_understood_as_people_write_them() {
        assert_eq!(guessed(&["Full Name", "E-Mail", "Award date"], &[]), ["name", "email", "awarded"]);
        assert_eq!(guessed(&["FIRST_NAME", "last name", "mail"], &[]), ["given-name", "family-name", "email"]);
        assert_eq!(guessed(&["Nombre", "Correo electrónico", "Fecha"], &[]), ["name", "email", "awarded"]);
        assert_eq!(guessed(&["Planning", "Email", "School", "mail"], &[]), ["level:planning", "email", "", ""]);
    }

    #[test]
    fn an_address_is_known_by_its_cells() {
        let sample: &[&[&str]] = &[&["1", "ada@a.example"], &["2", ""], &["3", "bo@a.example"]];
        assert_eq!(guessed(&["Nr", "Contact"], sample), ["", "email"]);
        assert_eq!(guessed(&["Nr", "Contact"], &[&["1", "Ada"]]), ["", ""]);
        assert!(is_row(&["Ada".into(), "ada@a.example".into()]) && !is_row(&["Name".into(), "E-mail".into()]));
    }

    #[test]
    fn every_column_is_found_by_its_key() {
        for column in ImportColumn::all(&rubric()) {
            assert_eq!(ImportColumn::find(&column.key(), &rubric()), Some(column));
        }
        assert_eq!(ImportColumn::find("level:unknown", &rubric()), None);
        assert_eq!(ImportColumn::find("salary", &rubric()), None);
    }
}
