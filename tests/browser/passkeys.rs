//! Passkeys with the authenticator of a real browser.

use crate::driver::{Browser, Look, Tools};
use crate::place::Place;
use crate::tour::barriers;

#[test]
fn an_owner_registers_a_passkey_and_signs_in_with_it() {
    let Some(tools) = Tools::find() else { return };
    let (place, browser) = (Place::new(), Browser::start(&tools));
    let axe = tools.axe();
    // Browsers make passkeys for names, not for addresses in numbers.
    let named = |address: &str| address.replace("127.0.0.1", "localhost");
    let authenticator = browser.add_authenticator();
    let no_barriers = |name: &str| {
        browser.run(&format!("{axe}; window.axe = axe;"));
        for look in [Look::DESKTOP, Look { is_dark: true, width: 390 }] {
            browser.look(look);
            assert_eq!(barriers(&browser).0, Vec::<String>::new(), "{name} {}", look.name());
        }
        browser.look(Look::DESKTOP);
    };

    browser.open(&named(&place.owner_link));
    browser.click("main button.primary");
    browser.wait_for("the desk", |browser| browser.address().contains("/desk/northside"));
    browser.click("a.account");
    browser.wait_for_words("You have no passkey yet");
    no_barriers("passkeys");
    browser.write("#name", "This computer");
    browser.click("form[data-passkey] button");
    browser.wait_for_words("The passkey was added");
    assert_eq!(browser.credentials(&authenticator), 1);
    assert!(browser.words().contains("This computer"));

    // The same device is not registered twice.
    browser.write("#name", "Again");
    browser.click("form[data-passkey] button");
    browser.wait_for_words("has a passkey here already");
    no_barriers("passkeys with one");

    browser.click("li.person button");
    browser.wait_for_words("You are signed out");
    browser.open(&named(&place.at("/sign-in")));
    browser.click("a[href='/sign-in/passkey']");
    browser.wait_for_words("Sign in with a passkey");
    no_barriers("sign in with a passkey");
    browser.set_verified(&authenticator, false);
    browser.click("form[data-passkey] button");
    browser.wait_for_words("Nothing was confirmed");
    browser.set_verified(&authenticator, true);
    browser.click("form[data-passkey] button");
    browser.wait_for("the desk", |browser| browser.address().contains("/desk"));
    assert!(browser.words().contains("Northside"), "{}", browser.words());

    // Removed, it lets nobody in.
    browser.open(&named(&place.at("/account/passkeys")));
    browser.click("button[value=remove]");
    browser.wait_for_words("The passkey was removed");
    browser.click("li.person button");
    browser.wait_for_words("You are signed out");
    browser.open(&named(&place.at("/sign-in/passkey")));
    browser.click("form[data-passkey] button");
    browser.wait_for_words("not known here");
}
