//! Exactly what will leave, and to whom.

use std::collections::BTreeSet;

use journal::{Entry, Recording};
use leptos::prelude::*;
use leptos_router::components::A;

use super::asked::AskedToo;
use super::ties::LeavingTies;
use super::{Step, step_words};
use crate::components::{FieldError, Head, Question, RecipientList, icon, role_words, wish_words};
use crate::jobs;
use crate::state::use_journal;
use crate::words::{self, count, fill, t};

/// Shows every word that will leave.
#[component]
pub fn ReviewStep(
    /// Where one is.
    step: RwSignal<Step, LocalStorage>,
) -> impl IntoView {
    let journal = use_journal();
    let chosen = Memo::new(move |_| journal.chosen());
    let error = RwSignal::new(String::new());
    let progress = RwSignal::new(None::<jobs::Step>);
    let make = Action::new_local(move |(): &()| {
        error.set(String::new());
        progress.set(Some(jobs::Step::Sealing));
        let entries = chosen.get_untracked();
        async move {
            let made = journal
                .make_bundle(&entries, move |at| progress.set(Some(at)))
                .await;
            progress.set(None);
            match made {
                Ok(ready) => step.set(Step::Ready(Box::new(ready))),
                Err(reason) => error.set(t(reason.words()).to_owned()),
            }
        }
    });
    let study = untrack(|| journal.with_study(Clone::clone)).unwrap_or_default();
    let checks: Vec<String> = [words::language(), &study.default_language]
        .iter()
        .find_map(|language| study.share.third_party_check.get(*language))
        .cloned()
        .unwrap_or_default();
    let leaves = move || {
        let mut entries: Vec<Entry> =
            chosen.with(|ids| ids.iter().filter_map(|id| journal.leaving(*id)).collect());
        entries.sort_by(|a, b| b.created_at.cmp(&a.created_at).then(b.id.cmp(&a.id)));
        let heading = count("share.entries_one", "share.entries", entries.len());
        view! {
            <h2 id="what">{heading}</h2>
            <div class="leaving">
                {entries.into_iter().map(|entry| view! { <Leaf entry=entry/> }).collect_view()}
            </div>
        }
    };
    let busy = move || progress.get().is_some();
    view! {
        <Head title=t("share.review") step=step_words(2) lead=t("share.review_lead")/>
        <section class="sheet" aria-labelledby="to">
            <h2 id="to">{t("share.to_whom")}</h2>
            <RecipientList study=study/>
            <dl class="facts"><dt>{t("share.you_are")}</dt><dd>{journal.participant()}", "{t("share.coded")}</dd></dl>
        </section>
        <section class="sheet" aria-labelledby="what">
            {leaves}
            <p class="hint">{t("share.also")}</p>
        </section>
        <AskedToo/>
        {(!checks.is_empty()).then(|| view! {
            <section aria-labelledby="others">
                <h2 id="others">{t("share.others")}</h2>
                <p class="hint">{t("share.others_hint")}</p>
                <ul class="terms">
                    {checks.into_iter().map(|check| view! { <li>{icon("dot")}<p>{check}</p></li> }).collect_view()}
                </ul>
            </section>
        })}
        <FieldError id="share-error" text=error.into()/>
        <div class="actions">
            <button
                class="button button-primary"
                type="button"
                id="make"
                aria-busy=move || busy().to_string()
                disabled=move || chosen.with(BTreeSet::is_empty)
                on:click=move |_| if !busy() { make.dispatch(()); }
            >
                {move || match progress.get() {
                    None => t("share.make"),
                    Some(jobs::Step::Sealing) => t("share.sealing"),
                    Some(jobs::Step::Checking | jobs::Step::Percent(_)) => t("share.checking"),
                }}
            </button>
            <button class="button button-quiet" type="button" on:click=move |_| step.set(Step::Choose)>
                {t("share.back")}
            </button>
            <p class="note">{t("share.nothing_sent")}</p>
        </div>
    }
}

#[component]
fn Leaf(entry: Entry) -> impl IntoView {
    let journal = use_journal();
    let id = entry.id;
    let when = words::when(&entry.created_at);
    let question = entry
        .prompt
        .clone()
        .map(|prompt| view! { <Question prompt=prompt/> });
    view! {
        <article class="leaf">
            <p class="meta">
                <span>{when}</span>
                <span>{role_words(entry.role)}</span>
                {wish_words(entry.handling).into_iter().map(|wish| view! { <span>{wish}</span> }).collect_view()}
            </p>
            {question}
            {(!entry.title.trim().is_empty()).then(|| view! { <h3 dir="auto">{entry.title.clone()}</h3> })}
            <p class="prose" dir="auto">{entry.text.clone()}</p>
            {(!entry.recordings.is_empty()).then(|| view! {
                <ul class="terms">{entry.recordings.iter().map(recording_line).collect_view()}</ul>
            })}
            <LeavingTies entry=entry.clone()/>
            <div class="row">
                <A href=format!("/write/entry/{id}") attr:class="button">{icon("pencil")}{t("share.change")}</A>
                <button
                    class="button button-quiet"
                    type="button"
                    on:click=move |_| journal.choose(id, false)
                >
                    {icon("x")}{t("share.leave_out")}
                </button>
            </div>
        </article>
    }
}

/// A recording that will leave: how long it is, what is said of it, and where it will be silent.
fn recording_line(recording: &Recording) -> impl IntoView + use<> {
    let length = words::length(recording.media.duration_ms);
    let said = [&recording.title, &recording.gist];
    let said = said.map(|words| words.trim().to_owned());
    let silent: Vec<String> = recording.silences().into_iter().map(words::span).collect();
    let silent =
        (!silent.is_empty()).then(|| fill("share.silent", &[("places", &silent.join(", "))]));
    view! {
        <li data-leaves-voice="">
            {icon("mic")}
            <p>
                {fill("share.recording", &[("length", &length)])}
                {said.into_iter().filter(|words| !words.is_empty()).map(|words| view! { <br/><span dir="auto">{words}</span> }).collect_view()}
                {silent.map(|silent| view! { <br/><span class="hint">{silent}</span> })}
            </p>
        </li>
    }
}
