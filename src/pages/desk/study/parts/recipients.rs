//! The recipients of a pack: whose keys what is shared is sealed to.

use journal::{check_words, recipient_in};
use leptos::html::Input;
use leptos::prelude::*;
use serde_json::json;

use super::super::fields::{Choose, Entry, Field, Spot, found, id_of};
use super::super::items::ItemList;
use super::beside;
use crate::components::{FieldError, icon};
use crate::state::{Desk, use_authoring};
use crate::words::desk::study as said;
use crate::words::t;

pub(super) fn recipients() -> AnyView {
    let recipients = ItemList {
        list: "$.recipients",
        add: t("pack.add_recipient"),
        name: "name",
        is_folded: false,
        make: |draft| {
            json!({
                "id": draft.free_id("$.recipients", "recipient-"), "key_alg": "x25519",
                "name": "", "public_key": ""
            })
        },
        body: |at| {
            view! {
                {beside(view! { <Field at=format!("{at}.name")/><Holder at=at.clone()/> })}
                <KeyField at=at.clone()/>
                {beside(view! {
                    <Field at=format!("{at}.valid_from") entry=Entry::Day/>
                    <Field at=format!("{at}.valid_to") entry=Entry::Day/>
                })}
                <Field at=format!("{at}.id") hint=t("pack.recipient_id_hint")/>
            }
            .into_any()
        },
    };
    view! {
        <Spot at="$.recipients"/>
        {recipients.view()}
        <Field at="$.min_recipients" entry=Entry::Number hint=t("pack.min_hint")/>
    }
    .into_any()
}

/// Who of the team holds the key.
#[component]
fn Holder(
    /// The recipient's place.
    at: String,
) -> impl IntoView {
    let authoring = use_authoring();
    let at = format!("{at}.member");
    let (shown, written) = (at.clone(), at.clone());
    let options = Signal::derive(move || {
        let count = authoring.count("$.team");
        let mut options = vec![(String::new(), t("pack.by_name").to_owned())];
        for number in 0..count {
            let name = authoring.text(&format!("$.team[{number}].name"));
            if !name.is_empty() {
                options.push((name.clone(), name));
            }
        }
        options
    });
    let on_choose = Callback::new(move |name: String| {
        authoring.change(|draft| {
            draft.set_text(&written, &name);
        });
    });
    view! {
        <Choose at=at options=options value=Signal::derive(move || authoring.text(&shown)) on_choose=on_choose/>
    }
}

/// The public key, pasted or out of a file, with its check words.
#[component]
fn KeyField(
    /// The recipient's place.
    at: String,
) -> impl IntoView {
    let authoring = use_authoring();
    let file = NodeRef::<Input>::new();
    let number = at
        .rsplit_once('[')
        .and_then(|(_, number)| number.strip_suffix(']')?.parse().ok());
    let number: usize = number.unwrap_or_default();
    let at = format!("{at}.public_key");
    let id = id_of(&at);
    let trouble = RwSignal::new(String::new());
    let in_pack = found(authoring, at.clone());
    let found = Signal::derive(move || match trouble.get() {
        none if none.is_empty() => in_pack.get(),
        told => told,
    });
    let (shown, spoken) = (at.clone(), at.clone());
    let words = move || {
        let key = recipient_in(&authoring.text(&spoken))?;
        let words = check_words(&key).join(" ");
        Some(view! {
            <p class="study-words" data-words=""><span class="hint">{t("label.fingerprint")}</span><span class="desk-words" lang="en">{words}</span></p>
        })
    };
    let enter = move |text: String| {
        let is_secret = text.to_uppercase().contains("AGE-SECRET-KEY-");
        if is_secret {
            trouble.set(t("pack.secret_key").to_owned());
        } else {
            trouble.set(String::new());
            authoring.enter_key(number, &text);
        }
        is_secret
    };
    let field = NodeRef::<Input>::new();
    let type_in = move |event| {
        // A key that opens does not even stay in the field.
        if enter(event_target_value(&event))
            && let Some(field) = field.get_untracked()
        {
            field.set_value("");
            authoring.enter_key(number, "");
        }
    };
    let take_file = move |_| {
        let Some(chosen) = file.get_untracked().and_then(|field| Desk::chosen(&field)) else {
            return;
        };
        leptos::task::spawn_local(async move {
            let text = chosen.bytes().await.map(String::from_utf8);
            match text {
                Ok(Ok(text))
                    if recipient_in(&text).is_some() || text.contains("AGE-SECRET-KEY-") =>
                {
                    enter(text);
                }
                _ => {
                    let _ = trouble.try_set(t("pack.no_public_key").to_owned());
                }
            }
        });
    };
    view! {
        <div class="field">
            <label class="label" for=id.clone()>{said::label(&at)}</label>
            <div class="desk-line">
                <input
                    class="input study-key"
                    type="text"
                    id=id.clone()
                    node_ref=field
                    autocomplete="off"
                    autocapitalize="none"
                    spellcheck="false"
                    prop:value=move || authoring.text(&shown)
                    on:input=type_in
                    aria-describedby=format!("{id}-hint {id}-error")
                    aria-invalid=move || found.with(|found| (!found.is_empty()).then_some("true"))
                />
                <label class="button file">
                    {icon("file-up")}{t("pack.key_file")}
                    <input type="file" id=format!("{id}-file") node_ref=file on:change=take_file/>
                </label>
            </div>
            {words}
            <p class="hint" id=format!("{id}-hint")>{t("pack.key_hint")}</p>
            <FieldError id=format!("{id}-error") text=found/>
        </div>
    }
}
