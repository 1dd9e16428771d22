//! Faults of a recording: the end comes while one speaks, the device goes, the phone is full.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use super::{
    Bench, Outcome,
    doors::{Met, arrive, unlock},
    inside::SLICES,
    raw,
    saving::{cut_power, on_a_disk},
    tally::ensure,
};
use crate::{Browser, Options, Person, SPY, hear, listening_to, wav};

/// What may be missing of a recording that was killed, in seconds.
const MOST: f64 = 2.0;
/// The same where the power was cut.
const MOST_CUT: f64 = 5.0;

/// Plays every recording on the page for a moment; gives what could not be played.
const PLAY: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const wrong = [];
        for (const player of document.querySelectorAll('.player')) {
            player.querySelector('[data-play]').click();
            const audio = player.querySelector('audio');
            const from = Date.now();
            while (!(audio.currentTime > 0.3) && Date.now() - from < 8000) {
                await new Promise(next => setTimeout(next, 50));
            }
            const length = Number(player.dataset.length) / 1000;
            if (!(audio.currentTime > 0.3)) wrong.push('does not play: ' + player.innerText);
            else if (!(Math.abs(audio.duration - length) < 0.1)) wrong.push(audio.duration + ' s, said ' + length);
            audio.pause();
        }
        return wrong.join('; ');
    })().then(done, error => done(String(error)));";

/// How a browser is started that hears a file.
pub(super) fn options(bench: &Bench) -> Options {
    let file = bench.world.path("voice.wav");
    if !file.exists() {
        fs::write(&file, wav(8, |second| second % 4 != 3)).expect("the sound can be written");
    }
    Options {
        scripts: vec![SPY.into()],
        ..listening_to(&file, Bench::options())
    }
}

/// Begins to record on a new page, and waits until one second of it is shown: that moment.
#[track_caller]
pub(super) fn begin(browser: &Browser) -> Instant {
    go_home(browser);
    browser.tap("#today-record");
    hear(browser);
    Instant::now()
}

/// How long one has spoken by now, in seconds, if [`begin`] was heard then.
pub(super) fn said(heard: Instant) -> f64 {
    1.0 + heard.elapsed().as_secs_f64()
}

/// To where one begins; the composer has no places below.
#[track_caller]
fn go_home(browser: &Browser) {
    if browser.has("#paper") {
        browser.tap(".bar-start");
    } else {
        Person::go(browser, "/");
    }
    browser.see("#today-record");
}

pub(super) fn speak(milliseconds: std::ops::Range<u64>) {
    thread::sleep(Duration::from_millis(fastrand::u64(milliseconds)));
}

/// Whole seconds that the page says were recorded.
#[track_caller]
pub(super) fn shown(browser: &Browser) -> f64 {
    let text = browser.text("#recorder-time");
    // Hours, if there are any, minutes, seconds.
    let number = |text: &str| text.parse::<f64>().expect("a number is shown");
    text.split(':')
        .fold(0.0, |all, part| all * 60.0 + number(part))
}

/// Waits for so many recordings below the text, and gives the length of the last, in seconds.
#[track_caller]
pub(super) fn take(browser: &Browser, count: u64) -> f64 {
    let lengths =
        "return [...document.querySelectorAll('#takes .player')].map(one => one.dataset.length);";
    let mut last = 0.0;
    browser.until(&format!("{count} recordings can be heard"), || {
        let found = browser.run(lengths, &[]);
        let found = found.as_array().cloned().unwrap_or_default();
        let text = found.last().and_then(|last| last.as_str());
        last = text.and_then(|text| text.parse().ok()).unwrap_or(0.0);
        found.len() as u64 == count
    });
    last / 1000.0
}

#[track_caller]
pub(super) fn plays(browser: &Browser) -> Result<(), String> {
    let wrong = browser.run_async(PLAY, &[]);
    ensure(wrong == "", || wrong.to_string())
}

/// The words that say how a recording ended.
#[track_caller]
fn told(browser: &Browser) -> String {
    browser.see("#record-outcome");
    browser.text("#record-outcome")
}

