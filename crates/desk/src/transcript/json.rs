//! JSON of Whisper: of the Python program and its kin, and of whisper.cpp.

use serde::Deserialize;

use super::{Cue, Transcript, TranscriptError, TranscriptFault, TranscriptFormat, in_order};

/// What both write, and nothing else of it.
#[derive(Deserialize)]
struct Document {
    language: Option<String>,
    result: Option<Language>,
    segments: Option<Vec<Segment>>,
    transcription: Option<Vec<Stretch>>,
}

/// whisper.cpp's `result`.
#[derive(Deserialize)]
struct Language {
    language: Option<String>,
}

/// Of openai-whisper; `speaker` of those that tell speakers apart (whisperX).
#[derive(Deserialize)]
struct Segment {
    start: Option<f64>,
    end: Option<f64>,
    text: Option<String>,
    speaker: Option<String>,
}

/// Of whisper.cpp.
#[derive(Deserialize)]
struct Stretch {
    offsets: Option<Offsets>,
    text: Option<String>,
    speaker: Option<String>,
}

/// Milliseconds.
#[derive(Deserialize)]
struct Offsets {
    from: i64,
    to: i64,
}

/// Reads either.
pub(super) fn read(text: &str) -> Result<Transcript, TranscriptError> {
    let document: Document = serde_json::from_str(text).map_err(|error| TranscriptError::Json {
        line: error.line().max(1),
    })?;
    let language = document
        .language
        .or(document.result.and_then(|result| result.language))
        .filter(|language| !language.is_empty());
    let (format, cues) = match (document.segments, document.transcription) {
        (Some(segments), _) => (
            TranscriptFormat::WhisperJson,
            all(segments, |segment| {
                let times = segment.start.zip(segment.end);
                let times = times.map(|(start, end)| (milliseconds(start), milliseconds(end)));
                (times, segment.text, segment.speaker)
            })?,
        ),
        (None, Some(stretches)) => (
            TranscriptFormat::WhisperCppJson,
            all(stretches, |stretch| {
                let whole = |ms: i64| u64::try_from(ms).ok();
                let times = stretch.offsets.map(|o| (whole(o.from), whole(o.to)));
                (times, stretch.text, stretch.speaker)
            })?,
        ),
        (None, None) => return Err(TranscriptError::OtherJson),
    };
    Ok(Transcript {
        format,
        language,
        cues: in_order(cues),
    })
}

type Parts = (
    Option<(Option<u64>, Option<u64>)>,
    Option<String>,
    Option<String>,
);

fn all<T>(segments: Vec<T>, parts: impl Fn(T) -> Parts) -> Result<Vec<Cue>, TranscriptError> {
    (1..)
        .zip(segments)
        .map(|(segment, found)| {
            let fault = |fault| TranscriptError::Segment { segment, fault };
            let (times, text, speaker) = parts(found);
            let (from, to) = times.ok_or_else(|| fault(TranscriptFault::NoTimes))?;
            let (Some(from_ms), Some(to_ms)) = (from, to) else {
                return Err(fault(TranscriptFault::OutOfRange));
            };
            if to_ms < from_ms {
                return Err(fault(TranscriptFault::EndBeforeBeginning {
                    from_ms,
                    to_ms,
                }));
            }
            let text = text.ok_or_else(|| fault(TranscriptFault::NoText))?;
            Ok(Cue {
                from_ms,
                to_ms: Some(to_ms),
                speaker: speaker.filter(|speaker| !speaker.is_empty()),
                text: lf(&text),
            })
        })
        .collect()
}

fn lf(text: &str) -> String {
    text.replace("\r\n", "\n")
        .replace('\r', "\n")
        .trim()
        .to_owned()
}

/// Seconds to whole milliseconds, if there is such a time: up to 1000 hours.
fn milliseconds(seconds: f64) -> Option<u64> {
    let ms = (seconds * 1000.0).round();
    (0.0..=3.6e9).contains(&ms).then_some(ms as u64)
}
