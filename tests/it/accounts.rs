//! Accounts of earners: several addresses, two accounts that are one person's, collections.

use accolade::app::{Actor, AnswerMove, App, Error};
use accolade::language::Language;
use accolade::store::Role;

use crate::support::browser::{BASE, Browser};
use crate::support::peers::{CLAIMANT_EMAIL, Peers};
use crate::support::town::{Engine, Town, engines};

const ADA: &str = "ada@school.example";
const HOME: &str = "ada@home.example";

/// The newest link in a mail to somebody whose address begins so.
async fn newest_link(app: &App, email: &str, start: &str) -> String {
    while app.do_messages().await.expect("mails are written") > 0 {}
    let kept = app.mailer().kept();
    let lines = kept.iter().rev().filter(|kept| kept.mail.to == email).flat_map(|kept| kept.mail.text.lines());
    let start = format!("{BASE}{start}");
    lines.filter(|line| line.starts_with(&start)).map(str::to_owned).next().expect("a link")
}

async fn signed_in(app: &App, email: &str) -> Browser {
    app.request_link(email, Language::English).await.expect("asked for");
    let link = newest_link(app, email, "/sign-in/").await;
    let mut browser = Browser::new(app);
    browser.follow(&link).await.location();
    browser
}

async fn path_to_confirm(app: &App, email: &str) -> String {
    newest_link(app, email, "/me/addresses/").await.strip_prefix(BASE).expect("our own").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_address_counts_when_its_link_is_opened_by_who_asked_for_it() {
    for engine in engines() {
        let town = Town::new(engine).await;
        town.offer(ADA).await;
        let mut ada = signed_in(&town.app, ADA).await;
        for wrong in ["", "ada", "ada@", "a b@c.example"] {
            let page = ada.send("/me/addresses", &[("email", wrong)]).await;
            assert_eq!(page.status, 422, "{wrong}");
            page.shows("There is a problem").shows("href=\"#email\"");
        }
        ada.send("/me/addresses", &[("email", HOME)]).await.location();
        ada.get("/me/addresses").await.hides(HOME);
        let confirm = path_to_confirm(&town.app, HOME).await;

        // Somebody else who gets hold of the mail can do nothing with it, and looking uses nothing up.
        assert!(Browser::new(&town.app).get(&confirm).await.location().starts_with("/sign-in?next=/me/addresses/"));
        town.offer("eve@school.example").await;
        let mut eve = signed_in(&town.app, "eve@school.example").await;
        assert_eq!(eve.get(&confirm).await.status, 410);
        assert_eq!(eve.send(&confirm, &[]).await.status, 410);
        ada.get(&confirm).await.shows("It becomes one of your addresses.");
        ada.get(&confirm).await.shows("Add this address");

        let added = ada.send(&confirm, &[]).await;
        ada.get(added.location()).await.shows(HOME).shows("The address is yours now.");
        assert_eq!(ada.send(&confirm, &[]).await.status, 410, "{engine:?}: it works once");

        // A badge to either address is theirs, and mail goes where they say.
        let second = town.offer(HOME).await;
        ada.get(&format!("/me/badges/{second}")).await.shows("offers you this badge");
        ada.send("/me/addresses/first", &[("email", HOME)]).await.location();
        let third = town.offer(ADA).await;
        let link = newest_link(&town.app, HOME, "/yours/").await;
        ada.get(link.strip_prefix(BASE).expect("ours")).await.shows("Inquiry-Based Learning");
        ada.get(&format!("/me/badges/{third}")).await.shows("offers you this badge");
        let _home = signed_in(&town.app, HOME).await;

        // One address always stays.
        assert_eq!(ada.send("/me/addresses/first", &[("email", "eve@school.example")]).await.status, 404);
        ada.send("/me/addresses/remove", &[("email", ADA)]).await.location();
        assert_eq!(ada.send("/me/addresses/remove", &[("email", HOME)]).await.status, 409);
        ada.get("/me/addresses").await.shows(HOME).hides(ADA);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_accounts_become_one_when_both_addresses_are_proven() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (school, home) = (town.award(ADA).await, town.award(HOME).await);
        let organisation = &town.school.organisation_id;
        town.app.put_member(&Actor::Operator, organisation, HOME, "", Role::Awarder).await.expect("a member");
        let before = town.app.load_public_award(&home).await.expect("an award").credential.clone();
        let mut old = signed_in(&town.app, HOME).await;
        let mut ada = signed_in(&town.app, ADA).await;
        ada.send("/me/collections", &[("title", "Mine")]).await.location();
        old.send("/me/collections", &[("title", "From home")]).await.location();

        ada.send("/me/addresses", &[("email", HOME)]).await.location();
        let confirm = path_to_confirm(&town.app, HOME).await;
        ada.get(&confirm).await.shows("with 1 badge and 0 claims").shows("Make the two accounts one");
        ada.get(&format!("/me/badges/{home}")).await.hides("Inquiry-Based");
        ada.send(&confirm, &[]).await.location();

        for award in [&school, &home] {
            ada.get(&format!("/me/badges/{award}")).await.shows("You accepted this badge");
        }
        ada.get("/me/collections").await.shows("Mine").shows("From home");
        ada.get("/desk/northside/awards/new").await.shows("Award");
        assert_eq!(old.get("/me").await.location(), "/sign-in?next=/me", "{engine:?}: the other account is gone");
        let after = town.app.load_public_award(&home).await.expect("an award").credential.clone();
        assert_eq!(before, after, "the signed badge says what it said");
        signed_in(&town.app, HOME).await.get(&format!("/me/badges/{school}")).await.shows("You accepted this badge");
        assert_eq!(town.app.audit(|_| {}).await.expect("audited").findings, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accounts_of_reviewers_and_of_those_they_judged_do_not_become_one() {
    let peers = Peers::new(Engine::Sqlite, 2).await;
    peers.submits("Eight lessons about rivers.").await;
    let claimant = peers.claimant();
    peers.app.request_address(&claimant, "peer0@hill.example", Language::English).await.expect("asked for");
    let link = newest_link(&peers.app, "peer0@hill.example", "/me/addresses/").await;
    let token = link.rsplit('/').next().expect("a token");

    let refused = peers.app.confirm_address(&claimant, token).await.expect_err("a reviewer");
    assert!(matches!(&refused, Error::Conflict(why) if why.contains("reviews for an organisation")), "{refused}");
    // Nothing was used up: the way that is named works.
    let reviewer = peers.reviewer(0);
    peers.app.request_address(&reviewer, CLAIMANT_EMAIL, Language::English).await.expect("asked for");
    let link = newest_link(&peers.app, CLAIMANT_EMAIL, "/me/addresses/").await;
    let token = link.rsplit('/').next().expect("a token");
    peers.app.confirm_address(&reviewer, token).await.expect("one person");
    let own = peers.app.list_own_claims(&reviewer).await.expect("claims");
    assert_eq!(own.len(), 1);
    peers.app.load_own_claim(&reviewer, &own[0].claim_id).await.expect("the claim is theirs as a whole");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_collection_is_seen_by_link_alone_in_the_order_of_its_owner() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (one, two, strange) = (town.award(ADA).await, town.award(ADA).await, town.award("eve@x.example").await);
        let mut ada = signed_in(&town.app, ADA).await;
        assert_eq!(ada.send("/me/collections", &[("title", " ")]).await.status, 422);
        let made = ada.send("/me/collections", &[("title", "First <years>")]).await;
        let path = made.location().to_owned();
        for award in [&one, &two, &one] {
            ada.send(&format!("{path}/add"), &[("award", award.as_str())]).await.location();
        }
        assert_eq!(ada.send(&format!("{path}/add"), &[("award", strange.as_str())]).await.status, 404);
        let order = |text: &str| text.find(one.as_str()) < text.find(two.as_str());
        assert!(order(&ada.get(&path).await.text), "{engine:?}");
        ada.send(&format!("{path}/up"), &[("award", two.as_str())]).await.location();
        assert!(!order(&ada.get(&path).await.text));
        let words = [("title", "First years"), ("introduction", "With *grade 5*.")];
        ada.send(&format!("{path}/describe"), &words).await.location();

        // Nobody sees it before there is a link.
        let mut stranger = Browser::new(&town.app);
        assert!(stranger.get(&path).await.location().starts_with("/sign-in"));
        let mut eve = signed_in(&town.app, "eve@x.example").await;
        assert_eq!(eve.get(&path).await.status, 404);
        assert_eq!(eve.send(&format!("{path}/delete"), &[]).await.status, 404);

        let share = [("label", "Riverside"), ("days", "0"), ("fields", "name")];
        ada.send(&format!("{path}/share"), &share).await.location();
        let token = ada.get(&path).await.value("token");
        let page = stranger.get(&format!("/s/{token}")).await;
        page.shows("First years").shows("<em>grade 5</em>").shows("Valid</span>").shows("noindex").hides(ADA);
        page.shows("The person who earned these badges handed out this link on 1 June 2026.");
        assert_eq!(page.header("referrer-policy"), "no-referrer");
        assert_eq!(page.text.matches("class=\"card\"").count(), 2);
        // A badge that is declined leaves it.
        let holder = town.holder(&two, ADA).await;
        town.app.answer_award(&holder, AnswerMove::Decline).await.expect("declined");
        assert_eq!(stranger.get(&format!("/s/{token}")).await.text.matches("class=\"card\"").count(), 1);

        ada.send(&format!("{path}/withdraw"), &[("token", token.as_str())]).await.location();
        let gone = stranger.get(&format!("/s/{token}")).await;
        assert_eq!(gone.status, 410);
        ada.send(&format!("{path}/remove"), &[("award", one.as_str())]).await.location();
        ada.send(&format!("{path}/delete"), &[]).await.location();
        assert_eq!(ada.get(&path).await.status, 404);
        ada.get(&format!("/me/badges/{one}")).await.shows("You accepted this badge");
    }
}
