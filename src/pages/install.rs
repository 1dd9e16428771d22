//! A tab of an iPhone: the icon first, and a page to try that keeps nothing.

use leptos::prelude::*;

use crate::components::{Head, Mark, Shell, icon};
use crate::words::t;

/// How to put the app on the Home Screen, and why the journal waits for that.
#[component]
pub fn InstallPage() -> impl IntoView {
    let is_trying = RwSignal::new(false);
    move || {
        if is_trying.get() {
            view! { <Practice is_trying=is_trying/> }.into_any()
        } else {
            view! { <Guide is_trying=is_trying/> }.into_any()
        }
    }
}

#[component]
fn Guide(is_trying: RwSignal<bool>) -> impl IntoView {
    let step = |name: &'static str, words: &'static str| {
        view! { <li>{icon(name)}<p>{words}</p></li> }
    };
    view! {
        <Shell places=false class="page gate">
            <Mark/>
            <div class="stack" id="install">
                <Head title=t("install.title") lead=t("install.lead")/>
                <ol class="terms sheet">
                    {step("share-ios", t("install.share"))}
                    {step("square-plus", t("install.add"))}
                    {step("check", t("install.keep_on"))}
                    {step("circle", t("install.open"))}
                </ol>
                <p class="note">{t("install.why")}</p>
            </div>
            <div class="actions">
                <button class="button" type="button" id="practice" on:click=move |_| is_trying.set(true)>
                    {icon("pencil")}{t("install.practice")}
                </button>
            </div>
        </Shell>
    }
}

/// A page to try. Its text is held by the field alone and goes with it.
#[component]
fn Practice(is_trying: RwSignal<bool>) -> impl IntoView {
    view! {
        <Shell places=false class="page page-write">
            <Head title=t("install.practice") hidden=true/>
            <div class="notice notice-past" role="status">{icon("info")}<p>{t("install.nothing_kept")}</p></div>
            <textarea
                class="paper"
                id="practice-paper"
                aria-label=t("write.words")
                placeholder=t("write.begin")
                autocomplete="off"
                spellcheck="false"
                dir="auto"
            ></textarea>
            <div class="composer-foot">
                <p class="status"></p>
                <button class="button button-primary" type="button" id="practice-done" on:click=move |_| is_trying.set(false)>
                    {t("write.done")}
                </button>
            </div>
        </Shell>
    }
}
