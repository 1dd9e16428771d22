//! The research desk in a browser: what was shared is opened, checked, read and taken away, as the
//! command line would; and nothing of it stays.

use std::{collections::BTreeMap, fs, path::Path, thread, time::Duration};

use journeys::{
    Browser, Needle, Options, Person, World, downloaded, hear, run, run_desk, scan, take_turn,
    words,
};
use serde_json::{Value, json};
use walkdir::WalkDir;

use crate::{
    notes::{FORMULA, PLAIN, SIGNS},
    voice::microphone,
};

const SHARED: &str = "may-share";
/// Stored in the clear on purpose: a scan that does not find it finds nothing.
const CONTROL: &str = "the control giraffe is here to be found";

/// The size of a desk's screen instead of a phone's.
pub(crate) fn at_a_desk(browser: &Browser) {
    let screen = json!({ "width": 1280, "height": 900, "deviceScaleFactor": 1, "mobile": false });
    browser.devtools("Emulation.setDeviceMetricsOverride", screen);
}

/// The key file's one line that is the key.
pub(crate) fn key_of(world: &World, file: &str) -> String {
    let text = fs::read_to_string(world.path(file)).unwrap();
    let key = text
        .lines()
        .find(|line| line.starts_with("AGE-SECRET-KEY-1"));
    key.unwrap().to_owned()
}

#[test]
fn the_desk_page_gives_what_the_command_line_gives() {
    let _turn = take_turn();
    let world = World::new();
    let person = participate(&world);
    add_oddities(&world);
    let arguments = [
        "open",
        "--identity",
        "desk.key",
        "--study",
        "study.json",
        "received",
        "--out",
        "results",
    ];
    let (code, said) = run_desk(&world.path(""), &arguments);
    assert_eq!(code, 3, "{said}");

    let browser = Browser::start(&world.path("desk"), Options::default());
    at_a_desk(&browser);
    browser.go(&format!("{}support", world.url()));
    browser.tap("#to-desk");
    browser.see("#identity");
    give_the_key(&browser, &world);
    open_all(&browser, &world);
    check(&browser, &person);
    compare_words(&browser, &world);
    read(&browser, &person);
    export(&browser, &world);
    forget(browser, &world, &person);
}

/// Writes, speaks and shares three times; the second file never arrives.
fn participate(world: &World) -> Person {
    let mut browser = Browser::start(&world.path("phone"), microphone(world));
    let person = Person::join(&browser, world);
    fs::create_dir(world.path("received")).unwrap();
    for (number, note) in (1..).zip([FORMULA, PLAIN, SIGNS]) {
        let mut note = note;
        note.wishes = if number == 1 {
            FORMULA.wishes
        } else {
            &[SHARED]
        };
        Person::write(&browser, &note);
        if number == 3 {
            speak(&browser);
        }
        Person::go(&browser, "/share");
        let file = Person::share_chosen(&browser);
        if number != 2 {
            fs::copy(file, world.path(&format!("received/{number}.age"))).unwrap();
        }
    }
    browser.close();
    person
}

fn speak(browser: &Browser) {
    Person::go(browser, "/");
    browser.tap("#today-record");
    hear(browser);
    thread::sleep(Duration::from_millis(4_000));
    browser.tap("#record-stop");
    browser.see("#takes .player");
    browser.tap("#done");
    browser.see("#keep");
    browser.tap(&format!("label:has(> #{SHARED})"));
    browser.tap("#keep");
    browser.see("#recordings .player");
}

/// The same file again, a damaged one, one for another key, and one that is no bundle.
fn add_oddities(world: &World) {
    let folder = world.path("received");
    fs::copy(folder.join("1.age"), folder.join("1 again.age")).unwrap();
    let mut bytes = fs::read(folder.join("3.age")).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(folder.join("flipped.age"), bytes).unwrap();
    fs::write(folder.join("photo.jpg"), b"\xff\xd8\xff not a bundle").unwrap();
    let home = world.path("");
    run("age-keygen", &home, &["-o", "other.key"], None);
    let other = run("age-keygen", &home, &["-y", "other.key"], None);
    let sealed = ["-r", other.trim(), "-o", "received/other.age", "study.json"];
    run("age", &home, &sealed, None);
}

