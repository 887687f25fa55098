//! Texts of ours that have a little HTML in them: a link, a name in strong letters.
//!
//! The HTML stands in the files of [`crate::language`], which are ours; what is filled in comes from anywhere and is
//! escaped here. So nothing but our own tags comes out.

use askama::filters::Safe;

use super::escape::escaped;
use super::moment::Moment;
use crate::language::{Count, Filled, Words};

/// A text with HTML whose places are being filled in.
#[derive(Debug)]
pub struct Rich {
    filled: Filled,
    words: Words,
}

impl Rich {
    /// The text of this name.
    pub fn new(words: Words, name: &'static str) -> Self {
        Self { filled: words.fill(name), words }
    }

    /// The text with foreign words, or an address that a page may lead to, in the place `name`.
    pub fn with(self, name: &'static str, value: impl std::fmt::Display) -> Self {
        Self { filled: self.filled.with(name, escaped(&value.to_string())), ..self }
    }

    /// The text with a number in the place `name`.
    pub fn count(self, name: &'static str, number: impl Count) -> Self {
        Self { filled: self.filled.count(name, number), ..self }
    }

    /// The text with a `<time>` in the place `name`.
    pub fn when(self, name: &'static str, moment: &Moment) -> Self {
        let time = format!("<time datetime=\"{}\">{}</time>", escaped(&moment.iso), escaped(&moment.said(self.words)));
        Self { filled: self.filled.with(name, time), ..self }
    }

    /// For templates: passes the escaper, because what is foreign in it is escaped already.
    pub fn html(self) -> Safe<String> {
        Safe(self.filled.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_filled_in_brings_no_tags_along() {
        let text = Rich::new(Words::default(), "badge-earned-by").with("name", "<b>Ada</b> & \"Co\"").html().0;
        assert_eq!(text, "Earned by <strong dir=\"auto\">&lt;b&gt;Ada&lt;/b&gt; &amp; &quot;Co&quot;</strong>");
    }
}
