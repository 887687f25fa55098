//! The decision rule, with the worked examples of its specification.

use accolade::ids::Random;
use accolade::review::decision::{Bar, DecisionError, Judgement, Outcome, Rule, Standing, Verdict, decide};
use accolade::review::{Cause, Fraction, State};

use super::support::{Case, id, levels};

pub(super) const ORDINARY: Rule = Rule { k: 2, k_max: 3, theta: THETA };
pub(super) const HIGH_STAKES: Rule = Rule { k: 3, k_max: 5, theta: THETA };
const THETA: Fraction = accolade::review::decision::USUAL_THETA;

pub(super) fn bars() -> Vec<Bar> {
    ["a", "b", "c"].map(|name| Bar { id: id(name), levels: 4, required: 2, mandatory: true }).to_vec()
}

fn judged(reviews: &[(u32, [u8; 3])]) -> Vec<Judgement> {
    reviews.iter().map(|(weight, given)| Judgement { weight: *weight, levels: levels(*given) }).collect()
}

fn decided(reviews: &[[u8; 3]]) -> Verdict {
    let reviews: Vec<(u32, [u8; 3])> = reviews.iter().map(|given| (1_000, *given)).collect();
    decide(&bars(), ORDINARY, &judged(&reviews)).expect("a verdict")
}

fn weighed(reviews: &[(u32, [u8; 3])]) -> (Outcome, String) {
    let verdict = decide(&bars(), ORDINARY, &judged(reviews)).expect("a verdict");
    (verdict.outcome, verdict.whole_share.expect("a share").to_string())
}

fn achieved(verdict: &Verdict) -> Vec<Option<u8>> {
    verdict.criteria.iter().map(|record| record.achieved).collect()
}

#[test]
fn two_reviewers_who_find_everything_reached_accept() {
    let verdict = decided(&[[3, 2, 2], [2, 2, 3]]);

    assert_eq!(verdict.outcome, Outcome::Accept);
    assert_eq!(achieved(&verdict), [Some(2), Some(2), Some(2)]);
}

#[test]
fn a_criterion_that_both_find_missing_means_not_yet() {
    let verdict = decided(&[[3, 1, 2], [2, 0, 3]]);

    assert_eq!(verdict.outcome, Outcome::NotYet);
    let states: Vec<Standing> = verdict.criteria.iter().map(|record| record.state).collect();
    assert_eq!(states, [Standing::Pass, Standing::Fail, Standing::Pass]);
}

#[test]
fn two_noes_for_different_reasons_ask_for_a_third() {
    assert_eq!(decided(&[[1, 2, 2], [2, 2, 1]]).outcome, Outcome::ThirdReviewer);
}

#[test]
fn the_third_reviewer_settles_it_either_way() {
    let split = [[3, 1, 2], [2, 2, 3]];
    assert_eq!(decided(&split).outcome, Outcome::ThirdReviewer);

    let yes = decided(&[split[0], split[1], [2, 2, 2]]);
    let no = decided(&[split[0], split[1], [2, 1, 2]]);

    assert_eq!((yes.outcome, yes.whole_share.expect("a share").to_string()), (Outcome::Accept, "2/3".into()));
    assert_eq!((no.outcome, no.whole_share.expect("a share").to_string()), (Outcome::NotYet, "1/3".into()));
}

#[test]
fn three_who_each_miss_something_else_go_to_the_moderator() {
    let verdict = decided(&[[1, 2, 2], [2, 1, 2], [2, 2, 1]]);

    assert_eq!(verdict.outcome, Outcome::Moderator);
    assert!(verdict.criteria.iter().all(|record| record.state == Standing::Pass), "each criterion passes by 2/3");
    assert_eq!(verdict.whole_share.expect("a share").to_string(), "0/1");
}

#[test]
fn weights_never_let_one_decide_alone() {
    assert_eq!(weighed(&[(950, [2, 2, 2]), (250, [1, 1, 1])]), (Outcome::ThirdReviewer, "19/24".into()));
    assert_eq!(weighed(&[(300, [2, 2, 2]), (300, [2, 2, 2]), (950, [1, 2, 2])]), (Outcome::Moderator, "12/31".into()));
    assert_eq!(weighed(&[(600, [2, 2, 2]), (600, [2, 2, 2]), (700, [1, 2, 2])]), (Outcome::Accept, "12/19".into()));
    assert_eq!(weighed(&[(300, [2, 2, 2]), (300, [2, 2, 2]), (400, [1, 2, 2])]), (Outcome::Accept, "3/5".into()));
}

#[test]
fn the_achieved_level_is_the_lower_weighted_median() {
    for (reviews, median) in [
        (vec![(1_000, 1), (1_000, 2)], 1),
        (vec![(1_000, 1), (1_000, 1), (1_000, 2), (1_000, 3)], 1),
        (vec![(250, 1), (1_000, 3)], 3),
        (vec![(500, 1), (250, 2), (250, 3)], 1),
        (vec![(499, 1), (250, 2), (251, 3)], 2),
    ] {
        let given: Vec<(u32, [u8; 3])> = reviews.iter().map(|(weight, level)| (*weight, [*level; 3])).collect();
        let verdict = decide(&bars(), ORDINARY, &judged(&given)).expect("a verdict");
        assert_eq!(achieved(&verdict), [Some(median); 3], "{reviews:?}");
    }
}

