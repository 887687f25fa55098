//! Faults that can be planted into the world around the engine: what a careless store, worker or page would do.

use accolade::review::{ContentHash, Event, State};
use serde_json::Value;

use super::support::{DAY, time};
use super::walk::{PEOPLE, Walk};

/// What goes wrong around the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The check of people is shown a claim without its authors.
    AuthorsUnknown,
    /// The store keeps an assignment twice.
    NoUniqueRows,
    /// Conflicts are looked up in a copy of the first day.
    StaleRelations,
    /// Timers are not looked at for claims that wait for a moderator.
    WorkerSkipsModeration,
    /// A credential says when it was made.
    TimeInCredential,
    /// A lease that was cancelled is written back.
    LeaseComesBack,
    /// A review is marked withdrawn after the decision.
    WithdrawnTooLate,
    /// A returned attempt is counted.
    ReturnedCounts,
    /// Lapses do not lower the load.
    LoadForgetsLapses,
    /// An event is changed in the log.
    LogIsEdited,
    /// A level is changed after the decision.
    LevelIsEdited,
    /// Claims in flight get new terms.
    TermsFollow,
    /// The record of a decision is lowered.
    AchievedIsLowered,
    /// A page shows names although the policy hides them.
    PageShowsNames,
    /// Somebody else than the drawn person is asked.
    AnotherIsPicked,
    /// Which reminders were sent is forgotten at every restart.
    RemindersForgotten,
    /// Evidence is exchanged after the freeze.
    EvidenceIsExchanged,
}

impl Walk {
    /// Changes a claim behind the engine's back.
    fn doctor(&mut self, at: usize, change: impl FnOnce(&mut Value)) {
        let mut json = serde_json::to_value(&self.claims[at]).expect("JSON");
        change(&mut json);
        self.claims[at] = serde_json::from_value(json).expect("a claim");
    }

    pub(super) fn go_wrong(&mut self, at: usize, events: &[Event]) {
        let happened = |wanted: fn(&Event) -> bool| events.iter().any(wanted);
        let last = "/attempts/0".replace('0', &(self.claims[at].attempts().len().max(1) - 1).to_string());
        let place = |rest: &str| format!("{last}{rest}");
        let decided = happened(|event| matches!(event, Event::Decided { .. }));
        match self.fault {
            Some(Fault::NoUniqueRows) if happened(|event| matches!(event, Event::Taken { .. })) => {
                self.doctor(at, |json| {
                    let rows = json.pointer_mut(&place("/panels/0/assignments")).and_then(Value::as_array_mut);
                    if let Some(rows) = rows.filter(|rows| !rows.is_empty()) {
                        rows.push(rows[0].clone());
                    }
                });
            }
            Some(Fault::LeaseComesBack) if decided => {
                self.doctor(at, |json| set(json, &place("/panels/0/assignments/0/state"), "accepted".into()));
            }
            Some(Fault::WithdrawnTooLate) if decided => {
                let now = time(self.now).to_string();
                self.doctor(at, |json| set(json, &place("/panels/0/reviews/0/withdrawn_at"), now.into()));
            }
            Some(Fault::ReturnedCounts) if self.claims[at].state() == State::Returned => {
                self.doctor(at, |json| set(json, &place("/standing"), "used".into()));
            }
            Some(Fault::LogIsEdited) if self.log[at].len() == 9 => {
                self.log[at][5].at = time(-DAY);
            }
            Some(Fault::LevelIsEdited) if decided => {
                self.doctor(at, |json| set(json, &place("/panels/0/reviews/0/sheet/levels/a"), 0.into()));
            }
            Some(Fault::TermsFollow) if self.versions.len() > 1 && self.claims[at].attempt().is_some() => {
                let newest = serde_json::to_value(self.versions.last().expect("a version").pinned()).expect("JSON");
                self.doctor(at, |json| set(json, &place("/pinned"), newest));
            }
            Some(Fault::AchievedIsLowered) if decided => {
                self.doctor(at, |json| set(json, &place("/decisions/0/criteria/0/achieved"), 1.into()));
            }
            Some(Fault::RemindersForgotten) => {
                for row in 0..PEOPLE {
                    self.doctor(at, |json| {
                        set(json, &place(&format!("/panels/0/assignments/{row}/reminded")), Value::Array(vec![]));
                    });
                }
            }
            Some(Fault::EvidenceIsExchanged) if happened(|event| matches!(event, Event::Taken { .. })) => {
                let other = ContentHash::of_bytes(b"a better plan").to_string();
                self.doctor(at, |json| set(json, &place("/submission/content/evidence/0/sha256"), other.into()));
            }
            _ => {}
        }
    }
}

pub(super) fn set(json: &mut Value, pointer: &str, value: Value) {
    if let Some(place) = json.pointer_mut(pointer) {
        *place = value;
    }
}
