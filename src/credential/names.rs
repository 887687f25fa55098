//! Names as strangers write them: which of their characters deceive a reader, and how to show them so that they cannot.
//!
//! Unicode Technical Standard 39, `#Mixed_Script_Detection` and `#Whole_Script_Confusables`, with the smallest table
//! that catches what is done to the names of schools. A name in Arabic, Hebrew, Persian or Japanese is a name like any
//! other; one word out of two alphabets, a letter that cannot be seen, a mark that turns the line around are not.
//!
//! Pure functions over texts. Knows nothing about who is called by the name.

use unicode_script::{Script, UnicodeScript as _};

/// What is wrong with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deceit {
    /// Control characters.
    Control,
    /// Characters that turn the direction of reading.
    Direction,
    /// Characters that take no room.
    Invisible,
    /// Letters of several alphabets in one word.
    MixedScripts,
    /// Letters that imitate those of another alphabet.
    LookAlike,
    /// More marks on a letter than any language has.
    Stacked,
}

impl Deceit {
    /// What a name does that has it, as part of a sentence: "it …".
    pub fn sentence(self) -> &'static str {
        match self {
            Self::Control => "contains control characters",
            Self::Direction => "contains characters that turn the direction of reading",
            Self::Invisible => "contains characters that cannot be seen",
            Self::MixedScripts => "mixes letters of different alphabets in one word",
            Self::LookAlike => "is written with letters that imitate those of another alphabet",
            Self::Stacked => "piles up marks on its letters",
        }
    }
}

/// A name that was looked at.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// The name with every character that deceives replaced by its number: `N[U+043E]rthside`.
    pub shown: String,
    /// What is wrong with it, each kind once.
    pub deceits: Vec<Deceit>,
}

impl Look {
    /// What to tell a reader; `None` when the name is in order.
    pub fn warning(&self) -> Option<String> {
        let parts: Vec<&str> = self.deceits.iter().map(|deceit| deceit.sentence()).collect();
        let (last, before) = parts.split_last()?;
        Some(match before {
            [] => (*last).to_owned(),
            before => format!("{} and {last}", before.join(", ")),
        })
    }
}

/// Characters of a name that are looked at and shown; no honest name is so long.
const LENGTH_LIMIT: usize = 4_096;

/// Looks at a name: one line, written by somebody who may want to be taken for somebody else.
pub fn look(name: &str) -> Look {
    // Most names, at no cost.
    if name.len() <= LENGTH_LIMIT && name.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        return Look { shown: name.to_owned(), deceits: Vec::new() };
    }
    let letters: Vec<char> = name.chars().take(LENGTH_LIMIT).collect();
    let turns = has_turning_script(&letters);
    let mut found: Vec<Option<Deceit>> = (0..letters.len()).map(|at| hidden(&letters, at, turns)).collect();
    let has_latin = letters.iter().any(|letter| letter.is_alphabetic() && letter.script() == Script::Latin);
    for word in words(&letters) {
        judge_word(&letters[word.clone()], &mut found[word], has_latin);
    }
    if found.iter().any(Option::is_some) {
        // In a name that deceives somewhere, the marks that honest names need are shown as well.
        for (letter, found) in letters.iter().zip(&mut found) {
            match letter {
                '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' => *found = Some(Deceit::Invisible),
                '\u{200E}' | '\u{200F}' | '\u{061C}' => *found = Some(Deceit::Direction),
                _ => {}
            }
        }
    }
    let mut deceits = Vec::new();
    for deceit in found.iter().flatten() {
        if !deceits.contains(deceit) {
            deceits.push(*deceit);
        }
    }
    if deceits.is_empty() && !has_latin && is_wholly_alike(&letters) {
        deceits.push(Deceit::LookAlike);
    }
    let show = |(letter, deceit): (&char, &Option<Deceit>)| match deceit {
        Some(_) => number_of(*letter),
        None => letter.to_string(),
    };
    Look { shown: letters.iter().zip(&found).map(show).collect(), deceits }
}

