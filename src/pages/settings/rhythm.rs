//! How often one is asked: reminders, the pause, and the questions that were set aside.

use leptos::prelude::*;

use crate::components::icon;
use crate::state::{Phase, use_journal, use_notices, use_session};
use crate::words::{count, t};

/// Being asked, and not, in an open journal.
#[component]
pub fn BeingAsked() -> impl IntoView {
    let session = use_session();
    let journal = use_journal();
    let notices = use_notices();
    let pause = move |event| {
        let is_paused = event_target_checked(&event);
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.pause(is_paused).await {
                notices.warn(t(error.words()));
            }
        });
    };
    let bring_again = Action::new_local(move |(): &()| async move {
        match journal.bring_again().await {
            Ok(()) => notices.say(t("aside.again_done")),
            Err(error) => notices.warn(t(error.words())),
        }
    });
    let aside = move || {
        let aside = journal.set_aside_count();
        let again = (aside > 0).then(|| {
            view! {
                <button class="button" type="button" id="bring-again" on:click=move |_| { bring_again.dispatch(()); }>
                    {icon("undo-2")}{t("aside.again")}
                </button>
            }
        });
        let words = match aside {
            0 => t("aside.none").to_owned(),
            aside => count("aside.count_one", "aside.count", aside),
        };
        view! { <p class="hint" id="aside-count">{words}</p>{again} }
    };
    move || {
        (session.phase() == Phase::Unlocked).then(|| {
            view! {
                <section class="sheet" aria-labelledby="being-asked">
                    <h2 id="being-asked">{t("aside.being_asked")}</h2>
                    <label class="choice">
                        <input type="checkbox" id="pause" prop:checked=move || journal.is_paused() on:change=pause/>
                        <span>{t("pause.switch")}<span class="hint">{t("pause.switch_hint")}</span></span>
                    </label>
                    {aside}
                </section>
            }
        })
    }
}
