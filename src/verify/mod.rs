//! Verification: one file or text in, one [`Report`] out.
//!
//! Open Badges 3.0, `#verification`, in a fixed order: form, terms, shape, signature, issuer, dates, status,
//! endorsements, the credentials of a learner record, a newer version, the person asked about. A bad credential is not an error here; it is a report that says what is bad. That a signature fits,
//! that its key is the issuer's, and that the credential still stands are three different lines.
//!
//! Knows nothing about databases, pages or our own awards.

mod asked;
pub mod bundle;
mod endorsement;
mod expectation;
mod input;
mod judged;
mod key;
mod known;
mod many;
mod names;
mod open_badges_2;
mod plain;
mod presentation;
mod proofs;
mod recipient;
mod record;
mod refresh;
mod report;
mod schemas;
mod shared;
mod signed;
mod status;
mod summary;
mod token;
pub mod trust;

pub use expectation::{Expectation, Settings};
pub use judged::{Community, Judge, Judged};
pub use known::Known;
pub use presentation::{Binding, PresentationReport};
pub use report::{Check, Code, Form, IssuerBinding, Line, Outcome, Part, Refreshed, Report, Verdict};
pub use signed::{DocumentError, SignedDocument, sign_document};
pub use summary::{SHEET_HEADS, Tally, applicant_json, applicant_of};

use std::cell::Cell;
use std::sync::Arc;

use serde_json::{Map, Value};

use self::asked::Asked;
use crate::canon::{self, Profile};
use crate::clock::Timestamp;
use crate::credential::{self, CredentialKind, Level, Outline, Rules};
use crate::fetch::{Documents, FetchError, Purpose};
use crate::picture::scan;
use crate::proof::data_integrity::{Hashed, Unsecured, take_proofs};

/// How far a signer's clock may be ahead of ours.
const CLOCK_SKEW_SECONDS: i64 = 300;
/// Credentials inside credentials that are looked at: a record, a badge in it, its endorsement, and one of the endorser.
const DEPTH_LIMIT: usize = 4;
/// Endorsements and credentials of a record that one verification looks at.
const PARTS_LIMIT: usize = 250;

/// What a verification has to go on.
#[derive(Clone, Copy)]
pub struct Verifier<'v> {
    /// Where documents come from.
    pub documents: &'v Documents,
    /// The instant that dates are compared with.
    pub now: Timestamp,
}

/// One verification under way, with everything that it looks into.
struct Inquiry<'v> {
    documents: &'v Documents,
    now: Timestamp,
    asked: Asked<'v>,
    is_strict: bool,
    parts: Cell<usize>,
    /// What other verifications found out, where a service remembers it.
    known: Option<&'v Known>,
    /// What whoever asks has just signed.
    signed: Option<&'v Hashed>,
}

/// What a credential must be to its holder.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    /// It was handed in.
    Main,
    /// It stands inside another, or speaks about another's status.
    Inner(usize),
}

/// The id of the credential in a file, whatever its form, without any check: for telling which one is meant.
pub fn credential_id(file: &[u8]) -> Option<String> {
    let credential = match input::read(file).ok()?.content {
        input::Content::Json(document) => document,
        input::Content::Token(text) => token::credential_in(&text)?,
        input::Content::Address(_) => return None,
    };
    credential.get("id").and_then(Value::as_str).map(str::to_owned)
}

impl Verifier<'_> {
    /// Verifies what stands in a file: PNG, SVG, JSON or a token.
    pub fn verify(&self, file: &[u8]) -> Report {
        self.verify_for(file, &Expectation::default())
    }

    /// The same, with what the asker wants to know besides.
    pub fn verify_for(&self, file: &[u8], expectation: &Expectation) -> Report {
        self.verify_by(Inquiry::new(self, expectation), file, expectation)
    }

    /// The same, for a service that verifies one badge after the other: lists that were genuine a moment ago and have
    /// not changed by a byte are not looked into again. The report is the same.
    pub fn verify_knowing(&self, known: &Known, file: &[u8], expectation: &Expectation) -> Report {
        self.verify_by(Inquiry { known: Some(known), ..Inquiry::new(self, expectation) }, file, expectation)
    }

    /// The same, for whoever has just signed a credential: the canonical hash that was signed counts when the document in
    /// the file is the same, member by member. The report is the same.
    pub fn verify_signed(&self, known: &Known, file: &[u8], signed: &Hashed) -> Report {
        let expectation = Expectation::default();
        let inquiry = Inquiry { known: Some(known), signed: Some(signed), ..Inquiry::new(self, &expectation) };
        self.verify_by(inquiry, file, &expectation)
    }

    fn verify_by(&self, inquiry: Inquiry<'_>, file: &[u8], expectation: &Expectation) -> Report {
        let mut report = Report::default();
        inquiry.file(file, &mut report);
        inquiry.refresh(expectation.refresh, Role::Main, &mut report);
        report.meet(expectation);
        report.fetched = inquiry.asked.addresses();
        report
    }
}

