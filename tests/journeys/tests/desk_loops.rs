//! Loops at the desk in a browser: what an entry follows on from, what came back, and the page for
//! the interviewer.

use std::fs;

use bundle::Recipient;
use journal::ParticipantCode;
use journeys::{Browser, Options, World, downloaded, run, take_turn, words};
use serde_json::Value;

use crate::desk::at_a_desk;

mod half_a_year;

use half_a_year::id;

fn code(text: &str) -> ParticipantCode {
    serde_json::from_value(text.into()).unwrap()
}

/// Bundles of two participants; the second did not agree to a second interview.
fn receive(world: &World) -> [String; 2] {
    let home = world.path("");
    let recipients = ["desk.key", "steward.key"].map(|key| {
        let recipient = run("age-keygen", &home, &["-y", key], None);
        let recipient: Recipient = recipient.trim().parse().unwrap();
        (key.to_owned(), key.to_owned(), recipient)
    });
    let pack: Value = serde_json::from_str(&world.pack).unwrap();
    let study = pack["pack_id"].as_str().unwrap();
    fs::create_dir(world.path("received")).unwrap();
    let codes = [world.codes[0].clone(), world.codes[1].clone()];
    for (name, (seed, agreed)) in codes.iter().zip([(1, true), (2, false)]) {
        let bundles = half_a_year::bundles(study, &code(name), seed, agreed, &recipients);
        for (number, bytes) in bundles.iter().enumerate() {
            fs::write(world.path(&format!("received/{name}-{number}.age")), bytes).unwrap();
        }
    }
    codes
}

#[test]
fn what_came_back_is_seen_and_taken_to_the_interview() {
    let _turn = take_turn();
    let world = World::new();
    let [agreed, other] = receive(&world);
    let mut browser = Browser::start(&world.path("desk"), Options::default());
    at_a_desk(&browser);
    browser.go(&format!("{}desk/", world.url()));
    browser.give("#identity-file", &world.path("desk.key"));
    browser.see("#keys-held");
    for item in fs::read_dir(world.path("received")).unwrap() {
        browser.give("#bundles", &item.unwrap().path());
    }
    browser.tap("#open-bundles");
    browser.see("#files");
    browser.tap("#to-people");
    browser.tap(&format!("[data-person='{agreed}'] .sort"));
    browser.see(".case");
    follow(&browser);
    loops(&browser);
    brief(&browser, &agreed, &other);
    assert_eq!(browser.complaints(), Vec::<String>::new());
    browser.close();
}

/// From an answer to what it answers and back, by its links.
fn follow(browser: &Browser) {
    let reply = format!("#entry-{}", id(2));
    browser.picture("desk-ties");
    let links = browser.text(&format!("{reply} .ties"));
    assert!(links.contains(&words("en", "tied.replies_to")), "{links}");
    assert!(links.contains(&words("en", "tied.taken_back")), "{links}");
    // Of the two that were shown the one is here, marked; the other was taken back.
    let shown = browser.texts(&format!("{reply} .case-shown blockquote"));
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert!(shown[0].starts_with("First tutorial"), "{shown:?}");
    let wish = browser.texts(&format!("{reply} .case-shown .wish"));
    assert_eq!(wish, [words("en", "handling.do_not_quote")]);
    assert!(!browser.whole().contains("in the corridor"));
    let facts = browser.text(&format!("{reply} .case-facts"));
    assert!(facts.contains("Mentee A, Mentor 2"), "{facts}");
    browser.tap(&format!("{reply} [data-to='{}']", id(1)));
    let head = format!("entry-{}-head", id(1));
    browser.until("the earlier entry has the focus", || {
        browser.run("return document.activeElement.id;", &[]) == Value::String(head.clone())
    });
}

fn loops(browser: &Browser) {
    browser.tap("#person-loops");
    browser.see("#loops");
    let count = |selector: &str| browser.texts(selector).len();
    assert_eq!(count("[data-loop]"), 8);
    assert_eq!(count("[data-loop][data-closed='false']"), 1);
    let pair = browser.text(&format!("[data-letter='{}']", id(3)));
    for told in [
        "139 days later",
        "1 day after",
        "Dear me in June",
        "Dear me in January",
    ] {
        assert!(pair.contains(told), "{told} is not in {pair}");
    }
    let unshared = browser.text(&format!("[data-letter='{}']", id(30)));
    assert!(unshared.contains(&words("en", "tied.letter_not_shared")));
    let forecast = browser.text(&format!("[data-forecast='{}']", id(5)));
    for told in ["60", "106", &words("en", "tied.partly")] {
        assert!(forecast.contains(told), "{told} is not in {forecast}");
    }
    browser.picture("desk-loops");
    browser.tap(&format!("[data-letter='{}'] [data-to='{}']", id(3), id(4)));
    browser.see(&format!("#entry-{}", id(4)));
}

/// The page is there for one, and for the other a sentence that says why not.
fn brief(browser: &Browser, agreed: &str, other: &str) {
    browser.tap("#make-brief");
    let file = downloaded(browser, &format!("brief-{agreed}"));
    let page = fs::read_to_string(file).unwrap();
    assert!(page.contains("I want to talk about waiting"), "{page}");
    for hidden in ["She let the silence", "First tutorial", "in the corridor"] {
        assert!(!page.contains(hidden), "{hidden}");
    }
    let open = "const name = arguments[0];
        [...document.querySelectorAll('.rail-person')].find(one => one.textContent.includes(name)).click();";
    browser.run(open, &[other.into()]);
    browser.until("the other is read", || {
        browser.text("h1").contains(other) && browser.has(".case")
    });
    browser.tap("#make-brief");
    let why = words("en", "refusal.no_brief");
    browser.until("it says why not", || browser.whole().contains(&why));
}
