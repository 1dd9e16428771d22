//! WebVTT and SubRip. The parsers on crates.io were tried (subtp 0.2, vtt 1.0, srtlib 0.2): each
//! refuses files that Whisper and editors write every day (a byte order mark, a last cue without a
//! line end, an empty cue), or cannot say which line it does not understand.

use super::clock::{Misread, parse};
use super::{Cue, Transcript, TranscriptError, TranscriptFault, TranscriptFormat, in_order};

const ARROW: &str = "-->";

/// The longest entity in bytes: what is longer is words.
const ENTITY: usize = 12;

/// Reads WebVTT by the rules of its parser (<https://www.w3.org/TR/webvtt1/>, section 6), stricter
/// where words could be lost: a timing that is not understood refuses the file.
pub(super) fn webvtt(text: &str) -> Result<Transcript, TranscriptError> {
    let lines: Vec<&str> = text.lines().collect();
    let mut cues = Vec::new();
    let mut language = None;
    let mut at = 0;
    // The header, which ends with the first blank line.
    while at < lines.len() && !lines[at].is_empty() && !lines[at].contains(ARROW) {
        if let Some(named) = lines[at].strip_prefix("Language:") {
            language = Some(named.trim().to_owned()).filter(|named| !named.is_empty());
        }
        at += 1;
    }
    while at < lines.len() {
        let block = lines[at..].iter().position(|line| line.is_empty());
        let end = block.map_or(lines.len(), |length| at + length);
        cues_of(&lines[at..end], at + 1, &mut cues)?;
        at = end + 1;
    }
    Ok(Transcript {
        format: TranscriptFormat::WebVtt,
        language,
        cues: in_order(cues),
    })
}

/// The cues of one block, whose first line has the number `first`.
fn cues_of(block: &[&str], first: usize, cues: &mut Vec<Cue>) -> Result<(), TranscriptError> {
    let is_aside = block.first().is_some_and(|line| {
        ["NOTE", "STYLE", "REGION"].iter().any(|word| {
            line.strip_prefix(word)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with([' ', '\t']))
        })
    });
    // A comment must not hold the arrow (section 4.1), but people write it all the same.
    let timings: Vec<usize> = (0..block.len())
        .filter(|at| block[*at].contains(ARROW))
        .filter(|at| !is_aside || timing(block[*at], 0).is_ok())
        .collect();
    if timings.is_empty() {
        // A block without a time and without a name for what it is: an identifier alone, or words
        // that a blank line cut off from theirs.
        if block.is_empty() || is_aside {
            return Ok(());
        }
        let Some(before) = cues.last_mut() else {
            return Err(line(first, TranscriptFault::TextBeforeTiming));
        };
        let more = unmarked(&block.join("\n"));
        if !before.text.is_empty() {
            before.text.push('\n');
        }
        before.text.push_str(&more);
        return Ok(());
    }
    for (number, at) in timings.iter().enumerate() {
        let (from_ms, to_ms) = timing(block[*at], first + at)?;
        let end = timings.get(number + 1).copied().unwrap_or(block.len());
        let payload = block[at + 1..end].join("\n");
        for (speaker, text) in voices(&payload) {
            cues.push(Cue {
                from_ms,
                to_ms: Some(to_ms),
                speaker,
                text,
            });
        }
    }
    Ok(())
}

/// The words of a cue, apart by who speaks them (`<v Name>`, section 6.4).
fn voices(payload: &str) -> Vec<(Option<String>, String)> {
    let mut found = Vec::new();
    let mut push = |speaker: Option<String>, words: &str| {
        let words = unmarked(words);
        if !words.is_empty() {
            found.push((speaker, words));
        }
    };
    let mut rest = payload;
    let mut speaker = None;
    let mut at = 0;
    while let Some(found) = rest[at..].find("<v") {
        let open = at + found;
        let behind = &rest[open + 2..];
        let is_voice = behind.starts_with([' ', '\t', '.', '\n']);
        let Some((name, after)) = tag(behind).filter(|_| is_voice) else {
            // Another tag that begins with v, or a < that somebody typed.
            at = open + 2;
            continue;
        };
        push(speaker.take(), &rest[..open]);
        // Classes stand before the name: <v.loud Ann>.
        let name = name
            .split_once([' ', '\t', '\n'])
            .map_or("", |(_, name)| name);
        let name = unescaped(name.trim());
        speaker = Some(name).filter(|name| !name.is_empty());
        (rest, at) = (after, 0);
    }
    push(speaker, rest);
    found
}

/// Text without the tags of WebVTT, its entities resolved.
fn unmarked(text: &str) -> String {
    unescaped(&without_tags(text, |tag| {
        let name = tag.trim_start_matches('/');
        let name = name
            .split([' ', '\t', '\n', '.'])
            .next()
            .unwrap_or_default();
        matches!(name, "b" | "i" | "u" | "c" | "v" | "lang" | "ruby" | "rt")
            || parse(tag, ':', &['.']).is_ok()
    }))
    .trim()
    .to_owned()
}

