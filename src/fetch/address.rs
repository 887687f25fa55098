//! Which addresses may be asked for: `https` on its own port, with a name or a public address.
//!
//! An address is taken apart once, here, and the parts are what the fetcher connects to; nobody reads it a second time
//! in another way.

use std::fmt::Write as _;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Longer addresses are nobody's.
const ADDRESS_LIMIT_BYTES: usize = 2_048;

/// Whether this machine itself may be asked, and without encryption.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Loopback {
    Refused,
    Allowed,
}

/// An address that may be asked for, in its parts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Target {
    pub(super) scheme: Scheme,
    pub(super) host: Host,
    pub(super) port: u16,
    /// Path and query, with everything escaped that has to be.
    pub(super) path: String,
    /// Whether the host is this machine by its very name.
    is_loopback: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scheme {
    Https,
    Http,
}

/// A host as it stands in an address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// In small letters, without the final dot.
    Name(String),
    Literal(IpAddr),
}

impl Target {
    /// Takes an address apart, if it may be asked for; a fragment is left away.
    ///
    /// # Errors
    /// Why it may not be asked for, as the end of a sentence.
    pub(super) fn parse(address: &str, loopback: Loopback) -> Result<Self, &'static str> {
        if address.len() > ADDRESS_LIMIT_BYTES {
            return Err("it is longer than 2,048 bytes");
        }
        let address = address.split('#').next().unwrap_or("");
        let (scheme, rest) = match (address.strip_prefix("https://"), address.strip_prefix("http://")) {
            (Some(rest), _) => (Scheme::Https, rest),
            (None, Some(rest)) if loopback == Loopback::Allowed => (Scheme::Http, rest),
            _ => return Err("only https addresses are asked for"),
        };
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        if authority.contains('@') {
            return Err("it carries a user name");
        }
        let (host, port) = split_authority(authority)?;
        let host = Host::parse(host)?;
        let is_loopback = host.is_loopback();
        match &host {
            _ if is_loopback && loopback == Loopback::Allowed => {}
            _ if scheme == Scheme::Http => return Err("only https addresses are asked for"),
            Host::Literal(literal) if !is_public(*literal) => return Err("it is inside a private network"),
            Host::Name(name) if is_inside(name) => return Err("it is inside a private network"),
            _ if port.is_some_and(|port| port != 443) => return Err("only port 443 is asked"),
            _ => {}
        }
        let default_port = if scheme == Scheme::Https { 443 } else { 80 };
        Ok(Self { scheme, host, port: port.unwrap_or(default_port), path: escaped(path)?, is_loopback })
    }

    /// Whether a connection to `destination` is one to this target's host: a public address, or this machine for a
    /// host that says so.
    pub(super) fn may_lead_to(&self, destination: IpAddr) -> bool {
        is_public(destination) || (self.is_loopback && is_this_machine(destination))
    }

    /// Where the host leads without asking anybody; `None` for names that have to be looked up.
    pub(super) fn known_destinations(&self) -> Option<Vec<IpAddr>> {
        match &self.host {
            Host::Literal(literal) => Some(vec![*literal]),
            Host::Name(_) if self.is_loopback => {
                Some(vec![IpAddr::V4(Ipv4Addr::LOCALHOST), IpAddr::V6(Ipv6Addr::LOCALHOST)])
            }
            Host::Name(_) => None,
        }
    }

    /// Host and port as a request names them; the port only where it is not the scheme's own.
    pub(super) fn authority(&self) -> String {
        let host = match &self.host {
            Host::Literal(IpAddr::V6(literal)) => format!("[{literal}]"),
            other => other.to_text(),
        };
        match (self.scheme, self.port) {
            (Scheme::Https, 443) | (Scheme::Http, 80) => host,
            (_, port) => format!("{host}:{port}"),
        }
    }
}

