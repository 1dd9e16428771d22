//! Writing: the parts on the left, the fields in the middle, what was found on the right.

use journal::FindingSeverity;
use leptos::prelude::*;

use super::findings::Findings;
use super::parts::Part;
use crate::browser::page;
use crate::components::icon;
use crate::state::{Authoring, StudySection, use_authoring};
use crate::words::desk::study as said;
use crate::words::{fill, t};

/// The pack, part by part.
#[component]
pub(super) fn Writing() -> impl IntoView {
    let authoring = use_authoring();
    let section = Memo::new(move |_| authoring.section.get());
    view! {
        <div class="study-bench">
            <nav class="study-parts" aria-label=t("pack.parts")>
                <ol>{StudySection::ALL.map(part_entry)}</ol>
            </nav>
            <div class="study-form">
                {move || view! { <Part section=section.get()/> }}
                <Onward section=section/>
            </div>
            <Findings/>
        </div>
    }
}

fn part_entry(part: StudySection) -> impl IntoView {
    let authoring = use_authoring();
    let current = move || (authoring.section.get() == part).then_some("step");
    let wrong = move || {
        let found = authoring.findings(|one| {
            StudySection::of(&one.at) == part && one.severity() < FindingSeverity::Note
        });
        let refused = found
            .iter()
            .any(|one| one.severity() == FindingSeverity::Refused);
        (!found.is_empty()).then(|| {
            let n = &found.len().to_string();
            view! {
                <span class="part-count" data-refused=refused.to_string()>
                    <span aria-hidden="true">{n.clone()}</span>
                    <span class="sr-only">{fill("pack.part_findings", &[("n", n)])}</span>
                </span>
            }
        })
    };
    view! {
        <li>
            <button class="part" type="button" id=format!("part-{}", part.name()) aria-current=current on:click=move |_| go(authoring, part)>
                <span>{said::section(part)}</span>
                {wrong}
            </button>
        </li>
    }
}

/// Shows a part from its head.
fn go(authoring: Authoring, part: StudySection) {
    authoring.section.set(part);
    page::show_first(vec!["part-name".to_owned()]);
}

/// The part behind this one.
#[component]
fn Onward(
    /// Which one is shown.
    section: Memo<StudySection>,
) -> impl IntoView {
    let authoring = use_authoring();
    let next = move || {
        let at = StudySection::ALL
            .iter()
            .position(|one| *one == section.get())?;
        let next = *StudySection::ALL.get(at + 1)?;
        Some(view! {
            <button class="button" type="button" id="next-part" on:click=move |_| go(authoring, next)>
                {said::section(next)}{icon("chevron-right")}
            </button>
        })
    };
    view! { <p class="row">{next}</p> }
}
