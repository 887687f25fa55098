//! `accolade init`, `accolade api-key`, `accolade migrate` and `accolade config`.

use clap::Args;

use super::service::{self, ConfigArgument};
use super::{Failure, Outcome};
use crate::app::{Actor, ApiKeyRequest, OrganisationRequest, PasskeyReset};
use crate::config;

#[derive(Args)]
#[command(
    after_help = "Example:\n  accolade init --name \"Northside District\" --slug northside --owner you@example.org\n\n\
    Makes the organisation with its signing key and its status list, or finds it, and prints a link with which the \
    owner signs in once, within a day."
)]
pub(super) struct InitArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// What the organisation is called
    #[arg(long)]
    name: String,
    /// The part of its addresses: small letters, digits, hyphens; cannot be changed later
    #[arg(long)]
    slug: String,
    /// The e-mail address of its owner
    #[arg(long)]
    owner: String,
    /// Its own site
    #[arg(long)]
    url: Option<String>,
}

pub(super) fn init(arguments: &InitArguments) -> Outcome {
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let organisation = match app.load_organisation_by_slug(&arguments.slug).await {
            Ok(known) => known,
            Err(crate::app::Error::NotFound(_)) => {
                let request = OrganisationRequest {
                    slug: arguments.slug.clone(),
                    name: arguments.name.clone(),
                    url: arguments.url.clone(),
                    ..OrganisationRequest::default()
                };
                app.create_organisation(&Actor::Operator, request, None).await.map_err(service::explained)?
            }
            Err(error) => return Err(service::explained(error)),
        };
        let link = app.owner_link(&organisation.organisation_id, &arguments.owner).await;
        let link = link.map_err(service::explained)?;
        println!("Organisation: {}", app.addresses().organisation(&organisation.slug));
        println!("DID:          {}", app.addresses().did(&organisation.slug));
        println!("Owner's link: {link}");
        println!("The link works once, within a day, as soon as the service runs: accolade serve");
        app.close().await;
        Ok(())
    })?;
    Ok(0)
}

#[derive(Args)]
#[command(
    after_help = "Example:\n  accolade api-key --organisation northside --name \"Nightly sync\" --scope award --scope see\n\n\
    Prints the key once; only its hash is kept. A running service on SQLite has the file to itself: stop it first, or \
    make the key at the desk or over the API."
)]
pub(super) struct ApiKeyArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// Whose key it is, by short name
    #[arg(long)]
    organisation: String,
    /// What it is for, in words
    #[arg(long)]
    name: String,
    /// What it may do: see, define, award, revoke, manage, issue; repeat for several
    #[arg(long = "scope", required = true)]
    scopes: Vec<String>,
    /// Awards that it may make on one day
    #[arg(long)]
    daily_cap: Option<i64>,
    /// When it ends by itself, as 2027-01-01T00:00:00Z
    #[arg(long)]
    expires_at: Option<String>,
}

pub(super) fn api_key(arguments: &ApiKeyArguments) -> Outcome {
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let organisation = app.load_organisation_by_slug(&arguments.organisation).await.map_err(service::explained)?;
        let request = ApiKeyRequest {
            name: arguments.name.clone(),
            scopes: arguments.scopes.clone(),
            daily_cap: arguments.daily_cap,
            expires_at: arguments.expires_at.clone(),
        };
        let made = app.create_api_key(&Actor::Operator, &organisation.organisation_id, request).await;
        println!("{}", made.map_err(service::explained)?.secret);
        app.close().await;
        Ok::<_, Failure>(())
    })?;
    Ok(0)
}

#[derive(Args)]
#[command(after_help = "Example:\n  accolade reset-passkeys ada@school.example\n\n\
    Make sure that it is really them who asks. Their sessions end; they sign in by a link and register a new passkey, and \
    hear of it by mail. On SQLite, stop the service first; owners can do the same at the desk while it runs.")]
pub(super) struct ResetPasskeysArguments {
    #[command(flatten)]
    config: ConfigArgument,
    /// One of the person's e-mail addresses
    email: String,
}

pub(super) fn reset_passkeys(arguments: &ResetPasskeysArguments) -> Outcome {
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        let person = app.load_person_by_email(&arguments.email).await.map_err(service::explained)?;
        let reset = app.reset_passkeys(&person.person_id, PasskeyReset::Operator).await;
        reset.map_err(service::explained)?;
        app.close().await;
        Ok::<_, Failure>(())
    })?;
    println!("The passkeys were taken back. The next link by mail lets this person in.");
    Ok(0)
}

#[derive(Args)]
#[command(after_help = "`accolade serve` does the same when it starts; this is for doing it before.")]
pub(super) struct MigrateArguments {
    #[command(flatten)]
    config: ConfigArgument,
}

pub(super) fn migrate(arguments: &MigrateArguments) -> Outcome {
    let config = arguments.config.load()?;
    service::runtime()?.block_on(async {
        let app = service::open(&config).await?;
        app.close().await;
        Ok::<_, Failure>(())
    })?;
    println!("The database is of this version.");
    Ok(0)
}

/// Prints the configuration file with every key and its default.
pub(super) fn print_config() -> Outcome {
    print!("{}", config::DEFAULT_FILE);
    Ok(0)
}
