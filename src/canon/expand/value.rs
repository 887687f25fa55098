//! Values: scalars, value objects and JSON literals (JSON-LD 1.1 API, `#value-expansion`,
//! `#object-to-rdf-conversion`).

use serde_json::Value;

use super::{Against, Entries, Error, Expander, Name, Place, RDF_JSON, Scope, Symbol, Target};
use crate::canon::context::{Context, Term, TypeMapping};
use crate::canon::dataset::XSD_STRING;
use crate::canon::iri::{self, Keyword};
use crate::canon::{jcs, number};

const XSD_BOOLEAN: &str = "http://www.w3.org/2001/XMLSchema#boolean";
const XSD_DOUBLE: &str = "http://www.w3.org/2001/XMLSchema#double";
const XSD_INTEGER: &str = "http://www.w3.org/2001/XMLSchema#integer";

impl<'d> Expander<'d, '_> {
    /// A string, number or boolean as the value of the active property.
    pub(super) fn scalar(&mut self, scope: Scope<'_>, value: &'d Value, place: &mut Place<'_>) -> Result<(), Error> {
        if scope.property.is_none() {
            return self.lose(&value.to_string(), "a value must belong to a property");
        }
        let term = scope.term();
        let scoped;
        let context = match term.and_then(|term| term.local.as_ref()) {
            None => scope.context,
            Some(local) => {
                scoped = self.contexts.property_scoped(scope.context, local)?;
                &scoped
            }
        };
        if let (Value::String(text), Some(mapping)) = (value, term.map(|term| &term.type_mapping)) {
            let against = match mapping {
                TypeMapping::Id => Some(Against::Document),
                TypeMapping::Vocab => Some(Against::VocabThenDocument),
                _ => None,
            };
            if let Some(against) = against {
                return self.reference(context, text, against, place);
            }
        }
        let symbol = self.literal(context, term, value)?;
        self.put_literal(symbol, scope, place)
    }

    /// A string that stands for a node.
    fn reference(
        &mut self,
        context: &Context,
        text: &'d str,
        against: Against,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        self.check_reference(context, text, against)?;
        let symbol = match self.expand_name(context, text, against) {
            Name::Text(name) => self.node_named(&name, "it is not an absolute IRI")?,
            Name::Nothing | Name::Keyword(_) => {
                self.lose(text, "it is a keyword, not an identifier")?;
                super::LOST
            }
        };
        self.put(symbol, place)
    }

    pub(super) fn put_literal(&mut self, symbol: Symbol, scope: Scope<'_>, place: &mut Place<'_>) -> Result<(), Error> {
        if matches!(place.target, Target::Subject { .. }) {
            return Err(self.syntax("invalid reverse property value"));
        }
        if scope.entry.is_some_and(super::maps::Entry::adds_a_property) {
            return Err(self.syntax("invalid value object"));
        }
        self.put(symbol, place)
    }

    /// The literal for a scalar under a term's type or language mapping.
    pub(super) fn literal(&mut self, context: &Context, term: Option<&Term>, value: &Value) -> Result<Symbol, Error> {
        let datatype = match term.map(|term| &term.type_mapping) {
            Some(TypeMapping::Datatype(iri)) => Some(&**iri),
            _ => None,
        };
        let (Value::String(text), None) = (value, datatype) else {
            return self.typed_literal(value, datatype);
        };
        let direction = term.and_then(|term| term.direction).unwrap_or(context.direction);
        if direction.is_some() {
            self.lose(text, "its base direction cannot be written in RDF")?;
        }
        let language = match term.and_then(|term| term.language.as_ref()) {
            Some(language) => language.as_ref(),
            None => context.language.as_ref(),
        };
        match language {
            Some(language) => self.language_literal(text, language),
            None => Ok(self.data.literal(text, XSD_STRING)),
        }
    }

    pub(super) fn language_literal(&mut self, text: &str, language: &str) -> Result<Symbol, Error> {
        if !iri::is_language_tag(language) {
            self.lose(language, "it is not a language tag")?;
            return Ok(super::LOST);
        }
        Ok(self.data.language_literal(text, language))
    }

    fn typed_literal(&mut self, value: &Value, datatype: Option<&str>) -> Result<Symbol, Error> {
        Ok(match value {
            Value::Bool(true) => self.data.literal("true", datatype.unwrap_or(XSD_BOOLEAN)),
            Value::Bool(false) => self.data.literal("false", datatype.unwrap_or(XSD_BOOLEAN)),
            Value::Number(number) => {
                let lexical = number::lexical(number, datatype == Some(XSD_DOUBLE))
                    .ok_or_else(|| Error::Number(self.pointer()))?;
                let natural = if lexical.is_double { XSD_DOUBLE } else { XSD_INTEGER };
                self.data.literal(&lexical.text, datatype.unwrap_or(natural))
            }
            Value::String(text) => self.data.literal(text, datatype.unwrap_or(XSD_STRING)),
            Value::Null | Value::Array(_) | Value::Object(_) => return Err(self.syntax("invalid value object value")),
        })
    }

    /// A value of a term typed `@json`.
    pub(super) fn json_literal(&mut self, value: &Value) -> Result<Symbol, Error> {
        let text = jcs(value).ok_or_else(|| Error::Number(self.pointer()))?;
        Ok(self.data.literal(&text, RDF_JSON))
    }

    /// `#expansion-algorithm`, step 15: an object with `@value`.
    pub(super) fn value_object(
        &mut self,
        scope: Scope<'_>,
        context: &Context,
        entries: &Entries<'_, 'd>,
        place: &mut Place<'_>,
    ) -> Result<(), Error> {
        let parts = self.value_parts(context, entries)?;
        if parts.value.is_null() && !parts.is_json {
            return Ok(());
        }
        if scope.property.is_none() {
            return self.lose("a value object", "a value must belong to a property");
        }
        let symbol = if parts.is_json {
            self.json_literal(parts.value)?
        } else if let Some(language) = parts.language {
            let Value::String(text) = parts.value else {
                return Err(self.syntax("invalid language-tagged value"));
            };
            self.language_literal(text, language)?
        } else {
            self.typed_literal(parts.value, parts.datatype.as_deref())?
        };
        self.put_literal(symbol, scope, place)
    }

    fn value_parts(&self, context: &Context, entries: &Entries<'_, 'd>) -> Result<ValueParts<'d>, Error> {
        let mut parts = ValueParts { value: &Value::Null, datatype: None, language: None, is_json: false };
        let mut has_direction = false;
        for entry in entries {
            match (entry.keyword(), entry.value) {
                (Some(Keyword::Value), value) => parts.value = value,
                (Some(Keyword::Type), Value::String(text)) => {
                    match self.expand_name(context, text, Against::VocabThenDocument) {
                        Name::Keyword(Keyword::Json) => parts.is_json = true,
                        Name::Text(name) if iri::is_absolute(&name) => parts.datatype = Some(name.into_owned()),
                        _ => return Err(self.syntax("invalid typed value")),
                    }
                }
                (Some(Keyword::Type), Value::Null) => {}
                (Some(Keyword::Type), _) => return Err(self.syntax("invalid typed value")),
                (Some(Keyword::Language), Value::String(text)) => parts.language = Some(text),
                (Some(Keyword::Language), Value::Null) => {}
                (Some(Keyword::Language), _) => return Err(self.syntax("invalid language-tagged string")),
                (Some(Keyword::Direction), Value::String(text)) if text == "ltr" || text == "rtl" => {
                    has_direction = true;
                    self.lose(text, "a base direction cannot be written in RDF")?;
                }
                (Some(Keyword::Direction), Value::Null) => {}
                (Some(Keyword::Direction), _) => return Err(self.syntax("invalid base direction")),
                (Some(Keyword::Index), Value::String(_)) => {}
                (Some(Keyword::Index), _) => return Err(self.syntax("invalid @index value")),
                _ => return Err(self.syntax("invalid value object")),
            }
        }
        let is_typed = parts.is_json || parts.datatype.is_some();
        if is_typed && (parts.language.is_some() || has_direction) {
            return Err(self.syntax("invalid value object"));
        }
        if !parts.is_json && (parts.value.is_array() || parts.value.is_object()) {
            return Err(self.syntax("invalid value object value"));
        }
        if (parts.language.is_some() || has_direction) && !parts.value.is_string() && !parts.value.is_null() {
            return Err(self.syntax("invalid language-tagged value"));
        }
        Ok(parts)
    }
}

struct ValueParts<'d> {
    value: &'d Value,
    datatype: Option<String>,
    language: Option<&'d str>,
    is_json: bool,
}
