//! Why a file gives no submission, each in a sentence.

use std::io::ErrorKind;

use crate::bag::BagError;
use crate::envelope::EnvelopeError;
use crate::sign::VerifyError;
use crate::zip::ZipError;

/// Why a file gives no submission.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum OpenError {
    /// No age file, binary or armoured.
    #[error("this is not a bundle: it does not begin as an age file does")]
    NotABundle,
    /// Larger than [`SIZE_CAP`](crate::SIZE_CAP).
    #[error("the file is larger than a bundle may be")]
    TooLarge,
    /// The age header is broken or larger than [`HEADER_CAP`](crate::HEADER_CAP).
    #[error("the file's header is damaged or was made to be costly")]
    Header,
    /// Sealed, but not to any key at hand.
    #[error("the bundle is not sealed to this key")]
    NotForThisKey,
    /// The ciphertext is torn or was changed.
    #[error("the bundle is damaged or cut short")]
    Damaged,
    /// The sealed content is no archive of the kind a bundle is.
    #[error("the bundle's archive breaks a rule: {0}")]
    Archive(String),
    /// A listed file is not there.
    #[error("the file {0} is missing in the bundle")]
    Missing(String),
    /// A file is not what its digest says.
    #[error("the file {0} does not match its digest")]
    Digest(String),
    /// The signature does not fit.
    #[error("the bundle's signature does not hold: {0}")]
    Signature(#[from] VerifyError),
    /// Signed by its writer, but for other keys: somebody re-sealed it.
    #[error("the bundle was sealed to this key by somebody other than its writer")]
    Forwarded,
    /// The file could not be read where it lies.
    #[error("the file could not be read: {0}")]
    Read(ErrorKind),
    /// A later version of the format.
    #[error("the bundle is of a newer format than this program knows")]
    NewerFormat,
    /// The submission cannot be read.
    #[error("the bundle's submission cannot be read: {0}")]
    Submission(String),
    /// An entry cannot be read.
    #[error("the entry {0} cannot be read: {1}")]
    Entry(String, String),
    /// Two parts of the bundle disagree.
    #[error("the bundle contradicts itself: {0}")]
    Contradiction(&'static str),
}

impl OpenError {
    /// A stable name for tables and programs.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotABundle => "not-a-bundle",
            Self::TooLarge => "too-large",
            Self::Header => "header",
            Self::NotForThisKey => "wrong-key",
            Self::Damaged => "damaged",
            Self::Archive(_) => "archive",
            Self::Missing(_) => "missing-file",
            Self::Digest(_) => "digest",
            Self::Signature(_) => "signature",
            Self::Forwarded => "forwarded",
            Self::Read(_) => "unreadable-file",
            Self::NewerFormat => "newer-format",
            Self::Submission(_) | Self::Entry(..) => "unreadable",
            Self::Contradiction(_) => "contradiction",
        }
    }

    /// What to do about it.
    pub fn advice(&self) -> Option<&'static str> {
        Some(match self {
            Self::NotABundle => {
                "look for the file the participant's app made: its content begins with \"age-encryption.org\" or \"-----BEGIN AGE\""
            }
            Self::TooLarge => "ask the participant to share fewer entries in one bundle",
            Self::NotForThisKey => {
                "try the study's other key, or check that the file belongs to this study"
            }
            Self::Read(_) => {
                "check that the file is there, is a plain file and may be read, then run again"
            }
            Self::NewerFormat => "install the newest loop-desk and open it again",
            Self::Forwarded => {
                "ask the participant for a bundle made for this study, and tell the study's data steward"
            }
            Self::Signature(_) => {
                "keep the file, ask the participant to make the bundle again, and tell the study's data steward"
            }
            Self::Header
            | Self::Damaged
            | Self::Archive(_)
            | Self::Missing(_)
            | Self::Digest(_)
            | Self::Submission(_)
            | Self::Entry(..)
            | Self::Contradiction(_) => {
                "keep the file and ask the participant to make and send the bundle again"
            }
        })
    }
}

impl From<EnvelopeError> for OpenError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::NotAge => Self::NotABundle,
            EnvelopeError::TooLarge => Self::TooLarge,
            EnvelopeError::Header | EnvelopeError::HeaderCut | EnvelopeError::TooCostly => {
                Self::Header
            }
            EnvelopeError::NoMatch => Self::NotForThisKey,
            EnvelopeError::Damaged | EnvelopeError::Cut => Self::Damaged,
        }
    }
}

impl From<BagError> for OpenError {
    fn from(error: BagError) -> Self {
        match error {
            BagError::Zip(error) => error.into(),
            BagError::Missing(name) => Self::Missing(name),
            BagError::Digest(name) => Self::Digest(name),
            BagError::Unlisted(name) => Self::Archive(format!("the file {name} is in no manifest")),
            BagError::Manifest(name) => Self::Archive(format!("{name} cannot be read")),
            BagError::Layout(what) => Self::Archive(what.into()),
        }
    }
}

impl From<ZipError> for OpenError {
    fn from(error: ZipError) -> Self {
        match error {
            // The bytes come out of the envelope, which gives none that it cannot vouch for.
            ZipError::Unread => Self::Damaged,
            error => Self::Archive(error.to_string()),
        }
    }
}
