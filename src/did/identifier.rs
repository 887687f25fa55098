//! Identifiers of issuers in the one form in which two of them are compared.
//!
//! Two texts that name the same issuer become the same text, and no others do: letters are compared exactly, except
//! where the standard says that their case means nothing (RFC 3986, `#section-6.2.2`; did:web, `#method-specific-identifier`).
//! Nothing is cut off and nothing is a beginning of something else.

use super::document_url;

/// Longer identifiers are none.
const LENGTH_LIMIT: usize = 2_048;

/// The identifier in the form for comparing; `None` for what cannot be the identifier of an issuer: no DID and no
/// `https` address, with a fragment, with a name of a user, with letters outside ASCII.
pub fn comparable(identifier: &str) -> Option<String> {
    let is_plain = identifier.bytes().all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'#' | b'\\' | b'"'));
    if !is_plain || identifier.len() > LENGTH_LIMIT {
        return None;
    }
    if let Some(rest) = identifier.strip_prefix("did:web:") {
        return web(rest);
    }
    if let Some(rest) = identifier.strip_prefix("did:") {
        let (method, id) = rest.split_once(':')?;
        let is_method = !method.is_empty() && method.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
        return (is_method && !id.is_empty()).then(|| identifier.to_owned());
    }
    let scheme = identifier.get(..8).filter(|scheme| scheme.eq_ignore_ascii_case("https://"))?;
    address(&identifier[scheme.len()..])
}

fn web(rest: &str) -> Option<String> {
    let (host, path) = rest.split_once(':').map_or((rest, None), |(host, path)| (host, Some(path)));
    let host = host.to_ascii_lowercase().replace("%3a", "%3A");
    let host = host.strip_suffix("%3A443").unwrap_or(&host);
    let did = path.map_or_else(|| format!("did:web:{host}"), |path| format!("did:web:{host}:{path}"));
    document_url(&did).is_ok().then_some(did)
}

fn address(rest: &str) -> Option<String> {
    let at = rest.find(['/', '?']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at(at);
    let authority = authority.to_ascii_lowercase();
    let authority = authority.strip_suffix(":443").unwrap_or(&authority);
    // The rules for hosts are those of did:web, which alone writes the colon of a port in another way.
    if authority.contains('%') {
        return None;
    }
    web(&authority.replacen(':', "%3A", 1))?;
    let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
    let path = escapes(if path.is_empty() { "/" } else { path })?;
    if path.split('/').any(|segment| matches!(segment, "." | "..")) {
        return None;
    }
    let query = match query {
        None => String::new(),
        Some(query) => format!("?{}", escapes(query)?),
    };
    Some(format!("https://{authority}{path}{query}"))
}

/// Escapes in capital letters, and none for letters that need none.
fn escapes(text: &str) -> Option<String> {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((head, tail)) = rest.split_once('%') {
        out.push_str(head);
        let digits = tail.get(..2).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let byte = u8::from_str_radix(digits, 16).ok()?;
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            out.push_str(&digits.to_ascii_uppercase());
        }
        rest = &tail[2..];
    }
    out.push_str(rest);
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn different_spellings_of_one_issuer_are_the_same() {
        for (one, other) in [
            ("did:web:Northside.Example", "did:web:northside.example"),
            ("did:web:northside.example%3a8443:a", "did:web:northside.example%3A8443:a"),
            ("did:web:northside.example%3A443", "did:web:northside.example"),
            ("https://NORTHSIDE.example", "https://northside.example/"),
            ("HTTPS://northside.example:443/a", "https://northside.example/a"),
            ("https://northside.example/%7eada/%c3%a9", "https://northside.example/~ada/%C3%A9"),
            ("https://northside.example?id=%61", "https://northside.example/?id=a"),
        ] {
            assert!(comparable(one).is_some(), "{one}");
            assert_eq!(comparable(one), comparable(other), "{one}");
        }
    }

    #[test]
    fn issuers_that_merely_look_alike_differ() {
        let all = [
            "did:web:northside.example",
            "did:web:northside.example:ada",
            "did:web:northside.example:Ada",
            "did:web:northside.example.evil.example",
            "did:web:northside.exampl",
            "did:web:xn--nrthside-x2h.example",
            "https://northside.example/",
            "https://northside.example/ada",
            "https://northside.example/ada/",
            "https://northside.example/Ada",
            "https://northside.example:8443/ada",
            "https://northside.example/ada?id=1",
            "https://northside.example/a%2Fda",
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK",
            "did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2dok",
        ];
        let forms: std::collections::HashSet<_> = all.iter().map(|text| comparable(text).expect(text)).collect();
        assert_eq!(forms.len(), all.len());
    }

    proptest::proptest! {
        #[test]
        fn the_form_for_comparing_is_its_own_form(text in "(did:web:|https://|did:key:)[a-zA-Z.%3A0-9:/?~-]{1,40}") {
            if let Some(form) = comparable(&text) {
                proptest::prop_assert_eq!(comparable(&form), Some(form));
            }
        }
    }

    #[test]
    fn what_cannot_be_an_issuer_has_no_form() {
        for text in [
            "",
            "northside.example",
            "http://northside.example",
            "https://",
            "https://user@northside.example",
            "https://northside.example%3A8443/",
            "https://northside.example/a#b",
            "https://northside.example/../a",
            "https://northside.example/%2e%2e/a",
            "https://northside.example/%4",
            "https://northside.example/%zz",
            "https://n\u{43E}rthside.example",
            "https://northside.example/ a",
            "https://northside.example\\a",
            "https://north_side.example/\u{202E}",
            "did:web:",
            "did:web:northside.example#key-1",
            "did:web:northside.example:a/../b",
            "did:web:north%2Eside.example",
            "did:web:northside.example.",
            "did:Web:northside.example",
            "did:key:",
            "urn:uuid:1",
            "javascript:alert(1)",
        ] {
            assert_eq!(comparable(text), None, "{text}");
        }
    }
}
