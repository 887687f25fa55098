//! The page of an achievement: what can be earned, and how.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{Alignment, Artwork, BadgeCard, Criterion, Fact, Frame, IssuerLine, Link, Preview, Rubric, RubricCell};
use crate::web::href::Href;
use crate::web::markdown::{self, Markup};

/// `GET /achievements/{id}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "achievement/page.html")]
pub struct Achievement {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way here from the first page.
    pub crumbs: Vec<Link>,
    /// The language it is written in.
    pub lang: String,
    /// Its name.
    pub name: String,
    /// What kind of achievement: "Micro-credential".
    pub kind: String,
    /// What it says about who has it.
    pub description: String,
    /// The badge's picture.
    pub artwork: Option<Artwork>,
    /// Who issues it.
    pub issuer: IssuerLine,
    /// What must be done.
    pub criteria: Markup,
    /// A page about the criteria elsewhere.
    pub criteria_href: Option<Href>,
    /// How it is judged.
    pub rubric: Option<Rubric>,
    /// How a submission is reviewed, step by step; empty when the issuer decides alone.
    pub review: Vec<String>,
    /// The standards it answers to.
    pub alignments: Vec<Alignment>,
    /// Credits, language, grade band, subject: what is said in a word or two.
    pub facts: Vec<Fact>,
    /// Words to find it by, with the catalogue behind them.
    pub tags: Vec<Link>,
    /// What to know about this version: "This is version 3. Badges of earlier versions stay as they were."
    pub version_note: Option<String>,
    /// From which others it follows by itself, with how many of them, and how many of them whoever looks has.
    #[serde(default)]
    pub follows: Option<FollowsFrom>,
    /// Where it can be claimed with evidence; `None` when it cannot.
    pub claim_href: Option<Href>,
    /// Why it cannot be earned any more.
    pub closed: Option<String>,
    /// For experts.
    pub experts: Vec<Fact>,
    /// The same for programs.
    pub json_href: Href,
    /// For links shown elsewhere.
    pub preview: Preview,
}

/// What an achievement follows from by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FollowsFrom {
    /// "Whoever has 2 of these badges gets it by itself, in any order."
    pub sentence: String,
    /// The badges that count.
    pub parts: Vec<Link>,
    /// How far whoever looks is: "You have 1 of 2."
    pub own: Option<String>,
}

impl Achievement {
    /// A full achievement, one in another language that is closed, and the least one.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let full = full_sample();
        let closed = Self {
            lang: "es".to_owned(),
            name: "Aprendizaje basado en la indagación: facilitadora o facilitador".to_owned(),
            description: "Planifica, dirige y reflexiona sobre un ciclo de indagación con toda la clase.".to_owned(),
            claim_href: None,
            follows: None,
            closed: Some(
                "Northside School District no longer awards this. Badges already awarded stay valid.".to_owned(),
            ),
            ..full.clone()
        };
        let least = Self {
            frame: Frame::sample(),
            lang: "en".to_owned(),
            name: "Thank you, mentor".to_owned(),
            kind: "Badge".to_owned(),
            description: "Given to teachers who looked after a new colleague for a year.".to_owned(),
            issuer: full.issuer.clone(),
            criteria: markdown::render("Be somebody's mentor from August to June."),
            json_href: full.json_href.clone(),
            preview: full.preview.clone(),
            ..Self::default()
        };
        vec![("achievement", full), ("achievement-closed", closed), ("achievement-least", least)]
    }
}

