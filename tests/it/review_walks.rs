//! Random walks through the service with its store: people do anything in any order, time jumps, and workers are killed
//! in the middle of whatever they do, two at once. After every step the invariants are looked up in the tables.
//!
//! The rules have walks of their own (`review/invariants.rs`); here it is the transactions, the timers and the awards.

use std::collections::{BTreeMap, BTreeSet};
use std::future::poll_fn;
use std::task::Poll;

use accolade::app::{Actor, App, ClaimDraft, NewReviewer, RulingRequest};
use accolade::clock::Clock;
use accolade::ids::{ClaimId, PersonId};
use accolade::review::decision::Outcome;
use accolade::review::draw::{Drawn, Seed};
use accolade::review::evidence::Visibility;
use accolade::review::{AssignmentState, Claim, Decider, FlagKind, Ground, State};
use serde_json::Value;
use sqlx::{Connection as _, Executor as _};

use crate::support::peers::{DAY, MINUTE, Peers, planning, sheet, text_evidence};
use crate::support::town::{Engine, engines, open};

const CLAIMANTS: usize = 3;
const REVIEWERS: usize = 6;
const ATTEMPTS: u32 = 3;

/// Numbers that look random and are the same at every run.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % limit as u64).expect("a small number")
    }
}

/// Does a part of something, and is killed when it has waited so often.
async fn killed_after<T>(waits: usize, work: impl Future<Output = T>) -> Option<T> {
    let (mut work, mut left) = (Box::pin(work), waits);
    poll_fn(move |context| match work.as_mut().poll(context) {
        Poll::Ready(done) => Poll::Ready(Some(done)),
        Poll::Pending if left == 0 => Poll::Ready(None),
        Poll::Pending => {
            left -= 1;
            Poll::Pending
        }
    })
    .await
}

/// What the tables say about one claim.
struct Row {
    claim: Claim,
    awards: Vec<String>,
}

/// Everything that the invariants are about, read past the service.
struct Tables {
    rows: Vec<Row>,
    /// Claim, attempt, reviewer, state.
    assignments: Vec<(String, i64, String, String)>,
    reviews: Vec<(String, i64, String)>,
    /// Award and credential.
    awards: Vec<(String, Option<String>)>,
    /// To whom, when.
    mails: Vec<(String, i64)>,
    offers: Vec<String>,
    seeds: BTreeMap<i64, Vec<u8>>,
    /// Claim, SHA-256, whether frozen.
    evidence: Vec<(String, String, Option<i64>)>,
}

impl Tables {
    async fn read(url: &str) -> Self {
        let mut to = sqlx::AnyConnection::connect(url).await.expect("the database");
        // All of one moment: what a killed worker had handed in may be committed meanwhile.
        let is_postgres = url.starts_with("postgres");
        let begin = if is_postgres { "begin isolation level repeatable read read only" } else { "begin" };
        sqlx::Executor::execute(&mut to, begin).await.expect("a moment");
        let claims: Vec<(String, String)> = sqlx::query_as("select claim_id, content from claims order by claim_id")
            .fetch_all(&mut to)
            .await
            .expect("claims");
        let ties: Vec<(String, String)> =
            sqlx::query_as("select claim_id, award_id from claim_awards").fetch_all(&mut to).await.expect("ties");
        let rows = claims.into_iter().map(|(id, content)| Row {
            claim: serde_json::from_str(&content).expect("a claim"),
            awards: ties.iter().filter(|(claim, _)| *claim == id).map(|(_, award)| award.clone()).collect(),
        });
        let seeds: Vec<(i64, Vec<u8>)> =
            sqlx::query_as("select number, seed from draw_epochs").fetch_all(&mut to).await.expect("seeds");
        let offers: Vec<(String,)> = sqlx::query_as("select detail from audit_events where action = 'claim.offer'")
            .fetch_all(&mut to)
            .await
            .expect("offers");
        let tables = Self {
            rows: rows.collect(),
            assignments: sqlx::query_as("select claim_id, attempt, reviewer_id, state from review_assignments")
                .fetch_all(&mut to)
                .await
                .expect("assignments"),
            reviews: sqlx::query_as("select claim_id, attempt, reviewer_id from reviews")
                .fetch_all(&mut to)
                .await
                .expect("reviews"),
            awards: sqlx::query_as(
                "select award_id, substr(unsigned, 1, length(unsigned) - 1) || ',\"proof\":' || proof || '}' from awards",
            )
            .fetch_all(&mut to)
            .await
            .expect("awards"),
            mails: sqlx::query_as(
                "select about, created_at from outbox where kind = 'review.mail' order by created_at",
            )
            .fetch_all(&mut to)
            .await
            .expect("mails"),
            offers: offers.into_iter().map(|(detail,)| detail).collect(),
            seeds: seeds.into_iter().collect(),
            evidence: sqlx::query_as("select claim_id, sha256, frozen_at from claim_evidence")
                .fetch_all(&mut to)
                .await
                .expect("evidence"),
        };
        to.close().await.expect("closed");
        tables
    }
}

