//! A question that is set aside before anything was written on it.

use journal::ShownPrompt;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::{AsideChoices, icon};
use crate::words::t;

/// The way past a question, as long as the page is blank. It leads back to what else there is.
#[component]
pub fn SetAside(
    /// The question.
    prompt: ShownPrompt,
    /// Whether nothing is on the page yet.
    is_blank: Signal<bool>,
) -> impl IntoView {
    let navigate = StoredValue::new_local(use_navigate());
    let on_aside = Callback::new(move |()| {
        navigate.with_value(|navigate| navigate("/", Default::default()));
    });
    move || {
        is_blank.get().then(|| {
            view! {
                <details class="disclosure" id="question-aside">
                    <summary>{icon("chevron-right")}{t("aside.set")}</summary>
                    <AsideChoices prompt=prompt.clone() on_aside=on_aside/>
                </details>
            }
        })
    }
}
