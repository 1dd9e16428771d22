//! The lock that closes by itself: after the page was hidden for a while, or not used for longer;
//! and the veil over what can be read while nobody looks.

use std::time::Duration;

use leptos::prelude::*;

use super::journal::Journal;
use super::look::Look;
use super::session::{Phase, Session};
use crate::browser::attention::{self, Attention as Event};
use crate::browser::{clock, page};

/// How often the clock is looked at. Phones stop timers in the background, so the time itself is
/// compared whenever the page is seen again.
const TURN: Duration = Duration::from_secs(5);

/// Watches for as long as the page lives.
pub fn watch(session: Session, journal: Journal, look: Look) {
    let used_at = StoredValue::new(clock::milliseconds());
    let hidden_at = StoredValue::new(None::<f64>);
    let is_over = move || {
        // Whoever speaks does not touch the phone. A page that is hidden ends the recording itself,
        // and one that waits, for a person or for the microphone, is locked like any other.
        if journal.recorder.is_recording() {
            used_at.set_value(clock::milliseconds());
            return false;
        }
        let now = clock::milliseconds();
        let (hidden, idle) = look.settings.with_untracked(|settings| {
            let minutes = |text: &str, default: f64| text.parse().unwrap_or(default) * 60_000.0;
            (
                minutes(&settings.lock_hidden, 2.0),
                minutes(&settings.lock_idle, 10.0),
            )
        });
        // A clock that went back tells nothing: what it was since counts as now.
        let since = |then: f64| (now - then).max(0.0);
        let too_long = |then: f64, limit: f64| since(then) >= limit;
        hidden_at.get_value().is_some_and(|at| too_long(at, hidden))
            || too_long(used_at.get_value(), idle)
    };
    let lock = move || {
        if session.phase.get_untracked() != Phase::Unlocked {
            return;
        }
        leptos::task::spawn_local(async move {
            // What cannot be saved stays on the page and keeps the journal open; it is said there.
            let _ = journal.lock_if_saved().await;
            page::veil(page::is_hidden() && session.phase.get_untracked() == Phase::Unlocked);
        });
    };
    attention::watch(move |event| match event {
        Event::Hidden => {
            hidden_at.set_value(Some(clock::milliseconds()));
            page::veil(session.phase.get_untracked() == Phase::Unlocked);
            if look
                .settings
                .with_untracked(|settings| settings.lock_hidden == "0")
            {
                lock();
            }
        }
        Event::Shown | Event::Revived => {
            let is_late = is_over() || event == Event::Revived;
            hidden_at.set_value(None);
            used_at.set_value(clock::milliseconds());
            // What was written is not shown for the moment that locking takes.
            match is_late && session.phase.get_untracked() == Phase::Unlocked {
                true => lock(),
                false => page::veil(false),
            }
        }
        // What was typed is saved when the page is hidden; the keys are looked after when it returns.
        Event::Left => {}
        Event::Used => used_at.set_value(clock::milliseconds()),
    });
    leptos::task::spawn_local(async move {
        loop {
            clock::pause(TURN).await;
            if is_over() {
                lock();
            }
        }
    });
}
