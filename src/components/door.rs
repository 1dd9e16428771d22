//! What stands on one of the two doors of the first page.

use journal::ShownPrompt;
use leptos::prelude::*;

use super::icon;
use crate::words::t;

/// A door's name, its question, and what one does there.
#[component]
pub fn DoorFace(
    /// The name of the direction.
    name: &'static str,
    /// The question on offer.
    prompt: ShownPrompt,
) -> impl IntoView {
    view! {
        <span class="door-name">{name}</span>
        <span class="door-prompt" lang=prompt.language>{prompt.text}</span>
        <span class="door-go">{icon("pencil")}{t("today.write")}</span>
    }
}
