//! The pages of frameworks: all of them, one as a tree, one statement.

use askama::Template;
use serde::{Deserialize, Serialize};

use super::{BadgeCard, Fact, Frame, Link, achievement, moment};
use crate::web::href::Href;
use crate::web::moment::Moment;

/// `GET /frameworks`: all frameworks, and a search through all.
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "frameworks/list.html")]
pub struct Frameworks {
    /// What surrounds the page.
    pub frame: Frame,
    /// The words that were asked for.
    pub query: String,
    /// Whether anything was asked for.
    pub is_asked: bool,
    /// What was found.
    pub results: Vec<ItemLine>,
    /// How many, in words.
    pub count_in_words: String,
    /// Where more of it is.
    pub next: Option<Href>,
    /// The frameworks.
    pub frameworks: Vec<FrameworkCard>,
}

/// A framework in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameworkCard {
    /// The page about it.
    pub href: Href,
    /// What it is called.
    pub name: String,
    /// The tag of its language; may be empty.
    pub lang: String,
    /// Who publishes it; may be empty.
    pub publisher: String,
    /// How many items are in use.
    pub items: i64,
}

/// A statement in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemLine {
    /// The page about it.
    pub href: Href,
    /// Its code; may be empty.
    pub code: String,
    /// What it says.
    pub statement: String,
    /// The tag of its language; may be empty.
    pub lang: String,
    /// The framework, in lists of several; may be empty.
    pub framework: String,
}

/// A statement at the top of a tree, with what lies directly below it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Branch {
    /// The statement.
    pub item: ItemLine,
    /// What lies below it.
    pub below: Vec<ItemLine>,
}

/// `GET /frameworks/{framework}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "frameworks/page.html")]
pub struct Framework {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way here.
    pub crumbs: Vec<Link>,
    /// What it is called.
    pub name: String,
    /// The tag of its language; may be empty.
    pub lang: String,
    /// Who publishes it; may be empty.
    pub publisher: String,
    /// How many items are in use.
    pub items: i64,
    /// When it was brought in last.
    pub imported: Moment,
    /// Where it is published.
    pub url: Option<Href>,
    /// The achievements that answer to it.
    pub catalogue_href: Href,
    /// This page.
    pub href: Href,
    /// The words that were asked for.
    pub query: String,
    /// Whether anything was asked for.
    pub is_asked: bool,
    /// What was found.
    pub results: Vec<ItemLine>,
    /// How many, in words.
    pub count_in_words: String,
    /// Where more of it is.
    pub next: Option<Href>,
    /// The tree, two levels of it.
    pub branches: Vec<Branch>,
    /// Whether there is more than is shown.
    pub is_cut: bool,
}

/// `GET /frameworks/{framework}/items/{item}`
#[derive(Clone, Debug, Default, Serialize, Deserialize, Template)]
#[template(path = "frameworks/item.html")]
pub struct FrameworkItem {
    /// What surrounds the page.
    pub frame: Frame,
    /// The way here: the framework and the statements above.
    pub crumbs: Vec<Link>,
    /// The statement, short enough for a title.
    pub title: String,
    /// Its code; may be empty.
    pub code: String,
    /// What it says.
    pub statement: String,
    /// The tag of its language; may be empty.
    pub lang: String,
    /// More about it; may be empty.
    pub description: String,
    /// Where it is published.
    pub url: Option<Href>,
    /// Whether its framework does not have it any more.
    pub is_retired: bool,
    /// What lies below it.
    pub below: Vec<ItemLine>,
    /// The achievements that answer to it.
    pub achievements: Vec<BadgeCard>,
    /// What kind of statement it is.
    pub facts: Vec<Fact>,
    /// For experts.
    pub experts: Vec<Fact>,
}

fn sample_line(code: &str, statement: &str) -> ItemLine {
    ItemLine {
        href: format!("/frameworks/f1/items/{code}").into(),
        code: code.to_owned(),
        statement: statement.to_owned(),
        lang: "en".to_owned(),
        framework: String::new(),
    }
}

impl Frameworks {
    /// Two frameworks with something found, and a fresh install.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let card = |name: &str, items| FrameworkCard {
            href: "/frameworks/f1".into(),
            name: name.to_owned(),
            lang: "en".to_owned(),
            publisher: "Northside School District".to_owned(),
            items,
        };
        let framework = "Teaching practice".to_owned();
        let full = Self {
            frame: Frame::sample(),
            query: "inquiry".to_owned(),
            is_asked: true,
            results: vec![ItemLine { framework, ..sample_line("3.b", "Leads an inquiry with a whole class") }],
            count_in_words: "1 found".to_owned(),
            next: Some("/frameworks?q=inquiry&after=1".into()),
            frameworks: vec![card("Teaching practice", 42), card("Skills for this century", 12_000)],
        };
        let fresh = Self { frame: Frame::sample(), ..Self::default() };
        vec![("frameworks", full), ("frameworks-fresh", fresh)]
    }
}

impl Framework {
    /// A tree, and a search that finds nothing.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let tree = Self {
            frame: Frame::sample(),
            crumbs: vec![Link::new("/frameworks", "Standards and skills")],
            name: "Teaching practice".to_owned(),
            lang: "en".to_owned(),
            publisher: "Northside School District".to_owned(),
            items: 42,
            imported: moment("2026-05-03", "3 May 2026"),
            url: Some("https://northside.example/practice".into()),
            catalogue_href: "/catalogue?framework=Teaching%20practice".into(),
            href: "/frameworks/f1".into(),
            branches: vec![
                Branch {
                    item: sample_line("1", "Plans learning"),
                    below: vec![sample_line("1.a", "Starts from what pupils know"), sample_line("1.b", "Sets one aim")],
                },
                Branch { item: sample_line("2", "Judges evidence"), below: Vec::new() },
            ],
            is_cut: true,
            ..Self::default()
        };
        let nothing =
            Self { query: "zebra".to_owned(), is_asked: true, count_in_words: "0 found".to_owned(), ..tree.clone() };
        vec![("framework", tree), ("framework-nothing", nothing)]
    }
}

impl FrameworkItem {
    /// A statement with parts and achievements, and one that its framework gave up.
    pub fn sample() -> Vec<(&'static str, Self)> {
        let full = Self {
            frame: Frame::sample(),
            crumbs: vec![Link::new("/frameworks/f1", "Teaching practice"), Link::new("/frameworks/f1/items/3", "3")],
            title: "Leads an inquiry with a whole class".to_owned(),
            code: "3.b".to_owned(),
            statement: "Leads an inquiry with a whole class".to_owned(),
            lang: "en".to_owned(),
            description: "From a question of the pupils to what they found out.".to_owned(),
            url: Some("https://northside.example/practice#3.b".into()),
            is_retired: false,
            below: vec![sample_line("3.b.1", "Lets pupils ask")],
            achievements: achievement::sample_cards(),
            facts: vec![Fact::new("Kind", "Indicator")],
            experts: vec![Fact::exact("Identifier", "https://northside.example/practice#3.b")],
        };
        let retired = Self {
            frame: Frame::sample(),
            title: full.title.clone(),
            statement: full.statement.clone(),
            is_retired: true,
            ..Self::default()
        };
        vec![("framework-item", full), ("framework-item-retired", retired)]
    }
}
