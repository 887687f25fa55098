//! Peer review in the demonstration: four claims for one badge, one with peers, one that is not there yet, one that two
//! peers accepted, one that needs a ruling. Made through the same doors as everything else, in the days before today.

use std::collections::{BTreeMap, BTreeSet};

use super::super::{Failure, service};
use crate::app::{Actor, App, ClaimDraft, EvidenceForm, NewReviewer, ReviewRequest, Settings, SheetRequest};
use crate::clock::{Clock, Timestamp};
use crate::ids::{AchievementId, ClaimId, OrganisationId, PersonId, Random};
use crate::keys::Seal;
use crate::review::evidence::{EvidenceKind, Pupils, Visibility};
use crate::review::policy::{Anonymity, Calibration, Screening};
use crate::review::rubric::Criterion;
use crate::review::{AssignmentState, FlagKind};

const MINUTE: i64 = 60;
/// How long before today it begins.
const BEGAN_BEFORE: i64 = 2 * 86_400;

/// One who reviews, to sign in as.
pub(super) const REVIEWER: &str = PEERS[0].0;
/// One whose claim is not there yet, to sign in as.
pub(super) const CLAIMANT: &str = CLAIMS[1].0;

/// Who reviews: address, name, school.
const PEERS: [(&str, &str, &str); 4] = [
    ("mina.olsen@hillside.example", "Mina Olsen", "Hillside School"),
    ("tariq.bello@lakeview.example", "Tariq Bello", "Lakeview School"),
    ("rosa.lindt@elmwood.example", "Rosa Lindt", "Elmwood School"),
    ("jun.park@stonebridge.example", "Jun Park", "Stonebridge School"),
];

/// Who claims: address, name, school, what they hand in, what the peers do.
const CLAIMS: [(&str, &str, &str, &str, Fate); 4] = [
    (
        "olu.sand@brook.example",
        "Olu Sand",
        "Brook School",
        "A unit of six lessons, with what the class asked on the first day and how the plan changed after it.",
        Fate::OneReview,
    ),
    ("pia.frost@brook.example", "Pia Frost", "Brook School", "A work sheet for one lesson.", Fate::NotYet),
    (
        "sami.wells@meadow.example",
        "Sami Wells",
        "Meadow School",
        "Eight lessons with the questions of the class, samples of work without names, and a reflection.",
        Fate::Accepted,
    ),
    (
        "lena.abt@meadow.example",
        "Lena Abt",
        "Meadow School",
        "A plan that a peer believes to have read elsewhere.",
        Fate::Ruling,
    ),
];

/// What becomes of a claim.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    OneReview,
    NotYet,
    Accepted,
    Ruling,
}

/// Makes the claims once, before the service itself opens.
pub(super) async fn settle(settings: &Settings, now: Timestamp) -> Result<(), Failure> {
    let began = now.plus_seconds(-BEGAN_BEFORE);
    let app = open(settings, began).await?;
    let district = app.load_organisation_by_slug("northside").await.map_err(service::explained)?;
    let organisation = district.organisation_id;
    let known = app.load_queue(&Actor::Operator, &organisation).await.map_err(service::explained)?;
    if !known.counts.is_empty() {
        app.close().await;
        return Ok(());
    }
    let achievement = reviewed(&app, &organisation).await?;
    let peers = name_peers(&app, &organisation, &achievement).await?;
    let mut claims = Vec::with_capacity(CLAIMS.len());
    for (email, name, school, text, fate) in CLAIMS {
        let person = app.ensure_person(email, name).await.map_err(service::explained)?.person_id;
        claims.push((hand_in(&app, &Actor::Person(person), &achievement, (school, text)).await?, fate));
    }
    app.close().await;
    let app = open(settings, began.plus_seconds(31 * MINUTE)).await?;
    app.do_reviews().await.map_err(service::explained)?;
    for (claim, fate) in &claims {
        judge(&app, &peers, claim, *fate).await?;
    }
    app.close().await;
    let app = open(settings, began.plus_seconds(45 * MINUTE)).await?;
    for _ in 0..2 {
        app.do_reviews().await.map_err(service::explained)?;
    }
    app.close().await;
    println!("   made four claims in peer review");
    Ok(())
}

async fn open(settings: &Settings, at: Timestamp) -> Result<App, Failure> {
    App::open(settings, Seal::development(), Clock::Fixed(at), Random::system()).await.map_err(service::explained)
}

