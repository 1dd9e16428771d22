//! Choosing a key file, and typing its passphrase where it is sealed.

use std::pin::Pin;

use leptos::html::Input;
use leptos::prelude::*;
use zeroize::Zeroizing;

use crate::components::{FieldError, PassphraseField, icon, on_submit, secret_in};
use crate::jobs::desk::{DeskFailure, KeyFailure};
use crate::state::{Desk, HeldFile, Picked};
use crate::words::{desk as said, fill, t};

/// What is done with a key file and, where it is sealed, its passphrase.
pub type Give = Callback<
    (HeldFile, Option<Zeroizing<String>>),
    Pin<Box<dyn Future<Output = Result<(), DeskFailure>>>>,
>;

/// A key file. Whether it is sealed is seen by its content; then its passphrase is asked for.
#[component]
pub fn KeyFileField(
    /// The id of the file's field.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// What is done with it.
    give: Give,
) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let secret = NodeRef::<Input>::new();
    let sealed = RwSignal::new_local(None::<Picked>);
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    let run = move |picked: Picked, passphrase: Option<Zeroizing<String>>| {
        trouble.set(String::new());
        is_busy.set(true);
        let given = give.run((picked.file.clone(), passphrase));
        leptos::task::spawn_local(async move {
            let given = given.await;
            let _ = is_busy.try_set(false);
            match given {
                Ok(()) => drop(sealed.try_set(None)),
                Err(DeskFailure::Key(KeyFailure::NeedsPassphrase)) => {
                    drop(sealed.try_set(Some(picked)));
                }
                Err(failure) => drop(trouble.try_set(said::failure(&failure))),
            }
        });
    };
    let choose = move |_| {
        let picked = field.get_untracked().and_then(|field| Desk::picked(&field));
        if let Some(picked) = picked.filter(|_| !is_busy.get_untracked()) {
            sealed.set(None);
            run(picked, None);
        }
    };
    let open = move || {
        let passphrase = secret_in(secret);
        match sealed.get_untracked() {
            Some(_) if passphrase.is_empty() => trouble.set(t("keyfile.empty").to_owned()),
            Some(picked) => run(picked, Some(passphrase)),
            None => {}
        }
    };
    let asking = move || {
        sealed.get().map(|picked| {
            view! {
                <form class="stack" on:submit=on_submit(is_busy, open)>
                    <p class="note">{fill("keyfile.sealed", &[("name", &desk::printable(&picked.path))])}</p>
                    <PassphraseField
                        id="key-passphrase"
                        label=t("keyfile.passphrase")
                        autocomplete="current-password"
                        field=secret
                        described_by="key-file-error"
                        invalid=Signal::derive(move || !trouble.get().is_empty())
                    />
                    <button class="button" type="submit" id="open-key" aria-busy=move || is_busy.get().to_string()>
                        {move || if is_busy.get() { t("keyfile.opening") } else { t("keyfile.open") }}
                    </button>
                </form>
            }
        })
    };
    view! {
        <div class="stack key-file">
            <label class="button file">
                {icon("file-up")}{label}
                <input type="file" id=id node_ref=field aria-describedby="key-file-error" on:change=choose/>
            </label>
            {asking}
            <FieldError id="key-file-error" text=trouble.into()/>
        </div>
    }
}
