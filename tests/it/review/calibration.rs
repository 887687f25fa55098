//! Calibration on work whose levels are known.

use std::collections::BTreeMap;

use accolade::review::calibration::{Gate, GoldError, GoldItem, Tally, Trial, check_gold};

use super::support::{id, levels, rubric};

fn tally(should_pass: (u32, u32), should_fail: (u32, u32)) -> Tally {
    Tally { passed: should_pass.0, should_pass: should_pass.1, failed: should_fail.0, should_fail: should_fail.1 }
}

#[test]
fn the_gate_and_the_weight_follow_the_worked_examples() {
    // Sensitivity and specificity in ten-thousandths, rounded.
    for (tally, sensitivity, specificity, weight, gate) in [
        (tally((6, 6), (6, 6)), 9_200, 9_200, 840, Gate::Admitted),
        (tally((10, 10), (0, 10)), 9_429, 2_286, 250, Gate::Supervised),
        (tally((6, 6), (3, 6)), 9_200, 6_200, 540, Gate::Admitted),
        (tally((6, 6), (2, 6)), 9_200, 5_200, 440, Gate::Supervised),
        (tally((0, 0), (0, 0)), 8_000, 8_000, 600, Gate::Undecided),
    ] {
        let shown = |share: accolade::review::Fraction| (share.as_f64() * 10_000.0).round() as i32;
        assert_eq!(shown(tally.sensitivity()), sensitivity, "{tally:?}");
        assert_eq!(shown(tally.specificity()), specificity, "{tally:?}");
        assert_eq!(tally.weight(), weight, "{tally:?}");
        assert_eq!(tally.gate(), gate, "{tally:?}");
    }
}

#[test]
fn three_on_a_side_are_too_few_to_tell() {
    assert_eq!(tally((9, 9), (3, 3)).gate(), Gate::Undecided);
    assert_eq!(tally((9, 9), (4, 4)).gate(), Gate::Admitted);
}

#[test]
fn a_perfect_reviewer_weighs_at_most_a_full_one_and_the_worst_a_quarter() {
    assert_eq!(tally((40, 40), (40, 40)).weight(), 963);
    assert_eq!(tally((0, 40), (0, 40)).weight(), 250);
}

#[test]
fn only_the_last_forty_of_each_side_count() {
    let wrong = Trial { should_pass: false, passed: true };
    let right = Trial { should_pass: false, passed: false };
    let good = Trial { should_pass: true, passed: true };
    let trials: Vec<Trial> = [vec![wrong; 100], vec![right; 40], vec![good; 5]].concat();

    assert_eq!(Tally::of(&trials), tally((5, 5), (40, 40)));
}

#[test]
fn a_trial_compares_with_the_bar_and_not_with_the_level() {
    let item = GoldItem { levels: levels([3, 0, 2]) };

    let trials = Trial::of(&rubric(), &item, &levels([2, 1, 1]));

    let found: Vec<(bool, bool)> = trials.iter().map(|trial| (trial.should_pass, trial.passed)).collect();
    assert_eq!(found, [(true, true), (false, false), (true, false)]);
}

#[test]
fn a_gold_set_has_as_much_below_the_bar_as_above() {
    let items =
        |all: &[[u8; 3]]| -> Vec<GoldItem> { all.iter().map(|given| GoldItem { levels: levels(*given) }).collect() };
    let balanced = items(&[[2, 1, 3], [0, 2, 1], [1, 3, 0]]);
    assert_eq!(check_gold(&rubric(), &balanced), Ok(()));

    let natural = items(&[[2, 2, 3], [2, 2, 1], [2, 3, 3]]);
    assert_eq!(check_gold(&rubric(), &natural), Err(GoldError::Unbalanced { below: 1, reached: 8 }));
    let small = items(&[[2, 1, 3], [0, 2, 1]]);
    assert_eq!(check_gold(&rubric(), &small), Err(GoldError::TooSmall(3)));
    let missing = [GoldItem { levels: BTreeMap::from([(id("a"), 2)]) }];
    assert_eq!(check_gold(&rubric(), &missing), Err(GoldError::Level { item: 1, id: id("b") }));
}
