//! Sound as transcription programs take it, decoded by ffmpeg: a program of others, named by the
//! user, run without a shell and told what it may read.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use desk::printable;
use hound::{SampleFormat, WavSpec, WavWriter};

use crate::error::RunError;
use crate::files::sentence;

/// What Whisper and its kin are trained on.
const RATE: u32 = 16_000;

/// How long sound may be beside what its bundle says: a hostile file must not fill the disk.
const LONGEST_BESIDE_MS: u64 = 60_000;

/// ffmpeg, found and asked for its version.
pub(crate) struct Decoder {
    program: PathBuf,
    /// As `ffmpeg version 5.1.9`.
    pub version: String,
}

/// Why there is no sound.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DecodeError {
    #[error("its media type is none that is decoded here")]
    Kind,
    #[error("ffmpeg cannot decode it: {0}")]
    Refused(String),
    #[error("ffmpeg could not be run: {0}")]
    Run(String),
    #[error("it is longer than {0} s, which is far more than its bundle says")]
    Endless(u64),
    #[error("the WAV cannot be written: {0}")]
    Write(String),
}

impl Decoder {
    /// Finds the program.
    pub(crate) fn find(program: &Path) -> Result<Self, RunError> {
        let fail = |why: String| RunError::Decoder {
            name: program.to_string_lossy().into(),
            why,
        };
        let asked = Command::new(program)
            .arg("-version")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| fail(sentence(&error)))?;
        let text = String::from_utf8_lossy(&asked.stdout);
        let first = text.lines().next().unwrap_or_default();
        if !asked.status.success() || !first.starts_with("ffmpeg version ") {
            return Err(fail("it does not answer as ffmpeg does".into()));
        }
        let words: Vec<&str> = first.split(' ').take(3).collect();
        Ok(Self {
            program: program.to_owned(),
            version: printable(&words.join(" ")),
        })
    }

    /// Decodes a file of one of the endings of a bundle's recordings to 16 kHz mono 16-bit WAV,
    /// and returns the length of the WAV in milliseconds. Where the file's own times leave a gap
    /// there is silence, so that a time in the WAV is the same time in the original.
    pub(crate) fn decode(
        &self,
        original: &Path,
        ending: &str,
        said_ms: u64,
        wav: &mut File,
    ) -> Result<u64, DecodeError> {
        // The demuxer is named: a file that calls itself a playlist would make ffmpeg read others.
        let demuxer = match ending {
            "webm" => "matroska",
            "ogg" => "ogg",
            "m4a" => "mov",
            "wav" => "wav",
            _ => return Err(DecodeError::Kind),
        };
        let run = |error: io::Error| DecodeError::Run(sentence(&error));
        let mut input = OsString::from("file:");
        input.push(original);
        let mut complaints = tempfile::tempfile().map_err(run)?;
        let mut child = Command::new(&self.program)
            .args(["-nostdin", "-hide_banner", "-v", "error"])
            .args(["-protocol_whitelist", "file", "-f", demuxer, "-i"])
            .arg(input)
            .args(["-map", "0:a:0", "-vn", "-sn", "-dn", "-ac", "1"])
            .args(["-af", &format!("aresample={RATE}:async=1:first_pts=0")])
            .args(["-c:a", "pcm_s16le", "-f", "s16le", "pipe:1"])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(complaints.try_clone().map_err(run)?)
            .spawn()
            .map_err(run)?;
        let most_ms = said_ms + said_ms / 10 + LONGEST_BESIDE_MS;
        let copied = match child.stdout.take() {
            Some(sound) => copy(sound, most_ms, wav),
            None => Err(DecodeError::Run("it gives no output".into())),
        };
        if copied.is_err() {
            // It would wait for a reader that has gone; if it has ended by itself, all the better.
            let _ = child.kill();
        }
        let status = child.wait().map_err(run)?;
        let length_ms = copied?;
        if !status.success() || length_ms == 0 {
            return Err(DecodeError::Refused(last_words(&mut complaints)));
        }
        Ok(length_ms)
    }
}

/// Raw samples into a WAV. The length is counted here: the header of a streamed WAV lies.
fn copy(sound: impl Read, most_ms: u64, wav: &mut File) -> Result<u64, DecodeError> {
    let written = |error: hound::Error| {
        DecodeError::Write(match error {
            hound::Error::IoError(error) => sentence(&error),
            other => other.to_string(),
        })
    };
    let spec = WavSpec {
        channels: 1,
        sample_rate: RATE,
        bits_per_sample: 16,
        sample_format: SampleFormat::Int,
    };
    let most = most_ms * u64::from(RATE) / 1000;
    let mut samples = 0;
    let mut sound = BufReader::with_capacity(1 << 16, sound);
    let mut writer = WavWriter::new(io::BufWriter::new(&mut *wav), spec).map_err(written)?;
    let mut pair = [0; 2];
    loop {
        match sound.read_exact(&mut pair) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => break,
            Err(error) => return Err(DecodeError::Run(sentence(&error))),
        }
        if samples == most {
            return Err(DecodeError::Endless(most_ms / 1000));
        }
        samples += 1;
        writer
            .write_sample(i16::from_le_bytes(pair))
            .map_err(written)?;
    }
    writer.finalize().map_err(written)?;
    let flushed = wav.flush().and_then(|()| wav.sync_all());
    flushed.map_err(|error| DecodeError::Write(sentence(&error)))?;
    Ok(samples * 1000 / u64::from(RATE))
}

/// The end of what ffmpeg said: its last line names what stopped it.
fn last_words(complaints: &mut File) -> String {
    let mut text = Vec::new();
    let read = complaints
        .rewind()
        .and_then(|()| complaints.take(1 << 16).read_to_end(&mut text));
    let text = String::from_utf8_lossy(&text);
    let last = text.lines().rfind(|line| !line.trim().is_empty());
    match (read, last) {
        (Ok(_), Some(line)) => printable(line.trim()),
        _ => "it gave no sound and no reason".into(),
    }
}

/// How long a WAV is that was written here, in milliseconds; `None` for anything else.
pub(crate) fn wav_ms(path: &Path) -> Option<u64> {
    let reader = hound::WavReader::open(path).ok()?;
    let spec = reader.spec();
    let is_ours = (spec.channels, spec.sample_rate, spec.bits_per_sample) == (1, RATE, 16);
    is_ours.then(|| u64::from(reader.duration()) * 1000 / u64::from(RATE))
}
