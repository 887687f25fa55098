//! Every page, as its samples show it: whole, labelled, small, and deaf to hostile text.

use std::collections::HashSet;
use std::path::Path;

use accolade::web::views::{self, desk, earner, reviewing};
use accolade::web::{assets, linkedin, markdown};
use askama::Template;
use serde_json::Value;

/// One sample of one page.
pub(crate) struct Page {
    pub(crate) name: &'static str,
    html: String,
    pub(crate) json: Value,
    /// Draws the page from its fields, if they are fields of this page.
    draw: fn(Value) -> Option<String>,
}

macro_rules! pages {
    ($($view:ty),* $(,)?) => {
        pub(crate) fn pages() -> Vec<Page> {
            let mut all = Vec::new();
            $(for (name, view) in <$view>::sample() {
                all.push(Page {
                    name,
                    html: view.render().expect(name),
                    json: serde_json::to_value(&view).expect(name),
                    draw: |json| serde_json::from_value::<$view>(json).ok().and_then(|view| view.render().ok()),
                });
            })*
            all
        }
    };
}

pages![
    views::Home,
    views::Organisations,
    views::Issuer,
    views::Achievement,
    views::Catalogue,
    views::Frameworks,
    views::Framework,
    views::FrameworkItem,
    views::Badge,
    views::VerifyForm,
    views::VerifyResult,
    views::ManyResult,
    views::BundleResult,
    views::SignIn,
    views::MailSent,
    views::ConfirmSignIn,
    views::SignedOut,
    views::Problem,
    views::Question,
    views::Passkeys,
    views::PasskeyStep,
    views::Operator,
    views::Api,
    earner::HeldBadge,
    earner::CalledBack,
    earner::MyBadges,
    earner::MyAddresses,
    earner::ConfirmAddress,
    earner::MyData,
    earner::Erased,
    earner::MyCollections,
    earner::MyCollection,
    earner::SharedCollection,
    desk::Desks,
    desk::Overview,
    desk::Start,
    desk::Achievements,
    desk::AchievementForm,
    desk::Publish,
    desk::FrameworkImport,
    desk::AwardForm,
    desk::Awards,
    desk::Unclaimed,
    desk::Communities,
    desk::Award,
    desk::ImportForm,
    desk::Import,
    desk::NameRequests,
    desk::Milestone,
    desk::RevokeAll,
    desk::Versions,
    desk::Figures,
    desk::Webhooks,
    desk::Webhook,
    desk::Members,
    desk::Roles,
    desk::ApiKeys,
    desk::Audit,
    desk::TrustedIssuers,
    desk::TrustForm,
    desk::TrustRemoval,
    desk::TrustImport,
    reviewing::Listing,
    reviewing::Begin,
    reviewing::Claim,
    reviewing::Bench,
    reviewing::Coached,
    reviewing::Insights,
    reviewing::Simulator,
    reviewing::Gold,
    reviewing::Trial,
    reviewing::Tried,
    reviewing::Enter,
    reviewing::Offer,
    reviewing::Work,
    reviewing::Case,
    reviewing::Reviews,
    reviewing::ReviewSettings,
];

/// A tag of a page.
#[derive(Debug)]
pub(crate) struct Tag {
    /// In small letters; with a leading `/` when it closes.
    pub(crate) name: String,
    pub(crate) attributes: Vec<(String, String)>,
    /// The text up to the next tag.
    text: String,
}

impl Tag {
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
    }
}

/// Reads a page the way a browser would: any `<` followed by a letter or `/` opens a tag.
pub(crate) fn tags(html: &str) -> Vec<Tag> {
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if !rest.starts_with(|first: char| first.is_ascii_alphabetic() || first == '/') {
            continue;
        }
        let end = rest.find(|letter: char| letter.is_whitespace() || letter == '>').unwrap_or(rest.len());
        let name = rest[..end].trim_end_matches('/').to_lowercase();
        rest = &rest[end..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|letter: char| letter.is_whitespace() || letter == '/');
            if rest.is_empty() || rest.starts_with('>') {
                break;
            }
            let end = rest
                .find(|letter: char| letter.is_whitespace() || matches!(letter, '>' | '=' | '/'))
                .unwrap_or(rest.len());
            let own = rest[..end].to_lowercase();
            rest = &rest[end..];
            let value = match rest.strip_prefix("=\"") {
                Some(after) => {
                    let (value, after) = after.split_once('"').expect("a closed attribute");
                    rest = after;
                    value
                }
                None if rest.starts_with('=') => panic!("an attribute without quotes: {own}"),
                None => "",
            };
            attributes.push((own, value.to_owned()));
        }
        rest = rest.strip_prefix('>').unwrap_or(rest);
        let text = rest.split('<').next().unwrap_or_default().to_owned();
        found.push(Tag { name, attributes, text });
    }
    found
}

