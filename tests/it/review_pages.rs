//! Peer review as people meet it on pages: claiming, judging, ruling, coordinating; and everybody else kept out.

use accolade::review::{AssignmentState, FlagKind};

use crate::support::browser::Browser;
use crate::support::peers::{CLAIMANT_EMAIL, CLAIMANT_NAME, CLAIMANT_SCHOOL, HOUR, MINUTE, Peers, text_evidence};
use crate::support::town::Engine;

/// Somebody signs in with the link that is mailed.
async fn signed_in(peers: &Peers, email: &str) -> Browser {
    let mut browser = Browser::new(&peers.app);
    browser.post("/sign-in", &[("email", email), ("next", "/claims")]).await;
    while peers.app.do_messages().await.expect("mails") > 0 {}
    let kept = peers.app.mailer().kept();
    let mail = kept.iter().rev().find(|kept| kept.mail.to == email && kept.mail.text.contains("/sign-in/"));
    let text = &mail.expect("a mail").mail.text;
    let link = text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a link").to_owned();
    browser.follow(&link).await;
    browser
}

const EVIDENCE: [(&str, &str); 4] = [
    ("kind", "artefact"),
    ("visibility", "public"),
    ("pupils", "not_identifiable"),
    ("text", "A plan for eight lessons about rivers."),
];

