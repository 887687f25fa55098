//! Accolade.
pub mod canon;
pub mod clock;
pub mod ids;
