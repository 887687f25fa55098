//! Days as people write them in tables: `2026-05-03`, `3.5.2026`, `05/03/2026`, `3 May 2026`, and whole instants.

use crate::clock::Timestamp;

/// Which of day and month comes first where a date leaves it open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DayOrder {
    /// `3/5/2026` is the third of May.
    Day,
    /// `5/3/2026` is the third of May.
    #[default]
    Month,
}

impl DayOrder {
    /// The word for it in forms and in the store.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Month => "month",
        }
    }

    /// The order with this name.
    pub fn find(name: &str) -> Option<Self> {
        [Self::Day, Self::Month].into_iter().find(|order| order.as_str() == name)
    }

    /// What the dates of a column show: one with a day above 12 tells the order of all.
    pub(super) fn guess<'t>(cells: impl Iterator<Item = &'t str>) -> Self {
        let (mut day, mut month) = (0_usize, 0_usize);
        for cell in cells {
            match numbers(cell).as_slice() {
                [first, _, last] if *last > 31 && *first > 12 => day += 1,
                [_, second, last] if *last > 31 && *second > 12 => month += 1,
                // Nobody who writes the month first puts points between.
                [_, _, last] if *last > 31 && cell.contains('.') => day += 1,
                _ => {}
            }
        }
        if day > month { Self::Day } else { Self::Month }
    }
}

/// The beginning of the day that a text names, or its end (`is_end`); an instant stays what it is.
///
/// # Errors
/// What to write instead.
pub(super) fn instant(text: &str, order: DayOrder, is_end: bool) -> Result<String, String> {
    let whole = text.replacen(' ', "T", 1);
    if text.parse::<Timestamp>().is_ok() {
        return Ok(text.to_owned());
    }
    // Spreadsheets write instants without a zone; nothing says which, so it is taken for UTC.
    for tail in ["Z", ":00Z"] {
        let zoned = format!("{whole}{tail}");
        if zoned.len() >= 20 && zoned.parse::<Timestamp>().is_ok() {
            return Ok(zoned);
        }
    }
    let refuse = || format!("“{}” is not a date. Write it with year, month and day, such as 2026-05-03.", short(text));
    let (year, month, day) = parts(text, order).ok_or_else(refuse)?;
    let time = if is_end { "T23:59:59Z" } else { "T00:00:00Z" };
    let found = format!("{year:04}-{month:02}-{day:02}{time}");
    if found.parse::<Timestamp>().is_ok() { Ok(found) } else { Err(refuse()) }
}

fn short(text: &str) -> String {
    text.chars().take(40).collect()
}

fn numbers(text: &str) -> Vec<u32> {
    text.split(|c: char| !c.is_ascii_digit()).filter_map(|part| part.parse().ok()).collect()
}

/// Year, month and day.
fn parts(text: &str, order: DayOrder) -> Option<(u32, u32, u32)> {
    if let Some(month) = named_month(text) {
        return match numbers(text).as_slice() {
            [day, year] if *year > 31 => Some((*year, month, *day)),
            [year, day] if *year > 31 => Some((*year, month, *day)),
            _ => None,
        };
    }
    let is_plain = text.chars().all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ' '));
    match numbers(text).as_slice() {
        _ if !is_plain => None,
        [year, month, day] if *year > 31 => Some((*year, *month, *day)),
        [first, second, year] => {
            let year = if *year < 100 { year + 2_000 } else { *year };
            let is_day_first = match (*first > 12, *second > 12) {
                (true, false) => true,
                (false, true) => false,
                _ => order == DayOrder::Day,
            };
            Some(if is_day_first { (year, *second, *first) } else { (year, *first, *second) })
        }
        _ => None,
    }
}

/// The month that stands there as a word, in English or Spanish.
fn named_month(text: &str) -> Option<u32> {
    const MONTHS: [&[&str]; 12] = [
        &["jan", "ene"],
        &["feb"],
        &["mar"],
        &["apr", "abr"],
        &["may"],
        &["jun"],
        &["jul"],
        &["aug", "ago"],
        &["sep"],
        &["oct"],
        &["nov"],
        &["dec", "dic"],
    ];
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphabetic()).filter(|word| word.chars().count() >= 3);
    let month = |word: &str| MONTHS.iter().position(|names| names.iter().any(|name| word.starts_with(name)));
    words.filter_map(month).next().map(|at| at as u32 + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_as_it_was_written() {
        for (text, order, day) in [
            ("2026-05-03", DayOrder::Month, "2026-05-03"),
            ("2026/5/3", DayOrder::Month, "2026-05-03"),
            ("3.5.2026", DayOrder::Day, "2026-05-03"),
            ("05/03/2026", DayOrder::Month, "2026-05-03"),
            ("05/03/2026", DayOrder::Day, "2026-03-05"),
            // A day above 12 leaves nothing open, whatever the order of the others is.
            ("13/05/2026", DayOrder::Month, "2026-05-13"),
            ("05/13/2026", DayOrder::Day, "2026-05-13"),
            ("5/3/26", DayOrder::Month, "2026-05-03"),
            ("3 May 2026", DayOrder::Month, "2026-05-03"),
            ("May 3, 2026", DayOrder::Month, "2026-05-03"),
            ("3 de mayo de 2026", DayOrder::Month, "2026-05-03"),
            ("29.2.2028", DayOrder::Day, "2028-02-29"),
        ] {
            assert_eq!(instant(text, order, false), Ok(format!("{day}T00:00:00Z")), "{text}");
            assert_eq!(instant(text, order, true), Ok(format!("{day}T23:59:59Z")), "{text}");
        }
        assert_eq!(instant("2026-05-03T10:00:00+02:00", DayOrder::Day, true), Ok("2026-05-03T10:00:00+02:00".into()));
        assert_eq!(instant("2026-05-03 10:00:00", DayOrder::Day, true), Ok("2026-05-03T10:00:00Z".into()));
        assert_eq!(instant("2026-05-03 10:00", DayOrder::Day, false), Ok("2026-05-03T10:00:00Z".into()));
    }

    #[test]
    fn what_is_no_day_is_refused_with_what_to_write() {
        for text in
            ["soon", "2026", "31.2.2026", "2026-13-01", "46145", "1/2/3/2026", "12-2026", "x3.5.2026", "0.5.2026"]
        {
            let refused = instant(text, DayOrder::Day, false).expect_err(text);
            assert!(refused.contains(text) && refused.contains("2026-05-03"), "{refused}");
        }
    }

    #[test]
    fn one_date_tells_the_order_of_all() {
        assert_eq!(DayOrder::guess(["05/03/2026", "25/03/2026"].into_iter()), DayOrder::Day);
        assert_eq!(DayOrder::guess(["05/03/2026", "05/23/2026"].into_iter()), DayOrder::Month);
        assert_eq!(DayOrder::guess(["5.3.2026"].into_iter()), DayOrder::Day);
        assert_eq!(DayOrder::guess(["5/3/2026", "2026-05-03", ""].into_iter()), DayOrder::Month);
    }
}
