//! The proof of review in a badge: what each of those who judged says, signed, and what a verifier makes of it.

use std::sync::Arc;

use accolade::app::{Actor, App, ReviewRequest};
use accolade::clock::Timestamp;
use accolade::credential::{JudgeFinding, Sight, Statement};
use accolade::issue::{Draft, SigningMethod};
use accolade::keys::{Algorithm, KeyFolder, Seal};
use accolade::proof::data_integrity::Cryptosuite;
use accolade::review::ContentHash;
use accolade::review::policy::Anonymity;
use accolade::verify::{Check, Outcome, Report, Verdict};
use serde_json::{Value, json};

use crate::support::peers::{CLAIMANT_EMAIL, CLAIMANT_NAME, CLAIMANT_SCHOOL, MINUTE, Peers, request};
use crate::support::town::{Engine, engines};

/// A badge that peers with these levels gave, with everything around it.
async fn badge(mut peers: Peers, levels: &[u8]) -> (Peers, Value, accolade::app::OwnClaim) {
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    let mut rest = levels.iter();
    while rest.len() > 0 {
        for number in peers.offered_to(&claim).await {
            let Some(level) = rest.next() else { break };
            peers.judges(number, &claim, *level).await;
        }
        peers = peers.later(11 * MINUTE).await;
    }
    peers.app.do_reviews().await.expect("the badge is out");
    let own = peers.own(&claim).await;
    let award = own.award.clone().expect("an award");
    let shown = peers.app.load_public_award(&award).await.expect("the badge");
    let credential = serde_json::from_str(&shown.credential).expect("JSON");
    (peers, credential, own)
}

async fn verified(app: &App, credential: &Value) -> Report {
    app.verify(credential.to_string().into_bytes()).await.expect("verified").report
}

