//! What clients do while faults happen: award, award several, revoke, read a status list.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread::sleep;
use std::time::Duration;

use accolade::clock::{Clock, Stopwatch};
use serde_json::json;

use crate::chance::Chance;
use crate::client::{Client, Reply};
use crate::ledger::Ledger;

const AWARDS: &str = "/api/v1/organisations/north/awards";
const BATCH: &str = "/api/v1/organisations/north/awards/batch";
/// Recipients, few enough to come up again and again.
const PEOPLE: u64 = 300;
/// How long a request is sent again before the service counts as broken.
const PATIENCE: Duration = Duration::from_secs(40);

/// Clients at work on one ground.
pub(crate) struct Traffic {
    pub(crate) ledger: Ledger,
    pub(crate) achievement: String,
    pub(crate) is_over: AtomicBool,
    number: AtomicU64,
}

impl Traffic {
    pub(crate) fn new(achievement: &str) -> Self {
        Self {
            ledger: Ledger::default(),
            achievement: achievement.into(),
            is_over: AtomicBool::new(false),
            number: AtomicU64::new(0),
        }
    }

    /// Asks for one thing after the other until it is over.
    pub(crate) fn run(&self, client: &Client, mut chance: Chance) {
        while !self.is_over.load(Ordering::SeqCst) {
            let awards: Vec<String> = self.ledger.awards().into_keys().collect();
            let outcome = match (chance.below(100), chance.one_of(&awards)) {
                (0..10, _) => self.award_several(client, &mut chance),
                (60..80, Some(award)) => self.revoke(client, award),
                (80.., Some(award)) => self.read_list(client, award),
                _ => self.award(client, &mut chance),
            };
            if !outcome {
                sleep(Duration::from_millis(2));
            }
        }
    }

    /// One of each kind of request, whatever comes of it.
    pub(crate) fn one_of_each(&self, client: &Client, chance: &mut Chance) {
        self.award(client, chance);
        self.award_several(client, chance);
        let awards: Vec<String> = self.ledger.awards().into_keys().collect();
        if let Some(award) = chance.one_of(&awards) {
            self.revoke(client, award);
            self.read_list(client, award);
        }
    }

    fn recipient(&self, chance: &mut Chance) -> serde_json::Value {
        json!({
            "achievementId": self.achievement,
            "recipient": {"email": format!("t{}@school.example", chance.below(PEOPLE))},
        })
    }

    fn award(&self, client: &Client, chance: &mut Chance) -> bool {
        let key = format!("one-{}", self.number.fetch_add(1, Ordering::Relaxed));
        self.send(client, &key, AWARDS, &self.recipient(chance).to_string())
    }

    fn award_several(&self, client: &Client, chance: &mut Chance) -> bool {
        let key = format!("many-{}", self.number.fetch_add(1, Ordering::Relaxed));
        let body = json!({"awards": (0..3).map(|_| self.recipient(chance)).collect::<Vec<_>>()});
        self.send(client, &key, BATCH, &body.to_string())
    }

    /// Sends a request to award under a key; whether it was answered.
    pub(crate) fn send(&self, client: &Client, key: &str, path: &'static str, body: &str) -> bool {
        self.ledger.attempt(key, path, body);
        match client.post(path, key, body) {
            Ok(Reply { status: 200 | 201, body }) => {
                self.ledger.acknowledge(key, &body);
                true
            }
            other => self.not_now(&format!("POST {path}"), other),
        }
    }

    /// One award under a key that others may use too.
    pub(crate) fn send_one(&self, client: &Client, key: &str, email: &str) -> bool {
        let body = json!({"achievementId": self.achievement, "recipient": {"email": email}});
        self.send(client, key, AWARDS, &body.to_string())
    }

    fn revoke(&self, client: &Client, award: &str) -> bool {
        self.ledger.revoke(award, false);
        match client.post(&format!("{AWARDS}/{award}/revoke"), "", "{\"reason\":\"Awarded by mistake\"}") {
            Ok(Reply { status: 200, .. }) => {
                self.ledger.revoke(award, true);
                true
            }
            other => self.not_now("revoke", other),
        }
    }

    fn read_list(&self, client: &Client, award: &str) -> bool {
        let Some((list, _)) = self.ledger.awards().get(award).cloned() else { return false };
        let floor = self.ledger.floor(&list);
        match client.get(&list) {
            Ok(Reply { status: 200, body }) => {
                self.ledger.count("lists");
                self.ledger.see(&list, &body, &floor);
                true
            }
            other => self.not_now("GET status list", other),
        }
    }

    /// Anything but an answer: fine when the process is gone or says "not now", wrong otherwise.
    fn not_now(&self, what: &str, outcome: std::io::Result<Reply>) -> bool {
        match outcome {
            Ok(Reply { status: 503, .. }) => self.ledger.count("503"),
            Ok(reply) => self.ledger.object(format!("{what} was answered {}: {}", reply.status, reply.body)),
            Err(_) => self.ledger.count("broken off"),
        }
        false
    }

    /// Sends everything again that was not acknowledged, until it is; and a few things that were.
    pub(crate) fn replay(&self, client: &Client, chance: &mut Chance) {
        let attempts = self.ledger.attempts();
        let now = Clock::System.now().unix_micros();
        let (open, done): (Vec<_>, Vec<_>) = attempts.iter().partition(|(_, attempt)| attempt.answer.is_none());
        for (key, attempt) in &open {
            self.ledger.count("replayed");
            self.ledger.replay(key, now);
            self.insist(|| self.send(client, key, attempt.path, &attempt.body));
        }
        for _ in 0..5 {
            if let Some((key, attempt)) = chance.one_of(&done) {
                self.insist(|| self.send(client, key, attempt.path, &attempt.body));
            }
        }
        for (award, _) in self.ledger.revocations().iter().filter(|(_, done)| !**done) {
            self.insist(|| self.revoke(client, award));
        }
        if let Some(award) = self.ledger.awards().keys().next() {
            self.insist(|| self.read_list(client, award));
        }
    }

    fn insist(&self, ask: impl Fn() -> bool) {
        let since = Stopwatch::start();
        while !ask() {
            if since.elapsed() > PATIENCE {
                return self.ledger.object("a request was not answered for 40 seconds".into());
            }
            sleep(Duration::from_millis(50));
        }
    }
}
