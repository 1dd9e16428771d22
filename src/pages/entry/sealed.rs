//! What is not to be seen yet: a letter that is sealed, and a side of an event that is covered.

use journal::{Entry, Opens};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{Head, Mark, icon, role_words};
use crate::state::{Step, use_journal, use_notices};
use crate::words::{self, fill, t};

/// A letter that was not opened yet.
#[component]
pub fn Sealed(
    /// The letter.
    entry: Entry,
    /// Asks whether it is to be deleted.
    deleting: RwSignal<bool>,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let Some(letter) = entry.letter().cloned() else {
        return ().into_any();
    };
    let title = words::sealed(&entry).unwrap_or_default();
    let open = match &letter.opens {
        Opens::On(_) => t("letter.open"),
        Opens::When(_) => t("letter.open_event"),
    };
    let about = fill(
        "letter.sealed_about",
        &[
            ("day", &words::date(&entry.created_at)),
            ("to", words::addressee(letter.to)),
        ],
    );
    let id = entry.id;
    let opening = Action::new_local(move |(): &()| async move {
        if let Err(error) = journal.open_letter(id).await {
            notices.warn(t(error.words()));
        }
    });
    let may_open = journal.may_open(&entry);
    view! {
        <Head title=title window=t("entry.window") lead=about/>
        <div class="sealed" id="sealed"><Mark/></div>
        <p class="note">{t("letter.honest")}</p>
        <div class="actions">
            {may_open.then(|| view! {
                <button class="button button-primary" type="button" id="open-letter" on:click=move |_| { opening.dispatch(()); }>
                    {open}
                </button>
            })}
            <button class="button button-quiet" type="button" id="delete" on:click=move |_| deleting.set(true)>
                {icon("trash-2")}{t("letter.delete")}
            </button>
        </div>
    }
    .into_any()
}

/// The first side of an event, while the other is not told.
#[component]
pub fn Covered(
    /// The side that is told.
    entry: Entry,
    /// Uncovers it by being set to true.
    uncovered: RwSignal<bool>,
    /// Asks whether it is to be deleted.
    deleting: RwSignal<bool>,
) -> impl IntoView {
    let lead = fill(
        "chairs.covered_lead",
        &[
            ("role", role_words(entry.role)),
            ("day", &words::date(&entry.created_at)),
        ],
    );
    view! {
        <Head title=t("chairs.covered_title") window=t("entry.window") lead=lead/>
        <div class="sealed" id="covered"><Mark/></div>
        <div class="actions">
            <A href=Step::OtherChair(entry.id).address() attr:class="button button-primary" attr:id="other-chair">
                {icon("pencil")}{t("chairs.other")}
            </A>
            <button class="button button-quiet" type="button" id="uncover" on:click=move |_| uncovered.set(true)>
                {icon("eye")}{t("chairs.uncover")}
            </button>
            <button class="button button-quiet" type="button" id="delete" on:click=move |_| deleting.set(true)>
                {icon("trash-2")}{t("entry.delete")}
            </button>
        </div>
    }
}
