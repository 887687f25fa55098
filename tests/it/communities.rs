//! Communities that judge for other organisations: both sides want it, and what their members say is signed by them.

use accolade::app::{Actor, CommunityAnswer, Error, JoinRulesRequest, OrganisationRequest};
use accolade::ids::OrganisationId;
use accolade::store::Role;
use accolade::verify::{Report, Verdict};
use serde_json::{Value, json};

use crate::support::asking::Door;
use crate::support::browser::Browser;
use crate::support::peers::{MINUTE, Peers};
use crate::support::town::{Engine, Town, engines};

const RIVERS: &str = "did:web:127.0.0.1%3A8080:organisations:rivers";

/// A community beside the school of the peers, with so many reviewers of schools of their own.
async fn rivers(peers: &mut Peers, reviewers: usize) -> OrganisationId {
    let app = &peers.app;
    let request = OrganisationRequest { slug: "rivers".into(), name: "Two Rivers".into(), ..Default::default() };
    let id = app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    let rules = JoinRulesRequest {
        is_community: true,
        domain: "Inquiry".into(),
        takes_code: true,
        is_listed: true,
        ..JoinRulesRequest::default()
    };
    let code = app.change_join_rules(&Actor::Operator, &id, rules).await.expect("changed").code.expect("a code");
    for number in 0..reviewers {
        let person = app.ensure_person(&format!("rivers{number}@bank.example"), "").await.expect("a person").person_id;
        let school = format!("Bank School {number}");
        app.join_with_code(&Actor::Person(person.clone()), &code, &school).await.expect("joined");
        peers.reviewers.push(person);
    }
    id
}

impl Peers {
    async fn ask_rivers(&self) {
        let school = &self.school.organisation_id;
        self.app.ask_community(&Actor::Operator, school, &self.achievement, "rivers").await.expect("asked");
    }

    async fn answer(&self, community: &OrganisationId, answer: CommunityAnswer) {
        self.app.answer_as_community(&Actor::Operator, community, &self.achievement, answer).await.expect("answered");
    }

    /// A badge that two of those who are asked have judged, with its report.
    async fn judged_badge(self) -> (Self, Value, Report) {
        let claim = self.submits("A plan for eight lessons about rivers.").await;
        let peers = self.later(31 * MINUTE).await;
        let offered = peers.offered_to(&claim).await;
        assert_eq!(offered.len(), 2, "two are asked");
        for number in offered {
            peers.judges(number, &claim, 1).await;
        }
        let peers = peers.later(11 * MINUTE).await;
        peers.app.do_reviews().await.expect("the badge is out");
        let award = peers.own(&claim).await.award.expect("an award");
        let shown = peers.app.load_public_award(&award).await.expect("the badge");
        let report = peers.app.verify(shown.credential.clone().into_bytes()).await.expect("verified").report;
        let credential = serde_json::from_str(&shown.credential).expect("JSON");
        (peers, credential, report)
    }
}

