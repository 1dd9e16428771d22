//! What ties an entry to others: what it follows on from, what follows on from it, what was shown
//! when it was written, and the part it plays.

use desk::Ties;
use journal::{Entry, EntryId, Form, Opens, ParticipantCode, Stimulus};
use leptos::prelude::*;

use super::{Known, wishes};
use crate::words::desk::tied as said;
use crate::words::{self, fill, t};

/// How many characters of another entry stand in a link to it.
const HEADING: usize = 70;

/// The way to an entry by its day and its first words; of one that is not here, that it is not.
pub(super) fn way(known: &Known<'_>, id: EntryId) -> AnyView {
    way_by(known, id, HEADING)
}

/// The same by its day alone, where its words stand beside it.
pub(super) fn day(known: &Known<'_>, id: EntryId) -> AnyView {
    way_by(known, id, 0)
}

fn way_by(known: &Known<'_>, id: EntryId, most: usize) -> AnyView {
    let Some(merged) = known.ties.get(id) else {
        let is_gone = known.withdrawn.contains(&id);
        let words = if is_gone {
            t("tied.taken_back")
        } else {
            t("tied.not_shared")
        };
        return view! { <span class="hint">{words}</span> }.into_any();
    };
    let entry = &merged.newest().entry;
    let heading = (most > 0).then(|| entry.heading(most));
    let heading = heading.filter(|heading| !heading.is_empty());
    let go = known.go;
    view! {
        <button class="sort tie-to" type="button" data-to=id.to_string() on:click=move |_| go.run(id)>
            <span class="tie-day">{words::date(&entry.created_at)}</span>
            {heading.map(|heading| view! { <bdi class="tie-words">{heading}</bdi> })}
        </button>
    }
    .into_any()
}

/// The links of an entry, its agenda, and what follows on from it.
pub(super) fn links(known: &Known<'_>, entry: &Entry) -> impl IntoView + use<> {
    let row = |label: &'static str, id: EntryId, apart: Option<i64>| {
        let apart = apart.map(|days| view! { <span class="hint">{said::days(days)}</span> });
        view! { <li class="tie"><span class="tie-kind">{label}</span>{way(known, id)}{apart}</li> }
    };
    let apart = |id: EntryId| {
        let other = known.ties.get(id)?;
        let other = &other.newest().entry.created_at;
        Some(other.days_until(&entry.created_at))
    };
    let before = entry.links().iter();
    let before = before.map(|link| row(said::link(link.kind), link.entry, apart(link.entry)));
    let chosen = entry
        .agenda()
        .iter()
        .map(|id| row(t("tied.gathers"), *id, None));
    let after = following(&known.ties, entry.id).into_iter();
    let after = after.map(|id| row(t("tied.followed_by"), id, apart(id).map(|days| -days)));
    let rows: Vec<_> = before.chain(chosen).chain(after).collect();
    (!rows.is_empty()).then(|| view! { <ul class="ties">{rows}</ul> })
}

/// The entries that are linked to one.
fn following(ties: &Ties<'_>, id: EntryId) -> Vec<EntryId> {
    let linked = ties.entries().filter(|merged| {
        let mut links = merged.newest().entry.links().iter();
        links.any(|link| link.entry == id)
    });
    linked.map(|merged| merged.id).collect()
}

/// What of the writer's own was on the page, marked as such.
pub(super) fn shown(known: &Known<'_>, entry: &Entry) -> impl IntoView + use<> {
    let one = |stimulus: &Stimulus| {
        let on = words::date(&stimulus.shown_at);
        let rev = stimulus.rev.to_string();
        let head = match &stimulus.words {
            Some(_) => fill("tied.shown", &[("day", &on), ("rev", &rev)]),
            None => fill("tied.shown_wordless", &[("day", &on), ("rev", &rev)]),
        };
        let from = known.ties.get(stimulus.entry);
        let marks = from.map(|from| wishes(from.wishes()));
        let said = stimulus.words.clone().map(|said| {
            view! { {marks}<blockquote class="prose" dir="auto">{said}</blockquote> }
        });
        view! {
            <figure class="case-shown">
                <figcaption class="hint">{head}" "{day(known, stimulus.entry)}</figcaption>
                {said}
            </figure>
        }
    };
    entry.stimuli().iter().map(one).collect_view()
}

/// The part it plays, whom it is about and the session: each with its name.
pub(super) fn facts(entry: &Entry) -> Vec<(&'static str, String)> {
    let mut facts = Vec::new();
    if let Some(form) = entry.form() {
        facts.push((t("tied.form"), said::form(form).to_owned()));
    }
    match entry.form() {
        Some(Form::Letter(letter)) => {
            facts.push((t("tied.to"), said::addressee(letter.to).to_owned()));
            let opens = match &letter.opens {
                Opens::On(day) => words::date(day),
                Opens::When(event) => fill("tied.opens_when", &[("event", event)]),
            };
            facts.push((t("tied.opens"), opens));
            if let Some(opened) = &letter.opened_at {
                facts.push((t("tied.opened"), words::date(opened)));
            }
        }
        Some(Form::Forecast(forecast)) => {
            facts.push((t("tied.sure"), format!("{}\u{a0}%", forecast.sure)));
            facts.push((t("tied.horizon"), words::date(&forecast.horizon)));
        }
        Some(Form::Outcome(outcome)) => {
            facts.push((t("tied.came"), said::outcome(*outcome).to_owned()));
        }
        _ => {}
    }
    let Some(context) = &entry.context else {
        return facts;
    };
    if !context.people.is_empty() {
        let tokens = context.people.iter().map(|person| person.token());
        facts.push((t("tied.people"), tokens.collect::<Vec<_>>().join(", ")));
    }
    if let Some(session) = context.session {
        facts.push((t("tied.session"), said::session(session)));
    }
    facts
}

/// One page for the interviewer, as a file; where that was not agreed to, the notice says so.
#[component]
pub(super) fn BriefButton(
    /// On whom.
    code: ParticipantCode,
) -> impl IntoView {
    let desk = crate::state::use_desk();
    let make = move |_| desk.save_brief(code.clone());
    view! {
        <button class="button" type="button" id="make-brief" on:click=make>
            {crate::components::icon("printer")}{t("tied.brief")}
        </button>
    }
}
