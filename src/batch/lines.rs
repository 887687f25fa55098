//! Lists: one badge on each line (NDJSON, or tokens, or addresses), or one in each place of a JSON array.
//!
//! Only the ends of the badges are looked for, and their bytes are handed on as they came: a signature may stand over
//! every one of them.

use std::io::{BufRead, Read as _};

use super::{Content, Entry, EntryError, FILE_LIMIT_BYTES, content_of};

/// The badges of a file with one on each line.
pub(super) struct Lines<R> {
    name: String,
    reader: R,
    number: usize,
}

impl<R: BufRead> Lines<R> {
    pub(super) fn new(name: &str, reader: R) -> Self {
        Self { name: name.to_owned(), reader, number: 0 }
    }

    /// The next line; one that is too long is passed over, and is `None`.
    fn line(&mut self) -> std::io::Result<Option<Option<Vec<u8>>>> {
        let mut line = Vec::new();
        let mut within = self.reader.by_ref().take(FILE_LIMIT_BYTES as u64 + 1);
        if within.read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        if line.len() <= FILE_LIMIT_BYTES || line.ends_with(b"\n") {
            return Ok(Some(Some(line)));
        }
        while !line.ends_with(b"\n") {
            line.clear();
            if self.reader.by_ref().take(FILE_LIMIT_BYTES as u64).read_until(b'\n', &mut line)? == 0 {
                break;
            }
        }
        Ok(Some(None))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        loop {
            self.number += 1;
            let content = match self.line() {
                Ok(None) => return None,
                Ok(Some(None)) => Content::Refused(EntryError::TooLarge),
                Ok(Some(Some(line))) => {
                    let line = line.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&line).trim_ascii();
                    if line.is_empty() {
                        continue;
                    }
                    unquoted(line)
                }
                Err(error) => Content::Refused(EntryError::Unreadable(error.to_string())),
            };
            return Some(Entry { name: format!("{}:{}", self.name, self.number), content });
        }
    }
}

/// A token or an address may stand in quotes, as a JSON text.
fn unquoted(item: &[u8]) -> Content {
    match item.first() {
        Some(b'"') => match serde_json::from_slice::<String>(item) {
            Ok(text) => content_of(text.as_bytes()),
            Err(_) => Content::Bytes(item.to_vec()),
        },
        _ => content_of(item),
    }
}

/// The badges of a JSON array.
pub(super) struct Items<R> {
    name: String,
    reader: R,
    number: usize,
    is_over: bool,
    has_begun: bool,
}

/// How one item ended.
enum End {
    Item,
    Array,
    TooLong,
    BrokenOff,
}

impl<R: BufRead> Items<R> {
    pub(super) fn new(name: &str, reader: R) -> Self {
        Self { name: name.to_owned(), reader, number: 0, is_over: false, has_begun: false }
    }

    /// Passes over everything up to and with the bracket that opens the array.
    fn begin(&mut self) -> std::io::Result<()> {
        let mut before = Vec::new();
        self.reader.read_until(b'[', &mut before)?;
        self.has_begun = true;
        Ok(())
    }

    /// Collects one item, up to the comma or bracket behind it.
    fn item(&mut self, item: &mut Vec<u8>) -> std::io::Result<End> {
        let (mut depth, mut in_text, mut is_escaped, mut is_long) = (0_usize, false, false, false);
        loop {
            let read = self.reader.fill_buf()?;
            if read.is_empty() {
                return Ok(End::BrokenOff);
            }
            let mut end = None;
            let mut used = read.len();
            for (at, byte) in read.iter().enumerate() {
                match (in_text, byte) {
                    (true, _) if is_escaped => is_escaped = false,
                    (true, b'\\') => is_escaped = true,
                    (_, b'"') => in_text = !in_text,
                    (true, _) => {}
                    (false, b'{' | b'[') => depth += 1,
                    (false, b',') if depth == 0 => end = Some(End::Item),
                    (false, b']') if depth == 0 => end = Some(End::Array),
                    (false, b'}' | b']') => depth = depth.saturating_sub(1),
                    _ => {}
                }
                if end.is_some() {
                    used = at + 1;
                    break;
                }
            }
            let part = &read[..used - usize::from(end.is_some())];
            if item.len() + part.len() > FILE_LIMIT_BYTES {
                is_long = true;
                item.clear();
            } else if !is_long {
                item.extend_from_slice(part);
            }
            self.reader.consume(used);
            match end {
                Some(End::Array) => self.is_over = true,
                Some(_) => {}
                None => continue,
            }
            return Ok(if is_long { End::TooLong } else { end.unwrap_or(End::BrokenOff) });
        }
    }
}

