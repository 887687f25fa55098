//! Families 1200 to 1400: endorsements, poison for canonicalisers and readers, and files that are no badges.

use serde_json::{Value, json};

use super::world::{Corpus, Issuer, options, other_credential, prove_jcs, sign_blindly, signed, small, stranger};
use crate::support::badge::{signer, with, without};

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(1200);
    endorsements(corpus);
    corpus.family(1300);
    poison(corpus);
    context_bombs(corpus);
    sizes(corpus);
    corpus.family(1400);
    no_badges(corpus);
}

fn endorsement(number: u32) -> Value {
    json!({
        "@context": small()["@context"], "id": format!("urn:uuid:99999999-9999-4999-8999-{number:012}"),
        "type": ["VerifiableCredential", "EndorsementCredential"], "name": "A good badge",
        "issuer": small()["issuer"], "validFrom": "2026-01-01T00:00:00Z",
        "credentialSubject": {"id": small()["id"], "type": ["EndorsementSubject"], "endorsementComment": "Yes."}
    })
}

fn endorsed(endorsements: Value) -> Value {
    signed(&with(&small(), "/endorsement", endorsements))
}

fn endorsements(corpus: &mut Corpus) {
    let good = signed(&endorsement(1));
    corpus.valid("endorsed.json", "ok", "an endorsement", endorsed(json!([good])));
    corpus.valid("endorsed-by-two.json", "ok", "two endorsements", endorsed(json!([good, signed(&endorsement(2))])));
    let achievement =
        with(&endorsement(3), "/credentialSubject/id", small()["credentialSubject"]["achievement"]["id"].clone());
    corpus.valid(
        "achievement-endorsed.json",
        "ok",
        "an endorsement of the achievement",
        signed(&with(&small(), "/credentialSubject/achievement/endorsement", json!([signed(&achievement)]))),
    );
    let nested = signed(&with(
        &endorsement(4),
        "/endorsement",
        json!([signed(&with(&endorsement(5), "/credentialSubject/id", endorsement(4)["id"].clone()))]),
    ));
    corpus.valid("endorsement-endorsed.json", "ok", "an endorsement of the endorsement", endorsed(json!([nested])));
    let elsewhere = signed(&with(&endorsement(6), "/credentialSubject/id", json!("urn:uuid:other")));
    corpus.valid(
        "endorsement-of-something-else.json",
        "endorsement",
        "an endorsement of another badge is a warning",
        endorsed(json!([elsewhere])),
    );
    let silent = Issuer::web("silent.example");
    corpus.valid(
        "endorsement-by-somebody-silent.json",
        "endorsement",
        "an endorsement that cannot be checked is a warning",
        endorsed(json!([silent.signs(&endorsement(7))])),
    );
    let forged = with(&good, "/credentialSubject/endorsementComment", json!("No."));
    corpus.invalid("endorsement-forged.json", "endorsement", "a changed endorsement", endorsed(json!([forged])));
    corpus.invalid(
        "endorsement-unsigned.json",
        "endorsement",
        "an endorsement that nobody signed",
        endorsed(json!([endorsement(8)])),
    );
    corpus.invalid(
        "endorsement-ended.json",
        "endorsement",
        "an endorsement that ended",
        endorsed(json!([signed(&with(&endorsement(9), "/validUntil", json!("2026-05-01T00:00:00Z")))])),
    );
    let name = stranger().public().name().to_owned();
    let foreign = sign_blindly(&endorsement(10), &format!("did:key:{name}#{name}"), &stranger());
    corpus.invalid(
        "endorsement-by-a-stranger.json",
        "endorsement",
        "an endorsement in somebody else's name",
        endorsed(json!([foreign])),
    );
    let deep = with(&endorsement(4), "/endorsement", json!([forged]));
    corpus.invalid(
        "endorsement-of-endorsement-forged.json",
        "endorsement",
        "a forged endorsement of a good one",
        endorsed(json!([signed(&deep)])),
    );
    let mut chain = signed(&endorsement(20));
    for number in 21..26 {
        chain = signed(&with(&endorsement(number), "/endorsement", json!([chain])));
    }
    corpus.invalid("endorsements-nested.json", "schema", "endorsements six deep", endorsed(json!([chain])));
    let many: Vec<Value> = (100..121).map(|number| signed(&endorsement(number))).collect();
    corpus.invalid("endorsements-21.json", "too_large", "21 endorsements", endorsed(json!(many)));
    corpus.invalid(
        "endorsement-is-the-badge.json",
        "json_form",
        "the badge as its own endorsement",
        with(&signed(&small()), "/endorsement", json!([signed(&small())])),
    );
    let text = accolade::credential::to_payload(&small()).expect("a payload");
    let held = |endorsement: Value| {
        let payload = with(&text, "/endorsement", json!([endorsement]));
        super::world::token_of(
            &json!({"alg": "EdDSA", "kid": Issuer::key().method}).to_string(),
            payload.to_string().as_bytes(),
            &signer(),
        )
    };
    corpus.valid("endorsed.jwt", "ok", "an endorsement in a token", held(good.clone()));
    corpus.invalid(
        "endorsement-forged.jwt",
        "endorsement",
        "a changed endorsement in a token",
        held(with(&good, "/name", json!("No."))),
    );
}

