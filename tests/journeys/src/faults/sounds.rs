//! Backups that carry sound go wrong: the browser ends while one comes back, the phone is full, and
//! there is more sound than memory.

use std::{
    path::{Path, PathBuf},
    thread,
    time::{Duration, Instant},
};

use super::{
    Bench, Outcome,
    doors::{Met, arrive, unlock},
    tally::ensure,
    voice,
};
use crate::{Browser, back_up, fill_slices, look_into, slices, words};

/// So much sound that it does not come back in a moment, in bytes.
const SOME: usize = 16_000_000;
/// What the page and its worker may need beyond what they need for a backup without sound, in
/// megabytes: the batches on their way and what the browser's collector has not taken up yet.
const BEYOND: u64 = 160;
/// How long a large backup may take before it counts as hanging.
const MADE_WITHIN: Duration = Duration::from_secs(300);

/// A phone that holds a recording, made larger by so many bytes.
#[track_caller]
fn phone_with_sound(bench: &Bench, name: &str, bytes: usize) -> Browser {
    let browser = bench.open_phone(name, voice::options(bench));
    voice::begin(&browser);
    voice::speak(3_000..4_000);
    browser.tap("#record-stop");
    voice::take(&browser, 1);
    bench.aside(&browser);
    fill_slices(&browser, bytes);
    browser
}

/// A phone without that recording: with an empty app, or with the journal in use.
#[track_caller]
fn other_phone(bench: &Bench, name: &str, is_used: bool) -> Browser {
    match is_used {
        true => bench.open_phone(name, voice::options(bench)),
        false => Browser::start(&bench.folder(name), voice::options(bench)),
    }
}

#[track_caller]
fn backup_of(bench: &Bench, browser: &Browser) -> PathBuf {
    browser.go(&format!("{}backup", bench.world.url()));
    bench.person.unlock(browser);
    back_up(browser, &bench.person)
}

/// To what a backup would do, in an app that is empty or used.
#[track_caller]
fn look(bench: &Bench, phone: &Browser, file: &Path) -> Result<(), String> {
    phone.go(&format!("{}restore", bench.world.url()));
    if phone.see_any(&["#restore-secret", "#passphrase"]) == "#passphrase" {
        bench.person.unlock(phone);
    }
    let seen = look_into(phone, file, &bench.person.passphrase);
    ensure(seen == "#restore-plan", || format!("one sees {seen}"))
}

/// The recording is there as it was, and plays.
#[track_caller]
fn is_whole(bench: &Bench, phone: &Browser, expected: &[String]) -> Result<(), String> {
    bench.aside(phone);
    let found = slices(phone);
    ensure(found == expected, || {
        format!(
            "{} slices of {} are the same",
            same(&found, expected),
            expected.len()
        )
    })?;
    bench.return_to(phone);
    phone.tap(".unfinished:has([data-recorded]) a");
    voice::take(phone, 1);
    voice::plays(phone)
}

fn same(found: &[String], expected: &[String]) -> usize {
    expected.iter().filter(|row| found.contains(row)).count()
}

/// F72k: the browser is killed while a backup with sound comes back, into an empty app and into one
/// in use.
pub(super) fn killed_while_bringing_back(bench: &Bench, rounds: u32) -> Outcome {
    let source = phone_with_sound(bench, "sound-source", SOME);
    let expected = slices(&source);
    let file = backup_of(bench, &source);
    let mut broken = 0;
    let outcome = Outcome::of(rounds, |round| {
        let is_used = round % 2 == 1;
        let mut phone = other_phone(bench, "sound-killed", is_used);
        look(bench, &phone, &file)?;
        phone.run("document.querySelector('#restore-now').click();", &[]);
        thread::sleep(Duration::from_millis(fastrand::u64(0..2_500)));
        phone.kill();
        phone.open();
        let met = arrive(&phone, bench);
        let is_there = match met {
            Met::New => false,
            Met::Locked => {
                ensure(!unlock(&phone, &bench.person), || {
                    "the app misses something".into()
                })?;
                phone.texts("[data-recorded]").len() == 1
            }
            met => return Err(format!("one meets {met:?}")),
        };
        if !is_there {
            broken += 1;
            ensure(is_used == (met == Met::Locked), || {
                format!("one meets {met:?}")
            })?;
            look(bench, &phone, &file)?;
            phone.tap("#restore-now");
            phone.see("#restored");
        }
        is_whole(bench, &phone, &expected)?;
        // Once more there is nothing to bring back.
        look(bench, &phone, &file)?;
        ensure(!phone.has("#restore-now"), || {
            "there is something to bring back again".into()
        })
    });
    outcome.told(&format!("{broken} were broken off in the middle"))
}

