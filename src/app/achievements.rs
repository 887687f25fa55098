//! Achievements: drafted, published in versions, found.

use std::sync::{Arc, OnceLock};

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::ids::{AchievementId, OrganisationId};
use crate::issue::compose::{self, Facts, Published};
use crate::issue::{Artwork, Definition, Draft, FieldError};
use crate::store::{
    Achievement, AchievementState, CatalogueEntry, CatalogueFilter, Facets, NewAchievement, Organisation,
    PublishedVersion,
};

/// A published version of an achievement, ready to be shown or awarded.
#[derive(Clone, Debug)]
pub struct AchievementView {
    /// Which one, and where it is in its life.
    pub achievement: Achievement,
    /// Whose it is.
    pub organisation: Organisation,
    /// The version that is shown.
    pub version: PublishedVersion,
    /// What its author decided.
    pub definition: Definition,
    /// Its address.
    pub address: String,
    /// The address of its picture.
    pub image: String,
    /// What credentials say about it, once it was written.
    text: OnceLock<String>,
}

impl AchievementView {
    /// What credentials are composed from.
    pub fn published(&self) -> Published<'_> {
        Published {
            address: &self.address,
            version: self.version.version,
            image: &self.image,
            definition: &self.definition,
        }
    }

    /// The achievement as it stands in credentials.
    pub fn text(&self) -> &str {
        self.text.get_or_init(|| compose::achievement(self.published()).to_string())
    }

    /// The achievement as Open Badges has it, by itself.
    pub fn to_json(&self) -> Value {
        let mut json = compose::achievement(self.published());
        json["@context"] = crate::canon::pinned::OPEN_BADGES.into();
        json
    }
}

