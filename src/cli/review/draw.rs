//! `accolade review draw`: a draw, as anybody can repeat it.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::super::Failure;
use super::{Answer, list, members, number, only, text};
use crate::ids::{ClaimId, PersonId};
use crate::review::draw::{Candidate, DrawName, Load, SMALLEST_WINDOW, Seed};

pub(super) fn draw(file: &Map<String, Value>) -> Result<Answer, Failure> {
    only(file, &["seed", "commitment", "claim", "attempt", "slot", "draw", "buckets", "candidates"], "the file")?;
    let seed = Seed::from_text(text(file, "seed", "the file")?);
    let commitment = seed.commitment().to_string();
    if file.contains_key("commitment") && !text(file, "commitment", "the file")?.eq_ignore_ascii_case(&commitment) {
        return Err(Failure::refused(format!(
            "this is not the seed that was committed to; its commitment is {commitment}"
        )));
    }
    let name = DrawName {
        claim: ClaimId::from_text(text(file, "claim", "the file")?),
        attempt: number(file, "attempt", Some(1), "the file")?,
        slot: number(file, "slot", Some(1), "the file")?,
        draw: number(file, "draw", Some(1), "the file")?,
    };
    let buckets = number(file, "buckets", Some(1), "the file")?;
    if !(1..=2).contains(&buckets) {
        return Err(Failure::usage(format!("{buckets} buckets take part; it is 1 or 2")));
    }
    let written = read_candidates(list(file, "candidates", "the file")?)?;
    let candidates: Vec<Candidate<'_>> =
        written.iter().map(|(reviewer, load)| Candidate { reviewer, load: *load }).collect();
    let drawn = seed.draw(&name, &candidates, buckets).ok_or_else(|| Failure::usage("there are no candidates"))?;
    let keys: Map<String, Value> =
        drawn.window.iter().map(|(reviewer, key)| (reviewer.to_string(), json!(key))).collect();
    let result = json!({
        "commitment": commitment,
        "bucket": drawn.bucket,
        "window": drawn.window.iter().map(|(reviewer, _)| reviewer).collect::<Vec<_>>(),
        "keys": keys,
        "pick": drawn.pick,
        "low_entropy": drawn.low_entropy,
    });
    let mut words = vec![format!(
        "{} of {} candidates take part; {} has the smallest key",
        drawn.window.len(),
        candidates.len(),
        drawn.pick
    )];
    if drawn.low_entropy {
        words.push(format!("fewer than {SMALLEST_WINDOW} take part: the draw is marked"));
    }
    Ok((result, words))
}

fn read_candidates(written: &[Value]) -> Result<Vec<(PersonId, Load)>, Failure> {
    let mut seen = BTreeSet::new();
    let mut candidates = Vec::with_capacity(written.len());
    for (at, value) in written.iter().enumerate() {
        let place = format!("candidate {}", at + 1);
        let candidate = members(value, &place)?;
        only(candidate, &["reviewer", "open", "recent", "capacity"], &place)?;
        let reviewer = text(candidate, "reviewer", &place)?;
        if !seen.insert(reviewer) {
            return Err(Failure::usage(format!("`{reviewer}` is a candidate twice")));
        }
        let load = Load {
            open: number(candidate, "open", Some(0), &place)?,
            recent: number(candidate, "recent", Some(0), &place)?,
            capacity: number(candidate, "capacity", Some(1), &place)?,
        };
        if load.capacity == 0 {
            return Err(Failure::usage(format!("{place}: a `capacity` of 0 takes no part in draws")));
        }
        candidates.push((PersonId::from_text(reviewer), load));
    }
    Ok(candidates)
}
