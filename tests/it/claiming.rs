//! Badges that nobody has answered: reminders by themselves and by hand, and who is left in peace.

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
        open_with(&town.ground, town.ground.settings(), at.clone()).await,
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
    owner.get("/desk/northside/audit").await.shows("award.remind").shows("reminders.change");
    let later: Timestamp = now().plus_seconds(7 * DAY);
    let app = town.on_day(7).await.app;
    assert_eq!((app.now(), app.do_reminders().await.expect("nobody")), (later, 0));
    let holder_is_in_peace = app.mailer().kept().is_empty();
    assert!(holder_is_in_peace);
}
