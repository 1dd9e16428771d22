//! Why something longer did not work: the worker's answer, or the store's.

use super::records::SaveError;
use crate::jobs::Failure;

/// Why the journal did not open, or no bundle was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The worker's answer.
    Failure(Failure),
    /// The store's.
    Save(SaveError),
}

impl Trouble {
    /// The key of the sentence in the translations.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Failure(failure) => failure.words(),
            Self::Save(error) => error.words(),
        }
    }
}

impl From<Failure> for Trouble {
    fn from(failure: Failure) -> Self {
        Self::Failure(failure)
    }
}

impl From<SaveError> for Trouble {
    fn from(error: SaveError) -> Self {
        Self::Save(error)
    }
}
