//! Badges as they come in a pile of applications: several issuers, every form, and one in twenty broken in a known way.

use accolade::bake;
use accolade::clock::Timestamp;
use accolade::issue::{Draft, SigningMethod};
use accolade::keys::{Algorithm, KeyRecord, KeyState, Signer};
use accolade::proof::data_integrity::Cryptosuite;
use accolade::status::{Bitstring, Entry, ListDescription, MINIMUM_ENTRIES, Purpose, list_credential};
use serde_json::{Map, Value, json};

use super::badge::{draft, now, with, without};

/// One of them.
pub(crate) struct Sample {
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
    /// The state that a verifier must find.
    pub(crate) state: &'static str,
    /// Whom it was given to.
    pub(crate) email: String,
}

/// Where the issuers publish: `https://…`, or a server on this machine.
pub(crate) struct Pile {
    base: String,
    issuers: Vec<Issuer>,
    pub(crate) samples: Vec<Sample>,
}

struct Issuer {
    did: String,
    method: String,
    signer: Signer,
    list: String,
}

const ISSUERS: usize = 3;
/// The ways to be broken; each hits one badge in 200.
const WAYS: [&str; 10] = [
    "altered",
    "altered token",
    "expired",
    "early",
    "withdrawn",
    "on hold",
    "screenshot",
    "cut off",
    "foreign key",
    "note",
];

impl Pile {
    /// So many badges, whose issuers publish below `base`.
    pub(crate) fn new(count: usize, base: &str) -> Self {
        let issuers = (0..ISSUERS).map(|number| issuer(number, base)).collect();
        let mut pile = Self { base: base.into(), issuers, samples: Vec::new() };
        for number in 0..count {
            let way = (number % 20 == 7).then(|| WAYS[number / 20 % WAYS.len()]);
            let sample = pile.sample(number, way);
            pile.samples.push(sample);
        }
        pile
    }

    /// How many have a state.
    pub(crate) fn count(&self, state: &str) -> usize {
        self.samples.iter().filter(|sample| sample.state == state).count()
    }

    fn sample(&self, number: usize, way: Option<&str>) -> Sample {
        let issuer = &self.issuers[number % ISSUERS];
        let email = format!("teacher{number}@schools.example");
        let mut content = content(number, issuer, &email);
        let state = match way {
            None => "valid",
            Some("altered" | "altered token") => "altered",
            Some("expired") => {
                content = with(&content, "/validUntil", json!("2026-05-01T00:00:00Z"));
                "expired"
            }
            Some("early") => {
                content = with(&content, "/validFrom", json!("2090-09-01T00:00:00Z"));
                "not-yet-valid"
            }
            Some("withdrawn") => "revoked",
            Some("on hold") => "suspended",
            Some(_) => "invalid",
        };
        let content = match way {
            // Even bits stand for withdrawn badges, and the second list holds those on hold.
            Some("withdrawn") => with(&content, "/credentialStatus/0/statusListIndex", json!("2")),
            Some("on hold") => with(&content, "/credentialStatus/1/statusListIndex", json!("2")),
            _ => content,
        };
        let (name, bytes) = form(number, way, issuer, &content);
        let bytes = match way {
            Some("altered") => {
                String::from_utf8(bytes).expect("JSON").replace("Leads an inquiry", "Led an inquiry").into()
            }
            Some("cut off") => bytes[..bytes.len() / 2].to_vec(),
            Some("foreign key") => {
                let other = &self.issuers[(number + 1) % ISSUERS];
                let text = String::from_utf8(bytes).expect("JSON");
                text.replace(&issuer.method, &other.method).into()
            }
            _ => bytes,
        };
        Sample { name, bytes, state, email }
    }

    /// What the issuers publish: address -> document.
    pub(crate) fn documents(&self) -> Map<String, Value> {
        let mut documents = Map::new();
        for (number, issuer) in self.issuers.iter().enumerate() {
            let document = accolade::did::web_document(&issuer.did, &[record(&issuer.signer)]);
            documents.insert(format!("{}/issuers/{number}/did.json", self.base), document);
            for purpose in [Purpose::Revocation, Purpose::Suspension] {
                let mut bits = Bitstring::new(MINIMUM_ENTRIES).expect("a list");
                bits.set(2).expect("a bit");
                let address = format!("{}/{}", issuer.list, purpose.as_str());
                let list = ListDescription {
                    address: address.clone(),
                    issuer: issuer.did.clone(),
                    purpose,
                    valid_from: now(),
                    valid_until: None,
                };
                let method = SigningMethod { signer: &issuer.signer, address: &issuer.method };
                let checked = Draft::new(list_credential(&list, &bits)).check_general().expect("a list");
                let signed = checked.sign_embedded(method, Cryptosuite::EddsaRdfc2022, now()).expect("signed");
                documents.insert(address, signed);
            }
        }
        documents
    }

