//! `accolade doctor`: looks at everything that goes wrong in practice, and says the fix with each finding.

use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::time::Duration;

use clap::Args;

use super::service::{self, ConfigArgument};
use super::{Outcome, files};
use crate::clock::Clock;
use crate::config::Config;
use crate::fetch::{Fetcher, Purpose};
use crate::ids::Random;
use crate::keys::{KeyFolder, KeyState};
use crate::store::{Session, Store};

#[derive(Args)]
#[command(after_help = "The service may be running. Exit code 0 when all is well, 1 when something must be mended.")]
pub(super) struct Arguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// The folder that backups are written to: the newest must be younger than two days
    #[arg(long, value_name = "FOLDER")]
    backups: Option<std::path::PathBuf>,
}

/// What was looked at, and the fix when something is wrong.
struct Finding {
    what: String,
    fix: Option<String>,
}

fn good(what: impl Into<String>) -> Finding {
    Finding { what: what.into(), fix: None }
}

fn bad(what: impl Into<String>, fix: impl Into<String>) -> Finding {
    Finding { what: what.into(), fix: Some(fix.into()) }
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let config = arguments.config.load()?;
    let mut findings = vec![clock(), base_url(&config), mail(&config)];
    findings.extend(seal());
    findings.extend(keys(&config.app.keys));
    if let Some(folder) = &arguments.backups {
        findings.push(backups(folder));
    }
    let runtime = service::runtime()?;
    findings.push(runtime.block_on(evidence(&config)));
    findings.extend(runtime.block_on(database(&config)));
    let mut wrong = 0;
    for finding in &findings {
        match &finding.fix {
            None => println!("ok    {}", files::printable(&finding.what)),
            Some(fix) => {
                wrong += 1;
                println!("WRONG {}\n      {}", files::printable(&finding.what), files::printable(fix));
            }
        }
    }
    println!("{} looked at, {wrong} to be mended", findings.len());
    Ok(u8::from(wrong > 0))
}

fn clock() -> Finding {
    let now = Clock::System.now();
    // This program was not there before 2026, so a clock that says so is wrong.
    if now.unix_seconds() < 1_767_225_600 {
        return bad(format!("the clock says {now}"), "Set the clock, best by NTP: badges carry its time.");
    }
    good(format!("the clock says {now}"))
}

fn base_url(config: &Config) -> Finding {
    let base = &config.app.base_url;
    if base.starts_with("https://") {
        return good(format!("the base URL is {base}"));
    }
    bad(
        format!("the base URL is {base}"),
        "Good for trying out only. Set base_url to the https:// address that people use, before the first award.",
    )
}

fn mail(config: &Config) -> Finding {
    match &config.app.mail.smtp {
        Some(_) => match crate::mail::Mailer::new(config.app.mail.clone()) {
            Ok(_) => good("a mail server is configured"),
            Err(error) => bad("the mail server is not usable", format!("{error}. Mend [mail] in the configuration.")),
        },
        None => bad("no mail server is configured", "Set smtp under [mail]; until then links appear in the log only."),
    }
}

fn seal() -> Option<Finding> {
    match files::seal_of_environment() {
        Ok(Some(_)) => Some(good("the keys are sealed with a passphrase of your own")),
        Ok(None) => Some(bad(
            "the keys are sealed with the development passphrase, which everybody knows",
            "Set ACCOLADE_KEY_PASSPHRASE or ACCOLADE_KEY_FILE and make new keys.",
        )),
        Err(failure) => Some(bad(failure.message, "Mend the variable.")),
    }
}

fn keys(folder: &Path) -> Vec<Finding> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return vec![bad(
            format!("{} is not there", folder.display()),
            "It is made with the first organisation: accolade init. If there is one, bring the folder back.",
        )];
    };
    let mut findings = Vec::new();
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(|path| path.is_dir()) {
        let name = path.display().to_string();
        let mode = std::fs::metadata(&path).map_or(0, |metadata| metadata.permissions().mode());
        if mode & 0o077 != 0 {
            findings.push(bad(format!("{name} is open to others"), format!("chmod 700 {name}")));
        }
        let seal = files::seal_of_environment().ok().flatten().unwrap_or_else(crate::keys::Seal::development);
        let opened = KeyFolder::open(&path, seal).and_then(|folder| {
            let records = folder.list()?;
            let active = records.iter().find(|record| record.state == KeyState::Active);
            active.map(|record| folder.signer_named(&record.name)).transpose()
        });
        findings.push(match opened {
            Ok(Some(_)) => good(format!("{name} has a key that signs")),
            Ok(None) => bad(format!("{name} has no active key"), "accolade keys new, or bring the folder back."),
            Err(error) => bad(format!("{name}: {error}"), "Check the passphrase and the files."),
        });
    }
    findings
}

