//! An entry as a line of a list.

use journal::{Entry, Role, Sharing, Theme};
use leptos::prelude::*;
use leptos_router::components::A;

use super::icon;
use crate::browser::clock;
use crate::state::{ShareState, use_journal};
use crate::words::{self, fill, t};

/// How a theme is drawn.
pub fn theme_icon(theme: Theme) -> &'static str {
    match theme {
        Theme::GazingBackwards => "ring-past",
        Theme::ImagineFuture => "ring-future",
        Theme::Free => "ring-free",
        _ => "ring-both",
    }
}

/// The class that colours a theme.
pub fn theme_class(theme: Theme) -> &'static str {
    match theme {
        Theme::GazingBackwards => "theme-past",
        Theme::ImagineFuture => "theme-future",
        Theme::Free => "theme-free",
        _ => "theme-both",
    }
}

/// What a writer calls a theme: a direction, never the analysts' name.
pub fn theme_words(theme: Theme) -> &'static str {
    match theme {
        Theme::GazingBackwards => t("theme.past"),
        Theme::ImagineFuture => t("theme.future"),
        Theme::Free => t("theme.free"),
        _ => t("theme.other"),
    }
}

/// What a role is called.
pub fn role_words(role: Role) -> &'static str {
    match role {
        Role::Student => t("role.student"),
        Role::Mentor => t("role.mentor"),
        Role::Both => t("role.both"),
        Role::Neither => t("role.neither"),
        Role::NotSaid => t("role.not_said"),
    }
}

/// Theme, role and whether it was shared.
#[component]
pub fn EntryMeta(
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let theme = entry.theme();
    let journal = use_journal();
    let role = (entry.role != Role::NotSaid).then(|| role_words(entry.role));
    let may_share = entry.sharing == Sharing::MayShare;
    let state = move || {
        let (name, text) = match journal.share_state(&entry) {
            ShareState::Shared(at) => (
                "send",
                fill("share.state_shared", &[("day", &words::day(&at))]),
            ),
            ShareState::ChangedSince(at) => (
                "send",
                fill("share.state_changed", &[("day", &words::day(&at))]),
            ),
            ShareState::Never if may_share => ("circle", t("share.state_may").to_owned()),
            ShareState::Never => ("lock", t("share.state_never").to_owned()),
        };
        view! { <span>{icon(name)}{text}</span> }
    };
    view! {
        <span class="meta">
            <span class=theme_class(theme)>{icon(theme_icon(theme))}{theme_words(theme)}</span>
            {role.map(|role| view! { <span>{role}</span> })}
            {state}
        </span>
    }
}

/// A line of the journal that opens its entry.
#[component]
pub fn EntryRow(
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let language = words::language();
    let day = entry.created_at.date()[8..]
        .trim_start_matches('0')
        .to_owned();
    let weekday = clock::spoken_weekday(&entry.created_at, language);
    let heading = match entry.heading(90) {
        empty if empty.is_empty() => t("entry.no_words").to_owned(),
        heading => heading,
    };
    view! {
        <li class="entry">
            <A href=format!("/entries/{}", entry.id)>
                <span class="entry-day"><b>{day}</b>{weekday}</span>
                <span>
                    <span class="entry-title" dir="auto">{heading}</span>
                    <EntryMeta entry=entry/>
                </span>
                {icon("chevron-right")}
            </A>
        </li>
    }
}
