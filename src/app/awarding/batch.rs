//! One transaction for the requests of one organisation that came in together: every table is written once for all of
//! them, so that hundreds of awards cost a handful of statements.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use serde_json::{Value, json};

use super::Prepared;
use crate::app::milestones::ask;
use crate::app::organisations::event;
use crate::app::webhooks::tell;
use crate::app::{Addresses, Error, Idempotency};
use crate::clock::Timestamp;
use crate::ids::{AwardId, MessageId, OrganisationId, StatusListId};
use crate::issue::Draft;
use crate::issue::compose::{self, Issuer};
use crate::status::{Entry, Indexes, MINIMUM_ENTRIES, Purpose};
use crate::store::{
    ApiKey, Award, BeforeAwarding, Intention, NewAuditEvent, NewAward, NewMessage, Organisation, Person, Remembered,
    Reserved, Session, StoreError,
};

/// Everything that one request has written.
pub(super) struct Sheet {
    pub(super) organisation: Organisation,
    pub(super) issuer: Issuer,
    pub(super) addresses: Addresses,
    pub(super) key_name: String,
    pub(super) prepared: Vec<Prepared>,
    pub(super) answer: String,
    pub(super) idempotency: Option<Idempotency>,
    pub(super) new_list: (StatusListId, [u8; 32]),
    pub(super) messages: Vec<MessageId>,
    pub(super) api_key: Option<Arc<ApiKey>>,
    pub(super) actor: String,
    pub(super) now: Timestamp,
}

/// What became of one request.
pub(super) enum Written {
    /// The awards that are to be signed now.
    Awarded(Vec<NewAward>),
    /// What was answered before.
    Answered(String),
    /// Why nothing of it was written.
    Refused(Error),
}

/// What became of all of them, and of the status list: its entries given out before and after.
pub(super) struct WrittenAll {
    pub(super) each: Vec<Written>,
    pub(super) reached: Option<(StatusListId, i64, i64)>,
}

/// Writes the requests of one organisation.
pub(super) async fn write(session: &mut Session, sheets: &[Arc<Sheet>]) -> Result<WrittenAll, Error> {
    let Some(first) = sheets.first() else { return Ok(WrittenAll { each: Vec::new(), reached: None }) };
    let organisation = &first.organisation.organisation_id;
    let mut each: Vec<Option<Written>> = sheets.iter().map(|_| None).collect();
    let by_key = by_api_key(sheets);
    let intention = Intention {
        idempotency_keys: sheets.iter().filter_map(|sheet| sheet.idempotency_key()).collect(),
        emails: sheets.iter().flat_map(|sheet| &sheet.prepared).map(|one| one.email.as_str()).collect(),
        uses: by_key.iter().map(|(key, own)| (&key.key_id, rows_of(sheets, own))).collect(),
    };
    let mut before = session.begin_awarding(organisation, &intention, first.now).await?;
    let repeated = find_repeated(sheets, std::mem::take(&mut before.answered));
    for ((key, own), sum) in by_key.iter().zip(&before.sums) {
        let before = sum - rows_of(sheets, own);
        let own = own.iter().copied().filter(|index| !repeated.contains(index));
        keep_to_cap(session, sheets, (key, before, *sum), own, &mut each).await?;
    }
    let is_open = |index: &usize| each[*index].is_none() && !repeated.contains(index);
    let open: Vec<usize> = (0..sheets.len()).filter(is_open).collect();
    let reached = award(session, before, sheets, &open, &mut each).await?;
    for index in repeated {
        each[index] = Some(answered(session, organisation, &sheets[index]).await?);
    }
    let each = each.into_iter().map(|written| written.unwrap_or(Written::Awarded(Vec::new())));
    Ok(WrittenAll { each: each.collect(), reached })
}

