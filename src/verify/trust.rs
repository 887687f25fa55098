//! Whom a reader trusts: lists of issuers, and what a list says about the issuer of a verified badge.
//!
//! Trust is no part of validity. An issuer who stands on no list is a caution, never a failed check; and a list speaks
//! only about issuers whose key was found to be theirs, by comparing whole identifiers.

mod reading;

pub use reading::{ListError, OpenError, Provenance, Reading, open, read, read_csv};

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::report::{Check, Outcome, Report};
use crate::clock::Timestamp;
use crate::credential::items_of;
use crate::did;

/// Issuers on one list.
pub const ENTRIES_LIMIT: usize = 20_000;
/// Types or tags that one entry may be narrowed to.
pub const NARROWED_LIMIT: usize = 50;
/// Characters of a name, a type or a tag.
pub const NAME_LIMIT: usize = 300;
/// Characters of a note.
pub const NOTE_LIMIT: usize = 2_000;

/// What a list says about an issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Whoever keeps the list relies on this issuer for this.
    Trusted,
    /// The issuer stands on the list, but not as one to rely on for this, now.
    Known,
    /// The issuer does not stand on the list, or it is not established who issued.
    Unknown,
}

/// How an issuer stands on a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Standing {
    /// To be relied on.
    Trusted,
    /// A hint from elsewhere: the name of an address, nothing more.
    Known,
}

impl Standing {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Trusted, Self::Known];

    /// As it is written.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Trusted => "trusted",
            Self::Known => "known",
        }
    }

    /// What is written so.
    pub fn find(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == text)
    }
}

/// What a report says about trust.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Trust {
    /// The word.
    pub level: Level,
    /// Whose list was looked at.
    pub list: String,
    /// The same for people, with what narrows it.
    pub note: String,
}

/// One issuer on a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its identifier, in the form for comparing ([`did::comparable`]).
    pub issuer: String,
    /// What whoever keeps the list calls it.
    pub name: String,
    /// How it stands.
    pub standing: Standing,
    /// The types of achievement that it is trusted for; empty for all.
    pub achievement_types: Vec<String>,
    /// The tags of achievements that it is trusted for; empty for all.
    pub tags: Vec<String>,
    /// Until when.
    pub until: Option<Timestamp>,
    /// Why it is there, for whoever reads the list.
    pub note: String,
}

impl Entry {
    /// What is wrong with an entry, with the member that it is about.
    pub fn check(&self) -> Vec<(&'static str, String)> {
        let mut found = Vec::new();
        if did::comparable(&self.issuer).as_deref() != Some(self.issuer.as_str()) {
            let text = "Write the issuer's whole identifier: did:web:school.example, did:key:z6Mk… or \
                https://school.example/issuer, without a part after #, in the letters of addresses (xn--… for others).";
            found.push(("issuer", text.to_owned()));
        }
        let is_line = |text: &str| text.chars().count() <= NAME_LIMIT && !text.chars().any(char::is_control);
        if !is_line(&self.name) {
            found.push(("name", format!("Write at most {NAME_LIMIT} characters on one line.")));
        }
        for (member, list) in [("achievementTypes", &self.achievement_types), ("tags", &self.tags)] {
            if list.len() > NARROWED_LIMIT || list.iter().any(|text| text.trim().is_empty() || !is_line(text)) {
                found.push((member, format!("Write at most {NARROWED_LIMIT} of them, each on one line.")));
            }
        }
        let is_text = |c: char| !c.is_control() || c == '\n';
        if self.note.chars().count() > NOTE_LIMIT || !self.note.chars().all(is_text) {
            found.push(("note", format!("Write at most {NOTE_LIMIT} characters.")));
        }
        found
    }

    /// The entry as lists write it.
    pub fn to_json(&self) -> Value {
        let mut members = Map::new();
        members.insert("issuer".into(), self.issuer.as_str().into());
        members.insert("standing".into(), self.standing.as_str().into());
        let mut put = |name: &str, value: Value| members.insert(name.into(), value);
        if !self.name.is_empty() {
            put("name", self.name.as_str().into());
        }
        if !self.achievement_types.is_empty() {
            put("achievementTypes", json!(self.achievement_types));
        }
        if !self.tags.is_empty() {
            put("tags", json!(self.tags));
        }
        if let Some(until) = self.until {
            put("until", until.to_string().into());
        }
        if !self.note.is_empty() {
            put("note", self.note.as_str().into());
        }
        Value::Object(members)
    }

    /// What it is trusted for, in words; empty for everything.
    pub fn scope(&self) -> String {
        let part = |what: &str, list: &[String]| match list.is_empty() {
            true => None,
            false => Some(format!("{what} {}", list.join(", "))),
        };
        let parts = [part("achievements of the type", &self.achievement_types), part("tagged", &self.tags)];
        parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
    }

