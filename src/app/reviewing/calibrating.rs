//! Trying reviewers on work whose levels are known: owners keep a balanced set of it, reviewers judge it, and whoever does
//! well on both sides is admitted. Only where the policy asks for it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::terms::{rubric_of, skill_of};
use crate::app::organisations::event;
use crate::app::{AchievementView, Actor, App, Error, Permission};
use crate::ids::{AchievementId, GoldItemId, OrganisationId, PersonId};
use crate::review::ContentHash;
use crate::review::calibration::{Gate, GoldItem, Tally, Trial, check_gold};
use crate::review::draw::Seed;
use crate::review::policy::{Calibration, Policy, Terms};
use crate::review::rubric::{CriterionId, Level, Rubric};
use crate::store::{KeptGold, KeptReviewer, Session};

const WORDS_LIMIT_CHARS: usize = 20_000;
/// Pieces of known work for one achievement.
const ITEMS_LIMIT: usize = 40;

/// The known work of an achievement, for its owners.
#[derive(Clone, Debug)]
pub struct GoldSet {
    /// The achievement in its newest published version.
    pub view: Arc<AchievementView>,
    /// The rubric that the work is judged by.
    pub rubric: Rubric,
    /// The work.
    pub items: Vec<KeptGold>,
    /// What is wrong with the set, if something is.
    pub problem: Option<String>,
}

/// A piece of known work before a reviewer.
#[derive(Clone, Debug)]
pub struct TrialWork {
    /// Which.
    pub item_id: GoldItemId,
    /// The name of the achievement.
    pub achievement: String,
    /// The rubric.
    pub rubric: Rubric,
    /// The work.
    pub words: String,
    /// How many pieces are left after this one.
    pub left: usize,
    /// How the reviewer stands now.
    pub gate: Gate,
}

/// What became of a trial.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TrialResult {
    /// The name of the achievement.
    pub achievement: String,
    /// The rubric.
    pub rubric: Rubric,
    /// What is known, and what the reviewer found.
    pub levels: Vec<(CriterionId, Level, Level)>,
    /// How the reviewer stands now.
    pub gate: Gate,
}

impl App {
    /// The known work of an achievement.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an achievement without a rubric; those of [`App::require`].
    pub async fn load_gold(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
    ) -> Result<GoldSet, Error> {
        self.require(actor, organisation, Permission::Define).await?;
        let view = self.load_achievement(achievement, None).await?;
        if view.organisation.organisation_id != *organisation {
            return Err(Error::NotFound("achievement"));
        }
        let rubric = rubric_of(&view.definition, view.version.version)?;
        let hash = rubric.content_hash().to_string();
        let all = self.store().read().await?.list_gold(achievement).await?;
        let items: Vec<KeptGold> = all.into_iter().filter(|kept| kept.rubric == hash).collect();
        Ok(GoldSet { problem: problem(&rubric, &items), view, rubric, items })
    }