fn comment(credential: &Value, number: usize) -> String {
    credential["endorsement"][number]["credentialSubject"]["endorsementComment"].as_str().expect("a comment").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_peer_has_a_signed_statement_in_the_badge_under_a_name_that_tells_nobody() {
    for engine in engines() {
        let (peers, credential, own) = badge(Peers::new(engine, 3).await, &[1, 0, 1]).await;

        let endorsements = credential["endorsement"].as_array().expect("endorsements");
        assert_eq!(endorsements.len(), 3);
        let statements: Vec<Statement> =
            (0..3).map(|number| Statement::parse(&comment(&credential, number)).expect("a statement")).collect();
        let met = statements.iter().filter(|one| one.finding == JudgeFinding::Met).count();
        assert_eq!(met, 2);
        assert!(statements.iter().all(|one| one.sight == Sight::Blind && one.name.is_none()));
        assert!(statements.iter().all(|one| one.rubric_hash == own.terms.pinned().rubric.to_string()));
        assert!(statements.iter().all(|one| one.policy_hash == own.terms.pinned().policy.to_string()));
        assert!(endorsements.iter().all(|one| one["credentialSubject"]["id"] == credential["id"]));

        let subject = &credential["credentialSubject"];
        assert_eq!(subject["result"][0]["value"], "Secure");
        assert_eq!(subject["result"][1]["status"], "Completed");
        let descriptions = subject["achievement"]["resultDescription"].as_array().expect("descriptions");
        assert_eq!(subject["result"][1]["resultDescription"], descriptions.last().expect("one")["id"]);
        assert_eq!(descriptions.last().expect("one")["resultType"], "Status");

        let text = credential.to_string();
        let mut secrets = vec![CLAIMANT_NAME.to_owned(), CLAIMANT_EMAIL.into(), CLAIMANT_SCHOOL.into()];
        secrets.extend(peers.reviewers.iter().map(ToString::to_string));
        secrets
            .extend(["Peer 0", "Peer 1", "Peer 2", "hill.example", "Hill School", "pupils asked"].map(str::to_owned));
        for secret in secrets {
            assert!(!text.contains(&secret), "{secret} in {text}");
        }

        let report = verified(&peers.app, &credential).await;
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.checks);
        let judged = report.judged.expect("it says how it was judged");
        assert_eq!(
            judged.sentence,
            "Judged by 2 of 3 independent peers on rubric “Inquiry-Based Learning”, version 1."
        );
        assert!(judged.judges.iter().all(|judge| judge.holds && judge.signer.as_deref() == report.issuer.as_deref()));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_digest_in_the_badge_is_of_the_evidence_for_whoever_has_the_salt() {
    let (_, credential, own) = badge(Peers::new(Engine::Sqlite, 2).await, &[1, 1]).await;

    let [seal] = &own.seals[..] else { panic!("one piece: {:?}", own.seals) };
    assert_eq!(seal.sha256, ContentHash::of_bytes(b"A plan for eight lessons about rivers.").to_string());
    let sealed = ContentHash::of_bytes(format!("{}:{}", seal.salt, seal.sha256).as_bytes()).to_string();
    assert_eq!(sealed, seal.sealed);
    let process = credential["evidence"].as_array().and_then(|all| all.last()).expect("the process");
    let narrative = process["narrative"].as_str().expect("words");
    assert!(narrative.contains(&sealed) && !narrative.contains(&seal.sha256), "{narrative}");
}

/// The credential with one peer's vote turned round.
fn with_another_vote(credential: &Value) -> (Value, String) {
    let mut altered = credential.clone();
    let text = comment(credential, 1).replace(" | met | ", " | not met | ");
    let who = Statement::claimed_by(&text).expect("an author");
    altered["endorsement"][1]["credentialSubject"]["endorsementComment"] = json!(text);
    assert_ne!(altered, *credential);
    (altered, who)
}

fn failures(report: &Report, check: Check) -> Vec<&str> {
    let is_bad = |line: &&accolade::verify::Line| line.check == check && line.outcome == Outcome::Fail;
    report.checks.iter().filter(is_bad).map(|line| line.sentence.as_str()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_altered_vote_breaks_the_badge_and_the_verifier_names_the_peer() {
    let (peers, credential, _) = badge(Peers::new(Engine::Sqlite, 2).await, &[1, 1]).await;
    let (altered, who) = with_another_vote(&credential);

    let report = verified(&peers.app, &altered).await;

    assert_eq!(report.state(), "altered");
    assert_eq!(failures(&report, Check::Signature).len(), 1);
    let named = failures(&report, Check::Endorsement);
    assert!(
        matches!(&named[..], [text] if text.contains(&format!("The review by {who}, signed by did:web:"))),
        "{named:?}"
    );
}

/// Signs a badge as its issuer.
fn signed_again(peers: &Peers, mut credential: Value, at: Timestamp) -> Value {
    let folder = KeyFolder::open(peers.ground.path("issuer-keys").join("northside"), Seal::development());
    let signer = Arc::new(folder.expect("keys").signer(Algorithm::Ed25519).expect("a key"));
    let issuer = credential["issuer"]["id"].as_str().expect("an issuer").to_owned();
    credential.as_object_mut().expect("an object").shift_remove("proof");
    let address = format!("{issuer}#{}", signer.public().name());
    let method = SigningMethod { signer: &signer, address: &address };
    let checked = Draft::new(credential).check().expect("it can be signed");
    checked.sign_embedded(method, Cryptosuite::EddsaRdfc2022, at).expect("signed")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_that_is_signed_around_a_false_vote_is_not_valid_and_counts_the_others_only() {
    let (peers, credential, _) = badge(Peers::new(Engine::Sqlite, 2).await, &[1, 1]).await;
    let (altered, who) = with_another_vote(&credential);
    let altered = signed_again(&peers, altered, peers.now);

    let report = verified(&peers.app, &altered).await;

    assert_eq!((report.verdict(), failures(&report, Check::Signature).len()), (Verdict::Invalid, 0));
    assert!(failures(&report, Check::Endorsement)[0].contains(&who), "{:?}", report.checks);
    let judged = report.judged.expect("it says how it was judged");
    assert_eq!((judged.met, judged.peers), (1, 1));
    assert!(judged.sentence.contains("One more statement does not hold and was not counted."), "{}", judged.sentence);
    let bad: Vec<_> = judged.judges.iter().filter(|judge| !judge.holds).collect();
    assert!(matches!(&bad[..], [judge] if judge.who.to_lowercase() == who && judge.met.is_none()), "{bad:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn statements_about_another_badge_do_not_count() {
    let (peers, credential, _) = badge(Peers::new(Engine::Sqlite, 2).await, &[1, 1]).await;
    let mut other = credential.clone();
    other["id"] = json!("http://127.0.0.1:8080/badges/another");
    let other = signed_again(&peers, other, peers.now);

    let judged = verified(&peers.app, &other).await.judged.expect("it claims to be judged");

    assert_eq!((judged.met, judged.peers), (0, 0));
    assert!(judged.sentence.starts_with("It claims to have been judged, and no statement about that holds."));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_moderator_who_decided_is_not_taken_for_a_peer() {
    let mut peers = Peers::new(Engine::Sqlite, 1).await;
    let school = peers.school.organisation_id.clone();
    let owner = peers.app.ensure_person("owner@school.example", "Olga Owner").await.expect("somebody").person_id;
    let role = accolade::store::Role::Owner;
    peers.app.put_member(&Actor::Operator, &school, "owner@school.example", "", role).await.expect("an owner");
    let claim = peers.submits("A plan for eight lessons about rivers.").await;
    peers = peers.later(31 * MINUTE).await;
    peers = peers.later(15 * 24 * 60 * MINUTE).await;
    let levels = [(crate::support::peers::planning(), 1)].into();
    let ruling = accolade::app::RulingRequest::Decide(levels);
    let owner = Actor::Person(owner);
    peers.app.moderate_claim(&owner, &claim, ruling, "The plan answers the rubric.").await.expect("ruled");
    peers.app.do_reviews().await.expect("the badge is out");
    let award = peers.own(&claim).await.award.expect("an award");
    let shown = peers.app.load_public_award(&award).await.expect("the badge");

    let report = peers.app.verify(shown.credential.clone().into_bytes()).await.expect("verified").report;

    let judged = report.judged.expect("it says how it was judged");
    assert_eq!((judged.peers, judged.judges.len()), (0, 1));
    assert!(judged.sentence.starts_with("Judged by a moderator on rubric"), "{}", judged.sentence);
    assert!(!shown.credential.contains("Olga"), "{}", shown.credential);
}

#[tokio::test(flavor = "multi_thread")]
async fn peers_are_named_only_where_the_policy_the_peer_and_the_earner_agree() {
    // Everybody in these stories agrees to be named; the policy decides.
    for (anonymity, is_named) in [(Anonymity::Double, false), (Anonymity::Single, false), (Anonymity::Open, true)] {
        let peers = Peers::new(Engine::Sqlite, 2).await;
        let (school, badge_id) = (peers.school.organisation_id.clone(), peers.achievement.clone());
        let open = ReviewRequest { anonymity, ..request() };
        peers.app.set_up_review(&Actor::Operator, &school, &badge_id, open).await.expect("set up");

        let (peers, credential, _) = badge(peers, &[1, 1]).await;

        let text = credential.to_string();
        assert_eq!(text.contains("Peer 0") && text.contains("Peer 1"), is_named, "{anonymity:?}: {text}");
        assert_eq!(verified(&peers.app, &credential).await.verdict(), Verdict::Valid);
    }
}