#[test]
fn fewer_than_k_reviews_wait_and_no_review_has_no_share() {
    assert_eq!(decided(&[[3, 3, 3]]).outcome, Outcome::Wait);
    assert_eq!(decided(&[[0, 0, 0]]).outcome, Outcome::Wait);
    let none = decided(&[]);
    assert_eq!((none.outcome, none.whole_share, achieved(&none)), (Outcome::Wait, None, vec![None; 3]));
}

#[test]
fn high_stakes_need_three_and_go_up_to_five() {
    let given = |many: usize| judged(&vec![(1_000, [2, 2, 2]); many]);
    let mut split = given(2);
    split.extend(judged(&[(1_000, [1, 2, 2]), (1_000, [1, 2, 2])]));

    assert_eq!(decide(&bars(), HIGH_STAKES, &given(2)).expect("a verdict").outcome, Outcome::Wait);
    assert_eq!(decide(&bars(), HIGH_STAKES, &given(3)).expect("a verdict").outcome, Outcome::Accept);
    assert_eq!(decide(&bars(), HIGH_STAKES, &split).expect("a verdict").outcome, Outcome::ThirdReviewer);
}

#[test]
fn an_optional_criterion_is_reported_and_decides_nothing() {
    let mut bars = bars();
    bars[2].mandatory = false;
    for given in [[2, 2, 0], [2, 2, 1], [2, 2, 2]] {
        let reviews = judged(&[(1_000, [2, 2, 0]), (1_000, given)]);
        assert_eq!(decide(&bars, ORDINARY, &reviews).expect("a verdict").outcome, Outcome::Accept, "{given:?}");
    }
}

#[test]
fn what_cannot_be_decided_is_refused_with_its_place() {
    let good = judged(&[(1_000, [2, 2, 2])]);
    let refused = |bars: &[Bar], rule, reviews: &[Judgement]| decide(bars, rule, reviews).expect_err("refused");
    let half = Rule { theta: Fraction::new(1, 2).expect("a half"), ..ORDINARY };
    assert_eq!(refused(&bars(), half, &good), DecisionError::Rule);
    assert_eq!(refused(&bars(), Rule { k: 0, ..ORDINARY }, &good), DecisionError::Rule);
    assert_eq!(refused(&bars(), Rule { k_max: 1, ..ORDINARY }, &good), DecisionError::Rule);
    assert_eq!(refused(&[], ORDINARY, &[]), DecisionError::NothingToDecide);

    let mut twice = bars();
    twice[1].id = id("a");
    assert_eq!(refused(&twice, ORDINARY, &[]), DecisionError::Twice(id("a")));
    let mut lacking = good.clone();
    lacking[0].levels.remove(&id("b"));
    assert_eq!(refused(&bars(), ORDINARY, &lacking), DecisionError::Missing { review: 1, id: id("b") });
    let mut beyond = good.clone();
    beyond[0].levels.insert(id("b"), 4);
    let error = refused(&bars(), ORDINARY, &beyond);
    assert_eq!(error.to_string(), "review 1 gives level 4 for criterion `b`, whose levels are 0 to 3");
    let mut other = good.clone();
    other[0].levels.insert(id("z"), 1);
    assert_eq!(refused(&bars(), ORDINARY, &other), DecisionError::Unknown { review: 1, id: id("z") });
    assert_eq!(refused(&bars(), ORDINARY, &judged(&[(0, [2, 2, 2])])), DecisionError::Weight { review: 1, weight: 0 });
}

/// Random reviews of three criteria, the third optional in half of the cases.
pub(super) fn random_case(random: &mut Random) -> (Vec<Bar>, Rule, Vec<Judgement>) {
    let bytes: [u8; 32] = random.bytes();
    let mut bars = bars();
    bars[2].mandatory = bytes[0].is_multiple_of(2);
    let rule = if bytes[1].is_multiple_of(3) { HIGH_STAKES } else { ORDINARY };
    let many = usize::from(bytes[2] % 6);
    let one = |at: usize| {
        let given = [bytes[4 * at + 3] % 4, bytes[4 * at + 4] % 4, bytes[4 * at + 5] % 4];
        let weight = if bytes[1].is_multiple_of(2) { 1_000 } else { 250 + u32::from(bytes[4 * at + 6]) * 3 };
        Judgement { weight, levels: levels(given) }
    };
    (bars, rule, (0..many).map(one).collect())
}

#[test]
fn an_accepted_claim_reaches_every_bar_in_20_000_random_cases() {
    let mut random = Random::seeded(20_000);
    let mut accepted = 0;
    for _ in 0..20_000 {
        let (bars, rule, reviews) = random_case(&mut random);
        let verdict = decide(&bars, rule, &reviews).expect("a verdict");
        for (bar, record) in bars.iter().zip(&verdict.criteria) {
            if record.state == Standing::Pass {
                assert!(record.achieved >= Some(bar.required), "{reviews:?}");
            }
        }
        accepted += u32::from(verdict.outcome == Outcome::Accept);
    }
    assert!(accepted > 100, "the cases say something: {accepted}");
}

#[test]
fn a_dilemma_reaches_the_moderator_by_its_name() {
    let mut case = Case::in_review();

    for (name, given) in [("ben", [1, 2, 2]), ("cleo", [2, 1, 2]), ("dan", [2, 2, 1])] {
        case.review(name, given);
    }

    assert_eq!(case.state(), State::Moderation);
    assert_eq!(case.claim.attempt().expect("an attempt").panel().cause(), Some(Cause::Dilemma));
}
