//! The languages of the pages: complete, the same texts in each, chosen by whoever reads.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use accolade::language::{ENGLISH, Language, SPANISH};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, Resource};
use fluent_syntax::parser;

use crate::pages::{drawn_with, pages};
use crate::support::browser::{Answer, Browser};
use crate::support::town::{Engine, Town};

/// Texts whose names are put together while the program runs, by their beginnings.
const PUT_TOGETHER: [&str; 13] = [
    "month-",
    "problem-",
    "looks-",
    "check-",
    "means-",
    "code-",
    "kind-",
    "tongue-",
    "desk-done-",
    "drawn-",
    "did-",
    "fault-",
    "review-done-",
];
/// Tags that a text may have.
const TAGS: [&str; 10] = ["<a", "</a", "<bdi", "</bdi", "<strong", "</strong", "<code", "</code", "<span", "</span"];
/// Pages that are translated, by the beginnings of their names; all others speak English only.
const TRANSLATED: [&str; 52] = [
    "home",
    "organisations",
    "issuer",
    "achievement",
    "catalogue",
    "framework",
    "badge",
    "verify",
    "result",
    "many",
    "sign-in",
    "mail-sent",
    "confirm",
    "signed-out",
    "problem",
    "held",
    "me",
    "erased",
    "shared-collection",
    "question",
    "passkey",
    "desks",
    "desk-achievement",
    "desk-audit",
    "desk-award",
    "desk-figures",
    "desk-frameworks",
    "desk-import",
    "desk-keys",
    "desk-members",
    "desk-milestone",
    "desk-names",
    "desk-new",
    "desk-publish",
    "desk-revoke",
    "desk-roles",
    "desk-start",
    "desk-trust",
    "desk-versions",
    "desk-webhook",
    "operator",
    "api",
    "claim",
    "moderation",
    "bench",
    "coached",
    "trial",
    "tried",
    "desk-review",
    "desk-insights",
    "desk-simulator",
    "desk-gold",
];

/// The texts of a language: file and name, with the places to fill in.
fn texts(files: &[(&'static str, &str)]) -> BTreeMap<(&'static str, String), BTreeSet<String>> {
    let mut found = BTreeMap::new();
    for (file, text) in files {
        let resource = parser::parse(*text).unwrap_or_else(|(_, errors)| panic!("{file}: {errors:?}"));
        for (name, pattern) in messages(&resource) {
            let mut places = BTreeSet::new();
            collect(pattern, &mut places);
            let before = found.insert((*file, name.to_owned()), places);
            assert!(before.is_none(), "{file}: {name} stands twice");
        }
    }
    found
}

pub(crate) fn messages<'r>(resource: &'r Resource<&'r str>) -> impl Iterator<Item = (&'r str, &'r Pattern<&'r str>)> {
    resource.body.iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name, message.value.as_ref().expect("a text"))),
        Entry::Comment(_) | Entry::GroupComment(_) => None,
        other => panic!("not a text: {other:?}"),
    })
}

fn collect(pattern: &Pattern<&str>, places: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        let inline = match expression {
            Expression::Inline(inline) => inline,
            Expression::Select { selector, variants } => {
                variants.iter().for_each(|variant| collect(&variant.value, places));
                selector
            }
        };
        match inline {
            InlineExpression::VariableReference { id } => drop(places.insert(id.name.to_owned())),
            InlineExpression::StringLiteral { .. } => {}
            other => panic!("{other:?} is not used here"),
        }
    }
}

#[test]
fn both_languages_have_the_same_texts_with_the_same_places_to_fill_in() {
    let (english, spanish) = (texts(ENGLISH), texts(SPANISH));
    assert!(english.len() > 300, "{}", english.len());
    for (name, places) in &english {
        assert_eq!(spanish.get(name), Some(places), "{name:?}");
    }
    for name in spanish.keys() {
        assert!(english.contains_key(name), "{name:?} is Spanish only");
    }
}

#[test]
fn no_name_of_a_text_stands_in_two_files() {
    let mut seen = BTreeMap::new();
    for (file, name) in texts(ENGLISH).into_keys() {
        if let Some(other) = seen.insert(name.clone(), file) {
            panic!("{name} stands in {other} and in {file}");
        }
    }
}

pub(crate) fn sources(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|kind| kind == "rs" || kind == "html") {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a text")));
        }
    }
}

#[test]
fn every_text_is_said_somewhere_and_every_text_that_is_said_is_there() {
    let mut all = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut all);
    let names: BTreeSet<String> = texts(ENGLISH).into_keys().map(|(_, name)| name).collect();
    for (path, text) in &all {
        for call in [".say(\"", ".fill(\"", ".rich(\""] {
            for rest in text.split(call).skip(1) {
                let name = rest.split('"').next().expect("a name");
                assert!(names.contains(name) || name == "no-such-text", "{path}: there is no text {name}");
            }
        }
    }
    let whole: String = all.into_iter().map(|(_, text)| text).collect();
    for name in names {
        let is_put_together = PUT_TOGETHER.iter().any(|start| name.starts_with(start));
        assert!(is_put_together || whole.contains(&format!("\"{name}\"")), "nobody says {name}");
    }
}

