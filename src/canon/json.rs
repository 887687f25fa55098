//! Reads JSON from strangers so that everybody who reads it sees the same.
//!
//! RFC 8259 leaves open what duplicate members, huge integers and deep nesting mean; parsers differ, and a signature
//! over one reading says nothing about the other. Here they are refused by name. Knows nothing about JSON-LD.

use std::cell::Cell;
use std::fmt;

use serde::Deserializer;
use serde::de::{DeserializeSeed, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

/// Bounds on one JSON text, all inclusive. The defaults are those for strangers.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Length of the whole text in bytes.
    pub bytes: usize,
    /// Nesting of objects and arrays.
    pub depth: usize,
    /// Members and array items in the whole text.
    pub members: usize,
    /// Length of one string or member name in bytes.
    pub string_bytes: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 5 * 1024 * 1024, depth: 32, members: 20_000, string_bytes: 1024 * 1024 }
    }
}

/// Why a text is not JSON that we read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ReadError {
    /// The text breaks the grammar of JSON, or is not UTF-8.
    #[error("the text is not JSON: {0}")]
    Syntax(String),
    /// One object names a member twice; readers differ in which one they take.
    #[error("the member `{0}` stands twice in one object")]
    DuplicateMember(String),
    /// A number that a double cannot carry exactly; readers differ in what they see.
    #[error("the number {0} does not survive being read as a double")]
    InexactNumber(String),
    /// The text breaks one of the [`Limits`].
    #[error("the JSON has {what} beyond the limit of {limit}")]
    TooLarge {
        /// What there is too much of.
        what: &'static str,
        /// The limit.
        limit: usize,
    },
}

/// Reads one JSON value that fills `text`; the order of members is kept.
///
/// # Errors
/// [`ReadError`] names what is wrong.
pub fn read(text: &[u8], limits: &Limits) -> Result<Value, ReadError> {
    if text.len() > limits.bytes {
        return Err(ReadError::TooLarge { what: "bytes", limit: limits.bytes });
    }
    let state = State { limits, members: Cell::new(0), refusal: Cell::new(None), saw_huge_number: Cell::new(false) };
    let mut parser = serde_json::Deserializer::from_slice(text);
    let outcome = Seed { state: &state, depth: 0 }.deserialize(&mut parser).and_then(|value| {
        parser.end()?;
        Ok(value)
    });
    match (outcome, state.refusal.take()) {
        (_, Some(refusal)) => Err(refusal),
        (Err(error), None) => Err(ReadError::Syntax(error.to_string())),
        (Ok(value), None) => {
            if state.saw_huge_number.get() {
                check_huge_numbers(text)?;
            }
            Ok(value)
        }
    }
}

struct State<'l> {
    limits: &'l Limits,
    members: Cell<usize>,
    refusal: Cell<Option<ReadError>>,
    saw_huge_number: Cell<bool>,
}

impl State<'_> {
    /// Remembers the refusal and returns serde's error, which only carries text.
    fn refuse<E: serde::de::Error>(&self, refusal: ReadError) -> E {
        self.refusal.set(Some(refusal));
        E::custom("refused")
    }

    fn count_member<E: serde::de::Error>(&self) -> Result<(), E> {
        self.members.set(self.members.get() + 1);
        if self.members.get() > self.limits.members {
            return Err(self.refuse(ReadError::TooLarge { what: "members", limit: self.limits.members }));
        }
        Ok(())
    }

    fn check_string<E: serde::de::Error>(&self, text: &str) -> Result<(), E> {
        if text.len() > self.limits.string_bytes {
            let limit = self.limits.string_bytes;
            return Err(self.refuse(ReadError::TooLarge { what: "bytes in one string", limit }));
        }
        Ok(())
    }
}

struct Seed<'s, 'l> {
    state: &'s State<'l>,
    depth: usize,
}

impl Seed<'_, '_> {
    fn deeper<E: serde::de::Error>(&self) -> Result<Self, E> {
        let depth = self.depth + 1;
        if depth > self.state.limits.depth {
            let limit = self.state.limits.depth;
            return Err(self.state.refuse(ReadError::TooLarge { what: "levels of nesting", limit }));
        }
        Ok(Self { state: self.state, depth })
    }
}

impl<'de> DeserializeSeed<'de> for Seed<'_, '_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

/// Above this, doubles skip integers.
const EXACT_INTEGERS: u64 = 1 << 53;

