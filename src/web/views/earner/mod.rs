//! The pages of earners: a badge of theirs, everything of theirs.

mod account;
mod called_back;
mod collections;
mod embed;
mod held;
mod me;

pub use account::{ConfirmAddress, Erased, MyAddresses, MyData};
pub use called_back::CalledBack;
pub use collections::{Collected, MyCollection, MyCollections, SharedCollection};
pub use embed::EmbeddedBadge;
pub use held::{EvidenceChoice, HeldBadge, NameForm, OwnReminders, ShareLine, ShareParts, ToLinkedIn};
pub use me::MyBadges;
