//! The file: opened again, the same word for word, and not sent yet.

use leptos::prelude::*;

use super::{ReceiptFacts, Step, step_words};
use crate::components::{Head, Mark, icon};
use crate::state::{Offer, Ready, Shared, can_save, save_sealed, use_journal, use_notices};
use crate::words::{fill, t};

/// Hands the file over: by the share sheet where the platform takes it, else as a download.
#[component]
pub fn ReadyStep(
    /// The bundle.
    ready: Ready,
    /// Where one is.
    step: RwSignal<Step>,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let handed = RwSignal::new(false);
    let offer = StoredValue::new_local(Offer::new(&ready.receipt.file_name, &ready.bytes));
    let receipt = ready.receipt.clone();
    let ready = StoredValue::new_local(ready);
    let note = move |is_handed: bool| async move {
        let ready = ready.get_value();
        match journal.note_handed(&ready, is_handed).await {
            Ok(()) => handed.set(is_handed),
            Err(error) => {
                notices.warn(fill("ready.not_noted", &[("reason", t(error.words()))]));
            }
        }
    };
    let on_share = move |_| {
        // Nothing may be awaited between the tap and the sheet.
        let shared = offer.with_value(Offer::share);
        let before = handed.get_untracked();
        leptos::task::spawn_local(async move {
            // Noted before the sheet answers: on some phones it never does, and the number of a
            // file that may have left is never given again.
            note(true).await;
            match shared.await {
                Shared::HandedOver => {}
                Shared::Closed => note(before).await,
                Shared::Refused(error) => {
                    note(before).await;
                    notices.warn(fill("ready.refused", &[("reason", t(error.words()))]));
                }
            }
        });
    };
    let on_save = move |_| match ready
        .with_value(|ready| save_sealed(&ready.receipt.file_name, &ready.bytes))
    {
        Ok(()) => leptos::task::spawn_local(note(true)),
        Err(error) => notices.warn(t(error.words())),
    };
    let can_share = offer.with_value(Offer::can_share);
    let save_class = if can_share {
        "button"
    } else {
        "button button-primary"
    };
    view! {
        <Mark class="ring-done" closed=true/>
        <Head title=t("ready.title") step=step_words(3) lead=t("ready.lead")/>
        <section class="receipt" aria-labelledby="receipt">
            <h2 id="receipt">{t("ready.receipt")}</h2>
            <ReceiptFacts receipt=receipt/>
        </section>
        {move || if handed.get() {
            view! {
                <div class="notice notice-ok" role="status" id="handed">{icon("check")}<p>{t("ready.handed")}</p></div>
            }
            .into_any()
        } else {
            view! { <div class="notice">{icon("info")}<p>{t("ready.how")}</p></div> }.into_any()
        }}
        <div class="actions">
            {can_share.then(|| view! {
                <button class="button button-primary" type="button" id="share-file" on:click=on_share>
                    {icon("share-2")}{t("ready.share")}
                </button>
            })}
            {can_save().then(|| view! {
                <button class=save_class type="button" id="save-file" on:click=on_save>
                    {icon("download")}{t("ready.save")}
                </button>
            })}
            <button class="button button-quiet" type="button" on:click=move |_| step.set(Step::Choose)>
                {t("ready.close")}
            </button>
        </div>
    }
}
