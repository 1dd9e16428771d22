//! The first steps of a new key: whose it is, what seals it, and its file.

use leptos::html::Input;
use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{Frame, StepBack};
use crate::components::{FieldError, NewPassphrase, NewPassphraseFields, Submit, icon, on_submit};
use crate::state::{KeyStep, use_desk};
use crate::words::{self, desk as said, fill, t};

/// Who keeps the key.
#[component]
pub(super) fn HolderStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let field = NodeRef::<Input>::new();
    let next = move || {
        let typed = field.get_untracked().map(|field| field.value());
        work.holder.set(typed.unwrap_or_default().trim().to_owned());
        work.step.set(KeyStep::Passphrase);
    };
    view! {
        <Frame title=t("ceremony.holder_title") lead=t("ceremony.holder_lead")>
            <form class="stack" on:submit=on_submit(false, next)>
                <div class="field">
                    <label class="label" for="key-holder">{t("ceremony.holder")}</label>
                    <input class="input" type="text" id="key-holder" node_ref=field value=work.holder.get_untracked()
                        maxlength="120" autocomplete="off" aria-describedby="key-holder-hint"/>
                    <p class="hint" id="key-holder-hint">{t("ceremony.holder_hint")}</p>
                </div>
                <div class="row">
                    <Submit id="to-key-passphrase" label=t("ceremony.next") busy=false/>
                    <StepBack to=KeyStep::Choose/>
                </div>
            </form>
        </Frame>
    }
}

/// The passphrase; then the worker draws the key and seals it.
#[component]
pub(super) fn PassphraseStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let fields = NewPassphrase::default();
    let error = RwSignal::new(String::new());
    let seal = Action::new_local(move |passphrase: &Zeroizing<String>| {
        let passphrase = passphrase.clone();
        async move {
            match desk.seal_key(passphrase).await {
                Ok(()) => work.step.set(KeyStep::File),
                Err(failure) => drop(error.try_set(said::failure(&failure))),
            }
        }
    });
    let busy = seal.pending();
    let submit = move || match fields.read() {
        Err(words) => error.set(words.to_owned()),
        Ok(passphrase) => {
            error.set(String::new());
            seal.dispatch(passphrase);
        }
    };
    let (label, back) = match work.is_restored.get_untracked() {
        true => (t("ceremony.seal_again"), KeyStep::Words),
        false => (t("ceremony.seal"), KeyStep::Holder),
    };
    view! {
        <Frame title=t("ceremony.passphrase_title") lead=t("ceremony.passphrase_lead")>
            <form class="stack" on:submit=on_submit(busy, submit)>
                <NewPassphraseFields fields=fields error=error note=t("ceremony.note_down")/>
                <FieldError id="passphrase-error" text=error.into()/>
                <div class="row">
                    <Submit id="seal-key" label=label busy_label=t("ceremony.sealing") busy=busy/>
                    <StepBack to=back/>
                </div>
            </form>
        </Frame>
    }
}

/// The sealed file goes to its holder.
#[component]
pub(super) fn FileStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let trouble = RwSignal::new(String::new());
    let next = move || {
        if !work.is_saved.get_untracked() {
            return trouble.set(t("ceremony.save_first").to_owned());
        }
        work.step.set(match work.is_restored.get_untracked() {
            true => KeyStep::Proof,
            false => KeyStep::Paper,
        });
    };
    let save = move |_| {
        trouble.set(String::new());
        desk.save_key();
    };
    let file = move || {
        work.made.get().map(|made| {
            view! {
                <div class="desk-key">
                    <span class="desk-words key-file-name">{made.name.clone()}</span>
                    <span class="hint">{fill("ceremony.file_size", &[("size", &words::size(made.file.size()))])}</span>
                </div>
            }
        })
    };
    let saved = move || {
        work.is_saved.get().then(|| {
            view! { <p class="status status-ok" id="key-saved">{icon("check")}{t("ceremony.saved")}</p> }
        })
    };
    view! {
        <Frame title=t("ceremony.file_title") lead=t("ceremony.file_lead")>
            <form class="stack" on:submit=on_submit(false, next)>
                {file}
                <div class="row">
                    <button class="button" type="button" id="save-key" on:click=save>
                        {icon("download")}{t("ceremony.save")}
                    </button>
                </div>
                <div role="status">{saved}</div>
                <p class="note">{t("ceremony.file_note")}</p>
                <FieldError id="save-key-error" text=trouble.into()/>
                <div class="row">
                    <Submit id="after-file" label=t("ceremony.next") busy=false/>
                    <StepBack to=KeyStep::Choose/>
                </div>
            </form>
        </Frame>
    }
}
