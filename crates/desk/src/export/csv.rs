//! Tables: RFC 4180 with CRLF, UTF-8, and no cell that a spreadsheet would run.

use std::borrow::Cow;

use super::recordings::{RECORDINGS, TRANSCRIPTS, cell, cues, row, status};
use super::{ExportFile, Side, sides, yes_no};
use crate::dataset::{Dataset, FileRecord, Participant};
use crate::printable::{acts, printable};
use crate::problem::Problem;

const ENTRIES: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "rev",
    "revisions",
    "created_at",
    "edited_at",
    "role",
    "theme",
    "prompt_id",
    "prompt_version",
    "prompt_language",
    "prompt_text",
    "title",
    "text",
    "sharing",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
    "bundle_id",
    "seq",
    "signer",
    "conflict",
    "recordings",
    "transcript_status",
    "transcript",
    "escaped",
];
const PARTICIPANTS: &[&str] = &[
    "study_id",
    "participant",
    "bundles",
    "entries",
    "withdrawn",
    "first",
    "last",
    "consent_version",
    "consent_language",
    "consent_items",
    "phones",
    "registered",
    "escaped",
];
const WITHDRAWN: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "withdrawn_on",
    "escaped",
];
const BUNDLES: &[&str] = &[
    "file",
    "verdict",
    "reason",
    "bytes",
    "file_sha256",
    "bundle_id",
    "study_id",
    "participant",
    "seq",
    "created_at",
    "mode",
    "entries",
    "withdrawn",
    "tagmanifest_sha512",
    "escaped",
];
const PROBLEMS: &[&str] = &[
    "severity",
    "problem",
    "participant",
    "files",
    "what_happened",
    "what_to_do",
    "escaped",
];

pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let study = &dataset.study_id;
    vec![
        table(
            "entries.csv",
            ENTRIES,
            sides(dataset).map(|side| entry(dataset, &side)),
        ),
        table(
            "recordings.csv",
            RECORDINGS,
            dataset.recordings.iter().map(|merged| row(study, merged)),
        ),
        table(
            "transcripts.csv",
            TRANSCRIPTS,
            dataset
                .recordings
                .iter()
                .flat_map(|merged| cues(study, merged)),
        ),
        table(
            "participants.csv",
            PARTICIPANTS,
            dataset.participants.iter().map(|p| participant(study, p)),
        ),
        table(
            "withdrawn.csv",
            WITHDRAWN,
            dataset.withdrawn.iter().map(|gone| {
                vec![
                    study.clone(),
                    gone.participant.to_string(),
                    gone.id.to_string(),
                    gone.on.clone(),
                ]
            }),
        ),
        table("bundles.csv", BUNDLES, dataset.files.iter().map(bundle)),
        table(
            "problems.csv",
            PROBLEMS,
            dataset.problems.iter().map(problem),
        ),
    ]
}

fn entry(dataset: &Dataset, side: &Side<'_>) -> Vec<String> {
    let entry = &side.revision.entry;
    let recordings = side.recordings(dataset);
    let names: Vec<&str> = recordings
        .iter()
        .map(|merged| merged.name.as_str())
        .collect();
    let statuses: Vec<&str> = recordings.iter().copied().map(status).collect();
    let source = side.revision.sources.first();
    let prompt = entry.prompt.as_ref();
    vec![
        dataset.study_id.clone(),
        side.entry.participant.to_string(),
        side.entry.id.to_string(),
        entry.rev.to_string(),
        side.entry.revisions.len().to_string(),
        entry.created_at.to_string(),
        entry.edited_at.to_string(),
        entry.role.as_str().to_owned(),
        entry.theme().as_str().to_owned(),
        prompt.map_or_else(String::new, |prompt| prompt.id.to_string()),
        prompt.map_or_else(String::new, |prompt| prompt.version.to_string()),
        prompt.map_or_else(String::new, |prompt| prompt.language.clone()),
        prompt.map_or_else(String::new, |prompt| prompt.text.clone()),
        entry.title.clone(),
        entry.text.clone(),
        super::jsonl::name(&entry.sharing),
        yes_no(entry.handling.ask_first).to_owned(),
        yes_no(entry.handling.do_not_quote).to_owned(),
        yes_no(entry.handling.do_not_raise).to_owned(),
        source.map_or_else(String::new, |source| source.bundle_id.to_string()),
        source.map_or_else(String::new, |source| source.seq.to_string()),
        source
            .map_or("", |s| {
                if s.registered {
                    "registered"
                } else {
                    "unregistered"
                }
            })
            .to_owned(),
        side.conflict(),
        names.join("; "),
        statuses.join("; "),
        cell(&recordings),
    ]
}

