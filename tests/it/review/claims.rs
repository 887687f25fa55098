//! A claim's way, state by state, with its timers.

use accolade::ids::EvidenceId;
use accolade::review::conflict::Conflict;
use accolade::review::decision::Outcome;
use accolade::review::eligibility::{Obstacle, Occasion};
use accolade::review::notices::ReminderKind;
use accolade::review::policy::{Policy, Screening, Terms};
use accolade::review::{
    AssignmentState, AttemptStanding, Cause, Command, ContentHash, Event, FlagKind, Ground, RuleError, Ruling,
    ScreeningVerdict, State,
};

use super::support::{Case, DAY, HOUR, MINUTE, evidence, id, levels, person, reviewer, rubric, submission, time};

fn moved(events: &[Event]) -> Vec<State> {
    let to = |event: &Event| if let Event::Moved { to, .. } = event { Some(*to) } else { None };
    events.iter().filter_map(to).collect()
}

fn held(case: &Case, name: &str) -> AssignmentState {
    let panel = case.claim.attempt().expect("an attempt").panel();
    panel.find_assignment(&person(name)).expect("an assignment").state()
}

#[test]
fn two_peers_accept_and_the_worker_issues_once() {
    let mut case = Case::in_review();
    case.review("ben", [3, 2, 2]);
    case.review("cleo", [2, 2, 3]);
    assert_eq!(case.state(), State::Accepted);
    let order = case.claim.award_order().expect("an award");
    assert_eq!(order.learner, person("ada"));
    assert_eq!(order.achieved, [(id("a"), 2), (id("b"), 2), (id("c"), 2)]);

    let credential = ContentHash::of(&order);
    assert_eq!(moved(&case.apply(Command::Issue { credential }).expect("issued")), [State::Issued]);
    assert_eq!(case.apply(Command::Issue { credential }), Ok(vec![]), "again changes nothing");
    let other = Command::Issue { credential: ContentHash::of_bytes(b"other") };
    assert_eq!(case.apply(other), Err(RuleError::OtherCredential));
    assert_eq!(case.claim.award_order(), Some(order), "the same order, whenever it is asked for");
}

#[test]
fn a_submission_can_be_taken_back_for_half_an_hour() {
    let mut case = Case::draft();
    case.submit().expect("submitted");
    case.now += 29 * MINUTE;
    assert_eq!(case.apply(Command::TakeBack { by: person("ben") }), Err(RuleError::NotTheClaimant));
    case.apply(Command::TakeBack { by: person("ada") }).expect("taken back");
    assert_eq!((case.state(), case.claim.attempts_used()), (State::Draft, 0));

    case.submit().expect("submitted");
    case.now += 30 * MINUTE;
    assert_eq!(case.apply(Command::TakeBack { by: person("ada") }), Err(RuleError::TooLate));
    assert_eq!(moved(&case.wait(0)), [State::InReview]);
}

#[test]
fn a_screener_returns_work_and_no_attempt_is_lost() {
    let mut case = Case::draft_under(Policy { screening: Screening::Screener, ..Policy::default() });
    case.submit().expect("submitted");
    assert_eq!(case.wait(25 * HOUR), [Event::ScreeningLate]);
    assert_eq!(case.wait(25 * HOUR), [], "an alarm rings once");
    let silent = Command::Screen(ScreeningVerdict::Return { reason: " ".into() });
    assert_eq!(case.apply(silent), Err(RuleError::NoReason));

    let reason = "the link is private".to_owned();
    case.apply(Command::Screen(ScreeningVerdict::Return { reason })).expect("returned");

    assert_eq!((case.state(), case.claim.attempts_used()), (State::Returned, 0));
    case.submit().expect("again");
    case.apply(Command::Screen(ScreeningVerdict::Pass)).expect("passed");
    assert_eq!((case.state(), case.claim.attempts_used()), (State::InReview, 1));
}

#[test]
fn an_offer_locks_nothing() {
    let mut case = Case::in_review();
    let asked = case.offer(&[&reviewer("ben")]).expect("somebody is asked");
    assert_eq!(asked, person("ben"));

    case.hand_out(&reviewer("cleo"), 1).expect("whoever shows up takes the slot");

    assert_eq!(held(&case, "ben"), AssignmentState::Cancelled);
    let eligible = case.check(&reviewer("ben"), Occasion::Look).expect("no conflict");
    assert_eq!(case.apply(Command::Look { eligible }), Err(RuleError::NotAssigned));
    assert_eq!(case.offer(&[&reviewer("ben")]), Some(person("ben")), "the other slot can be offered to him");
    let panel = case.claim.attempt().expect("an attempt").panel();
    assert_eq!(panel.assignments().len(), 2, "one assignment per person");
}