impl<R: BufRead> Iterator for Items<R> {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        if self.is_over {
            return None;
        }
        let mut item = Vec::new();
        let begun = if self.has_begun { Ok(()) } else { self.begin() };
        let content = match begun.and_then(|()| self.item(&mut item)) {
            Ok(End::Array) if item.trim_ascii().is_empty() => return None,
            Ok(End::Item | End::Array) => unquoted(item.trim_ascii()),
            Ok(End::TooLong) => Content::Refused(EntryError::TooLarge),
            Ok(End::BrokenOff) => {
                self.is_over = true;
                Content::Refused(EntryError::Damaged("the list breaks off before its end"))
            }
            Err(error) => {
                self.is_over = true;
                Content::Refused(EntryError::Unreadable(error.to_string()))
            }
        };
        self.number += 1;
        Some(Entry { name: format!("{}:{}", self.name, self.number), content })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(entries: impl Iterator<Item = Entry>) -> Vec<(String, String)> {
        entries
            .map(|entry| {
                let text = match entry.content {
                    Content::Bytes(bytes) => String::from_utf8(bytes).expect("text"),
                    Content::Address(address) => format!("at {address}"),
                    Content::Refused(error) => format!("! {error}"),
                    Content::Packed(_) => "packed".into(),
                };
                (entry.name, text)
            })
            .collect()
    }

    #[test]
    fn every_line_with_something_on_it_is_a_badge_with_the_number_of_its_line() {
        let text = "\u{feff}{\"a\":1}\r\n\n  \neyJ.a.b\n\"eyJ.c.d\"\nhttps://a.example/1\n{\"b\":";
        let found = texts(Lines::new("l", text.as_bytes()));

        let wanted = [
            ("l:1", "{\"a\":1}"),
            ("l:4", "eyJ.a.b"),
            ("l:5", "eyJ.c.d"),
            ("l:6", "at https://a.example/1"),
            ("l:7", "{\"b\":"),
        ];
        assert_eq!(found, wanted.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn the_items_of_an_array_keep_their_bytes() {
        let text = " [ {\"a\": [1, 2, \"]},\\\"\"] } ,\n\"eyJ.a.b\" , {\"x\":{\"y\":[]}}] after";
        let found = texts(Items::new("a", text.as_bytes()));

        let wanted = [("a:1", "{\"a\": [1, 2, \"]},\\\"\"] }"), ("a:2", "eyJ.a.b"), ("a:3", "{\"x\":{\"y\":[]}}")];
        assert_eq!(found, wanted.map(|(name, text)| (name.to_owned(), text.to_owned())));
    }

    #[test]
    fn an_array_that_breaks_off_says_so_and_an_empty_one_is_empty() {
        let found = texts(Items::new("a", &b"[{\"a\":1},{\"b\":"[..]));
        assert_eq!(found.len(), 2);
        assert!(found[1].1.contains("breaks off"), "{found:?}");
        assert_eq!(texts(Items::new("a", &b"[ ]"[..])), []);
    }

    #[test]
    fn what_is_too_long_is_passed_over_and_the_next_is_read() {
        let long = "x".repeat(FILE_LIMIT_BYTES + 10);
        let lines = texts(Lines::new("l", format!("{long}\n{{}}\n").as_bytes()));
        assert!(lines[0].1.contains("8 MB") && lines[1] == ("l:2".into(), "{}".into()), "{:?}", lines[1]);
        let items = texts(Items::new("a", format!("[\"{long}\",{{}}]").as_bytes()));
        assert!(items[0].1.contains("8 MB") && items[1] == ("a:2".into(), "{}".into()), "{:?}", items[1]);
    }
}
