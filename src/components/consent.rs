//! Who can read what is shared, as it stands at join and at every share.

use journal::{Study, check_words};
use leptos::prelude::*;

use super::icon;
use crate::words::{fill, t};

/// The study's recipients with role, "assesses you" and check words.
#[component]
pub fn RecipientList(
    /// The study.
    study: Study,
) -> impl IntoView {
    let rows = study.recipients.iter().map(|recipient| {
        let member = study.member_of(recipient).cloned().unwrap_or_default();
        let words = check_words(&recipient.public_key);
        view! {
            <li class="recipient">
                <div class="recipient-head">
                    <h3>{recipient.name.clone()}</h3>
                    <span class="status status-ok">{icon("check")}{t("recipient.assesses_no")}</span>
                </div>
                <p class="hint">{fill("recipient.reads", &[("role", &member.role), ("can_read", &member.can_read)])}</p>
                <details class="disclosure">
                    <summary>{icon("chevron-right")}{t("recipient.words")}</summary>
                    <ol class="words" lang="en">
                        {words.into_iter().map(|word| view! { <li>{word}</li> }).collect_view()}
                    </ol>
                    <p class="hint">{t("recipient.words_hint")}</p>
                </details>
            </li>
        }
    });
    view! { <ul class="stack-tight flush-list">{rows.collect_view()}</ul> }
}