impl<'v> Inquiry<'v> {
    fn new(verifier: &Verifier<'v>, expectation: &Expectation) -> Self {
        Self {
            documents: verifier.documents,
            now: verifier.now,
            asked: Asked::new(),
            is_strict: expectation.is_strict,
            parts: Cell::new(0),
            known: None,
            signed: None,
        }
    }

    /// An inquiry of its own into something that does not depend on what is asked here, as a status list.
    fn apart(&self) -> Self {
        Self {
            documents: self.documents,
            now: self.now,
            asked: self.asked.apart(),
            is_strict: false,
            parts: Cell::new(0),
            known: None,
            signed: None,
        }
    }

    /// The last word about a credential, before whoever stands around it hears of it.
    fn settle(&self, report: &mut Report) {
        if self.is_strict {
            report.be_strict();
        }
    }

    /// Counts a credential inside another; `false` when there are too many.
    fn may_look_at_another(&self) -> bool {
        self.parts.set(self.parts.get() + 1);
        self.parts.get() <= PARTS_LIMIT
    }

    /// A credential inside another, as JSON or as a token, with a report of its own.
    fn part(&self, credential: &Value, depth: usize) -> Report {
        let mut report = Report::default();
        let role = Role::Inner(depth);
        match credential {
            Value::String(token) => self.token(token, role, &mut report),
            document => self.json(document.clone(), role, &mut report),
        }
        self.refresh(false, role, &mut report);
        self.settle(&mut report);
        report
    }
}

