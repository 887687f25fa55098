//! Tables: a badge in each row, as text in a column `credential` or as an address in a column `url`.
//!
//! Written by spreadsheets of all countries: commas, semicolons or tabs, with or without a byte order mark. Other
//! columns may be there and are passed over: it is somebody's own list.

use std::io::{self, BufRead, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::{ByteRecord, Reader, ReaderBuilder};

use super::{Content, Entry, EntryError, FILE_LIMIT_BYTES, OpenError, content_of, short};

/// What the column with the badge may be called.
const CREDENTIAL: [&str; 6] = ["credential", "badge", "token", "jwt", "json", "badge json"];
/// What the column with the address may be called.
const ADDRESS: [&str; 6] = ["url", "address", "link", "badge url", "badge link", "web address"];
/// Letters of the first line that an error shows.
const SHOWN: usize = 120;

/// The badges of a table.
pub(super) struct Table<R: Read> {
    name: String,
    reader: Reader<Metered<R>>,
    since_last: Arc<AtomicUsize>,
    credential: Option<usize>,
    address: Option<usize>,
    row: usize,
    is_over: bool,
}

/// Counts what one row takes, so that a quote that is never closed does not swallow all memory.
pub(super) struct Metered<R> {
    inner: R,
    since_last: Arc<AtomicUsize>,
}

impl<R: Read> Read for Metered<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        if self.since_last.fetch_add(count, Ordering::Relaxed) > FILE_LIMIT_BYTES {
            return Err(io::Error::other("a row is longer than 8 MB; a quotation mark may be missing"));
        }
        Ok(count)
    }
}

impl<R: BufRead> Table<R> {
    /// Reads the first line and finds the columns.
    pub(super) fn open(name: &str, reader: R) -> Result<Self, OpenError> {
        let (mut reader, since_last) = rows(reader)?;
        let heads = reader.byte_headers().map_err(|error| OpenError::Table(plain(&error)))?;
        let heads: Vec<String> = heads.iter().map(head).collect();
        let (credential, address) = (column(&heads, &CREDENTIAL), column(&heads, &ADDRESS));
        if credential.or(address).is_none() {
            return Err(OpenError::Columns(shown(
                reader.byte_headers().map_err(|error| OpenError::Table(plain(&error)))?,
            )));
        }
        Ok(Self { name: short(name), reader, since_last, credential, address, row: 1, is_over: false })
    }

    /// Whether a text begins with the first line of such a table.
    pub(super) fn has_head(text: &[u8]) -> bool {
        let line = text.split(|byte| *byte == b'\n').next().unwrap_or_default();
        let Ok((mut reader, _)) = rows(line) else { return false };
        let Ok(heads) = reader.byte_headers() else { return false };
        let heads: Vec<String> = heads.iter().map(head).collect();
        heads.len() > 1 && column(&heads, &CREDENTIAL).or(column(&heads, &ADDRESS)).is_some()
    }
}

impl<R: Read> Iterator for Table<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        let mut record = ByteRecord::new();
        while !self.is_over {
            self.row += 1;
            self.since_last.store(0, Ordering::Relaxed);
            let name = format!("{}:{}", self.name, self.row);
            match self.reader.read_byte_record(&mut record) {
                Ok(false) => self.is_over = true,
                // Spreadsheets leave rows of nothing but separators at the end.
                Ok(true) if record.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                Ok(true) => {
                    let cell = |at: Option<usize>| at.and_then(|at| record.get(at)).map(<[u8]>::trim_ascii);
                    let filled = |at| cell(at).filter(|text| !text.is_empty());
                    let text = filled(self.credential).or_else(|| filled(self.address)).unwrap_or_default();
                    return Some(Entry { name, content: content_of(text) });
                }
                Err(error) => {
                    self.is_over = true;
                    return Some(Entry { name, content: Content::Refused(EntryError::Unreadable(plain(&error))) });
                }
            }
        }
        None
    }
}

/// A reader of rows, with the sign between the cells that the first line uses.
pub(super) fn rows<R: BufRead>(reader: R) -> io::Result<(Reader<Metered<R>>, Arc<AtomicUsize>)> {
    rows_of(reader, true)
}

