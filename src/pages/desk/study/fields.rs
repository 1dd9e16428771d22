//! The fields of a pack: each knows its place, its label, and what was found there.

use leptos::prelude::*;
use serde_json::Value;

use crate::components::FieldError;
use crate::state::{Authoring, use_authoring};
use crate::words::desk::study as said;

/// How a plain field is entered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Entry {
    /// As text.
    #[default]
    Text,
    /// As a day.
    Day,
    /// As a time of the day.
    Time,
    /// As a whole number.
    Number,
}

/// What a place is called in the document: one that a finding can lead to.
pub(super) fn id_of(at: &str) -> String {
    let kept = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut id = String::from("at");
    for part in at.split(|c| !kept(c)).filter(|part| !part.is_empty()) {
        id.push('-');
        id.push_str(part);
    }
    id
}

/// Where a finding leads: its place, or the nearest one around it that is on the page.
pub(super) fn ids_around(at: &str) -> Vec<String> {
    let mut ids = vec![id_of(at)];
    let mut rest = at;
    while let Some(end) = rest.rfind(['.', '[']) {
        rest = &rest[..end];
        ids.push(id_of(rest));
    }
    ids
}

/// What needs somebody at a place, as one text; what is only good to know stands in the list.
pub(super) fn found(authoring: Authoring, at: String) -> Signal<String> {
    Signal::derive(move || {
        let found = authoring.wrong_at(&at);
        let found = found.iter().map(|finding| {
            format!(
                "{} {}",
                said::finding(finding),
                said::advice(&finding.remark)
            )
        });
        found.collect::<Vec<_>>().join(" ")
    })
}

fn is_wrong(found: Signal<String>) -> Option<&'static str> {
    found.with(|found| (!found.is_empty()).then_some("true"))
}

/// A control with its label above, what helps to fill it below, and what was found there.
fn framed(
    at: &str,
    hint: &'static str,
    found: Signal<String>,
    control: impl FnOnce(String, String) -> AnyView,
) -> AnyView {
    let id = id_of(at);
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let control = control(id.clone(), format!("{hint_id} {error_id}"));
    view! {
        <div class="field">
            <label class="label" for=id>{said::label(at)}</label>
            {control}
            <p class="hint" id=hint_id>{hint}</p>
            <FieldError id=error_id text=found/>
        </div>
    }
    .into_any()
}

/// A field of one line.
#[component]
pub(super) fn Field(
    /// Its place in the pack.
    #[prop(into)]
    at: String,
    /// How it is entered.
    #[prop(default = Entry::Text)]
    entry: Entry,
    /// What helps to fill it.
    #[prop(default = "")]
    hint: &'static str,
) -> impl IntoView {
    let authoring = use_authoring();
    let found = found(authoring, at.clone());
    let (shown, written) = (at.clone(), at.clone());
    let write = move |event| {
        let text: String = event_target_value(&event);
        authoring.change(|draft| {
            match entry {
                Entry::Number => match text.trim().parse::<u64>() {
                    Ok(number) => draft.set(&written, number.into()),
                    Err(_) => draft.set(&written, Value::Null),
                },
                Entry::Text | Entry::Day | Entry::Time => draft.set_text(&written, &text),
            };
        });
    };
    let kind = match entry {
        Entry::Text => "text",
        Entry::Day => "date",
        Entry::Time => "time",
        Entry::Number => "number",
    };
    framed(&at, hint, found, move |id, described| {
        view! {
            <input
                class="input"
                type=kind
                id=id
                autocomplete="off"
                prop:value=move || authoring.text(&shown)
                on:input=write
                aria-describedby=described
                aria-invalid=move || is_wrong(found)
            />
        }
        .into_any()
    })
}

