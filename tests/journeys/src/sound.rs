//! What a browser takes for a microphone.

use std::f64::consts::TAU;

/// Samples a second.
const RATE: u32 = 48_000;
/// What the tone is, in hertz.
pub(crate) const TONE: f64 = 330.0;

/// A mono WAV of so many seconds, with a tone in the seconds that have one.
pub fn wav(seconds: u32, is_tone: impl Fn(u32) -> bool) -> Vec<u8> {
    let data = seconds * RATE * 2;
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + data).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0");
    bytes.extend(RATE.to_le_bytes());
    bytes.extend((RATE * 2).to_le_bytes());
    bytes.extend(b"\x02\0\x10\0data");
    bytes.extend(data.to_le_bytes());
    for sample in 0..seconds * RATE {
        let at = f64::from(sample) / f64::from(RATE);
        let level = if is_tone(sample / RATE) {
            12_000.0
        } else {
            0.0
        };
        bytes.extend(((level * (TAU * TONE * at).sin()) as i16).to_le_bytes());
    }
    bytes
}

/// Rate and samples of a plain mono WAV of 16 bits.
#[track_caller]
pub fn samples(wav: &[u8]) -> (u32, Vec<f64>) {
    let number = |at: usize| u32::from_le_bytes(wav[at..at + 4].try_into().expect("four bytes"));
    assert_eq!(
        &wav[20..24],
        b"\x01\0\x01\0",
        "plain samples of one channel"
    );
    let data = wav.windows(4).position(|four| four == b"data");
    let data = data.expect("a WAV has data") + 8;
    let pairs = wav[data..].chunks_exact(2);
    let sample = |pair: &[u8]| f64::from(i16::from_le_bytes([pair[0], pair[1]])) / 32_768.0;
    (number(24), pairs.map(sample).collect())
}

/// How much of a sound is the tone, from 0 to 1.
pub fn share_of_tone(rate: u32, samples: &[f64]) -> f64 {
    share_of(TONE, rate, samples)
}

/// How much of a sound is a tone of so many hertz, from 0 to 1 (Goertzel's algorithm).
pub fn share_of(hertz: f64, rate: u32, samples: &[f64]) -> f64 {
    let turn = TAU * hertz / f64::from(rate);
    let (mut one, mut two) = (0.0, 0.0);
    for sample in samples {
        (one, two) = (sample + 2.0 * turn.cos() * one - two, one);
    }
    let tone = one * one + two * two - 2.0 * turn.cos() * one * two;
    let all: f64 = samples.iter().map(|sample| sample * sample).sum();
    2.0 * tone / (all * samples.len() as f64)
}