/// The same, with the first line as heads or as a row like all others. A first line `sep=;`, which spreadsheets write for
/// themselves, names the sign and is passed over.
pub(super) fn rows_of<R: BufRead>(
    mut reader: R,
    has_heads: bool,
) -> io::Result<(Reader<Metered<R>>, Arc<AtomicUsize>)> {
    if reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    let head = reader.fill_buf()?;
    // Empty lines above the table say nothing about it.
    let mut lines = head.split(|byte| *byte == b'\n');
    let line = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
    let count = |sign: u8| line.iter().filter(|byte| **byte == sign).count();
    let guessed = [b',', b';', b'\t'].into_iter().rev().max_by_key(|sign| count(*sign)).unwrap_or(b',');
    let named = line.strip_prefix(b"sep=").map(<[u8]>::trim_ascii_end).and_then(|rest| rest.first().copied());
    let separator = named.unwrap_or(guessed);
    if named.is_some() {
        let before = line.as_ptr() as usize - head.as_ptr() as usize;
        let length = (before + line.len() + 1).min(head.len());
        reader.consume(length);
    }
    let since_last = Arc::new(AtomicUsize::new(0));
    let metered = Metered { inner: reader, since_last: Arc::clone(&since_last) };
    let rows = ReaderBuilder::new().delimiter(separator).has_headers(has_heads).flexible(true).from_reader(metered);
    Ok((rows, since_last))
}

/// The head of a column as it is compared: small letters, one space between words.
pub(super) fn head(cell: &[u8]) -> String {
    let text = String::from_utf8_lossy(cell).to_lowercase();
    text.split([' ', '_', '-']).filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

/// The first line as it is, as far as it is worth reading.
pub(super) fn shown(heads: &ByteRecord) -> String {
    let cells: Vec<_> = heads.iter().map(|cell| String::from_utf8_lossy(cell)).collect();
    cells.join(", ").chars().filter(|letter| !letter.is_control()).take(SHOWN).collect()
}

/// The first column that has one of these names, in the order of the names.
pub(super) fn column(heads: &[String], names: &[&str]) -> Option<usize> {
    names.iter().find_map(|name| heads.iter().position(|head| head == name))
}

/// A fault of a table for people.
pub(super) fn plain(error: &csv::Error) -> String {
    match error.kind() {
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contents(text: &str) -> Vec<(String, Content)> {
        let table = Table::open("t.csv", text.as_bytes()).expect("a table");
        table.map(|entry| (entry.name, entry.content)).collect()
    }

    #[test]
    fn tables_of_all_countries_are_read() {
        for text in [
            "name,credential\nAda,eyJ.a.b\n",
            "\u{feff}Name;Credential\r\nAda;eyJ.a.b\r\n",
            "name\tbadge_json\tnote\nAda\teyJ.a.b\tlate\n",
            "\"name, whole\",\"CREDENTIAL\"\n\"Ada, Lady\",\"eyJ.a.b\"\n;\n",
            "name,url,credential\nAda,https://a.example/1,eyJ.a.b\n",
        ] {
            let found = contents(text);
            assert_eq!(found.len(), if text.contains("\n;") { 2 } else { 1 }, "{text:?}");
            assert_eq!(found[0].0, "t.csv:2");
            assert!(matches!(&found[0].1, Content::Bytes(bytes) if bytes == b"eyJ.a.b"), "{text:?}");
        }
    }

    #[test]
    fn addresses_gaps_and_quoted_json_are_told_apart() {
        let found = contents("who;url;credential\nA;https://a.example/1;\nB;;\n;;\nC;;\"{\"\"a\"\": 1}\"\n");

        assert_eq!(found.iter().map(|(name, _)| name.as_str()).collect::<Vec<_>>(), ["t.csv:2", "t.csv:3", "t.csv:5"]);
        assert!(matches!(&found[0].1, Content::Address(address) if address == "https://a.example/1"));
        assert!(matches!(found[1].1, Content::Refused(EntryError::Nothing)));
        assert!(matches!(&found[2].1, Content::Bytes(bytes) if bytes == b"{\"a\": 1}"));
    }

    #[test]
    fn a_table_without_the_column_says_what_it_has() {
        let error = Table::open("t.csv", &b"name;e-mail\nAda;a@a.example\n"[..]).err().expect("refused").to_string();
        assert!(error.contains("“credential” or “url”") && error.contains("name, e-mail"), "{error}");
    }

    #[test]
    fn a_quote_that_is_never_closed_ends_the_table() {
        let text = format!("credential\n\"{}", "x\n".repeat(FILE_LIMIT_BYTES));
        let found = contents(&text);
        assert_eq!(found.len(), 1);
        assert!(matches!(&found[0].1, Content::Refused(EntryError::Unreadable(why)) if why.contains("quotation")));
    }

    #[test]
    fn only_a_line_of_columns_is_taken_for_a_table() {
        assert!(Table::<&[u8]>::has_head(b"name,Credential\n1,2"));
        for text in ["dear all, the url is", "credential", "hello", "a,b,c"] {
            assert!(!Table::<&[u8]>::has_head(text.as_bytes()), "{text}");
        }
    }
}
