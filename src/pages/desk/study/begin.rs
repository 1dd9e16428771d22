//! Beginning: from the worked example, or from a pack that is there.

use journal::StudyError;
use leptos::html::Input;
use leptos::prelude::*;

use crate::components::{FieldError, Head, icon};
use crate::state::{Desk, use_authoring};
use crate::words::{fill, t};

/// Nothing is open yet.
#[component]
pub(super) fn Begin() -> impl IntoView {
    let authoring = use_authoring();
    view! {
        <div class="page desk-page desk-open">
            <div class="desk-intro">
                <Head title=t("pack.title") lead=t("pack.lead")/>
                <ol class="desk-steps">
                    <li>{t("pack.step_write")}</li>
                    <li>{t("pack.step_look")}</li>
                    <li>{t("pack.step_save")}</li>
                    <li>{t("pack.step_codes")}</li>
                </ol>
                <p class="note">{t("pack.promise")}</p>
            </div>
            <div class="desk-choose">
                <section class="desk-sheet" aria-labelledby="begin-new">
                    <h2 id="begin-new">{icon("pencil")}{t("pack.begin")}</h2>
                    <p>{t("pack.begin_lead")}</p>
                    <p><button class="button button-primary" type="button" id="begin-study" on:click=move |_| authoring.begin()>{t("pack.begin_now")}</button></p>
                </section>
                <section class="desk-sheet" aria-labelledby="begin-open">
                    <h2 id="begin-open">{icon("file-up")}{t("pack.go_on")}</h2>
                    <p>{t("pack.go_on_lead")}</p>
                    <PackFile id="open-study" label=t("pack.choose") used=PackUse::Open/>
                </section>
            </div>
        </div>
    }
}

/// What a chosen pack is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PackUse {
    /// To go on with it.
    Open,
    /// To compare with it.
    Compare,
}

/// A button that takes a pack out of a file.
#[component]
pub(super) fn PackFile(
    /// The field's id.
    id: &'static str,
    /// What the button says.
    label: &'static str,
    /// What the pack is used for.
    used: PackUse,
) -> impl IntoView {
    let authoring = use_authoring();
    let field = NodeRef::<Input>::new();
    let trouble = RwSignal::new(String::new());
    let take = move |_| {
        let Some(file) = field.get_untracked().and_then(|field| Desk::chosen(&field)) else {
            return;
        };
        trouble.set(String::new());
        leptos::task::spawn_local(async move {
            let taken = match used {
                PackUse::Open => authoring.open(&file).await,
                PackUse::Compare => authoring.publish(&file).await,
            };
            if let Err(error) = taken {
                let _ = trouble.try_set(unopened(&error));
            }
        });
    };
    view! {
        <div>
            <label class="button file">
                {icon("file-up")}{label}
                <input type="file" id=id node_ref=field on:change=take aria-describedby=format!("{id}-error")/>
            </label>
            <FieldError id=format!("{id}-error") text=trouble.into()/>
        </div>
    }
}

/// Why a file cannot be opened as a pack.
fn unopened(error: &StudyError) -> String {
    match error {
        StudyError::NotJson(reason) => fill("pack.no_json", &[("reason", reason)]),
        StudyError::OtherFormat | StudyError::Faults(_) => t("pack.no_pack").to_owned(),
    }
}
