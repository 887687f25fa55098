//! Badge artwork: a shape, a colour, an icon and a few words make a picture, so that nobody needs a designer.
//!
//! Words are drawn as outlines of our own font and look the same in every viewer. Words with letters that the font
//! lacks stay text, which a browser draws with its own fonts.

mod colour;
mod icon;
mod shape;

use std::fmt::Write as _;

use serde::{Deserialize, Serialize};

pub use colour::{Colour, Palette};
pub use icon::Icon;
pub use shape::Shape;

use super::lettering::{self, Weight};
use super::{PictureError, escaped, render};

/// Length of the words on a badge, in characters; longer ones are cut.
pub const TEXT_LIMIT_CHARS: usize = 24;
/// Length of a short code, in characters; longer ones are cut.
pub const CODE_LIMIT_CHARS: usize = 24;

const LARGEST_LETTERS: f32 = 36.0;
/// A single word that would be smaller is cut in two.
const SMALLEST_LETTERS: f32 = 20.0;
/// How much larger the letters have to become for a second line.
const SECOND_LINE_WORTH: f32 = 1.12;
const LINE_HEIGHT: f32 = 1.18;
/// From the middle of a line of letters down to its baseline, at a size of one.
const BASELINE: f32 = 0.36;

/// A badge picture described in four choices.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Design {
    /// The outline.
    pub shape: Shape,
    /// The colours.
    pub colour: Colour,
    /// What is shown.
    pub icon: Icon,
    /// The words below the icon, on one or two lines; may be empty.
    #[serde(default)]
    pub text: String,
}

/// A line of words where it stands.
struct Line {
    text: String,
    baseline: f32,
    size: f32,
}

impl Design {
    /// The picture as an SVG of 400 by 400.
    pub fn svg(&self) -> String {
        self.drawing(None)
    }

    /// The picture with a short code at its lower edge, which can still be read from a screenshot.
    ///
    /// The code is printed with its letters A to Z, digits and hyphens only.
    pub fn svg_with_code(&self, code: &str) -> String {
        let is_fit = |c: &char| c.is_ascii_alphanumeric() || *c == '-';
        let code: String = code.chars().filter(is_fit).take(CODE_LIMIT_CHARS).collect();
        self.drawing((!code.is_empty()).then_some(code.as_str()))
    }

    /// The picture as a PNG that is so many pixels wide and high.
    ///
    /// # Errors
    /// [`PictureError::SizeOutOfRange`].
    pub fn png(&self, pixels: u32) -> Result<Vec<u8>, PictureError> {
        render::png(&self.svg(), pixels)
    }

    /// The picture in words, for readers who do not see it.
    pub fn alternative_text(&self) -> String {
        let (shape, icon) = (self.shape.adjective(), self.icon.in_words());
        let colour = self.colour.label().to_lowercase();
        let article = if shape.starts_with(['a', 'o']) { "An" } else { "A" };
        let words = self.words();
        if words.is_empty() {
            format!("{article} {shape} badge in {colour} with {icon}")
        } else {
            format!("{article} {shape} badge in {colour} with {icon} and the words \u{201c}{words}\u{201d}")
        }
    }

    /// Whether the font has all letters of the words. Pictures made of pixels show an empty box for each it lacks.
    pub fn has_all_letters(&self) -> bool {
        lettering::outlines(&self.words(), (0.0, 0.0), 10.0, Weight::SemiBold).is_some() || self.words().is_empty()
    }

    fn words(&self) -> String {
        lettering::plain(&self.text, TEXT_LIMIT_CHARS)
    }

