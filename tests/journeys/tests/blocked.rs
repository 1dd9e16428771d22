//! Browsers that let nothing be stored, or lack a part: one clear page, never a blank one.

use std::time::{Duration, Instant};

use journeys::{Browser, Options, World, take_turn, words};

/// A page that has not changed for so long will not.
const REST: Duration = Duration::from_secs(2);

#[test]
fn blocked_storage_is_one_clear_page() {
    let _turn = take_turn();
    let world = World::new();
    let options = Options {
        preferences: vec![("profile.default_content_setting_values.cookies", 2.into())],
        may_complain: true,
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    browser.go(&world.url());
    browser.until("something can be read", || {
        browser.read().lines().count() > 4
    });
    browser.picture("blocked");
    let read = browser.read();
    let app = browser.has("h1") && browser.text("h1") == words("en", "blocked.title");
    let check = read.contains("This browser cannot open the journal.");
    assert!(app || check, "{read}");
    assert!(!(app && check), "it is said once: {read}");
    browser.close();
}

#[test]
fn missing_storage_is_told() {
    let seen = lacking("delete window.indexedDB; delete Window.prototype.indexedDB;");
    assert!(
        seen.contains(&words("en", "blocked.title")) || seen.contains("storage on this device"),
        "{seen}"
    );
}

#[test]
fn missing_webassembly_is_named() {
    let seen = lacking("delete window.WebAssembly;");
    assert!(
        seen.contains("It lacks: WebAssembly, which runs the journal."),
        "{seen}"
    );
}

#[test]
fn missing_background_work_is_named() {
    let seen = lacking("delete window.Worker;");
    assert!(seen.contains("It lacks: background work."), "{seen}");
}

/// What one reads, once the page has come to rest, in a browser that lacks a part.
fn lacking(script: &str) -> String {
    let _turn = take_turn();
    let world = World::new();
    let options = Options {
        scripts: vec![script.into()],
        may_complain: true,
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    browser.go(&world.url());
    let mut last = (browser.read(), Instant::now());
    browser.until("the page is at rest", || {
        let now = browser.read();
        if now != last.0 {
            last = (now, Instant::now());
        }
        last.1.elapsed() > REST
    });
    browser.close();
    last.0
}
