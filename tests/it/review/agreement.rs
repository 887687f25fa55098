//! Agreement between raters, against published and hand-made vectors.

use accolade::review::agreement::{Metric, Ratings, RatingsError, gini};

/// Rows are raters, `-` is missing.
fn ratings(rows: &[&str]) -> Ratings {
    Ratings::new(table(rows)).expect("ratings")
}

fn table(rows: &[&str]) -> Vec<Vec<Option<u16>>> {
    rows.iter().map(|row| row.split(',').map(|cell| cell.parse().ok()).collect()).collect()
}

fn exact(ratings: &Ratings, metric: Metric) -> String {
    ratings.alpha(metric).expect("an alpha").to_string()
}

fn rounded(ratings: &Ratings, metric: Metric) -> f64 {
    (ratings.alpha(metric).expect("an alpha").as_f64() * 1e6).round() / 1e6
}

#[test]
fn krippendorffs_own_example_comes_out_as_published() {
    let example = ratings(&[
        "1,2,3,3,2,1,4,1,2,-,-,-",
        "1,2,3,3,2,2,4,1,2,5,-,3",
        "-,3,3,3,2,3,4,2,2,5,1,-",
        "1,2,3,3,2,4,4,1,2,5,1,-",
    ]);

    assert_eq!(rounded(&example, Metric::Nominal), 0.743421);
    assert_eq!(exact(&example, Metric::Ordinal), "108577/133160");
    assert_eq!(rounded(&example, Metric::Ordinal), 0.815388);
    assert_eq!(rounded(&example, Metric::Interval), 0.849107);
    assert_eq!(example.items(), 11, "one item was rated once only");
}

#[test]
fn two_raters_agree_as_the_vectors_say() {
    let two = ratings(&["2,3,1,2,0,3,2,1", "2,2,1,3,0,3,1,1"]);

    assert_eq!(rounded(&two, Metric::Nominal), 0.516129);
    assert_eq!(exact(&two, Metric::Ordinal), "8099/10064");
    assert_eq!(rounded(&two, Metric::Interval), 0.817814);
    assert_eq!(two.kappa().expect("a kappa").to_string(), "23/47");
    assert_eq!(two.quadratic_kappa().expect("a kappa").to_string(), "25/31");
}

#[test]
fn missing_ratings_are_left_out_item_by_item() {
    let three = ratings(&["2,3,-,1,2,-,0,3", "2,-,1,1,3,2,-,3", "-,2,1,-,-,2,1,2"]);

    assert_eq!(rounded(&three, Metric::Nominal), 0.353535);
    assert_eq!(exact(&three, Metric::Ordinal), "4609/6205");
    assert_eq!(rounded(&three, Metric::Interval), 0.698113);
    assert_eq!(three.kappa(), None, "Cohen's kappa is for two");
    assert_eq!(three.fleiss_kappa(), None, "Fleiss' kappa needs every rating");
}

#[test]
fn where_almost_all_is_equal_alpha_falls_and_ac1_does_not() {
    let mut rows = [vec![Some(1); 18], vec![Some(1); 18]];
    rows[0].extend([Some(0), Some(1)]);
    rows[1].extend([Some(1), Some(0)]);

    let skewed = Ratings::on_scale(rows.to_vec(), 4).expect("ratings");

    assert_eq!(exact(&skewed, Metric::Nominal), "-1/38");
    assert_eq!(skewed.raw_agreement().expect("agreement").to_string(), "9/10");
    assert_eq!(skewed.ac1().expect("an AC1").to_string(), "521/581");
}

#[test]
fn one_item_always_gives_alpha_zero_and_equal_ratings_none() {
    let one = ratings(&["1", "3"]);
    let equal = ratings(&["2,2,2", "2,2,2"]);

    for metric in [Metric::Nominal, Metric::Ordinal, Metric::Interval] {
        assert_eq!(exact(&one, metric), "0/1");
        assert_eq!(equal.alpha(metric), None);
    }
    assert_eq!(equal.kappa(), None);
    assert_eq!(equal.ac1(), None, "there is no chance with one level");
    assert_eq!(equal.raw_agreement().expect("agreement").to_string(), "1/1");
}

#[test]
fn fleiss_kappa_of_two_items_is_worked_out_by_hand() {
    // Items (1,1,2) and (2,2,2): agreement (1/3 + 1)/2 = 2/3; shares 1/3 and 2/3, chance 5/9; (6/9 - 5/9)/(4/9) = 1/4.
    let three = ratings(&["1,2", "1,2", "2,2"]);

    assert_eq!(three.fleiss_kappa().expect("a kappa").to_string(), "1/4");
}

#[test]
fn tables_that_cannot_be_compared_are_refused() {
    assert_eq!(Ratings::new(table(&["1,2"])), Err(RatingsError::TooFewRaters(1)));
    assert_eq!(Ratings::new(vec![vec![Some(1)]; 41]), Err(RatingsError::TooManyRaters(41)));
    assert_eq!(Ratings::new(vec![vec![], vec![]]), Err(RatingsError::Items(0)));
    let ragged = Ratings::new(table(&["1,2", "1"]));
    assert_eq!(ragged, Err(RatingsError::Ragged { rater: 2, found: 1, wanted: 2 }));
    let beyond = Ratings::on_scale(table(&["1,2", "1,4"]), 4);
    assert_eq!(beyond, Err(RatingsError::Level { rater: 2, level: 4, levels: 4 }));
}

#[test]
fn gini_is_zero_for_equal_loads_and_grows_with_one_who_does_it_all() {
    assert_eq!(gini(&[2.0, 2.0, 2.0]), Some(0.0));
    assert_eq!(gini(&[0.0, 0.0, 0.0, 1.0]), Some(0.75));
    assert_eq!(gini(&[0.0, 0.0]), None);
    assert_eq!(gini(&[]), None);
}
