//! Whether the app is kept on this phone, and whether a newer release waits.

use std::time::Duration;

use leptos::prelude::*;

use super::journal::Journal;
use super::records::SaveError;
use crate::browser::attention::{self, Attention};
use crate::browser::clock;
use crate::browser::offline::{self, Checked};

/// How long after the start the files are read back.
const REST: Duration = Duration::from_secs(2);
/// How long between two looks for a newer release, in milliseconds.
const HOUR: f64 = 3_600_000.0;

/// What is known of the release on this phone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kept {
    /// It is being looked at.
    Looking,
    /// This browser keeps no pages.
    Never,
    /// Every file is here and was read back.
    Safe(Checked),
    /// Files are missing: the network is still needed.
    NotYet,
}

/// The offline layer.
#[derive(Clone, Copy)]
pub struct Offline {
    /// What is known of the release.
    pub kept: RwSignal<Kept>,
    /// Whether a newer one is ready and waits.
    pub update: RwSignal<bool>,
}

impl Offline {
    /// Registers the service worker and looks at what it keeps.
    pub fn provide() -> Self {
        let state = Self {
            kept: RwSignal::new(Kept::Looking),
            update: RwSignal::new(false),
        };
        provide_context(state);
        leptos::task::spawn_local(async move {
            if offline::register(move || state.update.set(true)).await {
                // Reading five megabytes back must not be what a start waits for.
                clock::pause(REST).await;
                state.look().await;
            } else {
                state.kept.set(Kept::Never);
            }
        });
        let looked_at = StoredValue::new(clock::milliseconds());
        attention::watch(move |attention| {
            let now = clock::milliseconds();
            if attention == Attention::Shown && now - looked_at.get_value() > HOUR {
                looked_at.set_value(now);
                offline::look_for_update();
            }
        });
        state
    }

    /// Reads every kept file back; fetches once more what is missing.
    pub async fn look(self) {
        self.kept.set(Kept::Looking);
        let mut checked = offline::check().await;
        if checked.as_ref().is_some_and(|checked| !checked.is_whole()) {
            checked = offline::repair().await;
        }
        self.kept.set(match checked {
            Some(checked) if checked.is_whole() => Kept::Safe(checked),
            _ => Kept::NotYet,
        });
    }

    /// Starts the newer release, once everything that was typed is saved. Where that cannot be,
    /// nothing happens and the reason is returned.
    pub async fn restart(self, journal: Journal) -> Result<(), SaveError> {
        journal.save_now().await?;
        offline::restart();
        Ok(())
    }
}

/// The offline layer.
pub fn use_offline() -> Offline {
    expect_context()
}
