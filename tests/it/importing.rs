//! Awarding to everybody in a table: what becomes of each row is said before, mended in place, and done exactly once.

use std::collections::BTreeSet;

use accolade::app::{
    Actor, AwardImportRequest, Duplicates, Error, ImportChange, ImportCounts, ImportLine, RowChange, StatusMove,
};
use accolade::batch::{Handed, Spreadsheet};
use accolade::clock::Clock;
use accolade::ids::{AwardId, ImportId};
use accolade::store::{AchievementState, AwardFilter};

use crate::support::browser::Browser;
use crate::support::town::{Engine, Town, engines, now, open};

const OWNER: &str = "owner@school.example";
const LISTS: &str = "/desk/northside/awards/import";

impl Town {
    async fn import(&self, table: &str, duplicates: Duplicates) -> ImportId {
        let table = Spreadsheet::open(&Handed::bytes("june.csv", table.as_bytes().to_vec())).expect("a table");
        let request = AwardImportRequest { achievement: self.achievement.clone(), name: "june.csv".into(), duplicates };
        let school = &self.school.organisation_id;
        self.app.create_import(&Actor::Operator, school, request, table).await.expect("a list")
    }

    async fn counts(&self, import: &ImportId) -> ImportCounts {
        let school = &self.school.organisation_id;
        self.app.load_import(&Actor::Operator, school, import).await.expect("a list").counts
    }

    async fn rows(&self, import: &ImportId) -> Vec<ImportLine> {
        let school = &self.school.organisation_id;
        let asked = ("", 0, 100_000);
        self.app.list_import_rows(&Actor::Operator, school, import, asked).await.expect("rows")
    }

    async fn outcomes(&self, import: &ImportId) -> Vec<String> {
        self.rows(import).await.into_iter().map(|line| line.row.outcome).collect()
    }

    async fn start(&self, import: &ImportId) {
        self.app.start_import(&Actor::Operator, &self.school.organisation_id, import, None).await.expect("started");
    }

    /// The addresses of everybody whose badge stands, one for each badge.
    async fn holders(&self) -> Vec<String> {
        let filter = AwardFilter { state: "valid".into(), limit: 100_000, ..AwardFilter::default() };
        let found = self.app.list_awards(&Actor::Operator, &self.school.organisation_id, &filter).await;
        let mut emails: Vec<String> = found.expect("awards").into_iter().map(|award| award.person_email).collect();
        emails.sort();
        emails
    }

    async fn insist_on_clean_books(&self) {
        let report = self.app.audit(|_| ()).await.expect("audited");
        assert_eq!(report.findings, Vec::<String>::new());
    }
}

