//! Frameworks: read from what others publish, brought in again, browsed, and chosen from for achievements.

use std::fmt::Write as _;

use accolade::app::{Actor, AwardRequest, Error, FrameworkImport};
use accolade::ids::FrameworkItemId;
use accolade::learning::{self, FrameworkError, Kind};
use accolade::store::{FrameworkItem, ItemFilter, Role};
use serde_json::Value;

use crate::support::asking::Door;
use crate::support::browser::Browser;
use crate::support::town::{Engine, Town, definition, engines};

const CASE: &[u8] = include_bytes!("../fixtures/frameworks/case.json");
const ESCO: &[u8] = include_bytes!("../fixtures/frameworks/esco.csv");
const SKILLS: &str = "Code;Statement;Parent code\n1;Thinks;\n1.a;Looks twice;1\n2;Works with others;\n";

fn lines(framework: &learning::Framework) -> Vec<(&str, &str, usize)> {
    framework.items.iter().map(|item| (item.code.as_str(), item.statement.as_str(), item.depth)).collect()
}

#[test]
fn a_case_package_is_read_in_the_order_of_its_tree() {
    let framework = learning::read(CASE, "").expect("a framework");
    assert_eq!((framework.kind, framework.name.as_str()), (Kind::Case, "Teaching practice"));
    assert_eq!((framework.publisher.as_str(), framework.language.as_str()), ("State of Example", "en"));
    assert_eq!(
        lines(&framework),
        [
            ("1", "Plans learning.", 0),
            ("1.a", "Starts from what pupils know.", 1),
            ("1.b", "Lets pupils ask before telling them.", 1)
        ]
    );
    assert_eq!(framework.items[1].url, "https://case.standards.example/uri/11111111-0000-4000-8000-000000000002");
    assert!(framework.items[2].other_names.contains("inquiry"));
}

#[test]
fn a_table_of_esco_is_read_with_its_other_names() {
    let framework = learning::read(ESCO, "").expect("a framework");
    assert_eq!((framework.kind, framework.name.as_str()), (Kind::Esco, "ESCO"));
    let first = &framework.items[0];
    assert_eq!(
        (first.statement.as_str(), first.url.as_str()),
        ("lead a discussion", "http://data.europa.eu/esco/skill/0001")
    );
    assert!(first.other_names.contains("chair a discussion"));
    assert_eq!(framework.items.iter().map(|item| item.is_retired).collect::<Vec<_>>(), [false, false, true]);
}

#[test]
fn a_plain_table_may_have_semicolons_and_parents_further_down() {
    let framework = learning::read(SKILLS.as_bytes(), "Skills").expect("a framework");
    assert_eq!(lines(&framework), [("1", "Thinks", 0), ("1.a", "Looks twice", 1), ("2", "Works with others", 0)]);
    let late = "\u{feff}code,statement,parent\nb,Second,a\na,First,\n,,\n";
    let framework = learning::read(late.as_bytes(), "Late").expect("a framework");
    assert_eq!(lines(&framework), [("a", "First", 0), ("b", "Second", 1)]);
}

#[test]
fn what_is_wrong_in_a_file_is_told_with_its_place() {
    let case = |from: &str, to: &str| String::from_utf8_lossy(CASE).replace(from, to);
    for (file, name, told) in [
        ("code,statement\n1,\n2,Two\n".to_owned(), "S", "line 2: it has no statement"),
        ("code,statement,parent\n1,One,9\n".to_owned(), "S", "line 2: there is no item “9” to lie below"),
        ("code,statement\n1,One\n\n1,Two\n".to_owned(), "S", "line 4: “1” stands already in line 2"),
        ("code,statement,parent\n1,One,2\n2,Two,1\n".to_owned(), "S", "“1” would lie below itself"),
        ("code,statement\n1,One\n".to_owned(), "", "give it a name"),
        ("code,statement\n".to_owned(), "S", "the framework has no items"),
        ("colour,size\nred,1\n".to_owned(), "S", "this is no framework"),
        ("{\"a\": 1}".to_owned(), "", "this is no framework"),
        ("{\"CFDocument\": ".to_owned(), "", "the JSON cannot be read"),
        (
            case("\"fullStatement\": \"Plans learning.\"", "\"fullStatement\": \"\""),
            "",
            "CFItems 2: it has no `fullStatement`",
        ),
        (
            case("\"identifier\": \"11111111-0000-4000-8000-000000000002\",\n      \"uri\"", "\"uri\""),
            "",
            "CFItems 3: it has no `identifier`",
        ),
    ] {
        let error = learning::read(file.as_bytes(), name).expect_err(told).to_string();
        assert!(error.contains(told), "{told}: {error}");
    }
    assert_eq!(learning::read(b"code,statement\n1,caf\xe9\n", "S"), Err(FrameworkError::NotText));
}

