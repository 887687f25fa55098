//! The closed profile of Open Badges: what a document may not say, though JSON-LD would allow it.
//!
//! JSON-LD lets one statement be written in many ways: a member under its full IRI, a context in the middle, a value
//! object for a string. A signature over the RDF covers them all, and a plain JSON reader understands one. So a
//! signed `validUntil` could be hidden from readers without breaking the signature. The profile leaves one way.

use serde_json::Value;

use super::{Against, Error, Expander, Members, Symbol, items_of};
use crate::canon::context::{Context, Meaning};
use crate::canon::iri::Keyword;
use crate::canon::pinned;

/// A node with an `id` and members of its own.
pub(super) struct Subject {
    symbol: Symbol,
    must_stand_alone: bool,
}

/// Classes whose objects must say everything in one place, since decisions rest on what they say.
const ALONE: [&str; 5] = [
    "VerifiableCredential",
    "BitstringStatusListEntry",
    "StatusList2021Entry",
    "1EdTechRevocationList",
    "1EdTechCredentialRefresh",
];

/// Context addresses in one list: real documents have two to five.
const CONTEXTS_LIMIT: usize = 8;

impl<'d> Expander<'d, '_> {
    /// A context may be a list of pinned addresses, at the top or on an embedded credential.
    pub(super) fn check_embedded_context(&self, members: &Members, value: &Value) -> Result<(), Error> {
        if !self.is_strict() {
            return Ok(());
        }
        if !self.path.is_empty() && !has_type(members, "VerifiableCredential") {
            return Err(self.outside("@context", "only a credential has a context of its own"));
        }
        let items = items_of(value);
        if items.len() > CONTEXTS_LIMIT {
            return Err(Error::TooLarge { what: "contexts in one list", limit: CONTEXTS_LIMIT });
        }
        for item in items {
            match item {
                Value::String(address) if pinned::is_pinned(address) => {}
                Value::String(address) => return Err(Error::UnknownContext(address.chars().take(200).collect())),
                _ => return Err(self.outside("an inline context", "contexts are named by address only")),
            }
        }
        Ok(())
    }

    /// A member must be written as the term that a reader looks for.
    pub(super) fn check_member_name(&self, context: &Context, name: &str) -> Result<(), Error> {
        if !self.is_strict() {
            return Ok(());
        }
        if name.starts_with('@') {
            return Err(self.outside(name, "JSON-LD keywords do not belong in a badge"));
        }
        match context.find(name).map(|term| &term.meaning) {
            Some(Meaning::Keyword(Keyword::Id | Keyword::Type)) => Ok(()),
            Some(Meaning::Keyword(_)) => Err(self.outside(name, "it stands for a JSON-LD keyword")),
            Some(Meaning::Iri(_)) if context.is_alias(name) => {
                Err(self.outside(name, "it is another name of a member that readers look for"))
            }
            Some(Meaning::Iri(_)) => Ok(()),
            // An undefined term is named as such by the caller.
            Some(Meaning::Nothing) | None if !name.contains(':') => Ok(()),
            Some(Meaning::Nothing) | None => {
                Err(self.outside(name, "write the member by its short name, not by an address"))
            }
        }
    }

    /// A text that names a thing must name it in full, unless the contexts have a term for it, which must be used.
    pub(super) fn check_reference(&self, context: &Context, text: &str, against: Against) -> Result<(), Error> {
        if !self.is_strict() {
            return Ok(());
        }
        let is_term = against != Against::Document && context.find(text).is_some();
        if is_term {
            return Ok(());
        }
        let Some((prefix, suffix)) = text.split_once(':') else {
            return match against {
                Against::Document => Err(self.outside(text, "an `id` must be a full address, not a relative one")),
                _ => self.lose_term(text),
            };
        };
        if !suffix.starts_with("//") && context.find(prefix).is_some_and(|term| term.is_prefix) {
            return Err(self.outside(text, "write the address in full, without a prefix"));
        }
        if against != Against::Document && context.has_term_for(text) {
            return Err(self.outside(text, "write it by its short name, not by an address"));
        }
        Ok(())
    }

    /// Notes a node that says something, for [`Self::check_subjects`].
    pub(super) fn note_subject(&mut self, symbol: Symbol, members: &Members) {
        if !self.is_strict() {
            return;
        }
        let is_endorsed = has_type(members, "EndorsementSubject");
        let says_something = members.keys().any(|name| match name.as_str() {
            "id" | "type" | "@context" => false,
            "endorsementComment" => !is_endorsed,
            _ => true,
        });
        if says_something {
            let must_stand_alone = ALONE.iter().any(|class| has_type(members, class));
            self.subjects.push(Subject { symbol, must_stand_alone });
        }
    }

    /// Two objects with one `id` are one node, so members could wander between them under one signature. For a
    /// credential that would hide its dates or its status; two status entries could swap their lists.
    pub(super) fn check_subjects(&self) -> Result<(), Error> {
        for (index, credential) in self.subjects.iter().enumerate().filter(|(_, subject)| subject.must_stand_alone) {
            let is_elsewhere = self
                .subjects
                .iter()
                .enumerate()
                .any(|(other, subject)| other != index && subject.symbol == credential.symbol);
            if is_elsewhere {
                let iri = self.data.text_of(credential.symbol);
                return Err(self.outside(iri, "another object with the same `id` has members of its own"));
            }
        }
        Ok(())
    }
}

fn has_type(members: &Members, class: &str) -> bool {
    match members.get("type") {
        Some(Value::String(one)) => one == class,
        Some(Value::Array(items)) => items.iter().any(|item| item == class),
        _ => false,
    }
}
