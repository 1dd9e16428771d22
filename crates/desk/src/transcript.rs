//! Transcripts as people and machines write them, read into one shape.

use std::fmt;

use serde::{Deserialize, Serialize};

mod clock;
mod fault;
mod json;
mod stamped;
mod subtitles;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use clock::clock;
pub use fault::{TranscriptError, TranscriptFault};
pub use write::StampForm;

/// The words of one recording with their times.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Transcript {
    /// What the file was.
    pub format: TranscriptFormat,
    /// The language as the file names it, if it does.
    pub language: Option<String>,
    /// In the order of their beginnings. None is without words.
    pub cues: Vec<Cue>,
}

/// What was said in one stretch of a recording.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cue {
    /// Milliseconds from the recording's beginning.
    pub from_ms: u64,
    /// Where it ends, if the file says so; never before `from_ms`.
    pub to_ms: Option<u64>,
    /// Who speaks, if the file says so in a field of its own.
    pub speaker: Option<String>,
    /// The words as the file has them, line ends as LF, without blanks at either end. Marks of
    /// the format itself (tags, entities) are resolved; nothing else is changed.
    pub text: String,
}

/// How far a transcript can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptStatus {
    /// A program wrote it, and nobody has compared it yet.
    MachineDraft,
    /// A person has listened to the recording and corrected it.
    Checked,
}

impl TranscriptStatus {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::MachineDraft => "machine_draft",
            Self::Checked => "checked",
        }
    }

    /// What a reader of the words has to know first.
    pub fn sentence(self) -> &'static str {
        match self {
            Self::MachineDraft => "machine draft, not checked against the audio",
            Self::Checked => "checked against the audio",
        }
    }
}

/// The formats that are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TranscriptFormat {
    /// WebVTT (<https://www.w3.org/TR/webvtt1/>).
    WebVtt,
    /// SubRip (`.srt`), which has no specification; as Whisper and editors of subtitles write it.
    Srt,
    /// Text with stamps: `#hh:mm:ss#`, `#hh:mm:ss.s#`, `#hh:mm:ss-d#`, `[hh:mm:ss]` and their kin.
    StampedText,
    /// JSON of openai-whisper and its kin: `segments[]` with `start` and `end` in seconds
    /// (`whisper/transcribe.py`).
    WhisperJson,
    /// JSON of whisper.cpp: `transcription[]` with `offsets` in milliseconds
    /// (`examples/cli/cli.cpp`, `output_json`).
    WhisperCppJson,
}

impl fmt::Display for TranscriptFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::WebVtt => "WebVTT",
            Self::Srt => "SubRip (SRT)",
            Self::StampedText => "text with time stamps",
            Self::WhisperJson => "JSON of Whisper",
            Self::WhisperCppJson => "JSON of whisper.cpp",
        })
    }
}

/// The longest file that is read, in bytes: an hour of Whisper's fullest JSON has a few millions.
const SIZE_CAP: usize = 16 << 20;

/// How far a transcript may go beyond its recording: machines round up, and players differ.
const TOLERANCE_MS: u64 = 2_000;

impl Transcript {
    /// Reads a transcript; what it is, its content says and not its name. UTF-8, or UTF-16 with
    /// a byte order mark.
    ///
    /// # Errors
    /// With the line that is not understood. A file is read whole or not at all.
    pub fn read(bytes: &[u8]) -> Result<Self, TranscriptError> {
        if bytes.len() > SIZE_CAP {
            return Err(TranscriptError::TooLarge);
        }
        let text = decoded(bytes)?.replace("\r\n", "\n").replace('\r', "\n");
        let start = text.trim_start();
        let transcript = if start.starts_with("WEBVTT") {
            subtitles::webvtt(&text)
        } else if start.starts_with('{') {
            json::read(&text)
        } else if subtitles::is_srt(&text) {
            subtitles::srt(&text)
        } else {
            stamped::read(&text)
        }?;
        if transcript.cues.is_empty() {
            return Err(TranscriptError::NoWords);
        }
        Ok(transcript)
    }

    /// Where the last word ends, in milliseconds, as far as the file says.
    pub fn end_ms(&self) -> u64 {
        let ends = self.cues.iter().map(|cue| cue.to_ms.unwrap_or(cue.from_ms));
        ends.max().unwrap_or(0)
    }

    /// Whether it may belong to a recording of that length.
    ///
    /// # Errors
    /// When it goes on for more than two seconds after the recording's end.
    pub fn fits(&self, duration_ms: u64) -> Result<(), TranscriptError> {
        let end_ms = self.end_ms();
        if end_ms > duration_ms.saturating_add(TOLERANCE_MS) {
            return Err(TranscriptError::BeyondTheEnd {
                end_ms,
                duration_ms,
            });
        }
        Ok(())
    }
}

/// Sorted by beginning and without those that hold no words.
fn in_order(mut cues: Vec<Cue>) -> Vec<Cue> {
    cues.retain(|cue| !cue.text.is_empty());
    cues.sort_by_key(|cue| cue.from_ms);
    cues
}

fn decoded(bytes: &[u8]) -> Result<String, TranscriptError> {
    let wide = |rest: &[u8], unit: fn([u8; 2]) -> u16| {
        let units = rest.chunks(2).map(|pair| match *pair {
            [a, b] => unit([a, b]),
            // Half a unit at the end is no character.
            _ => 0xdc00,
        });
        char::decode_utf16(units)
            .collect::<Result<String, _>>()
            .map_err(|_| TranscriptError::NotText { line: None })
    };
    match bytes {
        [0xff, 0xfe, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xfe, 0xff, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => {
            let rest = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            std::str::from_utf8(rest)
                .map(str::to_owned)
                .map_err(|error| {
                    let before = &rest[..error.valid_up_to()];
                    let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
                    TranscriptError::NotText { line: Some(line) }
                })
        }
    }
}
