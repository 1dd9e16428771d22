//! What became of the files: counts, what needs a person, the phones, and the table.

use std::cmp::Ordering;
use std::sync::Arc;

use desk::Verdict;
use leptos::html::H1;
use leptos::prelude::*;

use super::figure;
use super::phones::Phones;
use super::problems::Problems;
use crate::browser::page;
use crate::components::{Chips, icon};
use crate::jobs::desk::{BundleRow, FileRow, Merged};
use crate::state::{DeskPlace, use_desk};
use crate::words::{self, count, desk as said, fill, t};

/// How many rows stand there at first.
const ROWS: usize = 300;

/// What the table is sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Column {
    Name,
    Participant,
    Number,
    Date,
    Entries,
    Recordings,
    Size,
    Verdict,
}

/// The files.
#[component]
pub fn FilesPlace() -> impl IntoView {
    let desk = use_desk();
    let merged = move || desk.merged.get();
    // The heading stays while phones are confirmed below it: drawn anew, it would take the focus.
    let heading = NodeRef::<H1>::new();
    Effect::new(move || {
        if let Some(heading) = heading.get() {
            page::focus_heading(&heading);
        }
    });
    page::set_title(&format!("{} · {}", t("desk.files"), t("desk.name")));
    let title = move || match merged() {
        Some(merged) if merged.is_good => t("desk.all_good"),
        _ => t("desk.needs_person"),
    };
    let study = move || {
        let study = merged()
            .map(|merged| merged.study_id.clone())
            .unwrap_or_default();
        fill("desk.of_study", &[("study", &study)])
    };
    let content = move || {
        merged().map(|merged| {
            let left_out = (merged.left_out > 0).then(|| {
                let number = merged.left_out.to_string();
                view! {
                    <p class="notice notice-bad" id="left-out">
                        {icon("triangle-alert")}<span>{fill("desk.left_out", &[("n", &number)])}</span>
                    </p>
                }
            });
            view! {
                <Counts merged=Arc::clone(&merged)/>
                {left_out}
                <div class="desk-two">
                    <Problems merged=Arc::clone(&merged)/>
                    <Phones merged=Arc::clone(&merged)/>
                </div>
                <FileTable merged=merged/>
            }
        })
    };
    view! {
        <div class="page desk-page">
            <div class="desk-top">
                <div class="page-head">
                    <h1 tabindex="-1" node_ref=heading>{title}</h1>
                    <p class="lead">{study}</p>
                </div>
                <button class="button" type="button" id="more-files" on:click=move |_| desk.place.set(DeskPlace::Open)>
                    {icon("file-up")}{t("desk.more_files")}
                </button>
            </div>
            {content}
        </div>
    }
}

#[component]
fn Counts(
    /// How everything stands.
    merged: Arc<Merged>,
) -> impl IntoView {
    let verdicts = Verdict::ALL.into_iter().filter_map(|verdict| {
        let number = merged
            .files
            .iter()
            .filter(|file| file.verdict == verdict)
            .count();
        let class = match verdict {
            Verdict::Refused => "figure-bad",
            Verdict::Quarantined => "figure-past",
            _ => "",
        };
        (number > 0).then(|| figure(number, said::verdict_kind(verdict), class))
    });
    let verdicts = verdicts.collect_view();
    let people = &merged.overview.people;
    let entries: usize = people.iter().map(|person| person.entries).sum();
    view! {
        <dl class="figures" id="counts">
            {figure(merged.files.len(), t("count.files"), "figure-first")}
            {verdicts}
            {figure(people.len(), t("count.people"), "figure-first")}
            {figure(entries, t("count.entries"), "")}
            {figure(merged.recordings, t("count.recordings"), "")}
            {figure(merged.transcribed, t("count.transcribed"), "")}
        </dl>
    }
}

