//! The end of an earner's way, from the mail to LinkedIn in two steps and a press of Save there, and what whoever gets the
//! link does with it.

use crate::assert_quiet;
use crate::driver::{Browser, Tools};
use crate::place::Place;
use crate::tour::{Eyes, LOOKS};

#[test]
fn an_earner_comes_from_the_mail_to_linkedin_in_two_steps_and_takes_it_back() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::with_offer(), Browser::start(&tools));
    let (yours, page) = (place.at(&place.offer().yours), place.at(&place.offer().page));

    browser.open(&yours);
    assert_eq!(browser.text("#verdict .word"), "Valid");
    assert!(browser.words().contains("Nobody else sees it here until you accept it."), "{}", browser.words());
    let label = browser.text("form[action$='/linkedin'] button");
    assert_eq!(label, "Accept and add to LinkedIn");
    assert_quiet(&browser, &place, &[]);
    // Declining, and taking that back, is a press each.
    browser.click("form[action$='/decline'] button");
    browser.wait_for_words("You declined this badge");
    browser.click("form[action$='/undo'] button");
    browser.wait_for_words("offers you this badge");
    assert_eq!(place.ask("GET", &page, &[("accept", "text/html")], b"").status, 404);
    assert_quiet(&browser, &place, &[]);

    // The second step leads away; LinkedIn itself is not reached from here, but where it leads is seen.
    browser.click("form[action$='/linkedin'] button");
    browser.wait_for("the way to LinkedIn", |browser| {
        browser.address().starts_with("https://www.linkedin.com/profile/add?")
    });
    let to = browser.address();
    for part in ["startTask=CERTIFICATION_NAME", "&name=", "&issueYear=20", "&issueMonth=", "%2Fs%2F"] {
        assert!(to.contains(part), "{part} in {to}");
    }
    assert_eq!(to.matches("organization").count(), 1, "by number or by name: {to}");

    browser.open(&yours);
    assert!(browser.words().contains("You accepted this badge on "));
    assert!(browser.words().contains("Credential URL"), "{}", browser.words());
    assert_eq!(place.ask("GET", &page, &[("accept", "text/html")], b"").status, 200);
}

#[test]
fn whoever_gets_a_link_sees_one_word_who_says_so_and_checks_it_anew() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::with_offer(), Browser::start(&tools));
    browser.open(&place.at(&place.offer().yours));
    browser.click("form[action$='/accept'] button");
    browser.wait_for_words("You accepted this badge");
    browser.write("#label", "For the district");
    browser.click("form[action$='/share'] input[value=results]");
    browser.click("form[action$='/share'] button");
    browser.wait_for_words("The link is there.");
    let link = browser.run("return document.querySelector('#share-1 a').href");
    let link = link.as_str().expect("an address").to_owned();
    assert_quiet(&browser, &place, &[]);

    // One action: the link. The same when it is pasted where badges are verified.
    browser.open(&place.at("/verify"));
    browser.write("#address", &link);
    browser.click("form:has(#address) button");
    browser.wait_for("the badge", |browser| browser.address().starts_with(&link));
    assert_eq!(browser.text("#verdict .word"), "Valid");
    assert!(browser.words().contains("handed out this link on "), "{}", browser.words());
    browser.click(".recheck button");
    browser.wait_for_words("Checked just now");
    assert_eq!(browser.text("#verdict .word"), "Valid");
    assert_eq!(browser.count("a[href*='/badges/']"), 0, "the link tells no other way in");
    assert_quiet(&browser, &place, &[]);

    // The earner ends it, and the reader is told about the link alone.
    browser.open(&place.at(&place.offer().yours));
    browser.click("form[action$='/withdraw'] button");
    browser.wait_for_words("The link opens nothing any more.");
    browser.open(&link);
    assert_eq!(browser.text("h1"), "This link has ended");
    assert_quiet(&browser, &place, &["410"]);
}

#[test]
fn no_page_of_an_earner_has_a_barrier_in_any_look() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::with_offer(), Browser::start(&tools));
    let mut eyes = Eyes::new(&browser, &tools);
    let mut see = |name: &str| eyes.look_at(name, &LOOKS);
    browser.open(&place.at(&place.offer().yours));
    see("held-offered");
    browser.click("form[action$='/accept'] button");
    browser.wait_for_words("You accepted this badge");
    browser.click("form[action$='/share'] button");
    browser.wait_for_words("The link is there.");
    see("held-accepted");
    let link = browser.run("return document.querySelector('#share-1 a').href");
    browser.open(link.as_str().expect("an address"));
    see("shared");
    browser.open(&place.at(&place.offer().sign_in));
    browser.click("main button");
    browser.wait_for("signed in", |browser| browser.count("header .person") == 1);
    for path in ["/me", "/me/addresses", "/me/data", "/me/collections"] {
        browser.open(&place.at(path));
        see(&path.trim_start_matches('/').replace('/', "-"));
    }
    browser.write("#title", "First years");
    browser.click("form[action='/me/collections'] button");
    browser.wait_for_words("Your collection: First years");
    see("me-collection");
    browser.open(&place.at(&format!("/embed{}", place.offer().page)));
    see("embed");
    assert_quiet(&browser, &place, &[]);
    eyes.insist();
}
