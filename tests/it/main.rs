//! One test binary, one file per story.

mod canon;
mod canon_suites;
mod contexts;
mod samples;
mod support;
