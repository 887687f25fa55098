//! One move of a claim, in one transaction: load, let the rules say what becomes of it, fill open slots, and write the
//! claim, the events, what is to be told, and the award when there is one now.

use std::sync::Arc;

use serde_json::json;
use sha2::{Digest, Sha256};

use super::perform::Move;
use super::pool::Pool;
use super::{notices, proof, refused, words};
use crate::app::awarding::{Given, ReadyAward};
use crate::app::{App, Error};
use crate::clock::Timestamp;
use crate::ids::{ClaimId, MessageId, OrganisationId};
use crate::issue::compose::{EvidenceFact, Facts};
use crate::review::draw::Seed;
use crate::review::policy::Terms;
use crate::review::view::Pseudonyms;
use crate::review::{Claim, Command, Event, State, staffing};
use crate::store::{DrawEpoch, KeptClaim, NewAuditEvent, Session};

/// How long the seed of draws stays the same, in days.
const EPOCH_DAYS: i64 = 7;
/// When reviewers are looked for again who could not be found, in seconds.
const LOOKS_AGAIN_SECONDS: i64 = 3_600;

/// What a move needs that a transaction cannot draw or look up: a transaction may run more than once.
pub(super) struct Setting {
    pub(super) now: Timestamp,
    /// Who moves, for the audit.
    pub(super) label: String,
    /// The seed of the next epoch, should it begin now.
    pub(super) seed: [u8; 32],
    pub(super) award: ReadyAward,
    pub(super) names: Pseudonyms,
    /// The version, rubric and policy under which something is submitted now.
    pub(super) current: (i64, String, String),
}

/// A claim on its way through one move.
pub(super) struct Step<'s> {
    pub(super) session: &'s mut Session,
    pub(super) kept: KeptClaim,
    pub(super) terms: Terms,
    pub(super) setting: &'s Setting,
    pub(super) pool: Pool,
    seed: Seed,
    epoch: i64,
    before: State,
    events: Vec<Event>,
    /// Said in confidence with a move: why work was given back.
    pub(super) remark: Option<String>,
}

impl App {
    /// Makes a move. When it leads to an award, the award is signed too.
    pub(super) async fn make_move(&self, label: String, claim: &ClaimId, made: Move) -> Result<(), Error> {
        let kept = self.store().read().await?.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        let setting = Arc::new(self.setting(label, &kept).await?);
        let (claim, made) = (claim.clone(), Arc::new(made));
        let given = self
            .store()
            .write(move |session| {
                let (setting, claim, made) = (setting.clone(), claim.clone(), made.clone());
                Box::pin(async move {
                    let mut step = Step::begin(session, &setting, &claim).await?;
                    step.perform(&made).await?;
                    step.finish().await
                })
            })
            .await?;
        if let Some(given) = given {
            let award = given.award_id().to_string();
            if let Err(error) = self.sign_given(given).await {
                tracing::warn!(error = %error, "The award {award} is decided and is signed later: {error}");
            }
        }
        self.0.worker.notify_one();
        Ok(())
    }

    async fn setting(&self, label: String, kept: &KeptClaim) -> Result<Setting, Error> {
        let now = self.now();
        let achievement = kept.claim.achievement();
        let current = self.store().read().await?.find_review_settings(achievement).await?;
        let current = current.ok_or(Error::NotFound("badge that can be claimed"))?;
        let is_submitted_again =
            matches!(kept.claim.state(), State::Draft | State::Returned | State::NotYet | State::NotDecided);
        let version = kept.version.filter(|_| !is_submitted_again).unwrap_or(current.version);
        let view = self.load_achievement(achievement, Some(version)).await?;
        let organisation = self.load_organisation(&kept.organisation_id).await?;
        Ok(Setting {
            now,
            seed: self.draw(|random| random.bytes()),
            award: self
                .ready_award(&organisation, &view, "review", now)?
                .judged_by(self.find_speaker(achievement).await?),
            names: self.pseudonyms().await?,
            current: (current.version, current.rubric, current.policy),
            label,
        })
    }
}

