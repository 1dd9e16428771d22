//! Something wrong with what was handed in, as a value: one bad bundle never stops the others.

use std::fmt;

use journal::{EntryId, ParticipantCode, RecordingId};
use serde::{Deserialize, Serialize};

use crate::printable::printable;
use crate::received::ReceiveError;

mod sentence;

/// Something a person should know about what was handed in. Names of files in it are **foreign
/// text**; [`Display`](fmt::Display) escapes them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
#[expect(missing_docs, reason = "the sentences say it")]
pub enum Problem {
    /// The file gives no bundle.
    Refused {
        file: String,
        #[serde(skip)]
        error: ReceiveError,
    },
    /// A bundle of another study; `named` if the study was named and not guessed.
    ForeignStudy {
        file: String,
        found: String,
        expected: String,
        named: bool,
    },
    /// A key that the registry does not have, of a participant whom it does not have.
    UnknownSigner {
        participant: ParticipantCode,
        key: String,
        words: String,
        line: Option<String>,
        files: Vec<String>,
    },
    /// A key that the registry has for somebody else (`registered_for`), or a participant whom
    /// it has with another key.
    ChangedSigner {
        participant: ParticipantCode,
        key: String,
        words: String,
        registered_for: Option<String>,
        line: Option<String>,
        files: Vec<String>,
    },
    /// A key that a person refused.
    RefusedSigner {
        participant: ParticipantCode,
        key: String,
        words: String,
        files: Vec<String>,
    },
    /// There is no registry: the key is the bundle's own claim.
    UnconfirmedSigner {
        participant: ParticipantCode,
        key: String,
        words: String,
    },
    /// There is no registry, and bundles of one participant are signed by several keys.
    TwoDevices {
        participant: ParticipantCode,
        words: Vec<String>,
    },
    /// There is no registry, and one key signs for several participants.
    SharedDevice {
        participants: Vec<ParticipantCode>,
        words: String,
    },
    /// Two different bundles with one number: a restored or copied phone.
    Fork {
        participant: ParticipantCode,
        words: String,
        seq: u64,
        accepted: bool,
        files: Vec<String>,
    },
    /// Numbers that never arrived.
    Gap {
        participant: ParticipantCode,
        words: String,
        missing: Vec<Span>,
    },
    /// The bundle names another predecessor than the one that is there.
    BrokenChain {
        participant: ParticipantCode,
        seq: u64,
        file: String,
    },
    /// Two versions of one revision.
    Conflict {
        participant: ParticipantCode,
        entry: EntryId,
        rev: u32,
        versions: usize,
    },
    /// One entry id in the bundles of several participants.
    SharedEntry {
        entry: EntryId,
        participants: Vec<ParticipantCode>,
    },
    /// The revision names another predecessor than the one that is there.
    RevisionChain {
        participant: ParticipantCode,
        entry: EntryId,
        rev: u32,
    },
    /// Sealed to other keys than the pack of the same revision names.
    RecipientsDiffer {
        participant: ParticipantCode,
        file: String,
        missing: Vec<String>,
        strangers: Vec<String>,
    },
    /// Dated before the bundle before it.
    ClockBack {
        participant: ParticipantCode,
        seq: u64,
        file: String,
        date: String,
        before: String,
    },
    /// Dated later than today.
    ClockAhead {
        participant: ParticipantCode,
        seq: u64,
        file: String,
        date: String,
    },
    /// The writer took an entry back.
    Withdrawn {
        participant: ParticipantCode,
        entry: EntryId,
        on: String,
    },
    /// What was written down was written down when less of the recording was withheld.
    EarlierTranscript {
        participant: ParticipantCode,
        recording: RecordingId,
        name: String,
    },
    /// A transcript of a recording that nothing here has.
    StrayTranscript {
        participant: ParticipantCode,
        recording: RecordingId,
    },
    /// Memos and tags about what is not here, or was taken back.
    StrayMemos { memos: usize, tags: usize },
    /// The same bytes twice.
    Duplicate { file: String, of: String },
    /// The same signed content in another envelope.
    Replay { file: String, of: String },
}

/// How much a problem asks of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// A file was not used, and cannot be.
    Refused,
    /// A person has to look.
    Attention,
    /// Good to know.
    Note,
}

impl Severity {
    /// The name in files.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::Attention => "attention",
            Self::Note => "note",
        }
    }
}

/// A stretch of numbers, both included. Stretches and not lists: a bundle may claim any number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[expect(missing_docs, reason = "the names say it")]
pub struct Span {
    pub from: u64,
    pub to: u64,
}

impl fmt::Display for Span {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.from == self.to {
            write!(f, "{}", self.from)
        } else {
            write!(f, "{}–{}", self.from, self.to)
        }
    }
}

