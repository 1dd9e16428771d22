//! A research assistant who is no programmer, from the first key to the export: everything at the
//! pages, and the command line only to compare.

use std::fs;

use journeys::{Browser, Note, Options, Person, World, downloaded, run_desk, take_turn, words};

use crate::desk::{at_a_desk, files, same, unpacked};
use crate::notes::SIGNS;
use crate::slips::scanned;

/// The desk on somebody's own computer.
fn desk_of(world: &World, whose: &str) -> Browser {
    let browser = Browser::start(&world.path(whose), Options::default());
    at_a_desk(&browser);
    browser.go(&format!("{}desk/", world.url()));
    browser.see("#identity");
    browser
}

/// Makes, saves, prints and proves a key; gives its public line and its passphrase.
fn make_key(browser: &Browser, world: &World, holder: &str, name: &str) -> (String, String) {
    browser.tap("#to-keys");
    browser.tap("#make-key");
    browser.replace("#key-holder", holder);
    browser.tap("#to-key-passphrase");
    let passphrase = Person::take_six_words(browser);
    browser.tap("#seal-key");
    browser.see("#save-key");
    browser.tap("#save-key");
    browser.see("#key-saved");
    let file = downloaded(browser, "key-");
    fs::copy(&file, world.path(name)).unwrap();
    browser.tap("#after-file");
    browser.tap("#has-paper");
    browser.give("#proof-file", &file);
    browser.replace("#proof-passphrase", &passphrase);
    browser.tap("#prove-key");
    browser.see("#key-good");
    let public = browser.text("#key-line");
    browser.tap("#finish-key");
    browser.tap("#leave-keys");
    browser.see("#identity");
    (public, passphrase)
}

/// Writes the study for both keys, and a slip; what is served is the pack that was saved.
fn write_study(browser: &Browser, world: &World, keys: &[&str; 2]) {
    browser.tap("#to-study");
    browser.tap("#begin-study");
    browser.replace("#at-pack_id", "corridor-2026");
    browser.replace("#at-title-en", "Corridors: a study in two roles");
    browser.tap("#part-recipients");
    for (number, key) in keys.iter().enumerate() {
        browser.replace(&format!("#at-recipients-{number}-public_key"), key);
    }
    browser.until("nothing needs to be changed", || {
        browser.text("#findings-told") == words("en", "pack.nothing_open")
    });
    browser.tap("#study-save");
    browser.tap("#save-pack");
    fs::copy(downloaded(browser, "study.json"), world.path("study.json")).unwrap();
    browser.tap("#study-codes");
    browser.replace("#codes-number", "1");
    browser.replace("#codes-address", world.url().trim_end_matches('/'));
    browser.tap("#draw-codes");
    browser.tap("#save-list");
    browser.tap("#save-slips");
    fs::copy(downloaded(browser, "slips"), world.path("slips.html")).unwrap();
}

/// Follows the slip into the study, writes, and shares; gives the code and what was written.
fn participate(world: &World) -> (String, String) {
    let mut phone = Browser::start(&world.path("phone"), Options::default());
    let slips = scanned(&phone, &world.path("slips.html"), "assistant-slips");
    let [slip] = &slips[..] else {
        panic!("one slip was printed, and {slips:?} are read");
    };
    phone.go(slip);
    phone.see("#slip-good");
    assert_eq!(phone.text("h1"), "Corridors: a study in two roles");
    phone.tap("#to-code");
    let code = phone.value("#code");
    phone.tap("#to-consent");
    Person::agree(&phone, world);
    Person::take_six_words(&phone);
    let recovery_code = Person::seal(&phone);
    Person::type_back(&phone, &recovery_code);
    let note = Note {
        wishes: &["may-share"],
        ..SIGNS
    };
    let (_, text) = Person::write(&phone, &note);
    Person::go(&phone, "/share");
    let shared = Person::share_chosen(&phone);
    fs::create_dir(world.path("received")).unwrap();
    fs::copy(shared, world.path("received/shared.age")).unwrap();
    phone.close();
    (code, text)
}

#[test]
fn an_assistant_goes_from_the_first_key_to_the_export() {
    let _turn = take_turn();
    let world = World::new();
    let mut steward = desk_of(&world, "steward");
    let (second, _) = make_key(&steward, &world, "Example Steward D", "steward.age");
    steward.close();
    let mut browser = desk_of(&world, "assistant");
    let (first, passphrase) = make_key(&browser, &world, "Example Assistant B", "assistant.age");
    write_study(&browser, &world, &[&first, &second]);
    let (code, text) = participate(&world);

    browser.tap("#to-open");
    browser.give("#identity-file", &world.path("assistant.age"));
    browser.replace("#key-passphrase", &passphrase);
    browser.tap("#open-key");
    browser.see("#keys-held");
    browser.give("#study-file", &world.path("study.json"));
    browser.see("[data-known='study-file']");
    browser.give("#bundles", &world.path("received/shared.age"));
    browser.see("#waiting");
    browser.tap("#open-bundles");
    browser.see("tr[data-verdict='merged']");
    browser.tap("[data-confirm]");
    browser.see("#phones .status-ok");
    // With the registry as with `--signers`.
    let only = "return document.querySelector('#confirmed-only').checked;";
    if browser.run(only, &[]) == false {
        browser.tap("label:has(> #confirmed-only)");
        browser.until("only confirmed phones are used", || {
            browser.run(only, &[]) == true
        });
        browser.see("tr[data-verdict='merged']");
    }
    browser.tap("#save-registry");
    fs::copy(downloaded(&browser, "phones"), world.path("phones.txt")).unwrap();
    browser.tap("#to-people");
    browser.tap(&format!("[data-person='{code}'] button"));
    browser.see(".case");
    let shown = browser.texts(".case .prose").join("\n");
    assert!(shown.contains(&text.replace("\r\n", "\n")), "{shown}");
    browser.tap("#to-export");
    browser.tap("#make-export");
    browser.see("#export-made");

    fs::write(world.path("pass.txt"), &passphrase).unwrap();
    let line = "open --identity assistant.age --passphrase-file pass.txt --study study.json \
        --signers phones.txt received --out results";
    let arguments: Vec<&str> = line.split_whitespace().collect();
    let (code, said) = run_desk(&world.path(""), &arguments);
    assert_eq!(code, 0, "{said}");
    same(&unpacked(&browser, &world), &files(&world.path("results")));
    browser.close();
}
