//! What comes back today: letters and forecasts whose day has come, events half told, an earlier
//! entry on offer; and a day that cannot be believed.

use journal::{DayDoubt, Loop, LoopKind};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::icon;
use crate::state::{Step, this_day, use_journal, use_notices};
use crate::words::{self, fill, t};

/// Lines of the list of what waits.
#[component]
pub fn Returns() -> impl IntoView {
    let journal = use_journal();
    let line = |one: Loop| {
        let day = one.began.as_ref().map(words::date).unwrap_or_default();
        let (name, key) = match one.kind {
            LoopKind::Letter => ("ring-future", "returns.letter"),
            LoopKind::Forecast => ("ring-future", "returns.forecast"),
            _ => ("ring-both", "returns.chair"),
        };
        let label = fill(key, &[("day", &day)]);
        view! {
            <li data-returns=one.kind.as_str()>
                <A href=format!("/entries/{}", one.origin)>
                    {icon(name)}<span>{label}</span>{icon("chevron-right")}
                </A>
            </li>
        }
    };
    let waiting = move || journal.waiting().into_iter().map(line).collect_view();
    let earlier =
        move || {
            journal.earlier_on_offer().map(|entry| {
            let label = fill("returns.earlier", &[("day", &words::date(&entry.created_at))]);
            view! {
                <li data-returns="earlier">
                    <A href="/look-back" attr:id="look-back-line">
                        {icon("ring-past")}
                        <span>{label}<span class="hint">{t("returns.earlier_hint")}</span></span>
                        {icon("chevron-right")}
                    </A>
                </li>
            }
        })
        };
    let interview = move || {
        journal.may_gather().then(|| {
            view! {
                <li data-returns="interview">
                    <A href=Step::Agenda.address()>
                        {icon("ring-free")}<span>{t("returns.interview")}</span>{icon("chevron-right")}
                    </A>
                </li>
            }
        })
    };
    view! { {waiting}{interview}{earlier} }
}

/// That the phone's day is odd, until the writer says that it is right.
#[component]
pub fn Doubt() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let confirm = Action::new_local(move |(): &()| async move {
        if let Err(error) = journal.confirm_day().await {
            notices.warn(t(error.words()));
        }
    });
    move || {
        journal.day_doubt().map(|(doubt, known)| {
            let key = match doubt {
                DayDoubt::Ahead => "doubt.ahead",
                DayDoubt::Behind => "doubt.behind",
            };
            let text = fill(
                key,
                &[
                    ("today", &words::date(&this_day())),
                    ("known", &words::date(&known)),
                ],
            );
            view! {
                <div class="notice notice-past" id="day-doubt" role="status">
                    {icon("triangle-alert")}
                    <p>{text}</p>
                    <button class="button" type="button" id="day-right" on:click=move |_| { confirm.dispatch(()); }>
                        {icon("check")}{t("doubt.right")}
                    </button>
                </div>
            }
        })
    }
}