/// The first achievement whose rubric asks for levels, opened to claims.
async fn reviewed(app: &App, organisation: &OrganisationId) -> Result<AchievementId, Failure> {
    let request = ReviewRequest {
        is_open: true,
        is_single: false,
        high_stakes: false,
        anonymity: Anonymity::Double,
        screening: Screening::Automatic,
        evidence_kinds: BTreeSet::from([EvidenceKind::Artefact]),
        self_rating: true,
        calibration: Calibration::Off,
    };
    let own = app.list_own_achievements(&Actor::Operator, organisation, ("", ""), 100).await;
    for one in own.map_err(service::explained)? {
        let id = one.achievement_id;
        if app.set_up_review(&Actor::Operator, organisation, &id, request.clone()).await.is_ok() {
            return Ok(id);
        }
    }
    Err(Failure::refused("no achievement of the demonstration has a rubric"))
}

async fn name_peers(
    app: &App,
    organisation: &OrganisationId,
    achievement: &AchievementId,
) -> Result<Vec<PersonId>, Failure> {
    let mut peers = Vec::with_capacity(PEERS.len());
    for (email, name, school) in PEERS {
        let new = NewReviewer {
            email: email.into(),
            name: name.into(),
            school: school.into(),
            per_week: 10,
            ..NewReviewer::default()
        };
        let named = app.name_reviewer(&Actor::Operator, organisation, std::slice::from_ref(achievement), new).await;
        peers.push(named.map_err(service::explained)?);
    }
    Ok(peers)
}

async fn hand_in(
    app: &App,
    claimant: &Actor,
    achievement: &AchievementId,
    (school, text): (&str, &str),
) -> Result<ClaimId, Failure> {
    let claim = app.start_claim(claimant, achievement).await.map_err(service::explained)?;
    let own = app.load_own_claim(claimant, &claim).await.map_err(service::explained)?;
    let rate = |criterion: &Criterion| (criterion.id.clone(), criterion.required);
    let draft = ClaimDraft {
        statement: "I taught this with a whole class this term.".into(),
        self_levels: own.terms.rubric().criteria.iter().map(rate).collect(),
        school: school.into(),
        ..ClaimDraft::default()
    };
    app.save_draft(claimant, &claim, draft).await.map_err(service::explained)?;
    let evidence = EvidenceForm {
        kind: EvidenceKind::Artefact,
        visibility: Visibility::Public,
        pupils: Pupils::NotIdentifiable,
        text: text.into(),
        link: String::new(),
    };
    app.add_evidence(claimant, &claim, evidence).await.map_err(service::explained)?;
    app.submit_claim(claimant, &claim).await.map_err(service::explained)?;
    Ok(claim)
}

/// The peers to whom the claim is offered do what the fate asks for.
async fn judge(app: &App, peers: &[PersonId], claim: &ClaimId, fate: Fate) -> Result<(), Failure> {
    let mut judged = 0;
    for peer in peers {
        let actor = Actor::Person(peer.clone());
        let bench = app.load_bench(&actor).await.map_err(service::explained)?;
        if !bench.iter().any(|line| line.claim_id == *claim && line.state == AssignmentState::Offered) {
            continue;
        }
        app.open_work(&actor, claim).await.map_err(service::explained)?;
        if fate == Fate::Ruling {
            return app.flag_work(&actor, claim, FlagKind::Misconduct).await.map_err(service::explained);
        }
        let work = app.load_work(&actor, claim).await.map_err(service::explained)?;
        let level = |criterion: &Criterion| match fate {
            Fate::NotYet => (criterion.id.clone(), 0),
            _ => (criterion.id.clone(), criterion.required),
        };
        let levels: BTreeMap<_, _> = work.terms.rubric().criteria.iter().map(level).collect();
        let said = "One lesson does not show it yet; add what your class did.";
        let comments = levels.keys().filter(|_| fate == Fate::NotYet).map(|id| (id.clone(), said.to_owned())).collect();
        let submission = work.seen.submission.to_string();
        let request = SheetRequest { submission, levels, comments, ..SheetRequest::default() };
        app.submit_review(&actor, claim, request).await.map_err(service::explained)?;
        judged += 1;
        if fate == Fate::OneReview && judged == 1 {
            return Ok(());
        }
    }
    Ok(())
}
