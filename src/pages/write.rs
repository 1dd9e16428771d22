//! The composer: a question or none, a page to write on, and the state of saving in words.

use std::rc::Rc;
use std::time::Duration;

use gloo_timers::callback::Timeout;
use journal::Theme;
use leptos::html::Textarea;
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

mod aside;
mod earlier;
mod keep;
mod part;
mod people;
mod saving;
mod session;
mod sheet;
mod shown;
mod takes;

use aside::SetAside;
use earlier::Earlier;
use keep::KeepForm;
use saving::{SaveState, Saving};
use sheet::Sheet;
use shown::Shown;
pub use shown::ShownEntry;
use takes::Takes;

use crate::browser::page;
use crate::components::{Back, Head, RecordButton, RecordOutcome, RecordPanel, Shell, icon};
use crate::state::{Begun, DraftOf, SaveBeforeLock, Stage, use_journal};
use crate::words::{fill, t};

/// How long after the last keystroke a draft is saved.
const REST: Duration = Duration::from_millis(600);
/// How long a draft may stay unsaved while one types on without a rest, in milliseconds.
const TYPING: f64 = 1_000.0;

/// From so many bytes on a text may become longer than one entry of a bundle can be.
const LONG: usize = 700_000;

/// Writes a new entry, goes on with a draft, or revises an entry.
#[component]
pub fn WritePage() -> impl IntoView {
    let journal = use_journal();
    let params = use_params_map();
    let (what, id) = params.with_untracked(|params| {
        (
            params.get("what").unwrap_or_default(),
            params.get("id").and_then(|id| id.parse().ok()),
        )
    });
    page::note_saved("");
    let Some(sheet) = Sheet::open(&what, id) else {
        return view! {
            <Shell back=Back::To("/", t("place.today"))>
                <Head title=t("write.gone") lead=t("write.gone_lead")/>
            </Shell>
        }
        .into_any();
    };
    journal.save_before_lock(Some(saver(sheet.clone())));
    // A page that is left ends what it records; what was said is kept with the draft.
    on_cleanup(move || {
        journal.recorder.stop();
        journal.save_before_lock(None);
    });
    let finishing = RwSignal::new(false);
    view! {
        {move || if finishing.get() {
            view! { <KeepForm sheet=sheet.clone() finishing=finishing/> }.into_any()
        } else {
            view! { <Composer sheet=sheet.clone() finishing=finishing/> }.into_any()
        }}
    }
    .into_any()
}

/// Saves what is on the page, if it is no longer what was there when it opened.
fn saver(sheet: Sheet) -> SaveBeforeLock {
    let journal = use_journal();
    let before = sheet.text.get_untracked();
    Rc::new(move || {
        let (sheet, text) = (sheet.clone(), sheet.text.get_untracked());
        let changed = text != before;
        Box::pin(async move {
            if changed {
                journal.save_draft(sheet.draft, sheet.on, text).await?;
            }
            Ok(())
        })
    })
}

