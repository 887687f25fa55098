//! What everybody may see: an award by its address, with its credential and how it stands.

use std::sync::Arc;

use super::status_changes::is_cancelled;
use super::{AchievementView, Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{AwardId, OrganisationId};
use crate::issue::{Draft, SigningMethod};
use crate::keys::Algorithm;
use crate::store::{Award, NewAward, Organisation, Revocation};

/// How an award stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AwardState {
    /// It stands.
    Valid,
    /// It ended.
    Expired(Timestamp),
    /// It is on hold, since when and why.
    Suspended(Timestamp, String),
    /// It was withdrawn.
    Revoked(Revocation),
}

/// An award as everybody may see it.
#[derive(Clone, Debug)]
pub struct PublicAward {
    /// The award.
    pub award: Award,
    /// The signed credential.
    pub credential: String,
    /// What was awarded, in the version that was awarded.
    pub view: Arc<AchievementView>,
    /// How it stands.
    pub state: AwardState,
}

impl PublicAward {
    /// Whether its issuer cancelled it before its earner accepted it.
    pub fn is_cancelled(&self) -> bool {
        is_cancelled(&self.award)
    }
}

/// The same answer whether there is no such badge or nobody may see it.
const NOT_SHOWN: Error = Error::NotFound("badge that everybody may see");

fn if_shown(found: Result<Arc<PublicAward>, Error>) -> Result<Arc<PublicAward>, Error> {
    match found {
        Ok(found) if found.award.decision.is_shown() => Ok(found),
        Ok(_) | Err(Error::NotFound(_)) => Err(NOT_SHOWN),
        Err(other) => Err(other),
    }
}

impl App {
    /// An award by its address, whether its earner shows it or not.
    ///
    /// # Errors
    /// [`Error::NotFound`]; [`Error::Unavailable`] while it is being signed.
    pub async fn load_public_award(&self, award: &AwardId) -> Result<Arc<PublicAward>, Error> {
        if let Some(known) = self.0.awards.find(award) {
            return Ok(known);
        }
        let found = self.store().read().await?.find_award_of_any(award).await?.ok_or(Error::NotFound("badge"))?;
        let shown = self.show(found).await?;
        self.0.awards.put(award.clone(), shown.clone());
        Ok(shown)
    }

    /// An award by its address, when its earner lets everybody see it there who has the address.
    ///
    /// # Errors
    /// [`Error::NotFound`], the same whether there is none or it is not shown; as [`Self::load_public_award`].
    pub async fn load_shown_award(&self, award: &AwardId) -> Result<Arc<PublicAward>, Error> {
        if_shown(self.load_public_award(award).await)
    }

    /// The signed credential of an award for whoever asks: when its earner lets everybody see all of it, or when the
    /// asker belongs to its issuer.
    ///
    /// # Errors
    /// As [`Self::load_shown_award`].
    pub async fn load_credential_for(&self, actor: &Actor, award: &AwardId) -> Result<Arc<PublicAward>, Error> {
        let found = self.load_public_award(award).await;
        if let Ok(found) = &found
            && (found.award.decision.shows_credential()
                || self.require(actor, &found.award.organisation_id, Permission::See).await.is_ok())
        {
            return Ok(found.clone());
        }
        match found {
            Err(other @ (Error::Unavailable(_) | Error::Gone(_) | Error::Internal(_))) => Err(other),
            _ => Err(NOT_SHOWN),
        }
    }