/// F57: the browser is killed.
pub(super) fn killed(bench: &Bench, rounds: u32) -> Outcome {
    let mut browser = bench.open_phone("voice-killed", options(bench));
    let mut most = 0.0_f64;
    let outcome = Outcome::of(rounds, |_| {
        let heard = begin(&browser);
        speak(500..6_000);
        let said = said(heard);
        browser.kill();
        browser.open();
        let lost = said - offered(bench, &browser)?;
        most = most.max(lost);
        ensure(lost <= MOST, || {
            format!("{lost:.1} s of {said:.1} s are lost")
        })?;
        plays(&browser)?;
        // The next round begins with none.
        if !browser.sees("#throw") {
            browser.tap("#earlier summary");
        }
        browser.tap("#throw");
        browser.see(".toast");
        bench.inside().look(&browser).map(drop)
    });
    outcome.told(&format!("{most:.1} s lost at most"))
}

/// F58: the power is cut.
pub(super) fn cut(bench: &Bench, rounds: u32) -> Outcome {
    let mut most = 0.0_f64;
    let outcome = Outcome::of(rounds, |_| {
        let (disk, mut browser) = on_a_disk(bench, "voice-cut", options(bench));
        let heard = begin(&browser);
        speak(500..9_000);
        let said = said(heard);
        cut_power(&mut browser, &disk);
        let kept = offered(bench, &browser);
        let played = kept.and_then(|kept| plays(&browser).map(|()| kept));
        let read = bench.inside().look(&browser);
        // The browser lets go of the disk before it is unmounted.
        drop(browser);
        let lost = said - played?;
        most = most.max(lost);
        ensure(lost <= MOST_CUT, || {
            format!("{lost:.1} s of {said:.1} s are lost")
        })?;
        read.map(drop)
    });
    outcome.told(&format!("{most:.1} s lost at most"))
}

/// Comes back after the end: the take is offered in words. Gives its length in seconds.
#[track_caller]
fn offered(bench: &Bench, browser: &Browser) -> Result<f64, String> {
    let met = arrive(browser, bench);
    ensure(met == Met::Locked, || format!("after the end: {met:?}"))?;
    ensure(!unlock(browser, &bench.person), || {
        "the app misses something".into()
    })?;
    browser.until("it is offered", || {
        let offers = browser.texts("[data-recorded]").concat();
        offers.contains("cut short")
    });
    browser.tap(".unfinished:has([data-recorded]) a");
    Ok(take(browser, 1))
}

/// What takes a microphone away, and the words that tell of it.
const TAKEN: [(&str, &str, &str); 8] = [
    (
        "pulled out",
        "const [track] = stream.getTracks(); track.stop(); track.dispatchEvent(new Event('ended'));",
        "interrupted",
    ),
    (
        "a call",
        "stream.getTracks()[0].dispatchEvent(new Event('mute'));",
        "interrupted",
    ),
    (
        "an error",
        "recorder.dispatchEvent(new Event('error'));",
        "interrupted",
    ),
    ("it just stops", "recorder.stop();", "interrupted"),
    (
        "frozen",
        "document.dispatchEvent(new Event('freeze'));",
        "out of sight",
    ),
    (
        "left",
        "window.dispatchEvent(new Event('pagehide'));",
        "out of sight",
    ),
    ("refused", "NotAllowedError", "may not use"),
    ("missing", "NotFoundError", "no microphone"),
];

/// F59: the device goes, or was never there.
pub(super) fn taken(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("voice-taken", options(bench));
    let cases = TAKEN.map(|case| (case.0.to_owned(), case));
    // Those that never begin come in a small run, too.
    let cases = [0, 6, 4, 1, 7, 2, 3, 5].map(|at| cases[at].clone());
    Outcome::of_cases(rounds, cases, |(_, end, words)| {
        if end.ends_with("Error") {
            go_home(&browser);
            browser.run("window.refusal = arguments[0];", &[end.into()]);
            browser.tap("#today-record");
            let said = told(&browser);
            browser.run("window.refusal = null;", &[]);
            ensure(said.contains(words), || said)?;
            browser.enter("#paper", "Then I write.");
            browser.see("#saved");
            return Ok(());
        }
        begin(&browser);
        speak(1_200..3_500);
        let before = shown(&browser);
        browser.run(end, &[]);
        let said = told(&browser);
        ensure(said.contains(words) && said.contains("saved"), || said)?;
        let kept = take(&browser, 1);
        ensure(before - kept <= MOST, || {
            format!("{kept} s are left of {before} s")
        })?;
        let live = "return stream.getTracks().filter(one => one.readyState === 'live').length;";
        let live = browser.run(live, &[]);
        ensure(live == 0, || "the microphone is still held".into())?;
        plays(&browser)
    })
}

