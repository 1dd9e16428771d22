//! What a browser hears, and what can happen to its microphone.

use std::path::Path;

use crate::{Browser, Engine, Options, sound::TONE};

/// What can happen to a microphone and to its slices, made to happen in the page.
pub const SPY: &str = "
    const open = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices);
    navigator.mediaDevices.getUserMedia = async (wish) => {
        window.asked = (window.asked ?? 0) + 1;
        if (window.refusal) throw new DOMException('no', window.refusal);
        return window.stream = await open(wish);
    };
    const plain = window.MediaRecorder;
    window.MediaRecorder = class extends plain {
        constructor(...made) { super(...made); window.recorder = this; }
    };
    window.tell = (...parts) => window.recorder.dispatchEvent(
        new BlobEvent('dataavailable', { data: new Blob(parts) }));
    const put = IDBObjectStore.prototype.put;
    window.room = Infinity;
    IDBObjectStore.prototype.put = function (...row) {
        if (this.name === 'slices' && --window.room < 0) {
            throw new DOMException('full', 'QuotaExceededError');
        }
        return put.apply(this, row);
    };";

/// Has a browser hear a file in place of a microphone.
pub fn listening_to(file: &Path, options: Options) -> Options {
    let file = format!("--use-file-for-fake-audio-capture={}", file.display());
    Options {
        arguments: vec![
            "--use-fake-device-for-media-stream",
            "--use-fake-ui-for-media-stream",
            file.leak(),
        ],
        ..options
    }
}

/// A browser with the microphone that its engine plays itself, for tests: a tone.
pub fn fake_microphone(engine: Engine) -> Options {
    let (arguments, preferences) = match engine {
        Engine::Chromium => (
            vec![
                "--use-fake-device-for-media-stream",
                "--use-fake-ui-for-media-stream",
            ],
            Vec::new(),
        ),
        Engine::Firefox => (
            Vec::new(),
            vec![
                ("media.navigator.streams.fake", true.into()),
                ("media.navigator.permission.disabled", true.into()),
                ("media.navigator.audio.fake_frequency", (TONE as u32).into()),
            ],
        ),
        Engine::WebKit => (
            vec![
                "--enable-media-stream=true",
                "--enable-mock-capture-devices=true",
            ],
            Vec::new(),
        ),
    };
    Options {
        engine,
        arguments,
        preferences,
        ..Options::default()
    }
}

/// Waits until what is said is being kept.
#[track_caller]
pub fn hear(browser: &Browser) {
    browser.until("it records", || {
        browser.has("#recorder.recorder-on") && browser.text("#recorder-time") != "0:00"
    });
}
