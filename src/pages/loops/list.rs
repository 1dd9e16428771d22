//! The loops as a list, which says everything that the drawing does: what is open first, by the day
//! it comes back, then what closed, by month.

use std::sync::Arc;

use journal::{EntryId, Loop, LoopKind, LoopState, Moment};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{LoopIcon, heading_words, icon};
use crate::state::use_journal;
use crate::words::{self, count, t};

/// How many closed loops are listed at once.
const PAGE: usize = 30;
/// From so many loops on a kind can be chosen.
const MANY: usize = 8;

/// The list.
#[component]
pub(super) fn LoopList(
    /// The loops.
    all: Memo<Arc<Vec<Loop>>>,
) -> impl IntoView {
    let journal = use_journal();
    let kind = RwSignal::new(String::new());
    let shown = RwSignal::new(PAGE);
    let is_chosen =
        move |one: &&Loop| kind.with(|kind| kind.is_empty() || one.kind.as_str() == kind);
    let open = move || {
        let all = all.get();
        let mut open: Vec<&Loop> = all
            .iter()
            .filter(|one| !one.is_closed())
            .filter(is_chosen)
            .collect();
        let today = journal.believed_day();
        // What can be closed today, then by its day, then what the writer says the day of.
        open.sort_by_key(|one| match one.until() {
            Some(day) if !one.is_due(&today) => (1, Some(day.clone())),
            Some(day) => (0, Some(day.clone())),
            None => (2, None),
        });
        let rows = open
            .into_iter()
            .map(|one| view! { <LoopRow one=one.clone()/> });
        let rows = rows.collect_view();
        (!rows.is_empty()).then(|| {
            view! {
                <section class="month" aria-labelledby="loops-open">
                    <h2 id="loops-open">{t("loops.open")}</h2>
                    <ul class="entries">{rows}</ul>
                </section>
            }
        })
    };
    let closed = Memo::new(move |_| {
        let all = all.get();
        let closed = all
            .iter()
            .filter(is_chosen)
            .filter_map(|one| match &one.state {
                LoopState::Closed { at } => Some((at.clone(), one.clone())),
                LoopState::Open { .. } => None,
            });
        let mut closed: Vec<(Moment, Loop)> = closed.collect();
        closed.sort_by(|(a, one), (b, other)| (b, other.origin).cmp(&(a, one.origin)));
        closed
    });
    let months = move || {
        closed.with(|closed| {
            let first = &closed[..shown.get().min(closed.len())];
            let months = first.chunk_by(|(a, _), (b, _)| a.month() == b.month());
            months
                .map(|month| view! { <Month closed=month.to_vec()/> })
                .collect_view()
        })
    };
    let more = move || {
        let more = closed.with(Vec::len).saturating_sub(shown.get());
        (more > 0).then(|| view! {
            <button class="button" type="button" id="more-loops" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                {count("loops.more_one", "loops.more", more)}
            </button>
        })
    };
    let kinds = move || {
        let all = all.get();
        let there = LoopKind::ALL
            .into_iter()
            .filter(|kind| all.iter().any(|one| one.kind == *kind));
        let there: Vec<LoopKind> = there.collect();
        (all.len() >= MANY && there.len() > 1).then(|| {
            let options = there.into_iter().map(|kind| {
                view! { <option value=kind.as_str()>{words::loops::kind(kind)}</option> }
            });
            view! {
                <div class="select">
                    <select aria-label=t("loops.filter") id="loop-kind" on:change=move |event| { shown.set(PAGE); kind.set(event_target_value(&event)); }>
                        <option value="">{t("loops.every_kind")}</option>
                        {options.collect_view()}
                    </select>
                    {icon("chevron-right")}
                </div>
            }
        })
    };
    view! {
        <div class="stack loop-list" id="loop-list">
            {kinds}
            {open}
            {months}
            {more}
        </div>
    }
}

/// What closed in one month.
#[component]
fn Month(
    /// When, and what; never empty.
    closed: Vec<(Moment, Loop)>,
) -> impl IntoView {
    let month = closed
        .first()
        .map(|(at, _)| at.month().to_owned())
        .unwrap_or_default();
    let id = format!("closed-{month}");
    let labelled = id.clone();
    let name = words::fill("loops.closed_in", &[("month", &words::month(&month))]);
    let rows = closed
        .into_iter()
        .map(|(_, one)| view! { <LoopRow one=one/> });
    view! {
        <section class="month" aria-labelledby=labelled>
            <h2 id=id>{name}</h2>
            <ul class="entries">{rows.collect_view()}</ul>
        </section>
    }
}

/// One loop: its ring, how it stands, and its entries.
#[component]
fn LoopRow(
    /// The loop.
    one: Loop,
) -> impl IntoView {
    let journal = use_journal();
    let today = journal.believed_day();
    let first = journal.entry(one.origin);
    let told = words::loops::told(&one, first.as_ref().map(|kept| kept.newest()), &today);
    let entries = std::iter::once(one.origin).chain(one.steps.iter().copied());
    let lines = entries.filter_map(|id| line(id, &today)).collect_view();
    view! {
        <li class="loop-row">
            <LoopIcon kind=one.kind is_closed=one.is_closed()/>
            <div>
                <p class="loop-state">{told}</p>
                <ul class="loop-entries">{lines}</ul>
            </div>
        </li>
    }
}

/// An entry of a loop, if it is still there.
fn line(id: EntryId, today: &Moment) -> Option<impl IntoView + use<>> {
    let kept = use_journal().entry(id)?;
    let entry = kept.newest();
    let heading = heading_words(entry);
    let day = words::loops::near(&entry.created_at, today);
    Some(view! {
        <li>
            <A href=format!("/entries/{id}")>
                <span class="loop-heading" dir="auto">{heading}</span>
                <span class="hint">{day}</span>
            </A>
        </li>
    })
}