/// The text without every `<tag>` that `is_tag` knows; others are words.
fn without_tags(text: &str, is_tag: impl Fn(&str) -> bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('<') {
        out.push_str(before);
        match tag(behind) {
            Some((tag, after)) if is_tag(tag) => rest = after,
            _ => {
                out.push('<');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// What stands inside a tag whose `<` was read, and behind it. A tag holds no other, so that no
/// text is looked through twice.
fn tag(behind: &str) -> Option<(&str, &str)> {
    let end = behind.find(['<', '>'])?;
    behind[end..]
        .starts_with('>')
        .then(|| (&behind[..end], &behind[end + 1..]))
}

/// The entities that WebVTT's writers use; what is none stays as it is.
fn unescaped(text: &str) -> String {
    const NAMED: [(&str, &str); 8] = [
        ("amp", "&"),
        ("lt", "<"),
        ("gt", ">"),
        ("quot", "\""),
        ("apos", "'"),
        ("nbsp", "\u{a0}"),
        ("lrm", "\u{200e}"),
        ("rlm", "\u{200f}"),
    ];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once('&') {
        out.push_str(before);
        let end = behind.bytes().take(ENTITY).position(|b| b == b';');
        let entity = end.and_then(|end| {
            let (name, after) = (&behind[..end], &behind[end + 1..]);
            let named = NAMED.iter().find(|(known, _)| *known == name);
            let number = || {
                let code = name.strip_prefix('#')?;
                let code = match code.strip_prefix(['x', 'X']) {
                    Some(hex) => u32::from_str_radix(hex, 16),
                    None => code.parse(),
                };
                char::from_u32(code.ok()?).filter(|c| *c != '\0')
            };
            let meant = named.map(|(_, meant)| (*meant).to_owned());
            Some((meant.or_else(|| number().map(String::from))?, after))
        });
        match entity {
            Some((meant, after)) => {
                out.push_str(&meant);
                rest = after;
            }
            None => {
                out.push('&');
                rest = behind;
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether the first lines with words are those of SubRip: a number, then a timing, or a timing.
pub(super) fn is_srt(text: &str) -> bool {
    let mut lines = text.lines().filter(|line| !line.trim().is_empty());
    let first = lines.next().unwrap_or_default();
    first.contains(ARROW) || (is_number(first) && lines.next().is_some_and(|l| l.contains(ARROW)))
}

/// Reads SubRip: what stands between two timings belongs to the first, but for the number right
/// before the second. Blank lines inside a cue are words' paragraphs.
pub(super) fn srt(text: &str) -> Result<Transcript, TranscriptError> {
    let lines: Vec<&str> = text.lines().collect();
    let timings: Vec<usize> = (0..lines.len())
        .filter(|at| lines[*at].contains(ARROW))
        .collect();
    let first = lines.iter().find(|line| !line.trim().is_empty());
    let has_numbers = first.is_some_and(|line| is_number(line));
    let mut cues = Vec::new();
    for (number, at) in timings.iter().enumerate() {
        let (from_ms, to_ms) = timing(lines[*at], at + 1)?;
        let next = timings.get(number + 1).copied().unwrap_or(lines.len());
        let mut words = &lines[at + 1..next];
        let is_counted = has_numbers && next < lines.len();
        if is_counted && words.last().is_some_and(|line| is_number(line)) {
            words = &words[..words.len() - 1];
        }
        let text = without_tags(&words.join("\n"), |tag| {
            let name = tag.trim_start_matches('/').to_ascii_lowercase();
            matches!(name.as_str(), "b" | "i" | "u" | "font") || name.starts_with("font ")
        });
        cues.push(Cue {
            from_ms,
            to_ms: Some(to_ms),
            speaker: None,
            text: text.trim().to_owned(),
        });
    }
    Ok(Transcript {
        format: TranscriptFormat::Srt,
        language: None,
        cues: in_order(cues),
    })
}

fn is_number(line: &str) -> bool {
    let line = line.trim();
    !line.is_empty() && line.bytes().all(|b| b.is_ascii_digit())
}

/// Beginning and end of `00:00:01.000 --> 00:00:02.000`, with whatever settings behind.
fn timing(text: &str, number: usize) -> Result<(u64, u64), TranscriptError> {
    let fault = |fault| line(number, fault);
    let (from, rest) = text
        .split_once(ARROW)
        .ok_or_else(|| fault(TranscriptFault::NotATiming))?;
    let to = rest.split_whitespace().next().unwrap_or_default();
    let read = |time: &str| {
        parse(time.trim(), ':', &['.', ',']).map_err(|misread| {
            fault(match misread {
                Misread::NoTime => TranscriptFault::NotATiming,
                Misread::OutOfRange => TranscriptFault::OutOfRange,
            })
        })
    };
    let (from_ms, to_ms) = (read(from)?, read(to)?);
    if to_ms < from_ms {
        return Err(fault(TranscriptFault::EndBeforeBeginning {
            from_ms,
            to_ms,
        }));
    }
    Ok((from_ms, to_ms))
}

fn line(line: usize, fault: TranscriptFault) -> TranscriptError {
    TranscriptError::Line { line, fault }
}
