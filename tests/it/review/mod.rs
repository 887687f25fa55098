//! Evidence review: the worked examples of its rules, and what must hold whatever happens.

mod agreement;
mod calibration;
mod claims;
mod decision;
mod draw;
mod faults;
mod invariants;
mod judges;
mod laws;
mod simulation;
mod support;
mod terms;
mod views;
mod walk;