fn named<'t>(tags: &'t [Tag], name: &str) -> Vec<&'t Tag> {
    tags.iter().filter(|tag| tag.name == name).collect()
}

#[test]
fn every_page_has_a_name_of_its_own() {
    let mut seen = HashSet::new();
    for page in pages() {
        assert!(seen.insert(page.name), "two samples are called {}", page.name);
    }
    assert!(seen.len() > 50, "{}", seen.len());
}

#[test]
fn every_page_has_one_headline_a_title_a_language_and_one_main_part() {
    for Page { name, html, .. } in pages() {
        let tags = tags(&html);
        assert!(html.starts_with("<!doctype html>\n<html lang=\"en\" dir=\"ltr\">"), "{name}: {}", &html[..60]);
        assert_eq!(named(&tags, "h1").len(), 1, "{name}");
        assert_eq!(named(&tags, "main").len(), 1, "{name}");
        assert_eq!(named(&tags, "title").len(), 1, "{name}");
        let title = &named(&tags, "title")[0].text;
        assert!(title.ends_with(" – Accolade") && title.len() > " – Accolade".len(), "{name}: {title}");
        assert_eq!(named(&tags, "a")[0].attribute("href"), Some("#main"), "{name}: the skip link comes first");
    }
}

#[test]
fn every_opened_element_is_closed() {
    const VOID: [&str; 8] = ["meta", "link", "img", "input", "br", "hr", "path", "circle"];
    for Page { name, html, .. } in pages() {
        let mut open = Vec::new();
        for tag in tags(&html).into_iter().filter(|tag| !VOID.contains(&tag.name.as_str())) {
            match tag.name.strip_prefix('/') {
                None => open.push(tag.name),
                Some(closed) => assert_eq!(open.pop().as_deref(), Some(closed), "{name}: within {open:?}"),
            }
        }
        assert!(open.is_empty(), "{name}: {open:?}");
    }
}

#[test]
fn every_heading_is_at_most_one_level_below_the_one_before() {
    for Page { name, html, .. } in pages() {
        let mut before = 1;
        for tag in tags(&html) {
            let Some(level) = tag.name.strip_prefix('h').and_then(|level| level.parse::<u32>().ok()) else { continue };
            assert!(level <= before + 1, "{name}: h{level} after h{before}");
            before = level;
        }
    }
}

#[test]
fn every_field_has_a_label_and_every_reference_leads_somewhere() {
    for Page { name, html, .. } in pages() {
        let tags = tags(&html);
        let ids: Vec<&str> = tags.iter().filter_map(|tag| tag.attribute("id")).collect();
        let unique: HashSet<&str> = ids.iter().copied().collect();
        assert_eq!(ids.len(), unique.len(), "{name}: an id stands twice in {ids:?}");
        let labelled: HashSet<&str> = named(&tags, "label").iter().filter_map(|label| label.attribute("for")).collect();
        for field in tags.iter().filter(|tag| matches!(tag.name.as_str(), "input" | "select" | "textarea")) {
            if field.attribute("type") == Some("hidden") {
                continue;
            }
            let id = field.attribute("id").unwrap_or_else(|| panic!("{name}: a field without id: {field:?}"));
            assert!(labelled.contains(id) || field.attribute("aria-label").is_some(), "{name}: no label for {id}");
        }
        for tag in &tags {
            let listed = |attribute| tag.attribute(attribute).unwrap_or_default().split_whitespace();
            let refers = ["aria-describedby", "aria-labelledby", "for", "data-copies", "data-rechecks"];
            for id in refers.into_iter().flat_map(listed) {
                assert!(unique.contains(id), "{name}: nothing has the id {id}");
            }
            if let Some(id) = tag.attribute("href").and_then(|href| href.strip_prefix('#')) {
                assert!(unique.contains(id), "{name}: a link to #{id} leads nowhere");
            }
        }
        for picture in named(&tags, "img") {
            assert!(picture.attribute("alt").is_some(), "{name}: a picture without alternative text");
        }
    }
}

