//! A badge as its earner sees it, by the link of a mail or signed in.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::super::{Artwork, Choice, CopyRow, Download, Event, Field, FieldError, Frame, IssuerLine, Link, moment};
use crate::language::Words;
use crate::web::href::Href;
use crate::web::verdict::{Facts, State, Verdict};

/// `GET /yours/{token}` and `GET /me/badges/{award}`. Every form goes to `{base}/{what}`.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "earner/held.html")]
pub struct HeldBadge {
    /// What surrounds the page.
    pub frame: Frame,
    /// What is wrong.
    pub errors: Vec<FieldError>,
    /// Where the forms go, without what they do.
    pub base: Href,
    /// How the badge stands.
    pub verdict: Verdict,
    /// The language of the achievement.
    pub lang: String,
    /// The achievement's name.
    pub name: String,
    /// What it says about who has it.
    pub description: String,
    /// The picture.
    pub artwork: Option<Artwork>,
    /// The short code.
    pub short_code: String,
    /// Who issued it.
    pub issuer: IssuerLine,
    /// When.
    pub dates: Vec<Event>,
    /// Where the answer stands: "Nobody else sees it here until you accept it."
    pub standing: String,
    /// Whether it waits for an answer.
    pub is_offered: bool,
    /// Whether it was accepted.
    pub is_accepted: bool,
    /// The reminders of it, while it waits for an answer.
    pub reminders: Option<OwnReminders>,
    /// The way to LinkedIn; `None` when it was declined or does not hold.
    pub linkedin: Option<ToLinkedIn>,
    /// The badge's own page, when others may see it.
    pub page_href: Option<Href>,
    /// Who may open the badge's own page: field `visibility`.
    pub visibility: Vec<Choice>,
    /// Their name, when it can be shown: box `name`.
    pub own_name: Option<String>,
    /// Whether pages say it.
    pub shows_name: bool,
    /// The evidence, piece by piece: boxes `evidence`.
    pub evidence: Vec<EvidenceChoice>,
    /// The links to it.
    pub shares: Vec<ShareLine>,
    /// The form for a new one; `None` until it is accepted.
    pub new_share: Option<ShareParts>,
    /// The files.
    pub downloads: Vec<Download>,
    /// What a file holds, whatever pages leave out.
    pub file_note: String,
    /// Where a request to correct their name stands; `None` when there was none.
    pub name_state: Option<String>,
    /// The form for one; `None` while one is open, and when the badge does not stand.
    pub name_form: Option<NameForm>,
    /// Whether the page was opened by the link of a mail.
    pub is_by_link: bool,
    /// The other ways on: all badges, signing in.
    pub ways: Vec<Link>,
}

/// Whether mails remind of a badge, and the button that changes it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OwnReminders {
    /// "If you do not answer, we remind you by mail, twice at most."
    pub sentence: String,
    /// Where the form goes, after the page's own address.
    pub what: String,
    /// What the button says.
    pub button: String,
}

/// The form for a request to correct a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameForm {
    /// `wanted_name`
    pub wanted: Field,
    /// `name_note`
    pub note: Field,
}

/// The way to LinkedIn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToLinkedIn {
    /// What the first button says: "Accept and add to LinkedIn".
    pub add_label: String,
    /// The fields of LinkedIn's form in its order, with the address of the link for LinkedIn once there is one.
    pub fields: Vec<CopyRow>,
}

/// A piece of evidence with a box.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceChoice {
    /// What the box sends.
    pub key: String,
    /// What kind of piece it is.
    pub kind: String,
    /// What it is called, or how it begins.
    pub name: String,
    /// Where it is.
    pub href: Option<Href>,
    /// What hiding or showing it does.
    pub note: String,
    /// Whether pages show it.
    pub is_shown: bool,
    /// Whether it may not be shown.
    pub is_locked: bool,
}

/// A link that was handed out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareLine {
    /// What its owner calls it.
    pub label: String,
    /// Its address.
    pub address: Href,
    /// What it shows and how long: "Name, evidence. Works until 3 May 2027."
    pub sentence: String,
    /// What the button to end it sends; `None` when it has ended.
    pub token: Option<String>,
}

/// The form for a new link.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShareParts {
    /// `label`
    pub label: Field,
    /// `fields`
    pub fields: Vec<Choice>,
    /// `days`
    pub days: Vec<Choice>,
}

