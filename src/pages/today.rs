//! Home: two doors, ways around them, and what waits.

use leptos::prelude::*;
use leptos_router::components::A;

mod doors;
mod further;
mod pause;
mod returns;

use doors::Doors;
use further::Further;
use pause::{Foot, Paused};
use returns::{Doubt, Returns};

use crate::components::{Head, Shell, icon};
use crate::state::{DOORS, DraftOf, Promise, use_journal, use_notices, use_session};
use crate::words::{self, count, fill, t};

/// What is offered today: nothing has to be taken.
#[component]
pub fn TodayPage() -> impl IntoView {
    let journal = use_journal();
    let is_paused = Memo::new(move |_| journal.is_paused());
    view! {
        <Shell class="page page-today">
            <Head title=t("place.today") hidden=true/>
            <Doubt/>
            {move || match is_paused.get() {
                true => view! { <Paused/> }.into_any(),
                false => view! { <Offered/> }.into_any(),
            }}
        </Shell>
    }
}

#[component]
fn Offered() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let turn = Action::new_local(move |(): &()| async move {
        if let Err(error) = journal.turn(&DOORS).await {
            notices.warn(t(error.words()));
        }
    });
    view! {
        <Doors/>
        <RecordNow/>
        <div class="row row-spread flush">
            <button class="button button-quiet" type="button" id="another" on:click=move |_| { turn.dispatch(()); }>
                {icon("refresh-cw")}{t("today.another")}
            </button>
            <A href="/write/free" attr:class="button button-quiet">{t("today.free")}</A>
        </div>
        <Waits/>
        <Further/>
        <Foot/>
    }
}

/// One tap: the composer opens and records. Its address alone, as after a reload, does not.
#[component]
fn RecordNow() -> impl IntoView {
    let journal = use_journal();
    move || {
        (journal.recorder.is_able() && journal.allows_audio()).then(|| {
            view! {
                <A
                    href="/write/voice"
                    attr:class="button today-record"
                    attr:id="today-record"
                    on:click=move |_| journal.recorder.want()
                >
                    {icon("mic")}{t("today.record")}
                </A>
            }
        })
    }
}

/// What waits, quietly: drafts, and entries that may be shared.
#[component]
fn Waits() -> impl IntoView {
    let journal = use_journal();
    let session = use_session();
    let drafts = move || {
        let rows = journal.drafts().into_iter().filter_map(|(id, states)| {
            let draft = states.newest()?;
            let recorded = journal.recorded(&states);
            let key = match draft.of {
                DraftOf::New => "today.draft",
                DraftOf::Revision(_) => "today.draft_revision",
            };
            let label = fill(key, &[("when", &words::when(&draft.saved_at))]);
            let hint: String = states.hint().chars().take(70).collect();
            let length = words::length(recorded.length_ms);
            let cut = recorded.is_interrupted;
            let voice = (recorded.count > 0).then(|| {
                let said = match cut {
                    true => fill("today.cut_short", &[("length", &length)]),
                    false => fill("today.recorded", &[("length", &length)]),
                };
                view! { <span class="hint" data-recorded="">{said}</span> }
            });
            Some(view! {
                <li class="unfinished">
                    <A href=format!("/write/draft/{id}")>
                        {icon(if recorded.count > 0 { "mic" } else { "pencil" })}
                        <span>{label}{voice}<span class="hint" dir="auto">{hint}</span></span>
                        {icon("chevron-right")}
                    </A>
                </li>
            })
        });
        rows.collect_view()
    };
    let backup = move || {
        let last = match journal.last_backup() {
            Some(at) => fill("backup.last", &[("day", &words::day(&at))]),
            None => t("backup.none").to_owned(),
        };
        let due = journal.is_backup_due();
        let hint = due.then(|| {
            let since = journal.entries_since_backup() as usize;
            view! { <span class="hint" id="backup-due">{count("backup.due_one", "backup.due", since)}</span> }
        });
        let there = journal.last_backup().is_some() || !journal.is_empty();
        there.then(|| {
            view! {
                <li>
                    <A href="/backup" attr:id="backup-line">
                        {icon("shield-check")}
                        <span>{last}{hint}</span>
                        {icon("chevron-right")}
                    </A>
                </li>
            }
        })
    };
    let shareable = move || {
        let waiting = journal.unshared().len();
        (waiting > 0).then(|| {
            view! {
                <li>
                    <A href="/share">
                        {icon("send")}
                        <span>
                            {count("today.shareable_one", "today.shareable", waiting)}
                            <span class="hint">{t("today.nothing_leaves")}</span>
                        </span>
                        {icon("chevron-right")}
                    </A>
                </li>
            }
        })
    };
    let promise = move || {
        (session.place().promise == Promise::Refused).then(|| {
            view! {
                <li>
                    <A href="/settings" attr:id="promise-line">
                        {icon("info")}
                        <span>{t("promise.line")}<span class="hint">{t("promise.line_hint")}</span></span>
                        {icon("chevron-right")}
                    </A>
                </li>
            }
        })
    };
    let empty = move || {
        let none = journal.is_empty() && journal.drafts().is_empty();
        let hint = journal.with_study(|study| {
            let hint = study.schedule.length_hint.only_in(words::language());
            hint.map(str::to_owned)
        });
        let hint = hint
            .flatten()
            .unwrap_or_else(|| t("today.length").to_owned());
        none.then(|| view! { <p class="note">{hint}</p> })
    };
    view! {
        <section aria-labelledby="waits">
            <h2 class="sr-only" id="waits">{t("today.waits")}</h2>
            <ul class="waits">{drafts}<Returns/>{shareable}{backup}{promise}</ul>
            {empty}
        </section>
    }
}