#[test]
fn an_error_stands_in_the_summary_and_at_its_field() {
    let wrong = ["verify-wrong", "sign-in-wrong", "desk-achievement-wrong", "desk-award-wrong"];
    for Page { name, html, .. } in pages().into_iter().filter(|page| wrong.contains(&page.name)) {
        let tags = tags(&html);
        let invalid = tags.iter().filter(|tag| tag.attribute("aria-invalid") == Some("true")).count();
        let at_fields = tags.iter().filter(|tag| tag.attribute("class") == Some("error")).count();
        assert!(invalid > 0 && invalid == at_fields, "{name}: {invalid} fields, {at_fields} messages");
        assert!(html.contains("There is a problem") && html.contains("<title>Error: "), "{name}");
        for field in tags.iter().filter(|tag| tag.attribute("aria-invalid").is_some()) {
            let link = format!("href=\"#{}\"", field.attribute("id").expect("an id"));
            assert!(html.contains(&link), "{name}: the summary has no {link}");
        }
    }
}

#[test]
fn forms_that_write_carry_the_csrf_token_and_forms_that_read_do_not() {
    for Page { name, html, .. } in pages() {
        for form in html.split("<form").skip(1).map(|form| form.split("</form>").next().expect("a form")) {
            let writes = form.split('>').next().expect("a tag").contains("method=\"post\"");
            let carries = form.contains("<input type=\"hidden\" name=\"csrf\" value=\"3q2-7wVx0n1\">");
            assert_eq!(writes, carries, "{name}: <form{form}");
        }
    }
}

#[test]
fn no_page_styles_or_acts_inline_or_loads_from_elsewhere() {
    for Page { name, html, .. } in pages() {
        for tag in tags(&html) {
            assert_ne!(tag.name, "style", "{name}");
            if tag.name == "script" {
                assert!(tag.attribute("src").is_some() && tag.text.is_empty(), "{name}: an inline script");
            }
            for (own, value) in &tag.attributes {
                assert!(own != "style" && !own.starts_with("on"), "{name}: {own}");
                let loads = own == "src"
                    || (tag.name == "link" && !matches!(tag.attribute("rel"), Some("canonical" | "alternate")));
                let address = matches!(own.as_str(), "src" | "href");
                assert!(!loads || !address || value.starts_with('/'), "{name}: {value}");
            }
        }
    }
}

#[test]
fn every_page_is_under_60_kilobytes_and_its_files_are_small() {
    for Page { name, html, .. } in pages() {
        assert!(html.len() < 60_000, "{name}: {} bytes", html.len());
    }
    let size = |name| assets::find(name).expect(name).body.len();
    assert!(size("style.css") < 20_000, "{}", size("style.css"));
    assert!(size("accolade.js") < 15_000, "{}", size("accolade.js"));
}

#[test]
fn the_files_of_pages_have_addresses_that_change_with_their_content() {
    for (href, name) in [
        (assets::stylesheet_href(), "style.css"),
        (assets::script_href(), "accolade.js"),
        (assets::mark_href(), "mark.svg"),
    ] {
        let asset = assets::find(name).expect(name);
        assert_eq!(href, format!("/static/{name}?v={}", asset.hash));
        assert_eq!(asset.hash.len(), 16);
        assert!(!asset.body.contains("//cdn") && !asset.body.contains("@import"), "{name}");
    }
    assert!(assets::find("../Cargo.toml").is_none());
}

fn templates(folder: &Path, found: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).expect("a folder of templates") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            templates(&path, found);
        } else {
            found.push((path.display().to_string(), std::fs::read_to_string(&path).expect("a template")));
        }
    }
}

