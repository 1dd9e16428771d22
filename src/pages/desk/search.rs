//! Looking for words in everything.

use desk::Hit;
use leptos::html::Input;
use leptos::prelude::*;

use crate::components::{Head, icon};
use crate::state::{DeskPlace, use_desk};
use crate::words::{count, desk as said, fill, t};

/// The search.
#[component]
pub fn SearchPlace() -> impl IntoView {
    let desk = use_desk();
    let field = NodeRef::<Input>::new();
    let found = RwSignal::new(None::<(Vec<Hit>, usize)>);
    let asked = StoredValue::new(0_u32);
    let look = move |words: String| {
        asked.update_value(|asked| *asked += 1);
        let mine = asked.get_value();
        if words.trim().is_empty() {
            found.set(None);
            return;
        }
        leptos::task::spawn_local(async move {
            let result = desk.search(words).await;
            // Something else was typed meanwhile.
            if asked.try_get_value() != Some(mine) {
                return;
            }
            match result {
                Ok(hits) => {
                    let _ = found.try_set(Some(hits));
                }
                Err(failure) => desk.told(Err(failure)),
            }
        });
    };
    let summary = move || {
        found.with(|found| {
            let (hits, all) = found.as_ref()?;
            Some(match *all {
                0 => t("search.none").to_owned(),
                all if all > hits.len() => fill(
                    "search.first",
                    &[("n", &hits.len().to_string()), ("all", &all.to_string())],
                ),
                all => count("search.found_one", "search.found_many", all),
            })
        })
    };
    let rows = move || {
        found.with(|found| {
            let hits = found.iter().flat_map(|(hits, _)| hits);
            hits.cloned()
                .map(|hit| view! { <Row hit=hit/> })
                .collect_view()
        })
    };
    view! {
        <div class="page desk-page desk-narrow">
            <Head title=t("desk.search") lead=t("search.lead")/>
            <div class="field" role="search">
                <label class="label" for="desk-words">{t("search.words")}</label>
                <div class="with-icon">
                    {icon("search")}
                    <input class="input" id="desk-words" type="search" node_ref=field autocomplete="off" spellcheck="false"
                        on:input=move |event| look(event_target_value(&event))/>
                </div>
            </div>
            <p class="status" role="status" id="search-summary">{summary}</p>
            <ul class="hits">{rows}</ul>
        </div>
    }
}

#[component]
fn Row(
    /// The place.
    hit: Hit,
) -> impl IntoView {
    let desk = use_desk();
    let (before, words, behind) = hit.excerpt;
    let code = hit.participant.clone();
    let entry = hit.entry;
    view! {
        <li>
            <button class="hit" type="button" on:click=move |_| desk.place.set(DeskPlace::Person(code.clone(), Some(entry)))>
                <span class="hit-where"><b>{hit.participant.to_string()}</b>{hit.date}<span class="hint">{said::hit_part(hit.part)}</span></span>
                <span class="hit-words" dir="auto">{before}<mark class="found">{words}</mark>{behind}</span>
            </button>
        </li>
    }
}
