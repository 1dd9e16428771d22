//! Two tabs with one journal: taken while one types, left by its owner, changed by a newer app.

use std::{
    thread,
    time::{Duration, Instant},
};

use serde_json::json;

use super::{
    Bench, Outcome,
    deeds::{MORE, begin},
    doors::is_seen_within,
    locking::lifecycle,
    raw,
    tally::ensure,
    typist::{self, Pace},
};
use crate::{Browser, Door, Person, words};

/// How long one may have to wait for a journal whose owner is gone.
const TAKEN_WITHIN: Duration = Duration::from_secs(5);
/// How long a newer app may have to wait for an old tab.
const CHANGED_WITHIN: Duration = Duration::from_secs(10);

/// A window beside the first one: both are seen, and each can reach into the other.
const OPEN_BESIDE: &str = "
    window.open(location.href, 'beside', 'popup,width=390,height=844');";

/// Taps the button in the other window, and gives what stands in this one's field at that moment:
/// both windows have one thread, so nothing is typed between.
const TAKE_OVER: &str = "
    const other = window.opener ?? window.open('', 'beside');
    const { value } = document.querySelector('#paper');
    other.document.querySelector('#take-over').click();
    return value;";

/// F25t: a tab is taken over at any moment while somebody types in it.
pub(super) fn taken_while_typing(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("taken", Bench::options());
    browser.run(OPEN_BESIDE, &[]);
    let (mut late, mut owner) = (0, 0);
    let outcome = Outcome::of(rounds, |round| {
        let other = 1 - owner;
        browser.show_tab(other);
        // Only a page that is fresh looks whether another tab has the journal.
        browser.reload();
        browser.see("#take-over");
        browser.show_tab(owner);
        browser.tap(Door::Free.selector());
        let marker = format!("taken-{round}");
        typist::start(&browser, &marker, Pace::Steadily);
        thread::sleep(Duration::from_millis(fastrand::u64(100..1_600)));
        let typed = browser.run(TAKE_OVER, &[]);
        let typed = typed.as_str().unwrap_or_default().to_owned();
        browser.see_any(&["#passphrase", "#stop"]);
        let all = typist::look(&browser).typed;
        ensure(!browser.has("#stop"), || "the owner did not answer".into())?;
        browser.show_tab(other);
        browser.see_gone("#other-tab");
        let held = bench.inside().look(&browser)?;
        let drafts = held.drafts();
        let draft = drafts.values().find(|draft| draft.starts_with(&marker));
        let kept = draft.map_or("", String::as_str);
        ensure(kept.starts_with(&typed), || {
            format!("typed {typed:?}, kept {kept:?}")
        })?;
        late += all.len().saturating_sub(kept.len());
        bench.person.unlock(&browser);
        owner = other;
        Ok(())
    });
    outcome.told(&format!(
        "{late} bytes typed after the other tab asked are not kept"
    ))
}

/// F25l: a tab takes the journal and stays locked; the first one takes it back. Only one is open.
pub(super) fn taken_back(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let browser = bench.open_phone("taken-back", Bench::options());
        browser.new_tab();
        browser.go(&bench.world.url());
        browser.tap("#take-over");
        browser.see_gone("#other-tab");
        browser.show_tab(0);
        browser.see("#passphrase");
        browser.reload();
        browser.see("#passphrase");
        if is_seen_within(&browser, "#take-over", 1_000) {
            browser.tap("#take-over");
            browser.see_gone("#other-tab");
        }
        bench.person.unlock(&browser);
        browser.show_tab(1);
        Person::try_passphrase(&browser, &bench.person.passphrase);
        let seen = browser.see_any(&["#lock", "#unlock-error .error"]);
        browser.show_tab(0);
        let is_first_open = browser.has("#lock");
        ensure(seen != "#lock" || !is_first_open, || {
            "both tabs have the journal open".into()
        })
    })
}

