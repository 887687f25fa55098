//! Links that earners hand to others: what they show, how they end, and what they never tell.

use accolade::app::{Actor, AnswerMove, Choices, ShareField, ShareRequest, StatusMove};
use accolade::clock::Clock;
use accolade::ids::AwardId;
use accolade::store::ShareLink;

use crate::earners::link_in_mail;
use crate::support::browser::{BASE, Browser};
use crate::support::town::{Engine, Town, engines, now, open};

const ADA: &str = "ada@school.example";
const EVIDENCE: &str = "Eight lessons about rivers";
const DAY: i64 = 86_400;

/// A badge with a name, a result and a piece of evidence, accepted.
async fn badge(town: &Town) -> AwardId {
    let mut request = town.request(ADA);
    request.recipient.name = "Ada Marlowe".into();
    request.results = vec![accolade::app::ResultRequest { criterion: "planning".into(), level: "l2".into() }];
    request.evidence = vec![accolade::app::EvidenceRequest { narrative: Some(EVIDENCE.into()), ..Default::default() }];
    let answer = town.app.award(&Actor::Operator, &town.school.organisation_id, &[request], None).await;
    let award = AwardId::from_text(answer.expect("made").rows.remove(0).award_id.expect("an award"));
    town.accept(&award, ADA).await;
    award
}

async fn link(town: &Town, award: &AwardId, fields: &[ShareField], days: Option<u32>) -> ShareLink {
    let holder = town.holder(award, ADA).await;
    let request = ShareRequest { label: "For Riverside".into(), fields: fields.to_vec(), days };
    town.app.make_share(&holder, &request).await.expect("a link")
}