#[test]
fn offers_and_leases_are_brought_to_mind_once_and_lapse() {
    let mut case = Case::in_review();
    case.offer(&[&reviewer("ben")]).expect("asked");
    let remind = |kind| Command::Remind { reviewer: person("ben"), kind };
    assert_eq!(case.apply(remind(ReminderKind::Offer)), Err(RuleError::Already), "not due yet");

    case.wait(24 * HOUR);
    let due = case.claim.reminders_due(&case.terms, time(case.now));
    assert_eq!(due.len(), 1);
    case.apply(remind(ReminderKind::Offer)).expect("reminded");
    assert_eq!(case.apply(remind(ReminderKind::Offer)), Err(RuleError::Already));
    assert_eq!(case.wait(24 * HOUR), [Event::Ended { reviewer: person("ben"), how: AssignmentState::Lapsed }]);

    case.hand_out(&reviewer("cleo"), 1).expect("handed out");
    case.wait(4 * DAY);
    assert_eq!(case.claim.reminders_due(&case.terms, time(case.now))[0].kind, ReminderKind::Lease);
    case.apply(Command::Extend { reviewer: person("cleo") }).expect("more time");
    assert_eq!(case.apply(Command::Extend { reviewer: person("cleo") }), Err(RuleError::Already));
    case.wait(3 * DAY - MINUTE);
    assert_eq!(held(&case, "cleo"), AssignmentState::Accepted);
    case.wait(MINUTE);
    assert_eq!(held(&case, "cleo"), AssignmentState::Lapsed);
}

#[test]
fn who_lapsed_can_be_asked_again_and_who_declined_cannot() {
    let mut case = Case::in_review();
    case.offer(&[&reviewer("ben")]).expect("asked");
    case.wait(48 * HOUR);
    assert_eq!(case.offer(&[&reviewer("ben")]), Some(person("ben")));

    case.apply(Command::Decline { reviewer: person("ben") }).expect("declined");

    assert_eq!(case.check(&reviewer("ben"), Occasion::NewWork), Err(Obstacle::AlreadyOn));
    assert_eq!(case.offer(&[&reviewer("ben")]), None);
}

#[test]
fn by_clocks_alone_the_moderator_is_asked_and_the_claim_ends() {
    let mut case = Case::in_review();
    case.wait(5 * DAY);
    assert_eq!(
        case.wait(9 * DAY),
        [
            Event::ModeratorAsked { cause: Cause::TooLong },
            Event::Moved { from: State::InReview, to: State::Moderation },
        ]
    );
    assert_eq!(case.wait(6 * DAY), [Event::OwnerAlarmed]);
    assert_eq!(moved(&case.wait(15 * DAY)), [State::NotDecided]);

    let attempt = case.claim.attempt().expect("an attempt");
    assert_eq!((attempt.standing(), case.claim.attempts_used()), (AttemptStanding::Undecided, 0));
    let waiting_since = case.claim.waiting_since();
    case.submit().expect("it can be submitted again");
    assert_eq!(case.claim.waiting_since(), waiting_since, "and keeps its place in the queue");
}

