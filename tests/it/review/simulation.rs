//! The engine in made-up towns: small ones here, the bands of the big ones in the release benchmark.

use accolade::review::simulate::{Allocation, Figures, Moderation, World, simulate};

fn mean(world: &World, allocation: Allocation, seeds: u64, figure: impl Fn(&Figures) -> f64) -> f64 {
    let of = |seed| figure(&simulate(world, allocation, seed).expect("good terms"));
    (1..=seeds).map(of).sum::<f64>() / seeds as f64
}

fn days(days: Option<f64>) -> f64 {
    days.unwrap_or(180.0)
}

#[test]
fn one_seed_gives_one_life() {
    let lives = [5, 5, 6].map(|seed| simulate(&World::POOL_OF_12, Allocation::Engine, seed).expect("good terms"));

    assert_eq!(lives[0], lives[1]);
    assert_ne!(lives[0], lives[2]);
}

#[test]
fn a_circle_of_twelve_decides_every_claim_with_some_help_of_its_moderator() {
    let world = World::POOL_OF_12;

    assert_eq!(mean(&world, Allocation::Engine, 40, |figures| figures.undecided), 0.0);
    let moderator = mean(&world, Allocation::Engine, 40, |figures| figures.moderator);
    assert!(moderator <= 0.14, "{moderator}");
}

#[test]
fn a_district_of_forty_decides_nine_in_ten_within_ten_days_and_a_half() {
    let world = World::POOL_OF_40;

    let p90 = mean(&world, Allocation::Engine, 20, |figures| days(figures.p90_days));
    assert!(p90 <= 10.5, "{p90}");
    assert_eq!(mean(&world, Allocation::Engine, 20, |figures| figures.undecided), 0.0);
    let moderator = mean(&world, Allocation::Engine, 20, |figures| figures.moderator);
    assert!(moderator <= 0.03, "{moderator}");
}

#[test]
fn without_a_moderator_small_circles_leave_claims_undecided_and_a_queue_is_slower() {
    let alone = World { moderation: Moderation::Absent, ..World::POOL_OF_12 };

    assert!(mean(&alone, Allocation::Engine, 20, |figures| figures.undecided) > 0.0, "the figure can show it");
    let ours = mean(&alone, Allocation::Engine, 20, |figures| figures.within_7_days);
    let queue = mean(&alone, Allocation::Queue, 20, |figures| figures.within_7_days);
    assert!(ours > 2.0 * queue, "{ours} {queue}");
}

/// The bands that the rules were chosen for.
#[test]
#[ignore = "minutes without optimisation: cargo test --release --test it bands -- --ignored"]
fn the_big_world_stays_within_its_bands() {
    let world = World::BIG;
    let runs = [1, 2, 3].map(|seed| simulate(&world, Allocation::Engine, seed).expect("good terms"));
    let of = |figure: fn(&Figures) -> f64| runs.iter().map(figure).sum::<f64>() / 3.0;

    assert!(of(|figures| days(figures.p50_days)) <= 2.6);
    let p90 = of(|figures| days(figures.p90_days));
    assert!(p90 <= 5.5, "{p90}");
    assert!(of(|figures| days(figures.p99_days)) <= 8.5);
    assert!(of(|figures| figures.within_7_days) >= 0.98);
    assert_eq!(of(|figures| figures.undecided), 0.0);
    assert!(of(|figures| figures.moderator) <= 0.001);
    assert!(of(|figures| figures.gini.unwrap_or(1.0)) <= 0.09);
    assert!(of(|figures| figures.mails_per_claim) <= 4.2);
    let queue = mean(&world, Allocation::Queue, 3, |figures| days(figures.p90_days));
    assert!(p90 <= queue / 4.0, "{p90} {queue}");
}

#[test]
fn a_tenth_of_the_big_world_is_decided_faster_than_by_a_queue() {
    let world = World { claims: 1_000, reviewers: 200, schools: 25, skills: 8, ..World::BIG };

    let ours = simulate(&world, Allocation::Engine, 1).expect("good terms");
    let queue = simulate(&world, Allocation::Queue, 1).expect("good terms");

    assert_eq!(ours.undecided, 0.0);
    assert!(days(ours.p90_days) < days(queue.p90_days) / 2.0, "{ours:?} {queue:?}");
    assert!(ours.mails_per_claim <= 4.2, "{ours:?}");
}