impl Host {
    fn parse(text: &str) -> Result<Self, &'static str> {
        if let Some(literal) = text.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            let literal: Ipv6Addr = literal.parse().map_err(|_| "it has no usable host")?;
            return Ok(Self::Literal(literal.into()));
        }
        let name = text.strip_suffix('.').unwrap_or(text).to_ascii_lowercase();
        if let Ok(literal) = name.parse::<Ipv4Addr>() {
            return Ok(Self::Literal(literal.into()));
        }
        let is_label = |label: &str| {
            (1..=63).contains(&label.len())
                && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_')
        };
        // An international name has an ASCII form, and only that is the same to everybody.
        if name.len() > 253 || !name.split('.').all(is_label) {
            return Err("it has no usable host");
        }
        // `2130706433` and `0x7f.1` are addresses to some resolvers.
        let last = name.rsplit('.').next().unwrap_or("");
        if last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x") {
            return Err("its host is a number in disguise");
        }
        Ok(Self::Name(name))
    }

    /// This machine, by a name or literal that means it to everybody.
    fn is_loopback(&self) -> bool {
        match self {
            Self::Name(name) => name == "localhost" || name.ends_with(".localhost"),
            Self::Literal(literal) => is_this_machine(*literal),
        }
    }

    /// The host without brackets: what a certificate names.
    pub(super) fn to_text(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Literal(literal) => literal.to_string(),
        }
    }
}

/// Host and port of an authority; brackets stay.
fn split_authority(authority: &str) -> Result<(&str, Option<u16>), &'static str> {
    let end = match authority.find(']') {
        Some(bracket) => bracket + 1,
        None => authority.find(':').unwrap_or(authority.len()),
    };
    let (host, rest) = authority.split_at(end);
    if rest.is_empty() {
        return Ok((host, None));
    }
    let port = rest.strip_prefix(':').filter(|port| port.bytes().all(|byte| byte.is_ascii_digit()));
    let port = port.and_then(|port| port.parse().ok()).filter(|port| *port > 0);
    port.map(|port| (host, Some(port))).ok_or("it has no usable port")
}

/// Names that lead nowhere but into somebody's own network.
fn is_inside(name: &str) -> bool {
    name == "localhost" || [".localhost", ".local", ".internal"].iter().any(|end| name.ends_with(end))
}

/// Path and query for a request line: what may not stand there is escaped.
fn escaped(path: &str) -> Result<String, &'static str> {
    let mut out = String::with_capacity(path.len() + 1);
    if !path.starts_with('/') {
        out.push('/');
    }
    for byte in path.bytes() {
        match byte {
            0..=b' ' | 0x7f => return Err("it holds a space or a control character"),
            b'"' | b'<' | b'>' | b'\\' | b'^' | b'`' | b'{' | b'|' | b'}' | 0x80.. => {
                write!(out, "%{byte:02X}").expect("a text takes everything");
            }
            _ => out.push(char::from(byte)),
        }
    }
    Ok(out)
}

/// Whether an address is this machine's own to itself. An IPv4 address inside an IPv6 one is a disguise.
pub(super) fn is_this_machine(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => v4.is_loopback(),
        IpAddr::V6(v6) => v6 == Ipv6Addr::LOCALHOST,
    }
}

