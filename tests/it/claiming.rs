//! Badges that nobody has answered: reminders by themselves and by hand, and who is left in peace; cancelling before a badge
//! is accepted.

use accolade::app::{Actor, AnswerMove, App, Error, RemindOutcome, ReminderMove, StatusMove};
use accolade::clock::{Clock, Timestamp};
use accolade::ids::AwardId;
use accolade::language::Language;
use accolade::store::Reminders;

use crate::earners::link_in_mail;
use crate::support::browser::Browser;
use crate::support::town::{Engine, Town, engines, now, open, open_with};

const ADA: &str = "ada@school.example";
const BEN: &str = "ben@school.example";
const DAY: i64 = 86_400;

impl Town {
    /// The same place so many days after its beginning.
    async fn on_day(self, day: i64) -> Self {
        self.app.close().await;
        let Self { app, school, achievement, ground } = self;
        drop(app);
        let app = open(&ground, Clock::Fixed(now().plus_seconds(day * DAY))).await;
        Self { app, school, achievement, ground }
    }

    /// Reminds whoever is due, and writes the mails.
    async fn remind(&self) -> usize {
        let reminded = self.app.do_reminders().await.expect("reminded");
        mail(&self.app).await;
        reminded
    }

    async fn remind_by_hand(&self, awards: Option<&[AwardId]>) -> RemindOutcome {
        let school = &self.school.organisation_id;
        let outcome = self.app.remind_by_hand(&Actor::Operator, school, awards).await.expect("reminded");
        mail(&self.app).await;
        outcome
    }

    /// The reminders that somebody got since the place was opened.
    fn reminders(&self, email: &str) -> Vec<String> {
        let kept = self.app.mailer().kept();
        let own = kept.into_iter().filter(|kept| kept.mail.to == email);
        own.filter(|kept| kept.mail.text.contains("No more reminders")).map(|kept| kept.mail.text).collect()
    }
}

async fn mail(app: &App) {
    while app.do_messages().await.expect("mails are written") > 0 {}
}

