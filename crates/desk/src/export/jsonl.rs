//! JSON Lines: one object per entry, its text untouched.

use serde::Serialize;
use serde_json::json;

use super::{ExportFile, sides};
use crate::dataset::Dataset;

pub(super) fn file(dataset: &Dataset) -> ExportFile {
    let mut bytes = Vec::new();
    for side in sides(dataset) {
        let revisions: Vec<_> = side
            .entry
            .revisions
            .iter()
            .map(|revision| {
                json!({
                    "rev": revision.entry.rev,
                    "edited_at": revision.entry.edited_at,
                    "sha256": revision.sha256,
                    "prev_rev_sha256": revision.entry.prev_rev_sha256,
                    "bundles": revision.sources,
                })
            })
            .collect();
        let recordings: Vec<_> = side
            .recordings(dataset)
            .into_iter()
            .map(|merged| {
                let transcript = merged.transcript.as_ref().map(|record| {
                    json!({
                        "status": record.status,
                        "by": record.by,
                        "added_at": record.added_at,
                        "format": record.transcript.format,
                        "language": record.transcript.language,
                        "cues": record.transcript.cues,
                    })
                });
                json!({
                    "recording_id": merged.recording.id,
                    "name": merged.name,
                    "sha256": merged.recording.media.sha256,
                    "transcript": transcript,
                })
            })
            .collect();
        let line = json!({
            "study_id": dataset.study_id,
            "participant": side.entry.participant,
            "theme": side.revision.entry.theme(),
            "conflict": if side.of > 1 { Some(side.conflict()) } else { None },
            "sha256": side.revision.sha256,
            "entry": side.revision.entry,
            "revisions": revisions,
            "recordings": recordings,
            "tags": dataset.tags_of(&side.entry.participant, side.entry.id),
        });
        serde_json::to_writer(&mut bytes, &line).expect("a JSON value can be written to memory");
        bytes.push(b'\n');
    }
    ExportFile::new("entries.jsonl".into(), bytes)
}

/// The name that a value without fields has in files.
pub(super) fn name(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
