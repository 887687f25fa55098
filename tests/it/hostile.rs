//! Hostile text in every field, on every page where it shows: it adds no element that acts, no attribute that acts, no
//! address that acts. The same pages are opened in a real browser by `tests/browser/hostile.rs`.

use accolade::app::{Actor, JoinRulesRequest};
use accolade::store::Role;

use crate::pages::{Tag, tags};
use crate::shared_hostile::{Field, texts};
use crate::support::browser::{BASE, Browser};
use crate::support::town::{Engine, Town, definition};

const OWNER: &str = "owner@school.example";

/// Elements that do something by themselves, and that no page of ours has.
const ACTING: [&str; 12] = [
    "iframe", "object", "embed", "base", "applet", "frame", "frameset", "math", "audio", "video", "marquee", "template",
];

/// Why a tag could act on its own, if it could.
fn objection(tag: &Tag) -> Option<String> {
    if ACTING.contains(&tag.name.as_str()) || tag.name == "style" {
        return Some(format!("<{}>", tag.name));
    }
    if tag.name == "script" && !tag.attribute("src").is_some_and(|src| src.starts_with("/static/")) {
        return Some("a script".into());
    }
    for (name, value) in &tag.attributes {
        let plain: String = unescaped(value).chars().filter(|c| !c.is_whitespace() && !c.is_control()).collect();
        let plain = plain.to_lowercase();
        let acts =
            ["javascript:", "vbscript:", "data:text/html", "data:image/svg"].iter().any(|s| plain.starts_with(s));
        let is_address = ["href", "src", "action", "formaction", "xlink:href", "srcdoc"].contains(&name.as_str());
        if name.starts_with("on") || name == "srcdoc" || name == "style" || (is_address && acts) {
            return Some(format!("{name}=\"{value}\" in <{}>", tag.name));
        }
        if name == "http-equiv" || (tag.name == "link" && name == "href" && plain.contains("evil")) {
            return Some(format!("{name}=\"{value}\" in <{}>", tag.name));
        }
    }
    None
}

/// A value as a browser reads it.
fn unescaped(text: &str) -> String {
    [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#34;", "\""), ("&#39;", "'"), ("&#38;", "&"), ("&amp;", "&")]
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn check(path: &str, html: &str) {
    for tag in tags(html) {
        if let Some(objection) = objection(&tag) {
            panic!("{path} has {objection}");
        }
    }
}

#[test]
fn the_check_itself_finds_what_acts() {
    for html in [
        "<script>alert(1)</script>",
        "<img src=\"x\" onerror=\"alert(1)\">",
        "<a href=\"java&#x73;cript:alert(1)\">",
        "<a href=\" JavaScript:alert(1)\">",
        "<iframe src=\"/x\">",
        "<p style=\"x\">",
        "<meta http-equiv=\"refresh\" content=\"0\">",
    ] {
        let found = tags(html).iter().any(|tag| objection(tag).is_some());
        // An address that is written with other references is not read here; the browser reads it.
        assert_eq!(found, !html.contains("&#x73;"), "{html}");
    }
    assert!(texts().len() >= 60);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_text_in_any_field_does_nothing_on_any_page() {
    let town = Town::new(Engine::Sqlite).await;
    let (app, id) = (&town.app, town.school.organisation_id.clone());
    let rules = JoinRulesRequest { takes_requests: true, is_listed: true, ..JoinRulesRequest::default() };
    app.change_join_rules(&Actor::Operator, &id, rules).await.expect("changed");
    let mut owner = Browser::owner(app, &id, OWNER).await;
    let person = app.load_person_by_email(OWNER).await.expect("known").person_id;
    let field = Field { app, slug: "northside", organisation: id.clone(), owner: person, definition: definition() };

    let planted = field.plant().await;

    let mut seen = 0;
    for path in &planted.pages {
        let page = owner.look(path).await;
        assert!(page.status < 500, "{path}: {}", page.status);
        check(path, &page.text);
        seen += page.text.matches("alert(").count();
    }
    println!("{} pages, {seen} hostile texts on them, {} kept out", planted.pages.len(), planted.kept_out.len());
    let fields: std::collections::BTreeMap<_, usize> =
        planted.kept_out.iter().fold(Default::default(), |mut counts, (field, _)| {
            *counts.entry(*field).or_default() += 1;
            counts
        });
    assert!(fields.values().all(|count| *count <= 2), "rules keep too much out: {:?}", planted.kept_out);
    assert!(planted.pages.len() > 1_000 && seen > 5_000, "{} pages, {seen}", planted.pages.len());

    // Pages behind links, and mails, which are pages too.
    app.invite(&Actor::Operator, &id, "ada@school.example", Role::Viewer).await.expect("invited");
    while app.do_messages().await.expect("worked") > 0 {}
    for kept in app.mailer().kept() {
        let html = kept.mail.html.unwrap_or_default();
        for tag in tags(&html) {
            let is_ours =
                ["html", "head", "meta", "title", "body", "p", "br", "a"].contains(&tag.name.trim_start_matches('/'));
            let acts = tag.attributes.iter().any(|(name, _)| name.starts_with("on"));
            assert!(is_ours && !acts, "{tag:?} in {html}");
        }
        if let Some(link) = kept.mail.text.split_whitespace().find(|word| word.contains("/invitations/")) {
            let page = owner.get(link.strip_prefix(BASE).expect("ours")).await;
            check(link, &page.text);
        }
    }
}