/// Nodes that all know each other and look alike: telling them apart is what makes canonical form expensive.
fn clique(nodes: usize, label: &str) -> Value {
    let node = |n: usize| {
        let others: Vec<Value> =
            (0..nodes).filter(|other| *other != n).map(|other| json!({"id": format!("_:{label}{other}")})).collect();
        json!({"id": format!("_:{label}{n}"), "https://a.example/knows": others})
    };
    json!((0..nodes).map(node).collect::<Vec<_>>())
}

fn with_junk_proof(document: &Value, count: usize) -> Value {
    let junk = json!(format!("z{}", bs58::encode([7; 64]).into_string()));
    let proof = with(&options(&Issuer::key().method), "/proofValue", junk);
    with(document, "/proof", json!(vec![proof; count]))
}

fn poison(corpus: &mut Corpus) {
    for nodes in [7, 8, 12, 20] {
        let document = with(&other_credential(), "/credentialSubject/https:~1~1a.example~1x", clique(nodes, "e"));
        corpus.invalid(
            &format!("clique-of-{nodes}.json"),
            "too_large",
            "nodes that all know each other",
            with_junk_proof(&document, 1),
        );
    }
    let poisoned = with(&other_credential(), "/credentialSubject/https:~1~1a.example~1x", clique(10, "e"));
    corpus.invalid(
        "clique-and-eight-proofs.json",
        "too_large",
        "the same under eight proofs",
        with_junk_proof(&poisoned, 8),
    );
    let badge = with(
        &small(),
        "/evidence",
        json!((0..8).map(|n| json!({"id": format!("_:e{n}"), "type": ["Evidence"]})).collect::<Vec<_>>()),
    );
    corpus.invalid(
        "blank-labels.json",
        "json_form",
        "labels of anonymous nodes in official terms",
        with_junk_proof(&badge, 1),
    );
    let mut options = options(&Issuer::key().method);
    options["https://a.example/x"] = clique(9, "p");
    options["proofValue"] = json!(format!("z{}", bs58::encode([7; 64]).into_string()));
    corpus.invalid(
        "clique-in-eight-proofs.json",
        "too_large",
        "poison in each of eight proofs",
        with(&other_credential(), "/proof", json!(vec![options; 8])),
    );
    let node = |n: usize| {
        let document = with(&other_credential(), "/id", json!(format!("urn:x:{n}")));
        with_junk_proof(&with(&document, "/credentialSubject/https:~1~1a.example~1x", clique(9, "e")), 8)
    };
    let text = accolade::credential::to_payload(&small()).expect("a payload");
    let payload = with(&text, "/endorsement", json!((0..20).map(node).collect::<Vec<_>>()));
    let token = super::world::token_of(
        &json!({"alg": "EdDSA", "kid": Issuer::key().method}).to_string(),
        payload.to_string().as_bytes(),
        &signer(),
    );
    corpus.invalid(
        "cliques-in-twenty-endorsements.jwt",
        "schema",
        "poison in each of twenty endorsements of a token",
        token,
    );
    let alike: Vec<Value> = (0..400)
        .map(|_| json!({"type": ["Alignment"], "targetName": "x", "targetUrl": "https://s.example/"}))
        .collect();
    corpus.valid(
        "four-hundred-alike.json",
        "ok",
        "400 equal parts are no poison",
        signed(&with(&small(), "/credentialSubject/achievement/alignment", json!(alike))),
    );
    let tree = |depth: usize| {
        (0..depth)
            .fold(json!({"https://a.example/leaf": "x"}), |inner, _| json!({"https://a.example/a": [inner, inner]}))
    };
    let document = with(&other_credential(), "/credentialSubject/https:~1~1a.example~1t", tree(7));
    corpus.invalid("tree-of-twins.json", "too_large", "a tree of equal twins", with_junk_proof(&document, 1));
    let ring: Vec<Value> = (0..400)
        .map(|n| json!({"id": format!("_:r{n}"), "https://a.example/next": {"id": format!("_:r{}", (n + 1) % 400)}}))
        .collect();
    let document = with(&other_credential(), "/credentialSubject/https:~1~1a.example~1r", json!(ring));
    corpus.invalid("ring-of-400.json", "too_large", "a ring of 400 equal nodes", with_junk_proof(&document, 1));
}

