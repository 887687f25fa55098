//! Processed contexts: immutable, shared by reference, each made once.
//!
//! JSON-LD 1.1 API, `#context-processing-algorithms`. Applying one local context to one active context always gives
//! the same result, so the result is remembered: for pinned contexts in the active context itself, for the life of
//! the program and for all threads; for a document's own contexts in a [`Memo`] for one call. In Open Badges every
//! class has a scoped context, and processing these anew for each object is where other implementations spend their
//! time.

mod define;
mod process;

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, LazyLock, OnceLock};

use hashbrown::{HashMap, HashSet};
use serde_json::Value;

use super::iri::Keyword;

use process::Override;
pub(super) use process::Processor;

/// A context after processing: what each term means here.
#[derive(Clone, Default)]
pub(super) struct Context {
    pub(super) terms: HashMap<Box<str>, Arc<Term>>,
    pub(super) vocab: Option<Arc<str>>,
    pub(super) base: Option<Arc<str>>,
    pub(super) language: Option<Arc<str>>,
    pub(super) direction: Option<Direction>,
    /// The context to go back to when leaving the node object that a type-scoped context applies to.
    pub(super) previous: Option<Arc<Context>>,
    /// Terms that mean the same as another, preferred one: a JSON reader that looks for the other would miss them.
    aliases: HashSet<Box<str>>,
    derived: Derived,
}

/// Base direction of text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    LeftToRight,
    RightToLeft,
}

/// What a term expands to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// Explicitly nothing: members of this name are ignored.
    Nothing,
    Keyword(Keyword),
    /// An IRI or, in general documents, a blank node identifier.
    Iri(Arc<str>),
}

/// How a term's values are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum TypeMapping {
    Absent,
    Id,
    Vocab,
    Json,
    None,
    Datatype(Arc<str>),
}

/// A term definition (`#context-term-definitions`).
#[derive(Clone, Debug)]
pub(super) struct Term {
    pub(super) meaning: Meaning,
    pub(super) is_reverse: bool,
    pub(super) is_prefix: bool,
    pub(super) is_protected: bool,
    pub(super) type_mapping: TypeMapping,
    pub(super) language: Option<Option<Arc<str>>>,
    pub(super) direction: Option<Option<Direction>>,
    pub(super) container: Container,
    pub(super) index: Option<Arc<str>>,
    pub(super) nest: Option<Arc<str>>,
    /// The scoped context, unprocessed, with the address it was found at.
    pub(super) local: Option<Local>,
}

impl Term {
    /// Whether both say the same; protection is not part of what a term says.
    fn says_the_same(&self, other: &Self) -> bool {
        self.meaning == other.meaning
            && self.is_reverse == other.is_reverse
            && self.is_prefix == other.is_prefix
            && self.type_mapping == other.type_mapping
            && self.language == other.language
            && self.direction == other.direction
            && self.container == other.container
            && self.index == other.index
            && self.nest == other.nest
            && match (&self.local, &other.local) {
                (None, None) => true,
                (Some(one), Some(two)) => one.value() == two.value(),
                _ => false,
            }
    }
}

/// The container mapping, a set of flags.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Container(u8);

impl Container {
    pub(super) const GRAPH: Self = Self(1);
    pub(super) const ID: Self = Self(2);
    pub(super) const INDEX: Self = Self(4);
    pub(super) const LANGUAGE: Self = Self(8);
    pub(super) const LIST: Self = Self(16);
    pub(super) const SET: Self = Self(32);
    pub(super) const TYPE: Self = Self(64);

    pub(super) fn has(self, flag: Self) -> bool {
        self.0 & flag.0 != 0
    }

    fn with(self, flag: Self) -> Self {
        Self(self.0 | flag.0)
    }

    fn without(self, flag: Self) -> Self {
        Self(self.0 & !flag.0)
    }
}

/// An unprocessed context: part of a pinned file, or of one document.
#[derive(Clone, Debug)]
pub(super) struct Local {
    source: Source,
    /// The address of the file that relative context addresses inside are resolved against.
    pub(super) base: Option<Arc<str>>,
}

#[derive(Clone, Debug)]
enum Source {
    Pinned(&'static Value),
    Own(Arc<Value>),
}

impl Local {
    pub(super) fn pinned(value: &'static Value) -> Self {
        Self { source: Source::Pinned(value), base: None }
    }

    pub(super) fn own(value: Arc<Value>, base: Option<Arc<str>>) -> Self {
        Self { source: Source::Own(value), base }
    }

    pub(super) fn value(&self) -> &Value {
        match &self.source {
            Source::Pinned(value) => value,
            Source::Own(value) => value,
        }
    }

    fn is_pinned(&self) -> bool {
        matches!(self.source, Source::Pinned(_))
    }

    /// A part of this context, such as a scoped one, that keeps its identity.
    fn part(&self, of: impl for<'v> Fn(&'v Value) -> Option<&'v Value>) -> Option<Self> {
        let source = match &self.source {
            Source::Pinned(value) => Source::Pinned(of(value)?),
            Source::Own(value) => Source::Own(Arc::new(of(value)?.clone())),
        };
        Some(Self { source, base: self.base.clone() })
    }

    /// What copying it costs, in terms; nothing for parts of pinned files, which are not copied.
    fn weight(&self) -> usize {
        fn of(value: &Value) -> usize {
            1 + match value {
                Value::String(text) => text.len() / 64,
                Value::Array(items) => items.iter().map(of).sum(),
                Value::Object(members) => members.iter().map(|(name, value)| name.len() / 64 + of(value)).sum(),
                _ => 0,
            }
        }
        if self.is_pinned() { 0 } else { of(self.value()) }
    }

