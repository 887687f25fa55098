//! What each side may see.

use accolade::review::eligibility::Occasion;
use accolade::review::evidence::{EvidenceKind, Visibility};
use accolade::review::policy::{Anonymity, Policy};
use accolade::review::view::{Pseudonyms, Shown, for_claimant, for_public, for_reviewer};
use accolade::review::{Command, FlagKind, State};

use super::support::{Case, DAY, MINUTE, evidence, person, reviewer, submission, time};

fn names() -> Pseudonyms {
    Pseudonyms::new(b"secret of this site")
}

#[test]
fn a_reviewer_sees_the_work_from_the_first_look_until_two_weeks_after_it_was_due() {
    let mut case = Case::in_review();
    let seen = |case: &Case| for_reviewer(&case.claim, &case.terms, &person("ben"), &names(), time(case.now));
    case.offer(&[&reviewer("ben")]).expect("asked");
    assert_eq!(seen(&case), None, "an offer shows nothing yet");

    let eligible = case.check(&reviewer("ben"), Occasion::Look).expect("no conflict");
    case.apply(Command::Look { eligible }).expect("at work");
    let view = seen(&case).expect("the work");
    assert_eq!((view.evidence.len(), view.self_levels, view.own_levels), (1, None, None));

    case.hand_in(&reviewer("ben"), [2, 2, 2]).expect("reviewed");
    assert!(seen(&case).expect("the work").self_levels.is_some(), "the self-rating comes after the own review");
    case.now += 19 * DAY - MINUTE;
    assert!(seen(&case).is_some());
    case.now += MINUTE;
    assert_eq!(seen(&case), None);
}

#[test]
fn who_gave_the_work_back_sees_it_no_more() {
    let mut case = Case::in_review();
    case.hand_out(&reviewer("ben"), 1).expect("handed out");

    case.apply(Command::Recuse { reviewer: person("ben") }).expect("given back");

    assert_eq!(for_reviewer(&case.claim, &case.terms, &person("ben"), &names(), time(case.now)), None);
}

#[test]
fn private_pieces_and_hidden_ones_are_not_shown() {
    let mut case = Case::draft();
    let mut work = submission();
    work.evidence.push(evidence("private", b"diary"));
    work.evidence[1].visibility = Visibility::Private;
    case.apply(Command::Submit { by: person("ada"), submission: work, signed_off_by: None }).expect("submitted");
    case.wait(30 * MINUTE);
    case.hand_out(&reviewer("ben"), 1).expect("handed out");
    let seen = |case: &Case| {
        let view = for_reviewer(&case.claim, &case.terms, &person("ben"), &names(), time(case.now)).expect("the work");
        view.evidence.into_iter().map(|item| item.id.to_string()).collect::<Vec<_>>()
    };
    assert_eq!(seen(&case), ["plan"]);

    let kind = FlagKind::PupilIdentifiable { evidence: submission().evidence[0].id.clone() };
    case.apply(Command::Flag { by: person("ben"), kind }).expect("flagged");

    assert_eq!(seen(&case), Vec::<String>::new());
}

#[test]
fn feedback_comes_with_the_decision_under_names_of_this_claim_alone() {
    let mut case = Case::in_review();
    case.review("ben", [0, 2, 2]);
    assert_eq!(
        for_claimant(&case.claim, &case.terms, &names()).feedback,
        [],
        "one review must not sway the other side"
    );
    case.review("cleo", [0, 2, 2]);

    let view = for_claimant(&case.claim, &case.terms, &names());

    assert_eq!((view.state, view.feedback.len()), (State::NotYet, 2));
    assert!(view.feedback.iter().all(|one| matches!(one.reviewer, Shown::As(_))));
    let other = accolade::ids::ClaimId::from_text("c2");
    assert_ne!(names().of(case.claim.id(), &person("ben")), names().of(&other, &person("ben")));
}

#[test]
fn anonymity_is_the_policy_s() {
    for (anonymity, claimant_shown, reviewers_shown) in
        [(Anonymity::Double, false, false), (Anonymity::Single, true, false), (Anonymity::Open, true, true)]
    {
        let mut case = Case::in_review_under(Policy { anonymity, ..Policy::default() });
        case.review("ben", [2, 2, 2]);
        case.review("cleo", [2, 2, 2]);
        let work = for_reviewer(&case.claim, &case.terms, &person("ben"), &names(), time(case.now)).expect("the work");
        assert_eq!(work.claimant == Shown::Person(person("ada")), claimant_shown, "{anonymity:?}");
        let feedback = for_claimant(&case.claim, &case.terms, &names()).feedback;
        let shown = feedback.iter().all(|one| matches!(one.reviewer, Shown::Person(_)));
        assert_eq!(shown, reviewers_shown, "{anonymity:?}");
    }
}

#[test]
fn the_public_sees_how_it_was_judged_and_only_of_accepted_claims() {
    let mut case = Case::in_review();
    assert_eq!(for_public(&case.claim), None);
    case.review("ben", [2, 2, 2]);
    case.review("cleo", [3, 2, 2]);

    let view = for_public(&case.claim).expect("a view");

    assert_eq!((view.reviewers, view.moderator, view.decided_on.as_str()), (2, false, "2026-03-02"));
    assert_eq!(view.terms, case.terms.pinned());
    assert_eq!(view.evidence, [], "nothing was made public");
    assert!(view.evidence_kinds.contains(&EvidenceKind::Artefact));
}
