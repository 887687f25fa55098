//! The words: Open Badges 3.0 credentials as types, tables and rules.
//!
//! Open Badges 3.0, `#data-models`, on VC Data Model 2.0; 1.1 is read, and so are badges
//! before Open Badges 3.0 ([`open_badges_2`]). Knows nothing about keys or proofs.

mod check;
mod claims;
mod class;
mod classes;
mod general;
mod identity;
pub mod names;
pub mod open_badges_2;
mod outline;
mod record;
mod schema;
mod statement;
pub mod vocabulary;

pub use check::{Finding, Level, Rules, check};
pub use claims::{ClaimFinding, Payload, from_payload, to_payload};
pub use class::{Cardinality, Class, Date, DateTime, Kind, Member, ReadError, Typing, Uri};
pub use classes::*;
pub use general::check_general;
pub use identity::{HiddenIdentity, IdentityMatch};
pub use outline::{CredentialKind, Outline, Version, has_type, items_of};
pub use schema::schemas;
pub use statement::{Finding as JudgeFinding, JudgeRole, Sight, Statement};
