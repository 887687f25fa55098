//! Achievements that follow from others: n of m, or a path in its order. Given once to each person, in one transaction
//! with the note that they got it; badges that were withdrawn, are on hold or are over do not count.

use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::awarding::Given;
use super::organisations::event;
use super::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, AwardId, MessageId, OrganisationId, PersonId};
use crate::issue::FieldError;
use crate::issue::compose::Facts;
use crate::store::{AchievementState, Message, Milestone, NewMessage, Session, StoreError};

/// Parts of one milestone.
const PARTS_LIMIT: usize = 50;
/// People who are looked at together.
const PAGE: i64 = 100;
/// What is asked of the worker: whether one person has all, and whether anybody has.
const CHECK: &str = "milestone.check";
const SWEEP: &str = "milestone.sweep";
/// Who awards when nobody does.
const ACTOR: &str = "milestone";

/// What an achievement is to follow from.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct MilestoneRequest {
    /// The achievements that count, in their order.
    pub parts: Vec<String>,
    /// So many of them; all when left out.
    #[serde(default)]
    pub required: Option<i64>,
    /// Whether they are earned one after the other.
    #[serde(default)]
    pub is_ordered: bool,
    /// Whether it is awarded by itself now.
    #[serde(default = "yes")]
    pub is_on: bool,
}

fn yes() -> bool {
    true
}

/// How far people are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MilestoneProgress {
    /// How many people have how many of the parts.
    pub by_parts: Vec<(i64, i64)>,
    /// How many got it.
    pub completed: i64,
}

/// How many parts count towards a milestone: any, or those of the path from its beginning on, each not awarded before the
/// one before it.
fn parts_done(milestone: &Milestone, awards: &[(AchievementId, Timestamp)]) -> i64 {
    let of = |part: &AchievementId| awards.iter().filter(|(own, _)| own == part).map(|(_, at)| *at).collect::<Vec<_>>();
    if !milestone.is_ordered {
        return milestone.parts.iter().filter(|part| !of(part).is_empty()).count() as i64;
    }
    let (mut done, mut before) = (0, None::<Timestamp>);
    for part in &milestone.parts {
        match of(part).into_iter().filter(|at| before.is_none_or(|before| *at >= before)).min() {
            Some(at) => (done, before) = (done + 1, Some(at)),
            None => break,
        }
    }
    done
}

/// Asks the worker, in the transaction of awards or of a hold that ends (`why`), to look whether something follows from
/// them.
pub(super) async fn ask(
    session: &mut Session,
    organisation: &OrganisationId,
    (why, awards): (&str, &[(&AwardId, &AchievementId, &PersonId)]),
    now: Timestamp,
) -> Result<(), Error> {
    let mut parts: Vec<&str> = awards.iter().map(|(_, achievement, _)| achievement.as_str()).collect();
    parts.sort_unstable();
    parts.dedup();
    let mut messages = Vec::new();
    for some in parts.chunks(100) {
        for (part, follows) in session.list_milestones_of(organisation, some).await? {
            for (award, _, person) in awards.iter().filter(|(_, achievement, _)| achievement.as_str() == part) {
                let micros = now.unix_micros().to_string();
                let digest = Sha256::digest([award.as_str(), follows.as_str(), why, &micros].join("\n").as_bytes());
                messages.push(NewMessage {
                    message_id: MessageId::from_text(&hex::encode(digest)[..26]),
                    organisation_id: Some(organisation.clone()),
                    kind: CHECK,
                    about: follows.to_string(),
                    body: json!({"person": person.as_str()}).to_string(),
                });
            }
        }
    }
    Ok(session.insert_messages(&messages, now).await?)
}

