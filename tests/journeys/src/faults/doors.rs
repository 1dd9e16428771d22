//! The way into a journal, whatever stands there.

use crate::{Browser, PATIENCE, Person, faults::bench::Bench, words};

/// What one meets where the journal should be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Met {
    /// The locked journal.
    Locked,
    /// The screen that says that the journal was lost, and offers it back.
    Lost,
    /// Words for somebody who was never here.
    New,
    /// A page that says that nothing works here, and why.
    Refused,
}

const REFUSED: &str = "#boot-problem:not([hidden])";
const STOPPED: &str = "#stop";

/// Goes to the journal and says what is there.
#[track_caller]
pub(crate) fn arrive(browser: &Browser, bench: &Bench) -> Met {
    browser.go(&bench.world.url());
    let blocked = words("en", "blocked.title");
    let mut met = None;
    browser.until("one sees where one is", || {
        met = [
            ("#passphrase", Met::Locked),
            ("#lost", Met::Lost),
            ("#to-code", Met::New),
            ("#study-file", Met::New),
            (REFUSED, Met::Refused),
            (STOPPED, Met::Refused),
        ]
        .into_iter()
        .find(|(selector, _)| browser.sees(selector))
        .map(|(_, met)| met)
        .or_else(|| (browser.texts("h1") == [blocked.as_str()]).then_some(Met::Refused));
        met.is_some()
    });
    met.expect("it was waited for")
}

/// Unlocks; gives whether it was told there that something is not as it should be.
#[track_caller]
pub(crate) fn unlock(browser: &Browser, person: &Person) -> bool {
    Person::try_passphrase(browser, &person.passphrase);
    browser.see_any(&["#findings", "#lock"]);
    is_told(browser)
}

/// Whether the page says now that something is missing or damaged.
#[track_caller]
pub(crate) fn is_told(browser: &Browser) -> bool {
    browser.has("#findings") || browser.read().contains(&words("en", "unlock.findings"))
}

/// Goes on without what is missing, where that was asked.
#[track_caller]
pub(crate) fn go_on(browser: &Browser) {
    if browser.has("#findings") {
        browser.tap("#go-on");
    }
    browser.see("#lock");
}

/// Waits for something, but not for long; gives whether it was seen.
#[track_caller]
pub(crate) fn is_seen_within(browser: &Browser, selector: &str, milliseconds: u64) -> bool {
    let start = std::time::Instant::now();
    let most = std::time::Duration::from_millis(milliseconds).min(PATIENCE);
    while start.elapsed() < most {
        if browser.sees(selector) {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(20));
    }
    false
}
