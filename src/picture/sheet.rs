//! A badge on one page of paper, as a PDF: what, who, when, what for, and a code that leads to where it can be checked.
//!
//! The page is drawn like every other picture here and its outlines become PDF, so that it looks the same everywhere and
//! no font has to travel along. The words lie on it once more without being seen, for searching, copying and reading
//! aloud. As wide as A4 and as high as Letter, so that both papers hold it.

use std::fmt::Write as _;
use std::io::Write as _;

use flate2::Compression;
use flate2::write::ZlibEncoder;
use image::RgbaImage;
use pdf_writer::types::TextRenderingMode;
use pdf_writer::{Content, Filter, Finish as _, Name, Pdf, Rect, Ref, Str, TextStr};
use resvg::tiny_skia::PathSegment;
use resvg::usvg::{Group, Node, Paint, Tree};

use super::card::Artwork;
use super::lettering::{self, Weight};
use super::{PictureError, escaped, qr, render};
use crate::language::Words;

/// The page in points.
const WIDTH: f32 = 595.0;
const HEIGHT: f32 = 792.0;
const MARGIN: f32 = 48.0;
/// The square of the artwork, and its pixels.
const ARTWORK: f32 = 140.0;
const ARTWORK_PIXELS: u32 = 560;
/// Where the words beside the artwork begin, and how wide they are.
const BESIDE: f32 = MARGIN + ARTWORK + 28.0;
const BESIDE_WIDTH: f32 = WIDTH - MARGIN - BESIDE;
/// Sizes of the title with the lines it may take, largest first.
const TITLE_SIZES: [(f32, usize); 4] = [(26.0, 3), (22.0, 4), (18.0, 5), (14.0, 7)];
const TITLE_LIMIT_CHARS: usize = 300;
const LINE_LIMIT_CHARS: usize = 200;
/// Letters of a paragraph, so that hostile lengths cost nothing.
const PARAGRAPH_LIMIT_CHARS: usize = 3_000;
/// The top of the foot with the code.
const FOOT: f32 = 648.0;
const CODE: f32 = 104.0;

const INK: &str = "#1a2423";
const QUIET_INK: &str = "#52605e";
const TEAL: &str = "#0f5c59";
const GOLD: &str = "#b88a2a";

/// What the page says.
#[derive(Clone, Copy, Debug)]
pub struct Sheet<'a> {
    /// The achievement's name.
    pub title: &'a str,
    /// The language of it, such as `en`.
    pub language: &'a str,
    /// The words of the page itself.
    pub words: Words,
    /// Lines beneath it: whose, by whom, when.
    pub lines: &'a [String],
    /// What it was awarded for, in paragraphs without marks.
    pub criteria: &'a [String],
    /// Where it can be checked.
    pub address: &'a str,
    /// The short code.
    pub code: &'a str,
    /// The badge.
    pub artwork: Artwork<'a>,
}

/// A line of words with its place: left, baseline.
struct Line {
    text: String,
    x: f32,
    y: f32,
    size: f32,
}

/// The page as it is being put together.
struct Drawing {
    svg: String,
    lines: Vec<Line>,
}

impl Drawing {
    fn text(&mut self, text: &str, (x, y): (f32, f32), size: f32, (weight, ink): (Weight, &str)) {
        // Writing to a string does not fail.
        let _ = write!(
            self.svg,
            "<text x=\"{x:.2}\" y=\"{y:.2}\" font-size=\"{size:.2}\" font-weight=\"{}\" fill=\"{ink}\">{}</text>",
            weight.number(),
            escaped(text)
        );
        self.lines.push(Line { text: text.to_owned(), x, y, size });
    }

    /// Words in as many lines as they need and may take; returns the y beneath them. What is cut ends with dots.
    fn words(
        &mut self,
        text: &str,
        (x, y, width): (f32, f32, f32),
        (size, most): (f32, usize),
        look: (Weight, &str),
    ) -> f32 {
        let mut lines = lettering::wrap(text, look.0, width / size);
        if lines.len() > most {
            lines.truncate(most);
            if let Some(last) = lines.last_mut() {
                last.push('…');
            }
        }
        let mut y = y;
        for line in lines {
            self.text(&line, (x, y + size), size, look);
            y += size * 1.36;
        }
        y
    }
}