fn give_the_key(browser: &Browser, world: &World) {
    let refused = |typed: &str, why: &str| {
        browser.replace("#identity", typed);
        browser.tap("#take-key");
        let why = words("en", why);
        browser.until("it is refused in words", || {
            browser.texts("#identity-error .error") == [why.as_str()]
        });
        assert_eq!(browser.value("#identity"), "", "nothing stays in the field");
    };
    refused("opensesame", "refusal.no_key");
    let public = run("age-keygen", &world.path(""), &["-y", "desk.key"], None);
    refused(public.trim(), "refusal.public_key");
    browser.tap("#open-bundles");
    assert_eq!(
        browser.text("#open-error .error"),
        words("en", "desk.key_first")
    );
    let key = key_of(world, "desk.key");
    browser.replace("#identity", &key);
    browser.tap("#take-key");
    browser.see("#keys-held");
    assert!(browser.text("#keys-held").contains(public.trim()));
    assert!(!browser.whole().contains(&key), "the key is on the page");
    browser.tap("#open-bundles");
    assert_eq!(
        browser.text("#open-error .error"),
        words("en", "desk.files_first")
    );
}

fn open_all(browser: &Browser, world: &World) {
    browser.give("#study-file", &world.path("received/photo.jpg"));
    browser.see("#known-error .error");
    browser.give("#study-file", &world.path("study.json"));
    browser.see("[data-known='study-file']");
    for item in fs::read_dir(world.path("received")).unwrap() {
        browser.give("#bundles", &item.unwrap().path());
    }
    browser.see("#waiting");
    browser.picture("desk-open");
    browser.tap("#open-bundles");
    browser.see("#files");
}

/// Every oddity is named, and what is missing as well.
fn check(browser: &Browser, person: &Person) {
    let rows = "return [...document.querySelectorAll('#files tbody tr')].map(row =>
        [row.querySelector('th').textContent, row.dataset.verdict, row.dataset.reason ?? '']);";
    let Value::Array(rows) = browser.run(rows, &[]) else {
        panic!("there are no rows");
    };
    let rows: BTreeMap<String, (String, String)> = rows
        .iter()
        .map(|row| {
            let text = |at: usize| row[at].as_str().unwrap_or_default().to_owned();
            (text(0), (text(1), text(2)))
        })
        .collect();
    // Of two names for the same bytes, the smaller one stands for both.
    for (name, verdict, reason) in [
        ("1 again.age", "merged", ""),
        ("1.age", "duplicate", "duplicate"),
        ("3.age", "merged", ""),
        ("flipped.age", "refused", "damaged"),
        ("other.age", "refused", "wrong-key"),
        ("photo.jpg", "refused", "not-a-bundle"),
    ] {
        assert_eq!(
            rows[name],
            (verdict.to_owned(), reason.to_owned()),
            "{name}"
        );
    }
    assert_eq!(rows.len(), 6);
    let gap = words("en", "problem.gap")
        .replace("{missing}", "2")
        .replace("{participant}", &person.code);
    assert_eq!(browser.text("[data-problem='gap'] .problem-what"), gap);
    browser.picture("desk-files");
    browser.tap("label.chip:has(input[value='refused'])");
    browser.until("only refused files are listed", || {
        browser.texts("#files tbody tr").len() == 3
    });
    browser.tap("label.chip:has(input[name='verdict'][value=''])");
    browser.replace("#file-words", "FLIPPED");
    browser.until("only that file is listed", || {
        browser.texts("#files tbody tr").len() == 1
    });
    browser.replace("#file-words", "");
    browser.tap("th[aria-sort='none'] .sort");
    browser.see("th[aria-sort='ascending'] .sort");
}

/// The phone is unknown, then refused, then confirmed; the registry is the one of OpenSSH.
fn compare_words(browser: &Browser, world: &World) {
    let merged = "tr[data-verdict='merged']";
    browser.tap("[data-refuse]");
    browser.see("tr[data-reason='unknown-signer']");
    assert!(!browser.has(merged), "refused, and used all the same");
    browser.tap("[data-confirm]");
    browser.see(merged);
    browser.see("#phones .status-ok");
    browser.tap("#save-registry");
    let registry = downloaded(browser, "phones.txt");
    let (code, said) = run_desk(
        &world.path(""),
        &[
            "verify",
            "--identity",
            "desk.key",
            "--signers",
            &registry.display().to_string(),
            "received/3.age",
        ],
    );
    // The first two numbers are missing where only the third is named.
    assert!(
        code == 3 && !said.contains("nobody has confirmed"),
        "{said}"
    );
    // As the command line was run: without a registry.
    browser.tap("label:has(> #confirmed-only)");
    browser.until("all phones are used", || {
        browser.run(
            "return document.querySelector('#confirmed-only').checked;",
            &[],
        ) == false
    });
    browser.see("[data-problem='unconfirmed-signer']");
}

