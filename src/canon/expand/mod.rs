//! Expansion straight to quads.
//!
//! JSON-LD 1.1 API, `#expansion-algorithm`, `#node-map-generation` and `#deserialize-json-ld-to-rdf-algorithm` in one
//! pass: a node's members become quads as they are met, and no expanded JSON is built in between. What cannot become
//! a quad is refused by name (or, for conformance suites, left out).

mod maps;
mod node;
mod strict;
mod value;

use std::borrow::Cow;
use std::sync::Arc;

use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::context::{Container, Context, Meaning, Processor, Term};
use super::dataset::{Dataset, Symbol};
use super::error::{Error, Pointer};
use super::iri::{self, Keyword};
use super::{Drops, Options, Profile};

/// Turns one document into quads.
pub(super) struct Expander<'d, 'o> {
    options: &'o Options<'o>,
    contexts: Processor<'o>,
    data: Dataset,
    /// Where in the document we are, for messages.
    path: Vec<Step<'d>>,
    labels: HashMap<String, Symbol>,
    /// Identified nodes with content of their own, for the strict profile's check.
    subjects: Vec<strict::Subject>,
}

/// One step into a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step<'d> {
    Member(&'d str),
    Item(usize),
}

/// The active property: what the value being expanded is a value of.
#[derive(Clone, Copy)]
struct Scope<'s> {
    context: &'s Arc<Context>,
    /// `None` at the top of a graph.
    property: Option<Property<'s>>,
    /// Whether the value comes out of an index map, where type-scoped contexts stay in force.
    from_map: bool,
    /// What an index map's key adds to each node.
    entry: Option<&'s maps::Entry>,
}

#[derive(Clone, Copy)]
struct Property<'s> {
    term: Option<&'s Term>,
}

impl<'s> Scope<'s> {
    fn top(context: &'s Arc<Context>) -> Self {
        Self { context, property: None, from_map: false, entry: None }
    }

    fn of(context: &'s Arc<Context>, term: Option<&'s Term>) -> Self {
        Self { context, property: Some(Property { term }), from_map: false, entry: None }
    }

    fn term(&self) -> Option<&'s Term> {
        self.property.and_then(|property| property.term)
    }
}

/// Where an expanded value goes.
struct Place<'p> {
    graph: Symbol,
    target: Target<'p>,
}

enum Target<'p> {
    /// Nowhere: the value stands by itself in the graph.
    Floating,
    /// The object of a quad.
    Object { subject: Symbol, predicate: Symbol },
    /// The subject of a quad, for reverse properties.
    Subject { predicate: Symbol, object: Symbol },
    /// An item of a list.
    List(&'p mut Vec<Symbol>),
}

/// A term that was lost on the way: quads with it are not written. Only where drops are permitted.
const LOST: Symbol = Symbol::LOST;

/// What a name in a document expands to.
enum Name<'c> {
    Nothing,
    Keyword(Keyword),
    Text(Cow<'c, str>),
}

/// Whether a name may be relative, and to what (`#iri-expansion`).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Against {
    Document,
    Vocab,
    VocabThenDocument,
}

impl<'d, 'o> Expander<'d, 'o> {
    pub(super) fn new(options: &'o Options<'o>) -> Self {
        Self {
            options,
            contexts: Processor::new(options),
            data: Dataset::new(),
            path: Vec::with_capacity(16),
            labels: HashMap::new(),
            subjects: Vec::new(),
        }
    }

    pub(super) fn run(mut self, document: &'d Value) -> Result<Dataset, Error> {
        let context = self.contexts.initial();
        let mut place = Place { graph: Symbol::DEFAULT_GRAPH, target: Target::Floating };
        if self.is_strict() && !document.is_object() {
            return Err(self.outside("a document that is no object", "a credential is one JSON object"));
        }
        self.element(Scope::top(&context), document, &mut place)?;
        if self.is_strict() {
            self.check_subjects()?;
        }
        Ok(self.data)
    }

    fn is_strict(&self) -> bool {
        self.options.profile == Profile::OpenBadges
    }

    /// `#expansion-algorithm`, steps 1 to 6.
    fn element(&mut self, scope: Scope<'_>, value: &'d Value, place: &mut Place<'_>) -> Result<(), Error> {
        match value {
            Value::Null if self.is_strict() => Err(self.outside("null", "leave the member out instead")),
            Value::Null => Ok(()),
            Value::Array(items) => self.array(scope, items, place),
            Value::Object(members) => self.object(scope, members, place),
            _ => self.scalar(scope, value, place),
        }
    }

