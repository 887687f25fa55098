//! A badge on paper, and a badge in a frame of another site.

use std::io::Read as _;

use accolade::app::{Actor, AnswerMove};
use accolade::language::Language;
use accolade::picture::artwork::{Colour, Design, Icon, Shape};
use accolade::picture::card::Artwork;
use accolade::picture::sheet::Sheet;
use flate2::read::ZlibDecoder;
use serde_json::Value;

use crate::earners::link_in_mail;
use crate::support::browser::{BASE, Browser};
use crate::support::town::{Engine, Town, definition};

const ADA: &str = "ada@school.example";

/// Everything in the streams of a PDF, unpacked.
fn streams(pdf: &[u8]) -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    let mut rest = pdf;
    let find = |text: &[u8], what: &[u8]| text.windows(what.len()).position(|window| window == what);
    while let Some(at) = find(rest, b"\nstream\n") {
        rest = &rest[at + 8..];
        let end = find(rest, b"\nendstream").expect("the end of a stream");
        let mut unpacked = Vec::new();
        ZlibDecoder::new(&rest[..end]).read_to_end(&mut unpacked).expect("packed");
        found.push(unpacked);
        rest = &rest[end..];
    }
    found
}

fn has(bytes: &[u8], text: &str) -> bool {
    bytes.windows(text.len()).any(|window| window == text.as_bytes())
}

fn sheet(title: &str, lines: &[String], criteria: &[String]) -> Vec<u8> {
    let design = Design { shape: Shape::ALL[0], colour: Colour::ALL[0], icon: Icon::ALL[0], text: "Inquiry".into() };
    let drawn = design.svg();
    let sheet = Sheet {
        title,
        language: "en",
        words: Language::English.words(),
        lines,
        criteria,
        address: "https://northside.example/b/k7qf2mxd3a",
        code: "K7QF2-MXD3A",
        artwork: Artwork::Svg(&drawn),
    };
    sheet.pdf().expect("a page")
}

#[test]
fn a_printed_badge_is_one_page_with_all_its_words_to_search_and_to_read_aloud() {
    let lines = ["Earned by Zoë Marlowe".to_owned(), "Issued by Northside School District".to_owned()];
    let criteria = ["Two peers place the evidence at level 3 or above.".to_owned()];

    let pdf = sheet("Inquiry-based learning", &lines, &criteria);

    assert!(pdf.starts_with(b"%PDF-1.") && pdf.len() < 250_000, "{}", pdf.len());
    assert!(has(&pdf, "/Count 1") && !has(&pdf, "/Count 2") && has(&pdf, "/MediaBox [0 0 595 792]"));
    let page = streams(&pdf).into_iter().find(|stream| has(stream, "3 Tr")).expect("hidden words");
    for words in ["Inquiry-based learning", "Issued by Northside", "Two peers place", "northside.example/b/k7qf2mxd3a"]
    {
        assert!(has(&page, words), "{words}");
    }
    // A line with letters beyond ASCII is written in hexadecimal: `Zoë` in the encoding of the hidden font.
    let upper = String::from_utf8_lossy(&page).to_uppercase();
    assert!(upper.contains("4561726E6564206279205A6FEB204D61726C6F7765"), "a line is never lost to one letter");
    assert!(has(&page, "K7QF2-MXD3A") && !has(&page, "not in its font"));
}

