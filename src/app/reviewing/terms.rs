//! How evidence for an achievement is reviewed: its rubric as the rules read it, and a policy.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::reviewers::seat_members;
use crate::app::organisations::event;
use crate::app::{AchievementView, Actor, App, Error, Permission};
use crate::ids::{AchievementId, OrganisationId};
use crate::issue::{CriterionDefinition, Definition};
use crate::review::Topic;
use crate::review::evidence::EvidenceKind;
use crate::review::policy::{Anonymity, Calibration, Policy, Screening, Terms};
use crate::review::reviewer::Skill;
use crate::review::rubric::{CommentRule, Criterion, CriterionId, Level, LevelDescription, Rubric};
use crate::store::{AchievementState, ReviewSettings};

/// What an owner decides about the review of an achievement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewRequest {
    /// Whether new claims are taken.
    pub is_open: bool,
    /// One reviewer decides alone.
    pub is_single: bool,
    /// More depends on it: three reviewers and five at most, in place of two and three.
    pub high_stakes: bool,
    /// Who sees whom.
    pub anonymity: Anonymity,
    /// Who looks at a submission before reviewers see it.
    pub screening: Screening,
    /// Kinds of evidence of which each must be there.
    pub evidence_kinds: BTreeSet<EvidenceKind>,
    /// Whether claimants rate themselves first.
    pub self_rating: bool,
    /// Whether reviewers are tried on work whose levels are known before their reviews count.
    pub calibration: Calibration,
}

/// How an achievement is reviewed.
#[derive(Clone, Debug)]
pub struct ReviewSetup {
    /// Whether new claims are taken.
    pub is_open: bool,
    /// The published version whose rubric it is.
    pub version: i64,
    /// The rubric and the policy.
    pub terms: Terms,
}

