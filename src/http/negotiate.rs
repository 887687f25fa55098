//! Which form of an answer is wanted (RFC 9110, `#field.accept`), and whether the asker has it already.

use axum::http::HeaderMap;
use axum::http::header::{ACCEPT, IF_NONE_MATCH};

/// The forms that an address may answer in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A page for people.
    Page,
    /// JSON for programs.
    Json,
    /// A token: `application/vc+jwt` or `application/jwt`.
    Token,
}

/// The form that the `Accept` header asks for most; `or` when it does not care.
pub fn wanted(headers: &HeaderMap, or: Wanted) -> Wanted {
    let accept = headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("*/*");
    let mut best = (0.0, or);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let kind = parts.next().unwrap_or("");
        let weight = parts.find_map(|part| part.strip_prefix("q=")?.parse::<f64>().ok()).unwrap_or(1.0);
        let form = match kind {
            "text/html" | "application/xhtml+xml" => Wanted::Page,
            "application/vc+jwt" | "application/jwt" | "application/vc-ld+jwt" => Wanted::Token,
            kind if kind.contains("json") => Wanted::Json,
            "*/*" | "application/*" => or,
            _ => continue,
        };
        if weight > best.0 {
            best = (weight, form);
        }
    }
    best.1
}

/// Whether the asker has the bytes with this entity tag already (`If-None-Match`).
pub fn not_modified(headers: &HeaderMap, etag: &str) -> bool {
    let text = headers.get(IF_NONE_MATCH).and_then(|value| value.to_str().ok()).unwrap_or("");
    text.split(',')
        .map(|tag| tag.trim().trim_start_matches("W/").trim_matches('"'))
        .any(|tag| tag == etag || tag == "*")
}