#[test]
fn long_and_foreign_and_hostile_names_stay_on_the_page() {
    let long = "Facilitating interdisciplinary inquiry ".repeat(40);
    let names = [
        long.as_str(),
        "日本語の探究学習",
        "التعلم القائم على الاستقصاء",
        "Ελληνικά и кириллица",
        "🏅 100 % <b>&amp;</b> \"quoted\" \\(x\\)",
        "Pneumonoultramicroscopicsilicovolcanoconiosis".repeat(8).leak(),
        "",
    ];
    for name in names {
        let criteria: Vec<String> = (0..200).map(|number| format!("{number} {name}")).collect();
        let pdf = sheet(name, &[format!("Earned by {name}")], &criteria);
        let page = streams(&pdf).into_iter().find(|stream| has(stream, "3 Tr")).expect("hidden words");
        assert!(has(&pdf, "/Count 1") && pdf.len() < 2_000_000, "{name}: {}", pdf.len());
        assert!(has(&page, "northside.example/b/k7qf2mxd3a"), "{name}: the foot is there");
        let is_foreign = name.starts_with(['日', 'ا']);
        assert_eq!(has(&page, "not in its font"), is_foreign, "{name}");
        // No line of words begins above the lower edge or beyond the upper one.
        for (number, line) in String::from_utf8_lossy(&page).lines().filter(|line| line.ends_with(" Tm")).enumerate() {
            let y: f32 = line.split(' ').nth(5).and_then(|y| y.parse().ok()).expect("a place");
            assert!((10.0..780.0).contains(&y), "{name}: line {number} at {y}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_earner_prints_with_a_name_and_others_without() {
    let town = Town::new(Engine::Sqlite).await;
    let mut request = town.request(ADA);
    request.recipient.name = "Ada Marlowe".into();
    let answer = town.app.award(&Actor::Operator, &town.school.organisation_id, &[request], None).await;
    let award = accolade::ids::AwardId::from_text(answer.expect("made").rows.remove(0).award_id.expect("an award"));
    let yours = link_in_mail(&town.app, ADA).await;
    let mut browser = Browser::new(&town.app);
    assert_eq!(browser.get(&format!("/badges/{award}/badge.pdf")).await.status, 404, "it is not accepted");
    browser.get(&yours).await.shows("badge.pdf?download");
    let own = browser.get(&format!("{yours}/badge.pdf")).await;
    assert_eq!((own.status, own.header("content-type")), (200, "application/pdf"));
    assert!(
        own.header("content-disposition").contains("badge.pdf") && own.header("cache-control").contains("no-store")
    );
    let shown = town.app.load_public_award(&award).await.expect("an award");
    for (name, says) in [(Some("Ada Marlowe"), true), (None, false)] {
        let english = Language::English.words();
        let pdf = town.app.printed_badge(&shown, name, "https://a.example/b/x", english).await.expect("a page");
        let page = streams(&pdf).into_iter().find(|stream| has(stream, "3 Tr")).expect("hidden words");
        assert_eq!(has(&page, "Ada Marlowe"), says);
        assert!(has(&page, "level 3") && has(&page, "Awarded 1 June 2026") && !has(&page, ADA));
    }
    let spanish = Language::Spanish.words();
    let pdf =
        town.app.printed_badge(&shown, Some("Ada Marlowe"), "https://a.example/b/x", spanish).await.expect("a page");
    let page = streams(&pdf).into_iter().find(|stream| has(stream, "3 Tr")).expect("hidden words");
    for words in ["Conseguida por Ada Marlowe", "Concedida el 1 de junio de 2026", "Escanee para comprobar"] {
        assert!(has(&page, words), "{words}");
    }
    assert!(!has(&page, "Awarded") && !has(&page, "Scan to check"));

    let holder = town.holder(&award, ADA).await;
    town.app.answer_award(&holder, AnswerMove::Accept).await.expect("accepted");
    let print = browser.get(&format!("/badges/{award}/badge.pdf")).await;
    assert_eq!((print.status, print.header("vary")), (200, "Accept-Language, Cookie"));
    assert_eq!(definition().criteria, "Two peers place the evidence at *level 3* or above.");
}

#[tokio::test(flavor = "multi_thread")]
async fn other_sites_show_a_badge_in_a_frame_that_knows_no_cookie_and_no_other_page_is_framed() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award(ADA).await;
    let holder = town.holder(&award, ADA).await;
    let share = town.app.linkedin_share(&holder).await.expect("a link");
    let hidden = town.offer("ben@school.example").await;
    let mut browser = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;

    for path in [format!("/badges/{award}"), format!("/s/{}", share.token)] {
        let page = browser.look(&path).await;
        let encoded = format!("{BASE}{path}").replace(':', "%3A").replace('/', "%2F");
        let ask = format!("/oembed?url={encoded}");
        page.shows(&format!("type=\"application/json+oembed\" href=\"{ask}\""));
        let policy = page.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && page.header("x-frame-options") == "DENY", "{path}");

        let answer = browser.get(&format!("{ask}&maxwidth=300")).await;
        let answer: Value = serde_json::from_str(&answer.text).expect("JSON");
        assert_eq!(
            (&answer["version"], &answer["type"], &answer["width"]),
            (&"1.0".into(), &"rich".into(), &300.into())
        );
        let html = answer["html"].as_str().expect("HTML");
        let source = html.split("src=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a frame");
        assert_eq!(source, format!("{BASE}/embed{path}"));
        assert!(html.contains("title=\"Inquiry-Based Learning – Northside District\""), "{html}");

        let frame = browser.get(source.strip_prefix(BASE).expect("ours")).await;
        frame.shows("Inquiry-Based Learning").shows("Valid").shows(&format!("href=\"{BASE}{path}\""));
        frame.hides("owner@school.example").hides("<form").hides("<script").hides("Sign out").hides(ADA);
        assert_eq!(frame.header("x-frame-options"), "");
        assert!(frame.header("content-security-policy").contains("frame-ancestors *"));
        assert!(!frame.header("content-security-policy").contains("script-src"));
        assert_eq!(frame.header("set-cookie"), "");
    }
    for url in [format!("{BASE}/badges/{hidden}"), "https://evil.example/badges/x".into(), String::new(), BASE.into()] {
        assert_eq!(browser.get(&format!("/oembed?url={url}")).await.status, 404, "{url}");
    }
    assert_eq!(browser.get(&format!("/oembed?url={BASE}/badges/{award}&format=xml")).await.status, 501);
    for path in [format!("/embed/badges/{hidden}"), "/embed/s/x".into()] {
        let frame = browser.get(&path).await;
        assert_eq!(frame.status, 404);
        frame.shows("There is no badge here that everybody may see.").hides("Inquiry");
    }
    town.app.withdraw_share(holder.person(), &share.token).await.expect("ended");
    assert_eq!(browser.get(&format!("/embed/s/{}", share.token)).await.status, 404);
}
