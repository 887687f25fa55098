//! One test binary, one file per story.

mod canon;
mod canon_suites;
mod contexts;
mod did;
mod keys;
mod samples;
mod support;
mod tokens;
