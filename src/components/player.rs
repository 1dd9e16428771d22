//! Listening: one recording with its waveform, decrypted when it is first played.

use std::rc::Rc;

use journal::{RecordingId, Span};
use leptos::html::Audio;
use leptos::prelude::*;

use super::icon;
use super::seek::{PlayButton, Seek};
use super::wave::{STEP, bar};
use crate::state::{Sound, player, use_journal};
use crate::words::{self, fill, t};

/// How many bars a waveform has, and the box they stand in.
const BARS: usize = 90;
const HEIGHT: usize = 44;
/// How far one jump goes, in milliseconds.
const JUMP: f64 = 10_000.0;
/// The speeds, in turn.
const SPEEDS: [f64; 4] = [1.0, 1.25, 1.5, 2.0];
/// Peaks are taken five times a second.
const PEAK: f64 = 200.0;
/// Quieter than this is silence to be skipped, of 255: a room without a voice.
const QUIET: u8 = 40;
/// A pause shorter than this is heard, in peaks: people breathe.
const BREATH: usize = 6;

/// Where a player stands; shared with what wants to know it.
#[derive(Clone, Copy)]
pub struct Place {
    /// The position in milliseconds.
    pub at: RwSignal<f64>,
}

impl Place {
    /// The beginning.
    pub fn new() -> Self {
        Self {
            at: RwSignal::new(0.0),
        }
    }
}

