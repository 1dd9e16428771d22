//! Taking everything away: formats, one ZIP, and what is in it.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::components::{FieldError, Head, Submit, icon, on_submit};
use crate::jobs::desk::Undecided;
use crate::state::use_desk;
use crate::words::{self, count, desk as said, fill, t};

/// The export.
#[component]
pub fn ExportPlace() -> impl IntoView {
    let desk = use_desk();
    let formats = desk.merged.with_untracked(|merged| {
        merged
            .as_ref()
            .map(|merged| merged.formats.clone())
            .unwrap_or_default()
    });
    let chosen = RwSignal::new(formats.iter().cloned().collect::<BTreeSet<String>>());
    let is_busy = RwSignal::new(false);
    let trouble = RwSignal::new(String::new());
    let made = RwSignal::new(None::<Vec<(String, u64)>>);
    let by_register = RwSignal::new(false);
    let leave = RwSignal::new(false);
    let order = formats.clone();
    let make = move || {
        let wanted: Vec<String> = chosen.with_untracked(|chosen| {
            order
                .iter()
                .filter(|name| chosen.contains(*name))
                .cloned()
                .collect()
        });
        trouble.set(String::new());
        made.set(None);
        if wanted.is_empty() {
            trouble.set(t("export.none").to_owned());
            return;
        }
        is_busy.set(true);
        let undecided = match leave.get_untracked() {
            true => Undecided::Leave,
            false => Undecided::Refuse,
        };
        let names = by_register.get_untracked().then_some(undecided);
        leptos::task::spawn_local(async move {
            let result = desk.export(wanted, names).await;
            let _ = is_busy.try_set(false);
            let _ = match result {
                Ok(files) => made.try_set(Some(files)).is_none(),
                Err(failure) => trouble.try_set(said::failure(&failure)).is_none(),
            };
        });
    };
    let choices = formats.into_iter().map(|name| {
        let (label, hint) = said::format(&name);
        let shown = name.clone();
        let is_chosen = {
            let name = name.clone();
            move || chosen.with(|chosen| chosen.contains(&name))
        };
        view! {
            <label class="choice format">
                <input type="checkbox" data-format=shown prop:checked=is_chosen
                    on:change=move |event| {
                        let is_on = event_target_checked(&event);
                        chosen.update(|chosen| {
                            match is_on {
                                true => chosen.insert(name.clone()),
                                false => chosen.remove(&name),
                            };
                        });
                    }/>
                <span>{label}<span class="hint">{hint}</span></span>
            </label>
        }
    });
    let choices = choices.collect_view();
    let result = move || {
        made.get().map(|files| {
            let bytes = files.iter().map(|(_, bytes)| bytes).sum();
            let text = fill(
                "export.made",
                &[
                    ("files", &count("desk.file_one", "desk.file_many", files.len())),
                    ("size", &words::size(bytes)),
                ],
            );
            let rows = files.into_iter().map(|(path, bytes)| {
                view! { <tr><th scope="row"><span class="digest">{path}</span></th><td class="num">{words::size(bytes)}</td></tr> }
            });
            view! {
                <section class="stack" id="export-made">
                    <h2 id="export-made-head">{t("export.inside")}</h2>
                    <p class="status status-ok" role="status">{icon("check")}{text}</p>
                    <div class="table-scroll desk-table" role="region" tabindex="0" aria-labelledby="export-made-head">
                        <table class="table">
                            <thead><tr><th scope="col">{t("column.file")}</th><th scope="col" class="num">{t("column.size")}</th></tr></thead>
                            <tbody>{rows.collect_view()}</tbody>
                        </table>
                    </div>
                </section>
            }
        })
    };
    view! {
        <div class="page desk-page desk-narrow">
            <Head title=t("export.title") lead=t("export.lead")/>
            <form class="stack" on:submit=on_submit(is_busy, make)>
                <fieldset>
                    <legend class="label">{t("export.formats")}</legend>
                    <div class="formats">{choices}</div>
                </fieldset>
                <fieldset>
                    <legend class="label">{t("export.names")}</legend>
                    <div class="formats">
                        {choice(by_register, "by-register", t("export.by_register"), t("export.by_register_hint"))}
                        {move || by_register.get().then(|| choice(leave, "leave-undecided", t("export.leave"), t("export.leave_hint")))}
                    </div>
                </fieldset>
                <p class="note">{t("export.note")}</p>
                <FieldError id="export-error" text=trouble.into()/>
                <div><Submit id="make-export" label=t("export.make") busy_label=t("export.making") busy=is_busy/></div>
            </form>
            {result}
        </div>
    }
}

/// A box to tick, with what it does.
fn choice(
    is_on: RwSignal<bool>,
    id: &'static str,
    label: &'static str,
    hint: &'static str,
) -> impl IntoView {
    view! {
        <label class="choice format" for=id>
            <input type="checkbox" id=id prop:checked=move || is_on.get()
                on:change=move |event| is_on.set(event_target_checked(&event))/>
            <span>{label}<span class="hint">{hint}</span></span>
        </label>
    }
}
