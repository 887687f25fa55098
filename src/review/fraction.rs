//! Exact fractions: shares and thresholds of decisions, and figures that are compared with published ones.
//!
//! Whole numbers only; a result too large for 128 bits is `None`, never rounded. Knows nothing about what is shared.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A fraction in lowest terms with a positive denominator. Its text is `3/5`, also for whole numbers (`1/1`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Fraction {
    over: i128,
    under: i128,
}

/// Why a text is not a fraction.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a fraction; write it as 3/5, or as a decimal such as 0.6")]
pub struct NotAFraction(String);

/// Larger parts are a mistake and not a share.
const LARGEST_WRITTEN: i128 = 1_000_000_000;

impl Fraction {
    /// `over` / `under` in lowest terms; `None` for a denominator of 0 and for numbers beyond 127 bits.
    pub fn new(over: i128, under: i128) -> Option<Self> {
        if under == 0 || over == i128::MIN || under == i128::MIN {
            return None;
        }
        let divisor = i128::try_from(greatest_common_divisor(over.unsigned_abs(), under.unsigned_abs())).ok()?;
        let sign = if under < 0 { -1 } else { 1 };
        Some(Self { over: sign * over / divisor, under: sign * under / divisor })
    }

    /// `over` / `under` of parts that are known on the page; for constants.
    pub(super) const fn constant(over: u32, under: u32) -> Self {
        assert!(under > 0);
        Self { over: over as i128, under: under as i128 }
    }

    /// The part above the line.
    pub fn over(self) -> i128 {
        self.over
    }

    /// The part below the line; positive.
    pub fn under(self) -> i128 {
        self.under
    }

    /// Whether `part` of `whole` is at least this share.
    pub fn is_reached_by(self, part: u64, whole: u64) -> bool {
        let (part, whole) = (i128::from(part), i128::from(whole));
        match (part.checked_mul(self.under), whole.checked_mul(self.over)) {
            (Some(part), Some(wanted)) => part >= wanted,
            _ => false,
        }
    }

    /// The nearest double, for showing.
    pub fn as_f64(self) -> f64 {
        self.over as f64 / self.under as f64
    }
}

fn greatest_common_divisor(mut a: u128, mut b: u128) -> u128 {
    while b != 0 {
        (a, b) = (b, a % b);
    }
    a.max(1)
}

impl fmt::Display for Fraction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.over, self.under)
    }
}

impl FromStr for Fraction {
    type Err = NotAFraction;

    /// Reads `3/5`, `0.6` and `1`: not negative, parts up to a thousand million.
    ///
    /// # Errors
    /// [`NotAFraction`] for anything else.
    fn from_str(text: &str) -> Result<Self, NotAFraction> {
        let refuse = || NotAFraction(text.chars().take(40).collect());
        let whole = |digits: &str| -> Option<i128> {
            let is_number =
                !digits.is_empty() && digits.len() <= 10 && digits.bytes().all(|byte| byte.is_ascii_digit());
            is_number.then(|| digits.parse().ok()).flatten().filter(|number| *number <= LARGEST_WRITTEN)
        };
        let read = || {
            if let Some((over, under)) = text.split_once('/') {
                return Self::new(whole(over.trim())?, whole(under.trim())?);
            }
            let Some((before, after)) = text.split_once('.') else { return Self::new(whole(text)?, 1) };
            let scale = 10_i128.checked_pow(u32::try_from(after.len()).ok().filter(|length| *length <= 9)?)?;
            Self::new(whole(before)? * scale + whole(after)?, scale)
        };
        read().ok_or_else(refuse)
    }
}

impl Serialize for Fraction {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fraction {
    /// A text (`"3/5"`) or a number (`0.6`), read digit by digit.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = match serde_json::Value::deserialize(deserializer)? {
            serde_json::Value::String(text) => text,
            other => other.to_string(),
        };
        written.parse().map_err(serde::de::Error::custom)
    }
}
