//! `loop-desk transcript`: what was written down, and what still is to be.

use std::fmt::Write;
use std::fs::{self, File};
use std::io::Read;
use std::path::Path;

use desk::{
    Transcript, TranscriptError, TranscriptRecord, TranscriptStatus, Transcripts, printable,
};
use jiff::Timestamp;
use journal::{RecordingId, Span};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::Report;
use crate::args::{AddArgs, StatusArg};
use crate::error::RunError;
use crate::files::sentence;
use crate::shelf::{Shelf, Shelved};
use crate::summary::{counted, json_text, told};

/// No transcript is larger; the reader refuses what is.
const MOST: u64 = 17 << 20;

/// `loop-desk transcript add`.
pub(crate) fn add(args: &AddArgs) -> Result<Report, RunError> {
    let shelf = Shelf::open(&args.audio)?;
    let recordings = shelf.recordings()?;
    let recording = find(&recordings, &args.recording)?;
    let before = shelf.transcripts()?;
    let name = args.file.to_string_lossy().into_owned();
    let bytes = read(&args.file, &name)?;
    let refused = |error: TranscriptError| RunError::Transcript {
        name: name.clone(),
        error,
    };
    let transcript = Transcript::read(&bytes).map_err(refused)?;
    transcript.fits(recording.duration_ms).map_err(refused)?;
    let status = match args.status {
        StatusArg::Draft => TranscriptStatus::MachineDraft,
        StatusArg::Checked => TranscriptStatus::Checked,
    };
    let file = args.file.file_name().unwrap_or(args.file.as_os_str());
    let record = TranscriptRecord {
        version: TranscriptRecord::VERSION,
        participant: recording.participant.clone(),
        recording_id: recording.recording_id,
        media_sha256: recording.media_sha256.clone(),
        silent: Span::union([&recording.withheld[..], &recording.lost].concat()),
        status,
        by: args.by.clone(),
        added_at: super::moment(Timestamp::now().as_second()),
        file: file.to_string_lossy().into(),
        file_sha256: format!("{:x}", Sha256::digest(&bytes)),
        transcript,
    };
    let standing = standing_for(&before, recording);
    let is_again = standing.is_some_and(|standing| {
        (standing.status, &standing.file_sha256, &standing.by)
            == (record.status, &record.file_sha256, &record.by)
    });
    let mut text = String::new();
    if is_again {
        let _ = writeln!(text, "{}: this transcript is there already", recording.name);
        return Ok(Report { text, code: 0 });
    }
    shelf.add(&record)?;
    let cues = record.transcript.cues.len();
    let _ = writeln!(
        text,
        "{}: taken in as {}, {cues} {}, {}",
        recording.name,
        record.status.sentence(),
        if cues == 1 { "passage" } else { "passages" },
        record.transcript.format
    );
    if standing.is_some_and(|standing| standing.status > record.status) {
        text.push_str("  the one that was checked against the audio stays in use\n");
    }
    Ok(Report { text, code: 0 })
}

/// `loop-desk transcript queue`.
pub(crate) fn queue(audio: &Path, as_json: bool) -> Result<Report, RunError> {
    let shelf = Shelf::open(audio)?;
    let transcripts = shelf.transcripts()?;
    let mut rows: Vec<(Shelved, Option<&TranscriptRecord>)> = Vec::new();
    for recording in shelf.recordings()? {
        let newest = standing_for(&transcripts, &recording);
        rows.push((recording, newest));
    }
    // What is to be done comes first.
    rows.sort_by(|a, b| {
        let key = |(recording, newest): &(Shelved, Option<&TranscriptRecord>)| {
            (newest.map(|record| record.status), recording.name.clone())
        };
        key(a).cmp(&key(b))
    });
    let counts = counted(
        rows.iter()
            .map(|(_, newest)| newest.map(|record| record.status)),
    );
    let text = if as_json {
        let recordings: Vec<Value> = rows.iter().map(document).collect();
        json_text(&json!({
            "schema_version": 1,
            "command": "transcript queue",
            "counts": counts,
            "recordings": recordings,
        }))
    } else {
        table(&rows, &told(&counts))
    };
    Ok(Report { text, code: 0 })
}

fn document((recording, newest): &(Shelved, Option<&TranscriptRecord>)) -> Value {
    json!({
        "name": recording.name,
        "file": recording.file,
        "participant": recording.participant,
        "recording_id": recording.recording_id,
        "duration_ms": recording.duration_ms,
        "status": newest.map_or("none", |record| record.status.as_str()),
        "by": newest.and_then(|record| record.by.as_deref()),
        "added_at": newest.map(|record| record.added_at.as_str()),
    })
}

fn table(rows: &[(Shelved, Option<&TranscriptRecord>)], counts: &str) -> String {
    let mut text = format!("recordings: {counts}\n");
    if rows.is_empty() {
        return text;
    }
    let width = rows.iter().map(|(recording, _)| recording.name.len()).max();
    let width = width.unwrap_or(0).max(9);
    let _ = writeln!(
        text,
        "\n{:width$}  {:>8}  transcript",
        "recording", "length"
    );
    for (recording, newest) in rows {
        let seconds = recording.duration_ms / 1000;
        let length = format!(
            "{}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        let status = newest.map_or("none", |record| record.status.sentence());
        let by = newest.and_then(|record| record.by.as_deref());
        let by = by.map_or_else(String::new, |by| format!(" ({})", printable(by)));
        let _ = writeln!(text, "{:width$}  {length:>8}  {status}{by}", recording.name);
    }
    text
}

/// The transcript that stands for a recording as it is now.
fn standing_for<'t>(
    transcripts: &'t Transcripts,
    recording: &Shelved,
) -> Option<&'t TranscriptRecord> {
    transcripts.newest(
        &recording.participant,
        recording.recording_id,
        &recording.withheld,
    )
}

/// The recording that is meant: by the name of one of its files, wherever it lies and whatever it
/// ends in, or by its id.
fn find<'a>(recordings: &'a [Shelved], named: &str) -> Result<&'a Shelved, RunError> {
    let file = named.rsplit(['/', '\\']).next().unwrap_or(named);
    let stem = file.split('.').next().unwrap_or(file);
    if let Some(found) = recordings.iter().find(|one| one.name == stem) {
        return Ok(found);
    }
    let id: Option<RecordingId> = named.parse().ok();
    let mut found = recordings.iter().filter(|one| Some(one.recording_id) == id);
    let unknown = || RunError::UnknownRecording(named.to_owned());
    let first = found.next().ok_or_else(unknown)?;
    if found.any(|other| other.name != first.name) {
        return Err(RunError::SeveralFiles(named.to_owned()));
    }
    Ok(first)
}

fn read(path: &Path, name: &str) -> Result<Vec<u8>, RunError> {
    let unread = |why: String| RunError::Read {
        what: "the transcript",
        name: name.to_owned(),
        why,
    };
    // Asked before opening: to open a pipe would be to wait for its other end.
    let about = fs::metadata(path).map_err(|error| unread(sentence(&error)))?;
    if !about.is_file() {
        return Err(unread("it is not a plain file".into()));
    }
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(MOST).read_to_end(&mut bytes))
        .map_err(|error| unread(sentence(&error)))?;
    Ok(bytes)
}
