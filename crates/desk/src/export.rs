//! The dataset as files for other people's programs: values in, bytes out, always the same.

use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};

use bundle::StoredZipError;
use journal::Handling;

use crate::dataset::{Dataset, MergedEntry, MergedRecording, Revision};
use crate::register::RegisterUse;

mod crate_metadata;
mod csv;
mod docx;
mod graph;
mod index;
mod jsonl;
mod markdown;
mod memos;
mod notice;
mod package;
mod path;
mod readme;
mod recordings;
mod refi;
mod survey;
mod tables;
mod taguette;
mod tied;
mod told;
mod xlsx;
mod xml;

pub use crate_metadata::crate_metadata;
pub use notice::Notice;
pub(crate) use path::folder;
pub use readme::{notices, readme};
pub use refi::{Offsets, Project, SoundFile};

/// A file to be written by the caller.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExportFile {
    /// Relative, with `/`, of ASCII letters, digits, dots, dashes and underscores only.
    pub path: String,
    /// Its content.
    pub bytes: Vec<u8>,
    /// What it could not hold as it was written.
    pub notices: Vec<Notice>,
}

impl ExportFile {
    fn new(path: String, bytes: Vec<u8>) -> Self {
        Self {
            path,
            bytes,
            notices: Vec::new(),
        }
    }

    /// A file that is an archive of others.
    fn packed(path: &str, packed: Result<Vec<u8>, StoredZipError>) -> Self {
        match packed {
            Ok(bytes) => Self::new(path.into(), bytes),
            Err(_) => Self::refused(path),
        }
    }

    /// What stands in the place of a file that is too large: a text that says so.
    fn refused(path: &str) -> Self {
        let notice = Notice::TooLarge;
        let text = format!("{path}: {}.\n", notice.sentence());
        let mut file = Self::new(format!("{path}.not-written.txt"), text.into_bytes());
        file.notices.push(notice);
        file
    }
}

/// What the export is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Format {
    /// Tables: `entries.csv`, `recordings.csv`, `transcripts.csv`, `memos.csv`, `tags.csv`,
    /// `participants.csv`, `withdrawn.csv`, `bundles.csv`, `problems.csv`, `links.csv`,
    /// `stimuli.csv`, `agendas.csv`, `loops.csv`, `letters.csv`, `forecasts.csv`, `offers.csv`.
    Csv,
    /// `entries.jsonl`: the exact text, for programs; `memos.jsonl`, if the team noted something.
    JsonLines,
    /// `entries/<code>/<date>-<id>.md`: a document per entry, for reading and coding;
    /// `memos/<code>.md`, `memos/study.md`: what the team noted.
    Markdown,
    /// `transcripts/<program>/<name>.txt`: what was written down from the recordings, with stamps
    /// as each program reads them ([`StampForm`](crate::StampForm)).
    Transcripts,
    /// `tables.xlsx`: the tables as sheets of one workbook, every cell a text.
    Xlsx,
    /// `word/`: a document per entry and one per participant; one of memos per participant.
    Word,
    /// `refi-qda/project.qdpx`: a project that the programs for analysis exchange.
    RefiQda,
    /// `nvivo/`: classification sheets.
    NVivo,
    /// `atlasti/`: a sheet for its import of surveys.
    AtlasTi,
    /// `maxqda/`: document variables, and all entries for its preprocessor.
    Maxqda,
    /// `qualcoder/`: a sheet for its import of surveys.
    QualCoder,
    /// `taguette/`: a page per entry, and a codebook.
    Taguette,
    /// `graph/`: who wrote what in answer to what, and which entry follows which, as GraphML and as
    /// tables.
    Graph,
}

impl Format {
    /// All formats.
    pub const ALL: [Self; 13] = [
        Self::Csv,
        Self::JsonLines,
        Self::Markdown,
        Self::Transcripts,
        Self::Xlsx,
        Self::Word,
        Self::RefiQda,
        Self::NVivo,
        Self::AtlasTi,
        Self::Maxqda,
        Self::QualCoder,
        Self::Taguette,
        Self::Graph,
    ];

    /// What is written for everybody.
    pub const BASIC: [Self; 5] = [
        Self::Csv,
        Self::JsonLines,
        Self::Markdown,
        Self::Transcripts,
        Self::Xlsx,
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
    /// What the caller chose, each as `name=value`.
    pub options: Vec<String>,
    /// By which register the dataset was de-identified, if it was.
    pub register: Option<RegisterUse>,
}

/// The files of one format, sorted by path. The same dataset gives the same bytes.
pub fn export(dataset: &Dataset, format: Format) -> Vec<ExportFile> {
    let mut files = match format {
        Format::Csv => csv::files(dataset),
        Format::JsonLines => {
            let entries = jsonl::file(dataset);
            [entries].into_iter().chain(memos::lines(dataset)).collect()
        }
        Format::Markdown => [markdown::files(dataset), memos::markdown(dataset)].concat(),
        Format::Transcripts => recordings::files(dataset),
        Format::Xlsx => {
            let tables = tables::tables(dataset);
            vec![xlsx::workbook("tables.xlsx", &tables, xlsx::Limits::EXCEL)]
        }
        Format::Word => docx::files(dataset),
        Format::RefiQda => vec![refi::file(dataset)],
        Format::NVivo => survey::nvivo(dataset),
        Format::AtlasTi => survey::atlasti(dataset),
        Format::Maxqda => survey::maxqda(dataset),
        Format::QualCoder => survey::qualcoder(dataset),
        Format::Taguette => taguette::files(dataset),
        Format::Graph => graph::files(dataset),
    };
    files.extend(readme::beside(format));
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files
}

/// A file as it is listed: what it is called, how large it is and its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Listed {
    /// As in [`ExportFile`].
    pub path: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256, lower-case hex.
    pub sha256: String,
    /// What it could not hold as it was written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<Notice>,
}

impl From<&ExportFile> for Listed {
    fn from(file: &ExportFile) -> Self {
        Self {
            path: file.path.clone(),
            bytes: file.bytes.len() as u64,
            sha256: hex::encode(Sha256::digest(&file.bytes)),
            notices: file.notices.clone(),
        }
    }
}

/// `provenance.json`: which bundles, opened by what, gave which of `files`.
pub fn provenance(dataset: &Dataset, origin: &Origin, files: &[Listed]) -> ExportFile {
    // A key belongs to somebody: it does not go with what tells of nobody.
    let opened_with = match origin.register {
        Some(_) => &[][..],
        None => &origin.opened_with,
    };
    let mut document = json!({
        "format": "closing-the-loop/provenance",
        "format_version": 1,
        "program": origin.program,
        "made_at": origin.made_at,
        "opened_with": opened_with,
        "options": origin.options,
        "study_id": dataset.study_id,
        "verdict": dataset.verdict(),
        "bundles": dataset.files,
        "files": files,
    });
    if let Some(used) = &origin.register {
        document["deidentified"] = json!(used);
    }
    let mut bytes = serde_json::to_vec_pretty(&document).expect("a JSON value can be written");
    bytes.push(b'\n');
    ExportFile::new("provenance.json".into(), bytes)
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
mod program_tests;
#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tied_tests;
