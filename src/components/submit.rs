//! The one primary button of a form.

use leptos::prelude::*;

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
