//! Offline bundles: badges with every document that their verification asked for, as of one instant.
//!
//! A bundle is a documents file ([`crate::fetch::Documents::read`]) with more in it: the badges, the instant, who made
//! it, and that maker's signature over all of it. The signature shows that nothing was changed since. It does not make
//! the documents true: whoever makes a bundle can write a DID document of somebody else into it. So what ties a badge
//! to its issuer counts as established only when the maker is the issuer, known from elsewhere, or somebody whom the
//! reader names (docs/decisions/0028).

use serde_json::{Value, json};

use super::report::{Check, Code, IssuerBinding, Line, Outcome, Report};
use super::{CLOCK_SKEW_SECONDS, DocumentError, Verifier, sign_document};
use crate::canon::json as reading;
use crate::clock::Timestamp;
use crate::did;
use crate::fetch::{Documents, DocumentsError, answer_of, bytes_of};
use crate::keys::{PublicKey, Signer};
use crate::proof::data_integrity::ProofError;

/// Badges in one bundle.
pub const BADGES_LIMIT: usize = 1_000;

/// Why a bundle cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// Not one of ours.
    #[error("this is no offline bundle")]
    NotABundle,
    /// Of a later kind.
    #[error("this bundle is of version {0}, which is not read here; update this program")]
    Version(String),
    /// Something in it is missing or not as it must be.
    #[error("the bundle cannot be read: {0}")]
    Form(String),
    /// Its documents cannot be read.
    #[error("the bundle cannot be read: {0}")]
    Documents(#[from] DocumentsError),
    /// Its signature does not count, so anything in it may have been changed.
    #[error("the bundle cannot be relied on: {0}")]
    Signature(DocumentError),
    /// Its maker is not the one that the reader expects.
    #[error("the bundle cannot be relied on: it was signed with another key than the one you named")]
    OtherMaker,
    /// It says that it is of a time that has not come.
    #[error("the bundle says that it is true as of {0}, which is in the future")]
    Future(Timestamp),
}

/// A badge in a bundle, or for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Badge {
    /// The name of its file.
    pub file: String,
    /// The file.
    pub content: Vec<u8>,
}

/// Who made a bundle, as far as is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Maker {
    /// Nobody signed it.
    Nobody,
    /// It is signed in this name, with a key that only the bundle itself says is theirs.
    Claimed(String),
    /// It is signed by them: their key was found elsewhere.
    Established(String),
    /// It is signed with a key that the reader named as one to be relied on.
    Named(String),
}

/// What makers are known by, beside what the bundle says.
#[derive(Clone, Copy, Default)]
pub struct Anchors<'a> {
    /// Keys that the reader relies on. When there are some, one of them must have signed.
    pub keys: &'a [PublicKey],
    /// Where the maker's key can be looked up.
    pub documents: Option<&'a Documents>,
}

/// A bundle whose signature, if it has one, fits.
pub struct Bundle {
    /// The instant of which it speaks.
    pub as_of: Timestamp,
    /// Who made it.
    pub maker: Maker,
    badges: Vec<Badge>,
    documents: Documents,
}

/// What came out for one badge of a bundle.
#[derive(Clone, Debug)]
pub struct Proven {
    /// The name of its file.
    pub file: String,
    /// The report, as of the bundle's time.
    pub report: Report,
    /// What its dates say now, when that is not good.
    pub today: Option<Line>,
}

/// Puts badges and the documents for them together; nobody has signed it yet.
pub fn compose(badges: &[Badge], documents: Value, as_of: Timestamp) -> Value {
    let badge = |badge: &Badge| {
        let mut one = answer_of(&badge.content);
        one["file"] = badge.file.as_str().into();
        one
    };
    json!({
        "type": "OfflineBundle",
        "version": 1,
        "asOf": as_of.whole_seconds().to_string(),
        "badges": badges.iter().map(badge).collect::<Vec<_>>(),
        "documents": documents,
    })
}

