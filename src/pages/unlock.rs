//! The way back in: passphrase, recovery code, or the device itself.

use leptos::prelude::*;
use leptos_router::NavigateOptions;
use leptos_router::hooks::{use_location, use_navigate};

use crate::components::{
    FieldError, Head, Mark, OtherSecret, SecretChoice, SecretFields, Shell, Submit, icon, on_submit,
};
use crate::state::{Key, use_journal, use_session};
use crate::words::t;

/// Asks for the passphrase, or for another key instead.
#[component]
pub fn UnlockPage() -> impl IntoView {
    let journal = use_journal();
    let session = use_session();
    session.warm_up();
    let choice = SecretChoice::new();
    let error = RwSignal::new(String::new());
    let is_taken = RwSignal::new(false);
    let has_device = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        let _ = is_taken.try_set(session.is_taken().await);
        let _ = has_device.try_set(session.device().await.is_some());
    });

    let here = use_location().pathname;
    let navigate = use_navigate();
    let unlock = Action::new_local(move |by_device: &bool| {
        let navigate = navigate.clone();
        let by_device = *by_device;
        error.set(String::new());
        async move {
            let key: Result<Key, _> = if by_device {
                session.device_key().await
            } else {
                Ok(choice.read())
            };
            let opened = match key {
                Ok(key) => journal.unlock(key).await,
                Err(reason) => Err(reason),
            };
            match opened {
                // What was being written waits as a draft under Today.
                Ok(()) if here.get_untracked().starts_with("/write/") => {
                    let options = NavigateOptions {
                        replace: true,
                        ..Default::default()
                    };
                    navigate("/", options);
                }
                Ok(()) => {}
                Err(reason) => {
                    let _ = error.try_set(t(reason.words()).to_owned());
                    let _ = is_taken.try_set(session.is_taken().await);
                }
            }
        }
    });
    let busy = unlock.pending();
    let take_over = Action::new_local(move |(): &()| async move {
        match session.take_over().await {
            Ok(()) => is_taken.set(false),
            Err(reason) => error.set(t(reason.words()).to_owned()),
        }
    });
    let submit = on_submit(busy, move || {
        unlock.dispatch(false);
    });
    let invalid = Signal::derive(move || !error.get().is_empty());
    view! {
        <Shell places=false class="page gate">
            <Mark/>
            {move || if choice.by_code.get() {
                view! { <Head title=t("unlock.code_title") lead=t("unlock.code_lead")/> }
            } else {
                view! { <Head title=t("unlock.title") lead=t("unlock.lead")/> }
            }}
            {move || is_taken.get().then(|| view! {
                <div class="notice notice-past" id="other-tab" role="status">
                    {icon("info")}
                    <p>{t("tab.taken")}</p>
                    <button
                        class="button"
                        type="button"
                        id="take-over"
                        aria-busy=move || take_over.pending().get().to_string()
                        on:click=move |_| { take_over.dispatch(()); }
                    >
                        {t("tab.take_over")}
                    </button>
                </div>
            })}
            <form class="stack" on:submit=submit>
                <SecretFields
                    choice=choice
                    ids=("passphrase", "recovery")
                    described_by="unlock-error"
                    invalid=invalid
                />
                <FieldError id="unlock-error" text=error.into()/>
                <div class="actions">
                    <Submit id="unlock" label=t("unlock.open") busy_label=t("unlock.opening") busy=busy/>
                    {move || has_device.get().then(|| view! {
                        <button class="button" type="button" id="unlock-device" on:click=move |_| { unlock.dispatch(true); }>
                            {icon("key-round")}{t("unlock.by_device")}
                        </button>
                    })}
                    <OtherSecret choice=choice error=error/>
                </div>
            </form>
        </Shell>
    }
}
