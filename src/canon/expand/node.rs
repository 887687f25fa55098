//! Objects: which contexts hold inside, and node objects member by member (JSON-LD 1.1 API,
//! `#expansion-algorithm`, steps 7 to 20).

use std::borrow::Cow;
use std::sync::Arc;

use serde_json::Value;

use super::maps;
use super::{
    Against, Entries, Entry, Error, Expander, Key, LOST, Members, Name, Place, RDF_TYPE, Scope, Step, Symbol, Target,
    items_of,
};
use crate::canon::context::{Container, Context, Meaning, Term};
use crate::canon::iri::{self, Keyword};

/// The node whose members are being read.
#[derive(Clone, Copy)]
pub(super) struct Node<'n> {
    pub(super) context: &'n Arc<Context>,
    pub(super) type_scoped: &'n Arc<Context>,
    pub(super) subject: Symbol,
    pub(super) graph: Symbol,
}

/// Which end of the quad the node is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    Forward,
    Reverse,
}

impl Direction {
    fn turned(self, turn: bool) -> Self {
        match (self, turn) {
            (direction, false) => direction,
            (Self::Forward, true) => Self::Reverse,
            (Self::Reverse, true) => Self::Forward,
        }
    }
}

impl<'d> Expander<'d, '_> {
    pub(super) fn object(
        &mut self,
        scope: Scope<'_>,
        members: &'d Members,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        let type_scoped = self.context_inside(scope, members)?;
        let context = self.type_context(&type_scoped, members)?;
        let entries = self.entries(&context, members)?;
        let first = |keyword| entries.iter().find(|entry| entry.keyword() == Some(keyword));
        if first(Keyword::Value).is_some() {
            self.value_object(scope, &type_scoped, &entries, place)
        } else if let Some(list) = first(Keyword::List).or_else(|| first(Keyword::Set)) {
            self.list_or_set(Scope { context: &context, ..scope }, &entries, list, place)
        } else {
            let node = (&context, &type_scoped);
            self.node(scope, node, members, &entries, place)
        }
    }

    /// Steps 7 to 9: back out of a type-scoped context, into the property's and the object's own.
    fn context_inside(&mut self, scope: Scope<'_>, members: &'d Members) -> Result<Arc<Context>, Error> {
        let mut context = scope.context.clone();
        if !scope.from_map && context.previous.is_some() && !self.keeps_type_scope(&context, members) {
            context = context.previous.clone().unwrap_or(context);
        }
        if let Some(local) = scope.term().and_then(|term| term.local.as_ref()) {
            context = self.contexts.property_scoped(&context, local)?;
        }
        if let Some(value) = members.get("@context") {
            self.check_embedded_context(members, value)?;
            context = self.contexts.embedded(&context, value)?;
        }
        Ok(context)
    }

    /// Value objects and plain references are no node objects of their own.
    fn keeps_type_scope(&self, context: &Context, members: &Members) -> bool {
        let expands_to = |name: &str, keyword| matches!(self.expand_name(context, name, Against::Vocab), Name::Keyword(found) if found == keyword);
        let is_reference = members.len() == 1 && members.keys().any(|name| expands_to(name, Keyword::Id));
        is_reference || members.keys().any(|name| expands_to(name, Keyword::Value))
    }

    /// Step 11: the contexts of the object's types, in the order of their names.
    fn type_context(&mut self, type_scoped: &Arc<Context>, members: &'d Members) -> Result<Arc<Context>, Error> {
        let mut keys: Vec<&'d str> = Vec::new();
        for name in members.keys() {
            let is_type = match type_scoped.find(name).map(|term| &term.meaning) {
                Some(Meaning::Keyword(keyword)) => *keyword == Keyword::Type,
                _ => name == "@type",
            };
            if is_type {
                keys.push(name);
            }
        }
        keys.sort_unstable();
        let mut context = type_scoped.clone();
        for key in keys {
            let mut types: Vec<&str> = match &members[key] {
                Value::String(one) => vec![one],
                Value::Array(items) => items.iter().filter_map(Value::as_str).collect(),
                _ => continue,
            };
            types.sort_unstable();
            for name in types {
                if let Some(local) = type_scoped.find(name).and_then(|term| term.local.as_ref()) {
                    context = self.contexts.type_scoped(&context, local)?;
                }
            }
        }
        Ok(context)
    }

    /// Every member with what its name expands to; those without a meaning are gone.
    pub(super) fn entries<'c>(&mut self, context: &'c Context, members: &'d Members) -> Result<Entries<'c, 'd>, Error> {
        let mut entries = Vec::with_capacity(members.len());
        let mut seen: u32 = 0;
        for (name, value) in members {
            if name == "@context" {
                continue;
            }
            self.enter(Step::Member(name))?;
            self.check_member_name(context, name)?;
            if let Some(key) = self.key(context, name)? {
                if let Key::Keyword(keyword) = key
                    && !matches!(keyword, Keyword::Type | Keyword::Included | Keyword::Nest)
                {
                    let bit = 1 << (keyword as u32);
                    if seen & bit != 0 {
                        return Err(self.syntax("colliding keywords"));
                    }
                    seen |= bit;
                }
                entries.push(Entry { key, name, value });
            }
            self.leave();
        }
        Ok(entries)
    }

    fn key<'c>(&self, context: &'c Context, name: &'d str) -> Result<Option<Key<'c>>, Error> {
        let term = context.find(name).map(|term| &**term);
        let text: Cow<'_, str> = match term.map(|term| &term.meaning) {
            Some(Meaning::Keyword(keyword)) => return Ok(Some(Key::Keyword(*keyword))),
            Some(Meaning::Iri(iri)) => Cow::Borrowed(iri),
            Some(Meaning::Nothing) => {
                self.lose_term(name)?;
                return Ok(None);
            }
            None => match self.expand_name(context, name, Against::Vocab) {
                Name::Keyword(keyword) => return Ok(Some(Key::Keyword(keyword))),
                Name::Text(text) => Cow::Owned(text.into_owned()),
                Name::Nothing => Cow::Borrowed(""),
            },
        };
        if !text.contains(':') {
            self.lose_term(name)?;
            return Ok(None);
        }
        Ok(Some(Key::Property { term, iri: text }))
    }

    fn list_or_set(
        &mut self,
        scope: Scope<'_>,
        entries: &Entries<'_, 'd>,
        list: &Entry<'_, 'd>,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        let is_lone = entries.iter().all(|entry| std::ptr::eq(entry, list) || entry.keyword() == Some(Keyword::Index));
        if !is_lone {
            return Err(self.syntax("invalid set or list object"));
        }
        self.enter(Step::Member(list.name))?;
        if list.keyword() == Some(Keyword::Set) {
            self.element(scope, list.value, place)?;
        } else if scope.property.is_none() {
            self.lose("a list", "a list must belong to a property")?;
        } else {
            let items = match list.value {
                Value::Array(items) => items.as_slice(),
                Value::Null => &[],
                one => std::slice::from_ref(one),
            };
            self.list(scope, items, place)?;
        }
        self.leave();
        Ok(())
    }

    fn node(
        &mut self,
        scope: Scope<'_>,
        (context, type_scoped): (&Arc<Context>, &Arc<Context>),
        members: &'d Members,
        entries: &Entries<'_, 'd>,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        let says_nothing = entries.iter().all(|entry| entry.keyword() == Some(Keyword::Id) && entry.value.is_string());
        if scope.property.is_none() && says_nothing {
            return self.lose("an object", "it says nothing beyond its `id`");
        }
        if !entries.is_empty() && entries.iter().all(|entry| entry.keyword() == Some(Keyword::Language)) {
            return self.lose("an object", "it holds a language only");
        }
        let subject = self.subject(scope, context, entries)?;
        let is_document_graph =
            self.path.is_empty() && entries.len() == 1 && entries[0].keyword() == Some(Keyword::Graph);
        if !is_document_graph {
            self.put(subject, place)?;
        }
        if self.path.is_empty() {
            self.data.set_root(subject);
        }
        self.note_subject(subject, members);
        let node = Node { context, type_scoped, subject, graph: place.graph };
        if let Some(entry) = scope.entry {
            self.put_map_entry(entry, node)?;
        }
        for entry in entries {
            self.enter(Step::Member(entry.name))?;
            match &entry.key {
                Key::Keyword(Keyword::Graph) if is_document_graph => self.graph(node, entry.value, place.graph)?,
                Key::Keyword(keyword) => self.keyword(node, *keyword, entry)?,
                Key::Property { term, iri } => {
                    self.property(node, (*term, iri), entry.value, Direction::Forward)?;
                }
            }
            self.leave();
        }
        Ok(())
    }

    fn subject(&mut self, scope: Scope<'_>, context: &Context, entries: &Entries<'_, 'd>) -> Result<Symbol, Error> {
        let Some((name, value)) = self.find_id(context, entries)? else {
            return match scope.entry.and_then(maps::Entry::id) {
                Some(id) => self.node_named(id, "it is not an absolute IRI"),
                None => Ok(self.data.blank()),
            };
        };
        self.enter(Step::Member(name))?;
        let Value::String(text) = value else {
            return Err(self.syntax("invalid @id value"));
        };
        self.check_reference(context, text, Against::Document)?;
        let symbol = match self.expand_name(context, text, Against::Document) {
            Name::Text(name) => self.node_named(&name, "an `id` must be an absolute IRI")?,
            Name::Keyword(_) | Name::Nothing => {
                self.lose(text, "it is a keyword, not an identifier")?;
                LOST
            }
        };
        self.leave();
        Ok(symbol)
    }

    /// The member that names the node; it may stand in a `@nest`.
    fn find_id(&mut self, context: &Context, entries: &Entries<'_, 'd>) -> Result<Option<(&'d str, &'d Value)>, Error> {
        for entry in entries {
            match (entry.keyword(), entry.value) {
                (Some(Keyword::Id), value) => return Ok(Some((entry.name, value))),
                (Some(Keyword::Nest), value) => {
                    for members in items_of(value).iter().filter_map(Value::as_object) {
                        let nested = self.entries(context, members)?;
                        if let Some(found) = self.find_id(context, &nested)? {
                            return Ok(Some(found));
                        }
                    }
                }
                _ => {}
            }
        }
        Ok(None)
    }

    /// Step 13.4, for what a node object may hold.
    fn keyword(&mut self, node: Node<'_>, keyword: Keyword, entry: &Entry<'_, 'd>) -> Result<(), Error> {
        match (keyword, entry.value) {
            (Keyword::Id, _) => Ok(()),
            (Keyword::Type, value) => self.types(node, value),
            (Keyword::Graph, value) => self.graph(node, value, node.subject),
            (Keyword::Included, value) => self.included(node, value),
            (Keyword::Reverse, Value::Object(members)) => self.reverse(node, members),
            (Keyword::Reverse, _) => Err(self.syntax("invalid @reverse value")),
            (Keyword::Nest, value) => self.nest(node, entry.name, value),
            (Keyword::Index, Value::String(_)) => Ok(()),
            (Keyword::Index, _) => Err(self.syntax("invalid @index value")),
            (Keyword::Language, Value::String(_) | Value::Null) => Ok(()),
            (Keyword::Language, _) => Err(self.syntax("invalid language-tagged string")),
            (Keyword::Direction, Value::String(text)) if text == "ltr" || text == "rtl" => Ok(()),
            (Keyword::Direction, _) => Err(self.syntax("invalid base direction")),
            _ => self.lose(entry.name, "this keyword has no meaning here"),
        }
    }

    fn types(&mut self, node: Node<'_>, value: &'d Value) -> Result<(), Error> {
        let items = items_of(value);
        let predicate = self.data.iri(RDF_TYPE);
        for item in items {
            let Value::String(text) = item else {
                return Err(self.syntax("invalid type value"));
            };
            self.put_type(node, predicate, text)?;
        }
        Ok(())
    }

    pub(super) fn put_type(&mut self, node: Node<'_>, predicate: Symbol, text: &str) -> Result<(), Error> {
        self.check_reference(node.type_scoped, text, Against::VocabThenDocument)?;
        match self.expand_name(node.type_scoped, text, Against::VocabThenDocument) {
            Name::Text(name) if iri::is_absolute(&name) || name.starts_with("_:") => {
                let class = self.node_named(&name, "a type must be an absolute IRI")?;
                self.push(node.subject, predicate, class, node.graph)
            }
            _ => self.lose_term(text),
        }
    }

    fn graph(&mut self, node: Node<'_>, value: &'d Value, graph: Symbol) -> Result<(), Error> {
        let mut inside = Place { graph, target: Target::Floating };
        self.element(Scope::top(node.context), value, &mut inside)
    }

    fn included(&mut self, node: Node<'_>, value: &'d Value) -> Result<(), Error> {
        let items = items_of(value);
        for item in items {
            let Value::Object(members) = item else {
                return Err(self.syntax("invalid @included value"));
            };
            let is_node = !members.keys().any(|name| {
                matches!(
                    self.expand_name(node.context, name, Against::Vocab),
                    Name::Keyword(Keyword::Value | Keyword::List | Keyword::Set)
                )
            });
            if !is_node {
                return Err(self.syntax("invalid @included value"));
            }
            let mut inside = Place { graph: node.graph, target: Target::Floating };
            self.object(Scope::top(node.context), members, &mut inside)?;
        }
        Ok(())
    }

    fn reverse(&mut self, node: Node<'_>, members: &'d Members) -> Result<(), Error> {
        for entry in self.entries(node.context, members)? {
            self.enter(Step::Member(entry.name))?;
            match &entry.key {
                Key::Keyword(Keyword::Reverse) => match entry.value {
                    Value::Object(inner) => {
                        for entry in self.entries(node.context, inner)? {
                            if let Key::Property { term, iri } = &entry.key {
                                self.property(node, (*term, iri), entry.value, Direction::Forward)?;
                            }
                        }
                    }
                    _ => return Err(self.syntax("invalid @reverse value")),
                },
                Key::Keyword(_) => return Err(self.syntax("invalid reverse property map")),
                Key::Property { term, iri } => {
                    self.property(node, (*term, iri), entry.value, Direction::Reverse)?;
                }
            }
            self.leave();
        }
        Ok(())
    }

    /// Step 14: members that were put one level down for order's sake.
    fn nest(&mut self, node: Node<'_>, name: &str, value: &'d Value) -> Result<(), Error> {
        let scoped;
        let mut node = node;
        if let Some(local) = node.context.find(name).and_then(|term| term.local.as_ref()) {
            scoped = self.contexts.property_scoped(node.context, local)?;
            node.context = &scoped;
        }
        let items = items_of(value);
        for item in items {
            let Value::Object(members) = item else {
                return Err(self.syntax("invalid @nest value"));
            };
            for entry in self.entries(node.context, members)? {
                self.enter(Step::Member(entry.name))?;
                match &entry.key {
                    Key::Keyword(Keyword::Value) => return Err(self.syntax("invalid @nest value")),
                    Key::Keyword(keyword) => self.keyword(node, *keyword, &entry)?,
                    Key::Property { term, iri } => {
                        self.property(node, (*term, iri), entry.value, Direction::Forward)?;
                    }
                }
                self.leave();
            }
        }
        Ok(())
    }

    /// Steps 13.5 to 13.14: the values of one member.
    pub(super) fn property(
        &mut self,
        node: Node<'_>,
        (term, name): (Option<&Term>, &str),
        value: &'d Value,
        direction: Direction,
    ) -> Result<(), Error> {
        if !iri::is_absolute(name) {
            return self.lose_term(name);
        }
        let predicate = self.data.iri(name);
        let target = match direction.turned(term.is_some_and(|term| term.is_reverse)) {
            Direction::Forward => Target::Object { subject: node.subject, predicate },
            Direction::Reverse => Target::Subject { predicate, object: node.subject },
        };
        let mut place = Place { graph: node.graph, target };
        let scope = Scope::of(node.context, term);
        let container = term.map(|term| term.container).unwrap_or_default();
        if term.is_some_and(|term| term.type_mapping == crate::canon::context::TypeMapping::Json) {
            let symbol = self.json_literal(value)?;
            return self.put_literal(symbol, scope, &mut place);
        }
        match value {
            Value::Object(members) if container.has(Container::LANGUAGE) => {
                self.language_map(scope, members, &mut place)
            }
            Value::Object(members) if maps::is_map(container) => self.index_map(scope, members, &mut place),
            Value::Null if !self.is_strict() => Ok(()),
            _ if container.has(Container::LIST) => self.list_container(scope, value, &mut place),
            _ if container.has(Container::GRAPH) => self.graph_container(scope, value, &mut place),
            _ => self.element(scope, value, &mut place),
        }
    }

    fn list_container(&mut self, scope: Scope<'_>, value: &'d Value, place: &mut Place<'_>) -> Result<(), Error> {
        match value {
            Value::Array(items) => self.list(scope, items, place),
            Value::Object(members) if self.is_list_object(scope.context, members) => self.element(scope, value, place),
            one => self.list(scope, std::slice::from_ref(one), place),
        }
    }

    fn is_list_object(&self, context: &Context, members: &Members) -> bool {
        members
            .keys()
            .any(|name| matches!(self.expand_name(context, name, Against::Vocab), Name::Keyword(Keyword::List)))
    }

    /// Step 13.12: each value is a graph of its own, named by a blank node.
    fn graph_container(&mut self, scope: Scope<'_>, value: &'d Value, place: &mut Place<'_>) -> Result<(), Error> {
        let items = items_of(value);
        for (index, item) in items.iter().enumerate() {
            if item.is_null() && !self.is_strict() {
                continue;
            }
            if value.is_array() {
                self.enter(Step::Item(index))?;
            }
            let graph = self.data.blank();
            self.put(graph, place)?;
            self.element(scope, item, &mut Place { graph, target: Target::Floating })?;
            if value.is_array() {
                self.leave();
            }
        }
        Ok(())
    }
}
