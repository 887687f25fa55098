//! `accolade demo`: the life of a badge as files, then a school district's service to walk through.

mod peers;
mod site;
mod tour;
mod world;

use std::path::PathBuf;

use clap::Args;

use super::Outcome;

#[derive(Args)]
#[command(
    after_help = "The files are made anew each time; the district stays as it was left. Remove the folder to start over."
)]
pub(super) struct Arguments {
    /// The folder for everything
    #[arg(long, default_value = "demo")]
    dir: PathBuf,
    /// The port to serve on; a free one when it is taken
    #[arg(long, default_value_t = 8080)]
    port: u16,
    /// Make everything and stop, without serving
    #[arg(long)]
    no_serve: bool,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    println!("== The life of a badge, as files");
    tour::run(&arguments.dir)?;
    println!("\n== A school district's service");
    site::run(arguments)
}