impl App {
    /// Says what an achievement follows from. People who have it all already get it in a moment.
    ///
    /// # Errors
    /// [`Error::Invalid`], [`Error::NotFound`]; those of [`App::require`].
    pub async fn put_milestone(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        request: MilestoneRequest,
    ) -> Result<Milestone, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        let own = self.find_own_achievement(organisation, achievement).await?;
        let milestone = self.read_milestone(organisation, achievement, request).await?;
        if milestone.is_on && own.state != AchievementState::Published {
            return Err(Error::invalid("on", "Publish this achievement first; then it can be awarded by itself."));
        }
        let now = self.now();
        let mut event = event(actor.label(), "milestone.put", achievement.as_str());
        event.detail =
            json!({"on": milestone.is_on, "required": milestone.required, "parts": milestone.parts.len()}).to_string();
        let sweep = sweep_message(self.new_message_id(), &milestone, "");
        let new = milestone.clone();
        self.store()
            .write(move |session| {
                let (new, event, sweep) = (new.clone(), event.clone(), sweep.clone());
                Box::pin(async move {
                    session.put_milestone(&new, now).await?;
                    session.insert_audit_events(&new.organisation_id, &[event], now).await?;
                    if new.is_on {
                        session.insert_messages(&[sweep], now).await?;
                    }
                    Ok::<_, Error>(())
                })
            })
            .await?;
        self.0.worker.notify_one();
        Ok(milestone)
    }

    async fn read_milestone(
        &self,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        request: MilestoneRequest,
    ) -> Result<Milestone, Error> {
        let mut found = Vec::new();
        let mut parts: Vec<AchievementId> = Vec::new();
        for part in request.parts.iter().map(AchievementId::from_text) {
            let is_own = self.find_own_achievement(organisation, &part).await.is_ok();
            if part == *achievement || !is_own || parts.contains(&part) {
                found.push(FieldError::new("parts", "Choose other achievements of your own, each once."));
                break;
            }
            parts.push(part);
        }
        if request.is_on && !(1..=PARTS_LIMIT).contains(&parts.len()) && found.is_empty() {
            found.push(FieldError::new("parts", "Choose 1 to 50 achievements."));
        }
        let required = request.required.unwrap_or(parts.len() as i64);
        if request.is_on && !(1..=parts.len() as i64).contains(&required) && found.is_empty() {
            let text = format!("Write a number from 1 to {}.", parts.len());
            found.push(FieldError::new("required", text));
        }
        if !found.is_empty() {
            return Err(Error::Invalid(found));
        }
        Ok(Milestone {
            achievement_id: achievement.clone(),
            organisation_id: organisation.clone(),
            required,
            is_ordered: request.is_ordered,
            is_on: request.is_on,
            parts,
        })
    }

    /// What an achievement follows from by itself, for everybody; `None` when it does not.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn find_milestone(&self, achievement: &AchievementId) -> Result<Option<Milestone>, Error> {
        Ok(self.store().read().await?.find_milestone(achievement).await?)
    }

    /// How far people are with an achievement of an organisation.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn load_milestone_progress(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<MilestoneProgress, Error> {
        self.require(actor, organisation, Permission::See).await?;
        self.find_own_achievement(organisation, achievement).await?;
        let mut session = self.store().read().await?;
        Ok(MilestoneProgress {
            by_parts: session.count_part_holders(achievement, self.now()).await?,
            completed: session.count_milestone_awards(achievement).await?,
        })
    }

    /// How many parts of a milestone somebody has who looks at it.
    ///
    /// # Errors
    /// [`Error`] when the database does not answer.
    pub async fn count_own_parts(&self, milestone: &Milestone, person: &PersonId) -> Result<i64, Error> {
        let mut session = self.store().read().await?;
        let awards = session.list_part_awards(&milestone.achievement_id, person, self.now()).await?;
        Ok(parts_done(milestone, &awards))
    }

    /// Does what a message about a milestone asks for.
    ///
    /// # Errors
    /// [`Error`]; the message is tried again.
    pub(super) async fn do_milestone(&self, message: &Message) -> Result<(), Error> {
        let achievement = AchievementId::from_text(&message.about);
        let body: Value = serde_json::from_str(&message.body).unwrap_or_default();
        if message.kind == CHECK {
            let person = PersonId::from_text(body["person"].as_str().unwrap_or_default());
            return self.give_milestone(&achievement, &person).await;
        }
        let after = body["after"].as_str().unwrap_or_default();
        let people = self.store().read().await?.list_part_holders(&achievement, after, PAGE, self.now()).await?;
        for person in &people {
            self.give_milestone(&achievement, person).await?;
        }
        let Some(last) = people.last().filter(|_| people.len() as i64 == PAGE) else { return Ok(()) };
        let Some(milestone) = self.find_milestone(&achievement).await? else { return Ok(()) };
        let (next, now) = (sweep_message(self.new_message_id(), &milestone, last.as_str()), self.now());
        self.store()
            .write(move |session| {
                let next = next.clone();
                Box::pin(async move { Ok::<_, Error>(session.insert_messages(&[next], now).await?) })
            })
            .await
    }

    /// Gives a milestone to somebody who has what it takes and did not get it yet.
    async fn give_milestone(&self, achievement: &AchievementId, person: &PersonId) -> Result<(), Error> {
        let Some(milestone) = self.find_milestone(achievement).await?.filter(|milestone| milestone.is_on) else {
            return Ok(());
        };
        let organisation = self.load_organisation(&milestone.organisation_id).await?;
        // An achievement in the archive is not awarded, by nobody and nothing.
        let Ok(view) = self.awardable(&organisation, achievement.as_str()).await? else { return Ok(()) };
        let now = self.now();
        let ready = Arc::new(self.ready_award(&organisation, &view, ACTOR, now)?);
        let (milestone, person) = (Arc::new(milestone), person.clone());
        let given: Option<Given> = self
            .store()
            .write(move |session| {
                let (ready, milestone, person) = (ready.clone(), milestone.clone(), person.clone());
                Box::pin(async move {
                    if session.has_milestone(&milestone.achievement_id, &person).await? {
                        return Ok(None);
                    }
                    let awards = session.list_part_awards(&milestone.achievement_id, &person, now).await?;
                    if parts_done(&milestone, &awards) < milestone.required {
                        return Ok(None);
                    }
                    let someone = session.find_person(&person).await?.ok_or(Error::NotFound("person"))?;
                    let given = ready.give(session, someone, (Facts::default(), &[]), now).await?;
                    let noted =
                        session.insert_milestone_award(&milestone.achievement_id, &person, given.award_id(), now).await;
                    match noted {
                        // Another instance gave it a moment ago: the next look finds that.
                        Err(StoreError::Duplicate) => Err(Error::Contended),
                        other => Ok(other.map(|()| Some(given))?),
                    }
                })
            })
            .await?;
        match given {
            Some(given) => self.sign_given(given).await,
            None => Ok(()),
        }
    }
}

