//! Tables as spreadsheets of all countries write them: UTF-8 with or without a mark, UTF-16, Windows-1252; commas,
//! semicolons or tabs; a first line `sep=;`. Read row by row, so that there may be any number of them. Knows nothing
//! about what a column means.

use std::io::{self, BufReader, Read};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use csv::{ByteRecord, Reader};

use super::Handed;
use super::table::{Metered, plain, rows_of};

/// Columns of one table.
const COLUMNS_LIMIT: usize = 200;
/// Bytes that are read at once.
const PIECE_BYTES: usize = 64 * 1024;

/// Why a table cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SpreadsheetError {
    /// A workbook, not a text.
    #[error("This is a workbook. Open it in your spreadsheet program and save the sheet as CSV.")]
    Workbook,
    /// A file that is no text.
    #[error("This is not a table. Save the sheet as CSV and choose that file.")]
    NoText,
    /// There is no row in it.
    #[error("There is nobody in this table: it has no row below the first line.")]
    Empty,
    /// More columns than anybody means.
    #[error("This table has more than 200 columns. Leave out what is not needed.")]
    TooWide,
    /// A row that does not end, or a file that cannot be read.
    #[error("The table cannot be read at row {row}: {why}.")]
    Unreadable {
        /// The row, counted from 1 with the first line.
        row: usize,
        /// Why.
        why: String,
    },
}

/// How the letters of a file are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Letters {
    Utf8,
    Utf16 { is_big: bool },
    Windows1252,
}

/// A table that is being read. Each item is the cells of a row, without space around.
pub struct Spreadsheet {
    heads: Vec<String>,
    waiting: Option<Vec<String>>,
    reader: Reader<Metered<BufReader<Box<dyn Read + Send>>>>,
    since_last: Arc<AtomicUsize>,
    row: usize,
    is_over: bool,
}

impl std::fmt::Debug for Spreadsheet {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Spreadsheet").field("heads", &self.heads).field("row", &self.row).finish_non_exhaustive()
    }
}

impl Spreadsheet {
    /// Finds out how the file is written and reads its first line.
    ///
    /// # Errors
    /// [`SpreadsheetError`] says what to do.
    pub fn open(handed: &Handed) -> Result<Self, SpreadsheetError> {
        let unreadable = |error: io::Error| SpreadsheetError::Unreadable { row: 1, why: error.to_string() };
        let letters = letters_of(handed.source().map_err(unreadable)?)?;
        let source = handed.source().map_err(unreadable)?;
        let text: Box<dyn Read + Send> = match letters {
            Letters::Utf8 => Box::new(source),
            _ => Box::new(Decoded { inner: source, letters, left: Vec::new(), text: Vec::new(), at: 0 }),
        };
        let (reader, since_last) = rows_of(BufReader::with_capacity(PIECE_BYTES, text), false).map_err(unreadable)?;
        let mut table = Self { heads: Vec::new(), waiting: None, reader, since_last, row: 0, is_over: false };
        table.heads = table.next().unwrap_or(Err(SpreadsheetError::Empty))?;
        if table.heads.len() > COLUMNS_LIMIT {
            return Err(SpreadsheetError::TooWide);
        }
        Ok(table)
    }

    /// The first line.
    pub fn heads(&self) -> &[String] {
        &self.heads
    }

    /// For tables whose first line is a row like all others: columns get numbers for names.
    pub fn without_heads(mut self) -> Self {
        let numbered = (1..=self.heads.len()).map(|number| format!("Column {number}")).collect();
        self.waiting = Some(std::mem::replace(&mut self.heads, numbered));
        self
    }
}

impl Iterator for Spreadsheet {
    type Item = Result<Vec<String>, SpreadsheetError>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(row) = self.waiting.take() {
            return Some(Ok(row));
        }
        let mut record = ByteRecord::new();
        while !self.is_over {
            self.row += 1;
            self.since_last.store(0, Ordering::Relaxed);
            match self.reader.read_byte_record(&mut record) {
                Ok(false) => self.is_over = true,
                // Spreadsheets leave rows of nothing but separators at the end.
                Ok(true) if record.iter().all(|cell| cell.trim_ascii().is_empty()) => {}
                Ok(true) => return Some(Ok(record.iter().map(cell).collect())),
                Err(error) => {
                    self.is_over = true;
                    return Some(Err(SpreadsheetError::Unreadable { row: self.row, why: plain(&error) }));
                }
            }
        }
        None
    }
}

