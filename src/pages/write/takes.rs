//! What was recorded with the text: to be heard again, and thrown away with a way back.

use journal::RecordingId;
use leptos::prelude::*;

use crate::components::{Place, Player, icon};
use crate::state::{Begun, DraftId, use_journal, use_notices};
use crate::words::{fill, t};

/// The recordings of a draft, in the order they were made.
#[component]
pub fn Takes(
    /// The draft.
    draft: DraftId,
    /// What a draft that is gone is begun again with.
    begun: Callback<(), Begun>,
) -> impl IntoView {
    let journal = use_journal();
    // Finished ones only: the one under way has a panel of its own.
    let finished = Memo::new(move |_| {
        let states = journal.draft(draft).unwrap_or_default();
        let ids = states.recordings().iter().copied();
        let is_there = |id: &RecordingId| {
            journal
                .take(*id)
                .is_some_and(|take| take.finished.is_some())
        };
        ids.filter(is_there).collect::<Vec<_>>()
    });
    move || {
        let rows = finished.get().into_iter().enumerate().map(|(at, id)| {
            view! { <Row draft=draft begun=begun id=id number=at + 1/> }
        });
        let rows = rows.collect_view();
        (!finished.with(Vec::is_empty)).then(|| {
            view! { <ul class="takes" id="takes" aria-label=t("record.takes")>{rows}</ul> }
        })
    }
}

#[component]
fn Row(
    draft: DraftId,
    begun: Callback<(), Begun>,
    id: RecordingId,
    number: usize,
) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let throw = move |_| {
        let before = begun.run(());
        leptos::task::spawn_local(async move {
            match journal.discard_take(draft, id).await {
                Err(error) => notices.warn(t(error.words())),
                Ok(false) => notices.say(t("record.thrown")),
                Ok(true) => notices.offer_undo(t("record.thrown"), move || {
                    let before = before.clone();
                    leptos::task::spawn_local(async move {
                        if let Err(error) = journal.restore_take(before, id).await {
                            notices.warn(t(error.words()));
                        }
                    });
                }),
            }
        });
    };
    view! {
        <li>
            <div class="row row-spread">
                <p class="label">{fill("record.take", &[("n", &number.to_string())])}</p>
                <button class="button button-quiet" type="button" data-throw="" on:click=throw>
                    {icon("trash-2")}{t("record.throw")}
                </button>
            </div>
            <Player id=id place=Place::new() withheld=Vec::new()/>
        </li>
    }
}
