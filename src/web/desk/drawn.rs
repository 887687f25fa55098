//! Drawn pictures of badges in forms: what there is to choose, and the picture that a choice makes.

use serde::Serialize;

use super::super::views::{Artwork, Choice};
use super::achievements::word;
use super::here::Here;
use super::words::in_query;
use crate::language::Words;
use crate::picture::artwork::Design;

/// All that can be drawn of a kind, with one of them chosen.
pub(super) fn choices<T: Serialize + Copy, const N: usize>(
    words: Words,
    kind: &str,
    all: [T; N],
    chosen: T,
) -> Vec<Choice> {
    let all = all.map(word).map(|word| Choice::new(word.as_str(), name(words, kind, &word)));
    one_of(all.to_vec(), &word(chosen))
}

/// A picture as it would be drawn, and what it shows.
pub(super) fn picture(here: &Here, design: &Design) -> Artwork {
    let [shape, colour, icon] = [word(design.shape), word(design.colour), word(design.icon)];
    let query = format!("shape={shape}&colour={colour}&icon={icon}&text={}", in_query(&design.text));
    let words = here.words();
    let alt = match design.text.trim() {
        "" => words.fill("drawn-alt"),
        text => words.fill("drawn-alt-text").with("text", text),
    };
    let alt = alt.with("shape", name(words, "shape", &shape));
    let alt = alt.with("colour", name(words, "colour", &colour));
    let alt = alt.with("icon", name(words, "icon", &icon));
    Artwork::new(here.path(&format!("/artwork.svg?{query}")), alt)
}

/// The choices with one of them chosen; one that is not among them is added.
pub(super) fn one_of(mut choices: Vec<Choice>, value: &str) -> Vec<Choice> {
    match choices.iter_mut().find(|choice| choice.value == value) {
        Some(choice) => choice.chosen = true,
        None if value.is_empty() => {}
        None => choices.push(Choice::new(value, value).chosen()),
    }
    choices
}

/// A shape, a colour or an icon of a drawn picture, by its word in forms.
fn name(words: Words, kind: &str, word: &str) -> String {
    words.say(&format!("drawn-{kind}-{word}")).into_owned()
}