impl<'de> Visitor<'de> for Seed<'_, '_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        if value.unsigned_abs() > EXACT_INTEGERS {
            self.state.saw_huge_number.set(true);
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        if value > EXACT_INTEGERS {
            self.state.saw_huge_number.set(true);
        }
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: serde::de::Error>(self, value: f64) -> Result<Value, E> {
        if value.abs() > EXACT_INTEGERS as f64 {
            self.state.saw_huge_number.set(true);
        }
        Number::from_f64(value).map(Value::Number).ok_or_else(|| E::custom("a number is not finite"))
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Value, E> {
        self.state.check_string(text)?;
        Ok(Value::String(text.to_owned()))
    }

    fn visit_string<E: serde::de::Error>(self, text: String) -> Result<Value, E> {
        self.state.check_string(&text)?;
        Ok(Value::String(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut array = Vec::new();
        while let Some(item) = items.next_element_seed(self.deeper()?)? {
            self.state.count_member()?;
            array.push(item);
        }
        Ok(Value::Array(array))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Value, A::Error> {
        let mut object = Map::new();
        while let Some(name) = members.next_key::<String>()? {
            self.state.count_member()?;
            self.state.check_string(&name)?;
            let value = members.next_value_seed(self.deeper()?)?;
            match object.entry(name) {
                Entry::Vacant(place) => place.insert(value),
                Entry::Occupied(taken) => {
                    return Err(self.state.refuse(ReadError::DuplicateMember(taken.key().clone())));
                }
            };
        }
        Ok(Value::Object(object))
    }
}

/// Looks at the digits of every integer in `text`, which is known to be JSON: it must be what its double prints as,
/// exactly or in ECMAScript's shortest form. Runs only for texts that hold a number beyond 2^53.
fn check_huge_numbers(text: &[u8]) -> Result<(), ReadError> {
    let mut rest = text;
    while let Some((first, after)) = rest.split_first() {
        match first {
            b'"' => rest = after_string(after),
            b'-' | b'0'..=b'9' => {
                let end = rest.iter().position(|b| !matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9'));
                let (number, after) = rest.split_at(end.unwrap_or(rest.len()));
                check_huge_number(&String::from_utf8_lossy(number))?;
                rest = after;
            }
            _ => rest = after,
        }
    }
    Ok(())
}

fn after_string(mut rest: &[u8]) -> &[u8] {
    while let Some((byte, after)) = rest.split_first() {
        rest = match byte {
            b'"' => return after,
            b'\\' => after.get(1..).unwrap_or(&[]),
            _ => after,
        };
    }
    rest
}

fn check_huge_number(text: &str) -> Result<(), ReadError> {
    let is_integer = !text.contains(['.', 'e', 'E']);
    let value: f64 = text.parse().unwrap_or(f64::INFINITY);
    // Fewer than 16 digits always fit.
    if !is_integer || text.len() < 16 {
        return Ok(());
    }
    if format!("{value:.0}") == text || (value.is_finite() && ryu_js::Buffer::new().format_finite(value) == text) {
        return Ok(());
    }
    Err(ReadError::InexactNumber(text.chars().take(40).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_default(text: &str) -> Result<Value, ReadError> {
        read(text.as_bytes(), &Limits::default())
    }

    #[test]
    fn ordinary_json_is_read_with_its_members_in_order() {
        let value = read_default(r#"{"b":1,"a":[true,null,"x",2.5]}"#).expect("JSON");

        assert_eq!(value.to_string(), r#"{"b":1,"a":[true,null,"x",2.5]}"#);
    }

    #[test]
    fn a_member_that_stands_twice_is_named() {
        for text in [r#"{"a":1,"a":1}"#, r#"[{"x":{"a":1,"\u0061":2}}]"#] {
            assert_eq!(read_default(text), Err(ReadError::DuplicateMember("a".into())));
        }
    }

    #[test]
    fn numbers_that_a_double_changes_are_refused() {
        for text in ["9007199254740993", "18446744073709551617", "-9223372036854775807", "[1,123456789012345678901]"] {
            assert!(matches!(read_default(text), Err(ReadError::InexactNumber(_))), "{text}");
        }
        for text in ["9007199254740992", "100000000000000000000", "1e20", "1e300", "\"9007199254740993\"", "1.5"] {
            assert!(read_default(text).is_ok(), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused() {
        for text in ["", "{", "{\"a\":1,}", "nul", "1 2", "\u{feff}{}", "{\"a\":1e999}", "\"\\ud800\"", "'a'"] {
            assert!(matches!(read_default(text), Err(ReadError::Syntax(_))), "{text}");
        }
        assert!(matches!(read(b"\"\xff\"", &Limits::default()), Err(ReadError::Syntax(_))));
    }

    #[test]
    fn every_limit_is_kept_at_its_edge() {
        let limits = Limits { bytes: 30, depth: 3, members: 4, string_bytes: 5 };
        for (text, what) in [
            ("[[[0]]]", None),
            ("[[[[0]]]]", Some("levels of nesting")),
            ("[1,2,3,4]", None),
            ("[1,2,3,4,5]", Some("members")),
            ("\"12345\"", None),
            ("\"123456\"", Some("bytes in one string")),
            ("{\"123456\":0}", Some("bytes in one string")),
            ("                               1", Some("bytes")),
        ] {
            let refused = match read(text.as_bytes(), &limits) {
                Err(ReadError::TooLarge { what, .. }) => Some(what),
                _ => None,
            };
            assert_eq!(refused, what, "{text}");
        }
    }
}
