//! The journal: what I have written, by month, with search and filters.

use journal::{Entry, EntryId, Role, Theme};
use leptos::prelude::*;
use leptos_router::components::A;

use crate::components::{EntryRow, Head, Mark, Shell, icon, role_words, theme_words};
use crate::state::use_journal;
use crate::words::{self, count, t};

/// How many entries are drawn at once: a phone draws a thousand rows in seconds.
const PAGE: usize = 60;

/// All entries, newest first.
#[component]
pub fn EntriesPage() -> impl IntoView {
    let journal = use_journal();
    let search = RwSignal::new(String::new());
    let role = RwSignal::new(String::new());
    let theme = RwSignal::new(String::new());
    let is_empty = Memo::new(move |_| journal.is_empty());
    let found = Memo::new(move |_| {
        let needle = search.get().trim().to_lowercase();
        let (role, theme) = (role.get(), theme.get());
        journal.pick(|entry| {
            let is_found = (role.is_empty() || entry.role.as_str() == role)
                && (theme.is_empty() || entry.theme().as_str() == theme)
                && (needle.is_empty() || !journal.is_hidden(entry) && entry.contains(&needle));
            is_found.then_some(entry.id)
        })
    });
    let shown = RwSignal::new(PAGE);
    // What is looked for anew is shown from its beginning.
    let begin = move || shown.set(PAGE);
    let themes = move || {
        let mut themes: Vec<Theme> = journal.pick(|entry| Some(entry.theme()));
        themes.sort();
        themes.dedup();
        themes
    };
    let theme_options = move || {
        themes()
            .into_iter()
            .map(|theme| view! { <option value=theme.as_str()>{theme_words(theme)}</option> })
            .collect_view()
    };
    let role_options = || {
        Role::ALL
            .map(|role| view! { <option value=role.as_str()>{role_words(role)}</option> })
            .collect_view()
    };
    let list = move || {
        view! {
            <Head title=t("place.journal")/>
            <form class="filters" role="search" on:submit=|event| event.prevent_default()>
                <div class="with-icon">
                    {icon("search")}
                    <input
                        class="input"
                        id="search"
                        type="search"
                        aria-label=t("entries.search")
                        placeholder=t("entries.search")
                        enterkeyhint="search"
                        autocomplete="off"
                        spellcheck="false"
                        on:input=move |event| { begin(); search.set(event_target_value(&event)); }
                    />
                </div>
                <div class="filter-row">
                    <div class="select">
                        <select aria-label=t("entries.role") id="filter-role" on:change=move |event| { begin(); role.set(event_target_value(&event)); }>
                            <option value="">{t("entries.every_role")}</option>
                            {role_options()}
                        </select>
                        {icon("chevron-right")}
                    </div>
                    <div class="select">
                        <select aria-label=t("entries.direction") id="filter-theme" on:change=move |event| { begin(); theme.set(event_target_value(&event)); }>
                            <option value="">{t("entries.every_theme")}</option>
                            {theme_options}
                        </select>
                        {icon("chevron-right")}
                    </div>
                </div>
            </form>
            <p class="sr-only" role="status">
                {move || count("entries.found_one", "entries.found", found.with(Vec::len))}
            </p>
            {move || {
                let first: Vec<EntryId> = found.with(|all| all.iter().take(shown.get()).copied().collect());
                let first = first.into_iter().filter_map(|id| journal.entry(id));
                months(&first.map(|kept| kept.newest().clone()).collect::<Vec<_>>())
            }}
            {move || {
                let more = found.with(Vec::len).saturating_sub(shown.get());
                (more > 0).then(|| view! {
                    <button class="button" type="button" id="show-more" on:click=move |_| shown.update(|shown| *shown += PAGE)>
                        {count("entries.more_one", "entries.more", more)}
                    </button>
                })
            }}
            {move || found.with(Vec::is_empty).then(|| view! { <p class="note">{t("entries.none_found")}</p> })}
        }
    };
    let damaged = move || {
        let n = journal.damaged_entries();
        (n > 0).then(|| {
            let rows = (0..n).map(|_| {
                view! {
                    <li class="entry-damaged">{icon("triangle-alert")}<p>{t("entries.damaged")}</p></li>
                }
            });
            view! {
                <section class="month" aria-labelledby="damaged">
                    <h2 id="damaged">{t("entries.damaged_title")}</h2>
                    <ul class="terms">{rows.collect_view()}</ul>
                    <p class="note">{t("entries.damaged_hint")}</p>
                </section>
            }
        })
    };
    view! {
        <Shell>
            {move || if is_empty.get() { view! { <Nothing/> }.into_any() } else { list().into_any() }}
            {damaged}
        </Shell>
    }
}

/// The entries of each month under its name.
fn months(entries: &[Entry]) -> impl IntoView + use<> {
    entries
        .chunk_by(|a, b| a.created_at.month() == b.created_at.month())
        .map(|month| {
            let key = month[0].created_at.month();
            let id = format!("month-{key}");
            let labelled = id.clone();
            let name = words::month(key);
            let rows = month
                .iter()
                .map(|entry| view! { <EntryRow entry=entry.clone()/> })
                .collect_view();
            view! {
                <section class="month" aria-labelledby=labelled>
                    <h2 id=id>{name}</h2>
                    <ul class="entries">{rows}</ul>
                </section>
            }
        })
        .collect_view()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <Head title=t("place.journal") hidden=true/>
        <div class="empty">
            <Mark/>
            <h2>{t("entries.empty")}</h2>
            <p>{t("entries.empty_lead")}</p>
        </div>
        <div class="actions">
            <A href="/" attr:class="button button-primary">{icon("pencil")}{t("entries.first")}</A>
        </div>
    }
}
