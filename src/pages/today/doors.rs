//! The two doors: a question each, and a way past it.

use journal::{ShownPrompt, Theme};
use leptos::html::Button;
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{AsideChoices, DoorFace, Mark, icon};
use crate::state::{DOORS, Silence, address_of, use_journal};
use crate::words::t;

/// Two questions as an offer.
#[component]
pub fn Doors() -> impl IntoView {
    let journal = use_journal();
    // Another phase may have begun, or another day. Where that cannot be stored, the doors stay as
    // they are, and the next visit tries again.
    leptos::task::spawn_local(async move { drop(journal.renew(&DOORS).await) });
    view! {
        <div class="doors">
            <Door theme=Theme::GazingBackwards class="door door-past" name=t("theme.past")/>
            <Door theme=Theme::ImagineFuture class="door door-future" name=t("theme.future")/>
            <Mark class="doors-ring"/>
        </div>
    }
}

#[component]
fn Door(theme: Theme, class: &'static str, name: &'static str) -> impl IntoView {
    let journal = use_journal();
    let is_aside = RwSignal::new(false);
    let toggle = NodeRef::<Button>::new();
    let on_aside = Callback::new(move |()| {
        is_aside.set(false);
        if let Some(toggle) = toggle.get_untracked() {
            let _ = toggle.focus();
        }
    });
    let offered = Memo::new(move |_| journal.offered(theme));
    let is_asked = Memo::new(move |_| offered.with(Option::is_some));
    let face = move |prompt: ShownPrompt| match is_aside.get() {
        true => view! {
            <span class="door-name">{t("aside.title")}</span>
            <AsideChoices prompt=prompt on_aside=on_aside/>
        }
        .into_any(),
        false => view! {
            <A href=address_of(theme) attr:class="door-way"><DoorFace name=name prompt=prompt/></A>
        }
        .into_any(),
    };
    let way_past = move || {
        view! {
            <button
                class="door-aside"
                type="button"
                node_ref=toggle
                aria-expanded=move || is_aside.get().to_string()
                on:click=move |_| is_aside.update(|is_aside| *is_aside = !*is_aside)
            >
                {move || if is_aside.get() { t("aside.keep") } else { t("aside.set") }}
            </button>
        }
    };
    let silent = move || match journal.silence(theme) {
        Silence::Never => ().into_any(),
        Silence::AllAside => view! {
            <div class=class data-silent="">
                <A href="/write/free" attr:class="door-way">
                    <span class="door-name">{name}</span>
                    <span class="door-prompt">{t("aside.all")}</span>
                    <span class="door-go">{icon("pencil")}{t("today.write")}</span>
                </A>
            </div>
        }
        .into_any(),
    };
    move || match is_asked.get() {
        true => view! {
            <div class=class>
                {move || offered.get().map(face)}
                {way_past()}
            </div>
        }
        .into_any(),
        false => silent(),
    }
}
