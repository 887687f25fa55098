//! RDF quads over numbered terms.
//!
//! Each distinct term is written once, in its N-Quads form, into one text; quads hold numbers. Comparing terms is
//! comparing numbers, and a quad's line is made of copied pieces. RDF 1.1 N-Quads, `#sec-grammar`; the escapes are
//! those of RDFC-1.0, `#canonical-quads`.

use std::hash::BuildHasher;

use hashbrown::{DefaultHashBuilder, HashTable};

/// A term of one [`Dataset`]; meaningless in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Symbol(u32);

impl Symbol {
    /// Stands in a quad's graph position for the default graph.
    pub const DEFAULT_GRAPH: Self = Self(u32::MAX);

    /// Stands for a term that could not be made; never part of a dataset.
    pub(super) const LOST: Self = Self(u32::MAX - 1);
}

/// Subject, predicate, object and graph.
pub(super) type Quad = [Symbol; 4];

/// A set of RDF quads. Blank nodes are numbered in the order they were made.
#[derive(Clone, Debug, Default)]
pub struct Dataset {
    text: String,
    spans: Vec<Span>,
    known: HashTable<u32>,
    hasher: DefaultHashBuilder,
    blank_nodes: u32,
    quads: Vec<Quad>,
    /// The quads of the parts that were selected.
    selected: Vec<Quad>,
    /// The node that the document itself is.
    root: Option<Symbol>,
    quad_bytes: usize,
}

#[derive(Clone, Copy, Debug)]
enum Span {
    Text { start: u32, end: u32 },
    Blank(u32),
}

impl Dataset {
    /// A dataset without quads, with room for an ordinary credential.
    pub fn new() -> Self {
        Self {
            text: String::with_capacity(8 * 1024),
            spans: Vec::with_capacity(192),
            known: HashTable::with_capacity(192),
            hasher: DefaultHashBuilder::default(),
            blank_nodes: 0,
            quads: Vec::with_capacity(96),
            selected: Vec::new(),
            root: None,
            quad_bytes: 0,
        }
    }

    /// The term for an IRI, which must hold no sign that N-Quads forbids in one.
    pub fn iri(&mut self, iri: &str) -> Symbol {
        let start = self.text.len();
        self.text.push('<');
        self.text.push_str(iri);
        self.text.push('>');
        self.intern_from(start)
    }

    /// The term for a literal with a datatype; `xsd:string` is written without one.
    pub fn literal(&mut self, lexical: &str, datatype: &str) -> Symbol {
        let start = self.text.len();
        push_quoted(&mut self.text, lexical);
        if datatype != XSD_STRING {
            self.text.push_str("^^<");
            self.text.push_str(datatype);
            self.text.push('>');
        }
        self.intern_from(start)
    }

    /// The term for a literal with a language tag.
    pub fn language_literal(&mut self, lexical: &str, language: &str) -> Symbol {
        let start = self.text.len();
        push_quoted(&mut self.text, lexical);
        self.text.push('@');
        self.text.push_str(language);
        self.intern_from(start)
    }

    /// A new blank node.
    pub fn blank(&mut self) -> Symbol {
        let symbol = Symbol(self.spans.len() as u32);
        self.spans.push(Span::Blank(self.blank_nodes));
        self.blank_nodes += 1;
        symbol
    }

    /// Adds a quad; adding it twice is the same as once.
    pub fn push(&mut self, subject: Symbol, predicate: Symbol, object: Symbol, graph: Symbol) {
        let quad = [subject, predicate, object, graph];
        self.quad_bytes += quad.iter().map(|symbol| self.text_of(*symbol).len()).sum::<usize>();
        self.quads.push(quad);
    }

    /// Notes the node that the document itself is.
    pub(super) fn set_root(&mut self, node: Symbol) {
        self.root = Some(node);
    }

    /// The address of the document itself; `None` when it has none.
    pub fn root_address(&self) -> Option<&str> {
        self.text_of(self.root?).strip_prefix('<')?.strip_suffix('>')
    }

