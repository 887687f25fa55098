//! The share card: what networks show under a link to a badge.
//!
//! 1200 by 627 pixels, as LinkedIn and Open Graph readers expect. Some crop the edges, so that badge and name stand in
//! the middle four fifths. Says who gives what, never to whom. A code at the lower edge leads back from a copy of the card
//! to the badge.

use std::fmt::Write as _;

use image::{RgbaImage, imageops};
use resvg::usvg::Tree;

use super::lettering::{self, Weight};
use super::{PictureError, escaped, qr, render, upload};

/// The card's width in pixels.
pub const WIDTH: u32 = 1200;
/// The card's height in pixels.
pub const HEIGHT: u32 = 627;

const NAME_LIMIT_CHARS: usize = 160;
const LINE_LIMIT_CHARS: usize = 90;
/// The square for the artwork: left, top, side.
const ARTWORK: (u32, u32, u32) = (120, 106, 400);
const TEXT_LEFT: f32 = 572.0;
const TEXT_WIDTH: f32 = 508.0;
/// Sizes of the name with the lines it may take, largest first.
const NAME_SIZES: [(f32, usize); 6] = [(64.0, 2), (56.0, 3), (48.0, 3), (42.0, 4), (36.0, 5), (30.0, 6)];

const ISSUER_SIZES: [(f32, usize); 2] = [(30.0, 2), (24.0, 3)];
const LINE_SIZES: [(f32, usize); 2] = [(26.0, 1), (22.0, 2)];
/// The same above a code, which needs the room.
const SHORT_ISSUER_SIZES: [(f32, usize); 2] = [(30.0, 2), (24.0, 2)];
const SHORT_LINE_SIZES: [(f32, usize); 2] = [(26.0, 1), (22.0, 1)];
/// Heights of lines, at a size of one.
const NAME_LINE: f32 = 1.16;
const BELOW_LINE: f32 = 1.4;

const PAPER: &str = "#fbf9f4";
const INK: &str = "#1a2423";
const QUIET_INK: &str = "#52605e";
const TEAL: &str = "#0f5c59";
const GOLD: &str = "#b88a2a";

/// The picture of the badge.
#[derive(Clone, Copy, Debug)]
pub enum Artwork<'a> {
    /// An SVG of ours, or one that [`super::upload`] accepted.
    Svg(&'a str),
    /// A PNG file.
    Png(&'a [u8]),
}

/// Right and lower end of the square for a code, and its longest side.
const CODE: (f32, f32, usize) = (1080.0, 604.0, 140);

/// Where a card leads.
#[derive(Clone, Copy, Debug)]
pub struct Pointer<'a> {
    /// The address in the QR code.
    pub address: &'a str,
    /// The short code beside it.
    pub code: &'a str,
}

/// What a card says.
#[derive(Clone, Copy, Debug)]
pub struct Card<'a> {
    /// The achievement's name.
    pub achievement: &'a str,
    /// The issuer's name.
    pub issuer: &'a str,
    /// The last line, such as "Awarded 3 May 2026"; may be empty.
    pub line: &'a str,
    /// The badge.
    pub artwork: Artwork<'a>,
    /// How to find the badge from a copy of the card.
    pub pointer: Option<Pointer<'a>>,
}

