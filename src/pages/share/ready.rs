//! The file: opened again, the same word for word, and not sent yet.

use leptos::prelude::*;

use super::{ReceiptFacts, Step, step_words};
use crate::components::{HandOver, Head, Mark, icon};
use crate::state::{Ready, use_journal, use_notices};
use crate::words::{fill, t};

/// Hands the file over: by the share sheet where the platform takes it, else as a download.
#[component]
pub fn ReadyStep(
    /// The bundle.
    ready: Ready,
    /// Where one is.
    step: RwSignal<Step, LocalStorage>,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let handed = RwSignal::new(false);
    let before = StoredValue::new(false);
    let receipt = ready.receipt.clone();
    let (name, file) = (receipt.file_name.clone(), ready.file.clone());
    let ready = StoredValue::new_local(ready);
    // The number of a file that may have left is never given again.
    let on_handed = Callback::new(move |is_handed: bool| {
        if is_handed {
            before.set_value(handed.get_untracked());
        }
        let is_handed = is_handed || before.get_value();
        leptos::task::spawn_local(async move {
            let ready = ready.get_value();
            match journal.note_handed(&ready, is_handed).await {
                Ok(()) => handed.set(is_handed),
                Err(error) => {
                    notices.warn(fill("ready.not_noted", &[("reason", t(error.words()))]));
                }
            }
        });
    });
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
            <HandOver
                name=name
                file=file
                id="save-file"
                share_id="share-file"
                label=t("ready.save")
                on_handed=on_handed
            />
            <button class="button button-quiet" type="button" on:click=move |_| step.set(Step::Choose)>
                {t("ready.close")}
            </button>
        </div>
    }
}
