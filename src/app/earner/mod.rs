//! What earners do with their badges: answer, choose what is seen, hand out links, take everything along, leave.
//!
//! Whose badge it is, [`super::access`] finds out; everything here begins with a [`super::access::Holder`] or with
//! somebody who is signed in.

mod addresses;
mod answers;
mod collections;
mod erasure;
mod evidence;
mod export;
mod links;
mod names;
mod print;
mod shares;

pub use addresses::AddressOffer;
pub use answers::{AnswerMove, Choices, HeldBadge};
pub use collections::{CollectionMove, OwnCollection};
pub use erasure::ErasureReport;
pub use evidence::{ShownEvidence, ShownPiece};
pub(in crate::app) use links::hash_of;
pub use names::NameRequestLine;
pub use shares::{OpenedShare, ShareEnd, ShareField, ShareRequest, SharedBadge};