#[test]
fn no_template_switches_the_escaping_off() {
    let mut all = Vec::new();
    templates(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src/web/templates"), &mut all);
    assert!(all.len() > 15, "{}", all.len());
    for (path, text) in all {
        let dense: String = text.chars().filter(|letter| !letter.is_whitespace()).collect();
        for switch in ["|safe", "|escape", "|e}}", "{%filter", "escape=\"none\""] {
            assert!(!dense.contains(switch), "{path}: {switch}");
        }
    }
}

/// Every address of a text in a document, as JSON pointers.
fn texts(json: &Value, at: String, found: &mut Vec<String>) {
    match json {
        Value::String(_) => found.push(at),
        Value::Array(list) => list.iter().enumerate().for_each(|(n, value)| texts(value, format!("{at}/{n}"), found)),
        Value::Object(map) => map.iter().for_each(|(key, value)| texts(value, format!("{at}/{key}"), found)),
        _ => {}
    }
}

/// The page with `text` in every field that takes it, and how many took it. States and addresses take only their own.
pub(crate) fn drawn_with(page: &Page, text: &str) -> (String, usize) {
    let mut json = page.json.clone();
    let mut addresses = Vec::new();
    texts(&json, String::new(), &mut addresses);
    let mut taken = 0;
    for address in addresses {
        let place = json.pointer_mut(&address).expect("a text");
        let before = std::mem::replace(place, Value::from(text));
        if (page.draw)(json.clone()).is_some() {
            taken += 1;
        } else {
            *json.pointer_mut(&address).expect("a text") = before;
        }
    }
    ((page.draw)(json).expect("a page"), taken)
}

/// The page without its words: the tags and the names of their attributes.
fn skeleton(html: &str) -> Vec<String> {
    tags(html)
        .into_iter()
        .map(|tag| {
            let names: Vec<String> = tag.attributes.into_iter().map(|(name, _)| name).collect();
            format!("{} {}", tag.name, names.join(" "))
        })
        .collect()
}

#[test]
fn a_page_read_back_from_its_fields_is_the_same_page() {
    for page in pages() {
        assert_eq!((page.draw)(page.json.clone()).as_deref(), Some(page.html.as_str()), "{}", page.name);
    }
}

#[test]
fn hostile_text_in_any_field_changes_no_tag_of_the_page() {
    let hostile = [
        "<script>alert(1)</script>",
        "\"><img src=x onerror=alert(1)>",
        "' onmouseover='alert(1)' x='",
        "</title></textarea></select><svg onload=alert(1)>",
        "javascript:alert(1)",
        "{{ 7*7 }}{% raw %}",
        "--><!--",
        "a\u{202E}gpj.exe\u{2066}\u{200B}\u{0}",
    ];
    for page in pages() {
        let (harmless, taken) = drawn_with(&page, "words");
        assert!(taken > 0, "{}", page.name);
        for text in hostile {
            let (html, also_taken) = drawn_with(&page, text);
            assert_eq!(taken, also_taken, "{}", page.name);
            assert_eq!(skeleton(&html), skeleton(&harmless), "{}: {text:?}", page.name);
            let leads = ["href", "src", "action", "formaction"];
            for (own, value) in tags(&html).into_iter().flat_map(|tag| tag.attributes) {
                assert!(!leads.contains(&own.as_str()) || !value.starts_with("javascript:"), "{}: {value}", page.name);
            }
            assert!(!html.contains(['\u{202E}', '\u{2066}', '\u{200B}', '\u{0}']), "{}", page.name);
        }
    }
}

#[test]
fn a_badge_page_has_each_preview_tag_once_with_absolute_addresses() {
    for Page { name, html, .. } in pages().into_iter().filter(|page| page.name.starts_with("badge")) {
        let tags = tags(&html);
        let content = |property: &str| {
            let found: Vec<&Tag> = tags.iter().filter(|tag| tag.attribute("property") == Some(property)).collect();
            assert_eq!(found.len(), 1, "{name}: {property}");
            found[0].attribute("content").expect("content").to_owned()
        };
        for property in ["og:title", "og:description", "og:image:alt", "og:site_name"] {
            assert!(!content(property).is_empty(), "{name}: {property}");
        }
        assert_eq!(content("og:type"), "website");
        assert_eq!((content("og:image:width").as_str(), content("og:image:height").as_str()), ("1200", "627"));
        assert!(content("og:url").starts_with("https://") && content("og:image").starts_with("https://"), "{name}");
    }
}

#[test]
fn a_badge_that_does_not_hold_is_neither_golden_nor_offered_to_linkedin() {
    for Page { name, html, .. } in pages().into_iter().filter(|page| page.name.starts_with("badge-")) {
        let valid = name == "badge-least";
        assert_eq!(html.contains("class=\"verdict good\""), valid, "{name}");
        assert!(!html.contains("linkedin.com"), "{name}");
    }
}

#[test]
fn a_withdrawn_badge_says_when_by_whom_and_why() {
    let page = pages().into_iter().find(|page| page.name == "badge-withdrawn").expect("a sample");
    let sentence = "Withdrawn on 9 June 2026 by Northside School District. Reason given: It was issued to the wrong \
                    person. Do not rely on it.";
    assert!(page.html.contains(sentence));
}

/// Writes every page where `ACCOLADE_PAGES` says, for screenshots and for tests in a browser.
#[test]
fn the_pages_are_written_for_a_browser_when_asked() {
    let Some(folder) = std::env::var_os("ACCOLADE_PAGES") else { return };
    let folder = Path::new(&folder);
    std::fs::create_dir_all(folder).expect("a folder");
    for Page { name, html, .. } in pages() {
        let mut html = html;
        for name in ["style.css", "accolade.js", "mark.svg"] {
            let asset = assets::find(name).expect(name);
            std::fs::write(folder.join(name), asset.body).expect("a written file");
            html = html.replace(&asset.href, name);
        }
        std::fs::write(folder.join(format!("{name}.html")), html).expect("a written page");
    }
}

mod linkedin_links {
    use accolade::clock::Timestamp;

    use super::linkedin::{Certification, Organisation, share_url};

    const START: &str = "https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME";

    fn at(text: &str) -> Timestamp {
        text.parse().expect(text)
    }

    fn certification() -> Certification<'static> {
        Certification {
            name: "Digital citizenship",
            organisation: Organisation::Name("Northside"),
            issued: at("2026-05-03T14:05:00Z"),
            expires: None,
            page: "https://northside.example/badges/K7QF-2MXD",
            short_code: "K7QF-2MXD",
        }
    }

    /// What a server on the other side reads from the address.
    fn pairs(url: &str) -> Vec<(String, String)> {
        let query = url.split_once('?').expect("a query").1;
        query
            .split('&')
            .map(|pair| {
                let (name, value) = pair.split_once('=').expect("a pair");
                (name.to_owned(), decoded(value))
            })
            .collect()
    }

    fn decoded(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            if byte == b'%' {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("digits").to_owned();
                bytes.push(u8::from_str_radix(&digits, 16).expect("hexadecimal"));
            } else {
                assert!(byte != b'+', "a plus reads as a space on the other side");
                bytes.push(byte);
            }
        }
        String::from_utf8(bytes).expect("UTF-8")
    }

    fn value(url: &str, name: &str) -> Option<String> {
        let found: Vec<_> = pairs(url).into_iter().filter(|(own, _)| own == name).collect();
        assert!(found.len() <= 1, "{name} stands twice");
        found.into_iter().next().map(|(_, value)| value)
    }

    #[test]
    fn the_whole_address_is_as_linkedin_documents_it() {
        assert_eq!(
            certification().add_url(),
            format!(
                "{START}&name=Digital%20citizenship&organizationName=Northside&issueYear=2026&issueMonth=5\
                 &certUrl=https%3A%2F%2Fnorthside.example%2Fbadges%2FK7QF-2MXD&certId=K7QF-2MXD"
            )
        );
    }

    #[test]
    fn names_with_signs_that_mean_something_in_addresses_arrive_whole() {
        for name in
            ["R&D", "C++", "C#", "100 %", "say \"hello\"", "🏅 Zoë's prize", "a=b;c?d/e", "日本", "+", "%26", "a\nb"]
        {
            let url = Certification { name, organisation: Organisation::Name(name), ..certification() }.add_url();
            assert_eq!(value(&url, "name").as_deref(), Some(name));
            assert_eq!(value(&url, "organizationName").as_deref(), Some(name));
            assert!(url.bytes().all(|byte| byte.is_ascii_graphic()), "{url}");
        }
    }

    #[test]
    fn the_organisation_is_named_by_number_or_by_name_and_never_by_both() {
        let by_name = certification().add_url();
        assert_eq!(value(&by_name, "organizationName").as_deref(), Some("Northside"));
        assert_eq!(value(&by_name, "organizationId"), None);

        let organisation = Organisation::Page { id: 4_206_815, name: "Northside" };
        let by_number = Certification { organisation, ..certification() };
        assert_eq!(value(&by_number.add_url(), "organizationId").as_deref(), Some("4206815"));
        assert_eq!(value(&by_number.add_url(), "organizationName"), None);
        assert_eq!(
            by_number.fields(accolade::language::Words::default())[1].value,
            "Northside",
            "the copy button has the name"
        );
    }

    #[test]
    fn months_count_from_one_in_utc_and_carry_no_zero() {
        for (issued, year, month) in [
            ("2026-01-01T00:00:00Z", "2026", "1"),
            ("2026-03-01T00:00:00Z", "2026", "3"),
            ("2026-12-31T23:59:59Z", "2026", "12"),
            ("2026-02-28T20:00:00-05:00", "2026", "3"),
            ("2027-01-01T00:30:00+01:00", "2026", "12"),
        ] {
            let url = Certification { issued: at(issued), ..certification() }.add_url();
            assert_eq!(value(&url, "issueYear").as_deref(), Some(year), "{issued}");
            assert_eq!(value(&url, "issueMonth").as_deref(), Some(month), "{issued}");
        }
    }

    #[test]
    fn the_end_is_named_only_when_there_is_one() {
        let url = certification().add_url();
        assert_eq!((value(&url, "expirationYear"), value(&url, "expirationMonth")), (None, None));

        let ending = Certification { expires: Some(at("2029-01-31T23:00:00Z")), ..certification() };
        let url = ending.add_url();
        assert_eq!(value(&url, "expirationYear").as_deref(), Some("2029"));
        assert_eq!(value(&url, "expirationMonth").as_deref(), Some("1"));
    }

    #[test]
    fn the_fields_to_copy_stand_in_the_order_of_their_form() {
        let ending = Certification { expires: Some(at("2029-05-03T00:00:00Z")), ..certification() };
        let fields: Vec<_> =
            ending.fields(accolade::language::Words::default()).into_iter().map(|row| (row.label, row.value)).collect();
        let expected = [
            ("Name", "Digital citizenship"),
            ("Issuing organization", "Northside"),
            ("Issue date", "3 May 2026"),
            ("Expiration date", "3 May 2029"),
            ("Credential ID", "K7QF-2MXD"),
            ("Credential URL", "https://northside.example/badges/K7QF-2MXD"),
        ];
        assert_eq!(fields, expected.map(|(label, value)| (label.to_owned(), value.to_owned())));
        assert_eq!(
            certification().fields(accolade::language::Words::default()).len(),
            5,
            "no line for an end that is not there"
        );
    }

    #[test]
    fn a_share_carries_the_address_alone() {
        assert_eq!(
            share_url("https://a.example/badges/x?y=1&z=ü#top"),
            "https://www.linkedin.com/sharing/share-offsite/?url=https%3A%2F%2Fa.example%2Fbadges%2Fx%3Fy%3D1%26z%3D%C3%BC%23top"
        );
    }
}

