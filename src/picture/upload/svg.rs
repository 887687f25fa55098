//! Cleans an SVG and makes sure that it is clean.
//!
//! Four steps: our own limits on the raw XML (no entities, no depth, no crowds); the filter of `svg-hush`, which drops
//! scripts, handlers, foreign elements and addresses; our own allow-list over what is left, since a filter may miss
//! something ([`survey`]); an estimate of the drawing's cost ([`effort`]) with a small test drawing. What is refused, is refused with a reason that a designer can act on.

mod effort;
mod survey;

use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use resvg::usvg::Tree;

use super::{PictureError, check_sides, render};

const DEPTH_LIMIT: usize = 64;
const ATTRIBUTES_LIMIT: usize = 128;
const ELEMENTS_LIMIT: usize = 10_000;
/// Letters in the file, most of them in style sheets and descriptions.
const TEXT_LIMIT_BYTES: usize = 64 * 1024;
/// A drawing longer than so many times its breadth is no badge.
const ASPECT_LIMIT: f32 = 4.0;
const TRIAL_PIXELS: u32 = 128;

/// The clean text with its width and height.
pub(super) fn clean(file: &[u8]) -> Result<(String, u32, u32), PictureError> {
    let text = std::str::from_utf8(file).map_err(|_| bad("it is not in UTF-8"))?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    check_limits(text)?;
    let text = filter(text)?;
    survey::check(&text)?;
    let tree = render::read(&text)?;
    let (width, height) = check_size(&tree)?;
    effort::check(&tree)?;
    let trial = render::draw(&tree, TRIAL_PIXELS)?;
    if trial.pixels().all(|pixel| pixel.0[3] == 0) {
        return Err(bad("nothing in it can be seen"));
    }
    Ok((text, width, height))
}

fn bad(why: impl Into<String>) -> PictureError {
    PictureError::BadSvg(why.into())
}

/// Sound XML without entities, and no more of it than a badge needs.
fn check_limits(text: &str) -> Result<(), PictureError> {
    let mut reader = Reader::from_str(text);
    let (mut depth, mut elements, mut letters) = (0_usize, 0_usize, 0_usize);
    loop {
        match reader.read_event().map_err(|error| bad(error.to_string()))? {
            Event::Start(tag) => {
                check_attributes(&tag)?;
                (depth, elements) = (depth + 1, elements + 1);
            }
            Event::Empty(tag) => {
                check_attributes(&tag)?;
                elements += 1;
            }
            Event::End(_) => depth = depth.checked_sub(1).ok_or_else(|| bad("an element is closed twice"))?,
            Event::DocType(declaration) if declaration.contains('[') => {
                return Err(bad("it declares entities, which are not read; save it as plain SVG"));
            }
            Event::Decl(declaration) => match declaration.encoding() {
                Some(Ok(name)) if !name.eq_ignore_ascii_case("utf-8") => return Err(bad("it is not in UTF-8")),
                _ => {}
            },
            Event::Text(text) => letters += text.len(),
            Event::Eof if depth == 0 => return Ok(()),
            Event::Eof => return Err(bad("an element is not closed")),
            Event::CData(_) | Event::GeneralRef(_) | Event::DocType(_) | Event::Comment(_) | Event::PI(_) => {}
        }
        if depth > DEPTH_LIMIT {
            return Err(bad("it is nested more than 64 levels deep"));
        }
        if elements > ELEMENTS_LIMIT {
            return Err(bad("it has more than 10,000 elements; simplify it, or upload it as PNG"));
        }
        if letters > TEXT_LIMIT_BYTES {
            return Err(bad("it holds more than 64 KB of text"));
        }
    }
}

fn check_attributes(tag: &BytesStart<'_>) -> Result<(), PictureError> {
    for (index, attribute) in tag.attributes().enumerate() {
        attribute.map_err(|error| bad(error.to_string()))?;
        if index >= ATTRIBUTES_LIMIT {
            return Err(bad("an element has more than 128 attributes"));
        }
    }
    Ok(())
}

/// The text without what is known to be dangerous. No `data:` address is kept.
fn filter(text: &str) -> Result<String, PictureError> {
    let mut filtered = Vec::new();
    svg_hush::Filter::new().filter(text.as_bytes(), &mut filtered).map_err(|error| bad(error.to_string()))?;
    String::from_utf8(filtered).map_err(|_| bad("it is not in UTF-8"))
}

fn check_size(tree: &Tree) -> Result<(u32, u32), PictureError> {
    let (width, height) = (tree.size().width(), tree.size().height());
    let (wide, high) = (width.ceil() as u32, height.ceil() as u32);
    check_sides(wide, high)?;
    if width / height > ASPECT_LIMIT || height / width > ASPECT_LIMIT {
        return Err(bad("it is more than four times as long as it is broad"));
    }
    Ok((wide, high))
}
