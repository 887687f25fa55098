//! Family 300: JSON that can be read in two ways, and members that hide what was signed.

use serde_json::{Map, Value, json};

use super::world::{Corpus, Issuer, options, other_credential, prove_jcs, signed, small};
use crate::support::badge::{signer, with, without};

const VC: &str = "https://www.w3.org/2018/credentials#";
const OB: &str = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#";

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(300);
    hidden_members(corpus);
    hidden_types(corpus);
    hidden_in_general_credentials(corpus);
    keywords(corpus);
    texts(corpus);
    values(corpus);
}

fn renamed(value: &Value, from: &str, to: &str) -> Value {
    let members = value.as_object().expect("an object");
    let name = |name: &String| if name == from { to.to_owned() } else { name.clone() };
    Value::Object(members.iter().map(|(old, value)| (name(old), value.clone())).collect::<Map<_, _>>())
}

/// A badge that ended: whoever can hide its end without breaking the signature makes it good again.
fn ended() -> Value {
    signed(&with(&small(), "/validUntil", json!("2026-05-01T00:00:00Z")))
}

fn hidden_members(corpus: &mut Corpus) {
    let ended = ended();
    let until = ended["validUntil"].clone();
    let gone = without(&ended, "/validUntil");
    corpus.invalid(
        "end-by-address.json",
        "json_form",
        "`validUntil` written as its address",
        renamed(&ended, "validUntil", &format!("{VC}validUntil")),
    );
    corpus.invalid(
        "start-by-address.json",
        "json_form",
        "`validFrom` written as its address",
        renamed(&ended, "validFrom", &format!("{VC}validFrom")),
    );
    corpus.invalid(
        "issuer-by-address.json",
        "json_form",
        "`issuer` written as its address",
        renamed(&ended, "issuer", &format!("{VC}issuer")),
    );
    corpus.invalid(
        "subject-by-address.json",
        "json_form",
        "`credentialSubject` written as its address",
        renamed(&ended, "credentialSubject", &format!("{VC}credentialSubject")),
    );
    corpus.invalid(
        "end-as-value-object.json",
        "json_form",
        "`validUntil` as a value object",
        with(&ended, "/validUntil", json!({"@value": until, "@type": "http://www.w3.org/2001/XMLSchema#dateTime"})),
    );
    corpus.invalid("id-as-keyword.json", "json_form", "`id` as `@id`", renamed(&ended, "id", "@id"));
    corpus.invalid("type-as-keyword.json", "json_form", "`type` as `@type`", renamed(&ended, "type", "@type"));
    corpus.invalid(
        "end-in-a-list-object.json",
        "json_form",
        "`validUntil` in a set",
        with(&ended, "/validUntil", json!({"@set": [until]})),
    );
    corpus.invalid(
        "end-in-an-array.json",
        "schema",
        "`validUntil` in an array",
        with(&ended, "/validUntil", json!([until])),
    );
    let twin = json!({"id": ended["id"], "validUntil": until});
    corpus.invalid(
        "end-in-a-graph.json",
        "json_form",
        "the end stands in another object of one graph",
        json!({"@context": ended["@context"], "@graph": [without(&gone, "/proof"), twin], "proof": ended["proof"]}),
    );
    corpus.invalid(
        "end-in-included.json",
        "json_form",
        "the end stands in an included object",
        with(&gone, "/@included", json!([twin])),
    );
    corpus.invalid(
        "end-in-nest.json",
        "json_form",
        "the end stands in a nest",
        with(&gone, "/@nest", json!({"validUntil": until})),
    );
    corpus.invalid("end-in-reverse.json", "json_form", "a reverse member", with(&gone, "/@reverse", json!({})));
    let typed =
        json!([{"id": ended["id"], "type": ["VerifiableCredential", "EndorsementCredential"], "validUntil": until}]);
    corpus.invalid(
        "end-in-an-endorsement.json",
        "json_form",
        "the end wandered into an endorsement with the same id",
        with(&gone, "/endorsement", typed),
    );
    let evidence = json!([{"id": ended["id"], "type": ["Evidence"], "validUntil": until}]);
    corpus.invalid(
        "end-in-the-evidence.json",
        "undefined_term",
        "the end wandered into evidence with the same id",
        with(&gone, "/evidence", evidence),
    );
    corpus.invalid(
        "end-with-prefix.json",
        "json_form",
        "`validUntil` under a prefix",
        renamed(&ended, "validUntil", "cred:validUntil"),
    );
    corpus.invalid(
        "end-in-capitals.json",
        "undefined_term",
        "`validuntil` is no member",
        renamed(&ended, "validUntil", "validuntil"),
    );
    corpus.invalid(
        "end-of-version-1.json",
        "undefined_term",
        "`expirationDate` in version 2",
        renamed(&ended, "validUntil", "expirationDate"),
    );
}

