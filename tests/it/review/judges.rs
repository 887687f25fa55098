//! Who may judge whom, and who is asked: conflicts, skills, load, silence, mails.

use accolade::review::conflict::{Conflict, Edge};
use accolade::review::eligibility::{Obstacle, Occasion};
use accolade::review::notices::{Mailbox, Notice, ReminderKind};
use accolade::review::{Cause, Command, Event, RuleError, State};

use super::support::{Case, DAY, HOUR, MINUTE, person, reviewer, school, time};

#[test]
fn three_silent_lapses_pause_until_the_person_is_seen() {
    let (case, mut ben) = (Case::in_review(), reviewer("ben"));
    (0..3).for_each(|_| ben.note_lapse());
    assert_eq!(case.check(&ben, Occasion::NewWork), Err(Obstacle::Paused));

    ben.note_seen();

    assert!(case.check(&ben, Occasion::NewWork).is_ok());
}

#[test]
fn three_declines_in_a_day_end_hand_outs() {
    let mut ben = reviewer("ben");
    (0..3).for_each(|hour| ben.note_decline(time(hour * HOUR)));

    assert!(ben.has_declined_enough(time(3 * HOUR)));
    assert!(!ben.has_declined_enough(time(24 * HOUR)));
}

#[test]
fn day_five_widens_the_search_to_neighbouring_skills() {
    let mut case = Case::in_review();
    let mut ben = reviewer("ben");
    ben.skills = [accolade::review::reviewer::Skill("weather".into())].into();
    assert_eq!(case.check(&ben, Occasion::NewWork), Err(Obstacle::NoSkill));

    let events = case.wait(5 * DAY);

    assert_eq!(events, [Event::Widened, Event::SlotOpened { slot: 3 }]);
    assert!(case.check(&ben, Occasion::NewWork).is_ok());
}

#[test]
fn every_conflict_is_found_at_the_offer_and_at_the_review() {
    let edge = |kind, name: &str| Edge { kind, one: person(name), other: person("ada"), until: None };
    let mut case = Case::in_review();
    case.relations.insert_edge(edge(Conflict::Manager, "mia"));
    case.relations.insert_edge(edge(Conflict::Declared, "dee"));
    case.relations.insert_edge(Edge { until: Some(time(0)), ..edge(Conflict::Declared, "old") });
    case.relations.insert_review(person("ada"), person("rob"), time(-179 * DAY));
    case.relations.insert_review(person("ada"), person("ron"), time(-181 * DAY));
    let of = |case: &Case, who: &accolade::review::reviewer::Reviewer| case.check(who, Occasion::NewWork).err();
    let mut near = reviewer("near");
    near.affiliations = vec![school("ada")];
    let mut moved_away = near.clone();
    moved_away.affiliations[0].to = Some(time(-729 * DAY));
    let mut long_gone = near.clone();
    long_gone.affiliations[0].to = Some(time(-731 * DAY));

    for (who, conflict) in [
        (reviewer("ada"), Conflict::Own),
        (reviewer("mia"), Conflict::Manager),
        (reviewer("dee"), Conflict::Declared),
        (reviewer("rob"), Conflict::ReviewingBack),
        (near, Conflict::SameSchool),
        (moved_away, Conflict::SameSchool),
    ] {
        assert_eq!(of(&case, &who), Some(Obstacle::Conflict(conflict)), "{}", who.id);
        assert_eq!(case.check(&who, Occasion::Look).err(), Some(Obstacle::Conflict(conflict)));
        assert_eq!(case.check(&who, Occasion::Submit).err(), Some(Obstacle::Conflict(conflict)));
    }
    for who in [reviewer("old"), reviewer("ron"), long_gone] {
        assert_eq!(of(&case, &who), None, "{}", who.id);
    }
}

#[test]
fn a_conflict_that_arises_after_the_offer_stops_the_review() {
    let mut case = Case::in_review();
    case.hand_out(&reviewer("ben"), 1).expect("handed out");
    let early = case.check(&reviewer("ben"), Occasion::Submit).expect("no conflict yet");
    case.now += HOUR;
    case.relations.insert_review(person("ada"), person("ben"), time(case.now));

    let now = case.check(&reviewer("ben"), Occasion::Submit);

    assert_eq!(now, Err(Obstacle::Conflict(Conflict::ReviewingBack)));
    let sheet = case.sheet([2, 2, 2]);
    assert_eq!(case.apply(Command::Review { eligible: early, sheet }), Err(RuleError::StaleCheck));
    case.apply(Command::Recuse { reviewer: person("ben") }).expect("given back");
}

