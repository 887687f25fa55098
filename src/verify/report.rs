//! The answer of a verification: one word, then every check with what it found.

use serde::Serialize;
use serde_json::Value;

use super::judged::Judged;
use super::trust::Trust;

/// The word that counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// Everything that could be checked is as it must be, and nothing that had to be checked could not.
    Valid,
    /// At least one check failed.
    Invalid,
    /// Nothing failed, but something that had to be checked could not.
    Indeterminate,
}

/// What one check found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Outcome {
    /// As it must be.
    Pass,
    /// Unusual; it still counts.
    Warn,
    /// Not as it must be.
    Fail,
    /// Could not be found out.
    Unknown,
}

/// The checks, in the order they are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Check {
    /// The file or text could be read.
    Format,
    /// Every member is covered by the contexts and says to people what it says to machines.
    Terms,
    /// The shape and the rules of the standard.
    Schema,
    /// The token's claims say what the credential says.
    Claims,
    /// The signature fits.
    Signature,
    /// The key belongs to the issuer.
    Issuer,
    /// It holds at this time.
    Dates,
    /// It was not withdrawn.
    Status,
    /// Endorsements in it are genuine.
    Endorsement,
    /// The credentials in a learner record stand by themselves.
    Inner,
    /// A newer version was looked for.
    Refresh,
    /// It says something about the person that was asked about.
    Recipient,
    /// The issuer's server has the same: what badges before Open Badges 3.0 have instead of a signature.
    Hosted,
    /// The names in it can be read for what they are.
    Names,
}

/// How the key was found to be the issuer's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub enum IssuerBinding {
    /// Nothing shows that it is.
    #[default]
    #[serde(rename = "none")]
    None,
    /// The issuer's identifier is the key, which names nobody.
    #[serde(rename = "did:key")]
    DidKey,
    /// The same, as a JWK.
    #[serde(rename = "did:jwk")]
    DidJwk,
    /// The DID document at the issuer's host lists it.
    #[serde(rename = "did:web")]
    DidWeb,
    /// The key set of the issuer's host lists it.
    #[serde(rename = "jwks")]
    Jwks,
    /// It is published at the issuer's host, under an address of its own.
    #[serde(rename = "key-url")]
    KeyUrl,
    /// There is no key: the issuer's own host has the badge, as in Open Badges 2.0.
    #[serde(rename = "hosted")]
    Hosted,
}

/// Why a check did not simply pass. The names are stable; programs rely on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
#[expect(missing_docs, reason = "the names are the documentation; docs/reason-codes.md explains each")]
pub enum Code {
    Ok,
    Signature,
    IssuerMismatch,
    KeyNotFound,
    KeyWeak,
    KeyPrivate,
    ProofPurpose,
    ProofFormat,
    ProofMissing,
    ProofExpired,
    ProofCreatedFuture,
    Unsupported,
    Alg,
    ClaimsMismatch,
    Expired,
    NotYetValid,
    Revoked,
    Suspended,
    StatusInvalid,
    StatusUnavailable,
    Schema,
    Context,
    UndefinedTerm,
    JsonForm,
    Endorsement,
    BakeFormat,
    NoCredential,
    Parse,
    UnsafeUrl,
    TooLarge,
    Unavailable,
    IssuerUnbound,
    PartlyShown,
    ProofUnsupported,
    WeakHash,
    ClaimMissing,
    Recipient,
    Inner,
    SchemaUnchecked,
    NameUnsafe,
}

/// One line of a report.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What was checked.
    pub check: Check,
    /// What came out.
    pub outcome: Outcome,
    /// Why.
    pub code: Code,
    /// The same for people.
    pub sentence: String,
}

/// The form that the credential came in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Form {
    /// Nothing that could be read.
    #[default]
    Unknown,
    /// JSON with embedded proofs.
    Json,
    /// A token.
    Jwt,
    /// JSON in a PNG.
    PngJson,
    /// A token in a PNG.
    PngJwt,
    /// JSON in an SVG.
    SvgJson,
    /// A token in an SVG.
    SvgJwt,
    /// A badge of Open Badges 2.0, in whatever file.
    #[serde(rename = "open-badges-2")]
    OpenBadges2,
    /// A badge of Open Badges 1.x, in whatever file.
    #[serde(rename = "open-badges-1")]
    OpenBadges1,
}

