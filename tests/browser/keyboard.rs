//! The keyboard alone: on every page, each control is reached in the order in which it is read, can be seen when it is
//! held, has a name, and lets go again.

use serde_json::Value;

use crate::driver::{Browser, Tools};
use crate::place::Place;

const TAB: char = '\u{E004}';
/// Presses until a page is left; more are a trap.
const PRESSES: usize = 400;

/// Everything that Tab must reach, in the order of the page. Of round buttons with one name, one is reached.
const REACHABLE: &str = "
    const seen = new Set();
    const one = (e) => {
        if (e.type !== 'radio') return true;
        const group = [...document.getElementsByName(e.name)].filter((other) => other.form === e.form);
        return e === (group.find((other) => other.checked) || group[0]);
    };
    return [...document.querySelectorAll('a[href], button, input, select, textarea, summary, [tabindex]')]
        .filter((e) => e.tabIndex >= 0 && !e.disabled && e.type !== 'hidden' && e.checkVisibility() && one(e))
        .map((e) => e.outerHTML.slice(0, 120));";

/// What is held: where it stands, what it is called, whether that can be seen.
const HELD: &str = "
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return null;
    const byId = (list) => (list || '').split(' ').map((id) => document.getElementById(id)?.innerText || '').join(' ');
    const words = [e.getAttribute('aria-label'), byId(e.getAttribute('aria-labelledby')),
        ...[...(e.labels || [])].map((label) => label.innerText), e.textContent, e.querySelector('img')?.alt];
    const style = getComputedStyle(e);
    const box = e.getBoundingClientRect();
    const before = window.before;
    window.before = e;
    // A date has several places to stop at: day, month, year, calendar.
    if (before === e) return { again: true };
    return { what: e.outerHTML.slice(0, 120), name: words.find((text) => text && text.trim()) || '',
        outline: style.outlineStyle, seen: box.width > 0 && box.height > 0,
        follows: !before || !!(before.compareDocumentPosition(e) & Node.DOCUMENT_POSITION_FOLLOWING) };";

/// Walks through the page with Tab; what was wrong.
fn walk(browser: &Browser, page: &str) -> Vec<String> {
    let expected = browser.run(REACHABLE);
    let expected: Vec<&str> = expected.as_array().expect("a list").iter().filter_map(Value::as_str).collect();
    let (mut found, mut reached) = (Vec::new(), Vec::new());
    for press in 0..PRESSES {
        browser.press(TAB);
        let held = browser.run(HELD);
        if held.is_null() {
            // The first press may only wake the page up; afterwards the page has been left.
            if press == 0 {
                continue;
            }
            break;
        }
        if held["again"] == Value::Bool(true) {
            continue;
        }
        let text = |member: &str| held[member].as_str().unwrap_or("").to_owned();
        let what = text("what");
        // Chromium begins again at the top.
        if reached.first() == Some(&what) {
            break;
        }
        if text("name").trim().is_empty() {
            found.push(format!("{page}: no name: {what}"));
        }
        if text("outline") == "none" || held["seen"] != Value::Bool(true) {
            found.push(format!("{page}: cannot be seen when it is held: {what}"));
        }
        if held["follows"] != Value::Bool(true) {
            found.push(format!("{page}: out of order: {what}"));
        }
        reached.push(what);
        if press + 1 == PRESSES {
            found.push(format!("{page}: it does not end"));
        }
    }
    if reached.first().is_none_or(|first| !first.contains("class=\"skip\"")) {
        found.push(format!("{page}: the first is not the skip link but {:?}", reached.first()));
    }
    let missed = expected.iter().filter(|what| !reached.iter().any(|own| own == *what));
    found.extend(missed.map(|what| format!("{page}: not reached: {what}")));
    found
}

#[test]
fn every_control_of_every_page_is_reached_in_order_seen_and_named() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let mut found = Vec::new();
    let mut pages = 0;
    let mut visit = |name: &str, address: &str| {
        browser.open(address);
        found.extend(walk(&browser, name));
        pages += 1;
    };
    for path in ["/", "/catalogue", "/organisations/northside", "/verify", "/sign-in", "/frameworks", "/nothing"] {
        visit(path, &place.at(path));
    }
    visit("badge", place.badge("valid"));
    visit("result", &format!("{}?address={}", place.at("/verify"), place.badge("valid")));
    place.sign_in(&browser);
    for path in Place::DESK {
        visit(path, &place.at(path));
    }
    assert!(found.is_empty(), "{pages} pages\n{}", found.join("\n"));
}

#[test]
fn the_skip_link_leads_past_the_head_of_the_page() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    browser.open(&place.at("/catalogue"));
    browser.press(TAB);
    if browser.run("return document.activeElement === document.body") == Value::Bool(true) {
        browser.press(TAB);
    }
    browser.press('\u{E007}');
    browser.press(TAB);
    let inside = browser.run("return document.getElementById('main').contains(document.activeElement)");
    assert_eq!(inside, Value::Bool(true), "{}", browser.run("return document.activeElement.outerHTML"));
}
