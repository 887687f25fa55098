//! Applying a local context to an active context (JSON-LD 1.1 API, `#context-processing-algorithm`).

use std::sync::Arc;

use serde_json::{Map, Value};

use super::define::{Definer, short};
use super::{Context, Direction, Key, Local, Memo};
use crate::canon::error::Error;
use crate::canon::iri::{self, Keyword};
use crate::canon::{Options, pinned};

/// Whether a context reaches into the node objects below the one it applies to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Propagate {
    /// Embedded and property-scoped contexts.
    Yes,
    /// Type-scoped contexts.
    No,
}

/// Whether protected terms may be defined anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Override {
    /// Property-scoped contexts may.
    Allowed,
    /// All others may not.
    Refused,
}

/// Context files that may be open inside each other.
const OPEN_FILES_LIMIT: usize = 16;

/// Applies contexts for one document.
pub(in crate::canon) struct Processor<'o> {
    pub(super) options: &'o Options<'o>,
    memo: Memo,
    /// Addresses of the context files being read, the outermost first.
    open: Vec<String>,
    /// Terms read and copied so far.
    work: usize,
}

impl<'o> Processor<'o> {
    pub(in crate::canon) fn new(options: &'o Options<'o>) -> Self {
        Self { options, memo: Memo::default(), open: Vec::new(), work: 0 }
    }

    /// The context that the document starts from.
    pub(in crate::canon) fn initial(&mut self) -> Arc<Context> {
        self.memo.initial(self.options.base)
    }

    /// Applies the value of a document's own `@context`.
    pub(in crate::canon) fn embedded(&mut self, active: &Arc<Context>, value: &Value) -> Result<Arc<Context>, Error> {
        let base = self.options.base.map(Arc::from);
        match value {
            Value::String(address) => self.named(active, address, base.as_ref(), Propagate::Yes, Override::Refused),
            Value::Array(items) => {
                let mut active = active.clone();
                for item in items {
                    active = self.embedded(&active, item)?;
                }
                Ok(active)
            }
            _ => self.apply(active, &Local::own(Arc::new(value.clone()), base), Propagate::Yes, Override::Refused),
        }
    }

    /// Applies the context of a property to the value under it.
    pub(in crate::canon) fn property_scoped(
        &mut self,
        active: &Arc<Context>,
        local: &Local,
    ) -> Result<Arc<Context>, Error> {
        self.apply(active, local, Propagate::Yes, Override::Allowed)
    }

    /// Applies the context of a type to the node that has it.
    pub(in crate::canon) fn type_scoped(
        &mut self,
        active: &Arc<Context>,
        local: &Local,
    ) -> Result<Arc<Context>, Error> {
        self.apply(active, local, Propagate::No, Override::Refused)
    }

    /// Applies the context of a type to the nodes under it in a type map.
    pub(in crate::canon) fn type_map(&mut self, active: &Arc<Context>, local: &Local) -> Result<Arc<Context>, Error> {
        self.apply(active, local, Propagate::Yes, Override::Refused)
    }

    /// Applies `local`, or finds the result of having done so.
    fn apply(
        &mut self,
        active: &Arc<Context>,
        local: &Local,
        propagate: Propagate,
        overriding: Override,
    ) -> Result<Arc<Context>, Error> {
        let key = Key {
            local: local.identity(),
            propagate: propagate == Propagate::Yes,
            override_protected: overriding == Override::Allowed,
        };
        if let Some(found) = self.memo.find(active, local, key) {
            return Ok(found.clone());
        }
        let result = match local.value() {
            Value::Array(items) => {
                let mut result = active.clone();
                for index in 0..items.len() {
                    if let Some(part) = local.part(|value| value.get(index)) {
                        self.spend(part.weight())?;
                        result = self.apply(&result, &part, propagate, overriding)?;
                    }
                }
                return Ok(result);
            }
            Value::String(address) => {
                return self.named(active, address, local.base.as_ref(), propagate, overriding);
            }
            Value::Null => self.nullified(active, propagate, overriding)?,
            Value::Object(members) => self.build(active, local, members, propagate, overriding)?,
            other => return Err(Error::context("invalid local context", &other.to_string())),
        };
        let result = Arc::new(result);
        self.memo.insert(active, local, key, &result);
        Ok(result)
    }

    /// Applies the context document at an address.
    fn named(
        &mut self,
        active: &Arc<Context>,
        address: &str,
        base: Option<&Arc<str>>,
        propagate: Propagate,
        overriding: Override,
    ) -> Result<Arc<Context>, Error> {
        let address = resolve(address, base)?;
        if self.open.len() >= OPEN_FILES_LIMIT {
            return Err(Error::context("context overflow", &address));
        }
        let local = self.load(&address)?;
        self.open.push(address);
        let result = self.apply(active, &local, propagate, overriding);
        self.open.pop();
        result
    }

