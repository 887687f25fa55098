//! Time: the one place that reads the system clock, and the instant type that every room passes around.
//!
//! Text form: RFC 3339 with a zone, which is what Open Badges 3.0 means by `DateTimeZ` (`#datetimez`) and
//! VC Data Model 2.0 by `dateTimeStamp`. Knows nothing about what happens at an instant.

use std::borrow::Cow;
use std::fmt;
use std::str::FromStr;

/// An instant in UTC, to the nanosecond.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(jiff::Timestamp);

/// Why a text is not an instant.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TimeError {
    /// The text is not a date and time with a zone.
    #[error("`{0}` is not a date and time with a zone such as 2026-03-14T09:26:53Z")]
    NotATime(String),
}

impl Timestamp {
    /// The instant `seconds` after 1970-01-01T00:00:00Z; `None` outside the years -9999 to 9999.
    pub fn from_unix_seconds(seconds: i64) -> Option<Self> {
        jiff::Timestamp::from_second(seconds).ok().map(Self)
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub fn unix_seconds(self) -> i64 {
        self.0.as_nanosecond().div_euclid(1_000_000_000) as i64
    }

    /// The instant `micros` microseconds after 1970-01-01T00:00:00Z; `None` outside the years -9999 to 9999.
    pub fn from_unix_micros(micros: i64) -> Option<Self> {
        jiff::Timestamp::from_microsecond(micros).ok().map(Self)
    }

    /// Microseconds since 1970-01-01T00:00:00Z, rounded towards it: what a database column holds.
    pub fn unix_micros(self) -> i64 {
        self.0.as_microsecond()
    }

    /// The same instant without its fraction of a second: what a JWT's `nbf` can carry.
    pub fn whole_seconds(self) -> Self {
        Self::from_unix_seconds(self.unix_seconds()).unwrap_or(self)
    }

    /// How long ago this was, in words: "3 days ago".
    pub fn ago(self, now: Self) -> String {
        let seconds = (now.unix_seconds() - self.unix_seconds()).max(0);
        let (number, unit) = match seconds {
            0..3_600 => (seconds / 60, "minute"),
            3_600..172_800 => (seconds / 3_600, "hour"),
            _ => (seconds / 86_400, "day"),
        };
        format!("{number} {unit}{} ago", if number == 1 { "" } else { "s" })
    }

    /// This instant moved by `seconds`, which may be negative; stops at the ends of the calendar.
    pub fn plus_seconds(self, seconds: i64) -> Self {
        let moved = self.unix_seconds().saturating_add(seconds);
        let edge = if seconds < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX };
        Self::from_unix_seconds(moved).unwrap_or(Self(edge))
    }
}

impl FromStr for Timestamp {
    type Err = TimeError;

    /// Reads RFC 3339 with a zone (`Z` or `+hh:mm`). Digits beyond nanoseconds are cut off; times after 9999-12-30 are
    /// read as the end of that day.
    ///
    /// # Errors
    /// [`TimeError::NotATime`] for anything else, a date alone or a time without a zone included.
    fn from_str(text: &str) -> Result<Self, TimeError> {
        let refuse = || TimeError::NotATime(text.chars().take(64).collect());
        if !has_rfc3339_shape(text.as_bytes()) {
            return Err(refuse());
        }
        let text = nanoseconds(text);
        if let Ok(time) = text.parse() {
            return Ok(Self(time));
        }
        // The calendar of the library ends a day before the year 9999 does, and products write the last second of that
        // year for "never". The same day of the year before shows whether there is such a time.
        let is_last_days =
            text.strip_prefix("9999").is_some_and(|rest| format!("9998{rest}").parse::<jiff::Timestamp>().is_ok());
        if is_last_days { Ok(Self(jiff::Timestamp::MAX)) } else { Err(refuse()) }
    }
}

