//! What was had, noted down in the form of a documents file: for offline bundles.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};

/// Documents that were had, by address. Clones share it.
#[derive(Clone, Debug, Default)]
pub struct Recording(Arc<Mutex<BTreeMap<String, Arc<[u8]>>>>);

impl Recording {
    pub(super) fn note(&self, address: &str, body: &Arc<[u8]>) {
        let mut had = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        had.insert(address.to_owned(), Arc::clone(body));
    }

    /// The map from address to answer that [`super::Documents::read`] reads.
    pub fn to_json(&self) -> Value {
        let had = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let answers = had.iter().map(|(address, body)| (address.clone(), answer_of(body)));
        Value::Object(answers.collect::<Map<_, _>>())
    }
}

/// Bytes as an answer holds them: as text where they are text, else in base64.
pub fn answer_of(body: &[u8]) -> Value {
    match std::str::from_utf8(body) {
        Ok(text) => json!({"body": text}),
        Err(_) => json!({"bodyBase64": STANDARD.encode(body)}),
    }
}

/// The bytes that an answer holds.
///
/// # Errors
/// What is wrong with it, as part of a sentence.
pub fn bytes_of(answer: &Value) -> Result<Vec<u8>, &'static str> {
    let text = |name: &str| answer.get(name).and_then(Value::as_str);
    match (text("body"), text("bodyBase64")) {
        (_, Some(encoded)) => STANDARD.decode(encoded).map_err(|_| "its `bodyBase64` is not base64"),
        (Some(body), None) => Ok(body.as_bytes().to_vec()),
        (None, None) => Ok(Vec::new()),
    }
}