fn hidden_types(corpus: &mut Corpus) {
    let ended = ended();
    let hidden = renamed(&ended, "validUntil", &format!("{VC}validUntil"));
    // Without its class a member has no meaning at all, and that is what is found first.
    for (name, code, what, types) in [
        (
            "type-by-address.json",
            "json_form",
            "the badge's type as its address, so that the rules of badges are not asked",
            json!(["VerifiableCredential", format!("{OB}OpenBadgeCredential")]),
        ),
        (
            "type-vc-by-address.json",
            "undefined_term",
            "`VerifiableCredential` as its address",
            json!([format!("{VC}VerifiableCredential"), "OpenBadgeCredential"]),
        ),
        (
            "types-by-address.json",
            "undefined_term",
            "both types as addresses",
            json!([format!("{VC}VerifiableCredential"), format!("{OB}OpenBadgeCredential")]),
        ),
    ] {
        corpus.invalid(name, code, what, with(&hidden, "/type", types));
    }
    let plain = with(&ended, "/type", json!(["VerifiableCredential", format!("{OB}OpenBadgeCredential")]));
    corpus.invalid("type-by-address-expired.json", "json_form", "the same with its end in sight", plain);
    let boxed = json!({"@value": ended["validUntil"], "@type": "http://www.w3.org/2001/XMLSchema#dateTime"});
    let both = with(&without(&ended, "/validUntil"), "/https:~1~1www.w3.org~12018~1credentials#validUntil", boxed);
    let both = with(&both, "/type", json!(["VerifiableCredential", format!("{OB}OpenBadgeCredential")]));
    corpus.invalid(
        "type-and-end-by-address.json",
        "json_form",
        "the badge's type and its end as addresses: the signature stays good",
        both,
    );
    let nested = with(&ended, "/type", json!([["VerifiableCredential", "OpenBadgeCredential"]]));
    corpus.invalid("type-in-an-array.json", "undefined_term", "types in an array in an array", nested);
}

