//! The work of the desk page, as values that travel between the page and its worker.
//!
//! The worker holds the identities and everything that was opened; the page gets what it shows.

use std::collections::BTreeMap;

use desk::{
    About, Choice, Decision, EntryTag, Hit, Memo, MemoId, MemoKind, MergedEntry, MergedRecording,
    Overview, Proposal, Severity, Verdict, WithdrawnEntry,
};
use journal::{EntryId, Localized, ParticipantCode, Phase};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use zeroize::Zeroizing;

use super::Work;

mod ceremony;
mod keys;
mod reading;
mod room;
mod small_file;
mod views;

pub use keys::{GivenKeys, KeyDone, KeyFailure, KeyJob, Mistyped, PackKeys, Tried};
pub use room::serve;

/// The desk's worker.
pub struct DeskWork;

impl Work for DeskWork {
    type Job = DeskJob;
    type Done = DeskDone;
    /// So many bytes of the file were read.
    type Step = u64;
}

/// Something to be done in the worker.
#[derive(Serialize, Deserialize)]
pub enum DeskJob {
    /// Reads identities to open bundles with: those in the text, or in the file that is the
    /// payload, which may be sealed with the passphrase.
    Keys {
        text: Zeroizing<String>,
        passphrase: Option<Zeroizing<String>>,
    },
    /// Makes keys, or rehearses with them.
    Key(KeyJob),
    /// Opens bundles with the key that was made as well.
    TakeMade,
    /// Reads the file that is the payload for what it is to be.
    Know(Knowledge),
    /// Opens the file that is the payload.
    Open { name: String },
    /// Merges everything that was opened.
    Merge(MergeRules),
    /// Adds a phone to the registry.
    Confirm {
        participant: ParticipantCode,
        key: String,
    },
    /// The registry as it stands now is the answer's payload.
    Registry,
    /// Writes a memo, or gives or takes a tag.
    Note { by: By, note: Note },
    /// All memos and tags.
    Notes,
    /// The memos and tags as a file are the answer's payload.
    MemoFile,
    /// What looks like a name, and what was decided.
    Names,
    /// Decides about a name.
    Decide {
        by: By,
        words: String,
        choice: Choice,
    },
    /// The register of names as a file is the answer's payload.
    Register,
    /// Everything of one participant.
    Read { participant: ParticipantCode },
    /// A page for the interviewer, in a language, is the answer's payload.
    Brief {
        participant: ParticipantCode,
        language: String,
    },
    /// Looks for words.
    Search { words: String },
    /// The sound of a recording, by its digest, is the answer's payload.
    Listen { sha256: String },
    /// A ZIP of these formats is the answer's payload.
    Export {
        formats: Vec<String>,
        made_at: String,
        /// Whether the register goes over it; and then, whether what is undecided may stand.
        names: Option<Undecided>,
    },
}

/// What becomes of proposals that nobody decided about, where the register is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Undecided {
    /// No export is made while there are any.
    Refuse,
    /// They stand as they are, and are counted.
    Leave,
}

/// Who does something, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct By {
    /// RFC 3339.
    pub at: String,
    /// The name.
    pub author: String,
}

/// What is noted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Note {
    Memo {
        kind: MemoKind,
        about: About,
        text: String,
        follows: Option<MemoId>,
    },
    Tag {
        participant: ParticipantCode,
        entry: EntryId,
        tag: String,
    },
    Untag {
        participant: ParticipantCode,
        entry: EntryId,
        tag: String,
    },
}

/// What a file can tell the desk beforehand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Knowledge {
    /// The study pack.
    Study,
    /// The registry of phones.
    Phones,
    /// What was written down from recordings.
    Transcripts,
    /// Memos and tags, which are added to those that are here.
    Memos,
    /// The register of names.
    Register,
}

/// How is merged.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeRules {
    /// Whether only confirmed phones are used.
    pub confirmed_only: bool,
    /// Whether all sides of a fork are used.
    pub accept_forks: bool,
    /// The last date that is not in the future anywhere, `YYYY-MM-DD`.
    pub today: String,
}

/// What came of it.
#[derive(Serialize, Deserialize)]
pub enum DeskDone {
    /// The keys that were read.
    Keys(Vec<ShownKey>),
    /// What came of making keys, or rehearsing with them.
    Key(KeyDone),
    /// What the file told.
    Known(Known),
    /// A file was opened, or found to be no bundle.
    Opened,
    /// How everything stands.
    Merged(Box<Merged>),
    /// The registry has the phone.
    Confirmed,
    /// The registry is the payload.
    Registry,
    /// It was noted.
    Noted,
    /// All memos and tags.
    Notes(Notes),
    /// The memos and tags are the payload.
    MemoFile,
    /// What looks like a name, and what was decided.
    Names(Names),
    /// It was decided.
    Decided,
    /// The register of names is the payload.
    Register,
    /// Everything of one participant.
    Read(Box<Reading>),
    /// The page for the interviewer is the payload.
    Brief,
    /// Where the words stand, and in how many entries.
    Found(Vec<Hit>, usize),
    /// The sound is the payload; this is its media type.
    Sound(String),
    /// The ZIP is the payload; these are its files with their sizes.
    Exported(Vec<(String, u64)>),
    /// It did not work.
    Failed(DeskFailure),
}