impl Sheet<'_> {
    /// The page as a PDF file.
    ///
    /// # Errors
    /// [`PictureError::TooLongForQr`]; what is wrong with the artwork.
    pub fn pdf(&self) -> Result<Vec<u8>, PictureError> {
        let drawing = self.drawing()?;
        let tree = render::read(&drawing.svg)?;
        let artwork = self.artwork.pixels(ARTWORK_PIXELS)?;
        Ok(self.written(&tree, &drawing.lines, &artwork))
    }

    fn drawing(&self) -> Result<Drawing, PictureError> {
        let svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{WIDTH}\" height=\"{HEIGHT}\">\
             <rect width=\"{WIDTH}\" height=\"8\" fill=\"{TEAL}\"/>"
        );
        let mut page = Drawing { svg, lines: Vec::new() };
        let title = lettering::plain(self.title, TITLE_LIMIT_CHARS);
        let fits =
            |(size, most): &&(f32, usize)| lettering::wrap(&title, Weight::Bold, BESIDE_WIDTH / size).len() <= *most;
        let size = TITLE_SIZES.iter().find(fits).copied().unwrap_or(TITLE_SIZES[TITLE_SIZES.len() - 1]);
        let mut y = page.words(&title, (BESIDE, MARGIN, BESIDE_WIDTH), size, (Weight::Bold, INK));
        let _ =
            write!(page.svg, "<rect x=\"{BESIDE}\" y=\"{:.1}\" width=\"64\" height=\"3\" fill=\"{GOLD}\"/>", y + 6.0);
        y += 18.0;
        for (number, line) in self.lines.iter().enumerate() {
            let look = if number == 0 { (Weight::SemiBold, TEAL) } else { (Weight::Regular, INK) };
            let line = lettering::plain(line, LINE_LIMIT_CHARS);
            y = page.words(&line, (BESIDE, y, BESIDE_WIDTH), (12.0, 3), look);
        }
        self.draw_criteria(&mut page, y.max(MARGIN + ARTWORK) + 26.0);
        self.draw_foot(&mut page)?;
        page.svg.push_str("</svg>");
        Ok(page)
    }

    fn draw_criteria(&self, page: &mut Drawing, top: f32) {
        let width = WIDTH - 2.0 * MARGIN;
        let mut y =
            page.words(&self.words.say("sheet-why"), (MARGIN, top, width), (14.0, 1), (Weight::Bold, INK)) + 4.0;
        for paragraph in self.criteria {
            let room = ((FOOT - 12.0 - y) / (10.5 * 1.36)).floor();
            if room < 1.0 {
                return;
            }
            let text = lettering::plain(paragraph, PARAGRAPH_LIMIT_CHARS);
            y = page.words(&text, (MARGIN, y, width), (10.5, room as usize), (Weight::Regular, INK)) + 5.0;
        }
    }

    fn draw_foot(&self, page: &mut Drawing) -> Result<(), PictureError> {
        let (path, side) = qr::modules(self.address)?;
        let module = CODE / side as f32;
        let _ = write!(
            page.svg,
            "<path transform=\"translate({MARGIN} {FOOT}) scale({module:.4})\" d=\"{path}\" fill=\"#000\"/>"
        );
        let (x, width) = (MARGIN + CODE + 16.0, WIDTH - 2.0 * MARGIN - CODE - 16.0);
        let quiet = (Weight::Regular, QUIET_INK);
        let mut y = page.words(&self.words.say("sheet-scan"), (x, FOOT + 8.0, width), (11.0, 1), quiet);
        y = page.words(&lettering::plain(self.address, 512), (x, y, width), (11.0, 3), (Weight::SemiBold, INK));
        let code = self.words.fill("sheet-code").with("code", self.code).to_string();
        y = page.words(&code, (x, y + 4.0, width), (11.0, 1), (Weight::Regular, INK));
        y = page.words(&self.words.say("sheet-print"), (x, y + 4.0, width), (9.0, 2), quiet);
        if !self.can_be_drawn() {
            page.words(&self.words.say("sheet-font"), (x, y, width), (9.0, 2), quiet);
        }
        Ok(())
    }

    /// Whether the font has every letter of the words.
    fn can_be_drawn(&self) -> bool {
        // More paragraphs than this never have room.
        let texts = self.lines.iter().chain(self.criteria.iter().take(30)).map(String::as_str).chain([self.title]);
        texts.into_iter().all(|text| {
            let text = lettering::plain(text, PARAGRAPH_LIMIT_CHARS);
            text.is_empty() || lettering::outlines(&text, (0.0, 0.0), 10.0, Weight::Regular).is_some()
        })
    }

    fn written(&self, tree: &Tree, lines: &[Line], artwork: &RgbaImage) -> Vec<u8> {
        let [catalog, pages, page, content, picture, mask, font, info] = [1, 2, 3, 4, 5, 6, 7, 8].map(Ref::new);
        let mut pdf = Pdf::new();
        let title = TextStr(self.title);
        let mut root = pdf.catalog(catalog);
        root.pages(pages).lang(TextStr(self.language));
        root.viewer_preferences().display_doc_title(true);
        root.finish();
        pdf.pages(pages).kids([page]).count(1);
        pdf.document_info(info).title(title).producer(TextStr("Accolade"));
        let mut sheet = pdf.page(page);
        sheet.media_box(Rect::new(0.0, 0.0, WIDTH, HEIGHT)).parent(pages).contents(content);
        let mut resources = sheet.resources();
        resources.x_objects().pair(Name(b"Badge"), picture);
        resources.fonts().pair(Name(b"Words"), font);
        resources.finish();
        sheet.finish();
        pdf.type1_font(font).base_font(Name(b"Helvetica")).encoding_predefined(Name(b"WinAnsiEncoding"));
        write_picture(&mut pdf, (picture, mask), artwork);
        let packed = packed(&draw(tree, lines, artwork));
        pdf.stream(content, &packed).filter(Filter::FlateDecode);
        pdf.finish()
    }
}