/// Text of several lines for a terminal or a table: what is hidden in it is shown by its number, the rest stays.
pub fn printable(text: &str) -> String {
    let letters: Vec<char> = text.chars().collect();
    let turns = has_turning_script(&letters);
    let show = |(at, letter): (usize, &char)| match hidden(&letters, at, turns) {
        Some(Deceit::Control | Deceit::Direction | Deceit::Invisible) if *letter != '\n' => number_of(*letter),
        _ => letter.to_string(),
    };
    letters.iter().enumerate().map(show).collect()
}

fn number_of(letter: char) -> String {
    format!("[U+{:04X}]", u32::from(letter))
}

/// Whether something in it is written from the right.
fn has_turning_script(letters: &[char]) -> bool {
    letters.iter().any(|letter| is_from_the_right(*letter))
}

/// What the character at a place does without being seen, if it does so there.
fn hidden(letters: &[char], at: usize, turns: bool) -> Option<Deceit> {
    let letter = letters[at];
    let before = at.checked_sub(1).map(|before| letters[before]);
    match letter {
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some(Deceit::Direction),
        // Marks of direction belong into texts that are written from the right, and nowhere else.
        '\u{200E}' | '\u{200F}' | '\u{061C}' => (!turns).then_some(Deceit::Direction),
        '\u{200C}' | '\u{200D}' => (!before.is_some_and(takes_joiners)).then_some(Deceit::Invisible),
        '\u{FE00}'..='\u{FE0F}' => before.is_none_or(is_of_the_west).then_some(Deceit::Invisible),
        '\u{E0100}'..='\u{E01EF}' => {
            (!before.is_some_and(|letter| letter.script() == Script::Han)).then_some(Deceit::Invisible)
        }
        '\u{00AD}'
        | '\u{034F}'
        | '\u{115F}'
        | '\u{1160}'
        | '\u{17B4}'
        | '\u{17B5}'
        | '\u{180B}'..='\u{180E}'
        | '\u{200B}'
        | '\u{2060}'..='\u{2065}'
        | '\u{206A}'..='\u{206F}'
        | '\u{2800}'
        | '\u{3164}'
        | '\u{FEFF}'
        | '\u{FFA0}'
        | '\u{FFF9}'..='\u{FFFB}'
        | '\u{E0000}'..='\u{E007F}' => Some(Deceit::Invisible),
        '\u{2028}' | '\u{2029}' => Some(Deceit::Control),
        _ if letter.is_control() => Some(Deceit::Control),
        _ if is_mark(letter) && at >= 4 && letters[at - 4..at].iter().all(|letter| is_mark(*letter)) => {
            Some(Deceit::Stacked)
        }
        _ if is_dressed_up(letter) => Some(Deceit::LookAlike),
        _ => None,
    }
}

/// The places of words: letters with their marks, and joiners between them.
fn words(letters: &[char]) -> Vec<std::ops::Range<usize>> {
    let (mut words, mut start) = (Vec::new(), None);
    for (at, letter) in letters.iter().chain([&' ']).enumerate() {
        let is_part = letter.is_alphabetic() || is_mark(*letter) || matches!(letter, '\u{200B}'..='\u{200F}');
        match (start, is_part) {
            (None, true) => start = Some(at),
            (Some(from), false) => {
                words.push(from..at);
                start = None;
            }
            _ => {}
        }
    }
    words
}

/// The alphabets as one word may use them: those of Chinese, Japanese and Korean go together.
fn alphabet(letter: char) -> Option<Script> {
    match letter.script() {
        Script::Common | Script::Inherited | Script::Unknown => None,
        Script::Hiragana | Script::Katakana | Script::Hangul | Script::Bopomofo => Some(Script::Han),
        script => Some(script),
    }
}

