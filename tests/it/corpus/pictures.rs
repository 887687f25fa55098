//! Families 900 and 1000: badges in PNG and SVG pictures, and pictures that are something else.

use std::io::Write as _;

use serde_json::json;

use super::world::{Corpus, Issuer, signed, small, token};
use crate::support::badge::with;

pub(super) fn add(corpus: &mut Corpus) {
    corpus.family(900);
    good_pngs(corpus);
    bad_pngs(corpus);
    corpus.family(1000);
    good_svgs(corpus);
    bad_svgs(corpus);
    bombs(corpus);
}

const KEYWORD: &str = "openbadgecredential";
const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";
const SPACE: &str = "https://purl.imsglobal.org/ob/v3p0";

fn chunk(kind: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let body = [kind.as_slice(), data].concat();
    let length = u32::try_from(data.len()).expect("a length");
    [length.to_be_bytes().as_slice(), &body, &crc32fast::hash(&body).to_be_bytes()].concat()
}

/// The head of a picture of one grey pixel.
fn head() -> Vec<u8> {
    [SIGNATURE, &chunk(b"IHDR", &[0, 0, 0, 1, 0, 0, 0, 1, 8, 0, 0, 0, 0])].concat()
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).expect("packed");
    encoder.finish().expect("packed")
}

/// The pixel and the end.
fn tail() -> Vec<u8> {
    [chunk(b"IDAT", &deflated(&[0, 0])), chunk(b"IEND", &[])].concat()
}

fn itxt(keyword: &str, flags: &[u8], text: &[u8]) -> Vec<u8> {
    chunk(b"iTXt", &[keyword.as_bytes(), &[0], flags, &[0, 0], text].concat())
}

fn badge() -> String {
    signed(&small()).to_string()
}

fn png(chunks: &[Vec<u8>]) -> Vec<u8> {
    [head(), chunks.concat(), tail()].concat()
}

fn good_pngs(corpus: &mut Corpus) {
    let badge = badge();
    let baked = || itxt(KEYWORD, &[0, 0], badge.as_bytes());
    corpus.valid("badge.png", "ok", "a badge in a picture", png(&[baked()]));
    corpus.valid("token.png", "ok", "a token in a picture", png(&[itxt(KEYWORD, &[0, 0], token(&small()).as_bytes())]));
    corpus.valid(
        "badge-behind-the-pixels.png",
        "ok",
        "the badge behind the pixels",
        [head(), chunk(b"IDAT", &deflated(&[0, 0])), baked(), chunk(b"IEND", &[])].concat(),
    );
    let other = chunk(b"tEXt", b"Software\0Something");
    corpus.valid(
        "badge-beside-texts.png",
        "ok",
        "other texts beside it",
        png(&[other, itxt("Comment", &[0, 0], b"hello"), baked()]),
    );
    let animation = [chunk(b"acTL", &[0, 0, 0, 1, 0, 0, 0, 0]), chunk(b"fcTL", &[0; 26]), baked()];
    corpus.valid("badge-in-an-animation.png", "ok", "an animated picture", png(&animation));
    let language = chunk(b"iTXt", &[KEYWORD.as_bytes(), b"\0\0\0en-US\0Abzeichen\0", badge.as_bytes()].concat());
    corpus.valid("badge-with-a-language.png", "ok", "a text chunk with a language", png(&[language]));
    let old = itxt("openbadges", &[0, 0], b"{\"@context\":\"https://w3id.org/openbadges/v2\"}");
    corpus.valid("badge-beside-an-older-one.png", "ok", "an Open Badges 2.0 badge beside it", png(&[old, baked()]));
}

