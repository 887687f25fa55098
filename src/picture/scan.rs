//! Reads the address in a QR code out of a picture that somebody hands in.
//!
//! Such pictures come from strangers, so that everything is bounded: the size before anything is decoded, the memory of
//! decoding, and the work of the reader, which by itself takes quadratic time and more for pictures made to that end
//! (docs/decisions/0023). What is found is a text that anybody may have printed: nothing is asked for here.

use std::cell::Cell;
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::rc::Rc;
use std::sync::{Mutex, PoisonError};

use image::{
    DynamicImage, GenericImage, GenericImageView, GrayImage, ImageDecoder, ImageFormat, ImageReader, Limits, Luma,
};
use rqrr::PreparedImage;

use super::upload::sniff::{self, Content};

/// Memory for the pixels of a picture; cameras with 13 million pixels fit.
const DECODED_LIMIT_BYTES: u64 = 40 * 1024 * 1024;
/// Pixels of pictures whose decoders need their memory more than once.
const COSTLY_LIMIT_PIXELS: u64 = 4_200_000;
/// Pixels that are searched: first in a small copy, then, where there are more, in a larger one.
const SEARCHED_PIXELS: [u64; 2] = [1_000_000, 4_000_000];
/// Pixels that may be looked at or painted in one search, again and again; a photo takes about ten for each of its own.
const TOUCHES_LIMIT: u64 = 100_000_000;
/// Marks that look like the corners of QR codes: eight codes have as many.
const CORNERS_LIMIT: u32 = 24;
/// Length of an address.
const ADDRESS_LIMIT_BYTES: usize = 2_048;

/// One picture is decoded at a time, however many verifications run, so that memory stays bounded.
static TURN: Mutex<()> = Mutex::new(());

/// The first web address in a QR code in a PNG, JPEG or WebP; `None` also when the picture is damaged or too large.
pub fn address_in(file: &[u8]) -> Option<String> {
    let Content::Pixels(format, _) = sniff::content(file) else { return None };
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    // Decoders and the reader are not ours; what breaks them is a picture without an address.
    let found = catch_unwind(AssertUnwindSafe(|| {
        let image = decode(file, format)?;
        let pixels = u64::from(image.width()) * u64::from(image.height());
        let touches = Rc::new(Cell::new(0));
        let mut done = u32::MAX;
        SEARCHED_PIXELS.into_iter().find_map(|limit| {
            let factor = (1..).find(|factor| pixels / (factor * factor) <= limit).unwrap_or(1) as u32;
            // The larger copy of a small picture is the same.
            (factor < std::mem::replace(&mut done, factor)).then(|| search(grey(&image, factor), &touches)).flatten()
        })
    }));
    found.ok().flatten()
}

fn decode(file: &[u8], format: ImageFormat) -> Option<DynamicImage> {
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODED_LIMIT_BYTES);
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    reader.limits(limits);
    let decoder = reader.into_decoder().ok()?;
    let (width, height) = decoder.dimensions();
    let is_costly = format == ImageFormat::WebP || format == ImageFormat::Jpeg && !is_sequential(file);
    let is_too_large = decoder.total_bytes() > DECODED_LIMIT_BYTES
        || is_costly && u64::from(width) * u64::from(height) > COSTLY_LIMIT_PIXELS;
    if is_too_large { None } else { DynamicImage::from_decoder(decoder).ok() }
}

/// Whether a JPEG is written row by row, so that its decoder need not keep it whole.
fn is_sequential(jpeg: &[u8]) -> bool {
    let mut rest = jpeg.get(2..).unwrap_or_default();
    while let [0xff, marker, high, low, ..] = rest {
        match marker {
            0xc0 | 0xc1 => return true,
            0xff => rest = &rest[1..],
            0xda | 0xc2 | 0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => return false,
            _ => rest = rest.get(2 + usize::from(u16::from_be_bytes([*high, *low]))..).unwrap_or_default(),
        }
    }
    false
}

/// The picture in grey on white paper, each pixel made of `factor` by `factor`.
fn grey(image: &DynamicImage, factor: u32) -> GrayImage {
    let (width, height) = ((image.width() / factor).max(1), (image.height() / factor).max(1));
    let mut sums = vec![0u32; width as usize];
    let mut out = GrayImage::new(width, height);
    let share = (factor * factor).max(1);
    for y in 0..height {
        sums.fill(0);
        for row in y * factor..((y + 1) * factor).min(image.height()) {
            add_row(image, row, factor, &mut sums);
        }
        for (x, sum) in sums.iter().enumerate() {
            out.put_pixel(x as u32, y, Luma([(sum / share).min(255) as u8]));
        }
    }
    out
}

