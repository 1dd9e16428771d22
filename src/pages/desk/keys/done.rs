//! The end of a ceremony: whether the key is good, its check words, and its line for the pack.

use leptos::prelude::*;

use super::large_words;
use crate::browser::page;
use crate::components::{Head, Mark, icon};
use crate::state::{DeskPlace, use_desk, use_notices};
use crate::words::t;

/// What the key is, and what is next.
#[component]
pub(super) fn DoneStep() -> impl IntoView {
    let desk = use_desk();
    let notices = use_notices();
    let work = desk.key_work;
    let Some(made) = work.made.get_untracked() else {
        return ().into_any();
    };
    let is_proved = work.is_proved.get_untracked();
    let (title, lead) = match is_proved {
        true => (t("ceremony.good"), t("ceremony.good_lead")),
        false => (t("ceremony.unproved"), t("ceremony.unproved_lead")),
    };
    let sign = match is_proved {
        true => view! { <Mark class="ring-done" closed=true/> }.into_any(),
        false => view! { <Mark class="ring-done"/> }.into_any(),
    };
    let needs_paper = !work.has_paper.get_untracked() && !work.is_restored.get_untracked();
    let paper = needs_paper.then(|| {
        view! { <p class="notice notice-past" id="no-paper-yet">{icon("triangle-alert")}<span>{t("ceremony.paper_missing")}</span></p> }
    });
    let holder = work.holder.get_untracked();
    let holder = (!holder.is_empty()).then(|| view! { <p class="label"><bdi>{holder}</bdi></p> });
    let recipient = made.key.recipient.clone();
    let copy = move |_| {
        page::copy(&recipient);
        notices.say(t("ceremony.copied"));
    };
    let open_with_it = move |_| {
        leptos::task::spawn_local(async move {
            let taken = desk.take_made_key().await;
            let is_taken = taken.is_ok();
            desk.told(taken);
            if is_taken {
                desk.go(DeskPlace::Open);
            }
        });
    };
    let status = match is_proved {
        true => "key-good",
        false => "key-unproved",
    };
    view! {
        <div class="desk-intro" id=status>
            {sign}
            <Head title=title lead=lead/>
            {paper}
            <h2 id="key-next">{t("ceremony.next_head")}</h2>
            <ol class="key-notes" aria-labelledby="key-next">
                <li>{t("ceremony.next_second")}</li>
                <li>{t("ceremony.next_pack")}</li>
                <li>{t("ceremony.next_words")}</li>
                <li>{t("ceremony.next_rehearse")}</li>
            </ol>
        </div>
        <div class="desk-choose">
            <section class="desk-sheet" aria-labelledby="key-words-head">
                <h2 id="key-words-head">{icon("shield-check")}{t("ceremony.words")}</h2>
                {large_words(&made.key)}
                <p class="hint">{t("ceremony.words_hint")}</p>
            </section>
            <section class="desk-sheet" aria-labelledby="key-line-head">
                <h2 id="key-line-head">{icon("key-round")}{t("ceremony.line")}</h2>
                {holder}
                <p class="digest key-line" id="key-line">{made.key.recipient.clone()}</p>
                <p class="hint">{t("ceremony.line_hint")}</p>
                <div class="row">
                    <button class="button" type="button" id="copy-line" on:click=copy>
                        {icon("copy")}{t("ceremony.copy")}
                    </button>
                </div>
            </section>
            <div class="row key-end">
                <button class="button button-primary" type="button" id="finish-key" on:click=move |_| desk.forget_keys()>
                    {t("ceremony.finish")}
                </button>
                <button class="button button-quiet" type="button" id="use-made-key" on:click=open_with_it>
                    {t("ceremony.use")}
                </button>
            </div>
        </div>
    }
    .into_any()
}
