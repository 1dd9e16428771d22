//! Whether the browser promised to keep the journal, and asking it to.

use leptos::prelude::*;

use super::session::Session;
use crate::browser::persistence::{self, Lacks};
use crate::browser::{clock, settings};

/// A refusal is not asked about again before a week has passed.
const WEEK: f64 = 7.0 * 86_400_000.0;

/// What the browser said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Promise {
    /// Nobody has asked yet, or the browser cannot say.
    #[default]
    Unknown,
    /// It keeps what is stored until its owner clears it.
    Given,
    /// It may clear what is stored when the device runs short.
    Refused,
}

/// What is known of the place that the journal lies in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Place {
    /// Whether the storage will stay.
    pub promise: Promise,
    /// Whether this looks like a private window.
    pub is_private: bool,
    /// What this browser lacks.
    pub lacks: Lacks,
}

impl Session {
    /// The place that the journal lies in.
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// Looks what the browser has promised so far.
    pub(super) fn look_at_place(self) {
        leptos::task::spawn_local(async move {
            let is_private = persistence::is_private().await;
            let promise = match persistence::is_promised().await {
                Some(true) => Promise::Given,
                // A refusal counts as one only once it was asked for.
                Some(false) if settings::promise_asked_at() > 0.0 => Promise::Refused,
                _ => Promise::Unknown,
            };
            self.place.set(Place {
                promise,
                is_private,
                lacks: persistence::lacks(),
            });
        });
    }

    /// Asks the browser to keep the journal, after something was saved in it.
    pub(super) fn ask_for_promise(self) {
        let known = self.place.get_untracked().promise;
        let asked = clock::milliseconds() - settings::promise_asked_at();
        if known == Promise::Given || asked < WEEK {
            return;
        }
        leptos::task::spawn_local(async move {
            settings::note_promise_asked(clock::milliseconds());
            let promise = match persistence::ask_for_promise().await {
                Some(true) => Promise::Given,
                Some(false) => Promise::Refused,
                None => Promise::Unknown,
            };
            self.place.update(|place| place.promise = promise);
        });
    }
}
