//! After unlocking: what should be there and is not, and what can be brought back.

use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{Head, Mark, Shell, icon};
use crate::state::{use_journal, use_notices, use_session};
use crate::words::{count, fill, t};

/// Says what is missing or damaged. Nothing is repaired, and nothing deleted, before it is asked.
#[component]
pub fn FindingsPage() -> impl IntoView {
    let journal = use_journal();
    let session = use_session();
    let notices = use_notices();
    let found = untrack(|| journal.findings());
    let copies = RwSignal::new_local(None);
    leptos::task::spawn_local(async move {
        if let Ok(records) = session.records() {
            let _ = copies.try_set(Some(records.read_mirror().await));
        }
    });
    let bring_back = Action::new_local(move |(): &()| async move {
        let copies = copies.get_untracked().unwrap_or_default();
        match journal.bring_back(copies).await {
            Ok(()) => notices.say(t("findings.back")),
            Err(error) => notices.warn(fill("lost.failed", &[("reason", t(error.words()))])),
        }
    });
    let number = |n: u64| usize::try_from(n).unwrap_or(usize::MAX);
    let mut lines = Vec::new();
    if found.missing > 0 {
        let missing = number(found.missing);
        lines.push(count("findings.missing_one", "findings.missing", missing));
    }
    if found.damaged > 0 {
        lines.push(count(
            "findings.damaged_one",
            "findings.damaged",
            found.damaged,
        ));
    }
    if found.unexpected > 0 {
        let unexpected = number(found.unexpected);
        lines.push(count(
            "findings.unexpected_one",
            "findings.unexpected",
            unexpected,
        ));
    }
    if found.rolled_back {
        lines.push(t("findings.rolled_back").to_owned());
    }
    if found.is_aside {
        lines.push(t("findings.aside").to_owned());
    }
    let helps = move || copies.with(|copies| copies.as_ref().map_or(0, Vec::len));
    let is_known = move || copies.with(Option::is_some);
    view! {
        <Shell places=false class="page gate">
            <Mark/>
            <div class="stack" id="findings">
                <Head title=t("findings.title") lead=t("findings.lead")/>
                <ul class="terms sheet">
                    {lines.into_iter().map(|line| view! { <li>{icon("triangle-alert")}<p>{line}</p></li> }).collect_view()}
                </ul>
                {move || match (is_known(), helps()) {
                    (false, _) => view! { <p class="busy" role="status">{t("lost.looking")}</p> }.into_any(),
                    (true, 0) => view! {
                        <div class="notice notice-past">{icon("info")}<p>{t("findings.no_copy")}</p></div>
                    }
                    .into_any(),
                    (true, n) => view! {
                        <div class="notice notice-ok">
                            {icon("shield-check")}<p>{count("findings.copy_one", "findings.copy", n)}</p>
                        </div>
                    }
                    .into_any(),
                }}
                <p>{t("findings.safe")}</p>
            </div>
            <div class="actions">
                {move || (helps() > 0).then(|| view! {
                    <button
                        class="button button-primary"
                        type="button"
                        id="bring-back"
                        aria-busy=move || bring_back.pending().get().to_string()
                        on:click=move |_| { bring_back.dispatch(()); }
                    >
                        {t("lost.bring_back")}
                    </button>
                })}
                <A href="/restore" attr:class="button" attr:id="from-backup">
                    {icon("file-up")}{t("lost.from_backup")}
                </A>
                <button class="button button-quiet" type="button" id="go-on" on:click=move |_| journal.accept_findings()>
                    {t("findings.go_on")}
                </button>
            </div>
        </Shell>
    }
}
