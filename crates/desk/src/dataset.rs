//! What the desk holds in its hands after merging: everything that was accepted, and a word on
//! everything that was not.

use bundle::{Consented, Mode, Opened};
use journal::{BundleId, Entry, EntryId, Handling, Moment, OfferLog, ParticipantCode, Recording};
use serde::{Deserialize, Serialize, Serializer};

use crate::memos::{EntryTag, Memo};
use crate::problem::{Problem, Severity};
use crate::transcript::TranscriptStatus;
use crate::transcripts::TranscriptRecord;

/// Merged, checked submissions of one study. The same files give the same dataset, whatever
/// their order and however often each is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dataset {
    /// The study; empty if no file could be opened and no study pack was named.
    pub study_id: String,
    /// By code.
    pub participants: Vec<Participant>,
    /// By participant, date of writing, id.
    pub entries: Vec<MergedEntry>,
    /// By participant, moment of recording, id.
    pub recordings: Vec<MergedRecording>,
    /// By participant and id.
    pub withdrawn: Vec<WithdrawnEntry>,
    /// What was asked and set aside, by participant and phone.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub offers: Vec<KeptOffers>,
    /// Every file that was handed in, by name.
    pub files: Vec<FileRecord>,
    /// By severity, then code.
    #[serde(serialize_with = "with_sentences")]
    pub problems: Vec<Problem>,
    /// What the team noted, by moment, with what was corrected since.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub memos: Vec<Memo>,
    /// The tags of entries, by participant, entry and words.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<EntryTag>,
}

impl Dataset {
    /// Whether anything needs a person.
    pub fn verdict(&self) -> DatasetVerdict {
        let used = |file: &FileRecord| {
            matches!(
                file.verdict,
                Verdict::Merged | Verdict::Duplicate | Verdict::Replay
            )
        };
        let calm = |problem: &Problem| problem.severity() == Severity::Note;
        if self.files.iter().all(used) && self.problems.iter().all(calm) {
            DatasetVerdict::AllGood
        } else {
            DatasetVerdict::SomeNotUsed
        }
    }

    /// The problems as they stand in JSON: each with its code, severity, sentence and advice.
    pub fn told(&self) -> Vec<impl Serialize + '_> {
        self.problems.iter().map(Problem::told).collect()
    }

    /// Puts the problems in their order.
    pub(crate) fn sort_problems(&mut self) {
        self.problems.sort_by_cached_key(|problem| {
            (problem.severity(), problem.code(), problem.to_string())
        });
    }

    /// How many files have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.files
            .iter()
            .filter(|file| file.verdict == verdict)
            .count()
    }
}

/// The whole run in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum DatasetVerdict {
    /// Every file is merged or there already, and no problem asks for attention.
    AllGood,
    /// A file was not used, or something that was used asks for attention.
    SomeNotUsed,
}

/// One participant over all merged bundles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Participant {
    /// The pseudonym.
    pub code: ParticipantCode,
    /// The phones the bundles came from, by key.
    pub devices: Vec<Device>,
    /// Merged bundles.
    pub bundles: usize,
    /// Entries, withdrawn ones not counted.
    pub entries: usize,
    /// Entries that were taken back.
    pub withdrawn: usize,
    /// Date of the first entry, `YYYY-MM-DD`.
    pub first: Option<String>,
    /// Date of the last entry.
    pub last: Option<String>,
    /// What was agreed to, as the latest bundle says it.
    pub consent: Option<Consented>,
}

/// A phone, by the key it signs with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Device {
    /// `ssh-ed25519 AAAA…`.
    pub key: String,
    /// Its six check words.
    pub words: String,
    /// Whether the registry of signers knows it for this participant.
    pub registered: bool,
}

/// One entry with every revision that arrived.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedEntry {
    /// Whose it is.
    pub participant: ParticipantCode,
    /// The entry.
    pub id: EntryId,
    /// By revision, then digest; never empty. Two with the same number are a conflict.
    pub revisions: Vec<Revision>,
}

impl MergedEntry {
    /// The newest revision; in a conflict the side with the smallest digest.
    pub fn newest(&self) -> &Revision {
        self.sides()[0]
    }

    /// The newest revision and, in a conflict, every other version with the same number.
    pub fn sides(&self) -> Vec<&Revision> {
        let rev = self
            .revisions
            .iter()
            .map(|revision| revision.entry.rev)
            .max();
        self.revisions
            .iter()
            .filter(|revision| Some(revision.entry.rev) == rev)
            .collect()
    }
}

/// One revision of an entry, and where it came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revision {
    /// The entry as it was signed, but for the words of what was taken back since: those are
    /// nowhere, not even where they were shown.
    pub entry: Entry,
    /// SHA-256 of its file in the bundle, lower-case hex.
    pub sha256: String,
    /// The bundles it came in, by number and id; never empty.
    pub sources: Vec<Source>,
}

