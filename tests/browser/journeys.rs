//! The journeys of an earner and of somebody who was handed a badge.

use serde_json::json;

use crate::assert_quiet;
use crate::driver::{Browser, Tools};
use crate::place::Place;

const TAB: char = '\u{E004}';
const ENTER: char = '\u{E007}';

#[test]
fn a_visitor_finds_an_achievement_and_understands_every_badge() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));

    browser.open(&place.at("/"));
    assert_eq!(browser.count(".organisations > li"), 2);
    browser.write("#q", "inquiry");
    browser.click(".search button");
    browser.wait_for_words("1 achievement");
    assert_eq!(browser.text(".cards h3"), "Inquiry-Based Learning: Facilitator");

    browser.open(&place.at("/catalogue"));
    let everything = browser.count(".cards > li");
    assert_eq!(everything, 6);
    browser.click(".facets summary");
    browser.click("input[name=subject][value=Science]");
    browser.click(".facets button");
    browser.wait_for("a narrower list", |browser| browser.address().contains("subject=Science"));
    assert!((1..everything).contains(&browser.count(".cards > li")), "{}", browser.words());
    browser.click(".chosen li a");
    browser.wait_for("the whole list", |browser| browser.count(".cards > li") == everything);

    browser.open(&place.at("/catalogue?q=zeppelin"));
    assert_eq!(browser.text("h2"), "0 achievements");
    browser.click(".empty a");
    browser.wait_for("the whole list", |browser| browser.count(".cards > li") == everything);

    browser.open(&place.at("/organisations/northside"));
    assert_eq!(browser.text("h1"), "Northside School District");
    browser.click(".cards h3 a");
    browser.wait_for("an achievement", |browser| browser.address().contains("/achievements/"));
    assert!(browser.words().contains("What you have to do") && browser.words().contains("How it is judged"));
    assert_quiet(&browser, &place, &[]);

    for (name, word, sentence) in [
        ("valid", "Valid", "not changed since. The issuer still stands by it."),
        ("withdrawn", "Withdrawn", "Reason given: "),
        ("ended", "Expired", "It was valid until "),
    ] {
        browser.open(place.badge(name));
        assert_eq!(browser.text("#verdict .word"), word);
        assert!(browser.text("#verdict .sentence").contains(sentence), "{}", browser.text("#verdict"));
        let is_drawn =
            browser.run("const i = document.querySelector('img.artwork'); return i.complete && i.naturalWidth > 0");
        assert_eq!(is_drawn, json!(true), "{name}: the artwork is not drawn");
        assert_eq!(browser.count("#linkedin") == 1, name == "valid");
        assert_quiet(&browser, &place, &[]);
    }
}

#[test]
fn a_downloaded_badge_is_valid_and_a_changed_one_is_not() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let upload = |name: &str, bytes: &[u8]| {
        browser.open(&place.at("/verify"));
        browser.write("#file", &place.file(name, bytes));
        browser.click("form[data-drop] button");
        browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
        browser.text("h1.word")
    };
    browser.open(place.badge("valid"));
    let (name, picture) = (browser.text("h1"), browser.picture());
    let png = browser.run("return document.querySelector('a[href*=\".png\"]').href");
    let answer = place.ask("GET", png.as_str().expect("an address"), &[], b"");
    assert_eq!((answer.status, answer.header("content-type")), (200, "image/png"));
    assert!(answer.header("content-disposition").contains("attachment"), "{}", answer.header("content-disposition"));
    let png = answer.body;

    assert_eq!(upload("badge.png", &png), "Valid");
    assert!(browser.words().contains(&name));

    // One letter of the text inside, with and without a checksum that fits.
    let at = png.windows(name.len()).position(|part| part == name.as_bytes()).expect("the name of the badge");
    let mut damaged = png.clone();
    damaged[at] ^= 1;
    assert_ne!(upload("damaged.png", &damaged), "Valid");
    assert_eq!(upload("changed.png", &with_checksums(&damaged)), "Altered");
    assert!(browser.words().contains("ask for the original"));

    assert_eq!(upload("screenshot.png", &picture), "Not a badge file");
    assert!(browser.words().contains("the short code under the picture"));
    assert_quiet(&browser, &place, &[]);
}

