//! The one primary button of a form.

use leptos::ev::SubmitEvent;
use leptos::prelude::*;

/// What a form does when it is sent: nothing of the browser's, and ours only once at a time.
pub fn on_submit(
    busy: impl Into<Signal<bool>>,
    then: impl Fn() + 'static,
) -> impl Fn(SubmitEvent) + 'static {
    let busy = busy.into();
    move |event| {
        event.prevent_default();
        if !busy.get_untracked() {
            then();
        }
    }
}

/// A button that sends its form, and says when that takes a moment.
#[component]
pub fn Submit(
    /// The button's id.
    id: &'static str,
    /// What it does.
    label: &'static str,
    /// What it says while that is being done; the label if absent.
    #[prop(optional)]
    busy_label: Option<&'static str>,
    /// Whether it is being done.
    #[prop(into)]
    busy: Signal<bool>,
) -> impl IntoView {
    let words = move || match busy_label {
        Some(busy_label) if busy.get() => busy_label,
        _ => label,
    };
    view! {
        <button
            class="button button-primary"
            type="submit"
            id=id
            aria-busy=move || busy.get().to_string()
        >
            {words}
        </button>
    }
}
