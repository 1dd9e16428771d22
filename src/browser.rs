//! The browser: the only room that says web_sys, js_sys or rexie.

pub mod clock;
pub mod database;
pub mod error;
pub mod fetch;
pub mod files;
pub mod page;
pub mod settings;
pub mod tab;
pub mod worker;

pub use error::BrowserError;
