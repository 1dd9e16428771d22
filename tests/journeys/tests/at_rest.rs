//! What the phone's storage holds: no word, no secret, nothing of what was asked.

use std::{fs, thread, time::Duration};

use journeys::{Browser, Door, Needle, Note, Options, Person, World, scan, take_turn};

const KEPT: Note = Note {
    door: Door::Past,
    text: "The porcelain elephant stood on the registrar's desk, and nobody laughed.",
    title: "Porcelain on Thursday",
    role: "student",
    wishes: &["may-share", "ask-first"],
};
const REVISED: &str = " Later the umbrella orchestra came by.";
const DRAFT: &str = "An unfinished thought about saxophones in the lift";
const DELETED: Note = Note {
    door: Door::Future,
    text: "In ten years the zeppelin ward opens.",
    title: "Zeppelin",
    role: "both",
    wishes: &[],
};
/// Stands in the passphrase's field, to be looked at, for as long as a browser needs to note it.
const LEFT: &str = "a marmalade of keys left open";
/// Stored in the clear on purpose: a scan that does not find it finds nothing.
const CONTROL: &str = "the control giraffe is here to be found";

#[test]
fn nothing_is_readable_at_rest() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    let asked = write_everything(&browser);
    browser.reload();
    browser.see("#passphrase");

    let mut needles = vec![
        Needle::new("a sentence", "porcelain elephant"),
        Needle::new("its end", "nobody laughed"),
        Needle::new("a title", KEPT.title),
        Needle::new("a revision", "umbrella orchestra"),
        Needle::new("a draft", "about saxophones"),
        Needle::new("a deleted entry", "zeppelin ward"),
        Needle::new("what was searched for", "porcelain eleph"),
        Needle::new("the passphrase", &person.passphrase),
        Needle::new("a wrong passphrase", "a wrong passphrase"),
        Needle::new("what stood in its field", LEFT),
        Needle::new("the participant code", &person.code),
        Needle::new("the recovery code", &person.recovery_code),
        Needle::new(
            "the recovery code, joined",
            &person.recovery_code.replace('-', ""),
        ),
    ];
    let in_records: Vec<Needle> = asked
        .iter()
        .map(|text| Needle::new("a question", text))
        .collect();

    // What whoever has the unlocked phone can read without the passphrase: LevelDB's own files
    // are compressed, so the records are looked at through the page as well.
    let records = browser.records();
    assert!(records.len() >= 8, "{} records", records.len());
    for (store, bytes) in &records {
        let bytes = bytes
            .as_ref()
            .unwrap_or_else(|| panic!("a record of {store} is not bytes"));
        for needle in needles.iter().chain(&in_records) {
            assert!(
                !needle.is_in(bytes),
                "{} lies in a record of {store}",
                needle.name
            );
        }
    }

    browser.run(
        "localStorage.setItem('control', arguments[0]);
         document.cookie = 'control=' + arguments[0].replaceAll(' ', '-') + ';max-age=9999';",
        &[CONTROL.into()],
    );
    browser.close();
    let control = Needle::new("the control", CONTROL);
    let (found, files) = scan(&browser.profile(), std::slice::from_ref(&control));
    assert!(
        !found.is_empty(),
        "the scan of {files} files finds what lies there in the clear"
    );

    let (found, _) = scan(&browser.profile(), &needles);
    assert!(found.is_empty(), "{found:#?}");
    // The questions of the pack lie in the browser's cache with the pack itself, all of them
    // alike; which of them were asked lies nowhere.
    needles.extend(in_records);
    let mut stores = 0;
    for store in ["IndexedDB", "Local Storage", "Session Storage", "Sessions"] {
        let folder = browser.profile().join("Default").join(store);
        if folder.is_dir() {
            stores += 1;
            let (found, _) = scan(&folder, &needles);
            assert!(found.is_empty(), "{found:#?}");
        }
    }
    assert!(
        stores >= 2,
        "the browser keeps its stores where they are looked for"
    );
    // A planted file is found as well.
    fs::write(browser.profile().join("planted"), KEPT.text).unwrap();
    let (found, _) = scan(&browser.profile(), &needles);
    assert!(
        found.iter().any(|find| find.file.ends_with("planted")),
        "{found:#?}"
    );
}

/// Writes, revises, leaves a draft, deletes, searches, shares; gives the questions asked.
fn write_everything(browser: &Browser) -> Vec<String> {
    let asked = browser.texts(".door-prompt");
    assert_eq!(asked.len(), 2);
    let (id, _) = Person::write(browser, &KEPT);
    browser.tap(&format!("a[href='/write/entry/{id}']"));
    browser.enter("#paper", REVISED);
    browser.see("#saved");
    browser.tap(".composer-foot .button-primary");
    browser.tap("#keep");
    browser.see("#entry-text");
    Person::write(browser, &DELETED);
    browser.tap("#delete");
    browser.tap("#delete-now");
    browser.see(".toast .button");
    browser.replace("#search", "porcelain elephant");
    browser.until("it is found", || browser.texts(".entry").len() == 1);
    Person::go(browser, "/");
    browser.tap(Door::Free.selector());
    browser.enter("#paper", DRAFT);
    browser.see("#saved");
    browser.tap(".bar-start");
    Person::go(browser, "/share");
    browser.tap("#review");
    browser.tap("#make");
    browser.tap("#save-file");
    browser.see("#handed");
    Person::lock(browser);
    // Looked at while it was typed: a browser remembers what stood in open fields.
    browser.tap("[aria-controls='passphrase']");
    browser.replace("#passphrase", LEFT);
    // Long enough for a browser to note how the tab stands.
    browser.run("history.replaceState(history.state, '');", &[]);
    thread::sleep(Duration::from_secs(4));
    Person::try_passphrase(browser, "a wrong passphrase");
    browser.see("#unlock-error .error");
    asked
}
