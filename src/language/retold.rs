//! English sentences of other rooms, told in the reader's language.
//!
//! Whoever finds that an input has to be mended says so in English, with the particulars, and programs get the sentence
//! as it stands. Pages look it up among the English texts of the files `faults…`, take the particulars out of it, and say
//! the text of the same name in their language. A sentence that nobody translated stays as it is.

use std::sync::OnceLock;

use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use fluent_syntax::parser;

use super::{ENGLISH, Language, Words};

/// What the names of the files with the sentences begin with.
const FILES: &str = "faults";
/// What stands between sentences that are told one after the other.
const BETWEEN: &str = "; ";

/// A sentence of English, taken apart.
struct Sentence {
    name: &'static str,
    parts: Vec<Part>,
}

enum Part {
    Text(&'static str),
    /// Where something is filled in, by its name.
    Place(&'static str),
}

impl Words {
    /// A sentence that was put together in English, in this language; several with semicolons between them, too.
    pub fn retold(self, english: &str) -> String {
        match self.language() {
            Language::English => english.to_owned(),
            _ => self.told(english).unwrap_or_else(|| english.to_owned()),
        }
    }

    fn told(self, english: &str) -> Option<String> {
        if let Some(told) = self.told_alone(english) {
            return Some(told);
        }
        // Sentences have semicolons of their own, so the first is as long as can be.
        english.rmatch_indices(BETWEEN).find_map(|(at, _)| {
            let first = self.told_alone(&english[..at])?;
            let rest = self.told(&english[at + BETWEEN.len()..])?;
            Some(format!("{first}{BETWEEN}{rest}"))
        })
    }

    fn told_alone(self, english: &str) -> Option<String> {
        let (sentence, found) = sentences().iter().find_map(|one| Some((one, one.read(english)?)))?;
        let filled =
            found.into_iter().fold(self.fill(sentence.name), |filled, (place, text)| match text.parse::<i64>() {
                Ok(number) => filled.count(place, number),
                Err(_) => filled.with(place, self.told(text).unwrap_or_else(|| text.to_owned())),
            });
        Some(filled.to_string())
    }
}

impl Sentence {
    /// What is filled in, when it is this sentence. A capital letter at its beginning and a stop at its end make no
    /// difference: rooms put sentences into each other.
    fn read<'t>(&self, english: &'t str) -> Option<Vec<(&'static str, &'t str)>> {
        let mut rest = without_stop(english);
        let (mut found, mut open) = (Vec::new(), None);
        for (at, part) in self.parts.iter().enumerate() {
            let is_last = at + 1 == self.parts.len();
            let text = match part {
                Part::Place(name) => {
                    open = Some(*name);
                    continue;
                }
                Part::Text(text) if is_last => without_stop(text),
                Part::Text(text) => text,
            };
            let Some(name) = open.take() else {
                rest = without_beginning(rest, text)?;
                continue;
            };
            let (filled, after) = if is_last { (rest.strip_suffix(text)?, "") } else { rest.split_once(text)? };
            found.push((name, filled));
            rest = after;
        }
        if let Some(name) = open {
            found.push((name, std::mem::take(&mut rest)));
        }
        rest.is_empty().then_some(found)
    }
}

fn without_stop(sentence: &str) -> &str {
    sentence.strip_suffix('.').unwrap_or(sentence)
}

/// The sentence without its beginning, whose first letter may be large or small.
fn without_beginning<'t>(sentence: &'t str, beginning: &str) -> Option<&'t str> {
    let (start, rest) = sentence.split_at_checked(beginning.len())?;
    let (mut own, mut asked) = (start.chars(), beginning.chars());
    let is_same = match (own.next(), asked.next()) {
        (Some(one), Some(other)) => one.eq_ignore_ascii_case(&other) && own.as_str() == asked.as_str(),
        _ => true,
    };
    is_same.then_some(rest)
}

/// All sentences, taken apart once.
fn sentences() -> &'static [Sentence] {
    static SENTENCES: OnceLock<Vec<Sentence>> = OnceLock::new();
    SENTENCES.get_or_init(|| {
        let sentence = |entry| match entry {
            Entry::Message(message) => {
                let parts = message.value?.elements.into_iter().map(part).collect::<Option<Vec<Part>>>()?;
                Some(Sentence { name: message.id.name, parts })
            }
            _ => None,
        };
        let files = ENGLISH.iter().filter(|(name, _)| name.starts_with(FILES));
        let read = files.map(|(_, text)| parser::parse(*text).unwrap_or_else(|(read, _)| read));
        read.flat_map(|resource| resource.body).filter_map(sentence).collect()
    })
}

fn part(element: PatternElement<&'static str>) -> Option<Part> {
    match element {
        PatternElement::TextElement { value } => Some(Part::Text(value)),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => {
            Some(Part::Place(id.name))
        }
        // A sentence that depends on a number cannot be recognised; a test rules it out.
        PatternElement::Placeable { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_told_with_its_particulars() {
        let spanish = Language::Spanish.words();
        for (english, told) in [
            ("Write a number from 1 to 400.", "Escriba un número de 1 a 400."),
            ("this was done already", "Esto ya se había hecho."),
            ("This was done already.", "Esto ya se había hecho."),
            ("No such sentence stands anywhere.", "No such sentence stands anywhere."),
            ("", ""),
        ] {
            assert_eq!(spanish.retold(english), told);
            assert_eq!(Language::English.words().retold(english), english);
        }
    }

    #[test]
    fn sentences_within_a_sentence_are_told_too() {
        let spanish = Language::Spanish.words();
        assert_eq!(
            spanish.retold(
                "the work cannot be submitted yet: there is no evidence yet; add at least one piece; rate yourself on \
                 `planning` first, with one of its levels"
            ),
            "El trabajo todavía no se puede presentar: no hay evidencias; añada al menos una; valórese antes en \
             «planning» con uno de sus niveles"
        );
        assert_eq!(
            spanish.retold(
                "Reviewers cannot be tried yet: The set is too small: each side needs at least 4 levels, and the \
                 smaller has 3."
            ),
            "Todavía no se puede probar a quienes revisan: el conjunto es demasiado pequeño: cada lado necesita al \
             menos 4 niveles y el menor tiene 3"
        );
    }

    #[test]
    fn every_sentence_can_be_taken_apart() {
        let files = ENGLISH.iter().filter(|(name, _)| name.starts_with(FILES));
        let messages = files.flat_map(|(_, text)| text.lines()).filter(|line| line.starts_with("fault-")).count();
        assert_eq!(sentences().len(), messages);
        for sentence in sentences() {
            let is_adjacent = |pair: &[Part]| matches!(pair, [Part::Place(_), Part::Place(_)]);
            assert!(!sentence.parts.windows(2).any(is_adjacent), "{}", sentence.name);
        }
    }
}
