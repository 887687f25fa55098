//! The files that pages refer to: one stylesheet, a small one for one page, one optional script, our mark. They are part of the program.
//!
//! An address carries a piece of the content's hash, so that a browser may keep the file for ever and still gets the
//! new one after an upgrade.

use std::sync::LazyLock;

use sha2::{Digest, Sha256};

/// A file to serve under `/static/{name}`.
#[derive(Debug)]
pub struct Asset {
    /// The last part of the address.
    pub name: &'static str,
    /// The media type.
    pub content_type: &'static str,
    /// The content.
    pub body: &'static str,
    /// Sixteen hexadecimal digits of the content's SHA-256; fit for an ETag.
    pub hash: String,
    /// The address for pages: `/static/{name}?v={hash}`.
    pub href: String,
}

static ASSETS: LazyLock<[Asset; 8]> = LazyLock::new(|| {
    [
        asset("style.css", "text/css; charset=utf-8", include_str!("static/style.css")),
        asset("accolade.js", "text/javascript; charset=utf-8", include_str!("static/accolade.js")),
        asset("mark.svg", "image/svg+xml", include_str!("static/mark.svg")),
        asset("many.css", "text/css; charset=utf-8", include_str!("static/many.css")),
        asset("review.css", "text/css; charset=utf-8", include_str!("static/review.css")),
        asset("passkey.js", "text/javascript; charset=utf-8", include_str!("static/passkey.js")),
        asset("desk.css", "text/css; charset=utf-8", include_str!("static/desk.css")),
        asset("earner.css", "text/css; charset=utf-8", include_str!("static/earner.css")),
    ]
});

fn asset(name: &'static str, content_type: &'static str, body: &'static str) -> Asset {
    let digest = Sha256::digest(body.as_bytes());
    let hash = hex::encode(&digest[..8]);
    Asset { name, content_type, body, href: format!("/static/{name}?v={hash}"), hash }
}

/// The file of this name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// The address of the stylesheet.
pub fn stylesheet_href() -> &'static str {
    &ASSETS[0].href
}

/// The address of the stylesheet for the answer to many badges.
pub fn many_stylesheet_href() -> &'static str {
    &ASSETS[3].href
}

/// The address of the stylesheet for claims and their review.
pub fn review_stylesheet_href() -> &'static str {
    &ASSETS[4].href
}

/// The address of the stylesheet for lists and figures at the desk.
pub fn desk_stylesheet_href() -> &'static str {
    &ASSETS[6].href
}

/// The address of the stylesheet for the pages of earners.
pub fn earner_stylesheet_href() -> &'static str {
    &ASSETS[7].href
}

/// The address of the script.
pub fn script_href() -> &'static str {
    &ASSETS[1].href
}

/// The address of the script that reaches authenticators.
pub fn passkey_script_href() -> &'static str {
    &ASSETS[5].href
}

/// The address of our mark.
pub fn mark_href() -> &'static str {
    &ASSETS[2].href
}