fn write_picture(pdf: &mut Pdf, (picture, mask): (Ref, Ref), artwork: &RgbaImage) {
    let colours: Vec<u8> = artwork.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
    let opacity: Vec<u8> = artwork.pixels().map(|pixel| pixel.0[3]).collect();
    let (width, height) = (artwork.width() as i32, artwork.height() as i32);
    let colours = packed(&colours);
    let mut image = pdf.image_xobject(picture, &colours);
    image.filter(Filter::FlateDecode);
    image.width(width).height(height).bits_per_component(8).s_mask(mask);
    image.color_space().device_rgb();
    image.finish();
    let opacity = packed(&opacity);
    let mut image = pdf.image_xobject(mask, &opacity);
    image.filter(Filter::FlateDecode);
    image.width(width).height(height).bits_per_component(8);
    image.color_space().device_gray();
}

/// The marks of the page. PDF counts from the lower left, drawings from the upper.
fn draw(tree: &Tree, lines: &[Line], artwork: &RgbaImage) -> Vec<u8> {
    let mut content = Content::new();
    push_group(&mut content, tree.root());
    let longer = artwork.width().max(artwork.height()).max(1) as f32;
    let (width, height) = (ARTWORK * artwork.width() as f32 / longer, ARTWORK * artwork.height() as f32 / longer);
    let (left, top) = (MARGIN + (ARTWORK - width) / 2.0, MARGIN + (ARTWORK - height) / 2.0);
    content.save_state();
    content.transform([width, 0.0, 0.0, height, left, HEIGHT - top - height]);
    content.x_object(Name(b"Badge"));
    content.restore_state();
    content.begin_text();
    content.set_text_rendering_mode(TextRenderingMode::Invisible);
    for line in lines {
        content.set_font(Name(b"Words"), line.size);
        content.set_text_matrix([1.0, 0.0, 0.0, 1.0, line.x, HEIGHT - line.y]);
        content.show(Str(&latin(&line.text)));
    }
    content.end_text();
    content.finish().into_vec()
}

fn push_group(content: &mut Content, group: &Group) {
    for node in group.children() {
        match node {
            Node::Group(group) => push_group(content, group),
            Node::Text(text) => push_group(content, text.flattened()),
            Node::Path(path) => {
                let Some(Paint::Color(colour)) = path.fill().map(|fill| fill.paint()) else { continue };
                let Some(outline) = path.data().clone().transform(path.abs_transform()) else { continue };
                let part = |value: u8| f32::from(value) / 255.0;
                content.set_fill_rgb(part(colour.red), part(colour.green), part(colour.blue));
                push_outline(content, &outline);
                content.fill_nonzero();
            }
            Node::Image(_) => {}
        }
    }
}

/// A place to hundredths of a point, which is finer than any printer.
fn fine(value: f32) -> f32 {
    (value * 100.0).round() / 100.0
}

fn push_outline(content: &mut Content, outline: &resvg::tiny_skia::Path) {
    let mut at = (0.0, 0.0);
    for segment in outline.segments() {
        match segment {
            PathSegment::MoveTo(to) => {
                content.move_to(fine(to.x), fine(HEIGHT - to.y));
                at = (to.x, to.y);
            }
            PathSegment::LineTo(to) => {
                content.line_to(fine(to.x), fine(HEIGHT - to.y));
                at = (to.x, to.y);
            }
            PathSegment::QuadTo(by, to) => {
                // PDF has curves of the third degree only.
                let third = |from: f32, by: f32| fine(from + 2.0 / 3.0 * (by - from));
                content.cubic_to(
                    third(at.0, by.x),
                    fine(HEIGHT - third(at.1, by.y)),
                    third(to.x, by.x),
                    fine(HEIGHT - third(to.y, by.y)),
                    fine(to.x),
                    fine(HEIGHT - to.y),
                );
                at = (to.x, to.y);
            }
            PathSegment::CubicTo(one, two, to) => {
                let [one, two, end] = [one, two, to].map(|point| (fine(point.x), fine(HEIGHT - point.y)));
                content.cubic_to(one.0, one.1, two.0, two.1, end.0, end.1);
                at = (to.x, to.y);
            }
            PathSegment::Close => {
                content.close_path();
            }
        }
    }
}

/// The words in the one-byte encoding of the hidden font; letters that it lacks become question marks there, and stay
/// what they are on the page that is seen.
fn latin(text: &str) -> Vec<u8> {
    let byte = |letter: char| match letter {
        '…' => 0x85,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '–' => 0x96,
        '—' => 0x97,
        '€' => 0x80,
        letter => u8::try_from(u32::from(letter)).ok().filter(|byte| !(0x7f..0xa0).contains(byte)).unwrap_or(b'?'),
    };
    text.chars().map(byte).collect()
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::new(6));
    // Writing to memory does not fail.
    let _ = encoder.write_all(bytes);
    encoder.finish().unwrap_or_default()
}
