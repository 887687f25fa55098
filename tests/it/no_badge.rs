//! Files that people mistake for a badge: what they are told, and where the code in a picture leads.

use std::io::Cursor;

use accolade::bake;
use accolade::picture::card::{Artwork, Card, Pointer};
use accolade::picture::{looks, qr, scan};
use accolade::verify::{Code, Report, Verdict};
use axum::Router;
use axum::body::Body;
use axum::http::Request;
use image::{DynamicImage, GrayImage, ImageFormat, Luma, Rgba, RgbaImage, imageops};
use serde_json::json;
use tower::ServiceExt as _;

use crate::support::asking::Door;
use crate::support::badge::{draft, signed, verify};
use crate::support::browser::Browser;
use crate::support::town::{Engine, Town};

const ADDRESS: &str = "https://badges.northside.example/b/k7qf29mxd4";

fn in_format(image: &RgbaImage, format: ImageFormat) -> Vec<u8> {
    let mut file = Cursor::new(Vec::new());
    let image = DynamicImage::from(image.clone());
    let image = if format == ImageFormat::Jpeg { image.to_rgb8().into() } else { image };
    image.write_to(&mut file, format).expect("a file");
    file.into_inner()
}

fn decoded(file: &[u8]) -> RgbaImage {
    image::load_from_memory(file).expect("a picture").into_rgba8()
}

fn code(text: &str, pixels: u32) -> RgbaImage {
    decoded(&qr::png(text, pixels).expect("a code"))
}

/// A screen with a window, text-like lines and a picture on it.
fn screen(width: u32, height: u32, picture: &RgbaImage, at: (i64, i64)) -> RgbaImage {
    let mut screen = RgbaImage::from_fn(width, height, |x, y| match (x / 9 % 3, y / 14 % 2) {
        (0, 0) if y < height / 3 => Rgba([40, 40, 40, 255]),
        _ => Rgba([235, 238, 240, 255]),
    });
    imageops::overlay(&mut screen, picture, at.0, at.1);
    screen
}

fn card(address: &str) -> Vec<u8> {
    let badge = code("not an address", 200);
    let badge = in_format(&badge, ImageFormat::Png);
    let pointer = Some(Pointer { address, code: "K7QF2-9MXD4" });
    let card = Card {
        achievement: "Inquiry-based learning: facilitator",
        issuer: "Northside District",
        line: "Awarded 3 May 2026",
        artwork: Artwork::Png(&badge),
        pointer,
    };
    card.png().expect("a card")
}

fn first_sentence(report: &Report) -> &str {
    report.checks.first().map_or("", |line| line.sentence.as_str())
}

