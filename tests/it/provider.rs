//! Signing in over a district's own provider, and what a provider or somebody in between must not get away with.

use accolade::app::{Actor, App, ProviderSettings};
use accolade::clock::Clock;
use accolade::keys::Algorithm;
use accolade::store::Role;
use serde_json::{Value, json};

use crate::support::browser::{Answer, Browser};
use crate::support::provider::{CLIENT, Provider, SECRET};
use crate::support::town::{Engine, Ground, Town, engines, now, open_with};

async fn town(engine: Engine, provider: &Provider) -> Town {
    let ground = Ground::new(engine).await;
    let mut settings = ground.settings();
    settings.fetch.allow_loopback = true;
    settings.provider = Some(ProviderSettings {
        issuer: provider.issuer.clone(),
        client_id: CLIENT.into(),
        client_secret: SECRET.into(),
        domains: vec!["district.example".into()],
        label: "Sign in with your district account".into(),
    });
    let app = open_with(&ground, settings, Clock::Fixed(now())).await;
    Town::of(app, ground).await
}

/// Goes to the provider; the `state` that it sends back.
async fn begin(browser: &mut Browser, provider: &Provider) -> String {
    let started = browser.get("/sign-in/provider").await;
    provider.arrive(started.location())
}

fn back(state: &str, more: &str) -> String {
    format!("/sign-in/provider/return?code=code-1&state={state}{more}")
}