impl Inquiry<'_> {
    fn file(&self, file: &[u8], report: &mut Report) {
        match input::read(file) {
            Err(refusal) => {
                report.fail(Check::Format, refusal.code, refusal.sentence);
                report.looks_like = refusal.looks.map(|looks| looks.what);
                if refusal.looks.is_some_and(|looks| looks.has_pixels) {
                    report.points_to = scan::address_in(file);
                }
            }
            Ok(input) => {
                report.format = input.form;
                report.pass(Check::Format, "The file could be read.");
                match input.content {
                    input::Content::Json(document) if open_badges_2::is_old(&document) => {
                        self.old_json(&document, report);
                    }
                    input::Content::Json(document) => self.json(document, Role::Main, report),
                    input::Content::Token(text) => self.token(&text, Role::Main, report),
                    input::Content::Address(address) => self.old_address(&address, report),
                }
            }
        }
    }

    /// A credential with embedded proofs.
    fn json(&self, document: Value, role: Role, report: &mut Report) {
        let Value::Object(mut members) = document else {
            return report.fail(
                Check::Format,
                Code::Parse,
                "A credential is a JSON object, and this is something else.",
            );
        };
        if matches!(credential::items_of(members.get("type")), [kind] if kind == "EnvelopedVerifiableCredential") {
            return self.enveloped(&members, role, report);
        }
        let proofs = take_proofs(&mut members);
        let document = Value::Object(members);
        let outline = Outline::of(&document);
        self.describe(&outline, report);
        let profile = profile_of(&outline);
        let unsecured = match self.signed {
            Some(signed) => Unsecured::knowing(&document, profile, signed),
            None => Unsecured::new(&document, profile),
        };
        match proofs {
            Err(error) => report.fail(Check::Signature, Code::ProofFormat, format!("{error}.")),
            Ok(proofs) if proofs.is_empty() => {
                self.schema(&document, report);
                let text = "Nothing is signed here: there is no proof, so anybody could have written this.";
                report.fail(Check::Signature, Code::ProofMissing, text);
            }
            Ok(proofs) => {
                // What has no canonical form cannot be checked further: a signature over it covers nothing.
                if !self.terms(&unsecured, &outline, report) {
                    if outline.kind.is_none() {
                        self.schema(&document, report);
                    }
                    return;
                }
                self.schema(&document, report);
                self.proofs(&unsecured, &proofs, &outline, report);
            }
        }
        self.life(&document, &outline, None, role, report);
        report.credential = Some(document);
    }

    /// VC Data Model 2.0, `#enveloped-verifiable-credentials`: a token as a `data:` address.
    fn enveloped(&self, members: &Map<String, Value>, role: Role, report: &mut Report) {
        // Nobody signed what an envelope says beside its token, and a reader might take it for the credential's.
        if let Some(name) = members.keys().find(|name| !matches!(name.as_str(), "@context" | "id" | "type")) {
            let name: String = name.chars().take(40).collect();
            let text = format!("The envelope says more than its token: `{name}` is not signed.");
            return report.fail(Check::Terms, Code::JsonForm, text);
        }
        let data = members.get("id").and_then(Value::as_str).and_then(|id| id.strip_prefix("data:"));
        match data.and_then(|data| data.split_once(',')) {
            Some((kind, token)) if kind.contains("jwt") => self.token(token, role, report),
            _ => report.fail(Check::Format, Code::Parse, "The envelope does not hold a token."),
        }
    }

    fn describe(&self, outline: &Outline<'_>, report: &mut Report) {
        let own = |text: Option<&str>| text.map(str::to_owned);
        report.issuer = own(outline.issuer);
        report.issuer_name = own(outline.issuer_name);
        report.subject = own(outline.subject);
        report.achievement = own(outline.achievement_name.or(outline.achievement).or(outline.name));
    }

    /// Whether the document has a canonical form under the profile for its kind.
    fn terms(&self, unsecured: &Unsecured<'_>, outline: &Outline<'_>, report: &mut Report) -> bool {
        match unsecured.rdfc_hash() {
            Ok(_) if let Some(member) = plain::disguised(unsecured.document(), outline) => {
                let text = format!("Its `{member}` is written so that programs that read the JSON miss or mistake it.");
                report.fail(Check::Terms, Code::JsonForm, text);
                false
            }
            Ok(_) => {
                report.pass(Check::Terms, "Every part is covered by the signature and means what it says.");
                true
            }
            // Other credentials may be signed over their JSON alone, with contexts that we do not hold.
            Err(_) if outline.kind == Some(CredentialKind::Other) => true,
            Err(error) => {
                report.fail(Check::Terms, code_of(&error), format!("{error}."));
                false
            }
        }
    }

    fn schema(&self, document: &Value, report: &mut Report) {
        schemas::check(document, report);
        let findings = credential::check(document, Rules::Reading);
        if findings.is_empty() {
            return report.pass(Check::Schema, "It keeps to the rules of the standard.");
        }
        for finding in findings {
            let place = if finding.at.is_empty() { String::new() } else { format!(" (at {})", finding.at) };
            let sentence = format!("{}{place} [{}]", finding.sentence, finding.rule);
            match (finding.level, finding.rule) {
                (Level::Error, "DM1") if finding.at.starts_with("/@context") => {
                    report.fail(Check::Schema, Code::Context, sentence);
                }
                (Level::Error, _) => report.fail(Check::Schema, Code::Schema, sentence),
                (Level::Warning, "T32") => report.warn(Check::Schema, Code::WeakHash, sentence),
                (Level::Warning, _) => report.warn(Check::Schema, Code::Schema, sentence),
            }
        }
    }

    /// Dates, status and endorsements: whether the credential stands today.
    fn life(
        &self,
        document: &Value,
        outline: &Outline<'_>,
        token_expires: Option<Timestamp>,
        role: Role,
        report: &mut Report,
    ) {
        names::look_into(document, report);
        self.dates(outline, token_expires, report);
        let depth = match role {
            Role::Main => 0,
            Role::Inner(depth) => depth,
        };
        // Elsewhere the word may mean anything.
        let is_of_open_badges = matches!(
            outline.kind,
            Some(CredentialKind::Achievement | CredentialKind::Endorsement | CredentialKind::Clr)
        );
        if depth < DEPTH_LIMIT {
            self.status(document, outline, depth, report);
            if is_of_open_badges {
                self.endorsements(document, depth, report);
            }
            if outline.kind == Some(CredentialKind::Clr) {
                self.record(document, depth, report);
            }
        } else if is_of_open_badges && endorsement::is_anywhere(document) {
            let text = "What stands deeper inside it than four credentials was not looked at.";
            report.warn(Check::Endorsement, Code::TooLarge, text);
        }
    }

    fn dates(&self, outline: &Outline<'_>, token_expires: Option<Timestamp>, report: &mut Report) {
        let from = outline.valid_from.and_then(|date| date.time);
        let until = outline.valid_until.and_then(|date| date.time);
        let until = until.into_iter().chain(token_expires).min();
        if let Some(from) = from
            && self.now.plus_seconds(CLOCK_SKEW_SECONDS) < from
        {
            report.fail(Check::Dates, Code::NotYetValid, format!("It holds only from {from} on."));
        } else if let Some(until) = until
            && self.now > until
        {
            report.fail(Check::Dates, Code::Expired, format!("It ended on {until}."));
        } else {
            report.pass(Check::Dates, "It holds at this time.");
        }
    }

    /// Asks for a document, within what one verification may ask for.
    fn fetch(&self, address: &str, purpose: Purpose) -> Result<Arc<[u8]>, FetchError> {
        self.asked.fetch(self.documents, address, purpose)
    }
}

/// Badges and what belongs to them are read by the closed profile; other credentials may bring contexts of their own.
fn profile_of(outline: &Outline<'_>) -> Profile {
    match outline.kind {
        Some(CredentialKind::Other) => Profile::General,
        _ => Profile::OpenBadges,
    }
}

fn code_of(error: &canon::Error) -> Code {
    use canon::Error;
    match error {
        Error::UndefinedTerm { .. } => Code::UndefinedTerm,
        Error::OutsideProfile { .. } | Error::Dropped { .. } | Error::Syntax { .. } | Error::Number(_) => {
            Code::JsonForm
        }
        Error::UnknownContext(_) | Error::Context { .. } => Code::Context,
        Error::TooLarge { .. } | Error::TooManyTies { .. } => Code::TooLarge,
    }
}