mod narratives {
    use super::{markdown, tags};

    fn html(source: &str) -> String {
        markdown::render(source).to_string()
    }

    #[test]
    fn markdown_becomes_the_html_that_it_stands_for() {
        for (source, expected) in [
            ("one\n\ntwo", "<p>one</p>\n<p>two</p>\n"),
            ("*a* **b** `c` ~~d~~", "<p><em>a</em> <strong>b</strong> <code>c</code> <del>d</del></p>\n"),
            ("1. a\n2. b", "<ol>\n<li>a</li>\n<li>b</li>\n</ol>\n"),
            ("# Top\n\n## Next", "<h3>Top</h3>\n<h4>Next</h4>\n"),
            ("##### Five\n\n###### Six", "<h6>Five</h6>\n<h6>Six</h6>\n"),
            ("> said", "<blockquote>\n<p>said</p>\n</blockquote>\n"),
            (
                "[us](https://a.example/x?y=1&z=2)",
                "<p><a href=\"https://a.example/x?y=1&amp;z=2\" rel=\"noopener nofollow ugc\">us</a></p>\n",
            ),
            (
                "<mailto:ada@a.example>",
                "<p><a href=\"mailto:ada@a.example\" rel=\"noopener nofollow ugc\">mailto:ada@a.example</a></p>\n",
            ),
            ("![A teal badge](https://a.example/x.png)", "<p>A teal badge</p>\n"),
            ("a < b & c", "<p>a &lt; b &amp; c</p>\n"),
            ("", ""),
        ] {
            assert_eq!(html(source), expected, "{source}");
        }
    }

