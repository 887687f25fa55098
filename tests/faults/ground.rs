//! A database, an organisation in it, and the program itself serving it as a process of its own.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use accolade::app::{Actor, ApiKeyRequest, App, OrganisationRequest, Settings};
use accolade::clock::{Clock, Stopwatch};
use accolade::ids::Random;
use accolade::issue::{Artwork, Definition};
use accolade::keys::Seal;
use accolade::picture::artwork::{Colour, Design, Icon, Shape};
use accolade::{fetch, mail, store};
use sqlx::{AnyConnection, AssertSqlSafe, Connection as _, Executor as _};
use tokio::runtime::Runtime;

use crate::client::Client;

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Engine {
    Sqlite,
    Postgres,
}

impl Engine {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgres => "PostgreSQL",
        }
    }
}

/// The server for tests, if one is named.
pub(crate) fn postgres() -> Option<String> {
    std::env::var("ACCOLADE_TEST_POSTGRES").ok().filter(|address| !address.is_empty())
}

/// A folder and a database that nobody else uses, with an organisation that can award.
pub(crate) struct Ground {
    pub(crate) folder: PathBuf,
    pub(crate) url: String,
    pub(crate) port: u16,
    pub(crate) secret: String,
    pub(crate) achievement: String,
    pub(crate) runtime: Runtime,
    /// The server and the database that was made on it.
    database: Option<(String, String)>,
    _temporary: tempfile::TempDir,
}

impl Ground {
    /// A new ground for a story; `folder` is where a SQLite database is to be, if not just anywhere.
    pub(crate) fn new(engine: Engine, folder: Option<&Path>) -> Self {
        Self::on(engine, folder, postgres())
    }

    /// The same, on this PostgreSQL server.
    pub(crate) fn on(engine: Engine, folder: Option<&Path>, server: Option<String>) -> Self {
        sqlx::any::install_default_drivers();
        let temporary = tempfile::tempdir().expect("a folder");
        let folder = folder.unwrap_or(temporary.path()).to_path_buf();
        let runtime = Runtime::new().expect("a runtime");
        let (url, database) = match engine {
            Engine::Sqlite => (format!("sqlite:{}", folder.join("accolade.db").display()), None),
            Engine::Postgres => {
                let server = server.as_deref().expect("a server");
                let database = format!("accolade_faults_{}", Random::system().text(8));
                runtime.block_on(execute(server, &format!("create database {database}")));
                let url = server.replacen("/postgres?", &format!("/{database}?"), 1);
                (url, Some((server.to_owned(), database)))
            }
        };
        let (secret, achievement) = (String::new(), String::new());
        let mut ground =
            Self { folder, url, port: free_port(), secret, achievement, runtime, database, _temporary: temporary };
        (ground.secret, ground.achievement) = ground.runtime.block_on(ground.furnish());
        ground
    }

    /// Makes the organisation, what it awards, and a key for programs; the key's secret and the achievement.
    async fn furnish(&self) -> (String, String) {
        let app = self.app().await;
        let request =
            OrganisationRequest { slug: "north".into(), name: "Northside".into(), ..OrganisationRequest::default() };
        let school = app.create_organisation(&Actor::Operator, request, None).await.expect("an organisation");
        let id = &school.organisation_id;
        let made = app.create_achievement(&Actor::Operator, id, &definition()).await.expect("an achievement");
        app.publish_achievement(&Actor::Operator, id, &made.achievement_id).await.expect("published");
        let request = ApiKeyRequest {
            name: "Faults".into(),
            scopes: ["see", "award", "revoke"].map(String::from).to_vec(),
            daily_cap: Some(1_000_000),
            expires_at: None,
        };
        let key = app.create_api_key(&Actor::Operator, id, request).await.expect("a key");
        app.close().await;
        (key.secret, made.achievement_id.to_string())
    }