fn full_sample() -> Achievement {
    Achievement {
        frame: Frame::sample(),
        crumbs: vec![
            Link::new("/catalogue", "Catalogue"),
            Link::new("/organisations/northside", "Northside School District"),
        ],
        lang: "en".to_owned(),
        name: "Inquiry-based learning: facilitator".to_owned(),
        kind: "Micro-credential".to_owned(),
        description: "The teacher plans, leads and reflects on an inquiry cycle with a whole class.".to_owned(),
        artwork: Some(Artwork::new(
            "/artwork/inquiry.svg",
            "A magnifying glass over a question mark on a round teal badge",
        )),
        issuer: sample_issuer(),
        criteria: markdown::render(
            "Hand in three things:\n\n1. a **unit plan** of at least five lessons,\n2. three samples of pupils' work \
             without names,\n3. a reflection of 600 to 900 words.\n\nTwo peers from another school judge them by the \
             rubric below.",
        ),
        criteria_href: None,
        rubric: Some(sample_rubric(&[])),
        review: vec![
            "Two teachers who hold this badge judge your evidence. They do not see your name or your school."
                .to_owned(),
            "If they disagree by more than one level, a third one judges.".to_owned(),
            "You hear from them within ten school days, with a sentence about each criterion.".to_owned(),
            "If something is missing you may hand it in again as often as you like.".to_owned(),
        ],
        alignments: vec![Alignment {
            name: "Standard 5: Learning design".to_owned(),
            code: "EDU-5".to_owned(),
            framework: "Educator standards".to_owned(),
            description: "Designs learning that starts from pupils' own questions.".to_owned(),
            href: Href::outside("https://standards.example.net/educators/5"),
        }],
        facts: vec![
            Fact::new("Credits", "15 hours of professional learning"),
            Fact::new("Subject", "Science"),
            Fact::new("Grade band", "3 to 8"),
            Fact::new("Language", "English"),
            Fact::new("Awarded so far", "212 times"),
        ],
        tags: vec![
            Link::new("/catalogue?tag=inquiry", "inquiry"),
            Link::new("/catalogue?tag=facilitation", "facilitation"),
        ],
        version_note: Some(
            "This is version 3 of 14 January 2026. Badges of earlier versions stay as they were.".to_owned(),
        ),
        follows: Some(FollowsFrom {
            sentence: "Whoever has 2 of these 3 badges gets it by itself.".to_owned(),
            parts: vec![
                Link::new("/achievements/1", "Reading together"),
                Link::new("/achievements/2", "Writing together"),
            ],
            own: Some("You have 1 of 2.".to_owned()),
        }),
        claim_href: Some("/claims/new?achievement=01J9Z3".into()),
        closed: None,
        experts: vec![
            Fact::exact("Identifier", "https://northside.example/achievements/01J9Z3"),
            Fact::exact("Issuer", "did:web:northside.example"),
        ],
        json_href: "/achievements/01J9Z3?format=json".into(),
        preview: Preview {
            title: "Inquiry-based learning: facilitator".to_owned(),
            url: "https://northside.example/achievements/01J9Z3".into(),
            description: "Plans, leads and reflects on an inquiry cycle with a whole class.".to_owned(),
            image: "https://northside.example/achievements/01J9Z3/versions/3/image.png".into(),
            is_card: false,
            image_alt: "The badge Inquiry-based learning: facilitator".to_owned(),
        },
    }
}

/// The issuer of the samples.
pub(super) fn sample_issuer() -> IssuerLine {
    IssuerLine {
        href: "/organisations/northside".into(),
        name: "Northside School District".to_owned(),
        host: "northside.example".to_owned(),
    }
}

/// The rubric of the samples; `achieved` says which level each criterion reached.
pub(super) fn sample_rubric(achieved: &[usize]) -> Rubric {
    let levels = ["Beginning", "Developing", "Proficient", "Leading"];
    let criteria = [
        (
            "Questions",
            [
                "The teacher asks the questions.",
                "Pupils choose among the teacher's questions.",
                "Pupils ask questions that can be investigated.",
                "Pupils improve each other's questions.",
            ],
        ),
        (
            "Evidence",
            [
                "Answers come from the book.",
                "Pupils collect data with a recipe.",
                "Pupils plan how to collect data and say why.",
                "Pupils weigh data against each other.",
            ],
        ),
        (
            "Reflection",
            [
                "Tells what happened.",
                "Says what went well.",
                "Says what to change and why, with an example.",
                "Tries the change and reports on it.",
            ],
        ),
    ];
    let criterion = |(at, (name, texts)): (usize, (&str, [&str; 4]))| Criterion {
        name: name.to_owned(),
        cells: levels
            .into_iter()
            .zip(texts)
            .enumerate()
            .map(|(level, (title, text))| RubricCell {
                level: title.to_owned(),
                text: text.to_owned(),
                required: level == 2,
                achieved: achieved.get(at) == Some(&level),
            })
            .collect(),
    };
    Rubric {
        caption: "Level 3, Proficient, must be reached in each criterion".to_owned(),
        levels: levels.map(str::to_owned).to_vec(),
        criteria: criteria.into_iter().enumerate().map(criterion).collect(),
    }
}

/// Some achievements in a list.
pub(super) fn sample_cards() -> Vec<BadgeCard> {
    let card = |id: &str, name: &str, summary: &str, labels: &[&str]| BadgeCard {
        href: format!("/achievements/{id}").into(),
        artwork: Some(Artwork::new(format!("/artwork/{id}.svg"), "")),
        name: name.to_owned(),
        issuer: "Northside School District".to_owned(),
        summary: summary.to_owned(),
        labels: labels.iter().map(|label| (*label).to_owned()).collect(),
        ..BadgeCard::default()
    };
    vec![
        card(
            "inquiry",
            "Inquiry-based learning: facilitator",
            "Plans, leads and reflects on an inquiry cycle with a whole class.",
            &["Micro-credential", "Grades 3 to 8"],
        ),
        card(
            "reading",
            "Reading together",
            "Runs a reading circle in which every pupil speaks.",
            &["Badge", "Grades K to 2"],
        ),
        BadgeCard {
            lang: Some("es".to_owned()),
            ..card(
                "puente",
                "Puente entre familias y escuela",
                "Acompaña a familias recién llegadas durante su primer año.",
                &["Certificate"],
            )
        },
    ]
}
