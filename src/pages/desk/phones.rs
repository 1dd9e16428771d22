//! The phones that signed: compared by six words, confirmed or refused by a person.

use std::sync::Arc;

use leptos::prelude::*;

use crate::components::icon;
use crate::jobs::desk::{Merged, Phone};
use crate::state::use_desk;
use crate::words::{count, t};

/// The phones.
#[component]
pub fn Phones(
    /// How everything stands.
    merged: Arc<Merged>,
) -> impl IntoView {
    let desk = use_desk();
    if merged.phones.is_empty() {
        return ().into_any();
    }
    let mut phones = merged.phones.clone();
    // What waits for somebody stands first.
    phones.sort_by_key(|phone| (phone.is_confirmed, !phone.is_changed));
    let rows = phones
        .into_iter()
        .map(|phone| view! { <PhoneRow phone=phone/> });
    let only = move || desk.rules.with(|rules| rules.confirmed_only);
    let save = move || {
        desk.is_unsaved.get().then(|| {
            view! {
                <div class="notice notice-past" id="registry-unsaved">
                    {icon("info")}
                    <p>{t("phones.unsaved")}</p>
                    <button class="button" type="button" id="save-registry" on:click=move |_| desk.save_registry()>
                        {icon("download")}{t("phones.save")}
                    </button>
                </div>
            }
        })
    };
    view! {
        <section class="stack" aria-labelledby="phones-head">
            <h2 id="phones-head">{t("phones.title")}</h2>
            <p class="hint">{t("phones.lead")}</p>
            {save}
            <label class="choice" for="confirmed-only">
                <input type="checkbox" id="confirmed-only" prop:checked=only
                    on:change=move |event| {
                        let only = event_target_checked(&event);
                        desk.change_rules(|rules| rules.confirmed_only = only);
                    }/>
                <span>{t("phones.only")}<span class="hint">{t("phones.only_hint")}</span></span>
            </label>
            <ul class="phones" id="phones">{rows.collect_view()}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn PhoneRow(
    /// The phone.
    phone: Phone,
) -> impl IntoView {
    let desk = use_desk();
    let key = StoredValue::new(phone.key.clone());
    let participant = StoredValue::new(phone.participant.clone());
    let is_refused = Memo::new(move |_| {
        desk.refused
            .with(|refused| key.with_value(|key| refused.contains(key)))
    });
    let state = move || match () {
        () if is_refused.get() => ("triangle-alert", "status status-bad", t("phones.refused")),
        () if phone.is_confirmed => ("shield-check", "status status-ok", t("phones.confirmed")),
        () if phone.is_changed => ("triangle-alert", "status status-bad", t("phones.changed")),
        () => ("circle", "status", t("phones.open")),
    };
    let shown_state = move || {
        let (name, class, words) = state();
        view! { <span class=class>{icon(name)}{words}</span> }
    };
    let buttons = (!phone.is_confirmed).then(|| {
        let refuse = move || {
            (!is_refused.get()).then(|| view! {
                <button class="button button-quiet" type="button" data-refuse="" on:click=move |_| desk.refuse(key.get_value())>
                    {icon("x")}{t("phones.refuse")}
                </button>
            })
        };
        view! {
            <div class="row">
                <button class="button" type="button" data-confirm=""
                    on:click=move |_| desk.confirm(participant.get_value(), key.get_value())>
                    {icon("check")}{t("phones.confirm")}
                </button>
                {refuse}
            </div>
        }
    });
    view! {
        <li class="phone">
            <div class="row row-spread">
                <b>{phone.participant.to_string()}</b>
                {shown_state}
            </div>
            <p class="desk-words">{phone.words}</p>
            <p class="hint">{count("desk.file_one", "desk.file_many", phone.files)}</p>
            {buttons}
        </li>
    }
}
