//! Every page in every look: barriers by axe-core, narrow screens, and pictures for whoever wants to see them.

use std::collections::BTreeSet;
use std::path::PathBuf;

use crate::assert_quiet;
use crate::driver::{Browser, Look, Tools};
use crate::place::Place;

pub(crate) const LOOKS: [Look; 4] = [
    Look::DESKTOP,
    Look { is_dark: true, width: 1280 },
    Look { is_dark: false, width: 390 },
    Look { is_dark: true, width: 390 },
];

/// What a browser asks for.
const PAGE: &[(&str, &str)] = &[("accept", "text/html")];

/// The looks in which pages in another language are looked at.
pub(crate) const LOOKS_ABROAD: [Look; 2] = [Look::DESKTOP, Look { is_dark: true, width: 390 }];

/// The width at which nothing may be lost: WCAG 2.2, `#reflow`.
const NARROWEST: Look = Look { is_dark: false, width: 320 };

/// Calls `see` with the pages behind the door open in the browser.
fn every_desk(place: &Place, browser: &Browser, mut see: impl FnMut(&str)) {
    place.sign_in(browser);
    for path in Place::DESK {
        browser.open(&place.at(path));
        see(&path.trim_matches('/').replace(['/', '?', '='], "-"));
    }
    // A page of one achievement, of one award, of one claim: wherever the lists lead.
    for (name, list, link) in [
        ("desk-achievement", "/desk/northside/achievements", "main table a[href*='/achievements/']"),
        ("desk-award", "/desk/northside/awards", "main table a[href*='/awards/']"),
        ("desk-review", "/desk/northside/reviews", "main a[href*='/review']"),
        ("moderation-case", "/moderation", "main a[href^='/moderation/']"),
    ] {
        browser.open(&place.at(list));
        let address = browser.run(&format!("return document.querySelector(\"{link}\")?.href || null"));
        browser.open(address.as_str().unwrap_or_else(|| panic!("no {link} on {list}")));
        see(name);
    }
    // What comes of looking for a standard, and of a form that is wrong.
    browser.open(&place.at("/desk/northside/achievements/new"));
    browser.write("#standard_q", "question");
    browser.click("button[value=find-standard]");
    browser.wait_for("standards", |browser| browser.count("button[value^=use-standard]") > 0);
    see("desk-standards");
    browser.click("main .after button[value=save]");
    browser.wait_for("errors", |browser| browser.count(".errors") == 1);
    see("desk-achievement-wrong");
}

/// Calls `see` with every page for everybody open in the browser.
fn every_page(place: &Place, browser: &Browser, mut see: impl FnMut(&str)) {
    let mut visit = |name: &str, address: &str| {
        browser.open(address);
        see(name);
    };
    visit("home", &place.at("/"));
    visit("organisations", &place.at("/organisations"));
    visit("catalogue", &place.at("/catalogue"));
    visit("catalogue-narrowed", &place.at("/catalogue?subject=Science"));
    visit("catalogue-nothing", &place.at("/catalogue?q=zeppelin"));
    visit("organisation", &place.at("/organisations/northside"));
    let achievement = browser.run("return document.querySelector('.cards h3 a').href");
    visit("achievement", achievement.as_str().expect("an address"));
    for (name, page) in [("valid", "badge"), ("withdrawn", "badge-withdrawn"), ("ended", "badge-expired")] {
        visit(page, place.badge(name));
    }
    visit("frameworks", &place.at("/frameworks"));
    visit("frameworks-found", &place.at("/frameworks?q=question"));
    let item = browser.run("return document.querySelector('#found ~ ul a, section ul a').href");
    let item = item.as_str().expect("an address").to_owned();
    visit("framework-item", &item);
    visit("framework", item.split("/items/").next().expect("a framework"));
    visit("verify", &place.at("/verify"));
    visit("verify-problem", &place.at("/verify?address=ZZZZZ-ZZZZZ"));
    for (name, page) in [("valid", "result"), ("withdrawn", "result-withdrawn"), ("ended", "result-expired")] {
        visit(page, &format!("{}?address={}", place.at("/verify"), place.badge(name)));
    }
    visit("nothing-here", &place.at("/nothing/here"));
    for (page, path) in [("api", "/api"), ("sign-in", "/sign-in"), ("sign-in-passkey", "/sign-in/passkey")] {
        if place.ask("GET", path, PAGE, b"").status == 200 {
            visit(page, &place.at(path));
        }
    }

    let png = place.ask("GET", &format!("{}/badge.png", place.badge("valid")), &[], b"").body;
    let json = place.ask("GET", &format!("{}/badge.json", place.badge("valid")), &[], b"").text();
    let altered = json.replacen("\"name\":\"", "\"name\":\"Not ", 1);
    assert_ne!(altered, json);
    let screenshot = browser.picture();
    for (name, file, bytes) in [
        ("result-picture", "badge.png", png.as_slice()),
        ("result-altered", "badge.json", altered.as_bytes()),
        ("result-no-badge", "screenshot.png", &screenshot),
    ] {
        browser.open(&place.at("/verify"));
        browser.write("#file", &place.file(file, bytes));
        browser.click("form[data-drop] button");
        browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
        see(name);
    }
    browser.open(&place.at("/verify"));
    browser.write("#files", &place.file("two.ndjson", format!("{json}\n{altered}\n").as_bytes()));
    browser.click("form[action='/verify/many'] button");
    browser.wait_for("all answers", |browser| browser.count("#outcome") == 1);
    see("many");
}

