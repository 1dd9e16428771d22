//! The browser: the only room that says web_sys, js_sys or rexie.

pub mod attention;
pub mod authenticator;
mod buffers;
pub mod canary;
pub mod clock;
pub mod database;
pub mod decoder;
pub mod error;
pub mod fetch;
pub mod files;
pub mod leaving;
pub mod microphone;
pub mod mirror;
pub mod offline;
pub mod page;
pub mod persistence;
pub mod picked;
pub mod player;
pub mod settings;
pub mod tab;
pub mod worker;

pub use error::BrowserError;
