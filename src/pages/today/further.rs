//! Questions of other directions, quietly below the doors.

use journal::Theme;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::{icon, theme_words};
use crate::state::{address_of, use_journal, use_notices};
use crate::words::t;

/// What has its time: a beginning, an end, a session.
const TIMELY: [(Theme, &str); 3] = [
    (Theme::Opening, "circle"),
    (Theme::Closing, "check"),
    (Theme::AfterSession, "users"),
];
/// What can be written at any time, behind one line.
const OTHERS: [(Theme, &str); 3] = [
    (Theme::ClosingLoop, "ring-both"),
    (Theme::PayForward, "share-2"),
    (Theme::InTheMoment, "sun"),
];

/// The directions besides those of the doors that have a question in this phase.
#[component]
pub fn Further() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let navigate = use_navigate();
    let open = Action::new_local(move |theme: &Theme| {
        let (theme, navigate) = (*theme, navigate.clone());
        async move {
            // The question is shown once one looks, and that is remembered first.
            match journal.renew(&[theme]).await {
                Ok(()) => navigate(&address_of(theme), Default::default()),
                Err(error) => notices.warn(t(error.words())),
            }
        }
    });
    let line = move |(theme, name): (Theme, &'static str), hint: Option<&'static str>| {
        view! {
            <li>
                <button class="line" type="button" data-theme-of=theme.as_str() on:click=move |_| { open.dispatch(theme); }>
                    {icon(name)}
                    <span>{theme_words(theme)}{hint.map(|hint| view! { <span class="hint">{hint}</span> })}</span>
                    {icon("chevron-right")}
                </button>
            </li>
        }
    };
    let asked = move |directions: [(Theme, &'static str); 3]| {
        let asked = directions.into_iter();
        asked.filter(move |(theme, _)| journal.has_question(*theme))
    };
    let timely = move || {
        let lines = asked(TIMELY).map(|direction| {
            let hint = match direction.0 {
                Theme::Opening => Some(t("further.opening_hint")),
                Theme::Closing => Some(t("further.closing_hint")),
                _ => None,
            };
            line(direction, hint)
        });
        lines.collect_view()
    };
    let others = move || {
        let lines: Vec<_> = asked(OTHERS)
            .map(|direction| line(direction, None))
            .collect();
        (!lines.is_empty()).then(|| {
            view! {
                <details class="disclosure" id="directions">
                    <summary>{icon("chevron-right")}{t("further.another")}</summary>
                    <ul class="waits">{lines}</ul>
                </details>
            }
        })
    };
    view! {
        <section aria-labelledby="further">
            <h2 class="sr-only" id="further">{t("further.title")}</h2>
            <ul class="waits">{timely}</ul>
            {others}
        </section>
    }
}
