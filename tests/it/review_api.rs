//! Peer review for programs: the whole way as JSON, nobody gets what their role may not see, and refusals are problems.

use serde_json::{Value, json};

use crate::support::browser::{Answer, Browser};
use crate::support::peers::{CLAIMANT_EMAIL, CLAIMANT_NAME, CLAIMANT_SCHOOL, DAY, MINUTE, Peers};
use crate::support::town::Engine;

/// Somebody who signed in on the pages and asks the API.
async fn signed_in(peers: &Peers, email: &str) -> Browser {
    let mut browser = Browser::with_api(&peers.app);
    browser.post("/sign-in", &[("email", email), ("next", "/claims")]).await;
    while peers.app.do_messages().await.expect("mails") > 0 {}
    let kept = peers.app.mailer().kept();
    let mail = kept.iter().rev().find(|kept| kept.mail.to == email && kept.mail.text.contains("/sign-in/"));
    let text = &mail.expect("a mail").mail.text;
    let link = text.split_whitespace().find(|word| word.contains("/sign-in/")).expect("a link").to_owned();
    browser.follow(&link).await;
    browser
}

fn body(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.status, status, "{}", answer.text);
    serde_json::from_str(&answer.text).expect("JSON")
}

/// Insists on a problem document with this status, and gives what it says.
fn problem(answer: &Answer, status: u16) -> Value {
    assert_eq!(answer.header("content-type"), "application/problem+json", "{}", answer.text);
    let problem = body(answer, status);
    assert!(
        problem["title"].is_string() && problem["detail"].is_string() && problem["requestId"].is_string(),
        "{problem}"
    );
    problem
}

fn hides_all<'n>(answer: &Answer, names: impl IntoIterator<Item = &'n str>) {
    for name in names {
        answer.hides(name);
    }
}

/// A claim that is with reviewers, made by the API.
async fn claimed(peers: &Peers) -> String {
    let mut claimant = signed_in(peers, CLAIMANT_EMAIL).await;
    let begun = claimant.json("POST", "/api/v1/claims", json!({"achievementId": peers.achievement.as_str()})).await;
    let claim = body(&begun, 201)["claimId"].as_str().expect("a claim").to_owned();
    let at = format!("/api/v1/claims/{claim}");

    let early = claimant.json("POST", &format!("{at}/submit"), Value::Null).await;
    assert_eq!(problem(&early, 422)["errors"][0]["field"], "evidence");
    let unknown = claimant.json("PUT", &format!("{at}/draft"), json!({"statement": "x", "nonsense": 1})).await;
    assert_eq!(problem(&unknown, 422)["errors"][0]["field"], "nonsense");
    let wrong = claimant.json("PUT", &format!("{at}/draft"), json!({"coach": "Mr Smith"})).await;
    assert_eq!(problem(&wrong, 422)["errors"][0]["field"], "coach");
    let draft = json!({
        "statement": "With a class of 26.", "school": CLAIMANT_SCHOOL, "selfLevels": {"planning": 1},
    });
    body(&claimant.json("PUT", &format!("{at}/draft"), draft).await, 200);
    let evidence = json!({
        "kind": "artefact", "visibility": "reviewers", "pupils": "not_identifiable",
        "text": "A plan for eight lessons about rivers.",
    });
    body(&claimant.json("POST", &format!("{at}/evidence"), evidence).await, 201);
    let file = format!("{at}/evidence/file?kind=reflection&visibility=reviewers&pupils=not_identifiable");
    let kept = claimant.ask("POST", &file, "application/octet-stream", b"What I would do again.".to_vec()).await;
    let piece = body(&kept, 201)["evidenceId"].as_str().expect("a piece").to_owned();
    let file = claimant.get(&format!("{at}/evidence/{piece}")).await;
    assert_eq!((file.status, file.text.as_str()), (200, "What I would do again."));
    assert_eq!(file.header("x-content-type-options"), "nosniff");
    let handed_in = body(&claimant.json("POST", &format!("{at}/submit"), Value::Null).await, 200);
    assert_eq!(handed_in["state"], "screening");
    assert_eq!(problem(&claimant.json("POST", &format!("{at}/submit"), Value::Null).await, 409)["status"], 409);
    claim
}

