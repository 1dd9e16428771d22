//! What one can begin that comes back.

use journal::Role;
use leptos::prelude::*;
use leptos_router::components::A;

use super::icon;
use crate::state::Step;
use crate::words::t;

/// The beginnings, each with a line on what will become of it.
#[component]
pub fn BeginLoops() -> impl IntoView {
    let row = |id: &'static str, href: String, mark, label: &'static str, hint: &'static str| {
        view! {
            <li>
                <A href=href attr:id=id>
                    {icon(mark)}
                    <span>{label}<span class="hint">{hint}</span></span>
                    {icon("chevron-right")}
                </A>
            </li>
        }
    };
    view! {
        <section class="stack-tight" aria-labelledby="begin-loops">
            <h2 id="begin-loops">{t("begin.title")}</h2>
            <ul class="waits">
                {row("begin-look-back", "/look-back".into(), "ring-past", t("begin.look_back"), t("begin.look_back_hint"))}
                {row("begin-letter", Step::Letter.address(), "ring-future", t("begin.letter"), t("begin.letter_hint"))}
                {row("begin-forecast", Step::Forecast.address(), "ring-future", t("begin.forecast"), t("begin.forecast_hint"))}
                {row("begin-student", Step::Chair(Role::Student).address(), "ring-both", t("begin.student"), t("begin.student_hint"))}
                {row("begin-mentor", Step::Chair(Role::Mentor).address(), "ring-both", t("begin.mentor"), t("begin.mentor_hint"))}
                {row("begin-received", Step::Received.address(), "ring-past", t("begin.received"), t("begin.received_hint"))}
                {row("begin-agenda", Step::Agenda.address(), "ring-free", t("begin.agenda"), t("begin.agenda_hint"))}
            </ul>
        </section>
    }
}
