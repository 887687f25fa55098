//! A list of thousands that is awarded while the program is killed again and again: every row is awarded once.

use std::collections::BTreeSet;
use std::thread::sleep;
use std::time::Duration;

use accolade::app::Actor;
use accolade::clock::Stopwatch;
use accolade::ids::ImportId;
use accolade::store::AwardFilter;

use crate::chance::Chance;
use crate::ground::{Engine, Ground, Server};

const ROWS: usize = 4_000;
const PATH: &str = "/api/v1/organisations/north/award-lists";

pub(crate) fn run(engine: Engine, kills: u64, seed: u64) {
    let ground = Ground::new(engine, None);
    let mut chance = Chance::new(seed, 77);
    let mut server = ground.serve(ground.port, &[]);
    let list = hand_in(&ground, &server);
    let path = format!("{PATH}/{list}");
    assert_eq!(server.client.post(&format!("{path}/start"), "", "").expect("an answer").status, 202);
    let mut killed = 0;
    while killed < kills && awarded(&server, &path).0 < ROWS as u64 {
        sleep(Duration::from_millis(20 + chance.below(400)));
        server.kill();
        killed += 1;
        if engine == Engine::Postgres {
            // What a dead instance had in hand belongs to it for a minute, which is not waited for.
            ground.execute("update award_imports set leased_until = null");
        }
        server = ground.serve(ground.port, &[]);
    }
    let since = Stopwatch::start();
    while awarded(&server, &path) != (ROWS as u64, false) {
        assert!(since.elapsed() < Duration::from_secs(120), "{:?}", awarded(&server, &path));
        sleep(Duration::from_millis(50));
    }
    server.stop();
    ground.runtime.block_on(insist(&ground, &ImportId::from_text(list)));
    println!("{}: {ROWS} rows awarded once over {killed} kills", engine.name());
}

fn hand_in(ground: &Ground, server: &Server) -> String {
    let rows: String = (0..ROWS).map(|number| format!("person{number}@x.example,Person {number}\n")).collect();
    let path = format!("{PATH}?achievement={}&duplicates=allow", ground.achievement);
    let made = server.client.post(&path, "", &format!("email,name\n{rows}")).expect("an answer");
    assert_eq!(made.status, 201, "{}", made.body);
    let made: serde_json::Value = serde_json::from_str(&made.body).expect("JSON");
    assert_eq!(made["rows"]["ready"], ROWS);
    made["listId"].as_str().expect("an identifier").to_owned()
}

/// How many rows were awarded, and whether it goes on.
fn awarded(server: &Server, path: &str) -> (u64, bool) {
    let shown = server.client.get(path).expect("an answer");
    let shown: serde_json::Value = serde_json::from_str(&shown.body).expect("JSON");
    (shown["rows"]["awarded"].as_u64().expect("a number"), shown["state"] == "running")
}

async fn insist(ground: &Ground, list: &ImportId) {
    let app = ground.app().await;
    app.recover(0).await.expect("signed");
    let north = app.load_organisation_by_slug("north").await.expect("there").organisation_id;
    let filter = AwardFilter { limit: 100_000, ..AwardFilter::default() };
    let awards = app.list_awards(&Actor::Operator, &north, &filter).await.expect("awards");
    let people: BTreeSet<&str> = awards.iter().map(|award| award.person_email.as_str()).collect();
    assert_eq!((awards.len(), people.len()), (ROWS, ROWS), "each person has one badge");
    let rows = app.list_import_rows(&Actor::Operator, &north, list, ("", 0, 100_000)).await.expect("rows");
    let named: BTreeSet<String> =
        rows.iter().filter_map(|line| line.row.award_id.as_ref()).map(ToString::to_string).collect();
    let made: BTreeSet<String> = awards.iter().map(|award| award.award_id.to_string()).collect();
    assert_eq!(named, made, "the rows name the awards that there are");
    let report = app.audit(|_| ()).await.expect("audited");
    assert_eq!(report.findings, Vec::<String>::new());
    app.close().await;
}
