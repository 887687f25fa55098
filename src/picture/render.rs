//! From drawings to pixels, and pixels to PNG files.
//!
//! Drawings are read with our own font and without any picture from outside. What comes from people goes through
//! [`super::upload`] first.

use std::panic::{AssertUnwindSafe, catch_unwind};

use image::{ExtendedColorType, ImageEncoder, RgbaImage, codecs::png::PngEncoder, imageops};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::Tree;

use super::{PictureError, lettering};

/// The narrowest picture that is drawn, in pixels.
pub const SMALLEST_PIXELS: u32 = 16;
/// The widest picture that is drawn, in pixels.
pub const LARGEST_PIXELS: u32 = 2048;

/// Draws `svg` into a transparent PNG whose longer side has this many pixels.
///
/// # Errors
/// [`PictureError::SizeOutOfRange`], and [`PictureError::BadSvg`] when it cannot be drawn.
pub fn png(svg: &str, pixels: u32) -> Result<Vec<u8>, PictureError> {
    if !(SMALLEST_PIXELS..=LARGEST_PIXELS).contains(&pixels) {
        return Err(PictureError::SizeOutOfRange { pixels, smallest: SMALLEST_PIXELS, largest: LARGEST_PIXELS });
    }
    encode(&draw(&read(svg)?, pixels)?)
}

/// Reads a drawing.
pub(super) fn read(svg: &str) -> Result<Tree, PictureError> {
    Tree::from_str(svg, &lettering::options()).map_err(|error| PictureError::BadSvg(error.to_string()))
}

/// Draws `tree` so that its longer side has this many pixels.
pub(super) fn draw(tree: &Tree, pixels: u32) -> Result<RgbaImage, PictureError> {
    let size = tree.size();
    let scale = pixels as f32 / size.width().max(size.height());
    let side = |length: f32| ((length * scale).round() as u32).max(1);
    let mut pixmap = Pixmap::new(side(size.width()), side(size.height())).ok_or_else(too_large_to_draw)?;
    // The renderer gives up on some drawings with coordinates far outside; that is the drawing's fault, not ours.
    let transform = Transform::from_scale(scale, scale);
    let drawn = catch_unwind(AssertUnwindSafe(|| resvg::render(tree, transform, &mut pixmap.as_mut())));
    drawn.map_err(|_| PictureError::BadSvg("it cannot be drawn".to_owned()))?;
    let (width, height) = (pixmap.width(), pixmap.height());
    RgbaImage::from_raw(width, height, pixmap.take_demultiplied()).ok_or_else(too_large_to_draw)
}

fn too_large_to_draw() -> PictureError {
    PictureError::BadSvg("it has no size that can be drawn".to_owned())
}

/// `image` as a PNG file that holds the pixels and nothing else.
pub(super) fn encode(image: &RgbaImage) -> Result<Vec<u8>, PictureError> {
    let mut file = Vec::new();
    let is_opaque = image.pixels().all(|pixel| pixel.0[3] == 255);
    let encoder = PngEncoder::new(&mut file);
    let (width, height) = image.dimensions();
    let written = if is_opaque {
        let colours: Vec<u8> = image.pixels().flat_map(|pixel| [pixel.0[0], pixel.0[1], pixel.0[2]]).collect();
        encoder.write_image(&colours, width, height, ExtendedColorType::Rgb8)
    } else {
        encoder.write_image(image, width, height, ExtendedColorType::Rgba8)
    };
    written.map_err(|_| PictureError::Damaged { kind: "PNG" })?;
    Ok(file)
}

/// `image` made smaller so that it fits a square of this side; never larger.
///
/// Scaled with its colours multiplied by their opacity, else the colour of invisible pixels would bleed into the edge.
pub(super) fn fit(image: RgbaImage, side: u32) -> RgbaImage {
    let (width, height) = image.dimensions();
    let longer = width.max(height);
    if longer <= side {
        return image;
    }
    let scaled = |length: u32| ((u64::from(length) * u64::from(side) / u64::from(longer)) as u32).max(1);
    let (new_width, new_height) = (scaled(width), scaled(height));
    let mut image = image;
    for pixel in image.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0.map(u16::from);
        pixel.0 = [red * alpha / 255, green * alpha / 255, blue * alpha / 255, alpha].map(|value| value as u8);
    }
    let mut small = imageops::resize(&image, new_width, new_height, imageops::FilterType::CatmullRom);
    for pixel in small.pixels_mut() {
        let [red, green, blue, alpha] = pixel.0.map(u16::from);
        if alpha > 0 {
            let divided = [red, green, blue].map(|value| ((value * 255 + alpha / 2) / alpha).min(255) as u8);
            pixel.0[..3].copy_from_slice(&divided);
        }
    }
    small
}
