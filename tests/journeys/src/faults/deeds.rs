//! What a person does that writes, up to the last tap and with what comes of it.

use super::{doors::is_seen_within, inside::Held};
use crate::{Browser, Door, Person};

/// Something a person does, with what it makes of the journal.
pub(super) struct Deed {
    pub(super) name: &'static str,
    /// Up to the last tap.
    pub(super) prepare: fn(&Browser, &str),
    /// The last tap; waits for the app's answer and gives whether it says that it is done.
    pub(super) act: fn(&Browser) -> bool,
    /// Whether it has happened, or has not; nothing where it has half happened.
    pub(super) is_done: fn(&Held, &Held, &str) -> Option<bool>,
}

impl Deed {
    /// Whether it is done on a full phone as well, with nothing of it kept there: a bundle is made
    /// without its receipt, for words that cannot leave are the greater harm.
    pub(super) fn goes_without_room(&self) -> bool {
        self.name == "share"
    }
}

/// Everything that writes.
pub(super) const DEEDS: [Deed; 7] = [
    Deed {
        name: "save",
        prepare: |browser, text| begin(browser, text),
        act: |browser| {
            browser.enter("#paper", MORE);
            browser.see_any(&["#saved", "#not-saved"]) == "#saved"
        },
        is_done: |_, after, text| Some(after.has(&format!("{text}{MORE}"))),
    },
    Deed {
        name: "keep",
        prepare: |browser, text| {
            begin(browser, text);
            finish(browser);
        },
        act: |browser| tap_keep(browser),
        is_done: |_, after, text| one_of(is_entry(after, text), is_draft(after, text)),
    },
    Deed {
        name: "revise",
        prepare: |browser, text| {
            write(browser, text);
            browser.tap("a[href^='/write/entry/']");
            browser.enter("#paper", MORE);
            browser.see("#saved");
            finish(browser);
        },
        act: |browser| tap_keep(browser),
        is_done: |_, after, text| {
            let new = format!("{text}{MORE}");
            let is_old = is_entry(after, text) && is_draft(after, &new);
            one_of(is_entry(after, &new) && !is_draft(after, &new), is_old)
        },
    },
    Deed {
        name: "delete",
        prepare: |browser, text| {
            write(browser, text);
            browser.tap("#delete");
            browser.see("#delete-now");
        },
        act: tap_delete,
        is_done: |_, after, text| Some(!is_entry(after, text)),
    },
    Deed {
        name: "undo",
        prepare: |browser, text| {
            write(browser, text);
            browser.tap("#delete");
            browser.tap("#delete-now");
            browser.see(".toast .button");
        },
        act: |browser| {
            let before = browser.texts(".entry").len();
            browser.tap(".toast .button");
            browser.until("it is back or not", || {
                browser.texts(".entry").len() > before || browser.has(".toast > svg")
            });
            browser.texts(".entry").len() > before
        },
        is_done: |_, after, text| Some(is_entry(after, text)),
    },
    Deed {
        name: "lock",
        prepare: |browser, text| {
            begin(browser, text);
            browser.enter("#paper", MORE);
        },
        act: |browser| {
            browser.tap("#lock");
            browser.see_any(&["#passphrase", ".toast"]) == "#passphrase"
        },
        is_done: |_, after, text| Some(is_draft(after, &format!("{text}{MORE}"))),
    },
    Deed {
        name: "share",
        prepare: |browser, _| {
            Person::go(browser, "/share");
            browser.tap("#review");
            browser.see("#make");
        },
        act: |browser| {
            browser.tap("#make");
            browser.see_any(&["#save-file", "#share-error .error"]) == "#save-file"
        },
        is_done: |before, after, _| {
            let receipts = |held: &Held| -> Vec<_> {
                let all = held.values.keys().filter(|(store, _)| store == "receipts");
                all.cloned().collect()
            };
            let (before, after) = (receipts(before), receipts(after));
            one_of(after != before && after.len() == 1, after == before)
        },
    },
];

/// Added to what was written first.
pub(super) const MORE: &str = " And then more of it.";

/// Begins a text of its own, up to its first save.
#[track_caller]
pub(super) fn begin(browser: &Browser, text: &str) {
    browser.tap(Door::Free.selector());
    browser.enter("#paper", text);
    browser.see("#saved");
}

/// Goes on from the text to the form after it.
#[track_caller]
pub(super) fn finish(browser: &Browser) {
    for _ in 0..3 {
        // What is said of saving may change its height, and a tap then meets nothing.
        browser.tap(".composer-foot .button-primary");
        if is_seen_within(browser, "#keep", 3_000) {
            return;
        }
    }
    browser.see("#keep");
}

/// Writes and keeps a text.
#[track_caller]
pub(super) fn write(browser: &Browser, text: &str) {
    begin(browser, text);
    finish(browser);
    browser.tap("#keep");
    browser.see("#entry-text");
}

/// Goes home from wherever one is.
#[track_caller]
pub(super) fn home(browser: &Browser) {
    for _ in 0..3 {
        if browser.sees(".doors") {
            return;
        }
        // The form after writing has only a way back to the text.
        let back = [
            "a.place[href='/']",
            ".bar-start[href='/']",
            "form:has(#keep) .button-quiet[type='button']",
            ".bar-start",
        ];
        let back = browser.see_any(&back);
        browser.tap(back);
        is_seen_within(browser, ".doors", 300);
    }
    browser.see(".doors");
}

#[track_caller]
fn tap_keep(browser: &Browser) -> bool {
    browser.tap("#keep");
    browser.see_any(&["#entry-text", "#keep-error .error"]) == "#entry-text"
}

fn is_entry(held: &Held, text: &str) -> bool {
    held.entries().values().any(|one| one == text)
}

fn is_draft(held: &Held, text: &str) -> bool {
    held.drafts().values().any(|one| one == text)
}

/// New or old; nothing where it is both or neither.
fn one_of(is_new: bool, is_old: bool) -> Option<bool> {
    (is_new != is_old).then_some(is_new)
}

/// Taps to delete, and gives whether it was done.
#[track_caller]
pub(super) fn tap_delete(browser: &Browser) -> bool {
    browser.tap("#delete-now");
    browser.until("it is deleted or not", || {
        !browser.has("#delete-now") || browser.has(".toast > svg")
    });
    !browser.has("#delete-now")
}