/// A cell as it was meant: without space around, without the apostrophe that keeps a text from being calculated.
fn cell(bytes: &[u8]) -> String {
    let text = String::from_utf8_lossy(bytes);
    let text = text.trim().trim_start_matches('\u{feff}');
    let guarded = text.strip_prefix('\'').filter(|rest| rest.starts_with(['=', '+', '-', '@']));
    guarded.unwrap_or(text).replace("\r\n", "\n").replace('\0', "")
}

/// Reads the whole file once: only then it is known whether it is UTF-8.
fn letters_of(mut source: impl Read) -> Result<Letters, SpreadsheetError> {
    let mut piece = vec![0; PIECE_BYTES];
    let (mut open, mut is_first, mut is_utf8) = (Vec::new(), true, true);
    loop {
        let unreadable = |error: io::Error| SpreadsheetError::Unreadable { row: 1, why: error.to_string() };
        let count = source.read(&mut piece).map_err(unreadable)?;
        if count == 0 {
            return Ok(if is_utf8 && open.is_empty() { Letters::Utf8 } else { Letters::Windows1252 });
        }
        let bytes = &piece[..count];
        if std::mem::take(&mut is_first) {
            match bytes {
                [b'P', b'K', 3, 4, ..] | [0xd0, 0xcf, 0x11, 0xe0, ..] => return Err(SpreadsheetError::Workbook),
                [0xff, 0xfe, ..] => return Ok(Letters::Utf16 { is_big: false }),
                [0xfe, 0xff, ..] => return Ok(Letters::Utf16 { is_big: true }),
                _ if bytes.iter().take(1_000).any(|byte| *byte == 0) => return Err(SpreadsheetError::NoText),
                _ => {}
            }
        }
        if !is_utf8 {
            continue;
        }
        open.extend_from_slice(bytes);
        match std::str::from_utf8(&open) {
            Ok(_) => open.clear(),
            // The last letter goes on in the next piece.
            Err(error) if error.error_len().is_none() => drop(open.drain(..error.valid_up_to())),
            Err(_) => is_utf8 = false,
        }
    }
}

/// What Windows-1252 has in the places 0x80 to 0x9f, where Latin-1 has control characters.
const WINDOWS: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’',
    '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// A text in UTF-8, whatever it was written in.
struct Decoded<R> {
    inner: R,
    letters: Letters,
    /// Bytes of a letter that has not come whole.
    left: Vec<u8>,
    text: Vec<u8>,
    at: usize,
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.text.len() {
            let mut piece = [0; 8 * 1024];
            let count = self.inner.read(&mut piece)?;
            if count == 0 {
                return Ok(0);
            }
            self.text.clear();
            self.at = 0;
            self.decode(&piece[..count]);
        }
        let count = buffer.len().min(self.text.len() - self.at);
        buffer[..count].copy_from_slice(&self.text[self.at..self.at + count]);
        self.at += count;
        Ok(count)
    }
}

