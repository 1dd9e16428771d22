//! Step 3: what is agreed to, in the study's own words.

use leptos::prelude::*;

use super::{Joining, Step, step_words};
use crate::components::{ConsentQuestion, ConsentTerms, FieldError, Head};
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

    let questions = items.iter().map(|item| {
        view! {
            <ConsentQuestion
                item=item.clone()
                language=language.to_owned()
                default=default.clone()
                answers=answers
            />
        }
    });
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
        <ConsentTerms study=study.clone() language=language.to_owned()/>
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
