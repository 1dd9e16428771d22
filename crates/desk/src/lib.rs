#![doc = include_str!("../README.md")]

mod dataset;
mod export;
mod merge;
mod printable;
mod problem;
mod received;
mod signers;
mod transcript;
mod transcripts;

#[cfg(test)]
mod testkit;

pub use dataset::{
    BundleFacts, Dataset, DatasetVerdict, Device, FileRecord, MergedEntry, MergedRecording,
    Participant, Revision, Source, Verdict, WithdrawnEntry,
};
pub use export::{ExportFile, Format, Origin, export, provenance, readme};
pub use merge::{FirstSeen, Rules, first_seen, merge};
pub use printable::printable;
pub use problem::{Problem, Severity, Span};
pub use received::{ReceiveError, Received, receive, receive_from};
pub use signers::{Signers, SignersError};
pub use transcript::{
    Cue, StampForm, Transcript, TranscriptError, TranscriptFault, TranscriptFormat,
    TranscriptStatus,
};
pub use transcripts::{TranscriptRecord, Transcripts, TranscriptsError};
