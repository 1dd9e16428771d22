//! What of the writer's own stands above the page while it is answered.

use journal::{Form, LinkKind, Role, Stimulus};
use leptos::prelude::*;

use crate::components::{HeardRecordings, icon, role_words};
use crate::state::{Occasion, use_journal};
use crate::words::{self, fill, t};

/// The earlier entries that are answered, whole; and that the other side of an event is covered.
#[component]
pub fn Shown(
    /// What is written on.
    on: Occasion,
) -> impl IntoView {
    let context = on.context.map(|context| *context).unwrap_or_default();
    let is_second = context
        .links
        .iter()
        .any(|link| link.kind == LinkKind::OtherChairOf);
    let note = match context.form {
        Some(Form::Chair) if is_second => Some(t("chairs.covered_now")),
        Some(Form::Chair) => Some(t("chairs.first_note")),
        Some(Form::Letter(_)) => Some(t("letter.write_note")),
        _ => None,
    };
    let shown = context
        .stimuli
        .into_iter()
        .map(|stimulus| view! { <ShownEntry stimulus=stimulus/> });
    view! {
        {note.map(|note| view! { <p class="note" id="step-note">{icon("info")}{note}</p> })}
        {shown.collect_view()}
    }
}

/// An entry as it was shown, to be folded away while one writes.
#[component]
pub fn ShownEntry(
    /// What was shown, and when.
    stimulus: Stimulus,
    /// Whether it is folded away at first.
    #[prop(default = false)]
    folded: bool,
) -> impl IntoView {
    let journal = use_journal();
    let entry = untrack(|| journal.entry(stimulus.entry)).map(|kept| kept.newest().clone());
    let written = entry
        .as_ref()
        .map(|entry| (words::date(&entry.created_at), entry.role));
    let label = match written {
        Some((day, Role::NotSaid)) => fill("shown.of", &[("day", &day)]),
        Some((day, role)) => fill(
            "shown.of_role",
            &[("day", &day), ("role", role_words(role))],
        ),
        None => t("shown.gone").to_owned(),
    };
    let words = stimulus
        .words
        .unwrap_or_else(|| t("shown.no_words").to_owned());
    view! {
        <details class="disclosure shown" open=!folded data-shown=stimulus.entry.to_string()>
            <summary>{icon("chevron-right")}{label}</summary>
            <div class="shown-words prose" dir="auto" tabindex="0" role="group" aria-label=t("shown.words")>{words}</div>
            {entry.map(|entry| view! { <HeardRecordings entry=entry/> })}
        </details>
    }
}
