//! Reading at the desk page: memos, tags and names, and an export that is the command line's.

use std::{collections::BTreeMap, fs};

use journeys::{Browser, Options, Person, World, downloaded, run_desk, take_turn, words};
use serde_json::{Value, json};

use crate::{
    desk::{at_a_desk, files, unpacked},
    notes::PLAIN,
};

/// A name, a place and a telephone number, in the title and in the text.
const TITLE: &str = "With Marijke’s group";
const TEXT: &str = "I met Marijke at the clinic in Oudenburg. Her number is 0475 12 34 56.";
const TRACES: [&str; 3] = ["marijke", "oudenburg", "0475"];

#[test]
fn what_is_noted_and_decided_is_in_the_export_as_the_command_line_has_it() {
    let _turn = take_turn();
    let world = World::new();
    let person = participate(&world);
    let browser = Browser::start(&world.path("desk"), Options::default());
    at_a_desk(&browser);
    browser.go(&format!("{}desk/", world.url()));
    browser.see("#identity");
    browser.give("#identity-file", &world.path("desk.key"));
    browser.see("#keys-held");
    browser.give("#study-file", &world.path("study.json"));
    browser.see("[data-known='study-file']");
    browser.give("#bundles", &world.path("received/1.age"));
    browser.see("#waiting");
    browser.tap("#open-bundles");
    browser.see("#files");
    note(&browser, &person);
    decide(&browser);
    // What is in no file yet is not closed by one press.
    browser.tap("#close-desk");
    browser.see("#closing");
    browser.tap("#stay");
    browser.tap("#to-memos");
    browser.tap("#save-memos");
    let memos = downloaded(&browser, "memos");
    browser.tap("#to-names");
    browser.tap("#save-register");
    let register = downloaded(&browser, "register");
    fs::copy(memos, world.path("memos.jsonl")).unwrap();
    fs::copy(register, world.path("register.json")).unwrap();
    export(&browser, &world);
    // Saved: nothing is lost, and nothing is asked.
    browser.tap("#close-desk");
    browser.see("#identity");
    assert!(!browser.whole().contains("Marijke"));
}

fn participate(world: &World) -> Person {
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, world);
    let mut note = PLAIN;
    (note.title, note.text, note.wishes) = (TITLE, TEXT, &["may-share"]);
    Person::write(&browser, &note);
    Person::go(&browser, "/share");
    let file = Person::share_chosen(&browser);
    fs::create_dir(world.path("received")).unwrap();
    fs::copy(file, world.path("received/1.age")).unwrap();
    browser.close();
    person
}

/// A tag, a memo on the entry, and one that is worded anew.
fn note(browser: &Browser, person: &Person) {
    browser.tap("#to-people");
    browser.tap(&format!("[data-person='{}'] .sort", person.code));
    browser.see(".case");
    browser.tap(".case [data-tag]");
    browser.until("nobody is named yet", || {
        browser.texts(".case .notes .error") == [words("en", "notes.author_first")]
    });
    browser.replace("#author", "Ada");
    browser.replace(".case .tag-form input", "Marijke again");
    browser.tap(".case [data-tag]");
    browser.see(".case .tag");
    browser.tap(".case [data-memo]");
    browser.replace(
        ".case .memo-form textarea",
        "Is Marijke the one of the first wave?",
    );
    browser.tap(".case .memo-form [data-keep]");
    browser.see(".case .memo");
    browser.tap(".case [data-correct]");
    browser.replace(
        ".case .memo-form textarea",
        "Marijke is the one of the first wave.",
    );
    browser.tap(".case .memo-form [data-keep]");
    browser.until("the new wording stands alone", || {
        let memos = browser.texts(".case .memo-text");
        memos == ["Marijke is the one of the first wave."]
    });
    browser.picture("desk-notes");
}

/// Every proposal, by keyboard.
fn decide(browser: &Browser) {
    browser.tap("#to-names");
    browser.see("#names .name");
    browser.picture("desk-names");
    let names = "return [...document.querySelectorAll('.name')].map(row => row.dataset.name);";
    let found = browser.run(names, &[]).to_string();
    for name in ["Marijke", "Oudenburg", "0475 12 34 56"] {
        assert!(found.contains(name), "{name} in {found}");
    }
    let press = "const row = document.querySelector(`.name[data-name='${arguments[0]}'] button`);
        row.focus();
        row.dispatchEvent(new KeyboardEvent('keydown', { key: arguments[1], bubbles: true }));";
    for (number, (name, key)) in [("Marijke", "1"), ("Oudenburg", "2"), ("0475 12 34 56", "7")]
        .into_iter()
        .enumerate()
    {
        browser.run(press, &[name.into(), key.into()]);
        browser.until("it is decided", || {
            browser.texts("#decided tbody tr").len() == number + 1
        });
    }
    let decided = browser.texts("#decided .token");
    assert_eq!(decided, ["[person 1]", "[place 1]", "[phone 1]"]);
    // The rest are words of the questions.
    while browser.has("#names .name") {
        let before = browser.texts("#decided tbody tr").len();
        browser.tap("#names .name [data-keep]");
        browser.until("it stays", || {
            browser.texts("#decided tbody tr").len() > before
        });
    }
    browser.see("#names-none");
}

fn export(browser: &Browser, world: &World) {
    browser.tap("#to-export");
    browser.tap("label:has(> #by-register)");
    browser.tap("#make-export");
    browser.see("#export-made");
    let page = unpacked(browser, world);
    let line = "open --identity desk.key --study study.json received --out results \
                --memos memos.jsonl --register register.json";
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let (code, said) = run_desk(&world.path(""), &arguments);
    assert_eq!(code, 0, "{said}");
    let line = files(&world.path("results"));
    assert!(page.keys().eq(line.keys()), "{:?}", page.keys());
    for (name, bytes) in &page {
        let text = String::from_utf8_lossy(bytes).to_lowercase();
        for trace in TRACES {
            assert!(!text.contains(trace), "{trace} in {name}");
        }
        // Both say by which program and when.
        if !["provenance.json", "ro-crate-metadata.json"].contains(&name.as_str()) {
            assert!(bytes == &line[name], "{name} differs");
        }
    }
    let of = |files: &BTreeMap<String, Vec<u8>>, part: &str| -> Value {
        serde_json::from_slice::<Value>(&files["provenance.json"]).unwrap()[part].take()
    };
    for part in ["deidentified", "options", "bundles"] {
        assert_eq!(of(&page, part), of(&line, part), "{part}");
    }
    assert_eq!(of(&page, "deidentified")["undecided"], json!(0));
    let table = String::from_utf8_lossy(&page["entries.csv"]);
    assert!(
        table.contains("I met [person 1] at the clinic in [place 1]."),
        "{table}"
    );
    assert!(table.contains("[person 1] again"), "{table}");
}
