//! The journeys, one after another: `cargo test --package journeys` once the app is built.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod aborted;
mod assistant;
mod at_rest;
mod blocked;
mod copies;
mod desk;
mod desk_keys;
mod desk_limits;
mod desk_loops;
mod desk_reading;
mod desk_study;
mod device;
mod engines;
mod every_page;
mod faults;
mod killed;
mod loop_drawing;
mod main_road;
mod notes;
mod opened;
mod origin;
mod packs;
mod rhythm;
mod six_months;
mod slips;
mod sound_copies;
mod strict;
mod voice;
