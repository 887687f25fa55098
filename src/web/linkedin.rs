//! The two ways of a badge to LinkedIn: "Add to profile" and "Share".
//!
//! Prefilling is best effort on their side and the member always presses Save there, so a page also shows each field
//! with a copy button, in the order of their form ([`Certification::fields`]). Title, text and picture of a shared
//! post come from the tags of the badge's page alone.

use std::fmt::Write;

use super::moment::{Date, Moment};
use super::views::CopyRow;
use crate::clock::Timestamp;

/// Who issued it, as LinkedIn takes it: never both, and never another organisation for want of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Organisation<'a> {
    /// The number of the organisation's LinkedIn page, which brings its logo; the name is for the copy button.
    Page {
        /// The number in the address of the page's administration.
        id: u64,
        /// The organisation's name.
        name: &'a str,
    },
    /// The name alone.
    Name(&'a str),
}

/// An award as an entry under "Licenses & certifications".
#[derive(Clone, Copy, Debug)]
pub struct Certification<'a> {
    /// The achievement's name.
    pub name: &'a str,
    /// Who issued it.
    pub organisation: Organisation<'a>,
    /// `validFrom`.
    pub issued: Timestamp,
    /// `validUntil`, when it expires.
    pub expires: Option<Timestamp>,
    /// The absolute address of the badge's page.
    pub page: &'a str,
    /// The short code under the picture.
    pub short_code: &'a str,
}

impl Certification<'_> {
    /// The address of the "Add to profile" button.
    pub fn add_url(&self) -> String {
        let mut url = String::from("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME");
        let mut add = |name: &str, value: &str| {
            url.push('&');
            url.push_str(name);
            url.push('=');
            url.push_str(&percent_encoded(value));
        };
        add("name", self.name);
        match self.organisation {
            Organisation::Page { id, .. } => add("organizationId", &id.to_string()),
            Organisation::Name(name) => add("organizationName", name),
        }
        let issued = Date::of(self.issued);
        add("issueYear", &issued.year);
        add("issueMonth", &issued.month.to_string());
        if let Some(expires) = self.expires.map(Date::of) {
            add("expirationYear", &expires.year);
            add("expirationMonth", &expires.month.to_string());
        }
        add("certUrl", self.page);
        add("certId", self.short_code);
        url
    }

    /// The same for copying by hand, in the order of LinkedIn's form.
    pub fn fields(&self) -> Vec<CopyRow> {
        let (Organisation::Page { name: organisation, .. } | Organisation::Name(organisation)) = self.organisation;
        let day = |at| Moment::day(at).text;
        let mut rows = vec![
            CopyRow::new("Name", self.name),
            CopyRow::new("Issuing organization", organisation),
            CopyRow::new("Issue date", day(self.issued)),
        ];
        rows.extend(self.expires.map(|expires| CopyRow::new("Expiration date", day(expires))));
        rows.push(CopyRow::new("Credential ID", self.short_code));
        rows.push(CopyRow::new("Credential URL", self.page));
        rows
    }
}

/// The address of the "Share" button for a badge's page; LinkedIn reads nothing but the address.
pub fn share_url(page: &str) -> String {
    format!("https://www.linkedin.com/sharing/share-offsite/?url={}", percent_encoded(page))
}

/// Every byte of UTF-8 but the unreserved ones of RFC 3986, section 2.3.
pub(super) fn percent_encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~') {
            out.push(char::from(byte));
        } else {
            write!(out, "%{byte:02X}").expect("a String takes every text");
        }
    }
    out
}
