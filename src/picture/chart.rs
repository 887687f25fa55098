//! Small charts for pages: bars or a line over time, as inline SVG.
//!
//! Drawn in the colour of the surrounding text, so that they follow light, dark and print. A chart is never alone: the
//! page shows [`Chart::rows`] as a table beneath it.

use std::fmt::Write as _;

use super::{escaped, lettering};

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 240.0;
const LEFT: f64 = 48.0;
const RIGHT: f64 = 12.0;
const TOP: f64 = 16.0;
const BOTTOM: f64 = 32.0;
const LABEL_LIMIT_CHARS: usize = 40;
const DESCRIPTION_LIMIT_CHARS: usize = 500;

/// How the values are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// One bar for each value: counts.
    Bars,
    /// A line through all values: measures.
    Line,
}

/// One value in time.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The time in words, such as "May 2026".
    pub label: String,
    /// The value; drawn as zero when negative or not a number.
    pub value: f64,
}

/// The values of a chart that are worth telling, each with its time in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ends {
    /// The oldest.
    pub first: (String, String),
    /// The newest.
    pub last: (String, String),
    /// The highest.
    pub highest: (String, String),
}

/// Values over time under a title.
#[derive(Clone, Copy, Debug)]
pub struct Chart<'a> {
    /// What is counted, such as "Badges awarded per month".
    pub title: &'a str,
    /// The values, oldest first.
    pub points: &'a [Point],
}

impl Chart<'_> {
    /// The chart as an SVG to stand in a page; described in words for readers who do not see it. Its elements are closed as
    /// those of HTML are, and it has no title: a page has one of its own.
    pub fn svg(&self, style: Style) -> String {
        self.svg_told(style, &self.summary())
    }

    /// The same, described in words of the page's own language.
    pub fn svg_told(&self, style: Style, description: &str) -> String {
        let top = round_top(self.points.iter().map(|point| drawn(point.value)).fold(0.0, f64::max));
        let label = lettering::plain(description, DESCRIPTION_LIMIT_CHARS);
        let label = escaped(&label);
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" class=\"chart\" role=\"img\" \
             aria-label=\"{label}\">"
        );
        push_scale(&mut svg, top);
        let place = |index: usize| LEFT + (index as f64 + 0.5) * self.step();
        let height = |value: f64| y_of(drawn(value), top);
        match style {
            Style::Bars => {
                let width = (self.step() * 0.7).min(56.0);
                for (index, point) in self.points.iter().enumerate() {
                    let (x, y) = (place(index) - width / 2.0, height(point.value));
                    let _ = write!(
                        svg,
                        "<rect class=\"chart-mark\" x=\"{x:.1}\" y=\"{y:.1}\" width=\"{width:.1}\" \
                         height=\"{:.1}\" fill=\"currentColor\"></rect>",
                        HEIGHT - BOTTOM - y
                    );
                }
            }
            Style::Line => {
                svg.push_str(
                    "<polyline class=\"chart-mark\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"2.5\" ",
                );
                svg.push_str("stroke-linejoin=\"round\" stroke-linecap=\"round\" points=\"");
                for (index, point) in self.points.iter().enumerate() {
                    let _ = write!(svg, "{:.1},{:.1} ", place(index), height(point.value));
                }
                svg.push_str("\"></polyline>");
                for (index, point) in self.points.iter().enumerate() {
                    let (x, y) = (place(index), height(point.value));
                    let _ = write!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3.5\" fill=\"currentColor\"/>");
                }
            }
        }
        self.push_labels(&mut svg);
        svg.push_str("</svg>");
        svg
    }

    /// The same values in words, for the table beneath the chart.
    pub fn rows(&self) -> Vec<(String, String)> {
        self.points.iter().map(|point| (point.label.clone(), in_digits(point.value))).collect()
    }

    /// The chart in one sentence: its title, its ends and its highest value.
    pub fn summary(&self) -> String {
        let title = lettering::plain(self.title, 200);
        let said = |(value, label): (String, String)| format!("{value} in {label}");
        match (self.ends(), self.points.len()) {
            (None, _) => format!("{title}: no values yet"),
            (Some(ends), 1) => format!("{title}: {}", said(ends.first)),
            (Some(Ends { first, last, highest }), _) => {
                format!("{title}: from {} to {}, highest {}", said(first), said(last), said(highest))
            }
        }
    }

    /// What a sentence about the chart tells; `None` without values.
    pub fn ends(&self) -> Option<Ends> {
        let said = |point: &Point| (in_digits(point.value), lettering::plain(&point.label, LABEL_LIMIT_CHARS));
        let higher = |a: &&Point, b: &&Point| a.value.total_cmp(&b.value);
        let highest = self.points.iter().rev().max_by(higher)?;
        Some(Ends { first: said(self.points.first()?), last: said(self.points.last()?), highest: said(highest) })
    }

    fn step(&self) -> f64 {
        (WIDTH - LEFT - RIGHT) / self.points.len().max(1) as f64
    }

    /// As many labels as stand side by side.
    fn push_labels(&self, svg: &mut String) {
        let widest = self.points.iter().map(|point| point.label.chars().count().min(LABEL_LIMIT_CHARS)).max();
        let width = widest.unwrap_or(0) as f64 * 7.5 + 12.0;
        let every = (width / self.step()).ceil().max(1.0) as usize;
        for (index, point) in self.points.iter().enumerate().step_by(every) {
            let x = LEFT + (index as f64 + 0.5) * self.step();
            let label = lettering::plain(&point.label, LABEL_LIMIT_CHARS);
            push_text(svg, (x, HEIGHT - 10.0), "middle", &label);
        }
    }
}

/// Three lines with their values: nothing, half, all.
fn push_scale(svg: &mut String, top: f64) {
    for value in [0.0, top / 2.0, top] {
        let y = y_of(value, top);
        let _ = write!(
            svg,
            "<path class=\"chart-scale\" d=\"M{LEFT} {y:.1}H{}\" stroke=\"currentColor\" stroke-opacity=\"{}\"/>",
            WIDTH - RIGHT,
            if value == 0.0 { ".6" } else { ".2" }
        );
        push_text(svg, (LEFT - 8.0, y + 4.0), "end", &in_digits(value));
    }
}

fn push_text(svg: &mut String, (x, y): (f64, f64), anchor: &str, text: &str) {
    // Writing to a string does not fail.
    let _ = write!(
        svg,
        "<text x=\"{x:.1}\" y=\"{y:.1}\" font-size=\"13\" text-anchor=\"{anchor}\" fill=\"currentColor\">{}</text>",
        escaped(text)
    );
}

fn y_of(value: f64, top: f64) -> f64 {
    HEIGHT - BOTTOM - value / top * (HEIGHT - TOP - BOTTOM)
}

fn drawn(value: f64) -> f64 {
    if value.is_finite() { value.max(0.0) } else { 0.0 }
}

/// The next value whose half is also easy to read: 2, 4, 10, 20, 40, 100 and so on.
fn round_top(highest: f64) -> f64 {
    let power = 10_f64.powf(highest.max(1.0).log10().floor());
    [1.0, 2.0, 4.0, 6.0, 8.0, 10.0]
        .map(|step| step * power)
        .into_iter()
        .filter(|top| *top >= 2.0)
        .find(|top| *top >= highest)
        .unwrap_or(20.0 * power)
}

/// Whole numbers whole, others with at most two decimals.
fn in_digits(value: f64) -> String {
    let text = format!("{value:.2}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}