/// A recording of an entry as it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergedRecording {
    /// Whose it is.
    pub participant: ParticipantCode,
    /// The entry it belongs to.
    pub entry: EntryId,
    /// The recording as it was signed.
    pub recording: Recording,
    /// The name of its files, without an ending: `<code>_<date>_audio-<8 hex digits>`, of ASCII
    /// letters, digits, dashes and underscores. The same sound has the same name whatever else
    /// arrives, and another one when more of it is withheld.
    pub name: String,
    /// How its entry is to be handled.
    pub handling: Handling,
    /// What was written down from it, and from nothing that is withheld now.
    pub transcript: Option<TranscriptRecord>,
}

impl MergedRecording {
    /// The name of the original file: [`name`](Self::name) with the ending of its media type.
    pub fn file(&self) -> String {
        let ending = self.recording.media.extension().unwrap_or("bin");
        format!("{}.{ending}", self.name)
    }

    /// How far its transcript can be trusted, if there is one.
    pub fn status(&self) -> Option<TranscriptStatus> {
        self.transcript.as_ref().map(|record| record.status)
    }
}

/// A bundle that carried a revision.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Source {
    /// Its number in the device's sequence.
    pub seq: u64,
    /// The bundle.
    pub bundle_id: BundleId,
    /// Whether the registry of signers knows its key for this participant.
    pub registered: bool,
}

/// An entry that its writer took back. Its words are not kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WithdrawnEntry {
    /// Whose it was.
    pub participant: ParticipantCode,
    /// The entry.
    pub id: EntryId,
    /// The day it was taken back, `YYYY-MM-DD`; the earliest one told.
    pub on: String,
}

/// What a phone told last of what it asked. Two phones of one participant each have an order of
/// their own, which nobody could put together, so their logs stand beside each other.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KeptOffers {
    /// Who was asked.
    pub participant: ParticipantCode,
    /// By which of the participant's phones: 1, 2, 3… in the order of
    /// [`Participant::devices`].
    pub phone: usize,
    /// When the bundle was made that told it.
    pub told_at: Moment,
    /// What it told.
    pub log: OfferLog,
}

/// What became of a file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileRecord {
    /// Where it lay. **Foreign text.**
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// SHA-256 of the file, lower-case hex; `None` if it could not be read.
    pub file_sha256: Option<String>,
    /// What became of it.
    pub verdict: Verdict,
    /// The code of the problem that decided the verdict.
    pub reason: Option<&'static str>,
    /// What the bundle says about itself, if it could be opened.
    pub bundle: Option<BundleFacts>,
}

/// What became of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Its content is in the dataset.
    Merged,
    /// The same bytes are there under another name.
    Duplicate,
    /// The same signed content is there in another envelope.
    Replay,
    /// It is whole, but a person has to decide.
    Quarantined,
    /// It is not used.
    Refused,
}

impl Verdict {
    /// All verdicts, from used to not used.
    pub const ALL: [Self; 5] = [
        Self::Merged,
        Self::Duplicate,
        Self::Replay,
        Self::Quarantined,
        Self::Refused,
    ];

    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Merged => "merged",
            Self::Duplicate => "duplicate",
            Self::Replay => "replay",
            Self::Quarantined => "quarantined",
            Self::Refused => "refused",
        }
    }
}

/// What a bundle says about itself, without its content.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "the fields are those of Submission")]
pub struct BundleFacts {
    pub bundle_id: BundleId,
    pub study_id: String,
    pub study_config_version: u32,
    pub participant: ParticipantCode,
    pub device_key: String,
    pub seq: u64,
    pub created_at: Moment,
    pub mode: Mode,
    pub app_version: String,
    /// How many entries it carries.
    pub entries: usize,
    /// How many it takes back.
    pub withdrawn: usize,
    /// The digests of the recordings it carries, SHA-256, lower-case hex.
    pub recordings: Vec<String>,
    pub tagmanifest_sha512: String,
}

impl BundleFacts {
    pub(crate) fn of(opened: &Opened) -> Self {
        let submission = &opened.submission;
        Self {
            bundle_id: submission.bundle_id,
            study_id: submission.study_id.clone(),
            study_config_version: submission.study_config_version,
            participant: submission.participant_id.clone(),
            device_key: submission.device_key.clone(),
            seq: submission.seq,
            created_at: submission.created_at.clone(),
            mode: submission.mode,
            app_version: submission.app_version.clone(),
            entries: opened.entries.len(),
            withdrawn: submission.withdrawn.len(),
            recordings: submission
                .recordings
                .iter()
                .map(|media| media.sha256.clone())
                .collect(),
            tagmanifest_sha512: opened.tagmanifest_sha512.clone(),
        }
    }
}

/// Each problem with its code, severity, sentence and advice beside its values.
fn with_sentences<S: Serializer>(problems: &[Problem], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(problems.iter().map(Problem::told))
}
