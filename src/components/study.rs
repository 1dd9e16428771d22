//! The study as it introduces itself: what for, who can read, what is agreed to.

use std::collections::BTreeMap;

use journal::{ConsentItem, Study};
use leptos::prelude::*;

use super::{Chips, RecipientList, icon};
use crate::words::{fill, t};

/// Institution, purpose, and who can read what is shared.
#[component]
pub fn StudyIntro(
    /// The study.
    study: Study,
    /// The reader's language.
    language: String,
) -> impl IntoView {
    let (purpose, purpose_language) = study
        .purpose
        .in_language(&language, &study.default_language);
    let assessors: Vec<_> = study
        .team
        .iter()
        .filter(|member| member.assesses_participants == Some(true))
        .map(|member| {
            fill(
                "join.assessor",
                &[("name", &member.name), ("can_read", &member.can_read)],
            )
        })
        .collect();
    let institution = study.institution.clone();
    view! {
        <p class="meta"><span>{institution.name}</span><span>{institution.unit}</span></p>
        <p class="prose" lang=purpose_language.to_owned()>{purpose.to_owned()}</p>
        <section class="sheet" aria-labelledby="who">
            <h2 id="who">{t("join.who")}</h2>
            <RecipientList study=study.clone()/>
        </section>
        {assessors.into_iter().map(|text| view! { <p class="note">{text}</p> }).collect_view()}
    }
}

/// What is agreed to, in the study's own words.
#[component]
pub fn ConsentTerms(
    /// The study.
    study: Study,
    /// The reader's language.
    language: String,
) -> impl IntoView {
    let sections = study.consent.sections.iter().map(|section| {
        let (text, text_language) = section.text.in_language(&language, &study.default_language);
        view! {
            <li>{icon("dot")}<p lang=text_language.to_owned()>{text.to_owned()}</p></li>
        }
    });
    view! { <ul class="terms">{sections.collect_view()}</ul> }
}

/// One thing that is answered with yes or no.
#[component]
pub fn ConsentQuestion(
    /// What is asked.
    item: ConsentItem,
    /// The reader's language.
    language: String,
    /// The study's default language.
    default: String,
    /// What was answered, by the items' ids.
    answers: RwSignal<BTreeMap<String, bool>>,
) -> impl IntoView {
    let (text, text_language) = item.text.in_language(&language, &default);
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
