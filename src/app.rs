//! The app: state, routes, and the gate before everything that was written.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::browser::page;
use crate::components::{Mark, Shell};
use crate::pages::{
    BlockedPage, EntriesPage, EntryPage, JoinPage, SettingsPage, SharePage, SupportPage, TodayPage,
    UnlockPage, WritePage,
};
use crate::state::{Journal, Look, Notices, Phase, Session, use_session};
use crate::words::t;

/// Starts the app in the page.
pub fn start() {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        let detail = format!(
            "{} · {}",
            env!("CARGO_PKG_VERSION"),
            place.unwrap_or_default()
        );
        page::log(&detail);
        page::show_stop(t("stop.title"), t("stop.lead"), t("stop.reload"), &detail);
    }));
    if page::is_refused() {
        return;
    }
    page::remove_boot();
    leptos::mount::mount_to_body(App);
}

#[component]
fn App() -> impl IntoView {
    let look = Look::provide();
    Notices::provide();
    let session = Session::provide();
    Journal::provide(session);
    // Drawn anew when the language changes, so that every sentence is a plain text.
    move || {
        look.language.get();
        view! {
            <Router>
                <Routes fallback=|| gate(TodayPage)>
                    <Route path=path!("/") view=|| gate(TodayPage)/>
                    <Route path=path!("/write/:what") view=|| gate(WritePage)/>
                    <Route path=path!("/write/:what/:id") view=|| gate(WritePage)/>
                    <Route path=path!("/entries") view=|| gate(EntriesPage)/>
                    <Route path=path!("/entries/:id") view=|| gate(EntryPage)/>
                    <Route path=path!("/share") view=|| gate(SharePage)/>
                    <Route path=path!("/settings") view=SettingsPage/>
                    <Route path=path!("/support") view=SupportPage/>
                </Routes>
            </Router>
        }
    }
}

/// Shows a page only in an open journal; else what has to come before.
fn gate<V: IntoView + 'static>(page: impl Fn() -> V + Copy + Send + 'static) -> impl IntoView {
    let session = use_session();
    let phase = Memo::new(move |_| session.phase());
    move || match phase.get() {
        Phase::Starting => {
            view! { <Shell places=false class="page gate"><Mark/></Shell> }.into_any()
        }
        Phase::Blocked(error) => view! { <BlockedPage error=error/> }.into_any(),
        Phase::New => view! { <JoinPage/> }.into_any(),
        Phase::Locked => view! { <UnlockPage/> }.into_any(),
        Phase::Unlocked => page().into_any(),
    }
}
