//! Proofs: securing JSON and checking what secures it.
//!
//! Two ways, as in Open Badges 3.0, `#lds-proof-verification` and `#jwt-proof`: embedded Data Integrity proofs
//! ([`data_integrity`]) and compact VC-JWTs ([`vc_jwt`]). Works on the JSON exactly as received: a round trip through
//! types would drop members that the signature covers.
//!
//! Knows nothing about typed credentials, about where keys come from or whether their owner may be believed.

mod cryptosuite;
pub mod data_integrity;
mod ecdsa_sd;
pub mod vc_jwt;
