//! The key ceremony in a browser: a key is drawn, sealed, put on paper and proved, rehearsed with
//! and brought back; programs that know nothing of us open what came out; and none of it stays.

use std::{fs, path::Path};

use journeys::{
    Browser, Note, Options, Person, World, downloaded, run, run_desk, take_turn, words,
};
use serde_json::{Value, json};

use crate::desk::{at_a_desk, key_of, nothing_stays};
use crate::notes::PLAIN;

#[path = "../../../crates/desk-cli/tests/cli/terminal.rs"]
mod terminal;
use terminal::at_a_terminal;

const HOLDER: &str = "Zoë Example, data steward";
const PASSPHRASE: &str = "umbrella pelican Ünïcode";
/// Notes which workers a page has, by their addresses.
const WORKERS: &str = "
    window.working = [];
    window.Worker = class extends Worker {
        constructor(url, options) {
            super(url, options);
            window.working.push(this.url = String(url));
        }
        terminate() {
            window.working.splice(window.working.indexOf(this.url), 1);
            super.terminate();
        }
    };";

fn desk_in(world: &World, name: &str) -> Browser {
    let options = Options {
        scripts: vec![WORKERS.to_owned()],
        ..Options::default()
    };
    let browser = Browser::start(&world.path(name), options);
    at_a_desk(&browser);
    browser.go(&format!("{}desk/", world.url()));
    browser.see("#identity");
    browser
}

/// Whether the worker that holds keys is there.
fn has_worker(browser: &Browser) -> bool {
    let is_working = "return window.working.some(url => url.includes('desk_worker'));";
    browser.run(is_working, &[]) == true
}

/// Presses a button that is refused, and waits until it is said why.
fn refused(browser: &Browser, button: &str, error: &str, why: &str) {
    browser.tap(button);
    said(browser, error, why);
}

fn said(browser: &Browser, error: &str, why: &str) {
    let error = format!("{error} .error");
    let sentence = words("en", why);
    browser.until(&format!("{why} is said"), || {
        browser.texts(&error) == [sentence.as_str()]
    });
}

/// Runs a line of the desk's program, which has to succeed.
fn desk(world: &World, line: &str) -> String {
    let arguments: Vec<&str> = line.split(' ').collect();
    let (code, said) = run_desk(&world.path(""), &arguments);
    assert_eq!(code, 0, "{said}");
    said
}

/// Runs a command that asks for a passphrase, as often as it does.
fn typed(world: &World, line: &str, answers: &[(&str, &str)]) {
    let (went_well, shown) = at_a_terminal(&world.path(""), line, answers);
    assert!(went_well, "{line}: {shown}");
}

#[test]
fn a_key_is_made_at_the_page_and_proves_itself_everywhere() {
    let _turn = take_turn();
    let world = World::new();
    let browser = desk_in(&world, "ceremony");
    browser.tap("#to-keys");
    browser.tap("#make-key");
    browser.replace("#key-holder", HOLDER);
    browser.tap("#to-key-passphrase");
    browser.replace("#passphrase", "elevenchars");
    browser.replace("#passphrase-again", "elevenchars");
    refused(&browser, "#seal-key", "#passphrase-error", "ceremony.short");
    let passphrase = Person::take_six_words(&browser);
    browser.tap("#seal-key");
    browser.see("#save-key");
    refused(
        &browser,
        "#after-file",
        "#save-key-error",
        "ceremony.save_first",
    );
    browser.tap("#save-key");
    browser.see("#key-saved");
    let file = downloaded(&browser, "key-");
    fs::copy(&file, world.path("key.age")).unwrap();
    browser.tap("#after-file");

    // age opens the file with the passphrase; from here on the secret is known.
    let answers = [("assphrase", passphrase.as_str())];
    typed(&world, "age -d -o plain.txt key.age", &answers);
    let secret = key_of(&world, "plain.txt");
    let public = run("age-keygen", &world.path(""), &["-y", "plain.txt"], None);
    let public = public.trim();

    let on_paper = read_the_paper(&browser, &world, &secret);
    browser.tap("#has-paper");
    prove(&browser, &world, &file, &passphrase);
    assert_eq!(browser.text("#key-line"), public);
    let check_words = browser.texts(".key-words li").join(" ");
    assert!(on_paper.ends_with(&check_words), "{check_words}");
    assert!(!browser.whole().contains(&secret), "the key is on the page");
    browser.picture("keys-good");

    // The second recipient of the pack has this key now: the program rehearses with the file.
    fs::write(world.path("pass.txt"), &passphrase).unwrap();
    put_into_pack(&world, public);
    let rehearse = "key rehearse --identity key.age --study new.json --passphrase-file pass.txt";
    let said = desk(&world, rehearse);
    let opened = said.split("opened by:").nth(1).unwrap();
    let opened = opened.split("could open").next().unwrap();
    assert!(opened.contains("Steward"), "{said}");

    // Left is forgotten: nothing else was asked of the worker, so it is gone with its memory.
    assert!(has_worker(&browser));
    browser.tap("#finish-key");
    browser.see("#make-key");
    assert!(!has_worker(&browser), "the worker lives on");
    browser.tap("#leave-keys");
    browser.see("#identity");
    assert!(!browser.has("#keys-held"));
    let some = on_paper.match_indices(' ').nth(2).unwrap().0;
    let secrets = [
        ("the key", secret.as_str()),
        ("its words", &on_paper),
        ("some of its words", &on_paper[..some]),
        ("the passphrase", &passphrase),
        ("the holder", HOLDER),
    ];
    nothing_stays(browser, &secrets);
}

