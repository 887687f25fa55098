//! One test binary, one file per story.

mod canon_suites;
mod support;
