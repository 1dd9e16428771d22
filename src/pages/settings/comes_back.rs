//! What comes back by itself, and whom one knows.

use leptos::prelude::*;

use crate::components::icon;
use crate::state::{Known, Phase, use_journal, use_notices, use_session};
use crate::words::{self, t};

/// Whether earlier entries are offered, and the names that stay on this phone.
#[component]
pub fn ComesBack() -> impl IntoView {
    let session = use_session();
    move || {
        (session.phase() == Phase::Unlocked).then(|| {
            view! {
                <LookingBack/>
                <People/>
            }
        })
    }
}

#[component]
fn LookingBack() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let change = move |on: bool| {
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.set_look_back(on).await {
                notices.warn(t(error.words()));
            }
        });
    };
    view! {
        <section class="sheet" aria-labelledby="looking-back">
            <h2 id="looking-back">{t("look.setting")}</h2>
            <label class="choice">
                <input
                    type="checkbox"
                    id="look-back-on"
                    prop:checked=move || journal.looks_back()
                    on:change=move |event| change(event_target_checked(&event))
                />
                <span>{t("look.setting_on")}<span class="hint">{t("look.setting_hint")}</span></span>
            </label>
        </section>
    }
}

#[component]
fn People() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let row = move |Known { person, name }: Known| {
        let forget = move |_| {
            leptos::task::spawn_local(async move {
                match journal.forget_person(person).await {
                    Ok(()) => notices.say(t("people.forgotten")),
                    Err(error) => notices.warn(t(error.words())),
                }
            });
        };
        view! {
            <li class="row row-spread">
                <span dir="auto">{words::known(person, Some(&name))}</span>
                <button class="button button-quiet" type="button" on:click=forget>{icon("x")}{t("people.forget")}</button>
            </li>
        }
    };
    move || {
        let people = journal.people();
        (!people.is_empty()).then(|| {
            view! {
                <section class="sheet" aria-labelledby="known" id="known-people">
                    <h2 id="known">{t("people.known")}</h2>
                    <p class="hint">{t("people.hint")}</p>
                    <ul class="stack-tight">{people.into_iter().map(row).collect_view()}</ul>
                </section>
            }
        })
    }
}