/// Credentials that are no badges may bring contexts of their own; the members that verdicts rest on may not hide.
fn hidden_in_general_credentials(corpus: &mut Corpus) {
    let ended = signed(&with(&other_credential(), "/validUntil", json!("2026-05-01T00:00:00Z")));
    let until = ended["validUntil"].clone();
    let gone = without(&ended, "/validUntil");
    let aliased = |context: Value, member: &str, value: Value| {
        let contexts = json!(["https://www.w3.org/ns/credentials/v2", context]);
        with(&with(&gone, "/@context", contexts), member, value)
    };
    corpus.invalid(
        "general-end-by-address.json",
        "json_form",
        "the end as its address",
        renamed(&ended, "validUntil", &format!("{VC}validUntil")),
    );
    let date = "http://www.w3.org/2001/XMLSchema#dateTime";
    let boxed = json!({"@value": until, "@type": date});
    corpus.invalid(
        "general-end-boxed-by-address.json",
        "json_form",
        "the end as its address and its value in a box",
        with(&gone, "/https:~1~1www.w3.org~12018~1credentials#validUntil", boxed.clone()),
    );
    corpus.invalid(
        "general-end-in-included.json",
        "json_form",
        "the end in an included object",
        with(&gone, "/@included", json!([{"id": ended["id"], "type": "VerifiableCredential", "validUntil": until}])),
    );
    corpus.invalid(
        "general-end-in-the-subject.json",
        "json_form",
        "the end in an object with the credential's id",
        with(
            &gone,
            "/credentialSubject/https:~1~1a.example~1x",
            json!({"id": ended["id"], "type": "VerifiableCredential", "validUntil": until}),
        ),
    );
    let context = json!({"until": {"@id": format!("{VC}validUntil"), "@type": date}});
    corpus.invalid(
        "general-end-by-alias.json",
        "json_form",
        "a context of its own gives the end another name",
        aliased(context, "/until", until.clone()),
    );
    let context = json!({"in": "@nest"});
    corpus.invalid(
        "general-end-in-nest.json",
        "json_form",
        "a context of its own makes a nest",
        aliased(context, "/in", json!({"validUntil": until})),
    );
    let context = json!({"beside": "@included"});
    corpus.invalid(
        "general-end-in-aliased-included.json",
        "json_form",
        "a context of its own makes an included object",
        aliased(context, "/beside", json!([{"id": ended["id"], "type": "VerifiableCredential", "validUntil": until}])),
    );
    let entry = json!({"id": "https://lists.example/1#7", "type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "7", "statusListCredential": "https://lists.example/1"});
    let revoked = signed(&with(&other_credential(), "/credentialStatus", entry));
    corpus.invalid(
        "general-status-by-address.json",
        "json_form",
        "the status as its address",
        renamed(&revoked, "credentialStatus", &format!("{VC}credentialStatus")),
    );
    corpus.invalid("general-end-boxed.json", "json_form", "the end in a box", with(&gone, "/validUntil", boxed));
}

fn keywords(corpus: &mut Corpus) {
    let badge = signed(&small());
    for (name, code, what, pointer, value) in [
        ("null-member.json", "json_form", "a member that is null", "/description", Value::Null),
        ("undefined-member.json", "undefined_term", "a member that no context defines", "/grade", json!("A")),
        (
            "undefined-member-inside.json",
            "undefined_term",
            "the same in the achievement",
            "/credentialSubject/achievement/grade",
            json!("A"),
        ),
        (
            "undefined-type.json",
            "undefined_term",
            "a type that no context defines",
            "/type",
            json!(["VerifiableCredential", "OpenBadgeCredential", "Doctorate"]),
        ),
        ("relative-id.json", "json_form", "a relative address", "/credentialSubject/id", json!("learner/1")),
        ("empty-id.json", "json_form", "an empty address", "/credentialSubject/id", json!("")),
        ("blank-id.json", "json_form", "a blank node label", "/credentialSubject/id", json!("_:b0")),
        (
            "id-with-space.json",
            "json_form",
            "an address with a space",
            "/credentialSubject/id",
            json!("https://a.example/a b"),
        ),
        (
            "id-with-bracket.json",
            "json_form",
            "an address that would end itself in N-Quads",
            "/credentialSubject/id",
            json!("https://a.example/> <urn:x> \"y\" .\n<urn:z"),
        ),
        (
            "base.json",
            "json_form",
            "a base address in the context",
            "/@context",
            json!([small()["@context"][0], small()["@context"][1], {"@base": "https://a.example/"}]),
        ),
        (
            "inline-context.json",
            "json_form",
            "an inline context",
            "/@context",
            json!([small()["@context"][0], small()["@context"][1], {"grade": "https://a.example/grade"}]),
        ),
        (
            "inline-context-swaps.json",
            "json_form",
            "an inline context that swaps two terms",
            "/@context",
            json!([small()["@context"][0], small()["@context"][1], {"name": "https://schema.org/description"}]),
        ),
        (
            "vocab.json",
            "json_form",
            "a vocabulary for whatever is not defined",
            "/@context",
            json!([small()["@context"][0], small()["@context"][1], {"@vocab": "https://a.example/"}]),
        ),
        (
            "context-inside.json",
            "json_form",
            "a context in the achievement",
            "/credentialSubject/achievement/@context",
            json!("https://www.w3.org/ns/credentials/v2"),
        ),
        (
            "context-inside-inline.json",
            "json_form",
            "an inline context in the subject",
            "/credentialSubject/@context",
            json!({"name": "https://a.example/n"}),
        ),
        (
            "language-map.json",
            "json_form",
            "texts with languages",
            "/name",
            json!({"@value": "Inquiry", "@language": "en"}),
        ),
        (
            "array-in-array.json",
            "json_form",
            "an array in an array",
            "/evidence",
            json!([[{"type": ["Evidence"], "name": "Plan"}]]),
        ),
        (
            "index-member.json",
            "json_form",
            "a keyword that means nothing here",
            "/credentialSubject/@index",
            json!("x"),
        ),
        (
            "json-literal.json",
            "json_form",
            "a JSON literal",
            "/description",
            json!({"@type": "@json", "@value": {"a": 1}}),
        ),
    ] {
        corpus.invalid(name, code, what, with(&badge, pointer, value));
    }
}

fn texts(corpus: &mut Corpus) {
    let badge = signed(&small()).to_string();
    let name = "\"name\":\"Inquiry\"";
    assert!(badge.contains(name));
    for (file, code, what, with) in [
        ("duplicate-member.json", "json_form", "a member twice, the same", format!("{name},{name}")),
        (
            "duplicate-member-differs.json",
            "json_form",
            "a member twice, two values",
            format!("{name},\"name\":\"Chess\""),
        ),
        (
            "duplicate-member-escaped.json",
            "json_form",
            "a member twice, once escaped",
            format!("{name},\"\\u006eame\":\"Inquiry\""),
        ),
        (
            "duplicate-end.json",
            "json_form",
            "two ends",
            format!("{name},\"validUntil\":\"2026-01-01T00:00:00Z\",\"validUntil\":\"2090-01-01T00:00:00Z\""),
        ),
        ("lone-surrogate.json", "parse", "half a character", "\"name\":\"\\ud800\"".into()),
        ("surrogates-swapped.json", "parse", "two halves in the wrong order", "\"name\":\"\\udc00\\ud800\"".into()),
        ("raw-control-character.json", "parse", "a raw line break in a text", "\"name\":\"a\nb\"".into()),
        ("single-quotes.json", "parse", "single quotes", "'name':'Inquiry'".into()),
        ("comment.json", "parse", "a comment", format!("/* x */{name}")),
        ("trailing-comma.json", "parse", "a comma too many", format!("{name},")),
        ("not-a-number.json", "parse", "NaN", format!("{name},\"x\":NaN")),
        ("infinity.json", "parse", "1e999", format!("{name},\"x\":1e999")),
        ("hexadecimal.json", "parse", "0x10", format!("{name},\"x\":0x10")),
        ("plus-sign.json", "parse", "+1", format!("{name},\"x\":+1")),
        ("leading-zero.json", "parse", "007", format!("{name},\"x\":007")),
        (
            "number-2-53-plus-1.json",
            "json_form",
            "a number that a double cannot carry",
            format!("{name},\"x\":9007199254740993"),
        ),
        ("number-2-64-plus-1.json", "json_form", "a number that wraps", format!("{name},\"x\":18446744073709551617")),
        (
            "number-minus-2-63.json",
            "json_form",
            "the smallest long, plus one",
            format!("{name},\"x\":-9223372036854775807"),
        ),
    ] {
        let comma = if file == "trailing-comma.json" {
            badge.replacen(&format!("{name},"), &format!("{with},"), 1)
        } else {
            badge.replacen(name, &with, 1)
        };
        corpus.invalid(file, code, what, comma);
    }
    let escaped = badge.replacen("\"name\":\"Inquiry\"", "\"\\u006e\\u0061me\":\"In\\u0071uiry\"", 1);
    corpus.valid("escaped-letters.json", "ok", "letters written as escapes mean the same", escaped);
    corpus.invalid("byte-order-mark.json", "parse", "a mark in front", format!("\u{feff}{badge}"));
    corpus.invalid("two-documents.json", "parse", "two documents one after the other", format!("{badge}\n{badge}"));
    corpus.invalid("cut.json", "parse", "cut in the middle", &badge.as_bytes()[..badge.len() / 2]);
    corpus.invalid("nul-behind.json", "parse", "a zero byte behind", format!("{badge}\0"));
    let wide: Vec<u8> = badge.encode_utf16().flat_map(u16::to_le_bytes).collect();
    corpus.invalid("utf-16.json", "parse", "in UTF-16", [b"\xff\xfe".as_slice(), &wide].concat());
    let latin = [badge.replacen(name, "\"name\":\"caf", 1).as_bytes(), b"\xe9"].concat();
    corpus.invalid("latin-1.json", "parse", "in ISO 8859-1", latin);
    corpus.invalid("array-of-one.json", "parse", "a badge in an array", format!("[{badge}]"));
}

fn values(corpus: &mut Corpus) {
    let of = |pointer: &str, value: Value| signed(&with(&small(), pointer, value));
    corpus.valid("number-with-fraction.json", "ok", "3.5 credits", of("/credentialSubject/creditsEarned", json!(3.5)));
    corpus.valid("number-huge.json", "ok", "1e21 credits", of("/credentialSubject/creditsEarned", json!(1e21)));
    corpus.valid("number-zero.json", "ok", "0 credits", of("/credentialSubject/creditsEarned", json!(0)));
    corpus.valid(
        "text-of-every-kind.json",
        "ok",
        "quotes, line breaks, right to left, emoji",
        of("/credentialSubject/achievement/description", json!("\"a\"\\b\nالتعلم 探究 🎓\u{200d}")),
    );
    corpus.valid(
        "text-with-control-characters.json",
        "name_unsafe",
        "odd, and covered by the signature",
        of("/name", json!("a\u{1}b\u{7f}c\td")),
    );
    corpus.valid(
        "text-bidi.json",
        "name_unsafe",
        "a name that turns the writing round; pages show it safely",
        of("/issuer/name", json!("\u{202e}drawraH")),
    );
    corpus.valid(
        "text-like-html.json",
        "ok",
        "markup in a name is text",
        of("/name", json!("<script>alert(1)</script>")),
    );
    corpus.valid(
        "text-like-a-formula.json",
        "ok",
        "a formula in a name is text",
        of("/name", json!("=HYPERLINK(\"https://evil.example\")")),
    );
    corpus.valid(
        "text-of-64-kib.json",
        "ok",
        "a long narrative",
        of("/credentialSubject/achievement/criteria/narrative", json!("x".repeat(64 * 1024))),
    );
    let method = Issuer::key().method;
    let hidden = with(&small(), "/validUntil", json!("2026-05-01T00:00:00Z"));
    let jcs = with(&hidden, "/proof", json!([prove_jcs(&hidden, &options(&method), &signer())]));
    corpus.invalid(
        "jcs-end-renamed.json",
        "undefined_term",
        "signed over JSON, the end renamed",
        renamed(&jcs, "validUntil", "until"),
    );
}