fn sweep_message(id: MessageId, milestone: &Milestone, after: &str) -> NewMessage {
    NewMessage {
        message_id: id,
        organisation_id: Some(milestone.organisation_id.clone()),
        kind: SWEEP,
        about: milestone.achievement_id.to_string(),
        body: json!({"after": after}).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn milestone(is_ordered: bool) -> Milestone {
        Milestone {
            achievement_id: AchievementId::from_text("whole"),
            organisation_id: OrganisationId::from_text("school"),
            required: 3,
            is_ordered,
            is_on: true,
            parts: ["a", "b", "c"].map(AchievementId::from_text).to_vec(),
        }
    }

    fn awards(all: &[(&str, i64)]) -> Vec<(AchievementId, Timestamp)> {
        let one = |(part, day): &(&str, i64)| {
            (AchievementId::from_text(*part), Timestamp::from_unix_seconds(day * 86_400).expect("a day"))
        };
        all.iter().map(one).collect()
    }

    #[test]
    fn parts_count_once_and_in_any_order_or_along_the_path() {
        for (held, any, path) in [
            (&[][..], 0, 0),
            (&[("a", 1), ("a", 2), ("b", 3)], 2, 2),
            (&[("a", 1), ("b", 2), ("c", 3)], 3, 3),
            (&[("a", 1), ("b", 1), ("c", 1)], 3, 3),
            // The second part was earned before the first: it counts when it is earned again.
            (&[("a", 5), ("b", 2), ("c", 6)], 3, 1),
            (&[("a", 5), ("b", 2), ("b", 6), ("c", 7)], 3, 3),
            (&[("b", 1), ("c", 2)], 2, 0),
        ] {
            assert_eq!(parts_done(&milestone(false), &awards(held)), any, "{held:?}");
            assert_eq!(parts_done(&milestone(true), &awards(held)), path, "{held:?}");
        }
    }
}
