//! Reads N-Quads into a dataset, for suites whose inputs and answers are N-Quads.

use std::collections::HashMap;

use accolade::canon::{Dataset, Symbol};

/// The dataset that `text` means. Panics on ill-formed lines.
pub(crate) fn parse(text: &str) -> Dataset {
    let mut data = Dataset::new();
    let mut blanks = HashMap::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
        let mut reader = Reader { rest: line };
        let mut terms = Vec::new();
        while !reader.at_end() {
            terms.push(reader.term(&mut data, &mut blanks));
        }
        let graph = terms.get(3).copied().unwrap_or(Symbol::DEFAULT_GRAPH);
        data.push(terms[0], terms[1], terms[2], graph);
    }
    data
}

struct Reader<'t> {
    rest: &'t str,
}

impl Reader<'_> {
    fn at_end(&mut self) -> bool {
        self.rest = self.rest.trim_start();
        self.rest.starts_with('.')
    }

    fn until(&mut self, end: impl Fn(char) -> bool) -> String {
        let at = self.rest.find(end).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(at);
        self.rest = rest;
        taken.to_owned()
    }

    fn iri(&mut self) -> String {
        self.rest = &self.rest[1..];
        let iri = self.until(|c| c == '>');
        self.rest = &self.rest[1..];
        unescape(&iri)
    }

    fn term(&mut self, data: &mut Dataset, blanks: &mut HashMap<String, Symbol>) -> Symbol {
        match self.rest.as_bytes()[0] {
            b'<' => {
                let iri = self.iri();
                data.iri(&iri)
            }
            b'_' => {
                let label = self.until(|c| c.is_whitespace());
                *blanks.entry(label).or_insert_with(|| data.blank())
            }
            b'"' => self.literal(data),
            _ => panic!("not a term: {}", self.rest),
        }
    }

    fn literal(&mut self, data: &mut Dataset) -> Symbol {
        let body = &self.rest[1..];
        let mut escaped = false;
        let end = body
            .char_indices()
            .find(|(_, c)| {
                let ends = *c == '"' && !escaped;
                escaped = *c == '\\' && !escaped;
                ends
            })
            .expect("a literal ends")
            .0;
        let lexical = unescape(&body[..end]);
        self.rest = &body[end + 1..];
        if let Some(rest) = self.rest.strip_prefix("^^") {
            self.rest = rest;
            let datatype = self.iri();
            data.literal(&lexical, &datatype)
        } else if let Some(rest) = self.rest.strip_prefix('@') {
            self.rest = rest;
            let language = self.until(|c| c.is_whitespace());
            data.language_literal(&lexical, &language)
        } else {
            data.literal(&lexical, "http://www.w3.org/2001/XMLSchema#string")
        }
    }
}

fn unescape(text: &str) -> String {
    let mut out = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        if c != '\\' {
            out.push(c);
            continue;
        }
        out.push(match chars.next().expect("an escape has a letter") {
            't' => '\t',
            'b' => '\u{8}',
            'n' => '\n',
            'r' => '\r',
            'f' => '\u{c}',
            letter @ ('u' | 'U') => {
                let hex: String = chars.by_ref().take(if letter == 'u' { 4 } else { 8 }).collect();
                u32::from_str_radix(&hex, 16).ok().and_then(char::from_u32).expect("a code point")
            }
            other => other,
        });
    }
    out
}
