//! For comparison: a queue. Whoever signs in takes the oldest claims that may be taken, and nobody is asked.
//!
//! The same people, skills, schools and disagreements as in the town, without engine, mails, timers and moderator.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet, VecDeque};

use super::World;
use super::chance::Chance;
use super::figures::{Count, Figures};
use super::people::{DAY, HOUR, People, assumed};

const LEASE: i64 = 8 * HOUR;
const LAST_DAY: i64 = 180;

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum What {
    Arrives(usize),
    Visits(usize),
    HandsIn(usize, usize),
    LeaseEnds(usize, usize),
}

#[derive(Default)]
struct Standing {
    passes: u32,
    fails: u32,
    at_work: Vec<usize>,
    seen_by: Vec<usize>,
    is_decided: bool,
}

impl Standing {
    fn wants(&self) -> bool {
        let needed = if self.passes > 0 && self.fails > 0 { 3 } else { 2 };
        !self.is_decided && self.passes + self.fails + (self.at_work.len() as u32) < needed
    }
}

struct Queue<'p> {
    people: &'p People,
    chance: Chance,
    agenda: BinaryHeap<Reverse<(i64, What)>>,
    standing: Vec<Standing>,
    waiting: Vec<usize>,
    done: Vec<VecDeque<i64>>,
    total: Vec<u32>,
    judged: HashSet<(usize, usize)>,
    count: Count,
}

pub(super) fn live(world: &World, people: &People, seed: u64) -> Figures {
    let mut queue = Queue {
        people,
        chance: Chance::new(seed, 3),
        agenda: BinaryHeap::new(),
        standing: people.work.iter().map(|_| Standing::default()).collect(),
        waiting: Vec::new(),
        done: people.all.iter().map(|_| VecDeque::new()).collect(),
        total: vec![0; people.all.len()],
        judged: HashSet::new(),
        count: Count::default(),
    };
    queue.agenda.extend(people.work.iter().enumerate().map(|(claim, work)| Reverse((work.at, What::Arrives(claim)))));
    for person in 0..people.all.len() {
        queue.next_visit(person, 0);
    }
    while let Some(Reverse((now, what))) = queue.agenda.pop() {
        if now > LAST_DAY * DAY || queue.count.waits.len() == people.work.len() {
            break;
        }
        queue.happen(now, what);
    }
    let stayed = people.all.iter().zip(&queue.total).filter(|(person, _)| person.stayed());
    queue.count.loads = stayed.map(|(person, total)| f64::from(*total) / f64::from(person.capacity)).collect();
    Figures::new(world.claims, queue.count)
}

impl Queue<'_> {
    fn next_visit(&mut self, person: usize, now: i64) {
        let wait = self.chance.waiting(self.people.all[person].visits_every) as i64;
        self.agenda.push(Reverse((now + wait, What::Visits(person))));
    }

    fn happen(&mut self, now: i64, what: What) {
        match what {
            What::Arrives(claim) => self.waiting.push(claim),
            What::Visits(person) if now >= self.people.all[person].gone_at => {}
            What::Visits(person) => {
                if self.people.all[person].is_there(now) {
                    self.visit(person, now);
                }
                self.next_visit(person, now);
            }
            What::HandsIn(person, claim) => self.hand_in(person, claim, now),
            What::LeaseEnds(person, claim) => self.standing[claim].at_work.retain(|other| *other != person),
        }
    }

    fn visit(&mut self, person: usize, now: i64) {
        let done = &mut self.done[person];
        while done.front().is_some_and(|at| at + 7 * DAY <= now) {
            done.pop_front();
        }
        let left = (self.people.all[person].capacity as usize).saturating_sub(done.len());
        let effort = 1 + usize::from(self.chance.happens(assumed::SECOND_REVIEW));
        for _ in 0..effort.min(left) {
            let Some(claim) = self.waiting.iter().copied().find(|claim| self.may(person, *claim)) else { return };
            let standing = &mut self.standing[claim];
            standing.at_work.push(person);
            standing.seen_by.push(person);
            let fate = self.chance.unit();
            if fate < assumed::AT_ONCE {
                let after = self.chance.between(0.5, 3.0) * HOUR as f64;
                self.agenda.push(Reverse((now + after as i64, What::HandsIn(person, claim))));
            }
            self.agenda.push(Reverse((now + LEASE, What::LeaseEnds(person, claim))));
        }
    }

    fn may(&self, person: usize, claim: usize) -> bool {
        let (work, who, standing) = (&self.people.work[claim], &self.people.all[person], &self.standing[claim]);
        standing.wants()
            && who.skills.contains(&work.skill)
            && work.claimant != person
            && work.school != who.school
            && !standing.seen_by.contains(&person)
            && !self.judged.contains(&(work.claimant, person))
    }

    fn hand_in(&mut self, person: usize, claim: usize, now: i64) {
        let work = &self.people.work[claim];
        let passes = work.deserves != self.chance.happens(assumed::ERRS);
        let standing = &mut self.standing[claim];
        if standing.is_decided || !standing.at_work.contains(&person) {
            return;
        }
        standing.at_work.retain(|other| *other != person);
        *(if passes { &mut standing.passes } else { &mut standing.fails }) += 1;
        self.done[person].push_back(now);
        self.total[person] += 1;
        self.count.reviews += 1;
        self.judged.insert((person, work.claimant));
        if standing.passes.max(standing.fails) >= 2 {
            standing.is_decided = true;
            self.waiting.retain(|other| *other != claim);
            self.count.waits.push(now - work.at);
        }
    }
}
