//! Instants as pages show them: in words for people, in the machine's form for `<time datetime>`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::clock::Timestamp;
use crate::language::{Language, Words};

/// An instant or a day to show.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Moment {
    /// For `<time datetime>`: RFC 3339, or a date alone.
    pub iso: String,
    /// For people: `3 May 2026`.
    pub text: String,
}

impl Moment {
    /// The UTC day of an instant: `3 May 2026`.
    pub fn day(at: Timestamp) -> Self {
        Self { iso: Date::of(at).iso, text: Words::default().day(at) }
    }

    /// The UTC month of an instant: `May 2026`.
    pub fn month(at: Timestamp) -> Self {
        let date = Date::of(at);
        let iso = date.iso.rsplit_once('-').map_or(date.iso.as_str(), |(month, _)| month).to_owned();
        let day = Words::default().day(at);
        Self { iso, text: day.split_once(' ').map_or(String::new(), |(_, month)| month.to_owned()) }
    }

    /// An instant to the minute: `3 May 2026, 14:05 UTC`.
    pub fn minute(at: Timestamp) -> Self {
        Self { iso: at.whole_seconds().to_string(), text: Words::default().minute(at) }
    }

    /// For people who read another language than English.
    pub fn said(&self, words: Words) -> Cow<'_, str> {
        match words.language() {
            Language::English => Cow::Borrowed(&self.text),
            _ => Cow::Owned(words.moment(&self.iso)),
        }
    }
}

/// The UTC calendar date of an instant.
pub(super) struct Date {
    pub(super) year: String,
    /// 1 to 12.
    pub(super) month: u8,
    iso: String,
}

impl Date {
    /// Taken from the printed form, which is always UTC: `2026-05-03T…`, with a sign before years of six digits.
    pub(super) fn of(at: Timestamp) -> Self {
        let text = at.to_string();
        let iso = text.split('T').next().unwrap_or_default();
        let mut parts = iso.rsplitn(3, '-');
        let mut number = || parts.next().and_then(|part| part.parse().ok()).unwrap_or(1);
        let (_day, month) = (number(), number());
        let year = parts.next().unwrap_or_default();
        Self { year: year.to_owned(), month, iso: iso.to_owned() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_the_day_in_utc() {
        for (at, iso, text) in [
            ("2026-05-03T14:05:59Z", "2026-05-03", "3 May 2026"),
            ("2026-03-01T00:00:00Z", "2026-03-01", "1 March 2026"),
            ("2026-03-01T00:30:00+02:00", "2026-02-28", "28 February 2026"),
            ("2026-12-31T23:59:59.999Z", "2026-12-31", "31 December 2026"),
        ] {
            let at: Timestamp = at.parse().expect(at);
            assert_eq!(Moment::day(at), Moment { iso: iso.into(), text: text.into() });
        }
    }

    #[test]
    fn a_minute_says_its_zone() {
        let at: Timestamp = "2026-05-03T14:05:59.5Z".parse().expect("a time");
        assert_eq!(Moment::minute(at).text, "3 May 2026, 14:05 UTC");
        assert_eq!(Moment::minute(at).iso, "2026-05-03T14:05:59Z");
    }
}
