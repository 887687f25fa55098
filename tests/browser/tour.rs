//! Every page in every look: barriers by axe-core, narrow screens, and pictures for whoever wants to see them.

use std::path::PathBuf;

use serde_json::{Value, json};

use crate::assert_quiet;
use crate::driver::{Browser, Look, Tools};
use crate::place::Place;

const LOOKS: [Look; 4] = [
    Look::DESKTOP,
    Look { is_dark: true, width: 1280 },
    Look { is_dark: false, width: 390 },
    Look { is_dark: true, width: 390 },
];

/// The width at which nothing may be lost: WCAG 2.2, `#reflow`.
const NARROWEST: Look = Look { is_dark: false, width: 320 };

/// Calls `see` with every page open in the browser.
fn every_page(place: &Place, browser: &Browser, mut see: impl FnMut(&str)) {
    let mut visit = |name: &str, address: &str| {
        browser.open(address);
        see(name);
    };
    visit("home", &place.at("/"));
    visit("catalogue", &place.at("/catalogue"));
    visit("catalogue-narrowed", &place.at("/catalogue?subject=Science"));
    visit("catalogue-nothing", &place.at("/catalogue?q=zeppelin"));
    visit("organisation", &place.at("/organisations/northside"));
    let achievement = browser.run("return document.querySelector('.cards h3 a').href");
    visit("achievement", achievement.as_str().expect("an address"));
    for (name, page) in [("valid", "badge"), ("withdrawn", "badge-withdrawn"), ("ended", "badge-expired")] {
        visit(page, place.badge(name));
    }
    visit("verify", &place.at("/verify"));
    visit("verify-problem", &place.at("/verify?address=ZZZZZ-ZZZZZ"));
    for (name, page) in [("valid", "result-valid"), ("withdrawn", "result-withdrawn"), ("ended", "result-expired")] {
        visit(page, &format!("{}?address={}", place.at("/verify"), place.badge(name)));
    }
    visit("nothing-here", &place.at("/nothing/here"));
    for (page, path) in [("api", "/api"), ("sign-in", "/sign-in")] {
        if place.ask("GET", path, &[("accept", "text/html")], b"").status == 200 {
            visit(page, &place.at(path));
        }
    }

    let png = place.ask("GET", &format!("{}/badge.png", place.badge("valid")), &[], b"").body;
    let json = place.ask("GET", &format!("{}/badge.json", place.badge("valid")), &[], b"").text();
    let screenshot = browser.picture();
    for (name, file, bytes) in [
        ("result-picture", "badge.png", png.as_slice()),
        ("result-altered", "badge.json", json.replace("Inquiry", "Enquiry").as_bytes()),
        ("result-no-badge", "screenshot.png", &screenshot),
    ] {
        browser.open(&place.at("/verify"));
        browser.write("#file", &place.file(file, bytes));
        browser.click("form[data-drop] button");
        browser.wait_for("an answer", |browser| browser.count("h1.word") == 1);
        see(name);
    }
}

/// Barriers on the page, and how many rules were in order.
fn barriers(browser: &Browser) -> (Vec<String>, u64) {
    let found = browser.run_to_end(
        "const found = await axe.run(document, { resultTypes: ['violations'] });\
         const barrier = (rule, node) => rule.id + ' at ' + node.target.join(' ') + ': ' + node.failureSummary;\
         return { passes: found.passes.length,\
             violations: found.violations.flatMap((rule) => rule.nodes.map((node) => barrier(rule, node))) };",
    );
    let texts = found["violations"].as_array().unwrap_or_else(|| panic!("{found}"));
    (texts.iter().filter_map(|text| text.as_str().map(str::to_owned)).collect(), found["passes"].as_u64().unwrap_or(0))
}

/// Whether the page is wider than the window, and what makes it so.
fn too_wide(browser: &Browser) -> Value {
    browser.run(
        "const root = document.documentElement;\
         if (root.scrollWidth <= innerWidth) return null;\
         const wide = [...document.querySelectorAll('body *')].filter((e) => e.getBoundingClientRect().right > innerWidth + 1);\
         return root.scrollWidth + ': ' + wide.slice(0, 5).map((e) => e.tagName + '.' + e.className).join(', ');",
    )
}

#[test]
fn no_page_has_a_barrier_in_any_look() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let axe = tools.axe();
    let pictures = std::env::var_os("ACCOLADE_PICTURES").map(PathBuf::from);
    let (mut found, mut pages, mut rules) = (Vec::new(), 0, 0);

    every_page(&place, &browser, |name| {
        // A browser notes in its log that a page came with such a status.
        let expected: &[&str] = match name {
            "nothing-here" => &["404"],
            "verify-problem" => &["422"],
            _ => &[],
        };
        assert_quiet(&browser, &place, expected);
        browser.run(&format!("{axe}; window.axe = axe;"));
        for look in LOOKS {
            browser.look(look);
            let (texts, passes) = barriers(&browser);
            rules += passes;
            found.extend(texts.iter().map(|text| format!("{name} {}: {text}", look.name())));
            if let Some(folder) = &pictures {
                std::fs::create_dir_all(folder).expect("the folder");
                std::fs::write(folder.join(format!("{name}-{}.png", look.name())), browser.picture()).expect("written");
            }
        }
        browser.look(NARROWEST);
        let wide = too_wide(&browser);
        if wide != json!(null) {
            found.push(format!("{name} at 320 px is {wide}"));
        }
        browser.look(Look::DESKTOP);
        pages += 1;
    });

    println!("{pages} pages in {} looks: {rules} rules in order, {} barriers", LOOKS.len(), found.len());
    assert!(found.is_empty(), "{}", found.join("\n"));
}
