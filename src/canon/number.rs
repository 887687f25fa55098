//! JSON numbers as RDF literals.
//!
//! JSON-LD 1.1 API, `#object-to-rdf-conversion` and `#data-round-tripping`: a number with a fraction, of 1e21 or more,
//! or typed `xsd:double` is written in the canonical form of `xsd:double`; any other as an integer. The datatype that
//! the context declares is kept either way.

use serde_json::Number;

/// A number's lexical form and whether it is the one of a double.
pub(super) struct Lexical {
    pub(super) text: String,
    pub(super) is_double: bool,
}

/// The lexical form of `number`; `None` when it is not finite.
pub(super) fn lexical(number: &Number, typed_double: bool) -> Option<Lexical> {
    if !typed_double && let Some(integer) = number.as_i64() {
        return Some(Lexical { text: integer.to_string(), is_double: false });
    }
    let value = number.as_f64().filter(|value| value.is_finite())?;
    if typed_double || value.fract() != 0.0 || value.abs() >= 1e21 {
        return Some(Lexical { text: canonical_double(value), is_double: true });
    }
    // Adding zero turns a negative zero into zero.
    Some(Lexical { text: format!("{:.0}", value + 0.0), is_double: false })
}

/// `xsd:double` in canonical form as JSON-LD has it: up to 15 decimals, at least one, `E` and the exponent.
fn canonical_double(value: f64) -> String {
    let text = format!("{:.15e}", rounded_away_from_ties(value));
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    let mantissa = mantissa.trim_end_matches('0');
    let point = if mantissa.ends_with('.') { "0" } else { "" };
    format!("{mantissa}{point}E{exponent}")
}

/// ECMAScript's `toExponential` rounds a tie up, the formatter here rounds it to even. A tie at the 16th digit can only
/// be an integer and a half below 2^52, or an odd multiple of five above; the next double up then rounds as ECMAScript does.
fn rounded_away_from_ties(value: f64) -> f64 {
    let exact = format!("{value:.60e}");
    let digits = exact.split_once('.').map_or("", |(_, digits)| digits);
    let is_tie = digits.as_bytes().get(15) == Some(&b'5')
        && digits.bytes().skip(16).take_while(u8::is_ascii_digit).all(|digit| digit == b'0');
    match (is_tie, value > 0.0) {
        (false, _) => value,
        (true, true) => value.next_up(),
        (true, false) => value.next_down(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(json: &str) -> String {
        lexical(&serde_json::from_str(json).expect(json), false).expect(json).text
    }

    #[test]
    fn numbers_are_written_as_json_ld_says() {
        for (json, text) in [
            ("0", "0"),
            ("-0.0", "0"),
            ("42", "42"),
            ("42.0", "42"),
            ("3.5", "3.5E0"),
            ("0.1", "1.0E-1"),
            ("-0.001", "-1.0E-3"),
            ("100000000000000000000", "100000000000000000000"),
            ("1e20", "100000000000000000000"),
            ("1e21", "1.0E21"),
            ("5.3", "5.3E0"),
            ("1.0000000000000002", "1.0E0"),
            ("123456.789", "1.23456789E5"),
        ] {
            assert_eq!(form(json), text, "{json}");
        }
    }

    #[test]
    fn a_tie_at_the_sixteenth_digit_rounds_up_as_in_ecmascript() {
        assert_eq!(form("2251799813685248.5"), "2.251799813685249E15");
        assert_eq!(form("2251799813685249.5"), "2.25179981368525E15");
    }

    #[test]
    fn a_number_typed_double_is_one_even_without_a_fraction() {
        let lexical = lexical(&Number::from(42), true).expect("finite");
        assert_eq!((lexical.text.as_str(), lexical.is_double), ("4.2E1", true));
    }
}
