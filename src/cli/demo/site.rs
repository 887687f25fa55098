//! The demonstration's service: a configuration of its own, a district to look at, and where to look.

use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;

use tokio::net::TcpListener;

use super::super::serve::{refuse_older_copy, until_stopped};
use super::super::{Failure, Outcome, files, service};
use super::world::OWNER;
use super::{Arguments, peers, world};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::ids::Random;
use crate::keys::Seal;

pub(super) fn run(arguments: &Arguments) -> Outcome {
    service::runtime()?.block_on(async {
        let listener = free_port(arguments.port).await?;
        let address = listener.local_addr().map_err(Failure::refused)?;
        let config = configured(&arguments.dir, address)?;
        service::start_log(&config.log)?;
        let app = App::open(&config.app, Seal::development(), Clock::System, Random::system()).await;
        let app = app.map_err(service::explained)?;
        refuse_older_copy(&app).await?;
        world::settle(&app).await?;
        let now = app.now();
        app.close().await;
        drop(app);
        peers::settle(&config.app, now).await?;
        let app = App::open(&config.app, Seal::development(), Clock::System, Random::system()).await;
        let app = app.map_err(service::explained)?;
        let world = world::settle(&app).await?;
        tell(&app, &world, &arguments.dir);
        if arguments.no_serve {
            app.close().await;
            return Ok(());
        }
        until_stopped(&config, app, listener).await
    })?;
    Ok(0)
}

/// The wanted port, or any that is free.
async fn free_port(wanted: u16) -> Result<TcpListener, Failure> {
    let bind = |port: u16| TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port)));
    match bind(wanted).await {
        Ok(listener) => Ok(listener),
        Err(_) => {
            let listener = bind(0).await.map_err(Failure::refused)?;
            println!("Port {wanted} is taken; another one is used.");
            Ok(listener)
        }
    }
}

/// Badges carry the address with its port for good, so each port has a district of its own.
fn configured(dir: &Path, address: SocketAddr) -> Result<Config, Failure> {
    let folder = dir.join(format!("site-{}", address.port()));
    let text = format!(
        "# Written by `accolade demo`.\nlisten = \"{address}\"\nbase_url = \"http://{address}\"\n\
         database = \"sqlite:accolade.db\"\nkeys = \"issuer-keys\"\njournal = \"revocations.ndjson\"\n\n\
         [fetch]\n# Keys and lists on this machine are fetched too: good for a demonstration only.\n\
         allow_loopback = true\n\n[sign_in]\noperators = [\"{OWNER}\"]\n\n[log]\nlevel = \"warn\"\n"
    );
    let path = folder.join("accolade.toml");
    files::write(&path, text.as_bytes())?;
    Config::load(Some(&path), &|_| None).map_err(Failure::usage)
}

fn tell(app: &App, world: &world::World, dir: &Path) {
    let base = app.addresses().base();
    println!("\nOpen in a browser:");
    println!("  {base}/                 the catalogue of two organisations");
    println!("  {base}/verify           drop a badge here");
    for (what, address) in &world.badges {
        println!("  {address}  {what}");
    }
    println!("\nSign in as the owner of Northside District (works once):\n  {}", world.owner_link);
    println!("  {base}/operator         as the owner: mail that was not sent, with its links");
    println!("  {}  for passkeys, which need a name: sign in there", base.replace("127.0.0.1", "localhost"));
    println!("\nPeer review (links to sign in appear here):");
    println!("  {base}/moderation       as the owner: a claim that needs a ruling");
    println!("  {base}/bench            as {}: work to judge", peers::REVIEWER);
    println!("  {base}/claims           as {}: a claim that is not there yet", peers::CLAIMANT);
    println!("\nVerify a badge of the demonstration from another terminal:");
    if let Some((_, address)) = world.badges.first() {
        println!("  accolade verify --allow-loopback {address}/badge.png");
    }
    println!("\nEverything is in {}. Stop with Ctrl-C.\n", dir.display());
}