/// F72r: the phone is full while it comes back: nothing half, no slice is left behind, and with room
/// it comes back.
pub(super) fn no_room_to_bring_back(bench: &Bench, rounds: u32) -> Outcome {
    let source = phone_with_sound(bench, "sound-source-full", 2_000_000);
    let expected = slices(&source);
    let file = backup_of(bench, &source);
    Outcome::of(rounds, |round| {
        let is_used = round % 2 == 1;
        let phone = other_phone(bench, "sound-full", is_used);
        look(bench, &phone, &file)?;
        let room = fastrand::usize(0..expected.len());
        phone.run("window.room = arguments[0];", &[room.into()]);
        phone.tap("#restore-now");
        phone.see("#bring-error .error");
        let said = phone.text("#bring-error .error");
        ensure(said.contains(&words("en", "trouble.full")), || said)?;
        bench.aside(&phone);
        let left = slices(&phone).len();
        ensure(left == 0, || format!("{left} slices are left behind"))?;
        let met = arrive(&phone, bench);
        ensure(is_used == (met == Met::Locked), || {
            format!("one meets {met:?}")
        })?;
        look(bench, &phone, &file)?;
        phone.tap("#restore-now");
        phone.see("#restored");
        is_whole(bench, &phone, &expected)
    })
}

/// F72m: a backup of so many megabytes of sound: the page's memory does not grow with it.
pub(super) fn much_sound(bench: &Bench, megabytes: u32) -> Outcome {
    let mut outcome = Outcome {
        rounds: megabytes,
        ..Outcome::default()
    };
    let browser = phone_with_sound(bench, "sound-much", 0);
    let (_, little, _) = made(bench, &browser);
    bench.aside(&browser);
    fill_slices(&browser, megabytes as usize * 1_000_000);
    let (size, much, doing) = made(bench, &browser);
    outcome.tell(&format!(
        "a backup of {} MB: the page's process held {much} MB at most ({doing}), {little} MB without the sound",
        size / 1_000_000
    ));
    let grew = much.saturating_sub(little);
    let is_there = size > u64::from(megabytes) * 1_000_000;
    outcome.lost = u32::from(grew > BEYOND || !is_there);
    outcome
}

/// Makes a backup in a fresh page; its size, the most memory meanwhile in megabytes, and what was
/// being done then.
#[track_caller]
fn made(bench: &Bench, browser: &Browser) -> (u64, u64, String) {
    browser.go(&format!("{}backup", bench.world.url()));
    bench.person.unlock(browser);
    browser.see("#backup-secret");
    browser.replace("#backup-secret", &bench.person.passphrase);
    browser.tap("#make-backup");
    let (started, mut most, mut doing) = (Instant::now(), 0, String::new());
    while !browser.has("#backup-done") {
        assert!(!browser.has("#backup-error .error"), "{}", browser.read());
        assert!(started.elapsed() < MADE_WITHIN, "{}", browser.read());
        let held = browser.page_memory();
        if held > most {
            most = held;
            doing = browser.texts(".working .busy > :first-child").concat();
        }
    }
    browser.tap("#save-backup");
    browser.see("#backup-handed");
    let file = crate::downloaded(browser, ".age");
    let size = std::fs::metadata(&file).map_or(0, |file| file.len());
    std::fs::remove_file(file).expect("a download can be removed");
    (size, most / 1_000_000, doing)
}
