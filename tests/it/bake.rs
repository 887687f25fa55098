//! Badges in pictures.

use accolade::bake::{self, BakeError, Baked, Flavour, ImageKind};
use proptest::prelude::*;

use crate::support::{self, samples};

const TOKEN: &str = "eyJhbGciOiJFZERTQSJ9.e30.AAAA";
const SVG: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<!-- a badge --><svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><circle r="4"/></svg>"#;

/// A small picture, with these chunks of text in front of its end.
fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = png::Encoder::new(&mut out, 2, 2);
    encoder.set_color(png::ColorType::Grayscale);
    let mut writer = encoder.write_header().expect("a header");
    for (kind, data) in chunks {
        writer.write_chunk(png::chunk::ChunkType(**kind), data).expect("a chunk");
    }
    writer.write_image_data(&[1, 2, 3, 4]).expect("pixels");
    writer.finish().expect("an end");
    out
}

fn pixels(image: &[u8]) -> Vec<u8> {
    let mut reader = png::Decoder::new(std::io::Cursor::new(image)).read_info().expect("a picture");
    let mut pixels = vec![0; reader.output_buffer_size().expect("a size")];
    reader.next_frame(&mut pixels).expect("pixels");
    pixels
}

fn itxt(keyword: &str, flags: &[u8], text: &[u8]) -> Vec<u8> {
    [keyword.as_bytes(), &[0], flags, &[0, 0], text].concat()
}

fn refusal(image: &[u8]) -> BakeError {
    bake::unbake(image).expect_err("refused")
}

#[test]
fn what_is_baked_comes_out_again_and_the_pixels_stay() {
    let plain = png(&[]);
    for credential in ["{}", "{\"a\":\"\u{1f393} ü ]]> &lt; \\n\"}", TOKEN] {
        let baked = bake::bake(&plain, credential).expect("baked");

        let out = bake::unbake(&baked).expect("a badge");
        assert_eq!(out, Baked { text: credential.into(), image: ImageKind::Png, flavour: Flavour::OpenBadges3 });
        assert_eq!(pixels(&baked), pixels(&plain));

        let baked = bake::bake(SVG.as_bytes(), credential).expect("baked");
        let out = bake::unbake(&baked).expect("a badge");
        assert_eq!((out.text.as_str(), out.image), (credential, ImageKind::Svg));
    }
}

