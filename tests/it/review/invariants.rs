//! What must hold after every step of every walk. Each invariant has a planted fault that breaks it, so that none of
//! them is a test that cannot fail.

use std::collections::{BTreeMap, BTreeSet};

use accolade::ids::PersonId;
use accolade::review::decision::Outcome;
use accolade::review::view;
use accolade::review::{AssignmentState, AttemptStanding, Command, ContentHash, Decider, Event, State, history};
use proptest::test_runner::{Config, TestCaseError, TestRunner};

use super::faults::Fault;
use super::support::{DAY, submission, time};
use super::walk::{PEOPLE, Step, Walk, steps};

type Found = Result<(), String>;

fn must(holds: bool, name: &str, what: impl FnOnce() -> String) -> Found {
    if holds { Ok(()) } else { Err(format!("{name}: {}", what())) }
}

/// Everything that can be seen at one moment, of the claims that the last step changed.
fn check(walk: &Walk) -> Found {
    let changed: BTreeSet<usize> = walk.last.iter().map(|(at, _)| *at).collect();
    for at in changed {
        people_are_independent(walk, at)?;
        leases_are_live_in_review_only(walk, at)?;
        decisions_stand(walk, at)?;
        attempts_are_counted(walk, at)?;
        nobody_sees_too_much(walk, at)?;
        history::verify(walk.claims[at].id(), &walk.log[at], None).map_err(|broken| format!("I10: {broken}"))?;
        awards_follow_accepts(walk, at)?;
        let pinned: Vec<_> = walk.claims[at].attempts().iter().map(|attempt| attempt.pinned()).collect();
        must(pinned == walk.pinned[at], "I12", || "a claim in flight changed its terms".into())?;
        for attempt in walk.claims[at].attempts() {
            let same = attempt.submission().content == submission() && attempt.submission().is_intact();
            must(same, "I18", || "frozen evidence was altered".into())?;
        }
    }
    loads_are_counts(walk)?;
    draws_can_be_repeated(walk)?;
    mails_keep_their_budget(walk)
}

/// I1, I2, and I3 for what the last step did.
fn people_are_independent(walk: &Walk, at: usize) -> Found {
    let claim = &walk.claims[at];
    for attempt in claim.attempts() {
        let held = || attempt.panels().iter().flat_map(|panel| panel.assignments());
        let own = held().find(|held| claim.authors().any(|author| author == held.reviewer()));
        must(own.is_none(), "I1", || format!("{:?} was asked for the own work", own.map(|held| held.reviewer())))?;
        let people: BTreeSet<&PersonId> = held().map(|held| held.reviewer()).collect();
        must(people.len() == held().count(), "I2", || "somebody has two assignments".into())?;
        let reviews = || attempt.panels().iter().flat_map(|panel| panel.reviews());
        let judges: BTreeSet<&PersonId> = reviews().map(|review| &review.reviewer).collect();
        must(judges.len() == reviews().count(), "I2", || "somebody reviewed twice".into())?;
    }
    for (which, event) in &walk.last {
        let who = match event {
            Event::Offered { drawn } => &drawn.pick,
            Event::Taken { reviewer, .. } | Event::Reviewed { reviewer, .. } => reviewer,
            _ => continue,
        };
        let author = walk.claims[*which].claimant();
        must(!has_conflict(walk, author, who), "I3", || format!("{who} has a conflict with {author}"))?;
    }
    Ok(())
}

/// A second opinion, from the plain lists.
fn has_conflict(walk: &Walk, author: &PersonId, who: &PersonId) -> bool {
    let now = walk.now;
    let declared = walk
        .edges
        .iter()
        .any(|edge| edge.one == *author && edge.other == *who && edge.until.is_some_and(|until| until > time(now)));
    let back =
        walk.reviewed.iter().any(|(judge, judged, then)| judge == author && judged == who && *then > now - 180 * DAY);
    let near = author.as_str().contains("-r0-") && who.as_str().contains("-r7-");
    declared || back || near
}

fn leases_are_live_in_review_only(walk: &Walk, at: usize) -> Found {
    let claim = &walk.claims[at];
    let panels: Vec<_> = claim.attempts().iter().flat_map(|attempt| attempt.panels()).collect();
    for (from_last, panel) in panels.iter().rev().enumerate() {
        let live = panel.assignments().iter().any(|held| held.state().is_live());
        let may = claim.state() == State::InReview && from_last == 0;
        must(may || !live, "I6", || format!("a lease lives on in `{:?}`", claim.state()))?;
    }
    Ok(())
}

