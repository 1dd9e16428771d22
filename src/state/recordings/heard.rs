//! Recordings as the browser's own decoder hears them: whether they can be played, and how loud
//! they are where nobody listened while they were made.

use journal::RecordingId;
use leptos::prelude::*;
use sound::Sound;

use crate::browser::database::RECORDINGS;
use crate::browser::decoder::{Decoder, RATE};
use crate::state::journal::Journal;
use crate::state::recorder::loudness;
use crate::state::records::Write;

/// How much is tried right after it was recorded, in milliseconds.
const TRIED: u64 = 2_000;
/// What is shorter is too little for a decoder to say anything of it, in milliseconds.
const LEAST: u64 = 500;
/// How much is decoded at once, in milliseconds: 2 MB of samples.
const PART: u64 = 60_000;
/// How long a bar of the wave is, in milliseconds.
const BAR: u64 = 200;

/// Whether the browser can play the beginning of what it just recorded; what is not understood it
/// cannot. A browser without a decoder of that kind is believed.
pub(super) async fn can_be_played(sound: Option<&Sound>) -> bool {
    let Some(sound) = sound else { return false };
    if sound.duration_ms() < LEAST {
        return true;
    }
    let Some(decoder) = Decoder::new() else {
        return true;
    };
    let samples = decoder.samples(&sound.part(0..TRIED).bytes).await;
    samples.is_some_and(|samples| !samples.is_empty())
}

/// How loud a recording is, five times a second; nothing where it cannot be decoded.
async fn wave(sound: &Sound) -> Option<Vec<u8>> {
    let decoder = Decoder::new()?;
    let mut bars = Vec::new();
    let length = sound.duration_ms();
    for from in (0..length).step_by(PART as usize) {
        let to = length.min(from + PART);
        let samples = decoder.samples(&sound.part(from..to).bytes).await?;
        let loudest = |bar: &[f32]| bar.iter().fold(0.0_f32, |most, at| most.max(at.abs()));
        let part = samples.chunks((u64::from(RATE) * BAR / 1_000) as usize);
        bars.extend(part.map(|bar| loudness(loudest(bar))));
        // A part ends with a packet: the next one begins in its place all the same.
        bars.resize(to.div_ceil(BAR) as usize, 0);
    }
    Some(bars)
}

impl Journal {
    /// Draws the wave of a recording that has none yet, and keeps it with the recording. `None`
    /// where it cannot be decoded.
    pub async fn draw_wave(self, id: RecordingId, sound: Sound) -> Option<Vec<u8>> {
        let bars = wave(&sound).await?;
        let mut take = untrack(|| self.take(id))?;
        take.finished.as_mut()?.peaks = hex::encode(&bars);
        let records = self.session.records().ok()?;
        let write = Write::put(RECORDINGS, *id.as_bytes(), &take).ok()?;
        // Without room for it it is drawn again the next time.
        if records.change(vec![write]).await.is_ok() {
            self.if_open(|| self.takes.update(|takes| drop(takes.insert(id, take))));
        }
        Some(bars)
    }
}
