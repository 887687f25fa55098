//! What people do in a simulated town when they are there.

use std::collections::{BTreeMap, BTreeSet};

use super::cast::levels;
use super::people::{DAY, HOUR, assumed};
use super::town::{Town, What};
use crate::review::eligibility::{self, Occasion};
use crate::review::evidence::Naming;
use crate::review::{Claim, Command, Ruling, Sheet, staffing};

impl Town {
    /// Somebody is here, and reviews what is offered or handed out, as far as time goes.
    pub(super) fn visit(&mut self, person: usize) {
        if !self.people.all[person].is_there(self.now) {
            return;
        }
        self.reviewers[person].note_seen();
        self.mailboxes[person].note_seen();
        let week = self.done[person].iter().rev().take_while(|at| **at + 7 * DAY > self.now).count();
        let left = (self.people.all[person].capacity as usize).saturating_sub(week);
        let effort = 1 + usize::from(self.chance.happens(assumed::SECOND_REVIEW));
        for _ in 0..effort.min(left) {
            let taken = self.take_offer(person).or_else(|| self.take_handed_out(person));
            let Some(claim) = taken else { break };
            self.begin(person, claim);
        }
    }

    fn take_offer(&mut self, person: usize) -> Option<usize> {
        let id = self.reviewers[person].id.clone();
        let offers = self.offered[person].clone();
        offers.into_iter().find(|number| match self.check(person, *number, Occasion::Look) {
            Some(eligible) => self.apply(*number, Command::Look { eligible }),
            None => {
                self.apply(*number, Command::Recuse { reviewer: id.clone() });
                false
            }
        })
    }

    /// The person's skills and their neighbours.
    fn near_skills(&self, person: usize) -> BTreeSet<usize> {
        let topics = self.by_skill.len();
        let own = self.people.all[person].skills.iter().map(|skill| *skill as usize);
        own.flat_map(|skill| [skill, (skill + 1) % topics, (skill + topics - 1) % topics]).collect()
    }

    fn take_handed_out(&mut self, person: usize) -> Option<usize> {
        let load = self.load(person);
        let near = self.near_skills(person);
        let mut waiting: Vec<usize> = near.iter().flat_map(|skill| &self.under_review[*skill]).copied().collect();
        waiting.sort_unstable();
        let circles =
            waiting.iter().filter_map(|number| Some((self.circle(self.claims[*number].as_ref()?), &self.terms)));
        let who = (&self.reviewers[person], load);
        let (eligible, slot) = staffing::hand_out(who, circles, &self.seed)?;
        let is_it = |number: &usize| self.claims[*number].as_ref().is_some_and(|c| c.id() == eligible.claim());
        let number = waiting.into_iter().find(is_it)?;
        self.apply(number, Command::HandOut { eligible, slot }).then_some(number)
    }

    fn begin(&mut self, person: usize, claim: usize) {
        let fate = self.chance.unit();
        let after = if fate < assumed::AT_ONCE {
            self.chance.between(0.5, 3.0) * HOUR as f64
        } else if fate < 1.0 - assumed::NEVER_DONE {
            self.chance.between(0.5, 4.0) * DAY as f64
        } else {
            return;
        };
        self.at(after, What::HandsIn(person, claim));
    }

    pub(super) fn hand_in(&mut self, person: usize, number: usize) {
        let passes = self.people.work[number].deserves != self.chance.happens(assumed::ERRS);
        let Some(eligible) = self.check(person, number, Occasion::Submit) else {
            self.apply(number, Command::Recuse { reviewer: self.reviewers[person].id.clone() });
            return;
        };
        let attempt = self.claims[number].as_ref().and_then(Claim::attempt);
        let Some(submission) = attempt.map(|attempt| attempt.submission().hash) else { return };
        let levels = levels(passes);
        let sheet = Sheet { submission, levels, comments: BTreeMap::new(), naming: Naming::Never };
        self.apply(number, Command::Review { eligible, sheet });
        self.staff(number);
    }

    pub(super) fn moderate(&mut self, number: usize) {
        let deserves = self.people.work[number].deserves;
        let Some(claim) = &self.claims[number] else { return };
        let Ok(impartial) = eligibility::check_moderator(&self.moderator, &self.circle(claim)) else { return };
        let ruling = Ruling::Decide { levels: levels(deserves) };
        self.apply(number, Command::Moderate { impartial, ruling, reason: "looked at it again".into() });
    }
}
