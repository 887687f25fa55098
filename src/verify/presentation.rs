//! Presentations: credentials that somebody shows, with or without a signature of their own.
//!
//! VC Data Model 2.0, `#verifiable-presentations`; 1.1 is read. The signature of a presentation shows that whoever
//! sent it holds the key, here and now: its purpose is `authentication`, and it carries what the asker sent along. Each
//! credential in it is verified by itself.

use serde_json::{Map, Value};

use super::key::Relation;
use super::proofs::{report_binding, report_key};
use super::report::{Check, Code, Report};
use super::{CLOCK_SKEW_SECONDS, Expectation, Inquiry, Role, Verifier, code_of};
use crate::canon::pinned::{CREDENTIALS_V1, CREDENTIALS_V2};
use crate::canon::{Profile, json};
use crate::clock::Timestamp;
use crate::credential::{has_type, items_of};
use crate::proof::data_integrity::{Proof, ProofError, Unsecured, take_proofs};
use crate::proof::vc_jwt::Token;

/// Credentials that one presentation may hold.
const CREDENTIALS_LIMIT: usize = 20;

/// What whoever asked for a presentation sent along, which its signature must repeat.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The asker's nonce.
    pub challenge: Option<String>,
    /// Where the presentation may be used.
    pub domain: Option<String>,
}

impl Binding {
    fn is_asked(&self) -> bool {
        self.challenge.is_some() || self.domain.is_some()
    }
}

/// What was found out about a presentation.
#[derive(Clone, Debug, Default)]
pub struct PresentationReport {
    /// About the presentation itself.
    pub presentation: Report,
    /// About each credential in it, in order.
    pub credentials: Vec<Report>,
}

impl PresentationReport {
    /// The presentation's own report, then those of its credentials.
    pub fn reports(&self) -> impl Iterator<Item = &Report> + Clone {
        std::iter::once(&self.presentation).chain(&self.credentials)
    }
}

impl Verifier<'_> {
    /// Verifies a presentation: an object, a token, or a token in an envelope.
    ///
    /// Of what is `expected`, the person counts for nothing: who shows it is the question here.
    pub fn verify_presentation(
        &self,
        presentation: Value,
        binding: &Binding,
        expected: &Expectation,
    ) -> PresentationReport {
        let inquiry = Inquiry::new(self, expected);
        let mut found = PresentationReport::default();
        let showing = Showing { inquiry: &inquiry, binding };
        let credentials = showing.presentation(presentation, &mut found.presentation);
        for credential in credentials {
            let mut report = Report::default();
            match credential {
                Value::String(token) => inquiry.token(&token, Role::Main, &mut report),
                document => inquiry.json(document, Role::Main, &mut report),
            }
            inquiry.refresh(expected.refresh, Role::Main, &mut report);
            inquiry.settle(&mut report);
            found.credentials.push(report);
        }
        inquiry.settle(&mut found.presentation);
        found.presentation.fetched = inquiry.asked.addresses();
        found
    }
}

/// One presentation under way.
struct Showing<'s> {
    inquiry: &'s Inquiry<'s>,
    binding: &'s Binding,
}

