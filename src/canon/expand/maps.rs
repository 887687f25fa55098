//! Objects whose member names are data: language, index, id, type and graph maps (JSON-LD 1.1 API,
//! `#expansion-algorithm`, steps 13.7 and 13.8). Open Badges has none; other credentials do.

use std::sync::Arc;

use serde_json::Value;

use super::node::Node;
use super::{Against, Error, Expander, Members, Name, Place, RDF_TYPE, Scope, Step, Symbol, Target, items_of};
use crate::canon::context::{Container, Context, Term, TypeMapping};
use crate::canon::dataset::XSD_STRING;
use crate::canon::iri::{self, Keyword};

/// What the member name in a map adds to each node under it.
pub(super) enum Entry {
    Id(String),
    Type(String),
    Property { predicate: Symbol, value: Symbol },
}

impl Entry {
    pub(super) fn id(&self) -> Option<&str> {
        match self {
            Self::Id(id) => Some(id),
            _ => None,
        }
    }

    pub(super) fn adds_a_property(&self) -> bool {
        matches!(self, Self::Property { .. })
    }
}

/// Whether a container makes objects into maps other than language maps.
pub(super) fn is_map(container: Container) -> bool {
    container.has(Container::INDEX) || container.has(Container::ID) || container.has(Container::TYPE)
}

impl<'d> Expander<'d, '_> {
    pub(super) fn language_map(
        &mut self,
        scope: Scope<'_>,
        members: &'d Members,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        let has_direction = scope.term().and_then(|term| term.direction).unwrap_or(scope.context.direction).is_some();
        for (language, value) in members {
            self.enter(Step::Member(language))?;
            let items = items_of(value);
            for item in items.iter().filter(|item| !item.is_null()) {
                let Value::String(text) = item else {
                    return Err(self.syntax("invalid language map value"));
                };
                if has_direction {
                    self.lose(text, "its base direction cannot be written in RDF")?;
                }
                let symbol = match self.expand_name(scope.context, language, Against::Vocab) {
                    Name::Keyword(Keyword::None) => self.data.literal(text, XSD_STRING),
                    _ => self.language_literal(text, language)?,
                };
                self.put_literal(symbol, scope, place)?;
            }
            self.leave();
        }
        Ok(())
    }

    pub(super) fn index_map(
        &mut self,
        scope: Scope<'_>,
        members: &'d Members,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        let Some(term) = scope.term() else { return Ok(()) };
        for (name, value) in members {
            self.enter(Step::Member(name))?;
            let context = self.map_context(scope.context, term, name)?;
            let is_none = matches!(self.expand_name(scope.context, name, Against::Vocab), Name::Keyword(Keyword::None));
            let entry = if is_none { None } else { self.entry(scope.context, term, name)? };
            let inner = Scope { context: &context, from_map: true, entry: entry.as_ref(), ..scope };
            let items = items_of(value);
            for item in items {
                if term.container.has(Container::GRAPH) {
                    self.graph_map_item(inner, item, place)?;
                } else if let (Value::String(text), true) = (item, names_nodes(term)) {
                    self.named_item(inner, text, place)?;
                } else {
                    self.element(inner, item, place)?;
                }
            }
            self.leave();
        }
        Ok(())
    }

    /// Step 13.8.3: type maps bring the context of their type; id and type maps leave a type-scoped context.
    fn map_context(&mut self, active: &Arc<Context>, term: &Term, name: &str) -> Result<Arc<Context>, Error> {
        let is_node_map = term.container.has(Container::ID) || term.container.has(Container::TYPE);
        let mut context = active.clone();
        if is_node_map && let Some(previous) = &active.previous {
            context = previous.clone();
        }
        if term.container.has(Container::TYPE)
            && let Some(local) = context.find(name).and_then(|term| term.local.clone())
        {
            context = self.contexts.type_map(&context, &local)?;
        }
        Ok(context)
    }

    fn entry(&mut self, context: &Arc<Context>, term: &Term, name: &str) -> Result<Option<Entry>, Error> {
        if term.container.has(Container::ID) {
            return Ok(match self.expand_name(context, name, Against::Document) {
                Name::Text(id) => Some(Entry::Id(id.into_owned())),
                _ => None,
            });
        }
        if term.container.has(Container::TYPE) {
            return Ok(Some(Entry::Type(name.to_owned())));
        }
        let Some(index) = &term.index else { return Ok(None) };
        let predicate = match self.expand_name(context, index, Against::Vocab) {
            Name::Text(iri) if iri::is_absolute(&iri) => self.data.iri(&iri),
            _ => return Err(self.syntax("invalid term definition")),
        };
        let index_term = context.find(index).map(|term| &**term);
        let against = match index_term.map(|term| &term.type_mapping) {
            Some(TypeMapping::Id) => Some(Against::Document),
            Some(TypeMapping::Vocab) => Some(Against::VocabThenDocument),
            _ => None,
        };
        let value = match against.map(|against| self.expand_name(context, name, against)) {
            None => self.literal(context, index_term, &Value::String(name.to_owned()))?,
            Some(Name::Text(text)) => self.node_named(&text, "it is not an absolute IRI")?,
            Some(_) => super::LOST,
        };
        Ok(Some(Entry::Property { predicate, value }))
    }

    /// A string in a type map names a node.
    fn named_item(&mut self, scope: Scope<'_>, text: &'d str, place: &mut Place<'_>) -> Result<(), Error> {
        let is_vocab = scope.term().is_some_and(|term| term.type_mapping == TypeMapping::Vocab);
        let against = if is_vocab { Against::VocabThenDocument } else { Against::Document };
        let subject = match self.expand_name(scope.context, text, against) {
            Name::Text(name) => self.node_named(&name, "it is not an absolute IRI")?,
            _ => super::LOST,
        };
        self.put(subject, place)?;
        let node = Node { context: scope.context, type_scoped: scope.context, subject, graph: place.graph };
        match scope.entry {
            Some(entry) => self.put_map_entry(entry, node),
            None => Ok(()),
        }
    }

    fn graph_map_item(&mut self, scope: Scope<'_>, item: &'d Value, place: &mut Place<'_>) -> Result<(), Error> {
        let is_graph = item.as_object().is_some_and(|members| {
            members.keys().any(|name| {
                matches!(self.expand_name(scope.context, name, Against::Vocab), Name::Keyword(Keyword::Graph))
            })
        });
        if is_graph {
            return self.element(scope, item, place);
        }
        let graph = match scope.entry.and_then(Entry::id) {
            Some(id) => self.node_named(id, "it is not an absolute IRI")?,
            None => self.data.blank(),
        };
        self.put(graph, place)?;
        if let Some(entry) = scope.entry {
            let node = Node { context: scope.context, type_scoped: scope.context, subject: graph, graph: place.graph };
            self.put_map_entry(entry, node)?;
        }
        let inside = Scope { entry: None, ..scope };
        self.element(inside, item, &mut Place { graph, target: Target::Floating })
    }

    pub(super) fn put_map_entry(&mut self, entry: &Entry, node: Node<'_>) -> Result<(), Error> {
        match entry {
            Entry::Id(_) => Ok(()),
            Entry::Type(name) => {
                let predicate = self.data.iri(RDF_TYPE);
                self.put_type(node, predicate, name)
            }
            Entry::Property { predicate, value } => self.push(node.subject, *predicate, *value, node.graph),
        }
    }
}

fn names_nodes(term: &Term) -> bool {
    term.container.has(Container::TYPE)
        || (matches!(term.type_mapping, TypeMapping::Id | TypeMapping::Vocab) && term.index.is_some())
}
