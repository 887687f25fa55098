//! The door for programs, driven without a network.

use accolade::app::{Actor, OrganisationRequest};
use accolade::http::Settings;
use serde_json::{Value, json};

use super::support::asking::Door;
use super::support::town::{Engine, Town, definition, engines};

async fn door() -> Door {
    Door::new(Town::new(Engine::Sqlite).await)
}

fn award_of(door: &Door, email: &str) -> Value {
    json!({"achievementId": door.town.achievement.to_string(), "recipient": {"email": email, "name": "Ada"}})
}

#[tokio::test(flavor = "multi_thread")]
async fn an_award_is_made_shown_listed_and_withdrawn_over_the_api() {
    for engine in engines() {
        let door = Door::new(Town::new(engine).await);
        let key = door.key(&["see", "award", "revoke"]).await;
        let key = Some(key.as_str());

        let request = award_of(&door, "ada@school.example");
        let made = door.ask(&format!("POST {}", door.path("/awards")), key, Some(&request), &[]).await.is(201).json();
        assert_eq!(made["credential"]["id"], made["url"]);
        assert_eq!(made["credential"]["issuer"]["id"], "did:web:127.0.0.1%3A8080:organisations:northside");

        let id = made["awardId"].as_str().expect("an id");
        let path = door.path(&format!("/awards/{id}"));
        let shown = door.ask(&format!("GET {path}"), key, None, &[]).await.is(200).json();
        assert_eq!((&shown["state"], &shown["credential"]), (&json!("valid"), &made["credential"]));

        let reason = json!({"reason": "Awarded by mistake"});
        let revoke = format!("POST {path}/revoke");
        assert_eq!(door.ask(&revoke, key, Some(&reason), &[]).await.is(200).json()["changed"], true);
        assert_eq!(door.ask(&revoke, key, Some(&reason), &[]).await.is(200).json()["changed"], false);
        let reinstate = door.ask(&format!("POST {path}/reinstate"), key, Some(&json!({})), &[]).await;
        assert_eq!(reinstate.status, 409);

        let list = format!("GET {}", door.path("/awards?state=revoked&text=ADA@"));
        let listed = door.ask(&list, key, None, &[]).await.is(200).json();
        assert_eq!(listed["items"][0]["awardId"], id);
        assert_eq!(listed["items"][0]["state"], "revoked");
        let none = door.ask(&format!("GET {}", door.path("/awards?state=valid")), key, None, &[]).await.is(200).json();
        assert_eq!(none, json!({"items": []}));

        let verdict = door.ask("POST /api/v1/verify", None, Some(&made["credential"]), &[]).await.is(200).json();
        assert_eq!(verdict["state"], "revoked", "{verdict:#}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_gets_the_same_answer_and_another_one_under_its_key_is_refused() {
    let door = door().await;
    let key = door.key(&["award", "see"]).await;
    let line = format!("POST {}", door.path("/awards"));
    let once = [("idempotency-key", "order-1")];
    let request = award_of(&door, "ada@school.example");

    let first = door.ask(&line, Some(&key), Some(&request), &once).await.is(201);
    let second = door.ask(&line, Some(&key), Some(&request), &once).await.is(201);
    assert_eq!(first.body, second.body);

    let other = award_of(&door, "grace@school.example");
    door.ask(&line, Some(&key), Some(&other), &once).await.is(409);
    let batch = json!({"awards": [request]});
    door.ask(&format!("POST {}", door.path("/awards/batch")), Some(&key), Some(&batch), &once).await.is(409);
    let listed = door.ask(&format!("GET {}", door.path("/awards")), Some(&key), None, &[]).await.json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(1));
    door.ask(&line, Some(&key), Some(&other), &[("idempotency-key", "with space")]).await.is(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_is_awarded_row_by_row_and_paged_through() {
    let door = door().await;
    let key = door.key(&["award", "see", "revoke"]).await;
    let mut rows: Vec<Value> =
        (0..300).map(|number| award_of(&door, &format!("learner{number}@school.example"))).collect();
    rows[7]["recipient"]["email"] = "nobody".into();
    rows[11]["recipient"]["emial"] = "typo@school.example".into();
    rows[13] = json!(13);
    let line = format!("POST {}", door.path("/awards/batch"));

    let answer = door.ask(&line, Some(&key), Some(&json!({"awards": rows})), &[]).await.is(207).json();

    assert_eq!((&answer["awarded"], &answer["refused"]), (&json!(297), &json!(3)));
    let field = |row: usize| answer["rows"][row]["errors"][0]["field"].clone();
    assert_eq!((field(7), field(11), field(13)), (json!("recipient.email"), json!("recipient.emial"), json!("")));
    assert!(answer["rows"].as_array().expect("rows").iter().enumerate().all(|(at, row)| row["row"] == at));

    let (mut cursor, mut seen) = (String::new(), std::collections::BTreeSet::new());
    loop {
        let path = door.path(&format!("/awards?limit=100{cursor}"));
        let page = door.ask(&format!("GET {path}"), Some(&key), None, &[]).await.is(200).json();
        let items = page["items"].as_array().expect("items");
        seen.extend(items.iter().map(|item| item["awardId"].to_string()));
        match page["next"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => break,
        }
    }
    assert_eq!(seen.len(), 297);

    let ids: Vec<&Value> =
        answer["rows"].as_array().expect("rows").iter().map(|row| &row["awardId"]).filter(|id| !id.is_null()).collect();
    let line = format!("POST {}", door.path("/awards/revoke"));
    let withdrawn = door.ask(&line, Some(&key), Some(&json!({"awards": ids, "reason": "All wrong"})), &[]).await;
    assert_eq!(withdrawn.is(200).json()["changed"], 297);
    let unknown = json!({"awards": ["0123456789abcdefghjkmnpqrs"], "reason": "Not here"});
    door.ask(&line, Some(&key), Some(&unknown), &[]).await.is(404);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_is_managed_over_the_api() {
    let door = door().await;
    let key = door.key(&["see", "manage", "define"]).await;
    let key = Some(key.as_str());

    let patch = json!({"description": "Schools of the north", "url": "https://north.example"});
    let changed = door.ask(&format!("PATCH {}", door.path("")), key, Some(&patch), &[]).await.is(200).json();
    assert_eq!(changed["name"], "Northside District");
    assert_eq!(changed["url"], "https://north.example");
    let cleared = door.ask(&format!("PATCH {}", door.path("")), key, Some(&json!({"url": null})), &[]).await.is(200);
    assert_eq!(cleared.json()["url"], Value::Null);
    assert_eq!(cleared.json()["description"], "Schools of the north");

    let member = json!({"email": "owl@school.example", "name": "Olga", "role": "owner"});
    door.ask(&format!("PUT {}", door.path("/members")), key, Some(&member), &[]).await.is(204);
    let members = door.ask(&format!("GET {}", door.path("/members")), key, None, &[]).await.is(200).json();
    assert_eq!(members["items"][0]["role"], "owner");
    let person = members["items"][0]["personId"].as_str().expect("an id");
    door.ask(&format!("DELETE {}", door.path(&format!("/members/{person}"))), key, None, &[]).await.is(409);

    let kind = json!({"algorithm": "ES256"});
    let made = door.ask(&format!("POST {}", door.path("/keys")), key, Some(&kind), &[]).await.is(201).json();
    assert_eq!((&made["algorithm"], &made["state"]), (&json!("ES256"), &json!("active")));
    let kind = json!({"algorithm": "EdDSA"});
    door.ask(&format!("POST {}", door.path("/keys/rotate")), key, Some(&kind), &[]).await.is(201);
    let name = made["name"].as_str().expect("a name");
    let revoke = format!("POST {}", door.path(&format!("/keys/{name}/revoke")));
    let revoked = door.ask(&revoke, key, Some(&json!({"reason": "Lost"})), &[]).await.is(200).json();
    assert_eq!(revoked["state"], "revoked");
    door.ask(&revoke, key, Some(&json!({"reason": "Lost"})), &[]).await.is(409);
    let keys = door.ask(&format!("GET {}", door.path("/keys")), key, None, &[]).await.is(200).json();
    let states: Vec<_> = keys["items"].as_array().expect("keys").iter().map(|key| key["state"].clone()).collect();
    assert_eq!(states.len(), 3);
    assert!(["retired", "revoked", "active"].iter().all(|state| states.contains(&json!(state))));

    let wanted = json!({"name": "Import", "scopes": ["award"], "dailyCap": 5});
    let line = format!("POST {}", door.path("/api-keys"));
    let made = door.ask(&line, key, Some(&wanted), &[]).await.is(201).json();
    let secret = made["secret"].as_str().expect("a secret").to_owned();
    let awards = format!("POST {}", door.path("/awards"));
    door.ask(&awards, Some(&secret), Some(&award_of(&door, "a@school.example")), &[]).await.is(201);
    let many: Vec<_> = (0..5).map(|number| award_of(&door, &format!("b{number}@school.example"))).collect();
    let batch = format!("POST {}", door.path("/awards/batch"));
    door.ask(&batch, Some(&secret), Some(&json!({"awards": many})), &[]).await.is(429);
    let listed = door.ask(&format!("GET {}", door.path("/api-keys")), key, None, &[]).await.is(200);
    assert!(!listed.text().contains(&secret));
    let gone = format!("DELETE {}", door.path(&format!("/api-keys/{}", made["keyId"].as_str().expect("an id"))));
    door.ask(&gone, key, None, &[]).await.is(204);
    door.ask(&gone, key, None, &[]).await.is(404);

    let events = door.ask(&format!("GET {}", door.path("/audit-events?limit=2")), key, None, &[]).await.is(200).json();
    let next = events["next"].as_str().expect("more");
    let more = door.ask(&format!("GET {}", door.path(&format!("/audit-events?cursor={next}"))), key, None, &[]).await;
    assert_eq!(more.is(200).json()["items"][0]["previousHash"], events["items"][1]["hash"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_achievement_is_drafted_published_archived_and_found() {
    let door = door().await;
    let key = door.key(&["see", "define"]).await;
    let key = Some(key.as_str());
    let mut draft = serde_json::to_value(definition()).expect("JSON");
    draft["name"] = "Assessment Literacy".into();

    let line = format!("POST {}", door.path("/achievements"));
    let made = door.ask(&line, key, Some(&draft), &[]).await.is(201).json();
    let path = door.path(&format!("/achievements/{}", made["achievementId"].as_str().expect("an id")));
    door.ask(&format!("POST {path}/archive"), key, None, &[]).await.is(409);
    let published = door.ask(&format!("POST {path}/publish"), key, None, &[]).await.is(200).json();
    assert_eq!((&published["state"], &published["version"]), (&json!("published"), &json!(1)));
    door.ask(&format!("POST {path}/publish"), key, None, &[]).await.is(409);

    draft["description"] = "Reads and writes assessments.".into();
    door.ask(&format!("PUT {path}"), key, Some(&draft), &[]).await.is(200);
    let shown = door.ask(&format!("GET {path}"), key, None, &[]).await.is(200).json();
    assert_eq!((&shown["draft"], &shown["version"]), (&draft, &json!(1)));

    let found = door.get("/api/v1/catalogue?text=LITERACY&organisation=northside").await.is(200).json();
    assert_eq!((&found["total"], &found["items"][0]["name"]), (&json!(1), &json!("Assessment Literacy")));
    assert_eq!(found["facets"]["subjects"][0], json!({"value": "Science", "count": 2}));
    let first = door.get("/api/v1/catalogue?limit=1").await.is(200).json();
    let next = first["next"].as_str().expect("more");
    let second = door.get(&format!("/api/v1/catalogue?limit=1&cursor={next}")).await.is(200).json();
    assert_eq!(second["items"][0]["name"], "Inquiry-Based Learning");

    door.ask(&format!("POST {path}/archive"), key, None, &[]).await.is(200);
    assert_eq!(door.get("/api/v1/catalogue?text=literacy").await.is(200).json()["total"], 0);
    let back = door.ask(&format!("POST {path}/unarchive"), key, None, &[]).await.is(200).json();
    assert_eq!(back["state"], "published");
    let listed = door.ask(&format!("GET {}", door.path("/achievements")), key, None, &[]).await.is(200).json();
    assert_eq!(listed["items"].as_array().map(Vec::len), Some(2));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_is_uploaded_and_served_in_its_sandbox() {
    let door = door().await;
    let key = door.key(&["define"]).await;
    let svg = r##"<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 10 10"><script>alert(1)</script><rect width="10" height="10" fill="#123456"/></svg>"##;

    let made = door.post_bytes(&door.path("/images"), Some(&key), "image/svg+xml", svg.as_bytes()).await.is(201).json();
    let path = made["url"].as_str().and_then(|url| url.strip_prefix("http://127.0.0.1:8080")).expect("our address");
    let served = door.get(&format!("{path}?download")).await.is(200);

    assert!(!served.text().contains("script"));
    assert!(served.header("content-security-policy").contains("sandbox"));
    assert!(served.header("cache-control").contains("immutable"));
    assert_eq!(served.header("content-disposition"), "attachment; filename=\"picture.svg\"");
    door.post_bytes(&door.path("/images"), Some(&key), "image/png", b"no picture").await.is(422);
    door.post_bytes(&door.path("/images"), Some(&key), "text/html", b"<b>").await.is(415);
    door.post_bytes(&door.path("/images"), Some(&key), "image/png", &vec![0; 5_000_001]).await.is(413);
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_and_questions_that_say_too_much_or_too_little_are_refused_by_name() {
    let door = door().await;
    let key = door.key(&["award", "manage", "see", "define"]).await;
    let (path, awards) = (door.path(""), door.path("/awards"));
    let patch = |body: &'static str| {
        let (door, key, path) = (&door, &key, &path);
        async move {
            let request = axum::http::Request::builder()
                .method("PATCH")
                .uri(path)
                .header("authorization", format!("Bearer {key}"))
                .header("content-type", "application/json; charset=utf-8")
                .body(axum::body::Body::from(body))
                .expect("a request");
            door.send(request).await
        }
    };

    assert_eq!(patch(r#"{"nmae": "North"}"#).await.is(422).fields(), ["nmae"]);
    assert_eq!(patch(r#"{"name": "North", "name": "South"}"#).await.is(422).fields(), ["name"]);
    assert_eq!(patch(r#"{"name": 7}"#).await.is(422).fields(), ["name"]);
    assert_eq!(patch("{\"description\": \"a\\u0000b\"}").await.is(422).fields(), ["description"]);
    assert_eq!(patch(r#"{"name": null}"#).await.is(422).fields(), ["name"]);
    assert_eq!(patch(r#"{"email": "nobody"}"#).await.is(422).fields(), ["email"]);
    for body in ["", "{", "nonsense", "{\"name\": \"a\"} x", "\u{feff}{}"] {
        let answer = patch(body).await.is(400);
        assert_eq!(answer.header("content-type"), "application/problem+json");
        assert!(!answer.json()["requestId"].as_str().unwrap_or("").is_empty());
    }
    for body in ["null", "[]", "3", "\"text\""] {
        patch(body).await.is(422);
    }
    door.post_bytes(&awards, Some(&key), "text/plain", b"{}").await.is(415);
    assert_eq!(
        door.post_bytes(&awards, Some(&key), "application/json", b"{}").await.is(422).fields(),
        ["achievementId"]
    );
    let lost = json!({"achievementId": "none", "recipient": {"email": "a@b.example"}});
    let answer = door.ask(&format!("POST {awards}"), Some(&key), Some(&lost), &[]).await.is(422);
    assert_eq!(answer.fields(), ["achievementId"]);
    let nested = json!({"achievementId": "none", "recipient": {"email": "a@b.example"}, "evidence": [{"uri": "x"}]});
    let answer = door.ask(&format!("POST {awards}"), Some(&key), Some(&nested), &[]).await.is(422);
    assert_eq!(answer.fields(), ["evidence.0.uri"]);
    for address in ["javascript:alert(1)", "data:text/html,x", "file:///etc/passwd", ""] {
        let mut leading = award_of(&door, "a@b.example");
        leading["evidence"] = json!([{"url": "https://a.example/1"}, {"url": address}]);
        let answer = door.ask(&format!("POST {awards}"), Some(&key), Some(&leading), &[]).await.is(422);
        assert_eq!(answer.fields(), ["evidence.1.url"], "{address}");
    }
    let listed = json!({"achievementId": "none", "recipient": ["a@b.example"]});
    let answer = door.ask(&format!("POST {awards}"), Some(&key), Some(&listed), &[]).await.is(422);
    assert_eq!(answer.fields(), ["recipient"]);
    door.post_bytes(&awards, Some(&key), "application/json", &vec![b' '; 5_000_001]).await.is(413);
    door.post_bytes(&door.path("/awards/batch"), Some(&key), "application/json", b"{\"awards\":[]}").await.is(422);

    for question in ["limit=0", "limit=201", "cursor=nonsense", "cursor=WyJhIl0"] {
        door.ask(&format!("GET {awards}?{question}"), Some(&key), None, &[]).await.is(422);
    }
    for question in ["limit=many", "stat=revoked", "text=%00", "state=lost"] {
        door.ask(&format!("GET {awards}?{question}"), Some(&key), None, &[]).await.is(400);
    }
    for path in ["/api/v1/nothing", "/api/v2", "/api/v1/organisations/%00", "/badges/%00/badge.json"] {
        door.get(path).await.is(404);
    }
    door.ask("DELETE /api/v1/catalogue", None, None, &[]).await.is(405);
}

#[tokio::test(flavor = "multi_thread")]
async fn each_operation_takes_its_own_scope_and_no_other() {
    let door = door().await;
    let scopes = ["see", "define", "award", "revoke", "manage", "issue"];
    let mut keys = Vec::new();
    for scope in scopes {
        keys.push((scope, door.key(&[scope]).await));
    }
    for operation in accolade::api::operations() {
        let Some(needed) = operation.scope else { continue };
        let path = filled(operation.path);
        let line = format!("{} {path}", operation.method);
        let body = matches!(operation.method, "POST" | "PUT" | "PATCH").then(|| json!({}));

        // Nobody, somebody with a key that never was, somebody with a broken header.
        door.ask(&line, None, body.as_ref(), &[]).await.is(401);
        door.ask(&line, Some("accolade_0123456789"), body.as_ref(), &[]).await.is(401);
        door.ask(&line, None, body.as_ref(), &[("authorization", "Basic abc")]).await.is(401);
        for (scope, key) in &keys {
            let status = door.ask(&line, Some(key), body.as_ref(), &[]).await.status.as_u16();
            // Whoever has the scope gets further: to what is wrong with an empty request, or to what is not there.
            let refused = [403, 415, 422, 404, 400];
            match *scope == needed {
                true => assert_ne!(status, 403, "{line} with {scope}"),
                false => assert!(refused.contains(&status), "{line} with {scope}: {status}"),
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_opens_nothing_of_another_organisation() {
    let door = door().await;
    let request = OrganisationRequest { slug: "south".into(), name: "South".into(), ..OrganisationRequest::default() };
    door.town.app.create_organisation(&Actor::Operator, request, None).await.expect("an organisation");
    let award = door.town.award("ada@school.example").await;
    let key = door.key(&["see", "define", "award", "revoke", "manage", "issue"]).await;

    for operation in accolade::api::operations() {
        if operation.scope.is_none() || !operation.path.contains("{slug}") {
            continue;
        }
        let path = filled(operation.path).replace("northside", "south");
        let body = valid_body(&operation, &door);
        let line = format!("{} {path}", operation.method);
        let answer = door.ask(&line, Some(&key), body.as_ref(), &[]).await;
        assert!(matches!(answer.status.as_u16(), 404 | 415), "{line}: {}", answer.text());
    }
    let other = format!("GET /api/v1/organisations/south/awards/{award}");
    door.ask(&other, Some(&key), None, &[]).await.is(404);
}

fn filled(path: &str) -> String {
    path.replace("{slug}", "northside").replace(['{', '}'], "")
}

/// A body that the operation would take.
fn valid_body(operation: &accolade::api::Operation, door: &Door) -> Option<Value> {
    let path = operation.path.trim_start_matches("/api/v1/organisations/{slug}");
    Some(match (operation.method, path) {
        ("PATCH", "") => json!({"name": "Mine"}),
        ("POST", "/keys" | "/keys/rotate") => json!({"algorithm": "EdDSA"}),
        ("POST", "/keys/{name}/revoke") => json!({"reason": "Mine"}),
        ("POST", "/invitations") => json!({"email": "a@b.example", "role": "owner"}),
        ("POST", "/achievements/{achievement}/gold") => json!({"words": "A plan", "levels": {"planning": 1}}),
        ("PUT", "/members") => json!({"email": "a@b.example", "role": "owner"}),
        ("POST", "/trusted-issuers") | ("PUT", "/trusted-issuers/{entry}") => json!({"issuer": "did:web:a.example"}),
        ("POST", "/webhooks") | ("PUT", "/webhooks/{webhook}") => {
            json!({"address": "https://a.example/", "events": ["award.issued"]})
        }
        ("PATCH", path) if path.starts_with("/award-lists/") => json!({}),
        ("PUT", "/achievements/{achievement}/community") => json!({"community": "rivers"}),
        ("PUT", "/reviewing-communities/{achievement}") => json!({"agrees": true}),
        ("PUT", "/reminders") => json!({"automatic": true}),
        ("PUT", "/achievements/{achievement}/milestone") => json!({"parts": ["x"]}),
        ("POST", "/trust-list") => json!(["did:web:a.example"]),
        ("PUT", "/achievements/{achievement}/review") => {
            json!({"isOpen": true, "anonymity": "double", "screening": "automatic"})
        }
        ("POST", "/reviewers") => json!({"email": "a@b.example", "school": "Hill", "achievementIds": []}),
        ("POST", "/achievements") | ("PUT", _) => serde_json::to_value(definition()).expect("JSON"),
        ("POST", "/awards") => award_of(door, "a@b.example"),
        ("POST", "/awards/batch") => json!({"awards": [award_of(door, "a@b.example")]}),
        ("POST", "/api-keys") => json!({"name": "Mine", "scopes": ["award"]}),
        ("POST", "/awards/cancel" | "/awards/remind") => json!({"awards": ["x"]}),
        ("POST", path) if path.starts_with("/awards/{award}/") => json!({"reason": "Mine"}),
        ("POST", path) if path.starts_with("/awards/") => json!({"awards": ["x"], "reason": "Mine"}),
        _ => return None,
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn public_documents_are_negotiated_cached_and_open_to_all() {
    let door = door().await;
    let award = door.town.award("ada@school.example").await;
    let badge = door.get(&format!("/badges/{award}/badge.json")).await.is(200);
    assert_eq!(badge.header("content-type"), "application/vc+ld+json");
    let list = badge.json()["credentialStatus"].clone();
    let list = list.get(0).unwrap_or(&list)["statusListCredential"].as_str().expect("a list").to_owned();
    let list = list.strip_prefix("http://127.0.0.1:8080").expect("our address").to_owned();
    let did = door.get("/organisations/northside/did.json").await.is(200).json();
    let key = did["verificationMethod"][0]["publicKeyMultibase"].as_str().expect("a key").to_owned();

    let paths = [
        list.clone(),
        format!("/badges/{award}/badge.json"),
        format!("/badges/{award}/badge.jwt"),
        format!("/badges/{award}/badge.png"),
        format!("/badges/{award}/card.png"),
        "/organisations/northside/did.json".into(),
        format!("/organisations/northside/keys/{key}"),
        "/organisations/northside/jwks.json".into(),
        "/organisations/northside/organisation.json".into(),
        format!("/achievements/{}/achievement.json", door.town.achievement),
        format!("/achievements/{}/versions/1/image.svg", door.town.achievement),
        "/.well-known/jwks.json".into(),
        "/.well-known/did.json".into(),
    ];
    for path in paths {
        let answer = door.get(&path).await.is(200);
        assert_eq!(answer.header("access-control-allow-origin"), "*", "{path}");
        assert!(answer.header("cache-control").starts_with("public, max-age="), "{path}");
        let etag = answer.header("etag").to_owned();
        let again = door.ask(&format!("GET {path}"), None, None, &[("if-none-match", &etag)]).await.is(304);
        assert_eq!((again.body.len(), again.header("etag")), (0, etag.as_str()), "{path}");
        door.ask(&format!("GET {path}"), None, None, &[("if-none-match", "\"other\"")]).await.is(200);
    }

    let embedded = door.get(&list).await;
    assert_eq!(embedded.header("content-type"), "application/vc+ld+json");
    assert!(embedded.json()["proof"][0]["proofValue"].is_string());
    let token = door.ask(&format!("GET {list}"), None, None, &[("accept", "application/vc+jwt")]).await.is(200);
    assert_eq!(token.header("content-type"), "application/vc+jwt");
    assert_eq!(token.text().split('.').count(), 3);
    door.get("/status/nothing/revocation").await.is(404);
    door.get(&list.replace("revocation", "message")).await.is(404);

    let path = format!("/organisations/northside/keys/{key}");
    let multikey = door.get(&path).await.json();
    assert_eq!((&multikey["type"], &multikey["controller"]), (&json!("Multikey"), &did["id"]));
    assert_eq!(multikey["id"], format!("http://127.0.0.1:8080{path}"));
    let jwk = door.ask(&format!("GET {path}"), None, None, &[("accept", "application/jwk+json")]).await.is(200);
    assert_eq!(jwk.json()["kty"], "OKP");
    let host = door.get("/.well-known/did.json").await.json();
    assert_eq!((&host["id"], &host["alsoKnownAs"][0]), (&json!("did:web:127.0.0.1%3A8080"), &did["id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn every_form_of_a_badge_of_ours_is_verified() {
    let door = door().await;
    let award = door.town.award("ada@school.example").await;
    let forms = [
        ("badge.json", "application/vc+ld+json", "json"),
        ("badge.jwt", "text/plain", "jwt"),
        ("badge.jwt", "application/jwt", "jwt"),
        ("badge.png", "image/png", "png-json"),
        ("badge.svg", "image/svg+xml", "svg-json"),
        ("badge.svg", "application/octet-stream", "svg-json"),
    ];
    for (name, media_type, form) in forms {
        let file = door.get(&format!("/badges/{award}/{name}?download")).await.is(200);
        assert_eq!(file.header("content-disposition"), format!("attachment; filename=\"{name}\""));
        let verdict = door.post_bytes("/api/v1/verify", None, media_type, &file.body).await.is(200).json();
        assert_eq!((&verdict["state"], &verdict["format"]), (&json!("valid"), &json!(form)), "{verdict:#}");

        let mut body = format!("--line\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n")
            .into_bytes();
        body.extend(&file.body);
        body.extend(b"\r\n--line--\r\n");
        let verdict = door.post_bytes("/api/v1/verify", None, "multipart/form-data; boundary=line", &body).await;
        assert_eq!(verdict.is(200).json()["file"], name);
    }
    let credential = door.get(&format!("/badges/{award}/badge.json")).await.json();
    let wrapped = json!({"credential": credential});
    let verdict = door.ask("POST /api/v1/verify", None, Some(&wrapped), &[]).await.is(200).json();
    assert_eq!(verdict["verdict"], "valid");
    let at = json!({"url": format!("http://127.0.0.1:8080/badges/{award}")});
    let verdict = door.ask("POST /api/v1/verify", None, Some(&at), &[]).await.is(200).json();
    assert_eq!(verdict["verdict"], "valid");
    door.ask("POST /api/v1/verify", None, Some(&json!({"url": "http://10.0.0.1/badge"})), &[]).await.is(422);

    for (media_type, body) in [("application/json", "{"), ("application/json", "null"), ("text/plain", "hello")] {
        let verdict = door.post_bytes("/api/v1/verify", None, media_type, body.as_bytes()).await.is(200).json();
        assert_eq!(verdict["verdict"], "invalid", "{body}");
    }
    door.post_bytes("/api/v1/verify", None, "application/x-tar", b"PK").await.is(415);
    door.post_bytes("/api/v1/verify", None, "multipart/form-data; boundary=line", b"--line--\r\n").await.is(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn strangers_verify_only_so_often() {
    let town = Town::new(Engine::Sqlite).await;
    let door = Door::with(town, Settings { verifications_per_minute: 2, ..Settings::default() });
    let key = door.key(&["see"]).await;
    for status in [200, 200, 429] {
        door.post_bytes("/api/v1/verify", None, "text/plain", b"x").await.is(status);
    }
    let answer = door.post_bytes("/api/v1/verify", None, "text/plain", b"x").await.is(429);
    assert_eq!(answer.header("retry-after"), "5");
    door.post_bytes("/api/v1/verify", Some(&key), "text/plain", b"x").await.is(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_service_says_how_it_is() {
    let door = door().await;
    assert_eq!(door.get("/healthz").await.is(200).text(), "alive\n");
    assert_eq!(door.get("/readyz").await.is(200).text(), "ready\n");
    assert!(door.get("/metrics").await.is(200).text().contains("accolade_http_requests_total"));
    door.town.app.close().await;
    door.get("/readyz").await.is(503);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_openapi_document_is_the_committed_one_and_lists_every_operation() {
    let door = door().await;
    let served = door.get("/openapi.json").await.is(200);
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schemas/openapi.json");
    if std::env::var_os("ACCOLADE_REGENERATE").is_some() {
        std::fs::write(&path, &served.body).expect("written");
    }
    let committed = std::fs::read_to_string(&path).expect("run the tests once with ACCOLADE_REGENERATE=1");
    assert!(committed == served.text(), "run the tests once with ACCOLADE_REGENERATE=1 and look at the difference");

    let document = served.json();
    let mut count = 0;
    for operation in accolade::api::operations() {
        let described = &document["paths"][operation.path][operation.method.to_lowercase()];
        assert_eq!(described["summary"], operation.summary, "{operation:?}");
        assert!(!operation.tag.is_empty() && !operation.summary.is_empty(), "{operation:?}");
        let scope = &described["security"][0]["apiKey"][0];
        assert_eq!(scope.as_str(), operation.scope, "{operation:?}");
        count += 1;
    }
    let described = document["paths"].as_object().expect("paths").values();
    assert_eq!(described.map(|item| item.as_object().expect("an item").len()).sum::<usize>(), count);
    let text = served.text();
    let references = text
        .match_indices("#/components/schemas/")
        .map(|(at, found)| text[at + found.len()..].split('"').next().expect("a name"));
    for name in references {
        assert!(document["components"]["schemas"][name].is_object(), "{name}");
    }
}
