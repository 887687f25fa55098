//! Status lists.

use std::io::Write as _;

use accolade::clock::Timestamp;
use accolade::status::{
    Bitstring, Entry, Indexes, ListDescription, MINIMUM_ENTRIES, PublishedList, Purpose, RevocationList, StatusError,
    list_credential,
};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::{self, samples};

fn now() -> Timestamp {
    "2026-06-01T00:00:00Z".parse().expect("a time")
}

fn description() -> ListDescription {
    ListDescription {
        address: "https://a.example/status/1".into(),
        issuer: "did:web:a.example".into(),
        purpose: Purpose::Revocation,
        valid_from: now(),
        valid_until: Some(now().plus_seconds(60)),
    }
}

fn entry(index: u64) -> Entry {
    Entry::new(Purpose::Revocation, index, "https://a.example/status/1".into())
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

fn encoded(bytes: &[u8]) -> String {
    format!("u{}", URL_SAFE_NO_PAD.encode(bytes))
}

#[test]
fn the_first_entry_is_the_leftmost_bit() {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES).expect("a list");
    bits.set(0).expect("set");
    bits.set(9).expect("set");

    let packed = URL_SAFE_NO_PAD.decode(&bits.encode()[1..]).expect("base64url");
    let mut bytes = Vec::new();
    std::io::Read::read_to_end(&mut flate2::read::GzDecoder::new(packed.as_slice()), &mut bytes).expect("gzip");

    assert_eq!((bytes.len(), bytes[0], bytes[1], bytes[2]), (16 * 1024, 0x80, 0x40, 0));
    assert_eq!(Bitstring::decode(&bits.encode()).as_ref(), Ok(&bits));
    assert_eq!((bits.is_set(9), bits.is_set(8), bits.count_set()), (Ok(true), Ok(false), 2));
    assert_eq!(bits.encode(), bits.clone().encode());
}

#[test]
fn lists_that_cannot_be_trusted_are_refused_by_name() {
    let zeros = vec![0; 16 * 1024];
    let good = gzip(&zeros);
    let two = [good.clone(), good.clone()].concat();
    let mut damaged = good.clone();
    let at = damaged.len() - 5;
    damaged[at] ^= 1;
    for (what, text) in [
        ("nothing", String::new()),
        ("only the base", "u".into()),
        ("no base64url", "u+/+/".into()),
        ("no gzip", encoded(&zeros)),
        ("cut", encoded(&good[..good.len() - 4])),
        ("a wrong checksum", encoded(&damaged)),
        ("a second member", encoded(&two)),
        ("trailing bytes", encoded(&[good.clone(), vec![0]].concat())),
        ("too short", encoded(&gzip(&zeros[1..]))),
        ("empty", encoded(&gzip(&[]))),
        ("a bomb", encoded(&gzip(&vec![0; 64 * 1024 * 1024]))),
        ("a long text", "u".repeat(2 * 1024 * 1024)),
    ] {
        assert!(Bitstring::decode(&text).is_err(), "{what}");
    }
    assert!(matches!(Bitstring::decode(&encoded(&gzip(&zeros[1..]))), Err(StatusError::TooShort { entries: 131_064 })));
    assert_eq!(Bitstring::new(100), Err(StatusError::TooShort { entries: 104 }));
    let mut bits = Bitstring::new(MINIMUM_ENTRIES).expect("a list");
    assert!(matches!(bits.set(131_072), Err(StatusError::OutOfRange { index: 131_072, entries: 131_072 })));
    assert!(bits.is_set(u64::MAX).is_err());
}

#[test]
fn every_entry_is_given_once_and_its_neighbours_are_far() {
    let indexes = Indexes::new([7; 32], MINIMUM_ENTRIES);
    let mut seen = vec![false; MINIMUM_ENTRIES];
    let mut close = 0;
    let mut previous = 0i64;
    for counter in 0..MINIMUM_ENTRIES as u64 {
        let index = indexes.index(counter).expect("an index");
        assert!(!std::mem::replace(&mut seen[index as usize], true), "{index} twice");
        close += usize::from((index as i64 - previous).unsigned_abs() < 64);
        previous = index as i64;
    }

    assert_eq!(indexes.index(MINIMUM_ENTRIES as u64), None);
    // By chance about one in a thousand lies within 64 of the one before.
    assert!(close < 400, "{close}");
    assert_ne!(Indexes::new([8; 32], MINIMUM_ENTRIES).index(0), indexes.index(0));
}

#[test]
fn lists_of_odd_lengths_are_permuted_too() {
    for entries in [131_072usize, 131_080, 200_000] {
        let indexes = Indexes::new([1; 32], entries);
        let mut all: Vec<u64> = (0..entries as u64).map(|counter| indexes.index(counter).expect("an index")).collect();
        all.sort_unstable();
        assert!(all.iter().enumerate().all(|(at, index)| at as u64 == *index), "{entries}");
    }
}

