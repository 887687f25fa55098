//! Achievements that follow from others: given once, in the order asked for, never for badges that do not stand.

use accolade::app::{Actor, AwardRequest, Duplicates, Error, MilestoneRequest, Recipient, StatusMove};
use accolade::clock::Clock;
use accolade::ids::{AchievementId, AwardId};
use accolade::issue::Definition;
use accolade::store::AwardFilter;

use crate::support::browser::Browser;
use crate::support::town::{Engine, Ground, Town, definition, engines, now, open};

struct Path {
    town: Town,
    parts: Vec<AchievementId>,
    whole: AchievementId,
}

impl Path {
    async fn new(engine: Engine) -> Self {
        let town = Town::on(Ground::new(engine).await, Clock::Fixed(now())).await;
        let mut made = Vec::new();
        for name in ["One", "Two", "Three", "Whole"] {
            made.push(publish(&town, name).await);
        }
        let whole = made.pop().expect("four");
        Self { town, parts: made, whole }
    }

    async fn set(&self, required: Option<i64>, is_ordered: bool) {
        let parts = self.parts.iter().map(ToString::to_string).collect();
        let request = MilestoneRequest { parts, required, is_ordered, is_on: true };
        let school = &self.town.school.organisation_id;
        self.town.app.put_milestone(&Actor::Operator, school, &self.whole, request).await.expect("a milestone");
        self.work().await;
    }

    async fn work(&self) {
        while self.town.app.do_messages().await.expect("worked") > 0 {}
    }

    async fn award(&self, part: usize, email: &str, day: &str) -> AwardId {
        let request = AwardRequest {
            achievement_id: self.parts[part].to_string(),
            recipient: Recipient { email: email.into(), name: String::new() },
            awarded_at: Some(format!("{day}T00:00:00Z")),
            ..AwardRequest::default()
        };
        let school = &self.town.school.organisation_id;
        let answer = self.town.app.award(&Actor::Operator, school, &[request], None).await.expect("an answer");
        self.work().await;
        AwardId::from_text(answer.rows[0].award_id.clone().expect("an award"))
    }

    /// How many people have the whole.
    async fn completed(&self) -> usize {
        let filter = AwardFilter { achievement: Some(self.whole.clone()), limit: 1_000, ..AwardFilter::default() };
        let school = &self.town.school.organisation_id;
        self.town.app.list_awards(&Actor::Operator, school, &filter).await.expect("awards").len()
    }

    async fn change(&self, award: &AwardId, step: StatusMove) {
        let school = &self.town.school.organisation_id;
        let changed =
            self.town.app.change_status(&Actor::Operator, school, std::slice::from_ref(award), step, "Why").await;
        changed.expect("changed");
        self.work().await;
    }
}

async fn publish(town: &Town, name: &str) -> AchievementId {
    let (app, school) = (&town.app, &town.school.organisation_id);
    let definition = Definition { name: name.into(), rubric: Vec::new(), ..definition() };
    let made = app.create_achievement(&Actor::Operator, school, &definition).await.expect("made").achievement_id;
    app.publish_achievement(&Actor::Operator, school, &made).await.expect("published");
    made
}

