//! One participant: everything that arrived, by date, with how it is to be handled.

use std::collections::BTreeSet;
use std::sync::Arc;

use desk::{About, MergedEntry, MergedRecording, Ties};
use journal::{Entry, EntryId, Handling, ParticipantCode};
use leptos::prelude::*;

use super::minutes;
use super::notes::{AuthorField, EntryNotes, KnownTags, Memos, Unsaved};
use super::player::Listening;
use crate::browser::page;
use crate::components::{Head, Question, icon, wish_words};
use crate::jobs::desk::Reading;
use crate::state::{DeskPlace, use_desk};
use crate::words::{self, count, desk as said, fill, t};

mod loops;
mod ties;

use ties::BriefButton;

/// What is known of a participant's entries while they are drawn.
struct Known<'a> {
    ties: Ties<'a>,
    /// What was taken back.
    withdrawn: BTreeSet<EntryId>,
    /// Shows an entry.
    go: Callback<EntryId>,
}

impl<'a> Known<'a> {
    fn of(reading: &'a Reading, go: Callback<EntryId>) -> Self {
        Self {
            ties: Ties::new(&reading.entries),
            withdrawn: reading.withdrawn.iter().map(|gone| gone.id).collect(),
            go,
        }
    }
}

/// What of a participant one looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Looking {
    Entries,
    Loops,
}

/// A participant.
#[component]
pub fn PersonPlace(
    /// Who.
    code: ParticipantCode,
    /// The entry that is looked for.
    entry: Option<EntryId>,
) -> impl IntoView {
    let desk = use_desk();
    let reading = RwSignal::new(None::<Arc<Reading>>);
    let wanted = code.clone();
    leptos::task::spawn_local(async move {
        match desk.read(wanted).await {
            Ok(read) => {
                if reading.try_set(Some(Arc::new(read))).is_none()
                    && let Some(entry) = entry
                {
                    page::show_element(&format!("entry-{entry}"));
                }
            }
            Err(failure) => desk.told(Err(failure)),
        }
    });
    let facts = desk.merged.with_untracked(|merged| {
        let people = &merged.as_ref()?.overview.people;
        people.iter().find(|person| person.code == code).cloned()
    });
    let lead = facts.map(|person| {
        fill(
            "person.lead",
            &[
                (
                    "entries",
                    &count("people.entry_one", "people.entry_many", person.entries),
                ),
                ("first", person.first.as_deref().unwrap_or("–")),
                ("last", person.last.as_deref().unwrap_or("–")),
                ("voice", &minutes(person.voice_ms)),
            ],
        )
    });
    let looking = RwSignal::new(Looking::Entries);
    let go = Callback::new(move |entry: EntryId| {
        looking.set(Looking::Entries);
        page::show_first(vec![format!("entry-{entry}-head")]);
    });
    let entries = move || reading.get().map(|reading| cases(&reading, go));
    let loops = move || {
        let reading = reading.get().filter(|_| looking.get() == Looking::Loops)?;
        Some(loops::view(&Known::of(&reading, go)))
    };
    let tab = move |to: Looking, id: &'static str, label: &'static str| {
        let current = move || (looking.get() == to).then_some("true");
        view! {
            <li><button class="study-tab" type="button" id=id aria-current=current on:click=move |_| looking.set(to)>{label}</button></li>
        }
    };
    let briefed = code.clone();
    view! {
        <div class="page desk-page desk-person">
            <Rail here=code.clone()/>
            <div class="desk-cases">
                <Head title=code.to_string() window=t("desk.people") lead=lead.unwrap_or_default()/>
                <AuthorField/>
                <Unsaved/>
                <section class="notes" aria-label=t("notes.on_person")>
                    <Memos about=About::Person { participant: code.clone() }/>
                </section>
                <KnownTags/>
                <div class="desk-top">
                    <nav class="study-tabs" aria-label=t("tied.looking")>
                        <ul>
                            {tab(Looking::Entries, "person-entries", t("tied.entries"))}
                            {tab(Looking::Loops, "person-loops", t("tied.loops"))}
                        </ul>
                    </nav>
                    <BriefButton code=briefed/>
                </div>
                // Hidden and not taken away: what is noted in it stays.
                <div class="case-list" hidden=move || looking.get() != Looking::Entries>{entries}</div>
                {loops}
            </div>
        </div>
    }
}

/// All participants, one tap away.
#[component]
fn Rail(
    /// Who is read.
    here: ParticipantCode,
) -> impl IntoView {
    let desk = use_desk();
    let people = desk.merged.with_untracked(|merged| {
        merged
            .as_ref()
            .map(|merged| merged.overview.people.clone())
            .unwrap_or_default()
    });
    let rows = people.into_iter().map(|person| {
        let current = (person.code == here).then_some("true");
        let code = person.code.clone();
        view! {
            <li>
                <button class="rail-person" type="button" aria-current=current
                    on:click=move |_| desk.place.set(DeskPlace::Person(code.clone(), None))>
                    <span>{person.code.to_string()}</span>
                    <span class="hint">{person.entries}</span>
                </button>
            </li>
        }
    });
    view! {
        <nav class="rail" aria-label=t("person.rail")>
            <ul>{rows.collect_view()}</ul>
        </nav>
    }
}

