//! The people whose badges these should be: a table with names, e-mail addresses and numbers, and which of them a
//! badge was given to.
//!
//! Open Badges 3.0, `#identityobject`: a badge names its learner by an address or by a hash of one. A name alone proves
//! nothing and is never compared.

use std::collections::HashMap;

use serde_json::Value;

use super::table::{column, head, plain, rows, shown};
use crate::credential::{IdentityMatch, IdentityObject, items_of};

/// People in one table: each badge with a hidden learner is compared with every one of them.
const PEOPLE_LIMIT: usize = 5_000;
/// Bytes of the table.
const TABLE_LIMIT_BYTES: usize = 2_000_000;
/// Identities of one learner that are compared.
const IDENTITIES_LIMIT: usize = 20;

const NAME: [&str; 5] = ["name", "full name", "applicant", "applicant name", "person"];
const EMAIL: [&str; 6] = ["e mail", "email", "mail", "email address", "e mail address", "applicant email"];
const ID: [&str; 8] = ["id", "identifier", "did", "number", "applicant id", "student id", "employee id", "subject"];

/// Somebody who applied.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applicant {
    /// The name; may be empty.
    pub name: String,
    /// The e-mail address; may be empty.
    pub email: String,
    /// An identifier: a number, a DID, an address; may be empty.
    pub id: String,
}

impl Applicant {
    /// What the person is called in a list: the name, else the e-mail address, else the identifier.
    pub fn label(&self) -> &str {
        [&self.name, &self.email, &self.id].into_iter().find(|text| !text.is_empty()).map_or("", String::as_str)
    }
}

/// Why a table of applicants cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ApplicantsError {
    /// The table is too long.
    #[error("the table of applicants is longer than 2 MB; leave out what is not needed")]
    TooLarge,
    /// Not a table in UTF-8.
    #[error("the table of applicants cannot be read; save it as “CSV UTF-8” and try again ({0})")]
    Unreadable(String),
    /// Nothing in it can be compared.
    #[error(
        "the table of applicants needs a column “e-mail” or “id”, and may have “name”; its first line says: {columns}"
    )]
    Columns {
        /// The columns that it has.
        columns: String,
    },
    /// Nobody is in it.
    #[error("the table of applicants has no row with an e-mail address or an id")]
    Empty,
    /// More people than can be compared.
    #[error("the table of applicants has more than 5,000 rows; divide it into several parts")]
    TooMany,
}

/// The people of a table.
#[derive(Clone, Debug, Default)]
pub struct Applicants {
    people: Vec<Applicant>,
    /// Everything that may stand for somebody in a badge: ids as they are, e-mail addresses in small letters.
    known: HashMap<String, usize>,
}

/// To whom a badge was given, and how that is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Holder {
    /// The place among the applicants.
    pub at: usize,
    /// How well it is shown.
    pub how: IdentityMatch,
}

impl Applicants {
    /// Reads the table.
    ///
    /// # Errors
    /// [`ApplicantsError`] says what to mend.
    pub fn read(table: &[u8]) -> Result<Self, ApplicantsError> {
        if table.len() > TABLE_LIMIT_BYTES {
            return Err(ApplicantsError::TooLarge);
        }
        let unreadable = |error: csv::Error| ApplicantsError::Unreadable(plain(&error));
        std::str::from_utf8(table).map_err(|error| ApplicantsError::Unreadable(error.to_string()))?;
        let (mut reader, _) = rows(table).map_err(|error| ApplicantsError::Unreadable(error.to_string()))?;
        let heads: Vec<String> = reader.byte_headers().map_err(unreadable)?.iter().map(head).collect();
        let (name, email, id) = (column(&heads, &NAME), column(&heads, &EMAIL), column(&heads, &ID));
        if email.or(id).is_none() {
            let columns = shown(reader.byte_headers().map_err(unreadable)?);
            return Err(ApplicantsError::Columns { columns });
        }
        let mut applicants = Self::default();
        for record in reader.byte_records() {
            let record = record.map_err(unreadable)?;
            let cell = |at: Option<usize>| {
                let cell = at.and_then(|at| record.get(at)).unwrap_or_default();
                String::from_utf8_lossy(cell).trim().to_owned()
            };
            applicants.add(Applicant { name: cell(name), email: cell(email), id: cell(id) })?;
        }
        if applicants.people.is_empty() { Err(ApplicantsError::Empty) } else { Ok(applicants) }
    }

    fn add(&mut self, person: Applicant) -> Result<(), ApplicantsError> {
        if person.email.is_empty() && person.id.is_empty() {
            return Ok(());
        }
        if self.people.len() >= PEOPLE_LIMIT {
            return Err(ApplicantsError::TooMany);
        }
        let at = self.people.len();
        // Who stands first keeps what two rows share.
        if !person.email.is_empty() {
            self.known.entry(person.email.to_lowercase()).or_insert(at);
        }
        if !person.id.is_empty() {
            self.known.entry(person.id.clone()).or_insert(at);
        }
        self.people.push(person);
        Ok(())
    }

    /// Everybody, in the order of the table.
    pub fn people(&self) -> &[Applicant] {
        &self.people
    }

