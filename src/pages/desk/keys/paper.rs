//! The paper copy: printed from here, or copied by hand. It is the key: it is on the page for as
//! long as this step is.

use desk::Paper;
use leptos::prelude::*;

use super::{Frame, StepBack};
use crate::browser::page;
use crate::components::{FieldError, Submit, icon, on_submit};
use crate::state::{KeyStep, use_desk};
use crate::words::{desk as said, t};

/// The paper.
#[component]
pub(super) fn PaperStep() -> impl IntoView {
    let desk = use_desk();
    let work = desk.key_work;
    let paper = RwSignal::new_local(None::<Paper>);
    let is_shown = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    leptos::task::spawn_local(async move {
        match desk.paper().await {
            Ok(made) => drop(paper.try_set(Some(made))),
            Err(failure) => drop(trouble.try_set(said::failure(&failure))),
        }
    });
    let next = move |has_paper: bool| {
        work.has_paper.set(has_paper);
        work.step.set(KeyStep::Proof);
    };
    let toggle = move || match is_shown.get() {
        true => view! { {icon("eye-off")}{t("ceremony.paper_hide")} },
        false => view! { {icon("eye")}{t("ceremony.paper_show")} },
    };
    view! {
        <Frame title=t("ceremony.paper_title") lead=t("ceremony.paper_lead")>
            <form class="stack no-print" on:submit=on_submit(false, move || next(true))>
                <ul class="key-notes">
                    <li>{t("ceremony.paper_printer")}</li>
                    <li>{t("ceremony.paper_hand")}</li>
                    <li>{t("ceremony.paper_keep")}</li>
                </ul>
                <div class="row">
                    <button class="button" type="button" id="print-paper" on:click=|_| page::print()>
                        {icon("printer")}{t("ceremony.paper_print")}
                    </button>
                    <button class="button button-quiet" type="button" id="show-paper"
                        aria-expanded=move || is_shown.get().to_string()
                        aria-controls="key-paper"
                        on:click=move |_| is_shown.update(|shown| *shown = !*shown)>
                        {toggle}
                    </button>
                </div>
                <FieldError id="paper-error" text=trouble.into()/>
                <div class="row">
                    <Submit id="has-paper" label=t("ceremony.paper_done") busy=false/>
                    <button class="button button-quiet" type="button" id="no-paper" on:click=move |_| next(false)>
                        {t("ceremony.paper_without")}
                    </button>
                    <StepBack to=KeyStep::File/>
                </div>
            </form>
            <div id="key-paper" class=move || if is_shown.get() { "paper-copy" } else { "paper-copy print-only" }>
                {move || paper.with(|paper| paper.as_ref().map(sheet))}
            </div>
        </Frame>
    }
}

/// The sheet, as the command line prints it.
fn sheet(paper: &Paper) -> impl IntoView + use<> {
    let facts = paper.facts.iter().map(|(label, value)| {
        view! { <dt>{label.clone()}</dt><dd><bdi>{value.clone()}</bdi></dd> }
    });
    let lists = paper.lists.iter().map(|list| {
        let first = list.first;
        let words = list.words.iter().enumerate().map(|(at, word)| {
            view! { <li value=(first + at).to_string()>{word.clone()}</li> }
        });
        view! {
            <h3>{list.heading.clone()}</h3>
            <ol class="paper-words" start=first.to_string() lang="en">{words.collect_view()}</ol>
        }
    });
    let groups = paper.text.iter().map(|group| {
        view! { <span>{group.clone()}</span>" " }
    });
    let how = paper.how.iter().map(|(heading, steps)| {
        let steps = steps.iter().map(|step| view! { <li>{step.clone()}</li> });
        view! { <section><h3>{heading.clone()}</h3><ol>{steps.collect_view()}</ol></section> }
    });
    let (side, path) = (paper.qr.side, paper.qr.path.to_string());
    view! {
        <article class="paper-sheet" lang=paper.language.clone()>
            <h2>{paper.title.clone()}</h2>
            <p class="paper-warning">{paper.warning.clone()}</p>
            <dl>{facts.collect_view()}</dl>
            <div class="paper-key">
                <div>{lists.collect_view()}</div>
                <svg class="paper-qr" viewBox=format!("0 0 {side} {side}") role="img" aria-label=paper.qr_label.clone() shape-rendering="crispEdges">
                    <rect class="paper-qr-light" width=side.to_string() height=side.to_string()></rect>
                    <path class="paper-qr-dark" d=path></path>
                </svg>
            </div>
            <h3>{paper.text_heading.clone()}</h3>
            <p class="paper-text">{groups.collect_view()}</p>
            <div class="paper-how">{how.collect_view()}</div>
        </article>
    }
}
