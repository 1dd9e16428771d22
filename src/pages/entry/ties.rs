//! What an entry is tied to: what it answers, what answers it, whom it is about, and what can
//! follow.

use journal::{Context, Entry, EntryId, Form, LinkKind};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{heading_words, icon};
use crate::pages::write::ShownEntry;
use crate::state::{Step, use_journal, use_notices};
use crate::words::{self, t};

/// Everything of an entry that a plain one does not have, and whether it may come back.
#[component]
pub fn Ties(
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let journal = use_journal();
    let context = entry.context.as_deref().cloned().unwrap_or_default();
    let facts = facts(&context);
    let id = entry.id;
    let comes_back = !matches!(context.form, Some(Form::Agenda { .. }));
    let before = context.links.iter().map(|link| {
        let label = words::link(link.kind);
        view! { <Tie id=link.entry label=label/> }
    });
    let follows = journal.loop_of(entry.id).map_or_else(Vec::new, |one| {
        let steps = one.steps.into_iter().filter_map(|step| journal.entry(step));
        let links = steps.filter_map(|kept| {
            let later = kept.newest();
            let link = later.links().iter().find(|link| link.entry == entry.id)?;
            Some((later.id, words::followed(link.kind)))
        });
        links.collect()
    });
    let after = follows
        .iter()
        .map(|(id, label)| view! { <Tie id=*id label=label/> });
    let shown = context
        .stimuli
        .iter()
        .map(|stimulus| view! { <ShownEntry stimulus=stimulus.clone() folded=true/> });
    let chosen = entry.agenda().iter();
    let chosen = chosen.map(|id| view! { <Tie id=*id label=t("agenda.chosen")/> });
    let rows: Vec<_> = before.chain(after).chain(chosen).collect();
    view! {
        {(!facts.is_empty()).then(|| view! {
            <p class="meta" id="ties-facts">{facts.into_iter().map(|fact| view! { <span dir="auto">{fact}</span> }).collect_view()}</p>
        })}
        {shown.collect_view()}
        {(!rows.is_empty()).then(|| view! { <ul class="waits" id="ties">{rows}</ul> })}
        {comes_back.then(|| view! { <Never id=id/> })}
    }
}

/// Another entry, and what it is to this one.
#[component]
fn Tie(id: EntryId, label: &'static str) -> impl IntoView {
    let journal = use_journal();
    match journal.entry(id) {
        Some(kept) => {
            let other = kept.newest();
            let hint = format!("{} · {}", words::date(&other.created_at), heading_words(other));
            view! {
                <li>
                    <A href=format!("/entries/{id}")>
                        {icon("ring-both")}
                        <span>{label}<span class="hint" dir="auto">{hint}</span></span>
                        {icon("chevron-right")}
                    </A>
                </li>
            }
            .into_any()
        }
        None => view! {
            <li><p class="line">{icon("ring-both")}<span>{label}<span class="hint">{t("ties.gone")}</span></span></p></li>
        }
        .into_any(),
    }
}

/// A step that can follow.
pub struct NextStep {
    /// Where it is taken.
    pub address: String,
    /// What it is.
    pub label: &'static str,
}

/// What can follow an entry by the part it plays: once it was done, it is not urged again.
pub fn next_step(entry: &Entry) -> Option<NextStep> {
    let journal = use_journal();
    let id = entry.id;
    let is_followed = |kind: LinkKind| {
        let steps = journal.loop_of(id).map_or_else(Vec::new, |one| one.steps);
        let mut steps = steps.into_iter().filter_map(|step| journal.entry(step));
        steps.any(|kept| kept.newest().linked(kind).any(|to| to == id))
    };
    let once = |kind, step: Step, label| {
        (!is_followed(kind)).then(|| NextStep {
            address: step.address(),
            label,
        })
    };
    match entry.form()? {
        Form::Letter(_) => once(
            LinkKind::AnswersLetter,
            Step::Answer(id),
            t("letter.answer"),
        ),
        Form::Forecast(_) => once(LinkKind::OutcomeOf, Step::Outcome(id), t("forecast.answer")),
        Form::Received => once(LinkKind::PassesOn, Step::PassedOn(id), t("passing.passed")),
        Form::PassedOn => once(LinkKind::Continues, Step::Changed(id), t("passing.changed")),
        Form::Chair if journal.is_covered(entry) => Some(NextStep {
            address: Step::OtherChair(id).address(),
            label: t("chairs.other"),
        }),
        Form::Chair => Some(NextStep {
            address: format!("/chairs/{id}"),
            label: t("chairs.see"),
        }),
        Form::Outcome(_) | Form::Changed | Form::Agenda { .. } => None,
    }
}

/// Whether an entry may come back.
#[component]
fn Never(id: EntryId) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let never = move || journal.never_comes_back(id);
    let toggle = move |_| {
        let may = untrack(never);
        leptos::task::spawn_local(async move {
            if let Err(error) = journal.may_come_back(id, may).await {
                notices.warn(t(error.words()));
            }
        });
    };
    view! {
        <button class="button button-quiet never" type="button" id="never" aria-pressed=move || never().to_string() on:click=toggle>
            {move || icon(if never() { "check" } else { "x" })}{t("look.never")}
        </button>
    }
}

/// What is said of the part an entry plays, of the session and of people.
fn facts(context: &Context) -> Vec<String> {
    let journal = use_journal();
    let form = context.form.as_ref().map(words::form).unwrap_or_default();
    let people = context
        .people
        .iter()
        .map(|person| words::known(*person, journal.name_of(*person).as_deref()));
    form.into_iter()
        .chain(context.session.map(words::session))
        .chain(people)
        .collect()
}
