//! An issuer and a holder of badges that can be shown in part (`ecdsa-sd-2023`): what they would make, and what a
//! dishonest holder would try.

use std::collections::HashMap;

use accolade::canon::{self, Profile, Selection, Statements};
use accolade::keys::{Algorithm, Signer};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::badge::{draft, with};

/// What stands in a proof value, in either form.
#[derive(Clone, Debug)]
pub(crate) struct Parts {
    pub(crate) base_signature: Vec<u8>,
    pub(crate) statement_key: Vec<u8>,
    pub(crate) signatures: Vec<Vec<u8>>,
    pub(crate) rest: Rest,
}

#[derive(Clone, Debug)]
pub(crate) enum Rest {
    Base { secret: Vec<u8>, pointers: Vec<String> },
    Derived { labels: Vec<(u64, Vec<u8>)>, mandatory: Vec<u64> },
}

/// A badge as its issuer handed it over.
pub(crate) struct Held {
    pub(crate) document: Value,
    options: Value,
    pub(crate) parts: Parts,
    /// The statements that may be left out, with their signatures.
    free: HashMap<String, Vec<u8>>,
    fixed: Vec<String>,
    labels: Vec<Vec<u8>>,
}

pub(crate) fn issuing_key() -> Signer {
    Signer::from_secret(Algorithm::P256, &[7; 32]).expect("a key")
}

pub(crate) fn multikey_bytes(signer: &Signer) -> Vec<u8> {
    bs58::decode(&signer.public().name()[1..]).into_vec().expect("base58")
}

/// The draft, issued by the owner of [`issuing_key`].
pub(crate) fn selective_draft() -> Value {
    with(&draft(), "/issuer/id", json!(format!("did:key:{}", issuing_key().public().name())))
}

