//! What stands around every page: the bar, the places, the notice.

use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_location;

use super::{Mark, icon};
use crate::state::{Phase, use_journal, use_notices, use_offline, use_session};
use crate::words::{self, fill, t};

/// Where the bar leads back to.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Back {
    /// The app's name, home.
    Home,
    /// One step back.
    To(&'static str, &'static str),
}

/// The frame of a page.
#[component]
pub fn Shell(
    /// Where the bar leads back to.
    #[prop(default = Back::Home)]
    back: Back,
    /// Whether the places stand below.
    #[prop(default = true)]
    places: bool,
    /// The class of the page.
    #[prop(default = "page")]
    class: &'static str,
    /// The page.
    children: Children,
) -> impl IntoView {
    let session = use_session();
    let journal = use_journal();
    let notices = use_notices();
    let lock = move || {
        leptos::task::spawn_local(async move {
            match journal.lock().await {
                Ok(()) => notices.clear(),
                Err(error) => {
                    notices.warn(fill("shell.not_locked", &[("reason", t(error.words()))]))
                }
            }
        });
    };
    let open = move || session.phase() == Phase::Unlocked;
    let start = match back {
        Back::Home => view! {
            <A href="/" attr:class="bar-start brand"><Mark/><span>{words::app_name()}</span></A>
        }
        .into_any(),
        Back::To(href, label) => view! {
            <A href=href attr:class="bar-start">{icon("chevron-left")}<span>{label}</span></A>
        }
        .into_any(),
    };
    view! {
        <div class="shell">
            <a class="skip" href="#main">{t("shell.skip")}</a>
            <header class="bar">
                {start}
                <div class="bar-tools">
                    {(back == Back::Home).then(|| view! {
                        <A href="/settings" attr:class="tool">{icon("settings")}<span>{t("place.settings")}</span></A>
                    })}
                    {move || open().then(|| view! {
                        <button class="tool" type="button" id="lock" on:click=move |_| lock()>
                            {icon("lock")}<span>{t("shell.lock")}</span>
                        </button>
                    })}
                    <A href="/support" attr:class="tool">{icon("life-buoy")}<span>{t("place.support")}</span></A>
                </div>
            </header>
            {places.then(|| view! { <Places/> })}
            <main class="scroller" id="main" tabindex="-1">
                <Banners/>
                <div class=class>{children()}</div>
            </main>
            <Toast/>
        </div>
    }
}

/// What holds for every page: a private window, a store that is only read, a newer release.
#[component]
fn Banners() -> impl IntoView {
    let session = use_session();
    let journal = use_journal();
    let offline = use_offline();
    let notices = use_notices();
    let here = use_location().pathname;
    let is_open = move || session.phase() == Phase::Unlocked;
    // While one writes, a newer release waits.
    let is_writing = move || here.get().starts_with("/write");
    let restart = move |_| {
        leptos::task::spawn_local(async move {
            if let Err(error) = offline.restart(journal).await {
                notices.warn(fill("update.not_saved", &[("reason", t(error.words()))]));
            }
        });
    };
    let private = move || {
        session.place().is_private.then(|| {
            view! { <p class="banner banner-past" id="private">{icon("triangle-alert")}<span>{t("promise.private")}</span></p> }
        })
    };
    let read_only = move || {
        let newer = is_open() && session.records().is_ok_and(|records| records.is_newer());
        newer.then(|| {
            view! { <p class="banner banner-past" id="read-only">{icon("info")}<span>{t("tab.read_only")}</span></p> }
        })
    };
    let update = move || {
        (offline.update.get() && !is_writing()).then(|| {
            view! {
                <div class="banner" id="update" role="status">
                    {icon("refresh-cw")}
                    <span>{t("update.ready")}</span>
                    <button class="button" type="button" id="update-now" on:click=restart>{t("update.now")}</button>
                </div>
            }
        })
    };
    view! { {private}{read_only}{update} }
}

#[component]
fn Places() -> impl IntoView {
    let session = use_session();
    let here = use_location().pathname;
    let place = move |href: &'static str, name: &'static str, label: &'static str| {
        let current = move || {
            let here = here.get();
            let inside = if href == "/" {
                here == "/"
            } else {
                here.starts_with(href)
            };
            inside.then_some("page")
        };
        view! {
            <li>
                <a class="place" href=href aria-current=current>{icon(name)}<span>{label}</span></a>
            </li>
        }
    };
    move || {
        (session.phase() == Phase::Unlocked).then(|| {
            view! {
                <nav class="places" aria-label=t("shell.places")>
                    <ul>
                        {place("/", "sun", t("place.today"))}
                        {place("/entries", "book-open", t("place.journal"))}
                        {place("/loops", "ring", t("place.loops"))}
                        {place("/share", "send", t("place.share"))}
                    </ul>
                </nav>
            }
        })
    }
}

/// The place of the one notice.
#[component]
pub fn Toast() -> impl IntoView {
    let notices = use_notices();
    view! {
        <div class="toast-place" role="status">
            {move || notices.current().map(|notice| {
                let undo = notice.undo.clone();
                view! {
                    <div class="toast">
                        {notice.is_bad.then(|| icon("triangle-alert"))}
                        <span>{notice.text}</span>
                        {undo.map(|undo| view! {
                            <button class="button" type="button" on:click=move |_| { notices.clear(); undo(); }>
                                {icon("undo-2")}{t("shell.undo")}
                            </button>
                        })}
                        {notice.is_bad.then(|| view! {
                            <button class="button" type="button" on:click=move |_| notices.clear()>
                                {icon("x")}{t("shell.close")}
                            </button>
                        })}
                    </div>
                }
            })}
        </div>
    }
}