#[tokio::test(flavor = "multi_thread")]
async fn from_the_achievement_to_the_badge_that_says_who_judged() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;

    // The claimant finds the way from the achievement, and makes every mistake once.
    let page = claimant.look(&format!("/achievements/{}", peers.achievement)).await;
    let new = format!("/claims/new?achievement={}", peers.achievement);
    page.shows("Claim this badge").shows(&new);
    claimant.get(&new).await.shows("2 colleagues of other schools judge it");
    let begun = claimant.send("/claims/new", &[("achievement", peers.achievement.as_str())]).await;
    let claim = begun.location().to_owned();
    claimant.get(&claim).await.shows("You are writing it.").shows("Nothing is attached yet.");
    let wrong = claimant.send(&format!("{claim}/evidence"), &EVIDENCE[..3]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("There is a problem").shows("href=\"#text\"").shows("one of the two");
    let attached = claimant.send(&format!("{claim}/evidence"), &EVIDENCE).await;
    claimant.get(attached.location()).await.shows("The evidence was attached.").shows("eight lessons about rivers");
    let about = [("do", "submit"), ("statement", "With a class of 26."), ("school", CLAIMANT_SCHOOL)];
    let wrong = claimant.send(&claim, &about).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("rate yourself on").shows("With a class of 26.");
    let rated: Vec<_> = about.into_iter().chain([("level-planning", "1")]).collect();
    let handed_in = claimant.send(&claim, &rated).await;
    claimant.get(handed_in.location()).await.shows("It was handed in.").shows("Take it back");

    // Both peers judge; nothing that they see says whose work it is.
    peers = peers.later(31 * MINUTE).await;
    let work = claim.replace("/claims/", "/bench/");
    for number in 0..2 {
        let mut peer = signed_in(&peers, &format!("peer{number}@hill.example")).await;
        peer.get("/bench").await.shows("Offered to you").hides(CLAIMANT_NAME).hides(CLAIMANT_SCHOOL);
        peer.get(&work).await.shows("Begin").hides("eight lessons");
        let opened = peer.send(&format!("{work}/open"), &[]).await;
        let page = peer.get(opened.location()).await;
        page.shows("eight lessons about rivers").shows("With a class of 26.");
        page.hides(CLAIMANT_NAME).hides(CLAIMANT_EMAIL).hides(CLAIMANT_SCHOOL).hides(peers.claimant.as_str());
        let submission = page.value("submission");
        let low = [("submission", submission.as_str()), ("level-planning", "0"), ("comment-planning", "No.")];
        let wrong = peer.send(&work, &low).await;
        assert_eq!(wrong.status, 422);
        wrong.shows("write at least 30 letters").shows("href=\"#comment-planning\"");
        let good = [("submission", submission.as_str()), ("level-planning", "1"), ("comment-planning", "")];
        let reviewed = peer.send(&work, &good).await;
        peer.get(reviewed.location()).await.shows("Your review is in.");
    }

    // The badge follows.
    peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    let page = claimant.get(&claim).await;
    page.shows("You have earned the badge.").hides("Peer 0").hides("hill.example");
    let badge = page.text.split("href=\"/badges/").nth(1).and_then(|rest| rest.split('"').next()).expect("a badge");
    let sentence = "Judged by 2 of 2 independent peers on rubric “Inquiry-Based Learning”, version 1.";
    let volunteer = format!("{claim}/volunteer");
    let wrong = claimant.send(&volunteer, &[("own_school", "")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#own_school\"");
    let offered = claimant.send(&volunteer, &[("own_school", CLAIMANT_SCHOOL)]).await;
    claimant.get(offered.location()).await.shows("stands on your bench");
    claimant.get("/bench").await.shows("Give me a piece of work");
    // Nobody else sees it before its earner accepts it.
    let mut stranger = Browser::new(&peers.app);
    assert_eq!(stranger.look(&format!("/badges/{badge}")).await.status, 404);
    let own = claimant.look(&format!("/badges/{badge}")).await;
    assert_eq!(own.location(), format!("/me/badges/{badge}"));
    claimant.send(&format!("/me/badges/{badge}/accept"), &[]).await;
    stranger.look(&format!("/badges/{badge}")).await.shows(sentence);
    let award = accolade::ids::AwardId::from_text(badge);
    let credential = peers.app.load_public_award(&award).await.expect("the badge").credential.clone();
    claimant.post_multipart("/verify", &[("text", &credential)]).await.shows(sentence);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_peer_gives_work_back_with_a_reason_and_it_leaves_the_bench() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let mut peer = signed_in(&peers, "peer0@hill.example").await;
    let action = format!("/bench/{claim}/decline");
    let wrong = peer.send(&action, &[("do", "decline"), ("reason", " ")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Say in a few words why.").shows("Offered to you:");

    let given_back = peer.send(&action, &[("do", "decline"), ("reason", "On a school trip")]).await;

    peer.get(given_back.location()).await.shows("You gave it back").shows("Nothing waits for you.");
    let state = peers.app.load_bench(&peers.reviewer(0)).await.expect("a bench");
    assert!(state.iter().all(|line| line.state != AssignmentState::Offered));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_up_names_peers_rules_and_sees_the_queue() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    peers.opens(0, &claim).await;
    peers.app.flag_work(&peers.reviewer(0), &claim, FlagKind::Misconduct).await.expect("flagged");
    let school = peers.school.organisation_id.clone();
    let mut owner = Browser::owner(&peers.app, &school, "owner@school.example").await;

    let queue = owner.get("/desk/northside/reviews").await;
    queue.shows("Waiting for a ruling").shows("Peer 0").hides(CLAIMANT_NAME).hides(CLAIMANT_EMAIL);
    let wrong = owner.send("/desk/northside/reviews/reviewers", &[("email", "new@hill.example")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("href=\"#school\"");
    let new = [("email", "new@hill.example"), ("name", "Newton"), ("school", "Far School"), ("moderator", "yes")];
    let named = owner.send("/desk/northside/reviews/reviewers", &new).await;
    owner.get(named.location()).await.shows("Newton, may rule").shows("far school");

    let settings = format!("/desk/northside/achievements/{}/review", peers.achievement);
    owner.get(&settings).await.shows("Two peers, three when they disagree");
    let set = owner.send(&settings, &[("open", "no"), ("stakes", "yes"), ("anonymity", "double")]).await;
    owner.get(set.location()).await.shows("This is how evidence is reviewed from now on.");

    owner.get("/moderation").await.shows("A peer suspects misconduct.");
    let case = format!("/moderation/{claim}");
    owner.get(&case).await.shows("eight lessons about rivers").hides(CLAIMANT_NAME);
    let wrong = owner.send(&case, &[("do", "decide"), ("level-planning", "1"), ("reason", "")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Give a reason in writing.").shows("href=\"#reason\"");
    let ruling = [("do", "decide"), ("level-planning", "0"), ("reason", "It is copied from a book.")];
    let ruled = owner.send(&case, &ruling).await;
    owner.get(ruled.location()).await.shows("Your ruling was recorded.").shows("Nothing needs your ruling.");
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    claimant.get(&format!("/claims/{claim}")).await.shows("Not yet").shows("It is copied from a book.");
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_and_others_are_kept_out_of_claims_and_benches() {
    let mut peers = Peers::new(Engine::Sqlite, 1).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(HOUR).await;
    let mut stranger = Browser::new(&peers.app);
    for path in ["/claims", "/bench", "/moderation", &format!("/claims/{claim}")] {
        assert!(stranger.get(path).await.location().starts_with("/sign-in?next="), "{path}");
    }
    let mut peer = signed_in(&peers, "peer0@hill.example").await;
    for path in [format!("/claims/{claim}"), format!("/moderation/{claim}"), "/desk/northside/reviews".into()] {
        assert_eq!(peer.get(&path).await.status, 404, "{path}");
    }
    let forged = peer.post(&format!("/bench/{claim}/open"), &[("csrf", "of somebody else")]).await;
    assert_eq!(forged.status, 403);
    let late = text_evidence("x", accolade::review::evidence::Visibility::Reviewers);
    assert!(peers.app.add_evidence(&peers.reviewer(0), &claim, late).await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_learns_how_the_review_does_and_tries_other_rules() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let school = peers.school.organisation_id.clone();
    let mut owner = Browser::owner(&peers.app, &school, "owner@school.example").await;
    owner.get("/desk/northside/reviews/insights").await.shows("Nothing was judged yet.");
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    for (number, level) in peers.offered_to(&claim).await.into_iter().zip([1, 0]) {
        peers.judges(number, &claim, level).await;
    }
    peers = peers.later(11 * MINUTE).await;
    let third = peers.offered_to(&claim).await[0];
    peers.judges(third, &claim, 1).await;
    peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");

    let mut owner = Browser::owner(&peers.app, &school, "owner@school.example").await;
    let page = owner.get("/desk/northside/reviews/insights").await;
    page.shows("Inquiry-Based Learning, version 1").shows("1, of which 1 accepted the work");
    // Levels 1, 0, 1 of one piece of work: an alpha of 0, whatever they are, and a third of the pairs are equal.
    page.shows("0.00").shows("33 %").shows("Too little is known").hides("Look at the words of");
    page.shows("<svg").shows("Days from submission to decision");
    page.hides(CLAIMANT_NAME).hides("Peer 0").hides(peers.claimant.as_str());
    owner.get("/desk/northside/reviews").await.shows("How the review does");

    let simulator = "/desk/northside/reviews/simulator";
    owner.get(simulator).await.shows("Let it run").hides("What came out");
    let asked = |reviewers: &str| {
        format!(
            "{simulator}?run=yes&reviewers={reviewers}&schools=4&skills=3&claims=30&days=60&k=2&k_max=3&moderated=yes"
        )
    };
    owner.get(&asked("12")).await.shows("What came out of five towns").shows("Need a moderator");
    let wrong = owner.get(&asked("4000")).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Write a number from 1 to 400.").shows("href=\"#reviewers\"");
    let mut peer = signed_in(&peers, "peer0@hill.example").await;
    for path in ["/desk/northside/reviews/insights", simulator] {
        assert_eq!(peer.get(path).await.status, 404, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn reviewers_are_tried_on_known_work_before_their_reviews_count() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let (school, badge) = (peers.school.organisation_id.clone(), peers.achievement.clone());
    let mut owner = Browser::owner(&peers.app, &school, "owner@school.example").await;
    let settings = format!("/desk/northside/achievements/{badge}/review");
    let gold = format!("/desk/northside/achievements/{badge}/gold");
    let wanted = [("open", "yes"), ("stakes", "no"), ("anonymity", "double"), ("calibration", "gate")];
    let early = owner.send(&settings, &wanted).await;
    assert_eq!(early.status, 422);
    early.shows("Reviewers cannot be tried yet").shows("href=\"#calibration-1\"");
    let wrong = owner.send(&gold, &[("words", " "), ("level-planning", "1")]).await;
    assert_eq!(wrong.status, 422);
    wrong.shows("Write 1 to 20,000 characters.");
    for number in 0..8 {
        let words = format!("Old plan {number}");
        let level = if number % 2 == 0 { "0" } else { "1" };
        if number == 7 {
            owner.get(&gold).await.shows("the smaller has 3");
        }
        owner.send(&gold, &[("words", &words), ("level-planning", level)]).await.location();
    }
    owner.get(&gold).await.shows("The set is balanced.");
    let set = owner.send(&settings, &wanted).await;
    owner.get(set.location()).await.shows("This is how evidence is reviewed from now on.");

    // Nobody who was not tried gets work.
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    assert!(peers.offered_to(&claim).await.is_empty());
    let mut stamp = signed_in(&peers, "peer0@hill.example").await;
    stamp.get("/bench").await.shows("so that your reviews count");
    assert_eq!(stamp.send("/bench/take", &[]).await.location(), "/bench/trial");

    // A rubber stamp passes everything, and does not count; a judge tells the sides apart, and does.
    let mut judge = signed_in(&peers, "peer1@hill.example").await;
    for number in 0..8 {
        let page = stamp.get("/bench/trial").await;
        let action = page.text.split("action=\"/bench/trial/").nth(1).and_then(|rest| rest.split('"').next());
        let action = format!("/bench/trial/{}", action.expect("a form"));
        if number == 0 {
            let missing = stamp.send(&action, &[]).await;
            assert_eq!(missing.status, 422);
            missing.shows("Choose a level for every criterion.");
        }
        stamp.send(&action, &[("level-planning", "1")]).await.shows("What is known");
        let page = judge.get("/bench/trial").await;
        let action = page.text.split("action=\"/bench/trial/").nth(1).and_then(|rest| rest.split('"').next());
        let action = format!("/bench/trial/{}", action.expect("a form"));
        let even = (0..8).step_by(2).any(|number| page.text.contains(&format!("Old plan {number}<")));
        judge.send(&action, &[("level-planning", if even { "0" } else { "1" })]).await.shows("as you found");
    }
    stamp.get("/bench").await.shows("so that your reviews count");
    judge.get("/bench").await.hides("so that your reviews count");
    assert_eq!(judge.get("/bench/trial").await.status, 404, "everything was judged");

    peers = peers.later(HOUR).await;
    peers = peers.later(HOUR).await;

    assert_eq!(peers.offered_to(&claim).await, [1]);
    let audit = peers.app.audit(|_| ()).await.expect("gone over");
    assert_eq!(audit.findings, Vec::<String>::new());
}
