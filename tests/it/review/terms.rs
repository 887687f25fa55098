//! Rubrics, policies and submissions: what is refused, and that a hash stands for the content.

use std::collections::BTreeSet;

use accolade::review::evidence::{EvidenceKind, Pupils, SubmissionError, Visibility};
use accolade::review::policy::{Policy, PolicyError, Terms, TermsError, Timers};
use accolade::review::rubric::{Rubric, RubricError};
use accolade::review::{ContentHash, Fraction};

use super::support::{criterion, evidence, id, rubric, submission};

fn found(rubric: &Rubric) -> Vec<RubricError> {
    rubric.check().expect_err("refused")
}

#[test]
fn a_rubric_that_nobody_could_judge_by_is_refused_with_every_reason() {
    let mut bad = rubric();
    bad.criteria[0].required = 0;
    bad.criteria[1].id = id("a");
    bad.criteria[2].levels.truncate(1);

    assert_eq!(
        found(&bad),
        [
            RubricError::Required { id: id("a"), required: 0, highest: 3 },
            RubricError::Twice(id("a")),
            RubricError::Levels { id: id("c"), levels: 1 },
        ]
    );
    let with = |change: fn(&mut Rubric)| {
        let mut rubric = rubric();
        change(&mut rubric);
        found(&rubric)
    };
    assert_eq!(with(|rubric| rubric.criteria.clear()), [RubricError::Criteria(0)]);
    assert_eq!(with(|r| r.criteria.iter_mut().for_each(|c| c.mandatory = false)), [RubricError::NothingMandatory]);
    assert_eq!(with(|rubric| rubric.criteria[0].id = id("a b")), [RubricError::Id(id("a b"))]);
    assert_eq!(with(|rubric| rubric.criteria[0].levels[1].name = "Meets".into()), [RubricError::LevelNames(id("a"))]);
    assert_eq!(with(|rubric| rubric.criteria[0].name = " ".into()), [RubricError::Nameless(id("a"))]);
    assert_eq!(
        with(|rubric| rubric.criteria[0].required = 4),
        [RubricError::Required { id: id("a"), required: 4, highest: 3 }]
    );
}

#[test]
fn a_policy_that_cannot_work_is_refused() {
    let refused = |policy: Policy| policy.check().expect_err("refused");
    let policy = Policy::default;
    let share = |over, under| Fraction::new(over, under).expect("a fraction");

    assert_eq!(refused(Policy { k: 0, ..policy() }), [PolicyError::Reviewers(0)]);
    assert_eq!(refused(Policy { k_max: 1, ..policy() }), [PolicyError::MostReviewers { k: 2, k_max: 1 }]);
    assert_eq!(refused(Policy { theta: share(1, 2), ..policy() }), [PolicyError::Theta(share(1, 2))]);
    assert_eq!(refused(Policy { theta: share(3, 2), ..policy() }), [PolicyError::Theta(share(3, 2))]);
    assert_eq!(refused(Policy { high_stakes: true, ..policy() }), [PolicyError::HighStakes { k: 2, k_max: 3 }]);
    assert_eq!(refused(Policy { attempts: 0, ..policy() }), [PolicyError::Attempts(0)]);
    assert_eq!(refused(Policy { buckets: 3, ..policy() }), [PolicyError::Buckets(3)]);
    for timers in [
        Timers { offer_reminder_hours: 48, ..Timers::default() },
        Timers { lease_reminder_hours: 120, ..Timers::default() },
        Timers { widen_days: 14, ..Timers::default() },
        Timers { moderator_days: 35, ..Timers::default() },
        Timers { alarm_days: 35, ..Timers::default() },
        Timers { lease_reminder_hours: 0, lease_hours: 1, extension_hours: 0, ..Timers::default() },
        Timers { end_days: 4_000, ..Timers::default() },
        Timers { amend_minutes: 2_000, ..Timers::default() },
    ] {
        assert!(matches!(refused(Policy { timers, ..policy() })[..], [PolicyError::Timers(_)]), "{timers:?}");
    }
    assert_eq!(Policy::high_stakes().check(), Ok(()));
    assert_eq!((Policy::high_stakes().k, Policy::high_stakes().k_max), (3, 5));
}

