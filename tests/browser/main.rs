//! What people do with the pages, in a real browser: Chromium, driven by chromedriver, against the real program.
//!
//! Needs Chromium, chromedriver and axe-core (`scripts/system.sh test`, `scripts/browser.sh`). Where one is missing, these
//! tests say that they are skipped; where `CI` is set, they fail.

mod desk;
mod district;
mod driver;
mod earner;
mod hostile;
mod http;
mod journeys;
mod keyboard;
mod passkeys;
mod place;
mod reviewing;
#[path = "../planting/hostile.rs"]
mod shared_hostile;
mod tour;

use serde_json::Value;

use crate::driver::Browser;
use crate::place::Place;

/// Nothing was complained about and nobody else was asked, apart from what is `expected` to be complained about.
fn assert_quiet(browser: &Browser, place: &Place, expected: &[&str]) {
    let complaint = |entry: &Value| entry["message"].as_str().unwrap_or("").to_owned();
    let complaints: Vec<String> = browser.log("browser").iter().map(complaint).collect();
    let is_expected = |text: &String| expected.iter().any(|part| text.contains(part));
    let complaints: Vec<&String> = complaints.iter().filter(|text| !is_expected(text)).collect();
    assert!(complaints.is_empty(), "{complaints:?}");
    let home = place.at("/");
    let is_own = |address: &String| address.starts_with(&home) || address.starts_with("data:");
    let strangers: Vec<String> = browser.asked().into_iter().filter(|address| !is_own(address)).collect();
    assert!(strangers.is_empty(), "{strangers:?}");
}