fn backups(folder: &Path) -> Finding {
    let newest = std::fs::read_dir(folder).ok().into_iter().flatten().filter_map(|entry| {
        let metadata = entry.ok()?.metadata().ok()?;
        metadata.is_file().then(|| metadata.modified().ok()).flatten()
    });
    let now = Duration::from_secs(Clock::System.now().unix_seconds().max(0).unsigned_abs());
    let age = newest.max().and_then(|time| Some(now.saturating_sub(time.duration_since(std::time::UNIX_EPOCH).ok()?)));
    match age {
        Some(age) if age < Duration::from_secs(2 * 86_400) => {
            good(format!("the newest backup is {} hours old", age.as_secs() / 3_600))
        }
        Some(age) => bad(
            format!("the newest backup is {} days old", age.as_secs() / 86_400),
            "Let `accolade backup` run every night.",
        ),
        None => bad(format!("{} holds no backup", folder.display()), "Let `accolade backup` run every night."),
    }
}

async fn evidence(config: &Config) -> Finding {
    let place = match &config.app.evidence_bucket {
        Some(bucket) => format!("the bucket {} at {}", bucket.name, bucket.endpoint),
        None => format!("the folder {}", config.app.evidence.display()),
    };
    let name = format!("doctor-{}", Random::system().text(16));
    let probed = match config.app.evidence_files() {
        Ok(files) => files.probe(&name).await,
        Err(error) => Err(error),
    };
    match probed {
        Ok(()) => good(format!("{place} keeps evidence and gives it back")),
        Err(error) => bad(
            format!("{place}: {error}"),
            "Mend `evidence` or [evidence_bucket] in the configuration, and let the service read, write and delete there.",
        ),
    }
}

async fn database(config: &Config) -> Vec<Finding> {
    let mut session = match Store::open_for_reading(&config.app.store).await {
        Ok(session) => session,
        Err(error) => {
            let fix = "accolade migrate makes it or brings it to this version; or mend `database`.";
            return vec![bad(format!("the database: {error}"), fix)];
        }
    };
    let mut findings = vec![match session.check_integrity().await {
        Ok(lines) if lines.is_empty() => good("the database is sound"),
        Ok(lines) => bad(format!("the database: {}", lines.join("; ")), "Stop the service and restore a backup."),
        Err(error) => bad(format!("the database: {error}"), "accolade migrate brings it to this version."),
    }];
    findings.push(outbox(&mut session).await);
    let organisations = session.list_organisations("", 100).await.unwrap_or_default();
    if organisations.is_empty() {
        findings.push(bad("there is no organisation yet", "accolade init makes one."));
    }
    let Ok(fetcher) = Fetcher::new(config.app.fetch.clone()) else { return findings };
    for organisation in organisations {
        let base = config.app.base_url.trim_end_matches('/');
        let address = format!("{base}/organisations/{}/did.json", organisation.slug);
        findings.push(match fetcher.fetch(&address, Purpose::Key).await {
            Ok(_) => good(format!("{address} can be reached")),
            Err(error) => bad(
                format!("verifiers cannot reach {address}: {error}"),
                "Start the service, and let the proxy pass this address on to it.",
            ),
        });
    }
    findings
}

async fn outbox(session: &mut Session) -> Finding {
    match session.count_messages().await {
        Ok(count) if count < 100 => good(format!("{count} messages wait to be sent")),
        Ok(count) => bad(format!("{count} messages wait to be sent"), "Look at the mail server and at the log."),
        Err(error) => bad(format!("the outbox: {error}"), "accolade migrate brings the database to this version."),
    }
}
