//! Keys: made, proved, rehearsed with, brought back from paper. The worker holds them, and forgets
//! them when one leaves.

use leptos::prelude::*;

use crate::components::{Head, icon};
use crate::jobs::desk::ShownKey;
use crate::state::{DeskPlace, KeyStep, use_desk};
use crate::words::{fill, t};

mod done;
mod make;
mod paper;
mod proof;
mod rehearse;
mod words;

use done::DoneStep;
use make::{FileStep, HolderStep, PassphraseStep};
use paper::PaperStep;
use proof::ProofStep;
use rehearse::RehearseStep;
use words::WordsStep;

/// The steps of a new key, and of one that comes from paper.
const NEW: &[KeyStep] = &[
    KeyStep::Holder,
    KeyStep::Passphrase,
    KeyStep::File,
    KeyStep::Paper,
    KeyStep::Proof,
];
const RESTORED: &[KeyStep] = &[
    KeyStep::Words,
    KeyStep::Passphrase,
    KeyStep::File,
    KeyStep::Proof,
];

/// The place.
#[component]
pub fn KeysPlace() -> impl IntoView {
    let desk = use_desk();
    let step = Memo::new(move |_| desk.key_work.step.get());
    let here = move || match step.get() {
        KeyStep::Choose => view! { <Choose/> }.into_any(),
        KeyStep::Holder => view! { <HolderStep/> }.into_any(),
        KeyStep::Words => view! { <WordsStep/> }.into_any(),
        KeyStep::Passphrase => view! { <PassphraseStep/> }.into_any(),
        KeyStep::File => view! { <FileStep/> }.into_any(),
        KeyStep::Paper => view! { <PaperStep/> }.into_any(),
        KeyStep::Proof => view! { <ProofStep/> }.into_any(),
        KeyStep::Done => view! { <DoneStep/> }.into_any(),
        KeyStep::Rehearse => view! { <RehearseStep/> }.into_any(),
    };
    view! { <div class="page desk-page desk-open">{here}</div> }
}

#[component]
fn Choose() -> impl IntoView {
    let desk = use_desk();
    let way = move |id: &'static str,
                    name: &'static str,
                    label: &'static str,
                    hint: &'static str,
                    to: KeyStep| {
        let go = move |_| {
            desk.key_work.is_restored.set(to == KeyStep::Words);
            desk.key_work.step.set(to);
        };
        view! {
            <li>
                <button class="line" type="button" id=id on:click=go>
                    {icon(name)}<span>{label}<span class="hint">{hint}</span></span>{icon("chevron-right")}
                </button>
            </li>
        }
    };
    view! {
        <div class="desk-intro">
            <Head title=t("ceremony.title") lead=t("ceremony.lead")/>
            <p class="note">{t("ceremony.promise")}</p>
            <p class="note">{t("ceremony.trust")}</p>
        </div>
        <div class="desk-choose">
            <button class="button button-quiet" type="button" id="leave-keys" on:click=move |_| desk.go(DeskPlace::Open)>
                {icon("chevron-left")}{t("ceremony.leave")}
            </button>
            <ul class="waits key-ways">
                {way("make-key", "key-round", t("ceremony.make"), t("ceremony.make_hint"), KeyStep::Holder)}
                {way("rehearse-key", "shield-check", t("ceremony.rehearse"), t("ceremony.rehearse_hint"), KeyStep::Rehearse)}
                {way("restore-key", "undo-2", t("ceremony.restore"), t("ceremony.restore_hint"), KeyStep::Words)}
            </ul>
        </div>
    }
}

fn name_of(step: KeyStep) -> &'static str {
    match step {
        KeyStep::Holder => t("ceremony.step_holder"),
        KeyStep::Words => t("ceremony.step_words"),
        KeyStep::Passphrase => t("ceremony.step_passphrase"),
        KeyStep::File => t("ceremony.step_file"),
        KeyStep::Paper => t("ceremony.step_paper"),
        KeyStep::Proof => t("ceremony.step_proof"),
        KeyStep::Choose | KeyStep::Done | KeyStep::Rehearse => "",
    }
}

/// What is done in a step on the left, and what for; the step itself on the right.
#[component]
fn Frame(
    /// What the step is called.
    title: &'static str,
    /// What it is for.
    lead: &'static str,
    /// The step.
    children: Children,
) -> impl IntoView {
    let desk = use_desk();
    let here = desk.key_work.step.get_untracked();
    let steps = match desk.key_work.is_restored.get_untracked() {
        true => RESTORED,
        false => NEW,
    };
    let at = steps.iter().position(|step| *step == here).unwrap_or(0);
    let of = steps.len().to_string();
    let step = fill("step", &[("n", &(at + 1).to_string()), ("of", &of)]);
    let rows = steps.iter().enumerate().map(|(number, step)| {
        let current = (number == at).then_some("step");
        let is_done = (number < at).then_some("");
        view! {
            <li aria-current=current data-done=is_done>
                <span>{name_of(*step)}{is_done.map(|_| view! { <span class="sr-only">{t("ceremony.step_done")}</span> })}</span>
            </li>
        }
    });
    view! {
        <div class="desk-intro no-print">
            <Head title=title step=step lead=lead/>
            <ol class="desk-steps key-steps">{rows.collect_view()}</ol>
        </div>
        <div class="desk-choose key-step print-keep">{children()}</div>
    }
}

/// A step back, or away from it all.
#[component]
fn StepBack(
    /// Where to.
    to: KeyStep,
) -> impl IntoView {
    let desk = use_desk();
    let go = move |_| match to {
        KeyStep::Choose => desk.forget_keys(),
        _ => desk.key_work.step.set(to),
    };
    // A key that was made is lost with this, unless its file was saved.
    let is_made = desk.key_work.made.with_untracked(Option::is_some);
    let label = match to == KeyStep::Choose && is_made {
        true => t("ceremony.cancel"),
        false => t("ceremony.back"),
    };
    view! {
        <button class="button button-quiet" type="button" id="step-back" on:click=go>
            {icon("chevron-left")}{label}
        </button>
    }
}

/// The check words of a key, large, to be read to somebody.
fn large_words(key: &ShownKey) -> impl IntoView + use<> {
    let words: Vec<String> = key.words.split(' ').map(str::to_owned).collect();
    let words = words.into_iter().map(|word| view! { <li>{word}</li> });
    view! { <ol class="words key-words" lang="en">{words.collect_view()}</ol> }
}
