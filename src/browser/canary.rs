//! The canary: a small sign outside IndexedDB that a journal was begun here, so that an empty
//! store is never taken for a new person.

use gloo_storage::{LocalStorage, Storage};
use serde::{Deserialize, Serialize};

use super::settings;

const KEY: &str = "journal";

/// What is known of the journal without its store: nothing that was written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Canary {
    /// The vault's id, in hexadecimal digits.
    pub vault: String,
    /// The database that holds it: another one after a store that would no longer open.
    pub database: String,
    /// How many changes were called saved. A store that knows of fewer was put back or torn.
    pub counter: u64,
    /// The mirror keeps records that are lost in the store and were not brought back.
    #[serde(default)]
    pub is_set_aside: bool,
}

impl Canary {
    /// The sign, if a journal was begun here.
    pub fn load() -> Option<Self> {
        settings::is_allowed()
            .then(|| LocalStorage::get(KEY).ok())
            .flatten()
    }

    /// Leaves the sign, where the browser lets us; the mirror is a second one.
    pub fn store(&self) {
        if settings::is_allowed() {
            let _ = LocalStorage::set(KEY, self);
        }
    }
}
