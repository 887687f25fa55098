//! Pictures: badge artwork, share cards, QR codes, charts, what people upload, and what files look like.
//!
//! Draws with one font that is part of the program, so a picture is the same on every machine. Nothing here opens a
//! file or an address. Knows nothing about who a picture is for.

pub mod artwork;
pub mod card;
pub mod chart;
mod lettering;
mod looks;
pub mod qr;
pub mod render;
pub mod scan;
pub mod sheet;
pub mod upload;

pub use looks::{Looks, looks};

/// Why a picture cannot be drawn or accepted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PictureError {
    /// Too many bytes.
    #[error("the file is {size_bytes} bytes long; the limit is {limit_bytes}")]
    TooLarge {
        /// Its length.
        size_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// Too wide or too high.
    #[error("the picture is {width} x {height} pixels; the limit is {limit} on each side")]
    TooManyPixels {
        /// Its width.
        width: u32,
        /// Its height.
        height: u32,
        /// The limit for both.
        limit: u32,
    },
    /// The content is that of another kind of file.
    #[error("this is {found}; a badge picture is a PNG, JPEG, WebP or SVG")]
    NotAPicture {
        /// What it is, with its article.
        found: &'static str,
    },
    /// The file starts like a picture but cannot be read to its end.
    #[error("the {kind} picture is damaged or cut short")]
    Damaged {
        /// The format.
        kind: &'static str,
    },
    /// The SVG is unsound, breaks a limit or holds what a badge picture must not hold.
    #[error("the SVG cannot be used: {0}")]
    BadSvg(String),
    /// A picture of this size is not drawn.
    #[error("a picture can be drawn {smallest} to {largest} pixels wide, not {pixels}")]
    SizeOutOfRange {
        /// What was asked for.
        pixels: u32,
        /// The smallest size.
        smallest: u32,
        /// The largest size.
        largest: u32,
    },
    /// A QR code of the text would be too dense to scan.
    #[error("the address is {size_bytes} bytes long; a QR code that can be scanned holds {limit_bytes}")]
    TooLongForQr {
        /// Its length.
        size_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
}

/// Text for an attribute or an element.
fn escaped(text: &str) -> std::borrow::Cow<'_, str> {
    quick_xml::escape::escape(text)
}
