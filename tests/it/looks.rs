//! Links and badges as evidence: what they were when they were attached, and whether they still are.

use std::sync::{Arc, Mutex};

use accolade::app::{Actor, AwardRequest, Error, EvidenceReader, Recipient, Settings, StatusMove};
use accolade::clock::Clock;
use accolade::ids::{AwardId, ClaimId};
use accolade::review::evidence::{LinkStanding, Look, Medium, Visibility};
use accolade::store::Store;
use serde_json::Value;

use crate::support::peers::{DAY, HOUR, Peers, text_evidence};
use crate::support::site::{Site, reply};
use crate::support::town::{Engine, Ground, engines, open_with};

const DRAWING: &[u8] = b"<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"></svg>";

/// A page whose words a story changes; without words it is not there.
fn page() -> (Site, Arc<Mutex<Option<&'static str>>>) {
    let words = Arc::new(Mutex::new(Some("A plan for water")));
    let shown = Arc::clone(&words);
    let site = Site::new(move |_, line| match *shown.lock().expect("words") {
        Some(words) => reply(line, "200 OK", &[], words.as_bytes()),
        None => reply(line, "404 Not Found", &[], b""),
    });
    (site, words)
}

/// The same district on another day, with a fetcher that remembers nothing.
async fn later(mut peers: Peers, seconds: i64) -> Peers {
    peers.app.close().await;
    peers.now = peers.now.plus_seconds(seconds);
    let mut settings: Settings = peers.ground.settings();
    settings.fetch.allow_loopback = true;
    peers.app = open_with(&peers.ground, settings, Clock::Fixed(peers.now)).await;
    peers
}

