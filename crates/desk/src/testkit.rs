//! Bundles for tests, as if they had been opened: no envelope, no archive, no waiting.

use std::collections::{BTreeMap, BTreeSet};

use bundle::{Consented, DeviceKey, EntryRef, Mode, Opened, OpenedEntry, Submission, Withdrawn};
use journal::{
    BundleId, Entry, EntryId, Media, Moment, OfferLog, ParticipantCode, Recording, RecordingId,
};
use sha2::{Digest, Sha256, Sha512};

mod tied;

pub(crate) use tied::{tied, tied_entries, tied_offers};

use crate::received::Received;
use crate::transcript::{Cue, Transcript, TranscriptFormat, TranscriptStatus};
use crate::transcripts::TranscriptRecord;

/// What a test says of a bundle; everything else is filled in.
#[derive(Debug, Clone)]
pub(crate) struct Sketch {
    pub study: &'static str,
    pub participant: &'static str,
    /// Which phone: the seed of its key.
    pub phone: u8,
    pub seq: u64,
    pub date: String,
    pub entries: Vec<Entry>,
    pub withdrawn: Vec<EntryId>,
    /// The `tagmanifest` of the bundle before.
    pub prev: Option<String>,
    pub recipients: Vec<(&'static str, String)>,
    pub offers: Option<OfferLog>,
    pub consent: BTreeMap<String, bool>,
}

pub(crate) fn sketch(participant: &'static str, seq: u64) -> Sketch {
    Sketch {
        study: "study",
        participant,
        phone: 1,
        seq,
        date: format!("2026-01-{:02}", 1 + seq % 28),
        entries: Vec::new(),
        withdrawn: Vec::new(),
        prev: None,
        recipients: Vec::new(),
        offers: None,
        consent: BTreeMap::new(),
    }
}

impl Sketch {
    pub(crate) fn opened(&self) -> Opened {
        let entries: Vec<OpenedEntry> = self
            .entries
            .iter()
            .map(|entry| OpenedEntry {
                entry: entry.clone(),
                sha256: digest(entry),
            })
            .collect();
        let recordings = self.entries.iter().flat_map(|entry| &entry.recordings);
        let media: BTreeSet<Media> = recordings.map(|one| one.media.clone()).collect();
        let at = moment(&self.date);
        let id = Sha256::digest(format!("{self:?}"));
        let submission = Submission {
            schema: Submission::SCHEMA.into(),
            version: if media.is_empty() {
                Submission::TEXT_VERSION
            } else {
                Submission::SPOKEN_VERSION
            },
            bundle_id: BundleId::from_random(id[..16].try_into().unwrap()),
            study_id: self.study.into(),
            study_config_version: 1,
            participant_id: code(self.participant),
            device_key: key(self.phone),
            device_label: String::new(),
            seq: self.seq,
            prev_bundle_sha512: self.prev.clone(),
            mode: Mode::Incremental,
            created_at: at.clone(),
            counter: 0,
            app_version: "0".into(),
            consent: Consented {
                version: "1".into(),
                language: "en".into(),
                items: self.consent.clone(),
            },
            recipients: self
                .recipients
                .iter()
                .map(|(label, sha256)| bundle::RecipientDigest {
                    label: (*label).into(),
                    sha256: sha256.clone(),
                })
                .collect(),
            entries: entries
                .iter()
                .map(|e| EntryRef {
                    id: e.entry.id,
                    rev: e.entry.rev,
                    sha256: e.sha256.clone(),
                })
                .collect(),
            recordings: media.into_iter().collect(),
            withdrawn: self
                .withdrawn
                .iter()
                .map(|id| Withdrawn {
                    id: *id,
                    at: at.clone(),
                })
                .collect(),
            // No merge looks at this.
            holds: Vec::new(),
            offers: self.offers.clone(),
        };
        let signed = serde_json::to_vec(&submission).unwrap();
        Opened {
            entries,
            tagmanifest_sha512: hex::encode(Sha512::digest(&signed)),
            file_sha256: hex::encode(Sha256::digest(&signed)),
            submission,
        }
    }

    pub(crate) fn tagmanifest(&self) -> String {
        self.opened().tagmanifest_sha512
    }

    /// The bundle as a file of that name.
    pub(crate) fn file(&self, name: &str) -> Received {
        let opened = self.opened();
        Received {
            name: name.into(),
            file_sha256: Some(opened.file_sha256.clone()),
            size: 1000,
            outcome: Ok(opened),
        }
    }
}

/// The same content in an envelope of its own.
pub(crate) fn resealed(file: &Received, name: &str) -> Received {
    let sha256 = hex::encode(Sha256::digest(format!("{name}{:?}", file.file_sha256)));
    Received {
        name: name.into(),
        file_sha256: Some(sha256),
        ..file.clone()
    }
}

pub(crate) fn entry(number: u8, rev: u32, text: &str) -> Entry {
    let mut entry = Entry::new(
        id(number),
        None,
        text.into(),
        moment(&format!("2026-01-{:02}", 1 + number % 28)),
    );
    entry.rev = rev;
    entry
}

pub(crate) fn id(number: u8) -> EntryId {
    EntryId::from_random([number; 16])
}

pub(crate) fn digest(entry: &Entry) -> String {
    hex::encode(Sha256::digest(serde_json::to_vec(entry).unwrap()))
}

pub(crate) fn key(phone: u8) -> String {
    DeviceKey::from_seed(&[phone; 32]).public()
}

pub(crate) fn code(text: &str) -> ParticipantCode {
    serde_json::from_value(text.into()).unwrap()
}

pub(crate) fn moment(text: &str) -> Moment {
    Moment::parse(text).unwrap()
}

/// A recording of a minute whose file has the digest `aaaa…`, for `file` 0xa.
pub(crate) fn recording(number: u8, file: u8) -> Recording {
    Recording {
        id: RecordingId::from_random([number; 16]),
        recorded_at: moment("2026-01-03"),
        media: Media {
            sha256: format!("{file:x}").repeat(64),
            bytes: 1000,
            mime: "audio/webm;codecs=opus".into(),
            duration_ms: 60_000,
        },
        title: String::new(),
        gist: String::new(),
        withheld: Vec::new(),
        lost: Vec::new(),
    }
}

/// What was written down from recording `number` of P-1, in one cue from 1.25 to 2 seconds.
pub(crate) fn transcript_record(
    number: u8,
    sha256: &str,
    status: TranscriptStatus,
    words: &str,
) -> TranscriptRecord {
    TranscriptRecord {
        version: TranscriptRecord::VERSION,
        participant: code("P-1"),
        recording_id: RecordingId::from_random([number; 16]),
        media_sha256: sha256.into(),
        silent: Vec::new(),
        status,
        by: None,
        added_at: "2026-02-01T00:00:00Z".into(),
        file: "words.vtt".into(),
        file_sha256: "00".into(),
        transcript: Transcript {
            format: TranscriptFormat::WebVtt,
            language: None,
            cues: vec![Cue {
                from_ms: 1_250,
                to_ms: Some(2_000),
                speaker: None,
                text: words.into(),
            }],
        },
    }
}
