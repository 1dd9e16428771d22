//! A recording with its transcript side by side. The sound comes out of its bundle when it is first
//! asked for.

use std::rc::Rc;

use desk::{Cue, MergedRecording, TranscriptStatus};
use leptos::html::Audio;
use leptos::prelude::*;

use crate::components::{PlayButton, Seek, icon};
use crate::state::{player, use_desk};
use crate::words::{self, desk as said, fill, t};

/// Plays a recording, and shows what was written down from it.
#[component]
pub fn Listening(
    /// The recording.
    merged: MergedRecording,
) -> impl IntoView {
    let desk = use_desk();
    let audio = NodeRef::<Audio>::new();
    let sound = RwSignal::new_local(None::<Rc<player::Playable>>);
    let (is_loading, is_playing) = (RwSignal::new(false), RwSignal::new(false));
    let at = RwSignal::new(0.0_f64);
    let trouble = RwSignal::new(String::new());
    let length = merged.recording.media.duration_ms;
    let sha256 = StoredValue::new(merged.recording.media.sha256.clone());
    let play = move || {
        if is_loading.get_untracked() {
            return;
        }
        trouble.set(String::new());
        leptos::task::spawn_local(async move {
            if sound.with_untracked(Option::is_none) {
                is_loading.set(true);
                let made = desk.listen(sha256.get_value()).await;
                let _ = is_loading.try_set(false);
                match made {
                    Ok(made) => {
                        if sound.try_set(Some(Rc::new(made))).is_some() {
                            return;
                        }
                    }
                    Err(failure) => {
                        let _ = trouble.try_set(said::failure(&failure));
                        return;
                    }
                }
            }
            let (Some(element), Some(playable)) = (audio.get_untracked(), sound.get_untracked())
            else {
                return;
            };
            player::open(&element, playable.url());
            player::seek(&element, at.get_untracked() / 1000.0);
            if !player::play(&element).await {
                let _ = trouble.try_set(t("player.unplayable").to_owned());
            }
        });
    };
    let toggle = move |()| match audio.get_untracked() {
        Some(element) if is_playing.get_untracked() => player::pause(&element),
        _ => play(),
    };
    let seek = move |to: f64| {
        at.set(to.clamp(0.0, length as f64));
        if let Some(element) = audio.get_untracked()
            && sound.with_untracked(Option::is_some)
        {
            player::seek(&element, at.get_untracked() / 1000.0);
        }
    };
    let on_time = move |_| {
        if let Some(element) = audio.get_untracked() {
            at.set((player::position(&element) * 1000.0).min(length as f64));
        }
    };
    on_cleanup(move || {
        if let Some(element) = audio.get_untracked() {
            player::pause(&element);
        }
    });
    let words_of_it = merged.recording.words().to_owned();
    let silences = |label: &'static str, spans: &[journal::Span]| {
        let spans: Vec<String> = spans.iter().map(|span| words::span(*span)).collect();
        (!spans.is_empty()).then(|| {
            view! { <p class="hint">{fill(label, &[("places", &spans.join(", "))])}</p> }
        })
    };
    let withheld = silences("person.withheld", &merged.recording.withheld);
    let lost = silences("player.lost", &merged.recording.lost);
    let transcript = merged.transcript.as_ref().map(|record| {
        let status = match record.status {
            TranscriptStatus::Checked => ("check", "status status-ok", t("person.checked")),
            TranscriptStatus::MachineDraft => ("info", "status", t("person.draft")),
        };
        let cues = record
            .transcript
            .cues
            .iter()
            .map(|cue| passage(cue, at, seek));
        view! {
            <div class="transcript">
                <p class=status.1>{icon(status.0)}{status.2}</p>
                <ol class="cues">{cues.collect_view()}</ol>
            </div>
        }
    });
    view! {
        <div class="listening" data-recording=merged.name.clone()>
            <div class="player">
                <p class="listening-name">{icon("mic")}<span dir="auto">{words_of_it}</span><span class="digest">{merged.name.clone()}</span></p>
                <audio
                    node_ref=audio
                    on:timeupdate=on_time
                    on:play=move |_| is_playing.set(true)
                    on:pause=move |_| is_playing.set(false)
                ></audio>
                <Seek at=at length=length as f64 on_seek=Callback::new(seek)/>
                <div class="row player-row">
                    <PlayButton is_playing=is_playing is_loading=is_loading on_press=Callback::new(toggle)/>
                    <span class="player-time">{move || words::length(at.get() as u64)}" / "{words::length(length)}</span>
                </div>
                {withheld}
                {lost}
                <p class="note" role="status">{move || trouble.get()}</p>
            </div>
            {transcript}
        </div>
    }
}

/// A passage that is marked while it is heard; a tap goes there.
fn passage<S: Fn(f64) + Copy + 'static>(
    cue: &Cue,
    at: RwSignal<f64>,
    seek: S,
) -> impl IntoView + use<S> {
    let (from, to) = (cue.from_ms, cue.to_ms.unwrap_or(cue.from_ms + 5000));
    let is_heard = move || {
        let now = at.get() as u64;
        (from <= now && now < to && now > 0).then_some("true")
    };
    view! {
        <li>
            <button class="cue" type="button" aria-current=is_heard on:click=move |_| seek(from as f64)>
                <span class="cue-time">{words::length(from)}</span>
                <span dir="auto">{cue.speaker.clone().map(|who| view! { <b>{who}": "</b> })}{cue.text.clone()}</span>
            </button>
        </li>
    }
}