#[test]
fn baking_again_replaces_the_badge_and_keeps_the_rest() {
    let (one, two) = (bake::bake(&png(&[]), "{\"n\":1}").expect("baked"), bake::bake(&png(&[]), "{}").expect("baked"));
    assert_eq!(bake::bake(&one, "{}").expect("baked"), two);

    let one = bake::bake(SVG.as_bytes(), "{\"n\":1}").expect("baked");
    let again = String::from_utf8(bake::bake(&one, TOKEN).expect("baked")).expect("text");
    assert_eq!(again.matches("<openbadges:credential").count(), 1);
    assert!(
        again.ends_with(r#"<circle r="4"/></svg>"#)
            && again.starts_with("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- a badge -->")
    );
}

#[test]
fn svg_roots_of_every_spelling_are_baked_into() {
    for svg in [
        "<svg xmlns='http://www.w3.org/2000/svg'/>",
        "<svg/>",
        "<svg:svg xmlns:svg='http://www.w3.org/2000/svg'></svg:svg>",
        "\u{feff}<svg xmlns='http://www.w3.org/2000/svg' ><svg/></svg>",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd'><svg/>",
        "<svg xmlns:openbadges='urn:something-else'><a/></svg>",
        "<svg xmlns:openbadges='https://purl.imsglobal.org/ob/v3p0'></svg>",
    ] {
        let baked = bake::bake(svg.as_bytes(), "{\"a\":\"]]>\"}").expect(svg);

        assert_eq!(bake::unbake(&baked).expect(svg).text, "{\"a\":\"]]>\"}", "{svg}");
    }
}

#[test]
fn baking_gives_no_life_to_elements_whose_prefix_meant_nothing() {
    for inside in
        ["<openbadges:credential>{}</openbadges:credential>", "<openbadges:credential><b/></openbadges:credential>"]
    {
        let svg = format!("<svg xmlns='http://www.w3.org/2000/svg'>{inside}</svg>");

        let baked = bake::bake(svg.as_bytes(), "{\"a\":1}").expect("baked");

        assert_eq!(bake::unbake(&baked).map(|baked| baked.text), Ok("{\"a\":1}".to_owned()), "{svg}");
    }
}

#[test]
fn badges_of_other_bakers_are_found_by_namespace() {
    let space = "https://purl.imsglobal.org/ob/v3p0";
    for svg in [
        format!("<svg><g/><x:credential xmlns:x='{space}'>{{&quot;a&quot;:1}}</x:credential></svg>"),
        format!("<svg xmlns:ob='{space}'><ob:credential><![CDATA[{{\"a\":]]><![CDATA[1}}]]></ob:credential></svg>"),
        format!("<svg><g><credential xmlns='{space}'> {{&#34;a&#x22;:1}} </credential></g></svg>"),
    ] {
        assert_eq!(bake::unbake(svg.as_bytes()).expect(&svg).text, "{\"a\":1}", "{svg}");
    }
    let old = "<svg><o:assertion xmlns:o='http://openbadges.org' verify='https://a.example/1'/></svg>";
    assert_eq!(bake::unbake(old.as_bytes()).expect("a badge").flavour, Flavour::OpenBadges2);
}

#[test]
fn damaged_pngs_are_refused_by_name() {
    let good = bake::bake(&png(&[]), "{}").expect("baked");
    let end = good.len();
    let changed = |at: usize| {
        let mut copy = good.clone();
        copy[at] ^= 1;
        copy
    };
    let second = png(&[
        (b"iTXt", &itxt("openbadgecredential", &[0, 0], b"{}")),
        (b"iTXt", &itxt("openbadgecredential", &[0, 0], b"{}")),
    ]);
    let with = |kind: &[u8; 4], data: &[u8]| png(&[(kind, data)]);
    let damaged = |error: &BakeError| matches!(error, BakeError::DamagedPng { .. });
    for (what, image, is_right) in [
        ("a broken checksum", changed(end - 1), damaged as fn(&BakeError) -> bool),
        ("a changed pixel", changed(end - 20), damaged),
        ("a changed badge", changed(70), damaged),
        ("a changed length", changed(11), damaged),
        ("a changed kind", changed(12), damaged),
        ("no end", good[..end - 12].to_vec(), damaged),
        ("half an end", good[..end - 1].to_vec(), damaged),
        ("bytes after the end", [good.clone(), vec![0]].concat(), damaged),
        ("only a signature", good[..8].to_vec(), damaged),
        ("a header that is not first", [&good[..8], &good[33..]].concat(), damaged),
        ("two headers", [&good[..33], &good[8..]].concat(), damaged),
        ("two badges", second, |error| *error == BakeError::SecondCredential),
        ("compressed", with(b"iTXt", &itxt("openbadgecredential", &[1, 0], b"x")), |error| {
            *error == BakeError::Compressed
        }),
        ("zTXt", with(b"zTXt", b"openbadgecredential\0\0x"), |error| *error == BakeError::Compressed),
        ("tEXt", with(b"tEXt", b"openbadgecredential\0{}"), damaged),
        ("an unknown flag", with(b"iTXt", &itxt("openbadgecredential", &[2, 0], b"{}")), damaged),
        ("an unknown method", with(b"iTXt", &itxt("openbadgecredential", &[0, 1], b"{}")), damaged),
        ("a chunk that ends early", with(b"iTXt", b"openbadgecredential\0\0\0en"), damaged),
        ("a chunk of a keyword", with(b"iTXt", b"openbadgecredential\0"), damaged),
        ("an empty badge", with(b"iTXt", &itxt("openbadgecredential", &[0, 0], b"")), |e| {
            *e == BakeError::NoCredential
        }),
        ("no text", with(b"iTXt", &itxt("openbadgecredential", &[0, 0], b"{\xff}")), |e| {
            *e == BakeError::NotText { offset_bytes: 1 }
        }),
        ("another keyword", with(b"iTXt", &itxt("comment", &[0, 0], b"{}")), |error| *error == BakeError::NoCredential),
        ("no badge", png(&[]), |error| *error == BakeError::NoCredential),
        ("a JPEG", b"\xff\xd8\xff\xe0".to_vec(), |error| *error == BakeError::NotAnImage),
        ("nothing", Vec::new(), |error| *error == BakeError::NotAnImage),
    ] {
        assert!(is_right(&refusal(&image)), "{what}: {:?}", refusal(&image));
    }
}

#[test]
fn unusable_svgs_are_refused_by_name() {
    let space = "https://purl.imsglobal.org/ob/v3p0";
    let badge = format!("<c:credential xmlns:c='{space}'>{{}}</c:credential>");
    let bad = |error: &BakeError| matches!(error, BakeError::BadSvg(_));
    let deep = format!("<svg>{}{}</svg>", "<g>".repeat(70), "</g>".repeat(70));
    let wide: String = (0..300).map(|n| format!(" a{n}='x'")).collect();
    for (what, svg, is_right) in [
        (
            "an entity declaration",
            "<!DOCTYPE svg [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><svg>&x;</svg>".into(),
            bad as fn(&BakeError) -> bool,
        ),
        ("an unknown entity", format!("<svg><c:credential xmlns:c='{space}'>&x;</c:credential></svg>"), bad),
        ("two badges", format!("<svg>{badge}{badge}</svg>"), |error| *error == BakeError::SecondCredential),
        ("an element in a badge", format!("<svg><c:credential xmlns:c='{space}'>{{}}<b/></c:credential></svg>"), bad),
        ("a badge in a badge", format!("<svg><c:credential xmlns:c='{space}'>{badge}</c:credential></svg>"), bad),
        (
            "text and attribute",
            format!("<svg><c:credential xmlns:c='{space}' verify='a.b.c'>{{}}</c:credential></svg>"),
            bad,
        ),
        ("an entity in the attribute", format!("<svg><c:credential xmlns:c='{space}' verify='a&amp;b'/></svg>"), bad),
        ("an empty badge", format!("<svg><c:credential xmlns:c='{space}'/></svg>"), |error| {
            *error == BakeError::NoCredential
        }),
        ("another namespace", "<svg><c:credential xmlns:c='urn:x'>{}</c:credential></svg>".into(), |e| {
            *e == BakeError::NoCredential
        }),
        ("no namespace", "<svg><credential>{}</credential></svg>".into(), |e| *e == BakeError::NoCredential),
        ("an unclosed root", "<svg><g></g>".into(), bad),
        ("a wrong end", "<svg><g></svg></g>".into(), bad),
        ("two roots", "<svg/><svg/>".into(), bad),
        ("an attribute twice", "<svg a='1' a='2'/>".into(), bad),
        ("an unbound prefix is nobody's", "<svg><c:credential>{}</c:credential></svg>".into(), |e| {
            matches!(e, BakeError::BadSvg(_) | BakeError::NoCredential)
        }),
        ("too deep", deep, bad),
        ("too many attributes", format!("<svg><g{wide}/></svg>"), bad),
        ("another encoding", "<?xml version='1.0' encoding='ISO-8859-1'?><svg/>".into(), bad),
        ("HTML", "<!DOCTYPE html><html><svg/></html>".into(), |error| *error == BakeError::NotAnImage),
        ("a root of another namespace", "<svg xmlns='urn:x'/>".into(), |error| *error == BakeError::NotAnImage),
    ] {
        assert!(is_right(&refusal(svg.as_bytes())), "{what}: {:?}", refusal(svg.as_bytes()));
    }
    assert!(matches!(refusal(b"<svg>\xff</svg>"), BakeError::NotText { .. }));
}

#[test]
fn only_credentials_are_baked() {
    for text in ["", "[]", "x", "a.b", "a.b.c.d", "a..c", "{", "eyJ.e30.A A", "https://a.example"] {
        assert_eq!(bake::bake(&png(&[]), text), Err(BakeError::NotACredential), "{text}");
        assert_eq!(bake::bake(SVG.as_bytes(), text), Err(BakeError::NotACredential), "{text}");
    }
    let long = format!("{{\"a\":\"{}\"}}", "x".repeat(bake::TEXT_LIMIT_BYTES));
    assert!(matches!(bake::bake(&png(&[]), &long), Err(BakeError::TooLarge { .. })));
}

#[test]
fn a_picture_cut_anywhere_gives_no_badge_and_no_panic() {
    let baked = bake::bake(&png(&[]), "{\"a\":1}").expect("baked");
    for end in 0..baked.len() {
        assert!(bake::unbake(&baked[..end]).is_err(), "{end}");
    }
    let baked = bake::bake(SVG.as_bytes(), "{\"a\":1}").expect("baked");
    for end in 0..baked.len() {
        assert!(bake::unbake(&baked[..end]).is_err(), "{end}");
    }
}

#[test]
fn the_official_pictures_are_read() {
    let Some(samples) = samples() else { return };
    let folder = samples.join("samples");
    let read = |name: &str| bake::unbake(&std::fs::read(folder.join(name)).expect(name)).expect(name);

    let json: serde_json::Value = serde_json::from_str(&read("ob30/simple-json.png").text).expect("JSON");
    assert_eq!(json["id"], support::json(folder.join("ob30/simple.json"))["id"]);
    assert!(read("ob30/simple-json.svg").text.starts_with('{'));
    assert_eq!(read("ob30/simple-jwt.png").text.split('.').count(), 3);
    assert_eq!(read("ob20/simple-badge.png").flavour, Flavour::OpenBadges2);
}

proptest! {
    #[test]
    fn any_json_text_survives_both_pictures(text in "\\PC{0,200}") {
        let credential = serde_json::json!({"a": text}).to_string();
        for image in [png(&[]), SVG.as_bytes().to_vec()] {
            let baked = bake::bake(&image, &credential).expect("baked");
            prop_assert_eq!(bake::unbake(&baked).expect("a badge").text, credential.clone());
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = bake::unbake(&bytes);
        let _ = bake::unbake(&[&[0x89, b'P', b'N', b'G', 13, 10, 26, 10], bytes.as_slice()].concat());
        let _ = bake::unbake(&[b"<svg>", bytes.as_slice()].concat());
    }
}
