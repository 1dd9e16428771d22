//! What a person should know, and what to do about it: what asks for somebody first.

use std::sync::Arc;

use desk::Severity;
use leptos::prelude::*;

use crate::components::icon;
use crate::jobs::desk::{Merged, Told};
use crate::state::use_desk;
use crate::words::{count, desk as said, t};

/// So many of a kind stand there at once.
const MOST: usize = 100;

/// The problems of what was opened.
#[component]
pub fn Problems(
    /// How everything stands.
    merged: Arc<Merged>,
) -> impl IntoView {
    let desk = use_desk();
    let (notes, urgent): (Vec<Told>, Vec<Told>) = merged
        .problems
        .iter()
        .cloned()
        .partition(|told| told.severity == Severity::Note);
    let has_fork = merged.problems.iter().any(|told| told.code == "fork");
    let forks = has_fork.then(|| {
        let checked = move || desk.rules.with(|rules| rules.accept_forks);
        view! {
            <label class="choice" for="accept-forks">
                <input type="checkbox" id="accept-forks" prop:checked=checked
                    on:change=move |event| {
                        let accepts = event_target_checked(&event);
                        desk.change_rules(|rules| rules.accept_forks = accepts);
                    }/>
                <span>{t("desk.accept_forks")}<span class="hint">{t("desk.accept_forks_hint")}</span></span>
            </label>
        }
    });
    let nothing = urgent.is_empty().then(|| {
        view! { <p class="notice notice-ok" id="no-problem">{icon("check")}<span>{t("desk.no_problem")}</span></p> }
    });
    let notes = (!notes.is_empty()).then(|| {
        let head = count("desk.note_one", "desk.note_many", notes.len());
        view! {
            <details class="disclosure" id="notes">
                <summary>{icon("chevron-right")}{head}</summary>
                {list(&notes)}
            </details>
        }
    });
    view! {
        <section class="stack" aria-labelledby="problems-head">
            <h2 id="problems-head">{t("desk.to_do")}</h2>
            {nothing}
            {(!urgent.is_empty()).then(|| list(&urgent))}
            {forks}
            {notes}
        </section>
    }
}

fn list(problems: &[Told]) -> impl IntoView + use<> {
    let rows = problems.iter().take(MOST).map(|told| {
        let (name, class) = match told.severity {
            Severity::Refused => ("triangle-alert", "problem problem-refused"),
            Severity::Attention => ("info", "problem problem-attention"),
            Severity::Note => ("dot", "problem"),
        };
        view! {
            <li class=class data-problem=told.code.clone()>
                <span class="problem-kind">{icon(name)}{said::severity(told.severity)}</span>
                <p class="problem-what">{said::sentence(told)}</p>
                {said::advice(told).map(|advice| view! { <p class="hint">{advice}</p> })}
            </li>
        }
    });
    let more = (problems.len() > MOST).then(|| {
        let rest = problems.len() - MOST;
        view! { <li class="problem"><p>{count("desk.more_one", "desk.more_many", rest)}</p></li> }
    });
    view! { <ul class="problems">{rows.collect_view()}{more}</ul> }
}