/// Signs a bundle in the name of `maker`, with the key at `address`.
///
/// # Errors
/// [`ProofError`] when the key is not an Ed25519 key or refuses.
pub fn sign(
    bundle: &Value,
    maker: &str,
    (signer, address): (&Signer, &str),
    now: Timestamp,
) -> Result<Value, ProofError> {
    let mut bundle = bundle.clone();
    bundle["issuer"] = maker.into();
    sign_document(&bundle, signer, address, now)
}

/// The bundle in a file of at most `limit_bytes`; `None` for everything else, badges included.
pub fn read(file: &[u8], limit_bytes: usize) -> Option<Value> {
    // A look at the beginning saves reading every badge twice.
    if !file.trim_ascii_start().starts_with(b"{") || !file.windows(13).any(|part| part == b"OfflineBundle") {
        return None;
    }
    let limits = reading::Limits { bytes: limit_bytes, string_bytes: limit_bytes, ..reading::Limits::default() };
    reading::read(file, &limits).ok().filter(is_bundle)
}

/// A bundle's time and maker, for programs: beside the verdict of each badge in it.
pub fn describe(maker: &Maker, as_of: Timestamp, now: Timestamp) -> Value {
    let (signer, known) = match maker {
        Maker::Nobody => (None, "unsigned"),
        Maker::Claimed(who) => (Some(who), "claimed"),
        Maker::Established(who) => (Some(who), "established"),
        Maker::Named(who) => (Some(who), "named"),
    };
    let age = (now.unix_seconds() - as_of.unix_seconds()).max(0);
    json!({"asOf": as_of.to_string(), "ageSeconds": age, "signer": signer, "signerIs": known})
}

/// Whether a document is an offline bundle.
pub fn is_bundle(document: &Value) -> bool {
    document.get("type").is_some_and(|kind| kind == "OfflineBundle")
}

/// Opens a bundle.
///
/// # Errors
/// [`BundleError`]; nothing of a bundle that was changed since it was signed is looked at.
pub fn open(document: &Value, anchors: Anchors<'_>, now: Timestamp) -> Result<Bundle, BundleError> {
    if !is_bundle(document) {
        return Err(BundleError::NotABundle);
    }
    if document.get("version").is_none_or(|version| *version != 1) {
        let version = document.get("version").map(Value::to_string).unwrap_or_default();
        return Err(BundleError::Version(version.chars().take(20).collect()));
    }
    let map = document.get("documents").filter(|map| map.is_object());
    let map = map.ok_or(BundleError::Form("it has no `documents`".into()))?;
    // Wrapped, so that an address called `documents` stays an address.
    let documents = Documents::read_offline(&json!({"documents": map}))?;
    let maker = maker(document, &documents, anchors, now)?;
    let as_of = document.get("asOf").and_then(Value::as_str).and_then(|text| text.parse::<Timestamp>().ok());
    let as_of = as_of.ok_or(BundleError::Form("its `asOf` is no time".into()))?;
    if now.plus_seconds(CLOCK_SKEW_SECONDS) < as_of {
        return Err(BundleError::Future(as_of));
    }
    Ok(Bundle { as_of, maker, badges: badges(document)?, documents })
}

/// Who signed, by the bundle's own documents first, then by what is known from elsewhere.
fn maker(document: &Value, documents: &Documents, anchors: Anchors<'_>, now: Timestamp) -> Result<Maker, BundleError> {
    let signed = match (Verifier { documents, now }).verify_document(document) {
        Ok(signed) => signed,
        Err(DocumentError::NotSigned) if document.get("issuer").is_some() => {
            return Err(BundleError::Signature(DocumentError::NotSigned));
        }
        Err(DocumentError::NotSigned) if anchors.keys.is_empty() => return Ok(Maker::Nobody),
        Err(DocumentError::NotSigned) => return Err(BundleError::OtherMaker),
        Err(error) => match (error, anchors.documents) {
            // The maker's own document need not lie in it when it can be had elsewhere.
            (DocumentError::Undecided(_), Some(documents)) => {
                (Verifier { documents, now }).verify_document(document).map_err(BundleError::Signature)?
            }
            (error, _) => return Err(BundleError::Signature(error)),
        },
    };
    if !anchors.keys.is_empty() {
        let is_named = anchors.keys.contains(&signed.key);
        return if is_named { Ok(Maker::Named(signed.signer)) } else { Err(BundleError::OtherMaker) };
    }
    let Some(documents) = anchors.documents else { return Ok(Maker::Claimed(signed.signer)) };
    match (Verifier { documents, now }).verify_document(document) {
        Ok(known) if known.bound.is_some() => Ok(Maker::Established(signed.signer)),
        Ok(_) | Err(DocumentError::Undecided(_)) => Ok(Maker::Claimed(signed.signer)),
        Err(error) => Err(BundleError::Signature(error)),
    }
}

