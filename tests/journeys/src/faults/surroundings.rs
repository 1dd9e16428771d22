//! The browser lacks something, forgets everything, is slow, or tells a wrong time.

use std::{
    fs,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    Bench, Outcome,
    doors::{Met, arrive, unlock},
    tally::ensure,
};
use crate::{Browser, Door, Options, Person, clock, words};

/// How slow the slow phone is, and what it may take there.
const SLOWER: u32 = 6;
const UNLOCKED_WITHIN: Duration = Duration::from_secs(10);
const SHOWN_WITHIN_MS: f64 = 100.0;

/// Storage that throws where it is touched, as with blocked site data.
const THROWING: [(&str, &str); 4] = [
    (
        "localStorage throws",
        "Object.defineProperty(window, 'localStorage', { get() {
        throw new DOMException('made to fail', 'SecurityError'); } });",
    ),
    (
        "sessionStorage throws",
        "Object.defineProperty(window, 'sessionStorage', { get() {
        throw new DOMException('made to fail', 'SecurityError'); } });",
    ),
    (
        "setItem throws",
        "Storage.prototype.setItem = () => {
        throw new DOMException('made to fail', 'QuotaExceededError'); };",
    ),
    (
        "indexedDB refuses",
        "IDBFactory.prototype.open = () => {
        throw new DOMException('made to fail', 'SecurityError'); };",
    ),
];

/// Parts that an old or odd browser does not have.
const LACKING: [(&str, &str); 13] = [
    ("Web Locks", "delete Navigator.prototype.locks;"),
    ("OPFS", "delete StorageManager.prototype.getDirectory;"),
    (
        "OPFS, refused",
        "StorageManager.prototype.getDirectory = () =>
        Promise.reject(new DOMException('made to fail', 'SecurityError'));",
    ),
    ("storage manager", "delete Navigator.prototype.storage;"),
    (
        "persist",
        "delete StorageManager.prototype.persist; delete StorageManager.prototype.persisted;",
    ),
    (
        "service worker",
        "delete Navigator.prototype.serviceWorker;",
    ),
    ("BroadcastChannel", "delete window.BroadcastChannel;"),
    ("BigInt", "delete window.BigInt;"),
    ("clipboard", "delete Navigator.prototype.clipboard;"),
    (
        "streaming of wasm",
        "delete WebAssembly.instantiateStreaming; delete WebAssembly.compileStreaming;",
    ),
    (
        "names of databases",
        "delete IDBFactory.prototype.databases;",
    ),
    ("Intl.DateTimeFormat", "delete Intl.DateTimeFormat;"),
    (
        "share sheet",
        "delete Navigator.prototype.share; delete Navigator.prototype.canShare;",
    ),
];

/// F38: what is stored small, or all that is stored, cannot be touched.
pub(super) fn storage_throws(bench: &Bench, rounds: u32) -> Outcome {
    without(bench, rounds, &THROWING)
}

/// F43: a part of the browser is missing.
pub(super) fn parts_missing(bench: &Bench, rounds: u32) -> Outcome {
    without(bench, rounds, &LACKING)
}

/// One writes and comes back all the same, or reads on one page why not.
fn without(bench: &Bench, rounds: u32, parts: &[(&str, &str)]) -> Outcome {
    let browser = bench.phone("without", Bench::options());
    let mut refused = Vec::new();
    let cases = parts
        .iter()
        .map(|(name, script)| ((*name).to_owned(), (*name, *script)));
    let outcome = Outcome::of_cases(rounds, cases, |(name, script)| {
        let added = browser.add_script(script);
        let result = write_and_return(&browser, bench, name);
        browser.remove_script(added);
        if result? == Met::Refused {
            refused.push(name);
        }
        Ok(())
    });
    if refused.is_empty() {
        outcome
    } else {
        outcome.told(&format!("told and refused: {refused:?}"))
    }
}

/// Opens the journal, writes, comes back, and finds what was written.
#[track_caller]
fn write_and_return(browser: &Browser, bench: &Bench, name: &str) -> Result<Met, String> {
    let met = arrive(browser, bench);
    match met {
        Met::Locked => {}
        Met::Refused => {
            let told = browser.read();
            let is_told = told.lines().count() > 3;
            return ensure(is_told, || "a blank page".into()).map(|()| met);
        }
        Met::New | Met::Lost => return Err(format!("one meets {met:?}")),
    }
    let is_told = unlock(browser, &bench.person);
    ensure(!is_told, || "the app misses something".into())?;
    let text = format!("Written without {name}.");
    browser.tap(Door::Free.selector());
    browser.enter("#paper", &text);
    let seen = browser.see_any(&["#saved", "#not-saved"]);
    ensure(seen == "#saved", || format!("one sees {seen}"))?;
    let met = arrive(browser, bench);
    ensure(met == Met::Locked, || {
        format!("coming back, one meets {met:?}")
    })?;
    let is_there = bench.inside().look(browser)?.has(&text);
    ensure(is_there, || "what was called saved is gone".into())?;
    Ok(met)
}

/// F39: a private window forgets everything, and the journal works until then.
pub(super) fn private_window(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let folder = bench.folder("private");
        let options = Options {
            arguments: vec!["--incognito"],
            ..Bench::options()
        };
        let mut browser = Browser::start(&folder, options);
        let person = Person::join(&browser, &bench.world);
        browser.tap(Door::Free.selector());
        let text = browser.enter("#paper", "Only as long as this window is open.");
        browser.see("#saved");
        browser.reload();
        browser.see("#passphrase");
        person.unlock(&browser);
        browser.tap(".waits a[href^='/write/draft/']");
        ensure(browser.value("#paper") == text, || {
            "the draft is gone".into()
        })?;
        browser.close();
        let left = fs::read_dir(browser.profile().join("Default/IndexedDB"));
        let left = left.map_or(0, Iterator::count);
        ensure(left == 0, || format!("{left} stores are left behind"))
    })
}