type Found = Result<(), String>;

fn must(holds: bool, name: &str, what: impl FnOnce() -> String) -> Found {
    if holds { Ok(()) } else { Err(format!("{name}: {}", what())) }
}

/// What was seen before and must not change.
#[derive(Default)]
struct Memory {
    credentials: BTreeMap<String, String>,
    pinned: BTreeMap<(String, u32), String>,
}

fn check(tables: &Tables, apart: &BTreeSet<(PersonId, PersonId)>, memory: &mut Memory) -> Found {
    for row in &tables.rows {
        let claim = &row.claim;
        people_are_independent(tables, claim, apart)?;
        decisions_stand(claim)?;
        let accepted = matches!(claim.state(), State::Accepted | State::Issued);
        must(row.awards.len() == usize::from(accepted), "I5", || {
            format!("{} awards while `{:?}`", row.awards.len(), claim.state())
        })?;
        must(claim.attempts_used() <= ATTEMPTS, "I8", || format!("{} attempts", claim.attempts_used()))?;
        for attempt in claim.attempts() {
            must(attempt.submission().is_intact(), "I18", || "frozen evidence was altered".into())?;
            for item in &attempt.submission().content.evidence {
                let kept = tables.evidence.iter().any(|(of, sha256, frozen)| {
                    of == claim.id().as_str() && *sha256 == item.sha256.to_string() && frozen.is_some()
                });
                must(kept, "I18", || "evidence that was judged is not kept frozen".into())?;
            }
            let pinned = serde_json::to_string(&attempt.pinned()).expect("JSON");
            let first = memory.pinned.entry((claim.id().to_string(), attempt.number())).or_insert(pinned.clone());
            must(*first == pinned, "I12", || "a claim in flight changed its terms".into())?;
        }
    }
    let tied: usize = tables.rows.iter().map(|row| row.awards.len()).sum();
    must(tables.awards.len() == tied, "I5", || format!("{} awards for {tied} accepted claims", tables.awards.len()))?;
    for (award, credential) in &tables.awards {
        let Some(credential) = credential else { continue };
        let first = memory.credentials.entry(award.clone()).or_insert(credential.clone());
        must(first == credential, "I5", || format!("the credential of {award} changed"))?;
    }
    draws_can_be_repeated(tables)?;
    mails_keep_their_budget(tables)
}

/// I1, I2, I3, I6, I9.
fn people_are_independent(tables: &Tables, claim: &Claim, apart: &BTreeSet<(PersonId, PersonId)>) -> Found {
    let id = claim.id().as_str();
    let mut live = 0;
    for attempt in claim.attempts() {
        let held: Vec<_> = attempt.panels().iter().flat_map(|panel| panel.assignments()).collect();
        let people: BTreeSet<&PersonId> = held.iter().map(|held| held.reviewer()).collect();
        must(people.len() == held.len(), "I2", || "somebody has two assignments".into())?;
        let own = people.iter().find(|person| claim.authors().any(|author| author == **person));
        must(own.is_none(), "I1", || format!("{own:?} was asked for the own work"))?;
        let near = people.iter().find(|person| apart.contains(&(claim.claimant().clone(), (**person).clone())));
        must(near.is_none(), "I3", || format!("{near:?} has a conflict and was asked"))?;
        let number = i64::from(attempt.number());
        let rows = tables.assignments.iter().filter(|row| row.0 == id && row.1 == number);
        must(rows.clone().count() == held.len(), "I9", || "the rows of assignments differ from the claim".into())?;
        for row in rows {
            let same = held.iter().any(|held| {
                held.reviewer().as_str() == row.2 && serde_json::to_value(held.state()).expect("JSON") == row.3.as_str()
            });
            must(same, "I9", || format!("the row of {} says `{}`", row.2, row.3))?;
        }
        let reviews = attempt.panels().iter().map(|panel| panel.reviews().len()).sum::<usize>();
        let rows = tables.reviews.iter().filter(|row| row.0 == id && row.1 == number).count();
        must(rows == reviews, "I2", || format!("{rows} rows for {reviews} reviews"))?;
        live += held.iter().filter(|held| held.state().is_live()).count();
    }
    must(live == 0 || claim.state() == State::InReview, "I6", || format!("a lease lives on in `{:?}`", claim.state()))
}

