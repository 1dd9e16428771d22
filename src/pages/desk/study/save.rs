//! Before a pack is saved: what changed against the one that participants have, and who has to be
//! asked again.

use journal::{Comparison, FindingSeverity, Unraised};
use leptos::prelude::*;

use super::begin::{PackFile, PackUse};
use crate::components::icon;
use crate::state::{Authoring, StudyView, use_authoring, use_desk};
use crate::words::desk::study as said;
use crate::words::{count, fill, t};

/// What changed, and the file.
#[component]
pub(super) fn SaveView() -> impl IntoView {
    let authoring = use_authoring();
    let desk = use_desk();
    let revision = move || authoring.ready().map_or(0, |ready| ready.revision());
    let refused = move || {
        let refused = authoring.findings(|one| one.severity() == FindingSeverity::Refused);
        (!refused.is_empty()).then(|| {
            let told = count("pack.refused_one", "pack.refused_many", refused.len());
            view! {
                <div class="notice notice-bad" id="save-refused">
                    {icon("triangle-alert")}
                    <p>{told}" "{t("pack.refused_save")}</p>
                    <button class="button button-quiet" type="button" on:click=move |_| authoring.view.set(StudyView::Write)>{t("pack.to_findings")}</button>
                </div>
            }
        })
    };
    view! {
        <div class="study-narrow">
            <h2>{t("pack.save_title")}</h2>
            <Published/>
            {move || changes(authoring)}
            {refused}
            <p>
                <button class="button button-primary" type="button" id="save-pack" on:click=move |_| desk.told(authoring.save())>
                    {move || fill("pack.save_now", &[("n", &revision().to_string())])}
                </button>
            </p>
            <p class="note">{t("pack.save_hint")}</p>
        </div>
    }
}

/// Whether participants have a pack, and which.
#[component]
fn Published() -> impl IntoView {
    let authoring = use_authoring();
    let told = move || match authoring.published_revision() {
        Some(revision) => fill("pack.published", &[("n", &revision.to_string())]),
        None => t("pack.published_none").to_owned(),
    };
    let none = move || {
        authoring.published_revision().is_some().then(|| view! {
            <button class="button button-quiet" type="button" id="publish-nothing" on:click=move |_| authoring.publish_nothing()>{t("pack.publish_nothing")}</button>
        })
    };
    view! {
        <section class="stack-tight" aria-labelledby="published-name">
            <h3 id="published-name">{t("pack.published_title")}</h3>
            <p id="published">{told}</p>
            <div class="row">
                <PackFile id="published-file" label=t("pack.choose_published") used=PackUse::Compare/>
                {none}
            </div>
        </section>
    }
}

fn changes(authoring: Authoring) -> AnyView {
    match authoring.comparison() {
        None if authoring.published_revision().is_some() => {
            view! { <p class="note" id="no-changes">{t("change.none")}</p> }.into_any()
        }
        None => ().into_any(),
        Some(Err(error)) => view! {
            <div class="notice notice-past" id="not-compared">{icon("info")}<p>{said::not_comparable(&error)}</p></div>
        }
        .into_any(),
        Some(Ok(comparison)) => compared(authoring, &comparison),
    }
}

fn compared(authoring: Authoring, comparison: &Comparison) -> AnyView {
    let line = |text: String| view! { <li>{text}</li> };
    let changed = comparison.changes.iter().map(|one| line(said::change(one)));
    let changed = changed.collect_view();
    let further = (!comparison.further.is_empty()).then(|| {
        let fields = comparison.further.join(", ");
        view! { <li>{fill("change.further", &[("fields", &fields)])}</li> }
    });
    let again = match comparison.reasons.is_empty() {
        true => view! { <p class="status status-ok" id="nobody-again">{icon("check")}{t("again.nobody")}</p> }.into_any(),
        false => {
            let reasons = comparison.reasons.iter().map(|one| line(said::again(one)));
            view! {
                <div class="notice notice-past" id="ask-again">
                    {icon("triangle-alert")}
                    <div class="stack-tight">
                        <p><strong>{t("again.title")}</strong></p>
                        <ul>{reasons.collect_view()}</ul>
                        <p class="hint">{t("again.what")}</p>
                    </div>
                </div>
            }
            .into_any()
        }
    };
    let unraised = comparison
        .unraised
        .iter()
        .map(|one| unraised(authoring, one));
    view! {
        <section class="stack" aria-labelledby="changes-name" id="changes">
            <h3 id="changes-name">{t("change.title")}</h3>
            <ul class="study-changes">{changed}{further}</ul>
            {again}
            {unraised.collect_view()}
        </section>
    }
    .into_any()
}

fn unraised(authoring: Authoring, what: &Unraised) -> impl IntoView + use<> {
    let raised = what.clone();
    view! {
        <div class="notice notice-past" data-unraised="">
            {icon("info")}
            <p>{said::unraised(what)}</p>
            <button class="button button-quiet" type="button" on:click=move |_| authoring.raise(&raised)>{t("change.raise")}</button>
        </div>
    }
}
