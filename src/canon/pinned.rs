//! The JSON-LD contexts built into the program: `schemas/contexts/`, byte for byte, with origins in its `SOURCES.md`.
//!
//! VC Data Integrity, `#validating-contexts`: a verifier must know the exact text of every context. Nothing is ever
//! fetched; an address that is not listed here is unknown.

use std::sync::LazyLock;

use serde_json::Value;

/// Which text stands for `context-3.0.3.json`, an address that was published with three texts over time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Edition {
    /// Since 2026-06-29: with `jti` and `endorsementJwt`.
    #[default]
    Current,
    /// From 2025-11-06 to 2026-06-28: with `jti`.
    Of2025,
    /// Until 2025-11.
    Of2024,
}

/// Address of VC Data Model 2.0's context.
pub const CREDENTIALS_V2: &str = "https://www.w3.org/ns/credentials/v2";
/// Address of VC Data Model 1.1's context.
pub const CREDENTIALS_V1: &str = "https://www.w3.org/2018/credentials/v1";
/// Address of the Open Badges context that we issue with.
pub const OPEN_BADGES: &str = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json";
/// Address of the Open Badges extensions context, which defines the 1EdTech status, schema and refresh types.
pub const OPEN_BADGES_EXTENSIONS: &str = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json";

struct Pinned {
    id: &'static str,
    edition: Edition,
    context: Value,
}

macro_rules! pinned {
    ($($id:expr, $edition:ident, $file:literal;)*) => {
        vec![$(Pinned {
            id: $id,
            edition: Edition::$edition,
            context: parse(include_str!(concat!("../../schemas/contexts/", $file))),
        },)*]
    };
}

static PINNED: LazyLock<Vec<Pinned>> = LazyLock::new(|| {
    pinned! {
        CREDENTIALS_V2, Current, "credentials-v2.jsonld";
        OPEN_BADGES, Current, "ob-v3p0-context-3.0.3.json";
        OPEN_BADGES, Of2025, "ob-v3p0-context-3.0.3.B-2025-11.json";
        OPEN_BADGES, Of2024, "ob-v3p0-context-3.0.3.A-2024.json";
        OPEN_BADGES_EXTENSIONS, Current, "ob-v3p0-extensions.json";
        CREDENTIALS_V1, Current, "credentials-v1.jsonld";
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json", Current, "ob-v3p0-context-3.0.2.json";
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json", Current, "ob-v3p0-context-3.0.1.json";
        "https://purl.imsglobal.org/spec/ob/v3p0/context.json", Current, "ob-v3p0-context-3.0.0.json";
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.0.json", Current, "ob-v3p0-context-3.0.0.json";
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json", Current, "clr-v2p0-context-2.0.1.json";
        "https://w3id.org/security/data-integrity/v2", Current, "data-integrity-v2.jsonld";
        "https://w3id.org/security/data-integrity/v1", Current, "data-integrity-v1.jsonld";
        "https://w3id.org/security/suites/ed25519-2020/v1", Current, "ed25519-signature-2020-v1.jsonld";
        "https://w3id.org/security/suites/jws-2020/v1", Current, "jws-2020-v1.jsonld";
        "https://w3id.org/security/multikey/v1", Current, "multikey-v1.jsonld";
        "https://w3id.org/security/v1", Current, "security-v1.jsonld";
        "https://w3id.org/security/v2", Current, "security-v2.jsonld";
        "https://www.w3.org/ns/did/v1", Current, "did-v1.jsonld";
        "https://www.w3.org/ns/credentials/status/v1", Current, "vc-bitstring-status-list-v1.jsonld";
        "https://w3id.org/vc/status-list/2021/v1", Current, "vc-status-list-2021-v1.jsonld";
        "https://www.w3.org/ns/credentials/examples/v2", Current, "credentials-examples-v2.jsonld";
    }
});

fn parse(text: &str) -> Value {
    let mut document: Value = serde_json::from_str(text).expect("a context file is JSON; its test reads each of them");
    document["@context"].take()
}

/// The value of `@context` in the pinned document at `id`; `None` when the address is not pinned.
pub(super) fn find(id: &str, edition: Edition) -> Option<&'static Value> {
    let of = |edition: Edition| PINNED.iter().find(|pinned| pinned.edition == edition && pinned.id == id);
    of(edition).or_else(|| of(Edition::Current)).map(|pinned| &pinned.context)
}

/// Whether `id` is the address of a pinned context.
pub fn is_pinned(id: &str) -> bool {
    PINNED.iter().any(|pinned| pinned.id == id)
}

/// The addresses of all pinned contexts, each once.
pub fn ids() -> Vec<&'static str> {
    let mut ids: Vec<_> = PINNED.iter().map(|pinned| pinned.id).collect();
    ids.dedup();
    ids
}
