//! Why a transcript is not taken, in sentences.

use std::fmt;

use super::clock::clock;

/// Why a file gives no transcript.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TranscriptError {
    /// Larger than any transcript.
    #[error("it is larger than 16 MB, which no transcript is")]
    TooLarge,
    /// Bytes that are no characters.
    #[error("{}it is not text in UTF-8", at(*line))]
    NotText {
        /// From 1.
        line: Option<usize>,
    },
    /// JSON that breaks off or is none.
    #[error("line {line}: the JSON is damaged or cut short there")]
    Json {
        /// From 1.
        line: usize,
    },
    /// JSON of another program.
    #[error("it is JSON, but not of Whisper: it has neither \"segments\" nor \"transcription\"")]
    OtherJson,
    /// A segment of the JSON is not as Whisper writes it.
    #[error("segment {segment} of the JSON: {fault}")]
    Segment {
        /// From 1.
        segment: usize,
        /// What is wrong.
        fault: TranscriptFault,
    },
    /// A line is not understood.
    #[error("line {line}: {fault}")]
    Line {
        /// From 1.
        line: usize,
        /// What is wrong.
        fault: TranscriptFault,
    },
    /// Text without a single stamp.
    #[error("there is no time stamp in it")]
    NoStamps,
    /// Times, but not a word.
    #[error("there are no words in it")]
    NoWords,
    /// It goes on after the recording's end.
    #[error(
        "it goes on until {}, but the recording ends at {}",
        clock(*end_ms),
        clock(*duration_ms)
    )]
    BeyondTheEnd {
        /// Where it ends.
        end_ms: u64,
        /// How long the recording is.
        duration_ms: u64,
    },
}

/// What is wrong at one place of a transcript.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum TranscriptFault {
    NotATiming,
    OutOfRange,
    EndBeforeBeginning { from_ms: u64, to_ms: u64 },
    BeforeTheOneBefore { from_ms: u64, before_ms: u64 },
    TextBeforeTiming,
    NoTimes,
    NoText,
}

impl fmt::Display for TranscriptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotATiming => {
                f.write_str("this is not of the form 00:00:01.000 --> 00:00:02.000")
            }
            Self::OutOfRange => {
                f.write_str("this time does not exist: minutes and seconds go up to 59")
            }
            Self::EndBeforeBeginning { from_ms, to_ms } => write!(
                f,
                "the end {} is before the beginning {}",
                clock(*to_ms),
                clock(*from_ms)
            ),
            Self::BeforeTheOneBefore { from_ms, before_ms } => write!(
                f,
                "the time {} is before {}, which stands above it",
                clock(*from_ms),
                clock(*before_ms)
            ),
            Self::TextBeforeTiming => f.write_str("words stand here before any time"),
            Self::NoTimes => f.write_str("it has no beginning and end"),
            Self::NoText => f.write_str("it has no text"),
        }
    }
}

impl TranscriptError {
    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::TooLarge => "name the transcript, not the recording",
            Self::NotText { .. } => {
                "open it in a text editor and save it as UTF-8; a Word document has to be saved as plain text first"
            }
            Self::Json { .. } => "let the program write it again, and copy the file whole",
            Self::OtherJson => {
                "give WebVTT, SRT, text with stamps as #00:01:15#, or JSON of Whisper or whisper.cpp"
            }
            Self::Segment { .. } => {
                "let the program write it again; if it is the same then, take its .vtt or .srt file"
            }
            Self::Line { .. } => "mend that line in a text editor and add the file again",
            Self::NoStamps => {
                "write a stamp as #00:01:15# before each paragraph, or give WebVTT, SRT or JSON of Whisper"
            }
            Self::NoWords => "look whether this is the right file",
            Self::BeyondTheEnd { .. } => {
                "it probably belongs to another recording: compare the first words with the audio"
            }
        })
    }
}

fn at(line: Option<usize>) -> String {
    line.map_or_else(String::new, |line| format!("line {line}: "))
}