/// I7, I11, I14.
fn decisions_stand(walk: &Walk, at: usize) -> Found {
    let (claim, terms) = (&walk.claims[at], walk.terms_of(at));
    for attempt in claim.attempts() {
        let terms = walk.versions.iter().find(|version| version.pinned() == attempt.pinned()).unwrap_or(terms);
        for decision in attempt.decisions() {
            let Decider::Peers { reviewers } = &decision.decider else { continue };
            let panel = attempt.panels().iter().find(|panel| panel.number() == decision.panel).ok_or("I7: no panel")?;
            let stands = |who: &&PersonId| {
                let mut reviews = panel.reviews().iter().filter(|review| review.reviewer == **who);
                reviews.any(|review| review.withdrawn_at.is_none() && review.submitted_at <= decision.at)
            };
            let standing = reviewers.iter().filter(stands).count();
            let enough = standing == reviewers.len() && standing >= terms.policy().k as usize;
            must(enough, "I7", || format!("a decision rests on {standing} reviews"))?;
        }
        let Some(decision) = attempt.decisions().last() else { continue };
        if let Some((verdict, input)) = attempt.decide_again(terms) {
            let same = input == decision.input
                && verdict.outcome == decision.outcome
                && verdict.criteria.iter().all(|record| decision.criteria.contains(record));
            must(same, "I11", || "deciding again gives another decision".into())?;
        }
        must(decision.criteria.len() == terms.rubric().criteria.len(), "I14", || "a criterion is missing".into())?;
        for criterion in terms.rubric().criteria.iter().filter(|c| c.mandatory && decision.outcome == Outcome::Accept) {
            let record = decision.criteria.iter().find(|record| record.id == criterion.id);
            let level = record.and_then(|record| record.achieved);
            must(level >= Some(criterion.required), "I14", || format!("{} is accepted at {level:?}", criterion.id))?;
        }
    }
    Ok(())
}

/// I8.
fn attempts_are_counted(walk: &Walk, at: usize) -> Found {
    let claim = &walk.claims[at];
    let limit = walk.terms_of(at).policy().attempts;
    must(claim.attempts_used() <= limit, "I8", || format!("{} of {limit} attempts", claim.attempts_used()))?;
    for attempt in claim.attempts() {
        let decided = !attempt.decisions().is_empty();
        must(attempt.standing() != AttemptStanding::Used || decided, "I8", || {
            "an undecided attempt is used up".into()
        })?;
    }
    Ok(())
}

/// I15.
fn nobody_sees_too_much(walk: &Walk, at: usize) -> Found {
    let (claim, terms) = (&walk.claims[at], walk.terms_of(at));
    let mut open = serde_json::to_value(terms.policy()).expect("JSON");
    open["anonymity"] = "open".into();
    let open = serde_json::from_value(open).expect("a policy");
    let open = accolade::review::policy::Terms::new(terms.rubric().clone(), open).expect("terms");
    let shown_under = if walk.fault == Some(Fault::PageShowsNames) { &open } else { terms };
    let author = claim.claimant().as_str();
    let names = |text: &str, but: &str| {
        walk.people.iter().map(|who| who.id.as_str()).find(|who| *who != but && text.contains(who)).map(str::to_owned)
    };
    let page = serde_json::to_string(&view::for_claimant(claim, shown_under, &walk.names)).expect("JSON");
    let leak = names(&page, author);
    must(leak.is_none(), "I15", || format!("the claimant sees {leak:?}"))?;
    for who in &walk.people {
        let page = view::for_reviewer(claim, shown_under, &who.id, &walk.names, time(walk.now));
        let leak = names(&serde_json::to_string(&page).expect("JSON"), "");
        must(leak.is_none(), "I15", || format!("a reviewer sees {leak:?}"))?;
    }
    let leak = names(&serde_json::to_string(&view::for_public(claim)).expect("JSON"), "");
    must(leak.is_none(), "I15", || format!("everybody sees {leak:?}"))
}

/// I5.
fn awards_follow_accepts(walk: &Walk, at: usize) -> Found {
    let claim = &walk.claims[at];
    let accepts = walk.reached[at].iter().filter(|state| **state == State::Accepted).count();
    must(accepts == usize::from(claim.award_order().is_some()), "I5", || format!("{accepts} accepts"))?;
    let mut made: Vec<&Vec<u8>> = walk.credentials[at].iter().collect();
    made.dedup();
    must(made.len() <= 1, "I5", || "one award has two credentials".into())?;
    let issued =
        claim.issued().is_none_or(|hash| made.first().is_some_and(|bytes| ContentHash::of_bytes(bytes) == hash));
    must(issued, "I5", || "what was issued is not what was stored".into())
}

