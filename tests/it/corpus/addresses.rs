//! Family 800: addresses that a verifier must not ask for, wherever a badge may put them.

use accolade::credential::to_payload;
use accolade::proof::vc_jwt::{self, KeyHint};
use serde_json::{Value, json};

use super::world::{Corpus, Issuer, sign_blindly, signed, small};
use crate::support::badge::{signer, with};

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(800);
    classes(corpus);
    spellings(corpus);
    names(corpus);
    other_places(corpus);
    never_asked(corpus);
}

fn with_list(address: &str) -> Value {
    let entry = json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "24", "statusListCredential": address});
    signed(&with(&small(), "/credentialStatus", entry))
}

fn with_key(address: &str) -> Value {
    let document = with(&small(), "/issuer/id", json!("https://issuer.example/1"));
    sign_blindly(&document, address, &signer())
}

/// One address of every class of IANA's registries of special addresses.
fn classes(corpus: &mut Corpus) {
    for (name, what, host) in [
        ("loopback", "this machine", "127.0.0.1"),
        ("loopback-other", "this machine, another address of it", "127.255.255.254"),
        ("this-network", "this network", "0.0.0.0"),
        ("private-10", "a private network", "10.0.0.1"),
        ("private-172", "a private network", "172.16.0.1"),
        ("private-172-end", "a private network's end", "172.31.255.255"),
        ("private-192", "a private network", "192.168.0.1"),
        ("shared", "a provider's inner network", "100.64.0.1"),
        ("link-local", "a cloud's own address", "169.254.169.254"),
        ("protocol", "protocol assignments", "192.0.0.8"),
        ("documentation", "documentation", "192.0.2.1"),
        ("relay", "6to4 relays", "192.88.99.1"),
        ("benchmark", "benchmarks", "198.18.0.1"),
        ("multicast", "multicast", "224.0.0.1"),
        ("reserved", "reserved", "240.0.0.1"),
        ("broadcast", "everybody", "255.255.255.255"),
        ("six-loopback", "this machine", "[::1]"),
        ("six-nobody", "nobody", "[::]"),
        ("six-mapped", "this machine inside IPv6", "[::ffff:127.0.0.1]"),
        ("six-mapped-hexadecimal", "a private network inside IPv6", "[::ffff:a00:1]"),
        ("six-compatible", "this machine in the old form", "[::127.0.0.1]"),
        ("six-translated", "a private network behind NAT64", "[64:ff9b::a00:1]"),
        ("six-translated-local", "a local NAT64", "[64:ff9b:1::a00:1]"),
        ("six-6to4", "a private network inside 6to4", "[2002:a00:1::]"),
        ("six-teredo", "Teredo", "[2001::1]"),
        ("six-unique-local", "a private network", "[fd00::1]"),
        ("six-link-local", "the neighbourhood", "[fe80::1]"),
        ("six-site-local", "an old private network", "[fec0::1]"),
        ("six-multicast", "multicast", "[ff02::1]"),
        ("six-documentation", "documentation", "[2001:db8::1]"),
        ("six-documentation-new", "documentation", "[3fff::1]"),
        ("six-discard", "nowhere", "[100::1]"),
    ] {
        corpus.invalid(&format!("list-at-{name}.json"), "unsafe_url", what, with_list(&format!("https://{host}/list")));
    }
    for (name, host) in [
        ("loopback", "127.0.0.1"),
        ("link-local", "169.254.169.254"),
        ("six-mapped", "[::ffff:127.0.0.1]"),
        ("six-unique-local", "[fd00::1]"),
    ] {
        corpus.invalid(
            &format!("key-at-{name}.json"),
            "unsafe_url",
            "a key that is not asked for",
            with_key(&format!("https://{host}/key")),
        );
    }
}