    /// An award of an organisation.
    ///
    /// # Errors
    /// As [`Self::load_public_award`]; those of [`App::require`].
    pub async fn load_own_award(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        award: &AwardId,
    ) -> Result<Arc<PublicAward>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        let found = self.store().read().await?.find_award(organisation, award).await?;
        self.show(found.ok_or(Error::NotFound("award"))?).await
    }

    /// An award by the short code printed under its picture, when its earner shows it.
    ///
    /// # Errors
    /// As [`Self::load_shown_award`].
    pub async fn load_award_by_code(&self, code: &str) -> Result<Arc<PublicAward>, Error> {
        let code = code.trim().to_lowercase().replace(['-', ' '], "");
        let found = self.store().read().await?.find_award_by_code(&code).await?.ok_or(NOT_SHOWN)?;
        if_shown(self.show(found).await)
    }

    /// The award that an address of ours leads to, by its id or its short code; `None` for any other address.
    pub async fn find_award_at(&self, address: &str) -> Option<Arc<PublicAward>> {
        let path = self.addresses().path_of(address)?.split(['?', '#']).next()?;
        match path.split('/').collect::<Vec<_>>().as_slice() {
            ["", "badges", award] => self.load_shown_award(&AwardId::from_text(*award)).await.ok(),
            ["", "b", code] => self.load_award_by_code(code).await.ok(),
            _ => None,
        }
    }

    /// Remembers an award that was just made, so that it need not be read again.
    pub(super) fn remember(
        &self,
        organisation: &Organisation,
        new: NewAward,
        view: &Arc<AchievementView>,
        credential: String,
        now: Timestamp,
    ) {
        let award = Award::of_new(&organisation.organisation_id, new, credential.clone(), now);
        let state = match award.valid_until.filter(|until| *until < now) {
            Some(until) => AwardState::Expired(until),
            None => AwardState::Valid,
        };
        let award_id = award.award_id.clone();
        let shown = PublicAward { award, credential, view: view.clone(), state };
        self.0.awards.put(award_id, Arc::new(shown));
    }

    pub(super) async fn show(&self, award: Award) -> Result<Arc<PublicAward>, Error> {
        if award.erased_at.is_some() {
            return Err(Error::Gone("this badge was erased at the wish of the person who earned it".into()));
        }
        let credential = award.credential.clone();
        let credential = credential
            .ok_or_else(|| Error::Unavailable("this badge is being signed; look again in a moment".into()))?;
        let view = self.load_achievement(&award.achievement_id, Some(award.version)).await?;
        let state = if let Some(revocation) = &award.revocation {
            AwardState::Revoked(revocation.clone())
        } else if let Some(at) = award.suspended_at {
            AwardState::Suspended(at, award.suspended_reason.clone().unwrap_or_default())
        } else {
            match award.valid_until.filter(|until| *until < self.now()) {
                Some(until) => AwardState::Expired(until),
                None => AwardState::Valid,
            }
        };
        Ok(Arc::new(PublicAward { award, credential, view, state }))
    }

    /// The award as a token, signed with a key of the given kind. The same award gives the same token as long as the
    /// key signs.
    ///
    /// # Errors
    /// [`Error::NotFound`] when the organisation has no such key.
    pub fn token_of(&self, shown: &PublicAward, algorithm: Algorithm) -> Result<String, Error> {
        let organisation = &shown.view.organisation;
        let keys = self.keys_of(organisation)?;
        let signer = keys.active(algorithm).ok_or(Error::NotFound("key of this kind"))?;
        let address = format!("{}#{}", self.addresses().did(&organisation.slug), signer.public().name());
        let unsigned = serde_json::from_str(&shown.award.unsigned).map_err(Error::internal)?;
        let checked = Draft::new(unsigned).check();
        let checked = checked.map_err(|_| Error::Conflict("this badge cannot be written as a token".into()))?;
        checked.sign_token(SigningMethod { signer, address: &address }).map_err(Error::internal)
    }

    /// The award as a token: RS256 when the organisation has such a key, which more readers know, else EdDSA.
    ///
    /// # Errors
    /// As [`Self::token_of`].
    pub fn any_token_of(&self, shown: &PublicAward) -> Result<String, Error> {
        match self.token_of(shown, Algorithm::Rsa) {
            Err(Error::NotFound(_)) => self.token_of(shown, Algorithm::Ed25519),
            other => other,
        }
    }

    /// What the earner is called, when pages are to say it.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn find_shown_name(&self, shown: &PublicAward) -> Result<Option<String>, Error> {
        if !shown.award.decision.shows_name {
            return Ok(None);
        }
        let person = self.store().read().await?.find_person(&shown.award.person_id).await?;
        Ok(person.map(|person| person.name).filter(|name| !name.is_empty()))
    }
}