/// I9.
fn loads_are_counts(walk: &Walk) -> Found {
    let mut live: BTreeMap<&PersonId, i64> = BTreeMap::new();
    for claim in &walk.claims {
        let panels = claim.attempts().iter().flat_map(|attempt| attempt.panels());
        for held in panels.flat_map(|panel| panel.assignments()).filter(|held| held.state().is_live()) {
            *live.entry(held.reviewer()).or_insert(0) += 1;
        }
    }
    for who in &walk.people {
        let (counted, kept) = (live.get(&who.id).copied().unwrap_or(0), walk.loads.get(&who.id).copied().unwrap_or(0));
        must(counted == kept, "I9", || format!("{} has {counted} leases and a load of {kept}", who.id))?;
    }
    Ok(())
}

/// I16.
fn draws_can_be_repeated(walk: &Walk) -> Found {
    let drawn = |event| if let &(_, Event::Offered { ref drawn }) = event { Some(drawn) } else { None };
    for drawn in walk.last.iter().filter_map(drawn) {
        let keys: Vec<_> = drawn.window.iter().map(|(who, _)| (walk.seed.key(&drawn.name, who), who)).collect();
        let kept = drawn.window.iter().zip(&keys).all(|((_, kept), (key, _))| kept == key);
        let smallest = keys.iter().min().map(|(_, who)| *who);
        must(kept && smallest == Some(&drawn.pick), "I16", || format!("{:?} comes out otherwise", drawn.name))?;
    }
    Ok(())
}

/// I17.
fn mails_keep_their_budget(walk: &Walk) -> Found {
    for (at, (who, when)) in walk.mails.iter().enumerate() {
        let early = walk.mails[..at].iter().any(|(other, then)| other == who && (when - then).abs() < DAY);
        must(!early, "I17", || format!("{who} got two mails in a day"))?;
    }
    for log in &walk.log {
        let mut seen = BTreeMap::new();
        for entry in log {
            // A new attempt, or a new panel, has a budget of its own.
            if matches!(entry.event, Event::Submitted { .. } | Event::Appealed { .. }) {
                seen.clear();
            }
            let once = matches!(entry.event, Event::Reminded { .. } | Event::Widened | Event::OwnerAlarmed);
            if once && seen.insert(serde_json::to_string(&entry.event).expect("JSON"), ()).is_some() {
                return Err(format!("I17: {:?} happened twice", entry.event));
            }
        }
    }
    Ok(())
}

/// A restart at the same moment: the worker finds nothing left to do.
fn restart(walk: &mut Walk) -> Found {
    walk.pass_time();
    for at in 0..walk.claims.len() {
        let again = walk.apply(at, Command::Tick).map_err(|error| format!("I17: {error}"))?;
        let skipped = walk.fault == Some(Fault::WorkerSkipsModeration);
        must(again.is_empty() || skipped, "I17", || format!("{again:?} fired again"))?;
    }
    Ok(())
}

/// I4: whatever state the walk left, clocks alone end it.
fn clocks_alone_end_it(walk: &mut Walk) -> Found {
    for _ in 0..40 {
        walk.last.clear();
        walk.now += DAY;
        walk.pass_time();
        check(walk)?;
    }
    for claim in &walk.claims {
        let ended = !matches!(claim.state(), State::Screening | State::InReview | State::Moderation | State::Appeal);
        must(ended, "I4", || format!("a claim is still `{:?}`", claim.state()))?;
    }
    Ok(())
}

#[derive(Default)]
struct Coverage {
    states: BTreeSet<State>,
    events: BTreeSet<String>,
    peers_accepted: bool,
}

fn live(walk: &mut Walk, steps: &[Step]) -> Found {
    for step in steps {
        walk.take(*step);
        check(walk)?;
    }
    if walk.fault != Some(Fault::WorkerSkipsModeration) {
        restart(walk)?;
    }
    clocks_alone_end_it(walk)
}

