//! Every sentence a person sees, in English, French and Dutch.
//!
//! The three files under `locales/` have the same keys and the same placeholders, and every key
//! named in `src/` is in them: `tests/tidy.rs` holds them to that. The whole app is drawn anew
//! when the language changes, so a sentence is a plain text and not a signal.

use std::cell::Cell;
use std::collections::HashMap;

pub mod desk;
pub mod loops;
mod ties;

pub use ties::*;

use crate::browser::{clock, page};
use journal::{Moment, Role, Span};

/// The languages of the interface.
pub const LANGUAGES: [&str; 3] = ["en", "fr", "nl"];
const FILES: [&str; 3] = [
    include_str!("../locales/en.json"),
    include_str!("../locales/fr.json"),
    include_str!("../locales/nl.json"),
];

type Table = HashMap<&'static str, String>;

thread_local! {
    static CURRENT: Cell<usize> = const { Cell::new(0) };
    static MORE: Cell<[&'static str; 3]> = const { Cell::new([""; 3]) };
    /// Read when first needed, and kept: sentences are handed out as `&'static str`.
    static TABLES: [Cell<Option<&'static Table>>; 3] = const { [const { Cell::new(None) }; 3] };
}

/// Knows more sentences from now on: a page with a program of its own brings its own, so that the
/// others need not load them. **Must be called before the first sentence.**
pub fn also_know(files: [&'static str; 3]) {
    MORE.set(files);
}

/// Speaks this language from now on.
pub fn speak(language: &str) {
    let at = LANGUAGES
        .iter()
        .position(|known| *known == language)
        .unwrap_or(0);
    CURRENT.set(at);
}

/// What a closure makes while another language is spoken: a page within the page.
pub fn aloud_in<T>(language: &str, make: impl FnOnce() -> T) -> T {
    let before = CURRENT.get();
    speak(language);
    let made = make();
    CURRENT.set(before);
    made
}

/// The language spoken now.
pub fn language() -> &'static str {
    LANGUAGES[CURRENT.get()]
}

/// The sentence of a key. A key without a sentence shows itself, so that it is seen.
pub fn t(key: &'static str) -> &'static str {
    let at = CURRENT.get();
    let table = TABLES.with(|tables| tables[at].get()).unwrap_or_else(|| {
        let read = |file| serde_json::from_str::<Table>(file).unwrap_or_default();
        let mut table = read(FILES[at]);
        table.extend(read(MORE.get()[at]));
        let table: &'static Table = Box::leak(Box::new(table));
        TABLES.with(|tables| tables[at].set(Some(table)));
        table
    });
    table.get(key).map_or(key, String::as_str)
}

/// The sentence of a key with its placeholders filled: `{name}`.
pub fn fill(key: &'static str, values: &[(&str, &str)]) -> String {
    values
        .iter()
        .fold(t(key).to_owned(), |text, (name, value)| {
            text.replace(&format!("{{{name}}}"), value)
        })
}

/// The sentence of a number of things: `one` or `other`, with `{n}`. French says one for none.
pub fn count(one: &'static str, other: &'static str, n: usize) -> String {
    let single = n == 1 || (n == 0 && language() == "fr");
    fill(if single { one } else { other }, &[("n", &n.to_string())])
}

/// What the app is called: by its own name, or by the one that a study gave it.
pub fn app_name() -> String {
    page::app_name().unwrap_or_else(|| t("app.name").to_owned())
}

/// What a role is called.
pub fn role(role: Role) -> &'static str {
    match role {
        Role::Student => t("role.student"),
        Role::Mentor => t("role.mentor"),
        Role::Both => t("role.both"),
        Role::Neither => t("role.neither"),
        Role::NotSaid => t("role.not_said"),
    }
}

/// A date as it is spoken.
pub fn date(moment: &Moment) -> String {
    clock::spoken_date(moment, language())
}

/// A month `2023-06` as it is spoken.
pub fn month(month: &str) -> String {
    clock::spoken_month(month, language())
}

/// A month `2023-06` by its short name, without the year.
pub fn short_month(month: &str) -> String {
    clock::spoken_short_month(month, language())
}

/// A day of the year as it is spoken.
pub fn day(moment: &Moment) -> String {
    clock::spoken_day(moment, language())
}

/// A day with the day of the week, as it is spoken.
pub fn whole_day(moment: &Moment) -> String {
    clock::spoken_whole_day(moment, language())
}

/// A day of the week by its number, Monday first, from 0.
pub fn weekday(number: usize) -> String {
    clock::spoken_weekday_name(number, language())
}

/// A day and the time of day, as far as they are known.
pub fn when(moment: &Moment) -> String {
    match moment.time() {
        Some(time) => format!("{}, {time}", day(moment)),
        None => day(moment),
    }
}

/// A size of a file.
pub fn size(bytes: u64) -> String {
    let kilobytes = bytes.div_ceil(1000);
    if kilobytes < 1000 {
        return fill("size.kb", &[("n", &kilobytes.to_string())]);
    }
    let point = if language() == "en" { '.' } else { ',' };
    let megabytes = format!("{}{point}{}", kilobytes / 1000, kilobytes % 1000 / 100);
    fill("size.mb", &[("n", &megabytes)])
}

/// A length of time on a clock: `4:10`, `1:02:03`.
pub fn length(milliseconds: u64) -> String {
    let seconds = milliseconds / 1000;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    match hours {
        0 => format!("{minutes}:{seconds:02}"),
        _ => format!("{hours}:{minutes:02}:{seconds:02}"),
    }
}

/// A stretch of a recording: `0:12 – 0:15`.
pub fn span(span: Span) -> String {
    format!("{} – {}", length(span.from_ms), length(span.to_ms))
}

/// A number with its fraction, as the language writes it.
pub fn decimal(number: f64) -> String {
    let text = number.to_string();
    if language() == "en" {
        return text;
    }
    text.replace('.', ",")
}