impl<R> Decoded<R> {
    fn decode(&mut self, bytes: &[u8]) {
        let mut text = String::with_capacity(bytes.len() * 2);
        match self.letters {
            Letters::Utf8 => return self.text.extend_from_slice(bytes),
            Letters::Windows1252 => text.extend(bytes.iter().map(|byte| match byte {
                0x80..=0x9f => WINDOWS[usize::from(byte - 0x80)],
                byte => char::from(*byte),
            })),
            Letters::Utf16 { is_big } => {
                self.left.extend_from_slice(bytes);
                let mut units: Vec<u16> = self
                    .left
                    .chunks_exact(2)
                    .map(|pair| {
                        if is_big {
                            u16::from_be_bytes([pair[0], pair[1]])
                        } else {
                            u16::from_le_bytes([pair[0], pair[1]])
                        }
                    })
                    .collect();
                // The first half of a pair waits for the second.
                if units.last().is_some_and(|unit| (0xd800..0xdc00).contains(unit)) {
                    units.pop();
                }
                self.left.drain(..units.len() * 2);
                text.extend(char::decode_utf16(units).map(|letter| letter.unwrap_or(char::REPLACEMENT_CHARACTER)));
            }
        }
        self.text.extend_from_slice(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Result<(Vec<String>, Vec<Vec<String>>), SpreadsheetError> {
        let table = Spreadsheet::open(&Handed::bytes("t.csv", bytes.to_vec()))?;
        let heads = table.heads().to_vec();
        Ok((heads, table.collect::<Result<_, _>>()?))
    }

    fn utf16(text: &str, is_big: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units.flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
    }

    #[test]
    fn one_table_is_read_alike_however_it_was_saved() {
        let heads = vec!["Name".to_owned(), "E-Mail".to_owned()];
        let rows = vec![vec!["Zoë “Ž” 🎓".to_owned(), "zoe@a.example".to_owned()]];
        let plain = "Name,E-Mail\r\nZoë “Ž” 🎓,zoe@a.example\r\n";
        for bytes in [
            plain.as_bytes().to_vec(),
            format!("\u{feff}{}", plain.replace(',', ";")).into_bytes(),
            format!("sep=;\r\n{}", plain.replace(',', ";")).into_bytes(),
            utf16(&plain.replace(',', "\t"), false),
            utf16(&plain.replace(',', "\t"), true),
            format!("{}\r\n,\r\n", plain.trim_end()).into_bytes(),
        ] {
            assert_eq!(read(&bytes), Ok((heads.clone(), rows.clone())), "{bytes:?}");
        }
    }

    #[test]
    fn what_is_not_utf_8_is_read_as_windows_writes_it() {
        // `printf 'Name;Mail\nZo\xeb \x8e \x80 \x93x\x94;z@a.example\n'`, as Excel saves it in the west of Europe.
        let bytes = b"Name;Mail\nZo\xeb \x8e \x80 \x93x\x94;z@a.example\n";
        let (_, rows) = read(bytes).expect("a table");
        assert_eq!(rows, [["Zoë Ž € “x”", "z@a.example"]]);
        // A letter of UTF-8 may be cut by the end of a piece, and stays one.
        let long = format!("mail\n{}é@a.example\n", "x".repeat(PIECE_BYTES - 6));
        assert!(read(long.as_bytes()).expect("a table").1[0][0].ends_with("é@a.example"));
    }

    #[test]
    fn quoted_cells_keep_their_line_breaks_and_guards_go() {
        let (_, rows) = read(b"a,b\n\"one\r\ntwo\",'=1+1\n 'tis , 'x\n").expect("a table");
        assert_eq!(rows, [["one\ntwo", "=1+1"], ["'tis", "'x"]]);
    }

    #[test]
    fn what_is_no_table_says_what_to_do() {
        assert_eq!(read(b"PK\x03\x04xlsx"), Err(SpreadsheetError::Workbook));
        assert_eq!(read(b"\xd0\xcf\x11\xe0xls"), Err(SpreadsheetError::Workbook));
        assert_eq!(read(b"\x89PNG\r\n\x1a\n\0\0"), Err(SpreadsheetError::NoText));
        assert_eq!(read(b""), Err(SpreadsheetError::Empty));
        assert_eq!(read(b"\r\n ; \r\n"), Err(SpreadsheetError::Empty));
        assert_eq!(read("x,".repeat(300).as_bytes()), Err(SpreadsheetError::TooWide));
        let open = format!("a\n\"{}", "x\n".repeat(crate::batch::FILE_LIMIT_BYTES));
        assert!(matches!(read(open.as_bytes()), Err(SpreadsheetError::Unreadable { .. })));
    }

    #[test]
    fn a_table_without_heads_loses_no_row() {
        let table = Spreadsheet::open(&Handed::bytes("t", b"ada@a.example,Ada\nbo@a.example,Bo\n".to_vec()));
        let table = table.expect("a table").without_heads();
        assert_eq!(table.heads(), ["Column 1", "Column 2"]);
        assert_eq!(table.count(), 2);
    }
}
