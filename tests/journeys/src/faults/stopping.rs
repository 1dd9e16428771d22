//! The app itself breaks while one writes: the page says so, and gives the text back.

use super::{
    Bench, Outcome,
    deeds::{MORE, begin},
    doors::{is_seen_within, unlock},
    tally::ensure,
};
use crate::Browser;

/// How soon the page has to say that it stopped.
const STOPPED_WITHIN_MS: u64 = 5_000;

/// Parts of the browser that fail from now on, once or again and again, and where the app meets
/// them while one writes.
const BREAKS: [(&str, &str); 6] = [
    // Rust's own panic: the page cannot be drawn.
    (
        "a part of the page is not made",
        "for (const [of, name] of [[Document.prototype, 'createElement'], [Node.prototype, 'cloneNode'],
            [Document.prototype, 'importNode']]) {
            const plain = of[name];
            of[name] = function (...given) {
                if (!window.broken) { window.broken = true; throw new TypeError('made to fail'); }
                return plain.apply(this, given);
            };
        }",
    ),
    // A library's panic: storage that is there when it is asked for, and then is not.
    (
        "localStorage throws at the second touch",
        "const plain = window.localStorage;
        let touched = 0;
        Object.defineProperty(window, 'localStorage', { configurable: true, get() {
            touched += 1;
            if (touched % 2 === 0) throw new DOMException('made to fail', 'SecurityError');
            return plain;
        } });",
    ),
    (
        "the calendar throws",
        "Date.prototype.getTimezoneOffset = () => { throw new TypeError('made to fail'); };",
    ),
    (
        "no timer is given",
        "window.setTimeout = () => { throw new TypeError('made to fail'); };",
    ),
    // The app's own closure is called while it runs.
    (
        "a field speaks while it is read",
        "const { get, set } = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value');
        let speaks = false;
        addEventListener('input', () => { speaks = true; }, { capture: true, once: true });
        Object.defineProperty(HTMLTextAreaElement.prototype, 'value', { configurable: true, set, get() {
            if (speaks) {
                speaks = false;
                this.dispatchEvent(new InputEvent('input', { bubbles: true }));
            }
            return get.call(this);
        } });",
    ),
    // A browser's answer of a kind that is never given.
    (
        "a text is no text",
        "Document.prototype.createTextNode = () => null;
        Document.prototype.createComment = () => null;",
    ),
];

/// F47: something breaks in the app: it stops, and the text can be taken from the page.
pub(super) fn panicked(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("stopping", Bench::options());
    let cases = BREAKS.map(|(name, script)| (name.to_owned(), script));
    Outcome::of_cases(rounds, cases, |script| {
        let result = stops(bench, &browser, script);
        // Whatever came of it, the next one begins at a page that works.
        bench.return_to(&browser);
        result
    })
}

fn stops(bench: &Bench, browser: &Browser, script: &str) -> Result<(), String> {
    let text = "Marmalade on the ward round.";
    begin(browser, text);
    let saved_at = browser.text("#saved");
    browser.run(script, &[]);
    let typed = browser.enter("#paper", MORE);
    if !is_seen_within(browser, "#stop", STOPPED_WITHIN_MS) {
        // Or it goes on, and then it saves.
        let seen = browser.texts(".page-write .status").join("");
        return ensure(bench.inside().look(browser)?.has(&typed), || {
            format!("it neither stops nor saves, and one reads: {seen}")
        });
    }
    let left = browser.value("#stop-text");
    ensure(left == typed, || {
        format!("typed {typed:?}, on the page {left:?}")
    })?;
    // Where something was called saved a moment before, it is said when.
    let said = browser.texts("#stop-saved").join("");
    ensure(said.is_empty() || said == saved_at, || {
        format!("it was {saved_at:?} and is {said:?}")
    })?;
    let complaints = browser.complaints().join("\n");
    ensure(!complaints.contains("Marmalade"), || {
        format!("the text is in the console: {complaints}")
    })?;
    browser.tap("#stop-reload");
    browser.see("#passphrase");
    let held = bench.inside().look(browser)?;
    let drafts = held.drafts();
    ensure(drafts.values().any(|draft| draft.starts_with(text)), || {
        "what was called saved is gone".into()
    })?;
    ensure(!unlock(browser, &bench.person), || {
        "the app misses something".into()
    })
}
