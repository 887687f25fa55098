//! QR codes of addresses, dark on white with the quiet edge that scanners need.

use std::fmt::Write as _;

use fast_qr::{ECL, QRBuilder, QRCode};
use image::{Rgba, RgbaImage};

use super::render::{LARGEST_PIXELS, SMALLEST_PIXELS};
use super::{PictureError, escaped, lettering, render};

/// Length of an address in a QR code, in bytes; more makes it too dense for a telephone.
pub const URL_LIMIT_BYTES: usize = 512;
/// White modules around the code, which the standard asks for.
const QUIET: usize = 4;

/// The QR code of `url` as an SVG.
///
/// # Errors
/// [`PictureError::TooLongForQr`].
pub fn svg(url: &str) -> Result<String, PictureError> {
    let (path, side) = modules(url)?;
    let label = lettering::plain(url, URL_LIMIT_BYTES);
    let label = escaped(&label);
    Ok(format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {side} {side}\" role=\"img\" \
         aria-label=\"QR code of {label}\" shape-rendering=\"crispEdges\"><title>QR code of {label}</title>\
         <rect width=\"{side}\" height=\"{side}\" fill=\"#fff\"/><path d=\"{path}\" fill=\"#000\"/></svg>"
    ))
}

/// The dark modules of the QR code of `url` as the path of a drawing, one unit wide each, and how many units the code has
/// on each side with its quiet edge.
pub(super) fn modules(url: &str) -> Result<(String, usize), PictureError> {
    let code = code_of(url)?;
    let mut path = String::new();
    for y in 0..code.size {
        let mut x = 0;
        while x < code.size {
            let run = (x..code.size).take_while(|x| code[y][*x].value()).count();
            if run > 0 {
                // Writing to a string does not fail.
                let _ = write!(path, "M{} {}h{run}v1h-{run}z", x + QUIET, y + QUIET);
            }
            x += run + 1;
        }
    }
    Ok((path, code.size + 2 * QUIET))
}

/// The QR code of `url` as a PNG that is `pixels` wide and high; the modules are whole pixels.
///
/// # Errors
/// [`PictureError::TooLongForQr`]; [`PictureError::SizeOutOfRange`] when a module would be smaller than a pixel.
pub fn png(url: &str, pixels: u32) -> Result<Vec<u8>, PictureError> {
    let code = code_of(url)?;
    let side = (code.size + 2 * QUIET) as u32;
    let module = pixels / side;
    if module == 0 || pixels > LARGEST_PIXELS {
        let smallest = side.max(SMALLEST_PIXELS);
        return Err(PictureError::SizeOutOfRange { pixels, smallest, largest: LARGEST_PIXELS });
    }
    // What does not divide evenly becomes more white around the code.
    let edge = (pixels - module * code.size as u32) / 2;
    let is_dark = |x: u32, y: u32| {
        let index = |at: u32| at.checked_sub(edge).map(|at| (at / module) as usize).filter(|at| *at < code.size);
        index(x).zip(index(y)).is_some_and(|(x, y)| code[y][x].value())
    };
    let colour = |x, y| if is_dark(x, y) { Rgba([0, 0, 0, 255]) } else { Rgba([255, 255, 255, 255]) };
    render::encode(&RgbaImage::from_fn(pixels, pixels, colour))
}

fn code_of(url: &str) -> Result<QRCode, PictureError> {
    let too_long = PictureError::TooLongForQr { size_bytes: url.len(), limit_bytes: URL_LIMIT_BYTES };
    if url.len() > URL_LIMIT_BYTES {
        return Err(too_long);
    }
    QRBuilder::new(url).ecl(ECL::M).build().map_err(|_| too_long)
}
