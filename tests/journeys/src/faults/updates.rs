//! Releases: a new one comes while one writes, the old one goes, one comes damaged.

use std::{fs, path::PathBuf};

use xtask::page::precache::{Release, SERVICE_WORKER};

use super::{Bench, Outcome, doors::is_seen_within, tally::ensure};
use crate::{Browser, Door, Person, world::copy_folder};

/// A file that every page asks for, and that may say anything at its end.
const FILE: &str = "check.js";
/// How long a release may take to be taken.
const TAKEN_MS: u64 = 8_000;

/// The bench's app, which gets another release now and then. What was there comes back at the end.
struct Host<'a> {
    bench: &'a Bench,
    before: PathBuf,
}

impl<'a> Host<'a> {
    fn new(bench: &'a Bench) -> Self {
        let before = bench.folder("release-before");
        copy_folder(&bench.world.path("dist"), &before);
        Self { bench, before }
    }

    fn file(&self, name: &str) -> PathBuf {
        self.bench.world.path("dist").join(name)
    }

    /// Publishes a release that says something of its own.
    fn publish(&self, word: &str) {
        let old = fs::read_to_string(self.before.join(FILE)).expect("the file is text");
        fs::write(self.file(FILE), format!("{old}\n// {word}\n")).expect("it can be written");
        let worker = xtask::tools::root().join("public").join(SERVICE_WORKER);
        fs::copy(worker, self.file(SERVICE_WORKER)).expect("it can be copied");
        let folder = self.bench.world.path("dist");
        let release = Release::read(&folder).expect("the release can be read");
        release.write(&folder).expect("the release can be written");
    }

    fn put_back(&self) {
        let folder = self.bench.world.path("dist");
        let _ = fs::remove_dir_all(&folder);
        copy_folder(&self.before, &folder);
    }
}

impl Drop for Host<'_> {
    fn drop(&mut self) {
        self.put_back();
    }
}

const HAS_RELEASE: &str = "return !!navigator.serviceWorker?.controller;";
const LOOK: &str = "
    const done = arguments[0];
    navigator.serviceWorker.getRegistration()
        .then(one => one.update()).then(() => done('looked'), error => done(String(error)));";
const WAITS: &str = "
    const done = arguments[0];
    navigator.serviceWorker.getRegistration()
        .then(one => done(!!one.waiting), () => done(false));";

/// The unlocked journal with a release that is kept on the phone.
#[track_caller]
fn kept_phone(bench: &Bench, name: &str) -> Browser {
    let browser = bench.phone(name, Bench::options());
    browser.until("a release is kept", || {
        browser.run(HAS_RELEASE, &[]) == true
    });
    bench.person.unlock(&browser);
    browser
}

/// Whether another release came and waits, after so many milliseconds at most.
#[track_caller]
fn is_waiting(browser: &Browser, milliseconds: u64) -> bool {
    browser.run_async(LOOK, &[]);
    for _ in 0..milliseconds / 200 {
        if browser.run_async(WAITS, &[]) == true {
            return true;
        }
        std::thread::sleep(std::time::Duration::from_millis(200));
    }
    false
}

/// F33: a new release waits until one has written, and asks.
pub(super) fn waits_for_writer(bench: &Bench, rounds: u32) -> Outcome {
    let host = Host::new(bench);
    let browser = kept_phone(bench, "update");
    Outcome::of(rounds, |round| {
        let word = format!("release of round {round}");
        browser.run("window.stays = true;", &[]);
        browser.tap(Door::Free.selector());
        let text = browser.enter(
            "#paper",
            &format!("Written while the app changed, {round}."),
        );
        host.publish(&word);
        let waits = is_waiting(&browser, TAKEN_MS);
        ensure(waits, || "the new release does not come".into())?;
        let stays = browser.run("return window.stays === true;", &[]) == true;
        ensure(stays && browser.value("#paper") == text, || {
            "the writing was interrupted".into()
        })?;
        browser.enter("#paper", "!");
        browser.see("#saved");
        browser.tap(".bar-start");
        let offered = is_seen_within(&browser, "#update-now", TAKEN_MS);
        ensure(offered, || "the update is not offered".into())?;
        ensure(
            browser.run("return window.stays === true;", &[]) == true,
            || "the page was loaded again unasked".into(),
        )?;
        browser.tap("#update-now");
        browser.until("the page is another", || {
            browser.run("return window.stays !== true;", &[]) == true
        });
        browser.see("#passphrase");
        let served = "const done = arguments[0];
            fetch('/check.js').then(answer => answer.text()).then(done);";
        let served = browser.run_async(served, &[]).to_string();
        ensure(served.contains(&word), || {
            "the old release is served".into()
        })?;
        let held = bench.inside().look(&browser)?;
        bench.person.unlock(&browser);
        ensure(held.has(&format!("{text}!")), || "the text is gone".into())
    })
}

