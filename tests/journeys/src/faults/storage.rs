//! The browser's storage refuses: at one call, at all, for ever, or for want of room.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{
    Bench, Outcome,
    calls::{self, How, Which, close_connections, make_fail, make_work},
    damage::come_back,
    deeds::{DEEDS, Deed, MORE, begin, home, tap_delete},
    disk::Disk,
    doors::{Met, arrive, go_on, is_seen_within, unlock},
    tally::ensure,
};
use crate::{Browser, Door, Options, Person, words};

/// How long the app may take to say that storage does not answer.
const WATCHED_MS: u64 = 8_000;
/// A sweep ends where no call is left to fail; more than this is a mistake of the sweep.
const MOST_CALLS: u32 = 40;
/// How long one writes on a disk that is nearly full.
const FILLED_WITHIN: Duration = Duration::from_secs(60);
/// A disk so small that a profile fills it.
const SMALL_MEGABYTES: u64 = 60;

fn options() -> Options {
    Options {
        scripts: vec![calls::SCRIPT.into()],
        ..Bench::options()
    }
}

/// F06: every write is given up after its requests have succeeded.
pub(super) fn given_up(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("given-up", options());
    let deeds = DEEDS.iter().cycle().zip(0..rounds);
    let mut outcome = Outcome::default();
    for (deed, round) in deeds {
        let done = try_deed(bench, &browser, deed, Which::All, How::Abort, round);
        outcome.add(done.and_then(|(_, is_done)| {
            ensure(!is_done, || format!("{}: done without storage", deed.name))
        }));
    }
    outcome
}

/// F07: call after call fails, in every way, for everything that a person does.
pub(super) fn one_fails(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("one-fails", options());
    let mut outcome = Outcome {
        are_all: true,
        ..Outcome::default()
    };
    let mut round = 0;
    'all: for how in How::ANSWERING {
        for deed in &DEEDS {
            for number in 1..=MOST_CALLS {
                if outcome.rounds == rounds {
                    outcome.are_all = false;
                    break 'all;
                }
                let which = Which::Number(number);
                let done = try_deed(bench, &browser, deed, which, how, round);
                round += 1;
                let failed = done.as_ref().map_or(1, |(failed, _)| *failed);
                outcome.add(
                    done.map(drop).map_err(|reason| {
                        format!("{}, call {number}, {how:?}: {reason}", deed.name)
                    }),
                );
                if failed == 0 {
                    break;
                }
            }
        }
    }
    // Whoever comes back finds everything in order.
    browser.go(&bench.world.url());
    browser.see("#passphrase");
    outcome.add(ensure(!unlock(&browser, &bench.person), || {
        "the app misses something afterwards".into()
    }));
    outcome
}

/// Does a deed while calls fail, and compares what the app says with what lies there; then it
/// has to work again. Gives how many calls failed, and whether the deed was done.
#[track_caller]
fn try_deed(
    bench: &Bench,
    browser: &Browser,
    deed: &Deed,
    which: Which,
    how: How,
    round: u32,
) -> Result<(u64, bool), String> {
    if !browser.sees(".doors") {
        // The round before ended on the way, and may have left something half done.
        browser.go(&bench.world.url());
        browser.see("#passphrase");
        unlock(browser, &bench.person);
        go_on(browser);
    }
    let text = format!("{} {round}: steps on the green floor.", deed.name);
    (deed.prepare)(browser, &text);
    let before = bench.inside().look(browser)?;
    make_fail(browser, which, how);
    let says_done = (deed.act)(browser);
    let failed = make_work(browser);
    let after = bench.inside().look(browser)?;
    let is_done = (deed.is_done)(&before, &after, &text).ok_or("half of it happened")?;
    let goes_anyway = how == How::Full && deed.goes_without_room();
    ensure(is_done || !says_done || goes_anyway, || {
        "it is called done, and it is not".into()
    })?;
    ensure(failed > 0 || says_done, || "it fails by itself".into())?;
    if browser.has("#passphrase") {
        ensure(!unlock(browser, &bench.person), || {
            "the app misses something".into()
        })?;
    }
    // What was said is read, and one goes on.
    if browser.has(".toast > svg") && browser.has(".toast .button") {
        browser.tap(".toast .button:last-child");
    }
    home(browser);
    Ok((failed, is_done))
}

/// F08: storage never answers again.
pub(super) fn hangs(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |round| {
        let browser = bench.open_phone("hangs", options());
        let text = format!("hang {round}: the pager is silent.");
        begin(&browser, &text);
        make_fail(&browser, Which::Number(1 + round % 3), How::Hang);
        browser.enter("#paper", MORE);
        let is_said = is_seen_within(&browser, "#not-saved", WATCHED_MS);
        ensure(!browser.has("#saved"), || {
            "it is called saved, and it is not".into()
        })?;
        ensure(is_said, || "it is not said that storage is silent".into())?;
        let typed = browser.enter("#paper", " Still here.");
        ensure(typed == format!("{text}{MORE} Still here."), || {
            format!("the page holds {typed:?}")
        })
    })
}

/// F09: the connection is closed under the app.
pub(super) fn closed_under(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("closed-under", options());
    let text = "The window was closed while I wrote:";
    begin(&browser, text);
    Outcome::of(rounds, |round| {
        let typed = browser.enter("#paper", &format!(" {round}"));
        std::thread::sleep(Duration::from_millis(fastrand::u64(0..700)));
        let closed = close_connections(&browser);
        ensure(closed > 0, || "no connection was open".into())?;
        // A save that went through before is not made again.
        let typed = browser.enter("#paper", ".").max(typed);
        let seen = browser.see_any(&["#saved", "#not-saved"]);
        let held = bench.inside().look(&browser)?;
        ensure(seen == "#not-saved" || held.has(&typed), || {
            "it is called saved, and it is not".into()
        })
    })
}

