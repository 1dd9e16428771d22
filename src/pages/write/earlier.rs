//! Earlier states of the text, and throwing all of it away.

use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::icon;
use crate::state::{DraftId, use_journal, use_notices};
use crate::words::{self, count, t};

/// The states of the text before this one, for whoever erased too much. Known when the page opens:
/// they are no list that grows under one's fingers.
#[component]
pub fn Earlier(
    /// The draft.
    draft: DraftId,
    /// Takes an earlier text.
    on_choose: Callback<String>,
    /// The draft is thrown away.
    on_throw: Callback<()>,
) -> impl IntoView {
    let journal = use_journal();
    let states = untrack(|| journal.draft(draft)).unwrap_or_default();
    let earlier: Vec<_> = states
        .earlier()
        .filter(|state| !state.text.trim().is_empty())
        .cloned()
        .collect();
    let label = count("write.earlier_one", "write.earlier", earlier.len());
    let (notices, navigate) = (use_notices(), use_navigate());
    let throw = move |_| {
        let navigate = navigate.clone();
        // What leaves with the page must not be saved once more.
        journal.save_before_lock(None);
        on_throw.run(());
        leptos::task::spawn_local(async move {
            let states = match journal.discard_draft(draft).await {
                Ok(states) => states,
                Err(error) => return notices.warn(t(error.words())),
            };
            notices.offer_undo(t("write.thrown"), move || {
                let states = states.clone();
                leptos::task::spawn_local(async move {
                    if let Err(error) = journal.restore_draft(draft, states).await {
                        notices.warn(t(error.words()));
                    }
                });
            });
            navigate("/", Default::default());
        });
    };
    let throw_button = move || {
        view! {
            <button class="button button-quiet" type="button" id="throw" on:click=throw.clone()>
                {icon("trash-2")}{t("write.throw")}
            </button>
        }
    };
    if earlier.is_empty() {
        let begun = states.newest().is_some();
        return begun.then(|| throw_button().into_any());
    }
    Some({
        let rows = earlier.into_iter().map(|state| {
            let hint: String = state.text.trim().chars().take(160).collect();
            let text = state.text;
            view! {
                <li>
                    <p class="hint">{words::when(&state.saved_at)}</p>
                    <p dir="auto">{hint}</p>
                    <button class="button" type="button" on:click=move |_| on_choose.run(text.clone())>
                        {icon("undo-2")}{t("write.use_earlier")}
                    </button>
                </li>
            }
        });
        view! {
            <details class="disclosure earlier" id="earlier">
                <summary>{icon("chevron-right")}{label}</summary>
                <ul class="stack">{rows.collect_view()}</ul>
                {throw_button()}
            </details>
        }
        .into_any()
    })
}