/// Contexts of a document's own that grow while they are applied.
fn context_bombs(corpus: &mut Corpus) {
    let of = |context: Value, subject: Value| {
        let document = with(&other_credential(), "/@context", json!(["https://www.w3.org/ns/credentials/v2", context]));
        with_junk_proof(&with(&document, "/credentialSubject", subject), 1)
    };
    let plain = json!({"id": "urn:x:1"});
    let terms = |count: usize| -> Value {
        Value::Object((0..count).map(|n| (format!("t{n}"), json!(format!("https://a.example/{n}")))).collect())
    };
    let scoped: Value = Value::Object(
        (0..5000)
            .map(|n| (format!("t{n}"), json!({"@id": format!("https://a.example/{n}"), "@context": {}})))
            .collect(),
    );
    corpus.invalid(
        "context-scoped-5000.json",
        "too_large",
        "5,000 terms, each with a context",
        of(scoped, plain.clone()),
    );
    let nodes: Vec<Value> = (0..4000).map(|_| json!({"@context": {}, "t0": "x"})).collect();
    corpus.invalid(
        "context-copied-4000.json",
        "too_large",
        "5,000 terms, copied for 4,000 nodes",
        of(terms(5000), with(&plain, "/t1", json!(nodes))),
    );
    let typed: Value = Value::Object(
        (0..1500)
            .map(|n| {
                (
                    format!("T{n}"),
                    json!({"@id": format!("https://a.example/{n}"), "@context": {"a": "https://a.example/a"}}),
                )
            })
            .collect(),
    );
    let nodes: Vec<Value> = (0..1500).map(|n| json!({"type": format!("T{n}"), "a": "x"})).collect();
    corpus.invalid(
        "context-by-type-1500.json",
        "too_large",
        "1,500 types with contexts, each in use",
        of(typed, with(&plain, "/https:~1~1a.example~1x", json!(nodes))),
    );
    let nested = (0..12).fold(json!({}), |inner, n| {
        let members = (0..6)
            .map(|m| (format!("n{n}m{m}"), json!({"@id": format!("https://a.example/{n}/{m}"), "@context": inner})));
        Value::Object(members.take(if n < 5 { 6 } else { 1 }).collect())
    });
    corpus.invalid(
        "context-nested.json",
        "too_large",
        "contexts in terms of contexts in terms",
        of(nested, plain.clone()),
    );
    let cycle = json!({"a": "b:x", "b": "a:x"});
    corpus.invalid("context-cycle.json", "context", "terms that rest on each other", of(cycle, plain.clone()));
    let import = json!({"@import": "https://127.0.0.1/context.json"});
    corpus.invalid("context-import.json", "context", "a context that imports another", of(import, plain.clone()));
    let many: Vec<Value> = (0..3000).map(|n| json!({format!("t{n}"): format!("https://a.example/{n}")})).collect();
    let list: Vec<Value> = std::iter::once(json!("https://www.w3.org/ns/credentials/v2")).chain(many).collect();
    let document = with(&other_credential(), "/@context", json!(list));
    corpus.invalid("contexts-3000.json", "too_large", "3,000 contexts in a list", with_junk_proof(&document, 1));
}