impl Showing<'_> {
    /// Looks at the presentation itself; returns the credentials in it.
    fn presentation(&self, presentation: Value, report: &mut Report) -> Vec<Value> {
        match presentation {
            Value::String(token) => self.token(&token, report),
            Value::Object(members) if has_name(&members, "EnvelopedVerifiablePresentation") => {
                let data = members.get("id").and_then(Value::as_str).and_then(|id| id.strip_prefix("data:"));
                match data.and_then(|data| data.split_once(',')) {
                    Some((kind, token)) if kind.contains("jwt") => self.token(token, report),
                    _ => {
                        report.fail(Check::Format, Code::Parse, "The envelope does not hold a token.");
                        Vec::new()
                    }
                }
            }
            Value::Object(members) => self.document(members, report),
            _ => {
                let text = "A presentation is a JSON object or a token, and this is something else.";
                report.fail(Check::Format, Code::Parse, text);
                Vec::new()
            }
        }
    }

    fn document(&self, mut members: Map<String, Value>, report: &mut Report) -> Vec<Value> {
        let proofs = take_proofs(&mut members);
        let document = Value::Object(members);
        let credentials = shape(&document, report);
        let unsecured = Unsecured::new(&document, Profile::General);
        match proofs {
            Err(error) => report.fail(Check::Signature, Code::ProofFormat, format!("{error}.")),
            Ok(proofs) if proofs.is_empty() && self.binding.is_asked() => {
                let text = "The presentation is not signed, so it does not show who sends it.";
                report.fail(Check::Signature, Code::ProofMissing, text);
            }
            Ok(proofs) if proofs.is_empty() => {
                report.pass(Check::Signature, "The presentation is not signed, and nobody asked for it.");
            }
            Ok(proofs) => {
                let holder = holder_of(&document).map(str::to_owned);
                proofs.iter().for_each(|proof| self.proof(proof, &unsecured, holder.as_deref(), report));
            }
        }
        credentials
    }

    fn proof(&self, proof: &Value, unsecured: &Unsecured<'_>, holder: Option<&str>, report: &mut Report) {
        let proof = match Proof::read(proof) {
            Ok(proof) => proof,
            Err(error @ ProofError::Unsupported(_)) => {
                return report.unknown(Check::Signature, Code::Unsupported, format!("{error}."));
            }
            Err(error) => return report.fail(Check::Signature, Code::ProofFormat, format!("{error}.")),
        };
        if proof.purpose != Relation::Authentication.as_str() {
            let text = "The proof was made for another purpose than showing credentials (`authentication`).";
            return report.fail(Check::Signature, Code::ProofPurpose, text);
        }
        if let Some(created) = proof.created.filter(|at| self.inquiry.now.plus_seconds(CLOCK_SKEW_SECONDS) < *at) {
            let text = format!("The proof says it was made at {created}, which is in the future.");
            return report.fail(Check::Signature, Code::ProofCreatedFuture, text);
        }
        if let Some(expires) = proof.expires.filter(|expires| self.inquiry.now > *expires) {
            return report.fail(Check::Signature, Code::ProofExpired, format!("The proof ended at {expires}."));
        }
        let domains: Vec<&str> = items_of(proof.domain.as_ref()).iter().filter_map(Value::as_str).collect();
        self.bound(proof.challenge.as_deref(), &domains, report);
        let owner = crate::did::split(&proof.verification_method).0;
        let holder = holder.unwrap_or(owner);
        if !self.inquiry.asked.allows_signatures(proof.signature_count()) {
            return report.fail(
                Check::Signature,
                Code::TooLarge,
                "There are more signatures than are checked at once.",
            );
        }
        match self.inquiry.find_key_for(&proof.verification_method, holder, Relation::Authentication) {
            Err(why) => report_key(why, report),
            Ok(found) => match proof.verify(unsecured, &found.key) {
                Ok(_) => {
                    report.pass(Check::Signature, "The presentation's signature fits.");
                    report_binding(found.bound.as_ref(), report);
                }
                Err(ProofError::Canonical(error)) => {
                    report.fail(Check::Terms, code_of(&error), format!("{error}."));
                }
                Err(error) => report.fail(Check::Signature, Code::Signature, format!("{error}.")),
            },
        }
    }

    /// Whether the signature repeats what the asker sent along; without it, an old presentation could be sent again.
    fn bound(&self, challenge: Option<&str>, domains: &[&str], report: &mut Report) {
        if self.binding.challenge.is_some() && self.binding.challenge.as_deref() != challenge {
            let text = "The presentation was made for another request: its challenge is not the one that was sent.";
            report.fail(Check::Signature, Code::ProofPurpose, text);
        }
        if let Some(domain) = &self.binding.domain
            && !domains.contains(&domain.as_str())
        {
            let text = "The presentation was made for another place: its domain is not the one that was asked for.";
            report.fail(Check::Signature, Code::ProofPurpose, text);
        }
    }

    fn token(&self, text: &str, report: &mut Report) -> Vec<Value> {
        let token = match Token::read(text) {
            Ok(token) => token,
            Err(error) => {
                report.fail(Check::Signature, super::token::code_of(&error), format!("{error}."));
                return Vec::new();
            }
        };
        let Ok(Value::Object(mut members)) = json::read(&token.payload, &json::Limits::default()) else {
            report.fail(Check::Format, Code::Parse, "The token does not hold a presentation.");
            return Vec::new();
        };
        let claims: Vec<Option<Value>> =
            ["nonce", "aud", "iss", "exp", "nbf"].map(|name| members.shift_remove(name)).into();
        let document = members.shift_remove("vp").unwrap_or(Value::Object(members));
        let credentials = shape(&document, report);
        let text_of = |index: usize| claims[index].as_ref().and_then(Value::as_str);
        let time_of = |index: usize| {
            let seconds = claims[index].as_ref().and_then(Value::as_f64)?;
            Timestamp::from_unix_seconds(seconds as i64)
        };
        if time_of(3).is_some_and(|end| self.inquiry.now > end) {
            report.fail(Check::Signature, Code::ProofExpired, "The presentation's token has ended.");
        }
        if time_of(4).is_some_and(|start| self.inquiry.now.plus_seconds(CLOCK_SKEW_SECONDS) < start) {
            report.fail(Check::Signature, Code::ProofCreatedFuture, "The presentation's token is of the future.");
        }
        let domains: Vec<&str> = items_of(claims[1].as_ref()).iter().filter_map(Value::as_str).collect();
        self.bound(text_of(0), &domains, report);
        let owner = token.key_id.as_deref().map_or("", |id| crate::did::split(id).0);
        let holder = holder_of(&document).or(text_of(2)).unwrap_or(owner);
        match self.inquiry.token_key(&token, holder, Relation::Authentication) {
            Err(why) => report_key(why, report),
            Ok(found) => match token.verify(&found.key) {
                Ok(()) => {
                    report.pass(Check::Signature, "The presentation's signature fits.");
                    report_binding(found.bound.as_ref(), report);
                }
                Err(error) => report.fail(Check::Signature, super::token::code_of(&error), format!("{error}.")),
            },
        }
        credentials
    }
}

