//! The pages: what people see of the house.
//!
//! One struct per page in [`views`], one template per struct in `templates/`, with exactly the fields that are shown,
//! already worded. Everything works without scripts. Knows no SQL, no keys, no proofs and no `api`.
//!
//! What keeps foreign text harmless: [`escape`] writes every text of every page, [`href`] is the only way into an
//! address, [`markdown`] is the only place that yields trusted HTML.

pub mod assets;
pub mod escape;
pub mod href;
pub mod linkedin;
pub mod markdown;
pub mod moment;
pub mod verdict;
pub mod views;