/// A badge with 720 parts, each with the contexts in another order: a program that remembers contexts remembers many. Not
/// a case of the table, since what is found first depends on what the program remembers already.
pub(super) fn contexts_in_every_order() -> Value {
    let order = |n: usize| {
        let all = [
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
            "https://w3id.org/security/data-integrity/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
            "https://w3id.org/security/multikey/v1",
            "https://www.w3.org/ns/credentials/status/v1",
            "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json",
        ];
        let mut rest = all.to_vec();
        let mut number = n;
        let mut chosen = vec!["https://www.w3.org/ns/credentials/v2"];
        while !rest.is_empty() {
            chosen.push(rest.remove(number % rest.len()));
            number /= rest.len() + 1;
        }
        chosen
    };
    let nodes: Vec<Value> = (0..720)
        .map(|n| json!({"@context": order(n), "type": ["VerifiableCredential"], "id": format!("urn:x:{n}")}))
        .collect();
    with_junk_proof(&with(&small(), "/endorsement", json!(nodes)), 1)
}

fn sizes(corpus: &mut Corpus) {
    let badge = signed(&small()).to_string();
    corpus.invalid(
        "text-of-5-mib.json",
        "too_large",
        "a text of 5 MiB",
        badge.replacen("Inquiry", &"x".repeat(5 * 1024 * 1024), 1),
    );
    corpus.invalid(
        "text-of-2-mib.json",
        "too_large",
        "a text of 2 MiB",
        badge.replacen("Inquiry", &"x".repeat(2 * 1024 * 1024), 1),
    );
    corpus.invalid("file-of-9-mib.json", "too_large", "a file of 9 MiB", vec![b' '; 9 * 1024 * 1024]);
    corpus.invalid(
        "arrays-100000-deep.json",
        "too_large",
        "100,000 arrays in each other",
        format!("{{\"a\":{}", "[".repeat(100_000)),
    );
    corpus.invalid("objects-100000-deep.json", "too_large", "100,000 objects in each other", "{\"a\":".repeat(100_000));
    corpus.invalid(
        "levels-33.json",
        "too_large",
        "33 levels",
        format!("{{\"a\":{}{}}}", "[".repeat(33), "]".repeat(33)),
    );
    corpus.invalid(
        "members-25000.json",
        "too_large",
        "25,000 members",
        format!("{{{}\"z\":0}}", (0..25_000).map(|n| format!("\"m{n}\":0,")).collect::<String>()),
    );
    corpus.invalid(
        "member-name-of-2-mib.json",
        "too_large",
        "a member's name of 2 MiB",
        format!("{{\"{}\":1}}", "x".repeat(2 * 1024 * 1024)),
    );
    corpus.invalid(
        "number-of-301-digits.json",
        "json_form",
        "a number of 301 digits",
        badge.replacen("{\"@context\"", &format!("{{\"n\":1{},\"@context\"", "0".repeat(300)), 1),
    );
    corpus.invalid(
        "statements-6000.json",
        "too_large",
        "6,000 statements",
        with(
            &signed(&small()),
            "/credentialSubject/achievement/tag",
            json!((0..6000).map(|n| n.to_string()).collect::<Vec<_>>()),
        ),
    );
    corpus.invalid(
        "blank-nodes-600.json",
        "too_large",
        "600 parts without an id",
        with(
            &signed(&small()),
            "/evidence",
            json!((0..600).map(|n| json!({"type": ["Evidence"], "name": n.to_string()})).collect::<Vec<_>>()),
        ),
    );
    corpus.invalid(
        "types-5000.json",
        "undefined_term",
        "5,000 types",
        with(
            &signed(&small()),
            "/type",
            json!(
                (0..5000)
                    .map(|n| if n == 0 {
                        "VerifiableCredential".to_owned()
                    } else if n == 1 {
                        "OpenBadgeCredential".to_owned()
                    } else {
                        format!("T{n}")
                    })
                    .collect::<Vec<_>>()
            ),
        ),
    );
    let long = super::world::token_of(
        &json!({"alg": "EdDSA", "kid": Issuer::key().method}).to_string(),
        format!("{{\"a\":\"{}\"}}", "x".repeat(2 * 1024 * 1024)).as_bytes(),
        &signer(),
    );
    corpus.invalid("token-of-2-mib.jwt", "parse", "a text of 2 MiB in a token", long);
    let jcs = prove_jcs(&small(), &options(&Issuer::key().method), &signer());
    let changed = with(&with(&small(), "/proof", jcs), "/name", json!("x".repeat(60_000)));
    corpus.invalid("jcs-long-name.json", "signature", "signed over JSON, a long name put in", changed);
}