    /// The same as a file for `--documents`.
    pub(crate) fn bundle(&self) -> Value {
        let answers = self.documents().into_iter().map(|(address, document)| {
            (address, json!({"contentType": "application/json", "body": document.to_string()}))
        });
        Value::Object(answers.collect())
    }

    /// A table of everybody.
    pub(crate) fn applicants(&self) -> String {
        let rows = self.samples.iter().enumerate();
        let rows: String = rows.map(|(number, sample)| format!("Teacher {number};{}\n", sample.email)).collect();
        format!("Name;E-mail\n{rows}")
    }
}

fn record(signer: &Signer) -> KeyRecord {
    let public = signer.public().clone();
    let created: Timestamp = "2026-01-01T00:00:00Z".parse().expect("a time");
    KeyRecord {
        name: public.name().to_owned(),
        algorithm: public.algorithm(),
        state: KeyState::Active,
        created,
        retired: None,
        revoked: None,
        reason: None,
        public,
    }
}

fn issuer(number: usize, base: &str) -> Issuer {
    let signer = Signer::from_secret(Algorithm::Ed25519, &[u8::try_from(number).expect("few") + 1; 32]).expect("a key");
    let host = base.split_once("://").expect("an address").1.replace(':', "%3A");
    let did = format!("did:web:{host}:issuers:{number}");
    let method = format!("{did}#{}", signer.public().name());
    Issuer { method, signer, list: format!("{base}/lists/{number}"), did }
}

fn content(number: usize, issuer: &Issuer, email: &str) -> Value {
    let mut content = without(&draft(), "/validUntil");
    let entry = |purpose: Purpose| {
        let list = format!("{}/{}", issuer.list, purpose.as_str());
        Entry { purpose, index: 1001 + number as u64, size: 1, list }.to_json()
    };
    content["id"] = json!(format!("urn:uuid:00000000-0000-4000-8000-{number:012x}"));
    content["issuer"]["id"] = json!(issuer.did);
    content["credentialStatus"] = json!([entry(Purpose::Revocation), entry(Purpose::Suspension)]);
    let hidden = accolade::credential::IdentityObject::hashed(email, "emailAddress", &format!("salt{number}"));
    content["credentialSubject"]["identifier"] = json!([hidden.to_json()]);
    content["credentialSubject"]["id"] = json!(format!("urn:uuid:10000000-0000-4000-8000-{number:012x}"));
    content
}

/// The badge as a file: JSON, a token, or one of them in a picture. Some ways to be broken need a form of their own.
fn form(number: usize, way: Option<&str>, issuer: &Issuer, content: &Value) -> (String, Vec<u8>) {
    let png = include_bytes!("../../../src/cli/demo/badge.png").as_slice();
    let svg = include_bytes!("../../../src/cli/demo/badge.svg").as_slice();
    match way {
        Some("screenshot") => return (format!("{number}.png"), png.to_vec()),
        Some("note") => return (format!("{number}.txt"), b"Please find my badge attached.".to_vec()),
        _ => {}
    }
    let method = SigningMethod { signer: &issuer.signer, address: &issuer.method };
    let checked = Draft::new(content.clone()).check().unwrap_or_else(|findings| panic!("{findings:#?}"));
    let kind = match way {
        Some("altered token") => 9,
        Some(_) => 0,
        None => number % 10,
    };
    if matches!(kind, 7..=9) {
        let token = checked.sign_token(method).expect("signed");
        return match (way, kind) {
            (Some(_), _) => {
                // The last letter of a signature holds bits that do not count; one before it does.
                let (head, tail) = token.split_at(token.len() - 20);
                let other = if tail.starts_with('A') { "B" } else { "A" };
                (format!("{number}.jwt"), format!("{head}{other}{}", &tail[1..]).into_bytes())
            }
            (None, 7) => (format!("{number}.png"), bake::bake(png, &token).expect("baked")),
            (None, _) => (format!("{number}.jwt"), token.into_bytes()),
        };
    }
    let json = checked.sign_embedded(method, Cryptosuite::EddsaRdfc2022, now()).expect("signed").to_string();
    match kind {
        3 | 4 => (format!("{number}.png"), bake::bake(png, &json).expect("baked")),
        5 | 6 => (format!("{number}.svg"), bake::bake(svg, &json).expect("baked")),
        _ => (format!("{number}.json"), json.into_bytes()),
    }
}
