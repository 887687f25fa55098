//! Accolade.
pub mod bake;
pub mod canon;
pub mod clock;
pub mod credential;
pub mod did;
pub mod fetch;
pub mod ids;
pub mod issue;
pub mod keys;
pub mod proof;
pub mod status;
pub mod verify;
