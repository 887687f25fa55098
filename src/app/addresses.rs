//! The addresses of everything that the service publishes, and its DIDs. Credentials carry them, so they never change.

use super::Error;
use crate::did;
use crate::ids::{AchievementId, AwardId, ShareToken, StatusListId};
use crate::status::Purpose;

/// Makes addresses below the base URL.
#[derive(Clone, Debug)]
pub struct Addresses {
    base: String,
}

impl Addresses {
    /// Addresses below a base URL.
    ///
    /// # Errors
    /// [`Error::Invalid`] when it is not `https://…`, or `http://` on a loopback host.
    pub fn new(base_url: &str) -> Result<Self, Error> {
        let base = base_url.trim_end_matches('/').to_owned();
        let wrong = || {
            Error::invalid(
                "base_url",
                "it must be https://host[:port][/path], or http:// on a loopback host for trying out",
            )
        };
        let host = base.strip_prefix("https://").map(|rest| (rest, false));
        let (rest, is_plain) =
            host.or_else(|| base.strip_prefix("http://").map(|rest| (rest, true))).ok_or_else(wrong)?;
        let authority = rest.split('/').next().unwrap_or("");
        let name = authority.split(':').next().unwrap_or("");
        if is_plain && !matches!(name, "127.0.0.1" | "localhost") {
            return Err(wrong());
        }
        let addresses = Self { base };
        did::document_url(&addresses.did("x")).map_err(|_| wrong())?;
        Ok(addresses)
    }

    /// The base URL, without a slash at its end.
    pub fn base(&self) -> &str {
        &self.base
    }

    /// Host and port.
    pub fn authority(&self) -> &str {
        let rest = self.base.split_once("://").map_or("", |(_, rest)| rest);
        rest.split('/').next().unwrap_or("")
    }

    /// The path of an address below the base; `None` for addresses of others. The scheme does not matter: a DID knows
    /// none, and nobody else answers at our host and port.
    pub fn path_of<'a>(&self, address: &'a str) -> Option<&'a str> {
        let below = |text: &'a str| text.split_once("://").map(|(_, rest)| rest);
        let base = self.base.split_once("://").map(|(_, rest)| rest)?;
        below(address)?.strip_prefix(base).filter(|path| path.starts_with('/'))
    }

    /// The DID of an organisation.
    pub fn did(&self, slug: &str) -> String {
        let rest = self.base.split_once("://").map_or("", |(_, rest)| rest);
        let mut parts = rest.split('/');
        let mut did = format!("did:web:{}", parts.next().unwrap_or("").replace(':', "%3A"));
        for part in parts.chain(["organisations", slug]) {
            did.push(':');
            did.push_str(part);
        }
        did
    }

    /// The DID of the host; `None` when the service lies below a path, where no such DID leads.
    pub fn host_did(&self) -> Option<String> {
        let rest = self.base.split_once("://").map_or("", |(_, rest)| rest);
        (!rest.contains('/')).then(|| format!("did:web:{}", rest.replace(':', "%3A")))
    }

    /// The page of an organisation; its DID document lies below it.
    pub fn organisation(&self, slug: &str) -> String {
        format!("{}/organisations/{slug}", self.base)
    }

    /// The address of an organisation's key: a Multikey object.
    pub fn key(&self, slug: &str, name: &str) -> String {
        format!("{}/organisations/{slug}/keys/{name}", self.base)
    }

    /// The picture of an organisation.
    pub fn organisation_image(&self, slug: &str, image_id: &str) -> String {
        format!("{}/organisations/{slug}/images/{image_id}", self.base)
    }

    /// The page of an achievement, which is also its id.
    pub fn achievement(&self, achievement: &AchievementId) -> String {
        format!("{}/achievements/{achievement}", self.base)
    }

    /// The picture of a version of an achievement.
    pub fn achievement_image(&self, achievement: &AchievementId, version: i64) -> String {
        format!("{}/achievements/{achievement}/versions/{version}/image.png", self.base)
    }

    /// The page of an award, which is also its credential's id.
    pub fn award(&self, award: &AwardId) -> String {
        format!("{}/badges/{award}", self.base)
    }

    /// The short address of an award, for printing; it leads to the award's page.
    pub fn short(&self, code: &str) -> String {
        format!("{}/b/{code}", self.base)
    }

    /// A status list for one purpose.
    pub fn status_list(&self, list: &StatusListId, purpose: Purpose) -> String {
        format!("{}/status/{list}/{}", self.base, purpose.as_str())
    }

    /// The page that the link of an invitation leads to.
    pub fn invitation(&self, secret: &str) -> String {
        format!("{}/invitations/{secret}", self.base)
    }

    /// The page that proves the address of somebody who asks to join.
    pub fn join_link(&self, secret: &str) -> String {
        format!("{}/join/{secret}", self.base)
    }

    /// The page that a one-time link leads to.
    pub fn sign_in(&self, token: &str) -> String {
        format!("{}/sign-in/{token}", self.base)
    }

    /// The page that the link of a badge's mail leads to.
    pub fn yours(&self, token: &str) -> String {
        format!("{}/yours/{token}", self.base)
    }

    /// The page that the link to an address leads to.
    pub fn confirm_address(&self, token: &str) -> String {
        format!("{}/me/addresses/{token}", self.base)
    }

    /// The page that an earner's link leads others to.
    pub fn share(&self, token: &ShareToken) -> String {
        format!("{}/s/{token}", self.base)
    }
}