#[test]
fn whoever_would_close_a_ring_is_asked_only_when_nobody_else_can_be() {
    let mut case = Case::in_review();
    // Ada judged Zoe's work and Zoe judged Ben's: Ben judging Ada's would close the ring.
    case.relations.insert_review(person("ada"), person("zoe"), time(-80 * DAY));
    case.relations.insert_review(person("zoe"), person("ben"), time(-80 * DAY));
    let (ben, cleo) = (reviewer("ben"), reviewer("cleo"));

    assert_eq!(case.offer(&[&ben, &cleo]), Some(cleo.id.clone()));
    assert_eq!(case.offer(&[&ben]), Some(ben.id.clone()));
}

#[test]
fn what_keeps_a_person_from_new_work_is_said() {
    let mut case = Case::in_review();
    let of = |case: &Case, change: &dyn Fn(&mut accolade::review::reviewer::Reviewer)| {
        let mut who = reviewer("ben");
        change(&mut who);
        case.check(&who, Occasion::NewWork).err()
    };
    assert_eq!(of(&case, &|who| who.away = vec![(time(0), time(DAY))]), Some(Obstacle::Away));
    assert_eq!(of(&case, &|who| who.languages.clear()), Some(Obstacle::Language));
    assert_eq!(of(&case, &|who| who.skills.clear()), Some(Obstacle::NoSkill));
    assert_eq!(of(&case, &|who| who.capacity = 0), Some(Obstacle::Full));
    let undecided = accolade::review::calibration::Gate::Undecided;
    assert_eq!(of(&case, &|who| who.gate = undecided), Some(Obstacle::NotCalibrated));
    case.apply(Command::Withdraw { by: person("ada") }).expect("withdrawn");
    assert_eq!(of(&case, &|_| {}), Some(Obstacle::NotInReview));
}

#[test]
fn a_supervised_review_is_shown_and_does_not_count() {
    let mut case = Case::in_review();
    let mut learner = reviewer("lea");
    learner.gate = accolade::review::calibration::Gate::Supervised;
    assert_eq!(case.offer(&[&learner]), None, "nothing is offered to who does not count");

    case.hand_out(&learner, 1).expect("handed out");
    case.hand_in(&learner, [2, 2, 2]).expect("reviewed");
    case.wait(10 * MINUTE);
    case.review("ben", [2, 2, 2]);

    assert_eq!(case.state(), State::InReview);
    assert_eq!(case.claim.attempt().expect("an attempt").panel().open_slots().count(), 1);
    case.review("cleo", [2, 2, 2]);
    assert_eq!(case.state(), State::Accepted);
}

#[test]
fn a_small_window_asks_for_somebody_from_elsewhere_or_a_moderator() {
    let district = |name: &str| Some(accolade::review::reviewer::District(name.into()));
    let mut case = Case::in_review();
    let mut own = school("ada");
    own.district = district("north");
    case.relations.insert_affiliation(person("ada"), own);
    let of = |name: &str, place: &str| {
        let mut who = reviewer(name);
        who.affiliations[0].district = district(place);
        who
    };
    let (ben, cleo) = (of("ben", "north"), of("cleo", "north"));
    for who in [&ben, &cleo] {
        case.offer(&[who]).expect("asked from a window of one");
        let eligible = case.check(who, Occasion::Look).expect("no conflict");
        case.apply(Command::Look { eligible }).expect("at work");
        case.hand_in(who, [2, 2, 2]).expect("reviewed");
    }

    case.wait(10 * MINUTE);

    assert_eq!(case.state(), State::Moderation);
    assert_eq!(case.claim.attempt().expect("an attempt").panel().cause(), Some(Cause::CoSign));
}

#[test]
fn one_person_gets_one_mail_a_day_and_thanks_ride_along() {
    let claim = |name: &str| accolade::ids::ClaimId::from_text(name);
    let mut mailbox = Mailbox::default();
    mailbox.post(Notice::Cancelled { claim: claim("c0") });
    assert_eq!(mailbox.due_at(time(0)), None, "thanks alone are no mail");
    mailbox.post(Notice::Offer { claim: claim("c1") });
    assert_eq!(mailbox.take(time(0)).expect("a mail").len(), 2);

    mailbox.post(Notice::Reminder { claim: claim("c1"), kind: ReminderKind::Offer });
    assert_eq!(mailbox.take(time(HOUR)), None);
    assert_eq!(mailbox.take(time(-DAY)), None, "a clock that goes back sends nothing twice");
    mailbox.post(Notice::Cancelled { claim: claim("c1") });
    assert_eq!(mailbox.due_at(time(DAY)), None, "what is no longer needed is not sent");
    mailbox.post(Notice::Offer { claim: claim("c2") });
    assert_eq!(mailbox.due_at(time(HOUR)), Some(time(DAY)));
    assert_eq!(mailbox.take(time(DAY)).expect("a mail").len(), 1);
}
