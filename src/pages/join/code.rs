//! Step 2: the code that was given by hand.

use journal::{CodeError, ParticipantCode};
use leptos::html::Input;
use leptos::prelude::*;

use super::{Joining, Step, step_words};
use crate::components::{FieldError, Head, icon};
use crate::state::{SlipFound, use_slip};
use crate::words::{fill, t};

/// Asks for the code and checks it.
#[component]
pub(super) fn CodeStep(joining: Joining) -> impl IntoView {
    let field = NodeRef::<Input>::new();
    let error = RwSignal::new(String::new());
    let from_slip = match use_slip().about(&joining.study()) {
        Some(SlipFound::Good(invitation)) => Some(invitation.code),
        _ => None,
    };
    let lead = t(match from_slip {
        Some(_) => "code.from_slip",
        None => "code.lead",
    });
    let before = joining.code.get_value().or(from_slip);
    let typed = before.map(|code| code.to_string());
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let typed = field
            .get_untracked()
            .map(|field| field.value())
            .unwrap_or_default();
        let Some(rule) = joining.study().participants.code_rule else {
            return;
        };
        match ParticipantCode::parse(&typed, &rule) {
            Ok(code) => {
                joining.code.set_value(Some(code));
                joining.step.set(Step::Consent);
            }
            Err(reason) => error.set(sentence(reason)),
        }
    };
    view! {
        <Head title=t("code.title") step=step_words(2) lead=lead/>
        <form class="stack" on:submit=submit>
            <div class="field">
                <label class="label" for="code">{t("code.label")}</label>
                <input
                    class="input input-code"
                    id="code"
                    node_ref=field
                    autocomplete="off"
                    autocapitalize="characters"
                    spellcheck="false"
                    enterkeyhint="next"
                    aria-describedby="code-error"
                    aria-invalid=move || (!error.get().is_empty()).then_some("true")
                    prop:value=typed.unwrap_or_default()
                    on:input=move |_| error.set(String::new())
                />
                <FieldError id="code-error" text=error.into()/>
            </div>
            <div class="notice">{icon("info")}<p>{t("code.never")}</p></div>
            <div class="actions">
                <button class="button button-primary" type="submit" id="to-consent">{t("join.continue")}</button>
                <button class="button button-quiet" type="button" on:click=move |_| joining.step.set(Step::Study)>
                    {t("join.back")}
                </button>
            </div>
        </form>
    }
}

fn sentence(error: CodeError) -> String {
    match error {
        CodeError::Empty => t("code.empty").to_owned(),
        CodeError::Stranger(sign) => fill("code.stranger", &[("sign", &sign.to_string())]),
        CodeError::Length { expected, found } => fill(
            "code.length",
            &[
                ("expected", &expected.to_string()),
                ("found", &found.to_string()),
            ],
        ),
        CodeError::Check => t("code.check").to_owned(),
    }
}
