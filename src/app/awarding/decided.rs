//! An award that follows from a decision: written in the transaction of the decision, so that there is never one without
//! the other, and signed afterwards like any other.

use std::sync::Arc;

use serde_json::Value;

use super::batch::{self, Sheet};
use super::{AchievementView, Prepared};
use crate::app::keyring::OrganisationKeys;
use crate::app::signing::ToSign;
use crate::app::{App, Error};
use crate::clock::Timestamp;
use crate::ids::{AwardId, MessageId, OrganisationId, StatusListId};
use crate::issue::compose::{self, Facts, Issuer, Said};
use crate::issue::{Draft, SigningMethod};
use crate::keys::{Algorithm, Signer};
use crate::proof::data_integrity::Cryptosuite;
use crate::store::{Award, NewAward, Organisation, Person, Session};

/// Everything that an award needs and a transaction cannot draw or look up; used at most once.
pub(in crate::app) struct ReadyAward {
    sheet: Sheet,
    view: Arc<AchievementView>,
    award_id: AwardId,
    short_code: String,
    message: MessageId,
    keys: Arc<OrganisationKeys>,
    community: Option<Speaker>,
}

/// A community that judges for another organisation, and the key with which it says so.
#[derive(Clone)]
pub(in crate::app) struct Speaker {
    /// Which community.
    pub(in crate::app) community: OrganisationId,
    /// As what it signs.
    pub(in crate::app) issuer: Issuer,
    /// With which key.
    pub(in crate::app) signer: Arc<Signer>,
}

/// Something that a community says about a badge that it judged.
pub(in crate::app) struct Saying {
    /// What the address of the statement ends in.
    pub(in crate::app) fragment: String,
    /// What the statement is called.
    pub(in crate::app) name: String,
    /// What it says.
    pub(in crate::app) comment: String,
    /// Whether the community that judges says it, and not the organisation that awards.
    pub(in crate::app) is_of_community: bool,
}

/// An award that was written and is to be signed.
pub(in crate::app) struct Given {
    organisation: Organisation,
    award: NewAward,
    /// The status list, and its entries given out before and after.
    reached: (StatusListId, i64, i64),
}

/// What was to be said cannot be signed.
#[derive(Debug, thiserror::Error)]
#[error("what is said about the badge cannot be signed: {0}")]
struct Unspeakable(String);

impl Given {
    /// Which award it is.
    pub(in crate::app) fn award_id(&self) -> &AwardId {
        &self.award.award_id
    }
}

impl ReadyAward {
    /// The achievement in the version that is awarded.
    pub(in crate::app) fn view(&self) -> &AchievementView {
        &self.view
    }

    /// The same, with the community that judges.
    pub(in crate::app) fn judged_by(self, community: Option<Speaker>) -> Self {
        Self { community, ..self }
    }

    /// The community that judges, when it is not the organisation itself.
    pub(in crate::app) fn community(&self) -> Option<&OrganisationId> {
        self.community.as_ref().map(|speaker| &speaker.community)
    }

    /// Whether these facts make a credential that can be signed; else what must be mended.
    pub(in crate::app) fn check(&self, facts: &Facts) -> Result<(), Error> {
        let facts = Facts {
            id: self.sheet.addresses.award(&self.award_id),
            subject_id: "urn:uuid:00000000-0000-4000-8000-000000000000".into(),
            awarded_at: Some(self.sheet.now),
            ..facts.clone()
        };
        let draft = compose::credential(&self.sheet.issuer, self.view.published(), &facts, &[], self.sheet.now);
        let first = Draft::new(draft).check().err().and_then(|found| found.into_iter().next());
        match first {
            None => Ok(()),
            Some(finding) => Err(Error::invalid("evidence", finding.sentence)),
        }
    }

