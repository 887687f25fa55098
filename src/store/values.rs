//! Several rows with one statement.

use std::fmt::Write as _;

/// Rows of one statement at most.
pub(super) const ROWS: usize = 32;

/// `($1, $2), ($3, $4)`: places for so many rows of so many values.
pub(super) fn places(rows: usize, width: usize) -> String {
    let mut out = String::with_capacity(rows * width * 5);
    for row in 0..rows {
        out.push_str(if row == 0 { "(" } else { ", (" });
        for column in 1..=width {
            // Writing to a text cannot fail.
            let _ = write!(out, "{}${}", if column == 1 { "" } else { ", " }, row * width + column);
        }
        out.push(')');
    }
    out
}

/// `(?, ?), (?, ?)`: the same, where the places are counted as they come.
pub(super) fn unnumbered_places(rows: usize, width: usize) -> String {
    let row = format!("({})", vec!["?"; width].join(", "));
    vec![row.as_str(); rows].join(", ")
}

/// The values with the last one so often that their number is a usual size: few different statements for those that look
/// for any of them.
pub(super) fn padded<T: Copy>(values: &[T]) -> Vec<T> {
    let mut all = values.to_vec();
    if let Some(last) = values.last() {
        all.resize(values.len().next_power_of_two(), *last);
    }
    all
}

/// Rows in pieces of 32, 16, 8, 4, 2 and 1: few different statements, so that each is prepared once.
pub(super) fn pieces<T>(mut rows: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = (rows.len() + 1).next_power_of_two() / 2;
        let (piece, rest) = rows.split_at(size.min(ROWS));
        rows = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

#[cfg(test)]
mod tests {
    use super::{pieces, places};

    #[test]
    fn places_are_numbered_row_by_row() {
        assert_eq!(places(2, 3), "($1, $2, $3), ($4, $5, $6)");
        assert_eq!(places(1, 1), "($1)");
    }

    #[test]
    fn every_row_is_in_one_piece_of_a_usual_size() {
        for count in 0..200 {
            let rows: Vec<usize> = (0..count).collect();
            let found: Vec<&[usize]> = pieces(&rows).collect();
            assert_eq!(found.concat(), rows);
            assert!(found.iter().all(|piece| piece.len().is_power_of_two() && piece.len() <= 32), "{count}");
        }
    }
}
