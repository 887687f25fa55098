//! The texts that people read, in their language.
//!
//! Every text stands in a Fluent file (`en/*.ftl`, `es/*.ftl`: one file per group of pages), which is part of the
//! program and read once. A text has a name; [`Words`] says it in one language. Which languages there are, how a reader
//! says which one they want, and how days and numbers are written, is decided here too. Knows nothing about pages: what
//! a text is put into escapes it.

mod choose;
mod pseudo;
mod retold;
mod words;

pub use choose::{COOKIE, choose};
pub use words::{Count, Filled, Words};

use std::str::FromStr;
use std::sync::OnceLock;

use fluent_bundle::FluentResource;
use fluent_bundle::concurrent::FluentBundle;
use serde::{Deserialize, Serialize};

/// With a capital letter at its beginning.
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// As a sentence by itself: with a capital letter, and a full stop when it has no end.
pub fn sentence(text: &str) -> String {
    let end = if text.ends_with(['.', '!', '?']) { "" } else { "." };
    capital(text) + end
}

/// The texts of one language.
type Book = FluentBundle<FluentResource>;

/// A language that this place speaks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    English,
    /// Spanish.
    #[serde(rename = "es")]
    Spanish,
    /// No language of anybody: English with accents, longer, and from right to left. It shows what was not translated
    /// and what breaks; only tests offer it.
    #[serde(rename = "en-XB")]
    Pseudo,
}

impl Language {
    /// What readers may choose, in the order in which it is shown.
    pub const OFFERED: [Self; 2] = [Self::English, Self::Spanish];

    /// The language tag (BCP 47), for `lang` and `Content-Language`.
    pub fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Spanish => "es",
            Self::Pseudo => "en-XB",
        }
    }

    /// The direction of its lines, for `dir`.
    pub fn direction(self) -> &'static str {
        match self {
            Self::English | Self::Spanish => "ltr",
            Self::Pseudo => "rtl",
        }
    }

    /// What its speakers call it.
    pub fn own_name(self) -> &'static str {
        match self {
            Self::English => "English",
            Self::Spanish => "Español",
            Self::Pseudo => "Pseudo",
        }
    }

    /// Its texts.
    pub fn words(self) -> Words {
        Words::new(self)
    }

    fn book(self) -> &'static Book {
        static BOOKS: [OnceLock<Book>; 3] = [const { OnceLock::new() }; 3];
        BOOKS[self as usize].get_or_init(|| read(self))
    }
}

impl FromStr for Language {
    type Err = ();

    /// Reads the tag of a language that is offered.
    fn from_str(tag: &str) -> Result<Self, ()> {
        Self::OFFERED.into_iter().find(|language| language.tag().eq_ignore_ascii_case(tag)).ok_or(())
    }
}

macro_rules! files {
    ($($name:literal),* $(,)?) => {
        /// The files of English: name and text.
        pub const ENGLISH: &[(&str, &str)] = &[$(($name, include_str!(concat!("en/", $name, ".ftl")))),*];
        /// The files of Spanish.
        pub const SPANISH: &[(&str, &str)] = &[$(($name, include_str!(concat!("es/", $name, ".ftl")))),*];
    };
}

files![
    "badge",
    "bench",
    "catalogue",
    "claiming",
    "claims",
    "communities",
    "desk",
    "desk-achievements",
    "desk-awards",
    "desk-imports",
    "desk-people",
    "desk-start",
    "desk-trust",
    "earner",
    "faults",
    "faults-earner",
    "faults-review",
    "frameworks",
    "home",
    "joining",
    "layout",
    "looks",
    "mail",
    "many",
    "operator",
    "passkeys",
    "problem",
    "reviews",
    "sheet",
    "sign-in",
    "verdict",
    "verify",
];

fn read(language: Language) -> Book {
    let files = match language {
        Language::English | Language::Pseudo => ENGLISH,
        Language::Spanish => SPANISH,
    };
    let locale = language.tag().parse().expect("a tag of ours");
    let mut book = Book::new_concurrent(vec![locale]);
    // Isolating characters would stand visibly in a page, whose escaper shows them; pages isolate names with `<bdi>`.
    book.set_use_isolating(false);
    book.set_formatter(Some(match language {
        Language::English | Language::Pseudo => words::english_number,
        Language::Spanish => words::spanish_number,
    }));
    if language == Language::Pseudo {
        book.set_transform(Some(pseudo::written));
    }
    for (name, text) in files {
        // A test reads each file strictly; what can be read of a file is better than nothing.
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(read, _)| read);
        book.add_resource_overriding(resource);
        tracing::trace!("Read the texts `{name}` in {}", language.tag());
    }
    book
}
