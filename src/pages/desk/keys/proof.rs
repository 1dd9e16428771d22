//! The proof: the file that was saved is opened again, and its key opens a test bundle.

use leptos::html::Input;
use leptos::prelude::*;

use super::{Frame, StepBack};
use crate::components::{FieldError, PassphraseField, Submit, icon, on_submit, secret_in};
use crate::state::{Desk, KeyStep, Picked, use_desk};
use crate::words::{desk as said, fill, t};

/// The proof.
#[component]
pub(super) fn ProofStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let field = NodeRef::<Input>::new();
    let secret = NodeRef::<Input>::new();
    let chosen = RwSignal::new_local(None::<Picked>);
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    let choose = move |_| {
        if let Some(picked) = field.get_untracked().and_then(|field| Desk::picked(&field)) {
            trouble.set(String::new());
            chosen.set(Some(picked));
        }
    };
    let prove = move || {
        let passphrase = secret_in(secret);
        let Some(picked) = chosen.get_untracked() else {
            return trouble.set(t("ceremony.proof_file_first").to_owned());
        };
        if passphrase.is_empty() {
            return trouble.set(t("keyfile.empty").to_owned());
        }
        trouble.set(String::new());
        is_busy.set(true);
        leptos::task::spawn_local(async move {
            let proved = desk.prove_key(&picked.file, passphrase).await;
            let _ = is_busy.try_set(false);
            match proved {
                Ok(()) => work.step.set(KeyStep::Done),
                Err(failure) => drop(trouble.try_set(said::failure(&failure))),
            }
        });
    };
    let name = move || {
        chosen.get().map(|picked| {
            let name = desk::printable(&picked.path);
            view! { <p class="status status-ok" id="proof-chosen">{icon("check")}{name}</p> }
        })
    };
    let expected = work.made.with_untracked(|made| {
        let name = made.as_ref().map(|made| made.name.clone());
        fill(
            "ceremony.proof_file_hint",
            &[("name", &name.unwrap_or_default())],
        )
    });
    let back = match work.is_restored.get_untracked() {
        true => KeyStep::File,
        false => KeyStep::Paper,
    };
    view! {
        <Frame title=t("ceremony.proof_title") lead=t("ceremony.proof_lead")>
            <form class="stack" on:submit=on_submit(is_busy, prove)>
                <div class="stack-tight">
                    <div>
                        <label class="button file">
                            {icon("file-up")}{t("ceremony.proof_file")}
                            <input type="file" id="proof-file" node_ref=field aria-describedby="proof-file-hint" on:change=choose/>
                        </label>
                    </div>
                    <p class="hint" id="proof-file-hint">{expected}</p>
                    {name}
                </div>
                <PassphraseField
                    id="proof-passphrase"
                    label=t("ceremony.proof_passphrase")
                    autocomplete="current-password"
                    field=secret
                    described_by="proof-error"
                    invalid=Signal::derive(move || !trouble.get().is_empty())
                />
                <FieldError id="proof-error" text=trouble.into()/>
                <div class="row">
                    <Submit id="prove-key" label=t("ceremony.prove") busy_label=t("ceremony.proving") busy=is_busy/>
                    <StepBack to=back/>
                </div>
            </form>
            <details class="disclosure key-without" id="without-proof">
                <summary>{icon("chevron-right")}{t("ceremony.without_proof")}</summary>
                <div class="notice notice-bad">{icon("triangle-alert")}<p>{t("ceremony.without_proof_lead")}</p></div>
                <button class="button button-bad" type="button" id="skip-proof" on:click=move |_| work.step.set(KeyStep::Done)>
                    {t("ceremony.without_proof_go")}
                </button>
            </details>
        </Frame>
    }
}