/// The whole way, in a browser of its own.
async fn whole(app: &App, provider: &Provider) -> Answer {
    let mut browser = Browser::new(app);
    let state = begin(&mut browser, provider).await;
    browser.get(&back(&state, "")).await
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_of_the_district_signs_in_and_stays_the_same_person() {
    for (engine, algorithm) in engines().into_iter().zip([Algorithm::Rsa, Algorithm::P256]) {
        let provider = Provider::start(algorithm, now()).await;
        let town = town(engine, &provider).await;
        let (app, id) = (&town.app, &town.school.organisation_id);
        app.put_member(&Actor::Operator, id, "Ada@District.example", "", Role::Editor).await.expect("a member");
        let mut browser = Browser::new(app);
        let form = browser.get("/desk/northside/achievements").await;
        browser.get(form.location()).await.shows("Sign in with your district account");
        let state = begin(&mut browser, &provider).await;
        let entered = browser.get(&back(&state, "")).await;
        assert_eq!(entered.location(), "/desk/northside/achievements", "to where she wanted to go");
        browser.get("/desk/northside").await.shows("Ada Marlowe");

        let (fields, secret) = provider.redeemed().remove(0);
        assert!(secret.starts_with("Basic "), "{secret}");
        assert!(fields.iter().all(|(name, _)| name != "client_secret"), "{fields:?}");

        // Another address at the provider is still the same person; another person with her old address is not let at
        // her account by it.
        let known = app.load_person_by_email("ada@district.example").await.expect("known").person_id;
        provider.claims(json!({"email": "ada.m@district.example"}));
        assert_eq!(whole(app, &provider).await.location(), "/desk");
        assert!(app.load_person_by_email("ada.m@district.example").await.is_err(), "no second account");
        provider.claims(json!({"sub": "9999", "email": "new@district.example", "name": "New"}));
        assert_eq!(whole(app, &provider).await.location(), "/desk");
        let other = app.load_person_by_email("new@district.example").await.expect("made").person_id;
        assert_ne!(known, other);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_secret_goes_into_the_form_where_the_provider_wants_it_there() {
    let provider = Provider::start(Algorithm::Ed25519, now()).await;
    provider.discovery(json!({"token_endpoint_auth_methods_supported": ["client_secret_post"]}));
    let town = town(Engine::Sqlite, &provider).await;
    assert_eq!(whole(&town.app, &provider).await.location(), "/desk");
    let (fields, secret) = provider.redeemed().remove(0);
    assert_eq!(secret, "");
    assert!(fields.contains(&("client_secret".into(), SECRET.into())), "{fields:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_is_not_for_this_sign_in_lets_nobody_in() {
    let provider = Provider::start(Algorithm::P256, now()).await;
    let town = town(Engine::Sqlite, &provider).await;
    let seconds = now().unix_seconds();
    let claims: Vec<(&str, Value)> = vec![
        ("another nonce", json!({"nonce": "of-another-sign-in"})),
        ("no nonce", json!({"nonce": null})),
        ("for somebody else", json!({"aud": "another-client"})),
        ("for somebody else among others", json!({"aud": ["another-client", "third"]})),
        ("for us and others, and not by us", json!({"aud": [CLIENT, "another-client"]})),
        ("asked for by somebody else", json!({"azp": "another-client"})),
        ("for nobody", json!({"aud": null})),
        ("by another issuer", json!({"iss": "https://evil.example"})),
        ("over", json!({"exp": seconds - 120})),
        ("without an end", json!({"exp": null})),
        ("an end that is a text", json!({"exp": "tomorrow"})),
        ("made long ago", json!({"iat": seconds - 3_600})),
        ("made in the future", json!({"iat": seconds + 3_600})),
        ("about nobody", json!({"sub": ""})),
        ("an address that was not verified", json!({"email_verified": false})),
        ("an address that is said to be verified in a text", json!({"email_verified": "true"})),
        ("nothing about the address", json!({"email_verified": null})),
        ("no address", json!({"email": null})),
        ("another domain", json!({"email": "ada@elsewhere.example"})),
        ("a domain below the allowed one", json!({"email": "ada@evil.district.example"})),
        ("a domain that ends like the allowed one", json!({"email": "ada@evildistrict.example"})),
        ("two addresses in one", json!({"email": "ada@elsewhere.example,x@district.example"})),
    ];
    for (name, claims) in claims {
        provider.claims(claims);
        let answer = whole(&town.app, &provider).await;
        assert_eq!((answer.status, answer.header("set-cookie")), (403, ""), "{name}");
    }
    provider.claims(json!({}));
    for (name, header) in [
        ("no signature at all", json!({"alg": "none"})),
        ("a shared secret", json!({"alg": "HS256"})),
        ("another kind of key", json!({"alg": "RS256"})),
        ("a key that nobody published", json!({"kid": "two"})),
        ("a demand that is not understood", json!({"crit": ["exp"], "exp": 1})),
    ] {
        provider.header(header);
        assert_eq!(whole(&town.app, &provider).await.status, 403, "{name}");
    }
    provider.header(json!({}));
    assert_eq!(whole(&town.app, &provider).await.status, 303, "and the good one still does");
    provider.other_key();
    assert_eq!(whole(&town.app, &provider).await.status, 403, "another key signed it");
    assert!(town.app.load_person_by_email("ada@elsewhere.example").await.is_err());
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_and_in_the_browser_that_asked() {
    let provider = Provider::start(Algorithm::P256, now()).await;
    let town = town(Engine::Sqlite, &provider).await;
    let (mut browser, mut other) = (Browser::new(&town.app), Browser::new(&town.app));
    let state = begin(&mut browser, &provider).await;
    assert_eq!(other.get(&back(&state, "")).await.status, 403, "an answer that was put before somebody else");
    assert_eq!(browser.get(&back(&state, "")).await.status, 403, "and is used up by that");

    let state = begin(&mut browser, &provider).await;
    assert_eq!(browser.get(&back(&state, "")).await.location(), "/desk");
    assert_eq!(browser.get(&back(&state, "")).await.status, 403, "twice");
    assert_eq!(browser.get(&back("never-made", "")).await.status, 403);

    let state = begin(&mut browser, &provider).await;
    let refused = browser.get(&format!("/sign-in/provider/return?error=access_denied&state={state}")).await;
    assert_eq!(refused.status, 403);
    refused.shows("did not let you in").hides("access_denied");

    // A code of another sign-in does not fit the secret of this one.
    let state = begin(&mut browser, &provider).await;
    begin(&mut other, &provider).await;
    assert_eq!(browser.get(&back(&state, "")).await.status, 503, "the provider refuses the code");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_of_another_provider_is_not_taken_for_this_ones() {
    let provider = Provider::start(Algorithm::P256, now()).await;
    let town = town(Engine::Sqlite, &provider).await;
    let mut browser = Browser::new(&town.app);
    let state = begin(&mut browser, &provider).await;
    let mixed = browser.get(&back(&state, "&iss=https%3A%2F%2Fevil.example")).await;
    assert_eq!(mixed.status, 403);
    assert!(provider.redeemed().is_empty(), "the code went to nobody");
    let state = begin(&mut browser, &provider).await;
    let named = format!("&iss={}", provider.issuer.replace(':', "%3A").replace('/', "%2F"));
    assert_eq!(browser.get(&back(&state, &named)).await.location(), "/desk");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_names_itself_always_is_held_to_it() {
    let provider = Provider::start(Algorithm::P256, now()).await;
    provider.discovery(json!({"authorization_response_iss_parameter_supported": true}));
    let town = town(Engine::Sqlite, &provider).await;
    assert_eq!(whole(&town.app, &provider).await.status, 403);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_provider_that_calls_itself_something_else_is_not_asked() {
    for said in [
        json!({"issuer": "https://evil.example"}),
        json!({"authorization_endpoint": "javascript:alert(1)"}),
        json!({"authorization_endpoint": "http://evil.example/"}),
        json!({"token_endpoint": null}),
    ] {
        let provider = Provider::start(Algorithm::P256, now()).await;
        provider.discovery(said.clone());
        let town = town(Engine::Sqlite, &provider).await;
        let answer = Browser::new(&town.app).get("/sign-in/provider").await;
        assert_eq!(answer.status, 503, "{said}");
        answer.shows("sign in by a link");
    }
}