fn bad_pngs(corpus: &mut Corpus) {
    let badge = badge();
    let baked = || itxt(KEYWORD, &[0, 0], badge.as_bytes());
    let good = png(&[baked()]);
    let end = good.len();
    let changed = |at: usize| {
        let mut copy = good.clone();
        copy[at] ^= 1;
        copy
    };
    let compressed = |text: &[u8]| itxt(KEYWORD, &[1, 0], &deflated(text));
    let no_checksum = {
        let mut copy = baked();
        let at = copy.len() - 4;
        copy[at..].fill(0);
        copy
    };
    let long = [SIGNATURE, &0x7fff_ffff_u32.to_be_bytes(), b"IHDR"].concat();
    let negative = [SIGNATURE, &0xffff_ffff_u32.to_be_bytes(), b"IHDR"].concat();
    let behind = [good.clone(), baked()].concat();
    let hidden =
        [head(), chunk(b"IDAT", &deflated(&[0, 0])), chunk(b"IEND", &[]), baked(), chunk(b"IEND", &[])].concat();
    let bomb = vec![b' '; 32 * 1024 * 1024];
    for (name, code, what, image) in [
        ("checksum-of-badge.png", "bake_format", "the badge's checksum does not fit", changed(end - 60)),
        ("checksum-zero.png", "bake_format", "a checksum of zeros", png(&[no_checksum])),
        ("checksum-of-header.png", "bake_format", "the header was changed", changed(16)),
        ("changed-byte-in-badge.png", "bake_format", "one letter of the badge was changed", changed(120)),
        ("two-badges.png", "bake_format", "two badges, the same", png(&[baked(), baked()])),
        (
            "two-badges-differ.png",
            "bake_format",
            "two badges: which one counts would depend on the reader",
            png(&[baked(), itxt(KEYWORD, &[0, 0], token(&small()).as_bytes())]),
        ),
        ("badge-compressed.png", "bake_format", "a compressed badge", png(&[compressed(badge.as_bytes())])),
        ("badge-bomb.png", "bake_format", "32 MiB in a compressed text", png(&[compressed(&bomb)])),
        (
            "badge-in-ztxt.png",
            "bake_format",
            "a badge in a compressed chunk",
            png(&[chunk(b"zTXt", &[KEYWORD.as_bytes(), &[0, 0], &deflated(badge.as_bytes())].concat())]),
        ),
        (
            "badge-in-text.png",
            "bake_format",
            "a badge in a chunk of Latin letters",
            png(&[chunk(b"tEXt", &[KEYWORD.as_bytes(), &[0], badge.as_bytes()].concat())]),
        ),
        ("truncated.png", "bake_format", "cut in the middle of the badge", good[..200].to_vec()),
        ("truncated-at-the-end.png", "bake_format", "without its end", good[..end - 12].to_vec()),
        ("trailing-byte.png", "bake_format", "a byte behind the end", [good.clone(), vec![0]].concat()),
        (
            "trailing-archive.png",
            "bake_format",
            "an archive behind the end",
            [good.clone(), b"PK\x03\x04".to_vec()].concat(),
        ),
        ("badge-behind-the-end.png", "bake_format", "a badge behind the end", hidden),
        ("second-badge-behind-the-end.png", "bake_format", "a second badge behind the end", behind),
        ("length-of-2-gib.png", "bake_format", "a chunk that says it has 2 GiB", long),
        ("length-negative.png", "bake_format", "a length beyond the standard's", negative),
        ("only-a-signature.png", "bake_format", "eight bytes", SIGNATURE.to_vec()),
        ("no-header.png", "bake_format", "no header", [SIGNATURE, &baked(), &tail()].concat()),
        ("two-headers.png", "bake_format", "two headers", [head(), head()[8..].to_vec(), baked(), tail()].concat()),
        ("kind-of-digits.png", "bake_format", "a chunk whose kind is no word", png(&[chunk(b"12\0\0", &[]), baked()])),
        ("chunks-20000.png", "bake_format", "20,001 chunks", png(&vec![chunk(b"tEXt", &[]); 20_001])),
        (
            "badge-not-utf-8.png",
            "bake_format",
            "a badge that is not UTF-8",
            png(&[itxt(KEYWORD, &[0, 0], b"{\"a\":\"\xff\"}")]),
        ),
        (
            "badge-with-unknown-flag.png",
            "bake_format",
            "an unknown compression flag",
            png(&[itxt(KEYWORD, &[2, 0], badge.as_bytes())]),
        ),
        (
            "badge-cut-in-chunk.png",
            "bake_format",
            "a chunk that ends before its text",
            png(&[chunk(b"iTXt", &[KEYWORD.as_bytes(), b"\0\0\0en"].concat())]),
        ),
        ("badge-empty.png", "no_credential", "an empty badge", png(&[itxt(KEYWORD, &[0, 0], b"")])),
        ("no-badge.png", "no_credential", "a picture without a badge: a screenshot", png(&[])),
        (
            "keyword-capital.png",
            "no_credential",
            "the keyword in capitals",
            png(&[itxt("OpenBadgeCredential", &[0, 0], badge.as_bytes())]),
        ),
        (
            "keyword-with-space.png",
            "no_credential",
            "a space behind the keyword",
            png(&[itxt("openbadgecredential ", &[0, 0], badge.as_bytes())]),
        ),
        ("badge-is-a-word.png", "parse", "a text that is no badge", png(&[itxt(KEYWORD, &[0, 0], b"hello")])),
        (
            "badge-is-an-address.png",
            "parse",
            "an address instead of a badge, which is not asked for",
            png(&[itxt(KEYWORD, &[0, 0], b"https://127.0.0.1/badge.json")]),
        ),
        (
            "badge-changed.png",
            "signature",
            "a changed badge in a sound picture",
            png(&[itxt(KEYWORD, &[0, 0], badge.replace("Leads", "Reads").as_bytes())]),
        ),
        (
            "badge-of-1-mib.png",
            "too_large",
            "a badge text of more than 1 MiB",
            png(&[itxt(KEYWORD, &[0, 0], format!("{{\"a\":\"{}\"}}", "x".repeat(1024 * 1024)).as_bytes())]),
        ),
        (
            "picture-of-9-mib.png",
            "too_large",
            "a picture of 9 MiB",
            png(&[chunk(b"tEXt", &vec![b'x'; 9 * 1024 * 1024])]),
        ),
    ] {
        corpus.invalid(name, code, what, image);
    }
}

