//! Texts that may be IRIs, keywords or language tags. RFC 3987, RFC 3986 and JSON-LD 1.1, `#terms`.

/// Whether `text` is an absolute IRI that can stand between `<` and `>` in N-Quads.
///
/// A scheme, a colon, nothing that N-Quads or RFC 3987 forbids in an IRI, and one fragment at most.
pub(super) fn is_absolute(text: &str) -> bool {
    // Without an early end the loop is one that compilers turn into wide comparisons: every term of every quad passes.
    let has_bad_byte = text.bytes().fold(false, |found, byte| found | !is_iri_byte(byte));
    has_scheme(text) && !has_bad_byte && text.bytes().filter(|byte| *byte == b'#').count() <= 1
}

/// Whether `text` starts with a scheme and a colon.
pub(super) fn has_scheme(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(colon) = bytes.iter().position(|byte| *byte == b':') else { return false };
    colon > 0
        && bytes[0].is_ascii_alphabetic()
        && bytes[..colon].iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'))
}

fn is_iri_byte(byte: u8) -> bool {
    !matches!(byte, 0..=0x20 | 0x7f | b'<' | b'>' | b'"' | b'{' | b'}' | b'|' | b'\\' | b'^' | b'`')
}

/// `reference` resolved against `base` by RFC 3986; `None` when either is ill-formed.
pub(super) fn resolve(base: &str, reference: &str) -> Option<String> {
    let base = oxiri::Iri::parse(base).ok()?;
    let reference = oxiri::IriRef::parse(reference).ok()?;
    base.resolve(&reference).ok().map(oxiri::Iri::into_inner)
}

/// Whether `text` is a well-formed language tag (BCP 47, outer form).
pub(super) fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let first = parts.next().unwrap_or("");
    (1..=8).contains(&first.len())
        && first.bytes().all(|byte| byte.is_ascii_alphabetic())
        && parts.all(|part| (1..=8).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

/// Whether `text` looks like a keyword: `@` and letters. Such texts are reserved and never expand.
pub(super) fn has_keyword_form(text: &str) -> bool {
    text.strip_prefix('@').is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|byte| byte.is_ascii_alphabetic()))
}

/// The keywords of JSON-LD 1.1 that can stand in a document or a context.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Keyword {
    Base,
    Container,
    Context,
    Direction,
    Graph,
    Id,
    Import,
    Included,
    Index,
    Json,
    Language,
    List,
    Nest,
    None,
    Prefix,
    Propagate,
    Protected,
    Reverse,
    Set,
    Type,
    Value,
    Version,
    Vocab,
}

impl Keyword {
    pub(super) fn parse(text: &str) -> Option<Self> {
        if !text.starts_with('@') {
            return None;
        }
        Some(match text {
            "@base" => Self::Base,
            "@container" => Self::Container,
            "@context" => Self::Context,
            "@direction" => Self::Direction,
            "@graph" => Self::Graph,
            "@id" => Self::Id,
            "@import" => Self::Import,
            "@included" => Self::Included,
            "@index" => Self::Index,
            "@json" => Self::Json,
            "@language" => Self::Language,
            "@list" => Self::List,
            "@nest" => Self::Nest,
            "@none" => Self::None,
            "@prefix" => Self::Prefix,
            "@propagate" => Self::Propagate,
            "@protected" => Self::Protected,
            "@reverse" => Self::Reverse,
            "@set" => Self::Set,
            "@type" => Self::Type,
            "@value" => Self::Value,
            "@version" => Self::Version,
            "@vocab" => Self::Vocab,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_texts_with_a_scheme_and_no_forbidden_sign_are_absolute() {
        for text in ["https://a.example/x?y#z", "urn:uuid:1", "did:key:z6Mk", "tag:é"] {
            assert!(is_absolute(text), "{text}");
        }
        for text in ["", "a", "/a", ":a", "1a:b", "_:b0", "http://a b", "http://a<b", "http://a\n", "a\\:b", "a:b#c#d"]
        {
            assert!(!is_absolute(text), "{text}");
        }
    }

    #[test]
    fn language_tags_have_parts_of_one_to_eight_signs() {
        assert!(is_language_tag("en") && is_language_tag("zh-Hant-TW") && is_language_tag("de-1996"));
        assert!(
            !is_language_tag("") && !is_language_tag("a b") && !is_language_tag("en-") && !is_language_tag("abcdefghi")
        );
    }

    #[test]
    fn references_resolve_as_rfc_3986_says() {
        assert_eq!(resolve("http://a/b/c/d;p?q", "../g").as_deref(), Some("http://a/b/g"));
        assert_eq!(resolve("not absolute", "g"), None);
    }
}