/// The rules of the data model; returns the credentials.
fn shape(document: &Value, report: &mut Report) -> Vec<Value> {
    let before = report.checks.len();
    let contexts = items_of(document.get("@context"));
    let first = contexts.first().and_then(Value::as_str);
    if !matches!(first, Some(CREDENTIALS_V2 | CREDENTIALS_V1)) {
        let text = format!("The first `@context` of a presentation must be {CREDENTIALS_V2}.");
        report.fail(Check::Schema, Code::Context, text);
    }
    if !has_type(document, "VerifiablePresentation") {
        report.fail(Check::Schema, Code::Schema, "`type` must hold `VerifiablePresentation`.");
    }
    let is_address = |value: &Value| value.as_str().is_some_and(|text| text.contains(':'));
    if document.get("id").is_some_and(|id| !is_address(id)) {
        report.fail(Check::Schema, Code::Schema, "The presentation's `id` must be one absolute address.");
    }
    if document.get("holder").is_some() && holder_of(document).is_none_or(|holder| !holder.contains(':')) {
        report.fail(Check::Schema, Code::Schema, "`holder` must be an address, or an object with one as its `id`.");
    }
    let credentials = items_of(document.get("verifiableCredential"));
    if credentials.len() > CREDENTIALS_LIMIT {
        report.fail(Check::Schema, Code::TooLarge, "It holds more than 20 credentials.");
        return Vec::new();
    }
    // A token as a text is how VC Data Model 1.1 has it; 2.0 puts it into an envelope.
    let is_old = first == Some(CREDENTIALS_V1);
    if !credentials.iter().all(|one| one.is_object() || (is_old && one.is_string())) {
        report.fail(Check::Schema, Code::Schema, "`verifiableCredential` must hold credentials.");
        return Vec::new();
    }
    if report.checks.len() == before {
        report.pass(Check::Schema, "The presentation keeps to the rules of the standard.");
    }
    credentials.to_vec()
}

fn holder_of(document: &Value) -> Option<&str> {
    let holder = document.get("holder")?;
    holder.as_str().or_else(|| holder.get("id")?.as_str())
}

fn has_name(members: &Map<String, Value>, name: &str) -> bool {
    items_of(members.get("type")).iter().any(|one| one == name)
}
