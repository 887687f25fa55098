//! Pictures that people upload: looked at by content, and kept only in a form that is safe to show.
//!
//! PNG, JPEG and WebP are decoded under limits and written anew as PNG, so that nothing of the file remains but its
//! pixels. SVG is cleaned and then checked again ([`svg`]).

pub(super) mod sniff;
mod svg;

use std::fmt;
use std::io::Cursor;

use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits, RgbaImage};

use super::{PictureError, render};
use sniff::Content;

/// Length of an uploaded picture, in bytes.
pub const UPLOAD_LIMIT_BYTES: usize = 5_000_000;
/// Length of an uploaded SVG, in bytes.
pub const SVG_LIMIT_BYTES: usize = 512 * 1024;
/// Width and height of an uploaded picture, in pixels.
pub const SIDE_LIMIT_PIXELS: u32 = 4096;
/// Width and height of what is kept; larger pictures are made smaller.
pub const KEPT_SIDE_PIXELS: u32 = 1024;
/// Memory for decoding one picture: its pixels in the largest sort, and as much for the decoder.
const DECODING_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// The form in which a picture is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UploadKind {
    /// Pixels; made from PNG, JPEG or WebP.
    Png,
    /// A drawing.
    Svg,
}

impl UploadKind {
    /// The media type under which it is served.
    pub fn media_type(self) -> &'static str {
        match self {
            Self::Png => "image/png",
            Self::Svg => "image/svg+xml",
        }
    }
}

/// A picture that was accepted.
#[derive(Clone, PartialEq, Eq)]
pub struct Upload {
    /// The form in which it is kept.
    pub kind: UploadKind,
    /// The file to keep. Not the bytes that were uploaded.
    pub bytes: Vec<u8>,
    /// Its width in pixels; of a drawing, the width it gives itself.
    pub width: u32,
    /// Its height in pixels; of a drawing, the height it gives itself.
    pub height: u32,
}

/// Without the bytes, which would fill a log.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { kind, bytes, width, height } = self;
        write!(f, "Upload({kind:?}, {} bytes, {width} x {height})", bytes.len())
    }
}

/// Takes an uploaded file, whatever its name or declared type.
///
/// # Errors
/// [`PictureError`] names the file's kind when it is no picture, and what is wrong with it when it is one.
pub fn accept(file: &[u8]) -> Result<Upload, PictureError> {
    check_length(file, UPLOAD_LIMIT_BYTES)?;
    match sniff::content(file) {
        Content::Pixels(format, kind) => {
            let image = render::fit(decode(file, format, kind)?, KEPT_SIDE_PIXELS);
            let (width, height) = image.dimensions();
            Ok(Upload { kind: UploadKind::Png, bytes: render::encode(&image)?, width, height })
        }
        Content::Svg => {
            check_length(file, SVG_LIMIT_BYTES)?;
            let (text, width, height) = svg::clean(file)?;
            Ok(Upload { kind: UploadKind::Svg, bytes: text.into_bytes(), width, height })
        }
        Content::Other(found) => Err(PictureError::NotAPicture { found }),
    }
}

/// The pixels of a PNG file, under the same limits.
pub(super) fn decode_png(file: &[u8]) -> Result<RgbaImage, PictureError> {
    check_length(file, UPLOAD_LIMIT_BYTES)?;
    match sniff::content(file) {
        Content::Pixels(ImageFormat::Png, kind) => decode(file, ImageFormat::Png, kind),
        _ => Err(PictureError::Damaged { kind: "PNG" }),
    }
}

fn check_length(file: &[u8], limit_bytes: usize) -> Result<(), PictureError> {
    let size_bytes = file.len();
    if size_bytes > limit_bytes { Err(PictureError::TooLarge { size_bytes, limit_bytes }) } else { Ok(()) }
}

/// Decodes the first frame, turned upright as the camera noted.
fn decode(file: &[u8], format: ImageFormat, kind: &'static str) -> Result<RgbaImage, PictureError> {
    let damaged = |_: ImageError| PictureError::Damaged { kind };
    let mut reader = ImageReader::with_format(Cursor::new(file), format);
    let mut limits = Limits::default();
    limits.max_alloc = Some(DECODING_LIMIT_BYTES);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(damaged)?;
    let (width, height) = decoder.dimensions();
    check_sides(width, height)?;
    let orientation = decoder.orientation().map_err(damaged)?;
    let mut image = DynamicImage::from_decoder(decoder).map_err(damaged)?;
    image.apply_orientation(orientation);
    Ok(image.into_rgba8())
}

fn check_sides(width: u32, height: u32) -> Result<(), PictureError> {
    let limit = SIDE_LIMIT_PIXELS;
    if width > limit || height > limit { Err(PictureError::TooManyPixels { width, height, limit }) } else { Ok(()) }
}