fn read(browser: &Browser, person: &Person) {
    browser.tap("#to-people");
    let row = format!("[data-row='{}']", person.code);
    browser.see(&row);
    let spoken = browser.run(
        "return document.querySelector('.person-row').ariaLabel;",
        &[],
    );
    assert!(spoken.as_str().unwrap().contains(&person.code), "{spoken}");
    assert!(browser.has("#timeline .mark-text") && browser.has("#timeline .mark-voice"));
    assert!(browser.has("#timeline .mark-missing"));
    let figures = browser.text(&format!("[data-person='{}']", person.code));
    browser.picture("desk-people");
    // By the keyboard, as anyone without a mouse.
    let enter = "const row = document.querySelector(arguments[0]); row.focus();
        row.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', bubbles: true }));";
    browser.run(enter, &[row.into()]);
    browser.see(".case");
    let shown = browser.texts(".case .prose").join("\n");
    for note in [FORMULA, SIGNS] {
        assert!(
            shown.contains(&note.text.replace("\r\n", "\n")),
            "{}",
            note.title
        );
    }
    assert!(
        !shown.contains("stairwell"),
        "the second bundle never arrived: {figures}"
    );
    let wishes = browser.texts(".case .wish");
    assert_eq!(
        wishes,
        [
            words("en", "handling.ask_first"),
            words("en", "handling.do_not_quote")
        ]
    );
    browser.tap("[data-play]");
    browser.until("it plays", || {
        let at = browser.run("return document.querySelector('audio').currentTime;", &[]);
        at.as_f64().is_some_and(|at| at > 0.5)
    });
    browser.picture("desk-person");
    browser.tap("#to-search");
    browser.replace("#desk-words", "WHERE IS the ward");
    browser.until("it is found once", || browser.texts(".hit").len() == 1);
    assert_eq!(browser.text(".hit mark"), "where is the ward");
    browser.picture("desk-search");
    browser.tap(".hit");
    browser.see(".case");
}

/// The files of the ZIP are those that the command line wrote, byte for byte.
fn export(browser: &Browser, world: &World) {
    browser.tap("#to-export");
    browser.tap("#make-export");
    browser.see("#export-made");
    browser.picture("desk-export");
    same(&unpacked(browser, world), &files(&world.path("results")));
}

/// Whether two folders of results have the same files, byte for byte.
pub(crate) fn same(page: &BTreeMap<String, Vec<u8>>, line: &BTreeMap<String, Vec<u8>>) {
    let names = |files: &BTreeMap<String, Vec<u8>>| files.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(page), names(line));
    assert!(page.len() >= 10, "{:?}", names(page));
    for (name, bytes) in page {
        if !MADE.contains(&name.as_str()) {
            assert!(bytes == &line[name], "{name} differs");
        }
    }
    // Made by another program at another moment: everything else of them is the same.
    assert_eq!(made(page), made(line));
}

/// The files that say by what and when the others were made.
const MADE: [&str; 2] = ["provenance.json", "ro-crate-metadata.json"];

/// What they say beside that.
fn made(files: &BTreeMap<String, Vec<u8>>) -> [Value; 2] {
    let read = |name: &str| -> Value { serde_json::from_slice(&files[name]).unwrap() };
    let mut provenance = read(MADE[0]);
    let own = ["program", "made_at"].map(|own| match provenance[own].take() {
        Value::String(own) => own,
        other => panic!("{other} is no text"),
    });
    let listed = provenance["files"].as_array_mut().unwrap();
    let described = listed.iter_mut().find(|file| file["path"] == MADE[1]);
    let described = described.unwrap();
    for digest in ["bytes", "sha256"] {
        assert!(!described[digest].take().is_null(), "{digest}");
    }
    let text = read(MADE[1]).to_string();
    let text = own
        .iter()
        .fold(text, |text, own| text.replace(own, "of its own"));
    [provenance, serde_json::from_str(&text).unwrap()]
}

