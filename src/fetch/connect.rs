//! From a target to a connection: look the name up, check every answer, dial exactly what was checked.
//!
//! Looking up and dialling are one step here, so that a name cannot lead to one place when it is checked and to another
//! when it is used. No proxy is asked, whatever the environment says.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use std::{fmt, io};

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_native_tls::TlsConnector;
use tokio_native_tls::native_tls::{self, Certificate, Protocol};

use super::address::{self, Loopback, Scheme, Target};
use super::{FetchError, shown};

/// Destinations of one host that are tried.
const TRIES_LIMIT: usize = 4;

/// A connection, encrypted or not.
pub(super) trait Line: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Line for T {}

/// What stands between the fetcher and the network, for tests that record whom it turns to. The rules about addresses
/// hold for whatever it answers.
pub trait Wiring: fmt::Debug + Send + Sync {
    /// Where a host leads.
    ///
    /// # Errors
    /// When nobody knows.
    fn look_up(&self, host: &str) -> io::Result<Vec<IpAddr>>;

    /// A connection to a destination that has passed every check.
    ///
    /// # Errors
    /// When nobody is there.
    fn dial(&self, destination: SocketAddr) -> io::Result<std::net::TcpStream>;
}

/// Makes connections.
pub(super) struct Dialler {
    pub(super) loopback: Loopback,
    /// Where these hosts lead, instead of what their names say; port 0 stands for the address's own.
    pub(super) resolve: HashMap<String, SocketAddr>,
    /// Whom to turn to instead of the network.
    pub(super) wiring: Option<Arc<dyn Wiring>>,
    pub(super) tls: Tls,
}

/// TLS 1.2 or newer, trusting the system's authorities and further ones.
#[derive(Default)]
pub(super) struct Tls(OnceLock<TlsConnector>);

impl Tls {
    /// With the authorities in a PEM file's content. Without any, the system's are read when the first connection needs
    /// them: some services never make one, and all should start at once.
    ///
    /// # Errors
    /// When the content is not usable.
    pub(super) fn new(extra: Option<&[u8]>) -> Result<Self, native_tls::Error> {
        match extra {
            None => Ok(Self::default()),
            Some(extra) => Ok(Self(OnceLock::from(connector(&Certificate::stack_from_pem(extra)?)?))),
        }
    }

    fn connector(&self) -> Result<&TlsConnector, native_tls::Error> {
        match self.0.get() {
            Some(made) => Ok(made),
            None => connector(&[]).map(|made| self.0.get_or_init(|| made)),
        }
    }
}

/// The vendored OpenSSL knows nothing about the system; native-tls looks for the authorities in the places where
/// systems keep them (`SSL_CERT_FILE` and `SSL_CERT_DIR` come first).
fn connector(extra: &[Certificate]) -> Result<TlsConnector, native_tls::Error> {
    let mut builder = native_tls::TlsConnector::builder();
    builder.min_protocol_version(Some(Protocol::Tlsv12));
    for authority in extra {
        builder.add_root_certificate(authority.clone());
    }
    builder.build().map(TlsConnector::from)
}

impl Dialler {
    /// A connection to the target within `limit`, for looking up, dialling and TLS together.
    pub(super) async fn dial(
        &self,
        target: &Target,
        address: &str,
        limit: Duration,
    ) -> Result<Box<dyn Line>, FetchError> {
        let connected = timeout(limit, async {
            let destinations = self.destinations(target, address).await?;
            let stream = self.dial_first(&destinations, limit).await.map_err(|error| match error.kind() {
                io::ErrorKind::TimedOut => FetchError::TooSlow(shown(address)),
                _ => FetchError::Unreachable(shown(address)),
            })?;
            self.secure(target, stream, address).await
        });
        connected.await.unwrap_or_else(|_| Err(FetchError::TooSlow(shown(address))))
    }

    async fn secure(&self, target: &Target, stream: TcpStream, address: &str) -> Result<Box<dyn Line>, FetchError> {
        match target.scheme {
            Scheme::Http => Ok(Box::new(stream)),
            Scheme::Https => {
                let not_proven = |_| FetchError::NotProven(shown(address));
                let connector = self.tls.connector().map_err(not_proven)?;
                let stream = connector.connect(&target.host.to_text(), stream).await.map_err(not_proven)?;
                Ok(Box::new(stream))
            }
        }
    }

