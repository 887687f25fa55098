//! How an organisation's review does, for its coordinators; and the rules tried in a town that is made up.

use std::collections::BTreeMap;

use crate::app::{Actor, App, Error};
use crate::ids::{AchievementId, OrganisationId};
use crate::review::insight::{self, RubricInsight};
use crate::review::policy::Policy;
use crate::review::simulate::{Allocation, Figures, Moderation, World, simulate_under};
use crate::review::{Claim, ContentHash};

/// Claims that are looked at, the newest ones.
const CLAIMS: i64 = 2_000;
/// How long reviews matter for load.
const RECENT_SECONDS: i64 = 28 * 86_400;

/// How one version of a rubric does.
#[derive(Clone, Debug, PartialEq)]
pub struct AchievementInsight {
    /// Whose rubric it is.
    pub achievement_id: AchievementId,
    /// Its name.
    pub achievement: String,
    /// The version of the rubric.
    pub version: u32,
    /// How it does.
    pub insight: RubricInsight,
}

/// How an organisation's review does.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Insights {
    /// Rubric by rubric.
    pub rubrics: Vec<AchievementInsight>,
    /// How unevenly the reviews of the last 28 days are spread by what people are ready to do; none without reviews.
    pub load_gini: Option<f64>,
    /// How often feedback on accepted work was not helpful, helpful in part, and helpful.
    pub ratings: [i64; 3],
}

/// A town to try rules in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trial {
    /// How many people review.
    pub reviewers: u32,
    /// In how many schools they are.
    pub schools: u32,
    /// How many skills there are; every claim asks for one.
    pub skills: u32,
    /// How many claims come in.
    pub claims: u32,
    /// In how many days.
    pub days: u32,
    /// How many peers decide.
    pub k: u32,
    /// How many at most.
    pub k_max: u32,
    /// Whether somebody moderates.
    pub is_moderated: bool,
}

impl Trial {
    /// What a small district would try first.
    pub const USUAL: Self =
        Self { reviewers: 40, schools: 12, skills: 8, claims: 200, days: 60, k: 2, k_max: 3, is_moderated: true };

    /// Everything that is out of bounds, by field. A trial takes a second or two at most.
    fn check(&self) -> Result<(), Error> {
        let bounds = [
            ("reviewers", self.reviewers, 1, 400),
            ("schools", self.schools, 1, 200),
            ("skills", self.skills, 1, 40),
            ("claims", self.claims, 1, 500),
            ("days", self.days, 1, 365),
            ("k", self.k, 1, 5),
            ("k_max", self.k_max, self.k, 9),
        ];
        let wrong = bounds.iter().filter(|(_, value, least, most)| value < least || value > most);
        let error = |(field, _, least, most): &(&str, u32, u32, u32)| {
            crate::issue::FieldError::new(*field, format!("Write a number from {least} to {most}."))
        };
        let found: Vec<_> = wrong.map(error).collect();
        if found.is_empty() { Ok(()) } else { Err(Error::Invalid(found)) }
    }
}

/// Lives of one town.
const SEEDS: u64 = 5;

impl App {
    /// How the review of an organisation does: agreement, time, appeals, load.
    ///
    /// # Errors
    /// Those of [`App::require`].
    pub async fn load_insights(&self, actor: &Actor, organisation: &OrganisationId) -> Result<Insights, Error> {
        self.require_coordinator(actor, organisation).await?;
        let mut session = self.store().read().await?;
        let claims = session.list_newest_claims(organisation, CLAIMS).await?;
        let mut rubrics: BTreeMap<(AchievementId, ContentHash), String> = BTreeMap::new();
        for kept in &claims {
            for attempt in kept.claim.attempts() {
                let pinned = attempt.pinned();
                let key = (kept.claim.achievement().clone(), pinned.rubric);
                rubrics.entry(key).or_insert_with(|| pinned.policy.to_string());
            }
        }
        let achievements: Vec<AchievementId> = rubrics.keys().map(|(achievement, _)| achievement.clone()).collect();
        let names = session.find_achievement_names(&achievements).await?;
        let mut insights = Insights::default();
        for ((achievement, hash), policy) in rubrics {
            let terms = session.load_terms(&hash.to_string(), &policy).await?;
            let of = |kept: &&crate::store::KeptClaim| *kept.claim.achievement() == achievement;
            let judged: Vec<&Claim> = claims.iter().rev().filter(of).map(|kept| &kept.claim).collect();
            insights.rubrics.push(AchievementInsight {
                achievement: names.get(&achievement).cloned().unwrap_or_default(),
                version: terms.rubric().version,
                insight: insight::insight(judged, terms.rubric(), hash),
                achievement_id: achievement,
            });
        }
        insights.rubrics.sort_by(|one, other| {
            (&one.achievement, std::cmp::Reverse(one.version))
                .cmp(&(&other.achievement, std::cmp::Reverse(other.version)))
        });
        let work = session.load_work(organisation, self.now().plus_seconds(-RECENT_SECONDS)).await?;
        let reviewers = session.list_reviewers(organisation).await?;
        insights.load_gini = insight::load_gini(reviewers.iter().map(|kept| {
            let done = work.get(&kept.reviewer.id).map_or(0, |work| work.recent);
            (done, kept.reviewer.capacity)
        }));
        for (rating, count) in session.count_feedback_ratings(organisation, None).await? {
            if let Some(place) = usize::try_from(rating - 1).ok().and_then(|at| insights.ratings.get_mut(at)) {
                *place = count;
            }
        }
        Ok(insights)
    }

    /// Lets the rules run in a town that is made up, five times over.
    ///
    /// # Errors
    /// [`Error::Invalid`] for a town that is too large or a policy that cannot be.
    pub async fn try_policy(&self, trial: Trial) -> Result<Vec<Figures>, Error> {
        trial.check()?;
        let policy = Policy { k: trial.k, k_max: trial.k_max, ..Policy::default() };
        let world = World {
            claims: trial.claims,
            reviewers: trial.reviewers,
            skills: trial.skills,
            schools: trial.schools,
            arrival_days: trial.days,
            moderation: if trial.is_moderated { Moderation::Staffed } else { Moderation::Absent },
        };
        let run = move || (1..=SEEDS).map(|seed| simulate_under(&world, &policy, Allocation::Engine, seed)).collect();
        let ran: Result<Vec<Figures>, _> = tokio::task::spawn_blocking(run).await.map_err(Error::internal)?;
        ran.map_err(|error| Error::invalid("k", format!("{error}.")))
    }
}
