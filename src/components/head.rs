//! The head of a page: its name, which takes the focus, so that a new page is announced.

use leptos::html::H1;
use leptos::prelude::*;

use crate::browser::page;
use crate::words;

/// A page's heading.
#[component]
pub fn Head(
    /// The page's name.
    #[prop(into)]
    title: String,
    /// What the window is called; the title if absent. Never anything that was written.
    #[prop(optional, into)]
    window: Option<String>,
    /// Where one is, as "Step 2 of 5".
    #[prop(optional, into)]
    step: Option<String>,
    /// One sentence that says what the page is for.
    #[prop(optional, into)]
    lead: Option<String>,
    /// Whether the name is for screen readers only.
    #[prop(default = false)]
    hidden: bool,
) -> impl IntoView {
    let heading = NodeRef::<H1>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            page::focus_heading(&heading);
        }
    });
    page::set_title(&format!(
        "{} · {}",
        window.as_deref().unwrap_or(&title),
        words::app_name()
    ));
    if hidden {
        return view! { <h1 class="sr-only" tabindex="-1" node_ref=heading>{title}</h1> }
            .into_any();
    }
    view! {
        <div class="page-head">
            {step.map(|step| view! { <p class="step">{step}</p> })}
            <h1 tabindex="-1" node_ref=heading>{title}</h1>
            {lead.map(|lead| view! { <p class="lead">{lead}</p> })}
        </div>
    }
    .into_any()
}
