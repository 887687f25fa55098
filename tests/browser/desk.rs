//! The journey of somebody who sets up an organisation: six screens to the first badge, three actions for a table.

use std::cell::Cell;

use serde_json::json;

use crate::assert_quiet;
use crate::driver::{Browser, Look, Tools};
use crate::place::Place;
use crate::tour::{Eyes, LOOKS_ABROAD, barriers};

/// A table as a spreadsheet writes it, with one row to be mended.
fn table() -> String {
    let row = |number: usize| match number {
        7 => "Ben Achebe;ben at northside;3.5.2026\r\n".to_owned(),
        number => format!("Person {number};person{number}@northside.example;{}.4.2026\r\n", number % 28 + 1),
    };
    format!("\u{feff}Name;E-Mail;Datum\r\n{}", (1..=200).map(row).collect::<String>())
}

fn insist_on_no_barrier(browser: &Browser, axe: &str) {
    browser.run(&format!("{axe}; window.axe = axe;"));
    for is_dark in [false, true] {
        browser.look(Look { is_dark, width: 1280 });
        let (found, _) = barriers(browser);
        assert!(found.is_empty(), "{}: {found:#?}", browser.address());
    }
    browser.look(Look::DESKTOP);
}

#[test]
fn six_screens_lead_to_the_first_badge_and_three_actions_to_two_hundred() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let axe = tools.axe();
    browser.open(place.owner_link());
    browser.click("main form button");
    browser.wait_for_words("Sign out");

    let screens = Cell::new(0);
    let screen = |number: u32| {
        browser.wait_for_words(&format!("Step {number} of 6"));
        insist_on_no_barrier(&browser, &axe);
        screens.set(screens.get() + 1);
    };
    let go_on = || browser.click("form .actions button.primary");
    browser.open(&place.at("/desk/northside/start"));
    screen(1);
    go_on();
    screen(2);
    go_on();
    screen(3);
    browser.run("document.querySelector('#linkedin').value = ''");
    browser.write("#linkedin", "123456");
    go_on();
    screen(4);
    browser.write("#name", "Reading circle host");
    browser.write("#description", "Hosts a reading circle.");
    browser.write("#criteria", "Host three evenings.");
    let before = browser.run("return document.querySelector('img.artwork').src");
    browser.run(
        "const shape = document.querySelector('#shape'); shape.selectedIndex = 1;\
         shape.dispatchEvent(new Event('change', { bubbles: true }))",
    );
    browser.wait_for("another picture", |browser| {
        browser.run("return document.querySelector('img.artwork').src") != before
    });
    go_on();
    screen(5);
    go_on();
    screen(6);
    assert!(browser.words().contains("Reading circle host"));
    go_on();
    browser.wait_for_words("Your first achievement is published.");
    assert_eq!(screens.get(), 6);

    // 1: the table.
    insist_on_no_barrier(&browser, &axe);
    assert_eq!(
        browser.run("return document.querySelector('#achievement').selectedOptions[0].text"),
        json!("Reading circle host")
    );
    browser.write("#upload", &place.file("june.csv", table().as_bytes()));
    browser.click("form[data-drop] button.primary");
    browser.wait_for_words("199 of 200 rows can be awarded now. 1 row has to be mended.");
    insist_on_no_barrier(&browser, &axe);

    // 2: the row that has to be mended.
    browser.run("document.querySelector('#cell-7-1').value = ''");
    browser.write("#cell-7-1", "ben@northside.example");
    browser.click("#mend button.primary");
    browser.wait_for_words("200 of 200 rows can be awarded now.");

    // 3: awarded, which shows itself.
    browser.click("form.actions button.primary");
    browser.wait_for_words("200 badges were awarded.");
    insist_on_no_barrier(&browser, &axe);
    browser.open(&place.at("/desk/northside/awards"));
    assert!(browser.words().contains("Reading circle host"));
    assert_quiet(&browser, &place, &[]);
}

/// Pages of a desk beside those of [`Place::DESK`].
const OTHER: [&str; 15] = [
    "figures",
    "webhooks",
    "audit?what=award",
    "awards/revoke-all?state=held",
    "awards/import",
    "unclaimed",
    "communities",
    "joining",
    "roles",
    "names",
    "reviews/insights",
    "reviews/simulator",
    "start/domain",
    "start/achievement",
    "start/review",
];

#[test]
fn the_other_pages_of_the_desk_have_no_barriers_in_either_language() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let mut eyes = Eyes::new(&browser, &tools);
    place.sign_in(&browser);
    browser.open(&place.at("/desk/northside/achievements"));
    let edit = browser.run("return document.querySelector('table a[href*=\"/edit\"]').href");
    let edit = edit.as_str().expect("an address").trim_end_matches("edit").to_owned();
    let own = ["versions", "preview", "milestone", "review", "gold"].map(|page| (page, format!("{edit}{page}")));
    let desk = OTHER.map(|page| (page, place.at(&format!("/desk/northside/{page}"))));
    let shared = ["coaching", "account/passkeys"].map(|page| (page, place.at(&format!("/{page}"))));
    for language in ["en", "es"] {
        browser.open(&place.at(&format!("/language/{language}?next=/")));
        for (name, page) in own.iter().chain(&desk).chain(&shared) {
            browser.open(page);
            assert_eq!(browser.run("return document.documentElement.lang"), language, "{page}");
            eyes.look_at(&format!("{language}-{}", name.replace(['/', '?', '='], "-")), &LOOKS_ABROAD);
        }
    }
    assert_quiet(&browser, &place, &[]);
    eyes.insist();
}
