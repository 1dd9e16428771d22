//! A new passphrase: six words as a suggestion, two fields, an estimate, and no rules.

use std::time::Duration;

use gloo_timers::callback::Timeout;
use leptos::html::Input;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{PassphraseField, icon, secret_in};
use crate::state::use_estimator;
use crate::words::t;

/// How long typing rests before a passphrase is estimated.
const REST: Duration = Duration::from_millis(250);

/// The two fields of a new passphrase.
#[derive(Clone, Copy, Default)]
pub struct NewPassphrase {
    first: NodeRef<Input>,
    second: NodeRef<Input>,
}

impl NewPassphrase {
    /// The passphrase, or the sentence that says what is wrong with it.
    pub fn read(self) -> Result<Zeroizing<String>, &'static str> {
        let typed = secret_in(self.first);
        if typed.trim().is_empty() {
            Err(t("passphrase.empty"))
        } else if typed != secret_in(self.second) {
            Err(t("passphrase.differ"))
        } else {
            Ok(typed)
        }
    }
}

/// Offers six random words, estimates what is typed, and never forbids a passphrase by rules.
#[component]
pub fn NewPassphraseFields(
    /// The fields.
    fields: NewPassphrase,
    /// What is wrong; emptied when something is typed. Its sentence stands in an element with the
    /// id `passphrase-error`.
    error: RwSignal<String>,
    /// Where to keep the words that are offered.
    #[prop(default = t("passphrase.note_down"))]
    note: &'static str,
) -> impl IntoView {
    let estimator = use_estimator();
    let NewPassphrase { first, second } = fields;
    let strength = RwSignal::new(None::<u8>);
    let words = RwSignal::new(journal::make_random_words().ok());
    let timer = StoredValue::new_local(None::<Timeout>);
    let estimate = move || {
        let passphrase = secret_in(first);
        if passphrase.is_empty() {
            return strength.set(None);
        }
        leptos::task::spawn_local(async move {
            let score = estimator.estimate(passphrase).await;
            let _ = strength.try_set(score);
        });
    };
    let on_input = Callback::new(move |()| {
        error.set(String::new());
        timer.set_value(Some(Timeout::new(REST.as_millis() as u32, estimate)));
    });
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
            <p class="hint">{note}</p>
        </section>
        <PassphraseField
            id="passphrase"
            label=t("passphrase.new")
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