/// The files of the ZIP that the page saved.
pub(crate) fn unpacked(browser: &Browser, world: &World) -> BTreeMap<String, Vec<u8>> {
    let zip = downloaded(browser, "desk-export-");
    let zip = zip.display().to_string();
    run(
        "unzip",
        &world.path(""),
        &["-q", &zip, "-d", "unpacked"],
        None,
    );
    files(&world.path("unpacked"))
}

pub(crate) fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let items = WalkDir::new(folder).into_iter().map(Result::unwrap);
    items
        .filter(|item| item.file_type().is_file())
        .map(|item| {
            let name = item.path().strip_prefix(folder).unwrap();
            (name.display().to_string(), fs::read(item.path()).unwrap())
        })
        .collect()
}

/// Closed is forgotten, left is forgotten, and the disk never knew.
fn forget(browser: Browser, world: &World, person: &Person) {
    browser.tap("#close-desk");
    browser.see("#identity");
    let whole = browser.whole();
    let key = key_of(world, "desk.key");
    for word in ["my first corridor", &person.code, &key] {
        assert!(!whole.contains(word), "closed, and {word} is on the page");
    }
    browser.replace("#identity", &key);
    browser.tap("#take-key");
    browser.see("#keys-held");
    browser.reload();
    browser.see("#identity");
    assert!(!browser.has("#keys-held"));

    // Kept for the next time, without a network: the desk's own files and no word of anybody.
    browser.until("the desk is kept", || {
        browser.text("#desk-offline") == words("en", "desk.offline")
    });
    let offline =
        json!({ "offline": true, "latency": 0, "downloadThroughput": -1, "uploadThroughput": -1 });
    browser.devtools("Network.emulateNetworkConditions", offline);
    browser.reload();
    browser.see("#identity");
    browser.replace("#identity", &key);
    browser.tap("#take-key");
    browser.see("#keys-held");
    let secrets = [
        ("the key", key.as_str()),
        ("a sentence", "my first corridor"),
        ("a title", SIGNS.title),
        ("another sentence", "In five years"),
        ("what was searched for", "WHERE IS the ward"),
        ("the participant's code", &person.code),
    ];
    nothing_stays(browser, &secrets);
}

/// Closes the browser and reads every file of its profile.
pub(crate) fn nothing_stays(mut browser: Browser, secrets: &[(&str, &str)]) {
    browser.run(
        "localStorage.setItem('control', arguments[0]);",
        &[CONTROL.into()],
    );
    thread::sleep(Duration::from_millis(500));
    browser.close();
    let control = Needle::new("the control", CONTROL);
    let (found, files) = scan(&browser.profile(), &[control]);
    assert!(!found.is_empty(), "{files} files, and no control");
    let needles: Vec<Needle> = secrets
        .iter()
        .map(|(name, text)| Needle::new(name, text))
        .collect();
    let (found, _) = scan(&browser.profile(), &needles);
    assert!(found.is_empty(), "{found:?}");
}

/// A participant's phone keeps what participants need, and the desk's program is not among it.
#[test]
fn a_participant_loads_nothing_of_the_desk() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    Person::join(&browser, &world);
    let kept = "const done = arguments[0]; (async () => {
        await navigator.serviceWorker.ready;
        const [name] = await caches.keys();
        const kept = await (await caches.open(name)).keys();
        return kept.map(({ url }) => new URL(url).pathname);
    })().then(done, error => done(['' + error]));";
    let mut paths = Vec::new();
    browser.until("the release is kept", || {
        let found = browser.run_async(kept, &[]);
        let found = found.as_array().cloned().unwrap_or_default();
        paths = found
            .iter()
            .filter_map(|path| path.as_str().map(str::to_owned))
            .collect();
        paths.iter().any(|path| path == "/worker.js")
    });
    let desk: Vec<&String> = paths.iter().filter(|path| path.contains("desk")).collect();
    assert!(desk.is_empty(), "{desk:?}");
    browser.close();
    let asked = journeys::requests(&browser.network_log());
    let desk = asked.iter().filter(|request| request.url.contains("/desk"));
    assert_eq!(desk.count(), 0);
}
