//! A service with an organisation, an achievement and people, on a database of its own.
//!
//! Every story runs on SQLite; with `ACCOLADE_TEST_POSTGRES` also on PostgreSQL, in a database made for it.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use accolade::app::{
    Actor, AnswerMove, App, AwardRequest, Holder, OrganisationRequest, PasskeyRule, Recipient, Settings,
};
use accolade::clock::{Clock, Timestamp};
use accolade::ids::{AchievementId, AwardId, Random};
use accolade::issue::{Artwork, CriterionDefinition, Definition, LevelDefinition};
use accolade::keys::Seal;
use accolade::picture::artwork::{Colour, Design, Icon, Shape};
use accolade::store::{self, Organisation};
use accolade::{fetch, mail};
use sqlx::{Connection as _, Executor as _};

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

/// The databases that there are: SQLite, and PostgreSQL when a server for tests is named.
pub(crate) fn engines() -> Vec<Engine> {
    match std::env::var_os("ACCOLADE_TEST_POSTGRES") {
        Some(_) => vec![Engine::Sqlite, Engine::Postgres],
        None => {
            eprintln!("skipped on PostgreSQL: ACCOLADE_TEST_POSTGRES does not name a server");
            vec![Engine::Sqlite]
        }
    }
}

/// A folder and a database that nobody else uses.
pub(crate) struct Ground {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) url: String,
    database: Option<String>,
}

impl Ground {
    pub(crate) async fn new(engine: Engine) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        match engine {
            Engine::Sqlite => {
                let url = format!("sqlite:{}", folder.path().join("accolade.db").display());
                Self { folder, url, database: None }
            }
            Engine::Postgres => {
                static NUMBER: AtomicU64 = AtomicU64::new(0);
                let number = NUMBER.fetch_add(1, Ordering::Relaxed);
                let database = format!("accolade_{}_{number}", std::process::id());
                let server = std::env::var("ACCOLADE_TEST_POSTGRES").expect("a server");
                sqlx::any::install_default_drivers();
                let mut connection = sqlx::AnyConnection::connect(&server).await.expect("the server answers");
                let create = sqlx::AssertSqlSafe(format!("create database {database}"));
                connection.execute(create).await.expect("a database");
                let url = server.replacen("/postgres?", &format!("/{database}?"), 1);
                Self { folder, url, database: Some(database) }
            }
        }
    }

    pub(crate) fn settings(&self) -> Settings {
        self.settings_at("http://127.0.0.1:8080")
    }

    pub(crate) fn settings_at(&self, base_url: &str) -> Settings {
        let path = |name: &str| self.folder.path().join(name);
        Settings {
            base_url: base_url.into(),
            store: store::Settings::new(self.url.clone()),
            keys: path("issuer-keys"),
            journal: path("revocations.ndjson"),
            evidence: path("evidence"),
            evidence_bucket: None,
            fetch: fetch::Settings::default(),
            mail: mail::Settings::default(),
            verify: accolade::verify::Settings::default(),
            trust_organisation: None,
            passkeys: PasskeyRule::Offered,
            operators: Vec::new(),
            provider: None,
        }
    }
}

impl Ground {
    /// A new database that has the keys of another ground.
    pub(crate) async fn after(of: &Ground, engine: Engine) -> Self {
        let ground = Self::new(engine).await;
        copy(&of.path("issuer-keys"), &ground.path("issuer-keys"));
        ground
    }

    /// A file or folder of this ground.
    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            std::fs::copy(&path, &target).expect("copied");
        }
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        let Some(database) = self.database.take() else { return };
        let server = std::env::var("ACCOLADE_TEST_POSTGRES").unwrap_or_default();
        let drop_it = async move {
            if let Ok(mut connection) = sqlx::AnyConnection::connect(&server).await {
                let text = sqlx::AssertSqlSafe(format!("drop database if exists {database} with (force)"));
                let _ = connection.execute(text).await;
            }
        };
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
            runtime.block_on(drop_it);
        })
        .join()
        .expect("the database is dropped");
    }
}

/// The service at work.
pub(crate) struct Town {
    pub(crate) app: App,
    pub(crate) school: Organisation,
    pub(crate) achievement: AchievementId,
    pub(crate) ground: Ground,
}

/// The time at which everything happens.
pub(crate) fn now() -> Timestamp {
    "2026-06-01T12:00:00Z".parse().expect("a time")
}

