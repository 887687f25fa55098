//! Who has to do with a claim: invited reviewers, co-authors, coaches, people who should not judge, and what claimants
//! make of what was written about their work.

use accolade::app::{Actor, ClaimDraft, Error, NewReviewer};
use accolade::review::evidence::Visibility;
use accolade::review::{AssignmentState, State};

use crate::support::browser::Browser;
use crate::support::peers::{
    CLAIMANT_EMAIL, CLAIMANT_NAME, CLAIMANT_SCHOOL, DAY, MINUTE, Peers, planning, sheet, text_evidence,
};
use crate::support::town::{Engine, engines};

/// The mail of this person that was sent last.
async fn mail_to(peers: &Peers, email: &str) -> String {
    while peers.app.do_messages().await.expect("mails") > 0 {}
    let kept = peers.app.mailer().kept();
    kept.iter().rev().find(|kept| kept.mail.to == email).map(|kept| kept.mail.text.clone()).unwrap_or_default()
}

fn link_in(text: &str) -> String {
    text.split_whitespace().find(|word| word.contains("/bench")).expect("a link").to_owned()
}

/// The claimant names people and hands in.
async fn submits_with(peers: &Peers, people: ClaimDraft) -> accolade::ids::ClaimId {
    let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let draft = ClaimDraft {
        statement: "I led this inquiry with a whole class.".into(),
        self_levels: [(planning(), 1)].into(),
        school: CLAIMANT_SCHOOL.into(),
        ..people
    };
    peers.app.save_draft(&peers.claimant(), &claim, draft).await.expect("saved");
    let evidence = text_evidence("A plan for eight lessons about rivers.", Visibility::Reviewers);
    peers.app.add_evidence(&peers.claimant(), &claim, evidence).await.expect("attached");
    peers.app.submit_claim(&peers.claimant(), &claim).await.expect("handed in");
    claim
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invited_reviewer_comes_to_the_bench_by_the_link_in_the_mail_without_an_account() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let text = mail_to(&peers, "peer0@hill.example").await;
    assert!(text.contains("Northside District asks you to judge"), "{text}");
    assert!(text.contains("New for you to look at: 1."), "{text}");
    assert!(!text.contains(CLAIMANT_NAME), "{text}");
    let link = link_in(&text);
    let path = link.strip_prefix(crate::support::browser::BASE).expect("ours").to_owned();

    let mut peer = Browser::new(&peers.app);
    for _ in 0..2 {
        // Mail scanners look at links; that uses nothing up.
        peer.get(&path).await.shows("You need no account and no password.").shows("Open my bench");
    }
    let entered = peer.post(&path, &[]).await;
    assert_eq!(entered.location(), format!("/bench/{claim}?done=welcome"), "one piece of work needs no list");
    peer.get(entered.location()).await.shows("Welcome.").shows("Begin");
    peer.get("/bench").await.shows("Offered to you");
    peer.get(&format!("/bench/{claim}")).await.shows("Begin");

    let mut other = Browser::new(&peers.app);
    let used = other.get(&path).await;
    assert_eq!(used.status, 410);
    used.shows("Send me a new link");
    assert_eq!(other.post(&path, &[]).await.status, 410);
    assert!(other.get("/bench").await.location().starts_with("/sign-in"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_to_the_bench_is_over_after_a_week_and_never_opens_a_desk() {
    let mut peers = Peers::new(Engine::Sqlite, 1).await;
    let school = peers.school.organisation_id.clone();
    let owner = "owner@school.example";
    let role = accolade::store::Role::Owner;
    peers.app.put_member(&Actor::Operator, &school, owner, "", role).await.expect("an owner");
    let new = NewReviewer { email: owner.into(), school: "Office".into(), ..NewReviewer::default() };
    let badge = [peers.achievement.clone()];
    peers.app.name_reviewer(&Actor::Operator, &school, &badge, new).await.expect("a reviewer");
    peers.app.do_reviews().await.expect("time passes");
    let text = mail_to(&peers, owner).await;
    assert!(text.trim_end().ends_with("/bench"), "whoever has a desk signs in: {text}");
    let link = link_in(&mail_to(&peers, "peer0@hill.example").await);
    let path = link.strip_prefix(crate::support::browser::BASE).expect("ours").to_owned();

    peers = peers.restarted_at(7 * DAY).await;

    assert_eq!(Browser::new(&peers.app).get(&path).await.status, 410);
}

#[tokio::test(flavor = "multi_thread")]
async fn co_authors_coaches_and_those_whom_the_claimant_keeps_away_are_not_asked() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 4).await;
        let people = ClaimDraft {
            co_authors: "peer0@hill.example".into(),
            coach: "Peer1@hill.example".into(),
            not_by: "peer2@hill.example, nobody@else.example".into(),
            ..ClaimDraft::default()
        };
        let claim = submits_with(&peers, people).await;

        peers = peers.later(31 * MINUTE).await;

        assert_eq!(peers.offered_to(&claim).await, [3]);
        for number in 0..3 {
            let taken = peers.app.take_work(&peers.reviewer(number)).await.expect("asked");
            assert_eq!(taken, None, "{number}");
        }
        // A stranger who was named and comes to review later is kept apart too.
        let later =
            NewReviewer { email: "nobody@else.example".into(), school: "Else School".into(), ..NewReviewer::default() };
        let (school, badge) = (peers.school.organisation_id.clone(), [peers.achievement.clone()]);
        let later = peers.app.name_reviewer(&Actor::Operator, &school, &badge, later).await.expect("a reviewer");
        assert_eq!(peers.app.take_work(&Actor::Person(later)).await.expect("asked"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_conflict_that_a_reviewer_declares_is_minded_when_the_review_comes_in() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let work = peers.opens(0, &claim).await;
    peers.app.declare_conflict(&peers.reviewer(0), CLAIMANT_EMAIL).await.expect("declared");

    let refused = peers.app.submit_review(&peers.reviewer(0), &claim, sheet(&work, 1)).await;

    assert!(matches!(&refused, Err(Error::Conflict(text)) if text.contains("conflict of interest")), "{refused:?}");
    let wrong = peers.app.declare_conflict(&peers.reviewer(0), "Mr Smith").await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "{wrong:?}");
    assert!(peers.app.declare_conflict(&peers.claimant(), "x@y.example").await.is_err(), "only who reviews");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_coach_sees_the_work_comments_and_can_agree_to_one_attempt_more() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 3).await;
        let people = ClaimDraft { coach: "coach@hill.example".into(), ..ClaimDraft::default() };
        let claim = submits_with(&peers, people.clone()).await;
        let coach = peers.app.ensure_person("coach@hill.example", "Cora").await.expect("somebody").person_id;
        let coach = Actor::Person(coach);
        let mail = mail_to(&peers, "coach@hill.example").await;
        assert!(mail.contains("/coaching"), "{mail}");
        let work = peers.app.load_coached(&coach, &claim).await.expect("the work");
        assert_eq!(work.evidence[0].words, "A plan for eight lessons about rivers.");
        for stranger in [peers.claimant(), peers.reviewer(0)] {
            assert!(matches!(peers.app.load_coached(&stranger, &claim).await, Err(Error::NotFound(_))));
        }
        peers.app.comment_as_coach(&coach, &claim, "Show the questions.").await.expect("kept");
        assert_eq!(peers.own(&claim).await.coach_comments, ["Show the questions."]);
        let early = peers.app.sign_off_attempt(&coach, &claim).await;
        assert!(matches!(early, Err(Error::Conflict(_))), "{early:?}");

        for attempt in 1..=3 {
            if attempt > 1 {
                peers.app.submit_claim(&peers.claimant(), &claim).await.expect("handed in again");
            }
            peers = peers.later(31 * MINUTE).await;
            for number in peers.offered_to(&claim).await {
                peers.judges(number, &claim, 0).await;
            }
            peers = peers.later(11 * MINUTE).await;
            assert_eq!(peers.own(&claim).await.standing.state, State::NotYet, "{attempt}");
        }
        let refused = peers.app.submit_claim(&peers.claimant(), &claim).await;
        assert!(matches!(&refused, Err(Error::Conflict(text)) if text.contains("a coach can sign off")), "{refused:?}");
        assert!(peers.own(&claim).await.needs_coach);

        peers.app.sign_off_attempt(&coach, &claim).await.expect("agreed");

        peers.app.submit_claim(&peers.claimant(), &claim).await.expect("the fourth attempt");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_voided_review_does_not_count_and_somebody_else_judges() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let school = peers.school.organisation_id.clone();
    let mut owner = Browser::owner(&peers.app, &school, "owner@school.example").await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let first = peers.offered_to(&claim).await;
    peers.judges(first[0], &claim, 1).await;
    owner = {
        drop(owner);
        Browser::owner(&peers.app, &school, "owner@school.example").await
    };
    let case = format!("/moderation/{claim}");
    let page = owner.get(&case).await;
    page.shows("Void this review").shows("Reached it").hides("Peer 0").hides(CLAIMANT_NAME);
    let key = page.value("review");
    let silent = owner.send(&format!("{case}/void-review"), &[("review", key.as_str())]).await;
    assert_eq!(silent.status, 422);
    let reason = format!("void_reason-{key}");
    let voided = owner.send(&format!("{case}/void-review"), &[("review", &key), (&reason, "They are friends.")]).await;
    owner.get(voided.location()).await.shows("The review was voided").hides("Void this review");

    let asked = peers.offered_to(&claim).await;

    assert!(!asked.contains(&first[0]) && asked.len() == 2, "{first:?} {asked:?}");
    for number in asked {
        peers.judges(number, &claim, 1).await;
    }
    peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");
    let award = peers.own(&claim).await.award.expect("an award");
    let judged = peers.app.find_judgement(&award).await.expect("asked").expect("judged");
    assert_eq!((judged.met, judged.peers), (2, 2));
    let audit =
        Browser::owner(&peers.app, &school, "owner@school.example").await.get("/desk/northside/audit").await.text;
    assert!(audit.contains("claim.review_withdraw") || audit.to_lowercase().contains("withdr"), "{audit}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reviewer_withdraws_a_review_before_the_decision_and_not_after() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let first = peers.offered_to(&claim).await;
    peers.judges(first[0], &claim, 1).await;
    let silent = peers.app.withdraw_review(&peers.reviewer(first[0]), &claim, " ").await;
    assert!(matches!(silent, Err(Error::Invalid(_))), "{silent:?}");

    peers.app.withdraw_review(&peers.reviewer(first[0]), &claim, "I know her.").await.expect("withdrawn");

    let asked = peers.offered_to(&claim).await;
    assert!(!asked.contains(&first[0]), "{asked:?}");
    for number in &asked {
        peers.judges(*number, &claim, 1).await;
    }
    peers = peers.later(11 * MINUTE).await;
    let late = peers.app.withdraw_review(&peers.reviewer(asked[0]), &claim, "Too late.").await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn claimants_say_what_helped_and_only_that_of_accepted_work_is_told() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 2).await;
        let claim = peers.submits("A plan for eight lessons about rivers.").await;
        let early = peers.app.rate_feedback(&peers.claimant(), &claim, "3fa2c1d0", 3).await;
        assert!(matches!(early, Err(Error::NotFound(_))), "{early:?}");
        for level in [0, 1] {
            if level == 1 {
                peers.submits_again(&claim, "The same plan, with the pupils' own questions.").await;
            }
            peers = peers.later(31 * MINUTE).await;
            peers.judges(0, &claim, level).await;
            peers.judges(1, &claim, level).await;
            peers = peers.later(11 * MINUTE).await;
            let own = peers.own(&claim).await;
            let keys: Vec<String> = own.standing.feedback.iter().map(|one| one.key.clone()).collect();
            let rating = if level == 0 { 1 } else { 3 };
            for key in &keys {
                peers.app.rate_feedback(&peers.claimant(), &claim, key, rating).await.expect("rated");
            }
            assert_eq!(peers.own(&claim).await.ratings.len(), 2);
        }

        for number in 0..2 {
            let readiness =
                peers.app.find_readiness(&peers.reviewer(number)).await.expect("asked").expect("a reviewer");
            assert_eq!(readiness.helpful, (1, 1), "what was said after a refusal is kept out");
        }
        assert!(peers.app.rate_feedback(&peers.claimant(), &claim, "00000000", 3).await.is_err());
        assert!(peers.app.rate_feedback(&peers.reviewer(0), &claim, "00000000", 3).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_away_or_wants_no_more_gets_no_offers() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let away = Some((peers.now, peers.now.plus_seconds(10 * DAY)));
    peers.app.set_readiness(&peers.reviewer(0), 3, away).await.expect("noted");
    peers.app.set_readiness(&peers.reviewer(1), 0, None).await.expect("noted");
    let backwards = Some((peers.now, peers.now));
    assert!(matches!(peers.app.set_readiness(&peers.reviewer(2), 3, backwards).await, Err(Error::Invalid(_))));
    let claim = peers.submits("A plan for eight lessons about rivers.").await;

    peers = peers.later(31 * MINUTE).await;

    assert_eq!(peers.offered_to(&claim).await, [2]);
    let bench = peers.app.load_bench(&peers.reviewer(2)).await.expect("a bench");
    assert_eq!(bench[0].state, AssignmentState::Offered);
}
