//! The pages of earners: a badge of theirs, everything of theirs.

mod held;
mod me;

pub use held::{EvidenceChoice, HeldBadge, ShareLine, ShareParts, ToLinkedIn};
pub use me::MyBadges;
