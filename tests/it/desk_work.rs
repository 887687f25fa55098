//! What the desk does with many badges and over time: planned, withdrawn together, counted, looked up, in versions.

use accolade::app::{Actor, Duplicates, StatusMove};
use accolade::batch::{Handed, Spreadsheet};
use accolade::clock::Clock;
use accolade::store::AwardFilter;

use crate::support::browser::Browser;
use crate::support::town::{Engine, Town, definition, engines, open};

const OWNER: &str = "owner@school.example";
const AWARDS: &str = "/desk/northside/awards";

async fn town(engine: Engine) -> (Town, Browser) {
    let town = Town::new(engine).await;
    let browser = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    (town, browser)
}

async fn count(town: &Town, state: &str) -> usize {
    let filter = AwardFilter { state: state.into(), limit: 10_000, ..AwardFilter::default() };
    let found = town.app.list_awards(&Actor::Operator, &town.school.organisation_id, &filter).await;
    found.expect("awards").len()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_for_a_day_to_come_is_awarded_then_and_can_be_called_off() {
    for engine in engines() {
        let (town, mut browser) = town(engine).await;
        let form = |emails: &'static str| {
            [
                ("once", "1"),
                ("achievement", ""),
                ("emails", emails),
                ("issued", "2026-06-20"),
                ("evidence_address", "https://evidence.example/1"),
            ]
        };
        let mut fields = form("ada@school.example\r\nbo@school.example");
        fields[1].1 = town.achievement.as_str();
        let planned = browser.send(&format!("{AWARDS}/new"), &fields).await;
        let path = planned.location().to_owned();
        let page = browser.get(&path).await;
        page.shows("Planned for 20 June 2026").shows("Waiting for").shows("Call it off").hides("Award 2 badges");
        town.app.do_imports().await.expect("nothing is due");
        assert_eq!(count(&town, "").await, 0);

        // Called off, changed and planned again, for a day to come and for none that is past.
        browser.send(&format!("{path}/stop"), &[]).await.location();
        let refused = browser.send(&format!("{path}/award"), &[("start_on", "2026-05-01")]).await;
        assert_eq!(refused.status, 422);
        refused.shows("href=\"#start_on\"").shows("within two years").shows("value=\"2026-05-01\"");
        browser.send(&format!("{path}/award"), &[("start_on", "2026-06-21")]).await.location();
        browser.get("/desk/northside/audit").await.shows("Planned to award a list on 21 June 2026");

        let later = open(&town.ground, Clock::Fixed("2026-06-21T06:00:00Z".parse().expect("a time")));
        let app = match engine {
            Engine::Postgres => later.await,
            Engine::Sqlite => {
                town.app.close().await;
                later.await
            }
        };
        app.do_imports().await.expect("awarded");
        let filter = AwardFilter { limit: 10, ..AwardFilter::default() };
        let awards = app.list_awards(&Actor::Operator, &town.school.organisation_id, &filter).await.expect("awards");
        assert_eq!(awards.len(), 2);
        assert_eq!(awards[0].awarded_at.to_string(), "2026-06-21T06:00:00Z");
        app.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_that_a_list_shows_is_withdrawn_together_with_mails() {
    for engine in engines() {
        let (town, mut browser) = town(engine).await;
        let rows: String = (0..1_150).map(|number| format!("person{number}@school.example\n")).collect();
        let file = Handed::bytes("june.csv", format!("mail\n{rows}").into_bytes());
        let request = accolade::app::AwardImportRequest {
            achievement: town.achievement.clone(),
            name: "june.csv".into(),
            duplicates: Duplicates::Deny,
        };
        let school = &town.school.organisation_id;
        let table = Spreadsheet::open(&file).expect("a table");
        let list = town.app.create_import(&Actor::Operator, school, request, table).await.expect("a list");
        town.app.start_import(&Actor::Operator, school, &list, None).await.expect("started");
        town.app.do_imports().await.expect("awarded");
        town.award("other@school.example").await;
        while town.app.do_messages().await.expect("worked") > 0 {}
        let query = format!("list={list}");
        let page = browser.get(&format!("{AWARDS}/revoke-all?{query}")).await;
        page.shows("Withdraw 1,150 badges").shows("june.csv").shows("cannot be undone");
        let path = format!("{AWARDS}/revoke-all");
        let unsure = browser.send(&path, &[("list", list.as_str()), ("reason", "Wrong list")]).await;
        assert_eq!(unsure.status, 422);
        unsure.shows("href=\"#sure-1\"").shows("value=\"Wrong list\"");
        let silent = browser.send(&path, &[("list", list.as_str()), ("sure", "yes")]).await;
        assert_eq!(silent.status, 422);
        silent.shows("href=\"#reason\"");
        assert_eq!(count(&town, "revoked").await, 0);

        let fields = [("list", list.as_str()), ("sure", "yes"), ("reason", "Wrong list")];
        let done = browser.send(&path, &fields).await;
        browser.get(done.location()).await.shows("All of these badges were withdrawn.");
        assert_eq!((count(&town, "revoked").await, count(&town, "valid").await), (1_150, 1));
        browser.get(&format!("{path}?{query}")).await.shows("There is nothing to withdraw.");
        if engine == Engine::Sqlite {
            while town.app.do_messages().await.expect("worked") > 0 {}
            let kept = town.app.mailer().kept();
            let last = kept.last().expect("a mail");
            assert!(last.mail.text.contains("Reason given: Wrong list"), "{}", last.mail.text);
        }
        let report = town.app.audit(|_| ()).await.expect("audited");
        assert_eq!(report.findings, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_is_narrowed_to_who_what_and_when_and_kept_as_a_file() {
    for engine in engines() {
        let (town, mut browser) = town(engine).await;
        let award = town.award("ada@school.example").await;
        let school = &town.school.organisation_id;
        town.app.change_status(&Actor::Operator, school, &[award], StatusMove::Revoke, "Mistake").await.expect("done");
        browser
            .send("/desk/northside/members", &[("email", "vera@school.example"), ("role", "viewer")])
            .await
            .location();

        let log = "/desk/northside/audit";
        browser.get(log).await.shows("follow on each other").shows("Awarded 1 badge").shows("the role Viewer");
        browser.get(&format!("{log}?what=award")).await.shows("Withdrew 1 badge: Mistake").hides("the role Viewer");
        browser.get(&format!("{log}?who=operator&what=member")).await.hides("the role Viewer").shows("the role Owner");
        browser.get(&format!("{log}?from=2026-06-02")).await.shows("No entry is like this.");
        browser.get(&format!("{log}?from=2026-06-01&until=2026-06-01")).await.shows("Awarded 1 badge");
        browser.get(&format!("{log}?until=2026-05-31")).await.hides("Awarded 1 badge");
        let page = browser.get(&format!("{log}?what=award")).await;
        page.shows("/audit.csv?what=award").shows("<option value=\"award\" selected>");
        let file = browser.get(&format!("{log}.csv?what=award")).await;
        // The heads, that it was awarded, accepted and withdrawn.
        assert_eq!(file.text.lines().count(), 4, "{}", file.text);
        let whole = browser.get(&format!("{log}.csv")).await;
        assert!(whole.text.lines().count() > 5);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn months_are_counted_and_drawn_with_a_table_beside() {
    for engine in engines() {
        let (town, mut browser) = town(engine).await;
        let award = town.award("ada@school.example").await;
        town.award("bo@school.example").await;
        let shown = town.app.load_public_award(&award).await.expect("an award");
        for _ in 0..3 {
            town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified");
        }
        town.app.verify(b"no badge".to_vec()).await.expect("looked at");
        let school = &town.school.organisation_id;
        town.app.change_status(&Actor::Operator, school, &[award], StatusMove::Revoke, "Mistake").await.expect("done");
        town.app.audit(|_| ()).await.expect("our own looks are not counted");
        town.app.note_verifications().await.expect("noted");
        town.app.note_verifications().await.expect("nothing is noted twice");

        let figures = town.app.list_figures(&Actor::Operator, school, 12).await.expect("figures");
        assert_eq!(figures.len(), 12);
        let last = figures[11];
        assert_eq!((last.awarded, last.revoked, last.verified), (2, 1, 3));
        assert_eq!(figures.iter().map(|month| month.awarded).sum::<i64>(), 2);
        let page = browser.get("/desk/northside/figures").await;
        page.shows("2 in the last 12 months, most in June 2026: 2.").shows("<rect").shows("Month by month");
        page.shows("<time datetime=\"2026-06\">June 2026</time>");
        let file = browser.get("/desk/northside/figures.csv").await;
        assert_eq!(file.text.trim_start_matches('\u{feff}').lines().nth(1), Some("2026-06,2,1,3"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn versions_are_listed_and_a_draft_is_seen_as_its_page() {
    let (town, mut browser) = town(Engine::Sqlite).await;
    town.award("ada@school.example").await;
    let path = format!("/desk/northside/achievements/{}", town.achievement);
    browser.get(&format!("{path}/edit")).await.shows("Versions, and the draft as its page");
    browser.get(&format!("{path}/versions")).await.shows("The draft is the same as version 1.").shows("Version 1");

    let changed = accolade::issue::Definition { name: "Inquiry, deeper".into(), ..definition() };
    let school = &town.school.organisation_id;
    town.app.change_achievement(&Actor::Operator, school, &town.achievement, &changed).await.expect("changed");
    browser.get(&format!("{path}/versions")).await.shows("The draft differs from version 1.");
    browser.get(&format!("{path}/preview")).await.shows("Inquiry, deeper").shows("This is the draft.");
    browser.look(&format!("/achievements/{}", town.achievement)).await.hides("Inquiry, deeper");

    town.app.publish_achievement(&Actor::Operator, school, &town.achievement).await.expect("published");
    let page = browser.get(&format!("{path}/versions")).await;
    page.shows("The draft is the same as version 2.").shows("Version 1").shows("Version 2");
}
