//! Saying a text by its name.

use std::borrow::Cow;
use std::fmt;

use fluent_bundle::{FluentArgs, FluentValue};
use fluent_syntax::ast::PatternElement;
use serde::{Deserialize, Serialize};

use super::Language;
use crate::clock::Timestamp;

/// The texts in one language. Costs nothing to copy.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Words {
    language: Language,
}

impl Words {
    pub(super) fn new(language: Language) -> Self {
        Self { language }
    }

    /// The language that is spoken.
    pub fn language(self) -> Language {
        self.language
    }

    /// Whether there is a text of this name.
    pub fn has(self, name: &str) -> bool {
        self.language.book().has_message(name)
    }

    /// A text in which nothing is filled in. A name without a text, which a test rules out, is said itself.
    pub fn say(self, name: &str) -> Cow<'static, str> {
        let book = self.language.book();
        let Some(pattern) = book.get_message(name).and_then(|message| message.value()) else {
            return Cow::Owned(name.to_owned());
        };
        match pattern.elements.as_slice() {
            [PatternElement::TextElement { value }] if self.language != Language::Pseudo => Cow::Borrowed(value),
            _ => book.format_pattern(pattern, None, &mut Vec::new()),
        }
    }

    /// A text with places to fill in.
    pub fn fill(self, name: &'static str) -> Filled {
        Filled { words: self, name, values: FluentArgs::new() }
    }

    /// A UTC day: `3 May 2026`, `3 de mayo de 2026`.
    pub fn day(self, at: Timestamp) -> String {
        self.date(&at.to_string())
    }

    /// An instant to the minute: `3 May 2026, 14:05 UTC`.
    pub fn minute(self, at: Timestamp) -> String {
        self.moment(&at.to_string())
    }

    /// A UTC month: `May 2026`, `mayo de 2026`.
    pub fn month(self, at: Timestamp) -> String {
        let text = at.to_string();
        let date = text.split('T').next().unwrap_or_default();
        self.date(date.rsplit_once('-').map_or(date, |(month, _)| month))
    }

    /// A day or an instant from its form for machines: RFC 3339 in UTC, a date alone, or a month alone.
    pub fn moment(self, iso: &str) -> String {
        let time = iso.split_once('T').and_then(|(_, time)| time.get(..5));
        match time {
            None => self.date(iso),
            Some(time) => self.fill("date-minute").with("day", self.date(iso)).with("time", time).to_string(),
        }
    }

    /// The date or the month that an RFC 3339 text begins with; years may have a sign and six digits.
    fn date(self, iso: &str) -> String {
        let date = iso.split('T').next().unwrap_or_default();
        let is_month = date.bytes().skip(1).filter(|byte| *byte == b'-').count() == 1;
        let mut parts = date.rsplitn(if is_month { 2 } else { 3 }, '-');
        let mut number = || parts.next().and_then(|part| part.parse::<u8>().ok()).unwrap_or(1);
        let day = if is_month { None } else { Some(number()) };
        let month = self.say(&format!("month-{}", number()));
        let year = parts.next().unwrap_or_default();
        let text = match day {
            None => self.fill("date-month"),
            Some(day) => self.fill("date-day").with("day", day),
        };
        text.with("month", month).with("year", year).to_string()
    }

    /// A number with its separators: `10,000`, `10.000`.
    pub fn number(self, number: impl Count) -> String {
        match self.language {
            Language::English | Language::Pseudo => grouped(number.count(), ',', 4),
            Language::Spanish => grouped(number.count(), '.', 5),
        }
    }

    /// A number with digits after the point: `0.12`, `0,12`.
    pub fn decimal(self, number: f64, places: usize) -> String {
        let text = format!("{number:.places$}");
        match self.language {
            Language::English | Language::Pseudo => text,
            Language::Spanish => text.replace('.', ","),
        }
    }
}

/// A text whose places are being filled in; shown as the whole text.
#[derive(Debug)]
pub struct Filled {
    words: Words,
    name: &'static str,
    values: FluentArgs<'static>,
}

impl Filled {
    /// The text with a word in the place `name`.
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.values.set(name, FluentValue::from(value.to_string()));
        self
    }

    /// The text with a number in the place `name`, by which it may choose between one and many.
    pub fn count(mut self, name: &'static str, number: impl Count) -> Self {
        self.values.set(name, FluentValue::from(number.count()));
        self
    }
}

impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let book = self.words.language.book();
        let Some(pattern) = book.get_message(self.name).and_then(|message| message.value()) else {
            return f.write_str(self.name);
        };
        // What cannot be filled in shows its name; a test rules that out.
        f.write_str(&book.format_pattern(pattern, Some(&self.values), &mut Vec::new()))
    }
}

