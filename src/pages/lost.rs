//! The browser lost the journal: what is left of it, and the ways back.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{Head, Mark, Shell, icon};
use crate::state::{Left, Loss, use_notices, use_session};
use crate::words::{count, fill, t};

/// Says what happened, brings the second copy back, and never deletes anything.
#[component]
pub fn LostPage(
    /// How it was lost.
    loss: Loss,
) -> impl IntoView {
    let session = use_session();
    let notices = use_notices();
    let left = RwSignal::new_local(None::<Option<Left>>);
    let is_sure = RwSignal::new(false);
    leptos::task::spawn_local(async move {
        let found = session.left().await;
        let _ = left.try_set(Some(found));
    });
    let failed = move |words: &'static str| {
        notices.warn(fill("lost.failed", &[("reason", t(words))]));
    };
    let bring_back = Action::new_local(move |(): &()| async move {
        let Some(Some(left)) = left.get_untracked() else {
            return;
        };
        if let Err(error) = session.bring_back_left(left).await {
            failed(error.words());
        }
    });
    let anew = Action::new_local(move |(): &()| async move {
        if let Err(error) = session.start_anew().await {
            failed(error.words());
        }
    });
    let lead = match loss {
        Loss::Empty => t("lost.empty"),
        Loss::Unreadable => t("lost.unreadable"),
        Loss::Keyring => t("lost.keyring"),
    };
    let second_copy = move || match left.get() {
        None => view! { <p class="busy" role="status">{t("lost.looking")}</p> }.into_any(),
        Some(None) => view! {
            <div class="notice notice-past">{icon("info")}<p>{t("lost.no_copy")}</p></div>
        }
        .into_any(),
        Some(Some(left)) => view! {
            <div class="notice notice-ok">
                {icon("shield-check")}
                <p>{count("lost.copy_one", "lost.copy", left.records())}</p>
            </div>
        }
        .into_any(),
    };
    let has_copy = move || matches!(left.get(), Some(Some(_)));
    view! {
        <Shell places=false class="page gate">
            <Mark/>
            <div class="stack" id="lost">
                <Head title=t("lost.title") lead=lead/>
                {second_copy}
                <p>{t("lost.safe")}</p>
            </div>
            <details class="disclosure">
                <summary>{icon("chevron-right")}{t("lost.other_ways")}</summary>
                <div class="stack">
                    <p class="hint">{t("lost.anew_hint")}</p>
                    {move || if is_sure.get() {
                        view! {
                            <button class="button button-bad" type="button" id="start-anew-now" on:click=move |_| { anew.dispatch(()); }>
                                {t("lost.anew_now")}
                            </button>
                        }
                        .into_any()
                    } else {
                        view! {
                            <button class="button" type="button" id="start-anew" on:click=move |_| is_sure.set(true)>
                                {t("lost.anew")}
                            </button>
                        }
                        .into_any()
                    }}
                </div>
            </details>
            <div class="actions">
                {move || has_copy().then(|| view! {
                    <button
                        class="button button-primary"
                        type="button"
                        id="from-mirror"
                        aria-busy=move || bring_back.pending().get().to_string()
                        on:click=move |_| { bring_back.dispatch(()); }
                    >
                        {t("lost.bring_back")}
                    </button>
                })}
                <A href="/restore" attr:class=move || if has_copy() { "button" } else { "button button-primary" } attr:id="from-backup">
                    {icon("file-up")}{t("lost.from_backup")}
                </A>
            </div>
        </Shell>
    }
}
