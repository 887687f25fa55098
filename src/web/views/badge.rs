//! The page of a badge that somebody earned.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{
    Alignment, Artwork, CopyRow, Event, Evidence, Fact, Frame, IssuerLine, Preview, Rubric, achievement, moment,
};
use crate::clock::Timestamp;
use crate::language::Words;
use crate::web::href::Href;
use crate::web::linkedin::{Certification, Organisation, share_url};
use crate::web::markdown::{self, Markup};
use crate::web::verdict::{Facts, State, Verdict};

/// `GET /badges/{code}`. The same for everybody and without a form that writes, so that it can be kept in caches.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "badge/page.html")]
pub struct Badge {
    /// What surrounds the page.
    pub frame: Frame,
    /// Whether search engines may list it; the earner decides.
    pub listed: bool,
    /// Who says so, one word, one sentence.
    pub verdict: Verdict,
    /// The language of the achievement.
    pub lang: String,
    /// The achievement's name.
    pub name: String,
    /// The page about the achievement.
    pub achievement_href: Href,
    /// What it says about who has it.
    pub description: String,
    /// The badge's picture.
    pub artwork: Option<Artwork>,
    /// The short code, which also stands on the picture.
    pub short_code: String,
    /// Who earned it, as far as the page may say.
    pub earner: Option<String>,
    /// Who handed out the link that leads here, when, and how long it works; `None` on the badge's own page.
    pub shared: Option<String>,
    /// Who issued it.
    pub issuer: IssuerLine,
    /// What had to be done.
    pub criteria: Markup,
    /// Results and credits.
    pub results: Vec<ResultLine>,
    /// The rubric with the levels reached.
    pub rubric: Option<Rubric>,
    /// The evidence that the earner shows.
    pub evidence: Vec<Evidence>,
    /// What is not shown: "Two more pieces are kept private by the earner."
    pub evidence_note: Option<String>,
    /// How it was judged.
    pub judgement: Option<Judgement>,
    /// The standards it answers to.
    pub alignments: Vec<Alignment>,
    /// Issued, valid until, withdrawn.
    pub dates: Vec<Event>,
    /// The address that the verify button checks: the badge's own, absolute.
    pub verify_address: String,
    /// Where the verify button leads.
    pub recheck: Href,
    /// The files.
    pub downloads: Vec<Download>,
    /// The two buttons and what to copy; `None` when the badge does not hold.
    pub linkedin: Option<LinkedIn>,
    /// For experts.
    pub experts: Vec<Fact>,
    /// The same for programs.
    pub json_href: Href,
    /// What other sites ask before they show it in a frame.
    pub oembed_href: Href,
    /// For links shown elsewhere.
    pub preview: Preview,
}

/// What was reached.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultLine {
    /// What was measured.
    pub what: String,
    /// What came out.
    pub value: String,
}

/// How a badge was judged.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Judgement {
    /// "Two of two reviewers found every criterion met."
    pub sentence: String,
    /// Rules, dates, fingerprints.
    pub facts: Vec<Fact>,
}

/// A file to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Download {
    /// Where it is.
    pub href: Href,
    /// What it is: "PNG".
    pub label: String,
    /// What it is good for.
    pub hint: String,
}

/// The way to LinkedIn.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LinkedIn {
    /// "Add to profile".
    pub add_href: Href,
    /// "Share".
    pub share_href: Href,
    /// The fields of LinkedIn's form, in its order.
    pub fields: Vec<CopyRow>,
}

impl LinkedIn {
    /// Everything that LinkedIn needs to know about an award.
    pub fn of(certification: &Certification<'_>, words: Words) -> Self {
        Self {
            add_href: certification.add_url().into(),
            share_href: share_url(certification.page).into(),
            fields: certification.fields(words),
        }
    }
}

impl Download {
    fn new(label: &str, href: &str, hint: &str) -> Self {
        Self { href: href.into(), label: label.to_owned(), hint: hint.to_owned() }
    }
}

