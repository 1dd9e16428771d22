//! The words of a paper, typed again: a mistake is named by its place.

use leptos::html::Textarea;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{Frame, StepBack, large_words};
use crate::components::{FieldError, Submit, icon, on_submit};
use crate::state::{KeyStep, use_desk};
use crate::words::{desk as said, t};

/// The words, from which a key file is made anew.
#[component]
pub(super) fn WordsStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let next = move || {
        if work.given.with_untracked(Option::is_some) {
            work.step.set(KeyStep::Passphrase);
        }
    };
    let read = move || {
        work.given.get().map(|_| {
            view! {
                <form class="row" on:submit=on_submit(false, next)>
                    <Submit id="seal-typed" label=t("ceremony.next") busy=false/>
                </form>
            }
        })
    };
    view! {
        <Frame title=t("ceremony.words_title") lead=t("ceremony.words_lead")>
            <PaperWords/>
            {read}
            <StepBack to=KeyStep::Choose/>
        </Frame>
    }
}

/// The field of the words, and what they are.
#[component]
pub(super) fn PaperWords() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let field = NodeRef::<Textarea>::new();
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    let read = move || {
        let typed = field.get_untracked().map(|field| field.value());
        let typed = Zeroizing::new(typed.unwrap_or_default());
        trouble.set(String::new());
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let given = desk.give_words(typed).await;
            let _ = is_busy.try_set(false);
            match given {
                // Thirty words are not typed twice for one mistake: they stay until they are right.
                Ok(()) => {
                    if let Some(field) = field.try_get_untracked().flatten() {
                        field.set_value("");
                    }
                }
                Err(failure) => drop(trouble.try_set(said::failure(&failure))),
            }
        });
    };
    let shown = move || {
        let given = work.given.get().filter(|given| given.is_typed)?;
        let key = given.keys.first()?.clone();
        let (class, sign, text) = match given.is_certain {
            true => ("status status-ok", "check", t("ceremony.words_certain")),
            false => (
                "status status-past",
                "triangle-alert",
                t("ceremony.words_compare"),
            ),
        };
        Some(view! {
            <section class="stack-tight desk-key" id="typed-key">
                <p class=class>{icon(sign)}<span>{text}</span></p>
                {large_words(&key)}
                <p class="digest">{key.recipient}</p>
            </section>
        })
    };
    view! {
        <form class="stack" on:submit=on_submit(is_busy, read)>
            <div class="field">
                <label class="label" for="paper-words">{t("ceremony.words_label")}</label>
                <p class="hint" id="paper-words-hint">{t("ceremony.words_field_hint")}</p>
                // Never kept by the browser for the next time, nor sent to a corrector of spelling.
                <textarea
                    class="input key-typed"
                    id="paper-words"
                    rows="6"
                    node_ref=field
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    lang="en"
                    aria-describedby="paper-words-hint paper-words-error"
                    aria-invalid=move || (!trouble.get().is_empty()).then_some("true")
                    on:input=move |_| work.await_keys()
                ></textarea>
                <FieldError id="paper-words-error" text=trouble.into()/>
            </div>
            <button class="button key-read" type="submit" id="read-words" aria-busy=move || is_busy.get().to_string()>
                {t("ceremony.words_read")}
            </button>
        </form>
        <div role="status">{shown}</div>
    }
}
