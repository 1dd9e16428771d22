//! One entry: read, revise, delete.

use journal::{Entry, EntryId};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::{use_navigate, use_params_map};

mod recordings;
mod sealed;
mod ties;

use recordings::Recordings;
use sealed::{Covered, Sealed};
use ties::{Ties, next_step};

use crate::components::{Back, EntryMeta, Head, Question, Shell, heading_words, icon, wish_words};
use crate::state::{ShareState, use_journal, use_notices};
use crate::words::{self, count, fill, t};

/// The newest revision, with the earlier ones below.
#[component]
pub fn EntryPage() -> impl IntoView {
    let journal = use_journal();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<EntryId>().ok()))
    });
    let deleting = RwSignal::new(false);
    let uncovered = RwSignal::new(false);
    view! {
        <Shell back=Back::To("/entries", t("place.journal"))>
            {move || match id.get().and_then(|id| journal.entry(id)) {
                None => view! { <Head title=t("entry.gone") lead=t("entry.gone_lead")/> }.into_any(),
                Some(kept) if deleting.get() => {
                    view! { <Delete entry=kept.newest().clone() deleting=deleting/> }.into_any()
                }
                Some(kept) if kept.newest().is_sealed() => {
                    view! { <Sealed entry=kept.newest().clone() deleting=deleting/> }.into_any()
                }
                Some(kept) if journal.is_covered(kept.newest()) && !uncovered.get() => {
                    let entry = kept.newest().clone();
                    view! { <Covered entry=entry uncovered=uncovered deleting=deleting/> }.into_any()
                }
                Some(kept) => {
                    // That a letter was opened is no other version of it.
                    let earlier = kept.revisions[..kept.revisions.len() - 1].iter();
                    let earlier = earlier.filter(|entry| !entry.is_sealed()).cloned().collect();
                    view! { <Read entry=kept.newest().clone() earlier=earlier deleting=deleting/> }.into_any()
                }
            }}
        </Shell>
    }
}

#[component]
fn Read(entry: Entry, earlier: Vec<Entry>, deleting: RwSignal<bool>) -> impl IntoView {
    let date = words::date(&entry.created_at);
    let kept = entry
        .created_at
        .time()
        .map(|time| fill("entry.kept", &[("time", time)]));
    let revised = (!earlier.is_empty())
        .then(|| fill("entry.revised", &[("when", &words::when(&entry.edited_at))]));
    let history = [kept, revised]
        .into_iter()
        .flatten()
        .collect::<Vec<_>>()
        .join(", ");
    let title = entry.title.trim().to_owned();
    let revisable = !untrack(|| use_journal().is_covered(&entry));
    let step = untrack(|| next_step(&entry));
    let revise = match step {
        Some(_) => "button button-quiet",
        None => "button button-primary",
    };
    let question = entry
        .prompt
        .clone()
        .map(|prompt| view! { <Question prompt=prompt/> });
    let wishes = wish_words(entry.handling);
    let id = entry.id;
    view! {
        <article class="stack">
            <div class="stack-tight">
                <Head title=date window=t("entry.window")/>
                <EntryMeta entry=entry.clone()/>
                <p class="hint">{history}</p>
            </div>
            {question}
            {(!title.is_empty()).then(|| view! { <h2 dir="auto">{title}</h2> })}
            <div class="prose" id="entry-text" dir="auto">{entry.text.clone()}</div>
            {(!entry.recordings.is_empty()).then(|| view! {
                <Recordings entry=entry.clone() deleting=deleting/>
            })}
            {(!wishes.is_empty()).then(|| view! {
                <p class="meta">
                    {wishes.into_iter().map(|wish| view! { <span>{icon("info")}{wish}</span> }).collect_view()}
                </p>
            })}
            {(!earlier.is_empty()).then(|| view! { <Earlier revisions=earlier/> })}
            <Ties entry=entry.clone()/>
        </article>
        <div class="actions">
            {step.map(|step| view! {
                <A href=step.address attr:class="button button-primary" attr:id="next-step">
                    {icon("pencil")}{step.label}
                </A>
            })}
            <div class="row row-spread">
                {revisable.then(|| view! {
                    <A href=format!("/write/entry/{id}") attr:class=revise attr:id="revise">
                        {icon("pencil")}{t("entry.revise")}
                    </A>
                })}
                <button class="button button-quiet" type="button" id="delete" on:click=move |_| deleting.set(true)>
                    {icon("trash-2")}{t("entry.delete")}
                </button>
            </div>
        </div>
    }
}

#[component]
fn Earlier(revisions: Vec<Entry>) -> impl IntoView {
    let label = count("entry.earlier_one", "entry.earlier", revisions.len());
    let rows = revisions.into_iter().rev().map(|entry| {
        let when = words::when(&entry.edited_at);
        view! { <div><p class="hint">{when}</p><p class="prose" dir="auto">{entry.text}</p></div> }
    });
    view! {
        <details class="disclosure">
            <summary>{icon("chevron-right")}{label}</summary>
            <div class="stack">{rows.collect_view()}</div>
        </details>
    }
}

#[component]
fn Delete(entry: Entry, deleting: RwSignal<bool>) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let navigate = use_navigate();
    let id = entry.id;
    let shared = match untrack(|| journal.share_state(&entry)) {
        ShareState::Shared(at) | ShareState::ChangedSince(at) => {
            Some(fill("delete.shared", &[("day", &words::day(&at))]))
        }
        ShareState::Never => None,
    };
    let delete = Action::new_local(move |(): &()| {
        let navigate = navigate.clone();
        async move {
            let can_undo = match journal.discard(id).await {
                Ok(can_undo) => can_undo,
                Err(error) => {
                    notices.warn(fill("delete.failed", &[("reason", t(error.words()))]));
                    return;
                }
            };
            let restore = move || {
                leptos::task::spawn_local(async move {
                    if let Err(error) = journal.restore(id).await {
                        notices.warn(t(error.words()));
                    }
                });
            };
            if can_undo {
                notices.offer_undo(t("delete.done"), restore);
                journal.purge_later(id);
            } else {
                notices.say(t("delete.done"));
            }
            navigate("/entries", Default::default());
        }
    });
    view! {
        <Head title=t("delete.title") lead=t("delete.lead")/>
        <p class="quote" dir="auto">{untrack(|| heading_words(&entry))}</p>
        {shared.map(|shared| view! {
            <div class="notice notice-past">{icon("info")}<p>{shared}</p></div>
        })}
        <div class="actions">
            <button class="button button-primary" type="button" id="delete-now" on:click=move |_| { delete.dispatch(()); }>
                {icon("trash-2")}{t("entry.delete")}
            </button>
            <button class="button button-quiet" type="button" on:click=move |_| deleting.set(false)>
                {t("delete.keep")}
            </button>
        </div>
    }
}
