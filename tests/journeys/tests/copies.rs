//! Copies that leave the phone on their writer's own account: the backup, opened by programs that
//! know nothing of the app, and the copy that anyone can read.

use std::{fs, path::Path};

use journeys::{Browser, Options, Person, World, downloaded, run, take_turn, words};
use serde_json::Value;

use crate::notes::{FORMULA, SIGNS};

/// The published program asks for a passphrase on a terminal only, so it is given one.
const OPEN_WITH_AGE: &str = "
import os, pty, sys
file, out, secret = sys.argv[1:]
child, terminal = pty.fork()
if child == 0:
    os.execvp('age', ['age', '--decrypt', '--output', out, file])
asked = b''
while b':' not in asked:
    asked += os.read(terminal, 100)
os.write(terminal, secret.encode() + b'\\n')
try:
    while os.read(terminal, 100):
        pass
except OSError:
    pass
sys.exit(os.waitpid(child, 0)[1] >> 8)
";

#[test]
fn a_backup_is_opened_by_programs_that_know_nothing_of_it() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    Person::write(&browser, &FORMULA);
    Person::write(&browser, &SIGNS);
    browser.go(&format!("{}backup", world.url()));
    person.unlock(&browser);
    // Sealed with a slip of the finger it would never open again.
    browser.replace("#backup-secret", "not the passphrase");
    browser.tap("#make-backup");
    browser.see("#backup-error .error");
    for (number, secret) in [(0, &person.passphrase), (1, &person.recovery_code)] {
        if number == 1 {
            browser.tap(".other-secret");
            browser.replace("#backup-code", &secret.to_lowercase());
        } else {
            browser.replace("#backup-secret", secret);
        }
        browser.tap("#make-backup");
        browser.tap("#save-backup");
        browser.see("#backup-handed");
        let file = downloaded(&browser, ".age");
        open_by_hand(&world, &file, secret, &format!("opened-{number}"));
        fs::remove_file(file).unwrap();
        browser.tap(".actions .button-quiet");
        let last = words("en", "backup.last");
        let last = last.split('{').next().unwrap_or_default();
        assert!(browser.text("#last-backup").starts_with(last));
    }
    browser.close();
}

/// Debian's age, then unzip: the keyring and every record, as the vault sealed them.
fn open_by_hand(world: &World, file: &Path, secret: &str, folder: &str) {
    let folder = world.path(folder);
    fs::create_dir_all(&folder).unwrap();
    fs::copy(file, folder.join("backup.age")).unwrap();
    let arguments = ["-c", OPEN_WITH_AGE, "backup.age", "backup.zip", secret];
    run("python3", &folder, &arguments, None);
    run("unzip", &folder, &["-q", "backup.zip"], None);
    let json = |name: &str| -> Value {
        serde_json::from_slice(&fs::read(folder.join(name)).unwrap()).unwrap()
    };
    let about = json("backup.json");
    assert_eq!(about["vault_id"], json("keyring.json")["vault_id"]);
    let sums = ["-c", "--strict", "manifest-sha256.txt"];
    run("sha256sum", &folder, &sums, None);
    let lines = fs::read_to_string(folder.join("records-00001.jsonl")).unwrap();
    assert_eq!(about["v"], 2);
    let stores: Vec<Value> = lines
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap()["store"].take())
        .collect();
    assert_eq!(stores.iter().filter(|store| *store == "entries").count(), 2);
    assert!(stores.iter().any(|store| store == "catalogue"));
    // Nothing of it can be read: what age gives is still sealed by the vault.
    let whole = fs::read(folder.join("backup.zip")).unwrap();
    let text = String::from_utf8_lossy(&whole);
    assert!(!text.contains("HYPERLINK") && !text.contains("corridor"));
}

#[test]
fn the_own_copy_reads_as_it_was_written_and_asks_nobody() {
    let _turn = take_turn();
    let world = World::new();
    let mut browser = Browser::start(&world.path("phone"), Options::default());
    let person = Person::join(&browser, &world);
    let (_, formula) = Person::write(&browser, &FORMULA);
    let (_, signs) = Person::write(&browser, &SIGNS);
    browser.go(&format!("{}backup", world.url()));
    person.unlock(&browser);
    browser.tap("#copy-html");
    let page = downloaded(&browser, ".html");
    browser.tap("#copy-markdown");
    let markdown = fs::read_to_string(downloaded(&browser, ".md")).unwrap();
    assert!(markdown.contains("Three commas, then"));
    browser.go(&format!("file://{}", page.display()));
    browser.see("article");
    browser.picture("own-copy");
    let texts = browser.texts("article div[dir='auto']");
    for text in [formula, signs] {
        assert!(texts.contains(&text), "{text:?} is not in {texts:#?}");
    }
    let asked = browser.run(
        "return performance.getEntriesByType('resource').map(({ name }) => name);",
        &[],
    );
    assert_eq!(asked, Value::Array(Vec::new()));
    browser.close();
}
