//! Markdown: a document per entry, for people and for programs that code documents.

use std::fmt::Write;

use super::index::{form, links, people, session};
use super::recordings::{heading, spans};
use super::told::{Told, told};
use super::{ExportFile, wishes};
use crate::dataset::{Dataset, MergedRecording};
use crate::printable::acts;

/// The line after which the text stands, to the end of the file but for one line feed.
const MARK: &str = "<!-- text -->\n";

pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let told = told(dataset).into_iter();
    told.map(|entry| {
        let path = format!("entries/{}/{}.md", entry.stem.folder, entry.stem.file);
        ExportFile::new(path, document(dataset, &entry).into_bytes())
    })
    .collect()
}

fn document(dataset: &Dataset, told: &Told<'_>) -> String {
    let side = &told.side;
    let entry = &side.revision.entry;
    let mut out = String::from("---\n");
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(out, "{name}: {}", quoted(value));
    };
    field("study_id", &dataset.study_id);
    field("participant", side.entry.participant.as_str());
    field("entry_id", &side.entry.id.to_string());
    field("rev", &entry.rev.to_string());
    field("conflict", &side.conflict());
    field("created_at", entry.created_at.as_str());
    field("edited_at", entry.edited_at.as_str());
    field("role", entry.role.as_str());
    field("theme", entry.theme().as_str());
    if let Some(prompt) = &entry.prompt {
        field("prompt_id", &prompt.id.0);
        field("prompt_version", &prompt.version.to_string());
        field("prompt_language", &prompt.language);
    }
    field("title", &entry.title);
    let tags = dataset.tags_of(&side.entry.participant, side.entry.id);
    field("tags", &tags.join("; "));
    let wishes = wishes(entry.handling);
    field("handling", &wishes.join("; "));
    // What an entry is that stands by itself needs no fields.
    if entry.context.is_some() {
        field("form", form(entry));
        field("links", &links(entry, |target| target.to_string()));
        field("people", &people(entry));
        field("session", &session(entry));
    }
    out.push_str("---\n\n");
    for wish in &wishes {
        let _ = writeln!(out, "**{wish}**\n");
    }
    if side.of > 1 {
        let _ = writeln!(
            out,
            "**VERSION {} OF {}: THE VERSIONS DIFFER**\n",
            side.number, side.of
        );
    }
    ties(&mut out, told);
    if let Some(prompt) = &entry.prompt {
        for line in lines(&prompt.text) {
            let _ = writeln!(out, "> {line}");
        }
        out.push('\n');
    }
    for merged in side.recordings(dataset) {
        recording(&mut out, merged);
    }
    out.push_str(MARK);
    out.push_str(&entry.text);
    out.push('\n');
    out
}

/// What ties it to others, and what was shown. Nothing in it can be taken for the line before the
/// text, as below.
fn ties(out: &mut String, told: &Told<'_>) {
    for (name, fact) in told.ties() {
        let _ = writeln!(out, "- {name}: {}", quoted(fact));
    }
    if !told.ties().is_empty() {
        out.push('\n');
    }
    for shown in &told.shown {
        let _ = writeln!(out, "**{}**\n", shown.head);
        if shown.is_not_quoted {
            out.push_str("**DO NOT QUOTE**\n\n");
        }
        for line in shown.lines.iter().flat_map(|line| lines(line)) {
            let _ = writeln!(out, "> {}", line.replace("<!--", "&lt;!--"));
        }
        out.push('\n');
    }
}

/// A recording: what it is in lines as the head has them, and what was written down from it.
/// Nothing in it can be taken for the line before the text: every line begins with words or a
/// stamp of ours.
fn recording(out: &mut String, merged: &MergedRecording) {
    let recording = &merged.recording;
    let _ = writeln!(out, "## {}\n", merged.name);
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(out, "- {name}: {}", quoted(value));
    };
    field("recording_id", &recording.id.to_string());
    field("recorded_at", recording.recorded_at.as_str());
    field(
        "length",
        &crate::transcript::clock(recording.media.duration_ms),
    );
    field("title", &recording.title);
    field("gist", &recording.gist);
    field("withheld", &spans(&recording.withheld));
    field("lost", &spans(&recording.lost));
    out.push('\n');
    let Some(record) = &merged.transcript else {
        out.push_str("**NO TRANSCRIPT**\n\n");
        return;
    };
    let _ = writeln!(out, "**{}**\n", heading(record.status));
    // A paragraph each; a comment that a cue opens would hide what follows.
    let lines = record.transcript.lines().replace("<!--", "&lt;!--");
    for line in lines.lines() {
        let _ = writeln!(out, "{line}\n");
    }
}

/// A double-quoted scalar of YAML 1.2 (section 7.3.1), on one line: JSON's string with every
/// character escaped that YAML does not print or that acts.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            c if acts(c) && u32::from(c) > 0xffff => {
                let _ = write!(out, "\\U{:08x}", u32::from(c));
            }
            c if acts(c) => {
                let _ = write!(out, "\\u{:04x}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

/// The lines of a text by everything that any reader takes for a line end.
fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.split([
        '\n', '\r', '\u{b}', '\u{c}', '\u{85}', '\u{2028}', '\u{2029}',
    ])
}
