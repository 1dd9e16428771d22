//! Drawings: the mark, and icons out of one sprite.

use leptos::prelude::*;

/// An icon of the sprite; a label always stands beside it.
pub fn icon(name: &'static str) -> impl IntoView {
    view! {
        <svg class="icon" aria-hidden="true">
            <use href=format!("/icons/sprite.svg#{name}")></use>
        </svg>
    }
}

/// The open ring, in the class it is drawn in.
#[component]
pub fn Mark(
    /// `mark`, `doors-ring`, `ring-done`.
    #[prop(default = "mark")]
    class: &'static str,
    /// Whether the ring is closed.
    #[prop(default = false)]
    closed: bool,
) -> impl IntoView {
    let future = if closed {
        "mark-future-closed"
    } else {
        "mark-future"
    };
    view! {
        <svg class=class class:ring-closed=closed viewBox="0 0 24 24" aria-hidden="true">
            <use class="mark-past" href="/icons/sprite.svg#mark-past"></use>
            <use class="mark-future" href=format!("/icons/sprite.svg#{future}")></use>
        </svg>
    }
}