/// I7, I11, I14.
fn decisions_stand(claim: &Claim) -> Found {
    for attempt in claim.attempts() {
        let Some(decision) = attempt.decisions().last() else { continue };
        if let Decider::Peers { reviewers } = &decision.decider {
            let standing = attempt.deciding_reviews().filter(|review| review.submitted_at <= decision.at).count();
            must(standing == reviewers.len() && standing >= 2, "I7", || format!("it rests on {standing} reviews"))?;
            let levels = attempt.deciding_reviews().filter_map(|review| review.sheet.levels.get(&planning()).copied());
            let passes = levels.filter(|level| *level >= 1).count();
            let outcome = if passes * 5 >= standing * 3 { Outcome::Accept } else { Outcome::NotYet };
            must(outcome == decision.outcome, "I11", || {
                format!("{passes} of {standing} and `{:?}`", decision.outcome)
            })?;
        }
        let is_low = decision.criteria.iter().any(|record| record.achieved.is_none_or(|level| level < 1));
        must(decision.outcome != Outcome::Accept || !is_low, "I14", || "accepted below what is needed".into())?;
    }
    Ok(())
}

/// I16.
fn draws_can_be_repeated(tables: &Tables) -> Found {
    for detail in &tables.offers {
        let detail: Value = serde_json::from_str(detail).expect("JSON");
        let drawn: Drawn = serde_json::from_value(detail["drawn"].clone()).expect("a draw");
        let seed = tables.seeds.get(&detail["epoch"].as_i64().expect("an epoch")).ok_or("I16: no seed")?;
        let seed = Seed::new(seed);
        let keys: Vec<_> = drawn.window.iter().map(|(who, _)| (seed.key(&drawn.name, who), who)).collect();
        let kept = drawn.window.iter().zip(&keys).all(|((_, kept), (key, _))| kept == key);
        let smallest = keys.iter().min().map(|(_, who)| *who);
        must(kept && smallest == Some(&drawn.pick), "I16", || format!("{:?} comes out otherwise", drawn.name))?;
    }
    Ok(())
}

/// I17.
fn mails_keep_their_budget(tables: &Tables) -> Found {
    for (at, (who, when)) in tables.mails.iter().enumerate() {
        let early = tables.mails[..at].iter().any(|(other, then)| other == who && when - then < DAY * 1_000_000);
        must(!early, "I17", || format!("{who} got two mails in a day"))?;
    }
    Ok(())
}

struct Walk {
    peers: Peers,
    engine: Engine,
    claimants: Vec<PersonId>,
    apart: BTreeSet<(PersonId, PersonId)>,
    owner: PersonId,
    dice: Dice,
    memory: Memory,
    kills: usize,
}

impl Walk {
    async fn new(engine: Engine, seed: u64) -> Self {
        let mut peers = Peers::new(engine, REVIEWERS - 1).await;
        let (app, school) = (&peers.app, peers.school.organisation_id.clone());
        // The last reviewer is a colleague of the second claimant, who reviews too.
        let badge = [peers.achievement.clone()];
        let near =
            NewReviewer { email: "near@walk.example".into(), school: "Walk School 1".into(), ..NewReviewer::default() };
        let near = app.name_reviewer(&Actor::Operator, &school, &badge, near).await.expect("a reviewer");
        let mut claimants = vec![peers.claimant.clone()];
        for number in 1..CLAIMANTS {
            let email = format!("author{number}@walk.example");
            let new = NewReviewer { email, school: format!("Author School {number}"), ..NewReviewer::default() };
            claimants.push(app.name_reviewer(&Actor::Operator, &school, &badge, new).await.expect("an author"));
        }
        let role = accolade::store::Role::Owner;
        let owner = app.ensure_person("owner@walk.example", "").await.expect("an owner").person_id;
        app.put_member(&Actor::Operator, &school, "owner@walk.example", "", role).await.expect("an owner");
        peers.reviewers.push(near.clone());
        peers.reviewers.extend(claimants[1..].iter().cloned());
        let apart = BTreeSet::from([(claimants[1].clone(), near), (claimants[2].clone(), peers.reviewers[0].clone())]);
        Self { peers, engine, claimants, apart, owner, dice: Dice(seed), memory: Memory::default(), kills: 0 }
    }

