//! Laws of single parts, over many random cases: the rule is monotone and knows no order, loads stay even, responsive
//! reviewers decide, gaps in a history show. Each with the mistake that breaks it.

use accolade::ids::Random;
use accolade::review::decision::{Bar, Judgement, Outcome, Rule, Standing, Verdict, decide};
use accolade::review::history::{Entry, verify};
use accolade::review::policy::{Policy, Terms};
use accolade::review::rubric::Rubric;
use accolade::review::{Event, State};

use super::decision::random_case;
use super::draw::spread;
use super::support::{Case, DAY, MINUTE, criterion, person, reviewer, rubric, time};

const CASES: u32 = 60_000;

fn rank(outcome: Outcome) -> u8 {
    match outcome {
        Outcome::NotYet => 0,
        Outcome::Wait | Outcome::ThirdReviewer | Outcome::Moderator => 1,
        Outcome::Accept => 2,
    }
}

type Decide = fn(&[Bar], Rule, &[Judgement]) -> Verdict;

fn ours(bars: &[Bar], rule: Rule, reviews: &[Judgement]) -> Verdict {
    decide(bars, rule, reviews).expect("a verdict")
}

/// The rule if unclear optional criteria asked for another reviewer, as clear ones do not.
fn with_optional_criteria(bars: &[Bar], rule: Rule, reviews: &[Judgement]) -> Verdict {
    let mut verdict = ours(bars, rule, reviews);
    let unclear = verdict.criteria.iter().any(|record| record.state == Standing::Unclear);
    if verdict.outcome == Outcome::Accept && unclear {
        verdict.outcome = Outcome::ThirdReviewer;
    }
    verdict
}

/// The rule if the first review counted for more.
fn with_a_favourite(bars: &[Bar], rule: Rule, reviews: &[Judgement]) -> Verdict {
    let mut reviews = reviews.to_vec();
    if let Some(first) = reviews.first_mut() {
        first.weight *= 2;
    }
    ours(bars, rule, &reviews)
}

/// How many of the cases lower the outcome by raising one level.
fn lowered(rule: Decide) -> u32 {
    let mut random = Random::seeded(13);
    let mut lowered = 0;
    for case in 0..CASES {
        let (bars, numbers, mut reviews) = random_case(&mut random);
        if reviews.is_empty() {
            continue;
        }
        let before = rank(rule(&bars, numbers, &reviews).outcome);
        let at = case as usize % reviews.len();
        let level = reviews[at].levels.get_mut(&bars[case as usize / 7 % 3].id).expect("a level");
        *level = (*level + 1).min(3);
        lowered += u32::from(rank(rule(&bars, numbers, &reviews).outcome) < before);
    }
    lowered
}

/// How many of the cases come out otherwise in another order.
fn depending_on_order(rule: Decide) -> u32 {
    let mut random = Random::seeded(11);
    let mut differing = 0;
    for case in 0..CASES {
        let (bars, numbers, mut reviews) = random_case(&mut random);
        let before = rule(&bars, numbers, &reviews);
        reviews.reverse();
        let turn = case as usize % reviews.len().max(1);
        reviews.rotate_left(turn);
        differing += u32::from(rule(&bars, numbers, &reviews) != before);
    }
    differing
}

#[test]
fn raising_a_level_never_lowers_the_outcome_in_60_000_cases() {
    assert_eq!(lowered(ours), 0);
}

#[test]
fn optional_criteria_that_could_hold_up_a_claim_would_punish_better_work() {
    assert!(lowered(with_optional_criteria) > 0);
}

#[test]
fn the_order_of_reviews_does_not_matter_in_60_000_cases() {
    assert_eq!(depending_on_order(ours), 0);
}

#[test]
fn a_review_that_counted_for_its_place_would_be_noticed() {
    assert!(depending_on_order(with_a_favourite) > 0);
}

#[test]
fn people_who_are_equally_there_are_asked_equally_often() {
    for many in [5, 50, 200] {
        assert!(spread(many, 1, false) <= 1, "{many} people, one bucket");
        assert!(spread(many, 2, false) <= 2, "{many} people, two buckets");
    }
}

#[test]
fn loads_that_are_looked_up_too_seldom_would_be_noticed() {
    assert!(spread(50, 1, true) > 1);
}

/// Lets `many` people who always answer review a claim, with levels from the bits of `how`; gives the state it ends in.
fn with_responsive_people(many: usize, how: u8) -> State {
    let one = Rubric { criteria: vec![criterion("a", true)], ..rubric() };
    let mut case = Case::draft();
    case.terms = Terms::new(one, Policy::default()).expect("terms");
    case.submit().expect("submitted");
    case.wait(30 * MINUTE);
    for at in 0..many {
        if case.state() != State::InReview {
            break;
        }
        let who = reviewer(&format!("r{at}"));
        let Some(slot) = case.claim.attempt().expect("an attempt").panel().open_slots().next().map(|slot| slot.number)
        else {
            continue;
        };
        case.hand_out(&who, slot).expect("handed out");
        let level = if how >> at & 1 == 1 { 2 } else { 1 };
        let mut sheet = case.sheet([level; 3]);
        sheet.levels.retain(|criterion, _| criterion.as_str() == "a");
        let eligible = case.check(&who, accolade::review::eligibility::Occasion::Submit).expect("no conflict");
        case.apply(accolade::review::Command::Review { eligible, sheet }).expect("reviewed");
        case.wait(DAY);
    }
    case.wait(40 * DAY);
    case.state()
}

#[test]
fn one_more_responsive_reviewer_than_needed_decides_every_claim() {
    for how in 0..8 {
        let state = with_responsive_people(3, how);
        let yes = u8::count_ones(how) >= 2;
        assert_eq!(state, if yes { State::Accepted } else { State::NotYet }, "{how:03b}");
    }
    assert_eq!(with_responsive_people(2, 0b01), State::NotDecided, "two who differ are one too few");
}

#[test]
fn any_edit_and_any_gap_in_a_history_shows() {
    let mut case = Case::in_review();
    let mut log: Vec<Entry> = Vec::new();
    let mut events: Vec<Event> = case.wait(5 * DAY);
    events.extend(case.wait(40 * DAY));
    for event in events {
        log.push(Entry::after(log.last(), case.claim.id(), time(case.now), event));
    }
    let last = log.last().map(|entry| entry.hash);
    assert!(log.len() >= 6);
    assert_eq!(verify(case.claim.id(), &log, last), Ok(()));

    for at in 0..log.len() {
        let mut gap = log.clone();
        gap.remove(at);
        assert!(verify(case.claim.id(), &gap, last).is_err(), "entry {at} is missing");
        let mut edited = log.clone();
        edited[at].event = Event::Voided { by: person("x"), reason: "edited".into() };
        assert_eq!(verify(case.claim.id(), &edited, last).expect_err("broken").number, at as u64 + 1);
        let mut swapped = log.clone();
        swapped.swap(at, (at + 1) % log.len());
        assert!(verify(case.claim.id(), &swapped, last).is_err(), "entry {at} is out of place");
    }
    let other = accolade::ids::ClaimId::from_text("c2");
    assert!(verify(&other, &log, last).is_err(), "it is the history of its claim only");
}
