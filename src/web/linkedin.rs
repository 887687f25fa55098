//! The two ways of a badge to LinkedIn: "Add to profile" and "Share".
//!
//! Prefilling is best effort on their side and the member always presses Save there, so a page also shows each field
//! with a copy button, in the order of their form ([`Certification::fields`]). Title, text and picture of a shared
//! post come from the tags of the badge's page alone.

use super::href::percent_encoded;
use super::moment::Date;
use super::views::CopyRow;
use crate::clock::Timestamp;
use crate::language::Words;

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
    pub fn fields(&self, words: Words) -> Vec<CopyRow> {
        let (Organisation::Page { name: organisation, .. } | Organisation::Name(organisation)) = self.organisation;
        let mut rows = vec![
            CopyRow::new(words.say("linkedin-name"), self.name),
            CopyRow::new(words.say("linkedin-organisation"), organisation),
            CopyRow::new(words.say("linkedin-issued"), words.day(self.issued)),
        ];
        rows.extend(self.expires.map(|expires| CopyRow::new(words.say("linkedin-expires"), words.day(expires))));
        rows.push(CopyRow::new(words.say("linkedin-id"), self.short_code));
        rows.push(CopyRow::new(words.say("linkedin-url"), self.page));
        rows
    }
}

/// The address of the "Share" button for a badge's page; LinkedIn reads nothing but the address.
pub fn share_url(page: &str) -> String {
    format!("https://www.linkedin.com/sharing/share-offsite/?url={}", percent_encoded(page))
}
