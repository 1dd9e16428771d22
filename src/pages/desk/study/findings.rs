//! What was found in the pack: by weight, each leading to its field.

use journal::{Finding, FindingSeverity};
use leptos::prelude::*;

use super::fields::ids_around;
use crate::browser::page;
use crate::components::icon;
use crate::state::{StudySection, StudyView, use_authoring};
use crate::words::desk::study as said;
use crate::words::{count, t};

const WEIGHTS: [FindingSeverity; 3] = [
    FindingSeverity::Refused,
    FindingSeverity::ShouldChange,
    FindingSeverity::Note,
];

/// Everything that was found, the worst first.
#[component]
pub(super) fn Findings() -> impl IntoView {
    let authoring = use_authoring();
    let groups = move || {
        let groups = WEIGHTS.into_iter().filter_map(|weight| {
            let found = authoring.findings(|one| one.severity() == weight);
            let heading = format!("{} ({})", said::weight(weight), found.len());
            let rows = found.iter().map(row).collect_view();
            let list = view! { <ul class="problems">{rows}</ul> };
            (!found.is_empty()).then(|| match weight {
                // What is only good to know waits until one asks.
                FindingSeverity::Note => view! {
                    <details class="disclosure" id="found-notes">
                        <summary>{icon("chevron-right")}{heading}</summary>
                        {list}
                    </details>
                }
                .into_any(),
                _ => view! { <h3>{heading}</h3>{list} }.into_any(),
            })
        });
        groups.collect_view()
    };
    let told = move || {
        let open = authoring.findings(|one| one.severity() < FindingSeverity::Note);
        match open.len() {
            0 => t("pack.nothing_open").to_owned(),
            n => count("pack.open_one", "pack.open", n),
        }
    };
    view! {
        <aside class="study-findings" aria-labelledby="findings-name" id="findings">
            <h2 id="findings-name">{t("pack.findings")}</h2>
            <p class="note" role="status" id="findings-told">{told}</p>
            {groups}
            <Reading/>
        </aside>
    }
}

/// How each kind is drawn: as the desk draws what happened to files.
fn row(finding: &Finding) -> impl IntoView + use<> {
    let authoring = use_authoring();
    let class = match finding.severity() {
        FindingSeverity::Refused => "problem problem-refused",
        FindingSeverity::ShouldChange => "problem problem-attention",
        FindingSeverity::Note => "problem",
    };
    let at = finding.at.clone();
    let lead = move |_| {
        authoring.view.set(StudyView::Write);
        authoring.section.set(StudySection::of(&at));
        page::show_first(ids_around(&at));
    };
    view! {
        <li class=class data-finding=finding.remark.code() data-at=finding.at.clone()>
            <button class="finding-place" type="button" on:click=lead>{said::place(&finding.at)}</button>
            <p class="problem-what">{said::finding(finding)}</p>
            <p class="hint">{said::advice(&finding.remark)}</p>
        </li>
    }
}

/// How hard the texts are to read.
#[component]
fn Reading() -> impl IntoView {
    let authoring = use_authoring();
    let rows = move || {
        let examined = authoring.examined.get();
        let reading = examined.iter().flat_map(|one| one.reading.clone());
        let rows = reading.map(|reading| {
            view! {
                <tr>
                    <th scope="row">{said::read_part(&reading)}</th>
                    <td class="num">{reading.lix.to_string()}</td>
                    <td class="num">{reading.words.to_string()}</td>
                </tr>
            }
        });
        rows.collect_view()
    };
    view! {
        <details class="disclosure">
            <summary>{icon("chevron-right")}{t("pack.reading")}</summary>
            <p class="hint">{t("pack.reading_hint")}</p>
            <div class="table-scroll" role="region" tabindex="0" aria-label=t("pack.reading")>
                <table class="table">
                    <thead>
                        <tr>
                            <th scope="col">{t("pack.reading_part")}</th>
                            <th scope="col" class="num">"LIX"</th>
                            <th scope="col" class="num">{t("pack.reading_words")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </details>
    }
}
