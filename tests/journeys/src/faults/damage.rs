//! The browser's own files are damaged, cut or gone, while the browser is closed.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::{
    Bench, Outcome,
    deeds::write,
    doors::{Met, arrive, go_on, is_seen_within, is_told, unlock},
    inside::Held,
    raw,
    tally::ensure,
};
use crate::{Browser, Person};

/// Entries of a few pages: the browser keeps what is longer outside its store.
const LONG: usize = 30_000;
const LONG_ENTRIES: usize = 3;
/// How long the app may look for a second copy.
const LOOKING_MS: u64 = 4_000;
/// The files of a store.
const LOG: &str = ".log";
const TABLE: &str = ".ldb";
const MANIFEST: &str = "MANIFEST-";

/// F13: one bit of one file is another.
pub(super) fn flipped(bench: &Bench, rounds: u32) -> Outcome {
    damaged(bench, rounds, |store, round| {
        let kind = [LOG, TABLE, MANIFEST][round as usize % 3];
        let file = one_of_kind(store, kind);
        let mut bytes = fs::read(&file).expect("the file can be read");
        // The beginning, the middle and the end have their turn.
        let third = (bytes.len() / 3).max(1);
        let from = third * (round as usize / 3 % 3);
        let at = fastrand::usize(from..(from + third).min(bytes.len()));
        bytes[at] ^= 1 << fastrand::u32(0..8);
        fs::write(&file, bytes).expect("the file can be written");
        format!("{kind} at {at}")
    })
}

/// F14: a table has lost its end.
pub(super) fn table_cut(bench: &Bench, rounds: u32) -> Outcome {
    damaged(bench, rounds, |store, _| cut(&one_of_kind(store, TABLE)))
}

/// F14b: the log has lost its end; the browser says nothing of it.
pub(super) fn log_cut(bench: &Bench, rounds: u32) -> Outcome {
    damaged(bench, rounds, |store, _| cut(&one_of_kind(store, LOG)))
}

/// F15: the store's entrance is gone, or all of it; the browser says nothing of it.
pub(super) fn gone(bench: &Bench, rounds: u32) -> Outcome {
    damaged(bench, rounds, |store, round| {
        if round % 2 == 0 {
            fs::remove_file(store.join("CURRENT")).expect("a file can be removed");
            "CURRENT".into()
        } else {
            fs::remove_dir_all(store).expect("a folder can be removed");
            "all".into()
        }
    })
}

/// F16: all that the origin ever stored is gone. There is nobody to know then.
pub(super) fn evicted(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |_| {
        let folder = bench.copy("evicted");
        let profile = folder.join("profile/Default");
        for part in [
            "IndexedDB",
            "Local Storage",
            "Session Storage",
            "File System",
            "Service Worker",
            "WebStorage",
            "Storage",
        ] {
            // Not every profile has all of them.
            let _ = fs::remove_dir_all(profile.join(part));
        }
        let browser = Browser::start(&folder, Bench::options());
        let met = arrive(&browser, bench);
        ensure(met == Met::New, || format!("one meets {met:?}"))?;
        ensure(browser.has("a[href='/restore']"), || {
            "no way to a backup is offered".into()
        })
    })
}

/// Damages a copy of the long journal in each round, comes back, and compares.
fn damaged(bench: &Bench, rounds: u32, damage: impl Fn(&Path, u32) -> String) -> Outcome {
    let (profile, before) = bench.long_journal();
    Outcome::of(rounds, |round| {
        let folder = bench.folder("damaged");
        crate::world::copy_folder(profile, &folder.join("profile"));
        let what = damage(&store_in(&folder.join("profile"), bench), round);
        let browser = Browser::start(&folder, Bench::options());
        come_back(&browser, bench)
            .and_then(|is_told| compare(&browser, bench, before, is_told))
            .map_err(|reason| format!("{what}: {reason}"))
    })
}

