//! Communities that judge for other organisations: the one asks, the other agrees, either ends it. As long as it lasts, the
//! community's reviewers are asked for that achievement, and what its members say about a badge is signed with the
//! community's own key (docs/decisions/0054).

use serde_json::json;

use super::reviewers::{USUAL_CAPACITY, find_or_new, invite};
use super::terms::skill_of;
use crate::app::awarding::Speaker;
use crate::app::organisations::event;
use crate::app::{Actor, App, Error, Permission};
use crate::ids::{AchievementId, OrganisationId, PersonId};
use crate::keys::Algorithm;
use crate::store::{Member, Organisation, ReviewingCommunity, Role, Session};

/// That a community judges an achievement of another organisation, or is asked to.
#[derive(Clone, Debug)]
pub struct JudgedBy {
    /// What stands in the books.
    pub kept: ReviewingCommunity,
    /// What the achievement is called.
    pub achievement: String,
    /// Who awards it.
    pub organisation: Organisation,
    /// Who judges it.
    pub community: Organisation,
}

/// What a community says to being asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CommunityAnswer {
    /// Its members judge.
    Agree,
    /// They do not, or no longer.
    Decline,
}

impl App {
    /// Asks a community, by its short name, to judge an achievement.
    ///
    /// # Errors
    /// [`Error::NotFound`] for achievements of others; [`Error::Invalid`] when there is no such community, or it is the
    /// organisation itself; those of [`App::require`].
    pub async fn ask_community(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        slug: &str,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let view = self.load_achievement(achievement, None).await?;
        if view.organisation.organisation_id != *organisation {
            return Err(Error::NotFound("achievement"));
        }
        let none = || Error::invalid("community", "Write the short name of a community, other than yours.");
        let found = self.store().read().await?.find_organisation_by_slug(slug.trim()).await?.ok_or_else(none)?;
        let is_community = self.join_rules(&found.organisation_id).await?.is_community;
        if !is_community || found.organisation_id == *organisation {
            return Err(none());
        }
        let new = ReviewingCommunity {
            achievement_id: achievement.clone(),
            organisation_id: organisation.clone(),
            community_id: found.organisation_id,
            asked_at: self.now(),
            agreed_at: None,
        };
        let label = actor.label();
        self.store()
            .write(move |session| {
                let (new, label) = (new.clone(), label.clone());
                Box::pin(async move {
                    let before = session.find_reviewing_community(&new.achievement_id).await?;
                    if before.as_ref().is_some_and(|before| before.community_id == new.community_id) {
                        return Ok(());
                    }
                    if let Some(before) = before {
                        end(session, &before, (&label, new.asked_at)).await?;
                    }
                    session.put_reviewing_community(&new).await?;
                    note(session, &new, "community.ask", (&label, new.asked_at)).await
                })
            })
            .await
    }

    /// Answers, for a community, whether its members judge an achievement of another organisation.
    ///
    /// # Errors
    /// [`Error::NotFound`] when it was not asked; those of [`App::require`].
    pub async fn answer_as_community(
        &self,
        actor: &Actor,
        community: &OrganisationId,
        achievement: &AchievementId,
        answer: CommunityAnswer,
    ) -> Result<(), Error> {
        self.require(actor, community, Permission::Manage).await?;
        let (now, label) = (self.now(), actor.label());
        let (community, achievement) = (community.clone(), achievement.clone());
        self.store()
            .write(move |session| {
                let (community, achievement, label) = (community.clone(), achievement.clone(), label.clone());
                Box::pin(async move {
                    let kept = session.find_reviewing_community(&achievement).await?;
                    let kept = kept.filter(|kept| kept.community_id == community);
                    let kept = kept.ok_or(Error::NotFound("request to judge this achievement"))?;
                    match answer {
                        CommunityAnswer::Decline => end(session, &kept, (&label, now)).await,
                        CommunityAnswer::Agree if kept.agreed_at.is_some() => Ok(()),
                        CommunityAnswer::Agree => {
                            let agreed = ReviewingCommunity { agreed_at: Some(now), ..kept };
                            session.put_reviewing_community(&agreed).await?;
                            for person in reviewers_of(session, &community).await? {
                                seat(session, &agreed, &person).await?;
                                invite(session, &agreed.organisation_id, &person, now).await?;
                            }
                            note(session, &agreed, "community.agree", (&label, now)).await
                        }
                    }
                })
            })
            .await
    }

    /// Ends, for the organisation that awards, that a community judges an achievement, or takes the request back.
    ///
    /// # Errors
    /// [`Error::NotFound`] when none was asked; those of [`App::require`].
    pub async fn end_community(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let (now, label) = (self.now(), actor.label());
        let (organisation, achievement) = (organisation.clone(), achievement.clone());
        self.store()
            .write(move |session| {
                let (organisation, achievement, label) = (organisation.clone(), achievement.clone(), label.clone());
                Box::pin(async move {
                    let kept = session.find_reviewing_community(&achievement).await?;
                    let kept = kept.filter(|kept| kept.organisation_id == organisation);
                    let kept = kept.ok_or(Error::NotFound("community that judges this achievement"))?;
                    end(session, &kept, (&label, now)).await
                })
            })
            .await
    }

