//! What a file without a badge looks like, in words for whoever handed it in.
//!
//! A guess from the first bytes and the size of a picture: it decides nothing but a sentence.

use std::io::Cursor;

use image::{ImageFormat, ImageReader};

use super::upload::sniff::{self, Content};

/// What it looks like, and what to do about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Looks {
    /// With its article: "a screenshot".
    pub what: &'static str,
    /// What to ask the sender for.
    pub advice: &'static str,
    /// Whether [`super::scan`] can look for an address in it.
    pub has_pixels: bool,
}

const FOR_PICTURES: &str = "Ask the sender for the file as it was downloaded from the badge's page, or for the link to \
    that page; the short code under the picture works too.";
const FOR_BADGES: &str = "Networks, chats and picture programs drop the badge from its picture. Ask the sender for the file \
    as it was downloaded from the badge's page, or for the link to that page; the short code under the picture works too.";
const FOR_DOCUMENTS: &str = "It can show a badge but not hold one. Ask the sender for the badge's own file (PNG, SVG, \
    JSON or JWT), or for the link to its page.";
const FOR_ARCHIVES: &str = "Unpack it and hand in the badge that is in it.";
const FOR_PAGES: &str = "If it is the page of a badge, look there for the badge's own file (PNG, SVG, JSON or JWT) and \
    hand that in.";
const FOR_OTHERS: &str =
    "Ask the sender for the badge's own file (PNG, SVG, JSON or JWT), or for the link to its page.";

const BADGE: &str = "the picture of a badge";

/// How much wider than high, or higher than wide, the picture of a badge may be.
const SQUARE: f64 = 1.15;
/// Longer sides belong to screens and cameras.
const BADGE_SIDE_PIXELS: u32 = 1_400;

/// What a file looks like; `None` for texts and for what nobody would know.
pub fn looks(file: &[u8]) -> Option<Looks> {
    let other = |what, advice| Some(Looks { what, advice, has_pixels: false });
    match sniff::content(file) {
        Content::Pixels(format, _) => {
            let what = in_pixels(file, format);
            Some(Looks { what, advice: if what == BADGE { FOR_BADGES } else { FOR_PICTURES }, has_pixels: true })
        }
        Content::Svg => other("a drawing (SVG)", FOR_PICTURES),
        Content::Other(found) => match found.split([';', ',']).next().unwrap_or(found) {
            "an empty file" | "a JSON file" | "a text" | "a file of an unknown kind" => None,
            "a text in UTF-16" | "a text with pointed brackets" => None,
            "a PDF" => other("a PDF", FOR_DOCUMENTS),
            "a ZIP archive" => other(zipped(file), if zipped(file) == ZIP { FOR_ARCHIVES } else { FOR_DOCUMENTS }),
            archive @ ("a gzip archive" | "a RAR archive" | "a 7-Zip archive") => other(archive, FOR_ARCHIVES),
            document @ ("an old Office document" | "a text document" | "a PostScript file") => {
                other(document, FOR_DOCUMENTS)
            }
            "an HTML page" => other("a web page", FOR_PAGES),
            "a HEIC photograph" => other("a photo from a telephone (HEIC)", FOR_PICTURES),
            "a GIF" => other("a GIF picture", FOR_PICTURES),
            picture if picture.ends_with("picture") => other(picture, FOR_PICTURES),
            found => other(found, FOR_OTHERS),
        },
    }
}

fn in_pixels(file: &[u8], format: ImageFormat) -> &'static str {
    if format == ImageFormat::Jpeg && has_camera(file) {
        return "a photo";
    }
    let Ok((width, height)) = ImageReader::with_format(Cursor::new(file), format).into_dimensions() else {
        return "a damaged picture";
    };
    let ratio = f64::from(width.max(height)) / f64::from(width.min(height).max(1));
    match format {
        _ if ratio <= SQUARE && width.max(height) <= BADGE_SIDE_PIXELS => BADGE,
        ImageFormat::Png => "a screenshot",
        _ => "a photo or a screenshot",
    }
}

/// Whether a camera wrote its notes into a JPEG: they stand at its beginning.
fn has_camera(file: &[u8]) -> bool {
    holds(&file[..file.len().min(4_096)], b"Exif\0\0")
}

const ZIP: &str = "a ZIP archive";

/// What a ZIP archive is: office programs write such, with the same folders in each.
fn zipped(file: &[u8]) -> &'static str {
    let names = &file[file.len().saturating_sub(64 * 1024)..];
    let kinds: [(&[u8], &str); 4] = [
        (b"word/document", "a Word document"),
        (b"ppt/presentation", "a PowerPoint presentation"),
        (b"xl/workbook", "an Excel workbook"),
        (b"META-INF/manifest.xml", "an office document"),
    ];
    kinds.iter().find(|(name, _)| holds(names, name)).map_or(ZIP, |(_, what)| what)
}

fn holds(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
