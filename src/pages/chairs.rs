//! Two chairs: one event from both sides, and one question of both.

use journal::{Entry, EntryId, Role};
use leptos::prelude::*;
use leptos_router::components::A;
use leptos_router::hooks::use_params_map;

use crate::components::{Back, Head, HeardRecordings, Shell, icon, role_words};
use crate::state::{Step, use_journal};
use crate::words::{self, t};

/// Both sides, side by side where there is room.
#[component]
pub fn ChairsPage() -> impl IntoView {
    let journal = use_journal();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<EntryId>().ok()))
    });
    view! {
        <Shell back=Back::To("/entries", t("place.journal")) class="page page-chairs">
            {move || match id.get().and_then(|id| journal.both_chairs(id)) {
                None => view! { <Head title=t("entry.gone") lead=t("chairs.not_yet")/> }.into_any(),
                Some((first, second)) => {
                    let step = Step::BothChairs(second.id).address();
                    let question = untrack(|| journal.both_question());
                    // The student's side stands first, as the past does everywhere.
                    let sides = match first.role {
                        Role::Mentor => [second, first],
                        _ => [first, second],
                    };
                    view! {
                        <Head title=t("chairs.title") lead=t("chairs.lead")/>
                        <div class="chairs" id="chairs">{sides.map(|side| view! { <Side entry=side/> })}</div>
                        <p class="look-question" lang=question.language.clone()>{question.text.clone()}</p>
                        <div class="actions">
                            <A href=step attr:class="button button-primary" attr:id="chairs-answer">
                                {icon("pencil")}{t("look.answer")}
                            </A>
                        </div>
                    }
                    .into_any()
                }
            }}
        </Shell>
    }
}

#[component]
fn Side(entry: Entry) -> impl IntoView {
    let class = match entry.role {
        Role::Mentor => "chair chair-mentor",
        _ => "chair chair-student",
    };
    let (role, day) = (role_words(entry.role), words::date(&entry.created_at));
    view! {
        <article class=class>
            <h2>{role}</h2>
            <p class="hint">{day}</p>
            <div class="prose" dir="auto">{entry.text.clone()}</div>
            <HeardRecordings entry=entry.clone()/>
        </article>
    }
}