async fn at(town: Town, seconds: i64) -> Town {
    town.app.close().await;
    let Town { app, school, achievement, ground } = town;
    drop(app);
    let app = open(&ground, Clock::Fixed(now().plus_seconds(seconds))).await;
    Town { app, school, achievement, ground }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_shows_what_was_chosen_for_it_and_nothing_else() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = badge(&town).await;
        let holder = town.holder(&award, ADA).await;
        // Off by default: accepting a badge makes no link.
        assert_eq!(town.app.load_held_badge(&holder).await.expect("a badge").shares, Vec::new());
        let mut reader = Browser::new(&town.app);
        let all = [
            (ShareField::Name, "Ada Marlowe"),
            (ShareField::Results, "Secure</dd>"),
            (ShareField::Evidence, EVIDENCE),
            (ShareField::Files, "badge.png?download"),
        ];
        for chosen in 0..1 << all.len() {
            let is_chosen = |place: usize| chosen & (1 << place) != 0;
            let fields: Vec<_> = (0..all.len()).filter(|place| is_chosen(*place)).map(|place| all[place].0).collect();
            let link = link(&town, &award, &fields, None).await;
            let path = format!("/s/{}", link.token);
            let page = reader.get(&path).await;
            assert_eq!(page.status, 200);
            page.shows("Inquiry-Based Learning").shows(">Valid<").hides(ADA);
            for (place, (field, words)) in all.iter().enumerate() {
                assert_eq!(page.text.contains(words), is_chosen(place), "{engine:?} {field:?} in {fields:?}");
            }
            // The token has nothing to do with the credential's identifier, and the page does not tell it.
            assert!(link.token.as_str().len() >= 26 && !award.as_str().contains(link.token.as_str()));
            page.hides(award.as_str());
            let view = reader.get(&format!("{path}/view.json")).await;
            assert_eq!(view.text.contains("Ada Marlowe"), is_chosen(0));
            view.hides(ADA).hides(award.as_str());
            for file in ["badge.json", "badge.jwt", "badge.png", "badge.svg", "offline.json"] {
                let status = reader.get(&format!("{path}/{file}")).await.status;
                assert_eq!(status, if is_chosen(3) { 200 } else { 404 }, "{file}");
            }
        }
        // Evidence that its earner hides is on no link either.
        let choices = Choices { is_public: false, ..Choices::default() };
        let open = link(&town, &award, &[ShareField::Evidence], None).await;
        town.app.choose_for_badge(&holder, &choices).await.expect("chosen");
        let path = format!("/s/{}", open.token);
        reader.get(&path).await.hides(EVIDENCE).shows("is not shown here").shows(">Valid<");
        assert_eq!(
            reader.look(&format!("/badges/{award}")).await.status,
            404,
            "the own page is closed, the link works"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_tells_nobody_else_and_says_who_handed_it_out_and_when() {
    let town = Town::new(Engine::Sqlite).await;
    let award = badge(&town).await;
    let named = link(&town, &award, &[ShareField::Name], Some(30)).await;
    let unnamed = link(&town, &award, &[], None).await;
    let mut reader = Browser::new(&town.app);

    let page = reader.get(&format!("/s/{}", named.token)).await;
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    assert!(page.header("x-robots-tag").contains("noindex") && page.text.contains("content=\"noindex\""));
    assert!(page.header("cache-control").contains("no-store"));
    page.shows("Ada Marlowe handed out this link on 1 June 2026. It works until 1 July 2026; after that the link ends, nothing else.");
    let without = reader.get(&format!("/s/{}", unnamed.token)).await;
    without.shows("The person who earned this badge handed out this link on 1 June 2026. It works until they end it.");
    // Nothing is loaded from elsewhere.
    for (at, _) in page.text.match_indices(" src=\"") {
        let rest = &page.text[at + 6..];
        assert!(rest.starts_with('/') || rest.starts_with(&format!("{BASE}/")), "{}", &rest[..60]);
    }
    for tag in page.text.split("<link ").skip(1).map(|rest| rest.split('>').next().expect("a tag")) {
        assert!(tag.contains("href=\"/") || tag.contains("rel=\"canonical\""), "{tag}");
    }
    // The card that other sites show: one of each tag, this link's address, the exact size, no address of the earner.
    let token = &named.token;
    for (property, content) in [
        ("og:url", format!("{BASE}/s/{token}")),
        ("og:type", "website".into()),
        ("og:image:width", "1200".into()),
        ("og:image:height", "627".into()),
    ] {
        assert_eq!(page.text.matches(&format!("property=\"{property}\"")).count(), 1, "{property}");
        page.shows(&format!("property=\"{property}\" content=\"{content}\""));
    }
    let image = page.text.split("property=\"og:image\" content=\"").nth(1).and_then(|rest| rest.split('"').next());
    let image = image.expect("a card").strip_prefix(BASE).expect("our own").to_owned();
    let tag = image.split("?v=").nth(1).expect("a tag that changes with the picture");
    assert!(tag.len() == 16 && tag.bytes().all(|byte| byte.is_ascii_hexdigit()), "{image}");
    let card = reader.get(&image).await;
    assert_eq!((card.status, card.header("content-type")), (200, "image/png"));
    let shown = town.app.load_public_award(&award).await.expect("an award");
    let png = town.app.plain_card(&shown).await.expect("a card").bytes.clone();
    let size = |at: usize| u32::from_be_bytes(png[at..at + 4].try_into().expect("four bytes"));
    assert_eq!((size(16), size(20)), (1200, 627));
    assert!(png.len() < 5_000_000);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ended_link_speaks_of_the_link_and_not_of_the_badge() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = badge(&town).await;
        let (short, long) =
            (link(&town, &award, &[], Some(7)).await, link(&town, &award, &ShareField::ALL, None).await);
        let holder = town.holder(&award, ADA).await;
        let linkedin = town.app.linkedin_share(&holder).await.expect("a link");
        assert_eq!((linkedin.expires_at, linkedin.is_for_linkedin), (None, true), "LinkedIn keeps it for years");
        assert_eq!(town.app.linkedin_share(&holder).await.expect("the same"), linkedin);

        let town = at(town, 7 * DAY - 1).await;
        assert_eq!(Browser::new(&town.app).get(&format!("/s/{}", short.token)).await.status, 200);
        let town = at(town, 7 * DAY).await;
        let mut reader = Browser::new(&town.app);
        let expired = reader.get(&format!("/s/{}", short.token)).await;
        assert_eq!(expired.status, 410, "{engine:?}");
        expired.shows("This link has ended").shows("The link worked until 8 June 2026.");
        expired.shows("That says nothing about the badge").hides("Expired").hides("Inquiry-Based");
        assert_eq!(expired.header("referrer-policy"), "no-referrer");

        let holder = town.holder(&award, ADA).await;
        let ben = town.offer("ben@school.example").await;
        let stranger = town.holder(&ben, "ben@school.example").await;
        assert!(town.app.withdraw_share(stranger.person(), &long.token).await.is_err(), "it is not theirs");
        town.app.withdraw_share(holder.person(), &long.token).await.expect("ended");
        for rest in ["", "/card.png", "/view.json", "/badge.png", "/evidence/x"] {
            let gone = reader.get(&format!("/s/{}{rest}", long.token)).await;
            assert_eq!(gone.status, 410, "{rest}");
            gone.shows("The person who made it ended it on 8 June 2026.").hides("Ada Marlowe");
        }
        reader.get(&format!("/s/{}", linkedin.token)).await.shows(">Valid<");
        assert_eq!(reader.get("/s/00000000000000000000000000").await.status, 404);

        // A badge that is declined after all is on no link any more, and back with the answer.
        town.app.answer_award(&holder, AnswerMove::Decline).await.expect("declined");
        let closed = reader.get(&format!("/s/{}", linkedin.token)).await;
        assert_eq!(closed.status, 410);
        closed.shows("does not show this badge any more");
        town.app.answer_award(&holder, AnswerMove::Accept).await.expect("accepted");
        assert_eq!(reader.get(&format!("/s/{}", linkedin.token)).await.status, 200);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_button_checks_the_signed_badge_anew() {
    let town = Town::new(Engine::Sqlite).await;
    let award = badge(&town).await;
    let link = link(&town, &award, &[], None).await;
    let path = format!("/s/{}", link.token);
    let mut reader = Browser::new(&town.app);
    let page = reader.get(&path).await;
    page.shows(&format!("action=\"{path}\"")).shows("Check it again now").shows("data-rechecks=\"verdict\"");
    let again = format!("{path}?address={}", page.value("address"));
    reader.get(&again).await.shows(">Valid<").shows("id=\"verdict\"");

    let school = &town.school.organisation_id;
    let list = std::slice::from_ref(&award);
    let changed = town.app.change_status(&Actor::Operator, school, list, StatusMove::Revoke, "The wrong Ada").await;
    changed.expect("revoked");
    reader.get(&again).await.shows(">Withdrawn<").shows("Reason given: The wrong Ada.");
    reader.get(&path).await.shows(">Withdrawn<");
}

#[tokio::test(flavor = "multi_thread")]
async fn links_are_made_and_ended_on_the_page_of_the_badge() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.offer(ADA).await;
    let yours = link_in_mail(&town.app, ADA).await;
    let mut ada = Browser::new(&town.app);
    let early = [("csrf", ""), ("label", "x"), ("days", "30")];
    assert_eq!(ada.post(&format!("{yours}/share"), &early).await.status, 409, "it is not accepted yet");

    // Two steps from the mail to LinkedIn's form: the page, the button.
    let gone = ada.post(&format!("{yours}/linkedin"), &[("csrf", "")]).await;
    let to = gone.location().to_owned();
    assert!(to.starts_with("https://www.linkedin.com/profile/add?startTask=CERTIFICATION_NAME&name=Inquiry-Based"));
    let page = ada.get(&yours).await;
    page.shows("You accepted this badge on 1 June 2026.");
    let token = page.value("token");
    assert!(to.contains(&format!("certUrl=http%3A%2F%2F127.0.0.1%3A8080%2Fs%2F{token}&")), "{to}");
    assert!(page.header("content-security-policy").contains("form-action 'self' https://www.linkedin.com;"));
    assert!(!to.contains(award.as_str()) && !to.contains("ada%40"), "{to}");
    let post = ada.post(&format!("{yours}/post"), &[("csrf", "")]).await;
    let shared = "https://www.linkedin.com/sharing/share-offsite/?url=http%3A%2F%2F127.0.0.1%3A8080%2Fs%2F";
    assert_eq!(post.location(), format!("{shared}{token}"));
    page.shows(&format!("{BASE}/s/{token}"));

    let long = "x".repeat(101);
    for (label, days) in [(long.as_str(), "30"), ("a\u{7}b", "30"), ("fine", "9999"), ("fine", "soon")] {
        let wrong = ada.post(&format!("{yours}/share"), &[("csrf", ""), ("label", label), ("days", days)]).await;
        assert_eq!(wrong.status, 422, "{label} {days}");
        wrong.shows("There is a problem").shows("<title>Error: ");
    }
    let fields = [("csrf", ""), ("label", "Riverside & “co”"), ("days", "7"), ("fields", "evidence"), ("fields", "x")];
    let made = ada.post(&format!("{yours}/share"), &fields).await;
    let page = ada.get(made.location()).await;
    page.shows("Riverside &amp; “co”").shows("The badge, evidence. Works until 8 June 2026.");

    let ended = ada.post(&format!("{yours}/withdraw"), &[("csrf", ""), ("token", &token)]).await;
    ada.get(ended.location()).await.shows("You ended this link on 1 June 2026.");
    assert_eq!(ada.get(&format!("/s/{token}")).await.status, 410);
}

/// What LinkedIn reads from an address.
fn value(url: &str, name: &str) -> Option<String> {
    let query = url.split_once('?').expect("a query").1;
    let found = query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))?;
    let (mut bytes, mut rest) = (Vec::new(), found.bytes());
    while let Some(byte) = rest.next() {
        assert!(byte.is_ascii_graphic() && byte != b'+', "{url}");
        match byte {
            b'%' => {
                let digits = [rest.next().expect("a digit"), rest.next().expect("a digit")];
                let digits = std::str::from_utf8(&digits).expect("digits").to_owned();
                bytes.push(u8::from_str_radix(&digits, 16).expect("hexadecimal"));
            }
            byte => bytes.push(byte),
        }
    }
    Some(String::from_utf8(bytes).expect("UTF-8"))
}

