//! Writes foreign text into a page so that it stays text and reads the way it is stored.
//!
//! Beside the five characters of HTML it takes care of the invisible ones: controls that turn the direction of a line
//! make `gpj.exe` out of `exe.jpg`, and a name with zero-width letters in it looks like another name. They become the
//! visible sign U+FFFD. Marks that real languages and emoji need (LRM, RLM, ZWJ, ZWNJ) stay.

use std::fmt;

use askama::filters::Escaper;

/// The escaper of every template; `askama.toml` names it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Page;

impl Escaper for Page {
    fn write_escaped_str<W: fmt::Write>(&self, mut dest: W, text: &str) -> fmt::Result {
        let mut written = 0;
        for (at, letter) in text.char_indices() {
            let Some(instead) = replacement(letter) else { continue };
            dest.write_str(&text[written..at])?;
            dest.write_str(instead)?;
            written = at + letter.len_utf8();
        }
        dest.write_str(&text[written..])
    }
}

/// What stands in a page for this character, when it cannot stand there itself.
fn replacement(letter: char) -> Option<&'static str> {
    match letter {
        '&' => Some("&amp;"),
        '<' => Some("&lt;"),
        '>' => Some("&gt;"),
        '"' => Some("&quot;"),
        '\'' => Some("&#39;"),
        _ if is_deceptive(letter) => Some("\u{FFFD}"),
        _ => None,
    }
}

/// Whether a character changes what a reader sees without being seen.
pub fn is_deceptive(letter: char) -> bool {
    match letter {
        '\t' | '\n' | '\r' => false,
        '\u{200B}' | '\u{2060}'..='\u{2064}' | '\u{FEFF}' => true,
        // Embeddings, overrides and isolates turn the direction of what follows; one alone can turn a whole page.
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{206F}' => true,
        '\u{2028}' | '\u{2029}' | '\u{FFF9}'..='\u{FFFB}' => true,
        '\u{E0000}'..='\u{E007F}' => true,
        _ => letter.is_control(),
    }
}

/// The text in HTML, escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    Page.write_escaped_str(&mut out, text).expect("a String takes every text");
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_five_characters_of_html_are_written_as_text() {
        assert_eq!(escaped(r#"<a b="c" d='e'>&"#), "&lt;a b=&quot;c&quot; d=&#39;e&#39;&gt;&amp;");
    }

    #[test]
    fn invisible_characters_that_deceive_become_visible() {
        assert_eq!(escaped("photo\u{202E}gpj.exe"), "photo\u{FFFD}gpj.exe");
        assert_eq!(escaped("North\u{200B}side\u{0}"), "North\u{FFFD}side\u{FFFD}");
        assert_eq!(escaped("a\u{2067}b\u{2069}c\u{9b}"), "a\u{FFFD}b\u{FFFD}c\u{FFFD}");
    }

    #[test]
    fn marks_that_languages_and_emoji_need_stay() {
        for text in ["می\u{200C}خواهم", "👩\u{200D}🏫", "שלום\u{200F}!", "line\nand\ttab", "Zoë – naïve 日本"]
        {
            assert_eq!(escaped(text), text);
        }
    }
}
