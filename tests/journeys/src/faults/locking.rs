//! The lock that closes by itself: hidden, not used, frozen, brought back after hours.

use serde_json::json;

use super::{
    Bench, Outcome,
    deeds::{MORE, begin, home},
    doors::{is_seen_within, unlock},
    tally::ensure,
};
use crate::{Browser, Options, Person};

/// How soon the app locks once it should.
const LOCKED_WITHIN_MS: u64 = 3_000;
/// The clock is looked at every five seconds.
const LOOKED_AT_MS: u64 = 8_000;
/// How long after the lock something may come that was being made.
const COMES_LATE_MS: u64 = 4_000;

/// A clock that can be moved on, and a note of whether the page was veiled when it was hidden.
const CLOCK: &str = "
    (() => {
        window.shift = 0;
        const plain = Date.now;
        Date.now = () => plain.call(Date) + window.shift;
        window.veiled = false;
        new MutationObserver(() => {
            if (document.visibilityState === 'hidden')
                window.veiled ||= document.documentElement.hasAttribute('data-veiled');
        }).observe(document, { attributes: true, subtree: true, attributeFilter: ['data-veiled'] });
    })();";

/// Says that the page is hidden, whatever the browser itself has to say.
const HIDE: &str = "
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));";

/// Leaves it to the browser again, which has the page seen.
const SHOW: &str = "
    delete document.visibilityState;
    document.dispatchEvent(new Event('visibilitychange'));";

const AT_ONCE: &str = "0";
const USUAL: &str = "";

fn options() -> Options {
    Options {
        scripts: vec![CLOCK.into()],
        ..Bench::options()
    }
}

#[track_caller]
fn pass_minutes(browser: &Browser, minutes: u32) {
    browser.run("window.shift += arguments[0] * 60000;", &[minutes.into()]);
}

/// Holds a page still, or lets it go on; it is hidden from then on.
#[track_caller]
pub(super) fn lifecycle(browser: &Browser, state: &str) {
    browser.devtools("Page.setWebLifecycleState", json!({ "state": state }));
}

/// Shows another tab before this one.
#[track_caller]
fn cover(browser: &Browser) {
    browser.run("window.front = window.open('/icons/icon.svg');", &[]);
    until_state(browser, "hidden");
}

/// Closes it again.
#[track_caller]
fn uncover(browser: &Browser) {
    browser.run("window.front.close();", &[]);
    until_state(browser, "visible");
}

#[track_caller]
fn until_state(browser: &Browser, state: &str) {
    browser.until(&format!("the page is {state}"), || {
        browser.run("return document.visibilityState;", &[]) == state
    });
}

/// Chooses when a hidden journal is locked.
#[track_caller]
fn choose_hidden(browser: &Browser, value: &str) {
    home(browser);
    browser.tap("a.tool[href='/settings']");
    browser.tap(&format!(
        "label:has(> input[name='lock-hidden'][value='{value}'])"
    ));
    Person::go(browser, "/");
}

/// Locked, with all that was typed in a draft, and open again.
#[track_caller]
fn is_locked_with(
    bench: &Bench,
    browser: &Browser,
    typed: &str,
    within: u64,
) -> Result<(), String> {
    ensure(is_seen_within(browser, "#passphrase", within), || {
        "it does not lock".into()
    })?;
    ensure(!browser.whole().contains(typed), || {
        "the text is on the locked page".into()
    })?;
    let held = bench.inside().look(browser)?;
    ensure(held.has(typed), || {
        format!("typed {typed:?}, there is {:?}", held.drafts().values())
    })?;
    reopens(bench, browser)
}

#[track_caller]
fn reopens(bench: &Bench, browser: &Browser) -> Result<(), String> {
    browser.run(SHOW, &[]);
    ensure(!unlock(browser, &bench.person), || {
        "the app misses something".into()
    })?;
    home(browser);
    begin(browser, "Written after it was locked.");
    home(browser);
    Ok(())
}

/// F37: the page is held still, or comes back from the browser's memory, after hours.
pub(super) fn revived(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("revived", options());
    Outcome::of(rounds, |round| {
        let text = format!("Before the phone slept, {round}.");
        begin(&browser, &text);
        let typed = browser.enter("#paper", MORE);
        match round % 3 {
            0 => {
                let revive =
                    "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }));";
                browser.run(revive, &[]);
            }
            1 => {
                lifecycle(&browser, "frozen");
                lifecycle(&browser, "active");
                pass_minutes(&browser, 180);
                cover(&browser);
                uncover(&browser);
            }
            _ => {
                bench.aside(&browser);
                browser.run("history.back();", &[]);
            }
        }
        is_locked_with(bench, &browser, &typed, LOCKED_WITHIN_MS)
            .map_err(|reason| format!("kind {}: {reason}", round % 3))
    })
}

/// A way in which a journal comes to lock itself.
type Way = fn(&Bench, &Browser, u32) -> Result<(), String>;

const WAYS: [(&str, Way); 6] = [
    ("hidden, at once", hidden_at_once),
    ("while a bundle is made", while_sharing),
    ("not used", unused),
    ("hidden for long", hidden_for_long),
    ("while a backup is made", while_backing_up),
    ("behind another tab, at once", behind_a_tab),
];