    fn array(&mut self, scope: Scope<'_>, items: &'d [Value], place: &mut Place<'_>) -> Result<(), Error> {
        let nests_lists = scope.term().is_some_and(|term| term.container.has(Container::LIST));
        for (index, item) in items.iter().enumerate() {
            self.enter(Step::Item(index))?;
            match item {
                Value::Array(inner) if nests_lists => self.list(scope, inner, place)?,
                Value::Array(_) if self.is_strict() => {
                    return Err(self.outside("an array in an array", "it would be read as one array"));
                }
                _ => self.element(scope, item, place)?,
            }
            self.leave();
        }
        Ok(())
    }

    /// Writes `items` as one RDF list.
    fn list(&mut self, scope: Scope<'_>, items: &'d [Value], place: &mut Place<'_>) -> Result<(), Error> {
        let mut collected = Vec::with_capacity(items.len());
        let mut inner = Place { graph: place.graph, target: Target::List(&mut collected) };
        self.array(scope, items, &mut inner)?;
        self.put_list(&collected, place)
    }

    fn put_list(&mut self, items: &[Symbol], place: &mut Place<'_>) -> Result<(), Error> {
        if matches!(place.target, Target::Subject { .. }) {
            return Err(self.syntax("invalid reverse property value"));
        }
        let mut rest = self.data.iri(RDF_NIL);
        if !items.is_empty() {
            let (first, next) = (self.data.iri(RDF_FIRST), self.data.iri(RDF_REST));
            for item in items.iter().rev() {
                let cell = self.data.blank();
                if *item != LOST {
                    self.push(cell, first, *item, place.graph)?;
                }
                self.push(cell, next, rest, place.graph)?;
                rest = cell;
            }
        }
        self.put(rest, place)
    }

    /// Hands an expanded value over to where it belongs.
    fn put(&mut self, symbol: Symbol, place: &mut Place<'_>) -> Result<(), Error> {
        match &mut place.target {
            Target::Floating => Ok(()),
            Target::Object { subject, predicate } => {
                let (subject, predicate) = (*subject, *predicate);
                self.push(subject, predicate, symbol, place.graph)
            }
            Target::Subject { predicate, object } => {
                let (predicate, object) = (*predicate, *object);
                self.push(symbol, predicate, object, place.graph)
            }
            Target::List(items) => {
                items.push(symbol);
                Ok(())
            }
        }
    }

    fn push(&mut self, subject: Symbol, predicate: Symbol, object: Symbol, graph: Symbol) -> Result<(), Error> {
        if [subject, predicate, object, graph].contains(&LOST) {
            return Ok(());
        }
        let limits = &self.options.limits;
        if self.data.quad_count() >= limits.quads {
            return Err(Error::TooLarge { what: "statements", limit: limits.quads });
        }
        if self.data.blank_count() > limits.blank_nodes {
            return Err(Error::TooLarge { what: "parts without an `id`", limit: limits.blank_nodes });
        }
        self.data.push(subject, predicate, object, graph);
        if self.data.quad_bytes() > limits.quad_bytes {
            return Err(Error::TooLarge { what: "bytes in its statements", limit: limits.quad_bytes });
        }
        if let Some(selection) = self.options.selection
            && selection.covers(&self.path)
        {
            self.data.select_last();
        }
        Ok(())
    }

    /// `#iri-expansion`, outside of context making.
    fn expand_name<'c>(&self, context: &'c Context, text: &'c str, against: Against) -> Name<'c> {
        if let Some(keyword) = Keyword::parse(text) {
            return Name::Keyword(keyword);
        }
        if iri::has_keyword_form(text) {
            return Name::Nothing;
        }
        let is_vocab = against != Against::Document;
        match context.find(text).map(|term| &term.meaning) {
            Some(Meaning::Keyword(keyword)) => return Name::Keyword(*keyword),
            Some(Meaning::Nothing) if is_vocab => return Name::Nothing,
            Some(Meaning::Iri(iri)) if is_vocab => return Name::Text(Cow::Borrowed(iri)),
            _ => {}
        }
        if let Some((prefix, suffix)) = text.split_once(':').filter(|(prefix, _)| !prefix.is_empty()) {
            if prefix == "_" || suffix.starts_with("//") {
                return Name::Text(Cow::Borrowed(text));
            }
            if let Some(Meaning::Iri(iri)) =
                context.find(prefix).filter(|term| term.is_prefix).map(|term| &term.meaning)
            {
                return Name::Text(Cow::Owned(format!("{iri}{suffix}")));
            }
            if iri::has_scheme(text) {
                return Name::Text(Cow::Borrowed(text));
            }
        }
        if is_vocab && let Some(vocab) = &context.vocab {
            return Name::Text(Cow::Owned(format!("{vocab}{text}")));
        }
        if against != Against::Vocab
            && let Some(resolved) = context.base.as_ref().and_then(|base| iri::resolve(base, text))
        {
            return Name::Text(Cow::Owned(resolved));
        }
        Name::Text(Cow::Borrowed(text))
    }

