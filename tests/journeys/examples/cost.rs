//! What the built app costs in a real browser on this machine, waits of the driver included.

#![allow(clippy::print_stdout, reason = "a benchmark prints")]

use std::time::Instant;

use journeys::{Browser, Door, Note, Options, Person, World};

const ENTRIES: usize = 20;

fn main() {
    let world = World::new();
    let browser = Browser::start(&world.path("phone"), Options::default());
    println!("what it costs in Chromium on this machine");
    timed("from the address to the first page, nothing cached", || {
        browser.go(&world.url());
        browser.see("#to-code");
    });
    let person = Person::join_from_the_study(&browser, &world);
    let note = Note {
        door: Door::Free,
        text: "On the ward today, again, and again it was different from what I had expected.",
        title: "",
        role: "both",
        wishes: &["may-share"],
    };
    for _ in 0..ENTRIES {
        Person::write(&browser, &note);
    }
    Person::lock(&browser);
    timed("unlock, the worker's loading and Argon2id included", || {
        person.unlock(&browser);
    });
    Person::go(&browser, "/share");
    browser.tap("#review");
    browser.see("#make");
    let what = format!("pack {ENTRIES} entries, open the bundle again, compare");
    timed(&what, || {
        browser.tap("#make");
        browser.see("#save-file");
    });
}

fn timed(what: &str, run: impl FnOnce()) {
    let started = Instant::now();
    run();
    println!("{:>10} ms  {what}", started.elapsed().as_millis());
}
