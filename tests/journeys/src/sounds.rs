//! The sound that lies in a store, looked at past the app, and backups that carry it.

use std::{
    fs,
    path::{Path, PathBuf},
};

use serde_json::Value;

use crate::{Browser, Person};

/// Opens the journal's database, by the name that the app notes.
const OPEN: &str = "
    const done = arguments[arguments.length - 1];
    let noted = null;
    try { noted = JSON.parse(localStorage.getItem('journal') ?? 'null'); } catch {}
    const ask = request => new Promise((yes, no) => {
        request.onsuccess = () => yes(request.result);
        request.onerror = () => no(request.error);
    });
    const opened = async action => {
        const database = await ask(indexedDB.open(noted?.database ?? 'journal'));
        try { return await action(database); } finally { database.close(); }
    };
    const hex = bytes => Array.from(new Uint8Array(bytes), byte => byte.toString(16).padStart(2, '0')).join('');";

/// Every slice: its key, and the SHA-256 of its bytes.
const LIST: &str = "
    opened(async database => {
        const rows = database.transaction('slices').objectStore('slices');
        const [keys, values] = await Promise.all([ask(rows.getAllKeys()), ask(rows.getAll())]);
        const sums = await Promise.all(values.map(value => crypto.subtle.digest('SHA-256', value)));
        return keys.map((key, at) => key.join(' ') + ' ' + hex(sums[at]));
    }).then(done, error => done(String(error)));";

/// Adds slices of random bytes to the first recording, from a number on.
const FILL: &str = "
    const [from, count, size] = arguments;
    opened(async database => {
        const [id] = await ask(database.transaction('recordings').objectStore('recordings').getAllKeys());
        const transaction = database.transaction('slices', 'readwrite');
        const rows = transaction.objectStore('slices');
        for (let at = 0; at < count; at++) {
            rows.put(crypto.getRandomValues(new Uint8Array(size)), [id, from + at]);
        }
        await new Promise((yes, no) => {
            transaction.oncomplete = yes;
            transaction.onabort = () => no(transaction.error);
        });
        return 'filled';
    }).then(done, error => done(String(error)));";

/// Deletes every slice of an odd number.
const THIN: &str = "
    opened(async database => {
        const transaction = database.transaction('slices', 'readwrite');
        const rows = transaction.objectStore('slices');
        const keys = await ask(rows.getAllKeys());
        keys.filter(([, number]) => number % 2 === 1).forEach(key => rows.delete(key));
        await new Promise((yes, no) => {
            transaction.oncomplete = yes;
            transaction.onabort = () => no(transaction.error);
        });
        return keys.length;
    }).then(done, error => done(String(error)));";

/// So large is a slice of a filler: about a second of speech.
const SLICE: usize = 4_120;
/// So many are added in one script.
const AT_ONCE: usize = 5_000;

/// Every slice with its recording, its number and its digest, in order.
#[track_caller]
pub fn slices(browser: &Browser) -> Vec<String> {
    let found = browser.run_async(&format!("{OPEN}{LIST}"), &[]);
    let Value::Array(rows) = found else {
        panic!("the slices could not be read: {found}");
    };
    let rows = rows.iter().filter_map(Value::as_str);
    rows.map(str::to_owned).collect()
}

/// Makes the first recording larger by so many bytes of slices that no player comes to.
#[track_caller]
pub fn fill_slices(browser: &Browser, bytes: usize) {
    let count = bytes.div_ceil(SLICE);
    for from in (0..count).step_by(AT_ONCE) {
        let now = AT_ONCE.min(count - from);
        let arguments = [(1_000 + from).into(), now.into(), SLICE.into()];
        let filled = browser.run_async(&format!("{OPEN}{FILL}"), &arguments);
        assert_eq!(filled, "filled");
    }
}

/// Deletes every other slice.
#[track_caller]
pub fn thin_slices(browser: &Browser) {
    let thinned = browser.run_async(&format!("{OPEN}{THIN}"), &[]);
    assert!(thinned.is_number(), "{thinned}");
}

/// Makes a backup at the page of copies, which is open and unlocked, and gives the saved file.
#[track_caller]
pub fn back_up(browser: &Browser, person: &Person) -> PathBuf {
    browser.see("#backup-secret");
    browser.replace("#backup-secret", &person.passphrase);
    browser.tap("#make-backup");
    browser.see("#backup-done");
    browser.tap("#save-backup");
    browser.see("#backup-handed");
    downloaded(browser, ".age")
}

/// Opens a backup at the page that brings it back, up to what it would do or why it does not open;
/// gives which of both is seen.
#[track_caller]
pub fn look_into<'a>(browser: &Browser, file: &Path, secret: &str) -> &'a str {
    browser.see("#restore-secret");
    browser.give("#restore-file", file);
    browser.see("#restore-chosen");
    browser.replace("#restore-secret", secret);
    browser.tap("#restore-look");
    browser.see_any(&["#restore-plan", "#restore-error .error"])
}

/// Waits for a file among the downloads, whole, whose name has a part.
#[track_caller]
pub fn downloaded(browser: &Browser, part: &str) -> PathBuf {
    let mut found = None;
    browser.until(&format!("a file {part} is on the disk"), || {
        let files = fs::read_dir(browser.downloads()).expect("the downloads can be read");
        let mut files = files.flatten().map(|file| file.path());
        found = files.find(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.contains(part) && !name.ends_with(".crdownload")
        });
        found.is_some()
    });
    found.unwrap_or_default()
}
