//! The consent of a pack: what is read, and what is answered.

use leptos::prelude::*;
use serde_json::{Value, json};

use super::super::fields::{Field, Flag, Sides, Spot, id_of};
use super::super::items::ItemList;
use crate::state::use_authoring;
use crate::words::t;

pub(super) fn consent() -> AnyView {
    let sections = ItemList {
        list: "$.consent.sections",
        add: t("pack.add_section"),
        name: "id",
        is_folded: false,
        make: |draft| json!({ "id": draft.free_id("$.consent.sections", "section_"), "text": {} }),
        body: |at| {
            view! {
                <Sides at=format!("{at}.text")/>
                <SpeaksOf at=format!("{at}.recipients")/>
                <Field at=format!("{at}.id")/>
            }
            .into_any()
        },
    };
    let items = ItemList {
        list: "$.consent.items",
        add: t("pack.add_item"),
        name: "id",
        is_folded: false,
        make: |draft| json!({ "id": draft.free_id("$.consent.items", "item_"), "required": false, "text": {} }),
        body: |at| {
            view! {
                <Sides at=format!("{at}.text")/>
                <Flag at=format!("{at}.required")/>
                <Field at=format!("{at}.id")/>
            }
            .into_any()
        },
    };
    view! {
        <Spot at="$.consent"/>
        <Field at="$.consent.version" hint=t("pack.consent_version_hint")/>
        <h3>{t("label.sections")}</h3>
        <Spot at="$.consent.sections"/>
        {sections.view()}
        <h3>{t("label.items")}</h3>
        <Spot at="$.consent.items"/>
        {items.view()}
    }
    .into_any()
}

/// Which recipients a section speaks of.
#[component]
fn SpeaksOf(
    /// The place of the list.
    at: String,
) -> impl IntoView {
    let authoring = use_authoring();
    let id = id_of(&at);
    let named = {
        let at = at.clone();
        move |wanted: &str| {
            authoring.read(|draft| match draft.get(&at) {
                Value::Array(ids) => ids.iter().any(|id| id == wanted),
                _ => false,
            })
        }
    };
    let boxes = move || {
        let count = authoring.count("$.recipients");
        let boxes = (0..count).map(|number| {
            let of = untrack(|| authoring.text(&format!("$.recipients[{number}].id")));
            let name = move || authoring.text(&format!("$.recipients[{number}].name"));
            let (at, named) = (at.clone(), named.clone());
            let (asked, changed) = (of.clone(), of);
            let tick = move |event| {
                let is_ticked = event_target_checked(&event);
                authoring.change(|draft| {
                    let mut ids = draft.get(&at).as_array().cloned().unwrap_or_default();
                    ids.retain(|id| *id != changed.as_str());
                    if is_ticked {
                        ids.push(changed.clone().into());
                    }
                    let ids = if ids.is_empty() { Value::Null } else { ids.into() };
                    draft.set(&at, ids);
                });
            };
            view! {
                <label class="choice">
                    <input type="checkbox" data-speaks-of=asked.clone() prop:checked=move || named(&asked) on:change=tick/>
                    <span>{name}</span>
                </label>
            }
        });
        boxes.collect_view()
    };
    view! {
        <fieldset id=id tabindex="-1">
            <legend class="label">{t("label.section_recipients")}</legend>
            {boxes}
        </fieldset>
    }
}
