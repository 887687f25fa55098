//! Requests to award that come in at the same time: written together, each answered for itself.

use std::collections::{HashMap, HashSet};

use accolade::app::{Actor, ApiKeyRequest, Error, Idempotency};

use crate::support::town::{Engine, Town, engines};

#[tokio::test(flavor = "multi_thread")]
async fn each_of_many_requests_at_once_is_made_once_and_the_cap_is_kept() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let organisation = town.school.organisation_id.clone();
        let request =
            ApiKeyRequest { name: "Sync".into(), scopes: vec!["award".into()], daily_cap: Some(20), expires_at: None };
        let made = town.app.create_api_key(&Actor::Operator, &organisation, request).await.expect("a key");
        let actor = town.app.actor_of_token(&made.secret).await.expect("known");
        let send = |number: usize| {
            let (app, actor, organisation) = (town.app.clone(), actor.clone(), organisation.clone());
            let body = town.request(&format!("teacher{number}@school.example"));
            let key = Idempotency::new(&format!("request-{number}"), number.to_string().as_bytes()).expect("a key");
            async move { app.award(&actor, &organisation, &[body], Some(key)).await }
        };

        // Thirty requests, ten of them twice, where twenty are allowed.
        let tasks: Vec<_> = (0..40).map(|n| (n % 30, tokio::spawn(send(n % 30)))).collect();
        let mut answers = HashMap::new();
        for (number, task) in tasks {
            match task.await.expect("a task") {
                Ok(answer) => {
                    let known = answers.entry(number).or_insert_with(|| answer.clone());
                    assert_eq!(*known, answer, "{engine:?}: the same request, the same answer");
                }
                Err(error) => assert!(matches!(error, Error::Limit(_) | Error::Contended), "{engine:?} {error:?}"),
            }
        }

        let made: HashSet<_> = answers.values().map(|answer| answer.rows[0].award_id.clone()).collect();
        let (all, _) = town.app.count_awards(&Actor::Operator, &organisation).await.expect("counted");
        assert_eq!((answers.len(), made.len(), all), (20, 20, 20), "{engine:?}");
        for (number, answer) in answers {
            let again = send(number).await.expect("what was made is answered again, cap or not");
            assert_eq!(again, answer, "{engine:?}");
        }
        let another = send(99).await;
        assert!(matches!(another, Err(Error::Limit(_))), "{engine:?} {another:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_award_does_not_wait_until_a_long_list_is_signed() {
    let town = Town::new(Engine::Sqlite).await;
    let organisation = town.school.organisation_id.clone();
    let requests: Vec<_> = (0..2_000).map(|n| town.request(&format!("teacher{n}@school.example"))).collect();
    let list = {
        let (app, organisation) = (town.app.clone(), organisation.clone());
        tokio::spawn(async move { app.award(&Actor::Operator, &organisation, &requests, None).await })
    };
    // Written down, and from now on being signed.
    while town.app.count_awards(&Actor::Operator, &organisation).await.expect("counted").0 == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }

    let one = [town.request("ada@school.example")];
    let answer = town.app.award(&Actor::Operator, &organisation, &one, None).await.expect("made");

    assert_eq!(answer.awarded(), 1);
    assert!(!list.is_finished(), "the single one came first");
    assert_eq!(list.await.expect("a task").expect("made").awarded(), 2_000);
}