impl<'s> Step<'s> {
    async fn begin(session: &'s mut Session, setting: &'s Setting, claim: &ClaimId) -> Result<Self, Error> {
        let kept = session.find_claim(claim).await?.ok_or(Error::NotFound("claim"))?;
        let (_, rubric, policy) = &setting.current;
        let (rubric, policy) = kept.pinned.as_ref().map_or((rubric, policy), |(rubric, policy)| (rubric, policy));
        let terms = session.load_terms(rubric, policy).await?;
        let authors: Vec<_> = kept.claim.authors().cloned().collect();
        let pool = Pool::load(session, &kept.organisation_id, &authors, setting.now).await?;
        let (epoch, seed) = current_seed(session, setting).await?;
        let before = kept.claim.state();
        Ok(Self { session, kept, terms, setting, pool, seed, epoch, before, events: Vec::new(), remark: None })
    }

    pub(super) fn claim(&self) -> &Claim {
        &self.kept.claim
    }

    /// Lets the rules say what becomes of the claim.
    pub(super) fn apply(&mut self, command: Command) -> Result<(), Error> {
        let (claim, events) = self.kept.claim.apply(command, &self.terms, self.setting.now).map_err(refused)?;
        self.kept.claim = claim;
        for event in &events {
            match event {
                Event::Returned { reason } => self.kept.returned.clone_from(reason),
                Event::Submitted { .. } => self.kept.returned.clear(),
                _ => {}
            }
            self.pool.follow(self.kept.claim.claimant(), event);
        }
        self.events.extend(events);
        Ok(())
    }

    /// Offers every open slot that nobody is offered, as far as somebody can be asked.
    fn staff(&mut self) -> Result<(), Error> {
        while self.kept.claim.state() == State::InReview {
            let circle = self.pool.circle(&self.kept.claim, &self.terms);
            let drawn = staffing::draw_for(&circle, &self.terms, self.pool.all(), &self.seed);
            let Some((eligible, drawn)) = drawn else { break };
            self.apply(Command::Offer { eligible, drawn })?;
        }
        Ok(())
    }

    async fn finish(mut self) -> Result<Option<Given>, Error> {
        self.staff()?;
        let given = match (self.before, self.kept.claim.state()) {
            (State::Accepted | State::Issued, _) => None,
            (_, State::Accepted) => Some(self.give().await?),
            _ => None,
        };
        self.kept.due_at = self.due_at();
        self.session.update_claim(&self.kept, self.setting.now).await?;
        self.pool.save(self.session).await?;
        self.note_events().await?;
        self.tell().await?;
        Ok(given)
    }

    /// When time does something next.
    fn due_at(&self) -> Option<Timestamp> {
        let claim = &self.kept.claim;
        let timer = claim.next_timer(&self.terms).map(|(due, _)| due);
        let is_short = claim.state() == State::InReview
            && claim.attempt().is_some_and(|attempt| attempt.panel().slots_without_offer().next().is_some());
        let again = is_short.then(|| self.setting.now.plus_seconds(LOOKS_AGAIN_SECONDS));
        timer.into_iter().chain(claim.next_reminder(&self.terms)).chain(again).min()
    }

    /// Writes the award of the accepted claim.
    async fn give(&mut self) -> Result<Given, Error> {
        let order = self.kept.claim.award_order().ok_or(Error::Contended)?;
        let person = self.session.find_person(&order.learner).await?.ok_or(Error::NotFound("person"))?;
        let facts = self.facts().await?;
        // The community may have ended it since the move began.
        let kept = self.session.find_reviewing_community(self.kept.claim.achievement()).await?;
        let judges = |of: &&OrganisationId| {
            kept.as_ref().is_some_and(|kept| kept.agreed_at.is_some() && kept.community_id == **of)
        };
        let community = self.setting.award.community().filter(judges);
        let (claim, names) = (&self.kept.claim, &self.setting.names);
        let said = proof::sayings(self.session, (claim, &self.terms), names, community).await?;
        let given = self.setting.award.give(self.session, person, (facts, &said), order.decided_at).await?;
        self.session.insert_claim_award(&order.claim, given.award_id()).await?;
        Ok(given)
    }

