//! The lists of a pack: items that are added, moved by the keyboard, and taken out with a way back.

use journal::StudyDraft;
use leptos::prelude::*;
use serde_json::Value;

use super::fields::id_of;
use crate::browser::page;
use crate::components::icon;
use crate::state::use_authoring;
use crate::words::desk::study as said;
use crate::words::fill;

/// What a list is made of.
#[derive(Clone, Copy)]
pub(super) struct ItemList {
    /// Its place in the pack.
    pub(super) list: &'static str,
    /// What the button says that adds one.
    pub(super) add: &'static str,
    /// The field of an item that tells it from the others.
    pub(super) name: &'static str,
    /// Whether items are shown as lines, to be unfolded.
    pub(super) is_folded: bool,
    /// A new item.
    pub(super) make: fn(&StudyDraft) -> Value,
    /// The fields of an item, by its place.
    pub(super) body: fn(String) -> AnyView,
}

impl ItemList {
    /// The list.
    pub(super) fn view(self) -> AnyView {
        let authoring = use_authoring();
        let rows = move || {
            let count = authoring.count(self.list);
            let rows = (0..count).map(|number| self.row(number, count));
            rows.collect_view()
        };
        let add = move |_| {
            let number = authoring.count(self.list);
            authoring.change_shape(|draft| {
                let item = (self.make)(draft);
                draft.insert(self.list, number, item);
            });
            page::show_first(vec![self.first_field(number)]);
        };
        let id = format!("add{}", &id_of(self.list)[2..]);
        view! {
            <ol class="items">{rows}</ol>
            <button class="button item-add" type="button" id=id on:click=add>{icon("square-plus")}{self.add}</button>
        }
        .into_any()
    }

    /// An element at the head of an item.
    fn first_field(self, number: usize) -> String {
        format!("{}-head", id_of(&format!("{}[{number}]", self.list)))
    }

    fn row(self, number: usize, count: usize) -> impl IntoView {
        let authoring = use_authoring();
        let at = format!("{}[{number}]", self.list);
        let id = id_of(&at);
        let label = said::item(&at).unwrap_or_default();
        let name_at = format!("{at}.{}", self.name);
        let name = move || {
            let language = authoring.text("$.default_language");
            match authoring.text(&name_at) {
                empty if empty.is_empty() => authoring.text(&format!("{name_at}.{language}")),
                name => name,
            }
        };
        let found = {
            let (own, inside) = (at.clone(), format!("{at}."));
            move || {
                let found = authoring.findings(|one| one.at == own || one.at.starts_with(&inside));
                let is_bad = found
                    .iter()
                    .any(|one| one.severity() < journal::FindingSeverity::Note);
                is_bad.then(|| icon("triangle-alert"))
            }
        };
        let tool = |kind: &'static str,
                    name: &'static str,
                    words: &'static str,
                    to: Option<usize>| {
            let id = format!("{kind}-{id}");
            let label = fill(words, &[("item", &label)]);
            let list = self.list;
            let go = move |_| {
                let Some(to) = to else { return };
                authoring.change_shape(|draft| draft.exchange(list, number, to));
                let place = id_of(&format!("{list}[{to}]"));
                // The same button at the new place, or its twin where the list ends.
                let twin = if kind == "up" { "down" } else { "up" };
                page::show_first(vec![format!("{kind}-{place}"), format!("{twin}-{place}")]);
            };
            to.map(|_| view! {
                <button class="tool item-tool" type="button" id=id aria-label=label on:click=go>{icon(name)}</button>
            })
        };
        let up = tool("up", "arrow-up", "pack.move_up", number.checked_sub(1));
        let down = tool(
            "down",
            "arrow-down",
            "pack.move_down",
            (number + 1 < count).then_some(number + 1),
        );
        let removed = fill("pack.removed", &[("item", &label)]);
        let remove = {
            let removed = removed.clone();
            move |_| {
                authoring.remove(self.list, number, removed.clone());
                // To its neighbour, so that one stays where one is.
                let tool = |number: usize| {
                    format!("remove-{}", id_of(&format!("{}[{number}]", self.list)))
                };
                let add = format!("add{}", &id_of(self.list)[2..]);
                page::show_first(vec![tool(number), tool(number.saturating_sub(1)), add]);
            }
        };
        let remove_label = fill("pack.remove", &[("item", &label)]);
        let heading = format!("{id}-head");
        view! {
            <li class="item">
                <details open=!self.is_folded id=id.clone() tabindex="-1">
                    <summary id=heading>
                        {icon("chevron-right")}
                        <span class="item-number">{label}</span>
                        <span class="item-name" dir="auto">{name}</span>
                        {found}
                    </summary>
                    <div class="item-fields">{(self.body)(at)}</div>
                </details>
                <div class="item-tools">
                    {up}
                    {down}
                    <button class="tool item-tool" type="button" id=format!("remove-{id}") aria-label=remove_label on:click=remove>
                        {icon("trash-2")}
                    </button>
                </div>
            </li>
        }
    }
}
