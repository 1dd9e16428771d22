//! The loops as a drawing and as a list, with few, some and many entries: seen, walked through with
//! the keyboard, touched.

use std::collections::BTreeSet;

use journal::{Entry, LoopState, Moment, loops};
use journeys::{Browser, Options, Person, World, add_entries, made_up_journal, take_turn};
use serde_json::json;

use crate::{desk::at_a_desk, every_page::Look};

/// Where a loop's stroke is halfway, in the window; it is scrolled into sight before.
const HALFWAY: &str = "
    const line = document.querySelector('#loop-' + arguments[0] + ' .loop-line');
    document.querySelector('#loops').scrollIntoView({ block: 'center', behavior: 'instant' });
    const place = line.getPointAtLength(line.getTotalLength() / 2);
    const { x, y } = place.matrixTransform(line.getScreenCTM());
    return [x, y];";

#[test]
fn three_entries_and_their_loops() {
    drawn(3, 1);
}

#[test]
fn thirty_entries_and_their_loops() {
    drawn(30, 7);
}

#[test]
fn three_hundred_entries_and_their_loops() {
    drawn(300, 5);
}

/// Nobody has begun anything.
#[test]
fn without_loops_there_is_an_open_ring() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    Person::join(&browser, &world);
    Person::go(&browser, "/loops");
    browser.see("#loops-none");
    let mut look = Look::new(&browser, "en");
    look.at("70-loops-none");
    assert_eq!(look.faults, Vec::<String>::new());
    browser.close();
}

fn drawn(count: usize, seed: u64) {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    let today = browser.run("return new Date().toLocaleDateString('sv');", &[]);
    let today = Moment::parse(today.as_str().unwrap()).unwrap();
    let entries = made_up_journal(count, &today, seed);
    add_entries(&browser, &world, &person, &entries);
    person.unlock(&browser);
    Person::go(&browser, "/loops");
    browser.see("#loops");

    let mut look = Look::new(&browser, "en");
    look.at(&format!("71-loops-{count}"));
    walk(&browser, &entries);
    touch(&browser, &entries);
    read(&browser, &entries, &today);
    at_a_desk(&browser);
    look.at(&format!("72-loops-wide-{count}"));
    assert_eq!(look.faults, Vec::<String>::new());
    browser.close();
}

/// One stop of the tab key; the arrow keys come to every loop, and Enter opens what was written last
/// in it.
fn walk(browser: &Browser, entries: &[Entry]) {
    let all = loops(entries);
    let told = "return [...document.querySelectorAll('#loops .loop')].map(loop => loop.getAttribute('aria-label'));";
    let told = browser.run(told, &[]);
    let told: Vec<&str> = told
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    assert_eq!(told.len(), all.len());
    assert_eq!(browser.texts("#loops .loop[tabindex='0']").len(), 1);
    browser.run(
        "document.querySelector('#loops .loop[tabindex=\"0\"]').focus();",
        &[],
    );
    press(browser, "Home");
    for (index, words) in told.iter().enumerate() {
        let focused = browser.run("return document.activeElement.id;", &[]);
        assert_eq!(focused, format!("loop-{index}"));
        assert_eq!(browser.text("#loops-line .loop-told"), *words);
        assert_eq!(browser.texts("#loops .loop[tabindex='0']").len(), 1);
        press(browser, "ArrowUp");
    }
    let last = all.len() - 1;
    let focused = || browser.run("return document.activeElement.id;", &[]);
    assert_eq!(focused(), format!("loop-{last}"), "the last one stays");
    press(browser, "Home");
    press(browser, "End");
    press(browser, "ArrowLeft");
    assert_eq!(focused(), format!("loop-{}", last.saturating_sub(1)));
    browser.picture(&format!("71-loops-chosen-{}", entries.len()));
    let one = &all[last.saturating_sub(1)];
    let opened = one.steps.last().unwrap_or(&one.origin);
    press(browser, "Enter");
    browser.until("the entry is opened", || {
        browser.run("return location.pathname;", &[]) == format!("/entries/{opened}")
    });
    Person::go(browser, "/loops");
    browser.see("#loops");
}

fn press(browser: &Browser, key: &str) {
    for kind in ["keyDown", "keyUp"] {
        browser.devtools(
            "Input.dispatchKeyEvent",
            json!({ "type": kind, "key": key, "code": key }),
        );
    }
}

/// A finger halfway along a stroke takes that loop, or another that runs through the same place;
/// every one of them can be reached like that or with the arrow keys.
fn touch(browser: &Browser, entries: &[Entry]) {
    let all = loops(entries);
    let mut reached = BTreeSet::new();
    for index in 0..all.len() {
        let place = browser.run(HALFWAY, &[index.into()]);
        let (x, y) = (place[0].as_f64().unwrap(), place[1].as_f64().unwrap());
        for kind in ["mousePressed", "mouseReleased"] {
            let event = json!({ "type": kind, "x": x, "y": y, "button": "left", "clickCount": 1, "pointerType": "mouse" });
            browser.devtools("Input.dispatchMouseEvent", event);
        }
        browser.see("#loops .loop[data-chosen]");
        let chosen = "return document.querySelector('#loops .loop[data-chosen]').id;";
        reached.insert(browser.run(chosen, &[]).as_str().unwrap().to_owned());
        press(browser, "Escape");
        browser.until("nothing is chosen", || {
            !browser.has("#loops .loop[data-chosen]")
        });
    }
    assert!(
        reached.len() * 6 >= all.len() * 5,
        "{} of {}",
        reached.len(),
        all.len()
    );
}

/// The list says what the drawing says, and nothing of a sealed letter.
fn read(browser: &Browser, entries: &[Entry], today: &Moment) {
    let all = loops(entries);
    while browser.has("#more-loops") {
        browser.tap("#more-loops");
    }
    let open = all.iter().filter(|one| !one.is_closed());
    assert_eq!(browser.texts(".loop-list .loop-row").len(), all.len());
    assert_eq!(
        browser
            .texts("section[aria-labelledby='loops-open'] .loop-row")
            .len(),
        open.clone().count()
    );
    let of_loops: BTreeSet<_> = all
        .iter()
        .flat_map(|one| one.steps.iter().chain([&one.origin]))
        .collect();
    let links = browser.run(
        "return [...document.querySelectorAll('.loop-entries a')].map(a => a.pathname);",
        &[],
    );
    let links: BTreeSet<&str> = links
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|one| one.as_str())
        .collect();
    let wanted: BTreeSet<String> = of_loops.iter().map(|id| format!("/entries/{id}")).collect();
    assert_eq!(links, wanted.iter().map(String::as_str).collect());
    let to_come = open
        .filter(|one| matches!(&one.state, LoopState::Open { returns: Some(day) } if day > today));
    let said = browser.texts(".loop-state");
    assert_eq!(
        said.iter()
            .filter(|said| said.contains("comes back on"))
            .count(),
        to_come.count()
    );
    let sealed = browser
        .texts(".loop-heading")
        .into_iter()
        .filter(|said| said.contains("sealed until"));
    assert_eq!(
        sealed.count(),
        entries.iter().filter(|entry| entry.is_sealed()).count()
    );
}
