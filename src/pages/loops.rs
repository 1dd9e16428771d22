//! Loops: what was begun and comes back, as a drawing and as a list.

use std::sync::Arc;

use journal::Loop;
use leptos::prelude::*;
use leptos_router::hooks::use_navigate;

use crate::components::{BeginLoops, Head, LoopDrawing, Mark, Shell};
use crate::state::use_journal;
use crate::words::{self, t};

mod list;

use list::LoopList;

/// The loops of this journal.
#[component]
pub fn LoopsPage() -> impl IntoView {
    let journal = use_journal();
    let all = Memo::new(move |_| Arc::new(journal.loops()));
    let is_empty = Memo::new(move |_| all.with(|all| all.is_empty()));
    let there = move || {
        view! {
            <Head title=t("place.loops") lead=t("loops.lead")/>
            <Drawn all=all/>
            <div class="loops-side">
                <BeginLoops/>
                <LoopList all=all/>
            </div>
        }
    };
    view! {
        <Shell class="page page-loops">
            {move || if is_empty.get() { view! { <Nothing/> }.into_any() } else { there().into_any() }}
        </Shell>
    }
}

/// The drawing: a loop leads to the last thing that was written in it.
#[component]
fn Drawn(
    /// The loops.
    all: Memo<Arc<Vec<Loop>>>,
) -> impl IntoView {
    let journal = use_journal();
    let navigate = use_navigate();
    let on_open = Callback::new(move |index: usize| {
        let entry = all.with_untracked(|all| {
            let one = all.get(index)?;
            one.steps.last().copied().or(Some(one.origin))
        });
        if let Some(entry) = entry {
            navigate(&format!("/entries/{entry}"), Default::default());
        }
    });
    move || {
        let all = all.get();
        let today = journal.believed_day();
        let told = all.iter().map(|one| {
            let first = journal.entry(one.origin);
            words::loops::told(one, first.as_ref().map(|kept| kept.newest()), &today)
        });
        let told: Vec<String> = told.collect();
        let drawing = journal.with_entries(|entries| {
            journal::LoopDrawing::new(&all, entries.iter().copied(), &today)
        });
        let closed_today = all.iter().rposition(|one| {
            let at = one.until().filter(|_| one.is_closed());
            at.is_some_and(|at| at.date() == today.date())
        });
        view! {
            <LoopDrawing drawing=drawing told=told today=today closed_today=closed_today on_open=on_open/>
        }
    }
}

/// What stands here before anything was begun.
#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Head title=t("place.loops") hidden=true/>
        <div class="empty" id="loops-none">
            <Mark/>
            <h2>{t("loops.empty")}</h2>
            <p>{t("loops.empty_lead")}</p>
        </div>
        <BeginLoops/>
    }
}
