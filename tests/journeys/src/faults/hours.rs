//! Hours of sound: one long take, and many of them in one bundle, with the memory that takes.

use std::{
    fs, thread,
    time::{Duration, Instant},
};

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{
    Bench, Outcome,
    inside::{ENTRIES, RECORDINGS, random_id, spoken},
    memory::{self, Memory},
    raw::{self, Rows},
    tally::ensure,
    voice,
};
use crate::{Browser, Options, Person, run};

/// How much a page may grow while one speaks, in megabytes.
const GROWTH: f64 = 50.0;
/// How much its JavaScript and wasm may be while a bundle is made, in megabytes.
const HELD: f64 = 200.0;
/// How much all of its process may grow then, in megabytes.
const LARGER: f64 = 200.0;
/// How long a page may take to read a long take back, or to make a bundle, for each of its hours.
const HOUR_WITHIN: Duration = Duration::from_secs(90);
/// How long the takes are that a bundle is made of, in seconds, and how many bytes a second has.
const TAKE: u32 = 3_600;
const RATE: usize = 4_000;

/// F62: somebody speaks for so many minutes.
pub(super) fn long_take(bench: &Bench, minutes: u32) -> Outcome {
    let options = voice::options(bench);
    let browser = bench.open_phone("voice-long", measured(options));
    let heard = voice::begin(&browser);
    // What it takes to record at all is there by then.
    thread::sleep(Duration::from_secs(10));
    let (first, mut most) = (Memory::of(&browser), Memory::default());
    let mut outcome = Outcome::of(minutes, |_| {
        thread::sleep(Duration::from_secs(60));
        most = most.most(Memory::of(&browser));
        let grown = most.process - first.process;
        ensure(grown <= GROWTH, || {
            format!(
                "after {:.0} s it is {grown:.0} MB larger",
                voice::said(heard)
            )
        })?;
        let shown = voice::shown(&browser);
        ensure((shown - voice::said(heard)).abs() < 3.0, || {
            format!("{shown} s are shown of {:.0} s", voice::said(heard))
        })
    });
    browser.tap("#record-stop");
    let said = voice::said(heard);
    let ended = Instant::now();
    while !browser.has("#takes .player") && ended.elapsed() < HOUR_WITHIN {
        thread::sleep(Duration::from_millis(200));
    }
    let finished = ended.elapsed().as_secs_f64();
    most = most.most(Memory::of(&browser));
    let kept = voice::take(&browser, 1);
    let is_right = ensure((kept / said - 1.0).abs() < 0.02, || {
        format!("{kept} s are kept of {said} s")
    });
    if let Err(reason) = is_right.and_then(|()| voice::plays(&browser)) {
        outcome.lost += 1;
        outcome.tell(&reason);
    }
    let played = Memory::of(&browser);
    outcome.told(&format!(
        "{kept:.0} s kept of {said:.0} s, read back in {finished:.1} s; at first {first}, at most \
         {most}, played {played}"
    ))
}

/// F73: so many takes of an hour leave in one bundle.
pub(super) fn large_bundle(bench: &Bench, takes: u32) -> Outcome {
    let browser = bench.phone("voice-large", measured(Bench::options()));
    bench.aside(&browser);
    let bytes = fill(bench, &browser, takes);
    bench.return_to(&browser);
    Person::go(&browser, "/share");
    browser.tap("#review");
    browser.see("#make");
    thread::sleep(Duration::from_secs(2));
    let first = Memory::of(&browser);
    let (mut most, mut browsers) = (Memory::default(), 0.0_f64);
    browser.tap("#make");
    let begun = Instant::now();
    while !browser.has("#save-file") {
        most = most.most(Memory::of(&browser));
        browsers = browsers.max(browser.own_memory() as f64 / 1e6);
        let said = browser.texts("[role='alert']").concat();
        assert!(
            said.trim().is_empty(),
            "after {:?}: {said}",
            begun.elapsed()
        );
        assert!(
            begun.elapsed() < HOUR_WITHIN * (takes + 1),
            "no bundle after {:?}",
            begun.elapsed()
        );
        thread::sleep(Duration::from_millis(100));
    }
    let took = begun.elapsed().as_secs();
    let name = browser.text(".receipt .digest");
    browser.tap("#save-file");
    let file = browser.downloads().join(name);
    let size = || fs::metadata(&file).map_or(0, |file| file.len());
    // Two gigabytes are not copied in the time of a tap.
    let saved = Instant::now();
    while size() == 0 && saved.elapsed() < HOUR_WITHIN {
        thread::sleep(Duration::from_millis(200));
    }
    let mut outcome = Outcome {
        rounds: takes,
        ..Outcome::default()
    };
    for promise in [
        // A silent second of each is smaller than one that sounds.
        ensure(size() >= bytes / 100 * 98, || {
            format!("{} bytes are saved", size())
        }),
        ensure(most.heap + most.wasm <= HELD, || {
            "the page holds too much".into()
        }),
        ensure(most.process - first.process <= LARGER, || {
            "its process grows too much".into()
        }),
    ] {
        if let Err(reason) = promise {
            outcome.lost += 1;
            outcome.tell(&reason);
        }
    }
    outcome.told(&format!(
        "{} MB of sound in {took} s, a bundle of {} MB; at first {first}, at most {most}, the \
         browser's own process {browsers:.0} MB",
        bytes / 1_000_000,
        size() / 1_000_000,
    ))
}

