//! Who reviews: named by the owner, or whoever holds the badge and offers to.

use crate::app::organisations::{ensure_person, event, is_email};
use crate::app::{Actor, App, Error, Permission};
use crate::clock::Timestamp;
use crate::ids::{AchievementId, OrganisationId, PersonId};
use crate::review::calibration::Gate;
use crate::review::decision::FULL_WEIGHT;
use crate::review::notices::Notice;
use crate::review::reviewer::{District, Reviewer, School};
use crate::store::{KeptReviewer, Role, Session};

use super::communities::{seat_for_others, unseat_for_others};
use super::pool::stranger;
use super::terms::skill_of;

/// Work in a week unless somebody says otherwise.
pub(super) const USUAL_CAPACITY: u32 = 3;
/// The most that somebody can be ready to do in a week.
const MOST_CAPACITY: u32 = 50;

/// Somebody who is to review.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NewReviewer {
    /// Their address.
    pub email: String,
    /// What they are called.
    pub name: String,
    /// Their school: colleagues do not judge each other.
    pub school: String,
    /// Their district.
    pub district: String,
    /// Reviews in a week; 0 for the usual 3.
    pub per_week: u32,
    /// Whether they also moderate.
    pub is_moderator: bool,
}

/// How ready somebody is to review.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Readiness {
    /// Reviews in a week; 0 for none.
    pub per_week: u32,
    /// The days away that are not over.
    pub away: Option<(Timestamp, Timestamp)>,
    /// How many claimants whose work was accepted found their words helpful, and of how many who said.
    pub helpful: (i64, i64),
}

/// A reviewer in the owner's list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReviewerLine {
    /// Who.
    pub person_id: PersonId,
    /// Their name, or address.
    pub name: String,
    /// Their school now.
    pub school: String,
    /// Reviews in a week.
    pub per_week: u32,
    /// Whether they also moderate.
    pub is_moderator: bool,
    /// Whether offers wait until they are seen again.
    pub is_paused: bool,
    /// Offers and reviews that are open.
    pub open: u32,
    /// Reviews of the last 28 days.
    pub recent: u32,
}

impl App {
    /// Names a reviewer for achievements of the organisation, by address; they need not be known before, and get no role
    /// in the organisation: whoever judges blind must not see its awards.
    ///
    /// # Errors
    /// [`Error::Invalid`]; those of [`App::require`].
    pub async fn name_reviewer(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievements: &[AchievementId],
        new: NewReviewer,
    ) -> Result<PersonId, Error> {
        self.require(actor, organisation, Permission::Manage).await?;
        if !is_email(&new.email) {
            return Err(Error::invalid("email", "Write an e-mail address such as ada@school.example."));
        }
        check_school(&new)?;
        let (now, person) = (self.now(), self.new_person(&new.name, self.now()));
        let skills: Vec<_> = achievements.iter().map(skill_of).collect();
        let (organisation, label) = (organisation.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (organisation, label, new) = (organisation.clone(), label.clone(), new.clone());
                let (person, skills) = (person.clone(), skills.clone());
                Box::pin(async move {
                    let person = ensure_person(session, &new.email, &person).await?;
                    let mut kept = find_or_new(session, &organisation, &person.person_id).await?;
                    if kept.revision == 0 {
                        invite(session, &organisation, &person.person_id, now).await?;
                    }
                    kept.reviewer.skills.extend(skills);
                    kept.reviewer.capacity = capacity(new.per_week);
                    kept.is_moderator = new.is_moderator;
                    session.put_reviewer(&kept).await?;
                    put_school(session, &person.person_id, &new, now).await?;
                    let event = event(label, "reviewer.name", person.person_id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(person.person_id)
                })
            })
            .await
    }

