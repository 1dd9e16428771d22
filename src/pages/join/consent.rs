//! Step 3: what is agreed to, in the study's own words.

use std::collections::BTreeMap;

use journal::ConsentItem;
use leptos::prelude::*;

use super::{Joining, Step, step_words};
use crate::components::{Chips, FieldError, Head, icon};
use crate::state::Consented;
use crate::words::{self, count, fill, t};

/// Sections to read, items to answer.
#[component]
pub(super) fn ConsentStep(joining: Joining) -> impl IntoView {
    let study = joining.study();
    let (language, default) = (words::language(), study.default_language.clone());
    let before = joining
        .consent
        .with_value(|consent| consent.clone().map(|c| c.items));
    let answers = RwSignal::new(before.unwrap_or_default());
    let error = RwSignal::new(String::new());
    let items = study.consent.items.clone();
    let open = {
        let items = items.clone();
        Memo::new(move |_| {
            answers.with(|answers| {
                items
                    .iter()
                    .filter(|i| !answers.contains_key(&i.id))
                    .count()
            })
        })
    };

    let sections = study.consent.sections.iter().map(|section| {
        let (text, text_language) = section.text.in_language(language, &default);
        view! {
            <li>{icon("dot")}<p lang=text_language.to_owned()>{text.to_owned()}</p></li>
        }
    });
    let questions = items
        .iter()
        .map(|item| question(item, language, &default, answers));
    let version = study.consent.version.clone();
    let note = fill("consent.version", &[("version", &version)]);
    let required: Vec<String> = items
        .iter()
        .filter(|i| i.required)
        .map(|i| i.id.clone())
        .collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let given = answers.get_untracked();
        if open.get_untracked() > 0 {
            error.set(t("consent.open_error").to_owned());
        } else if required.iter().any(|id| given.get(id) != Some(&true)) {
            error.set(t("consent.required_error").to_owned());
        } else {
            joining.consent.set_value(Some(Consented {
                version: version.clone(),
                language: language.to_owned(),
                items: given,
            }));
            joining.step.set(Step::Passphrase);
        }
    };
    view! {
        <Head title=t("consent.title") step=step_words(3) lead=t("consent.lead")/>
        <ul class="terms">{sections.collect_view()}</ul>
        <form class="stack" aria-labelledby="answers" on:submit=submit>
            <h2 id="answers">{t("consent.answers")}</h2>
            {questions.collect_view()}
            <FieldError id="consent-error" text=error.into()/>
            <p class="note">{note}</p>
            <div class="actions">
                <button class="button button-primary" type="submit" id="agree">{t("consent.agree")}</button>
                <button class="button button-quiet" type="button" on:click=move |_| joining.step.set(Step::Code)>
                    {t("join.back")}
                </button>
                <p class="note" role="status">
                    {move || match open.get() {
                        0 => String::new(),
                        n => count("consent.open_one", "consent.open", n),
                    }}
                </p>
            </div>
        </form>
    }
}

fn question(
    item: &ConsentItem,
    language: &'static str,
    default: &str,
    answers: RwSignal<BTreeMap<String, bool>>,
) -> impl IntoView + use<> {
    let (text, text_language) = item.text.in_language(language, default);
    let (id, answered) = (item.id.clone(), item.id.clone());
    let chosen = Signal::derive(move || {
        answers.with(|answers| match answers.get(&id) {
            Some(true) => "yes".to_owned(),
            Some(false) => "no".to_owned(),
            None => String::new(),
        })
    });
    let on_choose = Callback::new(move |value: String| {
        answers.update(|answers| {
            answers.insert(answered.clone(), value == "yes");
        });
    });
    let options = vec![
        ("yes", t("consent.yes").to_owned()),
        ("no", t("consent.no").to_owned()),
    ];
    view! {
        <div lang=text_language.to_owned()>
            <Chips legend=text name=item.id.clone() options=options chosen=chosen on_choose=on_choose class="consent-item"/>
            {item.required.then(|| view! { <p class="hint">{t("consent.required")}</p> })}
        </div>
    }
}