    fn app(&self) -> &App {
        &self.peers.app
    }

    /// The claim of this claimant that is not over.
    async fn claim_of(&self, actor: &Actor) -> Option<(ClaimId, State)> {
        let claims = self.app().list_own_claims(actor).await.expect("claims");
        claims.into_iter().find(|line| !line.state.is_final()).map(|line| (line.claim_id, line.state))
    }

    async fn step(mut self) -> Self {
        match self.dice.below(20) {
            0..4 => self.claimant().await,
            4..12 => self.reviewer().await,
            12 => self.moderator().await,
            13..16 => return self.pass_time().await,
            _ => self.workers().await,
        }
        self
    }

    async fn claimant(&mut self) {
        let number = self.dice.below(CLAIMANTS);
        let actor = Actor::Person(self.claimants[number].clone());
        let Some((claim, state)) = self.claim_of(&actor).await else {
            let claim = self.app().start_claim(&actor, &self.peers.achievement).await.expect("begun");
            return self.hand_in(&actor, &claim, number).await;
        };
        // Whatever is refused is refused; the tables say whether that was right.
        match (state, self.dice.below(8)) {
            (State::NotYet, 0..3) => {
                let why = "one of them knew me";
                drop(self.app().appeal_claim(&actor, &claim, Ground::Procedure, why).await);
            }
            (State::Screening, 0) => drop(self.app().take_back_claim(&actor, &claim).await),
            (_, 7) if self.dice.below(6) == 0 => drop(self.app().withdraw_claim(&actor, &claim).await),
            (State::Draft | State::NotYet | State::Returned | State::NotDecided, _) => {
                self.hand_in(&actor, &claim, number).await;
            }
            _ => {}
        }
    }

    async fn hand_in(&mut self, actor: &Actor, claim: &ClaimId, number: usize) {
        let draft = ClaimDraft {
            statement: "My plan.".into(),
            self_levels: [(planning(), 1)].into(),
            school: format!("Walk School {number}"),
            not_by: if number == 2 { "peer0@hill.example".into() } else { String::new() },
            ..ClaimDraft::default()
        };
        drop(self.app().save_draft(actor, claim, draft).await);
        let text = format!("A plan, number {}.", self.dice.below(1_000_000));
        drop(self.app().add_evidence(actor, claim, text_evidence(&text, Visibility::Reviewers)).await);
        let waits = self.dice.below(40);
        self.kills += usize::from(killed_after(waits, self.app().submit_claim(actor, claim)).await.is_none());
    }

    /// Somebody who reviews: as a rule one of those who have something to do.
    async fn reviewer(&mut self) {
        let (count, start) = (self.peers.reviewers.len(), self.dice.below(self.peers.reviewers.len()));
        let (mut actor, mut live) = (self.peers.reviewer(start), Vec::new());
        for further in 0..count {
            actor = self.peers.reviewer((start + further) % count);
            let bench = self.app().load_bench(&actor).await.expect("a bench");
            live = bench.into_iter().filter(|line| line.state != AssignmentState::Done).collect();
            if !live.is_empty() {
                break;
            }
        }
        if live.is_empty() || self.dice.below(6) == 0 {
            drop(self.app().take_work(&actor).await);
            return;
        }
        let line = &live[self.dice.below(live.len())];
        let (claim, app) = (&line.claim_id, self.peers.app.clone());
        if line.state == AssignmentState::Offered && app.open_work(&actor, claim).await.is_err() {
            return;
        }
        let Ok(work) = app.load_work(&actor, claim).await else { return };
        match self.dice.below(14) {
            0 => drop(app.give_back_work(&actor, claim, AssignmentState::Declined, "busy").await),
            1 => drop(app.give_back_work(&actor, claim, AssignmentState::Recused, "a friend").await),
            2 => drop(app.extend_work(&actor, claim).await),
            3 => drop(app.flag_work(&actor, claim, FlagKind::Misconduct).await),
            4 => drop(app.flag_work(&actor, claim, FlagKind::Unreadable).await),
            other => {
                let level = u8::from(other > 7);
                let waits = self.dice.below(50);
                let judged = killed_after(waits, app.submit_review(&actor, claim, sheet(&work, level))).await;
                self.kills += usize::from(judged.is_none());
                if other == 13 {
                    drop(app.withdraw_review(&actor, claim, "a second thought").await);
                }
            }
        }
    }