    fn load(&self, address: &str) -> Result<Local, Error> {
        if let Some(value) = pinned::find(address, self.options.edition) {
            return Ok(Local::pinned(value));
        }
        let document = (self.options.load)(address).ok_or_else(|| Error::UnknownContext(address.to_owned()))?;
        match document {
            Value::Object(mut members) if members.contains_key("@context") => {
                let value = members.remove("@context").unwrap_or(Value::Null);
                Ok(Local::own(Arc::new(value), Some(address.into())))
            }
            _ => Err(Error::context("invalid remote context", address)),
        }
    }

    /// Whether the address is being read already: a scoped context that names it cannot be checked further now.
    pub(super) fn is_open(&self, address: &str, base: Option<&Arc<str>>) -> bool {
        resolve(address, base).is_ok_and(|address| self.open.contains(&address))
    }

    fn is_remote(&self) -> bool {
        !self.open.is_empty()
    }

    fn build(
        &mut self,
        active: &Arc<Context>,
        local: &Local,
        members: &Map<String, Value>,
        propagate: Propagate,
        overriding: Override,
    ) -> Result<Context, Error> {
        check_version(members)?;
        let imported;
        let (local, members) = match members.get("@import") {
            None => (local, members),
            Some(import) => {
                imported = self.import(local, members, import)?;
                (&imported, imported.value().as_object().unwrap_or(members))
            }
        };
        let propagate = match members.get("@propagate") {
            None => propagate,
            Some(Value::Bool(true)) => Propagate::Yes,
            Some(Value::Bool(false)) => Propagate::No,
            Some(other) => return Err(Error::context("invalid @propagate value", &other.to_string())),
        };
        self.spend(active.terms.len() + members.len() + local.weight())?;
        let mut result = Context::clone(active);
        if propagate == Propagate::No && result.previous.is_none() {
            result.previous = Some(active.clone());
        }
        self.set_base(&mut result, members)?;
        set_vocab(&mut result, members)?;
        set_language(&mut result, members)?;
        let protects = match members.get("@protected") {
            None => false,
            Some(Value::Bool(value)) => *value,
            Some(other) => return Err(Error::context("invalid @protected value", &other.to_string())),
        };
        let mut definer = Definer::new(local, members, protects, overriding);
        for name in members.keys() {
            definer.define(&mut result, name)?;
        }
        let scoped = definer.finish();
        self.spend(scoped.iter().map(Local::weight).sum())?;
        result.mark_aliases();
        self.check_scoped(&result, local, &scoped)?;
        Ok(result)
    }

    /// Scoped contexts of a document's own context are tried when they are defined (`#create-term-definition`,
    /// step 21); those of pinned contexts are known to be good.
    fn check_scoped(&mut self, result: &Context, local: &Local, scoped: &[Local]) -> Result<(), Error> {
        if scoped.is_empty() || local.is_pinned() {
            return Ok(());
        }
        let active = Arc::new(result.clone());
        // The trial context is not one that pinned results may be remembered in.
        let mut trial =
            Processor { options: self.options, memo: Memo::default(), open: self.open.clone(), work: self.work };
        trial.memo.own.insert(Arc::as_ptr(&active).addr());
        for context in scoped {
            let names_open =
                |value: &Value| value.as_str().is_some_and(|name| trial.is_open(name, context.base.as_ref()));
            if names_open(context.value()) || context.value().as_array().is_some_and(|all| all.iter().any(names_open)) {
                continue;
            }
            trial.apply(&active, context, Propagate::Yes, Override::Allowed).map_err(|error| match error {
                Error::Context { detail, .. } => Error::Context { code: "invalid scoped context", detail },
                other => other,
            })?;
        }
        self.work = trial.work;
        Ok(())
    }

    /// Takes so much off what one document may cost.
    fn spend(&mut self, terms: usize) -> Result<(), Error> {
        self.work += terms;
        let limit = self.options.limits.context_terms;
        if self.work > limit { Err(Error::TooLarge { what: "terms in its contexts", limit }) } else { Ok(()) }
    }

    /// Back to what the document started from; a protected term cannot be wiped out so.
    fn nullified(&self, active: &Arc<Context>, propagate: Propagate, overriding: Override) -> Result<Context, Error> {
        if overriding == Override::Refused && active.has_protected_terms() {
            return Err(Error::context("invalid context nullification", "null"));
        }
        let previous = (propagate == Propagate::No).then(|| active.clone());
        Ok(Context { base: self.options.base.map(Arc::from), previous, ..Context::default() })
    }

