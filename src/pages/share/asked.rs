//! Whether what was asked goes along, and exactly what that is.

use journal::{OfferLog, PromptId, Response, Study};
use leptos::prelude::*;

use crate::components::{aside_words, icon};
use crate::state::{use_journal, use_notices};
use crate::words::{self, fill, t};

/// The choice to let the team know what was asked and set aside, with a list of it.
#[component]
pub fn AskedToo() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let on_change = move |event| {
        let tells = event_target_checked(&event);
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.tell_offers(tells).await {
                notices.warn(t(error.words()));
            }
        });
    };
    let list = move || {
        let study = journal.with_study(Clone::clone).unwrap_or_default();
        lines(&journal.leaving_offers(), &study)
    };
    view! {
        <section class="sheet" aria-labelledby="asked">
            <h2 id="asked">{t("asked.title")}</h2>
            <label class="choice">
                <input type="checkbox" id="tell-offers" prop:checked=move || journal.tells_offers() on:change=on_change/>
                <span>{t("asked.too")}<span class="hint">{t("asked.too_hint")}</span></span>
            </label>
            <details class="disclosure" id="asked-list">
                <summary>{icon("chevron-right")}{t("asked.see")}</summary>
                {list}
            </details>
        </section>
    }
}

/// Every line of the log in words: nothing else of it leaves.
fn lines(log: &OfferLog, study: &Study) -> impl IntoView + use<> {
    let question = |id: &PromptId| match study.prompt(id) {
        Some(prompt) => {
            let (text, _) = prompt
                .text
                .in_language(words::language(), &study.default_language);
            fill("asked.question", &[("id", &id.0), ("question", text)])
        }
        None => id.0.clone(),
    };
    let shown = log.shown.iter().map(|shown| {
        let day = shown
            .at
            .as_ref()
            .map_or_else(|| t("asked.some_day").to_owned(), words::when);
        (day, question(&shown.prompt), None)
    });
    let declined = log.declined.iter().map(|said| {
        let why = aside_words(said.why);
        let again = said
            .again
            .as_ref()
            .map(|again| fill("asked.again", &[("day", &words::when(again))]));
        let said_of = fill(
            "asked.aside",
            &[("why", why), ("question", &question(&said.prompt))],
        );
        (words::when(&said.at), said_of, again)
    });
    let returned = log.returned.iter().map(|back| {
        let response = match back.response {
            Response::Answered => t("asked.answered"),
            Response::Shown => t("asked.only_shown"),
            Response::NotToday => t("aside.not_today"),
            Response::Never => t("asked.never"),
        };
        let said = fill("asked.returned", &[("response", response)]);
        (words::when(&back.at), said, Some(back.entry.to_string()))
    });
    let lines: Vec<_> = shown.chain(declined).chain(returned).collect();
    let lines = lines.into_iter().map(|(day, said, more)| {
        view! {
            <li>
                <p>{said}<span class="hint">{day}</span>{more.map(|more| view! { <span class="hint">{more}</span> })}</p>
            </li>
        }
    });
    view! {
        <ul class="asked">{lines.collect_view()}</ul>
        <p class="hint">{fill("asked.seed", &[("seed", &log.seed)])}</p>
    }
}