#[tokio::test(flavor = "multi_thread")]
async fn who_does_not_answer_is_reminded_after_seven_and_twenty_one_days_and_then_left_in_peace() {
    for engine in engines() {
        let mut town = Town::new(engine).await;
        town.offer(ADA).await;
        let accepted = town.offer(BEN).await;
        town.accept(&accepted, BEN).await;
        mail(&town.app).await;
        let mut days = Vec::new();
        for day in [6, 7, 8, 13, 20, 21, 22, 30, 36, 90] {
            town = town.on_day(day).await;
            // A second look, as another worker or a restart would do, reminds nobody again.
            let reminded = (town.remind().await, town.remind().await);
            assert_eq!(reminded.1, 0, "{engine:?} day {day}");
            assert_eq!(town.reminders(ADA).len(), reminded.0, "{engine:?} day {day}");
            assert!(town.reminders(BEN).is_empty());
            if reminded.0 > 0 {
                days.push(day);
            }
        }
        assert_eq!(days, [7, 21], "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_that_was_away_does_not_send_both_reminders_at_once_or_dig_up_old_badges() {
    let town = Town::new(Engine::Sqlite).await;
    town.offer(ADA).await;
    let town = town.on_day(25).await;
    assert_eq!((town.remind().await, town.remind().await), (1, 0));
    let town = town.on_day(31).await;
    assert_eq!(town.remind().await, 0, "a week of peace");
    let town = town.on_day(33).await;
    assert_eq!(town.remind().await, 1);

    let late = Town::new(Engine::Sqlite).await;
    late.offer(ADA).await;
    assert_eq!(late.on_day(40).await.remind().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_mail_names_all_badges_that_wait_and_opens_each() {
    let town = Town::new(Engine::Sqlite).await;
    let (one, two) = (town.offer(ADA).await, town.offer(ADA).await);
    let town = town.on_day(8).await;
    assert_eq!(town.remind().await, 2);
    let reminders = town.reminders(ADA);
    assert_eq!(reminders.len(), 1);
    assert!(reminders[0].contains("Northside District awarded you 2 badges"), "{}", reminders[0]);
    let links: Vec<&str> = reminders[0].lines().filter(|line| line.contains("/yours/")).collect();
    assert_eq!(links.len(), 2);
    let mut ada = Browser::new(&town.app);
    for link in links {
        let path = link.strip_prefix(crate::support::browser::BASE).expect("a link of ours");
        ada.get(path).await.shows("If you do not answer, we remind you").shows(">Accept<").shows(">Decline<");
        ada.post(&format!("{path}/decline"), &[("csrf", "")]).await.location();
    }
    for award in [one, two] {
        let own = town.app.load_own_award(&Actor::Operator, &town.school.organisation_id, &award).await;
        assert_eq!(own.expect("the award").award.decision.answer, accolade::store::Answer::Declined);
    }
    assert_eq!(town.on_day(22).await.remind().await, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn two_services_on_one_database_remind_once() {
    let Some(Engine::Postgres) = engines().pop() else { return };
    let town = Town::new(Engine::Postgres).await;
    for number in 0..40 {
        town.offer(&format!("earner-{number}@school.example")).await;
    }
    let town = town.on_day(7).await;
    let at = Clock::Fixed(now().plus_seconds(7 * DAY));
    let others = [
        open_with(&town.ground, town.ground.settings(), at).await,
        open_with(&town.ground, town.ground.settings(), at).await,
    ];
    let (one, two, three) = tokio::join!(town.app.do_reminders(), others[0].do_reminders(), others[1].do_reminders());
    assert_eq!(one.expect("done") + two.expect("done") + three.expect("done"), 40);
    mail(&town.app).await;
    let got = (0..40).map(|number| town.reminders(&format!("earner-{number}@school.example")).len());
    assert!(got.into_iter().all(|count| count == 1));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_answered_withdrawn_or_stopped_since_is_not_in_the_mail() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (answered, withdrawn, stopped) =
            (town.offer(ADA).await, town.offer(BEN).await, town.offer("cleo@school.example").await);
        mail(&town.app).await;
        let town = town.on_day(7).await;
        // The reminders are noted, and their mails wait in the outbox.
        assert_eq!(town.app.do_reminders().await.expect("noted"), 3);
        town.accept(&answered, ADA).await;
        let school = &town.school.organisation_id;
        town.app
            .change_status(&Actor::Operator, school, &[withdrawn], StatusMove::Revoke, "Mistake")
            .await
            .expect("done");
        let cleo = town.holder(&stopped, "cleo@school.example").await;
        town.app.choose_reminders(&cleo, ReminderMove::Stop).await.expect("stopped");
        mail(&town.app).await;
        for email in [ADA, BEN, "cleo@school.example"] {
            assert!(town.reminders(email).is_empty(), "{engine:?} {email}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_earner_stops_the_reminders_of_everything_that_waits_and_lets_them_come_again() {
    for engine in engines() {
        let town = Town::new(engine).await;
        town.offer(ADA).await;
        town.offer(ADA).await;
        let town = town.on_day(1).await;
        let yours = link_in_mail(&town.app, ADA).await;
        let mut ada = Browser::new(&town.app);
        ada.post(&format!("{yours}/quiet"), &[("csrf", "")]).await.location();
        ada.get(&yours).await.shows("You asked for no more reminders.").shows("Remind me again").shows(">Accept<");
        let mut town = town.on_day(7).await;
        assert_eq!(town.remind().await, 0, "{engine:?}");
        assert_eq!(town.remind_by_hand(None).await, RemindOutcome { reminded: 0, left_alone: 2 });
        let mut ada = ada.moved(&town.app);
        ada.post(&format!("{yours}/remind"), &[("csrf", "")]).await.location();
        ada.get(&yours).await.shows("If you do not answer");
        assert_eq!(town.remind().await, 2, "{engine:?}");
        town = town.on_day(8).await;
        assert_eq!(town.remind().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_organisation_does_without_reminders_and_sends_one_by_hand() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let school = town.school.organisation_id.clone();
        let (one, _two) = (town.offer(ADA).await, town.offer(BEN).await);
        town.app.set_reminders(&Actor::Operator, &school, Reminders::Off).await.expect("off");
        let mut town = town.on_day(7).await;
        assert_eq!(town.remind().await, 0, "{engine:?}");

        let chosen = std::slice::from_ref(&one);
        assert_eq!(town.remind_by_hand(Some(chosen)).await, RemindOutcome { reminded: 1, left_alone: 0 });
        assert_eq!(town.remind_by_hand(Some(chosen)).await, RemindOutcome { reminded: 0, left_alone: 1 }, "one a day");
        assert_eq!(town.remind_by_hand(None).await, RemindOutcome { reminded: 1, left_alone: 1 });
        assert_eq!((town.reminders(ADA).len(), town.reminders(BEN).len()), (1, 1));

        // Five in all, whoever asks.
        for day in 8..14 {
            town = town.on_day(day).await;
            town.remind_by_hand(Some(chosen)).await;
        }
        let reminded = town.app.find_reminded(&Actor::Operator, &school, &one).await.expect("read").expect("reminded");
        assert_eq!(reminded.sent, 5, "{engine:?}");
        town.app.set_reminders(&Actor::Operator, &school, Reminders::On).await.expect("on");
        assert_eq!(town.on_day(21).await.remind().await, 1, "Ben, who had one");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_reminds_for_another_organisation() {
    let town = Town::new(Engine::Sqlite).await;
    let award = town.offer(ADA).await;
    let request =
        accolade::app::OrganisationRequest { slug: "south".into(), name: "South".into(), ..Default::default() };
    let south = town.app.create_organisation(&Actor::Operator, request, None).await.expect("made").organisation_id;
    let refused = town.app.remind_by_hand(&Actor::Operator, &south, Some(&[award])).await;
    assert!(matches!(refused, Err(Error::NotFound(_))), "{refused:?}");
    assert_eq!(town.app.remind_by_hand(&Actor::Operator, &south, None).await.expect("nobody").reminded, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reminder_speaks_the_language_of_whoever_gets_it() {
    let town = Town::new(Engine::Sqlite).await;
    town.offer(ADA).await;
    let ada = town.app.ensure_person(ADA, "").await.expect("a person").person_id;
    town.app.choose_language(&ada, Language::Spanish).await.expect("chosen");
    let town = town.on_day(7).await;
    assert_eq!(town.remind().await, 1);
    let kept = town.app.mailer().kept();
    let mail = &kept.iter().rev().find(|kept| kept.mail.to == ADA).expect("a mail").mail;
    assert!(mail.subject.contains("espera su respuesta"), "{}", mail.subject);
    assert!(mail.text.contains("No más recordatorios") && !mail.text.contains("reminder"), "{}", mail.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_shows_who_has_not_answered_reminds_them_and_has_the_switch() {
    let town = Town::new(Engine::Sqlite).await;
    let (one, two) = (town.offer(ADA).await, town.offer(BEN).await);
    town.award("cleo@school.example").await;
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;

    owner.get("/desk/northside/awards").await.shows("2 badges are not yet answered").shows("Not yet answered");
    let list = owner.get("/desk/northside/awards?state=unanswered").await;
    list.shows(ADA).shows(BEN).hides("cleo@school.example").shows("value=\"unanswered\" selected");
    let page = owner.get("/desk/northside/unclaimed").await;
    page.shows("2 badges are not yet answered").shows("None yet").hides("cleo@school.example");
    page.shows("value=\"on\" checked");

    let nothing = owner.send("/desk/northside/unclaimed/remind", &[]).await;
    assert_eq!(nothing.status, 422);
    nothing.shows("href=\"#award-1\"").shows("Choose at least one badge.");
    let sent = owner.send("/desk/northside/unclaimed/remind", &[("award", one.as_str())]).await;
    let page = owner.get(sent.location()).await;
    page.shows("1 badge: its earner gets a mail.").shows("1 June 2026 (1 in all)");
    let sent = owner.send("/desk/northside/unclaimed/remind", &[("all", "yes")]).await;
    owner.get(sent.location()).await.shows("1 badge: its earner gets a mail. 1 is left in peace");
    mail(&town.app).await;
    assert_eq!((town.reminders(ADA).len(), town.reminders(BEN).len()), (1, 1));

    let path = format!("/desk/northside/awards/{two}");
    owner.get(&path).await.shows("Send a reminder").shows("Reminded by mail").shows("1 June 2026 (1 in all)");
    let again = owner.send(&format!("{path}/remind"), &[]).await;
    owner.get(again.location()).await.shows("Nobody was reminded.");
    owner.get("/desk/northside/awards").await.shows("Last reminder: 1 June 2026 (1 in all)");
    let file = owner.get("/desk/northside/awards.csv?state=unanswered").await;
    assert_eq!(file.text.matches("2026-06-01T12:00:00Z\r\n").count(), 2, "{}", file.text);

    let off = owner.send("/desk/northside/unclaimed/reminders", &[("reminders", "off")]).await;
    owner.get(off.location()).await.shows("It is kept.").shows("value=\"off\" checked");
    owner.get("/desk/northside/audit").await.shows("Reminded earners of").shows("Changed whether earners are reminded");
    let later: Timestamp = now().plus_seconds(7 * DAY);
    let app = town.on_day(7).await.app;
    assert_eq!((app.now(), app.do_reminders().await.expect("nobody")), (later, 0));
    let holder_is_in_peace = app.mailer().kept().is_empty();
    assert!(holder_is_in_peace);
}

const CANCELLED: &str = "Cancelled before it was accepted";

impl Town {
    async fn cancel(&self, awards: &[AwardId]) -> Result<usize, Error> {
        let school = &self.school.organisation_id;
        let changes = self.app.change_status(&Actor::Operator, school, awards, StatusMove::Cancel, "").await?;
        Ok(changes.iter().filter(|change| change.changed).count())
    }

    /// The reason of its withdrawal; empty when it stands.
    async fn reason(&self, award: &AwardId) -> String {
        let shown = self.app.load_own_award(&Actor::Operator, &self.school.organisation_id, award).await;
        shown.expect("the award").award.revocation.clone().map(|revocation| revocation.reason).unwrap_or_default()
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cancelled_badge_is_revoked_and_its_page_says_so_kindly() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let award = town.offer(ADA).await;
        let yours = link_in_mail(&town.app, ADA).await;
        let before = town.app.mailer().kept().len();
        assert_eq!(town.cancel(std::slice::from_ref(&award)).await.expect("cancelled"), 1);
        assert_eq!(town.cancel(std::slice::from_ref(&award)).await.expect("nothing new"), 0);
        assert_eq!(town.reason(&award).await, CANCELLED, "{engine:?}");

        let mut ada = Browser::new(&town.app);
        let page = ada.get(&yours).await;
        page.shows("This badge was called back").shows("says nothing about you or your work").shows("1 June 2026");
        page.hides("<form method=\"post\" action=\"/yours").shows("noindex");
        for step in ["accept", "decline", "quiet"] {
            let refused = ada.post(&format!("{yours}/{step}"), &[("csrf", "")]).await;
            assert_eq!(refused.status == 409, step != "quiet", "{step}: {}", refused.status);
        }
        // Whoever had the first mail hears of it, once.
        mail(&town.app).await;
        let kept = town.app.mailer().kept();
        assert_eq!(kept.len(), before + 1);
        let told = &kept.last().expect("a mail").mail;
        assert!(told.subject.contains("was called back") && told.text.contains("wrong address"), "{}", told.text);

        let credential = town.app.load_public_award(&award).await.expect("the award").credential.clone();
        let door = crate::support::asking::Door::new(town);
        let verdict = door.post_bytes("/api/v1/verify", None, "application/json", credential.as_bytes()).await.is(200);
        assert_eq!(verdict.json()["verdict"], "invalid");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_were_planned_do_not_go_out_for_a_cancelled_badge() {
    for engine in engines() {
        let town = Town::new(engine).await;
        // Its first mail waits in the outbox.
        let unheard = town.offer(ADA).await;
        town.cancel(&[unheard]).await.expect("cancelled");
        mail(&town.app).await;
        assert!(town.app.mailer().kept().is_empty(), "{engine:?}");

        // A reminder waits in the outbox.
        let reminded = town.offer(BEN).await;
        mail(&town.app).await;
        let town = town.on_day(7).await;
        assert_eq!(town.app.do_reminders().await.expect("noted"), 1);
        town.cancel(&[reminded]).await.expect("cancelled");
        mail(&town.app).await;
        assert!(town.reminders(BEN).is_empty(), "{engine:?}");
        assert_eq!(town.on_day(21).await.remind().await, 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_accepted_badge_is_not_cancelled_and_the_refusal_points_to_revocation() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let (offered, accepted) = (town.offer(ADA).await, town.award(BEN).await);
        let refused = town.cancel(&[offered.clone(), accepted.clone()]).await;
        assert!(matches!(&refused, Err(Error::Conflict(why)) if why.contains("revoke")), "{engine:?} {refused:?}");
        assert_eq!((town.reason(&offered).await, town.reason(&accepted).await), (String::new(), String::new()));

        // A declined badge is not accepted either, nor is one whose earner took the answer back.
        let declined = town.offer("cleo@school.example").await;
        let cleo = town.holder(&declined, "cleo@school.example").await;
        town.app.answer_award(&cleo, AnswerMove::Decline).await.expect("declined");
        let ben = town.holder(&accepted, BEN).await;
        town.app.answer_award(&ben, AnswerMove::Undo).await.expect("taken back");
        assert_eq!(town.cancel(&[offered, declined, accepted]).await.expect("cancelled"), 3, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn accepting_and_cancelling_at_once_have_one_outcome() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let other = match engine {
            Engine::Sqlite => town.app.clone(),
            Engine::Postgres => open(&town.ground, Clock::Fixed(now())).await,
        };
        for number in 0..20 {
            let email = format!("earner-{number}@school.example");
            let award = town.offer(&email).await;
            let holder = town.holder(&award, &email).await;
            let chosen = std::slice::from_ref(&award);
            let (cancelled, accepted) =
                tokio::join!(town.cancel(chosen), other.answer_award(&holder, AnswerMove::Accept));
            assert_ne!(cancelled.is_ok(), accepted.is_ok(), "{engine:?} {cancelled:?} {accepted:?}");
            assert_eq!(town.reason(&award).await.is_empty(), accepted.is_ok(), "{engine:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_desk_cancels_one_or_chosen_ones_and_programs_do_the_same() {
    let town = Town::new(Engine::Sqlite).await;
    let (one, two, three) = (town.offer(ADA).await, town.offer(BEN).await, town.award("cleo@school.example").await);
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;
    let path = format!("/desk/northside/awards/{one}");
    owner.get(&path).await.shows("Cancel the badge");
    owner.get(&format!("/desk/northside/awards/{three}")).await.hides("Cancel the badge").hides("Send a reminder");
    let done = owner.send(&format!("{path}/cancel"), &[]).await;
    owner.get(done.location()).await.shows("The badge was cancelled.").shows(CANCELLED).hides("Cancel the badge");
    assert_eq!(owner.send("/desk/northside/unclaimed/cancel", &[]).await.status, 422);
    let refused = owner.send(&format!("/desk/northside/awards/{three}/cancel"), &[]).await;
    assert_eq!(refused.status, 409);
    refused.shows("withdraw (revoke) it instead");
    let done = owner.send("/desk/northside/unclaimed/cancel", &[("award", two.as_str())]).await;
    owner.get(done.location()).await.shows("The badge was cancelled.").shows("Every badge was answered.");
    assert_eq!(town.reason(&two).await, CANCELLED);

    let four = town.offer("dina@school.example").await;
    let door = crate::support::asking::Door::new(town);
    let (see, award, revoke) = (door.key(&["see"]).await, door.key(&["award"]).await, door.key(&["revoke"]).await);
    let ask = async |what: &str, key: &str, body: Option<serde_json::Value>| {
        let line = what.split_once(' ').map(|(method, rest)| format!("{method} {}", door.path(rest))).expect("a line");
        door.ask(&line, Some(key), body.as_ref(), &[]).await
    };
    let waiting = ask("GET /awards?state=unanswered", &see, None).await.is(200).json();
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1), "{waiting}");
    assert!(waiting["items"][0].get("remindedAt").is_none());
    let reminded = ask("POST /awards/remind", &award, Some(serde_json::json!({}))).await.is(200).json();
    assert_eq!((&reminded["reminded"], &reminded["leftAlone"]), (&1.into(), &0.into()));
    let waiting = ask("GET /awards?state=unanswered", &see, None).await.is(200).json();
    assert_eq!(waiting["items"][0]["remindedAt"], "2026-06-01T12:00:00Z");

    let all = serde_json::json!({"awards": [four, three]});
    let refused = ask("POST /awards/cancel", &revoke, Some(all)).await.is(409).json();
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("revoke")), "{refused}");
    let done = ask(&format!("POST /awards/{four}/cancel"), &revoke, None).await.is(200).json();
    assert_eq!(done["changed"], true);
    let shown = ask(&format!("GET /awards/{four}"), &see, None).await.is(200).json();
    assert_eq!((&shown["state"], &shown["stateReason"]), (&"revoked".into(), &CANCELLED.into()));

    let manage = door.key(&["see", "manage"]).await;
    assert_eq!(ask("GET /reminders", &manage, None).await.is(200).json()["automatic"], true);
    ask("PUT /reminders", &manage, Some(serde_json::json!({"automatic": false}))).await.is(200);
    assert_eq!(ask("GET /reminders", &manage, None).await.is(200).json()["automatic"], false);
}