impl From<Filled> for String {
    fn from(filled: Filled) -> Self {
        filled.to_string()
    }
}

/// A whole number as templates have it: by value or by reference.
pub trait Count {
    /// The number.
    fn count(&self) -> i64;
}

impl Count for i64 {
    fn count(&self) -> i64 {
        *self
    }
}

impl Count for u64 {
    fn count(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl Count for usize {
    fn count(&self) -> i64 {
        i64::try_from(*self).unwrap_or(i64::MAX)
    }
}

impl Count for u32 {
    fn count(&self) -> i64 {
        i64::from(*self)
    }
}

impl<T: Count + ?Sized> Count for &T {
    fn count(&self) -> i64 {
        (**self).count()
    }
}

pub(super) fn english_number<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    number(value).map(|number| grouped(number, ',', 4))
}

pub(super) fn spanish_number<M>(value: &FluentValue<'_>, _memory: &M) -> Option<String> {
    // Four digits are written together (Real Academia Española, Ortografía).
    number(value).map(|number| grouped(number, '.', 5))
}

fn number(value: &FluentValue<'_>) -> Option<i64> {
    match value {
        FluentValue::Number(number) => Some(number.value as i64),
        _ => None,
    }
}

/// A number with a separator between thousands, from `from` digits on.
fn grouped(number: i64, separator: char, from: usize) -> String {
    let digits = number.unsigned_abs().to_string();
    let mut out = String::from(if number < 0 { "-" } else { "" });
    for (at, digit) in digits.char_indices() {
        if at > 0 && digits.len() >= from && (digits.len() - at).is_multiple_of(3) {
            out.push(separator);
        }
        out.push(digit);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_and_times_are_written_as_the_language_does() {
        let (english, spanish) = (Language::English.words(), Language::Spanish.words());
        for (at, in_english, in_spanish) in [
            ("2026-03-03T14:05:59Z", "3 March 2026", "3 de marzo de 2026"),
            ("2026-03-01T00:30:00+02:00", "28 February 2026", "28 de febrero de 2026"),
            ("2026-12-31T23:59:59.999Z", "31 December 2026", "31 de diciembre de 2026"),
        ] {
            let at: Timestamp = at.parse().expect(at);
            assert_eq!((english.day(at).as_str(), spanish.day(at).as_str()), (in_english, in_spanish));
        }
        let at: Timestamp = "2026-05-03T14:05:59.5Z".parse().expect("a time");
        assert_eq!(english.minute(at), "3 May 2026, 14:05 UTC");
        assert_eq!(spanish.minute(at), "3 de mayo de 2026, 14:05 UTC");
        assert_eq!(spanish.moment("2026-05-03"), "3 de mayo de 2026");
        assert_eq!((english.month(at), spanish.month(at)), ("May 2026".to_owned(), "mayo de 2026".to_owned()));
        assert_eq!(spanish.moment("2026-05"), "mayo de 2026");
        assert_eq!(english.moment("+012026-05"), "May +012026");
    }

    #[test]
    fn numbers_are_written_as_the_language_does() {
        for (number, english, spanish) in [
            (0_i64, "0", "0"),
            (999, "999", "999"),
            (1_400, "1,400", "1400"),
            (10_000, "10,000", "10.000"),
            (-1_234_567, "-1,234,567", "-1.234.567"),
        ] {
            assert_eq!(Language::English.words().number(number), english);
            assert_eq!(Language::Spanish.words().number(number), spanish);
        }
        for (number, places, english, spanish) in
            [(0.127, 2, "0.13", "0,13"), (33.3, 0, "33", "33"), (-1.06, 1, "-1.1", "-1,1"), (2.0, 1, "2.0", "2,0")]
        {
            assert_eq!(Language::English.words().decimal(number, places), english);
            assert_eq!(Language::Spanish.words().decimal(number, places), spanish);
        }
        let many =
            |language: Language| language.words().fill("catalogue-count").count("count", 10_000_usize).to_string();
        assert_eq!(many(Language::English), "10,000 achievements");
        assert_eq!(many(Language::Spanish), "10.000 logros");
    }

    #[test]
    fn a_text_that_is_always_the_same_is_not_written_again() {
        assert!(matches!(Language::Spanish.words().say("nav-verify"), Cow::Borrowed("Verificar")));
        assert_eq!(Language::English.words().say("no-such-text"), "no-such-text");
        assert_eq!(Language::Pseudo.words().say("nav-verify"), "Vééŕîîfý");
    }
}
