//! How one types: composed, corrected, pasted, undone, and while it saves.

use std::{thread, time::Duration};

use serde_json::json;

use super::{Bench, Outcome, doors::unlock, tally::ensure};
use crate::Door;

/// F50: composed, corrected, pasted, undone.
pub(super) fn composed(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("composed", Bench::options());
    let key = |name: &str, command: &str| {
        for kind in ["keyDown", "keyUp"] {
            let event = json!({ "type": kind, "key": name, "commands": if kind == "keyDown" { vec![command] } else { vec![] } });
            browser.devtools("Input.dispatchKeyEvent", event);
        }
    };
    let compose = |text: &str| {
        let end = text.encode_utf16().count();
        browser.devtools(
            "Input.imeSetComposition",
            json!({ "text": text, "selectionStart": end, "selectionEnd": end }),
        );
    };
    let insert = |text: &str| {
        browser.devtools("Input.insertText", json!({ "text": text }));
    };
    browser.devtools(
        "Browser.grantPermissions",
        json!({ "permissions": ["clipboardReadWrite", "clipboardSanitizedWrite"] }),
    );
    let clip = |html: &str, text: &str| {
        let script = "
            const done = arguments[2];
            const blob = (kind, text) => new Blob([text], { type: kind });
            const parts = { 'text/plain': blob('text/plain', arguments[1]) };
            if (arguments[0]) parts['text/html'] = blob('text/html', arguments[0]);
            navigator.clipboard.write([new ClipboardItem(parts)]).then(() => done('clipped'), error => done(String(error)));";
        assert_eq!(
            browser.run_async(script, &[html.into(), text.into()]),
            "clipped"
        );
    };
    let cases: [(&str, &dyn Fn()); 9] = [
        ("composed and accepted", &|| {
            compose("\u{306b}");
            compose("\u{306b}\u{307b}");
            insert("\u{65e5}\u{672c}");
        }),
        ("composed and left", &|| {
            compose("\u{306b}\u{307b}\u{3093}");
            browser.run("document.querySelector('#paper').blur();", &[]);
        }),
        ("composed and emptied", &|| {
            compose("ka");
            compose("");
        }),
        ("composed over a save", &|| {
            compose("\u{3042}");
            thread::sleep(Duration::from_millis(800));
            compose("\u{3042}\u{3044}");
            insert("\u{611b}");
        }),
        ("corrected", &|| {
            insert(" teh");
            key("Backspace", "DeleteBackward");
            key("Backspace", "DeleteBackward");
            insert("he");
        }),
        ("pasted", &|| {
            clip("", "pasted \u{1f4cb}\r\nsecond line");
            key("v", "Paste");
        }),
        ("pasted from a page", &|| {
            clip("<b onclick=pwn=1>bold</b><script>pwn=1</script>", "bold");
            key("v", "Paste");
        }),
        ("undone after a save", &|| {
            insert(" one more");
            browser.see("#saved");
            key("z", "Undo");
        }),
        ("pasted, a tenth of a megabyte", &|| {
            clip("", &"tenth of a megabyte ".repeat(5_000));
            key("v", "Paste");
        }),
    ];
    let cases = cases.into_iter().cycle().take(rounds as usize);
    let cases = cases.map(|(name, act)| (name.to_owned(), act));
    let mut number = 0;
    let mut outcome = Outcome::of_cases(rounds, cases, |act| {
        number += 1;
        browser.tap(Door::Free.selector());
        browser.see("#paper");
        insert(&format!("Number {number}: "));
        act();
        // A keystroke more, so that whatever is left open gets its save.
        browser.enter("#paper", ".");
        browser.until("it is at rest", || browser.sees("#saved"));
        let typed = browser.value("#paper");
        let held = bench.inside().look(&browser)?;
        browser.tap(".bar-start");
        browser.see(".doors");
        let begun = format!("Number {number}: ");
        let is_whole = typed.starts_with(&begun) && typed.matches(&begun).count() == 1;
        ensure(is_whole && held.has(&typed), || {
            format!("on the page: {typed:.80?}")
        })
    });
    outcome.are_all = false;
    outcome
}

/// F51: one types while it saves, and locks while it saves.
pub(super) fn raced(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("raced", Bench::options());
    let mut draft: Option<String> = None;
    Outcome::of(rounds, |round| {
        match &draft {
            Some(_) => browser.tap(".waits a[href^='/write/draft/']"),
            None => browser.tap(Door::Free.selector()),
        }
        let mut typed = String::new();
        for _ in 0..fastrand::u32(1..4) {
            typed = browser.enter("#paper", &format!(" {round}.{}", fastrand::u32(0..1000)));
            // The save comes 600 ms after the last letter: around that it is met.
            thread::sleep(Duration::from_millis(fastrand::u64(540..680)));
        }
        if fastrand::bool() {
            typed = browser.enter("#paper", "!");
            thread::sleep(Duration::from_millis(fastrand::u64(0..30)));
        }
        browser.run("document.querySelector('#lock').click();", &[]);
        browser.see("#passphrase");
        let held = bench.inside().look(&browser)?;
        ensure(!unlock(&browser, &bench.person), || {
            "the app misses something".into()
        })?;
        draft = (typed.len() < 1_000).then(|| typed.clone());
        browser.see(".doors");
        ensure(held.has(&typed), || {
            format!("typed {typed:?}, kept {:?}", held.drafts().values())
        })
    })
}