/// Slices that no recorder should give.
const STRANGE: [(&str, &str); 4] = [
    ("empty", "tell(); tell();"),
    (
        "late",
        "recorder.addEventListener('stop', () => setTimeout(() => tell('late'), 100));",
    ),
    (
        "empty and late",
        "tell(); recorder.addEventListener('stop', () => setTimeout(() => { tell(); tell('x'); }, 50));",
    ),
    (
        "50 MB at the end",
        "recorder.addEventListener('stop', () => setTimeout(() => tell(new Uint8Array(50_000_000)), 50));",
    ),
];

/// F61: slices that are empty, huge, or come after the end.
pub(super) fn strange_slices(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("voice-slices", options(bench));
    Outcome::of(rounds, |round| {
        let (name, script) = STRANGE[round as usize % STRANGE.len()];
        begin(&browser);
        speak(1_500..3_000);
        browser.run(script, &[]);
        browser.tap("#record-stop");
        let kept = take(&browser, 1);
        ensure(kept > 1.0, || format!("{name}: {kept} s"))?;
        plays(&browser).map_err(|reason| format!("{name}: {reason}"))
    })
}

/// F63: from some slice on the phone is full.
pub(super) fn no_room(bench: &Bench, rounds: u32) -> Outcome {
    let browser = bench.open_phone("voice-full", options(bench));
    Outcome::of(rounds, |_| {
        let room = fastrand::u32(1..5);
        go_home(&browser);
        browser.run("window.room = arguments[0];", &[room.into()]);
        browser.tap("#today-record");
        let said = told(&browser);
        ensure(
            said.contains("full") && said.contains("before that is saved"),
            || said,
        )?;
        let kept = take(&browser, 1);
        browser.run("window.room = Infinity;", &[]);
        let most = f64::from(room) + 1.2;
        ensure(kept > f64::from(room) - 1.2 && kept < most, || {
            format!("{kept} s are left of {room} slices")
        })?;
        plays(&browser)?;
        // It is whole after a lock, too, with the note that found no room.
        Person::lock(&browser);
        ensure(!unlock(&browser, &bench.person), || {
            "the app misses something".into()
        })?;
        bench.inside().look(&browser).map(drop)
    })
}

/// F65: one taps twice, or records in two tabs.
pub(super) fn two_at_once(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |round| {
        let browser = bench.open_phone("voice-twice", options(bench));
        if round % 2 == 0 {
            browser.run(
                "document.querySelector(\"a[href='/write/free']\").click();",
                &[],
            );
            browser.see("#record");
            browser.run(
                "const tap = document.querySelector('#record'); tap.click(); tap.click(); tap.click();",
                &[],
            );
            hear(&browser);
            let asked = browser.run("return window.asked;", &[]);
            ensure(asked == 1, || {
                format!("the microphone was asked {asked} times")
            })?;
            speak(1_000..2_000);
            browser.tap("#record-stop");
            take(&browser, 1);
            return plays(&browser);
        }
        // The other tab takes the journal: the first one ends what it records and lets go.
        begin(&browser);
        speak(2_000..3_000);
        let said = shown(&browser);
        browser.new_tab();
        browser.go(&bench.world.url());
        browser.see("#passphrase");
        browser.tap("#take-over");
        bench.person.unlock(&browser);
        browser.tap(".unfinished:has([data-recorded]) a");
        let kept = take(&browser, 1);
        ensure(said - kept <= MOST, || {
            format!("{kept} s are left of {said} s")
        })?;
        plays(&browser)?;
        let rows = raw::read(&browser)?;
        let slices = rows.keys().filter(|(store, _)| store == SLICES).count();
        ensure(slices >= 2, || "there are no slices".into())
    })
}