    /// The service in this process, while no other has it.
    pub(crate) async fn app(&self) -> App {
        let settings = Settings {
            verify: accolade::verify::Settings::default(),
            base_url: self.base_url(),
            store: store::Settings::new(self.url.clone()),
            keys: self.folder.join("issuer-keys"),
            journal: self.folder.join("revocations.ndjson"),
            evidence: self.folder.join("evidence"),
            evidence_bucket: None,
            fetch: fetch::Settings::default(),
            mail: mail::Settings::default(),
            trust_organisation: None,
            passkeys: accolade::app::PasskeyRule::Offered,
            operators: Vec::new(),
            provider: None,
        };
        App::open(&settings, Seal::development(), Clock::System, Random::system()).await.expect("the service opens")
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Starts the program on a port and waits until it is ready.
    pub(crate) fn serve(&self, port: u16, variables: &[(&str, String)]) -> Server {
        self.start(Command::new(env!("CARGO_BIN_EXE_accolade")), port, variables)
    }

    /// The same with files that may not become larger than this; `None` when there is no `prlimit`.
    pub(crate) fn serve_within(&self, file_bytes: u32) -> Option<Server> {
        Command::new("prlimit").arg("--version").output().ok()?;
        let mut command = Command::new("prlimit");
        command.arg(format!("--fsize={file_bytes}:unlimited")).arg(env!("CARGO_BIN_EXE_accolade"));
        Some(self.start(command, self.port, &[]))
    }

    fn start(&self, mut command: Command, port: u16, variables: &[(&str, String)]) -> Server {
        let since = Stopwatch::start();
        let log = std::fs::File::options().create(true).append(true).open(self.log()).expect("a log");
        command
            .arg("serve")
            .current_dir(self.folder.parent().unwrap_or(&self.folder))
            .env_remove("ACCOLADE_KEY_FILE")
            .env_remove("ACCOLADE_KEY_PASSPHRASE")
            .env("ACCOLADE_LISTEN", format!("127.0.0.1:{port}"))
            .env("ACCOLADE_BASE_URL", self.base_url())
            .env("DATABASE_URL", &self.url)
            .env("ACCOLADE_KEYS", self.folder.join("issuer-keys"))
            .env("ACCOLADE_JOURNAL", self.folder.join("revocations.ndjson"))
            .env("ACCOLADE_LOG", "warn")
            .envs(variables.iter().map(|(name, value)| (*name, value.as_str())))
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(log);
        let child = command.spawn().expect("the program starts");
        let mut server = Server { child, client: Client { port, secret: self.secret.clone() }, ready: since.elapsed() };
        while !server.client.get("/readyz").is_ok_and(|reply| reply.status == 200) {
            if let Some(status) = server.child.try_wait().expect("a child") {
                let log = std::fs::read_to_string(self.log()).unwrap_or_default();
                panic!("the program ended with {status} before it was ready:\n{log}");
            }
            assert!(since.elapsed() < Duration::from_secs(30), "the program is not ready after 30 seconds");
            sleep(Duration::from_millis(3));
        }
        server.ready = since.elapsed();
        server
    }

    /// Where the processes write what they have to say.
    pub(crate) fn log(&self) -> PathBuf {
        self._temporary.path().join("log")
    }

    /// Runs one statement of the test's own.
    pub(crate) fn execute(&self, text: &str) {
        self.runtime.block_on(execute(&self.url, text));
    }
}

impl Drop for Ground {
    fn drop(&mut self) {
        if let Some((server, database)) = &self.database {
            self.runtime.block_on(execute(server, &format!("drop database if exists {database} with (force)")));
        }
    }
}

/// A process that serves.
pub(crate) struct Server {
    child: Child,
    pub(crate) client: Client,
    /// How long it took to be ready.
    pub(crate) ready: Duration,
}

impl Server {
    /// Ends the process with no chance to tidy up.
    pub(crate) fn kill(&mut self) {
        self.child.kill().expect("killed");
        self.child.wait().expect("ended");
    }

    /// Its number.
    pub(crate) fn process(&self) -> u32 {
        self.child.id()
    }

    /// Whether it has ended, for whatever reason.
    pub(crate) fn has_ended(&mut self) -> bool {
        self.child.try_wait().expect("a child").is_some()
    }

    /// Waits for its end; whether it says that all was well.
    pub(crate) fn ended_well(&mut self) -> bool {
        self.child.wait().expect("a child").success()
    }

    /// Lets its files grow as they like.
    pub(crate) fn lift_limit(&self) {
        let done = Command::new("prlimit").args(["--fsize=unlimited", "--pid", &self.child.id().to_string()]).status();
        assert!(done.expect("prlimit runs").success(), "the limit is lifted");
    }

    /// Asks the process to end, and waits until it has.
    pub(crate) fn stop(&mut self) {
        let asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().expect("kill runs");
        assert!(asked.success(), "the process is there");
        let status = self.child.wait().expect("ended");
        assert!(status.success(), "the program ends well when it is asked to: {status}");
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A port that nobody listens on.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port()
}

async fn execute(url: &str, text: &str) {
    let mut connection = AnyConnection::connect(url).await.expect("the database answers");
    connection.execute(AssertSqlSafe(text.to_owned())).await.unwrap_or_else(|error| panic!("{text}: {error}"));
    connection.close().await.expect("closed");
}

fn definition() -> Definition {
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
        credits_available: None,
        artwork: Artwork::Design(Design {
            shape: Shape::ALL[0],
            colour: Colour::ALL[0],
            icon: Icon::ALL[0],
            text: "Inquiry".into(),
        }),
        alternative_text: String::new(),
        rubric: Vec::new(),
        review: None,
        valid_for_days: None,
        suspendable: false,
    }
}
