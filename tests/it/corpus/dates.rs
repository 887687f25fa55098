//! Family 500: dates. The clock of the corpus stands at 2026-06-01T12:00:00Z.

use accolade::credential::to_payload;
use serde_json::json;

use super::world::{Corpus, Issuer, signed, small, token, token_of};
use crate::support::badge::{signer, with};

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(500);
    good(corpus);
    not_now(corpus);
    unreadable(corpus);
}

fn good(corpus: &mut Corpus) {
    for (name, what, from, until) in [
        ("ends-this-second.json", "the last second counts", "2026-03-14T09:26:53Z", "2026-06-01T12:00:00Z"),
        ("starts-in-300-seconds.json", "a clock 300 seconds ahead", "2026-06-01T12:05:00Z", "2027-01-01T00:00:00Z"),
        ("starts-and-ends-at-once.json", "one second long", "2026-06-01T12:00:00Z", "2026-06-01T12:00:00Z"),
        ("fraction.json", "milliseconds", "2026-03-14T09:26:53.123Z", "2031-03-14T09:26:53.999Z"),
        ("fraction-of-nine-digits.json", "nanoseconds", "2026-03-14T09:26:53.123456789Z", "2031-03-14T09:26:53Z"),
        (
            "fraction-of-twelve-digits.json",
            "picoseconds: XML Schema sets no limit",
            "2026-03-14T09:26:53.123456789012Z",
            "2031-03-14T09:26:53Z",
        ),
        (
            "zone.json",
            "ends in another zone, later than it looks",
            "2026-03-14T09:26:53+05:30",
            "2026-06-01T07:00:00-05:00",
        ),
        ("zone-far.json", "14 hours ahead", "2026-03-14T09:26:53+14:00", "2031-03-14T09:26:53-12:00"),
        ("leap-second.json", "the leap second of 2016", "2016-12-31T23:59:60Z", "2031-03-14T09:26:53Z"),
        ("year-9999.json", "the end that products write for never", "2026-03-14T09:26:53Z", "9999-12-31T23:59:59Z"),
        ("year-9999-fraction.json", "the same to the millisecond", "2026-03-14T09:26:53Z", "9999-12-31T23:59:59.999Z"),
        ("year-1970.json", "begins before computers did", "1969-12-31T23:59:59Z", "2031-03-14T09:26:53Z"),
    ] {
        let document = with(&with(&small(), "/validFrom", json!(from)), "/validUntil", json!(until));
        corpus.valid(name, "ok", what, signed(&document));
    }
    let never = with(&small(), "/validUntil", json!("9999-12-31T23:59:59Z"));
    let payload = with(&to_payload(&small()).expect("a payload"), "/validUntil", never["validUntil"].clone());
    let payload = with(&payload, "/exp", json!(253_402_300_799_u64)).to_string();
    let header = json!({"alg": "EdDSA", "kid": Issuer::key().method}).to_string();
    let forever = token_of(&header, payload.as_bytes(), &signer());
    corpus.valid("year-9999.jwt", "ok", "a token that never ends", forever);
    let ends = with(&small(), "/validUntil", json!("2026-06-01T12:00:00Z"));
    corpus.valid("ends-this-second.jwt", "ok", "the last second of a token", token(&ends));
}

