//! Whom an entry is about: tokens, and names that stay on this phone.

use journal::{Context, Person, PersonKind};
use leptos::html::Input;
use leptos::prelude::*;

use crate::components::{Chips, icon};
use crate::state::{Known, use_journal, use_notices};
use crate::words::{self, fill, t};

/// The people one knows as chips, somebody new, and names that stand in the text.
#[component]
pub fn PeopleField(
    /// What the entry stands in; changed here.
    context: RwSignal<Context>,
    /// The text of the entry; changed where a name is replaced.
    text: RwSignal<String>,
) -> impl IntoView {
    let journal = use_journal();
    let is_in = move |person: Person| context.with(|context| context.people.contains(&person));
    let toggle = move |person: Person, add: bool| {
        context.update(|context| {
            context.people.retain(|known| *known != person);
            if add {
                context.people.push(person);
                context.people.sort_unstable();
            }
        });
    };
    let chips = move || {
        let known = journal.people().into_iter().map(|known| {
            let person = known.person;
            view! {
                <label class="chip">
                    <input
                        type="checkbox"
                        name="person"
                        value=person.token()
                        prop:checked=move || is_in(person)
                        on:change=move |event| toggle(person, event_target_checked(&event))
                    />
                    <span dir="auto">{words::known(person, Some(&known.name))}</span>
                </label>
            }
        });
        known.collect_view()
    };
    let named = move || {
        let found = journal.people().into_iter();
        let found = found.filter(|known| text.with(|text| holds(text, &known.name)));
        let rows = found.map(|Known { person, name }| {
            let label = fill(
                "people.replace",
                &[("name", &name), ("token", &words::person(person))],
            );
            view! {
                <button
                    class="button"
                    type="button"
                    data-replace=person.token()
                    on:click=move |_| {
                        text.update(|text| *text = replaced(text, &name, &words::person(person)));
                        toggle(person, true);
                    }
                >
                    {icon("users")}{label}
                </button>
            }
        });
        rows.collect_view()
    };
    view! {
        <details class="disclosure" id="people" open=context.with_untracked(|context| !context.people.is_empty())>
            <summary>{icon("chevron-right")}{t("people.legend")}</summary>
            <div class="stack">
                <p class="hint">{t("people.hint")}</p>
                <div class="chips" role="group" aria-label=t("people.legend")>{chips}</div>
                <NewPerson on_add=Callback::new(move |person| toggle(person, true))/>
            </div>
        </details>
        {named}
    }
}

#[component]
fn NewPerson(on_add: Callback<Person>) -> impl IntoView {
    let journal = use_journal();
    let notices = use_notices();
    let kind = RwSignal::new(PersonKind::Mentee);
    let field = NodeRef::<Input>::new();
    let options = PersonKind::ALL
        .map(|kind| (kind.as_str(), words::person_kind(kind).to_owned()))
        .to_vec();
    let chosen = Signal::derive(move || kind.get().as_str().to_owned());
    let choose = Callback::new(move |value: String| {
        let mut all = PersonKind::ALL.into_iter();
        if let Some(found) = all.find(|kind| kind.as_str() == value) {
            kind.set(found);
        }
    });
    let add = Action::new_local(move |(): &()| async move {
        let Some(input) = field.get_untracked() else {
            return;
        };
        let name = input.value().trim().to_owned();
        if name.is_empty() {
            return notices.say(t("people.no_name"));
        }
        match journal.add_person(kind.get_untracked(), name).await {
            Ok(person) => {
                input.set_value("");
                on_add.run(person);
            }
            Err(error) => notices.warn(t(error.words())),
        }
    });
    view! {
        <Chips legend=t("people.who") name="person-kind" options=options chosen=chosen on_choose=choose/>
        <div class="field">
            <label class="label" for="person-name">{t("people.name")}</label>
            <span class="hint" id="person-name-hint">{t("people.name_hint")}</span>
            <input
                class="input"
                id="person-name"
                node_ref=field
                aria-describedby="person-name-hint"
                autocomplete="off"
                spellcheck="false"
                dir="auto"
                on:keydown=move |event| {
                    // Return adds somebody; it does not keep the entry.
                    if event.key() == "Enter" {
                        event.prevent_default();
                        add.dispatch(());
                    }
                }
            />
        </div>
        <p>
            <button class="button" type="button" id="person-add" on:click=move |_| { add.dispatch(()); }>
                {icon("users")}{t("people.add")}
            </button>
        </p>
    }
}

/// Where a name stands in a text as a word of its own, in bytes.
fn places(text: &str, name: &str) -> Vec<usize> {
    let is_part = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
    let found = text.match_indices(name).filter(|(at, found)| {
        let before = text[..*at].chars().next_back();
        let after = text[at + found.len()..].chars().next();
        !is_part(before) && !is_part(after)
    });
    found.map(|(at, _)| at).collect()
}

fn holds(text: &str, name: &str) -> bool {
    !name.is_empty() && !places(text, name).is_empty()
}

fn replaced(text: &str, name: &str, token: &str) -> String {
    let mut out = text.to_owned();
    for at in places(text, name).into_iter().rev() {
        out.replace_range(at..at + name.len(), token);
    }
    out
}
