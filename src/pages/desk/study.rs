//! The study: its pack begun or opened, written, looked at, given codes, and saved.

use leptos::prelude::*;

use crate::browser::page;
use crate::components::icon;
use crate::state::{StudyView, use_authoring};
use crate::words::{self, fill, t};

mod begin;
mod codes;
mod fields;
mod findings;
mod items;
mod parts;
mod preview;
mod save;
mod writing;

use begin::Begin;
use codes::CodesView;
use preview::Preview;
use save::SaveView;
use writing::Writing;

/// The place of the study.
#[component]
pub fn StudyPlace() -> impl IntoView {
    let authoring = use_authoring();
    let is_open = Memo::new(move |_| authoring.is_open());
    move || match is_open.get() {
        true => view! { <Bench/> }.into_any(),
        false => view! { <Begin/> }.into_any(),
    }
}

/// An open study: its name, its views, and one of them.
#[component]
fn Bench() -> impl IntoView {
    let authoring = use_authoring();
    let view = Memo::new(move |_| authoring.view.get());
    let here = move || match view.get() {
        StudyView::Write => view! { <Writing/> }.into_any(),
        StudyView::Preview => view! { <Preview/> }.into_any(),
        StudyView::Codes => view! { <CodesView/> }.into_any(),
        StudyView::Save => view! { <SaveView/> }.into_any(),
    };
    let name = move || {
        let language = authoring.text("$.default_language");
        match authoring.text(&format!("$.title.{language}")) {
            none if none.trim().is_empty() => t("pack.untitled").to_owned(),
            title => title,
        }
    };
    page::set_title(&format!(
        "{} · {}",
        t("desk.study_place"),
        words::app_name()
    ));
    page::show_first(vec!["study-name".to_owned()]);
    let revision = Memo::new(move |_| authoring.text("$.revision"));
    let is_unsaved = Memo::new(move |_| authoring.is_unsaved());
    let status = move || {
        let revision = fill("pack.revision", &[("n", &revision.get())]);
        match is_unsaved.get() {
            true => view! { <p class="status" id="study-status" data-unsaved="">{icon("pencil")}{revision}" · "{t("pack.unsaved")}</p> }.into_any(),
            false => view! { <p class="status status-ok" id="study-status">{icon("check")}{revision}" · "{t("pack.is_saved")}</p> }.into_any(),
        }
    };
    let tab = move |to: StudyView, id: &'static str, label: &'static str| {
        let current = move || (view.get() == to).then_some("page");
        view! {
            <li>
                <button class="study-tab" type="button" id=id aria-current=current on:click=move |_| authoring.view.set(to)>{label}</button>
            </li>
        }
    };
    view! {
        <div class="page desk-page study">
            <div class="desk-top">
                <div>
                    <h1 class="study-name" id="study-name" tabindex="-1">{name}</h1>
                    {status}
                </div>
                <button class="button button-quiet" type="button" id="close-study" on:click=move |_| authoring.close()>
                    {icon("x")}{t("pack.close")}
                </button>
            </div>
            <nav class="study-tabs" aria-label=t("pack.views")>
                <ul>
                    {tab(StudyView::Write, "study-write", t("pack.write"))}
                    {tab(StudyView::Preview, "study-preview", t("pack.preview"))}
                    {tab(StudyView::Save, "study-save", t("pack.save_view"))}
                    {tab(StudyView::Codes, "study-codes", t("pack.codes"))}
                </ul>
            </nav>
            {here}
        </div>
    }
}
