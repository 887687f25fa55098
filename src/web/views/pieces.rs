//! The pieces that pages are made of; their look is in `templates/pieces.html`.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::language::{Filled, Language, Words};
use crate::web::href::{Href, percent_encoded};
use crate::web::markdown::Markup;
use crate::web::moment::Moment;
use crate::web::rich::Rich;
use crate::web::verdict::State;

/// What surrounds every page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Frame {
    /// The page's own words, in its language.
    #[serde(default)]
    pub words: Words,
    /// The path of this page, with its query: where choosing a language leads back to.
    #[serde(default)]
    pub here: String,
    /// What this place calls itself.
    pub site: String,
    /// The token for the hidden `csrf` field of every form that writes.
    pub csrf: String,
    /// Who is signed in.
    pub person: Option<Person>,
    /// What was just done: "The badge was withdrawn."
    pub notice: Option<String>,
}

impl Default for Frame {
    fn default() -> Self {
        Self {
            words: Words::default(),
            here: "/".to_owned(),
            site: "Accolade".to_owned(),
            csrf: String::new(),
            person: None,
            notice: None,
        }
    }
}

/// A language to choose, in the foot of every page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LanguageLink {
    /// Where it is chosen.
    pub href: Href,
    /// Its tag.
    pub tag: &'static str,
    /// What its speakers call it.
    pub name: &'static str,
    /// Whether the page speaks it.
    pub current: bool,
}

impl Frame {
    /// The page's own words.
    pub fn words(&self) -> Words {
        self.words
    }

    /// A text of the page's own.
    pub fn say(&self, name: &str) -> Cow<'static, str> {
        self.words.say(name)
    }

    /// A text with places to fill in.
    pub fn fill(&self, name: &'static str) -> Filled {
        self.words.fill(name)
    }

    /// A text with a little HTML in it.
    pub fn rich(&self, name: &'static str) -> Rich {
        Rich::new(self.words, name)
    }

    /// The tag of the page's language.
    pub fn lang(&self) -> &'static str {
        self.words.language().tag()
    }

    /// The direction of its lines.
    pub fn dir(&self) -> &'static str {
        self.words.language().direction()
    }

    /// The languages to choose from.
    pub fn languages(&self) -> Vec<LanguageLink> {
        let link = |language: Language| LanguageLink {
            href: format!("/language/{}?next={}", language.tag(), percent_encoded(&self.here)).into(),
            tag: language.tag(),
            name: language.own_name(),
            current: language == self.words.language(),
        };
        Language::OFFERED.into_iter().map(link).collect()
    }

    /// A visitor's frame.
    pub fn sample() -> Self {
        Self { csrf: "3q2-7wVx0n1".to_owned(), ..Self::default() }
    }

    /// The frame of somebody who is signed in.
    pub fn signed_in_sample() -> Self {
        let person = Person { name: "Grace Okoro".to_owned(), desk_href: "/desk/northside".into() };
        Self { person: Some(person), ..Self::sample() }
    }
}

/// Who is signed in.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Person {
    /// Their name or e-mail address.
    pub name: String,
    /// Where they work.
    pub desk_href: Href,
}

/// A link with its words.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// Where to.
    pub href: Href,
    /// The words.
    pub text: String,
}

impl Link {
    /// A link.
    pub fn new(href: impl Into<Href>, text: impl Into<String>) -> Self {
        Self { href: href.into(), text: text.into() }
    }
}

/// A picture with the words for those who do not see it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Artwork {
    /// The picture's address on this server.
    pub src: Href,
    /// The alternative text; empty when the words beside it say the same.
    pub alt: String,
}

impl Artwork {
    /// A picture.
    pub fn new(src: impl Into<Href>, alt: impl Into<String>) -> Self {
        Self { src: src.into(), alt: alt.into() }
    }
}

/// An achievement or a badge in a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BadgeCard {
    /// The page about it.
    pub href: Href,
    /// The picture; its words are the name beside it, so `alt` is usually empty.
    pub artwork: Option<Artwork>,
    /// The achievement's name.
    pub name: String,
    /// The language of the name, when it is not the page's.
    pub lang: Option<String>,
    /// Who issues it.
    pub issuer: String,
    /// One line about it.
    pub summary: String,
    /// Small words beneath: type, grade band.
    pub labels: Vec<String>,
    /// When it was published or issued.
    pub date: Option<Moment>,
    /// The badge's state, for badges.
    pub state: Option<State>,
}

/// A term and what it is: for experts, for facts beside a text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// The term.
    pub term: String,
    /// What it is.
    pub text: String,
    /// Where it leads, if anywhere.
    pub href: Option<Href>,
    /// Whether it is for machines: an identifier, an address, a fingerprint.
    pub exact: bool,
}

impl Fact {
    /// A fact in words.
    pub fn new(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { term: term.into(), text: text.into(), ..Self::default() }
    }

    /// An identifier or an address, letter by letter.
    pub fn exact(term: impl Into<String>, text: impl Into<String>) -> Self {
        Self { exact: true, ..Self::new(term, text) }
    }
}

/// What happened on which day.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Event {
    /// What.
    pub what: String,
    /// When; `None` for "no end date".
    pub moment: Option<Moment>,
}

/// How an achievement is judged: criteria down, levels across.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rubric {
    /// What it judges.
    pub caption: String,
    /// The names of the levels, lowest first.
    pub levels: Vec<String>,
    /// The criteria.
    pub criteria: Vec<Criterion>,
}

/// One line of a rubric.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Criterion {
    /// What is looked at.
    pub name: String,
    /// One cell per level.
    pub cells: Vec<RubricCell>,
}

