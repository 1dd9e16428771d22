//! How recordings end.

use crate::browser::microphone::MicrophoneError;
use crate::state::records::SaveError;

/// How a recording ended, or why it did not begin.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// There was no microphone: the key of the sentence.
    None(&'static str),
    /// It ended otherwise than by the writer, after so many milliseconds.
    Interrupted(u64),
    /// The page was left or hidden.
    Hidden(u64),
    /// It is as long as a recording may be.
    Longest(u64),
    /// From there on nothing could be saved: milliseconds, and the key of the reason.
    NotSaved(u64, &'static str),
    /// It is stored, and the browser cannot play it: after so many milliseconds.
    Unplayable(u64),
    /// It was stopped and is whole.
    Kept,
}

/// Why a recording did not begin.
pub(super) enum Fault {
    /// There is no microphone.
    Microphone(MicrophoneError),
    /// Nothing can be saved.
    Save(SaveError),
}

impl From<MicrophoneError> for Fault {
    fn from(error: MicrophoneError) -> Self {
        Self::Microphone(error)
    }
}

impl From<SaveError> for Fault {
    fn from(error: SaveError) -> Self {
        Self::Save(error)
    }
}

impl From<Fault> for Outcome {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Microphone(error) => Self::None(error.words()),
            Fault::Save(error) => Self::NotSaved(0, error.words()),
        }
    }
}
