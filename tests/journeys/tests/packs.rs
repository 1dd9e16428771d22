//! Study files: four that cannot be used, and a good one.

use std::fs;

use journeys::{Browser, Options, World, take_turn, words};
use serde_json::Value;

#[test]
fn every_fault_of_a_pack_is_told() {
    let _turn = take_turn();
    let world = World::without_study();
    // The file that is not there is asked for, and the browser notes it.
    let options = Options {
        may_complain: true,
        ..Options::default()
    };
    let mut browser = Browser::start(&world.path("phone"), options);
    browser.go(&world.url());
    assert_eq!(browser.text("h1"), words("en", "join.open_file"));
    browser.picture("no-study");

    let good: Value = serde_json::from_str(&world.pack).unwrap();
    let spoilt = |change: fn(&mut Value)| {
        let mut pack = good.clone();
        change(&mut pack);
        pack.to_string()
    };
    for (name, text, told) in [
        (
            "not-json",
            "This is a letter, not a study.".to_owned(),
            "not a study pack",
        ),
        ("not-a-pack", "{\"a\": 1}".to_owned(), "not a study pack"),
        (
            "no-recipients",
            spoilt(|pack| pack["recipients"] = Value::Array(vec![])),
            "recipient",
        ),
        (
            "assesses",
            spoilt(|pack| pack["team"][1]["assesses_participants"] = true.into()),
            "assess",
        ),
        (
            "bad-key",
            spoilt(|pack| pack["recipients"][0]["public_key"] = "age1nothing".into()),
            "key",
        ),
    ] {
        let file = world.path(&format!("{name}.json"));
        fs::write(&file, text).unwrap();
        let before = browser.texts("#pack-faults li");
        browser.give("#study-file", &file);
        browser.until(&format!("{name} is told"), || {
            let now = browser.texts("#pack-faults li");
            !now.is_empty() && now != before
        });
        let faults = browser.texts("#pack-faults li").join("\n");
        assert!(faults.contains(told), "{name}: {faults}");
        browser.picture(&format!("pack-{name}"));
        assert!(!browser.has("#to-code"), "{name} goes no further");
    }
    browser.give("#study-file", &world.path("study.json"));
    browser.see("#to-code");
    browser.close();
}
