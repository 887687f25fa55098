//! Addresses that a page may lead to.
//!
//! Evidence, issuers and frameworks bring addresses from outside; `javascript:` and its relatives must not become
//! links. The only way into a page's `href` or `src` is [`Href`], and it holds nothing that could act.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::{Deserialize, Deserializer, Serialize};

use super::escape::is_deceptive;

const JSON_FILE: &str = "data:application/json;base64,";
const CSV_FILE: &str = "data:text/csv;charset=utf-8;base64,";

/// An address that is safe to follow: a path on this server, `http`, `https` or `mailto`, or an embedded picture, table
/// or JSON file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Href(String);

impl Href {
    /// An address of ours. One that is not safe to follow leads nowhere (`#`): pages are not the place to fail.
    pub fn new(address: impl Into<String>) -> Self {
        let address = address.into();
        if is_safe(&address) { Self(address) } else { Self::default() }
    }

    /// An address from outside; `None` when it is not safe to follow, so that the page shows it as text.
    pub fn outside(address: &str) -> Option<Self> {
        let address = address.trim();
        is_outside(address).then(|| Self(address.to_owned()))
    }

    /// A JSON file inside the address, to be kept by whoever follows it: nothing of it stays with us.
    pub fn json_file(text: &str) -> Self {
        Self(format!("{JSON_FILE}{}", STANDARD.encode(text)))
    }

    /// A table inside the address.
    pub fn csv_file(text: &str) -> Self {
        Self(format!("{CSV_FILE}{}", STANDARD.encode(text)))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it leads away from this server.
    pub fn leads_away(&self) -> bool {
        is_outside(&self.0)
    }
}

impl Default for Href {
    /// Leads nowhere.
    fn default() -> Self {
        Self("#".to_owned())
    }
}

impl From<&str> for Href {
    fn from(address: &str) -> Self {
        Self::new(address)
    }
}

impl From<String> for Href {
    fn from(address: String) -> Self {
        Self::new(address)
    }
}

impl fmt::Display for Href {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Href {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let address = String::deserialize(deserializer)?;
        if is_safe(&address) {
            Ok(Self(address))
        } else {
            Err(serde::de::Error::custom("the address is not safe to follow"))
        }
    }
}

/// A text for use in a query: every byte of UTF-8 but the unreserved ones of RFC 3986, section 2.3.
pub(super) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

fn is_safe(address: &str) -> bool {
    is_outside(address) || is_own(address) || is_picture(address) || is_file(address)
}

/// A path, query or fragment of this server. `//host` and `/\host` are addresses of other servers.
fn is_own(address: &str) -> bool {
    let own = address.starts_with('#')
        || address.starts_with('?')
        || (address.starts_with('/') && !address.starts_with("//") && !address.starts_with("/\\"));
    own && is_one_plain_line(address)
}

/// `http`, `https` with a host, or `mailto` with somebody.
pub(super) fn is_outside(address: &str) -> bool {
    let rest = |scheme: &str| {
        address
            .get(..scheme.len())
            .filter(|start| start.eq_ignore_ascii_case(scheme))
            .map(|_| &address[scheme.len()..])
            .filter(|rest| rest.starts_with(|first: char| first != '/' && first != '\\'))
    };
    ["https://", "http://", "mailto:"].into_iter().any(|scheme| rest(scheme).is_some()) && is_one_plain_line(address)
}

/// A file inside the address, of a kind that nothing runs: JSON or a table.
fn is_file(address: &str) -> bool {
    [JSON_FILE, CSV_FILE].into_iter().any(|start| address.strip_prefix(start).is_some_and(is_base64))
}

fn is_base64(data: &str) -> bool {
    data.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'='))
}

/// A picture inside the address. No SVG: where it is opened alone it may run scripts.
fn is_picture(address: &str) -> bool {
    ["data:image/png;base64,", "data:image/jpeg;base64,", "data:image/webp;base64,"]
        .into_iter()
        .any(|start| address.strip_prefix(start).is_some_and(is_base64))
}

fn is_one_plain_line(address: &str) -> bool {
    !address.chars().any(|letter| letter.is_whitespace() || letter.is_control() || is_deceptive(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_that_act_or_deceive_lead_nowhere() {
        for address in [
            "javascript:alert(1)",
            " javascript:alert(1)",
            "JaVaScRiPt:alert(1)",
            "java\tscript:alert(1)",
            "\u{1}javascript:alert(1)",
            "data:text/html,<script>alert(1)</script>",
            "data:image/svg+xml;base64,PHN2Zz4=",
            "data:application/json;base64,<script>",
            "data:application/xhtml+xml;base64,PHN2Zz4=",
            "data:text/csv,a",
            "data:image/png;base64,AA\"onerror=1",
            "vbscript:x",
            "file:///etc/passwd",
            "//evil.example",
            "/\\evil.example",
            "https:///evil.example",
            "https:evil.example",
            "https://good.example/\u{202E}gpj",
            "https://good.example/ onclick=1",
            "mailto:",
            "",
        ] {
            assert_eq!(Href::outside(address), None, "{address:?}");
            assert_eq!(Href::new(address).as_str(), "#", "{address:?}");
        }
    }

    #[test]
    fn good_addresses_stay_as_they_are() {
        for address in ["https://a.example/x?y=1&z=2#f", "HTTP://a.example", "mailto:ada@a.example"] {
            assert_eq!(Href::outside(address).expect(address).as_str(), address);
        }
        for address in ["/badges/x?y=1", "/", "#main", "?page=2", "data:image/png;base64,iVBORw0KGgo="] {
            assert_eq!(Href::new(address).as_str(), address);
            assert_eq!(Href::outside(address), None, "{address} is not from outside");
        }
    }
}