/// What one level of one criterion asks for.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RubricCell {
    /// The level's name again, for narrow screens.
    pub level: String,
    /// What it asks for.
    pub text: String,
    /// Whether this level must be reached.
    pub required: bool,
    /// Whether this level was reached; for awards.
    pub achieved: bool,
}

/// One piece of evidence.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// What kind it is: link, text, file.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// Where it is.
    pub href: Option<Href>,
    /// What it shows.
    pub narrative: Markup,
    /// Who may see it: "Anybody with this page".
    pub audience: String,
    /// The SHA-256 of the file that was reviewed.
    pub fingerprint: Option<String>,
}

/// What is wrong in a form, with the field it is about.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldError {
    /// The `id` of the field.
    pub field: String,
    /// What is wrong and how to put it right.
    pub message: String,
}

impl FieldError {
    /// An error at a field.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

/// What a field holds, and what is wrong with it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// What was typed.
    pub value: String,
    /// What is wrong and how to put it right; the same words as in the summary.
    pub error: Option<String>,
}

impl Field {
    /// A field that is in order.
    pub fn new(value: impl Into<String>) -> Self {
        Self { value: value.into(), error: None }
    }

    /// A field that is not in order.
    pub fn wrong(value: impl Into<String>, error: impl Into<String>) -> Self {
        Self { value: value.into(), error: Some(error.into()) }
    }
}

/// One of several things to choose.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// The words.
    pub label: String,
    /// How many there are of it, where that is shown.
    pub count: Option<u64>,
    /// Whether it is chosen.
    pub chosen: bool,
}

impl Choice {
    /// Something to choose.
    pub fn new(value: impl Into<String>, label: impl Into<String>) -> Self {
        Self { value: value.into(), label: label.into(), ..Self::default() }
    }

    /// The same, chosen.
    pub fn chosen(self) -> Self {
        Self { chosen: true, ..self }
    }

    /// The same, with how many there are.
    pub fn with_count(self, count: u64) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// Nothing to show yet, and the first useful thing to do.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Empty {
    /// What is empty, and why.
    pub sentence: String,
    /// What to do.
    pub action: Option<Link>,
}

impl Empty {
    /// An empty place and what to do about it.
    pub fn new(sentence: impl Into<String>, action: Option<Link>) -> Self {
        Self { sentence: sentence.into(), action }
    }
}

/// A table of records.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Table {
    /// What the table is about.
    pub caption: String,
    /// The heads.
    pub columns: Vec<Column>,
    /// The records.
    pub rows: Vec<Row>,
    /// What stands there instead when there are no records.
    pub empty: Empty,
}

/// The head of a column.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Column {
    /// The words.
    pub label: String,
    /// The same list in the order of this column; `None` when it cannot be sorted.
    pub sort_href: Option<Href>,
    /// Whether, and which way, the list is sorted by it.
    pub order: Order,
}

/// Whether, and which way, a list is sorted by a column.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Order {
    /// It is not.
    #[default]
    None,
    /// Smallest first.
    Ascending,
    /// Largest first.
    Descending,
}

impl Order {
    /// The value of `aria-sort`.
    pub fn aria(self) -> &'static str {
        match self {
            Self::None => "none",
            Self::Ascending => "ascending",
            Self::Descending => "descending",
        }
    }
}

impl Column {
    /// A column that cannot be sorted.
    pub fn new(label: impl Into<String>) -> Self {
        Self { label: label.into(), ..Self::default() }
    }
}

/// A record.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What a tick sends for it, in tables where records can be ticked.
    pub id: String,
    /// What it is called when it is ticked.
    pub label: String,
    /// Whether it is ticked: in lists that come back with something wrong.
    #[serde(default)]
    pub ticked: bool,
    /// One cell per column.
    pub cells: Vec<Cell>,
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Cell {
    /// Words.
    Text(String),
    /// An identifier or a fingerprint.
    Exact(String),
    /// A link.
    Link(Link),
    /// A day or a time.
    Moment(Moment),
    /// A badge's state.
    State(State),
}

impl Cell {
    /// Words.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A link.
    pub fn link(href: impl Into<Href>, text: impl Into<String>) -> Self {
        Self::Link(Link::new(href, text))
    }

    /// A day, from its two forms.
    pub fn day(iso: &str, text: &str) -> Self {
        Self::Moment(moment(iso, text))
    }
}

/// Where in a long list the reader is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pager {
    /// "21 to 40 of 312".
    pub sentence: String,
    /// The page before.
    pub previous: Option<Href>,
    /// The page after.
    pub next: Option<Href>,
}

/// A text with a button that copies it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CopyRow {
    /// What it is.
    pub label: String,
    /// What is copied.
    pub value: String,
}

impl CopyRow {
    /// A text to copy.
    pub fn new(label: impl Into<String>, value: impl Into<String>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// The tags for the card that other sites show for a link (Open Graph).
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Preview {
    /// The headline.
    pub title: String,
    /// The page's one absolute address.
    pub url: Href,
    /// One or two sentences.
    pub description: String,
    /// The absolute address of a PNG; without one there is no picture.
    pub image: Href,
    /// Whether the picture is a card of 1200 by 627.
    pub is_card: bool,
    /// What the picture shows.
    pub image_alt: String,
}

/// Who issues something.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct IssuerLine {
    /// The page about it.
    pub href: Href,
    /// Its name.
    pub name: String,
    /// Its host: what its keys are bound to.
    pub host: String,
}

/// A standard that an achievement answers to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alignment {
    /// The standard's name.
    pub name: String,
    /// Its code.
    pub code: String,
    /// The framework it is part of.
    pub framework: String,
    /// What it says.
    pub description: String,
    /// Where it is published.
    pub href: Option<Href>,
}

/// A day or a time from its two forms.
pub fn moment(iso: &str, text: &str) -> Moment {
    Moment { iso: iso.to_owned(), text: text.to_owned() }
}
