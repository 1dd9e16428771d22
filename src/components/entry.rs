//! Parts of an entry, wherever it is shown: its line in a list, its marks, its question.

use journal::{Entry, EntryKind, Handling, Moment, Role, Sharing, ShownPrompt, Theme};
use leptos::prelude::*;
use leptos_router::components::A;

use super::icon;
use crate::browser::clock;
use crate::state::{ShareState, use_journal};
use crate::words::{self, fill, t};

pub use crate::words::role as role_words;

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
        Theme::Opening => t("theme.opening"),
        Theme::Closing => t("theme.closing"),
        Theme::AfterSession => t("theme.session"),
        Theme::PayForward => t("theme.giving"),
        Theme::InTheMoment => t("theme.moment"),
        Theme::ClosingLoop => t("theme.other"),
    }
}

/// The wishes a writer expressed, in words.
pub fn wish_words(handling: Handling) -> Vec<&'static str> {
    [
        (handling.ask_first, t("handling.ask_first")),
        (handling.do_not_quote, t("handling.do_not_quote")),
        (handling.do_not_raise, t("handling.do_not_raise")),
    ]
    .into_iter()
    .filter(|(wished, _)| *wished)
    .map(|(_, words)| words)
    .collect()
}

/// What a writer sees of an entry's words in one line.
pub fn heading_words(entry: &Entry) -> String {
    if let Some(words) = words::sealed(entry) {
        return words;
    }
    if use_journal().is_covered(entry) {
        return fill(
            "chairs.covered_heading",
            &[("role", role_words(entry.role))],
        );
    }
    match entry.heading(90) {
        empty if empty.is_empty() && entry.kind == EntryKind::Audio => t("entry.spoken").to_owned(),
        empty if empty.is_empty() => t("entry.no_words").to_owned(),
        heading => heading,
    }
}

/// Whether and when an entry left, in words, and how that is drawn.
pub fn share_words(entry: &Entry) -> (&'static str, String) {
    let shared = |key, at: &Moment| ("send", fill(key, &[("day", &words::day(at))]));
    match use_journal().share_state(entry) {
        ShareState::Shared(at) => shared("share.state_shared", &at),
        ShareState::ChangedSince(at) => shared("share.state_changed", &at),
        ShareState::Never if entry.sharing == Sharing::MayShare => {
            ("dot", t("share.state_may").to_owned())
        }
        ShareState::Never => ("lock", t("share.state_never").to_owned()),
    }
}

/// The question an entry answers, as it was shown.
#[component]
pub fn Question(
    /// The question.
    prompt: ShownPrompt,
) -> impl IntoView {
    let class = match prompt.theme {
        Theme::GazingBackwards => "quote quote-past",
        Theme::ImagineFuture => "quote quote-future",
        _ => "quote",
    };
    view! { <p class=class lang=prompt.language>{prompt.text}</p> }
}

/// Theme, role and whether it was shared.
#[component]
pub fn EntryMeta(
    /// The entry.
    entry: Entry,
) -> impl IntoView {
    let theme = entry.theme();
    let role = (entry.role != Role::NotSaid).then(|| role_words(entry.role));
    let length: u64 = entry.recordings.iter().map(|r| r.media.duration_ms).sum();
    let voice = (!entry.recordings.is_empty())
        .then(|| view! { <span data-voice="">{icon("mic")}{words::length(length)}</span> });
    let state = move || {
        let (name, text) = share_words(&entry);
        view! { <span>{icon(name)}{text}</span> }
    };
    view! {
        <span class="meta">
            <span class=theme_class(theme)>{icon(theme_icon(theme))}{theme_words(theme)}</span>
            {role.map(|role| view! { <span>{role}</span> })}
            {voice}
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
    let heading = heading_words(&entry);
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