    /// Adds a piece of known work, with the level of each criterion.
    ///
    /// # Errors
    /// [`Error::Invalid`] for an empty text or a missing level; [`Error::Limit`] above 40 pieces; those of
    /// [`App::require`].
    pub async fn add_gold(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        achievement: &AchievementId,
        (words, levels): (&str, BTreeMap<CriterionId, Level>),
    ) -> Result<GoldItemId, Error> {
        let set = self.load_gold(actor, organisation, achievement).await?;
        let words: String = words.trim().chars().filter(|c| !c.is_control() || *c == '\n').collect();
        if words.is_empty() || words.chars().count() > WORDS_LIMIT_CHARS {
            return Err(Error::invalid("words", "Write 1 to 20,000 characters."));
        }
        let is_level = |id: &CriterionId, count: usize| levels.get(id).is_some_and(|level| usize::from(*level) < count);
        let criteria = &set.rubric.criteria;
        if levels.len() != criteria.len() || !criteria.iter().all(|of| is_level(&of.id, of.levels.len())) {
            return Err(Error::invalid("levels", "Choose a level for every criterion."));
        }
        if set.items.len() >= ITEMS_LIMIT {
            return Err(Error::Limit("at most 40 pieces of known work are kept for one achievement".into()));
        }
        let now = self.now();
        let new = KeptGold {
            item_id: self.draw(GoldItemId::random),
            achievement_id: achievement.clone(),
            rubric: set.rubric.content_hash().to_string(),
            words,
            levels,
            created_at: now,
            retired_at: None,
        };
        let (id, label) = (new.item_id.clone(), actor.label());
        let terms = Terms::new(set.rubric, Policy::default());
        let terms = Arc::new(terms.map_err(|error| Error::invalid("rubric", format!("{error}.")))?);
        let organisation = organisation.clone();
        self.store()
            .write(move |session| {
                let (new, terms, organisation, label) =
                    (new.clone(), terms.clone(), organisation.clone(), label.clone());
                Box::pin(async move {
                    session.insert_terms(&terms, now).await?;
                    session.insert_gold(&organisation, &new).await?;
                    let event = event(label, "gold.add", new.item_id.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok::<_, Error>(())
                })
            })
            .await?;
        Ok(id)
    }

    /// Takes a piece of known work out; what reviewers found in it still counts.
    ///
    /// # Errors
    /// [`Error::NotFound`]; those of [`App::require`].
    pub async fn retire_gold(
        &self,
        actor: &Actor,
        organisation: &OrganisationId,
        item: &GoldItemId,
    ) -> Result<(), Error> {
        self.require(actor, organisation, Permission::Define).await?;
        let (now, organisation, item, label) = (self.now(), organisation.clone(), item.clone(), actor.label());
        self.store()
            .write(move |session| {
                let (organisation, item, label) = (organisation.clone(), item.clone(), label.clone());
                Box::pin(async move {
                    if !session.retire_gold(&organisation, &item, now).await? {
                        return Err(Error::NotFound("piece of known work"));
                    }
                    let event = event(label, "gold.retire", item.as_str());
                    session.insert_audit_events(&organisation, &[event], now).await?;
                    Ok(())
                })
            })
            .await
    }

    /// Refuses a policy that tries reviewers on a set that cannot tell judges from rubber stamps.
    pub(super) async fn check_calibration(&self, achievement: &AchievementId, terms: &Terms) -> Result<(), Error> {
        if terms.policy().calibration == Calibration::Off {
            return Ok(());
        }
        let hash = terms.pinned().rubric.to_string();
        let all = self.store().read().await?.list_gold(achievement).await?;
        let items: Vec<KeptGold> = all.into_iter().filter(|kept| kept.rubric == hash).collect();
        match problem(terms.rubric(), &items) {
            None => Ok(()),
            Some(text) => Err(Error::invalid("calibration", format!("Reviewers cannot be tried yet: {text}"))),
        }
    }

    /// The next piece of known work for whoever asks; `None` when there is none, or nobody asks for it.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn find_trial(&self, actor: &Actor) -> Result<Option<TrialWork>, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        for organisation in self.store().read().await?.list_benches(person).await? {
            let mut session = self.store().read().await?;
            let Some((kept, open)) = untried(&mut session, &organisation, person).await? else { continue };
            drop(session);
            let Some((item, version)) = open.first() else { continue };
            let view = self.load_achievement(&item.achievement_id, Some(*version)).await?;
            return Ok(Some(TrialWork {
                item_id: item.item_id.clone(),
                achievement: view.definition.name.clone(),
                rubric: rubric_of(&view.definition, *version)?,
                words: item.words.clone(),
                left: open.len() - 1,
                gate: kept.reviewer.gate,
            }));
        }
        Ok(None)
    }

    /// Whether the next piece of work of whoever asks is a known one: one in twenty, not to be foreseen.
    ///
    /// # Errors
    /// [`Error::Unknown`] for strangers.
    pub async fn is_trial_due(&self, actor: &Actor) -> Result<bool, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        let Some(trial) = self.find_trial(actor).await? else { return Ok(false) };
        if trial.gate != Gate::Admitted {
            return Ok(true);
        }
        let mut session = self.store().read().await?;
        let Some(epoch) = session.list_draw_epochs(1).await?.into_iter().next() else { return Ok(false) };
        let mut done = 0;
        for organisation in session.list_benches(person).await? {
            let work = session.load_work(&organisation, self.now().plus_seconds(-28 * 86_400)).await?;
            done += work.get(person).map_or(0, |work| work.recent);
        }
        Ok(Seed::new(&epoch.seed).calls_for_gold(person, done))
    }

    /// Judges a piece of known work: what is known, and how the reviewer stands afterwards.
    ///
    /// # Errors
    /// [`Error::NotFound`] for work that is not theirs to be tried on; [`Error::Invalid`] for a missing level.
    pub async fn judge_trial(
        &self,
        actor: &Actor,
        item: &GoldItemId,
        levels: BTreeMap<CriterionId, Level>,
    ) -> Result<TrialResult, Error> {
        let Actor::Person(person) = actor else { return Err(Error::Unknown) };
        for organisation in self.store().read().await?.list_benches(person).await? {
            let mut session = self.store().read().await?;
            let Some((_, open)) = untried(&mut session, &organisation, person).await? else { continue };
            drop(session);
            let Some((gold, version)) = open.into_iter().find(|(kept, _)| kept.item_id == *item) else { continue };
            let view = self.load_achievement(&gold.achievement_id, Some(version)).await?;
            let rubric = rubric_of(&view.definition, version)?;
            let is_level = |criterion: &crate::review::rubric::Criterion| {
                levels.get(&criterion.id).is_some_and(|level| usize::from(*level) < criterion.levels.len())
            };
            if !rubric.criteria.iter().all(is_level) {
                return Err(Error::invalid("levels", "Choose a level for every criterion."));
            }
            let gate = self.keep_trial(&organisation, person, (item, levels.clone())).await?;
            let both = |criterion: &crate::review::rubric::Criterion| {
                Some((criterion.id.clone(), *gold.levels.get(&criterion.id)?, *levels.get(&criterion.id)?))
            };
            return Ok(TrialResult {
                achievement: view.definition.name.clone(),
                levels: rubric.criteria.iter().filter_map(both).collect(),
                rubric,
                gate,
            });
        }
        Err(Error::NotFound("work of yours"))
    }

    /// Keeps what was found, and works out anew whether the person's reviews count.
    async fn keep_trial(
        &self,
        organisation: &OrganisationId,
        person: &PersonId,
        (item, levels): (&GoldItemId, BTreeMap<CriterionId, Level>),
    ) -> Result<Gate, Error> {
        let (now, organisation, person, item) = (self.now(), organisation.clone(), person.clone(), item.clone());
        self.store()
            .write(move |session| {
                let (organisation, person, item, levels) =
                    (organisation.clone(), person.clone(), item.clone(), levels.clone());
                Box::pin(async move {
                    session.put_gold_judgement(&organisation, &person, (&item, &levels), now).await?;
                    let tally = tally(session, &organisation, &person).await?;
                    let all = session.list_reviewers(&organisation).await?;
                    let mut kept = all
                        .into_iter()
                        .find(|kept| kept.reviewer.id == person)
                        .ok_or(Error::NotFound("work of yours"))?;
                    (kept.reviewer.gate, kept.reviewer.weight) = (tally.gate(), tally.weight());
                    session.put_reviewer(&kept).await?;
                    let mut noted = event(format!("person:{person}"), "gold.judge", item.as_str());
                    noted.detail = serde_json::json!({"gate": kept.reviewer.gate}).to_string();
                    session.insert_audit_events(&organisation, &[noted], now).await?;
                    Ok::<_, Error>(kept.reviewer.gate)
                })
            })
            .await
    }
}

