//! Recordings and what was written down from them: for tables, and as files for each program.

use journal::Span;

use super::{ExportFile, wishes, yes_no};
use crate::dataset::{Dataset, MergedRecording};
use crate::printable::printable;
use crate::transcript::{Cue, StampForm, TranscriptStatus, clock};

/// A file for every program and every recording that has a transcript, named as the recording's
/// own files: programs look for the words of a sound under its name.
pub(super) fn files(dataset: &Dataset) -> Vec<ExportFile> {
    let mut files = Vec::new();
    for merged in &dataset.recordings {
        let Some(record) = &merged.transcript else {
            continue;
        };
        let wishes = wishes(merged.handling);
        for form in StampForm::ALL {
            let (folder, ending) = (form.folder(), form.ending());
            let text = record.transcript.written(form, record.status, &wishes);
            files.push(ExportFile::new(
                format!("transcripts/{folder}/{}.{ending}", merged.name),
                text.into_bytes(),
            ));
        }
    }
    // One sound in two entries is one file.
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    files
}

pub(super) const RECORDINGS: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "recording_id",
    "name",
    "file",
    "recorded_at",
    "length",
    "length_ms",
    "withheld",
    "lost",
    "title",
    "gist",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
    "media_type",
    "bytes",
    "sha256",
    "transcript_status",
    "transcript_by",
    "transcript_added",
    "transcript_file",
];

/// A row of `recordings.csv`.
pub(super) fn row(study: &str, merged: &MergedRecording) -> Vec<String> {
    let (recording, media) = (&merged.recording, &merged.recording.media);
    let record = merged.transcript.as_ref();
    vec![
        study.to_owned(),
        merged.participant.to_string(),
        merged.entry.to_string(),
        recording.id.to_string(),
        merged.name.clone(),
        merged.file(),
        recording.recorded_at.to_string(),
        clock(media.duration_ms),
        media.duration_ms.to_string(),
        spans(&recording.withheld),
        spans(&recording.lost),
        recording.title.clone(),
        recording.gist.clone(),
        yes_no(merged.handling.ask_first).to_owned(),
        yes_no(merged.handling.do_not_quote).to_owned(),
        yes_no(merged.handling.do_not_raise).to_owned(),
        media.mime.clone(),
        media.bytes.to_string(),
        media.sha256.clone(),
        status(merged).to_owned(),
        record
            .and_then(|record| record.by.clone())
            .unwrap_or_default(),
        record.map_or_else(String::new, |record| record.added_at.clone()),
        record.map_or_else(String::new, |record| printable(&record.file)),
    ]
}

pub(super) const TRANSCRIPTS: &[&str] = &[
    "study_id",
    "participant",
    "entry_id",
    "recording_id",
    "name",
    "transcript_status",
    "ask_first",
    "do_not_quote",
    "do_not_raise",
    "cue",
    "from",
    "to",
    "from_ms",
    "to_ms",
    "speaker",
    "text",
];

/// The rows of `transcripts.csv`, one for each cue of a recording.
pub(super) fn cues(study: &str, merged: &MergedRecording) -> Vec<Vec<String>> {
    let cues = merged
        .transcript
        .iter()
        .flat_map(|record| &record.transcript.cues);
    let row = |(number, cue): (usize, &Cue)| {
        let to = |of: fn(u64) -> String| cue.to_ms.map_or_else(String::new, of);
        vec![
            study.to_owned(),
            merged.participant.to_string(),
            merged.entry.to_string(),
            merged.recording.id.to_string(),
            merged.name.clone(),
            status(merged).to_owned(),
            yes_no(merged.handling.ask_first).to_owned(),
            yes_no(merged.handling.do_not_quote).to_owned(),
            yes_no(merged.handling.do_not_raise).to_owned(),
            number.to_string(),
            clock(cue.from_ms),
            to(clock),
            cue.from_ms.to_string(),
            to(|ms| ms.to_string()),
            cue.speaker.clone().unwrap_or_default(),
            cue.text.clone(),
        ]
    };
    (1..).zip(cues).map(row).collect()
}

/// What was said in an entry's recordings, for one cell: for each a line with its name and its
/// status, and a line with a stamp for each cue.
pub(super) fn cell(recordings: &[&MergedRecording]) -> String {
    let told = recordings.iter().filter_map(|merged| {
        let record = merged.transcript.as_ref()?;
        let lines = record.transcript.lines();
        Some(format!(
            "{} ({})\n{}",
            merged.name,
            record.status.sentence(),
            lines.trim_end()
        ))
    });
    told.collect::<Vec<_>>().join("\n\n")
}

/// `none`, `machine_draft` or `checked`.
pub(super) fn status(merged: &MergedRecording) -> &'static str {
    merged.status().map_or("none", TranscriptStatus::as_str)
}

/// What a document says above a transcript.
pub(super) fn heading(status: TranscriptStatus) -> String {
    status.sentence().to_uppercase()
}

/// Stretches as `00:00:01.000-00:00:02.500`, separated by `; `.
pub(super) fn spans(spans: &[Span]) -> String {
    let stretch = |span: &Span| format!("{}-{}", clock(span.from_ms), clock(span.to_ms));
    spans.iter().map(stretch).collect::<Vec<_>>().join("; ")
}
