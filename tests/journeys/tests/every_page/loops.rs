//! The pages of what comes back, in a journal of their own whose clock is moved.

use journeys::{Browser, Options, Person, World, clock_at, take_turn};

use super::Look;

#[test]
fn what_comes_back_in_english() {
    what_comes_back("en");
}

#[test]
fn what_comes_back_in_french() {
    what_comes_back("fr");
}

#[test]
fn what_comes_back_in_dutch() {
    what_comes_back("nl");
}

/// Begins every kind of loop and looks at it open, due and closed.
fn what_comes_back(language: &'static str) {
    let _turn = take_turn();
    let world = World::new();
    let options = Options {
        scripts: vec![clock_at("2026-09-07T16:30:00Z")],
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("loops"), options);
    browser.go(&format!("{}settings", world.url()));
    browser.tap(&format!(
        "label:has(> input[name='language'][value='{language}'])"
    ));
    let person = Person::join(&browser, &world);
    let mut look = Look {
        browser: &browser,
        language,
        faults: Vec::new(),
    };
    let letter = keep(&mut look, "/write/letter", "70-letter");
    keep(&mut look, "/write/forecast", "71-forecast");
    let chair = keep(&mut look, "/write/student-chair", "72-chair");
    browser.tap("#other-chair");
    browser.see("#paper");
    look.at("73-other-chair");
    finish(&browser);
    browser.tap("#next-step");
    browser.see("#chairs");
    look.at("74-both-chairs");
    let received = keep(&mut look, "/write/received", "75-received");
    keep(&mut look, &format!("/write/passed/{received}"), "76-passed");
    keep(&mut look, "/write/agenda", "77-agenda");
    browser.follow(&format!("/entries/{chair}"));
    browser.see("#ties");
    look.at("78-tied");

    let added = browser.add_script(&clock_at("2027-03-10T16:30:00Z"));
    browser.go(&world.url());
    person.unlock(&browser);
    browser.see("[data-returns='letter']");
    look.at("80-today-returns");
    browser.tap("#look-back-line");
    browser.see("#look-question");
    look.at("81-look-back");
    browser.tap("#look-answer");
    browser.see(".shown-words");
    look.at("82-reply");
    browser.follow(&format!("/entries/{letter}"));
    browser.tap("#open-letter");
    browser.see("#entry-text");
    look.at("83-letter-open");
    browser.remove_script(added);

    let added = browser.add_script(&clock_at("2040-01-01T12:00:00Z"));
    browser.go(&world.url());
    person.unlock(&browser);
    browser.see("#day-doubt");
    look.at("84-day-doubted");
    browser.remove_script(added);
    let faults = look.faults;
    browser.close();
    super::none(language, &faults);
}

/// Writes on an address, looks at the page, at the form and at what was kept; gives its id.
fn keep(look: &mut Look, address: &str, name: &str) -> String {
    let browser = look.browser;
    browser.follow(address);
    browser.see("#paper");
    look.at(&format!("{name}-write"));
    browser.enter(
        "#paper",
        "A first line, and a long word: otorhinolaryngologically.",
    );
    browser.see("#saved");
    browser.tap("#done");
    browser.see("#keep");
    if !browser.has("#people[open]") {
        browser.tap("#people > summary");
    }
    look.at(&format!("{name}-keep"));
    browser.tap("#keep");
    browser.see_any(&["#entry-text", "#sealed", "#covered"]);
    look.at(name);
    let address = browser.run("return location.pathname;", &[]);
    let id = address
        .as_str()
        .and_then(|path| path.strip_prefix("/entries/"));
    id.expect("an entry is shown").to_owned()
}

fn finish(browser: &Browser) {
    browser.enter("#paper", "The other side.");
    browser.see("#saved");
    browser.tap("#done");
    browser.tap("#keep");
    browser.see("#entry-text");
}