#[test]
fn texts_have_no_tags_but_harmless_ones() {
    for (file, text) in ENGLISH.iter().chain(SPANISH) {
        for rest in text.split('<').skip(1) {
            let inside = rest.split('>').next().expect("a closed tag");
            let tag = format!("<{}", inside.split(' ').next().expect("a tag"));
            assert!(TAGS.contains(&tag.as_str()), "{file}: {tag}");
            let parts: Vec<&str> = inside.split("=\"").collect();
            for name in parts[..parts.len() - 1].iter().filter_map(|part| part.rsplit(' ').next()) {
                assert!(["href", "dir", "class"].contains(&name), "{file}: {name}");
            }
        }
        assert!(!text.contains("javascript:"), "{file}");
    }
}

/// What a reader sees or hears of a page: the texts and the attributes that are read out.
pub(crate) fn read_out(html: &str) -> String {
    let mut out = String::new();
    let body = html.split_once("<body").expect("a body").1;
    for piece in body.split('<') {
        let (tag, text) = piece.split_once('>').unwrap_or(("", piece));
        for name in ["aria-label", "alt", "title", "placeholder"] {
            let value = tag.split_once(&format!(" {name}=\"")).and_then(|(_, rest)| rest.split_once('"'));
            out.push_str(value.map_or("", |(value, _)| value));
            out.push(' ');
        }
        out.push_str(text);
        out.push(' ');
    }
    out
}

#[test]
fn no_translated_page_has_a_text_of_its_own() {
    let (mut seen, mut own) = (0, BTreeSet::new());
    for mut page in pages() {
        if !TRANSLATED.iter().any(|start| page.name.starts_with(start)) {
            continue;
        }
        speak_pseudo(&mut page.json);
        // What the page shows of others is not its own.
        let (html, _) = drawn_with(&page, "◆");
        assert!(html.contains("<html lang=\"en-XB\" dir=\"rtl\">"), "{}", page.name);
        // An address is the same in every language.
        let shown = read_out(&html);
        let words = shown.split_whitespace().filter(|shown| !shown.contains("://"));
        for word in words.flat_map(|shown| shown.split(|letter: char| !letter.is_alphanumeric())) {
            let is_english = word.len() > 2
                && word.bytes().all(|byte| byte.is_ascii_alphabetic())
                && word.contains(['a', 'e', 'i', 'o', 'u'])
                && !["English", "localhost"].contains(&word);
            if is_english {
                own.insert(format!("{}: {word}", page.name));
            }
        }
        seen += 1;
    }
    assert!(own.is_empty(), "not translated: {own:#?}");
    assert!(seen > 40, "{seen}");
}

/// Puts the language of nobody wherever a view keeps its words.
fn speak_pseudo(json: &mut serde_json::Value) {
    match json {
        serde_json::Value::Object(map) => {
            for (name, value) in map {
                if name == "words" {
                    *value = "en-XB".into();
                }
                speak_pseudo(value);
            }
        }
        serde_json::Value::Array(list) => list.iter_mut().for_each(speak_pseudo),
        _ => {}
    }
}

async fn town() -> (Town, Browser) {
    let town = Town::new(Engine::Sqlite).await;
    let browser = Browser::new(&town.app);
    (town, browser)
}

