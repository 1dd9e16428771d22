//! The questions of a pack: one's own, and those of the bank.

use std::collections::BTreeSet;

use journal::{Localized, prompt_bank};
use leptos::prelude::*;
use serde_json::{Value, json};

use super::super::fields::{Entry, Field, Pick, Sides, Spot};
use super::super::items::ItemList;
use super::beside;
use crate::components::icon;
use crate::state::use_authoring;
use crate::words::desk::study as said;
use crate::words::{self, count, t};

const LIST: &str = "$.prompts";
const THEMES: &[&str] = &[
    "gazing_backwards",
    "imagine_future",
    "closing_loop",
    "pay_forward",
    "opening",
    "after_session",
    "in_the_moment",
    "closing",
    "free",
];

pub(super) fn prompts() -> AnyView {
    let prompts = ItemList {
        list: LIST,
        add: t("pack.add_prompt"),
        name: "text",
        is_folded: true,
        make: |draft| {
            json!({
                "id": draft.free_id(LIST, "Q-"), "lens": "both", "phase": "anytime",
                "text": {}, "theme_internal": "free", "version": 1
            })
        },
        body: |at| {
            view! {
                <Sides at=format!("{at}.text")/>
                {beside(view! {
                    <Pick at=format!("{at}.theme_internal") values=THEMES/>
                    <Pick at=format!("{at}.phase") values=&["start", "middle", "end", "anytime"]/>
                })}
                {beside(view! {
                    <Pick at=format!("{at}.lens") values=&["both", "student", "mentor"]/>
                    <Field at=format!("{at}.version") entry=Entry::Number/>
                })}
                <Field at=format!("{at}.id")/>
            }
            .into_any()
        },
    };
    view! {
        <Spot at=LIST/>
        <Bank/>
        {prompts.view()}
    }
    .into_any()
}

/// Questions that come with the project and are not in the pack.
#[component]
fn Bank() -> impl IntoView {
    let authoring = use_authoring();
    let left = Memo::new(move |_| {
        authoring.count(LIST);
        let used: BTreeSet<String> = untrack(|| {
            authoring.read(|draft| {
                let prompts = draft.get(LIST).as_array().into_iter().flatten();
                prompts
                    .filter_map(|one| one["id"].as_str().map(str::to_owned))
                    .collect()
            })
        });
        let mut left = prompt_bank();
        left.retain(|one| one["id"].as_str().is_some_and(|id| !used.contains(id)));
        left
    });
    let rows = move || {
        let rows = left.get().into_iter().map(|prompt| {
            let text = |field: &str| prompt[field].as_str().unwrap_or_default().to_owned();
            let (id, theme, phase) = (text("id"), text("theme_internal"), text("phase"));
            let words: Localized = serde_json::from_value(prompt["text"].clone()).unwrap_or_default();
            let (question, language) = words.in_language(words::language(), "en");
            let (question, language) = (question.to_owned(), language.to_owned());
            let about = format!(
                "{} · {} · {}",
                said::choice("$.theme_internal", &theme),
                said::choice("$.phase", &phase),
                words.languages().collect::<Vec<_>>().join(" ")
            );
            let add = move |_| {
                let (prompt, number): (Value, usize) = (prompt.clone(), authoring.count(LIST));
                authoring.change_shape(|draft| {
                    draft.insert(LIST, number, prompt);
                });
            };
            view! {
                <li class="bank-row">
                    <div>
                        <p lang=language>{question}</p>
                        <p class="hint">{about}</p>
                    </div>
                    <button class="button" type="button" data-bank=id on:click=add>{icon("square-plus")}{t("bank.take")}</button>
                </li>
            }
        });
        rows.collect_view()
    };
    view! {
        <details class="disclosure" id="bank">
            <summary>
                {icon("chevron-right")}
                <span>{move || count("bank.left_one", "bank.left", left.with(Vec::len))}</span>
            </summary>
            <ul class="bank">{rows}</ul>
        </details>
    }
}