impl App {
    /// Opens, changes or closes the review of an achievement, with the rubric of its newest published version. Claims in
    /// flight keep the terms that they were submitted under.
    ///
    /// # Errors
    /// [`Error::Invalid`] when the achievement has no rubric that evidence can be judged by; those of [`App::require`].
    pub async fn set_up_review(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        request: ReviewRequest,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Define).await?;
        let view = self.load_achievement(achievement, None).await?;
        if view.organisation.organisation_id != *organisation {
            return Err(Error::NotFound("achievement"));
        }
        let terms = Terms::new(rubric_of(&view.definition, view.version.version)?, policy_of(&request));
        let terms = Arc::new(terms.map_err(|error| Error::invalid("rubric", format!("{error}.")))?);
        self.check_calibration(achievement, &terms).await?;
        let pinned = terms.pinned();
        let settings = ReviewSettings {
            achievement_id: achievement.clone(),
            organisation_id: organisation.clone(),
            version: view.version.version,
            rubric: pinned.rubric.to_string(),
            policy: pinned.policy.to_string(),
            is_open: request.is_open,
        };
        let mut noted = event(actor.label(), "review.set_up", achievement.as_str());
        noted.detail =
            serde_json::json!({"open": settings.is_open, "rubric": settings.rubric, "policy": settings.policy})
                .to_string();
        let now = self.now();
        self.0.claimable.forget(achievement);
        self.store()
            .write(move |session| {
                let (settings, terms, noted) = (settings.clone(), terms.clone(), noted.clone());
                Box::pin(async move {
                    session.insert_terms(&terms, now).await?;
                    session.put_review_settings(&settings, now).await?;
                    seat_members(session, &settings.organisation_id).await?;
                    session.insert_audit_events(&settings.organisation_id, &[noted], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await
    }

    /// How an achievement is reviewed from now on; `None` when it is not.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn find_review_setup(&self, achievement: &AchievementId) -> Result<Option<ReviewSetup>, Error> {
        let mut session = self.store().read().await?;
        let Some(settings) = session.find_review_settings(achievement).await? else { return Ok(None) };
        let terms = session.load_terms(&settings.rubric, &settings.policy).await?;
        Ok(Some(ReviewSetup { is_open: settings.is_open, version: settings.version, terms }))
    }

    /// A rubric or a policy by its SHA-256, as JSON. Badges name it, so everybody may read it.
    ///
    /// # Errors
    /// [`Error::NotFound`] when there is none.
    pub async fn load_term(&self, hash: &str) -> Result<String, Error> {
        let found = self.store().read().await?.find_term(hash).await?;
        found.ok_or(Error::NotFound("rubric or policy"))
    }

    /// Whether an achievement can be claimed with evidence.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn is_claimable(&self, achievement: &AchievementId) -> Result<bool, Error> {
        if let Some(known) = self.0.claimable.find(achievement) {
            return Ok(known);
        }
        let settings = self.store().read().await?.find_review_settings(achievement).await?;
        let is_claimable = settings.is_some_and(|settings| settings.is_open);
        self.0.claimable.put(achievement.clone(), is_claimable);
        Ok(is_claimable)
    }

    /// The achievement and its settings, when claims are taken.
    pub(super) async fn claimable(
        &self,
        achievement: &AchievementId,
    ) -> Result<(ReviewSettings, Arc<AchievementView>), Error> {
        let settings = self.store().read().await?.find_review_settings(achievement).await?;
        let settings =
            settings.filter(|settings| settings.is_open).ok_or(Error::NotFound("badge that can be claimed"))?;
        let view = self.load_achievement(achievement, Some(settings.version)).await?;
        if view.achievement.state != AchievementState::Published {
            return Err(Error::Conflict("this achievement is archived and cannot be claimed any more".into()));
        }
        Ok((settings, view))
    }
}

fn policy_of(request: &ReviewRequest) -> Policy {
    let base = match (request.high_stakes, request.is_single) {
        (true, _) => Policy::high_stakes(),
        (false, true) => Policy { k: 1, k_max: 2, ..Policy::default() },
        (false, false) => Policy::default(),
    };
    Policy {
        anonymity: request.anonymity,
        screening: request.screening,
        evidence_kinds: request.evidence_kinds.clone(),
        self_rating: request.self_rating,
        calibration: request.calibration,
        ..base
    }
}

/// The rubric of an achievement as the rules read it. A criterion without a needed level is judged and decides nothing.
pub(super) fn rubric_of(definition: &Definition, version: i64) -> Result<Rubric, Error> {
    if definition.rubric.is_empty() {
        let text = "This achievement has no rubric. Add criteria with levels to it and publish it, then come back.";
        return Err(Error::invalid("rubric", text));
    }
    Ok(Rubric {
        name: definition.name.clone(),
        version: u32::try_from(version).unwrap_or(u32::MAX),
        criteria: definition.rubric.iter().map(criterion).collect(),
    })
}

fn criterion(definition: &CriterionDefinition) -> Criterion {
    let required = definition.required_level.as_ref();
    let number = required.and_then(|required| definition.levels.iter().position(|level| level.id == *required));
    Criterion {
        id: CriterionId::new(definition.id.as_str()),
        name: definition.name.clone(),
        levels: definition
            .levels
            .iter()
            .map(|level| LevelDescription {
                name: level.name.clone(),
                description: level.description.clone().unwrap_or_default(),
            })
            .collect(),
        required: number.map_or(1, |number| Level::try_from(number).unwrap_or(Level::MAX)),
        mandatory: number.is_some(),
        comments: CommentRule::BelowRequired,
    }
}

/// The skill of whoever holds a badge, or was named for it.
pub(super) fn skill_of(achievement: &AchievementId) -> Skill {
    Skill(format!("badge:{achievement}"))
}

/// What a reviewer has to know for an achievement: the badge itself, or a standard that it answers to; its tags when the
/// search is widened.
pub(super) fn topic_of(view: &AchievementView) -> Topic {
    let mut skills = BTreeSet::from([skill_of(&view.achievement.achievement_id)]);
    skills
        .extend(view.definition.alignments.iter().map(|alignment| Skill(format!("standard:{}", alignment.target_url))));
    let tags = view.definition.tags.iter().map(|tag| Skill(format!("tag:{}", tag.trim().to_lowercase())));
    Topic { skills, neighbours: tags.collect(), language: None }
}