/// Everything that was shared, by date, and what was taken back.
fn cases(reading: &Reading, go: Callback<EntryId>) -> impl IntoView + use<> {
    let known = Known::of(reading, go);
    let entries = reading.entries.iter();
    let entries = entries
        .map(|merged| case(&known, merged, &reading.recordings))
        .collect_view();
    let withdrawn = (!reading.withdrawn.is_empty()).then(|| {
        let rows = reading.withdrawn.iter().map(|gone| {
            let text = fill("person.withdrawn_on", &[("day", &gone.on)]);
            view! { <li class="hint">{text}</li> }
        });
        let rows = rows.collect_view();
        view! {
            <section class="case" aria-labelledby="withdrawn-head">
                <h2 id="withdrawn-head">{t("person.withdrawn")}</h2>
                <ul>{rows}</ul>
            </section>
        }
    });
    view! { {entries}{withdrawn} }
}

/// An entry with all that is known of it; in a conflict, every version.
fn case(
    known: &Known<'_>,
    merged: &MergedEntry,
    recordings: &[MergedRecording],
) -> impl IntoView + use<> {
    let sides = merged.sides();
    let of = sides.len();
    let versions = sides.into_iter().enumerate().map(|(number, side)| {
        let entry = &side.entry;
        let numbers: Vec<String> = side.sources.iter().map(|one| one.seq.to_string()).collect();
        let conflict = (of > 1).then(|| {
            let number = (number + 1).to_string();
            let text = fill(
                "person.conflict",
                &[("n", &number), ("of", &of.to_string())],
            );
            view! { <p class="wish">{icon("triangle-alert")}{text}</p> }
        });
        let theirs: Vec<&MergedRecording> = recordings
            .iter()
            .filter(|one| one.entry == merged.id)
            .filter(|one| {
                let files = entry.recordings.iter();
                files
                    .map(|recording| &recording.media.sha256)
                    .any(|file| *file == one.recording.media.sha256)
            })
            .collect();
        let sounds = theirs.into_iter().map(|one| {
            let recording = one.clone();
            view! { <Listening merged=recording/> }
        });
        let title = (!entry.title.trim().is_empty())
            .then(|| view! { <h3 dir="auto">{entry.title.clone()}</h3> });
        let text = (!entry.text.trim().is_empty())
            .then(|| view! { <p class="prose" dir="auto">{entry.text.clone()}</p> });
        view! {
            <div class="case-version">
                {conflict}
                {wishes(entry.handling)}
                {ties::links(known, entry)}
                {ties::shown(known, entry)}
                {entry.prompt.clone().map(|prompt| view! { <Question prompt=prompt/> })}
                {title}
                {text}
                {sounds.collect_view()}
                {facts(entry, &numbers.join(", "))}
            </div>
        }
    });
    let versions = versions.collect_view();
    let newest = &merged.newest().entry;
    let earlier: Vec<&Entry> = merged
        .revisions
        .iter()
        .map(|revision| &revision.entry)
        .filter(|entry| entry.rev < newest.rev)
        .collect();
    let earlier = (!earlier.is_empty()).then(|| {
        let head = count("person.earlier_one", "person.earlier_many", earlier.len());
        let texts = earlier.iter().rev().map(|entry| {
            view! {
                <div class="case-earlier">
                    <p class="hint">{words::when(&entry.edited_at)}</p>
                    <p class="prose" dir="auto">{entry.text.clone()}</p>
                </div>
            }
        });
        view! {
            <details class="disclosure">
                <summary>{icon("chevron-right")}{head}</summary>
                {texts.collect_view()}
            </details>
        }
    });
    let id = format!("entry-{}", merged.id);
    view! {
        <article class="case" id=id.clone() aria-labelledby=format!("{id}-head")>
            <h2 class="case-date" id=format!("{id}-head") tabindex="-1">{words::date(&newest.created_at)}</h2>
            <div class="case-body">{versions}{earlier}</div>
            <EntryNotes participant=merged.participant.clone() entry=merged.id/>
        </article>
    }
}

/// How the writer wants it handled, where nobody overlooks it.
fn wishes(handling: Handling) -> impl IntoView {
    let wishes = wish_words(handling).into_iter();
    let wishes = wishes.map(|wish| view! { <p class="wish">{icon("triangle-alert")}{wish}</p> });
    wishes.collect_view()
}

fn facts(entry: &Entry, numbers: &str) -> impl IntoView + use<> {
    let fact =
        |label: &'static str, value: String| view! { <div><dt>{label}</dt><dd>{value}</dd></div> };
    let prompt = entry.prompt.as_ref();
    let prompt = prompt.map(|prompt| {
        fact(
            t("person.prompt"),
            format!("{} v{}", prompt.id, prompt.version),
        )
    });
    view! {
        <dl class="case-facts">
            {fact(t("person.role"), words::role(entry.role).to_owned())}
            {fact(t("person.theme"), said::theme(entry.theme()).to_owned())}
            {prompt}
            {fact(t("person.revision"), entry.rev.to_string())}
            {fact(t("person.bundles"), numbers.to_owned())}
            {fact(t("person.entry"), entry.id.to_string()[..8].to_owned())}
            {ties::facts(entry).into_iter().map(|(label, value)| fact(label, value)).collect_view()}
        </dl>
    }
}
