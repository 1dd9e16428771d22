//! A journal of many years: thousands of entries, and how long everything takes then.

use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe},
    time::{Duration, Instant},
};

use super::{
    Bench, Outcome,
    inside::ENTRIES,
    memory::{self, Memory},
    raw::{self, Place},
};
use crate::{Browser, Door, Options, Person};

/// So many entries are what a release is measured by; fewer only show that it works.
const MEASURED: u32 = 100_000;
/// So many rows are written at once.
const AT_ONCE: usize = 500;
/// What things may take in milliseconds, and what the page may hold in megabytes.
const START: f64 = 3_000.0;
const LIST: f64 = 200.0;
const SAVE: f64 = 100.0;
const MEMORY: f64 = 300.0;
/// How long after the last letter the app saves.
const REST: f64 = 600.0;
/// How long a page with so many entries may need in all before it counts as hanging.
const UNLOCKED_WITHIN: Duration = Duration::from_secs(600);

/// Does something, and gives the milliseconds until something can be seen.
const TIME: &str = "
    const [act, selector, least] = arguments;
    const done = arguments[arguments.length - 1];
    const started = performance.now();
    const acts = {
        list: () => document.querySelector(\"a.place[href='/entries']\").click(),
        search: () => {
            const field = document.querySelector('#search');
            field.value = 'entry-number-000007:';
            field.dispatchEvent(new InputEvent('input', { bubbles: true }));
        },
        save: () => {
            document.querySelector('#paper').focus();
            document.execCommand('insertText', false, 'a');
        },
    };
    acts[act]();
    const look = () => {
        const found = document.querySelectorAll(selector).length;
        if (found > 0 && found <= least) done(performance.now() - started);
        else setTimeout(look, 5);
    };
    setTimeout(look);";

/// F45: so many entries; a release is measured at a tenth of them as well.
pub(super) fn many_entries(bench: &Bench, count: u32) -> Outcome {
    let is_measured = count >= MEASURED;
    let mut outcome = Outcome {
        rounds: count,
        ..Outcome::default()
    };
    if is_measured {
        let (_, told) = measure(bench, count / 10);
        outcome.tell(&told);
    }
    let (missed, told) = measure(bench, count);
    outcome.tell(&told);
    outcome.lost = if is_measured { missed } else { 0 };
    outcome
}

/// Writes in a journal with so many entries, lists and searches them. Gives how many targets were
/// missed, and what was measured.
#[track_caller]
fn measure(bench: &Bench, count: u32) -> (u32, String) {
    let options = Options {
        scripts: vec![memory::NOTE.into()],
        arguments: vec![memory::PRECISE],
        ..Bench::options()
    };
    let browser = bench.phone("many", options);
    bench.aside(&browser);
    fill(bench, &browser, count);

    let started = Instant::now();
    browser.go(&bench.world.url());
    browser.see("#passphrase");
    let start = milliseconds(started);
    Person::try_passphrase(&browser, &bench.person.passphrase);
    let started = Instant::now();
    while !browser.has("#lock") && started.elapsed() < UNLOCKED_WITHIN {
        let said = browser.texts("#unlock-error .error").join("");
        if !said.is_empty() {
            let after = milliseconds(started);
            let told = format!("{count}: it does not open: after {after:.0} ms, {said:?}");
            return (count, told);
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    let unlock = milliseconds(started);
    // What has not come when the driver's own patience ends counts as never.
    let time = |act: &str, selector: &str, most: u32| -> f64 {
        let arguments = [act.into(), selector.into(), most.into()];
        let timed = || browser.run_async(TIME, &arguments).as_f64();
        let took = panic::catch_unwind(AssertUnwindSafe(timed));
        took.ok().flatten().unwrap_or(f64::INFINITY)
    };
    browser.tap(Door::Free.selector());
    browser.see("#paper");
    let save = time("save", "#saved", 1) - REST;
    browser.tap(".bar-start");
    browser.see(".doors");
    // A browser collects what nobody holds when it needs the room.
    browser.devtools("HeapProfiler.collectGarbage", serde_json::json!({}));
    let Memory { heap, wasm, .. } = Memory::of(&browser);
    let list = time("list", ".entry", u32::MAX);
    let search = if list.is_finite() {
        time("search", ".entry", 1)
    } else {
        f64::INFINITY
    };

    let missed = [
        ("start", start, START),
        ("list", list, LIST),
        ("save", save, SAVE),
        ("memory", heap + wasm, MEMORY),
    ];
    let missed: Vec<&str> = missed
        .iter()
        .filter(|(_, found, most)| found > most)
        .map(|(name, ..)| *name)
        .collect();
    let told = format!(
        "{count}: start {start:.0} ms, unlocked {unlock:.0} ms, list {list:.0} ms, search \
         {search:.0} ms, save {save:.0} ms, {heap:.0} MB of heap, {wasm:.0} MB of wasm; beyond the \
         target: {missed:?}"
    );
    (missed.len() as u32, told)
}

/// Adds so many entries, sealed as the app seals them, and a catalogue that fits.
#[track_caller]
fn fill(bench: &Bench, browser: &Browser, count: u32) {
    let mut rows = raw::read(browser).expect("the rows can be read");
    let before = rows.clone();
    let text = |at: usize| {
        let line = format!("entry-number-{at:06}: an evening like others. ");
        line.repeat(1_200 / line.len())
    };
    bench.inside().multiply(&mut rows, count as usize, text);
    // The catalogue last: it speaks of all of them.
    let is_new = |place: &Place, bytes: &Vec<u8>| before.get(place) != Some(bytes);
    let (entries, others): (Vec<_>, Vec<_>) = rows
        .into_iter()
        .filter(|(place, bytes)| is_new(place, bytes))
        .map(|(place, bytes)| (place, Some(bytes)))
        .partition(|((store, _), _)| store == ENTRIES);
    for some in entries.chunks(AT_ONCE).chain([others.as_slice()]) {
        raw::write(browser, &some.iter().cloned().collect::<BTreeMap<_, _>>());
    }
}

fn milliseconds(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1_000.0
}