/// Marks the letters of a word that are not of its alphabet.
fn judge_word(word: &[char], found: &mut [Option<Deceit>], has_latin: bool) {
    let mut alphabets: Vec<(Script, usize)> = Vec::new();
    for script in word.iter().filter_map(|letter| alphabet(*letter)) {
        match alphabets.iter_mut().find(|(known, _)| *known == script) {
            Some((_, count)) => *count += 1,
            None => alphabets.push((script, 1)),
        }
    }
    let is_eastern = alphabets.iter().all(|(script, _)| matches!(script, Script::Latin | Script::Han));
    if alphabets.len() > 1 && !is_eastern {
        // The alphabet of most letters is the word's own; Latin where there is a tie.
        let own = alphabets.iter().max_by_key(|(script, count)| (*count, *script == Script::Latin));
        let own = own.map(|(script, _)| *script);
        for (letter, found) in word.iter().zip(found).filter(|(letter, _)| alphabet(**letter).is_some()) {
            if alphabet(*letter) != own {
                found.get_or_insert(Deceit::MixedScripts);
            }
        }
    } else if has_latin && word.iter().filter(|letter| letter.is_alphabetic()).all(|letter| is_alike(*letter)) {
        for (letter, found) in word.iter().zip(found) {
            if is_alike(*letter) {
                found.get_or_insert(Deceit::LookAlike);
            }
        }
    }
}

/// Whether a whole name of some length could be read as a Latin one.
fn is_wholly_alike(letters: &[char]) -> bool {
    let mut letters = letters.iter().filter(|letter| letter.is_alphabetic()).peekable();
    letters.clone().count() >= 5 && letters.peek().is_some() && letters.all(|letter| is_alike(*letter))
}

/// Letters of other alphabets that nobody can tell from Latin ones.
fn is_alike(letter: char) -> bool {
    const CYRILLIC: &str = "АВЕЅІЈКМНОРСТУХҮӀԚԜаеѕіјорсухүһԁԛԝӏ";
    const GREEK: &str = "ΑΒΕΖΗΙΚΜΝΟΡΤΥΧονρ";
    const OTHERS: &str = "ՏՕօսոցհքᎪᏴᏟᎬᏀᎻᏆᎫᏦᏞᎷᏢᎡᏚᎢᏙᎳᏃ";
    [CYRILLIC, GREEK, OTHERS].iter().any(|table| table.contains(letter))
}

/// Letters in the dress of others: mathematical, fullwidth, circled.
fn is_dressed_up(letter: char) -> bool {
    matches!(letter, '\u{1D400}'..='\u{1D7FF}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}'
        | '\u{24B6}'..='\u{24E9}' | '\u{1F130}'..='\u{1F149}' | '\u{1F150}'..='\u{1F169}' | '\u{1F170}'..='\u{1F189}')
}

