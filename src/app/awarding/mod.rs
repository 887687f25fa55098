//! Awarding, exactly once.
//!
//! One transaction writes the answer to be repeated, the awards, their status entries, the exact bytes to be signed and
//! what is to be done afterwards ([`batch`]). Then the bytes are checked, signed, verified and stored
//! ([`super::signing`]). A crash anywhere is finished at the next start with the same bytes, since the key and the time
//! are written down too. Requests that come in at the same time share all of it ([`press`]).

mod batch;
mod decided;
mod listed;
mod press;

pub(super) use decided::{Given, ReadyAward, Saying, Speaker};
pub(super) use listed::{GivenList, ReadyList};
pub(super) use press::Press;

use std::collections::HashMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::achievements::AchievementView;
use super::organisations::is_email;
use super::signing::ToSign;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::credential::IdentityObject;
use crate::ids::{AchievementId, AwardId, OrganisationId, StatusListId};
use crate::issue::compose::{self, EvidenceFact, Facts};
use crate::issue::{Draft, FieldError};
use crate::keys::Algorithm;
use crate::store::{AchievementState, Organisation, Person};
use batch::Sheet;

/// Awards in one request.
pub(super) const ROWS_LIMIT: usize = 10_000;

/// To whom.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Recipient {
    /// Their e-mail address, which finds or makes the person; it does not go into the credential.
    pub email: String,
    /// What they are called, for the issuer's own lists; it does not go into the credential.
    #[serde(default)]
    pub name: String,
}

/// Something that shows that the achievement was earned.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EvidenceRequest {
    /// Its address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Its name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What it shows, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// What kind of evidence it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub genre: Option<String>,
}

/// A level of the rubric that was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ResultRequest {
    /// The criterion's short name.
    pub criterion: String,
    /// The level's short name.
    pub level: String,
}

/// One award to be made.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AwardRequest {
    /// What is awarded; in the newest published version.
    pub achievement_id: String,
    /// To whom.
    pub recipient: Recipient,
    /// When it was decided; now when left out. RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub awarded_at: Option<String>,
    /// Until when it holds; what the achievement says when left out. RFC 3339.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<String>,
    /// Why, in Markdown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub narrative: Option<String>,
    /// What shows it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<EvidenceRequest>,
    /// Levels of the rubric that were reached.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub results: Vec<ResultRequest>,
    /// Credits that were earned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub credits_earned: Option<f64>,
    /// Whether the address goes into the credential as a salted hash. Whoever has the credential and a list of
    /// addresses can find out whose it is, so it is left out unless asked for.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub include_hashed_email: bool,
}

/// A request that may be sent twice: its key, and the hash of what was sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Idempotency {
    /// The `Idempotency-Key`.
    pub key: String,
    /// SHA-256 of the request in hexadecimal.
    pub request_hash: String,
}

impl Idempotency {
    /// The key with the hash of what was sent.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the key is empty, long or strange.
    pub fn new(key: &str, request: &[u8]) -> Result<Self, Error> {
        let is_fit = !key.is_empty() && key.len() <= 200 && key.bytes().all(|byte| (0x21..0x7f).contains(&byte));
        if !is_fit {
            return Err(Error::invalid("Idempotency-Key", "Use 1 to 200 visible ASCII characters."));
        }
        Ok(Self { key: key.into(), request_hash: hex::encode(Sha256::digest(request)) })
    }
}

/// What became of one row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase")]
pub struct AwardRow {
    /// The row in the request, from 0.
    pub row: usize,
    /// The award, when it was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub award_id: Option<String>,
    /// The address of its page, which is also the credential's id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// What must be mended, when it was not.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<RowError>,
}

/// What must be mended in a row.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct RowError {
    /// Which member.
    pub field: String,
    /// What is wrong with it.
    pub message: String,
}

/// What became of a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AwardAnswer {
    /// Row by row.
    pub rows: Vec<AwardRow>,
}

impl AwardAnswer {
    /// How many awards were made.
    pub fn awarded(&self) -> usize {
        self.rows.iter().filter(|row| row.award_id.is_some()).count()
    }
}

/// A row that can be awarded.
#[derive(Clone)]
struct Prepared {
    award_id: AwardId,
    short_code: String,
    view: Arc<AchievementView>,
    email: String,
    person: Person,
    /// The text of the credential of this person, without entries in status lists.
    draft: String,
    awarded_at: Timestamp,
    valid_until: Option<Timestamp>,
}

