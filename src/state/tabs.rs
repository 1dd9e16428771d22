//! Several tabs: one owns the journal, and lets go of it in order.

use leptos::prelude::*;

use super::journal::Journal;
use super::notices::Notices;
use super::session::{Phase, Session};
use crate::browser::{page, tab};
use crate::words::t;

/// Hears for as long as the page lives what other tabs ask for.
pub fn share_with_tabs(session: Session, journal: Journal, notices: Notices) {
    let is_open = move || session.phase.get_untracked() == Phase::Unlocked;
    let give = move |then: fn(Session), words: &'static str| {
        leptos::task::spawn_local(async move {
            // What cannot be saved stays open here; the other tab takes the journal all the same,
            // and `lost` then keeps the text on the page.
            if is_open() && journal.lock_if_saved().await.is_ok() {
                notices.say(t(words));
            }
            if !is_open() {
                // A locked tab can have it, too: taken over and not opened yet.
                session.let_go();
                then(session);
            }
        });
    };
    let lost = move || {
        session.let_go();
        if is_open() {
            page::show_stop(&page::Stop {
                title: t("tab.lost"),
                lead: t("tab.lost_lead"),
                text: t("stop.text"),
                copy: t("write.copy"),
                reload: t("stop.reload"),
                detail: String::new(),
            });
            journal.forget();
        }
    };
    tab::listen(
        move || give(|_| {}, "tab.given"),
        lost,
        move || give(Session::close_store, "tab.newer"),
    );
}