/// The study's pack with another key for its second recipient.
fn put_into_pack(world: &World, public: &str) {
    let mut pack: Value = serde_json::from_str(&world.pack).unwrap();
    pack["recipients"][1]["public_key"] = public.into();
    fs::write(world.path("new.json"), pack.to_string()).unwrap();
}

/// What is printed has the key in every form; gives its words.
fn read_the_paper(browser: &Browser, world: &World, secret: &str) -> String {
    browser.until("the paper is there", || browser.has(".paper-words li"));
    assert!(!browser.sees(".paper-words"), "nobody asked to see it");
    browser.tap("#show-paper");
    browser.see(".paper-words");
    let on_paper = browser.texts(".paper-words li").join(" ");
    assert_eq!(on_paper.split(' ').count(), 30);
    assert!(browser.text(".paper-sheet dl").contains(HOLDER));
    let text = browser.texts(".paper-text span").concat();
    assert_eq!(text, *secret);
    let drawn = "const code = document.querySelector('.paper-qr');
        code.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
        code.firstElementChild.setAttribute('fill', '#fff');
        return new XMLSerializer().serializeToString(code);";
    let code = browser.run(drawn, &[]);
    fs::write(world.path("code.svg"), code.as_str().unwrap()).unwrap();
    let folder = world.path("");
    let draw = ["-w", "600", "-o", "code.png", "code.svg"];
    run("rsvg-convert", &folder, &draw, None);
    let read = ["--quiet", "--raw", "-Sbinary", "code.png"];
    let read = run("zbarimg", &folder, &read, None);
    // Behind it stands what zbarimg says of a missing message bus.
    assert!(read.starts_with(secret), "{read}");
    browser.tap("#show-paper");

    // Hidden again it is printed all the same: one page, and nothing else on it.
    let printed = browser.devtools("Page.printToPDF", json!({ "preferCSSPageSize": true }));
    fs::write(world.path("sheet.b64"), printed["data"].as_str().unwrap()).unwrap();
    let printed = run("base64", &folder, &["-d", "sheet.b64"], None);
    assert_eq!(printed.matches("/Type /Page\n").count(), 1);
    fs::write(world.path("typed.txt"), &on_paper).unwrap();
    fs::write(world.path("restored.txt"), PASSPHRASE).unwrap();
    let restore = "key restore --from typed.txt --out restored.age --passphrase-file restored.txt";
    desk(world, restore);
    on_paper
}