    #[test]
    fn hostile_markdown_stays_text() {
        let payloads = [
            "<script>alert(1)</script>",
            "<SCRIPT SRC=//evil.example/x.js></SCRIPT>",
            "text <script>alert(1)</script> text",
            "<img src=x onerror=alert(1)>",
            "<svg/onload=alert(1)>",
            "<svg><script>alert(1)</script></svg>",
            "<iframe src=\"javascript:alert(1)\"></iframe>",
            "<a href=\"javascript:alert(1)\">x</a>",
            "<a href='https://good.example' onclick='alert(1)'>x</a>",
            "<style>*{display:none}</style>",
            "<link rel=stylesheet href=//evil.example>",
            "<meta http-equiv=refresh content=0;url=//evil.example>",
            "<form action=//evil.example><input name=csrf></form>",
            "<math><mtext></mtext><mglyph><style><img src=x onerror=alert(1)>",
            "<!-- comment --><b>",
            "<![CDATA[<script>alert(1)</script>]]>",
            "<?php echo 1 ?>",
            "<div\nonmouseover=alert(1)\n>",
            "[x](javascript:alert(1))",
            "[x](JaVaScRiPt:alert(1))",
            "[x](java&#115;cript:alert(1))",
            "[x](&#x6A;avascript:alert(1))",
            "[x](javascript&colon;alert(1))",
            "[x](<java\tscript:alert(1)>)",
            "[x](\u{1}javascript:alert(1))",
            "[x](data:text/html;base64,PHNjcmlwdD4=)",
            "[x](vbscript:msgbox)",
            "[x](file:///etc/passwd)",
            "[x](//evil.example)",
            "[x](/sign-out)",
            "[x](https://a.example/\u{202E}gpj)",
            "[x][1]\n\n[1]: javascript:alert(1)",
            "<javascript:alert(1)>",
            "![x](javascript:alert(1))",
            "![x\" onerror=\"alert(1)](https://a.example/x.png)",
            "![x](https://a.example/x.png\" onerror=\"alert(1))",
            "[![x](https://a.example/track.gif)](javascript:alert(1))",
            "[x](https://a.example \"title\\\" onmouseover=\\\"alert(1)\")",
            "`<script>alert(1)</script>`",
            "```html onclick=\"x\"\n<script>alert(1)</script>\n```",
            "```\"><script>alert(1)</script>\n```",
            "    <script>alert(1)</script>",
            "# <script>alert(1)</script>",
            "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
            "- <details open ontoggle=alert(1)>",
            "\u{202E}<script>alert(1)</script>",
            "<scr<script>ipt>alert(1)</scr</script>ipt>",
            "&lt;script&gt;alert(1)&lt;/script&gt;",
        ];
        const ALLOWED: [&str; 26] = [
            "p",
            "em",
            "strong",
            "code",
            "del",
            "pre",
            "ol",
            "ul",
            "li",
            "h3",
            "h4",
            "h5",
            "h6",
            "blockquote",
            "a",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
            "hr",
            "br",
            "/p",
            "/a",
            "/code",
        ];
        for source in payloads {
            let html = html(source);
            for tag in tags(&html) {
                let name = tag.name.trim_start_matches('/');
                assert!(ALLOWED.contains(&name), "{source:?}: {html}");
                for (own, value) in &tag.attributes {
                    let fine = match own.as_str() {
                        "href" => value.starts_with("https://a.example") && !value.contains('\u{202E}'),
                        "rel" => value == "noopener nofollow ugc",
                        _ => false,
                    };
                    assert!(fine, "{source:?}: {html}");
                }
            }
            assert!(!html.contains('\u{202E}'), "{source:?}");
        }
    }

    #[test]
    fn a_link_within_a_refused_link_still_closes_what_it_opened() {
        for source in [
            "[a [b](https://a.example) c](javascript:x)",
            "[![b](x)](https://a.example)",
            "[a](javascript:x) [b](https://a.example)",
        ] {
            let html = html(source);
            assert_eq!(html.matches("<a ").count(), html.matches("</a>").count(), "{source}: {html}");
        }
    }

    #[test]
    fn a_text_beyond_the_limit_is_cut_and_shown_as_text() {
        let long = "<b>é".repeat(markdown::LIMIT_BYTES);
        let html = html(&long);
        assert!(html.starts_with("<p>&lt;b&gt;é") && html.ends_with("…</p>\n"));
        assert!(html.len() < 4 * markdown::LIMIT_BYTES, "{}", html.len());
    }

    #[test]
    fn deep_nesting_costs_no_more_than_its_length() {
        for source in [">".repeat(30_000), "[".repeat(30_000), "*a ".repeat(20_000), "- ".repeat(10_000)] {
            assert!(html(&source).len() < 2_000_000);
        }
    }
}
