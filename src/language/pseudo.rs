//! The language of nobody: what an untranslated or a short-minded page looks like becomes visible.

use std::borrow::Cow;

/// A piece of a text with accents and half as long again. Tags and references of HTML stay as they are.
pub(super) fn written(text: &str) -> Cow<'_, str> {
    let mut out = String::with_capacity(text.len() * 2);
    let mut inside = None;
    for letter in text.chars() {
        match (inside, letter) {
            (Some(end), _) => {
                out.push(letter);
                if letter == end {
                    inside = None;
                }
            }
            (None, '<') => {
                inside = Some('>');
                out.push(letter);
            }
            (None, _) => push(&mut out, letter),
        }
    }
    Cow::Owned(out)
}

/// A letter with an accent; vowels twice, so that the text grows.
fn push(out: &mut String, letter: char) {
    let accented = match letter {
        'a' => "åå",
        'e' => "éé",
        'i' => "îî",
        'o' => "øø",
        'u' => "ûû",
        'A' => "Å",
        'B' => "Ɓ",
        'C' => "Ç",
        'D' => "Ð",
        'E' => "É",
        'I' => "Î",
        'N' => "Ñ",
        'O' => "Ø",
        'S' => "Š",
        'U' => "Û",
        'Y' => "Ý",
        'c' => "ç",
        'd' => "ð",
        'g' => "ĝ",
        'h' => "ĥ",
        'l' => "ļ",
        'n' => "ñ",
        'r' => "ŕ",
        's' => "š",
        't' => "ţ",
        'w' => "ŵ",
        'y' => "ý",
        _ => return out.push(letter),
    };
    out.push_str(accented);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_are_accented_and_tags_are_not() {
        assert_eq!(written("Earned by <strong>x</strong>, once"), "Éååŕñééð bý <strong>x</strong>, øøñçéé");
    }
}