fn spellings(corpus: &mut Corpus) {
    for (name, what, address) in [
        ("decimal", "this machine as one number", "https://2130706433/"),
        ("hexadecimal", "this machine in hexadecimal", "https://0x7f000001/"),
        ("octal", "this machine in octal", "https://0177.0.0.1/"),
        ("short", "this machine in two parts", "https://127.1/"),
        ("mixed", "this machine in mixed parts", "https://0x7f.1/"),
        ("dot", "a dot behind", "https://127.0.0.1./"),
        ("wide-digits", "wide digits", "https://１２７.0.0.1/"),
        ("circled-digits", "digits in circles", "https://①②⑦.0.0.1/"),
        ("escaped", "escaped digits", "https://%31%32%37.0.0.1/"),
        ("user", "a public host as the user name", "https://lists.example@127.0.0.1/"),
        ("user-and-password", "a user and a password", "https://a:b@lists.example/"),
        ("backslash", "a backslash", "https://lists.example\\@127.0.0.1/"),
        ("port", "another port", "https://lists.example:8443/"),
        ("port-of-http", "the port of http", "https://lists.example:80/"),
        ("port-empty", "an empty port", "https://lists.example:/"),
        ("port-large", "a port that wraps to 443", "https://lists.example:65979/"),
        ("zone", "an address with a zone", "https://[fe80::1%25eth0]/"),
        ("http", "http", "http://lists.example/"),
        ("capitals", "HTTPS in capitals", "HTTPS://127.0.0.1/"),
        ("ftp", "ftp", "ftp://lists.example/"),
        ("file", "a file", "file:///etc/passwd"),
        ("data", "data", "data:application/json,{}"),
        ("gopher", "gopher", "gopher://127.0.0.1:6379/_x"),
        ("javascript", "a script", "javascript:alert(1)"),
        ("no-host", "no host", "https:///etc/passwd"),
        ("relative-scheme", "three slashes", "https:////127.0.0.1/"),
        ("long", "3,000 bytes", ""),
    ] {
        let address =
            if name == "long" { format!("https://lists.example/{}", "x".repeat(3000)) } else { address.to_owned() };
        // Some cannot even be written in RDF; a token is read as JSON, so that the address itself is what is refused.
        let entry = json!({"type": "BitstringStatusListEntry", "statusPurpose": "revocation", "statusListIndex": "24", "statusListCredential": address});
        let payload = to_payload(&with(&small(), "/credentialStatus", entry)).expect("a payload");
        let method = Issuer::key().method;
        let token = vc_jwt::sign(payload.to_string().as_bytes(), &signer(), KeyHint::Id(&method)).expect("a token");
        corpus.invalid(&format!("list-as-{name}.jwt"), "unsafe_url", what, token);
    }
}

/// Names whose addresses are private: the names look public.
fn names(corpus: &mut Corpus) {
    for (name, what, host) in [
        ("localhost", "this machine by name", "localhost"),
        ("localhost-below", "a name below localhost", "x.localhost"),
        ("localhost-dot", "a dot behind", "localhost."),
        ("local", "a name of the neighbourhood", "printer.local"),
        ("internal", "a name inside a network", "vault.internal"),
    ] {
        corpus.invalid(
            &format!("list-by-name-{name}.json"),
            "unsafe_url",
            what,
            with_list(&format!("https://{host}/list")),
        );
    }
    for (name, what, leads_to) in [
        ("loopback", "leads to this machine", ["127.0.0.1"].as_slice()),
        ("private", "leads into a private network", &["10.0.0.1"]),
        ("metadata", "leads to a cloud's own address", &["169.254.169.254"]),
        ("six", "leads to this machine in IPv6", &["::1"]),
        ("mapped", "leads to this machine inside IPv6", &["::ffff:127.0.0.1"]),
        ("mixed", "leads to a public and a private address", &["93.184.216.34", "127.0.0.1"]),
        ("mixed-six", "leads to a public and a private address in IPv6", &["2606:2800::1", "fd00::1"]),
    ] {
        let host = format!("rebind-{name}.example");
        corpus.host(&host, leads_to);
        corpus.invalid(
            &format!("list-rebinds-{name}.json"),
            "unsafe_url",
            what,
            with_list(&format!("https://{host}/list")),
        );
    }
    corpus.host("rebind-did.example", &["10.0.0.1"]);
    corpus.invalid(
        "did-web-rebinds.json",
        "unsafe_url",
        "the issuer's host leads into a private network",
        Issuer::web("rebind-did.example").signs(&small()),
    );
}

