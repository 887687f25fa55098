//! One test binary, one file per story.

#![allow(clippy::too_many_lines, reason = "a table of cases is read line by line, however long")]

mod api;
mod backups;
mod bake;
mod bindings;
mod bulk;
mod bundle;
mod canon;
mod canon_suites;
mod commands;
mod contexts;
mod corpus;
mod desk;
mod did;
mod disguises;
mod earners;
mod ecdsa;
mod fetching;
mod fuzzing;
mod general;
mod hostile;
mod importing;
mod issuing;
mod joining;
mod judged;
mod keys;
mod magic;
mod mailing;
mod matrix;
mod no_badge;
mod open_badges_2;
mod operating;
mod pages;
mod passkeys;
mod picture;
mod provider;
mod recipients;
mod records;
mod refreshing;
mod remembering;
mod review;
mod review_api;
mod review_commands;
mod review_pages;
mod review_people;
mod review_walks;
mod reviewing;
mod samples;
mod selective;
mod service;
mod sharing;
mod status;
mod support;
mod tokens;
mod trust;
mod uploads;
mod vc_api;
mod vc_shapes;
mod vc_status;
mod vectors;
mod verifying;

#[path = "../shared/hostile.rs"]
mod shared_hostile;
