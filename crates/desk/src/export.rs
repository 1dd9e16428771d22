//! The dataset as files for other people's programs: values in, bytes out, always the same.

use serde_json::json;
use sha2::{Digest, Sha256};

use journal::Handling;

use crate::dataset::{Dataset, MergedEntry, MergedRecording, Revision};

mod csv;
mod jsonl;
mod markdown;
mod path;
mod recordings;

pub(crate) use path::folder;

/// A file to be written by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Relative, with `/`, of ASCII letters, digits, dots, dashes and underscores only.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
}

/// What the export is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Tables: `entries.csv`, `recordings.csv`, `transcripts.csv`, `participants.csv`,
    /// `withdrawn.csv`, `bundles.csv`, `problems.csv`.
    Csv,
    /// `entries.jsonl`: the exact text, for programs.
    JsonLines,
    /// `entries/<code>/<date>-<id>.md`: a document per entry, for reading and coding.
    Markdown,
    /// `transcripts/<program>/<name>.txt`: what was written down from the recordings, with stamps
    /// as each program reads them ([`StampForm`](crate::StampForm)).
    Transcripts,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 4] = [
        Self::Csv,
        Self::JsonLines,
        Self::Markdown,
        Self::Transcripts,
    ];
}

/// What is known about the run besides the dataset. This crate reads no clock: the caller says
/// when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Name and version of the program, as `loop-desk 0.1.0`.
    pub program: String,
    /// RFC 3339.
    pub made_at: String,
    /// The recipients (`age1…`) of the identities the files were opened with.
    pub opened_with: Vec<String>,
}

/// The files of one format, sorted by path. The same dataset gives the same bytes.
pub fn export(dataset: &Dataset, format: Format) -> Vec<ExportFile> {
    let mut files = match format {
        Format::Csv => csv::files(dataset),
        Format::JsonLines => vec![jsonl::file(dataset)],
        Format::Markdown => markdown::files(dataset),
        Format::Transcripts => recordings::files(dataset),
    };
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// `README.txt`: how the files beside it are to be read.
pub fn readme() -> ExportFile {
    ExportFile {
        path: "README.txt".into(),
        bytes: include_bytes!("export/README.txt").to_vec(),
    }
}

/// `provenance.json`: which bundles, opened by what, gave which of `files`.
pub fn provenance(dataset: &Dataset, origin: &Origin, files: &[ExportFile]) -> ExportFile {
    let written: Vec<_> = files
        .iter()
        .map(|file| {
            let sha256 = hex::encode(Sha256::digest(&file.bytes));
            json!({ "path": file.path, "bytes": file.bytes.len(), "sha256": sha256 })
        })
        .collect();
    let document = json!({
        "format": "closing-the-loop/provenance",
        "format_version": 1,
        "program": origin.program,
        "made_at": origin.made_at,
        "opened_with": origin.opened_with,
        "study_id": dataset.study_id,
        "verdict": dataset.verdict(),
        "bundles": dataset.files,
        "files": written,
    });
    let mut bytes = serde_json::to_vec_pretty(&document).expect("a JSON value can be written");
    bytes.push(b'\n');
    ExportFile {
        path: "provenance.json".into(),
        bytes,
    }
}

/// One version of an entry as it is exported: usually the newest revision alone, in a conflict
/// every version of it.
struct Side<'a> {
    entry: &'a MergedEntry,
    revision: &'a Revision,
    /// `2` of `3`.
    number: usize,
    of: usize,
}

impl Side<'_> {
    /// `2/3` in a conflict, else empty.
    fn conflict(&self) -> String {
        if self.of > 1 {
            format!("{}/{}", self.number, self.of)
        } else {
            String::new()
        }
    }
}

fn sides(dataset: &Dataset) -> impl Iterator<Item = Side<'_>> {
    dataset.entries.iter().flat_map(|entry| {
        let sides = entry.sides();
        let of = sides.len();
        (1..).zip(sides).map(move |(number, revision)| Side {
            entry,
            revision,
            number,
            of,
        })
    })
}

impl<'a> Side<'a> {
    /// Its recordings with what the desk knows of them, in their order.
    fn recordings(&self, dataset: &'a Dataset) -> Vec<&'a MergedRecording> {
        let here = dataset.recordings.iter().filter(|merged| {
            merged.participant == self.entry.participant && merged.entry == self.entry.id
        });
        let here: Vec<&MergedRecording> = here.collect();
        let recordings = self.revision.entry.recordings.iter();
        recordings
            .filter_map(|recording| {
                here.iter().copied().find(|merged| {
                    merged.recording.id == recording.id
                        && merged.recording.media.sha256 == recording.media.sha256
                })
            })
            .collect()
    }
}

/// How the writer wants it handled, in words nobody overlooks.
fn wishes(handling: Handling) -> Vec<&'static str> {
    [
        (handling.do_not_quote, "DO NOT QUOTE"),
        (handling.ask_first, "ASK ME FIRST"),
        (handling.do_not_raise, "DO NOT RAISE IN THE INTERVIEW"),
    ]
    .into_iter()
    .filter_map(|(wished, words)| wished.then_some(words))
    .collect()
}

fn yes_no(yes: bool) -> &'static str {
    if yes { "yes" } else { "no" }
}

#[cfg(test)]
mod tests;
