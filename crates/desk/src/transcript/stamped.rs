//! Text with stamps, as people who transcribe by hand and their programs write it.

use super::clock::{Misread, parse};
use super::{Cue, Transcript, TranscriptError, TranscriptFault, TranscriptFormat, in_order};

/// A stamp that was found: where it stands in the text, and its time.
struct Stamp {
    start: usize,
    end: usize,
    ms: u64,
}

/// Reads text with stamps.
///
/// A stamp is `#hh:mm:ss#`, with tenths to thousandths behind a dot or a dash (`#00:01:15-5#`, as f4
/// writes them), or a time in square or curly brackets as QualCoder and others write it
/// (`[00:01:15]`, `[01:15]`, `[00.01.15]`, `{00:01:15}`).
///
/// Stamps stand before their words. If the text begins with words and ends with a stamp, they stand
/// behind them, as f4 does it: a stamp then tells where its paragraph ends. A stamp without words
/// before the next one ends the cue before it.
pub(super) fn read(text: &str) -> Result<Transcript, TranscriptError> {
    let stamps = stamps(text)?;
    let (Some(first), Some(last)) = (stamps.first(), stamps.last()) else {
        return Err(TranscriptError::NoStamps);
    };
    let before = text[..first.start].trim();
    let after = text[last.end..].trim();
    let mut cues = Vec::new();
    let mut cue = |from_ms, to_ms, words: &str| {
        cues.push(Cue {
            from_ms,
            to_ms,
            speaker: None,
            text: words.trim().to_owned(),
        });
    };
    if !before.is_empty() && after.is_empty() {
        let (mut from_ms, mut start) = (0, 0);
        for stamp in &stamps {
            cue(from_ms, Some(stamp.ms), &text[start..stamp.start]);
            (from_ms, start) = (stamp.ms, stamp.end);
        }
    } else {
        cue(0, Some(first.ms), before);
        for pair in stamps.windows(2) {
            let [stamp, next] = [&pair[0], &pair[1]];
            cue(stamp.ms, Some(next.ms), &text[stamp.end..next.start]);
        }
        cue(last.ms, None, after);
    }
    Ok(Transcript {
        format: TranscriptFormat::StampedText,
        language: None,
        cues: in_order(cues),
    })
}

/// Every stamp in its order. A time that does not exist, or that goes back, is a slip of the
/// finger: the words behind it would stand at a wrong place.
fn stamps(text: &str) -> Result<Vec<Stamp>, TranscriptError> {
    let mut stamps: Vec<Stamp> = Vec::new();
    let mut at = 0;
    while let Some(found) = text[at..].find(['#', '[', '{']) {
        let start = at + found;
        at = start + 1;
        let fault = |fault| TranscriptError::Line {
            line: 1 + text[..start].matches('\n').count(),
            fault,
        };
        match stamp_at(&text[start..]) {
            None => {}
            Some((_, Err(()))) => return Err(fault(TranscriptFault::OutOfRange)),
            Some((length, Ok(ms))) => {
                if let Some(before) = stamps.last().filter(|before| before.ms > ms) {
                    return Err(fault(TranscriptFault::BeforeTheOneBefore {
                        from_ms: ms,
                        before_ms: before.ms,
                    }));
                }
                at = start + length;
                stamps.push(Stamp { start, end: at, ms });
            }
        }
    }
    Ok(stamps)
}

/// The length and the time of the stamp that a text begins with, or that its time does not exist.
pub(super) fn stamp_at(text: &str) -> Option<(usize, Result<u64, ()>)> {
    /// `#0000:00:00.000#`
    const LONGEST: usize = 16;
    let close = match text.as_bytes().first()? {
        b'#' => b'#',
        b'[' => b']',
        b'{' => b'}',
        _ => return None,
    };
    let behind = &text[1..];
    let length = behind.bytes().take(LONGEST).position(|b| b == close)?;
    let inside = &behind[..length];
    // Dots between the numbers need all three of them: [1.25] is more often a reference.
    let dotted = inside.matches('.').count() == 2 && !inside.contains(':');
    let time = if dotted {
        parse(inside, '.', &[])
    } else {
        parse(inside, ':', &['.', '-', ','])
    };
    match time {
        Ok(ms) => Some((inside.len() + 2, Ok(ms))),
        Err(Misread::OutOfRange) => Some((inside.len() + 2, Err(()))),
        Err(Misread::NoTime) => None,
    }
}
