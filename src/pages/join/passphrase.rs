//! Step 4: the passphrase that seals everything.

use std::time::Duration;

use gloo_timers::callback::Timeout;
use leptos::html::Input;
use leptos::prelude::*;

use super::{Joining, Step, step_words};
use crate::components::{FieldError, Head, PassphraseField, Submit, icon};
use crate::state::use_session;
use crate::words::t;

/// How long typing rests before a passphrase is estimated.
const REST: Duration = Duration::from_millis(250);

/// Offers six random words, estimates what is typed, and never forbids a passphrase by rules.
#[component]
pub(super) fn PassphraseStep(joining: Joining) -> impl IntoView {
    let session = use_session();
    session.warm_up();
    let first = NodeRef::<Input>::new();
    let second = NodeRef::<Input>::new();
    let error = RwSignal::new(String::new());
    let strength = RwSignal::new(None::<u8>);
    let words = RwSignal::new(journal::make_random_words().ok());
    let timer = StoredValue::new_local(None::<Timeout>);
    let typed = move || {
        first
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default()
    };

    let estimate = move || {
        let passphrase = typed();
        if passphrase.is_empty() {
            return strength.set(None);
        }
        leptos::task::spawn_local(async move {
            let score = session.estimate(passphrase).await;
            let _ = strength.try_set(score);
        });
    };
    let on_input = Callback::new(move |()| {
        error.set(String::new());
        timer.set_value(Some(Timeout::new(REST.as_millis() as u32, estimate)));
    });
    let seal = Action::new_local(move |(): &()| {
        let passphrase = typed();
        async move {
            match session.prepare(passphrase).await {
                Ok(beginning) => {
                    joining.beginning.set_value(Some(beginning));
                    joining.step.set(Step::Recovery);
                }
                Err(failure) => error.set(t(failure.words()).to_owned()),
            }
        }
    });
    let busy = seal.pending();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let again = second
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        if typed().trim().is_empty() {
            error.set(t("passphrase.empty").to_owned());
        } else if typed() != again {
            error.set(t("passphrase.differ").to_owned());
        } else if !busy.get_untracked() {
            seal.dispatch(());
        }
    };
    let use_words = move |_| {
        let Some(chosen) = words.get_untracked() else {
            return;
        };
        let phrase = chosen.join(" ");
        for field in [first, second] {
            if let Some(field) = field.get_untracked() {
                field.set_value(&phrase);
            }
        }
        error.set(String::new());
        estimate();
    };
    let invalid = Signal::derive(move || !error.get().is_empty());
    view! {
        <Head title=t("passphrase.title") step=step_words(4) lead=t("passphrase.lead")/>
        <form class="stack" on:submit=submit>
            <section class="sheet" aria-labelledby="suggest">
                <h2 id="suggest">{t("passphrase.suggestion")}</h2>
                <ol class="words" lang="en">
                    {move || words.get().into_iter().flatten().map(|word| view! { <li>{word}</li> }).collect_view()}
                </ol>
                <div class="row">
                    <button class="button" type="button" id="use-words" on:click=use_words>
                        {icon("check")}{t("passphrase.use_these")}
                    </button>
                    <button
                        class="button button-quiet"
                        type="button"
                        on:click=move |_| words.set(journal::make_random_words().ok())
                    >
                        {icon("refresh-cw")}{t("passphrase.other_words")}
                    </button>
                </div>
                <p class="hint">{t("passphrase.note_down")}</p>
            </section>
            <PassphraseField
                id="passphrase"
                label=t("passphrase.label")
                autocomplete="new-password"
                field=first
                described_by="strength passphrase-error"
                invalid=invalid
                on_input=on_input
            />
            <Strength strength=strength/>
            <PassphraseField
                id="passphrase-again"
                label=t("passphrase.again")
                autocomplete="new-password"
                field=second
                described_by="passphrase-error"
                invalid=invalid
                on_input=Callback::new(move |()| error.set(String::new()))
            />
            <FieldError id="passphrase-error" text=error.into()/>
            <div class="actions">
                <Submit id="seal" label=t("passphrase.seal") busy_label=t("passphrase.sealing") busy=busy/>
                <button class="button button-quiet" type="button" on:click=move |_| joining.step.set(Step::Consent)>
                    {t("join.back")}
                </button>
            </div>
        </form>
    }
}

/// The estimate, in words and as four marks.
#[component]
fn Strength(strength: RwSignal<Option<u8>>) -> impl IntoView {
    let words = move || match strength.get() {
        None => "",
        Some(0 | 1) => t("strength.very_weak"),
        Some(2) => t("strength.weak"),
        Some(3) => t("strength.fair"),
        Some(_) => t("strength.strong"),
    };
    let level = move || {
        strength
            .get()
            .map_or(0, |score| score.clamp(1, 4))
            .to_string()
    };
    view! {
        <div class="stack-tight">
            <div class="meter" data-strength=level aria-hidden="true"><i></i><i></i><i></i><i></i></div>
            <p class="hint" id="strength" role="status">{words}</p>
        </div>
    }
}