impl Town {
    pub(crate) async fn new(engine: Engine) -> Self {
        Self::on(Ground::new(engine).await, Clock::Fixed(now())).await
    }

    pub(crate) async fn on(ground: Ground, clock: Clock) -> Self {
        let app = open(&ground, clock).await;
        Self::of(app, ground).await
    }

    /// The organisation and its achievement in a service that is open.
    pub(crate) async fn of(app: App, ground: Ground) -> Self {
        let request = OrganisationRequest {
            slug: "northside".into(),
            name: "Northside District".into(),
            ..OrganisationRequest::default()
        };
        let school = app.create_organisation(&Actor::Operator, request, None).await.expect("an organisation");
        let made = app.create_achievement(&Actor::Operator, &school.organisation_id, &definition()).await;
        let achievement = made.expect("an achievement").achievement_id;
        app.publish_achievement(&Actor::Operator, &school.organisation_id, &achievement).await.expect("published");
        Self { app, school, achievement, ground }
    }

    /// Stops and starts again on the same ground.
    pub(crate) async fn restarted(self) -> Self {
        self.app.close().await;
        let Self { app, school, achievement, ground } = self;
        drop(app);
        let app = open(&ground, Clock::Fixed(now())).await;
        Self { app, school, achievement, ground }
    }

    pub(crate) fn request(&self, email: &str) -> AwardRequest {
        AwardRequest {
            achievement_id: self.achievement.to_string(),
            recipient: Recipient { email: email.into(), name: String::new() },
            ..AwardRequest::default()
        }
    }

    /// An award that its earner has accepted, so that everybody sees it.
    pub(crate) async fn award(&self, email: &str) -> AwardId {
        let award = self.offer(email).await;
        self.accept(&award, email).await;
        award
    }

    /// The earner accepts an award.
    pub(crate) async fn accept(&self, award: &AwardId, email: &str) {
        let holder = self.holder(award, email).await;
        self.app.answer_award(&holder, AnswerMove::Accept).await.expect("accepted");
    }

    /// The earner of an award.
    pub(crate) async fn holder(&self, award: &AwardId, email: &str) -> Holder {
        let person = self.app.ensure_person(email, "").await.expect("a person").person_id;
        self.app.holder(&Actor::Person(person), award).await.expect("their award")
    }

    /// An award that waits for an answer.
    pub(crate) async fn offer(&self, email: &str) -> AwardId {
        let answer = self.app.award(&Actor::Operator, &self.school.organisation_id, &[self.request(email)], None).await;
        let row = answer.expect("an answer").rows.remove(0);
        AwardId::from_text(row.award_id.unwrap_or_else(|| panic!("{:?}", row.errors)))
    }
}

pub(crate) async fn open(ground: &Ground, clock: Clock) -> App {
    open_with(ground, ground.settings(), clock).await
}

pub(crate) async fn open_with(_ground: &Ground, settings: Settings, clock: Clock) -> App {
    App::open(&settings, Seal::development(), clock, Random::system()).await.expect("the service opens")
}

/// An achievement with a rubric.
pub(crate) fn definition() -> Definition {
    let level =
        |id: &str, name: &str| LevelDefinition { id: id.into(), name: name.into(), description: None, points: None };
    Definition {
        name: "Inquiry-Based Learning".into(),
        description: "Leads an inquiry cycle with a whole class.".into(),
        criteria: "Two peers place the evidence at *level 3* or above.".into(),
        achievement_type: "MicroCredential".into(),
        language: Some("en".into()),
        subject: Some("Science".into()),
        grade_band: Some("6-8".into()),
        tags: vec!["inquiry".into()],
        alignments: Vec::new(),
        credits_available: Some(1.5),
        artwork: Artwork::Design(Design {
            shape: Shape::ALL[0],
            colour: Colour::ALL[0],
            icon: Icon::ALL[0],
            text: "Inquiry".into(),
        }),
        alternative_text: String::new(),
        rubric: vec![CriterionDefinition {
            id: "planning".into(),
            name: "Planning".into(),
            levels: vec![level("l1", "Beginning"), level("l2", "Secure")],
            required_level: Some("l2".into()),
            alignments: Vec::new(),
        }],
        review: Some("Two trained peers review the evidence.".into()),
        valid_for_days: None,
        suspendable: true,
    }
}
