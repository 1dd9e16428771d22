//! The way back in: passphrase or recovery code.

use leptos::html::{Input, Textarea};
use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::components::{FieldError, Head, Mark, PassphraseField, Shell, Submit};
use crate::state::{use_journal, use_notices, use_session};
use crate::words::t;

/// Asks for the passphrase, or for the recovery code instead.
#[component]
pub fn UnlockPage() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    use_session().warm_up();
    let by_code = RwSignal::new(false);
    let passphrase = NodeRef::<Input>::new();
    let code = NodeRef::<Textarea>::new();
    let error = RwSignal::new(String::new());

    let here = use_location().pathname;
    let navigate = use_navigate();
    let unlock = Action::new_local(move |(): &()| {
        let navigate = navigate.clone();
        let is_code = by_code.get_untracked();
        let secret = if is_code {
            code.get_untracked().map(|field| field.value())
        } else {
            passphrase.get_untracked().map(|field| field.value())
        };
        error.set(String::new());
        async move {
            match journal.unlock(secret.unwrap_or_default(), is_code).await {
                Ok(()) => {
                    // What was being written waits as a draft under Today.
                    if here.get_untracked().starts_with("/write/") {
                        navigate(
                            "/",
                            NavigateOptions {
                                replace: true,
                                ..Default::default()
                            },
                        );
                    }
                    let findings = journal.findings();
                    if findings.missing || findings.damaged > 0 {
                        notices.warn(t("unlock.findings"));
                    }
                }
                Err(reason) => error.set(t(reason.words()).to_owned()),
            }
        }
    });
    let busy = unlock.pending();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !busy.get_untracked() {
            unlock.dispatch(());
        }
    };
    let invalid = Signal::derive(move || !error.get().is_empty());
    let field = move || {
        if by_code.get() {
            view! {
                <div class="field">
                    <label class="label" for="recovery">{t("unlock.code")}</label>
                    <textarea
                        class="input input-code"
                        id="recovery"
                        rows="3"
                        node_ref=code
                        autocomplete="off"
                        autocapitalize="characters"
                        spellcheck="false"
                        aria-describedby="unlock-error"
                        aria-invalid=move || invalid.get().then_some("true")
                    ></textarea>
                </div>
            }
            .into_any()
        } else {
            view! {
                <PassphraseField
                    id="passphrase"
                    label=t("passphrase.label")
                    autocomplete="current-password"
                    field=passphrase
                    described_by="unlock-error"
                    invalid=invalid
                />
            }
            .into_any()
        }
    };
    view! {
        <Shell places=false class="page gate">
            <Mark/>
            {move || if by_code.get() {
                view! { <Head title=t("unlock.code_title") lead=t("unlock.code_lead")/> }
            } else {
                view! { <Head title=t("unlock.title") lead=t("unlock.lead")/> }
            }}
            <form class="stack" on:submit=submit>
                {field}
                <FieldError id="unlock-error" text=error.into()/>
                <div class="actions">
                    <Submit id="unlock" label=t("unlock.open") busy_label=t("unlock.opening") busy=busy/>
                    <button
                        class="button button-quiet"
                        type="button"
                        on:click=move |_| {
                            error.set(String::new());
                            by_code.update(|by_code| *by_code = !*by_code);
                        }
                    >
                        {move || if by_code.get() { t("unlock.use_passphrase") } else { t("unlock.use_code") }}
                    </button>
                </div>
            </form>
        </Shell>
    }
}
