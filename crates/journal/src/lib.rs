#![doc = include_str!("../README.md")]

mod calendar;
mod check_words;
mod context;
mod entry;
mod id;
mod invitation;
mod known_day;
mod look_back;
mod loop_drawing;
mod loops;
mod moment;
mod offer;
mod own_copy;
mod participant;
mod prompt;
mod reading;
mod recording;
mod rhythm;
mod study;
mod study_changes;
mod study_check;
mod study_dates;
mod study_draft;
mod study_findings;
mod study_texts;

pub use check_words::{check_words, make_random_words};
pub use context::{
    Addressee, Context, Forecast, Form, Letter, Link, LinkKind, Opens, Outcome, Person, PersonKind,
    Session, Stimulus, shown_words,
};
pub use entry::{Entry, EntryKind, Handling, Role, Sharing, ShownPrompt};
pub use id::{BundleId, EntryId, MakeIdError, ParseIdError, RecordingId};
pub use invitation::{Address, AddressError, Invitation, InvitationError};
pub use known_day::{DayDoubt, KnownDay};
pub use look_back::{LookBack, Response, Returned, choose_earlier};
pub use loop_drawing::{Arc, EntryMark, LoopDrawing, LoopShape, MonthMark, ReturnMark, Side};
pub use loops::{Loop, LoopKind, LoopQuestion, LoopState, loops};
pub use moment::{Moment, MomentError};
pub use offer::{Decline, DeclineReason, OfferLog, Offers, Shown, choose};
pub use own_copy::{CopyDraft, CopyEntry, CopyPiece, CopyRecording, CopyWords, OwnCopy, html_text};
pub use participant::{CodeError, CodeRule, MakeCodesError, ParticipantCode};
pub use prompt::{Lens, Phase, Prompt, PromptId, Theme};
pub use reading::{Reading, ReadingPart, lix};
pub use recording::{Media, Recording, Span, media_extension};
pub use rhythm::{Invitations, Rhythm, RhythmError};
pub use study::{
    AudioRules, Consent, ConsentItem, ConsentSection, Contact, EntryRules, Institution, Localized,
    Member, Participants, Recipient, Schedule, Sessions, Share, Study, Support, Times, Wave,
};
pub use study_changes::{
    ChangeKind, CompareError, Comparison, ReconsentReason, StudyChange, StudyPart, Unraised,
    compare, reconsent,
};
pub use study_check::{StudyError, StudyFault};
pub use study_dates::shift_dates;
pub use study_draft::{StudyDraft, prompt_bank, recipient_in};
pub use study_findings::{Examination, Finding, FindingSeverity, Remark};