fn badges(document: &Value) -> Result<Vec<Badge>, BundleError> {
    let form = |why: &str| BundleError::Form(why.to_owned());
    let badges = document.get("badges").and_then(Value::as_array).ok_or(form("it has no `badges`"))?;
    if badges.is_empty() || badges.len() > BADGES_LIMIT {
        return Err(BundleError::Form(format!("it holds {} badges; there must be 1 to {BADGES_LIMIT}", badges.len())));
    }
    let badge = |badge: &Value| {
        let file = badge.get("file").and_then(Value::as_str).ok_or(form("a badge has no `file`"))?;
        let content = bytes_of(badge).map_err(|why| BundleError::Form(format!("a badge is damaged: {why}")))?;
        Ok(Badge { file: file.chars().take(200).collect(), content })
    };
    badges.iter().map(badge).collect()
}

impl Bundle {
    /// Verifies every badge as of the bundle's time, with nothing but what lies in it.
    pub fn verify(&self, now: Timestamp) -> Vec<Proven> {
        self.badges.iter().map(|badge| self.verify_one(badge, now)).collect()
    }

    fn verify_one(&self, badge: &Badge, now: Timestamp) -> Proven {
        let at = |now| Verifier { documents: &self.documents, now }.verify(&badge.content);
        let mut report = at(self.as_of);
        self.unbind_unvouched(&mut report);
        let is_bad = |line: &Line| line.check == Check::Dates && line.outcome != Outcome::Pass;
        let today = at(now).checks.into_iter().find(is_bad);
        Proven { file: badge.file.clone(), report, today }
    }

    /// Takes back what only the bundle says about keys, of the badge and of everything inside it.
    fn unbind_unvouched(&self, report: &mut Report) {
        if !self.vouches_for(report.issuer.as_deref().unwrap_or("")) {
            unbind(report);
        }
        for part in report.inner.iter_mut().chain(&mut report.endorsements) {
            self.unbind_unvouched(&mut part.report);
        }
    }

    /// Whether the bundle's word about an issuer's keys is enough.
    fn vouches_for(&self, issuer: &str) -> bool {
        match &self.maker {
            _ if issuer.starts_with("did:key:") || issuer.starts_with("did:jwk:") => true,
            Maker::Named(_) => true,
            Maker::Established(maker) => {
                did::comparable(issuer).is_some_and(|issuer| did::comparable(maker) == Some(issuer))
            }
            Maker::Claimed(_) | Maker::Nobody => false,
        }
    }
}

/// Takes back that the key is the issuer's, which nobody but the bundle says.
fn unbind(report: &mut Report) {
    report.binding = IssuerBinding::None;
    for line in report.checks.iter_mut().filter(|line| line.check == Check::Issuer && line.outcome == Outcome::Pass) {
        line.outcome = Outcome::Warn;
        line.code = Code::IssuerUnbound;
        line.sentence = "That the key is the issuer's stands in this bundle only, and whoever made it could have \
            written that. Check the badge once with a connection, or name the key of a maker that you rely on."
            .into();
    }
    // What has no signature has nothing else than that.
    for line in report.checks.iter_mut().filter(|line| line.check == Check::Hosted && line.outcome == Outcome::Pass) {
        line.outcome = Outcome::Unknown;
        line.code = Code::StatusUnavailable;
        line.sentence =
            "The issuer's own copy stands in this bundle only, and whoever made it could have written that. \
            Check the badge with a connection."
                .into();
    }
}
