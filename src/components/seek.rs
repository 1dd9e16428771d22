//! What every player has: the place in the recording, and the button that plays.

use leptos::prelude::*;

use super::icon;
use crate::words::{self, fill, t};

/// The place in a recording, and the way to another.
#[component]
pub fn Seek(
    /// The place in milliseconds.
    at: RwSignal<f64>,
    /// The length in milliseconds.
    length: f64,
    /// Called with another place.
    on_seek: Callback<f64>,
) -> impl IntoView {
    let spoken = move || {
        let (now, all) = (words::length(at.get() as u64), words::length(length as u64));
        fill("player.of", &[("at", &now), ("length", &all)])
    };
    view! {
        <input
            class="seek"
            type="range"
            min="0"
            max=length.to_string()
            step="100"
            aria-label=t("player.place")
            aria-valuetext=spoken
            prop:value=move || at.get().to_string()
            on:input=move |event| on_seek.run(event_target_value(&event).parse().unwrap_or(0.0))
        />
    }
}

/// The button that plays and pauses.
#[component]
pub fn PlayButton(
    /// Whether it plays.
    is_playing: RwSignal<bool>,
    /// Whether the sound is being fetched.
    is_loading: RwSignal<bool>,
    /// Called at a press.
    on_press: Callback<()>,
) -> impl IntoView {
    let label = move || match is_playing.get() {
        true => view! { {icon("pause")}{t("player.pause")} }.into_any(),
        false => view! { {icon("play")}{t("player.play")} }.into_any(),
    };
    view! {
        <button class="button player-play" type="button" data-play="" aria-busy=move || is_loading.get().to_string() on:click=move |_| on_press.run(())>
            {label}
        </button>
    }
}
