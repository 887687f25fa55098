//! `accolade bake` and `accolade unbake`.

use std::path::PathBuf;

use clap::Args;

use super::{Failure, Outcome, files};
use crate::bake as room;

#[derive(Args)]
#[command(after_help = "Example:\n  accolade bake badge.png credential.json --out ada.png")]
pub(super) struct BakeArguments {
    /// A PNG or SVG picture
    image: PathBuf,
    /// The signed credential: JSON or a token
    credential: PathBuf,
    /// The baked picture
    #[arg(long, short)]
    out: Option<PathBuf>,
}

#[derive(Args)]
#[command(after_help = "Example:\n  accolade unbake ada.png --out credential.json")]
pub(super) struct UnbakeArguments {
    /// A baked PNG or SVG picture
    image: PathBuf,
    /// The file for the credential; standard output when left out
    #[arg(long, short)]
    out: Option<PathBuf>,
}

pub(super) fn bake(arguments: &BakeArguments) -> Outcome {
    let image = files::read(&arguments.image)?;
    let credential = files::read(&arguments.credential)?;
    let text = std::str::from_utf8(&credential)
        .map_err(|_| Failure::usage(format!("{}: not a text", arguments.credential.display())))?;
    let baked = room::bake(&image, text.trim())
        .map_err(|error| Failure::refused(format!("{}: {error}", arguments.image.display())))?;
    files::put(arguments.out.as_deref(), &baked)?;
    Ok(0)
}

pub(super) fn unbake(arguments: &UnbakeArguments) -> Outcome {
    let image = files::read(&arguments.image)?;
    let baked =
        room::unbake(&image).map_err(|error| Failure::refused(format!("{}: {error}", arguments.image.display())))?;
    files::put(arguments.out.as_deref(), baked.text.as_bytes())?;
    Ok(0)
}
