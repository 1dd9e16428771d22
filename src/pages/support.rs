//! Someone to talk to: one tap away on every page, and offline once a journal is open.

use journal::Study;
use leptos::prelude::*;

use crate::components::{Head, Shell};
use crate::state::{fetch_study, use_journal};
use crate::words::{self, fill, t};

/// The support contacts of the study.
#[component]
pub fn SupportPage() -> impl IntoView {
    let journal = use_journal();
    // A locked journal shows nothing of its own: the pack of the site speaks then, if it can
    // be had.
    let public = RwSignal::new(None::<Study>);
    let asked = RwSignal::new(false);
    let closed = Memo::new(move |_| journal.with_study(|_| ()).is_none());
    Effect::new(move || {
        if closed.get() && !asked.get_untracked() {
            leptos::task::spawn_local(async move {
                let _ = public.try_set(fetch_study().await.ok().map(|(study, _)| study));
                let _ = asked.try_set(true);
            });
        }
    });
    let contacts = move || {
        let study = journal.with_study(Clone::clone).or_else(|| public.get());
        match study {
            Some(study) => contacts(&study).into_any(),
            None => asked
                .get()
                .then(|| view! { <p>{t("support.none")}</p> })
                .into_any(),
        }
    };
    view! {
        <Shell>
            <Head title=t("support.title") lead=t("support.lead")/>
            {contacts}
        </Shell>
    }
}

fn contacts(study: &Study) -> impl IntoView + use<> {
    let (language, default) = (words::language(), study.default_language.as_str());
    let rows = study.support.iter().map(|support| {
        let (name, name_language) = support.name.in_language(language, default);
        let (when, when_language) = support.when.in_language(language, default);
        let call = fill("support.call", &[("phone", &support.phone)]);
        view! {
            <li class="contact">
                <div>
                    <h2 lang=name_language.to_owned()>{name.to_owned()}</h2>
                    <p lang=when_language.to_owned()>{when.to_owned()}</p>
                    <p class="hint">{support.hours.clone()}</p>
                </div>
                <a class="button" href=tel(&support.phone)>{call}</a>
            </li>
        }
    });
    let people = study.contacts.iter().map(|contact| {
        view! {
            <p>
                {contact.name.clone()}
                {(!contact.email.is_empty()).then(|| view! {
                    ", "<a href=format!("mailto:{}", contact.email)>{contact.email.clone()}</a>
                })}
                {(!contact.phone.is_empty()).then(|| view! {
                    ", "<a href=tel(&contact.phone)>{contact.phone.clone()}</a>
                })}
            </p>
        }
    });
    view! {
        <ul class="entries">{rows.collect_view()}</ul>
        <section class="stack-tight" aria-labelledby="about">
            <h2 id="about">{t("support.about")}</h2>
            {people.collect_view()}
            // Another program: the browser loads it, the router does not.
            <p><a class="hint" href="/desk/" rel="external" id="to-desk">{t("support.team")}</a></p>
        </section>
    }
}

fn tel(phone: &str) -> String {
    let digits: String = phone
        .chars()
        .filter(|c| c.is_ascii_digit() || *c == '+')
        .collect();
    format!("tel:{digits}")
}