/// Goes every way back that is offered, up to the open journal; gives whether it was said on the
/// way that something is missing.
#[track_caller]
pub(super) fn come_back(browser: &Browser, bench: &Bench) -> Result<bool, String> {
    let met = arrive(browser, bench);
    match met {
        Met::New => return Err("a new user is greeted".into()),
        Met::Refused => return Err("one is refused, and offered no way back".into()),
        Met::Locked => {
            // The browser may find the damage only once it reads and writes.
            Person::try_passphrase(browser, &bench.person.passphrase);
            browser.see_any(&["#findings", "#lock", "#lost"]);
        }
        Met::Lost => {}
    }
    let is_lost = browser.has("#lost");
    if is_lost {
        ensure(is_seen_within(browser, "#from-mirror", LOOKING_MS), || {
            "lost, and no mirror to bring it back".into()
        })?;
        browser.tap("#from-mirror");
        browser.see("#passphrase");
        unlock(browser, &bench.person);
    }
    let is_told = is_told(browser);
    if browser.has("#findings") && is_seen_within(browser, "#bring-back", LOOKING_MS) {
        browser.tap("#bring-back");
        // Where something stays damaged, so do the findings.
        is_seen_within(browser, ".doors", LOOKING_MS);
    }
    go_on(browser);
    Ok(is_told || is_lost)
}

/// Whether everything is there again.
#[track_caller]
fn compare(browser: &Browser, bench: &Bench, before: &Held, is_told: bool) -> Result<(), String> {
    let held = bench.inside().look(browser)?;
    let texts = |held: &Held| -> Vec<String> {
        let (entries, drafts) = (held.entries(), held.drafts());
        entries.into_values().chain(drafts.into_values()).collect()
    };
    let (before, now) = (texts(before), texts(&held));
    let missing = before.iter().filter(|text| !now.contains(text)).count();
    ensure(missing == 0, || {
        let said = if is_told {
            "it is said"
        } else {
            "nothing is said"
        };
        format!("{missing} texts are not brought back, {said}")
    })
}

impl Bench {
    /// A closed profile with so much in it that the store is of several files, and what it holds.
    /// It was all written in the app, as its mirror knows only that.
    pub(super) fn long_journal(&self) -> &(PathBuf, Held) {
        self.long.get_or_init(|| {
            let mut browser = self.open_phone("long", Bench::options());
            for number in 0..LONG_ENTRIES {
                // Ten megabytes that come and go make tables of the log.
                raw::write_and_delete(&browser, 200);
                for text in [long_text(number), format!("A short one, {number}.")] {
                    Person::go(&browser, "/");
                    write(&browser, &text);
                }
            }
            let held = self.inside().look(&browser).expect("it is whole");
            let profile = browser.profile();
            browser.close();
            let store = store_in(&profile, self);
            assert!(!of_kind(&store, TABLE).is_empty(), "there are tables");
            (profile, held)
        })
    }
}

fn long_text(number: usize) -> String {
    let line = format!("Sentence of the long entry {number}, one like the other. ");
    line.repeat(LONG / line.len())
}

/// Where Chromium keeps the databases of the bench's origin.
fn store_in(profile: &Path, bench: &Bench) -> PathBuf {
    let port = bench.world.url();
    let port = port.trim_end_matches('/').rsplit(':').next();
    let port = port.expect("the address has a port");
    profile.join(format!(
        "Default/IndexedDB/http_127.0.0.1_{port}.indexeddb.leveldb"
    ))
}

/// One of a store's files of a kind: the largest of three in four, any in the fourth.
fn one_of_kind(store: &Path, kind: &str) -> PathBuf {
    let mut files = of_kind(store, kind);
    files.sort_by_key(|file| fs::metadata(file).map_or(0, |file| file.len()));
    let at = if fastrand::u8(0..4) == 0 {
        fastrand::usize(0..files.len())
    } else {
        files.len() - 1
    };
    files.swap_remove(at)
}

fn of_kind(store: &Path, kind: &str) -> Vec<PathBuf> {
    let files = fs::read_dir(store).expect("the store can be read");
    files
        .filter_map(|file| Some(file.ok()?.path()))
        .filter(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.ends_with(kind) || name.starts_with(kind)
        })
        .collect()
}

/// Cuts a file at a place that nobody chose.
fn cut(file: &Path) -> String {
    let open = fs::File::options().write(true).open(file);
    let open = open.expect("the file can be opened");
    let length = open.metadata().expect("the file has a length").len();
    let kept = fastrand::u64(length / 10..length * 9 / 10);
    open.set_len(kept).expect("the file can be cut");
    format!("{kept} of {length}")
}
