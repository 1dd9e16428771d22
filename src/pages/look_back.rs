//! Gazing backwards: one of the writer's own earlier entries, whole, and one question of it.

use journal::{Entry, EntryId, Response};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_navigate;

use crate::components::{Back, EntryMeta, Head, HeardRecordings, Mark, Question, Shell, icon};
use crate::state::{Step, use_journal, use_notices};
use crate::words::{self, t};

/// Brings an earlier entry back.
#[component]
pub fn LookBackPage() -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    // Nothing before it was looked for; then the entry, if there is one.
    let found = RwSignal::new(None::<Option<Entry>>);
    let bring = move |another: bool| {
        leptos::task::spawn_local(async move {
            match journal.bring_earlier(another).await {
                Ok(entry) => drop(found.try_set(Some(entry))),
                Err(error) => notices.warn(t(error.words())),
            }
        });
    };
    bring(false);
    let respond = Callback::new(move |(id, response): (EntryId, Response)| {
        leptos::task::spawn_local(async move {
            match journal.respond(id, response).await {
                Ok(()) if response == Response::Never => {
                    notices.offer_undo(t("look.never_done"), move || {
                        leptos::task::spawn_local(async move {
                            if let Err(error) = journal.may_come_back(id, true).await {
                                notices.warn(t(error.words()));
                            }
                        });
                    });
                    bring(true);
                }
                Ok(()) => {}
                Err(error) => notices.warn(t(error.words())),
            }
        });
    });
    let another = Callback::new(move |()| bring(true));
    view! {
        <Shell back=Back::To("/", t("place.today"))>
            {move || match found.get() {
                None => view! { <Head title=t("look.title")/> }.into_any(),
                Some(None) => view! { <Nothing/> }.into_any(),
                Some(Some(entry)) => {
                    view! { <Brought entry=entry respond=respond another=another/> }.into_any()
                }
            }}
        </Shell>
    }
}

#[component]
fn Brought(
    entry: Entry,
    respond: Callback<(EntryId, Response)>,
    another: Callback<()>,
) -> impl IntoView {
    let journal = use_journal();
    let navigate = use_navigate();
    let id = entry.id;
    let question = untrack(|| journal.look_back_question(&entry));
    let asked = entry.prompt.clone();
    let title = entry.title.trim().to_owned();
    let has_text = !entry.text.trim().is_empty();
    let not_today = move |_| {
        respond.run((id, Response::NotToday));
        navigate("/", Default::default());
    };
    view! {
        <article class="stack">
            <div class="stack-tight">
                <Head title=t("look.title") lead=words::date(&entry.created_at)/>
                <EntryMeta entry=entry.clone()/>
            </div>
            {asked.map(|prompt| view! { <Question prompt=prompt/> })}
            {(!title.is_empty()).then(|| view! { <h2 dir="auto">{title}</h2> })}
            {has_text.then(|| view! { <div class="prose" id="brought" dir="auto">{entry.text.clone()}</div> })}
            <HeardRecordings entry=entry.clone()/>
        </article>
        <p class="look-question" id="look-question" lang=question.language.clone()>{question.text.clone()}</p>
        <div class="actions">
            <A href=Step::Reply(id).address() attr:class="button button-primary" attr:id="look-answer">
                {icon("pencil")}{t("look.answer")}
            </A>
            <button class="button button-quiet" type="button" id="look-not-today" on:click=not_today>
                {t("look.not_today")}
            </button>
            <button class="button button-quiet" type="button" id="look-another" on:click=move |_| another.run(())>
                {icon("refresh-cw")}{t("look.another")}
            </button>
            <button
                class="button button-quiet"
                type="button"
                id="look-never"
                on:click=move |_| respond.run((id, Response::Never))
            >
                {icon("x")}{t("look.never")}
            </button>
        </div>
    }
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Head title=t("look.title") hidden=true/>
        <div class="empty" id="look-nothing">
            <Mark/>
            <h2>{t("look.nothing")}</h2>
            <p>{t("look.nothing_lead")}</p>
        </div>
        <div class="actions">
            <A href="/write/free" attr:class="button button-primary">{icon("pencil")}{t("entries.first")}</A>
        </div>
    }
}