#[test]
fn whoever_hands_in_no_badge_is_told_what_it_looks_like_and_what_to_ask_for() {
    let square = in_format(&code("x", 400), ImageFormat::Png);
    let screen = screen(800, 500, &code("x", 100), (0, 0));
    let (shot, jpeg) = (in_format(&screen, ImageFormat::Png), in_format(&screen, ImageFormat::Jpeg));
    let webp = in_format(&screen, ImageFormat::WebP);
    let photo = [&jpeg[..2], b"\xff\xe1\0\x10Exif\0\0MM\0*\0\0\0\x08", &jpeg[2..]].concat();
    let word = b"PK\x03\x04\x14\0[Content_Types].xml...PK\x01\x02word/document.xmlPK\x05\x06";
    let sheet = b"PK\x03\x04\x14\0[Content_Types].xml...PK\x01\x02xl/workbook.xmlPK\x05\x06";
    for (file, what, advice) in [
        (square.as_slice(), "the picture of a badge", "as it was downloaded"),
        (&shot, "a screenshot", "the short code under the picture"),
        (&jpeg, "a photo or a screenshot", "as it was downloaded"),
        (&webp, "a photo or a screenshot", "as it was downloaded"),
        (&photo, "a photo", "as it was downloaded"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a damaged picture", "as it was downloaded"),
        (b"GIF89a\x01\0\x01\0", "a GIF picture", "as it was downloaded"),
        (b"\0\0\0\x18ftypheic\0\0", "a photo from a telephone (HEIC)", "as it was downloaded"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a drawing (SVG)", "as it was downloaded"),
        (b"%PDF-1.7\n", "a PDF", "It can show a badge but not hold one"),
        (word, "a Word document", "It can show a badge but not hold one"),
        (sheet, "an Excel workbook", "It can show a badge but not hold one"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "an old Office document", "It can show a badge but not hold one"),
        (b"PK\x03\x04\x14\0badge.png", "a ZIP archive", "Unpack it"),
        (b"\x1f\x8b\x08\0", "a gzip archive", "Unpack it"),
        (b"<!doctype html><title>Badge</title>", "a web page", "look there for the badge's own file"),
        (b"II*\0\x08", "a TIFF picture", "as it was downloaded"),
        (b"\0\0\0\x18ftypmp42\0\0", "a video", "the badge's own file"),
        (b"MZ\x90\0", "a Windows program", "the badge's own file"),
    ] {
        let report = verify(file);

        assert_eq!((report.verdict(), report.has_code(Code::NoCredential)), (Verdict::Invalid, true), "{what}");
        assert!(first_sentence(&report).starts_with(&format!("This looks like {what}, and")), "{:?}", report.checks);
        assert!(first_sentence(&report).contains(advice), "{:?}", report.checks);
        assert_eq!(report.looks_like, Some(what));
        assert_eq!((report.to_json("x")["looksLike"].as_str(), report.checks.len()), (Some(what), 1));
    }
    for text in ["", "hello", "{}", "\u{feff}[", "a < b"] {
        assert_eq!(looks(text.as_bytes()), None, "{text}");
        assert_eq!(verify(text).looks_like, None, "{text}");
    }
}

#[test]
fn a_code_in_a_picture_shows_where_the_badge_is_and_nobody_is_asked() {
    let card = card(ADDRESS);
    let pixels = decoded(&card);
    let narrow = imageops::resize(&pixels, 900, 470, imageops::FilterType::Triangle);
    let small = code(ADDRESS, 160);
    let sideways = imageops::rotate90(&small);
    let grey = |image: &RgbaImage| {
        let mut file = Cursor::new(Vec::new());
        DynamicImage::from(image.clone()).to_luma8().write_to(&mut file, ImageFormat::Png).expect("a file");
        file.into_inner()
    };
    let deep = |image: &RgbaImage| {
        let mut file = Cursor::new(Vec::new());
        DynamicImage::from(image.clone()).to_rgba16().write_to(&mut file, ImageFormat::Png).expect("a file");
        file.into_inner()
    };
    let clear = RgbaImage::from_fn(200, 200, |x, y| {
        let dark = x >= 20 && y >= 20 && small.get_pixel_checked(x - 20, y - 20).is_some_and(|pixel| pixel.0[0] == 0);
        if dark { Rgba([0, 0, 0, 255]) } else { Rgba([0, 0, 0, 0]) }
    });
    for (what, file) in [
        ("our own card", card.clone()),
        ("a JPEG of it", in_format(&pixels, ImageFormat::Jpeg)),
        ("a WebP of it", in_format(&pixels, ImageFormat::WebP)),
        ("a smaller one", in_format(&narrow, ImageFormat::Png)),
        ("a screenshot with the card", in_format(&screen(1600, 900, &pixels, (200, 150)), ImageFormat::Png)),
        ("a large screenshot", in_format(&screen(2600, 1500, &pixels, (1100, 700)), ImageFormat::Jpeg)),
        ("a code alone", in_format(&small, ImageFormat::Png)),
        ("turned", in_format(&sideways, ImageFormat::Png)),
        ("upside down", in_format(&imageops::rotate180(&small), ImageFormat::Png)),
        ("grey", grey(&small)),
        ("with 16 bits", deep(&small)),
        ("on nothing", in_format(&clear, ImageFormat::Png)),
    ] {
        let report = verify(file);

        assert_eq!(report.points_to.as_deref(), Some(ADDRESS), "{what}");
        assert_eq!((report.verdict(), report.fetched.len()), (Verdict::Invalid, 0), "{what}");
        assert_eq!(report.to_json("x")["pointsTo"], ADDRESS);
    }
    let baked = bake::bake(&card, &signed(draft()).to_string()).expect("baked");
    let report = verify(baked);
    assert_eq!((report.verdict(), report.points_to), (Verdict::Valid, None), "a badge needs no code");
}

#[test]
fn only_a_plain_web_address_counts() {
    for (text, expected) in [
        ("https://a.example/x", Some("https://a.example/x")),
        ("HTTPS://A.EXAMPLE/B/K7QF", Some("https://a.example/B/K7QF")),
        ("http://127.0.0.1:8080/b/k7qf", Some("http://127.0.0.1:8080/b/k7qf")),
        (" https://a.example/x\n", Some("https://a.example/x")),
        ("javascript:alert(1)", None),
        ("data:text/html,<script>alert(1)</script>", None),
        ("ftp://a.example/x", None),
        ("WIFI:S:school;P:secret;;", None),
        ("https://", None),
        ("https:///x", None),
        ("https://a.example/a b", None),
        ("https://a.example/\u{202e}x", None),
        ("https://a.example/\u{1}", None),
        ("hello", None),
    ] {
        let found = scan::address_in(&in_format(&code(text, 400), ImageFormat::Png));
        assert_eq!(found.as_deref(), expected, "{text:?}");
    }
}

/// A mark as it stands in the corners of QR codes, again and again.
fn lattice(side: u32, module: u32) -> GrayImage {
    GrayImage::from_fn(side, side, |x, y| {
        let (x, y) = (x / module % 8, y / module % 8);
        let is_ring = x < 7 && y < 7 && (x == 0 || x == 6 || y == 0 || y == 6);
        let is_stone = (2..=4).contains(&x) && (2..=4).contains(&y);
        Luma([if is_ring || is_stone { 0 } else { 255 }])
    })
}

#[test]
fn pictures_made_to_keep_the_reader_busy_are_given_up() {
    let mut state = 1u32;
    let mut noise = move || {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state >> 24
    };
    let stripes = GrayImage::from_fn(600, 600, |x, _| Luma([[0, 255, 0, 0, 0, 255, 0, 255][(x % 8) as usize]]));
    let checks = GrayImage::from_fn(600, 600, |x, y| Luma([if (x + y) % 2 == 0 { 0 } else { 255 }]));
    let specks = GrayImage::from_fn(600, 600, |_, _| Luma([noise() as u8]));
    for (what, picture) in [
        ("many small corners", lattice(600, 1)),
        ("many larger corners", lattice(900, 3)),
        ("stripes", stripes),
        ("checks", checks),
        ("specks", specks),
        ("nothing", GrayImage::from_pixel(600, 600, Luma([255]))),
        ("one row", GrayImage::from_pixel(3_000, 1, Luma([0]))),
        ("one column", GrayImage::from_pixel(1, 3_000, Luma([0]))),
        ("one pixel", GrayImage::from_pixel(1, 1, Luma([0]))),
    ] {
        let mut file = Cursor::new(Vec::new());
        picture.write_to(&mut file, ImageFormat::Png).expect("a file");
        assert_eq!(scan::address_in(&file.into_inner()), None, "{what}");
    }
}

/// A PNG whose header claims a size, with hardly any pixels to back it.
fn claimed_png(width: u32, height: u32) -> Vec<u8> {
    let mut file = bake::png::SIGNATURE.to_vec();
    let ihdr = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 6, 0, 0, 0]].concat();
    for (kind, data) in [(b"IHDR", &ihdr[..]), (b"IDAT", &[0x78, 0x9c, 3, 0, 0, 0, 0, 1]), (b"IEND", &[])] {
        file.extend((data.len() as u32).to_be_bytes());
        let body = [kind, data].concat();
        file.extend(&body);
        file.extend(crc32fast::hash(&body).to_be_bytes());
    }
    file
}