/// Whether an address belongs to the public internet.
pub(super) fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            !(v4.is_private()
                || v4.is_loopback()
                || v4.is_link_local()
                || v4.is_multicast()
                || v4.is_documentation()
                || a == 0
                || a >= 240
                || (a == 100 && (64..128).contains(&b))
                || (a == 192 && b == 0 && c == 0)
                || (a == 192 && b == 88 && c == 99)
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            match v6.to_ipv4_mapped() {
                Some(v4) => is_public(IpAddr::V4(v4)),
                // Only global unicast, without the ranges that carry IPv4 addresses inside or are documentation.
                None => {
                    first & 0xe000 == 0x2000
                        && first != 0x2002
                        && !(first == 0x2001 && second < 0x200)
                        && !(first == 0x2001 && second == 0xdb8)
                        && !(first == 0x3fff && second < 0x1000)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Loopback, Target, is_public};

    fn check(address: &str) -> Result<Target, &'static str> {
        Target::parse(address, Loopback::Refused)
    }

    #[test]
    fn public_https_addresses_may_be_asked_for() {
        for address in [
            "https://a.example/x",
            "https://a.example:443/",
            "https://A.Example.",
            "https://my_org.example/?q#f",
            "https://93.184.216.34/",
            "https://[2606:2800::1]/x",
            "https://[2606:2800::1]:443/x",
        ] {
            assert!(check(address).is_ok(), "{address}");
        }
    }

    #[test]
    fn everything_else_may_not() {
        for address in [
            "http://a.example/",
            "HTTPS://a.example/",
            "file:///etc/passwd",
            "https://u@a.example/",
            "https://a.example:8443/",
            "https://a.example:/",
            "https://a.example:+443/",
            "https://a.example:443:443/",
            "https://[2606:2800::1]:8443/",
            "https://[2606:2800::1]x/",
            "https:///x",
            "https://",
            "https://.",
            "https://a..example/",
            "https://a.example\\@b.example/",
            "https://a.example/a b",
            "https://a.example/\r\nX: y",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[::127.0.0.1]/",
            "https://[64:ff9b::7f00:1]/",
            "https://[fe80::1]/",
            "https://[fe80::1%25eth0]/",
            "https://[fd00::1]/",
            "https://[2002:7f00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://0x7f000001/",
            "https://127.1/",
            "https://0177.0.0.1/",
            "https://127.0.0.1./",
            "https://１２７.0.0.1/",
            "https://localhost/",
            "https://x.localhost./",
            "https://x.internal/",
            "https://a%2eb/",
        ] {
            assert!(check(address).is_err(), "{address}");
        }
        assert!(check(&format!("https://a.example/{}", "x".repeat(2_048))).is_err());
    }

    #[test]
    fn this_machine_may_be_asked_only_when_that_is_switched_on() {
        let allowed = |address| Target::parse(address, Loopback::Allowed).is_ok();
        for address in ["http://127.0.0.1:8080/x", "http://localhost:1/", "https://[::1]:8443/", "http://127.9.9.9"] {
            assert!(allowed(address) && check(address).is_err(), "{address}");
        }
        for address in [
            "http://a.example/",
            "https://a.example:8443/",
            "http://10.0.0.1/",
            "http://[::ffff:127.0.0.1]/",
            "http://2130706433/",
            "http://0x7f.1/",
            "http://0.0.0.0/",
            "file://localhost/etc/passwd",
            "http://localhost.example/",
        ] {
            assert!(!allowed(address), "{address}");
        }
    }

    #[test]
    fn a_host_leads_to_public_addresses_only_and_loopback_only_to_itself() {
        let public = check("https://a.example/").expect("a target");
        let own = Target::parse("http://localhost:8080/", Loopback::Allowed).expect("a target");
        for (address, from_public, from_own) in [
            ("93.184.216.34", true, true),
            ("10.0.0.1", false, false),
            ("127.0.0.1", false, true),
            ("::1", false, true),
            ("::ffff:127.0.0.1", false, false),
        ] {
            let address = address.parse().expect("an address");
            assert_eq!((public.may_lead_to(address), own.may_lead_to(address)), (from_public, from_own), "{address}");
        }
        assert!(!is_public("198.18.0.1".parse().expect("an address")));
    }

    #[test]
    fn a_request_names_host_port_and_path_as_they_were_read() {
        for (address, authority, path) in [
            ("https://A.example.", "a.example", "/"),
            ("https://a.example?x=1#y", "a.example", "/?x=1"),
            ("https://a.example/ä/%41|", "a.example", "/%C3%A4/%41%7C"),
            ("http://[::1]:80/x", "[::1]", "/x"),
            ("http://[::1]:81/x", "[::1]:81", "/x"),
        ] {
            let target = Target::parse(address, Loopback::Allowed).expect(address);
            assert_eq!((target.authority().as_str(), target.path.as_str()), (authority, path));
        }
    }
}
