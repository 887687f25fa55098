//! What a file holds: a picture with a badge, JSON, or a token.

use serde_json::Value;

use super::open_badges_2;
use super::report::{Code, Form};
use crate::bake::{self, BakeError, Flavour, ImageKind};
use crate::canon::json;
use crate::picture::{Looks, looks};
use crate::proof::vc_jwt;

/// What was found.
pub(super) struct Input {
    pub(super) form: Form,
    pub(super) content: Content,
}

/// The credential as it came.
pub(super) enum Content {
    Json(Value),
    Token(String),
    /// Where the credential lies, as the oldest pictures have it.
    Address(String),
}

/// Why nothing was found.
pub(super) struct Refusal {
    pub(super) code: Code,
    pub(super) sentence: String,
    /// What the file looks like instead.
    pub(super) looks: Option<Looks>,
}

fn refuse<T>(code: Code, sentence: impl Into<String>) -> Result<T, Refusal> {
    Err(Refusal { code, sentence: sentence.into(), looks: None })
}

fn refusal(code: Code, error: &dyn std::error::Error) -> Refusal {
    Refusal { code, sentence: format!("{error}."), looks: None }
}

/// Help for somebody who handed in something that people mistake for a badge.
fn no_badge(looks: Looks) -> Refusal {
    let sentence = format!("This looks like {}, and there is no badge in it. {}", looks.what, looks.advice);
    Refusal { code: Code::NoCredential, sentence, looks: Some(looks) }
}

pub(super) fn read(file: &[u8]) -> Result<Input, Refusal> {
    if file.len() > bake::IMAGE_LIMIT_BYTES {
        return refuse(Code::TooLarge, "The file is larger than 8 MB; badges are far smaller.");
    }
    match bake::image_kind(file) {
        Some(kind) => from_image(file, kind),
        None => match looks(file) {
            Some(looks) => Err(no_badge(looks)),
            None => from_text(file, Form::Json, Form::Jwt),
        },
    }
}

fn from_image(file: &[u8], kind: ImageKind) -> Result<Input, Refusal> {
    let baked = bake::unbake(file).map_err(|error| match (&error, looks(file)) {
        (BakeError::NoCredential, Some(looks)) => no_badge(looks),
        (BakeError::NoCredential, None) => refusal(Code::NoCredential, &error),
        (BakeError::TooLarge { .. }, _) => refusal(Code::TooLarge, &error),
        _ => refusal(Code::BakeFormat, &error),
    })?;
    if baked.flavour == Flavour::OpenBadges2
        && let Some(address) = open_badges_2::address_in(&baked.text)
    {
        return Ok(Input { form: Form::OpenBadges1, content: Content::Address(address.to_owned()) });
    }
    match kind {
        ImageKind::Png => from_text(baked.text.as_bytes(), Form::PngJson, Form::PngJwt),
        ImageKind::Svg => from_text(baked.text.as_bytes(), Form::SvgJson, Form::SvgJwt),
    }
}

fn from_text(text: &[u8], json_form: Form, token_form: Form) -> Result<Input, Refusal> {
    let trimmed = text.trim_ascii();
    if trimmed.is_empty() {
        return refuse(Code::NoCredential, "The file is empty.");
    }
    if let Ok(token) = std::str::from_utf8(trimmed)
        && vc_jwt::looks_like_token(token)
    {
        return Ok(Input { form: token_form, content: Content::Token(token.to_owned()) });
    }
    if !trimmed.starts_with(b"{") && !trimmed.starts_with(b"[") {
        let text = "This is no badge: neither a PNG or SVG picture, nor JSON, nor a token. \
            Ask the sender for the file as it was downloaded.";
        return refuse(Code::Parse, text);
    }
    let document = json::read(text, &json::Limits::default()).map_err(|error| {
        let code = match error {
            json::ReadError::TooLarge { .. } => Code::TooLarge,
            json::ReadError::DuplicateMember(_) | json::ReadError::InexactNumber(_) => Code::JsonForm,
            json::ReadError::Syntax(_) => Code::Parse,
        };
        refusal(code, &error)
    })?;
    Ok(Input { form: json_form, content: Content::Json(document) })
}