#[tokio::test(flavor = "multi_thread")]
async fn the_whole_way_from_a_claim_to_a_badge_as_json() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = claimed(&peers).await;
    peers = peers.later(31 * MINUTE).await;
    for number in 0..2 {
        let mut peer = signed_in(&peers, &format!("peer{number}@hill.example")).await;
        let bench = body(&peer.get("/api/v1/bench").await, 200);
        assert_eq!((&bench["items"][0]["claimId"], &bench["items"][0]["state"]), (&json!(claim), &json!("offered")));
        let at = format!("/api/v1/bench/{claim}");
        problem(&peer.get(&at).await, 404);
        let work = body(&peer.json("POST", &format!("{at}/open"), Value::Null).await, 200);
        assert_eq!(work["selfLevels"], Value::Null, "the own rating would sway");
        let review = |level: u8| json!({"submission": work["submission"], "levels": {"planning": level}});
        let silent = peer.json("PUT", &format!("{at}/review"), review(0)).await;
        assert_eq!(problem(&silent, 422)["errors"][0]["field"], "comment-planning");
        let other = json!({"submission": "00".repeat(32), "levels": {"planning": 1}});
        problem(&peer.json("PUT", &format!("{at}/review"), other).await, 409);
        let judged = body(&peer.json("PUT", &format!("{at}/review"), review(1)).await, 200);
        assert_eq!((&judged["state"], &judged["selfLevels"]["planning"]), (&json!("done"), &json!(1)));
    }
    peers = peers.later(11 * MINUTE).await;
    peers.app.do_reviews().await.expect("the badge is out");

    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    let own = body(&claimant.get(&format!("/api/v1/claims/{claim}")).await, 200);
    assert_eq!((&own["state"], &own["outcome"]), (&json!("issued"), &json!("accept")));
    let award = own["awardId"].as_str().expect("an award");
    let reviewer = own["feedback"][0]["reviewer"].as_str().expect("a name");
    let rating = json!({"reviewer": reviewer, "rating": 3});
    let rated = body(&claimant.json("POST", &format!("/api/v1/claims/{claim}/ratings"), rating).await, 200);
    assert_eq!(rated["feedback"][0]["rating"], 3);

    let mut anybody = Browser::with_api(&peers.app);
    let judged = body(&anybody.get(&format!("/api/v1/awards/{award}/judgement")).await, 200);
    assert_eq!((&judged["met"], &judged["peers"]), (&json!(2), &json!(2)));
    for member in ["rubricSha256", "policySha256"] {
        let hash = judged[member].as_str().expect("a hash");
        let terms = body(&anybody.get(&format!("/api/v1/review-terms/{hash}")).await, 200);
        let canonical = accolade::canon::jcs(&terms).expect("canonical");
        assert_eq!(accolade::review::ContentHash::of_bytes(canonical.as_bytes()).to_string(), hash);
    }
    problem(&anybody.get("/api/v1/review-terms/00").await, 404);
    problem(&anybody.get("/api/v1/awards/none/judgement").await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_gets_what_their_role_may_not_see() {
    let mut peers = Peers::new(Engine::Sqlite, 2).await;
    let claim = claimed(&peers).await;
    peers = peers.later(31 * MINUTE).await;
    for number in 0..2 {
        let levels = if number == 0 { 1 } else { 0 };
        peers.judges(number, &accolade::ids::ClaimId::from_text(claim.as_str()), levels).await;
    }
    peers = peers.later(15 * DAY).await;
    let school = peers.school.organisation_id.clone();
    let names_of_claimant = [CLAIMANT_NAME, CLAIMANT_EMAIL, CLAIMANT_SCHOOL, "quarry", peers.claimant.as_str()];
    let names_of_peers = ["Robin 0", "Robin 1", "hill.example", "Hill School"];
    let ids: Vec<String> = peers.reviewers.iter().map(ToString::to_string).collect();
    let mine = |claim: &str| format!("/api/v1/claims/{claim}");
    let bench = format!("/api/v1/bench/{claim}");
    let case = format!("/api/v1/moderation/{claim}");

    // What each may read, and what must not stand in it.
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    for path in [mine(&claim), "/api/v1/claims".into(), "/api/v1/bench".into(), "/api/v1/moderation".into()] {
        let answer = claimant.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        hides_all(&answer, names_of_peers.iter().copied().chain(ids.iter().map(String::as_str)));
        answer.hides("pupils asked");
    }
    let mut peer = signed_in(&peers, "peer0@hill.example").await;
    for path in [bench.clone(), "/api/v1/bench".into(), "/api/v1/claims".into()] {
        let answer = peer.get(&path).await;
        assert_eq!(answer.status, 200, "{path}");
        hides_all(&answer, names_of_claimant);
        answer.hides(&ids[1]).hides("Robin 1");
    }
    let link = peers.app.owner_link(&school, "owner@school.example").await.expect("a link");
    let mut owner = Browser::with_api(&peers.app);
    owner.follow(&link).await;
    for path in [case.clone(), "/api/v1/moderation".into()] {
        let answer = owner.get(&path).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        hides_all(&answer, names_of_claimant.into_iter().chain(names_of_peers));
        hides_all(&answer, ids.iter().map(String::as_str));
    }

    // What is none of theirs is not there.
    for path in [&bench, &case] {
        problem(&claimant.get(path).await, 404);
    }
    for path in [&mine(&claim), &case] {
        problem(&peer.get(path).await, 404);
    }
    for path in [&mine(&claim), &bench] {
        problem(&owner.get(path).await, 404);
    }
    let mut anybody = Browser::with_api(&peers.app);
    for operation in accolade::api::operations().into_iter().filter(|operation| operation.is_for_people) {
        let path = operation.path.replace("{claim}", &claim).replace(['{', '}'], "");
        let answer = anybody.json(operation.method, &path, json!({})).await;
        problem(&answer, 401);
    }

    // A ruling with a reason, and none without.
    let ruling = |reason: &str| json!({"ruling": "decide", "levels": {"planning": 1}, "reason": reason});
    let at = format!("{case}/rulings");
    assert_eq!(problem(&owner.json("POST", &at, ruling(" ")).await, 422)["errors"][0]["field"], "reason");
    owner.origin = Some("https://elsewhere.example".into());
    assert_eq!(owner.json("POST", &at, ruling("From another page.")).await.status, 403);
    owner.origin = Some(crate::support::browser::BASE.into());
    assert_eq!(owner.json("POST", &at, ruling("The plan answers the rubric.")).await.status, 204);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_comes_in_pieces_goes_on_where_it_stopped() {
    let mut peers = Peers::new(Engine::Sqlite, 1).await;
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    let begun = claimant.json("POST", "/api/v1/claims", json!({"achievementId": peers.achievement.as_str()})).await;
    let claim = body(&begun, 201)["claimId"].as_str().expect("a claim").to_owned();
    let at = format!("/api/v1/claims/{claim}/uploads");
    for size in [0, 8_000_001] {
        let refused = claimant.json("POST", &at, json!({"sizeBytes": size})).await;
        assert_eq!(problem(&refused, 422)["errors"][0]["field"], "sizeBytes");
    }
    let text = "What the class asked on the first day.";
    let (head, tail) = text.split_at(11);
    let begun = body(&claimant.json("POST", &at, json!({"sizeBytes": text.len()})).await, 201);
    let upload = format!("{at}/{}", begun["uploadId"].as_str().expect("an upload"));
    let piece = |offset: usize| format!("{upload}?offset={offset}");
    let bytes = "application/octet-stream";
    let first = claimant.ask("PUT", &piece(0), bytes, head.as_bytes().to_vec()).await;
    assert_eq!(body(&first, 200)["receivedBytes"], 11);

    // The same piece again, one too far, one too long, and attaching too early.
    for (offset, what, status) in [(0, head, 409), (20, tail, 409), (11, text, 422), (11, "", 422)] {
        problem(&claimant.ask("PUT", &piece(offset), bytes, what.as_bytes().to_vec()).await, status);
    }
    let about = json!({"kind": "reflection", "visibility": "reviewers", "pupils": "not_identifiable"});
    problem(&claimant.json("POST", &format!("{upload}/attach"), about.clone()).await, 409);
    // The service stops and starts; what is there stays there.
    peers = peers.restarted_at(MINUTE).await;
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    assert_eq!(body(&claimant.get(&upload).await, 200)["receivedBytes"], 11);
    let mut other = signed_in(&peers, "peer0@hill.example").await;
    problem(&other.get(&upload).await, 404);
    problem(&other.ask("PUT", &piece(11), bytes, tail.as_bytes().to_vec()).await, 404);
    body(&claimant.ask("PUT", &piece(11), bytes, tail.as_bytes().to_vec()).await, 200);

    let attached = body(&claimant.json("POST", &format!("{upload}/attach"), about.clone()).await, 201);

    let id = attached["evidenceId"].as_str().expect("a piece of evidence");
    assert_eq!(claimant.get(&format!("/api/v1/claims/{claim}/evidence/{id}")).await.text, text);
    problem(&claimant.json("POST", &format!("{upload}/attach"), about).await, 404);
    // One that nobody goes on with is forgotten with its pieces.
    let begun = body(&claimant.json("POST", &at, json!({"sizeBytes": 50})).await, 201);
    let upload = format!("{at}/{}", begun["uploadId"].as_str().expect("an upload"));
    body(&claimant.ask("PUT", &format!("{upload}?offset=0"), bytes, b"Half of".to_vec()).await, 200);
    let count = |peers: &Peers| std::fs::read_dir(peers.ground.path("evidence")).expect("the folder").count();
    assert_eq!(count(&peers), 2);
    peers = peers.later(2 * DAY).await;
    assert_eq!(count(&peers), 1);
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    problem(&claimant.get(&upload).await, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn known_work_is_kept_by_programs_and_reviewers_are_tried_on_it() {
    let peers = Peers::new(Engine::Sqlite, 2).await;
    let (school, achievement) = (peers.school.organisation_id.clone(), peers.achievement.clone());
    let gold = format!("/api/v1/organisations/northside/achievements/{achievement}/gold");
    let mut program = Browser::with_api(&peers.app);
    program.headers = vec![("authorization", secret(&peers, &["define"]).await)];
    let empty = body(&program.get(&gold).await, 200);
    assert_eq!((&empty["items"], &empty["criteria"][0]["id"]), (&json!([]), &json!("planning")));
    assert!(empty["problem"].is_string(), "{empty}");

    let piece = |words: &str, levels: Value| json!({"words": words, "levels": levels});
    for (wrong, field) in [
        (piece(" ", json!({"planning": 1})), "words"),
        (piece("A plan", json!({})), "levels"),
        (piece("A plan", json!({"planning": 2})), "levels"),
        (piece("A plan", json!({"planning": 1, "singing": 1})), "levels"),
        (json!({"words": "A plan", "levels": {"planning": 1}, "note": ""}), "note"),
    ] {
        let refused = program.json("POST", &gold, wrong).await;
        assert_eq!(problem(&refused, 422)["errors"][0]["field"], field);
    }
    let mut made = Vec::new();
    for number in 0..9 {
        let new = piece(&format!("Old plan {number}"), json!({"planning": number % 2}));
        made.push(body(&program.json("POST", &gold, new).await, 201)["itemId"].as_str().expect("an item").to_owned());
    }
    let last = format!("{gold}/{}", made[8]);
    assert_eq!(program.json("DELETE", &last, Value::Null).await.status, 204);
    problem(&program.json("DELETE", &last, Value::Null).await, 404);
    let set = body(&program.get(&gold).await, 200);
    assert_eq!((set["items"].as_array().map(Vec::len), set.get("problem")), (Some(8), None), "{set}");
    let one = set["items"].as_array().and_then(|items| items.iter().find(|item| item["words"] == "Old plan 1"));
    assert_eq!(one.expect("what was kept")["levels"], json!({"planning": 1}));

    // A balanced set lets the owner try reviewers; a judge who tells the sides apart is admitted.
    let setup = json!({
        "isOpen": true, "anonymity": "double", "screening": "automatic", "selfRating": true, "calibration": "gate",
        "evidenceKinds": ["artefact"],
    });
    let review = format!("/api/v1/organisations/northside/achievements/{achievement}/review");
    assert_eq!(body(&program.json("PUT", &review, setup).await, 200)["calibration"], "gate");
    let mut judge = signed_in(&peers, "peer1@hill.example").await;
    let mut gate = json!("undecided");
    for left in (0..8).rev() {
        let trial = body(&judge.get("/api/v1/bench/trial").await, 200)["trial"].clone();
        assert_eq!((&trial["left"], &trial["gate"]), (&json!(left), &gate), "{trial}");
        assert!(trial.get("levels").is_none() && trial.get("known").is_none(), "{trial}");
        let number: u8 =
            trial["words"].as_str().and_then(|words| words.rsplit(' ').next()?.parse().ok()).expect("a number");
        let at = format!("/api/v1/bench/trial/{}", trial["itemId"].as_str().expect("an item"));
        let missing = judge.json("POST", &at, json!({"levels": {}})).await;
        assert_eq!(problem(&missing, 422)["errors"][0]["field"], "levels");
        let told = body(&judge.json("POST", &at, json!({"levels": {"planning": number % 2}})).await, 200);
        assert_eq!((&told["known"], &told["found"]), (&json!({"planning": number % 2}), &told["known"]));
        gate = told["gate"].clone();
    }
    assert_eq!(gate, "admitted");
    assert_eq!(body(&judge.get("/api/v1/bench/trial").await, 200).get("trial"), None);
    // Whoever does not review here learns of no piece.
    let mut claimant = signed_in(&peers, CLAIMANT_EMAIL).await;
    assert_eq!(body(&claimant.get("/api/v1/bench/trial").await, 200).get("trial"), None);
    let foreign = format!("/api/v1/bench/trial/{}", made[0]);
    problem(&claimant.json("POST", &foreign, json!({"levels": {"planning": 1}})).await, 404);
    let mut nobody = Browser::with_api(&peers.app);
    problem(&nobody.get("/api/v1/bench/trial").await, 401);
    let events = peers.app.count_audit_events(&accolade::app::Actor::Operator, &school).await.expect("counted");
    assert!(events > 17, "{events}");
}

/// The header of a new API key of the school.
async fn secret(peers: &Peers, scopes: &[&str]) -> &'static str {
    let request = accolade::app::ApiKeyRequest {
        name: "tests".into(),
        scopes: scopes.iter().map(|scope| (*scope).to_owned()).collect(),
        ..Default::default()
    };
    let school = &peers.school.organisation_id;
    let made = peers.app.create_api_key(&accolade::app::Actor::Operator, school, request).await.expect("a key");
    Box::leak(format!("Bearer {}", made.secret).into_boxed_str())
}
