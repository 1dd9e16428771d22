#![doc = include_str!("../README.md")]

mod check_words;
mod entry;
mod id;
mod moment;
mod offer;
mod own_copy;
mod participant;
mod prompt;
mod recording;
mod study;
mod study_check;

pub use check_words::{check_words, make_random_words};
pub use entry::{Entry, EntryKind, Handling, Role, Sharing, ShownPrompt};
pub use id::{BundleId, EntryId, MakeIdError, ParseIdError, RecordingId};
pub use moment::{Moment, MomentError};
pub use offer::{Offers, choose};
pub use own_copy::{CopyDraft, CopyEntry, CopyRecording, CopyWords, OwnCopy};
pub use participant::{CodeError, CodeRule, ParticipantCode};
pub use prompt::{Lens, Phase, Prompt, PromptId, Theme};
pub use recording::{Media, Recording, Span, media_extension};
pub use study::{
    AudioRules, Consent, ConsentItem, ConsentSection, Contact, EntryRules, Institution, Localized,
    Member, Participants, Recipient, Share, Study, Support, Times, Wave,
};
pub use study_check::{StudyError, StudyFault};