impl App {
    /// Makes awards: the good rows are made, the bad ones are named. All good rows are made together or not at all.
    ///
    /// The same request with the same [`Idempotency`] gets the same answer and makes nothing new.
    ///
    /// # Errors
    /// [`Error::Conflict`] when the idempotency key was used for another request, [`Error::Limit`] above 10,000 rows or
    /// the key's daily cap; those of [`App::require`].
    pub async fn award(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        requests: &[AwardRequest],
        idempotency: Option<Idempotency>,
    ) -> Result<AwardAnswer, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        if requests.len() > ROWS_LIMIT {
            return Err(Error::Limit(format!("at most {ROWS_LIMIT} awards can be made in one request")));
        }
        let organisation = self.load_organisation(organisation).await?;
        let keys = self.keys_of(&organisation)?;
        let signer = keys.active(Algorithm::Ed25519).ok_or(Error::NotFound("active Ed25519 key"))?;
        let now = self.now();
        let (prepared, rows) = self.prepare(&organisation, requests, now).await?;
        let answer = AwardAnswer { rows };
        if prepared.is_empty() && idempotency.is_none() {
            return Ok(answer);
        }
        let sheet = Sheet {
            issuer: self.issuer(&organisation),
            addresses: self.addresses().clone(),
            key_name: signer.public().name().into(),
            messages: prepared.iter().map(|_| self.new_message_id()).collect(),
            new_list: self.draw(|random| (StatusListId::random(random), random.bytes())),
            answer: serde_json::to_string(&answer).map_err(Error::internal)?,
            api_key: match actor {
                Actor::Key(key) => Some(key.clone()),
                _ => None,
            },
            actor: actor.label(),
            organisation: organisation.clone(),
            prepared,
            idempotency,
            now,
        };
        match self.0.press.order(sheet).await? {
            None => Ok(answer),
            Some(earlier) => {
                let earlier: AwardAnswer = serde_json::from_str(&earlier).map_err(Error::internal)?;
                // It may have been written a moment ago.
                self.store().on_disk().wait().await?;
                self.finish(&organisation, &earlier).await?;
                Ok(earlier)
            }
        }
    }

    /// Says what [`Self::award`] would do to every row, and does nothing: rows without errors would be awarded.
    ///
    /// # Errors
    /// [`Error::Limit`] above 10,000 rows; those of [`App::require`].
    pub async fn check_awards(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        requests: &[AwardRequest],
    ) -> Result<AwardAnswer, Error> {
        self.require(actor, organisation, Permission::Award).await?;
        if requests.len() > ROWS_LIMIT {
            return Err(Error::Limit(format!("at most {ROWS_LIMIT} awards can be made in one request")));
        }
        let organisation = self.load_organisation(organisation).await?;
        let (_, rows) = self.prepare(&organisation, requests, self.now()).await?;
        let unmade = |row: AwardRow| AwardRow { award_id: None, url: None, ..row };
        Ok(AwardAnswer { rows: rows.into_iter().map(unmade).collect() })
    }

    /// Signs what an earlier answer promised and a crash, or another instance at work, left unsigned. Signing twice
    /// gives the same bytes, and the first to store them wins.
    async fn finish(&self, organisation: &Organisation, answer: &AwardAnswer) -> Result<(), Error> {
        let mut unsigned = Vec::new();
        let mut session = self.store().read().await?;
        for id in answer.rows.iter().filter_map(|row| row.award_id.as_deref()) {
            let found = session.find_award(&organisation.organisation_id, &AwardId::from_text(id)).await?;
            unsigned.extend(
                found.filter(|award| award.credential.is_none() && award.erased_at.is_none()).map(ToSign::from),
            );
        }
        drop(session);
        if unsigned.is_empty() {
            Ok(())
        } else {
            self.sign_all(organisation, unsigned, self.store().on_disk()).await.map(drop)
        }
    }

    /// Checks every row and makes ready what can be awarded.
    async fn prepare(
        &self,
        organisation: &Organisation,
        requests: &[AwardRequest],
        now: Timestamp,
    ) -> Result<(Vec<Prepared>, Vec<AwardRow>), Error> {
        let mut views: HashMap<&str, Result<Arc<AchievementView>, FieldError>> = HashMap::new();
        let mut prepared = Vec::with_capacity(requests.len());
        let mut rows = Vec::with_capacity(requests.len());
        for (row, request) in requests.iter().enumerate() {
            if !views.contains_key(request.achievement_id.as_str()) {
                let view = self.awardable(organisation, &request.achievement_id).await?;
                views.insert(&request.achievement_id, view);
            }
            let outcome = match &views[request.achievement_id.as_str()] {
                Ok(view) => self.prepare_one(organisation, view, request, now),
                Err(error) => Err(vec![error.clone()]),
            };
            rows.push(match outcome {
                Ok(one) => {
                    let (award_id, url) = (one.award_id.to_string(), self.addresses().award(&one.award_id));
                    prepared.push(one);
                    AwardRow { row, award_id: Some(award_id), url: Some(url), errors: Vec::new() }
                }
                Err(errors) => {
                    let error = |error: FieldError| RowError { field: error.field, message: error.message };
                    AwardRow { row, award_id: None, url: None, errors: errors.into_iter().map(error).collect() }
                }
            });
        }
        Ok((prepared, rows))
    }

    /// The achievement, if it is awarded at present.
    pub(super) async fn awardable(
        &self,
        organisation: &Organisation,
        achievement: &str,
    ) -> Result<Result<Arc<AchievementView>, FieldError>, Error> {
        let refuse = |message: &str| Ok(Err(FieldError::new("achievementId", message)));
        match self.load_achievement(&AchievementId::from_text(achievement), None).await {
            Err(Error::NotFound(_)) => refuse("There is no published achievement with this identifier."),
            Err(error) => Err(error),
            Ok(view) if view.organisation.organisation_id != organisation.organisation_id => {
                refuse("There is no published achievement with this identifier.")
            }
            Ok(view) if view.achievement.state != AchievementState::Published => {
                refuse("This achievement is archived and is not awarded any more.")
            }
            Ok(view) => Ok(Ok(view)),
        }
    }

    fn prepare_one(
        &self,
        organisation: &Organisation,
        view: &Arc<AchievementView>,
        request: &AwardRequest,
        now: Timestamp,
    ) -> Result<Prepared, Vec<FieldError>> {
        let mut found = Vec::new();
        let email = request.recipient.email.trim();
        if !is_email(email) {
            found.push(FieldError::new("recipient.email", "Write an e-mail address such as ada@school.example."));
        }
        let mut time = |field: &str, text: &Option<String>| {
            let time = text.as_deref().map(str::parse::<Timestamp>).transpose();
            time.unwrap_or_else(|error| {
                found.push(FieldError::new(field, format!("{error}.")));
                None
            })
        };
        let awarded_at = time("awardedAt", &request.awarded_at).unwrap_or(now).whole_seconds();
        let valid_until = time("validUntil", &request.valid_until);
        let days = view.definition.valid_for_days;
        let valid_until = valid_until
            .or(days.map(|days| awarded_at.plus_seconds(i64::from(days) * 86_400)))
            .map(Timestamp::whole_seconds);
        if awarded_at > now.plus_seconds(86_400) {
            found.push(FieldError::new("awardedAt", "An award is not decided in the future."));
        }
        if valid_until.is_some_and(|until| until <= awarded_at) {
            found.push(FieldError::new("validUntil", "The end must be after the award."));
        }
        check_evidence_and_results(view, request, &mut found);
        if !found.is_empty() {
            return Err(found);
        }
        let (award_id, short_code, salt) =
            self.draw(|random| (AwardId::dated(random, now.unix_micros()), random.text(10), random.text(26)));
        let person = self.new_person(&request.recipient.name, now);
        let facts = Facts {
            id: self.addresses().award(&award_id),
            subject_id: person.subject_id.clone(),
            hashed_email: request.include_hashed_email.then(|| IdentityObject::hashed(email, "emailAddress", &salt)),
            awarded_at: Some(awarded_at),
            valid_until,
            credits_earned: request.credits_earned,
            narrative: request.narrative.clone(),
            evidence: request.evidence.iter().map(fact).collect(),
            results: request.results.iter().map(|r| (r.criterion.clone(), r.level.clone())).collect(),
            endorsements: Vec::new(),
        };
        let achievement = (view.published(), view.text());
        let draft = compose::credential_text(&self.issuer(organisation), achievement, &facts, awarded_at);
        // What people write can break a rule; what we compose ourselves was checked when it was published.
        let has_own_words =
            request.narrative.is_some() || !request.evidence.is_empty() || request.credits_earned.is_some();
        if has_own_words {
            check_words(&draft)?;
        }
        let (view, email) = (view.clone(), email.into());
        Ok(Prepared { award_id, short_code, view, email, person, draft, awarded_at, valid_until })
    }
}

