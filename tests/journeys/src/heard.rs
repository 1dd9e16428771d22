//! Recordings on their way: heard again in the app, shared, and decoded at the desk.

use std::{fs, path::PathBuf, thread, time::Duration};

use csv::StringRecord;
use serde_json::Value;

use crate::{Browser, World, hear, run_desk, samples};

/// Lets time pass, in milliseconds.
pub fn wait(milliseconds: u64) {
    thread::sleep(Duration::from_millis(milliseconds));
}

/// Begins to record from home, with a pause that is no part of it; what is said goes on.
#[track_caller]
pub fn record_with_a_pause(browser: &Browser) {
    browser.tap("#today-record");
    hear(browser);
    wait(3_000);
    browser.tap("#record-pause");
    let paused = browser.text("#recorder-time");
    wait(2_500);
    assert_eq!(browser.text("#recorder-time"), paused);
    browser.tap("#record-pause");
}

/// What is written on the page as the length of the first recording, in milliseconds.
#[track_caller]
pub fn length(browser: &Browser) -> f64 {
    let length = browser.run(
        "return document.querySelector('.player').dataset.length;",
        &[],
    );
    let length = length.as_str().and_then(|text| text.parse().ok());
    length.expect("a recording has a length")
}

/// Plays the first recording for a while: where it got to and how long it is, in seconds.
#[track_caller]
pub fn play(browser: &Browser) -> (f64, f64) {
    browser.tap("[data-play]");
    let playing = "const audio = document.querySelector('audio');
        return audio.error ? audio.error.message : [audio.currentTime, audio.duration];";
    let mut at = Value::Null;
    browser.until("it plays", || {
        at = browser.run(playing, &[]);
        at[0].as_f64().is_some_and(|now| now > 0.8)
    });
    let seconds = |value: &Value| value.as_f64().unwrap_or(f64::INFINITY);
    (seconds(&at[0]), seconds(&at[1]))
}

/// Makes the bundle that is to be made on the page of what will leave; gives its file.
#[track_caller]
pub fn share(browser: &Browser) -> PathBuf {
    browser.tap("#make");
    save(browser)
}

/// Saves the bundle that was made; gives its file.
#[track_caller]
pub fn save(browser: &Browser) -> PathBuf {
    browser.see("#save-file");
    let bundle = browser.text(".receipt .digest");
    browser.tap("#save-file");
    browser.see("#handed");
    let bundle = browser.downloads().join(bundle);
    browser.until("the file is saved", || {
        fs::metadata(&bundle).is_ok_and(|file| file.len() > 0)
    });
    bundle
}

/// The one recording of a bundle, as the desk has it.
pub struct Heard {
    /// Samples a second.
    pub rate: u32,
    /// The samples, from -1 to 1.
    pub samples: Vec<f64>,
    head: StringRecord,
    row: StringRecord,
}

impl Heard {
    /// What the desk's table says of it.
    #[track_caller]
    pub fn column(&self, name: &str) -> &str {
        let at = self.head.iter().position(|known| known == name);
        let at = at.unwrap_or_else(|| panic!("there is no column {name} in {:?}", self.head));
        &self.row[at]
    }

    /// How long it is, in milliseconds.
    pub fn length(&self) -> f64 {
        self.samples.len() as f64 / f64::from(self.rate) * 1_000.0
    }

    /// The samples between two moments, in milliseconds.
    pub fn part(&self, from: usize, to: usize) -> &[f64] {
        let sample = |ms: usize| ms * self.rate as usize / 1_000;
        &self.samples[sample(from)..sample(to)]
    }
}

/// Has the desk make a WAV of the one recording of a bundle.
#[track_caller]
pub fn at_the_desk(world: &World, bundle: &std::path::Path) -> Heard {
    let bundle = bundle.display().to_string();
    let desk = ["audio", "--identity", "desk.key", &bundle, "--out", "audio"];
    let (code, said) = run_desk(&world.path(""), &desk);
    assert_eq!(code, 0, "{said}");
    let out = world.path("audio");
    let mut table = csv::Reader::from_path(out.join("recordings.csv")).expect("there is a table");
    let head = table.headers().expect("it has a head").clone();
    let mut rows = table.records().map(|row| row.expect("a row can be read"));
    let row = rows.next().expect("there is a recording");
    assert_eq!(rows.count(), 0, "{said}");
    let wavs = fs::read_dir(out.join("wav")).expect("there is a folder");
    let wavs: Vec<_> = wavs
        .map(|wav| wav.expect("it can be read").path())
        .collect();
    let [wav] = &wavs[..] else {
        panic!("{wavs:?}: {said}");
    };
    let (rate, samples) = samples(&fs::read(wav).expect("it can be read"));
    Heard {
        rate,
        samples,
        head,
        row,
    }
}