/// The API keys that award something, each with its requests.
fn by_api_key(sheets: &[Arc<Sheet>]) -> Vec<(&ApiKey, Vec<usize>)> {
    let mut by_key: Vec<(&ApiKey, Vec<usize>)> = Vec::new();
    for (index, sheet) in sheets.iter().enumerate().filter(|(_, sheet)| !sheet.prepared.is_empty()) {
        let Some(key) = &sheet.api_key else { continue };
        match by_key.iter_mut().find(|(known, _)| known.key_id == key.key_id) {
            Some((_, own)) => own.push(index),
            None => by_key.push((key, vec![index])),
        }
    }
    by_key
}

/// How many awards these requests ask for.
fn rows_of(sheets: &[Arc<Sheet>], some: &[usize]) -> i64 {
    some.iter().map(|index| sheets[*index].prepared.len() as i64).sum()
}

/// Which requests were answered before, by the keys that were used already. Of two requests with one key that came in
/// together, the first has it.
fn find_repeated(sheets: &[Arc<Sheet>], mut used: HashSet<String>) -> Vec<usize> {
    let mut is_repeated = |sheet: &Sheet| sheet.idempotency_key().is_some_and(|key| !used.insert(key.to_owned()));
    (0..sheets.len()).filter(|index| is_repeated(&sheets[*index])).collect()
}

/// Refuses what goes beyond the cap of an API key that has awarded so much `before`, and takes it off the `sum` that was
/// counted.
async fn keep_to_cap(
    session: &mut Session,
    sheets: &[Arc<Sheet>],
    (key, before, sum): (&ApiKey, i64, i64),
    own: impl Iterator<Item = usize>,
    each: &mut [Option<Written>],
) -> Result<(), Error> {
    let mut used = before;
    for index in own {
        let would_be = used + rows_of(sheets, &[index]);
        if would_be <= key.daily_cap {
            used = would_be;
            continue;
        }
        let text = format!("this API key may make {} awards a day; that would be {would_be}", key.daily_cap);
        each[index] = Some(Written::Refused(Error::Limit(text)));
    }
    if let Some(now) = sheets.first().map(|sheet| sheet.now).filter(|_| used != sum) {
        session.count_api_key_use(&key.key_id, now, used - sum).await?;
    }
    Ok(())
}

async fn answered(session: &mut Session, organisation: &OrganisationId, sheet: &Sheet) -> Result<Written, Error> {
    let Some(idempotency) = &sheet.idempotency else { return Ok(Written::Refused(Error::Contended)) };
    let known = session.find_answer(organisation, &idempotency.key).await?;
    Ok(match known {
        Some(known) if known.request_hash == idempotency.request_hash => Written::Answered(known.answer),
        Some(_) => {
            let text = "this Idempotency-Key was used for another request; use a new one";
            Written::Refused(Error::Conflict(text.into()))
        }
        None => Written::Refused(Error::Contended),
    })
}

/// Writes the awards of the requests that are still open.
async fn award(
    session: &mut Session,
    before: BeforeAwarding,
    sheets: &[Arc<Sheet>],
    open: &[usize],
    each: &mut [Option<Written>],
) -> Result<Option<(StatusListId, i64, i64)>, Error> {
    let Some(first) = open.first().map(|index| &sheets[*index]) else { return Ok(None) };
    let organisation = &first.organisation.organisation_id;
    let mut rows =
        Rows { answers: open.iter().filter_map(|index| sheets[*index].remembered()).collect(), ..Rows::default() };
    let count = rows_of(sheets, open);
    if count == 0 {
        rows.write(session, organisation, &before, first.now).await?;
        return Ok(None);
    }
    let prepared = open.iter().flat_map(|index| &sheets[*index].prepared);
    let (people, new) = settle_people(session, before.people.clone(), prepared).await?;
    rows.people = new;
    let places = reserve(session, first, count).await?;
    for sheet in open.iter().map(|index| &sheets[*index]) {
        let from = rows.awards.len();
        for (one, message_id) in sheet.prepared.iter().zip(&sheet.messages) {
            let person = people.get(&key_of(&one.email)).ok_or(Error::Contended)?;
            let place = places.nth(rows.awards.len() as i64)?;
            rows.awards.push(sheet.compose(one, person, place));
            rows.messages.push(notice(organisation, message_id, &one.award_id));
        }
        let made: Vec<&str> = rows.awards[from..].iter().map(|award| award.award_id.as_str()).collect();
        if let Some(award) = made.first() {
            let mut event = event(sheet.actor.clone(), "award.make", award);
            event.detail = json!({"awards": made}).to_string();
            rows.events.push(event);
        }
    }
    rows.write(session, organisation, &before, first.now).await?;
    let mut awards = rows.awards.into_iter();
    for index in open {
        each[*index] = Some(Written::Awarded(awards.by_ref().take(sheets[*index].prepared.len()).collect()));
    }
    Ok(Some(places.reached()))
}

