//! One test binary, one file per story.

#![allow(clippy::too_many_lines, reason = "a table of cases is read line by line, however long")]

mod api;
mod backups;
mod bake;
mod bulk;
mod bundle;
mod canon;
mod canon_suites;
mod commands;
mod contexts;
mod desk;
mod did;
mod ecdsa;
mod fetching;
mod general;
mod issuing;
mod keys;
mod mailing;
mod operating;
mod pages;
mod picture;
mod samples;
mod selective;
mod service;
mod status;
mod support;
mod tokens;
mod trust;
mod uploads;
mod vc_api;
mod verifying;