#[test]
fn the_hash_changes_with_anything_that_is_said_and_with_nothing_else() {
    let hash = rubric().content_hash();
    let again: Rubric = serde_json::from_value(serde_json::to_value(rubric()).expect("JSON")).expect("a rubric");
    let mut other = rubric();
    other.criteria[0].required = 3;

    assert_eq!(again.content_hash(), hash);
    assert_ne!(other.content_hash(), hash);
    assert_ne!(Policy::default().content_hash(), Policy { k_max: 4, ..Policy::default() }.content_hash());
}

#[test]
fn the_hash_is_that_of_the_canonical_json() {
    let written = ContentHash::of(&serde_json::json!({"b": [1, "é"], "a": 0.5}));

    assert_eq!(written, ContentHash::of_bytes("{\"a\":0.5,\"b\":[1,\"é\"]}".as_bytes()));
    assert_eq!(written.to_string().parse(), Ok(written));
    assert!("00ff".parse::<ContentHash>().is_err());
}

#[test]
fn terms_are_made_of_what_passed_its_checks_only() {
    let nothing = Rubric { criteria: Vec::new(), ..rubric() };
    let refused = Terms::new(nothing, Policy::default()).expect_err("refused");
    assert_eq!(refused, TermsError::Rubric(vec![RubricError::Criteria(0)]));
    let refused = Terms::new(rubric(), Policy { k: 0, ..Policy::default() }).expect_err("refused");
    assert!(refused.to_string().contains("between 1 and 9 reviewers decide"), "{refused}");
}

#[test]
fn a_submission_brings_what_the_policy_promises_to_reviewers() {
    let kinds = BTreeSet::from([EvidenceKind::Artefact, EvidenceKind::StudentImpact]);
    let policy = Policy { evidence_kinds: kinds, ..Policy::default() };
    let mut impact = evidence("impact", b"scores");
    impact.kind = EvidenceKind::StudentImpact;
    let mut good = submission();
    good.evidence.push(impact);
    assert_eq!(good.check(&rubric(), &policy), Ok(()));

    let with = |change: &dyn Fn(&mut accolade::review::evidence::Submission)| {
        let mut submission = good.clone();
        change(&mut submission);
        submission.check(&rubric(), &policy).expect_err("refused")
    };
    let impact = SubmissionError::Kind(EvidenceKind::StudentImpact);
    assert_eq!(with(&|s| s.evidence.truncate(1)), std::slice::from_ref(&impact));
    assert_eq!(with(&|s| s.evidence[1].visibility = Visibility::Private), std::slice::from_ref(&impact));
    assert_eq!(with(&|s| s.evidence[1].pupils = Pupils::NotStated), [SubmissionError::Pupils]);
    assert_eq!(with(&|s| s.evidence[1].id = s.evidence[0].id.clone()), [SubmissionError::Twice]);
    assert_eq!(with(&|s| s.self_levels.clear()).len(), 3);
    assert_eq!(with(&|s| s.self_levels.extend([(id("b"), 4)])), [SubmissionError::SelfLevel(id("b"))]);
    assert_eq!(with(&|s| s.evidence.clear())[0], SubmissionError::NoEvidence);
    assert_eq!(impact.to_string(), "reviewers need to see evidence of the kind `student_impact`, and there is none");
}

#[test]
fn fractions_are_read_exactly_and_compared_without_rounding() {
    for (text, shown) in
        [("3/5", "3/5"), ("0.6", "3/5"), ("6/10", "3/5"), ("1", "1/1"), ("0.666666667", "666666667/1000000000")]
    {
        assert_eq!(text.parse::<Fraction>().expect(text).to_string(), shown);
    }
    for text in ["", "3/0", "-1/2", "1/2/3", "a", "0.", ".5", "99999999999/1", "1e3", "0.1234567891"] {
        assert!(text.parse::<Fraction>().is_err(), "{text}");
    }
    let theta: Fraction = "3/5".parse().expect("a fraction");
    assert!(theta.is_reached_by(3, 5) && theta.is_reached_by(600, 1_000) && !theta.is_reached_by(599, 1_000));
    let mut optional = rubric();
    optional.criteria.push(criterion("d", false));
    assert_eq!(optional.check(), Ok(()));
}
