//! `accolade review agreement`: coefficients of a table of ratings.

use serde_json::{Map, Value, json};

use super::super::Failure;
use super::{Answer, number, only};
use crate::canon::json as strict;
use crate::review::Fraction;
use crate::review::agreement::{Metric, Ratings};

type Rows = Vec<Vec<Option<u16>>>;

pub(super) fn agreement(file: &[u8]) -> Result<Answer, Failure> {
    let (rows, levels) = read(file)?;
    let ratings = match levels {
        Some(levels) => Ratings::on_scale(rows, levels),
        None => Ratings::new(rows),
    };
    let ratings = ratings.map_err(Failure::usage)?;
    let alpha = |metric| ratings.alpha(metric);
    let (nominal, ordinal, interval) = (alpha(Metric::Nominal), alpha(Metric::Ordinal), alpha(Metric::Interval));
    let (raw, ac1) = (ratings.raw_agreement(), ratings.ac1());
    let (kappa, quadratic, fleiss) = (ratings.kappa(), ratings.quadratic_kappa(), ratings.fleiss_kappa());
    let nearest = |fraction: Option<Fraction>| fraction.map(Fraction::as_f64);
    let result = json!({
        "raters": ratings.raters(),
        "items": ratings.items(),
        "alpha": {"nominal": nearest(nominal), "ordinal": nearest(ordinal), "interval": nearest(interval)},
        "ac1": nearest(ac1),
        "kappa": nearest(kappa),
        "kappa_quadratic": nearest(quadratic),
        "fleiss_kappa": nearest(fleiss),
        "raw_agreement": nearest(raw),
        "exact": {
            "alpha": {"nominal": nominal, "ordinal": ordinal, "interval": interval},
            "ac1": ac1,
            "kappa": kappa,
            "kappa_quadratic": quadratic,
            "fleiss_kappa": fleiss,
            "raw_agreement": raw,
        },
    });
    Ok((result, words(ordinal)))
}

fn words(ordinal: Option<Fraction>) -> Vec<String> {
    let verdict = match ordinal.map(Fraction::as_f64) {
        None => {
            "alpha does not exist: all ratings are equal, no item was rated twice, or the table is too large".into()
        }
        Some(alpha) if alpha >= 0.8 => format!("ordinal alpha {alpha:.3}: good"),
        Some(alpha) if alpha >= 0.667 => format!("ordinal alpha {alpha:.3}: for tentative conclusions"),
        Some(alpha) => format!("ordinal alpha {alpha:.3}: too low to rely on; look at the rubric"),
    };
    vec![verdict]
}

fn read(file: &[u8]) -> Result<(Rows, Option<u32>), Failure> {
    let start = file.trim_ascii_start().first();
    if !matches!(start, Some(b'{' | b'[')) {
        let text = std::str::from_utf8(file).map_err(|_| Failure::usage("the table is not UTF-8"))?;
        return Ok((read_text(text)?, None));
    }
    let limits = strict::Limits { bytes: 32 * 1024 * 1024, members: 2_000_000, ..strict::Limits::default() };
    let value = strict::read(file, &limits).map_err(Failure::usage)?;
    let none = Map::new();
    let members = value.as_object().unwrap_or(&none);
    only(members, &["ratings", "levels"], "the file")?;
    let table = if value.is_array() { &value } else { members.get("ratings").unwrap_or(&Value::Null) };
    let rows: Vec<&Value> = match table {
        Value::Array(rows) => rows.iter().collect(),
        Value::Object(raters) => raters.values().collect(),
        _ => return Err(Failure::usage("the file needs `ratings`: a list of rows, one for each rater")),
    };
    let rows = rows.into_iter().enumerate().map(|(at, row)| read_row(row, at + 1)).collect::<Result<_, _>>()?;
    let levels = members.get("levels").map(|_| number(members, "levels", None, "the file")).transpose()?;
    Ok((rows, levels))
}

fn read_row(row: &Value, rater: usize) -> Result<Vec<Option<u16>>, Failure> {
    let cells =
        row.as_array().ok_or_else(|| Failure::usage(format!("rater {rater}: a list of ratings was expected")))?;
    let cell = |cell: &Value| match cell {
        Value::Null => Ok(None),
        other => {
            let level = other.as_u64().and_then(|level| u16::try_from(level).ok());
            level.map(Some).ok_or_else(|| not_a_rating(rater, &other.to_string()))
        }
    };
    cells.iter().map(cell).collect()
}

fn read_text(text: &str) -> Result<Rows, Failure> {
    let lines = text.lines().filter(|line| !line.trim().is_empty()).enumerate();
    let row = |(at, line): (usize, &str)| {
        let cell = |cell: &str| match cell.trim() {
            "" | "-" => Ok(None),
            level => level.parse().map(Some).map_err(|_| not_a_rating(at + 1, level)),
        };
        line.split(',').map(cell).collect()
    };
    lines.map(row).collect()
}

fn not_a_rating(rater: usize, written: &str) -> Failure {
    let written: String = written.chars().take(40).collect();
    Failure::usage(format!("rater {rater}: `{written}` is no rating; ratings are whole numbers from 0, or null"))
}