#[test]
fn pictures_that_claim_to_be_huge_are_not_decoded() {
    let jpeg = in_format(&code(ADDRESS, 200), ImageFormat::Jpeg);
    let frame = jpeg.windows(2).position(|marker| marker == [0xff, 0xc0]).expect("a frame");
    let mut wide = jpeg.clone();
    wide[frame + 5..frame + 9].copy_from_slice(&[0xff, 0xdc, 0xff, 0xdc]);
    let mut progressive = wide.clone();
    progressive[frame + 1] = 0xc2;
    let webp = [&b"RIFF\x16\0\0\0WEBPVP8L\x0a\0\0\0\x2f"[..], &[0xff, 0xff, 0xff, 0x0f, 0, 0, 0, 0, 0]].concat();
    for (what, file) in [
        ("a PNG of 60,000 by 60,000", claimed_png(60_000, 60_000)),
        ("a PNG with the largest numbers", claimed_png(i32::MAX as u32, i32::MAX as u32)),
        ("a PNG of 12,000 by 1,000", claimed_png(12_000, 1_000)),
        ("a PNG without pixels", claimed_png(0, 0)),
        ("a JPEG of 65,500 by 65,500", wide),
        ("the same, in passes", progressive),
        ("a WebP of 16,384 by 16,384", webp),
    ] {
        let report = verify(file);
        assert_eq!((report.verdict(), report.points_to), (Verdict::Invalid, None), "{what}");
    }
}