/// What is written for requests.
#[derive(Default)]
struct Rows<'s> {
    people: Vec<(Person, String)>,
    answers: Vec<(&'s str, Remembered)>,
    awards: Vec<NewAward>,
    messages: Vec<NewMessage>,
    events: Vec<NewAuditEvent>,
}

impl Rows<'_> {
    /// Writes all of it, and what the awards set off.
    async fn write(
        &self,
        session: &mut Session,
        organisation: &OrganisationId,
        before: &BeforeAwarding,
        now: Timestamp,
    ) -> Result<(), Error> {
        let mut bundle = session.bundle();
        bundle.insert_people(&self.people);
        bundle.insert_answers(organisation, &self.answers, now);
        bundle.insert_awards(organisation, &self.awards, now);
        bundle.insert_messages(&self.messages, now);
        bundle.insert_audit_events(organisation, before.chain_end.clone(), &self.events, now);
        match session.send(bundle).await {
            // Another instance used one of the addresses, keys or numbers a moment ago: the next try sees it.
            Err(StoreError::Duplicate) => return Err(Error::Contended),
            other => other?,
        }
        if before.has_webhooks {
            let awards = self.awards.iter().map(|award| &award.award_id);
            tell(session, organisation, "award.issued", awards, now).await?;
        }
        if before.has_milestones {
            let given = self.awards.iter().map(|one| (&one.award_id, &one.achievement_id, &one.person_id));
            let given: Vec<_> = given.collect();
            ask(session, organisation, ("award", &given), now).await?;
        }
        Ok(())
    }
}

/// Writes one award of somebody who is known, inside a transaction of somebody else's.
pub(super) async fn award_one(
    session: &mut Session,
    sheet: &Sheet,
    one: &Prepared,
    message: &MessageId,
) -> Result<(NewAward, (StatusListId, i64, i64)), Error> {
    let organisation = &sheet.organisation.organisation_id;
    let places = reserve(session, sheet, 1).await?;
    let award = sheet.compose(one, &one.person, places.nth(0)?);
    let mut event = event(sheet.actor.clone(), "award.make", award.award_id.as_str());
    event.detail = json!({"awards": [award.award_id.as_str()]}).to_string();
    let rows = Rows {
        people: Vec::new(),
        answers: Vec::new(),
        messages: vec![notice(organisation, message, &award.award_id)],
        awards: vec![award.clone()],
        events: vec![event],
    };
    let before = session.begin_awarding(organisation, &Intention::default(), sheet.now).await?;
    rows.write(session, organisation, &before, sheet.now).await?;
    Ok((award, places.reached()))
}