impl Problem {
    /// A stable name for tables and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::Refused { error, .. } => error.code(),
            Self::ForeignStudy { .. } => "foreign-study",
            Self::UnknownSigner { .. } => "unknown-signer",
            Self::ChangedSigner { .. } => "changed-signer",
            Self::RefusedSigner { .. } => "refused-signer",
            Self::UnconfirmedSigner { .. } => "unconfirmed-signer",
            Self::TwoDevices { .. } => "two-devices",
            Self::SharedDevice { .. } => "shared-device",
            Self::Fork { .. } => "fork",
            Self::Gap { .. } => "gap",
            Self::BrokenChain { .. } => "broken-chain",
            Self::Conflict { .. } => "conflict",
            Self::SharedEntry { .. } => "shared-entry",
            Self::RevisionChain { .. } => "revision-chain",
            Self::RecipientsDiffer { .. } => "recipients-differ",
            Self::ClockBack { .. } => "clock-back",
            Self::ClockAhead { .. } => "clock-ahead",
            Self::Withdrawn { .. } => "withdrawn",
            Self::EarlierTranscript { .. } => "earlier-transcript",
            Self::StrayTranscript { .. } => "stray-transcript",
            Self::StrayMemos { .. } => "stray-memos",
            Self::Duplicate { .. } => "duplicate",
            Self::Replay { .. } => "replay",
        }
    }

    /// How much it asks of a person.
    pub fn severity(&self) -> Severity {
        match self {
            Self::Refused { .. } | Self::ForeignStudy { .. } => Severity::Refused,
            Self::Fork { accepted: true, .. } => Severity::Note,
            // Somebody whom the pack does not name can read: that is more than a late pack.
            Self::RecipientsDiffer { strangers, .. } if !strangers.is_empty() => {
                Severity::Attention
            }
            Self::UnknownSigner { .. }
            | Self::ChangedSigner { .. }
            | Self::TwoDevices { .. }
            | Self::SharedDevice { .. }
            | Self::Fork { .. }
            | Self::Gap { .. }
            | Self::BrokenChain { .. }
            | Self::Conflict { .. }
            | Self::SharedEntry { .. }
            | Self::EarlierTranscript { .. } => Severity::Attention,
            // A person has looked already.
            Self::RefusedSigner { .. }
            | Self::UnconfirmedSigner { .. }
            | Self::RevisionChain { .. }
            | Self::RecipientsDiffer { .. }
            | Self::ClockBack { .. }
            | Self::ClockAhead { .. }
            | Self::Withdrawn { .. }
            | Self::StrayTranscript { .. }
            | Self::StrayMemos { .. }
            | Self::Duplicate { .. }
            | Self::Replay { .. } => Severity::Note,
        }
    }

    /// Whom it is about, if it is about one participant.
    pub fn participant(&self) -> Option<&ParticipantCode> {
        match self {
            Self::UnknownSigner { participant, .. }
            | Self::ChangedSigner { participant, .. }
            | Self::RefusedSigner { participant, .. }
            | Self::UnconfirmedSigner { participant, .. }
            | Self::TwoDevices { participant, .. }
            | Self::Fork { participant, .. }
            | Self::Gap { participant, .. }
            | Self::BrokenChain { participant, .. }
            | Self::Conflict { participant, .. }
            | Self::RevisionChain { participant, .. }
            | Self::RecipientsDiffer { participant, .. }
            | Self::ClockBack { participant, .. }
            | Self::ClockAhead { participant, .. }
            | Self::Withdrawn { participant, .. }
            | Self::EarlierTranscript { participant, .. }
            | Self::StrayTranscript { participant, .. } => Some(participant),
            _ => None,
        }
    }

    /// The files it is about, as they are named in the dataset. **Foreign text.**
    pub fn files(&self) -> Vec<&str> {
        match self {
            Self::UnknownSigner { files, .. }
            | Self::ChangedSigner { files, .. }
            | Self::RefusedSigner { files, .. }
            | Self::Fork { files, .. } => files.iter().map(String::as_str).collect(),
            Self::Refused { file, .. }
            | Self::ForeignStudy { file, .. }
            | Self::BrokenChain { file, .. }
            | Self::RecipientsDiffer { file, .. }
            | Self::ClockBack { file, .. }
            | Self::ClockAhead { file, .. }
            | Self::Duplicate { file, .. }
            | Self::Replay { file, .. } => vec![file],
            _ => Vec::new(),
        }
    }

    /// The problem with everything that can be said of it, as it stands in JSON.
    pub(crate) fn told(&self) -> Told<'_> {
        Told {
            code: self.code(),
            severity: self.severity(),
            sentence: self.to_string(),
            advice: self.advice(),
            problem: self,
        }
    }
}

#[derive(Serialize)]
pub(crate) struct Told<'a> {
    code: &'static str,
    severity: Severity,
    sentence: String,
    advice: Option<String>,
    #[serde(flatten)]
    problem: &'a Problem,
}

fn quoted(name: &str) -> String {
    format!("\"{}\"", printable(name))
}
