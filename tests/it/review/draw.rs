//! The draw, which anybody can repeat.

use std::collections::BTreeMap;

use accolade::ids::{ClaimId, PersonId};
use accolade::review::draw::{Candidate, DrawName, Load, Seed};

fn name(claim: &str, draw: u32) -> DrawName {
    DrawName { claim: ClaimId::from_text(claim), attempt: 1, slot: 1, draw }
}

fn people(many: usize) -> Vec<PersonId> {
    (0..many).map(|at| PersonId::from_text(format!("r{at}"))).collect()
}

#[test]
fn a_key_is_the_hmac_over_the_joined_parts() {
    // Computed with another implementation of HMAC-SHA256 (Python's hmac module).
    let seed = Seed::from_text("epoch-7");
    let key = seed
        .key(&DrawName { claim: ClaimId::from_text("c1"), attempt: 1, slot: 2, draw: 3 }, &PersonId::from_text("r1"));

    assert_eq!(key.to_string(), "eb810305fbc2c3e9f509b5b701edb883c00d77bc2635336e464789c4e61890e3");
    assert_eq!(seed.commitment().to_string(), "5c51dc2bdb2d8c88484ebe1a5e7d413ee60c577d235966486b3fff44102c96f7");
}

#[test]
fn sixty_four_hexadecimal_digits_stand_for_bytes() {
    let seed = Seed::from_text("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f");

    assert_eq!(seed.commitment(), Seed::new(&(0..32).collect::<Vec<u8>>()).commitment());
}

#[test]
fn only_the_least_loaded_take_part_and_the_smallest_key_is_picked() {
    let seed = Seed::new(b"s");
    let all = people(8);
    let load = |open, recent, capacity| Load { open, recent, capacity };
    let loads = [
        load(0, 0, 1),
        load(1, 0, 1),
        load(0, 4, 5),
        load(1, 4, 5),
        load(0, 1, 2),
        load(2, 0, 2),
        load(0, 0, 3),
        load(0, 2, 3),
    ];
    let candidates: Vec<Candidate<'_>> =
        all.iter().zip(loads).map(|(reviewer, load)| Candidate { reviewer, load }).collect();

    let drawn = seed.draw(&name("c", 1), &candidates, 1).expect("somebody");

    let window: Vec<&str> = drawn.window.iter().map(|(reviewer, _)| reviewer.as_str()).collect();
    assert_eq!(window, ["r0", "r2", "r4", "r6", "r7"]);
    assert_eq!((drawn.bucket, drawn.low_entropy), (0, false));
    let smallest = drawn.window.iter().min_by_key(|(_, key)| *key).expect("a key");
    assert_eq!(drawn.pick, smallest.0);
    assert_eq!(seed.draw(&name("c", 1), &candidates, 2).expect("somebody").window.len(), 8);
    assert!(seed.draw(&name("c", 1), &candidates[..4], 1).expect("somebody").low_entropy);
    assert_eq!(seed.draw(&name("c", 1), &[], 1), None);
}

/// Lets 3,000 claims be drawn for people who are all equally there; gives the difference of the most and least asked.
pub(super) fn spread(many: usize, buckets: u32, stale: bool) -> u32 {
    let seed = Seed::new(b"spread");
    let all = people(many);
    let mut open: BTreeMap<&PersonId, u32> = all.iter().map(|reviewer| (reviewer, 0)).collect();
    let mut known = open.clone();
    for claim in 0..3_000 {
        if !stale || claim % 50 == 0 {
            known.clone_from(&open);
        }
        let load = |reviewer| Load { open: known[reviewer], recent: 0, capacity: 1 };
        let candidates: Vec<Candidate<'_>> =
            all.iter().map(|reviewer| Candidate { reviewer, load: load(reviewer) }).collect();
        let drawn = seed.draw(&name(&format!("c{claim}"), 1), &candidates, buckets).expect("somebody");
        *open.get_mut(&drawn.pick).expect("a candidate") += 1;
    }
    open.values().max().expect("a load") - open.values().min().expect("a load")
}

#[test]
fn whoever_shows_up_gets_one_of_the_five_oldest_slots() {
    let seed = Seed::new(b"s");
    let slots: Vec<DrawName> = (0..9).map(|claim| name(&format!("c{claim}"), 0)).collect();

    let given: Vec<usize> = people(200).iter().map(|who| seed.hand_out(who, &slots).expect("a slot")).collect();

    assert!(given.iter().all(|at| *at < 5));
    assert!((0..5).all(|at| given.contains(&at)), "each of the five goes to somebody");
    assert_eq!(seed.hand_out(&people(1)[0], &[]), None);
    assert_eq!(seed.hand_out(&people(1)[0], &slots), Some(given[0]), "asking again does not help");
}

#[test]
fn a_ring_gets_its_own_work_as_often_as_chance_has_it() {
    // Two of 12, of whom 4 know each other: at least one of them with 19/33, both with 1/11; of 50: 38/245 and 6/1225.
    let seed = Seed::new(b"ring");
    for (pool, one_in_thousand, both_in_thousand) in [(12, 576, 91), (50, 155, 5)] {
        let all = people(pool);
        let (mut one, mut both) = (0, 0);
        for claim in 0..10_000 {
            let mut left: Vec<Candidate<'_>> = all
                .iter()
                .map(|reviewer| Candidate { reviewer, load: Load { open: 0, recent: 0, capacity: 1 } })
                .collect();
            let mut mates = 0;
            for slot in 1..=2 {
                let drawn = seed.draw(&name(&format!("c{claim}"), slot), &left, 1).expect("somebody");
                left.retain(|candidate| *candidate.reviewer != drawn.pick);
                mates += u32::from(all[..4].contains(&drawn.pick));
            }
            one += u32::from(mates >= 1);
            both += u32::from(mates == 2);
        }
        // Three standard deviations of 10,000 draws are 15 in a thousand at most.
        assert!((one / 10).abs_diff(one_in_thousand) <= 15, "{one} of 10,000 in a pool of {pool}");
        assert!((both / 10).abs_diff(both_in_thousand) <= 9, "{both} of 10,000 in a pool of {pool}");
    }
}

#[test]
fn about_one_in_twenty_pieces_of_work_is_known_work() {
    let seed = Seed::new(b"s");
    let who = people(1).remove(0);

    let gold = (0..4_000).filter(|number| seed.calls_for_gold(&who, *number)).count();

    assert!((140..=260).contains(&gold), "{gold} of 4,000");
}

#[test]
fn a_seed_does_not_show_itself() {
    let shown = format!("{:?}", Seed::new(b"very secret"));

    assert!(!shown.contains("secret") && shown.contains("commitment"), "{shown}");
}
