//! The app: everything that runs in the browser. Natively this crate is empty.
#![cfg(target_arch = "wasm32")]

pub mod app;
pub mod browser;
mod components;
pub mod desk;
mod jobs;
mod pages;
mod state;
mod words;

pub use jobs::desk::serve as serve_desk;
pub use jobs::{heavy, strength};
