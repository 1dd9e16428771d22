//! The recordings, and FFmpeg as the ear.

use std::fs;
use std::ops::Range;
use std::path::Path;
use std::process::{Command, Output};

use sound::{Clean, Piece, Sound};

/// Every recording, and about how long it is, in milliseconds. See `testdata/README.md`.
pub const RECORDINGS: [(&str, u64); 6] = [
    ("chromium.webm", 9480),
    ("chromium_paused.webm", 6000),
    ("chromium.mp4", 9441),
    ("firefox.webm", 9560),
    ("firefox.ogg", 9380),
    ("webkit.mp4", 9497),
];

/// The bytes of a recording.
pub fn recording(name: &str) -> Vec<u8> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("testdata")
        .join(name);
    fs::read(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A recording as FFmpeg can hear it: in WebKit's, it stumbles over the fragment without data.
pub fn audible(name: &str) -> Vec<u8> {
    let bytes = recording(name);
    match name {
        "webkit.mp4" => [&bytes[..41_905], &bytes[42_253..]].concat(),
        _ => bytes,
    }
}

/// A recording, understood.
pub fn read(name: &str) -> Sound {
    Sound::read(&[Piece::Bytes(&recording(name))]).unwrap()
}

/// A clean file, understood.
pub fn read_clean(clean: &Clean) -> Sound {
    Sound::read(&[Piece::Bytes(&clean.bytes)]).unwrap()
}

/// Runs one of FFmpeg's programs on bytes; whatever it complains of is a failure.
fn run(program: &str, bytes: &[u8], arguments: &[&str]) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    fs::write(file.path(), bytes).unwrap();
    let Output {
        status,
        stdout,
        stderr,
    } = Command::new(program)
        .args(["-v", "warning", "-i"])
        .arg(file.path())
        .args(arguments)
        .output()
        .unwrap_or_else(|error| {
            panic!("{program} does not run ({error}): install it, as root: apt-get install ffmpeg")
        });
    let said = String::from_utf8_lossy(&stderr);
    // Of an Ogg's or a WebM's length it only guesses, and says so.
    let said = said
        .lines()
        .filter(|line| !line.contains("Estimating duration"));
    assert_eq!(said.collect::<Vec<_>>(), [""; 0], "{program} complains");
    assert!(status.success());
    stdout
}

/// Samples at 48 kHz, one channel, as FFmpeg decodes a file.
pub fn decode(bytes: &[u8]) -> Vec<f32> {
    let arguments = ["-f", "f32le", "-ac", "1", "-ar", "48000", "-"];
    let raw = run("ffmpeg", bytes, &arguments);
    let samples = raw
        .as_chunks()
        .0
        .iter()
        .map(|four| f32::from_le_bytes(*four));
    samples.collect()
}

/// What FFprobe says of a file: `key=value` lines of the container, its tags and those of the stream.
pub fn probe(bytes: &[u8]) -> String {
    let shown = "format=duration:format_tags:stream=codec_name,duration:stream_tags";
    String::from_utf8(run(
        "ffprobe",
        bytes,
        &["-show_entries", shown, "-of", "flat"],
    ))
    .unwrap()
}

/// The length of so many samples in milliseconds.
pub fn ms(samples: usize) -> u64 {
    samples as u64 / 48
}

/// The samples of a span in milliseconds, as far as there are any.
pub fn part(samples: &[f32], span: Range<u64>) -> &[f32] {
    let [from, to] = [span.start, span.end].map(|ms| samples.len().min(ms as usize * 48));
    &samples[from.min(to)..to]
}

/// The loudest sample.
pub fn peak(samples: &[f32]) -> f32 {
    samples
        .iter()
        .fold(0.0, |peak, sample| peak.max(sample.abs()))
}

/// The root of the mean square of the difference of two.
pub fn difference(one: &[f32], other: &[f32]) -> f32 {
    let squares = one.iter().zip(other).map(|(a, b)| (a - b) * (a - b));
    (squares.sum::<f32>() / one.len().max(1) as f32).sqrt()
}

/// Four seconds of a tone in two channels of AAC, as FFmpeg writes an MP4.
pub fn stereo_mp4(flags: &str) -> Vec<u8> {
    let file = tempfile::NamedTempFile::new().unwrap();
    let tone = "sine=frequency=440:duration=4:sample_rate=48000";
    let status = Command::new("ffmpeg")
        .args(["-v", "error", "-y", "-f", "lavfi", "-i", tone, "-ac", "2"])
        .args(["-c:a", "aac", "-b:a", "64k", "-frag_duration", "1000000"])
        .args(["-movflags", flags, "-f", "mp4"])
        .arg(file.path())
        .status();
    assert!(
        status.is_ok_and(|status| status.success()),
        "ffmpeg encodes"
    );
    fs::read(file.path()).unwrap()
}
