//! Term definitions (JSON-LD 1.1 API, `#create-term-definition`) and the expansion of names while a context is made.

use std::sync::Arc;

use hashbrown::HashMap;
use serde_json::{Map, Value};

use super::process::{is_context_keyword, read_direction};
use super::{Container, Context, Local, Meaning, Override, Term, TypeMapping};
use crate::canon::error::Error;
use crate::canon::iri::{self, Keyword};

/// Terms that one term may rest on, each on the next: a handful in real contexts.
const CHAIN_LIMIT: usize = 32;

/// Defines the terms of one local context in one context under construction.
pub(super) struct Definer<'l> {
    local: &'l Local,
    members: &'l Map<String, Value>,
    protects: bool,
    overriding: Override,
    /// By term: whether its definition is finished.
    defined: HashMap<&'l str, bool>,
    scoped: Vec<Local>,
    /// Definitions that are under way, each needed by the one before.
    chain: usize,
}

/// Bytes of an address in a context. A longer one could be put before every member of a document.
const IRI_LIMIT_BYTES: usize = 2_048;

/// The address, if it is not too long for a context.
pub(super) fn short(iri: String) -> Result<String, Error> {
    if iri.len() > IRI_LIMIT_BYTES {
        return Err(Error::TooLarge { what: "bytes in an address of a context", limit: IRI_LIMIT_BYTES });
    }
    Ok(iri)
}

/// What a name expands to while a context is made.
enum Expanded {
    Nothing,
    Keyword(Keyword),
    Text(String),
}

impl<'l> Definer<'l> {
    pub(super) fn new(local: &'l Local, members: &'l Map<String, Value>, protects: bool, overriding: Override) -> Self {
        Self { local, members, protects, overriding, defined: HashMap::new(), scoped: Vec::new(), chain: 0 }
    }

    /// The scoped contexts that the definitions brought, for checking.
    pub(super) fn finish(self) -> Vec<Local> {
        self.scoped
    }

    /// Defines `name`, and what it rests on, unless that is done.
    pub(super) fn define(&mut self, context: &mut Context, name: &str) -> Result<(), Error> {
        if is_context_keyword(name) {
            return Ok(());
        }
        let Some((name, value)) = self.members.get_key_value(name) else { return Ok(()) };
        match self.defined.insert(name, false) {
            None => {}
            Some(true) => {
                self.defined.insert(name, true);
                return Ok(());
            }
            Some(false) => return Err(Error::context("cyclic IRI mapping", name)),
        }
        if name.is_empty() {
            return Err(Error::context("invalid term definition", "an empty term"));
        }
        check_not_keyword(name, value)?;
        if Keyword::parse(name).is_none() && iri::has_keyword_form(name) {
            self.defined.insert(name, true);
            return Ok(());
        }
        self.chain += 1;
        if self.chain > CHAIN_LIMIT {
            return Err(Error::TooLarge { what: "terms that rest on each other", limit: CHAIN_LIMIT });
        }
        let previous = context.terms.remove(name.as_str());
        if let Some(term) = self.read(context, name, value)? {
            let term = self.keep_protected(name, term, previous)?;
            context.terms.insert(Box::from(name.as_str()), term);
        }
        self.chain -= 1;
        self.defined.insert(name, true);
        Ok(())
    }

    /// A protected term may be defined again only to say the same, and stays protected.
    fn keep_protected(&self, name: &str, term: Term, previous: Option<Arc<Term>>) -> Result<Arc<Term>, Error> {
        match previous.filter(|previous| previous.is_protected && self.overriding == Override::Refused) {
            Some(previous) if previous.says_the_same(&term) => Ok(previous),
            Some(_) => Err(Error::context("protected term redefinition", name)),
            None => Ok(Arc::new(term)),
        }
    }