/// Every way in which a proof can fail is told, and the right file with the right passphrase proves.
fn prove(browser: &Browser, world: &World, file: &Path, passphrase: &str) {
    browser.see("#prove-key");
    let error = "#proof-error";
    refused(browser, "#prove-key", error, "ceremony.proof_file_first");
    browser.give("#proof-file", file);
    browser.see("#proof-chosen");
    refused(browser, "#prove-key", error, "keyfile.empty");
    browser.replace("#proof-passphrase", "not these six words");
    refused(browser, "#prove-key", error, "keyfile.wrong_passphrase");
    browser.replace("#proof-passphrase", passphrase);
    browser.give("#proof-file", &world.path("desk.key"));
    refused(browser, "#prove-key", error, "keyfile.not_sealed");
    let cut = fs::read(file).unwrap();
    fs::write(world.path("cut.age"), &cut[..cut.len() - 1]).unwrap();
    browser.give("#proof-file", &world.path("cut.age"));
    refused(browser, "#prove-key", error, "keyfile.damaged");
    let answers = [("assphrase", passphrase), ("onfirm", passphrase)];
    typed(world, "age -p -o other.age steward.key", &answers);
    browser.give("#proof-file", &world.path("other.age"));
    refused(browser, "#prove-key", error, "keyfile.other_key");
    assert!(!browser.has("#key-good"));
    browser.give("#proof-file", file);
    browser.tap("#prove-key");
    browser.see("#key-good");
}

#[test]
fn a_sealed_key_opens_bundles_and_rehearses() {
    let _turn = take_turn();
    let world = World::new();
    let mut phone = Browser::start(&world.path("phone"), Options::default());
    Person::join(&phone, &world);
    let note = Note {
        wishes: &["may-share"],
        ..PLAIN
    };
    Person::write(&phone, &note);
    Person::go(&phone, "/share");
    let bundle = Person::share_chosen(&phone);
    phone.close();
    fs::copy(&bundle, world.path("bundle.age")).unwrap();
    // Sealed by the published program.
    let answers = [("assphrase", PASSPHRASE), ("onfirm", PASSPHRASE)];
    typed(&world, "age -p -o sealed.age desk.key", &answers);
    let secret = key_of(&world, "desk.key");

    let browser = desk_in(&world, "sealed");
    browser.give("#bundles", &world.path("bundle.age"));
    browser.see("#waiting");
    browser.give("#identity-file", &world.path("bundle.age"));
    said(&browser, "#key-file-error", "keyfile.sealed_to_keys");
    browser.give("#identity-file", &world.path("sealed.age"));
    browser.see("#key-passphrase");
    let error = "#key-file-error";
    refused(&browser, "#open-key", error, "keyfile.empty");
    browser.replace("#key-passphrase", "umbrella pelican Unicode");
    refused(&browser, "#open-key", error, "keyfile.wrong_passphrase");
    assert!(!browser.has("#keys-held") && browser.sees("#waiting"));
    browser.replace("#key-passphrase", PASSPHRASE);
    browser.tap("#open-key");
    browser.see("#keys-held");
    assert!(!browser.has("#key-passphrase"), "the passphrase stays");
    browser.tap("#open-bundles");
    browser.see("tr[data-verdict='merged']");
    browser.tap("#close-desk");
    browser.see("#to-keys");

    rehearse(&browser, &world);
    let secrets = [("the key", secret.as_str()), ("the passphrase", PASSPHRASE)];
    nothing_stays(browser, &secrets);
}

/// Waits until the key of a file is the one to rehearse with.
fn held(browser: &Browser, world: &World, file: &str) {
    let public = run("age-keygen", &world.path(""), &["-y", file], None);
    browser.until(&format!("{file} is read"), || {
        browser.texts("#given-keys .digest") == [public.trim()]
    });
}

fn rehearse(browser: &Browser, world: &World) {
    browser.tap("#to-keys");
    browser.tap("#rehearse-key");
    let error = "#rehearse-error";
    refused(browser, "#rehearse-now", error, "rehearse.pack_first");
    browser.give("#rehearse-pack", &world.path("study.json"));
    browser.see("#pack-keys");
    let study = world.study();
    let named = browser.texts("#pack-keys .label");
    let names: Vec<&String> = study.recipients.iter().map(|one| &one.name).collect();
    assert_eq!(named.iter().collect::<Vec<_>>(), names);
    refused(browser, "#rehearse-now", error, "rehearse.key_first");

    // A stranger's key opens nothing of the study, and a real bundle neither.
    run("age-keygen", &world.path(""), &["-o", "stranger.key"], None);
    browser.give("#rehearse-key-file", &world.path("stranger.key"));
    held(browser, world, "stranger.key");
    refused(browser, "#rehearse-now", error, "rehearse.not_of_the_study");
    browser.give("#try-bundle", &world.path("bundle.age"));
    browser.see("#tried[data-tried='refused']");

    // The second custodian's opens the test bundle.
    browser.give("#rehearse-key-file", &world.path("steward.key"));
    held(browser, world, "steward.key");
    assert!(!browser.has("#tried") && !browser.has("#rehearse-error .error"));
    browser.tap("#rehearse-now");
    browser.see("#rehearsed");
    assert_eq!(browser.texts("#opened-by bdi"), [names[1].as_str()]);
    assert_eq!(browser.texts("#not-tried bdi"), [names[0].as_str()]);

    // And the first one's, sealed, a real one.
    browser.give("#rehearse-key-file", &world.path("sealed.age"));
    browser.see("#key-passphrase");
    browser.replace("#key-passphrase", PASSPHRASE);
    browser.tap("#open-key");
    held(browser, world, "desk.key");
    assert!(!browser.has("#rehearsed"));
    browser.tap("#rehearse-now");
    browser.see("#rehearsed");
    assert_eq!(browser.texts("#opened-by bdi"), [names[0].as_str()]);
    browser.give("#try-bundle", &world.path("bundle.age"));
    browser.see("#tried[data-tried='opened']");
    browser.picture("keys-rehearsed");
    browser.tap("#step-back");
    browser.see("#make-key");
    assert!(!has_worker(browser), "the worker lives on");
}