fn no_badges(corpus: &mut Corpus) {
    for (name, code, what, bytes) in [
        ("empty.json", "no_credential", "an empty file", b"".as_slice()),
        ("white-space.json", "no_credential", "white space", b" \r\n\t "),
        ("hello.txt", "parse", "a text", b"hello"),
        ("zeros.bin", "parse", "zeros", &[0; 64]),
        ("photo.jpg", "no_credential", "a photo", b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
        ("picture.gif", "no_credential", "a GIF", b"GIF89a\x01\0\x01\0"),
        ("picture.webp", "no_credential", "a WebP", b"RIFF\0\0\0\0WEBPVP8 "),
        ("paper.pdf", "no_credential", "a PDF", b"%PDF-1.7\n"),
        ("program.elf", "no_credential", "a program", b"\x7fELF\x02\x01\x01"),
        ("page.html", "no_credential", "a page", b"<!doctype html><title>Badge</title>"),
        ("feed.xml", "no_credential", "a feed", b"<?xml version=\"1.0\"?><rss/>"),
        ("list.yaml", "parse", "YAML", b"type: OpenBadgeCredential\n"),
        ("null.json", "parse", "null", b"null"),
        ("number.json", "parse", "a number", b"42"),
        ("text.json", "parse", "a JSON text", b"\"badge\""),
        ("array.json", "parse", "an array", b"[]"),
        ("object.json", "context", "an empty object", b"{}"),
        ("brace.json", "parse", "a brace", b"{"),
        ("address.txt", "parse", "an address, which is not asked for", b"https://127.0.0.1/badge.json"),
        ("proof-only.json", "json_form", "a proof and nothing else", b"{\"proof\":{\"type\":\"DataIntegrityProof\"}}"),
        (
            "vp.json",
            "schema",
            "a presentation without a credential",
            b"{\"@context\":[\"https://www.w3.org/ns/credentials/v2\"],\"type\":[\"VerifiablePresentation\"]}",
        ),
    ] {
        corpus.invalid(name, code, what, bytes);
    }
    corpus.invalid(
        "schema-org-badge.json",
        "context",
        "what a web page says about a badge",
        json!({"@context": "https://schema.org", "@type": "EducationalOccupationalCredential", "name": "Inquiry"}),
    );
    corpus.invalid("unsigned-badge.json", "proof_missing", "a draft", small());
    corpus.invalid(
        "achievement-only.json",
        "context",
        "an achievement is no badge",
        small()["credentialSubject"]["achievement"].clone(),
    );
    corpus.invalid(
        "subject-only.json",
        "context",
        "a subject is no badge",
        without(&small(), "/issuer")["credentialSubject"].clone(),
    );
}