    /// Reads one definition; `None` for those that are to be ignored.
    fn read(&mut self, context: &mut Context, name: &str, value: &Value) -> Result<Option<Term>, Error> {
        let empty = Map::new();
        let (members, id, is_simple) = match value {
            Value::Null => (&empty, Some(&Value::Null), false),
            Value::String(_) => (&empty, Some(value), true),
            Value::Object(members) => (members, members.get("@id"), false),
            other => return Err(Error::context("invalid term definition", &other.to_string())),
        };
        let mut term = Term {
            meaning: Meaning::Nothing,
            is_reverse: false,
            is_prefix: false,
            is_protected: read_flag(members, "@protected")?.unwrap_or(self.protects),
            type_mapping: self.read_type(context, members)?,
            language: None,
            direction: None,
            container: Container::default(),
            index: None,
            nest: None,
            local: None,
        };
        if let Some(reverse) = members.get("@reverse") {
            return self.read_reverse(context, members, reverse, term);
        }
        match self.read_meaning(context, name, id, is_simple)? {
            None => return Ok(None),
            Some((meaning, is_prefix)) => (term.meaning, term.is_prefix) = (meaning, is_prefix),
        }
        term.container = read_container(members.get("@container"))?;
        if term.container.has(Container::TYPE) {
            match term.type_mapping {
                TypeMapping::Absent => term.type_mapping = TypeMapping::Id,
                TypeMapping::Id | TypeMapping::Vocab => {}
                _ => return Err(Error::context("invalid type mapping", name)),
            }
        }
        self.read_index(context, name, members, &mut term)?;
        if members.contains_key("@context") {
            let name = name.to_owned();
            term.local = self.local.part(|value| value.get(&name)?.get("@context"));
            self.scoped.extend(term.local.clone());
        }
        read_text_traits(members, &mut term)?;
        read_nest_and_prefix(members, name, &mut term)?;
        check_members(members)?;
        Ok(Some(term))
    }

    fn read_type(&mut self, context: &mut Context, members: &Map<String, Value>) -> Result<TypeMapping, Error> {
        let Some(value) = members.get("@type") else { return Ok(TypeMapping::Absent) };
        let Value::String(text) = value else {
            return Err(Error::context("invalid type mapping", &value.to_string()));
        };
        match self.expand(context, text)? {
            Expanded::Keyword(Keyword::Id) => Ok(TypeMapping::Id),
            Expanded::Keyword(Keyword::Vocab) => Ok(TypeMapping::Vocab),
            Expanded::Keyword(Keyword::Json) => Ok(TypeMapping::Json),
            Expanded::Keyword(Keyword::None) => Ok(TypeMapping::None),
            Expanded::Text(iri) if iri::is_absolute(&iri) => Ok(TypeMapping::Datatype(short(iri)?.into())),
            _ => Err(Error::context("invalid type mapping", text)),
        }
    }

    fn read_reverse(
        &mut self,
        context: &mut Context,
        members: &Map<String, Value>,
        reverse: &Value,
        mut term: Term,
    ) -> Result<Option<Term>, Error> {
        if members.contains_key("@id") || members.contains_key("@nest") {
            return Err(Error::context("invalid reverse property", "with @id or @nest"));
        }
        let Value::String(text) = reverse else {
            return Err(Error::context("invalid IRI mapping", &reverse.to_string()));
        };
        if Keyword::parse(text).is_none() && iri::has_keyword_form(text) {
            return Ok(None);
        }
        term.meaning = match self.expand(context, text)? {
            Expanded::Text(iri) if iri::has_scheme(&iri) || iri.starts_with("_:") => Meaning::Iri(short(iri)?.into()),
            _ => return Err(Error::context("invalid IRI mapping", text)),
        };
        if let Some(container) = members.get("@container").filter(|value| !value.is_null()) {
            term.container = read_container(Some(container))?;
            if !matches!(container.as_str(), Some("@set" | "@index")) {
                return Err(Error::context("invalid reverse property", &container.to_string()));
            }
        }
        check_members(members)?;
        term.is_reverse = true;
        Ok(Some(term))
    }

    /// What the term means, and whether it can be used as a prefix; `None` when it is to be ignored.
    fn read_meaning(
        &mut self,
        context: &mut Context,
        name: &str,
        id: Option<&Value>,
        is_simple: bool,
    ) -> Result<Option<(Meaning, bool)>, Error> {
        match id {
            Some(Value::Null) => return Ok(Some((Meaning::Nothing, false))),
            Some(Value::String(text)) if text != name => return self.read_id(context, name, text, is_simple),
            None | Some(Value::String(_)) => {}
            Some(other) => return Err(Error::context("invalid IRI mapping", &other.to_string())),
        }
        let invalid = || Error::context("invalid IRI mapping", name);
        let meaning = if let Some((prefix, suffix)) = name.split_once(':').filter(|(prefix, _)| !prefix.is_empty()) {
            self.define(context, prefix)?;
            match context.find(prefix).map(|term| &term.meaning) {
                Some(Meaning::Iri(iri)) => format!("{iri}{suffix}"),
                _ => name.to_owned(),
            }
        } else if name.contains('/') {
            match self.expand(context, name)? {
                Expanded::Text(iri) if iri::has_scheme(&iri) => iri,
                _ => return Err(invalid()),
            }
        } else if name == "@type" {
            return Ok(Some((Meaning::Keyword(Keyword::Type), false)));
        } else {
            format!("{}{name}", context.vocab.as_ref().ok_or_else(invalid)?)
        };
        Ok(Some((Meaning::Iri(short(meaning)?.into()), false)))
    }