/// Writes an award in the place of `old`: what was signed, with a new identifier, a new entry and the earner's name.
pub(super) async fn replace_one(
    session: &mut Session,
    sheet: &Sheet,
    old: &Award,
    ((award_id, short_code), name): ((AwardId, String), &str),
    message: &MessageId,
) -> Result<(NewAward, (StatusListId, i64, i64)), Error> {
    let organisation = &sheet.organisation.organisation_id;
    let places = reserve(session, sheet, 1).await?;
    let place = places.nth(0)?;
    let entry = |purpose: Purpose| sheet.entry(purpose, &place).to_json();
    let mut unsigned: Value = serde_json::from_str(&old.unsigned).map_err(Error::internal)?;
    unsigned["id"] = sheet.addresses.award(&award_id).into();
    unsigned["credentialStatus"] = match old.unsigned.contains("\"statusPurpose\":\"suspension\"") {
        true => json!([entry(Purpose::Revocation), entry(Purpose::Suspension)]),
        false => entry(Purpose::Revocation),
    };
    put_name(&mut unsigned, name);
    if let Some(finding) = Draft::new(unsigned.clone()).check().err().and_then(|found| found.into_iter().next()) {
        return Err(Error::invalid("wanted_name", finding.sentence));
    }
    let award = NewAward {
        award_id,
        achievement_id: old.achievement_id.clone(),
        version: old.version,
        person_id: old.person_id.clone(),
        short_code,
        list_id: place.list_id,
        entry_number: place.number,
        status_index: place.index as i64,
        unsigned: unsigned.to_string(),
        key_name: sheet.key_name.clone(),
        signed_at: sheet.now.whole_seconds(),
        awarded_at: old.awarded_at,
        valid_until: old.valid_until,
        created_by: sheet.actor.clone(),
    };
    session.insert_awards(organisation, std::slice::from_ref(&award), sheet.now).await?;
    session.insert_messages(&[notice(organisation, message, &award.award_id)], sheet.now).await?;
    let mut event = event(sheet.actor.clone(), "award.make", award.award_id.as_str());
    event.detail = json!({"awards": [award.award_id.as_str()], "replaces": old.award_id.as_str()}).to_string();
    session.insert_audit_events(organisation, &[event], sheet.now).await?;
    Ok((award, places.reached()))
}

/// The name as an identifier of the subject that is not hidden, instead of one that was there.
fn put_name(unsigned: &mut Value, name: &str) {
    let subject = &mut unsigned["credentialSubject"];
    let kept = crate::credential::items_of(subject.get("identifier")).iter();
    let mut all: Vec<Value> = kept.filter(|known| known["identityType"] != "name").cloned().collect();
    all.push(json!({"type": ["IdentityObject"], "hashed": false, "identityHash": name, "identityType": "name"}));
    subject["identifier"] = all.into();
}

fn notice(organisation: &OrganisationId, message_id: &MessageId, award: &AwardId) -> NewMessage {
    NewMessage {
        message_id: message_id.clone(),
        organisation_id: Some(organisation.clone()),
        kind: "award.notice",
        about: award.to_string(),
        body: "{}".into(),
    }
}

/// The form of an address by which people are told apart, as the store has it.
fn key_of(email: &str) -> String {
    crate::store::email_key(email)
}

/// Everybody who is awarded, by their address, and those among them who are still to be made. Who is known and has no name
/// yet is named.
async fn settle_people<'p>(
    session: &mut Session,
    mut people: HashMap<String, Person>,
    prepared: impl Iterator<Item = &'p Prepared>,
) -> Result<(HashMap<String, Person>, Vec<(Person, String)>), Error> {
    let mut new: Vec<(Person, String)> = Vec::new();
    for one in prepared {
        match people.get_mut(&key_of(&one.email)) {
            Some(known) => {
                if known.name.is_empty() && !one.person.name.is_empty() {
                    known.name.clone_from(&one.person.name);
                    match new.iter_mut().find(|(person, _)| person.person_id == known.person_id) {
                        Some((person, _)) => person.name.clone_from(&known.name),
                        None => session.name_person(&known.person_id, &known.name).await?,
                    }
                }
            }
            None => {
                people.insert(key_of(&one.email), one.person.clone());
                new.push((one.person.clone(), one.email.clone()));
            }
        }
    }
    Ok((people, new))
}

