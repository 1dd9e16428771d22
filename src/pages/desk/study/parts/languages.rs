//! The languages of a pack.

use leptos::html::Input;
use leptos::prelude::*;
use serde_json::Value;

use super::super::fields::Choose;
use super::Spot;
use crate::components::icon;
use crate::state::use_authoring;
use crate::words::{fill, t};

const LIST: &str = "$.languages";
const DEFAULT: &str = "$.default_language";

/// Which languages the texts have, and the one that every text must have.
#[component]
pub(super) fn Languages() -> impl IntoView {
    let authoring = use_authoring();
    let field = NodeRef::<Input>::new();
    let set = move |languages: Vec<String>| {
        authoring.change_shape(|draft| {
            draft.set(LIST, languages.into());
        });
    };
    let add = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(field) = field.get_untracked() else {
            return;
        };
        let language = field.value().trim().to_lowercase();
        let mut languages = authoring.languages();
        let is_tag = language.len() >= 2
            && language
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-');
        if is_tag && !languages.contains(&language) {
            languages.push(language);
            set(languages);
        }
        field.set_value("");
    };
    let rows = move || {
        let languages = authoring.languages();
        let rows = languages.clone().into_iter().enumerate().map(|(number, language)| {
            let rest: Vec<String> = languages.iter().filter(|one| **one != language).cloned().collect();
            // The default one is no further one.
            let remove = (number > 0).then(|| view! {
                <button
                    class="tool item-tool"
                    type="button"
                    aria-label=fill("pack.remove", &[("item", &language)])
                    on:click=move |_| set(rest.clone())
                >
                    {icon("x")}
                </button>
            });
            view! { <li class="language" data-pack-language=language.clone()>{language.clone()}{remove}</li> }
        });
        rows.collect_view()
    };
    let options = Signal::derive(move || {
        let languages = authoring.languages();
        languages
            .into_iter()
            .map(|one| (one.clone(), one))
            .collect()
    });
    let on_choose = Callback::new(move |language: String| {
        authoring.change_shape(|draft| {
            draft.set(DEFAULT, Value::String(language));
        });
    });
    view! {
        <fieldset class="field">
            <legend class="label">{t("label.languages")}</legend>
            <Spot at=LIST/>
            <ul class="languages">{rows}</ul>
            <form class="desk-line" on:submit=add>
                <input class="input" type="text" id="new-language" node_ref=field autocomplete="off" autocapitalize="none" spellcheck="false" maxlength="12" aria-label=t("pack.new_language")/>
                <button class="button" type="submit" id="add-language">{icon("square-plus")}{t("pack.add_language")}</button>
            </form>
            <p class="hint">{t("pack.language_hint")}</p>
        </fieldset>
        <Choose at=DEFAULT options=options value=Signal::derive(move || authoring.text(DEFAULT)) on_choose=on_choose/>
    }
}