/// Clocks and zones: hours by which the clock is wrong, and the zone.
const CLOCKS: [(&str, i64, &str); 12] = [
    ("ten years ago", -87_660, "Europe/Brussels"),
    ("in ten years", 87_660, "Europe/Brussels"),
    ("an hour back", -1, "Europe/Brussels"),
    ("a day ahead", 24, "Europe/Brussels"),
    ("1970", i64::MIN, "UTC"),
    ("as far east as it goes", 0, "Pacific/Kiritimati"),
    ("as far west as it goes", 0, "Pacific/Niue"),
    ("half an hour askew", 0, "America/St_Johns"),
    ("three quarters askew", 0, "Asia/Kathmandu"),
    (
        "half a year on, other summer time",
        4_383,
        "America/Toronto",
    ),
    ("the year 9999", 69_890_000, "UTC"),
    ("right again", 0, "Europe/Brussels"),
];

/// F42: the clock is wrong, or one has flown; nothing is lost or expires.
pub(super) fn wrong_clocks(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("clocks", Bench::options());
    let before = bench.inside().look(&browser).expect("it is whole");
    let mut count = before.entries().len();
    let cases = CLOCKS
        .iter()
        .map(|(name, hours, zone)| ((*name).to_owned(), (*name, *hours, *zone)));
    Outcome::of_cases(rounds, cases, |(name, hours, zone)| {
        let shift = match hours {
            i64::MIN => "-Plain.now()".to_owned(),
            hours => format!("{hours} * 3600000"),
        };
        let script = clock::shifted(&shift);
        let added = browser.add_script(&script);
        browser.devtools(
            "Emulation.setTimezoneOverride",
            json!({ "timezoneId": zone }),
        );
        bench.return_to(&browser);
        let text = format!("Written when it was {name}.");
        browser.tap(Door::Free.selector());
        browser.enter("#paper", &text);
        browser.see_any(&["#saved", "#not-saved"]);
        browser.tap(".composer-foot .button-primary");
        browser.tap("#keep");
        let seen = browser.see_any(&["#entry-text", "#keep-error .error"]);
        browser.remove_script(added);
        ensure(seen == "#entry-text", || "it is not kept".into())?;
        count += 1;
        bench.return_to(&browser);
        let held = bench.inside().look(&browser)?;
        ensure(held.has(&text) && held.entries().len() == count, || {
            format!("{} entries of {count}", held.entries().len())
        })?;
        Person::go(&browser, "/entries");
        browser.until("the entries are listed", || browser.has(".entry"));
        let listed = browser.texts(".entry").len();
        ensure(listed == count, || {
            format!("{listed} of {count} are listed")
        })
    })
}

/// Milliseconds from each letter to the picture that shows it.
const LATENCIES: &str = "
    const done = arguments[0];
    const field = document.querySelector('#paper');
    const taken = [];
    const frame = () => new Promise(requestAnimationFrame);
    (async () => {
        field.focus();
        for (let at = 0; at < 60; at += 1) {
            await frame();
            const started = performance.now();
            document.execCommand('insertText', false, 'abcdefghij '[at % 11]);
            await frame();
            // The picture is drawn after the frame's own work.
            await new Promise(next => { const both = new MessageChannel();
                both.port1.onmessage = next; both.port2.postMessage(0); });
            taken.push(performance.now() - started);
            await new Promise(next => setTimeout(next, 30));
        }
        done(taken.sort((a, b) => a - b));
    })();";

/// F44: the phone is six times slower.
pub(super) fn slow_phone(bench: &Bench, rounds: u32) -> Outcome {
    let mut measured = String::new();
    let outcome = Outcome::of(rounds, |_| {
        let browser = bench.phone("slow", Bench::options());
        browser.devtools("Emulation.setCPUThrottlingRate", json!({ "rate": SLOWER }));
        browser.replace("#passphrase", &bench.person.passphrase);
        let started = Instant::now();
        browser.tap("form button[type='submit']");
        browser.see("#lock");
        let unlocked = started.elapsed();
        browser.tap(Door::Free.selector());
        browser.see("#paper");
        browser.fill("#paper", &"A page of an evening that was long. ".repeat(60));
        let taken = browser.run_async(LATENCIES, &[]);
        let taken: Vec<f64> = serde_json::from_value(taken).map_err(|error| error.to_string())?;
        let p95 = taken
            .get(taken.len() * 95 / 100)
            .copied()
            .unwrap_or(f64::MAX);
        measured = format!(
            "unlocked in {} ms, letters in {p95:.0} ms (p95)",
            unlocked.as_millis()
        );
        // What else the machine does is known only to whoever asks for all rounds.
        let is_quick = unlocked < UNLOCKED_WITHIN && p95 < SHOWN_WITHIN_MS;
        ensure(is_quick || rounds == 1, || "too slow".into())
    });
    outcome.told(&measured)
}

/// F43: a page that is not served safely says so, and is never blank.
pub(super) fn plain_http(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let options = Options {
            arguments: vec!["--host-resolver-rules=MAP journal.test 127.0.0.1"],
            ..Bench::options()
        };
        let browser = Browser::start(&bench.folder("plain"), options);
        browser.go(&bench.world.url().replace("127.0.0.1", "journal.test"));
        let blocked = words("en", "blocked.title");
        browser.until("something can be read", || {
            browser.read().lines().count() > 4
        });
        let is_clear = browser.has("#to-code")
            || browser.has("#boot-problem:not([hidden])")
            || browser.texts("h1") == [blocked.as_str()];
        ensure(is_clear, || format!("one reads: {}", browser.read()))
    })
}
