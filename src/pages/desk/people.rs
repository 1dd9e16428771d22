//! People by weeks: drawn, and as a table with everything that is counted.

use std::sync::Arc;

use desk::Person;
use journal::{Role, Theme};
use leptos::prelude::*;

use super::minutes;
use super::timeline::Timeline;
use crate::components::Head;
use crate::jobs::desk::Merged;
use crate::state::{DeskPlace, use_desk};
use crate::words::{self, desk as said, t};

const ROLES: [Role; 4] = [Role::Student, Role::Mentor, Role::Both, Role::Neither];
const THEMES: [Theme; 4] = [
    Theme::GazingBackwards,
    Theme::ImagineFuture,
    Theme::ClosingLoop,
    Theme::PayForward,
];

/// The overview.
#[component]
pub fn PeoplePlace() -> impl IntoView {
    let desk = use_desk();
    move || {
        desk.merged.get().map(|merged| {
            let is_empty = merged.overview.people.is_empty();
            let content = match is_empty {
                true => view! { <p>{t("people.none")}</p> }.into_any(),
                false => view! {
                    <Timeline merged=Arc::clone(&merged)/>
                    <PeopleTable merged=merged/>
                }
                .into_any(),
            };
            view! {
                <div class="page desk-page">
                    <Head title=t("people.title") lead=t("people.lead")/>
                    {content}
                </div>
            }
        })
    }
}

#[component]
fn PeopleTable(
    /// How everything stands.
    merged: Arc<Merged>,
) -> impl IntoView {
    let desk = use_desk();
    let roles = ROLES.map(|role| view! { <th scope="col" class="num">{words::role(role)}</th> });
    let themes =
        THEMES.map(|theme| view! { <th scope="col" class="num">{said::theme(theme)}</th> });
    let rows = merged.overview.people.iter().map(|person| {
        let code = person.code.clone();
        let go = move |_| desk.place.set(DeskPlace::Person(code.clone(), None));
        view! {
            <tr data-person=person.code.to_string()>
                <th scope="row"><button class="sort" type="button" on:click=go>{person.code.to_string()}</button></th>
                <td class="num">{person.entries}</td>
                <td>{person.first.clone()}</td>
                <td>{person.last.clone()}</td>
                <td class="num">{person.weeks.len()}</td>
                <td class="num">{minutes(person.voice_ms)}</td>
                <td class="num">{or_dash(person.transcribed)}</td>
                {counts(person)}
                <td class="num">{or_dash(person.wishes)}</td>
                <td class="num">{or_dash(person.withdrawn)}</td>
                <td>{missing(person)}</td>
                <td class="num">{or_dash(person.loops_closed)}</td>
                <td class="num">{or_dash(person.loops_open)}</td>
            </tr>
        }
    });
    view! {
        <section class="stack">
            <h2 id="people-table">{t("people.table")}</h2>
            <div class="table-scroll desk-table" role="region" tabindex="0" aria-labelledby="people-table">
                <table class="table table-dense" id="people">
                    <thead>
                        <tr>
                            <td></td>
                            <th scope="colgroup" colspan="6">{t("people.sent")}</th>
                            <th scope="colgroup" colspan="5">{t("people.roles")}</th>
                            <th scope="colgroup" colspan="5">{t("people.themes")}</th>
                            <th scope="colgroup" colspan="3">{t("people.care")}</th>
                            <th scope="colgroup" colspan="2">{t("people.loops")}</th>
                        </tr>
                        <tr>
                            <th scope="col">{t("column.participant")}</th>
                            <th scope="col" class="num">{t("column.entries")}</th>
                            <th scope="col">{t("column.first")}</th>
                            <th scope="col">{t("column.last")}</th>
                            <th scope="col" class="num">{t("column.weeks")}</th>
                            <th scope="col" class="num">{t("column.voice")}</th>
                            <th scope="col" class="num">{t("column.transcripts")}</th>
                            {roles}
                            <th scope="col" class="num">{t("column.role_open")}</th>
                            {themes}
                            <th scope="col" class="num">{t("column.theme_other")}</th>
                            <th scope="col" class="num">{t("column.wishes")}</th>
                            <th scope="col" class="num">{t("column.withdrawn")}</th>
                            <th scope="col">{t("column.missing")}</th>
                            <th scope="col" class="num">{t("column.loops_closed")}</th>
                            <th scope="col" class="num">{t("column.loops_open")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows.collect_view()}</tbody>
                </table>
            </div>
        </section>
    }
}

/// Entries by role and by theme; whatever has no column of its own stands in the last of each.
fn counts(person: &Person) -> impl IntoView + use<> {
    let role = |role: &Role| person.roles.get(role).copied().unwrap_or(0);
    let theme = |theme: &Theme| person.themes.get(theme).copied().unwrap_or(0);
    let mut numbers: Vec<usize> = ROLES.iter().map(role).collect();
    numbers.push(person.roles.values().sum::<usize>() - numbers.iter().sum::<usize>());
    let themes: Vec<usize> = THEMES.iter().map(theme).collect();
    let rest = person.themes.values().sum::<usize>() - themes.iter().sum::<usize>();
    numbers.extend(themes);
    numbers.push(rest);
    let cells = numbers.into_iter();
    cells
        .map(|number| view! { <td class="num">{or_dash(number)}</td> })
        .collect_view()
}

/// A number; nothing is a dash, so that what is there is seen.
fn or_dash(number: usize) -> String {
    match number {
        0 => "–".to_owned(),
        some => some.to_string(),
    }
}

fn missing(person: &Person) -> String {
    let missing: Vec<String> = person.missing.iter().map(ToString::to_string).collect();
    missing.join(", ")
}