    fn read_id(
        &mut self,
        context: &mut Context,
        name: &str,
        text: &str,
        is_simple: bool,
    ) -> Result<Option<(Meaning, bool)>, Error> {
        if Keyword::parse(text).is_none() && iri::has_keyword_form(text) {
            return Ok(None);
        }
        let iri = match self.expand(context, text)? {
            Expanded::Keyword(Keyword::Context) => return Err(Error::context("invalid keyword alias", name)),
            // A term that is an IRI can only mean itself.
            Expanded::Keyword(_) if looks_like_iri(name) => return Err(Error::context("invalid IRI mapping", text)),
            Expanded::Keyword(keyword) => return Ok(Some((Meaning::Keyword(keyword), false))),
            Expanded::Text(iri) if iri::has_scheme(&iri) || iri.starts_with("_:") => iri,
            _ => return Err(Error::context("invalid IRI mapping", text)),
        };
        if looks_like_iri(name) {
            self.defined.insert(self.members.get_key_value(name).map_or("", |(name, _)| name), true);
            match self.expand(context, name)? {
                Expanded::Text(own) if own == iri => {}
                _ => return Err(Error::context("invalid IRI mapping", name)),
            }
        }
        let is_prefix = is_simple
            && !name.contains([':', '/'])
            && (iri.ends_with([':', '/', '?', '#', '[', ']', '@']) || iri.starts_with("_:"));
        Ok(Some((Meaning::Iri(short(iri)?.into()), is_prefix)))
    }

    fn read_index(
        &mut self,
        context: &mut Context,
        name: &str,
        members: &Map<String, Value>,
        term: &mut Term,
    ) -> Result<(), Error> {
        let Some(value) = members.get("@index") else { return Ok(()) };
        let invalid = || Error::context("invalid term definition", name);
        let text = value.as_str().filter(|_| term.container.has(Container::INDEX)).ok_or_else(invalid)?;
        match self.expand(context, text)? {
            Expanded::Text(iri) if iri::has_scheme(&iri) => term.index = Some(text.into()),
            _ => return Err(invalid()),
        }
        Ok(())
    }

    /// IRI expansion with `vocab` true while the context is made (`#iri-expansion`).
    fn expand(&mut self, context: &mut Context, text: &str) -> Result<Expanded, Error> {
        if let Some(keyword) = Keyword::parse(text) {
            return Ok(Expanded::Keyword(keyword));
        }
        if iri::has_keyword_form(text) {
            return Ok(Expanded::Nothing);
        }
        self.define_unless_done(context, text)?;
        if let Some(term) = context.find(text) {
            return Ok(match &term.meaning {
                Meaning::Nothing => Expanded::Nothing,
                Meaning::Keyword(keyword) => Expanded::Keyword(*keyword),
                Meaning::Iri(iri) => Expanded::Text(iri.to_string()),
            });
        }
        if let Some((prefix, suffix)) = text.split_once(':').filter(|(prefix, _)| !prefix.is_empty()) {
            if prefix == "_" || suffix.starts_with("//") {
                return Ok(Expanded::Text(text.to_owned()));
            }
            self.define_unless_done(context, prefix)?;
            if let Some(Meaning::Iri(iri)) =
                context.find(prefix).filter(|term| term.is_prefix).map(|term| &term.meaning)
            {
                return Ok(Expanded::Text(format!("{iri}{suffix}")));
            }
            if iri::has_scheme(text) {
                return Ok(Expanded::Text(text.to_owned()));
            }
        }
        Ok(Expanded::Text(match &context.vocab {
            Some(vocab) => format!("{vocab}{text}"),
            None => text.to_owned(),
        }))
    }

    fn define_unless_done(&mut self, context: &mut Context, name: &str) -> Result<(), Error> {
        if self.members.contains_key(name) && self.defined.get(name) != Some(&true) {
            self.define(context, name)?;
        }
        Ok(())
    }
}