    /// Two locals with one identity are the same text at the same place in memory.
    fn identity(&self) -> usize {
        std::ptr::from_ref(self.value()).addr()
    }
}

/// What a remembered result depends on besides the active context.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
struct Key {
    local: usize,
    propagate: bool,
    override_protected: bool,
}

/// Results of applying pinned contexts to this one: an append-only list that is read without a lock.
#[derive(Default)]
struct Derived(OnceLock<Box<Link>>);

struct Link {
    key: Key,
    context: Arc<Context>,
    next: Derived,
}

impl Derived {
    fn find(&self, key: Key) -> Option<&Arc<Context>> {
        let mut place = self;
        while let Some(link) = place.0.get() {
            if link.key == key {
                return Some(&link.context);
            }
            place = &link.next;
        }
        None
    }

    fn insert(&self, key: Key, context: &Arc<Context>) {
        let mut link = Box::new(Link { key, context: context.clone(), next: Self::default() });
        let mut place = self;
        // Another thread may append first: then walk on to the new end.
        while let Err(refused) = place.0.set(link) {
            link = refused;
            match place.0.get() {
                Some(taken) => place = &taken.next,
                None => return,
            }
        }
    }
}

impl Clone for Derived {
    /// A changed copy of a context starts without results.
    fn clone(&self) -> Self {
        Self::default()
    }
}

/// How many terms the program remembers for good, in all contexts together; beyond, a document's contexts live as long
/// as its call. The pinned files make about 300 contexts in ordinary use; the bound, some 30 MB, is against documents
/// that list them in every order.
const SHARED_TERMS_LIMIT: usize = 400_000;

static SHARED_TERMS: AtomicUsize = AtomicUsize::new(0);

/// The context that every document without a base address starts from.
static INITIAL: LazyLock<Arc<Context>> = LazyLock::new(|| Arc::new(Context::default()));

/// Contexts made for one call.
#[derive(Default)]
pub(super) struct Memo {
    results: HashMap<(usize, Key), Arc<Context>>,
    /// Contexts of this call, by address: results derived from them must not outlive it.
    own: HashSet<usize>,
    /// Keeps alive what the keys above point to.
    kept: Vec<(Arc<Context>, Local)>,
}

impl Memo {
    /// The initial context of a call.
    pub(super) fn initial(&mut self, base: Option<&str>) -> Arc<Context> {
        match base {
            None => INITIAL.clone(),
            Some(base) => {
                let context = Arc::new(Context { base: Some(base.into()), ..Context::default() });
                self.own.insert(Arc::as_ptr(&context).addr());
                context
            }
        }
    }

    fn is_shared(&self, active: &Arc<Context>, local: &Local) -> bool {
        local.is_pinned() && (self.own.is_empty() || !self.own.contains(&Arc::as_ptr(active).addr()))
    }

    fn find<'m>(&'m self, active: &'m Arc<Context>, local: &Local, key: Key) -> Option<&'m Arc<Context>> {
        if self.is_shared(active, local)
            && let Some(found) = active.derived.find(key)
        {
            return Some(found);
        }
        if self.results.is_empty() {
            return None;
        }
        self.results.get(&(Arc::as_ptr(active).addr(), key))
    }

    fn insert(&mut self, active: &Arc<Context>, local: &Local, key: Key, context: &Arc<Context>) {
        let terms = context.terms.len().max(16);
        if self.is_shared(active, local) && SHARED_TERMS.fetch_add(terms, Ordering::Relaxed) < SHARED_TERMS_LIMIT {
            active.derived.insert(key, context);
            return;
        }
        self.own.insert(Arc::as_ptr(context).addr());
        self.results.insert((Arc::as_ptr(active).addr(), key), context.clone());
        self.kept.push((active.clone(), local.clone()));
    }
}

impl Context {
    pub(super) fn find(&self, term: &str) -> Option<&Arc<Term>> {
        self.terms.get(term)
    }

    /// Whether another term of this context means the same and is the one a reader would look for.
    pub(super) fn is_alias(&self, term: &str) -> bool {
        !self.aliases.is_empty() && self.aliases.contains(term)
    }

    /// Whether some term that is not an alias of a keyword means `iri`.
    pub(super) fn has_term_for(&self, iri: &str) -> bool {
        self.terms.values().any(|term| matches!(&term.meaning, Meaning::Iri(known) if **known == *iri))
    }

    fn has_protected_terms(&self) -> bool {
        self.terms.values().any(|term| term.is_protected)
    }

    /// Finds terms that say exactly what another term says; of such a set the shortest, then first, is preferred
    /// (JSON-LD 1.1 API, `#inverse-context-creation`). Class names are left out: they stand in values, where either
    /// of two names is read.
    fn mark_aliases(&mut self) {
        let mut by_iri: HashMap<&str, Vec<(&str, &Arc<Term>)>> = HashMap::new();
        for (name, term) in &self.terms {
            if let Meaning::Iri(iri) = &term.meaning {
                by_iri.entry(iri).or_default().push((name, term));
            }
        }
        let mut aliases = HashSet::new();
        let is_class = |name: &str| name.starts_with(|first: char| first.is_ascii_uppercase());
        for mut names in by_iri.into_values().filter(|names| names.len() > 1) {
            names.retain(|(name, _)| !is_class(name));
            names.sort_unstable_by_key(|(name, _)| (name.len(), *name));
            for (index, (name, term)) in names.iter().enumerate() {
                let says_so = |(_, other): &(&str, &Arc<Term>)| {
                    other.type_mapping == term.type_mapping
                        && other.container.without(Container::SET) == term.container.without(Container::SET)
                        && other.is_reverse == term.is_reverse
                };
                if names[..index].iter().any(says_so) {
                    aliases.insert(Box::from(*name));
                }
            }
        }
        self.aliases = aliases;
    }
}
