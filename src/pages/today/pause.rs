//! A pause: no reason is asked, and nothing is.

use leptos::prelude::*;
use leptos_router::components::A;

use super::RecordNow;
use crate::components::{Mark, icon};
use crate::state::{use_journal, use_notices};
use crate::words::t;

/// Today while one pauses.
#[component]
pub fn Paused() -> impl IntoView {
    let set = use_pause();
    view! {
        <div class="empty" id="paused">
            <Mark/>
            <h2>{t("pause.paused")}</h2>
            <p>{t("pause.whenever")}</p>
            <A href="/write/free" attr:class="button button-primary">{icon("pencil")}{t("today.write")}</A>
            <RecordNow/>
            <button class="button button-quiet" type="button" id="go-on" on:click=move |_| set.run(false)>
                {icon("play")}{t("pause.go_on")}
            </button>
        </div>
    }
}

/// The foot of Today: reminders, and the pause.
#[component]
pub fn Foot() -> impl IntoView {
    let set = use_pause();
    view! {
        <div class="row row-spread flush">
            <A href="/reminders" attr:class="button button-quiet" attr:id="to-reminders">
                {icon("calendar")}{t("reminders.title")}
            </A>
            <button class="button button-quiet" type="button" id="pause" on:click=move |_| set.run(true)>
                {icon("pause")}{t("pause.pause")}
            </button>
        </div>
    }
}

fn use_pause() -> Callback<bool> {
    let journal = use_journal();
    let notices = use_notices();
    Callback::new(move |is_paused| {
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.pause(is_paused).await {
                notices.warn(t(error.words()));
            }
        });
    })
}
