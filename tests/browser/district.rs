//! The journey of a district that hires: many badges at once, matched to those who applied, and whom it trusts.

use serde_json::{Value, json};

use crate::assert_quiet;
use crate::driver::{Browser, Tools};
use crate::place::Place;

/// The badge as a JSON file, and its earner's identifier.
fn badge(place: &Place, name: &str) -> (String, String) {
    let text = place.ask("GET", &format!("{}/badge.json", place.badge(name)), &[], b"").text();
    let value: Value = serde_json::from_str(&text).expect("a credential");
    let earner = value["credentialSubject"]["id"].as_str().expect("an earner").to_owned();
    (text, earner)
}

#[test]
fn a_pile_of_badges_is_sorted_in_one_go_and_matched_to_those_who_applied() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let (valid, ada) = badge(&place, "valid");
    let withdrawn = badge(&place, "withdrawn").0;
    let altered = valid.replacen("\"name\":\"", "\"name\":\"Not ", 1);
    let files = [
        place.file("ada.json", valid.as_bytes()),
        place.file("bob.json", withdrawn.as_bytes()),
        place.file("eve.json", altered.as_bytes()),
        place.file("notes.txt", b"Dear colleagues"),
    ];
    let applicants = format!("name,id\nAda Applicant,{ada}\nNobody Yet,did:example:nobody\n");

    browser.open(&place.at("/verify"));
    browser.write("#files", &files.join("\n"));
    browser.click("form:has(#files) summary");
    browser.write("#applicants", &place.file("applicants.csv", applicants.as_bytes()));
    browser.click("form:has(#files) button.primary");
    browser.wait_for("the answer", |browser| browser.count("#outcome") == 1);
    assert_eq!(browser.text("#outcome"), "1 of 4 badges is valid");
    assert_eq!(browser.count("table.many tbody tr"), 4);
    let words: Vec<String> =
        (1..=4).map(|row| browser.text(&format!("table.many tbody tr:nth-child({row}) .state"))).collect();
    for (word, expected) in words.iter().zip(["Valid", "Withdrawn", "Altered", "Not a badge file"]) {
        assert!(word.ends_with(expected), "{words:?}");
    }
    assert!(browser.text("table.many tbody tr:first-child").contains("Ada Applicant"));
    assert!(browser.words().contains("Nobody Yet"));

    // One look at those that are not in order; the table can be kept as it is.
    let seen = "return [...document.querySelectorAll('table.many tbody tr')].filter((row) => row.offsetParent).length";
    assert_eq!(browser.run(seen), json!(4));
    browser.click("label[for=show-valid]");
    assert_eq!(browser.run(seen), json!(1));
    let lines = "return atob(document.querySelector('a[download=\"verdicts.csv\"]').href.split('base64,')[1]).trim().split('\\r\\n').length";
    assert_eq!(browser.run(lines), json!(5), "a head and a line for each file");
    assert_quiet(&browser, &place, &[]);
}

#[test]
fn a_district_says_whom_it_trusts_and_sees_it_at_the_next_badge() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    browser.open(&place.owner_link);
    browser.click("main form button.primary");
    browser.wait_for("the desk", |browser| browser.address().contains("/desk"));
    let other = include_str!("../fixtures/credentials/valid/100-minimal.json");
    let issuer: Value = serde_json::from_str(other).expect("a credential");
    let issuer = issuer["issuer"]["id"].as_str().expect("an issuer").to_owned();
    let file = place.file("other.json", other.as_bytes());
    let verify = || {
        browser.open(&place.at("/verify"));
        browser.write("#file", &file);
        browser.click("form:has(#file) button");
        browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
        assert!(browser.text("h1.word").starts_with("Valid"), "{}", browser.text("h1.word"));
        browser.words()
    };
    assert!(!verify().contains("Our neighbours"));

    browser.open(&place.at("/desk/northside/trust/new"));
    browser.click("main form button.primary");
    browser.wait_for_words("There is a problem");
    browser.write("#issuer", &issuer);
    browser.write("#name", "Our neighbours");
    browser.write("#note", "Agreed at the board of May");
    browser.click("input[name=standing][value=trusted]");
    browser.click("main form button.primary");
    browser.wait_for_words("Our neighbours");
    let words = verify();
    assert!(words.contains("Our neighbours"), "{words}");

    browser.open(&place.at("/desk/northside/trust"));
    browser.click("table.records tbody input[type=checkbox]");
    browser.click("button.grave");
    browser.wait_for_words("Take these issuers off the list?");
    browser.click("main form button.grave");
    browser
        .wait_for("the list", |browser| browser.address().contains("/trust?") || browser.address().ends_with("/trust"));
    assert!(!verify().contains("Our neighbours"));
    assert_quiet(&browser, &place, &["422"]);
}