/// A credential inside another, with a report of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Part {
    /// Where it stands: a JSON pointer into the credential around it.
    pub at: String,
    /// What was found out about it.
    pub report: Report,
}

/// That a newer version took the place of what was handed in (Open Badges 3.0, `#verification`, step 3).
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Refreshed {
    /// The address that it came from.
    pub from: String,
    /// The state of what was handed in.
    pub was: &'static str,
}

/// The whole answer. Texts of the credential are as the credential has them: whoever shows them must escape them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Every check that was made.
    pub checks: Vec<Line>,
    /// The form that the credential came in.
    pub format: Form,
    /// The issuer's address.
    pub issuer: Option<String>,
    /// What the issuer calls itself.
    pub issuer_name: Option<String>,
    /// The learner's address.
    pub subject: Option<String>,
    /// The achievement's name.
    pub achievement: Option<String>,
    /// How the key was found to be the issuer's.
    pub binding: IssuerBinding,
    /// Where a newer version came from, when one is what this report is about.
    pub refreshed: Option<Refreshed>,
    /// Every endorsement in it, with a report of its own.
    pub endorsements: Vec<Part>,
    /// How it was judged, as those who judged say in statements of their own among the endorsements.
    pub judged: Option<Judged>,
    /// Every credential of a learner record, with a report of its own.
    pub inner: Vec<Part>,
    /// Every address that was asked.
    pub fetched: Vec<String>,
    /// What a file without a badge looks like, with its article.
    pub looks_like: Option<&'static str>,
    /// The address in a QR code of a picture without a badge. Anybody may have printed it: it was not asked.
    pub points_to: Option<String>,
    /// What a list says about the issuer, when one was asked. No part of the verdict.
    pub trust: Option<Trust>,
    /// The credential without its proofs. Not part of the verdict document.
    #[serde(skip)]
    pub(super) credential: Option<Value>,
}

impl Report {
    /// Adds a line.
    pub(super) fn add(&mut self, check: Check, outcome: Outcome, code: Code, sentence: impl Into<String>) {
        // The rooms below begin their messages in small letters, as parts of a sentence.
        let sentence: String = sentence.into();
        let mut letters = sentence.chars();
        let first = letters.next().map(|letter| letter.to_uppercase().to_string()).unwrap_or_default();
        self.checks.push(Line { check, outcome, code, sentence: first + letters.as_str() });
    }

    pub(super) fn pass(&mut self, check: Check, sentence: impl Into<String>) {
        self.add(check, Outcome::Pass, Code::Ok, sentence);
    }

    pub(super) fn fail(&mut self, check: Check, code: Code, sentence: impl Into<String>) {
        self.add(check, Outcome::Fail, code, sentence);
    }

    pub(super) fn warn(&mut self, check: Check, code: Code, sentence: impl Into<String>) {
        self.add(check, Outcome::Warn, code, sentence);
    }

    pub(super) fn unknown(&mut self, check: Check, code: Code, sentence: impl Into<String>) {
        self.add(check, Outcome::Unknown, code, sentence);
    }

    /// The word that counts.
    pub fn verdict(&self) -> Verdict {
        let has = |outcome| self.checks.iter().any(|line| line.outcome == outcome);
        if has(Outcome::Fail) {
            Verdict::Invalid
        } else if has(Outcome::Unknown) {
            Verdict::Indeterminate
        } else {
            Verdict::Valid
        }
    }