/// Checks the credential before anything is written.
fn check_words(draft: &str) -> Result<(), Vec<FieldError>> {
    let field = |finding: crate::credential::Finding| {
        let at = finding.at.trim_start_matches('/').replace('/', ".");
        FieldError::new(at.replace("credentialSubject.", ""), finding.sentence)
    };
    let credential = serde_json::from_str(draft).unwrap_or_default();
    Draft::new(credential).check_untried().map(drop).map_err(|found| found.into_iter().map(field).collect())
}

fn check_evidence_and_results(view: &AchievementView, request: &AwardRequest, found: &mut Vec<FieldError>) {
    for (index, result) in request.results.iter().enumerate() {
        let criterion = view.definition.rubric.iter().find(|criterion| criterion.id == result.criterion);
        let has_level = criterion.is_some_and(|criterion| criterion.levels.iter().any(|l| l.id == result.level));
        if !has_level {
            let message = "The achievement's rubric has no such criterion and level.";
            found.push(FieldError::new(format!("results.{index}"), message));
        }
    }
    if request.evidence.len() > 50 {
        found.push(FieldError::new("evidence", "At most 50 are allowed."));
    }
    // Readers show it as a link, so it must be one that only leads somewhere.
    let is_link = |url: &str| url.starts_with("https://") || url.starts_with("http://");
    for (index, evidence) in request.evidence.iter().enumerate() {
        if evidence.url.as_deref().is_some_and(|url| !is_link(url)) {
            let message = "Write the whole address, starting with https://.";
            found.push(FieldError::new(format!("evidence.{index}.url"), message));
        }
    }
}

fn fact(request: &EvidenceRequest) -> EvidenceFact {
    EvidenceFact {
        url: request.url.clone(),
        name: request.name.clone(),
        narrative: request.narrative.clone(),
        genre: request.genre.clone(),
    }
}
