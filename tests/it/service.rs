//! Awards that stay: made once, signed once, found again after a crash, withdrawn for good.

use accolade::app::{Actor, AwardState, Error, Idempotency, ListForm, StatusMove};
use accolade::clock::Clock;
use accolade::ids::{AwardId, Random, StatusListId};
use accolade::language::Language;
use accolade::status::{Bitstring, PublishedList, Purpose};
use accolade::store::{Role, Store, StoreError};
use accolade::verify::{Code, Verdict};
use serde_json::Value;

use crate::support::town::{Engine, Ground, Town, definition, engines, now, open};

#[tokio::test(flavor = "multi_thread")]
async fn an_award_is_signed_and_stands_until_it_is_withdrawn() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.award("ada@school.example").await;

        let shown = town.app.load_public_award(&award).await.expect("the award");
        let verification = town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified");
        assert_eq!(verification.report.verdict(), Verdict::Valid, "{engine:?} {:#?}", verification.report.checks);

        let organisation = &town.school.organisation_id;
        let changes = town
            .app
            .change_status(
                &Actor::Operator,
                organisation,
                std::slice::from_ref(&award),
                StatusMove::Revoke,
                "Awarded by mistake",
            )
            .await
            .expect("revoked");
        assert!(changes[0].changed);
        let verification = town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified");
        assert!(verification.report.has_code(Code::Revoked), "{engine:?} {:#?}", verification.report.checks);
        let shown = town.app.load_public_award(&award).await.expect("the award");
        assert!(matches!(&shown.state, AwardState::Revoked(r) if r.reason == "Awarded by mistake"));

        let again = town
            .app
            .change_status(&Actor::Operator, organisation, std::slice::from_ref(&award), StatusMove::Revoke, "Twice")
            .await
            .expect("nothing to do");
        assert!(!again[0].changed);
        let back = town.app.change_status(&Actor::Operator, organisation, &[award], StatusMove::Reinstate, "").await;
        assert!(matches!(back, Err(Error::Conflict(_))), "{back:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_award_on_hold_can_be_reinstated() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.award("ada@school.example").await;
        let shown = town.app.load_public_award(&award).await.expect("the award");
        let organisation = &town.school.organisation_id;
        for (step, code) in [(StatusMove::Suspend, Some(Code::Suspended)), (StatusMove::Reinstate, None)] {
            let list = std::slice::from_ref(&award);
            town.app.change_status(&Actor::Operator, organisation, list, step, "Checking").await.expect("changed");
            let report = town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified").report;
            assert_eq!(report.has_code(Code::Suspended), code.is_some(), "{engine:?} {:#?}", report.checks);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_request_twice_makes_one_award() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let requests = [town.request("ada@school.example")];
        let organisation = &town.school.organisation_id;
        let key = Idempotency::new("retry-1", b"the same bytes").expect("a key");

        let first = town.app.award(&Actor::Operator, organisation, &requests, Some(key.clone())).await.expect("made");
        let second = town.app.award(&Actor::Operator, organisation, &requests, Some(key)).await.expect("repeated");
        assert_eq!(first, second);

        let other = Idempotency::new("retry-1", b"other bytes").expect("a key");
        let refused = town.app.award(&Actor::Operator, organisation, &requests, Some(other)).await;
        assert!(matches!(refused, Err(Error::Conflict(_))), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn bad_rows_are_named_and_the_good_ones_awarded() {
    let town = Town::new(Engine::Sqlite).await;
    let mut requests: Vec<_> = (0..40).map(|n| town.request(&format!("teacher{n}@school.example"))).collect();
    requests[3].recipient.email = "not an address".into();
    requests[7].achievement_id = "unknown".into();
    requests[9].awarded_at = Some("yesterday".into());
    requests[11].valid_until = Some("2001-01-01T00:00:00Z".into());
    requests[13].narrative = Some("a\u{7}bell".into());
    requests[15].results = vec![accolade::app::ResultRequest { criterion: "planning".into(), level: "l9".into() }];

    let answer = town.app.award(&Actor::Operator, &town.school.organisation_id, &requests, None).await.expect("done");

    assert_eq!(answer.awarded(), 34);
    for (row, field) in [
        (3, "recipient.email"),
        (7, "achievementId"),
        (9, "awardedAt"),
        (11, "validUntil"),
        (13, "narrative"),
        (15, "results.0"),
    ] {
        assert_eq!(answer.rows[row].errors[0].field, field, "{:?}", answer.rows[row]);
    }
    for row in answer.rows.iter().filter_map(|row| row.award_id.clone()) {
        let shown = town.app.load_public_award(&AwardId::from_text(row)).await.expect("signed");
        assert!(shown.credential.contains("proofValue"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_entry_of_a_list_is_given_twice_under_many_issuers() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let mut tasks = Vec::new();
        for issuer in 0..16 {
            let (app, organisation) = (town.app.clone(), town.school.organisation_id.clone());
            let requests: Vec<_> = (0..25).map(|n| town.request(&format!("t{issuer}-{n}@school.example"))).collect();
            tasks.push(tokio::spawn(async move {
                for request in requests {
                    let answer = app.award(&Actor::Operator, &organisation, &[request], None).await.expect("made");
                    assert_eq!(answer.awarded(), 1);
                }
            }));
        }
        for task in tasks {
            task.await.expect("an issuer");
        }
        let store = Store::open(&accolade::store::Settings::new(town.ground.url.clone())).await;
        if engine == Engine::Sqlite {
            assert!(matches!(store, Err(StoreError::InUse(_))), "a second process may not open the file");
        }
        let report = town.app.audit(|_| {}).await.expect("audited");
        assert_eq!((report.credentials, report.findings), (400, Vec::new()), "{engine:?}");
        let indexes = indexes(&town).await;
        assert_eq!(indexes.len(), 400);
    }
}

/// The distinct status indexes of all awards.
async fn indexes(town: &Town) -> std::collections::BTreeSet<String> {
    let filter = accolade::store::AwardFilter { limit: 1_000, ..Default::default() };
    let awards = town.app.list_awards(&Actor::Operator, &town.school.organisation_id, &filter).await.expect("awards");
    let mut found = std::collections::BTreeSet::new();
    for award in awards {
        let shown = town.app.load_public_award(&award.award_id).await.expect("an award");
        let credential: Value = serde_json::from_str(&shown.credential).expect("JSON");
        let entry = &credential["credentialStatus"][0];
        found.insert(format!("{} {}", entry["statusListCredential"], entry["statusListIndex"]));
    }
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_crash_left_unsigned_is_signed_at_the_next_start_with_the_same_bytes() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.award("ada@school.example").await;
        let before = town.app.load_public_award(&award).await.expect("the award").credential.clone();
        forget_signatures(&town.ground.url, engine, &town).await;
        let town = town.restarted().await;
        assert!(matches!(town.app.load_public_award(&award).await, Err(Error::Unavailable(_))));

        assert_eq!(town.app.recover(0).await.expect("recovered"), 1);

        assert_eq!(town.app.load_public_award(&award).await.expect("the award").credential, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_repeated_after_a_crash_is_answered_with_the_signed_award_at_once() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let key = || Some(Idempotency::new("retry-1", b"the same bytes").expect("a key"));
        let requests = [town.request("ada@school.example")];
        let organisation = town.school.organisation_id.clone();
        let made = town.app.award(&Actor::Operator, &organisation, &requests, key()).await.expect("made");
        let award = AwardId::from_text(made.rows[0].award_id.clone().expect("an award"));
        let before = town.app.load_public_award(&award).await.expect("the award").credential.clone();
        forget_signatures(&town.ground.url, engine, &town).await;
        let town = town.restarted().await;

        let again = town.app.award(&Actor::Operator, &organisation, &requests, key()).await.expect("repeated");

        assert_eq!(again, made);
        assert_eq!(town.app.load_public_award(&award).await.expect("the award").credential, before);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_award_that_cannot_be_signed_keeps_nobody_from_the_others() {
    use sqlx::{Connection as _, Executor as _};
    for engine in engines() {
        let town = Town::new(engine).await;
        let (hopeless, other) = (town.award("ada@school.example").await, town.award("bob@school.example").await);
        forget_signatures(&town.ground.url, engine, &town).await;
        let mut connection = sqlx::AnyConnection::connect(&town.ground.url).await.expect("the database");
        let text = format!("update awards set unsigned = '{{}}' where award_id = '{hopeless}'");
        connection.execute(sqlx::AssertSqlSafe(text)).await.expect("changed");
        connection.close().await.expect("closed");
        let town = town.restarted().await;

        assert_eq!(town.app.recover(0).await.expect("recovered"), 1);

        town.app.load_public_award(&other).await.expect("signed");
        assert!(matches!(town.app.load_public_award(&hopeless).await, Err(Error::Unavailable(_))));
    }
}

/// What a crash between the decision and the signature leaves behind.
async fn forget_signatures(url: &str, engine: Engine, town: &Town) {
    use sqlx::{Connection as _, Executor as _};
    if engine == Engine::Sqlite {
        town.app.close().await;
    }
    let mut connection = sqlx::AnyConnection::connect(url).await.expect("the database");
    connection.execute("update awards set proof = null").await.expect("forgotten");
    connection.close().await.expect("closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_credential_that_an_earlier_version_stored_whole_is_the_same() {
    use sqlx::{Connection as _, Executor as _};
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.award("ada@school.example").await;
        let before = town.app.load_public_award(&award).await.expect("the badge").credential.clone();
        town.app.close().await;
        let mut connection = sqlx::AnyConnection::connect(&town.ground.url).await.expect("the database");
        let whole = "substr(unsigned, 1, length(unsigned) - 1) || ',\"proof\":' || proof || '}'";
        let text = format!("update awards set credential = {whole}, proof = null");
        connection.execute(sqlx::AssertSqlSafe(text)).await.expect("changed");
        connection.close().await.expect("closed");
        let town = town.restarted().await;

        assert_eq!(town.app.recover(0).await.expect("recovered"), 0, "{engine:?}");

        assert_eq!(town.app.load_public_award(&award).await.expect("the badge").credential, before, "{engine:?}");
        let findings = town.app.audit(|_| {}).await.expect("audited").findings;
        assert!(findings.is_empty(), "{engine:?}: {findings:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_itself_refuses_to_unrevoke_and_to_rewrite_history() {
    use sqlx::{Connection as _, Executor as _};
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.award("ada@school.example").await;
        let organisation = &town.school.organisation_id;
        town.app
            .change_status(&Actor::Operator, organisation, &[award], StatusMove::Revoke, "Mistake")
            .await
            .expect("revoked");
        town.app.close().await;
        let mut connection = sqlx::AnyConnection::connect(&town.ground.url).await.expect("the database");
        for text in [
            "delete from revocations",
            "update revocations set reason = 'none'",
            "delete from audit_events",
            "update audit_events set actor = 'nobody'",
            "update achievement_versions set definition = '{}'",
            "update status_lists set issued = 0",
            "update status_lists set version = 0",
        ] {
            assert!(connection.execute(text).await.is_err(), "{engine:?}: {text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_row_is_named_by_the_audit() {
    use sqlx::{Connection as _, Executor as _};
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    town.award("bob@school.example").await;
    assert!(town.app.audit(|_| {}).await.expect("audited").findings.is_empty());
    town.app.close().await;
    let mut connection = sqlx::AnyConnection::connect(&town.ground.url).await.expect("the database");
    connection.execute("drop trigger audit_events_stay").await.expect("dropped");
    connection.execute("update audit_events set about = 'x' where number = 2").await.expect("changed");
    let text =
        format!("update awards set unsigned = replace(unsigned, 'Inquiry', 'Enquiry') where award_id = '{award}'");
    connection.execute(sqlx::AssertSqlSafe(text)).await.expect("changed");
    connection.close().await.expect("closed");

    let town = town.restarted().await;
    let findings = town.app.audit(|_| {}).await.expect("audited").findings;

    assert!(findings.iter().any(|line| line.contains(award.as_str())), "{findings:?}");
    assert!(findings.iter().any(|line| line.contains("event 2")), "{findings:?}");
    assert!(!findings.iter().any(|line| line.contains("bob")), "{findings:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_status_list_is_published_in_both_forms_and_changes_only_when_something_changed() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    let shown = town.app.load_public_award(&award).await.expect("the award");
    let list: &StatusListId = &shown.award.list_id;

    let first = town.app.status_list(list, Purpose::Revocation, ListForm::Embedded).await.expect("a list");
    let same = town.app.status_list(list, Purpose::Revocation, ListForm::Embedded).await.expect("a list");
    assert_eq!(first, same);
    let token = town.app.status_list(list, Purpose::Revocation, ListForm::Token).await.expect("a list");
    assert_eq!(token.body.split('.').count(), 3);
    let report = town.app.verify(token.body.as_bytes().to_vec()).await.expect("verified").report;
    assert_eq!(report.verdict(), Verdict::Valid, "{:#?}", report.checks);

    let organisation = &town.school.organisation_id;
    town.app
        .change_status(&Actor::Operator, organisation, &[award], StatusMove::Revoke, "Mistake")
        .await
        .expect("revoked");
    let changed = town.app.status_list(list, Purpose::Revocation, ListForm::Embedded).await.expect("a list");
    assert_ne!(changed.etag, first.etag);
    let value: Value = serde_json::from_str(&changed.body).expect("JSON");
    let encoded = value["credentialSubject"]["encodedList"].as_str().expect("a list");
    assert_eq!(Bitstring::decode(encoded).expect("bits").count_set(), 1);
    assert!(PublishedList::read(&value).is_ok());
    assert!(matches!(
        town.app.status_list(&StatusListId::from_text("none"), Purpose::Revocation, ListForm::Embedded).await,
        Err(Error::NotFound(_))
    ));
}

#[tokio::test(flavor = "multi_thread")]
async fn badges_stay_good_when_the_key_is_rotated_and_fall_when_it_is_withdrawn() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    let organisation = &town.school.organisation_id;
    let old = town.app.keys_of(&town.school).expect("keys").records[0].name.clone();
    town.app.rotate_key(&Actor::Operator, organisation, accolade::keys::Algorithm::Ed25519).await.expect("rotated");
    let newer = town.award("bob@school.example").await;
    for award in [&award, &newer] {
        let shown = town.app.load_public_award(award).await.expect("the award");
        let report = town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified").report;
        assert_eq!(report.verdict(), Verdict::Valid, "{:#?}", report.checks);
    }

    town.app.revoke_key(&Actor::Operator, organisation, &old, "Laptop stolen").await.expect("withdrawn");
    let verdict = async |award: &AwardId| {
        let shown = town.app.load_public_award(award).await.expect("the award");
        town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified").report.verdict()
    };
    assert_eq!(verdict(&award).await, Verdict::Invalid);
    assert_eq!(verdict(&newer).await, Verdict::Valid);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_published_definition_stays_under_the_badges_that_were_awarded_for_it() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.award("ada@school.example").await;
        let mut changed = definition();
        changed.name = "Inquiry, revised".into();
        let organisation = &town.school.organisation_id;
        town.app
            .change_achievement(&Actor::Operator, organisation, &town.achievement, &changed)
            .await
            .expect("changed");
        town.app.publish_achievement(&Actor::Operator, organisation, &town.achievement).await.expect("published");
        let again = town.app.publish_achievement(&Actor::Operator, organisation, &town.achievement).await;
        assert!(matches!(again, Err(Error::Conflict(_))), "{again:?}");

        let shown = town.app.load_public_award(&award).await.expect("the award");
        assert_eq!((shown.view.version.version, shown.view.definition.name.as_str()), (1, "Inquiry-Based Learning"));
        let newer = town.award("bob@school.example").await;
        let shown = town.app.load_public_award(&newer).await.expect("the award");
        assert_eq!((shown.view.version.version, shown.view.definition.name.as_str()), (2, "Inquiry, revised"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_signs_in_once_and_looking_at_it_does_not_use_it_up() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let link = town.app.owner_link(&town.school.organisation_id, "owner@school.example").await.expect("a link");
        let token = link.rsplit('/').next().expect("a token").to_owned();

        assert!(town.app.is_link_good(&token).await.expect("looked"));
        assert!(town.app.is_link_good(&token).await.expect("looked"));
        let secret = town.app.use_link(&token).await.expect("signed in").secret;
        assert!(matches!(town.app.use_link(&token).await, Err(Error::Gone(_))));
        let session = town.app.find_session(&secret).await.expect("asked").expect("signed in");
        let roles = town.app.list_roles(&session.person.person_id).await.expect("roles");
        assert_eq!(roles.iter().map(|(_, role)| *role).collect::<Vec<_>>(), [Role::Owner]);
        town.app.sign_out(&secret).await.expect("signed out");
        assert_eq!(town.app.find_session(&secret).await.expect("asked"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_for_a_link_tells_nobody_who_is_known_and_only_those_get_mail() {
    let town = Town::new(Engine::Sqlite).await;
    town.app.owner_link(&town.school.organisation_id, "owner@school.example").await.expect("a link");
    for email in ["owner@school.example", "stranger@school.example"] {
        town.app.request_link(email, Language::English).await.expect("the same answer");
    }
    while town.app.do_messages().await.expect("worked") > 0 {}

    let kept = town.app.mailer().kept();
    assert_eq!(kept.iter().map(|kept| kept.mail.to.as_str()).collect::<Vec<_>>(), ["owner@school.example"]);
    assert!(kept[0].mail.text.contains("/sign-in/"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_api_key_does_what_its_scopes_say_until_its_cap_and_its_end() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let organisation = &town.school.organisation_id;
        let request = accolade::app::ApiKeyRequest {
            name: "Sync".into(),
            scopes: vec!["award".into()],
            daily_cap: Some(2),
            expires_at: None,
        };
        let made = town.app.create_api_key(&Actor::Operator, organisation, request).await.expect("a key");
        let actor = town.app.actor_of_token(&made.secret).await.expect("known");

        let award = |email: &str| vec![town.request(email)];
        for email in ["a@school.example", "b@school.example"] {
            town.app.award(&actor, organisation, &award(email), None).await.expect("awarded");
        }
        let third = town.app.award(&actor, organisation, &award("c@school.example"), None).await;
        assert!(matches!(third, Err(Error::Limit(_))), "{third:?}");
        let (all, _) = town.app.count_awards(&Actor::Operator, organisation).await.expect("counted");
        assert_eq!(all, 2, "a refused award leaves nothing behind");
        let refused = town.app.list_members(&actor, organisation).await;
        assert!(matches!(refused, Err(Error::Forbidden(_))), "{refused:?}");
        assert!(matches!(town.app.actor_of_token("accolade_wrong").await, Err(Error::Unknown)));

        town.app.revoke_api_key(&Actor::Operator, organisation, &made.key.key_id).await.expect("withdrawn");
        tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
        assert!(matches!(town.app.actor_of_token(&made.secret).await, Err(Error::Unknown)));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_mails_that_no_server_takes_the_newest_are_written_and_none_is_left() {
    use sqlx::Connection as _;
    for engine in engines() {
        let town = Town::new(engine).await;
        let offer = async |town: &Town, part: std::ops::Range<usize>| {
            let requests: Vec<_> = part.map(|number| town.request(&format!("teacher{number:03}@x.example"))).collect();
            town.app.award(&Actor::Operator, &town.school.organisation_id, &requests, None).await.expect("awarded");
        };
        offer(&town, 0..90).await;
        town.app.close().await;
        let app = open(&town.ground, Clock::Fixed(now().plus_seconds(60))).await;
        let town = Town { app, ..town };
        offer(&town, 90..150).await;

        while town.app.do_messages().await.expect("worked") > 0 {}

        let kept = town.app.mailer().kept();
        assert_eq!(kept.len(), 100, "{engine:?}");
        let mut newest = (90..150).map(|number| format!("teacher{number:03}@x.example"));
        assert!(newest.all(|to| kept.iter().any(|kept| kept.mail.to == to)), "{engine:?}");
        town.app.close().await;
        let mut connection = sqlx::AnyConnection::connect(&town.ground.url).await.expect("the database");
        let open = "select count(*) from outbox where done_at is null or failure is not null";
        let (left,): (i64,) = sqlx::query_as(open).fetch_one(&mut connection).await.expect("a count");
        assert_eq!(left, 0, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_of_one_organisation_is_given_to_another() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.award("ada@school.example").await;
    let request =
        accolade::app::OrganisationRequest { slug: "southside".into(), name: "Southside".into(), ..Default::default() };
    let other = town.app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    let link = town.app.owner_link(&other, "owner@southside.example").await.expect("a link");
    let secret = town.app.use_link(link.rsplit('/').next().expect("a token")).await.expect("signed in").secret;
    let stranger = town.app.find_session(&secret).await.expect("asked").expect("signed in").actor();

    let school = &town.school.organisation_id;
    assert!(matches!(town.app.list_members(&stranger, school).await, Err(Error::NotFound(_))));
    let list = [award];
    for organisation in [school, &other] {
        let refused = town.app.change_status(&stranger, organisation, &list, StatusMove::Revoke, "x").await;
        assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    }
    let refused = town.app.award(&stranger, &other, &[town.request("eve@x.example")], None).await.expect("answered");
    assert_eq!(refused.rows[0].errors[0].field, "achievementId");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_service_is_empty_and_says_so() {
    for engine in engines() {
        let ground = Ground::new(engine).await;
        let app = open(&ground, Clock::Fixed(now())).await;
        assert!(app.list_organisations("", 10).await.expect("asked").is_empty());
        assert!(matches!(app.load_organisation_by_slug("x").await, Err(Error::NotFound(_))));
        let award = AwardId::dated(&mut Random::system(), now().unix_micros());
        assert!(matches!(app.load_public_award(&award).await, Err(Error::NotFound(_))));
        app.check_ready().await.expect("ready");
        app.close().await;
    }
}