impl Badge {
    /// A valid badge, one in each other state, and the least one.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let facts = sample_facts();
        let full = full_sample(&facts);
        let shared = Self {
            shared: Some("Ada Marlowe handed out this link on 5 May 2026. It works until 5 May 2027.".to_owned()),
            recheck: "/s/7w3k".into(),
            listed: false,
            linkedin: None,
            downloads: Vec::new(),
            experts: Vec::new(),
            ..full.clone()
        };
        let ended = |state: State, what: &str, day: (&str, &str)| {
            let mut badge = full.clone();
            badge.verdict = Verdict { checked: badge.verdict.checked, ..Verdict::new(state, &facts, Words::default()) };
            badge.linkedin = None;
            badge.dates.push(Event { what: what.to_owned(), moment: Some(moment(day.0, day.1)) });
            badge
        };
        let least = Self {
            frame: Frame::sample(),
            verdict: Verdict::new(State::Valid, &facts, Words::default()),
            lang: "en".to_owned(),
            name: "Thank you, mentor".to_owned(),
            issuer: achievement::sample_issuer(),
            short_code: "K7QF-2MXD".to_owned(),
            verify_address: full.verify_address.clone(),
            recheck: "/verify".into(),
            json_href: full.json_href.clone(),
            oembed_href: full.oembed_href.clone(),
            preview: full.preview.clone(),
            ..Self::default()
        };
        vec![
            ("badge-withdrawn", ended(State::Withdrawn, "Withdrawn", ("2026-06-09", "9 June 2026"))),
            ("badge-expired", ended(State::Expired, "Expired", ("2029-05-03", "3 May 2029"))),
            ("badge-on-hold", ended(State::OnHold, "On hold since", ("2026-06-09", "9 June 2026"))),
            ("badge-unchecked", ended(State::StatusUnknown, "Last checked", ("2026-06-08", "8 June 2026"))),
            ("badge-least", least),
            ("shared-badge", shared),
            ("badge", full),
        ]
    }
}

fn sample_facts() -> Facts {
    Facts {
        issuer: "northside.example".to_owned(),
        issued: Some("3 May 2026".to_owned()),
        expires: Some("3 May 2029".to_owned()),
        withdrawn: Some("9 June 2026".to_owned()),
        withdrawn_by: Some("Northside School District".to_owned()),
        reason: Some("It was issued to the wrong person".to_owned()),
        asked_at: Some("14:05".to_owned()),
        ..Facts::default()
    }
}

fn sample_linkedin(page: &str) -> LinkedIn {
    let year = 365 * 24 * 3600;
    let issued = Timestamp::from_unix_seconds(1_777_766_400);
    let certification = issued.map(|issued| Certification {
        name: "Inquiry-based learning: facilitator",
        organisation: Organisation::Name("Northside School District"),
        issued,
        expires: Some(issued.plus_seconds(3 * year + 24 * 3600)),
        page,
        short_code: "K7QF-2MXD",
    });
    certification.map(|certification| LinkedIn::of(&certification, Words::default())).unwrap_or_default()
}

fn sample_evidence() -> Vec<Evidence> {
    vec![
        Evidence {
            kind: "Link".to_owned(),
            name: "Unit plan: water quality in our river".to_owned(),
            href: Href::outside("https://northside.example/evidence/9f3c"),
            narrative: markdown::render("Five lessons for grade 5, with the questions that the pupils asked."),
            audience: "Anybody with this page".to_owned(),
            fingerprint: Some("9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08".to_owned()),
        },
        Evidence {
            kind: "Text".to_owned(),
            name: "Reflection".to_owned(),
            narrative: markdown::render("The second session went another way than planned, *and that was the lesson*."),
            audience: "Anybody with this page".to_owned(),
            ..Evidence::default()
        },
    ]
}

fn sample_judgement() -> Judgement {
    Judgement {
        sentence: "Two of two reviewers, who hold this badge and teach at another school, found every criterion met. \
                They did not see the earner's name."
            .to_owned(),
        facts: vec![
            Fact::new("Handed in", "12 April 2026"),
            Fact::new("Decided", "30 April 2026"),
            Fact::new("Rule", "Two reviewers, blind, level 3 in each criterion"),
        ],
    }
}