fn measured(options: Options) -> Options {
    let mut options = options;
    options.scripts.push(memory::NOTE.into());
    options.arguments.push(memory::PRECISE);
    options
}

/// Puts so many takes of an hour, each in an entry of its own, into the locked journal as the app
/// would have written them. Gives their size together.
#[track_caller]
fn fill(bench: &Bench, browser: &Browser, takes: u32) -> u64 {
    let folder = bench.world.path("");
    let file = folder.join("hour.ogg");
    if !file.exists() {
        let noise = format!("anoisesrc=d={TAKE}:c=pink:a=0.3");
        let bits = (RATE * 8).to_string();
        #[rustfmt::skip]
        let arguments = [
            "-v", "error", "-f", "lavfi", "-i", &noise, "-ac", "1", "-c:a", "libopus",
            "-compression_level", "0", "-vbr", "off", "-b:a", &bits, "hour.ogg",
        ];
        run("ffmpeg", &folder, &arguments, None);
    }
    let sound = fs::read(&file).expect("what was made can be read");
    let media = json!({
        "sha256": hex::encode(Sha256::digest(&sound)),
        "bytes": sound.len(),
        "mime": "audio/ogg;codecs=opus",
        "duration_ms": u64::from(TAKE) * 1_000,
    });
    let mut rows = raw::read(browser).expect("the rows can be read");
    let before = rows.clone();
    let held = bench.inside().look_at(&rows).expect("the journal is whole");
    let model = held.values.iter().find(|((store, _), _)| store == ENTRIES);
    let model = model.expect("there is an entry").1;
    for number in 0..takes {
        let slices = add_take(bench, &mut rows, model, &media, &sound, number);
        // Beside the app's files, where a page may fetch it.
        fs::write(bench.world.path("dist/slices.bin"), slices).expect("a file can be written");
        let put = browser.run_async(PUT, &[]);
        assert_eq!(put, "put");
    }
    bench.inside().write_catalogue(&mut rows);
    let new = rows
        .into_iter()
        .filter(|(place, bytes)| before.get(place) != Some(bytes));
    raw::write(
        browser,
        &new.map(|(place, bytes)| (place, Some(bytes))).collect(),
    );
    (sound.len() as u64) * u64::from(takes)
}

/// Adds the records of a take and of its entry; what is not for the team makes each leave as
/// another file. Gives its sealed slices, each a second, behind its length:
/// the recording's key first.
fn add_take(
    bench: &Bench,
    rows: &mut Rows,
    model: &Value,
    media: &Value,
    sound: &[u8],
    number: u32,
) -> Vec<u8> {
    let (id, entry) = (random_id(), random_id());
    let vault = bench.inside().vault();
    let (key, seed) = vault.new_blob(id).expect("there is randomness");
    let second = sound.chunks(RATE);
    let count = second.len() as u32;
    let newest = &model["revisions"][0];
    let take = json!({
        "v": 1,
        "seed": seed,
        "mime": media["mime"],
        "started_at": newest["created_at"],
        "draft": spoken(&hex::encode(entry)),
        "finished": {
            "slices": count,
            "duration_ms": media["duration_ms"],
            "bytes": media["bytes"],
            "sha256": media["sha256"],
            "interrupted": false,
            "peaks": "",
            "lost": [],
        },
        "discarded": false,
    });
    let place = (RECORDINGS.to_owned(), hex::encode(id));
    bench.inside().put(rows, place, &take, 1);
    let mut kept = model.clone();
    let revision = &mut kept["revisions"][0];
    revision["entry_id"] = spoken(&hex::encode(entry)).into();
    revision["recordings"] = json!([{
        "recording_id": spoken(&hex::encode(id)),
        "recorded_at": newest["created_at"],
        "media": media,
        "title": "",
        "gist": "",
        "withheld": [{ "from_ms": number * 2_000, "to_ms": number * 2_000 + 1_000 }],
        "lost": [],
    }]);
    let place = (ENTRIES.to_owned(), hex::encode(entry));
    bench.inside().put(rows, place, &kept, 1);
    let mut file = hex::encode(id).into_bytes();
    let slices = second.map(|slice| (slice, false)).chain([(&[][..], true)]);
    for (number, (slice, is_last)) in slices.enumerate() {
        let sealed = key.seal(number as u32, is_last, slice);
        let sealed = sealed.expect("a slice can be sealed");
        file.extend((sealed.len() as u32).to_le_bytes());
        file.extend(sealed);
    }
    file
}

/// Fetches sealed slices and stores them as the app does.
const PUT: &str = "
    const done = arguments[arguments.length - 1];
    (async () => {
        const file = await (await fetch('/slices.bin', { cache: 'no-store' })).arrayBuffer();
        const id = new TextDecoder().decode(new Uint8Array(file, 0, 32));
        const view = new DataView(file);
        const database = await new Promise((yes, no) => {
            const request = indexedDB.open('journal');
            request.onsuccess = () => yes(request.result);
            request.onerror = () => no(request.error);
        });
        const transaction = database.transaction('slices', 'readwrite');
        const rows = transaction.objectStore('slices');
        for (let at = 32, number = 0; at < file.byteLength; number++) {
            const length = view.getUint32(at, true);
            rows.put(new Uint8Array(file.slice(at + 4, at + 4 + length)), [id, number]);
            at += 4 + length;
        }
        await new Promise((yes, no) => {
            transaction.oncomplete = yes;
            transaction.onabort = () => no(transaction.error);
        });
        database.close();
        return 'put';
    })().then(done, error => done(String(error)));";
