//! The app's database as the browser itself sees it: bytes under keys, past the app.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use crate::Browser;

/// Where a row lies: its store and its key.
pub(crate) type Place = (String, String);

/// What one reads or writes raw: every row of one database.
pub(crate) type Rows = BTreeMap<Place, Vec<u8>>;

/// Finds the database that the journal lies in: the app notes its name, and begins with this one.
const NAME: &str = "
    let noted = null;
    try { noted = JSON.parse(localStorage.getItem('journal') ?? 'null'); } catch {}
    const name = noted?.database ?? 'journal';
    const open = () => new Promise((yes, no) => {
        const request = indexedDB.open(name);
        request.onsuccess = () => yes(request.result);
        request.onerror = () => no(request.error);
    });
    const done = arguments[arguments.length - 1];
    // To open what is not there would make it; where the browser does not tell, it is there.
    const known = () => indexedDB.databases?.() ?? Promise.resolve([{ name }]);
    const work = action => known()
        .then(all => all.some(one => one.name === name) ? open() : null)
        .then(database => action(database))
        .then(done, error => done('raw: ' + error));
    const turn = (hex) => Uint8Array.from(hex.match(/../g) ?? [], two => parseInt(two, 16));
    // Whoever drives the browser may look from outside, where another class bears the name.
    const isBytes = (value) => Object.prototype.toString.call(value) === '[object Uint8Array]';
    const unturn = (bytes) => Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');";

const READ: &str = "
    work(async database => {
        const rows = [];
        if (!database) return rows;
        const transaction = database.transaction([...database.objectStoreNames]);
        const get = request => new Promise((yes, no) => {
            request.onsuccess = () => yes(request.result);
            request.onerror = () => no(request.error);
        });
        const gotten = [...database.objectStoreNames].map(store => {
            const rows = transaction.objectStore(store);
            return [store, get(rows.getAllKeys()), get(rows.getAll())];
        });
        for (const [store, keys, values] of gotten) {
            const [names, bytes] = [await keys, await values];
            names.forEach((name, at) => rows.push([store, String(name),
                isBytes(bytes[at]) ? unturn(bytes[at]) : null]));
        }
        database.close();
        return rows;
    });";

/// Puts bytes, or what a piece of JavaScript makes, or deletes, all in one transaction.
const WRITE: &str = "
    work(database => new Promise((yes, no) => {
        const rows = arguments[0];
        const stores = [...new Set(rows.map(([store]) => store))];
        const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
        for (const [store, key, hex] of rows) {
            if (hex === null) transaction.objectStore(store).delete(key);
            else transaction.objectStore(store).put(turn(hex), key);
        }
        transaction.oncomplete = () => { database.close(); yes('written'); };
        transaction.onabort = () => { database.close(); no(transaction.error); };
    }));";

/// Puts values of whatever kind: `shapes` is JavaScript that gives a list of store, key, value.
const SHAPE: &str = "
    work(database => new Promise((yes, no) => {
        const rows = SHAPES;
        const stores = [...new Set(rows.map(([store]) => store))];
        const transaction = database.transaction(stores, 'readwrite', { durability: 'strict' });
        for (const [store, key, value] of rows) transaction.objectStore(store).put(value, key);
        transaction.oncomplete = () => { database.close(); yes('written'); };
        transaction.onabort = () => { database.close(); no(transaction.error); };
    }));";

/// Deletes what has a key that is no text of 32 hexadecimal digits, but for the keyring.
const CLEAR: &str = "
    work(database => new Promise((yes, no) => {
        const stores = [...database.objectStoreNames].filter(store => store !== 'keyring');
        const transaction = database.transaction(stores, 'readwrite');
        for (const store of stores) {
            const rows = transaction.objectStore(store);
            rows.getAllKeys().onsuccess = ({ target }) => target.result
                .filter(key => typeof key !== 'string' || !/^[0-9a-f]{32}$/.test(key))
                .forEach(key => rows.delete(key));
        }
        transaction.oncomplete = () => { database.close(); yes('cleared'); };
        transaction.onabort = () => { database.close(); no(transaction.error); };
    }));";