impl HeldBadge {
    /// Offered by a mail, accepted with everything, declined, and a form with something wrong.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let accepted = accepted_sample();
        let offered = Self {
            base: "/yours/7w3kq2".into(),
            standing: "Northside School District offers you this badge. Nobody else sees it here until you accept it."
                .to_owned(),
            is_offered: true,
            is_accepted: false,
            reminders: Some(OwnReminders {
                sentence: "If you do not answer, we remind you by mail, twice at most.".to_owned(),
                what: "quiet".to_owned(),
                button: "No more reminders".to_owned(),
            }),
            linkedin: accepted.linkedin.clone().map(|linkedin| ToLinkedIn {
                add_label: "Accept and add to LinkedIn".to_owned(),
                fields: linkedin.fields,
            }),
            page_href: None,
            shares: Vec::new(),
            new_share: None,
            is_by_link: true,
            ways: vec![Link::new("/sign-in?next=/me", "Sign in to see all your badges")],
            ..accepted.clone()
        };
        let declined = Self {
            standing: "You declined this badge on 4 May 2026. Nobody sees it here.".to_owned(),
            is_offered: false,
            reminders: None,
            linkedin: None,
            visibility: Vec::new(),
            evidence: Vec::new(),
            ..offered.clone()
        };
        let why = "Write at most 100 characters on one line.";
        let wrong = Self {
            errors: vec![FieldError::new("label", why)],
            new_share: accepted.new_share.clone().map(|parts| ShareParts { label: Field::wrong("x", why), ..parts }),
            ..accepted.clone()
        };
        vec![
            ("held-offered", offered),
            ("held-accepted", accepted),
            ("held-declined", declined),
            ("held-share-wrong", wrong),
        ]
    }
}

fn accepted_sample() -> HeldBadge {
    let facts =
        Facts { issuer: "northside.example".to_owned(), issued: Some("3 May 2026".to_owned()), ..Facts::default() };
    HeldBadge {
        frame: Frame::signed_in_sample(),
        base: "/me/badges/K7QF2MXD".into(),
        verdict: Verdict::new(State::Valid, &facts, Words::default()),
        lang: "en".to_owned(),
        name: "Inquiry-based learning: facilitator".to_owned(),
        description: "The teacher plans, leads and reflects on an inquiry cycle with a whole class.".to_owned(),
        artwork: Some(Artwork::new("/artwork/inquiry.svg", "A magnifying glass on a round teal badge")),
        short_code: "K7QF-2MXD".to_owned(),
        issuer: IssuerLine {
            href: "/organisations/northside".into(),
            name: "Northside School District".to_owned(),
            host: "northside.example".to_owned(),
        },
        dates: vec![Event { what: "Awarded".to_owned(), moment: Some(moment("2026-05-03", "3 May 2026")) }],
        standing: "You accepted this badge on 4 May 2026.".to_owned(),
        is_accepted: true,
        linkedin: Some(ToLinkedIn {
            add_label: "Add to LinkedIn".to_owned(),
            fields: vec![
                CopyRow::new("Name", "Inquiry-based learning: facilitator"),
                CopyRow::new("Issuing organization", "Northside School District"),
                CopyRow::new("Issue date", "3 May 2026"),
            ],
        }),
        page_href: Some("/badges/K7QF2MXD".into()),
        visibility: vec![Choice::new("public", "Whoever has its address").chosen(), Choice::new("private", "Nobody")],
        own_name: Some("Ada Marlowe".to_owned()),
        shows_name: true,
        evidence: sample_evidence(),
        shares: vec![
            ShareLine {
                label: "LinkedIn".to_owned(),
                address: "https://northside.example/s/4m0z".into(),
                sentence: "Shows your name, results. Works until you end it.".to_owned(),
                token: Some("4m0z".to_owned()),
            },
            ShareLine {
                label: "For the district".to_owned(),
                address: "https://northside.example/s/9x1c".into(),
                sentence: "You ended this link on 5 May 2026.".to_owned(),
                token: None,
            },
        ],
        new_share: Some(ShareParts {
            label: Field::default(),
            fields: vec![Choice::new("name", "Your name").chosen(), Choice::new("evidence", "The evidence")],
            days: vec![Choice::new("30", "30 days"), Choice::new("365", "A year").chosen()],
        }),
        downloads: vec![Download {
            href: "/me/badges/K7QF2MXD/badge.png?download".into(),
            label: "PNG".to_owned(),
            hint: "The picture with the badge inside".to_owned(),
        }],
        file_note: "A file holds the whole signed badge with all its evidence, whatever you choose above.".to_owned(),
        name_state: Some(
            "You asked on 4 May 2026 for “Ada Lovelace-Marlowe”. The issuer has not answered yet.".to_owned(),
        ),
        name_form: Some(NameForm { wanted: Field::new("Ada Marlowe"), note: Field::default() }),
        ways: vec![Link::new("/me", "All your badges")],
        ..HeldBadge::default()
    }
}

fn sample_evidence() -> Vec<EvidenceChoice> {
    vec![
        EvidenceChoice {
            key: "signed-0".to_owned(),
            kind: "Artefact".to_owned(),
            name: "Unit plan: water quality in our river".to_owned(),
            href: Href::outside("https://northside.example/evidence/9f3c"),
            note: "Part of the signed badge".to_owned(),
            is_shown: true,
            is_locked: false,
        },
        EvidenceChoice {
            key: "9f3c".to_owned(),
            kind: "Student impact".to_owned(),
            name: "A file".to_owned(),
            note: "Pupils can be recognised in it, so it stays with those who judged it".to_owned(),
            is_locked: true,
            ..EvidenceChoice::default()
        },
    ]
}
