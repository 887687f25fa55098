//! The pages of a claimant: before the first word, and from the draft to the end.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Choice, Fact, Field, FieldError, Frame};
use super::{CriterionChoice, Piece, Rating, sample_criterion, sample_pieces};
use crate::web::href::Href;

/// `GET /claims/new?achievement=…`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/begin.html")]
pub struct Begin {
    /// What surrounds the page.
    pub frame: Frame,
    /// The name of the achievement.
    pub achievement: String,
    /// Its page.
    pub achievement_href: Href,
    /// What will happen, step by step.
    pub steps: Vec<String>,
    /// Its identifier, sent as `achievement`.
    pub id: String,
}

/// `GET /claims/{claim}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "reviewing/claim.html")]
pub struct Claim {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// The name of the achievement.
    pub achievement: String,
    /// Its page.
    pub achievement_href: Href,
    /// Where it stands, in a sentence.
    pub standing: String,
    /// What happens next and when; what was used.
    pub facts: Vec<Fact>,
    /// The badge, once it is out.
    pub badge_href: Option<Href>,
    /// Criterion by criterion, once it is decided.
    pub results: Vec<Fact>,
    /// What peers and moderators wrote.
    pub feedback: Vec<Piece>,
    /// Writing it; `None` while it is with reviewers and when it is over.
    pub form: Option<Box<EvidenceFields>>,
    /// What is attached.
    pub evidence: Vec<Piece>,
    /// Taking it back within the first minutes.
    pub take_back: Option<Href>,
    /// Objecting: `ground`, `statement`.
    pub appeal: Option<Href>,
    /// `ground`
    pub grounds: Vec<Choice>,
    /// `objection`
    pub objection: Field,
    /// Offering to review for others, once the badge is out.
    pub volunteer: Option<Href>,
    /// `own_school`
    pub own_school: Field,
    /// Giving it up.
    pub withdraw: Option<Href>,
    /// With what the digests in the badge can be shown to be of this evidence.
    pub seals: Vec<Vec<Fact>>,
}

/// The fields of a claim that is being written.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceFields {
    /// Where a piece of evidence goes.
    pub add: Href,
    /// Where a file can be sent in pieces, by the script.
    pub uploads: Href,
    /// `kind`
    pub kinds: Vec<Choice>,
    /// `text`
    pub text: Field,
    /// `link`
    pub link: Field,
    /// What is wrong with the file; field `upload`.
    pub file_error: Option<String>,
    /// `visibility`
    pub visibilities: Vec<Choice>,
    /// `pupils`
    pub pupils: Vec<Choice>,
    /// Where statement, school and self-rating go; the button `do` is `save` or `submit`.
    pub save: Href,
    /// `statement`
    pub statement: Field,
    /// `school`
    pub school: Field,
    /// `co_authors`
    pub co_authors: Field,
    /// `coach`
    pub coach: Field,
    /// `not_by`
    pub not_by: Field,
    /// Whether one attempt more is possible only when a coach agrees.
    pub needs_coach: bool,
    /// The own rating; fields `level-…`.
    pub criteria: Vec<CriterionChoice>,
    /// `naming`: a box; none where nobody is ever named.
    pub naming: Vec<Choice>,
}

impl Begin {
    /// The page.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let page = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            achievement_href: "/achievements/inquiry".into(),
            steps: vec![
                "You attach evidence and rate your own work on the rubric.".to_owned(),
                "2 colleagues of other schools judge it. They do not see your name.".to_owned(),
                "You hear from them within 35 days at the latest, with a sentence about what is missing.".to_owned(),
            ],
            id: "inquiry".to_owned(),
        };
        vec![("claim-begin", page)]
    }
}

impl Claim {
    /// A draft, one with something missing, one with reviewers, one that is not there yet, and one with its badge.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let own = |piece: Piece| Piece { remove: Some("/claims/c1/evidence/e1/remove".into()), ..piece };
        let draft = Self {
            frame: Frame::signed_in_sample(),
            achievement: "Inquiry-based learning: facilitator".to_owned(),
            achievement_href: "/achievements/inquiry".into(),
            standing: "You are writing it. Nobody else can see it.".to_owned(),
            form: Some(Box::new(sample_fields())),
            evidence: sample_pieces().into_iter().map(own).collect(),
            withdraw: Some("/claims/c1/withdraw".into()),
            ..Self::default()
        };
        let text = "Write a text, or the address of something: one of the two.";
        let wrong = Self {
            errors: vec![FieldError::new("text", text)],
            form: Some(Box::new(EvidenceFields { text: Field::wrong("", text), ..sample_fields() })),
            ..draft.clone()
        };
        let waiting = Self {
            standing: "Peers are judging it.".to_owned(),
            facts: vec![
                Fact::new("Reviews", "1 of 2 are in"),
                Fact::new("It ends by", "7 June 2026, whatever happens"),
                Fact::new("Attempts", "1 of 3"),
            ],
            form: None,
            evidence: sample_pieces(),
            take_back: Some("/claims/c1/take-back".into()),
            ..draft.clone()
        };
        let not_yet = Self {
            standing: "Not yet: something is still missing. You can hand it in again.".to_owned(),
            results: vec![Fact::new("Questions", "Developing (needed: Proficient)"), Fact::new("Evidence", "Leading")],
            feedback: vec![Piece {
                title: "A peer wrote".to_owned(),
                text: "Questions: the pupils choose among your questions; let them ask their own.".to_owned(),
                rating: Some(Rating {
                    action: "/claims/c1/rate".into(),
                    key: "3fa2c1d0".to_owned(),
                    id: "rating-3fa2c1d0".to_owned(),
                    choices: vec![Choice::new("3", "It helps me").chosen(), Choice::new("1", "It does not")],
                }),
                ..Piece::default()
            }],
            appeal: Some("/claims/c1/appeal".into()),
            grounds: vec![
                Choice::new("factual_error", "Something was overlooked or misread").chosen(),
                Choice::new("procedure", "The rules were not followed"),
            ],
            ..draft.clone()
        };
        let issued = Self {
            standing: "You have earned the badge.".to_owned(),
            badge_href: Some("/badges/K7QF-2MXD".into()),
            form: None,
            volunteer: Some("/claims/c1/volunteer".into()),
            own_school: Field::new("Hillside School"),
            withdraw: None,
            seals: vec![vec![
                Fact::new("Evidence", "artefact"),
                Fact::exact("In the badge", "5b1f"),
                Fact::exact("Salt", "9c"),
            ]],
            ..not_yet.clone()
        };
        vec![
            ("claim-draft", draft),
            ("claim-draft-wrong", wrong),
            ("claim-waiting", waiting),
            ("claim-not-yet", not_yet),
            ("claim-issued", Self { appeal: None, ..issued }),
        ]
    }
}

fn sample_fields() -> EvidenceFields {
    EvidenceFields {
        add: "/claims/c1/evidence".into(),
        uploads: "/api/v1/claims/c1/uploads".into(),
        kinds: vec![
            Choice::new("artefact", "Something that was made").chosen(),
            Choice::new("reflection", "A reflection"),
        ],
        visibilities: vec![
            Choice::new("reviewers", "Reviewers may see it").chosen(),
            Choice::new("public", "Anybody who sees the badge may see it"),
        ],
        pupils: vec![
            Choice::new("not_identifiable", "No pupil can be recognised"),
            Choice::new("consent_attested", "Pupils can be recognised, and I have their families' consent"),
        ],
        save: "/claims/c1".into(),
        criteria: vec![sample_criterion(false)],
        ..EvidenceFields::default()
    }
}
