//! Closing by itself: when the page is left, or when nobody was there for a while.

use std::time::Duration;

use leptos::prelude::*;

use super::Desk;
use crate::browser::attention::{self, Attention};
use crate::browser::clock;

/// How long the desk stays open unused, in milliseconds.
const IDLE: f64 = 15.0 * 60_000.0;
/// How often that is looked at.
const TURN: Duration = Duration::from_secs(10);

impl Desk {
    pub(super) fn watch(self) {
        let close_if_idle = move || {
            let now = clock::milliseconds();
            // Whoever waits for five hundred files does not touch the page.
            if self.opening.get_untracked().is_some() {
                self.used_at.set_value(now);
            }
            // What a person noted or decided is not thrown away behind their back.
            let is_over = now - self.used_at.get_value() >= IDLE;
            if is_over && self.holds_something() && !self.has_unsaved() {
                self.close();
                self.was_idle.set(true);
            }
        };
        attention::ask_before_leaving(move || self.has_unsaved());
        attention::watch(move |event| match event {
            Attention::Left | Attention::Revived => self.close(),
            Attention::Shown => close_if_idle(),
            Attention::Used => {
                close_if_idle();
                self.used_at.set_value(clock::milliseconds());
            }
            Attention::Hidden => {}
        });
        leptos::task::spawn_local(async move {
            loop {
                clock::pause(TURN).await;
                close_if_idle();
            }
        });
    }
}