fn label(bytes: &[u8]) -> String {
    format!("u{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Signs `document` so that what `pointers` name must always be shown; `number` makes the secrets.
pub(crate) fn issue(document: Value, pointers: &[&str], number: u8) -> Held {
    let issuer = issuing_key();
    let statement_signer = Signer::from_secret(Algorithm::P256, &[number; 32]).expect("a key");
    let secret = [number; 32];
    let address = format!("did:key:{0}#{0}", issuer.public().name());
    let options = json!({
        "type": "DataIntegrityProof", "cryptosuite": "ecdsa-sd-2023", "created": "2026-05-01T00:00:00Z",
        "verificationMethod": address, "proofPurpose": "assertionMethod"
    });
    let selection = Selection::find(&document, pointers.iter().copied()).expect("the parts are there");
    let statements = Statements::read(&document, Profile::OpenBadges, Some(&selection)).expect("statements");
    let labels: Vec<Vec<u8>> = (0..statements.blank_count())
        .map(|number| {
            let mut hmac = Hmac::<Sha256>::new_from_slice(&secret).expect("a key of any length");
            hmac.update(format!("c14n{number}").as_bytes());
            hmac.finalize().into_bytes().to_vec()
        })
        .collect();
    let names: Vec<String> = labels.iter().map(|bytes| label(bytes)).collect();
    let (fixed, free): (Vec<_>, Vec<_>) = statements.under(&names).into_iter().partition(|one| one.is_selected);
    let fixed: Vec<String> = fixed.into_iter().map(|statement| statement.line).collect();
    let sign = |line: &String| statement_signer.sign(line.as_bytes()).expect("signed");
    let lines: Vec<String> = free.into_iter().map(|statement| statement.line).collect();
    let signatures: Vec<Vec<u8>> = lines.iter().map(sign).collect();
    let options_hash =
        canon::canonicalize(&with(&options, "/@context", document["@context"].clone()), Profile::OpenBadges);
    let statement_key = multikey_bytes(&statement_signer);
    let message = [
        options_hash.expect("canonical").sha256().to_vec(),
        statement_key.clone(),
        Sha256::digest(fixed.concat()).to_vec(),
    ];
    let parts = Parts {
        base_signature: issuer.sign(&message.concat()).expect("signed"),
        statement_key,
        signatures: signatures.clone(),
        rest: Rest::Base { secret: secret.to_vec(), pointers: pointers.iter().map(|one| (*one).to_owned()).collect() },
    };
    Held { document, options, parts, free: lines.into_iter().zip(signatures).collect(), fixed, labels }
}

impl Held {
    /// The badge with the proof that the issuer made, or with changed parts of it.
    pub(crate) fn whole(&self, parts: &Parts) -> Value {
        self.secured(&self.document, parts)
    }

    pub(crate) fn secured(&self, document: &Value, parts: &Parts) -> Value {
        let proof = with(&self.options, "/proofValue", json!(parts.to_text()));
        with(document, "/proof", json!([proof]))
    }

    /// The parts of a derived proof over `shown`, if the holder has a signature for everything that it says. Whether two
    /// blank nodes may be given one label is what an honest and a dishonest holder differ in.
    pub(crate) fn derive(&self, shown: &Value, honest: bool) -> Option<Parts> {
        let statements = Statements::read(shown, Profile::OpenBadges, None).expect("statements");
        let count = statements.blank_count();
        let choices = self.labels.len();
        for attempt in 0..choices.pow(count as u32) {
            let chosen: Vec<usize> = (0..count).map(|place| attempt / choices.pow(place as u32) % choices).collect();
            let is_distinct = (1..count).all(|place| !chosen[..place].contains(&chosen[place]));
            if honest && !is_distinct {
                continue;
            }
            let names: Vec<String> = chosen.iter().map(|choice| label(&self.labels[*choice])).collect();
            let lines: Vec<String> = statements.under(&names).into_iter().map(|statement| statement.line).collect();
            if let Some(parts) = self.cover(&lines, &chosen) {
                return Some(parts);
            }
        }
        None
    }

    fn cover(&self, lines: &[String], chosen: &[usize]) -> Option<Parts> {
        let mut mandatory = Vec::new();
        let mut signatures = Vec::new();
        for (index, line) in lines.iter().enumerate() {
            if self.fixed.contains(line) {
                mandatory.push(index as u64);
            } else {
                signatures.push(self.free.get(line)?.clone());
            }
        }
        let labels = (0..).zip(chosen.iter().map(|choice| self.labels[*choice].clone())).collect();
        Some(Parts { signatures, rest: Rest::Derived { labels, mandatory }, ..self.parts.clone() })
    }
}

impl Parts {
    /// Multibase base64url of the CBOR.
    pub(crate) fn to_text(&self) -> String {
        label(&self.to_bytes())
    }

    pub(crate) fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![0xd9, 0x5d, if matches!(self.rest, Rest::Base { .. }) { 0 } else { 1 }];
        head(&mut out, 4, 5);
        bytes(&mut out, &self.base_signature);
        bytes(&mut out, &self.statement_key);
        if let Rest::Base { secret, .. } = &self.rest {
            bytes(&mut out, secret);
        }
        head(&mut out, 4, self.signatures.len() as u64);
        self.signatures.iter().for_each(|signature| bytes(&mut out, signature));
        match &self.rest {
            Rest::Base { pointers, .. } => {
                head(&mut out, 4, pointers.len() as u64);
                for pointer in pointers {
                    head(&mut out, 3, pointer.len() as u64);
                    out.extend(pointer.as_bytes());
                }
            }
            Rest::Derived { labels, mandatory } => {
                head(&mut out, 5, labels.len() as u64);
                for (number, label) in labels {
                    head(&mut out, 0, *number);
                    bytes(&mut out, label);
                }
                head(&mut out, 4, mandatory.len() as u64);
                mandatory.iter().for_each(|index| head(&mut out, 0, *index));
            }
        }
        out
    }
}

fn bytes(out: &mut Vec<u8>, content: &[u8]) {
    head(out, 2, content.len() as u64);
    out.extend(content);
}

/// A CBOR head: the kind, then the argument in its shortest form.
fn head(out: &mut Vec<u8>, kind: u8, argument: u64) {
    match argument {
        0..=23 => out.push(kind << 5 | argument as u8),
        24..=0xff => out.extend([kind << 5 | 24, argument as u8]),
        0x100..=0xffff => {
            out.push(kind << 5 | 25);
            out.extend((argument as u16).to_be_bytes());
        }
        _ => {
            out.push(kind << 5 | 26);
            out.extend((argument as u32).to_be_bytes());
        }
    }
}
