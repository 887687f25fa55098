//! What earners do with their badges: answer, choose what is seen, hand out links, take everything along, leave.
//!
//! Whose badge it is, [`super::access`] finds out; everything here begins with a [`super::access::Holder`] or with
//! somebody who is signed in.

mod answers;
mod evidence;
mod links;
mod shares;

pub use answers::{AnswerMove, Choices, HeldBadge};
pub use evidence::{ShownEvidence, ShownPiece};
pub(in crate::app) use links::hash_of;
pub use shares::{OpenedShare, ShareEnd, ShareField, ShareRequest, SharedBadge};