/// Barriers on the page, and how many rules were in order.
pub(crate) fn barriers(browser: &Browser) -> (Vec<String>, u64) {
    let found = browser.run_to_end(
        "const found = await axe.run(document, { resultTypes: ['violations'] });\
         const barrier = (rule, node) => rule.id + ' at ' + node.target.join(' ') + ': ' + node.failureSummary;\
         return { passes: found.passes.length,\
             violations: found.violations.flatMap((rule) => rule.nodes.map((node) => barrier(rule, node))) };",
    );
    let texts = found["violations"].as_array().unwrap_or_else(|| panic!("{found}"));
    (texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(), found["passes"].as_u64().unwrap_or(0))
}

/// What makes the page wider than the window, if it is.
fn too_wide(browser: &Browser, width: u32) -> Option<String> {
    let found = browser.run(&format!(
        "const right = (e) => Math.round(e.getBoundingClientRect().right);\
         if (document.documentElement.scrollWidth <= {width} && innerWidth <= {width}) return null;\
         const wide = [...document.querySelectorAll('body *')].filter((e) => right(e) > {width});\
         return wide.slice(0, 5).map((e) => e.tagName + '.' + e.className + ' ends at ' + right(e)).join(', ');",
    ));
    found.as_str().map(str::to_owned)
}

/// The addresses on this place that the page refers to.
fn references(browser: &Browser) -> Vec<String> {
    let found = browser.run(
        "const all = [...document.querySelectorAll('a[href]:not([href^=\"#\"]), img[src], link[rel=alternate]')];\
         return all.map((e) => e.href || e.src).filter((address) => address.startsWith(location.origin))\
             .map((address) => address.split('#')[0]);",
    );
    found.as_array().into_iter().flatten().filter_map(|address| address.as_str().map(str::to_owned)).collect()
}

/// Somebody who looks at pages: for barriers, for what a narrow screen cuts off, and with a camera if asked to.
pub(crate) struct Eyes<'b> {
    browser: &'b Browser,
    axe: String,
    pictures: Option<PathBuf>,
    found: Vec<String>,
    pages: usize,
    rules: u64,
}

impl<'b> Eyes<'b> {
    pub(crate) fn new(browser: &'b Browser, tools: &Tools) -> Self {
        let pictures = std::env::var_os("ACCOLADE_PICTURES").map(PathBuf::from);
        if let Some(folder) = &pictures {
            std::fs::create_dir_all(folder).expect("the folder");
        }
        Self { browser, axe: tools.axe(), pictures, found: Vec::new(), pages: 0, rules: 0 }
    }

    /// Looks at the page that is open.
    pub(crate) fn look_at(&mut self, name: &str, looks: &[Look]) {
        let browser = self.browser;
        browser.run(&format!("{}; window.axe = axe;", self.axe));
        for look in looks.iter().copied() {
            browser.look(look);
            let (texts, passes) = barriers(browser);
            self.rules += passes;
            self.found.extend(texts.iter().map(|text| format!("{name} {}: {text}", look.name())));
            if let Some(folder) = &self.pictures {
                std::fs::write(folder.join(format!("{name}-{}.png", look.name())), browser.picture()).expect("written");
            }
        }
        browser.look(NARROWEST);
        let wide = too_wide(browser, NARROWEST.width);
        self.found.extend(wide.map(|wide| format!("{name} is wider than the window: {wide}")));
        browser.look(Look::DESKTOP);
        self.pages += 1;
    }

    /// Insists that nothing was found.
    pub(crate) fn insist(self) {
        println!("{} pages: {} rules in order, {} barriers", self.pages, self.rules, self.found.len());
        assert!(self.found.is_empty(), "{}", self.found.join("\n"));
    }
}

#[test]
fn no_page_has_a_barrier_in_any_look() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let (mut eyes, mut links) = (Eyes::new(&browser, &tools), BTreeSet::new());

    let mut look_at = |name: &str, looks: &[Look]| {
        // A browser notes in its log that a page came with such a status.
        let expected: &[&str] = match name {
            "nothing-here" => &["404"],
            "verify-problem" | "desk-achievement-wrong" => &["422"],
            _ => &[],
        };
        assert_quiet(&browser, &place, expected);
        eyes.look_at(name, looks);
        links.extend(references(&browser));
    };
    every_page(&place, &browser, |name| look_at(name, &LOOKS));
    browser.open(&place.at("/language/es?next=/"));
    every_page(&place, &browser, |name| {
        let language = browser.run("return document.documentElement.lang");
        assert_eq!(language, "es", "{name}");
        look_at(name, &LOOKS_ABROAD);
    });
    browser.open(&place.at("/language/en?next=/"));
    every_desk(&place, &browser, |name| look_at(name, &LOOKS));
    // Every page offers to sign in; a build without that page leads nowhere there.
    let has_desk = place.ask("GET", "/sign-in", PAGE, b"").status == 200;
    let is_there = |address: &String| [200, 303].contains(&place.ask("GET", address, PAGE, b"").status);
    let is_meant = |address: &&String| has_desk || !address.ends_with("/sign-in");
    let lost: Vec<&String> = links.iter().filter(is_meant).filter(|address| !is_there(address)).collect();
    assert!(lost.is_empty(), "lead nowhere: {lost:?}");
    eyes.insist();
}
