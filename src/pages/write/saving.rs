//! The state of saving, in words.

use leptos::prelude::*;

use crate::browser::page;
use crate::components::icon;
use crate::words::{fill, t};

/// The state of saving.
#[derive(Clone, PartialEq)]
pub enum Saving {
    /// Nothing was typed yet.
    Nothing,
    /// It is on its way.
    Underway,
    /// It is on the disk, since that time of day.
    Saved(String),
    /// It is not, for that reason.
    NotSaved(&'static str),
}

/// Says where saving stands, and offers the text where it could not be saved.
#[component]
pub fn SaveState(
    /// The state.
    saving: RwSignal<Saving>,
    /// The text on the page.
    text: RwSignal<String>,
) -> impl IntoView {
    view! {
        {move || match saving.get() {
            Saving::Nothing => view! { <p class="status" role="status"></p> }.into_any(),
            Saving::Underway => view! { <p class="status" role="status">{t("write.saving")}</p> }.into_any(),
            Saving::Saved(time) => view! {
                <p class="status status-ok" role="status" id="saved">
                    {icon("check")}{fill("write.saved", &[("time", &time)])}
                </p>
            }
            .into_any(),
            Saving::NotSaved(reason) => view! {
                <p class="status status-bad" role="alert" id="not-saved">
                    {icon("triangle-alert")}{fill("write.not_saved", &[("reason", reason)])}
                </p>
                <button
                    class="button button-quiet"
                    type="button"
                    on:click=move |_| text.with_untracked(|text| page::copy(text))
                >
                    {icon("copy")}{t("write.copy")}
                </button>
            }
            .into_any(),
        }}
    }
}
