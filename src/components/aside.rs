//! Setting a question aside: three words, and a way back.

use journal::{DeclineReason, ShownPrompt};
use leptos::prelude::*;

use crate::state::{use_journal, use_notices};
use crate::words::t;

/// The three words by which a question is set aside. Each can be undone for ten seconds.
#[component]
pub fn AsideChoices(
    /// The question.
    prompt: ShownPrompt,
    /// Called once it is set aside.
    on_aside: Callback<()>,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let set_aside = move |prompt: ShownPrompt, why: DeclineReason| {
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.set_aside(&prompt, why).await {
                return notices.warn(t(error.words()));
            }
            let said = match why {
                DeclineReason::NotToday => t("aside.done_today"),
                DeclineReason::NotRelevant | DeclineReason::TooClose => t("aside.done"),
            };
            notices.offer_undo(said, move || {
                let prompt = prompt.clone();
                leptos::task::spawn_local(async move {
                    if let Err(error) = journal.undo_set_aside(&prompt).await {
                        notices.warn(t(error.words()));
                    }
                });
            });
            on_aside.run(());
        });
    };
    let choices = DeclineReason::ALL.map(|why| {
        let prompt = prompt.clone();
        view! {
            <button class="button" type="button" data-why=why.as_str() on:click=move |_| set_aside(prompt.clone(), why)>
                {aside_words(why)}
            </button>
        }
    });
    view! { <div class="aside-choices" role="group" aria-label=t("aside.title")>{choices}</div> }
}

/// What is said by setting a question aside.
pub fn aside_words(why: DeclineReason) -> &'static str {
    match why {
        DeclineReason::NotToday => t("aside.not_today"),
        DeclineReason::NotRelevant => t("aside.not_relevant"),
        DeclineReason::TooClose => t("aside.too_close"),
    }
}
