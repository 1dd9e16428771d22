//! "Saved" means on the disk: every transaction that writes asks for it.

use journeys::{Browser, Options, Person, World, take_turn};

use crate::notes::{PLAIN, SIGNS};

/// Notes how durable every writing transaction turned out to be, by what the browser says of it.
const NOTE: &str = "
    window.durabilities = [];
    const plain = IDBDatabase.prototype.transaction;
    IDBDatabase.prototype.transaction = function (...arguments_) {
        const made = plain.apply(this, arguments_);
        if (made.mode === 'readwrite') window.durabilities.push(made.durability);
        return made;
    };";

#[test]
fn every_writing_transaction_is_strict() {
    let _turn = take_turn();
    let world = World::new();
    let options = Options {
        scripts: vec![NOTE.into()],
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    let person = Person::join(&browser, &world);
    Person::write(&browser, &SIGNS);
    Person::write(&browser, &PLAIN);
    browser.tap("#delete");
    browser.tap("#delete-now");
    browser.tap(".toast .button");
    Person::go(&browser, "/share");
    browser.tap("#review");
    browser.tap("#make");
    browser.tap("#save-file");
    browser.see("#handed");
    let check = |least: usize| {
        let noted = browser.run("return window.durabilities;", &[]);
        let noted: Vec<String> = serde_json::from_value(noted).unwrap();
        assert!(
            noted.len() >= least,
            "only {} transactions wrote",
            noted.len()
        );
        assert!(
            noted.iter().all(|durability| durability == "strict"),
            "{noted:?}"
        );
    };
    check(8);
    // A journal that was opened, not begun.
    browser.reload();
    person.unlock(&browser);
    Person::write(&browser, &PLAIN);
    check(2);
    browser.close();
}
