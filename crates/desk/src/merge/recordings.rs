//! What can be listened to: the recordings of the entries as they stand now, and what was written
//! down from them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write;

use journal::{Handling, Moment, ParticipantCode};
use sha2::{Digest, Sha256};

use super::Ledger;
use crate::dataset::{MergedEntry, MergedRecording};
use crate::export::folder;
use crate::problem::Problem;
use crate::transcripts::Transcripts;

/// The recordings of the newest revision of every entry, in a conflict of every version of it: a
/// file that an earlier revision brought may hold what its writer withholds now. A file is there
/// once, with the wishes of every version.
pub(super) fn of(
    entries: &[MergedEntry],
    transcripts: &Transcripts,
    ledger: &mut Ledger,
) -> Vec<MergedRecording> {
    let mut found: BTreeMap<_, MergedRecording> = BTreeMap::new();
    for entry in entries {
        for revision in entry.sides() {
            let wishes = revision.entry.handling;
            for recording in &revision.entry.recordings {
                let key = (
                    entry.participant.clone(),
                    recording.recorded_at.clone(),
                    entry.id,
                    recording.id,
                    recording.media.sha256.clone(),
                );
                let merged = found.entry(key).or_insert_with(|| MergedRecording {
                    participant: entry.participant.clone(),
                    entry: entry.id,
                    recording: recording.clone(),
                    name: String::new(),
                    handling: Handling::default(),
                    transcript: transcripts
                        .newest(&entry.participant, recording.id, &recording.withheld)
                        .cloned(),
                });
                let handling = &mut merged.handling;
                handling.ask_first |= wishes.ask_first;
                handling.do_not_quote |= wishes.do_not_quote;
                handling.do_not_raise |= wishes.do_not_raise;
            }
        }
    }
    let mut recordings: Vec<MergedRecording> = found.into_values().collect();
    name(&mut recordings);
    check(&recordings, transcripts, ledger);
    recordings
}

/// `<participant>_<date>_audio-<8 hex digits>`: the beginning of a SHA-256 over the recording's id
/// and its silences, with the file's own digest behind it where files would meet.
/// A running number would change when an earlier recording arrives late, and a transcript would
/// then come back under the name of another recording.
fn name(recordings: &mut [MergedRecording]) {
    let stem = |one: &MergedRecording| {
        let mut sound = one.recording.id.to_string();
        for span in one.recording.silences() {
            let _ = write!(sound, " {}-{}", span.from_ms, span.to_ms);
        }
        let digest = hex::encode(&Sha256::digest(sound)[..4]);
        let date = date(&one.recording.recorded_at);
        format!("{}_{date}_audio-{digest}", folder(&one.participant))
    };
    let mut met: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for one in recordings.iter() {
        let files = met.entry(stem(one)).or_default();
        files.insert(one.recording.media.sha256.clone());
    }
    for one in recordings {
        one.name = stem(one);
        if met[&one.name].len() > 1 {
            let sha256 = one.recording.media.sha256.chars();
            let digest: String = sha256.filter(char::is_ascii_hexdigit).collect();
            let _ = write!(one.name, "-{digest}");
        }
    }
}

fn date(moment: &Moment) -> String {
    let date = moment.date().chars();
    date.filter(|c| c.is_ascii_digit() || *c == '-').collect()
}

/// Transcripts that stand for nothing that is here.
fn check(recordings: &[MergedRecording], transcripts: &Transcripts, ledger: &mut Ledger) {
    let key = |participant: &ParticipantCode, recording| (participant.clone(), recording);
    let here = recordings.iter();
    let here: BTreeSet<_> = here
        .map(|one| key(&one.participant, one.recording.id))
        .collect();
    let told = transcripts.records().iter();
    let told: BTreeSet<_> = told
        .map(|record| key(&record.participant, record.recording_id))
        .collect();
    for (participant, recording) in told.difference(&here) {
        ledger.problems.push(Problem::StrayTranscript {
            participant: participant.clone(),
            recording: *recording,
        });
    }
    for one in recordings {
        let key = key(&one.participant, one.recording.id);
        if one.transcript.is_none() && told.contains(&key) {
            ledger.problems.push(Problem::EarlierTranscript {
                participant: key.0,
                recording: key.1,
                name: one.name.clone(),
            });
        }
    }
}