/// How a tab is gone that does not let go of the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gone {
    /// It is closed.
    Closed,
    /// It is held still, as phones do with what is not looked at.
    Frozen,
    /// The same, while it saves.
    FrozenAtWork,
}

/// F26: the tab that has the journal is gone, or does not answer.
pub(super) fn holder_gone(bench: &Bench, rounds: u32) -> Outcome {
    let mut slowest = Duration::ZERO;
    let kinds = [Gone::Closed, Gone::Frozen, Gone::FrozenAtWork];
    let outcome = Outcome::of(rounds, |round| {
        let browser = bench.phone("holder", Bench::options());
        let how = kinds[round as usize % kinds.len()];
        browser.new_tab();
        bench.return_to(&browser);
        begin(&browser, &format!("Its tab went away, {round}."));
        let typed = browser.enter("#paper", MORE);
        if how != Gone::FrozenAtWork {
            browser.see("#saved");
        }
        let holder = browser.devtools("Target.getTargetInfo", json!({}));
        let holder = &holder["targetInfo"]["targetId"];
        if how != Gone::Closed {
            lifecycle(&browser, "frozen");
        }
        browser.show_tab(0);
        browser.reload();
        browser.see("#take-over");
        if how == Gone::Closed {
            browser.devtools("Target.closeTarget", json!({ "targetId": holder }));
        }
        let started = Instant::now();
        browser.tap("#take-over");
        browser.see_gone("#other-tab");
        let taken = started.elapsed();
        slowest = slowest.max(taken);
        ensure(taken < TAKEN_WITHIN, || format!("{how:?}: after {taken:?}"))?;
        Person::try_passphrase(&browser, &bench.person.passphrase);
        let seen = browser.see_any(&["#lock", "#unlock-error .error"]);
        let said = browser.texts("#unlock-error .error").join("");
        if how == Gone::FrozenAtWork && said == words("en", "trouble.slow") {
            // DevTools freezes a page in the midst of a change, which then keeps the store for
            // itself: nobody else can read it, and that is what is said.
            return Ok(());
        }
        ensure(seen == "#lock", || {
            format!("{how:?}: it is taken, and does not open: {said}")
        })?;
        let held = bench.inside().look(&browser)?;
        ensure(held.has(&typed), || {
            format!("{how:?}: there is {:?}", held.drafts().values())
        })?;
        if how == Gone::Closed {
            return Ok(());
        }
        browser.show_tab(1);
        lifecycle(&browser, "active");
        let seen = browser.see_any(&["#stop", "#passphrase"]);
        let left = browser.run("return document.querySelector('#stop-text')?.value;", &[]);
        ensure(seen == "#passphrase" || left == typed.as_str(), || {
            format!("{how:?}: the tab that was held still shows {left}")
        })
    });
    outcome.told(&format!("taken within {} ms", slowest.as_millis()))
}

/// Changes the store as a newer app would: with or without asking the other tabs first. Gives the
/// milliseconds it took.
const CHANGE: &str = "
    const [asks] = arguments;
    const done = arguments[arguments.length - 1];
    const rest = ms => new Promise(next => setTimeout(next, ms));
    (async () => {
        const started = performance.now();
        if (asks) {
            new BroadcastChannel('journal').postMessage('close');
            const isTaken = async () =>
                (await navigator.locks.query()).held.some(lock => lock.name === 'journal');
            for (let turn = 0; turn < 30 && await isTaken(); turn += 1) await rest(100);
        }
        const request = indexedDB.open('journal', 3);
        await new Promise((yes, no) => {
            request.onupgradeneeded = () => request.result.createObjectStore('later');
            request.onsuccess = yes;
            request.onerror = () => no(request.error);
        });
        request.result.close();
        return performance.now() - started;
    })().then(done, error => done(String(error)));";

/// The schema that the store has now.
const SCHEMA: &str = "
    const done = arguments[0];
    indexedDB.databases().then(all => done(all.find(one => one.name === 'journal').version));";

