//! One test binary, one file per story.

mod bake;
mod canon;
mod canon_suites;
mod commands;
mod contexts;
mod did;
mod issuing;
mod keys;
mod samples;
mod status;
mod support;
mod tokens;
mod verifying;