/// A text in the languages of the pack, side by side.
#[component]
pub(super) fn Sides(
    /// Its place in the pack.
    #[prop(into)]
    at: String,
    /// What helps to fill it.
    #[prop(default = "")]
    hint: &'static str,
) -> impl IntoView {
    let authoring = use_authoring();
    let id = id_of(&at);
    let error_id = format!("{id}-error");
    let found = found(authoring, at.clone());
    let label = said::label(&at);
    let described = error_id.clone();
    let sides = move || {
        let sides = authoring.languages().into_iter().map(|language| {
            let at = format!("{at}.{language}");
            let id = id_of(&at);
            let (shown, described) = (at.clone(), described.clone());
            let write = move |event| {
                let text: String = event_target_value(&event);
                authoring.change(|draft| {
                    draft.set_text(&at, &text);
                });
            };
            view! {
                <div class="side">
                    <label for=id.clone()><span class="sr-only">{label}" "</span>{language.clone()}</label>
                    <textarea
                        class="input"
                        rows="2"
                        id=id
                        lang=language
                        dir="auto"
                        prop:value=move || authoring.text(&shown)
                        on:input=write
                        aria-describedby=described
                    ></textarea>
                </div>
            }
        });
        sides.collect_view()
    };
    view! {
        <fieldset class="field" id=id tabindex="-1" data-wrong=move || is_wrong(found)>
            <legend class="label">{label}</legend>
            {(!hint.is_empty()).then(|| view! { <p class="hint">{hint}</p> })}
            <div class="sides">{sides}</div>
            <FieldError id=error_id text=found/>
        </fieldset>
    }
}

/// One of a few, as a list that drops down.
#[component]
pub(super) fn Choose(
    /// Its place in the pack.
    #[prop(into)]
    at: String,
    /// Values with their words.
    #[prop(into)]
    options: Signal<Vec<(String, String)>>,
    /// The value that stands there.
    #[prop(into)]
    value: Signal<String>,
    /// Takes another.
    on_choose: Callback<String>,
    /// What helps to choose.
    #[prop(default = "")]
    hint: &'static str,
) -> impl IntoView {
    let found = found(use_authoring(), at.clone());
    let choices = move || {
        let choices = options.get().into_iter().map(|(name, words)| {
            let is_it = name.clone();
            let is_chosen = move || value.with(|value| *value == is_it);
            view! { <option value=name prop:selected=is_chosen>{words}</option> }
        });
        choices.collect_view()
    };
    framed(&at, hint, found, move |id, described| {
        view! {
            <select
                class="input"
                id=id
                on:change=move |event| on_choose.run(event_target_value(&event))
                aria-describedby=described
                aria-invalid=move || is_wrong(found)
            >
                {choices}
            </select>
        }
        .into_any()
    })
}

/// One of the values that the format has for a field; the empty one takes the field away.
#[component]
pub(super) fn Pick(
    /// Its place in the pack.
    #[prop(into)]
    at: String,
    /// The values.
    values: &'static [&'static str],
) -> impl IntoView {
    let authoring = use_authoring();
    let (shown, written) = (at.clone(), at.clone());
    let options: Vec<(String, String)> = values
        .iter()
        .map(|value| ((*value).to_owned(), said::choice(&at, value).to_owned()))
        .collect();
    let on_choose = Callback::new(move |value: String| {
        authoring.change(|draft| {
            let value = match value.as_str() {
                "true" => true.into(),
                "false" => false.into(),
                "" => Value::Null,
                text => text.into(),
            };
            draft.set(&written, value);
        });
    });
    view! {
        <Choose
            at=at
            options=Signal::derive(move || options.clone())
            value=Signal::derive(move || authoring.text(&shown))
            on_choose=on_choose
        />
    }
}

/// A yes or no.
#[component]
pub(super) fn Flag(
    /// Its place in the pack.
    #[prop(into)]
    at: String,
) -> impl IntoView {
    let authoring = use_authoring();
    let id = id_of(&at);
    let error_id = format!("{id}-error");
    let found = found(authoring, at.clone());
    let label = said::label(&at);
    let shown = at.clone();
    let write = move |event| {
        let is_so = event_target_checked(&event);
        authoring.change(|draft| {
            draft.set(&at, is_so.into());
        });
    };
    view! {
        <div>
            <label class="choice">
                <input
                    type="checkbox"
                    id=id
                    prop:checked=move || authoring.text(&shown) == "true"
                    on:change=write
                    aria-describedby=error_id.clone()
                />
                <span>{label}</span>
            </label>
            <FieldError id=error_id text=found/>
        </div>
    }
}

/// A place without a field of its own, as a list: what was found there is said here.
#[component]
pub(super) fn Spot(
    /// Its place in the pack.
    at: &'static str,
) -> impl IntoView {
    let found = found(use_authoring(), at.to_owned());
    let id = id_of(at);
    view! {
        <div id=id.clone() tabindex="-1">
            <FieldError id=format!("{id}-error") text=found/>
        </div>
    }
}