    /// Signs what is said about the badge. The address of the badge is known before the badge is, and the same key, text
    /// and time give the same signature.
    fn endorsements(&self, said: &[Saying], at: Timestamp) -> Result<Vec<Value>, Error> {
        let (sheet, credential) = (&self.sheet, self.sheet.addresses.award(&self.award_id));
        let own = self.keys.named(&sheet.key_name).ok_or(Error::NotFound("active Ed25519 key"))?;
        let sign = |one: &Saying| {
            let (issuer, signer) = match self.community.as_ref().filter(|_| one.is_of_community) {
                Some(community) => (&community.issuer, &community.signer),
                None => (&sheet.issuer, own),
            };
            let address = format!("{}#{}", issuer.did, signer.public().name());
            let said = Said { fragment: &one.fragment, name: &one.name, comment: &one.comment };
            let draft = Draft::new(compose::endorsement(issuer, &credential, &said, at));
            let checked = draft.check().map_err(|found| {
                Error::internal(Unspeakable(found.first().map(|finding| finding.sentence.clone()).unwrap_or_default()))
            })?;
            let method = SigningMethod { signer, address: &address };
            checked.sign_embedded(method, Cryptosuite::EddsaRdfc2022, at).map_err(Error::internal)
        };
        said.iter().map(sign).collect()
    }

    /// Writes the award of `person` with these facts and what is said about it, decided at `at`.
    pub(in crate::app) async fn give(
        &self,
        session: &mut Session,
        person: Person,
        (facts, said): (Facts, &[Saying]),
        at: Timestamp,
    ) -> Result<Given, Error> {
        let awarded_at = at.whole_seconds();
        let endorsements = self.endorsements(said, awarded_at)?;
        let days = self.view.definition.valid_for_days;
        let facts = Facts {
            id: self.sheet.addresses.award(&self.award_id),
            awarded_at: Some(awarded_at),
            valid_until: days.map(|days| awarded_at.plus_seconds(i64::from(days) * 86_400)),
            subject_id: person.subject_id.clone(),
            endorsements,
            ..facts
        };
        let draft = compose::credential(&self.sheet.issuer, self.view.published(), &facts, &[], awarded_at);
        let one = Prepared {
            award_id: self.award_id.clone(),
            short_code: self.short_code.clone(),
            view: self.view.clone(),
            email: String::new(),
            person,
            draft: draft.to_string(),
            awarded_at,
            valid_until: facts.valid_until,
        };
        let (award, reached) = batch::award_one(session, &self.sheet, &one, &self.message).await?;
        Ok(Given { organisation: self.sheet.organisation.clone(), award, reached })
    }
}

impl ReadyAward {
    /// Writes an award in the place of another: the same badge of the same person, with their name in it.
    pub(in crate::app) async fn replace(&self, session: &mut Session, old: &Award, name: &str) -> Result<Given, Error> {
        let new = (self.award_id.clone(), self.short_code.clone());
        let (award, reached) = batch::replace_one(session, &self.sheet, old, (new, name), &self.message).await?;
        Ok(Given { organisation: self.sheet.organisation.clone(), award, reached })
    }
}

impl App {
    /// Makes ready what an award may need, before the transaction that may make it.
    pub(in crate::app) fn ready_award(
        &self,
        organisation: &Organisation,
        view: &Arc<AchievementView>,
        actor: &str,
        now: Timestamp,
    ) -> Result<ReadyAward, Error> {
        let keys = self.keys_of(organisation)?;
        let signer = keys.active(Algorithm::Ed25519).ok_or(Error::NotFound("active Ed25519 key"))?;
        let sheet = Sheet {
            issuer: self.issuer(organisation),
            addresses: self.addresses().clone(),
            key_name: signer.public().name().into(),
            messages: Vec::new(),
            new_list: self.draw(|random| (StatusListId::random(random), random.bytes())),
            answer: String::new(),
            api_key: None,
            actor: actor.into(),
            organisation: organisation.clone(),
            prepared: Vec::new(),
            idempotency: None,
            now,
        };
        let (award_id, short_code, message) = self.draw(|random| {
            (AwardId::dated(random, now.unix_micros()), random.text(10), MessageId::dated(random, now.unix_micros()))
        });
        Ok(ReadyAward { sheet, view: view.clone(), award_id, short_code, message, keys, community: None })
    }

    /// Signs an award that is written down. When that fails, the worker does it later with the same bytes.
    pub(in crate::app) async fn sign_given(&self, given: Given) -> Result<(), Error> {
        let (list, before, reached) = &given.reached;
        self.journal_entries(list, *before, *reached).await?;
        self.sign_all(&given.organisation, vec![ToSign::from(&given.award)], self.store().on_disk()).await.map(drop)
    }
}