#[tokio::test(flavor = "multi_thread")]
async fn enough_of_the_parts_give_the_whole_once() {
    for engine in engines() {
        let path = Path::new(engine).await;
        path.award(0, "early@school.example", "2026-05-01").await;
        path.award(1, "early@school.example", "2026-05-02").await;
        assert_eq!(path.completed().await, 0);
        path.set(Some(2), false).await;
        assert_eq!(path.completed().await, 1, "whoever had enough before gets it when it is set up");

        path.award(0, "ada@school.example", "2026-05-03").await;
        path.award(0, "ada@school.example", "2026-05-04").await;
        assert_eq!(path.completed().await, 1, "the same part twice is one part");
        path.award(2, "ada@school.example", "2026-05-05").await;
        assert_eq!(path.completed().await, 2);
        path.award(1, "ada@school.example", "2026-05-06").await;
        path.set(Some(1), false).await;
        path.set(Some(2), false).await;
        assert_eq!(path.completed().await, 2, "nobody gets it again");
        let school = &path.town.school.organisation_id;
        let progress =
            path.town.app.load_milestone_progress(&Actor::Operator, school, &path.whole).await.expect("known");
        assert_eq!((progress.completed, progress.by_parts), (2, vec![(2, 1), (3, 1)]));
        let report = path.town.app.audit(|_| ()).await.expect("audited");
        assert_eq!(report.findings, Vec::<String>::new());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_withdrawn_or_is_on_hold_does_not_count() {
    let path = Path::new(Engine::Sqlite).await;
    path.set(None, false).await;
    let one = path.award(0, "ada@school.example", "2026-05-01").await;
    path.change(&one, StatusMove::Revoke).await;
    let two = path.award(1, "ada@school.example", "2026-05-02").await;
    path.change(&two, StatusMove::Suspend).await;
    path.award(2, "ada@school.example", "2026-05-03").await;
    path.award(0, "ada@school.example", "2026-05-04").await;
    assert_eq!(path.completed().await, 0);
    path.change(&two, StatusMove::Reinstate).await;
    assert_eq!(path.completed().await, 1, "the end of a hold can complete it");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_path_is_walked_in_its_order() {
    let path = Path::new(Engine::Sqlite).await;
    path.set(None, true).await;
    path.award(1, "ada@school.example", "2026-05-01").await;
    path.award(0, "ada@school.example", "2026-05-02").await;
    path.award(2, "ada@school.example", "2026-05-03").await;
    assert_eq!(path.completed().await, 0);
    path.award(1, "ada@school.example", "2026-05-04").await;
    assert_eq!(path.completed().await, 0);
    path.award(2, "ada@school.example", "2026-05-05").await;
    assert_eq!(path.completed().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_whole_list_completes_milestones_too_and_two_workers_give_each_once() {
    if !engines().contains(&Engine::Postgres) {
        return;
    }
    let path = Path::new(Engine::Postgres).await;
    path.set(Some(2), false).await;
    let school = &path.town.school.organisation_id;
    let other = open(&path.town.ground, Clock::Fixed(now())).await;
    for part in [0, 1, 2] {
        let rows: String = (0..120).map(|number| format!("p{number}@school.example\n")).collect();
        let file = accolade::batch::Handed::bytes("t.csv", format!("mail\n{rows}").into_bytes());
        let table = accolade::batch::Spreadsheet::open(&file).expect("a table");
        let request = accolade::app::AwardImportRequest {
            achievement: path.parts[part].clone(),
            name: "t".into(),
            duplicates: Duplicates::Deny,
        };
        let list = path.town.app.create_import(&Actor::Operator, school, request, table).await.expect("a list");
        path.town.app.start_import(&Actor::Operator, school, &list, None).await.expect("started");
        path.town.app.do_imports().await.expect("awarded");
    }
    let worked = async |app: &accolade::app::App| while app.do_messages().await.expect("worked") > 0 {};
    tokio::join!(worked(&path.town.app), worked(&other));
    path.work().await;
    assert_eq!(path.completed().await, 120);
    other.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_sets_it_up_on_a_page_and_everybody_sees_what_it_takes() {
    let path = Path::new(Engine::Sqlite).await;
    let mut browser = Browser::owner(&path.town.app, &path.town.school.organisation_id, "owner@school.example").await;
    let page = format!("/desk/northside/achievements/{}/milestone", path.whole);
    browser.get(&page).await.shows("Milestone").shows("Badges that count");
    let parts: Vec<&str> = path.parts.iter().map(AchievementId::as_str).collect();
    let wrong = [("on", "yes"), ("part-1", parts[0]), ("part-2", parts[1]), ("required", "3"), ("order", "any")];
    let refused = browser.send(&page, &wrong).await;
    assert_eq!(refused.status, 422);
    refused.shows("href=\"#required\"").shows("Write a number from 1 to 2.").shows("value=\"3\"");
    let right = [("on", "yes"), ("part-1", parts[0]), ("part-2", parts[1]), ("required", ""), ("order", "path")];
    browser.send(&page, &right).await.location();
    path.award(0, "owner@school.example", "2026-05-01").await;
    browser.get(&page).await.shows("1 of 2").shows("Got it by themselves");

    let public = format!("/achievements/{}", path.whole);
    let shown = browser.look(&public).await;
    shown.shows("all of these badges, earned one after the other").shows("You have 1 of 2.").shows(">One</a>");
    Browser::new(&path.town.app).look(&public).await.hides("You have").shows("How it follows from other badges");

    let school = &path.town.school.organisation_id;
    let own = MilestoneRequest { parts: vec![path.whole.to_string()], is_on: true, ..MilestoneRequest::default() };
    let refused = path.town.app.put_milestone(&Actor::Operator, school, &path.whole, own).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "nothing follows from itself");
}