/// F10: there is no room, or less than is needed; deleting and sharing go on.
pub(super) fn no_room(bench: &Bench, rounds: u32) -> Outcome {
    let cases = [0.0, 0.01, 0.5].map(|part| (format!("room for {part} of an entry"), part));
    Outcome::of_cases(rounds, cases, |part| {
        let browser = bench.phone("no-room", Bench::options());
        let long = "The same long corridor again. ".repeat(2_000);
        let used = "const done = arguments[0];
            navigator.storage.estimate().then(({ usage }) => done(usage));";
        let used = browser.run_async(used, &[]).as_f64().unwrap_or_default();
        let quota = used + part * long.len() as f64;
        let origin = bench.world.url().trim_end_matches('/').to_owned();
        let set = "Storage.overrideQuotaForOrigin";
        // Set before the first write: the browser looks at it anew only after half a minute.
        browser.devtools(
            set,
            json!({ "origin": origin, "quotaSize": quota.max(1.0) }),
        );
        bench.person.unlock(&browser);
        browser.tap(Door::Free.selector());
        browser.fill("#paper", &long);
        let seen = browser.see_any(&["#saved", "#not-saved"]);
        let held = bench.inside().look(&browser)?;
        ensure(seen == "#not-saved" || held.has(&long), || {
            "it is called saved, and it is not".into()
        })?;
        ensure(seen == "#not-saved", || "there was room after all".into())?;
        let said = browser.text("#not-saved");
        ensure(said.contains(&words("en", "trouble.full")), || {
            format!("it is said: {said}")
        })?;
        // What was there is there, can be handed over, and deleted.
        ensure(held.entries().len() == 2, || "an entry is gone".into())?;
        let mut refused = Vec::new();
        browser.tap(".bar-start");
        Person::go(&browser, "/share");
        browser.tap("#review");
        browser.tap("#make");
        if browser.see_any(&[".receipt", "#share-error .error"]) != ".receipt" {
            refused.push("nothing can be handed over");
        }
        Person::go(&browser, "/entries");
        browser.tap(".entry a");
        browser.tap("#delete");
        if !tap_delete(&browser) {
            refused.push("nothing can be deleted");
        }
        ensure(refused.is_empty(), || refused.join(", "))
    })
}

const PERSIST: &str = "navigator.storage.persist().then(arguments[0]);";
/// What the browser itself still needs, and a phone's system keeps back for it.
const LEFT_BYTES: u64 = 1_000_000;

/// F11: the disk is full.
pub(super) fn disk_full(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |round| {
        let (_disk, browser, saved) = fill_disk(bench, round, LEFT_BYTES)?;
        come_back(&browser, bench)?;
        let held = bench.inside().look(&browser)?;
        ensure(held.entries().len() == 2, || "an entry is gone".into())?;
        let drafts = held.drafts();
        let is_there = drafts.values().any(|draft| draft.starts_with(&saved));
        ensure(is_there, || "what was called saved is gone".into())
    })
}

/// F11: the disk is full to the last byte. Chromium then loses its own list of what belongs to
/// whom and clears whole origins, the second copy with them, whatever it promised: the app can
/// only say so, and must.
pub(super) fn disk_full_to_the_last(bench: &Bench, rounds: u32) -> Outcome {
    let mut cleared = 0;
    let outcome = Outcome::of(rounds, |round| {
        let (_disk, browser, saved) = fill_disk(bench, round, 0)?;
        if arrive(&browser, bench) == Met::Lost {
            cleared += 1;
            return ensure(browser.has("#from-backup"), || {
                "no way to a backup is offered".into()
            });
        }
        let is_told = come_back(&browser, bench)?;
        let held = bench.inside().look(&browser)?;
        let drafts = held.drafts();
        let is_there = drafts.values().any(|draft| draft.starts_with(&saved));
        ensure(is_there || is_told, || {
            "it is gone, and nothing is said".into()
        })
    });
    outcome.told(&format!("cleared by the browser, and said: {cleared}"))
}

/// Writes while the disk is filled up to so many bytes, until that is said; then makes room and
/// starts the browser anew. Gives what was called saved last.
#[track_caller]
fn fill_disk(bench: &Bench, round: u32, left: u64) -> Result<(Disk, Browser, String), String> {
    let folder = bench.folder("disk-full");
    let disk = Disk::make(&folder, SMALL_MEGABYTES);
    bench.copy_seed_to(disk.mounted());
    let mut browser = Browser::start(&folder, Bench::options());
    // Without that promise a browser on so small a disk may clear whole origins (F16).
    let grant = json!({ "permissions": ["durableStorage"] });
    browser.devtools("Browser.grantPermissions", grant);
    bench.return_to(&browser);
    let promised = browser.run_async(PERSIST, &[]);
    ensure(promised == true, || {
        format!("the browser promises nothing: {promised}")
    })?;
    browser.tap(Door::Free.selector());
    let mut saved = format!("Before the disk was full, {round}.");
    browser.enter("#paper", &saved);
    browser.see("#saved");
    let filler = disk.fill(left);
    let start = Instant::now();
    loop {
        let typed = format!("{saved}{}", " More and more.".repeat(20_000));
        browser.fill("#paper", &typed);
        if browser.see_any(&["#saved", "#not-saved"]) == "#not-saved" {
            break;
        }
        saved = typed;
        ensure(start.elapsed() < FILLED_WITHIN, || {
            "the disk is never full".into()
        })?;
    }
    std::fs::remove_file(filler).map_err(|error| error.to_string())?;
    browser.kill();
    browser.open();
    // In this order the browser lets go of the disk before it is unmounted.
    Ok((disk, browser, saved))
}
