//! What leaves of an entry besides its words: to what it is tied, whom it names by tokens, and
//! what was shown when it was written.

use journal::{Entry, EntryId};
use leptos::prelude::*;

use crate::components::{heading_words, icon};
use crate::state::use_journal;
use crate::words::{self, fill, t};

/// Exactly that, in words; names that stay on this phone are not among it.
#[component]
pub fn LeavingTies(
    /// The entry as it leaves.
    entry: Entry,
) -> impl IntoView {
    let journal = use_journal();
    let Some(context) = &entry.context else {
        return ().into_any();
    };
    let name = |id: EntryId| match untrack(|| journal.entry(id)) {
        Some(kept) => {
            let other = kept.newest();
            format!(
                "{} · {}",
                words::date(&other.created_at),
                heading_words(other)
            )
        }
        None => t("ties.gone").to_owned(),
    };
    let line = |mark: &'static str, label: String, hint: Option<String>| {
        view! {
            <li data-leaves-tie="">
                {icon(mark)}
                <p>{label}{hint.map(|hint| view! { <br/><span class="hint" dir="auto">{hint}</span> })}</p>
            </li>
        }
    };
    let links = context.links.iter().map(|link| {
        let label = words::link(link.kind).to_owned();
        line("ring-both", label, Some(name(link.entry)))
    });
    let form = context.form.as_ref().map(words::form).unwrap_or_default();
    let form = form.into_iter().map(|fact| line("ring-future", fact, None));
    let chosen = entry.agenda().iter();
    let chosen = chosen.map(|id| line("ring-free", t("agenda.chosen").to_owned(), Some(name(*id))));
    let people: Vec<String> = context.people.iter().copied().map(words::person).collect();
    let people = (!people.is_empty()).then(|| line("users", people.join(", "), None));
    let session = context
        .session
        .map(|session| line("dot", words::session(session), None));
    let shown = context.stimuli.iter().map(|stimulus| {
        let when = words::when(&stimulus.shown_at);
        match &stimulus.words {
            Some(words) => line(
                "eye",
                fill("leaves.shown", &[("when", &when)]),
                Some(words.clone()),
            ),
            None => line(
                "eye-off",
                fill("leaves.not_shown", &[("when", &when)]),
                None,
            ),
        }
    });
    let rows: Vec<_> = links
        .chain(form)
        .chain(chosen)
        .chain(people)
        .chain(session)
        .chain(shown)
        .collect();
    (!rows.is_empty())
        .then(|| view! { <ul class="terms leaving-ties">{rows}</ul> })
        .into_any()
}
