//! Where an issuer's hosted badges may lie: its own host, or what its profile says.
//!
//! Open Badges 2.0, `#VerificationObject`: `allowedOrigins` are hosts, `startsWith` beginnings of addresses; an address
//! must satisfy each of the two that is given. Without either, the host of the profile counts.

use serde_json::Value;

use super::texts;

pub(super) struct Scope<'d> {
    hosts: Vec<&'d str>,
    beginnings: Vec<&'d str>,
}

impl<'d> Scope<'d> {
    /// Reads a profile that was fetched from `address`.
    pub(super) fn of(issuer: &'d Value, address: &'d str) -> Self {
        let policy = issuer.get("verification").unwrap_or(&Value::Null);
        let (mut hosts, beginnings) = (texts(policy, "allowedOrigins"), texts(policy, "startsWith"));
        if hosts.is_empty() && beginnings.is_empty() {
            hosts.push(address);
        }
        Self { hosts, beginnings }
    }

    pub(super) fn holds(&self, address: &str) -> bool {
        let Some((host, path)) = taken_apart(address) else { return false };
        // `/here/../there` is there.
        let steps_up = |part: &str| matches!(part.to_ascii_lowercase().replace("%2e", ".").as_str(), "." | "..");
        if path.split(['/', '?', '#', '\\']).any(steps_up) {
            return false;
        }
        let is_host = |allowed: &&str| {
            let allowed = taken_apart(allowed).map_or_else(|| allowed.to_ascii_lowercase(), |(host, _)| host);
            allowed == host
        };
        let begins = |beginning: &&str| {
            taken_apart(beginning).is_some_and(|(own, start)| own == host && path.starts_with(start))
        };
        (self.hosts.is_empty() || self.hosts.iter().any(is_host))
            && (self.beginnings.is_empty() || self.beginnings.iter().any(begins))
    }
}

/// Host with port in small letters, and what follows it.
fn taken_apart(address: &str) -> Option<(String, &str)> {
    let rest = address.strip_prefix("https://").or(address.strip_prefix("http://"))?;
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (host, path) = rest.split_at(end);
    let host = host.to_ascii_lowercase();
    let host = host.strip_suffix(":443").unwrap_or(&host);
    (!host.is_empty() && !host.contains(['@', '\\'])).then(|| (host.to_owned(), path))
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::Scope;

    const PROFILE: &str = "https://a.example/issuer";

    fn holds(verification: Value, address: &str) -> bool {
        Scope::of(&json!({"verification": verification}), PROFILE).holds(address)
    }

    #[test]
    fn without_a_word_from_the_issuer_its_own_host_counts_and_no_other() {
        for nothing in [json!(null), json!({}), json!({"type": "hosted"}), json!({"allowedOrigins": []}), json!("x")] {
            assert!(holds(nothing.clone(), "https://a.example/badges/1"));
            assert!(holds(nothing.clone(), "http://A.example:443/badges/1"));
            for address in [
                "https://b.example/badges/1",
                "https://a.example.b.example/1",
                "https://a.example@b.example/1",
                "https://a.example:8443/1",
                "https://xa.example/1",
                "https://b.example/?https://a.example/",
                "https://a.example\\@b.example/1",
                "urn:uuid:1",
                "",
            ] {
                assert!(!holds(nothing.clone(), address), "{address}");
            }
        }
    }

    #[test]
    fn an_issuer_may_name_hosts_and_beginnings_and_both_must_fit() {
        let beginnings = json!({"startsWith": ["https://b.example/a/", "https://c.example"]});
        let both = json!({"allowedOrigins": "b.example", "startsWith": "https://b.example/a/"});
        let contradictory = json!({"allowedOrigins": ["c.example"], "startsWith": ["https://b.example/"]});
        for (policy, address, expected) in [
            (json!({"allowedOrigins": ["b.example", "c.example"]}), "https://c.example/1", true),
            (json!({"allowedOrigins": "https://b.example"}), "https://b.example/1", true),
            (json!({"allowedOrigins": "b.example"}), "https://a.example/1", false),
            (json!({"allowedOrigins": "example"}), "https://b.example/1", false),
            (beginnings.clone(), "https://b.example/a/1", true),
            (beginnings.clone(), "https://b.example/b/1", false),
            (beginnings.clone(), "https://b.example/a/../b/1", false),
            (beginnings.clone(), "https://b.example/a/%2E%2e/b/1", false),
            (beginnings.clone(), "https://c.example/1", true),
            (beginnings.clone(), "https://c.example.evil.example/1", false),
            (beginnings, "https://c.example:1/1", false),
            (both.clone(), "https://b.example/a/1", true),
            (both, "https://b.example/1", false),
            (contradictory, "https://b.example/1", false),
        ] {
            assert_eq!(holds(policy.clone(), address), expected, "{policy} {address}");
        }
    }
}