fn participant(study: &str, participant: &Participant) -> Vec<String> {
    let consent = participant.consent.as_ref();
    let items = consent.map_or_else(String::new, |consent| {
        let items = consent
            .items
            .iter()
            .map(|(item, yes)| format!("{}={}", printable(item), yes_no(*yes)));
        items.collect::<Vec<_>>().join("; ")
    });
    let phones: Vec<&str> = participant
        .devices
        .iter()
        .map(|device| device.words.as_str())
        .collect();
    vec![
        study.to_owned(),
        participant.code.to_string(),
        participant.bundles.to_string(),
        participant.entries.to_string(),
        participant.withdrawn.to_string(),
        participant.first.clone().unwrap_or_default(),
        participant.last.clone().unwrap_or_default(),
        consent.map_or_else(String::new, |consent| printable(&consent.version)),
        consent.map_or_else(String::new, |consent| printable(&consent.language)),
        items,
        phones.join("; "),
        yes_no(participant.devices.iter().all(|device| device.registered)).to_owned(),
    ]
}

fn bundle(file: &FileRecord) -> Vec<String> {
    let facts = file.bundle.as_ref();
    let fact =
        |of: &dyn Fn(&crate::dataset::BundleFacts) -> String| facts.map_or_else(String::new, of);
    vec![
        printable(&file.name),
        file.verdict.as_str().to_owned(),
        file.reason.unwrap_or_default().to_owned(),
        file.size.to_string(),
        file.file_sha256.clone().unwrap_or_default(),
        fact(&|f| f.bundle_id.to_string()),
        fact(&|f| printable(&f.study_id)),
        fact(&|f| f.participant.to_string()),
        fact(&|f| f.seq.to_string()),
        fact(&|f| f.created_at.to_string()),
        fact(&|f| super::jsonl::name(&f.mode)),
        fact(&|f| f.entries.to_string()),
        fact(&|f| f.withdrawn.to_string()),
        fact(&|f| f.tagmanifest_sha512.clone()),
    ]
}

fn problem(problem: &Problem) -> Vec<String> {
    vec![
        problem.severity().as_str().to_owned(),
        problem.code().to_owned(),
        problem
            .participant()
            .map_or_else(String::new, ToString::to_string),
        problem
            .files()
            .into_iter()
            .map(printable)
            .collect::<Vec<_>>()
            .join("; "),
        problem.to_string(),
        problem.advice().unwrap_or_default(),
    ]
}

/// A table whose last column, `escaped`, names the columns that got a `'` before their text.
fn table(path: &str, header: &[&str], rows: impl Iterator<Item = Vec<String>>) -> ExportFile {
    let mut writer = ::csv::WriterBuilder::new()
        .terminator(::csv::Terminator::CRLF)
        .from_writer(Vec::new());
    writer
        .write_record(header)
        .expect("writing to memory does not fail");
    for row in rows {
        let mut escaped = Vec::new();
        let mut cells: Vec<Cow<'_, str>> = Vec::with_capacity(header.len());
        for (cell, column) in row.iter().zip(header) {
            if runs(cell) {
                escaped.push(*column);
                cells.push(format!("'{cell}").into());
            } else {
                cells.push(cell.into());
            }
        }
        cells.push(escaped.join(" ").into());
        writer
            .write_record(cells.iter().map(|cell| cell.as_bytes()))
            .expect("every row has as many cells as the header");
    }
    let bytes = writer
        .into_inner()
        .expect("writing to memory does not fail");
    ExportFile {
        path: path.into(),
        bytes,
    }
}

/// Whether a spreadsheet might take a cell for a formula: what is left of it behind quotes,
/// blanks and invisible characters begins as formulas do, in narrow or full width; or it begins
/// with a control character (OWASP, "CSV Injection").
fn runs(cell: &str) -> bool {
    let skipped = |c: char| {
        acts(c) || c.is_whitespace() || matches!(c, '"' | '\'' | '“' | '”' | '‘' | '’' | '`')
    };
    cell.starts_with(char::is_control)
        || cell
            .trim_start_matches(skipped)
            .starts_with(['=', '+', '-', '@', '|', '%', '＝', '＋', '－', '＠', '−'])
}