fn is_mark(letter: char) -> bool {
    matches!(letter, '\u{0300}'..='\u{036F}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}'
        | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

fn is_from_the_right(letter: char) -> bool {
    use Script::{Adlam, Arabic, Hebrew, Mandaic, Mende_Kikakui, Nko, Samaritan, Syriac, Thaana};
    matches!(letter.script(), Adlam | Arabic | Hebrew | Mandaic | Mende_Kikakui | Nko | Samaritan | Syriac | Thaana)
}

/// Letters of alphabets that have no use for invisible joiners and selectors.
fn is_of_the_west(letter: char) -> bool {
    use Script::{Armenian, Cyrillic, Georgian, Greek, Latin};
    matches!(letter.script(), Armenian | Cyrillic | Georgian | Greek | Latin)
}

/// Whether an invisible joiner may follow: in scripts that join letters, and between the parts of a pictograph.
fn takes_joiners(letter: char) -> bool {
    let is_pictograph = matches!(letter, '\u{2190}'..='\u{2BFF}' | '\u{FE0F}' | '\u{1F000}'..='\u{1FAFF}');
    let is_plain = matches!(letter.script(), Script::Common | Script::Inherited | Script::Unknown | Script::Han);
    is_pictograph || (!is_plain && !is_of_the_west(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_all_kinds_of_people_and_schools_are_in_order() {
        for name in [
            "Northside School District",
            "Zoë Núñez-O’Brien, M.Ed. (2026)",
            "جامعة الملك سعود",
            "האוניברסיטה העברית בירושלים",
            "האוניברסיטה\u{200F} (1918)",
            "دانشگاه می\u{200C}خواهم",
            "Московский государственный университет",
            "Роса",
            "Школа Northside",
            "Πανεπιστήμιο Αθηνών",
            "東京大学 Tシャツ部",
            "서울대학교 平和",
            "हिन्दी विश्\u{200D}वविद्यालय",
            "มหาวิทยาลัย",
            "Trường Đại học Quốc gia",
            "e\u{301}cole",
            "👩\u{200D}🏫 Badge ❤\u{FE0F} 1\u{FE0F}\u{20E3}",
            "",
        ] {
            let look = look(name);
            assert_eq!((look.deceits, look.shown.as_str()), (Vec::new(), name), "{name}");
        }
    }

    #[test]
    fn names_that_deceive_are_found_and_shown_as_they_are() {
        use Deceit::{Control, Direction, Invisible, LookAlike, MixedScripts, Stacked};
        for (name, deceit, shown) in [
            ("N\u{43E}rthside", MixedScripts, "N[U+043E]rthside"),
            ("Νorthside", MixedScripts, "[U+039D]orthside"),
            ("МГУ Москвa", MixedScripts, "МГУ Москв[U+0061]"),
            ("Northside \u{410}\u{41E}", LookAlike, "Northside [U+0410][U+041E]"),
            ("\u{420}\u{410}\u{420}\u{415}\u{420}", LookAlike, "\u{420}\u{410}\u{420}\u{415}\u{420}"),
            ("\u{1D40D}orthside", LookAlike, "[U+1D40D]orthside"),
            ("Ｎorthside", LookAlike, "[U+FF2E]orthside"),
            ("North\u{200B}side", Invisible, "North[U+200B]side"),
            ("North\u{200D}side", Invisible, "North[U+200D]side"),
            ("North\u{AD}side", Invisible, "North[U+00AD]side"),
            ("\u{3164}", Invisible, "[U+3164]"),
            ("Ada\u{E0041}", Invisible, "Ada[U+E0041]"),
            ("A\u{FE0F}da", Invisible, "A[U+FE0F]da"),
            ("side\u{202E}htroN", Direction, "side[U+202E]htroN"),
            ("جامعة\u{202E}", Direction, "جامعة[U+202E]"),
            ("North\u{200F}side", Direction, "North[U+200F]side"),
            ("a\u{2067}b", Direction, "a[U+2067]b"),
            ("Ada\u{1b}[31m", Control, "Ada[U+001B][31m"),
            ("Ada\nValid", Control, "Ada[U+000A]Valid"),
            ("Ada\u{9b}", Control, "Ada[U+009B]"),
            ("Ada\u{2028}", Control, "Ada[U+2028]"),
            ("a\u{301}\u{302}\u{303}\u{304}\u{305}", Stacked, "a\u{301}\u{302}\u{303}\u{304}[U+0305]"),
        ] {
            let look = look(name);
            assert_eq!((look.deceits.as_slice(), look.shown.as_str()), (&[deceit][..], shown), "{name}");
        }
    }

    #[test]
    fn what_is_wrong_is_said_in_one_sentence() {
        let look = look("N\u{43E}rth\u{200B}side\u{202E}");
        let warning = look.warning().expect("a warning");
        assert_eq!(
            warning,
            "mixes letters of different alphabets in one word, contains characters that cannot be seen and contains \
             characters that turn the direction of reading"
        );
        assert_eq!(Look::default().warning(), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_shown_hides_nothing(name in "[a-zа-я\\u{200B}-\\u{200F}\\u{202A}-\\u{202E}\\u{0}-\\u{20}א-ת\\u{301}\\u{AD}]{0,20}") {
            let shown = look(&name).shown;
            proptest::prop_assert_eq!(printable(&shown), shown);
        }
    }

    #[test]
    fn a_name_without_end_is_cut() {
        assert_eq!(look(&"ж".repeat(100_000)).shown.chars().count(), LENGTH_LIMIT);
    }

    #[test]
    fn text_for_a_terminal_keeps_its_lines_and_its_alphabets() {
        assert_eq!(printable("one\ntwo\u{1b}[2J\u{202e}"), "one\ntwo[U+001B][2J[U+202E]");
        assert_eq!(printable("N\u{43E}rth\t"), "N\u{43E}rth[U+0009]");
    }
}
