//! Baking: putting a credential into a picture and taking it out.
//!
//! Open Badges 3.0, `#baking-open-badge`. The picture's pixels or drawing stay as they are, byte for byte. Knows
//! nothing about what the text means.

pub mod png;
pub mod svg;

/// Length of a credential's text in a picture, in bytes.
pub const TEXT_LIMIT_BYTES: usize = 1024 * 1024;
/// Length of a picture in bytes.
pub const IMAGE_LIMIT_BYTES: usize = 8 * 1024 * 1024;

/// The picture formats that badges are baked into.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ImageKind {
    /// Portable Network Graphics.
    Png,
    /// Scalable Vector Graphics.
    Svg,
}

/// Under which standard's name the text was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flavour {
    /// Open Badges 3.0.
    OpenBadges3,
    /// Open Badges 2.0 or older.
    OpenBadges2,
    /// Comprehensive Learner Record 2.0.
    Clr,
}

/// What was taken out of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Baked {
    /// JSON, a compact JWS, or for the oldest badges an address.
    pub text: String,
    /// The picture's format.
    pub image: ImageKind,
    /// The standard it was baked by.
    pub flavour: Flavour,
}

/// Why a credential cannot be put into or taken out of a picture.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BakeError {
    /// Neither PNG nor SVG.
    #[error("the file is neither a PNG nor an SVG picture")]
    NotAnImage,
    /// Too many bytes.
    #[error("the {what} is {size_bytes} bytes long; the limit is {limit_bytes}")]
    TooLarge {
        /// The picture, or the text in it.
        what: &'static str,
        /// Its length.
        size_bytes: usize,
        /// The limit.
        limit_bytes: usize,
    },
    /// Nothing was baked in.
    #[error("the picture carries no badge; ask the sender for the file as it was downloaded, not a screenshot")]
    NoCredential,
    /// The standard allows one.
    #[error("the picture carries more than one badge, which Open Badges forbids")]
    SecondCredential,
    /// The badge text is compressed, which the standard forbids.
    #[error("the badge text in the picture is compressed, which Open Badges forbids")]
    Compressed,
    /// The badge text is not UTF-8.
    #[error("the badge text in the picture is not UTF-8 (first bad byte at {offset_bytes})")]
    NotText {
        /// Where it stops being UTF-8, from the start of the text.
        offset_bytes: usize,
    },
    /// The text to bake is neither JSON nor a token.
    #[error("the text is neither a JSON object nor a compact token, so it cannot be baked")]
    NotACredential,
    /// The PNG breaks the format.
    #[error("the PNG is damaged at byte {offset_bytes}: {why}")]
    DamagedPng {
        /// Where.
        offset_bytes: usize,
        /// How.
        why: &'static str,
    },
    /// The SVG breaks the format or our limits.
    #[error("the SVG cannot be used: {0}")]
    BadSvg(String),
}

/// What kind of picture the bytes are, by their content.
pub fn image_kind(image: &[u8]) -> Option<ImageKind> {
    if image.starts_with(&png::SIGNATURE) {
        Some(ImageKind::Png)
    } else if svg::looks_like_svg(image) {
        Some(ImageKind::Svg)
    } else {
        None
    }
}

/// Puts `credential` into a PNG or SVG, replacing an Open Badges 3.0 credential that is there.
///
/// # Errors
/// [`BakeError`] names what is wrong with the picture or the text.
pub fn bake(image: &[u8], credential: &str) -> Result<Vec<u8>, BakeError> {
    match image_kind(image) {
        Some(ImageKind::Png) => png::bake(image, credential),
        Some(ImageKind::Svg) => svg::bake(image, credential),
        None => Err(BakeError::NotAnImage),
    }
}

/// Takes the credential out of a PNG or SVG.
///
/// # Errors
/// [`BakeError`] names what is wrong; [`BakeError::NoCredential`] for a sound picture without one.
pub fn unbake(image: &[u8]) -> Result<Baked, BakeError> {
    match image_kind(image) {
        Some(ImageKind::Png) => png::unbake(image),
        Some(ImageKind::Svg) => svg::unbake(image),
        None => Err(BakeError::NotAnImage),
    }
}

/// The two texts that can be baked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Json,
    Token,
}

fn check_sizes(image: &[u8], credential: Option<&str>) -> Result<(), BakeError> {
    let too_large = |what, size_bytes, limit_bytes| Err(BakeError::TooLarge { what, size_bytes, limit_bytes });
    if image.len() > IMAGE_LIMIT_BYTES {
        return too_large("picture", image.len(), IMAGE_LIMIT_BYTES);
    }
    match credential.map(str::len) {
        Some(size) if size > TEXT_LIMIT_BYTES => too_large("badge text", size, TEXT_LIMIT_BYTES),
        _ => Ok(()),
    }
}

/// A JSON object or a compact token; anything else would be baked to no use.
fn form_of(credential: &str) -> Result<Form, BakeError> {
    let is_token = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    if credential.starts_with('{') && credential.trim_end().ends_with('}') {
        Ok(Form::Json)
    } else if credential.split('.').count() == 3
        && credential.split('.').all(|part| !part.is_empty())
        && credential.bytes().all(is_token)
    {
        Ok(Form::Token)
    } else {
        Err(BakeError::NotACredential)
    }
}
