//! One clear page where the browser lets us store nothing.

use leptos::prelude::*;

use crate::browser::{BrowserError, page};
use crate::components::{Head, Mark, Shell, icon};
use crate::words::t;

/// Says what is in the way and what to do.
#[component]
pub fn BlockedPage(
    /// What the browser said.
    error: BrowserError,
) -> impl IntoView {
    let detail = error.to_string();
    let copied = detail.clone();
    let (lead, ways) = if error == BrowserError::Newer {
        (t("trouble.newer"), vec![t("blocked.update")])
    } else {
        (
            t("blocked.lead"),
            vec![t("blocked.window"), t("blocked.allow"), t("blocked.other")],
        )
    };
    view! {
        <Shell places=false class="page gate">
            <Mark/>
            <Head title=t("blocked.title") lead=lead/>
            <div class="sheet">
                <h2>{t("blocked.what")}</h2>
                <ul class="terms">
                    {ways.into_iter().map(|way| view! { <li>{icon("dot")}<p>{way}</p></li> }).collect_view()}
                </ul>
            </div>
            <p>{t("blocked.safe")}</p>
            <details class="disclosure">
                <summary>{icon("chevron-right")}{t("blocked.details")}</summary>
                <p class="digest">{detail}</p>
            </details>
            <div class="actions">
                <button class="button button-primary" type="button" on:click=|_| page::reload()>
                    {icon("refresh-cw")}{t("blocked.again")}
                </button>
                <button class="button button-quiet" type="button" on:click=move |_| page::copy(&copied)>
                    {icon("copy")}{t("blocked.copy")}
                </button>
            </div>
        </Shell>
    }
}