/// Adds one row of the picture to the sums of its smaller copy.
fn add_row(image: &DynamicImage, row: u32, factor: u32, sums: &mut [u32]) {
    let width = image.width() as usize;
    let columns = (sums.len() * factor as usize).min(width);
    let start = row as usize * width;
    let mut add = |x: usize, light: u32| sums[x / factor as usize] += light;
    let bright = |red: u8, green: u8, blue: u8| (u32::from(red) * 2 + u32::from(green) * 5 + u32::from(blue)) / 8;
    let on_paper = |light: u32, alpha: u8| (light * u32::from(alpha) + 255 * (255 - u32::from(alpha))) / 255;
    match image {
        DynamicImage::ImageLuma8(pixels) => {
            pixels.as_raw()[start..start + columns].iter().enumerate().for_each(|(x, light)| add(x, u32::from(*light)));
        }
        DynamicImage::ImageRgb8(pixels) => {
            let row = &pixels.as_raw()[3 * start..3 * (start + columns)];
            row.chunks_exact(3).enumerate().for_each(|(x, pixel)| add(x, bright(pixel[0], pixel[1], pixel[2])));
        }
        DynamicImage::ImageRgba8(pixels) => {
            let row = &pixels.as_raw()[4 * start..4 * (start + columns)];
            for (x, pixel) in row.chunks_exact(4).enumerate() {
                add(x, on_paper(bright(pixel[0], pixel[1], pixel[2]), pixel[3]));
            }
        }
        other => {
            for x in 0..columns {
                let [red, green, blue, alpha] = other.get_pixel(x as u32, row).0;
                add(x, on_paper(bright(red, green, blue), alpha));
            }
        }
    }
}

/// The first address in any code of the picture.
fn search(pixels: GrayImage, touches: &Rc<Cell<u64>>) -> Option<String> {
    let work = Rc::new(Work { touches: touches.clone(), corners: Cell::new(0), last_painted: Cell::new(0) });
    let sheet = Sheet { pixels, work };
    let search = move || {
        let mut prepared = PreparedImage::prepare(sheet);
        let grids = prepared.detect_grids();
        grids.iter().take(CORNERS_LIMIT as usize).find_map(|grid| address(&grid.decode().ok()?.1))
    };
    // A search that takes too long ends like one that finds nothing, and the next may still find something.
    catch_unwind(AssertUnwindSafe(search)).ok().flatten()
}

/// A web address in the text of a code, with scheme and host in small letters, as codes of capitals save room.
fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let (scheme, rest) = text.split_once("://")?;
    let scheme = scheme.to_ascii_lowercase();
    let is_plain = text.len() <= ADDRESS_LIMIT_BYTES && text.bytes().all(|byte| byte.is_ascii_graphic());
    let (host, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    (matches!(scheme.as_str(), "https" | "http") && is_plain && !host.is_empty())
        .then(|| format!("{scheme}://{}{path}", host.to_ascii_lowercase()))
}

/// What a search has done so far. The reader has no limits of its own; it works on pixels alone, so that whoever holds
/// them can stop it.
struct Work {
    touches: Rc<Cell<u64>>,
    corners: Cell<u32>,
    last_painted: Cell<u8>,
}

/// The reader's paint for what may be a corner, and for one that is.
const TRIED: u8 = 4;
const CORNER: u8 = 2;

impl Work {
    fn touch(&self, count: u64) {
        self.touches.set(self.touches.get() + count);
        if self.touches.get() > TOUCHES_LIMIT {
            stop();
        }
    }

    /// Counts corners by the change of paint; the reader compares each with each, and again with each.
    fn paint(&self, paint: u8) {
        self.touch(1);
        if self.last_painted.replace(paint) == TRIED && paint == CORNER {
            self.corners.set(self.corners.get() + 1);
            if self.corners.get() > CORNERS_LIMIT {
                stop();
            }
        }
    }
}

/// Ends a search from inside the reader, without the message of a panic.
fn stop() -> ! {
    resume_unwind(Box::new("the picture takes too much work"))
}

/// Pixels that count what is done with them.
struct Sheet {
    pixels: GrayImage,
    work: Rc<Work>,
}

impl Clone for Sheet {
    fn clone(&self) -> Self {
        self.work.touch(self.pixels.as_raw().len() as u64 / 4);
        Self { pixels: self.pixels.clone(), work: self.work.clone() }
    }
}

impl GenericImageView for Sheet {
    type Pixel = Luma<u8>;

    fn dimensions(&self) -> (u32, u32) {
        self.pixels.dimensions()
    }

    fn get_pixel(&self, x: u32, y: u32) -> Luma<u8> {
        self.work.touch(1);
        *self.pixels.get_pixel(x, y)
    }
}

impl GenericImage for Sheet {
    fn get_pixel_mut(&mut self, x: u32, y: u32) -> &mut Luma<u8> {
        self.work.touch(1);
        self.pixels.get_pixel_mut(x, y)
    }

    fn put_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.work.paint(pixel.0[0]);
        self.pixels.put_pixel(x, y, pixel);
    }

    fn blend_pixel(&mut self, x: u32, y: u32, pixel: Luma<u8>) {
        self.put_pixel(x, y, pixel);
    }
}