    /// What is said of the document itself under the property `iri`, in N-Quads form; empty texts for blank nodes.
    pub fn said_of_root(&self, iri: &str) -> Vec<&str> {
        let is_property = |symbol: Symbol| {
            let text = self.text_of(symbol);
            text.strip_prefix('<').and_then(|text| text.strip_suffix('>')) == Some(iri)
        };
        let of_root = |quad: &&Quad| Some(quad[0]) == self.root && quad[3] == Symbol::DEFAULT_GRAPH;
        let quads = self.quads.iter().filter(of_root).filter(|quad| is_property(quad[1]));
        quads.map(|quad| self.text_of(quad[2])).collect()
    }

    /// Marks the quad that was added last.
    pub(super) fn select_last(&mut self) {
        self.selected.extend(self.quads.last().copied());
    }

    /// The marked quads, sorted.
    pub(super) fn selected_quads(&self) -> Vec<Quad> {
        let mut quads = self.selected.clone();
        quads.sort_unstable();
        quads
    }

    /// How many quads were added.
    pub fn quad_count(&self) -> usize {
        self.quads.len()
    }

    /// How many bytes the quads take when written out, but for the labels of blank nodes.
    pub fn quad_bytes(&self) -> usize {
        self.quad_bytes
    }

    /// How many blank nodes were made.
    pub fn blank_count(&self) -> usize {
        self.blank_nodes as usize
    }

    /// The quads without repetitions, in no order that means anything.
    pub(super) fn distinct_quads(&self) -> Vec<Quad> {
        let mut quads = self.quads.clone();
        quads.sort_unstable();
        quads.dedup();
        quads
    }

    /// The number of a blank node, `None` for other terms.
    pub(super) fn blank_number(&self, symbol: Symbol) -> Option<u32> {
        match self.spans.get(symbol.0 as usize) {
            Some(Span::Blank(number)) => Some(*number),
            _ => None,
        }
    }

    /// The N-Quads form of an IRI or literal; empty for a blank node or the default graph.
    pub(super) fn text_of(&self, symbol: Symbol) -> &str {
        match self.spans.get(symbol.0 as usize) {
            Some(Span::Text { start, end }) => &self.text[*start as usize..*end as usize],
            _ => "",
        }
    }

    /// Numbers the term just written at the end of the text, or takes it back when it is known.
    fn intern_from(&mut self, start: usize) -> Symbol {
        let Self { text, spans, known, hasher, .. } = self;
        let written = &text[start..];
        let slice = |number: u32| match spans[number as usize] {
            Span::Text { start, end } => &text[start as usize..end as usize],
            Span::Blank(_) => "",
        };
        let hash = hasher.hash_one(written);
        if let Some(number) = known.find(hash, |number| slice(*number) == written) {
            let symbol = Symbol(*number);
            text.truncate(start);
            return symbol;
        }
        let number = spans.len() as u32;
        known.insert_unique(hash, number, |number| hasher.hash_one(slice(*number)));
        spans.push(Span::Text { start: start as u32, end: text.len() as u32 });
        Symbol(number)
    }
}

pub(super) const XSD_STRING: &str = "http://www.w3.org/2001/XMLSchema#string";

/// Writes a literal's quoted form with the escapes of canonical N-Quads.
fn push_quoted(out: &mut String, lexical: &str) {
    out.push('"');
    let mut plain_from = 0;
    for (at, byte) in lexical.bytes().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            0x08 => "\\b",
            0x09 => "\\t",
            0x0a => "\\n",
            0x0c => "\\f",
            0x0d => "\\r",
            0x00..=0x1f | 0x7f => "",
            _ => continue,
        };
        out.push_str(&lexical[plain_from..at]);
        plain_from = at + 1;
        if escape.is_empty() {
            out.push_str(&format!("\\u{byte:04X}"));
        } else {
            out.push_str(escape);
        }
    }
    out.push_str(&lexical[plain_from..]);
    out.push('"');
}