#[test]
fn entries_come_back_as_written_and_bad_ones_are_refused() {
    assert_eq!(Entry::read(&entry(94_567).to_json()), Ok(entry(94_567)));
    let with = |member: &str, value: Value| {
        let mut entry = entry(1).to_json();
        entry[member] = value;
        Entry::read(&entry)
    };
    assert_eq!(with("statusListIndex", json!(7)).map(|entry| entry.index), Ok(7));
    assert_eq!(with("type", json!("StatusList2021Entry")).map(|entry| entry.index), Ok(1));
    for (member, value) in [
        ("statusListIndex", json!("")),
        ("statusListIndex", json!("-1")),
        ("statusListIndex", json!("+1")),
        ("statusListIndex", json!(" 1")),
        ("statusListIndex", json!("1e3")),
        ("statusListIndex", json!("0x10")),
        ("statusListIndex", json!("94x")),
        ("statusListIndex", json!("1.0")),
        ("statusListIndex", json!("18446744073709551617")),
        ("statusListIndex", json!("٣")),
        ("statusListIndex", json!(-1)),
        ("statusListIndex", json!(1.5)),
        ("statusListIndex", json!(null)),
        ("statusListIndex", json!([1])),
        ("statusListCredential", json!("")),
        ("statusListCredential", json!(1)),
        ("statusPurpose", json!("fun")),
        ("statusPurpose", json!(["revocation"])),
        ("statusSize", json!(2)),
        ("statusSize", json!("1")),
        ("type", json!("SomeStatus")),
        ("type", json!(1)),
    ] {
        assert!(with(member, value.clone()).is_err(), "{member} {value}");
    }
}

#[test]
fn a_published_list_answers_for_its_entries_only() {
    let mut bits = Bitstring::new(MINIMUM_ENTRIES).expect("a list");
    bits.set(23).expect("set");
    let credential = list_credential(&description(), &bits);
    let list = PublishedList::read(&credential).expect("a list");

    assert_eq!((list.status_of(&entry(23), now()), list.status_of(&entry(24), now())), (Ok(true), Ok(false)));
    assert!(matches!(list.status_of(&entry(131_072), now()), Err(StatusError::OutOfRange { .. })));
    let suspended = Entry { purpose: Purpose::Suspension, ..entry(23) };
    assert_eq!(list.status_of(&suspended, now()), Err(StatusError::WrongPurpose("suspension")));
    let elsewhere = |index| Entry { list: "https://a.example/status/2".into(), ..entry(index) };
    assert!(matches!(list.status_of(&elsewhere(24), now()), Err(StatusError::WrongList { .. })));
    assert_eq!(list.status_of(&elsewhere(23), now()), Ok(true));
    assert!(matches!(list.status_of(&entry(24), now().plus_seconds(-1)), Err(StatusError::NotCurrent(_))));
    assert!(matches!(list.status_of(&entry(24), now().plus_seconds(61)), Err(StatusError::NotCurrent(_))));
}

#[test]
fn what_is_no_list_is_refused() {
    let good = list_credential(&description(), &Bitstring::new(MINIMUM_ENTRIES).expect("a list"));
    for (pointer, value) in [
        ("/type", json!(["VerifiableCredential"])),
        ("/issuer", json!(null)),
        ("/credentialSubject", json!(null)),
        ("/credentialSubject/type", json!("Other")),
        ("/credentialSubject/statusPurpose", json!(null)),
        ("/credentialSubject/encodedList", json!(null)),
        ("/credentialSubject/encodedList", json!("uH4sI")),
        ("/validUntil", json!("soon")),
    ] {
        let mut bad = good.clone();
        *bad.pointer_mut(pointer).expect(pointer) = value;
        assert!(PublishedList::read(&bad).is_err(), "{pointer}");
    }
}

#[test]
fn the_official_list_has_one_bit_set() {
    let Some(samples) = samples() else { return };
    let list = support::json(samples.join("samples/ob30/bit-string-list/testlist"));
    let bits = Bitstring::decode(list["credentialSubject"]["encodedList"].as_str().expect("a list")).expect("a list");

    assert_eq!((bits.len(), bits.count_set(), bits.is_set(23)), (131_072, 1, Ok(true)));
}

#[test]
fn the_older_revocation_list_is_read_in_both_spellings() {
    for name in ["revokedCredential", "revokedCredentials"] {
        let list = json!({name: [{"id": "a", "revocationReason": "r"}, {"id": "b", "revoked": false}, {"id": "c", "revoked": true}]});
        let list = RevocationList::read(&list).expect("a list");

        assert_eq!(
            (list.find("a"), list.find("b"), list.find("c"), list.find("d")),
            (Some(Some("r")), None, Some(None), None)
        );
    }
    for bad in [json!({}), json!({"revokedCredential": {}}), json!({"revokedCredential": [{}]}), json!([])] {
        assert!(RevocationList::read(&bad).is_err());
    }
}
