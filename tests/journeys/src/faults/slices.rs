//! Slices of a recording that is at rest, damaged or gone.

use super::{
    Bench, Outcome,
    tally::ensure,
    voice::{begin, options, plays, speak, take},
};

/// Deletes one slice of the last recording, or turns one bit of it.
const SPOIL: &str = "
    const [which, isGone] = arguments;
    const done = arguments[arguments.length - 1];
    const request = indexedDB.open('journal');
    request.onsuccess = () => {
        const database = request.result;
        const transaction = database.transaction('slices', 'readwrite');
        const rows = transaction.objectStore('slices');
        rows.getAllKeys().onsuccess = ({ target }) => {
            const key = target.result.filter(key => key[1] === which)[0];
            if (isGone) rows.delete(key);
            else rows.get(key).onsuccess = ({ target }) => {
                target.result[100] ^= 1;
                rows.put(target.result, key);
            };
        };
        transaction.oncomplete = () => { database.close(); done('spoilt'); };
        transaction.onabort = () => done(String(transaction.error));
    };";

/// Has the browser record into an MP4, as an iPhone does: only its first slice says how the others
/// are to be read.
const AS_MP4: &str = "
    const plain = MediaRecorder.isTypeSupported;
    MediaRecorder.isTypeSupported = type => type.includes('mp4') && plain.call(MediaRecorder, type);";

/// F64: one slice is damaged or gone: the rest plays, and the gap is told.
pub(super) fn slice_damaged(bench: &Bench, rounds: u32) -> Outcome {
    Outcome::of(rounds, |round| {
        let browser = bench.open_phone("voice-damaged", options(bench));
        let is_mp4 = round % 3 == 0;
        if is_mp4 {
            browser.run(AS_MP4, &[]);
        }
        begin(&browser);
        let mime = browser.run("return window.recorder.mimeType;", &[]);
        let mime = mime.as_str().unwrap_or_default();
        ensure(mime.contains("mp4") == is_mp4, || mime.to_owned())?;
        speak(4_000..5_000);
        browser.tap("#record-stop");
        take(&browser, 1);
        bench.aside(&browser);
        let which = if is_mp4 { 0 } else { fastrand::u32(1..4) };
        let is_gone = round % 2 == 1;
        let spoilt = browser.run_async(SPOIL, &[which.into(), is_gone.into()]);
        assert_eq!(spoilt, "spoilt");
        bench.return_to(&browser);
        browser.tap(".unfinished:has([data-recorded]) a");
        take(&browser, 1);
        plays(&browser).map_err(|reason| format!("slice {which}: {reason}"))?;
        // The first slice of Chromium's MP4 is nothing but the head, so no sound is lost with it.
        ensure(is_mp4 || browser.sees("[data-lost]"), || {
            format!("slice {which} is spoilt, and nothing is said")
        })
    })
}
