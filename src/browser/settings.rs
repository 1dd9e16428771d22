//! Small settings that may be read by anyone with the phone: language, colours, letters.

use gloo_storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize};

const KEY: &str = "settings";
const ASKED: &str = "promise-asked";

/// How the app looks and speaks. Nothing in it tells about the journal.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// `en`, `fr`, `nl`; empty for the phone's.
    pub language: String,
    /// `light`, `dark`; empty for the phone's.
    pub theme: String,
    /// `large`, `larger`; empty for normal.
    pub text: String,
    /// `system`; empty for the app's own.
    pub font: String,
    /// Minutes after which a hidden journal locks; empty for 2.
    pub lock_hidden: String,
    /// Minutes after which an unused journal locks; empty for 10.
    pub lock_idle: String,
}

impl Settings {
    /// What was chosen before, else the defaults: settings are never worth an error.
    pub fn load() -> Self {
        if !is_allowed() {
            return Self::default();
        }
        LocalStorage::get(KEY).unwrap_or_default()
    }

    /// Keeps the choice, where the browser lets us.
    pub fn store(&self) {
        if is_allowed() {
            let _ = LocalStorage::set(KEY, self);
        }
    }
}

/// When the browser was last asked to keep the storage, in milliseconds since 1970; 0 for never.
pub fn promise_asked_at() -> f64 {
    is_allowed()
        .then(|| LocalStorage::get(ASKED).ok())
        .flatten()
        .unwrap_or(0.0)
}

/// Remembers that it was asked.
pub fn note_promise_asked(at: f64) {
    if is_allowed() {
        let _ = LocalStorage::set(ASKED, at);
    }
}

/// Whether there is a localStorage: where site data are blocked, asking for it throws, and
/// gloo-storage then panics.
pub(super) fn is_allowed() -> bool {
    web_sys::window().is_some_and(|window| matches!(window.local_storage(), Ok(Some(_))))
}

/// The first of the browser's languages that the app speaks.
pub fn preferred_language(spoken: &[&'static str]) -> &'static str {
    let wanted = web_sys::window().map(|window| window.navigator().languages());
    wanted
        .iter()
        .flat_map(|languages| languages.iter())
        .filter_map(|language| language.as_string())
        .find_map(|tag| {
            spoken
                .iter()
                .find(|known| tag.to_lowercase().starts_with(**known))
        })
        .unwrap_or(&spoken[0])
}