#[tokio::test(flavor = "multi_thread")]
async fn linkedin_gets_each_month_each_sign_and_no_other_organisation() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    for (number, sign) in ["R&D + #1", "100 %", "\"quoted\" 'name'", "🏅 Zoë", "a=b?c/d;e", "日本"].iter().enumerate()
    {
        let mut definition = crate::support::town::definition();
        definition.name = (*sign).to_owned();
        let made = town.app.create_achievement(&Actor::Operator, school, &definition).await.expect("made");
        let achievement = made.achievement_id;
        town.app.publish_achievement(&Actor::Operator, school, &achievement).await.expect("published");
        for month in [2 * number + 1, 2 * number + 2] {
            let mut request = town.request(ADA);
            request.achievement_id = achievement.to_string();
            // The first and the last second of a month in UTC: other zones are in another month then.
            let day = if month % 2 == 1 { "01T00:00:00" } else { "28T23:59:59" };
            request.awarded_at = Some(format!("2025-{month:02}-{day}Z"));
            request.valid_until = Some(format!("2031-{month:02}-{day}Z"));
            let answer = town.app.award(&Actor::Operator, school, &[request], None).await.expect("made");
            let award = AwardId::from_text(answer.rows[0].award_id.clone().expect("an award"));
            let yours = link_in_mail(&town.app, ADA).await;
            let mut ada = Browser::new(&town.app);
            let gone = ada.post(&format!("{yours}/linkedin"), &[("csrf", "")]).await;
            let to = gone.location();
            assert_eq!(value(to, "name").as_deref(), Some(*sign));
            assert_eq!(value(to, "issueMonth"), Some(month.to_string()), "{to}");
            assert_eq!(value(to, "issueYear").as_deref(), Some("2025"));
            assert_eq!(value(to, "expirationMonth"), Some(month.to_string()));
            assert_eq!(value(to, "expirationYear").as_deref(), Some("2031"));
            assert_eq!(value(to, "organizationName").as_deref(), Some("Northside District"));
            assert_eq!(value(to, "organizationId"), None);
            let code = town.app.load_public_award(&award).await.expect("an award").award.short_code.to_uppercase();
            assert_eq!(value(to, "certId").map(|id| id.replace('-', "")), Some(code));
            // The page that LinkedIn is given answers without any account, and so does its crawler.
            let page = value(to, "certUrl").expect("a page");
            let page = Browser::new(&town.app).get(page.strip_prefix(BASE).expect("ours")).await;
            assert_eq!(page.status, 200);
            page.shows("property=\"og:image\"");
        }
    }
}
