//! Which session an entry is about.

use journal::Session;
use leptos::prelude::*;

use crate::components::icon;
use crate::state::use_journal;
use crate::words::{self, fill, t};

/// The question, in the study's own words where it has them.
#[component]
pub fn SessionField(
    /// What is answered; `None` for nothing.
    session: RwSignal<Option<Session>>,
) -> impl IntoView {
    let journal = use_journal();
    let asked = untrack(|| {
        journal.with_study(|study| {
            let label = study.sessions.label.only_in(words::language());
            (label.map(str::to_owned), study.sessions.count())
        })
    });
    let (label, count) = asked.unwrap_or_default();
    let label = label.unwrap_or_else(|| t("session.which").to_owned());
    let numbered = (1..=count).map(|number| {
        let words = fill("session.number", &[("n", &number.to_string())]);
        (Some(Session::Number(number)), words)
    });
    let answers: Vec<(Option<Session>, String)> = [
        (None, t("session.unsaid").to_owned()),
        (Some(Session::BeforeAny), t("session.before").to_owned()),
    ]
    .into_iter()
    .chain(numbered)
    .chain([(Some(Session::None), t("session.none").to_owned())])
    .collect();
    let name = |session: Option<Session>| session.map_or_else(String::new, Session::name);
    let known: Vec<Option<Session>> = answers.iter().map(|(answer, _)| *answer).collect();
    let on_change = move |event| {
        let chosen = event_target_value(&event);
        let found = known.iter().find(|answer| name(**answer) == chosen);
        session.set(found.copied().flatten());
    };
    let options = answers.into_iter().map(|(answer, words)| {
        view! { <option value=name(answer) prop:selected=move || session.get() == answer>{words}</option> }
    });
    view! {
        <div class="field">
            <label class="label" for="session">{label}</label>
            <div class="select">
                <select id="session" on:change=on_change>{options.collect_view()}</select>
                {icon("chevron-right")}
            </div>
        </div>
    }
}