    fn import(&self, local: &Local, members: &Map<String, Value>, import: &Value) -> Result<Local, Error> {
        let Value::String(address) = import else {
            return Err(Error::context("invalid @import value", &import.to_string()));
        };
        let address = resolve(address, local.base.as_ref())?;
        let loaded = self.load(&address)?;
        let Value::Object(imported) = loaded.value() else {
            return Err(Error::context("invalid remote context", &address));
        };
        if imported.contains_key("@import") {
            return Err(Error::context("invalid context entry", "@import"));
        }
        let mut merged = imported.clone();
        merged.extend(members.iter().filter(|(name, _)| *name != "@import").map(|(k, v)| (k.clone(), v.clone())));
        Ok(Local::own(Arc::new(Value::Object(merged)), local.base.clone()))
    }

    fn set_base(&self, result: &mut Context, members: &Map<String, Value>) -> Result<(), Error> {
        let Some(base) = members.get("@base").filter(|_| !self.is_remote()) else { return Ok(()) };
        result.base = match base {
            Value::Null => None,
            Value::String(text) if iri::has_scheme(text) => Some(short(text.clone())?.into()),
            Value::String(text) => {
                let resolved = result.base.as_ref().and_then(|base| iri::resolve(base, text));
                Some(short(resolved.ok_or_else(|| Error::context("invalid base IRI", text))?)?.into())
            }
            other => return Err(Error::context("invalid base IRI", &other.to_string())),
        };
        Ok(())
    }
}

fn resolve(address: &str, base: Option<&Arc<str>>) -> Result<String, Error> {
    if iri::has_scheme(address) {
        return Ok(address.to_owned());
    }
    base.and_then(|base| iri::resolve(base, address)).ok_or_else(|| Error::UnknownContext(address.to_owned()))
}

fn check_version(members: &Map<String, Value>) -> Result<(), Error> {
    match members.get("@version") {
        None => Ok(()),
        Some(version) if version.as_f64() == Some(1.1) => Ok(()),
        Some(other) => Err(Error::context("invalid @version value", &other.to_string())),
    }
}

fn set_vocab(result: &mut Context, members: &Map<String, Value>) -> Result<(), Error> {
    result.vocab = match members.get("@vocab") {
        None => return Ok(()),
        Some(Value::Null) => None,
        Some(Value::String(text)) => {
            let expanded = expand_vocab_mapping(result, text);
            if !iri::has_scheme(&expanded) && !expanded.starts_with("_:") && result.base.is_some() {
                return Err(Error::context("invalid vocab mapping", text));
            }
            Some(short(expanded)?.into())
        }
        Some(other) => return Err(Error::context("invalid vocab mapping", &other.to_string())),
    };
    Ok(())
}

fn expand_vocab_mapping(result: &Context, text: &str) -> String {
    use crate::canon::context::Meaning;
    if text.starts_with("_:") {
        return text.to_owned();
    }
    if let Some(Meaning::Iri(iri)) = result.find(text).map(|term| &term.meaning) {
        return iri.to_string();
    }
    if let Some((prefix, suffix)) = text.split_once(':') {
        if let Some(Meaning::Iri(iri)) = result.find(prefix).filter(|term| term.is_prefix).map(|term| &term.meaning)
            && !suffix.starts_with("//")
        {
            return format!("{iri}{suffix}");
        }
        return text.to_owned();
    }
    match (&result.vocab, &result.base) {
        (Some(vocab), _) => format!("{vocab}{text}"),
        (None, Some(base)) => iri::resolve(base, text).unwrap_or_else(|| text.to_owned()),
        (None, None) => text.to_owned(),
    }
}

fn set_language(result: &mut Context, members: &Map<String, Value>) -> Result<(), Error> {
    match members.get("@language") {
        None => {}
        Some(Value::Null) => result.language = None,
        Some(Value::String(text)) => result.language = Some(text.as_str().into()),
        Some(other) => return Err(Error::context("invalid default language", &other.to_string())),
    }
    if let Some(value) = members.get("@direction") {
        result.direction = read_direction(value)?;
    }
    Ok(())
}

/// `null` takes a direction away.
pub(in crate::canon) fn read_direction(value: &Value) -> Result<Option<Direction>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) if text == "ltr" => Ok(Some(Direction::LeftToRight)),
        Value::String(text) if text == "rtl" => Ok(Some(Direction::RightToLeft)),
        other => Err(Error::context("invalid base direction", &other.to_string())),
    }
}

/// Members of a context that are not terms.
pub(super) fn is_context_keyword(name: &str) -> bool {
    matches!(
        Keyword::parse(name),
        Some(
            Keyword::Base
                | Keyword::Direction
                | Keyword::Import
                | Keyword::Language
                | Keyword::Propagate
                | Keyword::Protected
                | Keyword::Version
                | Keyword::Vocab
        )
    )
}