impl Card<'_> {
    /// The card as a PNG of [`WIDTH`] by [`HEIGHT`].
    ///
    /// # Errors
    /// What is wrong with the artwork.
    pub fn png(&self) -> Result<Vec<u8>, PictureError> {
        let (left, top, side) = ARTWORK;
        let artwork = self.artwork.pixels(side)?;
        let mut card = render::draw(&render::read(&self.drawing()?)?, WIDTH)?;
        let centred = |start: u32, length: u32| i64::from(start + (side - length.min(side)) / 2);
        let (x, y) = (centred(left, artwork.width()), centred(top, artwork.height()));
        imageops::overlay(&mut card, &artwork, x, y);
        render::encode(&card)
    }

    /// The card without its artwork.
    fn drawing(&self) -> Result<String, PictureError> {
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
             <rect width=\"{WIDTH}\" height=\"{HEIGHT}\" fill=\"{PAPER}\"/>\
             <rect y=\"{}\" width=\"{WIDTH}\" height=\"14\" fill=\"{TEAL}\"/>",
            HEIGHT - 14
        );
        let name = lettering::plain(self.achievement, NAME_LIMIT_CHARS);
        let (lines, size) = set(&name, Weight::Bold, &NAME_SIZES);
        let (issuer_sizes, line_sizes) = match self.pointer {
            None => (&ISSUER_SIZES, &LINE_SIZES),
            Some(_) => (&SHORT_ISSUER_SIZES, &SHORT_LINE_SIZES),
        };
        let below: Vec<_> = [
            (self.issuer, &issuer_sizes[..], (Weight::SemiBold, TEAL)),
            (self.line, &line_sizes[..], (Weight::Regular, QUIET_INK)),
        ]
        .into_iter()
        .flat_map(|(text, sizes, (weight, ink))| {
            let (lines, size) = set(&lettering::plain(text, LINE_LIMIT_CHARS), weight, sizes);
            lines.into_iter().map(move |line| (line, size, weight, ink))
        })
        .collect();
        let name_height = lines.len() as f32 * size * NAME_LINE;
        let below_height: f32 = below.iter().map(|(_, size, ..)| size * BELOW_LINE).sum();
        let (_, top, side) = ARTWORK;
        let middle = top as f32 + side as f32 / 2.0;
        let height = name_height + 52.0 + below_height;
        let lowest = match self.pointer {
            None => HEIGHT as f32,
            Some(pointer) => push_pointer(&mut svg, pointer)? - 8.0,
        };
        let mut y = (middle - height / 2.0).min(lowest - height);
        for text in &lines {
            push_text(&mut svg, text, y + size * 0.94, size, (Weight::Bold, INK));
            y += size * NAME_LINE;
        }
        y += 26.0;
        let _ = write!(svg, "<rect x=\"{TEXT_LEFT}\" y=\"{y:.1}\" width=\"112\" height=\"5\" fill=\"{GOLD}\"/>");
        y += 26.0;
        for (text, size, weight, ink) in below {
            push_text(&mut svg, &text, y + size, size, (weight, ink));
            y += size * BELOW_LINE;
        }
        svg.push_str("</svg>");
        Ok(svg)
    }
}

/// Draws the code with its words to its left; returns where it begins.
fn push_pointer(svg: &mut String, pointer: Pointer<'_>) -> Result<f32, PictureError> {
    let (right, bottom, longest) = CODE;
    let (path, side) = qr::modules(pointer.address)?;
    let module = (longest / side).max(1);
    let side = (module * side) as f32;
    let (left, top) = (right - side, bottom - side);
    // Writing to a string does not fail.
    let _ = write!(
        svg,
        "<g shape-rendering=\"crispEdges\"><rect x=\"{left}\" y=\"{top}\" width=\"{side}\" height=\"{side}\" \
         fill=\"#fff\"/><path transform=\"translate({left} {top}) scale({module})\" d=\"{path}\" fill=\"{INK}\"/></g>"
    );
    for (text, up, size, weight) in
        [("Scan to check this badge", 40.0, 18.0, Weight::Regular), (pointer.code, 12.0, 22.0, Weight::SemiBold)]
    {
        let (x, y) = (left - 12.0, bottom - up);
        let text = lettering::plain(text, LINE_LIMIT_CHARS);
        let _ = write!(
            svg,
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"end\" font-size=\"{size}\" font-weight=\"{}\" \
             fill=\"{QUIET_INK}\">{}</text>",
            weight.number(),
            escaped(&text)
        );
    }
    Ok(top)
}

/// A text in lines, in the largest letters that have room; the smallest cut what is left over.
fn set(text: &str, weight: Weight, sizes: &[(f32, usize)]) -> (Vec<String>, f32) {
    let mut set = (Vec::new(), 0.0);
    for (size, most) in sizes {
        let lines = lettering::wrap(text, weight, TEXT_WIDTH / size);
        let has_room = lines.len() <= *most;
        set = (lines, *size);
        if has_room {
            return set;
        }
        set.0.truncate(*most);
    }
    if let Some(last) = set.0.last_mut() {
        last.push('\u{2026}');
    }
    set
}

fn push_text(svg: &mut String, text: &str, baseline: f32, size: f32, (weight, ink): (Weight, &str)) {
    // Writing to a string does not fail.
    let _ = write!(
        svg,
        "<text x=\"{TEXT_LEFT}\" y=\"{baseline:.1}\" font-size=\"{size:.2}\" font-weight=\"{}\" fill=\"{ink}\">{}</text>",
        weight.number(),
        escaped(text)
    );
}

impl Artwork<'_> {
    /// The badge drawn to fit a square of this side.
    pub(super) fn pixels(self, side: u32) -> Result<RgbaImage, PictureError> {
        match self {
            Self::Svg(svg) => {
                let tree: Tree = render::read(svg)?;
                render::draw(&tree, side)
            }
            Self::Png(file) => Ok(render::fit(upload::decode_png(file)?, side)),
        }
    }
}
