//! Accolade issues Open Badges 3.0, turns peer-reviewed evidence into awards, and verifies anybody's badge.
//!
//! # The house
//! One package, one program. The source is a house of rooms on floors, and **imports go down only**; rooms on one
//! floor do not know each other. `tests/architecture.rs` keeps it so.
//!
//! | floor | room | owns |
//! | --- | --- | --- |
//! | 10 door | [`cli`] | one file per command |
//! | 9 office | [`config`] | file and environment -> the rooms' settings |
//! | 8 doors | [`web`] | pages, forms, templates, the stylesheet |
//! | | [`api`] | JSON for programs: our own API, VC-API, public documents, OpenAPI |
//! | 7 hall | [`http`] | who asks, limits, security headers, problems, measurements |
//! | 6 desk | [`app`] | use cases, one transaction each; who may do what; the worker |
//! | 5 cellar | [`store`] | all SQL; the writing task; the journal of withdrawals |
//! | 4 rules | [`issue`] | definition -> draft -> checked -> signed |
//! | | [`verify`] | one file in, one report out |
//! | | [`review`] | claims, reviewers, decisions: pure functions over values |
//! | | [`learning`] | frameworks of standards and skills, read from what others publish |
//! | 3 crafts | [`proof`] | embedded proofs and tokens: securing JSON, checking what secures it |
//! | | [`status`] | status lists: bits, indices, published form |
//! | | [`bake`] | credentials in PNG and SVG pictures |
//! | | [`batch`] | many files at once: archives, lists, tables |
//! | | [`passkey`] | what authenticators answer, checked |
//! | | [`picture`] | badge artwork, share cards, QR codes, charts, uploaded pictures |
//! | 2 words | [`credential`] | the classes and rules of Open Badges 3.0 |
//! | | [`did`] | from an identifier to its keys |
//! | 1 tools | [`canon`] | canonical form: JSON-LD to RDF, RDFC-1.0, JCS, pinned contexts |
//! | | [`keys`] | keys in all their forms, sealed at rest |
//! | | [`fetch`] | documents by address: the only outgoing HTTP |
//! | | [`mail`] | the only outgoing mail |
//! | | [`language`] | the texts that people read, in their language |
//! | 0 ground | [`clock`], [`ids`] | time and randomness |
//!
//! # What always holds
//! 1. Floors: imports go down only.
//! 2. The system clock is read in [`clock`] only, randomness comes from [`ids`] and [`keys`] only; clippy refuses it
//!    elsewhere.
//! 3. [`proof`] sees the JSON exactly as received: a round trip through types would drop members and break signatures.
//! 4. A bad credential is not an error: [`verify`] returns a [`verify::Report`]; errors are for our own trouble.
//! 5. Nothing is signed that was not checked: only [`issue::Checked`] can be signed and only [`issue::Draft::check`]
//!    makes one.
//! 6. Signing the same bytes twice gives the same bytes, with every kind of key.
//! 7. SQL stands in [`store`] only; the network is asked by [`fetch`] and [`mail`] only.
//! 8. An award with its status entry and the bytes to be signed is written before the signature leaves the process.
//! 9. [`review`] is pure: same claim, same command, same time, same result; it knows people by identifiers only.
//! 10. No network but this machine's own loopback, no wall clock and no shared state in tests.

pub mod api;
pub mod app;
pub mod bake;
pub mod batch;
pub mod canon;
pub mod cli;
pub mod clock;
pub mod config;
pub mod credential;
pub mod did;
pub mod fetch;
pub mod http;
pub mod ids;
pub mod issue;
pub mod keys;
pub mod language;
pub mod learning;
pub mod mail;
pub mod passkey;
pub mod picture;
pub mod proof;
pub mod review;
pub mod status;
pub mod store;
pub mod verify;
pub mod web;