#[test]
fn damaged_pictures_never_crash_and_are_no_badge() {
    let picture = code(ADDRESS, 100);
    for format in [ImageFormat::Png, ImageFormat::Jpeg, ImageFormat::WebP] {
        let file = in_format(&picture, format);
        let step = file.len() / 50 + 1;
        for length in (0..file.len()).step_by(step) {
            assert_ne!(verify(&file[..length]).verdict(), Verdict::Valid, "{format:?} cut at {length}");
            let _ = scan::address_in(&file[..length]);
        }
        for at in (0..file.len()).step_by(step) {
            let mut changed = file.clone();
            changed[at] ^= 0xff;
            assert_ne!(verify(&changed).verdict(), Verdict::Valid, "{format:?} changed at {at}");
            let _ = scan::address_in(&changed);
        }
    }
}

/// A JPEG of four inks, as printers' programs write it: eight by eight pixels, all alike.
fn four_inks() -> Vec<u8> {
    let mut file = b"\xff\xd8\xff\xee\0\x0eAdobe\0\x64\0\0\0\0\0".to_vec();
    file.extend(b"\xff\xdb\0\x43\0");
    file.extend([1; 64]);
    file.extend(b"\xff\xc0\0\x14\x08\0\x08\0\x08\x04");
    (1..=4).for_each(|component| file.extend([component, 0x11, 0]));
    // One code for "no difference" and one for "no more", a bit each.
    for class in [0x00, 0x10] {
        file.extend([0xff, 0xc4, 0, 0x14, class, 1]);
        file.extend([0; 15]);
        file.push(0);
    }
    file.extend(b"\xff\xda\0\x0e\x04");
    (1..=4).for_each(|component| file.extend([component, 0]));
    file.extend(b"\0\x3f\0");
    file.extend(b"\0\xff\xd9");
    file
}

#[test]
fn pictures_of_rare_kinds_are_told_what_they_look_like() {
    let moving = b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff!\xff\x0bNETSCAPE2.0\x03\x01\0\0\0\
        !\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0!\xf9\x04\0\x0a\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02L\x01\0;";
    for (what, file, looks_like) in [
        ("a moving GIF", moving.to_vec(), "a GIF picture"),
        ("a JPEG of four inks", four_inks(), "the picture of a badge"),
    ] {
        let report = verify(file);
        assert_eq!((report.looks_like, report.points_to), (Some(looks_like), None), "{what}: {:?}", report.checks);
    }
}