    fn covers(&self, credential: Option<&Value>) -> bool {
        let achievement = credential.map(|credential| &credential["credentialSubject"]["achievement"]);
        let is_of = |member: &str, wanted: &[String]| {
            let own = items_of(achievement.and_then(|achievement| achievement.get(member)));
            let mut own = own.iter().filter_map(Value::as_str);
            wanted.is_empty()
                || own.any(|text| wanted.iter().any(|wanted| wanted.to_lowercase() == text.to_lowercase()))
        };
        is_of("achievementType", &self.achievement_types) && is_of("tag", &self.tags)
    }
}

/// The list that is asked.
#[derive(Clone, Copy, Debug)]
pub struct Asking<'a> {
    /// Whose list it is, for people.
    pub list: &'a str,
    /// Whoever keeps it, when that is an issuer as well: they need not be on their own list.
    pub keeper: Option<&'a str>,
    /// The instant that dates are compared with.
    pub now: Timestamp,
}

/// The issuer of a verified badge in the form for comparing, when it is established who that is.
///
/// That needs a signature that fits and a key that is the issuer's own; a badge that was withdrawn or has ended is
/// still its issuer's.
pub fn established_issuer(report: &Report) -> Option<String> {
    let about_issuer =
        [Check::Format, Check::Terms, Check::Schema, Check::Claims, Check::Signature, Check::Hosted, Check::Issuer];
    let passed = |check| report.checks.iter().any(|line| line.check == check && line.outcome == Outcome::Pass);
    let is_doubtful = report.checks.iter().any(|line| match line.check {
        Check::Issuer => line.outcome != Outcome::Pass,
        check => line.outcome == Outcome::Fail && about_issuer.contains(&check),
    });
    let is_established = (passed(Check::Signature) || passed(Check::Hosted)) && passed(Check::Issuer) && !is_doubtful;
    report.issuer.as_deref().filter(|_| is_established).and_then(did::comparable)
}

/// What the list says about the issuer of a badge. `entry` is that of [`established_issuer`], if there is one.
pub fn judge(report: &Report, asking: Asking<'_>, entry: Option<&Entry>) -> Trust {
    let trust = |level, note: String| Trust { level, list: asking.list.to_owned(), note };
    let Some(issuer) = established_issuer(report) else {
        return trust(Level::Unknown, "It is not established who issued this, so no list can say anything.".into());
    };
    if asking.keeper.and_then(did::comparable).is_some_and(|keeper| keeper == issuer) {
        return trust(Level::Trusted, "This is the issuer who keeps the list.".into());
    }
    let Some(entry) = entry.filter(|entry| entry.issuer == issuer) else {
        let note = "This issuer is not on the list. That says nothing against the badge: check the web address.";
        return trust(Level::Unknown, note.into());
    };
    let called = if entry.name.is_empty() { &entry.issuer } else { &entry.name };
    let until = entry.until.map(|until| format!(" until {}", day(until))).unwrap_or_default();
    match entry {
        Entry { standing: Standing::Known, .. } => {
            trust(Level::Known, format!("The list knows this address as “{called}”, and does not say to trust it."))
        }
        Entry { until: Some(until), .. } if *until < asking.now => {
            trust(Level::Known, format!("“{called}” was trusted until {}; that time is over.", day(*until)))
        }
        entry if !entry.covers(report.credential.as_ref()) => trust(
            Level::Known,
            format!("“{called}” is trusted for {} only, and this is something else.", entry.scope()),
        ),
        _ => {
            let scope = Some(entry.scope()).filter(|scope| !scope.is_empty());
            let scope = scope.map(|scope| format!(" for {scope}")).unwrap_or_default();
            trust(Level::Trusted, format!("On the list as “{called}”, trusted{scope}{until}."))
        }
    }
}

fn day(at: Timestamp) -> String {
    at.to_string().split('T').next().unwrap_or_default().to_owned()
}

/// A list of issuers that somebody trusts or knows.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct List {
    /// What it is called.
    pub name: String,
    /// Whoever keeps it: the DID that signs it.
    pub keeper: Option<String>,
    /// The issuers, each once.
    pub entries: Vec<Entry>,
}

impl List {
    /// The issuer's entry.
    pub fn find(&self, issuer: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.issuer == issuer)
    }

    /// The list as a document to be signed by its keeper.
    pub fn to_json(&self) -> Value {
        let mut document = json!({"type": "TrustList", "version": 1, "name": self.name});
        if let Some(keeper) = &self.keeper {
            document["issuer"] = keeper.as_str().into();
        }
        document["entries"] = self.entries.iter().map(Entry::to_json).collect();
        document
    }
}

impl Report {
    /// Notes what a list says about the issuer. Never changes the verdict.
    pub fn ask_list(&mut self, list: &List, now: Timestamp) {
        let issuer = established_issuer(self);
        let entry = issuer.as_deref().and_then(|issuer| list.find(issuer));
        let asking = Asking { list: &list.name, keeper: list.keeper.as_deref(), now };
        self.trust = Some(judge(self, asking, entry));
    }
}