#[component]
fn Composer(sheet: Sheet, finishing: RwSignal<bool>) -> impl IntoView {
    let journal = use_journal();
    let area = NodeRef::<Textarea>::new();
    let saving = RwSignal::new(Saving::Nothing);
    let folded = RwSignal::new(!sheet.text.get_untracked().is_empty());
    let timer = StoredValue::new_local(None::<Timeout>);
    let dirty = StoredValue::new(false);
    let dirty_since = StoredValue::new(None::<f64>);

    let Sheet { draft, on, text } = sheet;
    let (of, prompt) = (on.of, on.prompt.clone());
    let (saved_on, shown) = (on.clone(), on.clone());
    let begun = Callback::new(move |()| Begun {
        draft,
        on: on.clone(),
        text: text.get_untracked(),
    });
    let recorder = journal.recorder;
    if !recorder.is_busy() {
        recorder.outcome.set(None);
        recorder.elapsed.set(0);
    }
    if recorder.is_wanted() {
        journal.start_recording(begun.run(()));
    }
    let is_idle = Memo::new(move |_| recorder.stage.get() == Stage::Idle);
    let has_takes = Memo::new(move |_| {
        journal
            .draft(draft)
            .is_some_and(|states| !states.recordings().is_empty())
    });
    let save = move || {
        timer.set_value(None);
        dirty.set_value(false);
        dirty_since.set_value(None);
        let (on, words) = (saved_on.clone(), text.get_untracked());
        let _ = saving.try_set(Saving::Underway);
        async move {
            let result = journal.save_draft(draft, on, words).await;
            let state = match &result {
                Ok(at) => {
                    let time = at.time().unwrap_or_default().to_owned();
                    page::note_saved(&fill("write.saved", &[("time", &time)]));
                    Saving::Saved(time)
                }
                Err(error) => Saving::NotSaved(t(error.words())),
            };
            // What was typed meanwhile has its own save coming.
            if dirty.try_get_value() == Some(false) {
                let _ = saving.try_set(state);
            }
            if result.is_err() {
                let _ = dirty.try_set_value(true);
            }
        }
    };
    let save = StoredValue::new_local(save);
    let save_now = move || {
        if dirty.try_get_value() == Some(true)
            && let Some(saved) = save.try_with_value(|save| save())
        {
            leptos::task::spawn_local(saved);
        }
    };
    let _listening = StoredValue::new_local(page::OnHidden::new(save_now));
    on_cleanup(save_now);

    let changed = move |value: String| {
        text.set(value);
        dirty.set_value(true);
        saving.set(Saving::Underway);
        if !folded.get_untracked() {
            folded.set(true);
        }
        let since = dirty_since.get_value().unwrap_or_else(page::since_start);
        dirty_since.set_value(Some(since));
        if page::since_start() - since >= TYPING {
            return save_now();
        }
        timer.set_value(Some(Timeout::new(REST.as_millis() as u32, save_now)));
    };
    let on_input = move |_| {
        if let Some(field) = area.get_untracked() {
            changed(field.value());
        }
    };
    let on_throw = Callback::new(move |()| {
        timer.set_value(None);
        dirty.set_value(false);
    });
    let on_earlier = Callback::new(move |earlier: String| {
        if let Some(field) = area.get_untracked() {
            field.set_value(&earlier);
            changed(earlier);
            page::focus_end(&field);
        }
    });
    Effect::new(move || {
        if let Some(area) = area.get()
            && !recorder.is_busy()
        {
            page::focus_end(&area);
        }
    });

    let is_blank =
        Signal::derive(move || text.with(String::is_empty) && !has_takes.get() && is_idle.get());
    let aside = prompt
        .clone()
        .filter(|prompt| of == DraftOf::New && untrack(|| journal.is_on_offer(prompt)))
        .map(|prompt| view! { <SetAside prompt=prompt is_blank=is_blank/> });
    let question = prompt.map(|prompt| {
        let class = match prompt.theme {
            Theme::GazingBackwards => "prompt prompt-past",
            Theme::ImagineFuture => "prompt prompt-future",
            _ => "prompt",
        };
        let label = fill("write.question", &[("question", &prompt.text)]);
        view! {
            <button
                class=class
                type="button"
                aria-expanded=move || (!folded.get()).to_string()
                aria-label=label
                on:click=move |_| folded.update(|folded| *folded = !*folded)
            >
                <span class="prompt-text" id="question" lang=prompt.language>{prompt.text}</span>
            </button>
        }
    });
    let back = match of {
        DraftOf::New => Back::To("/", t("place.today")),
        DraftOf::Revision(_) => Back::To("/entries", t("place.journal")),
    };
    view! {
        <Shell back=back places=false class="page page-write">
            <Head title=t("write.title") hidden=true/>
            {question}
            <Shown on=shown/>
            {aside}
            <textarea
                class="paper"
                id="paper"
                node_ref=area
                aria-label=t("write.words")
                placeholder=t("write.begin")
                autocapitalize="sentences"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                prop:value=text.get_untracked()
                on:input=on_input
            ></textarea>
            <Earlier draft=draft on_choose=on_earlier on_throw=on_throw/>
            <Takes draft=draft begun=begun/>
            <RecordOutcome/>
            <RecordPanel/>
            <div class="composer-foot">
                <div><SaveState saving=saving text=text/></div>
                {move || is_idle.get().then(|| view! {
                    <div class="composer-tools">
                        {untrack(|| journal.allows_audio()).then(|| view! {
                            <RecordButton begun=begun again=has_takes.into()/>
                        })}
                        <button
                            class="button button-primary"
                            type="button"
                            id="done"
                            disabled=move || text.with(|text| text.trim().is_empty()) && !has_takes.get()
                            on:click=move |_| {
                                save_now();
                                finishing.set(true);
                            }
                        >
                            {t("write.done")}
                        </button>
                    </div>
                })}
                {move || (text.with(String::len) > LONG).then(|| view! {
                    <p class="note" id="too-long">{icon("info")}{t("write.long")}</p>
                })}
                {move || is_idle.get().then(|| view! { <p class="note">{t("write.nobody")}</p> })}
            </div>
        </Shell>
    }
}
