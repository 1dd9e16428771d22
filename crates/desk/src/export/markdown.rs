//! Markdown: a document per entry, for people and for programs that code documents.

use std::fmt::Write;

use super::path::documents;
use super::{ExportFile, Side, sides};
use crate::dataset::Dataset;
use crate::printable::acts;

/// The line after which the text stands, to the end of the file but for one line feed.
const MARK: &str = "<!-- text -->\n";

pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let sides: Vec<Side<'_>> = sides(dataset).collect();
    let paths = documents(&sides);
    sides
        .iter()
        .zip(paths)
        .map(|(side, path)| ExportFile {
            path,
            bytes: document(&dataset.study_id, side).into_bytes(),
        })
        .collect()
}

fn document(study: &str, side: &Side<'_>) -> String {
    let entry = &side.revision.entry;
    let mut out = String::from("---\n");
    let mut field = |name: &str, value: &str| {
        let _ = writeln!(out, "{name}: {}", quoted(value));
    };
    field("study_id", study);
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
    let wishes = wishes(side);
    field("handling", &wishes.join("; "));
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
    if let Some(prompt) = &entry.prompt {
        for line in lines(&prompt.text) {
            let _ = writeln!(out, "> {line}");
        }
        out.push('\n');
    }
    out.push_str(MARK);
    out.push_str(&entry.text);
    out.push('\n');
    out
}

/// How the writer wants it handled, in words nobody overlooks.
fn wishes(side: &Side<'_>) -> Vec<&'static str> {
    let handling = side.revision.entry.handling;
    [
        (handling.do_not_quote, "DO NOT QUOTE"),
        (handling.ask_first, "ASK ME FIRST"),
        (handling.do_not_raise, "DO NOT RAISE IN THE INTERVIEW"),
    ]
    .into_iter()
    .filter_map(|(wished, words)| wished.then_some(words))
    .collect()
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