impl App {
    /// Makes a draft of an achievement.
    ///
    /// # Errors
    /// [`Error::Invalid`] for what could not be published; those of [`App::require`].
    pub async fn create_achievement(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        definition: &Definition,
    ) -> Result<Achievement, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        self.check_definition(organisation, definition).await?;
        let now = self.now();
        let new = NewAchievement {
            achievement_id: self.draw(AchievementId::random),
            draft: text_of(definition)?,
            entry: entry_of(definition),
        };
        let (id, organisation_id, label) = (new.achievement_id.clone(), organisation.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (new, organisation, label) = (new.clone(), organisation_id.clone(), label.clone());
                Box::pin(async move {
                    session.insert_achievement(&organisation, &new, now).await?;
                    let event = event(label, "achievement.create", new.achievement_id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.find_own_achievement(organisation, &id).await
    }

    /// Changes the draft; what is published stays as it is.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`]; those of [`App::require`].
    pub async fn change_achievement(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        definition: &Definition,
    ) -> Result<Achievement, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        self.check_definition(organisation, definition).await?;
        let now = self.now();
        let draft = text_of(definition)?;
        let (organisation_id, id, label) = (organisation.clone(), achievement.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (organisation, id) = (organisation_id.clone(), id.clone());
                let (draft, label) = (draft.clone(), label.clone());
                Box::pin(async move {
                    if !session.update_achievement_draft(&organisation, &id, &draft, now).await? {
                        return Err(Error::NotFound("achievement"));
                    }
                    let event = event(label, "achievement.change", id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await?;
        self.find_own_achievement(organisation, achievement).await
    }

    /// Publishes the draft as the next version. Awards from now on are of this version; older ones stay what they are.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] when the draft is published already; those of [`App::require`].
    pub async fn publish_achievement(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<Arc<AchievementView>, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        let found = self.find_own_achievement(organisation, achievement).await?;
        let definition = read_definition(&found.draft)?;
        self.check_definition(organisation, &definition).await?;
        self.rehearse(organisation, &found, &definition).await?;
        let published = PublishedVersion {
            version: found.version + 1,
            sha256: hex::encode(Sha256::digest(found.draft.as_bytes())),
            definition: found.draft,
            published_at: self.now(),
        };
        let entry = entry_of(&definition);
        let (organisation_id, id, label) = (organisation.clone(), achievement.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (organisation, id, label) = (organisation_id.clone(), id.clone(), label.clone());
                let (published, entry) = (published.clone(), entry.clone());
                Box::pin(async move {
                    let newest = session.find_version(&id, None).await?;
                    let is_same = newest.is_some_and(|newest| newest.sha256 == published.sha256);
                    let state = session.find_achievement(&organisation, &id).await?.map(|found| found.state);
                    if is_same && state == Some(AchievementState::Published) {
                        return Err(Error::Conflict("this draft is published already; change it first".into()));
                    }
                    if !session.publish_achievement(&organisation, &id, &published, &entry).await? {
                        return Err(Error::Conflict("somebody else published it at the same time".into()));
                    }
                    let mut event = event(label, "achievement.publish", id.as_str());
                    event.detail =
                        serde_json::json!({"version": published.version, "sha256": published.sha256}).to_string();
                    session.insert_audit_events(&organisation, &[event], published.published_at).await?;
                    Ok(())
                })
            })
            .await?;
        self.0.achievements.forget(&key_of(achievement, None));
        self.load_achievement(achievement, None).await
    }

    /// Takes an achievement out of the catalogue, or puts it back. What was awarded stays.
    ///
    /// # Errors
    /// [`Error::NotFound`], [`Error::Conflict`] before the first publication; those of [`App::require`].
    pub async fn archive_achievement(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        state: AchievementState,
    ) -> Result<Achievement, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        self.find_own_achievement(organisation, achievement).await?;
        let now = self.now();
        let (organisation_id, id, label) = (organisation.clone(), achievement.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (organisation, id, label) = (organisation_id.clone(), id.clone(), label.clone());
                Box::pin(async move {
                    if !session.set_achievement_state(&organisation, &id, state, now).await? {
                        return Err(Error::Conflict("an achievement is published before it is archived".into()));
                    }
                    let mut event = event(label, "achievement.archive", id.as_str());
                    event.detail = serde_json::json!({"state": state.as_str()}).to_string();
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await?;
        self.0.achievements.forget(&key_of(achievement, None));
        self.find_own_achievement(organisation, achievement).await
    }

    async fn check_definition(&self, organisation: &OrganisationId, definition: &Definition) -> Result<(), Error> {
        let mut found = definition.check();
        if let Artwork::Image(image) = &definition.artwork {
            let kept = self.store().read().await?.find_image(organisation, image).await?;
            if kept.is_none() {
                found.push(FieldError::new("artwork", "This picture is not here; upload it first."));
            }
        }
        if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
    }

    /// Composes and checks a credential as it would be awarded, so that what is published can be.
    async fn rehearse(
        &self,
        organisation: &OrganisationId,
        achievement: &Achievement,
        definition: &Definition,
    ) -> Result<(), Error> {
        let organisation = self.load_organisation(organisation).await?;
        let (address, image) = (
            self.addresses().achievement(&achievement.achievement_id),
            self.addresses().achievement_image(&achievement.achievement_id, achievement.version + 1),
        );
        let published = Published { address: &address, version: 1, image: &image, definition };
        let facts = Facts {
            id: "urn:uuid:00000000-0000-4000-8000-000000000000".into(),
            subject_id: "urn:uuid:00000000-0000-4000-8000-000000000001".into(),
            ..Facts::default()
        };
        let draft = compose::credential(&self.issuer(&organisation), published, &facts, &[], self.now());
        let refused = |findings: Vec<crate::credential::Finding>| {
            let field = |finding: crate::credential::Finding| FieldError::new(finding.at, finding.sentence);
            Error::Invalid(findings.into_iter().map(field).collect())
        };
        Draft::new(draft).check().map(drop).map_err(refused)
    }

    /// An achievement of an organisation, drafts too.
    ///
    /// # Errors
    /// [`Error::NotFound`].
    pub async fn find_own_achievement(
        &self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<Achievement, Error> {
        let found = self.store().read().await?.find_achievement(organisation, achievement).await?;
        found.ok_or(Error::NotFound("achievement"))
    }

    /// The draft of an achievement as its author wrote it.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn load_draft(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<(Achievement, Definition), Error> {
        self.require(actor, organisation, Permission::See).await?;
        let found = self.find_own_achievement(organisation, achievement).await?;
        let definition = read_definition(&found.draft)?;
        Ok((found, definition))
    }

    /// The published versions of an organisation's achievement, the newest first, with how many badges were awarded in each.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn list_versions(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<Vec<(PublishedVersion, i64)>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        self.find_own_achievement(organisation, achievement).await?;
        Ok(self.store().read().await?.list_versions(achievement).await?)
    }

    /// The draft as it would be shown if it were published now.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn preview_achievement(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<AchievementView, Error> {
        let (found, definition) = self.load_draft(actor, organisation, achievement).await?;
        let version = PublishedVersion {
            version: found.version + 1,
            definition: found.draft.clone(),
            sha256: hex::encode(Sha256::digest(found.draft.as_bytes())),
            published_at: self.now(),
        };
        let achievement = Achievement { version: version.version, state: AchievementState::Published, ..found };
        Ok(AchievementView {
            organisation: self.load_organisation(organisation).await?,
            address: self.addresses().achievement(&achievement.achievement_id),
            image: self.addresses().achievement_image(&achievement.achievement_id, version.version),
            achievement,
            version,
            definition,
            text: OnceLock::new(),
        })
    }

    /// An organisation's achievements, drafts too, by name after the given pair of name and identifier.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_own_achievements(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        after: (&str, &str),
        limit: i64,
    ) -> Result<Vec<Achievement>, Error> {
        self.require(actor, organisation, Permission::See).await?;
        Ok(self.store().read().await?.list_achievements(organisation, after, limit).await?)
    }

    /// A published version for everybody; `None` asks for the newest.
    ///
    /// # Errors
    /// [`Error::NotFound`] for drafts and what is not there.
    pub async fn load_achievement(
        &self,
        achievement: &AchievementId,
        version: Option<i64>,
    ) -> Result<Arc<AchievementView>, Error> {
        let key = key_of(achievement, version);
        if let Some(known) = self.0.achievements.find(&key) {
            return Ok(known);
        }
        let mut session = self.store().read().await?;
        let found = session.find_achievement_of_any(achievement).await?.ok_or(Error::NotFound("achievement"))?;
        let published = session.find_version(achievement, version).await?.ok_or(Error::NotFound("achievement"))?;
        drop(session);
        let organisation = self.load_organisation(&found.organisation_id).await?;
        let view = Arc::new(AchievementView {
            definition: read_definition(&published.definition)?,
            address: self.addresses().achievement(achievement),
            image: self.addresses().achievement_image(achievement, published.version),
            achievement: found,
            organisation,
            version: published,
            text: OnceLock::new(),
        });
        self.0.achievements.put(key, view.clone());
        Ok(view)
    }

    /// The achievements published or changed last.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn list_newest_achievements(&self, limit: i64) -> Result<Vec<Achievement>, Error> {
        Ok(self.store().read().await?.list_newest_achievements(limit).await?)
    }

    /// Published achievements that the filter asks for, their number, and what the catalogue can be narrowed to.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn search_catalogue(&self, filter: &CatalogueFilter) -> Result<(Vec<Achievement>, i64, Facets), Error> {
        let mut session = self.store().read().await?;
        let found = session.search_catalogue(filter).await?;
        let count = session.count_catalogue(filter).await?;
        let facets = session.list_facets().await?;
        Ok((found, count, facets))
    }
}

fn key_of(achievement: &AchievementId, version: Option<i64>) -> String {
    format!("{achievement}:{}", version.unwrap_or(0))
}

fn text_of(definition: &Definition) -> Result<String, Error> {
    serde_json::to_string(definition).map_err(Error::internal)
}

pub(super) fn read_definition(text: &str) -> Result<Definition, Error> {
    serde_json::from_str(text).map_err(Error::internal)
}

fn entry_of(definition: &Definition) -> CatalogueEntry {
    let mut searchable = vec![definition.name.as_str(), &definition.description];
    searchable.extend(definition.tags.iter().map(String::as_str));
    for alignment in definition.all_alignments() {
        searchable.extend([alignment.target_name.as_str(), &alignment.target_url]);
        searchable.extend(alignment.target_code.as_deref());
    }
    CatalogueEntry {
        name: definition.name.clone(),
        achievement_type: definition.achievement_type.clone(),
        subject: definition.subject.clone().unwrap_or_default(),
        grade_band: definition.grade_band.clone().unwrap_or_default(),
        framework: definition.framework().unwrap_or_default().into(),
        language: definition.language.clone().unwrap_or_default(),
        searchable: searchable.join(" ").to_lowercase(),
    }
}