async fn import(town: &Town, file: &[u8], name: &str, apply: bool) -> FrameworkImport {
    let school = &town.school.organisation_id;
    let told = town.app.import_framework(&Actor::Operator, school, (file.to_vec(), name), apply).await;
    told.expect("a framework")
}

async fn find(town: &Town, text: &str) -> Vec<FrameworkItem> {
    let filter = ItemFilter { text: text.into(), limit: 100, ..ItemFilter::default() };
    town.app.search_framework_items(&filter).await.expect("searched")
}

#[tokio::test(flavor = "multi_thread")]
async fn a_framework_brought_in_again_changes_what_changed_and_retires_what_is_gone() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let dry = import(&town, SKILLS.as_bytes(), "Skills", false).await;
        assert_eq!((dry.added, dry.applied), (3, false));
        assert_eq!(find(&town, "").await, [], "{engine:?} a dry run writes nothing");

        let first = import(&town, SKILLS.as_bytes(), "Skills", true).await;
        let looks = find(&town, "LOOKS").await;
        assert_eq!((first.added, looks.len(), looks[0].depth), (3, 1, 1), "{engine:?}");
        let again = import(&town, SKILLS.as_bytes(), "Skills", true).await;
        assert_eq!(
            (again.framework, again.unchanged, again.added + again.changed + again.retired),
            (first.framework, 3, 0)
        );

        let newer = "code,statement,parent\n1,Thinks,\n2,Works with everybody,\n3,Makes,\n";
        let told = import(&town, newer.as_bytes(), "skills", true).await;
        assert_eq!((told.added, told.changed, told.unchanged, told.retired), (1, 1, 1, 1), "{engine:?}");
        assert_eq!(find(&town, "looks").await, [], "{engine:?} what is retired is not offered");
        let kept = town.app.load_framework_item(&looks[0].item_id, 10).await.expect("it stays");
        assert_eq!((kept.item.statement.as_str(), kept.item.retired_at.is_some()), ("Looks twice", true), "{engine:?}");

        // It comes back as the one that it was.
        import(&town, SKILLS.as_bytes(), "Skills", true).await;
        assert_eq!(find(&town, "looks").await[0].item_id, looks[0].item_id, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_statements_are_brought_in_and_found() {
    for engine in engines() {
        let town = Town::new(engine).await;
        let mut table = String::from("code,statement,parent\n");
        for number in 0..10_000 {
            let parent = if number % 100 == 0 { String::new() } else { format!("c{}", number - number % 100) };
            writeln!(table, "c{number},Statement number {number},{parent}").expect("written");
        }
        assert_eq!(import(&town, table.as_bytes(), "Large", true).await.added, 10_000);
        let mut filter = ItemFilter { limit: 1_000, ..ItemFilter::default() };
        let mut seen = 0;
        loop {
            let found = town.app.search_framework_items(&filter).await.expect("a page");
            seen += found.len();
            let Some(last) = found.last() else { break };
            filter.after = Some((last.framework_id.clone(), last.position));
        }
        assert_eq!(seen, 10_000, "{engine:?}");
        assert_eq!(find(&town, "number 9999").await.len(), 1, "{engine:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn only_those_who_define_achievements_bring_frameworks_in() {
    let town = Town::new(Engine::Sqlite).await;
    let school = &town.school.organisation_id;
    let viewer = town.app.ensure_person("viewer@school.example", "").await.expect("a person").person_id;
    town.app.put_member(&Actor::Operator, school, "viewer@school.example", "", Role::Viewer).await.expect("a member");
    let stranger = town.app.ensure_person("stranger@school.example", "").await.expect("a person").person_id;
    for (actor, expected) in
        [(Actor::Anonymous, "unknown"), (Actor::Person(stranger), "not found"), (Actor::Person(viewer), "forbidden")]
    {
        let refused = town.app.import_framework(&actor, school, (SKILLS.into(), "Skills"), true).await;
        let found = match refused.expect_err("refused") {
            Error::Unknown => "unknown",
            Error::NotFound(_) => "not found",
            Error::Forbidden(_) => "forbidden",
            other => panic!("{other}"),
        };
        assert_eq!(found, expected);
    }
    assert_eq!(find(&town, "").await, []);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_badge_keeps_the_statement_as_it_was_when_it_was_published() {
    let town = Town::new(Engine::Sqlite).await;
    import(&town, CASE, "", true).await;
    let item = find(&town, "1.b").await.remove(0);
    let whole = town.app.alignment_with(&item.item_id).await.expect("an alignment");
    import(&town, SKILLS.as_bytes(), "Skills", true).await;
    let skill = find(&town, "looks twice").await.remove(0);
    let of_criterion = town.app.alignment_with(&skill.item_id).await.expect("an alignment");
    let mut definition = definition();
    definition.alignments = vec![whole];
    definition.rubric[0].alignments = vec![of_criterion];
    let school = &town.school.organisation_id;
    let made = town.app.create_achievement(&Actor::Operator, school, &definition).await.expect("made").achievement_id;
    town.app.publish_achievement(&Actor::Operator, school, &made).await.expect("published");

    // The framework says something else afterwards.
    let changed = String::from_utf8_lossy(CASE).replace("Lets pupils ask before telling them.", "Asks pupils.");
    import(&town, changed.as_bytes(), "", true).await;
    let request = AwardRequest { achievement_id: made.to_string(), ..town.request("ada@school.example") };
    let answer = town.app.award(&Actor::Operator, school, &[request], None).await.expect("awarded");
    let award = accolade::ids::AwardId::from_text(answer.rows[0].award_id.clone().expect("an award"));
    let shown = town.app.load_public_award(&award).await.expect("the award");
    let credential: Value = serde_json::from_str(&shown.credential).expect("JSON");
    let achievement = &credential["credentialSubject"]["achievement"];
    let alignment = &achievement["alignment"][0];
    for (member, value) in [
        ("targetName", "Lets pupils ask before telling them."),
        ("targetUrl", "https://case.standards.example/uri/11111111-0000-4000-8000-000000000003"),
        ("targetCode", "1.b"),
        ("targetFramework", "Teaching practice"),
        ("targetType", "CFItem"),
    ] {
        assert_eq!(alignment[member], value, "{achievement}");
    }
    let of_criterion = &achievement["resultDescription"][0]["alignment"][0];
    assert_eq!(of_criterion["targetName"], "Looks twice");
    assert_eq!(of_criterion["targetType"], "ceasn:Competency");
    assert!(of_criterion["targetUrl"].as_str().is_some_and(|url| url.contains("/frameworks/")), "{of_criterion}");
    let report = town.app.verify(shown.credential.clone().into_bytes()).await.expect("verified").report;
    assert_eq!(report.state(), "valid", "{:#?}", report.checks);

    // The statement's page names the achievement, and the catalogue has the framework as a facet.
    let mut browser = Browser::new(&town.app);
    let page = browser.look(&format!("/frameworks/{}/items/{}", item.framework_id, item.item_id)).await;
    page.shows("Asks pupils.").shows(&format!("/achievements/{made}"));
    browser.get("/catalogue?framework=Teaching%20practice").await.shows("1 achievement").shows("Teaching practice");
}

#[tokio::test(flavor = "multi_thread")]
async fn everybody_can_browse_and_search_frameworks() {
    let town = Town::new(Engine::Sqlite).await;
    let mut browser = Browser::new(&town.app);
    browser.get("/frameworks").await.shows("No framework is here yet");
    let told = import(&town, CASE, "", true).await;
    let path = format!("/frameworks/{}", told.framework);
    browser.get("/frameworks").await.shows("Teaching practice").shows("3 statements").shows(&path);
    browser.get(&path).await.shows("Plans learning.").shows("Lets pupils ask").shows("<details>");
    browser.get(&format!("{path}?q=inquiry")).await.shows("1 found").shows("Lets pupils ask").hides("Plans learning");
    browser.get(&format!("{path}?q=zebra")).await.shows("Nothing like this");
    browser.get("/frameworks?q=plans").await.shows("Plans learning.");
    assert_eq!(browser.get("/frameworks/none").await.status, 404);
    let item = find(&town, "1.b").await.remove(0);
    browser.get(&format!("{path}/items/{}", item.item_id)).await.shows("No achievement answers to it yet");
    assert_eq!(browser.get(&format!("/frameworks/none/items/{}", item.item_id)).await.status, 404);
    let missing = town.app.load_framework_item(&FrameworkItemId::from_text("none"), 1).await;
    assert!(matches!(missing, Err(Error::NotFound(_))));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_owner_brings_a_framework_in_and_chooses_from_it() {
    let town = Town::new(Engine::Sqlite).await;
    let mut owner = Browser::owner(&town.app, &town.school.organisation_id, "owner@school.example").await;
    let desk = format!("/desk/{}", town.school.slug);
    let page = format!("{desk}/frameworks");
    owner.get(&page).await.shows("You have brought in no framework yet");
    let wrong = owner.send_file(&page, &[("name", "S")], b"code,statement\n1,\n").await;
    assert_eq!(wrong.status, 422);
    wrong.shows("ine 2: it has no statement").shows("href=\"#upload\"");
    let unnamed = owner.send_file(&page, &[("name", "")], SKILLS.as_bytes()).await;
    assert_eq!(unnamed.status, 422);
    unnamed.shows("href=\"#name\"");
    let preview = owner.send_file(&page, &[("name", "Skills")], SKILLS.as_bytes()).await;
    preview.shows("New statements: 3;");
    let (content, name) = (preview.value("content"), preview.value("name"));
    let done = owner.send(&page, &[("content", &content), ("name", &name), ("do", "apply")]).await;
    owner.get(done.location()).await.shows("The framework was brought in.").shows("Skills");

    // Looks for a standard, puts it to the whole and another to a criterion, and saves.
    let new = format!("{desk}/achievements/new");
    let fields = [
        ("name", "Twice"),
        ("description", "Looks twice."),
        ("criteria", "Look."),
        ("type", "Badge"),
        ("language", "en"),
        ("level-0", "Low"),
        ("level-1", "High"),
        ("criterion-0-name", "Looking"),
        ("criterion-0-required", "1"),
        ("criterion-0-level-0", ""),
        ("criterion-0-level-1", ""),
    ];
    let with = |more: &[(&'static str, &'static str)]| [&fields[..], more].concat();
    let found = owner.send(&new, &with(&[("do", "find-standard"), ("standard_q", "looks")])).await;
    found.shows("Looks twice").shows("Criterion: Looking");
    let nothing = owner.send(&new, &with(&[("do", "find-standard"), ("standard_q", "zebra")])).await;
    nothing.shows("Nothing like this is in a framework here");
    let item = find(&town, "looks").await.remove(0).item_id;
    let pressed = format!("use-standard:{item}");
    let mut chosen: Vec<(&str, &str)> = fields.to_vec();
    chosen.extend([("do", pressed.as_str()), ("standard_for", "0")]);
    let shown = owner.send(&new, &chosen).await;
    shown.shows("It answers to:");
    let row = |member: &str| shown.value(&format!("criterion-0-standard-0-{member}"));
    let (name, address, kind) = (row("name"), row("address"), row("type"));
    assert_eq!((name.as_str(), kind.as_str()), ("Looks twice", "ceasn:Competency"));
    let mut saved: Vec<(&str, &str)> = fields.to_vec();
    saved.extend([
        ("criterion-0-standard-0-name", name.as_str()),
        ("criterion-0-standard-0-picked", &name),
        ("criterion-0-standard-0-address", &address),
        ("criterion-0-standard-0-type", &kind),
        ("criterion-0-standard-0-code", "1.a"),
        ("criterion-0-standard-0-framework", "Skills"),
        ("do", "save"),
    ]);
    let published = owner.send(&new, &saved).await.location().to_owned();
    let id = published.split('/').nth(4).expect("an achievement").to_owned();
    let draft = town
        .app
        .load_draft(&Actor::Operator, &town.school.organisation_id, &accolade::ids::AchievementId::from_text(id))
        .await
        .expect("the draft")
        .1;
    let standard = &draft.rubric[0].alignments[0];
    assert_eq!((standard.target_name.as_str(), standard.target_code.as_deref()), ("Looks twice", Some("1.a")));
    assert_eq!(standard.target_type.as_deref(), Some("ceasn:Competency"));

    // With another name it is another standard: its kind is not kept.
    let mut renamed: Vec<(&str, &str)> = fields.to_vec();
    renamed.extend([
        ("alignment-0-name", "Something else"),
        ("alignment-0-picked", "Looks twice"),
        ("alignment-0-address", "https://a.example/1"),
        ("alignment-0-type", "CFItem"),
        ("do", "save"),
    ]);
    let published = owner.send(&new, &renamed).await.location().to_owned();
    let id = accolade::ids::AchievementId::from_text(published.split('/').nth(4).expect("an achievement"));
    let draft = town.app.load_draft(&Actor::Operator, &town.school.organisation_id, &id).await.expect("the draft").1;
    assert_eq!(draft.alignments[0].target_type, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn programs_bring_frameworks_in_and_read_them() {
    let door = Door::new(Town::new(Engine::Sqlite).await);
    let path = door.path("/frameworks");
    door.post_bytes(&path, None, "text/csv", SKILLS.as_bytes()).await.is(401);
    let see = door.key(&["see"]).await;
    door.post_bytes(&format!("{path}?name=Skills"), Some(&see), "text/csv", SKILLS.as_bytes()).await.is(403);
    let key = door.key(&["define"]).await;
    let unnamed = door.post_bytes(&path, Some(&key), "text/csv", SKILLS.as_bytes()).await.is(422);
    assert_eq!(unnamed.fields(), ["name"]);
    let told =
        door.post_bytes(&format!("{path}?name=Skills&apply=true"), Some(&key), "text/csv", SKILLS.as_bytes()).await;
    assert_eq!(told.is(200).json()["added"], 3);

    let all = door.get("/api/v1/frameworks").await.is(200).json();
    assert_eq!((&all["items"][0]["name"], &all["items"][0]["items"]), (&"Skills".into(), &3.into()));
    let items = format!("/api/v1/frameworks/{}/items", all["items"][0]["id"].as_str().expect("an id"));
    let first = door.get(&format!("{items}?limit=2")).await.is(200).json();
    assert_eq!(first["items"][1]["parent"], first["items"][0]["id"]);
    let next = first["next"].as_str().expect("a next page").to_owned();
    let last = door.get(&format!("{items}?limit=2&cursor={next}")).await.is(200).json();
    assert_eq!((&last["items"][0]["code"], &last["next"]), (&"2".into(), &Value::Null));
    door.get("/api/v1/frameworks/none/items").await.is(404);
}
