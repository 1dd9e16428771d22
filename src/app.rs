//! The app: state, routes, and the gate before everything that was written.

use leptos::prelude::*;
use leptos_router::components::{Route, Router, Routes};
use leptos_router::path;

use crate::browser::page::{self, Stop};
use crate::components::{Mark, Shell};
use crate::pages::{
    BackupPage, BlockedPage, ChairsPage, EntriesPage, EntryPage, FindingsPage, InstallPage,
    JoinPage, KeysPage, LookBackPage, LoopsPage, LostPage, RemindersPage, RestorePage,
    SettingsPage, SharePage, SupportPage, TodayPage, UnlockPage, WritePage,
};
use crate::state::{
    self, Journal, Look, Notices, Offline, Phase, Session, Slip, use_journal, use_session,
};
use crate::words::t;

/// Starts the app in the page.
pub fn start() {
    show(App);
}

/// Shows a program in the page, with a way to say that it has stopped.
pub(crate) fn show<V: IntoView + 'static>(program: fn() -> V) {
    std::panic::set_hook(Box::new(|info| {
        let place = info
            .location()
            .map(|place| format!("{}:{}", place.file(), place.line()));
        stop(&place.unwrap_or_default());
    }));
    if page::is_refused() {
        return;
    }
    page::on_uncaught(|name| stop(&name));
    page::remove_boot();
    leptos::mount::mount_to_body(program);
}

/// Says on the page that the app has stopped, and where: never with anything that was written.
fn stop(place: &str) {
    let detail = format!("{} · {place}", env!("CARGO_PKG_VERSION"));
    page::log(&detail);
    page::show_stop(&Stop {
        title: t("stop.title"),
        lead: t("stop.lead"),
        text: t("stop.text"),
        copy: t("write.copy"),
        reload: t("stop.reload"),
        detail,
    });
}

#[component]
fn App() -> impl IntoView {
    let look = Look::provide();
    Slip::provide();
    let notices = Notices::provide();
    let session = Session::provide();
    let journal = Journal::provide(session);
    Offline::provide();
    state::watch(session, journal, look);
    state::share_with_tabs(session, journal, notices);
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
                    <Route path=path!("/loops") view=|| gate(LoopsPage)/>
                    <Route path=path!("/look-back") view=|| gate(LookBackPage)/>
                    <Route path=path!("/chairs/:id") view=|| gate(ChairsPage)/>
                    <Route path=path!("/share") view=|| gate(SharePage)/>
                    <Route path=path!("/keys") view=|| gate(KeysPage)/>
                    <Route path=path!("/backup") view=|| gate(BackupPage)/>
                    <Route path=path!("/reminders") view=|| gate(RemindersPage)/>
                    <Route path=path!("/restore") view=restore/>
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
    let journal = use_journal();
    let phase = Memo::new(move |_| session.phase());
    let is_whole = Memo::new(move |_| journal.findings().is_whole());
    move || match phase.get() {
        Phase::Starting => {
            view! { <Shell places=false class="page gate"><Mark/></Shell> }.into_any()
        }
        Phase::Blocked(error) => view! { <BlockedPage error=error/> }.into_any(),
        Phase::Install => view! { <InstallPage/> }.into_any(),
        Phase::Lost(loss) => view! { <LostPage loss=loss/> }.into_any(),
        Phase::New => view! { <JoinPage/> }.into_any(),
        Phase::Locked => view! { <UnlockPage/> }.into_any(),
        Phase::Unlocked if !is_whole.get() => view! { <FindingsPage/> }.into_any(),
        Phase::Unlocked => page().into_any(),
    }
}

/// A backup is brought back into an open journal, or where there is none yet or no longer.
fn restore() -> impl IntoView {
    let session = use_session();
    let is_open = Memo::new(move |_| {
        matches!(
            session.phase(),
            Phase::New | Phase::Lost(_) | Phase::Unlocked
        )
    });
    move || match is_open.get() {
        true => view! { <RestorePage/> }.into_any(),
        false => gate(TodayPage).into_any(),
    }
}
