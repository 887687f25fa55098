//! Parts of a document, named by JSON pointers, and which quads say them.
//!
//! VC Data Integrity ECDSA, `#selectjsonld`: a pointer stands for the whole value it points to, and for the `id` and
//! the `type` of every object on the way there. Those pointers are made for a document in which an array of one is
//! written as that one; so in an array of one the step into it may be left out.

use serde_json::Value;

use super::expand::Step;

/// Pointers in one selection.
const POINTERS_LIMIT: usize = 256;
/// Bytes of all pointers of one selection.
const BYTES_LIMIT: usize = 16 * 1024;

/// Places in one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Selection {
    places: Vec<Vec<Place>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Place {
    Member(String),
    Item(usize),
}

impl Place {
    fn is(&self, step: &Step<'_>) -> bool {
        match (self, step) {
            (Self::Member(name), Step::Member(other)) => name == other,
            (Self::Item(index), Step::Item(other)) => index == other,
            _ => false,
        }
    }
}

impl Selection {
    /// What `pointers` (RFC 6901) name in `document`; `None` when one of them names nothing, or when they are more than
    /// 256 or longer than 16 KiB.
    pub fn find<'p>(document: &Value, pointers: impl IntoIterator<Item = &'p str>) -> Option<Self> {
        let mut places = Vec::new();
        let mut bytes = 0;
        for pointer in pointers {
            bytes += pointer.len();
            if places.len() >= POINTERS_LIMIT || bytes > BYTES_LIMIT {
                return None;
            }
            places.push(resolve(document, pointer)?);
        }
        Some(Self { places })
    }

    /// Whether what is said at `path` is part of the selection.
    pub(super) fn covers(&self, path: &[Step<'_>]) -> bool {
        self.places.iter().any(|place| {
            let shared = place.iter().zip(path).take_while(|(place, step)| place.is(step)).count();
            let is_type = |step: &Step<'_>| *step == Step::Member("type");
            // Inside the place, on the way to it, or the type of an object on the way.
            shared == place.len()
                || shared == path.len()
                || (shared + 1 == path.len() && path.last().is_some_and(is_type))
        })
    }
}

fn resolve(document: &Value, pointer: &str) -> Option<Vec<Place>> {
    let mut places = Vec::new();
    let mut value = document;
    if pointer.is_empty() {
        return Some(places);
    }
    for token in pointer.strip_prefix('/')?.split('/') {
        let name = token.replace("~1", "/").replace("~0", "~");
        let index = || name.parse::<usize>().ok().filter(|index| index.to_string() == name);
        value = match value {
            Value::Array(items) if index().is_some_and(|index| index < items.len()) => {
                let index = index()?;
                places.push(Place::Item(index));
                &items[index]
            }
            Value::Array(items) if items.len() == 1 => {
                let inner = items[0].get(&name)?;
                places.push(Place::Item(0));
                places.push(Place::Member(name));
                inner
            }
            Value::Object(members) => {
                let inner = members.get(&name)?;
                places.push(Place::Member(name));
                inner
            }
            _ => return None,
        };
    }
    Some(places)
}