#[test]
fn a_claim_that_slept_for_weeks_catches_up_in_order() {
    let mut case = Case::in_review();
    case.offer(&[&reviewer("ben")]).expect("asked");

    let events = case.wait(40 * DAY);

    let names: Vec<String> =
        events.iter().map(|e| serde_json::to_value(e).expect("JSON")["event"].to_string()).collect();
    assert_eq!(names.join(" "), r#""ended" "widened" "slot_opened" "moderator_asked" "moved" "owner_alarmed" "moved""#);
    assert_eq!(case.state(), State::NotDecided);
    assert_eq!(case.wait(0), []);
}

#[test]
fn a_clock_that_goes_back_is_not_followed() {
    let mut case = Case::in_review();
    case.offer(&[&reviewer("ben")]).expect("asked");
    case.wait(47 * HOUR);
    case.now -= 46 * HOUR;

    assert_eq!(case.wait(0), []);
    case.now += 46 * HOUR;
    assert_eq!(case.wait(HOUR).len(), 1, "the offer lapses at its hour");
}

#[test]
fn a_review_can_be_changed_for_ten_minutes_and_withdrawn_until_the_decision() {
    let mut case = Case::in_review();
    case.hand_out(&reviewer("ben"), 1).expect("handed out");
    case.hand_in(&reviewer("ben"), [0, 2, 2]).expect("reviewed");
    case.now += 9 * MINUTE;
    let better = case.sheet([2, 2, 2]);
    case.apply(Command::Amend { reviewer: person("ben"), sheet: better.clone() }).expect("changed");
    case.now += MINUTE;
    let late = Command::Amend { reviewer: person("ben"), sheet: better };
    assert_eq!(case.apply(late), Err(RuleError::TooLate));

    case.apply(Command::WithdrawReview { reviewer: person("ben") }).expect("withdrawn");
    assert_eq!(case.claim.attempt().expect("an attempt").panel().open_slots().count(), 2, "the slot is open again");
    case.review("cleo", [2, 2, 2]);
    assert_eq!(case.state(), State::InReview, "a withdrawn review never counts");
    case.review("dan", [2, 2, 2]);
    assert_eq!(case.state(), State::Accepted);
    let late = Command::WithdrawReview { reviewer: person("dan") };
    assert_eq!(case.apply(late), Err(RuleError::State(State::Accepted)));
}

#[test]
fn levels_below_the_bar_need_a_sentence_and_the_work_that_was_on_the_screen() {
    let mut case = Case::in_review();
    case.hand_out(&reviewer("ben"), 1).expect("handed out");
    let hand_in = |case: &mut Case, sheet| {
        let eligible = case.check(&reviewer("ben"), Occasion::Submit).expect("no conflict");
        case.apply(Command::Review { eligible, sheet })
    };
    let mut short = case.sheet([2, 1, 2]);
    short.comments.insert(id("b"), "too little".into());
    assert_eq!(hand_in(&mut case, short), Err(RuleError::Comment(id("b"))));
    let mut other = case.sheet([2, 2, 2]);
    other.submission = ContentHash::of_bytes(b"something else");
    assert_eq!(hand_in(&mut case, other), Err(RuleError::OtherWork));
    let mut lacking = case.sheet([2, 2, 2]);
    lacking.levels.remove(&id("c"));
    assert!(matches!(hand_in(&mut case, lacking), Err(RuleError::Levels(_))));
    let mut plain = case.sheet([2, 2, 2]);
    plain.comments.clear();
    assert!(hand_in(&mut case, plain).is_ok(), "no sentence is needed where the bar is reached");
}

#[test]
fn after_a_no_only_the_failed_criteria_are_tried_again() {
    let mut case = Case::in_review();
    case.review("ben", [3, 1, 2]);
    case.review("cleo", [2, 0, 3]);
    assert_eq!((case.state(), case.claim.attempts_used()), (State::NotYet, 1));

    case.submit().expect("again");
    case.wait(30 * MINUTE);

    let attempt = case.claim.attempt().expect("an attempt");
    assert_eq!(attempt.carried().clone().into_iter().collect::<Vec<_>>(), [(id("a"), 2), (id("c"), 2)]);
    for name in ["dan", "eve"] {
        let who = reviewer(name);
        let slot = case.claim.attempt().expect("an attempt").panel().open_slots().next().expect("a slot").number;
        case.hand_out(&who, slot).expect("handed out");
        let mut sheet = case.sheet([2, 2, 2]);
        sheet.levels.retain(|criterion, _| *criterion == id("b"));
        let eligible = case.check(&who, Occasion::Submit).expect("no conflict");
        case.apply(Command::Review { eligible, sheet }).expect("reviewed");
    }
    case.wait(10 * MINUTE);
    let order = case.claim.award_order().expect("an award");
    assert_eq!(order.achieved, [(id("a"), 2), (id("b"), 2), (id("c"), 2)]);
}

#[test]
fn three_attempts_are_all_unless_a_coach_signs_off_one_more() {
    let mut case = Case::draft();
    for attempt in ["ben cleo", "dan eve", "fay gus"] {
        case.submit().expect("submitted");
        case.wait(30 * MINUTE);
        attempt.split(' ').for_each(|name| {
            let slot = case.claim.attempt().expect("it").panel().open_slots().next().expect("a slot").number;
            case.hand_out(&reviewer(name), slot).expect("handed out");
            let mut sheet = case.sheet([0, 0, 0]);
            let carried = case.claim.attempt().expect("an attempt").carried().clone();
            sheet.levels.retain(|criterion, _| !carried.contains_key(criterion));
            let eligible = case.check(&reviewer(name), Occasion::Submit).expect("no conflict");
            case.apply(Command::Review { eligible, sheet }).expect("reviewed");
        });
        case.wait(10 * MINUTE);
        assert_eq!(case.state(), State::NotYet);
    }
    assert_eq!(case.submit(), Err(RuleError::NoAttemptsLeft(3)));
    let again = |coach: &str| Command::Submit {
        by: person("ada"),
        submission: submission(),
        signed_off_by: Some(person(coach)),
    };
    assert_eq!(case.apply(again("ada")), Err(RuleError::NoAttemptsLeft(3)), "nobody signs off for themselves");
    case.apply(again("coach")).expect("one more");
    assert_eq!(case.claim.attempts_used(), 4);
}

#[test]
fn an_appeal_is_judged_by_people_who_have_not_seen_the_claim() {
    let mut case = Case::in_review();
    case.review("ben", [3, 1, 2]);
    case.review("cleo", [2, 0, 3]);
    let appeal =
        || Command::Appeal { by: person("ada"), ground: Ground::FactualError, statement: "page two shows it".into() };
    case.apply(appeal()).expect("appealed");
    assert_eq!(case.state(), State::Appeal);
    assert_eq!(case.impartial(&reviewer("ben")), Err(Obstacle::AlreadyOn));

    assert_eq!(moved(&case.wait(3 * DAY)), [State::InReview], "nobody has to open the fresh panel");
    assert_eq!(case.check(&reviewer("ben"), Occasion::NewWork), Err(Obstacle::SawItBefore));
    case.review("dan", [2, 2, 2]);
    case.review("eve", [2, 2, 2]);

    assert_eq!(case.state(), State::Accepted);
    let attempt = case.claim.attempt().expect("an attempt");
    assert_eq!(attempt.appeal().expect("an appeal").upheld, Some(true));
    assert_eq!(attempt.decisions().len(), 2);
}

#[test]
fn a_decision_is_appealed_once_and_within_thirty_days() {
    let appeal = || Command::Appeal { by: person("ada"), ground: Ground::Procedure, statement: "one knew me".into() };
    let refused = || {
        let mut case = Case::in_review();
        case.review("ben", [0, 0, 0]);
        case.review("cleo", [0, 0, 0]);
        case
    };
    let mut late = refused();
    late.wait(30 * DAY);
    assert_eq!(late.apply(appeal()), Err(RuleError::TooLate));

    let mut case = refused();
    case.apply(appeal()).expect("appealed");
    let impartial = case.impartial(&reviewer("mod")).expect("impartial");
    let ruling = Ruling::Decide { levels: levels([1, 2, 2]) };
    case.apply(Command::Moderate { impartial, ruling, reason: "it is not there".into() }).expect("ruled");
    let attempt = case.claim.attempt().expect("an attempt");
    assert_eq!((case.state(), attempt.appeal().expect("one").upheld), (State::NotYet, Some(false)));
    assert_eq!(case.apply(appeal()), Err(RuleError::Already));
}

#[test]
fn a_moderator_rules_by_levels_with_a_reason_and_without_a_conflict() {
    let mut case = Case::in_review();
    case.wait(14 * DAY);
    let ruling = || Ruling::Decide { levels: levels([2, 3, 2]) };
    assert_eq!(case.impartial(&reviewer("ada")), Err(Obstacle::Conflict(Conflict::Own)));
    let impartial = case.impartial(&reviewer("mod")).expect("impartial");
    let silent = Command::Moderate { impartial: impartial.clone(), ruling: ruling(), reason: String::new() };
    assert_eq!(case.apply(silent), Err(RuleError::NoReason));

    let reason = "all three are shown".to_owned();
    case.apply(Command::Moderate { impartial, ruling: ruling(), reason }).expect("ruled");

    assert_eq!(case.state(), State::Accepted);
    assert_eq!(case.claim.award_order().expect("an award").achieved[1], (id("b"), 3));
}

#[test]
fn a_moderator_can_ask_one_more_peer_and_is_not_asked_in_circles() {
    let mut case = Case::in_review();
    for (name, given) in [("ben", [1, 2, 2]), ("cleo", [2, 1, 2]), ("dan", [2, 2, 1])] {
        case.review(name, given);
    }
    case.wait(15 * DAY);
    let impartial = case.impartial(&reviewer("mod")).expect("impartial");
    let reason = "one more pair of eyes".to_owned();
    case.apply(Command::Moderate { impartial, ruling: Ruling::AskPeers, reason }).expect("asked");
    assert_eq!(case.state(), State::InReview);

    case.wait(DAY);
    assert_eq!(case.state(), State::InReview, "day 14 has passed already");
    case.review("eve", [2, 2, 2]);
    assert_eq!(case.state(), State::Moderation, "1 of 4 found everything");
    assert_eq!(moved(&case.wait(20 * DAY)), [State::NotDecided]);
}

#[test]
fn flags_hide_return_and_call_the_moderator() {
    let mut case = Case::in_review();
    case.hand_out(&reviewer("ben"), 1).expect("handed out");
    case.hand_out(&reviewer("cleo"), 2).expect("handed out");
    let flag = |name: &str, kind| Command::Flag { by: person(name), kind };
    let pupil = |name: &str| FlagKind::PupilIdentifiable { evidence: EvidenceId::from_text(name) };
    assert_eq!(case.apply(flag("dan", FlagKind::Unreadable)), Err(RuleError::NotAssigned));
    assert_eq!(case.apply(flag("ben", pupil("other"))), Err(RuleError::NoSuchEvidence));
    case.apply(flag("ben", pupil("plan"))).expect("hidden");
    assert!(case.claim.attempt().expect("an attempt").hidden().contains(&EvidenceId::from_text("plan")));

    case.apply(flag("ben", FlagKind::Unreadable)).expect("noted");
    assert_eq!(case.apply(flag("ben", FlagKind::Unreadable)), Err(RuleError::Already));
    assert_eq!(case.state(), State::InReview);
    case.apply(flag("cleo", FlagKind::Unreadable)).expect("returned");
    assert_eq!((case.state(), case.claim.attempts_used()), (State::Returned, 0));

    let mut case = Case::in_review();
    case.hand_out(&reviewer("ben"), 1).expect("handed out");
    case.apply(flag("ben", FlagKind::Misconduct)).expect("flagged");
    assert_eq!(case.state(), State::Moderation);
}

#[test]
fn claims_in_flight_are_judged_under_the_terms_of_their_submission() {
    let mut case = Case::in_review();
    let other = Terms::new(rubric(), Policy { k: 1, ..Policy::default() }).expect("terms");

    let refused = case.claim.apply(Command::Tick, &other, time(case.now));

    assert_eq!(refused, Err(RuleError::OtherTerms));
    case.review("ben", [2, 2, 2]);
    assert_eq!(case.state(), State::InReview);
}

#[test]
fn final_states_take_nothing_more() {
    let mut case = Case::in_review();
    case.apply(Command::Void { by: person("owner"), reason: "copied".into() }).expect("void");
    for command in [
        Command::Withdraw { by: person("ada") },
        Command::Submit { by: person("ada"), submission: submission(), signed_off_by: None },
        Command::Appeal { by: person("ada"), ground: Ground::Procedure, statement: "no".into() },
        Command::Issue { credential: ContentHash::of_bytes(b"") },
    ] {
        assert_eq!(case.apply(command), Err(RuleError::State(State::Void)));
    }
    assert!(State::Void.is_final() && !State::NotDecided.is_final());
    assert_eq!(case.wait(100 * DAY), []);
}

#[test]
fn work_that_is_not_tried_again_is_closed() {
    let mut case = Case::in_review();
    case.review("ben", [0, 0, 0]);
    case.review("cleo", [0, 0, 0]);

    assert_eq!(moved(&case.wait(90 * DAY)), [State::Closed]);
}

#[test]
fn decisions_say_what_they_rest_on() {
    let mut case = Case::in_review();
    case.review("ben", [3, 1, 2]);
    case.review("cleo", [2, 0, 3]);

    let decision = case.claim.attempt().expect("an attempt").decisions()[0].clone();

    assert_eq!((decision.rule.as_str(), decision.outcome), ("v1", Outcome::NotYet));
    assert_eq!(decision.terms, case.terms.pinned());
    assert_eq!(decision.whole_share.expect("a share").to_string(), "0/1");
}

#[test]
fn evidence_is_known_by_its_bytes() {
    let plan = evidence("plan", b"the plan");

    assert!(plan.is(b"the plan"));
    assert!(!plan.is(b"the plaN") && !plan.is(b"the plan "));
}
