//! Awards of a list that is worked off row by row: made ready before the transaction, written in it together with what
//! the list says about its rows, and signed afterwards like any other.

use std::collections::HashSet;
use std::sync::Arc;

use super::batch::{self, Sheet, Written};
use super::{AchievementView, AwardRequest, Prepared};
use crate::app::signing::ToSign;
use crate::app::{App, Error};
use crate::clock::Timestamp;
use crate::ids::{AwardId, StatusListId};
use crate::issue::FieldError;
use crate::keys::Algorithm;
use crate::store::{ApiKey, NewAward, Organisation, Session};

/// Rows that one task makes ready.
const SHARE: usize = 125;

/// Rows of a list that can be awarded.
pub(in crate::app) struct ReadyList {
    sheet: Sheet,
    /// The numbers of the rows, in the order of the sheet.
    numbers: Vec<i64>,
}

/// What was written and is to be signed.
pub(in crate::app) struct GivenList {
    organisation: Organisation,
    awards: Vec<NewAward>,
    reached: Option<(StatusListId, i64, i64)>,
}

/// Rows that cannot be awarded after all, with what is wrong.
pub(in crate::app) type Refused = Vec<(i64, Vec<FieldError>)>;

impl ReadyList {
    /// Writes the rows whose numbers are in `keep`; which award each of them got.
    ///
    /// # Errors
    /// [`Error::Limit`] beyond what the API key may do on a day.
    pub(in crate::app) async fn write(
        &self,
        session: &mut Session,
        keep: &HashSet<i64>,
    ) -> Result<(GivenList, Vec<(i64, AwardId)>), Error> {
        let kept = |at: &usize| keep.contains(&self.numbers[*at]);
        let at: Vec<usize> = (0..self.numbers.len()).filter(kept).collect();
        let sheet = self.sheet.only(&at);
        let made = at.iter().zip(&sheet.prepared).map(|(at, one)| (self.numbers[*at], one.award_id.clone())).collect();
        let mut written = batch::write(session, &[Arc::new(sheet)]).await?;
        match written.each.pop() {
            Some(Written::Awarded(awards)) => {
                let organisation = self.sheet.organisation.clone();
                Ok((GivenList { organisation, awards, reached: written.reached }, made))
            }
            Some(Written::Refused(error)) => Err(error),
            Some(Written::Answered(_)) | None => Err(Error::Contended),
        }
    }
}

impl App {
    /// What is wrong with a request; nothing when it can be awarded.
    pub(in crate::app) fn faults_of(
        &self,
        organisation: &Organisation,
        view: &Arc<AchievementView>,
        request: &AwardRequest,
        now: Timestamp,
    ) -> Vec<FieldError> {
        self.prepare_one(organisation, view, request, now).err().unwrap_or_default()
    }

    /// Makes rows ready, on all processors. `actor` is who began, `api_key` whose cap counts.
    ///
    /// # Errors
    /// [`Error::NotFound`] without a key that signs.
    pub(in crate::app) async fn ready_list(
        &self,
        view: &Arc<AchievementView>,
        rows: Vec<(i64, AwardRequest)>,
        (actor, api_key): (&str, Option<Arc<ApiKey>>),
        now: Timestamp,
    ) -> Result<(ReadyList, Refused), Error> {
        let organisation = &view.organisation;
        let keys = self.keys_of(organisation)?;
        let signer = keys.active(Algorithm::Ed25519).ok_or(Error::NotFound("active Ed25519 key"))?;
        let (numbers, prepared, refused) = self.prepare_list(view, rows, now).await?;
        let sheet = Sheet {
            issuer: self.issuer(organisation),
            addresses: self.addresses().clone(),
            key_name: signer.public().name().into(),
            messages: prepared.iter().map(|_| self.new_message_id()).collect(),
            new_list: self.draw(|random| (StatusListId::random(random), random.bytes())),
            answer: String::new(),
            api_key,
            actor: actor.into(),
            organisation: organisation.clone(),
            prepared,
            idempotency: None,
            now,
        };
        Ok((ReadyList { sheet, numbers }, refused))
    }

    async fn prepare_list(
        &self,
        view: &Arc<AchievementView>,
        rows: Vec<(i64, AwardRequest)>,
        now: Timestamp,
    ) -> Result<(Vec<i64>, Vec<Prepared>, Refused), Error> {
        let mut tasks = Vec::new();
        for share in rows.chunks(SHARE) {
            let (app, view, share) = (self.clone(), Arc::clone(view), share.to_vec());
            tasks.push(tokio::task::spawn_blocking(move || {
                let one = |(number, request): (i64, AwardRequest)| {
                    (number, app.prepare_one(&view.organisation, &view, &request, now))
                };
                share.into_iter().map(one).collect::<Vec<_>>()
            }));
        }
        let (mut numbers, mut prepared, mut refused) = (Vec::new(), Vec::new(), Vec::new());
        for task in tasks {
            for (number, outcome) in task.await.map_err(Error::internal)? {
                match outcome {
                    Ok(one) => {
                        numbers.push(number);
                        prepared.push(one);
                    }
                    Err(errors) => refused.push((number, errors)),
                }
            }
        }
        Ok((numbers, prepared, refused))
    }

    /// Signs what is written down. When that fails, the worker does it later with the same bytes.
    pub(in crate::app) async fn sign_rows(&self, given: GivenList) -> Result<(), Error> {
        if let Some((list, before, reached)) = &given.reached {
            self.journal_entries(list, *before, *reached).await?;
        }
        let all = given.awards.iter().map(ToSign::from).collect();
        self.sign_all(&given.organisation, all, self.store().on_disk()).await.map(drop)
    }
}
