//! Two of everything: two tabs with one journal, and a second copy that differs from the first.

use std::{
    collections::{BTreeMap, BTreeSet},
    thread,
    time::Duration,
};

use serde_json::Value;

use super::{
    Bench, Outcome,
    bench::SECOND,
    damage::come_back,
    inside::ENTRIES,
    raw::{self, Place, Rows},
    tally::ensure,
};
use crate::{Browser, Door, Person};

/// F25: two tabs write at one text in turns; each takes over from the other when it likes.
pub(super) fn two_tabs(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("tabs", Bench::options());
    browser.new_tab();
    browser.show_tab(0);
    browser.tap(Door::Free.selector());
    let mut owner = 0;
    Outcome::of(rounds, |round| {
        let typed = browser.enter("#paper", &format!(" Turn {round} of tab {owner}."));
        thread::sleep(Duration::from_millis(fastrand::u64(0..900)));
        owner = 1 - owner;
        browser.show_tab(owner);
        browser.go(&bench.world.url());
        browser.see("#passphrase");
        browser.tap("#take-over");
        browser.see_gone("#other-tab");
        let held = bench.inside().look(&browser)?;
        ensure(held.has(&typed), || {
            format!("typed {typed:?}, there is {:?}", held.drafts().values())
        })?;
        bench.person.unlock(&browser);
        let drafts = held.drafts();
        let mine = drafts.iter().find(|(_, text)| **text == typed);
        let (key, _) = mine.ok_or("it is no draft")?;
        browser.tap(&format!(".waits a[href='/write/draft/{}']", key));
        ensure(browser.value("#paper") == typed, || {
            "the page shows another text".into()
        })
    })
}

const LIST: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const root = await navigator.storage.getDirectory();
        const found = [];
        const read = async (folder, path) => {
            for await (const [name, handle] of folder.entries()) {
                if (handle.kind === 'directory') await read(handle, [...path, name]);
                else {
                    const bytes = new Uint8Array(await (await handle.getFile()).arrayBuffer());
                    const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
                    found.push([...path, name, hex]);
                }
            }
        };
        await read(root, []);
        return [found, localStorage.getItem('journal')];
    })().then(done, error => done(String(error)));";

const PUT_BACK: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const root = await navigator.storage.getDirectory();
        for await (const name of root.keys()) await root.removeEntry(name, { recursive: true });
        for (const file of arguments[0]) {
            const [hex, name, ...path] = [...file].reverse();
            let folder = root;
            for (const part of path.reverse()) folder = await folder.getDirectoryHandle(part, { create: true });
            const stream = await (await folder.getFileHandle(name, { create: true })).createWritable();
            await stream.write(Uint8Array.from(hex.match(/../g) ?? [], two => parseInt(two, 16)));
            await stream.close();
        }
        localStorage.setItem('journal', arguments[1]);
    })().then(() => done('put back'), error => done(String(error)));";

/// A state of the second copy: files with their folders, their bytes last.
type Mirror = Vec<Vec<String>>;

#[track_caller]
fn read_mirror(browser: &Browser) -> (Mirror, Value) {
    let found = browser.run_async(LIST, &[]);
    let files = serde_json::from_value(found[0].clone());
    (
        files.unwrap_or_else(|_| panic!("{found}")),
        found[1].clone(),
    )
}

/// The rows that a second copy stands for.
fn rows_of(mirror: &Mirror) -> Rows {
    let of_file = |file: &Vec<String>| -> Option<(Place, Vec<u8>)> {
        let [.., store, name, bytes] = file.as_slice() else {
            return None;
        };
        Some(((store.clone(), name.clone()), hex::decode(bytes).ok()?))
    };
    mirror.iter().filter_map(of_file).collect()
}

/// F24: the second copy is newer, older, damaged or gone, and so is the first.
pub(super) fn copies_differ(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("copies", Bench::options());
    let settle = || thread::sleep(Duration::from_millis(700));
    settle();
    let old = raw::read(&browser).expect("the rows can be read");
    let (old_mirror, _) = read_mirror(&browser);
    // The newer state: one entry revised, and one more.
    Person::go(&browser, "/entries");
    browser.until("they are listed", || browser.texts(".entry").len() == 2);
    browser.tap(".entry a");
    browser.tap("a[href^='/write/entry/']");
    browser.enter("#paper", " Seen again later.");
    browser.see("#saved");
    browser.tap(".composer-foot .button-primary");
    browser.tap("#keep");
    browser.see("#entry-text");
    let third = crate::Note {
        text: "A third one, later than the others.",
        ..SECOND
    };
    Person::write(&browser, &third);
    settle();
    let new = raw::read(&browser).expect("the rows can be read");
    let (new_mirror, noted) = read_mirror(&browser);

    let inside = bench.inside();
    let revised = changed_entry(&old, &new);
    let flip = |bytes: &mut Vec<u8>| {
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
    };
    let mut damaged = new.clone();
    damaged.entry(revised.clone()).and_modify(flip);
    let mut gone = new.clone();
    gone.remove(&revised);
    let mut damaged_mirror = new_mirror.clone();
    for file in damaged_mirror
        .iter_mut()
        .filter(|file| file.contains(&revised.1))
    {
        let mut bytes = hex::decode(file.last().expect("a file has bytes")).expect("digits");
        flip(&mut bytes);
        *file.last_mut().expect("a file has bytes") = hex::encode(bytes);
    }
    let firsts = [
        ("older", &old),
        ("damaged", &damaged),
        ("a record gone", &gone),
    ];
    let seconds = [
        ("newer", &new_mirror),
        ("older", &old_mirror),
        ("damaged", &damaged_mirror),
        ("gone", &Vec::new()),
    ];
    let cases = firsts.iter().flat_map(|(name, rows)| {
        seconds.map(|(second, mirror)| {
            (
                format!("first {name}, second {second}"),
                (*rows, mirror.clone()),
            )
        })
    });
    Outcome::of_cases(rounds, cases.collect::<Vec<_>>(), |(rows, mirror)| {
        bench.aside(&browser);
        raw::put_back(&browser, rows);
        let put = browser.run_async(PUT_BACK, &[serde_json::json!(mirror), noted.clone()]);
        assert_eq!(put, "put back");
        // The newest of what opens, wherever it lies.
        let mut best = inside.verified(rows);
        for (place, (revision, value)) in inside.verified(&rows_of(&mirror)) {
            if best.get(&place).is_none_or(|(known, _)| *known < revision) {
                best.insert(place, (revision, value));
            }
        }
        let is_told = come_back(&browser, bench)?;
        let now = inside.verified(&raw::read(&browser)?);
        let texts = |all: &BTreeMap<Place, (u64, Value)>| -> BTreeSet<String> {
            let entries = all.iter().filter(|((store, _), _)| store == ENTRIES);
            entries
                .map(|(_, (_, value))| value["revisions"].to_string())
                .collect()
        };
        let missing = texts(&best).difference(&texts(&now)).count();
        ensure(missing == 0, || {
            format!("{missing} of the newest are not there")
        })?;
        ensure(is_told, || "nothing is said".into())
    })
}

/// The entry that is in both states, and is not the same.
fn changed_entry(old: &Rows, new: &Rows) -> Place {
    let mut changed = old.iter().filter(|((store, key), bytes)| {
        let now = new.get(&(store.clone(), key.clone()));
        store == ENTRIES && now.is_some_and(|now| now != *bytes)
    });
    let (place, _) = changed.next().expect("one of the entries was revised");
    place.clone()
}
