#![doc = include_str!("../README.md")]

mod archive;
mod brief;
mod ceremony;
mod code_list;
mod dataset;
mod export;
mod key_file;
mod memos;
mod merge;
mod overview;
mod print;
mod printable;
mod problem;
mod qr;
mod received;
mod register;
mod search;
mod signers;
mod ties;
mod transcript;
mod transcripts;

#[cfg(test)]
mod testkit;

pub use archive::{ArchiveError, accompany, archive, results};
pub use brief::{Brief, BriefError, brief};
pub use ceremony::{CeremonyError, Rehearsal, prove, rehearse};
pub use code_list::{CodeList, CodeListError};
pub use dataset::{
    BundleFacts, Dataset, DatasetVerdict, Device, FileRecord, KeptOffers, MergedEntry,
    MergedRecording, Participant, Revision, Source, Verdict, WithdrawnEntry,
};
pub use export::{
    ExportFile, Format, Listed, Notice, Offsets, Origin, Project, SoundFile, crate_metadata,
    export, notices, provenance, readme,
};
pub use key_file::{KeyFile, KeyFileError};
pub use memos::{
    About, EntryTag, Memo, MemoError, MemoId, MemoKind, MemoLine, Memos, Noted, UnreadLine,
    UnreadReason,
};
pub use merge::{FirstSeen, Rules, first_seen, merge, study_of};
pub use overview::{Overview, Person, Week, overview};
pub use print::{Numbered, Paper, PrintLanguage, slips};
pub use printable::{printable, printable_whole};
pub use problem::{Problem, Severity, Span};
pub use qr::{QrDrawing, qr_svg};
pub use received::{ReceiveError, Received, receive, receive_from};
pub use register::{
    Choice, Decision, Deidentified, NameKind, Proposal, Register, RegisterError, RegisterUse,
    Replacer, Token, deidentify, proposals,
};
pub use search::{Hit, HitPart, search};
pub use signers::{Signers, SignersError};
pub use ties::{Pair, Ties};
pub use transcript::{
    Cue, StampForm, Transcript, TranscriptError, TranscriptFault, TranscriptFormat,
    TranscriptStatus,
};
pub use transcripts::{TranscriptRecord, Transcripts, TranscriptsError};
