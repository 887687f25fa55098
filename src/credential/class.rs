//! One declaration per class of the data model: the Rust type, how it is read and written, the table that checks raw
//! JSON, and the JSON Schema all come from it.

use serde_json::{Map, Number, Value};

use super::vocabulary::Vocabulary;

/// What a member's values must be.
#[derive(Clone, Copy)]
pub enum Kind {
    /// A text.
    Text,
    /// A text that is an absolute address.
    Uri,
    /// A date and time with a zone.
    DateTime,
    /// A date.
    Date,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// Anything.
    Any,
    /// A term of a list.
    Term(&'static Vocabulary),
    /// An object of a class.
    Object(fn() -> &'static Class),
}

/// How often a member may occur.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cardinality {
    /// Exactly once.
    One,
    /// At most once.
    Optional,
    /// Any number of times, as an array.
    Many,
}

/// A member of a class.
pub struct Member {
    /// Its name in JSON.
    pub name: &'static str,
    /// What the specification says of it.
    pub doc: &'static str,
    /// How often it may occur.
    pub cardinality: Cardinality,
    /// What its values must be.
    pub kind: Kind,
}

/// A class of the data model.
pub struct Class {
    /// Its name in the specification, and the value that `type` must hold where there is one.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// What its `type` is like.
    pub typing: Typing,
    /// Its members without `type`, in the order of the specification.
    pub members: &'static [Member],
}

/// What a class's `type` is like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Typing {
    /// One or more, the class's name among them; members of other vocabularies are allowed.
    Open,
    /// Exactly the class's name, as a text; no other members.
    Closed,
    /// One or more of the author's choice.
    Free,
    /// None.
    Untyped,
}

/// An absolute address.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Uri(pub String);

/// A date and time with a zone, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DateTime(pub String);

/// A date, as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Date(pub String);

/// Why JSON is not an object of a class: where, and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{at} must be {expected}")]
pub struct ReadError {
    /// JSON pointer.
    pub at: String,
    /// What was expected there.
    pub expected: &'static str,
}

/// A Rust type that stands for a member.
pub(super) trait Shape: Sized {
    const CARDINALITY: Cardinality = Cardinality::One;
    const KIND: Kind;
    /// Reads the member; `None` when it is absent.
    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError>;
    /// Writes the member; `None` leaves it out.
    fn write(&self) -> Option<Value>;
}

pub(super) fn wrong(at: &str, expected: &'static str) -> ReadError {
    ReadError { at: at.to_owned(), expected }
}

macro_rules! text_shape {
    ($type:ty, $kind:expr, $wrap:expr, $text:expr) => {
        impl Shape for $type {
            const KIND: Kind = $kind;

            fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
                value.and_then(Value::as_str).map(|text| $wrap(text.to_owned())).ok_or_else(|| wrong(at, "a text"))
            }

            fn write(&self) -> Option<Value> {
                Some(Value::String($text(self).clone()))
            }
        }
    };
}

text_shape!(String, Kind::Text, std::convert::identity, std::convert::identity);
text_shape!(Uri, Kind::Uri, Uri, |uri: &Uri| uri.0.clone());
text_shape!(DateTime, Kind::DateTime, DateTime, |time: &DateTime| time.0.clone());
text_shape!(Date, Kind::Date, Date, |date: &Date| date.0.clone());

impl Shape for bool {
    const KIND: Kind = Kind::Boolean;

    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        value.and_then(Value::as_bool).ok_or_else(|| wrong(at, "true or false"))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Bool(*self))
    }
}

impl Shape for Number {
    const KIND: Kind = Kind::Number;

    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        value.and_then(Value::as_number).cloned().ok_or_else(|| wrong(at, "a number"))
    }

    fn write(&self) -> Option<Value> {
        Some(Value::Number(self.clone()))
    }
}

impl Shape for f64 {
    const KIND: Kind = Kind::Number;

    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        value.and_then(Value::as_f64).ok_or_else(|| wrong(at, "a number"))
    }

    fn write(&self) -> Option<Value> {
        Number::from_f64(*self).map(Value::Number)
    }
}

impl Shape for Value {
    const KIND: Kind = Kind::Any;

    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        value.cloned().ok_or_else(|| wrong(at, "present"))
    }

    fn write(&self) -> Option<Value> {
        Some(self.clone())
    }
}

impl<T: Shape> Shape for Option<T> {
    const CARDINALITY: Cardinality = Cardinality::Optional;
    const KIND: Kind = T::KIND;

    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        value.map(|value| T::read(Some(value), at)).transpose()
    }

    fn write(&self) -> Option<Value> {
        self.as_ref().and_then(T::write)
    }
}