fn svg(inside: &str) -> String {
    format!("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\">{inside}<circle r=\"4\"/></svg>")
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn good_svgs(corpus: &mut Corpus) {
    let badge = badge();
    let cdata = format!("<![CDATA[{badge}]]>");
    let of = |body: &str| {
        svg(&format!("<openbadges:credential xmlns:openbadges=\"{SPACE}\">{body}</openbadges:credential>"))
    };
    corpus.valid("badge.svg", "ok", "a badge in a section", of(&cdata));
    corpus.valid("badge-escaped.svg", "ok", "a badge with its signs escaped", of(&escaped(&badge)));
    corpus.valid("badge-by-numbers.svg", "ok", "escaped by numbers", of(&badge.replace('"', "&#34;")));
    corpus.valid("badge-last.svg", "ok", "the badge as the last element", format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><circle r=\"4\"/><g><x:credential xmlns:x=\"{SPACE}\">{cdata}</x:credential></g></svg>"));
    corpus.valid(
        "badge-without-prefix.svg",
        "ok",
        "the namespace as the default",
        svg(&format!("<credential xmlns=\"{SPACE}\">{cdata}</credential>")),
    );
    corpus.valid(
        "token.svg",
        "ok",
        "a token in the attribute",
        svg(&format!("<openbadges:credential xmlns:openbadges=\"{SPACE}\" verify=\"{}\"/>", token(&small()))),
    );
    corpus.valid("badge-with-doctype.svg", "ok", "a document type without entities", format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\" \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">\n<!-- a badge -->{}", of(&cdata)));
    let name = signed(&with(&small(), "/name", json!("a ]]> b"))).to_string();
    corpus.valid(
        "badge-cut-in-two-sections.svg",
        "ok",
        "a text that would end the section",
        of(&format!("<![CDATA[{}]]>", name.replace("]]>", "]]]]><![CDATA[>"))),
    );
}

fn bad_svgs(corpus: &mut Corpus) {
    let badge = badge();
    let cdata = format!("<![CDATA[{badge}]]>");
    let element = |body: &str| format!("<o:credential xmlns:o=\"{SPACE}\">{body}</o:credential>");
    let typed = |subset: &str, inside: &str| format!("<!DOCTYPE svg [{subset}]>{}", svg(inside));
    let laughs: String =
        (1..10).map(|n| format!("<!ENTITY l{n} \"{}\">", format!("&l{};", n - 1).repeat(10))).collect();
    let deep = format!("{}{}{}", "<g>".repeat(200), element(&cdata), "</g>".repeat(200));
    let wide: String = (0..300).map(|n| format!(" a{n}=\"x\"")).collect();
    let very_wide: String = (0..12_000).map(|n| format!(" a{n}=\"x\"")).collect();
    for (name, code, what, text) in [
        (
            "entity-file.svg",
            "bake_format",
            "an entity that is a file",
            typed("<!ENTITY x SYSTEM \"file:///etc/passwd\">", &element("&x;")),
        ),
        (
            "entity-address.svg",
            "bake_format",
            "an entity that is an address",
            typed("<!ENTITY x SYSTEM \"https://127.0.0.1/x\">", &element("&x;")),
        ),
        (
            "entity-badge.svg",
            "bake_format",
            "the badge as an entity",
            typed(
                &format!("<!ENTITY x '{}'>", badge.replace('\'', "&#39;").replace('&', "&amp;").replace('%', "&#37;")),
                &element("&x;"),
            ),
        ),
        (
            "entity-parameter.svg",
            "bake_format",
            "a parameter entity",
            typed("<!ENTITY % x SYSTEM \"https://127.0.0.1/x\"> %x;", &element(&cdata)),
        ),
        (
            "entity-laughs.svg",
            "bake_format",
            "entities that grow to a thousand million",
            typed(&format!("<!ENTITY l0 \"ha\">{laughs}"), &element("&l9;")),
        ),
        ("entity-unknown.svg", "bake_format", "an entity that nobody declared", svg(&element("&nbsp;"))),
        ("two-badges.svg", "bake_format", "two badges", svg(&format!("{}{}", element(&cdata), element(&cdata)))),
        ("badge-in-badge.svg", "bake_format", "a badge in a badge", svg(&element(&element(&cdata)))),
        ("badge-with-element.svg", "bake_format", "an element in the badge", svg(&element(&format!("<b/>{cdata}")))),
        (
            "badge-and-token.svg",
            "bake_format",
            "a token and a badge: which one counts would depend on the reader",
            svg(&format!("<o:credential xmlns:o=\"{SPACE}\" verify=\"{}\">{cdata}</o:credential>", token(&small()))),
        ),
        (
            "attribute-with-entity.svg",
            "bake_format",
            "an escape in the token",
            svg(&format!("<o:credential xmlns:o=\"{SPACE}\" verify=\"&#101;yJ.e30.AA\"/>")),
        ),
        ("deep.svg", "bake_format", "200 elements in each other", svg(&deep)),
        ("attributes-300.svg", "bake_format", "300 attributes", svg(&format!("<g{wide}/>{}", element(&cdata)))),
        (
            "attributes-12000.svg",
            "bake_format",
            "12,000 attributes",
            svg(&format!("<g{very_wide}/>{}", element(&cdata))),
        ),
        (
            "attribute-twice.svg",
            "bake_format",
            "an attribute twice",
            svg(&format!("<g a=\"1\" a=\"2\"/>{}", element(&cdata))),
        ),
        ("unclosed.svg", "bake_format", "an element that is not closed", svg(&format!("<g>{}", element(&cdata)))),
        ("two-roots.svg", "bake_format", "two pictures", format!("{}{}", svg(&element(&cdata)), svg(""))),
        (
            "latin-1.svg",
            "bake_format",
            "another encoding",
            format!("<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?>{}", svg(&element(&cdata))),
        ),
        ("comment-open.svg", "bake_format", "a comment that does not end", svg(&format!("<!-- {}", element(&cdata)))),
        (
            "badge-in-comment.svg",
            "no_credential",
            "the badge in a comment",
            svg(&format!("<!-- {} -->", element(&cdata))),
        ),
        (
            "badge-in-section.svg",
            "no_credential",
            "the badge's element as a text",
            svg(&format!("<text><![CDATA[{}]]></text>", element("x"))),
        ),
        (
            "other-namespace.svg",
            "no_credential",
            "another namespace",
            svg(&format!("<o:credential xmlns:o=\"https://evil.example/\">{cdata}</o:credential>")),
        ),
        (
            "namespace-with-slash.svg",
            "no_credential",
            "a slash behind the namespace",
            svg(&format!("<o:credential xmlns:o=\"{SPACE}/\">{cdata}</o:credential>")),
        ),
        ("no-namespace.svg", "no_credential", "no namespace", svg(&format!("<credential>{cdata}</credential>"))),
        (
            "prefix-bound-elsewhere.svg",
            "no_credential",
            "the usual prefix, bound to something else",
            svg(&format!("<openbadges:credential xmlns:openbadges=\"urn:x\">{cdata}</openbadges:credential>")),
        ),
        ("badge-empty.svg", "no_credential", "an empty badge", svg(&element(""))),
        ("no-badge.svg", "no_credential", "a picture without a badge", svg("")),
        ("badge-changed.svg", "signature", "a changed badge", svg(&element(&cdata.replace("Leads", "Reads")))),
        ("badge-is-a-word.svg", "parse", "a text that is no badge", svg(&element("hello"))),
        ("html.svg", "no_credential", "a page", format!("<!DOCTYPE html><html>{}</html>", svg(&element(&cdata)))),
    ] {
        corpus.invalid(name, code, what, text);
    }
    corpus.invalid(
        "not-utf-8.svg",
        "bake_format",
        "a byte that is not UTF-8",
        [svg(&element(&cdata)).replace("</svg>", "").as_bytes(), b"\xff</svg>"].concat(),
    );
    corpus.invalid("token-of-a-stranger.svg", "issuer_mismatch", "a stranger's token in the attribute", {
        let payload = accolade::credential::to_payload(&small()).expect("a payload").to_string();
        let header = json!({"alg": "EdDSA", "jwk": super::world::stranger().public().to_jwk()}).to_string();
        svg(&format!(
            "<o:credential xmlns:o=\"{SPACE}\" verify=\"{}\"/>",
            super::world::token_of(&header, payload.as_bytes(), &super::world::stranger())
        ))
    });
    let issuer = Issuer::key();
    assert!(badge.contains(&issuer.id));
}

fn bombs(corpus: &mut Corpus) {
    let badge = badge();
    let many =
        svg(&format!("{}<o:credential xmlns:o=\"{SPACE}\"><![CDATA[{badge}]]></o:credential>", "<g/>".repeat(200_001)));
    corpus.invalid("elements-200001.svg", "bake_format", "200,001 elements", many);
    let long = format!("<!--{}-->{}", "x".repeat(100 * 1024), svg(""));
    corpus.invalid(
        "comment-of-100-kib.svg",
        "no_credential",
        "a comment so long that nobody looks for the picture behind it",
        long,
    );
    let spaces: String = (0..200).map(|n| format!("<g xmlns:p{n}=\"{SPACE}\">")).collect();
    corpus.invalid("namespaces-200.svg", "bake_format", "200 namespaces in each other", svg(&spaces));
}
