//! `accolade review`: the rules of evidence review on files, without a database.
//!
//! The result goes to standard output as JSON; what it means, in words, to standard error unless `--json` is given.

mod agreement;
mod draw;
mod explain;
mod simulate;

use std::path::{Path, PathBuf};

use clap::{Args, Subcommand};
use serde_json::{Map, Value};

use super::{Failure, Outcome, files};

#[derive(Subcommand)]
pub(super) enum Command {
    /// Recompute a decision from a rubric, a policy and reviews
    #[command(after_help = "Example:\n  \
        {\"rubric\": [{\"id\": \"planning\", \"levels\": 4, \"required\": 2, \"mandatory\": true}],\n   \
        \"policy\": {\"k\": 2, \"k_max\": 3, \"theta\": \"3/5\"},\n   \
        \"reviews\": [{\"weight\": 1000, \"levels\": {\"planning\": 3}}, {\"levels\": {\"planning\": 2}}]}\n\n\
        Levels count from 0; `levels` is how many there are, or their names from low to high. Without `weight` a review\n\
        counts in full (1000), without `mandatory` a criterion is.")]
    Explain(FileArguments),
    /// Say how far raters agree: alpha, AC1, kappa
    #[command(after_help = "Example:\n  \
        {\"ratings\": [[2, 3, null, 1], [2, 2, 1, 1]], \"levels\": 4}\n\n\
        A row for each rater, null where one did not rate. Without `levels` only the levels that occur count for AC1.\n\
        A table as text will do too: a line for each rater, commas between ratings, `-` for a missing one.")]
    Agreement(FileArguments),
    /// Repeat a draw from its published seed
    #[command(after_help = "Example:\n  \
        {\"seed\": \"5f…\", \"claim\": \"c1\", \"attempt\": 1, \"slot\": 1, \"draw\": 1,\n   \
        \"candidates\": [{\"reviewer\": \"r1\", \"open\": 0, \"recent\": 3, \"capacity\": 2}]}\n\n\
        A seed of 64 hexadecimal digits stands for 32 bytes, any other text for itself. `recent` counts the reviews of the\n\
        last 28 days, `capacity` those of a week. With `commitment` the seed is checked against it.")]
    Draw(FileArguments),
    /// Let the rules run in a town that is made up, and measure them
    #[command(after_help = "Examples:\n  accolade review simulate --world big --seeds 3\n  \
        accolade review simulate --world pool-12 --seeds 40 --no-moderator --json\n\n\
        How often people sign in, answer mails and disagree is assumed: the figures compare rules and promise no days.")]
    Simulate(simulate::Arguments),
}

#[derive(Args)]
pub(super) struct FileArguments {
    /// The file; `-` for standard input
    file: PathBuf,
    /// Print the JSON only
    #[arg(long)]
    json: bool,
}

pub(super) fn run(command: &Command) -> Outcome {
    match command {
        Command::Explain(arguments) => answer(arguments, explain::explain(&object(&arguments.file)?)?),
        Command::Agreement(arguments) => answer(arguments, agreement::agreement(&files::read(&arguments.file)?)?),
        Command::Draw(arguments) => answer(arguments, draw::draw(&object(&arguments.file)?)?),
        Command::Simulate(arguments) => simulate::run(arguments),
    }
}

/// A result, and what it means in words.
type Answer = (Value, Vec<String>);

fn answer(arguments: &FileArguments, (result, words): Answer) -> Outcome {
    files::put(None, files::pretty(&result).as_bytes())?;
    if !arguments.json {
        words.iter().for_each(|line| eprintln!("{}", files::printable(line)));
    }
    Ok(0)
}

fn object(path: &Path) -> Result<Map<String, Value>, Failure> {
    match files::read_json(path)? {
        Value::Object(members) => Ok(members),
        _ => Err(Failure::usage(format!("{}: an object was expected, in braces", path.display()))),
    }
}

/// Refuses members that nobody reads: a misspelt one would be passed over.
fn only(members: &Map<String, Value>, known: &[&str], place: &str) -> Result<(), Failure> {
    match members.keys().find(|name| !known.contains(&name.as_str())) {
        None => Ok(()),
        Some(name) => {
            let known = known.join("`, `");
            Err(Failure::usage(format!("{place} has `{name}`, which means nothing there; known are `{known}`")))
        }
    }
}

fn list<'v>(members: &'v Map<String, Value>, name: &str, place: &str) -> Result<&'v [Value], Failure> {
    let array = members.get(name).and_then(Value::as_array);
    array.map(Vec::as_slice).ok_or_else(|| Failure::usage(format!("{place} needs `{name}`, a list in brackets")))
}

fn members<'v>(value: &'v Value, place: &str) -> Result<&'v Map<String, Value>, Failure> {
    value.as_object().ok_or_else(|| Failure::usage(format!("{place}: an object was expected, in braces")))
}

fn text<'v>(members: &'v Map<String, Value>, name: &str, place: &str) -> Result<&'v str, Failure> {
    let text = members.get(name).and_then(Value::as_str).filter(|text| !text.is_empty());
    text.ok_or_else(|| Failure::usage(format!("{place} needs `{name}`, a text in quotes")))
}

/// A whole number from 0; `default` when it is not there.
fn number(members: &Map<String, Value>, name: &str, default: Option<u32>, place: &str) -> Result<u32, Failure> {
    let Some(value) = members.get(name) else {
        return default.ok_or_else(|| Failure::usage(format!("{place} needs `{name}`, a whole number")));
    };
    let whole = value.as_u64().and_then(|number| u32::try_from(number).ok());
    whole.ok_or_else(|| Failure::usage(format!("{place}: `{name}` is {value}; it must be a whole number from 0")))
}
