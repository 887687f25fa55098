//! Hostile text in every field, opened in a real browser: no dialogue opens, nothing was even tried.

use accolade::app::{Actor, App, JoinRulesRequest};

use crate::driver::{Browser, Tools};
use crate::place::Place;
use crate::shared_hostile::{Field, Planted, texts};

async fn plant(app: &App) -> Planted {
    let district = app.load_organisation_by_slug("northside").await.expect("the district").organisation_id;
    let rules = JoinRulesRequest { takes_requests: true, is_listed: true, ..JoinRulesRequest::default() };
    app.change_join_rules(&Actor::Operator, &district, rules).await.expect("changed");
    let own = app.list_own_achievements(&Actor::Operator, &district, ("", ""), 100).await.expect("listed");
    let mut definition = None;
    for one in own {
        let (_, draft) = app.load_draft(&Actor::Operator, &district, &one.achievement_id).await.expect("a draft");
        if draft.rubric.iter().all(|criterion| criterion.required_level.is_some()) && !draft.rubric.is_empty() {
            definition = Some(draft);
        }
    }
    let owner = app.load_person_by_email("owner@northside.example").await.expect("the owner").person_id;
    let definition = definition.expect("an achievement with a rubric");
    Field { app, slug: "northside", organisation: district, owner, definition }.plant().await
}

#[test]
fn hostile_text_in_every_field_opens_no_dialogue() {
    let Some(tools) = Tools::find() else { return };
    let (place, planted) = Place::after(plant);
    let browser = Browser::start(&tools);

    // The browser itself tells when something acts: otherwise this test could not fail.
    browser.open("data:text/html,<img src=x onerror=alert(1)>");
    browser.wait_for("the dialogue of a page that acts", |browser| browser.dialogue().is_some());
    browser.close_dialogue();

    browser.open(&place.owner_link);
    browser.click("main button.primary");
    browser.wait_for_words("Northside");
    browser.log("browser");
    let (mut tried, mut shown, mut last) = (Vec::new(), 0, "");
    // What an address says alone is on many pages; every fourth is enough here, `tests/it/hostile.rs` looks at all.
    let is_looked_at = |(number, path): &(usize, &String)| !path.contains('?') || number % 4 == 0;
    for (number, path) in planted.pages.iter().enumerate().filter(is_looked_at) {
        // A dialogue of the page before would be in the way of this.
        if let Err(words) = browser.try_open(&place.at(path)) {
            panic!("{last} or {path}: {words}");
        }
        last = path;
        if number % 20 == 0 {
            assert_eq!(browser.dialogue(), None, "{path}");
            tried.extend(refusals(&browser));
            let shows = browser.run("return document.body.innerText.includes('alert(')");
            shown += usize::from(shows.as_bool() == Some(true));
        }
    }
    assert_eq!(browser.dialogue(), None, "{last}");
    tried.extend(refusals(&browser));
    assert!(tried.is_empty(), "{}", tried.join("\n"));
    println!(
        "{} pages with {} hostile texts, {shown} of every twentieth show some",
        planted.pages.len(),
        texts().len()
    );
    assert!(shown > 20, "{shown}");
}

/// What the content security policy has refused since the last time: with it, nothing acts that was let in.
fn refusals(browser: &Browser) -> Vec<String> {
    let texts =
        browser.log("browser").into_iter().map(|entry| entry["message"].as_str().unwrap_or_default().to_owned());
    texts.filter(|text| text.contains("Content Security Policy") || text.contains("Refused")).collect()
}