/// F56: the lock closes by itself while one writes, shares, or makes a backup.
pub(super) fn locks_itself(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("locks-itself", options());
    let ways = WAYS.into_iter().cycle().take(rounds as usize).enumerate();
    let mut outcome = Outcome::default();
    for (round, (name, way)) in ways {
        let done = way(bench, &browser, round as u32);
        outcome.add(done.map_err(|reason| format!("{name}: {reason}")));
        // The next one begins as this one did, however it went.
        browser.reload();
        browser.see("#passphrase");
        bench.person.unlock(&browser);
    }
    outcome
}

#[track_caller]
fn write(browser: &Browser, what: &str, round: u32) -> String {
    begin(browser, &format!("{what} {round}: steps in the corridor."));
    browser.enter("#paper", MORE)
}

fn was_veiled(browser: &Browser) -> Result<(), String> {
    let veiled = browser.run("return window.veiled;", &[]);
    ensure(veiled == true, || format!("hidden and veiled: {veiled}"))
}

fn hidden_at_once(bench: &Bench, browser: &Browser, round: u32) -> Result<(), String> {
    choose_hidden(browser, AT_ONCE);
    let typed = write(browser, "at once", round);
    browser.run(HIDE, &[]);
    was_veiled(browser)?;
    is_locked_with(bench, browser, &typed, LOCKED_WITHIN_MS)
}

fn behind_a_tab(bench: &Bench, browser: &Browser, round: u32) -> Result<(), String> {
    choose_hidden(browser, AT_ONCE);
    let typed = write(browser, "behind", round);
    cover(browser);
    let veiled = was_veiled(browser);
    uncover(browser);
    veiled?;
    is_locked_with(bench, browser, &typed, LOCKED_WITHIN_MS)
}

fn hidden_for_long(bench: &Bench, browser: &Browser, round: u32) -> Result<(), String> {
    choose_hidden(browser, USUAL);
    let typed = write(browser, "long", round);
    browser.run(HIDE, &[]);
    was_veiled(browser)?;
    pass_minutes(browser, 1);
    browser.run(SHOW, &[]);
    ensure(!is_seen_within(browser, "#passphrase", 500), || {
        "it locks after a minute".into()
    })?;
    let is_veiled = browser.has("html[data-veiled]");
    ensure(!is_veiled, || "it is seen, and veiled".into())?;
    browser.run(HIDE, &[]);
    pass_minutes(browser, 3);
    browser.run(SHOW, &[]);
    is_locked_with(bench, browser, &typed, LOCKED_WITHIN_MS)
}

fn unused(bench: &Bench, browser: &Browser, round: u32) -> Result<(), String> {
    let typed = write(browser, "unused", round);
    pass_minutes(browser, 11);
    is_locked_with(bench, browser, &typed, LOOKED_AT_MS)
}

/// Locked, and not stopped by what was made meanwhile and comes to a page that is no longer there.
#[track_caller]
fn is_locked_whole(browser: &Browser) -> Result<(), String> {
    let seen = browser.see_any(&["#passphrase", "#stop"]);
    let stops = seen == "#stop" || is_seen_within(browser, "#stop", COMES_LATE_MS);
    ensure(!stops, || {
        let place = browser.texts("#stop .digest").join("");
        format!("the app stops: {place}")
    })
}

fn while_sharing(bench: &Bench, browser: &Browser, _: u32) -> Result<(), String> {
    choose_hidden(browser, AT_ONCE);
    let count = |browser: &Browser| -> Result<usize, String> {
        let held = bench.inside().look(browser)?;
        let receipts = held.values.keys().filter(|(store, _)| store == "receipts");
        Ok(receipts.count())
    };
    let before = count(browser)?;
    Person::go(browser, "/share");
    browser.tap("#review");
    browser.see("#make");
    browser.run("document.querySelector('#make').click();", &[]);
    std::thread::sleep(std::time::Duration::from_millis(fastrand::u64(0..300)));
    browser.run(HIDE, &[]);
    is_locked_whole(browser)?;
    let after = count(browser)?;
    ensure(after - before <= 1, || {
        format!("{before} bundles, then {after}")
    })?;
    reopens(bench, browser)?;
    let left = files(browser);
    ensure(left == 0, || format!("{left} files were left"))
}

fn while_backing_up(bench: &Bench, browser: &Browser, _: u32) -> Result<(), String> {
    choose_hidden(browser, AT_ONCE);
    browser.tap("a.tool[href='/settings']");
    browser.tap("a[href='/backup']");
    browser.replace("#backup-secret", &bench.person.passphrase);
    browser.run("document.querySelector('#make-backup').click();", &[]);
    std::thread::sleep(std::time::Duration::from_millis(fastrand::u64(0..2_500)));
    browser.run(HIDE, &[]);
    is_locked_whole(browser)?;
    bench.inside().look(browser)?;
    browser.run(SHOW, &[]);
    bench.person.unlock(browser);
    ensure(!browser.has("#backup-done"), || {
        "what was made before the lock is still there".into()
    })?;
    home(browser);
    let left = files(browser);
    ensure(left == 0, || format!("{left} files were left"))
}

/// How many files lie among the downloads.
fn files(browser: &Browser) -> usize {
    std::fs::read_dir(browser.downloads()).map_or(0, Iterator::count)
}
