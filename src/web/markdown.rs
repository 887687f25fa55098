//! Markdown of criteria, narratives and descriptions as HTML that cannot act.
//!
//! Open Badges 3.0 allows Markdown in `narrative` members (`#markdown`). It comes from anybody, so: raw HTML is shown
//! as the text that it is, pictures shrink to their alternative text (nothing is loaded from outside), links lead to
//! `http`, `https` and `mailto` only, and headings start below those of the page. The only place that yields trusted
//! HTML: only [`render`] makes a [`Markup`].

use std::fmt;

use askama::filters::Safe;
use pulldown_cmark::{CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::escape::escaped;
use super::href::Href;

/// Longer texts are shown as plain text, up to here.
pub const LIMIT_BYTES: usize = 64 * 1024;

/// HTML that [`render`] made.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Markup {
    source: String,
    html: String,
}

impl Markup {
    /// For templates: passes the escaper, because it is already escaped.
    pub fn html(&self) -> Safe<&str> {
        Safe(&self.html)
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.html.is_empty()
    }
}

impl fmt::Display for Markup {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.html)
    }
}

impl Serialize for Markup {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.source)
    }
}

impl<'de> Deserialize<'de> for Markup {
    /// Reads Markdown, never HTML.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|source| render(&source))
    }
}

/// Markdown as HTML.
pub fn render(source: &str) -> Markup {
    if source.len() > LIMIT_BYTES {
        let cut = source.floor_char_boundary(LIMIT_BYTES);
        return Markup { source: source.to_owned(), html: format!("<p>{} …</p>\n", escaped(&source[..cut])) };
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut links = Vec::new();
    let events = Parser::new_ext(source, options).filter_map(|event| harmless(event, &mut links));
    let mut html = String::with_capacity(source.len() * 3 / 2);
    pulldown_cmark::html::push_html(&mut html, events);
    Markup { source: source.to_owned(), html }
}

/// What may stay of an event. `links` remembers for each open link whether it was written.
fn harmless<'s>(event: Event<'s>, links: &mut Vec<bool>) -> Option<Event<'s>> {
    match event {
        Event::Text(text) => Some(Event::Text(without_deception(text))),
        Event::Code(text) => Some(Event::Code(without_deception(text))),
        Event::Html(text) | Event::InlineHtml(text) => Some(Event::Text(without_deception(text))),
        Event::Start(Tag::HtmlBlock) => Some(Event::Start(Tag::Paragraph)),
        Event::End(TagEnd::HtmlBlock) => Some(Event::End(TagEnd::Paragraph)),
        Event::Start(Tag::Image { .. }) | Event::End(TagEnd::Image) => None,
        Event::Start(Tag::Link { dest_url, .. }) => {
            let href = Href::outside(&dest_url);
            links.push(href.is_some());
            href.map(|href| Event::InlineHtml(opening(&href).into()))
        }
        Event::End(TagEnd::Link) => links.pop().unwrap_or(false).then(|| Event::InlineHtml("</a>".into())),
        // No class from outside: it could borrow the page's own look.
        Event::Start(Tag::CodeBlock(_)) => Some(Event::Start(Tag::CodeBlock(pulldown_cmark::CodeBlockKind::Indented))),
        Event::Start(Tag::Heading { level, .. }) => {
            Some(Event::Start(Tag::Heading { level: below(level), id: None, classes: Vec::new(), attrs: Vec::new() }))
        }
        Event::End(TagEnd::Heading(level)) => Some(Event::End(TagEnd::Heading(below(level)))),
        other => Some(other),
    }
}

fn opening(href: &Href) -> String {
    format!("<a href=\"{}\" rel=\"noopener nofollow ugc\">", escaped(href.as_str()))
}

/// The page has `h1`, its sections `h2`; a narrative stands inside a section.
fn below(level: HeadingLevel) -> HeadingLevel {
    match level {
        HeadingLevel::H1 => HeadingLevel::H3,
        HeadingLevel::H2 => HeadingLevel::H4,
        HeadingLevel::H3 => HeadingLevel::H5,
        HeadingLevel::H4 | HeadingLevel::H5 | HeadingLevel::H6 => HeadingLevel::H6,
    }
}

fn without_deception(text: CowStr<'_>) -> CowStr<'_> {
    if !text.chars().any(super::escape::is_deceptive) {
        return text;
    }
    let visible: String =
        text.chars().map(|letter| if super::escape::is_deceptive(letter) { '\u{FFFD}' } else { letter }).collect();
    visible.into()
}
