//! Credentials that are no badges: any JSON-LD, but what decisions rest on stands where a JSON reader looks for it.
//!
//! A verifier reads dates, status, issuer and types from the JSON, while the signature covers the RDF. Whoever rewrites
//! `validUntil` as its full address, moves it into a `@nest`, or says it of the same `id` elsewhere, changes what is read
//! and not what was signed. So the terms of the data model must be written as such, and classes with rules of their own
//! must not hide behind other names.

use super::{Against, Error, Expander, Key, Members, Name, Step, Symbol};
use crate::canon::Profile;
use crate::canon::context::Context;
use crate::canon::iri::Keyword;

/// Vocabularies whose members carry the last part of their address as their name.
const NAMED_AS_ADDRESSED: [&str; 3] = [
    "https://www.w3.org/2018/credentials#",
    "https://www.w3.org/ns/credentials/status#",
    "https://w3id.org/vc/status-list#",
];
/// Members of proofs that are read, by address.
const OF_PROOFS: [(&str, &str); 4] = [
    ("https://w3id.org/security#expiration", "expires"),
    ("https://w3id.org/security#proofPurpose", "proofPurpose"),
    ("https://w3id.org/security#verificationMethod", "verificationMethod"),
    ("https://w3id.org/security#domain", "domain"),
];
/// Classes that have rules of their own.
const CLASSES_WITH_RULES: [&str; 4] = [
    "https://purl.imsglobal.org/spec/vc/",
    "https://www.w3.org/ns/credentials/status#BitstringStatusListCredential",
    "https://w3id.org/vc/status-list#StatusList2021Credential",
    "https://www.w3.org/2018/credentials#VerifiableCredential",
];
/// Members of the whole whose objects are read too.
const READ_INSIDE: [&str; 5] = ["issuer", "holder", "credentialSubject", "credentialStatus", "proof"];

const WHY: &str = "readers look for it by its own name";

impl<'d> Expander<'d, '_> {
    fn is_guarded(&self) -> bool {
        self.options.profile == Profile::Credential
    }

    /// Whether we stand at the whole or at an object of it that decisions rest on.
    fn is_read_here(&self, up_to: usize) -> bool {
        match &self.path[..up_to] {
            [] => true,
            [Step::Member(name)] | [Step::Member(name), Step::Item(_)] => READ_INSIDE.contains(name),
            _ => false,
        }
    }

    /// A member whose name was looked up, at the object around it.
    pub(super) fn check_guarded_member(&self, name: &str, key: &Key<'_>) -> Result<(), Error> {
        if !self.is_guarded() {
            return Ok(());
        }
        match key {
            Key::Keyword(Keyword::Graph | Keyword::Included | Keyword::Reverse | Keyword::Nest) => {
                Err(self.outside(name, "a reader would not find what is put there"))
            }
            Key::Keyword(keyword) => {
                let is_plain = match keyword {
                    Keyword::Id => name == "id",
                    Keyword::Type => name == "type",
                    _ => false,
                };
                // The step to the member itself has been taken.
                let around = self.path.len().saturating_sub(1);
                if is_plain || !self.is_read_here(around) { Ok(()) } else { Err(self.outside(name, WHY)) }
            }
            Key::Property { term, iri } => {
                let known = NAMED_AS_ADDRESSED.iter().find_map(|start| iri.strip_prefix(start));
                let known =
                    known.or_else(|| OF_PROOFS.iter().find(|(address, _)| iri == address).map(|(_, name)| *name));
                let is_turned = term.is_some_and(|term| term.is_reverse);
                match known {
                    Some(known) if known != name || is_turned => Err(self.outside(name, WHY)),
                    _ => Ok(()),
                }
            }
        }
    }

    /// A type of the whole: by its term where there is one, and not one that would have been read otherwise.
    pub(super) fn check_guarded_type(&self, context: &Context, text: &str) -> Result<(), Error> {
        if !self.is_guarded() || self.path.len() != 1 {
            return Ok(());
        }
        let Name::Text(class) = self.expand_name(context, text, Against::VocabThenDocument) else { return Ok(()) };
        let has_rules = CLASSES_WITH_RULES.iter().any(|start| class.starts_with(start));
        let is_by_name = class.rsplit_once('#').is_some_and(|(_, fragment)| fragment == text);
        let is_hidden = has_rules && !is_by_name;
        if is_hidden || (context.find(text).is_none() && context.has_term_for(&class)) {
            return Err(self.outside(text, WHY));
        }
        Ok(())
    }

    /// Whether a node of this kind must say everything about its `id` in one place.
    pub(super) fn must_stand_alone(&self, members: &Members) -> bool {
        if self.is_guarded() {
            return self.path.is_empty();
        }
        super::strict::ALONE.iter().any(|class| super::strict::has_type(members, class))
    }
}

/// A node with an `id` and members of its own.
pub(super) struct Subject {
    pub(super) symbol: Symbol,
    pub(super) is_alone: bool,
}
