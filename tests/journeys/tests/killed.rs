//! A phone that needs the memory: what was called saved is there afterwards.

use journeys::{Browser, Door, Options, Person, World, take_turn};

const TEXT: &str = "Saved a moment before the phone took the page away \u{1f319}.";

#[test]
fn what_was_saved_outlives_the_browser() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    browser.tap(Door::Past.selector());
    let question = browser.text("#question");
    browser.enter("#paper", TEXT);
    browser.see("#saved");
    browser.kill();
    browser.open();
    browser.go(&world.url());
    browser.see("#passphrase");
    person.unlock(&browser);
    browser.tap(".waits a[href^='/write/draft/']");
    assert_eq!(browser.value("#paper"), TEXT);
    assert_eq!(browser.text("#question"), question);
    browser.close();
}
