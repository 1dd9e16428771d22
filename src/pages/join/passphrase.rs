//! Step 4: the passphrase that seals everything.

use leptos::prelude::*;
use zeroize::Zeroizing;

use super::{Joining, Step, step_words};
use crate::components::{FieldError, Head, NewPassphrase, NewPassphraseFields, Submit};
use crate::state::use_session;
use crate::words::t;

/// Chooses the passphrase and draws the keys; nothing is stored yet.
#[component]
pub(super) fn PassphraseStep(joining: Joining) -> impl IntoView {
    let session = use_session();
    session.warm_up();
    let fields = NewPassphrase::default();
    let error = RwSignal::new(String::new());
    let seal = Action::new_local(move |passphrase: &Zeroizing<String>| {
        let passphrase = passphrase.clone();
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
        match fields.read() {
            Err(words) => error.set(words.to_owned()),
            Ok(passphrase) if !busy.get_untracked() => {
                seal.dispatch(passphrase);
            }
            Ok(_) => {}
        }
    };
    view! {
        <Head title=t("passphrase.title") step=step_words(4) lead=t("passphrase.lead")/>
        <form class="stack" on:submit=submit>
            <NewPassphraseFields fields=fields error=error/>
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