fn signers(credential: &Value) -> Vec<&str> {
    let all = credential["endorsement"].as_array().expect("endorsements").iter();
    all.map(|one| one["issuer"]["id"].as_str().expect("an issuer")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_members_of_a_community_say_is_signed_by_it_and_the_verifier_names_it() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 0).await;
        let community = rivers(&mut peers, 2).await;
        peers.ask_rivers().await;
        peers.answer(&community, CommunityAnswer::Agree).await;
        let (peers, credential, report) = peers.judged_badge().await;

        assert_eq!(signers(&credential), [RIVERS, RIVERS], "{engine:?}");
        assert_eq!(credential["issuer"]["name"], "Northside District");
        assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.checks);
        let judged = report.judged.expect("it says how it was judged");
        assert_eq!((judged.met, judged.peers), (2, 2));
        assert!(judged.judges.iter().all(|judge| judge.holds && judge.signer.as_deref() == Some(RIVERS)));
        let named = judged.community.expect("a community");
        assert_eq!((named.name.as_str(), named.id.as_str()), ("Two Rivers", RIVERS));
        let expected = format!("The peers are of Two Rivers ({RIVERS}), which signed for them.");
        assert!(judged.sentence.contains(&expected), "{}", judged.sentence);

        // Without a network: the bundle has the keys of both.
        let award = credential["id"].as_str().and_then(|id| id.rsplit('/').next()).expect("an identifier");
        let award = accolade::ids::AwardId::from_text(award);
        let bundle = peers.app.offline_bundle(&award).await.expect("a bundle");
        assert!(bundle.contains("organisations/rivers/did.json"), "{bundle}");
        let opened = peers.app.verify_bundle(serde_json::from_str(&bundle).expect("JSON")).await.expect("opened");
        let judged = opened.badges[0].report.judged.as_ref().expect("it says how it was judged");
        assert!(judged.judges.iter().all(|judge| judge.holds), "{judged:?}");

        // A vote that was turned round is named with who signed it.
        let mut altered = credential.clone();
        let comment = &mut altered["endorsement"][0]["credentialSubject"]["endorsementComment"];
        *comment = json!(comment.as_str().expect("a comment").replace(" | met | ", " | not met | "));
        let report = peers.app.verify(altered.to_string().into_bytes()).await.expect("verified").report;
        let named = report.checks.iter().any(|line| line.sentence.contains(&format!("signed by {RIVERS}")));
        assert!(named && report.verdict() == Verdict::Invalid, "{:?}", report.checks);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn each_statement_is_signed_by_those_whose_member_speaks() {
    let mut peers = Peers::new(Engine::Sqlite, 1).await;
    let community = rivers(&mut peers, 1).await;
    peers.ask_rivers().await;
    peers.answer(&community, CommunityAnswer::Agree).await;
    let (_, credential, report) = peers.judged_badge().await;

    let mut found = signers(&credential);
    found.sort_unstable();
    assert_eq!(found, ["did:web:127.0.0.1%3A8080:organisations:northside", RIVERS]);
    assert_eq!(report.verdict(), Verdict::Valid, "{:?}", report.checks);
    let judged = report.judged.expect("it says how it was judged");
    assert_eq!((judged.peers, judged.community), (2, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_community_that_was_only_asked_judges_nothing_and_signs_nothing() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    rivers(&mut peers, 2).await;
    peers.ask_rivers().await;
    let (peers, credential, report) = peers.judged_badge().await;
    assert!(signers(&credential).iter().all(|signer| signer.ends_with(":northside")));
    assert_eq!(report.judged.expect("judged").community, None);
    let school = &peers.school.organisation_id;
    let kept = peers.app.list_judged_by(&Actor::Operator, school).await.expect("listed");
    assert_eq!((kept.len(), kept[0].kept.agreed_at), (1, None));
}

#[tokio::test(flavor = "multi_thread")]
async fn either_side_ends_it_and_members_who_come_and_go_follow() {
    for engine in engines() {
        let mut peers = Peers::new(engine, 2).await;
        let community = rivers(&mut peers, 0).await;
        peers.ask_rivers().await;
        peers.answer(&community, CommunityAnswer::Agree).await;
        let school = peers.school.organisation_id.clone();
        let count = async || {
            let all = peers.app.list_reviewers(&Actor::Operator, &school).await.expect("reviewers");
            let own = all.iter().filter(|line| line.name.ends_with("@bank.example") && line.per_week > 0);
            own.count()
        };
        assert_eq!(count().await, 0);
        // Who joins the community afterwards judges too.
        let app = &peers.app;
        let operator = Actor::Operator;
        app.put_member(&operator, &community, "late@bank.example", "", Role::Reviewer).await.expect("joined");
        assert_eq!(count().await, 1, "{engine:?}");

        // Only the community itself may agree for it, and only whom it concerns may end it.
        let other = OrganisationRequest { slug: "other".into(), name: "Other".into(), ..Default::default() };
        let other = app.create_organisation(&operator, other, None).await.expect("made").organisation_id;
        for refused in [
            app.answer_as_community(&operator, &other, &peers.achievement, CommunityAnswer::Agree).await,
            app.answer_as_community(&operator, &school, &peers.achievement, CommunityAnswer::Decline).await,
            app.end_community(&operator, &other, &peers.achievement).await,
            app.ask_community(&operator, &other, &peers.achievement, "rivers").await,
        ] {
            assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
        }
        for slug in ["northside", "other", "nobody", ""] {
            let refused = app.ask_community(&operator, &school, &peers.achievement, slug).await;
            assert!(matches!(refused, Err(Error::Invalid(_))), "{slug}: {refused:?}");
        }

        app.end_community(&operator, &school, &peers.achievement).await.expect("ended");
        assert!(app.list_judged_by(&operator, &community).await.expect("listed").is_empty());
        let events = app.count_audit_events(&operator, &community).await.expect("counted");
        assert!(events >= 4, "{events}");
        let (_, credential, _) = peers.judged_badge().await;
        assert!(signers(&credential).iter().all(|signer| signer.ends_with(":northside")), "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn owners_ask_and_answer_on_pages_and_programs_do_the_same() {
    let mut peers = Peers::new(Engine::Sqlite, 0).await;
    let community = rivers(&mut peers, 1).await;
    let school = peers.school.organisation_id.clone();
    let mut owner = Browser::owner(&peers.app, &school, "owner@school.example").await;
    let mut other = Browser::owner(&peers.app, &community, "owner@rivers.example").await;
    let (ours, theirs) = ("/desk/northside/communities", "/desk/rivers/communities");
    owner.get("/desk/northside/reviews").await.shows(ours);
    owner.get(ours).await.shows("Nobody but your own reviewers.").shows("Inquiry-Based Learning");
    let achievement = peers.achievement.to_string();
    let wrong = [("achievement", achievement.as_str()), ("community", "northside")];
    let refused = owner.send(ours, &wrong).await;
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#community\"").shows("value=\"northside\"");
    let asked = owner.send(ours, &[("achievement", achievement.as_str()), ("community", "rivers")]).await;
    owner.get(asked.location()).await.shows("Asked on 1 June 2026.").shows("Two Rivers").shows("It is kept.");

    other.get(theirs).await.shows("It asks since 1 June 2026.").shows("Northside District");
    let path = format!("{theirs}/{achievement}");
    let agreed = other.send(&path, &[("do", "agree")]).await;
    other.get(agreed.location()).await.shows("Your members judge since 1 June 2026.");
    owner.get(ours).await.shows("Its members judge since 1 June 2026.");
    let ended = other.send(&path, &[("do", "decline")]).await;
    other.get(ended.location()).await.shows("Nothing. Others can ask you");

    let Peers { app, ground, school, achievement, .. } = peers;
    let door = Door::new(Town { app, school, achievement, ground });
    let key = door.key(&["manage"]).await;
    let ask = async |method: &str, rest: &str, body: Option<Value>| {
        door.ask(&format!("{method} {}", door.path(rest)), Some(&key), body.as_ref(), &[]).await
    };
    let at = format!("/achievements/{}/community", door.town.achievement);
    ask("PUT", &at, Some(json!({"community": "nobody"}))).await.is(422);
    ask("PUT", &at, Some(json!({"community": "rivers"}))).await.is(204);
    let list = ask("GET", "/reviewing-communities", None).await.is(200).json();
    let one = &list["items"][0];
    assert_eq!((&one["organisation"], &one["community"]), (&json!("northside"), &json!("rivers")));
    assert!(one["askedAt"].is_string() && one.get("agreedAt").is_none(), "{one}");
    // The school cannot agree in the community's place.
    let answer = format!("/reviewing-communities/{}", door.town.achievement);
    ask("PUT", &answer, Some(json!({"agrees": true}))).await.is(404);
    ask("DELETE", &at, None).await.is(204);
    ask("DELETE", &at, None).await.is(404);
}
