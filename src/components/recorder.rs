//! What records, as it is seen: a button, a panel with a big stop while it runs, and one sentence
//! about how it ended.

use leptos::html::Button;
use leptos::prelude::*;

use super::icon;
use super::wave::{STEP, bar};
use crate::state::{Begun, Outcome, Stage, use_journal};
use crate::words::{self, count, fill, t};

/// The level's drawing: bars in a box of this size.
const WIDTH: usize = 240;
const HEIGHT: usize = 40;

/// Begins to record.
#[component]
pub fn RecordButton(
    /// What the recording is begun in.
    begun: Callback<(), Begun>,
    /// Whether something was recorded already.
    again: Signal<bool>,
) -> impl IntoView {
    let journal = use_journal();
    let start = move |_| journal.start_recording(begun.run(()));
    let button = NodeRef::<Button>::new();
    let has_ended = journal.recorder.elapsed.get_untracked() > 0;
    // Where the stop button was, for whoever works without a pointer.
    Effect::new(move || {
        if let Some(button) = button.get().filter(|_| has_ended) {
            let _ = button.focus();
        }
    });
    view! {
        <button class="button" type="button" id="record" node_ref=button on:click=start>
            {icon("mic")}
            {move || if again.get() { t("record.again") } else { t("record.record") }}
        </button>
    }
}

/// The recording under way: how long it is, how loud, and how to stop it.
#[component]
pub fn RecordPanel() -> impl IntoView {
    let recorder = use_journal().recorder;
    let is_open = Memo::new(move |_| recorder.stage.get() != Stage::Idle);
    move || is_open.get().then(|| view! { <Running/> })
}

#[component]
fn Running() -> impl IntoView {
    let journal = use_journal();
    let recorder = journal.recorder;
    let stop = NodeRef::<Button>::new();
    let longest = untrack(|| journal.with_study(|study| study.entry.audio.max_minutes()));
    let longest = u64::from(longest.unwrap_or_default()) * 60_000;
    // Whole minutes, so that the sentence changes once a minute.
    let left = Memo::new(move |_| {
        let most = recorder
            .room
            .get()
            .map_or(longest, |room| room.min(longest));
        let left = most.saturating_sub(recorder.elapsed.get());
        left.div_ceil(60_000) as usize
    });
    let state = Memo::new(move |_| match recorder.stage.get() {
        Stage::Asking => t("record.asking"),
        Stage::Recording if recorder.is_silent.get() => t("record.silent"),
        Stage::Recording => t("record.recording"),
        Stage::Paused => t("record.paused"),
        Stage::Finishing | Stage::Idle => t("record.finishing"),
    });
    let class = move || match recorder.stage.get() {
        Stage::Recording => "recorder recorder-on",
        _ => "recorder",
    };
    let is_paused = Memo::new(move |_| recorder.stage.get() == Stage::Paused);
    let is_running = move || matches!(recorder.stage.get(), Stage::Recording | Stage::Paused);
    let pause = move |_| match is_paused.get_untracked() {
        true => recorder.resume(),
        false => recorder.pause(),
    };
    // Where a thumb or the space bar stops it without looking for it.
    Effect::new(move || {
        if let Some(stop) = stop.get() {
            let _ = stop.focus();
        }
    });
    let bars = move || recorder.levels.with(|levels| bars(levels));
    view! {
        <section class=class id="recorder" aria-label=t("record.title")>
            <p class="recorder-state" role="status" id="recorder-state">
                {move || recorder.is_silent.get().then(|| icon("triangle-alert"))}
                <span>{state}</span>
            </p>
            <div class="recorder-live">
                <p class="recorder-time" id="recorder-time" role="timer">
                    {move || words::length(recorder.elapsed.get())}
                </p>
                <p class="hint" id="recorder-left">{move || count("record.left_one", "record.left", left.get())}</p>
                <svg class="wave" viewBox=format!("0 0 {WIDTH} {HEIGHT}") preserveAspectRatio="none" aria-hidden="true">
                    <path class="wave-line" d=bars></path>
                </svg>
            </div>
            <div class="recorder-buttons">
                <button class="button" type="button" id="record-pause" disabled=move || !is_running() on:click=pause>
                    {move || if is_paused.get() {
                        view! { {icon("mic")}{t("record.resume")} }.into_any()
                    } else {
                        view! { {icon("pause")}{t("record.pause")} }.into_any()
                    }}
                </button>
                <button
                    class="button button-primary"
                    type="button"
                    id="record-stop"
                    node_ref=stop
                    aria-busy=move || (recorder.stage.get() == Stage::Finishing).to_string()
                    on:click=move |_| recorder.stop()
                >
                    {icon("square")}{t("record.stop")}
                </button>
            </div>
            <p class="note">{t("record.screen")}</p>
        </section>
    }
}

/// How the last recording ended, if there is something to say about it.
#[component]
pub fn RecordOutcome() -> impl IntoView {
    let recorder = use_journal().recorder;
    let said = move |outcome: Outcome| {
        let at = |key: &'static str, ms: u64| fill(key, &[("time", &words::length(ms))]);
        match outcome {
            Outcome::Kept => None,
            Outcome::None(key) => Some((true, t(key).to_owned())),
            Outcome::Interrupted(ms) => Some((false, at("record.interrupted", ms))),
            Outcome::Hidden(ms) => Some((false, at("record.hidden", ms))),
            Outcome::Longest(ms) => Some((false, at("record.longest", ms))),
            Outcome::Unplayable(ms) => Some((true, at("record.unplayable", ms))),
            Outcome::NotSaved(0, reason) => {
                Some((true, fill("record.not_begun", &[("reason", t(reason))])))
            }
            Outcome::NotSaved(ms, reason) => {
                let time = words::length(ms);
                Some((
                    true,
                    fill(
                        "record.not_saved",
                        &[("time", &time), ("reason", t(reason))],
                    ),
                ))
            }
        }
    };
    view! {
        <div role="alert">
            {move || recorder.outcome.get().and_then(said).map(|(is_bad, text)| {
                let class = if is_bad { "notice notice-bad" } else { "notice notice-past" };
                view! {
                    <div class=class id="record-outcome">
                        {icon(if is_bad { "triangle-alert" } else { "info" })}
                        <p>{text}</p>
                        <button class="button button-quiet" type="button" on:click=move |_| recorder.outcome.set(None)>
                            {icon("x")}{t("shell.close")}
                        </button>
                    </div>
                }
            })}
        </div>
    }
}

/// The last levels as bars about a middle line, the newest at the right.
fn bars(levels: &[u8]) -> String {
    let most = WIDTH / STEP;
    let from = levels.len().saturating_sub(most);
    let empty = most.saturating_sub(levels.len());
    let lately = levels[from..].iter().enumerate();
    lately
        .map(|(place, level)| bar(empty + place, *level, HEIGHT))
        .collect()
}