/// Walks `cases` times; the first thing that does not hold is the error.
fn walks(fault: Option<Fault>, cases: u32) -> Result<Coverage, String> {
    let config = Config { cases, failure_persistence: None, max_shrink_iters: 0, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(
        config,
        proptest::test_runner::TestRng::deterministic_rng(proptest::test_runner::RngAlgorithm::ChaCha),
    );
    let coverage = std::cell::RefCell::new(Coverage::default());
    let outcome = runner.run(&steps(), |steps| {
        let mut walk = Walk::new(fault);
        let found = live(&mut walk, &steps);
        let mut coverage = coverage.borrow_mut();
        coverage.states.extend(walk.reached.iter().flatten());
        for entry in walk.log.iter().flatten() {
            let name = serde_json::to_value(&entry.event).expect("JSON")["event"].as_str().unwrap_or("").to_owned();
            coverage.events.insert(name);
        }
        let decisions = walk.claims.iter().flat_map(|claim| claim.attempts()).flat_map(|attempt| attempt.decisions());
        coverage.peers_accepted |= decisions
            .into_iter()
            .any(|decision| decision.outcome == Outcome::Accept && matches!(decision.decider, Decider::Peers { .. }));
        found.map_err(TestCaseError::fail)
    });
    outcome.map(|()| coverage.into_inner()).map_err(|error| error.to_string())
}

#[test]
fn every_invariant_holds_on_random_walks_that_reach_every_state() {
    let coverage = walks(None, 250).expect("all invariants hold");

    use State::*;
    let reached = [
        Draft, Screening, InReview, Moderation, Accepted, NotYet, Returned, Appeal, NotDecided, Issued, Withdrawn,
        Closed, Void,
    ];
    assert_eq!(coverage.states, BTreeSet::from(reached));
    assert!(coverage.peers_accepted);
    for event in [
        "offered",
        "taken",
        "ended",
        "extended",
        "reviewed",
        "amended",
        "review_withdrawn",
        "reminded",
        "widened",
        "owner_alarmed",
        "flagged",
        "evidence_hidden",
        "decided",
        "peers_asked",
        "appeal_decided",
        "issued",
    ] {
        assert!(coverage.events.contains(event), "no walk came to `{event}`: {:?}", coverage.events);
    }
}

/// With the fault planted, the walks must end at this invariant.
fn breaks(fault: Fault, invariant: &str) {
    let error = walks(Some(fault), 400).err().unwrap_or_else(|| panic!("{fault:?} went unnoticed"));
    assert!(error.contains(&format!("{invariant}: ")), "{fault:?} should break {invariant}: {error:.300}");
}

macro_rules! planted {
    ($($name:ident: $fault:ident breaks $invariant:literal;)*) => {$(
        #[test]
        fn $name() {
            breaks(Fault::$fault, $invariant);
        }
    )*};
}

planted! {
    work_given_to_its_author_is_noticed: AuthorsUnknown breaks "I1";
    a_second_assignment_of_one_person_is_noticed: NoUniqueRows breaks "I2";
    a_conflict_that_was_looked_up_too_early_is_noticed: StaleRelations breaks "I3";
    a_claim_that_no_clock_ends_is_noticed: WorkerSkipsModeration breaks "I4";
    a_second_credential_of_one_award_is_noticed: TimeInCredential breaks "I5";
    a_lease_after_the_end_is_noticed: LeaseComesBack breaks "I6";
    a_decision_on_a_withdrawn_review_is_noticed: WithdrawnTooLate breaks "I7";
    a_returned_attempt_that_counts_is_noticed: ReturnedCounts breaks "I8";
    a_load_that_is_no_count_is_noticed: LoadForgetsLapses breaks "I9";
    an_edited_log_is_noticed: LogIsEdited breaks "I10";
    an_edited_review_is_noticed: LevelIsEdited breaks "I11";
    terms_that_change_in_flight_are_noticed: TermsFollow breaks "I12";
    an_award_below_the_bar_is_noticed: AchievedIsLowered breaks "I14";
    a_page_with_names_is_noticed: PageShowsNames breaks "I15";
    a_pick_that_was_not_drawn_is_noticed: AnotherIsPicked breaks "I16";
    a_reminder_that_is_sent_twice_is_noticed: RemindersForgotten breaks "I17";
    exchanged_evidence_is_noticed: EvidenceIsExchanged breaks "I18";
}

#[test]
fn the_small_district_has_people_of_every_kind() {
    let walk = Walk::new(None);

    assert_eq!(walk.people.len(), PEOPLE);
    assert!(walk.claims.iter().all(|claim| walk.people.iter().any(|who| who.id == *claim.claimant())));
    assert!(walk.claims.iter().all(|claim| claim.state() == State::Draft));
    assert!(!AssignmentState::Done.is_live());
}
