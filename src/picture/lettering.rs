//! Lettering: the one font, how wide a text is in it, and its outlines.
//!
//! Artwork carries its words as outlines, so that they look the same in every viewer, with or without the font.

use std::fmt::Write as _;
use std::sync::{Arc, LazyLock};

use resvg::tiny_skia::{Path, PathSegment};
use resvg::usvg::{Group, ImageHrefResolver, Node, Options, Text, Tree, fontdb};

use super::escaped;

/// The name of the font in a drawing.
pub(super) const FAMILY: &str = "Inter";
static FONT: &[u8] = include_bytes!("fonts/inter.ttf");
static FONTS: LazyLock<Arc<fontdb::Database>> = LazyLock::new(|| {
    let mut fonts = fontdb::Database::new();
    fonts.load_font_source(fontdb::Source::Binary(Arc::new(FONT)));
    fonts.set_serif_family(FAMILY);
    fonts.set_sans_serif_family(FAMILY);
    fonts.set_monospace_family(FAMILY);
    fonts.set_cursive_family(FAMILY);
    fonts.set_fantasy_family(FAMILY);
    Arc::new(fonts)
});
/// Widths are measured at this size and scaled, since the font has no hints.
const MEASURING_SIZE: f32 = 100.0;

/// How thick the letters are.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Weight {
    Regular,
    SemiBold,
    Bold,
}

impl Weight {
    pub(super) fn number(self) -> u16 {
        match self {
            Self::Regular => 400,
            Self::SemiBold => 600,
            Self::Bold => 700,
        }
    }
}

/// How every drawing is read: our font, and no picture from anywhere, neither from a file nor from inside.
pub(super) fn options() -> Options<'static> {
    Options {
        font_family: FAMILY.to_owned(),
        fontdb: FONTS.clone(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..Options::default()
    }
}

/// `text` as it can be drawn: one line, at most `limit` characters, without emoji and invisible characters.
pub(super) fn plain(text: &str, limit: usize) -> String {
    let visible: String = text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(is_drawable).collect();
    let mut line = String::with_capacity(visible.len());
    for word in visible.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    if line.chars().count() > limit {
        line = line.chars().take(limit.saturating_sub(1)).collect::<String>().trim_end().to_owned();
        line.push('\u{2026}');
    }
    line
}

/// Not a control, a direction mark, a private character or an emoji, nor anything that XML forbids.
fn is_drawable(c: &char) -> bool {
    let is_unfit = c.is_control()
        || matches!(u32::from(*c),
            0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff | 0xfff9..=0xffff
            | 0x20e3 | 0x2600..=0x27bf | 0x2b00..=0x2bff | 0xfe00..=0xfe0f | 0xe000..=0xf8ff
            | 0x1f000..=0x1faff | 0xe_0000..=0x10_ffff);
    !is_unfit
}

/// The width of `text` at a size of one.
pub(super) fn width(text: &str, weight: Weight) -> f32 {
    let text = format!("<text font-size='{MEASURING_SIZE}' font-weight='{}'>{}</text>", weight.number(), escaped(text));
    read(&text).map_or(0.0, |(_, node)| node.bounding_box().width() / MEASURING_SIZE)
}

/// The outlines of `text` with its middle at `x` and its baseline at `y`; nothing when the font lacks a letter.
pub(super) fn outlines(text: &str, (x, y): (f32, f32), size: f32, weight: Weight) -> Option<String> {
    let (_, node) = read(&format!(
        "<text x='{x}' y='{y}' font-size='{size}' font-weight='{}' text-anchor='middle'>{}</text>",
        weight.number(),
        escaped(text)
    ))?;
    let has_all = node.layouted().iter().flat_map(|span| &span.positioned_glyphs).all(|glyph| glyph.id.0 != 0);
    has_all.then(|| {
        let mut data = String::new();
        push_group(&mut data, node.flattened());
        data
    })
}

/// Reads one text element. The tree is handed back because the text belongs to it.
fn read(element: &str) -> Option<(Tree, Box<Text>)> {
    let svg = format!("<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'>{element}</svg>");
    let tree = Tree::from_str(&svg, &options()).ok()?;
    let text = find_text(tree.root())?;
    Some((tree, text))
}

fn find_text(group: &Group) -> Option<Box<Text>> {
    group.children().iter().find_map(|node| match node {
        Node::Text(text) => Some(text.clone()),
        Node::Group(group) => find_text(group),
        Node::Path(_) | Node::Image(_) => None,
    })
}

fn push_group(data: &mut String, group: &Group) {
    for node in group.children() {
        match node {
            Node::Group(group) => push_group(data, group),
            Node::Path(path) => {
                if let Some(outline) = path.data().clone().transform(path.abs_transform()) {
                    push_path(data, &outline);
                }
            }
            Node::Text(_) | Node::Image(_) => {}
        }
    }
}

/// Path data, with hundredths, which is finer than any screen.
fn push_path(data: &mut String, path: &Path) {
    let round = |value: f32| (value * 100.0).round() / 100.0;
    for segment in path.segments() {
        let (letter, points) = match segment {
            PathSegment::MoveTo(to) => ('M', vec![to]),
            PathSegment::LineTo(to) => ('L', vec![to]),
            PathSegment::QuadTo(by, to) => ('Q', vec![by, to]),
            PathSegment::CubicTo(one, two, to) => ('C', vec![one, two, to]),
            PathSegment::Close => ('Z', Vec::new()),
        };
        data.push(letter);
        for (index, point) in points.iter().enumerate() {
            let gap = if index == 0 { "" } else { " " };
            // Writing to a string does not fail.
            let _ = write!(data, "{gap}{} {}", round(point.x), round(point.y));
        }
    }
}

/// `text` in lines no wider than `limit`, at a size of one; a word that is wider is cut.
pub(super) fn wrap(text: &str, weight: Weight, limit: f32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if let Some(line) = lines.last_mut() {
            let longer = format!("{line} {word}");
            if width(&longer, weight) <= limit {
                *line = longer;
                continue;
            }
        }
        lines.push(String::new());
        for c in word.chars() {
            let Some(line) = lines.last_mut() else { break };
            line.push(c);
            if line.chars().nth(1).is_some() && width(line, weight) > limit {
                line.pop();
                lines.push(c.to_string());
            }
        }
    }
    lines
}