fn not_now(corpus: &mut Corpus) {
    for (name, code, what, from, until) in [
        ("ended-a-second-ago.json", "expired", "a second late", "2026-03-14T09:26:53Z", "2026-06-01T11:59:59Z"),
        (
            "ended-in-another-zone.json",
            "expired",
            "looks later than it is",
            "2026-03-14T09:26:53Z",
            "2026-06-01T16:00:00+05:30",
        ),
        (
            "ended-a-fraction-ago.json",
            "expired",
            "a millisecond late",
            "2026-03-14T09:26:53Z",
            "2026-06-01T11:59:59.999Z",
        ),
        ("ended-long-ago.json", "expired", "in 1999", "1998-03-14T09:26:53Z", "1999-12-31T23:59:59Z"),
        (
            "starts-in-301-seconds.json",
            "not_yet_valid",
            "a second beyond what clocks may differ",
            "2026-06-01T12:05:01Z",
            "2027-01-01T00:00:00Z",
        ),
        (
            "starts-in-another-zone.json",
            "not_yet_valid",
            "looks earlier than it is",
            "2026-06-01T11:00:00-05:00",
            "2027-01-01T00:00:00Z",
        ),
        (
            "starts-in-9999.json",
            "not_yet_valid",
            "starts at the end of the calendar",
            "9999-01-01T00:00:00Z",
            "9999-12-31T23:59:59Z",
        ),
        (
            "ends-before-it-starts.json",
            "schema",
            "the end is before the start",
            "2026-03-14T09:26:53Z",
            "2026-03-14T09:26:52Z",
        ),
    ] {
        let document = with(&with(&small(), "/validFrom", json!(from)), "/validUntil", json!(until));
        corpus.invalid(name, code, what, signed(&document));
    }
    let ended = with(&small(), "/validUntil", json!("2026-06-01T11:59:59Z"));
    corpus.invalid("ended-a-second-ago.jwt", "expired", "a token, a second late", token(&ended));
}

fn unreadable(corpus: &mut Corpus) {
    for (name, what, until) in [
        ("date-only.json", "a date without a time", "2031-03-14"),
        ("no-zone.json", "a time without a zone", "2031-03-14T09:26:53"),
        ("space-for-t.json", "a space for the T", "2031-03-14 09:26:53Z"),
        ("small-letters.json", "t and z in small letters", "2031-03-14t09:26:53z"),
        ("no-seconds.json", "no seconds", "2031-03-14T09:26Z"),
        ("month-13.json", "a thirteenth month", "2031-13-14T09:26:53Z"),
        ("february-30.json", "the 30th of February", "2031-02-30T09:26:53Z"),
        ("february-29.json", "the 29th of February in a common year", "2031-02-29T09:26:53Z"),
        ("hour-25.json", "25 o'clock", "2031-03-14T25:26:53Z"),
        ("second-61.json", "a 61st second", "2031-03-14T09:26:61Z"),
        ("zone-of-25-hours.json", "a zone 25 hours off", "2031-03-14T09:26:53+25:00"),
        ("zone-by-name.json", "a zone by name", "2031-03-14T09:26:53+01:00[Europe/Berlin]"),
        ("zone-without-colon.json", "a zone without colon", "2031-03-14T09:26:53+0100"),
        ("fraction-empty.json", "a point without digits", "2031-03-14T09:26:53.Z"),
        ("fraction-with-comma.json", "a comma for the point", "2031-03-14T09:26:53,5Z"),
        ("year-of-five-digits.json", "the year 10000", "+10000-01-01T00:00:00Z"),
        ("year-before-christ.json", "a negative year", "-2031-03-14T09:26:53Z"),
        ("digits-of-another-script.json", "Arabic digits", "٢٠٣١-03-14T09:26:53Z"),
        ("never.json", "a word", "never"),
        ("empty.json", "an empty text", ""),
        ("week-date.json", "a week", "2031-W11-5T09:26:53Z"),
        ("seconds.json", "seconds since 1970 as a text", "1930000000"),
    ] {
        corpus.invalid(name, "schema", what, signed(&with(&small(), "/validUntil", json!(until))));
    }
    corpus.invalid(
        "end-as-number.json",
        "schema",
        "seconds since 1970",
        signed(&with(&small(), "/validUntil", json!(1_930_000_000))),
    );
    corpus.invalid("end-as-boolean.json", "schema", "true", signed(&with(&small(), "/validUntil", json!(true))));
    corpus.invalid(
        "two-ends.json",
        "schema",
        "two ends in an array",
        signed(&with(&small(), "/validUntil", json!(["2026-01-01T00:00:00Z", "2031-01-01T00:00:00Z"]))),
    );
}
