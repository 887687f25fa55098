//! Whether the credential was withdrawn. What cannot be found out is said to be so: neither fine nor forged.

use std::sync::Arc;

use serde_json::Value;

use super::asked::{Answered, Asked};
use super::key::read_json;
use super::known::{Genuine, Known};
use super::report::{Check, Code, IssuerBinding, Outcome, Report};
use super::shared::{FoundList, KnownList, List, Shared};
use super::{Inquiry, Role, input};
use crate::credential::{Outline, has_type, items_of};
use crate::fetch::{FetchError, Purpose as Fetch};
use crate::status::{Entry, PublishedList, Purpose, RevocationList, StatusError};

/// Status entries that one credential may have.
const ENTRIES_LIMIT: usize = 8;

impl Inquiry<'_> {
    pub(super) fn status(&self, document: &Value, outline: &Outline<'_>, depth: usize, report: &mut Report) {
        let entries = items_of(document.get("credentialStatus"));
        if entries.len() > ENTRIES_LIMIT {
            return report.fail(Check::Status, Code::TooLarge, "It has more than 8 status entries.");
        }
        for entry in entries {
            if has_type(entry, "1EdTechRevocationList") {
                self.revocation_list(entry, outline, report);
            } else {
                self.bitstring(entry, outline, depth, report);
            }
        }
    }

    fn bitstring(&self, entry: &Value, outline: &Outline<'_>, depth: usize, report: &mut Report) {
        let entry = match Entry::read(entry) {
            Ok(entry) => entry,
            Err(error @ (StatusError::UnknownType(_) | StatusError::UnknownPurpose(_))) => {
                return report.unknown(
                    Check::Status,
                    Code::Unsupported,
                    format!("{error}, so it may have been withdrawn."),
                );
            }
            Err(error) => return report.fail(Check::Status, Code::StatusInvalid, format!("{error}.")),
        };
        // These never make a credential invalid, so their lists are not asked for (docs/divergences.md, 32).
        match entry.purpose {
            Purpose::Revocation | Purpose::Suspension => {}
            Purpose::Refresh => {
                let text =
                    "The issuer may say that there is a newer version, which does not touch whether this stands.";
                return report.pass(Check::Status, text);
            }
            Purpose::Message => {
                let text = "The issuer may publish a message about it, which does not touch whether it stands.";
                return report.pass(Check::Status, text);
            }
        }
        let is_set = self.find_list(&entry, outline, depth).and_then(|list| {
            let is_set = list
                .published
                .status_of(&entry, self.now)
                .map_err(|error| (Code::StatusInvalid, format!("{error}.")))?;
            // A list that anybody may have signed must not clear what the issuer certainly signed.
            if !is_set && list.binding == IssuerBinding::None && report.binding != IssuerBinding::None {
                return Err((Code::StatusInvalid, "nothing shows that the issuer signed the status list.".into()));
            }
            Ok(is_set)
        });
        match (is_set, entry.purpose) {
            (Err((code, why)), _) => {
                let outcome = if code == Code::UnsafeUrl { Outcome::Fail } else { Outcome::Unknown };
                report.add(
                    Check::Status,
                    outcome,
                    code,
                    format!("Whether it was withdrawn could not be found out: {why}"),
                );
            }
            (Ok(false), Purpose::Suspension) => report.pass(Check::Status, "The issuer has not put it on hold."),
            (Ok(false), _) => report.pass(Check::Status, "The issuer has not withdrawn it."),
            (Ok(true), Purpose::Suspension) => {
                report.fail(Check::Status, Code::Suspended, "The issuer has put it on hold.");
            }
            (Ok(true), _) => report.fail(Check::Status, Code::Revoked, "The issuer has withdrawn it."),
        }
    }

    /// The list, when it is there, genuine and the issuer's own.
    fn find_list(&self, entry: &Entry, outline: &Outline<'_>, depth: usize) -> List {
        let list = match (self.asked.shared(), self.known) {
            (Some(shared), _) => self.find_shared_list(shared, &entry.list, depth)?,
            (None, Some(known)) => self.find_known_list(known, &entry.list, depth)?,
            (None, None) => self.read_list(&entry.list, depth).map(Arc::new)?,
        };
        if Some(list.published.issuer.as_str()) != outline.issuer {
            return Err((Code::StatusInvalid, "the status list is somebody else's.".into()));
        }
        Ok(list)
    }

    /// The list as another badge of the same batch found it.
    fn find_shared_list(&self, shared: &Shared, address: &str, depth: usize) -> List {
        self.asked.time_left(address).map_err(|error| (Code::StatusUnavailable, format!("{error}.")))?;
        let known = shared.list(address, depth, || {
            let inquiry = Inquiry { asked: Asked::among(shared), ..self.apart() };
            let list = inquiry.read_list(address, depth).map(Arc::new);
            KnownList { list, answers: inquiry.asked.into_answers() }
        });
        self.asked.note_all(&known.answers);
        known.list.clone()
    }

    /// The list as an earlier verification found it, when nothing that it rests on has changed.
    fn find_known_list(&self, known: &Known, address: &str, depth: usize) -> List {
        let place = (address.to_owned(), depth);
        let is_same = |(address, purpose, answer): &Answered| match (answer, self.fetch(address, *purpose)) {
            (Ok(before), Ok(now)) => *before == now,
            _ => false,
        };
        if let Some(genuine) = known.find(&place, self.now)
            && genuine.answers.iter().all(is_same)
        {
            return Ok(genuine.list.clone());
        }
        let inquiry = self.apart();
        let list = inquiry.read_list(address, depth).map(Arc::new);
        let answers = inquiry.asked.into_answers();
        self.asked.note_all(&answers);
        if let Ok(list) = &list {
            known.keep(place, Genuine { list: list.clone(), answers, at: self.now });
        }
        list
    }

    fn read_list(&self, address: &str, depth: usize) -> Result<FoundList, (Code, String)> {
        let body = self.fetch(address, Fetch::StatusList).map_err(|error| match error {
            FetchError::Unsafe { .. } => (Code::UnsafeUrl, format!("{error}.")),
            _ => (Code::StatusUnavailable, format!("{error}.")),
        })?;
        let read = input::read(&body).map_err(|refusal| (Code::StatusInvalid, refusal.sentence))?;
        let mut inner = Report::default();
        let credential = match read.content {
            input::Content::Json(document) => {
                let copy = document.clone();
                self.json(document, Role::Inner(depth + 1), &mut inner);
                copy
            }
            input::Content::Token(text) => {
                self.token(&text, Role::Inner(depth + 1), &mut inner);
                super::token::credential_in(&text)
                    .ok_or((Code::StatusInvalid, "the list is not readable.".to_owned()))?
            }
            input::Content::Address(_) => return Err((Code::StatusInvalid, "the list is not readable.".into())),
        };
        if let Some(line) = inner.checks.iter().find(|line| matches!(line.outcome, Outcome::Fail | Outcome::Unknown)) {
            return Err((Code::StatusInvalid, format!("the status list: {}", line.sentence)));
        }
        let published = PublishedList::read(&credential);
        let published = published.map_err(|error| (Code::StatusInvalid, format!("{error}.")))?;
        Ok(FoundList { published, binding: inner.binding })
    }

    fn revocation_list(&self, entry: &Value, outline: &Outline<'_>, report: &mut Report) {
        let Some(address) = entry.get("id").and_then(Value::as_str) else {
            return report.fail(Check::Status, Code::StatusInvalid, "The status names no revocation list.");
        };
        let Some(id) = outline.id else {
            let text = "Revocation lists name credentials by their `id`, and this one has none.";
            return report.unknown(Check::Status, Code::StatusInvalid, text);
        };
        let body = match self.fetch(address, Fetch::StatusList) {
            Ok(body) => body,
            Err(error @ FetchError::Unsafe { .. }) => {
                return report.fail(Check::Status, Code::UnsafeUrl, format!("The revocation list: {error}."));
            }
            Err(error) => {
                let text = format!("Whether it was withdrawn could not be found out: {error}.");
                return report.unknown(Check::Status, Code::StatusUnavailable, text);
            }
        };
        let document = read_json(&body).unwrap_or_default();
        match RevocationList::read(&document) {
            Err(error) => {
                let text = format!("Whether it was withdrawn could not be found out: {error}.");
                report.unknown(Check::Status, Code::StatusInvalid, text);
            }
            Ok(list) if list.issuer.as_deref().is_some_and(|issuer| Some(issuer) != outline.issuer) => {
                let text = "Whether it was withdrawn could not be found out: the revocation list is somebody else's.";
                report.unknown(Check::Status, Code::StatusInvalid, text);
            }
            Ok(list) => match list.find(id) {
                Some(Some(reason)) => {
                    report.fail(Check::Status, Code::Revoked, format!("The issuer has withdrawn it: {reason}"));
                }
                Some(None) => report.fail(Check::Status, Code::Revoked, "The issuer has withdrawn it."),
                None => report.pass(Check::Status, "The issuer has not withdrawn it."),
            },
        }
    }
}