    /// The node that an expanded identifier names; [`LOST`] when it names none and drops are permitted.
    fn node_named(&mut self, text: &str, why_lost: &'static str) -> Result<Symbol, Error> {
        if iri::is_absolute(text) {
            return Ok(self.data.iri(text));
        }
        if !text.starts_with("_:") {
            self.lose(text, why_lost)?;
            return Ok(LOST);
        }
        if self.is_strict() {
            return Err(self.outside(text, "blank node identifiers mean nothing to a reader of the JSON"));
        }
        if let Some(symbol) = self.labels.get(text) {
            return Ok(*symbol);
        }
        let symbol = self.data.blank();
        self.labels.insert(text.to_owned(), symbol);
        Ok(symbol)
    }

    fn enter(&mut self, step: Step<'d>) -> Result<(), Error> {
        let limit = self.options.limits.depth;
        if self.path.len() >= limit {
            return Err(Error::TooLarge { what: "levels of nesting", limit });
        }
        self.path.push(step);
        Ok(())
    }

    fn leave(&mut self) {
        self.path.pop();
    }

    fn pointer(&self) -> Pointer {
        let mut text = String::new();
        for step in &self.path {
            text.push('/');
            match step {
                Step::Member(name) => text.push_str(&name.replace('~', "~0").replace('/', "~1")),
                Step::Item(index) => text.push_str(&index.to_string()),
            }
        }
        Pointer(text)
    }

    fn syntax(&self, code: &'static str) -> Error {
        Error::Syntax { code, at: self.pointer() }
    }

    fn outside(&self, what: &str, why: &'static str) -> Error {
        Error::OutsideProfile { what: shown(what), at: self.pointer(), why }
    }

    /// Refuses to lose a part of the document, unless drops are permitted.
    fn lose(&self, what: &str, why: &'static str) -> Result<(), Error> {
        match self.options.drops {
            Drops::Permit => Ok(()),
            Drops::Refuse => Err(Error::Dropped { what: shown(what), at: self.pointer(), why }),
        }
    }

    fn lose_term(&self, term: &str) -> Result<(), Error> {
        match self.options.drops {
            Drops::Permit => Ok(()),
            Drops::Refuse => Err(Error::UndefinedTerm { term: shown(term), at: self.pointer() }),
        }
    }
}

/// The items of an array, or the one value that stands for an array of one.
fn items_of(value: &Value) -> &[Value] {
    match value {
        Value::Array(items) => items,
        one => std::slice::from_ref(one),
    }
}

/// A text of the document as it may stand in a message.
fn shown(text: &str) -> String {
    text.chars().take(120).collect()
}

const RDF_TYPE: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type";
const RDF_FIRST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#first";
const RDF_REST: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#rest";
const RDF_NIL: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#nil";
const RDF_JSON: &str = "http://www.w3.org/1999/02/22-rdf-syntax-ns#JSON";

/// The members of a JSON object.
type Members = Map<String, Value>;

/// A member of an object with what its name expands to.
struct Entry<'c, 'd> {
    key: Key<'c>,
    name: &'d str,
    value: &'d Value,
}

type Entries<'c, 'd> = Vec<Entry<'c, 'd>>;

enum Key<'c> {
    Keyword(Keyword),
    Property { term: Option<&'c Term>, iri: Cow<'c, str> },
}

impl Entry<'_, '_> {
    fn keyword(&self) -> Option<Keyword> {
        match self.key {
            Key::Keyword(keyword) => Some(keyword),
            Key::Property { .. } => None,
        }
    }
}
