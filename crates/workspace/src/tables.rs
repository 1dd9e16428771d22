//! The tables of the dataset, written anew as a whole. The crate's README tells the columns.

use desk::{Dataset, MergedEntry, MergedRecording, Revision, TranscriptStatus};
use rusqlite::{Connection, params};

use crate::error::WorkspaceError;
use crate::text::{int, json, name};

const TABLES: [&str; 9] = [
    "participants",
    "entries",
    "entry_bundles",
    "links",
    "offers",
    "recordings",
    "transcripts",
    "withdrawn",
    "problems",
];

pub(crate) fn write(db: &Connection, dataset: &Dataset) -> Result<(), WorkspaceError> {
    for table in TABLES {
        db.execute(&format!("DELETE FROM {table}"), [])?;
    }
    participants(db, dataset)?;
    for entry in &dataset.entries {
        revisions(db, entry)?;
    }
    for recording in &dataset.recordings {
        sound(db, recording)?;
    }
    let mut row = db.prepare_cached("INSERT INTO withdrawn VALUES (?1, ?2, ?3)")?;
    for gone in &dataset.withdrawn {
        row.execute(params![
            gone.participant.as_str(),
            gone.id.to_string(),
            gone.on
        ])?;
    }
    let mut row = db.prepare_cached("INSERT INTO offers VALUES (?1, ?2, ?3, ?4)")?;
    for kept in &dataset.offers {
        row.execute(params![
            kept.participant.as_str(),
            int(kept.phone as u64),
            kept.told_at.as_str(),
            json(&kept.log)?,
        ])?;
    }
    problems(db, dataset)
}

fn participants(db: &Connection, dataset: &Dataset) -> Result<(), WorkspaceError> {
    let mut row =
        db.prepare_cached("INSERT INTO participants VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")?;
    for participant in &dataset.participants {
        let consent = participant.consent.as_ref();
        row.execute(params![
            participant.code.as_str(),
            int(participant.bundles as u64),
            int(participant.entries as u64),
            int(participant.withdrawn as u64),
            participant.first,
            participant.last,
            consent.map(|consent| &consent.version),
            consent.map(|consent| &consent.language),
            consent.map(|consent| json(&consent.items)).transpose()?,
        ])?;
    }
    Ok(())
}

fn revisions(db: &Connection, merged: &MergedEntry) -> Result<(), WorkspaceError> {
    let newest = merged.newest().entry.rev;
    let participant = merged.participant.as_str();
    let id = merged.id.to_string();
    for versions in merged.revisions.chunk_by(|a, b| a.entry.rev == b.entry.rev) {
        for (number, revision) in (1..).zip(versions) {
            let conflict = match versions.len() {
                1 => None,
                of => Some(format!("{number}/{of}")),
            };
            let is_newest = revision.entry.rev == newest;
            one(db, participant, &id, revision, is_newest, conflict)?;
        }
    }
    Ok(())
}

fn one(
    db: &Connection,
    participant: &str,
    id: &str,
    revision: &Revision,
    is_newest: bool,
    conflict: Option<String>,
) -> Result<(), WorkspaceError> {
    let entry = &revision.entry;
    let prompt = entry.prompt.as_ref();
    let first = revision.sources.first();
    let registered = revision.sources.iter().any(|source| source.registered);
    db.prepare_cached(
        "INSERT INTO entries VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, \
         ?16, ?17, ?18, ?19, ?20, ?21, ?22, ?23, ?24, ?25, ?26)",
    )?
    .execute(params![
        participant,
        id,
        entry.rev,
        revision.sha256,
        is_newest,
        conflict,
        name(&entry.kind),
        entry.created_at.as_str(),
        entry.edited_at.as_str(),
        name(&entry.role),
        name(&entry.theme()),
        prompt.map(|prompt| name(&prompt.id)),
        prompt.map(|prompt| prompt.version),
        prompt.map(|prompt| &prompt.language),
        prompt.map(|prompt| &prompt.text),
        entry.title,
        entry.text,
        name(&entry.sharing),
        entry.handling.ask_first,
        entry.handling.do_not_quote,
        entry.handling.do_not_raise,
        entry.prev_rev_sha256,
        first.map(|source| source.bundle_id.to_string()),
        first.map(|source| int(source.seq)),
        registered,
        entry.context.as_ref().map(json).transpose()?,
    ])?;
    let mut row = db.prepare_cached("INSERT INTO links VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for link in entry.links() {
        row.execute(params![
            participant,
            id,
            entry.rev,
            revision.sha256,
            link.kind.as_str(),
            link.entry.to_string(),
        ])?;
    }
    let mut row = db.prepare_cached("INSERT INTO entry_bundles VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for source in &revision.sources {
        row.execute(params![
            participant,
            id,
            entry.rev,
            revision.sha256,
            source.bundle_id.to_string(),
            int(source.seq),
        ])?;
    }
    Ok(())
}

fn sound(db: &Connection, merged: &MergedRecording) -> Result<(), WorkspaceError> {
    let recording = &merged.recording;
    let transcript = merged.transcript.as_ref();
    let status = merged.status().map_or("none", TranscriptStatus::as_str);
    db.prepare_cached(
        "INSERT INTO recordings VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, \
         ?16, ?17, ?18, ?19, ?20)",
    )?
    .execute(params![
        merged.name,
        merged.participant.as_str(),
        merged.entry.to_string(),
        recording.id.to_string(),
        merged.file(),
        recording.recorded_at.as_str(),
        int(recording.media.duration_ms),
        json(&recording.withheld)?,
        json(&recording.lost)?,
        recording.title,
        recording.gist,
        merged.handling.ask_first,
        merged.handling.do_not_quote,
        merged.handling.do_not_raise,
        recording.media.mime,
        int(recording.media.bytes),
        recording.media.sha256,
        status,
        transcript.and_then(|record| record.by.as_ref()),
        transcript.map(|record| &record.added_at),
    ])?;
    let cues = transcript.map(|record| record.transcript.cues.as_slice());
    let mut row = db.prepare_cached("INSERT INTO transcripts VALUES (?1, ?2, ?3, ?4, ?5, ?6)")?;
    for (number, cue) in (1..).zip(cues.unwrap_or_default()) {
        row.execute(params![
            merged.name,
            number,
            int(cue.from_ms),
            cue.to_ms.map(int),
            cue.speaker,
            cue.text,
        ])?;
    }
    Ok(())
}

fn problems(db: &Connection, dataset: &Dataset) -> Result<(), WorkspaceError> {
    let mut row = db.prepare_cached(
        "INSERT INTO problems (severity, problem, participant, files, what_happened, what_to_do) \
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
    )?;
    for problem in &dataset.problems {
        row.execute(params![
            problem.severity().as_str(),
            problem.code(),
            problem.participant().map(|code| code.as_str()),
            json(&problem.files())?,
            problem.to_string(),
            problem.advice(),
        ])?;
    }
    Ok(())
}
