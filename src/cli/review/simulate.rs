//! `accolade review simulate`: the rules in a town that is made up.

use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};

use super::super::{Failure, Outcome, files};
use crate::clock::Stopwatch;
use crate::review::simulate::{Allocation, Figures, Moderation, World, simulate};

#[derive(Args)]
pub(in crate::cli) struct Arguments {
    /// Which town
    #[arg(long, value_enum, default_value_t = Town::Big)]
    world: Town,
    /// How many claims come in; the town's own number unless given
    #[arg(long, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    claims: Option<u32>,
    /// The seed of the first run
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// How many runs, each with the next seed
    #[arg(long, default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    seeds: u32,
    /// Let nobody moderate
    #[arg(long)]
    no_moderator: bool,
    /// For comparison: a queue without offers, mails, timers and moderator
    #[arg(long)]
    queue: bool,
    /// Print the JSON only
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Town {
    /// 2,000 reviewers, 40 skills, 250 schools, 10,000 claims in 60 days
    Big,
    /// As big, with 5,000 claims
    Quiet,
    /// As big, with 14,000 claims
    Overloaded,
    /// 40 reviewers, 8 skills, 12 schools, 200 claims
    #[value(name = "pool-40")]
    Pool40,
    /// 12 reviewers, 3 skills, 4 schools, 60 claims
    #[value(name = "pool-12")]
    Pool12,
}

impl Town {
    fn world(self) -> World {
        match self {
            Self::Big => World::BIG,
            Self::Quiet => World { claims: 5_000, ..World::BIG },
            Self::Overloaded => World { claims: 14_000, ..World::BIG },
            Self::Pool40 => World::POOL_OF_40,
            Self::Pool12 => World::POOL_OF_12,
        }
    }
}

/// How to read a figure off a run.
type Figure = fn(&Figures) -> Option<f64>;

/// What the figures are called, and how to read them off a run; the days are none when too few claims were decided.
const FIGURES: [(&str, Figure); 9] = [
    ("p50_days", |figures| figures.p50_days),
    ("p90_days", |figures| figures.p90_days),
    ("p99_days", |figures| figures.p99_days),
    ("within_7_days", |figures| Some(figures.within_7_days)),
    ("undecided", |figures| Some(figures.undecided)),
    ("moderator", |figures| Some(figures.moderator)),
    ("gini", |figures| figures.gini),
    ("mails_per_claim", |figures| Some(figures.mails_per_claim)),
    ("reviews_per_claim", |figures| Some(figures.reviews_per_claim)),
];

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let mut world = arguments.world.world();
    world.claims = arguments.claims.unwrap_or(world.claims);
    if arguments.no_moderator {
        world.moderation = Moderation::Absent;
    }
    let allocation = if arguments.queue { Allocation::Queue } else { Allocation::Engine };
    let mut runs = Vec::new();
    for at in 0..u64::from(arguments.seeds) {
        let seed = arguments.seed.wrapping_add(at);
        let watch = Stopwatch::start();
        let figures = simulate(&world, allocation, seed).map_err(Failure::refused)?;
        let seconds = (watch.elapsed().as_secs_f64() * 1_000.0).round() / 1_000.0;
        if !arguments.json {
            eprintln!("seed {seed}: {seconds} s");
        }
        runs.push((seed, figures, seconds));
    }
    let mean: Map<String, Value> =
        FIGURES.iter().map(|(name, read)| ((*name).to_owned(), json!(mean(&runs, *read)))).collect();
    let each = |(seed, figures, seconds): &(u64, Figures, f64)| {
        let mut run = json!({"seed": seed, "seconds": seconds});
        for (name, read) in FIGURES {
            run[name] = json!(read(figures));
        }
        run
    };
    let name = arguments.world.to_possible_value();
    let result = json!({
        "world": name.as_ref().map(|value| value.get_name()),
        "allocation": if arguments.queue { "queue" } else { "engine" },
        "claims": world.claims,
        "mean": mean,
        "runs": runs.iter().map(each).collect::<Vec<_>>(),
    });
    files::put(None, files::pretty(&result).as_bytes())?;
    Ok(0)
}

/// The mean over all runs; none when one of them has none: "never" has no mean.
fn mean(runs: &[(u64, Figures, f64)], read: Figure) -> Option<f64> {
    let sum: f64 = runs.iter().map(|(_, figures, _)| read(figures)).sum::<Option<f64>>()?;
    Some((sum / runs.len() as f64 * 100_000.0).round() / 100_000.0)
}