    /// What others judge for an organisation, and what it judges for others or is asked to, the oldest first.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_judged_by(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Vec<JudgedBy>, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        let all = self.store().read().await?.list_reviewing_communities(organisation).await?;
        let mut found = Vec::with_capacity(all.len());
        for kept in all {
            let view = self.load_achievement(&kept.achievement_id, None).await?;
            found.push(JudgedBy {
                achievement: view.definition.name.clone(),
                organisation: self.load_organisation(&kept.organisation_id).await?,
                community: self.load_organisation(&kept.community_id).await?,
                kept,
            });
        }
        Ok(found)
    }

    /// The community that has agreed to judge an achievement, with the key that it signs with.
    pub(super) async fn find_speaker(&self, achievement: &AchievementId) -> Result<Option<Speaker>, Error> {
        let kept = self.store().read().await?.find_reviewing_community(achievement).await?;
        let Some(kept) = kept.filter(|kept| kept.agreed_at.is_some()) else { return Ok(None) };
        let community = self.load_organisation(&kept.community_id).await?;
        let keys = self.keys_of(&community)?;
        let signer = keys.active(Algorithm::Ed25519).ok_or(Error::NotFound("active Ed25519 key of the community"))?;
        Ok(Some(Speaker { issuer: self.issuer(&community), signer: signer.clone(), community: kept.community_id }))
    }
}

/// Whether somebody judges as a member of a community.
pub(super) async fn is_judge_of(
    session: &mut Session,
    community: &OrganisationId,
    person: &PersonId,
) -> Result<bool, Error> {
    let role = session.find_role(community, person).await?;
    Ok(role.is_some_and(|role| Permission::Judge.is_of(role) || Permission::Moderate.is_of(role)))
}

/// Lets a new reviewer of a community judge what it judges for others.
pub(super) async fn seat_for_others(
    session: &mut Session,
    community: &OrganisationId,
    person: &PersonId,
) -> Result<(), Error> {
    for kept in agreed(session, community).await? {
        seat(session, &kept, person).await?;
    }
    Ok(())
}

/// Hands nothing more of what a community judges for others to somebody who left it.
pub(super) async fn unseat_for_others(
    session: &mut Session,
    community: &OrganisationId,
    person: &PersonId,
) -> Result<(), Error> {
    for kept in agreed(session, community).await? {
        unseat(session, &kept, person).await?;
    }
    Ok(())
}

async fn agreed(session: &mut Session, community: &OrganisationId) -> Result<Vec<ReviewingCommunity>, Error> {
    let all = session.list_reviewing_communities(community).await?;
    Ok(all.into_iter().filter(|kept| kept.community_id == *community && kept.agreed_at.is_some()).collect())
}

async fn reviewers_of(session: &mut Session, community: &OrganisationId) -> Result<Vec<PersonId>, Error> {
    let reviews = |member: &Member| member.role == Role::Reviewer;
    let members = session.list_members(community).await?;
    Ok(members.into_iter().filter(reviews).map(|member| member.person.person_id).collect())
}

async fn seat(session: &mut Session, kept: &ReviewingCommunity, person: &PersonId) -> Result<(), Error> {
    let mut seated = find_or_new(session, &kept.organisation_id, person).await?;
    seated.reviewer.skills.insert(skill_of(&kept.achievement_id));
    if seated.reviewer.capacity == 0 {
        seated.reviewer.capacity = USUAL_CAPACITY;
    }
    Ok(session.put_reviewer(&seated).await?)
}

/// Takes the achievement from somebody of the community; whoever has a role in the organisation itself keeps it.
async fn unseat(session: &mut Session, kept: &ReviewingCommunity, person: &PersonId) -> Result<(), Error> {
    let mut seated = find_or_new(session, &kept.organisation_id, person).await?;
    let is_own = session.find_role(&kept.organisation_id, person).await?.is_some();
    if seated.revision == 0 || is_own || !seated.reviewer.skills.remove(&skill_of(&kept.achievement_id)) {
        return Ok(());
    }
    Ok(session.put_reviewer(&seated).await?)
}

async fn end(
    session: &mut Session,
    kept: &ReviewingCommunity,
    said: (&str, crate::clock::Timestamp),
) -> Result<(), Error> {
    session.delete_reviewing_community(&kept.achievement_id).await?;
    if kept.agreed_at.is_some() {
        for person in reviewers_of(session, &kept.community_id).await? {
            unseat(session, kept, &person).await?;
        }
    }
    note(session, kept, "community.end", said).await
}

/// Writes into the audit of both sides what became of it.
async fn note(
    session: &mut Session,
    kept: &ReviewingCommunity,
    action: &'static str,
    (label, now): (&str, crate::clock::Timestamp),
) -> Result<(), Error> {
    let mut event = event(label.to_owned(), action, kept.achievement_id.as_str());
    event.detail = json!({"organisation": kept.organisation_id, "community": kept.community_id}).to_string();
    for side in [&kept.organisation_id, &kept.community_id] {
        session.insert_audit_events(side, std::slice::from_ref(&event), now).await?;
    }
    Ok(())
}
