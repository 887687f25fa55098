//! The command line: one file per command.
//!
//! Commands work on files, without a database; only `verify` uses the network. Exit codes: 0 done or valid, 1 refused or invalid, 2 could
//! not tell, 3 not understood. What a person reads goes to standard error when the result goes to standard output.

/// Takes the place of the standard macro in all commands: that one panics when whoever reads has had enough (`| head`).
macro_rules! println {
    ($($line:tt)*) => { $crate::cli::files::say(format_args!($($line)*)) };
}

mod backup;
mod bake;
mod bench;
mod bulk;
mod bundle;
mod demo;
mod doctor;
mod files;
mod frameworks;
mod gather;
mod init;
mod issue;
mod keys;
mod person;
mod register;
mod review;
mod serve;
mod service;
mod status;
mod transfer;
mod trust;
mod verify;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Parser)]
#[command(
    name = "accolade",
    version,
    about = "Issues, bakes, verifies and revokes Open Badges 3.0",
    max_term_width = 100
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Make, list, rotate and revoke signing keys
    #[command(subcommand)]
    Keys(keys::Command),
    /// Sign credentials
    Issue(issue::Arguments),
    /// Put a signed credential into a PNG or SVG picture
    Bake(bake::BakeArguments),
    /// Take the credential out of a picture
    Unbake(bake::UnbakeArguments),
    /// Check badges: pictures, JSON files, tokens
    Verify(verify::Arguments),
    /// Pack badges with everything that their verification needs, and verify such a bundle offline
    #[command(subcommand)]
    Bundle(bundle::Command),
    /// Serve the pages and the API
    Serve(serve::Arguments),
    /// Make an organisation and a link for its owner
    Init(init::InitArguments),
    /// Make a key for a program that uses the API
    ApiKey(init::ApiKeyArguments),
    /// Take somebody's passkeys back, when the device is lost
    ResetPasskeys(init::ResetPasskeysArguments),
    /// Bring the database to this version
    Migrate(init::MigrateArguments),
    /// Print the configuration file with every key and its default
    Config,
    /// Copy everything into a file, while the service runs
    Backup(backup::BackupArguments),
    /// Put a backup into a new database
    Restore(backup::RestoreArguments),
    /// Make achievements and awards from a file
    Import(transfer::ImportArguments),
    /// Write an organisation's achievements and awards into a file
    Export(transfer::ExportArguments),
    /// Take everything of a person along, or erase them
    #[command(subcommand)]
    Person(person::Command),
    /// Keep an organisation's list of trusted issuers
    #[command(subcommand)]
    Trust(trust::Command),
    /// Bring in frameworks of standards and skills, and list them
    #[command(subcommand)]
    Frameworks(frameworks::Command),
    /// Verify every credential, status and event that is kept
    Audit(backup::AuditArguments),
    /// Look at everything that goes wrong in practice, and say the fix
    Doctor(doctor::Arguments),
    /// Evidence review on files: explain a decision, measure agreement, repeat a draw, simulate
    #[command(subcommand)]
    Review(review::Command),
    /// Measure how fast an operation is on this machine
    Bench(bench::Arguments),
    /// Show it all: make a key, issue, bake, verify, revoke, verify again
    Demo(demo::Arguments),
    /// Revoke, suspend and reinstate badges, and publish the status lists
    #[command(subcommand)]
    Status(status::Command),
}

/// Why a command did not do what it was asked for.
#[derive(Debug)]
struct Failure {
    exit: u8,
    message: String,
}

impl Failure {
    /// What was asked for was refused, or failed.
    fn refused(message: impl ToString) -> Self {
        Self { exit: 1, message: message.to_string() }
    }

    /// What was asked for could not be found out.
    fn undecided(message: impl ToString) -> Self {
        Self { exit: 2, message: message.to_string() }
    }

    /// What was asked for cannot be understood.
    fn usage(message: impl ToString) -> Self {
        Self { exit: 3, message: message.to_string() }
    }
}

type Outcome = Result<u8, Failure>;

/// Runs the program with the process's arguments.
pub fn run() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Nothing is left to do when even this cannot be printed.
            let _ = error.print();
            return ExitCode::from(if error.use_stderr() { 3 } else { 0 });
        }
    };
    let outcome = match arguments.command {
        Command::Keys(command) => keys::run(command),
        Command::Issue(arguments) => issue::run(&arguments),
        Command::Bake(arguments) => bake::bake(&arguments),
        Command::Unbake(arguments) => bake::unbake(&arguments),
        Command::Verify(arguments) => verify::run(&arguments),
        Command::Bundle(command) => bundle::run(&command),
        Command::Serve(arguments) => serve::run(&arguments),
        Command::Init(arguments) => init::init(&arguments),
        Command::ApiKey(arguments) => init::api_key(&arguments),
        Command::ResetPasskeys(arguments) => init::reset_passkeys(&arguments),
        Command::Migrate(arguments) => init::migrate(&arguments),
        Command::Config => init::print_config(),
        Command::Backup(arguments) => backup::backup(&arguments),
        Command::Restore(arguments) => backup::restore(&arguments),
        Command::Import(arguments) => transfer::import(&arguments),
        Command::Export(arguments) => transfer::export(&arguments),
        Command::Person(command) => person::run(&command),
        Command::Trust(command) => trust::run(command),
        Command::Frameworks(command) => frameworks::run(command),
        Command::Audit(arguments) => backup::audit(&arguments),
        Command::Doctor(arguments) => doctor::run(&arguments),
        Command::Review(command) => review::run(&command),
        Command::Bench(arguments) => bench::run(&arguments),
        Command::Demo(arguments) => demo::run(&arguments),
        Command::Status(command) => status::run(command),
    };
    match outcome {
        Ok(exit) => ExitCode::from(exit),
        Err(failure) => {
            eprintln!("{}", files::printable(&failure.message));
            ExitCode::from(failure.exit)
        }
    }
}
