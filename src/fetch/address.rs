//! Which addresses may be asked for: `https` on its own port, with a name or a public address.

use std::collections::HashMap;
use std::net::IpAddr;

/// Whether `address` may be asked for; `hosts`, when given, says where names lead.
pub(super) fn check(address: &str, hosts: Option<&HashMap<String, Vec<String>>>) -> Result<(), &'static str> {
    let rest = address.strip_prefix("https://").ok_or("only https addresses are asked for")?;
    let authority = rest.split(['/', '?', '#']).next().unwrap_or("");
    if authority.contains('@') {
        return Err("it carries a user name");
    }
    let host = match authority.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((literal, _)) => literal,
        None => authority.split_once(':').map_or(authority, |(host, _)| host),
    };
    if host.is_empty() || host.contains('%') {
        return Err("it has no usable host");
    }
    let port = authority.strip_prefix(host).and_then(|rest| rest.strip_prefix(':'));
    if port.is_some_and(|port| port != "443") {
        return Err("only port 443 is asked");
    }
    let host = host.trim_end_matches('.').to_lowercase();
    if let Ok(literal) = host.parse::<IpAddr>() {
        return if is_public(literal) { Ok(()) } else { Err("it is inside a private network") };
    }
    // `2130706433` and `0x7f.1` are addresses to some resolvers.
    let last = host.rsplit('.').next().unwrap_or("");
    if last.bytes().all(|byte| byte.is_ascii_digit()) || last.starts_with("0x") {
        return Err("its host is a number in disguise");
    }
    if host == "localhost" || host.ends_with(".localhost") || host.ends_with(".local") || host.ends_with(".internal") {
        return Err("it is inside a private network");
    }
    let Some(hosts) = hosts else { return Ok(()) };
    let leads_to = hosts.get(&host).map(Vec::as_slice).unwrap_or_default();
    let is_safe = |text: &String| text.parse().is_ok_and(is_public);
    if leads_to.is_empty() {
        Err("its host is not known")
    } else if leads_to.iter().all(is_safe) {
        Ok(())
    } else {
        Err("its host is inside a private network")
    }
}

/// Whether an address belongs to the public internet.
fn is_public(address: IpAddr) -> bool {
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
                || (a == 198 && (b == 18 || b == 19)))
        }
        IpAddr::V6(v6) => {
            let first = v6.segments()[0];
            match v6.to_ipv4_mapped() {
                Some(v4) => is_public(IpAddr::V4(v4)),
                // Only global unicast, without the ranges that carry IPv4 addresses inside or are documentation.
                None => {
                    first & 0xe000 == 0x2000
                        && first != 0x2002
                        && !(first == 0x2001 && v6.segments()[1] < 0x200)
                        && !(first == 0x2001 && v6.segments()[1] == 0xdb8)
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::check;

    #[test]
    fn public_https_addresses_may_be_asked_for() {
        for address in
            ["https://a.example/x", "https://a.example:443/", "https://93.184.216.34/", "https://[2606:2800::1]/x"]
        {
            assert_eq!(check(address, None), Ok(()), "{address}");
        }
    }

    #[test]
    fn everything_else_may_not() {
        for address in [
            "http://a.example/",
            "file:///etc/passwd",
            "https://u@a.example/",
            "https://a.example:8443/",
            "https:///x",
            "https://127.0.0.1/",
            "https://10.1.2.3/",
            "https://169.254.169.254/",
            "https://100.64.0.1/",
            "https://0.0.0.0/",
            "https://[::1]/",
            "https://[::ffff:127.0.0.1]/",
            "https://[fe80::1]/",
            "https://[fd00::1]/",
            "https://[2002:7f00:1::]/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://127.1/",
            "https://localhost/",
            "https://x.internal/",
            "https://a%2eb/",
        ] {
            assert!(check(address, None).is_err(), "{address}");
        }
    }

    #[test]
    fn a_host_must_lead_to_public_addresses_only() {
        let to = |addresses: &[&str]| {
            Some([("a.example".to_owned(), addresses.iter().map(|a| (*a).to_owned()).collect())].into())
        };
        assert_eq!(check("https://a.example/", to(&["93.184.216.34"]).as_ref()), Ok(()));
        assert!(check("https://a.example/", to(&["93.184.216.34", "10.0.0.1"]).as_ref()).is_err());
        assert!(check("https://a.example/", to(&[]).as_ref()).is_err());
        assert!(check("https://b.example/", to(&["93.184.216.34"]).as_ref()).is_err());
    }
}