/// F34: the server has none of the files any more.
pub(super) fn server_emptied(bench: &Bench, rounds: u32) -> Outcome {
    let host = Host::new(bench);
    let browser = kept_phone(bench, "emptied");
    let outcome = Outcome::of(rounds, |_| {
        for file in fs::read_dir(host.file("")).into_iter().flatten().flatten() {
            if file.path().is_file() {
                fs::remove_file(file.path()).map_err(|error| error.to_string())?;
            }
        }
        browser.reload();
        browser.see("#passphrase");
        bench.person.unlock(&browser);
        Person::go(&browser, "/entries");
        browser.tap(".entry a");
        browser.see("#entry-text");
        Person::go(&browser, "/share");
        browser.tap("#review");
        browser.tap("#make");
        browser.see(".receipt");
        for place in ["settings", "support", "entries"] {
            browser.go(&format!("{}{place}", bench.world.url()));
            browser.see_any(&["h1", "#passphrase"]);
        }
        browser.go(&bench.world.url());
        browser.see("#passphrase");
        bench.person.unlock(&browser);
        host.put_back();
        Ok(())
    });
    drop(host);
    outcome
}

type Damage = fn(&[u8]) -> Vec<u8>;

/// What comes in place of a file.
const DAMAGES: [(&str, Damage); 4] = [
    ("cut", |good| good[..good.len() / 2].to_vec()),
    ("a page instead", |_| {
        b"<!doctype html><h1>Welcome to our network</h1>".to_vec()
    }),
    ("empty", |_| Vec::new()),
    ("one letter another", |good| {
        let mut bad = good.to_vec();
        bad[0] ^= 1;
        bad
    }),
];

/// F35: a release comes damaged: the old one stays, until a whole one comes.
pub(super) fn release_damaged(bench: &Bench, rounds: u32) -> Outcome {
    let host = Host::new(bench);
    let browser = kept_phone(bench, "damaged-release");
    let mut number = 0;
    let cases = DAMAGES.map(|(name, damage)| (name.to_owned(), damage));
    Outcome::of_cases(rounds, cases, |damage| {
        number += 1;
        host.publish(&format!("damaged release {number}"));
        let good = fs::read(host.file(FILE)).map_err(|error| error.to_string())?;
        fs::write(host.file(FILE), damage(&good)).map_err(|error| error.to_string())?;
        ensure(!is_waiting(&browser, 2_500), || {
            "the damaged release is taken".into()
        })?;
        browser.reload();
        browser.see("#passphrase");
        bench.person.unlock(&browser);
        fs::write(host.file(FILE), good).map_err(|error| error.to_string())?;
        let waits = is_waiting(&browser, TAKEN_MS);
        ensure(waits, || "the whole release is not taken afterwards".into())?;
        browser.tap("#update-now");
        browser.see("#passphrase");
        browser.until("the release serves", || {
            browser.run(HAS_RELEASE, &[]) == true
        });
        bench.person.unlock(&browser);
        Ok(())
    })
}

/// F36: the kept release is gone, the journal is not.
pub(super) fn release_gone(bench: &Bench, rounds: u32) -> Outcome {
    let browser = kept_phone(bench, "release-gone");
    let forget = "
        const done = arguments[0];
        (async () => {
            for (const one of await navigator.serviceWorker.getRegistrations()) await one.unregister();
            for (const name of await caches.keys()) await caches.delete(name);
        })().then(() => done('gone'), error => done(String(error)));";
    Outcome::of(rounds, |round| {
        let text = format!("Written before the release was gone, {round}.");
        browser.tap(Door::Free.selector());
        browser.enter("#paper", &text);
        browser.see("#saved");
        let gone = browser.run_async(forget, &[]);
        ensure(gone == "gone", || gone.to_string())?;
        bench.return_to(&browser);
        ensure(bench.inside().look(&browser)?.has(&text), || {
            "the text is gone".into()
        })?;
        browser.until("a release is kept again", || {
            browser.run(HAS_RELEASE, &[]) == true
        });
        Ok(())
    })
}