    /// What the credential says about the decision.
    async fn facts(&mut self) -> Result<Facts, Error> {
        let view = self.setting.award.view();
        let order = self.kept.claim.award_order().ok_or(Error::Contended)?;
        let level = |id: &str, level: u8| {
            let criterion = view.definition.rubric.iter().find(|criterion| criterion.id == id)?;
            Some(criterion.levels.get(usize::from(level))?.id.clone())
        };
        let results = order.achieved.iter();
        let results = results.filter_map(|(id, at)| Some((id.as_str().to_owned(), level(id.as_str(), *at)?))).collect();
        let shown = self.session.list_evidence(&order.claim).await?;
        let public = words::public_evidence(&self.kept.claim, &shown);
        let process = EvidenceFact {
            name: Some(words::PROCESS_NAME.into()),
            narrative: Some(words::process(&self.kept.claim, &self.terms, &self.setting.names)),
            genre: Some(words::PROCESS_GENRE.into()),
            ..EvidenceFact::default()
        };
        let evidence = public.into_iter().chain([process]).collect();
        Ok(Facts { results, evidence, credits_earned: view.definition.credits_available, ..Facts::default() })
    }

    async fn note_events(&mut self) -> Result<(), Error> {
        let about = self.kept.claim.id().as_str();
        let mut noted = Vec::with_capacity(self.events.len());
        for event in &self.events {
            let mut detail = serde_json::to_value(event).map_err(Error::internal)?;
            if matches!(event, Event::Offered { .. }) {
                detail["epoch"] = json!(self.epoch);
            }
            if let (Event::Ended { .. } | Event::ReviewWithdrawn { .. }, Some(remark)) = (event, &self.remark) {
                detail["reason"] = json!(remark);
            }
            noted.push(NewAuditEvent {
                actor: self.setting.label.clone(),
                action: words::action(event),
                about: about.into(),
                detail: detail.to_string(),
            });
        }
        if !noted.is_empty() {
            self.session.insert_audit_events(&self.kept.organisation_id, &noted, self.setting.now).await?;
        }
        Ok(())
    }

    /// Puts into mailboxes and the outbox what somebody has to hear of.
    async fn tell(&mut self) -> Result<(), Error> {
        let now = self.setting.now;
        for (person, notice) in notices::for_reviewers(self.kept.claim.id(), &self.events) {
            let (mut mailbox, revision) = self.session.load_mailbox(&person).await?;
            mailbox.post(notice);
            self.session.put_mailbox(&person, &mailbox, revision, now).await?;
        }
        let members = self.session.list_members(&self.kept.organisation_id).await?;
        for mut message in notices::for_others(&self.kept, &self.events, &self.pool, &members, now) {
            message.message_id = message_id(&message.message_id);
            self.session.insert_message_once(&message, now).await?;
        }
        Ok(())
    }
}

/// An identifier that is the same whenever the same thing is told: nobody is told twice.
pub(super) fn message_id(name: &MessageId) -> MessageId {
    let digest = Sha256::digest(name.as_str().as_bytes());
    MessageId::from_text(hex::encode(&digest[..13]))
}

/// The seed of the epoch that runs; begins the next one when it is over.
async fn current_seed(session: &mut Session, setting: &Setting) -> Result<(i64, Seed), Error> {
    let last = session.list_draw_epochs(1).await?.into_iter().next();
    let now = setting.now;
    if let Some(epoch) = &last
        && epoch.ended_at.is_none()
        && epoch.began_at.plus_seconds(EPOCH_DAYS * 86_400) > now
    {
        return Ok((epoch.number, Seed::new(&epoch.seed)));
    }
    let seed = Seed::new(&setting.seed);
    let new = DrawEpoch {
        number: last.map_or(1, |epoch| epoch.number + 1),
        commitment: seed.commitment().to_string(),
        seed: setting.seed.to_vec(),
        began_at: now,
        ended_at: None,
    };
    session.begin_draw_epoch(&new).await?;
    Ok((new.number, seed))
}