/// How somebody did on known work, by the rubrics of that work.
async fn tally(session: &mut Session, organisation: &OrganisationId, person: &PersonId) -> Result<Tally, Error> {
    let mut trials = Vec::new();
    let mut rubrics: BTreeMap<String, Rubric> = BTreeMap::new();
    for judged in session.list_gold_judgements(organisation, person).await? {
        if !rubrics.contains_key(&judged.rubric) {
            let text = session.find_term(&judged.rubric).await?.unwrap_or_default();
            rubrics.insert(judged.rubric.clone(), serde_json::from_str(&text).map_err(Error::internal)?);
        }
        let rubric = &rubrics[&judged.rubric];
        trials.extend(Trial::of(rubric, &GoldItem { levels: judged.known }, &judged.given));
    }
    Ok(Tally::of(&trials))
}

/// What is wrong with a set of known work.
fn problem(rubric: &Rubric, items: &[KeptGold]) -> Option<String> {
    let items: Vec<GoldItem> = items.iter().map(|kept| GoldItem { levels: kept.levels.clone() }).collect();
    let error = check_gold(rubric, &items).err()?.to_string();
    let mut letters = error.chars();
    let first = letters.next().map(|first| first.to_uppercase().to_string()).unwrap_or_default();
    Some(format!("{first}{}.", letters.as_str()))
}

/// The reviewer with the known work that they have not judged, with the version of the achievement; under supervision also
/// what they judged before. `None` for who does not review here.
async fn untried(
    session: &mut Session,
    organisation: &OrganisationId,
    person: &PersonId,
) -> Result<Option<(KeptReviewer, Vec<(KeptGold, i64)>)>, Error> {
    let all = session.list_reviewers(organisation).await?;
    let Some(kept) = all.into_iter().find(|kept| kept.reviewer.id == *person) else { return Ok(None) };
    let mut seen: Vec<GoldItemId> = Vec::new();
    if kept.reviewer.gate != Gate::Supervised {
        let judged = session.list_gold_judgements(organisation, person).await?;
        seen.extend(judged.into_iter().map(|judged| judged.item_id));
    }
    let mut open = Vec::new();
    for (achievement, version, rubric, policy) in session.list_open_reviews(organisation).await? {
        if !kept.reviewer.skills.contains(&skill_of(&achievement)) {
            continue;
        }
        let terms = session.load_terms(&rubric, &policy).await?;
        if terms.policy().calibration == Calibration::Off {
            continue;
        }
        let items = session.list_gold(&achievement).await?;
        let is_open = |item: &KeptGold| item.rubric == rubric && !seen.contains(&item.item_id);
        open.extend(items.into_iter().filter(is_open).map(|item| (item, version)));
    }
    // In an order that says nothing about which side of the bar comes next, and another one for everybody.
    let place = |item: &KeptGold| ContentHash::of_bytes(format!("{}\0{person}", item.item_id).as_bytes());
    open.sort_by_key(|(item, _)| place(item));
    Ok(Some((kept, open)))
}
