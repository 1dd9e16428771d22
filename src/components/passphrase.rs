//! A field for a secret: paste and password managers allowed, and it can be looked at.

use leptos::html::Input;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::icon;
use crate::words::t;

/// What was typed into a field, wiped when it is dropped.
pub fn secret_in(field: NodeRef<Input>) -> Zeroizing<String> {
    let field = field.get_untracked();
    Zeroizing::new(field.map(|field| field.value()).unwrap_or_default())
}

/// A passphrase field. The text stays in the field and is read from it once.
#[component]
pub fn PassphraseField(
    /// The field's id.
    id: &'static str,
    /// What it is called.
    label: &'static str,
    /// `current-password` or `new-password`.
    autocomplete: &'static str,
    /// The field, to read it from.
    field: NodeRef<Input>,
    /// The id of its error and hints.
    described_by: &'static str,
    /// Whether what was typed is wrong.
    #[prop(into)]
    invalid: Signal<bool>,
    /// Called at every change.
    #[prop(optional, into)]
    on_input: Option<Callback<()>>,
) -> impl IntoView {
    let shown = RwSignal::new(false);
    view! {
        <div class="field">
            <label class="label" for=id>{label}</label>
            <div class="with-tool">
                <input
                    class="input"
                    id=id
                    node_ref=field
                    type=move || if shown.get() { "text" } else { "password" }
                    // While it can be looked at it is a field of text like any other, and browsers note
                    // what stands in those, in the clear, so that a tab can be brought back.
                    autocomplete=move || if shown.get() { "off" } else { autocomplete }
                    autocapitalize="none"
                    spellcheck="false"
                    enterkeyhint="go"
                    aria-describedby=described_by
                    aria-invalid=move || invalid.get().then_some("true")
                    on:input=move |_| if let Some(on_input) = on_input { on_input.run(()) }
                />
                <button
                    class="button button-quiet"
                    type="button"
                    aria-pressed=move || shown.get().to_string()
                    aria-controls=id
                    on:click=move |_| shown.update(|shown| *shown = !*shown)
                >
                    {move || icon(if shown.get() { "eye-off" } else { "eye" })}
                    {t("passphrase.show")}
                </button>
            </div>
        </div>
    }
}