impl<T: Shape> Shape for Box<T> {
    const KIND: Kind = T::KIND;

    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        T::read(value, at).map(Box::new)
    }

    fn write(&self) -> Option<Value> {
        T::write(self)
    }
}

impl<T: Shape> Shape for Vec<T> {
    const CARDINALITY: Cardinality = Cardinality::Many;
    const KIND: Kind = T::KIND;

    /// One value stands for an array of one (Open Badges 3.0, `#serialization`).
    fn read(value: Option<&Value>, at: &str) -> Result<Self, ReadError> {
        match value {
            None => Ok(Self::new()),
            Some(Value::Array(items)) => {
                let read = |(index, item)| T::read(Some(item), &format!("{at}/{index}"));
                items.iter().enumerate().map(read).collect()
            }
            Some(one) => Ok(vec![T::read(Some(one), at)?]),
        }
    }

    fn write(&self) -> Option<Value> {
        let items: Vec<Value> = self.iter().filter_map(T::write).collect();
        (!items.is_empty()).then_some(Value::Array(items))
    }
}

/// The values of `type`.
pub(super) fn read_types(members: &Map<String, Value>) -> Vec<String> {
    match members.get("type") {
        Some(Value::String(one)) => vec![one.clone()],
        Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}

/// `type` as the class wants it written.
pub(super) fn write_types(out: &mut Map<String, Value>, class: &Class, types: &[String]) {
    let value = match class.typing {
        Typing::Untyped => return,
        Typing::Closed => Value::from(class.name),
        Typing::Open | Typing::Free if types.is_empty() => Value::from(vec![class.name]),
        Typing::Open | Typing::Free => Value::from(types),
    };
    out.insert("type".into(), value);
}

/// Declares classes; see the head of this file.
macro_rules! class {
    ($(
        $(#[doc = $doc:literal])+
        $name:ident $typing:ident { $( $(#[doc = $field_doc:literal])+ $json:literal $field:ident: $type:ty, )* }
    )*) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Debug, Default, PartialEq)]
        pub struct $name {
            /// The values of `type`; when empty, the class's own name is written.
            pub types: Vec<String>,
            $( $(#[doc = $field_doc])+ pub $field: $type, )*
            /// Members that are not of this class; they survive reading and writing.
            pub extra: Map<String, Value>,
        }

        impl $name {
            const MEMBERS: usize = [$( $json, )*].len();

            /// The class's table.
            pub fn class() -> &'static Class {
                static CLASS: Class = Class {
                    name: stringify!($name),
                    doc: concat!($($doc,)+),
                    typing: Typing::$typing,
                    members: &[$( Member {
                        name: $json,
                        doc: concat!($($field_doc,)+),
                        cardinality: <$type as Shape>::CARDINALITY,
                        kind: member_kind(stringify!($name), $json, <$type as Shape>::KIND),
                    }, )*],
                };
                &CLASS
            }

            /// Reads an object of this class.
            ///
            /// # Errors
            /// [`ReadError`] with the place and what was expected there.
            pub fn read(value: &Value) -> std::result::Result<Self, ReadError> {
                <Self as Shape>::read(Some(value), "")
            }

            /// Writes the object, its members in the order of the specification.
            pub fn to_json(&self) -> Value {
                let mut out = Map::new();
                let values: [Option<Value>; Self::MEMBERS] = [$( self.$field.write(), )*];
                for (member, value) in Self::class().members.iter().zip(values) {
                    // `type` stands after the context and the id, before everything else.
                    if !matches!(member.name, "@context" | "id") && !out.contains_key("type") {
                        write_types(&mut out, Self::class(), &self.types);
                    }
                    if let Some(value) = value {
                        out.insert(member.name.into(), value);
                    }
                }
                out.extend(self.extra.iter().map(|(name, value)| (name.clone(), value.clone())));
                Value::Object(out)
            }
        }

        impl Shape for $name {
            const KIND: Kind = Kind::Object($name::class);

            fn read(value: Option<&Value>, at: &str) -> std::result::Result<Self, ReadError> {
                let members = value.and_then(Value::as_object).ok_or_else(|| wrong(at, "an object"))?;
                let known = |name: &str| name == "type" || [$( $json, )*].contains(&name);
                Ok(Self {
                    types: read_types(members),
                    $( $field: <$type as Shape>::read(members.get($json), &format!("{at}/{}", $json))?, )*
                    extra: members.iter().filter(|(name, _)| !known(name)).map(|(k, v)| (k.clone(), v.clone())).collect(),
                })
            }

            fn write(&self) -> Option<Value> {
                Some(self.to_json())
            }
        }
    )*};
}
pub(super) use class;