/// Plays a recording.
#[component]
pub fn Player(
    /// The recording.
    id: RecordingId,
    /// Where it stands.
    place: Place,
    /// What the team will not hear.
    #[prop(into)]
    withheld: Signal<Vec<Span>>,
) -> impl IntoView {
    let journal = use_journal();
    let take = untrack(|| journal.take(id));
    let Some(take) = take else {
        return view! {
            <p class="note" data-lost="">{icon("triangle-alert")}{t("player.gone")}</p>
        }
        .into_any();
    };
    let audio = NodeRef::<Audio>::new();
    let loaded = RwSignal::new_local(None::<Rc<Sound>>);
    let is_loading = RwSignal::new(false);
    let is_playing = RwSignal::new(false);
    let skips = RwSignal::new(false);
    let speed = RwSignal::new(0_usize);
    let trouble = RwSignal::new("");
    let length = take.duration_ms() as f64;
    let peaks = RwSignal::new(take.peaks());
    let at = place.at;

    let load = move || async move {
        if loaded.with_untracked(Option::is_some) {
            return true;
        }
        is_loading.set(true);
        let sound = journal.sound(id).await;
        let _ = is_loading.try_set(false);
        match sound {
            Ok(Some(mut sound)) => {
                if let Some(undrawn) = sound.undrawn.take() {
                    // While it plays: nobody waits for a drawing.
                    leptos::task::spawn_local(async move {
                        if let Some(drawn) = journal.draw_wave(id, undrawn).await {
                            let _ = peaks.try_set(drawn);
                        }
                    });
                }
                loaded.try_set(Some(Rc::new(sound))).is_none()
            }
            Ok(None) => {
                let _ = trouble.try_set(t("player.gone"));
                false
            }
            Err(error) => {
                let _ = trouble.try_set(t(error.words()));
                false
            }
        }
    };
    let play = move || {
        if is_loading.get_untracked() {
            return;
        }
        leptos::task::spawn_local(async move {
            if !load().await {
                return;
            }
            let Some(element) = audio.get_untracked() else {
                return;
            };
            let _ = loaded.try_with_untracked(|sound| {
                if let Some(sound) = sound {
                    player::open(&element, sound.playable.url());
                }
            });
            if at.get_untracked() >= length {
                at.set(0.0);
            }
            player::seek(&element, at.get_untracked() / 1000.0);
            player::set_speed(&element, SPEEDS[speed.get_untracked()]);
            if !player::play(&element).await {
                let _ = trouble.try_set(t("player.unplayable"));
            }
        });
    };
    let toggle = move |()| {
        trouble.set("");
        match audio.get_untracked() {
            Some(element) if is_playing.get_untracked() => player::pause(&element),
            _ => play(),
        }
    };
    let seek = move |to: f64| {
        let to = to.clamp(0.0, length);
        at.set(to);
        if let Some(element) = audio
            .get_untracked()
            .filter(|_| loaded.with_untracked(Option::is_some))
        {
            player::seek(&element, to / 1000.0);
        }
    };
    let on_time = move |_| {
        let Some(element) = audio.get_untracked() else {
            return;
        };
        let now = (player::position(&element) * 1000.0).min(length);
        at.set(now);
        if skips.get_untracked()
            && is_playing.get_untracked()
            && let Some(to) = peaks.with_untracked(|peaks| behind_silence(peaks, now))
        {
            seek(to);
        }
    };
    let next_speed = move |_| {
        speed.update(|speed| *speed = (*speed + 1) % SPEEDS.len());
        if let Some(element) = audio.get_untracked() {
            player::set_speed(&element, SPEEDS[speed.get_untracked()]);
        }
    };
    on_cleanup(move || {
        if let Some(element) = audio.get_untracked() {
            player::pause(&element);
        }
    });
    let spoken_speed = move || words::decimal(SPEEDS[speed.get()]);
    let wave = move || {
        let shape = peaks.with(|peaks| (!peaks.is_empty()).then(|| shape(peaks)))?;
        let total = shape.len();
        let shape = StoredValue::new(shape);
        let played = move || (at.get() / length.max(1.0) * total as f64).round() as usize;
        let path = move |which: fn(usize, usize) -> bool| {
            let played = played();
            shape.with_value(|shape| drawn(shape, |bar| which(bar, played)))
        };
        let marks = move || {
            let spans = withheld.get();
            let part = |ms: u64| ms as f64 / length.max(1.0) * (total * STEP) as f64;
            spans
                .into_iter()
                .map(|span| {
                    view! {
                        <rect class="wave-withheld" x=part(span.from_ms) width=part(span.length_ms()) y="0" height=HEIGHT></rect>
                    }
                })
                .collect_view()
        };
        Some(view! {
            <svg class="wave" viewBox=format!("0 0 {} {HEIGHT}", total * STEP) preserveAspectRatio="none" aria-hidden="true">
                {marks}
                <path class="wave-played" d=move || path(|bar, played| bar < played)></path>
                <path class="wave-line" d=move || path(|bar, played| bar >= played)></path>
            </svg>
        })
    };
    let lost = move || {
        let lost = loaded.with(|sound| sound.as_ref().map(|sound| sound.lost.clone()));
        lost.filter(|lost| !lost.is_empty()).map(|lost| {
            let places: Vec<String> = lost.iter().map(|span| words::span(*span)).collect();
            view! {
                <p class="note" data-lost="">
                    {icon("triangle-alert")}{fill("player.lost", &[("places", &places.join(", "))])}
                </p>
            }
        })
    };
    let has_peaks = move || peaks.with(|peaks| !peaks.is_empty());
    view! {
        <div class="player" data-length=length.to_string()>
            <audio
                node_ref=audio
                preload="auto"
                on:timeupdate=on_time
                on:play=move |_| is_playing.set(true)
                on:pause=move |_| is_playing.set(false)
                on:ended=move |_| {
                    is_playing.set(false);
                    at.set(length);
                }
            ></audio>
            {wave}
            <Seek at=at length=length on_seek=Callback::new(seek)/>
            <div class="row player-row">
                <PlayButton is_playing=is_playing is_loading=is_loading on_press=Callback::new(toggle)/>
                <span class="player-time">
                    {move || words::length(at.get() as u64)}" / "{words::length(length as u64)}
                </span>
                <button class="button button-quiet player-speed" type="button" data-speed="" on:click=next_speed>
                    {move || fill("player.speed", &[("speed", &spoken_speed())])}
                </button>
            </div>
            <div class="row player-row flush">
                <button class="button button-quiet" type="button" data-back="" on:click=move |_| seek(at.get_untracked() - JUMP)>
                    <span aria-hidden="true">"−10 s"</span><span class="sr-only">{t("player.back")}</span>
                </button>
                <button class="button button-quiet" type="button" data-on="" on:click=move |_| seek(at.get_untracked() + JUMP)>
                    <span aria-hidden="true">"+10 s"</span><span class="sr-only">{t("player.on")}</span>
                </button>
                {move || has_peaks().then(|| view! {
                    <button
                        class="button button-quiet"
                        type="button"
                        data-skip=""
                        aria-pressed=move || skips.get().to_string()
                        on:click=move |_| skips.update(|skips| *skips = !*skips)
                    >
                        {move || if skips.get() { t("player.skips") } else { t("player.skip") }}
                    </button>
                })}
            </div>
            {lost}
            <p class="note" role="status">{move || trouble.get()}</p>
        </div>
    }
    .into_any()
}

/// The loudest of each part, so that an hour fits the width of a phone, and five seconds fill it.
fn shape(peaks: &[u8]) -> Vec<u8> {
    let part = |bar: usize| {
        let from = bar * peaks.len() / BARS;
        let to = ((bar + 1) * peaks.len() / BARS).max(from + 1);
        peaks[from..to].iter().copied().max().unwrap_or(0)
    };
    (0..BARS).map(part).collect()
}

fn drawn(shape: &[u8], is_in: impl Fn(usize) -> bool) -> String {
    let bars = shape.iter().enumerate().filter(|(place, _)| is_in(*place));
    bars.map(|(place, peak)| bar(place, *peak, HEIGHT))
        .collect()
}

/// Where the silence ends that one is in; `None` where there is something to hear, or only a breath.
fn behind_silence(peaks: &[u8], at: f64) -> Option<f64> {
    let from = (at / PEAK) as usize;
    let quiet = peaks
        .get(from..)?
        .iter()
        .take_while(|peak| **peak < QUIET)
        .count();
    // A little of it stays, so that the next word is not cut.
    (quiet >= BREATH).then(|| (from + quiet - 1) as f64 * PEAK)
}