    /// Who a badge was given to. Only for what somebody signed: of anything else nobody knows who says so.
    pub fn holder_of(&self, credential: &Value) -> Option<Holder> {
        let subjects = items_of(credential.get("credentialSubject"));
        subjects.iter().take(IDENTITIES_LIMIT).find_map(|subject| self.holder_in(subject))
    }

    fn holder_in(&self, subject: &Value) -> Option<Holder> {
        let named = subject.get("id").and_then(Value::as_str).and_then(|id| self.find(id));
        if named.is_some() {
            return named;
        }
        let identities = items_of(subject.get("identifier")).iter().take(IDENTITIES_LIMIT);
        // The best that one of them shows counts.
        identities.filter_map(|identity| self.holder_by(identity)).max_by_key(|holder| strength(holder.how))
    }

    /// By something that stands in the badge as it is.
    fn find(&self, text: &str) -> Option<Holder> {
        if let Some(at) = self.known.get(text) {
            return Some(Holder { at: *at, how: IdentityMatch::Exact });
        }
        let address = text.strip_prefix("mailto:").unwrap_or(text).to_lowercase();
        self.known.get(&address).map(|at| Holder { at: *at, how: IdentityMatch::Exact })
    }

    fn holder_by(&self, identity: &Value) -> Option<Holder> {
        let text = |name: &str| identity.get(name).and_then(Value::as_str);
        let hash = text("identityHash")?;
        if identity.get("hashed").is_none_or(|hashed| hashed != true) {
            return self.find(hash);
        }
        let object = IdentityObject {
            hashed: true,
            identity_hash: hash.to_owned(),
            salt: text("salt").map(str::to_owned),
            ..IdentityObject::default()
        };
        let hidden = object.hidden()?;
        self.people.iter().enumerate().find_map(|(at, person)| {
            let known = [&person.email, &person.id].into_iter().filter(|known| !known.is_empty());
            known.into_iter().find_map(|known| hidden.matches(known)).map(|how| Holder { at, how })
        })
    }
}

fn strength(how: IdentityMatch) -> u8 {
    match how {
        IdentityMatch::Exact => 2,
        IdentityMatch::IgnoringCase => 1,
        IdentityMatch::Weak => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn people() -> Applicants {
        let table = "\u{feff}Name;E-Mail;Id\r\nAda Marlowe;Ada@A.example;4711\r\nBo;bo@a.example;\r\n;;\r\nCy;;did:example:cy\r\n";
        Applicants::read(table.as_bytes()).expect("a table")
    }

    fn badge(subject: Value) -> Value {
        json!({"credentialSubject": subject})
    }

    #[test]
    fn a_learner_is_found_by_address_number_and_hash() {
        let sha256 = |text: &str| IdentityObject::hashed(text, "emailAddress", "salt").identity_hash;
        let hashed =
            |hash: String| json!({"type": "IdentityObject", "hashed": true, "identityHash": hash, "salt": "salt"});
        for (subject, wanted) in [
            (json!({"id": "did:example:cy"}), Some((2, IdentityMatch::Exact))),
            (json!({"id": "mailto:BO@a.example"}), Some((1, IdentityMatch::Exact))),
            (json!({"identifier": [{"hashed": false, "identityHash": "4711"}]}), Some((0, IdentityMatch::Exact))),
            (json!({"identifier": {"identityHash": "bo@a.example"}}), Some((1, IdentityMatch::Exact))),
            (json!({"identifier": [hashed(sha256("Ada@A.example"))]}), Some((0, IdentityMatch::Exact))),
            (json!({"identifier": [hashed(sha256("ada@a.example"))]}), Some((0, IdentityMatch::IgnoringCase))),
            (json!({"identifier": [hashed("sha256$00".into())]}), None),
            (json!({"identifier": [hashed("sha1$00".into())]}), None),
            // `printf 'bo@a.examplesalt' | md5sum`
            (
                json!({"identifier": [hashed("md5$fd5e30bc4c08472c9f62469e5462519a".into())]}),
                Some((1, IdentityMatch::Weak)),
            ),
            (json!({"id": "did:example:dee", "name": "Ada Marlowe"}), None),
        ] {
            let found = people().holder_of(&badge(subject.clone())).map(|holder| (holder.at, holder.how));
            assert_eq!(found, wanted, "{subject}");
        }
    }

    #[test]
    fn a_table_that_cannot_be_used_says_what_to_mend() {
        for (table, part) in [("name,school\nAda,North\n", "name, school"), ("", "e-mail"), ("e-mail\n\n", "no row")] {
            let error = Applicants::read(table.as_bytes()).expect_err(table).to_string();
            assert!(error.contains(part), "{table:?} {error}");
        }
        assert!(Applicants::read(b"e-mail\n\xff\xfe\n").unwrap_err().to_string().contains("UTF-8"));
        let many: String = (0..5_001).map(|n| format!("p{n}@a.example\n")).collect();
        assert_eq!(Applicants::read(format!("email\n{many}").as_bytes()).unwrap_err(), ApplicantsError::TooMany);
    }
}