fn full_sample(facts: &Facts) -> Badge {
    let page = "https://northside.example/badges/K7QF-2MXD";
    Badge {
        frame: Frame::sample(),
        listed: true,
        verdict: Verdict {
            checked: Some(moment("2026-06-09T14:05:00Z", "9 June 2026, 14:05 UTC")),
            ..Verdict::new(State::Valid, facts, Words::default())
        },
        lang: "en".to_owned(),
        name: "Inquiry-based learning: facilitator".to_owned(),
        achievement_href: "/achievements/01J9Z3".into(),
        description: "The teacher plans, leads and reflects on an inquiry cycle with a whole class.".to_owned(),
        artwork: Some(Artwork::new(
            "/artwork/inquiry.svg",
            "A magnifying glass over a question mark on a round teal badge",
        )),
        short_code: "K7QF-2MXD".to_owned(),
        earner: Some("Ada Marlowe".to_owned()),
        shared: None,
        issuer: achievement::sample_issuer(),
        criteria: markdown::render(
            "Submit a unit plan, three samples of pupils' work and a written reflection. Two peers judge them by the \
             published rubric; both must place them at level 3 or above.",
        ),
        results: vec![
            ResultLine { what: "Level reached".to_owned(), value: "Proficient (3 of 4)".to_owned() },
            ResultLine { what: "Credits".to_owned(), value: "15 hours".to_owned() },
        ],
        rubric: Some(achievement::sample_rubric(&[3, 2, 2])),
        evidence: sample_evidence(),
        evidence_note: Some(
            "One more piece was judged. The earner keeps it private; its fingerprint is in the badge.".to_owned(),
        ),
        judgement: Some(sample_judgement()),
        alignments: vec![Alignment {
            name: "Standard 5: Learning design".to_owned(),
            code: "EDU-5".to_owned(),
            framework: "Educator standards".to_owned(),
            href: Href::outside("https://standards.example.net/educators/5"),
            ..Alignment::default()
        }],
        dates: vec![
            Event { what: "Issued".to_owned(), moment: Some(moment("2026-05-03", "3 May 2026")) },
            Event { what: "Valid until".to_owned(), moment: Some(moment("2029-05-03", "3 May 2029")) },
        ],
        verify_address: page.to_owned(),
        recheck: "/verify".into(),
        downloads: vec![
            Download::new("PNG", "/badges/K7QF-2MXD.png", "The picture, with the badge inside"),
            Download::new("SVG", "/badges/K7QF-2MXD.svg", "The same, sharp at every size"),
            Download::new("JSON", "/badges/K7QF-2MXD.json", "The signed statement for programs"),
            Download::new("JWT", "/badges/K7QF-2MXD.jwt", "The same as a token"),
        ],
        linkedin: Some(sample_linkedin(page)),
        experts: vec![
            Fact::exact("Issuer", "did:web:northside.example"),
            Fact::exact("Identifier", "urn:uuid:3a7c0c2e-52d6-4f0e-9a3d-2f7c0a6b1d55"),
            Fact::exact("Signature", "DataIntegrityProof, eddsa-rdfc-2022"),
            Fact::exact("Status list", "https://northside.example/status/1#94567"),
        ],
        json_href: "/badges/K7QF-2MXD.json".into(),
        oembed_href: "/oembed?url=https%3A%2F%2Fnorthside.example%2Fbadges%2FK7QF-2MXD".into(),
        preview: Preview {
            title: "Ada Marlowe earned “Inquiry-based learning: facilitator”".to_owned(),
            url: page.into(),
            description: "Issued by Northside School District on 3 May 2026 after review by two peers.".to_owned(),
            image: "https://northside.example/badges/K7QF-2MXD/card-5d1f.png".into(),
            is_card: true,
            image_alt: "The badge Inquiry-based learning: facilitator".to_owned(),
        },
    }
}