fn other_places(corpus: &mut Corpus) {
    let extended = json!([
        small()["@context"][0],
        small()["@context"][1],
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
    ]);
    let list = json!({"id": "https://127.0.0.1/revoked", "type": "1EdTechRevocationList"});
    corpus.invalid(
        "revocation-list-at-loopback.json",
        "unsafe_url",
        "a revocation list in this machine",
        signed(&with(&with(&small(), "/@context", extended), "/credentialStatus", list)),
    );
    for (name, address) in [
        ("key-by-http.json", "http://issuer.example/1#z6Mkx"),
        ("key-by-file.json", "file:///etc/key"),
        ("key-by-data.json", "data:application/json,{}"),
        ("key-with-user.json", "https://a@issuer.example/1"),
        ("key-at-a-port.json", "https://issuer.example:8443/1"),
    ] {
        corpus.invalid(name, "unsafe_url", "a key that is not asked for", with_key(address));
    }
}

/// Addresses that a badge may hold and that no verdict needs: nobody asks for them, so that they do no harm.
fn never_asked(corpus: &mut Corpus) {
    let evil = "https://127.0.0.1/x";
    for (name, what, pointer, value) in [
        (
            "schema-at-loopback.json",
            "a schema is not fetched",
            "/credentialSchema",
            json!([{"id": evil, "type": "JsonSchema"}]),
        ),
        (
            "image-at-loopback.json",
            "a picture is not fetched",
            "/credentialSubject/achievement/image",
            json!({"id": evil, "type": "Image"}),
        ),
        (
            "evidence-at-loopback.json",
            "evidence is not fetched",
            "/evidence",
            json!([{"id": evil, "type": ["Evidence"]}]),
        ),
        ("issuer-url-at-loopback.json", "an issuer's page is not fetched", "/issuer/url", json!(evil)),
        (
            "alignment-at-loopback.json",
            "a target is not fetched",
            "/credentialSubject/achievement/alignment",
            json!([{"type": ["Alignment"], "targetName": "x", "targetUrl": evil}]),
        ),
        (
            "terms-at-loopback.json",
            "terms of use are not fetched",
            "/termsOfUse",
            json!([{"id": evil, "type": "Policy"}]),
        ),
        (
            "refresh-at-loopback.json",
            "a newer version is not fetched",
            "/refreshService",
            json!({"id": evil, "type": "1EdTechCredentialRefresh"}),
        ),
        (
            "achievement-at-loopback.json",
            "an achievement's address is not fetched",
            "/credentialSubject/achievement/id",
            json!(evil),
        ),
    ] {
        let extended = json!([
            small()["@context"][0],
            small()["@context"][1],
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
        ]);
        let document = with(&with(&small(), "/@context", extended), pointer, value);
        if name == "terms-at-loopback.json" {
            let payload = to_payload(&document).expect("a payload");
            let method = Issuer::key().method;
            let token = vc_jwt::sign(payload.to_string().as_bytes(), &signer(), KeyHint::Id(&method)).expect("a token");
            corpus.valid("terms-at-loopback.jwt", "ok", what, token);
        } else {
            // That a schema was not looked at is said, though no verdict needs it.
            let code = if name == "schema-at-loopback.json" { "schema_unchecked" } else { "ok" };
            corpus.valid(name, code, what, signed(&document));
        }
    }
}
