//! The copy as Markdown: prose that reads as prose, and no text that becomes structure.
//!
//! Most texts stand here as they were typed. What would be syntax in CommonMark, or in the
//! dialects that people use (GitHub, Obsidian, Pandoc, Python-Markdown), has a backslash before
//! it. `<` and `&` are character references instead, as older readers know no backslash before
//! those and would take what follows for HTML.

use std::fmt::Write;

use super::{CopyRecording, CopyWords, OwnCopy};
use crate::ShownPrompt;

/// The lines before and after a text. No text can hold either: it has no `<` left.
const OPEN: &str = "<!-- text -->\n\n";
const CLOSE: &str = "\n\n<!-- /text -->\n\n";

pub(super) fn file(copy: &OwnCopy<'_>) -> String {
    let mut out = String::new();
    let words = &copy.words;
    heading(&mut out, 1, &copy.title);
    paragraph(&mut out, &copy.made);
    paragraph(&mut out, &words.note);
    for (month, entries) in copy.months() {
        heading(&mut out, 2, month);
        for (_, entry) in entries {
            heading(&mut out, 3, entry.title().unwrap_or(&entry.written));
            paragraph(&mut out, &entry.facts(words).join(" · "));
            if let Some(newest) = entry.newest() {
                question(&mut out, newest.prompt.as_ref(), words);
                text(&mut out, &newest.text);
            }
            recordings(&mut out, &entry.recordings, words);
            for (time, before) in entry.before() {
                heading(&mut out, 4, &format!("{}: {time}", words.earlier));
                let now = entry.newest();
                if now.is_some_and(|now| now.title != before.title) {
                    paragraph(&mut out, &before.title);
                }
                if now.is_some_and(|now| now.prompt != before.prompt) {
                    question(&mut out, before.prompt.as_ref(), words);
                }
                text(&mut out, &before.text);
            }
        }
    }
    if !copy.drafts.is_empty() {
        heading(&mut out, 2, &words.drafts);
        for draft in &copy.drafts {
            heading(&mut out, 3, &draft.saved);
            question(&mut out, draft.prompt.as_ref(), words);
            text(&mut out, &draft.text);
            recordings(&mut out, &draft.recordings, words);
        }
    }
    // One line feed at the end, not two.
    out.truncate(out.trim_end_matches('\n').len());
    out.push('\n');
    out
}

fn heading(out: &mut String, level: usize, words: &str) {
    let _ = writeln!(out, "{} {}\n", "#".repeat(level), in_one_line(words));
}

fn paragraph(out: &mut String, words: &str) {
    if !words.is_empty() {
        let _ = writeln!(out, "{}\n", in_one_line(words));
    }
}

fn question(out: &mut String, prompt: Option<&ShownPrompt>, words: &CopyWords) {
    let Some(prompt) = prompt else {
        return paragraph(out, &words.without_question);
    };
    for line in in_lines(&prompt.text).split('\n') {
        let _ = writeln!(out, "> {line}");
    }
    out.push('\n');
}

fn text(out: &mut String, text: &str) {
    out.push_str(OPEN);
    out.push_str(&in_lines(text));
    out.push_str(CLOSE);
}

fn recordings(out: &mut String, recordings: &[CopyRecording], words: &CopyWords) {
    for recording in recordings {
        let named = [&recording.heading, &recording.length].map(String::as_str);
        heading(out, 4, &named.join(" · "));
        paragraph(out, &recording.gist);
        for remark in &recording.remarks {
            paragraph(out, remark);
        }
        paragraph(out, &words.sound);
    }
}

/// A text of many lines. Two blanks end a line that another follows without a blank one between:
/// every reader breaks the line there, and none shows them.
pub(super) fn in_lines(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut lines = text.split('\n').peekable();
    while let Some(line) = lines.next() {
        escape(&mut out, line);
        if let Some(next) = lines.peek() {
            if !line.is_empty() && !next.is_empty() {
                out.push_str("  ");
            }
            out.push('\n');
        }
    }
    out
}

/// A text in a place that has one line only.
fn in_one_line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text);
    out
}

/// Appends one line so that nothing in it acts, and its blanks at both ends are kept.
fn escape(out: &mut String, line: &str) {
    let marker = list_marker(line);
    let last = line.len().saturating_sub(1);
    let mut before = None;
    let mut chars = line.char_indices().peekable();
    while let Some((place, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let is_double = before == Some(c) || next == Some(c);
        match c {
            ' ' | '\t' if place == 0 || place == last => refer(out, c),
            '&' if next.is_some_and(|next| next == '#' || next.is_ascii_alphabetic()) => {
                out.push_str("&amp;");
            }
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '{' | '}' | '#' | '|' | '~' | '^' | '$' => {
                out.extend(['\\', c]);
            }
            // A line with a blank before these begins with a reference, and is safe by that.
            '>' | '-' | '+' | '=' | ':' | '%' if place == 0 => out.extend(['\\', c]),
            // Highlights and comments of Obsidian.
            '=' | '%' if is_double => out.extend(['\\', c]),
            '.' | ')' if marker == Some(place) => out.extend(['\\', c]),
            c if acts(c) => refer(out, c),
            c => out.push(c),
        }
        before = Some(c);
    }
}

/// Where the full stop or the parenthesis is that would make the line an item of a list:
/// `1.`, `12)`, `(3)`, `a.`
fn list_marker(line: &str) -> Option<usize> {
    let label = line.strip_prefix('(').unwrap_or(line);
    let digits = label.trim_start_matches(|c: char| c.is_ascii_digit());
    let rest = if digits.len() < label.len() {
        digits
    } else {
        label.strip_prefix(|c: char| c.is_ascii_alphabetic())?
    };
    let after = rest.strip_prefix(['.', ')'])?;
    // "M. stayed" is how people are named in a journal. Pandoc, which alone counts by letters,
    // knows that too, and wants two blanks there.
    let is_initial = rest.starts_with('.') && label.starts_with(|c: char| c.is_ascii_uppercase());
    let blanks = after.len() - after.trim_start_matches([' ', '\t']).len();
    let is_marker = after.is_empty() || blanks > usize::from(is_initial) || after.starts_with('\t');
    is_marker.then_some(line.len() - rest.len())
}

/// What a reader may take for the end of a line, and what turns the direction of the source
/// that follows it. Marks that only join or only lean (U+200C to U+200F) stay: names need them.
fn acts(c: char) -> bool {
    (c.is_control() && c != '\t') || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn refer(out: &mut String, c: char) {
    let _ = write!(out, "&#{};", u32::from(c));
}