    async fn moderator(&mut self) {
        let owner = Actor::Person(self.owner.clone());
        let waiting = self.app().list_moderation(&owner).await.expect("a list");
        if waiting.is_empty() {
            return;
        }
        let claim = &waiting[self.dice.below(waiting.len())].claim_id;
        let request = match self.dice.below(3) {
            0 => RulingRequest::AskPeers,
            level => RulingRequest::Decide([(planning(), u8::from(level == 1))].into()),
        };
        let waits = self.dice.below(50);
        let ruled = killed_after(waits, self.app().moderate_claim(&owner, claim, request, "I looked at it.")).await;
        self.kills += usize::from(ruled.is_none());
    }

    /// Two workers at once, each killed after a while: on PostgreSQL in two instances.
    async fn workers(&mut self) {
        let waits = [self.dice.below(60), self.dice.below(60)];
        let other = match self.engine {
            Engine::Sqlite => self.app().clone(),
            Engine::Postgres => open(&self.peers.ground, Clock::Fixed(self.peers.now)).await,
        };
        let work = |app: App, waits: usize| async move {
            let both = async {
                app.recover(0).await.expect("recovered");
                app.do_reviews().await.expect("time passes");
            };
            killed_after(waits, both).await
        };
        let (one, two) = tokio::join!(work(self.app().clone(), waits[0]), work(other.clone(), waits[1]));
        self.kills += usize::from(one.is_none()) + usize::from(two.is_none());
        if self.engine == Engine::Postgres {
            other.close().await;
        }
    }

    async fn pass_time(mut self) -> Self {
        const WAITS: [i64; 8] = [11, 31, 60, 600, 1_500, 3_000, 9_000, 22_000];
        let seconds = WAITS[self.dice.below(WAITS.len())] * MINUTE;
        self.later(seconds).await
    }

    async fn later(self, seconds: i64) -> Self {
        Self { peers: self.peers.restarted_at(seconds).await, ..self }
    }

    async fn look(&mut self) -> Found {
        let tables = Tables::read(&self.peers.ground.url).await;
        check(&tables, &self.apart, &mut self.memory)
    }