    fn drawing(&self, code: Option<&str>) -> String {
        let mut description = self.alternative_text();
        if let Some(code) = code {
            let _ = write!(description, ", code {code}");
        }
        let description = escaped(&description).into_owned();
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 400\" width=\"400\" height=\"400\" \
             role=\"img\" aria-label=\"{description}\"><title>{description}</title>"
        );
        // With a code, everything moves up to make room at the lower edge.
        svg.push_str(if code.is_some() { "<g transform=\"translate(20 1) scale(.9)\">" } else { "<g>" });
        self.push_ground(&mut svg);
        self.push_content(&mut svg);
        svg.push_str("</g>");
        if let Some(code) = code {
            push_code(&mut svg, code);
        }
        svg.push_str("</svg>");
        svg
    }

    /// The shape: edge, field and a thin line inside.
    fn push_ground(&self, svg: &mut String) {
        let (frame, palette) = (self.shape.frame(), self.colour.palette());
        let Palette { field, rim, accent, .. } = palette;
        let (x, y) = frame.middle;
        let (outline, inner) = (frame.outline, frame.inner);
        if self.shape == Shape::Ribbon {
            let _ = write!(
                svg,
                "<path d=\"M112 236 L72 384 L124 362 L160 396 L200 270 L240 396 L276 362 L328 384 L288 236 Z\" \
                 fill=\"{rim}\" stroke=\"{rim}\" stroke-width=\"6\" stroke-linejoin=\"round\"/>\
                 <path d=\"M128 290 L106 348 L130 338 M272 290 L294 348 L270 338\" fill=\"none\" stroke=\"{accent}\" \
                 stroke-width=\"3\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>"
            );
        }
        let _ = write!(
            svg,
            "<path d=\"{outline}\" fill=\"{rim}\" stroke=\"{rim}\" stroke-width=\"6\" stroke-linejoin=\"round\"/>"
        );
        for (scale, paint) in [
            (0.945, format!("fill=\"{field}\" stroke=\"{field}\" stroke-width=\"4\"")),
            (0.89, format!("fill=\"none\" stroke=\"{accent}\" stroke-width=\"3\"")),
        ] {
            let (left, top) = (x * (1.0 - scale), y * (1.0 - scale));
            let _ = write!(
                svg,
                "<path d=\"{inner}\" {paint} stroke-linejoin=\"round\" \
                 transform=\"translate({left:.2} {top:.2}) scale({scale})\"/>"
            );
        }
    }

    fn push_content(&self, svg: &mut String) {
        let (frame, ink) = (self.shape.frame(), self.colour.palette().ink);
        let lines = self.lines();
        let (middle, scale) = match lines.len() {
            0 => (frame.middle.1, frame.icon.1 * 1.3),
            1 => (frame.icon.0 + 8.0, frame.icon.1),
            _ => frame.icon,
        };
        let drawing = self.icon.drawing();
        let (left, top) = (200.0 - 50.0 * scale, middle - 50.0 * scale);
        let _ = write!(
            svg,
            "<g transform=\"translate({left:.2} {top:.2}) scale({scale:.3})\"><path d=\"{}\" fill=\"none\" \
             stroke=\"{ink}\" stroke-width=\"5\" stroke-linecap=\"round\" stroke-linejoin=\"round\"/>",
            drawing.lines
        );
        if !drawing.spots.is_empty() {
            let _ = write!(svg, "<path d=\"{}\" fill=\"{ink}\"/>", drawing.spots);
        }
        svg.push_str("</g>");
        for line in lines {
            push_line(svg, &line, Weight::SemiBold, ink);
        }
    }

    /// The words on one line, or on two when that lets the letters be larger.
    fn lines(&self) -> Vec<Line> {
        let words = self.words();
        let (middle, room) = self.shape.frame().words;
        if words.is_empty() {
            return Vec::new();
        }
        let size_for = |lines: &[String]| {
            let widest = lines.iter().map(|line| lettering::width(line, Weight::SemiBold)).fold(0.01, f32::max);
            (room / widest).min(LARGEST_LETTERS)
        };
        let mut lines = vec![words.clone()];
        let mut size = size_for(&lines);
        let mut pairs: Vec<[String; 2]> =
            words.match_indices(' ').map(|(at, _)| [words[..at].to_owned(), words[at + 1..].to_owned()]).collect();
        if pairs.is_empty() && size < SMALLEST_LETTERS {
            let half = words.chars().count().div_ceil(2);
            let above: String = words.chars().take(half).chain(['-']).collect();
            pairs.push([above, words.chars().skip(half).collect()]);
        }
        for pair in pairs {
            let (pair, worth) = (pair.to_vec(), if lines.len() == 1 { SECOND_LINE_WORTH } else { 1.0 });
            let size_of_pair = size_for(&pair);
            if size_of_pair > size * worth {
                (lines, size) = (pair, size_of_pair);
            }
        }
        let first = middle - (lines.len() - 1) as f32 * size * LINE_HEIGHT / 2.0;
        let place = |(index, text): (usize, String)| {
            let baseline = first + index as f32 * size * LINE_HEIGHT + size * BASELINE;
            Line { text, baseline, size }
        };
        lines.into_iter().enumerate().map(place).collect()
    }
}

fn push_line(svg: &mut String, line: &Line, weight: Weight, ink: &str) {
    let Line { text, baseline, size } = line;
    // Writing to a string does not fail.
    let _ = match lettering::outlines(text, (200.0, *baseline), *size, weight) {
        Some(outlines) => write!(svg, "<path d=\"{outlines}\" fill=\"{ink}\"/>"),
        None => write!(
            svg,
            "<text x=\"200\" y=\"{baseline:.2}\" font-family=\"{}, sans-serif\" font-size=\"{size:.2}\" \
             font-weight=\"{}\" text-anchor=\"middle\" fill=\"{ink}\">{}</text>",
            lettering::FAMILY,
            weight.number(),
            escaped(text)
        ),
    };
}

/// The code on a slip of paper, readable on light and dark pages.
fn push_code(svg: &mut String, code: &str) {
    let size = (340.0 / lettering::width(code, Weight::SemiBold).max(0.01)).min(23.0);
    let width = lettering::width(code, Weight::SemiBold) * size + 28.0;
    let _ = write!(
        svg,
        "<rect x=\"{:.2}\" y=\"365\" width=\"{width:.2}\" height=\"33\" rx=\"6\" fill=\"#fffdf7\" stroke=\"#1d2b2a\" \
         stroke-opacity=\".35\"/>",
        200.0 - width / 2.0
    );
    let line = Line { text: code.to_owned(), baseline: 381.5 + size * BASELINE, size };
    push_line(svg, &line, Weight::SemiBold, "#1d2b2a");
}