    /// Where the target's host leads. All of it must be safe: a name with one private address is somebody's trick.
    async fn destinations(&self, target: &Target, address: &str) -> Result<Vec<SocketAddr>, FetchError> {
        let private = || FetchError::refused(address, "its host is inside a private network");
        if let Some(known) = target.known_destinations() {
            return Ok(known.into_iter().map(|ip| SocketAddr::new(ip, target.port)).collect());
        }
        let name = target.host.to_text();
        if let Some(mapped) = self.resolve.get(&name) {
            let port = if mapped.port() == 0 { target.port } else { mapped.port() };
            return if self.may_map_to(mapped.ip()) {
                Ok(vec![SocketAddr::new(mapped.ip(), port)])
            } else {
                Err(private())
            };
        }
        let found = self.look_up(&name, target.port).await.map_err(|_| FetchError::Unreachable(shown(address)))?;
        if all_safe(target, &found) { Ok(found) } else { Err(private()) }
    }

    async fn look_up(&self, name: &str, port: u16) -> io::Result<Vec<SocketAddr>> {
        if let Some(wiring) = &self.wiring {
            return Ok(wiring.look_up(name)?.into_iter().map(|ip| SocketAddr::new(ip, port)).collect());
        }
        // The final dot keeps the resolver from trying the name inside this machine's own domain.
        Ok(tokio::net::lookup_host((format!("{name}."), port)).await?.collect())
    }

    async fn connect(&self, destination: SocketAddr) -> io::Result<TcpStream> {
        let Some(wiring) = &self.wiring else { return TcpStream::connect(destination).await };
        let stream = wiring.dial(destination)?;
        stream.set_nonblocking(true)?;
        TcpStream::from_std(stream)
    }

    /// Dials one after the other, IPv4 first, each with its share of the time.
    async fn dial_first(&self, destinations: &[SocketAddr], limit: Duration) -> io::Result<TcpStream> {
        let (v4, v6): (Vec<SocketAddr>, Vec<SocketAddr>) = destinations.iter().partition(|one| one.is_ipv4());
        let tried: Vec<SocketAddr> = v4.into_iter().chain(v6).take(TRIES_LIMIT).collect();
        let share = limit / u32::try_from(tried.len().max(1)).unwrap_or(1);
        let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
        for destination in tried {
            match timeout(share, self.connect(destination)).await {
                Ok(Ok(stream)) => return Ok(stream),
                Ok(Err(error)) => last = error,
                Err(_) => last = io::ErrorKind::TimedOut.into(),
            }
        }
        Err(last)
    }

    /// The operator's own map may lead to this machine when that is switched on, but never into another network.
    fn may_map_to(&self, destination: IpAddr) -> bool {
        address::is_public(destination) || (self.loopback == Loopback::Allowed && address::is_this_machine(destination))
    }
}

/// Whether everything that a resolver said about the target's host may be dialled.
fn all_safe(target: &Target, found: &[SocketAddr]) -> bool {
    found.iter().all(|destination| target.may_lead_to(destination.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_private_address_among_a_hosts_addresses_spoils_them_all() {
        for loopback in [Loopback::Refused, Loopback::Allowed] {
            let target = Target::parse("https://a.example/", loopback).expect("a target");
            for (found, is_safe) in [
                (["93.184.216.34:443", "[2606:2800::1]:443"], true),
                (["93.184.216.34:443", "10.0.0.1:443"], false),
                (["[::1]:443", "93.184.216.34:443"], false),
                (["93.184.216.34:443", "[::ffff:127.0.0.1]:443"], false),
                (["93.184.216.34:443", "169.254.169.254:443"], false),
            ] {
                let addresses = found.map(|address| address.parse().expect("an address"));
                assert_eq!(all_safe(&target, &addresses), is_safe, "{found:?} {loopback:?}");
            }
        }
    }
}
