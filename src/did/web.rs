//! `did:web`: a DID that is an address (did:web method specification, `#read-resolve`).

use super::{DidError, refused};

/// The address of a `did:web`'s document: `https://host/.well-known/did.json`, or `https://host/path/did.json`.
///
/// # Errors
/// [`DidError::Did`] for other methods, fragments, empty or strange parts. A port is written `%3A`; no other escape
/// is taken, so that one DID has one address.
pub fn document_url(did: &str) -> Result<String, DidError> {
    let rest = did.strip_prefix("did:web:").ok_or_else(|| refused(did))?;
    let mut parts = rest.split(':');
    let host = parts.next().unwrap_or("");
    let authority = host.replacen("%3A", ":", 1).replacen("%3a", ":", 1);
    let (name, port) = authority.split_once(':').map_or((authority.as_str(), None), |(name, port)| (name, Some(port)));
    let is_name = |label: &str| {
        !label.is_empty()
            && label.len() <= 63
            && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    let is_port = |port: &str| port.parse::<u16>().is_ok_and(|number| number > 0 && number.to_string() == port);
    if name.len() > 253 || !name.split('.').all(is_name) || !port.is_none_or(is_port) {
        return Err(refused(did));
    }
    let path: Vec<&str> = parts.collect();
    let is_segment = |segment: &str| {
        !segment.is_empty()
            && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte))
            && segment != "."
            && segment != ".."
    };
    if !path.iter().all(|segment| is_segment(segment)) {
        return Err(refused(did));
    }
    if path.is_empty() {
        return Ok(format!("https://{authority}/.well-known/did.json"));
    }
    Ok(format!("https://{authority}/{}/did.json", path.join("/")))
}

/// The `did:web` of an `https` address and a path below it.
///
/// # Errors
/// [`DidError::Did`] when the address is not `https://host[:port][/path]` or a part cannot stand in a DID.
pub fn web_did(base: &str, path: &[&str]) -> Result<String, DidError> {
    let rest = base.strip_prefix("https://").ok_or_else(|| refused(base))?.trim_end_matches('/');
    let mut parts = rest.split('/');
    let mut did = format!("did:web:{}", parts.next().unwrap_or("").replace(':', "%3A"));
    for segment in parts.chain(path.iter().copied()) {
        did.push(':');
        did.push_str(segment);
    }
    document_url(&did).map(|_| did)
}