/// Another database of the same origin: the browser keeps both in the same files.
const COME_AND_GO: &str = "
    work(async () => {
        const database = await new Promise((yes, no) => {
            const request = indexedDB.open('filler');
            request.onupgradeneeded = () => request.result.createObjectStore('rows');
            request.onsuccess = () => yes(request.result);
            request.onerror = () => no(request.error);
        });
        const ended = transaction => new Promise((yes, no) => {
            transaction.oncomplete = yes;
            transaction.onabort = () => no(transaction.error);
        });
        const keys = Array.from({ length: arguments[0] }, (_, at) => 'f' + String(at).padStart(31, '0'));
        for (let from = 0; from < keys.length; from += 10) {
            const transaction = database.transaction('rows', 'readwrite');
            for (const key of keys.slice(from, from + 10)) {
                const bytes = new Uint8Array(50_000);
                crypto.getRandomValues(bytes);
                transaction.objectStore('rows').put(bytes, key);
            }
            await ended(transaction);
        }
        const transaction = database.transaction('rows', 'readwrite');
        transaction.objectStore('rows').clear();
        await ended(transaction);
        database.close();
        return 'gone';
    });";

/// Every row of the app's database; a row that is not plain bytes comes as no bytes.
#[track_caller]
pub(crate) fn read(browser: &Browser) -> Result<Rows, String> {
    let found = browser.run_async(&format!("{NAME}{READ}"), &[]);
    let rows = found.as_array();
    let rows = rows.ok_or_else(|| format!("the rows cannot be read: {found}"))?;
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rows = rows
        .iter()
        .map(|row| {
            let bytes = hex::decode(text(&row[2])).expect("the page writes hexadecimal digits");
            ((text(&row[0]), text(&row[1])), bytes)
        })
        .collect();
    Ok(rows)
}

/// Writes rows, or deletes those that have none any more.
#[track_caller]
pub(crate) fn write(browser: &Browser, rows: &BTreeMap<Place, Option<Vec<u8>>>) {
    let rows: Vec<Value> = rows
        .iter()
        .map(|((store, key), bytes)| json!([store, key, bytes.as_ref().map(hex::encode)]))
        .collect();
    let written = browser.run_async(&format!("{NAME}{WRITE}"), &[rows.into()]);
    assert_eq!(written, "written");
}

/// Puts the database into an earlier state, row by row.
#[track_caller]
pub(crate) fn put_back(browser: &Browser, before: &Rows) {
    clear_strange(browser);
    let mut rows: BTreeMap<Place, Option<Vec<u8>>> = read(browser)
        .expect("the rows can be read")
        .into_keys()
        .filter(|place| !before.contains_key(place))
        .map(|place| (place, None))
        .collect();
    rows.extend(
        before
            .iter()
            .map(|(place, bytes)| (place.clone(), Some(bytes.clone()))),
    );
    write(browser, &rows);
}

/// Writes so many rows of 50 kB that nobody needs beside the journal, and deletes them again.
#[track_caller]
pub(crate) fn write_and_delete(browser: &Browser, count: u32) {
    let done = browser.run_async(&format!("{NAME}{COME_AND_GO}"), &[count.into()]);
    assert_eq!(done, "gone");
}

/// Deletes every row whose key is none of the app's.
#[track_caller]
pub(crate) fn clear_strange(browser: &Browser) {
    let cleared = browser.run_async(&format!("{NAME}{CLEAR}"), &[]);
    assert_eq!(cleared, "cleared");
}

/// Puts values that no app of ours wrote; gives what the browser would not store.
#[track_caller]
pub(crate) fn put_shapes(browser: &Browser, shapes: &str) -> Value {
    let script = format!("{NAME}{}", SHAPE.replace("SHAPES", shapes));
    browser.run_async(&script, &[])
}