    /// Somebody who holds the badge offers to review others' work for it.
    ///
    /// # Errors
    /// [`Error::Forbidden`] for who does not hold it; [`Error::Invalid`].
    pub async fn become_reviewer(
        &self,
        actor: &Actor,
        achievement: &AchievementId,
        new: NewReviewer,
    ) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        check_school(&new)?;
        let view = self.load_achievement(achievement, None).await?;
        let organisation = view.organisation.organisation_id.clone();
        let (now, person, skill) = (self.now(), person.clone(), skill_of(achievement));
        let achievement = achievement.clone();
        self.store()
            .write(move |session| {
                let (organisation, person, skill) = (organisation.clone(), person.clone(), skill.clone());
                let (achievement, new) = (achievement.clone(), new.clone());
                Box::pin(async move {
                    if !session.holds_badge(&person, &achievement, now).await? {
                        return Err(Error::Forbidden("only who holds this badge can offer to review for it"));
                    }
                    let mut kept = find_or_new(session, &organisation, &person).await?;
                    kept.reviewer.skills.insert(skill);
                    kept.reviewer.capacity = capacity(new.per_week);
                    session.put_reviewer(&kept).await?;
                    put_school(session, &person, &new, now).await?;
                    let event = event(format!("person:{person}"), "reviewer.offer", achievement.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// How ready whoever asks is to review, for all organisations alike; `None` when they review for nobody.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn find_readiness(&self, actor: &Actor) -> Result<Option<Readiness>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let mut session = self.store().read().await?;
        let benches = session.list_benches(person).await?;
        let Some(first) = benches.first() else { return Ok(None) };
        let kept = session.list_reviewers(first).await?.into_iter().find(|kept| kept.reviewer.id == *person);
        let mut helpful = (0, 0);
        for organisation in &benches {
            for (rating, count) in session.count_feedback_ratings(organisation, Some(person)).await? {
                helpful.0 += if rating == 3 { count } else { 0 };
                helpful.1 += count;
            }
        }
        Ok(kept.map(|kept| Readiness {
            per_week: kept.reviewer.capacity,
            away: kept.reviewer.away.last().copied().filter(|(_, to)| *to > self.now()),
            helpful,
        }))
    }

    /// Says how many reviews a week somebody is ready to do, and when they are away; 0 a week is the end of offers.
    ///
    /// # Errors
    /// [`Error::Invalid`] for dates out of order; [`Error::NotFound`] for who reviews for nobody.
    pub async fn set_readiness(
        &self,
        actor: &Actor,
        per_week: u32,
        away: Option<(Timestamp, Timestamp)>,
    ) -> Result<(), Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        if away.is_some_and(|(from, to)| from >= to) {
            return Err(Error::invalid("away_to", "The last day away comes after the first."));
        }
        let person = person.clone();
        self.store()
            .write(move |session| {
                let person = person.clone();
                Box::pin(async move {
                    let benches = session.list_benches(&person).await?;
                    if benches.is_empty() {
                        return Err(Error::NotFound("bench of yours"));
                    }
                    for organisation in &benches {
                        let all = session.list_reviewers(organisation).await?;
                        for mut kept in all.into_iter().filter(|kept| kept.reviewer.id == person) {
                            kept.reviewer.capacity = per_week.min(MOST_CAPACITY);
                            kept.reviewer.away = away.into_iter().collect();
                            session.put_reviewer(&kept).await?;
                        }
                    }
                    Ok(())
                })
            })
            .await
    }

    /// The reviewers of an organisation with their load.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn list_reviewers(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
    ) -> Result<Vec<ReviewerLine>, Error> {
        self.require_coordinator(actor, organisation).await?;
        let mut session = self.store().read().await?;
        let kept = session.list_reviewers(organisation).await?;
        let work = session.load_work(organisation, self.now().plus_seconds(-28 * 86_400)).await?;
        let mut lines = Vec::with_capacity(kept.len());
        for KeptReviewer { reviewer, is_moderator, .. } in kept {
            let person = session.find_person(&reviewer.id).await?;
            let email = session.list_emails(&reviewer.id).await?.into_iter().next().unwrap_or_default();
            let load = work.get(&reviewer.id).copied().unwrap_or_default();
            let school = reviewer.affiliations.iter().rev().find(|held| held.to.is_none());
            lines.push(ReviewerLine {
                name: person.map(|person| person.name).filter(|name| !name.is_empty()).unwrap_or(email),
                school: school.map(|held| held.school.0.clone()).unwrap_or_default(),
                per_week: reviewer.capacity,
                is_paused: reviewer.is_paused(),
                is_moderator,
                open: load.open,
                recent: load.recent,
                person_id: reviewer.id,
            });
        }
        Ok(lines)
    }
}

fn capacity(per_week: u32) -> u32 {
    if per_week == 0 { USUAL_CAPACITY } else { per_week.min(MOST_CAPACITY) }
}

fn check_school(new: &NewReviewer) -> Result<(), Error> {
    let is_fit = |text: &str| text.chars().count() <= 200 && !text.chars().any(char::is_control);
    if new.school.trim().is_empty() || !is_fit(&new.school) {
        return Err(Error::invalid("school", "Write the name of the school: colleagues do not judge each other."));
    }
    if is_fit(&new.district) { Ok(()) } else { Err(Error::invalid("district", "Write at most 200 characters.")) }
}

/// Lets somebody with the role of a reviewer judge every achievement of the organisation.
pub(in crate::app) async fn seat_member(
    session: &mut Session,
    organisation: &OrganisationId,
    person: &PersonId,
) -> Result<(), Error> {
    let mut kept = find_or_new(session, organisation, person).await?;
    let own = session.list_achievement_ids(organisation).await?;
    kept.reviewer.skills.extend(own.iter().map(skill_of));
    if kept.reviewer.capacity == 0 {
        kept.reviewer.capacity = USUAL_CAPACITY;
    }
    session.put_reviewer(&kept).await?;
    seat_for_others(session, organisation, person).await
}

/// Hands nothing more to somebody who is no reviewer any more.
pub(in crate::app) async fn unseat_member(
    session: &mut Session,
    organisation: &OrganisationId,
    person: &PersonId,
) -> Result<(), Error> {
    unseat_for_others(session, organisation, person).await?;
    let mut kept = find_or_new(session, organisation, person).await?;
    if kept.revision == 0 {
        return Ok(());
    }
    kept.reviewer.capacity = 0;
    Ok(session.put_reviewer(&kept).await?)
}

/// Lets all who have the role of a reviewer judge the achievement, which is now judged by peers.
pub(super) async fn seat_members(session: &mut Session, organisation: &OrganisationId) -> Result<(), Error> {
    for member in session.list_members(organisation).await? {
        if member.role == Role::Reviewer {
            seat_member(session, organisation, &member.person.person_id).await?;
        }
    }
    Ok(())
}

/// The form of a school's or district's name by which it is compared.
pub(in crate::app) fn comparable(name: &str) -> String {
    name.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

async fn put_school(
    session: &mut Session,
    person: &PersonId,
    new: &NewReviewer,
    now: crate::clock::Timestamp,
) -> Result<(), Error> {
    let district = Some(comparable(&new.district)).filter(|name| !name.is_empty()).map(District);
    Ok(session.put_affiliation(person, &School(comparable(&new.school)), district.as_ref(), now).await?)
}

/// Lets somebody know that they are asked to review, in the mail of the day.
pub(super) async fn invite(
    session: &mut Session,
    organisation: &OrganisationId,
    person: &PersonId,
    now: crate::clock::Timestamp,
) -> Result<(), Error> {
    let (mut mailbox, revision) = session.load_mailbox(person).await?;
    mailbox.post(Notice::Invitation { organisation: organisation.clone() });
    Ok(session.put_mailbox(person, &mailbox, revision, now).await?)
}

pub(super) async fn find_or_new(
    session: &mut Session,
    organisation: &OrganisationId,
    person: &PersonId,
) -> Result<KeptReviewer, Error> {
    let known = session.list_reviewers(organisation).await?.into_iter().find(|kept| kept.reviewer.id == *person);
    Ok(known.unwrap_or_else(|| KeptReviewer {
        organisation_id: organisation.clone(),
        reviewer: Reviewer { gate: Gate::Undecided, weight: FULL_WEIGHT, ..stranger(person) },
        is_moderator: false,
        revision: 0,
    }))
}