fn speaks(answer: &Answer, tag: &str) {
    answer.shows(&format!("<html lang=\"{tag}\" dir=\"ltr\">"));
    assert_eq!(answer.header("content-language"), tag);
    let varies = answer.headers.get_all("vary").iter().filter_map(|value| value.to_str().ok());
    assert!(varies.collect::<Vec<_>>().join(",").contains("Accept-Language"), "{:?}", answer.headers);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_speaks_the_language_of_the_browser_until_another_is_chosen() {
    let (_town, mut browser) = town().await;
    speaks(&browser.get("/").await, "en");
    browser.languages = Some("es-MX,es;q=0.9,en;q=0.8");
    let home = browser.get("/").await;
    speaks(&home, "es");
    home.shows("Insignias que dicen cómo se ganaron").shows("href=\"/language/en?next=%2F\"");

    let chosen = browser.get("/language/en?next=%2Fcatalogue%3Fq%3Dinquiry").await;
    assert_eq!(chosen.location(), "/catalogue?q=inquiry");
    speaks(&browser.get("/catalogue?q=inquiry").await, "en");
    browser.get("/language/es?next=%2F").await;
    let catalogue = browser.get("/catalogue?q=inquiry").await;
    speaks(&catalogue, "es");
    catalogue.shows("1 logro").shows("Microcredencial").shows("href=\"/language/en?next=%2Fcatalogue%3Fq%3Dinquiry\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn choosing_a_language_leads_nowhere_else_and_to_no_language_that_is_not_spoken() {
    let (_town, mut browser) = town().await;
    for next in ["https%3A%2F%2Fevil.example", "%2F%2Fevil.example", "%2F%5Cevil.example", "javascript%3Aalert(1)"] {
        let answer = browser.get(&format!("/language/es?next={next}")).await;
        assert!(!answer.location().contains("evil") && !answer.location().contains("javascript"), "{next}");
    }
    assert_eq!(browser.get("/language/es").await.location(), "/");
    for tag in ["en-XB", "fr", "%3Cscript%3E"] {
        assert_eq!(browser.get(&format!("/language/{tag}")).await.status, 404, "{tag}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_is_shown_in_each_language_though_its_page_is_kept() {
    let (town, mut browser) = town().await;
    let award = town.award("ada@school.example").await;
    let path = format!("/badges/{award}");
    for _ in 0..2 {
        browser.languages = Some("es");
        let spanish = browser.look(&format!("{path}?from=mail")).await;
        speaks(&spanish, "es");
        spanish.shows("Válida").shows("sin cambios desde entonces").shows(" de 2026").hides("from%3Dmail");
        browser.languages = Some("en");
        let english = browser.look(&path).await;
        speaks(&english, "en");
        english.shows("Valid").shows("The issuer still stands by it.").shows(" 2026");
    }
    // Programs get the same in every language.
    browser.languages = Some("es");
    let spanish = browser.get(&path).await;
    assert_eq!(spanish.header("content-language"), "");
    browser.languages = None;
    assert_eq!(spanish.text, browser.get(&path).await.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn problems_and_wrong_forms_are_told_in_the_readers_language() {
    let (_town, mut browser) = town().await;
    browser.languages = Some("es");
    let missing = browser.look("/badges/none").await;
    speaks(&missing, "es");
    missing.shows("Página no encontrada").hides("There is");
    assert_eq!(missing.status, 404);
    let wrong = browser.post("/sign-in", &[("email", "nobody"), ("next", "/")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Hay un problema").shows("Escriba una dirección de correo").hides("Write");
    let wrong = browser.post_multipart("/verify", &[("text", "")]).await;
    wrong.shows("Elija la insignia").hides("Choose");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_verdict_is_explained_in_spanish_with_the_reports_own_sentence_beneath() {
    let (town, mut browser) = town().await;
    let award = town.award("ada@school.example").await;
    let credential = town.app.load_public_award(&award).await.expect("the award").credential.clone();
    browser.languages = Some("es");
    let good = browser.post_multipart("/verify", &[("text", &credential)]).await;
    good.shows("Nadie ha cambiado una letra desde que se firmó.").shows("Emitida por").hides("Nobody changed");
    let altered = credential.replace("Inquiry-Based", "Enquiry-Based");
    let bad = browser.post_multipart("/verify", &[("text", &altered)]).await;
    bad.shows("Alterada").shows("La firma no encaja").shows("lang=\"en\" dir=\"ltr\"").hides("What was checked");
}

/// English that no Spanish page has, but for what others wrote.
pub(crate) const ENGLISH_WORDS: [&str; 14] =
    ["the", "of", "and", "is", "was", "by", "to", "this", "that", "with", "what", "badge", "issuer", "has"];

#[tokio::test(flavor = "multi_thread")]
async fn spanish_pages_say_nothing_in_english() {
    let (town, mut browser) = town().await;
    let award = town.award("ada@school.example").await;
    browser.languages = Some("es");
    let achievement = format!("/achievements/{}", town.achievement);
    let organisation = format!("/organisations/{}", town.school.slug);
    let badge = format!("/badges/{award}");
    for path in
        ["/", "/catalogue", "/catalogue?q=nothing-like-it", "/organisations", "/verify", "/sign-in", "/signed-out"]
            .into_iter()
            .chain([achievement.as_str(), &organisation, &badge])
    {
        let page = browser.look(path).await;
        assert_eq!(page.status, 200, "{path}");
        let mut text = read_out(&page.text).replace("Leads an inquiry cycle with a whole class.", "");
        text = text.replace("Two trained peers review the evidence.", "");
        text = text.replace("Two peers place the evidence at", "").replace("or above", "");
        for word in text.split(|letter: char| !letter.is_alphanumeric()) {
            assert!(!ENGLISH_WORDS.contains(&word), "{path}: “{word}” in {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_choice_is_kept_with_the_person_and_comes_along_to_another_browser() {
    let (town, _) = town().await;
    let school = &town.school.organisation_id;
    let owner = "owner@school.example";
    let mut first = Browser::owner(&town.app, school, owner).await;
    first.get("/language/es?next=%2F").await;
    let person = town.app.ensure_person(owner, "").await.expect("the person").person_id;
    assert_eq!(town.app.find_language(&person).await.expect("read"), Some(Language::Spanish));

    let mut second = Browser::owner(&town.app, school, owner).await;
    speaks(&second.get("/").await, "es");
    // Whoever chose in this browser before keeps that.
    let mut third = Browser::new(&town.app);
    third.get("/language/en").await;
    let link = town.app.owner_link(school, owner).await.expect("a link");
    third.follow(&link).await;
    speaks(&third.get("/").await, "en");
}