async fn looks(peers: &Peers, claim: &ClaimId) -> Vec<Look> {
    peers.own(claim).await.evidence.remove(0).looks
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_is_looked_at_when_attached_when_handed_in_and_every_day_while_it_is_judged() {
    for engine in engines() {
        let (site, words) = page();
        let mut peers = later(Peers::new(engine, 4).await, 0).await;
        let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
        let mut link = text_evidence("", Visibility::Reviewers);
        link.link = site.url("/plan");
        peers.app.add_evidence(&peers.claimant(), &claim, link).await.expect("attached");
        assert_eq!(LinkStanding::of(&looks(&peers, &claim).await), LinkStanding::NotSeen);

        assert_eq!(peers.app.look_at_evidence().await.expect("a look"), 1);
        assert_eq!(peers.app.look_at_evidence().await.expect("nothing due"), 0);
        let first = looks(&peers, &claim).await;
        assert_eq!((first.len(), first[0].size_bytes, first[0].at), (1, 16, peers.now));
        assert!(matches!(LinkStanding::of(&first), LinkStanding::Same(..)));

        peers = later(peers, 60).await;
        peers.submits_again(&claim, "What I did with it").await;
        assert_eq!(peers.app.look_at_evidence().await.expect("handed in"), 1);
        assert!(matches!(LinkStanding::of(&looks(&peers, &claim).await), LinkStanding::Same(..)));
        assert_eq!(peers.app.look_at_evidence().await.expect("nothing due"), 0);

        peers = later(peers, DAY).await;
        *words.lock().expect("words") = Some("Another plan");
        assert_eq!(peers.app.look_at_evidence().await.expect("a day later"), 1);
        let changed = looks(&peers, &claim).await;
        let LinkStanding::Changed(attached, now) = LinkStanding::of(&changed) else { panic!("{changed:?}") };
        assert_eq!((attached.size_bytes, now.size_bytes, now.at), (16, 12, peers.now));

        peers.app.do_reviews().await.expect("offered");
        let reviewer = peers.offered_to(&claim).await[0];
        let work = peers.opens(reviewer, &claim).await;
        let shown = work.evidence.iter().find(|piece| piece.words == site.url("/plan")).expect("the link");
        assert_eq!(shown.looks, changed);

        peers = later(peers, DAY).await;
        *words.lock().expect("words") = None;
        assert_eq!(peers.app.look_at_evidence().await.expect("a day later"), 1);
        let gone = looks(&peers, &claim).await;
        let LinkStanding::Gone(_, last) = LinkStanding::of(&gone) else { panic!("{gone:?}") };
        assert!(last.why.ends_with("answers with status 404"), "{}", last.why);
        assert_eq!(gone.len(), 4);

        peers.app.erase_person(&Actor::Operator, &peers.claimant).await.expect("erased");
        assert_eq!(peers.app.look_at_evidence().await.expect("nothing left"), 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_inside_a_private_network_is_never_asked() {
    let peers = Peers::new(Engine::Sqlite, 2).await;
    let (site, _) = page();
    let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let hostile = [site.url("/plan"), "https://10.0.0.1/x".into(), "https://169.254.169.254/latest/meta-data".into()];
    for address in &hostile {
        let mut link = text_evidence("", Visibility::Reviewers);
        link.link.clone_from(address);
        peers.app.add_evidence(&peers.claimant(), &claim, link).await.expect("attached");
    }
    assert_eq!(peers.app.look_at_evidence().await.expect("looked"), hostile.len());
    for kept in peers.own(&claim).await.evidence {
        let LinkStanding::Unreadable(look) = LinkStanding::of(&kept.looks) else { panic!("{kept:?}") };
        assert!(look.why.contains("may not be asked for"), "{}", look.why);
    }
    assert_eq!(site.connections(), 0);
}

/// A badge of this service: the award, its credential, and both in a picture.
async fn badge(peers: &Peers) -> (AwardId, String, Vec<u8>) {
    let request = AwardRequest {
        achievement_id: peers.achievement.to_string(),
        recipient: Recipient { email: "zelda@quarry.example".into(), ..Recipient::default() },
        ..AwardRequest::default()
    };
    let school = &peers.school.organisation_id;
    let made = peers.app.award(&Actor::Operator, school, &[request], None).await.expect("awarded").rows.remove(0);
    let award = AwardId::from_text(made.award_id.expect("an award"));
    let credential = peers.app.load_public_award(&award).await.expect("there").credential.clone();
    let picture = accolade::bake::bake(DRAWING, &credential).expect("baked");
    (award, credential, picture)
}

/// Everything that there is, line by line.
async fn back_up(peers: &Peers) -> Vec<Value> {
    peers.app.close().await;
    let mut session = Store::open_for_reading(&peers.ground.settings().store).await.expect("a session");
    let mut bytes = Vec::new();
    accolade::app::restore::back_up(&mut session, &mut bytes, peers.now).await.expect("a backup");
    String::from_utf8(bytes).expect("text").lines().map(|line| line.parse().expect("JSON")).collect()
}

/// The same people in a new database, made of a backup.
async fn restored(peers: Peers, engine: Engine, backup: &[Value]) -> Peers {
    let ground = Ground::after(&peers.ground, engine).await;
    let peers = later(Peers { ground, ..peers }, 0).await;
    let lines: String = backup.iter().map(|line| format!("{line}\n")).collect();
    peers.app.load_backup(lines.as_bytes()).await.expect("restored");
    peers
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_seen_of_evidence_and_when_it_is_looked_at_next_is_in_a_backup() {
    for engine in engines() {
        let (site, _words) = page();
        let peers = later(Peers::new(engine, 4).await, 0).await;
        let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
        let mut link = text_evidence("", Visibility::Reviewers);
        link.link = site.url("/plan");
        peers.app.add_evidence(&peers.claimant(), &claim, link).await.expect("attached");
        let (_, _, picture) = badge(&peers).await;
        let form = text_evidence("My first step", Visibility::Reviewers);
        peers.app.add_evidence_file(&peers.claimant(), &claim, form, picture).await.expect("attached");
        peers.submits_again(&claim, "What I did with it").await;
        assert_eq!(peers.app.look_at_evidence().await.expect("a look"), 2);
        let seen = looks(&peers, &claim).await;
        let backup = back_up(&peers).await;

        let peers = restored(peers, engine, &backup).await;
        assert_eq!(looks(&peers, &claim).await, seen);
        assert_eq!(peers.app.look_at_evidence().await.expect("not yet"), 0);
        let peers = later(peers, DAY + 1).await;
        assert_eq!(peers.app.look_at_evidence().await.expect("a day later"), 2);
        peers.app.close().await;

        // Earlier versions left both out.
        let shorten = |mut line: Value| {
            if line["table"] == "claim_evidence" {
                line["row"].as_array_mut().expect("a row").pop();
            }
            line
        };
        let mut older: Vec<Value> =
            backup.into_iter().filter(|line| line["table"] != "evidence_looks").map(shorten).collect();
        let rows = older.len() - 2;
        *older.last_mut().expect("the count") = serde_json::json!({"rows": rows});
        let peers = restored(peers, engine, &older).await;
        assert!(looks(&peers, &claim).await.is_empty());
        assert_eq!(peers.app.look_at_evidence().await.expect("looked at again"), 2);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_as_evidence_is_kept_bare_and_verified_again_and_reviewers_see_what_was_found() {
    let mut peers = later(Peers::new(Engine::Sqlite, 4).await, 0).await;
    let (award, credential, picture) = badge(&peers).await;
    let school = peers.school.organisation_id.clone();

    let claim = peers.app.start_claim(&peers.claimant(), &peers.achievement).await.expect("begun");
    let form = text_evidence("My first step", Visibility::Reviewers);
    let evidence = peers.app.add_evidence_file(&peers.claimant(), &claim, form, picture).await.expect("attached");
    let own = peers.own(&claim).await.evidence.remove(0);
    assert_eq!((own.item.medium, own.media_type.as_str()), (Medium::Credential, "application/vc"));
    let kept = peers.app.load_evidence_file(&peers.claimant(), &claim, &evidence, EvidenceReader::Claimant).await;
    assert!(kept.expect("the badge").bytes == credential.as_bytes(), "not the credential alone");

    assert_eq!(peers.app.look_at_evidence().await.expect("a look"), 1);
    peers.submits_again(&claim, "What I did with it").await;
    peers = later(peers, 2 * HOUR).await;
    peers.app.do_reviews().await.expect("offered");
    let reviewer = peers.offered_to(&claim).await[0];
    let found = |work: &accolade::app::BenchWork| {
        let piece = work.evidence.iter().find(|piece| piece.medium == Medium::Credential).expect("the badge");
        piece.looks.last().and_then(|look| look.badge.clone()).expect("verified")
    };
    let seen = found(&peers.opens(reviewer, &claim).await);
    assert_eq!((seen.state.as_str(), seen.achievement.as_deref()), ("valid", Some("Inquiry-Based Learning")));
    let actor = peers.reviewer(reviewer);
    let refused = peers.app.load_evidence_file(&actor, &claim, &evidence, EvidenceReader::Reviewer).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "a badge names its earner");

    let step = StatusMove::Revoke;
    peers.app.change_status(&Actor::Operator, &school, &[award], step, "by mistake").await.expect("withdrawn");
    peers = later(peers, DAY).await;
    peers.app.look_at_evidence().await.expect("a day later");
    let work = peers.app.load_work(&peers.reviewer(reviewer), &claim).await.expect("the work");
    assert_eq!(found(&work).state, "revoked");
}
