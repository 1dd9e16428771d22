//! Everything that the team noted: memos of the whole study, and the tags.

use std::collections::BTreeMap;

use desk::{About, MemoKind};
use leptos::prelude::*;

use super::notes::{AuthorField, MemoRow, Memos, Unsaved};
use crate::components::{Chips, Head, icon};
use crate::state::{DeskPlace, use_desk};
use crate::words::{count, desk as said, fill, t};

/// The memos.
#[component]
pub fn MemosPlace() -> impl IntoView {
    let desk = use_desk();
    let kind = RwSignal::new(String::new());
    let words = RwSignal::new(String::new());
    let found = Memo::new(move |_| {
        let (kind, words) = (kind.get(), words.get().trim().to_lowercase());
        desk.notebook.notes.with(|notes| {
            let others = |memo: &&desk::Memo| memo.is_standing && memo.about != About::Study;
            let standing = notes.memos.iter().filter(others);
            let found = standing.filter(|memo| {
                let is_kind = kind.is_empty() || memo.kind.as_str() == kind;
                let has = |text: &str| text.to_lowercase().contains(&words);
                is_kind && (has(&memo.text) || has(&memo.author))
            });
            // The newest first: it is what was thought last.
            found.rev().cloned().collect::<Vec<desk::Memo>>()
        })
    });
    let rows = move || {
        let rows = found.get().into_iter();
        let rows = rows.map(|memo| {
            let about = memo.about.clone();
            view! { <li class="memo-about"><Place about=about/><ul class="memos"><MemoRow memo=memo/></ul></li> }
        });
        rows.collect_view()
    };
    let kinds = [("", t("desk.all_files").to_owned())]
        .into_iter()
        .chain(MemoKind::ALL.map(|kind| (kind.as_str(), said::memo_kind(kind).to_owned())));
    let choose = Callback::new(move |chosen| kind.set(chosen));
    let summary = move || count("memo.one", "memo.many", found.with(Vec::len));
    view! {
        <div class="page desk-page desk-narrow">
            <Head title=t("desk.memos") lead=t("memo.lead")/>
            <AuthorField/>
            <Unsaved/>
            <section class="notes" aria-labelledby="study-memos">
                <h2 id="study-memos">{t("memo.on_study")}</h2>
                <Memos about=About::Study/>
            </section>
            <section class="stack" aria-labelledby="all-memos">
                <h2 id="all-memos">{t("memo.on_people")}</h2>
                <div class="desk-filters">
                    <Chips legend=t("memo.kind") name="memo-kind" options=kinds.collect() chosen=kind.into() on_choose=choose/>
                    <div class="field">
                        <label class="label" for="memo-words">{t("memo.filter")}</label>
                        <input class="input" id="memo-words" type="search" autocomplete="off" spellcheck="false"
                            on:input=move |event| words.set(event_target_value(&event))/>
                    </div>
                </div>
                <p class="status" role="status" id="memo-summary">{summary}</p>
                <ul class="memo-places" id="all-memo-rows">{rows}</ul>
            </section>
            <Tags/>
        </div>
    }
}

/// What a memo is about, and the way there.
#[component]
fn Place(
    /// What it is about.
    about: About,
) -> impl IntoView {
    let desk = use_desk();
    let code = about.participant().cloned();
    let entry = match &about {
        About::Entry { entry, .. } => Some(*entry),
        _ => None,
    };
    code.map(|code| {
        let label = match &about {
            About::Entry { entry, .. } => fill(
                "memo.at_entry",
                &[("person", code.as_str()), ("entry", &entry.to_string()[..8])],
            ),
            _ => code.to_string(),
        };
        view! {
            <button class="memo-go" type="button" on:click=move |_| desk.place.set(DeskPlace::Person(code.clone(), entry))>
                {label}{icon("chevron-right")}
            </button>
        }
    })
}

/// The tags, with how many entries have each.
#[component]
fn Tags() -> impl IntoView {
    let desk = use_desk();
    move || {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        desk.notebook.notes.with(|notes| {
            for tag in &notes.tags {
                *counts.entry(tag.tag.clone()).or_default() += 1;
            }
        });
        (!counts.is_empty()).then(|| {
            let rows = counts.into_iter().map(|(tag, count)| {
                view! { <tr><th scope="row" dir="auto">{tag}</th><td class="num">{count}</td></tr> }
            });
            view! {
                <div class="stack">
                    <h2 id="tags-head">{t("notes.tags")}</h2>
                    <div class="table-scroll desk-table" role="region" tabindex="0" aria-labelledby="tags-head">
                        <table class="table" id="tags">
                            <thead><tr><th scope="col">{t("notes.tag")}</th><th scope="col" class="num">{t("column.entries")}</th></tr></thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                </div>
            }
        })
    }
}