/// Why it did not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum DeskFailure {
    /// The text holds no identity.
    NoKey,
    /// It holds the half that seals.
    PublicKey,
    /// Something around keys.
    Key(KeyFailure),
    /// The file is larger than what it is to be, or cannot be read.
    Unreadable,
    /// The file is not what it is to be: the reasons, in the words of its reader.
    NotThat(Vec<String>),
    /// The phone cannot stand in a registry.
    NoLine,
    /// The recording cannot be had from its file.
    NoSound,
    /// The participant did not agree to a second interview.
    NoBrief,
    /// The export is larger than a ZIP may be.
    TooLarge,
    /// It cannot be noted or decided, in the words of the desk's room: nobody is named, or nothing
    /// is said.
    NotNoted(String),
    /// So many names are undecided.
    Undecided(usize),
    /// There are decisions here that no file has.
    Unsaved,
    /// The worker has forgotten everything, or never knew it.
    Nothing,
}

/// A key that opens bundles, by its public half.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShownKey {
    /// `age1…`.
    pub recipient: String,
    /// Its six check words.
    pub words: String,
}

/// What a file told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Known {
    /// The study's title and the revision of its pack.
    Study {
        title: Localized,
        default_language: String,
        revision: u32,
    },
    /// How many phones are in the registry.
    Phones(usize),
    /// How many transcripts there are.
    Transcripts(usize),
    /// How many lines of memos and tags there are, and how many that are not understood.
    Memos(usize, usize),
    /// How many names were decided about.
    Register(usize),
}

/// How everything stands that was opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Merged {
    /// The study; empty if nothing could be opened.
    pub study_id: String,
    /// Whether nothing needs a person.
    pub is_good: bool,
    /// Every file, by name.
    pub files: Vec<FileRow>,
    /// By severity.
    pub problems: Vec<Told>,
    /// Every phone that signed something, by participant.
    pub phones: Vec<Phone>,
    /// People by weeks.
    pub overview: Overview,
    /// The phases of the study pack, with their first and last day.
    pub phases: Vec<(Phase, String, String)>,
    /// How many recordings there are, and how many of them have a transcript.
    pub recordings: usize,
    /// Recordings with a transcript.
    pub transcribed: usize,
    /// The formats an export can have.
    pub formats: Vec<String>,
    /// Files that were not opened, because the page holds no more text.
    pub left_out: usize,
}

/// A file that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileRow {
    /// Its name, with everything that acts written out.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// What became of it.
    pub verdict: Verdict,
    /// The code of the problem that decided it.
    pub reason: Option<String>,
    /// What its bundle says of itself.
    pub bundle: Option<BundleRow>,
}

/// What a bundle says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BundleRow {
    /// Whose it is.
    pub participant: ParticipantCode,
    /// Its number.
    pub seq: u64,
    /// The day it was made.
    pub date: String,
    /// How many entries it carries.
    pub entries: usize,
    /// How many recordings it carries.
    pub recordings: usize,
}

/// A problem with everything that can be said of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// Its stable name.
    pub code: String,
    /// How much it asks of a person.
    pub severity: Severity,
    /// What happened, in English.
    pub sentence: String,
    /// What to do, in English.
    pub advice: Option<String>,
    /// Its values, by their names.
    #[serde(flatten)]
    pub values: BTreeMap<String, Value>,
}

/// A phone that signed something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Phone {
    /// Whom it signs for.
    pub participant: ParticipantCode,
    /// `ssh-ed25519 AAAA…`.
    pub key: String,
    /// Its six check words.
    pub words: String,
    /// How many files it signed.
    pub files: usize,
    /// Whether the registry has it for this participant.
    pub is_confirmed: bool,
    /// Whether the registry has the key for somebody else, or the participant with another key.
    pub is_changed: bool,
}

/// Everything of one participant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    /// By date.
    pub entries: Vec<MergedEntry>,
    /// By moment.
    pub recordings: Vec<MergedRecording>,
    /// Entries that were taken back.
    pub withdrawn: Vec<WithdrawnEntry>,
}

/// What the team noted.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notes {
    /// By moment, with those that were corrected.
    pub memos: Vec<Memo>,
    /// By participant and entry.
    pub tags: Vec<EntryTag>,
}

/// The names of a study.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Names {
    /// What looks like one.
    pub proposals: Vec<Proposal>,
    /// What was decided, by name.
    pub decisions: Vec<Decision>,
}