/// Changes the store from a second tab; the first one is shown afterwards.
#[track_caller]
fn change_store(bench: &Bench, browser: &Browser, asks: bool) -> Result<f64, String> {
    browser.new_tab();
    bench.aside(browser);
    let took = browser.run_async(CHANGE, &[asks.into()]);
    browser.show_tab(0);
    took.as_f64()
        .ok_or_else(|| format!("the store is not changed: {took}"))
}

/// F27 and F28: a newer app changes the store under a tab in which one writes on.
pub(super) fn changed_under(bench: &Bench, rounds: u32) -> Outcome {
    let mut slowest: f64 = 0.0;
    let outcome = Outcome::of(rounds, |round| {
        let asks = round % 2 == 1;
        let browser = bench.open_phone("changed-under", Bench::options());
        let saved = format!("Before the store was another, {round}.");
        begin(&browser, &saved);
        let typed = browser.enter("#paper", MORE);
        thread::sleep(Duration::from_millis(fastrand::u64(0..800)));
        let took = change_store(bench, &browser, asks)?;
        slowest = slowest.max(took);
        ensure(took < CHANGED_WITHIN.as_millis() as f64, || {
            format!("the newer app waited {took:.0} ms")
        })?;
        let mut least = saved;
        if asks {
            let seen = browser.see_any(&["#passphrase", "#not-saved"]);
            ensure(seen == "#passphrase", || {
                "the old tab does not let go".into()
            })?;
            least = typed;
        } else {
            let typed = browser.enter("#paper", " Nobody told me.");
            let seen = browser.see_any(&["#not-saved", "#saved", "#stop"]);
            ensure(seen == "#not-saved", || format!("one sees {seen}"))?;
            ensure(browser.value("#paper") == typed, || {
                "the page has lost text".into()
            })?;
        }
        bench.return_to(&browser);
        ensure(is_seen_within(&browser, "#read-only", 2_000), || {
            "the old app does not say that it only reads".into()
        })?;
        let held = bench.inside().look(&browser)?;
        let drafts = held.drafts();
        ensure(
            drafts.values().any(|draft| draft.starts_with(&least)),
            || format!("of {least:?} there is {:?}", drafts.values()),
        )
    });
    outcome.told(&format!("the newer app waited {slowest:.0} ms at most"))
}

/// F29: an old app meets a newer store: it reads, makes a backup, and changes nothing.
pub(super) fn newer_store(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let browser = bench.open_phone("newer-store", Bench::options());
        change_store(bench, &browser, true)?;
        bench.return_to(&browser);
        let before = raw::read(&browser)?;
        browser.see("#read-only");
        Person::go(&browser, "/entries");
        browser.tap(".entry a");
        let text = browser.text("#entry-text");
        ensure(!text.is_empty(), || "an entry cannot be read".into())?;
        Person::go(&browser, "/");
        browser.tap(Door::Free.selector());
        browser.enter("#paper", "This cannot be saved.");
        let seen = browser.see_any(&["#saved", "#not-saved"]);
        ensure(seen == "#not-saved", || format!("one sees {seen}"))?;
        browser.go(&format!("{}backup", bench.world.url()));
        browser.see("#passphrase");
        bench.person.unlock(&browser);
        browser.replace("#backup-secret", &bench.person.passphrase);
        browser.tap("#make-backup");
        let seen = browser.see_any(&["#backup-done", "#backup-error .error"]);
        ensure(seen == "#backup-done", || "no backup can be made".into())?;
        browser.tap("#save-backup");
        browser.until("the backup lies there", || {
            let files = std::fs::read_dir(browser.downloads());
            files.is_ok_and(|files| {
                files
                    .flatten()
                    .any(|file| file.path().extension().is_some_and(|end| end == "age"))
            })
        });
        let schema = browser.run_async(SCHEMA, &[]);
        ensure(schema == 3, || format!("the schema is {schema} now"))?;
        ensure(raw::read(&browser)? == before, || {
            "the store was changed".into()
        })
    })
}