    /// Workers that nobody kills, until nothing is left to do.
    async fn finish(&mut self) {
        self.app().recover(0).await.expect("recovered");
        while self.app().do_reviews().await.expect("time passes") > 0 {}
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_people_do_and_wherever_workers_are_killed_the_tables_agree() {
    // Where a worker is at the moment of a kill differs from run to run, so what shows little is counted over all walks.
    let (mut kills, mut offers, mut reviews) = (0, 0, 0);
    for engine in engines() {
        for seed in [0x9E37_79B9_7F4A_7C15, 0xD1B5_4A32_D192_ED03] {
            let mut walk = Walk::new(engine, seed).await;
            for step in 0..110 {
                walk = walk.step().await;
                walk.look().await.unwrap_or_else(|broken| panic!("{engine:?} {seed:x} step {step}: {broken}"));
            }
            walk.finish().await;
            // I4: everything ends by the clock alone, with nobody there.
            // The clock moves day by day: what a timer sets off has timers of its own.
            for _ in 0..36 {
                walk = walk.later(DAY).await;
                walk.finish().await;
            }
            walk.look().await.unwrap_or_else(|broken| panic!("{engine:?} {seed:x} at the end: {broken}"));
            let tables = Tables::read(&walk.peers.ground.url).await;
            let waits = |row: &&Row| {
                let waiting = [State::Screening, State::InReview, State::Moderation, State::Appeal, State::Accepted];
                waiting.contains(&row.claim.state())
            };
            assert_eq!(tables.rows.iter().filter(waits).count(), 0, "I4: {engine:?} {seed:x}");
            assert!(tables.awards.iter().all(|(_, credential)| credential.is_some()), "I5: an award is not signed");
            // I10, and every credential verified.
            let audit = walk.app().audit(|_| ()).await.expect("gone over");
            assert_eq!(audit.findings, Vec::<String>::new(), "I10: {engine:?} {seed:x}");
            kills += walk.kills;
            offers += tables.offers.len();
            reviews += tables.reviews.len();
        }
    }
    println!("walked: {offers} offers, {reviews} reviews, {kills} kills");
    assert!(kills > 10, "{kills} were killed, which shows little");
    assert!(offers > 10 && reviews > 6, "the walks led nowhere: {offers} offers, {reviews} reviews");
}

#[tokio::test(flavor = "multi_thread")]
async fn two_workers_killed_and_restarted_make_one_award_with_the_same_bytes() {
    for engine in engines() {
        for waits in [3, 8, 15, 25, 40, 60] {
            let mut walk = Walk::new(engine, 77).await;
            let claim = walk.peers.submits("A plan for eight lessons about rivers.").await;
            walk = walk.later(31 * MINUTE).await;
            walk.finish().await;
            let asked = walk.peers.offered_to(&claim).await;
            for number in asked {
                walk.peers.judges(number, &claim, 1).await;
            }
            walk = walk.later(11 * MINUTE).await;
            let mut seen = BTreeSet::new();
            for round in 0..4 {
                let other = match engine {
                    Engine::Sqlite => walk.app().clone(),
                    Engine::Postgres => open(&walk.peers.ground, Clock::Fixed(walk.peers.now)).await,
                };
                let work = |app: App, waits: usize| async move {
                    let both = async {
                        app.recover(0).await.expect("recovered");
                        app.do_reviews().await.expect("time passes");
                    };
                    killed_after(waits, both).await
                };
                tokio::join!(work(walk.app().clone(), waits + 7 * round), work(other.clone(), waits + 11 * round));
                if engine == Engine::Postgres {
                    other.close().await;
                }
                walk = walk.later(MINUTE).await;
                let tables = Tables::read(&walk.peers.ground.url).await;
                check(&tables, &walk.apart, &mut walk.memory).unwrap_or_else(|broken| panic!("{waits}: {broken}"));
                seen.extend(tables.awards.into_iter().filter_map(|(_, credential)| credential));
            }
            walk.finish().await;

            let tables = Tables::read(&walk.peers.ground.url).await;
            seen.extend(tables.awards.iter().filter_map(|(_, credential)| credential.clone()));
            assert_eq!((tables.awards.len(), seen.len()), (1, 1), "{engine:?} {waits}");
            assert_eq!(walk.peers.own(&claim).await.standing.state, State::Issued, "{engine:?} {waits}");
        }
    }
}

/// What a careless store or worker would leave in the tables, and the invariant that must notice it.
const FAULTS: [(&str, &str); 8] = [
    ("I5", "delete from claim_awards"),
    ("I5", "update awards set proof = proof || ' '"),
    ("I9", "update review_assignments set state = 'accepted' where state = 'done'"),
    ("I2", "delete from reviews where reviewer_id = (select min(reviewer_id) from reviews)"),
    ("I11", "update claims set content = replace(content, '\"planning\":1', '\"planning\":0') where state = 'issued'"),
    ("I16", "update draw_epochs set seed = x'00010203'"),
    (
        "I17",
        "insert into outbox (message_id, organisation_id, kind, about, body, created_at, due_at, attempts)
         select message_id || 'x', organisation_id, kind, about, body, created_at, due_at, attempts
         from outbox where kind = 'review.mail'",
    ),
    ("I18", "update claim_evidence set frozen_at = null"),
];

#[tokio::test(flavor = "multi_thread")]
async fn each_planted_fault_is_noticed() {
    for (name, fault) in FAULTS {
        let mut walk = Walk::new(Engine::Sqlite, 5).await;
        let claim = walk.peers.submits("A plan for eight lessons about rivers.").await;
        walk = walk.later(31 * MINUTE).await;
        walk.finish().await;
        for number in walk.peers.offered_to(&claim).await {
            walk.peers.judges(number, &claim, 1).await;
        }
        walk = walk.later(2 * DAY).await;
        walk.finish().await;
        let second = walk.claimants[1].clone();
        let actor = Actor::Person(second);
        let other = walk.app().start_claim(&actor, &walk.peers.achievement).await.expect("begun");
        walk.hand_in(&actor, &other, 1).await;
        walk = walk.later(2 * DAY).await;
        walk.finish().await;
        walk.look().await.expect("all is well");
        walk.app().close().await;

        let mut to = sqlx::AnyConnection::connect(&walk.peers.ground.url).await.expect("the database");
        to.execute(fault).await.expect("the fault");
        to.close().await.expect("closed");

        let found = walk.look().await;
        assert!(found.as_ref().is_err_and(|broken| broken.starts_with(name)), "{name}: {found:?}");
    }
}