/// Whether a term is written like an IRI: a slash, or a colon that is neither first nor last.
fn looks_like_iri(name: &str) -> bool {
    let bytes = name.as_bytes();
    let inner = bytes.get(1..bytes.len().saturating_sub(1)).unwrap_or_default();
    inner.contains(&b':') || bytes.contains(&b'/')
}

/// Keywords cannot be redefined, but for `@type`, which may get a container and protection.
fn check_not_keyword(name: &str, value: &Value) -> Result<(), Error> {
    let Some(keyword) = Keyword::parse(name) else { return Ok(()) };
    let refuse = || Err(Error::context("keyword redefinition", name));
    match (keyword, value) {
        (Keyword::Type, Value::Object(members)) if !members.is_empty() => {
            let is_allowed = members.iter().all(|(member, value)| match member.as_str() {
                "@container" => value == "@set",
                "@protected" => true,
                _ => false,
            });
            if is_allowed { Ok(()) } else { refuse() }
        }
        _ => refuse(),
    }
}

fn read_flag(members: &Map<String, Value>, name: &'static str) -> Result<Option<bool>, Error> {
    match members.get(name) {
        None => Ok(None),
        Some(Value::Bool(value)) => Ok(Some(*value)),
        Some(other) => {
            let code = if name == "@prefix" { "invalid @prefix value" } else { "invalid @protected value" };
            Err(Error::context(code, &other.to_string()))
        }
    }
}

fn read_container(value: Option<&Value>) -> Result<Container, Error> {
    let Some(value) = value else { return Ok(Container::default()) };
    let invalid = || Error::context("invalid container mapping", &value.to_string());
    let names: Vec<&str> = match value {
        Value::String(name) => vec![name],
        Value::Array(items) => items.iter().map(|item| item.as_str().ok_or_else(invalid)).collect::<Result<_, _>>()?,
        _ => return Err(invalid()),
    };
    let mut container = Container::default();
    for name in &names {
        container = container.with(match *name {
            "@graph" => Container::GRAPH,
            "@id" => Container::ID,
            "@index" => Container::INDEX,
            "@language" => Container::LANGUAGE,
            "@list" => Container::LIST,
            "@set" => Container::SET,
            "@type" => Container::TYPE,
            _ => return Err(invalid()),
        });
    }
    let without_set = container.without(Container::SET);
    let is_single = without_set.0.count_ones() <= 1;
    let is_graph_map =
        without_set == Container::GRAPH.with(Container::ID) || without_set == Container::GRAPH.with(Container::INDEX);
    let is_list_with_more = container.has(Container::LIST) && names.len() > 1;
    if (is_single || is_graph_map) && !is_list_with_more && !names.is_empty() { Ok(container) } else { Err(invalid()) }
}

/// `@language` and `@direction`, which a typed term ignores.
fn read_text_traits(members: &Map<String, Value>, term: &mut Term) -> Result<(), Error> {
    if members.contains_key("@type") {
        return Ok(());
    }
    match members.get("@language") {
        None => {}
        Some(Value::Null) => term.language = Some(None),
        Some(Value::String(text)) => term.language = Some(Some(text.as_str().into())),
        Some(other) => return Err(Error::context("invalid language mapping", &other.to_string())),
    }
    if let Some(value) = members.get("@direction") {
        term.direction = Some(read_direction(value)?);
    }
    Ok(())
}

fn read_nest_and_prefix(members: &Map<String, Value>, name: &str, term: &mut Term) -> Result<(), Error> {
    if let Some(value) = members.get("@nest") {
        match value {
            Value::String(text) if text == "@nest" || Keyword::parse(text).is_none() => {
                term.nest = Some(text.as_str().into());
            }
            other => return Err(Error::context("invalid @nest value", &other.to_string())),
        }
    }
    if let Some(is_prefix) = read_flag(members, "@prefix")? {
        let is_keyword = matches!(term.meaning, Meaning::Keyword(_));
        if name.contains([':', '/']) || (is_prefix && is_keyword) {
            return Err(Error::context("invalid term definition", name));
        }
        term.is_prefix = is_prefix;
    }
    Ok(())
}

fn check_members(members: &Map<String, Value>) -> Result<(), Error> {
    const KNOWN: [&str; 11] = [
        "@id",
        "@reverse",
        "@container",
        "@context",
        "@direction",
        "@index",
        "@language",
        "@nest",
        "@prefix",
        "@protected",
        "@type",
    ];
    match members.keys().find(|name| !KNOWN.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Error::context("invalid term definition", name)),
    }
}