/// Sends a file or a text to the page that verifies.
async fn hand_in(app: &accolade::app::App, name: &str, file: &[u8]) -> String {
    let hall = accolade::http::Hall::new(app.clone(), accolade::http::Settings::default());
    let routes: Router = hall.open(accolade::web::routes());
    let head = format!("--line\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"a.png\"\r\n\r\n");
    let body = [head.as_bytes(), file, b"\r\n--line--\r\n"].concat();
    let request = Request::post("/verify")
        .header("host", "127.0.0.1:8080")
        .header("origin", "http://127.0.0.1:8080")
        .header("content-type", "multipart/form-data; boundary=line")
        .body(Body::from(body));
    let answer = routes.oneshot(request.expect("a request")).await.expect("an answer");
    let bytes = http_body_util::BodyExt::collect(answer.into_body()).await.expect("a body").to_bytes();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_copy_of_a_card_leads_back_to_the_badge() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@northside.example").await;
    let shown = town.app.load_public_award(&award).await.expect("an award");
    let card = town.app.share_card(&shown).await.expect("a card");
    let copy = in_format(&decoded(&card.bytes), ImageFormat::Jpeg);

    let page = hand_in(&town.app, "file", &copy).await;
    for text in [
        "Not a badge file",
        "This looks like a photo or a screenshot",
        "issued here",
        "Inquiry-Based Learning",
        "Northside District",
        "<strong>Valid</strong>",
        &format!("/badges/{award}"),
        "Check that badge",
    ] {
        assert!(page.contains(text), "{text}: {page}");
    }

    let mut browser = Browser::new(&town.app);
    let short = format!("/b/{}", shown.award.short_code);
    assert_eq!(browser.get(&short).await.location(), format!("/badges/{award}"));
    assert_eq!(
        browser.get(&short.to_uppercase().replacen("/B/", "/b/", 1)).await.location(),
        format!("/badges/{award}")
    );
    assert_eq!(browser.get("/b/0000000000").await.status, 404);
    let address = format!("/verify?address=http%3A%2F%2F127.0.0.1%3A8080%2Fb%2F{}", shown.award.short_code);
    browser.get(&address).await.shows("Valid").shows("Inquiry-Based Learning");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_of_others_is_shown_and_asked_only_on_demand() {
    let town = Town::new(Engine::Sqlite).await;
    for (address, shows, hides) in [
        ("https://elsewhere.example/badges/<1>", "https://elsewhere.example/badges/&lt;1&gt;", "issued here"),
        ("http://elsewhere.example/badges/1", "only https addresses are", "Check what is at that address"),
        ("http://127.0.0.1:8080/badges/nobody", "only https addresses are", "issued here"),
    ] {
        let page = hand_in(&town.app, "file", &in_format(&code(address, 400), ImageFormat::Png)).await;
        assert!(page.contains(shows) && !page.contains(hides), "{address}: {page}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_short_code_finds_our_own_badge_wherever_it_is_written() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@northside.example").await;
    let code = town.app.load_public_award(&award).await.expect("an award").award.short_code.to_uppercase();
    let spaced = format!("{}-{}", &code[..5], &code[5..]);

    for text in [code.clone(), spaced.clone(), spaced.replace('-', " "), format!("  {}\n", spaced.to_lowercase())] {
        let page = hand_in(&town.app, "text", text.as_bytes()).await;
        assert!(page.contains("Valid") && page.contains("Inquiry-Based Learning"), "{text}: {page}");
    }
    let page = hand_in(&town.app, "text", b"00000-00000").await;
    assert!(page.contains("the short code of a badge issued here"), "{page}");

    let door = Door::new(town);
    let verdict = |body: serde_json::Value| {
        let door = &door;
        async move { door.ask("POST /api/v1/verify", None, Some(&body), &[]).await }
    };
    assert_eq!(verdict(json!({"url": spaced})).await.is(200).json()["verdict"], "valid");
    verdict(json!({"url": "00000-00000"})).await.is(422);
    let picture = in_format(&self::code(ADDRESS, 400), ImageFormat::Jpeg);
    let answer = door.post_bytes("/api/v1/verify", None, "image/jpeg", &picture).await.is(200).json();
    assert_eq!((answer["verdict"].as_str(), answer["pointsTo"].as_str()), (Some("invalid"), Some(ADDRESS)));
    assert_eq!(answer["fetched"], json!([]));
}