/// Entries of a status list that were given out together.
struct Places {
    reserved: Reserved,
    indexes: Indexes,
}

/// One of them: its number in the list, and the index that follows from it.
struct Place {
    list_id: StatusListId,
    number: i64,
    index: u64,
}

impl Places {
    fn nth(&self, nth: i64) -> Result<Place, Error> {
        let number = self.reserved.first + nth;
        let index = self.indexes.index(number as u64).ok_or(Error::Contended)?;
        Ok(Place { list_id: self.reserved.list_id.clone(), number, index })
    }

    /// The list, with how many of its entries were given out before and after.
    fn reached(self) -> (StatusListId, i64, i64) {
        let Reserved { list_id, first, count, .. } = self.reserved;
        (list_id, first, first + count)
    }
}

async fn reserve(session: &mut Session, sheet: &Sheet, count: i64) -> Result<Places, Error> {
    let organisation = &sheet.organisation.organisation_id;
    let reserved = match session.reserve_entries(organisation, count).await? {
        Some(reserved) => reserved,
        None => {
            let (list, secret) = &sheet.new_list;
            session.insert_status_list(organisation, list, secret, MINIMUM_ENTRIES as i64, sheet.now).await?;
            session.reserve_entries(organisation, count).await?.ok_or(Error::Contended)?
        }
    };
    Ok(Places { indexes: Indexes::new(reserved.secret, reserved.entries as usize), reserved })
}

impl Sheet {
    /// The same sheet with some of its awards.
    pub(super) fn only(&self, at: &[usize]) -> Self {
        Self {
            organisation: self.organisation.clone(),
            issuer: self.issuer.clone(),
            addresses: self.addresses.clone(),
            key_name: self.key_name.clone(),
            prepared: at.iter().map(|at| self.prepared[*at].clone()).collect(),
            answer: self.answer.clone(),
            idempotency: self.idempotency.clone(),
            new_list: self.new_list.clone(),
            messages: at.iter().map(|at| self.messages[*at].clone()).collect(),
            api_key: self.api_key.clone(),
            actor: self.actor.clone(),
            now: self.now,
        }
    }

    /// The key under which the request may be repeated, if it has one.
    fn idempotency_key(&self) -> Option<&str> {
        self.idempotency.as_ref().map(|idempotency| idempotency.key.as_str())
    }

    /// What is answered under that key.
    fn remembered(&self) -> Option<(&str, Remembered)> {
        let Idempotency { key, request_hash } = self.idempotency.as_ref()?;
        Some((key, Remembered { request_hash: request_hash.clone(), answer: self.answer.clone() }))
    }

    /// What the credential at this place says about its status.
    fn entry(&self, purpose: Purpose, place: &Place) -> Entry {
        Entry::new(purpose, place.index, self.addresses.status_list(&place.list_id, purpose))
    }

    fn compose(&self, one: &Prepared, person: &Person, place: Place) -> NewAward {
        let mut status = vec![self.entry(Purpose::Revocation, &place)];
        if one.view.definition.suspendable {
            status.push(self.entry(Purpose::Suspension, &place));
        }
        // Somebody who is known already is called what they are called; the other name was made up for this.
        let draft = one.draft.replacen(&one.person.subject_id, &person.subject_id, 1);
        NewAward {
            award_id: one.award_id.clone(),
            achievement_id: one.view.achievement.achievement_id.clone(),
            version: one.view.version.version,
            person_id: person.person_id.clone(),
            short_code: one.short_code.clone(),
            list_id: place.list_id,
            entry_number: place.number,
            status_index: place.index as i64,
            unsigned: compose::with_entries(&draft, &status),
            key_name: self.key_name.clone(),
            signed_at: self.now.whole_seconds(),
            awarded_at: one.awarded_at,
            valid_until: one.valid_until,
            created_by: self.actor.clone(),
        }
    }
}
