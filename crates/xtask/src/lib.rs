//! Builds, tests and serves the house.
//!
//! The commands live in `main.rs`; this library holds what they do, so that the browser journeys
//! can start the same [`server`] with the same [`policy`] that `cargo xtask serve` shows to people.

#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a build tool speaks to the terminal"
)]

pub mod build;
pub mod demo;
pub mod error;
pub mod page;
pub mod policy;
pub mod server;
pub mod test_run;
pub mod tools;