/// The picture with the checksum of every chunk made anew.
fn with_checksums(png: &[u8]) -> Vec<u8> {
    let mut out = png.to_vec();
    let mut at = 8;
    while at + 12 <= out.len() {
        let length = u32::from_be_bytes(out[at..at + 4].try_into().expect("four bytes")) as usize;
        let sum = crc32fast::hash(&out[at + 4..at + 8 + length]);
        out[at + 8 + length..at + 12 + length].copy_from_slice(&sum.to_be_bytes());
        at += 12 + length;
    }
    out
}

#[test]
fn a_badge_is_verified_from_its_text_its_address_and_its_short_code() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let answered = || {
        browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
        browser.text("h1.word")
    };
    browser.open(place.badge("valid"));
    let code = browser.text(".code code");

    for kind in ["badge.json", "badge.jwt"] {
        let text = place.ask("GET", &format!("{}/{kind}", place.badge("valid")), &[], b"").text();
        browser.open(&place.at("/verify"));
        browser.run(&format!("document.querySelector('#text').value = {}", json!(text)));
        browser.click("form:has(#text) button");
        assert_eq!(answered(), "Valid", "{kind}");
    }
    for address in [place.badge("valid"), &code, &code.to_lowercase().replace('-', " ")] {
        browser.open(&place.at("/verify"));
        browser.write("#address", address);
        browser.click("form:has(#address) button");
        assert_eq!(answered(), "Valid", "{address}");
        assert!(browser.words().contains("The badge's own page"));
    }
    assert_quiet(&browser, &place, &[]);

    browser.open(&place.at("/verify"));
    browser.write("#address", "ZZZZZ-ZZZZZ");
    browser.click("form:has(#address) button");
    browser.wait_for_words("There is a problem");
    assert_eq!(browser.run("return document.activeElement.className"), json!("errors"));
    assert_quiet(&browser, &place, &["422"]);
}

#[test]
fn a_badge_that_was_withdrawn_says_so_at_the_next_look() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::with_key(), Browser::start(&tools));
    browser.open(place.badge("valid"));
    assert_eq!(browser.text("#verdict .word"), "Valid");

    let award = place.badge("valid").rsplit('/').next().expect("an identifier");
    let bearer = format!("Bearer {}", place.key.as_deref().expect("a key"));
    let answer = place.ask(
        "POST",
        &format!("/api/v1/organisations/northside/awards/{award}/revoke"),
        &[("authorization", &bearer), ("content-type", "application/json")],
        br#"{"reason": "Awarded to the wrong Ada"}"#,
    );
    assert_eq!(answer.status, 200, "{}", answer.text());

    // First the button on the page as it is, then the page anew.
    browser.click(".recheck button");
    browser.wait_for_words("Checked just now");
    assert_eq!(browser.text("#verdict .word"), "Withdrawn");
    browser.reload();
    assert_eq!(browser.text("#verdict .word"), "Withdrawn");
    let sentence = browser.text("#verdict .sentence");
    assert!(sentence.starts_with("Withdrawn on ") && sentence.contains(" by Northside School District"), "{sentence}");
    assert!(sentence.contains("Reason given: Awarded to the wrong Ada."), "{sentence}");
    assert_eq!(browser.count("#linkedin"), 0);
    assert_quiet(&browser, &place, &[]);
}

#[test]
fn the_keyboard_alone_verifies_a_badge() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let held = "const e = document.activeElement; return e.id || e.innerText || e.name || e.tagName";
    let tab_to = |what: &str| {
        for _ in 0..40 {
            browser.press(TAB);
            // The first press may only wake the page up.
            if browser.run("return document.activeElement === document.body") == json!(true) {
                continue;
            }
            // What is held can be seen: the stylesheet draws a line around it.
            let outline = browser.run("return getComputedStyle(document.activeElement).outlineStyle");
            assert_ne!(outline, json!("none"), "{} has no visible focus", browser.run(held));
            if browser.run(held) == json!(what) {
                return;
            }
        }
        panic!("{what} cannot be reached on {}", browser.address());
    };
    browser.open(place.badge("valid"));
    let code = browser.text(".code code");
    browser.open(&place.at("/"));

    tab_to("Skip to the content");
    tab_to("Verify");
    browser.press(ENTER);
    browser.wait_for("the form", |browser| browser.address().ends_with("/verify"));
    tab_to("address");
    for letter in code.chars() {
        browser.press(letter);
    }
    browser.press(ENTER);
    browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
    assert_eq!(browser.text("h1.word"), "Valid");
    tab_to("Verify another badge");
    assert_quiet(&browser, &place, &[]);
}
