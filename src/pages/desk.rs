//! The research desk: open, read, take away. The frame of its places.

use leptos::prelude::*;

use crate::components::{Mark, Toast, icon};
use crate::state::{DeskPlace, use_desk, use_look};
use crate::words::{LANGUAGES, fill, t};

mod export;
mod files;
mod key_file;
mod keys;
mod memos;
mod names;
mod notes;
mod open;
mod people;
mod person;
mod phones;
mod player;
mod problems;
mod search;
mod study;
mod timeline;

use export::ExportPlace;
use files::FilesPlace;
use keys::KeysPlace;
use memos::MemosPlace;
use names::NamesPlace;
use open::OpenPlace;
use people::PeoplePlace;
use person::PersonPlace;
use search::SearchPlace;
use study::StudyPlace;

/// The desk.
#[component]
pub fn DeskPage() -> impl IntoView {
    let desk = use_desk();
    let place = Memo::new(move |_| desk.place.get());
    let here = move || match place.get() {
        DeskPlace::Open => view! { <OpenPlace/> }.into_any(),
        DeskPlace::Keys => view! { <KeysPlace/> }.into_any(),
        DeskPlace::Files => view! { <FilesPlace/> }.into_any(),
        DeskPlace::People => view! { <PeoplePlace/> }.into_any(),
        DeskPlace::Person(code, entry) => view! { <PersonPlace code=code entry=entry/> }.into_any(),
        DeskPlace::Memos => view! { <MemosPlace/> }.into_any(),
        DeskPlace::Names => view! { <NamesPlace/> }.into_any(),
        DeskPlace::Search => view! { <SearchPlace/> }.into_any(),
        DeskPlace::Export => view! { <ExportPlace/> }.into_any(),
        DeskPlace::Study => view! { <StudyPlace/> }.into_any(),
    };
    let is_open = Memo::new(move |_| desk.merged.with(Option::is_some));
    let holds = move || {
        let has_keys = desk.keys.with(|keys| !keys.is_empty());
        is_open.get() || has_keys || desk.key_work.holds_something()
    };
    let is_closing = RwSignal::new(false);
    let close = move || match desk.has_unsaved() {
        true => is_closing.set(true),
        false => desk.close(),
    };
    view! {
        <div class="shell desk-shell">
            <a class="skip" href="#main">{t("shell.skip")}</a>
            <header class="bar">
                <span class="bar-start brand"><Mark/><span>{t("desk.name")}</span></span>
                <div class="bar-tools">
                    <Languages/>
                    {move || holds().then(|| view! {
                        <button class="tool" type="button" id="close-desk" on:click=move |_| close()>
                            {icon("lock")}<span>{t("desk.close")}</span>
                        </button>
                    })}
                </div>
            </header>
            {move || is_closing.get().then(|| view! { <Closing is_closing=is_closing/> })}
            <Places place=place is_open=is_open/>
            <main class="scroller" id="main" tabindex="-1">
                {here}
            </main>
            <Toast/>
        </div>
    }
}

/// Closing would lose something: save it, close all the same, or stay.
#[component]
fn Closing(
    /// Whether that is asked.
    is_closing: RwSignal<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let close = move |_| {
        is_closing.set(false);
        desk.close();
    };
    view! {
        <div class="notice notice-past desk-closing" id="closing" role="alertdialog" aria-label=t("desk.closing")>
            {icon("triangle-alert")}
            <p>{t("desk.closing")}</p>
            <div class="row">
                <button class="button" type="button" id="stay" on:click=move |_| is_closing.set(false)>{t("desk.stay")}</button>
                <button class="button button-quiet" type="button" id="close-unsaved" on:click=close>{t("desk.close_unsaved")}</button>
            </div>
        </div>
    }
}

#[component]
fn Places(
    /// Where one is.
    place: Memo<DeskPlace>,
    /// Whether anything was opened that can be read.
    is_open: Memo<bool>,
) -> impl IntoView {
    let desk = use_desk();
    let entry = move |to: DeskPlace, id: &'static str, name: &'static str, label: &'static str| {
        let kind = to.clone();
        let current = move || {
            let here = match place.get() {
                DeskPlace::Person(..) => DeskPlace::People,
                other => other,
            };
            (here == kind).then_some("page")
        };
        view! {
            <li>
                <button class="place" type="button" id=id aria-current=current on:click=move |_| desk.go(to.clone())>
                    {icon(name)}<span>{label}</span>
                </button>
            </li>
        }
    };
    view! {
        <nav class="places" aria-label=t("desk.places")>
            <ul>
                {move || match is_open.get() {
                    true => view! {
                        {entry(DeskPlace::Files, "to-files", "file-up", t("desk.files"))}
                        {entry(DeskPlace::People, "to-people", "users", t("desk.people"))}
                        {entry(DeskPlace::Memos, "to-memos", "pencil", t("desk.memos"))}
                        {entry(DeskPlace::Names, "to-names", "eye-off", t("desk.names"))}
                        {entry(DeskPlace::Search, "to-search", "search", t("desk.search"))}
                        {entry(DeskPlace::Export, "to-export", "download", t("desk.export"))}
                    }
                    .into_any(),
                    false => entry(DeskPlace::Open, "to-open", "send", t("desk.bundles")).into_any(),
                }}
                {entry(DeskPlace::Study, "to-study", "pencil", t("desk.study_place"))}
            </ul>
        </nav>
    }
}

/// The language, one tap away: the desk has no settings of its own.
#[component]
fn Languages() -> impl IntoView {
    let look = use_look();
    let buttons = LANGUAGES.map(|language| {
        let chosen = move || (look.language.get() == language).to_string();
        view! {
            <button
                class="desk-language"
                type="button"
                lang=language
                data-language=language
                aria-pressed=chosen
                on:click=move |_| look.change(|settings| language.clone_into(&mut settings.language))
            >
                {language.to_uppercase()}
            </button>
        }
    });
    view! { <div class="desk-languages" role="group" aria-label=t("settings.language")>{buttons}</div> }
}

/// A figure with its name.
fn figure(number: impl ToString, label: &'static str, class: &'static str) -> impl IntoView {
    view! { <div class=format!("figure {class}")><dt>{label}</dt><dd>{number.to_string()}</dd></div> }
}

/// Minutes of sound, as far as a minute tells; seconds below.
fn minutes(milliseconds: u64) -> String {
    match milliseconds {
        0 => "–".to_owned(),
        short if short < 60_000 => {
            fill("desk.seconds", &[("n", &short.div_ceil(1000).to_string())])
        }
        long => fill("desk.minutes", &[("n", &(long / 60_000).to_string())]),
    }
}