fn table(rows: usize) -> String {
    let row = |number| format!("person{number:05}@school.example,Person {number}\n");
    format!("E-mail,Name\n{}", (1..=rows).map(row).collect::<String>())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_table_is_looked_at_mended_and_awarded_in_three_actions() {
    let town = Town::new(Engine::Sqlite).await;
    town.award("has@school.example").await;
    let mut browser = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    browser.get("/desk/northside/awards").await.shows("Award to a list");
    browser.get(LISTS).await.shows("Award to a whole list").shows("Inquiry-Based Learning");

    // 1: hands the table in, as a spreadsheet of Germany wrote it.
    let file = "Vorname;Nachname;E-Mail;Datum;Planning;Zimmer\r\nZo\u{eb};M\u{fc}ller;zoe@school.example;1.5.2026;Secure;12\r\n\
        Ben;Achebe;ben at school;2.5.2026;;\r\nHas;It;has@school.example;;;\r\nZo;M;ZOE@school.example;;;\r\n\
        Dev;Patel;dev@school.example;soon;Great;\r\n";
    let bytes: Vec<u8> = file.chars().map(|letter| letter as u8).collect();
    let fields = [("achievement", town.achievement.as_str()), ("duplicates", "deny")];
    let sent = browser.send_file(LISTS, &fields, &bytes).await;
    let path = sent.location().to_owned();
    let page = browser.get(&path).await;
    page.shows("1 of 5 rows can be awarded now.").shows("2 rows have to be mended.").shows("Award 1 badge<");
    page.shows("Müller")
        .shows("1 May 2026")
        .shows("Write an e-mail address such as ada@school.example.")
        .shows("“soon” is not a date");
    page.shows("“Great” is no level of this criterion. Write Beginning or Secure.");
    page.shows("Has the badge already: nothing happens").shows("Stands in an earlier row: nothing happens");
    page.shows("<option value=\"level:planning\" selected>").shows("<option value=\"given-name\" selected>");
    assert_eq!(town.holders().await.len(), 1, "nothing was awarded by looking");

    // 2: mends two rows in place; one of them stays wrong.
    let mended = browser
        .send(
            &format!("{path}/rows"),
            &[("row", "2"), ("cell-2-2", "ben@school.example"), ("row", "5"), ("cell-5-3", "3.5.2026")],
        )
        .await;
    let page = browser.get(mended.location()).await;
    page.shows("2 of 5 rows can be awarded now.").shows("1 row has to be mended.").shows("Award 2 badges");
    page.hides("ben at school").shows("value=\"3.5.2026\"");
    browser.get(&format!("{path}?row=1")).await.shows("name=\"cell-1-2\" value=\"zoe@school.example\"");

    // 3: awards.
    assert_eq!(browser.send(&format!("{path}/award"), &[]).await.location(), path);
    let running = browser.get(&path).await;
    running
        .shows("Badges are being awarded")
        .shows("0 of 2 awarded")
        .shows("http-equiv=\"refresh\"")
        .hides("Save these rows");
    let refused = browser.send(&format!("{path}/rows"), &[("row", "5"), ("cell-5-4", "Secure")]).await;
    assert_eq!(refused.status, 409);
    town.app.do_imports().await.expect("awarded");
    let done = browser.get(&path).await;
    done.shows("2 badges were awarded.").hides("http-equiv").shows("To be mended");
    assert_eq!(town.holders().await, ["ben@school.example", "has@school.example", "zoe@school.example"]);

    // What is left can be mended and awarded later.
    browser.send(&format!("{path}/rows"), &[("row", "5"), ("cell-5-4", "secure")]).await.location();
    browser.send(&format!("{path}/award"), &[]).await.location();
    town.app.do_imports().await.expect("awarded");
    let result = browser.get(&format!("{path}/result.csv")).await;
    let badges = result.text.lines().filter(|line| line.contains(",Awarded,http://127.0.0.1:8080/badges/")).count();
    assert_eq!(badges, 3, "{}", result.text);
    result.shows("Vorname,Nachname,E-Mail,Datum,Planning,Zimmer,Row,What happened,Badge");
    result.shows("Has,It,has@school.example,,,,3,Has the badge already: nothing happens,");
    town.insist_on_clean_books().await;

    // The first row said a level, a day and a name.
    let rows = town.rows(&ImportId::from_text(path.rsplit('/').next().expect("an id"))).await;
    let award = rows[0].row.award_id.clone().expect("an award");
    let shown = town.app.load_public_award(&award).await.expect("an award");
    assert_eq!(shown.award.awarded_at.to_string(), "2026-05-01T00:00:00Z");
    assert!(shown.award.unsigned.contains("\"achievedLevel\"") || shown.award.unsigned.contains("l2"));

    browser.send(&format!("{path}/delete"), &[]).await.location();
    assert_eq!(browser.get(&path).await.status, 404);
    assert_eq!(town.holders().await.len(), 4, "the badges stay");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_no_table_comes_back_with_what_to_do() {
    let town = Town::new(Engine::Sqlite).await;
    let mut browser = Browser::owner(&town.app, &town.school.organisation_id, OWNER).await;
    let fields = [("achievement", town.achievement.as_str())];
    let book = browser.send_file(LISTS, &fields, b"PK\x03\x04workbook").await;
    assert_eq!(book.status, 422);
    book.shows("href=\"#upload\"").shows("save the sheet as CSV");
    let nothing = browser.send(LISTS, &fields).await;
    assert_eq!(nothing.status, 422);
    nothing.shows("Choose a file, or paste the rows.");
    let none = browser.send(LISTS, &[("pasted", "a@b.example")]).await;
    none.shows("href=\"#achievement\"").shows("a@b.example</textarea>");

    // Pasted cells have tabs between them, and no first line is needed.
    let fields = [fields[0], ("pasted", "Ada\tada@school.example\nBo\tbo@school.example\n")];
    let pasted = browser.send(LISTS, &fields).await;
    browser.get(pasted.location()).await.shows("2 of 2 rows can be awarded now.");

    // A column that nobody knows is named by hand; two cannot hold the same.
    let fields = [fields[0], ("pasted", "Wer\tWo\nada\tada(at)x\nbo\tbo(at)x\n")];
    let path = browser.send(LISTS, &fields).await.location().to_owned();
    browser.get(&path).await.shows("No column is known to hold e-mail addresses").hides("Save these rows");
    let columns = format!("{path}/columns");
    let twice = browser.send(&columns, &[("column-0", "email"), ("column-1", "email"), ("duplicates", "deny")]).await;
    assert_eq!(twice.status, 422);
    twice.shows("href=\"#column-1\"").shows("Two columns cannot hold the same.");
    let known = browser.send(&columns, &[("column-0", "name"), ("column-1", "email"), ("duplicates", "allow")]).await;
    browser.get(known.location()).await.shows("2 rows have to be mended.").shows("value=\"ada(at)x\"");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_has_the_badge_keeps_it_gets_another_or_a_newer_one() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let old = town.award("ada@school.example").await;
        let list = "mail\nada@school.example\nbo@school.example\nADA@school.example\n";

        let deny = town.import(list, Duplicates::Deny).await;
        assert_eq!(town.outcomes(&deny).await, ["has", "ready", "twice"]);
        let school = &town.school.organisation_id;
        let change = |duplicates| ImportChange { duplicates: Some(duplicates), ..ImportChange::default() };
        town.app.change_import(&Actor::Operator, school, &deny, change(Duplicates::Allow)).await.expect("changed");
        assert_eq!(town.outcomes(&deny).await, ["ready", "ready", "ready"]);
        town.app.change_import(&Actor::Operator, school, &deny, change(Duplicates::Replace)).await.expect("changed");
        assert_eq!(town.outcomes(&deny).await, ["replaces", "ready", "twice"]);

        town.start(&deny).await;
        town.app.do_imports().await.expect("awarded");
        assert_eq!(town.outcomes(&deny).await, ["awarded", "awarded", "twice"]);
        assert_eq!(town.holders().await, ["ada@school.example", "bo@school.example"]);
        let replaced = town.app.load_public_award(&old).await.expect("the old one");
        assert_eq!(replaced.award.revocation.clone().expect("withdrawn").reason, "Replaced by a newer badge");

        let allow = town.import("mail\nada@school.example\nada@school.example\n", Duplicates::Allow).await;
        town.start(&allow).await;
        town.app.do_imports().await.expect("awarded");
        assert_eq!(town.holders().await.len(), 4);
        town.insist_on_clean_books().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn somebody_who_got_the_badge_after_the_rows_were_looked_at_gets_no_second_one() {
    let town = Town::new(Engine::Sqlite).await;
    let list = town.import(&table(3), Duplicates::Deny).await;
    assert_eq!(town.counts(&list).await.ready, 3);
    town.award("person00002@school.example").await;
    town.start(&list).await;
    town.app.do_imports().await.expect("awarded");
    assert_eq!(town.outcomes(&list).await, ["awarded", "has", "awarded"]);
    assert_eq!(town.holders().await.len(), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_list_goes_on_after_a_restart_and_nobody_gets_two() {
    for engine in engines() {
        let mut town = Town::new(engine).await;
        let list = town.import(&table(601), Duplicates::Allow).await;
        town.start(&list).await;
        // A lease that whoever was killed left behind must not be in the way on a database of one process.
        for piece in 1..=2 {
            assert!(town.app.do_import_piece().await.expect("a piece"), "{piece}");
            let awarded = town.counts(&list).await.awarded;
            assert_eq!(awarded, (piece * 500).min(601), "{engine:?}");
            town = town.restarted().await;
        }
        town.app.do_imports().await.expect("done");
        town.app.recover(0).await.expect("signed");
        let counts = town.counts(&list).await;
        assert_eq!((counts.awarded, counts.total()), (601, 601));
        let holders = town.holders().await;
        assert_eq!((holders.len(), holders.iter().collect::<BTreeSet<_>>().len()), (601, 601));
        let awards: BTreeSet<AwardId> =
            town.rows(&list).await.into_iter().filter_map(|line| line.row.award_id).collect();
        assert_eq!(awards.len(), 601);
        town.insist_on_clean_books().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn two_instances_share_a_list_and_award_each_row_once() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let town = Town::new(Engine::Postgres).await;
    let other = open(&town.ground, Clock::Fixed(now())).await;
    let list = town.import(&table(2_300), Duplicates::Allow).await;
    town.start(&list).await;
    let (one, two) = tokio::join!(town.app.do_imports(), other.do_imports());
    assert!(one.expect("done") + two.expect("done") >= 5);
    town.app.do_imports().await.expect("done");
    assert_eq!(town.counts(&list).await.awarded, 2_300);
    let holders = town.holders().await;
    assert_eq!((holders.len(), holders.iter().collect::<BTreeSet<_>>().len()), (2_300, 2_300));
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn awarding_stops_where_it_is_told_to_and_can_go_on() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    let list = town.import(&table(1_100), Duplicates::Deny).await;
    town.start(&list).await;
    town.app.do_import_piece().await.expect("a piece");
    town.app.stop_import(&Actor::Operator, school, &list).await.expect("stopped");
    town.app.do_imports().await.expect("nothing to do");
    let counts = town.counts(&list).await;
    assert_eq!((counts.awarded, counts.ready), (500, 600));
    let mended = RowChange { number: 1, ..RowChange::default() };
    let refused = town.app.mend_import_rows(&Actor::Operator, school, &list, &[mended]).await;
    assert!(matches!(refused, Err(Error::Conflict(_))), "a row that was awarded stays");

    let left = RowChange { number: 1_100, is_left: true, ..RowChange::default() };
    town.app.mend_import_rows(&Actor::Operator, school, &list, &[left]).await.expect("left out");
    town.start(&list).await;
    town.app.do_imports().await.expect("awarded");
    let counts = town.counts(&list).await;
    assert_eq!((counts.awarded, counts.left, counts.open()), (1_099, 1, 0));
    let nobody = town.app.start_import(&Actor::Operator, school, &list, None).await;
    assert!(matches!(nobody, Err(Error::Invalid(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_achievement_that_is_not_awarded_any_more_ends_it_with_the_reason() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    let list = town.import(&table(2), Duplicates::Deny).await;
    town.start(&list).await;
    town.app
        .archive_achievement(&Actor::Operator, school, &town.achievement, AchievementState::Archived)
        .await
        .expect("archived");
    tokio::time::sleep(std::time::Duration::from_millis(1_100)).await;
    town.app.do_imports().await.expect("tried");
    let view = town.app.load_import(&Actor::Operator, school, &list).await.expect("a list");
    assert!(!view.is_running() && view.import.trouble.contains("archived"), "{}", view.import.trouble);
    assert_eq!(view.counts.awarded, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_badge_is_in_nobodys_way() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    let old = town.award("ada@school.example").await;
    town.app.change_status(&Actor::Operator, school, &[old], StatusMove::Revoke, "Mistake").await.expect("withdrawn");
    let list = town.import("mail\nada@school.example\n", Duplicates::Deny).await;
    assert_eq!(town.outcomes(&list).await, ["ready"]);
}