#[component]
fn FileTable(
    /// How everything stands.
    merged: Arc<Merged>,
) -> impl IntoView {
    let sorted_by = RwSignal::new((Column::Name, true));
    let chosen = RwSignal::new(String::new());
    let words = RwSignal::new(String::new());
    let shows_all = RwSignal::new(false);
    let present = Verdict::ALL
        .into_iter()
        .filter(|verdict| merged.files.iter().any(|file| file.verdict == *verdict));
    let mut options = vec![("", t("desk.all_files").to_owned())];
    options
        .extend(present.map(|verdict| (verdict.as_str(), said::verdict_kind(verdict).to_owned())));
    let found = Memo::new(move |_| {
        let (chosen, words) = (chosen.get(), words.get().to_lowercase());
        let mut rows: Vec<usize> = (0..merged.files.len())
            .filter(|at| {
                let file = &merged.files[*at];
                let fits = chosen.is_empty() || file.verdict.as_str() == chosen;
                fits && (words.is_empty() || holds(file, &words))
            })
            .collect();
        let (column, ascending) = sorted_by.get();
        rows.sort_by(|a, b| {
            let order = compare(&merged.files[*a], &merged.files[*b], column);
            if ascending { order } else { order.reverse() }
        });
        rows.into_iter()
            .map(|at| merged.files[at].clone())
            .collect::<Vec<_>>()
    });
    let head = move |column: Column, label: &'static str, class: &'static str| {
        let sort = move || match sorted_by.get() {
            (now, true) if now == column => "ascending",
            (now, false) if now == column => "descending",
            _ => "none",
        };
        view! {
            <th scope="col" class=class aria-sort=sort>
                <button class="sort" type="button" on:click=move |_| {
                    sorted_by.update(|(now, ascending)| {
                        *ascending = *now != column || !*ascending;
                        *now = column;
                    });
                }>{label}</button>
            </th>
        }
    };
    let rows = move || {
        let most = if shows_all.get() { usize::MAX } else { ROWS };
        found.with(|found| found.iter().take(most).map(row).collect_view())
    };
    let more = move || {
        let number = found.with(Vec::len);
        (number > ROWS && !shows_all.get()).then(|| {
            let text = fill("desk.show_all", &[("n", &number.to_string())]);
            view! { <button class="button" type="button" on:click=move |_| shows_all.set(true)>{text}</button> }
        })
    };
    view! {
        <section class="stack">
            <div class="desk-top">
                <h2 id="table-files">{t("desk.every_file")}</h2>
                <p class="status" role="status">{move || count("desk.file_one", "desk.file_many", found.with(Vec::len))}</p>
            </div>
            <div class="desk-filters">
                <Chips
                    legend=t("desk.show")
                    name="verdict"
                    options=options
                    chosen=chosen.into()
                    on_choose=Callback::new(move |value| chosen.set(value))
                    joined=true
                />
                <div class="field">
                    <label class="label" for="file-words">{t("desk.filter")}</label>
                    <input class="input" id="file-words" type="search" autocomplete="off" spellcheck="false"
                        on:input=move |event| words.set(event_target_value(&event))/>
                </div>
            </div>
            <div class="table-scroll desk-table" role="region" tabindex="0" aria-labelledby="table-files">
                <table class="table" id="files">
                    <thead>
                        <tr>
                            {head(Column::Verdict, t("column.verdict"), "")}
                            {head(Column::Name, t("column.file"), "")}
                            {head(Column::Participant, t("column.participant"), "")}
                            {head(Column::Number, t("column.number"), "num")}
                            {head(Column::Date, t("column.date"), "")}
                            {head(Column::Entries, t("column.entries"), "num")}
                            {head(Column::Recordings, t("column.recordings"), "num")}
                            {head(Column::Size, t("column.size"), "num")}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            {more}
        </section>
    }
}

fn row(file: &FileRow) -> impl IntoView + use<> {
    let (name, class, verdict) = said::verdict(file);
    let bundle = file.bundle.as_ref();
    let code = bundle.map(|bundle| bundle.participant.to_string());
    let number = |of: fn(&BundleRow) -> usize| {
        bundle
            .map(of)
            .filter(|number| *number > 0)
            .map(|number| number.to_string())
    };
    view! {
        <tr data-verdict=file.verdict.as_str() data-reason=file.reason.clone()>
            <td><span class=class>{icon(name)}{verdict}</span></td>
            <th scope="row"><span class="digest" dir="auto">{file.name.clone()}</span></th>
            <td>{code}</td>
            <td class="num">{bundle.map(|bundle| bundle.seq)}</td>
            <td>{bundle.map(|bundle| bundle.date.clone())}</td>
            <td class="num">{number(|bundle| bundle.entries)}</td>
            <td class="num">{number(|bundle| bundle.recordings)}</td>
            <td class="num">{words::size(file.size)}</td>
        </tr>
    }
}

fn holds(file: &FileRow, words: &str) -> bool {
    let code = file
        .bundle
        .as_ref()
        .map(|bundle| bundle.participant.to_string());
    file.name.to_lowercase().contains(words)
        || code.is_some_and(|code| code.to_lowercase().contains(words))
        || said::verdict(file).2.to_lowercase().contains(words)
}

/// Files without a bundle stand behind the others.
fn compare(a: &FileRow, b: &FileRow, column: Column) -> Ordering {
    let by = |key: fn(&BundleRow) -> (String, u64)| {
        let of = |file: &FileRow| file.bundle.as_ref().map(key);
        match (of(a), of(b)) {
            (Some(a), Some(b)) => a.cmp(&b),
            (Some(_), None) => Ordering::Less,
            (None, Some(_)) => Ordering::Greater,
            (None, None) => Ordering::Equal,
        }
    };
    let order = match column {
        Column::Name => Ordering::Equal,
        Column::Participant => by(|one| (one.participant.to_string(), one.seq)),
        Column::Number => by(|one| (String::new(), one.seq)),
        Column::Date => by(|one| (one.date.clone(), 0)),
        Column::Entries => by(|one| (String::new(), one.entries as u64)),
        Column::Recordings => by(|one| (String::new(), one.recordings as u64)),
        Column::Size => a.size.cmp(&b.size),
        Column::Verdict => (b.verdict, &b.reason).cmp(&(a.verdict, &a.reason)),
    };
    order.then_with(|| a.name.cmp(&b.name))
}
