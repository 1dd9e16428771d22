//! One of the two secrets that a person holds, asked once more: passphrase or recovery code.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{PassphraseField, secret_in};
use crate::state::Key;
use crate::words::t;

/// Which secret is asked for, and the fields it is typed into.
#[derive(Clone, Copy)]
pub struct SecretChoice {
    /// Whether it is the recovery code.
    pub by_code: RwSignal<bool>,
    passphrase: NodeRef<Input>,
    code: NodeRef<Textarea>,
}

impl SecretChoice {
    /// Asks for the passphrase first.
    pub fn new() -> Self {
        Self {
            by_code: RwSignal::new(false),
            passphrase: NodeRef::new(),
            code: NodeRef::new(),
        }
    }

    /// What was typed.
    pub fn read(self) -> Key {
        if self.by_code.get_untracked() {
            let field = self.code.get_untracked();
            let typed = field.map(|field| field.value()).unwrap_or_default();
            Key::RecoveryCode(Zeroizing::new(typed))
        } else {
            Key::Passphrase(secret_in(self.passphrase))
        }
    }

    /// Empties the fields: a secret stays on the page no longer than it is needed.
    pub fn clear(self) {
        // The page may be gone by now: locked while something longer went on.
        if let Some(field) = self.passphrase.try_get_untracked().flatten() {
            field.set_value("");
        }
        if let Some(field) = self.code.try_get_untracked().flatten() {
            field.set_value("");
        }
    }
}

/// The field of the chosen secret.
#[component]
pub fn SecretFields(
    /// Which secret.
    choice: SecretChoice,
    /// The id of the passphrase's field, and of the code's.
    ids: (&'static str, &'static str),
    /// What the passphrase's field is called.
    #[prop(default = t("passphrase.label"))]
    label: &'static str,
    /// The id of the error beside it.
    described_by: &'static str,
    /// Whether what was typed is wrong.
    #[prop(into)]
    invalid: Signal<bool>,
) -> impl IntoView {
    move || {
        if choice.by_code.get() {
            view! {
                <div class="field">
                    <label class="label" for=ids.1>{t("unlock.code")}</label>
                    <textarea
                        class="input input-code"
                        id=ids.1
                        rows="3"
                        node_ref=choice.code
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        aria-describedby=described_by
                        aria-invalid=move || invalid.get().then_some("true")
                    ></textarea>
                </div>
            }
            .into_any()
        } else {
            view! {
                <PassphraseField
                    id=ids.0
                    label=label
                    autocomplete="current-password"
                    field=choice.passphrase
                    described_by=described_by
                    invalid=invalid
                />
            }
            .into_any()
        }
    }
}

/// The button that changes from one secret to the other.
#[component]
pub fn OtherSecret(
    /// Which secret.
    choice: SecretChoice,
    /// Emptied with the change.
    error: RwSignal<String>,
) -> impl IntoView {
    view! {
        <button
            class="button button-quiet other-secret"
            type="button"
            on:click=move |_| {
                error.set(String::new());
                choice.by_code.update(|by_code| *by_code = !*by_code);
            }
        >
            {move || if choice.by_code.get() { t("unlock.use_passphrase") } else { t("unlock.use_code") }}
        </button>
    }
}