    /// The verdict in one more word, the gravest first.
    pub fn state(&self) -> &'static str {
        let failed = |code| self.checks.iter().any(|line| line.outcome == Outcome::Fail && line.code == code);
        let life = [
            (Code::Revoked, "revoked"),
            (Code::Suspended, "suspended"),
            (Code::Expired, "expired"),
            (Code::NotYetValid, "not-yet-valid"),
            (Code::Inner, "invalid-in-part"),
            (Code::Recipient, "wrong-recipient"),
        ];
        let fails_otherwise = self
            .checks
            .iter()
            .any(|line| line.outcome == Outcome::Fail && life.iter().all(|(code, _)| *code != line.code));
        match self.verdict() {
            Verdict::Invalid if failed(Code::Signature) => "altered",
            Verdict::Invalid if fails_otherwise => "invalid",
            Verdict::Invalid => life.iter().find(|(code, _)| failed(*code)).map_or("invalid", |(_, state)| state),
            Verdict::Indeterminate if self.has_code(Code::StatusUnavailable) => "status-unknown",
            Verdict::Indeterminate => "unknown",
            Verdict::Valid if self.has_code(Code::IssuerUnbound) => "valid-unbound",
            Verdict::Valid if self.has_code(Code::PartlyShown) => "valid-partial",
            Verdict::Valid => "valid",
        }
    }

    /// What the credential says, when somebody signed or hosts it and only time, the issuer's lists or endorsements may speak
    /// against it; of anything else, nobody knows who said it.
    pub fn verified(&self) -> Option<&Value> {
        let is_signed = self
            .checks
            .iter()
            .any(|line| matches!(line.check, Check::Signature | Check::Hosted) && line.outcome == Outcome::Pass);
        let is_doubtful = self.checks.iter().any(|line| {
            let speaks_of_more_than_the_signed = matches!(
                line.check,
                Check::Dates | Check::Status | Check::Endorsement | Check::Inner | Check::Refresh | Check::Recipient
            );
            line.outcome == Outcome::Fail && !speaks_of_more_than_the_signed
        });
        self.credential.as_ref().filter(|_| is_signed && !is_doubtful)
    }

    /// Lets go of the credential and those in it, which may be large, when nobody will ask for them any more.
    pub fn forget_credential(&mut self) {
        self.credential = None;
        let parts = self.endorsements.iter_mut().chain(&mut self.inner);
        parts.for_each(|part| part.report.forget_credential());
    }

    /// Whether some line has this code.
    pub fn has_code(&self, code: Code) -> bool {
        self.checks.iter().any(|line| line.code == code)
    }

    /// The line that decided, for a one-line answer.
    pub fn main_line(&self) -> Option<&Line> {
        [Outcome::Fail, Outcome::Unknown, Outcome::Warn]
            .into_iter()
            .find_map(|outcome| self.checks.iter().find(|line| line.outcome == outcome))
            .or(self.checks.last())
    }

    /// Notes that a fitting signature's key is the issuer's in this way; a better way that is known already stays.
    pub(super) fn bind(&mut self, binding: IssuerBinding) {
        if self.binding == IssuerBinding::None {
            self.binding = binding;
        }
    }

    /// Turns warnings into failures, for those who want no ifs and buts.
    pub(super) fn be_strict(&mut self) {
        for line in self.checks.iter_mut().filter(|line| line.outcome == Outcome::Warn) {
            line.outcome = Outcome::Fail;
        }
    }

    /// The verdict document.
    pub fn to_json(&self, file: &str) -> Value {
        let warnings: Vec<Code> =
            self.checks.iter().filter(|line| line.outcome == Outcome::Warn).map(|line| line.code).collect();
        serde_json::json!({
            "file": file,
            "verdict": self.verdict(),
            "state": self.state(),
            "format": self.format,
            "issuer": self.issuer,
            "issuerName": self.issuer_name,
            "subject": self.subject,
            "achievement": self.achievement,
            "binding": self.binding,
            "checks": self.checks,
            "warnings": warnings,
            "endorsements": documents(&self.endorsements),
            "judged": self.judged,
            "inner": documents(&self.inner),
            "refreshed": self.refreshed,
            "fetched": self.fetched,
            "looksLike": self.looks_like,
            "pointsTo": self.points_to,
            "trust": self.trust,
        })
    }
}

/// The verdict documents of parts; each has its place as its file.
fn documents(parts: &[Part]) -> Vec<Value> {
    parts.iter().map(|part| part.report.to_json(&part.at)).collect()
}
