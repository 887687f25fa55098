//! What earners do with their badges: answer by the link of a mail, choose what is seen, find everything in one place.

use accolade::app::{Actor, AnswerMove, App, Choices, StatusMove};
use accolade::ids::AwardId;
use accolade::language::Language;
use accolade::store::Answer;

use crate::support::asking::Door;
use crate::support::browser::{BASE, Browser};
use crate::support::peers::{CLAIMANT_EMAIL, MINUTE, Peers, text_evidence};
use crate::support::town::{Engine, Town, engines};
use accolade::review::evidence::{EvidenceKind, Pupils, Visibility};

const ADA: &str = "ada@school.example";

/// The link in the newest mail to somebody, as a path.
pub(crate) async fn link_in_mail(app: &App, email: &str) -> String {
    while app.do_messages().await.expect("mails are written") > 0 {}
    let kept = app.mailer().kept();
    let mail = kept.iter().rev().find(|kept| kept.mail.to == email).expect("a mail");
    let line = mail.mail.text.lines().find(|line| line.starts_with(BASE)).expect("a link");
    line.strip_prefix(BASE).expect("a link of ours").to_owned()
}

async fn answer_of(town: &Town, award: &AwardId) -> Answer {
    let own = town.app.load_own_award(&Actor::Operator, &town.school.organisation_id, award).await;
    own.expect("the award").award.decision.answer
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_opens_the_badge_without_an_account_and_the_button_accepts_it() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.offer(ADA).await;
        let (mut ada, mut stranger) = (Browser::new(&town.app), Browser::new(&town.app));
        let yours = link_in_mail(&town.app, ADA).await;
        let (page, file) = (format!("/badges/{award}"), format!("/badges/{award}/badge.json"));
        assert!(yours.len() >= "/yours/".len() + 26 && !yours.contains(award.as_str()), "{yours}");

        // Looking answers nothing, however often: mail scanners look too.
        for _ in 0..2 {
            let own = ada.get(&yours).await;
            own.shows("Inquiry-Based Learning").shows("Nobody else sees it here until you accept it.");
            own.shows("Accept and add to LinkedIn").shows(">Decline<").shows("noindex");
            assert_eq!(ada.head(&yours).await.status, 200);
            assert_eq!(ada.get(&format!("{yours}/accept")).await.status, 404);
        }
        assert_eq!(answer_of(&town, &award).await, Answer::Offered, "{engine:?}");
        assert_eq!(stranger.look(&page).await.status, 404);

        let accepted = ada.post(&format!("{yours}/accept"), &[("csrf", "")]).await;
        ada.get(accepted.location()).await.shows("You accepted this badge on 1 June 2026.");
        assert_eq!(answer_of(&town, &award).await, Answer::Accepted);
        stranger.look(&page).await.shows("Inquiry-Based Learning").shows("noindex");

        // Declined: nobody sees it, whatever the address; undone, it is offered as at the beginning.
        ada.post(&format!("{yours}/decline"), &[("csrf", "")]).await.location();
        let code = town.app.load_public_award(&award).await.expect("an award").award.short_code.clone();
        for path in [&page, &format!("/b/{code}")] {
            let hidden = stranger.look(path).await;
            assert_eq!(hidden.status, 404, "{path}");
            hidden.hides("Inquiry-Based");
        }
        ada.post(&format!("{yours}/undo"), &[("csrf", "")]).await.location();
        assert_eq!(answer_of(&town, &award).await, Answer::Offered);
        assert_eq!(stranger.look(&page).await.status, 404);

        // Whatever pages show, the file that the issuer signed is verified as ever.
        let door = Door::new(town);
        let key = door.key(&["see"]).await;
        door.get(&file).await.is(404);
        let credential = door.ask(&format!("GET {file}"), Some(&key), None, &[]).await.is(200);
        assert!(credential.header("cache-control").contains("no-store"));
        let verdict = door.post_bytes("/api/v1/verify", None, "application/json", &credential.body).await.is(200);
        assert_eq!(verdict.json()["verdict"], "valid");
        let shown = door.ask(&format!("GET {}", door.path(&format!("/awards/{award}"))), Some(&key), None, &[]).await;
        assert_eq!(shown.is(200).json()["answer"], "offered");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_comes_from_our_own_page_and_with_the_link_alone() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.offer(ADA).await;
    let yours = link_in_mail(&town.app, ADA).await;
    let mut evil = Browser::new(&town.app);
    evil.origin = Some("https://evil.example".into());
    assert_eq!(evil.post(&format!("{yours}/decline"), &[("csrf", "")]).await.status, 403);

    let mut guesser = Browser::new(&town.app);
    for path in ["/yours/00000000000000000000000000", &format!("/yours/{award}"), "/yours/x"] {
        assert_eq!(guesser.get(path).await.status, 410, "{path}");
        assert_eq!(guesser.post(&format!("{path}/accept"), &[]).await.status, 410, "{path}");
    }
    assert_eq!(guesser.post(&format!("/me/badges/{award}/accept"), &[]).await.location(), "/sign-in?next=/desk");
    assert_eq!(answer_of(&town, &award).await, Answer::Offered);

    // Somebody else who is signed in does not even learn that there is such a badge.
    let school = &town.school.organisation_id;
    let mut owner = Browser::owner(&town.app, school, "owner@school.example").await;
    assert_eq!(owner.send(&format!("/me/badges/{award}/accept"), &[]).await.status, 404);
    // Its issuer's staff look at it all the same.
    owner.look(&format!("/badges/{award}")).await.shows("Only the earner and your organisation see this page.");
    owner.get(&format!("/desk/northside/awards/{award}")).await.shows("No answer yet");

    // A mail that was passed on is made worthless.
    let mut ada = Browser::new(&town.app);
    ada.post(&format!("{yours}/close"), &[("csrf", "")]).await.location();
    assert_eq!(ada.get(&yours).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_sees_who_accepted_and_who_declined_and_when() {
    let town = Town::new(Engine::Sqlite).await;
    let (one, two) = (town.offer(ADA).await, town.offer("ben@school.example").await);
    town.accept(&one, ADA).await;
    let ben = town.holder(&two, "ben@school.example").await;
    town.app.answer_award(&ben, AnswerMove::Decline).await.expect("declined");
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;

    let list = owner.get("/desk/northside/awards").await;
    list.shows("Accepted").shows("Declined");
    let page = owner.get(&format!("/desk/northside/awards/{one}")).await;
    page.shows("Accepted by the earner").shows("1 June 2026, 12:00 UTC");
    owner.get(&format!("/desk/northside/awards/{two}")).await.shows("Declined by the earner");
    owner.get("/desk/northside/awards.csv").await.shows(",accepted,").shows(",declined,");
    owner.get("/desk/northside/audit").await.shows("award.accept").shows("award.decline");
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_from_before_earners_were_asked_stay_open() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.offer(ADA).await;
        // As the migration leaves them: nobody answered, and the address is public.
        sqlx::any::install_default_drivers();
        let mut direct = <sqlx::AnyConnection as sqlx::Connection>::connect(&town.ground.url).await.expect("it opens");
        let text = include_str!("../../migrations/0009_earners.sql");
        let insert = text.split(';').find(|part| part.contains("select award_id, 'offered'")).expect("the statement");
        sqlx::raw_sql(sqlx::AssertSqlSafe(insert.to_owned())).execute(&mut direct).await.expect("done");
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;

        let mut stranger = Browser::new(&town.app);
        stranger.look(&format!("/badges/{award}")).await.shows("Inquiry-Based Learning");
        let yours = link_in_mail(&town.app, ADA).await;
        stranger.get(&yours).await.shows("Its page is open to whoever has its address.").shows(">Decline<");
        assert_eq!(answer_of(&town, &award).await, Answer::Offered, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earner_hides_a_piece_of_evidence_and_no_page_and_no_file_of_ours_shows_it() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let mut request = town.request(ADA);
        for (name, text) in [("The plan", "Eight lessons about rivers."), ("The diary", "What went wrong on Tuesday.")]
        {
            request.evidence.push(accolade::app::EvidenceRequest {
                name: Some(name.into()),
                narrative: Some(text.into()),
                ..Default::default()
            });
        }
        let answer = town.app.award(&Actor::Operator, &town.school.organisation_id, &[request], None).await;
        let award = AwardId::from_text(answer.expect("made").rows.remove(0).award_id.expect("an award"));
        town.accept(&award, ADA).await;
        let holder = town.holder(&award, ADA).await;
        let before = town.app.load_public_award(&award).await.expect("an award").credential.clone();
        let mut stranger = Browser::new(&town.app);
        let page = format!("/badges/{award}");
        stranger.look(&page).await.shows("The plan").shows("What went wrong").shows("badge.json?download");
        stranger.get(&format!("{page}/badge.json")).await;

        let choices = Choices { is_public: true, shows_name: false, evidence: vec!["signed-0".into()] };
        town.app.choose_for_badge(&holder, &choices).await.expect("chosen");

        let shown = stranger.look(&page).await;
        shown.shows("The plan").hides("The diary").hides("What went wrong").hides("badge.json?download");
        shown.shows("One more piece is part of the signed badge. It is not shown here.");
        // The badge is checked on its own page, since the signed text may not be handed out.
        stranger.look(&format!("{page}?address=x")).await.shows(">Valid<").hides("What went wrong");
        let code = town.app.load_public_award(&award).await.expect("an award").award.short_code.clone();
        let refused = stranger.get(&format!("/verify?address={code}")).await;
        refused.shows("shows only a part of this badge").hides("What went wrong");
        let own = town.app.load_held_badge(&holder).await.expect("their badge");
        assert_eq!(own.evidence.iter().map(|piece| piece.is_shown).collect::<Vec<_>>(), [true, false]);
        assert_eq!(own.shown.credential, before, "{engine:?}: the signed text never changes");

        let door = Door::new(town);
        for file in ["badge.json", "badge.jwt", "badge.png", "badge.svg", "offline.json"] {
            door.get(&format!("{page}/{file}")).await.is(404);
        }
        let accept = [("accept", "application/json")];
        door.ask(&format!("GET {page}/badge.json"), None, None, &accept).await.is(404);
        let verdict = door.post_bytes("/api/v1/verify", None, "application/json", before.as_bytes()).await.is(200);
        assert_eq!(verdict.json()["verdict"], "valid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_piece_that_only_reviewers_saw_is_shown_when_its_earner_says_so_but_never_with_pupils_in_it() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let more = text_evidence("A letter from the river authority.", Visibility::Reviewers);
    peers.app.add_evidence(&peers.claimant(), &claim, more).await.expect("attached");
    let pupils = accolade::app::EvidenceForm {
        kind: EvidenceKind::StudentImpact,
        pupils: Pupils::ConsentAttested,
        ..text_evidence("Mia says what she learnt.", Visibility::Reviewers)
    };
    peers.app.add_evidence(&peers.claimant(), &claim, pupils).await.expect("attached");
    peers.submits_again(&claim, "Eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    for number in peers.offered_to(&claim).await {
        peers.judges(number, &claim, 1).await;
    }
    peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");
    let award = peers.own(&claim).await.award.expect("a badge");
    let holder = peers.app.holder(&peers.claimant(), &award).await.expect("theirs");
    peers.app.answer_award(&holder, AnswerMove::Accept).await.expect("accepted");
    let mut stranger = Browser::new(&peers.app);
    let page = format!("/badges/{award}");
    stranger.look(&page).await.shows("Eight lessons").hides("river authority").hides("Mia");

    let held = peers.app.load_held_badge(&holder).await.expect("a badge");
    let key = |text: &str| {
        let found = held.evidence.iter().find(|piece| piece.content.narrative.contains(text));
        found.unwrap_or_else(|| panic!("{text}: {:?}", held.evidence)).key.clone()
    };
    let signed = held.evidence.iter().filter(|piece| piece.place.is_some()).map(|piece| piece.key.clone());
    let mut choices = Choices { is_public: true, shows_name: true, evidence: signed.collect() };
    choices.evidence.push(key("river authority"));
    peers.app.choose_for_badge(&holder, &choices).await.expect("chosen");
    let shown = stranger.look(&page).await;
    shown.shows("river authority").hides("Mia").shows("Earned by").shows("Zelda Quillfeather");
    // The signed text is whole, so that it may be had.
    stranger.look(&page).await.shows("badge.json?download");

    choices.evidence.push(key("Mia"));
    let refused = peers.app.choose_for_badge(&holder, &choices).await.expect_err("pupils");
    assert!(refused.to_string().contains("Pupils can be recognised"), "{refused}");

    // The claimant finds the badge and the pieces without a mail.
    let mut zelda = Browser::new(&peers.app);
    zelda.follow(&sign_in_link(&peers.app).await).await.location();
    zelda.get("/me").await.shows("Inquiry-Based Learning").shows("Accepted");
    let own = zelda.get(&format!("/me/badges/{award}")).await;
    own.shows("river authority").shows("so it stays with those who judged it").shows("disabled");
}

async fn sign_in_link(app: &App) -> String {
    app.request_link(CLAIMANT_EMAIL, Language::English).await.expect("asked for");
    while app.do_messages().await.expect("mails are written") > 0 {}
    let kept = app.mailer().kept();
    let text = kept.iter().rev().find(|kept| kept.mail.text.contains("/sign-in/")).expect("a mail").mail.text.clone();
    text.lines().find(|line| line.contains("/sign-in/")).expect("a link").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawal_is_told_with_a_link_that_opens_the_badge_for_its_earner() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.offer(ADA).await;
    let school = &town.school.organisation_id;
    let list = std::slice::from_ref(&award);
    let changed = town.app.change_status(&Actor::Operator, school, list, StatusMove::Revoke, "By mistake").await;
    changed.expect("revoked");

    let yours = link_in_mail(&town.app, ADA).await;
    let page = Browser::new(&town.app).get(&yours).await;
    page.shows("Withdrawn").shows("By mistake").hides("linkedin.com").hides("Accept and add");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_corrected_name_is_a_new_badge_in_the_place_of_the_first() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let mut request = town.request(ADA);
        request.recipient.name = "Ada Marlow".into();
        request.include_hashed_email = true;
        let school = &town.school.organisation_id;
        let answer = town.app.award(&Actor::Operator, school, &[request], None).await;
        let old = AwardId::from_text(answer.expect("made").rows.remove(0).award_id.expect("an award"));
        let holder = town.holder(&old, ADA).await;
        let share = town.app.linkedin_share(&holder).await.expect("a link");
        let yours = link_in_mail(&town.app, ADA).await;
        let mut ada = Browser::new(&town.app);
        ada.get(&yours).await.shows("Is your name right?").shows("value=\"Ada Marlow\"");
        let long = "x".repeat(201);
        for wrong in ["", "  ", long.as_str()] {
            let page = ada.post(&format!("{yours}/correct"), &[("csrf", ""), ("wanted_name", wrong)]).await;
            assert_eq!(page.status, 422, "{wrong}");
            page.shows("href=\"#wanted_name\"");
        }
        let fields = [("csrf", ""), ("wanted_name", " Ada  Märlowe "), ("name_note", "With an e.")];
        let asked = ada.post(&format!("{yours}/correct"), &fields).await;
        ada.get(asked.location())
            .await
            .shows("You asked on 1 June 2026 for “Ada Märlowe”. The issuer has not answered");
        assert_eq!(ada.post(&format!("{yours}/correct"), &fields).await.status, 409, "one at a time");

        let mut owner = Browser::owner(&town.app, school, "owner@school.example").await;
        owner.get("/desk/northside/awards").await.shows("1 earner asks for another name");
        let desk = owner.get("/desk/northside/names").await;
        desk.shows("Ada Märlowe").shows("<bdi>Ada Marlow</bdi>").shows("With an e.");
        let action = desk.text.split("action=\"/desk/northside/names/").nth(1).and_then(|rest| rest.split('/').next());
        let action = format!("/desk/northside/names/{}/accept", action.expect("a form"));
        // Nobody without the role answers.
        assert_eq!(ada.post(&action, &[("csrf", "")]).await.location(), "/sign-in?next=/desk");

        let accepted = owner.send(&action, &[]).await;
        let new = accepted.location().split(['/', '?']).nth(4).expect("the new award").to_owned();
        let new = AwardId::from_text(new);
        assert_ne!(new, old);
        assert_eq!(owner.send(&action, &[]).await.status, 409, "{engine:?}: answered once");
        let first = town.app.load_public_award(&old).await.expect("the first");
        let second = town.app.load_public_award(&new).await.expect("the second");
        assert_eq!(first.award.revocation.as_ref().expect("withdrawn").reason, "replaced");
        let report = town.app.verify(first.credential.clone().into_bytes()).await.expect("verified").report;
        assert_eq!(report.state(), "revoked");
        let report = town.app.verify(second.credential.clone().into_bytes()).await.expect("verified").report;
        assert_eq!(report.state(), "valid", "{:#?}", report.checks);
        let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).expect("JSON");
        let (one, two) = (json(&first.credential), json(&second.credential));
        let names = two["credentialSubject"]["identifier"].as_array().expect("identifiers");
        assert_eq!(names.len(), 2, "the hashed address stays");
        assert_eq!((&names[1]["identityHash"], &names[1]["identityType"]), (&"Ada Märlowe".into(), &"name".into()));
        for member in ["awardedDate", "validFrom", "name"] {
            assert_eq!(one[member], two[member], "{member}");
        }
        assert_eq!(one["credentialSubject"]["id"], two["credentialSubject"]["id"]);
        assert_ne!(one["credentialStatus"], two["credentialStatus"]);
        // Everything that led to the first leads to the second; the earner sees what happened.
        Browser::new(&town.app).get(&format!("/s/{}", share.token)).await.shows(">Valid<").shows("Ada Märlowe");
        ada.get(&yours).await.shows("The issuer replaced the badge on 1 June 2026.").shows("Withdrawn");
        let yours = link_in_mail(&town.app, ADA).await;
        assert_eq!(town.app.audit(|_| {}).await.expect("audited").findings, Vec::<String>::new());

        // And once more, refused with a word.
        ada.post(&format!("{yours}/correct"), &[("csrf", ""), ("wanted_name", "Queen Ada")]).await;
        let desk = owner.get("/desk/northside/names").await;
        let action = desk.text.split("action=\"/desk/northside/names/").nth(1).and_then(|rest| rest.split('/').next());
        let refuse = format!("/desk/northside/names/{}/refuse", action.expect("a form"));
        owner.send(&refuse, &[("note", "Not on your papers.")]).await.location();
        owner.get("/desk/northside/names").await.shows("Nobody asks for anything at the moment.");
    }
}
