//! Peer review in the service: from a claim to a badge, to "not yet", to a moderator, and always to an end.

use std::collections::BTreeMap;

use accolade::app::{Actor, Error, NewReviewer, RulingRequest};
use accolade::clock::Clock;
use accolade::review::decision::Outcome;
use accolade::review::evidence::Visibility;
use accolade::review::view::{Shown, ShownEvidence};
use accolade::review::{AssignmentState, Ground, State};
use serde_json::Value;

use crate::support::peers::{
    CLAIMANT_EMAIL, CLAIMANT_NAME, CLAIMANT_SCHOOL, DAY, HOUR, MINUTE, Peers, planning, request, text_evidence,
};
use crate::support::town::{Engine, engines, open};

/// The claim comes out of screening and is judged by both peers, and the minutes for changing a review pass.
async fn judged(peers: Peers, levels: [u8; 2]) -> (Peers, accolade::ids::ClaimId) {
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    let peers = peers.later(31 * MINUTE).await;
    for (number, level) in levels.into_iter().enumerate() {
        peers.judges(number, &claim, level).await;
    }
    (peers.later(11 * MINUTE).await, claim)
}

#[tokio::test(flavor = "multi_thread")]
async fn two_peers_accept_and_the_badge_says_how_it_was_judged() {
    for engine in engines() {
        let (peers, claim) = judged(Peers::new(engine, 2).await, [1, 1]).await;
        peers.app.do_reviews().await.expect("the badge is out");

        let own = peers.own(&claim).await;
        assert_eq!((own.standing.state, own.standing.outcome), (State::Issued, Some(Outcome::Accept)));
        assert_eq!(own.standing.feedback.len(), 2);
        let award = own.award.expect("an award");
        let shown = peers.app.load_public_award(&award).await.expect("the badge");
        let credential: Value = serde_json::from_str(&shown.credential).expect("JSON");
        let subject = &credential["credentialSubject"];
        let description = &subject["achievement"]["resultDescription"][0];
        assert_eq!(subject["result"][0]["resultDescription"], description["id"]);
        assert_eq!(subject["result"][0]["achievedLevel"], description["requiredLevel"]);
        assert_eq!(credential["awardedDate"], peers.now.whole_seconds().to_string());
        let evidence = credential["evidence"].as_array().expect("evidence");
        assert_eq!(evidence[0]["narrative"], "A plan for eight lessons about rivers.");
        let process = evidence.last().expect("the process")["narrative"].as_str().expect("words");
        let sentence = "Judged by 2 of 2 independent peers on rubric “Inquiry-Based Learning”, version 1.";
        assert!(process.starts_with(sentence), "{process}");
        let judgement = peers.app.find_judgement(&award).await.expect("asked").expect("it was judged");
        assert!(judgement.sentence().starts_with(sentence));
        let verification = peers.app.verify(shown.credential.clone().into_bytes()).await.expect("verified");
        assert!(verification.report.verified().is_some(), "{:?}", verification.report);
        let audit = peers.app.audit(|_| ()).await.expect("gone over");
        assert_eq!(audit.findings, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn not_yet_says_why_and_the_work_can_be_handed_in_again() {
    for engine in engines() {
        let (peers, claim) = judged(Peers::new(engine, 2).await, [0, 0]).await;
        let own = peers.own(&claim).await;
        assert_eq!((own.standing.state, own.standing.attempts_used), (State::NotYet, 1));
        assert_eq!(own.award, None);
        let said: Vec<&String> = own.standing.feedback.iter().filter_map(|one| one.comments.get(&planning())).collect();
        assert_eq!(said, ["The plan names no question that pupils asked."; 2]);
        let shown = |reviewer: &Shown| matches!(reviewer, Shown::As(_));
        assert!(own.standing.feedback.iter().all(|one| shown(&one.reviewer)));

        peers.submits_again(&claim, "The same plan, with the pupils' own questions.").await;
        let peers = peers.later(31 * MINUTE).await;
        peers.judges(0, &claim, 1).await;
        peers.judges(1, &claim, 1).await;
        let peers = peers.later(11 * MINUTE).await;

        peers.app.do_reviews().await.expect("the badge is out");
        assert_eq!(peers.own(&claim).await.standing.state, State::Issued);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_disagree_are_joined_by_a_third_who_settles_it() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 3).await;
        let claim = peers.submits("A plan for eight lessons about rivers.").await;
        peers = peers.later(31 * MINUTE).await;
        let first = peers.offered_to(&claim).await;
        assert_eq!(first.len(), 2);
        peers.judges(first[0], &claim, 1).await;
        peers.judges(first[1], &claim, 0).await;

        peers = peers.later(11 * MINUTE).await;

        let third = peers.offered_to(&claim).await;
        assert_eq!(third.len(), 1);
        assert!(!first.contains(&third[0]));
        peers.judges(third[0], &claim, 1).await;
        peers = peers.later(11 * MINUTE).await;
        let own = peers.own(&claim).await;
        assert_eq!(own.standing.outcome, Some(Outcome::Accept));
        peers.app.do_reviews().await.expect("the badge is out");
        let award = peers.own(&claim).await.award.expect("an award");
        let judgement = peers.app.find_judgement(&award).await.expect("asked").expect("it was judged");
        assert_eq!((judgement.met, judgement.peers), (2, 3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_rules_with_a_reason_when_nobody_else_can() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 2).await;
        let moderator = NewReviewer {
            email: "mo@hill.example".into(),
            name: "Mo".into(),
            school: "Office".into(),
            is_moderator: true,
            ..NewReviewer::default()
        };
        let (school, none) = (peers.school.organisation_id.clone(), []);
        let mo = peers.app.name_reviewer(&Actor::Operator, &school, &none, moderator).await.expect("a moderator");
        let claim = peers.submits("A plan for eight lessons about rivers.").await;
        peers = peers.later(31 * MINUTE).await;
        peers = peers.later(14 * DAY).await;
        assert_eq!(peers.own(&claim).await.standing.state, State::Moderation);
        let mo = Actor::Person(mo);
        let waiting = peers.app.list_moderation(&mo).await.expect("a list");
        assert_eq!(waiting.len(), 1);
        for stranger in [peers.claimant(), peers.reviewer(0)] {
            assert!(matches!(peers.app.load_case(&stranger, &claim).await, Err(Error::NotFound(_))));
        }
        let levels = || RulingRequest::Decide(BTreeMap::from([(planning(), 1)]));
        let silent = peers.app.moderate_claim(&mo, &claim, levels(), " ").await;
        assert!(matches!(silent, Err(Error::Invalid(_))), "{silent:?}");

        peers.app.moderate_claim(&mo, &claim, levels(), "The plan answers the rubric.").await.expect("ruled");

        peers.app.do_reviews().await.expect("the badge is out");
        let own = peers.own(&claim).await;
        assert_eq!(own.standing.state, State::Issued);
        assert_eq!(own.reason.as_deref(), Some("The plan answers the rubric."));
        let judgement = peers.app.find_judgement(&own.award.expect("an award")).await.expect("asked");
        assert!(judgement.expect("judged").sentence().starts_with("Judged by a moderator"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn with_nobody_at_all_every_claim_ends_on_day_35_and_costs_no_attempt() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 0).await;
        let claim = peers.submits("A plan for eight lessons about rivers.").await;
        peers = peers.later(31 * MINUTE).await;
        assert_eq!(peers.own(&claim).await.standing.state, State::InReview);

        peers = peers.later(35 * DAY).await;

        let own = peers.own(&claim).await;
        assert_eq!((own.standing.state, own.standing.attempts_used), (State::NotDecided, 0));
        assert!(own.can_write);
        assert_eq!(peers.app.do_reviews().await.expect("nothing is due"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_reviewer_gets_says_whose_work_it_is() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 2).await;
        let claim = peers.submits("A plan for eight lessons about rivers.").await;
        peers = peers.later(31 * MINUTE).await;
        let number = peers.offered_to(&claim).await[0];
        let before = peers.app.load_work(&peers.reviewer(number), &claim).await;
        assert!(matches!(before, Err(Error::NotFound(_))), "evidence is seen by who has begun");

        let work = peers.opens(number, &claim).await;

        let bench = peers.app.load_bench(&peers.reviewer(number)).await.expect("a bench");
        let mut all = format!("{:?} {:?} {bench:?}", work.seen, work.evidence);
        for _ in 0..3 {
            peers.app.do_messages().await.expect("mails");
        }
        for kept in peers.app.mailer().kept() {
            if kept.mail.to.contains("hill.example") {
                all.push_str(&format!("{kept:?}"));
            }
        }
        for secret in [CLAIMANT_NAME, CLAIMANT_EMAIL, CLAIMANT_SCHOOL, peers.claimant.as_str(), "quarry lane"] {
            assert!(!all.contains(secret), "{secret} in {all}");
        }
        assert!(matches!(&work.seen.claimant, Shown::As(_)));
        assert!(matches!(&work.seen.evidence[..], [ShownEvidence { .. }]));
        assert_eq!(work.seen.self_levels, None, "the own rating would sway");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_that_a_claimant_gets_says_who_judged() {
    let (peers, claim) = judged(Peers::new(Engine::Sqlite, 2).await, [0, 0]).await;

    let own = peers.own(&claim).await;

    let all = format!("{:?} {:?} {:?}", own.standing, own.reason, own.award);
    for number in 0..2 {
        for secret in [peers.reviewers[number].as_str(), "hill.example", "Hill School", "Robin 0", "Robin 1"] {
            assert!(!all.contains(secret), "{secret} in {all}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn workers_at_the_same_time_make_one_award() {
    for engine in engines() {
        let peers = Peers::new(engine, 2).await;
        let claim = peers.submits("A plan for eight lessons about rivers.").await;
        let peers = peers.later(31 * MINUTE).await;
        peers.judges(0, &claim, 1).await;
        peers.judges(1, &claim, 1).await;
        let peers = peers.restarted_at(11 * MINUTE).await;
        // SQLite serves one process; PostgreSQL serves two instances.
        let other = match engine {
            Engine::Sqlite => peers.app.clone(),
            Engine::Postgres => open(&peers.ground, Clock::Fixed(peers.now)).await,
        };

        for _ in 0..3 {
            let (one, two) = tokio::join!(peers.app.do_reviews(), other.do_reviews());
            one.expect("one worker");
            two.expect("the other worker");
        }

        assert_eq!(peers.own(&claim).await.standing.state, State::Issued);
        let awards = peers.app.audit(|_| ()).await.expect("gone over");
        assert_eq!((awards.credentials, awards.findings), (1, Vec::new()));
        if engine == Engine::Postgres {
            other.close().await;
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_between_decision_and_signature_ends_with_the_same_credential() {
    use sqlx::{Connection as _, Executor as _};
    for engine in engines() {
        let (peers, claim) = judged(Peers::new(engine, 2).await, [1, 1]).await;
        peers.app.do_reviews().await.expect("the badge is out");
        let award = peers.own(&claim).await.award.expect("an award");
        let before = peers.app.load_public_award(&award).await.expect("the badge").credential.clone();
        peers.app.close().await;
        let mut connection = sqlx::AnyConnection::connect(&peers.ground.url).await.expect("the database");
        connection.execute("update awards set proof = null").await.expect("forgotten");
        connection.close().await.expect("closed");
        let peers = peers.restarted_at(DAY).await;

        assert_eq!(peers.app.recover(0).await.expect("recovered"), 1);

        peers.app.do_reviews().await.expect("nothing is new");
        assert_eq!(peers.app.load_public_award(&award).await.expect("the badge").credential, before);
        assert_eq!(peers.own(&claim).await.standing.state, State::Issued);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn colleagues_of_the_claimant_are_not_asked() {
    let mut peers = Peers::new(Engine::Sqlite, 1).await;
    let colleague = NewReviewer {
        email: "near@quarry.example".into(),
        school: "  quarry  LANE primary ".into(),
        ..NewReviewer::default()
    };
    let (school, badge) = (peers.school.organisation_id.clone(), [peers.achievement.clone()]);
    let near = peers.app.name_reviewer(&Actor::Operator, &school, &badge, colleague).await.expect("a colleague");
    peers.reviewers.push(near);
    let claim = peers.submits("A plan for eight lessons about rivers.").await;

    peers = peers.later(31 * MINUTE).await;

    assert_eq!(peers.offered_to(&claim).await, [0]);
    let taken = peers.app.take_work(&peers.reviewer(1)).await.expect("asked");
    assert_eq!(taken, None, "what is open is not for colleagues either");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_offer_lapses_and_somebody_who_shows_up_takes_the_place() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let asked = peers.offered_to(&claim).await;
    let idle = (0..3).find(|number| !asked.contains(number)).expect("somebody who was not asked");

    let taken = peers.app.take_work(&peers.reviewer(idle)).await.expect("asked");

    assert_eq!(taken, Some(claim.clone()));
    let still = peers.offered_to(&claim).await;
    assert_eq!(still.len(), 1, "whose slot was taken is not asked any more");
    peers = peers.later(73 * HOUR).await;
    let bench = peers.app.load_bench(&peers.reviewer(idle)).await.expect("a bench");
    assert_eq!(bench[0].state, AssignmentState::Accepted, "whoever works has five days");
}

#[tokio::test(flavor = "multi_thread")]
async fn reviewers_get_one_mail_a_day_at_most_and_one_reminder_of_each_kind() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    peers.submits("A plan for eight lessons about rivers.").await;
    let mut mails = Vec::new();
    let mut wait = 31 * MINUTE;
    for _ in 0..30 {
        peers = peers.restarted_at(wait).await;
        peers.app.do_reviews().await.expect("time passes");
        while peers.app.do_messages().await.expect("mails") > 0 {}
        let kept = peers.app.mailer().kept();
        mails.extend(kept.into_iter().filter(|kept| kept.mail.to == "peer0@hill.example").map(|kept| kept.at));
        wait = 4 * HOUR;
    }

    assert!(mails.len() >= 2, "an offer and a reminder: {mails:?}");
    assert!(mails.windows(2).all(|pair| pair[0].plus_seconds(DAY) <= pair[1]), "{mails:?}");
    assert!(mails.len() <= 4, "{mails:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_handed_in_cannot_be_changed_and_is_taken_back_only_at_once() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    let late = text_evidence("One thing more.", Visibility::Reviewers);
    let refused = peers.app.add_evidence(&peers.claimant(), &claim, late).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    let piece = peers.own(&claim).await.evidence[0].item.id.clone();
    let refused = peers.app.remove_evidence(&peers.claimant(), &claim, &piece).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");

    peers.app.take_back_claim(&peers.claimant(), &claim).await.expect("taken back");

    assert_eq!(peers.own(&claim).await.standing.state, State::Draft);
    peers.app.submit_claim(&peers.claimant(), &claim).await.expect("handed in again");
    peers = peers.later(31 * MINUTE).await;
    let late = peers.app.take_back_claim(&peers.claimant(), &claim).await;
    assert!(matches!(late, Err(Error::Conflict(_))), "{late:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn new_rules_do_not_reach_claims_in_flight() {
    let mut peers = Peers::new(Engine::Sqlite, 3).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    let (school, badge) = (peers.school.organisation_id.clone(), peers.achievement.clone());
    let harder = accolade::app::ReviewRequest { high_stakes: true, ..request() };
    peers.app.set_up_review(&Actor::Operator, &school, &badge, harder).await.expect("changed");

    peers = peers.later(31 * MINUTE).await;

    assert_eq!(peers.own(&claim).await.standing.reviews_needed, 2);
    assert_eq!(peers.offered_to(&claim).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_appeal_is_judged_by_people_who_have_not_seen_the_claim() {
    let mut peers = Peers::new(Engine::Sqlite, 4).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let first = peers.offered_to(&claim).await;
    for number in &first {
        peers.judges(*number, &claim, 0).await;
    }
    peers = peers.later(11 * MINUTE).await;
    let why = "Nobody looked at the second lesson.";
    peers.app.appeal_claim(&peers.claimant(), &claim, Ground::FactualError, why).await.expect("appealed");

    peers = peers.later(73 * HOUR).await;

    let second = peers.offered_to(&claim).await;
    assert_eq!(second.len(), 2);
    assert!(second.iter().all(|number| !first.contains(number)), "{first:?} {second:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn others_see_nothing_of_a_claim() {
    let peers = Peers::new(Engine::Sqlite, 1).await;
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    let stranger = peers.app.ensure_person("stranger@else.example", "").await.expect("somebody").person_id;

    for actor in [Actor::Person(stranger), peers.reviewer(0)] {
        assert!(matches!(peers.app.load_own_claim(&actor, &claim).await, Err(Error::NotFound(_))));
        assert!(matches!(peers.app.submit_claim(&actor, &claim).await, Err(Error::NotFound(_))));
        assert!(matches!(peers.app.load_work(&actor, &claim).await, Err(Error::NotFound(_))));
        assert!(matches!(peers.app.load_case(&actor, &claim).await, Err(Error::NotFound(_))));
        assert!(peers.app.open_work(&actor, &claim).await.is_err());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn draws_are_committed_to_at_once_and_revealed_when_their_epoch_is_over() {
    use accolade::review::ContentHash;
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    peers.submits("A plan for eight lessons about rivers.").await;
    let first = peers.app.list_draw_epochs().await.expect("epochs").remove(0);
    assert_eq!((first.number, first.seed), (1, None));

    peers = peers.later(31 * MINUTE).await;
    peers = peers.later(8 * DAY).await;

    let epochs = peers.app.list_draw_epochs().await.expect("epochs");
    assert_eq!((epochs[0].number, epochs[0].seed.as_ref()), (2, None));
    let revealed = epochs[1].seed.as_ref().expect("a seed");
    let bytes: Vec<u8> =
        (0..32).map(|at| u8::from_str_radix(&revealed[2 * at..2 * at + 2], 16).expect("hex")).collect();
    assert_eq!(ContentHash::of_bytes(&bytes).to_string(), first.commitment);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_photograph_is_kept_without_anything_but_its_pixels_and_seen_by_who_may() {
    use accolade::app::EvidenceReader::{Claimant, Moderator, Reviewer};
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let mut photograph = Vec::new();
    {
        let mut encoder = png::Encoder::new(&mut photograph, 2, 2);
        encoder.set_color(png::ColorType::Rgb);
        encoder.add_text_chunk("Author".into(), CLAIMANT_NAME.into()).expect("a note");
        let mut writer = encoder.write_header().expect("a head");
        writer.write_image_data(&[120; 12]).expect("pixels");
    }
    let form = text_evidence("The class at work.", Visibility::Reviewers);
    let piece = peers.app.add_evidence_file(&peers.claimant(), &claim, form.clone(), photograph).await.expect("taken");
    let program = peers.app.add_evidence_file(&peers.claimant(), &claim, form, b"MZ\x90".to_vec()).await;
    assert!(matches!(program, Err(Error::Invalid(_))), "{program:?}");
    peers.submits_again(&claim, "And a plan.").await;
    peers = peers.later(31 * MINUTE).await;
    let early = peers.app.load_evidence_file(&peers.reviewer(0), &claim, &piece, Reviewer).await;
    assert!(early.is_err(), "the work is not opened yet");
    peers.opens(0, &claim).await;

    let shown = peers.app.load_evidence_file(&peers.reviewer(0), &claim, &piece, Reviewer).await.expect("the file");

    assert_eq!(shown.media_type, "image/png");
    let is_named = |text: &str| shown.bytes.windows(text.len()).any(|window| window == text.as_bytes());
    assert!(!is_named(CLAIMANT_NAME) && !is_named("Author"));
    let own = peers.app.load_evidence_file(&peers.claimant(), &claim, &piece, Claimant).await.expect("the own file");
    assert_eq!(own, shown);
    for (actor, reader) in [(peers.reviewer(0), Claimant), (peers.reviewer(0), Moderator), (peers.claimant(), Reviewer)]
    {
        assert!(peers.app.load_evidence_file(&actor, &claim, &piece, reader).await.is_err(), "{reader:?}");
    }
    let folder = peers.ground.path("evidence");
    let file = std::fs::read_dir(&folder).expect("a folder").next().expect("a file").expect("an entry").path();
    std::fs::write(&file, b"something else").expect("altered");
    let altered = peers.app.load_evidence_file(&peers.reviewer(0), &claim, &piece, Reviewer).await;
    assert!(matches!(altered, Err(Error::Internal(_))), "{altered:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_screener_gives_back_says_why_and_costs_no_attempt() {
    use accolade::review::policy::Screening;
    let peers = Peers::new(Engine::Sqlite, 2).await;
    let (school, badge) = (peers.school.organisation_id.clone(), peers.achievement.clone());
    let screened = accolade::app::ReviewRequest { screening: Screening::Screener, ..request() };
    peers.app.set_up_review(&Actor::Operator, &school, &badge, screened).await.expect("changed");
    let email = "owner@school.example";
    peers.app.put_member(&Actor::Operator, &school, email, "", accolade::store::Role::Owner).await.expect("an owner");
    let owner = Actor::Person(peers.app.ensure_person(email, "").await.expect("the owner").person_id);
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    let peers = peers.later(2 * HOUR).await;
    assert_eq!(peers.own(&claim).await.standing.state, State::Screening, "nobody has looked it over");
    let waiting = peers.app.list_moderation(&owner).await.expect("a list");
    assert_eq!(waiting.iter().map(|line| &line.claim_id).collect::<Vec<_>>(), [&claim]);

    peers.app.screen_claim(&owner, &claim, Some("The second page is missing.")).await.expect("given back");

    let own = peers.own(&claim).await;
    assert_eq!((own.standing.state, own.standing.attempts_used), (State::Returned, 0));
    assert_eq!(own.reason.as_deref(), Some("The second page is missing."));
    peers.submits_again(&claim, "The second page.").await;
    assert_eq!(peers.own(&claim).await.reason, None);
    peers.app.screen_claim(&owner, &claim, None).await.expect("passed on");
    assert_eq!(peers.offered_to(&claim).await.len(), 2);
}