impl fmt::Display for Timestamp {
    /// Whole seconds print as `2026-03-14T09:26:53Z`; a fraction prints only when there is one.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl serde::Serialize for Timestamp {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Timestamp {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// jiff reads more than RFC 3339 (a space for `T`, no seconds, named zones); this keeps to the one form.
fn has_rfc3339_shape(text: &[u8]) -> bool {
    let shape = |text: &[u8], pattern: &[u8]| {
        text.len() == pattern.len()
            && text.iter().zip(pattern).all(|(c, p)| if *p == b'0' { c.is_ascii_digit() } else { c == p })
    };
    let Some((head, mut rest)) = text.split_at_checked(19) else { return false };
    if !shape(head, b"0000-00-00T00:00:00") {
        return false;
    }
    if let [b'.', fraction @ ..] = rest {
        let digits = fraction.iter().take_while(|c| c.is_ascii_digit()).count();
        if !(1..=30).contains(&digits) {
            return false;
        }
        rest = &fraction[digits..];
    }
    let is_zone = shape(rest, b"+00:00") || shape(rest, b"-00:00");
    rest == b"Z" || (is_zone && &rest[1..3] < b"24".as_slice() && &rest[4..6] < b"60".as_slice())
}

/// The same time with at most nine digits behind the point.
fn nanoseconds(text: &str) -> Cow<'_, str> {
    let digits = text.get(20..).map_or(0, |rest| rest.bytes().take_while(u8::is_ascii_digit).count());
    if text.as_bytes().get(19) != Some(&b'.') || digits <= 9 {
        return Cow::Borrowed(text);
    }
    Cow::Owned(format!("{}{}", &text[..29], &text[20 + digits..]))
}

/// Where "now" comes from: the machine's clock, or an instant fixed by a test or by `--at`.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Always this instant.
    Fixed(Timestamp),
}

impl Clock {
    /// The present instant.
    pub fn now(self) -> Timestamp {
        match self {
            Self::System => system_now(),
            Self::Fixed(at) => at,
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "the only reader of the system clock")]
fn system_now() -> Timestamp {
    Timestamp(jiff::Timestamp::now())
}

/// Measures how long something takes, by a clock that never goes back. Not for saying what time it is.
#[derive(Clone, Copy, Debug)]
pub struct Stopwatch(std::time::Instant);

impl Stopwatch {
    /// Starts measuring.
    #[expect(clippy::disallowed_methods, reason = "the only reader of the system clock")]
    pub fn start() -> Self {
        Self(std::time::Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(self) -> std::time::Duration {
        self.0.elapsed()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_with_a_zone_is_read_and_printed_in_utc() {
        for (text, utc) in [
            ("2026-03-14T09:26:53Z", "2026-03-14T09:26:53Z"),
            ("2026-03-14T09:26:53.250Z", "2026-03-14T09:26:53.25Z"),
            ("2026-03-14T09:26:53+02:00", "2026-03-14T07:26:53Z"),
            ("1969-12-31T23:59:59.5Z", "1969-12-31T23:59:59.5Z"),
            ("2026-03-14T09:26:53.1234567891234Z", "2026-03-14T09:26:53.123456789Z"),
            ("2026-03-14T09:26:53.123456789123+02:00", "2026-03-14T07:26:53.123456789Z"),
            ("9999-12-31T23:59:59Z", "9999-12-30T22:00:00.999999999Z"),
        ] {
            assert_eq!(text.parse::<Timestamp>().expect(text).to_string(), utc);
        }
    }

    #[test]
    fn a_time_that_leaves_something_open_is_refused() {
        for text in [
            "2026-03-14",
            "2026-03-14T09:26:53",
            "2026-03-14 09:26:53Z",
            "2026-13-14T09:26:53Z",
            "9999-12-32T23:59:59Z",
            "2026-03-14T09:26:53+24:00",
            "2026-03-14T09:26:53-01:60",
            "9999-12-31T24:59:59Z",
            "9999-02-29T23:59:59Z",
            "20260314T092653Z",
            "",
        ] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }

    #[test]
    fn whole_seconds_round_down_also_before_1970() {
        let early: Timestamp = "1969-12-31T23:59:59.5Z".parse().expect("a time");
        assert_eq!(early.unix_seconds(), -1);
        assert_eq!(early.whole_seconds().to_string(), "1969-12-31T23:59:59Z");
    }
}
