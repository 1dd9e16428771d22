//! Sharing, in three steps: choose, see exactly what will leave, hand the file over.

use std::collections::BTreeSet;

use journal::{Entry, Sharing};
use leptos::prelude::*;

mod asked;
mod ready;
mod review;
mod ties;

use ready::ReadyStep;
use review::ReviewStep;

use crate::components::{Head, Pick, Shell, icon, share_words};
use crate::state::{Ready, Receipt, use_journal};
use crate::words::{self, count, fill, t};

/// Where one is in sharing.
#[derive(Clone)]
pub enum Step {
    /// Nothing leaves this phone on this page.
    Choose,
    /// Exactly these words.
    Review,
    /// The file.
    Ready(Box<Ready>),
}

/// Shares what the writer chooses.
#[component]
pub fn SharePage() -> impl IntoView {
    let step = RwSignal::new_local(Step::Choose);
    view! {
        <Shell>
            {move || match step.get() {
                Step::Choose => view! { <ChooseStep step=step/> }.into_any(),
                Step::Review => view! { <ReviewStep step=step/> }.into_any(),
                Step::Ready(ready) => view! { <ReadyStep ready=*ready step=step/> }.into_any(),
            }}
        </Shell>
    }
}

#[component]
fn ChooseStep(step: RwSignal<Step, LocalStorage>) -> impl IntoView {
    let journal = use_journal();
    let chosen = Memo::new(move |_| journal.chosen());
    let (may, only_me): (Vec<Entry>, Vec<Entry>) = untrack(|| {
        // A letter that is sealed cannot be read before it leaves; it leaves once it was opened.
        let all = journal.pick(|entry| (!entry.is_sealed()).then(|| entry.clone()));
        let all = all.into_iter();
        all.partition(|entry| entry.sharing == Sharing::MayShare)
    });
    let none = may.is_empty();
    let only_me_label = count("share.only_me_one", "share.only_me", only_me.len());
    let has_only_me = !only_me.is_empty();
    let pick = move |entry: Entry| {
        let (id, (_, state)) = (entry.id, untrack(|| share_words(&entry)));
        let ticked = Signal::derive(move || chosen.with(|chosen| chosen.contains(&id)));
        let on_tick = Callback::new(move |add| journal.choose(id, add));
        view! { <Pick entry=entry ticked=ticked on_tick=on_tick state=state/> }
    };
    view! {
        <Head title=t("share.choose") step=step_words(1) lead=t("share.choose_lead")/>
        {none.then(|| view! { <p class="note">{t("share.none")}</p> })}
        <ul class="picks entries">
            {may.into_iter().map(pick).collect_view()}
        </ul>
        {has_only_me.then(|| view! {
            <details class="disclosure">
                <summary>{icon("chevron-right")}{only_me_label}</summary>
                <p class="hint">{t("share.only_me_hint")}</p>
                <ul class="picks">
                    {only_me.into_iter().map(pick).collect_view()}
                </ul>
            </details>
        })}
        <Receipts/>
        <div class="actions">
            <button
                class="button button-primary"
                type="button"
                id="review"
                disabled=move || chosen.with(BTreeSet::is_empty)
                on:click=move |_| step.set(Step::Review)
            >
                {t("share.see")}
            </button>
            <p class="note" role="status">
                {move || count("share.chosen_one", "share.chosen", chosen.with(BTreeSet::len))}
            </p>
        </div>
    }
}

#[component]
fn Receipts() -> impl IntoView {
    let journal = use_journal();
    move || {
        let receipts = journal.receipts();
        (!receipts.is_empty()).then(|| {
            view! {
                <details class="disclosure" id="receipts">
                    <summary>{icon("chevron-right")}{t("share.receipts")}</summary>
                    <ul class="stack">
                        {receipts.into_iter().map(|receipt| view! {
                            <li><ReceiptFacts receipt=receipt/></li>
                        }).collect_view()}
                    </ul>
                </details>
            }
        })
    }
}

/// What is kept of a bundle.
#[component]
pub fn ReceiptFacts(
    /// The receipt.
    receipt: Receipt,
) -> impl IntoView {
    let made = match receipt.made_at.time() {
        Some(time) => format!("{}, {time}", words::date(&receipt.made_at)),
        None => words::date(&receipt.made_at),
    };
    let holds = receipt.entries.len();
    view! {
        <dl class="facts">
            <dt>{t("receipt.file")}</dt><dd class="digest">{receipt.file_name}</dd>
            <dt>{t("receipt.size")}</dt><dd>{words::size(receipt.size)}</dd>
            <dt>{t("receipt.holds")}</dt><dd>{count("receipt.entries_one", "receipt.entries", holds)}</dd>
            <dt>{t("receipt.number")}</dt><dd>{receipt.seq}</dd>
            <dt>{t("receipt.for")}</dt><dd>{receipt.recipients.join(" · ")}</dd>
            <dt>{t("receipt.digest")}</dt><dd class="digest">{grouped(&receipt.file_sha256)}</dd>
            <dt>{t("receipt.made")}</dt><dd>{made}</dd>
        </dl>
    }
}

/// The first 32 digits of a digest in groups of four: enough to compare by telephone.
fn grouped(digest: &str) -> String {
    let digits: Vec<char> = digest.chars().take(32).collect();
    digits
        .chunks(4)
        .map(|four| four.iter().collect::<String>())
        .collect::<Vec<_>>()
        .join(" ")
}

pub(super) fn step_words(step: usize) -> String {
    fill("step", &[("n", &step.to_string()), ("of", "3")])
}