#[test]
fn a_key_comes_back_from_its_paper() {
    let _turn = take_turn();
    let world = World::new();
    desk(&world, "key paper --identity steward.key --out paper.html");
    let page = fs::read_to_string(world.path("paper.html")).unwrap();
    let on_paper: Vec<&str> = page
        .split("<li value=\"")
        .skip(1)
        .filter_map(|item| item.split_once('>')?.1.split('<').next())
        .collect();
    assert_eq!(on_paper.len(), 30);
    let secret = key_of(&world, "steward.key");

    let browser = desk_in(&world, "restored");
    browser.tap("#to-keys");
    browser.tap("#rehearse-key");
    browser.give("#rehearse-pack", &world.path("study.json"));
    browser.see("#pack-keys");
    browser.tap("label.chip:has(> input[value='paper'])");
    // Another word of the list in the ninth place: it is named, and nothing typed is lost.
    let mut mistyped = on_paper.clone();
    mistyped[8] = if on_paper[8] == "zebra" {
        "zoo"
    } else {
        "zebra"
    };
    browser.fill("#paper-words", &mistyped.join(" "));
    browser.tap("#read-words");
    let named = words("en", "mistyped.word")
        .replace("{n}", "9")
        .replace("{meant}", on_paper[8]);
    browser.until("the mistake is named", || {
        browser.texts("#paper-words-error .error") == [named.as_str()]
    });
    assert_eq!(browser.value("#paper-words"), mistyped.join(" "));
    browser.fill("#paper-words", &on_paper[..24].join(" "));
    browser.tap("#read-words");
    browser.see("#typed-key .status-past");
    browser.fill("#paper-words", &on_paper.join(" "));
    browser.tap("#read-words");
    browser.see("#typed-key .status-ok");
    assert_eq!(browser.value("#paper-words"), "", "read, and still there");
    browser.tap("#rehearse-now");
    browser.see("#rehearsed");
    let steward = world.study().recipients[1].name.clone();
    assert_eq!(browser.texts("#opened-by bdi"), [steward]);

    browser.tap("#make-anew");
    let passphrase = Person::take_six_words(&browser);
    browser.tap("#seal-key");
    browser.tap("#save-key");
    let file = downloaded(&browser, "key-");
    browser.tap("#after-file");
    browser.give("#proof-file", &file);
    browser.replace("#proof-passphrase", &passphrase);
    browser.tap("#prove-key");
    browser.see("#key-good");
    assert!(!browser.has("#no-paper-yet"), "it came from paper");
    fs::copy(&file, world.path("anew.age")).unwrap();
    let answers = [("assphrase", passphrase.as_str())];
    typed(&world, "age -d -o anew.txt anew.age", &answers);
    assert_eq!(key_of(&world, "anew.txt"), secret);

    // Taken for opening it stays, and everything else of the ceremony goes.
    browser.tap("#use-made-key");
    browser.see("#keys-held");
    assert!(has_worker(&browser));
    let secrets = [
        ("the key", secret.as_str()),
        ("its words", &on_paper[..3].join(" ")),
        ("the passphrase", &passphrase),
    ];
    nothing_stays(browser, &secrets);
}
