//! An error beside the field it is about.

use leptos::prelude::*;

use super::icon;

/// A sentence by a field; empty as long as nothing is wrong.
#[component]
pub fn FieldError(
    /// The id that the field names in `aria-describedby`.
    #[prop(into)]
    id: String,
    /// What happened and what to do.
    text: Signal<String>,
) -> impl IntoView {
    view! {
        <div id=id role="alert">
            {move || {
                let text = text.get();
                (!text.is_empty()).then(|| view! {
                    <p class="error">{icon("triangle-alert")}<span>{text}</span></p>
                })
            }}
        </div>
    }
}
