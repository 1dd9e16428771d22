//! An entry that can be ticked.

use journal::Entry;
use leptos::prelude::*;

use super::heading_words;
use crate::words;

/// A line with a box: the entry's heading, its day, and what else is to be said of it.
#[component]
pub fn Pick(
    /// The entry.
    entry: Entry,
    /// Whether it is ticked.
    ticked: Signal<bool>,
    /// Called when it is ticked or no longer.
    on_tick: Callback<bool>,
    /// What else is said of it; may be empty.
    #[prop(into, default = String::new())]
    state: String,
) -> impl IntoView {
    let day = words::day(&entry.created_at);
    view! {
        <li class="pick">
            <label class="choice">
                <input
                    type="checkbox"
                    prop:checked=move || ticked.get()
                    on:change=move |event| on_tick.run(event_target_checked(&event))
                />
                <span>
                    <span class="entry-title" dir="auto">{heading_words(&entry)}</span>
                    <span class="meta"><span>{day}</span>{(!state.is_empty()).then(|| view! { <span>{state}</span> })}</span>
                </span>
            </label>
        </li>
    }
}
