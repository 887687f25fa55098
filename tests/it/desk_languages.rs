//! The desk in Spanish: its pages, its notices, and what is wrong in its forms.

use std::path::Path;

use accolade::language::ENGLISH;
use fluent_syntax::ast::PatternElement;
use fluent_syntax::parser;

use crate::languages::{ENGLISH_WORDS, messages, read_out, sources};
use crate::support::browser::{Answer, Browser};
use crate::support::town::{Engine, Town};

const DESK: &str = "/desk/northside";
/// What others wrote in English.
const FOREIGN: [&str; 4] = [
    "Leads an inquiry cycle with a whole class.",
    "Two trained peers review the evidence.",
    "Two peers place the evidence at",
    "or above.",
];

/// A page without the elements that have this in their tag.
fn without(html: &str, mark: &str) -> String {
    let mut parts = html.split(mark);
    let mut rest = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        rest.push_str(part.split_once("</").map_or("", |(_, rest)| rest));
    }
    rest
}

async fn town() -> (Town, Browser) {
    let town = Town::new(Engine::Sqlite).await;
    let mut browser = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;
    browser.languages = Some("es");
    (town, browser)
}

/// Whether nothing on a page is English, but for what others wrote, what is marked as English, and names that files have.
fn is_spanish(path: &str, page: &Answer) {
    page.shows("<html lang=\"es\" dir=\"ltr\">");
    let html = without(&without(&page.text, " lang=\"en\""), "<code>");
    let text = FOREIGN.iter().fold(read_out(&html), |text, foreign| text.replace(foreign, ""));
    for word in text.split(|letter: char| !letter.is_alphanumeric()) {
        assert!(!ENGLISH_WORDS.contains(&word), "{path}: “{word}” in {text}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_speaks_spanish_on_every_page() {
    let (town, mut browser) = town().await;
    let award = town.award("ada@school.example").await;
    let list = [("achievement", town.achievement.as_str()), ("pasted", "email,name\nada@school.example,Ada\nben,Ben")];
    let import = browser.send(&format!("{DESK}/awards/import"), &list).await.location().to_owned();
    browser
        .send(&format!("{DESK}/webhooks"), &[("address", "https://hooks.example/in"), ("event", "award.issued")])
        .await;
    let hook = browser.get(&format!("{DESK}/webhooks")).await;
    let hook = hook.text.split("/webhooks/").nth(1).and_then(|rest| rest.split('"').next()).expect("it").to_owned();
    browser.send(&format!("{DESK}/trust/new"), &[("issuer", "did:web:rivers.example"), ("standing", "trusted")]).await;
    let achievement = format!("/achievements/{}", town.achievement);
    let mut paths: Vec<String> = [
        "",
        "/achievements",
        "/achievements/new",
        "/frameworks",
        "/awards",
        "/awards?state=held",
        "/awards/new",
        "/awards/import",
        "/awards/revoke-all",
        "/figures",
        "/trust",
        "/trust?q=nobody",
        "/trust/new",
        "/trust/import",
        "/members",
        "/joining",
        "/roles",
        "/names",
        "/keys",
        "/webhooks",
        "/audit",
        "/audit?what=award",
        "/start/name",
        "/start/domain",
        "/start/linkedin",
        "/start/achievement",
        "/start/review",
        "/start/publish",
    ]
    .map(|path| format!("{DESK}{path}"))
    .to_vec();
    paths.extend(
        ["edit", "publish", "versions", "preview", "milestone"].map(|page| format!("{DESK}{achievement}/{page}")),
    );
    paths.extend([format!("{DESK}/awards/{award}"), import, format!("{DESK}/webhooks/{hook}")]);
    for path in &paths {
        let page = browser.look(path).await;
        assert_eq!(page.status, 200, "{path}");
        is_spanish(path, &page);
    }
    browser.get(&format!("{DESK}/figures")).await.shows("junio de 2026");
    browser.get(&format!("{DESK}/audit")).await.shows("Concedió 1 insignia").shows("1 de junio de 2026, 12:00 UTC");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_done_and_what_is_wrong_is_told_in_spanish() {
    let (town, mut browser) = town().await;
    let award = town.award("ada@school.example").await;
    let wrong = browser.send(&format!("{DESK}/awards/{award}/revoke"), &[("revoke-reason", "")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Diga por qué en 1 a 500 caracteres").hides("Say why");
    let done = browser.send(&format!("{DESK}/awards/{award}/revoke"), &[("revoke-reason", "Por error")]).await;
    let path = done.location().to_owned();
    browser.get(&path).await.shows("La insignia se ha retirado.").shows("Retirada: Por error");

    let wrong = browser.send(&format!("{DESK}/achievements/new"), &[("type", "Badge"), ("level-0", "")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Dé un nombre al logro.").shows("Diga qué hay que hacer para conseguirlo.").hides("must not be empty");
    let wrong = browser.send(&format!("{DESK}/webhooks"), &[("address", "https://hooks.example/in")]).await;
    wrong.shows("Elija al menos un suceso.").hides("Choose at least");
    let wrong = browser.send(&format!("{DESK}/keys"), &[("name", ""), ("daily_cap", "many")]).await;
    wrong.shows("Escriba un número de 1 a 1.000.000.");
    for page in [wrong, browser.send(&format!("{DESK}/members"), &[("email", "nobody"), ("role", "viewer")]).await] {
        assert_eq!(page.status, 422);
        is_spanish("a wrong form", &page);
    }
}

#[test]
fn every_sentence_that_is_told_again_is_one_that_somebody_says() {
    let (_, text) = ENGLISH.iter().find(|(name, _)| *name == "faults").expect("the file");
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let said: String = all.iter().map(|(_, text)| text.replace("\\\n", "").replace("\\\"", "\"")).collect();
    // A sentence of ours may go on in the next line of its source.
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    let resource = parser::parse(*text).expect("a file of texts");
    for (name, pattern) in messages(&resource) {
        let pieces = pattern.elements.iter().filter_map(|element| match element {
            PatternElement::TextElement { value } => Some(value.trim().trim_end_matches('.').to_lowercase()),
            PatternElement::Placeable { .. } => None,
        });
        let longest = pieces.max_by_key(String::len).expect("words");
        assert!(said.contains(&longest), "nobody says {name}: {longest}");
    }
}
